//! `+ - * / ^` over numbers, durations and dates.

use super::super::slips::whole_date;
use super::super::{Binary, Expr, ExprKind, Function1, Function2, Number, NumberKind};
use super::months;
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Place};
use crate::formula::typed::fold;

use NumberKind::{Date, Duration, Months, Number as Plain, WorkingDays};

impl<'s> Checker<'s> {
    /// Returns `number`, unless it is a constant that can't be computed (`1/0`).
    pub(super) fn finite(&mut self, number: Number, place: Place) -> Option<Number> {
        match number.constant() {
            Some(value) if !value.is_finite() => {
                let what = if value.is_nan() {
                    "this is undefined: a division by 0, or a logarithm or root outside its range"
                } else {
                    "this is too large to be computed: it is infinite"
                };
                self.say(Code::NotFinite, place, what.to_owned());
                None
            }
            _ => Some(number),
        }
    }

    /// Types `-a`.
    pub(super) fn minus(&mut self, operand: &Expr) -> Option<Meaning<'s>> {
        let (kind, number) = self.any_number(operand, "`-`", "a number")?;
        if kind == Date {
            self.say(Code::FormulaType, operand.place, "a date has no negative")
                .label("take it from another date: `a - b`");
            return None;
        }
        Some(Meaning::Number(kind, fold::unary(Function1::Minus, number)))
    }

    /// Types `left op right`.
    pub(super) fn arithmetic(
        &mut self,
        op: Binary,
        left: &Expr,
        right: &Expr,
        place: Place,
    ) -> Option<Meaning<'s>> {
        let what = format!("`{}`", function_of(op).0);
        let sides =
            (self.any_number(left, &what, "a number"), self.any_number(right, &what, "a number"));
        let (kind, number) = self.combined(op, sides.0?, sides.1?, place)?;
        Some(Meaning::Number(kind, number))
    }

    /// Types `left op right` for known sides.
    pub(super) fn combined(
        &mut self,
        op: Binary,
        left: (NumberKind, Number),
        right: (NumberKind, Number),
        place: Place,
    ) -> Option<(NumberKind, Number)> {
        let (sign, function) = function_of(op);
        let ((left_kind, left), (right_kind, right)) = months::beside(left, right);
        let Some(kind) = kind_of(function, left_kind, right_kind) else {
            let message = format!(
                "{} {sign} {} means nothing",
                left_kind.described(),
                right_kind.described()
            );
            self.say(Code::FormulaType, place, message)
                .label(repair(function, left_kind, right_kind));
            return None;
        };
        let number = match (function, left_kind, right_kind) {
            (Function2::Plus, Date, Months) => months::after(left, right),
            (Function2::Plus, Months, Date) => months::after(right, left),
            (Function2::Minus, Date, Months) => {
                months::after(left, fold::unary(Function1::Minus, right))
            }
            _ => fold::binary(function, left, right),
        };
        Some((kind, self.finite(number, place)?))
    }
}

/// The sign and the function of an operator.
fn function_of(op: Binary) -> (&'static str, Function2) {
    match op {
        Binary::Minus => ("-", Function2::Minus),
        Binary::Times => ("*", Function2::Times),
        Binary::Over => ("/", Function2::Over),
        Binary::Power => ("^", Function2::Power),
        _ => ("+", Function2::Plus),
    }
}

/// The kind of `left op right`; `None` if the operator does not apply.
fn kind_of(op: Function2, left: NumberKind, right: NumberKind) -> Option<NumberKind> {
    Some(match (op, left, right) {
        (
            Function2::Plus
            | Function2::Minus
            | Function2::Times
            | Function2::Over
            | Function2::Power,
            Plain,
            Plain,
        )
        | (Function2::Over, Duration, Duration)
        | (Function2::Over, Months, Months) => Plain,
        (Function2::Plus | Function2::Minus, Months, Months)
        | (Function2::Times | Function2::Over, Months, Plain)
        | (Function2::Times, Plain, Months) => Months,
        (Function2::Plus | Function2::Minus, WorkingDays, WorkingDays)
        | (Function2::Times | Function2::Over, WorkingDays, Plain)
        | (Function2::Times, Plain, WorkingDays) => WorkingDays,
        (Function2::Plus | Function2::Minus, Duration, Duration)
        | (Function2::Times | Function2::Over, Duration, Plain)
        | (Function2::Times, Plain, Duration)
        | (Function2::Minus, Date, Date) => Duration,
        (Function2::Plus | Function2::Minus, Date, Duration | Months)
        | (Function2::Plus, Duration | Months, Date) => Date,
        _ => return None,
    })
}

/// The repair for operands that do not fit.
fn repair(op: Function2, left: NumberKind, right: NumberKind) -> &'static str {
    match (op, left, right) {
        (Function2::Plus | Function2::Minus, Plain, Duration | Months | Date)
        | (Function2::Plus | Function2::Minus, Duration | Months | Date, Plain) => {
            "give the number a unit, as in `4 weeks`"
        }
        (_, WorkingDays, _) | (_, _, WorkingDays) => {
            "working days compare with `elapsed(…)` or a date less a date, and are the term of a deadline"
        }
        (Function2::Plus, Date, Date) => "between two dates only `-` says something",
        (Function2::Power, ..) => {
            "`^` takes plain numbers: divide by a unit first, as in `… / 1 day`"
        }
        _ => "",
    }
}

/// The days that arithmetic between numbers can mean where a date belongs: `2025/12/31`, `12/31/2025`, `2025-12`.
pub(super) fn days_in(expr: &Expr) -> Vec<jiff::civil::Date> {
    fn text(expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Number(number) => Some(number.to_string()),
            ExprKind::Binary(Binary::Over, _, a, b) => Some(format!("{}/{}", text(a)?, text(b)?)),
            ExprKind::Binary(Binary::Minus, _, a, b) => Some(format!("{}-{}", text(a)?, text(b)?)),
            _ => None,
        }
    }
    text(expr).and_then(|text| whole_date(&text)).unwrap_or_default()
}
