//! Processes: where they start, how they move, the delays that run in their states.

use super::at::{At, Purpose};
use super::block::{Block, Bytes, Floats, LANES};
use super::choose::{Choice, at_or_above};
use super::columns::{Draws, Look, View};
use super::sample;
use crate::diagnostic::Code;
use crate::formula::Number;
use crate::model::lottery::LawFault;
use crate::model::{Delay, Process};
use crate::numerics::stream::Key;

/// How often a delay is drawn again before it counts as impossible that it has lasted.
const MOST_ATTEMPTS: u64 = 10_000;

impl At<'_> {
    pub(super) fn start(&self, block: &mut Block, process: &Process) {
        let table = self.program.binding.settle[self.id.index()].as_ref();
        let mut drawn = [0; LANES];
        let view = View::Now;
        let choice = Choice { lottery: &process.start, table, view };
        self.choose(block, &choice, None, &mut drawn);
        block.outcomes[self.slot()] = drawn;
        let slot = self.program.slots[self.id.index()].process;
        block.entered[slot].fill(-process.since_steps);
        self.draw_delays(block, process, &[1; LANES]);
    }

    pub(super) fn moves(&self, block: &mut Block, process: &Process) {
        let before = block.outcomes[self.slot()];
        let mut after = before;
        self.by_chance(block, process, &before, &mut after);
        self.due_delays(block, process, &before, &mut after);
        let slot = self.program.slots[self.id.index()].process;
        let mut entering = [0; LANES];
        let mut any = 0;
        for i in 0..LANES {
            entering[i] = u8::from(after[i] != before[i]);
            any |= entering[i];
        }
        if any == 0 {
            return;
        }
        let entered = &mut block.entered[slot];
        for i in 0..LANES {
            entered[i] = if entering[i] == 0 { entered[i] } else { self.step as f64 };
        }
        block.outcomes[self.slot()] = after;
        self.draw_delays(block, process, &entering);
    }

    /// Moves the trials whose chance has come. Staying is the first outcome in the order of the
    /// draw, so most trials need no look at their row.
    fn by_chance(&self, block: &mut Block, process: &Process, before: &Bytes, after: &mut Bytes) {
        let tables = &self.program.binding.moves[self.id.index()];
        let choices: Vec<Option<Choice>> = process
            .moves
            .iter()
            .zip(tables)
            .map(|(lottery, table)| {
                let (lottery, table) = (lottery.as_ref()?, table.as_ref());
                Some(Choice { lottery, table, view: View::Before })
            })
            .collect();
        if choices.iter().all(Option::is_none) {
            return;
        }
        // a state that is never left has the highest floor; its ties move nobody
        let mut floors = [u16::MAX; 256];
        for (floor, choice) in floors.iter_mut().zip(&choices) {
            *floor = choice.as_ref().map_or(u16::MAX, |c| self.floor(c).unwrap_or(0));
        }
        let mut floor_of = [0; LANES];
        for i in 0..LANES {
            floor_of[i] = floors[usize::from(before[i])];
        }
        let key = self.key(block, Purpose::Outcome);
        let mut bits = [0; LANES];
        key.fill_u16(&mut bits);
        for lane in at_or_above(&bits, &floor_of, block.lanes) {
            if let Some(choice) = &choices[usize::from(before[lane])] {
                self.some(block, choice, key, &[lane], after);
            }
        }
    }

    /// Delays that have run out go before chances: the earliest unrounded one, ties by `states`.
    fn due_delays(&self, block: &Block, process: &Process, before: &Bytes, after: &mut Bytes) {
        let slot = self.program.slots[self.id.index()].process;
        for (from, delays) in process.delays.iter().enumerate().filter(|(_, d)| !d.is_empty()) {
            let mut earliest = [f64::INFINITY; LANES];
            for (k, delay) in delays.iter().enumerate() {
                let mut open = [2; LANES];
                if let Some(condition) = &delay.condition {
                    self.look(block, View::Before).truth(condition, &mut open);
                }
                let drawn = &block.delays[slot][k];
                let entered = &block.entered_before[slot];
                let step = self.step as f64;
                for i in 0..LANES {
                    // rounded, at least 1, it is due once step + ½ is beyond it
                    let lasted = step - entered[i];
                    let due = (drawn[i] < lasted + 0.5) & (lasted >= 1.0);
                    let here = (before[i] == from as u8) & (open[i] == 2);
                    if due & here & (drawn[i] < earliest[i]) {
                        earliest[i] = drawn[i];
                        after[i] = delay.to as u8;
                    }
                }
            }
        }
    }

    /// Draws the delays of the states that trials are entering.
    fn draw_delays(&self, block: &mut Block, process: &Process, entering: &Bytes) {
        let slot = self.program.slots[self.id.index()].process;
        let step_days = self.program.model.timeline.step_days();
        for (from, delays) in process.delays.iter().enumerate().filter(|(_, d)| !d.is_empty()) {
            let mut wanted = [0; LANES];
            let states = &block.outcomes[self.slot()];
            let mut any = 0;
            for i in 0..LANES {
                wanted[i] = entering[i] & u8::from(usize::from(states[i]) == from);
                any |= wanted[i];
            }
            if any == 0 {
                continue;
            }
            for (k, delay) in delays.iter().enumerate() {
                let key = self.program.delay_keys[self.id.index()][from][k];
                let key = key.at(self.step as u64).at(block.index);
                let mut days = [0.0; LANES];
                if self.step == 0 && process.since_steps > 0.0 {
                    let lasted = process.since_steps * step_days;
                    self.lasted(block, &delay.after, key, lasted, &wanted, &mut days);
                } else {
                    let draws = Some(Draws { key, wanted: Some(&wanted) });
                    Look { draws, ..self.look(block, View::Now) }.number(&delay.after, &mut days);
                }
                self.keep_delays(block, (slot, k), delay, &wanted, &days);
            }
        }
    }

    fn keep_delays(
        &self,
        block: &mut Block,
        (slot, k): (usize, usize),
        delay: &Delay,
        wanted: &Bytes,
        days: &Floats,
    ) {
        let step_days = self.program.model.timeline.step_days();
        for i in 0..LANES {
            if wanted[i] == 0 {
                continue;
            }
            if days[i] >= 0.0 {
                block.delays[slot][k][i] = days[i] / step_days;
            } else {
                let what = if days[i].is_nan() { "undefined" } else { "negative" };
                let message = format!("the delay comes out as {what}");
                block.blame(i, LawFault { code: Code::Delay, message, place: delay.place });
            }
        }
    }

    /// Delays of a state entered before step 0: the distribution given that it has lasted.
    fn lasted(
        &self,
        block: &Block,
        after: &Number,
        key: Key,
        lasted: f64,
        wanted: &Bytes,
        days: &mut Floats,
    ) {
        let fixed = if let Number::Draw(draw) = after { sample::fixed(&draw.shape) } else { None };
        if let Some(fixed) = fixed {
            let before = fixed.cdf(lasted);
            for i in (0..block.lanes).filter(|i| wanted[*i] != 0) {
                let u = before + key.at(0).uniform(i as u64) * (1.0 - before);
                days[i] = if before < 1.0 {
                    fixed.quantile(u.min(1.0 - 1e-16)).max(lasted)
                } else {
                    lasted
                };
            }
            return;
        }
        // of a formula no distribution is known: draw again until it has lasted
        let mut missing = *wanted;
        for attempt in 0..MOST_ATTEMPTS {
            let mut drawn = [0.0; LANES];
            let draws = Some(Draws { key: key.at(1 + attempt), wanted: Some(&missing) });
            Look { draws, ..self.look(block, View::Now) }.number(after, &mut drawn);
            let mut any = 0;
            for i in 0..LANES {
                if missing[i] != 0 && (drawn[i] >= lasted || drawn[i].is_nan()) {
                    days[i] = drawn[i];
                    missing[i] = 0;
                }
                any |= missing[i];
            }
            if any == 0 {
                return;
            }
        }
        for i in (0..LANES).filter(|i| missing[*i] != 0) {
            days[i] = f64::NAN;
        }
    }
}
