//! What there is to tell about one code. Plain data.

use super::super::Code;

/// What there is to tell about one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// What it means and why it matters, in two or three sentences.
    pub explanation: &'static str,
    /// An excerpt, or a command, that has it.
    pub wrong: &'static str,
    /// The same put right.
    pub right: &'static str,
}
