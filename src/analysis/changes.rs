//! The changes between two sides, and mixtures of sides that have some of them.

use super::sides::Contender;
use crate::diagnostic::Sources;
use crate::formula::VariableId;
use crate::model::{self, Learnt, Model, News, Supposition};
use crate::scenario::{
    Conditions, Restructured, Scenario, differing, graft, join_news, label_of, restructured,
    same_frame, transplant,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The most changes that are treated separately.
const MOST_CHANGES: usize = 100;

/// A difference between two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path of a number, or another description.
    pub name: String,
    /// The value on the first side.
    pub from: String,
    /// The value on the other side.
    pub to: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Numbers, by their paths.
    Numbers(Vec<String>),
    /// The interventions of each side on one variable.
    Made(Vec<String>, Vec<String>),
    /// The evidence of each side.
    Evidence(Vec<String>, Vec<String>),
    /// A table that differs in structure.
    Structure(Restructured),
    /// Any other difference.
    Rules,
    /// Time that passes with nothing happening; whether anything is watched.
    Time(bool),
    /// A piece of news.
    News,
    /// Several changes that can't be made separately.
    Together(Vec<Kind>),
}

/// The kinds of changes, as a [`Comparison`](crate::result::Comparison) lists them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Time passed with nothing happening.
    Time,
    /// Something was learnt.
    News,
    /// A number, a rule, an intervention or evidence is another.
    #[default]
    Edit,
}

impl Change {
    /// Time that passes with nothing happening, from one day to another.
    pub(super) fn time(from: Option<Date>, to: Option<Date>, is_watched: bool) -> Self {
        let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let name = "time".to_owned();
        Self { name, from: text(from), to: text(to), kind: Kind::Time(is_watched) }
    }

    /// A piece of news that the second side has, or that it has no more.
    pub(super) fn news(news: &News, is_new: bool) -> Self {
        let heard = if matches!(news.learnt, Learnt::Heard(_)) { "heard " } else { "" };
        let taken = if is_new { "" } else { "without " };
        let name = format!("{taken}news {}: {heard}{}", news.on, news.text);
        let source = news.source.clone().unwrap_or_default();
        let (from, to) = if is_new { (String::new(), source) } else { (source, String::new()) };
        Self { name, from, to, kind: Kind::News }
    }

    /// The change from the second side to the first.
    pub(super) fn reversed(self) -> Self {
        Self { from: self.to, to: self.from, ..self }
    }

    /// Joins a change with the one that follows it.
    pub(super) fn and(self, other: Self) -> Self {
        let kinds = match self.kind {
            Kind::Together(kinds) => kinds,
            kind => vec![kind],
        };
        Self {
            name: format!("{}, {}", self.name, other.name),
            from: String::new(),
            to: String::new(),
            kind: Kind::Together(kinds.into_iter().chain([other.kind]).collect()),
        }
    }

    /// Its kind; time and news that can't be told apart are news.
    pub fn kind(&self) -> ChangeKind {
        let is_told = |kind: &Kind| matches!(kind, Kind::Time(_) | Kind::News);
        match &self.kind {
            Kind::Time(_) => ChangeKind::Time,
            Kind::News => ChangeKind::News,
            Kind::Together(kinds) if kinds.iter().all(is_told) => ChangeKind::News,
            _ => ChangeKind::Edit,
        }
    }

    /// Its name for readers.
    pub fn label(&self, conditions: &Conditions) -> String {
        match &self.kind {
            Kind::Time(true) => "time passed with nothing happening".to_owned(),
            Kind::Time(false) => "time passed (nothing is watched)".to_owned(),
            Kind::News => self.name.clone(),
            _ => label_of(&self.name, conditions),
        }
    }

    /// Whether it is one of interventions alone.
    pub(super) fn is_made(&self) -> bool {
        matches!(self.kind, Kind::Made(..))
    }

    /// The variables at which it is made; `None` if it changes the evidence or rules, or can't be traced to variables.
    pub(super) fn variables(&self, model: &Model) -> Option<Vec<VariableId>> {
        match &self.kind {
            Kind::Made(..) => Some(vec![model.find(self.name.strip_prefix("do ")?)?]),
            kind => kind.variables(model),
        }
    }
}

impl Kind {
    fn variables(&self, model: &Model) -> Option<Vec<VariableId>> {
        match self {
            Self::Numbers(paths) => {
                let of = |path: &String| owners(model, path);
                Some(paths.iter().map(of).collect::<Option<Vec<_>>>()?.concat())
            }
            Self::Together(kinds) => {
                let of = |kind: &Self| kind.variables(model);
                Some(kinds.iter().map(of).collect::<Option<Vec<_>>>()?.concat())
            }
            Self::Made(..)
            | Self::Evidence(..)
            | Self::Structure(_)
            | Self::Rules
            | Self::Time(_)
            | Self::News => None,
        }
    }
}

/// The variables in whose tables a path can lie: names may contain dots. `None` if there are none.
fn owners(model: &Model, path: &str) -> Option<Vec<VariableId>> {
    let (_, within) = path.split_once('.')?;
    let ends = within.match_indices('.').map(|(end, _)| end).chain([within.len()]);
    let found: Vec<VariableId> = ends.filter_map(|end| model.find(&within[..end])).collect();
    (!found.is_empty()).then_some(found)
}

/// Returns all differences between two sides.
pub(super) fn changes(left: &Contender, right: &Contender) -> Vec<Change> {
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
fn table(change: &Change) -> String {
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
        grafted: grafted.iter().map(|table| table.path.clone()).collect(),
        right: names(&taking.right),
    };
    let mut scenario = Scenario { variants: Vec::new(), ..Scenario::clone(&base.scenario) };
    for table in &grafted {
        graft(&mut scenario, &other.scenario, table);
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
            Kind::Structure(table) => self.tables.push((table, taken)),
            Kind::Rules => self.rules = taken,
            // what is known is no part of a mixture
            Kind::Time(_) | Kind::News => {}
            Kind::Together(kinds) => kinds.iter().for_each(|kind| self.add(kind, taken)),
        }
    }
}
