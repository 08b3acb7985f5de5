//! A model with its numbers and questions, built for drawing.

use super::distributions::NumberLaws;
use super::phases::ByPhase;
use super::plan::{Paths, Plan, Routes};
use super::streams::{Purpose, Streams};
use crate::engine::evidence::Absorbed;
use crate::engine::learning::Learning;
use crate::engine::tables::{
    ByRow, CellBounds, Cells, Joint, JointTable, Probes, Reads, Sizes, Slot, StaticDraw,
    TrialCondition, layout,
};
use crate::engine::worlds::Chosen;
use crate::formula::{Condition, Interned, Number, Summary, VariableId};
use crate::model::bind::Table;
use crate::model::{
    Binding, Intervention, Kind, Model, Question, Supposition, Variable, settles_at_start,
};
use crate::numerics::stream::{Key, Place};
use std::sync::Arc;

/// Separates the streams of worlds from those of purposes.
const WORLDS: u64 = 0x0003_0A1D_0000;
/// Separates the streams of further copies of a world.
const COPIES: u64 = 0x0003_0A1D_0001;
/// The name of the stream by which trials are resampled.
const RESAMPLING: &str = "resampling of trials";

/// A model with its numbers, its questions and a supposition.
#[derive(Clone)]
pub struct Program<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its numbers, bound to tables.
    pub binding: &'a Binding,
    /// The evidence, interventions and overrides.
    pub supposition: &'a Supposition,
    /// The number of its world; 0 if there is only one.
    pub(crate) world: u64,
    /// The questions asked.
    pub asked: Vec<&'a Question>,
    /// Whether process states are counted at every step.
    pub timelines: bool,
    /// The process whose paths are counted.
    pub paths: Option<Paths>,
    /// The routes by which outcomes are drawn.
    pub(crate) routes: Routes,
    /// By variable: the indices of its columns.
    pub slots: Vec<Slot>,
    /// Numbers of columns in a block.
    pub sizes: Sizes,
    /// The variables computed in steps after the first, in order.
    pub(crate) at_step: Arc<[VariableId]>,
    /// Outcome columns that are read as of the step before.
    pub(crate) outcomes_seen_before: Vec<SeenOutcome>,
    /// Number columns that are read as of the step before.
    pub numbers_seen_before: Vec<SeenNumber>,
    /// Processes whose time in their state is read as of the step before.
    pub entered_seen_before: Vec<usize>,
    /// The monitors: conditions followed from step to step.
    pub trackers: Arc<Vec<Tracker>>,
    /// Truth values and outcomes to keep from particular steps.
    pub snapshots: Arc<Vec<Snapshot>>,
    /// Numbers followed from step to step.
    pub summaries: Arc<Vec<(Summary, Interned<Number>)>>,
    /// Numbers to keep from particular steps.
    pub number_snapshots: Arc<Vec<(Interned<Number>, usize)>>,
    /// By step: its place as streams need it.
    pub(crate) steps: Arc<[Place]>,
    /// By variable: its streams.
    pub(crate) streams: Vec<Streams>,
    /// By variable: the keys of its delays, by state left and move.
    pub delay_keys: Vec<Vec<Vec<Key>>>,
    /// By variable: the distributions of its numbers and delays.
    pub(crate) laws: Arc<Vec<NumberLaws>>,
    /// By variable: finds the row of one trial.
    pub(crate) probes: Arc<Vec<Probes<'a>>>,
    /// By variable: the sources that select the rows of a process's moves.
    pub(crate) reads: Arc<Vec<Reads<'a>>>,
    /// `reads` without the columns of the cells.
    pub(crate) reads_in_cell: Arc<Vec<Reads<'a>>>,
    /// By variable: its rejection bound.
    pub(crate) cells: Arc<Vec<Option<Box<Cells<'a>>>>>,
    /// The rejection bounds of cells in this world.
    pub(crate) bounds: ByPhase<CellBounds>,
    /// The thresholds for sparse moves in this world.
    pub(crate) by_row: ByPhase<Option<ByRow>>,
    /// By variable: the joint table's layout, if its rows fit in registers.
    pub(crate) joints: Arc<Vec<Option<Box<Joint<'a>>>>>,
    /// The joint tables in this world.
    pub(crate) joint_tables: ByPhase<Option<JointTable>>,
    /// By process: whether its entry time is read.
    pub(crate) entered_is_read: Vec<bool>,
    /// The absorbed evidence.
    pub(crate) absorbed: Absorbed,
    /// The evidence that is not absorbed, unless finished trials are simply kept or left out.
    pub(crate) learning: Option<Arc<Learning>>,
    /// The stream by which trials are resampled.
    pub(crate) resampling: Key,
    /// The static draws, by position in the order of the first step; empty if there are several steps.
    pub(crate) static_draws: Vec<Option<StaticDraw<'a>>>,
}

/// A monitor: a condition followed from step to step.
#[derive(Clone, Debug)]
pub struct Tracker {
    /// The condition.
    pub condition: Interned<Condition>,
    /// Whether the steps in which it holds are counted.
    pub is_counted: bool,
    /// Whether its first step is read in single trials, and not only counted by step.
    pub is_first_read: bool,
}

