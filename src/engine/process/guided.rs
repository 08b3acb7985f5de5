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
    /// The outcomes other than staying that can be drawn: each with the sum of the products up to it, and its chance to
    /// meet the facts to come.
    others: Vec<(u16, f64, f64)>,
    /// The log of the sum of all products over that of staying.
    ln_stays: f64,
    /// The chance that a trial stays, unless it depends on a delay.
    share: f64,
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
            return (None, if is_usual { self.ln_stays } else { self.ln_after_staying(ahead) });
        }
        let drawn = self.others.iter().find(|(_, sum, _)| at - staying < *sum);
        match drawn.or(self.others.last()) {
            Some((to, _, value)) => (Some(*to), libm::log(all / value)),
            None => (None, self.ln_after_staying(ahead)),
        }
    }

    /// The log of the factor on the weight of a trial that stays, given its chance to meet the facts to come.
    fn ln_after_staying(&self, ahead: f64) -> f64 {
        // nothing else could be drawn
        if self.others.is_empty() && self.stays >= 1.0 {
            return 0.0;
        }
        libm::log((self.stays * ahead + self.leaving()) / ahead)
    }
}

/// The tilted rows of one conditional distribution in a step, each made when it is first met.
struct Rows {
    /// Number of rows of its table; 0 if it has none.
    size: usize,
    /// By trial: its row.
    of_trial: Lined<u16>,
    /// The trials whose row is not in the table.
    open: Marks,
    /// By mode and row: the index of its draws, and 1; 0 if it is not made.
    made_at: Vec<u32>,
    made: Vec<Tilted>,
    /// By mode and row, once it is made and unless it depends on a delay: the chance that a trial stays, and the log of
    /// the factor on its weight.
    stays: Vec<(f64, f64)>,
}

impl Rows {
    /// The place of a trial's row in a mode; `None` if it is not in the table.
    fn place(&self, mode: usize, lane: usize) -> Option<usize> {
        let is_open = self.size == 0 || self.open.has(lane);
        (!is_open).then(|| mode * self.size + usize::from(self.of_trial[lane]))
    }
}

