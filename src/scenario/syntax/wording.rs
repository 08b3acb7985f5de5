//! The TOML parser's faults in plain words, with a likely repair.

use super::flaw::Flaw;
use crate::diagnostic::{Code, Diagnostic, FileId, Place, Repair};
use std::ops::Range;

/// The beginning of a message of the parser, the message that replaces it, and the label under the caret.
const PLAIN: &[(&str, &str, &str)] = &[
    ("invalid basic string", "a character that can't be in a text", "is it a control character?"),
    ("invalid literal string", "a character that can't be in a text", "is it a control character?"),
    ("missing escaped value", BAD_ESCAPE, ESCAPE_REPAIR),
    ("too few unicode", BAD_ESCAPE, ESCAPE_REPAIR),
    ("invalid value", BAD_ESCAPE, ESCAPE_REPAIR),
    ("missing value", "the key has no value", "a value belongs here"),
    ("missing comma", "a comma is missing here", "`,`"),
    ("extra comma", "one sign too many", "drop it"),
    ("extra `=`", "one sign too many", "drop it"),
    (
        "unclosed table",
        "the name of the table is not closed",
        "close it with `]`; a name with blanks needs quotes",
    ),
    ("unexpected leading zero", "a number can't begin with 0 and a digit", "drop the zero"),
    (
        "invalid mantissa",
        "a number needs a digit before its point",
        "put a 0 before it: `0.5`, not `.5`",
    ),
    ("invalid fraction", "a number needs a digit after its point", "write 5.0 or 5"),
    ("invalid float", NO_VALUE, VALUE_REPAIR),
    ("invalid integer", NO_VALUE, VALUE_REPAIR),
    ("invalid exponent", NO_VALUE, VALUE_REPAIR),
    ("redundant", NO_VALUE, VALUE_REPAIR),
    ("unexpected sign", NO_VALUE, VALUE_REPAIR),
    ("`_` may only", NO_VALUE, VALUE_REPAIR),
    ("recursion limit", "tables and lists are nested too deeply", ""),
    ("cannot recurse", "tables and lists are nested too deeply", ""),
    ("unquoted keys cannot be empty", "a key is missing here", "a line reads `key = value`"),
    ("invalid key-value pair", "a key is missing here", "a line reads `key = value`"),
    ("missing key", "a key is missing here", "a line reads `key = value`"),
    (
        "missing array opening",
        "a bracket is closed that was never opened",
        "drop it, or open it before",
    ),
    (
        "missing inline table opening",
        "a bracket is closed that was never opened",
        "drop it, or open it before",
    ),
];
const BAD_ESCAPE: &str = "`\\` begins an escape that does not exist";
const ESCAPE_REPAIR: &str = "write `\\\\` for a backslash, or put the text in single quotes";
const NO_VALUE: &str = "this is neither a number nor a text";
const VALUE_REPAIR: &str = "numbers are written 0.3, texts \"in quotes\"";

/// Converts a fault of the parser to a diagnostic.
pub(super) fn word(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let message = flaw.message;
    let starts = |words: &[&str]| words.iter().any(|w| message.starts_with(w));
    let place = Place::new(file, flaw.span.clone());
    let here = |code, message: String| Diagnostic::new(code, place, message);
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| flaw.line().starts_with(mark)) {
        let place = Place::new(file, flaw.line.start..flaw.line.start + 7);
        return Diagnostic::new(Code::Syntax, place, "a mark that a merge conflict left behind")
            .label("settle the conflict and drop this line");
    }
    if starts(&["duplicate key"]) {
        return here(Code::NameTwice, format!("`{}` is there twice", flaw.slice()))
            .label("drop or rename one of the two");
    }
    let known = super::slips::known(flaw, file);
    if let Some(fault) = known.or_else(|| super::shapes::foreign(flaw, file)) {
        return fault;
    }
    if starts(&["carriage return"]) {
        return old_line_ends(flaw, file);
    }
    if starts(&["string values must be quoted", "missing opening quote"]) || flaw.is_word() {
        return unquoted(flaw, file);
    }
    if starts(&[
        "key with no value",
        "missing value for key",
        "invalid unquoted key",
        "missing assignment",
    ]) {
        return no_equals(flaw, file);
    }
    if starts(&["invalid date"]) {
        let reason =
            message.split_once(", expected ").map(|(_, reason)| format!("this needs {reason}"));
        return here(Code::BadDate, format!("`{}` is not a date", flaw.slice()))
            .label(reason.unwrap_or_else(|| "dates are written 2025-10-31".into()));
    }
    if starts(&["invalid time"]) {
        return here(Code::Syntax, "a text must be in quotes".into())
            .label(format!("write \"{}\"", flaw.slice()));
    }
    if starts(&["invalid basic string, expected `\"`", "invalid literal string, expected `'`"]) {
        return open_quote(flaw, file);
    }
    if starts(&["unexpected key or value", "extra assignment"]) {
        return left_over(flaw, file);
    }
    if starts(&["cannot extend"]) {
        return here(
            Code::Syntax,
            format!("`{}` has a value that can't be added to", flaw.slice()),
        );
    }
    if starts(&["unclosed array table"]) {
        return open_header(flaw, file);
    }
    match PLAIN.iter().find(|(words, ..)| message.starts_with(words)) {
        Some((_, written, repair)) => here(Code::Syntax, (*written).into()).label(*repair),
        None => here(Code::Syntax, format!("the line can't be read: {message}")),
    }
}

