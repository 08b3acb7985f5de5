//! Constraints of clauses on single variables: allowed states of processes and outcomes of events, by step.

use crate::formula::{Condition, Interned, Number, VariableId};
use crate::model::{Kind, Model, Settled, Still};

/// The most conditions that a process has to reach for which its guide keeps apart whether it has.
const MOST_REACHED: usize = 3;

/// The outcomes that an event drawn within some steps may have.
#[derive(Clone, Debug)]
pub(crate) struct AllowedAt {
    /// The event.
    pub(super) variable: VariableId,
    /// The first and the last of the steps.
    steps: (usize, usize),
    /// The outcomes, ascending.
    pub(super) outcomes: Vec<u16>,
}

impl AllowedAt {
    /// Whether it restricts a draw of an event at a step.
    pub(super) fn is_for(&self, variable: VariableId, step: usize) -> bool {
        self.variable == variable && (self.steps.0..=self.steps.1).contains(&step)
    }
}

/// The constraints of the facts on the states of one process.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Constraints {
    /// Within these steps, first to last, the state is one of those marked.
    pub(super) within: Vec<((usize, usize), Vec<bool>)>,
    /// The states to be entered by a step.
    pub(super) reach: Vec<Reach>,
    /// The steps in which it makes no move, ascending.
    pub(super) still: Vec<usize>,
}

/// States of which one is to be entered by a step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reach {
    /// The condition, which has a monitor.
    pub(crate) condition: Interned<Condition>,
    /// By state: whether it is one of them.
    pub(super) states: Vec<bool>,
    /// The step.
    pub(super) by: usize,
}

impl Constraints {
    /// The last step of which they say anything.
    pub(crate) fn last(&self) -> usize {
        let within = self.within.iter().map(|(steps, _)| steps.1);
        let reach = self.reach.iter().map(|reach| reach.by);
        within.chain(reach).chain(self.still.last().copied()).max().unwrap_or(0)
    }

    /// Whether a state is allowed at a step.
    pub(super) fn allows(&self, step: usize, state: usize) -> bool {
        let is_out = |((from, to), states): &((usize, usize), Vec<bool>)| {
            (*from..=*to).contains(&step) && !states[state]
        };
        !self.within.iter().any(is_out)
    }
}

/// Returns what clauses and silence say about each process, by variable, and about events. Only variables that are
/// `open`, that is drawn from their own chances, are looked at.
pub(super) fn of_clauses(
    model: &Model,
    (clauses, still): (&[&Condition], &[Still]),
    is_open: &dyn Fn(VariableId) -> bool,
) -> (Vec<Option<Constraints>>, Vec<AllowedAt>) {
    let processes = vec![None; model.variables.len()];
    let mut finder = Finder { model, is_open, processes, events: Vec::new() };
    for clause in clauses {
        finder.holds(clause, model.timeline.last(), true);
    }
    for still in still.iter().filter(|still| is_open(still.variable)) {
        let own = finder.process(still.variable);
        own.still.extend(&still.steps);
        own.still.sort_unstable();
        own.still.dedup();
    }
    (finder.processes, finder.events)
}

struct Finder<'a> {
    model: &'a Model,
    is_open: &'a dyn Fn(VariableId) -> bool,
    processes: Vec<Option<Constraints>>,
    events: Vec<AllowedAt>,
}

impl Finder<'_> {
    fn process(&mut self, id: VariableId) -> &mut Constraints {
        self.processes[id.index()].get_or_insert_default()
    }

    /// Notes that a condition holds, or does not, at the end of a step.
    fn holds(&mut self, condition: &Condition, step: usize, holds: bool) {
        let day = |day: &Number| match day {
            Number::Constant(day) => self.model.timeline.step_at(*day),
            _ => None,
        };
        match condition {
            Condition::Not(inner) => self.holds(inner, step, !holds),
            Condition::At(inner, when) => {
                if let Some(at) = day(when) {
                    self.holds(inner, at, holds);
                }
            }
            Condition::Ever(inner) => self.has_held(inner, step, holds),
            Condition::By(inner, when) => {
                if let Some(by) = day(when) {
                    self.has_held(inner, by.min(step), holds);
                }
            }
            _ => {
                if let Some((variable, outcomes)) = self.states_of(condition) {
                    let kept = outcomes.into_iter().map(|is_in| is_in == holds).collect();
                    return self.within(variable, (step, step), kept);
                }
                match condition {
                    Condition::And(all) if holds => {
                        for part in all {
                            self.holds(part, step, true);
                        }
                    }
                    Condition::Or(any) if !holds => {
                        for part in any {
                            self.holds(part, step, false);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Notes that a condition has held by the end of a step, or has never held until then.
    fn has_held(&mut self, inner: &Interned<Condition>, by: usize, holds: bool) {
        let Some((variable, states)) = self.states_of(inner) else { return };
        if !holds {
            return self.within(
                variable,
                (0, by),
                states.into_iter().map(|is_in| !is_in).collect(),
            );
        }
        if self.is_process(variable) && (self.is_open)(variable) {
            let own = self.process(variable);
            if own.reach.len() < MOST_REACHED {
                own.reach.push(Reach { condition: inner.clone(), states, by });
            }
        }
    }

    fn is_process(&self, id: VariableId) -> bool {
        matches!(self.model.variable(id).kind, Kind::Process(_))
    }

    /// Notes that the outcome of a variable is one of those marked, within some steps.
    fn within(&mut self, id: VariableId, steps: (usize, usize), kept: Vec<bool>) {
        if !(self.is_open)(id) {
            return;
        }
        let event = match &self.model.variable(id).kind {
            Kind::Process(_) => return self.process(id).within.push((steps, kept)),
            Kind::Event(event) => event,
            _ => return,
        };
        let last = self.model.timeline.last();
        let steps = match event.settled {
            Settled::AtStart => (0, 0),
            Settled::EachStep => steps,
            // once it is settled, it stays so
            Settled::When(_) => (0, steps.1),
            Settled::AtEnd if steps.1 == last => (last, last),
            Settled::AtEnd => return,
        };
        let outcomes = (0..).zip(&kept).filter(|(_, kept)| **kept).map(|(outcome, _)| outcome);
        self.events.push(AllowedAt { variable: id, steps, outcomes: outcomes.collect() });
    }

    /// The variable that alone decides a condition at the end of a step, and by outcome whether it then holds.
    fn states_of(&self, condition: &Condition) -> Option<(VariableId, Vec<bool>)> {
        match condition {
            Condition::Is { variable, outcomes, .. } => {
                let all = 0..self.model.variable(*variable).outcomes.len() as u16;
                Some((*variable, all.map(|outcome| outcomes.contains(&outcome)).collect()))
            }
            Condition::Not(inner) => {
                let (id, states) = self.states_of(inner)?;
                Some((id, states.into_iter().map(|is_in| !is_in).collect()))
            }
            Condition::And(some) => self.combined(some, |a, b| a && b),
            Condition::Or(some) => self.combined(some, |a, b| a || b),
            _ => None,
        }
    }

    fn combined(
        &self,
        some: &[Condition],
        combine: impl Fn(bool, bool) -> bool,
    ) -> Option<(VariableId, Vec<bool>)> {
        let mut found: Option<(VariableId, Vec<bool>)> = None;
        for part in some {
            let (id, states) = self.states_of(part)?;
            found = Some(match found {
                None => (id, states),
                Some((known, before)) if known == id => {
                    (id, before.into_iter().zip(states).map(|(a, b)| combine(a, b)).collect())
                }
                Some(_) => return None,
            });
        }
        found
    }
}
