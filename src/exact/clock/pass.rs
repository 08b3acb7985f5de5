//! Passes over joint states: probabilities forward from step to step, weights backward, and the most probable
//! path.

use super::carried::Carried;
use super::layout::{Key, Layout};
use super::register::Register;
use super::state::JointState;
use super::step::{Known, Walk};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::work::{self, Phase};
use crate::exact::refusal::{Bound, not_exact, too_many};
use crate::formula::{Condition, VariableId};
use crate::model::facts::{Truth, truth};
use crate::model::{Model, Supposition, World};
use std::collections::HashMap;

/// The most joint states of a step.
const MOST_STATES: usize = 1 << 20;
/// The most transitions in total.
const MOST_WAYS: u64 = 150_000_000;
/// Bytes per joint state of a step while it is being built, and per transition kept. (A state that is kept
/// has its weight as well.)
const STATE_BYTES: u64 = 96;
const WAY_BYTES: u64 = 16;

/// The least sum of the probabilities of a step, and the inverse of the greatest, that is kept as it is: 2^-256.
const LEAST_SUM: f64 = 8.636_168_555_094_445e-78;
/// The natural log of a bound of all that is lost in a step because numbers can't hold it: 1e-300.
const LN_LOST: f64 = -690.0;
/// The natural log of the least sum beside what is lost: it is then off by less than 1e-19 of itself.
const LN_BESIDE_LOST: f64 = 45.0;

/// The joint states at the end of a step, ascending, with their probabilities, times the factors of reports up to the
/// step, and divided by a common scale ([`Pass::ln_scale`]).
#[derive(Default)]
pub(crate) struct Layer {
    pub(crate) keys: Vec<Key>,
    pub(crate) chances: Vec<f64>,
    /// By state: where its transitions end in `ways`.
    ends: Vec<usize>,
    /// The target in the next step and the probability of each transition, if they are kept.
    ways: Vec<(u32, f64)>,
}

/// The state of a pass.
pub(crate) struct Pass<'a> {
    pub(super) joint: JointState<'a>,
    known: Known,
    start: Vec<VariableId>,
    step: Vec<VariableId>,
    /// The number of transitions that may still be made.
    left: u64,
    /// Bytes of all that is kept for the backward pass.
    kept: u64,
    /// The most states of any step.
    pub(super) most: usize,
    /// The natural log of the scale by which the last layer was divided.
    pub(crate) ln_scale: f64,
    /// The natural log of a bound of the probability of states that reports made too improbable to be held beside the
    /// others, divided by the scale.
    ln_lost: f64,
}

impl<'a> Pass<'a> {
    pub(crate) fn new(
        model: &'a Model,
        supposition: &'a Supposition,
        world: &'a World,
        (carried, layout): (&'a Carried, &'a Layout),
    ) -> Self {
        let relevant = |ids: &[VariableId]| -> Vec<VariableId> {
            ids.iter().copied().filter(|id| carried.relevant[id.index()]).collect()
        };
        Self {
            joint: JointState::new(model, carried, layout, world, supposition),
            known: Known::default(),
            start: relevant(&model.at_start),
            step: relevant(&model.at_step),
            left: MOST_WAYS,
            kept: 0,
            most: 0,
            ln_scale: 0.0,
            ln_lost: f64::NEG_INFINITY,
        }
    }

    /// Computes the layer of every step in turn and passes it to `see`. Returns all of them with their
    /// transitions if `keep`, otherwise only the last one.
    pub(crate) fn forward(
        &mut self,
        keep: bool,
        see: &mut dyn FnMut(&Layer, usize),
    ) -> Result<Vec<Layer>, Diagnostic> {
        let mut start =
            Layer { keys: vec![Key::default()], chances: vec![1.0], ..Layer::default() };
        let mut layer = self.next(&mut start, None, false)?;
        let mut layers = Vec::new();
        let phase = Phase::begin("computing steps", self.joint.model.timeline.last() as u64 + 1);
        for step in 0..=self.joint.model.timeline.last() {
            phase.step()?;
            see(&layer, step);
            if step == self.joint.model.timeline.last() {
                break;
            }
            let next = self.next(&mut layer, Some(step), keep)?;
            let done = std::mem::replace(&mut layer, next);
            layers.extend(keep.then_some(done));
        }
        layers.push(layer);
        Ok(layers)
    }

    /// The natural log of the probability of what has this sum among the final states, times the factors of reports.
    ///
    /// # Errors
    ///
    /// If reports made states too improbable to be held, and the sum is so small that these might count.
    pub(crate) fn ln_of(&self, sum: f64) -> Result<f64, Diagnostic> {
        let is_beside_lost = libm::log(sum) < self.ln_lost + LN_BESIDE_LOST;
        if is_beside_lost {
            let what = "reports outweigh everything else by more than a factor of 10^300, and later news speak against \
                        them";
            return Err(not_exact(self.joint.model.variables[0].place, what)
                .help("write what is certain as `is` instead of `heard`"));
        }
        Ok(libm::log(sum) + self.ln_scale)
    }

