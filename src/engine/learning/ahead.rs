//! The chance to meet the facts to come, from each state of a process at each step, in a chain that is its average: the
//! function by which draws are guided (P. Guarniero, A. Johansen & A. Lee, *JASA* 112, 2017). Weights pay it back, so
//! any positive function is right; a better one only makes weights more even.

use super::chain::{Chain, Delays};
use super::constraints::{Constraints, Reach};
use crate::model::{Counting, Length, Timeline};

/// Guides that look further ahead don't look at single due days, because their tables grow with the square.
const MOST_STEPS_OF_DELAYS: usize = 400;
/// The least chance of an allowed state, relative to the best: the average chain may miss a way that there is.
const LEAST: f64 = 1e-6;
/// The least chance to meet the facts that a draw takes an outcome to have, relative to the best one. The average chain
/// knows nothing of what sets one trial apart, such as a condition for which a delay waits or a chance that is small in
/// most trials: what draws take to be worse than it is must not leave great weights to the few trials that go there.
pub(crate) const LEAST_RELATIVE: f64 = 0.2;
/// A step in which guiding would change the draws from a state by less than this is not guided.
const NEGLIGIBLE: f64 = 0.01;
/// Moves of more than this chance into a state that is not allowed are always cut off.
const CUT_OFF: f64 = 1e-4;

/// The guide of a process.
#[derive(Clone, Debug)]
pub(crate) struct Ahead {
    /// The last step that it looks at.
    pub(crate) last: usize,
    states: usize,
    /// The states that are still to be reached: bit k of a mode says that the k-th have been.
    pub(crate) reach: Vec<Reach>,
    /// The chance, up to a factor by step, at `(step · modes + mode) · states + state`.
    values: Vec<f64>,
    /// By step and state: whether draws need no guide.
    is_flat: Vec<bool>,
    /// By step: whether no move may be made.
    still: Vec<bool>,
    /// By state: the chances while waiting for a delay, if it has any.
    waits: Vec<Option<Wait>>,
}

/// The chance to meet the facts to come while waiting in a state for a delay that is due at a known step: at
/// `(mode · steps + step) · steps + due`, with one more step for *later*.
#[derive(Clone, Debug)]
pub(crate) struct Wait {
    /// The share that is still waiting when the delay is due: times the chance from the state that is then entered.
    stays: Vec<f64>,
    /// The chance by way of other moves before, and, if it is due later, by staying.
    leaves: Vec<f64>,
    /// If delays wait for conditions, the chance from a delay that is over, at `mode · (last + 2) + step`: its condition is
    /// taken to stay shut as long as that is better, so that a trial in which it does is not given up.
    over: Vec<f64>,
}

impl Ahead {
    /// Builds the guide; `None` if its constraints can't be met in the average chain, whose chances are then no
    /// guide.
    pub(crate) fn new(own: &Constraints, chain: &Chain, timeline: &Timeline) -> Option<Self> {
        let (last, states) = (own.last(), chain.states);
        let modes = 1 << own.reach.len();
        let mut still = vec![false; last + 1];
        own.still.iter().for_each(|step| still[*step] = true);
        let has_waits = last <= MOST_STEPS_OF_DELAYS;
        let wait = |state: usize| {
            let steps = last + 2;
            let cells = modes * steps * steps;
            let is_waiting = has_waits && !chain.delays[state].targets.is_empty();
            let over = if chain.delays[state].open.is_empty() { 0 } else { modes * steps };
            is_waiting.then(|| Wait {
                stays: vec![0.0; cells],
                leaves: vec![0.0; cells],
                over: vec![0.0; over],
            })
        };
        let mut ahead = Self {
            last,
            states,
            reach: own.reach.clone(),
            values: vec![0.0; (last + 1) * modes * states],
            is_flat: vec![true; (last + 1) * states],
            still,
            waits: (0..states).map(wait).collect(),
        };
        for step in (0..=last).rev() {
            if !ahead.look_back(own, chain, timeline, step) {
                return None;
            }
        }
        (1..=last).for_each(|step| ahead.find_flat(chain, step));
        Some(ahead)
    }

    /// Number of states.
    pub(crate) fn states(&self) -> usize {
        self.states
    }

    fn modes(&self) -> usize {
        1 << self.reach.len()
    }

    /// The mode of a process in a mode that enters a state at a step.
    pub(crate) fn mode(&self, before: usize, step: usize, state: usize) -> usize {
        let reached =
            |(k, reach): (usize, &Reach)| usize::from(reach.states[state] && step <= reach.by) << k;
        self.reach.iter().enumerate().map(reached).fold(before, |mode, bit| mode | bit)
    }

