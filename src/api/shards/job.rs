//! Work that can be split, and what comes of it.

use super::round::Round;
use crate::analysis::sensitivity::Findings;
use crate::analysis::{Comparison, Splits};
use crate::api::answers::Subject;
use crate::api::options::Options;
use crate::api::sweep::{Design, SweepPlan};
use crate::forecast::Forecast;
use crate::result;

/// A piece of work on a model that can be split into parts.
///
/// ```
/// use foretell::{Design, Job};
///
/// let sweep = Job::Sweep(Design::default().over("event.meeting.p", "0.1..0.5:5"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Job {
    /// A forecast, split by trials.
    Run,
    /// A sweep, split by points.
    Sweep(Design),
    /// A sensitivity analysis, split by trials, in several rounds.
    Sensitivity(Subject),
}

/// The result of work whose parts were joined, equal to that of the undivided work.
///
/// ```
/// use foretell::{Job, Options, Outcome, Scenario, Shard};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let options = Options::default().trials(10_000);
/// let parts = [1, 0].map(|index| model.part(&Job::Run, Shard { index, of: 2 }, &options));
/// let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
/// let Outcome::Run(forecast) = model.merge(&Job::Run, parts)? else { unreachable!() };
/// assert_eq!(*forecast, model.run(&options)?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// The forecast of a run.
    Run(Box<result::Forecast>),
    /// The answers at all points of a sweep.
    Sweep(Box<result::Sweep>),
    /// The sides of a comparison and their differences.
    Comparison(Box<result::Comparison>),
    /// The numbers that move an answer.
    Sensitivity(Box<result::Sensitivity>),
}

impl Outcome {
    /// Returns the sensitivity analysis; `None` for other work.
    pub fn sensitivity(&self) -> Option<&result::Sensitivity> {
        match self {
            Self::Sensitivity(found) => Some(found),
            _ => None,
        }
    }

    /// Returns the comparison; `None` for other work.
    pub fn comparison(&self) -> Option<&result::Comparison> {
        match self {
            Self::Comparison(found) => Some(found),
            _ => None,
        }
    }
}

/// The state of work after a round of parts: [`Task::join`](crate::Task::join) returns it.
#[derive(Clone, Debug)]
pub enum Step {
    /// The work is done.
    Done(Outcome),
    /// Parts are to be drawn of a further round.
    Again(Round),
}

/// The result of work before it is put into plain data.
pub(super) enum Joined {
    Forecast(Box<Forecast>),
    Comparison(Box<(Comparison, Vec<Splits>)>),
    Sensitivity(Box<Findings>),
    /// The rows of all points, and the number of trials in which each was asked.
    Sweep(Box<(SweepPlan, result::Sweep, Vec<u64>)>),
    /// Not done: a further round is needed.
    Again(Round),
}

impl Joined {
    /// Passes the page of the result to the monitor, and returns the result as plain data.
    pub(super) fn step(self, options: &Options) -> Step {
        Step::Done(match self {
            Self::Forecast(found) => {
                options.show_forecast(&found);
                Outcome::Run(Box::new(result::forecast(&found)))
            }
            Self::Sweep(found) => {
                let (plan, sweep, asked) = *found;
                if options.is_watched() {
                    let points = plan.points_of(&sweep.rows, &asked);
                    options.show_sweep(plan.found(&points), plan.label());
                }
                Outcome::Sweep(Box::new(sweep))
            }
            Self::Sensitivity(found) => {
                options.show_sensitivity(&found);
                Outcome::Sensitivity(Box::new(result::sensitivity(&found)))
            }
            Self::Comparison(found) => {
                options.show_comparison(&found.0, &found.1);
                Outcome::Comparison(Box::new(result::comparison(&found.0, &found.1)))
            }
            Self::Again(round) => return Step::Again(round),
        })
    }
}
