//! The axes of a sweep: looks up paths and names, and checks values against what their place accepts.

use crate::diagnostic::{Code, Diagnostic, Located, Place, Sources};
use crate::formula::Condition;
use crate::model::units::percent_given;
use crate::model::{InterventionValue, Learnt, Model, Supposition, suppose};
use crate::scenario::{self, Given, Scenario, Values};

/// A path or name with its values, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The path of a number, or the name of a choice or of another variable that can be held.
    pub path: Located<String>,
    /// The values; optional in a design, for uncertain inputs.
    pub values: Option<Values>,
}

/// One axis of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The text as written, used as the column heading.
    pub name: String,
    /// Its values, in order.
    pub values: Vec<Value>,
}

/// One value of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The text as `--set` or `--do` would take it.
    pub text: String,
    /// The number or variable that is held at it.
    pub held: Held,
}

/// The effect of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// Sets a number of the model, by its index among the varied numbers, to a value.
    Number(usize, f64),
    /// Holds a variable by an intervention.
    Made(crate::model::Intervention),
    /// Sets how many times likelier a report is to be heard in one of its cases.
    Ratio(Ratio, f64),
}

/// The ratio of a case of a report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The place of what was heard.
    said: Place,
    /// The index of the case.
    case: usize,
}

impl Ratio {
    /// Looks up the path of a ratio; `None` for other paths.
    pub(super) fn at(scenario: &Scenario, model: &Model, path: &str) -> Option<Self> {
        let (said, outcome) = scenario::ratio_at(scenario, path)?;
        let report = model.news.iter().find(|news| news.said == said)?;
        let Learnt::Heard(cases) = &report.learnt else { return None };
        let is_own = |(condition, _): &(Condition, f64)| {
            let condition = if let Condition::At(inner, _) = condition { inner } else { condition };
            let Condition::Is { variable, outcomes, .. } = condition else { return false };
            let named = &model.variable(*variable).outcomes;
            outcomes.iter().any(|own| named.get(usize::from(*own)).map(String::as_str) == outcome)
        };
        let case = if outcome.is_some() { cases.iter().position(is_own)? } else { 0 };
        Some(Self { said, case })
    }

    /// Puts a ratio into the reports of a supposition; news after today is not among them.
    pub(super) fn put(self, supposed: &mut Supposition, ratio: f64) {
        let own = supposed.reports.iter_mut().filter(|report| report.place == Some(self.said));
        own.filter_map(|report| report.cases.get_mut(self.case)).for_each(|case| case.1 = ratio);
    }
}

/// The target of a path.
pub(super) enum Target {
    /// A number, by its full path.
    Number(String),
    /// The ratio of a report, by its path.
    Ratio(String, Ratio),
    /// A variable to hold, by its name.
    Made(String),
}

/// Looks up a path: a number, or a variable that can be held.
pub(super) fn target(
    scenario: &Scenario,
    model: &Model,
    path: &Located<String>,
) -> Result<Target, Diagnostic> {
    if let Some(ratio) = Ratio::at(scenario, model, &path.value) {
        return Ok(Target::Ratio(path.value.trim().to_owned(), ratio));
    }
    let unknown = match scenario::literal_path(scenario, &path.value, path.place) {
        Ok(path) => return Ok(Target::Number(path)),
        Err(fault) => fault,
    };
    let bare = |kind: &&str| path.value.trim().strip_prefix(&format!("{kind}.")).map(str::to_owned);
    let kinds = ["choice", "event", "process", "series", "quantity"];
    let name = kinds.iter().find_map(bare).unwrap_or_else(|| path.value.trim().to_owned());
    match model.find(&name) {
        Some(id) if !model.variable(id).is_parameter() => Ok(Target::Made(name)),
        _ => Err(nearest_of_all(model, path, unknown)),
    }
}

/// The error for an unknown path, suggesting a variable with a similar name.
fn nearest_of_all(model: &Model, path: &Located<String>, unknown: Diagnostic) -> Diagnostic {
    if !unknown.label.is_empty() || path.value.contains('.') {
        return unknown;
    }
    let names = model.variables.iter().map(|variable| variable.name.as_str());
    let near = crate::diagnostic::nearest(&path.value, names);
    unknown.suggest(near)
}

/// The number that a value gives to a path, its factor to the unit of the path, and its unit as written.
fn number_at(scenario: &Scenario, path: &str, given: &Given) -> Result<End, Diagnostic> {
    match percent_given(scenario, path, &given.text, given.place) {
        Some(fault) => Err(fault),
        None => scenario::number_at(scenario, path, given),
    }
}

