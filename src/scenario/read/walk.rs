//! Access to a TOML document with the place of every key and value; `text` finds columns within strings.

mod text;

use super::aliases::{meant, stands_elsewhere};
use super::groups::Around;
use crate::diagnostic::{Code, Diagnostic, FileId, Located, Place};
use crate::formula::{Expr, nfc, parse};
use crate::scenario::names::path_piece;
use std::collections::BTreeSet;
use std::ops::Range;
use text::TextMap;
use toml::de::{DeTable, DeValue};

/// A key with its value, and their places.
#[derive(Debug)]
pub(crate) struct Entry<'t> {
    pub(crate) key: &'t str,
    pub(crate) key_place: Place,
    pub(crate) value: &'t DeValue<'t>,
    pub(crate) place: Place,
}

impl Entry<'_> {
    /// The key with its place, as a name.
    pub(crate) fn name(&self) -> Located<String> {
        Located::new(nfc(self.key).into_owned(), self.key_place)
    }
}

/// A table with its entries in the order of the file.
#[derive(Debug)]
pub(crate) struct Section<'t> {
    pub(crate) entries: Vec<Entry<'t>>,
    /// The place of the header, the braces, or the key before them.
    pub(crate) place: Place,
    /// The table's name in messages: "event `venue`".
    pub(crate) what: String,
}

impl<'t> Section<'t> {
    /// The entry of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry<'t>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Whether the table has `key`.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }
}

/// The state of reading: the text, the faults, and the known names.
#[derive(Debug)]
pub(crate) struct Reader<'s> {
    /// The text of the file.
    pub(crate) text: &'s str,
    pub(crate) file: FileId,
    pub(crate) faults: Vec<Diagnostic>,
    /// The identifiers of the sources that are described.
    pub(crate) sources: Vec<String>,
    /// The identifiers of the sources that any table names.
    pub(crate) leaned_on: BTreeSet<String>,
    /// The identifiers of the experts that are described.
    pub(crate) experts: Vec<String>,
    /// The identifiers of the questions that are asked.
    pub(crate) questions: Vec<String>,
    /// The names of the calendars.
    pub(crate) calendars: Vec<String>,
    /// Tables, with the keys that their unknown keys were taken for; these are not reported as missing.
    pub(crate) led: BTreeSet<(Place, String)>,
    /// Whether the file has a clock, valid or not.
    pub(crate) clock: bool,
    /// The words for chances.
    pub(crate) yardstick: crate::scenario::Yardstick,
    /// The names that groups must know, and the files beside the scenario.
    pub(crate) around: Around<'s>,
}

impl<'s> Reader<'s> {
    /// A reader of a file that describes no sources, experts and questions of its own and has no clock.
    pub(crate) fn new(text: &'s str, file: FileId) -> Self {
        Self {
            text,
            file,
            faults: Vec::new(),
            sources: Vec::new(),
            leaned_on: BTreeSet::new(),
            experts: Vec::new(),
            questions: Vec::new(),
            calendars: Vec::new(),
            led: BTreeSet::new(),
            clock: false,
            yardstick: crate::scenario::Yardstick::default(),
            around: Around::default(),
        }
    }

    /// The place of `range` in the file.
    pub(crate) fn place(&self, range: Range<usize>) -> Place {
        Place::new(self.file, range)
    }

