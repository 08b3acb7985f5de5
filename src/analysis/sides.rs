//! Those that are set beside each other, and the questions that all of them ask alike.

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{Measure, Side};
use crate::model::{Asked, Model, Question, Supposition};
use crate::scenario::Scenario;
use std::sync::Arc;

/// The most combinations of a joint question that are compared.
const MOST_CELLS: usize = 64;

/// One of those compared.
#[derive(Clone, Debug)]
pub struct Contender {
    /// How files call it: the name of a variant, an option or a file.
    pub name: String,
    /// How output calls it.
    pub label: String,
    /// What was written.
    pub scenario: Scenario,
    /// What it means; sides that differ in what is supposed alone share it, and then what is drawn.
    pub model: Arc<Model>,
    /// What is supposed in it.
    pub supposition: Supposition,
}

/// A question that all sides ask.
pub(super) struct Common {
    /// By side, its index there.
    pub(super) indices: Vec<usize>,
    pub(super) measure: Measure,
    /// The items, by the names of their outcomes.
    pub(super) outcomes: Vec<String>,
    /// By side: the item of each own outcome.
    pub(super) items: Vec<Vec<Option<u32>>>,
}

/// The sides as the engine takes them.
pub(super) fn drawn<'a>(sides: &'a [Contender], common: &[Common]) -> Vec<Side<'a>> {
    let side = |(i, side): (usize, &'a Contender)| Side {
        model: &side.model,
        supposition: &side.supposition,
        questions: common.iter().map(|c| c.indices[i]).collect(),
        items: common.iter().map(|c| c.items[i].clone()).collect(),
        numbers: Vec::new(),
    };
    sides.iter().enumerate().map(side).collect()
}

/// What a mean is counted in; none of a chance.
pub(super) fn unit(asked: &Asked) -> Option<String> {
    match asked {
        Asked::Number(_, unit) => Some(unit.clone()),
        Asked::Duration(_) => Some("days".to_owned()),
        Asked::Condition(_) | Asked::Category(_) | Asked::Date(_) | Asked::Joint(_) => None,
    }
}

/// The questions that all sides ask alike, in the order of the first; and the names of the others.
pub(super) fn common(sides: &[Contender], wanted: &[String]) -> (Vec<Common>, Vec<String>) {
    let (mut found, mut apart) = (Vec::new(), Vec::new());
    let is_wanted = |question: &Question| wanted.is_empty() || wanted.contains(&question.name);
    for question in sides[0].model.questions.iter().filter(|q| is_wanted(q)) {
        match asked_alike(sides, &question.name) {
            Some(common) => found.push(common),
            None => apart.push(question.name.clone()),
        }
    }
    for side in &sides[1..] {
        let others = side.model.questions.iter().filter(|q| is_wanted(q));
        for question in
            others.filter(|q| !sides[0].model.questions.iter().any(|o| o.name == q.name))
        {
            if !apart.contains(&question.name) {
                apart.push(question.name.clone());
            }
        }
    }
    (found, apart)
}

/// The question of that name, if every side has it and means the same kind of thing by it.
fn asked_alike(sides: &[Contender], name: &str) -> Option<Common> {
    let indices: Option<Vec<usize>> = sides
        .iter()
        .map(|side| side.model.questions.iter().position(|question| question.name == *name))
        .collect();
    let indices = indices?;
    let asked: Vec<&Asked> =
        sides.iter().zip(&indices).map(|(side, i)| &side.model.questions[*i].asked).collect();
    let alike = |pair: &[&Asked]| {
        std::mem::discriminant(pair[0]) == std::mem::discriminant(pair[1])
            && unit(pair[0]) == unit(pair[1])
    };
    if !asked.windows(2).all(alike) {
        return None;
    }
    let one = |measure, outcome: &str| (measure, vec![outcome.to_owned()]);
    let (measure, outcomes) = match asked[0] {
        Asked::Condition(_) => one(Measure::Outcomes(1), "yes"),
        Asked::Date(_) => one(Measure::Happens, "yes"),
        Asked::Number(..) | Asked::Duration(_) => one(Measure::Mean, "mean"),
        Asked::Category(_) | Asked::Joint(_) => {
            let mut names: Vec<String> = Vec::new();
            for (side, asked) in sides.iter().zip(&asked) {
                let shown = outcomes_shown(&side.model, asked)?;
                names.extend(shown.into_iter().filter(|n| !names.contains(n)).collect::<Vec<_>>());
            }
            (Measure::Outcomes(names.len()), names)
        }
    };
    let items = sides.iter().zip(&asked).map(|(side, asked)| match asked {
        Asked::Condition(_) => vec![None, Some(0)],
        Asked::Date(_) | Asked::Number(..) | Asked::Duration(_) => Vec::new(),
        Asked::Category(_) | Asked::Joint(_) => outcomes_drawn(&side.model, asked)
            .iter()
            .map(|own| outcomes.iter().position(|name| name == own).map(|i| i as u32))
            .collect(),
    });
    Some(Common { items: items.collect(), indices, measure, outcomes })
}

/// The outcomes of a question in the order in which they are shown; none if they are too many.
fn outcomes_shown(model: &Model, asked: &Asked) -> Option<Vec<String>> {
    match asked {
        Asked::Category(category) => {
            let variable = model.variable(category.variable);
            let shown = variable.shown.iter();
            Some(shown.map(|i| variable.outcomes[usize::from(*i)].clone()).collect())
        }
        _ => Some(outcomes_drawn(model, asked)).filter(|all| all.len() <= MOST_CELLS),
    }
}

/// The outcomes of a question in the order of the draw; of a joint table its combinations, the last
/// part running fastest.
fn outcomes_drawn(model: &Model, asked: &Asked) -> Vec<String> {
    match asked {
        Asked::Condition(_) => vec!["no".to_owned(), "yes".to_owned()],
        Asked::Category(category) => model.variable(category.variable).outcomes.clone(),
        Asked::Joint(parts) => {
            let mut all = vec![String::new()];
            for (_, part) in parts {
                let own = outcomes_drawn(model, part);
                let joined = |so_far: &String| {
                    let dot = if so_far.is_empty() { "" } else { " · " };
                    own.iter().map(|o| format!("{so_far}{dot}{o}")).collect::<Vec<_>>()
                };
                all = all.iter().take(MOST_CELLS + 1).flat_map(joined).collect();
            }
            all
        }
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => Vec::new(),
    }
}

/// The fault of sides that have nothing in common.
pub(super) fn nothing_shared(sides: &[Contender]) -> Diagnostic {
    let asked = |side: &Contender| {
        let names: Vec<&str> =
            side.model.questions.iter().take(8).map(|q| q.name.as_str()).collect();
        format!("{} asks {}", side.label, names.join(", "))
    };
    let fault = Diagnostic::placeless(Code::NothingShared, "the sides share no question");
    sides.iter().fold(fault, |fault, side| fault.help(asked(side)))
}
