//! Estimates the likelihood of the evidence in a world before running it: exactly if all of it is absorbed,
//! otherwise from the share of a few pilot trials that satisfy it; and limits the pool of worlds accordingly.

use super::built::template;
use super::progress::Watch;
use super::proposal::train;

use super::threads::in_pool;
use super::worker::{TrialFault, diagnostic_of, draw_block, draw_until};
use crate::diagnostic::{Diagnostic, work};
use crate::engine::block::{Block, Look, Marks, View};
use crate::engine::count::satisfied;
use crate::engine::program::{Plan, Program};
use crate::engine::worlds::{Chosen, DrawnWorlds, Likelihood, Pool, number, sets};
use crate::model::{Model, Overrides, Rebinder, Supposition, Tilt, World, bind};
use crate::numerics::parallel::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Number of pilot trials of each world in a pool, if the evidence is not absorbed.
const PILOTS: usize = 16;
/// The most worlds of a pool.
const MOST_WORLDS: u64 = 1 << 16;
/// The most cells in the evidence tables of all worlds of a pool.
const MOST_CELLS: u64 = 1 << 26;
/// The cost of drawing a parameter, in table cells.
const CELLS_A_PARAMETER: u64 = 16;
/// On a clock, pilots are at most one in this many trials of the run; at a single moment, eight times as many.
const PART_OF_TRIALS: u64 = 16;
/// Number of worlds from which it is decided whether weights differ.
const FIRST_WORLDS: u64 = 256;
/// A pool grows until its effective size is this many times the worlds that are run.
const WORTH: f64 = 2.0;

/// The likelihood of a side's evidence in a world, and the log weight of its heaviest trial there.
pub(crate) type Looked = (Likelihood, f64);

/// The worlds that a run draws if few worlds carry the weight of the evidence.
pub(crate) struct Choice {
    /// The worlds in the order of the run.
    pub(crate) worlds: Vec<Chosen>,
    /// The effective number of equally weighted worlds in the pool.
    pub(crate) effective: f64,
    /// By side: the log weight of the heaviest trial.
    pub(crate) references: Vec<f64>,
    /// The proposal distribution of the pool's parameters, if it is not the prior.
    tilt: Option<Tilt>,
}

impl Choice {
    /// The proposal distribution of the parameters, if it is not the prior.
    pub(crate) fn tilt(&self) -> Option<&Tilt> {
        self.tilt.as_ref()
    }

    /// Returns the worlds drawn at `places`, with their weights.
    pub(crate) fn finish(
        &self,
        (model, supposition): (&Model, &Supposition),
        plan: &Plan,
        places: Range<u64>,
    ) -> Result<DrawnWorlds, Diagnostic> {
        let before = |place: u64| {
            World::draw_with(model, plan.seed, place, &supposition.numbers)
                .map(|world| world.values)
        };
        Ok(DrawnWorlds {
            numbers: places.clone().map(|place| self.worlds[place as usize].world).collect(),
            before: places.map(before).collect::<Result<_, _>>()?,
            effective: self.effective,
        })
    }

    /// The world at a place in a run.
    pub(crate) fn at(choice: Option<&Self>, place: u64) -> Chosen {
        choice.map_or_else(|| Chosen::plain(place), |choice| choice.worlds[place as usize])
    }
}

/// The worlds of a run that are drawn by the weight of the evidence.
#[derive(Clone, Debug)]
pub struct Readings {
    /// Their parameters.
    pub values: Vec<Vec<f64>>,
    /// The log of the factor that being drawn adds to the weight of each.
    pub ln_counts: Vec<f64>,
    /// The result of drawing them.
    pub drawn: DrawnWorlds,
}

