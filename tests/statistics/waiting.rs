//! Waiting times and competing risks, by chances.

use super::Draw;
use super::chain::{absorbed, moments, power};

const JANUARY: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-02-10\n";
const STEPS: usize = 40;

fn january(text: &str) -> Draw {
    Draw::of(format!("{JANUARY}{text}"))
}

#[test]
fn a_constant_hazard_waits_geometrically() {
    let run = january(
        r#"
        [process.talks]
        states = ["none", "done"]
        start = "none"
        from.none = { done = 0.1 }
        [question.when]
        ask = "first(talks == done)"
        [question.steps_before]
        ask = "count(talks == none)"
        [question.late]
        ask = "by(talks == done, 2025-01-31)"
        given = "not by(talks == done, 2025-01-21)"
        [question.on_the_tenth]
        ask = "first(talks == done) == 2025-01-11"
        "#,
    )
    .run();
    for step in 0..=STEPS {
        let done = 1.0 - power(0.9, step);
        run.by_step("when", step, done).state("talks", step, "done", done);
    }
    // survival given survival forgets how long it has been
    run.chance("late", 1.0 - 0.9_f64.powi(10)).chance("on_the_tenth", 0.1 * 0.9_f64.powi(9));
    let mut waited: Vec<f64> = (0..STEPS).map(|k| 0.1 * power(0.9, k)).collect();
    waited.push(power(0.9, STEPS));
    let (mean, sd, kurtosis) = moments(&waited);
    run.mean("steps_before", mean, sd, kurtosis);
}

#[test]
fn stages_wait_as_a_negative_binomial() {
    let run = january(
        r#"
        [process.talks]
        states = ["none", "experts", "ministers", "leaders"]
        start = "none"
        from.none = { experts = 0.2 }
        from.experts = { ministers = 0.2 }
        from.ministers = { leaders = 0.2 }
        [question.when]
        ask = "ever(talks == leaders)"
        "#,
    )
    .run();
    for step in 0..=STEPS {
        // at least three successes in so many tries
        let fewer: f64 = (0..3_usize)
            .map(|k| {
                let choose = (0..k).fold(1.0, |c, i| c * (step as f64 - i as f64) / (i + 1) as f64);
                if k > step { 0.0 } else { choose * power(0.2, k) * power(0.8, step - k) }
            })
            .sum();
        run.by_step("when", step, 1.0 - fewer);
    }
}

#[test]
fn competing_chances_share_what_leaves() {
    let run = january(
        r#"
        [process.talks]
        states = ["open", "deal", "collapse"]
        start = "open"
        from.open = { deal = 0.06, collapse = { p = 0.03, adjust = [ { if = "talks == open", odds = 2 } ] } }
        [question.deal]
        ask = "ever(talks == deal)"
        [question.end]
        ask = "talks"
        [question.deal_first]
        ask = "first(talks == deal) < first(talks == collapse)"
        given = "talks != open"
        "#,
    )
    .run();
    // the weights are 0.91 stay, 0.06 deal and twice 0.03 collapse
    let (deal, stay) = (0.06 / 1.03, 0.91 / 1.03);
    for step in [1, 5, 20, STEPS] {
        let left = 1.0 - power(stay, step);
        run.by_step("deal", step, left * deal / (1.0 - stay));
    }
    let left = 1.0 - power(stay, STEPS);
    run.outcomes("end", &[("open", 1.0 - left), ("deal", left / 2.0), ("collapse", left / 2.0)]);
    run.chance("deal_first", 0.5);
}

