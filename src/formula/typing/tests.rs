use super::super::{
    Access, Binary as Op, Comparison, Draw, Function1, Function2, Named, NamedKind, Read, Setting,
    Shape, parse, scope,
};
use super::*;
use crate::diagnostic::FileId;
use crate::distribution::Recipe;
use proptest::prelude::*;
use std::collections::BTreeMap;

const TALKS: VariableId = VariableId(0);
const STRIKE: VariableId = VariableId(1);
const VENUE: VariableId = VariableId(2);
const FRONT: VariableId = VariableId(3);
const APPETITE: VariableId = VariableId(4);
const DEADLINE: VariableId = VariableId(5);
const GRACE: VariableId = VariableId(6);

/// Where the outcomes of the test's categories are listed.
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
    check(&expr, &Scope { names: &names(), setting, clock })
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

/// The only fault as (code, what stands at the place, message, label).
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
    let leaders = || Box::new(is(TALKS, &[3]));
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
        Condition::Compare(
            Comparison::GreaterEqual,
            Number::Elapsed(TALKS),
            Number::Constant(28.0)
        )
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
fn an_unknown_outcome_is_told_as_promised() {
    let faults = checked_in(Setting::Model, true, "talks == leadrs and elapsed(talks) >= 4 weeks")
        .expect_err("");
    assert_eq!(
        faults,
        [Diagnostic::new(Code::UnknownOutcome, at(9..15), "`talks` has no outcome `leadrs`")
            .suggest(Some("leaders"))
            .related(at(LISTED), "outcomes of `talks`")]
    );
    assert_eq!(fault(Setting::Model, "venue == yes").2, "`venue` has no outcome `yes`");
    assert_eq!(fault(Setting::Model, "talks in { leaders, geneva }").1, "geneva");
}

#[test]
fn names_that_stand_for_nothing_are_told() {
    for (text, place, message, label) in [
        ("tlaks == leaders", "tlaks", "there is nothing named `tlaks`", "did you mean `talks`?"),
        ("zzzz == 'no meeting'", "zzzz", "there is nothing named `zzzz`", ""),
        ("geneva == venu", "venu", "there is nothing named `venu`", "did you mean `venue`?"),
        ("zzzz > 1", "zzzz", "there is nothing named `zzzz`", ""),
        (
            "leaders",
            "leaders",
            "`leaders` alone stands for nothing: it is an outcome of `talks`",
            "write `talks == leaders`",
        ),
        ("ever", "ever", "`ever` is a function: write `ever(…)`", ""),
        (
            "date < end",
            "end",
            "`end` is no value in formulas",
            "a bare variable in a question is read at the end; else write the date",
        ),
        (
            "deadline == never",
            "never",
            "`never` is no value: two nevers are not even equal",
            "write `not ever(…)`",
        ),
    ] {
        let expected = (Code::UnknownName, place.to_owned(), message.to_owned(), label.to_owned());
        // Whether `leaders` is an outcome hangs on what stands beside it: one fault.
        let faults = checked_in(Setting::Model, true, text).expect_err(text);
        let first = &faults[0];
        let slice =
            first.place.map(|place| text[place.start as usize..place.end as usize].to_owned());
        assert_eq!(
            (first.code, slice.unwrap_or_default(), first.message.clone(), first.label.clone()),
            expected
        );
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
    }
}

