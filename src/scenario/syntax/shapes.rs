//! Lines in the notation of another language: headers and tables in other brackets, other signs for `=` and `#`,
//! words for nothing and for truth.

use super::flaw::Flaw;
use crate::diagnostic::{Code, Diagnostic, FileId, Place, Repair};
use std::ops::Range;

/// The kinds of top-level tables.
pub(in super::super) const KINDS: &[&str] = &[
    "scenario",
    "confidence",
    "report",
    "calendar",
    "source",
    "expert",
    "choice",
    "event",
    "process",
    "series",
    "quantity",
    "value",
    "question",
    "resolution",
    "parameter",
    "define",
    "group",
    "sweep",
    "variant",
    "news",
];
/// Signs that other languages have for `=`.
const EQUALS: [&str; 8] = [":=", "=>", "->", "<-", "→", "←", "＝", ":"];
/// Marks of comments in other languages, at the start of a line.
const COMMENTS: [&str; 7] = ["//", "--", "/*", ";", "%", "rem ", "'''"];
/// Words for nothing.
const NOTHING: [&str; 7] = ["None", "null", "NULL", "Null", "nil", "NaN", "NA"];
/// Letters of other alphabets, and the Latin letters that they look like.
const ALIKE: [(char, char); 22] = [
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('х', 'x'),
    ('у', 'y'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('һ', 'h'),
    ('к', 'k'),
    ('м', 'm'),
    ('т', 't'),
    ('в', 'b'),
    ('н', 'h'),
    ('ο', 'o'),
    ('α', 'a'),
    ('ρ', 'p'),
    ('ν', 'v'),
    ('ι', 'i'),
    ('ｐ', 'p'),
];

/// A line and its place.
struct Line<'t> {
    /// The line without blanks at its ends.
    text: &'t str,
    start: usize,
    file: FileId,
}

impl Line<'_> {
    fn place(&self, range: Range<usize>) -> Place {
        Place::new(self.file, self.start + range.start..self.start + range.end)
    }

    fn fault(&self, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::Syntax, self.place(range), message.into())
    }

    /// The value after `=`, without a comment and blanks.
    fn value(&self) -> Option<Range<usize>> {
        let start = self.text.find('=')? + 1;
        let rest = &self.text[start..];
        let quoted = rest.contains(['"', '\'']);
        let value = if quoted { rest } else { rest.split('#').next().unwrap_or_default() };
        let from = start + value.len() - value.trim_start().len();
        (!value.trim().is_empty()).then(|| from..from + value.trim().len())
    }
}

/// The fault of a line in the notation of another language; `None` if it is not recognised.
pub(super) fn foreign(flaw: &Flaw<'_>, file: FileId) -> Option<Diagnostic> {
    let line = flaw.line();
    let indent = line.len() - line.trim_start().len();
    let line = Line { text: &line[indent..], start: flaw.line.start + indent, file };
    control(flaw, file)
        .or_else(|| fence(&line))
        .or_else(|| header(&line))
        .or_else(|| comment(&line))
        .or_else(|| look_alikes(&line))
        .or_else(|| equals(&line))
        .or_else(|| brackets(&line))
        .or_else(|| separators(&line))
        .or_else(|| words(&line))
        .or_else(|| at_the_end(&line))
}

/// Control characters outside texts, such as a form feed.
fn control(flaw: &Flaw<'_>, file: FileId) -> Option<Diagnostic> {
    let line = &flaw.text[flaw.line.clone()];
    let is_odd = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    let (at, c) = line.char_indices().find(|(_, c)| is_odd(*c))?;
    if line[..at].contains(['"', '\'']) {
        return None;
    }
    let start = flaw.line.start + at;
    let place = Place::new(file, start..start + c.len_utf8());
    let message = format!("a control character (U+{:04X}) is here", c as u32);
    let fault = Diagnostic::new(Code::Syntax, place, message).label("delete it");
    Some(fault.repair(Repair::new(place, "")))
}

