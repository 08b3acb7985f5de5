//! Counts that add up in any order: integers and exact sums.

use super::path_tree::PathTally;
use crate::engine::program::Program;
use crate::model::{Asked, Kind};
use crate::numerics::packed::{Packed, Packer, Unpacker, Unsound, packed_struct};
use crate::numerics::strata::REPLICATES;
use crate::numerics::{ExactSum, MOST_KEPT, Moments, NumberSample, QUANTILES};
use serde::{Deserialize, Serialize};

/// The counts over some of the trials.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// Number of trials drawn.
    pub trials: u64,
    /// Number of trials that satisfy the evidence. If trials are weighted, this and all counts below are sums
    /// of weights.
    pub kept: u64,
    /// The log probability of the exactly absorbed evidence, in one world; `None` if events are also
    /// restricted, or if the evidence is impossible.
    pub ln_absorbed: Option<f64>,
    /// If trials may be drawn anew by weight: the number of trials at step 0 from which those kept descend.
    #[serde(default)]
    pub histories: Option<u64>,
    /// If trials are weighted: the sums of squared weights.
    pub squares: Option<Box<Squares>>,
    /// If trials are weighted: the sums of squared weights for each of `processes`.
    #[serde(with = "crate::numerics::wide::lists")]
    pub process_squares: Vec<Vec<u128>>,
    /// By question asked.
    pub answers: Vec<AnswerTally>,
    /// By process, if requested: the number of accepted trials in state `s` at step `t`, at `t · states + s`.
    pub processes: Vec<Vec<u64>>,
    /// The paths of one process, if requested.
    pub paths: Option<PathTally>,
}

/// The counts of one question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AnswerTally {
    /// Trials in which `given` holds.
    pub kept: u64,
    /// If trials are weighted: the sums of squared weights.
    pub squares: Option<Box<Squares>>,
    /// Trials among these in which the answer is undefined.
    pub left_out: u64,
    /// The answers in the remaining trials.
    pub counts: Counts,
    /// For a first passage: the number of trials in which it occurs at each step; otherwise empty.
    pub first_steps: Vec<u64>,
    /// The quantiles of a number in one finished world; `None` in pooled tallies and for other questions.
    pub quantiles: Option<Box<WorldQuantiles>>,
}

/// The quantiles of a number in one world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldQuantiles {
    /// The effective number of trials with a number.
    pub trials: f64,
    /// By quantile in [`QUANTILES`]: its value and the variance of its noise, as bits.
    pub at: Vec<(u64, u64)>,
}

packed_struct!(WorldQuantiles { trials, at });

impl WorldQuantiles {
    /// Computes the quantiles of a sample. A standard error is half the distance between the quantiles at one
    /// standard error of the share to either side (Woodruff 1952).
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
            // with so few trials that none may lie beyond it, a quantile is biased and meaningless
            let is_inside = p - 2.0 * half > 0.0 && p + 2.0 * half < 1.0;
            let error =
                if is_inside { (value(p + half) - value(p - half)) / 2.0 } else { f64::INFINITY };
            (value(*p).to_bits(), (error * error).to_bits())
        });
        Some(Self { trials, at: at.collect() })
    }

    /// By quantile: its value (infinite for *never*) and the variance of its noise.
    pub fn values(&self) -> impl Iterator<Item = (f64, f64)> {
        self.at.iter().map(|(value, noise)| (f64::from_bits(*value), f64::from_bits(*noise)))
    }
}

/// Sums of squared weights, from which the errors of weighted counts are computed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Squares {
    /// Number of trials that count, unweighted.
    #[serde(rename = "met")]
    pub accepted: u64,
    /// Σ w² over the trials that have an answer.
    #[serde(with = "crate::numerics::wide")]
    pub all: u128,
    /// Σ w² by outcome.
    #[serde(with = "crate::numerics::wide::list")]
    pub outcomes: Vec<u128>,
    /// Σ w² by the step of a first passage.
    #[serde(with = "crate::numerics::wide::list")]
    pub first_steps: Vec<u128>,
    /// Σ w², Σ w² x and Σ w² x² of a number x.
    pub numbers: [ExactSum; 3],
}

packed_struct!(Squares { accepted, all, outcomes, first_steps, numbers });

impl Squares {
    /// Adds the sums of other trials.
    fn merge(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.all += other.all;
        add_squares(&mut self.outcomes, &other.outcomes);
        add_squares(&mut self.first_steps, &other.first_steps);
        for (mine, theirs) in self.numbers.iter_mut().zip(&other.numbers) {
            mine.merge(theirs);
        }
    }

    /// The effective number of trials: (Σ w)² ÷ Σ w² (Kish 1965).
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
    /// The number of trials with each outcome: of a condition [no, yes]; of a joint table each combination,
    /// the last part varying fastest.
    Outcomes(Vec<u64>),
    /// Moments and a sample of a number, duration or date. Dates and durations of *never* are infinite and
    /// only in the sample; the sample of a first passage is empty, because it is counted by step.
    Numbers(Box<Moments>, Box<NumberSample>),
}

