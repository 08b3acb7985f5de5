//! Reading a decision at the end of a term.

use super::super::chance::Meaning;
use super::super::walk::{Entry, Reader, Section};
use super::Owner;
use crate::diagnostic::{Code, Diagnostic, Located};
use crate::scenario::calendar::Deadline;
use crate::scenario::literal::Grounds;

impl Reader<'_> {
    /// Reads `[process.ec.from.phase_1.deadline]`.
    pub(crate) fn deadline(
        &mut self,
        entry: &Entry<'_>,
        of: &str,
        path: &str,
        outer: &Grounds,
    ) -> Option<Deadline> {
        let what = format!("the deadline in the moves of {of}");
        let section =
            self.section(entry, what, "{ after = \"35 working days\", outcomes = { … } }")?;
        self.allow(
            &section,
            &["after", "holidays", "pause", "outcomes", "adjust", "source", "because", "fact"],
        );
        let grounds = self.grounds_of_numbers(&section, outer);
        let path = format!("{path}.deadline");
        let after = self.need(&section, "after", "`after = \"35 working days\"`");
        let after = after.and_then(|after| {
            self.literal(after, Meaning::Delay, format!("{path}.after"), &grounds)
        });
        let holidays = self.holidays(&section);
        let pause = match section.get("pause") {
            Some(pause) => Some(self.formula(pause, "\"clock == stopped\"")?),
            None => None,
        };
        let outcomes = self.need(&section, "outcomes", "`outcomes = { cleared = 0.4, … }`");
        let what = section.what.clone();
        let outcomes = outcomes.and_then(|entry| {
            self.some_outcomes(entry, &what, (&format!("{path}.outcomes"), 1), &grounds)
        });
        let adjusts = self.adjusts(&section, Owner::Event, &path, &grounds);
        Some(Deadline {
            after: after?,
            holidays,
            pause,
            outcomes: outcomes?,
            adjusts,
            place: section.place,
        })
    }

    /// Reads `holidays`, the name of a calendar.
    fn holidays(&mut self, section: &Section<'_>) -> Option<Located<String>> {
        let word = self.string(section.get("holidays")?, "\"feast_days\"")?;
        self.calendar_name(word, "holidays")
    }

    /// Reads `holidays` of a move, which only a delay has; a pause is a fault.
    pub(crate) fn holidays_of_move(&mut self, section: &Section<'_>) -> Option<Located<String>> {
        if let Some(pause) = section.get("pause") {
            let message = "only a deadline has a `pause`";
            self.fault(
                Diagnostic::new(Code::NotAChoice, pause.key_place, message)
                    .label("make the move a deadline with one outcome")
                    .help("such as `[process.NAME.from.STATE.deadline]` with `after`, `pause` and `outcomes = { to = 1 }`"),
            );
        }
        if let Some(holidays) = section.get("holidays")
            && !section.has("after")
        {
            let message = format!("{} has `holidays` without `after`", section.what);
            let fault = Diagnostic::new(Code::KeysClash, holidays.key_place, message);
            self.fault(fault.label("drop it: only delays count working days"));
            return None;
        }
        self.holidays(section)
    }
}
