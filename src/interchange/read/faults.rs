//! The findings about a network file, collected while it is read.

use super::token::Token;
use crate::diagnostic::{Code, Diagnostic, FileId, Place};
use std::ops::Range;

/// The most findings that are kept.
const MOST: usize = 1000;

/// The findings about one file.
pub(in crate::internal::interchange) struct Faults {
    file: FileId,
    /// The findings so far.
    pub(in crate::internal::interchange) found: Vec<Diagnostic>,
}

impl Faults {
    /// An empty collection for `file`.
    pub(in crate::internal::interchange) fn new(file: FileId) -> Self {
        Self { file, found: Vec::new() }
    }

    /// The file.
    pub(in crate::internal::interchange) fn file(&self) -> FileId {
        self.file
    }

    /// The place of a range of bytes of the file.
    pub(in crate::internal::interchange) fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.file, span)
    }

    /// Adds a finding.
    pub(in crate::internal::interchange) fn push(&mut self, fault: Diagnostic) {
        if self.found.len() < MOST {
            self.found.push(fault);
        }
    }

    /// Adds a fault at `span`, with the repair under its caret.
    pub(in crate::internal::interchange) fn tell(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
        repair: &str,
    ) {
        let place = self.place(span);
        self.push(Diagnostic::new(code, place, message).label(repair));
    }

    /// Whether there are few enough faults to search for suggestions.
    pub(in crate::internal::interchange) fn are_few(&self) -> bool {
        self.found.len() < 50
    }

    /// Adds the fault that `found` is where `needed` should be.
    pub(in crate::internal::interchange) fn expected(
        &mut self,
        needed: &str,
        found: Token,
        text: &str,
    ) {
        let what = match &text[found.span()] {
            "" => "the file ends".to_owned(),
            word => format!("`{}` stands", shortened(word)),
        };
        let message = format!("{what} where {needed} should be");
        self.tell(Code::NetworkSyntax, found.span(), message, "");
    }

    /// Adds the advice that a utility is left out.
    pub(in crate::internal::interchange) fn left_out(&mut self, name: &Range<usize>, shown: &str) {
        let message = format!("the utility `{}` is left out", shortened(shown));
        self.tell(Code::LeftOut, name.clone(), message, "it changes no chance");
    }

    /// Adds a fault for each quote and comment that never ends.
    pub(in crate::internal::interchange) fn unclosed(&mut self, starts: &[usize], text: &str) {
        for start in starts {
            let (what, sign, length) = match text.as_bytes()[*start] {
                b'"' => ("quote", "\"", 1),
                _ => ("comment", "*/", 2),
            };
            let message = format!("this {what} is never closed");
            let repair = format!("close it with `{sign}`");
            self.tell(Code::NetworkSyntax, *start..start + length, message, &repair);
        }
    }
}

/// A word cut to a length that fits in messages.
pub(in crate::internal::interchange) fn shortened(word: &str) -> String {
    const MOST_CHARS: usize = 60;
    if word.chars().count() <= MOST_CHARS {
        return word.to_owned();
    }
    word.chars().take(MOST_CHARS).chain(std::iter::once('…')).collect()
}
