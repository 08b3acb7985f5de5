//! The reader of `[resolution.…]`.

use super::super::chance::Meaning;
use super::super::walk::{Entry, Reader};
use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::scenario::literal::Grounds;
use crate::scenario::tree::Resolution;
use toml::de::DeValue;

impl Reader<'_> {
    /// Reads `[resolution.…]`.
    pub(super) fn resolution(&mut self, entry: &Entry<'_>) -> Option<Resolution> {
        let known = self.questions.iter().any(|question| question == entry.key);
        if !known {
            let near = nearest(entry.key, self.questions.iter().map(String::as_str));
            let message = format!("no question is called `{}`", entry.key);
            let fault =
                Diagnostic::new(Code::UnknownQuestion, entry.key_place, message).suggest(near);
            self.fault(fault);
        }
        let section = self.named(entry, "resolution")?;
        self.allow(&section, &["is", "on", "source", "because"]);
        self.grounds(&section, &Grounds::default());
        let is = self.need(&section, "is", "`is = \"yes\"`");
        let is = is.and_then(|is| self.outcome_known(is));
        let on = section.get("on").and_then(|on| self.date(on));
        Some(Resolution { question: entry.name(), is: is?, on })
    }

    fn outcome_known(&mut self, entry: &Entry<'_>) -> Option<Located<String>> {
        match entry.value {
            DeValue::Integer(_) | DeValue::Float(_) => {
                let literal =
                    self.literal(entry, Meaning::Value, String::new(), &Grounds::default())?;
                Some(Located::new(literal.text, entry.place))
            }
            DeValue::Datetime(_) => {
                self.date(entry).map(|date| Located::new(date.value.to_string(), entry.place))
            }
            _ => self.string(entry, "\"yes\""),
        }
    }
}
