//! The values of a sweep: `0.1, 0.2, 0.5`, `0.05..0.60:12` and `log(0.001..1:7)`.

use super::numbers::{literals, meaning_of};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Expr, ExprKind, Unit};
use crate::scenario::literal::LiteralValue;
use crate::scenario::read::{Meaning, parse_literal};
use crate::scenario::tree::Scenario;
use std::ops::Range;

/// The most values of one axis.
pub const MOST_VALUES: usize = 1_000_000;

/// One value of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The text, as `--set` or `--do` takes it.
    pub text: String,
    /// The place; for a range, that of the whole range.
    pub place: Place,
}

/// A parsed text of values.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// A list of values.
    List(Vec<Given>),
    /// Evenly spaced values, with the ends as written.
    Range(Spread),
}

/// A range: `0.05..0.60:12`, or with equal ratios `log(0.001..1:7)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The first value.
    pub low: Given,
    /// The last value.
    pub high: Given,
    /// The number of values; `None` if it is not given.
    pub count: Option<usize>,
    /// Whether values have equal ratios rather than equal differences.
    pub is_log: bool,
    /// The place of the range.
    pub place: Place,
}

type PlaceOf<'a> = &'a dyn Fn(Range<usize>) -> Place;

/// Parses a text of values.
pub fn values(text: &str, place_of: PlaceOf<'_>) -> Result<Values, Diagnostic> {
    let whole = place_of(0..text.len());
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Diagnostic::new(Code::SweepValues, whole, "there are no values")
            .label("say 0.1,0.2 or 0.1..0.5:9"));
    }
    let inner = trimmed.strip_prefix("log(").map(|inner| inner.strip_suffix(')').unwrap_or(inner));
    let (is_log, body) = inner.map_or((false, trimmed), |inner| (true, inner));
    if let Some((low, rest)) = body.split_once("..") {
        return spread(text, low, rest, is_log, place_of).map(Values::Range);
    }
    if is_log {
        return Err(Diagnostic::new(Code::SweepValues, whole, "`log` is for a range")
            .label("write log(0.001..1:7)"));
    }
    if let Some(right) = with_colons(trimmed) {
        let what = format!("`{trimmed}` is not how a range of values is written");
        return Err(Diagnostic::new(Code::SweepValues, whole, what).write(right));
    }
    let mut given = Vec::new();
    let mut start = 0;
    for piece in text.split(',') {
        let at = start + (piece.len() - piece.trim_start().len());
        let trimmed = piece.trim();
        let place = place_of(at..at + trimmed.len());
        if trimmed.is_empty() {
            return Err(Diagnostic::new(
                Code::SweepValues,
                whole,
                "a value is missing between commas",
            ));
        }
        given.push(Given { text: trimmed.to_owned(), place });
        start += piece.len() + 1;
    }
    Ok(Values::List(given))
}

/// The range that `0.1:0.5:9` or `0.1 to 0.5:9` means: its ends and the number of its values.
fn with_colons(text: &str) -> Option<String> {
    let (ends, count) = text.rsplit_once(':')?;
    let count = count.trim().parse::<usize>().ok().filter(|count| *count > 1)?;
    let (low, high) = [":", " to ", "–", "..."].iter().find_map(|sign| ends.split_once(sign))?;
    let (low, high) = (low.trim(), high.trim());
    let is_number = |text: &str| text.trim_end_matches('%').parse::<f64>().is_ok();
    (is_number(low) && is_number(high)).then(|| format!("{low}..{high}:{count}"))
}

fn spread(
    text: &str,
    low: &str,
    rest: &str,
    is_log: bool,
    place_of: PlaceOf<'_>,
) -> Result<Spread, Diagnostic> {
    let whole = place_of(0..text.len());
    let (high, count) = match rest.split_once(':') {
        Some((high, count)) => (high, Some(count.trim())),
        None => (rest, None),
    };
    let count = match count {
        None => None,
        Some(trimmed) => match trimmed.parse::<usize>() {
            Ok(count @ 1..=MOST_VALUES) => Some(count),
            Ok(0) => {
                return Err(Diagnostic::new(Code::SweepValues, whole, "a range of no values")
                    .label("say how many, both ends included: 0.1..0.5:9"));
            }
            Ok(_) => {
                let what = format!("{MOST_VALUES} values are the most of one axis");
                return Err(Diagnostic::new(Code::SweepValues, whole, what));
            }
            Err(_) => {
                let what = format!("`{trimmed}` is not a number of values");
                return Err(Diagnostic::new(Code::SweepValues, whole, what)
                    .label("say how many, both ends included: 0.1..0.5:9"));
            }
        },
    };
    let end = |trimmed: &str| Given { text: trimmed.trim().to_owned(), place: whole };
    Ok(Spread { low: end(low), high: end(high), count, is_log, place: whole })
}

impl Spread {
    /// The values between two numeric ends, each as text followed by `unit`.
    pub fn texts(&self, low: f64, high: f64, unit: &str) -> Result<Vec<Given>, Diagnostic> {
        let fault = |what: &str| Err(Diagnostic::new(Code::SweepValues, self.place, what));
        let Some(count) = self.count else {
            return Err(Diagnostic::new(
                Code::SweepValues,
                self.place,
                "a range without a number of values",
            )
            .label("say how many, both ends included: 0.1..0.5:9"));
        };
        if low > high {
            return fault("an empty range: it begins above its end");
        }
        if self.is_log && low <= 0.0 {
            return fault("equal ratios can't begin at 0 or below");
        }
        let at = |i: usize| {
            let x = self.at(low, high, i as f64 / (count.max(2) - 1) as f64);
            let text = match i {
                0 => low,
                _ if i + 1 == count => high,
                // twelve digits, so that 0.15 is not printed as 0.15000000000000002
                _ => format!("{x:.11e}").parse().unwrap_or(x),
            };
            Given { text: format!("{text}{unit}"), place: self.place }
        };
        Ok((0..count).map(at).collect())
    }

