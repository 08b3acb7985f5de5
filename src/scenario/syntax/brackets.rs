//! Search for brackets and multi-line strings that are never closed.

use super::sections::is_header;
use std::ops::Range;

/// An opening bracket or quote that is not closed where the next statement begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    /// The opening bracket or quotes.
    pub(super) open: Range<usize>,
    /// The range from the start of the opening line to the line at which reading can go on.
    pub(super) lost: Range<usize>,
}

/// Everything in `text` that is opened and never closed, judged by the lines that follow: a header line, or a line
/// `key = …` within a list, ends it.
pub(super) fn unclosed(text: &str) -> Vec<Unclosed> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut line = 0;
    let mut before = b' ';
    let mut at = 0;
    while at < bytes.len() {
        if at == line && ends_value(text, line, open.last().map(|(i, _)| bytes[*i]), before) {
            let (bracket, start) = open[0];
            found.push(Unclosed { open: bracket..bracket + 1, lost: start..line });
            open.clear();
        }
        if at == line && open.is_empty() && is_header(line_at(text, line)) {
            at = next_line(text, at);
            line = at;
            before = b'\n';
            continue;
        }
        match bytes[at] {
            b'\n' => line = at + 1,
            b'#' => {
                at = next_line(text, at);
                line = at;
                continue;
            }
            quote @ (b'"' | b'\'') => {
                let end = string_end(text, at, quote);
                let Some(end) = end else {
                    let lost_to = resume(text, at);
                    let start = open.first().map_or(line, |(_, start)| *start);
                    found.push(Unclosed { open: at..at + 3, lost: start..lost_to });
                    open.clear();
                    at = lost_to;
                    line = at;
                    before = b'\n';
                    continue;
                };
                if text[at..end].contains('\n') {
                    line = text[..end].rfind('\n').map_or(0, |i| i + 1);
                }
                before = quote;
                at = end;
                continue;
            }
            b'[' | b'{' => open.push((at, line)),
            b']' | b'}' => {
                open.pop();
            }
            _ => {}
        }
        if !bytes[at].is_ascii_whitespace() {
            before = bytes[at];
        }
        at += 1;
    }
    if let Some((bracket, start)) = open.first() {
        found.push(Unclosed { open: *bracket..bracket + 1, lost: *start..text.len() });
    }
    found
}

/// Whether the line at `line` can't belong to a value opened with `bracket` above it.
fn ends_value(text: &str, line: usize, bracket: Option<u8>, before: u8) -> bool {
    let line = line_at(text, line);
    match bracket {
        Some(b'[') => is_header(line) || is_statement(line),
        Some(_) => is_header(line) || (is_statement(line) && !matches!(before, b',' | b'{')),
        None => false,
    }
}

/// Whether a line looks like `key = …`.
fn is_statement(line: &str) -> bool {
    line.split_once('=').is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-. \"'".contains(c))
    })
}

fn line_at(text: &str, start: usize) -> &str {
    text[start..].lines().next().unwrap_or_default()
}

fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |i| at + i + 1)
}

/// The byte after the string that begins at `at`; a single-line string ends with its line at the latest. `None` for a
/// multi-line string that never ends.
fn string_end(text: &str, at: usize, quote: u8) -> Option<usize> {
    let long = if quote == b'"' { "\"\"\"" } else { "'''" };
    let bytes = text.as_bytes();
    if text[at..].starts_with(long) {
        let mut i = at + 3;
        while i < bytes.len() {
            if quote == b'"' && bytes[i] == b'\\' {
                i += 2;
            } else if bytes[i..].starts_with(long.as_bytes()) {
                i += 3;
                while i < bytes.len() && bytes[i] == quote {
                    i += 1;
                }
                return Some(i);
            } else {
                i += 1;
            }
        }
        return None;
    }
    let mut i = at + 1;
    while i < bytes.len() && bytes[i] != b'\n' {
        if bytes[i] == quote {
            return Some(i + 1);
        }
        i += if quote == b'"' && bytes[i] == b'\\' && bytes.get(i + 1) != Some(&b'\n') {
            2
        } else {
            1
        };
    }
    while !text.is_char_boundary(i.min(bytes.len())) {
        i += 1;
    }
    Some(i.min(bytes.len()))
}

/// The first header after `at`, at which reading can go on after an unterminated string.
fn resume(text: &str, at: usize) -> usize {
    let mut line = next_line(text, at);
    while line < text.len() && !is_header(line_at(text, line)) {
        line = next_line(text, line);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> Vec<&str> {
        unclosed(text).iter().map(|u| &text[u.lost.clone()]).collect()
    }

    #[test]
    fn open_brackets_end_where_the_next_statement_begins() {
        assert_eq!(
            opened("a = [\"x\",\nb = 1\n[c]\nd = { e = 1\nf = 2\n"),
            ["a = [\"x\",\n", "d = { e = 1\n"]
        );
        assert_eq!(opened("a = [\n  { b = 1 }\n[c]\n"), ["a = [\n  { b = 1 }\n"]);
        assert_eq!(opened("a = \"\"\"x\ny = 1\n[c]\nd = 1\n"), ["a = \"\"\"x\ny = 1\n"]);
    }

    #[test]
    fn closed_ones_are_left_alone() {
        for text in [
            "a = [ # [\n  \"[\", '{',\n]\n[b]\n",
            "a = {\n b = 1,\n c = [1]\n}\n",
            "a = \"\"\"[\n\"\"\"\n",
        ] {
            assert_eq!(opened(text), Vec::<&str>::new(), "{text}");
        }
    }
}
