//! Formats numbers, never with a digit beyond their error. Independent of layout.

use crate::forecast::{Estimate, Range};
use jiff::civil::Date;

/// The words of US Intelligence Community Directive 203 (2015, section D.6.e.(2).(a)) for probabilities, each
/// with its range.
const ICD_203: [(f64, f64, &str); 7] = [
    (0.01, 0.05, "almost no chance (1–5 %)"),
    (0.05, 0.20, "very unlikely (5–20 %)"),
    (0.20, 0.45, "unlikely (20–45 %)"),
    (0.45, 0.55, "roughly even (45–55 %)"),
    (0.55, 0.80, "likely (55–80 %)"),
    (0.80, 0.95, "very likely (80–95 %)"),
    (0.95, 0.99, "almost certain (95–99 %)"),
];

/// The word for a probability, with its range. If the 95 % interval of sampling overlaps several rows of the
/// table, gives the first and the last word. `None` below 1 % and above 99 %.
pub fn word(estimate: &Estimate) -> Option<String> {
    let p = estimate.probability;
    if !(0.01..=0.99).contains(&p) {
        return None;
    }
    let (low, high) = estimate.sampling.unwrap_or((p, p));
    let touches = |(from, to, _): &&(f64, f64, &str)| low < *to && *from < high;
    let holds = |(from, to, _): &&(f64, f64, &str)| *from <= p && p <= *to;
    let mut touched = ICD_203.iter().filter(touches).map(|(_, _, word)| *word);
    let Some(first) = touched.next() else {
        return ICD_203.iter().rfind(holds).map(|(_, _, word)| (*word).to_owned());
    };
    let bare = |word: &'static str| word.split(" (").next().unwrap_or(word);
    Some(match touched.next_back() {
        Some(last) => format!("{} to {}", bare(first), bare(last)),
        None => first.to_owned(),
    })
}

/// Formats a probability in 100. The last digit is worth at least a standard error; from 1 to 99 there is at
/// most one decimal with a single world and none with several. An outcome of no or all trials, or one that
/// would be rounded to 0 or 100, is shown as a bound. Empty if undefined.
pub fn in_100(estimate: &Estimate) -> String {
    chance(estimate, estimate.range.is_some())
}

/// Formats a probability in 100 as [`in_100`] does with several worlds.
pub fn whole_in_100(estimate: &Estimate) -> String {
    chance(estimate, true)
}

fn chance(estimate: &Estimate, is_whole: bool) -> String {
    let (p, value) = (estimate.probability, 100.0 * estimate.probability);
    // no or all trials of too few worlds give no information
    let is_bound = (p <= 0.0 || p >= 1.0) && estimate.settled.is_none();
    let is_unknown = is_bound && estimate.sampling.is_none();
    if !p.is_finite() || is_unknown {
        return String::new();
    }
    if p <= 0.0 {
        let bound = 100.0 * estimate.interval().1;
        return if bound > 0.0 { format!("<{}", one_digit_up(bound)) } else { "0".to_owned() };
    }
    if p >= 1.0 {
        let bound = 100.0 * (1.0 - estimate.interval().0);
        return if bound > 0.0 { over(bound) } else { "100".to_owned() };
    }
    let edge = value.min(100.0 - value);
    let finest = match (edge < 1.0, is_whole) {
        (false, true) => 0,
        (false, false) => 1,
        (true, true) => first_digit(edge),
        (true, false) => first_digit(edge) + 1,
    };
    let (low, high) = estimate.interval();
    // with few hits, the interval is wider than the error
    let error = estimate.error().max((high - low) / 4.0);
    if low <= 0.0 && p < error {
        return format!("<{}", one_digit_up(100.0 * high));
    }
    if high >= 1.0 && 1.0 - p < error {
        return over(100.0 * (1.0 - low));
    }
    let decimals = decimals(100.0 * error, finest);
    let (text, unit) = (format!("{value:.decimals$}"), power(decimals));
    if value * unit <= 0.5 {
        format!("<{:.decimals$}", 1.0 / unit)
    } else if (100.0 - value) * unit <= 0.5 {
        format!(">{:.decimals$}", 100.0 - 1.0 / unit)
    } else {
        text
    }
}

