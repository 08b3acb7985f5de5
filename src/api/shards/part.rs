//! A part of a piece of work, as it is drawn, written and read.

use super::data::{packed_data, unpacked_data};
use super::form::{self, Section, Sections, Source, Unfit, is_in_form};
use super::identity::{Identity, first_difference};
use crate::api::error::Error;
use crate::api::options::Options;
use crate::diagnostic::Code;
use crate::engine::{GENERATOR, Pass, Shard};
use crate::numerics::packed::packed;
use crate::result::SweepRow;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A part of a piece of work: the counts of its trials, or the rows of its points, with a description of the whole and
/// checksums. [`Task::part`](crate::Task::part) draws it, [`Task::join`](crate::Task::join) joins all.
///
/// [`to_bytes`](Self::to_bytes) writes it in a compact form, as `foretell run --shard` does, and serde as JSON. A part that
/// was cut or changed since is refused when it is read, and one of other work when it is merged.
///
/// ```
/// use foretell::{Job, Options, Part, Scenario, Shard};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let options = Options::default().trials(10_000);
/// let bytes = model.part(&Job::Run, Shard { index: 0, of: 2 }, &options)?.to_bytes();
/// let part = Part::read("first.counts", &bytes)?;
/// assert_eq!(part.shard().of, 2);
/// assert!(Part::read("cut.counts", &bytes[..bytes.len() / 2]).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Value")]
pub struct Part {
    /// The name that messages show.
    name: String,
    shard: Shard,
    /// The seconds that a run's part took.
    pub(super) wall_time_s: f64,
    /// The SHA-256 of the table of a sweep's points.
    table_sha256: Option<Box<str>>,
    /// The description of its work, which parts of a whole share.
    pub(super) work: Arc<Common>,
    /// The counts of each run that the work takes, by name; the rows of a sweep under [`ROWS`]. None if they are in a
    /// table of their own.
    pub(super) sections: Sections,
}

/// The name of the rows of a sweep, which no run has.
pub(super) const ROWS: &str = "rows";
/// The name of the numbers of trials in which each of these rows was asked.
pub(super) const ASKED: &str = "asked";

/// The description of some work, which is the same in all its parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Common {
    pub(super) identity: Identity,
    /// The SHA-256 of the round, if it is not the first.
    pub(super) round: Option<String>,
    /// The scenario of a run, without the time that a part took.
    pub(super) run: Option<Origin>,
}

/// The description of a part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    #[serde(flatten)]
    pub(super) identity: Identity,
    pub(super) shard: Shard,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) round: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<Origin>,
    /// The SHA-256 of the table of a sweep's points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) table_sha256: Option<String>,
}

/// The scenario of a run, and the time that a part took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Origin {
    /// The scenario's name in messages.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
    /// The files that it names, with their texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) beside: Vec<(String, String)>,
    pub(super) wall_time_s: f64,
    /// The numbers of trials and of readings that were asked for, unless they were left open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) trials: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) worlds: Option<u64>,
}

/// The kind of parts in their first line.
pub(super) const PART: &str = "part";

impl Part {
    /// Returns a part of some work with these counts.
    pub(super) fn counted(
        (identity, shard): (Identity, Shard),
        round: Option<String>,
        run: Option<Origin>,
        counts: &BTreeMap<String, Pass>,
    ) -> Self {
        let of = |(name, pass): (&String, &Pass)| (name.clone(), Section::of(packed(pass)));
        let head = Head { identity, shard, round, run, table_sha256: None };
        Self::described(named(shard), head, counts.iter().map(of).collect())
    }

    /// Returns a part of a sweep with these rows, and the number of trials in which each was asked.
    pub(super) fn of_points(
        identity: Identity,
        shard: Shard,
        rows: &[SweepRow],
        asked: &[u64],
    ) -> Self {
        let head = Head { identity, shard, round: None, run: None, table_sha256: None };
        let section = |name: &str, bytes: Vec<u8>| (name.to_owned(), Section::of(bytes));
        let sections = [section(ASKED, packed_data(&asked)), section(ROWS, packed_data(&rows))];
        Self::described(named(shard), head, sections.into_iter().collect())
    }

