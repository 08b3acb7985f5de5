//! Which outcomes can come about, from which step on, and whether conditions can come to hold: every
//! state of the world that they can tell apart is tried. Knows nothing of chances.

use crate::formula::{Condition, Number, Part, Reading, VariableId};
use crate::model::Timeline;
use crate::model::facts::{Facts, Truth, truth};
use crate::model::selection::{CalendarFacts, calendar_only};
use std::collections::BTreeSet;

/// The most worlds that are tried before a condition is taken to be open.
const MOST_WORLDS: usize = 4096;
/// The most steps whose dates are tried one by one.
const MOST_STEPS: usize = 10_000;

/// What can come about.
pub(super) struct Possible<'a> {
    pub(super) timeline: &'a Timeline,
    /// By variable and outcome: the first step at which it can be so.
    earliest: Vec<Vec<Option<usize>>>,
}

impl<'a> Possible<'a> {
    /// Nothing yet, for variables with these numbers of outcomes.
    pub(super) fn nothing(timeline: &'a Timeline, widths: impl Iterator<Item = usize>) -> Self {
        Self { timeline, earliest: widths.map(|width| vec![None; width]).collect() }
    }

    /// Notes that a variable can have an outcome from `step` on; returns whether that is new. What
    /// comes after the last step never comes.
    pub(super) fn note(&mut self, variable: usize, outcome: usize, step: usize) -> bool {
        let last = self.last();
        let known = &mut self.earliest[variable][outcome];
        let new = step <= last && known.is_none_or(|before| step < before);
        if new {
            *known = Some(step);
        }
        new
    }

    /// The first step at which a variable can have an outcome; none if it never can.
    pub(super) fn earliest(&self, variable: VariableId, outcome: u16) -> Option<usize> {
        self.earliest[variable.index()].get(usize::from(outcome)).copied().flatten()
    }

    /// The outcomes that a variable can have.
    fn outcomes(&self, variable: VariableId) -> Vec<u16> {
        let all = self.earliest[variable.index()].iter().enumerate();
        all.filter(|(_, step)| step.is_some()).map(|(i, _)| i as u16).collect()
    }

    /// T, the last step.
    pub(super) fn last(&self) -> usize {
        self.timeline.last()
    }

    /// The different rows of truths that some conditions of the calendar have over the steps;
    /// none if there are too many steps to try.
    fn patterns(&self, conditions: &[&Condition]) -> Option<Vec<Vec<Truth>>> {
        if conditions.is_empty() {
            return Some(vec![Vec::new()]);
        }
        let days = &self.timeline.days;
        if days.len() > MOST_STEPS {
            return None;
        }
        let rows: BTreeSet<Vec<Truth>> = days
            .iter()
            .enumerate()
            .map(|(step, today)| {
                let facts = CalendarFacts { step: step as f64, today: *today };
                conditions.iter().map(|c| truth(c, &facts)).collect()
            })
            .collect();
        Some(rows.into_iter().collect())
    }

    /// Whether one condition can come to hold.
    pub(super) fn can(&self, condition: &Condition) -> bool {
        self.can_hold(&[condition], &[])
    }

    /// Whether there is a world, among those that can come about, in which all of these hold and none
    /// of the others does. True also where that can't be decided cheaply.
    pub(super) fn can_hold(&self, all: &[&Condition], none: &[&Condition]) -> bool {
        let mut atoms = Atoms::default();
        for condition in all.iter().chain(none) {
            atoms.gather(condition);
        }
        let Some(patterns) = self.patterns(&atoms.calendar) else { return true };
        let choices: Vec<Vec<u16>> =
            atoms.outcomes.iter().map(|(variable, _)| self.outcomes(*variable)).collect();
        let open: Vec<Vec<bool>> = atoms
            .open
            .iter()
            .map(|condition| match condition {
                Condition::Ever(inner) if !self.can(inner) => {
                    vec![false]
                }
                _ => vec![false, true],
            })
            .collect();
        let sizes: Vec<usize> = std::iter::once(patterns.len())
            .chain(choices.iter().map(Vec::len))
            .chain(open.iter().map(Vec::len))
            .collect();
        let worlds = sizes.iter().try_fold(1_usize, |n, size| n.checked_mul(*size));
        let Some(worlds) = worlds.filter(|n| *n <= MOST_WORLDS) else { return true };
        (0..worlds).any(|world| {
            let digits = digits(world, &sizes);
            let (pattern, rest) = (digits[0], &digits[1..]);
            let (of_outcomes, of_open) = rest.split_at(choices.len());
            let facts = World {
                atoms: &atoms,
                outcomes: of_outcomes.iter().zip(&choices).map(|(i, list)| list[*i]).collect(),
                open: of_open.iter().zip(&open).map(|(i, list)| list[*i]).collect(),
                calendar: &patterns[pattern],
            };
            all.iter().all(|c| truth(c, &facts) == Truth::True)
                && none.iter().all(|c| truth(c, &facts) == Truth::False)
        })
    }
}

