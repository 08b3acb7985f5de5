//! Exact answers: published networks to twelve digits, closed forms on a clock, random networks by
//! enumeration; what is refused; and that a wrong count is caught.

mod agreement;
mod bounded;
mod checked;
mod clock;
mod clock_readings;
mod networks;
mod random;
mod scenarios;
mod solved;

pub(crate) use solved::Solve;
