//! Whether counts that were read from a file can be those of a part of a run: a file can be changed, and counts of
//! another shape or size would end the program where they are used.

use super::execute::Tallies;
use super::parts::{Cut, Extent, Layout, Shard, trials_in, within};
use crate::diagnostic::Diagnostic;
use crate::engine::count::{AnswerTally, Counts, Squares, Tally};
use crate::engine::evidence::HEAVIEST;
use crate::engine::program::{Plan, Program};
use crate::engine::tables::LANES;
use crate::engine::worlds::DrawnWorlds;
use crate::model::{Model, Supposition, World, bind};
use crate::numerics::QUANTILES;
use std::ops::Range;

/// The shape of the counts of a run, to which those of its shards are held.
pub struct Shape<'a> {
    model: &'a Model,
    supposition: &'a Supposition,
    plan: &'a Plan,
    /// Counts of nothing.
    blank: Tally,
    /// By question: whether it asks for a first passage, whose days are counted by step.
    is_passage: Vec<bool>,
    /// The number of parameters of a world.
    parameters: usize,
    /// Whether trials are drawn in worlds.
    is_in_worlds: bool,
}

/// The part of a tally that can't be.
type Wrong = &'static str;

impl<'a> Shape<'a> {
    /// Returns the shape of the counts of a plan.
    pub fn of(
        model: &'a Model,
        supposition: &'a Supposition,
        plan: &'a Plan,
    ) -> Result<Self, Diagnostic> {
        let first = World::draw_with(model, plan.seed, 0, &supposition.numbers)?;
        let binding = bind(model, &first);
        let program = Program::new(model, &binding, supposition, plan);
        Ok(Self {
            model,
            supposition,
            plan,
            blank: Tally::new(&program),
            is_passage: program.asked.iter().map(|q| q.asked.passage().is_some()).collect(),
            parameters: first.values.len(),
            is_in_worlds: program.is_in_worlds(),
        })
    }

    /// Checks that counts can be those of a shard: their number, their sums, and the readings they are of.
    pub fn admits(&self, tallies: &Tallies, shard: Shard) -> Result<(), Wrong> {
        self.admits_part(tallies, (shard, Shard::WHOLE))
    }

    /// Checks that counts can be those of a part of a shard.
    pub(crate) fn admits_part(
        &self,
        tallies: &Tallies,
        (outer, inner): (Shard, Shard),
    ) -> Result<(), Wrong> {
        let Tallies { pooled, worlds, values, drawn, cut } = tallies;
        if !self.is_in_worlds {
            let blocks = within(&outer.share(self.plan.trials.div_ceil(LANES as u64)), inner);
            let is_alone = worlds.is_empty() && values.is_empty() && drawn.is_none();
            hold(is_alone && cut.is_none(), "readings of numbers that are certain")?;
            return self.tally(pooled, trials_in(&blocks, self.plan.trials), false);
        }
        let all = self.plan.worlds_drawn();
        let own = match Extent::of(self.plan, (outer, inner)) {
            Extent::Worlds(own) => own,
            Extent::Blocks(blocks) => return self.pieces(tallies, &blocks),
        };
        hold(cut.is_none(), "pieces of readings")?;
        let count = (own.end - own.start) as usize;
        hold(worlds.len() == count && values.len() == count, "the number of readings")?;
        self.readings(values, drawn.as_ref(), own.clone())?;
        let (each, further) = (self.plan.trials / all, self.plan.trials % all);
        let mut sum = self.blank.clone();
        let mut trials = 0;
        let kept = worlds.iter().map(|world| world.kept).collect::<Vec<_>>();
        hold(total(&kept) == Some(pooled.kept), "sums over readings")?;
        for (world, index) in worlds.iter().zip(own) {
            let its = each + u64::from(index < further);
            self.tally(world, its, true)?;
            sum.merge(world);
            trials += its;
        }
        self.tally(pooled, trials, false)?;
        hold(is_sum(pooled, &sum), "sums over readings")
    }

    /// Checks counts of pieces of worlds.
    fn pieces(&self, tallies: &Tallies, blocks: &Range<u64>) -> Result<(), Wrong> {
        let layout = Layout::of(self.plan);
        let pieces = layout.pieces(blocks);
        let first = pieces.first().map_or(0, |(world, _)| *world);
        let own = Cut { blocks: blocks.clone(), first };
        hold(tallies.cut.as_ref() == Some(&own), "pieces of readings")?;
        let count = pieces.len();
        let is_one = tallies.worlds.len() == count && tallies.values.len() == count;
        hold(is_one, "the number of readings")?;
        self.readings(&tallies.values, tallies.drawn.as_ref(), first..first + count as u64)?;
        for (tally, (world, own)) in tallies.worlds.iter().zip(&pieces) {
            self.tally(tally, trials_in(own, layout.trials(*world)), false)?;
        }
        // those of all worlds are added when they are whole
        self.tally(&tallies.pooled, 0, false)
    }

    /// Checks the parameters of each world.
    fn readings(
        &self,
        values: &[Vec<f64>],
        drawn: Option<&DrawnWorlds>,
        own: Range<u64>,
    ) -> Result<(), Wrong> {
        let plain = drawn.map_or(values, |drawn| &drawn.before);
        hold(plain.len() == values.len(), "the number of readings")?;
        for (row, index) in plain.iter().zip(own) {
            let numbers = &self.supposition.numbers;
            let world = World::draw_with(self.model, self.plan.seed, index, numbers);
            let bits = |row: &[f64]| row.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
            let is_it = world.is_ok_and(|world| bits(&world.values) == bits(row));
            hold(is_it, "the values of readings")?;
        }
        let Some(drawn) = drawn else { return Ok(()) };
        let fits = values.iter().all(|row| row.len() == self.parameters);
        hold(fits, "the values of readings")?;
        let is_one = drawn.numbers.len() == values.len() && drawn.effective >= 0.0;
        hold(is_one, "how readings were drawn")
    }

