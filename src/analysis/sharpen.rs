//! Draws until the standard error of every requested probability is small enough.

use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{Plan, Tallies};
use crate::forecast::{self, Forecast, Missed};
use crate::model::{Asked, Model, Supposition};

/// The most trials by default.
pub const MOST_TRIALS: u64 = 100_000_000;
/// Number of trials of the first attempt, and of each world if the number of worlds is free.
const FIRST: u64 = 64_000;
const OF_A_WORLD: u64 = 1000;
/// The most by which an attempt may exceed the previous one, because errors are uncertain themselves.
const MOST_GROWTH: f64 = 16.0;
/// The factor by which more is drawn than seems necessary, so that the next attempt is usually the last.
const MARGIN: f64 = 1.1;

/// Draws at most `plan.trials` trials, and only as many as reduce every standard error of a probability to
/// `target`. With `worlds_are_free`, more trials come in more worlds of a thousand trials each; otherwise
/// `plan.worlds` is kept. The result equals that of a run with the same numbers of trials and worlds. If the
/// target is not reached, [`Forecast::missed`] is set.
pub fn sharpen(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    (target, worlds_are_free): (f64, bool),
    draw: &dyn Fn(&Plan) -> Result<Tallies, Diagnostic>,
) -> Result<(Forecast, Plan), Diagnostic> {
    if !asks_a_chance(model, plan) {
        let what = "`--target-se` is about chances, and no question asks for one";
        return Err(Diagnostic::placeless(Code::NotHere, what)
            .help("say with `-n` how many trials are to be drawn"));
    }
    let most = plan.trials;
    let mut trials = FIRST.min(most);
    loop {
        let worlds = if worlds_are_free { trials.div_ceil(OF_A_WORLD) } else { plan.worlds };
        let plan = Plan { trials, worlds, ..plan.clone() };
        let tallies = draw(&plan)?;
        let mut forecast = forecast::summarise(model, supposition, &plan, &tallies);
        let (std_error, label) = worst(&forecast);
        if std_error <= target {
            return Ok((forecast, plan));
        }
        if trials >= most {
            forecast.missed = Some(Missed { target, std_error, label });
            return Ok((forecast, plan));
        }
        let growth = (MARGIN * (std_error / target) * (std_error / target)).clamp(1.5, MOST_GROWTH);
        let requested = ((trials as f64 * growth) as u64).div_ceil(OF_A_WORLD) * OF_A_WORLD;
        trials = requested.min(most);
    }
}

fn asks_a_chance(model: &Model, plan: &Plan) -> bool {
    let asked = |index: usize| {
        !matches!(model.questions[index].asked, Asked::Number(..) | Asked::Duration(_))
    };
    match &plan.questions {
        Some(chosen) => chosen.iter().any(|index| asked(*index)),
        None => (0..model.questions.len()).any(asked),
    }
}

/// The largest standard error of a probability and the label of its question; infinite if a question has no
/// error yet.
fn worst(forecast: &Forecast) -> (f64, String) {
    let errors = forecast.answers.iter().flat_map(|answer| {
        answer.estimates().into_iter().map(move |estimate| {
            let known = estimate.probability.is_finite() && estimate.error().is_finite();
            let error = match estimate.settled {
                Some(_) => 0.0,
                None if known => estimate.error(),
                None => f64::INFINITY,
            };
            (error, &answer.label)
        })
    });
    let worst = errors.max_by(|a, b| a.0.total_cmp(&b.0));
    worst.map_or((0.0, String::new()), |(error, label)| (error, label.clone()))
}
