//! Formats the parts of a difference with their errors, all to the same digit, so that the parts sum to the whole.

use super::digits::{first_digit, power};
use super::value::{error, signed_with_error};
use crate::diagnostic::grouped;

/// The parts of a difference as text, each with its standard error, and the difference itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    /// The parts, with their signs; they sum to `whole`.
    pub parts: Vec<String>,
    /// The standard error of each part: `<0.1` if it is smaller than the last digit shown; empty if it is not known.
    pub errors: Vec<String>,
    /// The difference.
    pub whole: String,
}

/// Formats parts with their standard errors. The last digit is the first one of the largest error, or of `otherwise` if
/// no error is known; but not beyond the tenths, unless all parts are smaller than that.
///
/// Each part is rounded down, and those with the largest remainders are raised.
pub fn parts(parts: &[f64], errors: &[f64], otherwise: f64) -> Parts {
    let known = errors.iter().copied().filter(|error| error.is_finite());
    let worst = known.reduce(f64::max).unwrap_or(otherwise);
    let whole: f64 = parts.iter().sum();
    let size = parts.iter().fold(whole.abs(), |size, part| size.max(part.abs()));
    if size >= 1e15 || worst >= 1e15 || !size.is_finite() {
        return each(parts, errors, whole, worst);
    }
    let finest = if size > 0.0 { first_digit(size).max(1) } else { 1 };
    let decimals = if worst > 0.0 { first_digit(worst).min(finest) } else { finest };
    let mut unit = 1.0 / power(decimals);
    while unit * 10.0 <= worst {
        unit *= 10.0;
    }
    let scaled: Vec<f64> = parts.iter().map(|part| part / unit).collect();
    let total = scaled.iter().sum::<f64>().round();
    let mut shown: Vec<f64> = scaled.iter().map(|x| x.floor()).collect();
    let missing = (total - shown.iter().sum::<f64>()).max(0.0) as usize;
    let mut by_loss: Vec<usize> = (0..parts.len()).collect();
    let loss = |i: &usize| scaled[*i] - scaled[*i].floor();
    by_loss.sort_by(|a, b| loss(b).total_cmp(&loss(a)).then(a.cmp(b)));
    by_loss.iter().take(missing).for_each(|i| shown[*i] += 1.0);
    let text = |x: f64| {
        let size = format!("{:.decimals$}", (x * unit).abs());
        if !size.contains(|c: char| ('1'..='9').contains(&c)) {
            return "0".to_owned();
        }
        format!("{}{}", if x < 0.0 { '−' } else { '+' }, grouped(&size))
    };
    let error = |error: &f64| match *error {
        error if !error.is_finite() => String::new(),
        error if error <= 0.0 => "0".to_owned(),
        error if error < unit * (1.0 - 1e-9) => format!("<{unit:.decimals$}"),
        // the small term keeps 0.3 from becoming 0.4
        error => grouped(&format!("{:.decimals$}", (error / unit - 1e-9).ceil() * unit)),
    };
    Parts {
        parts: shown.into_iter().map(text).collect(),
        errors: errors.iter().map(error).collect(),
        whole: text(total),
    }
}

/// Formats numbers that are too large for a common last digit.
fn each(parts: &[f64], errors: &[f64], whole: f64, worst: f64) -> Parts {
    let own = |own: &f64| if own.is_finite() { error(*own) } else { String::new() };
    Parts {
        parts: parts.iter().map(|part| signed_with_error(*part, worst)).collect(),
        errors: errors.iter().map(own).collect(),
        whole: signed_with_error(whole, worst),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], errors: &[f64]) -> (String, String, String) {
        let Parts { parts, errors, whole } = parts(values, errors, 1.0);
        (parts.join(" "), errors.join(" "), whole)
    }

    #[test]
    fn parts_and_errors_have_one_last_digit_and_parts_sum() {
        type Case<'a> = (&'a [f64], &'a [f64], (&'a str, &'a str, &'a str));
        let cases: [Case; 8] = [
            // an error finer than the numbers is a bound
            (&[-0.2, 0.5], &[0.007, 0.2], ("-0.2 +0.5", "<0.1 0.2", "+0.3")),
            (&[1.26, 1.26, 1.26], &[0.05, 0.0, 0.05], ("+1.3 +1.3 +1.2", "<0.1 0 <0.1", "+3.8")),
            (&[0.021, -0.004], &[0.007, 0.0004], ("+0.02 0", "<0.01 <0.01", "+0.02")),
            (&[12.4, -3.1], &[1.2, 0.3], ("+12 -3", "2 <1", "+9")),
            (&[1_234.0, -300.0], &[30.0, 12.0], ("+1,230 -300", "30 20", "+930")),
            (&[0.0, 0.0], &[0.0, 0.0], ("0 0", "0 0", "0")),
            (&[f64::NAN], &[0.1], ("", "0.1", "")),
            (&[3.0], &[f64::NAN], ("+3", "", "+3")),
        ];
        for (values, errors, (parts, off, whole)) in cases {
            let minus = |text: &str| text.replace('-', "−");
            let right = (minus(parts), off.to_owned(), minus(whole));
            assert_eq!(of(values, errors), right, "{values:?} ± {errors:?}");
        }
    }
}
