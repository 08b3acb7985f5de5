//! The uncertain input that moves an answer most, as a sentence.

use crate::forecast::{Mover, WidestInput};
use crate::report::format::number;
use crate::scenario::{Conditions, label_of};

/// The sentence below a forecast.
pub(crate) fn sentence(found: &WidestInput, conditions: &Conditions) -> String {
    let label = &found.label;
    let mover = match &found.mover {
        Mover::Alone { input, ends, std_errors, inner } => {
            let middle = inner.map_or(ends.0, |(_, there, _)| there);
            let scale = Scale::of(found, &[ends.0, ends.1, middle]);
            let (low, high) =
                (scale.with_error(ends.0, std_errors.0), scale.with_error(ends.1, std_errors.1));
            let name = label_of(input, conditions);
            let worst = std_errors.0.max(std_errors.1);
            match inner {
                None if scale.with_error(ends.0, worst) == scale.with_error(ends.1, worst) => {
                    format!("{name}, which moves \"{label}\"")
                }
                None => format!("{name}, which moves \"{label}\" from {low} to {high}"),
                Some((at, there, error)) => {
                    let extreme = if *there > ends.0 { "highest" } else { "lowest" };
                    format!(
                        "{name}: \"{label}\" is {extreme}, {}, where it is {}, and {low} and {high} at \
                         its ends",
                        scale.with_error(*there, *error),
                        input_value(*at)
                    )
                }
            }
        }
        Mover::Experts { lowest, highest } => {
            let scale = Scale::of(found, &[lowest.1, highest.1]);
            let (low, high) = (scale.text(lowest.1), scale.text(highest.1));
            let (first, last) = (&lowest.0, &highest.0);
            format!(
                "which expert is right: \"{label}\" is {low} if {first} is, {high} if {last} is"
            )
        }
        Mover::Together { inputs, extremes } => {
            let scale = Scale::of(found, &[extremes.0, extremes.1]);
            format!(
                "{} and {} together, which move \"{label}\" between {} and {}",
                label_of(&inputs.0, conditions),
                label_of(&inputs.1, conditions),
                scale.text(extremes.0),
                scale.text(extremes.1)
            )
        }
        Mover::NotFound => format!(
            "no single input and no pair: several together move \"{label}\"; try `sensitivity --indices`"
        ),
    };
    let without = match found.unanswered {
        0 => String::new(),
        some => format!(
            " In {} it has no answer: its condition does not hold, or it is undefined.",
            number::several(some, "reading")
        ),
    };
    format!("Widest doubt: {mover}.{without}")
}

/// The precision with which the answers in a sentence are printed.
struct Scale<'a> {
    /// The unit of a mean; `None` for a probability.
    unit: Option<&'a str>,
    /// The least value of a digit, whatever the error.
    finest: f64,
}

impl<'a> Scale<'a> {
    /// The precision for some answers. A digit is worth at least a fraction of their distance: for probabilities a
    /// fiftieth, or 1 in 100 if they are more than five apart; for numbers a two-hundredth.
    fn of(found: &'a WidestInput, answers: &[f64]) -> Self {
        let low = answers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = answers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let unit = found.unit.as_deref();
        let apart = if unit.is_none() { 100.0 * (high - low) } else { high - low };
        let finest = match unit {
            None if apart >= WHOLE => 1.0,
            None => apart / 50.0,
            Some(_) => apart / 200.0,
        };
        Self { unit, finest }
    }

    /// Formats a probability in 100, or a mean in its unit.
    fn text(&self, value: f64) -> String {
        self.with_error(value, 0.0)
    }

    /// Formats a value in which a digit is worth at least its standard error too.
    fn with_error(&self, value: f64, std_error: f64) -> String {
        let text = |value: f64, error: f64| number::with_error(value, error.max(self.finest));
        match self.unit {
            Some("") => text(value, std_error),
            Some(unit) => format!("{} {unit}", text(value, std_error)),
            None => text(100.0 * value, 100.0 * std_error),
        }
    }
}

/// Probabilities that are at least this far apart, in 100, are printed as whole numbers.
const WHOLE: f64 = 5.0;

/// Formats the value of an input with three digits.
pub(crate) fn input_value(x: f64) -> String {
    let size = x.abs();
    let text = match size {
        s if s >= 100.0 => format!("{x:.0}"),
        s if s >= 10.0 => format!("{x:.1}"),
        s if s >= 0.1 || s <= 0.0 => format!("{x:.2}"),
        _ => format!("{x:.3}"),
    };
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(ends: (f64, f64), std_error: f64) -> String {
        with_errors(ends, (std_error, std_error))
    }

    fn with_errors(ends: (f64, f64), std_errors: (f64, f64)) -> String {
        let mover = Mover::Alone { input: "rate".to_owned(), ends, std_errors, inner: None };
        let found = WidestInput { label: "it".to_owned(), unit: None, mover, unanswered: 0 };
        sentence(&found, &Conditions::default())
    }

    #[test]
    fn small_chances_keep_the_digits_in_which_they_differ() {
        assert!(moved((0.10, 0.503), 0.001).ends_with("from 10 to 50."));
        assert!(moved((0.000_002_1, 0.000_048), 1e-7).ends_with("from 0.0002 to 0.0048."));
        // the error hides the digits: no numbers
        assert!(moved((0.000_002, 0.000_048), 0.002).ends_with("which moves \"it\"."));
    }

    /// The larger of two errors must not round the end that is known better: 0.2 was printed as 0.
    #[test]
    fn each_end_has_the_digits_of_its_own_error() {
        let text = with_errors((0.002, 0.04), (0.000_2, 0.006));
        assert!(text.ends_with("from 0.2 to 4."), "{text}");
    }

    #[test]
    fn inputs_have_three_digits() {
        for (x, text) in [(0.280_1, "0.28"), (12.34, "12.3"), (1234.4, "1234"), (0.0123, "0.012")] {
            assert_eq!(input_value(x), text);
        }
        assert_eq!((input_value(0.0), input_value(-2.0)), ("0".to_owned(), "-2".to_owned()));
    }
}
