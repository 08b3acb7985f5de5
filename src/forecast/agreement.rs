//! What was counted against what was computed: every number in standard errors, with one chance of a
//! false alarm for all of them together.
//!
//! A count of trials is binomial in each world. Its two-sided tail is the exact binomial one; over
//! worlds whose chances differ, that of the mean chance, which is the wider of the two (Hoeffding
//! 1956), as long as counts are small, and the normal one where they are not. The smallest of `m` tails
//! is compared with the false alarm over `m` (Bonferroni, which is the first step of Holm).

use crate::engine::{AnswerTally, Counts, Tallies, Tally};
use crate::exact::{Exact, Exactly, Masses};
use crate::formula::{Condition, Number};
use crate::model::{Asked, Kind, Model};
use crate::numerics::special::{beta_tails, normal_tails};

/// The chance that two ways which agree are said to disagree, over all numbers together.
pub const FALSE_ALARM: f64 = 1e-3;
/// With fewer hits or misses expected over several worlds the binomial tail is taken.
const FEW: f64 = 1000.0;
/// How far rounding may carry a computed chance.
const ROUNDING: f64 = 1e-12;
/// Values closer together than this, relative to their size, are one to the sketch of a number.
const APART: f64 = 0.02;

/// One number both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// Which number.
    pub what: String,
    /// As it was counted: a share, or the mean of a number.
    pub sampled: f64,
    /// As it was computed.
    pub exact: f64,
    /// The difference in standard errors; infinite where there should be none at all.
    pub errors: f64,
    /// The chance of a difference at least as large.
    pub tail: f64,
}

/// All numbers both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// Every number compared, the least likely first.
    pub deviations: Vec<Deviation>,
}

impl Agreement {
    /// Whether nothing differs by more than sampling explains.
    pub fn holds(&self) -> bool {
        let compared = self.deviations.len() as f64;
        self.deviations.first().is_none_or(|worst| worst.tail * compared >= FALSE_ALARM)
    }
}

/// Compares the counts of a run with what was computed for the same questions and worlds.
pub fn agreement(model: &Model, exact: &Exact, tallies: &Tallies) -> Agreement {
    let drawn = match tallies.worlds.as_slice() {
        [] => std::slice::from_ref(&tallies.pooled),
        worlds => worlds,
    };
    let worlds: Vec<Tally> = drawn.iter().map(Tally::in_trials).collect();
    let worlds: Vec<&Tally> = worlds.iter().collect();
    let mut found = Agreement { deviations: Vec::new() };
    let kept: Vec<Binomial> = drawn
        .iter()
        .zip(&exact.worlds)
        .filter_map(|(tally, exact)| {
            // what is absorbed spares trials: of those drawn the others count
            let met = libm::exp(exact.ln_kept - tally.ln_absorbed?);
            // evidence can't be likelier than a part of it
            let met = if met > 1.0 + MOST_ROUNDING { 0.0 } else { met };
            Some(Binomial::new(tally.met(), tally.trials, met))
        })
        .collect();
    found.count("the evidence", &kept);
    for (index, question) in exact.questions.iter().enumerate() {
        let question = &model.questions[*question];
        let both: Vec<Both> = worlds
            .iter()
            .zip(&exact.worlds)
            .map(|(tally, world)| Both {
                tally: &tally.answers[index],
                exact: &world.answers[index],
                kept: tally.kept,
                ln_kept: world.ln_kept,
            })
            .collect();
        found.answer(model, &question.label, &question.asked, &both);
        if let (Counts::Numbers(_, sketch), [one]) =
            (&tallies.pooled.answers[index].counts, both.as_slice())
            && tallies.pooled.squares.is_none()
            && let Masses::Values(values) = &one.exact.masses
        {
            found.spread(&question.label, one, values, &|x| sketch.count_below(x));
        }
    }
    found.processes(model, exact, &worlds);
    found
        .deviations
        .sort_by(|a, b| a.tail.total_cmp(&b.tail).then(b.errors.abs().total_cmp(&a.errors.abs())));
    found
}

/// How far rounding may carry the chance of evidence.
const MOST_ROUNDING: f64 = 1e-9;

/// One question in one world, both ways.
struct Both<'a> {
    tally: &'a AnswerTally,
    exact: &'a Exactly,
    kept: u64,
    ln_kept: f64,
}

