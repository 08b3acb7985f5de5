//! Entries for what can be wrong with distributions.

use super::super::Code;
use super::Entry;

/// In the order of the codes.
pub(super) const ENTRIES: &[Entry] = &[Entry {
    code: Code::Inequality,
    explanation: "A distribution exists only for some parameters: a standard deviation is positive, \
            a lower bound lies below the upper one, a mode between them. The message names the \
            inequality that is violated.",
    wrong: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[quantity.loss]
value = "triangular(20, 5, 40)""#,
    right: r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31

[quantity.loss]
value = "triangular(5, 20, 40)""#,
}];
