//! Numbers of groups and definitions that are varied, and sums that reach a threshold, against closed forms.

use super::{probability, run};
use crate::support::printed;

const VOTES: &str = r#"
[scenario]
as_of = 2025-08-01
until = 2025-09-05
step  = "week"
[group.c.members]
de = { w = 1 }
fr = { w = 2 }
[process.vote]
for    = "c"
states = ["no", "yes"]
start  = "no"
from.no.yes = 0.1
[question.q]
for = "c"
ask = "vote"
"#;

/// The chance that a sweep prints, by point, of a question.
fn swept(text: &str, over: &str, question: &str) -> Vec<f64> {
    let given = "vote[de] or vote[fr]";
    let arguments =
        ["sweep", "a.toml", "--over", over, "-n", "20000", "--given", given, "--format", "csv"];
    let table = printed(&arguments, text, 0);
    let mut lines = table.lines();
    let columns: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let at = |name: &str| columns.iter().position(|own| *own == name).expect("a column");
    let (asked, chance) = (at("question"), at("probability"));
    let rows = lines.map(|line| line.split(',').collect::<Vec<_>>());
    let rows = rows.filter(|row| row[asked] == question);
    rows.map(|row| row[chance].parse().expect("a number")).collect()
}

/// A number that all members share, or one of a member, is a parameter only while it is varied: conditions that were read
/// without it, as those of `--given`, must mean the same variables.
#[test]
fn evidence_means_the_same_members_while_a_number_is_varied() {
    let by_the_end = |p: f64| 1.0 - (1.0 - p).powi(5);
    let close = |found: &[f64], expected: [f64; 2]| {
        assert_eq!(found.len(), 2);
        for (found, expected) in found.iter().zip(expected) {
            let error = (expected * (1.0 - expected) / 20_000.0).sqrt();
            assert!((found - expected).abs() < 4.5 * error, "{found} for {expected}");
        }
    };
    let either = |de: f64, fr: f64| 1.0 - (1.0 - de) * (1.0 - fr);
    let shared = [0.1, 0.2].map(by_the_end).map(|x| x / either(x, x));
    let path = "process.vote.from.no.yes.p=0.1,0.2";
    close(&swept(VOTES, path, "q[de]"), shared);
    close(&swept(VOTES, path, "q[fr]"), shared);
    let by_attribute = VOTES.replace("yes = 0.1", "yes = \"w / 10\"");
    let fr = by_the_end(0.2);
    let of_de = [0.1, 0.2].map(by_the_end).map(|x| x / either(x, fr));
    close(&swept(&by_attribute, "group.c.de.w=1,2", "q[de]"), of_de);
    // and so does work that varies every number
    for command in ["sensitivity", "explain"] {
        let given = ["--given", "vote[de] or vote[fr]", "-n", "20000"];
        let question =
            if command == "explain" { vec!["q[de]"] } else { vec!["--question", "q[de]"] };
        let all: Vec<&str> = [command, "a.toml"].into_iter().chain(question).chain(given).collect();
        assert!(printed(&all, VOTES, 0).contains("de"));
    }
}

#[test]
fn a_definition_is_varied_in_a_scenario_without_others() {
    let text = "[define.base]\nis = 0.1\n[event.a]\np = \"base\"\n[question]\nq.ask = \"a\"\n";
    let swept = ["sweep", "a.toml", "--over", "base=0.1,0.2", "-n", "2000"];
    assert!(printed(&swept, text, 0).contains("base"));
    let moved = ["sensitivity", "a.toml", "--question", "q", "-n", "20000"];
    assert!(printed(&moved, text, 0).contains("base"));
}

/// Sums of decimals, which binary fractions miss by a hair: 18.6 + 15.2 + 13.3 is 47.1, and 35 % + 30 % is 65 %.
#[test]
fn sums_of_decimals_reach_a_threshold() {
    let text = r#"
[group.c.members]
aa = { pop = 18.6, share = "35%" }
bb = { pop = 15.2, share = "30%" }
cc = { pop = 13.3, share = "35%" }
[event.e]
for = "c"
p   = 0.5
[question]
all       = { ask = "sum(pop for c where e) >= 47.1" }
two       = { ask = "sum(share for c where e) >= 65%" }
everybody = { ask = "sum(pop for c) == 47.1" }
"#;
    let found = run(text, &["--exact"]);
    for (question, expected) in [("all", 0.125), ("two", 0.5), ("everybody", 1.0)] {
        let found = probability(&found, question);
        assert!((found - expected).abs() < 1e-12, "{question}: {found}");
    }
    let sampled = probability(&run(text, &["-n", "100000"]), "two");
    assert!((sampled - 0.5).abs() < 0.0075, "{sampled}");
}

