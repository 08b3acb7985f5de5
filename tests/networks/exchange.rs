//! Conversion from BIF to a scenario and back: every chance to the last bit, every byte of what we wrote.

use super::table::{lawful, name_of, network, network_of_scenario};
use crate::support::{Foretell, repository};
use foretell::internal::interchange::{Network, Node, bif};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

fn import(text: impl Into<Vec<u8>>) -> String {
    let call = Foretell::new().args(["import", "a.bif"]).file("a.bif", text);
    call.any_output().run().stdout
}

fn export(name: &str, text: impl Into<Vec<u8>>) -> String {
    let call = Foretell::new().args(["export", name, "--to", "bif"]).file(name, text);
    call.any_output().run().stdout
}

/// The bits of every chance, by the names of the combination.
fn bits(network: &Network) -> Vec<(String, Vec<u64>)> {
    let of = |node: &Node| {
        let parents = node.parents.iter().map(|parent| network.nodes[*parent].name.as_str());
        let heading: Vec<&str> = std::iter::once(node.name.as_str()).chain(parents).collect();
        let heading = format!("{} {:?}", heading.join(" "), node.outcomes);
        (heading, node.chances.iter().map(|chance| chance.to_bits()).collect())
    };
    network.nodes.iter().map(of).collect()
}

#[test]
fn there_and_back_keeps_every_bit_and_byte() {
    for path in lawful() {
        let name = name_of(&path);
        // what can't be said in a scenario is changed, as it must be
        let changes = matches!(name, "one-state.bif" | "states-called-as-words.bif");
        let original = std::fs::read(&path).expect("a test file can be read");
        let scenario = import(original.clone());
        if !changes {
            let read = network_of_scenario(&scenario);
            assert_eq!(bits(&network(&original)), bits(&read), "{name}\n{scenario}");
        }
        let once = export("a.toml", scenario);
        let again = export("a.toml", import(once.clone()));
        assert_eq!(once, again, "{name}");
        assert_eq!(once, export("a.bif", once.clone()), "{name}: without the way round");
        if !changes {
            assert_eq!(bits(&network(&original)), bits(&network(once.as_bytes())), "{name}");
        }
    }
}

#[test]
fn what_can_not_be_written_is_changed_and_reported() {
    let odd = |name: &str| {
        let path = repository().join("tests/bif/odd").join(name);
        std::fs::read(path).expect("a test file can be read")
    };
    let one = import(odd("one-state.bif"));
    assert!(one.contains("# Left out, for they have one outcome:\n#   a\n"), "{one}");
    assert!(one.contains("[event.b]\noutcomes = { x = 0.3, y = 0.7 }\n"), "{one}");
    let words = import(odd("states-called-as-words.bif"));
    assert!(words.contains("#   table = because_ is called because there\n"), "{words}");
    assert!(words.contains("{ table = \"because_\", outcomes = { table = 0.0, property = 1.0 } }"));
    let names = import(odd("odd-names.bif"));
    assert!(names.contains("#   Asy_Patch is called Asy/Patch there\n"), "{names}");
    assert!(
        names.contains("{ Asy_Patch = \">12\", outcomes = { \"12+\" = 0.4, \"<=12\" = 0.6 } }")
    );
}

#[test]
fn names_of_digits_letters_and_dashes_are_written_bare() {
    // pyAgrum takes no state in quotes, and pgmpy takes the quotes for a part of its name
    let text = "network n {}\nvariable \"0\" { type discrete [ 3 ] { 0, 1-2, \"a b\" }; }\n\
                probability ( 0 ) { table 0.25, 0.25, 0.5; }\n";
    let written = export("a.bif", text);
    assert!(written.contains("type discrete [ 3 ] { 0, 1-2, \"a b\" };"), "{written}");
    assert_eq!(bits(&network(text.as_bytes()))[0].1, bits(&network(written.as_bytes()))[0].1);
}

