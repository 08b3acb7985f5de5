//! The flip distance of a chance: the smallest change of one uncertain number, within its stated range, that moves the
//! chance across a bound, such as the end of the range of its word.

use super::answers::Answers;
use super::findings::Findings;
use super::points::Swing;
use super::subject::Subject;
use super::tornado::{AGAIN, AGAIN_PARTS, AT_ONCE, each};
use crate::diagnostic::Diagnostic;
use crate::engine::Plan;
use crate::forecast::Level;
use crate::model::UncertainNumber;

/// The levels at which the answer is drawn first, as probabilities of the number's own distribution.
const LEVELS: [f64; 7] = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];
/// The number of points drawn within the interval that has the crossing.
const WITHIN: usize = 3;
/// The middle of every range.
const MIDDLE: f64 = 0.5;

/// A value of one number at which the answer crosses a bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The parameter's name, or the path of the number.
    pub name: String,
    /// The range as written.
    pub written: String,
    /// The median of the number.
    pub middle: f64,
    /// The value at which the answer crosses the bound.
    pub at: f64,
    /// Its standard error, from sampling; `None` if it can't be estimated.
    pub std_error: Option<f64>,
    /// The level of the value: the probability that the number is smaller.
    pub level: f64,
    /// The bound that is crossed.
    pub bound: f64,
    /// Whether the answer is above the bound beyond the value.
    pub rises: bool,
}

/// Finds the smallest change, by the level of the number, that takes the answer below `bounds.0` or above `bounds.1`;
/// `None` if no single number of those that were found to move it does within its range.
pub fn flip(
    subject: &Subject,
    found: &Findings,
    bounds: (Option<f64>, Option<f64>),
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Option<Flip>, Diagnostic> {
    let crosses = |swing: &&Swing| {
        let inner = swing.inner.map_or(swing.answers.0, |inner| inner.answer);
        let answers = [swing.answers.0, swing.answers.1, inner];
        let is_beyond = |p: &f64| {
            bounds.0.is_some_and(|low| *p < low) || bounds.1.is_some_and(|high| *p > high)
        };
        swing.is_seen && answers.iter().any(is_beyond)
    };
    let moved: Vec<&Swing> = found.tornado.uncertain.iter().filter(crosses).take(AGAIN).collect();
    let numbers: Vec<&UncertainNumber> = subject
        .uncertain_numbers()
        .into_iter()
        .filter(|number| moved.iter().any(|swing| swing.name == number.name))
        .collect();
    if numbers.is_empty() {
        return Ok(None);
    }
    let points = (LEVELS.len() + WITHIN) * numbers.len();
    let plan = each(plan, subject, plan.trials / points as u64, AGAIN_PARTS);
    let search = Search { subject, bounds, plan, progress };
    let mut best: Option<Flip> = None;
    for number in numbers {
        let far = |flip: &Flip| (flip.level - MIDDLE).abs();
        let own = search.nearest(number)?;
        best = match (best, own) {
            (Some(best), Some(own)) if far(&own) < far(&best) => Some(own),
            (None, own) => own,
            (best, _) => best,
        };
    }
    Ok(best)
}

/// The search for crossings.
struct Search<'a> {
    subject: &'a Subject,
    bounds: (Option<f64>, Option<f64>),
    plan: Plan,
    progress: &'a (dyn Fn(u64) + Sync),
}

/// A level of a number, its value there, and the answer.
#[derive(Clone, Copy, Debug)]
struct Point {
    level: f64,
    value: f64,
    answer: f64,
    error: f64,
}

impl Search<'_> {
    /// The crossing nearest to the middle of a number.
    fn nearest(&self, number: &UncertainNumber) -> Result<Option<Flip>, Diagnostic> {
        let mut points = self.points(number, &LEVELS)?;
        let Some((first, ..)) = self.crossing(&points) else { return Ok(None) };
        let (low, high) = (points[first].level, points[first + 1].level);
        let step = (high - low) / (WITHIN + 1) as f64;
        let within: Vec<f64> = (1..=WITHIN).map(|i| low + step * i as f64).collect();
        let within = self.points(number, &within)?;
        points.splice(first + 1..=first, within);
        let Some((first, bound, rises)) = self.crossing(&points) else { return Ok(None) };
        let (from, to) = (points[first], points[first + 1]);
        let part = (bound - from.answer) / (to.answer - from.answer);
        let between = |a: f64, b: f64| a + part * (b - a);
        let slope = (to.value - from.value) / (to.answer - from.answer);
        let error = between(from.error, to.error) * slope.abs();
        let middle = self.subject.quantiles(number, &[MIDDLE], self.plan.seed)?[0];
        Ok(Some(Flip {
            name: number.name.clone(),
            written: number.text.clone(),
            middle,
            at: between(from.value, to.value),
            std_error: Some(error).filter(|error| error.is_finite() && *error > 0.0),
            level: between(from.level, to.level),
            bound,
            rises,
        }))
    }

    /// The answers at these levels of a number, all on the same trials.
    fn points(&self, number: &UncertainNumber, levels: &[f64]) -> Result<Vec<Point>, Diagnostic> {
        let values = self.subject.quantiles(number, levels, self.plan.seed)?;
        let held = |value: &f64| {
            let mut numbers = self.subject.supposition().numbers.clone();
            numbers.hold(number.id, *value);
            numbers
        };
        let mut points = Vec::new();
        for (levels, values) in levels.chunks(AT_ONCE).zip(values.chunks(AT_ONCE)) {
            let numbers = values.iter().map(held).collect();
            let answers = Answers::draw(self.subject, numbers, &self.plan, self.progress)?;
            let parts = answers.parts(self.subject.uncertain_numbers().len() > 1);
            for (side, (level, value)) in levels.iter().zip(values).enumerate() {
                let Level { value: answer, std_error, .. } = parts.level(side);
                points.push(Point { level: *level, value: *value, answer, error: std_error });
            }
        }
        Ok(points)
    }

    /// The interval nearest to the middle in which the answer crosses a bound, by the index of its first point, with the
    /// bound and whether the answer rises across it on the way from the middle.
    fn crossing(&self, points: &[Point]) -> Option<(usize, f64, bool)> {
        let mut found: Vec<(f64, usize, f64, bool)> = Vec::new();
        for (first, pair) in points.windows(2).enumerate() {
            let middle = f64::midpoint(pair[0].level, pair[1].level);
            // outwards from the middle
            let (near, far) = if middle < MIDDLE { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
            let down = self.bounds.0.filter(|low| near.answer >= *low && far.answer < *low);
            let up = self.bounds.1.filter(|high| near.answer <= *high && far.answer > *high);
            let crossed = down.map(|bound| (bound, false)).or(up.map(|bound| (bound, true)));
            if let Some((bound, rises)) = crossed {
                let part = (bound - near.answer) / (far.answer - near.answer);
                let level = near.level + part * (far.level - near.level);
                found.push(((level - MIDDLE).abs(), first, bound, rises));
            }
        }
        let nearest = found.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((nearest.1, nearest.2, nearest.3))
    }
}
