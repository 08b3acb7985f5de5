//! Types and names in formulas, and the messages for those that do not fit together.

mod draws;
mod soup;
mod words;

use super::super::{
    Access, Binary as Op, Compared, Comparison, Draw, Function1, Function2, Interned, Named,
    NamedKind, Read, Reading, Setting, Shape, parse, scope,
};
use super::*;
use crate::diagnostic::FileId;
use crate::distribution::Recipe;
use std::collections::BTreeMap;

const TALKS: VariableId = VariableId(0);
const STRIKE: VariableId = VariableId(1);
const VENUE: VariableId = VariableId(2);
const FRONT: VariableId = VariableId(3);
const APPETITE: VariableId = VariableId(4);
const DEADLINE: VariableId = VariableId(5);
const GRACE: VariableId = VariableId(6);

/// The place at which the outcomes of the tests' categories are listed.
const LISTED: std::ops::Range<usize> = 900..910;

fn at(range: std::ops::Range<usize>) -> Place {
    Place::new(FileId(0), range)
}

fn names() -> BTreeMap<String, Named> {
    let category = |outcomes: &[&str], process| NamedKind::Category {
        outcomes: outcomes.iter().map(|&outcome| outcome.to_owned()).collect(),
        outcomes_place: at(LISTED),
        yes: outcomes.iter().position(|&outcome| outcome == "yes").map(|index| index as u16),
        process,
    };
    [
        ("talks", TALKS, category(&["none", "experts", "ministers", "leaders"], true)),
        ("strike", STRIKE, category(&["yes", "no"], false)),
        ("venue", VENUE, category(&["geneva", "no meeting", "budapest"], false)),
        ("front_km", FRONT, NamedKind::Number(NumberKind::Number)),
        ("appetite", APPETITE, NamedKind::Parameter(NumberKind::Number)),
        ("deadline", DEADLINE, NamedKind::Number(NumberKind::Date)),
        ("grace", GRACE, NamedKind::Parameter(NumberKind::Duration)),
    ]
    .into_iter()
    .map(|(name, id, kind)| (name.to_owned(), Named { id, kind, place: at(800..805) }))
    .collect()
}

fn checked_in(setting: Setting, clock: bool, text: &str) -> Result<Typed, Vec<Diagnostic>> {
    let expr = parse(text, &at).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    check(
        &expr,
        &Scope {
            names: &names(),
            setting,
            clock,
            calendars: const { &BTreeMap::new() },
            questions: const { &BTreeMap::new() },
        },
    )
}

