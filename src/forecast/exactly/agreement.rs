//! Compares every sampled number with its exact value, with one false-alarm probability for all of them.
//!
//! The smallest of `m` tail probabilities is compared with the false-alarm probability over `m` (Bonferroni;
//! the first step of Holm). [`super::deviation`] computes the tails.

mod quantiles;

use super::deviation::{Deviation, Drawn, Share, Values, of_means, of_shares};
use crate::engine::{AnswerTally, Counts, Tallies, Tally};
use crate::exact::{Exact, Exactly, Masses, WorldAnswers};
use crate::formula::{Condition, Number};
use crate::model::{Asked, Kind, Model};

/// The probability that two methods that agree are reported to disagree, over all numbers of a run.
pub const FALSE_ALARM: f64 = 1e-4;
/// The largest excess over 1 of the evidence's probability that counts as rounding.
const MOST_ROUNDING: f64 = 1e-9;

/// The comparison of all numbers by both methods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Every number compared, the least probable deviation first.
    pub deviations: Vec<Deviation>,
    /// Numbers that both methods have but that can't be compared, each with the reason.
    pub not_compared: Vec<String>,
}

impl Agreement {
    /// Whether no number differs by more than sampling explains.
    pub fn holds(&self) -> bool {
        let compared = self.deviations.len() as f64;
        self.deviations.first().is_none_or(|worst| worst.tail * compared >= FALSE_ALARM)
    }
}

/// Compares the counts of a run with exact answers to the same questions in the same worlds.
pub fn agreement(model: &Model, exact: &Exact, tallies: &Tallies) -> Agreement {
    let worlds = match tallies.worlds.as_slice() {
        [] => std::slice::from_ref(&tallies.pooled),
        worlds => worlds,
    };
    let drawn = match (tallies.pooled.histories, &tallies.pooled.squares) {
        (Some(_), _) => Drawn::Anew,
        (None, Some(_)) => Drawn::Weighed,
        (None, None) => Drawn::Evenly,
    };
    let mut found = Comparison { found: Agreement::default(), drawn };
    if drawn == Drawn::Anew && worlds.iter().filter(|tally| tally.kept > 0).count() < 2 {
        found.not(
            "every number",
            "all trials are one group, in which they were drawn from one another",
        );
        return found.found;
    }
    // if no question was answered exactly, the evidence was not computed either
    if !exact.questions.is_empty() {
        found.evidence(exact, worlds);
    }
    for (index, question) in exact.questions.iter().enumerate() {
        let question = &model.questions[*question];
        let both = beside(worlds, exact).map(|(tally, world)| Both {
            world: tally,
            tally: &tally.answers[index],
            exact: &world.answers[index],
            ln_kept: world.ln_kept,
        });
        let answer = Answer {
            label: &question.label,
            asked: &question.asked,
            both: both.collect(),
            pooled: &tallies.pooled.answers[index],
        };
        found.answer(model, &answer);
    }
    found.processes(model, exact, worlds);
    let mut found = found.found;
    found
        .deviations
        .sort_by(|a, b| a.tail.total_cmp(&b.tail).then(b.errors.abs().total_cmp(&a.errors.abs())));
    found
}

/// The worlds of a run beside their exact answers; without uncertain numbers these are the same for all.
fn beside<'a>(
    worlds: &'a [Tally],
    exact: &'a Exact,
) -> impl Iterator<Item = (&'a Tally, &'a WorldAnswers)> {
    worlds.iter().zip(exact.worlds.iter().cycle())
}

/// One question in one world, by both methods.
struct Both<'a> {
    world: &'a Tally,
    tally: &'a AnswerTally,
    exact: &'a Exactly,
    ln_kept: f64,
}

impl Both<'_> {
    /// Σ w over the trials that have an answer.
    fn answered(&self) -> u64 {
        self.tally.kept - self.tally.left_out
    }

    /// Σ w² over the trials that have an answer.
    fn squares(&self) -> f64 {
        self.tally.squares.as_ref().map_or(self.answered() as f64, |squares| squares.all as f64)
    }

    /// A share of the trials that have an answer; `squares` is Σ w² over the hits, `p` the exact probability
    /// among all trials.
    fn share(&self, hits: u64, squares: Option<f64>, p: f64) -> Share {
        let defined = 1.0 - self.exact.left_out;
        Share {
            hits: hits as f64,
            of: self.answered() as f64,
            hit_squares: squares.unwrap_or(hits as f64),
            squares: self.squares(),
            p: if defined > 0.0 { (p / defined).clamp(0.0, 1.0) } else { 0.0 },
        }
    }

    /// The exact values of a number with their probabilities.
    fn values(&self) -> &[(f64, f64)] {
        match &self.exact.masses {
            Masses::Values(values) => values,
            Masses::Outcomes(_) => &[],
        }
    }
}

