//! Closed forms on a clock to twelve digits.

use super::solved::{Solve, near};
use crate::support::Foretell;
use foretell::internal::forecast::Body;

const JANUARY: &str = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-31\n";

fn january(text: &str) -> Solve {
    Solve::of(format!("{JANUARY}{text}"))
}

#[test]
fn a_constant_hazard_waits_geometrically() {
    let text = r#"
        [process.talks]
        states = ["a", "b"]
        start = "a"
        from.a = { b = 0.07 }
        [question.first]
        ask = "first(talks == b)"
        [question.by]
        ask = "by(talks == b, 2025-01-11)"
        [question.since]
        ask = "first(talks == b)"
        given = "by(talks == b, 2025-01-21)"
    "#;
    let solved = january(text).run();
    let by = |k: i32| 1.0 - 0.93_f64.powi(k);
    solved.chance("first", by(30)).chance("by", by(10));
    for (k, p) in (0..).zip(solved.passed("first")) {
        near("first", p, by(k));
    }
    for (k, p) in (0..).zip(solved.passed("since")) {
        near("given", p, (by(k) / by(20)).min(1.0));
    }
    let Body::Date(date) = solved.body("first") else { panic!("it is a day") };
    let median = date.quantiles[2].1.day.map(|d| d.to_string());
    assert_eq!(median.as_deref(), Some("2025-01-11"), "the first k with 1 − 0.93^k ≥ 1/2");
}

#[test]
fn a_chain_of_two_states_by_its_eigenvalue() {
    let text = r#"
        [process.line]
        states = ["open", "shut"]
        start = "open"
        from.open = { shut = 0.2 }
        from.shut = { open = 0.3 }
        [question.end]
        ask = "line"
        [question.count]
        ask = "count(line == shut)"
    "#;
    let solved = january(text).run();
    let shut = |k: i32| 0.4 * (1.0 - 0.5_f64.powi(k));
    solved.cells("end", &[1.0 - shut(30), shut(30)]);
    let Body::Number(count) = solved.body("count") else { panic!("it is a number") };
    near("mean count", count.mean.expect("a mean").value, (1..=30).map(shut).sum());
    for (k, (_, states)) in (0..).zip(&solved.forecast.processes[0].steps) {
        near("a step", states[1].probability, shut(k));
    }
}

#[test]
fn the_past_is_seen_from_its_end() {
    // a hidden line seen on the last day alone: forward times backward
    let text = r#"
        [process.line]
        states = ["open", "shut"]
        start = "open"
        from.open = { shut = 0.2 }
        from.shut = { open = 0.3 }
        [question.end]
        ask = "at(line, 2025-01-04)"
    "#;
    let shut = |k: i32| 0.4 * (1.0 - 0.5_f64.powi(k));
    let solved = january(text).learnt("line == shut").run();
    // P(shut at 3) · P(shut at 30 | shut at 3) ÷ P(shut at 30)
    let stays = 0.4 + 0.6 * 0.5_f64.powi(27);
    let wanted = shut(3) * stays / shut(30);
    solved.cells("end", &[1.0 - wanted, wanted]);
    let (_, states) = &solved.forecast.processes[0].steps[3];
    near("smoothed", states[1].probability, wanted);
    near("the evidence", solved.ln_evidence().exp(), shut(30));
}

#[test]
fn delays_are_over_at_the_first_step_from_their_moment() {
    let text = r#"
        [process.talks]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "exponential(mean = 5 days)" } }
        [process.fixed]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "3.5 days" } }
        from.b = { c = { after = "4 days" } }
        [question.first]
        ask = "first(talks == b)"
        [question.second]
        ask = "first(fixed == c)"
    "#;
    let solved = january(text).run();
    let by = |k: usize| 1.0 - (-(k as f64) / 5.0).exp();
    for (k, p) in solved.passed("first").into_iter().enumerate() {
        near("first", p, by(k));
    }
    for (k, p) in solved.passed("second").into_iter().enumerate() {
        // seven and a half days, not four after the step at which three and a half are seen
        near("second", p, if k < 8 { 0.0 } else { 1.0 });
    }
}

#[test]
fn a_race_is_won_by_the_earlier_delay() {
    let text = r#"
        [process.talks]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "exponential(mean = 6 days)" }, c = { after = "exponential(mean = 3 days)" } }
        [question.end]
        ask = "talks"
    "#;
    let stay = (-30.0_f64 / 2.0).exp();
    let solved = january(text).run();
    solved.cells("end", &[stay, (1.0 - stay) / 3.0, (1.0 - stay) * 2.0 / 3.0]);
}

