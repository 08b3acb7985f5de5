//! Formats numbers, never with a digit beyond their error.

use super::digits::{decimals, is_moved, one_digit_up, power};
use crate::diagnostic::grouped;

/// Formats a difference of two numbers with its sign, to the precision of its error.
pub fn signed_with_error(value: f64, error: f64) -> String {
    let text = with_error(value.abs(), error);
    if !text.contains(|c: char| ('1'..='9').contains(&c)) {
        return if text.is_empty() { text } else { "0".to_owned() };
    }
    format!("{}{text}", if value < 0.0 { '−' } else { '+' })
}

/// Formats a number with at most one digit affected by its error: 12,300 for 12,345.6 ± 30; with two if rounding would
/// move it by more than two errors: 12,350 for 12,345.6 ± 20. An exact number has six digits.
pub fn with_error(value: f64, error: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if !(error > 0.0 && error.is_finite()) {
        return exact(value);
    }
    if value.abs() >= 1e15 || error < TINY {
        return far_from_1(value, error);
    }
    let mut unit = 1.0;
    while unit < error {
        unit *= 10.0;
    }
    if unit > 1.0 && is_moved(value, unit, error) {
        unit /= 10.0;
    }
    let decimals = decimals(error, 12);
    let is_coarse = unit <= 1.0 && error <= 1.0 && is_moved(value, 1.0 / power(decimals), error);
    let decimals = (decimals + usize::from(is_coarse)).min(12);
    let value = if unit > 1.0 { (value / unit).round() * unit } else { value };
    let text = grouped(&format!("{value:.decimals$}"));
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    text.strip_prefix('-').filter(|_| is_zero).map(str::to_owned).unwrap_or(text)
}

/// Formats a number beyond 1e15, or with an error below 1e-9, to the digits that its error supports, at most
/// 16.
fn far_from_1(value: f64, error: f64) -> String {
    let (first, unit) = (libm::log10(value.abs()).floor(), libm::log10(error).ceil());
    if value.abs() < 0.5 * libm::exp10(unit) {
        return "0".to_owned();
    }
    let digits = (first - unit).clamp(0.0, 15.0);
    if value.abs() >= 1e15 || value.abs() < 1.0 {
        let digits = digits as usize;
        return format!("{value:.digits$e}");
    }
    let decimals = (digits - first).max(0.0) as usize;
    grouped(&format!("{value:.decimals$}"))
}

/// Formats two ends with `ends`, which divides their errors by the given factor: 1 or, if the ends differ and
/// their texts would not, the smallest power of ten that makes them differ.
pub fn distinguished(differ: bool, ends: &dyn Fn(f64) -> (String, String)) -> (String, String) {
    let found = [1.0, 10.0, 100.0].into_iter().map(ends).find(|(low, high)| !differ || low != high);
    found.unwrap_or_else(|| ends(1.0))
}

