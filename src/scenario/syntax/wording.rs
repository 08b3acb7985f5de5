//! The TOML parser's faults in plain words, with the repair where it is likely.

use crate::diagnostic::{Code, Diagnostic, FileId, Place};
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
    fn line(&self) -> &str {
        self.text[self.line.clone()].trim_end()
    }

    /// What stands before the first `=` of the line.
    fn key(&self) -> &str {
        self.line().split('=').next().unwrap_or_default().trim()
    }

    fn slice(&self) -> &str {
        &self.text[self.span.clone()]
    }
}

/// `flaw` as a fault of the scenario.
pub(super) fn word(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let fault = |span: Range<usize>, message: &str| {
        Diagnostic::new(Code::Syntax, Place::new(file, span), message)
    };
    let here = |message: &str| fault(flaw.span.clone(), message);
    let message = flaw.message;
    let line = flaw.line();
    let starts = |words: &[&str]| words.iter().any(|w| message.starts_with(w));
    if starts(&["duplicate key"]) {
        let place = Place::new(file, flaw.span.clone());
        let message = format!("`{}` is there twice", flaw.slice());
        return Diagnostic::new(Code::NameTwice, place, message)
            .label("drop or rename one of the two");
    }
    if let Some((at, quote)) = curly(line) {
        let at = flaw.line.start + at;
        return fault(at..at + quote.len_utf8(), "curly quotes don't mark a text")
            .label("write straight quotes: \"");
    }
    if starts(&["string values must be quoted", "missing opening quote"]) {
        return unquoted(flaw, file);
    }
    if starts(&[
        "key with no value",
        "missing value for key",
        "invalid unquoted key",
        "missing assignment",
    ]) && let Some(fault) = no_equals(flaw, file)
    {
        return fault;
    }
    if starts(&["invalid date", "invalid datetime"]) {
        let reason = message.split_once(", expected ").map_or("", |(_, reason)| reason);
        let place = Place::new(file, flaw.span.clone());
        let fault =
            Diagnostic::new(Code::BadDate, place, format!("`{}` is not a date", flaw.slice()));
        return if reason.is_empty() {
            fault.label("dates are written 2025-10-31")
        } else {
            fault.label(format!("this needs {reason}"))
        };
    }
    if starts(&["invalid time"]) {
        return here("a text must stand in quotes").label(format!("write \"{}\"", flaw.slice()));
    }
    if starts(&[
        "invalid basic string, expected `\"`",
        "invalid literal string, expected `'`",
        "invalid multi-line",
    ]) {
        return open_quote(flaw, file);
    }
    if starts(&["invalid basic string", "invalid literal string"]) {
        return here("a character that can't stand in a text")
            .help("is it a tab or a control character?");
    }
    if starts(&["missing escaped value", "too few unicode", "invalid value"]) {
        return here("`\\` begins an escape that does not exist")
            .label("write `\\\\` for a backslash, or put the text in single quotes");
    }
    if starts(&["unexpected key or value", "extra assignment"]) {
        return left_over(flaw, file);
    }
    if starts(&["missing comma"]) {
        return here("a comma is missing here").label("`,`");
    }
    if starts(&["extra comma", "extra `=`"]) {
        return here("one sign too many").label("drop it");
    }
    if starts(&["unclosed table", "unclosed array table", "missing table"]) {
        return here("the name of the table is not closed").label(if message.contains("array") {
            "close it with `]]`"
        } else {
            "close it with `]`; a name with blanks needs quotes"
        });
    }
    if starts(&["invalid boolean"]) {
        return here("a text must stand in quotes").label(format!("write \"{}\"", flaw.slice()));
    }
    if starts(&["unexpected leading zero"]) {
        return here("a number can't begin with 0 and a digit").label("drop the zero");
    }
    if starts(&["invalid mantissa"]) {
        return here("a number needs a digit before its point").label("write 0.5 rather than .5");
    }
    if starts(&["invalid fraction"]) {
        return here("a number needs a digit after its point").label("write 5.0 or 5");
    }
    if starts(&[
        "invalid float",
        "invalid integer",
        "invalid",
        "redundant",
        "`_` may only",
        "unexpected sign",
    ]) && line.contains('=')
        && !starts(&["invalid key", "invalid inline", "invalid unquoted"])
    {
        return here("this is neither a number nor a text")
            .label("numbers are written 0.3, texts \"in quotes\"");
    }
    if starts(&["recursion limit", "cannot recurse"]) {
        return here("tables and lists are nested too deeply");
    }
    if starts(&["unquoted keys cannot be empty", "invalid key-value pair", "missing key"]) {
        return here("a key is missing here").label("a line reads `key = value`");
    }
    if starts(&["missing array opening", "missing inline table opening"]) {
        return here("a bracket is closed that was never opened")
            .label("drop it, or open it before");
    }
    if starts(&["cannot extend"]) {
        return here(&format!("`{}` already has a value that can't be added to", flaw.slice()));
    }
    here(&format!("the line can't be read: {message}"))
}