#[test]
fn doubt_is_averaged_over_worlds_without_noise() {
    let text = r#"
        [parameter.rate]
        value = "beta(2, 8)"
        [event.one]
        p = "rate"
        [event.two]
        p = "rate"
        [question.both]
        ask = "one and two"
        [question.second]
        ask = "two"
        given = "one"
    "#;
    let solved = Solve::of(text).run();
    let rates: Vec<f64> = solved
        .exact
        .values
        .iter()
        .map(|values| *values.iter().find(|x| x.is_finite()).expect("the rate"))
        .collect();
    assert_eq!(rates.len(), 200);
    let both = rates.iter().map(|r| r * r).sum::<f64>() / 200.0;
    let given = rates.iter().map(|r| r * r).sum::<f64>() / rates.iter().sum::<f64>();
    let Body::Condition(found) = solved.body("both") else { panic!("a condition") };
    near("both", found.probability, both);
    let Body::Condition(found) = solved.body("second") else { panic!("a condition") };
    near("second, given first", found.probability, given);
    // 200 worlds, of which few carry the weight of the evidence, may not resolve the range; it is never a point
    assert!(found.range.is_some() && found.ends().is_none_or(|(l, h)| l < given && given < h));
    // a beta of 2 and 8 has mean 0.2; one success makes it 3 and 8
    assert!((given - 3.0 / 11.0).abs() < 0.05);
}

#[test]
fn a_draw_without_end_in_a_series_is_refused() {
    let text = r#"
        [series.front]
        start = 0
        next = "front + normal(0, 1)"
        [question.far]
        ask = "front > 3"
    "#;
    let refused = january(text).try_run().err().expect("it is continuous");
    assert!(refused.contains("E0810") && refused.contains("`front`"), "{refused}");
}

#[test]
fn too_many_joint_states_are_refused_soon() {
    let mut text = String::new();
    let mut names = Vec::new();
    for i in 0..30 {
        let name = format!("p{i:02}");
        text += "[process.";
        text += &name;
        text += "]\nstates = [\"a\", \"b\"]\nstart = \"a\"\nfrom.a = { b = 0.5 }\n";
        names.push(format!("{name} == b"));
    }
    text += "[question.all]\nask = \"";
    text += &names.join(" and ");
    text += "\"\n";
    let began = std::time::Instant::now();
    let refused = january(&text).try_run().err().expect("two to the thirtieth");
    assert!(refused.contains("E0811") && refused.contains("joint state"), "{refused}");
    assert!(began.elapsed().as_secs() < 100, "{:?}", began.elapsed());
}

/// States entered at drawn moments between steps: a delay of whole steps is then over as many steps after the one that
/// follows the moment. 1 − exp(−(t − 4) ÷ 5) after an exponential delay and 4 days, with 3 more days t − 7.
#[test]
fn whole_steps_after_a_drawn_moment_are_computed() {
    let text = r#"
        [process.talks]
        states = ["a", "b", "c", "d"]
        start = "a"
        from.a = { b = { after = "exponential(mean = 5 days)" } }
        from.b = { c = { after = "4 days" } }
        from.c = { d = { after = "3 days" } }
        [question]
        second = { ask = "first(talks == c)" }
        third = { ask = "first(talks == d)" }
    "#;
    let solved = january(text).run();
    for (question, gone) in [("second", 4.0), ("third", 7.0)] {
        for (day, p) in solved.passed(question).into_iter().enumerate() {
            let left = (day as f64 - gone).max(0.0);
            near(question, p, 1.0 - (-left / 5.0).exp());
        }
    }
    Foretell::new()
        .args(["run", "a.toml", "--cross-check", "-n", "200000"])
        .file("a.toml", format!("{JANUARY}{text}"))
        .stdout_such("agree with the sampler", |told| told.contains("exact answers agree"))
        .run();
}

