//! Draws several models with common random numbers, block by block, so that each trial has a counterpart on
//! every side; counts each side alone, and the first side jointly with each other.

use super::bound::{Firsts, Side, Template, bound, differ_in_numbers, in_world};
use super::built::{agree, no_trial, possible};
use super::execute::resamples;
use super::parts::{Chunks, PairedCounts, PartCounts, Shard, folded, trials_of};
use super::pilots::{Choice, Looked, choose};
use super::progress::Watch;
use super::proposal::train;
use super::side_blocks::{Spaces, ways};
use super::threads::in_pool;
use super::worker::diagnostic_of;
use crate::diagnostic::{Diagnostic, work};
use crate::engine::block::{Block, Look, View};
use crate::engine::count::{Column, Item, Measure, Own, Shared, satisfied};
use crate::engine::incremental::Gain;
use crate::engine::program::{Plan, Program};
use crate::engine::tables::LANES;
use crate::engine::worlds::{Chosen, Likelihood, WorldWeight, worth};
use crate::model::{Rebinder, Tilt, World};
use crate::numerics::parallel::prelude::*;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Of more sides that differ in their numbers alone, only the first weighs the worlds of the pool: every side weighs the
/// worlds that are drawn by its own evidence, so this changes no answer but its error.
const MOST_WEIGHED: usize = 4;

/// The counts of a paired run.
#[derive(Clone, Debug)]
pub struct Paired {
    /// The items of all questions, by part: a part is a world, or some of the trials of a single world.
    pub parts: Vec<Vec<Item>>,
    /// Number of worlds: more than one if any side has uncertain inputs, or draws trials anew by weight.
    pub worlds: u64,
    /// Number of trials on each side.
    pub trials: u64,
    /// By side: its parameter values, by part; empty with a single world.
    pub values: Vec<Vec<Vec<f64>>>,
    /// The number of each part's world if worlds were drawn by the weight of the evidence, and so may repeat;
    /// otherwise empty.
    pub numbers: Vec<u64>,
    /// The effective number of worlds in the pool they were drawn from; infinite if no pool was used.
    pub pool: f64,
}

impl Paired {
    /// Returns the effective number of equally weighted worlds behind an item on a side; `None` with a single
    /// world.
    pub fn worth(&self, item: usize, side: usize) -> Option<f64> {
        if self.worlds <= 1 {
            return None;
        }
        let of = |(place, items): (usize, &Vec<Item>)| {
            let own = items[item].own[side];
            WorldWeight {
                number: self.numbers.get(place).copied().unwrap_or(place as u64),
                weight: own.kept,
                squares: own.weight_squares,
                trials: trials_of(self.trials, place as u64, self.worlds) as f64,
            }
        };
        worth(self.parts.iter().enumerate().map(of), self.pool)
    }
}

impl Paired {
    /// Shifts each item of all parts to the mean of its first side.
    fn count_from_one_origin(&mut self) {
        for at in 0..self.parts.first().map_or(0, Vec::len) {
            let (mut sum, mut kept) = (0.0, 0.0);
            for item in self.parts.iter().map(|items| &items[at]).filter(|item| item.origin != 0.0)
            {
                let own = item.own.iter().find(|own| own.kept > 0.0).copied().unwrap_or_default();
                sum += own.sum + item.origin * own.kept;
                kept += own.kept;
            }
            let origin = if kept > 0.0 { sum / kept } else { 0.0 };
            self.parts.iter_mut().for_each(|items| items[at].count_from(origin));
        }
    }
}

/// The sides, built and not yet bound to worlds.
struct Ready<'a> {
    firsts: &'a Firsts,
    templates: Vec<Template<'a>>,
    /// Indexed by side; `Some` for the first side with its model.
    rebinders: Vec<Option<Rebinder<'a>>>,
    /// Indexed by side.
    gains: Vec<Gain>,
    /// The worlds, if they are drawn from a pool; shared by all sides.
    choice: Option<Arc<Choice>>,
}

