//! Samples of numbers in a canonical order, as they are compared and written to files.

use super::counted::Counted;
use super::farthest::Farthest;
use super::place::number;
use super::{MOST_KEPT, NumberSample, Strand};
use crate::numerics::packed::{Packed, Packer, Unpacker, Unsound, packed_struct};
use crate::numerics::strata::REPLICATES;
use serde::{Deserialize, Serialize};

impl PartialEq for NumberSample {
    /// Whether both hold the same numbers with the same weights, depths and sets.
    fn eq(&self, other: &Self) -> bool {
        Written::of(self) == Written::of(other)
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

packed_struct!(Strand { set, places, depths, weights, times });
packed_struct!(Written { most, level, sets, counted, let_go });

impl Packed for NumberSample {
    fn pack(&self, to: &mut Packer) {
        Written::of(self).pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        Written::unpack(from)?.try_into()
    }
}

impl Written {
    fn of(sample: &NumberSample) -> Self {
        let NumberSample { most, level, sets, counted, let_go } = sample;
        let sets = sets.iter().filter(|strand| !strand.places.is_empty()).map(Strand::written);
        let (sets, counted, let_go) = (sets.collect(), counted.clone(), let_go.clone());
        Self { most: *most, level: *level, sets, counted, let_go }
    }
}

impl From<NumberSample> for Written {
    fn from(sample: NumberSample) -> Self {
        Self::of(&sample)
    }
}

impl TryFrom<Written> for NumberSample {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { most, level, sets, counted, let_go } = written;
        let fits = |strand: &Strand| {
            let count = strand.places.len();
            let is_one = |times: &u64| (1..=MOST_KEPT as u64).contains(times);
            strand.depths.len() == count
                && [0, count].contains(&strand.weights.len())
                && [0, count].contains(&strand.times.len())
                && (strand.times.is_empty() || strand.weights.is_empty())
                && strand.times.iter().all(is_one)
        };
        if !sets.iter().all(fits) || sets.windows(2).any(|pair| pair[0].set >= pair[1].set) {
            return Err("numbers without their depths, weights or times, or sets out of order");
        }
        let is_number = |place: &u64| !number(*place).is_nan();
        let are_numbers = |strand: &Strand| {
            strand.places.iter().all(is_number)
                && strand.depths.iter().all(|depth| *depth >= level)
                && u64::from(strand.set) < REPLICATES
        };
        let kept = sets.iter().try_fold(0_usize, |sum, strand| sum.checked_add(strand.len()));
        let fits = kept.is_some_and(|kept| kept <= most.min(MOST_KEPT));
        let is_counted = counted.as_ref().is_none_or(|counted| counted.total().is_some());
        if !sets.iter().all(are_numbers) || !fits || !is_counted || !let_go.is_sound() {
            return Err("numbers that can't be those of a sample");
        }
        Ok(Self { most, level, sets, counted, let_go })
    }
}
