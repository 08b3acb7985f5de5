//! The evidence of a run as absorbed in one world: the outcome chances given it, and the weight of that
//! world's trials. Independent of columns.

use super::graph::Key;
use super::{Evidence, Posterior, Unabsorbed};
use crate::engine::worlds::Likelihood;
use crate::formula::{Condition, VariableId};
use crate::model::{Model, Piece, Supposition, World};
use std::sync::Arc;

/// Largest number of pilot worlds from which the scale of weights is found.
const MOST_PILOTS: u64 = 256;
/// The weight of a trial in the pilot world where the evidence is likeliest.
pub(crate) const UNIT: f64 = (1_u64 << 22) as f64;
/// The largest possible weight.
pub(crate) const HEAVIEST: u64 = 1 << 42;
const MOST: f64 = HEAVIEST as f64;

/// The part of the evidence that is absorbed, in one world.
#[derive(Clone, Debug, Default)]
pub(crate) struct Absorbed {
    evidence: Option<Arc<Evidence>>,
    /// `None` if nothing is absorbed exactly, or if a distribution is invalid for some combination of
    /// parents.
    posterior: Option<Arc<Posterior>>,
    /// The bits of the parameters for which `posterior` was solved.
    parameters: Arc<Vec<u64>>,
    /// The log probability that weights are relative to; `None` if all trials weigh the same.
    pub(crate) reference: Option<f64>,
    /// Whether trials of one world differ in their weights.
    are_trials_weighed: bool,
    /// The log of an extra factor on the weight of this world's trials.
    ln_count: f64,
}

impl Absorbed {
    /// Absorbs the evidence in the world with these parameters, one of `most_worlds` drawn from `seed`.
    pub(crate) fn new(
        model: &Model,
        supposition: &Supposition,
        (seed, most_worlds): (u64, u64),
        parameters: &[f64],
    ) -> Self {
        let differ = !model.uncertain_numbers.is_empty() || !model.varied.is_empty();
        let worlds = if differ { most_worlds } else { 1 };
        let Some(evidence) = Evidence::new(model, supposition, worlds) else {
            return Self::default();
        };
        let mut absorbed = Self { evidence: Some(Arc::new(evidence)), ..Self::default() };
        absorbed.solve(model, supposition, parameters);
        if differ {
            let pilots = worlds.min(MOST_PILOTS);
            let ln_of = |i: u64| {
                let index = i * worlds / pilots;
                let world = World::draw_with(model, seed, index, &supposition.numbers).ok()?;
                Some(absorbed.in_world(model, supposition, &world.values).ln())
            };
            let best = (0..pilots).filter_map(ln_of).fold(f64::NEG_INFINITY, f64::max);
            absorbed.reference = Some(if best.is_finite() { best } else { 0.0 });
        }
        absorbed
    }

    /// Returns a copy for another world, solved again if its parameters differ.
    pub(crate) fn in_world(
        &self,
        model: &Model,
        supposition: &Supposition,
        parameters: &[f64],
    ) -> Self {
        let mut absorbed = self.clone();
        let same = parameters.iter().map(|x| x.to_bits()).eq(self.parameters.iter().copied());
        if self.evidence.is_some() && !same {
            absorbed.solve(model, supposition, parameters);
        }
        absorbed
    }

    /// Returns a copy whose trials' weights are multiplied by e^`ln_count`.
    pub(crate) fn counting(self, ln_count: f64) -> Self {
        Self { ln_count, ..self }
    }

    /// Has trials weighed by what is not absorbed.
    pub(crate) fn weigh_trials(&mut self) {
        self.are_trials_weighed = true;
        let ln = self.ln().max(f64::MIN);
        self.reference.get_or_insert(ln);
    }

    /// Whether a variable's outcomes are drawn before the first step.
    pub(crate) fn is_about(&self, variable: VariableId) -> bool {
        let is_it = |key: &Key| matches!(key, Key::Outcome(id, _) if *id == variable);
        self.posterior().is_some_and(|(keys, _)| keys.iter().any(is_it))
    }

    /// The log of the extra factor on the weight of its trials.
    pub(crate) fn ln_count(&self) -> f64 {
        self.ln_count
    }

