//! Outcomes that evidence leaves possible at each step: of single variables, and of processes that made no move.

use super::{Support, View};
use crate::formula::{Condition, Number, VariableId};
use crate::model::evaluate::Set;
use crate::model::suppose::Supposition;
use crate::model::tree::{Kind, Model, Process, Settled};
use std::collections::BTreeMap;

/// The facts of some evidence about single variables.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The outcomes that are left, by step and variable.
    left: BTreeMap<(usize, VariableId), Set>,
    /// The outcomes that are excluded at every moment up to a step, by variable.
    never: Vec<(VariableId, Set, usize)>,
    /// The outcomes that are left of events that are settled at the start.
    always: BTreeMap<VariableId, Set>,
}

impl Facts {
    /// Finds the facts of a supposition.
    pub(super) fn of(model: &Model, supposition: &Supposition) -> Self {
        let mut facts = Self::default();
        for clause in &supposition.clauses {
            facts.learn(model, &clause.condition);
        }
        facts
    }

    fn learn(&mut self, model: &Model, condition: &Condition) {
        let step = |day: &Number| match day {
            Number::Constant(day) => model.timeline.step_at(*day),
            _ => None,
        };
        let last = model.timeline.last();
        match condition {
            Condition::And(parts) => parts.iter().for_each(|part| self.learn(model, part)),
            Condition::At(inner, day) => {
                if let Some(step) = step(day) {
                    self.at(model, inner, step, true);
                }
            }
            Condition::Not(inner) => match &**inner {
                Condition::Or(parts) => {
                    for part in parts {
                        self.learn(model, &Condition::Not(Box::new(part.clone())));
                    }
                }
                Condition::At(inner, day) => {
                    if let Some(step) = step(day) {
                        self.at(model, inner, step, false);
                    }
                }
                Condition::By(inner, day) => {
                    if let (Some((id, set)), Some(step)) = (of_one(model, inner, true), step(day)) {
                        self.never.push((id, set, step));
                    }
                }
                Condition::Ever(inner) => {
                    self.never.extend(of_one(model, inner, true).map(|(id, set)| (id, set, last)));
                }
                other => self.at(model, other, last, false),
            },
            other => self.at(model, other, last, true),
        }
    }

    /// Learns that a condition holds, or does not, at the end of a step.
    fn at(&mut self, model: &Model, condition: &Condition, step: usize, holds: bool) {
        let Some((id, set)) = of_one(model, condition, holds) else { return };
        let is_fixed = match &model.variable(id).kind {
            Kind::Event(event) => matches!(event.settled, Settled::AtStart),
            _ => false,
        };
        let add = |left: &mut Set| *left = left.and(&set);
        if is_fixed {
            self.always.entry(id).and_modify(add).or_insert_with(|| set.clone());
        } else {
            self.left.entry((step, id)).and_modify(add).or_insert_with(|| set.clone());
        }
    }

    /// The outcomes of a variable that are left of a set at the end of a step.
    fn restrict(&self, id: VariableId, step: usize, set: &Set) -> Set {
        let mut left = set.clone();
        for facts in [self.left.get(&(step, id)), self.always.get(&id)].into_iter().flatten() {
            left = left.and(facts);
        }
        for (_, excluded, _) in
            self.never.iter().filter(|(own, _, last)| *own == id && step <= *last)
        {
            left = left.without(excluded);
        }
        left
    }
}

/// The variable and the outcomes of a condition on a single one, or those with which it does not hold.
fn of_one(model: &Model, condition: &Condition, holds: bool) -> Option<(VariableId, Set)> {
    match condition {
        Condition::Is { variable, outcomes, .. } => {
            let own = Set::of(outcomes);
            let width = model.variable(*variable).outcomes.len();
            let all: Vec<u16> = (0..width).filter_map(|i| u16::try_from(i).ok()).collect();
            Some((*variable, if holds { own } else { Set::of(&all).without(&own) }))
        }
        Condition::Not(inner) => of_one(model, inner, !holds),
        Condition::Or(parts) if holds => {
            let mut parts = parts.iter().map(|part| of_one(model, part, true));
            let (id, first) = parts.next()??;
            parts.try_fold((id, first), |(id, all), part| {
                part.filter(|(own, _)| *own == id).map(|(_, set)| (id, all.or(&set)))
            })
        }
        _ => None,
    }
}

