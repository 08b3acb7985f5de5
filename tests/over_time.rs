//! Numbers that are asked over time, by closed forms; and confidence, which output keeps apart from chances.

use crate::support::printed;
use foretell::{Job, Options, Outcome, Round, Scenario, Shard, Step, Task};

/// A random walk of 40 days: on day t it is normal with mean t/10 and variance t.
const WALK: &str = "\
[scenario]
author = \"A. Analyst\"
as_of = 2025-01-01
until = 2025-02-10
[series.x]
start = 0
next = \"x + normal(0.1, 1)\"
unit = \"km\"
[question.x]
ask = \"x\"
over_time = true
label = \"The front\"
confidence = { level = \"low\", because = \"One map\" }
[question.up]
ask = \"x > 4\"
";

/// The standard normal quantiles of 0.05, 0.25, 0.5, 0.75, 0.95.
const Z: [f64; 5] = [
    -1.644_853_626_951_472,
    -0.674_489_750_196_081_7,
    0.0,
    0.674_489_750_196_081_7,
    1.644_853_626_951_472,
];

fn fan(text: &str, options: &Options) -> Vec<foretell::result::FanDay> {
    let model = Scenario::read("walk.toml", text).case().compile().expect("it has no fault");
    let forecast = model.run(options).expect("it runs");
    forecast.answer("x").expect("it is asked").fan.clone()
}

#[test]
fn a_random_walk_opens_as_the_root_of_time() {
    let days = fan(WALK, &Options::default().trials(40_000));
    assert_eq!(days.len(), 41);
    assert_eq!((days[0].date.as_str(), days[40].date.as_str()), ("2025-01-01", "2025-02-10"));
    for (t, day) in days.iter().enumerate() {
        for (quantile, z) in day.quantiles.iter().zip(Z) {
            let expected = t as f64 / 10.0 + z * (t as f64).sqrt();
            let foretell::result::Value::Number(found) = quantile.value else {
                panic!("{quantile:?}")
            };
            let error = quantile.std_error.expect("an error");
            assert!(
                (found - expected).abs() <= 5.0 * error + 1e-9,
                "{t}: {found} for {expected} ±{error}"
            );
            assert!(t == 0 || error > 0.0 && error < 0.1 * (t as f64).sqrt(), "{t}: {error}");
        }
    }
}

/// How often two standard errors cover the truth: about 95 in 100, over seeds and days that are far apart.
#[test]
fn errors_of_a_fan_cover_the_truth() {
    let (mut covered, mut all) = (0, 0);
    for seed in 0..60 {
        let days = fan(WALK, &Options::default().trials(2_000).seed(seed));
        for t in [4_usize, 40] {
            let truths = Z.map(|z| t as f64 / 10.0 + z * (t as f64).sqrt());
            for (quantile, truth) in days[t].quantiles.iter().zip(truths) {
                let foretell::result::Value::Number(found) = quantile.value else {
                    panic!("a number")
                };
                let error = quantile.std_error.expect("an error");
                covered += u32::from((found - truth).abs() <= 1.96 * error);
                all += 1;
            }
        }
    }
    let share = f64::from(covered) / f64::from(all);
    assert!((0.90..=0.985).contains(&share), "{covered} of {all}");
}

#[test]
fn threads_change_no_byte_of_a_fan() {
    let run = |threads: &str| {
        let args = ["run", "a.toml", "-n", "20000", "--format", "json", "--threads", threads];
        printed(&args, WALK, 0)
    };
    let one = run("1");
    assert!(one.contains("\"fan\""), "{one}");
    assert_eq!(one, run("3"));
}

#[test]
fn shards_merge_to_the_same_fan() {
    let model = Scenario::read("walk.toml", WALK).case().compile().expect("it has no fault");
    let options = Options::default().trials(20_000);
    let task = Task::new(&model, &Job::Run, &options);
    let round = Round::default();
    let part = |index| task.part(&round, Shard { index, of: 3 }).expect("a part");
    let joined = task.join(&round, [part(0), part(1), part(2)]).expect("they are whole");
    let Step::Done(Outcome::Run(joined)) = joined else { panic!("a run takes one round") };
    let whole = model.run(&options.timelines(true)).expect("it runs");
    assert_eq!(joined.answer("x").expect("asked").fan, whole.answer("x").expect("asked").fan);
    assert_eq!(joined.answer("x").expect("asked").fan.len(), 41);
}

#[test]
fn a_fan_is_shown_everywhere() {
    let run = |more: &[&str]| printed(&[&["run", "a.toml", "-n", "20000"], more].concat(), WALK, 0);
    let text = run(&[]);
    assert!(text.contains("The front, km") && text.contains("9 in 10 from"), "{text}");
    assert!(text.contains("Confidence in *The front*: low. One map."), "{text}");
    let page = printed(&["report", "a.toml", "-n", "20000"], WALK, 0);
    assert!(page.contains("Line: half below. Bands: a half, and 9 in 10."), "no fan");
    assert!(page.contains("One map"), "no confidence");
    let json = run(&["--format", "json"]);
    assert!(
        json.contains("\"author\": \"A. Analyst\"") || json.contains("\"author\":\"A. Analyst\"")
    );
    assert!(json.contains("One map"), "{json}");
    let csv = run(&["--format", "csv"]);
    assert!(csv.contains("question,outcome,probability,std_error,low,high,confidence"), "{csv}");
    let model = Scenario::read("walk.toml", WALK).case().compile().expect("it has no fault");
    let forecast = model.run(&Options::default().trials(20_000)).expect("it runs");
    let fans = forecast.table("fans").expect("it has a fan").to_csv();
    assert!(
        fans.starts_with("question,date,quantile,value,std_error,low,high\nx,2025-01-01,0.05,0"),
        "{fans}"
    );
    assert_eq!(fans.lines().count(), 1 + 41 * 5);
    let explained = printed(&["explain", "a.toml"], WALK, 0);
    assert!(explained.contains("Confidence in the answer: low. One map."), "{explained}");
    let whole = WALK.replace("[series.x]", "[confidence]\nlevel = \"high\"\n[series.x]");
    let text = printed(&["run", "a.toml", "-n", "20000"], &whole, 0);
    let note = "Confidence of A. Analyst in the analysis, apart from the chances: high.";
    assert!(text.contains(note), "{text}");
}

/// Ranges across readings: a drift of 0 or 1, each with even chance.
#[test]
fn a_fan_has_the_range_across_readings() {
    let text = WALK
        .replace("normal(0.1, 1)", "drift + normal(0, 0.1)")
        .replace("[series.x]", "[parameter.drift]\nvalue = \"mixture(1: 0, 1: 1)\"\n[series.x]");
    let days = fan(&text, &Options::default().trials(40_000).worlds(200));
    let (low, high) = days[40].quantiles[2].range.expect("a range");
    let number = |value| match value {
        foretell::result::Value::Number(x) => x,
        never @ foretell::result::Value::Never(_) => panic!("{never:?}"),
    };
    assert!((number(low)).abs() < 1.0 && (number(high) - 40.0).abs() < 1.0, "{low:?} {high:?}");
}
