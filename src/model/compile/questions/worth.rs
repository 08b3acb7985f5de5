//! The compilation of values to questions: each by its name, and the sum of several.

use crate::diagnostic::{Code, Diagnostic, Located};
use crate::formula::fold::binary;
use crate::formula::{Function2, Number};
use crate::model::compile::rules::Checker;
use crate::model::tree::{Asked, Question};
use crate::scenario::Scenario;

/// The name of the sum of several values.
pub(crate) const SUM: &str = "values";

impl Checker<'_> {
    /// Compiles values. Ranges and distributions in them are uncertainty, drawn once for each world.
    pub(crate) fn worths(&mut self, scenario: &Scenario) -> Vec<Question> {
        let mut found: Vec<Question> = Vec::new();
        let mut sum: Option<Number> = None;
        let unit = scenario.values.first().and_then(|first| first.unit.as_ref());
        let text = |unit: Option<&Located<String>>| {
            unit.map_or_else(String::new, |unit| unit.value.trim().to_owned())
        };
        for worth in &scenario.values {
            if text(worth.unit.as_ref()) != text(unit) {
                let name = |unit: String| {
                    if unit.is_empty() {
                        "no unit".to_owned()
                    } else {
                        format!("the unit `{unit}`")
                    }
                };
                let (own, first) = (name(text(worth.unit.as_ref())), name(text(unit)));
                let place = worth.unit.as_ref().map_or(worth.name.place, |unit| unit.place);
                let message = format!("values add up, and `{}` has {own}", worth.name.value);
                let fault = Diagnostic::new(Code::UnlikeValues, place, message);
                let others = unit.map_or(scenario.values[0].name.place, |unit| unit.place);
                self.faults.push(
                    fault
                        .related(others, format!("the first value has {first}"))
                        .help("count all values in one unit: multiply in `is`"),
                );
            }
            let number = self.number(&worth.is, "a value").number;
            sum = Some(match sum {
                None => number.clone(),
                Some(sum) => binary(Function2::Plus, sum, number.clone()),
            });
            let name = worth.name.value.clone();
            let label = worth.label.as_ref().map_or(&name, |label| &label.value).clone();
            let asked = Asked::Number(number, text(worth.unit.as_ref()));
            let text = worth.is.text.clone();
            found.push(Question { text, name, label, asked, given: None, member: None });
        }
        if let (Some(sum), true) = (sum, found.len() > 1) {
            let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
            let (name, text_of) = (SUM.to_owned(), names.join(" + "));
            let (label, asked) = ("All values".to_owned(), Asked::Number(sum, text(unit)));
            let text = text_of;
            found.push(Question { name, label, text, asked, given: None, member: None });
        }
        self.faults.extend(clashes(scenario));
        found
    }
}

/// The faults of values that have the name of a question.
fn clashes(scenario: &Scenario) -> Vec<Diagnostic> {
    let is_sum = |name: &str| name == SUM && scenario.values.len() > 1;
    let taken = |name: &str| {
        scenario.values.iter().find(|worth| worth.name.value == name).map(|worth| worth.name.place)
    };
    let mut found = Vec::new();
    for question in &scenario.questions {
        let (name, place) = (question.name.value.as_str(), question.name.place);
        if let Some(other) = taken(name) {
            let message = format!("`{name}` is a question and a value");
            let fault = Diagnostic::new(Code::NameTwice, place, message);
            found.push(fault.label("rename one of them").related(other, "the value is here"));
        } else if is_sum(name) {
            let message = format!("`{name}` is the sum of all values");
            let fault = Diagnostic::new(Code::NameTwice, place, message);
            found.push(fault.label("give the question another name"));
        }
    }
    for worth in scenario.values.iter().filter(|worth| is_sum(&worth.name.value)) {
        let message = format!("`{SUM}` is the sum of all values");
        let fault = Diagnostic::new(Code::NameTwice, worth.name.place, message);
        found.push(fault.label("give this one another name"));
    }
    found
}
