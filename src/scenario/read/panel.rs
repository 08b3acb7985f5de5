//! Readers of panels, in which several experts give one chance or one table of outcomes, and of `observations`, the
//! number of cases that a number is worth.

use super::chance::Meaning;
use super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, Located, Place, nearest};
use crate::scenario::literal::{
    Base, Chances, Grounds, Literal, LiteralValue, Outcomes, Panel, Pool, Rule,
};
use crate::scenario::names::path_piece;
use crate::scenario::paths::{Slot, visit, visit_mut};
use crate::scenario::tree::{MoveBy, Scenario, Start};
use toml::de::DeValue;

/// The keys of a panel.
const KEYS: [&str; 5] = ["by", "pool", "extremize", "source", "because"];
/// An example of a panel.
const EXAMPLE: &str = "{ by = { anna = 0.2, ben = \"20% to 40%\" }, pool = \"log\" }";

/// Outcomes from one source or from several experts.
pub(crate) enum Shares {
    /// A single table.
    Plain(Outcomes),
    /// A table for each expert.
    Panel(Box<Panel<Outcomes>>),
}

impl Reader<'_> {
    /// Reads the chance that a panel gives.
    pub(crate) fn panel_figure(
        &mut self,
        entry: &Entry<'_>,
        meaning: Meaning,
        path: String,
        grounds: &Grounds,
    ) -> Option<Literal> {
        if matches!(meaning, Meaning::Factor | Meaning::Weight | Meaning::Delay) {
            let message = format!("`{}` can't be a panel: experts give chances", entry.key);
            let fault = Diagnostic::new(Code::WrongType, entry.place, message);
            self.fault(fault.label("say one number or range, or make it a `[parameter]`"));
            return None;
        }
        let meaning = if meaning == Meaning::Share { Meaning::Chance } else { meaning };
        let what = format!("the panel of `{}`", entry.key);
        let section = self.section(entry, what, EXAMPLE)?;
        let grounds = self.grounds(&section, grounds);
        let panel =
            self.panel(&section, &path, &grounds, &mut |reader, member, path, grounds| {
                let mut grounds = grounds.clone();
                let wrapped = match member.value {
                    DeValue::Table(_) => Some(reader.voice(member, "p", &mut grounds)?),
                    _ => None,
                };
                let written = match &wrapped {
                    Some(section) => reader.need(section, "p", "`p = 0.3`")?,
                    None => member,
                };
                reader.literal(written, meaning, format!("{path}.p"), &grounds)
            })?;
        let text = self.slice(entry.place).to_owned();
        let written = LiteralValue::Panel(Box::new(panel));
        Some(Literal {
            value: written,
            text,
            place: entry.place,
            path,
            grounds,
            observations: None,
        })
    }

    /// Reads outcomes, a single table or a panel.
    pub(crate) fn shares(
        &mut self,
        entry: &Entry<'_>,
        of: &str,
        path: &str,
        outer: &Grounds,
    ) -> Option<Shares> {
        let by = match entry.value {
            DeValue::Table(table) => table.get("by").map(toml::Spanned::get_ref),
            _ => None,
        };
        if !matches!(by, Some(DeValue::Table(_))) {
            return self.outcomes(entry, of, path, outer).map(Shares::Plain);
        }
        let what = format!("the panel of {of}");
        let section = self.section(entry, what, "{ by = { anna = { … }, ben = { … } } }")?;
        let grounds = self.grounds(&section, outer);
        self.panel(&section, path, &grounds, &mut |reader, member, path, grounds| {
            let is_wrapped = |value: &DeValue<'_>| match value {
                DeValue::Table(table) => {
                    let inner = table.get("outcomes").map(toml::Spanned::get_ref);
                    matches!(inner, Some(DeValue::Table(_)))
                }
                _ => false,
            };
            let of = format!("{of}, as `{}` has it,", member.key);
            if !is_wrapped(member.value) {
                let outcomes = Entry { key: "outcomes", ..*member };
                return reader.outcomes(&outcomes, &of, path, grounds);
            }
            let mut grounds = grounds.clone();
            let section = reader.voice(member, "outcomes", &mut grounds)?;
            let inner = reader.need(&section, "outcomes", "`outcomes = { … }`")?;
            reader.outcomes(inner, &of, path, &grounds)
        })
        .map(|panel| Shares::Panel(Box::new(panel)))
    }

    /// Reads what one expert says, with its grounds.
    fn voice<'t>(
        &mut self,
        member: &Entry<'t>,
        key: &str,
        grounds: &mut Grounds,
    ) -> Option<Section<'t>> {
        let section = self.section(member, format!("what `{}` says", member.key), "{ p = 0.3 }")?;
        self.allow(&section, &[key, "source", "because"]);
        *grounds = self.grounds(&section, grounds);
        Some(section)
    }

    fn panel<T>(
        &mut self,
        section: &Section<'_>,
        path: &str,
        grounds: &Grounds,
        read: &mut dyn FnMut(&mut Self, &Entry<'_>, &str, &Grounds) -> Option<T>,
    ) -> Option<Panel<T>> {
        self.allow(section, &KEYS);
        let by = self.need(section, "by", "`by = { anna = 0.2, ben = 0.4 }`")?;
        let by = self.section(by, format!("`by` in {}", section.what), "{ anna = 0.2 }")?;
        let mut sound = true;
        let mut members = Vec::new();
        for member in &by.entries {
            sound &= self.is_expert(member);
            let path = format!("{path}.by.{}", path_piece(member.key));
            match read(self, member, &path, grounds) {
                Some(written) => members.push((member.name(), written)),
                None => sound = false,
            }
        }
        if by.entries.is_empty() {
            let fault = Diagnostic::new(Code::WrongCount, by.place, "the panel has no members");
            self.fault(fault.label("name at least one: { anna = 0.2 }"));
            sound = false;
        }
        let pool = self.pool(section);
        let extremize = section.get("extremize");
        if let (Some(Pool::Mixture), Some(power)) = (pool, extremize) {
            let message = "`extremize` has nothing to work on where each world believes one expert";
            let fault = Diagnostic::new(Code::KeysClash, power.key_place, message);
            self.fault(fault.label("drop it, or pool by \"log\" or \"linear\""));
        }
        let path = format!("{path}.extremize");
        let read = extremize.map(|power| self.literal(power, Meaning::Weight, path, grounds));
        let extremize = match read {
            Some(None) => return None,
            Some(read) => read,
            None => None,
        };
        let pool = pool?;
        sound.then_some(Panel { members, pool, extremize, place: section.place })
    }

    fn is_expert(&mut self, member: &Entry<'_>) -> bool {
        if self.experts.iter().any(|name| name == member.key) {
            return true;
        }
        let near = nearest(member.key, self.experts.iter().map(String::as_str));
        let message = format!("no expert is called `{}`", member.key);
        let mut fault =
            Diagnostic::new(Code::UnknownExpert, member.key_place, message).suggest(near);
        if near.is_none() {
            let header = format!("`[expert.{}]`", path_piece(member.key));
            fault = fault.help(format!("an expert is described in a table: {header}"));
        }
        self.fault(fault);
        false
    }

    fn pool(&mut self, section: &Section<'_>) -> Option<Pool> {
        let Some(entry) = section.get("pool") else { return Some(Pool::Log) };
        let word = self.string(entry, "\"log\"")?;
        match word.value.as_str() {
            "log" => Some(Pool::Log),
            "linear" => Some(Pool::Linear),
            "mixture" => Some(Pool::Mixture),
            _ => {
                self.not_a_choice(&word, "pool", &["log", "linear", "mixture"]);
                None
            }
        }
    }

    /// Reads the number of `observations` in `section`; `None` if it can't be read, `Some(None)` if it is not given.
    #[expect(clippy::option_option, reason = "unreadable, not said, or a number")]
    pub(crate) fn observations(
        &mut self,
        section: &Section<'_>,
        path: &str,
        grounds: &Grounds,
    ) -> Option<Option<Box<Literal>>> {
        let Some(entry) = section.get("observations") else { return Some(None) };
        if section.has("table") {
            let message = format!("`observations` of {} belongs into the rows", section.what);
            self.fault(Diagnostic::new(Code::KeysClash, entry.key_place, message));
            return None;
        }
        let path = format!("{path}.observations");
        let literal = self.literal(entry, Meaning::Value, path, grounds)?;
        match literal.value {
            LiteralValue::Plain(n) if n > 0.0 => Some(Some(Box::new(literal))),
            _ => {
                let message = "`observations` is a number above 0: how many cases it is worth";
                let fault = Diagnostic::new(Code::WrongType, entry.place, message);
                self.fault(fault.label("write 10"));
                None
            }
        }
    }

    /// Reports a number beside `observations` that has an uncertainty of its own.
    pub(crate) fn plain_beside(
        &mut self,
        observations: Option<&Literal>,
        literals: &[&Literal],
    ) -> Option<()> {
        let Some(observations) = observations else { return Some(()) };
        let other = literals
            .iter()
            .find(|f| !matches!(f.value, LiteralValue::Plain(_) | LiteralValue::Rest));
        let Some(other) = other else { return Some(()) };
        self.no_panel_beside(Some(observations), other.place)
    }

    /// Reports something at `place` beside `observations` that is not a plain number.
    pub(crate) fn no_panel_beside(
        &mut self,
        observations: Option<&Literal>,
        place: Place,
    ) -> Option<()> {
        let Some(observations) = observations else { return Some(()) };
        let message = "`observations` says how sure a plain number is, and this is not one";
        self.fault(
            Diagnostic::new(Code::KeysClash, place, message)
                .label("write a number such as 0.3, or drop `observations`")
                .related(observations.place, "`observations` is here"),
        );
        None
    }
}

