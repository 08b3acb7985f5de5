//! Formulas evaluated over a block: one `match` a part, a plain loop over the trials inside.

use super::block::{Block, Bytes, Floats, GROUP, LANES, NEVER};
use super::program::{Program, Snapshot};
use super::sample::{self, Uniforms};
use crate::formula::evaluate::{apply1, apply2};
use crate::formula::{Condition, Function2, Number, Reading, VariableId};
use crate::model::facts::compared;
use crate::model::reads;
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
    pub wanted: Option<&'a [usize]>,
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
        let slot = self.program.slots[process.index()].process;
        let entered = match self.view {
            View::Before => self.block.entered_before[slot][lane],
            View::Now => self.block.entered[slot][lane],
        };
        (self.step as f64 - entered) * self.program.model.timeline.step_days()
    }

    /// Whether a memory also counts the step being computed.
    pub(super) fn includes_now(&self, condition: &Condition) -> bool {
        self.view == View::Now
            && self.current.is_none_or(|current| !reads::mentions(condition, current))
    }

    /// The truth of a condition in each trial.
    pub(super) fn truth(&self, condition: &Condition, out: &mut Bytes) {
        match condition {
            Condition::Constant(holds) => out.fill(2 * u8::from(*holds)),
            Condition::Is { variable, reading, outcomes } => {
                is_one_of(self.outcomes(*variable, *reading), outcomes, out);
            }
            Condition::Compare(how, a, b) => {
                if let (Some(left), Some(right)) = (self.everywhere(a), self.everywhere(b)) {
                    return out.fill(compared(*how, left, right) as u8);
                }
                let (mut left, mut right) = ([0.0; LANES], [0.0; LANES]);
                self.number(a, &mut left);
                self.number(b, &mut right);
                for i in 0..LANES {
                    out[i] = compared(*how, left[i], right[i]) as u8;
                }
            }
            Condition::Not(a) => {
                self.truth(a, out);
                for t in out.iter_mut() {
                    *t = 2 - *t;
                }
            }
            Condition::And(all) => self.combined(all, 2, u8::min, out),
            Condition::Or(all) => self.combined(all, 0, u8::max, out),
            Condition::If(c, a, b) => {
                let (mut when, mut then) = ([0; LANES], [0; LANES]);
                self.truth(c, &mut when);
                self.truth(a, &mut then);
                self.truth(b, out);
                for i in 0..LANES {
                    out[i] = [out[i], 1, then[i]][usize::from(when[i])];
                }
            }
            Condition::Ever(a) => {
                let now = self.includes_now(a);
                if now {
                    self.truth(a, out);
                    // what is undefined has not come about
                    for t in out.iter_mut() {
                        *t &= 2;
                    }
                } else {
                    out.fill(0);
                }
                if let Some(tracker) = self.program.tracker(a) {
                    let first = &self.block.first[tracker];
                    for i in 0..LANES {
                        out[i] = if first[i] == NEVER { out[i] } else { 2 };
                    }
                }
            }
            Condition::By(a, day) => self.by(a, day, out),
            Condition::At(a, day) => {
                out.fill(1);
                if let Some(step) = self.program.step_of(day) {
                    let kept = Snapshot::Truth((**a).clone(), step);
                    if let Some(at) = self.program.snapshots.iter().position(|s| *s == kept) {
                        *out = self.block.snapshots[at];
                    }
                }
            }
        }
    }

    fn combined(
        &self,
        parts: &[Condition],
        start: u8,
        with: impl Fn(u8, u8) -> u8,
        out: &mut Bytes,
    ) {
        out.fill(start);
        let mut part = [0; LANES];
        for condition in parts {
            self.truth(condition, &mut part);
            for i in 0..LANES {
                out[i] = with(out[i], part[i]);
            }
        }
    }

    fn by(&self, condition: &Condition, day: &Number, out: &mut Bytes) {
        out.fill(1);
        let Some(tracker) = self.program.tracker(condition) else { return };
        let first = &self.block.first[tracker];
        if let Number::Constant(_) = day {
            let last = self.program.step_of(day);
            for i in 0..LANES {
                out[i] = 2 * u8::from(last.is_some_and(|last| first[i] as usize <= last));
            }
            return;
        }
        let mut days = [0.0; LANES];
        self.number(day, &mut days);
        for i in 0..LANES {
            let happened = first[i] != NEVER;
            out[i] = match (days[i].is_nan(), happened) {
                (true, _) => 1,
                (false, false) => 0,
                (false, true) => 2 * u8::from(self.day_of(first[i]) <= days[i]),
            };
        }
    }

    /// The day of a step; infinity for never.
    pub(super) fn day_of(&self, step: u32) -> f64 {
        self.program.model.timeline.days.get(step as usize).copied().unwrap_or(f64::INFINITY)
    }

    /// The value of a number that is plainly the same in every trial of this step.
    fn everywhere(&self, number: &Number) -> Option<f64> {
        match number {
            Number::Constant(x) => Some(*x),
            Number::Step => Some(self.step as f64),
            Number::Today => Some(self.today()),
            _ => None,
        }
    }

    /// The value of a number in each trial.
    pub(super) fn number(&self, number: &Number, out: &mut Floats) {
        match number {
            Number::Constant(x) => out.fill(*x),
            Number::Parameter(id) => out.fill(self.program.binding.values[id.index()]),
            Number::Variable(id, reading) => *out = *self.numbers(*id, *reading),
            Number::Step => out.fill(self.step as f64),
            Number::Today => out.fill(self.today()),
            Number::Elapsed(id) => {
                for (i, x) in out.iter_mut().enumerate() {
                    *x = self.elapsed(*id, i);
                }
            }
            Number::Count(a) => self.count(a, out),
            Number::First(a) => {
                out.fill(f64::INFINITY);
                if let Some(tracker) = self.program.tracker(a) {
                    for (x, step) in out.iter_mut().zip(&self.block.first[tracker]) {
                        *x = self.day_of(*step);
                    }
                }
            }
            Number::At(inner, day) => {
                out.fill(f64::NAN);
                if let Some(step) = self.program.step_of(day) {
                    let kept = self.program.number_snapshots.iter();
                    let same = |(n, s): &(Number, usize)| *n == **inner && *s == step;
                    if let Some(at) = kept.clone().position(same) {
                        *out = self.block.number_snapshots[at];
                    }
                }
            }
            Number::HowMany(conditions) => {
                out.fill(0.0);
                let mut part = [0; LANES];
                for condition in conditions {
                    self.truth(condition, &mut part);
                    for i in 0..LANES {
                        out[i] += [0.0, f64::NAN, 1.0][usize::from(part[i])];
                    }
                }
            }
            Number::Unary(function, a) => {
                self.number(a, out);
                for x in out.iter_mut() {
                    *x = apply1(*function, *x);
                }
            }
            Number::Binary(function, a, b) => {
                if let Number::Variable(id, reading) = &**a {
                    // what is read need not be copied
                    let left = self.numbers(*id, *reading);
                    self.number(b, out);
                    return combine(*function, |i, right| (left[i], right), out);
                }
                self.number(a, out);
                if let Some(right) = self.everywhere(b) {
                    return combine(*function, |_, left| (left, right), out);
                }
                let mut right = [0.0; LANES];
                self.number(b, &mut right);
                combine(*function, |i, left| (left, right[i]), out);
            }
            Number::If(c, a, b) => {
                let mut when = [0; LANES];
                self.truth(c, &mut when);
                self.number(b, out);
                if let Some(then) = self.everywhere(a) {
                    replace(&when, |_| then, out);
                } else if when.contains(&2) {
                    let mut then = [0.0; LANES];
                    self.number(a, &mut then);
                    replace(&when, |i| then[i], out);
                } else {
                    replace(&when, |_| f64::NAN, out);
                }
            }
            Number::Draw(draw) => match self.draws {
                None => out.fill(f64::NAN),
                Some(Draws { key, wanted, together }) => {
                    let uniforms = if together.is_empty() {
                        Uniforms::Own(key.at(u64::from(draw.ordinal)))
                    } else {
                        Uniforms::Together(together)
                    };
                    let evaluate = |n: &Number, out: &mut Floats| self.number(n, out);
                    let all = 0..self.block.lanes;
                    match wanted {
                        None => sample::draw(draw, uniforms, all, &evaluate, out),
                        Some(lanes) => {
                            let lanes = lanes.iter().copied();
                            sample::draw(draw, uniforms, lanes, &evaluate, out);
                        }
                    }
                }
            },
        }
    }

    fn count(&self, condition: &Condition, out: &mut Floats) {
        out.fill(0.0);
        if let Some(tracker) = self.program.tracker(condition) {
            for (x, n) in out.iter_mut().zip(&self.block.count[tracker]) {
                *x = f64::from(*n);
            }
        }
        if self.step > 0 && self.block_is_open() && self.includes_now(condition) {
            let mut now = [0; LANES];
            self.truth(condition, &mut now);
            for i in 0..LANES {
                out[i] += f64::from(u8::from(now[i] == 2));
            }
        }
    }

    /// Whether the step being computed is not yet in the trackers' columns.
    fn block_is_open(&self) -> bool {
        !self.block.closed
    }
}

