//! A run that is joined from the files of its parts.

use super::identity::Identity;
use super::job::{Job, Joined};
use super::part::Part;
use super::round::Round;
use super::task::Task;
use crate::api::error::Error;
use crate::api::scenario::Scenario;
use crate::forecast::Forecast;

/// A run that was joined from its parts alone, with the scenario that they hold.
pub(crate) struct Whole {
    pub(crate) identity: Identity,
    /// The scenario's name in messages.
    pub(crate) name: String,
    pub(crate) forecast: Forecast,
    pub(crate) wall_time_s: f64,
}

impl Whole {
    /// Joins the parts of a run, all of which are there and in order.
    pub(crate) fn of(parts: Vec<Part>) -> Result<Self, Error> {
        let own = parts[0].work.run.as_ref();
        let own = own.map(|run| (run.name.clone(), run.text.clone(), run.beside.clone()));
        let identity = parts[0].work.identity.clone();
        let (name, text, beside) = own.unwrap_or_default();
        let scenario = Scenario::again(&name, text, identity.sha256.clone(), &beside);
        let model = identity.case(&scenario).compile()?;
        let wall_time_s = parts.iter().map(|part| part.wall_time_s).sum();
        let task = Task::new(&model, &Job::Run, &parts[0].options());
        let forecast = match task.joined(&Round::default(), parts, true)? {
            Joined::Forecast(forecast) => *forecast,
            _ => return Err(Error::Usage("these are parts of other work than a run".to_owned())),
        };
        Ok(Self { identity, name, forecast, wall_time_s })
    }
}
