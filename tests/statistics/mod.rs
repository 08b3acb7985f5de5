//! The engine against what is known in closed form, with fixed seeds.
//!
//! `run` draws a scenario given as text and compares its forecast with a number; a right sampler
//! fails any comparison of this folder with a chance of at most one in a million. `network` is a
//! slow, obvious second sampler with its exact joint distribution, and with bugs to choose from:
//! whatever the comparisons let pass, they must not let those pass. `chain` is arithmetic on
//! Markov chains. The other files are scenarios, by what moves in them.

mod chain;
mod clocks;
mod counted;
mod delays;
mod doubt;
mod evidence;
mod evidence_weighed;
mod evidence_worlds;
mod extremes;
mod memory;
mod moment;
mod network;
mod numbers;
mod panels;
mod processes;
mod published;
mod run;
mod samplers;
mod series;
mod supposed;
mod time;
mod varied;
mod waiting;
mod ways;
mod wide;

pub(crate) use network::{Bug, Network, Node};
pub(crate) use run::{Draw, Run, mean_of};
