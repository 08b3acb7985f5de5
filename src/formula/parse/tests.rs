//! The parsing of formulas, and the messages for those that can't be parsed.

use super::super::Unary;
use super::*;
use crate::diagnostic::FileId;
use proptest::prelude::*;

fn read(text: &str) -> Result<Expr, Vec<Diagnostic>> {
    parse(text, &|range| Place::new(FileId(0), range))
}

/// A formula with all its parentheses.
fn shown(expr: &Expr) -> String {
    let all = |parts: &[Expr]| parts.iter().map(shown).collect::<Vec<_>>().join(", ");
    match &expr.kind {
        ExprKind::Number(value) => value.to_string(),
        ExprKind::Percent { share, .. } => share.to_string(),
        ExprKind::Duration(value, unit) => format!("{value} {unit:?}"),
        ExprKind::WorkingDays(value) => format!("{value} WorkingDay"),
        ExprKind::Date(date) => date.to_string(),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Member(name, member) => format!("{name}[{}]", member.value),
        ExprKind::Quoted(text) => format!("'{text}'"),
        ExprKind::Call(call) => {
            let arguments: Vec<String> = call
                .arguments
                .iter()
                .map(|a| {
                    let name =
                        a.name.as_ref().map(|(name, _)| format!("{name}=")).unwrap_or_default();
                    let weight =
                        a.weight.as_ref().map(|w| format!("{}: ", shown(w))).unwrap_or_default();
                    format!("{name}{weight}{}", shown(&a.value))
                })
                .collect();
            format!("{}({})", call.function, arguments.join(", "))
        }
        ExprKind::Unary(Unary::Minus, a) => format!("(-{})", shown(a)),
        ExprKind::Unary(Unary::Not, a) => format!("(not {})", shown(a)),
        ExprKind::Binary(op, _, a, b) => format!("({} {op:?} {})", shown(a), shown(b)),
        ExprKind::In(a, set) => format!("({} in {{{}}})", shown(a), all(set)),
        ExprKind::If(c, a, b) => format!("(if {} then {} else {})", shown(c), shown(a), shown(b)),
        ExprKind::To(a, b) => format!("({} to {})", shown(a), shown(b)),
        ExprKind::PercentTo(a, b) => format!("({} to% {})", shown(a), shown(b)),
    }
}

fn tree(text: &str) -> String {
    match read(text) {
        Ok(expr) => shown(&expr),
        Err(faults) => panic!("{text}: {faults:?}"),
    }
}

/// The faults as (text at the place, message).
fn faults(text: &str) -> Vec<(String, String)> {
    let Err(faults) = read(text) else { panic!("{text} was read") };
    faults
        .into_iter()
        .map(|fault| {
            let place = fault.place.expect("every fault of a formula has a place");
            (text[place.start as usize..place.end as usize].to_owned(), fault.message)
        })
        .collect()
}