#[test]
fn rows_that_are_far_from_one_are_scaled_on_request_only() {
    let text = "network n {}\nvariable a { type discrete [ 2 ] { x, y }; }\n\
                variable b { type discrete [ 2 ] { x, y }; }\n\
                probability ( a ) { table 30, 10; }\nprobability ( b ) { table 0.75, 0.5; }\n";
    let refused = Foretell::new().args(["check", "a.bif"]).file("a.bif", text).status(3);
    let refused = refused.any_output().run().stderr;
    assert!(refused.contains("E0503") && refused.contains("--normalize"), "{refused}");
    for command in
        ["run", "explain", "check", "import", "export", "compare", "sensitivity", "sweep"]
    {
        let call = Foretell::new().args([command, "--help"]).any_output().run();
        assert!(call.stdout.contains("--normalize"), "{command} does not take it");
    }
    let call = Foretell::new().args(["export", "a.bif", "--to", "bif", "--normalize"]);
    let shown = call.file("a.bif", text).any_output().run();
    assert!(shown.stdout.contains("table 0.75, 0.25;"), "{}", shown.stdout);
    assert!(shown.stdout.contains("table 0.6, 0.4;"), "{}", shown.stdout);
    assert_eq!(shown.stderr.matches("note:").count(), 1, "{}", shown.stderr);
}

/// Every way of weighing chances, laid out.
const SCENARIO: &str = r#"
[scenario]
title = "Talks"

[parameter.appetite]
value = 0.2

[choice.push]
options = ["none", "sanction"]
default = "none"

[event.meeting]
p = "appetite * 2"
adjust = [ { if = "push == sanction", odds = 3 } ]

[event.venue]
when = "meeting"
otherwise = "no venue"
outcomes = { geneva = 0.5, other = "rest" }
case = [ { if = "push == sanction", outcomes = { geneva = 0.25, other = 0.75 } } ]

[event.deal]
given = ["venue"]
table = [
  { venue = "geneva", p = 0.5 },
  { venue = "other", p = 0.25 },
  { venue = "no venue", p = 0 },
]
adjust = [ { if = "push == sanction", odds = { yes = 2 } } ]
"#;

#[test]
fn cases_adjustments_and_conditions_are_laid_out() {
    let text = export("a.toml", SCENARIO);
    assert_eq!(
        text,
        r#"network Talks {
}
variable push {
  type discrete [ 2 ] { none, sanction };
  property "foretell choice";
}
variable meeting {
  type discrete [ 2 ] { yes, no };
}
variable venue {
  type discrete [ 3 ] { geneva, other, "no venue" };
}
variable deal {
  type discrete [ 2 ] { yes, no };
}
probability ( push ) {
  table 1.0, 0.0;
}
probability ( meeting | push ) {
  (none) 0.4, 0.6;
  (sanction) 0.6666666666666666, 0.33333333333333326;
}
probability ( venue | push, meeting ) {
  (none, yes) 0.5, 0.5, 0.0;
  (none, no) 0.0, 0.0, 1.0;
  (sanction, yes) 0.25, 0.75, 0.0;
  (sanction, no) 0.0, 0.0, 1.0;
}
probability ( deal | venue, push ) {
  (geneva, none) 0.5, 0.5;
  (geneva, sanction) 0.6666666666666666, 0.3333333333333333;
  (other, none) 0.25, 0.75;
  (other, sanction) 0.4, 0.6;
  ("no venue", none) 0.0, 1.0;
  ("no venue", sanction) 0.0, 1.0;
}
"#
    );
    let back = import(text.clone());
    assert!(back.contains("[choice.push]\noptions = [\"none\", \"sanction\"]\n"), "{back}");
    assert_eq!(text, export("a.toml", back));
    let made = Foretell::new()
        .args(["export", "a.toml", "--to", "bif", "--do", "push=sanction", "--do", "venue=other"])
        .file("a.toml", SCENARIO)
        .any_output()
        .run()
        .stdout;
    assert!(made.contains("probability ( push ) {\n  table 0.0, 1.0;\n"), "{made}");
    assert!(made.contains("probability ( venue ) {\n  table 0.0, 1.0, 0.0;\n"), "{made}");
}