/// The digits of a number in a system of mixed bases, the last running fastest.
pub(super) fn digits(number: usize, bases: &[usize]) -> Vec<usize> {
    let mut left = number;
    let mut digits = vec![0; bases.len()];
    for (digit, base) in digits.iter_mut().zip(bases).rev() {
        *digit = left % base;
        left /= base;
    }
    digits
}

/// What the truth of conditions depends on.
#[derive(Default)]
struct Atoms<'a> {
    outcomes: Vec<(VariableId, Reading)>,
    /// Decided by the date alone.
    calendar: Vec<&'a Condition>,
    /// Anything else: may hold or not.
    open: Vec<&'a Condition>,
}

impl<'a> Atoms<'a> {
    fn gather(&mut self, condition: &'a Condition) {
        match condition {
            Condition::Constant(_) => {}
            Condition::Is { variable, reading, .. } => {
                if !self.outcomes.contains(&(*variable, *reading)) {
                    self.outcomes.push((*variable, *reading));
                }
            }
            Condition::Not(a) => self.gather(a),
            Condition::And(parts) | Condition::Or(parts) => {
                for part in parts {
                    self.gather(part);
                }
            }
            Condition::If(c, a, b) => [c, a, b].into_iter().for_each(|part| self.gather(part)),
            Condition::Compare(..) if calendar_only(condition) => {
                if !self.calendar.contains(&condition) {
                    self.calendar.push(condition);
                }
            }
            Condition::Compare(_, a, b) if counts(a) && counts(b) => {
                for side in [a, b] {
                    side.walk(&mut |part, _| {
                        if let Part::Condition(inner) = part {
                            self.gather(inner);
                        }
                    });
                }
            }
            Condition::Compare(..) | Condition::Ever(_) | Condition::By(..) | Condition::At(..) => {
                if !self.open.contains(&condition) {
                    self.open.push(condition);
                }
            }
        }
    }
}

/// Whether a number is made of constants and of counted conditions.
fn counts(number: &Number) -> bool {
    match number {
        Number::Constant(_) => true,
        Number::HowMany(conditions) => conditions.iter().all(plain),
        _ => false,
    }
}

fn plain(condition: &Condition) -> bool {
    match condition {
        Condition::Constant(_) | Condition::Is { .. } => true,
        Condition::Not(a) => plain(a),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().all(plain),
        _ => false,
    }
}

/// One world, as far as the atoms go.
struct World<'a> {
    atoms: &'a Atoms<'a>,
    outcomes: Vec<u16>,
    open: Vec<bool>,
    calendar: &'a [Truth],
}

impl Facts for World<'_> {
    fn parameter(&self, _: VariableId) -> f64 {
        f64::NAN
    }
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        let at = self.atoms.outcomes.iter().position(|atom| *atom == (variable, reading));
        at.map_or(0, |i| self.outcomes[i])
    }
    fn number(&self, _: VariableId, _: Reading) -> f64 {
        f64::NAN
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        let of_calendar = self.atoms.calendar.iter().position(|c| *c == condition);
        if let Some(i) = of_calendar {
            return Some(self.calendar[i]);
        }
        let i = self.atoms.open.iter().position(|c| *c == condition)?;
        Some(Truth::of(self.open[i]))
    }
    fn known_number(&self, _: &Number) -> Option<f64> {
        None
    }
    fn step(&self) -> f64 {
        f64::NAN
    }
    fn today(&self) -> f64 {
        f64::NAN
    }
}