/// A count, of how many, and the chance of each.
#[derive(Clone, Copy)]
struct Binomial {
    hits: u64,
    trials: u64,
    p: f64,
}

impl Binomial {
    fn new(hits: u64, trials: u64, p: f64) -> Self {
        Self { hits, trials, p: p.clamp(0.0, 1.0) }
    }
}

impl Agreement {
    fn answer(&mut self, model: &Model, label: &str, asked: &Asked, both: &[Both]) {
        let of = |hits: &dyn Fn(&Both) -> u64, p: &dyn Fn(&Both) -> f64| -> Vec<Binomial> {
            both.iter().map(|b| Binomial::new(hits(b), b.tally.kept, p(b))).collect()
        };
        let asked_at_all: Vec<Binomial> = both
            .iter()
            .filter(|b| b.ln_kept > f64::NEG_INFINITY)
            .map(|b| Binomial::new(b.tally.kept, b.kept, libm::exp(b.exact.ln_kept - b.ln_kept)))
            .collect();
        self.count(&format!("{label}: asked"), &asked_at_all);
        self.count(
            &format!("{label}: undefined"),
            &of(&|b| b.tally.left_out, &|b| b.exact.left_out),
        );
        let size = both.first().map_or(0, |b| match &b.exact.masses {
            Masses::Outcomes(masses) => masses.len(),
            Masses::Values(_) => 0,
        });
        for outcome in 0..size {
            let hits = |b: &Both| match &b.tally.counts {
                Counts::Outcomes(counts) => counts[outcome],
                Counts::Numbers(..) => 0,
            };
            let p = |b: &Both| match &b.exact.masses {
                Masses::Outcomes(masses) => masses[outcome],
                Masses::Values(_) => 0.0,
            };
            let name = name(model, asked, outcome);
            self.count(&format!("{label}: {name}"), &of(&hits, &p));
        }
        self.passage(model, label, asked, both);
        if size == 0 {
            self.mean(label, both);
        }
    }

    /// The chance that a first passage has come by each step.
    fn passage(&mut self, model: &Model, label: &str, asked: &Asked, both: &[Both]) {
        let last = match asked {
            Asked::Condition(Condition::By(_, Number::Constant(day))) => {
                model.timeline.step_at(*day)
            }
            _ => Some(model.timeline.last()),
        };
        let known = both.iter().map(|b| b.tally.first_steps.len().min(b.exact.passed.len()));
        let steps = known.min().unwrap_or(0).min(last.map_or(0, |last| last + 1));
        let mut so_far = vec![0; both.len()];
        for step in 0..steps {
            let mut counts = Vec::with_capacity(both.len());
            for (b, so_far) in both.iter().zip(&mut so_far) {
                *so_far += b.tally.first_steps[step];
                counts.push(Binomial::new(*so_far, b.tally.kept, b.exact.passed[step]));
            }
            let date = model.timeline.date(step).map_or_else(String::new, |d| d.to_string());
            self.count(&format!("{label}: by {date}"), &counts);
        }
    }

    /// The mean of a number, and how often it is finite.
    fn mean(&mut self, label: &str, both: &[Both]) {
        let (mut n, mut sum, mut expected, mut variance) = (0.0, 0.0, 0.0, 0.0);
        let mut finite = Vec::new();
        for b in both {
            let (Counts::Numbers(moments, _), Masses::Values(values)) =
                (&b.tally.counts, &b.exact.masses)
            else {
                return;
            };
            let of = values.iter().filter(|(x, _)| x.is_finite());
            let share: f64 = of.clone().map(|(_, p)| p).sum();
            finite.push(Binomial::new(moments.count(), b.tally.kept, share));
            let mean: f64 = of.clone().map(|(x, p)| x * p).sum::<f64>() / share;
            let spread: f64 = of.map(|(x, p)| (x - mean) * (x - mean) * p).sum::<f64>() / share;
            let count = moments.count() as f64;
            if count > 0.0 && share > 0.0 {
                n += count;
                sum += moments.sum();
                expected += count * mean;
                variance += count * spread;
            }
        }
        self.count(&format!("{label}: finite"), &finite);
        if n > 0.0 {
            let rounding = ROUNDING * (sum.abs() + expected.abs());
            let (errors, tail) = normal(sum - expected, variance, rounding);
            let what = format!("{label}: mean");
            let (sampled, exact) = (sum / n, expected / n);
            self.deviations.push(Deviation { what, sampled, exact, errors, tail });
        }
    }