#[test]
fn what_no_network_can_hold_is_refused() {
    let refused = |text: &str, words: &'static str| {
        Foretell::new()
            .args(["export", "a.toml", "--to", "bif"])
            .file("a.toml", text)
            .status(3)
            .stderr_such(words, move |printed| printed.contains("E1103") && printed.contains(words))
            .run();
    };
    refused("[event.a]\np = \"10% to 30%\"\n", "uncertain");
    refused("[quantity.a]\nvalue = \"normal(0, 1)\"\n", "`a` is a quantity");
    refused("[scenario]\nas_of = 2025-01-01\nuntil = 2025-02-01\n[event.a]\np = 0.1\n", "clock");
    refused("[event.a]\noutcomes = { 'say \"no\"' = 0.5, x = 0.5 }\n", "quotes");
    let many: Vec<String> = (0..24).map(|i| format!("[event.c{i}]\np = 0.5\n")).collect();
    let all: Vec<String> = (0..24).map(|i| format!("c{i}")).collect();
    let count = format!("[event.e]\np = \"how_many({}) / 24\"\n", all.join(", "));
    refused(&(many.concat() + &count), "numbers");
    let world = |k: &str| {
        let call = Foretell::new().args(["export", "a.toml", "--to", "bif", "--world", k]);
        call.file("a.toml", "[event.a]\np = \"10% to 30%\"\n").any_output().run().stdout
    };
    assert_eq!(world("3"), world("3"));
    assert_ne!(world("3"), world("4"));
}

#[test]
fn json_tells_the_structure() {
    let call = Foretell::new().args(["export", "a.toml", "--to", "json"]).file("a.toml", SCENARIO);
    let text = call.any_output().run().stdout;
    let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let variables = json["variables"].as_array().expect("a list");
    let names: Vec<&str> = variables.iter().filter_map(|v| v["name"].as_str()).collect();
    assert_eq!(names, ["appetite", "push", "meeting", "venue", "deal"]);
    assert_eq!(variables[0]["value"], 0.2);
    assert_eq!(variables[3]["table"]["given"], serde_json::json!(["push", "meeting"]));
    assert_eq!(variables[3]["table"]["rows"][2], serde_json::json!([0.25, 0.75, 0.0]));
    assert_eq!(variables[2]["reads"], serde_json::json!(["appetite", "push"]));
    // what is uncertain or on a clock has its structure too, but no table
    let leaders = std::fs::read(repository().join("scenarios/leaders_summit.toml"));
    let leaders = leaders.expect("a scenario that ships");
    let call = Foretell::new().args(["export", "a.toml", "--to", "json"]).file("a.toml", leaders);
    let json: serde_json::Value =
        serde_json::from_str(&call.any_output().run().stdout).expect("it is JSON");
    assert!(json["clock"]["steps"].as_u64() > Some(0));
    let variables = json["variables"].as_array().expect("a list");
    assert!(variables.iter().any(|v| v["kind"] == "process" && v["table"].is_null()));
}

/// Chances that sum to 1 as nearly as floating-point numbers can.
fn row(width: usize) -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(0.0..1.0_f64, width).prop_map(|mut row| {
        let sum: f64 = row.iter().sum::<f64>().max(1e-9);
        for p in &mut row {
            *p /= sum;
        }
        if row.iter().sum::<f64>() < 0.5 {
            row[0] = 1.0;
        }
        row
    })
}

/// Two variables with names and chances of all kinds.
fn any_network() -> impl Strategy<Value = Network> {
    let names = "[a-zA-Z0-9<>=/. ü|(){};,'*_-]{1,8}";
    let outcomes = || proptest::collection::btree_set(names, 2..5);
    (outcomes(), outcomes()).prop_flat_map(|(a, b)| {
        let (wide, rows) = (b.len(), a.len());
        let table = proptest::collection::vec(row(wide), rows);
        (Just(a), Just(b), row(rows), table).prop_map(|(a, b, first, table)| {
            let node = |name: &str, outcomes: std::collections::BTreeSet<String>| Node {
                name: name.to_owned(),
                outcomes: outcomes.into_iter().collect(),
                parents: Vec::new(),
                chances: Vec::new(),
                is_choice: false,
            };
            let first = Node { chances: first, ..node("one", a) };
            let chances = table.concat();
            let second = Node { parents: vec![0], chances, ..node("two", b) };
            Network { title: "any".to_owned(), nodes: vec![first, second] }
        })
    })
}

proptest! {
    #![proptest_config(Config {
        cases: 200,
        rng_seed: RngSeed::Fixed(20_250_820),
        failure_persistence: None,
        ..Config::default()
    })]

    #[test]
    fn what_is_written_reads_back(written in any_network()) {
        // names of blanks alone are nobody's
        prop_assume!(written.nodes.iter().flat_map(|n| &n.outcomes).all(|o| !o.trim().is_empty()));
        let text = bif::write(&written);
        let read = network(text.as_bytes());
        prop_assert_eq!(bits(&written), bits(&read), "{}", text);
        prop_assert_eq!(bif::write(&read), text);
    }
}
