//! The meaning of time: the moments of delays and of their sums, calendar months, a last step that is shorter,
//! and interventions for a while. Right values are distribution functions, convolved numerically where delays
//! follow each other; the former samplers, which rounded to the nearest step or began each delay at a step,
//! stand beside them as wrong ones that the same bounds must tell apart.

use super::run::share_agrees;
use super::{Draw, mean_of};
use foretell::internal::numerics::special::normal_tails;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::fmt::Write as _;

const TRIALS: u64 = if cfg!(debug_assertions) { 10_000 } else { 200_000 };

/// The chance that a delay is at most so many days.
type Cdf<'a> = &'a dyn Fn(f64) -> f64;

/// The distribution function of `low to high`, a lognormal's 5th and 95th percentile.
fn range(low: f64, high: f64) -> impl Fn(f64) -> f64 {
    let (a, b) = (low.ln(), high.ln());
    let (mu, sigma) = (a.midpoint(b), (b - a) / (2.0 * 1.644_853_626_951_472_2));
    move |t| if t <= 0.0 { 0.0 } else { normal_tails((t.ln() - mu) / sigma).0 }
}

fn uniform(low: f64, high: f64) -> impl Fn(f64) -> f64 {
    move |t| ((t - low) / (high - low)).clamp(0.0, 1.0)
}

fn exponential(mean: f64) -> impl Fn(f64) -> f64 {
    move |t| if t <= 0.0 { 0.0 } else { 1.0 - (-t / mean).exp() }
}

/// The chance that the sum of delays is at most `t`: convolved on a fine grid.
fn sum_by(t: f64, legs: &[Cdf]) -> f64 {
    const CELLS: usize = 4000;
    let width = t / CELLS as f64;
    // the mass of each cell of the sum so far, taken to lie in its middle after the first leg
    let mass = |cdf: Cdf| -> Vec<f64> {
        (0..CELLS).map(|i| cdf((i + 1) as f64 * width) - cdf(i as f64 * width)).collect()
    };
    let mut so_far = mass(legs[0]);
    for (leg, cdf) in legs.iter().enumerate().skip(1) {
        let next = mass(*cdf);
        let mut sum = vec![0.0; CELLS];
        for (i, a) in so_far.iter().enumerate().filter(|(_, a)| **a > 0.0) {
            for (j, b) in next.iter().enumerate().take(CELLS - i) {
                // two middles meet on the edge of two cells: half to each
                sum[i + j] += 0.5 * a * b;
                if i + j + 1 < CELLS {
                    sum[i + j + 1] += 0.5 * a * b;
                }
            }
        }
        assert!(leg < 8);
        so_far = sum;
    }
    so_far.iter().sum()
}

/// Returns the chance that the sum of delays is over within `last` steps, if each leg begins at a step and ends at
/// one: a leg takes at most `k` steps if its length is at most `ends(k)`.
fn sum_in_steps(last: usize, legs: &[Cdf], ends: &dyn Fn(usize) -> f64) -> f64 {
    let mut at = vec![0.0; last + 1];
    at[0] = 1.0;
    for cdf in legs {
        let mut next = vec![0.0; last + 1];
        for (from, p) in at.iter().enumerate() {
            let mut before = 0.0;
            for k in 1..=last - from {
                let here = cdf(ends(k));
                next[from + k] += p * (here - before);
                before = here;
            }
        }
        at = next;
    }
    at.iter().sum()
}

fn chain(clock: &str, delays: &[&str], question: &str) -> String {
    let states: Vec<String> = (0..=delays.len()).map(|i| format!("\"s{i}\"")).collect();
    let mut text = format!(
        "[scenario]\n{clock}\n[process.t]\nstates = [{}]\nstart = \"s0\"\n",
        states.join(", ")
    );
    for (i, delay) in delays.iter().enumerate() {
        writeln!(text, "from.s{i}.s{} = {{ after = \"{delay}\" }}", i + 1)
            .expect("a text takes it");
    }
    text + question
}

fn by(state: usize, day: Date) -> String {
    format!("[question.q]\nask = \"by(t == s{state}, {day})\"\n")
}

