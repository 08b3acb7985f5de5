//! The sides of a comparison, and the questions they share.

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{Measure, Side};
use crate::forecast::JOINED;
use crate::model::{Asked, Model, Question, Supposition};
use crate::scenario::Scenario;
use std::sync::Arc;

/// The most combinations of a joint question that are compared.
const MOST_CELLS: usize = 64;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct Contender {
    /// The name in files: that of a variant, an option or a file.
    pub name: String,
    /// The label in output.
    pub label: String,
    /// The scenario as written.
    pub scenario: Arc<Scenario>,
    /// The compiled model; sides that differ in their supposition only share it, and then also draws.
    pub model: Arc<Model>,
    /// The interventions, evidence and overrides, without news.
    pub unlearnt: Supposition,
    /// The evidence, interventions and overrides, with the news up to the side's today.
    pub supposition: Supposition,
}

/// A question that all sides share.
pub(super) struct Common {
    /// By side: its index there.
    pub(super) indices: Vec<usize>,
    pub(super) measure: Measure,
    /// The items, by the names of their outcomes.
    pub(super) outcomes: Vec<String>,
    /// By side: the item of each of its own outcomes.
    pub(super) items: Vec<Vec<Option<u32>>>,
}

/// The sides in the form that the engine takes.
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

/// The unit of a mean; `None` for a probability.
pub(super) fn unit(asked: &Asked) -> Option<String> {
    match asked {
        Asked::Number(_, unit) => Some(unit.clone()),
        Asked::Duration(_) => Some("days".to_owned()),
        Asked::Condition(_) | Asked::Category(_) | Asked::Date(_) | Asked::Joint(_) => None,
    }
}

/// The questions that all sides ask in the same way, in the order of the first side, and the names of the
/// others.
pub(super) fn common(sides: &[Contender], requested: &[String]) -> (Vec<Common>, Vec<String>) {
    let (mut found, mut apart) = (Vec::new(), Vec::new());
    let is_requested =
        |question: &Question| requested.is_empty() || requested.contains(&question.name);
    for question in sides[0].model.questions.iter().filter(|q| is_requested(q)) {
        match asked_alike(sides, &question.name) {
            Some(common) => found.push(common),
            None => apart.push(question.name.clone()),
        }
    }
    for side in &sides[1..] {
        let others = side.model.questions.iter().filter(|q| is_requested(q));
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

/// The question with this name, if every side has it with the same kind and unit.
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

/// The outcomes of a question in display order; `None` if they are too many.
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

/// The outcomes of a question in drawing order; for a joint table its combinations, the last part varying
/// fastest.
fn outcomes_drawn(model: &Model, asked: &Asked) -> Vec<String> {
    match asked {
        Asked::Condition(_) => vec!["no".to_owned(), "yes".to_owned()],
        Asked::Category(category) => model.variable(category.variable).outcomes.clone(),
        Asked::Joint(parts) => {
            let mut all = vec![String::new()];
            for (_, part) in parts {
                let own = outcomes_drawn(model, part);
                let joined = |so_far: &String| {
                    let dot = if so_far.is_empty() { "" } else { JOINED };
                    own.iter().map(|o| format!("{so_far}{dot}{o}")).collect::<Vec<_>>()
                };
                all = all.iter().take(MOST_CELLS + 1).flat_map(joined).collect();
            }
            all
        }
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => Vec::new(),
    }
}

/// The error for sides that share no question.
pub(super) fn nothing_shared(sides: &[Contender]) -> Diagnostic {
    let asked = |side: &Contender| {
        let names: Vec<&str> =
            side.model.questions.iter().take(8).map(|q| q.name.as_str()).collect();
        format!("{} asks {}", side.label, names.join(", "))
    };
    let fault = Diagnostic::placeless(Code::NothingShared, "the sides share no question");
    sides.iter().fold(fault, |fault, side| fault.help(asked(side)))
}
