//! The uncertain input that moves an answer most, in a sentence.

use super::number;
use super::paths::short;
use crate::forecast::{Mover, WidestDoubt};

/// The sentence under a forecast.
pub(super) fn sentence(found: &WidestDoubt) -> String {
    let label = &found.label;
    let told = match &found.mover {
        Mover::Alone { input, ends, inner, std_error } => {
            let answer = |x: f64| value(found, x, *std_error);
            let (low, high) = (answer(ends.0), answer(ends.1));
            let name = short(input);
            match inner {
                None => format!("{name}, which moves \"{label}\" from {low} to {high}"),
                Some((at, there)) => {
                    let extreme = if *there > ends.0 { "highest" } else { "lowest" };
                    format!(
                        "{name}: \"{label}\" is {extreme}, {}, where it is {}, and {low} and {high} at \
                         its ends",
                        answer(*there),
                        input_value(*at)
                    )
                }
            }
        }
        Mover::Experts { lowest, highest } => format!(
            "which expert is right: \"{label}\" is {} if {} is, {} if {} is",
            value(found, lowest.1, 0.005),
            lowest.0,
            value(found, highest.1, 0.005),
            highest.0
        ),
        Mover::Together { inputs, extremes } => format!(
            "{} and {} together, which move \"{label}\" between {} and {}",
            short(&inputs.0),
            short(&inputs.1),
            value(found, extremes.0, spread(extremes)),
            value(found, extremes.1, spread(extremes))
        ),
        Mover::NotFound => format!(
            "none alone, and no two: several together move \"{label}\"; `sensitivity --indices` looks \
             for them"
        ),
    };
    let without = match found.unanswered {
        0 => String::new(),
        some => format!(" In {} readings it has no answer.", number::count(some)),
    };
    format!("Widest doubt: {told}.{without}")
}

fn spread((low, high): &(f64, f64)) -> f64 {
    (high - low) / 20.0
}

/// A chance in 100, or a mean, no finer than its error.
fn value(found: &WidestDoubt, value: f64, std_error: f64) -> String {
    match &found.unit {
        Some(unit) if unit.is_empty() => number::with_error(value, std_error),
        Some(unit) => format!("{} {unit}", number::with_error(value, std_error)),
        None => number::with_error(100.0 * value, (100.0 * std_error).max(1.0)),
    }
}

/// The value of an input, to three digits.
pub(super) fn input_value(x: f64) -> String {
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
    use super::input_value;

    #[test]
    fn inputs_have_three_digits() {
        for (x, text) in [(0.280_1, "0.28"), (12.34, "12.3"), (1234.4, "1234"), (0.0123, "0.012")] {
            assert_eq!(input_value(x), text);
        }
        assert_eq!((input_value(0.0), input_value(-2.0)), ("0".to_owned(), "-2".to_owned()));
    }
}
