//! Readers of the moves out of a state.

use super::super::chance::Meaning;
use super::super::grounds::is_grounds;
use super::super::walk::{Entry, Reader};
use super::Owner;
use crate::diagnostic::{Code, Diagnostic, Located};
use crate::scenario::literal::{Base, Grounds, Rule};
use crate::scenario::names::path_piece;
use crate::scenario::tree::{Move, MoveBy, Row};
use jiff::civil::Date;
use toml::de::DeValue;

impl Reader<'_> {
    /// Reads `[process.talks.from.experts]`.
    pub(in super::super) fn process_row(
        &mut self,
        entry: &Entry<'_>,
        (of, states): (&str, &[Located<String>]),
        (path, as_of): (&str, Option<&Located<Date>>),
        outer: &Grounds,
    ) -> Option<Row> {
        let what = format!("the moves from `{}` of {of}", entry.key);
        let section = self.section(entry, &what, "{ leaders = 0.1 }")?;
        let grounds = self.grounds(&section, outer);
        let path = format!("{path}.from.{}", path_piece(entry.key));
        let is_per = |e: &&Entry| e.key == "per" && states.iter().all(|state| state.value != "per");
        let per = section.entries.iter().find(is_per).and_then(|per| self.per(per, as_of));
        let is_deadline = |e: &&Entry| {
            e.key == "deadline" && states.iter().all(|state| state.value != "deadline")
        };
        let deadline = section.entries.iter().find(is_deadline);
        let deadline = deadline.and_then(|entry| self.deadline(entry, of, &path, &grounds));
        let mut moves = Vec::new();
        let is_move = |e: &&Entry| !is_grounds(e) && !is_per(e) && !is_deadline(e);
        for state in section.entries.iter().filter(is_move) {
            moves.extend(self.a_move(state, &path, &grounds));
        }
        let deadline = deadline.map(Box::new);
        Some(Row { from: entry.name(), per, deadline, moves, place: section.place })
    }

    fn a_move(&mut self, entry: &Entry<'_>, path: &str, outer: &Grounds) -> Option<Move> {
        let path = format!("{path}.{}", path_piece(entry.key));
        let table = match entry.value {
            DeValue::Table(table) if !table.contains_key("by") => table,
            _ => {
                let base = self.literal(entry, Meaning::Chance, format!("{path}.p"), outer)?;
                let rule = Rule {
                    base: Base::Chance(base),
                    cases: Vec::new(),
                    adjusts: Vec::new(),
                    causes: Vec::new(),
                    place: entry.place,
                };
                let by = MoveBy::Chance(rule);
                let (condition, holidays) = (None, None);
                return Some(Move {
                    to: entry.name(),
                    by,
                    condition,
                    holidays,
                    place: entry.place,
                });
            }
        };
        let section = self.entries(table, entry.place, format!("the move to `{}`", entry.key));
        self.allow(
            &section,
            &[
                "p",
                "observations",
                "after",
                "holidays",
                "pause",
                "if",
                "case",
                "adjust",
                "source",
                "because",
                "fact",
            ],
        );
        let grounds = self.grounds_of_numbers(&section, outer);
        let condition = section.get("if").map(|e| self.formula(e, "\"sanctions == imposed\""));
        let by = match section.get("after") {
            Some(after) => {
                for key in ["p", "observations", "case", "adjust"] {
                    if let Some(other) = section.get(key) {
                        self.clash(&section.what, after, other);
                    }
                }
                self.literal(after, Meaning::Delay, format!("{path}.after"), &grounds)
                    .map(MoveBy::After)
            }
            None if !section.has("p") => {
                if self.is_led(&section, "p") || self.is_led(&section, "after") {
                    return None;
                }
                let message = format!("{} has neither `p` nor `after`", section.what);
                let fault = Diagnostic::new(Code::MissingKey, section.place, message);
                self.fault(fault.label("add `p = 0.1` or `after = \"3 to 12 weeks\"`"));
                None
            }
            None => self.rule(&section, Owner::Move, &path, &grounds).map(MoveBy::Chance),
        };
        let condition = match condition {
            Some(None) => return None,
            Some(read) => read,
            None => None,
        };
        let holidays = self.holidays_of_move(&section);
        Some(Move { to: entry.name(), by: by?, condition, holidays, place: section.place })
    }
}
