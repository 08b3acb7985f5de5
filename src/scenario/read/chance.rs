//! The forms of a number: plain, `1 in 4`, `3:1`, a word, or a formula.

use crate::diagnostic::{Code, Diagnostic, Place, Repair};
use crate::formula::slips::{
    Expected, WORDS, decimal_points, is_doubtful, meant_chance, money, word_list, written_range,
};
use crate::formula::{Expr, ExprKind, Unary, parse};
use crate::scenario::literal::LiteralValue;
use crate::scenario::reporting::yardstick::Yardstick;
use std::ops::Range;

mod cases;
mod reworded;
mod words;

pub(crate) use reworded::amount;
use reworded::{Slip, reworded_fault, without_quotes};
use words::other_yardstick;

/// The role of a number, which decides its forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A single chance.
    Chance,
    /// The chance of one of several outcomes, which may also be `"rest"`.
    Share,
    /// A factor of odds.
    Factor,
    /// The weight of an expert, or the power that sharpens a pool.
    Weight,
    /// The delay before a move.
    Delay,
    /// Any number, duration or date.
    Value,
}

/// Maps byte ranges of a text to places.
pub(crate) type PlaceOf<'a> = &'a dyn Fn(Range<usize>) -> Place;

/// The number that a word of ICD-203 stands for, in upper or lower case.
fn word(text: &str) -> Option<LiteralValue> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = WORDS.iter().find(|(word, ..)| word.eq_ignore_ascii_case(&text));
    found.map(|(_, low, high)| LiteralValue::Word(*low, *high))
}

/// A plain number of role `meaning` at `place`, or the fault if it is out of range.
pub(crate) fn plain(
    number: f64,
    text: &str,
    meaning: Meaning,
    place: Place,
) -> Result<LiteralValue, Diagnostic> {
    if !number.is_finite() {
        let message = if text.contains("inf") || text.contains("nan") {
            format!("`{text}` is not a finite number")
        } else {
            format!("`{text}` is larger than the largest number, 1.8e308")
        };
        return Err(Diagnostic::new(Code::NotFinite, place, message));
    }
    match meaning {
        Meaning::Chance | Meaning::Share if !(0.0..=1.0).contains(&number) => {
            Err(out_of_range(number, text, place))
        }
        Meaning::Factor if number < 0.0 => {
            let message = format!("the factor {text} is negative: odds can't be weighed by it");
            Err(Diagnostic::new(Code::Factor, place, message)
                .label("above 1 raises the odds, between 0 and 1 lowers them"))
        }
        Meaning::Weight if number < 0.0 => {
            let message = format!("{text} is negative, where only 0 and above mean anything");
            Err(Diagnostic::new(Code::Factor, place, message)
                .label("1 counts an expert once and leaves a pool as it is"))
        }
        Meaning::Delay => Err(bare_delay(text, place)),
        // adding zero turns −0 into 0
        _ => Ok(LiteralValue::Plain(number + 0.0)),
    }
}

