//! The history of a run: `ever`, `count`, `by`, `first` and `at`, asked and used in the model.

use super::Draw;
use super::chain::{distributions, power};
use foretell::internal::forecast::NoMean;
use std::fmt::Write as _;

const CLOCK: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-31\n";
const STEPS: usize = 30;

fn draw(text: &str) -> Draw {
    Draw::of(format!("{CLOCK}{text}"))
}

/// `a` on days 1 to 4, `b` on 5 to 7, `c` on 8 to 12, and again; nothing else in it is chance.
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
"#;

#[test]
fn memory_by_hand() {
    let questions = [
        ("ever(wheel == c)", true),
        ("ever(wheel == d)", false),
        ("by(wheel == c, 2025-01-07)", false),
        ("by(wheel == c, 2025-01-08)", true),
        ("by(wheel == a, 2025-01-01)", true),
        ("first(wheel == c) == 2025-01-08", true),
        ("first(wheel == a) == 2025-01-01", true),
        ("first(wheel == d) > 2030-01-01", true),
        ("first(wheel == b) < first(wheel == c)", true),
        ("first(wheel == b) < first(wheel == d)", true),
        ("first(wheel == d) < first(wheel == b)", false),
        ("first(wheel == d) == first(wheel == b and wheel == c)", false),
        ("first(wheel == d) < first(wheel == b and wheel == c)", false),
        ("first(wheel == d) <= first(wheel == b and wheel == c)", false),
        ("first(wheel == d) != first(wheel == b and wheel == c)", true),
        ("first(wheel == d) == first(wheel == d)", false),
        ("at(wheel == b, 2025-01-07)", true),
        ("at(wheel == b, 2025-01-08)", false),
        ("at(wheel, 2025-01-13) == a", true),
        ("at(level, 2025-01-11) == 20", true),
        ("first(level >= 15) == 2025-01-06", true),
        // on steps 1 to 3, 12 to 15 and 24 to 27: step 0 does not count
        ("count(wheel == a) == 11", true),
        ("count(wheel == b) == 9", true),
        ("count(wheel == d) == 0", true),
        ("wheel == c", false),
        ("wheel == b or wheel == c", true),
        ("first(wheel == c) - first(wheel == b) == 3 days", true),
        ("(first(wheel == c) - 2025-01-01) / 1 week == 1", true),
    ];
    let mut text = WHEEL.to_owned();
    for (at, (ask, _)) in questions.iter().enumerate() {
        write!(text, "[question.q{at}]\nask = \"{ask}\"\n").expect("a String takes all");
    }
    let run = draw(&text).trials(1500).run();
    for (at, (ask, holds)) in questions.iter().enumerate() {
        let counts = run.counts(&format!("q{at}"));
        let expected = if *holds { [0, 1500] } else { [1500, 0] };
        assert_eq!(counts, expected, "{ask}");
    }
}

#[test]
fn two_first_passages_and_nevers() {
    let text = r#"
        [process.x]
        states = ["no", "done"]
        start = "no"
        from.no = { done = 0.04 }
        [process.y]
        states = ["no", "done"]
        start = "no"
        from.no = { done = 0.02 }
        [question.x_first]
        ask = "first(x == done) < first(y == done)"
        [question.y_first]
        ask = "first(x == done) > first(y == done)"
        [question.together]
        ask = "first(x == done) == first(y == done)"
        [question.apart]
        ask = "first(x == done) != first(y == done)"
        [question.gap]
        ask = "first(y == done) - first(x == done) <= 1 days"
        given = "by(y == done, 2025-01-03) and by(x == done, 2025-01-03)"
        [question.neither]
        ask = "not (ever(x == done) or ever(y == done))"
    "#;
    let text = text.replace("\"no\"", "\"idle\"").replace("from.no", "from.idle");
    let run = draw(&text).run();
    let both_idle = 0.96 * 0.98_f64;
    let by_then = 1.0 - power(both_idle, STEPS);
    let per_step = |p: f64| p * by_then / (1.0 - both_idle);
    // while x is idle and y done, x is later; if x never comes, it is later still
    run.chance("x_first", per_step(0.04 * 0.98)).chance("y_first", per_step(0.02 * 0.96));
    run.chance("together", per_step(0.04 * 0.02)).chance("neither", power(both_idle, STEPS));
    run.chance("apart", 1.0 - per_step(0.04 * 0.02)).chance("gap", 1.0);
}