#[test]
fn operators_bind_as_the_rules_say() {
    for (text, expected) in [
        ("1 + 2 * 3", "(1 Plus (2 Times 3))"),
        ("1 - 2 - 3", "((1 Minus 2) Minus 3)"),
        ("-2^2", "(-(2 Power 2))"),
        ("2^3^2", "(2 Power (3 Power 2))"),
        ("2^-3^2", "(2 Power (-(3 Power 2)))"),
        ("-a * b", "((-a) Times b)"),
        ("a or b and not c == d", "(a Or (b And (not (c Equal d))))"),
        ("not a in { b, c } and d", "((not (a in {b, c})) And d)"),
        ("a < b + 1", "(a Less (b Plus 1))"),
        (
            "if a then b else if c then d or e else f",
            "(if a then b else (if c then (d Or e) else f))",
        ),
        ("(a or b) and c", "((a Or b) And c)"),
        ("if a then 3 to 12 weeks else 1 week", "(if a then (3 Week to 12 Week) else 1 Week)"),
        ("-1 to 2 days", "(-1 Day to 2 Day)"),
        ("20% to 40%", "(0.2 to% 0.4)"),
        ("mixture(10%: 1, 90%: normal(0, sd = 1))", "mixture(0.1: 1, 0.9: normal(0, sd=1))"),
        ("2 * pi", "(2 Times 3.141592653589793)"),
        ("0.7%", "0.007"),
        ("date - 2025-10-31 >= 3weeks", "((date Minus 2025-10-31) GreaterEqual 3 Week)"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn places_hold_the_whole_part() {
    let expr = read("a and (b == c)").expect("it is well formed");
    assert_eq!((expr.place.start, expr.place.end), (0, 14));
    let ExprKind::Binary(Binary::And, op, left, right) = expr.kind else {
        panic!("it is an `and`")
    };
    assert_eq!((op.start, op.end), (2, 5));
    assert_eq!((left.place.start, left.place.end), (0, 1));
    assert_eq!((right.place.start, right.place.end), (6, 14));
}

#[test]
fn each_slip_has_its_place_and_repair() {
    for (text, place, message) in [
        ("", "", "the formula is empty"),
        ("a = b", "=", "a single `=` does not compare: write `==`"),
        ("a == b and c = d", "=", "a single `=` does not compare: write `==`"),
        ("0 < x < 1", "<", "`0 < x < 1` does not chain: write `0 < x and x < 1`"),
        ("a ==", "==", "the formula ends where a value should follow `==`"),
        ("(a and (b", "(", "this `(` is never closed"),
        ("a and", "and", "the formula ends where a value should follow `and`"),
        ("a)", ")", "this `)` closes nothing"),
        ("a b", "b", "an operator is missing before `b`"),
        ("2 x", "x", "an operator is missing between `2` and `x`"),
        ("4 wekks", "wekks", "`wekks` is no unit"),
        (
            "4 hours",
            "hours",
            "`hours` is finer than a day: units are `days`, `weeks`, `months` and `years`",
        ),
        ("x weeks", "weeks", "a unit follows a number as written: `x` is none, write `x * 1 week`"),
        ("x%", "%", "`%` follows a number as written: write `30%`, or divide by 100"),
        ("1,5", "1,5", "a number has a point, not a comma: `1,5` can't be read"),
        ("a, b", ",", "a comma is allowed only between the arguments of a function and in sets"),
        ("3:1", ":", "`:` is allowed only after a weight in `mixture(10%: a, 90%: b)`"),
        ("a AND b", "AND", "keywords are lower case: write `and`"),
        ("a is b", "is", "`is` does not compare: write `==`"),
        ("== b", "==", "a value is missing before `==`"),
        ("+3", "+", "a leading `+` says nothing: drop it"),
        ("a in (b, c)", "in", "`in` needs a set in braces: write `in { a, b }`"),
        ("a in { }", "{ }", "nothing is in an empty set: name what may be"),
        ("a not in { b }", "not in", "put `not` before the whole: write `not x in { … }`"),
        ("if a then b", "if", "this `if` has no `else`: say what holds otherwise"),
        ("if a else b", "if", "this `if` has no `then`: write `if … then … else …`"),
        ("a then b", "then", "`then` without an `if` before it"),
        (
            "1 + if a then b else c",
            "if",
            "`if … then … else …` inside a larger formula needs parentheses",
        ),
        ("20 to 40%", "20 to 40%", "both ends of a range in per cent have their sign"),
        ("1 to 2 to 3", "to", "a range has two ends: write `a to b`"),
        ("a && b", "&&", "formulas have no `&&`: write `and`"),
        ("(if a then b", "if", "this `if` has no `else`: say what holds otherwise"),
        ("max(1, 2", "(", "this `(` is never closed"),
        ("(a } and b", "(", "this `(` is never closed"),
        ("a # b", "#", "a formula has no comments: put `#` outside the quotes"),
        ("3x + 1", "3x", "`3x` is not a number: write `3 * x`"),
    ] {
        let found = faults(text);
        assert_eq!(
            found.first(),
            Some(&(place.to_owned(), message.to_owned())),
            "{text}: {found:?}"
        );
        let expected = if matches!(text, "(a } and b") { found.len() } else { 1 };
        assert_eq!(found.len(), expected, "{text}: {found:?}");
    }
}

#[test]
fn several_faults_are_reported_at_once() {
    let reported: Vec<String> =
        faults("max(1 +, 2) and a = 3 or b && (c d)").into_iter().map(|(place, _)| place).collect();
    assert_eq!(reported, [",", "=", "&&", "d"]);
}

#[test]
fn an_unclosed_parenthesis_shows_where_it_should_close() {
    let Err(faults) = read("max(1, 2") else { panic!("it was read") };
    assert_eq!(faults[0].related.len(), 1);
    assert_eq!(faults[0].related[0].0, Place::new(FileId(0), 7..8));
    assert_eq!(faults[0].related[0].1, "`)` is missing after this");
}

#[test]
fn depth_is_bounded_and_rows_are_not() {
    let deep = 10_000;
    for text in [
        format!("{}1{}", "(".repeat(deep), ")".repeat(deep)),
        format!("{}1", "-".repeat(deep)),
        format!("{}a", "not ".repeat(deep)),
        format!("{}2", "2^".repeat(deep)),
        format!("{}1", "if a then 1 else ".repeat(deep)),
        format!("{}1{}", "max(".repeat(deep), ")".repeat(deep)),
        format!("{}1", "a < ".repeat(deep)),
        "(".repeat(deep),
    ] {
        let Err(faults) = read(&text) else { panic!("{} was read", &text[..20]) };
        assert_eq!(faults.len(), 1, "{}", &text[..20]);
        let expected = if text.starts_with("a <") { Code::FormulaSyntax } else { Code::TooDeep };
        assert_eq!(faults[0].code, expected, "{}", &text[..20]);
    }
    for (text, joints) in
        [("a and ", 10_000), ("a or ", 10_000), ("1 + ", 10_000), ("2 / ", 10_000)]
    {
        assert!(read(&format!("{}b", text.repeat(joints))).is_ok(), "{text}");
    }
    assert!(read(&format!("{}1{}", "(".repeat(120), ")".repeat(120))).is_ok());
}

/// Fragments of formulas, and some that formulas never have.
pub(super) const SOUP: [&str; 48] = [
    "a",
    "venue",
    "geneva",
    "'x y'",
    "1",
    "0.5",
    "30%",
    "4 weeks",
    "2025-10-31",
    "pi",
    "date",
    "step",
    "(",
    ")",
    "{",
    "}",
    ",",
    ":",
    "=",
    "==",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "^",
    "%",
    "not",
    "and",
    "or",
    "in",
    "to",
    "if",
    "then",
    "else",
    "max(",
    "ever(",
    "by(",
    "normal(",
    "mixture(",
    "now(",
    "mean=",
    "!",
    "&&",
    "\"",
    "≥",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn no_soup_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(&SOUP[..]), 0..40)) {
        let text = pieces.join(" ");
        if let Err(faults) = read(&text) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                let place = fault.place.expect("every fault of a formula has a place");
                prop_assert!(text.get(place.start as usize..place.end as usize).is_some());
            }
        }
    }
}