    /// How many trials lie below a number, at gaps between its values.
    fn spread(
        &mut self,
        label: &str,
        one: &Both,
        values: &[(f64, f64)],
        count_below: &dyn Fn(f64) -> u64,
    ) {
        let mut below = 0.0;
        let ranks = [0.05, 0.25, 0.5, 0.75, 0.95];
        let mut rank = ranks.iter().peekable();
        for pair in values.windows(2) {
            let ((low, p), (high, _)) = (pair[0], pair[1]);
            below += p;
            let high = high.min(f64::MAX);
            let is_apart = high - low > APART * low.abs().max(high.abs().min(1e300));
            if rank.peek().is_some_and(|r| below >= **r) && is_apart {
                while rank.next_if(|r| below >= **r).is_some() {}
                let middle =
                    if high < 1e300 { low + (high - low) / 2.0 } else { low.abs() * 2.0 + 1.0 };
                let counts = Binomial::new(count_below(middle), one.tally.kept, below);
                self.count(&format!("{label}: at most {low}"), &[counts]);
            }
        }
    }

    fn processes(&mut self, model: &Model, exact: &Exact, worlds: &[&Tally]) {
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
                let counts: Vec<Binomial> = worlds
                    .iter()
                    .zip(&exact.worlds)
                    .map(|(tally, world)| {
                        let hits = tally.processes[index][at];
                        Binomial::new(hits, tally.kept, world.processes[index][at])
                    })
                    .collect();
                let date = model.timeline.date(at / width);
                let date = date.map_or_else(String::new, |d| format!(" on {d}"));
                let state = &process.outcomes[at % width];
                self.count(&format!("{}.{state}{date}", process.name), &counts);
            }
        }
    }

    /// Compares a share of trials; what nothing is asked of tells nothing.
    fn count(&mut self, what: &str, worlds: &[Binomial]) {
        let trials: u64 = worlds.iter().map(|w| w.trials).sum();
        if trials == 0 {
            return;
        }
        let hits: u64 = worlds.iter().map(|w| w.hits).sum();
        let expected: f64 = worlds.iter().map(|w| w.trials as f64 * w.p).sum();
        let variance: f64 = worlds.iter().map(|w| w.trials as f64 * w.p * (1.0 - w.p)).sum();
        let n = trials as f64;
        let (errors, by_normal) = normal(hits as f64 - expected, variance, ROUNDING * n);
        let is_small = worlds.len() == 1 || expected.min(n - expected) < FEW;
        let is_certain = variance <= 0.0 || by_normal >= 1.0;
        let tail =
            if is_small && !is_certain { binomial(hits, trials, expected / n) } else { by_normal };
        self.deviations.push(Deviation {
            what: what.to_owned(),
            sampled: hits as f64 / n,
            exact: expected / n,
            errors,
            tail,
        });
    }
}

/// A difference in standard errors and its two-sided tail; what rounding explains is no difference.
fn normal(difference: f64, variance: f64, rounding: f64) -> (f64, f64) {
    if difference.abs() <= rounding {
        return (0.0, 1.0);
    }
    if variance <= 0.0 {
        return (f64::INFINITY.copysign(difference), 0.0);
    }
    let errors = difference / variance.sqrt();
    (errors, 2.0 * normal_tails(errors.abs()).1)
}

/// The two-sided tail of a binomial count: twice the smaller of P(X ≤ hits) and P(X ≥ hits).
fn binomial(hits: u64, trials: u64, p: f64) -> f64 {
    let (k, n) = (hits as f64, trials as f64);
    // P(X ≥ k) is the lower tail at p of a beta variable of shapes k and n − k + 1
    let at_least = if hits == 0 { 1.0 } else { beta_tails(k, n - k + 1.0, p, 1.0 - p).0 };
    let at_most = if hits == trials { 1.0 } else { beta_tails(k + 1.0, n - k, p, 1.0 - p).1 };
    (2.0 * at_least.min(at_most)).min(1.0)
}

/// The outcome of a question by its index.
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
