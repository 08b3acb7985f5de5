//! The changes between two sides, and mixtures of sides that have some of them.

use super::sides::Contender;
use crate::diagnostic::Sources;
use crate::formula::VariableId;
use crate::model::{self, Model, Supposition};
use crate::scenario::{Scenario, differing, same_rules, transplant};
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
    /// Any other difference.
    Rules,
    /// Several changes that can't be made separately.
    Together(Vec<Kind>),
}

impl Change {
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
            Self::Made(..) | Self::Evidence(..) | Self::Rules => None,
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
        for made in &side.supposition.interventions {
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
        side.supposition.evidence.iter().map(|(_, text)| text.clone()).collect()
    };
    let (from, to) = (evidence(left), evidence(right));
    if from != to {
        let name = "given".to_owned();
        let kind = Kind::Evidence(from.clone(), to.clone());
        found.push(Change { name, from: from.join(" and "), to: to.join(" and "), kind });
    }
    if left.scenario.file != right.scenario.file && !same_rules(&left.scenario, &right.scenario) {
        let name = "other edits".to_owned();
        found.push(Change { name, from: String::new(), to: String::new(), kind: Kind::Rules });
    }
    found
}

/// The table of a change: the kind and name of its variable.
fn table(change: &Change) -> String {
    change.name.split('.').take(2).collect::<Vec<_>>().join(".")
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

/// Merges a change that can't be made alone with the others of its table; if there are none, merges all
/// changes.
pub(super) fn regrouped(changes: Vec<Change>, culprit: usize) -> Vec<Change> {
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
    left: &Contender,
    right: &Contender,
    changes: &[Change],
    masks: &[u128],
) -> Result<Vec<Contender>, usize> {
    let culprit = |mask: u128| {
        let taken = (0..changes.len()).filter(|i| mask & (1 << i) != 0);
        // the likeliest culprit is the change whose table has the most changes
        let alike =
            |i: &usize| changes.iter().filter(|other| table(other) == table(&changes[*i])).count();
        taken.max_by_key(alike).unwrap_or(0)
    };
    let mut known = BTreeMap::new();
    let mut of = |mask: u128| mixture((left, right), changes, mask, &mut known);
    masks.iter().map(|mask| of(*mask).ok_or(culprit(*mask))).collect()
}

/// The models of mixtures, by whether they have the right side's rules and which numbers they take from the
/// other side.
type Known = BTreeMap<(bool, BTreeSet<String>), Arc<Model>>;

/// The left side with some of the changes made; `None` if that is not a valid scenario.
fn mixture(
    (left, right): (&Contender, &Contender),
    changes: &[Change],
    mask: u128,
    known: &mut Known,
) -> Option<Contender> {
    let mut taking = Taking::default();
    for (i, change) in changes.iter().enumerate() {
        taking.add(&change.kind, mask & (1 << i) != 0);
    }
    let (rules, numbers, paths) =
        if taking.rules { (right, left, &taking.left) } else { (left, right, &taking.right) };
    let mut scenario = Scenario { variants: Vec::new(), ..Scenario::clone(&rules.scenario) };
    transplant(&mut scenario, &numbers.scenario, paths);
    let key = (taking.rules, paths.iter().map(|&path| path.to_owned()).collect());
    let model = match known.entry(key) {
        Entry::Occupied(known) => Arc::clone(known.get()),
        Entry::Vacant(new) => Arc::clone(new.insert(Arc::new(model::compile(&scenario).ok()?))),
    };
    let shared = |side: &Contender, other: &Contender| -> Vec<String> {
        let theirs: Vec<&String> =
            other.supposition.interventions.iter().map(|m| &m.text).collect();
        let made = side.supposition.interventions.iter().map(|made| made.text.clone());
        made.filter(|text| theirs.contains(&text)).collect()
    };
    let mut made = shared(left, right);
    made.extend(taking.made.into_iter().filter(|text| !made.contains(text)).collect::<Vec<_>>());
    let evidence = taking.evidence.unwrap_or_else(|| {
        left.supposition.evidence.iter().map(|(_, text)| text.clone()).collect()
    });
    let supposition: Supposition =
        model::suppose(&model, &mut Sources::default(), &made, &evidence).ok()?;
    let scenario = scenario.into();
    Some(Contender { name: String::new(), label: String::new(), scenario, model, supposition })
}

/// The parts that a mixture takes from each side.
#[derive(Default)]
struct Taking<'a> {
    left: BTreeSet<&'a str>,
    right: BTreeSet<&'a str>,
    made: Vec<String>,
    evidence: Option<Vec<String>>,
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
            Kind::Rules => self.rules = taken,
            Kind::Together(kinds) => kinds.iter().for_each(|kind| self.add(kind, taken)),
        }
    }
}
