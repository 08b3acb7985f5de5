//! Panels that stand for a `value`: the experts' judgements are numbers, or chances.

use crate::formula::{Expr, ExprKind, Unary};
use crate::scenario::literal::{Literal, LiteralValue};

/// Whether a judgement is a chance as written: with a per cent sign, in words, as counted cases, or with plain ends
/// within 0 to 1.
pub(super) fn is_over_chances(literal: &Literal) -> bool {
    match &literal.value {
        LiteralValue::Plain(x) => (0.0..=1.0).contains(x),
        LiteralValue::Word(..) | LiteralValue::Cases(..) => true,
        LiteralValue::Formula(expr) => says_chance(expr).unwrap_or(false),
        LiteralValue::Rest | LiteralValue::Panel(_) => false,
    }
}

/// Makes a range in plain numbers a range of a chance.
pub(super) fn as_chance(literal: &mut Literal) {
    if let LiteralValue::Formula(expr) = &mut literal.value
        && let ExprKind::To(low, high) = &expr.kind
    {
        expr.kind = ExprKind::PercentTo(low.clone(), high.clone());
    }
}

/// Whether a formula is over chances; `None` if it says nothing of it.
fn says_chance(expr: &Expr) -> Option<bool> {
    let within = |x: f64| (0.0..=1.0).contains(&x);
    match &expr.kind {
        ExprKind::Number(x) => Some(within(*x)),
        ExprKind::Percent { share, .. } => Some(within(*share)),
        ExprKind::Unary(Unary::Minus, _) => Some(false),
        ExprKind::Call(call) if call.function == "beta" => Some(true),
        ExprKind::Call(call) => {
            let plain = call.arguments.iter().map(|argument| says_chance(&argument.value));
            let bounded = matches!(call.function.as_str(), "uniform" | "triangular" | "mixture");
            let parts: Vec<Option<bool>> = plain.collect();
            let has_percent = has_percent(expr);
            Some(has_percent || bounded && parts.iter().all(|part| *part == Some(true)))
        }
        ExprKind::To(low, high) | ExprKind::PercentTo(low, high) => {
            Some(says_chance(low)? && says_chance(high)?)
        }
        _ if has_percent(expr) => Some(true),
        _ => None,
    }
}

fn has_percent(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Percent { .. } | ExprKind::PercentTo(..))
        || expr.parts().into_iter().any(has_percent)
}
