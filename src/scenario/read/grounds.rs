//! The reader of grounds: sources, reasons and facts.

use super::walk::{Entry, Reader, Section, found};
use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::scenario::literal::Grounds;
use toml::de::DeValue;

impl Reader<'_> {
    /// The grounds that `section` gives; what it does not give is taken from `outer`.
    pub(crate) fn grounds(&mut self, section: &Section<'_>, outer: &Grounds) -> Grounds {
        let mut grounds = outer.clone();
        if let Some(source) = self.maybe_string(section, "source", "the name of a source") {
            self.source_known(&source);
            grounds.source = Some(source);
        }
        if let Some(because) = self.maybe_string(section, "because", "one sentence") {
            grounds.because = Some(because);
        }
        if let Some(DeValue::Boolean(is_fact)) = section.get("fact").map(|fact| fact.value) {
            grounds.is_fact = *is_fact;
        }
        grounds
    }

    /// Reports a source that is not described, and remembers that something leans on it.
    pub(crate) fn source_known(&mut self, source: &Located<String>) {
        if !self.sources.contains(&source.value) {
            let near = nearest(&source.value, self.sources.iter().map(String::as_str));
            let message = format!("no source is called `{}`", source.value);
            let mut fault =
                Diagnostic::new(Code::UnknownSource, source.place, message).suggest(near);
            if near.is_none() {
                fault =
                    fault.help("a source is described in a table such as `[source.not_friends]`");
            }
            self.fault(fault);
        }
        self.leaned_on.insert(source.value.clone());
    }

    /// The grounds of a section whose keys are all reserved, in which `fact` must be true or false.
    pub(crate) fn grounds_of_numbers(&mut self, section: &Section<'_>, outer: &Grounds) -> Grounds {
        if let Some(fact) = section.get("fact").filter(|fact| !is_truth(fact)) {
            self.no_fact(fact);
        }
        self.grounds(section, outer)
    }

    /// Reports a `fact` that is neither true nor false.
    fn no_fact(&mut self, entry: &Entry<'_>) {
        let message = format!("`fact` must be true or false, not {}", found(entry.value));
        let is_no = match entry.value {
            DeValue::String(text) => matches!(text.trim(), "false" | "no" | "No" | "False"),
            DeValue::Integer(number) => number.as_str() == "0",
            _ => false,
        };
        let fault = Diagnostic::new(Code::WrongType, entry.place, message);
        self.fault(fault.write(if is_no { "false" } else { "true" }));
    }
}

/// Whether an entry is a key of grounds, rather than a name that the analyst chose.
pub(crate) fn is_grounds(entry: &Entry<'_>) -> bool {
    matches!(entry.key, "source" | "because") || (entry.key == "fact" && is_truth(entry))
}

fn is_truth(entry: &Entry<'_>) -> bool {
    matches!(entry.value, DeValue::Boolean(_))
}
