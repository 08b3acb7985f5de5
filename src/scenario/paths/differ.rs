//! The differences between two scenarios: in their numbers, and in anything else.

use super::numbers::figures;
use super::slots::{Slot, visit, visit_mut};
use crate::diagnostic::{FileId, Place};
use crate::scenario::literal::{Figure, Grounds, Outcomes, Panel, Said};
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
    let theirs: BTreeMap<&str, &Figure> =
        figures(second).into_iter().map(|figure| (figure.path.as_str(), figure)).collect();
    let is_other = |figure: &&Figure| {
        theirs.get(figure.path.as_str()).is_some_and(|other| !says_the_same(figure, other))
    };
    let mut found: Vec<(Place, Differing)> = Vec::new();
    let mut whole: Vec<String> = Vec::new();
    visit(first, &mut |slot| {
        let (path, changed) = match slot {
            Slot::Alone(figure, _) => (figure.path.clone(), vec![figure]),
            Slot::Shares(outcomes) => (of_all(outcomes), shares(outcomes).collect()),
        };
        let changed: Vec<&Figure> = changed.into_iter().filter(is_other).collect();
        let Some(first) = changed.first() else { return };
        // numbers within one that is replaced are replaced with it
        if whole.iter().any(|outer| path.starts_with(outer)) {
            return;
        }
        whole.extend(changed.iter().map(|figure| format!("{}.", figure.path)));
        let begins = first.place;
        let many = changed.len() > 1;
        let worded = |figure: &Figure| match figure.path.rsplit_once('.') {
            Some((_, outcome)) if many => format!("{outcome} {}", figure.text),
            _ => figure.text.clone(),
        };
        let joined = |texts: Vec<String>| texts.join(", ");
        let other = |figure: &&Figure| worded(theirs[figure.path.as_str()]);
        let paths: Vec<String> = changed.iter().map(|figure| figure.path.clone()).collect();
        let differing = Differing {
            path: if many { path } else { paths[0].clone() },
            from: joined(changed.iter().map(|figure| worded(figure)).collect()),
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
    let theirs: BTreeMap<&str, &Figure> =
        figures(second).into_iter().map(|figure| (figure.path.as_str(), figure)).collect();
    let same = |figure: &&Figure| {
        let other = theirs.get(figure.path.as_str());
        figure.said != Said::Rest && other.is_some_and(|other| says_the_same(figure, other))
    };
    figures(first).iter().filter(|figure| same(figure)).count()
}

/// Replaces the numbers at these paths by those of `from`, a scenario with the same paths.
pub fn transplant(into: &mut Scenario, from: &Scenario, paths: &BTreeSet<&str>) {
    let theirs: BTreeMap<&str, &Figure> =
        figures(from).into_iter().map(|figure| (figure.path.as_str(), figure)).collect();
    let given = from.given.iter().filter(|path| paths.contains(path.as_str())).cloned();
    into.given.extend(given);
    let replace = |figure: &mut Figure| {
        if paths.contains(figure.path.as_str())
            && let Some(other) = theirs.get(figure.path.as_str())
        {
            *figure = (*other).clone();
        }
    };
    visit_mut(into, &mut |slot| match slot {
        Slot::Alone(figure, _) => replace(figure),
        Slot::Shares(outcomes) => outcomes.shares.iter_mut().for_each(|(_, f)| replace(f)),
    });
}

/// Whether two scenarios differ only in numbers, words and grounds: they have the same variables with the same rules,
/// the same clock and the same questions.
pub fn same_rules(first: &Scenario, second: &Scenario) -> bool {
    shape(first) == shape(second)
}

/// A scenario without its numbers, words and places, as text to compare.
fn shape(scenario: &Scenario) -> String {
    let mut bare = Scenario {
        file: FileId(0),
        title: None,
        sources: Vec::new(),
        resolutions: Vec::new(),
        variants: Vec::new(),
        sweeps: Vec::new(),
        unread: Vec::new(),
        leaned_on: BTreeSet::new(),
        given: BTreeSet::new(),
        ..scenario.clone()
    };
    for question in &mut bare.questions {
        question.label = None;
    }
    let blank = |figure: &mut Figure| {
        figure.said = Said::Rest;
        figure.observations = None;
        figure.text.clear();
        figure.grounds = Grounds::default();
    };
    visit_mut(&mut bare, &mut |slot| match slot {
        Slot::Alone(figure, _) => blank(figure),
        Slot::Shares(outcomes) => outcomes.shares.iter_mut().for_each(|(_, f)| blank(f)),
    });
    without_places(&format!("{bare:?}"))
}

/// The text of a tree without the places in it, each of which has its own braces.
fn without_places(text: &str) -> String {
    const OPENS: &str = "Place {";
    let mut kept = String::with_capacity(text.len() / 2);
    let mut rest = text;
    while let Some(at) = rest.find(OPENS) {
        kept.push_str(&rest[..at]);
        rest = rest[at..].find('}').map_or("", |end| &rest[at + end + 1..]);
    }
    kept + rest
}

fn says_the_same(one: &Figure, other: &Figure) -> bool {
    if one.observations.is_some() != other.observations.is_some() {
        return false;
    }
    match (&one.said, &other.said) {
        // what the members of a panel say, and the power, are numbers of their own
        (Said::Panel(a), Said::Panel(b)) => {
            let names = |panel: &Panel<Figure>| -> Vec<String> {
                panel.members.iter().map(|(name, _)| name.value.clone()).collect()
            };
            a.pool == b.pool
                && a.extremize.is_some() == b.extremize.is_some()
                && names(a) == names(b)
        }
        (Said::Plain(a), Said::Plain(b)) => a.to_bits() == b.to_bits(),
        (Said::Word(a, b), Said::Word(c, d)) => (a, b) == (c, d),
        _ => {
            let words = |figure: &Figure| figure.text.split_whitespace().collect::<String>();
            std::mem::discriminant(&one.said) == std::mem::discriminant(&other.said)
                && words(one) == words(other)
        }
    }
}

fn shares(outcomes: &Outcomes) -> impl Iterator<Item = &Figure> {
    outcomes.shares.iter().map(|(_, figure)| figure)
}

/// The path of a table of outcomes.
fn of_all(outcomes: &Outcomes) -> String {
    let first = shares(outcomes).next().map_or("", |figure| figure.path.as_str());
    first.rsplit_once('.').map_or(first, |(table, _)| table).to_owned()
}
