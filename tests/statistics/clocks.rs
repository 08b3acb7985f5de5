//! Equal rates by day, week and month; months as steps; dates between steps.

use super::{Draw, mean_of};

/// A process with a row of monthly chances, on a clock.
fn talks(step: &str, per: &str) -> String {
    format!(
        r#"
        [scenario]
        as_of = 2025-01-31
        until = 2026-01-31
        step = "{step}"
        [process.talks]
        states = ["open", "deal", "collapse"]
        start = "open"
        per = "{per}"
        from.open = {{ deal = 0.12, collapse = 0.06 }}
        [question.deal]
        ask = "ever(talks == deal)"
        "#
    )
}

/// A mean month and a mean year, in days.
const MONTH: f64 = 30.436_875;
const YEAR: f64 = 365.242_5;

#[test]
fn rates_are_those_of_their_period_on_every_clock() {
    for (step, per, steps, share) in [
        ("day", "day", 365, 1.0),
        ("day", "week", 365, 1.0 / 7.0),
        ("day", "month", 365, 1.0 / MONTH),
        ("day", "year", 365, 1.0 / YEAR),
        ("week", "day", 52, 7.0),
        ("week", "week", 52, 1.0),
        ("week", "month", 52, 7.0 / MONTH),
        ("month", "month", 12, 1.0),
        ("month", "year", 12, 1.0 / 12.0),
        ("month", "week", 12, MONTH / 7.0),
    ] {
        let trials = if cfg!(debug_assertions) { 3_000 } else { 50_000 };
        let run = Draw::of(talks(step, per)).trials(trials).run();
        // the year is one day longer than 52 weeks, and a last step of that day sees it
        let short = usize::from(step == "week");
        assert_eq!(run.answer("deal").timeline.len(), steps + 1 + short, "{step} {per}");
        for at in [0, 1, 2, 5, steps / 2, steps] {
            let open = 0.82_f64.powf(share * at as f64);
            run.state("talks", at, "open", open);
            run.by_step("deal", at, (1.0 - open) * 2.0 / 3.0);
            run.state("talks", at, "collapse", (1.0 - open) / 3.0);
        }
    }
}

#[test]
fn conversion_comes_after_cases_and_adjustments() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-03-01
        [event.push]
        p = 0.5
        [process.talks]
        states = ["open", "deal", "collapse"]
        start = "open"
        per = "month"
        [process.talks.from.open]
        deal = { p = 0.1, case = [ { if = "push", p = 0.3 } ] }
        collapse = { p = 0.2, adjust = [ { if = "push", odds = 3 } ] }
        [question.with]
        ask = "at(talks, 2025-02-15)"
        given = "push"
        [question.without]
        ask = "at(talks, 2025-02-15)"
        given = "not push"
    "#;
    let run = Draw::of(text).run();
    let shares = |question, weights: [f64; 3]| {
        let all: f64 = weights.iter().sum();
        let [open, deal, collapse] = weights.map(|w| w / all);
        let left = 1.0 - open.powf(45.0 / MONTH);
        let of = |p: f64| left * p / (deal + collapse);
        run.outcomes(
            question,
            &[("open", 1.0 - left), ("deal", of(deal)), ("collapse", of(collapse))],
        );
    };
    shares("with", [0.5, 0.3, 0.6]);
    shares("without", [0.7, 0.1, 0.2]);
}

#[test]
fn months_end_where_they_do_and_days_between_steps_see_the_step_before() {
    let text = r#"
        [scenario]
        as_of = 2025-01-31
        until = 2025-06-29
        step = "month"
        [process.talks]
        states = ["a", "b", "c", "d", "e"]
        start = "a"
        from.a = { b = 1 }
        from.b = { c = 1 }
        from.c = { d = 1 }
        from.d = { e = 1 }
        [event.spring]
        when = "date >= 2025-03-01"
        p = 1
        [question.spring]
        ask = "first(spring) == 2025-03-31"
        [question.february]
        ask = "first(talks == b) == 2025-02-28"
        [question.before]
        ask = "at(talks == a, 2025-02-27)"
        [question.on]
        ask = "at(talks == b, 2025-02-28)"
        [question.between]
        ask = "at(talks == b, 2025-03-30) and by(talks == c, 2025-04-29) and not by(talks == c, 2025-03-30)"
        [question.last]
        ask = "talks == e"
        [question.next]
        ask = "first(talks == e) - 2025-05-01"
    "#;
    let run = Draw::of(text).trials(2000).run();
    for question in ["spring", "february", "before", "on", "between", "last"] {
        run.chance(question, 1.0);
    }
    // step 4 is the 31st of May; the clock ends a day before the 30th of June, on a step of its own
    assert!((mean_of(run.number("next")) - 30.0).abs() < 1e-9);
    assert_eq!(run.forecast.processes[0].steps.len(), 6);
}

#[test]
fn delays_are_the_same_on_every_clock() {
    let months: &[i32] = &[0, 31, 59, 90, 97];
    for (step, days, steps) in [("day", 1, 80), ("week", 7, 12), ("month", 0, 4)] {
        let text = format!(
            r#"
            [scenario]
            as_of = 2025-01-01
            until = 2025-04-08
            step = "{step}"
            [process.talks]
            states = ["open", "deal"]
            start = "open"
            from.open = {{ deal = {{ after = "exponential(mean = 5 weeks)" }} }}
            "#
        );
        let run = Draw::of(text).run();
        for at in 1..=steps {
            let month = months.get(at).filter(|_| step == "month");
            let day = month.copied().unwrap_or(days * at as i32);
            let open = (-f64::from(day) / 35.0).exp();
            run.state("talks", at, "open", open);
        }
    }
}
