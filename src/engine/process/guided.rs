//! Draws that look ahead: moves and delays of processes about which something is still to be learnt are drawn with
//! chances times the chance to meet the facts to come, and weights pay back the difference.

use crate::engine::block::{
    Block, LaneFacts, Look, Marks, Tilted, TiltedOutcome, TiltedRows, with_parts,
};
use crate::engine::draw::{At, Choice};
use crate::engine::learning::{Ahead, LEAST_RELATIVE, Reach};
use crate::engine::program::{Purpose, Route};
use crate::model::Process;
use crate::model::bind::{own_state, thresholds_in_order};
use crate::model::conditional::ChanceFault;
use crate::model::keys::Form;
use crate::numerics::kernel::{self, GROUP, Lined, MOST_STAYING_ROWS, Part};

/// Places of rows among all modes that are few even for a small block.
const FEW_PLACES: usize = 64;
/// 2^-64: thresholds are chances times 2^64, and the greatest stands for 1.
const UNIT: f64 = 1.0 / 18_446_744_073_709_551_616.0;

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

    /// Multiplies a number of each trial with its chance to meet the facts to come, from the state that its process is in
    /// at the end of a step: this is taken to be at least `least`.
    pub(crate) fn times_ahead(
        &self,
        block: &Block,
        process: &Process,
        (ahead, least): (&Ahead, f64),
        numbers: &mut Lined<f64>,
    ) {
        let states = &block.outcomes[self.slot()];
        let is_one = |state: &usize| ahead.reach.is_empty() && !ahead.knows_delays(*state);
        let (plain, others): (Vec<usize>, Vec<usize>) = (0..ahead.states()).partition(is_one);
        let mut table = [1.0; 256];
        let is_in_table = !states.is_wide() && ahead.states() <= table.len();
        let mut left = block.in_use;
        if is_in_table {
            for state in plain {
                table[state] = ahead.value(self.step, 0, state).max(least);
            }
            let of_trials = &states.low[..block.lanes];
            for (number, state) in numbers[..block.lanes].iter_mut().zip(of_trials) {
                *number *= table[usize::from(*state)];
            }
            let others: Vec<u16> = others.into_iter().map(|state| state as u16).collect();
            left = states.is_one_of(&others, block.width()).and(&left);
        }
        for lane in left.lanes() {
            let state = usize::from(states.of(lane));
            let mode = self.mode(block, ahead, lane);
            let value = if ahead.knows_delays(state) {
                let due = self.first_due(block, process, lane);
                ahead.waiting(self.step, (mode, state), due)
            } else {
                ahead.value(self.step, mode, state)
            };
            numbers[lane] *= value.max(least);
        }
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
        let mut rows = block.tilted.take().unwrap_or_else(|| Box::new(TiltedRows::NONE));
        let drawn = self.start_by_row(block, (choice, ahead), &mut rows);
        block.tilted = Some(rows);
        drawn
    }

    fn start_by_row(
        &self,
        block: &mut Block,
        (choice, ahead): (&Choice, &Ahead),
        rows: &mut TiltedRows,
    ) -> Result<(), (usize, ChanceFault)> {
        let uniforms = self.key(block, Purpose::Conditioned);
        self.begin_rows(block, (choice, None), &block.in_use, rows);
        for lane in 0..block.lanes {
            let at = match rows.found(0, lane) {
                Some(at) => at,
                None => self.make(block, (choice, ahead), rows, (0, lane), None)?,
            };
            let (drawn, factor) = rows.draw(at, 0.0, uniforms.uniform(lane as u64));
            block.outcomes[self.slot()].set(lane, drawn.unwrap_or(0));
            block.weigh(lane, factor);
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
        let mut flat = *free;
        let width = block.width();
        let mut rows = None;
        for state in 0..process.moves.len() as u16 {
            if ahead.is_flat(self.step, usize::from(state)) {
                continue;
            }
            // without a choice it is left by delays alone
            let Some(choice) = self.choice(process, state) else { continue };
            let here = block.outcomes[self.slot()].is_one_of(&[state], width).and(free);
            if here.is_empty() {
                continue;
            }
            flat = flat.without(&here);
            let rows = rows.get_or_insert_with(|| {
                let mut rows = block.tilted.take().unwrap_or_else(|| Box::new(TiltedRows::NONE));
                self.key(block, Purpose::Conditioned).uniforms(&mut rows.uniforms[..width]);
                rows
            });
            self.move_from(block, process, (&here, state), (&choice, ahead, rows), moved)?;
        }
        if rows.is_some() {
            block.tilted = rows;
        }
        Ok(flat)
    }

    /// Draws the moves of the trials in one state.
    fn move_from(
        &self,
        block: &mut Block,
        process: &Process,
        (here, from): (&Marks, u16),
        (choice, ahead, rows): (&Choice, &Ahead, &mut TiltedRows),
        moved: &mut Vec<(usize, u16)>,
    ) -> Result<(), (usize, ChanceFault)> {
        let from = usize::from(from);
        self.begin_rows(block, (choice, Some(ahead)), here, rows);
        let waits =
            rows.has_modes.then(|| self.begin_waiting(process, (from, ahead), rows)).flatten();
        let is_simple = rows.has_modes && (waits.is_some() || !ahead.knows_delays(from));
        for group in 0..block.width() / GROUP {
            let word = here.words()[group];
            // most trials stay, and their row is known
            let known = if is_simple { word & !rows.open.words()[group] } else { 0 };
            let mut left = word;
            if known != 0 {
                left ^= block.stay(rows, waits, (group, known));
            }
            while left != 0 {
                let lane = group * GROUP + left.trailing_zeros() as usize;
                left &= left - 1;
                let to = self.move_one(block, process, (from, lane), (choice, ahead, rows))?;
                moved.extend(to.map(|to| (lane, to)));
            }
        }
        Ok(())
    }

    /// Finds the chances to meet the facts to come while waiting in a state for its only delay; returns the process and the
    /// last step of the table. `None` if the state has none or several, or the guide doesn't know them.
    fn begin_waiting(
        &self,
        process: &Process,
        (from, ahead): (usize, &Ahead),
        rows: &mut TiltedRows,
    ) -> Option<(usize, u32)> {
        let [delay] = process.delays[from].as_slice() else { return None };
        if !ahead.knows_delays(from) {
            return None;
        }
        let steps = ahead.last + 2;
        let cells = rows.waiting.by_due.get_mut(..steps << ahead.reach.len())?;
        for (mode, by_due) in cells.chunks_exact_mut(steps).enumerate() {
            // a delay that is over has waited for its condition
            let over = ahead.waiting(self.step, (mode, from), (self.step, delay.to));
            by_due[..=self.step].fill(over);
            for (due, chance) in by_due.iter_mut().enumerate().skip(self.step + 1) {
                *chance = ahead.waiting(self.step, (mode, from), (due, delay.to));
            }
        }
        Some((self.program.slots[self.id.index()].process, ahead.last as u32 + 1))
    }

    /// Draws the move of one trial, and weighs it; `None` if it stays.
    fn move_one(
        &self,
        block: &mut Block,
        process: &Process,
        (from, lane): (usize, usize),
        (choice, ahead, rows): (&Choice, &Ahead, &mut TiltedRows),
    ) -> Result<Option<u16>, (usize, ChanceFault)> {
        let mode = self.mode(block, ahead, lane);
        let at = match rows.found(mode, lane) {
            Some(at) => at,
            None => self.make(block, (choice, ahead), rows, (mode, lane), Some(from))?,
        };
        let tilted = &rows.made[at];
        let staying = if ahead.knows_delays(from) {
            let due = self.first_due(block, process, lane);
            let waiting = ahead.waiting(self.step, (mode, from), due);
            if waiting > 0.0 { waiting.max(tilted.least) } else { 0.0 }
        } else {
            tilted.ahead
        };
        let (to, factor) = rows.draw(at, staying, rows.uniforms[lane]);
        block.weigh(lane, factor);
        Ok(to)
    }

    /// Finds the rows of a draw by trial, as far as they are in its table, with none made. `ahead` is the guide if the
    /// draws depend on modes.
    fn begin_rows(
        &self,
        block: &Block,
        (choice, ahead): (&Choice, Option<&Ahead>),
        here: &Marks,
        rows: &mut TiltedRows,
    ) {
        let reach = ahead.map_or(&[][..], |ahead| &ahead.reach);
        let (mut size, mut open) = (0, *here);
        let is_in_table = matches!(choice.conditional.form, Form::Table(_))
            && self.program.routes.has(Route::Tables);
        rows.has_modes = false;
        if let (true, Some(table), Some(probe)) = (is_in_table, choice.table, choice.probe) {
            size = table.rows;
            let places = size << reach.len();
            // with few trials, beginning takes longer than going through them one by one
            rows.has_modes =
                places <= MOST_STAYING_ROWS && places <= FEW_PLACES.max(4 * block.lanes);
            let modes = if rows.has_modes { reach } else { &[] };
            let (look, mut truths) = (self.look(block, choice.view), Vec::new());
            let of_trial = &mut rows.of_trial[..block.width()];
            of_trial.fill(0);
            open = with_parts(&look, &probe.sources, &mut truths, |parts, undefined| {
                let of_mode = |(k, reach): (usize, &Reach)| {
                    let tracker = self.program.tracker(&reach.condition)?;
                    Some(Part::Marks(block.has_held[tracker].words(), (size << k) as u16))
                };
                let modes = modes.iter().enumerate().filter_map(of_mode);
                if modes.clone().next().is_none() {
                    kernel::rows(kernel::Level::best(), parts, of_trial);
                } else {
                    let parts: Vec<Part> = parts.iter().copied().chain(modes).collect();
                    kernel::rows(kernel::Level::best(), &parts, of_trial);
                }
                undefined.and(here)
            });
        }
        rows.begin(size, 1 << reach.len(), open);
    }

    /// Makes the draws of a trial's row in a mode; returns their index. `from` is the state that is left.
    fn make(
        &self,
        block: &Block,
        (choice, ahead): (&Choice, &Ahead),
        rows: &mut TiltedRows,
        (mode, lane): (usize, usize),
        from: Option<usize>,
    ) -> Result<usize, (usize, ChanceFault)> {
        let place = rows.place(mode, lane);
        let look = self.look(block, choice.view);
        let row = place.map(|at| at % rows.size);
        let chances = &mut rows.chances;
        self.chances_of(&look, choice, (row, lane), chances).map_err(|fault| (lane, fault))?;
        let tilted = self.tilted(choice, ahead, (mode, from), (&rows.chances, &mut rows.others));
        if let Some(at) = place {
            rows.made_at[at] = rows.made.len() as u32 + 1;
            if from.is_some() {
                rows.note_staying(at, &tilted, (mode * (ahead.last + 2)) as u32);
            }
        }
        rows.made.push(tilted);
        Ok(rows.made.len() - 1)
    }

    /// Finds the chances of a draw in one trial, in drawing order, as the thresholds have them; from the row of its
    /// table, if that is known.
    pub(crate) fn chances_of(
        &self,
        look: &Look,
        choice: &Choice,
        (row, lane): (Option<usize>, usize),
        chances: &mut Vec<f64>,
    ) -> Result<(), ChanceFault> {
        let mut below = 0.0;
        chances.clear();
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
        Ok(())
    }

    /// Multiplies chances in drawing order with the chances to meet the facts to come. `from` is the state that is
    /// left, which comes first.
    fn tilted(
        &self,
        choice: &Choice,
        ahead: &Ahead,
        (mode, from): (usize, Option<usize>),
        (chances, others): (&[f64], &mut Vec<TiltedOutcome>),
    ) -> Tilted {
        let is_still = from.is_some() && ahead.is_still(self.step);
        let own = from.map_or(0.0, |from| ahead.value(self.step, mode, from));
        let first = others.len();
        let (mut sum, mut best) = (0.0, own);
        for (rank, chance) in chances.iter().enumerate().skip(usize::from(from.is_some())) {
            let to = choice.conditional.drawn(rank as u16);
            let value = ahead.value(self.step, mode, usize::from(to));
            best = best.max(value);
            if *chance > 0.0 && value > 0.0 && !is_still {
                others.push(TiltedOutcome { to, sum: *chance, ahead: value });
            }
        }
        let least = LEAST_RELATIVE * best;
        for other in &mut others[first..] {
            other.ahead = other.ahead.max(least);
            sum += other.sum * other.ahead;
            other.sum = sum;
        }
        let stays = if from.is_some() { chances[0] } else { 0.0 };
        let value = if own > 0.0 { own.max(least) } else { 0.0 };
        Tilted { stays, ahead: value, least, others: first..others.len(), leaving: sum }
    }
}
