//! The ancestors of evidence: outcomes of variables at steps, and monitors (whether a condition has held by a
//! step). Finds which of these a distribution reads, and which distributions read more than that.

use crate::formula::{Condition, Interned, Number, Part, Reading, VariableId};
use crate::model::conditional::Specification;
use crate::model::{InterventionValue, Kind, Model, Settled, Supposition, reads, settles_at_start};

/// A node of the evidence network: a discrete variable with few values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// The outcome of a variable at a step. For an event that waits for a condition, the value after its
    /// outcomes means *not settled*.
    Outcome(VariableId, usize),
    /// Whether a condition has held by the end of a step.
    Memory(usize, usize),
}

/// An outcome as a formula reads it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Seen {
    /// Equal in every trial.
    Fixed(u16),
    /// Random.
    Open(Key),
}

/// The position from which a formula reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    /// The step being computed.
    pub(super) step: usize,
    /// Whether unmarked reads refer to the step before.
    pub(super) before: bool,
    /// The event being settled.
    pub(super) current: Option<VariableId>,
}

impl Stand {
    /// At the end of a step.
    pub(super) fn end_of(step: usize) -> Self {
        Self { step, before: false, current: None }
    }

    /// The step that a read refers to.
    pub(super) fn step_of(self, reading: Reading) -> usize {
        if self.before && reading == Reading::Usual { self.step - 1 } else { self.step }
    }

    /// The last step that a monitor of a condition includes; `None` before the first step.
    pub(super) fn remembers(self, condition: &Condition) -> Option<usize> {
        let own = self.current.is_some_and(|current| reads::mentions(condition, current));
        if self.before || own { self.step.checked_sub(1) } else { Some(self.step) }
    }
}

/// A model with its supposition and monitored conditions.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// The model.
    pub(super) model: &'a Model,
    /// Its evidence, interventions and overrides.
    pub(super) supposition: &'a Supposition,
    /// The monitored conditions, indexed by [`Key::Memory`].
    pub(super) memories: &'a [Interned<Condition>],
}

/// The error if a formula reads more than discrete outcomes.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotDiscrete;

type Found = Result<(), NotDiscrete>;

