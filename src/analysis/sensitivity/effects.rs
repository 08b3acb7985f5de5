//! The uncertain inputs that move the answer across the worlds drawn: main effects over bins, pairs, and the
//! unexplained rest.

use super::subject::Subject;
use crate::engine::{Item, Measure, Paired};
use crate::forecast::{LEAST_WORTH, Uncertain, distinct, uncertain};
use crate::numerics::effects::{CurvePoint, Reading, Screen, screen};

/// The effects of uncertain inputs on an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// Whether the answer varies significantly between worlds.
    pub varies: bool,
    /// Its standard deviation between worlds, without sampling noise; `None` if it does not vary
    /// significantly.
    pub std_dev: Option<f64>,
    /// The inputs with a significant main effect, largest share first.
    pub named: Vec<MainEffect>,
    /// The pairs of inputs with a significant interaction, largest share first.
    pub pairs: Vec<Together>,
    /// The share of the variance between worlds that is explained by neither; `None` if it does not vary
    /// significantly.
    pub left: Option<f64>,
    /// Number of worlds left out because the answer is undefined.
    pub unanswered: u64,
    /// The effective number of equally weighted worlds.
    pub effective: f64,
}

/// The main effect of an input.
#[derive(Clone, Debug, PartialEq)]
pub struct MainEffect {
    /// The parameter's name, or the path of the number.
    pub name: String,
    /// Its share of the variance between worlds.
    pub share: f64,
    /// The p-value: the probability of such a share if it had no effect.
    pub p: f64,
}

/// Two inputs that interact.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// The inputs.
    pub names: (String, String),
    /// The share of the variance between worlds beyond their main effects.
    pub share: f64,
    /// The lowest and the highest answer over their quarters.
    pub extremes: (f64, f64),
}

/// The effects found, with intermediate values.
pub(super) struct Screened {
    pub(super) effects: Effects,
    /// By name: the intermediate value of an input at which the answer is beyond both ends.
    inner: Vec<(String, CurvePoint)>,
}

impl Screened {
    pub(super) fn inner(&self, name: &str) -> Option<CurvePoint> {
        self.inner.iter().find(|(own, _)| own == name).map(|(_, point)| *point)
    }
}

/// The value of an answer in a world; `None` if it has none.
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
    let noise = if own.accepted > 1.0 { variance / (own.accepted - 1.0) } else { f64::NAN };
    value.is_finite().then_some(Reading { value, weight: own.kept, noise })
}

/// Finds the effects in the worlds of the first side; there must be several.
pub(super) fn effects(subject: &Subject, drawn: &Paired) -> Screened {
    let readings: Vec<Option<Reading>> =
        drawn.parts.iter().map(|items| reading(&items[0], subject.measure())).collect();
    let unanswered = readings.iter().filter(|reading| reading.is_none()).count() as u64;
    let values: Vec<&[f64]> = drawn.values[0].iter().map(Vec::as_slice).collect();
    let (readings, values) = distinct(&readings, &values, &drawn.numbers);
    let read: Vec<_> = subject.uncertain_numbers().iter().map(|uncertain| uncertain.id).collect();
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
    // with so few readings, that no input and no pair is found is no sign of several
    let is_found = !found.named.is_empty() || !found.pairs.is_empty();
    let varies = found.varies() && (is_found || found.effective >= LEAST_WORTH);
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
