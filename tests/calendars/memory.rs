//! `before`, `highest`, `lowest` and `average`, and processes that are conditions by their names.

use super::both;
use crate::exact::Solve;
use crate::groups::{probability, run};
use crate::statistics::Draw;
use std::fmt::Write as _;

const CLOCK: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-31\n";
const STEPS: i32 = 30;

/// `a` on days 1 to 4, `b` on 5 to 7, `c` on 8 to 12, and again.
const WHEEL: &str = r#"
    [process.wheel]
    states = ["a", "b", "c", "d"]
    start = "a"
    from.a = { b = { after = "4 days" } }
    from.b = { c = { after = "3 days" } }
    from.c = { a = { after = "5 days" } }
    [series.level]
    start = 10
    next = "level + 1"
    [quantity.late]
    when = "wheel == c"
    value = "level"
"#;

#[test]
fn memory_by_hand() {
    let questions = [
        // steps 7 and 19
        ("count(before(wheel) != c and wheel == c) == 2", true),
        ("at(before(wheel) == a, 2025-01-01)", true),
        ("at(before(wheel) == a, 2025-01-05)", true),
        ("at(before(wheel) == a, 2025-01-06)", false),
        ("first(before(wheel) == c) == 2025-01-09", true),
        ("before(wheel) == b", true),
        ("before(level) == 39", true),
        ("at(before(level), 2025-01-11) == 19", true),
        ("at(before(level), 2025-01-01) == 10", true),
        ("highest(level) == 40", true),
        ("lowest(level) == 10", true),
        ("average(level) == 25", true),
        ("at(highest(level), 2025-01-11) == 20", true),
        ("at(average(level), 2025-01-11) == 15", true),
        ("first(highest(level) >= 15) == 2025-01-06", true),
        ("highest(-level) == -10", true),
        ("highest(if wheel == b then level else 0) == 40", true),
        // settled once at 17, and undefined before
        ("average(late) == 17 and lowest(late) == 17", true),
        ("highest(elapsed(wheel)) == 4 days", true),
        ("highest(date) == 2025-01-31", true),
        ("before(level) in { 39, 40 }", true),
    ];
    let asked = questions.iter().enumerate();
    let mut text = format!("{CLOCK}{WHEEL}");
    for (at, (condition, _)) in asked.clone() {
        write!(text, "\n[question.q{at}]\nask = \"{condition}\"").expect("a string");
    }
    let run = Draw::of(text).trials(2000).run();
    for (at, (condition, holds)) in asked {
        let chance = run.counts(&format!("q{at}"));
        assert_eq!(chance, if *holds { [0, 2000] } else { [2000, 0] }, "{condition}");
    }
}

/// A chain of yes and no: p(t) = 0.2 + 0.5 p(t − 1), from 0.2 on the first day.
const RAIN: &str = "[event.rain]\neach = \"step\"\np = \"if before(rain) then 0.7 else 0.2\"\n\
                    [question.rain]\nask = \"rain\"\n\
                    [question.stopped]\nask = \"at(before(rain) and not rain, 2025-01-02)\"\n";

#[test]
fn an_event_that_reads_its_step_before_is_a_chain() {
    let text = format!("{CLOCK}{RAIN}");
    both(&text, "rain", 0.4 * (1.0 - 0.5_f64.powi(STEPS + 1)));
    both(&text, "stopped", 0.2 * 0.3);
}

/// Yes and no in a process, and by its name; what begins is seen at the step itself.
#[test]
fn a_yes_no_process_is_a_condition() {
    let text = format!(
        "{CLOCK}[process.open]\nstates = [\"no\", \"yes\"]\nstart = \"no\"\nfrom.no = {{ yes = 0.1 }}\n\
         [event.seen]\nwhen = \"open and not before(open)\"\np = 0.25\n\
         [question]\nopen = {{ ask = \"open\" }}\nseen = {{ ask = \"seen\" }}\n\
         either = {{ ask = \"open or seen\" }}\n"
    );
    let opened = 1.0 - 0.9_f64.powi(STEPS);
    both(&text, "open", opened);
    both(&text, "either", opened);
    both(&text, "seen", opened / 4.0);
}

/// A walk of steps +1 and −1.
const WALK: &str = "[series.walk]\nstart = 0\nnext = \"walk + 2 * binomial(1, 0.5) - 1\"\n";

/// The chance that the walk is at `k` after `n` steps.
fn at(n: i32, k: i32) -> f64 {
    if (n + k) % 2 != 0 || k.abs() > n {
        return 0.0;
    }
    let ups = i32::midpoint(n, k);
    (1..=ups).map(|i| f64::from(n - ups + i) / f64::from(i)).product::<f64>() / 2_f64.powi(n)
}

fn at_least(n: i32, k: i32) -> f64 {
    (k..=n).map(|k| at(n, k)).sum()
}

