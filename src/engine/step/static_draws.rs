//! Single-moment models: finds the events that are drawn statically, and draws them.

use crate::engine::block::Block;
use crate::engine::count::FEW_OUTCOMES;
use crate::engine::draw::from_table;
use crate::engine::program::{Program, Purpose, Route};
use crate::engine::tables::{LANES, MOST_COLUMNS, MOST_IN_BYTE, StaticDraw};
use crate::formula::VariableId;
use crate::model::keys::Form;
use crate::model::{Asked, Kind, Question, Settled};
use crate::numerics::kernel::Part;
use std::collections::BTreeSet;

impl<'a> Program<'a> {
    /// Finds the events with a static draw.
    pub(crate) fn find_static_draws(&mut self) {
        let is_moment =
            self.routes.has(Route::Static) && self.last() == 0 && self.absorbed.keys() == 0;
        let order = self.model.at_start.iter().filter(|_| is_moment);
        let asked = self.asked_alone();
        let mut draws = Vec::with_capacity(if is_moment { self.model.at_start.len() } else { 0 });
        draws.extend(order.map(|id| self.static_draw(*id, &asked)));
        self.static_draws = draws;
    }

    fn static_draw(&self, id: VariableId, asked: &BTreeSet<VariableId>) -> Option<StaticDraw<'a>> {
        let Kind::Event(event) = &self.model.variable(id).kind else { return None };
        let Form::Table(keys) = &event.conditional.form else { return None };
        let is_drawn = matches!(event.settled, Settled::AtStart | Settled::EachStep)
            && self.held(id, 0).is_none()
            && self.learning.as_ref().is_none_or(|learning| !learning.restricts(id));
        let shape = self.binding.settle[id.index()].as_deref();
        let shape = shape.filter(|shape| is_drawn && shape.width <= MOST_IN_BYTE)?;
        let phase = &shape.phases[keys.phase_of_step[0] as usize];
        if !phase.faults.is_empty() {
            return None;
        }
        let sources = &self.probes[id.index()].settle.as_ref()?.sources;
        let mut columns = [(0, 0); MOST_COLUMNS];
        let count = sources.put_columns(&mut columns)?;
        let slot = self.slots[id.index()].outcome;
        let key = self.stream_of(id, Purpose::Outcome).to(self.steps[0]);
        let is_counted = shape.width <= FEW_OUTCOMES && asked.contains(&id);
        Some(StaticDraw { slot, key, columns, count, shape, phase, id, is_counted })
    }

    /// The variables whose outcome alone is the subject of a question.
    fn asked_alone(&self) -> BTreeSet<VariableId> {
        let alone = |question: &&Question| match &question.asked {
            Asked::Category(category) if category.at.is_none() => Some(category.variable),
            _ => None,
        };
        self.asked.iter().filter_map(alone).collect()
    }
}

impl StaticDraw<'_> {
    /// Draws the event in all trials of a block.
    pub(crate) fn draw(&self, block: &mut Block) {
        let width = block.width();
        let key = self.key.to(block.place);
        let mut drawn = block.spare_outcomes(self.slot);
        let mut parts = [Part::NOTHING; MOST_COLUMNS];
        for (part, (slot, carry)) in parts.iter_mut().zip(&self.columns[..self.count]) {
            *part = Part::Outcomes(&block.outcomes[*slot as usize].low[..width], *carry);
        }
        let table = (self.phase, self.shape);
        // taken out meanwhile, because the block is borrowed
        let mut counts = std::mem::take(&mut block.counted[self.id.index()]);
        if self.is_counted && block.lanes == LANES {
            counts.resize(self.shape.width, 0);
        }
        from_table::outcomes(
            table,
            (&parts[..self.count], width),
            key,
            (&mut drawn.low, &mut counts),
        );
        block.counted[self.id.index()] = counts;
        let before = std::mem::replace(&mut block.outcomes[self.slot], drawn);
        block.keep_spare(before);
    }
}
