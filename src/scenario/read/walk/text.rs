//! Mapping of bytes of a decoded TOML string to bytes of the file, through escapes.

use crate::diagnostic::{FileId, Place};
use std::ops::Range;

/// A run of decoded bytes and its range in the file.
#[derive(Clone, Debug)]
struct Run {
    decoded: Range<usize>,
    source: Range<usize>,
    /// Whether decoded and source bytes correspond one to one.
    plain: bool,
}

/// A map from the bytes of a decoded string to the file.
#[derive(Clone, Debug)]
pub(crate) struct TextMap {
    file: FileId,
    runs: Vec<Run>,
    /// The bytes between the quotes.
    inner: Range<usize>,
}

impl TextMap {
    /// The map of the string literal at `span` of `text`, quotes included.
    pub(crate) fn new(text: &str, span: Range<usize>, file: FileId) -> Self {
        let raw = &text[span.clone()];
        let (quote, escapes) = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|q| raw.starts_with(q) && raw.ends_with(q) && raw.len() >= 2 * q.len())
            .map_or((0, false), |q| (q.len(), q.starts_with('"')));
        let mut inner = span.start + quote..span.end - quote;
        if quote == 3 {
            let body = &text[inner.clone()];
            if body.starts_with("\r\n") {
                inner.start += 2;
            } else if body.starts_with('\n') {
                inner.start += 1;
            }
        }
        let runs = if escapes {
            runs(&text[inner.clone()], inner.start)
        } else {
            vec![Run { decoded: 0..inner.len(), source: inner.clone(), plain: true }]
        };
        Self { file, runs, inner }
    }

    /// The place in the file of `range` of the decoded string.
    pub(crate) fn place(&self, range: Range<usize>) -> Place {
        let start = self.start_of(range.start);
        let end = if range.end > range.start { self.end_of(range.end) } else { start };
        Place::new(self.file, start..end.max(start))
    }

    fn start_of(&self, offset: usize) -> usize {
        let at = self.runs.partition_point(|run| run.decoded.end <= offset);
        match self.runs.get(at) {
            Some(run) if run.plain => run.source.start + (offset - run.decoded.start),
            Some(run) => run.source.start,
            None => self.inner.end,
        }
    }

    fn end_of(&self, offset: usize) -> usize {
        let at = self.runs.partition_point(|run| run.decoded.end < offset);
        match self.runs.get(at) {
            Some(run) if run.plain => run.source.start + offset.saturating_sub(run.decoded.start),
            Some(run) => run.source.end,
            None => self.inner.end,
        }
    }
}

/// The runs of the body of a basic string that begins at byte `base` of the file.
fn runs(body: &str, base: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut decoded = 0;
    let mut at = 0;
    while at < body.len() {
        if body.as_bytes()[at] == b'\\' {
            let (length, yields) = escape(&body[at..]);
            if yields > 0 {
                let source = base + at..base + at + length;
                runs.push(Run { decoded: decoded..decoded + yields, source, plain: false });
            }
            decoded += yields;
            at += length;
        } else {
            let length = body[at..].find('\\').unwrap_or(body.len() - at);
            let source = base + at..base + at + length;
            runs.push(Run { decoded: decoded..decoded + length, source, plain: true });
            decoded += length;
            at += length;
        }
    }
    runs
}

/// The length of the escape at the start of `text`, and the length of its decoded bytes.
fn escape(text: &str) -> (usize, usize) {
    let hex = |digits: usize| {
        let end = (2 + digits).min(text.len());
        let value = text.get(2..end).and_then(|d| u32::from_str_radix(d, 16).ok());
        let yields = value.and_then(char::from_u32).map_or(3, char::len_utf8);
        (if text.is_char_boundary(end) { end } else { 2 }, yields)
    };
    match text[1..].chars().next() {
        Some('x') => hex(2),
        Some('u') => hex(4),
        Some('U') => hex(8),
        Some(' ' | '\t' | '\r' | '\n') => {
            let rest = text[1..].trim_start_matches([' ', '\t', '\r', '\n']);
            (text.len() - rest.len(), 0)
        }
        Some(c) => (1 + c.len_utf8(), 1),
        None => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The part of `text` that `word` in the decoded string comes from.
    fn shown<'a>(text: &'a str, decoded: &str, word: &str) -> &'a str {
        let start = decoded.find(word).expect("the word is there");
        let map = TextMap::new(text, 0..text.len(), FileId(0));
        let place = map.place(start..start + word.len());
        &text[place.start as usize..place.end as usize]
    }

    #[test]
    fn escapes_are_stepped_over() {
        let text = r#""a \"b\" \u00e9 == c\x41\U0001F600d""#;
        let decoded = "a \"b\" é == cA😀d";
        for (word, written) in
            [("a", "a"), ("b", "b"), ("é", r"\u00e9"), ("==", "=="), ("A😀", r"\x41\U0001F600")]
        {
            assert_eq!(shown(text, decoded, word), written);
        }
        assert_eq!(shown(text, decoded, "d"), "d");
    }

    #[test]
    fn every_kind_of_string() {
        assert_eq!(shown(r"'a \n b'", r"a \n b", "b"), "b");
        assert_eq!(shown("'''\na\nb'''", "a\nb", "b"), "b");
        assert_eq!(shown("\"\"\"\r\na \\\n   b\r\nc\"\"\"", "a b\r\nc", "b\r\nc"), "b\r\nc");
        let map = TextMap::new(r#""""#, 0..2, FileId(0));
        assert_eq!(map.place(0..0), Place::new(FileId(0), 1..1));
    }

    proptest! {
        #[test]
        fn any_literal_is_mapped_within_its_quotes(body in r#"[a-z\\"u0é\n ]{0,20}"#, from in 0..9usize, more in 0..9usize) {
            for text in [format!("\"{body}\""), format!("'{body}'"), format!("\"\"\"{body}\"\"\"")] {
                let place = TextMap::new(&text, 0..text.len(), FileId(0)).place(from..from + more);
                prop_assert!(place.start <= place.end);
            }
        }
    }
}
