//! Spreads the blocks of a run over threads. Tallies add up in any order, and the fault of the earliest trial
//! is reported, so nothing depends on scheduling.

use super::built::template;
use super::parts::{Cut, Extent, Layout, Shard, within};
use super::pilots::{Choice, choose_for, draw_world};
use super::progress::{Laps, Phase, Watch};
use super::threads::{at_once, in_pool, room};
use super::worker::{Worker, diagnostic_of, earlier};
use crate::diagnostic::{Diagnostic, work};
use crate::engine::count::Tally;
use crate::engine::program::{Plan, Program};
use crate::engine::tables::LANES;
use crate::engine::worlds::{Chosen, DrawnWorlds, WorldWeight, worth};
use crate::model::{Model, Rebinder, Supposition, World, bind};
use crate::numerics::packed::packed_struct;
use crate::numerics::parallel::prelude::*;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Number of blocks that a thread draws at a time.
const BLOCKS_A_TURN: u64 = 16;
/// Number of worlds that a thread draws at a time.
const WORLDS_A_TURN: u64 = 8;

/// The counts of a run: pooled, and by world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tallies {
    /// The counts over all worlds.
    pub pooled: Tally,
    /// The counts by world, with only the quantiles of numbers; empty if there is a single world.
    pub worlds: Vec<Tally>,
    /// The parameter values, by world.
    #[serde(with = "crate::engine::worlds::bits")]
    pub values: Vec<Vec<f64>>,
    /// The way in which worlds were drawn, if they were drawn from a pool by the weight of the evidence.
    pub drawn: Option<DrawnWorlds>,
    /// The blocks of worlds of which these are the counts, if worlds are cut; `worlds` then are not finished, and
    /// `pooled` lacks them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

packed_struct!(Tallies { pooled, worlds, values, drawn, cut });

impl Tallies {
    /// The counts of a single world.
    pub fn of_one(pooled: Tally) -> Self {
        Self { pooled, worlds: Vec::new(), values: Vec::new(), drawn: None, cut: None }
    }

    /// Whether trials of a world may depend on each other because they were drawn anew by weight: worlds alone are
    /// then independent.
    pub fn are_islands(&self) -> bool {
        self.pooled.histories.is_some() && !self.worlds.is_empty()
    }

    /// The effective number of equally weighted worlds behind all accepted trials (Kish 1965); `None` without
    /// worlds.
    pub fn worth(&self) -> Option<f64> {
        let own = |tally: &Tally| (tally.kept, tally.squares.as_ref().map(|squares| squares.all));
        self.worth_of(own)
    }

    /// The effective number of equally weighted worlds behind a question; `None` without worlds.
    pub fn worth_of_answer(&self, question: usize) -> Option<f64> {
        self.worth_of(|tally: &Tally| {
            let answer = &tally.answers[question];
            (answer.kept - answer.left_out, answer.squares.as_ref().map(|squares| squares.all))
        })
    }

    /// `weighed` returns a world's sum of weights, and their sum of squares unless all are 1.
    fn worth_of(&self, weighed: impl Fn(&Tally) -> (u64, Option<u128>)) -> Option<f64> {
        let of = |(place, tally): (usize, &Tally)| {
            let (weight, squares) = weighed(tally);
            WorldWeight {
                number: self.drawn.as_ref().map_or(place as u64, |drawn| drawn.numbers[place]),
                weight: weight as f64,
                squares: squares.unwrap_or(u128::from(weight)) as f64,
                trials: tally.trials as f64,
            }
        };
        let pool = self.drawn.as_ref().map_or(f64::INFINITY, |drawn| drawn.effective);
        worth(self.worlds.iter().enumerate().map(of), pool)
    }

    /// Adds the counts of the next world, which has these parameters.
    pub(crate) fn add(&mut self, values: Vec<f64>, mut tally: Tally) {
        self.pooled.merge(&tally);
        tally.finish_world();
        self.worlds.push(tally);
        self.values.push(values);
    }

    /// Appends the counts of the next part of the run.
    pub fn join(&mut self, mut next: Self) {
        if let (Some(own), Some(more)) = (&mut self.cut, &next.cut) {
            if self.worlds.is_empty() {
                own.first = more.first;
            }
            // a world of both has its trials in both
            let is_shared = more.first < own.first + self.worlds.len() as u64;
            own.blocks.end = more.blocks.end;
            if is_shared
                && let (Some(last), false) = (self.worlds.last_mut(), next.worlds.is_empty())
            {
                last.merge(&next.worlds.remove(0));
                next.values.remove(0);
                if let Some(drawn) = &mut next.drawn {
                    drawn.numbers.remove(0);
                    drawn.before.remove(0);
                }
            }
        }
        self.pooled.merge(&next.pooled);
        self.worlds.extend(next.worlds);
        self.values.extend(next.values);
        match (&mut self.drawn, next.drawn) {
            (Some(own), Some(more)) => {
                own.numbers.extend(more.numbers);
                own.before.extend(more.before);
            }
            (own @ None, more) => *own = more,
            (Some(_), None) => {}
        }
    }

