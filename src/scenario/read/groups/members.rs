//! The reader of `[group.…]`.

use super::columns::{Written, column};
use super::csv::Field;
use super::table::Table;
use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::formula::nfc;
use crate::scenario::group::{Group, Member};
use crate::scenario::literal::Grounds;
use crate::scenario::names::{identifier_fault, path_piece, variable_fault};
use crate::scenario::read::walk::{Entry, Reader, Section, found};
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeValue;

/// The most members of a group.
const MOST_MEMBERS: usize = 1000;

/// The columns that are no attributes.
const ABOUT: [&str; 3] = ["label", "source", "because"];

/// A member before its attributes are read: the cells by the index of their attribute.
struct Row {
    name: Located<String>,
    label: Option<Located<String>>,
    grounds: Grounds,
    cells: BTreeMap<usize, Located<String>>,
}

impl Reader<'_> {
    /// Reads `[group.…]`.
    pub(in super::super) fn group(&mut self, entry: &Entry<'_>, outer: &Grounds) -> Option<Group> {
        if let Some(fault) = identifier_fault(entry.key, "a group", entry.key_place) {
            self.fault(fault);
        }
        let section = self.named(entry, "group")?;
        self.allow(&section, &["members", "csv", "label", "correlated", "source", "because"]);
        let grounds = self.grounds(&section, outer);
        let label = self.maybe_string(&section, "label", "\"The Council\"");
        let faults = self.faults.len();
        let (attributes, members, place) = match (section.get("members"), section.get("csv")) {
            (Some(members), Some(csv)) => {
                self.clash(&section.what, members, csv);
                return None;
            }
            (Some(members), None) => self.inline(members, &grounds)?,
            (None, Some(csv)) => self.csv_table(csv, &grounds)?,
            (None, None) => {
                let message = format!("{} has no members", section.what);
                let fault = Diagnostic::new(Code::MissingKey, section.place, message);
                self.fault(fault.label(
                    "add `members = { de = { … }, fr = { … } }` or `csv = \"members.csv\"`",
                ));
                return None;
            }
        };
        let members = self.cells(entry.key, &attributes, &members);
        self.attributes_named(&attributes);
        let correlated = section.get("correlated").map_or_else(Vec::new, |e| self.correlated(e));
        for (name, _) in &correlated {
            if !attributes.iter().any(|own| own.value == name.value) {
                let message = format!("{} has no attribute `{}`", section.what, name.value);
                self.fault(Diagnostic::new(Code::UnknownMember, name.place, message));
            }
        }
        let name = entry.name();
        (faults == self.faults.len()).then_some(Group {
            name,
            label,
            attributes,
            members,
            correlated,
            place,
        })
    }

    /// Reads `members = { de = { population = 18.6 }, … }`.
    fn inline(
        &mut self,
        entry: &Entry<'_>,
        outer: &Grounds,
    ) -> Option<(Vec<Located<String>>, Vec<Row>, Place)> {
        let all = self.section(entry, "`members`", "{ de = { population = 18.6 } }")?;
        let mut attributes: Vec<Located<String>> = Vec::new();
        let mut members = Vec::new();
        for own in &all.entries {
            let what = format!("the member `{}`", own.key);
            let Some(section) = self.section(own, what, "{ population = 18.6 }") else { continue };
            let grounds = self.grounds(&section, outer);
            let label = self.maybe_string(&section, "label", "\"Germany\"");
            let cells = self.inline_cells(&section, &mut attributes);
            members.push(Row { name: own.name(), label, grounds, cells });
        }
        Some((attributes, members, entry.place))
    }

    fn inline_cells(
        &mut self,
        section: &Section<'_>,
        attributes: &mut Vec<Located<String>>,
    ) -> BTreeMap<usize, Located<String>> {
        let mut cells = BTreeMap::new();
        for cell in section.entries.iter().filter(|cell| !ABOUT.contains(&cell.key)) {
            let text = match cell.value {
                DeValue::String(text) => text.to_string(),
                DeValue::Table(_) | DeValue::Array(_) => {
                    let message =
                        format!("`{}` must be one value, not {}", cell.key, found(cell.value));
                    self.fault(Diagnostic::new(Code::WrongType, cell.place, message));
                    continue;
                }
                _ => self.slice(cell.place).replace('_', ""),
            };
            let name = cell.name();
            let known = attributes.iter().position(|own| own.value == name.value);
            let at = known.unwrap_or_else(|| {
                attributes.push(name);
                attributes.len() - 1
            });
            cells.insert(at, Located::new(text, cell.place));
        }
        cells
    }

    /// Reads `csv = "members.csv"`: the first column has names, the others attributes.
    fn csv_table(
        &mut self,
        entry: &Entry<'_>,
        outer: &Grounds,
    ) -> Option<(Vec<Located<String>>, Vec<Row>, Place)> {
        let of = Table {
            name: "members.csv",
            instead: "write the members into the scenario: `members = { de = { … }, fr = { … } }`",
            first_line: "its first line names the columns, each further one is a member",
        };
        let (whole, rows) = self.table_beside(entry, &of)?;
        let (head, body) = rows.split_first()?;
        let columns: Vec<&Field> = head.iter().skip(1).collect();
        self.columns_named(&columns);
        let is_about = |field: &&&Field| ABOUT.contains(&field.text.as_str());
        let attributes: Vec<&Field> = columns.iter().filter(|f| !is_about(f)).copied().collect();
        let mut members = Vec::new();
        for row in body {
            members.extend(self.table_row(row, head, &attributes, outer));
        }
        let attributes = attributes
            .into_iter()
            .map(|field| Located::new(nfc(&field.text).into_owned(), field.place));
        Some((attributes.collect(), members, whole))
    }

    /// Reports columns without a name, and names that two columns have.
    pub(super) fn columns_named(&mut self, columns: &[&Field]) {
        let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
        for column in columns {
            if let Some(first) = seen.get(column.text.as_str()) {
                let message = format!("two columns are called `{}`", column.text);
                let fault = Diagnostic::new(Code::NameTwice, column.place, message);
                self.fault(fault.related(*first, "the first is here"));
            }
            seen.insert(&column.text, column.place);
        }
    }

    fn table_row(
        &mut self,
        row: &[Field],
        head: &[Field],
        attributes: &[&Field],
        outer: &Grounds,
    ) -> Option<Row> {
        let name = row.first()?;
        if !self.is_whole(row, head) {
            return None;
        }
        let mut own = Row {
            name: Located::new(nfc(&name.text).into_owned(), name.place),
            label: None,
            grounds: outer.clone(),
            cells: BTreeMap::new(),
        };
        for (column, field) in head.iter().zip(row).skip(1) {
            let text = Located::new(field.text.clone(), field.place);
            match column.text.as_str() {
                _ if field.text.is_empty() && ABOUT.contains(&column.text.as_str()) => {}
                "label" => own.label = Some(text),
                "because" => own.grounds.because = Some(text),
                "source" => {
                    self.source_known(&text);
                    own.grounds.source = Some(text);
                }
                name => {
                    let at = attributes.iter().position(|own| own.text == name);
                    // an empty field is a missing attribute
                    if let (Some(at), false) = (at, field.text.is_empty()) {
                        own.cells.insert(at, text);
                    }
                }
            }
        }
        Some(own)
    }

    /// Reads the attributes of all members, column by column.
    fn cells(&mut self, group: &str, attributes: &[Located<String>], rows: &[Row]) -> Vec<Member> {
        self.members_named(rows);
        let mut members: Vec<Member> = rows
            .iter()
            .map(|row| Member {
                name: row.name.clone(),
                label: row.label.clone(),
                cells: BTreeMap::new(),
            })
            .collect();
        for (at, attribute) in attributes.iter().enumerate() {
            let mut written = Vec::new();
            let mut owners = Vec::new();
            for (owner, row) in rows.iter().enumerate() {
                let Some(cell) = row.cells.get(&at) else {
                    let message = format!("`{}` has no `{}`", row.name.value, attribute.value);
                    let fault = Diagnostic::new(Code::Members, row.name.place, message);
                    self.fault(
                        fault
                            .label(format!("say its `{}`", attribute.value))
                            .related(attribute.place, "other members have it"),
                    );
                    continue;
                };
                owners.push(owner);
                let path = format!(
                    "group.{}.{}.{}",
                    path_piece(group),
                    path_piece(&row.name.value),
                    path_piece(&attribute.value)
                );
                let grounds = row.grounds.clone();
                let is_quoted = cell.place.end - cell.place.start > cell.value.len() as u32;
                let start = cell.place.start + u32::from(is_quoted);
                written.push(Written {
                    text: cell.value.clone(),
                    place: cell.place,
                    start,
                    path,
                    grounds,
                    words: self.yardstick.clone(),
                });
            }
            let cells = column(&attribute.value, &written, &mut self.faults);
            for (owner, cell) in owners.into_iter().zip(cells) {
                let name = attribute.value.clone();
                members[owner].cells.extend(cell.map(|cell| (name, cell)));
            }
        }
        members
    }

    /// Checks the names of members, and how many there are.
    fn members_named(&mut self, rows: &[Row]) {
        let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
        for row in rows {
            let Located { value, place } = &row.name;
            if value.trim().is_empty() || value.chars().any(char::is_control) {
                let message = "a member needs a name".to_owned();
                self.fault(Diagnostic::new(Code::BadName, *place, message));
            } else if let Some(first) = seen.get(value.as_str()) {
                let message = format!("two members are called `{value}`");
                let fault = Diagnostic::new(Code::NameTwice, *place, message);
                self.fault(fault.related(*first, "the first is here"));
            }
            seen.insert(value, *place);
        }
        if let Some(beyond) = rows.get(MOST_MEMBERS) {
            let message =
                format!("a group has at most {MOST_MEMBERS} members, and this has {}", rows.len());
            self.fault(Diagnostic::new(Code::WrongCount, beyond.name.place, message));
        }
    }

    /// Checks the names of attributes.
    fn attributes_named(&mut self, attributes: &[Located<String>]) {
        let mut seen = BTreeSet::new();
        for Located { value, place } in attributes {
            if let Some(fault) = variable_fault(value, "an attribute", *place) {
                self.fault(fault);
            } else if value == "this" {
                let message = "`this` can't be the name of an attribute: it is the member itself";
                self.fault(Diagnostic::new(Code::ReservedName, *place, message));
            } else if let (Some(variable), true) =
                (self.around.variables.get(value).copied(), seen.insert(value))
            {
                let message = format!("the attribute `{value}` is named as a variable is");
                let fault = Diagnostic::new(Code::NameTwice, *place, message);
                self.fault(
                    fault.label("choose another name").related(variable, "the variable is here"),
                );
            }
        }
    }
}
