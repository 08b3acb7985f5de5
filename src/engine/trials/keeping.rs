//! Draws a run and passes on every trial in order. The counts equal those of a run that doesn't keep trials.

use super::gather::{TrialBlock, gather};
use super::layout::TrialTable;
use super::units::{Unit, Units};
use crate::diagnostic::{Code, Diagnostic, work};
use crate::engine::count::Tally;
use crate::engine::program::{Plan, Program};
use crate::engine::run::{
    Choice, Laps, Phase, Shard, Tallies, Watch, Worker, choose_for, diagnostic_of, draw_world,
    in_pool, template, was_possible,
};
use crate::model::{Model, Rebinder, Supposition, World, bind};
use crate::numerics::parallel::{Pool, StopsIfBroken, Window, in_order, threads};
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Blocks in progress per thread: one being drawn, the others waiting to be received.
const BLOCKS_A_THREAD: u64 = 4;

/// A run whose trials are kept.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The model.
    pub model: &'a Model,
    /// The evidence, interventions and overrides.
    pub supposition: &'a Supposition,
    /// The settings of the run.
    pub plan: &'a Plan,
    /// The part of the run to draw.
    pub shard: Shard,
    /// The observer of the run.
    pub watch: Watch<'a>,
    /// Whether the table has columns for the questions asked.
    pub answers: bool,
}

/// Receives the trials of a run, a block of rows at a time: [`Model::trials`](crate::Model::trials) has an example.
pub trait TrialSink {
    /// A block in the form that the sink takes: [`TrialBlock`] itself, or text, or bytes.
    type Piece: Send;
    /// The error of the sink.
    type Error;

    /// Begins a table with these columns; called once, before all else.
    fn begin(&mut self, table: &TrialTable) -> Result<(), Self::Error>;
    /// Prepares a block; called on the threads that draw, in any order.
    fn prepare(table: &TrialTable, block: TrialBlock) -> Self::Piece;
    /// Takes the next rows, in order; called on the caller's thread. An error ends the run.
    fn take(&mut self, piece: Self::Piece) -> Result<(), Self::Error>;
}

/// The reason why a run ended early.
#[derive(Debug)]
pub enum Stopped<E> {
    /// A fault in the scenario.
    Fault(Diagnostic),
    /// An error of the sink.
    Sink(E),
}

/// Draws a run, or a shard of it, and passes the accepted trials to a sink. A whole run must have accepted
/// trials; a shard need not.
pub fn run_keeping<S: TrialSink>(job: Job, sink: &mut S) -> Result<Tallies, Stopped<S::Error>> {
    let Job { model, supposition, plan, shard, watch, .. } = job;
    let first = World::draw_with(model, plan.seed, 0, &supposition.numbers);
    let first = first.map_err(Stopped::Fault)?;
    let binding = watch.alone(Phase::Binding, || bind(model, &first));
    let mut template = template(model, supposition, plan, (&binding, watch));
    let worlds = template.is_in_worlds().then(|| plan.worlds_drawn());
    if let Some(worlds) = worlds.filter(|worlds| shard.of > *worlds) {
        let what = format!("trials are saved by whole readings, of which there are {worlds}");
        let fault = Diagnostic::placeless(Code::TooLarge, what);
        return Err(Stopped::Fault(
            fault.help("take at most as many shards, or drop `--save-trials`"),
        ));
    }
    let rebinder = || watch.alone(Phase::Binding, || Rebinder::new(model, &binding));
    let rebinder = worlds.map(|_| rebinder());
    let choice = rebinder.as_ref().map(|r| choose_for(&mut template, r, plan, watch)).transpose();
    let choice = choice.map_err(Stopped::Fault)?.flatten();
    let units = Units::new(plan, worlds, shard);
    let table = TrialTable::new(
        &template,
        worlds.unwrap_or(1),
        job.answers,
        plan.trials.div_ceil(shard.of),
    );
    sink.begin(&table).map_err(Stopped::Sink)?;
    let width = BLOCKS_A_THREAD * threads(plan.threads, units.count) as u64;
    let window = Window::new(units.count, width);
    let crew = Crew {
        job,
        template: &template,
        rebinder: rebinder.as_ref(),
        choice: choice.as_deref(),
        table: &table,
        window: &window,
        found: Mutex::new(Found::new(&template, &units, worlds.is_some())),
        units,
    };
    let places = crew.units.worlds();
    let mut tallies = crew.draw(sink)?;
    let drawn = choice.map(|choice| choice.finish((model, supposition), plan, places));
    tallies.drawn = drawn.transpose().map_err(Stopped::Fault)?;
    if shard == Shard::WHOLE {
        was_possible(model, supposition, plan, &tallies).map_err(Stopped::Fault)?;
    }
    Ok(tallies)
}

