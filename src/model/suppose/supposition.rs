//! A supposition: interventions and evidence on top of a model.

use crate::diagnostic::Place;
use crate::formula::{Condition, Read, VariableId};
use crate::model::uncertain::Overrides;
use jiff::civil::Date;

/// The interventions, the evidence and the overridden numbers on top of a model.
#[derive(Clone, Debug, Default)]
pub struct Supposition {
    /// The interventions: variables held at a value, whatever their causes.
    pub interventions: Vec<Intervention>,
    /// The evidence: conditions that trials must satisfy to count, each with its text.
    pub evidence: Vec<(Condition, String)>,
    /// The evidence split at every top-level `and`.
    pub clauses: Vec<Clause>,
    /// Unsure reports, each a factor on the weight of a trial.
    pub reports: Vec<Report>,
    /// The steps at which watched processes made no move.
    pub still: Vec<Still>,
    /// The step of today, if the scenario has news or a day of its own.
    pub today: Option<usize>,
    /// Values given to the model's parameters.
    pub numbers: Overrides,
}

/// A part of the evidence between top-level `and`s.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The condition.
    pub condition: Condition,
    /// The part as written, and for news the day on which it holds.
    pub text: String,
    /// Its place in the text that says it.
    pub place: Option<Place>,
}

/// An unsure report: where a case holds, it is so many times likelier to be heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The step at which its conditions are read.
    pub step: usize,
    /// Conditions, read at the step, with the factor on a trial's weight where each holds.
    pub cases: Vec<(Condition, f64)>,
    /// The report, as written.
    pub text: String,
    /// Its place in the text that says it.
    pub place: Option<Place>,
}

/// The steps at which a watched process is known to have made no move.
#[derive(Clone, Debug, PartialEq)]
pub struct Still {
    /// The process.
    pub variable: VariableId,
    /// The steps, ascending, from 1: its state is that of the step before.
    pub steps: Vec<usize>,
    /// The place of the text that says that it is watched.
    pub place: Option<Place>,
}

impl Supposition {
    /// Whether anything is learnt: evidence, reports or silence.
    pub fn learns(&self) -> bool {
        let is_still = self.still.iter().any(|still| !still.steps.is_empty());
        !self.evidence.is_empty() || !self.reports.is_empty() || is_still
    }

    /// Returns the part beyond that of the news, with which it begins.
    #[must_use]
    pub fn beyond(&self, news: &Self) -> Self {
        Self {
            interventions: self.interventions.clone(),
            evidence: self.evidence[news.evidence.len()..].to_vec(),
            clauses: self.clauses[news.clauses.len()..].to_vec(),
            numbers: self.numbers.clone(),
            ..Self::default()
        }
    }

    /// Every condition in what is learnt: those of the evidence, then those of reports.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let cases = self.reports.iter().flat_map(|report| &report.cases);
        let evidence = self.evidence.iter().map(|(condition, _)| condition);
        evidence.chain(cases.map(|(condition, _)| condition))
    }

    /// The processes that are known to have made no move at some steps.
    pub fn silent(&self) -> impl Iterator<Item = VariableId> {
        let silent = self.still.iter().filter(|still| !still.steps.is_empty());
        silent.map(|still| still.variable)
    }

    /// Whether a process is known to have made no move at a step.
    pub fn is_still(&self, process: VariableId, step: usize) -> bool {
        let of_it = self.still.iter().filter(|still| still.variable == process);
        of_it.into_iter().any(|still| still.steps.binary_search(&step).is_ok())
    }

    /// Visits the variables that trials compute and that the evidence, a report or silence is about.
    pub fn for_each_variable(&self, visit: &mut dyn FnMut(VariableId)) {
        let mut note = |read: Read| {
            if read.is_in_trial() {
                visit(read.variable);
            }
        };
        self.conditions().for_each(|condition| condition.for_each_read(&mut note));
        self.silent().for_each(visit);
    }

    /// A copy without reports: what is learnt for sure.
    #[must_use]
    pub fn sure(&self) -> Self {
        Self { reports: Vec::new(), ..self.clone() }
    }

    /// The intervention that holds a variable at a step, the one that begins last; `None` if there is none.
    pub fn held(&self, variable: VariableId, step: usize) -> Option<&Intervention> {
        let of_it =
            self.interventions.iter().filter(|intervention| intervention.variable == variable);
        of_it
            .filter(|intervention| intervention.holds_at(step))
            .max_by_key(|intervention| intervention.from_step)
    }

    /// Whether an intervention on a variable ends at or after `step` and no other holds the variable in the step
    /// after its end.
    pub fn is_let_go(&self, variable: VariableId, step: usize) -> bool {
        let of_it =
            || self.interventions.iter().filter(|intervention| intervention.variable == variable);
        // the step after the end of an intervention
        of_it().any(|intervention| {
            intervention.to_step != usize::MAX
                && intervention.to_step >= step
                && self.held(variable, intervention.to_step + 1).is_none()
        })
    }

    /// Whether an intervention on a variable has an end.
    pub fn is_held_for_a_while(&self, variable: VariableId) -> bool {
        self.interventions.iter().any(|intervention| {
            intervention.variable == variable && intervention.to_step != usize::MAX
        })
    }

    /// Whether an intervention holds a variable at every step.
    pub fn is_always_held(&self, variable: VariableId) -> bool {
        let of_it = |intervention: &&Intervention| intervention.variable == variable;
        let all = |intervention: &Intervention| {
            intervention.from_step == 0 && intervention.to_step == usize::MAX
        };
        self.interventions.iter().filter(of_it).any(all)
    }
}

/// An intervention: a variable held at a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervention {
    /// The variable that is held.
    pub variable: VariableId,
    /// The value at which it is held.
    pub value: InterventionValue,
    /// The first step at which it is held.
    pub from_step: usize,
    /// The last step at which it is held; `usize::MAX` if there is no end.
    pub to_step: usize,
    /// The intervention as written.
    pub text: String,
    /// Dates as written that are between two steps, each with the day of the step that is used.
    pub moved_dates: Vec<(Date, Date)>,
}

impl Intervention {
    /// Whether it holds its variable at a step.
    pub fn holds_at(&self, step: usize) -> bool {
        (self.from_step..=self.to_step).contains(&step)
    }
}

/// The value at which a variable is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum InterventionValue {
    /// The outcome of a choice, event or process.
    Outcome(u16),
    /// The value of a series or quantity.
    Number(f64),
}
