//! The exact words of messages.

use super::*;

#[test]
fn an_unknown_outcome_is_reported_as_promised() {
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
fn names_that_stand_for_nothing_are_reported() {
    for (text, place, message, label) in [
        ("tlaks == leaders", "tlaks", "there is nothing named `tlaks`", "did you mean `talks`?"),
        ("zzzz == 'no meeting'", "zzzz", "there is nothing named `zzzz`", ""),
        ("geneva == venu", "venu", "there is nothing named `venu`", "did you mean `venue`?"),
        ("zzzz > 1", "zzzz", "there is nothing named `zzzz`", ""),
        (
            "leaders",
            "leaders",
            "`leaders` means nothing alone: it is an outcome of `talks`",
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
        // whether `leaders` is an outcome depends on the other side: one fault
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
fn what_does_not_go_together_is_reported_with_its_repair() {
    type_faults(&[
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
            "write `venue == geneva`, or `venue == 'no meeting'`, or `venue == budapest`",
        ),
        (
            "front_km and strike",
            "front_km",
            "`and` needs a condition, this is a number",
            "compare it with something: `… > 0`",
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
        ("venue == 3", "3", "`venue` is compared with one of its outcomes", "such as `geneva`"),
        (
            "front_km == 'x'",
            "'x'",
            "`'x'` is an outcome, but there is no category beside it",
            "write `variable == 'x'`",
        ),
        (
            "ever(strike) == yes",
            "yes",
            "`yes` is only for a yes/no event",
            "leave the comparison out",
        ),
    ]);
}

#[test]
fn kinds_that_do_not_go_together_are_reported_with_their_repair() {
    type_faults(&[
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
            "`in { … }` needs a variable before it, not something computed",
            "write `… == a or … == b`",
        ),
        ("front_km in { 1, date }", "date", "a number is never a date", ""),
    ]);
}

/// Checks formulas, each with the text at its caret, the message and the label.
fn type_faults(cases: &[(&str, &str, &str, &str)]) {
    for &(text, place, message, label) in cases {
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
            "`elapsed` takes a process, and `venue` is not one",
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
fn some_things_can_be_written_only_in_some_places() {
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
fn all_faults_are_reported_in_order() {
    let text = "(talks == leadrs and front_kn > 3) or venu == geneva or exp(strike) > 1";
    let faults = checked_in(Setting::Model, true, text).expect_err(text);
    let reported: Vec<Code> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(
        reported,
        [Code::UnknownOutcome, Code::UnknownName, Code::UnknownName, Code::FormulaType]
    );
}

#[test]
fn what_is_wanted_is_named() {
    let names = names();
    let scope = Scope {
        names: &names,
        setting: Setting::Model,
        clock: true,
        calendars: const { &BTreeMap::new() },
        questions: const { &BTreeMap::new() },
    };
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