/// A question with its answers by both methods.
struct Answer<'a> {
    label: &'a str,
    asked: &'a Asked,
    both: Vec<Both<'a>>,
    pooled: &'a AnswerTally,
}

impl Answer<'_> {
    fn shares(&self, of: impl Fn(&Both) -> Share) -> Vec<Share> {
        self.both.iter().map(of).collect()
    }
}

/// The comparisons made so far.
struct Comparison {
    found: Agreement,
    drawn: Drawn,
}

impl Comparison {
    /// Compares a share; skips it if there are no trials.
    fn share(&mut self, what: String, worlds: &[Share]) {
        self.found.deviations.extend(of_shares(what, worlds, self.drawn));
    }

    fn not(&mut self, what: &str, why: &str) {
        self.found.not_compared.push(format!("{what}: {why}"));
    }

    /// Compares the share of trials that satisfy the evidence.
    fn evidence(&mut self, exact: &Exact, worlds: &[Tally]) {
        let is_whole = |tally: &Tally| tally.ln_absorbed.is_some() && tally.squares.is_none();
        if !worlds.iter().all(is_whole) {
            return self.not("the evidence", "its chance is in the weights of the trials");
        }
        let kept: Vec<Share> = beside(worlds, exact)
            .map(|(tally, exact)| {
                // the absorbed part holds in every trial: only the rest is sampled
                let accepted = libm::exp(exact.ln_kept - tally.ln_absorbed.unwrap_or(0.0));
                // evidence can't be likelier than a part of it
                let accepted = if accepted > 1.0 + MOST_ROUNDING { 0.0 } else { accepted };
                Share::plain(tally.accepted(), tally.trials, accepted)
            })
            .collect();
        self.share("the evidence".to_owned(), &kept);
    }

    fn answer(&mut self, model: &Model, answer: &Answer) {
        let label = answer.label;
        self.asked(answer);
        let size = answer.both.first().map_or(0, |b| match &b.exact.masses {
            Masses::Outcomes(masses) => masses.len(),
            Masses::Values(_) => 0,
        });
        for outcome in 0..size {
            let shares = answer.shares(|b| {
                let hits = match &b.tally.counts {
                    Counts::Outcomes(counts) => counts[outcome],
                    Counts::Numbers(..) => 0,
                };
                let p = match &b.exact.masses {
                    Masses::Outcomes(masses) => masses[outcome],
                    Masses::Values(_) => 0.0,
                };
                let squares = b.tally.squares.as_ref().map(|s| s.outcomes[outcome] as f64);
                b.share(hits, squares, p)
            });
            self.share(format!("{label}: {}", name(model, answer.asked, outcome)), &shares);
        }
        self.passage(model, answer);
        if size == 0 {
            self.mean(answer);
            self.quantiles(answer);
        }
    }

    /// Compares the shares of trials in which a question is asked, and in which it is undefined.
    fn asked(&mut self, answer: &Answer) {
        let label = answer.label;
        let possible = || answer.both.iter().filter(|b| b.ln_kept > f64::NEG_INFINITY);
        let asked = |b: &Both| libm::exp(b.exact.ln_kept - b.ln_kept);
        if self.drawn == Drawn::Evenly {
            let shares: Vec<Share> =
                possible().map(|b| Share::plain(b.tally.kept, b.world.kept, asked(b))).collect();
            self.share(format!("{label}: asked"), &shares);
            let shares =
                answer.shares(|b| Share::plain(b.tally.left_out, b.tally.kept, b.exact.left_out));
            return self.share(format!("{label}: undefined"), &shares);
        }
        // squared weights are known only for trials that have an answer
        let is_defined = |b: &Both| b.tally.left_out == 0 && b.exact.left_out <= 0.0;
        if !answer.both.iter().all(is_defined) {
            return self.not(
                &format!("{label}: asked, undefined"),
                "trials are weighted, and the error of the weights without an answer is unknown",
            );
        }
        let all = |tally: &Tally| tally.squares.as_ref().map_or(0.0, |squares| squares.all as f64);
        let share = |b: &Both| Share {
            hits: b.tally.kept as f64,
            of: b.world.kept as f64,
            hit_squares: b.squares(),
            squares: all(b.world),
            p: asked(b).min(1.0),
        };
        let shares: Vec<Share> = possible().map(share).collect();
        self.share(format!("{label}: asked"), &shares);
    }

