//! Overlays: texts that replace numbers of a scenario.

use crate::api::scenario::{admitted, digest};
use crate::api::written::Found;

/// A text whose `path = value` lines are laid over a scenario.
///
/// ```
/// use foretell::{Overlay, Scenario};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let scenario = Scenario::read("talks.toml", "[event.deal]\np = 0.3\n");
/// let sides = scenario.case().overlays(&[Overlay::read("hopeful.toml", "event.deal.p = 0.5\n")])?;
/// assert_eq!(sides.sides[1].name(), "hopeful");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Overlay {
    pub(super) name: String,
    pub(super) text: Result<String, Found>,
    sha256: String,
}

impl Overlay {
    /// Reads an overlay from bytes; `name` is the name that messages show.
    pub fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let sha256 = digest(&bytes);
        Self { name: name.to_owned(), text: admitted(name, bytes, None), sha256 }
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of the bytes that were read, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}
