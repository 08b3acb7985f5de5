//! Numbers in other signs and in words: digits of other scripts, per mille, `twenty`, `two thirds`, `6 wks`.

use super::numbers::multiplier;
use std::borrow::Cow;

/// The digit 0 of each script whose digits are read.
const ZEROS: [char; 12] = ['٠', '۰', '०', '০', '੦', '૦', '௦', '౦', '೦', '๐', '０', '𝟎'];

/// Signs of other scripts and keyboards, and ours.
const SIGNS: [(char, &str); 22] = [
    ('٪', "%"),
    ('﹪', "%"),
    ('٫', "."),
    ('٬', ""),
    ('−', "-"),
    ('\u{a0}', " "),
    ('\u{2009}', " "),
    ('\u{202f}', " "),
    ('\u{3000}', " "),
    ('²', "^2"),
    ('³', "^3"),
    ('⁴', "^4"),
    ('⁵', "^5"),
    ('∕', "/"),
    ('⁄', "/"),
    ('∗', "*"),
    ('〜', "~"),
    ('～', "~"),
    ('∼', "~"),
    ('˜', "~"),
    ('；', ";"),
    ('、', ","),
];

/// A text with the digits and signs of other scripts as ours.
pub(super) fn plain_signs(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match (SIGNS.iter().find(|(sign, _)| *sign == c), c) {
            (Some((_, ours)), _) => out.push_str(ours),
            // full width
            (None, '\u{ff01}'..='\u{ff5e}') => {
                out.extend(char::from_u32(c as u32 - 0xff01 + 0x21));
            }
            _ => out.push(digit_of(c).unwrap_or(c)),
        }
    }
    match per_mille(&out) {
        Some(percent) => Cow::Owned(percent),
        None if out == text => Cow::Borrowed(text),
        None => Cow::Owned(out),
    }
}

fn digit_of(c: char) -> Option<char> {
    let of = |zero: &char| (c as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10);
    ZEROS.iter().find_map(of).and_then(|digit| char::from_digit(digit, 10))
}

