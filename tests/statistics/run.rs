//! Draws a scenario given as text, and compares the results with known values. Knows no scenario and no closed
//! form.

use foretell::internal::forecast::{
    Answer, Body, Estimate, Forecast, NumberSummary, agreement, estimate, summarise,
};
use foretell::internal::{diagnostic, engine, exact, model, scenario};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The chance that a right sampler fails any comparison of this folder, at most.
const FALSE_ALARM: f64 = 1e-6;
/// The most comparisons that are made.
const MOST_COMPARISONS: usize = 20_000;
static COMPARISONS: AtomicUsize = AtomicUsize::new(0);

/// Returns the most by which one comparison may be off, in nats: the logarithm of twice the comparisons over
/// the chance of a false alarm (Bonferroni). A share of `n` trials that differs from its chance `p` by as much
/// as `x` on one side has at most the chance exp(-n·KL(x, p)) (Chernoff 1952), for every `n` and `p`; for a
/// mean, the normal tail beyond `z` is below exp(-z²/2). It is 7.0 standard errors.
fn most_nats() -> f64 {
    let made = COMPARISONS.fetch_add(1, Ordering::Relaxed);
    assert!(made < MOST_COMPARISONS, "more comparisons than the bounds are made for");
    (2.0 * MOST_COMPARISONS as f64 / FALSE_ALARM).ln()
}

/// Whether a share of `n` trials is within the bounds of its chance.
pub(crate) fn share_agrees(share: f64, n: u64, p: f64) -> bool {
    let term = |x: f64, p: f64| if x <= 0.0 { 0.0 } else { x * (x / p).ln() };
    assert!((-1e-12..=1.0 + 1e-12).contains(&p), "{p} is no chance");
    let p = p.clamp(0.0, 1.0);
    n as f64 * (term(share, p) + term(1.0 - share, 1.0 - p)) <= most_nats()
}

/// Whether a mean is within the bounds of what is expected, given its standard error.
fn mean_agrees(mean: f64, expected: f64, std_error: f64) -> bool {
    (mean - expected).abs() <= (2.0 * most_nats()).sqrt() * std_error + 1e-12 * expected.abs()
}

/// Returns the mean of a number that has one.
pub(crate) fn mean_of(number: &NumberSummary) -> f64 {
    number.mean.expect("it has a mean").value
}

/// A scenario and how it is to be drawn: 200,000 trials on two threads unless said otherwise.
/// Without optimisation a twentieth of them: the bounds widen by themselves.
pub(crate) struct Draw {
    text: String,
    trials: u64,
    worlds: u64,
    seed: u64,
    threads: usize,
    made: Vec<String>,
    learnt: Vec<String>,
}

/// The result of a run.
pub(crate) struct Run {
    /// Every answer.
    pub(crate) forecast: Forecast,
    /// The counts behind them.
    pub(crate) tally: engine::Tally,
}

impl Draw {
    pub(crate) fn of(text: impl Into<String>) -> Self {
        let trials = if cfg!(debug_assertions) { 10_000 } else { 200_000 };
        let (made, learnt) = (Vec::new(), Vec::new());
        Self { text: text.into(), trials, worlds: 1000, seed: 0, threads: 2, made, learnt }
    }

    pub(crate) fn trials(mut self, trials: u64) -> Self {
        self.trials = trials;
        self
    }

    pub(crate) fn worlds(mut self, worlds: u64) -> Self {
        self.worlds = worlds;
        self
    }

    pub(crate) fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    pub(crate) fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Adds a `--do`.
    pub(crate) fn made(mut self, made: impl Into<String>) -> Self {
        self.made.push(made.into());
        self
    }

    /// Adds a `--given`.
    pub(crate) fn learnt(mut self, learnt: impl Into<String>) -> Self {
        self.learnt.push(learnt.into());
        self
    }

    /// Draws the scenario; a scenario with faults fails the test.
    pub(crate) fn run(self) -> Run {
        match self.try_run() {
            Ok(run) => run,
            Err(faults) => panic!("{faults}"),
        }
    }

    /// Draws the scenario; or returns the faults as text.
    pub(crate) fn try_run(self) -> Result<Run, String> {
        let mut sources = diagnostic::Sources::default();
        let file = sources.add("test.toml", self.text.as_str());
        let shown = |faults: Vec<diagnostic::Diagnostic>, sources: &diagnostic::Sources| {
            diagnostic::render_plain(&faults, sources)
        };
        let (scenario, faults) = scenario::read(&sources, file);
        if !faults.is_empty() {
            return Err(shown(faults, &sources));
        }
        let model = model::compile(&scenario).map_err(|f| shown(f, &sources))?;
        let supposed = model::suppose(&model, &mut sources, &self.made, &self.learnt);
        let supposed = supposed.map_err(|f| shown(f, &sources))?;
        let plan = engine::Plan {
            trials: self.trials,
            seed: self.seed,
            worlds: self.worlds,
            threads: self.threads,
            timelines: true,
            ..engine::Plan::default()
        };
        let tally = engine::run(&model, &supposed, &plan, &|_| {});
        let tally = tally.map_err(|f| shown(vec![f], &sources))?;
        let forecast = summarise(&model, &supposed, &plan, &tally);
        computed_too(&self.text, &model, &supposed, &plan, &tally)
            .map_err(|f| shown(f, &sources))?;
        Ok(Run { forecast, tally: tally.pooled })
    }
}

