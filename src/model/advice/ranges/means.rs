//! Advice on distributions without a mean.

use super::literal;
use crate::diagnostic::{Code, Diagnostic};
use crate::distribution::{Bounded, Distribution, FAMILIES, Recipe};
use crate::formula::{Call, Expr, ExprKind};
use crate::scenario::{Scenario, formulas};

pub(super) fn advise(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    for expr in formulas(scenario) {
        without_mean(expr, found);
    }
}

/// Reports the calls within a formula whose distribution has no mean. Within `truncate` bounds are given.
fn without_mean(expr: &Expr, found: &mut Vec<Diagnostic>) {
    if let ExprKind::Call(call) = &expr.kind {
        if call.function == "truncate" {
            return;
        }
        if let Some(distribution) = stated(call)
            && distribution.mean().is_none()
        {
            let what = format!("this `{}` has no mean: its tail is too heavy", call.function);
            let fix = match call.function.as_str() {
                "quantiles" => "give the bound that there is on that side, as in `high = 1000`",
                "student_t" => "take more than 1 degree of freedom, or put it into `truncate`",
                _ => "put it into `truncate`",
            };
            found.push(
                Diagnostic::new(Code::NoMean, expr.place, what)
                    .help(format!("{fix}; or ask for chances and quantiles only")),
            );
        }
    }
    expr.parts().into_iter().for_each(|part| without_mean(part, found));
}

/// The distribution of a call with literal arguments; `None` for other calls.
fn stated(call: &Call) -> Option<Distribution> {
    let name = |k: usize| call.arguments[k].name.as_ref().map(|(name, _)| name.as_str());
    let value = |k: usize| literal(&call.arguments[k].value);
    let all = 0..call.arguments.len();
    if call.function == "quantiles" {
        let bound = |wanted: &str| all.clone().find(|k| name(*k) == Some(wanted)).and_then(value);
        let (low, high) = (bound("low"), bound("high"));
        let mut numbers = Vec::new();
        for argument in &call.arguments {
            if let Some(chance) = &argument.weight {
                numbers.extend([literal(chance)?, literal(&argument.value)?]);
            }
        }
        numbers.extend([low, high].into_iter().flatten());
        let bounded = match (low, high) {
            (None, None) => Bounded::No,
            (Some(_), None) => Bounded::Low,
            (None, Some(_)) => Bounded::High,
            (Some(_), Some(_)) => Bounded::Both,
        };
        return Recipe::Quantiles(bounded).build(&numbers).ok();
    }
    if !FAMILIES.contains(&call.function.as_str()) {
        return None;
    }
    let names: Vec<Option<&str>> = all.map(name).collect();
    let (recipe, order) = Recipe::resolve(&call.function, &names).ok()?;
    let numbers: Option<Vec<f64>> = order.into_iter().map(value).collect();
    recipe.build(&numbers?).ok()
}