    /// Checks the counts of so many trials.
    fn tally(&self, tally: &Tally, trials: u64, is_world: bool) -> Result<(), Wrong> {
        let Tally { kept, squares, process_squares, answers, processes, .. } = tally;
        let blank = &self.blank;
        hold(tally.trials == trials, "the number of trials")?;
        let most = squares.as_ref().map_or(1, |_| HEAVIEST);
        let is_so = u128::from(*kept) <= u128::from(trials) * u128::from(most);
        hold(is_so, "trials kept")?;
        squared(squares.as_deref(), blank.squares.as_deref(), (*kept, trials))?;
        hold(tally.paths.is_none() && answers.len() == blank.answers.len(), "questions")?;
        for (at, answer) in answers.iter().enumerate() {
            let own = (&blank.answers[at], self.is_passage[at], is_world);
            answered(answer, own, (*kept, trials))?;
        }
        let sizes = |counts: &[Vec<u64>]| counts.iter().map(Vec::len).collect::<Vec<_>>();
        hold(sizes(processes) == sizes(&blank.processes), "states of processes")?;
        let steps = self.model.timeline.last() + 1;
        for counts in processes {
            let mut by_step = counts.chunks(counts.len() / steps);
            hold(by_step.all(|counts| total(counts) == Some(*kept)), "states of processes")?;
        }
        let sizes = |squares: &[Vec<u128>]| squares.iter().map(Vec::len).collect::<Vec<_>>();
        let is_small = process_squares.iter().flatten().all(|square| *square <= squared_of(*kept));
        let is_so = sizes(process_squares) == sizes(&blank.process_squares);
        hold(is_so && is_small, "states of processes")
    }
}

/// Checks the counts of a question, of which `most` are the trials kept by weight, and all trials.
fn answered(
    answer: &AnswerTally,
    (blank, is_passage, is_world): (&AnswerTally, bool, bool),
    (most, trials): (u64, u64),
) -> Result<(), Wrong> {
    let AnswerTally { kept, squares, left_out, counts, first_steps, quantiles } = answer;
    hold(*kept <= most && left_out <= kept, "trials in which a question is asked")?;
    squared(squares.as_deref(), blank.squares.as_deref(), (*kept, trials))?;
    let is_first = first_steps.len() == blank.first_steps.len()
        && total(first_steps).is_some_and(|sum| sum <= *kept);
    hold(is_first, "first days")?;
    let answered = kept - left_out;
    match (counts, &blank.counts) {
        (Counts::Outcomes(counts), Counts::Outcomes(blank)) => {
            hold(quantiles.is_none() && counts.len() == blank.len(), "outcomes")?;
            hold(total(counts) == Some(answered), "outcomes")
        }
        (Counts::Numbers(moments, sample), Counts::Numbers(_, blank)) => {
            let weighed = squares.is_some();
            let is_sampled = !is_passage && !is_world;
            let is_sound =
                if is_sampled { sample.is_of(answered, weighed, blank) } else { sample.is_empty() };
            hold(moments.count() <= answered && is_sound, "numbers")?;
            let Some(quantiles) = quantiles else { return Ok(()) };
            let is_sound = is_world
                && !is_passage
                && quantiles.at.len() == QUANTILES.len()
                && quantiles.trials > 0.0
                && quantiles.values().all(|(value, _)| !value.is_nan());
            hold(is_sound, "quantiles")
        }
        _ => Err("what is asked"),
    }
}

/// Checks sums of squared weights, of trials of which `kept` is the weight.
fn squared(
    squares: Option<&Squares>,
    blank: Option<&Squares>,
    (kept, trials): (u64, u64),
) -> Result<(), Wrong> {
    let (squares, blank) = match (squares, blank) {
        (None, None) => return Ok(()),
        (Some(squares), Some(blank)) => (squares, blank),
        _ => return Err("weights"),
    };
    let most = squared_of(kept);
    let mut all = squares.outcomes.iter().chain(&squares.first_steps).chain([&squares.all]);
    let is_so = squares.outcomes.len() == blank.outcomes.len()
        && squares.first_steps.len() == blank.first_steps.len()
        && squares.accepted <= trials;
    hold(is_so && all.all(|square| *square <= most), "weights")
}

/// Whether the counts of all trials are the sum of those of the worlds.
fn is_sum(pooled: &Tally, sum: &Tally) -> bool {
    let is_one = |(mine, theirs): (&AnswerTally, &AnswerTally)| {
        let counts = match (&mine.counts, &theirs.counts) {
            (Counts::Outcomes(mine), Counts::Outcomes(theirs)) => mine == theirs,
            (Counts::Numbers(mine, _), Counts::Numbers(theirs, _)) => mine == theirs,
            _ => false,
        };
        counts
            && (mine.kept, mine.left_out) == (theirs.kept, theirs.left_out)
            && mine.squares == theirs.squares
            && mine.first_steps == theirs.first_steps
    };
    (pooled.trials, pooled.kept) == (sum.trials, sum.kept)
        && pooled.squares == sum.squares
        && pooled.processes == sum.processes
        && pooled.process_squares == sum.process_squares
        && pooled.answers.iter().zip(&sum.answers).all(is_one)
}

/// The sum of counts; `None` if it is too large to be one.
fn total(counts: &[u64]) -> Option<u64> {
    counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count))
}

fn squared_of(kept: u64) -> u128 {
    u128::from(kept) * u128::from(kept)
}

fn hold(is_so: bool, what: Wrong) -> Result<(), Wrong> {
    if is_so { Ok(()) } else { Err(what) }
}
