//! Evaluates numeric formulas over a block.

use super::columns::{Draws, Look};
use super::mask::Truths;
use super::sample::{self, Parameters, Uniforms};
use super::state::Floats;
use crate::formula::bounds::may_be_bounded;
use crate::formula::calendar::working_days;
use crate::formula::evaluate::{apply1, apply2};
use crate::formula::{Condition, Function2, Interned, Number};
use crate::model::facts::value;
use crate::numerics::kernel::{self, Case, Level, Lined, Operand};

/// Numbers with more cases are built condition by condition.
const MOST_CASES: usize = 3;

impl Look<'_> {
    /// The value of a number if it is equal in every trial of this step.
    pub(crate) fn everywhere(&self, number: &Number) -> Option<f64> {
        match number {
            Number::Constant(x) => Some(*x),
            Number::Parameter(id) => Some(self.program.binding.values[id.index()]),
            Number::Step => Some(self.step as f64),
            Number::Today => Some(self.today()),
            _ => None,
        }
    }

    /// The value of a number in each trial: an existing column, or `space` filled in.
    pub(crate) fn column<'a>(&'a self, number: &Number, space: &'a mut Floats) -> &'a Floats {
        if let Number::Variable(id, reading) = number {
            return self.numbers(*id, *reading);
        }
        self.number(number, space);
        space
    }

    /// Evaluates a number in each trial.
    pub(crate) fn number(&self, number: &Number, out: &mut Floats) {
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
                let now = self.program.model.timeline.moment_of(self.step);
                kernel::since(level, &mut out[..width], entered, now);
            }
            Number::Count(a) => self.count(a, out),
            Number::SoFar(how, a) => self.so_far(how, a, out),
            Number::WorkingDays(dates, holidays) => self.working_days(dates, holidays, out),
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
                let same = |(n, s): &(Interned<Number>, usize)| Some(*s) == step && n == inner;
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
                if may_be_bounded(a) {
                    self.bound(number, out);
                }
            }
            Number::Binary(function @ (Function2::Plus | Function2::Times), a, b)
                if matches!(**a, Number::Variable(..)) =>
            {
                // a column that is read need not be copied, and the order of these two operands doesn't
                // matter
                if let Number::Variable(id, reading) = **a {
                    let left = &self.numbers(id, reading)[..width];
                    if *function == Function2::Plus
                        && self.are_cases(b, MOST_CASES)
                        && self.add_cases(left, b, &mut out[..width])
                    {
                        return;
                    }
                    self.number(b, out);
                    combine(*function, &mut out[..width], Operand::Column(left));
                }
            }
            Number::Binary(function, a, b) => {
                self.number(a, out);
                if let Some(right) = self.everywhere(b) {
                    combine(*function, &mut out[..width], Operand::Same(right));
                } else {
                    let mut space = Lined::of(0.0);
                    let right = self.column(b, &mut space);
                    combine(*function, &mut out[..width], Operand::Column(&right[..width]));
                }
                if let Function2::Min | Function2::Max = function {
                    self.bound(number, out);
                }
            }
            Number::If(c, a, b) => self.either(c, a, b, out),
            Number::Draw(draw) => match self.draws {
                None => out.fill(f64::NAN),
                Some(Draws { key, requested, together, laws }) => {
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
                    let lanes = (self.block.lanes, requested);
                    sample::draw(draw, (law, uniforms), lanes, &parameters, out);
                }
            },
        }
    }

    /// Evaluates the working days between two dates.
    fn working_days(&self, [later, earlier]: &[Number; 2], holidays: &[f64], out: &mut Floats) {
        self.number(later, out);
        let mut space = Lined::of(0.0);
        let earlier = self.column(earlier, &mut space);
        // trials that follow each other often share both dates
        let (mut last, mut days) = ([0; 2], None);
        for (x, earlier) in out[..self.width()].iter_mut().zip(earlier.iter()) {
            let dates = [x.to_bits(), earlier.to_bits()];
            let known = days.filter(|_| dates == last);
            *x = known.unwrap_or_else(|| working_days(*x, *earlier, holidays));
            (last, days) = (dates, Some(*x));
        }
    }

    /// Fills in an undefined number in the trials in which its defined parts determine the value.
    fn bound(&self, number: &Number, out: &mut Floats) {
        for (lane, x) in out[..self.block.lanes].iter_mut().enumerate() {
            if x.is_nan() {
                *x = value(number, &self.in_lane(lane));
            }
        }
    }

    /// Whether a number depends on at most `most` conditions, with a value in each case that is equal in
    /// every trial.
    fn are_cases(&self, number: &Number, most: usize) -> bool {
        let is_plain = |number: &Number| self.everywhere(number).is_some();
        match number {
            Number::If(_, a, b) if most > 0 => {
                is_plain(a) && (is_plain(b) || self.are_cases(b, most - 1))
            }
            _ => false,
        }
    }

    /// Adds such a number to a column and returns `true`, unless a case is undefined in some trial.
    fn add_cases(&self, to: &[f64], mut number: &Number, out: &mut [f64]) -> bool {
        let value = |number: &Number| self.everywhere(number).unwrap_or(f64::NAN);
        let (mut truths, mut values) = ([Truths::everywhere(false); MOST_CASES], [0.0; MOST_CASES]);
        let mut count = 0;
        while let Number::If(condition, then, otherwise) = number {
            (truths[count], values[count]) = (self.truth(condition), value(then));
            count += 1;
            number = otherwise;
        }
        if truths[..count].iter().any(|truths| !truths.undefined.is_empty()) {
            return false;
        }
        let mut cases: [Case; MOST_CASES] = [(&[], 0.0); MOST_CASES];
        for ((case, truths), x) in cases.iter_mut().zip(&truths[..count]).zip(values) {
            *case = (truths.holds.words(), x);
        }
        kernel::add_by_case(Level::best(), out, to, &cases[..count], value(number));
        true
    }

    /// `a` if a condition holds, otherwise `b`; if it is undefined, their value if they are equal, otherwise
    /// NaN.
    fn either(&self, condition: &Condition, a: &Number, b: &Number, out: &mut Floats) {
        let (width, level) = (self.width(), Level::best());
        let when = self.truth(condition);
        self.number(b, out);
        if !when.undefined.is_empty() {
            return self.either_or_both(&when, a, out);
        }
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
    }

    /// Completes an `if` whose condition is undefined in some trials; `out` holds the other number.
    #[expect(clippy::float_cmp, reason = "equal numbers are one")]
    fn either_or_both(&self, when: &Truths, a: &Number, out: &mut Floats) {
        let mut then = Lined::of(0.0);
        self.number(a, &mut then);
        for lane in when.undefined.lanes() {
            if out[lane] != then[lane] {
                out[lane] = f64::NAN;
            }
        }
        let width = self.width();
        kernel::put_column(Level::best(), &mut out[..width], when.holds.words(), &then[..width]);
    }

    fn count(&self, condition: &Interned<Condition>, out: &mut Floats) {
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

    /// Whether the monitors don't yet include the step being computed.
    fn block_is_open(&self) -> bool {
        !self.block.closed
    }
}

/// Applies a function to both operands in each trial; `out` holds the left one.
fn combine(function: Function2, out: &mut [f64], right: Operand<'_>) {
    let level = Level::best();
    match function {
        Function2::Plus => kernel::plus(level, out, right),
        Function2::Minus => kernel::minus(level, out, right),
        Function2::Times => kernel::times(level, out, right),
        Function2::Over => kernel::over(level, out, right),
        Function2::Power | Function2::Min | Function2::Max | Function2::PlusMonths => {
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
