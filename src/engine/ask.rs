//! What a finished block says to the questions: counted into a tally.

use super::block::{Block, Bytes, LANES, NEVER};
use super::columns::{Look, View};
use super::program::{Program, Snapshot};
use super::tally::{AnswerTally, Counts, Tally, passage, size};
use crate::formula::{Category, Condition, Reading};
use crate::model::{Asked, Kind, Question};

/// Counts a finished block. `history` has counted the processes already.
pub(super) fn count(program: &Program, block: &Block, tally: &mut Tally) {
    let look =
        Look { program, block, step: program.last(), view: View::Now, current: None, draws: None };
    let kept = learnt(&look);
    tally.trials += block.lanes as u64;
    tally.kept += ones(&kept);
    for (question, answer) in program.asked.iter().zip(&mut tally.answers) {
        let among = among(&look, question, kept);
        answer.kept += ones(&among);
        count_answer(&look, &question.asked, &among, answer);
        count_passage(&look, &question.asked, &among, answer);
    }
}

/// 1 for the trials in use in which all that was learnt holds.
pub(super) fn learnt(look: &Look) -> Bytes {
    let mut kept = [0; LANES];
    kept[..look.block.lanes].fill(1);
    for (condition, _) in &look.program.supposition.learnt {
        restrict(look, condition, &mut kept);
    }
    kept
}

/// Those of the kept trials in which a question is asked.
pub(super) fn among(look: &Look, question: &Question, mut kept: Bytes) -> Bytes {
    if let Some((given, _)) = &question.given {
        restrict(look, given, &mut kept);
    }
    kept
}

fn restrict(look: &Look, condition: &Condition, kept: &mut Bytes) {
    let mut truth = [0; LANES];
    look.truth(condition, &mut truth);
    for i in 0..LANES {
        kept[i] &= u8::from(truth[i] == 2);
    }
}

fn ones(column: &Bytes) -> u64 {
    // sums of 128 ones fit a byte, which keeps the loop in bytes
    column.chunks_exact(128).map(|part| u64::from(part.iter().sum::<u8>())).sum()
}

fn count_answer(look: &Look, asked: &Asked, among: &Bytes, answer: &mut AnswerTally) {
    match &mut answer.counts {
        Counts::Outcomes(counts) => {
            let mut index = [0_u32; LANES];
            let mut valid = *among;
            outcomes(look, asked, &mut index, &mut valid);
            answer.left_out += ones(among) - ones(&valid);
            add_up(&index, &valid, counts);
        }
        Counts::Numbers(moments, sketch) => {
            let (Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number)) = asked
            else {
                return;
            };
            let mut values = [0.0; LANES];
            look.number(number, &mut values);
            let mut counted = Vec::with_capacity(LANES);
            for i in (0..LANES).filter(|i| among[*i] != 0) {
                let endless = matches!(asked, Asked::Number(..)) && values[i].is_infinite();
                if values[i].is_nan() || endless {
                    answer.left_out += 1;
                    continue;
                }
                counted.push(values[i]);
                if values[i].is_finite() {
                    moments.add(values[i]);
                }
            }
            sketch.add_slice(&counted);
        }
    }
}

/// Counts how many valid trials have each index.
fn add_up(index: &[u32; LANES], valid: &Bytes, counts: &mut [u64]) {
    if counts.len() > FEW_OUTCOMES {
        for i in 0..LANES {
            if valid[i] != 0 {
                counts[index[i] as usize] += 1;
            }
        }
        return;
    }
    let mut small = [u8::MAX; LANES];
    for i in 0..LANES {
        small[i] = if valid[i] == 0 { u8::MAX } else { index[i] as u8 };
    }
    for (outcome, count) in counts.iter_mut().enumerate() {
        // sums of 128 ones fit a byte, which keeps the loop in bytes
        let parts = small.chunks_exact(128);
        let found = parts
            .map(|part| u64::from(part.iter().map(|x| u8::from(*x == outcome as u8)).sum::<u8>()));
        *count += found.sum::<u64>();
    }
}

/// With so many outcomes a pass over the column for each is quicker than a count for each trial.
const FEW_OUTCOMES: usize = 32;

/// Appends the outcome of each trial to a mixed-radix index; takes out trials without one.
pub(super) fn outcomes(look: &Look, asked: &Asked, index: &mut [u32; LANES], valid: &mut Bytes) {
    match asked {
        Asked::Condition(condition) => {
            let mut truth = [0; LANES];
            look.truth(condition, &mut truth);
            for i in 0..LANES {
                valid[i] &= u8::from(truth[i] != 1);
                index[i] = index[i] * 2 + u32::from(truth[i] == 2);
            }
        }
        Asked::Category(category) => {
            let column = column_of(look, category);
            let size = size(look.program, asked).unwrap_or(1) as u32;
            for i in 0..LANES {
                index[i] = index[i] * size + u32::from(column[i]);
            }
        }
        Asked::Joint(parts) => {
            for (_, part) in parts {
                outcomes(look, part, index, valid);
            }
        }
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => {}
    }
}

fn column_of<'a>(look: &'a Look, category: &Category) -> &'a Bytes {
    let at = category.at.as_deref().and_then(|day| look.program.step_of(day));
    let kept = at.map(|step| Snapshot::Outcome(category.variable, step));
    let kept = kept.and_then(|kept| look.program.snapshots.iter().position(|s| *s == kept));
    match kept {
        Some(at) => &look.block.snapshots[at],
        None => look.outcomes(category.variable, Reading::Usual),
    }
}

fn count_passage(look: &Look, asked: &Asked, among: &Bytes, answer: &mut AnswerTally) {
    let Some((condition, _)) = passage(asked) else { return };
    let Some(tracker) = look.program.tracker(condition) else { return };
    let first = &look.block.first[tracker];
    for i in 0..LANES {
        if among[i] != 0 && first[i] != NEVER {
            answer.first_steps[first[i] as usize] += 1;
        }
    }
}

/// Counts the states of every process at each step. Where something is learnt, they are kept until
/// it is known which trials count.
pub(super) struct States {
    /// By process, step after step: its column; empty where every trial counts.
    pub(super) columns: Vec<Vec<Bytes>>,
}

impl States {
    /// Nothing noted yet.
    pub(super) fn new(program: &Program) -> Self {
        let waits = program.timelines && !program.supposition.learnt.is_empty();
        let processes = if waits { program.sizes.processes } else { 0 };
        Self { columns: vec![Vec::new(); processes] }
    }

    /// Begins a block.
    pub(super) fn begin(&mut self) {
        self.columns.iter_mut().for_each(Vec::clear);
    }

    /// Notes or counts the present step.
    pub(super) fn note(
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
                columns.push(block.outcomes[slot.outcome]);
            }
            return;
        }
        for (counts, (_, slot)) in tally.processes.iter_mut().zip(processes) {
            let states = counts.len() / (program.last() + 1);
            let counts = &mut counts[step * states..(step + 1) * states];
            for state in &block.outcomes[slot.outcome][..block.lanes] {
                counts[usize::from(*state)] += 1;
            }
        }
    }

    /// Counts the block's states among the kept trials.
    pub(super) fn count(&self, program: &Program, block: &Block, tally: &mut Tally) {
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
        let kept = learnt(&look);
        for (columns, counts) in self.columns.iter().zip(&mut tally.processes) {
            let states = counts.len() / (program.last() + 1);
            for (column, counts) in columns.iter().zip(counts.chunks_exact_mut(states)) {
                for i in 0..LANES {
                    counts[usize::from(column[i])] += u64::from(kept[i]);
                }
            }
        }
    }
}
