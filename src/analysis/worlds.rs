//! How the trials of a run are split over readings of the inputs.

use crate::diagnostic::Diagnostic;
use crate::engine::{self, Plan};
use crate::forecast;
use crate::model::{Model, Supposition};

/// The numbers of readings that are tried: whole numbers of worlds in each of their 32 sets, for the sake of evenness
/// powers of 2 but for the most.
const READINGS: [u64; 3] = [1000, 512, 256];
/// Readings of the pilot, and the most trials of each.
const PILOT_READINGS: u64 = 64;
const PILOT_TRIALS: u64 = 1024;
/// The pilot has at most this part of the trials.
const PILOT_PART: u64 = 16;
/// Runs of fewer trials have no pilot: it would tell nothing.
const FEWEST: u64 = 50_000;

/// The plan with as many readings as resolve the ranges of most conditions and dates that are asked for, and of these
/// numbers the largest.
///
/// All questions of the model count, whichever the plan has: so a question asked alone, or by another command, has the
/// same answer. A pilot of 64 readings has a sixteenth of the trials, at most 1,024 in each reading. It tells how many trials a reading
/// needs for each chance. It depends on scenario, seed and trials alone. `progress` is not told of it.
pub fn choose_worlds(
    model: &Model,
    supposition: &Supposition,
    plan: Plan,
) -> Result<Plan, Diagnostic> {
    let every = Plan { questions: None, timelines: false, paths: None, ..plan.clone() };
    let is_split = model.is_uncertain_with(&supposition.numbers) && supposition.learnt.is_empty();
    if !is_split
        || plan.trials < FEWEST
        || forecast::is_computed_by_world(model, supposition, &every, every.worlds_drawn())
    {
        return Ok(plan);
    }
    let trials = (plan.trials / PILOT_PART).min(PILOT_READINGS * PILOT_TRIALS);
    let pilot = Plan { trials, worlds: PILOT_READINGS, ..every };
    let tallies = engine::run(model, supposition, &pilot, &|_| ())?;
    let wanted = forecast::trials_wanted(model, supposition, &pilot, &tallies);
    let resolved = |worlds: u64| {
        let each = plan.trials as f64 / worlds as f64;
        wanted.iter().filter(|wanted| **wanted <= each).count()
    };
    let most = READINGS.iter().map(|worlds| resolved(*worlds)).max().unwrap_or(0);
    let worlds = READINGS.into_iter().find(|worlds| resolved(*worlds) == most);
    Ok(Plan { worlds: worlds.unwrap_or(plan.worlds), ..plan })
}
