//! Bounds on work that grows with the size of a scenario alone: draws, joint states or tables are counted,
//! never time.

use crate::support::Foretell;
use foretell::internal::analysis::sensitivity::{MOST_MOVED, Subject, Swing, Tornado, tornado};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::model::{self, Supposition};
use foretell::internal::scenario;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

fn subject(text: &str) -> Subject {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, findings) = scenario::read(&sources, file);
    assert!(findings.iter().all(|f| !f.is_fault()), "{findings:?}");
    model::compile(&scenario).expect("no faults");
    Subject::new(&scenario, &Supposition::default(), 0, None).expect("it has one answer")
}

fn plan(trials: u64) -> Plan {
    let (seed, worlds, threads) = (3, 1000, 2);
    Plan { trials, seed, worlds, threads, ..Plan::default() }
}

/// A chain of events each of which leans to the one before it, by as much as `apart`, with a question about the last.
fn chain(events: usize, apart: f64) -> String {
    let mut text = String::from("[event.e0]\np = 0.4\n");
    for i in 1..events {
        let (before, p) = (i - 1, 0.5 - apart / 2.0);
        writeln!(
            text,
            "[event.e{i}]\np = {p}\ncase = [{{ if = \"e{before}\", p = {} }}]",
            p + apart
        )
        .expect("a String takes all");
    }
    text + &format!("[question.q]\nask = \"e{}\"\n", events - 1)
}

/// Returns the tornado of moving the numbers of a text, and the number of trials drawn at all points together.
fn moved(text: &str, moves_all: bool) -> (Tornado, u64) {
    let drawn = AtomicU64::new(0);
    let mut subject = subject(text);
    subject.moves_all = moves_all;
    let count = |trials: u64| {
        drawn.fetch_add(trials, Ordering::Relaxed);
    };
    let found = tornado(&subject, &plan(20_000), &count).expect("it can be drawn");
    (found, drawn.into_inner())
}

/// The work is the trials at all points times the events of a trial: it grows with the events alone if the points stay
/// as many. What is left out is checked by moving it: nothing that is seen to move the answer is among it.
#[test]
fn a_long_chain_costs_as_many_points_as_a_short_one() {
    let (few, many) = (moved(&chain(60, 0.4), false), moved(&chain(240, 0.4), false));
    assert_eq!(few.1, many.1, "trials drawn");
    assert_eq!(many.0.faint - few.0.faint, 2 * 180, "two numbers of each further event");
    assert_eq!((few.0.unmoved, many.0.unmoved), (0, 0));
    let (all, drawn) = moved(&chain(60, 0.4), true);
    assert!(drawn > 2 * few.1, "{drawn} for {}", few.1);
    assert_eq!(all.plain.len(), few.0.plain.len() + few.0.faint);
    for swing in all.plain.iter().filter(|swing| !few.0.plain.iter().any(|s| s.name == swing.name))
    {
        // 1 − 0.4 of all trials forget what came before, so after 15 events one in 10⁶ still tells
        assert!(!swing.is_seen && swing.difference.abs() <= 1e-4, "{swing:?}");
    }
    // where nothing is forgotten as many numbers are moved as are nearest to the question
    let (found, _) = moved(&chain(400, 0.999), false);
    assert_eq!((found.plain.len(), found.unmoved, found.faint), (MOST_MOVED, 799 - MOST_MOVED, 0));
    let nearest = |swing: &Swing| {
        swing
            .name
            .split('.')
            .nth(1)
            .is_some_and(|e| e[1..].parse::<usize>().is_ok_and(|i| i >= 149))
    };
    assert!(found.plain.iter().all(nearest), "{:?}", found.plain);
}

/// The value of a formula without chance, as `run` prints it.
fn value(formula: &str) -> f64 {
    let place = tempfile::tempdir().expect("a folder can be made");
    let text = format!("[quantity.x]\nvalue = \"{formula}\"\n[question.q]\nask = \"x\"\n");
    std::fs::write(place.path().join("a.toml"), text).expect("written");
    let line = "run a.toml --exact --format json";
    let ran = Foretell::new().folder(place.path()).args(line.split(' ')).any_output().run();
    let found: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    found.pointer("/answers/0/mean").and_then(serde_json::Value::as_f64).expect("a mean")
}

/// Sums and products of any length are computed, each sign as it stands: integers below 2^53 and powers of two are
/// exact in any order, so a sign that is lost in the balanced tree of a long row shows.
#[test]
fn long_rows_of_operators_are_computed_as_they_stand() {
    for terms in [2_i64, 127, 128, 129, 300, 3001] {
        let (mut text, mut sum) = (String::from("7"), 7);
        for i in 1..terms {
            let minus = i % 3 == 1 || i % 7 == 2;
            write!(text, " {} {i}", if minus { '-' } else { '+' }).expect("a String takes all");
            sum += if minus { -i } else { i };
        }
        assert_eq!(value(&text).to_bits(), (sum as f64).to_bits(), "{terms} terms of a sum");
        let (mut text, mut power) = (String::from("3"), 0);
        for i in 1..terms {
            let over = (i * i % 5 < 2) ^ (power > 40);
            let factor = 1 << (i % 3);
            write!(text, " {} {factor}", if over { '/' } else { '*' }).expect("a String takes all");
            power += if over { -(i % 3) } else { i % 3 };
        }
        let product = 3.0 * 2.0_f64.powi(power as i32);
        assert_eq!(value(&text).to_bits(), product.to_bits(), "{terms} terms of a product");
    }
}
