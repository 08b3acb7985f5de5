//! Evaluates formulas and conditions over a block: one `match` per node, a kernel over the trials inside.

use super::mask::{Marks, Truths};
use super::outcomes::Outcomes;
use super::state::{Block, Floats, NEVER};
use crate::engine::program::{Laws, Program, Snapshot};
use crate::formula::evaluate::compare;
use crate::formula::{Comparison, Condition, Interned, Number, Reading, VariableId};
use crate::model::reads;
use crate::numerics::kernel::{self, Level, Lined, Relation};
use crate::numerics::stream::Key;

/// The step that an unmarked read refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// The end of the step before: for moves of processes and series.
    Before,
    /// The current step: for events, quantities and questions.
    Now,
}

/// The context in which a formula is evaluated.
pub(crate) struct Look<'a> {
    /// The program being run.
    pub program: &'a Program<'a>,
    /// The block whose columns are read.
    pub block: &'a Block,
    /// The step being computed.
    pub step: usize,
    /// The step that an unmarked read refers to.
    pub view: View,
    /// The event or quantity being settled; a monitor that mentions it covers earlier steps only.
    pub current: Option<VariableId>,
    /// The source of draws; `None` if the formula can contain none.
    pub draws: Option<Draws<'a>>,
}

/// The source of a formula's draws, and the trials for which they are requested.
#[derive(Clone, Copy)]
pub(crate) struct Draws<'a> {
    /// The stream of the formula's first draw in this step and block.
    pub key: Key,
    /// The trials for which a value is requested; `None` for all.
    pub requested: Option<&'a Marks>,
    /// The distributions that are known before the run.
    pub laws: &'a Laws,
    /// The terms of the normal score of a correlated quantity; otherwise empty.
    pub together: &'a [(f64, Key)],
}

