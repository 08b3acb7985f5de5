//! What trials draw from where few move: what selects the rows of the tables of all states of a process, and
//! thresholds row by row.

use super::gate::Gate;
use super::glance::Glance;
use super::probe::{Column, Probe};
use super::slots::Slot;
use crate::formula::Condition;
use crate::model::bind::{Phase, Table};
use crate::model::keys::{Form, Key};
use crate::model::{Kind, Model, Variable};
use crate::numerics::kernel;
use std::sync::Arc;

/// What selects the rows of the tables of all states of a process.
#[derive(Clone, Debug)]
pub(super) struct Reads<'a> {
    pub(super) columns: Vec<ReadColumn>,
    /// Conditions that are more than a look at one column, and by state what each adds where it holds.
    pub(super) conditions: Vec<(Glance<'a>, Vec<u32>)>,
}

/// A column of outcomes that the moves out of some states look at.
#[derive(Clone, Debug)]
pub(super) struct ReadColumn {
    /// Among outcomes.
    pub(super) slot: usize,
    /// Whether the step before is meant.
    pub(super) before: bool,
    pub(super) outcomes: usize,
    /// What an outcome adds to the row, at `state · outcomes + outcome`.
    pub(super) carries: Vec<u32>,
}

impl<'a> Reads<'a> {
    /// By variable; nothing of what is no process. `glance` tells how a condition is looked at, `is_wanted` which
    /// columns are read where the process has this gate.
    pub(super) fn of(
        model: &'a Model,
        (slots, gates): (&[Slot], &[Option<Gate<'a>>]),
        glance: impl Fn(&'a Condition) -> Glance<'a>,
        is_wanted: impl Fn(&Gate<'a>, &Key) -> bool,
    ) -> Vec<Self> {
        let of_variable = |(variable, gate): (&'a Variable, &Option<Gate<'a>>)| {
            let mut reads = Self { columns: Vec::new(), conditions: Vec::new() };
            if let (Kind::Process(process), Some(gate)) = (&variable.kind, gate) {
                let states = process.moves.len();
                for (state, lottery) in process.moves.iter().enumerate() {
                    if let Some(Form::Table(keys)) = lottery.as_ref().map(|l| &l.form) {
                        let is_wanted = |key: &Key| is_wanted(gate, key);
                        let probe = Probe::new(model, keys, true, slots, is_wanted);
                        reads.add_state((state, states), &probe, &glance);
                    }
                }
            }
            reads
        };
        model.variables.iter().zip(gates).map(of_variable).collect()
    }

    /// What is read in one of so many states.
    fn add_state(
        &mut self,
        (state, states): (usize, usize),
        probe: &Probe<'a>,
        glance: impl Fn(&'a Condition) -> Glance<'a>,
    ) {
        for column in &probe.columns {
            self.add((state, states), column, probe.carries_of(column));
        }
        for (condition, carry) in &probe.conditions {
            let condition = glance(condition);
            let known = self.conditions.iter().position(|(known, _)| *known == condition);
            let at = known.unwrap_or_else(|| {
                self.conditions.push((condition, vec![0; states]));
                self.conditions.len() - 1
            });
            self.conditions[at].1[state] += carry;
        }
    }

    /// What one column adds in one state; columns of one variable add up.
    fn add(&mut self, (state, states): (usize, usize), column: &Column, carries: &[u32]) {
        let outcomes = carries.len();
        let is_same = |known: &&mut ReadColumn| {
            known.slot == column.slot && known.before == column.before && known.outcomes == outcomes
        };
        if let Some(known) = self.columns.iter_mut().find(is_same) {
            let own = &mut known.carries[state * outcomes..(state + 1) * outcomes];
            own.iter_mut().zip(carries).for_each(|(sum, carry)| *sum += carry);
            return;
        }
        let mut all = vec![0; states * outcomes];
        all[state * outcomes..(state + 1) * outcomes].copy_from_slice(carries);
        let Column { slot, before, .. } = *column;
        self.columns.push(ReadColumn { slot, before, outcomes, carries: all });
    }
}

/// A threshold that stands for none.
const NEVER_REACHED: u16 = u16::MAX;
/// The rows of a state whose trials can't be drawn from thresholds alone.
pub(super) const ELSEWHERE: u32 = u32::MAX;
/// With more thresholds than this they are left where they are: a table for each world takes time.
const MOST_THRESHOLDS: usize = 1 << 14;

/// The upper halves of thresholds row by row, of the tables of all states one after the other.
#[derive(Clone, Debug)]
pub(super) struct ByRow {
    each: usize,
    thresholds: Vec<u16>,
    /// By state: where its rows begin.
    begins: Vec<u32>,
}

impl ByRow {
    /// Of a table of so many rows.
    pub(super) fn of(phase: &Phase, rows: usize, states: usize) -> Self {
        let mut by_row = Self::empty(states);
        by_row.put(phase, rows);
        by_row
    }

    /// Of the tables of all states in a phase; none where that would be large.
    pub(super) fn of_states(
        gate: &Gate,
        phase: usize,
        tables: &[Option<Arc<Table>>],
    ) -> Option<Self> {
        let mut by_row = Self::empty(tables.len());
        let rows: usize = tables.iter().flatten().map(|table| table.rows).sum();
        if rows * by_row.each > MOST_THRESHOLDS {
            return None;
        }
        for (state, table) in tables.iter().enumerate() {
            let begin = by_row.thresholds.len() / by_row.each.max(1);
            let begin = match table {
                None if gate.is_left(state) => ELSEWHERE,
                None => {
                    let nothing = by_row.thresholds.len() + by_row.each;
                    by_row.thresholds.resize(nothing, NEVER_REACHED);
                    begin as u32
                }
                Some(table) => {
                    let own = &table.phases[gate.phase_of(phase, state)];
                    by_row.put(own, table.rows);
                    if own.faults.is_empty() { begin as u32 } else { ELSEWHERE }
                }
            };
            by_row.begins.push(begin);
        }
        Some(by_row)
    }

    fn empty(states: usize) -> Self {
        Self { each: states.saturating_sub(1), thresholds: Vec::new(), begins: Vec::new() }
    }

    fn put(&mut self, phase: &Phase, rows: usize) {
        let (each, from) = (self.each, self.thresholds.len());
        if rows > kernel::MOST_IN_REGISTERS {
            return self.thresholds.extend_from_slice(&phase.coarse[..rows * each]);
        }
        self.thresholds.resize(from + rows * each, NEVER_REACHED);
        for j in 0..each {
            let first = kernel::place(rows, each, 0, j);
            let own = self.thresholds[from..].iter_mut().skip(j).step_by(each);
            own.zip(&phase.coarse[first..first + rows]).for_each(|(own, there)| *own = *there);
        }
    }

    /// Where the rows of a state begin.
    #[inline]
    pub(super) fn begin(&self, state: u8) -> u32 {
        self.begins.get(usize::from(state)).copied().unwrap_or(ELSEWHERE)
    }

    /// How many thresholds of a row sixteen bits reach; none where they equal one, or the row is not here.
    #[inline]
    pub(super) fn rank(&self, row: u32, bits: u16) -> Option<u8> {
        let from = row as usize * self.each;
        let own = self.thresholds.get(from..from + self.each)?;
        let (mut rank, mut tied) = (0, false);
        for threshold in own {
            rank += u8::from(bits >= *threshold);
            tied |= bits == *threshold;
        }
        (!tied).then_some(rank)
    }
}
