//! The lexer of networks in plain text.
//!
//! A word is any text between blanks and signs: published networks have names such as `Asy/Patch` and `<5`. Commas
//! are blanks, as in BIF. Formats differ by their [`Dialect`].

use std::ops::Range;

/// The signs, blanks and comments of a format.
#[derive(Debug)]
pub(in crate::internal::interchange) struct Dialect {
    /// For each byte, whether it is a token by itself.
    signs: [bool; 256],
    /// For each byte, whether it is a blank.
    blanks: [bool; 256],
    /// Whether `//` and `/* */` begin comments.
    slashes: bool,
    /// Whether `%` begins a comment, up to the end of the line.
    percent: bool,
    /// Whether a `\` in quotes escapes the next byte.
    escapes: bool,
}

impl Dialect {
    const fn new(signs: &[u8], blanks: &[u8], slashes: bool, percent: bool) -> Self {
        Self { signs: bytes(signs), blanks: bytes(blanks), slashes, percent, escapes: percent }
    }
}

const fn bytes(listed: &[u8]) -> [bool; 256] {
    let mut found = [false; 256];
    let mut at = 0;
    while at < listed.len() {
        found[listed[at] as usize] = true;
        at += 1;
    }
    found
}

/// The dialect of BIF.
pub(in crate::internal::interchange) static BIF: Dialect =
    Dialect::new(b"{}()[];|", b" \t\n\r\x0B\x0C,", true, false);
/// The dialect of Microsoft's belief networks: BIF, with additional blanks.
pub(in crate::internal::interchange) static DSC: Dialect =
    Dialect::new(b"{}()[];|", b" \t\n\r\x0B\x0C,:=", true, false);
/// The dialect of Hugin's networks.
pub(in crate::internal::interchange) static HUGIN: Dialect =
    Dialect::new(b"{}()[];|=", b" \t\n\r\x0B\x0C,", false, true);
/// The dialect of UAI, and of numbers within XML: words between blanks.
pub(in crate::internal::interchange) static PLAIN: Dialect =
    Dialect::new(b"", b" \t\n\r\x0B\x0C,;", false, false);

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::internal::interchange) enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// A word between quotes.
    Quoted,
    /// One of the dialect's signs.
    Sign(u8),
    /// The end of the text.
    End,
}

/// A token with its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::internal::interchange) struct Token {
    /// The kind of the token.
    pub(in crate::internal::interchange) kind: Kind,
    /// The first byte, quotes included.
    pub(in crate::internal::interchange) start: usize,
    /// The byte after its last.
    pub(in crate::internal::interchange) end: usize,
}

impl Token {
    /// The range of the token.
    pub(in crate::internal::interchange) fn span(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether it is the given sign.
    pub(in crate::internal::interchange) fn is(self, sign: u8) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// Whether it is a word, in quotes or not.
    pub(in crate::internal::interchange) fn is_word(self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Quoted)
    }

    /// The word without its quotes.
    pub(in crate::internal::interchange) fn word(self, text: &str) -> &str {
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
pub(in crate::internal::interchange) struct Lexer<'a> {
    text: &'a str,
    dialect: &'static Dialect,
    /// The index of the next byte.
    pub(in crate::internal::interchange) at: usize,
    end: usize,
    /// The starts of quotes and comments that never end.
    pub(in crate::internal::interchange) unclosed: Vec<usize>,
}

impl<'a> Lexer<'a> {
    /// A lexer over the bytes in `part` of `text`.
    pub(in crate::internal::interchange) fn new(
        text: &'a str,
        part: Range<usize>,
        dialect: &'static Dialect,
    ) -> Self {
        Self { text, dialect, at: part.start, end: part.end, unclosed: Vec::new() }
    }

    /// The whole text.
    pub(in crate::internal::interchange) fn text(&self) -> &'a str {
        self.text
    }

    /// Takes the next token; [`Kind::End`] at the end.
    pub(in crate::internal::interchange) fn next(&mut self) -> Token {
        self.skip_blanks();
        let start = self.at;
        let bytes = &self.text.as_bytes()[..self.end];
        let kind = match bytes.get(start) {
            None => Kind::End,
            Some(b'"') => {
                self.at = self.after_quoted(start);
                Kind::Quoted
            }
            Some(sign) if self.dialect.signs[usize::from(*sign)] => {
                self.at += 1;
                Kind::Sign(*sign)
            }
            Some(_) => {
                self.at = self.word_end(bytes, start);
                Kind::Word
            }
        };
        Token { kind, start, end: self.at }
    }

    /// The next token, without taking it.
    pub(in crate::internal::interchange) fn peek(&self) -> Token {
        Lexer { unclosed: Vec::new(), ..self.clone() }.next()
    }

    fn skip_blanks(&mut self) {
        let bytes = &self.text.as_bytes()[..self.end];
        while let Some(byte) = bytes.get(self.at) {
            if self.dialect.blanks[usize::from(*byte)] {
                self.at += 1;
            } else if self.starts_comment(self.at) {
                self.at = self.after_comment(self.at);
            } else {
                return;
            }
        }
    }

    /// The byte after the comment that begins at `start`.
    pub(in crate::internal::interchange) fn after_comment(&mut self, start: usize) -> usize {
        let bytes = &self.text.as_bytes()[..self.end];
        let inside = start + 2;
        if bytes[start] == b'%' || bytes[start + 1] == b'/' {
            let line = bytes[start..].iter().position(|b| *b == b'\n');
            return line.map_or(self.end, |length| start + length);
        }
        if let Some(length) = self.text[inside..self.end].find("*/") {
            return inside + length + 2;
        }
        self.unclosed.push(start);
        self.end
    }

    /// The byte after the quoted word that begins at `start`; an unclosed one ends with its line.
    pub(in crate::internal::interchange) fn after_quoted(&mut self, start: usize) -> usize {
        let bytes = &self.text.as_bytes()[..self.end];
        let mut escaped = false;
        let closes = |byte: &u8| {
            let closes = *byte == b'"' && !escaped;
            escaped = self.dialect.escapes && *byte == b'\\' && !escaped;
            closes
        };
        if let Some(length) = bytes[start + 1..].iter().position(closes) {
            return start + length + 2;
        }
        self.unclosed.push(start);
        let line = bytes[start..].iter().position(|b| *b == b'\n');
        line.map_or(self.end, |length| start + length)
    }

    /// Whether a comment begins at `at`.
    pub(in crate::internal::interchange) fn starts_comment(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        match bytes[at] {
            b'/' => self.dialect.slashes && matches!(bytes.get(at + 1), Some(b'/' | b'*')),
            b'%' => self.dialect.percent,
            _ => false,
        }
    }

    fn word_end(&self, bytes: &[u8], start: usize) -> usize {
        let ends = |at: usize| {
            let byte = bytes[at];
            let between = self.dialect.blanks[usize::from(byte)];
            between
                || self.dialect.signs[usize::from(byte)]
                || byte == b'"'
                || self.starts_comment(at)
        };
        (start + 1..bytes.len()).find(|at| ends(*at)).unwrap_or(bytes.len())
    }

    /// Skips the rest of a statement: to the byte after its `;`, or to the end.
    pub(in crate::internal::interchange) fn skip_statement(&mut self) {
        loop {
            let token = self.next();
            if token.is(b';') || token.kind == Kind::End {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut lexer = Lexer::new(text, 0..text.len(), &BIF);
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