/// The fences of a block of code in Markdown.
fn fence(line: &Line<'_>) -> Option<Diagnostic> {
    line.text.starts_with("```").then(|| {
        let whole = 0..line.text.len();
        line.fault(0..3, "a fence of Markdown is no part of a scenario")
            .label("drop this line")
            .repair(Repair::new(line.place(whole), ""))
    })
}

/// A header in other brackets, or with another sign than a point: `(event.a)`, `[event a]`, `[event/a]`.
fn header(line: &Line<'_>) -> Option<Diagnostic> {
    let text = line.text.split('#').next().unwrap_or_default().trim_end();
    let inner = text.strip_prefix(['(', '{', '[', '<'])?;
    let inner = inner.strip_suffix([')', '}', ']', '>'])?.trim();
    let split = inner.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inner.len());
    let kind = KINDS.iter().find(|kind| inner[..split].eq_ignore_ascii_case(kind))?;
    // these have no name
    let kind = Some(kind).filter(|kind| !matches!(**kind, "scenario" | "news"))?;
    let name = inner[split..].trim_start_matches([' ', '.', '/', ':', '-', '\t']).trim();
    let is_plain = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let right = format!("[{kind}.{name}]");
    (is_plain && right != text).then(|| {
        line.fault(0..text.len(), "the header of a table is a kind and a name in square brackets")
            .write(right)
    })
}

/// A comment with another mark.
fn comment(line: &Line<'_>) -> Option<Diagnostic> {
    let message = "comments begin with `#`";
    if let Some(mark) = COMMENTS.iter().find(|mark| line.text.to_lowercase().starts_with(**mark)) {
        return Some(line.fault(0..mark.trim_end().len(), message).write("#"));
    }
    let at = [" //", " --", "\t//"].iter().find_map(|mark| line.text.find(mark))?;
    let is_outside = line.text[..at].matches('"').count().is_multiple_of(2);
    (is_outside && line.text[..at].contains('='))
        .then(|| line.fault(at + 1..at + 3, message).write("#"))
}

/// A key in letters that look like Latin ones.
fn look_alikes(line: &Line<'_>) -> Option<Diagnostic> {
    let length =
        line.text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(line.text.len());
    let key = &line.text[..length];
    let latin: String = key
        .chars()
        .map(|c| ALIKE.iter().find(|(other, _)| *other == c).map_or(c, |(_, ours)| *ours))
        .collect();
    (latin != key && latin.is_ascii()).then(|| {
        let message = format!("`{key}` has a letter of another alphabet that looks like ours");
        line.fault(0..length, message).write(latin)
    })
}

/// Another sign, or none, where `=` belongs.
fn equals(line: &Line<'_>) -> Option<Diagnostic> {
    let is_in_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let length = line.text.find(|c: char| !is_in_key(c)).unwrap_or(line.text.len());
    // the dash of `->`
    let length = line.text[..length].trim_end_matches('-').len();
    let rest = &line.text[length..];
    let gap = rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    if !line.text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') || rest.is_empty() {
        return None;
    }
    let at = length + gap;
    if rest.starts_with("==") {
        let fault = line.fault(at + 1..at + 2, "one sign too many").label("drop it");
        return Some(fault.repair(Repair::new(line.place(at + 1..at + 2), "")));
    }
    if let Some(sign) = EQUALS.iter().find(|sign| rest.starts_with(**sign)) {
        let fault = line.fault(at..at + sign.len(), format!("`{sign}` gives no value"));
        let blank = if gap == 0 { " = " } else { "=" };
        let right = if sign.len() == 1 && gap == 0 { " =" } else { blank };
        return Some(
            fault.label("write `=`").repair(Repair::new(line.place(at..at + sign.len()), right)),
        );
    }
    let is_value = rest.starts_with(|c: char| c.is_ascii_digit() || "\"'{[".contains(c));
    (gap > 0 && is_value).then(|| {
        let key = &line.text[..length];
        line.fault(0..length, format!("`{key}` is given no value"))
            .label("`=` is missing after it")
            .repair(Repair::new(line.place(length..length), " ="))
    })
}

