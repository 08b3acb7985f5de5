//! The state of one thread: a block that it draws repeatedly, counting into a tally.

use super::progress::{Laps, Phase, Spent, Watch};
use crate::diagnostic::Diagnostic;
use crate::engine::block::Block;
use crate::engine::count::{Counter, States, Tally, Trace, questions, weights};
use crate::engine::incremental::{Base, Changes, Gain, ReadGraph, redraw};
use crate::engine::program::Program;
use crate::engine::step::learn::{Learnt, learn};
use crate::engine::step::{advance, conditional_draw};
use crate::engine::tables::LANES;
use crate::model::behind;
use crate::model::conditional::ChanceFault;
use crate::numerics::kernel::Lined;

/// A fault: its trial, its step and what is wrong.
pub(crate) type TrialFault = (u64, usize, ChanceFault);

/// Returns the fault of the earlier trial.
pub(crate) fn earlier(a: Option<TrialFault>, b: Option<TrialFault>) -> Option<TrialFault> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a.0 <= b.0 { a } else { b }),
        (a, b) => a.or(b),
    }
}

/// The state of one thread.
pub(crate) struct Worker<'a> {
    pub(crate) block: Box<Block>,
    states: States,
    trace: Option<Trace>,
    /// The counters of time and draws, if requested.
    pub(crate) spent: Option<&'a Spent>,
    counter: Option<Counter>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(program: &Program, watch: Watch<'a>) -> Self {
        Self {
            spent: watch.spent,
            counter: watch.spent.map(|_| Counter::new(program)),
            block: Box::new(Block::new(program)),
            states: States::new(program),
            trace: program.paths.as_ref().map(|paths| Trace::new(program, paths)),
        }
    }

    /// Draws a block and counts it; returns a fault, if there is one.
    pub(crate) fn draw(
        &mut self,
        program: &Program,
        index: u64,
        lanes: usize,
        tally: &mut Tally,
    ) -> Option<TrialFault> {
        self.draw_again(program, (index, lanes), None, tally)
    }

    /// Draws and counts a block. With `redrawn`, only the marked variables are redrawn over the same block of a
    /// single-moment model. Returns a fault, if there is one.
    pub(crate) fn draw_again(
        &mut self,
        program: &Program,
        (index, lanes): (u64, usize),
        redrawn: Option<&[bool]>,
        tally: &mut Tally,
    ) -> Option<TrialFault> {
        if program.absorbed.is_impossible() {
            tally.trials += lanes as u64;
            return None;
        }
        let mut laps = Laps::begin(self.spent);
        match redrawn {
            Some(redrawn) => self.block.begin_again(program, redrawn),
            None => self.block.begin(program, index, lanes),
        }
        self.states.begin();
        conditional_draw::draw(program, &mut self.block);
        for step in 0..=program.last() {
            advance::one_step_again(program, &mut self.block, step, redrawn);
            if let Some(fault) = self.note(program, step, tally, &mut laps) {
                return Some(fault);
            }
            match learn(program, &mut self.block, step) {
                Learnt::Same => {}
                Learnt::Copied(copies) => {
                    self.states.copy_trials(&copies);
                    self.trace.iter_mut().for_each(|trace| trace.copy_trials(&copies));
                }
                Learnt::Nothing => {
                    tally.trials += lanes as u64;
                    return None;
                }
            }
        }
        self.count(program, tally, &mut laps);
        None
    }

    /// Draws a block of the first of several programs, and incrementally the blocks of the others on the same
    /// trials. Returns `None` if there is a fault.
    pub(crate) fn draw_incrementally(
        workers: &mut [Self],
        programs: &[Program],
        (changes, gains, graph): (&mut [Option<Changes>], &[Gain], &ReadGraph),
        (index, lanes): (u64, usize),
        tallies: &mut [Tally],
    ) -> Option<()> {
        let (first, others) = workers.split_first_mut()?;
        let (of_first, of_others) = programs.split_first()?;
        let (tally, tallies) = tallies.split_first_mut()?;
        let mut laps = Laps::begin(None);
        let mut incremental: Vec<_> = others
            .iter_mut()
            .zip(of_others)
            .zip(&mut *changes)
            .zip(tallies)
            .filter_map(|(((worker, program), changes), tally)| {
                Some((worker, program, changes.as_mut()?, tally))
            })
            .collect();
        first.begin(of_first, index, lanes);
        for (worker, program, changes, _) in &mut incremental {
            worker.begin(program, index, lanes);
            changes.begin();
        }
        for step in 0..=of_first.last() {
            advance::one_step(of_first, &mut first.block, step);
            if first.note(of_first, step, tally, &mut laps).is_some() {
                return None;
            }
            let base = Base::new(of_first, &first.block, graph, step);
            for (worker, program, changes, tally) in &mut incremental {
                redraw::one_step(program, &mut worker.block, step, &base, changes);
                if worker.note(program, step, tally, &mut laps).is_some() {
                    return None;
                }
            }
        }
        first.count(of_first, tally, &mut laps);
        for (worker, program, _, tally) in incremental {
            worker.count(program, tally, &mut laps);
        }
        for (changes, gain) in changes.iter_mut().zip(gains) {
            if let Some(own) = changes {
                gain.note(own.cost);
            }
            if !gain.is_worth() {
                *changes = None;
            }
        }
        Some(())
    }

    fn begin(&mut self, program: &Program, index: u64, lanes: usize) {
        self.block.begin(program, index, lanes);
        self.states.begin();
    }

    /// Records a drawn step; returns a fault, if there is one.
    fn note(
        &mut self,
        program: &Program,
        step: usize,
        tally: &mut Tally,
        laps: &mut Laps,
    ) -> Option<TrialFault> {
        if let Some((lane, wrong)) = self.block.fault.take() {
            return Some((self.block.index * LANES as u64 + lane as u64, step, wrong));
        }
        if let Some(counter) = &mut self.counter {
            counter.note(&self.block, step);
            if program.timelines {
                laps.lap(Phase::Drawing);
            }
        }
        self.states.note(program, &self.block, step, tally);
        if program.timelines {
            laps.lap(Phase::Tallying);
        }
        if let Some(trace) = &mut self.trace {
            trace.note(&self.block, step);
        }
        None
    }

    /// Counts a completely drawn block.
    fn count(&mut self, program: &Program, tally: &mut Tally, laps: &mut Laps) {
        conditional_draw::weigh(program, &mut self.block);
        laps.lap(Phase::Drawing);
        if self.block.weights.is_some() {
            weights::count(program, &self.block, &self.states, tally);
        } else {
            questions::count(program, &self.block, tally);
            self.states.count(program, &self.block, tally);
        }
        if let (Some(trace), Some(paths)) = (&self.trace, &mut tally.paths) {
            trace.count(program, &self.block, paths);
        }
        laps.lap(Phase::Tallying);
        if let (Some(counter), Some(spent)) = (&mut self.counter, self.spent) {
            spent.add(self.block.lanes as u64, counter.finish(&self.block));
        }
    }
}

