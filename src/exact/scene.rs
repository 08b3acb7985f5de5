//! A joint state, unpacked: the values that formulas read in a step.

use super::layout::{Key, Layout, MOST_VALUES};
use super::needs::{Kept, Needs, Register};
use crate::diagnostic::Diagnostic;
use crate::formula::{Condition, Interned, Number, Reading, VariableId};
use crate::model::facts::{Facts, Truth, truth};
use crate::model::{InterventionValue, Kind, Model, Supposition, World, reads};
use std::collections::HashMap;

/// Stands for no step.
pub(super) const NEVER: u32 = u32::MAX;
/// Truth values by their stored code.
const TRUTHS: [Truth; 3] = [Truth::False, Truth::Undefined, Truth::True];

/// The values of variables in one step, by variable.
#[derive(Clone)]
pub(super) struct Columns {
    pub(super) outcomes: Vec<u16>,
    pub(super) numbers: Vec<f64>,
    pub(super) entered: Vec<f64>,
}

/// A joint state.
pub(super) struct Scene<'a> {
    pub(super) model: &'a Model,
    pub(super) needs: &'a Needs,
    pub(super) layout: &'a Layout,
    pub(super) world: &'a World,
    pub(super) supposition: &'a Supposition,
    /// The step being computed.
    pub(super) step: usize,
    /// The values in this step.
    pub(super) now: Columns,
    /// The values at the end of the step before.
    pub(super) before: Columns,
    pub(super) settled: Vec<bool>,
    /// By process: the step in which a delay is due, and which of the state's delays.
    pub(super) due: Vec<(u32, u16)>,
    /// By process: the moment at which this delay ends; NaN if it is random.
    pub(super) due_moment: Vec<f64>,
    met: Vec<bool>,
    first: Vec<u32>,
    count: Vec<u32>,
    kept: Vec<u16>,
    kept_numbers: Vec<f64>,
    /// Whether `met`, `first` and `count` include the step.
    closed: bool,
    values: Vec<f64>,
    index: HashMap<u64, usize>,
}