    /// The text at `place`.
    pub(crate) fn slice(&self, place: Place) -> &'s str {
        &self.text[place.start as usize..place.end as usize]
    }

    /// Records a fault.
    pub(crate) fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// The entries of `table`, which is at `place`.
    pub(crate) fn entries<'t>(
        &self,
        table: &'t DeTable<'t>,
        place: Place,
        what: impl Into<String>,
    ) -> Section<'t> {
        let mut entries: Vec<Entry<'t>> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref(),
                key_place: self.place(key.span()),
                value: value.get_ref(),
                place: self.place(value.span()),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_place);
        Section { entries, place, what: what.into() }
    }

    /// The table that `entry` holds; reports a fault if it is something else.
    pub(crate) fn section<'t>(
        &mut self,
        entry: &Entry<'t>,
        what: impl Into<String>,
        example: &str,
    ) -> Option<Section<'t>> {
        if let DeValue::Table(table) = entry.value {
            return Some(self.entries(table, entry.place, what));
        }
        self.wrong_type(entry, "a table", example);
        None
    }

    /// The tables of the list that `entry` holds.
    pub(crate) fn sections<'t>(
        &mut self,
        entry: &Entry<'t>,
        what: &str,
        example: &str,
    ) -> Vec<Section<'t>> {
        let DeValue::Array(items) = entry.value else {
            self.wrong_type(entry, "a list of tables", example);
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in &**items {
            let place = self.place(item.span());
            if let DeValue::Table(table) = item.get_ref() {
                sections.push(self.entries(table, place, what));
            } else {
                let item = Entry { key: entry.key, key_place: place, value: item.get_ref(), place };
                self.wrong_type(&item, "a list of tables", example);
            }
        }
        sections
    }

    /// Reports every key of `section` that is not in `allowed`.
    pub(crate) fn allow(&mut self, section: &Section<'_>, allowed: &[&str]) {
        for entry in &section.entries {
            if !allowed.contains(&entry.key) {
                self.unknown_key(entry, section, allowed);
            }
        }
    }

    /// Reports a key that has no meaning in `section`.
    fn unknown_key(&mut self, entry: &Entry<'_>, section: &Section<'_>, allowed: &[&str]) {
        let message = format!("`{}` means nothing in {}", entry.key, section.what);
        let near = meant(entry.key, allowed);
        self.led.extend(near.map(|key| (section.place, key.to_string())));
        let list: Vec<String> = allowed.iter().map(|key| format!("`{key}`")).collect();
        let mut fault = Diagnostic::new(Code::UnknownKey, entry.key_place, message).suggest(near);
        if let Some(help) = stands_elsewhere(entry.key) {
            fault = fault.help(help);
        }
        self.fault(fault.help(format!("allowed here: {}", list.join(", "))));
    }

    /// The entry of `key`; reports a fault if it is missing.
    pub(crate) fn need<'a, 't>(
        &mut self,
        section: &'a Section<'t>,
        key: &str,
        example: &str,
    ) -> Option<&'a Entry<'t>> {
        let entry = section.get(key);
        if entry.is_none() && !self.is_led(section, key) {
            let message = format!("{} has no `{key}`", section.what);
            let fault = Diagnostic::new(Code::MissingKey, section.place, message);
            self.fault(fault.label(format!("add {example}")));
        }
        entry
    }

    /// Whether another key of `section` was taken for `key`.
    pub(crate) fn is_led(&self, section: &Section<'_>, key: &str) -> bool {
        self.led.contains(&(section.place, key.to_string()))
    }

    /// The table of a variable or similar that `entry` of `[kind.…]` holds.
    pub(crate) fn named<'t>(&mut self, entry: &Entry<'t>, kind: &str) -> Option<Section<'t>> {
        if let DeValue::Table(table) = entry.value {
            return Some(self.entries(table, entry.place, format!("{kind} `{}`", entry.key)));
        }
        let header = format!("[{kind}.{}]", path_piece(entry.key));
        let fault = if self.slice(entry.place).starts_with("[[") {
            Diagnostic::new(
                Code::WrongType,
                entry.place,
                format!("`[{header}]` makes a list of tables"),
            )
            .label(format!("write {header}"))
        } else {
            let message =
                format!("`{}` is in `[{kind}]`, which is no {kind}: it has no name", entry.key);
            Diagnostic::new(Code::WrongType, entry.key_place, message)
                .label(format!("name the table: [{kind}.some_name]"))
        };
        self.fault(fault);
        None
    }

    /// Reports a value of the wrong type.
    pub(crate) fn wrong_type(&mut self, entry: &Entry<'_>, expected: &str, example: &str) {
        let message = format!("`{}` must be {expected}, not {}", entry.key, found(entry.value));
        let fault = Diagnostic::new(Code::WrongType, entry.place, message);
        self.fault(fault.label(format!("write {example}")));
    }

    /// The text that `entry` holds.
    pub(crate) fn string(&mut self, entry: &Entry<'_>, example: &str) -> Option<Located<String>> {
        if let DeValue::String(text) = entry.value {
            return Some(Located::new(text.to_string(), entry.place));
        }
        let mut example = example.to_string();
        if !matches!(entry.value, DeValue::Table(_) | DeValue::Array(_)) {
            example = match entry.value {
                DeValue::Boolean(true) => "\"yes\"".into(),
                DeValue::Boolean(false) => "\"no\"".into(),
                _ => format!("\"{}\"", self.slice(entry.place)),
            };
        }
        self.wrong_type(entry, "a text", &example);
        None
    }

    /// The text that `key` of `section` holds, if there is one.
    pub(crate) fn maybe_string(
        &mut self,
        section: &Section<'_>,
        key: &str,
        example: &str,
    ) -> Option<Located<String>> {
        section.get(key).and_then(|entry| self.string(entry, example))
    }

    /// The texts of the list that `entry` holds.
    pub(crate) fn strings(
        &mut self,
        entry: &Entry<'_>,
        example: &str,
    ) -> Option<Vec<Located<String>>> {
        let DeValue::Array(items) = entry.value else {
            self.wrong_type(entry, "a list of texts", example);
            return None;
        };
        let mut texts = Vec::new();
        for item in &**items {
            let place = self.place(item.span());
            let item = Entry { key: entry.key, key_place: place, value: item.get_ref(), place };
            texts.push(self.string(&item, example)?);
        }
        Some(texts)
    }

    /// The map of the text in quotes at `place` to its places in the file.
    pub(crate) fn text_map(&self, place: Place) -> TextMap {
        TextMap::new(self.text, place.start as usize..place.end as usize, self.file)
    }

    /// Parses the formula that `entry` holds.
    pub(crate) fn formula(&mut self, entry: &Entry<'_>, example: &str) -> Option<Expr> {
        let text = match entry.value {
            DeValue::String(text) => text,
            DeValue::Table(_) | DeValue::Array(_) => {
                self.wrong_type(entry, "a formula", example);
                return None;
            }
            _ => {
                self.wrong_type(entry, "a formula in quotes", example);
                return None;
            }
        };
        let map = self.text_map(entry.place);
        match parse(text, &|range| map.place(range)) {
            Ok(expr) => Some(expr),
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }
}

/// Describes a value in words.
pub(super) fn found(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.chars().count() <= 30 => format!("the text \"{text}\""),
        DeValue::String(_) => "a text".into(),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(truth) => format!("`{truth}`"),
        DeValue::Datetime(_) => "a date or time".into(),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}
