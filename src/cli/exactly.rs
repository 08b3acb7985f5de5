//! Answers without sampling, for `run --exact`, `run --cross-check` and `explain --likeliest`.

use super::draws::Draws;
use super::load;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{self, Plan, Tallies};
use crate::exact::{self, Exact, Task};
use crate::forecast::{self, Agreement, Forecast};
use crate::model::{Model, Supposition, World};
use crate::report::{self, Document};
use std::path::Path;
use std::time::{Duration, Instant};

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
                "there is a likeliest storyline only where all that can happen is computed"
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
/// parameters; and how long it took.
pub(super) fn solve(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    values: Vec<Vec<f64>>,
) -> Result<(Exact, Duration), Vec<Diagnostic>> {
    let began = Instant::now();
    let task = Task {
        questions: plan.questions.clone(),
        worlds: plan.worlds.clamp(1, plan.trials.max(1)),
        seed: plan.seed,
        threads: plan.threads,
        timelines: plan.timelines,
        values,
    };
    let exact = exact::solve(model, supposition, &task, &|_| ())?;
    Ok((exact, began.elapsed()))
}

/// The forecast of answers that were all computed; else why some were not.
pub(super) fn forecast(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
) -> Result<(Forecast, Duration), Vec<Diagnostic>> {
    let began = Instant::now();
    let readings = engine::readings(model, supposition, plan).map_err(|fault| vec![fault])?;
    let values = readings.as_ref().map_or_else(Vec::new, |readings| readings.values.clone());
    let solved = solve(model, supposition, plan, values);
    let (mut exact, _) = solved.map_err(|faults| Asked::Exact.advise(faults))?;
    if let Some(readings) = readings {
        exact.count(&readings.ln_counts, readings.drawn.before);
    }
    let took = began.elapsed();
    if !exact.refused.is_empty() {
        return Err(Asked::Exact.advise(refusals(model, &exact)));
    }
    Ok((forecast::exactly(model, supposition, &exact, plan.seed), took))
}

/// Why questions were not answered: each reason once, with the questions.
fn refusals(model: &Model, exact: &Exact) -> Vec<Diagnostic> {
    let mut told: Vec<(Diagnostic, Vec<&str>)> = Vec::new();
    for (question, refusal) in &exact.refused {
        let name = model.questions[*question].name.as_str();
        match told.iter_mut().find(|(known, _)| known == refusal) {
            Some((_, names)) => names.push(name),
            None => told.push((refusal.clone(), vec![name])),
        }
    }
    let with_names = |(refusal, names): (Diagnostic, Vec<&str>)| {
        let of = if names.len() == 1 { "question" } else { "questions" };
        refusal.help(format!("this concerns the {of} {}", names.join(", ")))
    };
    told.into_iter().map(with_names).collect()
}

/// What was computed against what is sampled.
pub(super) struct Checked {
    /// Every number both ways.
    pub(super) agreement: Agreement,
    /// The comparison.
    pub(super) page: Document,
    /// Questions that could not be compared, a sentence each.
    pub(super) notes: Vec<String>,
}

/// Compares the two ways to every answer; `sample` draws the trials of a plan.
pub(super) fn cross_check(
    (model, supposition): (&Model, &Supposition),
    plan: &Plan,
    file: &Path,
    sample: &dyn Fn(&Plan) -> Result<Tallies, Vec<Diagnostic>>,
) -> Result<Checked, Vec<Diagnostic>> {
    // one world tells which questions can be answered, the trials which worlds are drawn
    let one_world = Plan { worlds: 1, ..plan.clone() };
    let advised = |faults| Asked::CrossCheck.advise(faults);
    let (exact, _) = solve(model, supposition, &one_world, Vec::new()).map_err(advised)?;
    if exact.questions.is_empty() {
        return Err(advised(refusals(model, &exact)));
    }
    let plan = Plan { questions: Some(exact.questions.clone()), ..plan.clone() };
    let tallies = sample(&plan)?;
    let refused = exact.refused;
    let solved = solve(model, supposition, &plan, tallies.values.clone());
    let (exact, _) = solved.map_err(advised)?;
    let exact = Exact { refused, ..exact };
    let agreement = forecast::agreement(model, &exact, &tallies);
    let title = if model.title.is_empty() { load::stem(file) } else { model.title.clone() };
    let page = report::compared(&title, &agreement, tallies.pooled.trials);
    let note = |(question, refusal): &(usize, Diagnostic)| {
        format!("not compared: {}: {}", model.questions[*question].label, refusal.message)
    };
    let notes = exact.refused.iter().map(note).collect();
    Ok(Checked { agreement, page, notes })
}

/// The likeliest storyline.
pub(super) fn likeliest(
    draws: &Draws,
    model: &Model,
    supposition: &Supposition,
) -> Result<Document, Vec<Diagnostic>> {
    let world = World::draw(model, draws.seed, 0).map_err(|fault| vec![fault])?;
    let story = exact::likeliest(model, supposition, &world)
        .map_err(|fault| Asked::Likeliest.advise(vec![fault]))?;
    let assumed = forecast::unanswered(model, supposition, story.ln_kept);
    let reading = model.is_uncertain().then_some(draws.seed);
    Ok(report::storyline(&assumed, &story, reading))
}
