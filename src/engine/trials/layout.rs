//! The columns of a table of trials and the sources of their values.

use crate::engine::program::Program;
use crate::formula::VariableId;
use crate::model::{Affected, Asked, Kind, Model, Role, UncertainNumber};

/// The columns of a table of trials, in order: [`TrialSink::begin`](crate::TrialSink::begin).
#[derive(Clone, Debug)]
pub struct TrialTable {
    /// The columns.
    pub columns: Vec<TrialColumn>,
    /// The largest possible number of rows.
    pub trials: u64,
    /// The parameters that rank experts; each world believes the first-ranked one.
    pub(super) experts: Vec<VariableId>,
}

/// A column of a table of trials: [`TrialTable::columns`].
#[derive(Clone, Debug)]
pub struct TrialColumn {
    /// The name, such as `trial`, `event.venue` or `question.meet_by_december`.
    pub name: String,
    /// The type of its values.
    pub kind: TrialType,
    /// Whether a trial may have no value.
    pub optional: bool,
    /// The source of its values.
    pub(super) source: Source,
}

/// The type of a column's values: [`TrialColumn::kind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialType {
    /// Non-negative integers.
    Whole,
    /// Real numbers.
    Real,
    /// Truth values: yes or no.
    Truth,
    /// One of these names.
    Name(Vec<String>),
    /// Dates.
    Date,
}

/// The source of a column's values.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// The number of the trial in the whole run.
    Trial,
    /// The number of the world.
    World,
    /// The weight of the trial.
    Weight,
    /// The value of a parameter in the world.
    Parameter(VariableId),
    /// The rank of an expert in the world; the first is believed.
    Standing(VariableId),
    /// The outcome of an event, or the final state of a process.
    Outcome(VariableId),
    /// The final number of a series or quantity.
    Number(VariableId),
    /// Whether a question is asked in the trial.
    Given(usize),
    /// The answer to a question.
    Answer(usize),
    /// The answer to a part of a joint question.
    Part(usize, usize),
}

impl TrialTable {
    /// Lays out the columns of a program's trials; with `answers`, also those of its questions.
    pub(super) fn new(program: &Program, worlds: u64, answers: bool, trials: u64) -> Self {
        let mut layout = Self { columns: Vec::new(), trials, experts: Vec::new() };
        layout.add("trial", TrialType::Whole, false, Source::Trial);
        if worlds > 1 {
            layout.add("world", TrialType::Whole, false, Source::World);
        }
        if program.absorbed.is_weighed() {
            layout.add("weight", TrialType::Real, false, Source::Weight);
        }
        layout.uncertain_inputs(program);
        layout.variables(program.model);
        if answers {
            for index in 0..program.asked.len() {
                layout.question(program, index);
            }
        }
        layout
    }

    fn add(&mut self, name: impl Into<String>, kind: TrialType, optional: bool, source: Source) {
        self.columns.push(TrialColumn { name: name.into(), kind, optional, source });
    }

    /// Adds the parameters that differ between worlds.
    fn uncertain_inputs(&mut self, program: &Program) {
        let model = program.model;
        let unsure = Affected::new(model, program.supposition);
        let in_file_order = |uncertain_inputs: &mut Vec<&UncertainNumber>| {
            uncertain_inputs.sort_by_key(|uncertain| uncertain.place);
        };
        let mut found: Vec<&UncertainNumber> = model
            .uncertain_numbers
            .iter()
            .filter(|uncertain| unsure.parameter(uncertain.id))
            .collect();
        in_file_order(&mut found);
        for uncertain in found {
            match uncertain.role {
                Role::Parameter => {
                    let name = format!("parameter.{}.value", uncertain.name);
                    self.add(name, TrialType::Real, true, Source::Parameter(uncertain.id));
                }
                Role::InPlace => {
                    self.add(
                        &uncertain.name,
                        TrialType::Real,
                        true,
                        Source::Parameter(uncertain.id),
                    );
                }
                Role::Belief => {
                    self.experts.push(uncertain.id);
                    self.add(
                        &uncertain.name,
                        TrialType::Whole,
                        false,
                        Source::Standing(uncertain.id),
                    );
                }
            }
        }
    }

    /// Adds events, processes, series and quantities, each kind in the order of the file.
    fn variables(&mut self, model: &Model) {
        let mut found: Vec<(u8, VariableId)> = Vec::new();
        for (variable, id) in model.variables.iter().zip(0..) {
            let rank = match variable.kind {
                Kind::Parameter(_) | Kind::Choice(_) => continue,
                Kind::Event(_) => 0,
                Kind::Process(_) => 1,
                Kind::Series(_) => 2,
                Kind::Quantity(_) => 3,
            };
            found.push((rank, VariableId(id)));
        }
        found.sort_by_key(|(rank, id)| (*rank, model.variable(*id).place));
        for (rank, id) in found {
            let variable = model.variable(id);
            let table = ["event", "process", "series", "quantity"][usize::from(rank)];
            let name = format!("{table}.{}", variable.name);
            if variable.is_number() {
                self.add(name, TrialType::Real, true, Source::Number(id));
            } else {
                let names = variable.outcomes.clone();
                self.add(name, TrialType::Name(names), false, Source::Outcome(id));
            }
        }
    }

    fn question(&mut self, program: &Program, index: usize) {
        let question = program.asked[index];
        let name = format!("question.{}", question.name);
        if question.given.is_some() {
            self.add(format!("{name}.given"), TrialType::Truth, false, Source::Given(index));
        }
        let Asked::Joint(parts) = &question.asked else {
            let kind = sort_of(program.model, &question.asked);
            return self.add(name, kind, true, Source::Answer(index));
        };
        for (at, (text, part)) in parts.iter().enumerate() {
            let is_new = parts[..at].iter().all(|(before, _)| before != text);
            if is_new {
                let kind = sort_of(program.model, part);
                // avoids the name of the column that says whether the question is asked
                let is_taken = text == "given" && question.given.is_some();
                let text = if is_taken { "ask.given" } else { text };
                self.add(format!("{name}.{text}"), kind, true, Source::Part(index, at));
            }
        }
    }
}

fn sort_of(model: &Model, asked: &Asked) -> TrialType {
    match asked {
        Asked::Condition(_) | Asked::Joint(_) => TrialType::Truth,
        Asked::Category(category) => {
            TrialType::Name(model.variable(category.variable).outcomes.clone())
        }
        Asked::Number(..) | Asked::Duration(_) => TrialType::Real,
        Asked::Date(_) => TrialType::Date,
    }
}
