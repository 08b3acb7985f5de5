//! Draws parts of work, and joins them.

use super::identity::Identity;
use super::job::{Job, Joined, Outcome, Step};
use super::memo::Memo;
use super::merge::{Gathered, exists};
use super::part::{Origin, Part};
use super::round::Round;
use crate::analysis;
use crate::analysis::sensitivity::Findings;
use crate::api::compare::{Side, compared, joined};
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::{Monitor, Options};
use crate::diagnostic::Code;
use crate::engine::{self, Ledger, Plan, Settled, Shard, Tallies, TrialSink, Watch};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A piece of work that is drawn in parts, in any order and on any machine. Each machine makes the same task of the same
/// scenario, job and options; parts and [`Round`]s travel between them. Cheap to clone.
///
/// ```
/// use foretell::{Options, Part, Round, Scenario, Shard, Side, Step, Task, compare};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scenario = Scenario::read("talks.toml", "[event.deal]\np = 0.2\n");
/// let sides = [
///     Side::new("as it is", &scenario.case().compile()?),
///     Side::new("hopeful", &scenario.case().set("event.deal.p", 0.5).compile()?),
/// ];
/// let options = Options::default().trials(10_000);
/// let task = Task::comparison(&sides, false, &options);
/// let first = Round::default();
/// let second = task.part(&first, Shard { index: 1, of: 2 })?.to_bytes(); // on another machine
/// let parts = [Part::read("second", second)?, task.part(&first, Shard { index: 0, of: 2 })?];
/// let Step::Done(found) = task.join(&first, parts)? else { unreachable!() };
/// assert_eq!(found.comparison(), Some(&compare(&sides, &options)?));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Task {
    pub(super) kind: Kind,
    pub(super) options: Options,
    pub(super) memo: Arc<Memo>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Of(Model, Job),
    /// Sides to compare, and whether differences are split.
    Sides(Arc<[Side]>, bool),
}

impl Model {
    /// Draws one part of some work, of its first round. The parts can be drawn in any order and on any machine.
    pub fn part(&self, job: &Job, shard: Shard, options: &Options) -> Result<Part, Error> {
        Task::new(self, job, options).part(&Round::default(), shard)
    }

    /// Joins all parts of some work, in any order; what later rounds need is drawn here. Parts that are missing, there
    /// twice, of other work or with counts that they can't have are an [`Error::Parts`], and so are parts that could not be
    /// read: [`Task::join`].
    pub fn merge(
        &self,
        job: &Job,
        parts: impl IntoIterator<Item: Into<Result<Part, Error>>>,
    ) -> Result<Outcome, Error> {
        let parts = Gathered::of(parts)?.whole()?;
        let task = Task::new(self, job, &parts[0].options());
        match task.joined(&Round::default(), parts, true)?.step(&task.options) {
            Step::Done(outcome) => Ok(outcome),
            Step::Again(_) => Err(Error::Usage("the work takes a further round".to_owned())),
        }
    }

    /// Draws a part of a run, and passes each of its trials to `sink`.
    pub(crate) fn part_of_trials<S: TrialSink<Error: From<Error>>>(
        &self,
        options: &Options,
        shard: Shard,
        sink: &mut S,
    ) -> Result<Part, S::Error> {
        exists(shard)?;
        options.are_sampled()?;
        let options = options.clone().timelines(true);
        let ledger = Ledger::drawing(shard, BTreeMap::new(), &Arc::default());
        let kept = options.clone().keep_in(&ledger, RUN);
        let questions = self.requested(&options)?;
        let (tallies, plan) =
            self.sampled::<S::Error>(&kept, questions, shard, |job| self.kept(job, sink))?;
        ledger.put(RUN, tallies);
        self.draw_beside(&kept, &plan, &ledger)?;
        let identity = Identity::of_run(self, options.questions(), &plan);
        Ok(self.sealed(identity, shard, (&options, &ledger)))
    }