    /// The chance from a state entered at a step, or one without delays, up to a factor that the step shares.
    pub(crate) fn value(&self, step: usize, mode: usize, state: usize) -> f64 {
        let mode = self.mode(mode, step, state);
        self.values[(step * self.modes() + mode) * self.states + state]
    }

    /// The chance from a state that waits for a delay, due at a step, into another state; as [`Ahead::value`].
    pub(crate) fn waiting(
        &self,
        step: usize,
        (mode, state): (usize, usize),
        (due, to): (usize, u16),
    ) -> f64 {
        let Some(wait) = &self.waits[state] else { return self.value(step, mode, state) };
        let mode = self.mode(mode, step, state);
        let steps = self.last + 2;
        // a delay that is over waits for its condition
        if due <= step {
            let over = wait.over.get(mode * steps + step);
            return over.copied().unwrap_or_else(|| self.value(step, mode, state));
        }
        let at = (mode * steps + step) * steps + due.min(self.last + 1);
        if due > self.last {
            return wait.leaves[at];
        }
        wait.leaves[at] + wait.stays[at] * self.value(due, mode, usize::from(to))
    }

    /// Whether draws out of a state in a step need no guide.
    pub(crate) fn is_flat(&self, step: usize, state: usize) -> bool {
        self.is_flat[step * self.states + state]
    }

    /// Whether no move may be made in a step.
    pub(crate) fn is_still(&self, step: usize) -> bool {
        self.still[step]
    }

    /// Whether due days in a state are known to the guide.
    pub(crate) fn knows_delays(&self, state: usize) -> bool {
        self.waits[state].is_some()
    }

    /// Whether a state is allowed at a step in a mode.
    fn allows(&self, own: &Constraints, step: usize, mode: usize, state: usize) -> bool {
        let in_time = |(k, reach): (usize, &Reach)| step < reach.by || mode >> k & 1 == 1;
        own.allows(step, state) && self.reach.iter().enumerate().all(in_time)
    }

    /// Fills in a step from the one after it; returns whether any state meets the facts.
    fn look_back(
        &mut self,
        own: &Constraints,
        chain: &Chain,
        timeline: &Timeline,
        step: usize,
    ) -> bool {
        let modes = self.modes();
        let mut most = 0.0_f64;
        for mode in 0..modes {
            for state in 0..self.states {
                // only modes that a state can have
                if self.mode(mode, step, state) != mode || !self.allows(own, step, mode, state) {
                    continue;
                }
                let (leaving, staying) = self.onward(chain, step, mode, state);
                if self.waits[state].is_some() {
                    self.wait_back(&chain.delays[state], (step, mode, state), leaving, staying);
                }
                let found = match &self.waits[state] {
                    Some(_) => self.entered(&chain.delays[state], timeline, (step, mode, state)),
                    None if step == self.last => 1.0,
                    None => leaving + staying * self.value(step + 1, mode, state),
                };
                self.values[(step * modes + mode) * self.states + state] = found;
                most = most.max(found);
            }
        }
        if most <= 0.0 {
            return false;
        }
        for mode in 0..modes {
            for state in 0..self.states {
                let is_met =
                    self.mode(mode, step, state) == mode && self.allows(own, step, mode, state);
                let value = &mut self.values[(step * modes + mode) * self.states + state];
                *value = if is_met { (*value / most).max(LEAST) } else { 0.0 };
            }
        }
        let steps = self.last + 2;
        for wait in self.waits.iter_mut().flatten() {
            for mode in 0..modes {
                if let Some(over) = wait.over.get_mut(mode * steps + step) {
                    *over /= most;
                }
                let row = (mode * steps + step) * steps..(mode * steps + step + 1) * steps;
                wait.stays[row.clone()].iter_mut().for_each(|x| *x /= most);
                wait.leaves[row].iter_mut().for_each(|x| *x /= most);
            }
        }
        true
    }

    /// From a state at a step: the chance by way of random moves in the next step, and the share that makes none.
    fn onward(&self, chain: &Chain, step: usize, mode: usize, state: usize) -> (f64, f64) {
        if step == self.last {
            return (0.0, 1.0);
        }
        let (mut leaving, mut moving) = (0.0, 0.0);
        for to in (0..self.states).filter(|to| *to != state) {
            let chance = chain.moves(step + 1, state, to);
            moving += chance;
            if !self.still[step + 1] {
                leaving += chance * self.value(step + 1, mode, to);
            }
        }
        (leaving, (1.0 - moving).max(0.0))
    }

