//! Formats probabilities and their errors in 100, never with a digit beyond their error.

use super::digits::{decimals, first_digit, one_digit_up, power, signed};
use super::value::{distinguished, exact};
use crate::forecast::{Estimate, Range};
use crate::scenario::Yardstick;

/// The word for a probability, with its range. If the 95 % interval of sampling overlaps several rows of the
/// yardstick, gives the first and the last word; in a gap between two rows, both. `None` beyond the yardstick's ends.
pub fn word(estimate: &Estimate, yardstick: &Yardstick) -> Option<String> {
    let p = estimate.probability;
    let (least, most) = yardstick.ends();
    if !(least..=most).contains(&p) || p <= 0.0 || p >= 1.0 {
        return None;
    }
    let (low, high) = estimate.sampling.unwrap_or((p, p));
    let held = yardstick.row(p);
    match yardstick.rows_between(low, high)[..] {
        [] => held.map(|row| row.shown.clone()).or_else(|| yardstick.word(p)),
        [only] if held.is_some() => Some(only.shown.clone()),
        [_] => yardstick.word(p),
        [first, .., last] => Some(format!("{} to {}", first.word(), last.word())),
    }
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
    // an interval may reach far beyond what is rounded away
    let reaches = |bound: f64| bound * unit > 2.0;
    if value * unit <= 0.5 {
        let bound = 100.0 * high;
        if reaches(bound) {
            format!("<{}", one_digit_up(bound))
        } else {
            format!("<{:.decimals$}", 1.0 / unit)
        }
    } else if (100.0 - value) * unit <= 0.5 {
        let bound = 100.0 * (1.0 - low);
        if reaches(bound) { over(bound) } else { format!(">{:.decimals$}", 100.0 - 1.0 / unit) }
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
    let is_bound = in_100(estimate).starts_with(['<', '>']);
    if is_bound || !estimate.probability.is_finite() || !estimate.error().is_finite() {
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
    let (low_text, high_text) = distinguished(low < high, &ends);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(probability: f64, std_error: f64) -> Estimate {
        let (low, high) = (probability - 1.96 * std_error, probability + 1.96 * std_error);
        Estimate::new(probability, std_error, (low, high))
    }

    #[test]
    fn a_chance_above_0_is_not_printed_as_0() {
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
    fn what_no_trial_shows_is_a_bound() {
        let none = Estimate::new(0.0, 0.0, (0.0, 3.7e-6));
        assert_eq!((in_100(&none), plus_minus(&none)), ("<0.0004".to_owned(), String::new()));
        let all = Estimate::new(1.0, 0.0, (1.0 - 3.7e-6, 1.0));
        assert_eq!(in_100(&all), ">99.9996");
    }

    #[test]
    fn what_few_trials_show_is_the_bound_of_its_interval() {
        let few = |p: f64| Estimate::new(p, 0.0004, (p - 0.000_69, p + 0.034));
        assert_eq!((in_100(&few(0.0007)), plus_minus(&few(0.0007))), ("<4".into(), String::new()));
        let most = Estimate::new(0.9993, 0.0004, (0.966, 0.999_99));
        assert_eq!((in_100(&most), plus_minus(&most)), (">96".into(), String::new()));
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
    fn a_chance_in_a_gap_of_phia_has_both_words() {
        let phia = Yardstick::of("phia").expect("known");
        let word = |p, error| word(&estimate(p, error), &phia);
        let cases = [
            (0.30, 0.0005, "unlikely (25–35 %)"),
            (0.07, 0.0005, "remote chance to highly unlikely"),
            (0.352, 0.002, "unlikely to realistic possibility"),
            (0.18, 0.02, "highly unlikely (10–20 %)"),
            (0.2, 0.04, "highly unlikely to unlikely"),
            (0.999, 0.0001, "almost certain (95–100 %)"),
            (0.0001, 0.00001, "remote chance (0–5 %)"),
        ];
        for (p, error, text) in cases {
            assert_eq!(word(p, error).as_deref(), Some(text), "{p} ± {error}");
        }
        assert_eq!((word(0.0, 0.0), word(1.0, 0.0)), (None, None));
    }

    #[test]
    fn every_chance_of_the_table_has_its_words() {
        let icd203 = Yardstick::default();
        let word = |p, error| word(&estimate(p, error), &icd203);
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