/// A mean over members of whom attributes settle some, and chance the others: 12 / 2 if `e` holds for the small one, else 9.
#[test]
fn a_mean_counts_the_members_that_are_settled_too() {
    let text = r#"
[group.c.members]
aa = { w = 9, large = "yes", entry = 2024-01-01 }
bb = { w = 3, large = "no", entry = 2020-01-01 }
[expert.ann]
weight = "half"
[define.half]
is = 0.5
[event.e]
for = "c"
p   = 0.5
[question]
high  = { ask = "mean(w for c where large or e) >= 8.9" }
low   = { ask = "mean(w for c where large or e) == 6" }
early = { ask = "min(entry for c) == 2020-01-01 and max(entry for c) > 2023-01-01" }
"#;
    let found = run(text, &["--exact"]);
    for (question, expected) in [("high", 0.5), ("low", 0.5), ("early", 1.0)] {
        let found = probability(&found, question);
        assert!((found - expected).abs() < 1e-12, "{question}: {found}");
    }
}

/// A number of a definition that every member of a group has.
#[test]
fn a_definition_of_members_is_varied() {
    let text = r#"
[group.c.members]
de = { w = 0.2 }
fr = { w = 0.4 }
[define.chance]
for = "c"
is  = 0.3
[event.e]
for = "c"
p   = "chance * w"
[question]
all = { ask = "all(e for c)" }
"#;
    let table = ["sweep", "a.toml", "--over", "chance=0.5,1", "-n", "100000", "--format", "csv"];
    let table = printed(&table, text, 0);
    let chances = table.lines().skip(1).map(|line| line.split(',').nth(3).expect("a cell"));
    for (found, expected) in chances.zip([0.1 * 0.2, 0.2 * 0.4]) {
        let found: f64 = found.parse().expect("a number");
        let error = (expected * (1.0 - expected) / 100_000_f64).sqrt();
        assert!((found - expected).abs() < 4.5 * error, "{found} for {expected}");
    }
}

/// A number that one member gets shares nothing any more; one of outcomes without a rest, which the others would have to make
/// room for, is varied by the paths of members alone.
#[test]
fn a_number_of_one_member_stays_its_own() {
    let text = r#"
[group.c.members]
de = { w = 1 }
fr = { w = 2 }
[event.e]
for = "c"
p   = 0.2
[event.o]
for      = "c"
outcomes = { a = 0.2, b = 0.3, c = 0.5 }
[question]
french = { ask = "e[fr]" }
others = { ask = "o[fr] == b" }
"#;
    let own = ["--set", "event.e.of.de.p=0.9"];
    assert!((probability(&run(text, &["--exact", own[0], own[1]]), "french") - 0.2).abs() < 1e-12);
    let question = ["sensitivity", "a.toml", "--question", "french", "-n", "20000"];
    let moved = printed(&[&question[..], &own].concat(), text, 0);
    assert!(!moved.contains("90"), "{moved}");
    let swept = ["sweep", "a.toml", "--over", "event.o.outcomes.a=0.4", "-n", "2000"];
    assert!(printed(&swept, text, 3).contains("E1201"));
    let own = ["sweep", "a.toml", "--over", "event.o.of.fr.outcomes.a=0.4", "-n", "100000"];
    let table = printed(&[&own[..], &["--format", "csv"]].concat(), text, 0);
    let row = table.lines().find(|line| line.contains(",others,")).expect("the question");
    let found: f64 = row.split(',').nth(3).expect("a cell").parse().expect("a number");
    assert!((found - 0.3 * 0.6 / 0.8).abs() < 0.006, "{found}");
}

/// A process reads the step before anyway, and `before` in it makes no circle.
#[test]
fn a_process_may_name_the_step_before() {
    let with = |read: &str| {
        let text = VOTES.replace(
            "from.no.yes = 0.1",
            &format!("from.no.yes = {{ p = 0.1, adjust = [ {{ if = \"{read}\", odds = 3 }} ] }}"),
        );
        run(&text, &["-n", "20000"])
    };
    let (before, plain) = (with("before(vote[fr]) == yes"), with("vote[fr] == yes"));
    assert!(probability(&before, "q[de]").to_bits() == probability(&plain, "q[de]").to_bits());
}

/// The answers of a group stand under what they share.
#[test]
fn the_answers_of_a_group_have_one_heading() {
    let text = VOTES.replace("ask = \"vote\"", "ask = \"vote\"\nlabel = \"In favour\"");
    let page = printed(&["run", "a.toml", "-n", "20000"], &text, 0);
    assert_eq!(page.matches("In favour").count(), 1, "{page}");
    assert!(page.contains("\n  de ") && page.contains("\n  fr "), "{page}");
}
