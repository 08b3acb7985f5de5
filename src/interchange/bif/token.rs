//! The words and signs of BIF. Knows none of its blocks.
//!
//! A word is whatever stands between blanks and signs: published networks have names such as
//! `Asy/Patch` and `<5`. Commas are blanks, as the format has it.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// The same between quotes.
    Quoted,
    /// One of `{ } ( ) [ ] ; |`.
    Sign(u8),
    /// The text has ended.
    End,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Its first byte, quotes included.
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
}

impl Token {
    /// Where it stands.
    pub(super) fn span(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether it is this sign.
    pub(super) fn is(self, sign: u8) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// Whether it is a name or number, in quotes or not.
    pub(super) fn is_word(self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Quoted)
    }

    /// The word without its quotes.
    pub(super) fn word(self, text: &str) -> &str {
        let whole = &text[self.start..self.end];
        if self.kind != Kind::Quoted {
            return whole;
        }
        let inner = whole.strip_prefix('"').unwrap_or(whole);
        inner.strip_suffix('"').unwrap_or(inner)
    }
}

/// Cuts a part of a text into tokens.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    /// The next byte.
    pub(super) at: usize,
    end: usize,
    /// Quotes and comments that never end: where they begin.
    pub(super) unclosed: Vec<usize>,
}

impl<'a> Lexer<'a> {
    /// A lexer over the bytes in `part` of `text`.
    pub(super) fn new(text: &'a str, part: Range<usize>) -> Self {
        Self { text, at: part.start, end: part.end, unclosed: Vec::new() }
    }

    /// The next token, or [`Kind::End`] again and again.
    pub(super) fn next(&mut self) -> Token {
        self.skip_blanks();
        let start = self.at;
        let bytes = &self.text.as_bytes()[..self.end];
        let kind = match bytes.get(start) {
            None => Kind::End,
            Some(b'"') => {
                self.at = self.after_quoted(start);
                Kind::Quoted
            }
            Some(sign) if is_sign(*sign) => {
                self.at += 1;
                Kind::Sign(*sign)
            }
            Some(_) => {
                self.at = word_end(bytes, start);
                Kind::Word
            }
        };
        Token { kind, start, end: self.at }
    }

    /// The next token, which stays the next.
    pub(super) fn peek(&self) -> Token {
        Lexer { unclosed: Vec::new(), ..self.clone() }.next()
    }

    fn skip_blanks(&mut self) {
        let bytes = &self.text.as_bytes()[..self.end];
        while let Some(byte) = bytes.get(self.at) {
            if byte.is_ascii_whitespace() || matches!(byte, b',' | 0x0B) {
                self.at += 1;
            } else if *byte == b'/' && starts_comment(bytes, self.at) {
                self.at = self.after_comment(self.at);
            } else {
                return;
            }
        }
    }

    /// The byte after the comment that begins at `start`.
    pub(super) fn after_comment(&mut self, start: usize) -> usize {
        let bytes = &self.text.as_bytes()[..self.end];
        let inside = start + 2;
        if bytes[start + 1] == b'/' {
            return bytes[inside..]
                .iter()
                .position(|b| *b == b'\n')
                .map_or(self.end, |n| inside + n);
        }
        if let Some(length) = self.text[inside..self.end].find("*/") {
            return inside + length + 2;
        }
        self.unclosed.push(start);
        self.end
    }

    /// The byte after the quoted word that begins at `start`; one that never ends is taken to end
    /// with its line.
    pub(super) fn after_quoted(&mut self, start: usize) -> usize {
        let bytes = &self.text.as_bytes()[..self.end];
        if let Some(length) = bytes[start + 1..].iter().position(|b| *b == b'"') {
            return start + length + 2;
        }
        self.unclosed.push(start);
        let line = bytes[start..].iter().position(|b| *b == b'\n');
        line.map_or(self.end, |length| start + length)
    }

    /// Skips what is left of a statement: to the byte after its `;`, or to the end.
    pub(super) fn skip_statement(&mut self) {
        loop {
            let token = self.next();
            if token.is(b';') || token.kind == Kind::End {
                return;
            }
        }
    }
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'(' | b')' | b'[' | b']' | b';' | b'|')
}

/// Whether a comment begins at `at`.
pub(super) fn starts_comment(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'/' && matches!(bytes.get(at + 1), Some(b'/' | b'*'))
}

fn word_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        let ends = byte.is_ascii_whitespace()
            || is_sign(byte)
            || matches!(byte, b',' | b'"' | 0x0B)
            || (byte == b'/' && starts_comment(bytes, at));
        if ends {
            break;
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut lexer = Lexer::new(text, 0..text.len());
        let mut found = Vec::new();
        loop {
            let token = lexer.next();
            if token.kind == Kind::End {
                return found;
            }
            found.push(token.word(text));
        }
    }

    #[test]
    fn words_and_signs() {
        assert_eq!(words("a(A|B, C)"), ["a", "(", "A", "|", "B", "C", ")"]);
        assert_eq!(words("Asy/Patch <5 5-12 \"a b\";"), ["Asy/Patch", "<5", "5-12", "a b", ";"]);
        assert_eq!(words("a//x\r\nb/* y */c/*never"), ["a", "b", "c"]);
        assert_eq!(words("größe \"open"), ["größe", "open"]);
        assert_eq!(words(""), Vec::<&str>::new());
    }
}
