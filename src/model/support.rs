//! The support of a model: the outcomes that variables can have at each step, found without drawing, and so the
//! conditions that can't hold or can't fail. What can't be decided counts as possible: the sets include the support
//! of the model's distribution.

mod claims;
mod combinations;
mod known;
mod moves;
mod numbers;
mod rules;

use super::suppose::{InterventionValue, Supposition};
use super::tree::{Kind, Model, Settled};
use crate::formula::bounds::Bounds;
use crate::formula::{Condition, Number, Reading, VariableId};
use crate::model::evaluate::{Set, follows, split};
use claims::Claims;
use known::Facts;
use moves::Entry;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The most sets that are stored; larger models are not analysed.
const MOST_SETS: usize = 1 << 20;
/// The most steps over which a rule's `ever` is evaluated; beyond them it may hold and may fail.
const MOST_STEPS_BACK: usize = 400;

/// Whether a condition can hold, and whether it can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Can {
    hold: bool,
    fail: bool,
}

const OPEN: Can = Can { hold: true, fail: true };

/// The outcomes that every variable can have at the end of each step.
pub struct Support<'a> {
    model: &'a Model,
    supposition: &'a Supposition,
    /// The sets, by step and variable.
    sets: Vec<Vec<Set>>,
    /// When each state of each process can have been entered, up to the last step found; nothing for other variables.
    entries: Vec<Vec<Option<Entry>>>,
    /// The least and the greatest value of each series, by step and variable.
    series: Vec<Vec<Bounds>>,
    /// By variable: whether its `when` can have held up to the last step found.
    may_be_settled: Vec<bool>,
    /// Whether conditions on what tells the time may hold and may fail at every step: dates, the number of the step,
    /// the time in a state, and series.
    is_dateless: bool,
    /// The series that tell the time, by variable; empty unless `is_dateless`.
    clocks: Vec<bool>,
    /// The facts of the evidence about single variables.
    facts: Facts,
    /// The claims of the evidence about the history of conditions.
    claims: Claims,
    /// The outcomes possible within a step where the evidence excludes some at its end, by step and variable.
    within: BTreeMap<(usize, usize), Set>,
    /// The number of passes over all variables.
    rounds: u64,
}

impl<'a> Support<'a> {
    /// Finds the possible outcomes; `None` for models that are too large.
    pub fn new(model: &'a Model, supposition: &'a Supposition) -> Option<Self> {
        Self::found(model, supposition, None)
    }

    /// Finds the outcomes that would be possible if no rule knew the date or how much time has passed. A series that
    /// has one value at each step, and not the same, tells the time too.
    pub(super) fn dateless(&self) -> Option<Self> {
        let tells = |index: usize| {
            let values = || self.series.iter().map(|all| all[index].value().to_bits());
            let is_known = self.series.iter().all(|all| all[index].value().is_finite());
            is_known && values().any(|value| Some(value) != values().next())
        };
        let clocks = (0..self.model.variables.len()).map(tells).collect();
        Self::found(self.model, self.supposition, Some(clocks))
    }

    fn found(
        model: &'a Model,
        supposition: &'a Supposition,
        clocks: Option<Vec<bool>>,
    ) -> Option<Self> {
        let steps = model.timeline.last() + 1;
        // the sets of variables with many outcomes are as large as several
        let each = model.variables.iter().map(|v| v.outcomes.len().div_ceil(256).max(1));
        if each.sum::<usize>().checked_mul(steps).is_none_or(|n| n > MOST_SETS) {
            return None;
        }
        let entries = moves::no_entries(model);
        let may_be_settled = vec![false; model.variables.len()];
        let mut support = Self {
            model,
            supposition,
            sets: Vec::new(),
            entries,
            series: Vec::new(),
            may_be_settled,
            is_dateless: clocks.is_some(),
            clocks: clocks.unwrap_or_default(),
            facts: Facts::of(model, supposition),
            claims: Claims::default(),
            within: BTreeMap::new(),
            rounds: 0,
        };
        for step in 0..steps {
            support.go_on(step);
        }
        support.look_back();
        let evidence = supposition.clauses.iter().map(|clause| &clause.condition);
        support.claims = support.claims_of(evidence);
        Some(support)
    }