/// Formats an exact number among others at a distance of `gap`: six digits, or as many as distinguish it.
pub fn apart(value: f64, gap: f64) -> String {
    let is_clear = !gap.is_finite() || gap <= 0.0 || 1e-5 * value.abs() <= 0.01 * gap;
    if is_clear || value.fract() == 0.0 && value.abs() < 1e15 {
        return exact(value);
    }
    let text = with_error(value, 0.01 * gap);
    if !text.contains('.') || text.contains('e') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Formats the edge of a bin, with no digit beyond the bin's width: 8.4 for 8.3712 in bins of 0.25.
pub fn to_bin(edge: f64, width: f64) -> String {
    if !(width.is_finite() && width > 0.0) {
        return exact(edge);
    }
    // bins over sampled values are often slightly narrower than a round number
    let width = 1.05 * width;
    let mut unit = 1.0;
    while unit > width && unit > 1e-12 {
        unit /= 10.0;
    }
    while unit * 10.0 <= width && unit < 1e300 {
        unit *= 10.0;
    }
    let text = with_error(edge, unit);
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Errors below this are written with an exponent.
const TINY: f64 = 1e-9;

/// Formats a number with one digit and an exponent, rounded up: `3e-15`.
fn tiny(value: f64) -> String {
    let text = format!("{value:.0e}");
    match text.parse::<f64>() {
        Ok(rounded) if rounded < value * (1.0 - 1e-9) => {
            let (digit, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let up = digit.parse::<u32>().unwrap_or(9) + 1;
            format!("{:e}", format!("{up}e{exponent}").parse().unwrap_or(value))
        }
        _ => text,
    }
}

/// Formats the standard error of a number with one digit, rounded up.
pub fn error(error: f64) -> String {
    if error > 0.0 && error < TINY {
        return tiny(error);
    }
    if error < 1.0 {
        return one_digit_up(error);
    }
    let mut unit = 1.0;
    while unit * 10.0 <= error && unit < 1e15 {
        unit *= 10.0;
    }
    exact((error / unit - 1e-9).ceil() * unit)
}

/// Formats an exact number: an integer below 1e15 with all its digits, another number with six.
pub fn exact(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return grouped(&format!("{}", value + 0.0));
    }
    let short = format!("{value:.5e}");
    match short.parse::<f64>() {
        Ok(0.0) => "0".to_owned(),
        Ok(v) if (1e-4..1e15).contains(&v.abs()) => grouped(&format!("{v}")),
        _ => format!("{value:.2e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_their_error() {
        let cases = [
            (12_345.6, 30.0, "12,300"),
            (12_345.67, 0.2, "12,346"),
            (20.123, 0.02, "20.1"),
            (-0.004, 0.0003, "-0.004"),
            (1_234_567.0, 0.0, "1,234,567"),
            (1_234_567.8, 0.0, "1,234,570"),
            (0.5, 0.0, "0.5"),
            (1e20, 0.0, "1.00e20"),
            (0.0, 0.0, "0"),
            // the 5th, 50th and 95th percentile of −5 minus a gamma of mean 2e-7 differ in the seventh
            // decimal
            (-5.000_000_167_83, 2e-10, "-5.000000168"),
            (1_234.000_000_000_51, 1e-11, "1,234.00000000051"),
            (0.001_5, 2e-10, "1.500000e-3"),
            // no digit of a large number beyond its error, and not too few
            (1.234_56e17, 2e16, "1e17"),
            (1_000_000_000_000_003.0, 0.2, "1.000000000000003e15"),
            (-3e-16, 2e-10, "0"),
            (0.0, 1e-12, "0"),
        ];
        for (value, error, text) in cases {
            assert_eq!(with_error(value, error), text, "{value} ± {error}");
        }
    }

    #[test]
    fn numbers_that_lie_apart_are_distinguished() {
        let cases = [
            (123_456_791.0, 1.0, "123,456,791"),
            (-2_000_000.25, 0.25, "-2,000,000.25"),
            (2_000_000.5, 0.25, "2,000,000.5"),
            (1.0 / 3.0, 1.0 / 3.0, "0.333333"),
            (0.1, 0.0, "0.1"),
            (-0.0, 1.0, "0"),
            (1_000_000_000_000_002.0, 1.0, "1.000000000000002e15"),
        ];
        for (value, gap, text) in cases {
            assert_eq!(apart(value, gap), text, "{value}, {gap} apart");
        }
    }

    #[test]
    fn edges_have_no_digit_beyond_their_bin() {
        let cases = [
            (8.3712, 0.25, "8.4"),
            (-48.31, 2.4, "-48"),
            (1234.5, 60.0, "1,230"),
            (0.012_34, 0.002, "0.012"),
            (0.0, 4.0, "0"),
            (7.0, 0.0, "7"),
            (1.999_98, 0.099_99, "2"),
            (1e20, 1e18, "1.00e20"),
        ];
        for (edge, width, text) in cases {
            assert_eq!(to_bin(edge, width), text, "{edge} by {width}");
        }
    }
}
