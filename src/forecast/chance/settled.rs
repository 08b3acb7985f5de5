//! Probabilities that the model or the suppositions determine, so that nothing is estimated.

use super::spread::ROUNDING;
use crate::forecast::answer::{
    Answer, Body, DateSummary, Estimate, Figure, JointTable, NumberSummary, ProcessTimeline,
    Settled,
};
use crate::forecast::listed::listed;
use crate::forecast::number::dates::day;
use crate::formula::{Category, Condition, Interned, Number, Reading, VariableId};
use crate::model::{Asked, Model, Question, Support, Supposition};

/// The support of the model, with and without the suppositions.
pub struct Known<'a> {
    model: &'a Model,
    with: Support<'a>,
    /// `None` if there are no suppositions.
    without: Option<Support<'a>>,
}

/// The text between the outcomes of a cell of a joint table.
pub const JOINED: &str = " · ";

/// An empty supposition, to borrow from.
#[derive(Default)]
pub struct Nothing(Supposition);

impl<'a> Known<'a> {
    /// Computes the supports; `None` if the model is too large.
    pub fn new(
        model: &'a Model,
        supposition: &'a Supposition,
        nothing: &'a Nothing,
    ) -> Option<Self> {
        let with = Support::new(model, supposition)?;
        let is_plain = supposition.interventions.is_empty() && !supposition.learns();
        let without = if is_plain { None } else { Some(Support::new(model, &nothing.0)?) };
        Some(Self { model, with, without })
    }

    /// Replaces sampled probabilities by determined ones if both agree.
    pub(crate) fn settle(&self, question: &Question, answer: &mut Answer) {
        match (&question.asked, &mut answer.body) {
            (Asked::Condition(condition), Body::Condition(estimate)) => {
                self.put(condition, question, estimate);
            }
            (Asked::Category(category), Body::Category(outcomes)) => {
                let shown = &self.model.variable(category.variable).shown;
                for (outcome, (_, estimate)) in shown.iter().zip(outcomes) {
                    self.put(&category_is(category, *outcome), question, estimate);
                }
            }
            (Asked::Date(Number::First(inner)), Body::Date(date)) => {
                let ever = Condition::Ever(inner.clone());
                self.put(&ever, question, &mut date.happens);
                self.day(inner, date);
            }
            (Asked::Number(number, _) | Asked::Duration(number), Body::Number(summary)) => {
                if let Some(value) = self.with.constant(number) {
                    put_number(value, summary);
                }
            }
            (Asked::Joint(parts), Body::Joint(table)) => self.joint(question, parts, table),
            _ => {}
        }
        self.by_step(question, &mut answer.timeline);
    }

    fn joint(&self, question: &Question, parts: &[(String, Asked)], table: &mut JointTable) {
        let sizes: Vec<usize> = table.outcomes.iter().map(Vec::len).collect();
        let listed: Vec<Vec<(usize, String)>> =
            parts.iter().map(|(_, part)| listed(self.model, part)).collect();
        for (cell, estimate) in table.cells.iter_mut().enumerate() {
            let mut left = cell;
            let mut all = Vec::new();
            for ((size, outcomes), (_, part)) in sizes.iter().zip(&listed).zip(parts).rev() {
                let (outcome, _) = outcomes[left % size];
                left /= size;
                all.extend(part_is(part, outcome));
            }
            if all.len() == parts.len() {
                self.put(&Condition::And(all), question, estimate);
            }
        }
    }

    /// The condition of the cell of a joint table with these outcomes, joined as `compare` has them.
    fn cell(&self, parts: &[(String, Asked)], outcome: &str) -> Option<Condition> {
        let names: Vec<&str> = outcome.split(JOINED).collect();
        let one = |((_, part), name): (&(String, Asked), &&str)| {
            let listed = listed(self.model, part);
            let (index, _) = listed.into_iter().find(|(_, own)| own == name)?;
            part_is(part, index)
        };
        if names.len() != parts.len() {
            return None;
        }
        parts.iter().zip(&names).map(one).collect::<Option<Vec<_>>>().map(Condition::And)
    }

    /// Settles the probability of a first passage by each step.
    fn by_step(&self, question: &Question, timeline: &mut [(jiff::civil::Date, Estimate)]) {
        let Some((inner, _)) = question.asked.passage().filter(|_| !timeline.is_empty()) else {
            return;
        };
        let with = self.with.settles_by_step(inner);
        let without = self.without.as_ref().map(|support| support.settles_by_step(inner));
        for (step, (_, estimate)) in timeline.iter_mut().enumerate() {
            let Some(holds) = with.get(step).copied().flatten() else { continue };
            let plain = without.as_ref().map_or(Some(holds), |steps| steps[step]);
            put(estimate, holds, kind(holds, plain));
        }
    }

    /// The day of a first passage that comes on the same day in every trial.
    fn day(&self, inner: &Condition, date: &mut DateSummary) {
        let by_step = self.with.settles_by_step(inner);
        let first = by_step.iter().position(|holds| *holds != Some(false));
        let Some(step) = first.filter(|step| by_step[*step] == Some(true)) else { return };
        let known = day(self.model.timeline.days[step]);
        for (_, figure) in &mut date.quantiles {
            if figure.day == known {
                figure.std_error = Some(0.0);
            }
        }
    }

    /// Settles the probabilities of states of processes by step.
    pub(crate) fn processes(&self, mut processes: Vec<ProcessTimeline>) -> Vec<ProcessTimeline> {
        for process in &mut processes {
            self.process(process);
        }
        processes
    }

