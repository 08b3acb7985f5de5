//! Readers of causes: `causes = { storm = "50%", "wind == strong" = "10%" }`.

use super::super::chance::Meaning;
use super::super::grounds::is_grounds;
use super::super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::parse;
use crate::scenario::literal::{Cause, Grounds, Literal};
use crate::scenario::names::path_piece;
use toml::de::DeValue;

/// An example of causes.
const EXAMPLE: &str = "{ storm = \"50%\", strike = \"30%\" }";

/// The most causes of an event.
const MOST: usize = 1_000;

impl Reader<'_> {
    /// Reads `causes` of a rule; `None` if there are none that can be read.
    pub(super) fn causes(
        &mut self,
        section: &Section<'_>,
        path: &str,
        outer: &Grounds,
    ) -> Option<Vec<Cause>> {
        let Some(entry) = section.get("causes") else { return Some(Vec::new()) };
        let mut sound = true;
        for key in ["outcomes", "table", "case", "adjust"] {
            let Some(other) = section.get(key) else { continue };
            let message = format!("{} has both `causes` and `{key}`", section.what);
            self.fault(
                Diagnostic::new(Code::KeysClash, other.key_place, message)
                    .label("causes stand beside `p` alone, which is the chance without them")
                    .related(entry.key_place, "`causes` is here")
                    .help("make it an event of its own, and name that as a cause"),
            );
            sound = false;
        }
        let what = format!("`causes` of {}", section.what);
        let section = self.section(entry, what, EXAMPLE)?;
        let grounds = self.grounds(&section, outer);
        if section.entries.len() > MOST {
            let message = format!("an event has at most {MOST} causes");
            let fault = Diagnostic::new(Code::WrongCount, section.place, message);
            self.fault(fault.label("make some of them an event of its own, and name that"));
            return None;
        }
        let mut causes = Vec::new();
        for cause in section.entries.iter().filter(|entry| !is_grounds(entry)) {
            match self.cause(cause, path, &grounds) {
                Some(cause) => causes.push(cause),
                None => sound = false,
            }
        }
        if causes.is_empty() && sound {
            let fault = Diagnostic::new(Code::WrongCount, section.place, "`causes` names no cause");
            self.fault(fault.label(format!("name one: {EXAMPLE}, or drop it")));
            return None;
        }
        sound.then_some(causes)
    }

    fn cause(&mut self, entry: &Entry<'_>, path: &str, outer: &Grounds) -> Option<Cause> {
        let path = format!("{path}.causes.{}", path_piece(entry.key));
        // a bare key is a name, so each fault is about the whole of it
        let raw = self.slice(entry.key_place);
        let map = raw.starts_with(['"', '\'']).then(|| self.text_map(entry.key_place));
        let place = |range| map.as_ref().map_or(entry.key_place, |map| map.place(range));
        let condition = match parse(entry.key, &place) {
            Ok(condition) => Some(condition),
            Err(faults) => {
                for fault in faults {
                    self.fault(fault);
                }
                None
            }
        };
        let is_wrapped = match entry.value {
            DeValue::Table(table) => !table.contains_key("by"),
            _ => false,
        };
        let literal = if is_wrapped {
            self.wrapped(entry, &path, outer)
        } else {
            self.literal(entry, Meaning::Chance, path, outer)
        };
        Some(Cause { name: entry.name(), condition: condition?, literal: literal? })
    }

    /// Reads `{ p = "50%", because = "…" }`.
    fn wrapped(&mut self, entry: &Entry<'_>, path: &str, outer: &Grounds) -> Option<Literal> {
        let what = format!("the cause `{}`", entry.key);
        let section = self.section(entry, what, "{ p = 0.3 }")?;
        self.allow(&section, &["p", "source", "because", "fact"]);
        let grounds = self.grounds_of_numbers(&section, outer);
        let p = self.need(&section, "p", "`p = 0.3`")?;
        self.literal(p, Meaning::Chance, format!("{path}.p"), &grounds)
    }
}
