//! Evaluates the questions in a finished block and counts the answers into a tally.

use super::tally::{AnswerTally, Counts, Tally, add, size};
use crate::engine::block::{Block, Copied, Floats, Look, Marks, Outcomes, View, copy_outcomes};
use crate::engine::program::{Program, Snapshot};
use crate::engine::tables::LANES;
use crate::formula::{Category, Condition, Interned, Reading};
use crate::model::{Asked, Kind, Question};
use crate::numerics::kernel::{self, Level, Lined};
use crate::numerics::{Drawn, Moments, NumberSample};
use std::borrow::Cow;

/// Counts the answers of a finished block into a tally. Processes are already counted by [`States`].
pub(crate) fn count(program: &Program, block: &Block, tally: &mut Tally) {
    let look =
        Look { program, block, step: program.last(), view: View::Now, current: None, draws: None };
    let kept = satisfied(&look);
    let all = kept.count();
    tally.trials += block.lanes as u64;
    tally.kept += all;
    for (question, answer) in program.asked.iter().zip(&mut tally.answers) {
        let own = question.given.as_ref().map(|_| among(&look, question, &kept));
        let (among, met) = own.as_ref().map_or((&kept, all), |own| (own, own.count()));
        answer.kept += met;
        let first_steps = question.asked.passage().map(|(c, _)| steps_of(&look, c, (among, met)));
        count_answer(&look, &question.asked, (among, met, first_steps.as_deref()), answer);
        if let Some(steps) = &first_steps {
            add(&mut answer.first_steps, steps);
        }
    }
}

/// The trials in use in which all evidence holds.
pub(crate) fn satisfied(look: &Look) -> Marks {
    let in_use = look.block.in_use;
    let clauses = look.program.supposition.evidence.iter();
    let mut kept =
        clauses.fold(in_use, |kept, (condition, _)| kept.and(&look.truth(condition).holds));
    if look.program.learning.is_some() {
        let weights = &look.block.ln_weights;
        let is_out = |lane: &usize| weights[*lane] <= f64::MIN;
        kept.lanes().filter(is_out).for_each(|lane| kept.clear(lane));
    }
    kept
}

/// The kept trials in which a question's condition (`given`) holds.
pub(crate) fn among(look: &Look, question: &Question, kept: &Marks) -> Marks {
    let given = question.given.as_ref();
    given.map_or(*kept, |(condition, _)| kept.and(&look.truth(condition).holds))
}

fn count_answer(
    look: &Look,
    asked: &Asked,
    (among, met, first_steps): (&Marks, u64, Option<&[u64]>),
    answer: &mut AnswerTally,
) {
    match (&mut answer.counts, first_steps, asked) {
        (Counts::Outcomes(counts), Some(steps), Asked::Condition(_)) => {
            let last = asked.passage().and_then(|(_, day)| day);
            let until =
                last.map_or(steps.len(), |day| look.program.step_of(day).map_or(0, |s| s + 1));
            let holds = steps.iter().take(until).sum::<u64>();
            counts[0] += met - holds;
            counts[1] += holds;
        }
        (Counts::Outcomes(counts), ..) => {
            answer.left_out += met - count_outcomes(look, asked, (among, met), counts);
        }
        // dates take few values, so each is added once with its number of trials
        (Counts::Numbers(moments, _), Some(steps), Asked::Date(_)) => {
            for (step, trials) in steps.iter().enumerate().filter(|(_, trials)| **trials > 0) {
                moments.add_times(look.day_of(step as u32), *trials);
            }
        }
        (
            Counts::Numbers(moments, sample),
            _,
            Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number),
        ) => {
            let mut space = Lined::of(0.0);
            let values = look.column(number, &mut space);
            let may_be_endless = !matches!(asked, Asked::Number(..));
            let counted =
                count_numbers(look, values, (among, met, may_be_endless), (moments, sample));
            answer.left_out += met - counted;
        }
        (Counts::Numbers(..), ..) => {}
    }
}

