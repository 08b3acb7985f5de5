//! Several models over the same chance, a block at a time, so that each trial of one is met by that
//! of the others: counted is what each side has alone, and what the first shares with each other.

use super::advance;
use super::answers::{Column, Item, Measure, Own, Shared};
use super::ask::learnt;
use super::block::Block;
use super::columns::{Look, View};
use super::conditioned;
use super::program::{Plan, Program};
use super::ready::{calibrate, no_trial, possible};
use super::run::{STACK_BYTES, threads};
use super::slots::LANES;
use super::upstream::Upstream;
use super::worker::told;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Binding, Model, Overrides, Rebinder, Supposition, World, bind};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// With one world its trials are kept in at most so many parts.
const MOST_PARTS: u64 = 1000;
/// One of the models compared.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// The model.
    pub model: &'a Model,
    /// What is supposed in it.
    pub supposition: &'a Supposition,
    /// What is asked of it, as indices into its questions: one for each measure.
    pub questions: Vec<usize>,
    /// By question: the item that each of its own outcomes counts for, if any.
    pub items: Vec<Vec<Option<u32>>>,
    /// World by world, the numbers that are given; empty for those of `supposition` in every world,
    /// else as many as on all other sides, and as many as there are worlds.
    pub numbers: Vec<Overrides>,
}

impl Side<'_> {
    /// The numbers that are given in a world.
    fn given(&self, world: u64) -> &Overrides {
        self.numbers.get(world as usize).unwrap_or(&self.supposition.numbers)
    }
}

/// What was counted.
#[derive(Clone, Debug)]
pub struct Paired {
    /// Part after part, the items of all questions: a part is a world, or with one world some of
    /// its trials.
    pub parts: Vec<Vec<Item>>,
    /// Worlds.
    pub worlds: u64,
    /// Trials of each side.
    pub trials: u64,
    /// By side: the values of its parameters, part after part; empty with one world.
    pub values: Vec<Vec<Vec<f64>>>,
}

/// Draws every trial of a plan on every side; `across` if the first is to be counted with each of
/// the others. Of the plan, `questions`, `timelines` and `paths` are not read.
pub fn run_paired(
    sides: &[Side<'_>],
    measures: &[Measure],
    plan: &Plan,
    across: bool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Paired, Diagnostic> {
    let pairing = Pairing { sides, measures, plan, across };
    let first: Result<Vec<Binding>, Diagnostic> = sides.iter().map(|s| pairing.first(s)).collect();
    let first = first?;
    let templates: Vec<Template> =
        sides.iter().zip(&first).map(|(side, binding)| pairing.template(side, binding)).collect();
    let worlds = pairing.worlds();
    if worlds == 1 {
        templates.iter().try_for_each(|template| possible(&template.program))?;
    }
    let parts = if worlds > 1 { worlds } else { pairing.blocks().min(MOST_PARTS) };
    let earliest_fault = AtomicU64::new(u64::MAX);
    let draw = |space: &mut Space, part: u64| {
        if part > earliest_fault.load(Ordering::Relaxed) {
            return None;
        }
        let drawn = pairing.part(&templates, space, (part, parts), worlds);
        match &drawn {
            Ok(_) => progress(pairing.trials_of(part, parts, worlds) * sides.len() as u64),
            Err(_) => {
                earliest_fault.fetch_min(part, Ordering::Relaxed);
            }
        }
        Some(drawn)
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads(plan.threads, parts))
        .stack_size(STACK_BYTES)
        .build()
        .map_err(|e| Diagnostic::placeless(Code::TooLarge, format!("no threads to run on: {e}")))?;
    let drawn: Vec<Option<Drawn>> =
        pool.install(|| (0..parts).into_par_iter().map_init(Space::default, draw).collect());
    let mut whole = Paired {
        parts: Vec::new(),
        worlds,
        trials: plan.trials,
        values: vec![Vec::new(); sides.len()],
    };
    for part in drawn.into_iter().flatten() {
        let (items, values) = part?;
        whole.parts.push(items);
        if worlds > 1 {
            whole.values.iter_mut().zip(values).for_each(|(all, one)| all.push(one));
        }
    }
    pairing.learnt_somewhere(&whole, &templates)?;
    Ok(whole)
}

/// The items of a part, and by side the values of its parameters; or what went wrong.
type Drawn = Result<(Vec<Item>, Vec<Vec<f64>>), Diagnostic>;

struct Pairing<'a> {
    sides: &'a [Side<'a>],
    measures: &'a [Measure],
    plan: &'a Plan,
    across: bool,
}

