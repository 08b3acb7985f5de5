//! The tokens of formulas, and the messages for text that can't be cut into tokens.

use super::super::faults::Faults;
use super::*;
use crate::diagnostic::{FileId, Place};

/// The tokens, and the faults as (text at the place, code, message).
fn cut(text: &str) -> (Vec<Kind>, Vec<(String, Code, String)>) {
    let place_of = |range: Range<usize>| Place::new(FileId(0), range);
    let mut faults = Faults::new(&place_of);
    let kinds = tokens(text, &mut faults).into_iter().map(|token| token.kind).collect();
    let reported = faults
        .into_sorted()
        .into_iter()
        .map(|fault| {
            let place = fault.place.expect("every fault of a formula has a place");
            (text[place.start as usize..place.end as usize].to_owned(), fault.code, fault.message)
        })
        .collect();
    (kinds, reported)
}

fn number(text: &str) -> f64 {
    match cut(text) {
        (kinds, faults) if faults.is_empty() => match kinds[..] {
            [Kind::Number(value), Kind::End] => value,
            _ => panic!("{text}: {kinds:?}"),
        },
        (_, faults) => panic!("{text}: {faults:?}"),
    }
}

/// The only fault of `text`.
fn fault(text: &str) -> (String, Code, String) {
    let (_, mut faults) = cut(text);
    assert_eq!(faults.len(), 1, "{text}: {faults:?}");
    faults.remove(0)
}

#[test]
fn numbers_are_written_as_in_toml() {
    for (text, value) in
        [("0.3", 0.3), ("1_000", 1000.0), ("1e-3", 0.001), ("2E+2", 200.0), ("1_0.0_1", 10.01)]
    {
        assert_eq!(number(text).to_bits(), f64::to_bits(value), "{text}");
    }
}

#[test]
fn what_is_no_number_is_reported_with_its_repair() {
    for (text, message) in [
        (".5", "a number begins with a digit: write `0.5`"),
        ("5.", "a number has digits on both sides of its point: write `5.0`"),
        ("0.3.4", "`0.3.4` is not a number"),
        ("1__0", "in `1__0`, an underscore must be between two digits"),
        ("1_", "in `1_`, an underscore must be between two digits"),
        ("1e", "`1e` is not a number"),
        ("3x", "`3x` is not a number: write `3 * x`"),
        ("4wekks", "`4wekks` is not a number: write `4 weeks`"),
        ("4d", "`4d` is not a number: units are `days`, `weeks`, `months` and `years`"),
    ] {
        assert_eq!(fault(text), (text.to_owned(), Code::FormulaSyntax, message.to_owned()));
    }
    assert_eq!(fault("1e999").1, Code::NotFinite);
}

#[test]
fn dates_exist_or_are_reported() {
    let date = jiff::civil::date(2025, 10, 31);
    assert_eq!(cut("2025-10-31").0, [Kind::Date(date), Kind::End]);
    for (text, message) in [
        ("2025-02-30", "`2025-02-30` does not exist: that month has 28 days"),
        ("2025-13-01", "`2025-13-01` does not exist: months go from 01 to 12"),
        ("2025-1-3", "month and day have two digits each: write `2025-01-03`"),
        ("2025-10-311", "`2025-10-311` is not a date: write it as in `2025-10-31`"),
        ("2025-10-31T12:00", "dates have no time of day: the finest step is a day"),
        ("2025-10-31 12:00:30Z", "dates have no time of day: the finest step is a day"),
    ] {
        assert_eq!(fault(text), (text.to_owned(), Code::BadDate, message.to_owned()));
    }
    // a subtraction of two numbers is not a date
    assert_eq!(cut("2025-10").0.len(), 4);
}

#[test]
fn signs_of_other_notations_are_reported_and_read() {
    for (text, place, message, meant) in [
        ("&&", "&&", "formulas have no `&&`: write `and`", Kind::Keyword(Keyword::And)),
        ("||", "||", "formulas have no `||`: write `or`", Kind::Keyword(Keyword::Or)),
        ("!strike", "!", "formulas have no `!`: write `not strike`", Kind::Keyword(Keyword::Not)),
        ("≥", "≥", "formulas have no `≥`: write `>=`", Kind::Mark(Mark::GreaterEqual)),
        ("**", "**", "formulas have no `**`: write `^`", Kind::Mark(Mark::Power)),
        ("−", "−", "formulas have no `−`: write `-`", Kind::Mark(Mark::Minus)),
    ] {
        let (kinds, faults) = cut(text);
        assert_eq!(faults, [(place.to_owned(), Code::FormulaSyntax, message.to_owned())]);
        assert_eq!(kinds[0], meant, "{text}");
    }
}

#[test]
fn quotes_are_single() {
    let quoted = Kind::Quoted("no meeting".to_owned());
    assert_eq!(cut("'no meeting'"), (vec![quoted.clone(), Kind::End], vec![]));
    for text in ["\"no meeting\"", "‘no meeting’", "“no meeting”"] {
        let (kinds, faults) = cut(text);
        assert_eq!(kinds[0], quoted);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].0, text);
        assert!(
            faults[0].2.ends_with("write `'no meeting'`, with plain single quotes"),
            "{}",
            faults[0].2
        );
    }
    assert_eq!(
        fault("a == 'b"),
        ("'".to_owned(), Code::FormulaSyntax, "this `'` is never closed".to_owned())
    );
}

#[test]
fn stray_characters_are_reported_once_each() {
    let (_, faults) = cut("a # b $$$ €");
    let reported: Vec<&str> = faults.iter().map(|(place, ..)| place.as_str()).collect();
    assert_eq!(reported, ["#", "$$$", "€"]);
    assert_eq!(fault("a\u{200b}").2, "an invisible character is here, U+200B");
}
