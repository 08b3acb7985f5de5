//! The state of a block of trials, a column for each variable.

use super::candidates::{Candidates, Moved};
use super::followed::SummaryColumns;
use super::mask::{Marks, Truths};
use super::outcomes::Outcomes;
use super::tilted::TiltedRows;
use crate::engine::program::Program;
use crate::engine::tables::LANES;
use crate::model::conditional::ChanceFault;
use crate::model::{Kind, NO_STEP, Settled};
use crate::numerics::kernel::{self, Lined};
use crate::numerics::stream::Place;

/// Numbers, one per trial; NaN if undefined.
pub(crate) type Floats = Lined<f64>;
/// Steps, one per trial; [`NEVER`] if there is none.
pub(crate) type Steps = Lined<u32>;

/// The weight of each trial.
pub(crate) type Weights = Lined<u64>;

/// Products of factors on weights whose exponent to base 2 is as large as this are kept as logs.
pub(super) const FAR: u64 = 330;

/// Stands for no step.
pub(crate) const NEVER: u32 = NO_STEP;

/// The columns of a block: a field for each kind of column, all of which a step reads.
pub(crate) struct Block {
    /// Number of trials in use; the values of later lanes are meaningless.
    pub lanes: usize,
    /// The trials in use, one bit per trial.
    pub in_use: Marks,
    /// The index of the block in the run.
    pub index: u64,
    /// The index of the block as streams need it.
    pub(crate) place: Place,
    /// Outcomes in the step being computed, by slot.
    pub outcomes: Vec<Outcomes>,
    /// Outcomes at the end of the step before.
    pub outcomes_before: Vec<Outcomes>,
    /// Series and quantities in the step being computed, by slot.
    pub numbers: Vec<Box<Floats>>,
    /// Series and quantities at the end of the step before.
    pub numbers_before: Vec<Box<Floats>>,
    /// Scratch space for the values of a series or quantity.
    pub spare: Option<Box<Floats>>,
    /// Scratch space for outcomes of one byte, and for those of two.
    spare_outcomes: [Option<Outcomes>; 2],
    /// Scratch space for the trials that may move.
    pub candidates: Option<Box<Candidates>>,
    /// Scratch space for draws that look ahead.
    pub tilted: Option<Box<TiltedRows>>,
    /// By process: whether so many trials moved in the last step that all were drawn at once.
    pub many_move: Vec<bool>,
    /// By variable: the trials in which the event or quantity is settled.
    pub settled: Vec<Marks>,
    /// The moment at which a process entered its state, in days since step 0 (may be negative), by slot.
    pub entered: Vec<Floats>,
    /// `entered` at the end of the step before.
    pub entered_before: Vec<Floats>,
    /// The step in which the first delay of the present state is due, by slot.
    pub due: Vec<Steps>,
    /// Known changes of a process in the last step in which it was computed, by slot.
    pub moved: Vec<Moved>,
    /// The end of each delay drawn on entering the current state, by slot and move.
    pub delays: Vec<Vec<Floats>>,
    /// Number of delays drawn.
    pub delays_drawn: u64,
    /// By monitor: the first step in which the condition held.
    pub first: Vec<Steps>,
    /// By monitor and step: the number of trials in use in which the condition first held.
    pub first_counts: Vec<Vec<u64>>,
    /// By monitor: the trials in which the condition has held.
    pub has_held: Vec<Marks>,
    /// By monitor: the trials in which the condition holds at the end of the last step that is closed.
    pub hold: Vec<Marks>,
    /// By monitor: the trials in which it holds at the end of the step before that.
    pub hold_before: Vec<Marks>,
    /// By number that is followed: its summary.
    pub summaries: Vec<SummaryColumns>,
    /// By monitor: the number of steps from step 1 on in which the condition held.
    pub count: Vec<Steps>,
    /// Truth values at the step of each snapshot, by snapshot.
    pub truth_snapshots: Vec<Truths>,
    /// Outcomes at the step of each snapshot, by snapshot.
    pub outcome_snapshots: Vec<Outcomes>,
    /// Numbers at the step of each number snapshot.
    pub number_snapshots: Vec<Floats>,
    /// Whether `first` and `count` include the step being computed.
    pub closed: bool,
    /// The first fault, with its lane.
    pub fault: Option<(usize, ChanceFault)>,
    /// Values drawn given the evidence, indexed by evidence node.
    pub conditioned: Vec<Lined<u16>>,
    /// The log probability of each trial's restricted draws; empty if trials are not weighted.
    pub ln_weights: Vec<f64>,
    /// The factors on the weights of trials that `ln_weights` lacks, if trials learn.
    pub(super) factors: Vec<f64>,
    /// Whether `ln_weights` are the same in all trials.
    is_even: bool,
    /// The trial at step 0 from which each descends, if trials may be drawn anew.
    pub(crate) origins: Vec<u16>,
    /// The relative variance that drawing trials anew has added to the mean of the weights.
    pub(crate) noise: f64,
    /// By variable: the number of trials with each outcome, if counted while drawing; otherwise empty.
    pub counted: Vec<Vec<u64>>,
    /// The weight of each trial; `None` if each weighs 1.
    pub weights: Option<Box<Weights>>,
}