/// Parses `text` as a number of role `meaning`; `bare` if it is without quotes, as after `--set`.
///
/// `whole` is the place for a fault of the whole text, and `words` has the words for chances.
pub(crate) fn parse_literal(
    text: &str,
    meaning: Meaning,
    bare: bool,
    (whole, place_of): (Place, PlaceOf<'_>),
    words: &Yardstick,
) -> Result<LiteralValue, Vec<Diagnostic>> {
    if matches!(meaning, Meaning::Chance | Meaning::Share | Meaning::Value)
        && let Some((low, high)) = words.range_of(text)
    {
        return Ok(LiteralValue::Word(low, high));
    }
    other_yardstick(parse_usual(text, meaning, bare, whole, place_of), text, whole, words)
}

/// Parses `text` with the words of ICD-203.
fn parse_usual(
    text: &str,
    meaning: Meaning,
    bare: bool,
    whole: Place,
    place_of: PlaceOf<'_>,
) -> Result<LiteralValue, Vec<Diagnostic>> {
    if let Some(counted) = cases::counted(text, meaning, whole, bare) {
        return counted.map_err(|fault| vec![fault]);
    }
    let parsed = parse_as_written(text, meaning, bare, whole, place_of);
    if parsed.is_ok() && !is_doubtful(text.trim()) || other_words(text, meaning, place_of).is_some()
    {
        return parsed;
    }
    let written = text.trim();
    let start = text.len() - text.trim_start().len();
    let place = place_of(start..start + written.len());
    let slip = Slip { written, place, quoted: (!bare).then_some(whole) };
    let expected = match meaning {
        Meaning::Chance | Meaning::Share => Expected::Chance,
        Meaning::Factor | Meaning::Weight | Meaning::Value => Expected::Number,
        Meaning::Delay => Expected::Delay,
    };
    let accepts = |way: &str| parse_as_written(way, meaning, true, whole, &|_| whole).is_ok();
    reworded_fault(&slip, expected, &accepts).map_or(parsed, |fault| Err(vec![fault]))
}

/// Parses `text` without proposals for the whole of it.
fn parse_as_written(
    text: &str,
    meaning: Meaning,
    bare: bool,
    whole: Place,
    place_of: PlaceOf<'_>,
) -> Result<LiteralValue, Vec<Diagnostic>> {
    let trimmed = text.trim();
    if let Some(Ok(counted)) = cases::counted(text, meaning, whole, bare) {
        return Ok(counted);
    }
    if let Some((number, sign)) = money(trimmed).filter(|_| meaning == Meaning::Value) {
        return Err(vec![amount(trimmed, &number, sign, whole)]);
    }
    if matches!(meaning, Meaning::Chance | Meaning::Share | Meaning::Value | Meaning::Delay)
        && let Some(fault) = other_words(text, meaning, place_of)
    {
        return Err(vec![fault]);
    }
    if let Ok(number) = trimmed.parse::<f64>()
        && trimmed.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
    {
        if bare || meaning == Meaning::Delay {
            return plain(number, trimmed, meaning, whole).map_err(|fault| vec![fault]);
        }
        return Err(vec![quoted(trimmed, meaning, whole)]);
    }
    let is_chance = matches!(meaning, Meaning::Chance | Meaning::Share);
    if is_chance && let Some(known) = chance(trimmed, meaning, whole) {
        return known.map_err(|fault| vec![fault]);
    }
    if (is_chance || meaning == Meaning::Value)
        && let Some(word) = word(trimmed)
    {
        return Ok(word);
    }
    let expr = parse(text, place_of).map_err(|faults| {
        let is_word = |c: char| c.is_alphabetic() || c.is_whitespace();
        if is_chance && trimmed.contains(char::is_whitespace) && trimmed.chars().all(is_word) {
            let message = format!("\"{trimmed}\" is not a chance");
            return vec![Diagnostic::new(Code::NotAChance, whole, message).help(word_list())];
        }
        without_quotes(faults, trimmed, bare, whole)
    })?;
    match literal(&expr) {
        Some(number) => plain(number, trimmed, meaning, whole).map_err(|fault| vec![fault]),
        None => Ok(LiteralValue::Formula(expr)),
    }
}

/// The fault of a chance in unknown words, if the right form is known.
fn other_words(text: &str, meaning: Meaning, place_of: PlaceOf<'_>) -> Option<Diagnostic> {
    let written = text.trim();
    let start = text.len() - text.trim_start().len();
    let place = place_of(start..start + written.len());
    let fault = |code, message: String| Diagnostic::new(code, place, message);
    // the repair also replaces decimal commas
    let pointed = decimal_points(written);
    let trimmed = pointed.as_deref().unwrap_or(written);
    let range = written_range(trimmed, true).filter(|range| range.length == trimmed.len());
    if let Some(range) = range {
        let hyphen = trimmed.contains('-');
        let is_range = range.difference.is_none();
        let right = match meaning {
            // with a plain minus sign the difference is a formula
            Meaning::Chance | Meaning::Share if is_range || !hyphen => range.chance,
            Meaning::Delay if is_range && hyphen => Some(range.range),
            Meaning::Value if is_range && trimmed.contains("%-") => Some(range.range),
            _ => None,
        };
        if let Some(right) = right {
            let sign = if hyphen { "`-`" } else { "another sign" };
            let message =
                format!("a range has `to` between its ends, and \"{written}\" has {sign}");
            return Some(fault(Code::FormulaSyntax, message).write(right));
        }
    }
    let is_pair = pair(trimmed, " in ").is_some() || pair(trimmed, ":").is_some();
    if meaning == Meaning::Delay || is_pair {
        return None;
    }
    let meant = meant_chance(trimmed);
    let fault = fault(Code::NotAChance, format!("\"{written}\" is not how a chance is written"));
    let fault = match &meant[..] {
        [] => return None,
        [(text, meaning)] if meaning.is_empty() => fault.write(text),
        _ => fault.write_either(&meant),
    };
    Some(fault.help(word_list()))
}

/// A text that is `rest`, empty, `1 in 4` or `3:1`; `None` for other texts.
fn chance(
    trimmed: &str,
    meaning: Meaning,
    whole: Place,
) -> Option<Result<LiteralValue, Diagnostic>> {
    let fault = |code, message: &str| Diagnostic::new(code, whole, message);
    if trimmed == "rest" && meaning == Meaning::Share {
        return Some(Ok(LiteralValue::Rest));
    }
    if trimmed == "rest" {
        let fault = fault(Code::NotAChance, "`rest` is for one of several `outcomes`");
        return Some(Err(fault.label("say a chance, such as 0.3")));
    }
    if trimmed.is_empty() {
        let fault = fault(Code::NotAChance, "an empty text is not a chance");
        return Some(Err(fault.label("write 0.3 or \"30%\"")));
    }
    if word(trimmed).is_some() {
        return None;
    }
    if let Some((hits, tries)) = pair(trimmed, " in ") {
        let message = format!("{trimmed} is not a chance");
        let is_chance = tries > 0.0 && (0.0..=tries).contains(&hits);
        return Some(if is_chance {
            Ok(LiteralValue::Plain(hits / tries))
        } else {
            Err(fault(Code::ChanceRange, &message).label("write 1 in 4"))
        });
    }
    let (for_it, against) = pair(trimmed, ":")?;
    let message = format!("odds of {trimmed} are not a chance");
    Some(if for_it >= 0.0 && against >= 0.0 && for_it + against > 0.0 {
        Ok(LiteralValue::Plain(for_it / (for_it + against)))
    } else {
        Err(fault(Code::ChanceRange, &message).label("write 3:1, for to against"))
    })
}

/// Two finite numbers with `between` between them.
fn pair(text: &str, between: &str) -> Option<(f64, f64)> {
    let (left, right) = text.split_once(between)?;
    let number = |text: &str| {
        let text = text.trim();
        let plain = text.chars().all(|c| c.is_ascii_digit() || "+-.".contains(c));
        text.parse::<f64>().ok().filter(|n| plain && n.is_finite())
    };
    Some((number(left)?, number(right)?))
}

/// The value of a formula that is a literal; `None` for other formulas.
fn literal(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(number) => Some(*number),
        ExprKind::Percent { share, .. } => Some(*share),
        ExprKind::Unary(Unary::Minus, inner) => match inner.kind {
            ExprKind::Number(number) => Some(-number),
            ExprKind::Percent { share, .. } => Some(-share),
            _ => None,
        },
        _ => None,
    }
}