    /// Compares the probability that a first passage has occurred by each step.
    fn passage(&mut self, model: &Model, answer: &Answer) {
        let last = match answer.asked {
            Asked::Condition(Condition::By(_, Number::Constant(day))) => {
                model.timeline.step_at(*day)
            }
            _ => Some(model.timeline.last()),
        };
        let both = &answer.both;
        let known = both.iter().map(|b| b.tally.first_steps.len().min(b.exact.passed.len()));
        let steps = known.min().unwrap_or(0).min(last.map_or(0, |last| last + 1));
        let mut so_far = vec![(0, 0.0); both.len()];
        for step in 0..steps {
            let mut shares = Vec::with_capacity(both.len());
            for (b, (hits, squares)) in both.iter().zip(&mut so_far) {
                *hits += b.tally.first_steps[step];
                let weighed = b.tally.squares.as_ref().map(|s| s.first_steps[step] as f64);
                *squares += weighed.unwrap_or(0.0);
                shares.push(b.share(*hits, weighed.map(|_| *squares), b.exact.passed[step]));
            }
            let date = model.timeline.date(step).map_or_else(String::new, |d| d.to_string());
            self.share(format!("{}: by {date}", answer.label), &shares);
        }
    }

    /// Compares the mean of a number and the share of trials in which it is finite.
    fn mean(&mut self, answer: &Answer) {
        let (mut means, mut finite) = (Vec::new(), Vec::new());
        for b in &answer.both {
            let Counts::Numbers(moments, _) = &b.tally.counts else { return };
            let of = b.values().iter().filter(|(x, _)| x.is_finite());
            let share: f64 = of.clone().map(|(_, p)| p).sum();
            let squares = b.tally.squares.as_ref().map(|s| s.numbers[0].value());
            finite.push(b.share(moments.count(), squares, share));
            if moments.count() == 0 || share <= 0.0 {
                continue;
            }
            let mean: f64 = of.clone().map(|(x, p)| x * p).sum::<f64>() / share;
            let variance =
                of.clone().map(|(x, p)| (x - mean) * (x - mean) * p).sum::<f64>() / share;
            let found = b.tally.squares.as_ref().map(|s| {
                let [all, sum, squares] = [0, 1, 2].map(|i| s.numbers[i].value());
                (squares - 2.0 * mean * sum + mean * mean * all).max(0.0)
            });
            means.push(Values {
                of: moments.count() as f64,
                sum: moments.sum(),
                squares: squares.unwrap_or(moments.count() as f64),
                found,
                mean,
                variance,
                reach: of.map(|(x, _)| (x - mean).abs()).fold(0.0, f64::max),
            });
        }
        self.share(format!("{}: finite", answer.label), &finite);
        let found = of_means(format!("{}: mean", answer.label), &means, self.drawn);
        self.found.deviations.extend(found);
    }
}

impl Comparison {
    /// Compares the states of every process at each step.
    fn processes(&mut self, model: &Model, exact: &Exact, worlds: &[Tally]) {
        let processes = model.variables.iter().filter(|v| matches!(v.kind, Kind::Process(_)));
        for (index, process) in processes.enumerate() {
            let known =
                exact.worlds.iter().all(|w| w.processes.get(index).is_some_and(|p| !p.is_empty()))
                    && worlds.iter().all(|w| w.processes.len() > index);
            if !known {
                continue;
            }
            let width = process.outcomes.len();
            for at in 0..(model.timeline.last() + 1) * width {
                let share = |(tally, world): (&Tally, &WorldAnswers)| {
                    let plain = Share::plain(
                        tally.processes[index][at],
                        tally.kept,
                        world.processes[index][at],
                    );
                    let Some(squares) = &tally.squares else { return plain };
                    let hit_squares = tally.process_squares[index][at] as f64;
                    Share { hit_squares, squares: squares.all as f64, ..plain }
                };
                let shares: Vec<Share> = beside(worlds, exact).map(share).collect();
                let date = model.timeline.date(at / width);
                let date = date.map_or_else(String::new, |d| format!(" on {d}"));
                let state = &process.outcomes[at % width];
                self.share(format!("{}.{state}{date}", process.name), &shares);
            }
        }
    }
}

/// The name of an outcome of a question, by its index.
fn name(model: &Model, asked: &Asked, outcome: usize) -> String {
    match asked {
        Asked::Category(category) => model.variable(category.variable).outcomes[outcome].clone(),
        Asked::Joint(parts) => {
            let size = |part: &Asked| match part {
                Asked::Category(category) => model.variable(category.variable).outcomes.len(),
                _ => 2,
            };
            let mut left = outcome;
            let mut names = Vec::new();
            for (_, part) in parts.iter().rev() {
                names.push(name(model, part, left % size(part)));
                left /= size(part);
            }
            names.reverse();
            names.join(", ")
        }
        _ => ["no", "yes"][outcome.min(1)].to_owned(),
    }
}