#[test]
fn four_legs_end_when_their_sum_does() {
    let until = date(2025, 1, 1) + 133.days();
    let leg = range(14.0, 56.0);
    let legs: [Cdf; 4] = [&leg, &leg, &leg, &leg];
    let truth = sum_by(133.0, &legs);
    assert!((truth - 0.69).abs() < 0.005, "{truth}");
    for step in ["day", "week"] {
        let clock = format!("as_of = 2025-01-01\nuntil = {until}\nstep = \"{step}\"");
        let text = chain(&clock, &["2 to 8 weeks"; 4], &by(4, until));
        Draw::of(text).trials(TRIALS).run().chance("q", truth);
    }
    // the sampler of before, and one that forgets the fraction of a step at each leg
    let nearest = sum_in_steps(19, &legs, &|k| (k as f64 + 0.5) * 7.0);
    let forgetful = sum_in_steps(19, &legs, &|k| k as f64 * 7.0);
    assert!((nearest - 0.73).abs() < 0.01 && (forgetful - 0.54).abs() < 0.01);
    for wrong in [nearest, forgetful] {
        assert!(!share_agrees(wrong, TRIALS, truth), "{wrong} passes for {truth}");
    }
}

#[test]
fn sums_of_several_laws_are_their_convolution_whatever_the_step() {
    let (ranged, even, rare) = (range(10.0, 40.0), uniform(0.0, 20.0), exponential(9.0));
    let laws: [(&str, Cdf); 3] = [
        ("10 to 40 days", &ranged),
        ("uniform(0 days, 20 days)", &even),
        ("exponential(mean = 9 days)", &rare),
    ];
    for (step, until, days) in [
        ("day", date(2025, 2, 20), 50.0),
        ("week", date(2025, 2, 19), 49.0),
        // several legs can be over within one step: what is passed counts too
        ("month", date(2025, 3, 1), 59.0),
    ] {
        let clock = format!("as_of = 2025-01-01\nuntil = 2025-12-31\nstep = \"{step}\"");
        let names: Vec<&str> = laws.iter().map(|(name, _)| *name).collect();
        let cdfs: Vec<Cdf> = laws.iter().map(|(_, cdf)| *cdf).collect();
        for last in 1..=3 {
            let text = chain(&clock, &names, &by(last, until));
            let truth = sum_by(days, &cdfs[..last]);
            Draw::of(text).trials(TRIALS).run().chance("q", truth);
        }
    }
}

#[test]
fn what_is_passed_within_a_step_has_been() {
    // each state lasts ten days, and a step is a month
    let more = r#"
        [event.seen]
        when = "t == s1"
        p = 1
        [event.later]
        when = "ever(t == s2)"
        p = 1
        [question]
        first = { ask = "first(t == s1) == 2025-02-01 and first(t == s2) == 2025-02-01" }
        seen = { ask = "first(seen) == 2025-02-01 and first(later) == 2025-02-01" }
        third = { ask = "at(t == s3, 2025-02-01)" }
        counted = { ask = "count(t == s1) == 0" }
        fourth = { ask = "first(t == s4) == 2025-03-01" }
        elapsed = { ask = "at(elapsed(t) == 1 days, 2025-02-01)" }
    "#;
    let clock = "as_of = 2025-01-01\nuntil = 2025-06-01\nstep = \"month\"";
    let run = Draw::of(chain(clock, &["10 days"; 4], more)).trials(2000).run();
    for question in ["first", "seen", "third", "counted", "fourth", "elapsed"] {
        run.chance(question, 1.0);
    }
}