    pub(super) fn described(name: String, head: Head, sections: Sections) -> Self {
        let Head { identity, shard, round, mut run, table_sha256 } = head;
        let time = run.as_mut().map(|run| std::mem::take(&mut run.wall_time_s));
        let work = Arc::new(Common { identity, round, run });
        let table_sha256 = table_sha256.map(String::into_boxed_str);
        let wall_time_s = time.unwrap_or_default();
        Self { name, shard, wall_time_s, table_sha256, work, sections }
    }

    /// Returns the part with the SHA-256 of its table.
    pub(super) fn with_table(self, sha256: Option<String>) -> Self {
        Self { table_sha256: sha256.map(String::into_boxed_str), ..self }
    }

    pub(super) fn head(&self) -> Head {
        let Common { identity, round, run } = (*self.work).clone();
        let run = run.map(|run| Origin { wall_time_s: self.wall_time_s, ..run });
        let table_sha256 = self.table_sha256.as_deref().map(str::to_owned);
        Head { identity, shard: self.shard, round, run, table_sha256 }
    }

    /// Keeps what it has in common with another part where that part keeps it, so that memory does not grow with it.
    pub(super) fn share(&mut self, other: &Self) {
        if self.work == other.work {
            self.work = Arc::clone(&other.work);
        }
        self.sections.share(other.sections.names());
    }

    /// Reads a part; `name` is the name that messages show. A part that was cut or changed is an [`Error::Parts`].
    pub fn read(name: &str, bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        if is_in_form(PART, bytes) {
            return Self::found(name, &Source::Memory(bytes.into()));
        }
        let part: Result<Self, _> = serde_json::from_slice(bytes);
        match part {
            Ok(part) => Ok(Self { name: name.to_owned(), ..part }),
            Err(error) => {
                let why = error.to_string();
                let code =
                    if why.starts_with(OTHER) { Code::PartOfVersion } else { Code::PartChanged };
                let is_own = why.starts_with("this ");
                Err(refused(
                    name,
                    code,
                    if is_own { why } else { format!("this is no part: {why}") },
                ))
            }
        }
    }

    /// Opens a part in a file, whose counts are read when they are joined: of many parts, those of one at a time.
    #[cfg(feature = "files")]
    pub fn open(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let (name, source) = (path.display().to_string(), Source::File(path.into()));
        let wrong = |error| Error::Io { path: path.to_owned(), error };
        let length = source.length().map_err(wrong)?;
        let start = source.bytes(&(0..length.min(1 << 6))).map_err(wrong)?;
        if is_in_form(PART, &start) {
            return Self::found(&name, &source);
        }
        Self::read(&name, source.bytes(&(0..length)).map_err(wrong)?)
    }

    fn found(name: &str, source: &Source) -> Result<Self, Error> {
        let read = form::read(PART, source, is_of_this_program);
        let (head, sections) = read.map_err(|(code, why)| refused(name, code, why))?;
        Ok(Self::described(name.to_owned(), head, sections))
    }

    /// Returns the part in its compact form.
    ///
    /// # Panics
    /// If it was opened in a file that was removed since.
    pub fn to_bytes(&self) -> Vec<u8> {
        form::written(PART, self.head(), &self.sections).expect("its file is there")
    }

    /// Returns the name that messages show: that of the file, or such as `shard 3 of 16`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place of the part in the whole.
    pub fn shard(&self) -> Shard {
        self.shard
    }

    /// Returns the options that the work was drawn with.
    pub(super) fn options(&self) -> Options {
        let Common { identity, run, .. } = &*self.work;
        let Some(run) = run else { return identity.options() };
        let open = identity.open_options();
        let open = run.trials.into_iter().fold(open, Options::trials);
        run.worlds.into_iter().fold(open, Options::worlds)
    }

    /// Returns the error of a part that can't be used.
    pub(super) fn refused(&self, code: Code, why: impl Into<String>) -> Error {
        refused(self.name(), code, why)
    }

    /// Returns the error of a part of a sweep with other points than its own.
    pub(in crate::api) fn without_its_points(&self) -> Error {
        self.refused(
            Code::PartChanged,
            "this part does not hold the points of its place in the sweep",
        )
    }

