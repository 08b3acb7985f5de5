//! Delays by whole steps: the chance that a state entered in some step is left in each later one.
//!
//! The step in which a delay is due is the moment of entry plus the delay, rounded to the nearest
//! step; so its chance is a difference of the distribution function. Of several delays that race the
//! earliest unrounded one wins: an integral over its quantiles of the others' chances to be later.

use super::refusal::not_exact;
use super::scene::{Look, Scene};
use crate::diagnostic::{Code, Diagnostic};
use crate::distribution::Distribution;
use crate::formula::{Draw, Number, VariableId};
use crate::model::facts::{Truth, truth, value};
use crate::model::shape::{build, fixed};
use crate::model::{Delay, Process};
use std::collections::HashMap;
use std::rc::Rc;

/// By how many steps after entry, which delay, and the chance; those beyond the horizon are left out.
pub(super) type Waits = Rc<Vec<(u32, u16, f64)>>;

/// Waits found so far, of states whose delays look at nothing.
#[derive(Default)]
pub(super) struct Delays {
    known: HashMap<(VariableId, u16, bool), Waits>,
}

impl Delays {
    /// The waits of a state that is entered in the present step of the scene, or before step 0.
    pub(super) fn of(
        &mut self,
        scene: &Scene,
        id: VariableId,
        process: &Process,
        state: u16,
    ) -> Result<Waits, Diagnostic> {
        let delays = &process.delays[usize::from(state)];
        if delays.is_empty() {
            return Ok(Rc::new(Vec::new()));
        }
        let at = (id, state, scene.step == 0);
        if let Some(known) = self.known.get(&at) {
            return Ok(Rc::clone(known));
        }
        if delays.len() > 1
            && let Some(delay) = delays.iter().find(|delay| delay.condition.is_some())
        {
            let what = "several delays race here, and one of them waits for a condition";
            return Err(not_exact(delay.place, what));
        }
        // like the move into the state, its delays see the step before
        let look = scene.look(scene.step > 0, None);
        let mut is_constant = true;
        let mut race = Vec::with_capacity(delays.len());
        for delay in delays {
            is_constant &= constant(&delay.after);
            race.push(Waiting::new(delay, process, scene, &look)?);
        }
        let waits = Rc::new(waits(&race, delays)?);
        if is_constant {
            self.known.insert(at, Rc::clone(&waits));
        }
        Ok(waits)
    }
}

fn constant(after: &Number) -> bool {
    match after {
        Number::Constant(_) => true,
        Number::Draw(draw) => fixed(&draw.shape).is_some(),
        _ => false,
    }
}

/// A delay that runs from a moment of entry.
struct Waiting {
    law: Distribution,
    /// The moment of entry, in steps from the present one: 0, or before.
    entered: f64,
    /// The length of a step in days.
    step_days: f64,
    /// The chance that it had ended before step 0.
    ended: f64,
    /// The last step after the present one that is looked at.
    last: u32,
}

impl Waiting {
    fn new(
        delay: &Delay,
        process: &Process,
        scene: &Scene,
        look: &Look,
    ) -> Result<Self, Diagnostic> {
        let law = law(&delay.after, delay, look)?;
        let wrong = |message: &str| Diagnostic::new(Code::Delay, delay.place, message.to_owned());
        if law.tails_below(0.0).0 > 0.0 {
            return Err(wrong("the delay comes out as negative"));
        }
        let step_days = scene.model.timeline.step_days();
        let since = if scene.step == 0 { process.since_steps } else { 0.0 };
        let ended = if since > 0.0 { law.cdf(since * step_days) } else { 0.0 };
        if ended >= 1.0 {
            return Err(wrong("this delay can't have lasted since the state was entered"));
        }
        let last = (scene.model.timeline.last() - scene.step).max(1) as u32;
        Ok(Self { law, entered: -since, step_days, ended, last })
    }

    /// The first step in which it can be due.
    fn first(&self) -> u32 {
        (self.entered + 1.0).ceil().max(1.0) as u32
    }

    /// The delay in days that is due just after step `k`.
    fn end(&self, k: u32) -> f64 {
        (f64::from(k) + 0.5 - self.entered) * self.step_days
    }

    /// The chances that it is shorter than so many days, and not shorter, given that it has lasted.
    fn tails(&self, days: f64) -> (f64, f64) {
        let (below, above) = self.law.tails_below(days);
        if self.ended > 0.0 {
            let left = 1.0 - self.ended;
            return (((below - self.ended) / left).clamp(0.0, 1.0), (above / left).min(1.0));
        }
        (below, above)
    }

    /// The quantile given that it has lasted.
    fn quantile(&self, u: f64) -> f64 {
        self.law.quantile(self.ended + u * (1.0 - self.ended))
    }
}