/// Returns the worlds that a plan runs; `None` if these are simply the first ones.
pub fn readings(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
) -> Result<Option<Readings>, Diagnostic> {
    if !supposition.learns() || !model.is_uncertain_with(&supposition.numbers) {
        return Ok(None);
    }
    let nobody = Watch { progress: &|_| (), spent: None };
    let first = World::draw_with(model, plan.seed, 0, &supposition.numbers)?;
    let binding = bind(model, &first);
    let rebinder = Rebinder::new(model, &binding);
    let mut template = template(model, supposition, plan, (&binding, nobody));
    let Some(choice) = choose_for(&mut template, &rebinder, plan, nobody)? else {
        return Ok(None);
    };
    let numbers = (model, &supposition.numbers);
    let values = |chosen: &Chosen| {
        let drawn = draw_world(Some(&choice), numbers, plan.seed, chosen.world);
        drawn.map(|world| world.values)
    };
    Ok(Some(Readings {
        values: choice.worlds.iter().map(values).collect::<Result<_, _>>()?,
        ln_counts: choice.worlds.iter().map(|chosen| chosen.ln_count).collect(),
        drawn: choice.finish((model, supposition), plan, 0..choice.worlds.len() as u64)?,
    }))
}

/// Draws the parameters of a world.
pub(crate) fn draw_world(
    choice: Option<&Choice>,
    (model, overrides): (&Model, &Overrides),
    seed: u64,
    world: u64,
) -> Result<World, Diagnostic> {
    World::draw_tilted(model, (seed, world), overrides, choice.and_then(Choice::tilt))
}

impl Program<'_> {
    /// Estimates the likelihood of the evidence in this program's world, with pilot trials unless all of it
    /// is absorbed.
    pub(crate) fn likelihood(&self, block: &mut Block) -> Result<(Likelihood, f64), TrialFault> {
        let never = (Likelihood { ln: f64::NEG_INFINITY, noise: 0.0 }, f64::NEG_INFINITY);
        if self.absorbed.is_impossible() {
            return Ok(never);
        }
        if !block.fits(self) {
            *block = Block::new(self);
        }
        let kept = self.pilots_kept(block)?;
        let ln = |lane: usize| block.ln_weights.get(lane).copied().unwrap_or(0.0);
        let heaviest = (0..PILOTS).map(ln).fold(f64::NEG_INFINITY, f64::max);
        if heaviest <= f64::MIN {
            return Ok(never);
        }
        let weight =
            |lane: usize| if kept.has(lane) { libm::exp(ln(lane) - heaviest) } else { 0.0 };
        let n = PILOTS as f64;
        let mean = (0..PILOTS).map(weight).sum::<f64>() / n;
        let squares: f64 = (0..PILOTS).map(|lane| (weight(lane) - mean).powi(2)).sum();
        let best = self.absorbed.ln() + heaviest;
        if mean <= 0.0 {
            return Ok((never.0, best));
        }
        let noise = block.noise + squares / (n - 1.0) / n / (mean * mean);
        Ok((Likelihood { ln: best + libm::log(mean), noise }, best))
    }

    /// Draws pilot trials, as far as there are facts; returns those that satisfy the evidence.
    fn pilots_kept(&self, block: &mut Block) -> Result<Marks, TrialFault> {
        let Some(learning) = self.learning.as_deref() else {
            draw_block(self, block, (0, PILOTS), None)?;
            return Ok(self.satisfied(block));
        };
        block.begin(self, 0, PILOTS);
        draw_until(self, block, None, learning.last())?;
        // all that is not absorbed has weighed them
        let mut kept = block.in_use;
        let is_out = |lane: &usize| block.ln_weights[*lane] <= f64::MIN;
        (0..PILOTS).filter(is_out).for_each(|lane| kept.clear(lane));
        Ok(kept)
    }

    /// The trials of a finished block that satisfy the evidence.
    fn satisfied(&self, block: &Block) -> Marks {
        let step = self.last();
        let look = Look { program: self, block, step, view: View::Now, current: None, draws: None };
        satisfied(&look)
    }

    /// The most worlds that a pool may have, given the cost of evidence in each.
    fn most_worlds(&self, plan: &Plan) -> u64 {
        if self.absorbed.is_all(self.supposition) {
            let parameters = self.model.parameters() as u64 * CELLS_A_PARAMETER;
            return MOST_CELLS / (self.absorbed.cells() + parameters).max(1);
        }
        let part = if self.last() == 0 { PART_OF_TRIALS / 8 } else { PART_OF_TRIALS };
        plan.trials / (part * PILOTS as u64)
    }
}

