//! A joint state, unpacked: the values that formulas read in a step.

use super::carried::Carried;
use super::layout::{Key, Layout, MOST_VALUES};
use super::register::{Kept, Register};
use super::values::{BLANK, History, NEVER, Values, due_at};
use crate::diagnostic::Diagnostic;
use crate::exact::questions::step_of;
use crate::exact::refusal::not_exact;
use crate::formula::{Category, Condition, Interned, VariableId};
use crate::model::facts::{Truth, truth, value};
use crate::model::{InterventionValue, Kind, Model, Report, Supposition, World};
use std::collections::HashMap;

/// Truth values by their stored code.
pub(super) const TRUTHS: [Truth; 3] = [Truth::False, Truth::Undefined, Truth::True];

/// A joint state.
pub(super) struct JointState<'a> {
    pub(super) model: &'a Model,
    pub(super) carried: &'a Carried,
    pub(super) layout: &'a Layout,
    pub(super) world: &'a World,
    pub(super) supposition: &'a Supposition,
    /// The step being computed.
    pub(super) step: usize,
    /// The values in this step, by variable.
    pub(super) now: Vec<Values>,
    /// The values at the end of the step before.
    pub(super) before: Vec<Values>,
    pub(super) history: History,
    /// Whether the history includes the step.
    pub(super) closed: bool,
    values: Vec<f64>,
    index: HashMap<u64, usize>,
}

/// The context in which a formula reads a joint state.
#[derive(Clone, Copy)]
pub(super) struct Look<'s, 'a> {
    pub(super) joint: &'s JointState<'a>,
    /// Whether unmarked reads refer to the step before.
    pub(super) before: bool,
    /// The event or quantity being settled.
    pub(super) current: Option<VariableId>,
    /// The values of draws, by ordinal.
    pub(super) drawn: &'s [(u32, f64)],
}

impl<'a> JointState<'a> {
    pub(super) fn new(
        model: &'a Model,
        carried: &'a Carried,
        layout: &'a Layout,
        world: &'a World,
        supposition: &'a Supposition,
    ) -> Self {
        let blank = vec![BLANK; model.variables.len()];
        // the evidence holds in every state that is kept
        let kept = carried.kept.iter().zip(&carried.is_given).map(|((kept, _), is_given)| {
            let unknown = u16::from(matches!(kept, Kept::Truth(_)));
            if *is_given { Truth::True as u16 } else { unknown }
        });
        Self {
            model,
            carried,
            layout,
            world,
            supposition,
            step: 0,
            now: blank.clone(),
            before: blank,
            history: History {
                happened: vec![false; carried.happened.len()],
                first: vec![NEVER; carried.first.len()],
                count: vec![0; carried.count.len()],
                kept: kept.collect(),
                kept_numbers: vec![f64::NAN; carried.kept_numbers.len()],
            },
            closed: false,
            values: Vec::new(),
            index: HashMap::new(),
        }
    }

    /// The context for `current`, or with `before` for the moves of a process.
    pub(super) fn look(&self, before: bool, current: Option<VariableId>) -> Look<'_, 'a> {
        Look { joint: self, before, current, drawn: &[] }
    }

    /// The intervention that holds a variable at this step; the latest one wins.
    pub(super) fn held(&self, id: VariableId) -> Option<InterventionValue> {
        self.supposition.held(id, self.step).map(|made| made.value)
    }

    /// Unpacks a state at the end of `step`; with `begin`, begins the next step.
    pub(super) fn load(&mut self, key: &Key, step: usize, begin: bool) {
        self.step = step;
        self.closed = true;
        for (at, register) in self.carried.registers.iter().enumerate() {
            let value = self.layout.value(key, at);
            self.set(*register, value);
        }
        if begin {
            self.before.copy_from_slice(&self.now);
            self.step = step + 1;
            self.closed = false;
        }
    }

