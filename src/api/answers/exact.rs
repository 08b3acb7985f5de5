//! Answers without sampling: exact forecasts, both ways to every answer compared, the likeliest storyline.

use crate::api::error::Error;
use crate::api::model::Model as Case;
use crate::api::options::Options;
use crate::api::requested;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{self, Plan, Tallies, Watch};
use crate::exact::{self, Exact, Task};
use crate::forecast::{self, Agreement, Forecast};
use crate::model::{Model, Supposition, World};
use crate::report::{self, Document, terminal::plain};
use std::fmt;

/// The arguments by which exact answers are asked for.
#[derive(Clone, Copy)]
enum Asked {
    /// `run --exact`
    Exact,
    /// `run --cross-check`
    CrossCheck,
    /// `explain --likeliest`
    Likeliest,
}

impl Asked {
    /// Adds to refusals how to ask otherwise, with arguments of this command alone.
    fn advise(self, mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let help = match self {
            Self::Exact => {
                "drop `--exact` to sample it, or ask with `--question` for what can be computed"
            }
            Self::CrossCheck => "drop `--cross-check` to sample it alone",
            Self::Likeliest => {
                "a most probable storyline exists only if everything that can happen can be listed"
            }
        };
        let is_refusal = |f: &&mut Diagnostic| matches!(f.code, Code::NotExact | Code::TooWide);
        for fault in faults.iter_mut().filter(is_refusal) {
            fault.help.insert(0, help.to_owned());
        }
        faults
    }
}

/// Computes the answers that a plan would sample, over the first worlds, or over those with these
/// parameters.
fn solve(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    values: Vec<Vec<f64>>,
    needs_all: bool,
) -> Result<Exact, Vec<Diagnostic>> {
    let task = Task {
        questions: plan.questions.clone(),
        worlds: plan.worlds.clamp(1, plan.trials.max(1)),
        seed: plan.seed,
        threads: plan.threads,
        timelines: plan.timelines,
        values,
    };
    let solve = if needs_all { exact::solve_all } else { exact::solve };
    solve(model, supposition, &task, &|_| ())
}

/// Returns the forecast if every answer was computed; else the reasons why some were not.
pub(super) fn forecast(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
) -> Result<Forecast, Vec<Diagnostic>> {
    if supposition.learns() && model.is_uncertain_with(&supposition.numbers) {
        // one world says what can't be computed, before many are weighed by the evidence
        let one_world = Plan { worlds: 1, timelines: false, ..plan.clone() };
        match solve(model, supposition, &one_world, Vec::new(), true) {
            Ok(exact) if exact.refused.is_empty() => {}
            Ok(exact) => return Err(Asked::Exact.advise(refusals(model, &exact))),
            // other worlds may meet the evidence
            Err(faults) if faults.iter().all(Diagnostic::is_unmet_evidence) => {}
            Err(faults) => return Err(Asked::Exact.advise(faults)),
        }
    }
    let readings = engine::readings(model, supposition, plan).map_err(|fault| vec![fault])?;
    let values = readings.as_ref().map_or_else(Vec::new, |readings| readings.values.clone());
    let solved = solve(model, supposition, plan, values, true);
    let mut exact = solved.map_err(|faults| Asked::Exact.advise(faults))?;
    if let Some(readings) = readings {
        exact.count(&readings.ln_counts, readings.drawn.before);
    }
    if !exact.refused.is_empty() {
        return Err(Asked::Exact.advise(refusals(model, &exact)));
    }
    Ok(forecast::exactly(model, supposition, &exact, plan.seed))
}

/// Returns the reasons why questions were not answered: each reason once, with its questions.
fn refusals(model: &Model, exact: &Exact) -> Vec<Diagnostic> {
    let mut reasons: Vec<(Diagnostic, Vec<&str>)> = Vec::new();
    for (question, refusal) in &exact.refused {
        let name = model.questions[*question].name.as_str();
        match reasons.iter_mut().find(|(known, _)| known == refusal) {
            Some((_, names)) => names.push(name),
            None => reasons.push((refusal.clone(), vec![name])),
        }
    }
    let with_names = |(refusal, names): (Diagnostic, Vec<&str>)| {
        let of = if names.len() == 1 { "question" } else { "questions" };
        refusal.help(format!("this concerns the {of} {}", names.join(", ")))
    };
    reasons.into_iter().map(with_names).collect()
}

