//! Variants: `[variant.…]` tables, and overlay files with lines `path = value`.

use super::walk::{Entry, Reader};
use crate::diagnostic::{Code, Diagnostic, FileId, Located, Place, Sources};
use crate::scenario::admit::top;
use crate::scenario::group::member_variable;
use crate::scenario::names::identifier_fault;
use crate::scenario::paths::set;
use crate::scenario::syntax::mend;
use crate::scenario::tree::{Overlay, Scenario, Setting, Variant};
use toml::de::{DeTable, DeValue};

/// The greatest depth of nested tables in a path.
const DEEPEST: usize = 32;

/// Reads an overlay file: `path = value` lines, and `label` at the top.
pub fn read_overlay(sources: &Sources, file: FileId) -> (Overlay, Vec<Diagnostic>) {
    let text = sources.text(file);
    let mended = mend(text, file);
    let (document, _) = DeTable::parse_recoverable(&mended.text);
    let mut reader = Reader::new(text, file);
    let root = reader.entries(document.get_ref(), top(file), "an overlay");
    let mut overlay = Overlay { label: None, settings: Vec::new() };
    for entry in &root.entries {
        if entry.key == "label" {
            overlay.label = reader.string(entry, "\"Anna\"");
        } else {
            reader.settings(entry, None, 0, &mut overlay.settings);
        }
    }
    let mut faults = reader.faults;
    faults.retain(|fault| mended.stands(fault));
    faults.extend(mended.faults);
    faults.sort_by_key(|fault| fault.place.map(|place| (place.start, place.end)));
    (overlay, faults)
}

/// Replaces numbers of a scenario in the given order. Returns a sentence for each other change, or every fault.
pub fn apply(
    scenario: &mut Scenario,
    settings: &[Setting],
) -> Result<Vec<String>, Vec<Diagnostic>> {
    let (mut notes, mut faults) = (Vec::new(), Vec::new());
    for setting in settings {
        let path = &setting.path;
        let place_of = |range: std::ops::Range<usize>| {
            if range.start < path.value.len() { path.place } else { setting.value.place }
        };
        match set(scenario, &path.value, &setting.value.value, &place_of) {
            Ok(further) => notes.extend(further),
            Err(further) => faults.extend(further),
        }
    }
    if faults.is_empty() { Ok(notes) } else { Err(faults) }
}

impl Reader<'_> {
    /// Reads `[variant.…]`.
    pub(crate) fn variant(&mut self, entry: &Entry<'_>) -> Option<Variant> {
        if let Some(fault) = identifier_fault(entry.key, "a variant", entry.key_place) {
            self.fault(fault);
        }
        let section = self.named(entry, "variant")?;
        self.allow(&section, &["label", "set", "do", "given", "source", "because"]);
        self.grounds(&section, &crate::scenario::literal::Grounds::default());
        let mut variant = Variant {
            name: entry.name(),
            label: self.maybe_string(&section, "label", "\"Washington never presses\""),
            set: Vec::new(),
            interventions: Vec::new(),
            given: None,
        };
        if let Some(set) = section.get("set")
            && let Some(set) = self.section(set, "`set`", "{ appetite = \"2% to 10%\" }")
        {
            for entry in &set.entries {
                self.settings(entry, None, 0, &mut variant.set);
            }
        }
        if let Some(made) = section.get("do")
            && let Some(made) = self.section(made, "`do`", "{ our_push = \"none\" }")
        {
            for entry in &made.entries {
                // `vote.de = "yes"` is a table in TOML
                if let DeValue::Table(table) = entry.value {
                    let members = self.entries(table, entry.place, "a group's variable").entries;
                    for member in &members {
                        let name = member_variable(entry.key, member.key);
                        let written = self.word(member, "\"none\"");
                        let name = Located::new(name, member.key_place);
                        variant.interventions.extend(written.map(|written| (name, written)));
                    }
                    continue;
                }
                let written = self.word(entry, "\"none\"");
                variant.interventions.extend(written.map(|written| (entry.name(), written)));
            }
        }
        if let Some(given) = section.get("given") {
            self.formula(given, "\"talks == leaders\"")?;
            variant.given = self.string(given, "\"talks == leaders\"");
        }
        let asked = ["set", "do", "given"].iter().any(|key| section.has(key));
        if !asked {
            let message = format!("{} changes nothing", section.what);
            let fault = Diagnostic::new(Code::MissingKey, section.place, message);
            self.fault(fault.label("add `set = { … }` or `do = { … }`"));
        }
        Some(variant)
    }

    /// Reads the settings of one entry: a value alone, or those of nested tables.
    fn settings(
        &mut self,
        entry: &Entry<'_>,
        above: Option<&Located<String>>,
        depth: usize,
        into: &mut Vec<Setting>,
    ) {
        let path = match above {
            None => entry.name(),
            Some(above) if entry.key_place.start >= above.place.end => Located::new(
                format!("{}.{}", above.value, entry.key),
                above.place.to(entry.key_place),
            ),
            Some(above) => Located::new(format!("{}.{}", above.value, entry.key), entry.key_place),
        };
        match entry.value {
            DeValue::Table(table) if depth < DEEPEST => {
                let inner = self.entries(table, entry.place, "a path");
                for entry in inner.entries.iter().filter(|entry| entry.key != "because") {
                    self.settings(entry, Some(&path), depth + 1, into);
                }
            }
            _ => {
                let written = self.word(entry, "0.3 or \"20% to 40%\"");
                into.extend(written.map(|value| Setting { path, value }));
            }
        }
    }

    /// Reads a number or a text, as text.
    fn word(&mut self, entry: &Entry<'_>, example: &str) -> Option<Located<String>> {
        let place = entry.place;
        match entry.value {
            DeValue::Integer(_) | DeValue::Float(_) => {
                Some(Located::new(self.slice(place).replace('_', ""), place))
            }
            DeValue::String(text) if is_number(text) => {
                self.fault(quoted(text, place));
                None
            }
            _ => self.string(entry, example),
        }
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.trim().starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    digits && text.trim().parse::<f64>().is_ok()
}

fn quoted(number: &str, place: Place) -> Diagnostic {
    let message = format!("\"{number}\" is a text, not a number");
    Diagnostic::new(Code::WrongType, place, message).label(format!("drop the quotes: {number}"))
}