#[test]
fn a_drawn_moment_between_steps_is_refused_where_its_place_matters() {
    let text = r#"
        [process.talks]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = { after = "exponential(mean = 5 days)" } }
        from.b = { c = { after = "4 days" } }
        [question.second]
        ask = "first(talks == c)"
    "#;
    for (next, ask) in [
        ("1.5 days", "first(talks == c)"),
        ("2.5 days", "first(talks == c)"),
        ("30.5 days", "first(talks == c)"),
        ("uniform(2 days, 3 days)", "first(talks == c)"),
        ("exponential(mean = 5 days)", "first(talks == b)"),
        ("4 days", "elapsed(talks) > 3 days"),
    ] {
        let text = text.replace("4 days", next).replace("first(talks == c)", ask);
        let refused = january(&text).try_run().err();
        let refused =
            refused.unwrap_or_else(|| panic!("{next}, {ask}: it enters `b` at any moment"));
        assert!(refused.contains("E0810") && refused.contains("between two steps"), "{refused}");
    }
}

#[test]
fn months_and_a_short_last_step_are_computed_as_they_are() {
    let text = r#"
        [scenario]
        as_of = 2025-01-31
        until = 2025-04-10
        step = "month"
        [process.hazard]
        states = ["a", "b"]
        start = "a"
        from.a.b = 0.2
        [process.delay]
        states = ["a", "b"]
        start = "a"
        since = 2025-01-01
        from.a.b = { after = "uniform(0 months, 6 months)" }
        [question]
        hazard = { ask = "first(hazard == b)" }
        delay = { ask = "first(delay == b)" }
    "#;
    let solved = Solve::of(text).run();
    // the steps end on 28 February, 31 March and 10 April, ten of the thirty days to the 30th
    let steps = [0.0, 1.0, 2.0, 2.0 + 10.0 / 30.0];
    for (p, months) in solved.passed("hazard").into_iter().zip(steps) {
        near("hazard", p, 1.0 - 0.8_f64.powf(months));
    }
    // months since the 1st of January, of which 30/31 had passed
    let since = [30.0 / 31.0, 1.0 + 27.0 / 28.0, 2.0 + 30.0 / 31.0, 3.0 + 9.0 / 30.0];
    for (p, months) in solved.passed("delay").into_iter().zip(since) {
        near("delay", p, (months - since[0]) / (6.0 - since[0]));
    }
}

/// The kind: numbers and days that are computed have ranges across readings, as those that are counted have. The mean
/// and the quantiles of a geometric waiting time are monotone in its hazard h, so that their 5th and 95th percentiles
/// are those at the 5th and 95th percentile of h.
#[test]
fn numbers_and_days_have_ranges_across_readings() {
    let text = r#"
        [parameter.h]
        value = "uniform(0.02, 0.2)"
        [process.talks]
        states = ["a", "b"]
        start = "a"
        from.a = { b = "h" }
        [question.first]
        ask = "first(talks == b)"
        [question.count]
        ask = "count(talks == b)"
    "#;
    let solved = january(text).run();
    let mean = |h: f64| (1..=30).map(|k| 1.0 - (1.0 - h).powi(k)).sum::<f64>();
    let day = |h: f64, p: f64| ((1.0 - p).ln() / (1.0 - h).ln()).ceil() as i64;
    let hazards = [0.02 + 0.05 * 0.18, 0.02 + 0.95 * 0.18];
    let Body::Number(count) = solved.body("count") else { panic!("it is a number") };
    let (low, high) = count.mean.expect("a mean").ends().expect("its range is computed");
    // 200 spread readings know a percentile of h to about 1/200 of its width
    let off = 0.18 / 100.0;
    for (end, h) in [low, high].into_iter().zip(hazards) {
        assert!((mean(h - off)..mean(h + off)).contains(&end), "{end} for {}", mean(h));
    }
    let Body::Date(date) = solved.body("first") else { panic!("it is a day") };
    let median = date.quantiles[2].1.range.expect("its range is computed");
    let begin = jiff::civil::date(2025, 1, 1);
    let days = [median.0, median.1].map(|end| (end.expect("it comes") - begin).get_days());
    for (end, h) in days.into_iter().zip([hazards[1], hazards[0]]) {
        assert!((day(h + off, 0.5)..=day(h - off, 0.5)).contains(&i64::from(end)), "{end} for {h}");
    }
    assert_eq!(date.quantiles[4].1.range.map(|(_, late)| late), Some(None), "95 in 100: never");
}

