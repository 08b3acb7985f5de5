//! Why a look-up found nothing.

/// The error of a look-up in a result; the message lists the names that there are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotFound(String);

impl NotFound {
    /// There is no such thing among these.
    pub(super) fn named<'a>(
        kind: &str,
        name: &str,
        there: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let there: Vec<&str> = there.into_iter().collect();
        Self(if there.is_empty() {
            format!("there is no {kind} `{name}`")
        } else {
            format!("there is no {kind} `{name}`, but {}", there.join(", "))
        })
    }

    /// The answer to a question is of another kind.
    pub(super) fn kind(question: &str, what: &str) -> Self {
        Self(format!("the answer to `{question}` {what}"))
    }
}
