//! Delays: their moments, competition, ties, conditions, what was entered before the start, renewal.

use super::Draw;
use super::chain::power;

const JANUARY: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-31\n";
const STEPS: usize = 30;

fn january(text: &str) -> Draw {
    Draw::of(format!("{JANUARY}{text}"))
}

/// A cumulative distribution function, in days.
type Cdf = fn(f64) -> f64;

/// A process `talks` that goes from `a` to `b` after a delay, and whatever else its table holds.
fn after(delay: &str, more: &str) -> String {
    format!(
        "[process.talks]\nstates = [\"a\", \"b\"]\nstart = \"a\"\n{more}\n\
         from.a = {{ b = {{ after = \"{delay}\" }} }}\n"
    )
}

#[test]
fn a_fixed_delay_is_over_at_the_first_step_from_its_moment() {
    for (delay, step) in [
        ("10 days", 10),
        ("1 days", 1),
        ("0.1 days", 1),
        ("2.4 days", 3),
        ("2.5 days", 3),
        ("3.0000000001 days", 3),
        ("2 weeks", 14),
    ] {
        let run = january(&after(delay, "")).trials(3000).run();
        for at in 0..=STEPS {
            run.state("talks", at, "b", if at < step { 0.0 } else { 1.0 });
        }
    }
    let weeks = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-06-01\nstep = \"week\"\n";
    let run = Draw::of(format!("{weeks}{}", after("17 days", ""))).trials(3000).run();
    run.state("talks", 2, "b", 0.0).state("talks", 3, "b", 1.0);
    let shown = january(&after("0 days", "")).try_run().err().expect("it takes no time");
    assert!(shown.contains("E0907"), "{shown}");
    // one that is drawn takes a step
    let run = january(&after("mixture(25%: 0 days, 75%: 3 days)", "")).run();
    run.state("talks", 1, "b", 0.25).state("talks", 2, "b", 0.25).state("talks", 3, "b", 1.0);
}

#[test]
fn a_delay_counts_from_the_step_of_entering() {
    let run = january(
        r#"
        [process.talks]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "4 days" } }
        from.b = { c = { after = "3 days" }, a = { after = "20 days" } }
        from.c = { a = { after = "5 days" } }
        "#,
    )
    .trials(3000)
    .run();
    for step in 0..=STEPS {
        let state = ["a", "a", "a", "a", "b", "b", "b", "c", "c", "c", "c", "c"][step % 12];
        run.state("talks", step, state, 1.0);
    }
}

#[test]
fn a_random_delay_has_its_distribution_function_at_each_step() {
    let cases: [(&str, Cdf); 3] = [
        ("exponential(mean = 8 days)", |t| 1.0 - (-t / 8.0).exp()),
        ("uniform(2 days, 12 days)", |t| ((t - 2.0) / 10.0).clamp(0.0, 1.0)),
        ("weibull(shape = 1.5, scale = 10 days)", |t| 1.0 - (-(t / 10.0).powf(1.5)).exp()),
    ];
    for (delay, cdf) in cases {
        let run = january(&after(delay, "")).run();
        run.state("talks", 0, "b", 0.0);
        for step in 1..=STEPS {
            run.state("talks", step, "b", cdf(step as f64));
        }
    }
}

#[test]
fn the_earliest_unrounded_delay_wins_and_ties_go_by_the_order_of_states() {
    let competing = |states: &str, b: &str, c: &str| {
        format!(
            r#"
            [process.talks]
            states = {states}
            start = "a"
            from.a = {{ b = {{ after = "{b}" }}, c = {{ after = "{c}" }} }}
            [question.end]
            ask = "talks"
            [question.first_day]
            ask = "at(talks, 2025-01-02)"
            "#
        )
    };
    let abc = r#"["a", "b", "c"]"#;
    let acb = r#"["a", "c", "b"]"#;
    for (states, b, c) in [(abc, 1.0, 0.0), (acb, 0.0, 1.0)] {
        let run = january(&competing(states, "5 days", "5 days")).trials(3000).run();
        run.shares("end", &[("b", b), ("c", c)]);
    }
    // both within the first step, and b the earlier one in two trials of three
    for states in [abc, acb] {
        let (b, c) = ("exponential(mean = 0.1 days)", "exponential(mean = 0.2 days)");
        let run = january(&competing(states, b, c)).run();
        run.shares("first_day", &[("b", 2.0 / 3.0 * (1.0 - (-15.0_f64).exp()))]);
    }
    // whole days: b on day k + 1 with chance 0.3·0.7^k, c with 0.5·0.5^k
    let (b, c) = ("geometric(0.3) * 1 days", "geometric(0.5) * 1 days");
    let tie = 0.15 / (1.0 - 0.35);
    let b_first = 0.3 * 0.5 / (1.0 - 0.35);
    let reach = 1.0 - power(0.35, STEPS);
    let run = january(&competing(abc, b, c)).run();
    run.shares("end", &[("b", (b_first + tie) * reach)]);
    let run = january(&competing(acb, b, c)).run();
    run.shares("end", &[("b", b_first * reach)]);
}