    /// By final state: whether all conditions hold in it.
    pub(crate) fn hold(&mut self, last: &Layer, conditions: &[&Condition]) -> Vec<bool> {
        let step = self.joint.model.timeline.last();
        let of = |key| {
            self.joint.load(key, step, false);
            let look = self.joint.look(false, None);
            conditions.iter().all(|condition| truth(condition, &look) == Truth::True)
        };
        last.keys.iter().map(of).collect()
    }

    /// Computes the next layer; that of step 0 if `step` is `None`.
    fn next(
        &mut self,
        from: &mut Layer,
        step: Option<usize>,
        keep: bool,
    ) -> Result<Layer, Diagnostic> {
        let mut found = Gathered { ln_most: f64::NEG_INFINITY, ..Gathered::default() };
        for (at, key) in from.keys.iter().enumerate() {
            if at % 1024 == 0 {
                work::check()?;
            }
            let chance = from.chances[at];
            let order = match step {
                Some(step) => {
                    self.joint.load(key, step, true);
                    &self.step
                }
                None => &self.start,
            };
            let left = &mut self.left;
            let mut beyond = false;
            let mut leaf = |joint: &mut JointState, p: f64| {
                let Some((key, ln_factor)) = joint.close()? else { return Ok(()) };
                let p = found.heard(p, ln_factor);
                beyond |= *left == 0 || found.layer.keys.len() > MOST_STATES;
                *left = left.saturating_sub(1);
                found.add(key, chance * p, keep.then_some(p));
                if beyond { Err(not_exact(joint.model.variables[0].place, "")) } else { Ok(()) }
            };
            let mut walk =
                Walk { joint: &mut self.joint, known: &mut self.known, order, leaf: &mut leaf };
            let walked = walk.go(0, 1.0);
            let bytes = self.kept + found.bytes();
            if beyond || bytes > work::memory() {
                let bound = if self.left == 0 {
                    Bound::Ways(MOST_WAYS)
                } else if found.layer.keys.len() > MOST_STATES {
                    Bound::States(MOST_STATES)
                } else {
                    Bound::Memory(work::memory())
                };
                return Err(self.too_many(bound));
            }
            walked?;
            found.ends.push(found.ways.len());
        }
        self.most = self.most.max(found.layer.keys.len());
        self.kept += if keep { found.bytes() } else { 0 };
        let ln_heard = if found.ln_most.is_finite() { found.ln_most } else { 0.0 };
        // what was lost before may have been heard of more often
        self.ln_lost += self.joint.ln_most_factor() - ln_heard;
        if found.has_lost {
            self.ln_lost = self.ln_lost.max(LN_LOST);
        }
        let (layer, ln) = found.sorted(from);
        self.ln_scale += ln_heard + ln;
        self.ln_lost -= ln;
        Ok(layer)
    }

    fn too_many(&self, bound: Bound) -> Diagnostic {
        let model = self.joint.model;
        let step = self.joint.step;
        let when = model.timeline.date(step).map_or_else(String::new, |d| format!(" by {d}"));
        let name = |register: &Register| {
            let of = |id: &VariableId| model.variable(*id).name.as_str();
            match register {
                Register::Outcome(id) | Register::LastOutcome(id) => Some(of(id).to_owned()),
                Register::Entered(id) => Some(format!("the time in `{}`", of(id))),
                Register::Due(id) => Some(format!("the running delay of `{}`", of(id))),
                Register::Value(id) => Some(format!("the value of `{}`", of(id))),
                Register::First(_) => Some("a first day".to_owned()),
                Register::Count(_) => Some("a count".to_owned()),
                Register::Settled(_)
                | Register::Moment(_)
                | Register::Happened(_)
                | Register::Kept(_)
                | Register::KeptNumber(_) => None,
            }
        };
        let parts: Vec<String> = self.joint.carried.registers.iter().filter_map(name).collect();
        too_many(bound, &when, &parts)
    }
}

/// A layer under construction, in the order in which states are found.
#[derive(Default)]
struct Gathered {
    layer: Layer,
    index: HashMap<Key, u32>,
    ends: Vec<usize>,
    ways: Vec<(u32, f64)>,
    /// The greatest log of the factors of reports so far, by which all are divided.
    ln_most: f64,
    /// Whether a state became too improbable to be held beside the others.
    has_lost: bool,
}

impl Gathered {
    /// A probability times a factor of reports, divided by the greatest factor so far.
    fn heard(&mut self, p: f64, ln_factor: f64) -> f64 {
        if ln_factor > self.ln_most {
            let scale = libm::exp(self.ln_most - ln_factor);
            let ways = self.ways.iter_mut().map(|(_, p)| p);
            for chance in self.layer.chances.iter_mut().chain(ways) {
                self.has_lost |= *chance > 0.0 && *chance * scale < f64::MIN_POSITIVE;
                *chance *= scale;
            }
            self.ln_most = ln_factor;
        }
        // without reports all factors are the greatest
        let is_most = ln_factor >= self.ln_most;
        let heard = if is_most { p } else { p * libm::exp(ln_factor - self.ln_most) };
        self.has_lost |= p > 0.0 && heard < f64::MIN_POSITIVE;
        heard
    }

