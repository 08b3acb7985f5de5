//! The form of parts and rounds as bytes: a line that says what they are, a description as JSON with its length and its
//! SHA-256, then sections of which the description has the names, the lengths and the SHA-256.

use crate::api::scenario::hex;
use crate::engine::{Pass, Stored};
use crate::numerics::packed::unpacked;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
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

pub(super) const CHANGED: &str = "it was changed since it was written, so its counts can't be used";

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
            Self::File(path) => Ok(std::fs::metadata(path)?.len()),
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

/// A section: where its bytes are, and their SHA-256.
#[derive(Clone, Debug)]
pub(super) struct Section {
    source: Source,
    range: Range<u64>,
    sha256: String,
}

/// The sections of a part or a round, by name.
pub(super) type Sections = BTreeMap<String, Section>;

impl Section {
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        let (range, sha256) = (0..bytes.len() as u64, hex(Sha256::digest(&bytes)));
        Self { source: Source::Memory(bytes.into()), range, sha256 }
    }

    fn length(&self) -> u64 {
        self.range.end - self.range.start
    }

    /// Reads the bytes, which must be those that were described.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, &'static str> {
        let bytes = self.source.bytes(&self.range).map_err(|_| "its counts can't be read")?;
        if hex(Sha256::digest(&bytes)) == self.sha256 { Ok(bytes) } else { Err(CHANGED) }
    }

    fn is_sound(&self) -> io::Result<bool> {
        let mut digest = Sha256::new();
        self.source.pieces(&self.range, &mut |piece| digest.update(piece))?;
        Ok(hex(digest.finalize()) == self.sha256)
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
        sha256: section.sha256.clone(),
    };
    let described = Described { head, sections: sections.iter().map(listed).collect() };
    let described = serde_json::to_vec(&described).map_err(|error| error.to_string())?;
    let mut bytes = first_line(kind).into_bytes();
    bytes.extend((described.len() as u64).to_le_bytes());
    bytes.extend(described);
    let digest = Sha256::digest(&bytes);
    bytes.extend(digest);
    for section in sections.values() {
        let copied =
            section.source.pieces(&section.range, &mut |piece| bytes.extend_from_slice(piece));
        copied.map_err(|error| error.to_string())?;
    }
    Ok(bytes)
}

/// Reads a description, which `admit` may refuse, and finds its sections. All must be there, and as they were written.
pub(super) fn read<H: DeserializeOwned>(
    kind: &str,
    source: &Source,
    admit: impl FnOnce(&Value) -> Result<(), String>,
) -> Result<(H, Sections), String> {
    let unread = |error: io::Error| error.to_string();
    let line = first_line(kind);
    let (length, begin) = (source.length().map_err(unread)?, (line.len() + LENGTH) as u64);
    let cut = || format!("it was cut: it has {length} bytes");
    if length < begin {
        return Err(cut());
    }
    let start = source.bytes(&(0..begin)).map_err(unread)?;
    if !start.starts_with(line.as_bytes()) {
        let why = "it was written by another version of foretell, in another form: draw it again";
        return Err(why.to_owned());
    }
    let size = start[line.len()..].iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte));
    if size > MOST_DESCRIBED || begin + size + DIGEST as u64 > length {
        return Err(cut());
    }
    let (described, sums) = (begin..begin + size, begin + size..begin + size + DIGEST as u64);
    let described = source.bytes(&described).map_err(unread)?;
    let digest = Sha256::new().chain_update(&start).chain_update(&described).finalize();
    if digest[..] != source.bytes(&sums).map_err(unread)? {
        return Err(CHANGED.to_owned());
    }
    let value: Value = serde_json::from_slice(&described).map_err(|error| error.to_string())?;
    admit(&value)?;
    let Described { head, sections: listed } =
        serde_json::from_value::<Described<H>>(value).map_err(|error| error.to_string())?;
    let (mut sections, mut at) = (Sections::new(), sums.end);
    for Listed { name, bytes, sha256 } in listed {
        let end = at.checked_add(bytes).filter(|end| *end <= length).ok_or_else(cut)?;
        let section = Section { source: source.clone(), range: at..end, sha256 };
        if !section.is_sound().map_err(unread)? {
            return Err(CHANGED.to_owned());
        }
        if sections.insert(name, section).is_some() {
            return Err("it has counts twice".to_owned());
        }
        at = end;
    }
    if at < length {
        return Err(format!("it has {} bytes more than it should", length - at));
    }
    Ok((head, sections))
}