/// The level of a trial in number samples: the trailing zeros of its index within the world, shifted by a
/// hash of the world.
pub(crate) fn depth(program: &Program, block: &Block, lane: usize) -> u8 {
    // the finaliser of SplitMix64 (Steele, Lea & Flood 2014)
    let mut offset = program.world.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    offset = (offset ^ (offset >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    offset = (offset ^ (offset >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    offset ^= offset >> 31;
    let trial = block.index.wrapping_mul(LANES as u64).wrapping_add(lane as u64);
    trial.wrapping_add(offset).trailing_zeros() as u8
}

/// Counts the numbers of the given trials and returns how many were counted.
fn count_numbers(
    look: &Look,
    values: &Floats,
    (among, met, may_be_endless): (&Marks, u64, bool),
    (moments, sample): (&mut Moments, &mut NumberSample),
) -> u64 {
    let all = met as usize;
    let depth = |lane: usize| depth(look.program, look.block, lane);
    let mut depths = [0; LANES];
    let is_whole = *among == Marks::first(all);
    if is_whole && kernel::are_finite(Level::best(), &values[..all]) {
        (0..all).for_each(|lane| depths[lane] = depth(lane));
        moments.add_all(&values[..all]);
        sample.add(Drawn { values: &values[..all], depths: &depths[..all], weights: &[] });
        return met;
    }
    // finite numbers from the front, infinite ones from the back
    let mut space: Floats = Lined::of(0.0);
    let (mut finite, mut endless) = (0, LANES);
    for lane in among.lanes() {
        let x = values[lane];
        let at = if x.is_finite() {
            finite += 1;
            finite - 1
        } else if may_be_endless && x.is_infinite() {
            endless -= 1;
            endless
        } else {
            continue;
        };
        (space[at], depths[at]) = (x, depth(lane));
    }
    moments.add_all(&space[..finite]);
    for part in [0..finite, endless..LANES] {
        let (values, depths) = (&space[part.clone()], &depths[part]);
        sample.add(Drawn { values, depths, weights: &[] });
    }
    (finite + LANES - endless) as u64
}

/// Counts the trials with each outcome and returns how many have one.
fn count_outcomes(
    look: &Look,
    asked: &Asked,
    (among, met): (&Marks, u64),
    counts: &mut [u64],
) -> u64 {
    match asked {
        Asked::Condition(condition) => {
            let truths = look.truth(condition);
            let (holds, undefined) = (among.and(&truths.holds), among.and(&truths.undefined));
            let valid = met - undefined.count();
            counts[0] += valid - holds.count();
            counts[1] += holds.count();
            valid
        }
        Asked::Category(category) if counts.len() <= FEW_OUTCOMES => {
            let drawn = &look.block.counted[category.variable.index()];
            if !drawn.is_empty() && category.at.is_none() && met == look.block.lanes as u64 {
                add(counts, drawn);
            } else {
                column_of(look, category).count(among, look.block.width(), counts);
            }
            met
        }
        _ => {
            let mut index = Lined::of(0_u32);
            let valid = among.and(&outcomes(look, asked, &mut index));
            if counts.len() <= FEW_OUTCOMES {
                let width = look.block.width();
                let mut small = Lined::of(0);
                let column = &mut small[..width];
                kernel::in_bytes(Level::best(), &index[..width], column);
                kernel::histogram(Level::best(), column, valid.words(), counts);
            } else {
                valid.lanes().for_each(|lane| counts[index[lane] as usize] += 1);
            }
            valid.count()
        }
    }
}

/// Up to this many outcomes, one pass over the column per outcome is faster than a counter update per trial.
pub(crate) const FEW_OUTCOMES: usize = 32;

/// Appends the outcome of each trial to a mixed-radix index; returns the trials that have one.
pub(crate) fn outcomes(look: &Look, asked: &Asked, index: &mut Lined<u32>) -> Marks {
    let width = look.block.width();
    match asked {
        Asked::Condition(condition) => {
            let truths = look.truth(condition);
            let index = &mut index[..width];
            kernel::add_marks_to_indices(Level::best(), index, truths.holds.words());
            Marks::ALL.without(&truths.undefined)
        }
        Asked::Category(category) => {
            let size = size(look.program, asked).unwrap_or(1) as u32;
            column_of(look, category).add_to(&mut index[..width], size);
            Marks::ALL
        }
        Asked::Joint(parts) => parts
            .iter()
            .fold(Marks::ALL, |valid, (_, part)| valid.and(&outcomes(look, part, index))),
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => Marks::ALL,
    }
}

fn column_of<'a>(look: &'a Look, category: &Category) -> &'a Outcomes {
    let at = category.at.as_deref().and_then(|day| look.program.step_of(day));
    let kept = at.map(|step| Snapshot::Outcome(category.variable, step));
    let kept = kept.and_then(|kept| look.program.snapshots.iter().position(|s| *s == kept));
    match kept {
        Some(at) => &look.block.outcome_snapshots[at],
        None => look.outcomes(category.variable, Reading::Usual),
    }
}

/// The number of the given trials in which a condition first holds, by step.
fn steps_of<'a>(
    look: &'a Look,
    condition: &Interned<Condition>,
    (among, met): (&Marks, u64),
) -> Cow<'a, [u64]> {
    let tracker = look.program.tracker(condition);
    if let Some(tracker) = tracker.filter(|_| met == look.block.lanes as u64) {
        return Cow::Borrowed(&look.block.first_counts[tracker]);
    }
    let mut steps = vec![0; look.program.last() + 1];
    if let Some(tracker) = tracker {
        let first = &look.block.first[tracker];
        for lane in among.and(&look.block.has_held[tracker]).lanes() {
            steps[first[lane] as usize] += 1;
        }
    }
    Cow::Owned(steps)
}

