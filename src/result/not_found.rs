//! Why a look-up found nothing.

/// The error of a look-up in a result; the message lists the names that there are.
///
/// ```
/// # use foretell::{Options, Scenario};
/// # let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// # let forecast = model.run(&Options::default().trials(1_000))?;
/// let error = forecast.answer("tails").unwrap_err();
/// assert_eq!(error.to_string(), "there is no answer `tails`, but heads");
/// # Ok::<(), foretell::Error>(())
/// ```
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

    /// There is no such thing among these; if there is none at all, `otherwise` says how to ask for them.
    pub(super) fn asked<'a>(
        kind: &str,
        name: &str,
        there: impl IntoIterator<Item = &'a str>,
        otherwise: &str,
    ) -> Self {
        let mut there = there.into_iter().peekable();
        let is_empty = there.peek().is_none();
        let Self(found) = Self::named(kind, name, there);
        Self(if is_empty { format!("{found}: {otherwise}") } else { found })
    }

    /// Returns the row of an outcome of a question, the pair by which `key` names rows; or the names that there are.
    pub(super) fn or_row<'a, R>(
        rows: &'a [R],
        key: impl Fn(&R) -> (&str, &str),
        (question, outcome): (&str, &str),
    ) -> Result<&'a R, Self> {
        let of_question = || rows.iter().filter(|row| key(row).0 == question);
        of_question().find(|row| key(row).1 == outcome).ok_or_else(|| {
            if of_question().next().is_none() {
                let mut questions: Vec<&str> = rows.iter().map(|row| key(row).0).collect();
                questions.dedup();
                return Self::named("question", question, questions);
            }
            Self::named("outcome", outcome, of_question().map(|row| key(row).1))
        })
    }

    /// There can be no such thing, for a reason.
    pub(super) fn reason(kind: &str, name: &str, reason: &str) -> Self {
        Self(format!("there is no {kind} `{name}`: {reason}"))
    }

    /// The answer to a question is of another kind.
    pub(super) fn kind(question: &str, what: &str) -> Self {
        Self(format!("the answer to `{question}` {what}"))
    }
}
