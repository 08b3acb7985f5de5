//! The causes of an answer: the process whose paths lead to it, or the events that split it.

use super::reads;
use super::tree::{Asked, Kind, Model, Question, Settled};
use crate::formula::{Category, Condition, Number, Part, VariableId};

/// A process that decides a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The process.
    pub process: VariableId,
    /// The states in which the question is decided, so that later moves do not matter. Empty if every move up to the
    /// last step may matter.
    pub ends: Vec<u16>,
    /// The last step that matters.
    pub last: usize,
    /// The event that the question is about, if the process only decides when that is drawn.
    pub settles: Option<VariableId>,
}

/// The process that decides a question: the first that its formula reads, else the one on which the first event that
/// it reads waits. `None` without a clock, for numbers and joint tables, or if there is no such process.
pub fn followed(model: &Model, question: &Question) -> Option<Followed> {
    model.timeline.clock?;
    let (tracked, day) = tracked(&question.asked);
    let last = match day {
        Some(Number::Constant(day)) => model.timeline.step_at(*day)?,
        _ => model.timeline.last(),
    };
    let read = categories(&question.asked);
    let is_process = |id: &VariableId| matches!(model.variable(*id).kind, Kind::Process(_));
    if let Some(process) = read.iter().copied().find(is_process) {
        let ends = tracked.and_then(|condition| states(model, condition, process));
        return Some(Followed { process, ends: ends.unwrap_or_default(), last, settles: None });
    }
    read.into_iter().find_map(|id| {
        let condition = settled_when(model, id)?;
        let mut found = None;
        reads::of_condition(condition, &mut |id, _| {
            if is_process(&id) {
                found.get_or_insert(id);
            }
        });
        let process = found?;
        let condition = if let Condition::Ever(inner) = condition { inner } else { condition };
        let ends = states(model, condition, process).unwrap_or_default();
        Some(Followed { process, ends, last, settles: Some(id) })
    })
}

/// The events that split an answer: those that the formula reads if it reads several, else those that the chances of
/// its only variable read. Empty for numbers and joint tables.
pub fn causes(model: &Model, question: &Question) -> Vec<VariableId> {
    if !matches!(question.asked, Asked::Condition(_) | Asked::Category(_)) {
        return Vec::new();
    }
    let mut causes = categories(&question.asked);
    if let [alone] = causes.as_slice() {
        let mut read = Vec::new();
        reads::at_start(model.variable(*alone), &mut |id, _| {
            if !read.contains(&id) {
                read.push(id);
            }
        });
        causes = read;
    }
    causes.retain(|id| matches!(model.variable(*id).kind, Kind::Event(_)));
    causes
}

/// A question combined with the outcome of `cause`, as a joint table of both.
pub fn split(model: &Model, question: &Question, cause: VariableId) -> Question {
    let name = &model.variable(cause).name;
    let parts = vec![
        (question.name.clone(), question.asked.clone()),
        (name.clone(), Asked::Category(Category { variable: cause, at: None })),
    ];
    Question {
        name: name.clone(),
        label: name.clone(),
        text: String::new(),
        asked: Asked::Joint(parts),
        ..question.clone()
    }
}

/// The condition that a question monitors from step to step, and the day that it asks about.
fn tracked(asked: &Asked) -> (Option<&Condition>, Option<&Number>) {
    match asked {
        Asked::Condition(condition) => tracked_by(condition),
        Asked::Date(Number::First(inner)) => (Some(inner), None),
        Asked::Category(category) => (None, category.at.as_deref()),
        _ => (None, None),
    }
}

fn tracked_by(condition: &Condition) -> (Option<&Condition>, Option<&Number>) {
    match condition {
        Condition::By(inner, day) => (Some(inner), Some(day)),
        Condition::Ever(inner) => (Some(inner), None),
        Condition::At(_, day) => (None, Some(day)),
        Condition::Not(inner) => tracked_by(inner),
        _ => (None, None),
    }
}