/// Counts the states of every process at each step. With evidence, the columns are kept until it is known
/// which trials are accepted.
pub(crate) struct States {
    /// The state column of each step, by process; empty if every trial is accepted.
    pub(crate) columns: Vec<Vec<Outcomes>>,
}

impl States {
    /// Creates an empty record.
    pub(crate) fn new(program: &Program) -> Self {
        let waits = program.timelines && program.supposition.learns();
        let processes = if waits { program.sizes.processes } else { 0 };
        Self { columns: vec![Vec::new(); processes] }
    }

    /// Resets for a new block.
    pub(crate) fn begin(&mut self) {
        self.columns.iter_mut().for_each(Vec::clear);
    }

    /// Copies trials over others.
    pub(crate) fn copy_trials(&mut self, copies: &[Copied]) {
        self.columns.iter_mut().flatten().for_each(|column| copy_outcomes(column, copies));
    }

    /// Counts the states of the current step, or keeps the columns for later.
    pub(crate) fn note(
        &mut self,
        program: &Program,
        block: &Block,
        step: usize,
        tally: &mut Tally,
    ) {
        let processes = program
            .model
            .variables
            .iter()
            .zip(&program.slots)
            .filter(|(v, _)| matches!(v.kind, Kind::Process(_)));
        if !self.columns.is_empty() {
            for (columns, (_, slot)) in self.columns.iter_mut().zip(processes) {
                columns.push(block.outcomes[slot.outcome].clone());
            }
            return;
        }
        for (counts, (_, slot)) in tally.processes.iter_mut().zip(processes) {
            let states = counts.len() / (program.last() + 1);
            let counts = &mut counts[step * states..(step + 1) * states];
            block.outcomes[slot.outcome].count(&block.in_use, block.width(), counts);
        }
    }

    /// Counts the kept columns over the accepted trials.
    pub(crate) fn count(&self, program: &Program, block: &Block, tally: &mut Tally) {
        if self.columns.is_empty() {
            return;
        }
        let look = Look {
            program,
            block,
            step: program.last(),
            view: View::Now,
            current: None,
            draws: None,
        };
        let kept = satisfied(&look);
        for (columns, counts) in self.columns.iter().zip(&mut tally.processes) {
            let states = counts.len() / (program.last() + 1);
            for (column, counts) in columns.iter().zip(counts.chunks_exact_mut(states)) {
                kept.lanes().for_each(|i| counts[usize::from(column.of(i))] += 1);
            }
        }
    }
}