impl At<'_> {
    /// The guide of the process in this step; `None` if it needs none.
    pub(crate) fn guide(&self) -> Option<&Ahead> {
        let learning = self.program.learning.as_deref()?;
        learning.guides[self.id.index()].as_deref().filter(|ahead| self.step <= ahead.last)
    }

    /// The mode of a trial: which of the states that its process is to reach it has reached.
    pub(crate) fn mode(&self, block: &Block, ahead: &Ahead, lane: usize) -> usize {
        if ahead.reach.is_empty() {
            return 0;
        }
        let has = |(k, condition)| {
            let tracker = self.program.tracker(condition);
            usize::from(tracker.is_some_and(|at| block.has_held[at].has(lane))) << k
        };
        let conditions = ahead.reach.iter().map(|reach| &reach.condition);
        conditions.enumerate().map(has).sum()
    }

    /// By trial: its chance to meet the facts to come, from the state that its process is in at the end of a step.
    pub(crate) fn ahead(&self, block: &Block, ahead: &Ahead, process: &Process) -> Lined<f64> {
        let states = &block.outcomes[self.slot()];
        let by_state = |state: usize| {
            let is_one = ahead.reach.is_empty() && !ahead.knows_delays(state);
            is_one.then(|| ahead.value(self.step, 0, state))
        };
        let by_state: Vec<Option<f64>> = (0..ahead.states()).map(by_state).collect();
        let mut found = Lined::of(0.0);
        for lane in 0..block.lanes {
            let state = usize::from(states.of(lane));
            found[lane] = by_state[state].unwrap_or_else(|| {
                let mode = self.mode(block, ahead, lane);
                if ahead.knows_delays(state) {
                    let due = self.first_due(block, process, lane);
                    return ahead.waiting(self.step, (mode, state), due);
                }
                ahead.value(self.step, mode, state)
            });
        }
        found
    }

    /// The step in which the first delay of a trial's state is due, and the state it leads to.
    fn first_due(&self, block: &Block, process: &Process, lane: usize) -> (usize, u16) {
        let slot = self.program.slots[self.id.index()].process;
        let state = usize::from(block.outcomes[self.slot()].of(lane));
        let to = match process.delays[state].as_slice() {
            [delay] => delay.to,
            delays => {
                let ends = block.delays[slot].iter().map(|column| column[lane]);
                let first = delays.iter().zip(ends).min_by(|a, b| a.1.total_cmp(&b.1));
                first.map_or(0, |(delay, _)| delay.to)
            }
        };
        (block.due[slot][lane] as usize, to)
    }

    /// Draws the starting states.
    pub(crate) fn start_guided(
        &self,
        block: &mut Block,
        choice: &Choice,
        ahead: &Ahead,
    ) -> Result<(), (usize, ChanceFault)> {
        let uniforms = self.key(block, Purpose::Conditioned);
        let mut rows = self.rows(block, choice, &block.in_use, 1);
        for lane in 0..block.lanes {
            let at = self.made(block, (choice, ahead), &mut rows, (0, lane), None)?;
            let (drawn, ln) = rows.made[at].draw(0.0, uniforms.uniform(lane as u64));
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
        let mut rows = self.rows(block, choice, here, 1 << ahead.reach.len());
        let has_delays = ahead.knows_delays(from);
        let is_simple = ahead.reach.is_empty() && rows.size > 0 && !has_delays;
        for lane in here.lanes() {
            // most trials stay, and their row is known
            if is_simple {
                let (share, ln) = rows.stays[usize::from(rows.of_trial[lane])];
                if uniforms[lane] < share && !rows.open.has(lane) {
                    block.ln_weights[lane] += ln;
                    continue;
                }
            }
            let mode = self.mode(block, ahead, lane);
            let at = self.made(block, (choice, ahead), &mut rows, (mode, lane), Some(from))?;
            let tilted = &rows.made[at];
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

    /// The rows of a draw by trial, as far as they are in its table, with none made.
    fn rows(&self, block: &Block, choice: &Choice, here: &Marks, modes: usize) -> Rows {
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
        let (made_at, stays) = (vec![0; size * modes], vec![(0.0, 0.0); size * modes]);
        Rows { size, of_trial: rows, open, made_at, made: Vec::new(), stays }
    }

    /// The index of the draws of a trial's row in a mode, which are made if they are not. `from` is the state that is
    /// left.
    fn made(
        &self,
        block: &Block,
        (choice, ahead): (&Choice, &Ahead),
        rows: &mut Rows,
        (mode, lane): (usize, usize),
        from: Option<usize>,
    ) -> Result<usize, (usize, ChanceFault)> {
        let place = rows.place(mode, lane);
        if let Some(at) = place.filter(|at| rows.made_at[*at] > 0) {
            return Ok(rows.made_at[at] as usize - 1);
        }
        let look = self.look(block, choice.view);
        let row = place.map(|_| usize::from(rows.of_trial[lane]));
        let chances = self.chances_of(&look, choice, row, lane).map_err(|fault| (lane, fault))?;
        let tilted = self.tilted(choice, &chances, ahead, mode, from);
        if let Some(at) = place {
            rows.made_at[at] = rows.made.len() as u32 + 1;
            if from.is_some_and(|from| !ahead.knows_delays(from)) {
                rows.stays[at] = (tilted.share, tilted.ln_stays);
            }
        }
        rows.made.push(tilted);
        Ok(rows.made.len() - 1)
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
        let mut below = 0.0;
        let mut chances: Vec<f64> = Vec::with_capacity(choice.conditional.width + 1);
        let mut add = |threshold: u64| {
            let up_to = threshold as f64 * UNIT;
            chances.push((up_to - below).max(0.0));
            below = up_to;
        };
        let in_table = (row, &choice.conditional.form, choice.table);
        if let (Some(row), Form::Table(keys), Some(table)) = in_table {
            let phase = &table.phases[keys.phase_of_step[self.step] as usize];
            if let Some((_, fault)) = phase.faults.iter().find(|(faulty, _)| *faulty == row) {
                return Err(fault.clone());
            }
            phase.fine.iter().skip(row).step_by(table.rows).copied().for_each(&mut add);
        } else {
            let mut weights = Vec::with_capacity(choice.conditional.width);
            let facts = LaneFacts { look, lane, columns: None };
            choice.conditional.weigh(&facts, &mut weights)?;
            let own = own_state(&choice.conditional.specification);
            thresholds_in_order(&mut weights, own).for_each(&mut add);
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
                others.push((to, sum, value));
            }
        }
        let stays = if from.is_some() { chances[0] } else { 0.0 };
        let value = if own > 0.0 { own.max(least) } else { 0.0 };
        let all = stays * value + sum;
        let ln_stays = libm::log(all / value);
        // a draw at the border is made below
        let share = if all > 0.0 { stays * value / all * (1.0 - f64::EPSILON) } else { 0.0 };
        Tilted { stays, ahead: value, least, others, ln_stays, share }
    }
}
