//! Finds the guides of a program: the average moves and delays of the processes about which something is still to be
//! learnt, from trials of the first world that know nothing of it, and from these the chances to meet the facts.

use crate::engine::block::{Block, LaneFacts, View};
use crate::engine::draw::{At, Choice};
use crate::engine::learning::{Ahead, Chain, Constraints, Delays, Learning};
use crate::engine::program::{Plan, Program};
use crate::engine::step::{advance, conditional_draw};
use crate::engine::worlds::Chosen;
use crate::formula::{Condition, VariableId};
use crate::model::conditional::Move;
use crate::model::facts::{Truth, truth};
use crate::model::{Kind, Process};
use std::sync::Arc;

/// Number of trials.
const TRIALS: usize = 256;
/// Where fewer trials are in a state, this many of all give its moves too.
const ELSEWHERE: usize = 8;
/// The least chance of a move in a step.
const LEAST: f64 = 1e-6;
/// The least chance of a move in a step whose chance differs between trials: it may be open in none of these, and in
/// one that meets the facts. A guide that thinks too little of a way gives the trials that take it great weights.
const LEAST_OF_VARYING: f64 = 1e-3;
/// The least share of trials in which the condition of a delay holds, and in which it doesn't.
const LEAST_OPEN: f64 = 0.05;
/// Number of delays drawn of each state.
const DELAYS: usize = 64;

/// A process about which something is to be learnt.
struct Average<'a> {
    id: VariableId,
    process: &'a Process,
    own: &'a Constraints,
    chain: Chain,
}

/// Finds the guides of all processes of which facts not absorbed say anything.
pub(super) fn look_ahead(program: &mut Program, plan: &Plan) {
    let Some(learning) = program.learning.clone() else { return };
    let plain = Program {
        learning: None,
        ..program.in_world(program.binding, plan.seed, &Chosen::pilot(0))
    };
    let mut averages = of_processes(&plain, &learning);
    let Some(last) = averages.iter().map(|average| average.own.last()).max() else { return };
    let mut block = Box::new(Block::new(&plain));
    block.begin(&plain, 0, TRIALS);
    conditional_draw::draw(&plain, &mut block);
    for step in 0..=last {
        advance::one_step(&plain, &mut block, step);
        for average in &mut averages {
            let at = At { program: &plain, id: average.id, step, among: None };
            if step > 0 && step <= average.own.last() {
                average.note_moves(&at, &block);
                average.note_open(&at, &block);
            }
            if step == average.own.last() / 2 {
                average.note_delays(&at, &block);
            }
        }
    }
    let mut guides = learning.guides.clone();
    for Average { id, own, chain, .. } in &averages {
        let guide = Ahead::new(own, chain, &program.model.timeline);
        guides[id.index()] = guide.map(Arc::new);
    }
    program.learning = Some(Arc::new(learning.guided_by(guides)));
}

fn of_processes<'a>(program: &Program<'a>, learning: &'a Learning) -> Vec<Average<'a>> {
    let of = |(id, own): (usize, &'a Option<Constraints>)| {
        let own = own.as_ref()?;
        let variable = &program.model.variables[id];
        let Kind::Process(process) = &variable.kind else { return None };
        let states = variable.outcomes.len();
        let targets = |state: usize| {
            let delays = process.delays.get(state).map_or(&[][..], Vec::as_slice);
            let targets = delays.iter().map(|delay| (delay.to, delay.counts)).collect();
            Delays { targets, ..Delays::default() }
        };
        let chain = Chain {
            states,
            moves: vec![0.0; (own.last() + 1) * states * states],
            delays: (0..states).map(targets).collect(),
        };
        Some(Average { id: VariableId(id as u32), process, own, chain })
    };
    learning.processes.iter().enumerate().filter_map(of).collect()
}

impl Average<'_> {
    /// Notes the share of trials in which the conditions of delays hold in a step that was drawn.
    fn note_open(&mut self, at: &At, block: &Block) {
        let look = at.look(block, View::Before);
        for (own, delays) in self.chain.delays.iter_mut().zip(&self.process.delays) {
            let mut conditions = delays.iter().filter_map(|delay| delay.condition.as_ref());
            if conditions.clone().next().is_none() {
                continue;
            }
            let holds = |condition: &Condition| {
                let in_trial = |lane: &usize| {
                    let facts = LaneFacts { look: &look, lane: *lane, columns: None };
                    truth(condition, &facts) == Truth::True
                };
                (0..block.lanes).filter(in_trial).count() as f64 / block.lanes.max(1) as f64
            };
            let least = conditions.by_ref().map(|condition| holds(condition)).fold(1.0, f64::min);
            own.open.resize(at.step + 1, 1.0);
            own.open[at.step] = least.clamp(LEAST_OPEN, 1.0 - LEAST_OPEN);
        }
    }

    /// Notes the mean chances of the moves in a step that was drawn.
    fn note_moves(&mut self, at: &At, block: &Block) {
        let states = self.chain.states;
        for from in 0..states {
            let row = (at.step * states + from) * states;
            let row = &mut self.chain.moves[row..row + states];
            if let Some(choice) = at.choice(self.process, from as u16) {
                let count = add_chances(at, block, &choice, (from, &mut *row));
                for chance in &mut *row {
                    *chance /= count.max(1) as f64;
                }
            }
            let written = self.process.moves_from(from as u16).into_iter();
            for arm in written.flat_map(|moves| &moves.moves) {
                let chance = &mut row[usize::from(arm.to)];
                if *chance < LEAST {
                    *chance = if is_constant(arm) { LEAST } else { LEAST_OF_VARYING };
                }
            }
            row[from] = 0.0;
        }
    }

    /// Draws delays of every state, as of a step that was drawn.
    fn note_delays(&mut self, at: &At, block: &Block) {
        for (state, own) in self.chain.delays.iter_mut().enumerate() {
            let delays = 0..own.targets.len();
            if delays.is_empty() {
                continue;
            }
            let of = |lane: usize| -> Vec<f64> {
                let draw = |k| at.draw_delay(block, self.process, (state, k), (lane, 0.0));
                delays.clone().map(draw).collect()
            };
            let is_valid = |lengths: &Vec<f64>| lengths.iter().all(|length| *length >= 0.0);
            own.drawn = (0..DELAYS.min(block.lanes)).map(of).filter(is_valid).collect();
        }
    }
}

/// Whether the chance of a move is the same in every trial.
fn is_constant(arm: &Move) -> bool {
    let is_plain = arm.condition.is_none() && arm.cases.is_empty() && arm.adjusts.is_empty();
    is_plain && arm.chance.number.constant().is_some()
}

/// Adds the chances out of a state over some trials, preferably those in the state; returns their number.
fn add_chances(
    at: &At,
    block: &Block,
    choice: &Choice,
    (from, sums): (usize, &mut [f64]),
) -> usize {
    let before = &block.outcomes_before[at.slot()];
    let inside = (0..block.lanes).filter(|lane| usize::from(before.of(*lane)) == from);
    let mut lanes: Vec<usize> = inside.collect();
    if lanes.len() < ELSEWHERE {
        lanes.extend((0..block.lanes).take(ELSEWHERE));
    }
    let look = at.look(block, View::Before);
    let (mut count, mut chances) = (0, Vec::new());
    for lane in lanes {
        // a trial whose chances are invalid is reported if the run meets it
        let Ok(()) = at.chances_of(&look, choice, (None, lane), &mut chances) else { continue };
        count += 1;
        for (rank, chance) in chances.iter().enumerate() {
            sums[usize::from(choice.conditional.drawn(rank as u16))] += chance;
        }
    }
    count
}
