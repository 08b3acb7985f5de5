//! Draws parts of work, and joins them.

use super::identity::Identity;
use super::job::{Job, Outcome, Step};
use super::joined::Joined;
use super::memo::Memo;
use super::merge::{exists, whole};
use super::part::{Origin, Part};
use super::round::Round;
use crate::analysis;
use crate::analysis::sensitivity::Findings;
use crate::api::compare::{Side, compared, joined};
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::{Monitor, Options};
use crate::api::sweep::Design;
use crate::engine::{self, Held, Ledger, Plan, Settled, Shard, Stored, Tallies, TrialSink, Watch};
use crate::result;
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
    memo: Arc<Memo>,
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

    /// Joins all parts of some work, in any order; what later rounds need is drawn here. A part that is missing, there
    /// twice, of other work or with counts that it can't have is an [`Error::Mismatch`].
    pub fn merge(
        &self,
        job: &Job,
        parts: impl IntoIterator<Item = Part>,
    ) -> Result<Outcome, Error> {
        let parts = whole(parts.into_iter().collect(), Vec::new())?;
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
            wall_time_s: 0.0,
            trials: options.trials_set(),
            worlds: options.worlds_set(),
        };
        Part::counted((identity, shard), None, Some(run), &ledger.take())
    }
}

/// The name of the counts of a run.
const RUN: &str = "run";

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
        if let Some((_, why)) = ledger.refused() {
            return Err(Error::mismatch("round", why));
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

    /// Joins all parts of a round, in any order. A part that is missing, there twice, of other work or with counts that it
    /// can't have is an [`Error::Mismatch`].
    pub fn join(
        &self,
        round: &Round,
        parts: impl IntoIterator<Item = Part>,
    ) -> Result<Step, Error> {
        let parts = whole(parts.into_iter().collect(), Vec::new())?;
        Ok(self.joined(round, parts, false)?.step(&self.options))
    }

    /// Joins parts that are in order; `is_last` draws here what a further round would.
    pub(super) fn joined(
        &self,
        round: &Round,
        parts: Vec<Part>,
        is_last: bool,
    ) -> Result<Joined, Error> {
        self.knows(round)?;
        let identity = self.identity(Some(&parts[0].head.identity));
        parts[0].belongs(&identity)?;
        if parts[0].head.round.as_deref() != (!round.is_first()).then(|| round.name()) {
            return Err(parts[0].refused("this shard is of another round"));
        }
        if let Kind::Of(model, Job::Sweep(design)) = &self.kind {
            return self.joined_points(model, design, &parts);
        }
        let places: Vec<(String, Shard)> =
            parts.iter().map(|part| (part.name().to_owned(), part.shard())).collect();
        let names: Vec<String> = parts[0].sections.keys().cloned().collect();
        let mut known: BTreeMap<String, Held> = BTreeMap::new();
        for (name, pass) in &round.known {
            let pass: Box<dyn Stored> = Box::new(pass.clone());
            known.insert(name.clone(), vec![(Shard::WHOLE, pass)]);
        }
        for part in parts {
            if !part.sections.keys().eq(&names) {
                return Err(part.refused("it does not hold the same counts as the others"));
            }
            let shard = part.shard();
            for (name, section) in part.sections {
                known.entry(name).or_default().push((shard, Box::new(section)));
            }
        }
        let ledger = Ledger::joining(known, is_last);
        let options = self.options.clone();
        let options = match &self.kind {
            Kind::Of(_, Job::Run) => options.timelines(true),
            _ => options,
        };
        let found = self.drawn(&options.keep_in(&ledger, RUN));
        if let Some((shard, why)) = ledger.refused() {
            let Shard { index, of } = shard;
            let part = places.iter().find(|(_, own)| *own == shard);
            let name = part.map_or("round", |(name, _)| name.as_str());
            let why = format!("it does not hold the counts of shard {} of {of}: {why}", index + 1);
            return Err(Error::mismatch(name, why));
        }
        if self.options.is_cancelled() {
            return Err(Error::Cancelled);
        }
        match found {
            Err(Error::Cancelled) if ledger.is_waiting() => {
                Ok(Joined::Again(Round::new(identity.digest(), ledger.take())))
            }
            found => found,
        }
    }

    /// Does the work from beginning to end, with options that keep counts in a ledger.
    fn drawn(&self, options: &Options) -> Result<Joined, Error> {
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
    fn identity(&self, part: Option<&Identity>) -> Identity {
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

    fn as_in(&self, part: Option<&Identity>) -> Options {
        let options = self.options.clone();
        let Some(part) = part else { return options };
        let trials = options.trials_set().unwrap_or(part.trials);
        let worlds = options.worlds_set().unwrap_or(part.worlds);
        options.trials(trials).worlds(worlds)
    }

    /// Returns an error unless a round is of this work.
    fn knows(&self, round: &Round) -> Result<(), Error> {
        let is_own = round.is_first() || round.work == self.identity(None).digest();
        if is_own || matches!(self.kind, Kind::Of(_, Job::Run)) {
            return Ok(());
        }
        Err(Error::mismatch("round", "it is of other work"))
    }

    fn part_of_sweep(&self, model: &Model, design: &Design, shard: Shard) -> Result<Part, Error> {
        let plan = self.memo.laid_out(|| model.lay_out(design, &self.options))?;
        let (mut all, mut asked) = (Vec::new(), Vec::new());
        plan.draw(&self.options, shard.share(plan.points()), &mut |point, rows| {
            asked.extend(rows.iter().map(|row| row.asked));
            all.extend(plan.as_data(point, &rows));
            Ok::<_, Error>(())
        })?;
        Ok(Part::of_points(plan.identity(), shard, &all, &asked))
    }

    fn joined_points(
        &self,
        model: &Model,
        design: &Design,
        parts: &[Part],
    ) -> Result<Joined, Error> {
        let plan = model.lay_out(design, &self.as_in(Some(&parts[0].head.identity)))?;
        plan.fits_in_memory()?;
        let mut sweep = result::sweep(&plan.found(&[]));
        let mut asked = Vec::new();
        for part in parts {
            let (rows, own) = (part.rows()?, part.asked()?);
            if !plan.are_of(&rows, part.shard().share(plan.points())) || own.len() != rows.len() {
                return Err(part.refused("it does not hold the points of this part of the sweep"));
            }
            sweep.rows.extend(rows);
            asked.extend(own);
        }
        Ok(Joined::Sweep(Box::new((plan, sweep, asked))))
    }
}
