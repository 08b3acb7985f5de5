//! Durations in calendar months: they stay months among themselves and become days when combined with days.

use super::super::calendar::MEAN_MONTH;
use super::super::{
    Comparison, Draw, Expr, Function1, Function2, Interned, Number, NumberKind, Scope, Shape,
};
use super::{Checker, Meaning};
use crate::diagnostic::Diagnostic;
use crate::formula::typed::fold;

/// Types a formula that must be a duration, with its kind: days, calendar months or working days. `what` names the key
/// that needs it (`` `after` ``).
pub fn check_delay(
    expr: &Expr,
    scope: &Scope,
    what: &str,
) -> Result<(NumberKind, Number), Vec<Diagnostic>> {
    let mut checker = Checker::new(scope);
    let found = match checker.meaning(expr) {
        Some(Meaning::Number(kind @ (NumberKind::Months | NumberKind::WorkingDays), term)) => {
            Some((kind, term))
        }
        Some(meaning) => {
            let days = checker.number_of(meaning, expr, NumberKind::Duration, what);
            days.map(|days| (NumberKind::Duration, days))
        }
        None => None,
    };
    checker.finish(found, expr.place)
}

/// Compares the time between two dates with a number of working days.
pub(super) fn compare_working(
    how: Comparison,
    (later, earlier): (Number, Number),
    days: Number,
) -> super::super::Condition {
    let between = Box::new([later, earlier]);
    fold::compare(how, Number::WorkingDays(between, Interned::of(Vec::new())), days)
}

/// Whether the kind is a duration.
pub(super) fn is_duration(kind: NumberKind) -> bool {
    matches!(kind, NumberKind::Duration | NumberKind::Months)
}

/// Converts months to days of the mean month.
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

/// Converts a distribution of months to one of days.
pub(super) fn shape_in_days(shape: Shape) -> Shape {
    match shape {
        Shape::Point(months) => Shape::Point(in_days(months)),
        other => Shape::Scaled(MEAN_MONTH, Box::new(other)),
    }
}

/// Converts a duration of either kind to days.
pub(super) fn fitting_days(kind: NumberKind, number: Number) -> Number {
    if kind == NumberKind::Months { in_days(number) } else { number }
}

/// Converts months to days if `want` needs days; returns other numbers unchanged.
pub(super) fn fitting(want: NumberKind, found: (NumberKind, Number)) -> (NumberKind, Number) {
    match found {
        (NumberKind::Months, months) if want == NumberKind::Duration => (want, in_days(months)),
        other => other,
    }
}

/// Makes two numbers comparable: months become days if the other number is in days.
pub(super) fn beside(
    left: (NumberKind, Number),
    right: (NumberKind, Number),
) -> ((NumberKind, Number), (NumberKind, Number)) {
    let (left_kind, right_kind) = (left.0, right.0);
    (fitting(right_kind, left), fitting(left_kind, right))
}

/// Converts several durations to one kind: months if all are months, else days.
pub(super) fn all_alike(found: Vec<(NumberKind, Number)>) -> Vec<(NumberKind, Number)> {
    let has_days = found.iter().any(|(kind, _)| *kind == NumberKind::Duration);
    let want = if has_days { NumberKind::Duration } else { NumberKind::Months };
    found.into_iter().map(|number| fitting(want, number)).collect()
}

/// The date that is a number of months after another.
pub(super) fn after(date: Number, months: Number) -> Number {
    fold::binary(Function2::PlusMonths, date, months)
}

/// Compares the difference of two dates with months, counted from the earlier date.
pub(super) fn compare(
    how: Comparison,
    (later, earlier): (Number, Number),
    months: Number,
) -> super::super::Condition {
    if months.constant().is_some_and(|months| months < 0.0) {
        let months = fold::unary(Function1::Minus, months);
        return fold::compare(how.flipped(), earlier, after(later, months));
    }
    fold::compare(how, later, after(earlier, months))
}

impl NumberKind {
    /// The kind with its article, for messages.
    pub(super) fn described(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Duration | Self::Months => "a duration",
            Self::WorkingDays => "a number of working days",
            Self::Date => "a date",
        }
    }

    /// A comparison that makes a condition of it.
    pub(super) fn compared(self) -> &'static str {
        match self {
            Self::Number => " > 0",
            Self::Duration | Self::Months => " > 0 days",
            Self::WorkingDays => " < elapsed(…)",
            Self::Date => " < never",
        }
    }
}
