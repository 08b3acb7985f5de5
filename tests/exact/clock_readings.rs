//! Exact answers on a clock with uncertain inputs and evidence.

use super::clock::january;
use crate::support::Foretell;
use foretell::internal::forecast::Body;

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
    let printed: Vec<bool> = (0..DAYS).map(|day| day % 7 < 4).collect();
    let mut chances = [1.0, 0.0];
    for (day, yes) in printed.iter().enumerate() {
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
    let given: Vec<String> = printed.iter().enumerate().map(clause).collect();
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
    let shown: f64 = output
        .stdout
        .lines()
        .nth(1)
        .and_then(|line| line.split(',').nth(2)?.parse().ok())
        .unwrap_or(f64::NAN);
    assert!(
        (shown - chances[0]).abs() < 1e-9,
        "{shown}, not {}: {}{}",
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