/// The context in which a formula reads a scene.
pub(super) struct Look<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    /// Whether unmarked reads refer to the step before.
    pub(super) before: bool,
    /// The event or quantity being settled.
    pub(super) current: Option<VariableId>,
    /// The values of draws, by ordinal.
    pub(super) drawn: &'s [(u32, f64)],
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        model: &'a Model,
        needs: &'a Needs,
        layout: &'a Layout,
        world: &'a World,
        supposition: &'a Supposition,
    ) -> Self {
        let n = model.variables.len();
        let blank =
            Columns { outcomes: vec![0; n], numbers: vec![f64::NAN; n], entered: vec![0.0; n] };
        // the evidence holds in every state that is kept
        let kept = needs.kept.iter().zip(&needs.is_learnt).map(|((kept, _), is_learnt)| {
            let unknown = u16::from(matches!(kept, Kept::Truth(_)));
            if *is_learnt { Truth::True as u16 } else { unknown }
        });
        Self {
            model,
            needs,
            layout,
            world,
            supposition,
            step: 0,
            now: blank.clone(),
            before: blank,
            settled: vec![false; n],
            due: vec![(NEVER, 0); n],
            due_moment: vec![f64::NAN; n],
            met: vec![false; needs.met.len()],
            first: vec![NEVER; needs.first.len()],
            count: vec![0; needs.count.len()],
            kept: kept.collect(),
            kept_numbers: vec![f64::NAN; needs.kept_numbers.len()],
            closed: false,
            values: Vec::new(),
            index: HashMap::new(),
        }
    }

    /// The context for `current`, or with `before` for the moves of a process.
    pub(super) fn look(&self, before: bool, current: Option<VariableId>) -> Look<'_, 'a> {
        Look { scene: self, before, current, drawn: &[] }
    }

    /// The intervention that holds a variable at this step; the latest one wins.
    pub(super) fn held(&self, id: VariableId) -> Option<InterventionValue> {
        self.supposition.held(id, self.step).map(|made| made.value)
    }

    /// Unpacks a state at the end of `step`; with `begin`, begins the next step.
    pub(super) fn load(&mut self, key: &Key, step: usize, begin: bool) {
        self.step = step;
        self.closed = true;
        for (at, register) in self.needs.registers.iter().enumerate() {
            let value = self.layout.value(key, at);
            self.set(*register, value);
        }
        if begin {
            self.before.outcomes.copy_from_slice(&self.now.outcomes);
            self.before.numbers.copy_from_slice(&self.now.numbers);
            self.before.entered.copy_from_slice(&self.now.entered);
            self.step = step + 1;
            self.closed = false;
        }
    }

    fn set(&mut self, register: Register, value: u64) {
        match register {
            Register::Outcome(id) | Register::LastOutcome(id) => {
                self.now.outcomes[id.index()] = value as u16;
            }
            Register::Settled(id) => self.settled[id.index()] = value == 1,
            Register::Entered(id) => self.now.entered[id.index()] = self.values[value as usize],
            Register::Moment(id) => self.due_moment[id.index()] = self.values[value as usize],
            Register::Due(id) => {
                let most = self.delays(id) as u64;
                self.due[id.index()] = match value {
                    0 => (NEVER, 0),
                    due => {
                        let (left, which) = ((due - 1) / most, (due - 1) % most);
                        (self.step as u32 + left as u32, which as u16)
                    }
                };
            }
            Register::Value(id) => self.now.numbers[id.index()] = self.values[value as usize],
            Register::Met(at) => self.met[at] = value == 1,
            Register::First(at) => {
                self.first[at] = if value == 0 { NEVER } else { value as u32 - 1 };
            }
            Register::Count(at) => self.count[at] = value as u32,
            Register::Kept(at) => self.kept[at] = value as u16,
            Register::KeptNumber(at) => self.kept_numbers[at] = self.values[value as usize],
        }
    }

    fn delays(&self, id: VariableId) -> usize {
        match &self.model.variable(id).kind {
            Kind::Process(process) => process.delays.iter().map(Vec::len).max().unwrap_or(1).max(1),
            _ => 1,
        }
    }

    /// Updates the monitored conditions at the end of a step and packs the state. The updates are then
    /// undone, so that another branch of the step can be walked. Returns `None` if the state contradicts
    /// evidence about the step.
    pub(super) fn close(&mut self) -> Result<Option<Key>, Diagnostic> {
        let truths = |conditions: &mut dyn Iterator<Item = &Condition>| -> Vec<bool> {
            conditions.map(|c| truth(c, &self.look(false, None)) == Truth::True).collect()
        };
        let met = truths(&mut self.needs.met.iter().map(|(c, _)| &**c));
        let first = truths(&mut self.needs.first.iter().map(|c| &**c));
        let count = truths(&mut self.needs.count.iter().map(|counted| &*counted.condition));
        let old = (self.met.clone(), self.first.clone(), self.count.clone());
        for (at, holds) in met.into_iter().enumerate() {
            self.met[at] |= holds && self.step <= self.needs.met[at].1;
        }
        for (at, _) in first.into_iter().enumerate().filter(|(_, holds)| *holds) {
            self.first[at] = self.first[at].min(self.step as u32);
        }
        for (at, holds) in count.into_iter().enumerate() {
            let counted = self.count[at] + u32::from(holds && self.step > 0);
            self.count[at] = counted.min(self.needs.count[at].most);
        }
        self.closed = true;
        let kept = (self.kept.clone(), self.kept_numbers.clone());
        self.keep();
        let key = if self.agrees() { self.pack().map(Some) } else { Ok(None) };
        (self.met, self.first, self.count) = old;
        (self.kept, self.kept_numbers) = kept;
        self.closed = false;
        key
    }

    fn keep(&mut self) {
        for at in 0..self.needs.kept.len() {
            let (kept, step) = &self.needs.kept[at];
            if *step == self.step {
                self.kept[at] = match kept {
                    Kept::Truth(condition) => truth(condition, &self.look(false, None)) as u16,
                    Kept::Outcome(id) => self.now.outcomes[id.index()],
                };
            }
        }
        for at in 0..self.needs.kept_numbers.len() {
            let (number, step) = &self.needs.kept_numbers[at];
            if *step == self.step {
                self.kept_numbers[at] = crate::model::facts::value(number, &self.look(false, None));
            }
        }
    }

    /// Whether all evidence about this step holds.
    fn agrees(&self) -> bool {
        let kept = self.needs.kept.iter().zip(&self.needs.is_learnt).zip(&self.kept);
        let fails = |(((_, step), is_learnt), kept): ((&(Kept, usize), &bool), &u16)| {
            *is_learnt && *step == self.step && *kept != Truth::True as u16
        };
        !kept.into_iter().any(fails)
    }

    fn pack(&mut self) -> Result<Key, Diagnostic> {
        let mut values = Vec::with_capacity(self.needs.registers.len());
        for register in &self.needs.registers {
            values.push(self.packed(*register)?);
        }
        Ok(self.layout.pack(values.into_iter()))
    }

    fn packed(&mut self, register: Register) -> Result<u64, Diagnostic> {
        Ok(match register {
            Register::Outcome(id) => u64::from(self.now.outcomes[id.index()]),
            Register::LastOutcome(id) if self.step == self.model.timeline.last() => {
                u64::from(self.now.outcomes[id.index()])
            }
            Register::LastOutcome(_) => 0,
            Register::Settled(id) => u64::from(self.settled[id.index()]),
            Register::Entered(id) => self.value_index(id, self.now.entered[id.index()])?,
            Register::Moment(id) => self.value_index(id, self.due_moment[id.index()])?,
            Register::Due(id) => {
                let (due, which) = self.due[id.index()];
                let most = self.delays(id) as u64;
                match due {
                    NEVER => 0,
                    due => {
                        // an overdue delay is due whenever its condition holds
                        let left = u64::from(due.saturating_sub(self.step as u32));
                        left * most + u64::from(which) + 1
                    }
                }
            }
            Register::Value(id) => self.value_index(id, self.now.numbers[id.index()])?,
            Register::Met(at) => u64::from(self.met[at]),
            Register::First(at) if self.first[at] == NEVER => 0,
            Register::First(at) => u64::from(self.first[at]) + 1,
            Register::Count(at) => u64::from(self.count[at]),
            Register::Kept(at) => u64::from(self.kept[at]),
            Register::KeptNumber(at) => self.value_index(VariableId(0), self.kept_numbers[at])?,
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
                return Err(super::refusal::not_exact(variable.place, what));
            }
            self.values.push(x);
        }
        Ok(at as u64)
    }

    /// The kept outcome of a variable at a step.
    pub(super) fn kept_outcome(&self, id: VariableId, step: usize) -> Option<u16> {
        let same = |(kept, when): &(Kept, usize)| *when == step && *kept == Kept::Outcome(id);
        self.needs.kept.iter().position(same).map(|at| self.kept[at])
    }

    /// The day of a step; infinity for [`NEVER`].
    fn day_of(&self, step: u32) -> f64 {
        self.model.timeline.days.get(step as usize).copied().unwrap_or(f64::INFINITY)
    }
}

