//! The state of a block of trials, a column for each variable.

use super::candidates::Candidates;
use super::marks::{Marks, Truths};
use super::program::Program;
use super::slots::LANES;
use crate::model::lottery::LawFault;
use crate::model::{Kind, NO_STEP, Settled};
use crate::numerics::kernel::{self, Lined};
use crate::numerics::stream::Place;

/// Outcomes, one a trial.
pub(super) type Bytes = Lined<u8>;
/// Numbers, one a trial; NaN where undefined.
pub(super) type Floats = Lined<f64>;
/// Steps, one a trial; [`NEVER`] where there is none.
pub(super) type Steps = Lined<u32>;

/// Where a process changed in a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Moved {
    /// Whether it moved in the trials listed and in no others; else it may have in any.
    pub is_listed: bool,
    /// The trials that moved, each with its new state; first the trials that moved after a delay.
    pub trials: Vec<(usize, u8)>,
    /// The moments at which these have entered their state.
    pub moments: Vec<f64>,
    /// The trials that entered and left a state within the step, and that state, in the order of entry.
    pub passed: Vec<(usize, u8)>,
}

impl Moved {
    /// Copies what the trials listed have now.
    fn keep<T: Copy>(&self, now: &Lined<T>, before: &mut Lined<T>) {
        self.trials.iter().for_each(|(lane, _)| before[*lane] = now[*lane]);
    }
}

/// For how much a trial counts.
pub(super) type Weights = Lined<u64>;

/// No step.
pub(super) const NEVER: u32 = NO_STEP;

/// The columns of a block.
pub(super) struct Block {
    /// Trials in use: lanes from here on hold values that mean nothing.
    pub lanes: usize,
    /// The same, a bit a trial.
    pub in_use: Marks,
    /// Which block of the run this is.
    pub index: u64,
    /// The same as streams see it.
    pub(super) place: Place,
    /// Outcomes as they stand in the step being computed, by slot.
    #[expect(clippy::vec_box, reason = "columns are swapped, not copied")]
    pub outcomes: Vec<Box<Bytes>>,
    /// Outcomes at the end of the step before.
    #[expect(clippy::vec_box, reason = "as the present ones")]
    pub outcomes_before: Vec<Box<Bytes>>,
    /// Series and quantities as they stand in the step being computed, by slot.
    pub numbers: Vec<Box<Floats>>,
    /// Series and quantities at the end of the step before.
    pub numbers_before: Vec<Box<Floats>>,
    /// Space for the values of a series or quantity until they are complete.
    pub spare: Option<Box<Floats>>,
    /// Space for outcomes until they are complete.
    pub spare_outcomes: Option<Box<Bytes>>,
    /// Space for the trials that may move.
    pub candidates: Option<Box<Candidates>>,
    /// By process: whether so many trials moved in the last step that all were drawn at once.
    pub many_move: Vec<bool>,
    /// Where the event or quantity of this variable is settled.
    pub settled: Vec<Marks>,
    /// The moment, in days since step 0 and possibly before it, at which a process entered its state, by slot.
    pub entered: Vec<Floats>,
    /// The same at the end of the step before.
    pub entered_before: Vec<Floats>,
    /// The step in which the first delay of the present state is due, by slot.
    pub due: Vec<Steps>,
    /// What is known of where a process changed in the last step in which it came about, by slot.
    pub moved: Vec<Moved>,
    /// The moments at which the delays end that were drawn on entering the present state, by slot and move.
    pub delays: Vec<Vec<Floats>>,
    /// How many delays were drawn.
    pub delays_drawn: u64,
    /// The first step in which a tracked condition held.
    pub first: Vec<Steps>,
    /// By step: in how many trials in use a tracked condition first held.
    pub first_counts: Vec<Vec<u64>>,
    /// Where a tracked condition has held.
    pub met: Vec<Marks>,
    /// Space for where tracked conditions hold at the end of a step.
    pub hold: Vec<Marks>,
    /// In how many steps from 1 on a tracked condition held.
    pub count: Vec<Steps>,
    /// Truths as they stood at a step that a question asks for, by snapshot.
    pub truth_snapshots: Vec<Truths>,
    /// Outcomes as they stood at a step that a question asks for, by snapshot.
    pub outcome_snapshots: Vec<Bytes>,
    /// Numbers as they stood at a step that a question asks for.
    pub number_snapshots: Vec<Floats>,
    /// Whether the step being computed is already in `first` and `count`.
    pub closed: bool,
    /// The first thing that went wrong, by lane.
    pub fault: Option<(usize, LawFault)>,
    /// What was drawn given what is learnt, by what that rests on.
    pub conditioned: Vec<Bytes>,
    /// The logarithm of the chance of what was allowed where only that was drawn; empty where
    /// nothing is.
    pub ln_weights: Vec<f64>,
    /// By variable: how many trials have each outcome, where that was counted as they were drawn; else empty.
    pub counted: Vec<Vec<u64>>,
    /// For how much each trial counts; none where each counts for 1.
    pub weights: Option<Box<Weights>>,
}

