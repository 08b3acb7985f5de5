//! The streams of a variable in a world, one for each purpose.

use crate::numerics::stream::Key;

/// The purpose of a stream.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// An outcome.
    Outcome = 0,
    /// A number.
    Number = 1,
    /// The normal of a correlated number, at any step.
    Together = 2,
    /// An outcome given the evidence.
    Conditioned = 3,
    /// A monitor given the evidence.
    Remembered = 4,
    /// The random rounding of a weight.
    Weight = 5,
}

/// Number of purposes.
const PURPOSES: usize = 6;

/// The streams of a variable, one for each purpose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Streams([Key; PURPOSES]);

impl Streams {
    /// The streams of a variable with this key.
    pub(crate) fn of(key: Key) -> Self {
        Self(std::array::from_fn(|purpose| key.at(purpose as u64)))
    }

    /// The stream for a purpose.
    pub(crate) fn stream(&self, purpose: Purpose) -> Key {
        self.0[purpose as usize]
    }
}
