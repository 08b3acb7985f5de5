//! Delays by steps: the probability that a state entered at a given moment is left at each later step.
//!
//! A delay takes effect at the first step at or after its end, so the probability of a step is a difference
//! of the distribution function. If several delays race, the one that ends first wins: its probability is an
//! integral, over its quantiles, of the probability that the others end later.

use super::state::{JointState, Look};
use crate::diagnostic::{Code, Diagnostic};
use crate::distribution::Distribution;
use crate::exact::refusal::not_exact;
use crate::formula::shape::{build, fixed};
use crate::formula::{Draw, Number, VariableId};
use crate::model::Counting;
use crate::model::conditional::ChanceFault;
use crate::model::facts::{Truth, truth, value};
use crate::model::{Delay, Length, Process, Timeline};
use std::collections::HashMap;
use std::rc::Rc;

/// A possible exit from a state after a delay.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    /// The number of steps from the current one.
    pub(super) after: u32,
    /// The index of the delay among the state's delays.
    pub(super) which: u16,
    /// The probability of this exit.
    pub(super) chance: f64,
    /// The moment at which the delay ends; NaN if it is random.
    pub(super) moment: f64,
}

/// The possible exits from a state.
pub(super) struct Waits {
    /// The exits within the horizon.
    pub(super) all: Vec<Wait>,
    /// Whether each delay is a fixed number of whole steps: then its end depends only on the step at which
    /// the state was entered, not on the moment within that step.
    pub(super) in_whole_steps: bool,
}

/// The process, its state, the time since entry (as bits), and the step if it matters.
type At = (VariableId, u16, u64, usize);

/// A cache of exits from states whose delays have constant distributions.
#[derive(Default)]
pub(super) struct Delays {
    known: HashMap<At, Rc<Waits>>,
}

