//! The states that processes can move to, and those that they must have left.

use super::{Can, Support, View};
use crate::formula::VariableId;
use crate::model::advice::reach::{longest, quantile};
use crate::model::evaluate::{Set, has_chance, is_sure};
use crate::model::timeline::{Length, NO_STEP};
use crate::model::tree::{Delay, Kind, Model, Process};

/// When a state can have been entered, in days since step 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    /// The first step at which the state is possible.
    step: usize,
    /// A moment before which it can't have been entered.
    first: f64,
    /// A moment after which it can't have been entered, up to the last step found.
    last: f64,
}

/// The entries before any step is found.
pub(super) fn no_entries(model: &Model) -> Vec<Vec<Option<Entry>>> {
    let states = |kind: &Kind| match kind {
        Kind::Process(process) => process.moves.len(),
        _ => 0,
    };
    model.variables.iter().map(|variable| vec![None; states(&variable.kind)]).collect()
}

impl Support<'_> {
    /// The states that a process can have after those before; `now` has those found so far.
    pub(super) fn moved(
        &self,
        id: VariableId,
        process: &Process,
        (before, now): (&Set, &Set),
        view: &View,
    ) -> Set {
        let mut found = Set::default();
        for from in 0..process.moves.len() as u16 {
            let mut is_left = false;
            if before.has(from) {
                for (to, is_certain) in self.by_chance(process, from, view) {
                    found.add(to);
                    is_left |= is_certain;
                }
            }
            if before.has(from) || now.has(from) {
                for delay in &process.delays[usize::from(from)] {
                    let open = self.opens(delay, view);
                    if open.hold && self.is_due(id, from, (process, delay), view.step) {
                        found.add(delay.to);
                    }
                    is_left |= !open.fail && self.is_over(id, from, delay, view.step);
                }
            }
            if before.has(from) && !is_left {
                found.add(from);
            }
        }
        found
    }

    /// The states to which chances out of a state can lead, and whether they are certain to.
    fn by_chance(&self, process: &Process, from: u16, view: &View) -> Vec<(u16, bool)> {
        let moves = process.moves_from(from).map(|moves| moves.moves.as_slice());
        let mut found = Vec::new();
        for chance in moves.unwrap_or_default() {
            let open = chance
                .condition
                .as_ref()
                .map_or(Can { hold: true, fail: false }, |c| self.can(c, view));
            let is_possible = open.hold && has_chance(chance);
            let is_certain = !open.fail && is_sure(chance);
            if is_possible || is_certain {
                found.push((chance.to, is_certain));
            }
        }
        found
    }

    fn opens(&self, delay: &Delay, view: &View) -> Can {
        delay.condition.as_ref().map_or(Can { hold: true, fail: false }, |c| self.can(c, view))
    }

    /// Whether a delay can end by a step, for the earliest time at which its state can have been entered: with a
    /// delay that leads there, up to a step before the state is seen.
    fn is_due(
        &self,
        id: VariableId,
        from: u16,
        (process, delay): (&Process, &Delay),
        step: usize,
    ) -> bool {
        let timeline = &self.model.timeline;
        let entry = self.entries[id.index()][usize::from(from)];
        let entered = entry.map_or(step, |entry| entry.step);
        let began = match (entry, entered.checked_sub(1)) {
            (_, None) => -process.since_days,
            (Some(entry), Some(_)) => entry.first,
            (None, Some(before)) => timeline.moment_of(before),
        };
        let length = Length { amount: quantile(&delay.after, 0.0), counts: delay.counts };
        let due = timeline.step_from(timeline.end_of(length, began, entered));
        due != NO_STEP && step >= due as usize
    }

    /// Whether a delay is over by a step in every trial that was in its state before; never for a process that is made
    /// to have a state.
    fn is_over(&self, id: VariableId, from: u16, delay: &Delay, step: usize) -> bool {
        let Some(entry) = self.entries[id.index()][usize::from(from)] else { return false };
        let end = self.latest_end(delay, entry.last).filter(|_| !self.is_made(id));
        end.is_some_and(|end| self.model.timeline.has_come(end, step))
    }

    fn is_made(&self, id: VariableId) -> bool {
        self.supposition.interventions.iter().any(|made| made.variable == id)
    }

    /// The latest moment at which a delay ends that began at a moment; `None` if it has no greatest length.
    fn latest_end(&self, delay: &Delay, began: f64) -> Option<f64> {
        // a drawn delay of zero takes a step, which may be longer than the greatest
        let amount = longest(&delay.after).filter(|_| quantile(&delay.after, 0.0) > 0.0)?;
        let length = Length { amount, counts: delay.counts };
        Some(self.model.timeline.end_of(length, began, self.sets.len()))
    }

    /// Notes when the states of processes can have been entered, after the sets of a step are found.
    pub(super) fn enter(
        &mut self,
        before: Option<&[Set]>,
        now: &[Set],
        union: &[Set],
        step: usize,
    ) {
        for index in 0..now.len() {
            let Kind::Process(process) = &self.model.variables[index].kind else { continue };
            let view = View { step, now: union, is_rule: true };
            let before = before.map(|before| &before[index]);
            let found =
                self.entered(VariableId(index as u32), process, (before, &now[index]), &view);
            for (entry, found) in self.entries[index].iter_mut().zip(found) {
                let Some((first, last)) = found else { continue };
                match entry {
                    Some(entry) => entry.last = entry.last.max(last),
                    None => *entry = Some(Entry { step, first, last }),
                }
            }
        }
    }

    /// The first and the last moment at which each state can have been entered in a step.
    fn entered(
        &self,
        id: VariableId,
        process: &Process,
        (before, now): (Option<&Set>, &Set),
        view: &View,
    ) -> Vec<Option<(f64, f64)>> {
        let (states, timeline) = (process.moves.len() as u16, &self.model.timeline);
        let in_all = |at| (0..states).map(|state| now.has(state).then_some(at)).collect();
        let Some(before) = before else {
            return in_all((-process.since_days, -process.since_days));
        };
        let (start, end) = (timeline.moment_of(view.step - 1), timeline.moment_of(view.step));
        if self.is_made(id) {
            return in_all((start, end));
        }
        let mut found: Vec<Option<(f64, f64)>> = vec![None; usize::from(states)];
        for from in (0..states).filter(|from| before.has(*from)) {
            for (to, _) in self.by_chance(process, from, view) {
                found[usize::from(to)] = Some((end, end));
            }
        }
        // states that are passed within the step: each round follows one more delay
        for _ in 0..=states {
            let mut is_changed = false;
            for from in (0..states).filter(|from| before.has(*from) || now.has(*from)) {
                for delay in &process.delays[usize::from(from)] {
                    if !self.opens(delay, view).hold
                        || !self.is_due(id, from, (process, delay), view.step)
                    {
                        continue;
                    }
                    let old = self.entries[id.index()][usize::from(from)]
                        .filter(|_| before.has(from))
                        .map(|entry| (entry.first, entry.last));
                    for began in [old, found[usize::from(from)]].into_iter().flatten() {
                        let (first, last) = self.ended(delay, began);
                        let ended = (first.clamp(start, end), last.clamp(start, end));
                        let to = &mut found[usize::from(delay.to)];
                        let both = to.map_or(ended, |(a, b)| (ended.0.min(a), ended.1.max(b)));
                        is_changed |= to.replace(both) != Some(both);
                    }
                }
            }
            if !is_changed {
                return found;
            }
        }
        in_all((start, end))
    }

    /// The first and the last moment at which a delay ends, for those at which it can have begun.
    fn ended(&self, delay: &Delay, (first, last): (f64, f64)) -> (f64, f64) {
        let length = Length { amount: quantile(&delay.after, 0.0), counts: delay.counts };
        let from = self.model.timeline.end_of(length, first, self.sets.len());
        // a move that waits for a condition comes later
        let to = self.latest_end(delay, last).filter(|_| delay.condition.is_none());
        (from, to.unwrap_or(f64::INFINITY))
    }
}
