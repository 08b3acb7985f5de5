//! Options of a computation: trials, worlds, seed, threads, method and monitor.

use super::error::Error;
use super::page::Page;
use crate::analysis;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::work::{self, Work};
use crate::engine::{Ledger, Plan, Spent};
use crate::model::{Model, Supposition};
use crate::report::number::count;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The default number of trials, and of readings of the uncertain inputs.
const TRIALS: u64 = 1_000_000;
const WORLDS: u64 = 1000;

/// The most trials, more than could be drawn in a lifetime; the most threads.
pub(crate) const MOST_TRIALS: u64 = 1_000_000_000_000_000;
pub(crate) const MOST_THREADS: usize = 1024;

/// Watches work, and may end it. All methods have defaults, and any thread may call them.
///
/// ```
/// use foretell::{Monitor, Options, Scenario};
///
/// /// Prints how far work has come.
/// struct Printer;
///
/// impl Monitor for Printer {
///     fn begin(&self, stage: &'static str, steps: u64) {
///         println!("{stage}: {steps} steps");
///     }
///
///     fn progress(&self, done: u64, of: u64) {
///         println!("{done} of {of}");
///     }
/// }
///
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// model.run(&Options::default().trials(10_000).monitor(Printer))?;
/// # Ok::<(), foretell::Error>(())
/// ```
pub trait Monitor: Send + Sync {
    /// Called when a stage of this many steps begins: `drawing`, `experts`, `computing`, `splitting`, `points`,
    /// …
    fn begin(&self, _stage: &'static str, _steps: u64) {}

    /// Called when this many steps of the stage are done. Calls from several threads may overtake each other;
    /// the last call of a stage says that all are done.
    fn progress(&self, _done: u64, _of: u64) {}

    /// Called with a sentence that the caller may want to know, such as a number of trials that was chosen.
    fn note(&self, _note: &str) {}

    /// Called with the page of a result before the call returns: of a forecast, a comparison, a sensitivity analysis, a
    /// sweep, a track or the origin of an answer.
    fn page(&self, _page: Page) {}

    /// Whether to end the work early: it is asked for each block of trials.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Options of a computation. Each method returns the options with one of them changed.
///
/// ```
/// use foretell::Options;
///
/// let quick = Options::default().trials(10_000).seed(7).question("deal");
/// ```
#[derive(Clone, Default)]
pub struct Options {
    trials: Option<u64>,
    worlds: Option<u64>,
    seed: u64,
    threads: usize,
    questions: Vec<String>,
    is_exact: bool,
    target: Option<f64>,
    is_brief: bool,
    surprises: bool,
    memory: Option<u64>,
    monitor: Option<Arc<dyn Monitor>>,
    spent: Option<Arc<Spent>>,
    /// The ledger of work in parts, and the name of its runs.
    ledger: Option<(Arc<Ledger>, &'static str)>,
}

impl Options {
    /// Draws this many trials, from 1 to 10^15; default: 1,000,000, or up to 2,000,000 if these resolve every range.
    #[must_use]
    pub fn trials(self, trials: u64) -> Self {
        Self { trials: Some(trials.clamp(1, MOST_TRIALS)), ..self }
    }

    /// Draws this many readings of the uncertain inputs; default: 256 to 1,000, whichever resolves most ranges.
    #[must_use]
    pub fn worlds(self, worlds: u64) -> Self {
        Self { worlds: Some(worlds.clamp(1, MOST_TRIALS)), ..self }
    }

    /// Takes this seed of the random numbers; default: 0.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Works on this many threads, at most 1,024; 0, the default, for all cores. No number depends on it.
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: threads.min(MOST_THREADS), ..self }
    }

    /// Answers this question, and of others only those that are added in the same way; default: all.
    #[must_use]
    pub fn question(mut self, name: impl Into<String>) -> Self {
        self.questions.push(name.into());
        self
    }

    /// Computes the chances instead of drawing trials, if all numbers are discrete.
    #[must_use]
    pub fn exact(self, is_exact: bool) -> Self {
        Self { is_exact, ..self }
    }

    /// Draws until the standard error of every chance asked for is within this; the number of trials is then
    /// the maximum.
    #[must_use]
    pub fn target_std_error(self, target: f64) -> Self {
        Self { target: Some(target), ..self }
    }

    /// Whether forecasts have the chances of processes and dated answers step by step; default: yes.
    #[must_use]
    pub fn timelines(self, are_requested: bool) -> Self {
        Self { is_brief: !are_requested, ..self }
    }

    /// Whether forecasts have the chance of each piece of news the day before, which takes a further run for each; default:
    /// no.
    #[must_use]
    pub fn surprises(self, surprises: bool) -> Self {
        Self { surprises, ..self }
    }

    /// Bounds the memory of large tables, in bytes; default: 1 GiB.
    #[must_use]
    pub fn memory(self, bytes: u64) -> Self {
        Self { memory: Some(bytes), ..self }
    }

    /// Has the work watched.
    #[must_use]
    pub fn monitor(self, monitor: impl Monitor + 'static) -> Self {
        self.shared_monitor(Arc::new(monitor))
    }

    /// Has the work watched by a monitor that the caller keeps too.
    #[must_use]
    pub fn shared_monitor(self, monitor: Arc<dyn Monitor>) -> Self {
        Self { monitor: Some(monitor), ..self }
    }

    /// Counts time and draws in `spent`.
    pub(crate) fn count_in(self, spent: Arc<Spent>) -> Self {
        Self { spent: Some(spent), ..self }
    }

    /// Keeps the counts of runs in a ledger, under a name.
    pub(crate) fn keep_in(self, ledger: &Arc<Ledger>, name: &'static str) -> Self {
        Self { ledger: Some((Arc::clone(ledger), name)), ..self }
    }

    /// Keeps the counts of runs under another name.
    pub(crate) fn keep_as(self, name: &'static str) -> Self {
        Self { ledger: self.ledger.map(|(ledger, _)| (ledger, name)), ..self }
    }

    /// Returns a plan whose counts are kept, if those of these options are.
    pub(crate) fn kept(&self, plan: Plan) -> Plan {
        match &self.ledger {
            Some((ledger, name)) => ledger.keep(plan, name),
            None => plan,
        }
    }

    /// Whether the monitor, or the command, has ended the work.
    pub(crate) fn is_cancelled(&self) -> bool {
        work::is_cancelled() || self.monitor.as_ref().is_some_and(|monitor| monitor.cancelled())
    }

    /// Whether a monitor watches the work.
    pub(crate) fn is_watched(&self) -> bool {
        self.monitor.is_some()
    }

    /// Returns the number of trials, unless it is left open.
    pub(crate) fn trials_set(&self) -> Option<u64> {
        self.trials
    }

    /// Returns the number of worlds, unless it is left open.
    pub(crate) fn worlds_set(&self) -> Option<u64> {
        self.worlds
    }

    /// Returns the names of the questions; empty for all.
    pub(crate) fn questions(&self) -> &[String] {
        &self.questions
    }

    /// Returns an error unless trials are drawn, as many as the options say.
    pub(crate) fn are_sampled(&self) -> Result<(), Error> {
        let why = match (self.is_exact, self.target) {
            (true, _) => "an exact forecast draws no trials",
            (_, Some(_)) => "a run to a target draws trials again and again",
            (false, None) => return Ok(()),
        };
        Err(Error::Usage(why.to_owned()))
    }

    pub(crate) fn are_surprises_wanted(&self) -> bool {
        self.surprises
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// Returns the options without a target.
    pub(crate) fn without_target(self) -> Self {
        Self { target: None, ..self }
    }

    pub(crate) fn target(&self) -> Option<f64> {
        self.target
    }

    pub(crate) fn spent(&self) -> Option<&Spent> {
        self.spent.as_deref()
    }

    /// Whether the options leave the number of worlds open.
    pub(crate) fn worlds_are_free(&self) -> bool {
        self.worlds.is_none()
    }

    /// Returns the plan for these questions, as indices into the model's; `None` for all.
    pub(crate) fn plan(&self, questions: Option<Vec<usize>>) -> Plan {
        Plan {
            trials: self.trials.unwrap_or(TRIALS),
            seed: self.seed,
            worlds: self.worlds.unwrap_or(WORLDS),
            threads: self.threads,
            questions,
            timelines: !self.is_brief,
            ..Plan::default()
        }
    }

    /// Returns the most trials that a run may take to be as precise as a target.
    pub(crate) fn most_trials(&self) -> u64 {
        self.trials.unwrap_or(analysis::MOST_TRIALS)
    }

    /// The plan with as many readings as suit the model, unless these options say how many; unless they say how many
    /// trials, with more if these resolve every range.
    pub(crate) fn with_worlds(
        &self,
        model: &Model,
        supposition: &Supposition,
        plan: Plan,
    ) -> Result<Plan, Diagnostic> {
        if self.worlds.is_some() {
            return Ok(plan);
        }
        let find = || {
            let is_free = self.trials.is_none();
            let chosen = analysis::choose_worlds(model, supposition, plan.clone(), is_free)?;
            Ok((chosen.trials, chosen.worlds))
        };
        let (trials, worlds) = match &self.ledger {
            Some((ledger, name)) => ledger.pilots().settled(&format!("readings of {name}"), find),
            None => find(),
        }?;
        Ok(Plan { trials, worlds, ..plan })
    }

    /// Sends a note if a plan has more trials than the options set, or than the default.
    pub(crate) fn note_growth(&self, plan: &Plan) {
        let first = self.trials.unwrap_or(TRIALS);
        if plan.trials > first {
            self.note(&format!(
                "{} trials may leave a range unresolved, so {} are drawn, as with `-n {} --worlds {}`",
                count(first),
                count(plan.trials),
                plan.trials,
                plan.worlds
            ));
        }
    }

    /// Does work that the monitor may end, within the bound of memory.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.memory.is_none() && self.monitor.is_none() {
            return work();
        }
        let monitor = self.monitor.clone();
        let is_over = move || monitor.as_ref().is_some_and(|monitor| monitor.cancelled());
        Work::part(self.memory, is_over).within(work)
    }

    /// Sends a note to the monitor.
    pub(crate) fn note(&self, note: &str) {
        if let Some(monitor) = &self.monitor {
            monitor.note(note);
        }
    }

    /// Passes a page to the monitor, if there is one.
    pub(super) fn show(&self, page: impl FnOnce() -> Page) {
        if let Some(monitor) = &self.monitor {
            monitor.page(page());
        }
    }

    /// Runs a stage of this many steps, which are counted for the monitor.
    pub(crate) fn stage<T>(
        &self,
        name: &'static str,
        of: u64,
        work: impl FnOnce(&(dyn Fn(u64) + Sync)) -> T,
    ) -> T {
        let Some(monitor) = &self.monitor else { return work(&|_| ()) };
        let done = AtomicU64::new(0);
        monitor.begin(name, of);
        let result = work(&|more| {
            let before = done.fetch_add(more, Ordering::Relaxed);
            monitor.progress((before + more).min(of), of);
        });
        monitor.progress(of, of);
        result
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("trials", &self.trials)
            .field("worlds", &self.worlds)
            .field("seed", &self.seed)
            .field("threads", &self.threads)
            .field("questions", &self.questions)
            .field("exact", &self.is_exact)
            .finish_non_exhaustive()
    }
}
