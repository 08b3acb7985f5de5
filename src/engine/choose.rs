//! Outcomes drawn from lotteries: all trials of a block at once where most may change, and only
//! those that can't be told from their random bits alone where few do.

use super::at::{At, Purpose};
use super::block::{Block, Bytes, LANES};
use super::columns::View;
use super::draw::{self, Rows};
use super::lane::{LaneFacts, LawColumns};
use crate::diagnostic::{Code, Place};
use crate::formula::Condition;
use crate::model::bind::{Table, own_state, thresholds_in_order};
use crate::model::facts::{Truth, truth};
use crate::model::keys::{Form, Key as Column, Keys};
use crate::model::lottery::{LawFault, Lottery};
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

/// With fewer trials than this to look at, each is looked at by itself.
const FEW: usize = LANES / 4;
/// With at least this part of all uniforms certain to be the first outcome, few are left.
const MOSTLY_FIRST: u16 = 0xC000;

impl At<'_> {
    /// Draws an outcome for every trial, or at least for those that are `wanted`.
    pub(super) fn choose(
        &self,
        block: &mut Block,
        choice: &Choice,
        wanted: Option<&Bytes>,
        out: &mut Bytes,
    ) {
        let key = self.key(block, Purpose::Outcome);
        let is_wanted = |lane: &usize| wanted.is_none_or(|wanted| wanted[*lane] != 0);
        let lanes = (0..block.lanes).filter(is_wanted);
        let few = wanted.is_some_and(|w| w.iter().filter(|w| **w != 0).count() < FEW);
        let floor = self.floor(choice);
        if few {
            let lanes: Vec<usize> = lanes.collect();
            self.some(block, choice, key, &lanes, out);
        } else if floor.is_some_and(|floor| floor >= MOSTLY_FIRST) {
            let mut bits = [0; LANES];
            key.fill_u16(&mut bits);
            out.fill(0);
            let mut lanes = at_or_above(&bits, floor.unwrap_or(0), block.lanes);
            lanes.retain(is_wanted);
            self.some(block, choice, key, &lanes, out);
        } else if let (Form::Table(keys), Some(table)) = (&choice.lottery.form, choice.table) {
            self.all(block, choice, (keys, table), wanted, key, out);
        } else {
            let lanes: Vec<usize> = lanes.collect();
            let columns = LawColumns::new(&choice.lottery.law, &self.look(block, choice.view));
            for lane in lanes {
                match self.weighed(block, choice, Some(&columns), key, lane) {
                    Ok(outcome) => out[lane] = outcome,
                    Err(fault) => return block.blame(lane, fault),
                }
            }
        }
    }

    /// Draws for each trial in `lanes` by itself.
    fn some(&self, block: &mut Block, choice: &Choice, key: Key, lanes: &[usize], out: &mut Bytes) {
        for lane in lanes {
            match self.one(block, choice, key, *lane) {
                Ok(outcome) => out[*lane] = outcome,
                Err(fault) => return block.blame(*lane, fault),
            }
        }
    }

    /// The outcome of one trial.
    pub(super) fn one(
        &self,
        block: &Block,
        choice: &Choice,
        key: Key,
        lane: usize,
    ) -> Result<u8, LawFault> {
        let (Form::Table(keys), Some(table)) = (&choice.lottery.form, choice.table) else {
            return self.weighed(block, choice, None, key, lane);
        };
        let phase = &table.phases[keys.phase_of_step[self.step] as usize];
        let row = self.row(block, keys, choice.view, lane);
        let row = row.ok_or_else(|| undefined_condition(choice.lottery.place))?;
        if let Some((_, fault)) = phase.faults.iter().find(|(faulty, _)| *faulty == row) {
            return Err(fault.clone());
        }
        let rank = draw::outcome(phase, table, row, key, key.bits(lane as u64), lane);
        Ok(own_state(&choice.lottery.law).map_or(rank, |own| in_own_order(rank, own)))
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

    /// The row of one trial; none if a condition is undefined there.
    fn row(&self, block: &Block, keys: &Keys, view: View, lane: usize) -> Option<usize> {
        let look = self.look(block, view);
        let facts = LaneFacts { look: &look, lane, columns: None };
        keys.columns.iter().try_fold(0, |row, column| {
            let value = match column {
                Column::Outcome(id, reading, _) => usize::from(look.outcomes(*id, *reading)[lane]),
                Column::Holds(condition) => holds(condition, &facts)?,
            };
            Some(row * column.size() + value)
        })
    }

    /// Draws for all trials.
    fn all(
        &self,
        block: &mut Block,
        choice: &Choice,
        (keys, table): (&Keys, &Table),
        wanted: Option<&Bytes>,
        key: Key,
        out: &mut Bytes,
    ) {
        let phase = &table.phases[keys.phase_of_step[self.step] as usize];
        let mut rows = [0; LANES];
        let mut undefined = [0; LANES];
        self.rows(block, keys, choice.view, &mut rows, &mut undefined);
        let is_wanted = |lane: usize| wanted.is_none_or(|wanted| wanted[lane] != 0);
        for (row, fault) in &phase.faults {
            let met = |lane: &usize| usize::from(rows[*lane]) == *row && is_wanted(*lane);
            if let Some(lane) = (0..block.lanes).find(met) {
                block.blame(lane, fault.clone());
            }
        }
        let lost = |lane: &usize| undefined[*lane] != 0 && is_wanted(*lane);
        if let Some(lane) = (0..block.lanes).find(lost) {
            block.blame(lane, undefined_condition(choice.lottery.place));
        }
        draw::outcomes(phase, table, &rows, key, out);
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

/// 0 or 1; none if it is undefined.
fn holds(condition: &Condition, facts: &LaneFacts) -> Option<usize> {
    match truth(condition, facts) {
        Truth::False => Some(0),
        Truth::Undefined => None,
        Truth::True => Some(1),
    }
}

/// The lanes in use whose bits are at or above a floor.
pub(super) fn at_or_above(bits: &Rows, floor: u16, lanes: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for (group, part) in bits.chunks_exact(16).enumerate() {
        let any = part.iter().fold(0, |any, b| any | u16::from(*b >= floor));
        if any != 0 {
            let here = (0..16).filter(|i| part[*i] >= floor).map(|i| group * 16 + i);
            found.extend(here.filter(|lane| *lane < lanes));
        }
    }
    found
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