impl Delays {
    /// The exits from a state that is entered in the current step, or before step 0.
    pub(super) fn of(
        &mut self,
        joint: &JointState,
        id: VariableId,
        process: &Process,
        state: u16,
    ) -> Result<Rc<Waits>, Diagnostic> {
        let delays = &process.delays[usize::from(state)];
        if delays.is_empty() {
            return Ok(Rc::new(Waits { all: Vec::new(), in_whole_steps: true }));
        }
        let timeline = &joint.model.timeline;
        let entered = joint.now[id.index()].entered;
        let ago = timeline.moment_of(joint.step) - entered;
        // if all steps are equal, only the time since entry counts, and whether the step is the first
        let is_alike =
            timeline.is_even() && delays.iter().all(|delay| delay.counts == Counting::Days);
        let step = if is_alike { usize::from(joint.step > 0) } else { joint.step };
        let at = (id, state, ago.to_bits(), step);
        if let Some(known) = self.known.get(&at) {
            return Ok(Rc::clone(known));
        }
        if delays.len() > 1
            && let Some(delay) = delays.iter().find(|delay| delay.condition.is_some())
        {
            let what = "several delays race here, and one of them waits for a condition";
            return Err(not_exact(delay.place, what));
        }
        // like the move into the state, its delays read the step before
        let look = joint.look(joint.step > 0, None);
        let mut is_constant = true;
        let mut race = Vec::with_capacity(delays.len());
        for delay in delays {
            is_constant &= constant(&delay.after);
            let waiting = Waiting::new(delay, (joint, &look), entered)?;
            // a random delay of zero takes effect at the next step, but the one after it may end before that
            if joint.step > 0 && ago > 1e-9 && waiting.by(joint.step).0 > 0.0 {
                let what = "several delays can be over within one step here, which is not computed";
                return Err(not_exact(delay.place, what));
            }
            race.push(waiting);
        }
        let in_whole_steps = timeline.is_even() && race.iter().all(Waiting::is_whole);
        let waits = Rc::new(Waits { all: waits(&race, delays)?, in_whole_steps });
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
struct Waiting<'a> {
    law: Distribution,
    counts: Counting,
    timeline: &'a Timeline,
    /// The moment of entry.
    entered: f64,
    /// The current step.
    step: usize,
    /// The probability that it ends before step 0.
    ended: f64,
}

impl<'a> Waiting<'a> {
    fn new(
        delay: &Delay,
        (joint, look): (&JointState<'a>, &Look),
        entered: f64,
    ) -> Result<Self, Diagnostic> {
        let law = law(&delay.after, delay, look)?;
        let wrong = |message: &str| Diagnostic::new(Code::Delay, delay.place, message.to_owned());
        if law.tails_below(0.0).0 > 0.0 {
            return Err(wrong("the delay comes out as negative"));
        }
        let (timeline, step, counts) = (&joint.model.timeline, joint.step, delay.counts);
        let lasted = timeline.length_between(entered, 0.0, counts);
        let ended = if step == 0 && entered < 0.0 { law.tails_below(lasted).0 } else { 0.0 };
        if ended >= 1.0 {
            return Err(wrong("this delay can't have lasted since the state was entered"));
        }
        Ok(Self { law, counts, timeline, entered, step, ended })
    }

    /// The moment at which a delay of this length ends.
    fn moment(&self, amount: f64) -> f64 {
        let length = Length { amount, counts: self.counts };
        self.timeline.end_of(length, self.entered, self.step)
    }

    /// The probabilities that it has ended by a step, and that it has not, given that it lasted until step 0.
    fn by(&self, step: usize) -> (f64, f64) {
        // an end that is on a step up to rounding counts as on it
        let hair = if self.law.has_atoms() { 1e-9 } else { 0.0 };
        self.tails(self.timeline.moment_of(step) + hair)
    }

    /// The probabilities that it ends before a moment, and not before it, given that it lasted until step 0.
    fn tails(&self, moment: f64) -> (f64, f64) {
        let length = self.timeline.length_between(self.entered, moment, self.counts);
        let (below, above) = self.law.tails_below(length);
        if self.ended > 0.0 {
            let left = 1.0 - self.ended;
            return (((below - self.ended) / left).clamp(0.0, 1.0), (above / left).min(1.0));
        }
        (below, above)
    }

    /// The moment of a quantile, given that it lasted until step 0.
    fn quantile(&self, u: f64) -> f64 {
        self.moment(self.law.quantile(self.ended + u * (1.0 - self.ended)))
    }

    /// The moment at which it ends, if that is not random.
    fn certain(&self) -> Option<f64> {
        let is_point = matches!(self.law, Distribution::Point(_));
        is_point.then(|| self.moment(self.law.quantile(0.5)))
    }

    /// Whether it is a fixed number of whole steps.
    fn is_whole(&self) -> bool {
        let steps = self.certain().map(|end| (end - self.entered) / self.timeline.moment_of(1));
        steps.is_some_and(|n| self.counts == Counting::Days && (n - n.round()).abs() < 1e-9)
    }
}

/// The distribution of a delay in the current state.
fn law(after: &Number, delay: &Delay, look: &Look) -> Result<Distribution, Diagnostic> {
    let undefined = || {
        let fault = ChanceFault::undefined("the delay", delay.place);
        let found = Diagnostic::new(fault.code, fault.place, fault.message.clone());
        fault.repair().into_iter().fold(found, Diagnostic::help)
    };
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

fn waits(race: &[Waiting], delays: &[Delay]) -> Result<Vec<Wait>, Diagnostic> {
    let points: Option<Vec<f64>> = race.iter().map(Waiting::certain).collect();
    if let Some(moments) = points {
        // of equal moments, the first in the list wins
        let first = (0..moments.len()).fold(0, |b, i| if moments[i] < moments[b] { i } else { b });
        return Ok(certain(&race[first], first, moments[first]));
    }
    if let [alone] = race {
        return Ok(single(alone));
    }
    if let Some((_, delay)) = race.iter().zip(delays).find(|(w, _)| w.law.has_atoms()) {
        let what = "a delay of certain lengths races another one here, which is not computed";
        return Err(not_exact(delay.place, what));
    }
    Ok(raced(race))
}

fn certain(waiting: &Waiting, which: usize, moment: f64) -> Vec<Wait> {
    let due = (waiting.timeline.step_from(moment) as usize).max(waiting.step + 1);
    let is_within = due <= waiting.timeline.last();
    let after = (due - waiting.step) as u32;
    let wait = Wait { after, which: which as u16, chance: 1.0, moment };
    if is_within { vec![wait] } else { Vec::new() }
}

fn single(waiting: &Waiting) -> Vec<Wait> {
    let mut found = Vec::new();
    let mut before = (0.0, 1.0);
    for step in waiting.step + 1..=waiting.timeline.last() {
        let here = waiting.by(step);
        // the difference of the smaller tails loses the fewest digits
        let chance = if here.0 < 0.5 { here.0 - before.0 } else { before.1 - here.1 };
        if chance > 0.0 {
            let after = (step - waiting.step) as u32;
            found.push(Wait { after, which: 0, chance, moment: f64::NAN });
        }
        before = here;
    }
    found
}

/// Number of panels of the integral within a step.
const PANELS: usize = 4;
/// Number of points in each panel.
const POINTS: usize = 20;

fn raced(race: &[Waiting]) -> Vec<Wait> {
    let nodes = gauss_legendre();
    let mut found = Vec::new();
    let mut before = vec![0.0; race.len()];
    let now = race[0].step;
    for step in now + 1..=race[0].timeline.last() {
        let here: Vec<f64> = race.iter().map(|w| w.by(step).0).collect();
        for (which, waiting) in race.iter().enumerate() {
            let (from, to) = (before[which], here[which]);
            if to <= from {
                continue;
            }
            let width = (to - from) / PANELS as f64;
            let mut chance = 0.0;
            for panel in 0..PANELS {
                for (x, weight) in &nodes {
                    let u = from + width * (panel as f64 + x);
                    let moment = waiting.quantile(u);
                    let others = race.iter().enumerate().filter(|(j, _)| *j != which);
                    let later = others.map(|(_, o)| o.tails(moment).1).product::<f64>();
                    chance += width * weight * later;
                }
            }
            if chance > 0.0 {
                let after = (step - now) as u32;
                found.push(Wait { after, which: which as u16, chance, moment: f64::NAN });
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
    use crate::formula::Unit;
    use crate::model::Clock;
    use jiff::civil::date;

    fn january() -> Timeline {
        let (as_of, until) = (date(2025, 1, 1), date(2025, 2, 10));
        Timeline::of(Clock { as_of, until, step: Unit::Day })
    }

    fn exponential(mean: f64, timeline: &Timeline) -> Waiting<'_> {
        let law = Recipe::Exponential.build(&[mean]).expect("a mean above 0");
        Waiting { law, counts: Counting::Days, timeline, entered: 0.0, step: 0, ended: 0.0 }
    }

    #[test]
    fn of_two_exponentials_each_wins_by_its_rate() {
        // the minimum has the sum of the rates, and the winner is independent of it
        let january = january();
        let race = [exponential(3.0, &january), exponential(6.0, &january)];
        let rate = 1.0 / 3.0 + 1.0 / 6.0;
        for Wait { after, which, chance, .. } in raced(&race) {
            let to = f64::from(after);
            let share = [2.0 / 3.0, 1.0 / 3.0][usize::from(which)];
            let requested = share * ((-rate * (to - 1.0)).exp() - (-rate * to).exp());
            assert!(
                (chance - requested).abs() < 1e-13,
                "{after} {which}: {chance} for {requested}"
            );
        }
    }
}
