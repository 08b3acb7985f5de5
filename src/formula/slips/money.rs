//! Numbers with a currency sign: `$100`, `1.5 billion €`.

use super::numbers::{comma_readings, grouped, multiplier};

/// The currency signs that are recognised.
pub const CURRENCIES: [char; 6] = ['$', '€', '£', '¥', '₽', '₴'];

/// The number, in digits, and the sign of a text that is a number with a currency sign; `None` for other texts.
pub fn money(text: &str) -> Option<(String, char)> {
    let text = text.trim();
    let sign = text.chars().find(|c| CURRENCIES.contains(c))?;
    let rest = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign))?.trim();
    let length = rest.find(|c: char| c.is_alphabetic()).unwrap_or(rest.len());
    let (number, word) = (rest[..length].trim(), &rest[length..]);
    let zeros = if word.is_empty() { 0 } else { multiplier(word)? };
    let plain = match grouped(number) {
        Some((length, plain)) if length == number.len() => plain,
        _ if number.contains(',') => match &comma_readings(number)[..] {
            [(plain, _), ..] => plain.clone(),
            [] => return None,
        },
        _ => number.to_owned(),
    };
    let digits = plain.starts_with(|c: char| c.is_ascii_digit());
    let value: f64 = format!("{plain}e{zeros}").parse().ok().filter(|_| digits)?;
    value.is_finite().then(|| (value.to_string(), sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_numbers_with_a_sign() {
        for (text, number, sign) in [
            ("$100", "100", '$'),
            ("€1.5 billion", "1500000000", '€'),
            ("30 000 ₴", "30000", '₴'),
            ("$1,234,567", "1234567", '$'),
            ("£ 2.50", "2.5", '£'),
        ] {
            assert_eq!(money(text), Some((number.to_owned(), sign)), "{text}");
        }
        for text in ["100", "$", "$x", "$100 + 1", "$100 apples"] {
            assert_eq!(money(text), None, "{text}");
        }
    }
}
