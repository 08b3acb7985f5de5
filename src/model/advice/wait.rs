//! Advice on states that can't be reached or left in time, delays longer than the clock, and events that are drawn on
//! its first day.

use super::wording::day;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::VariableId;
use crate::model::advice::reach::Possible;
use crate::model::advice::reach::RARE;
use crate::model::advice::reach::least_step;
use crate::model::compile::list;
use crate::model::evaluate::has_chance;
use crate::model::{Delay, Kind, Model, Process, Variable};
use crate::scenario::{self, MoveBy, Scenario, Settled};

pub(super) fn advise(
    scenario: &Scenario,
    model: &Model,
    possible: &Possible,
    found: &mut Vec<Diagnostic>,
) {
    let Some(clock) = &model.timeline.clock else { return };
    let last_day = day(clock.until, clock.as_of.year());
    for process in &scenario.processes {
        let Some(id) = model.find(&process.name.value) else { continue };
        let variable = model.variable(id);
        let Kind::Process(compiled) = &variable.kind else { continue };
        let waiting = Waiting { id, variable, compiled, possible, last_day: &last_day };
        waiting.unreachable(process, found);
        for row in &process.rows {
            waiting.row(row, found);
        }
    }
    for event in scenario.events.iter().filter(|event| event.settled == Settled::AtStart) {
        let (name, place) = (&event.name.value, event.name.place);
        let what = format!("`{name}` is settled on the first day, {}", day(clock.as_of, 0));
        found.push(Diagnostic::new(Code::SettledAtStart, place, what).help(
            "if it comes about later, say `when = \"…\"` or `when = \"end\"`, or make it a process",
        ));
    }
}

struct Waiting<'a> {
    id: VariableId,
    variable: &'a Variable,
    compiled: &'a Process,
    possible: &'a Possible<'a>,
    last_day: &'a str,
}

impl Waiting<'_> {
    /// Reports the states of a process that no trial can reach, in one finding.
    fn unreachable(&self, process: &scenario::Process, found: &mut Vec<Diagnostic>) {
        let missed: Vec<&crate::diagnostic::Located<String>> = process
            .states
            .iter()
            .filter(|state| {
                let index = self.variable.outcome(&state.value);
                index.is_some_and(|state| self.possible.earliest(self.id, state).is_none())
            })
            .collect();
        let Some(first) = missed.first() else { return };
        let names: Vec<String> = missed.iter().map(|state| state.value.clone()).collect();
        let what =
            format!("`{}` can't reach {} by {}", process.name.value, list(&names), self.last_day);
        let mut rows = process.rows.iter().flat_map(|row| &row.moves);
        let ends = process.rows.iter().filter_map(|row| row.deadline.as_ref());
        let mut ends = ends.flat_map(|deadline| &deadline.outcomes.shares);
        let leads_there = rows.any(|written| written.to.value == first.value)
            || ends.any(|(outcome, _)| outcome.value == first.value);
        let repair = if leads_there {
            "look at the moves that lead there: their conditions, chances and delays"
        } else {
            "no move leads there: add one, or take the state out"
        };
        found.push(Diagnostic::new(Code::Unreachable, first.place, what).help(repair));
    }

    /// Reports the delays out of a state, and a state that can't be left.
    fn row(&self, row: &scenario::Row, found: &mut Vec<Diagnostic>) {
        let Some(from) = self.variable.outcome(&row.from.value) else { return };
        let Some(entered) = self.possible.earliest(self.id, from) else { return };
        let delays = &self.compiled.delays[usize::from(from)];
        let left = entered < self.possible.last()
            && (self.by_chance(from) || delays.iter().any(|delay| self.in_time(delay, entered)));
        if !left && (!row.moves.is_empty() || row.deadline.is_some()) {
            let what = format!(
                "`{}` can't leave `{}` by {}",
                self.variable.name, row.from.value, self.last_day
            );
            let advice = Diagnostic::new(Code::NeverLeft, row.from.place, what);
            found.push(advice.help("look at the moves out of it: their conditions and delays"));
            return;
        }
        for written in &row.moves {
            let MoveBy::After(literal) = &written.by else { continue };
            if let Some(delay) = delays.iter().find(|delay| delay.place == literal.place) {
                self.long(delay, entered, literal.place, found);
            }
        }
    }

    fn by_chance(&self, from: u16) -> bool {
        let Some(moves) = self.compiled.moves_from(from) else { return false };
        moves.moves.iter().any(|chance| self.can(chance.condition.as_deref()) && has_chance(chance))
    }

    fn in_time(&self, delay: &Delay, entered: usize) -> bool {
        let due = least_step(self.compiled, delay, entered, (RARE, self.possible));
        due <= self.possible.last() && self.can(delay.condition.as_deref())
    }

    fn can(&self, condition: Option<&crate::formula::Condition>) -> bool {
        condition.is_none_or(|c| self.possible.can(c))
    }

    /// Reports a delay that ends after the clock in more than half of its draws.
    fn long(&self, delay: &Delay, entered: usize, place: Place, found: &mut Vec<Diagnostic>) {
        if least_step(self.compiled, delay, entered, (0.5, self.possible)) > self.possible.last() {
            let what = format!("more often than not this delay lasts beyond {}", self.last_day);
            found.push(
                Diagnostic::new(Code::LongDelay, place, what)
                    .help("is the unit right? otherwise a later `until` shows what comes of it"),
            );
        }
    }
}