#[test]
fn a_hazard_that_changes_by_date() {
    let run = january(
        r#"
        [process.talks]
        states = ["none", "done"]
        start = "none"
        [process.talks.from.none]
        done = { p = 0.02, case = [ { if = "date >= 2025-01-11 and date < 2025-01-21", p = 0.1 } ] }
        [process.ramp]
        states = ["none", "done"]
        start = "none"
        from.none = { done = "0.001*step" }
        [process.gated]
        states = ["none", "done"]
        start = "none"
        from.none = { done = { p = 0.3, if = "date > 2025-01-31" } }
        "#,
    )
    .run();
    let mut open = [1.0; 3];
    for step in 1..=STEPS {
        let hazards = [
            if (10..20).contains(&step) { 0.1 } else { 0.02 },
            0.001 * step as f64,
            if step > 30 { 0.3 } else { 0.0 },
        ];
        for ((open, hazard), process) in
            open.iter_mut().zip(hazards).zip(["talks", "ramp", "gated"])
        {
            *open *= 1.0 - hazard;
            run.state(process, step, "done", 1.0 - *open);
        }
    }
}

#[test]
fn a_weibull_hazard_by_elapsed() {
    let run = january(
        r#"
        [process.warm_up]
        states = ["cold", "warm", "done"]
        start = "cold"
        from.cold = { warm = 0.25 }
        [process.warm_up.from.warm]
        done = "1 - exp(((elapsed(warm_up) - 1 days)/12 days)^1.7 - (elapsed(warm_up)/12 days)^1.7)"
        [process.plain]
        states = ["warm", "done"]
        start = "warm"
        [process.plain.from.warm]
        done = "1 - exp(((elapsed(plain) - 1 days)/12 days)^1.7 - (elapsed(plain)/12 days)^1.7)"
        "#,
    )
    .run();
    let survival = |k: usize| (-(k as f64 / 12.0).powf(1.7)).exp();
    for step in 0..=STEPS {
        run.state("plain", step, "warm", survival(step));
        // warm since some step in which it left the cold with chance 0.25
        let entered = |k: usize| 0.25 * power(0.75, k - 1);
        let warm: f64 = (1..=step).map(|k| entered(k) * survival(step - k)).sum();
        run.state("warm_up", step, "warm", warm);
    }
}

#[test]
fn what_is_drawn_at_each_step_is_also_drawn_at_the_start() {
    let run = january(
        r#"
        [event.strike]
        each = "step"
        p = 0.05
        [question.struck]
        ask = "ever(strike)"
        [question.strikes]
        ask = "count(strike)"
        [question.last]
        ask = "strike"
        [question.days]
        ask = ["at(strike, 2025-01-01)", "at(strike, 2025-01-02)"]
        "#,
    )
    .run();
    for step in 0..=STEPS {
        run.by_step("struck", step, 1.0 - power(0.95, step + 1));
    }
    let variance = STEPS as f64 * 0.05 * 0.95;
    let kurtosis = (1.0 - 6.0 * 0.05 * 0.95) / variance;
    run.mean("strikes", STEPS as f64 * 0.05, variance.sqrt(), kurtosis);
    run.chance("last", 0.05).tallied("days", &[0.9025, 0.0475, 0.0475, 0.0025]);
}

#[test]
fn an_absorbing_chain_by_powers_of_its_matrix() {
    let run = january(
        r#"
        [process.talks]
        states = ["none", "experts", "ministers", "leaders"]
        start = { none = 0.7, experts = "rest" }
        from.none = { experts = 0.15 }
        from.experts = { ministers = 0.1, none = 0.05 }
        from.ministers = { leaders = 0.08, none = 0.02, experts = 0.1 }
        [question.leaders]
        ask = "by(talks == leaders, 2025-02-05)"
        "#,
    )
    .run();
    let rows = [
        [0.85, 0.15, 0.0, 0.0],
        [0.05, 0.85, 0.1, 0.0],
        [0.02, 0.1, 0.8, 0.08],
        [0.0, 0.0, 0.0, 1.0],
    ];
    let leaders = absorbed([0.7, 0.3, 0.0, 0.0], &rows, STEPS);
    for (step, p) in leaders.iter().enumerate() {
        run.state("talks", step, "leaders", *p);
    }
    run.by_step("leaders", 20, leaders[20]).chance("leaders", leaders[35]);
    assert_eq!(run.answer("leaders").timeline.len(), 36);
}