#[test]
fn a_delay_agrees_with_the_hazard_that_it_equals() {
    for (step, until) in [("day", "2025-05-01"), ("week", "2025-04-30")] {
        let text = format!(
            r#"
            [scenario]
            as_of = 2025-01-01
            until = {until}
            step = "{step}"
            [process.delayed]
            states = ["x", "y"]
            start = "x"
            from.x.y = {{ after = "exponential(mean = 30 days)" }}
            [process.hazard]
            states = ["x", "y"]
            start = "x"
            per = "day"
            from.x.y = "1 - exp(-1/30)"
            "#
        );
        let run = Draw::of(text).trials(TRIALS).run();
        let days = if step == "day" { 1.0 } else { 7.0 };
        for at in 1..=17 {
            let p = exponential(30.0)(at as f64 * days);
            run.state("delayed", at, "y", p).state("hazard", at, "y", p);
            // a step more or less by half is told apart
            let nearest = exponential(30.0)((at as f64 + 0.5) * days);
            assert!(at > 8 || !share_agrees(nearest, TRIALS, p), "{nearest} passes for {p}");
        }
    }
}

#[test]
fn delays_of_months_end_on_days_of_the_calendar() {
    let as_of = date(2024, 1, 31);
    for (step, steps) in [("month", 26_i64), ("week", 110), ("day", 500)] {
        let mut text =
            format!("[scenario]\nas_of = {as_of}\nuntil = 2026-06-30\nstep = \"{step}\"\n");
        let step_of = |k: i64| match step {
            "month" => as_of + k.months(),
            "week" => as_of + k.weeks(),
            _ => as_of + k.days(),
        };
        for k in 1..=13_i64 {
            let process = format!(
                "[process.p{k}]\nstates = [\"x\", \"y\"]\nstart = \"x\"\n\
                 from.x.y = {{ after = \"{k} months\" }}\n"
            );
            text.push_str(&process);
            let due = as_of + k.months();
            let seen = (0..=steps).map(step_of).find(|day| *day >= due).expect("within the clock");
            writeln!(text, "[question.q{k}]\nask = \"first(p{k} == y) == {seen}\"")
                .expect("a text takes it");
        }
        let run = Draw::of(text).trials(1000).run();
        (1..=13).for_each(|k| {
            run.chance(&format!("q{k}"), 1.0);
        });
    }
}

#[test]
fn dates_and_times_in_states_count_calendar_months() {
    let text = r#"
        [scenario]
        as_of = 2025-01-31
        until = 2025-08-31
        [process.t]
        states = ["x", "y"]
        start = "x"
        since = 2024-11-30
        from.x.y = { p = 1, if = "elapsed(t) >= 4 months" }
        [event.late]
        when = "date - 2024-12-31 >= 3 months"
        p = 1
        [event.leap]
        when = "date >= 2024-02-29 + 1 years"
        p = 1
        [question]
        moved = { ask = "first(t == y) == 2025-03-30" }
        late = { ask = "first(late) == 2025-03-31" }
        leap = { ask = "first(leap) == 2025-02-28" }
        by = { ask = "by(t == y, 2025-01-31 + 2 months) and not by(t == y, 2025-01-31 + 1 months)" }
        less = { ask = "2025-01-31 - 2025-03-31 <= -2 months and 2025-03-30 - 2025-01-31 < 2 months" }
        mixed = { ask = "1 months + 0 days > 30.4 days and 1 months + 0 days < 30.5 days" }
    "#;
    let run = Draw::of(text).trials(1000).run();
    for question in ["moved", "late", "leap", "by", "less", "mixed"] {
        run.chance(question, 1.0);
    }
}

#[test]
fn a_distribution_of_months_is_the_calendars() {
    // uniform over 0 to 4 months from the 1st of January: 31, 28, 31 and 30 days are a quarter each
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-05-01
        [process.t]
        states = ["x", "y"]
        start = "x"
        from.x.y = { after = "uniform(0 months, 4 months)" }
    "#;
    let run = Draw::of(text).trials(TRIALS).run();
    let starts = [0, 31, 59, 90, 120];
    for (month, pair) in starts.windows(2).enumerate() {
        for day in (pair[0] + 1..=pair[1]).step_by(9) {
            let part = (day - pair[0]) as f64 / (pair[1] - pair[0]) as f64;
            run.state("t", day, "y", (month as f64 + part) / 4.0);
        }
    }
    // the mean month would be a day off after February
    assert!(!share_agrees(59.0 / 121.747_5, TRIALS, 0.5));
}