    /// Fills in the chances of a waiting state at a step, before scaling.
    fn wait_back(
        &mut self,
        delays: &Delays,
        (step, mode, state): (usize, usize, usize),
        leaving: f64,
        staying: f64,
    ) {
        let (last, steps) = (self.last, self.last + 2);
        let next_is_still = step < last && self.still[step + 1];
        let next_mode = if step < last { self.mode(mode, step + 1, state) } else { mode };
        let open = delays.open.get(step + 1).copied().unwrap_or(1.0);
        let entered = |(to, _): &(u16, Counting)| self.value(step + 1, next_mode, usize::from(*to));
        let after = if step == last || next_is_still {
            0.0
        } else {
            delays.targets.iter().map(entered).fold(0.0, f64::max)
        };
        let Some(wait) = &mut self.waits[state] else { return };
        let mut shut = 0.0;
        if let Some(over) = wait.over.get(next_mode * steps + step + 1).copied() {
            let ends = open * after + (1.0 - open) * over;
            wait.over[mode * steps + step] =
                if step == last { 1.0 } else { leaving + staying * over.max(ends) };
            shut = (1.0 - open) * over;
        }
        let (row, next) = ((mode * steps + step) * steps, (next_mode * steps + step + 1) * steps);
        for due in step + 1..=last + 1 {
            let (stays, leaves) = if step == last {
                (0.0, 1.0)
            } else if due == step + 1 {
                (if next_is_still { 0.0 } else { open }, shut)
            } else {
                let (stays, leaves) = (wait.stays[next + due], wait.leaves[next + due]);
                (staying * stays, leaving + staying * leaves)
            };
            wait.stays[row + due] = stays;
            wait.leaves[row + due] = leaves;
        }
    }

    /// The mean chance over the delays that were drawn, from a state entered at a step, before scaling.
    fn entered(
        &self,
        delays: &Delays,
        timeline: &Timeline,
        (step, mode, state): (usize, usize, usize),
    ) -> f64 {
        let entered = timeline.moment_of(step);
        let of = |lengths: &Vec<f64>| {
            let ends = lengths.iter().zip(&delays.targets).map(|(amount, (to, counts))| {
                let length = Length { amount: *amount, counts: *counts };
                (timeline.end_of(length, entered, step), *to)
            });
            let first = ends.min_by(|a, b| a.0.total_cmp(&b.0));
            let (end, to) = first.unwrap_or((f64::INFINITY, 0));
            let due = timeline.step_from(end) as usize;
            self.waiting(step, (mode, state), (due.max(step + 1), to))
        };
        if delays.drawn.is_empty() {
            return 0.0;
        }
        delays.drawn.iter().map(of).sum::<f64>() / delays.drawn.len() as f64
    }

    /// Finds the states whose draws in a step a guide would hardly change.
    fn find_flat(&mut self, chain: &Chain, step: usize) {
        for state in 0..self.states {
            let changes = |mode: usize| {
                let stay = self.value(step, mode, state);
                let change = |to: usize| {
                    let chance = chain.moves(step, state, to);
                    chance * (self.value(step, mode, to) / stay - 1.0).abs()
                };
                let moves = (0..self.states)
                    .filter(|to| *to != state && chain.moves(step, state, *to) > 0.0);
                let is_cut_off = |to: usize| {
                    self.value(step, mode, to) <= 0.0 && chain.moves(step, state, to) > CUT_OFF
                };
                stay <= 0.0
                    || moves.clone().any(is_cut_off)
                    || moves.map(change).sum::<f64>() > NEGLIGIBLE
            };
            // modes in which nothing can be met any more have no trials
            let is_met =
                |mode: &usize| (0..self.states).any(|to| self.value(step, *mode, to) > 0.0);
            let is_needed = self.still[step] || (0..self.modes()).filter(is_met).any(changes);
            self.is_flat[step * self.states + state] = !is_needed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chain::Delays;
    use super::*;

    /// A chain of three states in a row, each left for the next with chance 0.1 in a step.
    fn chain(steps: usize) -> Chain {
        let mut moves = vec![0.0; (steps + 1) * 9];
        for step in 1..=steps {
            moves[(step * 3) * 3 + 1] = 0.1;
            moves[(step * 3 + 1) * 3 + 2] = 0.1;
        }
        Chain { states: 3, moves, delays: vec![Delays::default(); 3] }
    }

    #[test]
    fn the_chance_to_be_in_a_state_on_a_day_is_that_of_the_chain() {
        let within = vec![((6, 6), vec![false, true, false])];
        let own = Constraints { within, ..Constraints::default() };
        let ahead = Ahead::new(&own, &chain(6), &Timeline::moment()).expect("it can be met");
        // from the first state: one move in six steps, from the second: none
        let from_first = 6.0 * 0.1 * 0.9_f64.powi(5);
        let from_second = 0.9_f64.powi(6);
        let ratio = ahead.value(0, 0, 0) / ahead.value(0, 0, 1);
        // allowed states have a least chance
        assert!((ratio - from_first / from_second).abs() < 1e-5, "{ratio}");
        assert!(ahead.value(0, 0, 2) < 1e-5);
    }
}
