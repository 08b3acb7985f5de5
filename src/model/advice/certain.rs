//! Advice on chances that are written as exactly 0 or 1.

use super::wording::and_more;
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::{
    Base, Chances, Literal, LiteralValue, MoveBy, Outcomes, Panel, Rule, Scenario, Start,
};

pub(super) fn advise(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    for event in &scenario.events {
        tell(&event.name.value, chances_of(&event.rule), found);
    }
    for process in &scenario.processes {
        let mut chances = Vec::new();
        match &process.start {
            Start::State(_) => {}
            Start::Outcomes(outcomes) => chances.extend(shares(outcomes)),
            Start::Panel(panel) => chances.extend(spoken(panel)),
        }
        for step in process.rows.iter().flat_map(|row| &row.moves) {
            if let MoveBy::Chance(rule) = &step.by {
                chances.extend(chances_of(rule));
            }
        }
        tell(&process.name.value, chances, found);
    }
}

/// Reports all certain chances of a variable in one finding.
fn tell(variable: &str, chances: Vec<&Literal>, found: &mut Vec<Diagnostic>) {
    let judged = chances.into_iter().filter(|literal| !literal.grounds.is_fact);
    let mut certain = judged.filter_map(|literal| match literal.value {
        LiteralValue::Plain(p) if p <= 0.0 => Some((literal, 0)),
        LiteralValue::Plain(p) if p >= 1.0 => Some((literal, 1)),
        _ => None,
    });
    let Some((first, p)) = certain.next() else { return };
    let others = certain.count();
    let more = and_more(others);
    let what = format!("`{variable}` has a chance of exactly {p}{more}: nothing ever moves it");
    found.push(
        Diagnostic::new(Code::CertainChance, first.place, what)
            .weigh(others as f64)
            .help("if a surprise is thinkable, leave room for it, such as 0.01 or 0.99"),
    );
}

fn chances_of(rule: &Rule) -> Vec<&Literal> {
    let mut found = match &rule.base {
        Base::Chance(literal) => vec![literal],
        Base::Outcomes(outcomes) => shares(outcomes).collect(),
        Base::Panel(panel) => spoken(panel),
        Base::Cells(_) => Vec::new(), // not written one by one
        Base::Table(table) => table.rows.iter().flat_map(|row| written(&row.chances)).collect(),
    };
    found.extend(rule.cases.iter().flat_map(|case| written(&case.chances)));
    found
}

fn written(chances: &Chances) -> Vec<&Literal> {
    match chances {
        Chances::Chance(literal) => vec![literal],
        Chances::Outcomes(outcomes) => shares(outcomes).collect(),
        Chances::Panel(panel) => spoken(panel),
    }
}

fn spoken(panel: &Panel<Outcomes>) -> Vec<&Literal> {
    panel.members.iter().flat_map(|(_, outcomes)| shares(outcomes)).collect()
}

fn shares(outcomes: &Outcomes) -> impl Iterator<Item = &Literal> {
    outcomes.shares.iter().map(|(_, literal)| literal)
}