/// The states of a process in which a condition holds, ascending; `None` if it reads anything else.
fn states(model: &Model, condition: &Condition, process: VariableId) -> Option<Vec<u16>> {
    let all = 0..model.variable(process).outcomes.len() as u16;
    let each = |parts: &[Condition]| -> Option<Vec<Vec<u16>>> {
        parts.iter().map(|part| states(model, part, process)).collect()
    };
    match condition {
        Condition::Is { variable, outcomes, .. } if *variable == process => Some(outcomes.clone()),
        Condition::Not(inner) => {
            let found = states(model, inner, process)?;
            Some(all.filter(|state| !found.contains(state)).collect())
        }
        Condition::Or(parts) => {
            let found = each(parts)?;
            Some(all.filter(|state| found.iter().any(|part| part.contains(state))).collect())
        }
        Condition::And(parts) => {
            let found = each(parts)?;
            Some(all.filter(|state| found.iter().all(|part| part.contains(state))).collect())
        }
        _ => None,
    }
}

/// The variables whose outcomes a question reads, each once, in the order in which they are written.
fn categories(asked: &Asked) -> Vec<VariableId> {
    let mut found = Vec::new();
    let mut note = |part: Part, _| {
        if let Part::Condition(Condition::Is { variable, .. }) = part
            && !found.contains(variable)
        {
            found.push(*variable);
        }
    };
    match asked {
        Asked::Condition(condition) => condition.walk(&mut note),
        Asked::Date(number) => number.walk(&mut note),
        Asked::Category(category) => found.push(category.variable),
        Asked::Number(..) | Asked::Duration(_) | Asked::Joint(_) => {}
    }
    found
}

fn settled_when(model: &Model, id: VariableId) -> Option<&Condition> {
    match &model.variable(id).kind {
        Kind::Event(event) => match &event.settled {
            Settled::When(condition) => Some(condition),
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;
    use crate::model::compile;
    use crate::scenario::read;

    fn model(text: &str) -> Model {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        let (scenario, findings) = read(&sources, file);
        assert!(findings.iter().all(|f| !f.is_fault()), "{findings:?}");
        compile(&scenario).expect("sound")
    }

    const TALKS: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31
[process.talks]
states = ["none", "experts", "leaders"]
start = "none"
[process.talks.from.none]
experts = 0.02
[process.talks.from.experts]
leaders = 0.02
[event.format]
when = "talks == leaders"
outcomes = { two = 0.6, three = 0.4 }
[event.weather]
outcomes = { rain = 0.5, sun = 0.5 }
[question]
by_october = { ask = "by(talks == leaders or talks == experts, 2025-10-31)" }
first = { ask = "first(talks == leaders)" }
now = { ask = "weather == rain and talks == none" }
two = { ask = "format == two" }
rain = { ask = "weather == rain" }
"#;

    #[test]
    fn the_process_is_found_with_its_ends_and_its_day() {
        let model = model(TALKS);
        let talks = model.find("talks").expect("it is there");
        let states = |names: &[&str]| -> Vec<u16> {
            names.iter().filter_map(|n| model.variable(talks).outcome(n)).collect()
        };
        let found: Vec<_> = model.questions.iter().map(|q| followed(&model, q)).collect();
        let last = model.timeline.last();
        let of = |ends: &[&str], last| {
            Some(Followed { process: talks, ends: states(ends), last, settles: None })
        };
        let format = of(&["leaders"], last)
            .map(|followed| Followed { settles: model.find("format"), ..followed });
        assert_eq!(
            found,
            [of(&["experts", "leaders"], 72), of(&["leaders"], last), of(&[], last), format, None]
        );
    }

    #[test]
    fn causes_are_what_is_read_or_what_that_reads() {
        let model = model(
            "[event.a]\np = 0.5\n[event.b]\np = 0.2\ncase = [{ if = \"a\", p = 0.3 }]\n\
             [question]\none = { ask = \"b\" }\ntwo = { ask = \"a and not b\" }\n\
             three = { ask = \"a\" }\n",
        );
        let named = |i: usize| -> Vec<&str> {
            let causes = causes(&model, &model.questions[i]);
            causes.into_iter().map(|id| model.variable(id).name.as_str()).collect()
        };
        assert_eq!((named(0), named(1), named(2)), (vec!["a"], vec!["a", "b"], vec![]));
    }
}