impl Pairing<'_> {
    fn blocks(&self) -> u64 {
        self.plan.trials.div_ceil(LANES as u64).max(1)
    }

    /// How many worlds are drawn: many if any side is unsure of anything.
    fn worlds(&self) -> u64 {
        let given = self.sides.iter().map(|side| side.numbers.len() as u64).max().unwrap_or(0);
        if given > 0 {
            given
        } else if self.sides.iter().any(|s| s.model.is_uncertain_with(&s.supposition.numbers)) {
            self.plan.worlds_drawn()
        } else {
            1
        }
    }

    fn first(&self, side: &Side<'_>) -> Result<Binding, Diagnostic> {
        Ok(bind(side.model, &World::draw_with(side.model, self.plan.seed, 0, side.given(0))?))
    }

    fn template<'p>(&self, side: &Side<'p>, binding: &'p Binding) -> Template<'p> {
        let questions = Some(side.questions.clone());
        let plan = Plan { questions, timelines: false, paths: None, ..self.plan.clone() };
        let mut program = Program::new(side.model, binding, side.supposition, &plan);
        calibrate(&mut program);
        let rebinder = Rebinder::new(side.model, binding);
        let upstream = Upstream::new(&program);
        Template { program, rebinder, upstream }
    }

    /// The blocks of a part: whole worlds, or blocks shared out evenly.
    fn blocks_of(&self, part: u64, parts: u64, worlds: u64) -> (std::ops::Range<u64>, u64) {
        if worlds > 1 {
            let trials = self.plan.trials / worlds + u64::from(part < self.plan.trials % worlds);
            (0..trials.div_ceil(LANES as u64), trials)
        } else {
            let blocks = self.blocks();
            let from = |part: u64| part * (blocks / parts) + part.min(blocks % parts);
            (from(part)..from(part + 1), self.plan.trials)
        }
    }

    fn trials_of(&self, part: u64, parts: u64, worlds: u64) -> u64 {
        let (blocks, trials) = self.blocks_of(part, parts, worlds);
        (blocks.end * LANES as u64).min(trials).saturating_sub(blocks.start * LANES as u64)
    }

    fn part(
        &self,
        templates: &[Template<'_>],
        space: &mut Space,
        (part, parts): (u64, u64),
        worlds: u64,
    ) -> Drawn {
        let world = if worlds > 1 { part } else { 0 };
        let draw =
            |side: &Side| World::draw_with(side.model, self.plan.seed, world, side.given(world));
        let drawn: Result<Vec<World>, Diagnostic> = self.sides.iter().map(draw).collect();
        let drawn = drawn?;
        let bound = templates.iter().zip(&drawn);
        let bindings: Vec<Binding> =
            bound.map(|(template, world)| template.rebinder.bind(world)).collect();
        let programs: Vec<Program> = templates
            .iter()
            .zip(&bindings)
            .map(|(template, binding)| template.program.in_world(binding, self.plan.seed, world))
            .collect();
        let anew: Vec<Option<Vec<bool>>> = (0..programs.len())
            .map(|side| anew(&templates[side.saturating_sub(1)..=side], &programs, side))
            .collect();
        let mut items = self.nothing();
        let (blocks, trials) = self.blocks_of(part, parts, worlds);
        for index in blocks {
            let lanes = (trials - index * LANES as u64).min(LANES as u64) as usize;
            let mut first: Vec<Column> = Vec::new();
            for (side, program) in programs.iter().enumerate() {
                let (block, is_kept) = space.block(program);
                let anew = anew[side].as_deref().filter(|_| is_kept);
                draw_block(program, block, (index, lanes), anew)
                    .map_err(|met| told(program, world, &met))?;
                let columns = self.columns(side, program, block);
                self.count(&columns, &first, side, &mut items);
                if self.across && side == 0 {
                    first = columns;
                }
            }
        }
        Ok((items, drawn.into_iter().map(|world| world.values).collect()))
    }

    fn nothing(&self) -> Vec<Item> {
        let sides = self.sides.len();
        let others = if self.across { sides.saturating_sub(1) } else { 0 };
        let item =
            Item { own: vec![Own::default(); sides], shared: vec![Shared::default(); others] };
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
        let kept = learnt(&look);
        let maps = &self.sides[side].items;
        let questions = program.asked.iter().zip(self.measures).zip(maps);
        let column = |((question, measure), map): (
            (&&crate::model::Question, &Measure),
            &Vec<Option<u32>>,
        )| { Column::of(&look, question, *measure, (&kept, map)) };
        questions.map(column).collect()
    }

    /// Counts the columns of a side, and what they share with those of the first.
    fn count(&self, columns: &[Column], first: &[Column], side: usize, items: &mut [Item]) {
        let mut at = 0;
        for (question, measure) in self.measures.iter().enumerate() {
            let items = &mut items[at..at + measure.items()];
            columns[question].count_alone(side, items);
            if let Some(first) = first.get(question) {
                columns[question].count_with(first, side - 1, items);
            }
            at += measure.items();
        }
    }

    /// The fault of a side in which no trial met the evidence.
    fn learnt_somewhere(
        &self,
        whole: &Paired,
        templates: &[Template<'_>],
    ) -> Result<(), Diagnostic> {
        // a question without `given` has all trials that met the evidence
        for (i, side) in self.sides.iter().enumerate() {
            let plain =
                side.questions.iter().position(|q| side.model.questions[*q].given.is_none());
            let Some(plain) = plain.filter(|_| !side.supposition.learnt.is_empty()) else {
                continue;
            };
            let at: usize = self.measures[..plain].iter().map(|m| m.items()).sum();
            let kept: f64 = whole.parts.iter().map(|items| items[at].own[i].kept).sum();
            if kept <= 0.0 {
                possible(&templates[i].program)?;
                return Err(no_trial(side.supposition, whole.trials));
            }
        }
        Ok(())
    }
}

/// A side before its worlds.
struct Template<'a> {
    program: Program<'a>,
    rebinder: Rebinder<'a>,
    /// What its variables read, where that spares draws.
    upstream: Option<Upstream>,
}