#[test]
fn due_delays_go_before_chances_and_wait_for_their_condition() {
    let run = january(
        r#"
        [process.gate]
        states = ["shut", "open"]
        start = "shut"
        from.shut = { open = { after = "8 days" } }
        [process.waits]
        states = ["a", "b"]
        start = "a"
        from.a = { b = { after = "3 days", if = "gate == open" } }
        [process.waits_now]
        states = ["a", "b"]
        start = "a"
        from.a = { b = { after = "3 days", if = "now(gate) == open" } }
        [process.both]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "6 days" }, c = 0.2 }
        [process.second]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "2 days", if = "gate == open" }, c = { after = "5 days" } }
        "#,
    )
    .run();
    for step in 0..=STEPS {
        let from = |first: usize| if step < first { 0.0 } else { 1.0 };
        run.state("waits", step, "b", from(9)).state("waits_now", step, "b", from(8));
        run.state("both", step, "b", from(6) * 0.8_f64.powi(5));
        run.state("both", step, "c", 1.0 - power(0.8, step.min(5)));
        run.state("second", step, "c", from(5));
    }
}

#[test]
fn a_state_entered_before_the_start_has_lasted() {
    let since = "since = 2024-12-22"; // ten days before
    let cases: [(&str, Cdf); 4] = [
        ("exponential(mean = 8 days)", |t| 1.0 - (-t / 8.0).exp()),
        ("uniform(2 days, 22 days)", |t| ((t - 2.0) / 20.0).clamp(0.0, 1.0)),
        ("weibull(shape = 2, scale = 15 days)", |t| 1.0 - (-(t / 15.0).powi(2)).exp()),
        // a formula, whose distribution nothing knows
        ("uniform(1 days, 11 days) + 11 days", |t| ((t - 12.0) / 10.0).clamp(0.0, 1.0)),
    ];
    for (delay, cdf) in cases {
        let run = january(&after(delay, since)).run();
        for step in 1..=STEPS {
            let lasted = |t: f64| (cdf(t) - cdf(10.0)) / (1.0 - cdf(10.0));
            run.state("talks", step, "b", lasted(step as f64 + 10.0));
        }
    }
    let run = january(&after("15 days", since)).trials(3000).run();
    run.state("talks", 4, "b", 0.0).state("talks", 5, "b", 1.0);
}

#[test]
fn a_state_entered_between_steps_is_left_at_the_first_step_from_its_moment() {
    let weeks = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-01\nstep = \"week\"\n";
    let text = after("exponential(mean = 3 weeks)", "since = 2024-12-22");
    let run = Draw::of(format!("{weeks}{text}")).run();
    for step in 1..=8 {
        run.state("talks", step, "a", (-(step as f64) / 3.0).exp());
    }
    let run =
        Draw::of(format!("{weeks}{}", after("4 weeks", "since = 2024-12-22"))).trials(2000).run();
    // 28 days less 10 are 2.6 weeks
    run.state("talks", 2, "b", 0.0).state("talks", 3, "b", 1.0);
}

#[test]
fn a_delay_that_cannot_have_lasted_is_a_fault() {
    for delay in ["5 days", "uniform(1 days, 9 days)", "uniform(1 days, 4 days) + 5 days"] {
        let shown = january(&after(delay, "since = 2024-12-22")).trials(2000).try_run();
        assert!(shown.is_err_and(|shown| shown.contains("have lasted")), "{delay}");
    }
}

