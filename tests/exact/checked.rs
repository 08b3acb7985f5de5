//! `run --exact`, `run --cross-check` and `explain --likeliest` as users see them; and counts that are
//! wrong, which the comparison must catch.

use super::solved::{Solve, Solved};
use crate::support::{Foretell, repository};
use foretell::internal::engine::{Counts, Plan, Tallies, run};
use foretell::internal::forecast::agreement;

const OFFER: &str = r#"
[event.offer]
p = 0.3
[event.answer]
outcomes = { yes_but = 0.2, no = 0.8 }
case = [ { if = "offer", outcomes = { yes_but = 0.7, no = 0.3 } } ]
[question.answer]
ask = "answer"
[question.offered]
ask = "offer"
given = "answer == yes_but"
"#;

fn plan(trials: u64) -> Plan {
    Plan { trials, seed: 0, worlds: 200, threads: 2, timelines: true, ..Plan::default() }
}

fn sampled(solved: &Solved) -> Tallies {
    run(&solved.model, &solved.supposition, &plan(100_000), &|_| {}).expect("it draws")
}

#[test]
fn a_count_that_is_off_is_caught() {
    let solved = Solve::of(OFFER).run();
    let mut tallies = sampled(&solved);
    assert!(agreement(&solved.model, &solved.exact, &tallies).holds());
    // six standard errors of 145 trials
    let Counts::Outcomes(counts) = &mut tallies.pooled.answers[0].counts else { panic!() };
    counts[0] += 900;
    counts[1] -= 900;
    let found = agreement(&solved.model, &solved.exact, &tallies);
    assert!(!found.holds(), "{:?}", found.deviations[0]);
    assert!(found.deviations[0].what.starts_with("answer"), "{:?}", found.deviations[0]);
}

#[test]
fn a_wrong_table_is_caught() {
    let right = Solve::of(OFFER).run();
    let wrong =
        Solve::of(OFFER.replace("yes_but = 0.7, no = 0.3", "yes_but = 0.67, no = 0.33")).run();
    let found = agreement(&wrong.model, &wrong.exact, &sampled(&right));
    assert!(!found.holds(), "{:?}", found.deviations[0]);
}

#[test]
fn a_single_trial_of_the_impossible_is_caught() {
    let never = OFFER.replace("p = 0.3", "p = 0");
    let solved = Solve::of(never).run();
    let mut tallies = sampled(&solved);
    assert!(agreement(&solved.model, &solved.exact, &tallies).holds());
    let Counts::Outcomes(counts) = &mut tallies.pooled.answers[1].counts else { panic!() };
    counts[1] += 1;
    counts[0] -= 1;
    assert!(!agreement(&solved.model, &solved.exact, &tallies).holds());
}

#[test]
fn worlds_with_wrong_counts_are_caught() {
    let doubtful = OFFER.replace("p = 0.3", "p = \"20% to 40%\"");
    let solved = Solve::of(doubtful).run();
    let mut tallies = sampled(&solved);
    assert!(agreement(&solved.model, &solved.exact, &tallies).holds());
    for tally in &mut tallies.worlds {
        let Counts::Outcomes(counts) = &mut tally.answers[0].counts else { panic!() };
        counts[0] += 5;
        counts[1] -= 5;
    }
    assert!(!agreement(&solved.model, &solved.exact, &tallies).holds());
}

#[test]
fn shipped_scenarios_that_are_discrete_agree() {
    for name in ["two_leaders", "alaska_hindcast"] {
        let file = repository().join(format!("scenarios/{name}.toml"));
        Foretell::new()
            .args(["run", file.to_str().expect("a plain path"), "--cross-check", "-n", "200000"])
            .stdout_such("say that they agree", |text| {
                text.contains("Sampled and exact answers agree:")
            })
            .run();
    }
}

#[test]
fn exact_answers_are_reported_as_such() {
    Foretell::new()
        .args(["run", "a.toml", "--exact", "--given", "answer == yes_but"])
        .file("a.toml", OFFER)
        .stdout_such("tell the evidence, the width and no error", |text| {
            text.contains("(probability 0.35)")
                && text.contains("Exact, without sampling error: elimination of width")
                && text.contains("offered, given answer == yes_but    60.0  0")
        })
        .run();
    let csv = Foretell::new()
        .args(["run", "a.toml", "--exact", "--format", "csv"])
        .file("a.toml", OFFER)
        .any_output()
        .run();
    assert!(csv.stdout.contains("offered,yes,0.6,0,,"), "{}", csv.stdout);
    let json = Foretell::new()
        .args(["run", "a.toml", "--exact", "--format", "json"])
        .file("a.toml", OFFER)
        .any_output()
        .run();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("it is JSON");
    assert_eq!(json["exact"]["width"], 1);
}

#[test]
fn what_is_not_exact_says_which_question() {
    let text = format!(
        "{OFFER}[quantity.price]\nvalue = \"normal(3, 1)\"\n[question.price]\nask = \"price\"\n"
    );
    Foretell::new()
        .args(["run", "a.toml", "--exact"])
        .file("a.toml", text.clone())
        .status(3)
        .stderr_such("name the question", |shown| {
            shown.contains("E0810") && shown.contains("this concerns the question price")
        })
        .run();
    // the comparison leaves it out and says so
    Foretell::new()
        .args(["run", "a.toml", "--cross-check", "-n", "50000"])
        .file("a.toml", text)
        .stdout_such("agree", |shown| shown.contains("answers agree"))
        .stderr_such("name what is left out", |shown| shown.contains("not compared: price"))
        .run();
}

#[test]
fn the_likeliest_storyline_of_a_moment() {
    Foretell::new()
        .args(["explain", "a.toml", "--likeliest", "--given", "answer == yes_but"])
        .file("a.toml", OFFER)
        .stdout_such("tell offer and answer", |text| {
            text.contains("offer = yes")
                && text.contains("answer = yes_but")
                && text.contains("Its probability: 0.21; given what we learn: 0.6")
        })
        .run();
}

#[test]
fn the_likeliest_path_through_a_chain() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-04
        [process.talks]
        states = ["a", "b", "c"]
        start = "a"
        from.a = { b = 0.4, c = 0.1 }
        from.b = { c = 0.7 }
        [question.end]
        ask = "talks"
    "#;
    let shown = |given: &[&str]| {
        let outcome = Foretell::new()
            .args(["explain", "a.toml", "--likeliest"])
            .args(given.to_vec())
            .file("a.toml", text)
            .any_output()
            .run();
        outcome.stdout
    };
    // to c: a a b c and a b b c and a b c c have 0.5·0.4·0.7, 0.4·0.3·0.7, 0.4·0.7
    let all = shown(&[]);
    assert!(
        all.contains("2 Jan 2025  talks = b") && all.contains("3 Jan 2025  talks = c"),
        "{all}"
    );
    assert!(all.contains("Its probability: 0.28"), "{all}");
    let stay = shown(&["--given", "talks == a"]);
    assert!(stay.contains("Its probability: 0.125; given what we learn: 1"), "{stay}");
}
