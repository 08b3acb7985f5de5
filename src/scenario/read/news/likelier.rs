//! The reader of `likelier`: how many times likelier a report is to be heard.

use super::super::walk::{Entry, Reader, found};
use crate::diagnostic::{Code, Diagnostic, Located, Repair};
use crate::scenario::names::path_piece;
use crate::scenario::news::Likelier;
use toml::de::DeValue;

impl Reader<'_> {
    /// Reads `likelier`: a ratio, or a table of ratios.
    pub(super) fn likelier(&mut self, entry: &Entry<'_>, first: Option<&str>) -> Option<Likelier> {
        if !matches!(entry.value, DeValue::Table(_)) {
            return self.ratio(entry).map(Likelier::Ratio);
        }
        let section = self.section(entry, "`likelier`", "3")?;
        let ratios: Vec<_> =
            section.entries.iter().map(|entry| (entry.name(), self.ratio(entry))).collect();
        if ratios.is_empty() {
            let fault =
                Diagnostic::new(Code::WrongCount, entry.place, "`likelier` names no outcome");
            self.fault(match first {
                Some(first) => {
                    let table = format!("{{ {} = 3 }}", path_piece(first));
                    let label = format!("name at least one: {table}");
                    fault.label(label).repair(Repair::new(entry.place, table))
                }
                None => fault
                    .label("name at least one, or write one ratio: 3")
                    .repair(Repair::new(entry.place, "3")),
            });
            return None;
        }
        let ratios = ratios.into_iter().map(|(name, ratio)| Some((name, ratio?)));
        Some(Likelier::ByOutcome(ratios.collect::<Option<_>>()?, entry.place))
    }

    /// Reads a ratio above 0.
    fn ratio(&mut self, entry: &Entry<'_>) -> Option<Located<f64>> {
        let number = match entry.value {
            DeValue::Integer(_) | DeValue::Float(_) => {
                self.slice(entry.place).replace('_', "").parse::<f64>().ok()
            }
            _ => {
                let message =
                    format!("`{}` must be a number, not {}", entry.key, found(entry.value));
                let fault = Diagnostic::new(Code::WrongType, entry.place, message);
                let text = entry.value.as_str().map(str::trim);
                let quoted = text.filter(|text| text.parse().is_ok_and(is_ratio));
                self.fault(match quoted {
                    Some(number) => fault.write(number),
                    None => fault.write_either(&[
                        ("3".to_owned(), String::new()),
                        ("0.5".to_owned(), "for a report that speaks against it".to_owned()),
                    ]),
                });
                return None;
            }
        };
        let ratio = number.filter(|ratio| is_ratio(*ratio));
        if ratio.is_none() {
            let written = self.slice(entry.place);
            let message = format!("a report can't be {written} times likelier to be heard");
            self.fault(
                Diagnostic::new(Code::Likelier, entry.place, message)
                    .write_either(&[
                        ("3".to_owned(), String::new()),
                        ("0.5".to_owned(), "where it speaks against it".to_owned()),
                    ])
                    .help(match number {
                        Some(number) if number > 0.0 => {
                            "the number is too large; `is` says that something is certain"
                        }
                        Some(number) if number.is_nan() => "this is not a number",
                        _ => "the number is above 0; `is` says that something holds, `is = \"not …\"` that it does not",
                    }),
            );
        }
        ratio.map(|ratio| Located::new(ratio, entry.place))
    }
}

/// Whether a report can be this many times likelier.
fn is_ratio(number: f64) -> bool {
    number.is_finite() && number > 0.0
}
