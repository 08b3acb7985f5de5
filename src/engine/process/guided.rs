//! Draws that look ahead: moves and delays of processes about which something is still to be learnt are drawn with
//! chances times the chance to meet the facts to come, and weights pay back the difference.

use crate::engine::block::{Block, LaneFacts, Look, Marks, with_parts};
use crate::engine::draw::{At, Choice};
use crate::engine::learning::{Ahead, LEAST_RELATIVE};
use crate::engine::program::{Purpose, Route};
use crate::model::Process;
use crate::model::bind::{own_state, thresholds_in_order};
use crate::model::conditional::ChanceFault;
use crate::model::keys::Form;
use crate::numerics::kernel::{self, Lined};

/// 2^-64: thresholds are chances times 2^64, and the greatest stands for 1.
const UNIT: f64 = 1.0 / 18_446_744_073_709_551_616.0;

/// The draws of one row in a mode: chances times the chance to meet the facts to come.
#[derive(Clone)]
struct Tilted {
    /// The chance to stay; 0 if nothing is left.
    stays: f64,
    /// The chance to meet the facts to come after staying, unless it depends on a delay.
    ahead: f64,
    /// The least chance to meet the facts to come that draws take an outcome to have, if it has any.
    least: f64,
    /// The outcomes other than staying that can be drawn: each with the sum of the products up to it, and the log of
    /// its chance to meet the facts to come.
    others: Vec<(u16, f64, f64)>,
    /// The log of the sum of all products over that of staying.
    ln_stays: f64,
}

impl Tilted {
    /// The sum of the products of all outcomes other than staying.
    fn leaving(&self) -> f64 {
        self.others.last().map_or(0.0, |(_, sum, _)| *sum)
    }

    /// Draws with a uniform number; returns the outcome, `None` for staying, and the log of the factor on the
    /// trial's weight. `ahead` is the chance after staying.
    fn draw(&self, ahead: f64, uniform: f64) -> (Option<u16>, f64) {
        let staying = self.stays * ahead;
        let all = staying + self.leaving();
        if all <= 0.0 {
            return (None, f64::NEG_INFINITY);
        }
        let at = uniform * all;
        if at < staying {
            let is_usual = ahead.to_bits() == self.ahead.to_bits();
            return (None, if is_usual { self.ln_stays } else { libm::log(all / ahead) });
        }
        let drawn = self.others.iter().find(|(_, sum, _)| at - staying < *sum);
        match drawn.or(self.others.last()) {
            Some((to, _, ln)) => (Some(*to), libm::log(all) - ln),
            None => (None, libm::log(all / ahead)),
        }
    }
}

/// The tilted rows of one conditional distribution in a step, each made when it is first met.
struct Rows {
    /// By mode and row: the index of its draws, and 1; 0 if it is not made.
    made_at: Vec<u32>,
    made: Vec<Tilted>,
}