/// The fault of a header such as `[[news]` or `[[news`.
fn open_header(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let code = flaw.line().split('#').next().unwrap_or_default().trim_end();
    let name = code.trim_end_matches([']', ' ', '\t']);
    let (from, to) = (flaw.line.start + name.len(), flaw.line.start + code.len());
    let place = Place::new(file, from..to);
    Diagnostic::new(Code::Syntax, place, "the name of the table is not closed").write("]]")
}

/// The fault of lines that end in a carriage return alone.
fn old_line_ends(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let alone = |at: &usize| !flaw.text[at + 1..].starts_with('\n');
    let ends = flaw.text.match_indices('\r').map(|(at, _)| at).filter(alone);
    let repair = ends.fold(Repair { edits: Vec::new() }, |repair, at| {
        repair.and(Place::new(file, at..at + 1), "\n")
    });
    let place = Place::new(file, flaw.span.clone());
    Diagnostic::new(Code::Syntax, place, "the lines end as on old Macs, in a carriage return alone")
        .label("save the file with the line ends of Unix or Windows")
        .repair(repair)
}

fn unquoted(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let place = Place::new(file, flaw.span.clone());
    let raw = flaw.slice().trim();
    let fault = |message: &str| Diagnostic::new(Code::Syntax, place, message);
    if raw.is_empty() {
        return fault(&format!("`{}` has no value", flaw.key())).label("a value belongs here");
    }
    if ["as_of", "until", "since", "date", "on", "today"].contains(&flaw.key()) {
        return Diagnostic::new(Code::BadDate, place, format!("`{raw}` is not a date"))
            .label("dates are written 2025-10-31");
    }
    if let Some(fault) = bare_comparison(flaw, file).or_else(|| run_together(flaw, file)) {
        return fault;
    }
    if raw.contains(['"', '\'']) {
        return fault("a text needs a quote at both ends").label("the opening quote is missing");
    }
    let short: String = raw.chars().take(60).collect();
    if short.len() < raw.len() {
        return fault("a text must be in quotes").label("put it in quotes");
    }
    fault("a text must be in quotes")
        .label(format!("write \"{short}\""))
        .repair(Repair::new(place, format!("\"{raw}\"")))
}

/// The fault of a condition without quotes: `when = talks == leaders`.
fn bare_comparison(flaw: &Flaw<'_>, file: FileId) -> Option<Diagnostic> {
    let line = flaw.line();
    let after = line.get(flaw.span.end - flaw.line.start..)?;
    let compares = ["==", "!=", "<", ">"].iter().any(|sign| after.trim_start().starts_with(sign));
    if !compares || line.contains(['{', '[', '"', '#']) {
        return None;
    }
    let span = flaw.span.start..flaw.line.start + line.len();
    let text = &flaw.text[span.clone()];
    let fault =
        Diagnostic::new(Code::Syntax, Place::new(file, span), "a formula must be in quotes");
    Some(fault.label(format!("write \"{text}\"")))
}

