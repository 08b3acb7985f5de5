//! The causes of an answer: the process whose paths lead to it, or the events that split it.

use super::reads;
use crate::formula::{Condition, Interned, Number, Part, Reading, VariableId};
use crate::model::tree::{Asked, Kind, Model, Question, Settled};
use std::collections::BTreeSet;

/// A process that decides a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
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
pub fn traced(model: &Model, question: &Question) -> Option<Traced> {
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
        return Some(Traced { process, ends: ends.unwrap_or_default(), last, settles: None });
    }
    read.into_iter().find_map(|id| {
        let condition = settled_when(model, id)?;
        let mut found = None;
        reads::of_condition(condition, &mut |id| {
            if is_process(&id) {
                found.get_or_insert(id);
            }
        });
        let process = found?;
        let condition = if let Condition::Ever(inner) = condition { &**inner } else { condition };
        let ends = states(model, condition, process).unwrap_or_default();
        Some(Traced { process, ends, last, settles: Some(id) })
    })
}

/// A part on which a question depends, with the cases that it divides the trials into.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The name of an event, or the part of the question's formula.
    pub name: String,
    /// Whether it is a part of the question's formula.
    pub is_part: bool,
    /// The name of each case and the condition under which it holds; just one holds in each trial.
    pub cases: Vec<(String, Condition)>,
}

/// An event with more outcomes is not shown as a cause.
const MOST_CASES: usize = 16;

/// The parts of a question's formula, each about one event or process, if there are several; else the events that
/// the chances of its only event read. Empty for numbers and joint tables.
pub fn causes(model: &Model, question: &Question) -> Vec<Cause> {
    if !matches!(question.asked, Asked::Condition(_) | Asked::Category(_)) {
        return Vec::new();
    }
    match categories(&question.asked).as_slice() {
        [] => Vec::new(),
        [alone] => {
            let reads =
                model.dependencies.at_start(*alone).iter().filter(|read| read.is_in_trial());
            let mut known = BTreeSet::new();
            let read = reads.map(|read| read.variable).filter(|id| known.insert(*id));
            let events = read.filter(|id| matches!(model.variable(*id).kind, Kind::Event(_)));
            events.filter_map(|id| outcomes(model, id)).collect()
        }
        _ => {
            let mut parts = Vec::new();
            if let Asked::Condition(condition) = &question.asked {
                collect(model, condition, &|part| part, &mut parts);
            }
            parts
        }
    }
}

/// The outcomes of an event as cases; `None` if they are many.
fn outcomes(model: &Model, id: VariableId) -> Option<Cause> {
    let variable = model.variable(id);
    let case = |outcome: &u16| {
        let is = Condition::Is { variable: id, reading: Reading::Usual, outcomes: vec![*outcome] };
        (variable.outcomes[usize::from(*outcome)].clone(), is)
    };
    let cases: Vec<_> = variable.shown.iter().map(case).collect();
    let name = variable.name.clone();
    (cases.len() <= MOST_CASES).then_some(Cause { name, is_part: false, cases })
}

/// Adds the largest parts of a condition that are about one event or process each, inside `within`, the temporal
/// functions around them.
fn collect(
    model: &Model,
    condition: &Condition,
    within: &dyn Fn(Condition) -> Condition,
    parts: &mut Vec<Cause>,
) {
    let mut about = Vec::new();
    reads::of_condition(condition, &mut |id| {
        if !about.contains(&id) {
            about.push(id);
        }
    });
    if let [id] = about.as_slice()
        && let Some(held) = states(model, condition, *id)
    {
        let name = is_in(model, *id, &held);
        if parts.iter().all(|part| part.name != name) {
            let yes = within(condition.clone());
            let no = Condition::Not(Box::new(yes.clone()));
            let cases = vec![("yes".to_owned(), yes), ("no".to_owned(), no)];
            parts.push(Cause { name, is_part: true, cases });
        }
        return;
    }
    match condition {
        Condition::Not(inner) => collect(model, inner, within, parts),
        Condition::And(all) | Condition::Or(all) => {
            for part in all {
                collect(model, part, within, parts);
            }
        }
        Condition::If(if_so, a, b) => {
            for part in [if_so, a, b] {
                collect(model, part, within, parts);
            }
        }
        Condition::Ever(inner) => {
            collect(model, inner, &|part| within(Condition::Ever(Interned::of(part))), parts);
        }
        Condition::By(inner, day) => {
            let by = |part| within(Condition::By(Interned::of(part), day.clone()));
            collect(model, inner, &by, parts);
        }
        Condition::Before(inner) => {
            collect(model, inner, &|part| within(Condition::Before(Interned::of(part))), parts);
        }
        Condition::At(inner, day) => {
            let at = |part| within(Condition::At(Interned::of(part), day.clone()));
            collect(model, inner, &at, parts);
        }
        Condition::Compare(compared) => {
            for number in compared.sides() {
                if let Number::HowMany(all) = number {
                    for part in all {
                        collect(model, part, within, parts);
                    }
                }
            }
        }
        Condition::Constant(_) | Condition::Is { .. } => {}
    }
}

/// A condition on a variable as text: `talks == experts or leaders`, `deal`, `not deal`.
fn is_in(model: &Model, id: VariableId, held: &[u16]) -> String {
    let variable = model.variable(id);
    if variable.outcomes == ["no", "yes"] && matches!(held, [_]) {
        let not = if held == [0] { "not " } else { "" };
        return format!("{not}{}", variable.name);
    }
    let shown = variable.shown.iter().filter(|outcome| held.contains(outcome));
    let names: Vec<&str> = shown.map(|o| variable.outcomes[usize::from(*o)].as_str()).collect();
    format!("{} == {}", variable.name, names.join(" or "))
}

/// The questions that show the part of a cause, two for each case: how often the case holds, and the answer among
/// the trials in which it does.
pub fn split(question: &Question, cause: &Cause) -> Vec<Question> {
    let of_case = |(name, case): &(String, Condition)| {
        let own = match (cause.is_part, name.as_str()) {
            (true, "yes") => cause.name.clone(),
            (true, _) => format!("not ({})", cause.name),
            (false, outcome) => format!("{} == {outcome}", cause.name),
        };
        let given = match &question.given {
            None => (case.clone(), own),
            Some((given, text)) => {
                let both = Condition::And(vec![given.clone(), case.clone()]);
                (both, format!("({text}) and ({own})"))
            }
        };
        let share = Question { asked: Asked::Condition(case.clone()), ..question.clone() };
        [share, Question { given: Some(given), ..question.clone() }]
    };
    cause.cases.iter().flat_map(of_case).collect()
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
            Settled::When(condition) => Some(&**condition),
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;
    use crate::model::compile::compile;
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
        let found: Vec<_> = model.questions.iter().map(|q| traced(&model, q)).collect();
        let last = model.timeline.last();
        let of = |ends: &[&str], last| {
            Some(Traced { process: talks, ends: states(ends), last, settles: None })
        };
        let format =
            of(&["leaders"], last).map(|traced| Traced { settles: model.find("format"), ..traced });
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
        let named = |i: usize| -> Vec<String> {
            let causes = causes(&model, &model.questions[i]);
            causes.into_iter().map(|cause| cause.name).collect()
        };
        let none: Vec<String> = Vec::new();
        assert_eq!(
            (named(0), named(1), named(2)),
            (vec!["a".into()], vec!["a".into(), "not b".into()], none)
        );
    }
}
