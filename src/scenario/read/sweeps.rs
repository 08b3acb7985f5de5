//! Readers of `[sweep.…]`, the numbers to vary and their values, which are resolved later, and of `[resolution.…]`.

use super::chance::Meaning;
use super::walk::{Entry, Reader};
use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::scenario::literal::Grounds;
use crate::scenario::names::{identifier_fault, path_piece};
use crate::scenario::tree::{Over, Resolution, Sweep};
use toml::de::DeValue;

impl Reader<'_> {
    /// Reads `[sweep.…]`.
    pub(crate) fn sweep(&mut self, entry: &Entry<'_>) -> Option<Sweep> {
        if let Some(fault) = identifier_fault(entry.key, "a sweep", entry.key_place) {
            self.fault(fault);
        }
        let section = self.named(entry, "sweep")?;
        self.allow(&section, &["over", "zip", "label"]);
        let label = self.maybe_string(&section, "label", "\"Appetite\"");
        let zip = match section.get("zip").map(|zip| (zip, zip.value)) {
            Some((_, DeValue::Boolean(zip))) => *zip,
            Some((zip, _)) => {
                self.wrong_type(zip, "true or false", "zip = true");
                false
            }
            None => false,
        };
        let example = "`over = { appetite = \"0.1..0.5:9\" }`";
        let entry_of_over = self.need(&section, "over", example)?;
        let mut over = Vec::new();
        self.over(entry_of_over, "", &mut over);
        if over.is_empty() {
            let fault =
                Diagnostic::new(Code::SweepValues, entry_of_over.place, "nothing is varied");
            self.fault(fault.label("name a path: { appetite = \"0.1..0.5:9\" }"));
        }
        Some(Sweep { name: entry.name(), label, over, zip })
    }

    /// Reads paths, which may be quoted, or dotted, which TOML reads as nested tables.
    fn over(&mut self, entry: &Entry<'_>, path: &str, found: &mut Vec<Over>) {
        let Some(section) = self.section(entry, "`over`", "{ appetite = \"0.1..0.5:9\" }") else {
            return;
        };
        for axis in &section.entries {
            let own =
                if axis.key.contains('.') { axis.key.to_owned() } else { path_piece(axis.key) };
            let path = if path.is_empty() { own } else { format!("{path}.{own}") };
            match axis.value {
                DeValue::Table(_) => self.over(axis, &path, found),
                DeValue::Array(items) => {
                    let texts: Vec<String> = items
                        .iter()
                        .map(|item| match item.get_ref() {
                            DeValue::String(text) => text.to_string(),
                            _ => self.slice(self.place(item.span())).to_owned(),
                        })
                        .collect();
                    let values = Located::new(texts.join(","), axis.place);
                    found.push(Over { path: Located::new(path, axis.key_place), values });
                }
                DeValue::Integer(_) | DeValue::Float(_) => {
                    let values = Located::new(self.slice(axis.place).to_owned(), axis.place);
                    found.push(Over { path: Located::new(path, axis.key_place), values });
                }
                _ => {
                    if let Some(values) = self.string(axis, "\"0.1..0.5:9\"") {
                        found.push(Over { path: Located::new(path, axis.key_place), values });
                    }
                }
            }
        }
    }
}

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
