//! Tables in files beside the scenario, and the dates of calendars in them.

use super::beside::{Attached, is_beside};
use super::csv::{Field, rows};
use crate::diagnostic::{Code, Diagnostic, FileId, Located, Place};
use crate::scenario::read::walk::{Entry, Reader};
use jiff::civil::Date;

/// The use of a table, in the words of its faults.
pub(super) struct Table {
    /// The name of a file.
    pub(super) name: &'static str,
    /// The keys that may stand in the scenario instead.
    pub(super) instead: &'static str,
    /// A description of its lines.
    pub(super) first_line: &'static str,
}

/// The columns of a calendar beside the dates, which say where they are from.
const ABOUT: [&str; 3] = ["label", "source", "because"];

impl<'s> Reader<'s> {
    /// Reads a table beside the scenario, whose first line names its columns; returns its file's beginning and its rows,
    /// of which there is at least one.
    pub(super) fn table_beside(
        &mut self,
        entry: &Entry<'_>,
        of: &Table,
    ) -> Option<(Place, Vec<Vec<Field>>)> {
        let name = self.string(entry, &format!("\"{}\"", of.name))?;
        let (file, text) = self.beside_text(&name, of)?;
        let rows = match rows(text, file) {
            Ok(rows) => rows,
            Err(fault) => {
                self.fault(fault);
                return None;
            }
        };
        let Some(head) = rows.first() else {
            let message = format!("{} is empty", name.value);
            let fault = Diagnostic::new(Code::Members, entry.place, message);
            self.fault(fault.label(of.first_line));
            return None;
        };
        if let [only] = &head[..]
            && only.text.contains(';')
        {
            let message = "columns are divided by semicolons here, and have to be by commas";
            self.fault(Diagnostic::new(Code::Members, only.place, message));
            return None;
        }
        Some((Place::new(file, 0..0), rows))
    }

    /// Whether a row has as many fields as the first line; otherwise this is a fault.
    pub(super) fn is_whole(&mut self, row: &[Field], head: &[Field]) -> bool {
        let (Some(first), Some(last)) = (row.first(), row.last()) else { return false };
        if row.len() == head.len() {
            return true;
        }
        let message = format!(
            "`{}` has {} fields, and the first line has {}",
            first.text,
            row.len(),
            head.len()
        );
        let fault = Diagnostic::new(Code::Members, first.place.to(last.place), message);
        self.fault(fault.help("a field with a comma in it stands in double quotes"));
        false
    }

    /// The text of a file beside the scenario.
    fn beside_text(&mut self, name: &Located<String>, of: &Table) -> Option<(FileId, &'s str)> {
        let message = if !is_beside(&name.value) {
            format!("`{}` does not lie beside the scenario", name.value)
        } else if !self.around.beside.has_folder {
            format!("`{}` can't be read: the scenario is a text, and has no folder", name.value)
        } else {
            match self.around.beside.files.get(&name.value) {
                Some(Attached::Text(file)) => {
                    return Some((*file, self.around.texts.get(file).copied()?));
                }
                Some(Attached::Unread(why)) => format!("`{}` can't be read: {why}", name.value),
                None => format!("`{}` can't be read", name.value),
            }
        };
        let fault = Diagnostic::new(Code::Members, name.place, message);
        self.fault(if is_beside(&name.value) {
            fault.help(of.instead)
        } else {
            fault.label(format!("write the name of a file in its folder, such as \"{}\"", of.name))
        });
        None
    }

    /// Reads `csv = "feast_days.csv"` of a calendar: the column `date`, or the only one. `None` after a fault.
    pub(in super::super) fn dates_beside(
        &mut self,
        entry: &Entry<'_>,
    ) -> Option<Vec<Located<Date>>> {
        let of = Table {
            name: "feast_days.csv",
            instead: "write the dates into the scenario: `dates = [ 2025-09-12, 2025-10-10 ]`",
            first_line: "its first line is `date`, and each further one is a date",
        };
        let (_, rows) = self.table_beside(entry, &of)?;
        let (head, body) = rows.split_first()?;
        let faults = self.faults.len();
        let at = self.column_of_dates(head)?;
        let all: Vec<&Field> = head.iter().collect();
        self.columns_named(&all);
        for column in head.iter().enumerate().filter(|(k, _)| *k != at).map(|(_, column)| column) {
            if !ABOUT.contains(&column.text.as_str()) {
                let message = format!("a calendar has no column `{}`", column.text);
                let fault = Diagnostic::new(Code::Members, column.place, message);
                self.fault(
                    fault.help(
                        "its columns are `date`, and if you like `label`, `source`, `because`",
                    ),
                );
            }
        }
        let mut dates = Vec::new();
        for row in body {
            if !self.is_whole(row, head) {
                continue;
            }
            for (column, field) in head.iter().zip(row) {
                if column.text == "source" && !field.text.is_empty() {
                    self.source_known(&Located::new(field.text.clone(), field.place));
                }
            }
            let field = &row[at];
            let read = field.text.parse::<Date>().ok().filter(|_| field.text.len() == 10);
            if read.is_none() {
                let message = format!("`{}` is no date", field.text);
                let place = if field.text.is_empty() { row_place(row) } else { field.place };
                let fault = Diagnostic::new(Code::BadDate, place, message);
                self.fault(fault.label("write it as year-month-day, such as 2025-09-12"));
            }
            dates.extend(read.map(|date| Located::new(date, field.place)));
        }
        (self.faults.len() == faults).then_some(dates)
    }

    /// The column of dates in a first line; a fault if it can't be told which it is.
    fn column_of_dates(&mut self, head: &[Field]) -> Option<usize> {
        let first = head.first()?;
        if let Some(at) = head.iter().position(|column| column.text == "date") {
            return Some(at);
        }
        let is_date = first.text.parse::<Date>().is_ok();
        if head.len() == 1 && !is_date {
            return Some(0);
        }
        let message = if is_date {
            "the first line of a table of dates names its columns, and this is a date"
        } else {
            "no column of this table is called `date`"
        };
        let fault = Diagnostic::new(Code::Members, row_place(head), message);
        self.fault(fault.label("begin the file with the line `date`, or name a column so"));
        None
    }
}

/// The place of a whole row.
fn row_place(row: &[Field]) -> Place {
    match row {
        [first, .., last] => first.place.to(last.place),
        [only] => only.place,
        [] => Place::new(FileId(0), 0..0),
    }
}
