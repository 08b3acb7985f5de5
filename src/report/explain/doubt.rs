//! What the analyst is unsure of, in sentences: parameters, ranges and distributions. Knows how they
//! are written, not what they are worth.

use super::grounds::Teller;
use super::panel::voiced;
use super::rules;
use super::words;
use crate::distribution::FAMILIES;
use crate::formula::{Expr, ExprKind, Unary};
use crate::scenario::{Figure, Parameter, Said};

/// A parameter: what it is thought to be and why, then what it goes with.
pub(super) fn parameter<'a>(
    parameter: &'a Parameter,
    teller: &mut Teller<'a>,
) -> (String, Vec<(usize, String)>) {
    let figure = &parameter.value;
    let unit = parameter.unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.value));
    let text = words::on_one_line(&figure.text);
    let value = match &figure.said {
        Said::Plain(value) => format!("{}{unit}", words::number(*value)),
        Said::Word(low, high) => words::word(&figure.text, *low, *high),
        Said::Rest => format!("`{text}`{unit}"),
        Said::Panel(_) => rules::chance("", figure, teller).trim_start().to_owned(),
        Said::Formula(expr) => match &expr.kind {
            ExprKind::To(..) | ExprKind::PercentTo(..) if ends(expr).is_some() => {
                format!("{text}{unit}, 9 in 10 sure that it lies between")
            }
            _ if is_drawn(expr) => format!("drawn from `{text}`{unit}"),
            _ => format!("computed as `{text}`{unit}"),
        },
    };
    let grounds = teller.of(&voiced("value", figure));
    let opening = format!("{} (parameter): {value}{grounds}", parameter.name.value);
    let together: Vec<String> = parameter
        .correlated
        .iter()
        .map(|(other, rank)| format!("{} ({})", other.value, words::number(rank.value)))
        .collect();
    let line = (!together.is_empty())
        .then(|| (0, format!("Goes with {}: rank correlation.", words::list(&together))));
    (opening, line.into_iter().collect())
}

/// The ends of a range of plain numbers.
pub(super) fn range(figure: &Figure) -> Option<(f64, f64)> {
    let Said::Formula(expr) = &figure.said else { return None };
    ends(expr)
}

/// A chance that is a range or a distribution: `20 to 40 in 100 (9 in 10 sure)`.
pub(super) fn chance(figure: &Figure) -> Option<String> {
    let Said::Formula(expr) = &figure.said else { return None };
    match ends(expr) {
        Some((low, high)) => {
            let (low, high) = (words::in_hundred(low), words::in_hundred(high));
            Some(format!("{low} to {high} in 100 (9 in 10 sure)"))
        }
        None => drawn(figure, expr),
    }
}

/// A factor on odds that is one: `1.2 to 2.5 (9 in 10 sure)`.
pub(super) fn factor(figure: &Figure) -> Option<String> {
    let Said::Formula(expr) = &figure.said else { return None };
    match ends(expr) {
        Some((low, high)) => {
            let (low, high) = (words::number(low), words::number(high));
            Some(format!("{low} to {high} (9 in 10 sure)"))
        }
        None => drawn(figure, expr),
    }
}

fn drawn(figure: &Figure, expr: &Expr) -> Option<String> {
    let text = words::on_one_line(&figure.text);
    is_drawn(expr).then(|| format!("drawn from `{text}` once for each reading"))
}

fn ends(expr: &Expr) -> Option<(f64, f64)> {
    let (ExprKind::To(low, high) | ExprKind::PercentTo(low, high)) = &expr.kind else {
        return None;
    };
    Some((plain(low)?, plain(high)?))
}

fn plain(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(*value),
        ExprKind::Unary(Unary::Minus, inner) => plain(inner).map(|value| -value),
        _ => None,
    }
}

/// Whether all of a formula is one distribution.
fn is_drawn(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::To(..) | ExprKind::PercentTo(..) => true,
        ExprKind::Call(call) => {
            let name = call.function.as_str();
            FAMILIES.contains(&name) || matches!(name, "mixture" | "truncate")
        }
        _ => false,
    }
}
