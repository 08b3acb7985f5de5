//! A fault of the TOML parser, with the text around it.

use std::ops::Range;

/// A fault as the TOML parser has it.
pub(super) struct Flaw<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// The line it stands on.
    pub(super) line: Range<usize>,
    /// Where.
    pub(super) span: Range<usize>,
    /// The parser's words.
    pub(super) message: &'a str,
}

impl Flaw<'_> {
    /// The line without the blanks at its end.
    pub(super) fn line(&self) -> &str {
        self.text[self.line.clone()].trim_end()
    }

    /// What stands before the first `=` of the line.
    pub(super) fn key(&self) -> &str {
        self.line().split('=').next().unwrap_or_default().trim()
    }

    /// Whether a word was taken for the beginning of `true`, `false`, `inf` or `nan`.
    pub(super) fn is_word(&self) -> bool {
        ["invalid boolean", "invalid float"].iter().any(|w| self.message.starts_with(w))
            && self.slice().starts_with(|c: char| c.is_alphabetic())
    }

    /// The text of the fault's place.
    pub(super) fn slice(&self) -> &str {
        &self.text[self.span.clone()]
    }

    /// The part of a dotted key in which the place lies.
    pub(super) fn key_piece(&self) -> Range<usize> {
        let is_in_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let before = &self.text[self.line.start..self.span.start];
        let start = self.line.start + before.trim_end_matches(is_in_name).len();
        let after = &self.text[self.span.start..self.line.end];
        let length = after.len() - after.trim_start_matches(is_in_name).len();
        start..(self.span.start + length).max(self.span.end)
    }
}