impl Block {
    /// Allocates a block for `program`.
    pub(crate) fn new(program: &Program) -> Self {
        let sizes = &program.sizes;
        // a single moment has no step before
        let before = |columns| if program.is_on_clock() { columns } else { 0 };
        let seen = &sizes.are_wide[..before(sizes.are_wide.len())];
        Self {
            lanes: 0,
            in_use: Marks::NONE,
            index: 0,
            place: Place::of(0),
            outcomes: sizes.are_wide.iter().map(|wide| Outcomes::new(*wide)).collect(),
            outcomes_before: seen.iter().map(|wide| Outcomes::new(*wide)).collect(),
            numbers: vec![Box::new(Lined::of(f64::NAN)); sizes.numbers],
            numbers_before: vec![Box::new(Lined::of(f64::NAN)); before(sizes.numbers)],
            spare: None,
            spare_outcomes: [None, None],
            candidates: None,
            tilted: None,
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
            has_held: vec![Marks::NONE; program.trackers.len()],
            hold: vec![Marks::NONE; program.trackers.len()],
            hold_before: vec![Marks::NONE; program.trackers.len()],
            summaries: vec![SummaryColumns::default(); program.summaries.len()],
            count: vec![Lined::of(0); program.trackers.len()],
            truth_snapshots: vec![Truths::UNDEFINED; program.snapshots.len()],
            outcome_snapshots: vec![Outcomes::new(false); program.snapshots.len()],
            number_snapshots: vec![Lined::of(f64::NAN); program.number_snapshots.len()],
            closed: false,
            fault: None,
            conditioned: vec![Lined::of(0); program.absorbed.keys()],
            ln_weights: vec![0.0; if program.absorbed.is_weighed() { LANES } else { 0 }],
            factors: vec![1.0; if program.learning.is_some() { LANES } else { 0 }],
            is_even: true,
            origins: (0..if program.learning.is_some() { LANES as u16 } else { 0 }).collect(),
            noise: 0.0,
            counted: vec![Vec::new(); program.model.variables.len()],
            weights: None,
        }
    }

    /// The memory that the columns of a block take, in bytes.
    pub(crate) fn bytes(program: &Program) -> u64 {
        let sizes = &program.sizes;
        let steps = 1 + usize::from(program.is_on_clock());
        let bytes = sizes.are_wide.iter().map(|wide| 1 + usize::from(*wide)).sum::<usize>();
        let columns = steps * (LANES * bytes + size_of::<Floats>() * sizes.numbers);
        let each = size_of::<Marks>() + size_of::<Vec<u64>>();
        (columns + each * program.model.variables.len()) as u64
    }

    /// Returns a scratch column as wide as the one in `slot`, with arbitrary contents.
    pub(crate) fn spare_outcomes(&mut self, slot: usize) -> Outcomes {
        let is_wide = self.outcomes[slot].is_wide();
        let spare = self.spare_outcomes[usize::from(is_wide)].take();
        spare.unwrap_or_else(|| Outcomes::new(is_wide))
    }