impl Block {
    /// A block for `program`, not yet begun.
    pub(super) fn new(program: &Program) -> Self {
        let sizes = &program.sizes;
        Self {
            lanes: 0,
            in_use: Marks::NONE,
            index: 0,
            place: Place::of(0),
            outcomes: vec![Box::new(Lined::of(0)); sizes.outcomes],
            outcomes_before: vec![Box::new(Lined::of(0)); sizes.outcomes],
            numbers: vec![Box::new(Lined::of(f64::NAN)); sizes.numbers],
            numbers_before: vec![Box::new(Lined::of(f64::NAN)); sizes.numbers],
            spare: None,
            spare_outcomes: None,
            candidates: None,
            many_move: vec![false; sizes.processes],
            settled: vec![Marks::NONE; program.model.variables.len()],
            entered: vec![Lined::of(0.0); sizes.processes],
            entered_before: vec![Lined::of(0.0); sizes.processes],
            due: vec![Lined::of(NEVER); sizes.processes],
            moved: vec![Moved::default(); sizes.processes],
            delays: sizes.delays.iter().map(|n| vec![Lined::of(0.0); *n]).collect(),
            delays_drawn: 0,
            first: vec![Lined::of(NEVER); program.trackers.len()],
            first_counts: vec![vec![0; program.last() + 1]; program.trackers.len()],
            met: vec![Marks::NONE; program.trackers.len()],
            hold: vec![Marks::NONE; program.trackers.len()],
            count: vec![Lined::of(0); program.trackers.len()],
            truth_snapshots: vec![Truths::UNDEFINED; program.snapshots.len()],
            outcome_snapshots: vec![Lined::of(0); program.snapshots.len()],
            number_snapshots: vec![Lined::of(f64::NAN); program.number_snapshots.len()],
            closed: false,
            fault: None,
            conditioned: vec![Lined::of(0); program.absorbed.keys()],
            ln_weights: vec![0.0; if program.absorbed.is_weighed() { LANES } else { 0 }],
            counted: vec![Vec::new(); program.model.variables.len()],
            weights: None,
        }
    }

    /// Space for outcomes, whatever it holds.
    pub(super) fn spare_outcomes(&mut self) -> Box<Bytes> {
        self.spare_outcomes.take().unwrap_or_else(|| Box::new(Lined::of(0)))
    }

    /// Space for numbers, whatever it holds.
    pub(super) fn spare_numbers(&mut self) -> Box<Floats> {
        self.spare.take().unwrap_or_else(|| Box::new(Lined::of(f64::NAN)))
    }

    /// How long columns are that hold all trials in use: a multiple of what kernels take at once.
    pub(super) fn width(&self) -> usize {
        self.lanes.next_multiple_of(kernel::GROUP)
    }

    /// Whether it has the columns that a program needs.
    pub(super) fn fits(&self, program: &Program) -> bool {
        let sizes = &program.sizes;
        self.outcomes.len() == sizes.outcomes
            && self.numbers.len() == sizes.numbers
            && self.settled.len() == program.model.variables.len()
            && self.delays.iter().map(Vec::len).eq(sizes.delays.iter().copied())
            && self.first.len() == program.trackers.len()
            && self.first_counts.iter().all(|steps| steps.len() == program.last() + 1)
            && self.truth_snapshots.len() == program.snapshots.len()
            && self.number_snapshots.len() == program.number_snapshots.len()
            && self.conditioned.len() == program.absorbed.keys()
            && self.ln_weights.is_empty() != program.absorbed.is_weighed()
    }

