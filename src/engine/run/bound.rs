//! Builds the sides of a comparison, sharing whatever depends on the model alone.

use super::built::prepare;
use crate::diagnostic::Diagnostic;
use crate::engine::incremental::ReadGraph;
use crate::engine::program::{Plan, Program};
use crate::engine::worlds::Chosen;
use crate::model::{Binding, Model, Overrides, Rebinder, Supposition, Tilt, World, bind};
use std::sync::Arc;

/// One side of a paired run.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its evidence, interventions and overrides.
    pub supposition: &'a Supposition,
    /// Its questions, as indices into the model's: one for each measure.
    pub questions: Vec<usize>,
    /// By question: the item that each of its own outcomes counts for, if any.
    pub items: Vec<Vec<Option<u32>>>,
    /// Overrides by world; empty to use those of `supposition` in every world. Otherwise its length is
    /// the number of worlds, the same on all sides.
    pub numbers: Vec<Overrides>,
}

impl Side<'_> {
    /// The overrides in a world.
    pub(crate) fn given(&self, world: u64) -> &Overrides {
        self.numbers.get(world as usize).unwrap_or(&self.supposition.numbers)
    }
}

/// The first world of each side.
pub(crate) struct Firsts {
    /// By side: the first side with the same model.
    leaders: Vec<usize>,
    worlds: Vec<World>,
    /// Indexed by side; `Some` for the first side with its model.
    own: Vec<Option<Binding>>,
}

impl Firsts {
    pub(crate) fn new(sides: &[Side], seed: u64) -> Result<Self, Diagnostic> {
        let leader = |side: &Side| sides.iter().position(|other| other.model.id == side.model.id);
        let leaders: Vec<usize> = sides.iter().filter_map(leader).collect();
        let worlds = drawn(sides, &leaders, (seed, 0), None)?;
        let own =
            |side: usize| (leaders[side] == side).then(|| bind(sides[side].model, &worlds[side]));
        let own = (0..sides.len()).map(own).collect();
        Ok(Self { leaders, worlds, own })
    }

    /// Draws a world for each side; `tilt` may shift some of the uniforms.
    pub(crate) fn worlds(
        &self,
        sides: &[Side],
        (seed, index): (u64, u64),
        tilt: Option<&Tilt>,
    ) -> Result<Vec<World>, Diagnostic> {
        drawn(sides, &self.leaders, (seed, index), tilt)
    }

    /// Indexed by side; `Some` for the first side with its model.
    pub(crate) fn rebinders<'b>(&'b self, sides: &[Side<'b>]) -> Vec<Option<Rebinder<'b>>> {
        let rebinder = |(side, own): (&Side<'b>, &'b Option<Binding>)| {
            own.as_ref().map(|own| Rebinder::new(side.model, own))
        };
        sides.iter().zip(&self.own).map(rebinder).collect()
    }

    /// The binding of each side.
    pub(crate) fn bindings(&self, rebinders: &[Option<Rebinder>]) -> Vec<Binding> {
        let of = |(leader, world): (&usize, &World)| {
            let own = self.own[*leader].as_ref();
            let led = own.zip(rebinders[*leader].as_ref());
            let (own, rebinder) = led.expect("each side that leads has both");
            rebinder.bind_beside(world, own)
        };
        self.leaders.iter().zip(&self.worlds).map(of).collect()
    }

    /// The program of each side in the first world.
    pub(crate) fn templates<'b>(
        &self,
        sides: &[Side<'b>],
        bindings: &'b [Binding],
        plan: &Plan,
    ) -> Vec<Template<'b>> {
        let mut templates: Vec<Template> = Vec::new();
        for (i, (side, binding)) in sides.iter().zip(bindings).enumerate() {
            let leader = self.leaders[i];
            let alike = templates.get(leader).filter(|_| is_alike(&sides[leader], side));
            let template = match alike {
                Some(alike) if !side.supposition.learns() => Template {
                    program: alike.program.with(binding, side.supposition),
                    graph: alike.graph.clone(),
                    leader,
                    is_alike: true,
                },
                alike => {
                    let is_alike = leader == i || alike.is_some();
                    let acts_alike = differs_in_numbers(&sides[leader], side);
                    let known = alike.filter(|_| acts_alike).map(|alike| &alike.program);
                    Template { is_alike, ..Template::new(side, leader, binding, (plan, known)) }
                }
            };
            templates.push(template);
        }
        templates
    }
}

