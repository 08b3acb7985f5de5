//! The blocks in which a thread draws the sides of a comparison: incrementally from the first side if that
//! saves draws, otherwise one after another in the same block.

use super::bound::Template;
use super::worker::{TrialFault, draw_block};
use crate::engine::block::Block;
use crate::engine::incremental::{Base, Changes, Gain, ReadGraph, redraw};
use crate::engine::program::Program;
use crate::engine::step::advance;

/// The method of drawing a side in a world.
pub(crate) enum Way {
    /// Independently.
    Alone,
    /// Over the block of the side before; only the marked variables are redrawn.
    Again(Vec<bool>),
    /// Incrementally from the first side, step by step.
    Incremental(Box<Changes>),
}

/// Chooses the method of drawing for each side of a world.
pub(crate) fn ways(templates: &[Template], programs: &[Program], gains: &[Gain]) -> Vec<Way> {
    let is_moment = programs[0].last() == 0;
    let way = |side: usize| {
        if is_moment {
            let before = &templates[side.saturating_sub(1)..=side];
            return redrawn(before, programs, side).map_or(Way::Alone, Way::Again);
        }
        let graph = templates[side].reads_of_first().filter(|_| side > 0);
        let changes = graph
            .and_then(|graph| Changes::worth(graph, &programs[0], &programs[side], &gains[side]));
        changes.map_or(Way::Alone, |changes| Way::Incremental(Box::new(changes)))
    };
    (0..programs.len()).map(way).collect()
}

/// The variables of a side to redraw in a block of the side before; `None` if that has another model or
/// nothing can be kept.
fn redrawn(templates: &[Template], programs: &[Program], side: usize) -> Option<Vec<bool>> {
    let [before, after] = templates else { return None };
    let model = after.program.model;
    let (Some(_), Some(graph)) = (&before.graph, &after.graph) else { return None };
    before.is_of_model(after).then(|| graph.redrawn(model, &programs[side - 1], &programs[side]))
}

/// The blocks of one thread.
#[derive(Default)]
pub(crate) struct Spaces {
    /// A block for each shape of program.
    blocks: Vec<Block>,
    /// The index of the block used last.
    last: usize,
    /// By side: its block, if it is drawn incrementally from the first.
    incremental: Vec<Option<Block>>,
}

impl Spaces {
    /// A block for a program, and whether it is the one used last.
    fn block(&mut self, program: &Program) -> (&mut Block, bool) {
        let fits = self.blocks.iter().position(|block| block.fits(program));
        let at = fits.unwrap_or_else(|| {
            self.blocks.push(Block::new(program));
            self.blocks.len() - 1
        });
        let is_kept = fits.is_some() && at == self.last;
        self.last = at;
        (&mut self.blocks[at], is_kept)
    }

    /// Draws a block of all sides on the same trials, and calls `look` on each in their order when it is
    /// done. On a fault, returns the first side that has one.
    pub(crate) fn draw(
        &mut self,
        programs: &[Program],
        (ways, gains): (&mut [Way], &[Gain]),
        graph: Option<&ReadGraph>,
        (index, lanes): (u64, usize),
        mut look: impl FnMut(usize, &Block),
    ) -> Result<(), (usize, TrialFault)> {
        let is_incremental = |way: &Way| matches!(way, Way::Incremental(_));
        let together = graph.filter(|_| ways.iter().any(is_incremental));
        let is_drawn = together.is_some_and(|graph| {
            self.draw_incrementally(programs, (ways, gains), graph, (index, lanes)).is_some()
        });
        for (side, program) in programs.iter().enumerate() {
            if is_drawn && side == 0 {
                look(side, self.block(program).0);
                continue;
            }
            let redrawn = match &mut ways[side] {
                Way::Incremental(_) if is_drawn => {
                    if let Some(block) = &self.incremental[side] {
                        look(side, block);
                    }
                    continue;
                }
                // if there is a fault, all are drawn independently to find the first
                Way::Incremental(_) | Way::Alone => None,
                Way::Again(redrawn) => Some(redrawn.as_slice()),
            };
            let (block, is_kept) = self.block(program);
            let redrawn = redrawn.filter(|_| is_kept);
            draw_block(program, block, (index, lanes), redrawn).map_err(|fault| (side, fault))?;
            look(side, block);
        }
        let is_slower = |way: &Way, gain: &Gain| is_incremental(way) && !gain.is_worth();
        for (way, _) in ways.iter_mut().zip(gains).filter(|(way, gain)| is_slower(way, gain)) {
            *way = Way::Alone;
        }
        Ok(())
    }

    /// Draws the first side and the incremental ones; `None` if there is a fault.
    fn draw_incrementally(
        &mut self,
        programs: &[Program],
        (ways, gains): (&mut [Way], &[Gain]),
        graph: &ReadGraph,
        (index, lanes): (u64, usize),
    ) -> Option<()> {
        let mut others = std::mem::take(&mut self.incremental);
        others.resize_with(programs.len(), || None);
        let first = self.block(&programs[0]).0;
        first.begin(&programs[0], index, lanes);
        let mut changes = Vec::new();
        let sides = ways.iter_mut().zip(gains).zip(programs).zip(&mut others);
        for (((way, gain), program), space) in sides {
            let Way::Incremental(own) = way else { continue };
            if space.as_ref().is_none_or(|block| !block.fits(program)) {
                *space = Some(Block::new(program));
            }
            let Some(block) = space else { continue };
            block.begin(program, index, lanes);
            own.begin();
            changes.push((program, block, own, gain));
        }
        let mut is_sound = true;
        for step in 0..=programs[0].last() {
            advance::one_step(&programs[0], first, step);
            is_sound &= first.fault.is_none();
            let base = Base::new(&programs[0], first, graph, step);
            for (program, block, changes, _) in &mut changes {
                redraw::one_step(program, block, step, &base, changes);
                is_sound &= block.fault.is_none();
            }
            if !is_sound {
                break;
            }
        }
        for (_, _, changes, gain) in changes {
            gain.note(changes.cost);
        }
        self.incremental = others;
        is_sound.then_some(())
    }
}
