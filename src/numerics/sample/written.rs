//! Samples of numbers in a canonical order, as they are compared and written to files.

use super::counted::Counted;
use super::farthest::Farthest;
use super::place::number;
use super::{NumberSample, Strand};
use crate::numerics::packed::{Packed, Packer, Unpacker, Unsound, packed_struct};
use crate::numerics::strata::REPLICATES;
use serde::{Deserialize, Serialize};

impl PartialEq for NumberSample {
    /// Whether both hold the same numbers with the same weights, depths and sets.
    fn eq(&self, other: &Self) -> bool {
        Written::from(self.clone()) == Written::from(other.clone())
    }
}

/// The canonical form of a sample in files.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    most: usize,
    level: u8,
    sets: Vec<Strand>,
    counted: Option<Counted>,
    let_go: Farthest,
}

packed_struct!(Strand { set, places, depths, weights });
packed_struct!(Written { most, level, sets, counted, let_go });

impl Packed for NumberSample {
    fn pack(&self, to: &mut Packer) {
        Written::from(self.clone()).pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        Written::unpack(from)?.try_into()
    }
}

impl From<NumberSample> for Written {
    fn from(sample: NumberSample) -> Self {
        let NumberSample { most, level, mut sets, counted, let_go } = sample;
        for strand in &mut sets {
            let mut all: Vec<(u64, u8, u64)> = (0..strand.places.len())
                .map(|i| (strand.places[i], strand.depths[i], strand.weight(i)))
                .collect();
            all.sort_unstable();
            strand.places = all.iter().map(|one| one.0).collect();
            strand.depths = all.iter().map(|one| one.1).collect();
            if !strand.weights.is_empty() {
                strand.weights = all.iter().map(|one| one.2).collect();
            }
        }
        sets.retain(|strand| !strand.places.is_empty());
        Self { most, level, sets, counted, let_go }
    }
}

impl TryFrom<Written> for NumberSample {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { most, level, sets, counted, let_go } = written;
        let fits = |strand: &Strand| {
            let count = strand.places.len();
            strand.depths.len() == count && [0, count].contains(&strand.weights.len())
        };
        if !sets.iter().all(fits) || sets.windows(2).any(|pair| pair[0].set >= pair[1].set) {
            return Err("numbers without their depths or weights, or sets out of order");
        }
        let is_number = |place: &u64| !number(*place).is_nan();
        let are_numbers = |strand: &Strand| {
            strand.places.iter().all(is_number)
                && strand.depths.iter().all(|depth| *depth >= level)
                && u64::from(strand.set) < REPLICATES
        };
        let kept: usize = sets.iter().map(|strand| strand.places.len()).sum();
        let is_counted = counted.as_ref().is_none_or(|counted| counted.total().is_some());
        if !sets.iter().all(are_numbers) || kept > most || !is_counted || !let_go.is_sound() {
            return Err("numbers that can't be those of a sample");
        }
        Ok(Self { most, level, sets, counted, let_go })
    }
}