impl At<'_> {
    /// The guide of the process in this step; `None` if it needs none.
    pub(crate) fn guide(&self) -> Option<&Ahead> {
        let learning = self.program.learning.as_deref()?;
        learning.guides[self.id.index()].as_deref().filter(|ahead| self.step <= ahead.last)
    }

    /// The mode of a trial: which of the states that its process is to reach it has reached.
    pub(crate) fn mode(&self, block: &Block, ahead: &Ahead, lane: usize) -> usize {
        let has = |(k, condition)| {
            let tracker = self.program.tracker(condition);
            usize::from(tracker.is_some_and(|at| block.has_held[at].has(lane))) << k
        };
        let conditions = ahead.reach.iter().map(|reach| &reach.condition);
        conditions.enumerate().map(has).sum()
    }

    /// The chance of a trial to meet the facts to come, from the state that its process is in at the end of a step.
    pub(crate) fn ahead(
        &self,
        block: &Block,
        ahead: &Ahead,
        process: &Process,
        lane: usize,
    ) -> f64 {
        let state = usize::from(block.outcomes[self.slot()].of(lane));
        let mode = self.mode(block, ahead, lane);
        if !ahead.knows_delays(state) {
            return ahead.value(self.step, mode, state);
        }
        ahead.waiting(self.step, (mode, state), self.first_due(block, process, lane))
    }

    /// The step in which the first delay of a trial's state is due, and the state it leads to.
    fn first_due(&self, block: &Block, process: &Process, lane: usize) -> (usize, u16) {
        let slot = self.program.slots[self.id.index()].process;
        let state = usize::from(block.outcomes[self.slot()].of(lane));
        let ends = block.delays[slot].iter().map(|column| column[lane]);
        let first = process.delays[state].iter().zip(ends).min_by(|a, b| a.1.total_cmp(&b.1));
        (block.due[slot][lane] as usize, first.map_or(0, |(delay, _)| delay.to))
    }

    /// Draws the starting states.
    pub(crate) fn start_guided(
        &self,
        block: &mut Block,
        choice: &Choice,
        ahead: &Ahead,
    ) -> Result<(), (usize, ChanceFault)> {
        let uniforms = self.key(block, Purpose::Conditioned);
        for lane in 0..block.lanes {
            let look = self.look(block, choice.view);
            let chances = self.chances_of(&look, choice, None, lane).map_err(|f| (lane, f))?;
            let tilted = self.tilted(choice, &chances, ahead, 0, None);
            let (drawn, ln) = tilted.draw(0.0, uniforms.uniform(lane as u64));
            block.outcomes[self.slot()].set(lane, drawn.unwrap_or(0));
            block.ln_weights[lane] += ln;
        }
        Ok(())
    }

    /// Draws the moves of `free` trials that need a guide, and adds them to `moved`; returns the other trials.
    pub(crate) fn move_guided(
        &self,
        block: &mut Block,
        process: &Process,
        (free, ahead): (&Marks, &Ahead),
        moved: &mut Vec<(usize, u16)>,
    ) -> Result<Marks, (usize, ChanceFault)> {
        let mut flat = Marks::NONE;
        let width = block.width();
        let mut uniforms = Lined::of(0.0);
        self.key(block, Purpose::Conditioned).uniforms(&mut uniforms[..width]);
        for state in 0..process.moves.len() as u16 {
            let here = block.outcomes[self.slot()].is_one_of(&[state], width).and(free);
            if here.is_empty() {
                continue;
            }
            let from = usize::from(state);
            if ahead.is_flat(self.step, from) {
                flat = flat.or(&here);
                continue;
            }
            let Some(choice) = self.choice(process, state) else {
                // it is left by delays alone
                flat = flat.or(&here);
                continue;
            };
            self.move_from(block, process, (&here, from), (&choice, ahead, &uniforms), moved)?;
        }
        Ok(flat)
    }

    /// Draws the moves of the trials in one state.
    fn move_from(
        &self,
        block: &mut Block,
        process: &Process,
        (here, from): (&Marks, usize),
        (choice, ahead, uniforms): (&Choice, &Ahead, &Lined<f64>),
        moved: &mut Vec<(usize, u16)>,
    ) -> Result<(), (usize, ChanceFault)> {
        let mut rows = Lined::of(0_u16);
        let (mut size, mut open) = (0, *here);
        let is_in_table = matches!(choice.conditional.form, Form::Table(_))
            && self.program.routes.has(Route::Tables);
        if let (true, Some(table), Some(probe)) = (is_in_table, choice.table, choice.probe) {
            size = table.rows;
            let (look, mut truths) = (self.look(block, choice.view), Vec::new());
            let width = block.width();
            open = with_parts(&look, &probe.sources, &mut truths, |parts, undefined| {
                kernel::rows(kernel::Level::best(), parts, &mut rows[..width]);
                undefined.and(here)
            });
        }
        let modes = 1 << ahead.reach.len();
        let mut rows_of = Rows { made_at: vec![0; size * modes], made: Vec::new() };
        let has_delays = ahead.knows_delays(from);
        for lane in here.lanes() {
            let mode = self.mode(block, ahead, lane);
            let is_open = size == 0 || open.has(lane);
            let row = if is_open { None } else { Some(usize::from(rows[lane])) };
            let at = row.map(|row| mode * size + row);
            let index = match at.map(|at| rows_of.made_at[at]) {
                Some(index) if index > 0 => index as usize - 1,
                _ => {
                    let look = self.look(block, choice.view);
                    let chances =
                        self.chances_of(&look, choice, row, lane).map_err(|fault| (lane, fault))?;
                    rows_of.made.push(self.tilted(choice, &chances, ahead, mode, Some(from)));
                    if let Some(at) = at {
                        rows_of.made_at[at] = rows_of.made.len() as u32;
                    }
                    rows_of.made.len() - 1
                }
            };
            let tilted = &rows_of.made[index];
            let staying = if has_delays {
                let due = self.first_due(block, process, lane);
                let waiting = ahead.waiting(self.step, (mode, from), due);
                if waiting > 0.0 { waiting.max(tilted.least) } else { 0.0 }
            } else {
                tilted.ahead
            };
            let (to, ln) = tilted.draw(staying, uniforms[lane]);
            block.ln_weights[lane] += ln;
            moved.extend(to.map(|to| (lane, to)));
        }
        Ok(())
    }

    /// The chances of a draw in one trial, in drawing order, as the thresholds have them; from the row of its table,
    /// if that is known.
    pub(crate) fn chances_of(
        &self,
        look: &Look,
        choice: &Choice,
        row: Option<usize>,
        lane: usize,
    ) -> Result<Vec<f64>, ChanceFault> {
        let in_table = (row, &choice.conditional.form, choice.table);
        let thresholds: Vec<u64> = if let (Some(row), Form::Table(keys), Some(table)) = in_table {
            let phase = &table.phases[keys.phase_of_step[self.step] as usize];
            if let Some((_, fault)) = phase.faults.iter().find(|(faulty, _)| *faulty == row) {
                return Err(fault.clone());
            }
            phase.fine.iter().skip(row).step_by(table.rows).copied().collect()
        } else {
            let mut chances = Vec::with_capacity(choice.conditional.width);
            let facts = LaneFacts { look, lane, columns: None };
            choice.conditional.weigh(&facts, &mut chances)?;
            let own = own_state(&choice.conditional.specification);
            thresholds_in_order(&mut chances, own).collect()
        };
        let mut below = 0.0;
        let mut chances: Vec<f64> = Vec::with_capacity(thresholds.len() + 1);
        for threshold in thresholds {
            let up_to = threshold as f64 * UNIT;
            chances.push((up_to - below).max(0.0));
            below = up_to;
        }
        chances.push((1.0 - below).max(0.0));
        Ok(chances)
    }

    /// Multiplies chances in drawing order with the chances to meet the facts to come. `from` is the state that is
    /// left, which comes first.
    fn tilted(
        &self,
        choice: &Choice,
        chances: &[f64],
        ahead: &Ahead,
        mode: usize,
        from: Option<usize>,
    ) -> Tilted {
        let is_still = from.is_some() && ahead.is_still(self.step);
        let own = from.map_or(0.0, |from| ahead.value(self.step, mode, from));
        let ranks = usize::from(from.is_some())..chances.len();
        let values = ranks.map(|rank| choice.conditional.drawn(rank as u16));
        let values = values.map(|to| ahead.value(self.step, mode, usize::from(to)));
        let least = LEAST_RELATIVE * values.fold(own, f64::max);
        let mut sum = 0.0;
        let mut others = Vec::new();
        for (rank, chance) in chances.iter().enumerate().skip(usize::from(from.is_some())) {
            let to = choice.conditional.drawn(rank as u16);
            let value = ahead.value(self.step, mode, usize::from(to));
            if *chance > 0.0 && value > 0.0 && !is_still {
                let value = value.max(least);
                sum += chance * value;
                others.push((to, sum, libm::log(value)));
            }
        }
        let stays = if from.is_some() { chances[0] } else { 0.0 };
        let value = if own > 0.0 { own.max(least) } else { 0.0 };
        let ln_stays = libm::log((stays * value + sum) / value);
        Tilted { stays, ahead: value, least, others, ln_stays }
    }
}
