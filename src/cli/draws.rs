//! What the commands that draw histories are told alike: how many, and what is supposed.

use super::load::{self, Loaded};
use super::parse;
use super::progress::Progress;
use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::{self, Paths, Plan, Tallies};
use crate::model::{self, Model, Supposition};
use std::time::Duration;

/// How many histories, and what is supposed in them.
#[derive(Debug, clap::Args)]
pub(super) struct Draws {
    /// Histories to draw
    #[arg(short = 'n', long, default_value = "1_000_000", value_parser = parse::trials)]
    pub(super) trials: u64,
    /// Readings of the inputs to draw, where any of them is uncertain
    #[arg(long, default_value = "1_000", value_parser = parse::trials)]
    pub(super) worlds: u64,
    /// The seed of the random numbers
    #[arg(long, default_value_t = 0)]
    pub(super) seed: u64,
    /// Replace a number: event.venue.outcomes.geneva=0.5
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Suppose somebody makes it so: sanctions=imposed
    #[arg(long = "do", value_name = "NAME=OUTCOME[@DATE]")]
    pub(super) made: Vec<String>,
    /// Suppose we learn that a condition holds
    #[arg(long, value_name = "COND", allow_hyphen_values = true)]
    pub(super) given: Vec<String>,
    /// Take this what-if of the file: [variant.NAME]
    #[arg(long, value_name = "NAME")]
    pub(super) variant: Option<String>,
    /// Threads to work with [default: all cores]
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
        let before = match &loaded.variant {
            Some(variant) => model::suppose_variant(model, variant)?,
            None => Supposition::default(),
        };
        model::suppose_further(model, before, sources, &self.made, &self.given)
    }

    /// The plan of a run for these questions, as indices into the model's; none for all.
    pub(super) fn plan(
        &self,
        questions: Option<Vec<usize>>,
        timelines: bool,
        paths: Option<Paths>,
    ) -> Plan {
        Plan {
            trials: self.trials,
            seed: self.seed,
            worlds: self.worlds,
            threads: self.threads.unwrap_or(0),
            questions,
            timelines,
            paths,
        }
    }
}

/// Draws all trials of a plan, with a bar for who watches; and how long it took.
pub(super) fn draw(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
) -> Result<(Tallies, Duration), Vec<Diagnostic>> {
    let progress = Progress::new(plan.trials);
    let drawn = engine::run(model, supposition, plan, &|trials| progress.add(trials));
    let took = progress.finish();
    Ok((drawn.map_err(|fault| vec![fault])?, took))
}
