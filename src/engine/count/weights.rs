//! Counts weighted trials: sums of weights and of squared weights.

use super::questions::{States, among, depth, outcomes, satisfied};
use super::tally::{AnswerTally, Counts, Squares, Tally};
use crate::engine::block::{Block, Look, Marks, NEVER, Outcomes, View, Weights};
use crate::engine::program::Program;
use crate::model::Asked;
use crate::numerics::Drawn;
use crate::numerics::kernel::Lined;

/// Counts a finished block and the states of its processes.
pub(crate) fn count(program: &Program, block: &Block, states: &States, tally: &mut Tally) {
    let Some(weights) = &block.weights else { return };
    let step = program.last();
    let look = Look { program, block, step, view: View::Now, current: None, draws: None };
    let kept = satisfied(&look);
    tally.trials += block.lanes as u64;
    if let Some(histories) = &mut tally.histories {
        *histories += block.origins_of(&kept);
    }
    for lane in kept.lanes() {
        tally.kept += weights[lane];
        if let Some(squares) = &mut tally.squares {
            squares.accepted += 1;
            squares.all += square(weights[lane]);
        }
    }
    for (question, answer) in program.asked.iter().zip(&mut tally.answers) {
        let among = among(&look, question, &kept);
        let mut squares = answer.squares.take().unwrap_or_default();
        for lane in among.lanes() {
            answer.kept += weights[lane];
            squares.accepted += 1;
        }
        answers(&look, &question.asked, (&among, weights), answer, &mut squares);
        passages(&look, &question.asked, (&among, weights), answer, &mut squares);
        answer.squares = Some(squares);
    }
    count_states(&states.columns, &kept, weights, tally);
}

/// Counts the states of processes at each step over the accepted trials.
fn count_states(columns: &[Vec<Outcomes>], kept: &Marks, weights: &Weights, tally: &mut Tally) {
    let processes = tally.processes.iter_mut().zip(&mut tally.process_squares);
    for (columns, (counts, squares)) in columns.iter().zip(processes) {
        let states = counts.len() / columns.len().max(1);
        for (step, column) in columns.iter().enumerate() {
            for lane in kept.lanes() {
                let at = step * states + usize::from(column.of(lane));
                counts[at] += weights[lane];
                squares[at] += square(weights[lane]);
            }
        }
    }
}

fn answers(
    look: &Look,
    asked: &Asked,
    (among, weights): (&Marks, &Weights),
    answer: &mut AnswerTally,
    squares: &mut Squares,
) {
    match &mut answer.counts {
        Counts::Outcomes(counts) => {
            let mut index = Lined::of(0_u32);
            let valid = outcomes(look, asked, &mut index);
            for lane in among.lanes() {
                let weight = weights[lane];
                if !valid.has(lane) {
                    answer.left_out += weight;
                    continue;
                }
                counts[index[lane] as usize] += weight;
                squares.all += square(weight);
                squares.outcomes[index[lane] as usize] += square(weight);
            }
        }
        Counts::Numbers(moments, sample) => {
            let (Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number)) = asked
            else {
                return;
            };
            let mut values = Lined::of(0.0);
            look.number(number, &mut values);
            let is_passage = asked.passage().is_some();
            let (mut kept, mut depths, mut own) = (Vec::new(), Vec::new(), Vec::new());
            for lane in among.lanes() {
                let (x, weight) = (values[lane], weights[lane]);
                let endless = matches!(asked, Asked::Number(..)) && x.is_infinite();
                if x.is_nan() || endless {
                    answer.left_out += weight;
                    continue;
                }
                squares.all += square(weight);
                if !is_passage {
                    kept.push(x);
                    depths.push(depth(look.program, look.block, lane));
                    own.push(weight);
                }
                if x.is_finite() {
                    moments.add_times(x, weight);
                    let square = square(weight) as f64;
                    squares.numbers[0].add(square);
                    squares.numbers[1].add_product(square, x);
                    squares.numbers[2].add_product(square, x * x);
                }
            }
            sample.add(Drawn { values: &kept, depths: &depths, weights: &own });
        }
    }
}

fn passages(
    look: &Look,
    asked: &Asked,
    (among, weights): (&Marks, &Weights),
    answer: &mut AnswerTally,
    squares: &mut Squares,
) {
    let Some((condition, _)) = asked.passage() else { return };
    let Some(tracker) = look.program.tracker(condition) else { return };
    let first = &look.block.first[tracker];
    for lane in among.lanes().filter(|lane| first[*lane] != NEVER) {
        answer.first_steps[first[lane] as usize] += weights[lane];
        squares.first_steps[first[lane] as usize] += square(weights[lane]);
    }
}

fn square(weight: u64) -> u128 {
    u128::from(weight) * u128::from(weight)
}