/// A hidden chain of two states, and what a noisy signal said on each of 200 days: the forward algorithm (Rabiner 1989).
#[test]
fn evidence_on_every_day_is_absorbed_as_it_comes() {
    const DAYS: usize = 200;
    let (stay, right) = ([0.9, 0.7], [0.8, 0.6]);
    // a signal that comes in runs
    let said: Vec<bool> = (0..DAYS).map(|day| day % 7 < 4).collect();
    let mut chances = [1.0, 0.0];
    for (day, yes) in said.iter().enumerate() {
        if day > 0 {
            let [a, b] = chances;
            chances = [a * stay[0] + b * (1.0 - stay[1]), a * (1.0 - stay[0]) + b * stay[1]];
        }
        // in the first state the signal is mostly on, in the second one mostly off
        let like = [
            if *yes { right[0] } else { 1.0 - right[0] },
            if *yes { 1.0 - right[1] } else { right[1] },
        ];
        chances = [chances[0] * like[0], chances[1] * like[1]];
        let sum: f64 = chances.iter().sum();
        chances = chances.map(|p| p / sum);
    }
    let date = |day: usize| {
        let months = [31, 28, 31, 30, 31, 30, 31];
        let mut left = day;
        let month = months
            .iter()
            .take_while(|days| {
                let fits = left >= **days;
                if fits {
                    left -= **days;
                }
                fits
            })
            .count();
        format!("2025-{:02}-{:02}", month + 1, left + 1)
    };
    let clause = |(day, yes): (usize, &bool)| {
        let not = if *yes { "" } else { "not " };
        format!("at({not}signal, {})", date(day))
    };
    let given: Vec<String> = said.iter().enumerate().map(clause).collect();
    let text = format!(
        "[scenario]\nas_of = 2025-01-01\nuntil = {}\n[process.z]\nstates = [\"a\", \"b\"]\nstart = \"a\"\n\
         [process.z.from.a]\nb = 0.1\n[process.z.from.b]\na = 0.3\n[event.signal]\neach = \"step\"\np = 0.8\n\
         case = [ {{ if = \"now(z) == b\", p = 0.4 }} ]\n[question.q]\nask = \"z == a\"\n",
        date(DAYS - 1)
    );
    let output = crate::support::Foretell::new()
        .args(["run", "a.toml", "--exact", "--format", "csv", "--given", &given.join(" and ")])
        .file("a.toml", text)
        .any_output()
        .run();
    let told: f64 = output
        .stdout
        .lines()
        .nth(1)
        .and_then(|line| line.split(',').nth(2)?.parse().ok())
        .unwrap_or(f64::NAN);
    assert!(
        (told - chances[0]).abs() < 1e-9,
        "{told}, not {}: {}{}",
        chances[0],
        output.stdout,
        output.stderr
    );
}

#[test]
fn evidence_that_one_reading_excludes_leaves_the_others() {
    // the kind: evidence about another process than the one asked about, impossible in some readings, so that no joint
    // state is left there; it ended in a panic. Only `b` can be right, so the answer is a sum over the step at which
    // the talks begin
    let text = r#"
[scenario]
as_of = 2025-01-01
until = 2025-01-31
[expert.a]
[expert.b]
[process.talks]
states = ["off", "on"]
start = "off"
from.off = { on = { p = { by = { a = 0.0, b = 0.5 }, pool = "mixture" } } }
[process.mood]
states = ["bad", "good"]
start = "bad"
from.bad = { good = { p = 0.05, case = [ { if = "talks == on", p = 0.5 } ] } }
[question]
good = { ask = "by(mood == good, 2025-01-05)" }
"#;
    let (mut both, mut known) = (0.0, 0.0);
    for begins in 1..=9 {
        let stays_bad: f64 = (1..=4).map(|step| if begins < step { 0.5 } else { 0.95 }).product();
        known += 0.5_f64.powi(begins);
        both += 0.5_f64.powi(begins) * (1.0 - stays_bad);
    }
    let run = Foretell::new()
        .args(["run", "a.toml", "--exact", "--format", "json"])
        .args(["--given", "at(talks == on, 2025-01-10)"])
        .file("a.toml", text);
    let found: serde_json::Value =
        serde_json::from_str(&run.any_output().run().stdout).expect("it is JSON");
    let chance = found["answers"][0]["probability"].as_f64().expect("it is possible");
    assert!((chance - both / known).abs() < 1e-12, "{chance} is not {}", both / known);
    // wrong on purpose: evidence that is passed over, which leaves `b` alone and no condition on the talks
    assert!((chance - both).abs() > 1e-4);
}
