//! The stages from what one side knows to what another knows: time that passes with nothing happening, then each piece of
//! news in the order of dates.

use super::changes::Change;
use super::sides::Contender;
use crate::diagnostic::Code;
use crate::engine::{self, Plan};
use crate::model::{self, Learnt, News};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The trials of the pilot that looks whether a stage is possible, and its worlds.
const TRIALS: u64 = 1024;
const WORLDS: u64 = 4;

/// Knowledge on a day: the news up to it, by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Knowledge {
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
    pub(super) fn of(side: &Contender) -> Self {
        let step = side.supposition.today;
        let today = step.and_then(|step| side.model.timeline.date(step));
        let is_known = |news: &&News| step.is_some_and(|today| news.step <= today);
        Self { today, news: side.model.news.iter().filter(is_known).map(key).collect() }
    }

    /// A side that knows this and no more.
    pub(super) fn given_to(&self, side: &Contender) -> Contender {
        let mut supposition = side.unlearnt.clone();
        if self.today.is_some() {
            let is_known = |news: &News| self.news.contains(&key(news));
            model::learn(&side.model, &mut supposition, self.today, &is_known);
        }
        Contender { supposition, ..side.clone() }
    }
}

/// The text by which a piece of news is the same on two sides.
fn key(news: &News) -> String {
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
        let is_watched = !right.model.watched.is_empty();
        let change = Change::time(begins, to.today, is_watched);
        stages.push(Stage { change, before: known.clone(), after: after.clone() });
        known = after;
    }
    let added = right.model.news.iter().map(|news| (news, true));
    let dropped = left.model.news.iter().map(|news| (news, false));
    let mut differing: Vec<(&News, bool)> = dropped
        .chain(added)
        .filter(|(news, is_new)| {
            let (own, other) = if *is_new { (&to, &from) } else { (&from, &to) };
            own.news.contains(&key(news)) && !other.news.contains(&key(news))
        })
        .collect();
    differing.sort_by_key(|(news, is_new)| (news.on, *is_new, key(news)));
    for (news, is_new) in differing {
        let mut after = known.clone();
        let is_changed =
            if is_new { after.news.insert(key(news)) } else { after.news.remove(&key(news)) };
        if is_changed {
            let change = Change::news(news, is_new);
            stages.push(Stage { change, before: known.clone(), after: after.clone() });
            known = after;
        }
    }
    stages
}

/// Merges each stage after which nothing is possible, such as silence where something must happen, with the next one.
/// Returns whether any was merged.
pub(super) fn possible(stages: Vec<Stage>, side: &Contender, seed: u64) -> (Vec<Stage>, bool) {
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