    /// Returns an error unless this is a part of the work with this identity.
    pub(super) fn belongs(&self, own: &Identity) -> Result<(), Error> {
        let identity = &self.work.identity;
        if identity == own {
            return Ok(());
        }
        let (theirs, own) = (identity.text(None), own.text(None));
        let (theirs, own) = first_difference(&theirs, &own).unwrap_or_default();
        let why = format!("this part is of other work: it has {theirs}, not {own}");
        Err(self.refused(Code::PartOfOther, why))
    }

    /// Returns the rows of a part of the sweep with this identity.
    pub(in crate::api) fn rows_of(&self, own: &Identity) -> Result<Vec<SweepRow>, Error> {
        self.belongs(own)?;
        self.rows()
    }

    /// Reads the rows of a part of a sweep.
    pub(super) fn rows(&self) -> Result<Vec<SweepRow>, Error> {
        self.list(ROWS)
    }

    /// Reads the number of trials in which each row was asked.
    pub(super) fn asked(&self) -> Result<Vec<u64>, Error> {
        self.list(ASKED)
    }

    fn list<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, Error> {
        let Some(section) = self.sections.get(name) else {
            return Err(self.refused(Code::PartOfOther, "this part has no points"));
        };
        let wrong = |why: String| self.refused(Code::PartChanged, why);
        let bytes = section.bytes().map_err(|why| wrong(why.to_owned()))?;
        unpacked_data(&bytes).map_err(|why| wrong(format!("the points of this part: {why}")))
    }

    /// Records the time that a run's part took, in seconds.
    pub(crate) fn timed(mut self, seconds: f64) -> Self {
        self.wall_time_s = seconds;
        self
    }

    /// Whether this is a part of a run.
    pub(crate) fn is_run(&self) -> bool {
        self.work.run.is_some()
    }

    /// Returns the record of the whole sweep.
    pub(crate) fn whole_record(&self) -> String {
        self.work.identity.text(None)
    }

    /// Returns the SHA-256 of the table of a sweep's points.
    pub(crate) fn table_sha256(&self) -> Option<&str> {
        self.table_sha256.as_deref()
    }
}

/// Whether bytes begin like a part in its compact form.
#[cfg(feature = "files")]
pub(crate) fn is_part(bytes: &[u8]) -> bool {
    is_in_form(PART, bytes)
}

/// Returns the error of the part of this name, which can't be used.
pub(super) fn refused(name: &str, code: Code, why: impl Into<String>) -> Error {
    let help = match code {
        Code::PartOfOther => {
            "draw it again with the arguments of the others, or move it elsewhere if it belongs to other work"
        }
        Code::PartTwice => "move one of the two elsewhere, or remove it",
        Code::PartOfVersion => "draw it again, or join all parts by the version that drew them",
        _ => "remove it, and draw it again with the arguments of the others",
    };
    Error::of_file(name, code, why, help)
}

/// How the reason begins of a part that another version drew.
const OTHER: &str = "this part was drawn with the";

/// Refuses counts of another version of the program, or of other random numbers.
pub(super) fn is_of_this_program(value: &Value) -> Result<(), Unfit> {
    let own = [("version", env!("CARGO_PKG_VERSION")), ("generator", GENERATOR)];
    for (key, own) in own {
        let theirs = value.get(key).and_then(Value::as_str).unwrap_or_default();
        if theirs != own {
            let why = format!("{OTHER} {key} `{theirs}`, and this program has `{own}`");
            return Err((Code::PartOfVersion, why));
        }
    }
    Ok(())
}

/// Returns the name of a part that is not from a file.
fn named(shard: Shard) -> String {
    format!("shard {} of {}", u128::from(shard.index) + 1, shard.of)
}

/// Returns the name of a file: `sweep.csv`, or `shard-3-of-16.csv` for a shard.
pub(crate) fn file_of(shard: Option<Shard>, whole: &str, ending: &str) -> String {
    match shard {
        None => format!("{whole}.{ending}"),
        Some(Shard { index, of }) => format!("shard-{}-of-{of}.{ending}", index + 1),
    }
}
