//! A joint state as formulas read it.

use super::register::Kept;
use super::state::{Look, TRUTHS};
use super::values::Values;
use crate::exact::questions::step_of;
use crate::formula::{Condition, Interned, Number, Reading, Summary, VariableId};
use crate::model::facts::{Facts, Truth, truth, value};
use crate::model::{BeforeStart, reads};

impl Look<'_, '_> {
    fn includes_now(&self, condition: &Condition) -> bool {
        !self.before && self.current.is_none_or(|current| !reads::mentions(condition, current))
    }

    fn values(&self, id: VariableId, reading: Reading) -> &Values {
        let is_before = self.before && reading == Reading::Usual;
        &(if is_before { &self.joint.before } else { &self.joint.now })[id.index()]
    }

    /// The view of the step before.
    fn of_before(&self) -> Self {
        Self { before: true, ..*self }
    }

    /// Whether a condition on one variable held at the end of the step before.
    fn was(&self, condition: &Interned<Condition>) -> Truth {
        if self.joint.step > 0 {
            return truth(condition, &self.of_before());
        }
        let Condition::Is { variable, outcomes, .. } = &**condition else { return Truth::False };
        match self.joint.model.variable(*variable).before_start() {
            BeforeStart::Itself => truth(condition, self),
            BeforeStart::Outcome(outcome) => Truth::of(outcomes.contains(&outcome)),
            BeforeStart::Nothing => Truth::False,
        }
    }

    /// The value of a variable at the end of the step before.
    fn last_value(&self, number: &Interned<Number>) -> f64 {
        if self.joint.step > 0 {
            return value(number, &self.of_before());
        }
        let Number::Variable(id, _) = **number else { return f64::NAN };
        match self.joint.model.variable(id).before_start() {
            BeforeStart::Itself => value(number, self),
            BeforeStart::Outcome(_) | BeforeStart::Nothing => f64::NAN,
        }
    }

    fn first(&self, condition: &Interned<Condition>) -> f64 {
        let at = self.joint.carried.first.iter().position(|known| known == condition);
        at.map_or(f64::INFINITY, |at| self.joint.day_of(self.joint.history.first[at]))
    }

    fn ever(&self, condition: &Interned<Condition>) -> Truth {
        let at = self.joint.carried.happened(condition, self.joint.model.timeline.last());
        if at.is_some_and(|at| self.joint.history.happened[at]) {
            return Truth::True;
        }
        Truth::of(self.includes_now(condition) && truth(condition, self) == Truth::True)
    }

    fn count(&self, condition: &Interned<Condition>) -> f64 {
        let at = self.joint.carried.count.iter().position(|known| known.condition == *condition);
        let so_far = at.map_or(0, |at| self.joint.history.count[at]);
        let now = self.joint.step > 0 && !self.joint.closed && self.includes_now(condition);
        f64::from(so_far) + f64::from(u8::from(now && truth(condition, self) == Truth::True))
    }

    fn by(&self, condition: &Interned<Condition>, day: &Number) -> Truth {
        if let Number::Constant(_) = day {
            let until = step_of(self.joint.model, day);
            let at = until.and_then(|until| self.joint.carried.happened(condition, until));
            return Truth::of(at.is_some_and(|at| self.joint.history.happened[at]));
        }
        let day = value(day, self);
        let first = self.first(condition);
        match (day.is_nan(), first.is_infinite()) {
            (true, _) => Truth::Undefined,
            (false, true) => Truth::False,
            (false, false) => Truth::of(first <= day),
        }
    }

    fn at(&self, condition: &Interned<Condition>, day: &Number) -> Truth {
        let step = step_of(self.joint.model, day);
        let same = |(kept, when): &(Kept, usize)| {
            Some(*when) == step && matches!(kept, Kept::Truth(known) if known == condition)
        };
        let at = self.joint.carried.kept.iter().position(same);
        at.map_or(Truth::Undefined, |at| TRUTHS[usize::from(self.joint.history.kept[at])])
    }
}

impl Facts for Look<'_, '_> {
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        self.values(variable, reading).outcome
    }
    fn number(&self, variable: VariableId, reading: Reading) -> f64 {
        self.values(variable, reading).number
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.joint.world.values[id.index()]
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        match condition {
            Condition::Ever(inner) => Some(self.ever(inner)),
            Condition::By(inner, day) => Some(self.by(inner, day)),
            Condition::At(inner, day) => Some(self.at(inner, day)),
            Condition::Before(inner) => Some(self.was(inner)),
            _ => None,
        }
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        match number {
            Number::Elapsed(id) => {
                let entered = self.values(*id, Reading::Usual).entered;
                Some(self.joint.model.timeline.moment_of(self.joint.step) - entered)
            }
            Number::Count(inner) => Some(self.count(inner)),
            Number::First(inner) => Some(self.first(inner)),
            Number::SoFar(Summary::Before, inner) => Some(self.last_value(inner)),
            Number::At(inner, day) => {
                let step = step_of(self.joint.model, day)?;
                let kept = self.joint.carried.kept_numbers.iter();
                let same =
                    |(number, when): &(Interned<Number>, usize)| *when == step && number == inner;
                kept.clone().position(same).map(|at| self.joint.history.kept_numbers[at])
            }
            Number::Draw(draw) => {
                let found = self.drawn.iter().find(|(ordinal, _)| *ordinal == draw.ordinal);
                found.map(|(_, x)| *x)
            }
            _ => None,
        }
    }
    fn step(&self) -> f64 {
        self.joint.step as f64
    }
    fn today(&self) -> f64 {
        self.joint.model.timeline.days[self.joint.step]
    }
}