#[test]
fn elapsed_counts_from_before_the_start_too() {
    let text = r#"
        [process.talks]
        states = ["a", "b"]
        start = "a"
        since = 2024-12-22
        from.a = { b = { p = 1, if = "elapsed(talks) >= 15 days" } }
        [event.seen]
        when = "elapsed(talks) >= 12 days"
        p = 1
        [question.seen]
        ask = "first(seen)"
    "#;
    let run = january(text).trials(3000).run();
    run.state("talks", 4, "b", 0.0).state("talks", 5, "b", 1.0);
    run.by_step("seen", 1, 0.0).by_step("seen", 2, 1.0);
}

/// Slivers of a day.
const SLIVERS: usize = 100;

#[test]
fn delays_both_ways_make_a_renewal_process() {
    let run = january(
        r#"
        [process.fire]
        states = ["war", "truce"]
        start = "war"
        from.war = { truce = { after = "weibull(shape = 2, scale = 6 days)" } }
        from.truce = { war = { after = "uniform(1 days, 5 days)" } }
        "#,
    )
    .run();
    let weibull = |t: f64| 1.0 - (-(t / 6.0).powi(2)).exp();
    let uniform = |t: f64| ((t - 1.0) / 4.0).clamp(0.0, 1.0);
    // the chance to enter each state within each sliver of a day, as no step rounds a moment
    let at = |sliver: usize| sliver as f64 / SLIVERS as f64;
    let within = |cdf: &dyn Fn(f64) -> f64, k: usize| {
        let before = if k == 0 { 0.0 } else { cdf(at(k) - 0.5 / SLIVERS as f64) };
        cdf(at(k) + 0.5 / SLIVERS as f64) - before
    };
    let (mut war, mut truce) = (vec![1.0], vec![0.0]);
    for now in 1..=STEPS * SLIVERS {
        let sum = |from: &[f64], cdf: &dyn Fn(f64) -> f64| -> f64 {
            (0..now).map(|then| from[then] * within(cdf, now - then)).sum()
        };
        let (to_truce, to_war) = (sum(&war, &weibull), sum(&truce, &uniform));
        truce.push(to_truce);
        war.push(to_war);
    }
    for step in 0..=STEPS {
        let now = step * SLIVERS;
        let at_war: f64 = (0..=now).map(|then| war[then] * (1.0 - weibull(at(now - then)))).sum();
        // the sliver that is being entered counts half
        let at_war = at_war - if now > 0 { 0.5 * war[now] - 0.5 * truce[now] } else { 0.0 };
        run.state("fire", step, "war", at_war);
    }
}

#[test]
fn a_delay_sees_the_world_of_the_step_before_whatever_names_come_first() {
    // all three move on the first day: the delay is drawn before anyone can know of it
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-02-01
        [process.middle]
        states = ["x", "y", "z"]
        start = "x"
        from.x.y = { after = "1 days" }
        from.y.z = { after = "if alpha == on then 3 days else if omega == on then 7 days else 5 days" }
        [process.alpha]
        states = ["off", "on"]
        start = "off"
        from.off.on = 1
        [process.omega]
        states = ["off", "on"]
        start = "off"
        from.off.on = 1
        [question.before]
        ask = "first(middle == z) == 2025-01-07"
    "#;
    Draw::of(text).trials(100).run().chance("before", 1.0);
    let now = text.replace("if alpha == on", "if now(alpha) == on").replace("01-07", "01-05");
    Draw::of(now).trials(100).run().chance("before", 1.0);
}

#[test]
fn a_due_delay_with_an_undefined_condition_stops_the_run() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-02-01
        [process.talks]
        states = ["x", "y"]
        start = "x"
        from.x.y = { after = "2 days", if = "1 / level > 0" }
        [series.level]
        start = 0
        next = "0 / level"
        [question.q]
        ask = "talks"
    "#;
    let shown = Draw::of(text).trials(100).try_run().err().expect("it stops");
    assert!(shown.contains("undefined"), "{shown}");
}
