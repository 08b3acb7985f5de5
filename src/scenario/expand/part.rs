//! Formulas whose value is settled by attributes alone: their values, and rows of formulas joined by an operator.

use crate::diagnostic::Place;
use crate::formula::{Argument, Binary, Call, Expr, ExprKind, MAX_DEPTH, Unary, days_of};

/// An expanded formula, and whether it is settled by attributes.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) expr: Expr,
    /// Whether it is a constant that depends on attributes.
    pub(super) is_settled: bool,
}

impl Part {
    pub(super) fn open(expr: Expr) -> Self {
        Self { expr, is_settled: false }
    }

    pub(super) fn settled(kind: ExprKind, place: Place) -> Self {
        Self { expr: Expr { kind, place }, is_settled: true }
    }

    /// The truth of a condition that is settled.
    pub(super) fn truth(&self) -> Option<bool> {
        self.is_settled.then(|| truth(&self.expr)).flatten()
    }
}

/// A condition that always or never holds.
pub(super) fn constant(holds: bool, place: Place) -> ExprKind {
    let number = |value: f64| Box::new(Expr { kind: ExprKind::Number(value), place });
    ExprKind::Binary(Binary::Equal, place, number(f64::from(u8::from(holds))), number(1.0))
}

/// Whether a condition always or never holds; `None` if it is no [`constant`].
#[expect(clippy::float_cmp, reason = "0 and 1 as `constant` writes them")]
pub(super) fn truth(expr: &Expr) -> Option<bool> {
    let ExprKind::Binary(Binary::Equal, _, a, b) = &expr.kind else { return None };
    match (&a.kind, &b.kind) {
        (ExprKind::Number(a), ExprKind::Number(b)) => Some(a == b),
        _ => None,
    }
}

/// The value of a plain number, and whether it is a date.
pub(super) fn number(expr: &Expr) -> Option<(f64, bool)> {
    match &expr.kind {
        ExprKind::Number(value) => Some((*value, false)),
        ExprKind::Percent { share, .. } => Some((*share, false)),
        ExprKind::Date(date) => Some((days_of(*date), true)),
        ExprKind::Unary(Unary::Minus, inner) => match number(inner)? {
            (value, false) => Some((-value, false)),
            (_, true) => None,
        },
        _ => None,
    }
}

/// A comparison or an operation on two plain numbers; `None` if they don't go together or the result is not finite.
#[expect(clippy::float_cmp, reason = "`==` compares exactly")]
pub(super) fn computed(op: Binary, place: Place, a: &Expr, b: &Expr) -> Option<ExprKind> {
    let ((a, of_date), (b, other)) = (number(a)?, number(b)?);
    let compared = match op {
        Binary::Equal => a == b,
        Binary::NotEqual => a != b,
        Binary::Less => a < b,
        Binary::LessEqual => a <= b,
        Binary::Greater => a > b,
        Binary::GreaterEqual => a >= b,
        _ if of_date || other => return None,
        Binary::Plus => return finite(a + b),
        Binary::Minus => return finite(a - b),
        Binary::Times => return finite(a * b),
        Binary::Over => return finite(a / b),
        Binary::Or | Binary::And | Binary::Power => return None,
    };
    (of_date == other).then(|| constant(compared, place))
}

fn finite(value: f64) -> Option<ExprKind> {
    value.is_finite().then_some(ExprKind::Number(value))
}

/// The depth of a formula, 1 for a leaf.
pub(super) fn depth(expr: &Expr) -> usize {
    1 + expr.parts().into_iter().map(depth).max().unwrap_or(0)
}

/// Formulas joined by `and`, `or` or `+`, in the tree that a written row of them has; `None` without any.
pub(super) fn joined(op: Binary, place: Place, mut parts: Vec<Expr>) -> Option<Expr> {
    let binary = |left, right| Expr {
        kind: ExprKind::Binary(op, place, Box::new(left), Box::new(right)),
        place,
    };
    let deepest = parts.iter().map(depth).max().unwrap_or(0);
    if op == Binary::Plus && deepest + parts.len() <= MAX_DEPTH / 2 {
        return parts.into_iter().reduce(binary);
    }
    if parts.len() < 2 {
        return parts.pop();
    }
    let right = parts.split_off(parts.len() / 2);
    Some(binary(joined(op, place, parts)?, joined(op, place, right)?))
}

/// A call with these arguments.
pub(super) fn call(function: &str, place: Place, values: Vec<Expr>) -> Expr {
    let argument = |value| Argument { name: None, weight: None, value, each: None };
    let arguments = values.into_iter().map(argument).collect();
    let call = Call { function: function.to_owned(), function_place: place, arguments };
    Expr { kind: ExprKind::Call(call), place }
}
