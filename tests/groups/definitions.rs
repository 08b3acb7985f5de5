//! Definitions mean what their formulas would mean in their place.

use super::{probability, run};
use crate::support::printed;
use std::fmt::Write as _;

const DEFINED: &str = r#"
[define.quorum]
is = 2
[define.majority]
is = "how_many(a, b, c) >= quorum"
[event.a]
p = 0.3
[event.b]
p = 0.4
[event.c]
p = 0.5
[event.deal]
when = "majority"
p    = "if majority and a then 0.8 else 0.2"
[question]
majority = { ask = "majority" }
deal     = { ask = "deal", given = "majority" }
joint    = { ask = ["majority", "a"] }
"#;

#[test]
fn a_definition_is_its_formula() {
    let meant = DEFINED.replace("[define.quorum]\nis = 2\n", "");
    let (head, rest) = meant.split_once("[event.a]").expect("an event");
    assert!(head.contains("define"));
    let rest = rest.replace("\"majority\"", "\"how_many(a, b, c) >= 2\"");
    let rest = rest.replace("if majority and", "if how_many(a, b, c) >= 2 and");
    let written = format!("[event.a]{rest}");
    for arguments in [&["--exact"][..], &["-n", "5000"]] {
        let (one, other) = (run(DEFINED, arguments), run(&written, arguments));
        for question in ["majority", "deal"] {
            let (one, other) = (probability(&one, question), probability(&other, question));
            assert!(one.to_bits() == other.to_bits(), "{question}: {one} and {other}");
        }
    }
    let given = run(DEFINED, &["--exact", "--given", "not majority"]);
    assert!(probability(&given, "majority").abs() < 1e-12);
}

#[test]
fn numbers_in_definitions_are_set_and_varied() {
    let all = 0.3 * 0.4 * 0.5;
    let set = run(DEFINED, &["--exact", "--set", "define.quorum=3"]);
    assert!((probability(&set, "majority") - all).abs() < 1e-12);
    let swept = printed(
        &["sweep", "a.toml", "--over", "quorum=3", "-n", "2000", "--format", "csv"],
        DEFINED,
        0,
    );
    assert!(swept.contains("quorum"), "{swept}");
    let refused = printed(&["sweep", "a.toml", "--over", "majority=1,2", "-n", "10"], DEFINED, 3);
    assert!(refused.contains("E1201"), "{refused}");
    let moved =
        printed(&["sensitivity", "a.toml", "--question", "majority", "-n", "20000"], DEFINED, 0);
    assert!(moved.contains("quorum"), "{moved}");
}

/// A doubled definition of forty doublings is refused at once, and so is a chain that leads back.
#[test]
fn definitions_are_bounded() {
    let mut text =
        "[define.d0]\nis = \"a and a\"\n[event.a]\np = 0.5\n[question.q]\nask = \"d40\"\n"
            .to_owned();
    for i in 1..=40 {
        write!(text, "[define.d{i}]\nis = \"d{0} and d{0}\"\n", i - 1).expect("a String takes all");
    }
    assert!(printed(&["check", "a.toml"], &text, 3).contains("E0409"));
    let mut long =
        "[define.d0]\nis = \"a\"\n[event.a]\np = 0.5\n[question.q]\nask = \"d2000\"\n".to_owned();
    for i in 1..=2000 {
        write!(long, "[define.d{i}]\nis = \"not d{}\"\n", i - 1).expect("a String takes all");
    }
    assert!(printed(&["check", "a.toml"], &long, 3).contains("E0405"));
}