    /// The value at a share of the way between two ends.
    pub fn at(&self, low: f64, high: f64, share: f64) -> f64 {
        if self.is_log {
            low * libm::exp(libm::log(high / low) * share)
        } else {
            low + (high - low) * share
        }
    }
}

/// The number that a text denotes in place of the literal at `path`, in the model's measure (a delay in days or
/// calendar months) and as written, and the unit to put after it.
pub fn number_at(
    scenario: &Scenario,
    path: &str,
    given: &Given,
) -> Result<(f64, f64, String), Diagnostic> {
    let meaning = meaning_of(scenario, path).unwrap_or(Meaning::Value);
    if meaning == Meaning::Delay {
        if counts_working_days(scenario, path) {
            let what = "the delay is written in working days, and no working day has a fixed number of days";
            return Err(Diagnostic::new(Code::SweepValues, given.place, what)
                .help("give it one value at a time: `--set PATH=\"20 working days\"`"));
        }
        return delay(given, counts_months(scenario, path));
    }
    // a share that replaces a rest is a plain chance
    let meaning = if meaning == Meaning::Share { Meaning::Chance } else { meaning };
    match parse_literal(
        &given.text,
        meaning,
        true,
        (given.place, &|_| given.place),
        &scenario.yardstick,
    ) {
        Ok(LiteralValue::Plain(x)) => Ok((x, x, String::new())),
        Ok(
            LiteralValue::Formula(_)
            | LiteralValue::Rest
            | LiteralValue::Word(..)
            | LiteralValue::Cases(..)
            | LiteralValue::Panel(_),
        ) => {
            let what = format!("`{}` is not a plain number", given.text);
            Err(Diagnostic::new(Code::SweepValues, given.place, what)
                .help("a sweep gives numbers, such as 0.1,0.2 or 5%,10%"))
        }
        Err(mut faults) => Err(faults.swap_remove(0)),
    }
}

/// Whether the delay at a path counts working days.
fn counts_working_days(scenario: &Scenario, path: &str) -> bool {
    fn counts(expr: &Expr) -> bool {
        matches!(expr.kind, ExprKind::WorkingDays(_)) || expr.parts().into_iter().any(counts)
    }
    let written = literals(scenario).into_iter().find(|literal| literal.path == path);
    matches!(written.map(|literal| &literal.value), Some(LiteralValue::Formula(expr)) if counts(expr))
}

/// Whether the delay at a path counts calendar months: all its units are months or years.
fn counts_months(scenario: &Scenario, path: &str) -> bool {
    fn gather(expr: &Expr, units: &mut Vec<Unit>) {
        if let ExprKind::Duration(_, unit) = expr.kind {
            units.push(unit);
        }
        expr.parts().into_iter().for_each(|part| gather(part, units));
    }
    let written = literals(scenario).into_iter().find(|literal| literal.path == path);
    let Some(LiteralValue::Formula(expr)) = written.map(|literal| &literal.value) else {
        return false;
    };
    let mut units = Vec::new();
    gather(expr, &mut units);
    !units.is_empty() && units.iter().all(|unit| unit.months().is_some())
}

/// Parses a delay such as `4 weeks`: its length in days, or in calendar months if the delay counts these; the number
/// as written; and the unit after it.
fn delay(given: &Given, in_months: bool) -> Result<(f64, f64, String), Diagnostic> {
    let text = given.text.trim();
    let split = text.find(|c: char| c.is_ascii_alphabetic() && c != 'e' && c != 'E');
    let (number, word) = text.split_at(split.unwrap_or(text.len()));
    let number = number.trim().parse::<f64>().ok().filter(|x| x.is_finite());
    let fault = |what: String| {
        Err(Diagnostic::new(Code::SweepValues, given.place, what)
            .help("delays are said with their unit: 2 weeks,4 weeks or 2..8 weeks:7"))
    };
    match (number, Unit::of(word.trim())) {
        (Some(x), Some(_)) if x < 0.0 => fault(format!("a delay of {text} is negative")),
        (Some(x), Some(_)) if x <= 0.0 => fault(format!("a delay of {text} is no delay")),
        (Some(x), Some(unit)) => {
            let length = match unit.months() {
                Some(months) if in_months => months,
                None if !in_months => unit.days(),
                _ => return Err(other_units(given, in_months)),
            };
            Ok((x * length, x, format!(" {}", word.trim())))
        }
        (Some(_), None) if word.trim().is_empty() => {
            fault(format!("a delay of {text} needs a unit"))
        }
        _ => fault(format!("`{text}` is not a delay")),
    }
}

/// The fault of a delay in months where days are counted, or the reverse.
fn other_units(given: &Given, in_months: bool) -> Diagnostic {
    let (written, units, example) = if in_months {
        ("months or years", "months or years", "6 weeks")
    } else {
        ("days or weeks", "days or weeks", "2 months")
    };
    let what =
        format!("the delay is written in {written}, and no month has a fixed number of days");
    Diagnostic::new(Code::SweepValues, given.place, what).help(format!(
        "give {units}, or write the delay with the other unit first: `--set PATH=\"{example}\"`"
    ))
}
