//! The compilation of questions.

mod worth;

use super::names::Names;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{
    Category, Condition, Interned, NamedKind, Number, Part, Reading, Scope, Setting, Typed,
    VariableId, check, check_condition,
};
use crate::model::check::outside;
use crate::model::tree::{Asked, Kind, Model, Question};
use crate::scenario::{self, Ask, Scenario, Written};
use std::collections::{BTreeMap, BTreeSet};

/// The most combinations of a joint table.
const MOST_CELLS: usize = 1 << 16;

/// The names, kinds and units with which questions are compiled.
struct Asking<'a> {
    scope: Scope<'a>,
    kinds: BTreeMap<VariableId, &'a NamedKind>,
    units: Units,
}

impl Asking<'_> {
    fn kind(&self, id: VariableId) -> Option<&NamedKind> {
        self.kinds.get(&id).copied()
    }
}

/// The text that each question asks, by name; empty if it asks several formulas.
pub(crate) fn asked(scenario: &Scenario) -> BTreeMap<String, String> {
    let of = |question: &scenario::Question| {
        let text = match &question.ask {
            Ask::One(written) => written.text.clone(),
            Ask::Joint(_) => String::new(),
        };
        (question.name.value.clone(), text)
    };
    scenario.questions.iter().map(of).collect()
}

