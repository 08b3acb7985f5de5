//! The facts that weigh trials, by the step at which each becomes known.

use super::ahead::Ahead;
use super::constraints::{AllowedAt, Constraints, of_clauses};
use crate::engine::evidence::Absorbed;
use crate::formula::{Condition, Number, VariableId};
use crate::model::{Kind, Model, Supposition, settles_at_start};
use std::sync::Arc;

/// Something that is known at the end of a step.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    /// The condition holds: other trials don't count.
    Holds(Condition),
    /// An unsure report: a trial's weight is multiplied by the factor of each case that holds.
    Report(Vec<(Condition, f64)>),
    /// The process is in the state of the step before.
    Still(VariableId),
}

/// The evidence that is not absorbed exactly.
#[derive(Clone, Debug)]
pub(crate) struct Learning {
    /// By step, up to the last one with a fact.
    facts: Vec<Vec<Fact>>,
    /// The outcomes that are allowed for events.
    events: Vec<AllowedAt>,
    /// By variable: the constraints of the facts on the states of a process.
    pub(crate) processes: Vec<Option<Constraints>>,
    /// By variable: the chance to meet the facts to come, from each state of a process.
    pub(crate) guides: Vec<Option<Arc<Ahead>>>,
}

impl Learning {
    /// Finds what is not absorbed; `None` if it is nothing, or if all of it is known only at the end and restricts
    /// no draw, so that finished trials are simply kept or left out.
    pub(crate) fn new(
        model: &Model,
        supposition: &Supposition,
        absorbed: &Absorbed,
    ) -> Option<Self> {
        let last = model.timeline.last();
        let mut facts: Vec<Vec<Fact>> = Vec::new();
        let mut add = |step: usize, fact: Fact| {
            facts.resize_with(facts.len().max(step + 1), Vec::new);
            facts[step].push(fact);
        };
        let open = absorbed.unabsorbed(supposition);
        let clauses: Vec<&Condition> =
            open.clauses.iter().map(|at| &supposition.clauses[*at].condition).collect();
        for clause in &clauses {
            add(known_from(clause, model, supposition), Fact::Holds((*clause).clone()));
        }
        for report in open.reports.iter().map(|at| &supposition.reports[*at]) {
            add(report.step, Fact::Report(report.cases.clone()));
        }
        for still in &open.still {
            still.steps.iter().for_each(|step| add(*step, Fact::Still(still.variable)));
        }
        let is_open = |id: VariableId| {
            let is_made = supposition.interventions.iter().any(|made| made.variable == id);
            !absorbed.is_about(id) && !is_made
        };
        let (processes, events) = of_clauses(model, (&clauses, &open.still), &is_open);
        let is_guided = !events.is_empty() || processes.iter().any(Option::is_some);
        let is_filter = |(step, facts): (usize, &Vec<Fact>)| {
            facts.is_empty()
                || step == last && facts.iter().all(|fact| matches!(fact, Fact::Holds(_)))
        };
        if !is_guided && facts.iter().enumerate().all(is_filter) {
            return None;
        }
        let guides = vec![None; model.variables.len()];
        Some(Self { facts, events, processes, guides })
    }

    /// Returns the evidence with these guides, by variable.
    pub(crate) fn guided_by(&self, guides: Vec<Option<Arc<Ahead>>>) -> Self {
        Self { guides, ..self.clone() }
    }

    /// Returns the evidence with the guides of the same evidence in other numbers: any positive function may guide. `None`
    /// if it constrains processes otherwise.
    pub(crate) fn guided_as(&self, other: &Self) -> Option<Self> {
        (self.processes == other.processes).then(|| self.guided_by(other.guides.clone()))
    }

    /// The facts that become known at the end of a step.
    pub(crate) fn at(&self, step: usize) -> &[Fact] {
        self.facts.get(step).map_or(&[], Vec::as_slice)
    }

    /// The last step at which a fact becomes known.
    pub(crate) fn last(&self) -> usize {
        self.facts.len().saturating_sub(1)
    }

    /// The outcomes allowed for an event drawn at a step, ascending; `None` if all are.
    pub(crate) fn allowed(&self, variable: VariableId, step: usize) -> Option<Vec<u16>> {
        let mut own = self.events.iter().filter(|allowed| allowed.is_for(variable, step));
        let mut outcomes = own.next()?.outcomes.clone();
        own.for_each(|more| outcomes.retain(|outcome| more.outcomes.contains(outcome)));
        Some(outcomes)
    }

    /// Whether some outcomes of the event are not allowed at some step.
    pub(crate) fn restricts(&self, variable: VariableId) -> bool {
        self.events.iter().any(|allowed| allowed.variable == variable)
    }

    /// Whether trials of a block may come to depend on each other: facts are known before the last step.
    pub(crate) fn resamples(&self, last: usize) -> bool {
        self.facts.iter().take(last).any(|facts| !facts.is_empty())
    }
}

/// The step from which a condition of the evidence is true or false for good.
fn known_from(condition: &Condition, model: &Model, supposition: &Supposition) -> usize {
    let timeline = &model.timeline;
    let each = |some: &[Condition]| {
        some.iter().map(|c| known_from(c, model, supposition)).max().unwrap_or(0)
    };
    match condition {
        Condition::Constant(_) => 0,
        Condition::At(_, Number::Constant(day)) | Condition::By(_, Number::Constant(day)) => {
            timeline.step_at(*day).unwrap_or(0)
        }
        Condition::Not(a) => known_from(a, model, supposition),
        Condition::And(some) | Condition::Or(some) => each(some),
        Condition::If(c, a, b) => [c, a, b]
            .map(|part| known_from(part, model, supposition))
            .into_iter()
            .max()
            .unwrap_or(0),
        Condition::Is { variable, .. } if is_settled(model, supposition, *variable) => 0,
        _ => timeline.last(),
    }
}

/// Whether a variable is settled at the start and never changes.
fn is_settled(model: &Model, supposition: &Supposition, id: VariableId) -> bool {
    let variable = model.variable(id);
    let is_made = supposition.interventions.iter().any(|made| made.variable == id);
    let is_start = matches!(variable.kind, Kind::Choice(_)) || settles_at_start(variable);
    is_start && !is_made
}