#[test]
fn a_short_last_step_has_its_share_of_chances_and_delays() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-26
        step = "week"
        [process.chance]
        states = ["x", "y", "z"]
        start = "x"
        from.x = { y = 0.3, z = 0.2 }
        [process.slow]
        states = ["x", "y"]
        start = "x"
        per = "month"
        from.x.y = { p = 0.5, adjust = [ { if = "date >= 2025-01-20", odds = 2 } ] }
        [process.delay]
        states = ["x", "y"]
        start = "x"
        from.x.y = { after = "uniform(0 days, 50 days)" }
        [question]
        end = { ask = "chance" }
        when = { ask = "first(chance == y) <= 2025-01-26" }
    "#;
    let run = Draw::of(text).trials(TRIALS).run();
    let stay = 0.5_f64.powf(3.0 + 4.0 / 7.0);
    run.state("chance", 4, "x", stay).state("chance", 4, "y", (1.0 - stay) * 0.6);
    run.chance("when", (1.0 - stay) * 0.6);
    assert_eq!(run.forecast.processes[0].steps.len(), 5);
    assert_eq!(run.forecast.processes[0].steps[4].0, date(2025, 1, 26));
    // from the 22nd the odds are doubled: to stay a month has the chance 1/3
    let month = 0.5_f64.powf(14.0 / 30.436_875) * (1.0_f64 / 3.0).powf(11.0 / 30.436_875);
    run.state("slow", 4, "x", month);
    run.state("delay", 3, "y", 21.0 / 50.0).state("delay", 4, "y", 0.5);
    // a clock that stopped at the last whole week is told apart, and so is a whole last week
    for wrong in [0.5_f64.powi(3), 0.5_f64.powi(4)] {
        assert!(!share_agrees(wrong, TRIALS, stay));
    }
    // months: ten days of the 31 of January
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-11
        step = "month"
        [process.t]
        states = ["x", "y"]
        start = "x"
        from.x.y = 0.4
    "#;
    let run = Draw::of(text).trials(TRIALS).run();
    run.state("t", 1, "x", 0.6_f64.powf(10.0 / 31.0));
}

#[test]
fn what_is_made_on_a_date_holds_as_long_as_it_is_written() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-21
        [event.raid]
        each = "step"
        p = 0.1
        [process.line]
        states = ["open", "shut", "gone"]
        start = "open"
        from.shut = { open = { after = "3 days" } }
        from.open = { gone = 0 }
        [choice.push]
        options = ["no", "hard"]
        default = "no"
        [question]
        raids = { ask = "count(raid)" }
        pushed = { ask = "count(push == hard)" }
        shut = { ask = "count(line == shut)" }
        opens = { ask = "at(line == shut, 2025-01-12) and at(line == open, 2025-01-13)" }
    "#;
    let raids = |made: &[&str]| {
        let draw = made.iter().fold(Draw::of(text).trials(20_000), |draw, m| draw.made(*m));
        let run = draw.run();
        let mean = |question: &str| mean_of(run.number(question));
        (mean("raids"), mean("pushed"), mean("shut"))
    };
    let near = |x: f64, wanted: f64| (x - wanted).abs() < 0.1;
    // once, from then on, and for eight days
    assert!(near(raids(&["raid=yes@2025-01-10"]).0, 0.1 * 19.0 + 1.0));
    assert!(near(raids(&["raid=yes@2025-01-10.."]).0, 0.1 * 8.0 + 12.0));
    assert!(near(raids(&["raid=yes@2025-01-10..2025-01-12"]).0, 0.1 * 17.0 + 3.0));
    assert!(near(raids(&["push=hard@2025-01-10"]).1, 12.0));
    assert!(near(raids(&["push=hard@2025-01-10..2025-01-12"]).1, 3.0));
    assert!(near(raids(&["line=shut@2025-01-10"]).2, 12.0));
    // let go after the 12th, and three days after it was made shut it opens
    let run = Draw::of(text).trials(1000).made("line=shut@2025-01-10..2025-01-12").run();
    run.chance("opens", 1.0);
    assert!((mean_of(run.number("shut")) - 3.0).abs() < 1e-9);
}