impl Look<'_> {
    /// The outcome column of a variable.
    pub(crate) fn outcomes(&self, variable: VariableId, reading: Reading) -> &Outcomes {
        let slot = self.program.slots[variable.index()].outcome;
        match (self.view, reading) {
            (View::Before, Reading::Usual) => &self.block.outcomes_before[slot],
            _ => &self.block.outcomes[slot],
        }
    }

    /// The value column of a series or quantity.
    pub(crate) fn numbers(&self, variable: VariableId, reading: Reading) -> &Floats {
        let slot = self.program.slots[variable.index()].number;
        match (self.view, reading) {
            (View::Before, Reading::Usual) => &self.block.numbers_before[slot],
            _ => &self.block.numbers[slot],
        }
    }

    /// The day of the step being computed.
    pub(crate) fn today(&self) -> f64 {
        self.program.model.timeline.days[self.step]
    }

    /// The time that a process has spent in its state, in days.
    pub(crate) fn elapsed(&self, process: VariableId, lane: usize) -> f64 {
        self.elapsed_in(self.program.slots[process.index()].process, lane)
    }

    /// The time that a process has spent in its state, in days, by slot.
    pub(crate) fn elapsed_in(&self, slot: usize, lane: usize) -> f64 {
        let entered = self.entered(slot)[lane];
        self.program.model.timeline.moment_of(self.step) - entered
    }

    /// The moment at which a process entered its state, by slot.
    pub(crate) fn entered(&self, slot: usize) -> &Floats {
        match self.view {
            View::Before => &self.block.entered_before[slot],
            View::Now => &self.block.entered[slot],
        }
    }

    /// Whether a monitor also includes the step being computed.
    pub(crate) fn includes_now(&self, condition: &Condition) -> bool {
        self.view == View::Now
            && self.current.is_none_or(|current| !reads::mentions(condition, current))
    }

    /// The truth value of a condition in each trial.
    pub(crate) fn truth(&self, condition: &Condition) -> Truths {
        match condition {
            Condition::Constant(holds) => Truths::everywhere(*holds),
            Condition::Is { variable, reading, outcomes } => {
                let column = self.outcomes(*variable, *reading);
                Truths::of(column.is_one_of(outcomes, self.width()))
            }
            Condition::Compare(compared) => {
                let [a, b] = compared.sides();
                self.decided(condition, self.compared(compared.how, a, b), (a, b))
            }
            Condition::Not(a) => self.truth(a).negated(),
            Condition::And(all) => {
                all.iter().fold(Truths::everywhere(true), |so_far, c| so_far.and(&self.truth(c)))
            }
            Condition::Or(any) => {
                any.iter().fold(Truths::everywhere(false), |so_far, c| so_far.or(&self.truth(c)))
            }
            Condition::If(c, a, b) => {
                let chosen = self.truth(c);
                match chosen.everywhere_equal() {
                    // the same in every trial, such as a date
                    Some(true) => self.truth(a),
                    Some(false) => self.truth(b),
                    None => chosen.choose(&self.truth(a), &self.truth(b)),
                }
            }
            Condition::Ever(a) => {
                // an undefined condition has not occurred
                let now = if self.includes_now(a) {
                    self.truth(a).holds.or(&self.passing(a))
                } else {
                    Marks::NONE
                };
                let before = self.program.tracker(a).map(|tracker| self.block.has_held[tracker]);
                Truths::of(before.map_or(now, |has_held| has_held.or(&now)))
            }
            Condition::Before(a) => Truths::of(self.held_before(a)),
            Condition::By(a, day) => self.by(a, day),
            Condition::At(a, day) => {
                let Some(step) = self.program.step_of(day) else { return Truths::UNDEFINED };
                let kept = Snapshot::Truth(a.clone(), step);
                let at = self.program.snapshots.iter().position(|s| *s == kept);
                at.map_or(Truths::UNDEFINED, |at| self.block.truth_snapshots[at])
            }
        }
    }

    /// The length of columns that hold all trials in use.
    pub(crate) fn width(&self) -> usize {
        self.block.width()
    }

    fn compared(&self, how: Comparison, a: &Number, b: &Number) -> Truths {
        if let (Some(left), Some(right)) = (self.everywhere(a), self.everywhere(b)) {
            if left.is_nan() || right.is_nan() {
                return Truths::UNDEFINED;
            }
            return Truths::everywhere(compare(how, left, right));
        }
        let (mut left, mut right) = (Lined::of(0.0), Lined::of(0.0));
        let (left, right) = (self.column(a, &mut left), self.column(b, &mut right));
        let (mut less, mut equal) = (Marks::NONE, Marks::NONE);
        let (mut undefined, mut never) = (Marks::NONE, Marks::NONE);
        let mut relation = Relation {
            less: less.words_mut(),
            equal: equal.words_mut(),
            undefined: undefined.words_mut(),
            never: never.words_mut(),
        };
        let width = self.width();
        kernel::relate(Level::best(), &left[..width], &right[..width], &mut relation);
        let known = Marks::ALL.without(&undefined);
        let ordered = known.without(&never);
        let holds = match how {
            Comparison::Equal => equal,
            Comparison::NotEqual => known.without(&equal),
            Comparison::Less => less,
            Comparison::LessEqual => less.or(&equal),
            Comparison::Greater => ordered.without(&less).without(&equal),
            Comparison::GreaterEqual => ordered.without(&less),
        };
        Truths { holds, undefined }
    }

    fn by(&self, condition: &Interned<Condition>, day: &Number) -> Truths {
        let Some(tracker) = self.program.tracker(condition) else { return Truths::UNDEFINED };
        let first = &self.block.first[tracker];
        if let Number::Constant(_) = day {
            let Some(last) = self.program.step_of(day) else { return Truths::everywhere(false) };
            return Truths::of(Marks::by(|marks| {
                kernel::not_after(Level::best(), &first[..self.width()], last as u32, marks);
            }));
        }
        let mut days = Lined::of(0.0);
        self.number(day, &mut days);
        let mut truths = Truths::everywhere(false);
        for i in 0..self.width() {
            if days[i].is_nan() {
                truths.undefined.mark(i);
            } else if first[i] != NEVER && self.day_of(first[i]) <= days[i] {
                truths.holds.mark(i);
            }
        }
        truths
    }

    /// The day of a step; infinity for [`NEVER`](super::state::NEVER).
    pub(crate) fn day_of(&self, step: u32) -> f64 {
        self.program.model.timeline.days.get(step as usize).copied().unwrap_or(f64::INFINITY)
    }
}
