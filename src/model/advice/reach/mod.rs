//! Reachability, found without drawing: the possible outcomes with the first step of each (`search`), and whether
//! conditions can hold (`possible`, over the `states` that they distinguish). `calendar` finds the conditions that
//! dates alone decide, and `delay` computes quantiles of delays.

mod calendar;
mod delay;
mod possible;
mod search;
mod states;

pub(crate) use calendar::Calendar;
pub(crate) use delay::{RARE, longest, quantile};
pub(crate) use possible::Possible;
pub(crate) use search::{least_step, reach, rows, share};
