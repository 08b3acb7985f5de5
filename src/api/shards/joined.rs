//! What comes of joined parts.

use super::job::{Outcome, Step};
use super::round::Round;
use crate::analysis::sensitivity::Findings;
use crate::analysis::{Comparison, Splits};
use crate::api::options::Options;
use crate::api::sweep::SweepPlan;
use crate::forecast::Forecast;
use crate::result;

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
