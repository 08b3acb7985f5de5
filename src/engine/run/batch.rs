//! Draws one model with several sets of numbers on the same trials, redrawing in each block only what is
//! downstream of the changed numbers. In a model of a single moment, each point is drawn over the block of
//! the point before; on a clock, a few points at a time are drawn step by step, incrementally from the first
//! of them.

use super::built::prepare;
use super::execute::Tallies;
use super::parts::was_possible;
use super::progress::Watch;
use super::worker::Worker;
use crate::diagnostic::work;
use crate::engine::count::Tally;
use crate::engine::incremental::{Changes, Gain, ReadGraph};
use crate::engine::program::{Plan, Program};
use crate::engine::tables::LANES;
use crate::engine::worlds::Chosen;
use crate::model::{Binding, Model, Rebinder, Supposition, World, bind, is_certain_to_fail};

/// The most points on a clock that are drawn incrementally from one base: as many as have their columns in
/// cache.
const MOST_INCREMENTAL: usize = 12;

/// Draws a plan with each of several suppositions, which may differ in their numbers and interventions, on
/// one thread. Returns the same tallies as [`run`](super::parts::run()) with each. `None` if nothing would be saved
/// (evidence is absorbed), or if one of them has a fault, including a fault that every trial of a model
/// without uncertainty would meet.
pub fn run_batch(model: &Model, supposed: &[Supposition], plan: &Plan) -> Option<Vec<Tallies>> {
    let first = supposed.first()?;
    let is_unsure = model.is_uncertain_with(&first.numbers);
    let drawn = World::draw_with(model, plan.seed, 0, &first.numbers).ok()?;
    let binding = bind(model, &drawn);
    let mut template = Program::new(model, &binding, first, plan);
    prepare(&mut template, plan, None);
    let batch = Batch {
        model,
        supposed,
        plan,
        rebinder: Rebinder::new(model, &binding),
        graph: ReadGraph::new(&template)?,
        template: &template,
        gains: supposed.iter().map(|_| Gain::default()).collect(),
    };
    // the point may affect which worlds are run
    if is_unsure && supposed.iter().any(Supposition::learns) {
        return None;
    }
    if supposed.iter().any(|s| model.is_uncertain_with(&s.numbers) != is_unsure) {
        return None;
    }
    let tallies = if is_unsure { batch.many_worlds() } else { batch.one_world() }?;
    let checked = supposed.iter().zip(&tallies);
    for (supposition, tallies) in checked {
        was_possible(model, supposition, plan, tallies).ok()?;
    }
    Some(tallies)
}

struct Batch<'a> {
    model: &'a Model,
    supposed: &'a [Supposition],
    plan: &'a Plan,
    rebinder: Rebinder<'a>,
    graph: ReadGraph,
    template: &'a Program<'a>,
    /// Indexed by point.
    gains: Vec<Gain>,
}