/// The scenario as if this expert alone were right: in panels with this expert, the others are dropped. Panels
/// without the expert stay unchanged.
#[must_use]
pub fn believing(scenario: &Scenario, expert: &str) -> Scenario {
    let mut alone = scenario.clone();
    visit_mut(&mut alone, &mut |slot| match slot {
        Slot::Alone(literal, _) => believe(literal, expert),
        Slot::Shares(outcomes) => {
            outcomes.shares.iter_mut().for_each(|(_, literal)| believe(literal, expert));
        }
    });
    let rules = alone.events.iter_mut().map(|event| &mut event.rule).chain(
        alone.processes.iter_mut().flat_map(|process| &mut process.rows).flat_map(|row| {
            row.moves.iter_mut().filter_map(|step| match &mut step.by {
                MoveBy::Chance(rule) => Some(rule),
                MoveBy::After(_) => None,
            })
        }),
    );
    for rule in rules {
        believe_rule(rule, expert);
    }
    for process in &mut alone.processes {
        if let Start::Panel(panel) = &process.start
            && let Some(outcomes) = stated_by(panel, expert)
        {
            process.start = Start::Outcomes(outcomes);
        }
    }
    alone
}

fn believe(literal: &mut Literal, expert: &str) {
    if let LiteralValue::Panel(panel) = &literal.value
        && let Some(own) = stated_by(panel, expert)
    {
        *literal = own;
    }
}

