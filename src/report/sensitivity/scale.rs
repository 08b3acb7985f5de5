//! The axis of answers for bars.

use crate::analysis::sensitivity::Tornado;
use crate::report::document::Axis;

/// The ends of the axis are worded as finely as this part of it.
const FINENESS: f64 = 25.0;

/// Returns the axis from the smallest to the largest answer, with the present answer marked; `worded` formats an
/// answer with an error.
pub(super) fn axis(tornado: &Tornado, worded: impl Fn(f64, f64) -> String) -> Axis {
    let swings = tornado.uncertain.iter().chain(&tornado.plain);
    let ends = swings.flat_map(|swing| {
        let inner = swing.inner.map_or(swing.answers.0, |inner| inner.answer);
        [swing.answers.0, swing.answers.1, inner]
    });
    let mark = tornado.base.value;
    let ends = ends.chain([mark]).filter(|x| x.is_finite());
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    let error = (high - low) / FINENESS;
    Axis { low, high, mark, ends: (worded(low, error), worded(high, error)) }
}