    /// Begins block `index` with `lanes` trials.
    pub(super) fn begin(&mut self, program: &Program, index: u64, lanes: usize) {
        self.lanes = lanes;
        self.in_use = Marks::first(lanes);
        self.index = index;
        self.place = Place::of(index);
        self.many_move.fill(false);
        self.moved.iter_mut().for_each(|moved| moved.passed.clear());
        self.delays_drawn = 0;
        self.counted.iter_mut().for_each(Vec::clear);
        self.closed = false;
        self.fault = None;
        self.ln_weights.fill(0.0);
        self.weights = None;
        for (variable, slot) in program.model.variables.iter().zip(&program.slots) {
            // what is made in every trial at the first step needs nothing to stand there before
            if let Kind::Quantity(quantity) = &variable.kind
                && matches!(quantity.settled, Settled::When(_) | Settled::AtEnd)
            {
                self.numbers[slot.number].fill(f64::NAN);
            }
        }
        self.settled.fill(Marks::NONE);
        self.first.iter_mut().for_each(|c| c.fill(NEVER));
        self.first_counts.iter_mut().for_each(|c| c.fill(0));
        self.met.fill(Marks::NONE);
        self.count.iter_mut().for_each(|c| c.fill(0));
        self.truth_snapshots.fill(Truths::UNDEFINED);
        self.number_snapshots.iter_mut().for_each(|c| c.fill(f64::NAN));
    }

    /// Begins the same block of a model of one moment again, in which only some variables are drawn
    /// anew.
    pub(super) fn begin_again(&mut self, program: &Program, anew: &[bool]) {
        self.closed = false;
        self.fault = None;
        for (id, variable) in program.model.variables.iter().enumerate().filter(|(id, _)| anew[*id])
        {
            self.settled[id] = Marks::NONE;
            self.counted[id].clear();
            if variable.is_number() {
                self.numbers[program.slots[id].number].fill(f64::NAN);
            }
        }
        self.first.iter_mut().for_each(|c| c.fill(NEVER));
        self.first_counts.iter_mut().for_each(|c| c.fill(0));
        self.met.fill(Marks::NONE);
        self.truth_snapshots.fill(Truths::UNDEFINED);
    }

    /// Keeps the world as it stands, to be seen as the step before.
    pub(super) fn turn(&mut self, program: &Program) {
        let width = self.width();
        for seen in &program.outcomes_seen_before {
            let (now, before) = (&self.outcomes[seen.slot], &mut self.outcomes_before[seen.slot]);
            match seen.process.map(|process| &self.moved[process]) {
                Some(moved) if moved.is_listed => moved.keep(now, before),
                _ => before[..width].copy_from_slice(&now[..width]),
            }
        }
        for slot in &program.entered_seen_before {
            let (now, before) = (&self.entered[*slot], &mut self.entered_before[*slot]);
            match &self.moved[*slot] {
                moved if moved.is_listed => moved.keep(now, before),
                _ => before[..width].copy_from_slice(&now[..width]),
            }
        }
        self.turn_numbers(program);
    }

    /// The same for numbers alone.
    pub(super) fn turn_numbers(&mut self, program: &Program) {
        let width = self.width();
        for seen in &program.numbers_seen_before {
            let (now, before) = (&mut self.numbers[seen.slot], &mut self.numbers_before[seen.slot]);
            if seen.is_made_anew {
                std::mem::swap(now, before);
            } else {
                before[..width].copy_from_slice(&now[..width]);
            }
        }
    }

    /// The same for the outcomes of one variable, and if it has one the time in its state, which may be
    /// known to have changed in some trials alone since that was last done.
    pub(super) fn turn_outcomes(
        &mut self,
        (outcome, since): (usize, Option<usize>),
        changed: Option<&[u16]>,
    ) {
        let Some(changed) = changed else {
            *self.outcomes_before[outcome] = *self.outcomes[outcome];
            if let Some(process) = since {
                self.entered_before[process] = self.entered[process];
            }
            return;
        };
        for lane in changed.iter().map(|lane| usize::from(*lane)) {
            self.outcomes_before[outcome][lane] = self.outcomes[outcome][lane];
        }
        if let Some(process) = since {
            for lane in changed.iter().map(|lane| usize::from(*lane)) {
                self.entered_before[process][lane] = self.entered[process][lane];
            }
        }
    }

    /// Forgets the states passed in the step before.
    pub(super) fn begin_step(&mut self) {
        self.closed = false;
        for moved in &mut self.moved {
            moved.passed.clear();
        }
    }

    /// Notes what went wrong in a lane in use; the lowest lane counts.
    pub(super) fn blame(&mut self, lane: usize, fault: LawFault) {
        if lane < self.lanes && self.fault.as_ref().is_none_or(|(first, _)| lane < *first) {
            self.fault = Some((lane, fault));
        }
    }
}
