//! The chance of each piece of news before it came.

use super::exact;
use crate::analysis::piece;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::api::written::Found;
use crate::engine::{self, Plan};
use crate::forecast::{self, Body, Estimate, Forecast, Judged, Judging, Share, Surprise};
use crate::formula::{Condition, Interned, Number, VariableId};
use crate::model::{self, Asked, Identity, Learnt, News, Question, Supposition, reads};
use std::collections::{BTreeMap, BTreeSet};

/// The trials and the readings behind each surprise.
const TRIALS: u64 = 102_400;
const READINGS: u64 = 256;
/// The pieces of news that have as many trials; those of more pieces share their trials.
const MOST_WHOLE: u64 = 24;
/// The fewest trials and readings behind a surprise.
const FEWEST: (u64, u64) = (10_240, 64);
/// The most pieces of news that are judged: the last ones.
const MOST: usize = 240;

/// The knowledge before a piece of news: earlier news, and the step up to which silence counts.
struct Before<'a> {
    news: Vec<&'a News>,
    silent: usize,
}

impl Model {
    /// The chances of each sure piece of news up to a step, in their order; of the last ones, if they are many.
    pub(super) fn surprises(
        &self,
        today: usize,
        options: &Options,
        plan: &Plan,
    ) -> Result<(Vec<Surprise>, Judging), Found> {
        let mut all = model::in_order(self.model());
        // on a day, what happened comes before what is so because of it
        all.sort_by_key(|news| (news.step, !matches!(news.learnt, Learnt::Happened(_))));
        let still = self.still(&all);
        let is_watched = !self.model().watched.is_empty();
        let is_judged =
            |news: &News| !matches!(news.learnt, Learnt::Heard(_)) && news.step <= today;
        let judged: Vec<usize> = (0..all.len()).filter(|at| is_judged(all[*at])).collect();
        let left_out = judged.len().saturating_sub(MOST);
        let (trials, worlds) = share(judged.len() - left_out, plan);
        let options = &options.clone().trials(trials).worlds(worlds);
        let is_fewer = !options.is_exact() && trials < TRIALS.min(plan.trials);
        let judging = Judging { fewer: is_fewer.then_some((trials, worlds)), left_out };
        let mut found = Vec::new();
        for at in judged.into_iter().skip(left_out) {
            let news = all[at];
            let before = &all[..at];
            let eve = Before { news: before.to_vec(), silent: news.step.saturating_sub(1) };
            let is_still = |(other, still): &(&&News, &bool)| **still && is_about(other, news);
            let moved = before.iter().zip(&still).filter(|own| !is_still(own));
            let moved: Vec<&News> = moved.map(|(other, _)| *other).collect();
            let silent = last_about(news, &moved);
            let is_same = !is_watched && moved.len() == before.len();
            let last = Before { news: moved, silent };
            let exactly = self.condition_of(news);
            let tails = self.tails_of(news, &exactly);
            let (chance, tails) = if is_same {
                let asked: Vec<Condition> = [exactly].into_iter().chain(tails).collect();
                let mut answers = self.asked(&eve, asked, options)?;
                let tails = answers.split_off(1);
                (answers.pop(), tails)
            } else {
                (
                    self.asked(&eve, vec![exactly], options)?.pop(),
                    self.asked(&last, tails, options)?,
                )
            };
            let Some((chance, _)) = chance else { continue };
            found.extend(surprise(news, chance, &tails));
        }
        Ok((found, judging))
    }

    /// By piece of news: whether it says no more than that a process is still in the state in which it was known to be.
    fn still(&self, all: &[&News]) -> Vec<bool> {
        let nothing = Supposition::default();
        let support = model::Support::new(self.model(), &nothing);
        let mut known: BTreeMap<VariableId, u16> = BTreeMap::new();
        let of = |news: &&News| {
            let (condition, is_state) = match &news.learnt {
                Learnt::Is(condition) => (condition, true),
                Learnt::Happened(condition) => (condition, false),
                Learnt::Heard(_) => return false,
            };
            let Condition::Is { variable, outcomes, .. } = condition else { return false };
            let [outcome] = outcomes[..] else { return false };
            let starts = || {
                let support = support.as_ref();
                support.is_some_and(|s| s.settles_at(*variable, outcome, 0) == Some(true))
            };
            let is_known = known.get(variable).map_or_else(starts, |last| *last == outcome);
            known.insert(*variable, outcome);
            is_state && is_known
        };
        all.iter().map(of).collect()
    }

