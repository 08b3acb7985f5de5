//! Distributions through three quantiles: `quantiles(5%: 60, 50%: 70, 95%: 95, low = 0)`.

use super::super::{Argument, Call, Number, NumberKind, Shape};
use super::{Checker, months};
use crate::diagnostic::{Code, Place};
use crate::distribution::{Bounded, Recipe};

/// An example of a call.
const EXAMPLE: &str = "quantiles(5%: 60, 50%: 70, 95%: 95)";

/// A value of the call: its kind, the number, and its place.
type Found = (NumberKind, Number, Place);

impl Checker<'_> {
    /// Types `quantiles(5%: 60, 50%: 70, 95%: 95, low = 0, high = 200)`.
    pub(super) fn quantiles(&mut self, call: &Call, place: Place) -> Option<(NumberKind, Shape)> {
        let mut chances = Vec::new();
        let mut values = Vec::new();
        let mut ends: [Option<Found>; 2] = [None, None];
        let mut sound = true;
        for argument in &call.arguments {
            let found = self.any_number(&argument.value, "`quantiles`", "a number");
            let value = found.map(|(kind, number)| (kind, number, argument.value.place));
            sound &= value.is_some();
            if let Some((name, name_place)) = &argument.name {
                sound &= self.bound(argument, (name, *name_place), value, &mut ends);
                continue;
            }
            let Some(chance) = &argument.weight else {
                self.say(
                    Code::Arguments,
                    argument.value.place,
                    "a quantile needs its chance in front",
                )
                .label("write `5%: …`");
                sound = false;
                continue;
            };
            let chance = self.number(chance, NumberKind::Number, "a chance");
            sound &= chance.is_some();
            chances.extend(chance);
            values.extend(value);
        }
        if !sound {
            return None;
        }
        if chances.len() != 3 {
            let message = format!("`quantiles` takes three quantiles, here {}", chances.len());
            self.say(Code::Arguments, place, message).help(format!("such as `{EXAMPLE}`"));
            return None;
        }
        let bounded = match &ends {
            [None, None] => Bounded::No,
            [Some(_), None] => Bounded::Low,
            [None, Some(_)] => Bounded::High,
            [Some(_), Some(_)] => Bounded::Both,
        };
        values.extend(ends.into_iter().flatten());
        let (kind, numbers) = self.of_one_kind(values)?;
        let mut numbers = numbers.into_iter();
        let mut parameters = Vec::new();
        for chance in chances {
            parameters.push(chance);
            parameters.extend(numbers.next());
        }
        parameters.extend(numbers);
        let recipe = Recipe::Quantiles(bounded);
        if kind != NumberKind::Number {
            self.feasible(recipe, kind, &parameters, place)?;
        }
        Some((kind, self.checked(recipe, parameters, place)?))
    }

    /// Reports times through which no distribution goes, in their unit; dates as days after the first quantile.
    fn feasible(
        &mut self,
        recipe: Recipe,
        kind: NumberKind,
        parameters: &[Number],
        place: Place,
    ) -> Option<()> {
        let constants: Option<Vec<f64>> = parameters.iter().map(Number::constant).collect();
        let Some(mut numbers) = constants else { return Some(()) };
        let origin = if kind == NumberKind::Date { numbers[1] } else { 0.0 };
        let is_chance = |at: usize| at < 6 && at.is_multiple_of(2);
        for (at, number) in numbers.iter_mut().enumerate() {
            if !is_chance(at) {
                *number -= origin;
            }
        }
        let Err(inequality) = recipe.build(&numbers) else { return Some(()) };
        let counted = match kind {
            NumberKind::Months => "counted in months",
            NumberKind::WorkingDays => "counted in working days",
            NumberKind::Date => "counted in days from the first quantile",
            NumberKind::Duration | NumberKind::Number => "counted in days",
        };
        self.say(Code::Inequality, place, inequality.message).label(counted);
        None
    }

    /// Stores a bound; returns false after a report.
    fn bound(
        &mut self,
        argument: &Argument,
        (name, name_place): (&str, Place),
        value: Option<Found>,
        ends: &mut [Option<Found>; 2],
    ) -> bool {
        let at = ["low", "high"].iter().position(|known| *known == name);
        let message = match at {
            _ if argument.weight.is_some() => "a bound has no chance before it".to_owned(),
            Some(at) if ends[at].is_none() => {
                ends[at] = value;
                return true;
            }
            Some(_) => format!("`{name}` is given twice"),
            None => format!("`quantiles` has no argument `{name}`"),
        };
        self.say(Code::Arguments, name_place, message).help(format!(
            "write `{EXAMPLE}`, and the bounds that there are: `low = 0`, `high = 200`"
        ));
        false
    }

    /// The kind of values that must have the same kind, and their numbers.
    fn of_one_kind(&mut self, values: Vec<Found>) -> Option<(NumberKind, Vec<Number>)> {
        let has_days = values.iter().any(|(kind, ..)| *kind == NumberKind::Duration);
        let mut all: Option<NumberKind> = None;
        let mut numbers = Vec::new();
        for (kind, number, place) in values {
            let in_days = has_days && kind == NumberKind::Months;
            let (kind, number) = if in_days {
                (NumberKind::Duration, months::in_days(number))
            } else {
                (kind, number)
            };
            let first = *all.get_or_insert(kind);
            if first != kind {
                let message = format!(
                    "quantiles and bounds are of one kind: the first is {}, this is {}",
                    first.described(),
                    kind.described()
                );
                self.say(Code::FormulaType, place, message);
                return None;
            }
            numbers.push(number);
        }
        Some((all?, numbers))
    }
}
