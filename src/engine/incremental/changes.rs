//! Tracks the trials in which a block's columns differ from those of its base block, and whether incremental
//! drawing saves time.

use super::affected::{Changed, ReadGraph};
use crate::engine::block::Marks;
use crate::engine::program::Program;
use crate::engine::tables::{LANES, Slot};
use crate::formula::VariableId;
use crate::model::Kind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Number of blocks weighed before deciding whether incremental drawing saves work.
const BLOCKS_TRIED: u64 = 4;

/// The cost of drawing one trial of a variable when all trials are drawn at once.
const DENSE: u64 = 1;
/// The cost of drawing one trial alone, and of comparing it with the base: measured on sweeps and comparisons.
const SPARSE: u64 = 8;
/// The cost of copying the columns of a variable, and of comparing them.
const COPY: u64 = LANES as u64 / 16;

/// The work of drawing a program's blocks incrementally, and of drawing them completely, over all threads: it is
/// counted, so that no choice depends on a clock. It affects the speed of drawing only, never the numbers.
#[derive(Default)]
pub(crate) struct Gain {
    blocks: AtomicU64,
    incremental: AtomicU64,
    whole: AtomicU64,
}

impl Gain {
    /// Adds the work of a block.
    pub(crate) fn note(&self, cost: Cost) {
        self.blocks.fetch_add(1, Ordering::Relaxed);
        self.incremental.fetch_add(cost.incremental, Ordering::Relaxed);
        self.whole.fetch_add(cost.whole, Ordering::Relaxed);
    }

    /// Whether incremental drawing has saved work so far; `true` until enough blocks are weighed.
    pub(crate) fn is_worth(&self) -> bool {
        let all = |total: &AtomicU64| total.load(Ordering::Relaxed);
        all(&self.blocks) < BLOCKS_TRIED || all(&self.incremental) < all(&self.whole) / 10 * 9
    }
}

/// The work of drawing a block incrementally, and that of drawing it completely, in trials of a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    incremental: u64,
    whole: u64,
}

impl Cost {
    /// Adds a variable whose columns are copied.
    pub(crate) fn copied(&mut self) {
        self.add(COPY);
    }

    /// Adds a variable that is drawn in some trials and copied in the others.
    pub(crate) fn drawn_in(&mut self, trials: u64) {
        self.add(SPARSE * trials + COPY);
    }

    /// Adds a variable that is drawn in all trials.
    pub(crate) fn drawn_whole(&mut self) {
        self.add(DENSE * LANES as u64 + COPY);
    }

    fn add(&mut self, incremental: u64) {
        self.incremental += incremental;
        self.whole += DENSE * LANES as u64;
    }
}

/// The trials in which a process moved in a step; `None` if they are many or unknown.
pub(crate) type Moved = Option<Arc<[u16]>>;

/// The differences between a block and its base block.
pub(crate) struct Changes {
    /// By variable: where its own parameters differ.
    pub(crate) changed: Vec<Changed>,
    /// By monitor: whether the parameters that its condition reads differ.
    monitored_again: Vec<bool>,
    /// By variable: the trials in which its columns differ.
    pub(crate) now: Vec<Marks>,
    /// `now` at the end of the step before.
    pub(crate) before: Vec<Marks>,
    /// By variable: the trials in which its columns have differed at any step.
    pub(crate) ever: Vec<Marks>,
    /// By variable: whether its columns differ in any trial, or did at the step before.
    pub(crate) differs_now: Vec<bool>,
    /// By variable: whether its columns have differed in any trial at any step.
    has_differed: Vec<bool>,
    /// Variables whose outcomes are read as of the step before.
    pub(crate) seen: Vec<Seen>,
    /// By variable: the trials in which a process moved in the last step.
    pub(crate) moved: Vec<Moved>,
    /// The work of the block.
    pub(crate) cost: Cost,
}

