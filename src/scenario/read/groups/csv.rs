//! Tables of comma-separated values, each field with its place.

use crate::diagnostic::{Code, Diagnostic, FileId, Place};

/// A field with its place; quotes are taken off.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) text: String,
    pub(super) place: Place,
}

/// Splits a text into rows of fields; empty lines are left out. Fails at a quote that is never closed.
pub(super) fn rows(text: &str, file: FileId) -> Result<Vec<Vec<Field>>, Diagnostic> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut rows: Vec<Vec<Field>> = Vec::new();
    let mut row: Vec<Field> = Vec::new();
    let mut at = start;
    loop {
        let (field, end) = field(text, at, file)?;
        row.push(field);
        let next = text[end..].chars().next();
        at = end + next.map_or(0, char::len_utf8);
        if next == Some(',') {
            continue;
        }
        if next == Some('\r') && text[at..].starts_with('\n') {
            at += 1;
        }
        let is_blank = matches!(&row[..], [one] if one.text.trim().is_empty());
        let full = std::mem::take(&mut row);
        if !is_blank {
            rows.push(full);
        }
        if at >= text.len() {
            return Ok(rows);
        }
    }
}

/// The field that begins at `start`, and the end of it.
fn field(text: &str, start: usize, file: FileId) -> Result<(Field, usize), Diagnostic> {
    let ends = |c: char| matches!(c, ',' | '\n' | '\r');
    let blank = |c: char| c == ' ' || c == '\t';
    let rest = &text[start..];
    let inner = start + (rest.len() - rest.trim_start_matches(blank).len());
    if !text[inner..].starts_with('"') {
        let end = rest.find(ends).map_or(text.len(), |length| start + length);
        let written = text[inner..end.max(inner)].trim_end();
        let place = Place::new(file, inner..inner + written.len());
        return Ok((Field { text: written.to_owned(), place }, end));
    }
    let mut unquoted = String::new();
    let mut at = inner + 1;
    loop {
        let Some(length) = text[at..].find('"') else {
            let place = Place::new(file, inner..inner + 1);
            let fault = Diagnostic::new(Code::Members, place, "this quote is never closed");
            return Err(fault.help("a quote within quotes is written twice"));
        };
        unquoted.push_str(&text[at..at + length]);
        at += length + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        unquoted.push('"');
        at += 1;
    }
    let place = Place::new(file, inner..at);
    let end = text[at..].find(ends).map_or(text.len(), |length| at + length);
    if !text[at..end].trim().is_empty() {
        let place = Place::new(file, at..end);
        let fault = Diagnostic::new(Code::Members, place, "this stands after the closing quote");
        return Err(fault.help("put the whole field in quotes, or none of it"));
    }
    Ok((Field { text: unquoted, place }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let rows = rows(text, FileId(0)).expect("a table");
        rows.into_iter().map(|row| row.into_iter().map(|field| field.text).collect()).collect()
    }

    #[test]
    fn fields_are_split_and_unquoted() {
        assert_eq!(
            read("\u{feff}a, b\r\n\"x, \"\"y\"\"\" ,2\n\n"),
            [["a", "b"], ["x, \"y\"", "2"]]
        );
        assert_eq!(read("a,b\n,"), [["a", "b"], ["", ""]]);
        assert_eq!(read("a\rb"), [["a"], ["b"]]);
        assert_eq!(read(""), Vec::<Vec<String>>::new());
        assert!(rows("a,\"b", FileId(0)).is_err());
        assert!(rows("a,\"b\"c", FileId(0)).is_err());
        let fields = rows("a, bc", FileId(0)).expect("a table");
        assert_eq!((fields[0][1].place.start, fields[0][1].place.end), (3, 5));
    }
}
