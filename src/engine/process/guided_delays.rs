//! Delays that look ahead: of several that could be drawn on entering a state, one is taken by the chance to meet the
//! facts to come, and the trial's weight pays back the difference.

use crate::engine::block::{Block, LaneFacts, View, turned_by};
use crate::engine::draw::At;
use crate::engine::learning::{Ahead, LEAST_RELATIVE};
use crate::engine::program::Law;
use crate::formula::Number;
use crate::model::facts::{Truth, truth};
use crate::model::{Length, Process};

/// The number of draws of which one is taken. They are turned evenly around the first, so that they take each part of
/// the distribution once (R. Cranley & T. Patterson, *SIAM Journal on Numerical Analysis* 13, 1976).
const TURNS: usize = 16;
/// Separates the stream by which a draw is taken from those of the draws.
const TAKEN: u64 = 0x0DE1_A1ED;

impl At<'_> {
    /// Chooses among the delays of the state that a trial enters; returns the turn of its uniform numbers, and multiplies
    /// the weight of the trial by the mean chance of all over that of the one taken.
    pub(crate) fn turn_guided(
        &self,
        block: &mut Block,
        process: &Process,
        ahead: &Ahead,
        lane: usize,
    ) -> f64 {
        let state = usize::from(block.outcomes[self.slot()].of(lane));
        let mode = self.mode(block, ahead, lane);
        let turn = |i: usize| i as f64 / TURNS as f64;
        let mut chances = [0.0; TURNS];
        let law = self.only_law(block, process, (state, lane));
        for (i, chance) in chances.iter_mut().enumerate() {
            let end = match law {
                Some((law, uniform)) => {
                    let amount = law.quantile(turned_by(uniform, turn(i)));
                    self.only_end(block, process, (state, lane), amount)
                }
                None => self.first_end(block, process, (state, lane), turn(i)),
            };
            let Some((due, to)) = end else {
                // the first draw is reported where it is used
                return 0.0;
            };
            *chance = if due <= self.step {
                ahead.value(self.step, mode, usize::from(to))
            } else {
                ahead.waiting(self.step, (mode, state), (due, to))
            };
        }
        let best = chances.iter().copied().fold(0.0, f64::max);
        if best <= 0.0 {
            return 0.0;
        }
        // what can't meet the facts at all is not drawn
        for chance in chances.iter_mut().filter(|chance| **chance > 0.0) {
            *chance = chance.max(LEAST_RELATIVE * best);
        }
        let sum: f64 = chances.iter().sum();
        let key = self.program.delay_keys[self.id.index()][state][0];
        let key = key.to(self.program.steps[self.step]).to(block.place).at(TAKEN);
        let mut left = key.uniform(lane as u64) * sum;
        let mut taken = TURNS - 1;
        for (i, chance) in chances.iter().enumerate() {
            left -= chance;
            if left < 0.0 {
                taken = i;
                break;
            }
        }
        block.weigh(lane, sum / (TURNS as f64 * chances[taken]));
        turn(taken)
    }

    /// If a state has one delay, and that is drawn from a distribution that is known before the run: this, and its uniform
    /// number.
    fn only_law(
        &self,
        block: &Block,
        process: &Process,
        (state, lane): (usize, usize),
    ) -> Option<(&Law, f64)> {
        let [delay] = process.delays[state].as_slice() else { return None };
        if self.step == 0 {
            return None;
        }
        let look = self.look(block, View::Before);
        let facts = LaneFacts { look: &look, lane, columns: None };
        let mut number = &delay.after;
        while let Number::If(condition, yes, no) = number {
            number = match truth(condition, &facts) {
                Truth::True => yes,
                Truth::False => no,
                Truth::Undefined => return None,
            };
        }
        let Number::Draw(draw) = number else { return None };
        let laws = &self.program.laws[self.id.index()].delays[state][0];
        let key = self.program.delay_keys[self.id.index()][state][0];
        let key = key.to(self.program.steps[self.step]).to(block.place);
        let uniform = key.at(u64::from(draw.ordinal)).uniform(lane as u64);
        laws.of_draw(draw.ordinal).map(|law| (law, uniform))
    }

    /// The step in which the only delay of a state ends, and the state it leads to; `None` if it can't be drawn.
    fn only_end(
        &self,
        block: &Block,
        process: &Process,
        (state, lane): (usize, usize),
        amount: f64,
    ) -> Option<(usize, u16)> {
        let slot = self.program.slots[self.id.index()].process;
        let delay = &process.delays[state][0];
        let length = Length { amount, counts: delay.counts };
        let end =
            self.program.model.timeline.step_of_end(length, block.entered[slot][lane], self.step);
        (amount >= 0.0).then_some((end as usize, delay.to))
    }

    /// The step in which the first of the delays drawn with a turn ends, and the state it leads to; `None` if one can't
    /// be drawn.
    fn first_end(
        &self,
        block: &Block,
        process: &Process,
        (state, lane): (usize, usize),
        turn: f64,
    ) -> Option<(usize, u16)> {
        let slot = self.program.slots[self.id.index()].process;
        let timeline = &self.program.model.timeline;
        let entered = block.entered[slot][lane];
        let mut first: Option<(f64, u16)> = None;
        for (k, delay) in process.delays[state].iter().enumerate() {
            let amount = self.draw_delay(block, process, (state, k), (lane, turn));
            if amount.is_nan() || amount < 0.0 {
                return None;
            }
            let length = Length { amount, counts: delay.counts };
            let end = timeline.end_of(length, entered, self.step);
            if first.is_none_or(|(earliest, _)| end < earliest) {
                first = Some((end, delay.to));
            }
        }
        first.map(|(end, to)| (timeline.step_from(end) as usize, to))
    }
}
