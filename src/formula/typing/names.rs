//! Resolution of bare names, and proposals for unknown ones.

use super::super::slips::{Expected, is_open, number_word, open_hint, synonym, word_list};
use super::super::{NamedKind, Number, NumberKind, Reading, Setting};
use super::functions::function_names;
use super::{CategoryRead, Checker, Meaning, Moment};
use crate::diagnostic::{Code, Place, nearest};

/// Names that the language defines.
const BUILT_IN: [&str; 3] = ["date", "step", "pi"];

/// The most names that are listed as examples.
const EXAMPLES: usize = 3;
/// The most variables whose outcomes are searched for a word: with more, the time for all faults would grow
/// quadratically.
const MOST_SEARCHED: usize = 2000;

impl<'s> Checker<'s> {
    /// Types a bare name.
    pub(super) fn name(&mut self, name: &str, place: Place) -> Option<Meaning<'s>> {
        if let Some(meaning) = self.variable(name, Reading::Usual) {
            return Some(meaning);
        }
        match name {
            "date" | "step" if !self.scope.clock => {
                self.no_clock(&format!("`{name}`"), place);
                None
            }
            "date" => Some(Meaning::Number(NumberKind::Date, Number::Today)),
            "step" => Some(Meaning::Number(NumberKind::Number, Number::Step)),
            _ => {
                self.unknown_name(name, place);
                None
            }
        }
    }

    /// The variable `name` read in the state `reading`, if there is one.
    pub(super) fn variable(&self, name: &str, reading: Reading) -> Option<Meaning<'s>> {
        let (name, named) = self.scope.names.get_key_value(name)?;
        Some(match &named.kind {
            NamedKind::Number(kind) => Meaning::Number(*kind, Number::Variable(named.id, reading)),
            NamedKind::Parameter(kind) => Meaning::Number(*kind, Number::Parameter(named.id)),
            NamedKind::Category { outcomes, outcomes_place, yes, .. } => {
                Meaning::Category(CategoryRead {
                    name,
                    variable: named.id,
                    moment: if reading == Reading::Now { Moment::Now } else { Moment::Usual },
                    outcomes,
                    outcomes_place: *outcomes_place,
                    yes: *yes,
                })
            }
        })
    }

    fn unknown_name(&mut self, name: &str, place: Place) {
        let scope = self.scope;
        let owners: Vec<&str> = scope
            .names
            .iter()
            .take(MOST_SEARCHED)
            .filter(|(_, named)| {
                matches!(&named.kind, NamedKind::Category { outcomes, .. } if outcomes.iter().any(|o| o == name))
            })
            .map(|(owner, _)| owner.as_str())
            .take(EXAMPLES)
            .collect();
        let (message, label) = match name {
            "never" => (
                "`never` is no value: two nevers are not even equal".to_owned(),
                "write `not ever(…)`".to_owned(),
            ),
            "end" => (
                "`end` is no value in formulas".to_owned(),
                "a bare variable in a question is read at the end; else write the date".to_owned(),
            ),
            "now" => ("`now` is a function: write `now(x)`".to_owned(), String::new()),
            "yes" | "no" => (
                format!("`{name}` belongs to a yes/no event: write `event == {name}`"),
                String::new(),
            ),
            "true" | "false" => (
                format!("formulas have no `{name}`"),
                "a yes/no event's name alone is a condition".to_owned(),
            ),
            "inf" | "nan" | "infinity" => {
                (format!("formulas have no `{name}`: numbers are finite"), String::new())
            }
            _ if let Some(owner) = owners.first() => (
                format!("`{name}` means nothing alone: it is an outcome of {}", listed(&owners)),
                format!("write `{owner} == {name}`"),
            ),
            _ if let Some(asked) = scope.questions.get(name) => {
                let message = format!("`{name}` is a question, and formulas can't read answers");
                let fault = self.say(Code::UnknownName, place, message).unknown(name);
                match asked.as_str() {
                    "" => fault.label("write what it asks"),
                    asked => fault.write(format!("({asked})")),
                };
                return;
            }
            _ if function_names().any(|f| f == name) => {
                (format!("`{name}` is a function: write `{name}(…)`"), String::new())
            }
            _ => {
                self.no_such_name(name, place);
                return;
            }
        };
        self.say(Code::UnknownName, place, message).unknown(name).label(label);
    }

    /// Reports a name that means nothing anywhere, with the nearest one or a word for a chance.
    fn no_such_name(&mut self, name: &str, place: Place) {
        let scope = self.scope;
        let own = BUILT_IN.iter().copied().chain(function_names().map(|f| -> &str { f }));
        let chance = matches!(scope.setting, Setting::Chance | Setting::UncertainNumber);
        // a word for a chance is no misspelt function
        let own = own.filter(|_| !chance);
        let near = nearest(name, own.chain(scope.names.keys().map(String::as_str)));
        let message = format!("there is nothing named `{name}`");
        let fault = self.say(Code::UnknownName, place, message).unknown(name);
        let lower = name.to_lowercase();
        if lower == "half" {
            fault.write("1/2");
            return;
        }
        if let Some(number) = number_word(&lower).filter(|_| near.is_none()) {
            fault.label(format!("write it in digits: {number}"));
            return;
        }
        let word = match lower.as_str() {
            "certain" | "certainly" => Some("almost certain"),
            "impossible" => Some("almost no chance"),
            _ => synonym(name),
        };
        match word.filter(|_| chance) {
            _ if chance && is_open(name) => fault.label(open_hint(Expected::Chance)),
            Some(word) => fault.write(word).help(word_list()),
            None if near.is_none() && chance => fault.help(word_list()),
            None => fault.suggest(near),
        };
    }

    /// Reports a member where there is no group.
    pub(super) fn no_member(
        &mut self,
        name: &str,
        member: &str,
        place: Place,
    ) -> Option<Meaning<'s>> {
        let message = format!("there is no group with a `{name}[{member}]`");
        self.say(Code::UnknownName, place, message).unknown(name);
        None
    }

    /// Reports that `text` is quoted without a category to compare it with.
    pub(super) fn lone_outcome(&mut self, text: &str, place: Place) {
        if text.parse::<jiff::civil::Date>().is_ok() {
            let message = "dates have no quotes in formulas";
            self.say(Code::BadDate, place, message).write(text);
            return;
        }
        let message = format!("`'{text}'` is an outcome, but there is no category beside it");
        self.say(Code::FormulaType, place, message).label(format!("write `variable == '{text}'`"));
    }

    /// Reports that `what` needs a clock.
    pub(super) fn no_clock(&mut self, what: &str, place: Place) {
        self.say(Code::NoClock, place, format!("{what} needs a clock, and this scenario has none"))
            .help("`as_of` and `until` in [scenario] make the clock");
    }
}

/// Joins names: `` `a`, `b` and `c` ``.
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}
