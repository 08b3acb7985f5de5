//! Advice on what is unusual but allowed, with place, reason and repair.
//!
//! [`advice`] collects all of it. `reach/` finds the outcomes that are possible and the first step of each, and
//! decides whether conditions can hold. `never` (outcomes, `when`, cases) and `wait` (states, delays, events of the
//! first day) build on it. `certain` and `grounds` check single numbers, `rates` their effect over the whole period
//! (without those that dates switch off), `uncertain` uncertainty, `ranges` ranges across 0 and implied correlations,
//! `dates` dates in formulas, `asked` variables that no question needs, `alike` names. `wording` formats numbers and
//! dates. Nothing here draws trials.

mod advise;
mod alike;
mod asked;
mod certain;
mod dates;
mod grounds;
#[cfg(test)]
mod growth;
mod never;
mod ranges;
mod rates;
pub mod reach;
#[cfg(test)]
mod tests;
mod uncertain;
mod wait;
mod wording;

pub use advise::advice;
pub use asked::needed;