    /// Draws a part of a run.
    fn part_of_run(
        &self,
        options: &Options,
        shard: Shard,
        settled: &Arc<Settled>,
    ) -> Result<Part, Error> {
        // the joined forecast has all that files have
        let options = options.clone().timelines(true);
        let ledger = Ledger::drawing(shard, BTreeMap::new(), settled);
        let kept = options.clone().keep_in(&ledger, RUN);
        let questions = self.requested(&options)?;
        let plan = self.bounded(&kept, |_| self.plan(&kept, questions))?;
        let drawn: Result<Tallies, Error> = self.bounded(&kept, |_| {
            kept.stage("drawing", plan.trials / shard.of, |progress| {
                let watch = Watch { progress, spent: kept.spent() };
                engine::run_watched(self.model(), self.supposition(), &plan, watch)
                    .map_err(|fault| vec![fault])
            })
        });
        if let (Err(error), false) = (drawn, ledger.is_waiting()) {
            return Err(error);
        }
        if let Some(fault) = ledger.fault() {
            return Err(self.errors(vec![fault]));
        }
        self.draw_beside(&kept, &plan, &ledger)?;
        let identity = Identity::of_run(self, options.questions(), &plan);
        Ok(self.sealed(identity, shard, (&options, &ledger)))
    }

