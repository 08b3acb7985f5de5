//! Events with causes: against their formula, against the table that they stand for, and many at once.

use crate::statistics::Draw;
use crate::support::printed;

const OUTAGE: &str = r#"
[event.storm]
p = 0.3
[event.frost]
outcomes = { none = 0.5, mild = 0.3, severe = 0.2 }
[event.outage]
p = 0.02
because = "Each as in 2019."
[event.outage.causes]
storm = 0.5
"frost == severe" = { p = 0.3, because = "Pipes." }
[question.outage]
ask = "outage"
[question.storm]
ask = "storm"
given = "outage"
"#;

/// The probability of a question, from CSV.
fn probability(output: &str, question: &str) -> f64 {
    let mut lines = output.lines();
    let columns: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let at = columns.iter().position(|column| *column == "probability").expect("a column");
    let row = lines.find(|line| line.starts_with(question)).expect("the question");
    row.split(',').nth(at).expect("a field").parse().expect("a number")
}

fn exactly(text: &str, question: &str) -> f64 {
    let arguments = ["run", "a.toml", "--exact", "--format", "csv"];
    probability(&printed(&arguments, text, 0), question)
}

/// 1 − 0.98 · (1 − 0.3 · 0.5) · (1 − 0.2 · 0.3) as the causes are independent.
fn outage() -> f64 {
    1.0 - 0.98 * (1.0 - 0.3 * 0.5) * (1.0 - 0.2 * 0.3)
}

#[test]
fn the_chance_is_that_of_the_formula() {
    let run = Draw::of(OUTAGE).run();
    run.chance("outage", outage());
    let storm = 0.3 * (1.0 - 0.98 * 0.5 * (1.0 - 0.2 * 0.3)) / outage();
    run.chance("storm", storm);
    assert!((exactly(OUTAGE, "outage") - outage()).abs() < 1e-12);
    assert!((exactly(OUTAGE, "storm") - storm).abs() < 1e-12);
    // adding the chances, instead, is noticed
    assert!((exactly(OUTAGE, "outage") - (0.02 + 0.15 + 0.06)).abs() > 0.005);
}

/// The network of an event without causes, whose table has the same numbers, gives the same answers, also where
/// `when` has to hold.
#[test]
fn causes_are_the_table_that_they_stand_for() {
    let when = OUTAGE.replace("p = 0.02", "p = 0.02\nwhen = \"frost != none\"");
    let rows: String = [("yes", 1.0), ("no", 0.0)]
        .into_iter()
        .flat_map(|(storm, s)| {
            [("none", 0.0), ("mild", 0.0), ("severe", 1.0)].map(|(frost, f)| {
                let p = 1.0 - 0.98 * (1.0 - 0.5 * s) * (1.0 - 0.3 * f);
                format!("{{ storm = \"{storm}\", frost = \"{frost}\", p = {p} }},\n")
            })
        })
        .collect();
    for text in [OUTAGE, &when] {
        let (before, rest) = text.split_once("p = 0.02").expect("the leak");
        let (head, questions) = rest.split_once("[event.outage.causes]").expect("causes");
        let (_, questions) = questions.split_once("[question.outage]").expect("a question");
        let table = format!(
            "{before}given = [\"storm\", \"frost\"]\ntable = [\n{rows}]{head}[question.outage]{questions}"
        );
        for question in ["outage", "storm"] {
            let (one, other) = (exactly(text, question), exactly(&table, question));
            assert!((one - other).abs() < 1e-12, "{question}: {one} and {other}");
        }
    }
}

