//! The affected set: finds what has to be redrawn when some numbers change, from what each variable reads.

use crate::engine::program::{Program, Route, Tracker};
use crate::formula::{Access, Read, VariableId};
use crate::model::conditional::ConditionalDistribution;
use crate::model::{Kind, Model};

/// The reads of each variable and each monitor of a model.
#[derive(Clone, Debug)]
pub(crate) struct ReadGraph {
    /// Indexed by variable.
    variables: Vec<Reads>,
    /// Indexed by monitor.
    trackers: Vec<Reads>,
}

/// The reads of a variable or monitor, as indices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reads {
    /// Parameters of the world.
    parameters: Vec<usize>,
    /// Other variables, in the same step or the one before.
    pub(crate) parents: Vec<usize>,
    /// Other variables, including earlier steps.
    pub(crate) remembered: Vec<usize>,
    /// For a process, the parameters of its start and its delays.
    start: Vec<usize>,
    /// For a process, the parameters of its delays.
    delays: Vec<usize>,
    /// For a process, the parameters of the moves out of each state.
    moves: Vec<Vec<usize>>,
}

/// The trials in which a variable has other parameters than in another program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    /// In no trial.
    No,
    /// In all trials.
    Yes,
    /// After the start, only in trials in one of these states; the flag says whether also at the start.
    In(Vec<u16>, bool),
}

impl ReadGraph {
    /// Finds the reads of a program; `None` if evidence affects what is drawn.
    pub(crate) fn new(program: &Program) -> Option<Self> {
        let is_allowed = program.routes.has(Route::Incremental);
        if !is_allowed || program.absorbed.keys() > 0 || program.absorbed.is_weighed() {
            return None;
        }
        let of_tracker = |tracker: &Tracker| {
            let mut reads = Vec::new();
            tracker.condition.for_each_read(&mut |read| reads.push(read));
            Reads::of(reads.into_iter())
        };
        let ids = (0..program.model.variables.len() as u32).map(VariableId);
        Some(Self {
            variables: ids.map(|id| Reads::of_variable(program.model, id)).collect(),
            trackers: program.trackers.iter().map(of_tracker).collect(),
        })
    }

    /// The reads of a variable.
    pub(crate) fn of_variable(&self, variable: usize) -> &Reads {
        &self.variables[variable]
    }

    /// The reads of a monitor.
    pub(crate) fn of_tracker(&self, tracker: usize) -> &Reads {
        &self.trackers[tracker]
    }

    /// By variable of a single-moment model: whether it may differ in `after` from `before`, two programs of
    /// one model with the same streams.
    pub(crate) fn redrawn(&self, model: &Model, before: &Program, after: &Program) -> Vec<bool> {
        let other = other(before, after);
        let mut redrawn: Vec<bool> =
            self.variables.iter().map(|reads| reads.parameters.iter().any(&other)).collect();
        for id in &model.at_start {
            let id = *id;
            let (held, then) = (before.held(id, 0), after.held(id, 0));
            let is_held_otherwise = held.map(|made| made.value) != then.map(|made| made.value);
            let reads = &self.variables[id.index()];
            let mut read = reads.parents.iter().chain(&reads.remembered);
            let is_downstream = read.any(|parent| redrawn[*parent]);
            redrawn[id.index()] |= is_held_otherwise || is_downstream;
        }
        redrawn
    }

    /// By variable: where its own parameters differ in `after` from `before`.
    pub(crate) fn changed(&self, before: &Program, after: &Program) -> Vec<Changed> {
        let other = other(before, after);
        let is_other = |parameters: &[usize]| parameters.iter().any(&other);
        let of = |reads: &Reads| {
            if !is_other(&reads.parameters) {
                return Changed::No;
            }
            if reads.moves.is_empty() || is_other(&reads.delays) {
                return Changed::Yes;
            }
            let states = (0..reads.moves.len()).filter(|state| is_other(&reads.moves[*state]));
            Changed::In(states.map(|state| state as u16).collect(), is_other(&reads.start))
        };
        self.variables.iter().map(of).collect()
    }

    /// By monitor: whether the parameters of its condition differ in `after` from `before`.
    pub(crate) fn monitored_again(&self, before: &Program, after: &Program) -> Vec<bool> {
        let other = other(before, after);
        self.trackers.iter().map(|reads| reads.parameters.iter().any(&other)).collect()
    }
}

/// Whether a parameter has different values in the two programs.
fn other(before: &Program, after: &Program) -> impl Fn(&usize) -> bool {
    |id| before.binding.values[*id].to_bits() != after.binding.values[*id].to_bits()
}

impl Reads {
    fn of_variable(model: &Model, id: VariableId) -> Self {
        let mut found = Self::of(model.dependencies.reads(id));
        if let Kind::Process(process) = &model.variable(id).kind {
            let delays = process.delays.iter().flatten();
            found.delays = parameters(|visit| delays.for_each(|delay| delay.for_each_read(visit)));
            found.start = parameters(|visit| process.start.specification.for_each_read(visit));
            found.start.extend(&found.delays);
            let of_state = |conditional: &Option<ConditionalDistribution>| {
                parameters(|visit| {
                    if let Some(conditional) = conditional {
                        conditional.specification.for_each_read(visit);
                    }
                })
            };
            found.moves = process.moves.iter().map(of_state).collect();
        }
        found
    }

    fn of(reads: impl Iterator<Item = Read>) -> Self {
        let mut found = Self::default();
        for read in reads {
            let kind = match (read.access, read.remembered) {
                (Access::Parameter, _) => &mut found.parameters,
                (_, true) => &mut found.remembered,
                (_, false) => &mut found.parents,
            };
            kind.push(read.variable.index());
        }
        for reads in [&mut found.parameters, &mut found.parents, &mut found.remembered] {
            reads.sort_unstable();
            reads.dedup();
        }
        found
    }
}

/// The parameters among the reads that a walk visits.
fn parameters(walk: impl FnOnce(&mut dyn FnMut(Read))) -> Vec<usize> {
    let mut found = Vec::new();
    walk(&mut |read| {
        if !read.is_in_trial() {
            found.push(read.variable.index());
        }
    });
    found
}