impl Batch<'_> {
    fn worlds(&self, world: u64) -> Option<Vec<World>> {
        let (first, others) = self.supposed.split_first()?;
        let (model, seed) = (self.model, self.plan.seed);
        let mut worlds = vec![World::draw_with(model, seed, world, &first.numbers).ok()?];
        for other in others {
            let known = (&worlds[0], &first.numbers);
            worlds
                .push(World::draw_beside(model, (seed, world), &other.numbers, known, None).ok()?);
        }
        Some(worlds)
    }

    fn bindings(&self, worlds: &[World]) -> Vec<Binding> {
        let mut bindings: Vec<Binding> = Vec::with_capacity(worlds.len());
        for world in worlds {
            let binding = match bindings.first() {
                Some(first) => self.rebinder.bind_beside(world, first),
                None => self.rebinder.bind(world),
            };
            bindings.push(binding);
        }
        bindings
    }

    /// The programs of all points, in the given world if the model has several.
    fn programs<'b>(&'b self, bindings: &'b [Binding], world: Option<u64>) -> Vec<Program<'b>> {
        let mut programs: Vec<Program> = Vec::with_capacity(bindings.len());
        for (binding, supposition) in bindings.iter().zip(self.supposed) {
            let own = self.template.with(binding, supposition);
            let program = match (programs.first(), world) {
                (Some(first), _) => own.sharing(first, binding),
                (None, Some(world)) => own.in_world(binding, self.plan.seed, &Chosen::plain(world)),
                (None, None) => own,
            };
            programs.push(program);
        }
        programs
    }

    fn workers(&self) -> Vec<Worker<'static>> {
        let is_moment = self.template.last() == 0;
        let count = if is_moment { 1 } else { self.supposed.len().min(MOST_INCREMENTAL + 1) };
        let nobody = Watch { progress: &|_| (), spent: None };
        (0..count).map(|_| Worker::new(self.template, nobody)).collect()
    }

    fn one_world(&self) -> Option<Vec<Tallies>> {
        let bindings = self.bindings(&self.worlds(0)?);
        if bindings.iter().any(|binding| is_certain_to_fail(self.model, binding)) {
            return None;
        }
        let programs = self.programs(&bindings, None);
        let tallies = self.draw(&programs, self.plan.trials, &mut self.workers())?;
        Some(tallies.into_iter().map(Tallies::of_one).collect())
    }

    fn many_worlds(&self) -> Option<Vec<Tallies>> {
        let mut workers = self.workers();
        let nothing = || Tallies::of_one(Tally::new(self.template));
        let mut whole: Vec<Tallies> = self.supposed.iter().map(|_| nothing()).collect();
        let worlds = self.plan.worlds_drawn();
        for index in 0..worlds {
            let trials = self.plan.trials / worlds + u64::from(index < self.plan.trials % worlds);
            let drawn = self.worlds(index)?;
            let bindings = self.bindings(&drawn);
            let programs = self.programs(&bindings, Some(index));
            let tallies = self.draw(&programs, trials, &mut workers)?;
            for ((whole, world), mut tally) in whole.iter_mut().zip(drawn).zip(tallies) {
                tally.is_of_world(index);
                whole.add(world.values, tally);
            }
        }
        Some(whole)
    }

    /// Draws the trials of one world with each program, block by block.
    fn draw(
        &self,
        programs: &[Program],
        trials: u64,
        workers: &mut [Worker],
    ) -> Option<Vec<Tally>> {
        let mut tallies: Vec<Tally> = programs.iter().map(Tally::new).collect();
        if let [worker] = workers {
            self.draw_again(programs, trials, worker, &mut tallies)?;
            return Some(tallies);
        }
        let few = programs.chunks(workers.len()).zip(self.gains.chunks(workers.len()));
        for ((programs, gains), tallies) in few.zip(tallies.chunks_mut(workers.len())) {
            self.draw_incrementally((programs, gains), trials, workers, tallies)?;
        }
        Some(tallies)
    }

    /// Draws each point over the block of the point before.
    fn draw_again(
        &self,
        programs: &[Program],
        trials: u64,
        worker: &mut Worker,
        tallies: &mut [Tally],
    ) -> Option<()> {
        let redrawn: Vec<Vec<bool>> = programs
            .windows(2)
            .map(|pair| self.graph.redrawn(self.model, &pair[0], &pair[1]))
            .collect();
        for block in blocks(trials) {
            work::check().ok()?;
            for (i, (program, tally)) in programs.iter().zip(&mut *tallies).enumerate() {
                let redrawn = i.checked_sub(1).map(|before| redrawn[before].as_slice());
                if worker.draw_again(program, block, redrawn, tally).is_some() {
                    return None;
                }
            }
        }
        Some(())
    }

    /// Draws a few points, incrementally from the first where that saves enough.
    fn draw_incrementally(
        &self,
        (programs, gains): (&[Program], &[Gain]),
        trials: u64,
        workers: &mut [Worker],
        tallies: &mut [Tally],
    ) -> Option<()> {
        if programs.iter().any(|program| program.absorbed.is_impossible()) {
            return None;
        }
        let (first, others) = programs.split_first()?;
        let gains = &gains[1..];
        let worth = |(program, gain)| Changes::worth(&self.graph, first, program, gain);
        let mut changes: Vec<Option<Changes>> = others.iter().zip(gains).map(worth).collect();
        for block in blocks(trials) {
            work::check().ok()?;
            for (i, _) in changes.iter().enumerate().filter(|(_, changes)| changes.is_none()) {
                let (program, tally) = (&programs[i + 1], &mut tallies[i + 1]);
                if workers[i + 1].draw_again(program, block, None, tally).is_some() {
                    return None;
                }
            }
            let together = (&mut *changes, gains, &self.graph);
            Worker::draw_incrementally(workers, programs, together, block, tallies)?;
        }
        Some(())
    }
}

/// Splits `trials` into blocks: the index and the number of trials of each.
fn blocks(trials: u64) -> impl Iterator<Item = (u64, usize)> {
    let lanes = LANES as u64;
    (0..trials.div_ceil(lanes))
        .map(move |block| (block, (trials - block * lanes).min(lanes) as usize))
}