impl Ready<'_> {
    /// Chooses the worlds if few carry the weight of some side's evidence.
    fn choose(&mut self, pairing: &Pairing) -> Result<(), Diagnostic> {
        let Pairing { sides, plan, .. } = *pairing;
        let learns = |side: &Side| side.supposition.learns();
        let are_given = sides.iter().any(|side| !side.numbers.is_empty());
        if pairing.worlds == 1 || are_given || !sides.iter().any(learns) {
            return Ok(());
        }
        let weighed =
            if differ_in_numbers(sides) && sides.len() > MOST_WEIGHED { 1 } else { sides.len() };
        let of_weighed = &self.templates[..weighed];
        let programs: Vec<&Program> = of_weighed.iter().map(|t| &t.program).collect();
        let space = || programs.iter().map(|program| Block::new(program)).collect();
        let nobody = Watch { progress: &|_| (), spent: None };
        let look = |blocks: &mut Vec<Block>, index: u64, tilt: Option<&Tilt>| {
            self.look(pairing, (blocks, weighed), (index, tilt))
        };
        // if all evidence is absorbed, that of the first side guides the search
        let first = of_weighed.iter().zip(sides).find(|(_, side)| learns(side));
        let find = || match first.filter(|_| of_weighed.iter().all(is_all)) {
            Some((template, _)) => train(&template.program, plan, nobody),
            None => Ok(None),
        };
        let choose = || choose(&programs, (plan, nobody), space, look, find);
        let choice = plan.settled("pool", choose)?;
        if let Some(choice) = &choice {
            // a side that was not weighed is as much heavier than the first as it is in the first world
            let in_first: Vec<f64> = self.templates.iter().map(Template::reference).collect();
            for (side, template) in self.templates.iter_mut().enumerate() {
                let apart = in_first[side] - in_first[0];
                let known = choice.references.get(side).copied();
                template.weigh_by(known.unwrap_or(choice.references[0] + apart));
            }
        }
        self.choice = choice;
        Ok(())
    }

    /// The likelihood of the evidence of the first `weighed` sides in a world.
    fn look(
        &self,
        pairing: &Pairing,
        (blocks, weighed): (&mut [Block], usize),
        (index, tilt): (u64, Option<&Tilt>),
    ) -> Result<Vec<Looked>, Diagnostic> {
        let seed = pairing.plan.seed;
        let drawn = self.firsts.worlds(&pairing.sides[..weighed], (seed, index), tilt)?;
        let templates = &self.templates[..weighed];
        if templates.iter().all(is_all) {
            let of = |(template, world): (&Template, &World)| {
                let Program { absorbed, model, supposition, .. } = &template.program;
                if !supposition.learns() {
                    return (Likelihood { ln: 0.0, noise: 0.0 }, 0.0);
                }
                absorbed.in_world(model, supposition, &world.values).likelihood()
            };
            return Ok(templates.iter().zip(&drawn).map(of).collect());
        }
        let bindings = bound(templates, &self.rebinders, &drawn);
        let programs = in_world(templates, &bindings, (seed, &Chosen::pilot(index)));
        let of = |(program, block): (&Program, &mut Block)| {
            program.likelihood(block).map_err(|fault| diagnostic_of(program, index, &fault))
        };
        programs.iter().zip(blocks).map(of).collect()
    }
}

/// Whether all of a side's evidence is absorbed.
fn is_all(template: &Template) -> bool {
    let Program { absorbed, supposition, .. } = &template.program;
    !supposition.learns() || absorbed.is_all(supposition)
}

/// A paired run.
pub(crate) struct Pairing<'a> {
    pub(super) sides: &'a [Side<'a>],
    pub(super) measures: &'a [Measure],
    pub(super) plan: &'a Plan,
    across: bool,
    /// Number of worlds, as [`Paired::worlds`] has it.
    worlds: u64,
}

