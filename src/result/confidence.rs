//! How confident the author of a forecast is.

use serde::{Deserialize, Serialize};

/// How confident the author is, apart from how likely anything is: [`Forecast::confidence`](super::Forecast::confidence).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Confidence {
    /// `low`, `moderate` or `high`.
    pub level: String,
    /// The reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}
