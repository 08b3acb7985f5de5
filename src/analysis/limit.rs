//! A condition on differences, such as `abs(difference) > 0.02`, in the language of formulas.

use crate::diagnostic::{Diagnostic, Place, Sources};
use crate::forecast::{Difference, Level, Range};
use crate::formula::{
    Condition, Named, NamedKind, NumberKind, Reading, Scope, Setting, VariableId, check_condition,
    parse,
};
use crate::model::facts::{Facts, Truth, truth};
use std::collections::BTreeMap;

/// The names that the condition may use.
const NAMES: [&str; 6] = ["difference", "left", "right", "std_error", "low", "high"];

/// A condition on one difference.
#[derive(Clone, Debug)]
pub struct Limit {
    condition: Condition,
    /// The text as written.
    pub text: String,
}

impl Limit {
    /// Parses the value of a command-line argument, which is added to `sources`.
    pub fn read(
        text: &str,
        argument: &str,
        sources: &mut Sources,
    ) -> Result<Self, Vec<Diagnostic>> {
        let file = sources.add(argument, text);
        let expr = parse(text, &|range| Place::new(file, range))?;
        let named = |(name, id): (&&str, u32)| {
            let kind = NamedKind::Number(NumberKind::Number);
            let place = Place::new(file, 0..0);
            ((*name).to_owned(), Named { id: VariableId(id), kind, place })
        };
        let names: BTreeMap<String, Named> = NAMES.iter().zip(0..).map(named).collect();
        let scope = Scope {
            names: &names,
            setting: Setting::Question,
            clock: false,
            calendars: const { &BTreeMap::new() },
            questions: const { &BTreeMap::new() },
        };
        let help = |fault: Diagnostic| {
            fault.help(format!("names that mean something here: {}", NAMES.join(", ")))
        };
        let condition = check_condition(&expr, &scope, &format!("`{argument}`"))
            .map_err(|faults| faults.into_iter().map(help).collect::<Vec<_>>())?;
        Ok(Self { condition, text: text.to_owned() })
    }

    /// Whether the condition holds for a difference; a missing value satisfies no condition.
    pub fn holds(&self, left: &Level, right: &Level, difference: &Difference) -> bool {
        let ends = difference.range.and_then(Range::ends);
        let (low, high) = ends.unwrap_or((f64::NAN, f64::NAN));
        let values = [difference.value, left.value, right.value, difference.std_error, low, high];
        truth(&self.condition, &Values(values)) == Truth::True
    }
}

/// The values of [`NAMES`], in order.
struct Values([f64; 6]);

impl Facts for Values {
    fn outcome(&self, _: VariableId, _: Reading) -> u16 {
        unreachable!("no category has a name here")
    }
    fn number(&self, variable: VariableId, _: Reading) -> f64 {
        self.0[variable.index()]
    }
    fn parameter(&self, _: VariableId) -> f64 {
        f64::NAN
    }
}
