//! Families of distributions: the order of their arguments and the units that fit together.
//!
//! [`crate::distribution`] defines the parameters of each family and their valid values.

use super::super::{Call, Number, NumberKind, Shape};
use super::{Checker, months};
use crate::diagnostic::{Code, Place};
use crate::distribution::Recipe;

/// The role of a parameter, which decides its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A location, in the unit of the values: a mean, a bound, a percentile.
    Place,
    /// A spread, in the unit of the values, but a duration if the values are dates: a standard deviation.
    Spread,
    /// A plain number.
    Shape,
}

impl Checker<'_> {
    /// Types `lognormal(mean=20, sd=8)`.
    pub(super) fn plain(&mut self, call: &Call, place: Place) -> Option<(NumberKind, Shape)> {
        let what = format!("`{}`", call.function);
        let mut kinds = Vec::new();
        let mut numbers = Vec::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            if let Some(weight) = &argument.weight {
                let message = format!("{what} takes no weights: only `mixture` and `quantiles` do");
                self.say(Code::Arguments, weight.place, message);
            }
            let name = argument.name.as_ref().map(|(name, _)| name.as_str());
            let found = self.any_number(&argument.value, &what, "a number");
            let (kind, number) =
                found.map_or((None, None), |(kind, number)| (Some(kind), Some(number)));
            kinds.push((role(&call.function, index, name), kind, argument.value.place));
            numbers.push(number);
        }
        // months combined with days, or as the spread of a date, become days
        if kinds
            .iter()
            .any(|(_, kind, _)| matches!(kind, Some(NumberKind::Duration | NumberKind::Date)))
        {
            for ((_, kind, _), number) in kinds.iter_mut().zip(&mut numbers) {
                if *kind == Some(NumberKind::Months) {
                    *kind = Some(NumberKind::Duration);
                    *number = number.take().map(months::in_days);
                }
            }
        }
        let names: Vec<Option<&str>> = call
            .arguments
            .iter()
            .map(|argument| argument.name.as_ref().map(|(name, _)| name.as_str()))
            .collect();
        let (recipe, order) = match Recipe::resolve(&call.function, &names) {
            Ok(resolved) => resolved,
            Err(fault) => {
                self.say(Code::Arguments, place, fault.message).help(fault.help);
                return None;
            }
        };
        let mut numbers = numbers.into_iter().collect::<Option<Vec<Number>>>()?;
        if call.arguments.iter().any(|argument| argument.weight.is_some()) {
            return None;
        }
        let kind = self.drawn_kind(&what, &kinds)?;
        let parameters = order
            .into_iter()
            .map(|index| {
                numbers.get_mut(index).map(|n| std::mem::replace(n, Number::Constant(f64::NAN)))
            })
            .collect::<Option<Vec<Number>>>()?;
        Some((kind, self.checked(recipe, parameters, place)?))
    }

    /// The kind of the values of a distribution with parameters of these kinds.
    fn drawn_kind(
        &mut self,
        what: &str,
        parameters: &[(Role, Option<NumberKind>, Place)],
    ) -> Option<NumberKind> {
        let first_of = |expected| {
            parameters.iter().find(|(role, ..)| *role == expected).and_then(|(_, kind, _)| *kind)
        };
        let drawn =
            first_of(Role::Place).or_else(|| first_of(Role::Spread)).unwrap_or(NumberKind::Number);
        let drawn = if first_of(Role::Place).is_none() && drawn == NumberKind::Date {
            NumberKind::Duration
        } else {
            drawn
        };
        for (role, found, place) in parameters {
            let needed = match (role, drawn) {
                (Role::Shape, _) => NumberKind::Number,
                (Role::Spread, NumberKind::Date) => NumberKind::Duration,
                _ => drawn,
            };
            let found = (*found)?;
            if found != needed {
                let message = format!(
                    "{what} needs {} here, this is {}",
                    needed.described(),
                    found.described()
                );
                let label = match (needed, found) {
                    (NumberKind::Duration, NumberKind::Number) => "give it a unit, as in `4 weeks`",
                    _ => "",
                };
                self.say(Code::FormulaType, *place, message).label(label);
                return None;
            }
        }
        Some(drawn)
    }
}

/// The role of the parameter of `family` at `index` or, if given, with the name `name`.
fn role(family: &str, index: usize, name: Option<&str>) -> Role {
    match (family, name, index) {
        ("normal", Some("sd"), _)
        | ("normal", None, 1)
        | ("student_t", Some("scale"), _)
        | ("student_t", None, 2) => Role::Spread,
        ("pert", None, 3)
        | ("uniform" | "triangular" | "pert", Some("shape" | "lambda"), _)
        | ("lognormal", Some("mu" | "sigma"), _)
        | ("gamma" | "weibull", None | Some("shape" | "k" | "alpha"), _)
        | ("exponential", Some("rate"), _) => Role::Shape,
        ("normal" | "uniform" | "triangular" | "pert", _, _)
        | ("student_t", Some("loc"), _)
        | ("student_t", None, 1) => Role::Place,
        ("lognormal" | "gamma" | "weibull" | "exponential", _, _) => Role::Spread,
        _ => Role::Shape,
    }
}
