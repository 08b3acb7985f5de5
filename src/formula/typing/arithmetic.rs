//! `+ - * / ^` over numbers, durations and dates.

use super::super::{Binary, Expr, Function1, Function2, NumberKind, fold};
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Place};

use NumberKind::{Date, Duration, Number as Plain};

impl<'s> Checker<'s> {
    /// `-a`
    pub(super) fn minus(&mut self, operand: &Expr) -> Option<Meaning<'s>> {
        let (kind, number) = self.any_number(operand, "`-`", "a number")?;
        if kind == Date {
            self.say(Code::FormulaType, operand.place, "a date has no negative")
                .label("take it from another date: `a - b`");
            return None;
        }
        Some(Meaning::Number(kind, fold::unary(Function1::Minus, number)))
    }

    /// `left op right`
    pub(super) fn arithmetic(
        &mut self,
        op: Binary,
        left: &Expr,
        right: &Expr,
        place: Place,
    ) -> Option<Meaning<'s>> {
        let (sign, function) = match op {
            Binary::Minus => ("-", Function2::Minus),
            Binary::Times => ("*", Function2::Times),
            Binary::Over => ("/", Function2::Over),
            Binary::Power => ("^", Function2::Power),
            _ => ("+", Function2::Plus),
        };
        let what = format!("`{sign}`");
        let sides =
            (self.any_number(left, &what, "a number"), self.any_number(right, &what, "a number"));
        let ((left_kind, left), (right_kind, right)) = (sides.0?, sides.1?);
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
        let number = self.finite(fold::binary(function, left, right), place)?;
        Some(Meaning::Number(kind, number))
    }
}

/// What `left op right` is.
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
        | (Function2::Over, Duration, Duration) => Plain,
        (Function2::Plus | Function2::Minus, Duration, Duration)
        | (Function2::Times | Function2::Over, Duration, Plain)
        | (Function2::Times, Plain, Duration)
        | (Function2::Minus, Date, Date) => Duration,
        (Function2::Plus | Function2::Minus, Date, Duration)
        | (Function2::Plus, Duration, Date) => Date,
        _ => return None,
    })
}

/// What to write instead.
fn repair(op: Function2, left: NumberKind, right: NumberKind) -> &'static str {
    match (op, left, right) {
        (Function2::Plus | Function2::Minus, Plain, Duration | Date)
        | (Function2::Plus | Function2::Minus, Duration | Date, Plain) => {
            "give the number a unit, as in `4 weeks`"
        }
        (Function2::Plus, Date, Date) => "between two dates only `-` says something",
        (Function2::Power, ..) => {
            "`^` takes plain numbers: divide by a unit first, as in `… / 1 day`"
        }
        _ => "",
    }
}
