//! Forecasts for each expert as if that expert alone were right, with the random numbers of the forecast
//! itself.

use crate::diagnostic::{Diagnostic, Located};
use crate::engine::{self, Plan};
use crate::forecast::{self, Heard, Speaker, Voices};
use crate::model::{self, Supposition};
use crate::numerics::parallel::prelude::*;
use crate::numerics::parallel::{join, spread};
use crate::scenario::{self, Expert, LiteralValue, Scenario};
use std::sync::Arc;

/// An expert's forecast has this fraction of the worlds, because it is only compared with others.
const PART_OF_WORLDS: u64 = 10;
/// And this fraction of the trials: with uncertain inputs, the error depends mainly on the worlds.
const PART_OF_TRIALS: u64 = 50;
/// But at least this many worlds and trials, if the forecast itself has as many.
const WORLDS: u64 = 100;
const TRIALS: u64 = 10_000;

/// Draws a forecast for each expert on a panel; `None` if there is no panel. An expert under whom alone no trial satisfies
/// the evidence has none. `supposition` and `plan` are those of the forecast itself; each expert gets a tenth of its
/// worlds and a 50th of its trials. Probabilities by date are included only if the plan has timelines. `beside` runs
/// concurrently, because it uses a single thread.
pub fn experts<T: Send>(
    scenario: &Scenario,
    supposition: &Supposition,
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
    beside: impl FnOnce() -> T + Send,
) -> Result<(Option<Voices>, T), Vec<Diagnostic>> {
    let trials = (plan.trials / PART_OF_TRIALS).max(plan.trials.min(TRIALS));
    let worlds = (plan.worlds / PART_OF_WORLDS).max(plan.worlds.min(WORLDS));
    let day_by_day = plan.timelines;
    let plan = Plan { trials, worlds, timelines: false, paths: None, ..plan.clone() };
    let alone = |name: &Located<String>| -> Result<Option<Speaker>, Vec<Diagnostic>> {
        let Some(expert) = scenario.experts.iter().find(|expert| expert.name == *name) else {
            return Ok(None);
        };
        let plan = plan.named(&name.value);
        let compile = || model::compile(&scenario::believing(scenario, &name.value)).map(Arc::new);
        let model = plan.settled("model", compile)?;
        let heard = match engine::run(&model, supposition, &plan, progress) {
            Ok(tallies) => {
                let mut answers =
                    forecast::answers(&model, supposition, &plan, &tallies, day_by_day);
                forecast::put_ranges(&model, supposition, &plan, &tallies, &mut answers);
                Some(Heard { weight: weight(expert), tallies, answers })
            }
            Err(fault) if fault.is_unmet_evidence() => None,
            Err(fault) => {
                let help = format!("it comes of believing `{}` alone", name.value);
                return Err(vec![fault.help(help)]);
            }
        };
        let label = expert.label.as_ref().unwrap_or(name).value.clone();
        Ok(Some(Speaker { name: name.value.clone(), label, heard }))
    };
    let names = scenario::speakers(scenario);
    if names.is_empty() {
        return Ok((None, beside()));
    }
    // in parallel, because the work before and after the trials of each uses a single thread
    let all = || -> Vec<_> { names.clone().into_par_iter().map(&alone).collect() };
    let (done, found) = spread(plan.threads, || join(beside, all)).map_err(|fault| vec![fault])?;
    let found: Result<Vec<Option<Speaker>>, Vec<Diagnostic>> = found.into_iter().collect();
    let speakers: Vec<Speaker> = found?.into_iter().flatten().collect();
    Ok(((!speakers.is_empty()).then(|| forecast::voices(speakers)), done))
}

fn weight(expert: &Expert) -> f64 {
    match expert.weight.as_ref().map(|weight| &weight.value) {
        Some(LiteralValue::Plain(weight)) => *weight,
        _ => 1.0,
    }
}
