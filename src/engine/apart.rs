//! Tracks the trials in which a block's columns differ from those of its base block, and whether incremental
//! drawing saves time.

use super::marks::Marks;
use super::program::Program;
use super::slots::Slot;
use super::upstream::{Changed, Upstream};
use crate::formula::VariableId;
use crate::model::Kind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Number of blocks timed before deciding whether incremental drawing saves time.
const BLOCKS_TRIED: u64 = 4;

/// Total time spent drawing a program's blocks incrementally, and drawing their base blocks, over all
/// threads. It affects the speed of drawing only, never the numbers.
#[derive(Default)]
pub(super) struct Gain {
    blocks: AtomicU64,
    beside: AtomicU64,
    base: AtomicU64,
}

impl Gain {
    /// Adds the times of a block and of its base block.
    pub(super) fn note(&self, beside: Duration, base: Duration) {
        let add = |total: &AtomicU64, took: Duration| {
            total.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(0), Ordering::Relaxed);
        };
        self.blocks.fetch_add(1, Ordering::Relaxed);
        add(&self.beside, beside);
        add(&self.base, base);
    }

    /// Whether incremental drawing has saved time so far; `true` until enough blocks are timed.
    pub(super) fn is_worth(&self) -> bool {
        let took = |total: &AtomicU64| total.load(Ordering::Relaxed);
        took(&self.blocks) < BLOCKS_TRIED || took(&self.beside) < took(&self.base) / 10 * 9
    }
}

/// Returns the time elapsed since `since` and resets it.
pub(super) fn lap(since: &mut Instant) -> Duration {
    let now = Instant::now();
    now - std::mem::replace(since, now)
}

/// The trials in which a process moved in a step; `None` if they are many or unknown.
pub(super) type Moved = Option<Arc<[u16]>>;

/// The differences between a block and its base block.
pub(super) struct Apart {
    /// By variable: where its own parameters differ.
    pub(super) changed: Vec<Changed>,
    /// By monitor: whether the parameters that its condition reads differ.
    followed_anew: Vec<bool>,
    /// By variable: the trials in which its columns differ.
    pub(super) now: Vec<Marks>,
    /// `now` at the end of the step before.
    pub(super) before: Vec<Marks>,
    /// By variable: the trials in which its columns have differed at any step.
    pub(super) ever: Vec<Marks>,
    /// By variable: whether its columns differ in any trial, or did at the step before.
    pub(super) differs_now: Vec<bool>,
    /// By variable: whether its columns have differed in any trial at any step.
    has_differed: Vec<bool>,
    /// Variables whose outcomes are read as of the step before.
    pub(super) seen: Vec<Seen>,
    /// By variable: the trials in which a process moved in the last step.
    pub(super) moved: Vec<Moved>,
    /// The time that the block has taken.
    pub(super) took: Duration,
}

impl Apart {
    /// Compares two programs of one model with the same streams, questions and evidence. Returns `None` if
    /// incremental drawing would save too little.
    pub(super) fn worth(
        upstream: &Upstream,
        base: &Program,
        program: &Program,
        gain: &Gain,
    ) -> Option<Self> {
        let is_impossible = base.absorbed.is_impossible() || program.absorbed.is_impossible();
        if is_impossible || !gain.is_worth() {
            return None;
        }
        let count = program.model.variables.len();
        let changed = upstream.changed(base, program);
        let is_some = changed.iter().any(|changed| *changed != Changed::Yes);
        is_some.then(|| Self {
            changed,
            followed_anew: upstream.followed_anew(base, program),
            now: vec![Marks::NONE; count],
            before: vec![Marks::NONE; count],
            ever: vec![Marks::NONE; count],
            differs_now: vec![false; count],
            has_differed: vec![false; count],
            seen: Seen::of(program),
            moved: vec![None; count],
            took: Duration::ZERO,
        })
    }

    /// Resets for a new block.
    pub(super) fn begin(&mut self) {
        for marks in [&mut self.now, &mut self.before, &mut self.ever] {
            marks.fill(Marks::NONE);
        }
        self.took = Duration::ZERO;
        self.differs_now.fill(false);
        self.has_differed.fill(false);
        self.moved.fill(None);
    }

    /// Moves on to the next step.
    pub(super) fn turn(&mut self) {
        for (id, differs_now) in
            self.differs_now.iter_mut().enumerate().filter(|(_, differs)| **differs)
        {
            self.before[id] = self.now[id];
            *differs_now = !self.before[id].is_empty();
        }
    }

    /// Records the trials in which the columns of a variable differ in this step.
    pub(super) fn differs(&mut self, id: VariableId, marks: Marks) {
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
    pub(super) fn follows(&self, upstream: &Upstream, tracker: usize) -> bool {
        let reads = upstream.of_tracker(tracker);
        let mut read = reads.parents.iter().chain(&reads.remembered);
        !self.followed_anew[tracker] && read.all(|id| !self.has_differed[*id])
    }
}

/// A variable whose outcomes are read as of the step before.
pub(super) struct Seen {
    pub(super) id: usize,
    /// The index of its outcome column.
    pub(super) outcome: usize,
    /// Its index among processes, if the time in its state is read too.
    pub(super) since: Option<usize>,
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