    /// Finishes the worlds of all parts, if they were cut.
    pub fn finish(&mut self) {
        if self.cut.take().is_none() {
            return;
        }
        for world in &mut self.worlds {
            self.pooled.merge(world);
            world.finish_world();
        }
    }
}

/// Draws a part of a part of a plan.
pub(crate) fn draw_part(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    (outer, inner): (Shard, Shard),
    watch: Watch,
) -> Result<Tallies, Diagnostic> {
    let first = World::draw_with(model, plan.seed, 0, &supposition.numbers)?;
    let binding = watch.alone(Phase::Binding, || bind(model, &first));
    let mut program = template(model, supposition, plan, (&binding, watch));
    program.find_first_read();
    if program.is_in_worlds() {
        return match Extent::of(plan, (outer, inner)) {
            Extent::Worlds(own) => many_worlds(program, plan, own, watch),
            Extent::Blocks(blocks) => draw_pieces(program, plan, blocks, watch),
        };
    }
    let blocks = within(&outer.share(plan.trials.div_ceil(LANES as u64)), inner);
    Ok(Tallies::of_one(one_world(&program, plan, (blocks, plan.trials, 0), watch)?))
}

/// Whether a run draws trials anew by weight: facts that are not absorbed are known before the last step.
pub fn resamples(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
) -> Result<bool, Diagnostic> {
    let first = World::draw_with(model, plan.seed, 0, &supposition.numbers)?;
    let binding = bind(model, &first);
    Ok(Program::new(model, &binding, supposition, plan).resamples())
}

/// Spreads some blocks of one world, of which `trials` are drawn in all, over threads.
pub(crate) fn one_world(
    program: &Program,
    plan: &Plan,
    (blocks, trials, world): (Range<u64>, u64, u64),
    watch: Watch,
) -> Result<Tally, Diagnostic> {
    let turns = (blocks.end - blocks.start).div_ceil(BLOCKS_A_TURN);
    let earliest_fault = AtomicU64::new(u64::MAX);
    let nothing = || (Tally::new(program), None);
    let (tally, fault) = in_pool(plan, turns.min(room(program)), watch, || {
        let each = (0..turns as usize).into_par_iter().with_min_len(at_once(plan));
        let begin = || (Worker::new(program, watch), nothing());
        let drawn = each.fold(begin, |(mut worker, (mut tally, found)), turn| {
            let (before, mut fault) = (tally.trials, None);
            let first = blocks.start + turn as u64 * BLOCKS_A_TURN;
            for index in first..(first + BLOCKS_A_TURN).min(blocks.end) {
                if index > earliest_fault.load(Ordering::Relaxed) || work::is_cancelled() {
                    break;
                }
                let lanes = (trials - index * LANES as u64).min(LANES as u64) as usize;
                fault = worker.draw(program, index, lanes, &mut tally);
                if fault.is_some() {
                    earliest_fault.fetch_min(index, Ordering::Relaxed);
                    break;
                }
            }
            (watch.progress)(tally.trials - before);
            (worker, (tally, earlier(found, fault)))
        });
        drawn.map(|(_, drawn)| drawn).reduce(nothing, |(mut a, f), (b, g)| {
            let mut laps = Laps::begin(watch.spent);
            a.merge(&b);
            laps.lap(Phase::Tallying);
            (a, earlier(f, g))
        })
    })?;
    work::check()?;
    fault.map_or(Ok(tally), |found| Err(diagnostic_of(program, world, &found)))
}

