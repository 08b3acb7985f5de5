//! The changes between two sides, and the grouping of changes that can't be made alone.

use super::super::sides::Contender;
use super::change::{Change, Kind};
use crate::scenario::{differing, reset, restructured, same_frame};
use std::collections::{BTreeMap, BTreeSet};

/// The most changes that are treated separately.
const MOST_CHANGES: usize = 100;

/// Returns all differences between two sides.
pub(crate) fn changes(left: &Contender, right: &Contender) -> Vec<Change> {
    let mut found: Vec<Change> = differing(&left.scenario, &right.scenario)
        .into_iter()
        .map(|d| Change { name: d.path, from: d.from, to: d.to, kind: Kind::Numbers(d.paths) })
        .collect();
    if found.len() > MOST_CHANGES {
        found = by_table(found);
    }
    let made = |side: &Contender| {
        let mut by_variable: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for made in &side.unlearnt.interventions {
            let name = side.model.variable(made.variable).name.clone();
            by_variable.entry(name).or_default().push(made.text.clone());
        }
        by_variable
    };
    let (ours, theirs) = (made(left), made(right));
    let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for name in names {
        let of = |side: &BTreeMap<String, Vec<String>>| side.get(name).cloned().unwrap_or_default();
        let (from, to) = (of(&ours), of(&theirs));
        if from != to {
            let worded = |texts: &[String]| texts.join(", ");
            found.push(Change {
                name: format!("do {name}"),
                from: worded(&from),
                to: worded(&to),
                kind: Kind::Made(from, to),
            });
        }
    }
    let evidence = |side: &Contender| -> Vec<String> {
        side.unlearnt.evidence.iter().map(|(_, text)| text.clone()).collect()
    };
    let (from, to) = (evidence(left), evidence(right));
    if from != to {
        let name = "given".to_owned();
        let kind = Kind::Evidence(from.clone(), to.clone());
        found.push(Change { name, from: from.join(" and "), to: to.join(" and "), kind });
    }
    if left.scenario.file == right.scenario.file {
        return found;
    }
    for (setting, from, to) in reset(&left.scenario, &right.scenario) {
        let name = setting.name().to_owned();
        found.push(Change { name, from, to, kind: Kind::Setting(setting) });
    }
    for table in restructured(&left.scenario, &right.scenario) {
        let name = format!("{}: {}", table.path, table.words);
        let kind = Kind::Structure(table);
        found.push(Change { name, from: String::new(), to: String::new(), kind });
    }
    if !same_frame(&left.scenario, &right.scenario) {
        let name = "other edits".to_owned();
        found.push(Change { name, from: String::new(), to: String::new(), kind: Kind::Rules });
    }
    found
}

/// The table of a change: the kind and name of its variable.
pub(super) fn table(change: &Change) -> String {
    let path = change.name.split(": ").next().unwrap_or_default();
    path.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// Merges the changes of each table; merges all if they are still too many.
fn by_table(changes: Vec<Change>) -> Vec<Change> {
    let mut tables: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for change in changes {
        tables.entry(table(&change)).or_default().push(change);
    }
    let found: Vec<Change> = tables.into_values().map(together).collect();
    if found.len() > MOST_CHANGES { vec![together(found)] } else { found }
}

/// Merges several changes into one.
fn together(mut changes: Vec<Change>) -> Change {
    if changes.len() == 1 {
        return changes.swap_remove(0);
    }
    let tables: BTreeSet<String> = changes.iter().map(table).collect();
    let name = tables.into_iter().collect::<Vec<_>>().join(", ");
    let kind = Kind::Together(changes.into_iter().map(|change| change.kind).collect());
    Change { name, from: String::new(), to: String::new(), kind }
}

/// Merges changes of structure into one, named by all.
fn edited(edits: Vec<Change>) -> Change {
    let names: Vec<&str> = edits.iter().map(|edit| edit.name.as_str()).collect();
    let name = names.join("; ");
    let kind = Kind::Together(edits.into_iter().map(|edit| edit.kind).collect());
    Change { name, from: String::new(), to: String::new(), kind }
}

/// Merges changes if one can't be made alone: first all changes of structure; then a change with the others of its
/// table; if there are none, all changes.
pub(super) fn regrouped(changes: Vec<Change>, culprit: usize) -> Vec<Change> {
    let is_edit = |change: &Change| matches!(change.kind, Kind::Structure(_));
    if changes.iter().filter(|change| is_edit(change)).count() > 1 {
        let (edits, others): (Vec<Change>, Vec<Change>) =
            changes.into_iter().partition(|change| is_edit(change));
        return others.into_iter().chain([edited(edits)]).collect();
    }
    let requested = table(&changes[culprit]);
    let (own, others): (Vec<Change>, Vec<Change>) =
        changes.into_iter().partition(|change| table(change) == requested);
    if own.len() == 1 {
        return vec![together(own.into_iter().chain(others).collect())];
    }
    std::iter::once(together(own)).chain(others).collect()
}