/// The fault of two things without a separator: `a = 0.5 b = 0.5`, `[1 2]`.
fn run_together(flaw: &Flaw<'_>, file: FileId) -> Option<Diagnostic> {
    let raw = flaw.slice().trim_end();
    let (first, last) = (raw.split_whitespace().next()?, raw.split_whitespace().next_back()?);
    let after = flaw.text[flaw.span.end..flaw.line.end.max(flaw.span.end)].trim_start();
    let numbers = raw.split_whitespace().all(|word| word.parse::<f64>().is_ok());
    if first.len() == raw.len() || !(after.starts_with('=') || numbers) {
        return None;
    }
    let at = flaw.span.start + raw.len() - last.len();
    let inside = flaw.text[flaw.line.start..flaw.span.start].contains(['{', '[']);
    let fault =
        |message| Diagnostic::new(Code::Syntax, Place::new(file, at..at + last.len()), message);
    Some(if inside {
        fault("a comma is missing here").label("`,`")
    } else {
        fault("a second thing on one line").label("put it on a line of its own")
    })
}

/// The fault of a line without `=`.
fn no_equals(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let line = flaw.line();
    let fault = |span: Range<usize>, message: &str| {
        Diagnostic::new(Code::Syntax, Place::new(file, span), message)
    };
    let indent = line.len() - line.trim_start().len();
    let start = flaw.line.start + indent;
    let words = line.trim_start();
    let around =
        flaw.span.start.saturating_sub(1)..(flaw.span.end + 1).min(flaw.line.start + line.len());
    if let Some(colon) = flaw.text.get(around.clone()).and_then(|near| near.find(':')) {
        let at = around.start + colon;
        return fault(at..at + 1, "`:` gives no value").label("write `=`");
    }
    if let Some(at) = line.find(':')
        && !line.contains('=')
    {
        let at = flaw.line.start + at;
        return fault(at..at + 1, "`:` gives no value").label("write `=`");
    }
    if flaw.message.starts_with("invalid unquoted key") {
        let span = flaw.key_piece();
        let key = &flaw.text[span.clone()];
        return fault(span, "a key with such letters must be in quotes")
            .label(format!("write \"{key}\""));
    }
    if line.contains('=') && flaw.message.starts_with("key with no value") {
        let key = flaw.key();
        return fault(start..start + key.len(), "a key with blanks must be in quotes")
            .label(format!("write \"{key}\", or `{}`", key.replace(' ', "_")));
    }
    let key = words.split_whitespace().next().unwrap_or_default();
    fault(start..start + key.len(), &format!("`{key}` is given no value"))
        .label("`=` is missing after it")
}

/// The fault of a text without its closing quote.
fn open_quote(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let line = &flaw.text[flaw.line.start..flaw.span.start.min(flaw.line.end)];
    let quote = if flaw.message.contains('\'') { '\'' } else { '"' };
    let place = match line.rfind(quote) {
        Some(at) => {
            let at = flaw.line.start + at;
            at..at + 1
        }
        None => flaw.span.clone(),
    };
    Diagnostic::new(Code::Syntax, Place::new(file, place), "a text begins here and does not end")
        .label(format!("its closing {quote} is missing"))
}

/// The fault of something after a value.
fn left_over(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let end = flaw.line.start + flaw.line().len();
    let at = flaw.span.start.min(end);
    let rest = flaw.text[at..end.max(at)].trim_end();
    let before = flaw.text[flaw.line.start..at].trim_end();
    let fault = |message: &str| {
        let span = at..at + rest.chars().next().map_or(0, char::len_utf8);
        Diagnostic::new(Code::Syntax, Place::new(file, span), message)
    };
    if rest == "," || rest == ";" {
        return fault("nothing may follow a value").label("drop it");
    }
    if before.ends_with(['"', '\'']) {
        let fault = fault("the text ended before this")
            .label("a quote within a text is written \\\", or the text in the other quotes");
        return match other_quotes(flaw, file) {
            Some(repair) => fault.repair(repair),
            None => fault,
        };
    }
    if flaw.line().contains("==") {
        return fault("one `=` gives a value").label("drop one of the two `=`");
    }
    fault("a second thing on one line").label("put it on a line of its own, or a comma before it")
}

/// The repair that puts a text with quotes in it into the quotes that it does not have.
fn other_quotes(flaw: &Flaw<'_>, file: FileId) -> Option<Repair> {
    let line = flaw.line();
    let value = line.find('=')? + 1;
    let first = value + line[value..].find(|c: char| !c.is_whitespace())?;
    let quote = line[first..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let other = if quote == '"' { '\'' } else { '"' };
    let last = line.len() - 1;
    let is_whole = line.ends_with(quote) && last > first && !line.contains(['\\', other]);
    is_whole.then(|| {
        let place = |at: usize| Place::new(file, flaw.line.start + at..flaw.line.start + at + 1);
        Repair::new(place(first), other).and(place(last), other)
    })
}