impl<'a> Pairing<'a> {
    /// A paired run of these sides. `across` counts the first side jointly with each other.
    pub(super) fn new(
        sides: &'a [Side<'a>],
        measures: &'a [Measure],
        plan: &'a Plan,
        across: bool,
    ) -> Result<Self, Diagnostic> {
        let given = sides.iter().map(|side| side.numbers.len() as u64).max().unwrap_or(0);
        let mut worlds = given.max(1);
        if given == 0 {
            let are_many = |side: &Side| {
                let Side { model, supposition, .. } = side;
                let is_uncertain = model.is_uncertain_with(&supposition.numbers);
                Ok(is_uncertain || supposition.learns() && resamples(model, supposition, plan)?)
            };
            for side in sides {
                if worlds == 1 && are_many(side)? {
                    worlds = plan.worlds_drawn();
                }
            }
        }
        Ok(Self { sides, measures, plan, across, worlds })
    }

    /// Draws a part of the chunks of all parts.
    pub(super) fn draw(
        &self,
        shard: Shard,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<PairedCounts, Diagnostic> {
        let Self { sides, plan, .. } = *self;
        let firsts = Firsts::new(sides, plan.seed)?;
        let rebinders = firsts.rebinders(sides);
        let bindings = firsts.bindings(&rebinders);
        let templates = firsts.templates(sides, &bindings, plan);
        let gains = sides.iter().map(|_| Gain::default()).collect();
        let mut ready = Ready { firsts: &firsts, templates, rebinders, gains, choice: None };
        ready.choose(self)?;
        let chunks = self.chunks();
        if chunks.worlds == 1 {
            ready.templates.iter().try_for_each(|template| possible(&template.program))?;
        }
        let earliest_fault = AtomicU64::new(u64::MAX);
        let own = chunks.of_shard(shard);
        let draw = |spaces: &mut Spaces, (part, own): (u64, Range<u64>)| {
            if part > earliest_fault.load(Ordering::Relaxed) {
                return None;
            }
            let drawn = self.part(&ready, spaces, (part, &own), &chunks);
            match &drawn {
                Ok(_) => {
                    let trials: u64 = own.map(|chunk| chunks.trials(part, chunk)).sum();
                    progress(trials * sides.len() as u64);
                }
                Err(_) => {
                    earliest_fault.fetch_min(part, Ordering::Relaxed);
                }
            }
            Some(drawn)
        };
        let watch = Watch { progress, spent: None };
        let drawn: Vec<_> = in_pool(plan, own.len() as u64, watch, || {
            own.into_par_iter().map_init(Spaces::default, draw).collect()
        })?;
        let parts = drawn.into_iter().flatten().collect::<Result<Vec<PartCounts>, _>>()?;
        let choice = ready.choice.as_ref();
        Ok(PairedCounts {
            parts,
            numbers: choice.map_or_else(Vec::new, |choice| {
                choice.worlds.iter().map(|chosen| chosen.world).collect()
            }),
            pool: choice.map_or(f64::INFINITY, |choice| choice.effective),
        })
    }

    /// Returns the counts of the whole run, of which these are all parts.
    pub(super) fn finished(&self, drawn: PairedCounts) -> Result<Paired, Diagnostic> {
        let worlds = self.chunks().worlds;
        let mut whole = Paired {
            parts: Vec::new(),
            worlds,
            trials: self.plan.trials,
            values: vec![Vec::new(); self.sides.len()],
            numbers: drawn.numbers,
            pool: drawn.pool,
        };
        for part in drawn.parts {
            whole.parts.push(folded(part.chunks));
            if worlds > 1 {
                whole.values.iter_mut().zip(part.values).for_each(|(all, one)| all.push(one));
            }
        }
        self.accepted_somewhere(&whole)?;
        whole.count_from_one_origin();
        Ok(whole)
    }

    /// The chunks of all parts.
    pub(super) fn chunks(&self) -> Chunks {
        Chunks::of(self.plan.trials, self.worlds)
    }

    /// Draws some chunks of a part; all of them are folded into one.
    fn part(
        &self,
        ready: &Ready<'_>,
        spaces: &mut Spaces,
        (part, own): (u64, &Range<u64>),
        chunks: &Chunks,
    ) -> Result<PartCounts, Diagnostic> {
        let world = if chunks.worlds > 1 { part } else { 0 };
        let Ready { firsts, templates, rebinders, gains, choice } = ready;
        let chosen = Choice::at(choice.as_deref(), world);
        let tilt = choice.as_deref().and_then(Choice::tilt);
        let drawn = firsts.worlds(self.sides, (self.plan.seed, chosen.world), tilt)?;
        let bindings = bound(templates, rebinders, &drawn);
        let programs = in_world(templates, &bindings, (self.plan.seed, &chosen));
        let mut ways = ways(templates, &programs, gains);
        let graph = templates[0].reads_of_first();
        let trials = chunks.upto(part);
        let mut found = Vec::new();
        for chunk in own.clone() {
            let mut items = self.nothing();
            for index in chunks.blocks(part, chunk) {
                work::check()?;
                let lanes = (trials - index * LANES as u64).min(LANES as u64) as usize;
                let mut first: Vec<Column> = Vec::new();
                let look = |side: usize, block: &Block| {
                    let columns = self.columns(side, &programs[side], block);
                    self.count(&columns, &first, side, &mut items);
                    if self.across && side == 0 {
                        first = columns;
                    }
                };
                spaces.draw(&programs, (&mut ways, gains), graph, (index, lanes), look).map_err(
                    |(side, fault)| diagnostic_of(&programs[side], chosen.world, &fault),
                )?;
            }
            found.push(items);
        }
        if *own == (0..chunks.each) {
            found = vec![folded(found)];
        }
        let values = drawn.into_iter().map(|world| world.values).collect();
        Ok(PartCounts { part, chunks: found, values })
    }

    /// The items before any trial.
    pub(super) fn nothing(&self) -> Vec<Item> {
        let sides = self.sides.len();
        let others = if self.across { sides.saturating_sub(1) } else { 0 };
        let item = Item {
            own: vec![Own::default(); sides],
            shared: vec![Shared::default(); others],
            origin: 0.0,
        };
        vec![item; self.measures.iter().map(|m| m.items()).sum()]
    }

    /// The answers of a finished block to each question.
    fn columns(&self, side: usize, program: &Program, block: &Block) -> Vec<Column> {
        let look = Look {
            program,
            block,
            step: program.last(),
            view: View::Now,
            current: None,
            draws: None,
        };
        let kept = satisfied(&look);
        let maps = &self.sides[side].items;
        let questions = program.asked.iter().zip(self.measures).zip(maps);
        let column = |((question, measure), map): (
            (&&crate::model::Question, &Measure),
            &Vec<Option<u32>>,
        )| { Column::of(&look, question, *measure, (&kept, map)) };
        questions.map(column).collect()
    }

    /// Counts the columns of a side, alone and jointly with those of the first side.
    fn count(&self, columns: &[Column], first: &[Column], side: usize, items: &mut [Item]) {
        let mut at = 0;
        for (question, measure) in self.measures.iter().enumerate() {
            let items = &mut items[at..at + measure.items()];
            let is_first = items[0].own.iter().all(|own| own.accepted <= 0.0);
            if let Some(number) = columns[question].first_number().filter(|_| is_first) {
                items[0].origin = number;
            }
            columns[question].count_alone(side, items);
            if let Some(first) = first.get(question) {
                columns[question].count_with(first, side - 1, items);
            }
            at += measure.items();
        }
    }

    /// Returns an error if no trial of a side satisfies its evidence.
    fn accepted_somewhere(&self, whole: &Paired) -> Result<(), Diagnostic> {
        // a question without `given` counts all trials that satisfy the evidence
        for (i, side) in self.sides.iter().enumerate() {
            let plain =
                side.questions.iter().position(|q| side.model.questions[*q].given.is_none());
            let Some(plain) = plain.filter(|_| side.supposition.learns()) else {
                continue;
            };
            let at: usize = self.measures[..plain].iter().map(|m| m.items()).sum();
            let kept: f64 = whole.parts.iter().map(|items| items[at].own[i].kept).sum();
            if kept <= 0.0 {
                agree(side.model, side.supposition, self.plan)?;
                return Err(no_trial(side.model, side.supposition, whole.trials));
            }
        }
        Ok(())
    }
}
