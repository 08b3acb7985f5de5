//! Draws of events from tables whose rows are made of outcomes alone, in models of one moment: all that a block has
//! to know of a draw, close together.
//!
//! What a draw needs otherwise lies far apart, in the model, its layout and its tables; where there are many
//! variables, to find it block by block takes as long as the draw.

use super::ask::FEW_OUTCOMES;
use super::block::Block;
use super::draw;
use super::program::Program;
use super::slots::LANES;
use super::streams::Purpose;
use crate::formula::VariableId;
use crate::model::bind::{Phase, Table};
use crate::model::keys::Form;
use crate::model::{Asked, Kind, Settled};
use crate::numerics::kernel::{self, Part};
use crate::numerics::stream::Key;

/// The most columns that rows are made of.
const MOST_COLUMNS: usize = 4;

/// An event that is drawn from a table in every trial of a block.
#[derive(Clone, Debug)]
pub(super) struct Direct<'a> {
    /// The column of outcomes that is made.
    slot: usize,
    /// The stream of the step.
    key: Key,
    thresholds: kernel::Table<'a>,
    /// Columns of outcomes, and how many rows apart their outcomes lie; the first of them count.
    columns: [(u32, u16); MOST_COLUMNS],
    count: usize,
    shape: &'a Table,
    phase: &'a Phase,
    id: VariableId,
    /// Whether it is counted as it is drawn how many trials have each outcome.
    is_counted: bool,
}

impl<'a> Direct<'a> {
    /// By place in the order of the first step; none at all where there is a clock.
    pub(super) fn of(program: &Program<'a>) -> Vec<Option<Self>> {
        if program.last() > 0 || program.absorbed.keys() > 0 {
            return Vec::new();
        }
        program.model.at_start.iter().map(|id| Self::new(program, *id)).collect()
    }

    fn new(program: &Program<'a>, id: VariableId) -> Option<Self> {
        let Kind::Event(event) = &program.model.variable(id).kind else { return None };
        let Form::Table(keys) = &event.lottery.form else { return None };
        let is_drawn = matches!(event.settled, Settled::AtStart | Settled::EachStep)
            && program.held(id, 0).is_none()
            && program.absorbed.allowed(id, 0).is_none();
        let shape = program.binding.settle[id.index()].as_deref().filter(|_| is_drawn)?;
        let phase = &shape.phases[keys.phase_of_step[0] as usize];
        if !phase.faults.is_empty() {
            return None;
        }
        let sources = &program.probes[id.index()].settle.as_ref()?.sources;
        let mut columns = [(0, 0); MOST_COLUMNS];
        let count = sources.put_columns(&mut columns)?;
        let thresholds = draw::thresholds(phase, shape);
        let slot = program.slots[id.index()].outcome;
        let key = program.stream_of(id, Purpose::Outcome).to(program.steps[0]);
        let is_counted = shape.width <= FEW_OUTCOMES && is_asked(program, id);
        Some(Self { slot, key, thresholds, columns, count, shape, phase, id, is_counted })
    }

    /// Draws it.
    pub(super) fn draw(&self, block: &mut Block) {
        let width = block.width();
        let key = self.key.to(block.place);
        let mut drawn = block.spare_outcomes();
        let mut parts = [Part::NOTHING; MOST_COLUMNS];
        for (part, (slot, carry)) in parts.iter_mut().zip(&self.columns[..self.count]) {
            *part = Part::Outcomes(&block.outcomes[*slot as usize][..width], *carry);
        }
        let table = (self.phase, self.shape, self.thresholds);
        // taken for the while, for the block is read
        let mut counts = std::mem::take(&mut block.counted[self.id.index()]);
        counts.clear();
        if self.is_counted && block.lanes == LANES {
            counts.resize(self.shape.width, 0);
        }
        draw::outcomes(table, (&parts[..self.count], width), key, (&mut drawn, &mut counts));
        block.counted[self.id.index()] = counts;
        block.spare_outcomes = Some(std::mem::replace(&mut block.outcomes[self.slot], drawn));
    }
}

/// Whether a question asks for its outcome alone.
fn is_asked(program: &Program, id: VariableId) -> bool {
    program.asked.iter().any(|question| match &question.asked {
        Asked::Category(category) => category.variable == id && category.at.is_none(),
        _ => false,
    })
}
