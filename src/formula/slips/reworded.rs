//! Whole texts that should be a number and are written otherwise, and what they can mean. A caller offers a proposal
//! only if it can be read.

use super::ranges::written_range;
use super::spelt::{in_digits, in_full_units, plain_signs, share_in_words};
use super::words::{ABOUT, ABOVE, BELOW, WORDS, after_word, meant_chance, synonym};

/// The kind of number that a text should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A chance.
    Chance,
    /// A number of any kind.
    Number,
    /// A time that passes.
    Delay,
}

/// The meaning of a text that is written otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reworded {
    /// Texts that can be meant, each with words for its meaning.
    Write(Vec<(String, String)>),
    /// A range with its ends in order.
    Swap(String),
    /// A sentence and a hint, because the meaning can't be known.
    Ask(String, String),
}

/// Texts that stand for a number that is not known yet.
const OPEN: &str = "?|??|???|-|--|–|—|…|...|n/a|n.a.|t.b.d.|to be determined|not known";
/// Words for the same, which could also be names.
const OPEN_WORDS: &str = "tbd|tba|tbc|todo|unknown|none|na|nil|undecided";

/// Words before a chance that add nothing.
const BEFORE: &str =
    "a |an |the |with |of |is |= |=|chance |chances |probability |likelihood |odds |prob. |p ";
/// Words after a chance that add nothing.
const AFTER: &str =
    " chance| chances| probability| likelihood| odds| likely| sure| certain| in favour| in favor";
/// Words that make another word stronger or weaker, without an agreed measure.
const DEGREES: &str = "pretty|quite|fairly|rather|really|somewhat|reasonably|moderately|relatively";
/// Words for per cent in other languages.
const PER_CENT: &str = "prozent|procent|procenten|procento|per cento|pour cent|por ciento|por cento|p.c.|pc|percents|\
                        процентов|процента|процент";

/// Whether a text is in a list with `|` between its parts.
fn is_in(list: &str, text: &str) -> bool {
    list.split('|').any(|known| known == text)
}

/// Whether a single word stands for a number that is not known yet.
pub fn is_open(word: &str) -> bool {
    let lower = word.to_lowercase();
    is_in(OPEN_WORDS, &lower) || is_in(OPEN, &lower)
}

/// The hint for a number that is not known yet.
pub fn open_hint(expected: Expected) -> &'static str {
    match expected {
        Expected::Chance => "write a range that is surely wide enough, such as `5% to 95%`",
        Expected::Number => "write a range that is surely wide enough, such as `10 to 1000`",
        Expected::Delay => "write a range that is surely wide enough, such as `1 to 52 weeks`",
    }
}

/// Returns the meaning of a text; `None` if that is not recognised.
pub fn reworded(text: &str, expected: Expected) -> Option<Reworded> {
    let plain = plain_signs(text.trim());
    let trimmed = plain.trim();
    if is_in(OPEN, &trimmed.to_lowercase()) {
        let message = format!("\"{}\" leaves the number open", text.trim());
        return Some(Reworded::Ask(message, open_hint(expected).to_owned()));
    }
    let one = |text: String| Some(Reworded::Write(vec![(text, String::new())]));
    let found = match expected {
        Expected::Chance => chance(trimmed),
        Expected::Number | Expected::Delay => number(trimmed, expected),
    };
    found.or_else(|| either(trimmed, expected)).or_else(|| {
        percent_words(trimmed)
            .or_else(|| indian_groups(trimmed))
            .or_else(|| semicolons(trimmed))
            .or_else(|| (trimmed != text.trim()).then(|| trimmed.to_owned()))
            .and_then(one)
    })
}

/// Whether another reading than that of a formula is meant of a text that is one: `2 to 1`, `two-thirds`.
pub fn is_doubtful(text: &str) -> bool {
    let is_phrase =
        |text: &str| share_in_words(text).is_some() || word(&text.replace('-', " ")).is_some();
    falling(text).is_some()
        || text.contains(' ') && in_digits(text).is_some()
        || text.contains('-') && is_phrase(&text.to_lowercase())
        || is_open(text) && !is_word(text)
}

/// The word for a chance that a text is, or has the meaning of.
fn word(text: &str) -> Option<&'static str> {
    let known = WORDS.iter().find(|(word, ..)| *word == text).map(|(word, ..)| *word);
    known.or_else(|| synonym(text).filter(|_| text.contains(' ')))
}

fn is_word(text: &str) -> bool {
    text.chars().all(char::is_alphanumeric)
}

fn write(text: impl Into<String>) -> Reworded {
    Reworded::Write(vec![(text.into(), String::new())])
}

