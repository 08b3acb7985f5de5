//! Spreads points over threads and reports them in order.

use super::point::{Row, Sweep};
use crate::diagnostic::Diagnostic;
use crate::engine::{Plan, pool, threads};
use crate::model::{Asked, Supposition};
use crate::numerics::MOST_KEPT;
use crate::numerics::parallel::Pool;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;

/// The most points that are drawn together, block by block.
const MOST_TOGETHER: u64 = 100;
/// The most numbers that a thread stores for points drawn together, at up to 9 bytes each.
const MOST_NUMBERS: u64 = 1 << 24;
/// The least number of turns per thread, so that all threads end at about the same time, unless turns would
/// have too few points to share draws.
const TURNS_A_THREAD: u64 = 8;
const WORTH_SHARING: u64 = 6;

/// The reason why a sweep ended early.
#[derive(Debug)]
pub enum Stop<E> {
    /// A point can't be drawn.
    Fault(Diagnostic),
    /// The receiver of the points returned an error.
    Sink(E),
}

/// The most numbers that are stored for one point.
fn numbers(sweep: &Sweep, plan: &Plan) -> u64 {
    let asked = sweep.model.questions.iter().enumerate().filter(|(index, question)| {
        let is_chosen = plan.questions.as_ref().is_none_or(|chosen| chosen.contains(index));
        is_chosen
            && matches!(question.asked, Asked::Number(..) | Asked::Duration(_) | Asked::Date(_))
    });
    plan.trials.min(MOST_KEPT as u64) * asked.count() as u64
}

/// Draws `points` and passes each to `tell` in order, as soon as all earlier ones are done. Points run in
/// parallel, each on one thread; if there are fewer points than threads, they run one after another on all
/// threads.
pub fn run<E>(
    sweep: &Sweep,
    base: &Supposition,
    plan: &Plan,
    points: Range<u64>,
    sink: &mut dyn FnMut(u64, Vec<Row>) -> Result<(), E>,
) -> Result<(), Stop<E>> {
    let threads = threads(plan.threads, u64::MAX);
    if !Pool::IS_PARALLEL || points.end.saturating_sub(points.start) < threads as u64 {
        for point in points {
            let rows = sweep.run_point(base, plan, point).map_err(Stop::Fault)?;
            sink(point, rows).map_err(Stop::Sink)?;
        }
        return Ok(());
    }
    let alone = Plan { threads: 1, ..plan.clone() };
    let each = (points.end - points.start).div_ceil(threads as u64);
    let turns = (each / WORTH_SHARING).clamp(1, TURNS_A_THREAD);
    let most = (MOST_NUMBERS / numbers(sweep, plan).max(1)).clamp(1, MOST_TOGETHER);
    let together = each.div_ceil(turns).clamp(1, most);
    let next = AtomicU64::new(points.start);
    let is_over = AtomicBool::new(false);
    let (send, receive) = mpsc::channel();
    let work = |send: mpsc::Sender<(u64, Result<Vec<Row>, Diagnostic>)>| {
        while !is_over.load(Ordering::Relaxed) {
            let first = next.fetch_add(together, Ordering::Relaxed);
            if first >= points.end {
                return;
            }
            let some = first..(first + together).min(points.end);
            for (point, done) in some.clone().zip(sweep.run_points(base, &alone, some)) {
                let is_fault = done.is_err();
                if send.send((point, done)).is_err() || is_fault {
                    return;
                }
            }
        }
    };
    let threads = pool(threads).map_err(Stop::Fault)?;
    let works = (0..threads.threads()).map(|_| {
        let (send, work) = (send.clone(), &work);
        move || work(send)
    });
    let works = works.collect();
    drop(send);
    threads.beside(works, || {
        let outcome = in_order(points.start, &receive, sink);
        is_over.store(true, Ordering::Relaxed);
        outcome
    })
}

/// Passes on points in order, as they arrive in any order.
fn in_order<E>(
    first: u64,
    receive: &mpsc::Receiver<(u64, Result<Vec<Row>, Diagnostic>)>,
    sink: &mut dyn FnMut(u64, Vec<Row>) -> Result<(), E>,
) -> Result<(), Stop<E>> {
    let mut waiting = BTreeMap::new();
    let mut turn = first;
    for (point, done) in receive {
        waiting.insert(point, done);
        while let Some(done) = waiting.remove(&turn) {
            sink(turn, done.map_err(Stop::Fault)?).map_err(Stop::Sink)?;
            turn += 1;
        }
    }
    Ok(())
}
