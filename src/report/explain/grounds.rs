//! The grounds of a number: its source, with title and date at the first mention, and its reason.

use super::words;
use crate::diagnostic::Place;
use crate::model::Implied;
use crate::scenario::{Grounds, Literal, LiteralValue, Scenario, literals};
use std::collections::BTreeSet;

/// Writes grounds, remembering those already mentioned.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    scenario: &'a Scenario,
    implied: &'a Implied,
    introduced: BTreeSet<&'a str>,
    last: Option<Key<'a>>,
}

impl<'a> Writer<'a> {
    /// Creates a writer that has mentioned nothing yet.
    pub(super) fn new(scenario: &'a Scenario, implied: &'a Implied) -> Self {
        Self { scenario, implied, introduced: BTreeSet::new(), last: None }
    }

    /// The implied 5–95 % range of the number at a place, if it is uncertain.
    pub(super) fn implied(&self, place: Place) -> Option<(f64, f64)> {
        self.implied.get(&place).copied()
    }

    /// The implied range of the number at a place, if it is uncertain: `12 to 30`, in 100.
    pub(super) fn range_at(&self, place: Place) -> Option<String> {
        let (low, high) = self.implied.get(&place)?;
        Some(format!("{} to {}", words::about_hundred(*low), words::about_hundred(*high)))
    }

    /// Begins a new variable, so that "as above" does not refer to another one's grounds.
    pub(super) fn begin(&mut self) {
        self.last = None;
    }

    /// The grounds of these numbers as the end of a sentence: ` — from not_friends: "…"`. Each number has a
    /// label, used if their grounds differ.
    pub(super) fn of(&mut self, figures: &[(&str, &'a Literal)]) -> String {
        let mut groups: Vec<(Vec<&str>, &'a Grounds)> = Vec::new();
        for (label, figure) in figures {
            // a remainder has no grounds of its own
            if figure.value == LiteralValue::Rest && figures.len() > 1 {
                continue;
            }
            match groups.iter_mut().find(|(_, known)| key(known) == key(&figure.grounds)) {
                Some((labels, _)) => labels.push(label),
                None => groups.push((vec![label], &figure.grounds)),
            }
        }
        match groups.as_slice() {
            [] => ".".to_owned(),
            [(_, grounds)] => format!(" — {}", self.one(grounds)),
            several => {
                let sentences: Vec<String> = several
                    .iter()
                    .map(|(labels, grounds)| {
                        format!("{}: {}", words::list(labels), self.one(grounds))
                    })
                    .collect();
                format!(" — {}", sentences.join(" "))
            }
        }
    }

    /// The grounds of one number as the end of a sentence, with its full stop.
    fn one(&mut self, grounds: &'a Grounds) -> String {
        if key(grounds) == (None, None, false) {
            self.last = None;
            return "no source or reason given.".to_owned();
        }
        if self.last == Some(key(grounds)) {
            return "as above.".to_owned();
        }
        self.last = Some(key(grounds));
        let source = grounds.source.as_ref().map(|source| self.source(&source.value));
        let because = grounds.because.as_ref().map(|b| words::on_one_line(&b.value));
        let fact = if grounds.is_fact { "a fact, " } else { "" };
        match (source, because) {
            (Some(source), Some(because)) => format!("{fact}from {source}: \"{because}\""),
            (Some(source), None) => format!("{fact}from {source}."),
            (None, Some(because)) => format!("{fact}\"{because}\""),
            (None, None) => "a fact.".to_owned(),
        }
    }

    /// The source and the reason of a piece of news as the end of a sentence, with its full stop.
    pub(super) fn of_news(&mut self, source: Option<&'a str>, because: Option<&'a str>) -> String {
        let source = source.map(|source| format!(" — from {}", self.source(source)));
        match (source, because.map(words::on_one_line)) {
            (Some(source), Some(because)) => format!("{source}: \"{because}\""),
            (Some(source), None) => format!("{source}."),
            (None, Some(because)) => format!(" — \"{because}\""),
            (None, None) => ".".to_owned(),
        }
    }

    /// The identifier of a source, with title and date the first time.
    fn source(&mut self, name: &'a str) -> String {
        let described = self.scenario.sources.iter().find(|s| s.name.value == name);
        let Some(described) = described.filter(|_| self.introduced.insert(name)) else {
            return name.to_owned();
        };
        let title = described.title.as_ref().map(|title| words::on_one_line(&title.value));
        let date = described.date.as_ref().map(|date| words::day(date.value));
        let known: Vec<String> = title.into_iter().chain(date).collect();
        if known.is_empty() { name.to_owned() } else { format!("{name} ({})", known.join(", ")) }
    }
}

/// The source and the reason of a number of the file, by its path or the name of its parameter: `from not_friends:
/// "Signing is the problem."`; `None` if it has neither.
pub fn grounds_of(scenario: &Scenario, name: &str) -> Option<String> {
    let parameter = format!("parameter.{name}.value");
    let figures = literals(scenario);
    let figure = figures.iter().find(|figure| figure.path == name || figure.path == parameter)?;
    let (source, because, _) = key(&figure.grounds);
    let because = because.map(|because| format!("\"{}\"", words::on_one_line(because)));
    match (source, because) {
        (Some(source), Some(because)) => Some(format!("from {source}: {because}")),
        (Some(source), None) => Some(format!("from {source}")),
        (None, because) => because,
    }
}

/// Grounds without their places: source, reason, and whether they are a fact.
type Key<'a> = (Option<&'a str>, Option<&'a str>, bool);

fn key(grounds: &Grounds) -> Key<'_> {
    (
        grounds.source.as_ref().map(|s| s.value.as_str()),
        grounds.because.as_ref().map(|b| b.value.as_str()),
        grounds.is_fact,
    )
}