fn typed(setting: Setting, text: &str) -> Typed {
    checked_in(setting, true, text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

fn condition(setting: Setting, text: &str) -> Condition {
    match typed(setting, text) {
        Typed::Condition(condition) => condition,
        other => panic!("{text}: {other:?}"),
    }
}

fn number(setting: Setting, text: &str) -> Number {
    match typed(setting, text) {
        Typed::Number(number) | Typed::Duration(number) | Typed::Date(number) => number,
        other => panic!("{text}: {other:?}"),
    }
}

fn is(variable: VariableId, outcomes: &[u16]) -> Condition {
    Condition::Is { variable, reading: Reading::Usual, outcomes: outcomes.to_vec() }
}

/// The only fault as (code, text at the place, message, label).
fn fault(setting: Setting, text: &str) -> (Code, String, String, String) {
    let faults = checked_in(setting, true, text).expect_err(text);
    assert_eq!(faults.len(), 1, "{text}: {faults:?}");
    let place = faults[0].place.expect("every fault of a formula has a place");
    let slice = text[place.start as usize..place.end as usize].to_owned();
    (faults[0].code, slice, faults[0].message.clone(), faults[0].label.clone())
}

#[test]
fn outcomes_stand_beside_their_variable() {
    for (text, expected) in [
        ("talks == leaders", is(TALKS, &[3])),
        ("leaders == talks", is(TALKS, &[3])),
        ("talks != leaders", is(TALKS, &[0, 1, 2])),
        ("venue == 'no meeting'", is(VENUE, &[1])),
        ("venue in { budapest, geneva, budapest }", is(VENUE, &[0, 2])),
        ("not venue in { geneva }", Condition::Not(Box::new(is(VENUE, &[0])))),
        ("strike == no", is(STRIKE, &[1])),
        ("strike and (venue) == geneva", Condition::And(vec![is(STRIKE, &[0]), is(VENUE, &[0])])),
        ("strike or strike == no or venue == geneva", {
            Condition::Or(vec![is(STRIKE, &[0]), is(STRIKE, &[1]), is(VENUE, &[0])])
        }),
        ("strike in { yes, no }", Condition::Constant(true)),
        (
            "now(talks) == experts",
            Condition::Is { variable: TALKS, reading: Reading::Now, outcomes: vec![1] },
        ),
        (
            "not now(strike)",
            Condition::Not(Box::new(Condition::Is {
                variable: STRIKE,
                reading: Reading::Now,
                outcomes: vec![0],
            })),
        ),
    ] {
        assert_eq!(condition(Setting::Model, text), expected, "{text}");
    }
}

#[test]
fn memory_and_dates_are_what_they_say() {
    let day = Number::Constant(scope::days_of(jiff::civil::date(2025, 10, 31)));
    let leaders = || Interned::of(is(TALKS, &[3]));
    let question = Setting::Question;
    assert_eq!(
        condition(question, "by(talks == leaders, 2025-10-31)"),
        Condition::By(leaders(), day.clone())
    );
    assert_eq!(
        condition(question, "at(talks, 2025-10-31) == leaders"),
        Condition::At(leaders(), day.clone())
    );
    assert_eq!(
        typed(question, "at(venue, 2025-10-31)"),
        Typed::Category(Category { variable: VENUE, at: Some(Box::new(day.clone())) })
    );
    assert_eq!(typed(question, "first(talks == leaders)"), Typed::Date(Number::First(leaders())));
    assert_eq!(condition(Setting::Model, "ever(talks == leaders)"), Condition::Ever(leaders()));
    assert_eq!(
        typed(Setting::Model, "count(talks == leaders)"),
        Typed::Number(Number::Count(leaders()))
    );
    assert_eq!(
        condition(Setting::Model, "elapsed(talks) >= 4 weeks"),
        Condition::Compare(Interned::of(Compared {
            how: Comparison::GreaterEqual,
            left: Number::Elapsed(TALKS),
            right: Number::Constant(28.0)
        }))
    );
    assert_eq!(
        typed(Setting::Model, "deadline - date"),
        Typed::Duration(Number::Binary(
            Function2::Minus,
            Box::new(Number::Variable(DEADLINE, Reading::Usual)),
            Box::new(Number::Today)
        ))
    );
    assert!(matches!(typed(Setting::Model, "2025-10-31 + 2 * grace"), Typed::Date(_)));
    assert!(matches!(typed(Setting::Model, "grace / 1 week"), Typed::Number(_)));
    assert_eq!(
        typed(Setting::Model, "2025-11-01 - 2025-10-31"),
        Typed::Duration(Number::Constant(1.0))
    );
    assert!(matches!(typed(question, "by(strike, 2025-10-31 + grace)"), Typed::Condition(_)));
}

#[test]
fn constants_are_computed() {
    for (text, expected) in [
        ("1/3", 1.0 / 3.0),
        ("-2^2", -4.0),
        ("if 1 > 2 then 1 else min(4, 2, 3)", 2.0),
        ("how_many(1 < 2, 2 < 1)", 1.0),
    ] {
        assert_eq!(number(Setting::Model, text), Number::Constant(expected), "{text}");
    }
    assert_eq!(condition(Setting::Model, "1 > 2 and strike"), Condition::Constant(false));
    for text in ["1/0", "ln(0)", "sqrt(-1)", "1e300 * 1e300", "1/0 - 1/0 + 1"] {
        let faults = checked_in(Setting::Model, true, text).expect_err(text);
        assert!(faults.iter().all(|fault| fault.code == Code::NotFinite), "{text}: {faults:?}");
    }
}

#[test]
fn reads_are_listed_as_they_are_read() {
    let mut reads = Vec::new();
    condition(Setting::Model, "ever(strike) and elapsed(talks) > grace and now(front_km) > 0")
        .for_each_read(&mut |read| reads.push(read));
    let read =
        |variable, reading, access, remembered| Read { variable, reading, access, remembered };
    assert_eq!(
        reads,
        [
            read(STRIKE, Reading::Usual, Access::Outcome, true),
            read(TALKS, Reading::Usual, Access::Elapsed, false),
            read(GRACE, Reading::Usual, Access::Parameter, false),
            read(FRONT, Reading::Now, Access::Value, false),
        ]
    );
}

#[test]
fn long_rows_are_checked_without_depth() {
    let text = format!("{}strike", "strike and ".repeat(10_000));
    assert!(
        matches!(condition(Setting::Model, &text), Condition::And(parts) if parts.len() == 10_001)
    );
    let text = format!("max({}1)", "front_km, ".repeat(10_000));
    assert!(matches!(number(Setting::Model, &text), Number::Binary(Function2::Max, ..)));
}

#[test]
fn the_deepest_formulas_fit_a_small_stack() {
    let nested = |open: &str, close: &str| {
        // an operand of an operator or after `then` inside parentheses is two levels down
        let depth = match open {
            "max(1, " | "abs(" | "-" | "if strike then 1 else " => 120,
            _ => 60,
        };
        format!("{}front_km{}", open.repeat(depth), close.repeat(depth))
    };
    let texts = [
        nested("max(1, ", ")"),
        nested("-", ""),
        nested("(1 + ", ")"),
        nested("if strike then 1 else ", ""),
        nested("(if strike then ", " else 1)"),
        nested("abs(", ")"),
        nested("how_many(1 < ", ")"),
        nested("count(1 < ", ")"),
    ];
    let check_all = move || {
        for text in texts {
            let _ = checked_in(Setting::Model, true, &text);
        }
    };
    let small = std::thread::Builder::new().stack_size(3 << 19).spawn(check_all);
    assert!(small.is_ok_and(|thread| thread.join().is_ok()));
}

#[test]
fn functions_of_one_number_are_distinguished() {
    let x = || Box::new(Number::Variable(FRONT, Reading::Usual));
    for (text, function) in [
        ("abs(front_km)", Function1::Abs),
        ("ln(front_km)", Function1::Ln),
        ("-front_km", Function1::Minus),
    ] {
        assert_eq!(number(Setting::Model, text), Number::Unary(function, x()), "{text}");
    }
}
