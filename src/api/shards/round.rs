//! The state of work that takes several rounds.

use super::form::{self, Section, Source, is_in_form};
use crate::api::error::Error;
use crate::api::scenario::digest;
use crate::diagnostic::Code;
use crate::engine::{Pass, Stored};
use crate::numerics::packed::packed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

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
    /// The SHA-256 of the round, once it is known.
    #[serde(skip)]
    digest: OnceLock<String>,
}

/// The description of a round.
#[derive(Serialize, Deserialize)]
struct Head {
    work: String,
}

/// The kind of rounds in their first line.
const ROUND: &str = "round";

impl Round {
    /// A round of this work, after others have found these counts.
    pub(super) fn new(work: String, known: BTreeMap<String, Pass>) -> Self {
        Self { work, known, digest: OnceLock::new() }
    }

    /// Returns the round as bytes.
    ///
    /// # Panics
    /// Never: all of it is in memory.
    pub fn to_bytes(&self) -> Vec<u8> {
        let known = self.known.iter();
        let sections =
            known.map(|(name, pass)| (name.clone(), Section::of(packed(pass)))).collect();
        form::written(ROUND, Head { work: self.work.clone() }, &sections).expect("it is in memory")
    }

    /// Reads a round; one that was cut or changed is an [`Error::Parts`].
    pub fn read(bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        if !is_in_form(ROUND, bytes) {
            return Err(Self::refused(Code::PartChanged, "this is no round"));
        }
        let read = form::read(ROUND, &Source::Memory(bytes.into()), |_| Ok(()));
        let (Head { work }, sections) = read.map_err(|(code, why)| Self::refused(code, why))?;
        let mut known = BTreeMap::new();
        for (name, section) in sections.iter() {
            let pass = section.read().map_err(|why| Self::refused(Code::PartChanged, why))?;
            known.insert(name.clone(), pass);
        }
        Ok(Self::new(work, known))
    }

    /// Returns the error of a round that can't be used.
    pub(super) fn refused(code: Code, why: impl Into<String>) -> Error {
        Error::of_file("round", code, why, "take the round that the last call of `join` returned")
    }

    /// Whether nothing is known yet.
    pub(super) fn is_first(&self) -> bool {
        self.work.is_empty()
    }

    /// The SHA-256 of the round; empty for the first.
    pub(super) fn name(&self) -> &str {
        if self.is_first() { "" } else { self.digest() }
    }

    /// The SHA-256 of the round.
    fn digest(&self) -> &str {
        self.digest.get_or_init(|| digest(&self.to_bytes()))
    }
}
