//! The stages from what one side knows to what another knows: time that passes with nothing happening, then each piece of
//! news in the order of dates; if they are many, those of a day or of several days together.

use super::super::sides::Contender;
use super::change::Change;
use crate::diagnostic::Code;
use crate::engine::{self, Plan};
use crate::model::{self, Learnt, Model, News};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The most stages of news: with more pieces, those of a day are taken together; with more days, neighbouring days are.
const MOST_STAGES: usize = 24;

/// The trials of the pilot that looks whether a stage is possible, and its worlds.
const TRIALS: u64 = 1024;
const WORLDS: u64 = 4;

/// Knowledge on a day: the news up to it, by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Knowledge {
    /// Today; `None` if the scenario has neither news nor a day of its own.
    today: Option<Date>,
    /// The keys of the news that are known.
    news: BTreeSet<String>,
}

/// A step from one state of knowledge to the next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stage {
    /// The change that it makes.
    pub(super) change: Change,
    /// The knowledge before it.
    pub(super) before: Knowledge,
    /// The knowledge after it.
    pub(super) after: Knowledge,
}

impl Knowledge {
    /// The knowledge of a side.
    pub(crate) fn of(side: &Contender) -> Self {
        let step = side.supposition.today;
        let today = step.and_then(|step| side.model.timeline.date(step));
        let is_known = |news: &&News| step.is_some_and(|today| news.step <= today);
        let known = side.model.news.iter().filter(is_known);
        Self { today, news: known.map(|news| key(&side.model, news)).collect() }
    }

    /// A side that knows this and no more.
    pub(super) fn given_to(&self, side: &Contender) -> Contender {
        let mut supposition = side.unlearnt.clone();
        if self.today.is_some() {
            let is_known = |news: &News| self.news.contains(&key(&side.model, news));
            model::learn(&side.model, &mut supposition, self.today, &is_known);
        }
        Contender { supposition, ..side.clone() }
    }
}

/// The text by which a piece of news of a model is the same on two sides: its content, and how many pieces of the file
/// before it say the same.
fn key(model: &Model, news: &News) -> String {
    let said = said(news);
    let before = model.news.iter().take_while(|other| !std::ptr::eq(*other, news));
    let copies = before.filter(|other| self::said(other) == said).count();
    format!("{said} #{copies}")
}

/// The content of a piece of news as text.
fn said(news: &News) -> String {
    let how = match &news.learnt {
        Learnt::Is(_) => "is".to_owned(),
        Learnt::Happened(_) => "happened".to_owned(),
        Learnt::Heard(cases) => {
            let ratios = cases.iter().map(|(_, ratio)| ratio.to_string());
            format!("heard {}", ratios.collect::<Vec<_>>().join(" "))
        }
    };
    format!("{} {how} {}", news.on, news.text)
}

/// Returns the stages from what the left side knows to what the right side knows.
pub(super) fn stages(left: &Contender, right: &Contender) -> Vec<Stage> {
    let (from, to) = (Knowledge::of(left), Knowledge::of(right));
    if from.today > to.today {
        // what would be unlearnt is learnt the other way round
        let reversed = onward((right, to), (left, from)).into_iter().rev();
        let turned = |Stage { change, before, after }: Stage| Stage {
            change: change.reversed(),
            before: after,
            after: before,
        };
        return reversed.map(turned).collect();
    }
    onward((left, from), (right, to))
}

fn onward(
    (left, from): (&Contender, Knowledge),
    (right, to): (&Contender, Knowledge),
) -> Vec<Stage> {
    let mut stages = Vec::new();
    let mut known = from.clone();
    if from.today != to.today {
        let after = Knowledge { today: to.today, ..from.clone() };
        let begins = from.today.or(left.model.timeline.date(0));
        let change = Change::time(begins, to.today);
        stages.push(Stage { change, before: known.clone(), after: after.clone() });
        known = after;
    }
    let pieces = |side: &Contender, own: &Knowledge, other: &Knowledge, is_new: bool| {
        let named = side.model.news.iter().map(|news| (key(&side.model, news), news));
        let is_own =
            |(key, _): &(String, &News)| own.news.contains(key) && !other.news.contains(key);
        let own = named.filter(is_own).map(|(key, news)| Piece {
            on: news.on,
            is_new,
            key,
            change: Change::news(&side.model, news, is_new),
        });
        own.collect::<Vec<_>>()
    };
    let mut differing = pieces(left, &from, &to, false);
    differing.extend(pieces(right, &to, &from, true));
    differing.sort_by(|a, b| (a.on, a.is_new, &a.key).cmp(&(b.on, b.is_new, &b.key)));
    for group in grouped(differing) {
        let mut after = known.clone();
        for piece in &group {
            if piece.is_new {
                after.news.insert(piece.key.clone());
            } else {
                after.news.remove(&piece.key);
            }
        }
        let changes = group.into_iter().map(|piece| piece.change);
        let Some(change) = changes.reduce(Change::and) else { continue };
        stages.push(Stage { change, before: known, after: after.clone() });
        known = after;
    }
    stages
}

/// A piece of news that one side has and the other has not.
struct Piece {
    on: Date,
    is_new: bool,
    key: String,
    change: Change,
}

/// Divides pieces of news in the order of their days into at most [`MOST_STAGES`] groups: each by itself, or those of a
/// day, or those of neighbouring days.
fn grouped(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    if pieces.len() <= MOST_STAGES {
        return pieces.into_iter().map(|piece| vec![piece]).collect();
    }
    let days: BTreeSet<Date> = pieces.iter().map(|piece| piece.on).collect();
    let days: Vec<Date> = days.into_iter().collect();
    let groups = days.len().min(MOST_STAGES);
    let mut found: Vec<Vec<Piece>> = (0..groups).map(|_| Vec::new()).collect();
    for piece in pieces {
        let day = days.partition_point(|day| *day < piece.on);
        found[day * groups / days.len()].push(piece);
    }
    found
}

/// Merges each stage after which nothing is possible, such as silence where something must happen, with the next one.
/// Returns whether any was merged.
pub(super) fn possible(stages: Vec<Stage>, side: &Contender, seed: u64) -> (Vec<Stage>, bool) {
    // without silence, a part of what is possible is possible
    let is_sure = side.model.watched.is_empty()
        && stages.iter().all(|stage| stage.before.news.is_subset(&stage.after.news));
    if is_sure {
        return (stages, false);
    }
    let plan = Plan { trials: TRIALS, worlds: WORLDS, seed, ..Plan::default() };
    let last = stages.len().saturating_sub(1);
    let mut found: Vec<Stage> = Vec::new();
    let mut open: Option<Stage> = None;
    let mut is_merged = false;
    for (at, stage) in stages.into_iter().enumerate() {
        let stage = match open.take() {
            Some(before) => before.and(stage),
            None => stage,
        };
        let known = stage.after.given_to(side);
        let drawn = || engine::run(&known.model, &known.supposition, &plan, &|_| ());
        if at < last && matches!(drawn(), Err(fault) if fault.code == Code::Impossible) {
            is_merged = true;
            open = Some(stage);
        } else {
            found.push(stage);
        }
    }
    (found, is_merged)
}

/// Merges all stages into one.
pub(super) fn merged(stages: Vec<Stage>) -> Vec<Stage> {
    stages.into_iter().reduce(Stage::and).into_iter().collect()
}

impl Stage {
    /// Joins a stage with the next one.
    fn and(self, next: Self) -> Self {
        Self { change: self.change.and(next.change), before: self.before, after: next.after }
    }
}
