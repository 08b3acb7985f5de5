//! A fault of the TOML parser with its surroundings.

use std::ops::Range;

/// A fault as the TOML parser reports it.
pub(super) struct Flaw<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// The range of its line.
    pub(super) line: Range<usize>,
    /// The range of the fault.
    pub(super) span: Range<usize>,
    /// The parser's message.
    pub(super) message: &'a str,
}

impl Flaw<'_> {
    /// The line without trailing blanks.
    pub(super) fn line(&self) -> &str {
        self.text[self.line.clone()].trim_end()
    }

    /// The text before the first `=` of the line.
    pub(super) fn key(&self) -> &str {
        self.line().split('=').next().unwrap_or_default().trim()
    }

    /// Whether it is a day that is not in the calendar, of a piece of news or of today.
    pub(super) fn is_day_of_news(&self) -> bool {
        self.message.starts_with("invalid date") && matches!(self.key(), "on" | "today")
    }

    /// Whether a word was taken for the beginning of `true`, `false`, `inf` or `nan`.
    pub(super) fn is_word(&self) -> bool {
        ["invalid boolean", "invalid float"].iter().any(|w| self.message.starts_with(w))
            && self.slice().starts_with(|c: char| c.is_alphabetic())
    }

    /// The text at the fault.
    pub(super) fn slice(&self) -> &str {
        &self.text[self.span.clone()]
    }

    /// The part of a dotted key that contains the fault.
    pub(super) fn key_piece(&self) -> Range<usize> {
        let is_in_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let before = &self.text[self.line.start..self.span.start];
        let start = self.line.start + before.trim_end_matches(is_in_name).len();
        let after = &self.text[self.span.start..self.line.end];
        let length = after.len() - after.trim_start_matches(is_in_name).len();
        start..(self.span.start + length).max(self.span.end)
    }
}
