//! Draws outcomes from conditional distributions: all trials of a block at once if most may change; if few
//! do, only those that their random bits alone don't decide.

use super::from_table;
use super::variable::At;
use crate::engine::block::{Block, LaneFacts, LawColumns, Look, Marks, Outcomes, View, with_parts};
use crate::engine::program::{Purpose, Route, Routes};
use crate::engine::tables::{LANES, MOST_IN_BYTE, Probe};
use crate::model::bind::{Phase, Table, own_state, thresholds_in_order};
use crate::model::conditional::{ChanceFault, ConditionalDistribution};
use crate::model::facts::{Truth, truth};
use crate::model::keys::Form;
use crate::numerics::kernel::{self, Lined};
use crate::numerics::stream::Key;

/// A draw in a block: the conditional distribution, its table and its view.
pub(crate) struct Choice<'a> {
    /// The conditional distribution.
    pub(crate) conditional: &'a ConditionalDistribution,
    /// Its table; `None` if it is weighed trial by trial.
    pub(crate) table: Option<&'a Table>,
    /// Finds rows, if there is a table.
    pub(crate) probe: Option<&'a Probe<'a>>,
    /// The view in which its conditions are evaluated.
    pub(crate) view: View,
}

/// A trial that is drawn individually, and its first sixteen random bits.
pub(crate) type Single = (usize, u16);

/// Below this many trials, each is drawn individually.
pub(crate) const FEW: u64 = LANES as u64 / 16;
/// If at least this part of all uniforms gives the first outcome, few trials remain.
const MOSTLY_FIRST: u16 = 0xF800;

impl<'c> Choice<'c> {
    /// Returns the probe, the table and its phase in a step; `None` if trials are weighed one by one.
    #[inline]
    fn in_table(&self, step: usize, routes: Routes) -> Option<InTable<'c>> {
        let (Form::Table(keys), Some(table), Some(probe)) =
            (&self.conditional.form, self.table, self.probe)
        else {
            return None;
        };
        if !routes.has(Route::Tables) {
            return None;
        }
        let phase = &table.phases[keys.phase_of_step[step] as usize];
        Some(InTable { probe, table, phase })
    }
}

/// A draw from a table in a step.
struct InTable<'a> {
    probe: &'a Probe<'a>,
    table: &'a Table,
    phase: &'a Phase,
}

