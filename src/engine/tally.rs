//! Counts that add up in any order: whole numbers, and sums that are exact.

use super::path_tree::PathTally;
use super::program::Program;
use crate::formula::{Condition, Number};
use crate::model::{Asked, Kind};
use crate::numerics::strata::REPLICATES;
use crate::numerics::{ExactSum, MOST_KEPT, Moments, NumberSample, QUANTILES};
use serde::{Deserialize, Serialize};

/// What has been counted over some of the trials.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// Trials drawn.
    pub trials: u64,
    /// Those in which the evidence of `--given` holds; by weight, where trials are weighed, and so are all
    /// counts below.
    pub kept: u64,
    /// The natural logarithm of the chance of the evidence that was absorbed exactly, in one world;
    /// none where more was absorbed, or the evidence can't hold.
    pub ln_absorbed: Option<f64>,
    /// Where trials are weighed: what errors are made of.
    pub squares: Option<Box<Squares>>,
    /// The same for each of `processes`.
    pub process_squares: Vec<Vec<u128>>,
    /// By question asked.
    pub answers: Vec<AnswerTally>,
    /// By process, if wanted: how many kept trials are in state `s` at step `t`, at
    /// `t · states + s`.
    pub processes: Vec<Vec<u64>>,
    /// The ways of one process, if wanted.
    pub paths: Option<PathTally>,
}

/// The counts of one question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnswerTally {
    /// Trials in which `given` holds.
    pub kept: u64,
    /// Where trials are weighed: what errors are made of.
    pub squares: Option<Box<Squares>>,
    /// Those of them in which the answer is undefined.
    pub left_out: u64,
    /// The answers of the others.
    pub counts: Counts,
    /// For a first passage: in how many kept trials it comes at each step; else empty.
    pub first_steps: Vec<u64>,
    /// The quantiles of a number in one finished world; `None` of several, and where there is none.
    pub quantiles: Option<Box<WorldQuantiles>>,
}

/// The quantiles of a number in one world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldQuantiles {
    /// Trials that have a number, in as many that count for 1.
    pub trials: f64,
    /// By quantile in [`QUANTILES`]: its value and the variance of its noise, by their bits.
    pub at: Vec<(u64, u64)>,
}

impl WorldQuantiles {
    /// The quantiles of a sample: half the distance between the quantiles one standard error of the share
    /// to either side is a standard error (Woodruff 1952).
    fn of(sample: &NumberSample) -> Option<Self> {
        let ordered = sample.ordered();
        if ordered.total() == 0 {
            return None;
        }
        let all = sample.sets_at_most(f64::INFINITY);
        let (of, squares) =
            all.iter().fold((0.0, 0.0), |(w, s), set| (w + set.of, s + set.squares));
        let trials = of * (of / squares);
        let at = QUANTILES.iter().map(|p| {
            let half = (p * (1.0 - p) / trials).sqrt();
            let value = |share: f64| ordered.quantile(share.clamp(0.0, 1.0)).unwrap_or(f64::NAN);
            // with so few trials that none may lie beyond it a quantile is biased, and says nothing
            let is_inside = p - 2.0 * half > 0.0 && p + 2.0 * half < 1.0;
            let error =
                if is_inside { (value(p + half) - value(p - half)) / 2.0 } else { f64::INFINITY };
            (value(*p).to_bits(), (error * error).to_bits())
        });
        Some(Self { trials, at: at.collect() })
    }

    /// By quantile: its value, infinite for *never*, and the variance of its noise.
    pub fn values(&self) -> impl Iterator<Item = (f64, f64)> {
        self.at.iter().map(|(value, noise)| (f64::from_bits(*value), f64::from_bits(*noise)))
    }
}

/// Sums of squared weights, by which weighed counts have their errors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Squares {
    /// Trials that count, whatever their weight.
    pub met: u64,
    /// Σ w² over those that have an answer.
    pub all: u128,
    /// The same by outcome.
    pub outcomes: Vec<u128>,
    /// The same by the step of a first passage.
    pub first_steps: Vec<u128>,
    /// Σ w², Σ w² x and Σ w² x² of a number x.
    pub numbers: [ExactSum; 3],
}

impl Squares {
    /// Adds another part of the trials.
    fn merge(&mut self, other: &Self) {
        self.met += other.met;
        self.all += other.all;
        add_squares(&mut self.outcomes, &other.outcomes);
        add_squares(&mut self.first_steps, &other.first_steps);
        for (mine, theirs) in self.numbers.iter_mut().zip(&other.numbers) {
            mine.merge(theirs);
        }
    }

    /// (Σ w)² ÷ Σ w²: as many trials that all count for 1 say as much (Kish 1965).
    pub fn effective(&self, weight: u64) -> f64 {
        if self.all == 0 { 0.0 } else { weight as f64 * (weight as f64 / self.all as f64) }
    }
}

fn add_squares(mine: &mut [u128], theirs: &[u128]) {
    for (a, b) in mine.iter_mut().zip(theirs) {
        *a += b;
    }
}

