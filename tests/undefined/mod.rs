//! The undefined: 1/0, the logarithm of 0, the root of a number below 0, a quantity that is not settled.
//! Conditions leave the trials out whose answer they would decide, chances stop the run. Random
//! formulas are held to a slow evaluator of three truths, trial by trial and exactly.

mod chances;
mod formulas;
mod random;
