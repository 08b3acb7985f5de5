//! Dated facts about what is not discrete: processes after delays, numbers, counts. Trials are guided to them, weighed
//! by them, and drawn anew by weight.
//!
//! The kind: a weight that is wrong in some trials, a column that is forgotten when trials are drawn anew, a guide that is
//! not paid back. Right values come from the exact solver on a twin without delays, from closed forms, and from
//! integration on a grid, each with bounds in standard errors. Wrong engines are caught in
//! `src/engine/run/islands.rs`.

pub(crate) mod closed;
mod flagship;
mod points;
mod twins;
mod waiting;

use foretell::result::{Body, Forecast};
use foretell::{Error, Options, Scenario};

/// The forecast of a scenario with news.
pub(crate) fn forecast(text: &str, options: &Options) -> Result<Forecast, Error> {
    Scenario::read("news.toml", text).case().compile()?.run(options)
}

/// Options for so many trials, with a seed.
pub(crate) fn sampled(trials: u64, seed: u64) -> Options {
    Options::default().trials(trials).seed(seed)
}

/// Every chance of a forecast, with its standard error and the question it answers.
pub(crate) fn chances(forecast: &Forecast) -> Vec<(String, f64, Option<f64>)> {
    let mut found = Vec::new();
    for answer in &forecast.answers {
        match &answer.body {
            Body::Condition { yes } => {
                found.push((
                    answer.question.clone(),
                    yes.estimate.unwrap_or(f64::NAN),
                    yes.std_error,
                ));
            }
            Body::Category { outcomes } => {
                for one in outcomes {
                    let name = format!("{}: {}", answer.question, one.outcome);
                    let estimate = &one.estimate;
                    found.push((name, estimate.estimate.unwrap_or(f64::NAN), estimate.std_error));
                }
            }
            _ => {}
        }
    }
    found
}

/// Asserts that a chance is within five standard errors of the truth.
pub(crate) fn assert_near(what: &str, (found, error): (f64, Option<f64>), truth: f64) {
    let error = error.unwrap_or_else(|| panic!("{what}: {found} has no error"));
    let bound = 5.0 * error + 1e-9;
    assert!((found - truth).abs() <= bound, "{what}: {found} ± {error}, truly {truth}");
    assert!(error < 0.03, "{what}: {error} is no error to go by");
}