/// Every answer that can be computed, against what is sampled.
///
/// ```
/// use foretell::{Options, Scenario};
///
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let checked = model.cross_check(&Options::default().trials(10_000))?;
/// assert!(checked.holds() && checked.notes().is_empty());
/// println!("{checked}"); // every number both ways
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CrossCheck {
    /// Every number both ways.
    agreement: Agreement,
    /// The comparison.
    page: Document,
    /// Questions that could not be compared, a sentence each.
    notes: Vec<String>,
}

impl CrossCheck {
    /// Whether all numbers agree: by chance alone, one check in a thousand does not.
    pub fn holds(&self) -> bool {
        self.agreement.holds()
    }

    /// The questions that could not be compared, a sentence each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Every number both ways, as a document.
    pub(crate) fn page(&self) -> &Document {
        &self.page
    }
}

impl fmt::Display for CrossCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.page))
    }
}

impl Case {
    /// Finds every answer by sampling and by computing, and compares the two.
    pub fn cross_check(&self, options: &Options) -> Result<CrossCheck, Error> {
        self.bounded(options, |sources| {
            let questions = requested::indices(self.model(), sources, options.questions())?;
            let plan = Plan { timelines: true, ..options.plan(questions) };
            cross_check(self, &plan, &|plan| {
                options.stage("drawing", plan.trials, |progress| {
                    let watch = Watch { progress, spent: options.spent() };
                    engine::run_watched(self.model(), self.supposition(), plan, watch)
                        .map_err(|fault| vec![fault])
                })
            })
        })
    }

    /// Returns the most probable storyline as text; a fault unless everything that can happen is discrete.
    pub fn likeliest(&self, options: &Options) -> Result<String, Error> {
        Ok(plain(&self.storyline(options)?))
    }

    /// Returns the most probable storyline as a document.
    pub(crate) fn storyline(&self, options: &Options) -> Result<Document, Error> {
        self.bounded(options, |_| likeliest(options.plan(None).seed, self))
    }
}

/// Compares the two ways to every answer; `sample` draws the trials of a plan.
fn cross_check(
    case: &Case,
    plan: &Plan,
    sample: &dyn Fn(&Plan) -> Result<Tallies, Vec<Diagnostic>>,
) -> Result<CrossCheck, Vec<Diagnostic>> {
    let (model, supposition) = (case.model(), case.supposition());
    // one world tells which questions can be answered, the trials which worlds are drawn
    let one_world = Plan { worlds: 1, ..plan.clone() };
    let advised = |faults| Asked::CrossCheck.advise(faults);
    let exact = solve(model, supposition, &one_world, Vec::new(), false).map_err(advised)?;
    if exact.questions.is_empty() {
        return Err(advised(refusals(model, &exact)));
    }
    let plan = Plan { questions: Some(exact.questions.clone()), ..plan.clone() };
    let tallies = sample(&plan)?;
    let refused = exact.refused;
    let solved = solve(model, supposition, &plan, tallies.values.clone(), false);
    let exact = Exact { refused, ..solved.map_err(advised)? };
    let agreement = forecast::agreement(model, &exact, &tallies);
    let page = report::compared(case.title(), &agreement, tallies.pooled.trials);
    let note = |(question, refusal): &(usize, Diagnostic)| {
        format!("not compared: {}: {}", model.questions[*question].label, refusal.message)
    };
    let notes = exact.refused.iter().map(note).collect();
    Ok(CrossCheck { agreement, page, notes })
}

/// Finds the most probable storyline.
fn likeliest(seed: u64, case: &Case) -> Result<Document, Vec<Diagnostic>> {
    let (model, supposition) = (case.model(), case.supposition());
    let world = World::draw(model, seed, 0).map_err(|fault| vec![fault])?;
    let story = exact::likeliest(model, supposition, &world)
        .map_err(|fault| Asked::Likeliest.advise(vec![fault]))?;
    let assumed = forecast::unanswered(model, supposition, story.ln_sure);
    let assumed = case.with_knowledge(assumed);
    let reading = model.is_uncertain().then_some(seed);
    Ok(report::storyline(&assumed, &story, reading))
}