/// The answers of the trials that count.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Counts {
    /// How many trials have each outcome; of a condition [no, yes]; of a joint table each
    /// combination, the last part running fastest.
    Outcomes(Vec<u64>),
    /// Moments and values of a number, duration or day. Days and durations of *never* are infinite and are
    /// in the sample alone; the sample of a first passage is empty, as it is counted by step.
    Numbers(Box<Moments>, Box<NumberSample>),
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(program: &Program) -> Self {
        let steps = program.last() + 1;
        let weighed = program.absorbed.is_weighed();
        let squares = |size: usize, asked: &Asked| {
            weighed.then(|| {
                let outcomes = vec![0; size];
                let first_steps = vec![0; passage(asked).map_or(0, |_| steps)];
                Box::new(Squares { outcomes, first_steps, ..Squares::default() })
            })
        };
        let most = most_kept(program);
        let answers = program.asked.iter().map(|question| AnswerTally {
            kept: 0,
            squares: squares(size(program, &question.asked).unwrap_or(0), &question.asked),
            left_out: 0,
            counts: match size(program, &question.asked) {
                Some(size) => Counts::Outcomes(vec![0; size]),
                None => Counts::Numbers(Box::default(), Box::new(NumberSample::new(most))),
            },
            quantiles: None,
            first_steps: match passage(&question.asked) {
                Some(_) => vec![0; steps],
                None => Vec::new(),
            },
        });
        let answers = answers.collect();
        let processes = program
            .model
            .variables
            .iter()
            .filter(|v| program.timelines && matches!(v.kind, Kind::Process(_)));
        let processes: Vec<Vec<u64>> =
            processes.map(|v| vec![0; steps * v.outcomes.len()]).collect();
        let of_process = |counts: &Vec<u64>| vec![0; counts.len()];
        let process_squares = processes.iter().filter(|_| weighed).map(of_process).collect();
        let paths = program.paths.as_ref().map(|_| PathTally::default());
        let squares = weighed.then(Box::default);
        let ln_absorbed = program.absorbed.spared();
        Self {
            trials: 0,
            kept: 0,
            ln_absorbed,
            squares,
            process_squares,
            answers,
            processes,
            paths,
        }
    }

    /// How many trials met the evidence.
    pub fn met(&self) -> u64 {
        self.squares.as_ref().map_or(self.kept, |squares| squares.met)
    }

    /// Says which entry of the list of worlds has been counted, which tells the set of its numbers.
    pub(super) fn is_of_world(&mut self, entry: u64) {
        for answer in &mut self.answers {
            if let Counts::Numbers(_, sample) = &mut answer.counts {
                sample.move_to((entry % REPLICATES) as u8);
            }
        }
    }

    /// Turns the numbers of a finished world into their quantiles, and forgets them and its ways: they are
    /// pooled.
    pub(super) fn finish_world(&mut self) {
        self.paths = None;
        for answer in &mut self.answers {
            if let Counts::Numbers(_, sample) = &mut answer.counts {
                answer.quantiles = WorldQuantiles::of(sample).map(Box::new);
                **sample = NumberSample::default();
            }
        }
    }

    /// Adds another part of the trials.
    pub fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        self.kept += other.kept;
        merge_squares(&mut self.squares, other.squares.as_deref());
        for (mine, theirs) in self.process_squares.iter_mut().zip(&other.process_squares) {
            add_squares(mine, theirs);
        }
        for (mine, theirs) in self.answers.iter_mut().zip(&other.answers) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.processes.iter_mut().zip(&other.processes) {
            add(mine, theirs);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.paths, &other.paths) {
            mine.merge(theirs);
        }
    }
}

impl AnswerTally {
    /// In how many trials it was asked.
    pub fn met(&self) -> u64 {
        self.squares.as_ref().map_or(self.kept, |squares| squares.met)
    }

    fn merge(&mut self, other: &Self) {
        self.kept += other.kept;
        merge_squares(&mut self.squares, other.squares.as_deref());
        self.left_out += other.left_out;
        add(&mut self.first_steps, &other.first_steps);
        match (&mut self.counts, &other.counts) {
            (Counts::Outcomes(mine), Counts::Outcomes(theirs)) => add(mine, theirs),
            (Counts::Numbers(moments, sample), Counts::Numbers(m, s)) => {
                moments.merge(m);
                sample.merge(s);
            }
            _ => unreachable!("tallies of one program have one shape"),
        }
    }
}

fn merge_squares(mine: &mut Option<Box<Squares>>, theirs: Option<&Squares>) {
    if let (Some(mine), Some(theirs)) = (mine, theirs) {
        mine.merge(theirs);
    }
}

/// Adds counts of the same shape.
pub(super) fn add(mine: &mut [u64], theirs: &[u64]) {
    assert_eq!(mine.len(), theirs.len(), "tallies of one program have one shape");
    for (a, b) in mine.iter_mut().zip(theirs) {
        *a += b;
    }
}

/// Numbers kept over all questions, if there are many.
const MOST_IN_ALL: usize = 1 << 24;

/// The most numbers kept of each question: fewer if many questions ask for numbers.
fn most_kept(program: &Program) -> usize {
    let is_kept = |asked: &Asked| size(program, asked).is_none() && passage(asked).is_none();
    let numbers = program.asked.iter().filter(|question| is_kept(&question.asked)).count();
    MOST_KEPT.min(MOST_IN_ALL / numbers.max(1)).max(FEWEST_KEPT)
}

/// The fewest numbers kept of a question.
const FEWEST_KEPT: usize = 1 << 12;

/// How many outcomes a question has; none for a number.
pub(super) fn size(program: &Program, asked: &Asked) -> Option<usize> {
    match asked {
        Asked::Condition(_) => Some(2),
        Asked::Category(category) => Some(program.model.variable(category.variable).outcomes.len()),
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => None,
        Asked::Joint(parts) => {
            parts.iter().map(|(_, part)| size(program, part)).try_fold(1, |n, k| Some(n * k?))
        }
    }
}

/// The condition whose first passage a question asks for, and the day by which.
pub fn passage(asked: &Asked) -> Option<(&Condition, Option<&Number>)> {
    match asked {
        Asked::Condition(Condition::By(inner, day)) => match day {
            Number::Constant(_) => Some((inner, Some(day))),
            _ => None,
        },
        Asked::Condition(Condition::Ever(inner)) | Asked::Date(Number::First(inner)) => {
            Some((inner, None))
        }
        _ => None,
    }
}
