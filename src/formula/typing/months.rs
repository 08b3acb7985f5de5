//! Durations in calendar months: they stay months among themselves, and become days beside days.

use super::super::calendar::MEAN_MONTH;
use super::super::{
    Comparison, Draw, Expr, Function1, Function2, Number, NumberKind, Scope, Shape, fold,
};
use super::{Checker, Meaning};
use crate::diagnostic::Diagnostic;

/// A formula that must be a duration, and whether it counts calendar months; `what` names the thing
/// that needs it (`` `after` ``).
pub fn check_delay(
    expr: &Expr,
    scope: &Scope,
    what: &str,
) -> Result<(Number, bool), Vec<Diagnostic>> {
    let mut checker = Checker::new(scope);
    let found = match checker.meaning(expr) {
        Some(Meaning::Number(NumberKind::Months, months)) => Some((months, true)),
        Some(meaning) => {
            let days = checker.number_of(meaning, expr, NumberKind::Duration, what);
            days.map(|days| (days, false))
        }
        None => None,
    };
    checker.finish(found)
}

/// Whether it is a span of time.
pub(super) fn is_duration(kind: NumberKind) -> bool {
    matches!(kind, NumberKind::Duration | NumberKind::Months)
}

/// Months as days of the mean month.
pub(super) fn in_days(months: Number) -> Number {
    match months {
        Number::Draw(draw) => {
            let Draw { ordinal, shape } = *draw;
            Number::Draw(Box::new(Draw { ordinal, shape: shape_in_days(shape) }))
        }
        Number::If(condition, a, b) => {
            Number::If(condition, Box::new(in_days(*a)), Box::new(in_days(*b)))
        }
        other => fold::binary(Function2::Times, other, Number::Constant(MEAN_MONTH)),
    }
}

/// A distribution of months as one of days.
pub(super) fn shape_in_days(shape: Shape) -> Shape {
    match shape {
        Shape::Point(months) => Shape::Point(in_days(months)),
        other => Shape::Scaled(MEAN_MONTH, Box::new(other)),
    }
}

/// A duration of either kind in days.
pub(super) fn fitting_days(kind: NumberKind, number: Number) -> Number {
    if kind == NumberKind::Months { in_days(number) } else { number }
}

/// A number as the kind that is needed, where months have to be days.
pub(super) fn fitting(want: NumberKind, found: (NumberKind, Number)) -> (NumberKind, Number) {
    match found {
        (NumberKind::Months, months) if want == NumberKind::Duration => (want, in_days(months)),
        other => other,
    }
}

/// Two numbers as they stand beside each other: months beside days are days.
pub(super) fn beside(
    left: (NumberKind, Number),
    right: (NumberKind, Number),
) -> ((NumberKind, Number), (NumberKind, Number)) {
    let (left_kind, right_kind) = (left.0, right.0);
    (fitting(right_kind, left), fitting(left_kind, right))
}

/// Several durations of one kind: months, if all of them are, else days.
pub(super) fn all_alike(found: Vec<(NumberKind, Number)>) -> Vec<(NumberKind, Number)> {
    let has_days = found.iter().any(|(kind, _)| *kind == NumberKind::Duration);
    let want = if has_days { NumberKind::Duration } else { NumberKind::Months };
    found.into_iter().map(|number| fitting(want, number)).collect()
}

/// A date and a number of months after it.
pub(super) fn after(date: Number, months: Number) -> Number {
    fold::binary(Function2::PlusMonths, date, months)
}

/// A date less a date, compared with months: counted from the earlier of the two.
pub(super) fn compare(
    how: Comparison,
    (later, earlier): (Number, Number),
    months: Number,
) -> super::super::Condition {
    if months.constant().is_some_and(|months| months < 0.0) {
        let months = fold::unary(Function1::Minus, months);
        return fold::compare(flipped(how), earlier, after(later, months));
    }
    fold::compare(how, later, after(earlier, months))
}

/// The comparison of two sides that have changed places.
pub(super) fn flipped(how: Comparison) -> Comparison {
    match how {
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
        same @ (Comparison::Equal | Comparison::NotEqual) => same,
    }
}
