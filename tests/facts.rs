//! `fact = true`: a fact is not argued about, and is shown as known.

use crate::support::Foretell;

const SCENARIO: &str = "\
[source.register]
title = \"The commercial register\"
[parameter.rate]
value = 0.4
fact = true
[parameter.appetite]
value = \"20% to 60%\"
because = \"A guess.\"
[event.meeting]
p = 0.3
fact = true
source = \"register\"
adjust = [ { if = \"paid\", odds = 2, fact = false, because = \"A guess too.\" } ]
[event.paid]
p = \"rate\"
fact = true
[event.deal]
p = \"appetite\"
case = [ { if = \"meeting\", p = 1, fact = true } ]
because = \"By law they then have one.\"
[event.venue]
because = \"Asked around.\"
[event.venue.outcomes]
fact = true
geneva = 0.6
other = \"rest\"
[question.deal]
ask = \"deal and venue == geneva\"
";

fn call(arguments: &[&str], text: &str) -> String {
    let call = Foretell::new().args(arguments.iter().copied()).file("a.toml", text);
    let outcome = call.any_end().run();
    outcome.stdout + &outcome.stderr
}

#[test]
fn sensitivity_leaves_facts_alone() {
    let shown = |text: &str| {
        let call = Foretell::new().file("a.toml", text).any_output();
        let arguments = ["sensitivity", "a.toml", "-n", "40000", "--all", "--out", "o"];
        let written = call.args(arguments).run().file("o/sensitivity.csv");
        let names = written.lines().skip(1).map(|line| line.split(',').nth(3).unwrap_or_default());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        names
    };
    assert_eq!(shown(SCENARIO), ["appetite", "event.meeting.adjust.1.odds"]);
    let without = shown(&SCENARIO.replace("fact = true", "").replace(", fact = false", ""));
    for name in ["event.meeting.p", "event.venue.outcomes.geneva", "parameter.rate.value"] {
        assert!(without.iter().any(|other| other == name), "{name}: {without:?}");
    }
}

#[test]
fn advice_leaves_facts_alone() {
    let advice = call(&["check", "a.toml"], SCENARIO);
    assert!(advice.contains("no faults"), "{advice}");
    assert!(!advice.contains("A0105") && !advice.contains("A0104"), "{advice}");
    let judged = SCENARIO.replace("fact = true", "").replace(", fact = false", "");
    let advice = call(&["check", "a.toml"], &judged.replace("p = 1, ", "p = 1"));
    assert!(advice.contains("neither source nor reason"), "{advice}");
    assert!(advice.contains("a chance of exactly 1"), "{advice}");
}

#[test]
fn facts_are_shown_as_facts() {
    let explained = call(&["explain", "a.toml"], SCENARIO);
    let words = explained.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("a fact, from register"), "{explained}");
    assert!(words.contains("\u{201c}A guess too.\u{201d}") || words.contains("\"A guess too.\""));
    let paths = call(&["check", "a.toml", "--paths"], SCENARIO);
    for line in [
        "parameter.rate.value = 0.4  # a fact",
        "event.meeting.p = 0.3  # a fact",
        "event.meeting.adjust.1.odds = 2",
        "event.venue.outcomes.geneva = 0.6  # a fact",
    ] {
        assert!(paths.lines().any(|shown| shown == line), "{line}: {paths}");
    }
    let json = call(&["export", "a.toml", "--to", "json"], SCENARIO);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let facts = json["facts"].as_array().expect("a list");
    assert!(facts.contains(&"event.deal.case.1.p".into()), "{facts:?}");
    assert!(!facts.contains(&"event.meeting.adjust.1.odds".into()), "{facts:?}");
}

#[test]
fn a_fact_changes_no_number() {
    let run = |text: &str| call(&["run", "a.toml", "-n", "20000", "--format", "csv"], text);
    let judged = SCENARIO.replace("fact = true", "").replace(", fact = false", "");
    assert_eq!(run(SCENARIO), run(&judged));
}

#[test]
fn an_outcome_or_a_parent_may_be_called_fact() {
    let text = "[event.fact]\noutcomes = { fact = 0.3, myth = 0.7 }\n[event.told]\n\
                given = [\"fact\"]\ntable = [ { fact = \"fact\", p = 0.9 }, { fact = \"myth\", p = 0.2 } ]\n\
                [question.told]\nask = \"told\"\ngiven = \"fact == 'fact'\"\n";
    let exact = call(&["run", "a.toml", "--exact", "--format", "csv"], text);
    assert!(exact.contains("told,yes,0.9,"), "{exact}");
}