/// A truth value or an outcome to keep from a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Snapshot {
    /// `at(condition, date)`
    Truth(Interned<Condition>, usize),
    /// `at(variable, date)`
    Outcome(VariableId, usize),
}

/// An outcome column that is read as of the step before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeenOutcome {
    /// The index of the column.
    pub(crate) slot: usize,
    /// The process whose states it holds, if any.
    pub(crate) process: Option<usize>,
}

/// A number column that is read as of the step before.
#[derive(Clone, Copy, Debug)]
pub struct SeenNumber {
    /// The index of the column.
    pub slot: usize,
    /// Whether every step overwrites all of it.
    pub is_built_again: bool,
}

impl<'a> Program<'a> {
    /// Builds the program: lays out the columns of a model and finds its monitors and snapshots.
    pub fn new(
        model: &'a Model,
        binding: &'a Binding,
        supposition: &'a Supposition,
        plan: &Plan,
    ) -> Self {
        let asked = match &plan.questions {
            Some(chosen) => chosen.iter().map(|i| &model.questions[*i]).collect(),
            None => model.questions.iter().collect(),
        };
        let (slots, sizes) = layout(model);
        let probes = Probes::of(model, &slots);
        let joints = Joint::of(model, &slots);
        let cells = Cells::of(model, &slots, binding);
        let entered_is_read = vec![false; sizes.processes];
        let worlds = (plan.seed, plan.worlds_drawn());
        let mut program = Self {
            model,
            binding,
            supposition,
            world: 0,
            asked,
            timelines: plan.timelines,
            paths: plan.paths.clone(),
            routes: plan.routes,
            slots,
            sizes,
            at_step: at_step(model, supposition),
            outcomes_seen_before: Vec::new(),
            numbers_seen_before: Vec::new(),
            entered_seen_before: Vec::new(),
            trackers: Arc::default(),
            snapshots: Arc::default(),
            summaries: Arc::default(),
            number_snapshots: Arc::default(),
            steps: (0..=model.timeline.last()).map(|step| Place::of(step as u64)).collect(),
            streams: streams(model, plan.seed, &Chosen::plain(0)),
            delay_keys: delay_keys(model, plan.seed),
            laws: Arc::new(NumberLaws::of(model, plan.trials)),
            reads: Arc::default(),
            reads_in_cell: Arc::default(),
            probes: Arc::new(probes),
            bounds: ByPhase::new(cells.iter().map(|g| g.as_deref().map_or(0, Cells::phases))),
            by_row: ByPhase::new(cells.iter().map(|g| g.as_deref().map_or(0, Cells::phases))),
            cells: Arc::new(cells),
            joint_tables: ByPhase::new(
                joints.iter().map(|j| j.as_deref().map_or(0, Joint::phases)),
            ),
            joints: Arc::new(joints),
            entered_is_read,
            absorbed: Absorbed::new(model, supposition, worlds, &binding.values),
            learning: None,
            resampling: Key::of(plan.seed, RESAMPLING),
            static_draws: Vec::new(),
        };
        program.learning = Learning::new(model, supposition, &program.absorbed).map(Arc::new);
        if program.learning.is_some() {
            program.absorbed.weigh_trials();
        }
        program.find_entered_is_read();
        program.find_seen_before();
        program.find_tracked();
        let monitored = |condition: &Interned<Condition>| program.tracker(condition);
        let in_trial = |condition| TrialCondition::new(condition, &program.slots, monitored);
        let of = (&*program.slots, &**program.cells);
        let reads = Reads::of(model, of, in_trial, |_, _| true);
        let in_cell = Reads::of(model, of, in_trial, |cells, key| !cells.columns.contains(&key));
        (program.reads, program.reads_in_cell) = (Arc::new(reads), Arc::new(in_cell));
        program.find_static_draws();
        program
    }

