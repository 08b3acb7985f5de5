//! The digits of numbers: decimals that an error supports, rounding up, and separators of thousands.

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
pub(super) fn decimals(error: f64, finest: usize) -> usize {
    (0..finest).take_while(|&d| error * power(d + 1) <= 1.0 + 1e-9).count()
}

/// Whether rounding to a unit moves a number by more than two errors.
pub(super) fn is_moved(value: f64, unit: f64, error: f64) -> bool {
    ((value / unit).round() * unit - value).abs() > 2.0 * error
}

/// The number of decimals up to the first non-zero digit; 0 from 1 on, at most 12.
pub(super) fn first_digit(value: f64) -> usize {
    (0..12).take_while(|&d| value * power(d) < 1.0 - 1e-9).count()
}

/// 10 to the power of `decimals`.
pub(super) fn power(decimals: usize) -> f64 {
    (0..decimals).fold(1.0, |unit, _| unit * 10.0)
}

/// Formats a number with its sign; `0` if it rounds to that.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    if !text.contains(|c: char| ('1'..='9').contains(&c)) {
        return "0".to_owned();
    }
    format!("{}{text}", if value < 0.0 { '−' } else { '+' })
}

/// Formats a number of things with their noun, such as `1 reading` and `1,000 readings`.
pub fn several(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", crate::diagnostic::count(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_no_plural() {
        assert_eq!(several(0, "reading"), "0 readings");
        assert_eq!(several(1, "reading"), "1 reading");
        assert_eq!(several(1_000, "more state"), "1,000 more states");
    }
}
