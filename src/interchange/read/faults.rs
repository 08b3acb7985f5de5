//! What is wrong in a network's file, collected while reading goes on. Knows no block.

use super::token::Token;
use crate::diagnostic::{Code, Diagnostic, FileId, Place};
use std::ops::Range;

/// More findings than anybody reads: those after them are not kept.
const MOST: usize = 1000;

/// The findings of one file.
pub(in crate::interchange) struct Faults {
    file: FileId,
    /// Those found so far.
    pub(in crate::interchange) found: Vec<Diagnostic>,
}

impl Faults {
    /// None yet, in `file`.
    pub(in crate::interchange) fn new(file: FileId) -> Self {
        Self { file, found: Vec::new() }
    }

    /// The file.
    pub(in crate::interchange) fn file(&self) -> FileId {
        self.file
    }

    /// Where a range of bytes of the file stands.
    pub(in crate::interchange) fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.file, span)
    }

    /// Keeps a finding.
    pub(in crate::interchange) fn push(&mut self, fault: Diagnostic) {
        if self.found.len() < MOST {
            self.found.push(fault);
        }
    }

    /// Keeps a fault at `span`, with the repair under its caret.
    pub(in crate::interchange) fn tell(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
        repair: &str,
    ) {
        let place = self.place(span);
        self.push(Diagnostic::new(code, place, message).label(repair));
    }

    /// Whether suggestions are still worth their time.
    pub(in crate::interchange) fn are_few(&self) -> bool {
        self.found.len() < 50
    }

    /// Keeps the fault that something else than `wanted` stands here.
    pub(in crate::interchange) fn expected(&mut self, wanted: &str, found: Token, text: &str) {
        let what = match &text[found.span()] {
            "" => "the file ends".to_owned(),
            word => format!("`{}` stands", shortened(word)),
        };
        let message = format!("{what} where {wanted} should be");
        self.tell(Code::NetworkSyntax, found.span(), message, "");
    }

    /// Keeps the advice that a utility is left out.
    pub(in crate::interchange) fn left_out(&mut self, name: &Range<usize>, shown: &str) {
        let message = format!("the utility `{}` is left out", shortened(shown));
        self.tell(Code::LeftOut, name.clone(), message, "it changes no chance");
    }

    /// Keeps a fault for each quote and comment that never ends.
    pub(in crate::interchange) fn unclosed(&mut self, starts: &[usize], text: &str) {
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

/// A word as messages show it: not more of it than anybody wants to see.
pub(in crate::interchange) fn shortened(word: &str) -> String {
    const MOST_CHARS: usize = 60;
    if word.chars().count() <= MOST_CHARS {
        return word.to_owned();
    }
    word.chars().take(MOST_CHARS).chain(std::iter::once('…')).collect()
}
