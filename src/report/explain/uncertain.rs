//! Uncertain numbers in words: ranges and distributions as written, not evaluated.

use super::words;
use crate::distribution::{FAMILIES, Recipe};
use crate::formula::{Expr, ExprKind, Unary};
use crate::scenario::{Literal, LiteralValue};

/// The ends of a range of two plain numbers.
pub(super) fn range(figure: &Literal) -> Option<(f64, f64)> {
    let LiteralValue::Formula(expr) = &figure.value else { return None };
    ends(expr)
}

/// The 5th and the 95th percentile of a chance from counted cases; `None` for other numbers.
pub(super) fn of_cases(figure: &Literal) -> Option<(f64, f64)> {
    let LiteralValue::Cases(hits, tries) = figure.value else { return None };
    let chance = Recipe::Beta.build(&LiteralValue::shapes_of_cases(hits, tries)).ok()?;
    Some((chance.quantile(0.05), chance.quantile(0.95)))
}

/// Words for a probability that is a range or a distribution: `20 to 40 in 100 (9 in 10 sure)`.
pub(super) fn chance(figure: &Literal) -> Option<String> {
    if let Some((low, high)) = of_cases(figure) {
        let (low, high) = (words::about_hundred(low), words::about_hundred(high));
        return Some(format!("{}: {low} to {high} in 100 (9 in 10 sure)", figure.text.trim()));
    }
    let LiteralValue::Formula(expr) = &figure.value else { return None };
    match ends(expr) {
        Some((low, high)) => {
            let (low, high) = (words::in_hundred(low), words::in_hundred(high));
            Some(format!("{low} to {high} in 100 (9 in 10 sure)"))
        }
        None => drawn(figure, expr),
    }
}

/// Words for an odds factor that is a range: `1.2 to 2.5 (9 in 10 sure)`.
pub(super) fn factor(figure: &Literal) -> Option<String> {
    let LiteralValue::Formula(expr) = &figure.value else { return None };
    match ends(expr) {
        Some((low, high)) => {
            let (low, high) = (words::number(low), words::number(high));
            Some(format!("{low} to {high} (9 in 10 sure)"))
        }
        None => drawn(figure, expr),
    }
}

fn drawn(figure: &Literal, expr: &Expr) -> Option<String> {
    let text = words::on_one_line(&figure.text);
    is_drawn(expr).then(|| format!("drawn from `{text}` once for each reading"))
}

pub(super) fn ends(expr: &Expr) -> Option<(f64, f64)> {
    let (ExprKind::To(low, high) | ExprKind::PercentTo(low, high)) = &expr.kind else {
        return None;
    };
    Some((plain(low)?, plain(high)?))
}

fn plain(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(*value),
        ExprKind::Percent { share, .. } => Some(*share),
        ExprKind::Unary(Unary::Minus, inner) => plain(inner).map(|value| -value),
        _ => None,
    }
}

/// Whether a formula is a single distribution.
pub(super) fn is_drawn(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::To(..) | ExprKind::PercentTo(..) => true,
        ExprKind::Call(call) => {
            let name = call.function.as_str();
            FAMILIES.contains(&name) || matches!(name, "mixture" | "quantiles" | "truncate")
        }
        _ => false,
    }
}
