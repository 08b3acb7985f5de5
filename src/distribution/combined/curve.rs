//! Polynomials through the tails of distributions at the nodes of an interval, evaluated by the barycentric formula
//! (J.-P. Berrut and L. N. Trefethen, *SIAM Review* 46, 2004).

use super::ranks::rank;

/// The number of nodes of a polynomial.
const NODES: usize = 16;
/// With at most this many whole numbers in an interval, each is a node.
const FEW_WHOLE: f64 = 64.0;
/// Beyond this, whole numbers are not told apart.
const MOST_WHOLE: f64 = 1e15;
/// The least number of floating-point numbers in an interval with a polynomial.
const LEAST_NUMBERS: i64 = 4096;

/// The nodes of an interval.
#[derive(Debug)]
pub(crate) struct Grid {
    ends: [f64; 2],
    nodes: Vec<f64>,
    /// The barycentric weights; empty if every whole number is a node.
    weights: Vec<f64>,
    /// The distance between the values of counts; NaN for numbers.
    step: f64,
}

impl Grid {
    /// The nodes between two numbers; `None` if no polynomial is worth trying there.
    pub(crate) fn of_numbers((low, high): (f64, f64)) -> Option<Self> {
        let is_wide = rank(high).saturating_sub(rank(low)) >= LEAST_NUMBERS;
        let is_far = low < 0.0 && high > 0.0;
        (is_wide && !is_far).then(|| Self::through([low, high], f64::NAN, |x| x))
    }

    /// The nodes among the whole multiples of `step` between two numbers, as multiples.
    pub(crate) fn of_counts((low, high): (f64, f64), step: f64) -> Option<Self> {
        let ends = [low, high].map(|x| (x / step).floor());
        if !ends.iter().all(|k| k.abs() <= MOST_WHOLE) {
            return None;
        }
        if ends[1] - ends[0] < FEW_WHOLE {
            let nodes = (0..=(ends[1] - ends[0]) as u32).map(|k| ends[0] + f64::from(k)).collect();
            return Some(Self { ends, nodes, weights: Vec::new(), step });
        }
        Some(Self::through(ends, step, f64::round))
    }

    fn through(ends: [f64; 2], step: f64, place: fn(f64) -> f64) -> Self {
        let nodes: Vec<f64> = (0..NODES).map(|i| place(at(ends, i as f64 + 0.5))).collect();
        let unit = (ends[1] - ends[0]) / 4.0;
        let apart = |i: usize, j: usize| (nodes[i] - nodes[j]) / unit;
        let others = |i: usize| (0..NODES).filter(move |j| *j != i);
        let weight = |i: usize| 1.0 / others(i).map(|j| apart(i, j)).product::<f64>();
        Self { ends, weights: (0..NODES).map(weight).collect(), nodes, step }
    }

    pub(crate) fn nodes(&self) -> &[f64] {
        &self.nodes
    }

    pub(crate) fn ends(&self) -> [f64; 2] {
        self.ends
    }

    /// Whether every value of the interval is a node.
    pub(crate) fn is_whole(&self) -> bool {
        self.weights.is_empty()
    }

    /// The point half way between the ends.
    pub(crate) fn half(&self) -> f64 {
        self.placed(at(self.ends, NODES as f64 / 2.0))
    }

    /// Points between the nodes, at which the polynomial is checked.
    pub(crate) fn between(&self) -> [f64; 4] {
        [1.0, 5.0, 10.0, 15.0].map(|i| self.placed(at(self.ends, i)))
    }

    fn placed(&self, at: f64) -> f64 {
        if self.step.is_nan() { at } else { at.round() }
    }

    /// The number at a point: for counts one just beyond the multiple, so that rounding can't fall short of it.
    pub(crate) fn number(&self, at: f64) -> f64 {
        if self.step.is_nan() { at } else { (at + 0.5) * self.step }
    }

    /// The value at a point, given those at the nodes.
    pub(crate) fn value(&self, values: &[(f64, f64)], at: f64) -> (f64, f64) {
        if self.is_whole() {
            return values[((at - self.ends[0]).max(0.0) as usize).min(values.len() - 1)];
        }
        let (mut sum, mut lower, mut upper) = (0.0, 0.0, 0.0);
        for ((node, weight), value) in self.nodes.iter().zip(&self.weights).zip(values) {
            let apart = at - node;
            if apart == 0.0 {
                return *value;
            }
            let share = weight / apart;
            sum += share;
            lower += share * value.0;
            upper += share * value.1;
        }
        (lower / sum, upper / sum)
    }

    pub(crate) fn into_curve(self, values: Vec<(f64, f64)>) -> Curve {
        Curve { grid: self, values }
    }
}

/// A point between two ends: Chebyshev's nodes at halves of whole numbers up to [`NODES`], and the extremes of his
/// polynomial between them at whole numbers.
fn at(ends: [f64; 2], place: f64) -> f64 {
    let share = 0.5 - 0.5 * libm::cos(place * std::f64::consts::PI / NODES as f64);
    ends[0] + (ends[1] - ends[0]) * share
}

/// Both tails as functions of a number, or of a count.
#[derive(Debug)]
pub(crate) struct Curve {
    grid: Grid,
    values: Vec<(f64, f64)>,
}

impl Curve {
    /// The tails at a point.
    pub(crate) fn value(&self, at: f64) -> (f64, f64) {
        self.grid.value(&self.values, at)
    }
}