#[test]
fn what_does_not_go_together_is_told_with_its_repair() {
    for (text, place, message, label) in [
        (
            "strike == talks",
            "strike == talks",
            "two categories do not compare",
            "compare each with one of its outcomes",
        ),
        (
            "talks < leaders",
            "<",
            "outcomes have no order: compare them with `==` or `!=`",
            "for several, write `in { a, b }`",
        ),
        (
            "venue and strike",
            "venue",
            "`and` needs a condition, `venue` is a category",
            "write `venue == …`",
        ),
        (
            "front_km and strike",
            "front_km",
            "`and` needs a condition, this is a number",
            "compare it with something",
        ),
        (
            "1 + strike",
            "strike",
            "`+` needs a number, `strike` is a category",
            "write `if strike == … then 1 else 0`",
        ),
        (
            "1 + ever(strike)",
            "ever(strike)",
            "`+` needs a number, this is a condition",
            "write `if … then 1 else 0`",
        ),
        ("venue == 3", "3", "beside `venue` stands one of its outcomes", "such as `geneva`"),
        (
            "front_km == 'x'",
            "'x'",
            "`'x'` stands for an outcome, but no category stands beside it",
            "write `variable == 'x'`",
        ),
        (
            "ever(strike) == yes",
            "yes",
            "`yes` stands beside a yes/no event only",
            "leave the comparison out",
        ),
        ("date > 3", "date > 3", "a date does not compare with a number", ""),
        (
            "grace > 3",
            "grace > 3",
            "a duration does not compare with a number",
            "give both a unit, as in `4 weeks`",
        ),
        (
            "date + date",
            "date + date",
            "a date + a date means nothing",
            "between two dates only `-` says something",
        ),
        (
            "1 + grace",
            "1 + grace",
            "a number + a duration means nothing",
            "give the number a unit, as in `4 weeks`",
        ),
        ("-date", "date", "a date has no negative", "take it from another date: `a - b`"),
        (
            "max(1, grace)",
            "grace",
            "`max` needs all of one kind: the first is a number, this is a duration",
            "",
        ),
        (
            "exp(grace)",
            "grace",
            "`exp` needs a number, this is a duration",
            "divide it by a unit, as in `… / 1 day`",
        ),
        (
            "if strike then 1 else 2 days",
            "if strike then 1 else 2 days",
            "`then` gives a number, `else` gives a duration: both must be of one kind",
            "",
        ),
        (
            "if strike then venue else venue",
            "venue",
            "`if` can't choose between categories, and `venue` is one",
            "compare each: write `venue == …`",
        ),
        (
            "front_km + 1 in { 1, 2 }",
            "front_km + 1",
            "before `in { … }` stands a variable, not something computed",
            "write `… == a or … == b`",
        ),
        ("front_km in { 1, date }", "date", "a number is never a date", ""),
    ] {
        let faults = checked_in(Setting::Model, true, text).expect_err(text);
        let first = &faults[0];
        let slice =
            first.place.map(|place| text[place.start as usize..place.end as usize].to_owned());
        assert_eq!(
            (first.code, slice.as_deref(), first.message.as_str(), first.label.as_str()),
            (Code::FormulaType, Some(place), message, label)
        );
    }
}

#[test]
fn calls_take_what_they_take() {
    for (text, code, place, message) in [
        ("exp(1, 2)", Code::Arguments, "exp(1, 2)", "`exp` takes one number, here 2 are given"),
        ("ever()", Code::Arguments, "ever()", "`ever` takes one condition, here none is given"),
        (
            "ever(strike = yes)",
            Code::FormulaSyntax,
            "strike = yes",
            "a single `=` does not compare: write `==`",
        ),
        ("max(a = 1, 2)", Code::Arguments, "a = 1", "`max` takes its arguments without names"),
        ("log(2)", Code::UnknownFunction, "log", "there is no function `log`"),
        ("venue(1)", Code::UnknownFunction, "venue", "`venue` is a variable, not a function"),
        (
            "elapsed(venue)",
            Code::FormulaType,
            "venue",
            "`elapsed` takes a process, and `venue` is none",
        ),
        ("elapsed(talk)", Code::UnknownName, "talk", "there is no process `talk`"),
        (
            "now(appetite)",
            Code::FormulaType,
            "appetite",
            "`appetite` is a parameter and never moves",
        ),
        (
            "now(venue)",
            Code::FormulaType,
            "now(venue)",
            "`now(venue)` is a category: compare it with an outcome",
        ),
    ] {
        let (found, slice, said, _) = fault(Setting::Model, text);
        assert_eq!((found, slice.as_str(), said.as_str()), (code, place, message));
    }
    assert_eq!(fault(Setting::Model, "log(2)").3, "did you mean `ln`?");
}

