//! Spreads the blocks of a run over threads. Tallies add up in any order, and the fault of the
//! earliest trial is the one that is told, so nothing depends on who drew what.

use super::advance;
use super::ask::{self, States};
use super::block::{Block, LANES};
use super::paths::Trace;
use super::program::{Plan, Program};
use super::tally::Tally;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::lottery::LawFault;
use crate::model::{Binding, Model, Supposition};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Blocks that one thread draws before it looks for more work.
const BLOCKS_A_TURN: u64 = 16;
/// Columns of nested formulas live on the stack.
const STACK_BYTES: usize = 64 << 20;

/// Draws every trial of a plan. `progress` is told of trials as they are finished.
pub fn run(
    model: &Model,
    binding: &Binding,
    supposition: &Supposition,
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Tally, Diagnostic> {
    let program = Program::new(model, binding, supposition, plan);
    let blocks = plan.trials.div_ceil(LANES as u64);
    let turns = blocks.div_ceil(BLOCKS_A_TURN);
    let earliest_fault = AtomicU64::new(u64::MAX);
    let turn = |worker: &mut Worker, turn: u64| {
        let mut tally = Tally::new(&program);
        let mut fault = None;
        for index in turn * BLOCKS_A_TURN..((turn + 1) * BLOCKS_A_TURN).min(blocks) {
            if index > earliest_fault.load(Ordering::Relaxed) {
                break;
            }
            let lanes = (plan.trials - index * LANES as u64).min(LANES as u64) as usize;
            worker.draw(&program, index, lanes, &mut tally);
            if let Some((lane, wrong)) = worker.block.fault.take() {
                earliest_fault.fetch_min(index, Ordering::Relaxed);
                fault = Some((index * LANES as u64 + lane as u64, worker.step, wrong));
                break;
            }
            progress(lanes as u64);
        }
        (tally, fault)
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads(plan.threads, turns))
        .stack_size(STACK_BYTES)
        .build()
        .map_err(|e| Diagnostic::placeless(Code::TooLarge, format!("no threads to run on: {e}")))?;
    let (tally, fault) = pool.install(|| {
        (0..turns).into_par_iter().map_init(|| Worker::new(&program), turn).reduce(
            || (Tally::new(&program), None),
            |(mut a, f), (b, g)| {
                a.merge(&b);
                (a, earlier(f, g))
            },
        )
    });
    match fault {
        Some((trial, step, fault)) => Err(told(model, trial, step, &fault)),
        None if !supposition.learnt.is_empty() && tally.kept == 0 => {
            Err(no_trial(supposition, tally.trials))
        }
        None => Ok(tally),
    }
}

/// As many threads as are wanted (0 for the cores), but no more than there are turns: each has a
/// block and a stack.
fn threads(wanted: usize, turns: u64) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if wanted == 0 { cores() } else { wanted };
    threads.min(usize::try_from(turns).unwrap_or(usize::MAX)).max(1)
}

/// The trial in which something went wrong, the step, and what.
type Met = (u64, usize, LawFault);

fn earlier(a: Option<Met>, b: Option<Met>) -> Option<Met> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a.0 <= b.0 { a } else { b }),
        (a, b) => a.or(b),
    }
}

/// What one thread works with.
struct Worker {
    block: Box<Block>,
    states: States,
    trace: Option<Trace>,
    step: usize,
}

impl Worker {
    fn new(program: &Program) -> Self {
        Self {
            block: Box::new(Block::new(program)),
            states: States::new(program),
            trace: program.paths.map(|paths| Trace::new(program, paths)),
            step: 0,
        }
    }

    fn draw(&mut self, program: &Program, index: u64, lanes: usize, tally: &mut Tally) {
        self.block.begin(index, lanes);
        self.states.begin();
        for step in 0..=program.last() {
            self.step = step;
            advance::one_step(program, &mut self.block, step);
            if self.block.fault.is_some() {
                return;
            }
            self.states.note(program, &self.block, step, tally);
            if let Some(trace) = &mut self.trace {
                trace.note(&self.block, step);
            }
        }
        ask::count(program, &self.block, tally);
        self.states.count(program, &self.block, tally);
        if let (Some(trace), Some(paths)) = (&self.trace, &mut tally.paths) {
            trace.count(program, &self.block, paths);
        }
    }
}

fn told(model: &Model, trial: u64, step: usize, fault: &LawFault) -> Diagnostic {
    let when = match model.timeline.date(step) {
        Some(date) => format!(" on {date} (step {step})"),
        None => String::new(),
    };
    Diagnostic::new(fault.code, fault.place, fault.message.clone())
        .help(format!("this happened in world 0, trial {trial}{when}"))
}

fn no_trial(supposition: &Supposition, trials: u64) -> Diagnostic {
    let texts: Vec<&str> = supposition.learnt.iter().map(|(_, text)| text.as_str()).collect();
    let what = format!("none of {trials} trials met the evidence `{}`", texts.join("` and `"));
    Diagnostic::placeless(Code::NoTrial, what)
        .help("check that it is possible, ask for less, or draw more trials with `-n`")
}
