//! Names: which are allowed, and their form in paths.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{begins_name, continues_name};
use std::fmt::Write as _;

/// Words that would be ambiguous as names of variables. Functions only precede `(`, and units only follow a number,
/// so variables may have their names.
const RESERVED: &[&str] = &[
    // operators
    "and", "or", "not", "if", "then", "else", "in", "to", "pi", // words with a meaning
    "yes", "no", "never", "end", "date", "step", "likely", "unlikely", "rest",
    // keys next to which names are written
    "p", "outcomes", "because", "source",
];

/// Whether `name` consists of letters of any script, digits and `_`, and does not begin with a digit.
pub fn is_identifier(name: &str) -> bool {
    name.starts_with(begins_name) && name.chars().all(continues_name)
}

/// Whether the language reserves `name`.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// The fault of `name` as an identifier of `what` ("an event"), if any.
pub(super) fn identifier_fault(name: &str, what: &str, place: Place) -> Option<Diagnostic> {
    if is_identifier(name) {
        return None;
    }
    let message = if name.is_empty() {
        format!("the name of {what} is empty")
    } else {
        format!("`{name}` can't be the name of {what}")
    };
    let mut fault = Diagnostic::new(Code::BadName, place, message)
        .help("names are made of letters, digits and `_`, and begin with no digit");
    if let Some(repair) = repaired(name) {
        fault = fault.label(format!("did you mean `{repair}`?"));
    }
    Some(fault)
}

/// The fault of `name` as that of a variable, if any.
pub(super) fn variable_fault(name: &str, what: &str, place: Place) -> Option<Diagnostic> {
    identifier_fault(name, what, place).or_else(|| {
        is_reserved(name).then(|| {
            let message =
                format!("`{name}` can't be the name of {what}: the language uses the word itself");
            Diagnostic::new(Code::ReservedName, place, message)
                .label(format!("call it `{name}_` or, better, by what it is about"))
        })
    })
}

/// The fault of `name` as that of an outcome, a state or an option, if any.
pub(super) fn outcome_fault(name: &str, what: &str, place: Place) -> Option<Diagnostic> {
    if name.trim().is_empty() {
        let message = format!("the name of {what} is empty");
        return Some(Diagnostic::new(Code::BadName, place, message).label("say what it is"));
    }
    matches!(name, "source" | "because").then(|| {
        let message = format!("`{name}` can't be the name of {what}");
        Diagnostic::new(Code::ReservedName, place, message)
            .help(format!("`{name} = …` says what a number leans on, in every table"))
    })
}

/// The nearest identifier: `no_deal` for `no deal`.
fn repaired(name: &str) -> Option<String> {
    let mut out = String::new();
    for c in name.trim().chars() {
        if continues_name(c) {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    let out = out.trim_end_matches('_');
    if !out.chars().any(char::is_alphanumeric) {
        return None;
    }
    Some(if out.starts_with(begins_name) { out.to_owned() } else { format!("_{out}") })
}

/// Splits `PATH=VALUE` at the first equals sign that is not in quotes; `None` if there is none.
pub fn split_setting(text: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let at = text.char_indices().find_map(|(at, c)| {
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        (c == '=' && !is_quoted).then_some(at)
    })?;
    Some((&text[..at], &text[at + 1..]))
}

/// `name` as a part of a path, written like a TOML key.
pub fn path_piece(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) {
        return name.to_string();
    }
    let mut out = String::from("\"");
    for c in name.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                write!(out, "\\u{:04X}", u32::from(c)).expect("writing to a String never fails");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::FileId;

    #[test]
    fn bad_names_come_with_a_repair() {
        let place = Place::new(FileId(0), 0..1);
        for (name, repair) in [("no-deal", "no_deal"), ("2nd round", "_2nd_round"), ("é t", "é_t")]
        {
            let fault = variable_fault(name, "an event", place).expect("bad");
            assert_eq!(fault.label, format!("did you mean `{repair}`?"));
        }
        assert_eq!(variable_fault("—", "an event", place).expect("bad").label, "");
        assert!(variable_fault("venue", "an event", place).is_none());
        let reserved = variable_fault("never", "an event", place).expect("reserved");
        assert!(variable_fault("weeks", "an event", place).is_none());
        assert_eq!(reserved.code, Code::ReservedName);
        assert!(identifier_fault("never", "a question", place).is_none());
    }

    #[test]
    fn paths_quote_as_toml_does() {
        assert_eq!(path_piece("no-deal"), "no-deal");
        assert_eq!(path_piece("no deal"), "\"no deal\"");
        assert_eq!(path_piece("a\"b"), "\"a\\\"b\"");
        assert_eq!(path_piece(""), "\"\"");
    }
}