/// `300‰` as `30%`.
fn per_mille(text: &str) -> Option<String> {
    let number: f64 = text.trim().strip_suffix('‰')?.trim_end().parse().ok()?;
    Some(format!("{}%", number / 10.0))
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const PARTS: [&str; 8] =
    ["third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

/// The number that a word such as `twelve`, `twenty-five` or `dozen` names.
pub fn number_word(word: &str) -> Option<u32> {
    let at = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
    let ones = |word: &str| at(&ONES, word).map(|n| n as u32);
    let tens = |word: &str| at(&TENS, word).map(|n| 10 * (n as u32 + 2));
    if let Some((ten, one)) = word.split_once('-') {
        return Some(tens(ten)? + ones(one).filter(|one| (1..10).contains(one))?);
    }
    match word {
        "dozen" => Some(12),
        "hundred" => Some(100),
        _ => ones(word).or_else(|| tens(word)),
    }
}

/// The numerator and denominator of a share in words: `half`, `a third`, `two-thirds`, `three quarters`.
pub(super) fn share_in_words(text: &str) -> Option<(u32, u32)> {
    let text = text.trim().to_lowercase().replace('-', " ");
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let part = words.pop()?;
    let of = if part == "half" {
        2
    } else {
        let part = part.strip_suffix('s').unwrap_or(part);
        let part = if part == "fourth" { "quarter" } else { part };
        PARTS.iter().position(|known| *known == part)? as u32 + 3
    };
    let some = match words[..] {
        [] if of == 2 => 1,
        ["a" | "one"] => 1,
        [count] => number_word(count).filter(|_| of > 2)?,
        _ => return None,
    };
    (some <= of).then_some((some, of))
}

/// A text in which number words are digits: `twenty to thirty`, `a week`, `one to two weeks`, `half a year`; `None`
/// without such words, or if another word is no part of a number or range.
pub(super) fn in_digits(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    match lower.as_str() {
        "half a year" => return Some("6 months".to_owned()),
        "half a month" => return Some("15 days".to_owned()),
        "a dozen" | "one dozen" | "1 dozen" => return Some("12".to_owned()),
        _ => {}
    }
    let words: Vec<&str> = lower.split_whitespace().collect();
    let mut any = false;
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let is_article = matches!(*word, "a" | "an")
            && words.get(at + 1).is_some_and(|next| unit(next).is_some());
        let number = if is_article { Some(1) } else { number_word(word) };
        let is_known = matches!(*word, "to" | "and")
            || word.starts_with(|c: char| c.is_ascii_digit())
            || unit(word).is_some()
            || multiplier(word).is_some();
        match number {
            Some(number) => {
                any = true;
                out.push(number.to_string());
            }
            None if is_known => out.push((*word).to_owned()),
            None => return None,
        }
    }
    any.then(|| out.join(" "))
}

/// The unit of time that a word or abbreviation means, and how many of it.
fn unit(word: &str) -> Option<(&'static str, f64)> {
    let word = word.trim_end_matches('.').to_lowercase();
    Some(match word.as_str() {
        "h" | "hr" | "hrs" | "hour" | "hours" | "stunden" => ("days", 1.0 / 24.0),
        "d" | "day" | "days" | "tag" | "tage" | "tagen" | "jours" => ("days", 1.0),
        "w" | "wk" | "wks" | "week" | "weeks" | "woche" | "wochen" | "semaines" => ("weeks", 1.0),
        "fortnight" | "fortnights" => ("weeks", 2.0),
        "mo" | "mos" | "mth" | "mths" | "mon" | "month" | "months" | "monat" | "monate"
        | "monaten" | "mois" => ("months", 1.0),
        "quarter" | "quarters" => ("months", 3.0),
        "y" | "yr" | "yrs" | "year" | "years" | "jahr" | "jahre" | "jahren" | "ans" => {
            ("years", 1.0)
        }
        "decade" | "decades" => ("years", 10.0),
        _ => return None,
    })
}

/// A time with its units in full: `6 wks` is `6 weeks`, `48 hours` is `2 days`. `None` if it is no number or range of
/// one known unit.
pub(super) fn in_full_units(text: &str) -> Option<String> {
    let split = text.trim_end().rfind(|c: char| !(c.is_alphabetic() || c == '.'))?;
    let split = split + text[split..].chars().next().map_or(1, char::len_utf8);
    let (numbers, word) = (text[..split].trim(), text[split..].trim());
    let (unit, times) = unit(word)?;
    let ends: Vec<&str> = match numbers.split_once(" to ") {
        Some((low, high)) => vec![low.trim(), high.trim()],
        None => match numbers.split_once(['-', '–', '—']) {
            Some((low, high)) => vec![low.trim(), high.trim()],
            None => vec![numbers],
        },
    };
    let scaled = |number: &&str| {
        let value = number
            .parse::<f64>()
            .ok()
            .filter(|_| number.starts_with(|c: char| c.is_ascii_digit()))?;
        Some(if times.to_bits() == 1f64.to_bits() {
            (*number).to_owned()
        } else {
            ((value * times * 1000.0).round() / 1000.0).to_string()
        })
    };
    let ends: Option<Vec<String>> = ends.iter().map(scaled).collect();
    let ends = ends?;
    let unit = if ends == ["1"] { unit.trim_end_matches('s') } else { unit };
    Some(format!("{} {unit}", ends.join(" to ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_signs_are_ours() {
        for (text, ours) in [
            ("３０％", "30%"),
            ("۳۰", "30"),
            ("30٪", "30%"),
            ("300‰", "30%"),
            ("2²", "2^2"),
            ("−5", "-5"),
            ("größe", "größe"),
        ] {
            assert_eq!(plain_signs(text), ours, "{text}");
        }
    }

    #[test]
    fn words_are_numbers() {
        for (text, digits) in [
            ("twenty to thirty", "20 to 30"),
            ("two weeks", "2 weeks"),
            ("a week", "1 week"),
            ("twenty-five days", "25 days"),
            ("half a year", "6 months"),
        ] {
            assert_eq!(in_digits(text).as_deref(), Some(digits), "{text}");
        }
        for text in ["20 to 30", "a few weeks", "oil", "a"] {
            assert_eq!(in_digits(text), None, "{text}");
        }
        for (text, share) in [
            ("half", (1, 2)),
            ("a third", (1, 3)),
            ("two-thirds", (2, 3)),
            ("Three quarters", (3, 4)),
        ] {
            assert_eq!(share_in_words(text), Some(share), "{text}");
        }
        for text in ["third", "five thirds", "a", "one", "half third"] {
            assert_eq!(share_in_words(text), None, "{text}");
        }
        for (text, full) in [
            ("6 wks", "6 weeks"),
            ("30d", "30 days"),
            ("1-2 mo", "1 to 2 months"),
            ("2 to 3 fortnights", "4 to 6 weeks"),
            ("48 hours", "2 days"),
            ("24 hrs", "1 day"),
            ("1 week", "1 week"),
            ("3 quarters", "9 months"),
        ] {
            assert_eq!(in_full_units(text).as_deref(), Some(full), "{text}");
        }
        assert_eq!(in_full_units("6 apples"), None);
    }
}
