//! Conditions that read several variables jointly: whether any combination of outcomes satisfies them.

use super::{Can, Support, View};
use crate::formula::{Condition, Number, VariableId};
use crate::model::evaluate::Set;

/// The most combinations that are tried.
const MOST_COMBINATIONS: usize = 1024;

impl Support<'_> {
    /// Whether a condition can hold and can fail at the last step, in any combination of the outcomes in `last` in
    /// which all known conditions can hold.
    pub(super) fn in_combination(
        &self,
        asked: &Condition,
        known: &[&Condition],
        last: &[Set],
    ) -> Can {
        let step = self.sets.len() - 1;
        let whole = self.can(asked, &View { step, now: last, is_rule: false });
        let mut read = Vec::new();
        let mut all = known.iter().copied().chain([asked]);
        let are_of_now = all.all(|condition| variables(condition, &mut read));
        let mentions = read.len();
        read.sort_unstable();
        read.dedup();
        let possible: Vec<Vec<u16>> =
            read.iter().map(|id| last[id.index()].outcomes().collect()).collect();
        let combinations = possible.iter().map(Vec::len).fold(1_usize, usize::saturating_mul);
        // a variable that is read once is as free in a combination as outside it
        let is_open = whole.hold && whole.fail && mentions > read.len();
        if !is_open || !are_of_now || combinations > MOST_COMBINATIONS {
            return whole;
        }
        let mut now = last.to_vec();
        let mut found = Can { hold: false, fail: false };
        for index in 0..combinations {
            let mut rest = index;
            for (id, own) in read.iter().zip(&possible) {
                now[id.index()] = Set::of(&[own[rest % own.len()]]);
                rest /= own.len();
            }
            let view = View { step, now: &now, is_rule: false };
            if known.iter().all(|condition| self.can(condition, &view).hold) {
                let can = self.can(asked, &view);
                found = Can { hold: found.hold || can.hold, fail: found.fail || can.fail };
            }
        }
        found
    }
}

/// Adds the variables that a condition reads, one entry for each read; returns whether it reads the current step
/// alone.
fn variables(condition: &Condition, found: &mut Vec<VariableId>) -> bool {
    match condition {
        Condition::Constant(_) => true,
        Condition::Is { variable, .. } => {
            found.push(*variable);
            true
        }
        Condition::Compare(compared) => {
            compared.sides().into_iter().all(|side| in_number(side, found))
        }
        Condition::Not(inner) => variables(inner, found),
        Condition::Ever(_) | Condition::By(..) | Condition::At(..) | Condition::Before(_) => false,
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().all(|part| variables(part, found))
        }
        Condition::If(chosen, a, b) => {
            [chosen, a, b].into_iter().all(|part| variables(part, found))
        }
    }
}

fn in_number(number: &Number, found: &mut Vec<VariableId>) -> bool {
    match number {
        Number::HowMany(parts) => parts.iter().all(|part| variables(part, found)),
        Number::If(chosen, a, b) => {
            variables(chosen, found) && in_number(a, found) && in_number(b, found)
        }
        Number::Unary(_, a) => in_number(a, found),
        Number::Binary(_, a, b) => in_number(a, found) && in_number(b, found),
        // outcomes of this step do not decide the others
        _ => true,
    }
}
