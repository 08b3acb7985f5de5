//! The outcomes that events and rules can give.

use super::{Support, View};
use crate::formula::VariableId;
use crate::formula::bounds::Bounds;
use crate::model::conditional::{
    Base, ConditionalDistribution, Rule, Share, Specification, Weights,
};
use crate::model::evaluate::{Set, of_weights};
use crate::model::tree::{Event, Settled};

impl Support<'_> {
    /// The outcomes that an event can have at the end of a step.
    pub(super) fn event(
        &self,
        (id, event): (VariableId, &Event),
        width: usize,
        before: Option<&Set>,
        view: &View,
    ) -> Set {
        let waiting = || event.otherwise.map_or(Set::all(width), |outcome| Set::of(&[outcome]));
        match &event.settled {
            Settled::AtStart => {
                before.cloned().unwrap_or_else(|| self.drawn(&event.conditional, view))
            }
            Settled::EachStep => self.drawn(&event.conditional, view),
            Settled::AtEnd if view.step == self.model.timeline.last() => {
                self.drawn(&event.conditional, view)
            }
            // made before, and let go again
            Settled::AtEnd => waiting().or(&before.cloned().unwrap_or_default()),
            Settled::When(condition) => {
                let can = self.can(condition, view);
                let before = before.cloned().unwrap_or_else(waiting);
                // it is settled once: an outcome that is not that of waiting stays
                let is_over = event.otherwise.is_some_and(|waits| !before.has(waits));
                match can.hold && !is_over {
                    false => before,
                    // nothing was settled before, and all is now
                    true if !can.fail && !self.may_be_settled[id.index()] => {
                        self.drawn(&event.conditional, view)
                    }
                    true => before.or(&self.drawn(&event.conditional, view)),
                }
            }
        }
    }

    /// The outcomes that a draw can give.
    pub(super) fn drawn(&self, conditional: &ConditionalDistribution, view: &View) -> Set {
        match &conditional.specification {
            Specification::Rule(rule) => self.of_rule(rule, conditional.width, view),
            Specification::Moves(_) => {
                (0..conditional.width).map(|i| conditional.outcome_at(i) as u16).collect()
            }
        }
    }

    fn of_rule(&self, rule: &Rule, width: usize, view: &View) -> Set {
        let mut found = Set::default();
        for (condition, weights) in &rule.cases {
            let can = self.can(condition, view);
            if can.hold {
                found = found.or(&self.possible(weights, view));
            }
            if !can.fail {
                return found;
            }
        }
        match &rule.base {
            Base::Plain(weights) => found.or(&self.possible(weights, view)),
            Base::Flat(flat) => {
                let mut marks = vec![false; width];
                flat.mark(&mut marks);
                let marked = marks.iter().enumerate().filter(|(_, is_marked)| **is_marked);
                marked.for_each(|(outcome, _)| found.add(outcome as u16));
                found
            }
            Base::Table { given, rows } => {
                let can_be = |row: usize| {
                    let mut left = row;
                    given.iter().rev().all(|(parent, size)| {
                        let outcome = (left % size) as u16;
                        left /= size;
                        view.now[parent.index()].has(outcome)
                    })
                };
                let rows = rows.iter().enumerate().filter(|(row, _)| can_be(*row));
                rows.fold(found, |found, (_, weights)| found.or(&self.possible(weights, view)))
            }
        }
    }

    /// The outcomes that can have a positive chance, as far as the chances are bounded.
    fn possible(&self, weights: &Weights, view: &View) -> Set {
        // a rule reads this step or the one before
        let first = view.step.saturating_sub(1);
        let is_always = |share: &Share, test: &dyn Fn(Bounds) -> bool| match share {
            Share::Given(value) if value.number.constant().is_none() => {
                (first..=view.step).all(|step| test(self.bounds(&value.number, step, view)))
            }
            _ => false,
        };
        let shares = || weights.shares.iter().enumerate();
        let mut sure = shares().filter(|(_, share)| is_always(share, &|p| p.low >= 1.0));
        if let Some((outcome, _)) = sure.next().filter(|_| !weights.divided) {
            return Set::of(&[outcome as u16]);
        }
        let out = shares().filter(|(_, share)| is_always(share, &|p| p.high <= 0.0));
        let out: Vec<u16> = out.map(|(outcome, _)| outcome as u16).collect();
        of_weights(weights).without(&Set::of(&out))
    }
}
