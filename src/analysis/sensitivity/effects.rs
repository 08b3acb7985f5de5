//! Which uncertain inputs move the answer across the readings that were drawn: main effects over bins,
//! pairs, and what neither explains.

use super::subject::Subject;
use crate::engine::{Item, Measure, Paired};
use crate::forecast::{Uncertain, distinct, uncertain};
use crate::numerics::effects::{CurvePoint, Reading, Screen, screen};
use serde::Serialize;

/// What the readings of the inputs show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effects {
    /// Whether the answer is seen to vary between readings.
    pub varies: bool,
    /// Its standard deviation between readings, that from few trials taken out; `None` if none is seen.
    pub std_dev: Option<f64>,
    /// The inputs whose main effect is seen, the one with the largest share first.
    pub named: Vec<MainEffect>,
    /// The pairs of inputs that are seen to do more together than alone, the largest share first.
    pub pairs: Vec<Together>,
    /// The share of the variance between readings that is neither; `None` if none is seen.
    pub left: Option<f64>,
    /// Readings in which the answer is undefined; they are left out.
    pub unanswered: u64,
    /// As many readings of equal weight say as much.
    pub effective: f64,
}

/// The main effect of an input.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MainEffect {
    /// The parameter's name, or the path.
    pub name: String,
    /// The share of the variance between readings.
    pub share: f64,
    /// The chance of so much if it had no effect.
    pub p: f64,
}

/// Two inputs that act together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Together {
    /// The inputs.
    pub names: (String, String),
    /// The share of the variance between readings that they have beyond their main effects.
    pub share: f64,
    /// The lowest and the highest answer over their quarters.
    pub extremes: (f64, f64),
}

/// The inputs drawn, world by world, and what the screen found in them.
pub(super) struct Screened {
    pub(super) effects: Effects,
    /// By name, the inner value of an input at which the answer is beyond both ends.
    inner: Vec<(String, CurvePoint)>,
}

impl Screened {
    pub(super) fn inner(&self, name: &str) -> Option<CurvePoint> {
        self.inner.iter().find(|(own, _)| own == name).map(|(_, point)| *point)
    }
}

/// The reading that a side of a world gives; `None` where it has no answer.
pub(super) fn reading(item: &Item, measure: Measure) -> Option<Reading> {
    let own = &item.own[0];
    if own.kept.is_nan() || own.kept <= 0.0 {
        return None;
    }
    let mean = own.sum / own.kept;
    let value = mean + item.origin;
    let variance = if measure == Measure::Mean {
        (own.squares / own.kept - mean * mean).max(0.0)
    } else {
        value * (1.0 - value)
    };
    let noise = if own.met > 1.0 { variance / (own.met - 1.0) } else { f64::NAN };
    value.is_finite().then_some(Reading { value, weight: own.kept, noise })
}

/// What the worlds of the first side show, of several.
pub(super) fn effects(subject: &Subject, drawn: &Paired) -> Screened {
    let readings: Vec<Option<Reading>> =
        drawn.parts.iter().map(|items| reading(&items[0], subject.measure())).collect();
    let unanswered = readings.iter().filter(|reading| reading.is_none()).count() as u64;
    let values: Vec<&[f64]> = drawn.values[0].iter().map(Vec::as_slice).collect();
    let (readings, values) = distinct(&readings, &values, &drawn.numbers);
    let read: Vec<_> = subject.doubts().iter().map(|doubt| doubt.id).collect();
    let numbers = &subject.supposition().numbers;
    let inputs = uncertain(&subject.model, numbers, &values, |id| read.contains(&id));
    let columns: Vec<Vec<f64>> = inputs.iter().map(|input| input.values.clone()).collect();
    let found = screen(&readings, &columns);
    Screened { effects: named(&found, &inputs, unanswered), inner: inner(&found, &inputs) }
}

fn named(found: &Screen, inputs: &[Uncertain], unanswered: u64) -> Effects {
    let main = |i: &usize| {
        let curve = found.curves[*i].as_ref()?;
        Some(MainEffect { name: inputs[*i].name(), share: curve.share, p: curve.p })
    };
    let pair = |pair: &crate::numerics::effects::Pair| Together {
        names: (inputs[pair.inputs.0].name(), inputs[pair.inputs.1].name()),
        share: pair.share,
        extremes: pair.extremes,
    };
    let varies = found.varies();
    Effects {
        varies,
        std_dev: varies.then(|| found.variance.sqrt()),
        named: found.named.iter().filter_map(main).collect(),
        pairs: found.pairs.iter().map(pair).collect(),
        left: found.left(),
        unanswered,
        effective: found.effective,
    }
}

fn inner(found: &Screen, inputs: &[Uncertain]) -> Vec<(String, CurvePoint)> {
    let of = |i: &usize| {
        let point = found.curves[*i].as_ref()?.inner_extreme()?;
        Some((inputs[*i].name(), point))
    };
    found.named.iter().filter_map(of).collect()
}