    /// The answers to conditions, given what was known: the chance of each, and the share of the readings that expect it.
    fn asked(
        &self,
        before: &Before,
        conditions: Vec<Condition>,
        options: &Options,
    ) -> Result<Vec<(Estimate, Option<Share>)>, Found> {
        let question = |condition: Condition| Question {
            name: "news".to_owned(),
            label: "news".to_owned(),
            text: "news".to_owned(),
            asked: Asked::Condition(condition),
            given: None,
            member: None,
        };
        let questions = conditions.into_iter().map(question).collect();
        let model = model::Model { id: Identity::unique(), questions, ..self.model().clone() };
        let mut supposition = self.parts().unlearnt.clone();
        model::learn_these(&model, &mut supposition, &before.news, before.silent);
        let plan = Plan { timelines: false, ..options.plan(None) };
        if options.is_exact() {
            let forecast = exact::forecast(&model, &supposition, &plan)?;
            return Ok(chances(&forecast).into_iter().map(|chance| (chance, None)).collect());
        }
        let tallies = options.stage("surprises", plan.trials, |progress| {
            engine::run(&model, &supposition, &plan, progress).map_err(|fault| vec![fault])
        })?;
        let forecast = forecast::summarise(&model, &supposition, &plan, &tallies);
        let is_uncertain = model.is_uncertain_with(&supposition.numbers);
        let expected = |at: usize| forecast::expected(&tallies, at).filter(|_| is_uncertain);
        Ok(chances(&forecast).into_iter().enumerate().map(|(at, c)| (c, expected(at))).collect())
    }

    /// The condition that a piece of news states of its day.
    fn condition_of(&self, news: &News) -> Condition {
        let mut alone = Supposition::default();
        model::learn_these(self.model(), &mut alone, &[news], 0);
        Condition::And(alone.evidence.into_iter().map(|(condition, _)| condition).collect())
    }

    /// The conditions by whose chances a piece of news is judged: of `is` its own; of `happened` that it comes by its day,
    /// and that it comes on its day or later, or never.
    fn tails_of(&self, news: &News, exactly: &Condition) -> Vec<Condition> {
        let Learnt::Happened(condition) = &news.learnt else { return vec![exactly.clone()] };
        let by = |step: usize| {
            let day = Number::Constant(self.model().timeline.days[step]);
            Condition::By(Interned::of(condition.clone()), day)
        };
        let before = news.step.checked_sub(1).map(by);
        let later = before.map_or(Condition::Constant(true), |by| Condition::Not(Box::new(by)));
        vec![by(news.step), later]
    }
}

/// The trials and the readings behind each of so many pieces of news.
fn share(pieces: usize, plan: &Plan) -> (u64, u64) {
    let each =
        |whole: u64, least: u64| (MOST_WHOLE * whole / (pieces as u64).max(1)).clamp(least, whole);
    let (trials, worlds) = (each(TRIALS, FEWEST.0), each(READINGS, FEWEST.1));
    (trials.min(plan.trials), worlds.min(plan.worlds))
}

/// Whether two pieces of news are about any of the same variables.
fn is_about(one: &News, other: &News) -> bool {
    let of = |news: &News| {
        let mut found = BTreeSet::new();
        let mut note = |id| {
            found.insert(id);
        };
        news.conditions().for_each(|condition| reads::of_condition(condition, &mut note));
        found
    };
    !of(one).is_disjoint(&of(other))
}

/// The last step before a piece of news with sure news about any of the same variables; 0 if there is none.
fn last_about(news: &News, before: &[&News]) -> usize {
    let is_own = |other: &&&News| {
        let is_sure = !matches!(other.learnt, Learnt::Heard(_));
        is_sure && other.step < news.step && is_about(other, news)
    };
    before.iter().filter(is_own).map(|other| other.step).max().unwrap_or(0)
}

/// How surprising a piece of news was, from its chance on its day and the chances by which it is judged.
fn surprise(
    news: &News,
    chance: Estimate,
    tails: &[(Estimate, Option<Share>)],
) -> Option<Surprise> {
    let early = tails.first()?;
    let late = tails.get(1).filter(|late| late.0.probability < early.0.probability);
    let (tail, expected) = *late.unwrap_or(early);
    let judged = match (&news.learnt, late) {
        (Learnt::Happened(_), Some(_)) => Judged::Late,
        (Learnt::Happened(_), None) => Judged::Early,
        (Learnt::Is(_) | Learnt::Heard(_), _) => Judged::Is,
    };
    Some(Surprise { news: piece(news), chance, by_then: early.0, tail, judged, expected })
}

fn chances(forecast: &Forecast) -> Vec<Estimate> {
    let of = |answer: &forecast::Answer| match &answer.body {
        Body::Condition(estimate) => Some(*estimate),
        _ => None,
    };
    forecast.answers.iter().filter_map(of).collect()
}