impl Packed for Counts {
    fn pack(&self, to: &mut Packer) {
        match self {
            Self::Outcomes(counts) => {
                0_u8.pack(to);
                counts.pack(to);
            }
            Self::Numbers(moments, sample) => {
                1_u8.pack(to);
                moments.pack(to);
                sample.pack(to);
            }
        }
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        match u8::unpack(from)? {
            0 => Ok(Self::Outcomes(Vec::unpack(from)?)),
            1 => Ok(Self::Numbers(Packed::unpack(from)?, Packed::unpack(from)?)),
            _ => Err("its counts are of no known kind"),
        }
    }
}

/// All but paths, which no part of a run counts.
impl Packed for Tally {
    fn pack(&self, to: &mut Packer) {
        debug_assert!(self.paths.is_none(), "paths are counted in undivided runs");
        (self.trials, self.kept).pack(to);
        (self.ln_absorbed, self.histories).pack(to);
        self.squares.pack(to);
        self.process_squares.pack(to);
        self.answers.pack(to);
        self.processes.pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        Ok(Self {
            trials: Packed::unpack(from)?,
            kept: Packed::unpack(from)?,
            ln_absorbed: Packed::unpack(from)?,
            histories: Packed::unpack(from)?,
            squares: Packed::unpack(from)?,
            process_squares: Packed::unpack(from)?,
            answers: Packed::unpack(from)?,
            processes: Packed::unpack(from)?,
            paths: None,
        })
    }
}

impl Tally {
    /// Creates an empty tally.
    pub fn new(program: &Program) -> Self {
        let steps = program.last() + 1;
        let weighed = program.absorbed.is_weighed();
        let squares = |size: usize, asked: &Asked| {
            weighed.then(|| {
                let outcomes = vec![0; size];
                let first_steps = vec![0; asked.passage().map_or(0, |_| steps)];
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
            first_steps: match question.asked.passage() {
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
            histories: program.learning.as_ref().map(|_| 0),
            squares,
            process_squares,
            answers,
            processes,
            paths,
        }
    }

    /// The unweighted number of trials that satisfy the evidence.
    pub fn accepted(&self) -> u64 {
        self.squares.as_ref().map_or(self.kept, |squares| squares.accepted)
    }

    /// Sets the position of the counted world in the list of worlds, which determines the set its numbers
    /// belong to.
    pub(crate) fn is_of_world(&mut self, entry: u64) {
        for answer in &mut self.answers {
            if let Counts::Numbers(_, sample) = &mut answer.counts {
                sample.move_to((entry % REPLICATES) as u8);
            }
        }
    }

    /// Reduces the numbers of a finished world to their quantiles and drops its paths; both are already
    /// pooled.
    pub(crate) fn finish_world(&mut self) {
        self.paths = None;
        for answer in &mut self.answers {
            if let Counts::Numbers(_, sample) = &mut answer.counts {
                answer.quantiles = WorldQuantiles::of(sample).map(Box::new);
                **sample = NumberSample::default();
            }
        }
    }

    /// Adds the counts of other trials.
    pub fn merge(&mut self, other: &Self) {
        self.trials += other.trials;
        self.kept += other.kept;
        if let (Some(mine), Some(theirs)) = (&mut self.histories, other.histories) {
            *mine += theirs;
        }
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

packed_struct!(AnswerTally { kept, squares, left_out, counts, first_steps, quantiles });

impl AnswerTally {
    /// The unweighted number of trials in which the question was asked.
    pub fn accepted(&self) -> u64 {
        self.squares.as_ref().map_or(self.kept, |squares| squares.accepted)
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
pub(crate) fn add(mine: &mut [u64], theirs: &[u64]) {
    assert_eq!(mine.len(), theirs.len(), "tallies of one program have one shape");
    for (a, b) in mine.iter_mut().zip(theirs) {
        *a += b;
    }
}

/// The most numbers kept over all questions.
const MOST_IN_ALL: usize = 1 << 24;

/// The most numbers kept of each question: fewer if many questions ask for numbers.
fn most_kept(program: &Program) -> usize {
    let is_kept = |asked: &Asked| size(program, asked).is_none() && asked.passage().is_none();
    let numbers = program.asked.iter().filter(|question| is_kept(&question.asked)).count();
    MOST_KEPT.min(MOST_IN_ALL / numbers.max(1)).max(FEWEST_KEPT)
}

/// The lower limit of that number.
const FEWEST_KEPT: usize = 1 << 12;

/// The number of outcomes of a question; `None` if it asks for a number.
pub(crate) fn size(program: &Program, asked: &Asked) -> Option<usize> {
    match asked {
        Asked::Condition(_) => Some(2),
        Asked::Category(category) => Some(program.model.variable(category.variable).outcomes.len()),
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => None,
        Asked::Joint(parts) => {
            parts.iter().map(|(_, part)| size(program, part)).try_fold(1, |n, k| Some(n * k?))
        }
    }
}
