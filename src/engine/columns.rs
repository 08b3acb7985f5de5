//! Formulas evaluated over a block: one `match` a part, a plain loop over the trials inside.

use super::block::{Block, Bytes, Floats, NEVER};
use super::laws::Laws;
use super::marks::{Marks, Truths};
use super::program::{Program, Snapshot};
use super::sample::{self, Parameters, Uniforms};
use crate::formula::evaluate::{apply1, apply2, compare};
use crate::formula::{Comparison, Condition, Function2, Number, Reading, VariableId};
use crate::model::reads;
use crate::numerics::kernel::{self, Case, Level, Lined, Operand, Relation};
use crate::numerics::stream::Key;

/// Whether an unmarked read sees this step or the step before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// The world at the end of the step before: moves of processes and series.
    Before,
    /// The world as it stands: events, quantities, questions.
    Now,
}

/// Numbers with more conditions are put together condition by condition.
const MOST_CASES: usize = 3;

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
        (self.step as f64 - entered) * self.program.model.timeline.step_days()
    }

    /// The step in which a process entered its state, by slot.
    fn entered(&self, slot: usize) -> &Floats {
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
            Condition::Compare(how, a, b) => self.compared(*how, a, b),
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
                let now = if self.includes_now(a) { self.truth(a).holds } else { Marks::NONE };
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
    fn width(&self) -> usize {
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

    /// The value of a number that is plainly the same in every trial of this step.
    fn everywhere(&self, number: &Number) -> Option<f64> {
        match number {
            Number::Constant(x) => Some(*x),
            Number::Parameter(id) => Some(self.program.binding.values[id.index()]),
            Number::Step => Some(self.step as f64),
            Number::Today => Some(self.today()),
            _ => None,
        }
    }

    /// The value of a number in each trial: where it stands, or put into `space`.
    pub(super) fn column<'a>(&'a self, number: &Number, space: &'a mut Floats) -> &'a Floats {
        if let Number::Variable(id, reading) = number {
            return self.numbers(*id, *reading);
        }
        self.number(number, space);
        space
    }

    /// The value of a number in each trial.
    pub(super) fn number(&self, number: &Number, out: &mut Floats) {
        let width = self.width();
        let level = Level::best();
        match number {
            Number::Constant(_) | Number::Parameter(_) | Number::Step | Number::Today => {
                out[..width].fill(self.everywhere(number).unwrap_or(f64::NAN));
            }
            Number::Variable(id, reading) => {
                out[..width].copy_from_slice(&self.numbers(*id, *reading)[..width]);
            }
            Number::Elapsed(id) => {
                let slot = self.program.slots[id.index()].process;
                let entered = &self.entered(slot)[..width];
                let days = self.program.model.timeline.step_days();
                kernel::since(level, &mut out[..width], entered, self.step as f64, days);
            }
            Number::Count(a) => self.count(a, out),
            Number::First(a) => {
                out[..width].fill(f64::INFINITY);
                if let Some(tracker) = self.program.tracker(a) {
                    for (x, step) in out[..width].iter_mut().zip(self.block.first[tracker].iter()) {
                        *x = self.day_of(*step);
                    }
                }
            }
            Number::At(inner, day) => {
                let kept = self.program.number_snapshots.iter();
                let step = self.program.step_of(day);
                let same = |(n, s): &(Number, usize)| Some(*s) == step && *n == **inner;
                match kept.clone().position(same) {
                    Some(at) => *out = self.block.number_snapshots[at],
                    None => out.fill(f64::NAN),
                }
            }
            Number::HowMany(conditions) => {
                out[..width].fill(0.0);
                for condition in conditions {
                    let truths = self.truth(condition);
                    kernel::add_where(level, &mut out[..width], truths.holds.words(), 1.0);
                    let undefined = truths.undefined.words();
                    kernel::add_where(level, &mut out[..width], undefined, f64::NAN);
                }
            }
            Number::Unary(function, a) => {
                self.number(a, out);
                for x in &mut out[..width] {
                    *x = apply1(*function, *x);
                }
            }
            Number::Binary(function @ (Function2::Plus | Function2::Times), a, b)
                if matches!(**a, Number::Variable(..)) =>
            {
                // what is read need not be copied, and these two have no order
                if let Number::Variable(id, reading) = **a {
                    let left = &self.numbers(id, reading)[..width];
                    if *function == Function2::Plus && self.are_cases(b, MOST_CASES) {
                        return self.add_cases(left, b, &mut out[..width]);
                    }
                    self.number(b, out);
                    combine(*function, &mut out[..width], Operand::Column(left));
                }
            }
            Number::Binary(function, a, b) => {
                self.number(a, out);
                if let Some(right) = self.everywhere(b) {
                    return combine(*function, &mut out[..width], Operand::Same(right));
                }
                let mut space = Lined::of(0.0);
                let right = self.column(b, &mut space);
                combine(*function, &mut out[..width], Operand::Column(&right[..width]));
            }
            Number::If(c, a, b) => self.either(c, a, b, out),
            Number::Draw(draw) => match self.draws {
                None => out.fill(f64::NAN),
                Some(Draws { key, wanted, together, laws }) => {
                    let uniforms = if together.is_empty() {
                        Uniforms::Own(key.at(u64::from(draw.ordinal)))
                    } else {
                        Uniforms::Together(together)
                    };
                    let law = laws.of_draw(draw.ordinal);
                    let parameters = Parameters {
                        everywhere: &|number| self.everywhere(number),
                        column: &|number, out| self.number(number, out),
                    };
                    let lanes = (self.block.lanes, wanted);
                    sample::draw(draw, (law, uniforms), lanes, &parameters, out);
                }
            },
        }
    }

    /// Whether a number hangs on conditions alone, at most so many, and is in each case plainly the same in every
    /// trial.
    fn are_cases(&self, number: &Number, most: usize) -> bool {
        let is_plain = |number: &Number| self.everywhere(number).is_some();
        match number {
            Number::If(_, a, b) if most > 0 => {
                is_plain(a) && (is_plain(b) || self.are_cases(b, most - 1))
            }
            _ => false,
        }
    }

    /// Adds such a number to a column.
    fn add_cases(&self, to: &[f64], mut number: &Number, out: &mut [f64]) {
        let value = |number: &Number| self.everywhere(number).unwrap_or(f64::NAN);
        let (mut truths, mut values) = ([Truths::everywhere(false); MOST_CASES], [0.0; MOST_CASES]);
        let mut count = 0;
        while let Number::If(condition, then, otherwise) = number {
            (truths[count], values[count]) = (self.truth(condition), value(then));
            count += 1;
            number = otherwise;
        }
        let mut cases: [Case; 2 * MOST_CASES] = [(&[], 0.0); 2 * MOST_CASES];
        for (i, (truths, x)) in truths[..count].iter().zip(values).enumerate() {
            cases[2 * i] = (truths.holds.words(), x);
            cases[2 * i + 1] = (truths.undefined.words(), f64::NAN);
        }
        kernel::add_by_case(Level::best(), out, to, &cases[..2 * count], value(number));
    }

    /// `a` where a condition holds, else `b`; NaN where it is undefined.
    fn either(&self, condition: &Condition, a: &Number, b: &Number, out: &mut Floats) {
        let (width, level) = (self.width(), Level::best());
        let when = self.truth(condition);
        self.number(b, out);
        let out = &mut out[..width];
        if !when.holds.is_empty() {
            if let Some(then) = self.everywhere(a) {
                kernel::put(level, out, when.holds.words(), then);
            } else {
                let mut then = Lined::of(0.0);
                self.number(a, &mut then);
                kernel::put_column(level, out, when.holds.words(), &then[..width]);
            }
        }
        kernel::put(level, out, when.undefined.words(), f64::NAN);
    }

    fn count(&self, condition: &Condition, out: &mut Floats) {
        let out = &mut out[..self.width()];
        out.fill(0.0);
        if let Some(tracker) = self.program.tracker(condition) {
            for (x, n) in out.iter_mut().zip(self.block.count[tracker].iter()) {
                *x = f64::from(*n);
            }
        }
        if self.step > 0 && self.block_is_open() && self.includes_now(condition) {
            let now = self.truth(condition).holds;
            kernel::add_where(Level::best(), out, now.words(), 1.0);
        }
    }

    /// Whether the step being computed is not yet in the trackers' columns.
    fn block_is_open(&self) -> bool {
        !self.block.closed
    }
}

/// Applies a function to the two operands of each trial, of which `out` has the left one.
fn combine(function: Function2, out: &mut [f64], right: Operand<'_>) {
    let level = Level::best();
    match function {
        Function2::Plus => kernel::plus(level, out, right),
        Function2::Minus => kernel::minus(level, out, right),
        Function2::Times => kernel::times(level, out, right),
        Function2::Over => kernel::over(level, out, right),
        Function2::Power | Function2::Min | Function2::Max => {
            for (i, x) in out.iter_mut().enumerate() {
                let right = match right {
                    Operand::Column(right) => right[i],
                    Operand::Same(right) => right,
                };
                *x = apply2(function, *x, right);
            }
        }
    }
}