    /// Settles the probability of each state of a process by step.
    fn process(&self, timeline: &mut ProcessTimeline) {
        let Some(id) = self.model.find(&timeline.process) else { return };
        let shown = &self.model.variable(id).shown;
        for (step, (_, estimates)) in timeline.steps.iter_mut().enumerate() {
            for (outcome, estimate) in shown.iter().zip(estimates) {
                let holds = self.with.settles_at(id, *outcome, step);
                let plain = match &self.without {
                    Some(without) => without.settles_at(id, *outcome, step),
                    None => holds,
                };
                if let Some(holds) = holds {
                    put(estimate, holds, kind(holds, plain));
                }
            }
        }
    }

    fn put(&self, condition: &Condition, question: &Question, estimate: &mut Estimate) {
        if let Some((holds, settled)) = self.holds(condition, question) {
            put(estimate, holds, settled);
        }
    }

    /// Whether a condition of a question holds, if that is determined, and the way.
    fn holds(&self, condition: &Condition, question: &Question) -> Option<(bool, Settled)> {
        let given = question.given.as_ref().map(|(given, _)| given);
        let holds = self.with.settles(condition, given)?;
        let plain = match &self.without {
            Some(without) => without.settles(condition, given),
            None => Some(holds),
        };
        Some((holds, kind(holds, plain)))
    }

    /// The day on which a first passage comes for certain, and not before; `None` if that is not determined.
    pub fn happened(&self, question: &Question) -> Option<jiff::civil::Date> {
        let (inner, _) = question.asked.passage()?;
        let by_step = self.with.settles_by_step(inner);
        let step = by_step.iter().position(|holds| *holds != Some(false))?;
        (by_step[step] == Some(true)).then(|| self.model.timeline.date(step)).flatten()
    }

    /// Returns the chance of an outcome of a question and the way in which it is determined, or the number; `None` if it
    /// is not determined.
    pub fn determined(&self, question: &Question, outcome: &str) -> Option<(f64, Option<Settled>)> {
        let condition = match &question.asked {
            Asked::Number(number, _) | Asked::Duration(number) => {
                return self.with.constant(number).map(|value| (value, None));
            }
            Asked::Condition(condition) => condition.clone(),
            Asked::Category(category) => {
                let outcomes = &self.model.variable(category.variable).outcomes;
                category_is(category, outcomes.iter().position(|own| own == outcome)? as u16)
            }
            Asked::Date(Number::First(inner)) => Condition::Ever(inner.clone()),
            Asked::Joint(parts) => self.cell(parts, outcome)?,
            Asked::Date(_) => return None,
        };
        let (holds, settled) = self.holds(&condition, question)?;
        Some((f64::from(u8::from(holds)), Some(settled)))
    }
}

/// The way in which a chance is determined, by its value with the suppositions and without.
fn kind(holds: bool, plain: Option<bool>) -> Settled {
    match (plain == Some(holds), holds) {
        (false, _) => Settled::Supposed,
        (true, true) => Settled::Certain,
        (true, false) => Settled::Impossible,
    }
}

/// Replaces the sampled probabilities of states by step that are determined.
pub(crate) fn settle_processes(
    model: &Model,
    supposition: &Supposition,
    processes: Vec<ProcessTimeline>,
) -> Vec<ProcessTimeline> {
    if processes.is_empty() {
        return processes;
    }
    let nothing = Nothing::default();
    match Known::new(model, supposition, &nothing) {
        Some(known) => known.processes(processes),
        None => processes,
    }
}

/// Replaces a sampled probability by a determined one if they agree. `plain` is the value that the model
/// determines without the suppositions.
fn put(estimate: &mut Estimate, holds: bool, settled: Settled) {
    let probability = if holds { 1.0 } else { 0.0 };
    // the value found must agree, up to rounding; it is NaN if no trial counts
    let is_near = (estimate.probability - probability).abs() <= ROUNDING;
    if !is_near {
        return;
    }
    *estimate = Estimate {
        probability,
        std_error: Some(0.0),
        sampling: Some((probability, probability)),
        range: None,
        settled: Some(settled),
    };
}

/// Puts a number that is the same in every trial in place of one that was counted and agrees with it.
fn put_number(value: f64, summary: &mut NumberSummary) {
    let [(counted, share)] = summary.values.as_mut_slice() else { return };
    if counted.to_bits() != value.to_bits() {
        return;
    }
    *share = Figure::exact(1.0);
    summary.mean = Ok(Figure::exact(value));
    summary.std_dev = Some(0.0);
    summary.quantiles.iter_mut().for_each(|(_, figure)| *figure = Figure::exact(value));
}

/// The condition that a column of a joint table has an outcome, indexed as in tallies.
fn part_is(part: &Asked, outcome: usize) -> Option<Condition> {
    match part {
        Asked::Condition(condition) if outcome == 1 => Some(condition.clone()),
        Asked::Condition(condition) => Some(Condition::Not(Box::new(condition.clone()))),
        Asked::Category(category) => Some(category_is(category, outcome as u16)),
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) | Asked::Joint(_) => None,
    }
}

/// The condition that a category has an outcome.
fn category_is(category: &Category, outcome: u16) -> Condition {
    let here = is_outcome(category.variable, outcome);
    match &category.at {
        Some(day) => Condition::At(Interned::of(here), (**day).clone()),
        None => here,
    }
}

fn is_outcome(variable: VariableId, outcome: u16) -> Condition {
    Condition::Is { variable, reading: Reading::Usual, outcomes: vec![outcome] }
}
