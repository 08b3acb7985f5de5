//! Advice on dates in formulas that are outside the clock or between two of its steps.

use super::wording::day;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Binary, Expr, ExprKind, days_of};
use crate::model::{Clock, Timeline};
use crate::scenario::{Scenario, formulas};
use jiff::civil::Date;

pub(super) fn advise(scenario: &Scenario, timeline: &Timeline, found: &mut Vec<Diagnostic>) {
    let Some(clock) = &timeline.clock else { return };
    let mut dates = Vec::new();
    for expr in formulas(scenario) {
        gather(expr, &mut dates);
    }
    for written in dates {
        found.extend(reported(&written, clock, timeline));
    }
}

/// A date in a formula, and its use.
struct Written {
    date: Date,
    place: Place,
    /// Whether it is the day of `by` or `at`, which reads one step; otherwise it is compared.
    looked_at: bool,
}

fn reported(written: &Written, clock: &Clock, timeline: &Timeline) -> Option<Diagnostic> {
    let &Written { date, place, looked_at } = written;
    let year = clock.as_of.year();
    let shown = day(date, year);
    if date < clock.as_of || date > clock.until {
        let (when, bound, end) = if date < clock.as_of {
            ("before", "begins", clock.as_of)
        } else {
            ("after", "ends", clock.until)
        };
        let what = format!("{shown} is {when} the clock {bound}, on {}", day(end, year));
        return Some(
            Diagnostic::new(Code::DateOutside, place, what)
                .help("nothing is computed there: move the date, or the clock"),
        );
    }
    let step = timeline.step_at(days_of(date))?;
    let before = timeline.date(step)?;
    if before == date {
        return None;
    }
    let what = format!("{shown} lies between two steps");
    let advice = Diagnostic::new(Code::DateBetween, place, what);
    let before = day(before, year);
    Some(if looked_at {
        advice.help(format!("what is counted is the step before it, {before}"))
    } else if let Some(after) = timeline.date(step + 1).filter(|_| step < timeline.last()) {
        advice.help(format!("the steps around it are {before} and {}", day(after, year)))
    } else {
        advice.help(format!("the step before it, {before}, is the last"))
    })
}

/// Collects the dates in a formula that are compared or used in `by` and `at`. A date from which others are computed,
/// as in `date - 2022-02-24`, may be any day.
fn gather(expr: &Expr, dates: &mut Vec<Written>) {
    let day_of_call = match &expr.kind {
        ExprKind::Call(call) if matches!(call.function.as_str(), "by" | "at") => Some(1),
        _ => None,
    };
    let compared = matches!(&expr.kind, ExprKind::Binary(operator, ..) if compares(*operator));
    for (i, part) in expr.parts().into_iter().enumerate() {
        let looked_at = day_of_call == Some(i);
        match part.kind {
            ExprKind::Date(date) if looked_at || compared => {
                dates.push(Written { date, place: part.place, looked_at });
            }
            _ => gather(part, dates),
        }
    }
}

fn compares(operator: Binary) -> bool {
    match operator {
        Binary::Equal
        | Binary::NotEqual
        | Binary::Less
        | Binary::LessEqual
        | Binary::Greater
        | Binary::GreaterEqual => true,
        Binary::Or
        | Binary::And
        | Binary::Plus
        | Binary::Minus
        | Binary::Times
        | Binary::Over
        | Binary::Power => false,
    }
}