#[test]
fn moves_remember_up_to_the_step_before_and_events_up_to_this_one() {
    let text = r#"
        [event.strike]
        each = "step"
        p = 0.2
        [process.talks]
        states = ["on", "off"]
        start = "on"
        from.on = { off = { p = 1, if = "count(strike) >= 2" } }
        [process.once]
        states = ["on", "off"]
        start = "on"
        from.on = { off = { p = 1, if = "ever(strike)" } }
        [event.outrage]
        when = "count(strike) >= 2"
        p = 1
        [event.alarm]
        when = "ever(strike)"
        p = 0.5
        [question.outrage]
        ask = "ever(outrage)"
        [question.alarm]
        ask = "first(alarm)"
        [question.lag]
        ask = "first(talks == off) - first(outrage) == 1 days"
        given = "by(outrage, 2025-01-30)"
    "#;
    let run = draw(text).run();
    // struck never or once in steps 1 to `n`
    let fewer = |n: usize| {
        let n_less = n.saturating_sub(1);
        power(0.8, n) + n as f64 * 0.2 * power(0.8, n_less)
    };
    for step in 0..=STEPS {
        run.by_step("outrage", step, 1.0 - fewer(step));
        run.state("talks", step, "on", fewer(step.saturating_sub(1)));
        run.state("once", step, "on", power(0.8, step));
        run.by_step("alarm", step, 0.5 * (1.0 - power(0.8, step + 1)));
    }
    run.chance("lag", 1.0);
}

#[test]
fn an_event_settles_in_the_first_step_that_lets_it() {
    let text = r#"
        [process.talks]
        states = ["none", "leaders", "over"]
        start = "none"
        from.none = { leaders = 0.1 }
        from.leaders = { over = 0.3, none = 0.1 }
        [process.sanctions]
        states = ["old", "new"]
        start = "old"
        from.old = { new = 0.05 }
        [event.format]
        when = "talks == leaders"
        otherwise = "no meeting"
        outcomes = { bilateral = 0.6, trilateral = "rest" }
        case = [ { if = "sanctions == new", outcomes = { bilateral = 0.1, trilateral = 0.9 } } ]
        [event.verdict]
        when = "end"
        p = 0.2
        case = [ { if = "ever(talks == leaders)", p = 0.7 } ]
        [question.bilateral]
        ask = "format == bilateral"
        [question.three]
        ask = "at(format == trilateral, 2025-01-11)"
        [question.format]
        ask = "format"
        given = "ever(talks == leaders)"
        [question.verdict]
        ask = "verdict"
        [question.verdict_before]
        ask = "at(verdict, 2025-01-30)"
    "#;
    let run = draw(text).run();
    let mut bilateral = 0.0;
    let mut trilateral = [0.0; STEPS + 1];
    for step in 1..=STEPS {
        let meets = 0.1 * power(0.9, step - 1);
        let old = power(0.95, step);
        let two = old * 0.6 + (1.0 - old) * 0.1;
        bilateral += meets * two;
        trilateral[step] = trilateral[step - 1] + meets * (1.0 - two);
    }
    let met = 1.0 - power(0.9, STEPS);
    run.chance("bilateral", bilateral).chance("three", trilateral[10]);
    run.shares(
        "format",
        &[
            ("bilateral", bilateral / met),
            ("trilateral", trilateral[STEPS] / met),
            ("no meeting", 0.0),
        ],
    );
    run.chance("verdict", 0.2 * (1.0 - met) + 0.7 * met).chance("verdict_before", 0.0);
    let rows = [[0.9, 0.1, 0.0], [0.1, 0.6, 0.3], [0.0, 0.0, 1.0]];
    let at = distributions([1.0, 0.0, 0.0], &rows, STEPS);
    run.state("talks", STEPS, "over", at[STEPS][2]);
}

#[test]
fn what_is_undefined_has_not_come_about() {
    let run = draw(
        r#"
        [process.talks]
        states = ["none", "met"]
        start = "none"
        from.none.met = 0.03
        [quantity.loss]
        when = "talks == met"
        value = "uniform(0, 1)"
        [question.ever]
        ask = "ever(loss > 0.5)"
        [question.by]
        ask = "by(loss > 0.5, 2025-01-31)"
        [question.counted]
        ask = "count(loss > 0.5) > 0 or loss > 0.5"
        [question.settled]
        ask = "loss > 0.5"
        "#,
    )
    .run();
    let met = 1.0 - 0.97_f64.powi(30);
    run.chance("ever", met / 2.0).chance("by", met / 2.0).chance("settled", 0.5);
    assert_eq!(run.counts("ever"), run.counts("by"));
    assert_eq!(run.answer("ever").left_out, 0);
    assert!(run.answer("settled").left_out > 0, "asked where it is settled");
}

#[test]
fn a_number_without_end_is_left_out_and_a_wait_without_end_has_no_mean() {
    let run = draw(
        r#"
        [process.talks]
        states = ["none", "met"]
        start = "none"
        from.none.met = 0.03
        [series.boom]
        start = 10
        next = "boom * boom"
        [question.boom]
        ask = "boom"
        [question.wait]
        ask = "first(talks == met) - 2025-01-01"
        "#,
    )
    .run();
    let boom = run.answer("boom");
    assert_eq!(boom.left_out, boom.kept);
    let wait = run.number("wait");
    assert!(wait.mean == Err(NoMean::Never) && wait.std_dev.is_none(), "{:?}", wait.mean);
}