fn chance(trimmed: &str) -> Option<Reworded> {
    let lower = trimmed.to_lowercase();
    let (bare, is_odds) = without_filler(&lower);
    if let Some(odds) = odds(&bare, is_odds) {
        return Some(write(odds));
    }
    if let Some((some, of)) = share_in_words(&bare) {
        return Some(write(format!("{some} in {of}")));
    }
    if let Some((low, high)) = falling(trimmed) {
        let unit = if trimmed.contains('%') { "%" } else { "" };
        if high <= 1.0 || !unit.is_empty() {
            return Some(Reworded::Swap(format!("{low}{unit} to {high}{unit}")));
        }
        let odds = (format!("{high}:{low}"), "for odds".to_owned());
        let range = (format!("{low}% to {high}%"), "for a range".to_owned());
        return Some(Reworded::Write(vec![odds, range]));
    }
    let spaced = bare.replace('-', " ");
    if let Some(word) = word(&spaced).filter(|word| *word != trimmed) {
        return Some(write(word));
    }
    if let Some((degree, word)) = spaced.split_once(' ')
        && is_in(DEGREES, degree)
        && let Some(word) = ["likely", "unlikely"].iter().find(|known| **known == word)
    {
        let ways = [(*word).to_owned(), format!("very {word}")];
        return Some(Reworded::Write(ways.map(|word| (word, String::new())).into()));
    }
    if let Some(found) = in_per_cent(&lower) {
        return Some(found);
    }
    let meant = [bare.as_str(), spaced.as_str()]
        .iter()
        .map(|text| meant_chance(text))
        .find(|meant| !meant.is_empty());
    match meant {
        Some(meant) => Some(Reworded::Write(meant)),
        None if bare != lower && !bare.is_empty() => Some(write(bare)),
        None => None,
    }
}

/// A number above 1 that stands for per cent, with words before it, and ranges with another sign: `circa 30`,
/// `20 ~ 40`; a margin without a number is asked for.
fn in_per_cent(lower: &str) -> Option<Reworded> {
    if lower.starts_with('±') {
        return number(lower, Expected::Chance);
    }
    if let Some(range) = between(lower) {
        let (low, high) = range.split_once(" to ")?;
        let found = written_range(&format!("{low}-{high}"), true)?;
        return Some(write(found.chance?));
    }
    let rest = [ABOUT, ABOVE, BELOW].iter().find_map(|words| after_word(lower, words))?.trim();
    let value: f64 = rest.parse().ok().filter(|_| begins_with_number(rest))?;
    if !(1.0..=100.0).contains(&value) {
        return None;
    }
    let meant = meant_chance(&format!("{lower}%"));
    (!meant.is_empty()).then_some(Reworded::Write(meant))
}

/// A text without the words that add nothing to a chance, and whether they were about odds.
fn without_filler(lower: &str) -> (String, bool) {
    let mut text = lower.trim();
    let mut is_odds = false;
    loop {
        let before = BEFORE.split('|').find_map(|word| Some((word, text.strip_prefix(word)?)));
        let after = || AFTER.split('|').find_map(|word| Some((word, text.strip_suffix(word)?)));
        let Some((word, rest)) = before.or_else(after) else { break };
        // a share in words begins with an article, and a word of the list may end in one of these
        let is_word = WORDS.iter().any(|(known, ..)| *known == text);
        let digits = rest.contains(|c: char| c.is_ascii_digit())
            || text.contains(" of ")
            || rest.contains(" in ");
        if share_in_words(text).is_some() || is_word || !(digits || share_in_words(rest).is_some())
        {
            break;
        }
        is_odds |= word.contains("odds");
        text = rest.trim();
    }
    (text.to_owned(), is_odds)
}

/// Odds such as `2 to 1 odds` or `2:1 against`, as `2:1` and `1:2`.
fn odds(bare: &str, is_odds: bool) -> Option<String> {
    let (text, is_against) = match bare.strip_suffix(" against") {
        Some(text) => (text, true),
        None => (bare.strip_suffix(" on").unwrap_or(bare), false),
    };
    if !is_odds && !is_against && text == bare {
        return None;
    }
    let (left, right) = [":", " to ", "-", "–"].iter().find_map(|sign| text.split_once(sign))?;
    let (left, right) = (whole(left)?, whole(right)?);
    Some(if is_against { format!("{right}:{left}") } else { format!("{left}:{right}") })
}

