//! Outcomes drawn from lotteries: all trials of a block at once where most may change, and only
//! those that can't be told from their random bits alone where few do.

use super::at::{At, Purpose};
use super::block::{Block, Bytes, LANES};
use super::columns::View;
use super::draw::{self, Marks, Rows};
use super::lane::{LaneFacts, LawColumns};
use crate::diagnostic::{Code, Place};
use crate::formula::Condition;
use crate::model::bind::{Table, own_state, thresholds_in_order};
use crate::model::facts::{Truth, truth};
use crate::model::keys::{Form, Key as Column, Keys};
use crate::model::lottery::{LawFault, Lottery};
use crate::numerics::kernel::{self, GROUP, Level};
use crate::numerics::stream::Key;

/// A draw in a block: which lottery, its numbers, who wants an outcome.
pub(super) struct Choice<'a> {
    /// The lottery.
    pub(super) lottery: &'a Lottery,
    /// Its table; none if it is weighed trial by trial.
    pub(super) table: Option<&'a Table>,
    /// What its conditions see.
    pub(super) view: View,
}

/// A trial that is looked at by itself.
#[derive(Clone, Copy)]
pub(super) struct Single {
    /// The trial.
    pub(super) lane: usize,
    /// Its first sixteen random bits.
    bits: u16,
    /// Its row of the table, once found.
    row: usize,
    /// Whether a condition that selects the row is undefined there.
    undefined: bool,
}

impl Single {
    /// A trial with its first sixteen random bits.
    pub(super) fn new(lane: usize, bits: u16) -> Self {
        Self { lane, bits, row: 0, undefined: false }
    }
}

/// With fewer trials than this to look at, each is looked at by itself.
const FEW: usize = LANES / 4;
/// With at least this part of all uniforms certain to be the first outcome, few are left.
const MOSTLY_FIRST: u16 = 0xF800;

