//! Claims of evidence about the history of conditions: that one has held by a step, has not, or how often it held.

use crate::formula::{Comparison, Condition, Interned, Number, Part, VariableId};
use crate::model::evaluate::Set;
use crate::model::tree::{Kind, Model};

/// A claim about one condition up to a step.
#[derive(Clone, Debug)]
enum History {
    /// It has held at or before the step.
    HasHeld(usize),
    /// It has not held up to the step.
    HasNot(usize),
    /// By the step it held at the end of at least so many steps from 1 on.
    AtLeast(usize, f64),
    /// By the step it held at the end of at most so many steps from 1 on.
    AtMost(usize, f64),
}

/// The claims of some evidence about conditions.
#[derive(Debug, Default)]
pub(super) struct Claims(Vec<(Interned<Condition>, History)>);

impl Claims {
    /// Finds the claims of evidence. `can_begin` is whether a condition can hold at step 0.
    pub(super) fn of<'c>(
        model: &Model,
        evidence: impl Iterator<Item = &'c Condition>,
        can_begin: &dyn Fn(&Condition) -> bool,
    ) -> Self {
        let mut learner = Learner { model, can_begin, claims: Self::default() };
        let last = model.timeline.last();
        evidence.for_each(|condition| learner.learn(condition, true, last));
        learner.claims
    }

    /// Whether a condition has held by a step; `None` if that is not claimed.
    pub(super) fn has_held(&self, asked: &Condition, step: usize) -> Option<bool> {
        self.0.iter().find_map(|(claimed, history)| match history {
            History::HasHeld(by) => (*by <= step && implies(claimed, asked)).then_some(true),
            History::HasNot(to) => (step <= *to && implies(asked, claimed)).then_some(false),
            History::AtLeast(..) | History::AtMost(..) => None,
        })
    }

    /// Whether a condition is claimed not to hold at the end of a step.
    pub(super) fn is_false(&self, asked: &Condition, step: usize) -> bool {
        let is_own = |history: &History| match history {
            History::HasNot(to) => step <= *to,
            // a count begins with step 1
            History::AtMost(to, most) => *most < 1.0 && (1..=*to).contains(&step),
            History::HasHeld(_) | History::AtLeast(..) => false,
        };
        self.0.iter().any(|(claimed, history)| is_own(history) && implies(asked, claimed))
    }

    /// The least and the greatest number of steps, from 1 to this one, at whose end a condition held.
    pub(super) fn counts(&self, asked: &Condition, step: usize) -> (f64, f64) {
        let whole = (0.0, step as f64);
        self.0.iter().fold(whole, |(low, high), (claimed, history)| {
            // each later step adds at most one
            let later = |from: usize| step.saturating_sub(from) as f64;
            match history {
                History::AtLeast(by, least) if *by <= step && implies(claimed, asked) => {
                    (low.max(*least), high)
                }
                History::AtLeast(by, least) if implies(claimed, asked) => {
                    (low.max(least - (by - step) as f64), high)
                }
                History::AtMost(to, most) if implies(asked, claimed) => {
                    (low, high.min(most + later(*to)))
                }
                History::HasNot(to) if implies(asked, claimed) => (low, high.min(later(*to))),
                _ => (low, high),
            }
        })
    }

    /// The first and the last step at which a condition can first have held; `None` for never.
    pub(super) fn first(&self, asked: &Condition, step: usize) -> (usize, Option<usize>) {
        self.0.iter().fold((0, None), |(low, high), (claimed, history)| match history {
            History::HasHeld(by) if *by <= step && implies(claimed, asked) => {
                (low, Some(high.map_or(*by, |high: usize| high.min(*by))))
            }
            History::HasNot(to) if implies(asked, claimed) => (low.max(to + 1), high),
            _ => (low, high),
        })
    }

    /// The truth of a condition on the past, as far as the claims say it alone.
    pub(super) fn answer(&self, asked: &Condition, model: &Model) -> Option<bool> {
        let step = |day: &Number| model.timeline.step_at(day.constant()?);
        match asked {
            Condition::Ever(inner) => self.has_held(inner, model.timeline.last()),
            Condition::By(inner, day) => self.has_held(inner, step(day)?),
            Condition::At(inner, day) => self.is_false(inner, step(day)?).then_some(false),
            Condition::Not(inner) => self.answer(inner, model).map(|holds| !holds),
            _ => None,
        }
    }
}

/// Whether a condition holds wherever another does: it is the same, or has more outcomes of the same variable.
fn implies(one: &Condition, other: &Condition) -> bool {
    match (one, other) {
        (
            Condition::Is { variable, reading, outcomes },
            Condition::Is { variable: of, reading: as_read, outcomes: more },
        ) => {
            variable == of
                && reading == as_read
                && Set::of(outcomes).without(&Set::of(more)).is_empty()
        }
        _ => one == other,
    }
}

/// Reads evidence for its claims.
struct Learner<'a> {
    model: &'a Model,
    can_begin: &'a dyn Fn(&Condition) -> bool,
    claims: Claims,
}

