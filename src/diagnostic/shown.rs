//! Text from outside, fit to be shown: without characters that steer a terminal or can't be seen, and
//! without endless names. Knows no file.

use std::borrow::Cow;

/// The longest name or word in a message, in characters; both ends of a longer one are shown.
const LONGEST_WORD: usize = 120;
/// The number of characters that are kept of the beginning and of the end of a longer word.
const KEPT: (usize, usize) = (60, 20);
/// The longest sentence of a message, in characters.
const LONGEST: usize = 2000;

/// Whether a character steers a terminal, turns the direction of text, or can't be seen: Unicode's categories
/// Cc, Cf, Zl and Zp, and all others that are ignored by default.
pub fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}'
            | '\u{890}'..='\u{891}' | '\u{8E2}' | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Returns the text on one line: line ends and tabs become spaces, other unfit characters U+FFFD. Marks that
/// choose between a sign and its picture are dropped.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    fit(text, false)
}

/// Returns the text made fit for a terminal as by [`on_one_line`], with its line ends.
pub fn on_lines(text: &str) -> Cow<'_, str> {
    fit(text, true)
}

/// Formats a count with thousands separators: 1,000,000.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// Inserts thousands separators into the integer part of a number.
pub fn grouped(plain: &str) -> String {
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

fn fit(text: &str, lines: bool) -> Cow<'_, str> {
    let is_kept = |c: char| !is_unfit(c) || (lines && c == '\n');
    if text.chars().all(is_kept) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_kept(c) => out.push(c),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{FE0E}' | '\u{FE0F}' => {}
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
    Cow::Owned(out)
}

/// Returns the text without the colours that this program added.
pub fn uncoloured(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |plain, piece| plain + piece.split_once('m').map_or("", |(_, rest)| rest))
}

/// Returns the text made fit as by [`on_lines`], with the colours that this program added: texts from outside
/// were made fit before.
pub fn coloured(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut left = text;
    while let Some(at) = left.find("\u{1b}[") {
        out.push_str(&on_lines(&left[..at]));
        let colour = &left[at + 2..];
        let length = colour.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(colour.len());
        if colour[length..].starts_with('m') {
            let end = at + "\u{1b}[".len() + length + "m".len();
            out.push_str(&left[at..end]);
            left = &left[end..];
        } else {
            out.push(char::REPLACEMENT_CHARACTER);
            left = &left[at + 1..];
        }
    }
    out.push_str(&on_lines(left));
    out
}

/// Returns a sentence of a message on one line: names between backticks and words are cut if they are too long,
/// and so is the sentence.
pub fn sentence(text: &str) -> String {
    let fit = on_one_line(text);
    let mut out = String::with_capacity(fit.len().min(4 * LONGEST));
    for (at, part) in fit.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        if at % 2 == 1 {
            out.push_str(&shortened(part));
            continue;
        }
        for (at, word) in part.split(' ').enumerate() {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(&shortened(word));
        }
    }
    match out.char_indices().nth(LONGEST) {
        Some((end, _)) => out[..end].to_owned() + "…",
        None => out,
    }
}

/// Returns both ends of a word that is too long.
fn shortened(word: &str) -> Cow<'_, str> {
    if word.len() <= LONGEST_WORD || word.chars().nth(LONGEST_WORD).is_none() {
        return Cow::Borrowed(word);
    }
    let begin = word.char_indices().nth(KEPT.0).map_or(word.len(), |(at, _)| at);
    let end = word.char_indices().rev().nth(KEPT.1 - 1).map_or(0, |(at, _)| at);
    Cow::Owned(format!("{}…{}", &word[..begin], &word[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::char::is_combining_mark;
    use unicode_width::UnicodeWidthChar;

    #[test]
    fn whatever_has_no_width_is_unfit_but_for_accents_and_syllables() {
        // another source of the truth: the widths that terminals give
        let jamo = |c: char| matches!(c, '\u{1161}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}');
        // letters of Indic scripts that join the one after them, and a caret
        let joins = |c: char| {
            matches!(c, '\u{D4E}' | '\u{A8FA}' | '\u{111C2}'..='\u{111C3}' | '\u{113D1}' | '\u{1193F}'
                | '\u{11941}' | '\u{11A84}'..='\u{11A89}' | '\u{11D46}' | '\u{11F02}')
        };
        for c in '\0'..=char::MAX {
            let unseen = c.width().unwrap_or(0) == 0;
            if unseen && !is_combining_mark(c) && !jamo(c) && !joins(c) {
                assert!(is_unfit(c), "{}", c.escape_unicode());
            }
        }
        for c in "aé ß漢字ع‑—…́\u{301}\u{A0}😀".chars() {
            assert!(!is_unfit(c), "{}", c.escape_unicode());
        }
    }

    #[test]
    fn unfit_characters_are_seen_to_be_there() {
        assert_eq!(
            on_one_line("a\u{1b}[31m\nb\tc\u{202E}\u{200B}"),
            "a\u{FFFD}[31m b c\u{FFFD}\u{FFFD}"
        );
        assert_eq!(on_lines("a\r\n\u{9b}b"), "a \n\u{FFFD}b");
        assert_eq!(
            coloured("\u{1b}[1;31mx\u{1b}[0m\u{1b}[2J\u{1b}["),
            "\u{1b}[1;31mx\u{1b}[0m\u{FFFD}[2J\u{FFFD}["
        );
        assert_eq!(on_one_line("✔\u{FE0F} ok"), "✔ ok");
        assert!(matches!(on_lines("plain\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_names_are_cut_in_the_middle() {
        let name = "é".repeat(100_000);
        let reported = sentence(&format!("`{name}` and `a b {name}` and {name}.txt are unknown"));
        assert!(reported.chars().count() < 400, "{reported}");
        assert!(
            reported.ends_with("ééé.txt are unknown") && reported.contains("` and `a b é"),
            "{reported}"
        );
        let short = "`x` has no `y z`; did you mean `w`?";
        assert_eq!(sentence(short), short);
        assert_eq!(sentence(&"word ".repeat(1000)).chars().count(), LONGEST + 1);
    }
}
