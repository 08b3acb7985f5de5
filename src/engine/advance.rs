//! One step of a block: processes and series move, events and quantities are settled, what is
//! followed is noted.

use super::block::{Block, Bytes, Floats, LANES, NEVER};
use super::columns::{Draws, Look, View};
use super::draw::{self, Rows};
use super::lane::{LaneFacts, LawColumns};
use super::program::{Program, Snapshot};
use super::sample;
use crate::diagnostic::Code;
use crate::formula::{Number, VariableId};
use crate::model::bind::{Table, thresholds_of};
use crate::model::keys::{Form, Key as Column, Keys};
use crate::model::lottery::{LawFault, Lottery};
use crate::model::{Event, Kind, MadeValue, Process, Quantity, Series, Settled, settles_at_start};
use crate::numerics::stream::Key;

/// What a stream of a variable is for.
#[derive(Clone, Copy)]
enum Purpose {
    /// Its outcome.
    Outcome = 0,
    /// A number.
    Number = 1,
}

/// Computes one step of a block.
pub(super) fn one_step(program: &Program, block: &mut Block, step: usize) {
    block.closed = false;
    if step > 0 {
        block.turn(program);
    }
    let order = if step == 0 { &program.model.at_start } else { &program.model.at_step };
    for id in order {
        let at = At { program, id: *id, step };
        if let Some(made) = program.held(*id, step) {
            at.hold(block, made.value);
            continue;
        }
        let variable = program.model.variable(*id);
        match &variable.kind {
            Kind::Choice(option) => at.hold(block, MadeValue::Outcome(*option)),
            _ if step > 0 && settles_at_start(variable) => {}
            Kind::Event(event) => at.event(block, event),
            Kind::Process(process) if step == 0 => at.start(block, process),
            Kind::Process(process) => at.moves(block, process),
            Kind::Series(series) => at.series(block, series),
            Kind::Quantity(quantity) => at.quantity(block, quantity),
        }
    }
    note(program, block, step);
}

/// A variable at a step.
#[derive(Clone, Copy)]
struct At<'a> {
    program: &'a Program<'a>,
    id: VariableId,
    step: usize,
}

