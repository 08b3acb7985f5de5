//! A variable at a step of a block: its columns, its view of the block and its streams.

use crate::engine::block::{Block, Look, Marks, View};
use crate::engine::program::{Program, Purpose};
use crate::formula::VariableId;
use crate::numerics::stream::Key;

/// A variable at a step.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    /// The program.
    pub(crate) program: &'a Program<'a>,
    /// The variable.
    pub(crate) id: VariableId,
    /// The step being computed.
    pub(crate) step: usize,
    /// The trials for which it is requested; `None` for all.
    pub(crate) among: Option<&'a Marks>,
}

impl<'a> At<'a> {
    /// A view of the block as the variable sees it.
    pub(crate) fn look<'b>(&self, block: &'b Block, view: View) -> Look<'b>
    where
        'a: 'b,
    {
        let current = (view == View::Now).then_some(self.id);
        Look { program: self.program, block, step: self.step, view, current, draws: None }
    }

    /// The trials in use for which it is requested.
    pub(crate) fn requested(&self, block: &Block) -> Marks {
        self.among.map_or(block.in_use, |among| among.and(&block.in_use))
    }

    /// The index of its outcome column.
    pub(crate) fn slot(&self) -> usize {
        self.program.slots[self.id.index()].outcome
    }

    /// The terms of a correlated quantity's normal score: coefficients of independent normals, each with its
    /// stream in this block. Empty if the quantity is not correlated.
    pub(crate) fn together(&self, block: &Block) -> Vec<(f64, Key)> {
        let Some(copula) = &self.program.model.quantity_correlation else { return Vec::new() };
        let own = copula.members.iter().position(|(id, _)| *id == self.id);
        let Some(row) = own.map(|own| &copula.root[own]) else { return Vec::new() };
        let stream = |id| self.program.stream_of(id, Purpose::Together).to(block.place);
        row.iter().zip(&copula.members).map(|(part, (id, _))| (*part, stream(*id))).collect()
    }

    /// The variable's stream for a purpose in this step and block.
    pub(crate) fn key(&self, block: &Block, purpose: Purpose) -> Key {
        self.program.stream_of(self.id, purpose).to(self.program.steps[self.step]).to(block.place)
    }
}
