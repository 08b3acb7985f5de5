//! Points of a sweep that were finished before their turn: kept in a file beside the table until those before them are
//! there.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

/// The bytes before the lines of an entry: its first point, the end of its points, the number of bytes, and the SHA-256
/// of all that and of the lines.
const HEAD: usize = 3 * 8 + 32;

/// The points that wait for their turn.
pub(super) struct Later {
    file: File,
    /// By the first point of an entry: the end of its points, and where its lines are.
    entries: BTreeMap<u64, (u64, Range<u64>)>,
    /// The bytes of the file.
    end: u64,
}

impl Later {
    /// Opens the file; with `keep` the entries that it holds are kept, up to the first that was cut or changed.
    pub(super) fn open(path: &Path, keep: bool) -> io::Result<Self> {
        let mut file = OpenOptions::new();
        let file = file.read(true).write(true).create(true).truncate(!keep).open(path)?;
        let mut later = Self { file, entries: BTreeMap::new(), end: 0 };
        let length = later.file.metadata()?.len();
        while let Some((points, bytes)) = later.entry(length)? {
            later.end = bytes.end;
            later.entries.insert(points.start, (points.end, bytes));
        }
        if later.end < length {
            later.file.set_len(later.end)?;
        }
        Ok(later)
    }

    /// Reads the entry at the end of those that are known; `None` if no whole one is there.
    fn entry(&mut self, length: u64) -> io::Result<Option<(Range<u64>, Range<u64>)>> {
        let begin = self.end + HEAD as u64;
        if begin > length {
            return Ok(None);
        }
        let mut head = [0; HEAD];
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.read_exact(&mut head)?;
        let number =
            |at: usize| head[at..at + 8].iter().rev().fold(0, |n, b| n << 8 | u64::from(*b));
        let (points, size) = (number(0)..number(8), number(16));
        let Some(end) = begin.checked_add(size).filter(|end| *end <= length) else {
            return Ok(None);
        };
        let mut digest = Sha256::new();
        digest.update(&head[..24]);
        let mut lines = (&self.file).take(size);
        let mut piece = [0; 1 << 14];
        loop {
            match lines.read(&mut piece)? {
                0 => break,
                read => digest.update(&piece[..read]),
            }
        }
        let is_sound = digest.finalize()[..] == head[24..] && points.start < points.end;
        Ok(is_sound.then_some((points, begin..end)))
    }

    /// Adds the lines of some points.
    pub(super) fn add(&mut self, points: &Range<u64>, lines: &str) -> io::Result<()> {
        let mut entry = Vec::with_capacity(HEAD + lines.len());
        for number in [points.start, points.end, lines.len() as u64] {
            entry.extend(number.to_le_bytes());
        }
        let digest = Sha256::new().chain_update(&entry).chain_update(lines).finalize();
        entry.extend(digest);
        entry.extend(lines.as_bytes());
        self.file.seek(SeekFrom::Start(self.end))?;
        if let Err(error) = self.file.write_all(&entry) {
            // what was written of it is of no use
            let _ = self.file.set_len(self.end);
            return Err(error);
        }
        let begin = self.end + HEAD as u64;
        self.end += entry.len() as u64;
        self.entries.insert(points.start, (points.end, begin..self.end));
        Ok(())
    }

    /// The first point after `next` that is here.
    pub(super) fn first_after(&self, next: u64) -> Option<u64> {
        self.entries.range(next..).next().map(|(first, _)| *first)
    }

    /// Whether all of some points are in entries.
    pub(super) fn has(&self, points: &Range<u64>) -> bool {
        let mut at = points.start;
        for (first, (end, _)) in self.entries.range(..points.end) {
            if *first <= at && *end > at {
                at = *end;
            }
        }
        at >= points.end
    }

    /// Takes the entry with this point: its points and their lines.
    pub(super) fn take(&mut self, next: u64) -> io::Result<Option<(Range<u64>, String)>> {
        let Some((&first, _)) = self.entries.range(..=next).next_back() else { return Ok(None) };
        let Some((end, bytes)) = self.entries.remove(&first) else { return Ok(None) };
        if end <= next {
            return self.take(next);
        }
        let mut lines = String::new();
        self.file.seek(SeekFrom::Start(bytes.start))?;
        (&self.file).take(bytes.end - bytes.start).read_to_string(&mut lines)?;
        if self.entries.is_empty() {
            self.end = 0;
            self.file.set_len(0)?;
        }
        Ok(Some((first..end, lines)))
    }
}
