//! Advice on chances that are written as exactly 0 or 1.

use super::wording::and_more;
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::{
    Base, Chances, Figure, MoveBy, Outcomes, Panel, Rule, Said, Scenario, Start,
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
fn tell(variable: &str, chances: Vec<&Figure>, found: &mut Vec<Diagnostic>) {
    let judged = chances.into_iter().filter(|figure| !figure.grounds.is_fact);
    let mut certain = judged.filter_map(|figure| match figure.said {
        Said::Plain(p) if p <= 0.0 => Some((figure, 0)),
        Said::Plain(p) if p >= 1.0 => Some((figure, 1)),
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

fn chances_of(rule: &Rule) -> Vec<&Figure> {
    let mut found = match &rule.base {
        Base::Chance(figure) => vec![figure],
        Base::Outcomes(outcomes) => shares(outcomes).collect(),
        Base::Panel(panel) => spoken(panel),
        Base::Cells(_) => Vec::new(), // not written one by one
        Base::Table(table) => table.rows.iter().flat_map(|row| said(&row.chances)).collect(),
    };
    found.extend(rule.cases.iter().flat_map(|case| said(&case.chances)));
    found
}

fn said(chances: &Chances) -> Vec<&Figure> {
    match chances {
        Chances::Chance(figure) => vec![figure],
        Chances::Outcomes(outcomes) => shares(outcomes).collect(),
        Chances::Panel(panel) => spoken(panel),
    }
}

fn spoken(panel: &Panel<Outcomes>) -> Vec<&Figure> {
    panel.members.iter().flat_map(|(_, outcomes)| shares(outcomes)).collect()
}

fn shares(outcomes: &Outcomes) -> impl Iterator<Item = &Figure> {
    outcomes.shares.iter().map(|(_, figure)| figure)
}