    /// Keeps a column as scratch space.
    pub(crate) fn keep_spare(&mut self, spare: Outcomes) {
        let at = usize::from(spare.is_wide());
        self.spare_outcomes[at] = Some(spare);
    }

    /// Returns a scratch column for numbers, with arbitrary contents.
    pub(crate) fn spare_numbers(&mut self) -> Box<Floats> {
        self.spare.take().unwrap_or_else(|| Box::new(Lined::of(f64::NAN)))
    }

    /// The length of columns that hold all trials in use: a multiple of the kernels' group size.
    pub(crate) fn width(&self) -> usize {
        self.lanes.next_multiple_of(kernel::GROUP)
    }

    /// Whether it has the columns that a program needs.
    pub(crate) fn fits(&self, program: &Program) -> bool {
        let sizes = &program.sizes;
        let steps = usize::from(program.is_on_clock());
        self.outcomes.iter().map(Outcomes::is_wide).eq(sizes.are_wide.iter().copied())
            && self.outcomes_before.len() == steps * sizes.are_wide.len()
            && self.numbers.len() == sizes.numbers
            && self.settled.len() == program.model.variables.len()
            && self.delays.iter().map(Vec::len).eq(sizes.delays.iter().copied())
            && self.first.len() == program.trackers.len()
            && self.first_counts.iter().all(|steps| steps.len() == program.last() + 1)
            && self.summaries.len() == program.summaries.len()
            && self.truth_snapshots.len() == program.snapshots.len()
            && self.number_snapshots.len() == program.number_snapshots.len()
            && self.conditioned.len() == program.absorbed.keys()
            && self.ln_weights.is_empty() != program.absorbed.is_weighed()
            && self.origins.is_empty() == program.learning.is_none()
    }

    /// Begins block `index` with `lanes` trials.
    pub(crate) fn begin(&mut self, program: &Program, index: u64, lanes: usize) {
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
        self.factors.fill(1.0);
        self.is_even = true;
        self.origins.iter_mut().zip(0..).for_each(|(origin, lane)| *origin = lane);
        self.noise = 0.0;
        self.weights = None;
        for (variable, slot) in program.model.variables.iter().zip(&program.slots) {
            // columns that are fully overwritten at the first step need no initial value
            if let Kind::Quantity(quantity) = &variable.kind
                && matches!(quantity.settled, Settled::When(_) | Settled::AtEnd)
            {
                self.numbers[slot.number].fill(f64::NAN);
            }
        }
        self.settled.fill(Marks::NONE);
        self.first.iter_mut().for_each(|c| c.fill(NEVER));
        self.first_counts.iter_mut().for_each(|c| c.fill(0));
        self.has_held.fill(Marks::NONE);
        self.count.iter_mut().for_each(|c| c.fill(0));
        self.summaries.fill(SummaryColumns::default());
        self.truth_snapshots.fill(Truths::UNDEFINED);
        self.number_snapshots.iter_mut().for_each(|c| c.fill(f64::NAN));
    }

    /// Restarts the same block of a single-moment model, in which only the variables marked in `redrawn` are
    /// drawn again.
    pub(crate) fn begin_again(&mut self, program: &Program, redrawn: &[bool]) {
        self.closed = false;
        self.fault = None;
        for (id, variable) in
            program.model.variables.iter().enumerate().filter(|(id, _)| redrawn[*id])
        {
            self.settled[id] = Marks::NONE;
            self.counted[id].clear();
            if variable.is_number() {
                self.numbers[program.slots[id].number].fill(f64::NAN);
            }
        }
        self.first.iter_mut().for_each(|c| c.fill(NEVER));
        self.first_counts.iter_mut().for_each(|c| c.fill(0));
        self.has_held.fill(Marks::NONE);
        self.truth_snapshots.fill(Truths::UNDEFINED);
    }

