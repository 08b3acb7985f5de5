//! Interventions and evidence on a clock: `--do` from a date on, `--given` of the past.

use super::Draw;

const TEXT: &str = r#"
    [scenario]
    as_of = 2025-01-01
    until = 2025-01-31
    [choice.push]
    options = ["none", "sanction"]
    default = "none"
    [process.talks]
    states = ["none", "leaders"]
    start = "none"
    [process.talks.from.none]
    leaders = { p = 0.02, case = [ { if = "push == sanction", p = 0.1 } ] }
    [process.mood]
    states = ["bad", "good"]
    start = "bad"
    from.bad = { good = { p = 0.05, case = [ { if = "talks == leaders", p = 0.5 } ] } }
    [event.strike]
    each = "step"
    p = 0.1
    [series.front]
    start = 0
    next = "front + 1"
    [quantity.losses]
    when = "end"
    value = "front + uniform(0, 1)"
    [question.leaders]
    ask = "ever(talks == leaders)"
    [question.good]
    ask = "mood == good"
    [question.strikes]
    ask = "count(strike)"
    [question.front]
    ask = "front"
    [question.losses]
    ask = "losses"
"#;
const STEPS: i32 = 30;

/// The chance of a good mood at the end, if the leaders meet at each step with chance `hazard`.
fn good(hazard: impl Fn(i32) -> f64) -> f64 {
    // bad and no meeting yet, bad and met
    let (mut none, mut met) = (1.0, 0.0);
    for step in 1..=STEPS {
        let meets = none * 0.95 * hazard(step);
        met = met * 0.5 + meets;
        none = none * 0.95 * (1.0 - hazard(step));
    }
    1.0 - none - met
}

#[test]
fn a_choice_is_what_it_is_by_default_or_made() {
    let run = Draw::of(TEXT).run();
    run.chance("leaders", 1.0 - 0.98_f64.powi(STEPS)).chance("good", good(|_| 0.02));
    let run = Draw::of(TEXT).made("push=sanction").run();
    run.chance("leaders", 1.0 - 0.9_f64.powi(STEPS)).chance("good", good(|_| 0.1));
    // moves see the step before, so a choice made on the 11th is felt from the 12th on
    let run = Draw::of(TEXT).made("push=sanction@2025-01-11").run();
    let hazard = |step: i32| if step > 10 { 0.1 } else { 0.02 };
    run.by_step("leaders", 10, 1.0 - 0.98_f64.powi(10));
    run.by_step("leaders", 11, 1.0 - 0.98_f64.powi(10) * 0.9);
    run.chance("leaders", 1.0 - 0.98_f64.powi(10) * 0.9_f64.powi(20)).chance("good", good(hazard));
}

#[test]
fn a_process_is_held_from_a_date_on() {
    let run = Draw::of(TEXT).made("talks=leaders@2025-01-16").run();
    run.state("talks", 14, "leaders", 1.0 - 0.98_f64.powi(14)).state("talks", 15, "leaders", 1.0);
    let hazard = |step: i32| if step == 15 { 1.0 } else { 0.02 };
    run.chance("leaders", 1.0).chance("good", good(hazard));
    let run = Draw::of(TEXT).made("talks=none").run();
    run.chance("leaders", 0.0).chance("good", 1.0 - 0.95_f64.powi(STEPS));
    let run = Draw::of(TEXT).made("mood=good@2025-01-11").made("mood=bad@2025-01-21").run();
    run.state("mood", 10, "good", 1.0).state("mood", 19, "good", 1.0);
    run.state("mood", 20, "good", 0.0).chance("good", 0.0);
}

#[test]
fn events_series_and_quantities_are_held() {
    let run = Draw::of(TEXT).made("strike=no@2025-01-21..").run();
    run.mean("strikes", 1.9, 1.71_f64.sqrt(), (1.0 - 6.0 * 0.09) / 1.71);
    let run = Draw::of(TEXT).made("strike=yes@2025-01-31").made("front=3@2025-01-30").run();
    run.mean("strikes", 3.9, (29.0_f64 * 0.09).sqrt(), (1.0 - 6.0 * 0.09) / 2.61);
    run.mean("front", 3.0, 0.0, 0.0);
    run.mean("losses", 3.5, (1.0_f64 / 12.0).sqrt(), -1.2);
    let run = Draw::of(TEXT).made("losses=7").run();
    run.mean("losses", 7.0, 0.0, 0.0);
}

#[test]
fn learning_speaks_of_causes_and_making_does_not() {
    // a good mood early on makes it likelier that the leaders have met
    let text = TEXT
        .replace("ask = \"ever(talks == leaders)\"", "ask = \"by(talks == leaders, 2025-01-10)\"");
    let met_by_nine = 1.0 - 0.98_f64.powi(9);
    // bad mood at step 10 by whether they had met by step 9
    let (mut none, mut met) = (1.0, 0.0);
    let mut bad_before = 0.0;
    for step in 1..=10 {
        let meets = none * 0.95 * 0.02;
        met = met * 0.5 + meets;
        none *= 0.95 * 0.98;
        bad_before = if step == 9 { none * 0.95 } else { bad_before };
    }
    let bad = none + met;
    let learnt = (met_by_nine - (bad - bad_before)) / (1.0 - bad);
    let run = Draw::of(&text).learnt("at(mood == good, 2025-01-11)").run();
    run.chance("leaders", learnt);
    let run = Draw::of(&text).made("mood=good@2025-01-11").run();
    run.chance("leaders", met_by_nine);
    assert!(learnt > met_by_nine + 0.05);
}

#[test]
fn evidence_and_a_questions_given_join_by_and() {
    let text = r#"
        [event.a]
        p = 0.5
        [event.b]
        p = 0.3
        [event.c]
        p = 0.1
        case = [ { if = "a and b", p = 0.9 }, { if = "a or b", p = 0.4 } ]
        [question.c]
        ask = "c"
        given = "a"
        [question.a]
        ask = "a"
    "#;
    let run = Draw::of(text).learnt("not b").run();
    run.chance("c", 0.4).chance("a", 0.5);
    let run = Draw::of(text).learnt("b").learnt("c").run();
    run.chance("c", 1.0).chance("a", 0.9 / 1.3);
    let fault = Draw::of(text).learnt("a and not a").try_run();
    assert!(
        fault.is_err_and(|shown| shown.contains("can't hold together")),
        "impossible evidence is a fault"
    );
    let fault = Draw::of(text).made("a=yes").learnt("a").try_run();
    assert!(fault.is_err(), "learnt and made is a fault");
}