/// A table or a list in other brackets: `( x = 1 )`, `[ x = 1 ]`, `( 1, 2 )`.
fn brackets(line: &Line<'_>) -> Option<Diagnostic> {
    let value = line.value()?;
    let text = &line.text[value.clone()];
    let open = text.chars().next()?;
    let close = text.chars().next_back()?;
    let inner = text.get(1..text.len() - 1)?;
    let first = inner.split(',').next().unwrap_or_default().trim_start();
    let is_table = first.contains('=') && !first.starts_with(['{', '[', '"', '\'', '(']);
    let (right, what) = match (open, close, is_table) {
        ('[' | '(', ']' | ')', true) => (('{', '}'), "a table in one line is in braces"),
        ('(', ')', false) | ('{', '}', false) if !inner.contains(['=', ':']) => {
            (('[', ']'), "a list is in square brackets")
        }
        _ => return None,
    };
    if inner.contains(['(', ')']) && !inner.contains('"') {
        return None;
    }
    let label = format!("write `{} … {}`", right.0, right.1);
    let (start, end) = (value.start..value.start + 1, value.end - 1..value.end);
    let repair = Repair::new(line.place(start), right.0).and(line.place(end), right.1);
    Some(line.fault(value, what).label(label).repair(repair))
}

/// Semicolons between the entries of a table or list, and colons between their keys and values.
fn separators(line: &Line<'_>) -> Option<Diagnostic> {
    let value = line.value()?;
    if !line.text[value.clone()].starts_with(['{', '[']) {
        return None;
    }
    let mut found = Vec::new();
    let mut quote = None;
    for (at, c) in line.text[value.clone()].char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ';' || c == ':' => found.push((value.start + at, c)),
            _ => {}
        }
    }
    let (first, sign) = *found.first()?;
    let ours = |sign: char| if sign == ';' { "," } else { " =" };
    let message = if sign == ';' {
        "the entries of a table or list are separated by commas"
    } else {
        "`:` gives no value"
    };
    let fault =
        line.fault(first..first + 1, message).label(format!("write `{}`", ours(sign).trim()));
    let repair = found.iter().fold(Repair { edits: Vec::new() }, |repair, (at, sign)| {
        repair.and(line.place(*at..at + 1), ours(*sign))
    });
    Some(fault.repair(repair))
}

/// `True` and `None`.
fn words(line: &Line<'_>) -> Option<Diagnostic> {
    let value = line.value()?;
    let text = &line.text[value.clone()];
    let lower = text.to_lowercase();
    if (lower == "true" || lower == "false") && lower != text {
        return Some(
            line.fault(value, format!("`{text}` is written in small letters")).write(lower),
        );
    }
    NOTHING.contains(&text).then(|| {
        let whole = line.place(0..line.text.len());
        line.fault(value, format!("there is no value `{text}`"))
            .label("drop the key: what is absent has no value")
            .repair(Repair::new(whole, ""))
    })
}

/// A sign after a whole value: `p = 0.3;`, `p = "30%",`.
fn at_the_end(line: &Line<'_>) -> Option<Diagnostic> {
    let value = line.value()?;
    let text = &line.text[value.clone()];
    let bare = text.strip_suffix([';', ','])?.trim_end();
    let is_text = bare.len() > 1
        && bare.starts_with('"')
        && bare.ends_with('"')
        && bare.matches('"').count() == 2;
    let is_whole = bare.parse::<f64>().is_ok()
        || is_text
        || bare.ends_with(['}', ']'])
        || bare == "true"
        || bare == "false";
    is_whole.then(|| {
        let sign = value.end - 1..value.end;
        let place = line.place(sign.clone());
        line.fault(sign, "nothing may follow a value")
            .label("drop it")
            .repair(Repair::new(place, ""))
    })
}