    fn set(&mut self, register: Register, value: u64) {
        let History { happened, first, count, kept, kept_numbers } = &mut self.history;
        match register {
            Register::Outcome(id) | Register::LastOutcome(id) => {
                self.now[id.index()].outcome = value as u16;
            }
            Register::Settled(id) => self.now[id.index()].settled = value == 1,
            Register::Entered(id) => self.now[id.index()].entered = self.values[value as usize],
            Register::Moment(id) => self.now[id.index()].due_moment = self.values[value as usize],
            Register::Due(id) => {
                let most = self.delays(id) as u64;
                let due = value.checked_sub(1).map(|due| (due / most, due % most));
                let due = due.map(|(left, which)| (self.step as u32 + left as u32, which as u16));
                self.now[id.index()].due = due.unwrap_or((NEVER, 0));
            }
            Register::Value(id) => self.now[id.index()].number = self.values[value as usize],
            Register::Happened(at) => happened[at] = value == 1,
            Register::First(at) => first[at] = (value as u32).checked_sub(1).unwrap_or(NEVER),
            Register::Count(at) => count[at] = value as u32,
            Register::Kept(at) => kept[at] = value as u16,
            Register::KeptNumber(at) => kept_numbers[at] = self.values[value as usize],
        }
    }

    fn delays(&self, id: VariableId) -> usize {
        match &self.model.variable(id).kind {
            Kind::Process(process) => process.delays.iter().map(Vec::len).max().unwrap_or(1).max(1),
            _ => 1,
        }
    }

    /// Updates the history at the end of a step and packs the state, with the natural log of the factor of reports of the
    /// step. The updates are then undone, so that another branch of the step can be walked. Returns `None` if the state
    /// contradicts evidence about the step.
    pub(super) fn close(&mut self) -> Result<Option<(Key, f64)>, Diagnostic> {
        let before = self.history.clone();
        let happened = self.holding(self.carried.happened.iter().map(|(condition, _)| condition));
        let first = self.holding(self.carried.first.iter());
        let count = self.holding(self.carried.count.iter().map(|counted| &counted.condition));
        for (at, holds) in happened.into_iter().enumerate() {
            self.history.happened[at] |= holds && self.step <= self.carried.happened[at].1;
        }
        for (at, _) in first.into_iter().enumerate().filter(|(_, holds)| *holds) {
            self.history.first[at] = self.history.first[at].min(self.step as u32);
        }
        for (at, holds) in count.into_iter().enumerate() {
            let counted = self.history.count[at] + u32::from(holds && self.step > 0);
            self.history.count[at] = counted.min(self.carried.count[at].most);
        }
        self.closed = true;
        self.keep();
        let ln_factor = self.ln_factor();
        let key =
            if self.agrees() { self.pack().map(|key| Some((key, ln_factor))) } else { Ok(None) };
        self.history = before;
        self.closed = false;
        key
    }