/// Computes each sampled answer that has an exact one, and compares every number.
fn computed_too(
    text: &str,
    model: &model::Model,
    supposed: &model::Supposition,
    plan: &engine::Plan,
    tallies: &engine::Tallies,
) -> Result<(), Vec<diagnostic::Diagnostic>> {
    let all: Vec<usize> = (0..model.questions.len()).collect();
    let task = exact::Task {
        questions: None,
        worlds: plan.worlds,
        seed: plan.seed,
        threads: 2,
        timelines: true,
        values: tallies.values.clone(),
    };
    let solved = match exact::solve(model, supposed, &task, &|_| {}) {
        Ok(solved) => solved,
        // what is learnt has no exact answer
        Err(faults) if faults.iter().all(|f| f.code == diagnostic::Code::NotExact) => return Ok(()),
        Err(faults) => return Err(faults),
    };
    if solved.questions != all {
        let refused: Vec<&str> = solved.refused.iter().map(|(_, f)| f.message.as_str()).collect();
        assert!(has_no_exact_answer(text), "a discrete scenario is refused: {refused:#?}");
        return Ok(());
    }
    let agreement = agreement(model, &solved, tallies);
    if let Some(worst) = agreement.deviations.first() {
        let nats = -(worst.tail.ln() + (agreement.deviations.len() as f64).ln());
        assert!(nats <= most_nats(), "sampled and exact answers disagree: {worst:?}");
    }
    Ok(())
}

/// Returns the number of equally weighted trials that an answer is worth.
fn worth(answer: &Answer) -> u64 {
    answer.effective.map_or(answer.kept - answer.left_out, |worth| worth as u64)
}

/// Whether something in a scenario's text is drawn from a continuous distribution or waits for a
/// delay that may have no exact chances: only then may a question be refused.
fn has_no_exact_answer(text: &str) -> bool {
    let continuous = ["[series.", "[quantity.", "after ="];
    continuous.iter().any(|word| text.contains(word))
}

impl Run {
    /// Returns the answer to a question.
    pub(crate) fn answer(&self, question: &str) -> &Answer {
        let found = self.forecast.answers.iter().find(|a| a.question == question);
        found.unwrap_or_else(|| panic!("nothing asks `{question}`"))
    }

    /// Returns the counts of a question's outcomes, as tallied.
    pub(crate) fn counts(&self, question: &str) -> &[u64] {
        let at = self.forecast.answers.iter().position(|a| a.question == question);
        let at = at.unwrap_or_else(|| panic!("nothing asks `{question}`"));
        match &self.tally.answers[at].counts {
            engine::Counts::Outcomes(counts) => counts,
            engine::Counts::Numbers(..) => panic!("`{question}` is a number"),
        }
    }

    fn compare(what: &str, found: Estimate, trials: u64, p: f64) {
        assert!(
            share_agrees(found.probability, trials, p),
            "{what}: {} of {trials} trials, ±{}, where {p} is expected ({:+.1} standard errors)",
            found.probability,
            found.error(),
            (found.probability - p) / (p * (1.0 - p) / trials as f64).sqrt(),
        );
    }

    /// Asserts that a condition holds with chance `p`, or that a day comes with it.
    pub(crate) fn chance(&self, question: &str, p: f64) -> &Self {
        let answer = self.answer(question);
        let found = match &answer.body {
            Body::Condition(found) => *found,
            Body::Date(summary) => summary.happens,
            other => panic!("`{question}` has no single chance: {other:?}"),
        };
        Self::compare(question, found, worth(answer), p);
        self
    }

    /// Asserts the chances of a variable's outcomes, all of them.
    pub(crate) fn outcomes(&self, question: &str, expected: &[(&str, f64)]) -> &Self {
        let answer = self.answer(question);
        let Body::Category(found) = &answer.body else { panic!("`{question}` is no variable") };
        assert_eq!(found.len(), expected.len(), "{question}");
        for ((name, p), (listed, estimate)) in expected.iter().zip(found) {
            assert_eq!(name, listed, "{question}");
            Self::compare(&format!("{question}: {name}"), *estimate, worth(answer), *p);
        }
        self
    }

