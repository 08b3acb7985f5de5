//! The flags that a run advises for a range that is not resolved resolve it, in two steps at most: the first may say that
//! too few trials were drawn to tell.
//!
//! The kind: advice that counted trials of a question as trials of the run (a question under a rare `given` was open
//! again after the trials that were advised), or that named no flag at all.

use crate::support::Foretell;

/// A question, with the flags of the first run.
struct Case {
    name: &'static str,
    question: &'static str,
    flags: &'static [&'static str],
}

const CASES: [Case; 8] = [
    Case { name: "a chance", question: r#"ask = "by(deal == signed, 2026-02-05)""#, flags: &[] },
    Case {
        name: "a rare chance",
        question: r#"ask = "ever(deal == signed and war == off)""#,
        flags: &[],
    },
    Case { name: "a number", question: r#"ask = "count(deal == signed)""#, flags: &[] },
    Case { name: "a day", question: r#"ask = "first(deal == signed)""#, flags: &[] },
    Case { name: "the day of a rare thing", question: r#"ask = "first(war == off)""#, flags: &[] },
    Case {
        name: "a chance under a rare given",
        question: "ask = \"deal == signed\"\ngiven = \"ever(war == off)\"",
        flags: &[],
    },
    Case {
        name: "a number under a rare given",
        question: "ask = \"count(deal == signed)\"\ngiven = \"ever(war == off)\"",
        flags: &[],
    },
    Case {
        name: "a chance under evidence",
        question: r#"ask = "deal == signed""#,
        flags: &["--given", "at(deal == open, 2026-01-15)"],
    },
];

fn scenario(question: &str) -> String {
    format!(
        r#"
[scenario]
as_of = 2026-01-01
until = 2026-02-05
step  = "week"

[process.deal]
states = ["open", "signed"]
start  = "open"
from.open = {{ signed = "0.1 to 0.3" }}

[process.war]
states = ["on", "off"]
start  = "on"
from.on = {{ off = "0.01 to 0.03" }}

[question.q]
{question}
"#
    )
}

/// The sentences of a run about its open ranges, and all that follows, on one line; empty if all are resolved.
fn open(case: &Case, draws: &[String]) -> String {
    let call = Foretell::new().args(["run", "a.toml"]).args(case.flags.iter().copied());
    let printed =
        call.args(draws).file("a.toml", scenario(case.question)).any_output().run().stdout;
    let lines = printed.lines().skip_while(|line| !line.starts_with("?: "));
    lines.collect::<Vec<_>>().join(" ")
}

/// The flags that a sentence advises.
fn advised(printed: &str) -> Vec<String> {
    let shown = printed.split('`').nth(1).unwrap_or_else(|| panic!("no flags in {printed:?}"));
    shown.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn flags_that_are_advised_resolve_the_range() {
    for case in &CASES {
        let mut steps = Vec::new();
        let mut draws: Vec<String> = ["-n", "20000"].map(str::to_owned).into();
        loop {
            let printed = open(case, &draws);
            if printed.is_empty() {
                break;
            }
            draws = advised(&printed);
            steps.push(printed);
            assert!(steps.len() <= 2, "{}: {steps:#?}", case.name);
        }
        assert!(!steps.is_empty(), "{}: 20,000 trials resolve it, which tests nothing", case.name);
    }
}

/// The wrong advice: trials in which the question is asked, taken as trials of the run. It leaves the range open.
#[test]
fn trials_of_a_question_are_not_trials_of_the_run() {
    let case = CASES.iter().find(|case| case.name == "a chance under a rare given");
    let case = case.expect("it is one of them");
    let printed = open(case, &["-n", "300000", "--worlds", "400"].map(str::to_owned));
    let asked = printed.split(" by ").nth(1).and_then(|rest| rest.split(' ').next());
    let asked: f64 = asked.expect("trials a reading").replace(',', "").parse().expect("a number");
    let draws = advised(&printed);
    let trials: f64 = draws[1].parse().expect("a number");
    let wrong = (trials * asked / 750.0).ceil().to_string();
    let wrong = ["-n", &wrong, "--worlds", &draws[3]].map(str::to_owned);
    assert!(
        !open(case, &wrong).is_empty(),
        "{wrong:?} is enough, so that nothing is tested: {printed}"
    );
    assert_eq!(open(case, &draws), "", "{draws:?}");
}
