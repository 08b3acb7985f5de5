//! Calls: the choice of the function, and functions that compute numbers.

use super::super::{Call, Condition, Expr, Function1, Function2, NumberKind, Reading, Summary};
use super::months;
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Place, Repair, nearest};
use crate::distribution::FAMILIES;
use crate::formula::typed::fold;

/// The functions that are not distributions.
const FUNCTIONS: [&str; 23] = [
    "min", "max", "abs", "exp", "ln", "sqrt", "sin", "cos", "round", "floor", "how_many", "ever",
    "count", "elapsed", "by", "first", "at", "now", "before", "highest", "lowest", "average", "on",
];

/// Distributions whose arguments are distributions or have chances.
const COMPOSED: [&str; 3] = ["mixture", "quantiles", "truncate"];

/// Function names from other languages, and their names here.
const ALIASES: [(&str, &str); 14] = [
    ("log", "ln"),
    ("previous", "before"),
    ("lag", "before"),
    ("peak", "highest"),
    ("trough", "lowest"),
    ("within", "by"),
    ("maximum", "max"),
    ("minimum", "min"),
    ("gaussian", "normal"),
    ("poisson_draw", "poisson"),
    ("until", "by"),
    ("when", "first"),
    ("since", "elapsed"),
    ("history", "ever"),
];

/// Functions from other languages that are written differently here.
const OTHERWISE: [(&str, &str); 8] = [
    ("log10", "write `ln(x) / ln(10)`"),
    ("pow", "write `x ^ y`"),
    ("ceil", "write `-floor(-x)`"),
    ("any", "over a group write `any(x for group)`, else `a or b`"),
    ("all", "over a group write `all(x for group)`, else `a and b`"),
    ("sum", "over a group write `sum(x for group)`, else `a + b`"),
    ("largest", "compare it with one of them, as in `largest(a, b) == a`"),
    ("mean", "over a group write `mean(x for group)`, else `(a + b) / 2`"),
];

/// The names of all functions.
pub(super) fn function_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.into_iter().chain(COMPOSED).chain(FAMILIES.iter().copied())
}

/// Whether `function` is a distribution.
pub(super) fn is_distribution(function: &str) -> bool {
    COMPOSED.contains(&function) || FAMILIES.contains(&function)
}

