//! Pages say what is supposed or bounded, and sample neither.

use super::page;
use crate::support::Foretell;
use serde_json::Value;

/// Numbers that are made, constants, numbers within bounds, and what is settled once and made for a while.
const NUMBERS: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-02-26
step = "week"
[process.a]
states = ["x", "y"]
start = "x"
per = "week"
from.x.y = 0.3
[series.s]
start = 0
next = "s + normal(0, 1)"
[quantity.loss]
when = "a == y"
value = "normal(10, 1)"
[event.once]
when = "a == y"
p = 0.4
[event.vote]
when = "date == 2025-02-05"
otherwise = "none"
outcomes = { passed = 0.6, failed = "rest" }
[quantity.c]
value = "if vote == passed then 3 else 4"
when = "end"
[quantity.w]
value = "uniform(1, 2)"
[question]
loss = { ask = "loss > 7" }
s = { ask = "s > 7" }
early = { ask = "by(loss > 7, 2025-01-15)" }
once = { ask = "once" }
vote = { ask = "vote == none" }
before = { ask = "at(vote == none, 2025-01-29)" }
c = { ask = "c > 2" }
w = { ask = "w * 2 - 1 >= 0.9" }
w2 = { ask = "w > 1.5" }
"#;

#[test]
fn numbers_that_are_made_or_bounded_are_not_sampled() {
    let of = |arguments: &[&str]| {
        let page = page(NUMBERS, &[&["-n", "100"], arguments].concat()).expect("it runs");
        let answers = page["answers"].as_array().expect("there are answers");
        let how = |answer: &Value| {
            let name = answer["question"].as_str().expect("a name");
            Some(format!("{name} {}", answer["settled"].as_str()?))
        };
        answers.iter().filter_map(how).collect::<Vec<_>>().join(", ")
    };
    let plain = "vote impossible, before certain, c certain, w certain";
    assert_eq!(of(&[]), plain);
    let plain = plain.replace("vote", "once supposed, vote");
    assert_eq!(of(&["--do", "once=yes@2025-01-15..2025-01-22"]), plain);
    let plain = plain.replace("once supposed, ", "");
    assert_eq!(of(&["--do", "loss=8"]), format!("loss supposed, early supposed, {plain}"));
    let made = ["--do", "loss=8@2025-01-08..2025-01-15"];
    assert_eq!(of(&made), format!("loss supposed, early supposed, {plain}"));
    assert_eq!(of(&["--do", "s=9@2025-01-15..2025-01-22"]), plain, "s goes on from 9");
    assert_eq!(of(&["--do", "s=9@2025-01-15"]), format!("s supposed, {plain}"));
}

const SANCTIONS: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31
[process.sanctions]
states = ["none", "imposed", "eased"]
start = "none"
per = "month"
[process.sanctions.from.none]
imposed = { p = "20%", if = "date >= 2025-09-10" }
[process.sanctions.from.imposed]
eased = { after = "30 days" }
[question]
imposed = { ask = "ever(sanctions == imposed)", label = "Imposed" }
eased = { ask = "by(sanctions == eased, 2025-10-01)", label = "Eased by October" }
end = { ask = "sanctions", label = "At the end" }
"#;

#[test]
fn suppositions_are_printed_as_such() {
    let run = |arguments: &[&str]| {
        let run =
            Foretell::new().args(["run", "a.toml", "-n", "2000"]).args(arguments.iter().copied());
        run.file("a.toml", SANCTIONS).any_output().run()
    };
    let text = run(&["--do", "sanctions=imposed@2025-10-01"]).stdout;
    let line = |label: &str| text.lines().find(|line| line.contains(label)).unwrap_or_default();
    assert!(line("Imposed").contains(" 100 ") && line("Imposed").contains("supposed"), "{text}");
    assert_eq!(line("At the end").split_whitespace().last(), Some("100"), "{text}");
    assert!(!line("At the end").contains("none"), "{text}");
    let out = run(&["--do", "sanctions=eased", "--out", "out"]);
    let summary = out.file("out/summary.csv");
    assert!(summary.contains("imposed,yes,0,0,,"), "{summary}");
    let timeline = run(&["--out", "out"]).file("out/timeline.csv");
    // not before 10 September, nor eased before thirty days later
    assert!(timeline.contains("imposed,2025-09-09,0,0,,"), "{timeline}");
    assert!(timeline.contains("eased,2025-09-30,0,0,,"), "{timeline}");
    let json = run(&["--format", "json", "--do", "sanctions=imposed@2025-10-01"]).stdout;
    assert!(
        json.contains("\"settled\": \"supposed\"") || json.contains("\"settled\":\"supposed\"")
    );
}

/// The kind: days before which a state can't have lasted long enough, or a first day can't lie, were told as bounds of
/// trials. A threat since 19 August is carried out from two weeks on: not before 2 September.
#[test]
fn what_time_rules_out_is_not_sampled() {
    let text = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-09-20\n[process.s]\n\
                states = [\"threatened\", \"imposed\"]\nstart = \"threatened\"\nsince = 2025-08-19\n\
                from.threatened.imposed = { p = 0.1, if = \"elapsed(s) >= 2 weeks\" }\n\
                [event.raid]\neach = \"step\"\np = 0.5\n[question]\n\
                by.ask = \"ever(s == imposed)\"\nmany.ask = \"count(raid) > 31\"\n\
                most.ask = \"count(raid) > 30\"\nearly.ask = \"first(s == imposed) < 2025-08-20\"\n\
                open.ask = \"first(s == imposed) < 2025-09-10\"\n";
    let run = Foretell::new().args(["run", "a.toml", "-n", "4000", "--format", "json"]);
    let page = run.file("a.toml", text).any_output().run().stdout;
    let page: Value = serde_json::from_str(&page).expect("it is JSON");
    let of = |at: usize| &page["answers"][at];
    let days = of(0)["timeline"].as_array().expect("days");
    let shown = |day: &str| days.iter().find(|row| row["date"] == day).expect("a day");
    assert_eq!(shown("2025-09-01")["settled"], "impossible", "{}", shown("2025-09-01"));
    let then = shown("2025-09-02")["probability"].as_f64().expect("a number");
    assert!((then - 0.1).abs() < 0.03 && shown("2025-09-02")["settled"].is_null(), "{then}");
    assert_eq!(of(1)["settled"], "impossible", "32 of 31 steps");
    assert!(of(2)["settled"].is_null(), "31 of 31 steps");
    assert_eq!(of(3)["settled"], "impossible", "before the clock");
    assert!(of(4)["settled"].is_null() && of(4)["probability"].as_f64() > Some(0.4), "{}", of(4));
}

/// A side that a supposition determines was printed as a bound from all trials (`>99.99`).
#[test]
fn sides_that_are_supposed_are_not_sampled() {
    let text =
        format!("{SANCTIONS}\n[variant.hard]\ndo = {{ sanctions = \"imposed@2025-10-01\" }}\n");
    let of = |format: &[&str]| {
        let run = Foretell::new().args(["compare", "a.toml", "--variants", "hard", "-n", "2000"]);
        run.args(format.iter().copied()).file("a.toml", text.clone()).any_output().run().stdout
    };
    let page = of(&[]);
    let line = page.lines().find(|line| line.starts_with("Imposed")).unwrap_or_default();
    assert_eq!(line.split_whitespace().nth(2), Some("100"), "{page}");
    let page: Value = serde_json::from_str(&of(&["--format", "json"])).expect("it is JSON");
    let side = &page["rows"][0]["sides"][1];
    assert!(side["value"].as_f64() == Some(1.0) && side["std_error"].is_null(), "{side}");
}
