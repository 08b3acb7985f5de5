//! Advice on numbers without a source or reason, and sources without a number.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::scenario::{Literal, LiteralValue, Scenario, literals};
use std::collections::BTreeMap;

pub(super) fn advise(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    without_grounds(scenario, found);
    without_numbers(scenario, found);
}

/// The numbers of one variable.
struct Group<'a> {
    /// The path of its table, such as `event.venue`.
    table: String,
    all: usize,
    bare: usize,
    /// The first number without grounds.
    first: Option<&'a Literal>,
}

fn without_grounds(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    // a panel's grounds are those of its members, and weights need none
    let stands = |literal: &&Literal| {
        !matches!(literal.value, LiteralValue::Rest | LiteralValue::Panel(_))
            && !literal.path.starts_with("expert.")
    };
    for literal in literals(scenario).into_iter().filter(stands) {
        let table: Vec<&str> = literal.path.splitn(3, '.').take(2).collect();
        let table = table.join(".");
        let place = *places.entry(table.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Group { table, all: 0, bare: 0, first: None });
        }
        let group = &mut groups[place];
        group.all += 1;
        let grounds = &literal.grounds;
        if grounds.source.is_none() && grounds.because.is_none() && !grounds.is_fact {
            group.bare += 1;
            group.first.get_or_insert(literal);
        }
    }
    for Group { table, all, bare, first } in groups {
        let Some(first) = first else { continue };
        let name = table.split_once('.').map_or(table.as_str(), |(_, name)| name);
        let what = match (bare, all) {
            (1, 1) => format!("the number of `{name}` has neither source nor reason"),
            (2, 2) => format!("both numbers of `{name}` have neither source nor reason"),
            (bare, all) if bare == all => {
                format!("all {all} numbers of `{name}` have neither source nor reason")
            }
            (1, all) => format!("1 of the {all} numbers of `{name}` has neither source nor reason"),
            (bare, all) => {
                format!("{bare} of the {all} numbers of `{name}` have neither source nor reason")
            }
        };
        let advice = Diagnostic::new(Code::NoGrounds, first.place, what);
        found.push(
            advice.weigh(bare as f64).help(
                "add `source = \"…\"` or `because = \"…\"` beside it, or to a table around it",
            ),
        );
    }
}

fn without_numbers(scenario: &Scenario, found: &mut Vec<Diagnostic>) {
    for source in &scenario.sources {
        if !scenario.leaned_on.contains(&source.name.value) {
            let place: Place = source.name.place;
            let what = format!("nothing leans on the source `{}`", source.name.value);
            found.push(Diagnostic::new(Code::UnusedSource, place, what).help(format!(
                "say `source = \"{}\"` where it belongs, or take it out",
                source.name.value
            )));
        }
    }
}
