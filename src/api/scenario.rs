//! The text of a scenario, with or without faults.

use super::diagnostic::Diagnostics;
use super::written::{self, Fetch, Found, Written};
use crate::diagnostic::Sources;
use crate::interchange::{self, Format};
use crate::scenario;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// A scenario, or a Bayesian network, as it was read: its text, whatever is wrong in it. Cheap to clone.
///
/// ```
/// use foretell::Scenario;
///
/// let scenario = Scenario::read("talks.toml", "[event.deal]\np = 0.3\n");
/// assert!(scenario.diagnostics().is_empty());
/// let faulty = Scenario::read("talks.toml", "[event.deal]\np = 1.3\n");
/// assert_eq!(faulty.diagnostics()[0].code, "E0501");
/// ```
#[derive(Clone, Debug)]
pub struct Scenario(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    name: String,
    stem: String,
    sha256: String,
    sources: Sources,
    /// The parsed scenario; or the faults of bytes that can't be one.
    written: Result<Written, Found>,
    /// The compiled model without changes; compiled at the first request.
    model: OnceLock<Arc<crate::model::Model>>,
}

/// A text that was read: a file, or an argument.
///
/// ```
/// use foretell::Scenario;
///
/// let scenario = Scenario::read("talks.toml", "[event.deal]\np = 0.3\n");
/// let source = scenario.sources()[0];
/// assert_eq!((source.name, source.text.lines().count()), ("talks.toml", 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source<'a> {
    /// The name that messages show.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
}

impl Scenario {
    /// Reads a scenario or a network from bytes; `name` is the name that messages show, and its ending says which
    /// format a network has.
    pub fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::read_as(name, bytes.into(), false)
    }

    /// Reads a network each of whose rows is divided by its sum, however far that is from 1.
    pub fn read_normalized(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::read_as(name, bytes.into(), true)
    }

    pub(crate) fn read_as(name: &str, bytes: Vec<u8>, normalize: bool) -> Self {
        Self::read_with(name, bytes, normalize, None)
    }

    /// Reads a scenario that may name other files, which `fetch` reads by their names.
    pub(crate) fn read_with(
        name: &str,
        bytes: Vec<u8>,
        normalize: bool,
        fetch: Option<Fetch<'_>>,
    ) -> Self {
        let network = format(Path::new(name), &bytes);
        let sha256 = digest(&bytes);
        Self::of_text(name, admitted(name, bytes, network), sha256, (network, normalize), fetch)
    }

    /// Returns the files that the scenario named, each with its SHA-256.
    pub(crate) fn files_beside(&self) -> Vec<(String, String)> {
        let own = self.0.sources.texts().skip(1);
        own.map(|(name, text)| (name.to_owned(), digest(text.as_bytes()))).collect()
    }

    /// Returns the files that the scenario named, with their texts.
    pub(crate) fn texts_beside(&self) -> Vec<(String, String)> {
        let own = self.0.sources.texts().skip(1);
        own.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    }

    /// Reads a text that another run has read, from a file that may have been changed since.
    pub(crate) fn again(
        name: &str,
        text: String,
        sha256: String,
        beside: &[(String, String)],
    ) -> Self {
        let network = format(Path::new(name), text.as_bytes());
        // rows that were further off would have been refused at first
        let text = admitted(name, text.into_bytes(), network);
        let fetch = |name: &str| {
            let own = beside.iter().find(|(own, _)| own == name);
            own.map(|(_, text)| text.clone().into_bytes())
                .ok_or_else(|| "it is not here".to_owned())
        };
        Self::of_text(name, text, sha256, (network, true), Some(&fetch))
    }

    fn of_text(
        name: &str,
        text: Result<String, Found>,
        sha256: String,
        how: (Option<Format>, bool),
        fetch: Option<Fetch<'_>>,
    ) -> Self {
        let mut sources = Sources::default();
        let written = text.map(|text| {
            let file = sources.add(name, text);
            written::read(&mut sources, file, how, fetch)
        });
        let (name, stem) = (name.to_owned(), stem(name));
        Self(Arc::new(Parts { name, stem, sha256, sources, written, model: OnceLock::new() }))
    }

    /// Returns what was found in reading: faults, and advice on how a network was read. See also
    /// [`check`](Self::check), which looks at what it means too.
    pub fn diagnostics(&self) -> Diagnostics {
        let found = match &self.0.written {
            Ok(written) => &written.findings,
            Err(refused) => refused,
        };
        Diagnostics::new(found.clone(), self.0.sources.clone())
    }

    /// Returns the texts that were read.
    pub fn sources(&self) -> Vec<Source<'_>> {
        self.0.sources.texts().map(|(name, text)| Source { name, text }).collect()
    }

    /// Whether this is a network in one of the formats that are read.
    pub fn is_network(&self) -> bool {
        self.0.written.as_ref().is_ok_and(|written| written.network.is_some())
    }

    /// Whether the bytes are a text that can be a scenario at all.
    pub(crate) fn is_readable(&self) -> bool {
        self.0.written.is_ok()
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The SHA-256 of the bytes that were read, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.0.sha256
    }

    /// Returns the name without folders and ending.
    pub(crate) fn stem(&self) -> &str {
        &self.0.stem
    }

    pub(crate) fn texts(&self) -> &Sources {
        &self.0.sources
    }

    /// Returns the parsed scenario; or the faults of bytes that can't be one.
    pub(crate) fn written(&self) -> Result<&Written, Found> {
        self.0.written.as_ref().map_err(Clone::clone)
    }

    /// Returns the compiled model without changes; compiles it once.
    pub(crate) fn model(&self) -> Result<Arc<crate::model::Model>, Found> {
        if let Some(model) = self.0.model.get() {
            return Ok(Arc::clone(model));
        }
        // faults are not kept: the work may have been cancelled
        let model = Arc::new(written::compile(self.written()?)?);
        Ok(Arc::clone(self.0.model.get_or_init(|| model)))
    }
}

/// The SHA-256 of bytes, in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Returns the text in bytes; or the reasons why they can't be a scenario or a network.
pub(crate) fn admitted(
    name: &str,
    bytes: Vec<u8>,
    network: Option<Format>,
) -> Result<String, Found> {
    let admitted = match network {
        Some(format) => interchange::admit(bytes, format),
        None => scenario::admit(&bytes).map(Cow::into_owned),
    };
    admitted.map_err(|refusal| vec![refusal.diagnostic(name)])
}

/// Returns the format of a network by its first words, or else by its name; `None` for a scenario.
fn format(path: &Path, bytes: &[u8]) -> Option<Format> {
    let ending = path.extension().map(|ending| ending.to_string_lossy()).unwrap_or_default();
    Format::of(&ending, bytes)
}

/// Reads at most one byte more than a scenario may have, or a network if it is one. That byte is enough to
/// refuse the file, and ends a pipe that has no end.
pub(crate) fn bounded(path: &Path, mut file: impl io::Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.by_ref().take(scenario::MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if format(path, &bytes).is_some() && bytes.len() > scenario::MOST_BYTES {
        let most = interchange::MOST_BYTES as u64 + 1;
        bytes.reserve_exact((length.min(most) as usize).saturating_sub(bytes.len()));
        file.take(most - bytes.len() as u64).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Returns a name without folders and ending: `leaders_summit` for `scenarios/leaders_summit.toml`; `stdin` for
/// standard input.
pub(crate) fn stem(name: &str) -> String {
    let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    match stem {
        Some(stem) if stem == "<stdin>" => "stdin".to_owned(),
        Some(stem) => stem,
        None => "scenario".to_owned(),
    }
}