/// Formats a lower bound, such as `>99.9996`, for a value at most `bound` below 100.
fn over(bound: f64) -> String {
    let decimals = first_digit(bound);
    let unit = power(decimals);
    format!(">{:.decimals$}", 100.0 - (bound * unit - 1e-9).ceil() / unit)
}

/// Formats the standard error of a probability in 100 with one digit, rounded up. Empty if the probability is
/// shown as a bound or is undefined; `0` if it is certain.
pub fn plus_minus(estimate: &Estimate) -> String {
    let (p, (low, high)) = (estimate.probability, estimate.interval());
    let bounded = (p <= 0.0 && high > 0.0) || (p >= 1.0 && low < 1.0);
    if bounded || !p.is_finite() || !estimate.error().is_finite() {
        return String::new();
    }
    one_digit_up(100.0 * estimate.error())
}

/// Formats the range of a probability across worlds, in 100: `19–45`. No digit goes beyond the errors of the
/// ends; an end whose error includes 0 or 100 is a bound: `<0.3–12`. Empty if there is no range or it is not
/// resolved.
pub fn range(estimate: &Estimate) -> String {
    let Some(Range::Resolved { low, high, low_error, high_error }) = estimate.range else {
        return String::new();
    };
    let finest = if high > low { first_digit(100.0 * (high - low)) } else { 0 };
    let end = |p: f64, error: f64, finer: f64| {
        let value = 100.0 * p;
        let edge = value.min(100.0 - value);
        if edge <= 0.0 && error <= 0.0 {
            return format!("{value:.0}");
        }
        let first = if edge > 0.0 && edge < 1.0 { first_digit(edge) } else { 0 };
        // half of a 95 % half-width is a standard error
        let decimals = decimals(50.0 * error / finer, first.max(finest));
        format!("{value:.decimals$}")
    };
    let is_edge = |edge: f64, error: f64| {
        error > 0.0 && edge < error && (edge + error < 0.01 || edge < 0.5 * error)
    };
    let ends = |finer: f64| {
        let low_text = if is_edge(low, low_error) {
            format!("<{}", one_digit_up(100.0 * (low + low_error)))
        } else {
            end(low, low_error, finer)
        };
        let high_text = if is_edge(1.0 - high, high_error) {
            over(100.0 * (1.0 - high + high_error))
        } else {
            end(high, high_error, finer)
        };
        (low_text, high_text)
    };
    let (low_text, high_text) = told_apart(low < high, &ends);
    if low_text == high_text { low_text } else { format!("{low_text}–{high_text}") }
}

/// Whether a probability has a range across worlds that the run does not resolve.
pub fn is_unresolved(estimate: &Estimate) -> bool {
    matches!(estimate.range, Some(Range::Unresolved { .. }))
}

/// Formats a difference of two probabilities in 100, with its sign, at most to the first digit of its error:
/// `+22`, `−0.7`.
pub fn signed_in_100(value: f64, std_error: f64) -> String {
    let value = 100.0 * value;
    if !value.is_finite() {
        return String::new();
    }
    let size = value.abs();
    let finest = match size {
        s if s >= 10.0 => 0,
        s if s >= 1.0 => 1,
        s if s > 0.0 => first_digit(s),
        _ => 1,
    };
    signed(value, finest.min(first_digit(100.0 * std_error)))
}

/// Formats parts of a difference in 100 with equal decimals, rounded so that they sum to the difference as
/// shown, which is returned second: each is rounded down, and those with the largest remainders are raised.
pub fn parts_in_100(parts: &[f64], std_error: f64) -> (Vec<String>, String) {
    let decimals = first_digit(100.0 * std_error).min(1);
    let unit = power(decimals);
    let scaled: Vec<f64> = parts.iter().map(|part| 100.0 * part * unit).collect();
    let total = scaled.iter().sum::<f64>().round();
    let mut shown: Vec<f64> = scaled.iter().map(|x| x.floor()).collect();
    let missing = (total - shown.iter().sum::<f64>()).max(0.0) as usize;
    let mut by_loss: Vec<usize> = (0..parts.len()).collect();
    let loss = |i: &usize| scaled[*i] - scaled[*i].floor();
    by_loss.sort_by(|a, b| loss(b).total_cmp(&loss(a)).then(a.cmp(b)));
    by_loss.iter().take(missing).for_each(|i| shown[*i] += 1.0);
    let text = |x: f64| signed(x / unit, decimals);
    (shown.into_iter().map(text).collect(), text(total))
}