/// The variables of a side that have to be drawn anew in a block that the side before has drawn; none
/// if that is another model's, or all of them have to.
fn anew(templates: &[Template], programs: &[Program], side: usize) -> Option<Vec<bool>> {
    let [before, after] = templates else { return None };
    let model = after.program.model;
    let is_one_model = std::ptr::eq(before.program.model, model);
    let (Some(_), Some(upstream)) = (&before.upstream, &after.upstream) else { return None };
    is_one_model.then(|| upstream.anew(model, &programs[side - 1], &programs[side]))
}

/// The blocks that a thread draws in, one for each shape of program.
#[derive(Default)]
struct Space {
    blocks: Vec<Block>,
    /// Which was drawn in last.
    last: usize,
}

impl Space {
    /// A block for a program, and whether it is the one that was drawn in last.
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
}

/// Draws one block of a program to its end; what went wrong, if anything did. Where `anew` is given,
/// only some variables are drawn in a block that holds the others already.
fn draw_block(
    program: &Program,
    block: &mut Block,
    (index, lanes): (u64, usize),
    anew: Option<&[bool]>,
) -> Result<(), (u64, usize, crate::model::lottery::LawFault)> {
    match anew {
        Some(anew) => block.begin_again(program, anew),
        None => block.begin(program, index, lanes),
    }
    if program.absorbed.is_impossible() {
        block.weights = Some(Box::new([0; LANES]));
        return Ok(());
    }
    conditioned::draw(program, block);
    for step in 0..=program.last() {
        advance::one_step_anew(program, block, step, anew);
        if let Some((lane, wrong)) = block.fault.take() {
            return Err((index * LANES as u64 + lane as u64, step, wrong));
        }
    }
    conditioned::weigh(program, block);
    Ok(())
}
