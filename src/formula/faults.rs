//! Gathers the faults of one formula, up to a limit. Knows nothing of what they are about.

use crate::diagnostic::{Code, Diagnostic, Place};
use std::ops::Range;

/// Faults told of one formula; who wrote more slips than these reads no further anyway.
pub(super) const LIMIT: usize = 20;

/// The faults found so far in one text.
pub(super) struct Faults<'p> {
    place_of: &'p dyn Fn(Range<usize>) -> Place,
    found: Vec<(usize, Diagnostic)>,
    /// Where further remarks go once the limit is reached.
    unsaid: Option<Diagnostic>,
}

impl<'p> Faults<'p> {
    /// None yet; `place_of` maps byte ranges of the formula to the file.
    pub(super) fn new(place_of: &'p dyn Fn(Range<usize>) -> Place) -> Self {
        Self { place_of, found: Vec::new(), unsaid: None }
    }

    /// The place of a range of bytes.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        (self.place_of)(range)
    }

    /// Notes a fault; what is returned takes a label and more.
    pub(super) fn say(
        &mut self,
        code: Code,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let start = range.start;
        let diagnostic = Diagnostic::new(code, self.place(range), message);
        if self.found.len() < LIMIT {
            self.found.push((start, diagnostic));
            let last = self.found.len() - 1;
            &mut self.found[last].1
        } else {
            self.unsaid.insert(diagnostic)
        }
    }

    /// Whether there are any.
    pub(super) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// All of them, by their place in the formula.
    pub(super) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|(start, _)| *start);
        self.found.into_iter().map(|(_, diagnostic)| diagnostic).collect()
    }
}