/// Chooses the worlds that a run of this program draws, and scales weights by the heaviest of them; `None` if
/// the run uses the first worlds.
pub(crate) fn choose_for(
    template: &mut Program,
    rebinder: &Rebinder,
    plan: &Plan,
    watch: Watch,
) -> Result<Option<Arc<Choice>>, Diagnostic> {
    if !template.supposition.learns() {
        return Ok(None);
    }
    let (model, supposition) = (template.model, template.supposition);
    let is_all = template.absorbed.is_all(supposition);
    let look = |block: &mut Block, index: u64, tilt: Option<&Tilt>| {
        let numbers = &supposition.numbers;
        let world = World::draw_tilted(model, (plan.seed, index), numbers, tilt)?;
        let (likelihood, heaviest) = if is_all {
            template.absorbed.in_world(model, supposition, &world.values).likelihood()
        } else {
            let binding = rebinder.bind(&world);
            let program = template.in_world(&binding, plan.seed, &Chosen::pilot(index));
            program.likelihood(block).map_err(|fault| diagnostic_of(&program, index, &fault))?
        };
        Ok(vec![(likelihood, heaviest)])
    };
    let find = || if is_all { train(template, plan, watch) } else { Ok(None) };
    let choose = || choose(&[&*template], (plan, watch), || Block::new(template), look, find);
    let choice = plan.settled("pool", choose)?;
    if let Some(choice) = &choice {
        template.absorbed.reference = choice.references.first().copied();
    }
    Ok(choice)
}

/// Chooses the worlds of a run if the evidence is much likelier in some worlds than in others. `look` weighs
/// one world in a thread's scratch space; `train` finds a better proposal distribution.
pub(crate) fn choose<S>(
    sides: &[&Program],
    (plan, watch): (&Plan, Watch),
    space: impl Fn() -> S + Sync + Send,
    look: impl Fn(&mut S, u64, Option<&Tilt>) -> Result<Vec<Looked>, Diagnostic> + Sync + Send,
    train: impl FnOnce() -> Result<Option<Tilt>, Diagnostic>,
) -> Result<Option<Arc<Choice>>, Diagnostic> {
    let worlds = plan.worlds_drawn();
    let sets = sets(worlds);
    let by_side = sides.iter().map(|side| side.most_worlds(plan)).min().unwrap_or(0);
    let most = (by_side / sides.len().max(1) as u64).min(MOST_WORLDS);
    let grow = |known: &mut Looking, count: u64| {
        let from = known.worlds.len() as u64;
        let tilt = known.tilt.as_ref();
        let some = in_pool(plan, count - from, watch, || {
            let indices = (from..count).into_par_iter();
            let look = |space: &mut S, index: u64| {
                work::check()?;
                look(space, number(index, sets), tilt)
            };
            indices.map_init(&space, look).collect::<Vec<_>>()
        })?;
        for one in some {
            known.worlds.push(one?);
        }
        Ok::<_, Diagnostic>(known.pools(sets))
    };
    let enough = WORTH * worlds as f64;
    let mut count = worlds.min(FIRST_WORLDS).div_ceil(sets) * sets;
    let mut known = Looking { worlds: Vec::new(), tilt: None };
    let mut pools = grow(&mut known, count)?;
    if pools.is_uneven
        && pools.effective < enough
        && let Some(tilt) = train()?
    {
        let mut tilted = Looking { worlds: Vec::new(), tilt: Some(tilt) };
        let better = grow(&mut tilted, count)?;
        if better.effective > pools.effective {
            (known, pools) = (tilted, better);
        }
    }
    loop {
        // worlds drawn from a good proposal may have even weights and must still be drawn by them
        let is_uneven = pools.is_uneven || known.tilt.is_some();
        if !is_uneven && !pools.is_undecided {
            return Ok(None);
        }
        let is_enough = pools.effective >= enough && !pools.is_undecided;
        if count >= worlds && (is_enough || 2 * count > most) {
            return Ok(is_uneven.then(|| Arc::new(known.choose(&pools, (plan, sets)))));
        }
        count *= 2;
        pools = grow(&mut known, count)?;
    }
}

