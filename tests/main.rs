//! The tests of foretell as its users see it, one program: a module for each thing that they do.

mod architecture;
mod catalogue;
mod check;
mod clock;
mod compare;
mod competing;
mod coverage;
mod doubted;
mod exact;
mod facts;
mod figures;
mod flags;
#[cfg(target_os = "linux")]
mod guard;
mod hostile;
mod invalid;
mod language;
mod networks;
mod one_number;
mod printed;
mod properties;
mod readme;
mod repairs;
mod reproducible;
mod resolved;
mod results;
mod safety;
mod sensitivity;
mod settled;
mod statistics;
mod support;
mod sweep;
mod together;
mod trials;
mod undefined;
mod ways;