    /// Copies the columns that are read as of the step before.
    pub(crate) fn turn(&mut self, program: &Program) {
        let width = self.width();
        for seen in &program.outcomes_seen_before {
            let (now, before) = (&self.outcomes[seen.slot], &mut self.outcomes_before[seen.slot]);
            match seen.process.map(|process| &self.moved[process]) {
                Some(moved) if moved.is_listed => moved.keep_outcomes(now, before),
                _ => before.copy_from(now, width),
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

    /// Copies the number columns that are read as of the step before.
    pub(crate) fn turn_numbers(&mut self, program: &Program) {
        let width = self.width();
        for seen in &program.numbers_seen_before {
            let (now, before) = (&mut self.numbers[seen.slot], &mut self.numbers_before[seen.slot]);
            if seen.is_built_again {
                std::mem::swap(now, before);
            } else {
                before[..width].copy_from_slice(&now[..width]);
            }
        }
    }

    /// Copies one outcome column and, if `since` is given, the entry times of that process. `changed` lists
    /// the trials that changed since the last copy, if known.
    pub(crate) fn turn_outcomes(
        &mut self,
        (outcome, since): (usize, Option<usize>),
        changed: Option<&[u16]>,
    ) {
        let Some(changed) = changed else {
            self.outcomes_before[outcome].copy_from(&self.outcomes[outcome], LANES);
            if let Some(process) = since {
                self.entered_before[process] = self.entered[process];
            }
            return;
        };
        for lane in changed.iter().map(|lane| usize::from(*lane)) {
            self.outcomes_before[outcome].set(lane, self.outcomes[outcome].of(lane));
        }
        if let Some(process) = since {
            for lane in changed.iter().map(|lane| usize::from(*lane)) {
                self.entered_before[process][lane] = self.entered[process][lane];
            }
        }
    }

    /// Clears the states passed in the step before.
    pub(crate) fn begin_step(&mut self) {
        self.closed = false;
        for moved in &mut self.moved {
            moved.passed.clear();
        }
    }

    /// Multiplies the weight of a trial. `ln_weights` has the factor after [`Block::take_logs`].
    #[inline]
    pub(crate) fn weigh(&mut self, lane: usize, factor: f64) {
        let product = self.factors[lane] * factor;
        let exponent = (product.to_bits() >> 52).abs_diff(1023);
        if exponent < FAR || factor == 0.0 || self.factors[lane] == 0.0 {
            self.factors[lane] = product;
        } else {
            self.ln_weights[lane] += libm::log(self.factors[lane]) + libm::log(factor);
            self.factors[lane] = 1.0;
            self.is_even = false;
        }
    }

    /// Adds the logs of the factors on the weights of trials to `ln_weights`: one log for many factors.
    pub(crate) fn take_logs(&mut self) {
        for (ln, factor) in self.ln_weights.iter_mut().zip(&mut self.factors) {
            *ln += libm::log(std::mem::replace(factor, 1.0));
        }
        self.is_even = false;
    }

    /// The weights of the trials in use, and the log of the unit in which they are.
    pub(crate) fn relative_weights(&mut self) -> (Vec<f64>, f64) {
        if self.is_even {
            return (self.factors[..self.lanes].to_vec(), self.ln_weights[0]);
        }
        self.take_logs();
        let own = &self.ln_weights[..self.lanes];
        let most = own.iter().copied().fold(f64::MIN, f64::max);
        (own.iter().map(|ln| libm::exp(ln - most)).collect(), most)
    }

    /// Sets the weights of all trials to factors in a unit, given by its log.
    pub(crate) fn weigh_anew(&mut self, ln: f64, factors: impl Iterator<Item = f64>) {
        self.ln_weights.fill(ln);
        self.factors.iter_mut().zip(factors).for_each(|(own, factor)| *own = factor);
        self.is_even = true;
    }

    /// Records a fault in a lane in use; the one with the lowest lane is kept.
    pub(crate) fn blame(&mut self, lane: usize, fault: ChanceFault) {
        if lane < self.lanes && self.fault.as_ref().is_none_or(|(first, _)| lane < *first) {
            self.fault = Some((lane, fault));
        }
    }
}