impl Scene<'_> {
    /// Returns what a formula reads for a variable's outcome at a step.
    pub(super) fn seen(&self, id: VariableId, step: usize) -> Seen {
        if let Some(made) = self.supposition.held(id, step)
            && let InterventionValue::Outcome(outcome) = made.value
        {
            return Seen::Fixed(outcome);
        }
        let variable = self.model.variable(id);
        // an event that was held and is not drawn again keeps that outcome
        let made = self.supposition.interventions.iter().filter(|made| made.variable == id);
        if let Kind::Event(event) = &variable.kind
            && matches!(event.settled, Settled::AtStart | Settled::When(_))
            && let Some(made) = made.filter(|made| made.to_step < step).max_by_key(|m| m.to_step)
            && let InterventionValue::Outcome(outcome) = made.value
        {
            return Seen::Fixed(outcome);
        }
        match &variable.kind {
            Kind::Choice(option) => Seen::Fixed(*option),
            Kind::Event(event) => match event.settled {
                Settled::AtEnd if step < self.model.timeline.last() => {
                    Seen::Fixed(event.otherwise.unwrap_or(0))
                }
                _ if settles_at_start(variable) => Seen::Open(Key::Outcome(id, 0)),
                _ => Seen::Open(Key::Outcome(id, step)),
            },
            Kind::Process(_) => Seen::Open(Key::Outcome(id, step)),
            Kind::Parameter(_) | Kind::Series(_) | Kind::Quantity(_) => Seen::Fixed(0),
        }
    }

    /// The number of values of a node.
    pub(super) fn size(&self, key: Key) -> usize {
        match key {
            Key::Outcome(id, _) => {
                self.model.variable(id).outcomes.len() + usize::from(self.waits(id))
            }
            Key::Memory(..) => 2,
        }
    }

    /// Whether a variable is an event that waits for a condition.
    pub(super) fn waits(&self, id: VariableId) -> bool {
        match &self.model.variable(id).kind {
            Kind::Event(event) => matches!(event.settled, Settled::When(_)),
            _ => false,
        }
    }

    /// The outcome that formulas read for a value.
    pub(super) fn outcome(&self, id: VariableId, value: u16) -> u16 {
        match &self.model.variable(id).kind {
            Kind::Event(event) if usize::from(value) >= self.model.variable(id).outcomes.len() => {
                event.otherwise.unwrap_or(0)
            }
            _ => value,
        }
    }

    /// The monitor node of a condition at a step.
    pub(super) fn memory(&self, condition: &Interned<Condition>, step: usize) -> Option<Key> {
        self.memories.iter().position(|known| known == condition).map(|at| Key::Memory(at, step))
    }

    /// The parents of a node: all that its distribution depends on, ascending.
    pub(super) fn parents(&self, key: Key) -> Result<Vec<Key>, NotDiscrete> {
        let mut found = Vec::new();
        match key {
            Key::Memory(at, step) => {
                self.condition(&self.memories[at], Stand::end_of(step), &mut found)?;
                found.extend(step.checked_sub(1).map(|before| Key::Memory(at, before)));
            }
            Key::Outcome(id, step) => self.law_parents(id, step, &mut found)?,
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn law_parents(&self, id: VariableId, step: usize, found: &mut Vec<Key>) -> Found {
        let stand = Stand { step, before: false, current: Some(id) };
        match &self.model.variable(id).kind {
            Kind::Event(event) => {
                if let Settled::When(condition) = &event.settled {
                    self.condition(condition, stand, found)?;
                    if step > 0 {
                        self.see(id, step - 1, found);
                    }
                }
                self.law(&event.conditional.specification, stand, found)
            }
            Kind::Process(process) if process.delays.iter().any(|delays| !delays.is_empty()) => {
                Err(NotDiscrete)
            }
            Kind::Process(process) if step == 0 => {
                self.law(&process.start.specification, stand, found)
            }
            Kind::Process(process) => {
                self.see(id, step - 1, found);
                let stand = Stand { before: true, ..stand };
                let mut moves = process.moves.iter().flatten();
                moves.try_for_each(|conditional| self.law(&conditional.specification, stand, found))
            }
            _ => Err(NotDiscrete),
        }
    }

    fn see(&self, id: VariableId, step: usize, found: &mut Vec<Key>) {
        if let Seen::Open(key) = self.seen(id, step) {
            found.push(key);
        }
    }

    fn law(&self, law: &Specification, stand: Stand, found: &mut Vec<Key>) -> Found {
        let mut result = Ok(());
        law.for_each_condition(&mut |condition| {
            result = result.and_then(|()| self.condition(condition, stand, found));
        });
        law.for_each_number(&mut |number| {
            number.walk(&mut |part, remembered| {
                result = result.and_then(|()| self.part(part, remembered, stand, found));
            });
        });
        result
    }

    /// Adds the nodes that the truth of a condition depends on.
    pub(super) fn condition(
        &self,
        condition: &Condition,
        stand: Stand,
        found: &mut Vec<Key>,
    ) -> Found {
        let mut result = Ok(());
        condition.walk(&mut |part, remembered| {
            result = result.and_then(|()| self.part(part, remembered, stand, found));
        });
        result
    }

    /// Adds the nodes that a part of a formula reads itself. Parts inside a temporal function are `remembered`: that
    /// function reads them.
    fn part(&self, part: Part, remembered: bool, stand: Stand, found: &mut Vec<Key>) -> Found {
        let step_at = |day: &f64| self.model.timeline.step_at(*day);
        match part {
            _ if remembered => {}
            Part::Condition(Condition::Is { variable, reading, .. }) => {
                self.see(*variable, stand.step_of(*reading), found);
            }
            Part::Condition(Condition::At(a, Number::Constant(day))) => {
                if let Some(step) = step_at(day) {
                    return self.condition(a, Stand::end_of(step), found);
                }
            }
            Part::Condition(Condition::Ever(a)) => {
                return self.recall(a, stand.remembers(a), found);
            }
            Part::Condition(Condition::By(a, Number::Constant(day))) => {
                // at an earlier step, as far as it is known there
                return self.recall(a, step_at(day).map(|step| step.min(stand.step)), found);
            }
            Part::Condition(Condition::By(..) | Condition::At(..) | Condition::Before(_))
            | Part::Number(
                Number::Variable(..)
                | Number::Elapsed(_)
                | Number::Count(_)
                | Number::First(_)
                | Number::At(..)
                | Number::SoFar(..)
                | Number::Draw(_),
            ) => return Err(NotDiscrete),
            _ => {}
        }
        Ok(())
    }

    fn recall(
        &self,
        condition: &Interned<Condition>,
        step: Option<usize>,
        found: &mut Vec<Key>,
    ) -> Found {
        if let Some(step) = step {
            found.push(self.memory(condition, step).ok_or(NotDiscrete)?);
        }
        Ok(())
    }
}