impl At<'_> {
    /// Draws an outcome for every trial, or at least for those that are `wanted`.
    pub(super) fn choose(
        &self,
        block: &mut Block,
        choice: &Choice,
        wanted: Option<&[usize]>,
        out: &mut Bytes,
    ) {
        let key = self.key(block, Purpose::Outcome);
        let floor = self.floor(choice).unwrap_or(0);
        if let Some(lanes) = wanted.filter(|lanes| lanes.len() < FEW) {
            let single = |lane: &usize| Single::new(*lane, key.bits(*lane as u64));
            let mut singles: Vec<Single> = lanes.iter().map(single).collect();
            self.some_into(block, choice, key, &mut singles, out);
        } else if floor >= MOSTLY_FIRST {
            out.fill(0);
            let mut singles = Vec::with_capacity(FEW);
            self.at_or_above(block, key, floor, |lane, bits| singles.push(Single::new(lane, bits)));
            if let Some(lanes) = wanted {
                singles.retain(|single| lanes.binary_search(&single.lane).is_ok());
            }
            self.some_into(block, choice, key, &mut singles, out);
        } else if let (Form::Table(keys), Some(table)) = (&choice.lottery.form, choice.table) {
            self.all(block, choice, (keys, table), wanted, key, out);
        } else {
            let all: Vec<usize> = (0..block.lanes).collect();
            let columns = LawColumns::new(&choice.lottery.law, &self.look(block, choice.view));
            for lane in wanted.unwrap_or(&all) {
                match self.weighed(block, choice, Some(&columns), key, *lane) {
                    Ok(outcome) => out[*lane] = outcome,
                    Err(fault) => return block.blame(*lane, fault),
                }
            }
        }
    }

    /// Visits the trials whose sixteen bits are at or above a floor, in order.
    pub(super) fn at_or_above(
        &self,
        block: &Block,
        key: Key,
        floor: u16,
        mut visit: impl FnMut(usize, u16),
    ) {
        let width = block.width();
        let mut bits = [0; LANES];
        let mut marks: Marks = [0; LANES / GROUP];
        key.at_or_above(floor, &mut bits[..width], &mut marks[..width / GROUP]);
        for lane in draw::marked(&marks).take_while(|lane| *lane < block.lanes) {
            visit(lane, bits[lane]);
        }
    }

    /// Draws for a few trials into a column.
    fn some_into(
        &self,
        block: &mut Block,
        choice: &Choice,
        key: Key,
        singles: &mut [Single],
        out: &mut Bytes,
    ) {
        let drawn = self.some(block, choice, key, singles, |lane, outcome| out[lane] = outcome);
        if let Err((lane, fault)) = drawn {
            block.blame(lane, fault);
        }
    }

    /// Draws for a few trials, each by itself, in ascending order; ends at the first that can't be
    /// drawn, with its lane.
    pub(super) fn some(
        &self,
        block: &Block,
        choice: &Choice,
        key: Key,
        singles: &mut [Single],
        mut take: impl FnMut(usize, u8),
    ) -> Result<(), (usize, LawFault)> {
        let (Form::Table(keys), Some(table)) = (&choice.lottery.form, choice.table) else {
            for Single { lane, .. } in singles {
                let outcome = self.weighed(block, choice, None, key, *lane);
                take(*lane, outcome.map_err(|fault| (*lane, fault))?);
            }
            return Ok(());
        };
        self.rows_of_some(block, keys, choice.view, singles);
        let phase = &table.phases[keys.phase_of_step[self.step] as usize];
        let own = own_state(&choice.lottery.law);
        for Single { lane, bits, row, undefined } in singles {
            if *undefined {
                return Err((*lane, undefined_condition(choice.lottery.place)));
            }
            if let Some((_, fault)) = phase.faults.iter().find(|(faulty, _)| faulty == row) {
                return Err((*lane, fault.clone()));
            }
            let rank = draw::outcome(phase, table, *row, key, *bits, *lane);
            take(*lane, own.map_or(rank, |own| in_own_order(rank, own)));
        }
        Ok(())
    }

    /// Finds the rows of a few trials.
    fn rows_of_some(&self, block: &Block, keys: &Keys, view: View, singles: &mut [Single]) {
        let look = self.look(block, view);
        for column in &keys.columns {
            match column {
                Column::Outcome(variable, reading, size) => {
                    let outcomes = look.outcomes(*variable, *reading);
                    for single in &mut *singles {
                        single.row = single.row * size + usize::from(outcomes[single.lane]);
                    }
                }
                Column::Holds(Condition::Is { variable, reading, outcomes: wanted }) => {
                    let outcomes = look.outcomes(*variable, *reading);
                    for single in &mut *singles {
                        let outcome = u16::from(outcomes[single.lane]);
                        let holds = wanted.contains(&outcome);
                        single.row = single.row * 2 + usize::from(holds);
                    }
                }
                Column::Holds(condition) => {
                    for single in &mut *singles {
                        let facts = LaneFacts { look: &look, lane: single.lane, columns: None };
                        let truth = truth(condition, &facts);
                        single.row = single.row * 2 + usize::from(truth == Truth::True);
                        single.undefined |= truth == Truth::Undefined;
                    }
                }
            }
        }
    }

    /// Sixteen bits below this give the first outcome in the order of the draw, whatever the row;
    /// none if that can't be told without looking at the trial.
    pub(super) fn floor(&self, choice: &Choice) -> Option<u16> {
        let (Form::Table(keys), Some(table)) = (&choice.lottery.form, choice.table) else {
            return None;
        };
        let phase = &table.phases[keys.phase_of_step[self.step] as usize];
        phase.faults.is_empty().then_some(phase.floor)
    }

    /// Draws for all trials.
    fn all(
        &self,
        block: &mut Block,
        choice: &Choice,
        (keys, table): (&Keys, &Table),
        wanted: Option<&[usize]>,
        key: Key,
        out: &mut Bytes,
    ) {
        let phase = &table.phases[keys.phase_of_step[self.step] as usize];
        let mut rows = [0; LANES];
        let mut undefined = [0; LANES];
        self.rows(block, keys, choice.view, &mut rows, &mut undefined);
        let is_wanted = |lane: usize| wanted.is_none_or(|lanes| lanes.binary_search(&lane).is_ok());
        for (row, fault) in &phase.faults {
            let met = |lane: &usize| usize::from(rows[*lane]) == *row && is_wanted(*lane);
            if let Some(lane) = (0..block.lanes).find(met) {
                block.blame(lane, fault.clone());
            }
        }
        if undefined.iter().fold(0, |any, lost| any | lost) != 0 {
            let lost = |lane: &usize| undefined[*lane] != 0 && is_wanted(*lane);
            if let Some(lane) = (0..block.lanes).find(lost) {
                block.blame(lane, undefined_condition(choice.lottery.place));
            }
        }
        draw::outcomes(phase, table, (&rows, block.width()), key, out);
    }

    fn rows(&self, block: &Block, keys: &Keys, view: View, rows: &mut Rows, undefined: &mut Bytes) {
        let look = self.look(block, view);
        let mut truth = [0; LANES];
        let width = block.width();
        let level = Level::best();
        for column in &keys.columns {
            match column {
                Column::Outcome(variable, reading, size) => {
                    let outcomes = look.outcomes(*variable, *reading);
                    let size = *size as u16;
                    kernel::add_to_rows(level, &mut rows[..width], &outcomes[..width], size);
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

    /// Weighs the chances of one trial by itself.
    fn weighed(
        &self,
        block: &Block,
        choice: &Choice,
        columns: Option<&LawColumns>,
        key: Key,
        lane: usize,
    ) -> Result<u8, LawFault> {
        let mut chances = Vec::with_capacity(choice.lottery.width);
        let look = self.look(block, choice.view);
        choice.lottery.weigh(&LaneFacts { look: &look, lane, columns }, &mut chances)?;
        let own = own_state(&choice.lottery.law);
        let uniform = key.refine(key.bits(lane as u64), lane as u64);
        let thresholds = thresholds_in_order(&mut chances, own);
        let rank = thresholds.map(|t| u8::from(draw::reaches(uniform, t))).sum();
        Ok(own.map_or(rank, |own| in_own_order(rank, own)))
    }
}

/// The outcome of a rank in the order in which a process's own state comes first.
fn in_own_order(rank: u8, own: u8) -> u8 {
    if rank == 0 {
        own
    } else if rank <= own {
        rank - 1
    } else {
        rank
    }
}

/// The fault of a condition that is neither true nor false.
pub(super) fn undefined_condition(place: Place) -> LawFault {
    LawFault {
        code: Code::ChanceInTrial,
        message: "a condition here is undefined (a division by 0, or a quantity that is not \
                  settled yet)"
            .to_owned(),
        place,
    }
}
