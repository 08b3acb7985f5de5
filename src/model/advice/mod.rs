//! What is odd though legal, told with place, reason and repair.
//!
//! [`advice`] gathers it all. `possible` holds which outcomes can come about and from which step on,
//! and decides with it whether conditions can come to hold; `reach` finds it without drawing. On it
//! stand `never` (outcomes, `when`, cases) and `wait` (states, delays, events of the first day).
//! `certain` and `grounds` look at single numbers, `rates` at what they come to over the whole
//! period, `unsure` at doubts, `ranges` at ranges across 0 and correlations that follow, `dates` at dates in formulas, `asked` at what no question needs, `alike` at names.
//! `delay` takes quantiles of delays; `wording` says numbers and dates. Nothing here knows commands or draws chance.

mod advise;
mod alike;
mod asked;
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