    fn bytes(&self) -> u64 {
        STATE_BYTES * self.layer.keys.len() as u64 + WAY_BYTES * self.ways.len() as u64
    }

    fn add(&mut self, key: Key, chance: f64, way: Option<f64>) {
        let next = self.layer.keys.len() as u32;
        let at = *self.index.entry(key).or_insert(next);
        if at == next {
            self.layer.keys.push(key);
            self.layer.chances.push(0.0);
        }
        self.layer.chances[at as usize] += chance;
        self.ways.extend(way.map(|p| (at, p)));
    }

    /// Sorts the states; kept transitions move to the layer they start from. Where the sum of the probabilities would soon
    /// be too small or too great for a number, all are divided by a power of two, whose natural log is returned.
    fn sorted(self, from: &mut Layer) -> (Layer, f64) {
        let Layer { keys, chances, .. } = self.layer;
        let sum: f64 = chances.iter().sum();
        let is_usual = sum <= 0.0 || (LEAST_SUM..=1.0 / LEAST_SUM).contains(&sum);
        let scale = if is_usual { 1.0 } else { libm::exp2(libm::floor(libm::log2(sum))) };
        let mut order: Vec<u32> = (0..keys.len() as u32).collect();
        order.sort_unstable_by_key(|at| keys[*at as usize]);
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(to, at)| place[*at as usize] = to as u32);
        // none at all if the evidence drops every state
        from.ends = self.ends;
        from.ways = self.ways.into_iter().map(|(at, p)| (place[at as usize], p / scale)).collect();
        let layer = Layer {
            keys: order.iter().map(|at| keys[*at as usize]).collect(),
            chances: order.iter().map(|at| chances[*at as usize] / scale).collect(),
            ..Layer::default()
        };
        (layer, libm::log(scale))
    }
}

impl Layer {
    /// The transitions out of a state.
    fn ways(&self, state: usize) -> &[(u32, f64)] {
        let from = if state == 0 { 0 } else { self.ends[state - 1] };
        &self.ways[from..self.ends[state]]
    }
}

/// The natural log of the probability of a path, times the factors of reports on it, divided by the scale of the pass.
pub(crate) fn ln_along(layers: &[Layer], path: &[usize]) -> f64 {
    let Some(first) = path.first() else { return 0.0 };
    let steps = layers.iter().zip(path.windows(2)).map(|(layer, step)| {
        let ways = layer.ways(step[0]).iter().filter(|(to, _)| *to as usize == step[1]);
        libm::log(ways.map(|(_, p)| p).sum())
    });
    libm::log(layers[0].chances[*first]) + steps.sum::<f64>()
}

/// The expected weight of the last states, for each state of each step.
pub(super) fn backward(layers: &[Layer], last: Vec<f64>) -> Vec<Vec<f64>> {
    let mut back = vec![last];
    for layer in layers.iter().rev().skip(1) {
        let after = &back[back.len() - 1];
        let of = |state: usize| {
            layer.ways(state).iter().map(|(to, p)| p * after[*to as usize]).sum::<f64>()
        };
        let weights = (0..layer.keys.len()).map(of).collect();
        back.push(weights);
    }
    back.reverse();
    back
}

/// The most probable path that ends in one of the wanted states, and the log of its probability; `None` if
/// none of them can be reached. Ties go to the first in order.
pub(crate) fn likeliest(layers: &[Layer], requested: &[bool]) -> Option<(Vec<usize>, f64)> {
    let mut best: Vec<f64> = layers[0].chances.iter().map(|p| libm::log(*p)).collect();
    let mut came: Vec<Vec<u32>> = Vec::with_capacity(layers.len());
    for (layer, next) in layers.iter().zip(&layers[1..]) {
        let mut most = vec![f64::NEG_INFINITY; next.keys.len()];
        let mut from = vec![0; next.keys.len()];
        for (state, ln) in best.iter().enumerate() {
            let mut together: Vec<(u32, f64)> = layer.ways(state).to_vec();
            together.sort_by_key(|(to, _)| *to);
            for same in together.chunk_by(|a, b| a.0 == b.0) {
                let p: f64 = same.iter().map(|(_, p)| p).sum();
                let (to, reached) = (same[0].0 as usize, ln + libm::log(p));
                if reached > most[to] {
                    most[to] = reached;
                    from[to] = state as u32;
                }
            }
        }
        best = most;
        came.push(from);
    }
    let ends = (0..best.len()).filter(|i| requested[*i] && best[*i] > f64::NEG_INFINITY);
    let end = ends.fold(None, |b: Option<usize>, i| match b {
        Some(b) if best[b] >= best[i] => Some(b),
        _ => Some(i),
    })?;
    let mut path = vec![end];
    for from in came.iter().rev() {
        path.push(from[path[path.len() - 1]] as usize);
    }
    path.reverse();
    Some((path, best[end]))
}
