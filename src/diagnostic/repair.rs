//! Edits that repair a text. Knows places and letters, not the fault.

use super::{FileId, Place};

/// A piece of text and the place whose text it takes; an empty place inserts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced.
    pub place: Place,
    /// The text that stands there afterwards.
    pub text: String,
}

/// One way to repair a fault: all of its edits are made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The edits, in any order; their places don't overlap.
    pub edits: Vec<Edit>,
}

impl Repair {
    /// Creates a repair of one edit.
    pub fn new(place: Place, text: impl Into<String>) -> Self {
        Self { edits: vec![Edit { place, text: text.into() }] }
    }

    /// Adds an edit.
    #[must_use]
    pub fn and(mut self, place: Place, text: impl Into<String>) -> Self {
        self.edits.push(Edit { place, text: text.into() });
        self
    }
}

/// Returns `text`, the content of `file`, with the repairs made. Edits of other files, equal edits and
/// edits that overlap one made further on in the text are left out.
pub fn mended<'r>(
    text: &str,
    file: FileId,
    repairs: impl IntoIterator<Item = &'r Repair>,
) -> String {
    let mut edits: Vec<&Edit> = repairs.into_iter().flat_map(|repair| &repair.edits).collect();
    edits.retain(|edit| edit.place.file == file);
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.place.start, edit.place.end)));
    edits.dedup();
    let mut mended = text.to_owned();
    let mut free = text.len();
    for edit in edits {
        let (start, end) = (edit.place.start as usize, edit.place.end as usize);
        if end <= free {
            mended.replace_range(start..end, &edit.text);
            free = start;
        }
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_from_the_end_and_never_twice() {
        let at = |range| Place::new(FileId(0), range);
        let one = Repair::new(at(0..1), "A").and(at(4..5), "E");
        let two = Repair::new(at(4..5), "E").and(at(2..2), "+");
        let other = Repair::new(Place::new(FileId(1), 0..5), "");
        assert_eq!(mended("abcde", FileId(0), [&one, &two, &other]), "Ab+cdE");
        let wide = Repair::new(at(0..5), "x");
        assert_eq!(mended("abcde", FileId(0), [&one, &wide]), "AbcdE");
    }
}