    /// Draws what a run shows beside its own counts: the answers of each expert alone, and those without news.
    fn draw_beside(&self, kept: &Options, plan: &Plan, ledger: &Ledger) -> Result<(), Error> {
        let scenario = &self.written().scenario;
        let experts = self.bounded(kept, |_| {
            analysis::experts(scenario, self.supposition(), plan, &|_| (), || ()).map(drop)
        });
        let before = self.draw_standing(kept, plan);
        if kept.is_cancelled() {
            return Err(Error::Cancelled);
        }
        match experts.and(before) {
            Err(error) if !ledger.is_waiting() => Err(error),
            Err(Error::Cancelled) | Ok(()) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn sealed(
        &self,
        identity: Identity,
        shard: Shard,
        (options, ledger): (&Options, &Ledger),
    ) -> Part {
        let run = Origin {
            name: self.case().scenario().name().to_owned(),
            text: self.text().to_owned(),
            beside: self.case().scenario().texts_beside(),
            wall_time_s: 0.0,
            trials: options.trials_set(),
            worlds: options.worlds_set(),
        };
        Part::counted((identity, shard), None, Some(run), &ledger.take())
    }
}

/// The name of the counts of a run.
pub(super) const RUN: &str = "run";

impl Task {
    /// Some work on a model.
    pub fn new(model: &Model, job: &Job, options: &Options) -> Self {
        let kind = Kind::Of(model.clone(), job.clone());
        Self { kind, options: options.clone(), memo: Arc::default() }
    }

    /// A comparison of sides; with `why`, each difference is split among the numbers that differ.
    pub fn comparison(sides: &[Side], why: bool, options: &Options) -> Self {
        let kind = Kind::Sides(sides.into(), why);
        Self { kind, options: options.clone(), memo: Arc::default() }
    }

    /// Has the work watched by a monitor, which gets the page of the result too.
    #[must_use]
    pub fn monitored(self, monitor: Arc<dyn Monitor>) -> Self {
        Self { options: self.options.shared_monitor(monitor), ..self }
    }

    /// Draws a part of a round: [`Task`] has an example. A fault of the scenario is that of the undivided work.
    pub fn part(&self, round: &Round, shard: Shard) -> Result<Part, Error> {
        exists(shard)?;
        self.options.are_sampled()?;
        if let Kind::Of(model, Job::Sweep(design)) = &self.kind {
            return self.part_of_sweep(model, design, shard);
        }
        if let (Kind::Of(model, Job::Run), true) = (&self.kind, round.is_first()) {
            return model.part_of_run(&self.options, shard, &self.memo.settled(round));
        }
        self.knows(round)?;
        let ledger = Ledger::drawing(shard, round.known.clone(), &self.memo.settled(round));
        let options = self.options.clone();
        let options = match &self.kind {
            Kind::Of(_, Job::Run) => options.timelines(true),
            _ => options,
        };
        let drawn = self.drawn(&options.keep_in(&ledger, RUN));
        if self.options.is_cancelled() {
            return Err(Error::Cancelled);
        }
        if let Some((_, why)) = ledger.refused().first() {
            return Err(Round::refused(Code::PartChanged, *why));
        }
        if let (Err(error), false) = (drawn, ledger.is_waiting()) {
            return Err(error);
        }
        // in other work, a run with a fault may leave a number out
        if let (Kind::Sides(sides, _), Some(fault), true) =
            (&self.kind, ledger.fault(), round.is_first())
        {
            return Err(Error::of(vec![fault], joined(sides)));
        }
        let drawn_from = (!round.is_first()).then(|| round.name().to_owned());
        Ok(Part::counted((self.identity(None), shard), drawn_from, None, &ledger.take()))
    }

    /// Joins all parts of a round, in any order. Parts that are missing, there twice, of other work or with counts that they
    /// can't have are an [`Error::Parts`]. It also takes what [`Part::read`] and [`Part::open`] return, so that all that is
    /// wrong with any part is said at once.
    ///
    /// ```
    /// use foretell::{Error, Job, Options, Part, Round, Scenario, Shard, Task};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
    /// let task = Task::new(&model, &Job::Run, &Options::default().trials(10_000));
    /// let round = Round::default();
    /// let bytes = task.part(&round, Shard { index: 0, of: 3 })?.to_bytes();
    /// let parts = [Part::read("first", &bytes), Part::read("cut", &bytes[..90])];
    /// let Err(Error::Parts(faults)) = task.join(&round, parts) else { unreachable!() };
    /// let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    /// assert_eq!(codes, ["E1401", "E1404"]); // one was cut, and others are missing
    /// # Ok(())
    /// # }
    /// ```
    pub fn join(
        &self,
        round: &Round,
        parts: impl IntoIterator<Item: Into<Result<Part, Error>>>,
    ) -> Result<Step, Error> {
        let parts = Gathered::of(parts)?.whole()?;
        Ok(self.joined(round, parts, false)?.step(&self.options))
    }

    /// Does the work from beginning to end, with options that keep counts in a ledger.
    pub(super) fn drawn(&self, options: &Options) -> Result<Joined, Error> {
        Ok(match &self.kind {
            Kind::Of(model, Job::Sensitivity(subject)) => {
                let (found, _) = model.subject(subject)?.find(options)?;
                Joined::Sensitivity(Box::new(Findings { all: subject.shows_all(), ..found }))
            }
            Kind::Of(model, _) => Joined::Forecast(Box::new(model.forecast(options)?.0)),
            Kind::Sides(sides, why) => {
                Joined::Comparison(Box::new(compared(sides, options, *why)?))
            }
        })
    }

    /// Returns the identity of the work; numbers of trials and readings that the options leave open are those of a part.
    pub(super) fn identity(&self, part: Option<&Identity>) -> Identity {
        let options = &self.options;
        match &self.kind {
            Kind::Sides(sides, why) => Identity::of_comparison(sides, *why, options),
            Kind::Of(model, Job::Sensitivity(subject)) => {
                Identity::of_sensitivity(model, subject, options)
            }
            Kind::Of(model, Job::Sweep(design)) => {
                let options = self.as_in(part);
                let plan = model.lay_out(design, &options);
                plan.map(|plan| plan.identity()).unwrap_or_default()
            }
            Kind::Of(model, Job::Run) => {
                let plan = self.as_in(part).plan(None);
                Identity::of_run(model, options.questions(), &plan)
            }
        }
    }

    pub(super) fn as_in(&self, part: Option<&Identity>) -> Options {
        let options = self.options.clone();
        let Some(part) = part else { return options };
        let trials = options.trials_set().unwrap_or(part.trials);
        let worlds = options.worlds_set().unwrap_or(part.worlds);
        options.trials(trials).worlds(worlds)
    }

    /// Returns an error unless a round is of this work.
    pub(super) fn knows(&self, round: &Round) -> Result<(), Error> {
        let is_own = round.is_first() || round.work == self.identity(None).digest();
        if is_own || matches!(self.kind, Kind::Of(_, Job::Run)) {
            return Ok(());
        }
        Err(Round::refused(Code::PartOfOther, "this round is of other work"))
    }
}