/// The first curly quote of a line.
fn curly(line: &str) -> Option<(usize, char)> {
    let code = line.split('"').next().unwrap_or_default();
    code.char_indices().find(|(_, c)| "“”„«»‘’‚".contains(*c))
}

fn unquoted(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let place = Place::new(file, flaw.span.clone());
    let raw = flaw.slice().trim();
    let fault = |message: &str| Diagnostic::new(Code::Syntax, place, message);
    if raw.is_empty() {
        return fault(&format!("`{}` has no value", flaw.key())).label("a value belongs here");
    }
    if let Some(number) = raw.strip_suffix([';', ','])
        && number.parse::<f64>().is_ok()
    {
        return fault("nothing may follow a value").label(format!("write {number}"));
    }
    if let Some(fault) = run_together(flaw, file) {
        return fault;
    }
    let comma = raw.replace(',', ".");
    if raw.contains(',') && comma.parse::<f64>().is_ok() {
        return fault("a decimal comma").label(format!("write {comma}"));
    }
    if raw.contains(['"', '\'']) {
        return fault("a text needs a quote at both ends").label("the opening quote is missing");
    }
    let short: String = raw.chars().take(60).collect();
    if short.len() < raw.len() {
        return fault("a text must stand in quotes").label("put it in quotes");
    }
    fault("a text must stand in quotes").label(format!("write \"{short}\""))
}

/// Two things with nothing between them: `a = 0.5 b = 0.5`, `[1 2]`.
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

/// A line without `=`.
fn no_equals(flaw: &Flaw<'_>, file: FileId) -> Option<Diagnostic> {
    let line = flaw.line();
    let fault = |span: Range<usize>, message: &str| {
        Diagnostic::new(Code::Syntax, Place::new(file, span), message)
    };
    let indent = line.len() - line.trim_start().len();
    let start = flaw.line.start + indent;
    let words = line.trim_start();
    if words.starts_with("//") || words.starts_with("--") || words.starts_with("/*") {
        return Some(fault(start..start + 2, "comments begin with `#`").label("write `#`"));
    }
    let around =
        flaw.span.start.saturating_sub(1)..(flaw.span.end + 1).min(flaw.line.start + line.len());
    if let Some(colon) = flaw.text.get(around.clone()).and_then(|near| near.find(':')) {
        let at = around.start + colon;
        return Some(fault(at..at + 1, "`:` gives no value").label("write `=`"));
    }
    if let Some(at) = line.find(':')
        && !line.contains('=')
    {
        let at = flaw.line.start + at;
        return Some(fault(at..at + 1, "`:` gives no value").label("write `=`"));
    }
    if flaw.message.starts_with("invalid unquoted key") {
        let key = flaw.slice();
        return Some(
            fault(flaw.span.clone(), "a key with such letters must stand in quotes")
                .label(format!("write \"{key}\"")),
        );
    }
    if line.contains('=') && flaw.message.starts_with("key with no value") {
        let key = flaw.key();
        return Some(
            fault(start..start + key.len(), "a key with blanks must stand in quotes")
                .label(format!("write \"{key}\", or `{}`", key.replace(' ', "_"))),
        );
    }
    let key = words.split_whitespace().next().unwrap_or_default();
    Some(
        fault(start..start + key.len(), &format!("`{key}` is given no value"))
            .label("`=` is missing after it"),
    )
}

/// A text whose closing quote is missing.
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

/// Something after a value.
fn left_over(flaw: &Flaw<'_>, file: FileId) -> Diagnostic {
    let end = flaw.line.start + flaw.line().len();
    let at = flaw.span.start.min(end);
    let rest = flaw.text[at..end.max(at)].trim_end();
    let before = flaw.text[flaw.line.start..at].trim_end();
    let fault = |message: &str| {
        let span = at..at + rest.chars().next().map_or(0, char::len_utf8);
        Diagnostic::new(Code::Syntax, Place::new(file, span), message)
    };
    let value = before.rsplit('=').next().unwrap_or_default().trim();
    if let Some(decimals) = rest.strip_prefix(',')
        && value.parse::<f64>().is_ok()
        && !decimals.is_empty()
        && decimals.chars().all(|c| c.is_ascii_digit())
    {
        return fault("a decimal comma").label(format!("write {value}.{decimals}"));
    }
    if rest == "," || rest == ";" {
        return fault("nothing may follow a value").label("drop it");
    }
    if flaw.line().contains("==") {
        return fault("one `=` gives a value").label("drop one of the two `=`");
    }
    if before.ends_with(['"', '\'']) {
        return fault("the text ended before this")
            .label("a quote within a text is written \\\", or the text in the other quotes");
    }
    fault("a second thing on one line").label("put it on a line of its own, or a comma before it")
}
