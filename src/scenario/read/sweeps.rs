//! Reader of `[sweep.…]`: the numbers to vary, and their values. Both are resolved later.

use super::walk::{Entry, Reader};
use crate::diagnostic::{Code, Diagnostic, Located};
use crate::scenario::names::{identifier_fault, path_piece};
use crate::scenario::tree::{Over, Sweep};
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
