//! Learns from the facts of a step: weighs the trials of a block by them, and draws the trials that go on by weight
//! if few carry most of it.
//!
//! The trials of a block are a particle system (N. Chopin & O. Papaspiliopoulos, *An Introduction to Sequential Monte
//! Carlo*, 2020). The product of its mean weights is an unbiased estimate of the chance of the evidence (P. Del Moral,
//! *Feynman–Kac Formulae*, 2004), so blocks are islands that are weighed by it (C. Vergé, C. Dubarry, P. Del Moral & E.
//! Moulines, *Statistics and Computing* 25, 2015).

use crate::engine::block::{Block, Copied, Look, View};
use crate::engine::draw::At;
use crate::engine::learning::Fact;
use crate::engine::program::Program;
use crate::engine::tables::LANES;
use crate::formula::VariableId;
use crate::model::Kind;
use crate::numerics::kernel::Lined;

/// Trials are drawn anew if their effective number is below this share.
const FEW: f64 = 0.5;
/// Without facts, the effective number is looked at once in so many steps.
const SELDOM: usize = 16;
/// The least chance to meet the facts to come, relative to the best state: the guide may miss a way that there is.
const LEAST: f64 = 1e-6;

/// The effect of a step's facts on a block.
pub(crate) enum Learnt {
    /// No trial was replaced.
    Same,
    /// Trials that have become copies of others.
    Copied(Vec<Copied>),
    /// None of its trials meets the facts.
    Nothing,
}

/// Weighs the trials of a block by the facts that are known at the end of a step, and draws those that go on.
pub(crate) fn learn(program: &Program, block: &mut Block, step: usize) -> Learnt {
    let Some(learning) = program.learning.as_deref() else { return Learnt::Same };
    let facts = learning.at(step);
    let is_time = !facts.is_empty() || step.is_multiple_of(SELDOM) && step < learning.last();
    if !is_time {
        return Learnt::Same;
    }
    for fact in facts {
        weigh_by(program, block, step, fact);
    }
    let found = resample(program, block, step);
    // nothing weighs trials after the last fact, or if none is left
    if step == learning.last() || matches!(found, Learnt::Nothing) {
        block.take_logs();
    }
    found
}

fn weigh_by(program: &Program, block: &mut Block, step: usize, fact: &Fact) {
    let truth = |block: &Block, condition| {
        let look = Look { program, block, step, view: View::Now, current: None, draws: None };
        look.truth(condition).holds.and(&block.in_use)
    };
    match fact {
        Fact::Holds(condition) => {
            let left_out = block.in_use.without(&truth(block, condition));
            left_out.lanes().for_each(|lane| block.weigh(lane, 0.0));
        }
        Fact::Report(cases) => {
            for (condition, ratio) in cases {
                truth(block, condition).lanes().for_each(|lane| block.weigh(lane, *ratio));
            }
        }
        Fact::Still(variable) => {
            let slot = program.slots[variable.index()].outcome;
            let (now, before) = (&block.outcomes[slot], &block.outcomes_before[slot]);
            let moved = now.differing(before, block.width()).and(&block.in_use);
            moved.lanes().for_each(|lane| block.weigh(lane, 0.0));
        }
    }
}

/// By trial: its chance to meet the facts to come, as the guides have it.
fn ahead(program: &Program, block: &Block, step: usize) -> Lined<f64> {
    let mut found = Lined::of(1.0);
    let Some(learning) = program.learning.as_deref() else { return found };
    for (id, guide) in learning.guides.iter().enumerate() {
        let Some(guide) = guide.as_deref().filter(|guide| step < guide.last) else { continue };
        let Kind::Process(process) = &program.model.variables[id].kind else { continue };
        let at = At { program, id: VariableId(id as u32), step, among: None };
        at.times_ahead(block, process, (guide, LEAST), &mut found);
    }
    found
}

/// Draws the trials that go on if few carry most of the weight, systematically (G. Kitagawa, *Journal of Computational
/// and Graphical Statistics* 5, 1996), by their weights times their chances to meet the facts to come.
fn resample(program: &Program, block: &mut Block, step: usize) -> Learnt {
    let (mut weights, ln_unit) = block.relative_weights();
    if weights.iter().all(|weight| *weight <= 0.0) || ln_unit <= f64::MIN {
        return Learnt::Nothing;
    }
    if step == program.last() {
        return Learnt::Same;
    }
    let ahead = ahead(program, block, step);
    weights.iter_mut().zip(&ahead[..]).for_each(|(weight, ahead)| *weight *= ahead);
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    let n = block.lanes as f64;
    if sum * sum >= FEW * n * squares {
        return Learnt::Same;
    }
    block.noise += squares / (sum * sum) - 1.0 / n;
    let key = program.resampling.to(program.steps[step]).to(block.place);
    let copies = systematic(&weights, sum, key.uniform(0));
    block.weigh_anew(ln_unit + libm::log(sum / n), ahead.iter().map(|ahead| 1.0 / ahead));
    block.copy_trials(&copies);
    Learnt::Copied(copies)
}

/// Draws as many trials as there are, systematically by weight. A trial that is drawn stays in its place; further
/// copies of it take the places of trials that are not.
fn systematic(weights: &[f64], sum: f64, start: f64) -> Vec<Copied> {
    let n = weights.len() as f64;
    let (mut up_to, mut drawn) = (0.0, 0);
    let mut further = Vec::new();
    let mut free = Vec::new();
    for (lane, weight) in weights.iter().enumerate() {
        up_to += weight;
        let mut count = 0;
        while drawn < weights.len() && (start + drawn as f64) * sum < up_to * n {
            drawn += 1;
            count += 1;
        }
        match count {
            0 => free.push(lane),
            _ => further.extend(std::iter::repeat_n(lane, count - 1)),
        }
    }
    // rounding may leave the last undrawn; its place then keeps another copy of the heaviest
    let heaviest = (0..LANES.min(weights.len())).max_by(|a, b| weights[*a].total_cmp(&weights[*b]));
    further.resize(free.len().max(further.len()), heaviest.unwrap_or(0));
    free.into_iter().zip(further).map(|(to, from)| (to as u16, from as u16)).collect()
}

#[cfg(test)]
mod tests {
    use super::systematic;

    #[test]
    fn every_trial_is_drawn_as_often_as_its_weight_says() {
        let weights = [0.5, 0.0, 2.25, 0.25, 1.0];
        let draws = 10_000;
        let mut counts = [0_u32; 5];
        for i in 0..draws {
            let copies = systematic(&weights, 4.0, (f64::from(i) + 0.5) / f64::from(draws));
            let mut now = [1_u32; 5];
            for (to, from) in copies {
                now[usize::from(to)] -= 1;
                now[usize::from(from)] += 1;
            }
            counts.iter_mut().zip(now).for_each(|(sum, count)| *sum += count);
        }
        for (weight, count) in weights.iter().zip(counts) {
            let mean = f64::from(count) / f64::from(draws);
            assert!((mean - weight * 5.0 / 4.0).abs() < 1e-3, "{weight}: {mean}");
        }
    }
}