    /// The number of passes over all variables.
    #[cfg(test)]
    pub(super) fn rounds(&self) -> u64 {
        self.rounds
    }

    /// The claims of conditions that hold at the end about the history of others.
    fn claims_of<'c>(&self, evidence: impl Iterator<Item = &'c Condition>) -> Claims {
        let can_begin = |condition: &Condition| self.can(condition, &self.at(0)).hold;
        Claims::of(self.model, evidence, &can_begin)
    }

    /// The truth of a question's condition if it is the same in every trial that counts, else `None`. Trials count if
    /// they satisfy the evidence and `given`.
    pub fn settles(&self, asked: &Condition, given: Option<&Condition>) -> Option<bool> {
        let mut known = Vec::new();
        let evidence = self.supposition.evidence.iter().map(|(condition, _)| condition);
        evidence.chain(given).for_each(|condition| split(condition, &mut known));
        if let Some(answer) = known.iter().find_map(|known| follows(known, asked)) {
            return Some(answer);
        }
        let of_given = given
            .and_then(|given| self.claims_of(std::iter::once(given)).answer(asked, self.model));
        if of_given.is_some() {
            return of_given;
        }
        let mut last = Cow::Borrowed(self.sets.last()?.as_slice());
        for condition in &known {
            if let Condition::Is { variable, outcomes, .. } = condition {
                let set = &mut last.to_mut()[variable.index()];
                *set = set.and(&Set::of(outcomes));
            }
        }
        settled(self.in_combination(asked, &known, &last))
    }

    /// For each step the truth of "the condition has held by then", as [`Support::settles`] returns it.
    pub fn settles_by_step(&self, inner: &Condition) -> Vec<Option<bool>> {
        let mut so_far = Can { hold: false, fail: true };
        let by = |(step, now): (usize, &Vec<Set>)| {
            so_far = either(so_far, self.passed(inner, &View { step, now, is_rule: false }));
            settled(so_far).or_else(|| self.claims.has_held(inner, step))
        };
        self.sets.iter().enumerate().map(by).collect()
    }

    /// The truth of "the variable has this outcome at the end of the step", as [`Support::settles`] returns it.
    pub fn settles_at(&self, variable: VariableId, outcome: u16, step: usize) -> Option<bool> {
        let set = &self.sets.get(step)?[variable.index()];
        let one = Set::of(&[outcome]);
        settled(Can { hold: set.has(outcome), fail: !set.without(&one).is_empty() })
    }

    /// The truth of a condition for the moves of a step, if it is the same in every trial, else `None`. Moves read
    /// the step before, except by `now` and what remembers earlier steps.
    pub(super) fn settles_for_moves(&self, condition: &Condition, step: usize) -> Option<bool> {
        let (now, before) = (self.sets.get(step)?, self.sets.get(step.checked_sub(1)?)?);
        let mut is_of_before = true;
        condition.for_each_read(&mut |read| {
            is_of_before &= read.reading == Reading::Usual && !read.remembered;
        });
        let union = || before.iter().zip(now).map(|(a, b)| a.or(b)).collect();
        let seen = if is_of_before { Cow::Borrowed(before) } else { Cow::Owned(union()) };
        settled(self.can(condition, &View { step, now: &seen, is_rule: true }))
    }

    /// All variables, each after those that it reads in a step, so that few passes are needed.
    fn order(&self, step: usize) -> Vec<VariableId> {
        let first: &[VariableId] =
            if step == 0 { &self.model.at_start } else { &self.model.at_step };
        let mut is_listed = vec![false; self.model.variables.len()];
        for id in first {
            is_listed[id.index()] = true;
        }
        let rest = (0..is_listed.len()).filter(|i| !is_listed[*i]);
        rest.map(|i| VariableId(i as u32)).chain(first.iter().copied()).collect()
    }

    /// Finds the sets of the next step.
    fn go_on(&mut self, step: usize) {
        let before = self.sets.last().cloned();
        let series = self.series_at(step, before.as_deref());
        self.series.push(series);
        let mut now: Vec<Set> = vec![Set::default(); self.model.variables.len()];
        // formulas read this step or the one before: everything that is possible in either
        let mut union = before.clone().unwrap_or_else(|| now.clone());
        let order = self.order(step);
        loop {
            let mut grown = false;
            for id in &order {
                let i = id.index();
                let was = before.as_ref().map(|sets| &sets[i]);
                let view = View { step, now: &union, is_rule: true };
                let set = now[i].or(&self.set(*id, was, &now[i], &view));
                grown |= set != now[i];
                union[i] = union[i].or(&set);
                now[i] = set;
            }
            self.rounds += 1;
            if !grown {
                break;
            }
        }
        for (i, variable) in self.model.variables.iter().enumerate() {
            if let Kind::Event(event) = &variable.kind
                && let Settled::When(condition) = &event.settled
            {
                let view = View { step, now: &union, is_rule: true };
                self.may_be_settled[i] |= self.can(condition, &view).hold;
            }
        }
        self.enter(before.as_deref(), &now, &union, step);
        self.learn(before.as_deref(), &mut now, step);
        self.sets.push(now);
    }

    /// The outcomes that a variable can have at the end of a step.
    fn set(&self, id: VariableId, before: Option<&Set>, now: &Set, view: &View) -> Set {
        let variable = self.model.variable(id);
        let held = self.supposition.held(id, view.step);
        if let Some(InterventionValue::Outcome(outcome)) =
            held.map(|intervention| intervention.value)
        {
            return Set::of(&[outcome]);
        }
        let width = variable.outcomes.len();
        match &variable.kind {
            Kind::Parameter(_) | Kind::Series(_) | Kind::Quantity(_) => Set::default(),
            Kind::Choice(option) => before.cloned().unwrap_or_default().or(&Set::of(&[*option])),
            Kind::Event(event) => {
                let mut intervention = self.supposition.interventions.iter();
                let is_settled = intervention.any(|intervention| {
                    intervention.variable == id && intervention.from_step < view.step
                });
                match (&event.settled, before) {
                    // it stays as it was made
                    (Settled::AtStart | Settled::When(_), Some(before)) if is_settled => {
                        before.clone()
                    }
                    _ => self.event((id, event), width, before, view),
                }
            }
            Kind::Process(process) => match before {
                None => self.drawn(&process.start, view),
                Some(before) => self.moved(id, process, (before, now), view),
            },
        }
    }

    fn can(&self, condition: &Condition, view: &View) -> Can {
        match condition {
            Condition::Constant(holds) => Can { hold: *holds, fail: !holds },
            Condition::Is { variable, outcomes, .. } => {
                let (set, requested) = (&view.now[variable.index()], Set::of(outcomes));
                Can {
                    hold: !set.and(&requested).is_empty(),
                    fail: !set.without(&requested).is_empty(),
                }
            }
            Condition::Not(inner) => {
                let Can { hold, fail } = self.can(inner, view);
                Can { hold: fail, fail: hold }
            }
            Condition::And(parts) => {
                parts.iter().fold(Can { hold: true, fail: false }, |so_far, part| {
                    let part = self.can(part, view);
                    Can { hold: so_far.hold && part.hold, fail: so_far.fail || part.fail }
                })
            }
            Condition::Or(parts) => {
                let none = Can { hold: false, fail: true };
                parts.iter().fold(none, |so_far, part| either(so_far, self.can(part, view)))
            }
            Condition::If(chosen, a, b) => {
                let chosen = self.can(chosen, view);
                let (a, b) = (self.can(a, view), self.can(b, view));
                Can {
                    hold: chosen.hold && a.hold || chosen.fail && b.hold,
                    fail: chosen.hold && a.fail || chosen.fail && b.fail,
                }
            }
            Condition::Compare(compared) => self.compared(compared, view),
            Condition::Ever(inner) => self.ever(inner, view.step, view),
            Condition::By(..) | Condition::At(..) if self.is_dateless => OPEN,
            Condition::By(inner, Number::Constant(day)) => {
                match self.model.timeline.step_at(*day) {
                    Some(step) => self.ever(inner, step.min(view.step), view),
                    None => OPEN,
                }
            }
            Condition::At(inner, Number::Constant(day)) => {
                let step = self.model.timeline.step_at(*day);
                step.map_or(OPEN, |step| self.on(inner, step, view))
            }
            Condition::By(..) | Condition::At(..) | Condition::Before(_) => OPEN,
        }
    }

    /// The view of a question at a completed step.
    fn at(&self, step: usize) -> View<'_> {
        View { step, now: &self.sets[step], is_rule: false }
    }

    /// Whether a condition can have held, and can have failed, at every step up to `last`.
    fn ever(&self, inner: &Condition, last: usize, view: &View) -> Can {
        if view.is_rule && view.step > MOST_STEPS_BACK {
            return OPEN;
        }
        let mut so_far = Can { hold: false, fail: true };
        for step in 0..=last.min(view.step) {
            let can = if step == view.step {
                // a rule may read the state before this step is complete
                let can = self.passed(inner, view);
                Can { fail: can.fail || view.is_rule, ..can }
            } else {
                self.passed(inner, &self.at(step))
            };
            so_far = either(so_far, can);
        }
        if so_far == OPEN && !view.is_rule {
            let claimed = self.claims.has_held(inner, last.min(view.step));
            return claimed.map_or(OPEN, |held| Can { hold: held, fail: !held });
        }
        so_far
    }

    /// Whether a condition can hold, and can fail, at the end of an earlier step or of this one.
    fn on(&self, inner: &Condition, step: usize, view: &View) -> Can {
        let can = match step.cmp(&view.step) {
            Ordering::Less => self.can(inner, &self.at(step)),
            Ordering::Equal => self.can(inner, view),
            Ordering::Greater => OPEN,
        };
        let is_false = can == OPEN && !view.is_rule && self.claims.is_false(inner, step);
        if is_false { Can { hold: false, fail: true } } else { can }
    }

    /// Whether a condition can have held at some moment of a step, and can have failed at its end. A state that is
    /// passed within the step coincides with others as they were before.
    fn passed(&self, inner: &Condition, view: &View) -> Can {
        let at_end = self.can(inner, view);
        let Some(before) = view.step.checked_sub(1).and_then(|before| self.sets.get(before)) else {
            return at_end;
        };
        let mut either: Vec<Set> = before.iter().zip(view.now).map(|(a, b)| a.or(b)).collect();
        for ((_, index), passed) in self.within.range((view.step, 0)..(view.step + 1, 0)) {
            either[*index] = either[*index].or(passed);
        }
        let within = self.can(inner, &View { now: &either, ..*view });
        Can { hold: within.hold, fail: at_end.fail }
    }
}

/// The state in which conditions are evaluated.
struct View<'v> {
    step: usize,
    /// The possible outcomes of each variable.
    now: &'v [Set],
    /// Whether a rule reads them, which may see this step or the one before.
    is_rule: bool,
}

fn either(a: Can, b: Can) -> Can {
    Can { hold: a.hold || b.hold, fail: a.fail && b.fail }
}

fn settled(can: Can) -> Option<bool> {
    match can {
        Can { hold: false, fail: true } => Some(false),
        Can { hold: true, fail: false } => Some(true),
        Can { .. } => None,
    }
}