/// By reflection, P(highest ≥ m) = P(walk ≥ m) + P(walk > m) (D. André 1887).
#[test]
fn the_highest_of_a_walk_is_that_of_reflection() {
    let (m, n) = (6, STEPS);
    let reached = at_least(n, m) + at_least(n, m + 1);
    let text = format!(
        "{CLOCK}{WALK}[event.crossed]\nwhen = \"highest(walk) >= {m}\"\np = 1\n\
         [process.after]\nstates = [\"no\", \"yes\"]\nstart = \"no\"\n\
         from.no = {{ yes = {{ p = 1, if = \"highest(walk) >= {m}\" }} }}\n\
         [quantity.peak]\nwhen = \"end\"\nvalue = \"highest(walk)\"\n\
         [question]\nreached = {{ ask = \"highest(walk) >= {m}\" }}\n\
         lowest = {{ ask = \"lowest(walk) <= -{m}\" }}\nwhen = {{ ask = \"ever(walk >= {m})\" }}\n\
         crossed = {{ ask = \"crossed\" }}\nafter = {{ ask = \"after\" }}\n\
         agree = {{ ask = \"peak == highest(walk)\" }}\n\
         above = {{ ask = \"walk >= {m}\", given = \"highest(walk) >= {m}\" }}\n\
         average = {{ ask = \"average(walk)\" }}\n"
    );
    // a move sees the step before
    let earlier = at_least(n - 1, m) + at_least(n - 1, m + 1);
    let steps = f64::from(n + 1);
    let variance: f64 = (1..=n).map(|j| f64::from(n + 1 - j).powi(2)).sum::<f64>() / steps.powi(2);
    Draw::of(text)
        .run()
        .chance("reached", reached)
        .chance("lowest", reached)
        .chance("when", reached)
        .chance("crossed", reached)
        .chance("after", earlier)
        .chance("agree", 1.0)
        .chance("above", at_least(n, m) / reached)
        .mean("average", 0.0, variance.sqrt(), 3.0);
}

/// Evidence about a number so far, at the end and on a day.
#[test]
fn evidence_may_be_about_a_number_so_far() {
    let (m, n) = (6, STEPS);
    let reached = at_least(n, m) + at_least(n, m + 1);
    let text = format!("{CLOCK}{WALK}[question.above]\nask = \"walk >= {m}\"\n");
    let learnt = format!("highest(walk) >= {m}");
    Draw::of(text.as_str()).learnt(learnt).run().chance("above", at_least(n, m) / reached);
    let by_then = "at(highest(walk) >= 4 and before(walk) == 3, 2025-01-11)";
    // the tenth step is from 3 to 2 or 4: it has reached 4, or does so now
    let (k, all) = (9, at(9, 3));
    let touched = at(k, 2 * 4 - 3);
    let now = (all - touched) / 2.0;
    let given = |walk: i32| (touched / 2.0 + if walk == 4 { now } else { 0.0 }) / (touched + now);
    let chance = given(4) * at_least(20, m - 4) + given(2) * at_least(20, m - 2);
    Draw::of(text).learnt(by_then).run().chance("above", chance);
}

#[test]
fn what_is_not_carried_is_not_computed_exactly() {
    let walk = format!("{CLOCK}{WALK}[question.q]\nask = \"highest(walk) > 3\"\n");
    let refused = Solve::of(walk).try_run().err().expect("it is refused");
    assert!(refused.contains("E0810") && refused.contains("`highest`"), "{refused}");
    let last = format!("{CLOCK}{WHEEL}[question.q]\nask = \"before(wheel) == b\"\n");
    let refused = Solve::of(last).try_run().err().expect("it is refused");
    assert!(refused.contains("`before(wheel)` at the end"), "{refused}");
}

/// At step 0 `before(x)` is x itself, so what reads it at the start waits for it, however it is named; by the same column of
/// the block before, the first trials would be undefined and all later ones wrong.
#[test]
fn a_start_reads_what_begins_with_it() {
    let text = format!(
        "{CLOCK}[event.zz]\np = 0.5\n[process.aa]\nstates = [\"x\", \"y\"]\n\
         start = {{ x = \"if before(zz) then 1 else 0\", y = \"rest\" }}\n\
         [series.ab]\nstart = \"if before(zz) then 1 else 0\"\nnext = \"ab\"\n[question]\n\
         both = {{ ask = \"zz and at(aa == x, 2025-01-01)\" }}\n\
         neither = {{ ask = \"not zz and at(aa == x, 2025-01-01)\" }}\n\
         number = {{ ask = \"zz and at(ab == 1, 2025-01-01)\" }}\n"
    );
    let found = run(&text, &["-n", "20000"]);
    for (question, expected) in [("both", 0.5), ("neither", 0.0), ("number", 0.5)] {
        let found = probability(&found, question);
        assert!((found - expected).abs() < 0.016, "{question}: {found}");
    }
}

/// A pause is read at the start of a step, with `before` and numbers so far as they are there: `price` is 4 at the start of
/// the fifth step, so `before(price)` at that of the sixth, when the term is over; the mean is 1.5 at that of the fourth.
#[test]
fn a_pause_reads_numbers_so_far_as_they_are_at_the_start_of_a_step() {
    for (pause, day) in [
        ("before(price) == 4", "2025-01-06"),
        ("average(price) > 1.4 and average(price) < 1.6", "2025-01-07"),
    ] {
        let text = format!(
            "{CLOCK}[series.price]\nstart = 0\nnext = \"price + 1\"\n\
             [process.s]\nstates = [\"in\", \"out\"]\nstart = \"in\"\n\
             [process.s.from.in.deadline]\nafter = \"5 days\"\npause = \"{pause}\"\noutcomes = {{ out = 1.0 }}\n\
             [question]\nout = {{ ask = \"first(s == out) == {day}\" }}\n"
        );
        let found = probability(&run(&text, &["-n", "2000"]), "out");
        assert!((found - 1.0).abs() < 1e-12, "{pause}: {found}");
    }
}
