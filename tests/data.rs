//! Results as JSON: each is valid by its published schema, reads back to the same bytes, and documents of version 1
//! read for good.
//!
//! The kind: a field that the schema lacks or calls otherwise, a number that JSON can't hold, a document that an
//! older or a newer program wrote.

use crate::support::{Foretell, repository, schema};
use foretell::internal::report::pretty;
use foretell::result::{
    Comparison, Explanation, Forecast, Sensitivity, Sweep, Value as Number, Verdict,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Commands that print JSON, all on shipped scenarios.
const FORECASTS: [&str; 7] = [
    "run scenarios/two_leaders.toml -n 20000",
    "run scenarios/two_leaders.toml --exact",
    "run scenarios/two_leaders.toml -n 20000 --given meeting",
    "run scenarios/alaska_hindcast.toml -n 20000",
    "run scenarios/leaders_summit.toml -n 20000 --do our_push=push",
    "run scenarios/leaders_summit.toml -n 20000 --given by(talks==ministers,2025-10-01)",
    "run scenarios/leaders_summit.toml -n 3 --worlds 3",
];
const COMPARISONS: [&str; 4] = [
    "compare scenarios/leaders_summit.toml --choice our_push -n 20000",
    "compare scenarios/leaders_summit.toml --variants us_gone --why -n 5000 --question meet_by_december",
    "compare scenarios/two_leaders.toml scenarios/two_leaders.toml -n 20000",
    "compare scenarios/leaders_summit.toml --experts -n 20000 --question meet_by_december",
];
const SENSITIVITIES: [&str; 2] = [
    "sensitivity scenarios/two_leaders.toml --question they_meet -n 20000",
    "sensitivity scenarios/leaders_summit.toml --question meet_by_december --indices --boxes -n 20000",
];
const EXPLANATIONS: [&str; 3] = [
    "explain scenarios/two_leaders.toml they_meet -n 20000",
    "explain scenarios/leaders_summit.toml meet_by_december -n 20000",
    "explain scenarios/leaders_summit.toml venue_if_meet -n 20000 --given by(talks==ministers,2025-10-01)",
];
const SWEEPS: [&str; 2] = [
    "sweep scenarios/two_leaders.toml --over event.meeting.p=0.1..0.5:3 -n 2000",
    "sweep scenarios/leaders_summit.toml experts_meet -n 2000",
];

fn file(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

fn published(kind: &str) -> Value {
    value(&file(&format!("docs/{kind}.schema.json")))
}

/// Holds what commands print to the schema of its kind and to its type.
fn holds<T: Serialize + DeserializeOwned>(kind: &str, commands: &[&str]) {
    let schema = published(kind);
    for command in commands {
        let text = Foretell::line(command).args(["--format", "json"]).run().stdout;
        let found = schema::departures(&schema, &value(&text));
        assert!(found.is_empty(), "{command}:\n{}", found.join("\n"));
        let read: T = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{command}: {e}"));
        assert!(pretty::render(&read) == text, "{command}: other bytes after reading it back");
    }
}

#[test]
fn forecasts_are_valid_and_read_back_to_the_same_bytes() {
    holds::<Forecast>("forecast", &FORECASTS);
}

#[test]
fn comparisons_are_valid_and_read_back_to_the_same_bytes() {
    holds::<Comparison>("comparison", &COMPARISONS);
}

#[test]
fn sensitivities_are_valid_and_read_back_to_the_same_bytes() {
    holds::<Sensitivity>("sensitivity", &SENSITIVITIES);
}

#[test]
fn explanations_are_valid_and_read_back_to_the_same_bytes() {
    holds::<Explanation>("explanation", &EXPLANATIONS);
}

#[test]
fn sweeps_are_valid_and_read_back_to_the_same_bytes() {
    holds::<Sweep>("sweep", &SWEEPS);
}

/// The committed document of version 1 of a kind.
fn document(kind: &str) -> String {
    file(&format!("tests/documents/{kind}.1.json"))
}

const KINDS: [&str; 5] = ["forecast", "comparison", "explanation", "sensitivity", "sweep"];

#[test]
fn documents_of_version_1_are_valid_and_the_schema_sees_what_is_wrong() {
    for kind in KINDS {
        let (schema, whole) = (published(kind), value(&document(kind)));
        let found = schema::departures(&schema, &whole);
        assert!(found.is_empty(), "{kind}:\n{}", found.join("\n"));
        // wrong on purpose: each required field left out, then of another type
        let required = schema["required"].as_array().expect("some are required");
        assert!(required.len() > 4, "{kind}: {required:?}");
        for name in required.iter().filter_map(Value::as_str) {
            let mut without = whole.clone();
            without.as_object_mut().expect("an object").remove(name);
            assert!(!schema::departures(&schema, &without).is_empty(), "{kind}: no `{name}`");
            let mut other = whole.clone();
            other[name] = Value::Bool(true);
            let is_flag = whole[name].is_boolean();
            assert!(is_flag || !schema::departures(&schema, &other).is_empty(), "{kind}: {name}");
        }
    }
}

#[test]
fn documents_of_version_1_read_for_good() {
    let forecast: Forecast = serde_json::from_str(&document("forecast")).expect("it reads");
    let meet = forecast.answer("they_meet").expect("it is asked");
    let chance = meet.probability().expect("it is a condition").estimate;
    assert_eq!(chance, Some(0.294));
    assert_eq!(meet.outcome("yes"), meet.probability());

    let comparison: Comparison = serde_json::from_str(&document("comparison")).expect("it reads");
    let side = comparison.sides[1].name.as_str();
    let difference = comparison.difference("they_meet", "yes", side).expect("it is compared");
    assert_eq!(difference.verdict, Verdict::Higher);
    let figure = comparison.answer("they_meet", "yes", side).expect("it is compared");
    assert_eq!(figure.value, Some(Number::Number(0.511)));
    let group = comparison.rows[0].group.as_ref().expect("it is asked of a group");
    assert_eq!((group.name.as_str(), group.member.as_str()), ("capitals", "kyiv"));
    assert_eq!(comparison.why(side).map(|why| why.changes.len()), Ok(1));
    let nobody = comparison.answer("they_meet", "yes", "nobody").expect_err("it is no side");
    assert!(nobody.to_string().starts_with("there is no side `nobody`, but "), "{nobody}");

    let found: Sensitivity = serde_json::from_str(&document("sensitivity")).expect("it reads");
    let swing = found.swing("appetite");
    assert!(swing.is_ok_and(|swing| swing.is_seen), "{:?}", found.uncertain);
    assert!(found.indices.is_some() && found.boxes.is_some());

    let explanation: Explanation =
        serde_json::from_str(&document("explanation")).expect("it reads");
    let paths = explanation.paths.as_ref().expect("a process decides it");
    assert_eq!((paths.process.as_str(), paths.starts[0].share), ("talks", 1.0));
    assert!(explanation.causes[0].is_part && explanation.rests_on[0].is_seen);

    let sweep: Sweep = serde_json::from_str(&document("sweep")).expect("it reads");
    let row = sweep.row(&[("event.meeting.p", "0.5")], "they_meet", "yes").expect("it is there");
    assert_eq!(row.figure.value, Some(Number::Number(0.511)));
}

#[test]
fn unknown_fields_are_passed_over_and_higher_versions_refused() {
    fn both<T: DeserializeOwned>(kind: &str) {
        let mut read = value(&document(kind));
        read["a_later_field"] = value("[1]");
        assert!(serde_json::from_value::<T>(read.clone()).is_ok(), "{kind}");
        read["schema"] = value("2");
        let refusal = serde_json::from_value::<T>(read).err().map(|error| error.to_string());
        assert!(refusal.as_ref().is_some_and(|words| words.contains("version 2")), "{refusal:?}");
    }
    both::<Forecast>("forecast");
    both::<Comparison>("comparison");
    both::<Explanation>("explanation");
    both::<Sensitivity>("sensitivity");
    both::<Sweep>("sweep");
}
