//! Reports whose ratios multiply to more, or to less, than a floating-point number holds. The right values are odds by
//! hand: the odds before, times the ratios of reports that hold, over those of reports that do not.

use super::learnt::{Learnt, near};
use foretell::internal::diagnostic::{Code, Diagnostic};
use foretell::internal::exact::{Task, solve};
use std::fmt::Write;

/// A chance of 30 in 100 at the start, a process that moves later, and reports about the first, four a day.
fn scenario(reports: &[(&str, f64)]) -> String {
    let mut text = r#"
[scenario]
as_of = 2025-01-01
until = 2025-02-20
[event.e]
p = 0.3
[process.talks]
states = ["none", "open"]
start  = "none"
from.none.open = { p = 0.01, adjust = [{ if = "e", odds = 3 }] }
[question.e]
ask = "e"
[question.late]
ask = "talks == open"
[question.so_far]
ask = "first(talks == open)"
"#
    .to_owned();
    for (i, (heard, likelier)) in reports.iter().enumerate() {
        let day = 2 + i / 4 % 27;
        let _ = write!(
            text,
            "[[news]]\non = 2025-01-{day:02}\nheard = \"{heard}\"\nlikelier = {likelier:e}\n"
        );
    }
    text
}

/// The faults of exact answers.
fn refused(text: &str) -> Vec<Diagnostic> {
    let learnt = Learnt::new(text);
    let (questions, values) = (None, Vec::new());
    let task = Task { questions, worlds: 1, seed: 1, threads: 1, timelines: false, values };
    match solve(&learnt.model, &learnt.supposition, &task, &|_| {}) {
        Ok(exact) => exact.refused.into_iter().map(|(_, refusal)| refusal).collect(),
        Err(faults) => faults,
    }
}

#[test]
fn ratios_beyond_the_range_of_numbers_multiply() {
    // by odds: 3/7 times the ratios
    let odds = |e: f64| e * 3.0 / 7.0 / (1.0 + e * 3.0 / 7.0);
    let tens = || (0..640).map(|i| (if i % 2 == 0 { "e" } else { "not e" }, 10.0));
    let cases: Vec<(Vec<(&str, f64)>, f64)> = vec![
        (vec![("e", 1e308); 2], 1.0),
        (vec![("e", 1e-308); 2], 0.0),
        (vec![("e", 1e308), ("e", 1e308), ("not e", 1e308), ("not e", 0.5e308)], odds(2.0)),
        (vec![("e", 1e-308), ("e", 1e-308), ("not e", 1e-308), ("not e", 2e-308)], odds(0.5)),
        (tens().chain([("e", 3.0)]).collect(), odds(3.0)),
        (vec![("e", 10.0); 640], 1.0),
        // whether it holds or not, all is as improbable to be heard
        (vec![("e or not e", 1e-300); 5], 0.3),
    ];
    for (reports, wanted) in cases {
        let solved = Learnt::new(&scenario(&reports)).solve(1);
        let found = solved.chance("e");
        near("e", found, wanted);
        // talks are open on the last day, given the event or not: fifty days at odds of 3/99 or a chance of 0.01
        let open = |p: f64| 1.0 - (1.0 - p).powi(50);
        let (with, without) = (open(3.0 / 102.0), open(0.01));
        near("late", solved.chance("late"), found * with + (1.0 - found) * without);
        let passed = solved.passed("so_far");
        near("so far", passed[passed.len() - 1], solved.chance("late"));
        // nothing is known for sure
        near("for sure", solved.ln_sure(), 0.0);
    }
}

#[test]
fn a_fact_against_great_reports_stands_or_is_refused() {
    let fact = |what: &str| format!("[[news]]\non = 2025-02-01\nis = \"{what}\"\n");
    // one such report leaves the other side within the range
    let text = scenario(&[("e", 1e250)]) + &fact("not e");
    let solved = Learnt::new(&text).solve(1);
    near("e", solved.chance("e"), 0.0);
    near("late", solved.chance("late"), 1.0 - 0.99_f64.powi(50));
    near("for sure", solved.ln_sure(), 0.7_f64.ln());
    // several do not: it is said, instead of a number or of a fact that can't be
    let against = [("e", 1e308), ("e", 1e308), ("e", 1.0), ("e", 1.0), ("not e", 1e308)];
    let refusals = [
        refused(&(scenario(&[("e", 1e308), ("e", 1e308)]) + &fact("not e"))),
        // a later report that the other side is lost for
        refused(&scenario(&[&against[..], &[("not e", 1e308); 2]].concat())),
    ];
    assert!(refusals.iter().all(|refusals| !refusals.is_empty()));
    for refusal in refusals.concat() {
        assert!(refusal.code == Code::NotExact, "{refusal:?}");
        assert!(refusal.message.contains("outweigh everything"), "{refusal:?}");
    }
}

#[test]
fn news_that_contradict_each_other_are_a_fault_beside_great_reports() {
    for likelier in [2.0, 1e308] {
        let text = scenario(&[("e", likelier), ("not e", likelier), ("e", likelier)])
            + "[[news]]\non = 2025-02-01\nis = \"e\"\n[[news]]\non = 2025-02-02\nis = \"not e\"\n";
        let refusals = refused(&text);
        assert!(refusals.iter().all(|fault| fault.code == Code::Impossible), "{refusals:?}");
        assert!(!refusals.is_empty());
    }
}
