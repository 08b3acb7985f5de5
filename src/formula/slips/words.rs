//! Chances in words: those of ICD-203 and their synonyms.

use super::spelt::{number_word, share_in_words};

/// The words of ICD-203 and their ranges: both of its rows.
pub const WORDS: &[(&str, f64, f64)] = &[
    ("almost no chance", 0.01, 0.05),
    ("remote", 0.01, 0.05),
    ("very unlikely", 0.05, 0.20),
    ("highly improbable", 0.05, 0.20),
    ("unlikely", 0.20, 0.45),
    ("improbable", 0.20, 0.45),
    ("roughly even", 0.45, 0.55),
    ("roughly even chance", 0.45, 0.55),
    ("roughly even odds", 0.45, 0.55),
    ("likely", 0.55, 0.80),
    ("probable", 0.55, 0.80),
    ("very likely", 0.80, 0.95),
    ("highly probable", 0.80, 0.95),
    ("almost certain", 0.95, 0.99),
    ("nearly certain", 0.95, 0.99),
];

/// Other words, each with the word of ICD-203 that has the same meaning.
const SYNONYMS: &[(&str, &str)] = &[
    ("remote chance", "almost no chance"),
    ("negligible", "almost no chance"),
    ("almost impossible", "almost no chance"),
    ("very improbable", "very unlikely"),
    ("highly unlikely", "very unlikely"),
    ("slim", "very unlikely"),
    ("doubtful", "unlikely"),
    ("roughly", "roughly even"),
    ("even", "roughly even"),
    ("not likely", "unlikely"),
    ("not very likely", "unlikely"),
    ("not probable", "unlikely"),
    ("about even", "roughly even"),
    ("even chance", "roughly even"),
    ("even odds", "roughly even"),
    ("toss-up", "roughly even"),
    ("tossup", "roughly even"),
    ("coin flip", "roughly even"),
    ("probably", "likely"),
    ("very probable", "very likely"),
    ("highly likely", "very likely"),
    ("virtually certain", "almost certain"),
    ("almost certainly", "almost certain"),
];

/// The word of ICD-203 with the meaning of another word, in upper or lower case.
pub fn synonym(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    SYNONYMS.iter().find(|(word, _)| *word == lower).map(|(_, meant)| *meant)
}

/// A sentence that lists every word with its range.
pub fn word_list() -> String {
    let rows = WORDS.chunk_by(|a, b| a.1.to_bits() == b.1.to_bits());
    let one = |row: &[(&str, f64, f64)]| {
        let words: Vec<String> = row.iter().map(|(word, ..)| format!("`{word}`")).collect();
        let (low, high) = (row[0].1 * 100.0, row[0].2 * 100.0);
        format!("{} ({low:.0}–{high:.0} %)", words.join(" or "))
    };
    let rows: Vec<String> = rows.map(one).collect();
    format!("the words for chances are those of ICD-203: {}", rows.join(", "))
}

/// Words before an approximate number.
pub(super) const ABOUT: &[&str] = &[
    "about",
    "around",
    "roughly",
    "approx.",
    "approx",
    "approximately",
    "circa",
    "c.",
    "ca.",
    "some",
    "nearly",
    "maybe",
    "perhaps",
    "~",
    "≈",
    "±",
];
pub(super) const BELOW: &[&str] = &[
    "<=",
    "<",
    "≤",
    "under",
    "below",
    "less than",
    "fewer than",
    "at most",
    "up to",
    "no more than",
    "not more than",
    "maximum",
    "max.",
    "max",
];
pub(super) const ABOVE: &[&str] = &[
    ">=",
    ">",
    "≥",
    "over",
    "above",
    "more than",
    "at least",
    "no less than",
    "minimum",
    "min.",
    "min",
];

/// The proposals for a chance in words and numbers, each with its meaning; empty if the words are not known.
pub fn meant_chance(text: &str) -> Vec<(String, String)> {
    let trimmed = text.trim();
    let lower = trimmed.to_lowercase();
    let alone = |text: String| vec![(text, String::new())];
    if (trimmed.contains(' ') || trimmed.contains('-'))
        && let Some(word) = synonym(trimmed)
    {
        return alone(word.to_owned());
    }
    let after = |words: &[&str]| after_word(&lower, words).and_then(percent);
    if let Some(x) = after(ABOUT) {
        let (low, high) = ((x - 5.0).max(x / 2.0), (x + 5.0).min(f64::midpoint(100.0, x)));
        let range = chance_between(low, high).map(|range| (range, "as a range".to_owned()));
        let sure = (format!("{}%", number(x)), "if you are sure of it".to_owned());
        return range.into_iter().chain([sure]).collect();
    }
    if let Some(x) = after(BELOW) {
        let meaning = format!("for anything up to {} %", number(x));
        return chance_between(0.0, x).map(|range| (range, meaning)).into_iter().collect();
    }
    if let Some(x) = after(ABOVE) {
        let meaning = format!("for anything from {} %", number(x));
        return chance_between(x, 100.0).map(|range| (range, meaning)).into_iter().collect();
    }
    between_words(&lower)
        .or_else(|| between(&lower))
        .or_else(|| cases(&lower))
        .or_else(|| super::fraction(trimmed).map(|(text, _)| text.to_owned()))
        .map_or_else(Vec::new, alone)
}

/// The rest of a text in small letters after the longest of `words` that it begins with.
pub(super) fn after_word<'t>(lower: &'t str, words: &[&str]) -> Option<&'t str> {
    let rest = |word: &&str| {
        let rest = lower.strip_prefix(*word)?;
        let joined = word.ends_with(char::is_alphabetic) && !rest.starts_with(' ');
        (!joined).then_some(rest)
    };
    words.iter().filter_map(rest).min_by_key(|rest| rest.len())
}