impl<'a> At<'a> {
    fn look<'b>(&self, block: &'b Block, view: View) -> Look<'b>
    where
        'a: 'b,
    {
        let current = (view == View::Now).then_some(self.id);
        Look { program: self.program, block, step: self.step, view, current, draws: None }
    }

    fn slot(&self) -> usize {
        self.program.slots[self.id.index()].outcome
    }

    fn key(&self, block: &Block, purpose: Purpose) -> Key {
        let of_variable = self.program.keys[self.id.index()];
        of_variable.at(purpose as u64).at(self.step as u64).at(block.index)
    }

    /// Holds the variable at a value; a process enters its state when that is news.
    fn hold(&self, block: &mut Block, value: MadeValue) {
        let slot = self.program.slots[self.id.index()];
        match value {
            MadeValue::Outcome(outcome) => {
                if let Kind::Process(_) = self.program.model.variable(self.id).kind {
                    let states = &block.outcomes[slot.outcome];
                    for (entered, state) in block.entered[slot.process].iter_mut().zip(states) {
                        if self.step == 0 || u16::from(*state) != outcome {
                            *entered = self.step as f64;
                        }
                    }
                }
                block.outcomes[slot.outcome].fill(outcome as u8);
            }
            MadeValue::Number(x) => block.numbers[slot.number].fill(x),
        }
        block.settled[self.id.index()].fill(1);
    }

    fn event(&self, block: &mut Block, event: &Event) {
        if self.step == 0 {
            block.outcomes[self.slot()].fill(event.otherwise.unwrap_or(0) as u8);
        }
        let mut wanted = [1; LANES];
        if !self.due(block, &event.settled, &mut wanted) {
            return;
        }
        let table = self.program.binding.settle[self.id.index()].as_ref();
        let mut drawn = [0; LANES];
        self.lottery(block, &event.lottery, table, View::Now, Some(&wanted), &mut drawn);
        let outcomes = &mut block.outcomes[self.slot()];
        for i in 0..LANES {
            outcomes[i] = if wanted[i] == 0 { outcomes[i] } else { drawn[i] };
        }
    }

    /// Marks the trials in which the event or quantity is settled in this step; false if none.
    fn due(&self, block: &mut Block, settled: &Settled, wanted: &mut Bytes) -> bool {
        match settled {
            Settled::AtStart => self.step == 0,
            Settled::EachStep => true,
            Settled::AtEnd => self.step == self.program.last(),
            Settled::When(condition) => {
                let mut truth = [0; LANES];
                self.look(block, View::Now).truth(condition, &mut truth);
                let done = &mut block.settled[self.id.index()];
                let mut any = 0;
                for i in 0..LANES {
                    wanted[i] = u8::from(truth[i] == 2) & (1 - done[i]);
                    done[i] |= wanted[i];
                    any |= wanted[i];
                }
                any != 0
            }
        }
    }

    /// Draws an outcome for every trial, or at least for those wanted.
    fn lottery(
        &self,
        block: &mut Block,
        lottery: &Lottery,
        table: Option<&Table>,
        view: View,
        wanted: Option<&Bytes>,
        out: &mut Bytes,
    ) {
        let key = self.key(block, Purpose::Outcome);
        match (&lottery.form, table) {
            (Form::Table(keys), Some(table)) => {
                let mut rows = [0; LANES];
                let mut undefined = [0; LANES];
                self.rows(block, keys, view, &mut rows, &mut undefined);
                let phase = &table.phases[keys.phase_of_step[self.step] as usize];
                let is_wanted = |lane: usize| wanted.is_none_or(|wanted| wanted[lane] != 0);
                for (row, fault) in &phase.faults {
                    let met = |lane: &usize| usize::from(rows[*lane]) == *row && is_wanted(*lane);
                    if let Some(lane) = (0..block.lanes).find(met) {
                        block.blame(lane, fault.clone());
                    }
                }
                let lost = |lane: &usize| undefined[*lane] != 0 && is_wanted(*lane);
                if let Some(lane) = (0..block.lanes).find(lost) {
                    block.blame(lane, undefined_condition(lottery));
                }
                draw::outcomes(phase, table.rows, table.width, &rows, key, out);
            }
            _ => self.weighed(block, lottery, view, wanted, key, out),
        }
    }

    fn rows(&self, block: &Block, keys: &Keys, view: View, rows: &mut Rows, undefined: &mut Bytes) {
        let look = self.look(block, view);
        let mut truth = [0; LANES];
        for column in &keys.columns {
            match column {
                Column::Outcome(variable, reading, size) => {
                    let outcomes = look.outcomes(*variable, *reading);
                    let size = *size as u16;
                    for i in 0..LANES {
                        rows[i] = rows[i] * size + u16::from(outcomes[i]);
                    }
                }
                Column::Holds(condition) => {
                    look.truth(condition, &mut truth);
                    for i in 0..LANES {
                        rows[i] = rows[i] * 2 + u16::from(truth[i] == 2);
                        undefined[i] |= u8::from(truth[i] == 1);
                    }
                }
            }
        }
    }

    fn weighed(
        &self,
        block: &mut Block,
        lottery: &Lottery,
        view: View,
        wanted: Option<&Bytes>,
        key: Key,
        out: &mut Bytes,
    ) {
        let mut bits = [0_u16; LANES];
        key.fill_u16(&mut bits);
        let mut wrong = None;
        {
            let look = self.look(block, view);
            let columns = LawColumns::new(&lottery.law, &look);
            let mut chances = Vec::with_capacity(lottery.width);
            for lane in 0..block.lanes {
                if wanted.is_some_and(|wanted| wanted[lane] == 0) {
                    continue;
                }
                let facts = LaneFacts { look: &look, lane, columns: &columns };
                match lottery.weigh(&facts, &mut chances) {
                    Ok(()) => {
                        let uniform = key.refine(bits[lane], lane as u64);
                        let reached = thresholds_of(&chances);
                        out[lane] = reached.map(|t| u8::from(draw::reaches(uniform, t))).sum();
                    }
                    Err(fault) => {
                        wrong.get_or_insert((lane, fault));
                    }
                }
            }
        }
        if let Some((lane, fault)) = wrong {
            block.blame(lane, fault);
        }
    }

    fn start(&self, block: &mut Block, process: &Process) {
        let table = self.program.binding.settle[self.id.index()].as_ref();
        let mut drawn = [0; LANES];
        self.lottery(block, &process.start, table, View::Now, None, &mut drawn);
        block.outcomes[self.slot()] = drawn;
        let slot = self.program.slots[self.id.index()].process;
        block.entered[slot].fill(-process.since_steps);
        self.draw_delays(block, process, &[1; LANES]);
    }

    fn moves(&self, block: &mut Block, process: &Process) {
        let before = block.outcomes[self.slot()];
        let mut after = before;
        if let Some(lottery) = &process.lottery {
            let table = self.program.binding.moves[self.id.index()].as_ref();
            self.lottery(block, lottery, table, View::Before, None, &mut after);
        }
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
                for i in 0..LANES {
                    let due = entered[i] + drawn[i].round().max(1.0) <= self.step as f64;
                    let here = usize::from(before[i]) == from && open[i] == 2;
                    if here && due && drawn[i] < earliest[i] {
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
        delay: &crate::model::Delay,
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

    fn series(&self, block: &mut Block, series: &Series) {
        let (formula, view) =
            if self.step == 0 { (&series.start, View::Now) } else { (&series.next, View::Before) };
        let mut values = [0.0; LANES];
        let draws = Some(Draws { key: self.key(block, Purpose::Number), wanted: None });
        Look { draws, ..self.look(block, view) }.number(formula, &mut values);
        block.numbers[self.program.slots[self.id.index()].number] = values;
    }

    fn quantity(&self, block: &mut Block, quantity: &Quantity) {
        let mut wanted = [1; LANES];
        if !self.due(block, &quantity.settled, &mut wanted) {
            return;
        }
        let mut values = [0.0; LANES];
        let draws = Draws { key: self.key(block, Purpose::Number), wanted: Some(&wanted) };
        let look = Look { draws: Some(draws), ..self.look(block, View::Now) };
        look.number(&quantity.value, &mut values);
        let numbers = &mut block.numbers[self.program.slots[self.id.index()].number];
        for i in 0..LANES {
            numbers[i] = if wanted[i] == 0 { numbers[i] } else { values[i] };
        }
    }
}

/// How often a delay is drawn again before it counts as impossible that it has lasted.
const MOST_ATTEMPTS: u64 = 10_000;

fn undefined_condition(lottery: &Lottery) -> LawFault {
    LawFault {
        code: Code::ChanceInTrial,
        message: "a condition here is undefined (a division by 0, or a quantity that is not \
                  settled yet)"
            .to_owned(),
        place: lottery.place,
    }
}

/// Notes which followed conditions hold at the end of a step, and what questions want of it.
fn note(program: &Program, block: &mut Block, step: usize) {
    let mut truths = vec![[0; LANES]; program.trackers.len()];
    for (condition, truth) in program.trackers.iter().zip(&mut truths) {
        end_of(program, block, step).truth(condition, truth);
    }
    for (tracker, truth) in truths.iter().enumerate() {
        let (first, count) = (&mut block.first[tracker], &mut block.count[tracker]);
        for i in 0..LANES {
            let holds = truth[i] == 2;
            first[i] = if holds && first[i] == NEVER { step as u32 } else { first[i] };
            count[i] += u32::from(holds && step > 0);
        }
    }
    block.closed = true;
    for (at, snapshot) in program.snapshots.iter().enumerate() {
        let mut kept = [0; LANES];
        match snapshot {
            Snapshot::Truth(condition, when) if *when == step => {
                end_of(program, block, step).truth(condition, &mut kept);
            }
            Snapshot::Outcome(variable, when) if *when == step => {
                kept = block.outcomes[program.slots[variable.index()].outcome];
            }
            _ => continue,
        }
        block.snapshots[at] = kept;
    }
    for (at, (number, when)) in program.number_snapshots.iter().enumerate() {
        if *when == step {
            let mut kept = [0.0; LANES];
            end_of(program, block, step).number(number, &mut kept);
            block.number_snapshots[at] = kept;
        }
    }
}

/// The block as it stands at the end of a step.
fn end_of<'a>(program: &'a Program<'a>, block: &'a Block, step: usize) -> Look<'a> {
    Look { program, block, step, view: View::Now, current: None, draws: None }
}
