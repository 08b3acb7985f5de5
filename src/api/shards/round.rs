//! The state of work that takes several rounds.

use super::part::{seal, text, value};
use crate::api::error::Error;
use crate::engine::Pass;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A round of work whose later counts depend on earlier ones: all that the rounds before have found. Parts of a round are
/// drawn from it; the first, [`Round::default`], knows nothing.
///
/// ```
/// use foretell::{Error, Job, Options, Round, Scenario, Shard, Step, Subject, Task};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = "[event.meeting]\np = \"20% to 60%\"\n[event.deal]\np = 0\ncase = [ { if = \"meeting\", p = 0.5 } ]\n";
/// let model = Scenario::read("talks.toml", text).case().compile()?;
/// let subject = Subject::default().question("deal");
/// let options = Options::default().trials(20_000);
/// let task = Task::new(&model, &Job::Sensitivity(subject.clone()), &options);
/// let mut round = Round::default();
/// let found = loop {
///     let sent = Round::read(&round.to_bytes())?; // with each task
///     let parts = [0, 1].map(|index| task.part(&sent, Shard { index, of: 2 }));
///     match task.join(&round, parts.into_iter().collect::<Result<Vec<_>, _>>()?)? {
///         Step::Done(outcome) => break outcome,
///         Step::Again(next) => round = next,
///     }
/// };
/// let whole = model.sensitivity(&subject, &options)?;
/// assert_eq!(found.sensitivity(), Some(&whole));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Round {
    /// The SHA-256 of the description of the work; empty in the first round.
    pub(super) work: String,
    pub(super) known: BTreeMap<String, Pass>,
}

/// A round as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    round: Round,
    content_sha256: String,
}

impl Round {
    /// Returns the round as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        text(&Written { round: self.clone(), content_sha256: self.digest() }).into_bytes()
    }

    /// Reads a round; one that was cut or changed is an [`Error::Mismatch`].
    pub fn read(bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        let refused = |why: String| Error::mismatch("round", why);
        let written: Written = serde_json::from_slice(bytes.as_ref())
            .map_err(|error| refused(format!("this is no round: {error}")))?;
        if written.round.digest() != written.content_sha256 {
            return Err(refused("it was changed since it was written".to_owned()));
        }
        Ok(written.round)
    }

    /// Whether nothing is known yet.
    pub(super) fn is_first(&self) -> bool {
        self.work.is_empty()
    }

    /// The SHA-256 of the round.
    pub(super) fn digest(&self) -> String {
        seal(&value(self))
    }
}