#[test]
fn some_things_can_be_said_only_in_some_places() {
    for (setting, text, place) in [
        (Setting::Model, "by(strike, 2025-10-31)", "by"),
        (Setting::Draw, "first(strike) > date", "first"),
        (Setting::Model, "at(front_km, 2025-10-31) > 1", "at"),
        (Setting::Question, "now(strike)", "now"),
        (Setting::Question, "ever(by(strike, 2025-10-31))", "by"),
        (Setting::Question, "by(strike, deadline)", "deadline"),
        (Setting::Model, "ever(now(strike))", "now"),
        (Setting::Model, "normal(0, 1)", "normal"),
        (Setting::Question, "1 to 2", "1 to 2"),
        (Setting::Draw, "normal(normal(0, 1), 1)", "normal"),
        (Setting::Draw, "count(uniform(0, 1) > 0.5)", "uniform"),
    ] {
        let (code, slice, ..) = fault(setting, text);
        assert_eq!((code, slice.as_str()), (Code::NotHere, place), "{text}");
    }
    for text in [
        "date > 2025-10-31",
        "step > 1",
        "ever(strike)",
        "elapsed(talks) > 1 day",
        "now(strike)",
        "count(strike) > 1",
        "by(strike, 2025-10-31)",
    ] {
        let faults = checked_in(Setting::Model, false, text).expect_err(text);
        assert_eq!(
            faults.iter().map(|fault| fault.code).collect::<Vec<_>>(),
            [Code::NoClock],
            "{text}"
        );
    }
}

#[test]
fn draws_know_their_family_unit_and_ordinal() {
    let constants =
        |values: &[f64]| values.iter().map(|&value| Number::Constant(value)).collect::<Vec<_>>();
    let plain = |ordinal, recipe, values: &[f64]| {
        Number::Draw(Box::new(Draw { ordinal, shape: Shape::Plain(recipe, constants(values)) }))
    };
    assert_eq!(
        typed(Setting::Draw, "3 to 12 weeks"),
        Typed::Duration(plain(0, Recipe::LOGNORMAL_5_95, &[21.0, 84.0]))
    );
    assert_eq!(
        typed(Setting::Draw, "-1 to 2"),
        Typed::Number(plain(0, Recipe::NORMAL_5_95, &[-1.0, 2.0]))
    );
    let Ok((normal, _)) = Recipe::resolve("normal", &[None, None]) else {
        panic!("a normal has two parameters")
    };
    assert_eq!(
        typed(Setting::Draw, "front_km + normal(0.3, 1) + normal(0, 2)"),
        Typed::Number(Number::Binary(
            Function2::Plus,
            Box::new(Number::Binary(
                Function2::Plus,
                Box::new(Number::Variable(FRONT, Reading::Usual)),
                Box::new(plain(0, normal, &[0.3, 1.0]))
            )),
            Box::new(plain(1, normal, &[0.0, 2.0]))
        ))
    );
    assert_eq!(
        typed(Setting::Draw, "mixture(10%: 1, 90%: normal(0, 1))"),
        Typed::Number(Number::Draw(Box::new(Draw {
            ordinal: 0,
            shape: Shape::Mixture(vec![
                (Number::Constant(0.1), Shape::Point(Number::Constant(1.0))),
                (Number::Constant(0.9), Shape::Plain(normal, constants(&[0.0, 1.0]))),
            ]),
        })))
    );
    assert!(matches!(
        number(Setting::Draw, "truncate(normal(2 days, 1 week), 0 days, 3 weeks)"),
        Number::Draw(draw) if matches!(draw.shape, Shape::Truncated(..))
    ));
    assert!(matches!(typed(Setting::Draw, "uniform(2025-09-01, 2025-10-01)"), Typed::Date(_)));
    assert!(matches!(typed(Setting::Draw, "normal(2025-09-01, 2 weeks)"), Typed::Date(_)));
    assert!(matches!(typed(Setting::Draw, "2025-09-01 to 2025-10-01"), Typed::Date(_)));
    assert!(matches!(
        typed(Setting::Draw, "lognormal(mean=3 weeks, sd=1 week)"),
        Typed::Duration(_)
    ));
    assert!(matches!(typed(Setting::Draw, "gamma(shape=2, scale=3 days)"), Typed::Duration(_)));
    assert!(matches!(number(Setting::Draw, "20% to 40%"), Number::Binary(Function2::Over, ..)));
}

