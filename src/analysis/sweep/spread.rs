//! Spreads points over threads and reports them in order.

use super::point::{Row, Sweep};
use crate::diagnostic::Diagnostic;
use crate::engine::Plan;
use crate::model::{Asked, Supposition};
use crate::numerics::MOST_KEPT;
use crate::numerics::parallel::{Pool, StopsIfBroken, Window, in_order, spread, threads};
use std::ops::Range;

/// The most points that are drawn together, block by block.
const MOST_TOGETHER: u64 = 100;
/// The most numbers that a thread stores for points drawn together, at up to 9 bytes each.
const MOST_NUMBERS: u64 = 1 << 24;
/// The least number of turns per thread, so that all threads end at about the same time, unless turns would
/// have too few points to share draws.
const TURNS_A_THREAD: u64 = 8;
const WORTH_SHARING: u64 = 6;
/// Turns in progress per thread: one being drawn, the others waiting to be received.
const TURNS_IN_PROGRESS: u64 = 4;

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

/// Draws `points` and passes each to `sink` in order, as soon as all earlier ones are done. Points run in
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
    let first = |turn: u64| points.start + turn * together;
    let turns = (points.end - points.start).div_ceil(together);
    let window = Window::new(turns, TURNS_IN_PROGRESS * threads as u64);
    let work = || {
        let _guard = StopsIfBroken(&window);
        while let Some(turn) = window.take() {
            let some = first(turn)..first(turn + 1).min(points.end);
            let drawn = sweep.run_points(base, &alone, some);
            if drawn.iter().any(Result::is_err) {
                window.end_at(turn + 1);
            }
            window.hand(turn, (first(turn), drawn));
        }
    };
    let all = || spread(threads, || Pool::everywhere(work)).map(drop);
    let done = in_order(&window, all, |(first, drawn)| {
        let mut drawn = (first..).zip(drawn);
        drawn.try_for_each(|(point, rows)| {
            sink(point, rows.map_err(Stop::Fault)?).map_err(Stop::Sink)
        })
    });
    done.map_err(Stop::Fault)?
}