fn out_of_range(number: f64, text: &str, place: Place) -> Diagnostic {
    let message = format!("{text} is not a chance: chances go from 0 to 1");
    let fault = Diagnostic::new(Code::ChanceRange, place, message);
    if number < 0.0 {
        return fault.label("a chance can't be negative");
    }
    if number > 1.0 && number <= 100.0 && !text.contains('%') {
        let meant = format!("\"{number}%\"");
        return fault.label(format!("did you mean {meant}?")).repair(Repair::new(place, meant));
    }
    fault.label("more than certain")
}

fn quoted(number: &str, meaning: Meaning, place: Place) -> Diagnostic {
    let code = match meaning {
        Meaning::Chance | Meaning::Share => Code::NotAChance,
        Meaning::Factor | Meaning::Weight | Meaning::Delay | Meaning::Value => Code::WrongType,
    };
    let fault = Diagnostic::new(code, place, format!("\"{number}\" is a text, not a number"));
    let value: f64 = number.parse().unwrap_or(0.0);
    if code == Code::NotAChance && value > 1.0 && value <= 100.0 {
        return fault.write(format!("\"{value}%\""));
    }
    // TOML has digits on both sides of a point, and no zeros before others
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number.trim_start_matches('+')),
    };
    let bare = digits.trim_start_matches('0').trim_end_matches('.');
    let zero = if bare.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
    let right = format!("{sign}{zero}{}", bare.replace(".e", ".0e"));
    fault.label(format!("drop the quotes: {right}")).repair(Repair::new(place, right))
}