impl<'s> Checker<'s> {
    /// Types a call.
    pub(super) fn call(&mut self, expr: &Expr, call: &Call) -> Option<Meaning<'s>> {
        let place = expr.place;
        let function = call.function.as_str();
        match function {
            "abs" => self.function1(Function1::Abs, call, place),
            "exp" => self.function1(Function1::Exp, call, place),
            "ln" => self.function1(Function1::Ln, call, place),
            "sqrt" => self.function1(Function1::Sqrt, call, place),
            "sin" => self.function1(Function1::Sin, call, place),
            "cos" => self.function1(Function1::Cos, call, place),
            "round" => self.function1(Function1::Round, call, place),
            "floor" => self.function1(Function1::Floor, call, place),
            "min" => self.extreme(Function2::Min, call, place),
            "max" => self.extreme(Function2::Max, call, place),
            "how_many" => self.how_many(call, place),
            "ever" => self.ever(call, place),
            "count" => self.count(call, place),
            "elapsed" => self.elapsed(call, place),
            "by" => self.by(call, place),
            "first" => self.first(call, place),
            "at" => self.at(call, place),
            "now" => self.now(call, place),
            "on" => self.on(call, place),
            "before" => self.before(call, place),
            "highest" => self.so_far(Summary::Highest, call, place),
            "lowest" => self.so_far(Summary::Lowest, call, place),
            "average" => self.so_far(Summary::Average, call, place),
            _ if is_distribution(function) => self.draw(expr),
            _ => {
                self.unknown_function(call);
                None
            }
        }
    }

    fn unknown_function(&mut self, call: &Call) {
        let name = call.function.as_str();
        let place = call.function_place;
        if self.variable(name, Reading::Usual).is_some() {
            self.say(
                Code::UnknownFunction,
                place,
                format!("`{name}` is a variable, not a function"),
            );
            return;
        }
        let message = format!("there is no function `{name}`");
        if let Some((_, write)) = OTHERWISE.iter().find(|(from, _)| *from == name) {
            self.say(Code::UnknownFunction, place, message).label(*write);
            return;
        }
        let alias = ALIASES.iter().find(|(from, _)| *from == name).map(|(_, to)| *to);
        let near = alias.or_else(|| nearest(name, function_names()));
        self.say(Code::UnknownFunction, place, message).suggest(near);
    }

    /// The `count` arguments of a call that takes them without names and weights.
    pub(super) fn arguments<'e>(
        &mut self,
        call: &'e Call,
        count: Count,
        place: Place,
    ) -> Option<Vec<&'e Expr>> {
        let name = call.function.as_str();
        let mut plain = true;
        for argument in &call.arguments {
            if let Some((named, named_place)) = &argument.name {
                plain = false;
                let whole = named_place.to(argument.value.place);
                if count.conditions {
                    let message = "a single `=` does not compare: write `==`";
                    self.say(Code::FormulaSyntax, whole, message).label("write `==`");
                } else {
                    let message = format!("`{name}` takes its arguments without names");
                    self.say(Code::Arguments, whole, message).label(format!("drop `{named} =`"));
                }
            }
            if let Some(weight) = &argument.weight {
                plain = false;
                let message =
                    format!("`{name}` takes no weights: only `mixture` and `quantiles` do");
                self.say(Code::Arguments, weight.place, message);
            }
        }
        let given = call.arguments.len();
        if given < count.least || given > count.most {
            let message = format!("`{name}` takes {}, here {} given", count.what, are(given));
            let name_place = call.function_place;
            let fault = self.say(Code::Arguments, place, message);
            if name == "count" && given > 1 {
                fault
                    .label("write `how_many(…)` with the same conditions")
                    .help("`count` counts the steps in which one condition held, `how_many` the conditions that hold")
                    .repair(Repair::new(name_place, "how_many"));
            } else if !count.example.is_empty() {
                fault.help(format!("such as `{}`", count.example));
            }
            return None;
        }
        plain.then(|| call.arguments.iter().map(|argument| &argument.value).collect())
    }

    fn function1(&mut self, function: Function1, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let [argument] = self.arguments(call, Count::exactly(1, "one number"), place)?[..] else {
            return None;
        };
        let what = format!("`{}`", call.function);
        let (kind, number) = self.any_number(argument, &what, "a number")?;
        let fits =
            kind == NumberKind::Number || (function == Function1::Abs && months::is_duration(kind));
        if !fits {
            let message = format!("{what} needs a number, this is {}", kind.described());
            let label = if months::is_duration(kind) {
                "divide it by a unit, as in `… / 1 day`"
            } else {
                ""
            };
            self.say(Code::FormulaType, argument.place, message).label(label);
            return None;
        }
        let number = self.finite(fold::unary(function, number), place)?;
        Some(Meaning::Number(kind, number))
    }

    fn extreme(&mut self, function: Function2, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let arguments = self.arguments(call, Count::at_least(2, "two or more numbers"), place)?;
        let what = format!("`{}`", call.function);
        let found: Vec<_> =
            arguments.iter().map(|a| self.any_number(a, &what, "a number")).collect();
        let found = months::all_alike(found.into_iter().collect::<Option<Vec<_>>>()?);
        let kind = found.first()?.0;
        if let Some(odd) = found.iter().position(|(other, _)| *other != kind) {
            let message = format!(
                "{what} needs all of one kind: the first is {}, this is {}",
                kind.described(),
                found[odd].0.described()
            );
            self.say(Code::FormulaType, arguments[odd].place, message);
            return None;
        }
        let number =
            fold::extreme(function, found.into_iter().map(|(_, number)| number).collect())?;
        Some(Meaning::Number(kind, number))
    }

    fn how_many(&mut self, call: &Call, place: Place) -> Option<Meaning<'s>> {
        let count = Count { conditions: true, ..Count::at_least(1, "one or more conditions") };
        let arguments = self.arguments(call, count, place)?;
        let found: Vec<_> = arguments.iter().map(|a| self.condition(a, "`how_many`")).collect();
        let conditions = found.into_iter().collect::<Option<Vec<Condition>>>()?;
        Some(Meaning::Number(NumberKind::Number, fold::how_many(conditions)))
    }
}

/// The number of arguments that a function takes.
#[derive(Clone, Copy)]
pub(super) struct Count {
    least: usize,
    most: usize,
    /// The number in words.
    what: &'static str,
    /// Whether `a = b` as an argument is a slip for `a == b`.
    conditions: bool,
    /// An example of a correct call; empty if words are enough.
    example: &'static str,
}

impl Count {
    pub(super) fn exactly(count: usize, what: &'static str) -> Self {
        Self { least: count, most: count, what, conditions: false, example: "" }
    }

    fn at_least(count: usize, what: &'static str) -> Self {
        Self { least: count, most: usize::MAX, what, conditions: false, example: "" }
    }

    /// The count for a function of conditions.
    pub(super) fn with_condition(count: usize, what: &'static str, example: &'static str) -> Self {
        Self { conditions: true, example, ..Self::exactly(count, what) }
    }
}

fn are(given: usize) -> String {
    match given {
        0 => "none is".to_owned(),
        1 => "one is".to_owned(),
        more => format!("{more} are"),
    }
}
