//! Advice on ranges on both sides of 0, distributions without a mean, and implied correlations.

mod means;

use super::wording::percent;
use crate::diagnostic::{Code, Diagnostic};
use crate::distribution::Recipe;
use crate::formula::{Expr, ExprKind, Unary};
use crate::model::{Copula, Model};
use crate::scenario::{Scenario, formulas};

/// The most correlations that are listed.
const MOST_LISTED: usize = 12;

pub(super) fn advise(scenario: &Scenario, model: &Model, found: &mut Vec<Diagnostic>) {
    for expr in formulas(scenario) {
        across_zero(expr, found);
    }
    means::advise(scenario, found);
    let copulas = [&model.parameter_correlation, &model.quantity_correlation];
    found.extend(copulas.into_iter().flatten().filter_map(completed));
}

/// Reports a range across 0, with the chance of the side that may not be intended.
fn across_zero(expr: &Expr, found: &mut Vec<Diagnostic>) {
    if let ExprKind::To(low, high) | ExprKind::PercentTo(low, high) = &expr.kind
        && let Some((low, high)) = literal(low).zip(literal(high))
        && low < 0.0
        && high > 0.0
        && let Ok(normal) = Recipe::NORMAL_5_95.build(&[low, high])
    {
        let (below, above) = (normal.cdf(0.0), normal.survival(0.0));
        let side = if below <= above { "below 0" } else { "above 0" };
        let what = format!(
            "this range lies on both sides of 0, so it is normal: {side} with a chance of {}",
            percent(below.min(above))
        );
        let advice = Diagnostic::new(Code::BeyondZero, expr.place, what);
        found.push(advice.weigh(below.min(above)).help(
            "if that can't be, keep both ends on one side of 0, or write `uniform` or `pert`",
        ));
    }
    expr.parts().into_iter().for_each(|part| across_zero(part, found));
}

/// The value of a literal end of a range; else `None`.
fn literal(end: &Expr) -> Option<f64> {
    match &end.kind {
        ExprKind::Number(x) | ExprKind::Percent { share: x, .. } => Some(*x),
        ExprKind::Duration(x, unit) => Some(x * unit.days()),
        ExprKind::Unary(Unary::Minus, inner) => literal(inner).map(|x| -x),
        _ => None,
    }
}

/// Reports the rank correlations of pairs that are not mentioned.
fn completed(copula: &Copula) -> Option<Diagnostic> {
    let line = |(a, b, rank): &(usize, usize, f64)| {
        let (a, b) = (&copula.members[*a].1, &copula.members[*b].1);
        format!("`{a}` with `{b}`: {rank:.2}")
    };
    let mut lines: Vec<String> = copula.implied.iter().take(MOST_LISTED).map(line).collect();
    if copula.implied.len() > MOST_LISTED {
        lines.push(format!("and {} more", copula.implied.len() - MOST_LISTED));
    }
    let what = "rank correlations that follow from those mentioned";
    let advice = Diagnostic::new(Code::Completed, copula.place, what);
    (!lines.is_empty()).then(|| advice.help(lines.join("\n")))
}
