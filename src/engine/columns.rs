//! What a formula sees of a block, and the truth of conditions there: one `match` a part, a kernel over the trials
//! inside.

use super::block::{Block, Bytes, Floats, NEVER};
use super::laws::Laws;
use super::marks::{Marks, Truths};
use super::program::{Program, Snapshot};
use crate::formula::evaluate::compare;
use crate::formula::{Comparison, Condition, Number, Reading, VariableId};
use crate::model::reads;
use crate::numerics::kernel::{self, Level, Lined, Relation};
use crate::numerics::stream::Key;

/// Whether an unmarked read sees this step or the step before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// The world at the end of the step before: moves of processes and series.
    Before,
    /// The world as it stands: events, quantities, questions.
    Now,
}

/// Where a formula is evaluated.
pub(super) struct Look<'a> {
    /// The program.
    pub program: &'a Program<'a>,
    /// The columns.
    pub block: &'a Block,
    /// The step being computed.
    pub step: usize,
    /// What an unmarked read sees.
    pub view: View,
    /// The event or quantity being settled, whose own past is what its memory means.
    pub current: Option<VariableId>,
    /// Where numbers are drawn; none where no draw can stand.
    pub draws: Option<Draws<'a>>,
}

/// Where a formula's draws come from, and for which trials they are wanted.
#[derive(Clone, Copy)]
pub(super) struct Draws<'a> {
    /// The stream of the formula's first draw in this step and block.
    pub key: Key,
    /// The trials for which a value is wanted; none for every trial.
    pub wanted: Option<&'a Marks>,
    /// The distributions that are known before.
    pub laws: &'a Laws,
    /// For a quantity that goes with others, what its one draw is made of; else empty.
    pub together: &'a [(f64, Key)],
}

impl Look<'_> {
    /// The outcomes of a variable.
    pub(super) fn outcomes(&self, variable: VariableId, reading: Reading) -> &Bytes {
        let slot = self.program.slots[variable.index()].outcome;
        match (self.view, reading) {
            (View::Before, Reading::Usual) => &self.block.outcomes_before[slot],
            _ => &self.block.outcomes[slot],
        }
    }

    /// The values of a series or quantity.
    pub(super) fn numbers(&self, variable: VariableId, reading: Reading) -> &Floats {
        let slot = self.program.slots[variable.index()].number;
        match (self.view, reading) {
            (View::Before, Reading::Usual) => &self.block.numbers_before[slot],
            _ => &self.block.numbers[slot],
        }
    }

    /// The day of the step being computed.
    pub(super) fn today(&self) -> f64 {
        self.program.model.timeline.days[self.step]
    }

    /// How long a process has been in its state, in days.
    pub(super) fn elapsed(&self, process: VariableId, lane: usize) -> f64 {
        self.elapsed_in(self.program.slots[process.index()].process, lane)
    }

    /// The same of a process by its slot.
    pub(super) fn elapsed_in(&self, slot: usize, lane: usize) -> f64 {
        let entered = self.entered(slot)[lane];
        self.program.model.timeline.moment_of(self.step) - entered
    }

    /// The moment at which a process entered its state, by slot.
    pub(super) fn entered(&self, slot: usize) -> &Floats {
        match self.view {
            View::Before => &self.block.entered_before[slot],
            View::Now => &self.block.entered[slot],
        }
    }

    /// Whether a memory also counts the step being computed.
    pub(super) fn includes_now(&self, condition: &Condition) -> bool {
        self.view == View::Now
            && self.current.is_none_or(|current| !reads::mentions(condition, current))
    }

    /// The truth of a condition in each trial.
    pub(super) fn truth(&self, condition: &Condition) -> Truths {
        match condition {
            Condition::Constant(holds) => Truths::everywhere(*holds),
            Condition::Is { variable, reading, outcomes } => {
                Truths::of(self.is_one_of(self.outcomes(*variable, *reading), outcomes))
            }
            Condition::Compare(how, a, b) => {
                self.decided(condition, self.compared(*how, a, b), (a, b))
            }
            Condition::Not(a) => self.truth(a).negated(),
            Condition::And(all) => {
                all.iter().fold(Truths::everywhere(true), |so_far, c| so_far.and(&self.truth(c)))
            }
            Condition::Or(any) => {
                any.iter().fold(Truths::everywhere(false), |so_far, c| so_far.or(&self.truth(c)))
            }
            Condition::If(c, a, b) => self.truth(c).choose(&self.truth(a), &self.truth(b)),
            Condition::Ever(a) => {
                // what is undefined has not come about
                let now = if self.includes_now(a) {
                    self.truth(a).holds.or(&self.passing(a))
                } else {
                    Marks::NONE
                };
                let before = self.program.tracker(a).map(|tracker| self.block.met[tracker]);
                Truths::of(before.map_or(now, |met| met.or(&now)))
            }
            Condition::By(a, day) => self.by(a, day),
            Condition::At(a, day) => {
                let Some(step) = self.program.step_of(day) else { return Truths::UNDEFINED };
                let kept = Snapshot::Truth((**a).clone(), step);
                let at = self.program.snapshots.iter().position(|s| *s == kept);
                at.map_or(Truths::UNDEFINED, |at| self.block.truth_snapshots[at])
            }
        }
    }

    /// The trials with one of some outcomes.
    fn is_one_of(&self, column: &Bytes, wanted: &[u16]) -> Marks {
        Marks::by(|marks| {
            let width = self.width();
            let marks = &mut marks[..width / kernel::GROUP];
            kernel::one_of(Level::best(), &column[..width], wanted, marks);
        })
    }

    /// How long columns are that hold all trials in use.
    pub(super) fn width(&self) -> usize {
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

    fn by(&self, condition: &Condition, day: &Number) -> Truths {
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

    /// The day of a step; infinity for never.
    pub(super) fn day_of(&self, step: u32) -> f64 {
        self.program.model.timeline.days.get(step as usize).copied().unwrap_or(f64::INFINITY)
    }
}
