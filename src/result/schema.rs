//! The version of the published format of results.

use serde::{Deserialize, Deserializer, Serialize};

/// The version of the format of results that this program writes, and the highest that it reads. Within a
/// version fields are only added, and readers pass over those that they don't know.
///
/// ```
/// use foretell::result::{SCHEMA, Schema};
///
/// assert_eq!(Schema::default().version(), SCHEMA);
/// ```
pub const SCHEMA: u32 = 1;

/// The version of the format of a result. Reading one of a higher version fails: [`SCHEMA`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Schema(u32);

impl Schema {
    /// The version.
    pub fn version(self) -> u32 {
        self.0
    }
}

impl Default for Schema {
    /// Returns the version that this program writes.
    fn default() -> Self {
        Self(SCHEMA)
    }
}

impl<'de> Deserialize<'de> for Schema {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let version = u32::deserialize(from)?;
        if version == 0 || version > SCHEMA {
            let what =
                format!("the result has version {version}; this program reads up to {SCHEMA}");
            return Err(serde::de::Error::custom(what));
        }
        Ok(Self(version))
    }
}