/// The range of `likely to very likely`: from the lower end of one word to the upper end of the other.
fn between_words(lower: &str) -> Option<String> {
    let ends = |word: &str| {
        let word = word.trim();
        let word = synonym(word).unwrap_or(word);
        WORDS.iter().find(|(known, ..)| *known == word).map(|(_, low, high)| (*low, *high))
    };
    let signs = [" to ", "–", "—", "-", " or ", " and "];
    let mut parts = signs.iter().filter_map(|sign| lower.split_once(sign));
    let (one, other) = parts.find_map(|(one, other)| Some((ends(one)?, ends(other)?)))?;
    let (low, high) = (one.0.min(other.0), one.1.max(other.1));
    chance_between((low * 100.0).round(), (high * 100.0).round())
}

/// The chance between two numbers of per cent. A range has no end at 0 or 100 %; with such an end it is uniform.
pub(super) fn chance_between(low: f64, high: f64) -> Option<String> {
    if !(0.0 <= low && low <= high && high <= 100.0) {
        return None;
    }
    Some(if low.to_bits() == high.to_bits() {
        format!("{}%", number(low))
    } else if low <= 0.0 || high >= 100.0 {
        format!("uniform({}, {})", number(low / 100.0), number(high / 100.0))
    } else {
        format!("{}% to {}%", number(low), number(high))
    })
}

/// The range of `between 20% and 40%`, `from 20 to 40 per cent`, `20 per cent to 40 per cent`.
fn between(lower: &str) -> Option<String> {
    let rest = lower.strip_prefix("between ").or_else(|| lower.strip_prefix("from "));
    let rest = rest.or_else(|| lower.contains("per").then_some(lower))?;
    let (low, high) = rest.split_once(" and ").or_else(|| rest.split_once(" to "))?;
    let high_is_share = !high.trim_end().ends_with(['%', 't']);
    let (low, high) = if high_is_share {
        (percent(low)?, percent(high)?)
    } else {
        (bare_or_percent(low)?, percent(high)?)
    };
    chance_between(low, high).or_else(|| chance_between(high, low))
}

/// The chance of `one in four`, `3 out of 10`, `50/50`, `60-40`.
fn cases(lower: &str) -> Option<String> {
    if let Some((left, right)) = lower.split_once('/').or_else(|| lower.split_once('-'))
        && let (Some(left), Some(right)) = (count(left.trim()), count(right.trim()))
        && left + right == 100
    {
        return Some(format!("{left}:{right}"));
    }
    let counted = lower.strip_suffix(" cases");
    let text = counted.unwrap_or(lower);
    for sign in [" out of ", " of ", " in "] {
        if let Some((hits, tries)) = text.split_once(sign) {
            let hits = hits.strip_suffix(" chance").unwrap_or(hits);
            let (hits, tries) = (count(hits.trim())?, count(tries.trim())?);
            return (hits <= tries && tries > 0).then(|| match counted {
                Some(_) => format!("{hits} of {tries} cases"),
                None => format!("{hits} in {tries}"),
            });
        }
    }
    None
}

fn count(text: &str) -> Option<u32> {
    let named = number_word(text).or(match text {
        "a" => Some(1),
        "a hundred" => Some(100),
        _ => None,
    });
    named.or_else(|| text.parse().ok().filter(|n| *n <= 1_000_000))
}

/// The per cent of a text with a per cent sign, or of a share from 0 to 1.
fn percent(text: &str) -> Option<f64> {
    let text = text.trim();
    let stem = ["%", "percent", "per cent", "pct"].iter().find_map(|sign| text.strip_suffix(sign));
    let in_words =
        || share_in_words(text).map(|(some, of)| 100.0 * f64::from(some) / f64::from(of));
    match stem {
        Some(stem) => plain(stem),
        None => plain(text).filter(|x| *x <= 1.0).map(|x| x * 100.0).or_else(in_words),
    }
    .filter(|x| (0.0..=100.0).contains(x))
}

fn bare_or_percent(text: &str) -> Option<f64> {
    percent(text).filter(|_| text.contains(['%', 'p'])).or_else(|| plain(text))
}

fn plain(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse().ok().filter(|_| digits)
}

/// Formats a number with at most six decimals.
fn number(x: f64) -> String {
    let text = format!("{x:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_in_other_words_have_one_of_ours() {
        for (text, expected) in [
            ("Highly likely", "very likely"),
            ("about 30%", "25% to 35%"),
            ("~ 4 %", "2% to 9%"),
            ("approx. 0.3", "25% to 35%"),
            ("<5%", "uniform(0, 0.05)"),
            ("at least 70 percent", "uniform(0.7, 1)"),
            ("> 95%", "uniform(0.95, 1)"),
            ("between 20 and 40%", "20% to 40%"),
            ("from 0.2 to 0.4", "20% to 40%"),
            ("50/50", "50:50"),
            ("fifty-fifty", "50:50"),
            ("60-40", "60:40"),
            ("one in four", "1 in 4"),
            ("3 out of 10", "3 in 10"),
            ("three out of ten cases", "3 of 10 cases"),
            ("rather odd", ""),
            ("about x", ""),
            ("underway", ""),
            ("20-40", ""),
        ] {
            let found = meant_chance(text).into_iter().next().map(|(text, _)| text);
            assert_eq!(found.unwrap_or_default(), expected, "{text}");
        }
    }

    #[test]
    fn synonyms_lead_to_words_of_the_list() {
        for (_, meant) in SYNONYMS {
            assert!(WORDS.iter().any(|(word, ..)| word == meant), "{meant}");
        }
        assert!(WORDS.iter().all(|(word, ..)| synonym(word).is_none()));
    }
}