    /// Asserts the chances of some of a variable's outcomes.
    pub(crate) fn shares(&self, question: &str, expected: &[(&str, f64)]) -> &Self {
        let answer = self.answer(question);
        let Body::Category(found) = &answer.body else { panic!("`{question}` is no variable") };
        for (name, p) in expected {
            let estimate = found.iter().find(|(listed, _)| listed == name);
            let (_, estimate) = estimate.expect("the variable has the outcome");
            Self::compare(&format!("{question}: {name}"), *estimate, worth(answer), *p);
        }
        self
    }

    /// Asserts the chances of a joint table's cells, all of them, the last column running fastest.
    pub(crate) fn cells(&self, question: &str, expected: &[f64]) -> &Self {
        let answer = self.answer(question);
        let Body::Joint(table) = &answer.body else { panic!("`{question}` is no joint table") };
        assert_eq!(table.cells.len(), expected.len(), "{question}");
        for (at, (cell, p)) in table.cells.iter().zip(expected).enumerate() {
            Self::compare(&format!("{question}, cell {at}"), *cell, worth(answer), *p);
        }
        self
    }

    /// Asserts the chances behind a question's counts, all of them: of a joint table with the outcomes in the
    /// order of their names, the last column running fastest.
    pub(crate) fn tallied(&self, question: &str, expected: &[f64]) -> &Self {
        let counts = self.counts(question);
        let trials = counts.iter().sum();
        assert_eq!(counts.len(), expected.len(), "{question}");
        for (at, (count, p)) in counts.iter().zip(expected).enumerate() {
            Self::compare(&format!("{question}, world {at}"), estimate(*count, trials), trials, *p);
        }
        self
    }

    /// Returns the summary of a number.
    pub(crate) fn number(&self, question: &str) -> &NumberSummary {
        let Body::Number(found) = &self.answer(question).body else {
            panic!("`{question}` is no number")
        };
        found
    }

    /// Asserts that a number has this mean, and this standard deviation with the excess kurtosis given.
    pub(crate) fn mean(&self, question: &str, mean: f64, sd: f64, kurtosis: f64) -> &Self {
        let answer = self.answer(question);
        let found = self.number(question);
        let n = worth(answer) as f64;
        let mean_error = sd / n.sqrt();
        assert!(
            mean_agrees(mean_of(found), mean, mean_error),
            "{question}: the mean is {}, where {mean} ± {mean_error} is expected",
            mean_of(found)
        );
        let variance = found.std_dev.expect("a number with a mean has one").powi(2);
        let variance_error = sd * sd * ((2.0 + kurtosis) / n).sqrt();
        assert!(
            mean_agrees(variance, sd * sd, variance_error),
            "{question}: the variance is {variance}, where {} ± {variance_error} is expected",
            sd * sd
        );
        self
    }

    /// Asserts that an event has happened by a step with chance `p`.
    pub(crate) fn by_step(&self, question: &str, step: usize, p: f64) -> &Self {
        let answer = self.answer(question);
        let found = answer.timeline[step].1;
        Self::compare(&format!("{question} by step {step}"), found, worth(answer), p);
        self
    }

    /// Asserts that a process is in a state at a step with chance `p`.
    pub(crate) fn state(&self, process: &str, step: usize, state: &str, p: f64) -> &Self {
        let found = self.forecast.processes.iter().find(|line| line.process == process);
        let line = found.unwrap_or_else(|| panic!("there is no process `{process}`"));
        let at = line.states.iter().position(|s| s == state).expect("the process has the state");
        let estimate = line.steps[step].1[at];
        let what = format!("{process} is {state} at step {step}");
        let drawn = self.forecast.drawn;
        let trials = drawn.effective.map_or(drawn.kept, |worth| worth as u64);
        Self::compare(&what, estimate, trials, p);
        self
    }

    /// Returns the number of trials that have a process in each state, in the order of their names, at a step.
    pub(crate) fn state_counts(&self, process: &str, step: usize) -> &[u64] {
        let processes = self.forecast.processes.iter();
        let at = processes.clone().position(|line| line.process == process);
        let at = at.unwrap_or_else(|| panic!("there is no process `{process}`"));
        let states = self.forecast.processes[at].states.len();
        &self.tally.processes[at][step * states..][..states]
    }
}

#[test]
fn bounds_let_chance_pass_and_nothing_else() {
    assert!(share_agrees(0.5, 10, 0.5) && share_agrees(0.0, 5, 0.9));
    assert!(share_agrees(0.506, 100_000, 0.5) && !share_agrees(0.512, 100_000, 0.5));
    assert!(share_agrees(1.0, 1_000, 1.0) && !share_agrees(0.999, 1_000, 1.0));
    assert!(share_agrees(0.0, 1_000, 0.0) && !share_agrees(0.001, 1_000, 0.0));
    assert!(mean_agrees(1.06, 1.0, 0.01) && !mean_agrees(1.08, 1.0, 0.01));
}