/// Draws a world for each side.
fn drawn(
    sides: &[Side],
    leaders: &[usize],
    (seed, index): (u64, u64),
    tilt: Option<&Tilt>,
) -> Result<Vec<World>, Diagnostic> {
    let mut worlds: Vec<World> = Vec::with_capacity(sides.len());
    for (side, leader) in sides.iter().zip(leaders) {
        let given = side.given(index);
        let world = match worlds.get(*leader) {
            Some(known) => {
                let known = (known, sides[*leader].given(index));
                World::draw_beside(side.model, (seed, index), given, known, tilt)
            }
            None => World::draw_tilted(side.model, (seed, index), given, tilt),
        };
        worlds.push(world?);
    }
    Ok(worlds)
}

/// Whether two sides of one model have the same questions and evidence.
fn is_alike(one: &Side, other: &Side) -> bool {
    let evidence_of = |side: &Side| -> Vec<crate::formula::Condition> {
        side.supposition.evidence.iter().map(|(condition, _)| condition.clone()).collect()
    };
    let (a, b) = (one.supposition, other.supposition);
    one.questions == other.questions
        && evidence_of(one) == evidence_of(other)
        && (&a.reports, &a.still) == (&b.reports, &b.still)
}

/// Whether two sides of one model, with the same questions and evidence, differ in their numbers alone.
fn differs_in_numbers(one: &Side, other: &Side) -> bool {
    one.supposition.interventions == other.supposition.interventions
}

/// Whether all sides are of one model and differ in their numbers alone.
pub(crate) fn differ_in_numbers(sides: &[Side]) -> bool {
    sides.first().is_some_and(|first| {
        sides.iter().all(|side| {
            side.model.id == first.model.id
                && is_alike(first, side)
                && differs_in_numbers(first, side)
        })
    })
}

/// The program of a side, built and not yet bound to a world.
pub(crate) struct Template<'a> {
    pub(crate) program: Program<'a>,
    /// The reads of its variables, if they allow incremental drawing.
    pub(crate) graph: Option<Arc<ReadGraph>>,
    /// The first side with the same model.
    leader: usize,
    /// Whether the questions and evidence are those of the leader.
    is_alike: bool,
}

impl<'a> Template<'a> {
    /// Builds the program of a side; its trials are guided as those of `known`, if there is such a program.
    fn new(
        side: &Side<'a>,
        leader: usize,
        binding: &'a Binding,
        (plan, known): (&Plan, Option<&Program>),
    ) -> Self {
        let questions = Some(side.questions.clone());
        let plan = Plan { questions, timelines: false, paths: None, ..plan.clone() };
        let mut program = Program::new(side.model, binding, side.supposition, &plan);
        prepare(&mut program, &plan, known);
        let graph = ReadGraph::new(&program).map(Arc::new);
        Self { program, graph, leader, is_alike: true }
    }

    /// Scales weights so that the heaviest trial, with this log weight, has weight 1.
    pub(crate) fn weigh_by(&mut self, reference: f64) {
        self.program.absorbed.reference = Some(reference);
        self.graph = None;
    }

    /// The log weight of the heaviest trial of the first world; 0 if trials do not differ in weight.
    pub(crate) fn reference(&self) -> f64 {
        self.program.absorbed.reference.unwrap_or(0.0)
    }

    /// Whether both sides are of one model.
    pub(crate) fn is_of_model(&self, other: &Self) -> bool {
        self.leader == other.leader
    }

    /// The reads in the model of the first side, if this side differs from it in numbers and interventions
    /// only.
    pub(crate) fn reads_of_first(&self) -> Option<&ReadGraph> {
        self.graph.as_deref().filter(|_| self.leader == 0 && self.is_alike)
    }
}

/// The bindings of all sides in a world.
pub(crate) fn bound(
    templates: &[Template],
    rebinders: &[Option<Rebinder>],
    worlds: &[World],
) -> Vec<Binding> {
    let mut bindings: Vec<Binding> = Vec::with_capacity(worlds.len());
    for (template, world) in templates.iter().zip(worlds) {
        let rebinder = rebinders[template.leader].as_ref().expect("a leader has a rebinder");
        let binding = match bindings.get(template.leader) {
            Some(known) => rebinder.bind_beside(world, known),
            None => rebinder.bind(world),
        };
        bindings.push(binding);
    }
    bindings
}

/// The programs of all sides in a world.
pub(crate) fn in_world<'b, 'a: 'b>(
    templates: &[Template<'a>],
    bindings: &'b [Binding],
    (seed, world): (u64, &Chosen),
) -> Vec<Program<'b>> {
    let mut programs: Vec<Program<'b>> = Vec::with_capacity(bindings.len());
    for (template, binding) in templates.iter().zip(bindings) {
        let known = programs.get(template.leader).filter(|_| template.is_alike);
        let program = match known {
            Some(known) => template.program.sharing(known, binding),
            None => template.program.in_world(binding, seed, world),
        };
        programs.push(program);
    }
    programs
}
