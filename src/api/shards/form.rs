//! The form of parts and rounds as bytes: a line that says what they are, a description as JSON with its length and its
//! SHA-256, then sections of which the description has the names, the lengths and the SHA-256.

use crate::api::scenario::hex;
use crate::diagnostic::Code;
use crate::engine::{Pass, Stored};
use crate::numerics::packed::unpacked;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// The bytes of the length of a description, and of its SHA-256.
const LENGTH: usize = 8;
const DIGEST: usize = 32;
/// The bytes that are read at once.
#[cfg(feature = "files")]
const PIECE: u64 = 1 << 20;
/// The most bytes of a description: a scenario has at most 4 MB, and escapes take up to six times as many.
const MOST_DESCRIBED: u64 = 1 << 26;

/// The place of a part's bytes: memory, or a file.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Memory(Arc<[u8]>),
    #[cfg(feature = "files")]
    File(Arc<std::path::Path>),
}

impl Source {
    pub(super) fn length(&self) -> io::Result<u64> {
        match self {
            Self::Memory(bytes) => u64::try_from(bytes.len()).map_err(io::Error::other),
            #[cfg(feature = "files")]
            Self::File(path) => {
                // a pipe would be waited for
                let found = std::fs::metadata(path)?;
                if !found.is_file() {
                    return Err(io::Error::other("it is not a regular file"));
                }
                Ok(found.len())
            }
        }
    }

    /// Passes a range on, in pieces.
    fn pieces(&self, range: &Range<u64>, to: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        match self {
            Self::Memory(bytes) => {
                let own = bytes.get(range.start as usize..range.end as usize);
                to(own.ok_or(io::ErrorKind::UnexpectedEof)?);
                Ok(())
            }
            #[cfg(feature = "files")]
            Self::File(path) => pieces_of_file(path, range, to),
        }
    }

    pub(super) fn bytes(&self, range: &Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.pieces(range, &mut |piece| bytes.extend_from_slice(piece))?;
        Ok(bytes)
    }
}

#[cfg(feature = "files")]
fn pieces_of_file(
    path: &std::path::Path,
    range: &Range<u64>,
    to: &mut dyn FnMut(&[u8]),
) -> io::Result<()> {
    use io::{Read, Seek, SeekFrom};

    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(range.start))?;
    let (mut left, mut piece) = (range.end - range.start, Vec::new());
    while left > 0 {
        piece.clear();
        let read = (&file).take(left.min(PIECE)).read_to_end(&mut piece)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        to(&piece);
        left -= read as u64;
    }
    Ok(())
}

/// A section: where its bytes are, and their SHA-256. There are as many in memory as parts, so they are small.
#[derive(Clone, Debug)]
pub(super) struct Section {
    source: Source,
    range: Range<u64>,
    sha256: [u8; DIGEST],
}

/// The sections of a part or a round, in the order of their names, which parts of a whole share.
#[derive(Clone, Debug, Default)]
pub(super) struct Sections {
    names: Arc<[String]>,
    own: Box<[Section]>,
}

impl Sections {
    pub(super) fn names(&self) -> &Arc<[String]> {
        &self.names
    }

    pub(super) fn get(&self, name: &str) -> Option<&Section> {
        let at = self.names.binary_search_by(|own| own.as_str().cmp(name)).ok()?;
        self.own.get(at)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Section)> {
        self.names.iter().zip(&self.own)
    }

    /// Returns the sections without their names.
    pub(super) fn into_own(self) -> Box<[Section]> {
        self.own
    }

    /// Keeps its names where others keep theirs, if they are the same.
    pub(super) fn share(&mut self, names: &Arc<[String]>) {
        if self.names == *names {
            self.names = Arc::clone(names);
        }
    }
}

impl FromIterator<(String, Section)> for Sections {
    /// Takes sections in the order of their names.
    fn from_iter<I: IntoIterator<Item = (String, Section)>>(sections: I) -> Self {
        let (names, own): (Vec<String>, Vec<Section>) = sections.into_iter().unzip();
        Self { names: names.into(), own: own.into() }
    }
}

impl Section {
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        let (range, sha256) = (0..bytes.len() as u64, Sha256::digest(&bytes).into());
        Self { source: Source::Memory(bytes.into()), range, sha256 }
    }

    fn length(&self) -> u64 {
        self.range.end - self.range.start
    }

    /// Reads the bytes, which must be those that were described.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, &'static str> {
        let bytes = self.source.bytes(&self.range).map_err(|_| "its counts can't be read")?;
        let is_sound = Sha256::digest(&bytes)[..] == self.sha256;
        if is_sound { Ok(bytes) } else { Err("its counts were changed while they were joined") }
    }

    fn is_sound(&self) -> io::Result<bool> {
        let mut digest = Sha256::new();
        self.source.pieces(&self.range, &mut |piece| digest.update(piece))?;
        Ok(digest.finalize()[..] == self.sha256)
    }
}

impl Stored for Section {
    fn is_faulty(&self) -> bool {
        // counts take more than the byte that says that there are none
        self.length() == 1
    }

