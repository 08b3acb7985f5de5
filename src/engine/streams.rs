//! The streams of a variable in a world, one for each purpose.

use crate::numerics::stream::Key;

/// What a stream of a variable is for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// Its outcome.
    Outcome = 0,
    /// A number.
    Number = 1,
    /// A number that goes with others, whenever it is settled.
    Together = 2,
    /// An outcome given what is learnt.
    Conditioned = 3,
    /// What is remembered, given what is learnt.
    Remembered = 4,
    /// The last bit of a weight.
    Weight = 5,
}

/// How many purposes there are.
const PURPOSES: usize = 6;

/// The streams of a variable, one for each purpose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Streams([Key; PURPOSES]);

impl Streams {
    /// Those of a variable with this key.
    pub(super) fn of(key: Key) -> Self {
        Self(std::array::from_fn(|purpose| key.at(purpose as u64)))
    }

    /// The one for a purpose.
    pub(super) fn stream(&self, purpose: Purpose) -> Key {
        self.0[purpose as usize]
    }
}
