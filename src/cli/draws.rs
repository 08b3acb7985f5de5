//! What the commands that draw histories are told alike: how many, and what is supposed.

use super::load::{self, Loaded};
use super::output::Output;
use super::parse;
use super::progress::Progress;
use crate::analysis;
use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::{self, Paths, Plan, Spent, Tallies, Watch};
use crate::model::{Model, Supposition};
use crate::report::number::count;

/// Histories, and readings of the inputs, by default.
const TRIALS: u64 = 1_000_000;
const WORLDS: u64 = 1000;

/// How many histories, and what is supposed in them.
#[derive(Debug, clap::Args)]
pub(super) struct Draws {
    /// Histories to draw [default: 1,000,000, or up to 2,000,000 if these resolve every range]
    #[arg(short = 'n', long, value_parser = parse::trials)]
    trials: Option<u64>,
    /// Readings of the inputs to draw, if any of them is uncertain [default: 256 to 1,000, whichever resolves the ranges of most answers]
    #[arg(long, value_parser = parse::worlds)]
    worlds: Option<u64>,
    /// The seed of the random numbers
    #[arg(long, default_value_t = 0)]
    pub(super) seed: u64,
    /// Replace a number: event.venue.outcomes.geneva=0.5
    #[arg(long, value_name = "PATH=VALUE", value_parser = super::parse::text())]
    pub(super) set: Vec<String>,
    /// Suppose that somebody acts: sanctions=imposed
    #[arg(long = "do", value_name = "NAME=OUTCOME[@DATE]", value_parser = super::parse::text())]
    pub(super) made: Vec<String>,
    /// Suppose that we learn that a condition holds
    #[arg(long, value_name = "COND", allow_hyphen_values = true, value_parser = super::parse::text())]
    pub(super) given: Vec<String>,
    /// Use this variant of the file: [variant.NAME]
    #[arg(long, value_name = "NAME", value_parser = super::parse::text())]
    pub(super) variant: Option<String>,
    /// Threads to use [default: all cores]
    #[arg(long, value_parser = parse::threads)]
    threads: Option<usize>,
}

impl Draws {
    /// Applies `--variant` and `--set` to a scenario; returns what else that changed, a sentence each.
    pub(super) fn set(
        &self,
        loaded: &mut Loaded,
        sources: &mut Sources,
    ) -> Result<Vec<String>, super::failure::Stop> {
        let mut notes = match &self.variant {
            Some(name) => load::choose(loaded, sources, name)?,
            None => Vec::new(),
        };
        notes.extend(load::set(loaded, sources, &self.set)?);
        Ok(notes)
    }

    /// What the variant, `--do` and `--given` suppose.
    pub(super) fn supposition(
        &self,
        loaded: &Loaded,
        model: &Model,
        sources: &mut Sources,
    ) -> Result<Supposition, Vec<Diagnostic>> {
        loaded.supposition(model, sources, &self.made, &self.given)
    }

    /// The plan of a run for these questions, as indices into the model's; none for all.
    pub(super) fn plan(
        &self,
        questions: Option<Vec<usize>>,
        timelines: bool,
        paths: Option<Paths>,
    ) -> Plan {
        Plan {
            trials: self.trials.unwrap_or(TRIALS),
            seed: self.seed,
            worlds: self.worlds.unwrap_or(WORLDS),
            threads: self.threads.unwrap_or(0),
            questions,
            timelines,
            paths,
        }
    }
}

impl Draws {
    /// The plan with as many readings as suit the questions, unless `--worlds` says how many; unless `-n` says so, with
    /// more trials if these resolve every range, which a note says.
    pub(super) fn with_worlds(
        &self,
        model: &Model,
        supposition: &Supposition,
        plan: Plan,
        output: &mut Output,
    ) -> Result<Plan, Diagnostic> {
        let first = plan.trials;
        let plan = self.chosen(model, supposition, plan)?;
        if plan.trials > first {
            output.remark(&format!(
                "note: {} trials may leave a range unresolved, so {} are drawn, as with `-n {} --worlds {}`",
                count(first),
                count(plan.trials),
                plan.trials,
                plan.worlds
            ));
        }
        Ok(plan)
    }

    /// Returns the plan of [`Self::with_worlds`] without a note.
    pub(super) fn chosen(
        &self,
        model: &Model,
        supposition: &Supposition,
        plan: Plan,
    ) -> Result<Plan, Diagnostic> {
        match self.worlds {
            Some(_) => Ok(plan),
            None => analysis::choose_worlds(model, supposition, plan, self.trials.is_none()),
        }
    }

    /// The plan of a run that is to be no less sharp than a target: the trials are the most it may take;
    /// and whether it may draw more worlds.
    pub(super) fn plan_for_target(&self, plan: &Plan) -> (Plan, bool) {
        let trials = self.trials.unwrap_or(analysis::MOST_TRIALS);
        (Plan { trials, ..plan.clone() }, self.worlds.is_none())
    }
}

/// Draws all trials of a plan, with a bar for who watches and counters for who asks.
pub(super) fn draw(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    spent: Option<&Spent>,
) -> Result<Tallies, Diagnostic> {
    with_progress(plan.trials, |progress| {
        engine::run_watched(model, supposition, plan, Watch { progress, spent })
    })
}

/// Does work of so many trials with a bar for who watches.
pub(super) fn with_progress<T>(trials: u64, work: impl FnOnce(&(dyn Fn(u64) + Sync)) -> T) -> T {
    let progress = Progress::new(trials);
    let done = work(&|trials| progress.add(trials));
    progress.finish();
    done
}
