//! The undefined where a trial can't go on without it, and where it can.

use crate::support::Foretell;

const CLOCK: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-01-10
[event.raid]
each = "step"
p = 0.3
"#;

fn stops(rest: &str, trial: &'static str) {
    Foretell::new()
        .args(["run", "a.toml", "-n", "100000"])
        .file("a.toml", format!("{CLOCK}{rest}"))
        .status(3)
        .stderr_such("say where, in which trial and what to do", move |shown| {
            shown.contains("error[E0805]")
                && shown.contains("a.toml:")
                && shown.contains("this happened in world 0, trial ")
                && shown.contains(trial)
                && shown.contains("say what holds there")
        })
        .run();
}

fn chance(rest: &str, wanted: f64) {
    let run = Foretell::new()
        .args(["run", "a.toml", "-n", "100000", "--format", "csv"])
        .file("a.toml", format!("{CLOCK}{rest}[question.q]\nask = \"x\"\n"))
        .any_output()
        .run();
    let row = run.stdout.lines().find(|line| line.starts_with("q,yes,")).expect("it is answered");
    let found: f64 = row.split(',').nth(2).and_then(|p| p.parse().ok()).expect("a probability");
    let error = (wanted * (1.0 - wanted) / 1e5).sqrt();
    assert!((found - wanted).abs() < 5.0 * error, "{found} where {wanted} is right: {rest}");
}

#[test]
fn an_undefined_chance_factor_condition_or_delay_stops_the_run() {
    let question = "[question.q]\nask = \"x\"\n";
    let event = "[event.x]\nwhen = \"end\"\n";
    for rule in [
        "p = \"min(1, 0.5 / count(raid))\"",
        "p = \"if ln(count(raid)) > 1 then 0.2 else 0.1\"",
        "p = 0.2\nadjust = [ { if = \"not raid\", odds = \"1 / count(raid)\" } ]",
        "p = 0.2\nadjust = [ { if = \"1 / count(raid) > 0.3\", odds = 2 } ]",
        "p = 0.2\ncase = [ { if = \"sqrt(count(raid) - 1) > 1\", p = 0.3 } ]",
    ] {
        stops(&format!("{event}{rule}\n{question}"), "on 2025-01-10 (step 9)");
        // the exact solver needs it in the same step
        Foretell::new()
            .args(["run", "a.toml", "--exact"])
            .file("a.toml", format!("{CLOCK}{event}{rule}\n{question}"))
            .status(3)
            .stderr_such("stop for the same reason", |shown| {
                shown.contains("error[E0805]")
                    && shown.contains("this happens on 2025-01-10 (step 9)")
                    && shown.contains("say what holds there")
            })
            .run();
    }
    stops(
        &format!(
            "[process.x]\nstates = [\"a\", \"b\"]\nstart = \"a\"\n\
             from.a.b = {{ after = \"1 day / count(raid)\" }}\n{question}"
        ),
        "on 2025-01-01 (step 0)",
    );
}

#[test]
fn an_undefined_condition_of_a_small_chance_stops_the_run_too() {
    // most trials are kept from moving by their first random bits, whatever the chance: it is needed all the same
    stops(
        "[quantity.loss]\nwhen = \"count(raid) >= 7\"\nvalue = \"uniform(0, 1)\"\n\
         [process.x]\nstates = [\"a\", \"b\"]\nstart = \"a\"\n\
         from.a.b = { p = 1e-9, adjust = [ { if = \"loss > 0.5\", odds = 2 } ] }\n\
         [question.q]\nask = \"x\"\n",
        "trial 0 on 2025-01-02 (step 1)",
    );
}

#[test]
fn what_is_decided_without_the_undefined_does_not_stop_the_run() {
    // 1/count(raid) > 0.4 for one or two raids in nine days
    let none = 0.7_f64.powi(9);
    let (one, two) = (9.0 * 0.3 * 0.7_f64.powi(8), 36.0 * 0.09 * 0.7_f64.powi(7));
    let few = one + two;
    let event = "[event.x]\nwhen = \"end\"\n";
    let guarded = "count(raid) > 0 and 1 / count(raid) > 0.4";
    let p = 0.1 * (1.0 - few) + 0.6 * few;
    chance(&format!("{event}p = 0.1\ncase = [ {{ if = \"{guarded}\", p = 0.6 }} ]\n"), p);
    let either = "count(raid) == 0 or 1 / count(raid) > 0.4";
    let p = 0.1 * (1.0 - few - none) + 0.6 * (few + none);
    chance(&format!("{event}p = 0.1\ncase = [ {{ if = \"{either}\", p = 0.6 }} ]\n"), p);
    // an earlier case decides
    let cases = "case = [ { if = \"count(raid) == 0\", p = 0.9 }, { if = \"1 / count(raid) > 0.4\", p = 0.6 } ]";
    chance(
        &format!("{event}p = 0.1\n{cases}\n"),
        0.9 * none + 0.6 * few + 0.1 * (1.0 - few - none),
    );
    // a branch that is not taken
    let p: f64 = (0..=9_u32)
        .map(|k| {
            let ways = (0..k).fold(1.0, |c, i| c * f64::from(9 - i) / f64::from(i + 1));
            let share = ways * 0.3_f64.powi(k as i32) * 0.7_f64.powi(9 - k as i32);
            share * if k > 0 { 0.5 / f64::from(k) } else { 0.25 }
        })
        .sum();
    chance(&format!("{event}p = \"if count(raid) > 0 then 0.5 / count(raid) else 0.25\"\n"), p);
}

#[test]
fn a_number_too_large_is_larger_than_any_other() {
    let text = "[quantity.z]\nvalue = \"uniform(0, 1000)\"\n\
                [question.large]\nask = \"exp(z) > 1e6\"\n[question.square]\nask = \"exp(z) * exp(z) > 1\"\n\
                [question.lost]\nask = \"exp(z) / exp(z) == 1\"\n";
    let run = Foretell::new()
        .args(["run", "a.toml", "-n", "100000", "--format", "json"])
        .file("a.toml", text)
        .any_output()
        .run();
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let of = |at: usize| &json["answers"][at];
    assert_eq!(of(0)["left_out"], 0, "{json}");
    assert_eq!(of(1)["left_out"], 0);
    // beyond exp(709.78) infinity over infinity is undefined
    let lost = of(2)["left_out"].as_f64().expect("a count") / 1e5;
    assert!((lost - 0.29022).abs() < 5.0 * (0.29_f64 * 0.71 / 1e5).sqrt(), "{lost}");
}