impl Learner<'_> {
    fn add(&mut self, condition: &Condition, history: History) {
        // what has held together has each held; of what has not held, no part has
        match (condition, &history) {
            (Condition::And(parts), History::HasHeld(_) | History::AtLeast(..))
            | (Condition::Or(parts), History::HasNot(_) | History::AtMost(..)) => {
                for part in parts {
                    self.add(part, history.clone());
                }
            }
            _ => {}
        }
        self.claims.0.push((Interned::of(condition.clone()), history));
    }

    fn step(&self, day: &Number) -> Option<usize> {
        self.model.timeline.step_at(day.constant()?)
    }

    /// Learns that a condition holds, or does not, at the end of a step.
    fn learn(&mut self, condition: &Condition, holds: bool, step: usize) {
        match (condition, holds) {
            (Condition::Not(inner), _) => self.learn(inner, !holds, step),
            (Condition::And(parts), true) | (Condition::Or(parts), false) => {
                for part in parts {
                    self.learn(part, holds, step);
                }
            }
            (Condition::Ever(inner), true) => self.add(inner, History::HasHeld(step)),
            (Condition::Ever(inner), false) => self.add(inner, History::HasNot(step)),
            (Condition::By(inner, day), true) => {
                if let Some(by) = self.step(day) {
                    self.add(inner, History::HasHeld(by));
                }
            }
            (Condition::By(inner, day), false) => {
                if let Some(to) = self.step(day) {
                    self.add(inner, History::HasNot(to.min(step)));
                }
            }
            (Condition::At(inner, day), _) => {
                if let Some(on) = self.step(day).filter(|on| *on <= step) {
                    self.learn(inner, holds, on);
                }
            }
            (Condition::Compare(compared), _) => {
                let [left, right] = compared.sides();
                let how = if holds { compared.how } else { denied(compared.how) };
                if let Some(value) = right.constant() {
                    self.compared(left, how, value, step);
                } else if let Some(value) = left.constant() {
                    self.compared(right, how.flipped(), value, step);
                }
            }
            _ => {}
        }
        // a condition on this moment has held if it holds
        let mut is_of_now = true;
        condition.walk(&mut |part, _| {
            is_of_now &= !matches!(
                part,
                Part::Condition(
                    Condition::Ever(_)
                        | Condition::By(..)
                        | Condition::At(..)
                        | Condition::Before(_)
                ) | Part::Number(
                    Number::Count(_) | Number::First(_) | Number::At(..) | Number::SoFar(..)
                )
            );
        });
        if holds && is_of_now {
            self.add(condition, History::HasHeld(step));
        }
    }

    /// Learns how a count, a first day or a number of conditions compares with a constant at a step.
    fn compared(&mut self, number: &Number, how: Comparison, value: f64, step: usize) {
        use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        let low = match how {
            Equal | GreaterEqual => value.ceil(),
            Greater => value.floor() + 1.0,
            NotEqual if value == 0.0 => 1.0,
            Less | LessEqual | NotEqual => f64::NEG_INFINITY,
        };
        let high = match how {
            Equal | LessEqual => value.floor(),
            Less => value.ceil() - 1.0,
            Greater | GreaterEqual | NotEqual => f64::INFINITY,
        };
        match number {
            Number::Count(inner) => {
                if low >= 1.0 {
                    self.add(inner, History::AtLeast(step, low));
                    // the last of them adds one in its step
                    self.add(inner, History::HasHeld((step + 1).saturating_sub(low as usize)));
                }
                if high < step as f64 || high < 1.0 {
                    self.add(inner, History::AtMost(step, high));
                }
                if high < 1.0 && !self.is_passed(inner) && !(self.can_begin)(inner) {
                    self.add(inner, History::HasNot(step));
                }
            }
            Number::First(inner) => {
                let days = &self.model.timeline.days;
                let before = |day: f64| days.partition_point(|own| *own < day).checked_sub(1);
                let until = |day: f64| days.partition_point(|own| *own <= day).checked_sub(1);
                let has_held = match how {
                    Equal | LessEqual if value < f64::INFINITY => until(value),
                    Less => before(value),
                    _ => None,
                };
                let has_not = match how {
                    Equal | GreaterEqual => before(value),
                    Greater => until(value),
                    Less | LessEqual | NotEqual => None,
                };
                if let Some(by) = has_held {
                    self.add(inner, History::HasHeld(by.min(step)));
                }
                if let Some(to) = has_not {
                    self.add(inner, History::HasNot(to.min(step)));
                }
            }
            Number::At(inner, day) => {
                if let Some(on) = self.step(day).filter(|on| *on <= step) {
                    self.compared(inner, how, value, on);
                }
            }
            // the first day as it stands on a day: later ones are never
            Number::If(by, first, never) => {
                if let (Condition::By(own, day), Number::First(inner), Some(f64::INFINITY)) =
                    (&**by, &**first, never.constant())
                    && own == inner
                    && let Some(on) = self.step(day).filter(|on| *on <= step)
                {
                    self.compared(first, how, value, on);
                }
            }
            Number::HowMany(parts) if low >= parts.len() as f64 => {
                for part in parts {
                    self.learn(part, true, step);
                }
            }
            Number::HowMany(parts) if high < 1.0 => {
                for part in parts {
                    self.learn(part, false, step);
                }
            }
            _ => {}
        }
    }

    /// Whether a condition can hold between steps and at the end of none: a process may leave a state by a delay in the
    /// step in which it enters it.
    fn is_passed(&self, condition: &Condition) -> bool {
        let may_leave = |variable: VariableId, states: Option<&[u16]>| {
            let Kind::Process(process) = &self.model.variable(variable).kind else { return false };
            let leaves =
                |state: usize| process.delays.get(state).is_some_and(|own| !own.is_empty());
            match states {
                Some(states) => states.iter().any(|state| leaves(usize::from(*state))),
                None => (0..process.delays.len()).any(leaves),
            }
        };
        if let Condition::Is { variable, outcomes, .. } = condition {
            return may_leave(*variable, Some(outcomes));
        }
        let mut found = false;
        condition.for_each_read(&mut |read| found |= may_leave(read.variable, None));
        found
    }
}

/// The comparison that holds where one does not.
fn denied(how: Comparison) -> Comparison {
    match how {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterEqual,
        Comparison::LessEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessEqual,
        Comparison::GreaterEqual => Comparison::Less,
    }
}