/// Spreads whole worlds over threads.
fn many_worlds(
    mut template: Program,
    plan: &Plan,
    own: Range<u64>,
    watch: Watch,
) -> Result<Tallies, Diagnostic> {
    let (model, supposition) = (template.model, template.supposition);
    let rebinder = watch.alone(Phase::Binding, || Rebinder::new(model, template.binding));
    let choice = choose_for(&mut template, &rebinder, plan, watch)?;
    let worlds = plan.worlds_drawn();
    let earliest_fault = AtomicU64::new(u64::MAX);
    let turns = (own.end - own.start).div_ceil(WORLDS_A_TURN);
    let pooled = Mutex::new(Tally::new(&template));
    let turn = |worker: &mut Worker, turn: usize| {
        let (mut tallies, mut fault) = (Tallies::of_one(Tally::new(&template)), None);
        let first = own.start + turn as u64 * WORLDS_A_TURN;
        for index in first..(first + WORLDS_A_TURN).min(own.end) {
            if index > earliest_fault.load(Ordering::Relaxed) || work::is_cancelled() {
                break;
            }
            let trials = plan.trials / worlds + u64::from(index < plan.trials % worlds);
            let chosen = &Choice::at(choice.as_deref(), index);
            let drawn = draw_world(
                choice.as_deref(),
                (model, &supposition.numbers),
                plan.seed,
                chosen.world,
            );
            let whole = |world| {
                worker.whole_world((&template, &rebinder), plan.seed, (chosen, world), trials)
            };
            match drawn.and_then(whole) {
                Ok((values, mut tally)) => {
                    let mut laps = Laps::begin(watch.spent);
                    tally.is_of_world(index);
                    tallies.add(values, tally);
                    laps.lap(Phase::Tallying);
                }
                Err(found) => {
                    earliest_fault.fetch_min(index, Ordering::Relaxed);
                    fault = Some((index, found));
                    break;
                }
            }
            (watch.progress)(trials);
        }
        // the tallies of worlds are kept until all are done; pooled tallies are merged at once
        let mut laps = Laps::begin(watch.spent);
        pooled.lock().unwrap_or_else(PoisonError::into_inner).merge(&tallies.pooled);
        laps.lap(Phase::Tallying);
        Part { worlds: tallies.worlds, values: tallies.values, fault }
    };
    let parts: Vec<Part> = in_pool(plan, turns.min(room(&template)), watch, || {
        let each = (0..turns as usize).into_par_iter().with_min_len(at_once(plan));
        each.map_init(|| Worker::new(&template, watch), turn).collect()
    })?;
    work::check()?;
    let mut tallies = Tallies::of_one(pooled.into_inner().unwrap_or_else(PoisonError::into_inner));
    for part in parts {
        if let Some((_, fault)) = part.fault {
            return Err(fault);
        }
        tallies.worlds.extend(part.worlds);
        tallies.values.extend(part.values);
    }
    tallies.drawn =
        choice.map(|choice| choice.finish((model, supposition), plan, own)).transpose()?;
    Ok(tallies)
}

/// Draws pieces of worlds, each on all threads. Their counts are joined, and finished, with those of the other parts.
fn draw_pieces(
    mut template: Program,
    plan: &Plan,
    blocks: Range<u64>,
    watch: Watch,
) -> Result<Tallies, Diagnostic> {
    let (model, supposition) = (template.model, template.supposition);
    let rebinder = watch.alone(Phase::Binding, || Rebinder::new(model, template.binding));
    let choice = choose_for(&mut template, &rebinder, plan, watch)?;
    let mut tallies = Tallies::of_one(Tally::new(&template));
    let layout = Layout::of(plan);
    let pieces = layout.pieces(&blocks);
    for (world, own) in &pieces {
        work::check()?;
        let chosen = Choice::at(choice.as_deref(), *world);
        let numbers = (model, &supposition.numbers);
        let drawn = draw_world(choice.as_deref(), numbers, plan.seed, chosen.world)?;
        let binding = rebinder.bind(&drawn);
        let program = template.in_world(&binding, plan.seed, &chosen);
        let trials = layout.trials(*world);
        let mut tally = one_world(&program, plan, (own.clone(), trials, chosen.world), watch)?;
        tally.is_of_world(*world);
        tallies.worlds.push(tally);
        tallies.values.push(drawn.values);
    }
    let first = pieces.first().map_or(0, |(world, _)| *world);
    let places = first..first + pieces.len() as u64;
    tallies.drawn =
        choice.map(|choice| choice.finish((model, supposition), plan, places)).transpose()?;
    tallies.cut = Some(Cut { blocks, first });
    Ok(tallies)
}

impl Worker<'_> {
    /// Draws the trials of one world; returns the values of its parameters and its counts.
    fn whole_world(
        &mut self,
        (template, rebinder): (&Program, &Rebinder),
        seed: u64,
        (chosen, world): (&Chosen, World),
        trials: u64,
    ) -> Result<(Vec<f64>, Tally), Diagnostic> {
        let mut laps = Laps::begin(self.spent);
        let binding = rebinder.bind(&world);
        let program = template.in_world(&binding, seed, chosen);
        laps.lap(Phase::Binding);
        let mut tally = Tally::new(&program);
        drop(laps);
        for block in 0..trials.div_ceil(LANES as u64) {
            work::check()?;
            let lanes = (trials - block * LANES as u64).min(LANES as u64) as usize;
            if let Some(found) = self.draw(&program, block, lanes, &mut tally) {
                return Err(diagnostic_of(&program, chosen.world, &found));
            }
        }
        Ok((world.values, tally))
    }
}

/// Some of the worlds, in order.
struct Part {
    worlds: Vec<Tally>,
    values: Vec<Vec<f64>>,
    /// The first of them with a fault, and the fault.
    fault: Option<(u64, Diagnostic)>,
}
