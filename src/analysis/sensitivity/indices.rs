//! Sobol' indices: the share of the variance of an answer across worlds due to each input alone (first
//! order), and due to each including its interactions (total).
//!
//! Every point is drawn twice, with different trials each time and the same trials at all points. Products of
//! one draw with the other are then free of the sampling noise of few trials, which would inflate variances.
//! Points come in sets with independent scrambles, whose differences give the errors.

use super::shares::{Absent, Indices, Points, SETS};
use super::subject::{Subject, is_drawn_with_others};
use crate::diagnostic::Diagnostic;
use crate::engine::{LANES, Plan};
use crate::formula::VariableId;
use crate::model::{Model, Overrides, World};
use crate::numerics::sobol::{MOST_DIMENSIONS, Sobol};
use crate::numerics::stream::Key;

/// The fewest points: one in each set.
const FEWEST_POINTS: u64 = SETS;
/// The most points.
const MOST_POINTS: u64 = 8192;
/// The worlds of the second matrix are numbered from here.
const SECOND: u64 = 1 << 32;
/// Parameters that are drawn as one.
struct Input {
    name: String,
    members: Vec<VariableId>,
    /// Whether its value is the quantile of a uniform number.
    by_quantile: bool,
}

/// Computes the indices of all inputs that the answer reads. All points together have about four times the
/// plan's trials.
pub fn indices(
    subject: &Subject,
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Indices, Vec<Diagnostic>> {
    let inputs = inputs(subject);
    let trials = LANES as u64;
    let sides = inputs.len() as u64 + 2;
    let points = (4 * plan.trials / (2 * trials * sides)).clamp(FEWEST_POINTS, MOST_POINTS);
    let points = 1 << points.ilog2();
    if subject.learns() {
        let absent = Some(Absent::Evidence);
        let (inputs, varies, left_out) = (Vec::new(), false, 0);
        return Ok(Indices { absent, std_dev: None, varies, inputs, points, left_out, trials });
    }
    let drawn = draw(subject, &inputs, plan, points, progress).map_err(|fault| vec![fault])?;
    let answer = |side: usize, world: usize| {
        let own = drawn.parts[world][0].own[side];
        own.sum / own.kept
    };
    let at = |point: usize| {
        let of = |side: usize| [answer(side, 2 * point), answer(side, 2 * point + 1)];
        let answers: Vec<[f64; 2]> = (0..inputs.len() + 2).map(of).collect();
        let is_known = answers.iter().flatten().all(|x| x.is_finite());
        if is_known { answers } else { Vec::new() }
    };
    let found = Points { answers: (0..points as usize).map(at).collect() };
    let names = inputs.into_iter().map(|input| input.name).collect();
    Ok(Indices { points, trials, ..found.indices(names) })
}

/// Draws the matrices A, B and, for each input, A with that input from B; each point twice.
fn draw(
    subject: &Subject,
    inputs: &[Input],
    plan: &Plan,
    points: u64,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<crate::engine::Paired, Diagnostic> {
    let model = &subject.model;
    let by_quantile = inputs.iter().filter(|input| input.by_quantile).count();
    let key = Key::of(plan.seed, "sobol indices");
    let sobol: Vec<Sobol> = (0..SETS).map(|set| Sobol::new(2 * by_quantile, key.at(set))).collect();
    let mut numbers: Vec<Vec<Overrides>> = vec![Vec::new(); inputs.len() + 2];
    for point in 0..points {
        let a = World::draw(model, plan.seed, point)?;
        let b = World::draw(model, plan.seed, SECOND + point)?;
        let mut dimension = 0;
        let mut values: Vec<[Vec<f64>; 2]> = Vec::new();
        for input in inputs {
            let known = |world: &World| -> Vec<f64> {
                input.members.iter().map(|id| world.values[id.index()]).collect()
            };
            values.push(if input.by_quantile {
                let own = &sobol[(point % SETS) as usize];
                let at = |d: usize| quantile(model, input, own.coordinate(point / SETS, d));
                let pair = [vec![at(dimension)], vec![at(by_quantile + dimension)]];
                dimension += 1;
                pair
            } else {
                [known(&a), known(&b)]
            });
        }
        for (side, numbers) in numbers.iter_mut().enumerate() {
            let mut given = Overrides::default();
            for (i, input) in inputs.iter().enumerate() {
                let from = usize::from(side == 1 || side == i + 2);
                for (id, value) in input.members.iter().zip(&values[i][from]) {
                    given.hold(*id, *value);
                }
            }
            numbers.extend([given.clone(), given]);
        }
    }
    let sides: Vec<_> =
        numbers.into_iter().map(|given| subject.side(subject.supposition(), given)).collect();
    let plan = Plan { trials: 2 * points * LANES as u64, ..plan.clone() };
    subject.draw(&sides, &plan, progress)
}

fn quantile(model: &Model, input: &Input, uniform: f64) -> f64 {
    let uncertain =
        model.uncertain_numbers.iter().find(|uncertain| uncertain.id == input.members[0]);
    uncertain
        .and_then(|uncertain| uncertain.distribution.as_ref())
        .map_or(f64::NAN, |law| law.quantile(uniform))
}

/// The drawn parameters that the answer reads, in mutually independent groups: correlated parameters, vectors
/// that are redrawn as a whole, and parameters together with those they are computed from.
fn inputs(subject: &Subject) -> Vec<Input> {
    let model = &subject.model;
    let uncertain_numbers = subject.uncertain_numbers();
    let mut group: Vec<usize> = (0..uncertain_numbers.len()).collect();
    let place = |id: VariableId| uncertain_numbers.iter().position(|uncertain| uncertain.id == id);
    let mut join = |ids: &[VariableId]| {
        let found: Vec<usize> = ids.iter().filter_map(|id| place(*id)).collect();
        for pair in found.windows(2) {
            let (from, to) = (group[pair[1]], group[pair[0]]);
            group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
        }
    };
    if let Some(copula) = &model.parameter_correlation {
        join(&copula.members.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    }
    for vector in &model.redrawn {
        // redrawn vectors are grouped with these
        let mut ids = vector.members.clone();
        vector.for_each_read(&mut |read| ids.push(read.variable));
        join(&ids);
    }
    for uncertain in &uncertain_numbers {
        let behind = model.dependencies.ancestors(vec![uncertain.id], |_| false);
        let ids =
            uncertain_numbers.iter().map(|uncertain| uncertain.id).filter(|id| behind[id.index()]);
        let ids: Vec<VariableId> = ids.collect();
        join(&ids);
    }
    let several = |of: usize| group.iter().filter(|g| **g == of).count() > 1;
    let mut inputs: Vec<Input> = Vec::new();
    let mut known: Vec<usize> = Vec::new();
    for (i, uncertain) in uncertain_numbers.iter().enumerate() {
        if let Some(at) = known.iter().position(|g| *g == group[i]) {
            inputs[at].members.push(uncertain.id);
            inputs[at].name.push_str(" with ");
            inputs[at].name.push_str(&uncertain.name);
            continue;
        }
        known.push(group[i]);
        let has_law =
            uncertain.distribution.is_some() && !is_drawn_with_others(model, uncertain.id);
        inputs.push(Input {
            name: uncertain.name.clone(),
            members: vec![uncertain.id],
            by_quantile: has_law && !several(group[i]),
        });
    }
    let mut room = MOST_DIMENSIONS / 2;
    for input in inputs.iter_mut().filter(|input| input.by_quantile) {
        input.by_quantile = room > 0;
        room = room.saturating_sub(1);
    }
    inputs
}
