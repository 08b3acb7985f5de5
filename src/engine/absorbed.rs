//! How the evidence of a run is absorbed in a world: the chances given it, and for how much a trial
//! of that world counts. Knows no columns.

use super::chosen::Likelihood;
use super::evidence::{Evidence, Key, Posterior, Restriction};
use crate::formula::{Condition, VariableId};
use crate::model::{Model, Supposition, World};
use std::sync::Arc;

/// The most worlds that are looked at to find how weights are scaled.
const MOST_PILOTS: u64 = 256;
/// The weight of a trial of the world in which the evidence is likeliest, of those looked at.
pub(super) const UNIT: f64 = (1_u64 << 22) as f64;
/// The largest weight there is.
const MOST: f64 = (1_u64 << 42) as f64;

/// What is absorbed of the evidence, in one world.
#[derive(Clone, Debug, Default)]
pub(super) struct Absorbed {
    evidence: Option<Arc<Evidence>>,
    /// None where nothing is absorbed exactly, or a law breaks for some combination.
    posterior: Option<Arc<Posterior>>,
    /// The parameters that this is of, by their bits.
    parameters: Arc<Vec<u64>>,
    /// The logarithm of the chance that a weight is measured by; none where all trials count alike.
    pub(super) reference: Option<f64>,
    /// The logarithm of the factor by which the trials of this world count more.
    ln_count: f64,
}

impl Absorbed {
    /// What is absorbed in the world with these parameters, one of so many of a seed.
    pub(super) fn new(
        model: &Model,
        supposition: &Supposition,
        (seed, most_worlds): (u64, u64),
        parameters: &[f64],
    ) -> Self {
        let differ = !model.doubts.is_empty() || !model.varied.is_empty();
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
        } else if !absorbed.restrictions().is_empty() {
            absorbed.reference = Some(absorbed.ln().max(f64::MIN));
        }
        absorbed
    }

    /// The same in another world.
    pub(super) fn in_world(
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

    /// Returns the evidence with the weight of its trials multiplied by a factor with this logarithm.
    pub(super) fn counting(self, ln_count: f64) -> Self {
        Self { ln_count, ..self }
    }

    /// Its trials count more by a factor with this logarithm.
    pub(super) fn ln_count(&self) -> f64 {
        self.ln_count
    }

    fn solve(&mut self, model: &Model, supposition: &Supposition, parameters: &[f64]) {
        self.parameters = Arc::new(parameters.iter().map(|x| x.to_bits()).collect());
        let Some(evidence) = self.evidence.as_ref().filter(|e| !e.is_all_weighed()) else { return };
        self.posterior = evidence.solve(model, supposition, parameters).ok().map(Arc::new);
    }

    /// The logarithm of the chance of what is absorbed exactly; 0 where nothing is.
    pub(super) fn ln(&self) -> f64 {
        self.posterior.as_ref().map_or(0.0, |posterior| posterior.ln)
    }

    /// Whether all of the evidence is absorbed exactly.
    pub(super) fn is_all(&self, supposition: &Supposition) -> bool {
        self.evidence.as_ref().is_some_and(|evidence| evidence.is_all(supposition))
    }

    /// Numbers in the tables of one world.
    pub(super) fn cells(&self) -> u64 {
        self.evidence.as_ref().map_or(0, |evidence| evidence.cells())
    }

    /// The chance of the evidence where all of it is absorbed, and the logarithm of a trial's weight.
    /// Where laws break, so that it is not known, the world is drawn as rarely as any.
    pub(super) fn likelihood(&self) -> (Likelihood, f64) {
        let ln = self.posterior.as_ref().map_or(f64::NEG_INFINITY, |posterior| posterior.ln);
        (Likelihood { ln, noise: 0.0 }, ln)
    }

    /// Whether the evidence can't hold in this world.
    pub(super) fn is_impossible(&self) -> bool {
        self.ln() <= f64::MIN
    }

    /// Clauses that can't hold at once in the world with these parameters; none if they can, or that
    /// is not known.
    pub(super) fn conflict(
        &self,
        model: &Model,
        supposition: &Supposition,
        parameters: &[f64],
    ) -> Vec<&str> {
        let evidence = self.evidence.as_ref();
        evidence.map_or_else(Vec::new, |e| e.conflict(model, supposition, parameters))
    }

    /// The logarithm of the share of trials that were spared, if it is known.
    pub(super) fn spared(&self) -> Option<f64> {
        (self.restrictions().is_empty() && !self.is_impossible()).then(|| self.ln())
    }

    /// Whether trials count for more or less.
    pub(super) fn is_weighed(&self) -> bool {
        self.reference.is_some()
    }

    /// Of how many things outcomes are drawn given the evidence.
    pub(super) fn keys(&self) -> usize {
        self.evidence.as_ref().map_or(0, |evidence| evidence.keys.len())
    }

    /// These things, and their chances in the order of the draw.
    pub(super) fn posterior(&self) -> Option<(&[Key], &Posterior)> {
        Some((&self.evidence.as_ref()?.keys, self.posterior.as_ref()?))
    }

    /// The condition of a memory.
    pub(super) fn memory(&self, at: usize) -> Option<&Condition> {
        self.evidence.as_ref()?.memories.get(at)
    }

    /// The events of which only some outcomes are drawn.
    pub(super) fn restrictions(&self) -> &[Restriction] {
        self.evidence.as_ref().map_or(&[], |evidence| &evidence.restrictions)
    }

    /// The outcomes that an event may have when it is drawn in a step; none if any.
    pub(super) fn allowed(&self, variable: VariableId, step: usize) -> Option<&[u16]> {
        let is_it = |r: &&Restriction| r.variable == variable && r.step.is_none_or(|at| at == step);
        self.restrictions().iter().find(is_it).map(|restriction| restriction.outcomes.as_slice())
    }

    /// The weight of a trial with what was restricted in it, rounded up where `uniform` is below its
    /// fraction: right on average. Nothing weighs more than [`MOST`], a million times what the best of
    /// the worlds looked at has.
    pub(super) fn weight(&self, ln_trial: f64, uniform: f64) -> u64 {
        let Some(reference) = self.reference else { return 1 };
        let exact = (libm::exp(self.ln_count + self.ln() + ln_trial - reference) * UNIT).min(MOST);
        exact as u64 + u64::from(uniform < exact.fract())
    }
}
