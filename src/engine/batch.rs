//! One model with several sets of numbers, on the same trials: of each block only what lies downstream
//! of the numbers that change is drawn anew.

use super::program::{Plan, Program};
use super::ready::calibrate;
use super::run::{Tallies, was_possible};
use super::slots::LANES;
use super::tally::Tally;
use super::upstream::Upstream;
use super::watch::Watch;
use super::worker::Worker;
use crate::model::{Binding, Model, Rebinder, Supposition, World, bind};

/// Draws a plan with each of several suppositions that differ in their numbers and in what is made, on
/// one thread: what [`run`](super::run()) gives with each. None where nothing would be saved (a clock,
/// evidence that is absorbed), or where something is wrong with one of them.
pub fn run_batch(model: &Model, supposed: &[Supposition], plan: &Plan) -> Option<Vec<Tallies>> {
    let first = supposed.first()?;
    let is_unsure = model.is_uncertain_with(&first.numbers);
    let drawn = World::draw_with(model, plan.seed, 0, &first.numbers).ok()?;
    let binding = bind(model, &drawn);
    let mut template = Program::new(model, &binding, first, plan);
    calibrate(&mut template);
    let batch = Batch {
        model,
        supposed,
        plan,
        rebinder: Rebinder::new(model, &binding),
        upstream: Upstream::new(&template)?,
        template: &template,
    };
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
    upstream: Upstream,
    template: &'a Program<'a>,
}

impl Batch<'_> {
    fn worlds(&self, world: u64) -> Option<Vec<World>> {
        let draw = |supposition: &Supposition| {
            World::draw_with(self.model, self.plan.seed, world, &supposition.numbers).ok()
        };
        self.supposed.iter().map(draw).collect()
    }

    fn one_world(&self) -> Option<Vec<Tallies>> {
        let bindings: Vec<Binding> =
            self.worlds(0)?.iter().map(|world| self.rebinder.bind(world)).collect();
        let programs: Vec<Program> = bindings
            .iter()
            .zip(self.supposed)
            .map(|(binding, supposition)| self.template.with(binding, supposition))
            .collect();
        let mut worker = Worker::new(self.template, Watch::progress(&|_| ()));
        let tallies = self.draw(&programs, self.plan.trials, &mut worker)?;
        Some(tallies.into_iter().map(Tallies::of_one).collect())
    }

    fn many_worlds(&self) -> Option<Vec<Tallies>> {
        let mut worker = Worker::new(self.template, Watch::progress(&|_| ()));
        let nothing = || Tallies::of_one(Tally::new(self.template));
        let mut whole: Vec<Tallies> = self.supposed.iter().map(|_| nothing()).collect();
        let worlds = self.plan.worlds_drawn();
        for index in 0..worlds {
            let trials = self.plan.trials / worlds + u64::from(index < self.plan.trials % worlds);
            let drawn = self.worlds(index)?;
            let bindings: Vec<Binding> =
                drawn.iter().map(|world| self.rebinder.bind(world)).collect();
            let programs: Vec<Program> = bindings
                .iter()
                .zip(self.supposed)
                .map(|(binding, supposition)| {
                    let of_world = self.template.in_world(binding, self.plan.seed, index);
                    of_world.with(binding, supposition)
                })
                .collect();
            let tallies = self.draw(&programs, trials, &mut worker)?;
            for ((whole, world), tally) in whole.iter_mut().zip(drawn).zip(tallies) {
                whole.add(world.values, tally);
            }
        }
        Some(whole)
    }

    /// Draws the trials of a world with each program, a block at a time.
    fn draw(&self, programs: &[Program], trials: u64, worker: &mut Worker) -> Option<Vec<Tally>> {
        let anew: Vec<Vec<bool>> = programs
            .windows(2)
            .map(|pair| self.upstream.anew(self.model, &pair[0], &pair[1]))
            .collect();
        let mut tallies: Vec<Tally> = programs.iter().map(Tally::new).collect();
        for block in 0..trials.div_ceil(LANES as u64) {
            let lanes = (trials - block * LANES as u64).min(LANES as u64) as usize;
            for (i, (program, tally)) in programs.iter().zip(&mut tallies).enumerate() {
                let anew = i.checked_sub(1).map(|before| anew[before].as_slice());
                if worker.draw_anew(program, (block, lanes), anew, tally).is_some() {
                    return None;
                }
            }
        }
        Some(tallies)
    }
}