impl Changes {
    /// Compares two programs of one model with the same streams, questions and evidence. Returns `None` if
    /// incremental drawing would save too little.
    pub(crate) fn worth(
        graph: &ReadGraph,
        base: &Program,
        program: &Program,
        gain: &Gain,
    ) -> Option<Self> {
        let is_impossible = base.absorbed.is_impossible() || program.absorbed.is_impossible();
        if is_impossible || !gain.is_worth() {
            return None;
        }
        let count = program.model.variables.len();
        let changed = graph.changed(base, program);
        let is_some = changed.iter().any(|changed| *changed != Changed::Yes);
        is_some.then(|| Self {
            changed,
            monitored_again: graph.monitored_again(base, program),
            now: vec![Marks::NONE; count],
            before: vec![Marks::NONE; count],
            ever: vec![Marks::NONE; count],
            differs_now: vec![false; count],
            has_differed: vec![false; count],
            seen: Seen::of(program),
            moved: vec![None; count],
            cost: Cost::default(),
        })
    }

    /// Resets for a new block.
    pub(crate) fn begin(&mut self) {
        for marks in [&mut self.now, &mut self.before, &mut self.ever] {
            marks.fill(Marks::NONE);
        }
        self.cost = Cost::default();
        self.differs_now.fill(false);
        self.has_differed.fill(false);
        self.moved.fill(None);
    }

    /// Moves on to the next step.
    pub(crate) fn turn(&mut self) {
        for (id, differs_now) in
            self.differs_now.iter_mut().enumerate().filter(|(_, differs)| **differs)
        {
            self.before[id] = self.now[id];
            *differs_now = !self.before[id].is_empty();
        }
    }

    /// Records the trials in which the columns of a variable differ in this step.
    pub(crate) fn differs(&mut self, id: VariableId, marks: Marks) {
        let id = id.index();
        let is_any = !marks.is_empty();
        if is_any || self.differs_now[id] {
            self.now[id] = marks;
        }
        if is_any {
            self.differs_now[id] = true;
            self.has_differed[id] = true;
            self.ever[id] = self.ever[id].or(&marks);
        }
    }

    /// Whether a monitor equals that of the base, because nothing that it reads has ever differed.
    pub(crate) fn follows(&self, graph: &ReadGraph, tracker: usize) -> bool {
        let reads = graph.of_tracker(tracker);
        let mut read = reads.parents.iter().chain(&reads.remembered);
        !self.monitored_again[tracker] && read.all(|id| !self.has_differed[*id])
    }
}

/// A variable whose outcomes are read as of the step before.
pub(crate) struct Seen {
    pub(crate) id: usize,
    /// The index of its outcome column.
    pub(crate) outcome: usize,
    /// Its index among processes, if the time in its state is read too.
    pub(crate) since: Option<usize>,
}

impl Seen {
    fn of(program: &Program) -> Vec<Self> {
        let of = |(id, slot): (usize, &Slot)| {
            let variable = &program.model.variables[id];
            let is_process = matches!(variable.kind, Kind::Process(_));
            let is_seen = program.outcomes_seen_before.iter().any(|seen| seen.slot == slot.outcome);
            let since = program.entered_seen_before.contains(&slot.process) && is_process;
            let seen = Self { id, outcome: slot.outcome, since: since.then_some(slot.process) };
            (is_seen && !variable.is_number() && !variable.is_parameter()).then_some(seen)
        };
        program.slots.iter().enumerate().filter_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(blocks: u64, block: impl Fn(&mut Cost)) -> bool {
        let gain = Gain::default();
        for _ in 0..blocks {
            let mut cost = Cost::default();
            block(&mut cost);
            gain.note(cost);
        }
        gain.is_worth()
    }

    #[test]
    fn work_is_saved_where_few_trials_differ() {
        let whole = |cost: &mut Cost| cost.drawn_whole();
        assert!(after(BLOCKS_TRIED - 1, whole), "too few to know");
        assert!(!after(BLOCKS_TRIED, whole), "nothing is spared");
        assert!(after(BLOCKS_TRIED, Cost::copied));
        assert!(after(BLOCKS_TRIED, |cost| cost.drawn_in(100)));
        assert!(!after(BLOCKS_TRIED, |cost| cost.drawn_in(LANES as u64 / 2)));
        let mixed = |cost: &mut Cost| {
            cost.drawn_whole();
            cost.copied();
        };
        assert!(after(BLOCKS_TRIED, mixed), "one of two is spared");
    }
}