/// Whether some way out of a state leads to one of a set, whatever the conditions of moves are.
fn leads_to(process: &Process, from: u16, to: &Set) -> bool {
    let mut reached = vec![from];
    let mut at = 0;
    while let Some(state) = reached.get(at).copied() {
        at += 1;
        if to.has(state) {
            return true;
        }
        let chances = process.moves_from(state).map(|moves| moves.moves.as_slice());
        let chances = chances.unwrap_or_default().iter().map(|chance| chance.to);
        let next = chances.chain(process.delays[usize::from(state)].iter().map(|delay| delay.to));
        for state in next {
            if !reached.contains(&state) {
                reached.push(state);
            }
        }
    }
    false
}

impl Support<'_> {
    /// The first step at which an intervention sets a variable.
    fn made_from(&self, id: VariableId) -> Option<usize> {
        let own = self.supposition.interventions.iter().filter(|made| made.variable == id);
        own.map(|made| made.from_step).min()
    }

    /// Leaves of the sets of a step what the evidence allows; a set of which it leaves nothing stays as it is.
    pub(super) fn learn(&mut self, before: Option<&[Set]>, now: &mut [Set], step: usize) {
        for (index, set) in now.iter_mut().enumerate() {
            let id = VariableId(index as u32);
            if set.is_empty() || self.made_from(id).is_some_and(|from| from <= step) {
                continue;
            }
            let mut left = self.facts.restrict(id, step, set);
            let is_still = self.supposition.is_still(id, step);
            if let Some(before) = before.filter(|_| is_still) {
                left = left.and(&before[index]);
            }
            if left.is_empty() || left == *set {
                continue;
            }
            if let (false, Kind::Process(process)) = (is_still, &self.model.variable(id).kind) {
                let passed: Vec<u16> = (0..process.moves.len() as u16)
                    .filter(|state| set.has(*state) && leads_to(process, *state, &left))
                    .collect();
                self.within.insert((step, index), Set::of(&passed));
            }
            *set = left;
        }
    }

    /// Takes out of earlier sets the states of processes from which none of the later ones is reached.
    pub(super) fn look_back(&mut self) {
        let learnt: Vec<VariableId> = self.facts.left.keys().map(|(_, id)| *id).collect();
        for index in 0..self.model.variables.len() {
            let id = VariableId(index as u32);
            if !learnt.contains(&id) {
                continue;
            }
            // an intervention leads from any state to its own
            let made = self.made_from(id);
            let last = made.unwrap_or(usize::MAX).min(self.sets.len());
            if let (Kind::Event(event), None) = (&self.model.variable(id).kind, made)
                && let (Settled::When(_), Some(waits)) = (&event.settled, event.otherwise)
            {
                // what it is settled as stays
                for step in (1..self.sets.len()).rev() {
                    let left = self.sets[step][index].or(&Set::of(&[waits]));
                    let left = self.sets[step - 1][index].and(&left);
                    if !left.is_empty() {
                        self.sets[step - 1][index] = left;
                    }
                }
            }
            let Kind::Process(process) = &self.model.variable(id).kind else { continue };
            for step in (1..last).rev() {
                let (earlier, later) = (&self.sets[step - 1], &self.sets[step]);
                let union: Vec<Set> = earlier.iter().zip(later).map(|(a, b)| a.or(b)).collect();
                let view = View { step, now: &union, is_rule: true };
                let passed = self.within.get(&(step, index)).unwrap_or(&later[index]);
                let is_still = self.supposition.is_still(id, step);
                let leads = |state: u16| {
                    let from = Set::of(&[state]);
                    let to = if is_still {
                        from
                    } else {
                        self.moved(id, process, (&from, passed), &view)
                    };
                    !to.and(&later[index]).is_empty()
                };
                let states: Vec<u16> = (0..process.moves.len() as u16)
                    .filter(|state| earlier[index].has(*state) && leads(*state))
                    .collect();
                let left = Set::of(&states);
                if !left.is_empty() {
                    self.sets[step - 1][index] = left;
                }
            }
        }
    }
}