/// The worlds of a pool that have been weighed so far.
struct Looking {
    /// By world and side.
    worlds: Vec<Vec<Looked>>,
    tilt: Option<Tilt>,
}

/// The pools of all sides.
struct Pools {
    by_side: Vec<Pool>,
    /// The smallest effective number of worlds over all sides.
    effective: f64,
    is_uneven: bool,
    is_undecided: bool,
}

impl Looking {
    /// The log of the prior probability of a world over its probability under the proposal.
    fn ln_ratio(&self, world: u64) -> f64 {
        self.tilt.as_ref().map_or(0.0, |tilt| tilt.ln_ratio(world))
    }

    fn pools(&self, sets: u64) -> Pools {
        let ratios: Vec<f64> =
            (0..self.worlds.len() as u64).map(|index| self.ln_ratio(number(index, sets))).collect();
        let of = |side: usize| {
            let worlds = self.worlds.iter().zip(&ratios);
            let found = worlds.map(|(one, ratio)| one[side].0.times(*ratio));
            Pool::new(&found.collect::<Vec<_>>(), sets)
        };
        let sides = self.worlds.first().map_or(0, Vec::len);
        let by_side: Vec<Pool> = (0..sides).map(of).collect();
        Pools {
            effective: by_side.iter().map(Pool::effective).fold(f64::INFINITY, f64::min),
            is_uneven: by_side.iter().any(Pool::is_uneven),
            is_undecided: by_side.iter().any(Pool::is_undecided),
            by_side,
        }
    }

    /// Draws worlds for all sides, by the mean of their weights.
    fn choose(self, pools: &Pools, (plan, sets): (&Plan, u64)) -> Choice {
        let sides = &pools.by_side;
        let together = |(at, one): (usize, &Vec<Looked>)| {
            let ratio = self.ln_ratio(number(at as u64, sets));
            let parts = sides.iter().zip(one).map(|(pool, (own, _))| pool.part(own.times(ratio)));
            let (sum, variance) = parts.fold((0.0, 0.0), |(z, v), (part, own)| (z + part, v + own));
            let noise = if sum > 0.0 { variance / (sum * sum) } else { 0.0 };
            Likelihood { ln: if sum > 0.0 { libm::log(sum) } else { f64::NEG_INFINITY }, noise }
        };
        let mut worlds = if let [pool] = sides.as_slice() {
            pool.draw(plan.worlds_drawn(), plan.seed)
        } else {
            let found: Vec<Likelihood> = self.worlds.iter().enumerate().map(together).collect();
            Pool::new(&found, sets).draw(plan.worlds_drawn(), plan.seed)
        };
        for chosen in &mut worlds {
            chosen.ln_count += self.ln_ratio(chosen.world);
        }
        let heaviest = |side: usize| {
            let of = |chosen: &Chosen| {
                let at = crate::engine::worlds::index(chosen.world, sets) as usize;
                chosen.ln_count + self.worlds[at][side].1
            };
            let most = worlds.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
            if most > f64::MIN { most } else { 0.0 }
        };
        let references = (0..sides.len()).map(heaviest).collect();
        Choice { effective: pools.effective, references, worlds, tilt: self.tilt }
    }
}
