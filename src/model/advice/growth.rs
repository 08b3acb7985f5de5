//! The cost of the search grows linearly with the scenario; it is counted, not timed.

use crate::diagnostic::Sources;
use crate::model;
use crate::model::advice::reach::reach;
use crate::model::bind::bind;
use crate::model::{Support, Supposition, World};
use crate::scenario;
use std::fmt::Write as _;

/// The number of truths that the search for impossible conditions looks up in a scenario.
fn lookups(text: &str) -> u64 {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, faults) = scenario::read(&sources, file);
    assert_eq!(faults, Vec::new());
    let model = model::compile(&scenario).expect("a scenario without faults");
    let world = World::draw(&model, 0, 0).expect("a world");
    let possible = reach(&model, &bind(&model, &world));
    super::never::advise(&scenario, &model, &possible, &mut Vec::new());
    possible.lookups()
}

fn event(cases: usize, condition: impl Fn(usize) -> String) -> String {
    let mut text = String::from("[event.e]\np = 0.5\ncase = [\n");
    for i in 0..cases {
        writeln!(text, "{{ if = \"{}\", p = 0.3 }},", condition(i)).expect("a String takes all");
    }
    text + "]\n"
}

/// Checks that twice as many cases cost at most two and a half times as much.
fn grows_in_line(of: impl Fn(usize) -> String) {
    let (few, many) = (lookups(&of(400)), lookups(&of(800)));
    assert!(few >= 400, "{few}");
    assert!(2 * many <= 5 * few, "{few}, then {many}");
}

#[test]
fn cases_of_comparisons_are_looked_at_once() {
    let number = "[quantity.x]\nvalue = \"uniform(0, 1)\"\n";
    grows_in_line(|n| number.to_owned() + &event(n, |i| format!("x > {}", (n - i) as f64 / 1e4)));
    let clock = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-01\n";
    let each = "[event.f]\neach = \"step\"\np = 0.5\n";
    grows_in_line(|n| {
        let cases = event(n, |i| format!("f and step > {}", i % 50));
        clock.to_owned() + each + &cases.replace("p = 0.5", "each = \"step\"\np = 0.5")
    });
}

#[test]
fn cases_of_outcomes_are_looked_at_once() {
    let coins = (0..12).fold(String::new(), |text, i| text + &format!("[event.c{i}]\np = 0.5\n"));
    grows_in_line(|n| {
        let pair = |i: usize| (i % 12, i / 12 % 12);
        coins.clone() + &event(n, |i| format!("c{} and not c{} and c3", pair(i).0, pair(i).1))
    });
}

#[test]
fn a_chain_is_searched_in_its_order_whatever_its_names() {
    let chain = |n: usize| {
        let mut text = String::from("[event.e999]\np = 0.5\n");
        for i in (1000 - n..999).rev() {
            let cause = i + 1;
            writeln!(text, "[event.e{i}]\np = 0.1\ncase = [ {{ if = \"e{cause}\", p = 0.9 }} ]")
                .expect("a String takes all");
        }
        text
    };
    let rounds = |n: usize| {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", chain(n));
        let (scenario, _) = scenario::read(&sources, file);
        let model = model::compile(&scenario).expect("a scenario without faults");
        let nothing = Supposition::default();
        Support::new(&model, &nothing).expect("it is small").rounds()
    };
    assert_eq!((rounds(100), rounds(400)), (2, 2), "one that finds all and one that finds no more");
}