/// The distribution of a delay in the present state.
fn law(after: &Number, delay: &Delay, look: &Look) -> Result<Distribution, Diagnostic> {
    let undefined =
        || Diagnostic::new(Code::Delay, delay.place, "the delay comes out as undefined");
    match after {
        Number::If(condition, a, b) => match truth(condition, look) {
            Truth::True => law(a, delay, look),
            Truth::False => law(b, delay, look),
            Truth::Undefined => Err(undefined()),
        },
        Number::Draw(draw) => built(draw, look).ok_or_else(undefined),
        plain => {
            let mut draws = 0;
            plain.for_each_draw(&mut |_| draws += 1);
            if draws > 0 {
                let what = "a delay that is computed from draws has no exact distribution here";
                return Err(not_exact(delay.place, what));
            }
            Distribution::point(value(plain, look)).map_err(|_| undefined())
        }
    }
}

fn built(draw: &Draw, look: &Look) -> Option<Distribution> {
    build(&draw.shape, &mut |parameter| value(parameter, look)).ok()
}

fn waits(race: &[Waiting], delays: &[Delay]) -> Result<Vec<(u32, u16, f64)>, Diagnostic> {
    if let [alone] = race {
        return Ok(single(alone));
    }
    let points = race.iter().filter(|w| matches!(w.law, Distribution::Point(_))).count();
    if points == race.len() {
        // of equal ones the first listed wins
        let days = |w: &Waiting| w.law.quantile(0.5);
        let first =
            (0..race.len()).fold(0, |b, i| if days(&race[i]) < days(&race[b]) { i } else { b });
        let due = single(&race[first]);
        return Ok(due.into_iter().map(|(k, _, p)| (k, first as u16, p)).collect());
    }
    if let Some((_, delay)) = race.iter().zip(delays).find(|(w, _)| w.law.has_atoms()) {
        let what = "a delay of certain lengths races another one here, which is not computed";
        return Err(not_exact(delay.place, what));
    }
    Ok(raced(race))
}

fn single(waiting: &Waiting) -> Vec<(u32, u16, f64)> {
    let mut found = Vec::new();
    let mut before = (0.0, 1.0);
    for k in waiting.first()..=waiting.last {
        let here = waiting.tails(waiting.end(k));
        // the difference of the smaller tails loses the fewest digits
        let p = if here.0 < 0.5 { here.0 - before.0 } else { before.1 - here.1 };
        if p > 0.0 {
            found.push((k, 0, p));
        }
        before = here;
    }
    found
}

/// Panels of the integral within a step.
const PANELS: usize = 4;
/// Points in each.
const POINTS: usize = 20;

fn raced(race: &[Waiting]) -> Vec<(u32, u16, f64)> {
    let nodes = gauss_legendre();
    let mut found = Vec::new();
    let mut before = vec![0.0; race.len()];
    for k in race[0].first()..=race[0].last {
        let here: Vec<f64> = race.iter().map(|w| w.tails(w.end(k)).0).collect();
        for (which, waiting) in race.iter().enumerate() {
            let (from, to) = (before[which], here[which]);
            if to <= from {
                continue;
            }
            let width = (to - from) / PANELS as f64;
            let mut p = 0.0;
            for panel in 0..PANELS {
                for (x, weight) in &nodes {
                    let u = from + width * (panel as f64 + x);
                    let days = waiting.quantile(u);
                    let others = race.iter().enumerate().filter(|(j, _)| *j != which);
                    p += width * weight * others.map(|(_, o)| o.tails(days).1).product::<f64>();
                }
            }
            if p > 0.0 {
                found.push((k, which as u16, p));
            }
        }
        before = here;
    }
    found
}

/// Nodes and weights on 0 to 1, by Newton's method on the Legendre polynomial.
fn gauss_legendre() -> Vec<(f64, f64)> {
    let n = POINTS as f64;
    let node = |i: usize| {
        let mut x = libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (n + 0.5));
        let mut slope = 1.0;
        for _ in 0..50 {
            let (mut value, mut before) = (1.0, 0.0);
            for j in 1..=POINTS {
                let j = j as f64;
                (value, before) = (((2.0 * j - 1.0) * x * value - (j - 1.0) * before) / j, value);
            }
            slope = n * (x * value - before) / (x * x - 1.0);
            x -= value / slope;
        }
        (0.5 * (x + 1.0), 1.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..POINTS).map(node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Recipe;

    fn exponential(mean: f64) -> Waiting {
        let law = Recipe::Exponential.build(&[mean]);
        Waiting {
            law: law.expect("a mean above 0"),
            entered: 0.0,
            step_days: 1.0,
            ended: 0.0,
            last: 40,
        }
    }

    #[test]
    fn of_two_exponentials_each_wins_by_its_rate() {
        // the minimum has the sum of the rates, and the winner does not depend on it
        let race = [exponential(3.0), exponential(6.0)];
        let rate = 1.0 / 3.0 + 1.0 / 6.0;
        for (k, which, p) in raced(&race) {
            let from = if k == 1 { 0.0 } else { f64::from(k) - 0.5 };
            let to = f64::from(k) + 0.5;
            let share = [2.0 / 3.0, 1.0 / 3.0][usize::from(which)];
            let wanted = share * ((-rate * from).exp() - (-rate * to).exp());
            assert!((p - wanted).abs() < 1e-13, "{k} {which}: {p} for {wanted}");
        }
    }
}
