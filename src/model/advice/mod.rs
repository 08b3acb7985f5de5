//! Advice on what is unusual but allowed, with place, reason and repair.
//!
//! [`advice`] collects all of it. `possible` holds the outcomes that are possible and the first step of each, and
//! decides whether conditions can hold; `reach` finds these without drawing, and `worlds` enumerates the states that
//! conditions distinguish. `never` (outcomes, `when`, cases) and `wait` (states, delays, events of the first day)
//! build on them. `certain` and `grounds` check single numbers, `rates` their effect over the whole period (without
//! those that dates switch off, which `calendar` finds), `unsure` uncertainty, `ranges` ranges across 0 and implied
//! correlations, `dates` dates in formulas, `asked` variables that no question needs, `alike` names. `delay` computes
//! quantiles of delays, and `wording` formats numbers and dates.
//! Nothing here draws trials.

mod advise;
mod alike;
mod asked;
mod calendar;
mod certain;
mod dates;
pub(super) mod delay;
mod grounds;
#[cfg(test)]
mod growth;
mod never;
mod possible;
mod ranges;
mod rates;
mod reach;
#[cfg(test)]
mod tests;
mod unsure;
mod wait;
mod wording;
mod worlds;

pub use advise::advice;
pub use asked::needed;