    fn holding<'c>(&self, conditions: impl Iterator<Item = &'c Interned<Condition>>) -> Vec<bool> {
        conditions.map(|c| truth(c, &self.look(false, None)) == Truth::True).collect()
    }

    fn keep(&mut self) {
        for (at, (kept, _)) in due_at(&self.carried.kept, self.step) {
            self.history.kept[at] = match kept {
                Kept::Truth(condition) => truth(condition, &self.look(false, None)) as u16,
                Kept::Outcome(id) => self.now[id.index()].outcome,
            };
        }
        for (at, (number, _)) in due_at(&self.carried.kept_numbers, self.step) {
            self.history.kept_numbers[at] = value(number, &self.look(false, None));
        }
    }

    /// The natural log of the greatest product that the factors of the reports of this step can have.
    pub(super) fn ln_most_factor(&self) -> f64 {
        let reports = self.supposition.reports.iter().filter(|report| report.step == self.step);
        let most = |report: &Report| {
            report.cases.iter().map(|(_, factor)| libm::log(*factor)).fold(0.0, f64::max)
        };
        reports.map(most).sum()
    }

    /// The natural log of the product of the factors of the reports of this step.
    fn ln_factor(&self) -> f64 {
        let reports = self.supposition.reports.iter().filter(|report| report.step == self.step);
        let holds =
            |condition: &Condition| truth(condition, &self.look(false, None)) == Truth::True;
        let cases = reports.flat_map(|report| &report.cases);
        cases.filter(|(condition, _)| holds(condition)).map(|(_, factor)| libm::log(*factor)).sum()
    }

    /// Whether a process would move to a state at a step at which it is known to have made no move.
    pub(super) fn is_cut(&self, id: VariableId, to: u16) -> bool {
        self.step > 0
            && self.before[id.index()].outcome != to
            && self.supposition.is_still(id, self.step)
    }

    /// Whether all evidence about this step holds.
    fn agrees(&self) -> bool {
        let happened = self.carried.is_never.iter().zip(&self.history.happened);
        if happened.into_iter().any(|(is_never, happened)| *is_never && *happened) {
            return false;
        }
        if self.supposition.silent().any(|id| self.is_cut(id, self.now[id.index()].outcome)) {
            return false;
        }
        let kept = self.carried.kept.iter().zip(&self.carried.is_given).zip(&self.history.kept);
        let fails = |(((_, step), is_given), kept): ((&(Kept, usize), &bool), &u16)| {
            *is_given && *step == self.step && *kept != Truth::True as u16
        };
        !kept.into_iter().any(fails)
    }

    fn pack(&mut self) -> Result<Key, Diagnostic> {
        let mut key = Key::default();
        for (at, register) in self.carried.registers.iter().enumerate() {
            let value = self.packed(*register)?;
            self.layout.put(&mut key, at, value);
        }
        Ok(key)
    }

    fn packed(&mut self, register: Register) -> Result<u64, Diagnostic> {
        let (now, history) = (&self.now, &self.history);
        Ok(match register {
            Register::LastOutcome(_) if self.step < self.model.timeline.last() => 0,
            Register::Outcome(id) | Register::LastOutcome(id) => now[id.index()].outcome.into(),
            Register::Settled(id) => now[id.index()].settled.into(),
            Register::Entered(id) => self.value_index(id, now[id.index()].entered)?,
            Register::Moment(id) => self.value_index(id, now[id.index()].due_moment)?,
            Register::Due(id) => match now[id.index()].due {
                (NEVER, _) => 0,
                (due, which) => {
                    // an overdue delay is due whenever its condition holds
                    let left = u64::from(due.saturating_sub(self.step as u32));
                    left * self.delays(id) as u64 + u64::from(which) + 1
                }
            },
            Register::Value(id) => self.value_index(id, now[id.index()].number)?,
            Register::Happened(at) => history.happened[at].into(),
            Register::First(at) => match history.first[at] {
                NEVER => 0,
                first => u64::from(first) + 1,
            },
            Register::Count(at) => history.count[at].into(),
            Register::Kept(at) => history.kept[at].into(),
            Register::KeptNumber(at) => {
                self.value_index(VariableId(0), history.kept_numbers[at])?
            }
        })
    }

    /// The index of a number among all distinct numbers so far.
    fn value_index(&mut self, id: VariableId, x: f64) -> Result<u64, Diagnostic> {
        let bits = if x.is_nan() { f64::NAN.to_bits() } else { (x + 0.0).to_bits() };
        let next = self.values.len();
        let at = *self.index.entry(bits).or_insert(next);
        if at == next {
            if next == MOST_VALUES {
                let variable = self.model.variable(id);
                let what = format!("`{}` takes too many values", variable.name);
                return Err(not_exact(variable.place, what));
            }
            self.values.push(x);
        }
        Ok(at as u64)
    }

    /// The outcome of a variable, at the date that is asked for or at the end.
    pub(super) fn category(&self, Category { variable, at }: &Category) -> usize {
        let step = at.as_ref().and_then(|day| step_of(self.model, day));
        let same =
            |(kept, when): &(Kept, usize)| Some(*when) == step && *kept == Kept::Outcome(*variable);
        let kept = self.carried.kept.iter().position(same).map(|at| self.history.kept[at]);
        usize::from(kept.unwrap_or(self.now[variable.index()].outcome))
    }

    /// The day of a step; infinity for [`NEVER`].
    pub(super) fn day_of(&self, step: u32) -> f64 {
        self.model.timeline.days.get(step as usize).copied().unwrap_or(f64::INFINITY)
    }
}