    fn solve(&mut self, model: &Model, supposition: &Supposition, parameters: &[f64]) {
        self.parameters = Arc::new(parameters.iter().map(|x| x.to_bits()).collect());
        let Some(evidence) = self.evidence.as_ref().filter(|e| !e.is_all_weighed()) else { return };
        self.posterior = evidence.solve(model, supposition, parameters).map(Arc::new);
    }

    /// The log of the expected weight of a trial by the evidence that is absorbed exactly: its probability, and with
    /// reports times their factors, so that it may exceed 0; 0 if there is no such evidence.
    pub(crate) fn ln(&self) -> f64 {
        self.posterior.as_ref().map_or(0.0, |posterior| posterior.ln)
    }

    /// Whether all of the evidence is absorbed exactly.
    pub(crate) fn is_all(&self, supposition: &Supposition) -> bool {
        self.evidence.as_ref().is_some_and(|e| e.unabsorbed(supposition).is_empty())
    }

    /// The pieces of the evidence that are not absorbed exactly in this world: its trials have to be weighed by them. A
    /// kept trial satisfies all others, and has their weight already.
    pub(crate) fn unabsorbed(&self, supposition: &Supposition) -> Unabsorbed {
        match (&self.evidence, &self.posterior) {
            (Some(evidence), Some(_)) => evidence.unabsorbed(supposition),
            _ => Unabsorbed::all(supposition),
        }
    }

    /// The number of table cells that elimination needs for one world.
    pub(crate) fn cells(&self) -> u64 {
        self.evidence.as_ref().map_or(0, |evidence| evidence.cells())
    }

    /// Returns the probability of the evidence, if all of it is absorbed, and the log of a trial's weight. If
    /// it is unknown because a distribution is invalid, the world gets the lowest likelihood.
    pub(crate) fn likelihood(&self) -> (Likelihood, f64) {
        let ln = self.posterior.as_ref().map_or(f64::NEG_INFINITY, |posterior| posterior.ln);
        (Likelihood { ln, noise: 0.0 }, ln)
    }

    /// Whether the evidence is impossible in this world.
    pub(crate) fn is_impossible(&self) -> bool {
        self.ln() <= f64::MIN
    }

    /// Returns pieces of the evidence that can't hold together in the world with these parameters; empty if they can, or if that is unknown.
    pub(crate) fn conflict(
        &self,
        model: &Model,
        supposition: &Supposition,
        parameters: &[f64],
    ) -> Vec<Piece> {
        let evidence = self.evidence.as_ref();
        evidence.map_or_else(Vec::new, |e| e.conflict(model, supposition, parameters))
    }

    /// The log probability of the absorbed evidence; `None` if events are also restricted, or if the
    /// evidence is impossible.
    pub(crate) fn spared(&self) -> Option<f64> {
        (!self.are_trials_weighed && !self.is_impossible()).then(|| self.ln())
    }

    /// Whether trials have different weights.
    pub(crate) fn is_weighed(&self) -> bool {
        self.reference.is_some()
    }

    /// The number of evidence nodes that are drawn before the first step.
    pub(crate) fn keys(&self) -> usize {
        self.evidence.as_ref().map_or(0, |evidence| evidence.keys.len())
    }

    /// The evidence nodes and their conditional distributions, in the order of drawing.
    pub(crate) fn posterior(&self) -> Option<(&[Key], &Posterior)> {
        Some((&self.evidence.as_ref()?.keys, self.posterior.as_ref()?))
    }

    /// By evidence node: the values that it can have, of which those drawn are indices.
    pub(crate) fn values(&self) -> &[Vec<u16>] {
        self.evidence.as_ref().map_or(&[], |evidence| evidence.values())
    }

    /// The condition of a monitor that the evidence needs.
    pub(crate) fn memory(&self, at: usize) -> Option<&Condition> {
        self.evidence.as_ref()?.memories.get(at).map(|memory| &**memory)
    }

    /// The weight of a trial, given the log probability of its restricted draws. Rounded up if `uniform` is
    /// below the fractional part, so that it is unbiased. At most [`MOST`], a million times the weight in the
    /// best pilot world.
    pub(crate) fn weight(&self, ln_trial: f64, uniform: f64) -> u64 {
        let Some(reference) = self.reference else { return 1 };
        let exact = (libm::exp(self.ln_count + self.ln() + ln_trial - reference) * UNIT).min(MOST);
        exact as u64 + u64::from(uniform < exact.fract())
    }
}