impl At<'_> {
    /// Draws an outcome for all trials, or at least for those in `requested`.
    pub(crate) fn choose(
        &self,
        block: &mut Block,
        choice: &Choice,
        requested: Option<&Marks>,
        out: &mut Outcomes,
    ) {
        let key = self.key(block, Purpose::Outcome);
        let routes = self.program.routes;
        let in_table = choice.in_table(self.step, routes);
        if let Some(few) = requested.filter(|few| routes.has(Route::Few) && few.count() < FEW) {
            let singles = few.lanes().map(|lane| (lane, key.bits(lane as u64)));
            self.some_into(block, choice, key, singles, out);
        } else if let Some(bound) = in_table.as_ref().and_then(|t| self.mostly_first(t.phase)) {
            out.fill(0);
            let mut bits = Lined::of(0);
            let width = block.width();
            let above = Marks::by(|marks| {
                key.at_or_above(bound, &mut bits[..width], &mut marks[..width / kernel::GROUP]);
            });
            let above = above.and(requested.unwrap_or(&block.in_use));
            self.some_into(block, choice, key, above.lanes().map(|lane| (lane, bits[lane])), out);
        } else if let Some(in_table) = in_table {
            self.all(block, choice, in_table, requested, key, out);
        } else {
            let columns =
                LawColumns::new(&choice.conditional.specification, &self.look(block, choice.view));
            out.fill(0);
            for lane in requested.unwrap_or(&block.in_use).lanes() {
                match self.weighed(block, choice, Some(&columns), key, lane) {
                    Ok(outcome) => out.set(lane, outcome),
                    Err(fault) => return block.blame(lane, fault),
                }
            }
        }
    }

    /// The rejection bound of a phase: lower bits give the first outcome in every row; `None` if too few do.
    fn mostly_first(&self, phase: &Phase) -> Option<u16> {
        let is_so = phase.floor >= MOSTLY_FIRST && phase.faults.is_empty();
        (is_so && self.program.routes.has(Route::Bound)).then_some(phase.floor)
    }

    /// Draws a few trials into a column.
    fn some_into(
        &self,
        block: &mut Block,
        choice: &Choice,
        key: Key,
        singles: impl Iterator<Item = Single>,
        out: &mut Outcomes,
    ) {
        let look = self.look(block, choice.view);
        for single in singles {
            match self.one(&look, choice, key, single) {
                Ok(outcome) => out.set(single.0, outcome),
                Err(fault) => return block.blame(single.0, fault),
            }
        }
    }

    /// Draws one trial individually.
    #[inline]
    pub(crate) fn one(
        &self,
        look: &Look,
        choice: &Choice,
        key: Key,
        (lane, bits): Single,
    ) -> Result<u16, ChanceFault> {
        let Some(InTable { probe, table, phase }) = choice.in_table(self.step, self.program.routes)
        else {
            return self.weighed(look.block, choice, None, key, lane);
        };
        let Some(row) = row_of(probe, look, lane) else {
            // the trial may not need the condition
            return self.weighed(look.block, choice, None, key, lane);
        };
        if let Some((_, fault)) = phase.faults.iter().find(|(faulty, _)| *faulty == row) {
            return Err(fault.clone());
        }
        Ok(choice.conditional.drawn(from_table::outcome(phase, table, row, key, bits, lane)))
    }

    /// Draws all trials.
    fn all(
        &self,
        block: &mut Block,
        choice: &Choice,
        InTable { probe, table, phase }: InTable,
        requested: Option<&Marks>,
        key: Key,
        out: &mut Outcomes,
    ) {
        let look = self.look(block, choice.view);
        let width = block.width();
        let mut truths = Vec::new();
        let (wrong, open) = with_parts(&look, &probe.sources, &mut truths, |parts, undefined| {
            if table.width > MOST_IN_BYTE {
                let among = requested.unwrap_or(&block.in_use);
                from_table::wide((phase, table), parts, key, (&mut *out, among));
            } else {
                from_table::outcomes((phase, table), (parts, width), key, (&mut out.low, &mut []));
            }
            if phase.faults.is_empty() && undefined.is_empty() {
                return (None, Marks::NONE);
            }
            let requested = requested.unwrap_or(&block.in_use);
            let open = undefined.and(requested);
            let defined = requested.without(&open);
            let faulty = phase.faults.iter().filter_map(|(row, fault)| {
                let lane = defined.lanes().find(|lane| kernel::row(parts, *lane) == *row)?;
                Some((lane, fault.clone()))
            });
            (faulty.min_by_key(|(lane, _)| *lane), open)
        });
        self.some_into(
            block,
            choice,
            key,
            open.lanes().map(|lane| (lane, key.bits(lane as u64))),
            out,
        );
        if let Some((lane, fault)) = wrong {
            block.blame(lane, fault);
        }
    }

    /// Draws one trial from chances weighed for it.
    fn weighed(
        &self,
        block: &Block,
        choice: &Choice,
        columns: Option<&LawColumns>,
        key: Key,
        lane: usize,
    ) -> Result<u16, ChanceFault> {
        let mut chances = Vec::with_capacity(choice.conditional.width);
        let look = self.look(block, choice.view);
        choice.conditional.weigh(&LaneFacts { look: &look, lane, columns }, &mut chances)?;
        let own = own_state(&choice.conditional.specification);
        let uniform = key.refine(key.bits(lane as u64), lane as u64);
        let thresholds = thresholds_in_order(&mut chances, own);
        let rank = thresholds.map(|t| u16::from(from_table::reaches(uniform, t))).sum();
        Ok(choice.conditional.drawn(rank))
    }
}

/// The row of one trial; `None` if a condition that selects it is undefined.
#[inline]
fn row_of(probe: &Probe, look: &Look, lane: usize) -> Option<usize> {
    let mut row = row_by_outcomes(probe, look, lane);
    for (condition, carry) in &probe.conditions {
        match truth(condition, &LaneFacts { look, lane, columns: None }) {
            Truth::True => row += *carry as usize,
            Truth::False => {}
            Truth::Undefined => return None,
        }
    }
    Some(row)
}

/// The sum of the row offsets of the outcome columns in one trial.
#[inline]
fn row_by_outcomes(probe: &Probe, look: &Look, lane: usize) -> usize {
    let Block { outcomes, outcomes_before, .. } = look.block;
    let mut row = 0;
    for column in &probe.columns {
        let outcomes = if column.before { outcomes_before } else { outcomes };
        let outcome = outcomes[column.slot].of(lane);
        row += probe.carries[column.carries_from + usize::from(outcome)];
    }
    row as usize
}