/// The threads that draw.
struct Crew<'a, T> {
    job: Job<'a>,
    template: &'a Program<'a>,
    /// Binds the numbers of worlds; `None` if no input is uncertain.
    rebinder: Option<&'a Rebinder<'a>>,
    /// The worlds, if they are not simply the first ones.
    choice: Option<&'a Choice>,
    table: &'a TrialTable,
    units: Units,
    window: &'a Window<T>,
    found: Mutex<Found>,
}

impl<T: Send> Crew<'_, T> {
    /// Draws all turns, and passes their pieces to the sink in order.
    fn draw<S: TrialSink<Piece = T>>(self, sink: &mut S) -> Result<Tallies, Stopped<S::Error>> {
        if Pool::IS_PARALLEL {
            self.on_threads(sink)?;
        } else {
            self.on_this_thread(sink)?;
        }
        let found = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.finish().map_err(Stopped::Fault)
    }

    /// Draws on separate threads, while the present thread passes their pieces to the sink.
    fn on_threads<S: TrialSink<Piece = T>>(&self, sink: &mut S) -> Result<(), Stopped<S::Error>> {
        let Job { plan, watch, .. } = self.job;
        let work = || Pool::everywhere(|| self.work::<S>(&mut || ()));
        let all = || in_pool(plan, self.units.count, watch, work).map(drop);
        let kept = in_order(self.window, all, |piece| sink.take(piece)).map_err(Stopped::Fault)?;
        kept.map_err(Stopped::Sink)
    }

    /// Draws on the present thread, and passes each piece to the sink as soon as it is handed over.
    fn on_this_thread<S: TrialSink<Piece = T>>(
        &self,
        sink: &mut S,
    ) -> Result<(), Stopped<S::Error>> {
        let mut kept = Ok(());
        let mut pass_on = || {
            if let Some(Err(error)) = self.window.receive().map(|piece| sink.take(piece)) {
                kept = Err(error);
                self.window.stop();
            }
        };
        self.job.watch.together(1, || self.work::<S>(&mut pass_on));
        kept.map_err(Stopped::Sink)
    }

    /// The work of one thread: draws turns until there are none left, and calls `handed` after each.
    fn work<S: TrialSink<Piece = T>>(&self, handed: &mut dyn FnMut()) {
        let _guard = StopsIfBroken(self.window);
        let mut worker = Worker::new(self.template, self.job.watch);
        let mut turn = self.window.take();
        while let Some(first) = turn {
            let world = self.units.get(first).world;
            turn = match self.world::<S>(&mut worker, (world, first), handed) {
                Ok(next) => next,
                Err(fault) => {
                    self.window.end_at(first);
                    self.found().blame(first, fault);
                    None
                }
            };
        }
    }

    /// Draws turns until one belongs to another world; returns that turn.
    ///
    /// # Errors
    ///
    /// If the world can't be drawn.
    fn world<S: TrialSink<Piece = T>>(
        &self,
        worker: &mut Worker,
        (world, first): (u64, u64),
        handed: &mut dyn FnMut(),
    ) -> Result<Option<u64>, Diagnostic> {
        let mut laps = Laps::begin(self.job.watch.spent);
        let Some(rebinder) = self.rebinder else {
            return Ok(self.turns::<S>(worker, self.template, &[], (first, world), handed));
        };
        let (template, seed) = (self.template, self.job.plan.seed);
        let numbers = &template.supposition.numbers;
        let chosen = Choice::at(self.choice, world);
        let drawn = draw_world(self.choice, (template.model, numbers), seed, chosen.world)?;
        let binding = rebinder.bind(&drawn);
        let program = template.in_world(&binding, seed, &chosen);
        laps.lap(Phase::Binding);
        drop(laps);
        Ok(self.turns::<S>(worker, &program, &drawn.values, (first, chosen.world), handed))
    }

    fn turns<S: TrialSink<Piece = T>>(
        &self,
        worker: &mut Worker,
        program: &Program,
        values: &[f64],
        (first, number): (u64, u64),
        handed: &mut dyn FnMut(),
    ) -> Option<u64> {
        let mut tally = Tally::new(program);
        let world = self.units.get(first).world;
        let mut next = Some(first);
        let mut blocks = 0;
        while let Some(turn) = next {
            let unit = self.units.get(turn);
            if unit.world != world {
                break;
            }
            if self.turn::<S>(worker, program, (turn, unit, number), &mut tally).is_break() {
                return None;
            }
            handed();
            blocks += 1;
            let mut laps = Laps::begin(self.job.watch.spent);
            next = self.window.take();
            laps.lap(Phase::Saving);
        }
        let mut laps = Laps::begin(self.job.watch.spent);
        tally.is_of_world(world);
        self.found().add(world, values, &tally, blocks);
        laps.lap(Phase::Tallying);
        next
    }

    /// Draws one block and hands it over; breaks on a fault.
    fn turn<S: TrialSink<Piece = T>>(
        &self,
        worker: &mut Worker,
        program: &Program,
        (turn, unit, number): (u64, Unit, u64),
        tally: &mut Tally,
    ) -> ControlFlow<()> {
        if let Err(cancelled) = work::check() {
            self.window.end_at(turn);
            self.found().blame(turn, cancelled);
            return ControlFlow::Break(());
        }
        if let Some(fault) = worker.draw(program, unit.block, unit.lanes, tally) {
            self.window.end_at(turn);
            self.found().blame(turn, diagnostic_of(program, number, &fault));
            return ControlFlow::Break(());
        }
        let mut laps = Laps::begin(self.job.watch.spent);
        let unit = Unit { world: number, ..unit };
        let rows = gather(self.table, program, &worker.block, unit);
        self.window.hand(turn, S::prepare(self.table, rows));
        laps.lap(Phase::Saving);
        (self.job.watch.progress)(unit.lanes as u64);
        ControlFlow::Continue(())
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The counts so far.
struct Found {
    pooled: Tally,
    /// By world, if there are several: its parameters, its counts and the number of blocks still missing.
    worlds: Vec<(Vec<f64>, Option<Tally>, u64)>,
    /// The number of the first world of `worlds`.
    first: u64,
    /// The earliest turn with a fault, and the fault.
    fault: Option<(u64, Diagnostic)>,
}

impl Found {
    fn new(template: &Program, units: &Units, is_unsure: bool) -> Self {
        let worlds = units.worlds().filter(|_| is_unsure);
        Self {
            pooled: Tally::new(template),
            worlds: worlds.map(|world| (Vec::new(), None, units.blocks(world))).collect(),
            first: units.worlds().start,
            fault: None,
        }
    }

    /// Adds the counts of some blocks of a world.
    fn add(&mut self, world: u64, values: &[f64], tally: &Tally, blocks: u64) {
        let Some((known, own, left)) = self.worlds.get_mut((world - self.first) as usize) else {
            return self.pooled.merge(tally);
        };
        *left -= blocks;
        if let Some(own) = own {
            own.merge(tally);
        } else {
            (*known, *own) = (values.to_vec(), Some(tally.clone()));
        }
        if let (0, Some(own)) = (*left, own) {
            self.pooled.merge(own);
            own.finish_world();
        }
    }

    fn blame(&mut self, turn: u64, fault: Diagnostic) {
        if self.fault.as_ref().is_none_or(|(earlier, _)| turn < *earlier) {
            self.fault = Some((turn, fault));
        }
    }

    fn finish(self) -> Result<Tallies, Diagnostic> {
        if let Some((_, fault)) = self.fault {
            return Err(fault);
        }
        let mut tallies = Tallies::of_one(self.pooled);
        for (values, tally, _) in self.worlds {
            tallies.values.push(values);
            tallies.worlds.extend(tally);
        }
        Ok(tallies)
    }
}