/// Applies a function to the two operands of each trial, of which `out` has one already.
fn combine(function: Function2, operands: impl Fn(usize, f64) -> (f64, f64), out: &mut Floats) {
    // the commonest has a loop of its own, in which nothing asks what the function is
    if function == Function2::Plus {
        for (i, x) in out.iter_mut().enumerate() {
            let (left, right) = operands(i, *x);
            *x = left + right;
        }
        return;
    }
    for (i, x) in out.iter_mut().enumerate() {
        let (left, right) = operands(i, *x);
        *x = apply2(function, left, right);
    }
}

/// Puts `then` where a condition holds, and NaN where it is undefined.
fn replace(when: &Bytes, then: impl Fn(usize) -> f64, out: &mut Floats) {
    for (group, part) in when.chunks_exact(GROUP).enumerate() {
        if part.iter().fold(0, |any, truth| any | truth) == 0 {
            continue;
        }
        let first = group * GROUP;
        for (i, x) in out[first..first + GROUP].iter_mut().enumerate() {
            let otherwise = if part[i] == 1 { f64::NAN } else { *x };
            let then = then(first + i);
            *x = if part[i] == 2 { then } else { otherwise };
        }
    }
}

/// 2 where the outcome is one of `wanted`, else 0.
fn is_one_of(column: &Bytes, wanted: &[u16], out: &mut Bytes) {
    if let [one] = wanted {
        let one = *one as u8;
        for i in 0..LANES {
            out[i] = 2 * u8::from(column[i] == one);
        }
        return;
    }
    out.fill(0);
    for one in wanted {
        let one = *one as u8;
        for i in 0..LANES {
            out[i] |= 2 * u8::from(column[i] == one);
        }
    }
}