#[test]
fn distributions_are_tried_out() {
    for (text, code, place) in [
        ("front_km + normal(0, -1)", Code::Inequality, "normal(0, -1)"),
        ("12 to 3 weeks", Code::Inequality, "12 to 3 weeks"),
        ("0% to 40%", Code::Inequality, "0%"),
        ("-20% to 40%", Code::Inequality, "-20%"),
        ("truncate(normal(0, 1), 2, 1)", Code::Inequality, "truncate(normal(0, 1), 2, 1)"),
        ("mixture(10%: 1, 80%: 2)", Code::Sum, "mixture(10%: 1, 80%: 2)"),
        ("mixture(1, 2: 3)", Code::Arguments, "1"),
        ("mixture(-1: 1, 2: 3)", Code::Inequality, "-1"),
        ("normal(1)", Code::Arguments, "normal(1)"),
        ("normal(1, 2 days)", Code::FormulaType, "2 days"),
        ("3 to 2025-10-31", Code::FormulaType, "3 to 2025-10-31"),
        ("truncate(1, 2, 3)", Code::FormulaType, "1"),
    ] {
        let (found, slice, ..) = fault(Setting::Draw, text);
        assert_eq!((found, slice.as_str()), (code, place), "{text}");
    }
}

#[test]
fn all_faults_are_told_in_order() {
    let text = "(talks == leadrs and front_kn > 3) or venu == geneva or exp(strike) > 1";
    let faults = checked_in(Setting::Model, true, text).expect_err(text);
    let told: Vec<Code> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(
        told,
        [Code::UnknownOutcome, Code::UnknownName, Code::UnknownName, Code::FormulaType]
    );
}