/// Forty causes: 1 − 0.99 ∏ (1 − pᵢ cᵢ), in a moment.
#[test]
fn forty_causes_are_exact() {
    let all = (1..=40).map(|i| (i, f64::from(i) / 100.0, f64::from(41 - i) / 200.0));
    let events: Vec<String> =
        all.clone().map(|(i, p, _)| format!("[event.e{i}]\np = {p}\n")).collect();
    let causes: Vec<String> = all.clone().map(|(i, _, c)| format!("e{i} = {c}\n")).collect();
    let (events, causes) = (events.concat(), causes.concat());
    let spared: f64 = 0.99 * all.map(|(_, p, c)| 1.0 - p * c).product::<f64>();
    let text = format!(
        "{events}[event.x]\np = 0.01\n[event.x.causes]\n{causes}[question.q]\nask = \"x\"\n\
         [question.r]\nask = \"e7\"\ngiven = \"x\"\n"
    );
    let found = exactly(&text, "q");
    assert!((found - (1.0 - spared)).abs() < 1e-12, "{found}");
    let (p, c) = (0.07, 34.0 / 200.0);
    let with = 1.0 - spared / (1.0 - p * c) * (1.0 - c);
    let given = exactly(&text, "r");
    assert!((given - p * with / (1.0 - spared)).abs() < 1e-12, "{given}");
    Draw::of(text).trials(100_000).run().chance("q", 1.0 - spared);
}

#[test]
fn causes_have_paths_and_words() {
    let paths = printed(&["check", "a.toml", "--paths"], OUTAGE, 0);
    assert!(paths.contains("event.outage.causes.storm = 0.5"), "{paths}");
    assert!(paths.contains("event.outage.causes.\"frost == severe\".p = 0.3"), "{paths}");
    let explained = printed(&["explain", "a.toml"], OUTAGE, 0);
    assert!(
        explained.contains("Where `storm` holds, it brings yes about with 50 in 100"),
        "{explained}"
    );
    assert!(explained.contains("\"Pipes.\""), "{explained}");
    let set = |setting: &str| {
        let arguments = ["run", "a.toml", "--exact", "--format", "csv", "--set", setting];
        probability(&printed(&arguments, OUTAGE, 0), "outage")
    };
    assert!((set("event.outage.causes.storm=0") - (1.0 - 0.98 * 0.94)).abs() < 1e-12);
    let none = set("event.outage.causes.\"frost == severe\"=0%");
    assert!((none - (1.0 - 0.98 * 0.85)).abs() < 1e-12, "{none}");
    let over = "event.outage.causes.storm=0,1";
    let swept = printed(&["sweep", "a.toml", "--over", over, "-n", "20000"], OUTAGE, 0);
    assert!(swept.contains("storm"), "{swept}");
    let unsure = OUTAGE.replace("storm = 0.5", "storm = \"3 of 10 cases\"");
    let moved =
        printed(&["sensitivity", "a.toml", "--question", "outage", "-n", "20000"], &unsure, 0);
    assert!(moved.contains("3 of 10 cases"), "{moved}");
    let exported = printed(&["export", "a.toml", "--to", "bif"], OUTAGE, 0);
    assert!(exported.contains("outage"), "{exported}");
}

#[test]
fn the_order_of_causes_changes_no_number() {
    let turned = OUTAGE
        .replace("storm = 0.5\n", "")
        .replace("because = \"Pipes.\" }", "because = \"Pipes.\" }\nstorm = 0.5");
    assert_ne!(turned, OUTAGE);
    let run = |text: &str| printed(&["run", "a.toml", "-n", "50000", "--format", "csv"], text, 0);
    assert_eq!(run(OUTAGE), run(&turned));
}

/// On a clock, each step draws again: 0.7 days without and 0.3 with a storm.
#[test]
fn causes_act_on_a_clock() {
    let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-11\n[event.storm]\np = 0.3\n\
                [event.hit]\neach = \"step\"\np = 0.01\ncauses = { storm = 0.2 }\n\
                [question.q]\nask = \"ever(hit)\"\n";
    let (calm, storm): (f64, f64) = (0.99, 0.99 * 0.8);
    let expected = 1.0 - 0.7 * calm.powi(11) - 0.3 * storm.powi(11);
    Draw::of(text).run().chance("q", expected);
    assert!((exactly(text, "q") - expected).abs() < 1e-12);
}

/// A chance of a cause beyond 1 is not hidden by the product.
#[test]
fn a_cause_that_leaves_0_to_1_stops_the_run() {
    let text = "[parameter.a]\nvalue = \"uniform(0.5, 1.5)\"\n[event.storm]\np = 0.5\n[event.hit]\n\
                p = 0.01\ncauses = { storm = \"a\" }\n[question.q]\nask = \"hit\"\n";
    assert!(printed(&["run", "a.toml", "-n", "20000"], text, 3).contains("E0802"));
}