    /// Returns the program with the numbers and the streams of a world.
    pub fn in_world<'b>(&self, binding: &'b Binding, seed: u64, chosen: &Chosen) -> Program<'b>
    where
        'a: 'b,
    {
        let absorbed = self.absorbed.in_world(self.model, self.supposition, &binding.values);
        let mut program = Program {
            binding,
            world: chosen.world,
            streams: streams(self.model, seed, chosen),
            resampling: in_world(Key::of(seed, RESAMPLING), chosen),
            absorbed: absorbed.counting(chosen.ln_count),
            ..self.clone()
        };
        for key in program.delay_keys.iter_mut().flatten().flatten() {
            *key = in_world(*key, chosen);
        }
        program.find_static_draws();
        program
    }

    /// Returns the program with another binding and supposition.
    pub(crate) fn with<'b>(&self, binding: &'b Binding, supposition: &'b Supposition) -> Program<'b>
    where
        'a: 'b,
    {
        let at_step = at_step(self.model, supposition);
        let mut program = Program { binding, supposition, at_step, ..self.clone() };
        program.find_static_draws();
        program
    }

    /// Returns the program in the world of `base`, a program of the same model with the same questions and
    /// evidence, sharing all that is derived from tables they have in common.
    pub(crate) fn sharing<'b>(&self, base: &Program<'b>, binding: &'b Binding) -> Program<'b>
    where
        'a: 'b,
    {
        let moves = base.binding.moves.iter().zip(&binding.moves);
        let is_same: Vec<bool> = moves.map(|(here, there)| same_tables(here, there)).collect();
        let absorbed = self.absorbed.in_world(self.model, self.supposition, &binding.values);
        let mut program = Program {
            binding,
            supposition: self.supposition,
            at_step: Arc::clone(&self.at_step),
            bounds: base.bounds.sharing(|variable| is_same[variable]),
            by_row: base.by_row.sharing(|variable| is_same[variable]),
            joint_tables: base.joint_tables.sharing(|variable| is_same[variable]),
            absorbed: absorbed.counting(base.absorbed.ln_count()),
            learning: self.learning.clone(),
            ..base.clone()
        };
        program.find_static_draws();
        program
    }

    /// The stream of a variable for a purpose.
    pub(crate) fn stream_of(&self, variable: VariableId, purpose: Purpose) -> Key {
        self.streams[variable.index()].stream(purpose)
    }

    /// Whether trials are drawn in worlds: because numbers differ, or as islands of trials that depend on each other.
    pub(crate) fn is_in_worlds(&self) -> bool {
        self.model.is_uncertain_with(&self.supposition.numbers) || self.resamples()
    }

    /// Whether trials may be drawn anew by weight.
    pub(crate) fn resamples(&self) -> bool {
        self.learning.as_ref().is_some_and(|learning| learning.resamples(self.last()))
    }

    /// Whether the model has a clock, on which values are read as of the step before.
    pub(crate) fn is_on_clock(&self) -> bool {
        self.model.timeline.clock.is_some()
    }

    /// The last step of the model.
    pub fn last(&self) -> usize {
        self.model.timeline.last()
    }

    /// The intervention that holds a variable at a step; the latest one wins.
    pub fn held(&self, variable: VariableId, step: usize) -> Option<&Intervention> {
        self.supposition.held(variable, step)
    }

    /// The index of the monitor of a condition.
    pub fn tracker(&self, condition: &Interned<Condition>) -> Option<usize> {
        self.trackers.iter().position(|known| known.condition == *condition)
    }

    /// The index of a number that is followed.
    pub(crate) fn summary(&self, how: &Summary, number: &Interned<Number>) -> Option<usize> {
        self.summaries.iter().position(|(known, of)| known == how && of == number)
    }

    /// The step of a constant date; `None` if it is before step 0 or not constant.
    pub fn step_of(&self, day: &Number) -> Option<usize> {
        match day {
            Number::Constant(day) => self.model.timeline.step_at(*day),
            _ => None,
        }
    }
}

/// Whether the moves of a process use the same tables.
fn same_tables(here: &[Option<Arc<Table>>], there: &[Option<Arc<Table>>]) -> bool {
    let ids = |tables: &[Option<Arc<Table>>]| {
        tables.iter().map(|table| table.as_ref().map(|table| table.id)).collect::<Vec<_>>()
    };
    ids(here) == ids(there)
}

/// The variables to compute after the first step: those fixed at the start are omitted, unless an
/// intervention holds them.
fn at_step(model: &Model, supposition: &Supposition) -> Arc<[VariableId]> {
    let is_held = |id: VariableId| supposition.interventions.iter().any(|made| made.variable == id);
    let has_news = |id: &VariableId| is_held(*id) || !settles_at_start(model.variable(*id));
    model.at_step.iter().copied().filter(has_news).collect()
}

/// The streams of all variables in a world.
fn streams(model: &Model, seed: u64, chosen: &Chosen) -> Vec<Streams> {
    let of = |variable: &Variable| Streams::of(in_world(Key::of(seed, &variable.name), chosen));
    model.variables.iter().map(of).collect()
}

/// Returns the key in a world: world 0 has the streams of a model without uncertainty; copies have their own.
fn in_world(key: Key, chosen: &Chosen) -> Key {
    match (chosen.world, chosen.copy) {
        (0, 0) => key,
        (world, 0) => key.at(WORLDS).at(world),
        (world, copy) => key.at(COPIES).at(world).at(copy),
    }
}

/// The keys of delays, which are named by the states left and entered.
fn delay_keys(model: &Model, seed: u64) -> Vec<Vec<Vec<Key>>> {
    let of_variable = |variable: &Variable| match &variable.kind {
        Kind::Process(process) => {
            let rows = process.delays.iter().enumerate().map(|(from, delays)| {
                let from = &variable.outcomes[from];
                let key = |to: u16| {
                    let to = &variable.outcomes[usize::from(to)];
                    Key::of(seed, &format!("{}.{from}.{to}", variable.name))
                };
                delays.iter().map(|delay| key(delay.to)).collect()
            });
            rows.collect()
        }
        _ => Vec::new(),
    };
    model.variables.iter().map(of_variable).collect()
}
