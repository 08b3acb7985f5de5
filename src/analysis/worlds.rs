//! Chooses the number of trials of a run and how they are split over worlds.

use crate::diagnostic::Diagnostic;
use crate::engine::{self, Plan};
use crate::forecast;
use crate::model::{Affected, Asked, Model, Supposition};
use crate::numerics::strata::REPLICATES;

/// The fewest trials of a world if trials are drawn anew by weight.
const FEWEST_TOGETHER: u64 = 64;
/// The numbers of worlds to choose from: multiples of the 32 sets and, except the largest, powers of 2 for an
/// even spread.
const READINGS: [u64; 3] = [1000, 512, FEWEST_READINGS];
const FEWEST_READINGS: u64 = 256;
/// The most worlds if trials are drawn anew by weight.
const READINGS_TOGETHER: u64 = 512;
/// Number of worlds of the pilot, and the most trials in each.
const PILOT_READINGS: u64 = 64;
const PILOT_TRIALS: u64 = 1024;
/// The pilot has at most this fraction of the trials.
const PILOT_PART: u64 = 16;
/// Runs with fewer trials have no pilot, which would be uninformative.
const FEWEST: u64 = 50_000;
/// If the number of trials is free, it may grow by this factor.
const MOST_GROWTH: u64 = 2;
/// It grows to this many times the pilot's estimate, which knows the width of a range to 10 or 20 %; rounded
/// up.
const MARGIN: f64 = 1.5;
const ROUND: f64 = 1e4;

/// Returns the plan with the number of worlds that resolves most of the ranges displayed beside answers; of
/// equally good numbers, the largest. If trials are `free`, it has up to twice as many of them, provided that
/// all these ranges are then resolved.
///
/// All questions of the model count, whichever the plan has, so that a question asked alone, or by another
/// command, has the same answer. A pilot with 64 worlds has a sixteenth of the trials, at most 1,024 in each
/// world; it estimates the trials in each world that every range needs. It depends only on scenario, seed and
/// trials, and is not part of the progress.
pub fn choose_worlds(
    model: &Model,
    supposition: &Supposition,
    plan: Plan,
    free: bool,
) -> Result<Plan, Diagnostic> {
    let every = Plan { questions: None, timelines: false, paths: None, ..plan.clone() };
    if supposition.learns() {
        return islands(model, supposition, plan);
    }
    let is_split = model.is_uncertain_with(&supposition.numbers);
    if !is_split || plan.trials < FEWEST {
        return Ok(plan);
    }
    let computed = forecast::computed_by_world(model, supposition, &every, every.worlds_drawn());
    if !is_any_counted(model, supposition, &computed) {
        return Ok(plan);
    }
    let trials = (plan.trials / PILOT_PART).min(PILOT_READINGS * PILOT_TRIALS);
    let pilot = Plan { trials, worlds: PILOT_READINGS, ..every };
    let tallies = engine::run(model, supposition, &pilot, &|_| ())?;
    let requested = forecast::trials_needed((model, supposition), &pilot, &tallies, &computed);
    let resolved = |worlds: u64| {
        let each = plan.trials as f64 / worlds as f64;
        requested.iter().filter(|requested| **requested <= each).count()
    };
    let most = READINGS.iter().map(|worlds| resolved(*worlds)).max().unwrap_or(0);
    let all = requested.iter().copied().fold(0.0, f64::max) * FEWEST_READINGS as f64;
    let limit = MOST_GROWTH * plan.trials;
    if free && MARGIN * all > plan.trials as f64 && all <= limit as f64 {
        let trials = ((MARGIN * all / ROUND).ceil() * ROUND) as u64;
        return Ok(Plan { trials: trials.min(limit), worlds: FEWEST_READINGS, ..plan });
    }
    let worlds = READINGS.into_iter().find(|worlds| resolved(*worlds) == most);
    Ok(Plan { worlds: worlds.unwrap_or(plan.worlds), ..plan })
}

/// Returns the plan with fewer worlds if trials are drawn anew by weight: each world is bound and weighed on its own, and
/// needs enough trials to draw from.
fn islands(model: &Model, supposition: &Supposition, plan: Plan) -> Result<Plan, Diagnostic> {
    let sets = (plan.trials / FEWEST_TOGETHER / REPLICATES).max(1);
    let most = (sets * REPLICATES).min(READINGS_TOGETHER);
    if plan.worlds_drawn() <= most || !engine::resamples(model, supposition, &plan)? {
        return Ok(plan);
    }
    Ok(Plan { worlds: most, ..plan })
}

/// Whether the range of any answer is sampled, not computed.
fn is_any_counted(model: &Model, supposition: &Supposition, computed: &[usize]) -> bool {
    let unsure = Affected::new(model, supposition);
    model.questions.iter().enumerate().any(|(index, question)| {
        let is_row = !matches!(question.asked, Asked::Category(_) | Asked::Joint(_));
        is_row && !computed.contains(&index) && unsure.answer(question)
    })
}
