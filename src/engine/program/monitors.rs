//! Finds the monitors and snapshots that a program keeps from step to step for its model, questions and
//! evidence.

use super::build::{Program, SeenNumber, SeenOutcome, Snapshot, Tracker};
use crate::formula::{Access, Category, Condition, Interned, Number, Part, VariableId};
use crate::model::{Asked, Kind};
use std::sync::Arc;

impl<'a> Program<'a> {
    /// Finds the processes whose time in their state is read, by formulas or by delays.
    pub(crate) fn find_entered_is_read(&mut self) {
        for (id, variable) in self.model.variables.iter().enumerate() {
            if let Kind::Process(process) = &variable.kind {
                let has_delays = process.delays.iter().any(|delays| !delays.is_empty());
                self.entered_is_read[self.slots[id].process] |= has_delays;
            }
            for read in self.model.dependencies.reads(VariableId(id as u32)) {
                if read.access == Access::Elapsed {
                    let slot = self.slots[read.variable.index()].process;
                    self.entered_is_read[slot] = true;
                }
            }
        }
    }

    /// Finds the columns that are read as of the step before.
    pub(crate) fn find_seen_before(&mut self) {
        let mut seen = vec![false; self.slots.len()];
        let mut elapsed = vec![false; self.slots.len()];
        for (id, variable) in self.model.variables.iter().enumerate() {
            if variable.moves() {
                seen[id] = true;
                for read in self.model.dependencies.later(VariableId(id as u32)) {
                    let index = read.variable.index();
                    match read.access {
                        Access::Parameter => {}
                        Access::Elapsed => (seen[index], elapsed[index]) = (true, true),
                        Access::Outcome | Access::Value => seen[index] = true,
                    }
                }
            }
        }
        for (id, variable) in self.model.variables.iter().enumerate().filter(|(id, _)| seen[*id]) {
            if elapsed[id] {
                self.entered_seen_before.push(self.slots[id].process);
            }
            if variable.is_number() {
                let is_built_again = matches!(variable.kind, Kind::Series(_));
                let slot = self.slots[id].number;
                self.numbers_seen_before.push(SeenNumber { slot, is_built_again });
            } else {
                let slot = self.slots[id];
                let process = matches!(variable.kind, Kind::Process(_)).then_some(slot.process);
                self.outcomes_seen_before.push(SeenOutcome { slot: slot.outcome, process });
            }
        }
    }

    /// Finds the conditions to monitor and the snapshots to take.
    pub(crate) fn find_tracked(&mut self) {
        for memory in &self.model.monitored {
            self.track(&memory.condition, memory.is_counted);
        }
        self.summaries = Arc::new(self.model.summaries.clone());
        for question in self.asked.clone() {
            self.track_asked(&question.asked);
            if let Some((given, _)) = &question.given {
                self.track_condition(given);
            }
        }
        let reports = self.supposition.reports.iter().flat_map(|report| &report.cases);
        for (condition, _) in reports {
            self.track_condition(condition);
        }
        for (condition, _) in &self.supposition.evidence {
            self.track_condition(condition);
        }
    }

    /// Finds the conditions that need only a count of trials by the step in which they first hold, because
    /// nothing reads that step in a single trial.
    pub(crate) fn find_first_read(&mut self) {
        if self.supposition.learns() || self.paths.is_some() {
            return;
        }
        // rules read whether and how often a condition has held, never when
        let mut read: Vec<&Interned<Condition>> = Vec::new();
        for question in &self.asked {
            let passage = question.asked.passage().map(|(condition, _)| condition);
            let mut note = |part: Part<'a>| read.extend(first_read(part));
            match (passage, &question.given) {
                (Some(condition), None) => condition.walk(&mut |part, _| note(part)),
                (None, None) => note_asked(&question.asked, &mut note),
                (_, Some((given, _))) => {
                    given.walk(&mut |part, _| note(part));
                    note_asked(&question.asked, &mut note);
                    // only some trials count, and these step by step
                    read.extend(passage);
                }
            }
        }
        for tracker in Arc::make_mut(&mut self.trackers) {
            tracker.is_first_read = read.contains(&&tracker.condition);
        }
    }

    fn track(&mut self, condition: &Interned<Condition>, is_counted: bool) {
        match self.tracker(condition) {
            Some(at) => Arc::make_mut(&mut self.trackers)[at].is_counted |= is_counted,
            None => Arc::make_mut(&mut self.trackers).push(Tracker {
                condition: condition.clone(),
                is_counted,
                is_first_read: true,
            }),
        }
    }

    fn track_asked(&mut self, asked: &Asked) {
        match asked {
            Asked::Condition(condition) => self.track_condition(condition),
            Asked::Category(Category { variable, at: Some(day) }) => {
                if let Some(step) = self.step_of(day) {
                    self.keep(Snapshot::Outcome(*variable, step));
                }
            }
            Asked::Category(_) => {}
            Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
                self.track_number(number);
            }
            Asked::Joint(parts) => parts.iter().for_each(|(_, part)| self.track_asked(part)),
        }
    }

    fn keep(&mut self, snapshot: Snapshot) {
        if !self.snapshots.contains(&snapshot) {
            Arc::make_mut(&mut self.snapshots).push(snapshot);
        }
    }

    fn track_condition(&mut self, condition: &Condition) {
        condition.walk(&mut |part, _| self.track_part(part));
    }

    fn track_number(&mut self, number: &Number) {
        number.walk(&mut |part, _| self.track_part(part));
    }

    fn track_part(&mut self, part: Part) {
        match part {
            Part::Condition(Condition::Ever(a) | Condition::By(a, _) | Condition::Before(a))
            | Part::Number(Number::First(a)) => self.track(a, false),
            Part::Number(Number::Count(a)) => self.track(a, true),
            Part::Number(Number::SoFar(how, a)) if self.summary(how, a).is_none() => {
                Arc::make_mut(&mut self.summaries).push((how.clone(), a.clone()));
            }
            Part::Condition(Condition::At(a, day)) => {
                if let Some(step) = self.step_of(day) {
                    self.keep(Snapshot::Truth(a.clone(), step));
                }
            }
            Part::Number(Number::At(a, day)) => {
                if let Some(step) = self.step_of(day) {
                    let snapshot = (a.clone(), step);
                    if !self.number_snapshots.contains(&snapshot) {
                        Arc::make_mut(&mut self.number_snapshots).push(snapshot);
                    }
                }
            }
            Part::Number(Number::Elapsed(process)) => {
                self.entered_is_read[self.slots[process.index()].process] = true;
            }
            Part::Condition(_) | Part::Number(_) => {}
        }
    }
}

/// The condition whose first step a part of a formula reads.
fn first_read(part: Part<'_>) -> Option<&Interned<Condition>> {
    match part {
        Part::Condition(Condition::By(inner, _)) | Part::Number(Number::First(inner)) => {
            Some(inner)
        }
        Part::Condition(_) | Part::Number(_) => None,
    }
}

/// Visits the parts of all formulas of a question.
fn note_asked<'a>(asked: &'a Asked, note: &mut impl FnMut(Part<'a>)) {
    match asked {
        Asked::Condition(condition) => condition.walk(&mut |part, _| note(part)),
        Asked::Category(_) => {}
        Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
            number.walk(&mut |part, _| note(part));
        }
        Asked::Joint(parts) => parts.iter().for_each(|(_, part)| note_asked(part, note)),
    }
}