fn believe_rule(rule: &mut Rule, expert: &str) {
    if let Base::Panel(panel) = &rule.base
        && let Some(outcomes) = stated_by(panel, expert)
    {
        rule.base = Base::Outcomes(outcomes);
    }
    let rows = match &mut rule.base {
        Base::Table(table) => table.rows.iter_mut().map(|row| &mut row.chances).collect(),
        _ => Vec::new(),
    };
    for chances in rows.into_iter().chain(rule.cases.iter_mut().map(|case| &mut case.chances)) {
        if let Chances::Panel(panel) = chances
            && let Some(outcomes) = stated_by(panel, expert)
        {
            *chances = Chances::Outcomes(outcomes);
        }
    }
}

fn stated_by<T: Clone>(panel: &Panel<T>, expert: &str) -> Option<T> {
    panel.members.iter().find(|(name, _)| name.value == expert).map(|(_, written)| written.clone())
}

/// The experts on any panel of the scenario, in the order of the `[expert]` tables.
pub fn speakers(scenario: &Scenario) -> Vec<&Located<String>> {
    let mut names: Vec<&str> = Vec::new();
    visit(scenario, &mut |slot| match slot {
        Slot::Alone(literal, _) => names.extend(voices(literal)),
        Slot::Shares(outcomes) => {
            names.extend(outcomes.shares.iter().flat_map(|(_, literal)| voices(literal)));
        }
    });
    for_each_panel(scenario, &mut |panel| {
        names.extend(panel.members.iter().map(|(name, _)| name.value.as_str()));
    });
    let speaks = |name: &&Located<String>| names.contains(&name.value.as_str());
    scenario.experts.iter().map(|expert| &expert.name).filter(speaks).collect()
}

fn voices(literal: &Literal) -> impl Iterator<Item = &str> {
    let panel = match &literal.value {
        LiteralValue::Panel(panel) => Some(panel),
        _ => None,
    };
    panel.into_iter().flat_map(|panel| panel.members.iter().map(|(name, _)| name.value.as_str()))
}

fn for_each_panel<'a>(scenario: &'a Scenario, visit: &mut dyn FnMut(&'a Panel<Outcomes>)) {
    let rule = |rule: &'a Rule, visit: &mut dyn FnMut(&'a Panel<Outcomes>)| {
        let rows: &[_] = match &rule.base {
            Base::Panel(panel) => {
                visit(panel);
                &[]
            }
            Base::Table(table) => &table.rows,
            Base::Chance(_) | Base::Outcomes(_) | Base::Cells(_) => &[],
        };
        let cases = rule.cases.iter().map(|case| &case.chances);
        for chances in rows.iter().map(|row| &row.chances).chain(cases) {
            if let Chances::Panel(panel) = chances {
                visit(panel);
            }
        }
    };
    for event in &scenario.events {
        rule(&event.rule, visit);
    }
    for process in &scenario.processes {
        if let Start::Panel(panel) = &process.start {
            visit(panel);
        }
    }
}
