//! Which member of a group a question is asked of.

use serde::{Deserialize, Serialize};

/// The group that a question is asked of, and which of its members: [`Answer::group`](super::Answer::group).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Group {
    /// The name of the group.
    pub name: String,
    /// The member.
    pub member: String,
}
