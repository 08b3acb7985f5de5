//! Delays of process states: drawn on entering a state, they end at a moment that may lie between steps and
//! take effect at the first step from then on.

use crate::diagnostic::Code;
use crate::engine::block::{Block, LaneFacts, Moved, NEVER, View, turned_by};
use crate::engine::draw::At;
use crate::engine::program::Law;
use crate::model::conditional::ChanceFault;
use crate::model::facts::{Truth, truth, value};
use crate::model::{Delay, Length, Process};
use crate::numerics::stream::Key;

/// The most states that a trial may pass within one step.
const MOST_PASSED: usize = 10_000;

/// Number of draws after which it counts as impossible that a delay has lasted this long.
const MOST_ATTEMPTS: u64 = 10_000;

impl At<'_> {
    /// Continues trials whose next delay also ends within the step. It starts at the moment when the state
    /// was entered; only its effect waits for the step.
    pub(crate) fn pass(&self, block: &mut Block, process: &Process, moved: &mut Moved) {
        let slot = self.program.slots[self.id.index()].process;
        let states = self.slot();
        for (lane, to) in moved.trials.iter_mut().take(moved.moments.len()) {
            let lane = *lane;
            let mut passed = 0;
            while block.due[slot][lane] as usize <= self.step {
                let (next, moment) = match self.due_move(block, process, lane) {
                    Ok(Some(next)) => next,
                    Ok(None) => break,
                    Err(fault) => return block.blame(lane, fault),
                };
                if passed == MOST_PASSED {
                    return block.blame(lane, self.too_many_passed(process, *to));
                }
                passed += 1;
                moved.passed.push((lane, *to));
                *to = next;
                block.outcomes[states].set(lane, next);
                block.entered[slot][lane] = moment;
                self.draw_delays(block, process, lane);
            }
        }
    }

    fn too_many_passed(&self, process: &Process, state: u16) -> ChanceFault {
        let place = process.delays[usize::from(state)].first().map(|delay| delay.place);
        ChanceFault {
            code: Code::Delay,
            message: format!("over {MOST_PASSED} delays are over within one step here"),
            place: place.unwrap_or(self.program.model.variable(self.id).place),
        }
    }

    /// Returns the target and the moment of the due delay that ends earliest, of those whose condition holds
    /// (ties: the order of `states`); `None` if all due delays must wait.
    pub(crate) fn due_move(
        &self,
        block: &Block,
        process: &Process,
        lane: usize,
    ) -> Result<Option<(u16, f64)>, ChanceFault> {
        let slot = self.program.slots[self.id.index()].process;
        let from = usize::from(block.outcomes[self.slot()].of(lane));
        let look = self.look(block, View::Before);
        let facts = LaneFacts { look: &look, lane, columns: None };
        let timeline = &self.program.model.timeline;
        let mut earliest: Option<(u16, f64)> = None;
        for (k, delay) in process.delays[from].iter().enumerate() {
            let ends = block.delays[slot][k][lane];
            let is_due = timeline.has_come(ends, self.step);
            if !is_due || earliest.is_some_and(|(_, first)| ends >= first) {
                continue;
            }
            match delay.condition.as_ref().map_or(Truth::True, |c| truth(c, &facts)) {
                Truth::True => earliest = Some((delay.to, ends)),
                Truth::False => {}
                Truth::Undefined => return Err(ChanceFault::undefined_condition(delay.place)),
            }
        }
        // a delay that had to wait past its own step takes effect at the current step
        let has_waited = |ends: f64| timeline.has_come(ends, self.step - 1);
        Ok(earliest.map(|(to, ends)| (to, if has_waited(ends) { self.now() } else { ends })))
    }

    /// Draws the delays of the state that a trial has entered in this step.
    pub(crate) fn draw_delays(&self, block: &mut Block, process: &Process, lane: usize) {
        let state = usize::from(block.outcomes[self.slot()].of(lane));
        let guide =
            self.guide().filter(|ahead| self.step < ahead.last && ahead.knows_delays(state));
        let turn = guide.map_or(0.0, |ahead| self.turn_guided(block, process, ahead, lane));
        let slot = self.program.slots[self.id.index()].process;
        let from = usize::from(block.outcomes[self.slot()].of(lane));
        let entered = block.entered[slot][lane];
        let timeline = &self.program.model.timeline;
        let mut due = NEVER;
        block.delays_drawn += process.delays[from].len() as u64;
        for (k, delay) in process.delays[from].iter().enumerate() {
            let amount = self.draw_delay(block, process, (from, k), (lane, turn));
            if amount.is_nan() || amount < 0.0 {
                let wrong = |message: &str| {
                    let message = message.to_owned();
                    ChanceFault { code: Code::Delay, message, place: delay.place }
                };
                let fault = match (amount.is_nan(), self.step == 0 && process.since_days > 0.0) {
                    (true, true) => {
                        wrong("this delay can't have lasted since the state was entered")
                    }
                    (true, false) => ChanceFault::undefined("the delay", delay.place),
                    (false, _) => wrong("the delay comes out as negative"),
                };
                block.blame(lane, fault);
                return;
            }
            let length = Length { amount, counts: delay.counts };
            let ends = timeline.end_of(length, entered, self.step);
            block.delays[slot][k][lane] = ends;
            due = due.min(timeline.step_from(ends));
        }
        block.due[slot][lane] = due;
    }

    /// Draws a delay of a state. `turn` is added to its uniform numbers, modulo 1.
    pub(crate) fn draw_delay(
        &self,
        block: &Block,
        process: &Process,
        (from, k): (usize, usize),
        (lane, turn): (usize, f64),
    ) -> f64 {
        let delay: &Delay = &process.delays[from][k];
        let key = self.program.delay_keys[self.id.index()][from][k];
        let key = key.to(self.program.steps[self.step]).to(block.place);
        let laws = &self.program.laws[self.id.index()].delays[from][k];
        // like the move into the state, its delays read the step before
        let look = self.look(block, if self.step > 0 { View::Before } else { View::Now });
        let timeline = &self.program.model.timeline;
        let lasted = timeline.length_between(-process.since_days, 0.0, delay.counts);
        let facts = LaneFacts { look: &look, lane, columns: None };
        let drawn = |key| value(&delay.after, &facts.drawing((key, turn), laws));
        if self.step > 0 || lasted <= 0.0 {
            return laws
                .whole()
                .map_or_else(|| drawn(key), |law| law.quantile(turned(key, lane, turn)));
        }
        // a state entered before step 0: draw the delay conditional on its having lasted
        if let Some(law) = laws.whole().map(Law::exact) {
            let before = law.cdf(lasted);
            let u = before + turned(key, lane, turn) * (1.0 - before);
            let length = law.quantile(u.min(1.0 - 1e-16)).max(lasted);
            return if before < 1.0 { length } else { f64::NAN };
        }
        let first = 1 + (turn * MOST_ATTEMPTS as f64) as u64 * MOST_ATTEMPTS;
        let attempts = (0..MOST_ATTEMPTS).map(|i| drawn(key.at(first + i)));
        attempts.into_iter().find(|length| *length >= lasted || length.is_nan()).unwrap_or(f64::NAN)
    }
}

/// The first uniform number of a key in a trial, turned.
fn turned(key: Key, lane: usize, turn: f64) -> f64 {
    turned_by(key.at(0).uniform(lane as u64), turn)
}