/// Compiles every question of a scenario.
pub(crate) fn compile(
    scenario: &Scenario,
    scope: &Scope,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Question> {
    let (names, asked) = (scope.names, scope.questions);
    let of = Asking {
        scope: Scope { setting: Setting::Question, ..scope.clone() },
        kinds: names.values().map(|named| (named.id, &named.kind)).collect(),
        units: units(scenario, names),
    };
    let id = |series: &scenario::Series| names.get(&series.name.value).map(|named| named.id);
    let series: BTreeSet<VariableId> = scenario.series.iter().filter_map(id).collect();
    let mut questions = Vec::new();
    for question in &scenario.questions {
        let text = asked.get(&question.name.value).cloned().unwrap_or_default();
        let asked = match &question.ask {
            Ask::One(written) => one(written, &of),
            Ask::Joint(several) => joint(several, &of),
        };
        let given = question.given.as_ref().map(|given| {
            check_condition(&given.expr, &of.scope, "`given`").map(|c| (c, given.text.clone()))
        });
        if let Some(clock) = &scenario.clock
            && asked.is_ok()
        {
            let expressions: Vec<&Written> = match &question.ask {
                Ask::One(written) => vec![written],
                Ask::Joint(several) => several.iter().collect(),
            };
            let given = question.given.as_ref().filter(|_| matches!(given, Some(Ok(_))));
            for written in expressions.into_iter().chain(given) {
                faults.extend(outside(
                    &written.expr,
                    &of.scope,
                    (clock.as_of.value, clock.until.value),
                ));
            }
        }
        if let (Some(place), Ok(asked)) = (question.over_time, &asked) {
            faults.extend(not_over_time(asked, place, &series));
        }
        let name = question.name.value.clone();
        let label = question.label.as_ref().map_or_else(|| name.clone(), |l| l.value.clone());
        match (asked, given.transpose()) {
            (Ok(asked), Ok(given)) => {
                let member = scenario.memberships.questions.get(&name).cloned();
                questions.push(Question { name, label, text, asked, given, member });
            }
            (asked, given) => {
                faults.extend(asked.err().into_iter().flatten());
                faults.extend(given.err().into_iter().flatten());
            }
        }
    }
    questions
}

/// The fault of a question that is asked over time and is not a number of series.
fn not_over_time(asked: &Asked, place: Place, series: &BTreeSet<VariableId>) -> Option<Diagnostic> {
    let (mut own, mut others) = (0, 0);
    if let Asked::Number(number, _) = asked {
        number.walk(&mut |part, _| match part {
            Part::Number(Number::Variable(id, _)) if series.contains(id) => own += 1,
            Part::Number(
                Number::Variable(..)
                | Number::Count(_)
                | Number::First(_)
                | Number::At(..)
                | Number::Elapsed(_),
            ) => others += 1,
            Part::Condition(
                Condition::Constant(_)
                | Condition::Compare(_)
                | Condition::Not(_)
                | Condition::And(_)
                | Condition::Or(_)
                | Condition::If(..),
            )
            | Part::Number(_) => {}
            Part::Condition(_) => others += 1,
        });
    }
    let message = "`over_time` is for numbers that move from step to step: formulas over series";
    (own == 0 || others > 0).then(|| {
        Diagnostic::new(Code::NotHere, place, message)
            .label("drop it, or ask a series alone")
            .help("the chance of a condition by date is there without it, in `timeline`")
    })
}

fn one(written: &Written, of: &Asking) -> Result<Asked, Vec<Diagnostic>> {
    Ok(match check(&written.expr, &of.scope)? {
        Typed::Condition(condition) => Asked::Condition(condition),
        Typed::Category(category) => of_category(category, of),
        Typed::Number(number) => {
            let unit = of.units.of(&number);
            Asked::Number(number, unit)
        }
        Typed::Duration(number) => Asked::Duration(number),
        Typed::Date(number) => Asked::Date(number),
    })
}

/// Compiles a category; a yes/no event asked by its name alone becomes a condition.
fn of_category(category: Category, of: &Asking) -> Asked {
    match (of.kind(category.variable), category.at) {
        (Some(NamedKind::Category { yes: Some(yes), .. }), at) => {
            let variable = category.variable;
            let is = Condition::Is { variable, reading: Reading::Usual, outcomes: vec![*yes] };
            Asked::Condition(match at {
                Some(day) => Condition::At(Interned::of(is), *day),
                None => is,
            })
        }
        (_, at) => Asked::Category(Category { at, ..category }),
    }
}

fn joint(several: &[Written], of: &Asking) -> Result<Asked, Vec<Diagnostic>> {
    let mut parts = Vec::new();
    let mut faults = Vec::new();
    for written in several {
        match one(written, of) {
            Ok(asked @ (Asked::Condition(_) | Asked::Category(_))) => {
                parts.push((written.text.clone(), asked));
            }
            Ok(_) => faults.push(
                Diagnostic::new(
                    Code::FormulaType,
                    written.expr.place,
                    "a joint table takes conditions and categories, this is a number",
                )
                .help("compare it with something, such as `x > 10`, or ask it alone"),
            ),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if faults.is_empty() {
        faults.extend(too_many_cells(&parts, several, of));
    }
    if faults.is_empty() { Ok(Asked::Joint(parts)) } else { Err(faults) }
}

/// The fault of a joint table with too many cells.
fn too_many_cells(
    parts: &[(String, Asked)],
    several: &[Written],
    of: &Asking,
) -> Option<Diagnostic> {
    let outcomes = |id: VariableId| match of.kind(id) {
        Some(NamedKind::Category { outcomes, .. }) => outcomes.len(),
        _ => 1,
    };
    let sizes = parts.iter().map(|(_, part)| match part {
        Asked::Category(category) => outcomes(category.variable),
        _ => 2,
    });
    let cells = sizes.fold(1_usize, usize::saturating_mul);
    let (first, last) = (several.first()?, several.last()?);
    (cells > MOST_CELLS).then(|| {
        let what = format!(
            "a joint table of more than {MOST_CELLS} combinations, where each part multiplies them"
        );
        Diagnostic::new(Code::WrongCount, first.expr.place.to(last.expr.place), what)
            .help("ask of fewer parts, or of conditions instead of whole variables")
    })
}

/// The units of series and quantities.
struct Units(BTreeMap<VariableId, String>);

fn units(scenario: &Scenario, names: &Names) -> Units {
    let series = scenario.series.iter().map(|s| (&s.name, &s.unit));
    let quantities = scenario.quantities.iter().map(|q| (&q.name, &q.unit));
    let all = series.chain(quantities).filter_map(|(name, unit)| {
        let unit = unit.as_ref()?;
        Some((names.get(&name.value)?.id, unit.value.clone()))
    });
    Units(all.collect())
}

impl Units {
    /// The unit of a bare series or quantity, and of `at` of one; empty for a formula.
    fn of(&self, number: &Number) -> String {
        match number {
            Number::Variable(id, _) => self.0.get(id).cloned().unwrap_or_default(),
            Number::At(inner, _) => self.of(inner),
            _ => String::new(),
        }
    }
}

/// The questions of a scenario without any: every event and every process, in dependency order.
pub(crate) fn of_everything(model: &Model, originals: &BTreeMap<String, String>) -> Vec<Question> {
    let asked = |id: &VariableId| {
        let variable = model.variable(*id);
        let asked = match (&variable.kind, variable.yes()) {
            (Kind::Event(_), Some(yes)) => Asked::Condition(Condition::Is {
                variable: *id,
                reading: Reading::Usual,
                outcomes: vec![yes],
            }),
            (Kind::Event(_) | Kind::Process(_), _) => {
                Asked::Category(Category { variable: *id, at: None })
            }
            _ => return None,
        };
        let name = variable.name.clone();
        let label = originals.get(&name).unwrap_or(&name).clone();
        Some(Question { label, text: name.clone(), name, asked, given: None, member: None })
    };
    let mut questions = Vec::with_capacity(model.at_start.len());
    questions.extend(model.at_start.iter().filter_map(asked));
    questions
}
