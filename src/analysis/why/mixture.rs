//! The mixtures of two sides: scenarios that have some of the changes between them.

use super::super::sides::Contender;
use super::change::{Change, Kind};
use super::changes::table;
use crate::diagnostic::Sources;
use crate::model::{self, Model, Supposition};
use crate::scenario::{Restructured, Scenario, Setting, graft, join_news, transplant};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Returns a mixture of the sides for each set of changes.
///
/// # Errors
///
/// The index of a change that does not give a valid scenario without others.
pub(super) fn mixed(
    (left, right): (&Contender, &Contender),
    changes: &[Change],
    masks: &[u128],
    with: NewsOf,
) -> Result<Vec<Contender>, usize> {
    let culprit = |mask: u128| {
        let taken = (0..changes.len()).filter(|i| mask & (1 << i) != 0);
        // the likeliest culprit is the change whose table has the most changes
        let alike =
            |i: &usize| changes.iter().filter(|other| table(other) == table(&changes[*i])).count();
        taken.max_by_key(alike).unwrap_or(0)
    };
    let mut known = BTreeMap::new();
    let mut of = |mask: u128| mixture((left, right), (changes, mask), with, &mut known);
    masks.iter().map(|mask| of(*mask).ok_or(culprit(*mask))).collect()
}

/// The models of mixtures.
type Known = BTreeMap<Key, Arc<Model>>;

/// The parts of a mixture's model that are taken from the right side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    rules: bool,
    settings: Vec<bool>,
    grafted: BTreeSet<String>,
    right: BTreeSet<String>,
}

/// The news that mixtures can know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NewsOf {
    /// The news of the left side.
    Left,
    /// The news of either side.
    Both,
}

/// The left side with some of the changes made, without news; `None` if that is not a valid scenario.
fn mixture(
    (left, right): (&Contender, &Contender),
    (changes, mask): (&[Change], u128),
    with: NewsOf,
    known: &mut Known,
) -> Option<Contender> {
    let mut taking = Taking::default();
    for (i, change) in changes.iter().enumerate() {
        taking.add(&change.kind, mask & (1 << i) != 0);
    }
    let (base, other) = if taking.rules { (right, left) } else { (left, right) };
    let is_grafted = |(_, is_right): &&(&Restructured, bool)| *is_right != taking.rules;
    let grafted: Vec<&Restructured> =
        taking.tables.iter().filter(is_grafted).map(|(table, _)| *table).collect();
    let names = |paths: &BTreeSet<&str>| paths.iter().map(|&path| path.to_owned()).collect();
    let key = Key {
        rules: taking.rules,
        settings: taking.settings.iter().map(|(_, is_right)| *is_right).collect(),
        grafted: grafted.iter().map(|table| table.path.clone()).collect(),
        right: names(&taking.right),
    };
    // today is a part of what is known, which mixtures are given later
    let base = Scenario::clone(&base.scenario);
    let mut scenario = Scenario { variants: Vec::new(), today: None, ..base };
    for table in &grafted {
        graft(&mut scenario, &other.scenario, table);
    }
    for (setting, is_right) in &taking.settings {
        setting.put(&mut scenario, if *is_right { &right.scenario } else { &left.scenario });
    }
    match with {
        NewsOf::Left => scenario.news.clone_from(&left.scenario.news),
        NewsOf::Both => join_news(&mut scenario, &other.scenario),
    }
    transplant(&mut scenario, &right.scenario, &taking.right);
    transplant(&mut scenario, &left.scenario, &taking.left);
    let model = match known.entry(key) {
        Entry::Occupied(known) => Arc::clone(known.get()),
        Entry::Vacant(new) => Arc::clone(new.insert(Arc::new(model::compile(&scenario).ok()?))),
    };
    let shared = |side: &Contender, other: &Contender| -> Vec<String> {
        let theirs: Vec<&String> = other.unlearnt.interventions.iter().map(|m| &m.text).collect();
        let made = side.unlearnt.interventions.iter().map(|made| made.text.clone());
        made.filter(|text| theirs.contains(&text)).collect()
    };
    let mut made = shared(left, right);
    made.extend(taking.made.into_iter().filter(|text| !made.contains(text)).collect::<Vec<_>>());
    let evidence = taking
        .evidence
        .unwrap_or_else(|| left.unlearnt.evidence.iter().map(|(_, text)| text.clone()).collect());
    let unlearnt: Supposition =
        model::suppose(&model, &mut Sources::default(), &made, &evidence).ok()?;
    let scenario = scenario.into();
    let (name, label) = (String::new(), String::new());
    let supposition = unlearnt.clone();
    Some(Contender { name, label, scenario, model, unlearnt, supposition })
}

/// The parts that a mixture takes from each side.
#[derive(Default)]
struct Taking<'a> {
    left: BTreeSet<&'a str>,
    right: BTreeSet<&'a str>,
    made: Vec<String>,
    evidence: Option<Vec<String>>,
    /// Each table that differs in structure, and whether it is that of the right side.
    tables: Vec<(&'a Restructured, bool)>,
    /// Each setting that differs, and whether it is that of the right side.
    settings: Vec<(Setting, bool)>,
    rules: bool,
}

impl<'a> Taking<'a> {
    fn add(&mut self, kind: &'a Kind, taken: bool) {
        match kind {
            Kind::Numbers(paths) => {
                let side = if taken { &mut self.right } else { &mut self.left };
                side.extend(paths.iter().map(String::as_str));
            }
            Kind::Made(from, to) => self.made.extend(if taken { to } else { from }.clone()),
            Kind::Evidence(from, to) => self.evidence = Some(if taken { to } else { from }.clone()),
            Kind::Setting(setting) => self.settings.push((*setting, taken)),
            Kind::Structure(table) => self.tables.push((table, taken)),
            Kind::Rules => self.rules = taken,
            // what is known is no part of a mixture
            Kind::Time(_) | Kind::News(_) => {}
            Kind::Together(kinds) => kinds.iter().for_each(|kind| self.add(kind, taken)),
        }
    }
}
