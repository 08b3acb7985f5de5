//! Answers questions in every world, in parallel, and collects the answers in order.

use super::answers::{Exact, Exactly, Extent, WorldAnswers};
use super::clock::Clock;
use super::moment;
use super::refusal::impossible;
use crate::diagnostic::{Code, Diagnostic, work, work::Phase};
use crate::model::{Model, Question, Supposition, World};
use crate::numerics::parallel::prelude::*;
use crate::numerics::parallel::{Pool, pool, spread};

/// Bytes per joint state of a step, before and after it.
const STATE_BYTES: f64 = 256.0;

/// The settings of an exact computation.
#[derive(Clone, Debug)]
pub struct Task {
    /// The questions, as indices into the model's; `None` for all.
    pub questions: Option<Vec<usize>>,
    /// The number of worlds, if any input is uncertain.
    pub worlds: u64,
    /// The seed of the worlds.
    pub seed: u64,
    /// Number of threads; 0 for one per core.
    pub threads: usize,
    /// Whether to compute each state of each process at each step.
    pub timelines: bool,
    /// The parameters of each world, if they are given; empty to draw the first worlds of the seed.
    pub values: Vec<Vec<f64>>,
}

/// Answers the questions in every world. Questions that can't be answered exactly are listed in
/// [`Exact::refused`].
///
/// # Errors
///
/// Faults of the scenario, and impossible evidence.
pub fn solve(
    model: &Model,
    supposition: &Supposition,
    task: &Task,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Exact, Vec<Diagnostic>> {
    Solver { model, supposition, task, needs_all: false }.on_threads(progress)
}

/// Computes answers as [`solve`] does, for a caller who needs an answer to every question: stops once a question is too
/// large, and refuses the others of its group with it.
///
/// # Errors
///
/// Those of [`solve`].
pub fn solve_all(
    model: &Model,
    supposition: &Supposition,
    task: &Task,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Exact, Vec<Diagnostic>> {
    Solver { model, supposition, task, needs_all: true }.on_threads(progress)
}

/// The memory that the tables or states of a world take, in bytes.
fn bytes(extent: Extent) -> f64 {
    match extent {
        Extent::Elimination(effort) => effort.bytes(),
        Extent::States(states) => STATE_BYTES * states as f64,
    }
}

/// Whether a diagnostic only says that something is not computed exactly.
fn is_refusal(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.code, Code::NotExact | Code::TooWide)
}

fn wider(a: Extent, b: Extent) -> Extent {
    match (a, b) {
        (Extent::Elimination(x), Extent::Elimination(y)) if y.cells > x.cells => b,
        (Extent::States(x), Extent::States(y)) if y > x => b,
        _ => a,
    }
}

struct Solver<'a> {
    model: &'a Model,
    supposition: &'a Supposition,
    task: &'a Task,
    /// Whether answers are of use only if there is one to every question.
    needs_all: bool,
}

/// The results of one world.
struct Found {
    values: Vec<f64>,
    answers: Vec<Result<Exactly, Diagnostic>>,
    ln_kept: f64,
    ln_sure: f64,
    processes: Vec<Vec<f64>>,
    extent: Extent,
}

impl Solver<'_> {
    fn on_threads(&self, progress: &(dyn Fn(u64) + Sync)) -> Result<Exact, Vec<Diagnostic>> {
        spread(self.task.threads, || self.every_world(progress)).map_err(|fault| vec![fault])?
    }

    /// Answers the questions in every world, on the threads of the present pool.
    fn every_world(&self, progress: &(dyn Fn(u64) + Sync)) -> Result<Exact, Vec<Diagnostic>> {
        let Self { model, supposition, task, .. } = *self;
        let all = task.questions.clone().unwrap_or_else(|| (0..model.questions.len()).collect());
        let first = self.world(0, &all).map_err(|fault| vec![fault])?;
        progress(1);
        let (mut questions, mut refused, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        for (at, answer) in all.iter().zip(first.answers) {
            match answer {
                Ok(exactly) => {
                    questions.push(*at);
                    answers.push(exactly);
                }
                Err(refusal) if is_refusal(&refusal) => refused.push((*at, refusal)),
                Err(fault) => return Err(vec![fault]),
            }
        }
        let known = task.values.len() as u64;
        let worlds = match model.is_uncertain_with(&supposition.numbers) {
            true if known > 0 => known,
            true => task.worlds.max(1),
            false => 1,
        };
        let mut extent = first.extent;
        let mut exact = vec![WorldAnswers {
            ln_kept: first.ln_kept,
            ln_sure: first.ln_sure,
            answers,
            processes: first.processes,
        }];
        let mut values = vec![first.values];
        let phase = Phase::begin("computing readings", worlds);
        let other = |world: u64| {
            phase.step()?;
            let found = self.world(world, &questions);
            progress(1);
            found
        };
        let all = || (1..worlds).into_par_iter().map(other).collect();
        // as many worlds at once as fit in memory
        let together = (work::memory() as f64 / bytes(extent)) as usize;
        let others: Vec<Result<Found, Diagnostic>> = match together {
            few if few < Pool::threads_within() => {
                pool(few.max(1)).map_err(|fault| vec![fault])?.install(all)
            }
            _ => all(),
        };
        for found in others {
            let found = found.map_err(|fault| vec![fault])?;
            extent = wider(extent, found.extent);
            let answers: Result<Vec<_>, _> = found.answers.into_iter().collect();
            let answers = answers.map_err(|fault| vec![fault])?;
            exact.push(WorldAnswers {
                ln_kept: found.ln_kept,
                ln_sure: found.ln_sure,
                answers,
                processes: found.processes,
            });
            values.push(found.values);
        }
        let has_evidence = supposition.learns();
        let answered = !questions.is_empty();
        if has_evidence && answered && exact.iter().all(|world| world.ln_kept == f64::NEG_INFINITY)
        {
            return Err(vec![impossible(model, supposition)]);
        }
        if worlds == 1 {
            values.clear();
        }
        Ok(Exact { worlds: exact, values, before: Vec::new(), questions, refused, extent })
    }

    fn world(&self, index: u64, questions: &[usize]) -> Result<Found, Diagnostic> {
        let numbers = &self.supposition.numbers;
        let world = match self.task.values.get(index as usize) {
            Some(values) => World { values: values.clone() },
            None => World::draw_with(self.model, self.task.seed, index, numbers)?,
        };
        if self.model.timeline.clock.is_none() {
            let found =
                moment::answer(self.model, self.supposition, &world, questions, self.needs_all)?;
            return Ok(Found {
                values: world.values,
                answers: found.answers,
                ln_kept: found.ln_kept,
                ln_sure: found.ln_kept,
                processes: Vec::new(),
                extent: Extent::Elimination(found.effort),
            });
        }
        let asked: Vec<&Question> = questions.iter().map(|i| &self.model.questions[*i]).collect();
        let clock = Clock {
            model: self.model,
            supposition: self.supposition,
            world: &world,
            questions: &asked,
        };
        let found = clock.answer(self.task.timelines);
        Ok(Found {
            values: world.values,
            answers: found.answers,
            ln_kept: found.ln_kept,
            ln_sure: found.ln_sure,
            processes: found.processes,
            extent: Extent::States(found.states),
        })
    }
}