/// Parses a value of a number or ratio.
pub(super) fn number(
    scenario: &Scenario,
    path: &str,
    hold: &dyn Fn(f64) -> Held,
    given: &Given,
) -> Result<Value, Diagnostic> {
    let (x, ..) = number_at(scenario, path, given)?;
    let held = hold(x);
    if matches!(held, Held::Ratio(..)) && !(x > 0.0 && x.is_finite()) {
        return Err(scenario::no_ratio(&given.text, given.place));
    }
    Ok(Value { text: given.text.clone(), held })
}

/// Parses all values of an axis over a number or ratio.
pub(super) fn numbers(
    scenario: &Scenario,
    path: &str,
    hold: &dyn Fn(f64) -> Held,
    values: &Values,
) -> Result<Vec<Value>, Vec<Diagnostic>> {
    let given = match values {
        Values::List(given) => given.clone(),
        Values::Range(range) => {
            let ((_, low, low_unit), (_, high, unit)) = ends(scenario, path, range)?;
            // `2..8 weeks`: the unit applies to both ends
            if !low_unit.is_empty() && low_unit != unit {
                let what = "the ends of the range have different units";
                return Err(vec![Diagnostic::new(Code::SweepValues, range.place, what)]);
            }
            range.texts(low, high, &unit).map_err(|fault| vec![fault])?
        }
    };
    gather(given.iter().map(|given| number(scenario, path, hold, given)))
}

type End = (f64, f64, String);

/// Both ends of a range; a unit after the last applies to both.
pub(super) fn ends(
    scenario: &Scenario,
    path: &str,
    range: &scenario::Spread,
) -> Result<(End, End), Vec<Diagnostic>> {
    let high = number_at(scenario, path, &range.high).map_err(|fault| vec![fault])?;
    let bare = range.low.text.trim().parse::<f64>().is_ok();
    let low = if bare && !high.2.is_empty() {
        let text = format!("{}{}", range.low.text, high.2);
        number_at(scenario, path, &Given { text, ..range.low.clone() })
    } else {
        number_at(scenario, path, &range.low)
    };
    Ok((low.map_err(|fault| vec![fault])?, high))
}

/// Parses all values of an axis over a variable that is held.
pub(super) fn made(
    model: &Model,
    sources: &mut Sources,
    name: &str,
    values: &Values,
    place: Place,
) -> Result<Vec<Value>, Vec<Diagnostic>> {
    let id = model.find(name).expect("the name was looked up");
    let given = match values {
        Values::List(given) => given.clone(),
        Values::Range(range) if model.variable(id).is_number() => {
            let end = |given: &Given| given.text.parse::<f64>().ok().filter(|x| x.is_finite());
            let (Some(low), Some(high)) = (end(&range.low), end(&range.high)) else {
                let what = format!("`{name}` is a number: so are the ends of its range");
                return Err(vec![Diagnostic::new(Code::SweepValues, place, what)]);
            };
            range.texts(low, high, "").map_err(|fault| vec![fault])?
        }
        Values::Range(range) => {
            let what = format!("`{name}` has outcomes, and a range has numbers");
            let help = format!("name them: {}", model.variable(id).outcomes.join(","));
            return Err(vec![Diagnostic::new(Code::SweepValues, range.place, what).help(help)]);
        }
    };
    gather(given.iter().map(|given| one_made(model, sources, name, given)))
}

fn one_made(
    model: &Model,
    sources: &mut Sources,
    name: &str,
    given: &Given,
) -> Result<Value, Diagnostic> {
    let text = format!("{name}={}", given.text);
    match suppose(model, sources, std::slice::from_ref(&text), &[]) {
        Ok(mut supposition) => {
            let made = supposition.interventions.pop().expect("one was made");
            let shown = match made.value {
                InterventionValue::Outcome(i) if !text.contains('@') => {
                    model.variable(made.variable).outcomes[usize::from(i)].clone()
                }
                _ => given.text.clone(),
            };
            Ok(Value { text: shown, held: Held::Made(made) })
        }
        // the same fault, at the place where the value is written
        Err(mut faults) => Err(Diagnostic {
            place: Some(given.place),
            related: Vec::new(),
            ..faults.swap_remove(0)
        }),
    }
}

/// Collects all values, or all faults.
pub(super) fn gather<T>(
    all: impl Iterator<Item = Result<T, Diagnostic>>,
) -> Result<Vec<T>, Vec<Diagnostic>> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for one in all {
        match one {
            Ok(value) => found.push(value),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}
