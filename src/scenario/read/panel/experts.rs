//! The experts of a scenario: those on any panel, and a scenario as one of them sees it.

use super::voices;
use crate::diagnostic::Located;
use crate::scenario::literal::{Base, Chances, Literal, LiteralValue, Outcomes, Panel, Rule};
use crate::scenario::paths::{Slot, visit, visit_mut};
use crate::scenario::read::Meaning;
use crate::scenario::tree::{MoveBy, Scenario, Start};

/// The scenario as if this expert alone were right: in panels with this expert, the others are dropped. Panels
/// without the expert stay unchanged.
#[must_use]
pub fn believing(scenario: &Scenario, expert: &str) -> Scenario {
    let mut alone = scenario.clone();
    visit_mut(&mut alone, &mut |slot| match slot {
        Slot::Alone(literal, meaning) => believe(literal, meaning, expert),
        Slot::Shares(outcomes) => {
            let believe = |literal: &mut Literal| believe(literal, Meaning::Share, expert);
            outcomes.shares.iter_mut().for_each(|(_, literal)| believe(literal));
        }
    });
    let rules = alone.events.iter_mut().map(|event| &mut event.rule).chain(
        alone.processes.iter_mut().flat_map(|process| &mut process.rows).flat_map(|row| {
            row.moves.iter_mut().filter_map(|step| match &mut step.by {
                MoveBy::Chance(rule) => Some(rule),
                MoveBy::After(_) => None,
            })
        }),
    );
    for rule in rules {
        believe_rule(rule, expert);
    }
    for process in &mut alone.processes {
        if let Start::Panel(panel) = &process.start
            && let Some(outcomes) = stated_by(panel, expert)
        {
            process.start = Start::Outcomes(outcomes);
        }
    }
    alone
}

fn believe(literal: &mut Literal, meaning: Meaning, expert: &str) {
    if let LiteralValue::Panel(panel) = &literal.value
        && let Some(mut own) = stated_by(panel, expert)
    {
        if meaning == Meaning::Value && !panel.is_over_numbers {
            voices::as_chance(&mut own);
        }
        *literal = own;
    }
}

fn believe_rule(rule: &mut Rule, expert: &str) {
    if let Base::Panel(panel) = &rule.base
        && let Some(outcomes) = stated_by(panel, expert)
    {
        rule.base = Base::Outcomes(outcomes);
    }
    let rows = match &mut rule.base {
        Base::Table(table) => table.rows.iter_mut().map(|row| &mut row.chances).collect(),
        _ => Vec::new(),
    };
    for chances in rows.into_iter().chain(rule.cases.iter_mut().map(|case| &mut case.chances)) {
        if let Chances::Panel(panel) = chances
            && let Some(outcomes) = stated_by(panel, expert)
        {
            *chances = Chances::Outcomes(outcomes);
        }
    }
}

fn stated_by<T: Clone>(panel: &Panel<T>, expert: &str) -> Option<T> {
    panel.members.iter().find(|(name, _)| name.value == expert).map(|(_, written)| written.clone())
}

/// The experts on any panel of the scenario, in the order of the `[expert]` tables.
pub fn speakers(scenario: &Scenario) -> Vec<&Located<String>> {
    let mut names: Vec<&str> = Vec::new();
    visit(scenario, &mut |slot| match slot {
        Slot::Alone(literal, _) => names.extend(heard_in(literal)),
        Slot::Shares(outcomes) => {
            names.extend(outcomes.shares.iter().flat_map(|(_, literal)| heard_in(literal)));
        }
    });
    for_each_panel(scenario, &mut |panel| {
        names.extend(panel.members.iter().map(|(name, _)| name.value.as_str()));
    });
    let speaks = |name: &&Located<String>| names.contains(&name.value.as_str());
    scenario.experts.iter().map(|expert| &expert.name).filter(speaks).collect()
}

fn heard_in(literal: &Literal) -> impl Iterator<Item = &str> {
    let panel = match &literal.value {
        LiteralValue::Panel(panel) => Some(panel),
        _ => None,
    };
    panel.into_iter().flat_map(|panel| panel.members.iter().map(|(name, _)| name.value.as_str()))
}

fn for_each_panel<'a>(scenario: &'a Scenario, visit: &mut dyn FnMut(&'a Panel<Outcomes>)) {
    let rule = |rule: &'a Rule, visit: &mut dyn FnMut(&'a Panel<Outcomes>)| {
        let rows: &[_] = match &rule.base {
            Base::Panel(panel) => {
                visit(panel);
                &[]
            }
            Base::Table(table) => &table.rows,
            Base::Chance(_) | Base::Outcomes(_) | Base::Cells(_) => &[],
        };
        let cases = rule.cases.iter().map(|case| &case.chances);
        for chances in rows.iter().map(|row| &row.chances).chain(cases) {
            if let Chances::Panel(panel) = chances {
                visit(panel);
            }
        }
    };
    for event in &scenario.events {
        rule(&event.rule, visit);
    }
    for process in &scenario.processes {
        if let Start::Panel(panel) = &process.start {
            visit(panel);
        }
    }
}