fn whole(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

/// The ends of a range of plain numbers that falls: `20 to 10`.
fn falling(text: &str) -> Option<(f64, f64)> {
    let (high, low) = text.split_once(" to ")?;
    if high.trim().ends_with('%') != low.trim().ends_with('%') {
        return None;
    }
    let number = |text: &str| {
        let text = text.trim();
        let text = text.strip_suffix('%').unwrap_or(text).trim_end();
        let starts = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        text.parse::<f64>().ok().filter(|x| starts && x.is_finite())
    };
    let (high, low) = (number(high)?, number(low)?);
    (low < high).then_some((low, high))
}

fn number(trimmed: &str, expected: Expected) -> Option<Reworded> {
    let lower = trimmed.to_lowercase();
    if let Some((low, high)) = falling(trimmed).filter(|_| !trimmed.contains('%')) {
        return Some(Reworded::Swap(format!("{low} to {high}")));
    }
    if let Some(text) = in_digits(&lower) {
        return number(&text, expected).or_else(|| Some(write(text)));
    }
    if let Some(range) = between(&lower) {
        let full = in_full_units(&range).filter(|_| expected == Expected::Delay);
        return Some(write(full.unwrap_or(range)));
    }
    for (words, ends) in [(ABOUT, None), (ABOVE, Some(true)), (BELOW, Some(false))] {
        let rest = after_word(&lower, words).map(str::trim);
        let Some(rest) = rest.filter(|rest| begins_with_number(rest)) else { continue };
        if words == ABOUT && lower.starts_with('±') {
            let message = format!("\"{trimmed}\" has no number before its sign");
            let label = "write both ends of the range: `30 ± 5` is `25 to 35`".to_owned();
            return Some(Reworded::Ask(message, label));
        }
        return match ends {
            None => around(rest),
            Some(is_least) => Some(one_end(trimmed, rest, is_least)),
        };
    }
    let full = in_full_units(&lower).filter(|_| expected == Expected::Delay);
    full.filter(|full| *full != lower).map(write)
}

fn begins_with_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// `between 100 and 200`, `from 10 to 20`, `10 ~ 20` and `10 through 20`, as `10 to 20`.
fn between(lower: &str) -> Option<String> {
    let rest = lower.strip_prefix("between ").or_else(|| lower.strip_prefix("from "));
    let signs: &[&str] = if rest.is_some() {
        &[" and ", " to ", " – ", "-"]
    } else {
        &["~", " through ", " up to ", " till "]
    };
    let text = rest.unwrap_or(lower);
    let (low, high) = signs.iter().find_map(|sign| text.split_once(sign))?;
    let (low, high) = (low.trim(), high.trim());
    (begins_with_number(low) && begins_with_number(high)).then(|| format!("{low} to {high}"))
}

/// The range around a number, and the number.
fn around(rest: &str) -> Option<Reworded> {
    let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let value: f64 = rest[..digits].parse().ok()?;
    let full = in_full_units(rest);
    let unit = match full.as_deref().and_then(|full| full.split_once(' ')) {
        Some((_, unit)) => format!(" {unit}"),
        None => rest[digits..].to_owned(),
    };
    let places = if value.fract() == 0.0 && value >= 10.0 { 0 } else { 2 };
    let of = |x: f64| {
        let text = format!("{x:.places$}");
        if places > 0 { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    let range = format!("{} to {}{unit}", of(value * 0.9), of(value * 1.1));
    let sure = full.unwrap_or_else(|| rest.to_owned());
    Some(Reworded::Write(vec![
        (range, "as a range".to_owned()),
        (sure, "if you are sure of it".to_owned()),
    ]))
}

fn one_end(trimmed: &str, rest: &str, is_least: bool) -> Reworded {
    let message = format!("\"{trimmed}\" has one end, and a range needs two");
    let label = if is_least {
        format!("write `{rest} to …`, with the most that you think possible")
    } else {
        format!("write `… to {rest}`, with the least that you think possible")
    };
    Reworded::Ask(message, label)
}

/// `5·3`: a decimal point in the middle, or a product.
fn either(trimmed: &str, expected: Expected) -> Option<Reworded> {
    let (whole, fraction) = trimmed.split_once('·')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let number = (format!("{whole}.{fraction}"), "for a decimal point".to_owned());
    if expected == Expected::Chance || whole == "0" {
        return Some(write(number.0));
    }
    let product = (format!("{whole} * {fraction}"), "for a product".to_owned());
    Some(Reworded::Write(vec![number, product]))
}

/// A number with a word for per cent in another language.
fn percent_words(trimmed: &str) -> Option<String> {
    let lower = trimmed.to_lowercase();
    let number = PER_CENT.split('|').find_map(|word| lower.strip_suffix(word))?.trim();
    number.parse::<f64>().ok().filter(|_| begins_with_number(number))?;
    Some(format!("{number}%"))
}

/// `12,34,567` as `1234567`: thousands, and groups of two digits before them.
fn indian_groups(trimmed: &str) -> Option<String> {
    let groups: Vec<&str> = trimmed.split(',').collect();
    let [first, middle @ .., last] = &groups[..] else { return None };
    let digits = |text: &&str, length: usize| {
        text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
    };
    let fits = (digits(first, 1) || digits(first, 2)) && !first.starts_with('0') && digits(last, 3);
    (fits && !middle.is_empty() && middle.iter().all(|group| digits(group, 2)))
        .then(|| groups.concat())
}

/// Arguments separated by semicolons, with decimal commas in them: `uniform(0,5; 1,5)`.
fn semicolons(trimmed: &str) -> Option<String> {
    if !trimmed.contains(';') {
        return None;
    }
    let bytes = trimmed.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let text: String = trimmed
        .char_indices()
        .map(|(at, c)| match c {
            ',' if at > 0 && digit(at - 1) && digit(at + 1) => '.',
            ';' => ',',
            c => c,
        })
        .collect();
    Some(text)
}

#[cfg(test)]
mod tests;