/// Draws one block of a program completely. With `redrawn`, only the marked variables are redrawn in a block
/// that holds the others.
///
/// # Errors
///
/// The first fault.
pub(crate) fn draw_block(
    program: &Program,
    block: &mut Block,
    which: (u64, usize),
    redrawn: Option<&[bool]>,
) -> Result<(), TrialFault> {
    match redrawn {
        Some(redrawn) => block.begin_again(program, redrawn),
        None => block.begin(program, which.0, which.1),
    }
    if !program.absorbed.is_impossible() && draw_until(program, block, redrawn, program.last())? {
        conditional_draw::weigh(program, block);
    } else {
        block.weights = Some(Box::new(Lined::of(0)));
    }
    Ok(())
}

/// Draws a block that has begun up to a step; returns whether any of its trials meets the facts until then.
///
/// # Errors
///
/// The first fault.
pub(crate) fn draw_until(
    program: &Program,
    block: &mut Block,
    redrawn: Option<&[bool]>,
    last: usize,
) -> Result<bool, TrialFault> {
    conditional_draw::draw(program, block);
    for step in 0..=last {
        advance::one_step_again(program, block, step, redrawn);
        if let Some((lane, wrong)) = block.fault.take() {
            return Err((block.index * LANES as u64 + lane as u64, step, wrong));
        }
        if let Learnt::Nothing = learn(program, block, step) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns the diagnostic of a fault, with the world, the trial and the step in which it happened.
pub(crate) fn diagnostic_of(
    program: &Program,
    world: u64,
    (trial, step, fault): &TrialFault,
) -> Diagnostic {
    let when = match program.model.timeline.date(*step) {
        Some(date) => format!(" on {date} (step {step})"),
        None => String::new(),
    };
    let what = format!("this happened in world {world}, trial {trial}{when}");
    let values = &program.binding.values;
    let what = behind::in_words(&what, program.model, fault.place, values);
    let found = Diagnostic::new(fault.code, fault.place, fault.message.clone()).help(what);
    fault.repair().into_iter().fold(found, Diagnostic::help)
}