fn bare_delay(text: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::WrongType, place, format!("a delay of {text} needs a unit"))
        .label(format!("write \"{text} weeks\""))
        .help("units are days, weeks, months and years: \"3 to 12 weeks\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::FileId;

    fn parsed(text: &str) -> Result<LiteralValue, Code> {
        let whole = Place::new(FileId(0), 0..text.len());
        let places = |range| Place::new(FileId(0), range);
        parse_literal(text, Meaning::Chance, false, (whole, &places), &Yardstick::default())
            .map_err(|faults| faults[0].code)
    }

    #[test]
    fn chances_are_tried_whole_and_in_order() {
        assert_eq!(parsed("1 in 4"), Ok(LiteralValue::Plain(0.25)));
        assert_eq!(parsed("3:1"), Ok(LiteralValue::Plain(0.75)));
        assert_eq!(parsed("30%"), Ok(LiteralValue::Plain(0.3)));
        assert_eq!(parsed("5 in 4"), Err(Code::ChanceRange));
        assert_eq!(parsed("0:0"), Err(Code::ChanceRange));
        assert_eq!(parsed("3 of 10 cases"), Ok(LiteralValue::Cases(3, 10)));
        assert_eq!(parsed(" 0  of 1 Case "), Ok(LiteralValue::Cases(0, 1)));
        for text in ["11 of 10 cases", "0 of 0 cases", "2.5 of 10 cases", "-1 of 10 cases"] {
            assert_eq!(parsed(text), Err(Code::ChanceRange), "{text}");
        }
        for text in ["0.3", "-0.0", "rest", ""] {
            assert_eq!(parsed(text), Err(Code::NotAChance), "{text}");
        }
        assert_eq!(parsed("130%"), Err(Code::ChanceRange));
        assert_eq!(parsed("Very likely"), Ok(LiteralValue::Word(0.8, 0.95)));
        assert!(matches!(parsed("20% to 40%"), Ok(LiteralValue::Formula(_))));
    }

    #[test]
    fn plain_numbers_are_held_to_their_range() {
        let place = Place::new(FileId(0), 0..1);
        let of = |number: f64, meaning| {
            plain(number, &number.to_string(), meaning, place).map_err(|f| (f.code, f.label))
        };
        assert_eq!(
            of(30.0, Meaning::Chance),
            Err((Code::ChanceRange, "did you mean \"30%\"?".into()))
        );
        assert_eq!(of(f64::NAN, Meaning::Value).expect_err("NaN").0, Code::NotFinite);
        assert_eq!(of(-2.0, Meaning::Factor).expect_err("negative").0, Code::Factor);
        assert_eq!(of(3.0, Meaning::Delay).expect_err("no unit").1, "write \"3 weeks\"");
        let Ok(LiteralValue::Plain(zero)) = of(-0.0, Meaning::Chance) else {
            panic!("zero is a chance")
        };
        assert!(zero.is_sign_positive());
    }
}
