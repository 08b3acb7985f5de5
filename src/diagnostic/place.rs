//! Places in texts: byte ranges. Knows nothing of the meaning of the texts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The id of one of the texts that [`Sources`] hold. No two texts of a process share an id.
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
    /// Creates a range of bytes in `file`.
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Self {
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// Returns the smallest range that holds both; they must stand in one text.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        debug_assert_eq!(self.file, other.file);
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A value together with where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The place where it was written.
    pub place: Place,
}

impl<T> Located<T> {
    /// Creates a value with the place where it was written.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

/// One text: a scenario file, or an argument such as that of `--given`.
#[derive(Debug)]
struct SourceFile {
    name: String,
    text: String,
    /// Whether the text is shown: not that of a file of counts, or of a folder.
    is_shown: bool,
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
        self.put(SourceFile { name: name.into(), text: text.into(), is_shown: true })
    }

    /// Adds a file that is no text, or a folder: findings name it alone.
    pub fn add_unshown(&mut self, name: impl Into<String>) -> FileId {
        self.put(SourceFile { name: name.into(), text: String::new(), is_shown: false })
    }

    fn put(&mut self, file: SourceFile) -> FileId {
        let id = FileId(NEXT.fetch_add(1, Ordering::Relaxed));
        self.files.insert(id, Arc::new(file));
        id
    }

    /// Adds the texts of other sources.
    pub fn join(&mut self, others: &Self) {
        self.files.extend(others.files.iter().map(|(id, file)| (*id, Arc::clone(file))));
    }

    /// Returns the name that messages show.
    pub fn name(&self, file: FileId) -> &str {
        &self.files[&file].name
    }

    /// Returns whether lines of it can be shown.
    pub fn is_shown(&self, file: FileId) -> bool {
        self.files[&file].is_shown
    }

    /// Returns the whole text.
    pub fn text(&self, file: FileId) -> &str {
        &self.files[&file].text
    }

    /// Returns the name and the text of each source, in the order in which they were added.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.values().map(|file| (file.name.as_str(), file.text.as_str()))
    }

    /// Returns the text at `place`.
    pub fn slice(&self, place: Place) -> &str {
        &self.text(place.file)[place.start as usize..place.end as usize]
    }

    /// Returns line and column of the first byte of `place`, both from 1, columns in characters.
    pub fn line_column(&self, place: Place) -> (usize, usize) {
        let before = &self.text(place.file)[..place.start as usize];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}
