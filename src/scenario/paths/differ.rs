//! The differences between two scenarios in their numbers; and their shapes without numbers.

use super::numbers::literals;
use super::slots::{Slot, visit, visit_mut};
use crate::diagnostic::{FileId, Place};
use crate::scenario::literal::{Grounds, Literal, LiteralValue, Outcomes, Panel};
use crate::scenario::reporting::Reporting;
use crate::scenario::reporting::yardstick::Yardstick;
use crate::scenario::tree::Scenario;
use std::collections::{BTreeMap, BTreeSet};

/// A number that differs between two scenarios; outcomes that sum to 1 count as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// The path of the number; for outcomes, that of their table.
    pub path: String,
    /// The paths of all its literals.
    pub paths: Vec<String>,
    /// The text in the first scenario.
    pub from: String,
    /// The text in the second scenario.
    pub to: String,
}

/// The numbers at paths of both scenarios that differ, in the order of the first.
pub fn differing(first: &Scenario, second: &Scenario) -> Vec<Differing> {
    let theirs: BTreeMap<&str, &Literal> =
        literals(second).into_iter().map(|literal| (literal.path.as_str(), literal)).collect();
    let is_other = |literal: &&Literal| {
        theirs.get(literal.path.as_str()).is_some_and(|other| !says_the_same(literal, other))
    };
    let mut found: Vec<(Place, Differing)> = Vec::new();
    let mut whole: Vec<String> = Vec::new();
    visit(first, &mut |slot| {
        let (path, changed) = match slot {
            Slot::Alone(literal, _) => (literal.path.clone(), vec![literal]),
            Slot::Shares(outcomes) => (of_all(outcomes), shares(outcomes).collect()),
        };
        let changed: Vec<&Literal> = changed.into_iter().filter(is_other).collect();
        let Some(first) = changed.first() else { return };
        // numbers within one that is replaced are replaced with it
        if whole.iter().any(|outer| path.starts_with(outer)) {
            return;
        }
        whole.extend(changed.iter().map(|literal| format!("{}.", literal.path)));
        let begins = first.place;
        let many = changed.len() > 1;
        let worded = |literal: &Literal| match literal.path.rsplit_once('.') {
            Some((_, outcome)) if many => format!("{outcome} {}", literal.text),
            _ => literal.text.clone(),
        };
        let joined = |texts: Vec<String>| texts.join(", ");
        let other = |literal: &&Literal| worded(theirs[literal.path.as_str()]);
        let paths: Vec<String> = changed.iter().map(|literal| literal.path.clone()).collect();
        let differing = Differing {
            path: if many { path } else { paths[0].clone() },
            from: joined(changed.iter().map(|literal| worded(literal)).collect()),
            to: joined(changed.iter().map(other).collect()),
            paths,
        };
        found.push((begins, differing));
    });
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, differing)| differing).collect()
}

/// The number of literals that are at paths of both scenarios and equal.
pub fn numbers_shared(first: &Scenario, second: &Scenario) -> usize {
    let theirs: BTreeMap<&str, &Literal> =
        literals(second).into_iter().map(|literal| (literal.path.as_str(), literal)).collect();
    let same = |literal: &&Literal| {
        let other = theirs.get(literal.path.as_str());
        literal.value != LiteralValue::Rest
            && other.is_some_and(|other| says_the_same(literal, other))
    };
    literals(first).iter().filter(|literal| same(literal)).count()
}

/// Replaces the numbers at these paths by those of `from`, a scenario with the same paths.
pub fn transplant(into: &mut Scenario, from: &Scenario, paths: &BTreeSet<&str>) {
    let theirs: BTreeMap<&str, &Literal> =
        literals(from).into_iter().map(|literal| (literal.path.as_str(), literal)).collect();
    let given = from.given.iter().filter(|path| paths.contains(path.as_str())).cloned();
    into.given.extend(given);
    let replace = |literal: &mut Literal| {
        if paths.contains(literal.path.as_str())
            && let Some(other) = theirs.get(literal.path.as_str())
        {
            *literal = (*other).clone();
        }
    };
    visit_mut(into, &mut |slot| match slot {
        Slot::Alone(literal, _) => replace(literal),
        Slot::Shares(outcomes) => outcomes.shares.iter_mut().for_each(|(_, f)| replace(f)),
    });
}

/// A scenario without its numbers, words, news and places, as text to compare.
pub(super) fn shape(scenario: &Scenario) -> String {
    let mut bare = Scenario {
        file: FileId(0),
        title: None,
        author: None,
        confidence: None,
        yardstick: Yardstick::default(),
        reporting: Reporting::default(),
        sources: Vec::new(),
        values: Vec::new(),
        resolutions: Vec::new(),
        variants: Vec::new(),
        sweeps: Vec::new(),
        news: Vec::new(),
        today: None,
        unread: Vec::new(),
        leaned_on: BTreeSet::new(),
        given: BTreeSet::new(),
        ..scenario.clone()
    };
    for question in &mut bare.questions {
        question.label = None;
        question.confidence = None;
        question.over_time = None;
    }
    let blank = |literal: &mut Literal| {
        literal.value = LiteralValue::Rest;
        literal.observations = None;
        literal.text.clear();
        literal.grounds = Grounds::default();
    };
    visit_mut(&mut bare, &mut |slot| match slot {
        Slot::Alone(literal, _) => blank(literal),
        Slot::Shares(outcomes) => outcomes.shares.iter_mut().for_each(|(_, f)| blank(f)),
    });
    without_places(&format!("{bare:?}"))
}

/// The text of a tree without the places in it, each of which has its own braces.
pub(super) fn without_places(text: &str) -> String {
    const OPENS: &str = "Place {";
    let mut kept = String::with_capacity(text.len() / 2);
    let mut rest = text;
    while let Some(at) = rest.find(OPENS) {
        kept.push_str(&rest[..at]);
        rest = rest[at..].find('}').map_or("", |end| &rest[at + end + 1..]);
    }
    kept + rest
}

fn says_the_same(one: &Literal, other: &Literal) -> bool {
    if one.observations.is_some() != other.observations.is_some() {
        return false;
    }
    match (&one.value, &other.value) {
        // what the members of a panel say, and the power, are numbers of their own
        (LiteralValue::Panel(a), LiteralValue::Panel(b)) => {
            let names = |panel: &Panel<Literal>| -> Vec<String> {
                panel.members.iter().map(|(name, _)| name.value.clone()).collect()
            };
            a.pool == b.pool
                && a.is_over_numbers == b.is_over_numbers
                && a.extremize.is_some() == b.extremize.is_some()
                && names(a) == names(b)
        }
        (LiteralValue::Plain(a), LiteralValue::Plain(b)) => a.to_bits() == b.to_bits(),
        (LiteralValue::Word(a, b), LiteralValue::Word(c, d)) => (a, b) == (c, d),
        (LiteralValue::Cases(a, b), LiteralValue::Cases(c, d)) => (a, b) == (c, d),
        _ => {
            let words = |literal: &Literal| literal.text.split_whitespace().collect::<String>();
            std::mem::discriminant(&one.value) == std::mem::discriminant(&other.value)
                && words(one) == words(other)
        }
    }
}

fn shares(outcomes: &Outcomes) -> impl Iterator<Item = &Literal> {
    outcomes.shares.iter().map(|(_, literal)| literal)
}

/// The path of a table of outcomes.
fn of_all(outcomes: &Outcomes) -> String {
    let first = shares(outcomes).next().map_or("", |literal| literal.path.as_str());
    first.rsplit_once('.').map_or(first, |(table, _)| table).to_owned()
}