    fn read(&self) -> Result<Pass, &'static str> {
        unpacked(&self.bytes()?)
    }
}

/// A description with its sections.
#[derive(Serialize, Deserialize)]
struct Described<H> {
    #[serde(flatten)]
    head: H,
    sections: Vec<Listed>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    name: String,
    bytes: u64,
    sha256: String,
}

/// The first line of something: `foretell part 1`.
fn first_line(kind: &str) -> String {
    format!("foretell {kind} 1\n")
}

/// Whether bytes begin like something in this form, of any version.
pub(super) fn is_in_form(kind: &str, bytes: &[u8]) -> bool {
    let line = first_line(kind);
    bytes.starts_with(line.trim_end_matches("1\n").as_bytes())
}

/// Returns the bytes of a description with sections.
pub(super) fn written(
    kind: &str,
    head: impl Serialize,
    sections: &Sections,
) -> Result<Vec<u8>, String> {
    let listed = |(name, section): (&String, &Section)| Listed {
        name: name.clone(),
        bytes: section.length(),
        sha256: hex(section.sha256),
    };
    let described = Described { head, sections: sections.iter().map(listed).collect() };
    let described = serde_json::to_vec(&described).map_err(|error| error.to_string())?;
    let mut bytes = first_line(kind).into_bytes();
    bytes.extend((described.len() as u64).to_le_bytes());
    bytes.extend(described);
    let digest = Sha256::digest(&bytes);
    bytes.extend(digest);
    for section in &sections.own {
        let copied =
            section.source.pieces(&section.range, &mut |piece| bytes.extend_from_slice(piece));
        copied.map_err(|error| error.to_string())?;
    }
    Ok(bytes)
}

/// The reason why bytes can't be used: a code, and a sentence.
pub(super) type Unfit = (Code, String);

/// Returns what is wrong with something that was changed.
pub(super) fn changed(kind: &str) -> Unfit {
    let why = format!("this {kind} was changed since it was written, so its counts can't be used");
    (Code::PartChanged, why)
}

/// Reads a description, which `admit` may refuse, and finds its sections. All must be there, and as they were written.
pub(super) fn read<H: DeserializeOwned>(
    kind: &str,
    source: &Source,
    admit: impl FnOnce(&Value) -> Result<(), Unfit>,
) -> Result<(H, Sections), Unfit> {
    let unread = |error: io::Error| {
        (Code::PartChanged, format!("this {kind} can't be read: {}", reason(&error)))
    };
    let unsound = |error: serde_json::Error| {
        (Code::PartChanged, format!("this {kind} has another description: {error}"))
    };
    let line = first_line(kind);
    let (length, begin) = (source.length().map_err(unread)?, (line.len() + LENGTH) as u64);
    let cut = || (Code::PartChanged, format!("this {kind} was cut: it has {length} bytes"));
    if length < begin {
        return Err(cut());
    }
    let start = source.bytes(&(0..begin)).map_err(unread)?;
    if !start.starts_with(line.as_bytes()) {
        let why =
            format!("this {kind} was written by another version of foretell, in another form");
        return Err((Code::PartOfVersion, why));
    }
    let size = start[line.len()..].iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte));
    if size > MOST_DESCRIBED || begin + size + DIGEST as u64 > length {
        return Err(cut());
    }
    let (described, sums) = (begin..begin + size, begin + size..begin + size + DIGEST as u64);
    let described = source.bytes(&described).map_err(unread)?;
    let digest = Sha256::new().chain_update(&start).chain_update(&described).finalize();
    if digest[..] != source.bytes(&sums).map_err(unread)? {
        return Err(changed(kind));
    }
    let value: Value = serde_json::from_slice(&described).map_err(unsound)?;
    admit(&value)?;
    let Described { head, sections: listed } =
        serde_json::from_value::<Described<H>>(value).map_err(unsound)?;
    let (mut sections, mut at) = (Vec::<(String, Section)>::with_capacity(listed.len()), sums.end);
    for Listed { name, bytes, sha256 } in listed {
        let end = at.checked_add(bytes).filter(|end| *end <= length).ok_or_else(cut)?;
        let sha256 = from_hex(&sha256).ok_or_else(|| changed(kind))?;
        let section = Section { source: source.clone(), range: at..end, sha256 };
        if !section.is_sound().map_err(unread)? {
            return Err(changed(kind));
        }
        if sections.last().is_some_and(|(last, _)| *last >= name) {
            return Err((Code::PartChanged, format!("this {kind} has counts twice")));
        }
        sections.push((name, section));
        at = end;
    }
    if at < length {
        let why = format!("this {kind} has {} bytes more than it should", length - at);
        return Err((Code::PartChanged, why));
    }
    Ok((head, sections.into_iter().collect()))
}

/// Returns an error of a file in words, without its number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// Reads a SHA-256.
fn from_hex(text: &str) -> Option<[u8; DIGEST]> {
    let mut bytes = [0; DIGEST];
    let is_long = text.len() == 2 * DIGEST && text.is_ascii();
    for (at, byte) in bytes.iter_mut().enumerate().filter(|_| is_long) {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    is_long.then_some(bytes)
}
