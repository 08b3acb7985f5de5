//! Where in the files something stands. Knows texts and byte ranges, nothing of what they mean.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// One of the texts that [`Sources`] hold. No two texts of a process have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one of the texts: from `start` up to, but without, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The text.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Place {
    /// A range of bytes in `file`.
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Self {
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// The smallest range that holds both; they must stand in one text.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        debug_assert_eq!(self.file, other.file);
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value together with where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub place: Place,
}

impl<T> Located<T> {
    /// `value`, written at `place`.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

/// One text: a scenario file, or an argument such as that of `--given`.
#[derive(Debug)]
struct SourceFile {
    name: String,
    text: String,
}

/// The id of the next text. 0 and 1 are left to places that point into no text.
static NEXT: AtomicU32 = AtomicU32::new(2);

/// Every text that places point into. Copies share the texts.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<FileId, Arc<SourceFile>>,
}

impl Sources {
    /// Adds a text under the name that messages show (`leaders_summit.toml`, `--given`).
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(NEXT.fetch_add(1, Ordering::Relaxed));
        self.files.insert(id, Arc::new(SourceFile { name: name.into(), text: text.into() }));
        id
    }

    /// Adds the texts of others.
    pub fn join(&mut self, others: &Self) {
        self.files.extend(others.files.iter().map(|(id, file)| (*id, Arc::clone(file))));
    }

    /// The name that messages show.
    pub fn name(&self, file: FileId) -> &str {
        &self.files[&file].name
    }

    /// The whole text.
    pub fn text(&self, file: FileId) -> &str {
        &self.files[&file].text
    }

    /// The name and the text of each, in the order in which they were added.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.values().map(|file| (file.name.as_str(), file.text.as_str()))
    }

    /// What stands at `place`.
    pub fn slice(&self, place: Place) -> &str {
        &self.text(place.file)[place.start as usize..place.end as usize]
    }

    /// Line and column of the first byte of `place`, both from 1, columns in characters.
    pub fn line_column(&self, place: Place) -> (usize, usize) {
        let before = &self.text(place.file)[..place.start as usize];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}
