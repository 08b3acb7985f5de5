//! The routes by which outcomes are drawn, each taken away in turn, against drawing trial by trial.
//!
//! The kind: a fast way of drawing that differs from the slow one in a few trials. Without any route each trial is drawn
//! from chances that are evaluated for it alone, as the formulas say; that way is held against closed forms and exact
//! answers elsewhere (`tests/statistics/`, `tests/exact/`). With each set of routes the counts must be the same to the
//! bit, over processes with delays, rules, series, evidence, undefined conditions, wide tables and uncertain numbers.
//! The last test draws with a wrong chance, which the same comparison catches.

use crate::support::repository;
use crate::together::CLOCK;
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::{Measure, Plan, Route, Routes, Side, run, run_paired};
use foretell::internal::model::{Model, Supposition, compile, suppose};
use foretell::internal::scenario;

/// Processes without delays in which many trials move, so that all are drawn at once, beside one in which few do.
const LIVELY: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-02-10
[parameter.pull]
value = "0.1 to 0.6"
[process.mood]
states = ["calm", "tense", "open"]
start = { calm = 0.5, tense = 0.3, open = 0.2 }
from.calm = { tense = 0.4, open = 0.1 }
from.tense = { calm = "0.3 + 0.2 * pull", open = 0.02 }
from.open = { calm = { p = 0.2, adjust = [ { if = "deal == signed", odds = 3 } ] } }
[process.deal]
states = ["none", "draft", "signed"]
start = "none"
from.none = { draft = { p = 0.03, adjust = [ { if = "mood == open", odds = 5 } ] } }
from.draft = { signed = { p = 0.05, adjust = [ { if = "count(mood == open) > 3", odds = 2 } ] }, none = 0.01 }
[event.visit]
each = "step"
p = "if mood == open and deal != none then pull else 0.02"
[question]
signed = { ask = "first(deal == signed)" }
visits = { ask = "count(visit)" }
mood = { ask = ["mood", "deal"] }
"#;

/// A variable of more outcomes than a byte holds, and a table of more rows than registers.
fn wide() -> String {
    let share = |i: usize| format!("o{i} = {}", 1.0 / 320.0 + (i % 2) as f64 / 160.0 - 1.0 / 320.0);
    let outcomes: Vec<String> = (0..319).map(share).collect();
    format!(
        "[event.many]\noutcomes = {{ {}, rest = \"rest\" }}\n[event.few]\np = 0.2\n\
         adjust = [ {{ if = \"many == o7\", odds = 2 }}, {{ if = \"many == o301\", odds = 9 }} ]\n\
         [question]\nmany = {{ ask = \"many\" }}\nfew = {{ ask = \"few\" }}\n",
        outcomes.join(", ")
    )
}

fn compiled(text: &str, learnt: &[&str]) -> (Model, Supposition) {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, findings) = scenario::read(&sources, file);
    assert!(findings.iter().all(|finding| !finding.is_fault()), "{findings:?}");
    let model = compile(&scenario).expect("no faults");
    let learnt: Vec<String> = learnt.iter().map(|text| (*text).to_owned()).collect();
    let supposition = suppose(&model, &mut sources, &[], &learnt).expect("no faults");
    (model, supposition)
}

/// Returns the counts of a run, written as text.
fn counts((model, supposition): &(Model, Supposition), trials: u64, routes: Routes) -> String {
    let plan =
        Plan { trials, seed: 9, worlds: 3, threads: 2, timelines: true, routes, ..Plan::default() };
    let tallies = run(model, supposition, &plan, &|_| ()).expect("it can be drawn");
    serde_json::to_string(&tallies).expect("all keys are text")
}

/// Asserts that counts are equal whichever route is taken away, or added to none.
fn same_by_every_route(text: &str, learnt: &[&str], trials: u64) {
    let case = compiled(text, learnt);
    let slow = counts(&case, trials, Routes::NONE);
    assert!(counts(&case, trials, Routes::ALL) == slow, "{learnt:?}: all");
    for route in Route::ALL {
        let without = counts(&case, trials, Routes::ALL.without(route));
        assert!(without == slow, "{learnt:?}: without {route:?}");
        let alone = counts(&case, trials, Routes::NONE.with(route));
        assert!(alone == slow, "{learnt:?}: {route:?} alone");
    }
}

#[test]
fn rules_delays_and_series_are_drawn_alike_by_every_route() {
    same_by_every_route(CLOCK, &[], 2100);
}

#[test]
fn undefined_conditions_are_drawn_alike_by_every_route() {
    let text = CLOCK.replace("count(raid) > 4", "count(raid) > 0 and 4 / count(raid) < 1");
    assert!(text.contains("4 / count(raid) < 1"));
    same_by_every_route(&text, &[], 1100);
}

#[test]
fn evidence_is_absorbed_and_waited_for_alike_by_every_route() {
    same_by_every_route(CLOCK, &["ever(sanctions == tight)"], 1100);
    same_by_every_route(LIVELY, &["at(mood, 2025-01-20) == open"], 1100);
}

#[test]
fn lively_processes_are_drawn_alike_by_every_route() {
    same_by_every_route(LIVELY, &[], 5000);
}

#[test]
fn moments_and_wide_variables_are_drawn_alike_by_every_route() {
    same_by_every_route(&wide(), &[], 5000);
    let two = std::fs::read_to_string(repository().join("scenarios/two_leaders.toml"));
    same_by_every_route(&two.expect("it is there"), &[], 5000);
}

#[test]
fn sides_are_drawn_alike_by_every_route() {
    let (model, plain) = compiled(CLOCK, &[]);
    let made = suppose(&model, &mut Sources::default(), &["push=hard".to_owned()], &[]);
    let made = made.expect("no faults");
    let side = |supposition| Side {
        model: &model,
        supposition,
        questions: vec![0, 3],
        items: vec![vec![None, Some(0)], Vec::new()],
        numbers: Vec::new(),
    };
    let sides = [side(&plain), side(&made)];
    let drawn = |routes| {
        let plan = Plan { trials: 2100, worlds: 3, threads: 2, routes, ..Plan::default() };
        let measures = [Measure::Outcomes(1), Measure::Mean];
        format!("{:?}", run_paired(&sides, &measures, &plan, true, &|_| ()).expect("it can").parts)
    };
    let slow = drawn(Routes::NONE);
    assert!(drawn(Routes::ALL) == slow, "all");
    for route in Route::ALL {
        assert!(drawn(Routes::ALL.without(route)) == slow, "without {route:?}");
    }
}

#[test]
fn a_chance_that_is_a_little_off_is_caught() {
    let other = LIVELY.replace("tense = 0.4,", "tense = 0.401,");
    assert!(other != LIVELY);
    let drawn = |text: &str, routes| counts(&compiled(text, &[]), 5000, routes);
    assert!(drawn(&other, Routes::ALL) != drawn(LIVELY, Routes::NONE));
}