impl Look<'_, '_> {
    fn includes_now(&self, condition: &Condition) -> bool {
        !self.before && self.current.is_none_or(|current| !reads::mentions(condition, current))
    }

    fn columns(&self, reading: Reading) -> &Columns {
        if self.before && reading == Reading::Usual { &self.scene.before } else { &self.scene.now }
    }

    fn first(&self, condition: &Interned<Condition>) -> f64 {
        let at = self.scene.needs.first.iter().position(|known| known == condition);
        at.map_or(f64::INFINITY, |at| self.scene.day_of(self.scene.first[at]))
    }

    fn ever(&self, condition: &Interned<Condition>) -> Truth {
        let at = self.scene.needs.met(condition, self.scene.model.timeline.last());
        if at.is_some_and(|at| self.scene.met[at]) {
            return Truth::True;
        }
        Truth::of(self.includes_now(condition) && truth(condition, self) == Truth::True)
    }

    fn count(&self, condition: &Interned<Condition>) -> f64 {
        let at = self.scene.needs.count.iter().position(|known| known.condition == *condition);
        let so_far = at.map_or(0, |at| self.scene.count[at]);
        let now = self.scene.step > 0 && !self.scene.closed && self.includes_now(condition);
        f64::from(so_far) + f64::from(u8::from(now && truth(condition, self) == Truth::True))
    }

    fn by(&self, condition: &Interned<Condition>, day: &Number) -> Truth {
        if let Number::Constant(day) = day {
            let until = self.scene.model.timeline.step_at(*day);
            let at = until.and_then(|until| self.scene.needs.met(condition, until));
            return Truth::of(at.is_some_and(|at| self.scene.met[at]));
        }
        let day = crate::model::facts::value(day, self);
        let first = self.first(condition);
        match (day.is_nan(), first.is_infinite()) {
            (true, _) => Truth::Undefined,
            (false, true) => Truth::False,
            (false, false) => Truth::of(first <= day),
        }
    }

    fn at(&self, condition: &Interned<Condition>, day: &Number) -> Truth {
        let step = day.constant().and_then(|day| self.scene.model.timeline.step_at(day));
        let same = |(kept, when): &(Kept, usize)| {
            Some(*when) == step && matches!(kept, Kept::Truth(known) if known == condition)
        };
        let at = self.scene.needs.kept.iter().position(same);
        at.map_or(Truth::Undefined, |at| TRUTHS[usize::from(self.scene.kept[at])])
    }
}

impl Facts for Look<'_, '_> {
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        self.columns(reading).outcomes[variable.index()]
    }
    fn number(&self, variable: VariableId, reading: Reading) -> f64 {
        self.columns(reading).numbers[variable.index()]
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.scene.world.values[id.index()]
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        match condition {
            Condition::Ever(inner) => Some(self.ever(inner)),
            Condition::By(inner, day) => Some(self.by(inner, day)),
            Condition::At(inner, day) => Some(self.at(inner, day)),
            _ => None,
        }
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        match number {
            Number::Elapsed(id) => {
                let entered = self.columns(Reading::Usual).entered[id.index()];
                Some(self.scene.model.timeline.moment_of(self.scene.step) - entered)
            }
            Number::Count(inner) => Some(self.count(inner)),
            Number::First(inner) => Some(self.first(inner)),
            Number::At(inner, day) => {
                let step = self.scene.model.timeline.step_at(day.constant()?)?;
                let kept = self.scene.needs.kept_numbers.iter();
                let same =
                    |(number, when): &(Interned<Number>, usize)| *when == step && number == inner;
                kept.clone().position(same).map(|at| self.scene.kept_numbers[at])
            }
            Number::Draw(draw) => {
                let found = self.drawn.iter().find(|(ordinal, _)| *ordinal == draw.ordinal);
                found.map(|(_, x)| *x)
            }
            _ => None,
        }
    }
    fn step(&self) -> f64 {
        self.scene.step as f64
    }
    fn today(&self) -> f64 {
        self.scene.model.timeline.days[self.scene.step]
    }
}