#[test]
fn what_is_wanted_is_named() {
    let names = names();
    let scope = Scope { names: &names, setting: Setting::Model, clock: true };
    let read = |text: &str| parse(text, &at).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    let faults =
        check_condition(&read("front_km + 1"), &scope, "`when`").expect_err("it is a number");
    assert_eq!(faults[0].message, "`when` needs a condition, this is a number");
    let faults = check_number(&read("3"), &scope, NumberKind::Duration, "`after`")
        .expect_err("it is a plain number");
    assert_eq!(faults[0].message, "`after` needs a duration, this is a number");
    assert_eq!(faults[0].label, "give it a unit, as in `4 weeks`");
    assert_eq!(check_condition(&read("strike"), &scope, "`if`"), Ok(is(STRIKE, &[0])));
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

/// Pieces that make well-formed formulas often enough.
const SOUP: [&str; 40] = [
    "talks",
    "leaders",
    "strike",
    "yes",
    "venue",
    "'no meeting'",
    "front_km",
    "appetite",
    "deadline",
    "grace",
    "1",
    "-1",
    "30%",
    "4 weeks",
    "2025-10-31",
    "date",
    "step",
    "==",
    "!=",
    "<",
    "+",
    "-",
    "*",
    "/",
    "^",
    "not",
    "and",
    "or",
    "in {",
    "}",
    "to",
    "if",
    "then",
    "else",
    ",",
    ")",
    "ever(",
    "now(",
    "normal(",
    "mixture(10%:",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_formula_makes_it_panic(
        pieces in prop::collection::vec(prop::sample::select(&SOUP[..]), 0..12),
        setting in prop::sample::select(&[Setting::Model, Setting::Draw, Setting::Question][..]),
        clock in any::<bool>(),
    ) {
        if let Ok(expr) = parse(&pieces.join(" "), &at) {
            let names = names();
            let scope = Scope { names: &names, setting, clock };
            if let Err(faults) = check(&expr, &scope) {
                prop_assert!(!faults.is_empty(), "{}", pieces.join(" "));
            }
            prop_assert!(check_condition(&expr, &scope, "`if`").err().is_none_or(|faults| !faults.is_empty()));
        }
    }
}

proptest! {
    #[test]
    fn no_tree_makes_it_panic(expr in trees(), setting in prop::sample::select(&[Setting::Model, Setting::Draw, Setting::Question][..])) {
        let names = names();
        let scope = Scope { names: &names, setting, clock: true };
        if let Err(faults) = check(&expr, &scope) {
            prop_assert!(!faults.is_empty());
        }
    }
}

/// Trees of every kind, whatever their sense.
fn trees() -> impl Strategy<Value = Expr> {
    let node = |kind| Expr { kind, place: at(0..1) };
    let leaf = prop::sample::select(vec![
        "talks",
        "leaders",
        "strike",
        "front_km",
        "appetite",
        "deadline",
        "grace",
        "date",
        "1",
        "0",
        "-2",
        "3 days",
        "2025-10-31",
    ])
    .prop_map(|text| parse(text, &at).expect("these are formulas"));
    leaf.prop_recursive(5, 40, 3, move |inner| {
        let ops = [
            Op::Or,
            Op::And,
            Op::Equal,
            Op::Less,
            Op::Plus,
            Op::Minus,
            Op::Times,
            Op::Over,
            Op::Power,
        ];
        let functions = [
            "max", "exp", "ever", "count", "elapsed", "by", "first", "at", "now", "how_many",
            "normal", "truncate", "mixture", "gamma",
        ];
        prop_oneof![
            (prop::sample::select(ops.to_vec()), inner.clone(), inner.clone()).prop_map(
                move |(op, a, b)| node(ExprKind::Binary(op, at(0..1), Box::new(a), Box::new(b)))
            ),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(move |(c, a, b)| node(
                ExprKind::If(Box::new(c), Box::new(a), Box::new(b))
            )),
            (inner.clone(), prop::collection::vec(inner.clone(), 0..3))
                .prop_map(move |(a, set)| node(ExprKind::In(Box::new(a), set))),
            (inner.clone(), inner.clone())
                .prop_map(move |(a, b)| node(ExprKind::To(Box::new(a), Box::new(b)))),
            (inner.clone(), inner.clone())
                .prop_map(move |(a, b)| node(ExprKind::PercentTo(Box::new(a), Box::new(b)))),
            inner.clone().prop_map(move |a| node(ExprKind::Unary(Unary::Not, Box::new(a)))),
            (
                prop::sample::select(functions.to_vec()),
                prop::collection::vec((inner.clone(), any::<bool>()), 0..4)
            )
                .prop_map(move |(function, arguments)| node(ExprKind::Call(
                    super::super::Call {
                        function: function.to_owned(),
                        function_place: at(0..1),
                        arguments: arguments
                            .into_iter()
                            .map(|(value, weighted)| super::super::Argument {
                                name: None,
                                weight: weighted.then(|| value.clone()),
                                value,
                            })
                            .collect(),
                    }
                ))),
        ]
    })
}

#[test]
fn functions_of_one_number_are_told_apart() {
    let x = || Box::new(Number::Variable(FRONT, Reading::Usual));
    for (text, function) in [
        ("abs(front_km)", Function1::Abs),
        ("ln(front_km)", Function1::Ln),
        ("-front_km", Function1::Minus),
    ] {
        assert_eq!(number(Setting::Model, text), Number::Unary(function, x()), "{text}");
    }
}
