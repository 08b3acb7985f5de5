//! Checks of a scenario that is read without faults: values that are never valid, reads that come too early, units,
//! dates, resolutions, news (`told`) and what-ifs.

pub(crate) mod certain;
pub(crate) mod dates;
pub(crate) mod declared_facts;
mod definedness;
pub(crate) mod early_reads;
mod notes;
pub(crate) mod resolutions;
pub(crate) mod told;
pub mod units;
mod variants;

pub use certain::{certain_faults_supposing, is_certain_to_fail};
pub(crate) use dates::{off_steps, on_step, outside};
pub(crate) use definedness::Definedness;
pub use notes::notes;
pub(crate) use units::Units;
pub use variants::check_variants;
pub(crate) use variants::{in_variant, passed_variants};
