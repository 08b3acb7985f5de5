//! Days of `by` and `at` that lie before the clock begins, where nothing is known.

use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Expr, ExprKind, Number, NumberKind, Scope, check_number, days_of};
use jiff::civil::Date;

/// The faults of a sound formula that asks about days before `as_of`.
pub(super) fn too_early(expr: &Expr, scope: &Scope, as_of: Date) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut parts = vec![expr];
    while let Some(part) = parts.pop() {
        if let ExprKind::Call(call) = &part.kind
            && matches!(call.function.as_str(), "by" | "at")
            && let [_, day] = &call.arguments[..]
            && let Ok(Number::Constant(at)) =
                check_number(&day.value, scope, NumberKind::Date, "the day")
            && at < days_of(as_of)
        {
            let what = match day.value.kind {
                ExprKind::Date(date) => date.to_string(),
                _ => "this day".to_owned(),
            };
            faults.push(
                Diagnostic::new(
                    Code::BadDate,
                    day.value.place,
                    format!("{what} is before the scenario's clock, which begins on {as_of}"),
                )
                .help("nothing is known of days before `as_of`: ask about a later one"),
            );
        }
        parts.extend(part.parts().into_iter().rev());
    }
    faults
}