/// Formats a number with its sign; `0` if it rounds to that.
fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    if !text.contains(|c: char| ('1'..='9').contains(&c)) {
        return "0".to_owned();
    }
    format!("{}{text}", if value < 0.0 { '−' } else { '+' })
}

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
pub fn told_apart(differ: bool, ends: &dyn Fn(f64) -> (String, String)) -> (String, String) {
    let told = [1.0, 10.0, 100.0].into_iter().map(ends).find(|(low, high)| !differ || low != high);
    told.unwrap_or_else(|| ends(1.0))
}

/// Formats an exact number among others at a distance of `gap`: six digits, or as many as distinguish it.
pub fn apart(value: f64, gap: f64) -> String {
    let is_told = !gap.is_finite() || gap <= 0.0 || 1e-5 * value.abs() <= 0.01 * gap;
    if is_told || value.fract() == 0.0 && value.abs() < 1e15 {
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

/// Formats a probability of any size, given by its natural log: `0.123`, `4.56e-12`, even below the smallest
/// floating-point number.
pub fn likelihood(ln: f64) -> String {
    if ln == f64::NEG_INFINITY {
        return "0".to_owned();
    }
    if ln >= -9.0 {
        return exact(libm::exp(ln));
    }
    let digits = ln / std::f64::consts::LN_10;
    let exponent = digits.floor();
    let mantissa = libm::exp((digits - exponent) * std::f64::consts::LN_10);
    // rounding may carry 9.999 to 10
    if mantissa >= 9.995 {
        return format!("1.00e{}", exponent + 1.0);
    }
    format!("{mantissa:.2}e{exponent}")
}

/// Formats a count with thousands separators: 1,000,000.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// Formats a date without its year: `31 Dec`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

/// Formats a date, with its year unless that is `year`.
pub fn day_since(date: Date, year: i16) -> String {
    if date.year() == year { day(date) } else { day_and_year(date) }
}

/// Formats a date with its year: `31 Dec 2025`.
pub fn day_and_year(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// Formats a number with one digit, rounded up: 0.05 for 0.0458; an integer from 1 on.
pub fn one_digit_up(value: f64) -> String {
    if value <= 0.0 {
        return "0".to_owned();
    }
    let decimals = first_digit(value);
    let unit = power(decimals);
    // the small term keeps 0.05 * 100 = 5.000000000000001 from becoming 6
    format!("{:.decimals$}", (value * unit - 1e-9).ceil() / unit)
}

/// The number of decimals worth at least `error`, at most `finest`.
fn decimals(error: f64, finest: usize) -> usize {
    (0..finest).take_while(|&d| error * power(d + 1) <= 1.0 + 1e-9).count()
}

/// Whether rounding to a unit moves a number by more than two errors.
fn is_moved(value: f64, unit: f64, error: f64) -> bool {
    ((value / unit).round() * unit - value).abs() > 2.0 * error
}

/// The number of decimals up to the first non-zero digit; 0 from 1 on, at most 12.
fn first_digit(value: f64) -> usize {
    (0..12).take_while(|&d| value * power(d) < 1.0 - 1e-9).count()
}

/// 10 to the power of `decimals`.
fn power(decimals: usize) -> f64 {
    (0..decimals).fold(1.0, |unit, _| unit * 10.0)
}

/// Inserts thousands separators into the integer part of a number.
fn grouped(plain: &str) -> String {
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    let mut text = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(probability: f64, std_error: f64) -> Estimate {
        let (low, high) = (probability - 1.96 * std_error, probability + 1.96 * std_error);
        Estimate::new(probability, std_error, (low, high))
    }

    #[test]
    fn what_was_met_is_not_printed_as_0() {
        // 0.5 in 100 is rounded to even
        let met = Estimate::new(0.005, 0.0017, (0.002, 0.012));
        assert_eq!(whole_in_100(&met), "<1");
        assert_eq!(in_100(&Estimate::new(0.995, 0.0017, (0.988, 0.998))), ">99");
    }

    #[test]
    fn no_digit_beyond_the_error() {
        let cases = [
            (0.300_12, 0.0005, "30.0"),
            (0.313, 0.005, "31"),
            (0.313, 0.0011, "31"),
            (0.3134, 0.001, "31.3"),
            (0.3, 0.14, "30"),
            (0.0005, 0.00002, "0.05"),
            (0.000_512, 0.000_000_1, "0.051"),
            (0.003, 0.004, "<2"),
            (0.9998, 0.00002, "99.98"),
            (0.997, 0.004, ">98"),
            (0.999_999, 0.001, ">99.8"),
            (0.0, 0.0, "0"),
            (1.0, 0.0, "100"),
            (f64::NAN, f64::NAN, ""),
        ];
        for (p, error, text) in cases {
            assert_eq!(in_100(&estimate(p, error)), text, "{p} ± {error}");
        }
    }

    #[test]
    fn what_no_trial_met_is_a_bound() {
        let none = Estimate::new(0.0, 0.0, (0.0, 3.7e-6));
        assert_eq!((in_100(&none), plus_minus(&none)), ("<0.0004".to_owned(), String::new()));
        let all = Estimate::new(1.0, 0.0, (1.0 - 3.7e-6, 1.0));
        assert_eq!(in_100(&all), ">99.9996");
    }

    #[test]
    fn with_several_worlds_whole_numbers_and_a_range() {
        let from = |low, high| Range::Resolved { low, high, low_error: 0.0, high_error: 0.0 };
        let worlds = Estimate { range: Some(from(0.19, 0.451)), ..estimate(0.3134, 0.0001) };
        assert_eq!((in_100(&worlds), range(&worlds)), ("31".to_owned(), "19–45".to_owned()));
        let rare = Estimate { range: Some(from(0.0, 0.007)), ..estimate(0.0042, 0.0001) };
        assert_eq!((in_100(&rare), range(&rare)), ("0.4".to_owned(), "0–0.7".to_owned()));
        let of = |(low, low_error), (high, high_error)| {
            let range = Some(Range::Resolved { low, high, low_error, high_error });
            super::range(&Estimate { range, ..estimate(0.3134, 0.0001) })
        };
        for (low, high, text) in [
            ((0.0004, 0.003), (0.12, 0.01), "<0.4–12"),
            ((0.0004, 0.00001), (0.12, 0.01), "0.04–12"),
            ((0.0004, 0.0002), (0.12, 0.01), "0.04–12"),
            ((0.3112, 0.0002), (0.3157, 0.0002), "31.1–31.6"),
            ((0.8, 0.01), (0.9999, 0.0003), "80–>99.96"),
            ((0.8, 0.0), (0.8, 0.0), "80"),
            // one more decimal if both would read 24
            ((0.236, 0.003), (0.244, 0.003), "23.6–24.4"),
        ] {
            assert_eq!(of(low, high), text);
        }
        let needed = crate::forecast::Needed::Readings(400.0);
        let open = Some(Range::Unresolved { trials_a_reading: 100.0, needed });
        let open = Estimate { range: open, ..estimate(0.3134, 0.0001) };
        assert!(is_unresolved(&open) && super::range(&open).is_empty());
    }

    #[test]
    fn errors_are_rounded_up_to_one_digit() {
        for (error, text) in [(0.000_458, "0.05"), (0.0005, "0.05"), (0.14, "14"), (0.0, "0")] {
            assert_eq!(plus_minus(&estimate(0.3, error)), text);
        }
    }

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
    fn numbers_that_lie_apart_are_told_apart() {
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

    #[test]
    fn every_chance_of_the_table_has_its_words() {
        let word = |p, error| word(&estimate(p, error));
        let cases = [
            (0.31, 0.0005, "unlikely (20–45 %)"),
            (0.2003, 0.0005, "very unlikely to unlikely"),
            (0.1997, 0.0005, "very unlikely to unlikely"),
            (0.5, 0.05, "unlikely to likely"),
            (0.2, 0.0, "unlikely (20–45 %)"),
            (0.99, 0.0, "almost certain (95–99 %)"),
            (0.0101, 0.001, "almost no chance (1–5 %)"),
        ];
        for (p, error, text) in cases {
            assert_eq!(word(p, error).as_deref(), Some(text), "{p} ± {error}");
        }
        assert_eq!(
            (word(0.001, 0.0001), word(0.9901, 0.1), word(f64::NAN, 0.1)),
            (None, None, None)
        );
    }
}
