//! Readers of the tables of variables: parameters, choices, events, processes, series and quantities.

mod worth;

use super::chance::Meaning;
use super::grounds::is_grounds;
use super::panel::Shares;
use super::rules::Owner;
use super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::scenario::literal::{Grounds, Literal};
use crate::scenario::names::{outcome_fault, path_piece};
use crate::scenario::tree::{Choice, Event, Parameter, Process, Quantity, Series, Settled, Start};
use jiff::civil::Date;
use toml::de::DeValue;

impl Reader<'_> {
    /// Reads `[parameter.…]`.
    pub(crate) fn parameter(&mut self, entry: &Entry<'_>, outer: &Grounds) -> Option<Parameter> {
        let section = self.named(entry, "parameter")?;
        self.allow(&section, &["value", "unit", "correlated", "source", "because", "fact"]);
        let grounds = self.grounds_of_numbers(&section, outer);
        let path = format!("parameter.{}", path_piece(entry.key));
        let value = self.value(&section, "value", "`value = \"5% to 30%\"`", &path, &grounds);
        let unit = self.maybe_string(&section, "unit", "\"USD bn\"");
        let correlated = section.get("correlated").map_or_else(Vec::new, |e| self.correlated(e));
        Some(Parameter { name: entry.name(), value: value?, unit, correlated })
    }

    /// Reads `correlated = { a = 0.6 }`.
    pub(crate) fn correlated(&mut self, entry: &Entry<'_>) -> Vec<(Located<String>, Located<f64>)> {
        let what = "`correlated`".to_owned();
        let Some(section) = self.section(entry, what, "{ appetite = 0.6 }") else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for other in &section.entries {
            let number = match &other.value {
                DeValue::Float(x) => x.as_str().replace('_', "").parse().ok(),
                DeValue::Integer(x) => x.as_str().replace('_', "").parse().ok(),
                _ => None,
            };
            match number {
                Some(r) if (-1.0..=1.0).contains(&r) => {
                    found.push((other.name(), Located::new(r, other.place)));
                }
                _ => {
                    let message = "a rank correlation is a number from -1 to 1";
                    self.fault(Diagnostic::new(Code::WrongType, other.place, message));
                }
            }
        }
        found
    }

    /// Reads `[choice.…]`.
    pub(crate) fn choice(&mut self, entry: &Entry<'_>) -> Option<Choice> {
        let section = self.named(entry, "choice")?;
        self.allow(&section, &["options", "default", "source", "because"]);
        self.grounds(&section, &Grounds::default());
        let options = self.names(&section, "options", "an option", "[\"none\", \"sanction\"]");
        let default = self.need(&section, "default", "`default = \"none\"`");
        let default = default.and_then(|entry| self.string(entry, "\"none\""));
        let (options, options_place) = options?;
        Some(Choice { name: entry.name(), options, options_place, default: default? })
    }

    /// Reads `[event.…]`.
    pub(crate) fn event(&mut self, entry: &Entry<'_>, outer: &Grounds) -> Option<Event> {
        let section = self.named(entry, "event")?;
        self.allow(
            &section,
            &[
                "p",
                "outcomes",
                "given",
                "table",
                "case",
                "adjust",
                "causes",
                "observations",
                "when",
                "on",
                "otherwise",
                "each",
                "source",
                "because",
                "fact",
            ],
        );
        let grounds = self.grounds_of_numbers(&section, outer);
        let path = format!("event.{}", path_piece(entry.key));
        if let (Some(p), Some(outcomes), Some(_)) =
            (section.get("p"), section.get("outcomes"), section.get("table"))
        {
            self.clash(&section.what, p, outcomes);
        }
        if let Some(given) = section.get("given")
            && !section.has("table")
        {
            let message = format!("{} has `given` without a `table`", section.what);
            let fault = Diagnostic::new(Code::MissingKey, given.key_place, message);
            self.fault(fault.label("add `table = [ … ]`, or drop it"));
        }
        let settled = self.settled(&section, section.get("each"));
        let has_until = match &settled {
            Some(Settled::EachStep(_) | Settled::AtStart) => false,
            Some(_) | None => true,
        };
        let otherwise = self.maybe_string(&section, "otherwise", "\"none\"");
        if let Some(otherwise) = section.get("otherwise")
            && !has_until
        {
            let message = format!("{} has `otherwise` without `when`", section.what);
            let fault = Diagnostic::new(Code::KeysClash, otherwise.key_place, message);
            self.fault(fault.label("drop it, or add `when`").help(
                "`otherwise` is the outcome until the event is settled, and this one is settled at once",
            ));
        }
        let rule = self.rule(&section, Owner::Event, &path, &grounds);
        Some(Event { name: entry.name(), settled: settled?, otherwise, rule: rule? })
    }

    /// Reads `[process.…]`.
    pub(crate) fn process(
        &mut self,
        entry: &Entry<'_>,
        outer: &Grounds,
        as_of: Option<&Located<Date>>,
    ) -> Option<Process> {
        let section = self.named(entry, "process")?;
        self.needs_clock(&section.what, entry.key_place);
        self.allow(
            &section,
            &["states", "start", "since", "per", "from", "source", "because", "fact"],
        );
        let grounds = self.grounds_of_numbers(&section, outer);
        let path = format!("process.{}", path_piece(entry.key));
        let states =
            self.names(&section, "states", "a state", "[\"none\", \"experts\", \"leaders\"]");
        let start = self.need(&section, "start", "`start = \"none\"`");
        let start = start.and_then(|start| self.start(start, &section.what, &path, &grounds));
        let since = section.get("since").and_then(|since| self.date(since));
        self.since_before(since.as_ref(), as_of);
        let per = section.get("per").and_then(|per| self.per(per, as_of));
        let mut rows = Vec::new();
        if let Some(from) = section.get("from")
            && let Some(from) = self.section(
                from,
                format!("`from` of {}", section.what),
                "{ none = { experts = 0.1 } }",
            )
        {
            let grounds = self.grounds(&from, &grounds);
            for state in from.entries.iter().filter(|e| !is_grounds(e)) {
                let states = states.as_ref().map_or(&[][..], |(states, _)| states);
                let of = (section.what.as_str(), states);
                rows.extend(self.process_row(state, of, (&path, as_of), &grounds));
            }
        }
        let (states, states_place) = states?;
        Some(Process { name: entry.name(), states, states_place, start: start?, since, per, rows })
    }

    /// Reads `[series.…]`.
    pub(crate) fn series(&mut self, entry: &Entry<'_>, outer: &Grounds) -> Option<Series> {
        let section = self.named(entry, "series")?;
        self.needs_clock(&section.what, entry.key_place);
        self.allow(&section, &["start", "next", "unit", "source", "because", "fact"]);
        let grounds = self.grounds_of_numbers(&section, outer);
        let path = format!("series.{}", path_piece(entry.key));
        let start = self.value(&section, "start", "`start = 0`", &path, &grounds);
        let next = format!("`next = \"{} + normal(0, 1)\"`", entry.key);
        let next = self.value(&section, "next", &next, &path, &grounds);
        let unit = self.maybe_string(&section, "unit", "\"km\"");
        Some(Series { name: entry.name(), start: start?, next: next?, unit })
    }

    /// Reads `[quantity.…]`.
    pub(crate) fn quantity(&mut self, entry: &Entry<'_>, outer: &Grounds) -> Option<Quantity> {
        let section = self.named(entry, "quantity")?;
        self.allow(
            &section,
            &["value", "when", "on", "unit", "correlated", "source", "because", "fact"],
        );
        let grounds = self.grounds_of_numbers(&section, outer);
        let path = format!("quantity.{}", path_piece(entry.key));
        let settled = self.settled(&section, None);
        let value = self.value(
            &section,
            "value",
            "`value = \"lognormal(mean=20, sd=8)\"`",
            &path,
            &grounds,
        );
        let unit = self.maybe_string(&section, "unit", "\"USD bn\"");
        let correlated = section.get("correlated").map_or_else(Vec::new, |e| self.correlated(e));
        Some(Quantity { name: entry.name(), settled: settled?, value: value?, unit, correlated })
    }

    fn value(
        &mut self,
        section: &Section<'_>,
        key: &str,
        example: &str,
        path: &str,
        grounds: &Grounds,
    ) -> Option<Literal> {
        let entry = self.need(section, key, example)?;
        self.literal(entry, Meaning::Value, format!("{path}.{key}"), grounds)
    }

    /// Reads a list of names of outcomes, with its place.
    fn names(
        &mut self,
        section: &Section<'_>,
        key: &str,
        what: &str,
        example: &str,
    ) -> Option<(Vec<Located<String>>, Place)> {
        let entry = self.need(section, key, &format!("`{key} = {example}`"))?;
        let names = self.strings(entry, example)?;
        for name in &names {
            if let Some(fault) = outcome_fault(&name.value, what, name.place) {
                self.fault(fault);
            }
        }
        self.distinct(&names, what.split(' ').next_back().unwrap_or(what));
        self.count(names.len(), &section.what, key, entry.place);
        Some((names, entry.place))
    }

    /// Reads `when`, `on`, `each`, or none of them.
    fn settled(&mut self, section: &Section<'_>, each: Option<&Entry<'_>>) -> Option<Settled> {
        if let Some(on) = section.get("on") {
            if let Some(other) = section.get("when").or(each) {
                self.clash(&section.what, on, other);
                return None;
            }
            self.needs_clock("`on`", on.key_place);
            return self.date(on).map(Settled::On);
        }
        match (section.get("when"), each) {
            (Some(when), Some(each)) => {
                self.clash(&section.what, when, each);
                None
            }
            (Some(when), None) if matches!(when.value, DeValue::String(text) if text == "end") => {
                self.needs_clock("`when = \"end\"`", when.place);
                Some(Settled::AtEnd(when.place))
            }
            (Some(when), None) => self.formula(when, "\"talks == leaders\"").map(Settled::When),
            (None, Some(each)) => {
                self.needs_clock("`each`", each.key_place);
                let word = self.string(each, "\"step\"")?;
                if word.value == "step" {
                    return Some(Settled::EachStep(each.place));
                }
                self.calendar_name(word, "each").map(Settled::EachDate)
            }
            (None, None) => Some(Settled::AtStart),
        }
    }

    fn start(
        &mut self,
        entry: &Entry<'_>,
        of: &str,
        path: &str,
        grounds: &Grounds,
    ) -> Option<Start> {
        match entry.value {
            DeValue::Table(_) => {
                let chances = self.shares(entry, of, &format!("{path}.start"), grounds)?;
                Some(match chances {
                    Shares::Plain(outcomes) => Start::Outcomes(outcomes),
                    Shares::Panel(panel) => Start::Panel(panel),
                })
            }
            DeValue::String(state) => {
                Some(Start::State(Located::new(state.to_string(), entry.place)))
            }
            _ => {
                self.wrong_type(entry, "a state, or chances of states", "\"none\"");
                None
            }
        }
    }

    /// Reports a fault unless there is a clock.
    pub(crate) fn needs_clock(&mut self, what: &str, place: Place) {
        if !self.clock {
            let message = format!("{what} needs a clock, and the scenario has none");
            self.fault(
                Diagnostic::new(Code::NoClock, place, message).help(
                    "a clock is `as_of = 2025-08-20` and `until = 2025-12-31` in `[scenario]`",
                ),
            );
        }
    }

    /// Reports a starting state that was entered after the clock began.
    fn since_before(&mut self, since: Option<&Located<Date>>, as_of: Option<&Located<Date>>) {
        if let (Some(since), Some(as_of)) = (since, as_of)
            && since.value > as_of.value
        {
            let message = format!("`since` is {}, after the scenario's `as_of`", since.value);
            self.fault(
                Diagnostic::new(Code::ClockOrder, since.place, message)
                    .label("`since` is for a state entered before `as_of`")
                    .related(as_of.place, "`as_of` is here"),
            );
        }
    }
}
