//! The counts of parts until they are joined: in memory, elsewhere, or still to come.

use super::super::execute::Tallies;
use super::cut::Shard;
use super::paired_counts::PairedCounts;
use crate::numerics::packed::{Packed, Packer, Unpacker, Unsound};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// The counts of a run, or of a part of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Pass {
    /// Counts of a run of one model.
    Run(Box<Tallies>),
    /// Counts of several models side by side.
    Paired(PairedCounts),
    /// No counts: a trial has a fault. Such a run is drawn again where it is needed, up to the first fault.
    Faulty,
}

impl Packed for Pass {
    fn pack(&self, to: &mut Packer) {
        match self {
            Self::Run(tallies) => {
                0_u8.pack(to);
                tallies.pack(to);
            }
            Self::Paired(counts) => {
                1_u8.pack(to);
                counts.pack(to);
            }
            Self::Faulty => 2_u8.pack(to),
        }
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        match u8::unpack(from)? {
            0 => Ok(Self::Run(Packed::unpack(from)?)),
            1 => Ok(Self::Paired(Packed::unpack(from)?)),
            2 => Ok(Self::Faulty),
            _ => Err("its counts are of no known kind"),
        }
    }
}

/// Counts that are kept elsewhere until they are joined, so that those of one part at a time are in memory.
pub trait Stored: Debug + Send + Sync {
    /// Whether they are none, because a trial has a fault.
    fn is_faulty(&self) -> bool;

    /// Reads them.
    fn read(&self) -> Result<Pass, &'static str>;
}

impl Stored for Pass {
    fn is_faulty(&self) -> bool {
        matches!(self, Self::Faulty)
    }

    fn read(&self) -> Result<Pass, &'static str> {
        Ok(self.clone())
    }
}

/// The counts of the parts of a run, in their order.
pub type Held = Vec<(Shard, Box<dyn Stored>)>;

/// The parts of a piece of work as they come, in any order.
pub trait Coming: Debug + Send {
    /// Whether the parts have counts of this run.
    fn has(&self, name: &str) -> bool;

    /// Waits for the part whose turn it is, and returns its counts of a run; `None` after the last, and if a part can't be
    /// used.
    fn next(&mut self, name: &str) -> Option<(Shard, Box<dyn Stored>)>;

    /// Waits for all parts.
    fn all(self: Box<Self>) -> Option<AllParts>;
}

/// All parts of a piece of work, which belong together.
#[derive(Debug)]
pub struct AllParts {
    /// The counts of each run, by name, in the order of the parts.
    pub known: BTreeMap<String, Held>,
    /// Whether [`Coming::next`] has returned each part once.
    pub are_over: bool,
}
