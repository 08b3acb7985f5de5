//! Reads that come too early: of a value that is drawn at the last step, from a place that never sees it.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Condition, Number, Part, Read, Reading, VariableId};
use crate::model::dependency::Dependencies;
use crate::model::dependency::reads;
use crate::model::dependency::settles_at_start;
use crate::model::timeline::Timeline;
use crate::model::tree::{Asked, Kind, Model, Question, Settled, Variable};
use crate::scenario::{self, Ask};

/// Whether a variable has its value only from the last step on.
fn settles_at_end(variable: &Variable) -> bool {
    match &variable.kind {
        Kind::Event(event) => event.settled == Settled::AtEnd,
        Kind::Quantity(quantity) => quantity.settled == Settled::AtEnd,
        Kind::Parameter(_) | Kind::Choice(_) | Kind::Process(_) | Kind::Series(_) => false,
    }
}

/// The rules that read a value drawn at the last step before it exists: rules of step 0, and those of processes and
/// series, which see the step before.
pub(crate) fn in_rules(
    variables: &[Variable],
    dependencies: &Dependencies,
    timeline: &Timeline,
) -> Vec<Diagnostic> {
    if timeline.last() == 0 {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (variable, id) in variables.iter().zip((0..).map(VariableId)) {
        let is_early = settles_at_start(variable) || variable.moves();
        let first = dependencies.at_start(id).iter().filter(|_| is_early);
        let is_before = |read: &&Read| variable.moves() && read.reading != Reading::Now;
        let later = dependencies.later(id).iter().filter(is_before);
        let mut reads = first.chain(later).filter(|read| read.is_in_trial());
        let early = reads.find(|read| settles_at_end(&variables[read.variable.index()]));
        if let Some(read) = early.map(|read| &variables[read.variable.index()]) {
            let why = if variable.moves() {
                "moves, and so reads the step before"
            } else {
                "is settled at the start"
            };
            faults.push(
                Diagnostic::new(
                    Code::SettledLater,
                    variable.place,
                    format!("`{}` reads `{}`, but {why}", variable.name, read.name),
                )
                .related(read.place, format!("`{}` is settled at the end", read.name))
                .help("settle one of them sooner or the other later: `when = \"…\"`"),
            );
        }
    }
    faults
}

/// The questions that ask for a quantity drawn at the last step `at` an earlier day.
pub(crate) fn in_questions(
    written: &[scenario::Question],
    questions: &[Question],
    variables: &[Variable],
    timeline: &Timeline,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for question in questions {
        let mut found = Found { variables, timeline, early: None };
        found.asked(&question.asked);
        if let Some((given, _)) = &question.given {
            found.condition(given);
        }
        let place = written.iter().find(|w| w.name.value == question.name).map(place_of);
        if let (Some(early), Some(place)) = (found.early, place) {
            let early = &variables[early.index()];
            faults.push(
                Diagnostic::new(
                    Code::SettledLater,
                    place,
                    format!("`{}` is asked for before it is settled", early.name),
                )
                .related(early.place, format!("`{}` is settled at the end", early.name))
                .help("ask for it without `at`, or settle it sooner: `when = \"…\"`"),
            );
        }
    }
    faults
}

/// The first number in a condition known on a step that has no value until a later one.
pub(crate) fn read_too_early(model: &Model, known: &Condition, step: usize) -> Option<VariableId> {
    let (variables, timeline) = (&model.variables[..], &model.timeline);
    let mut found = Found { variables, timeline, early: None };
    if step < timeline.last() {
        known.walk(&mut |part, _| {
            if let Part::Number(Number::Variable(id, _)) = part {
                found.read(*id);
            }
        });
    }
    found.early
}

fn place_of(question: &scenario::Question) -> Place {
    match &question.ask {
        Ask::One(one) => one.expr.place,
        Ask::Joint(parts) => parts.first().map_or(question.name.place, |part| part.expr.place),
    }
}

/// The search for a variable that is asked for too early.
struct Found<'a> {
    variables: &'a [Variable],
    timeline: &'a Timeline,
    early: Option<VariableId>,
}

impl Found<'_> {
    fn asked(&mut self, asked: &Asked) {
        match asked {
            Asked::Condition(condition) => self.condition(condition),
            Asked::Category(category) => {
                if category.at.as_deref().is_some_and(|day| self.is_before_the_end(day)) {
                    self.read(category.variable);
                }
            }
            Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
                number.walk(&mut |part, _| self.part(part));
            }
            Asked::Joint(parts) => parts.iter().for_each(|(_, part)| self.asked(part)),
        }
    }

    fn condition(&mut self, condition: &Condition) {
        condition.walk(&mut |part, _| self.part(part));
    }

    fn part(&mut self, part: Part) {
        match part {
            Part::Condition(Condition::At(inner, day)) if self.is_before_the_end(day) => {
                reads::of_condition(inner, &mut |read| self.read(read));
            }
            Part::Number(Number::At(inner, day)) if self.is_before_the_end(day) => {
                reads::of_number(inner, &mut |read| self.read(read));
            }
            Part::Condition(_) | Part::Number(_) => {}
        }
    }

    fn read(&mut self, variable: VariableId) {
        // an event has its `otherwise` until then; a number has no value
        let variable_read = &self.variables[variable.index()];
        if variable_read.is_number() && settles_at_end(variable_read) {
            self.early.get_or_insert(variable);
        }
    }

    fn is_before_the_end(&self, day: &Number) -> bool {
        let Number::Constant(day) = day else { return false };
        self.timeline.step_at(*day).is_some_and(|step| step < self.timeline.last())
    }
}
