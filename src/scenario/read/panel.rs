//! Readers of panels, in which several experts give one chance or one table of outcomes, and of `observations`, the
//! number of cases that a number is worth.

use super::chance::Meaning;
use super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::scenario::literal::{Grounds, Literal, LiteralValue, Outcomes, Panel, Pool};
use crate::scenario::names::path_piece;
use toml::de::DeValue;

mod experts;
mod voices;

pub use experts::{believing, speakers};

/// The keys of a panel.
const KEYS: [&str; 5] = ["by", "pool", "extremize", "source", "because"];
/// An example of a panel.
const EXAMPLE: &str = "{ by = { anna = 0.2, ben = \"20% to 40%\" }, pool = \"log\" }";

/// An example of a panel on numbers.
const OF_NUMBERS: &str = "{ by = { anna = 40, ben = \"30 to 60\" } }";
/// The pools of chances.
const OF_CHANCES: [Pool; 3] = [Pool::Log, Pool::Linear, Pool::Mixture];
/// All pools, of which the judgements decide which are lawful.
const ALL: [Pool; 4] = [Pool::Log, Pool::Linear, Pool::Mixture, Pool::Quantile];

/// Outcomes from one source or from several experts.
pub(crate) enum Shares {
    /// A single table.
    Plain(Outcomes),
    /// A table for each expert.
    Panel(Box<Panel<Outcomes>>),
}

impl Reader<'_> {
    /// Reads the chance or the number that a panel gives.
    pub(crate) fn panel_figure(
        &mut self,
        entry: &Entry<'_>,
        meaning: Meaning,
        path: String,
        grounds: &Grounds,
    ) -> Option<Literal> {
        if matches!(meaning, Meaning::Factor | Meaning::Weight | Meaning::Delay) {
            let message = format!(
                "`{}` can't be a panel: experts give chances, and the `value` of a parameter or quantity",
                entry.key
            );
            let fault = Diagnostic::new(Code::WrongType, entry.place, message);
            self.fault(fault.label("say one number or range, or make it a `[parameter]`"));
            return None;
        }
        let meaning = if meaning == Meaning::Share { Meaning::Chance } else { meaning };
        let is_value = meaning == Meaning::Value;
        let what = format!("the panel of `{}`", entry.key);
        let section = self.section(entry, what, if is_value { OF_NUMBERS } else { EXAMPLE })?;
        let grounds = self.grounds(&section, grounds);
        let pools: &[Pool] = if is_value { &ALL } else { &OF_CHANCES };
        let mut wrapped_as = Vec::new();
        let panel =
            self.panel(&section, &path, &grounds, pools, &mut |reader, member, path, grounds| {
                let mut grounds = grounds.clone();
                let (key, wrapped) = match member.value {
                    DeValue::Table(table) => {
                        let key = if is_value && !table.contains_key("p") { "value" } else { "p" };
                        (key, Some(reader.voice(member, key, &mut grounds)?))
                    }
                    _ => ("p", None),
                };
                let written = match &wrapped {
                    Some(section) => reader.need(section, key, &format!("`{key} = 0.3`"))?,
                    None => member,
                };
                wrapped_as.push((key, written.key_place));
                reader.literal(written, meaning, format!("{path}.p"), &grounds)
            })?;
        let panel = if is_value {
            self.panel_of_value(&section, panel, &path, &wrapped_as)?
        } else {
            panel
        };
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

    /// Finds whether a panel that stands for a value is over chances or over numbers, and its pool.
    fn panel_of_value(
        &mut self,
        section: &Section<'_>,
        mut panel: Panel<Literal>,
        path: &str,
        wrapped_as: &[(&str, Place)],
    ) -> Option<Panel<Literal>> {
        let pool = section.get("pool");
        let is_parameter = path.starts_with("parameter.");
        let pools_chances = matches!(panel.pool, Pool::Log | Pool::Linear);
        let number = panel.members.iter().find(|(_, own)| !voices::is_over_chances(own));
        if let (Some(pool), true) = (pool, pools_chances) {
            let what = match number {
                _ if !is_parameter => "what is drawn in each trial is a number".to_owned(),
                Some((name, _)) => format!("`{}` gives a number", name.value),
                None => return Some(panel),
            };
            let message = format!("the pool {} is for chances, and {what}", self.slice(pool.place));
            let fault = Diagnostic::new(Code::NotAChoice, pool.place, message);
            let either = "numbers are pooled by \"quantile\" or \"mixture\"";
            self.fault(fault.write("\"quantile\"").help(either));
            return None;
        }
        if pool.is_none() && (number.is_some() || !is_parameter) {
            panel.pool = Pool::Quantile;
        }
        panel.is_over_numbers = panel.pool == Pool::Quantile || number.is_some() || !is_parameter;
        if !panel.is_over_numbers {
            return Some(panel);
        }
        if let Some(power) = &panel.extremize {
            let message = "`extremize` raises odds, and this panel is over numbers";
            self.fault(Diagnostic::new(Code::KeysClash, power.place, message).label("drop it"));
            return None;
        }
        let mut sound = true;
        for (at, (_, own)) in panel.members.iter_mut().enumerate() {
            own.path = format!("{}value", own.path.trim_end_matches('p'));
            if let Some((_, place)) = wrapped_as.get(at).filter(|(key, _)| *key == "p")
                && *place != own.place
                && self.slice(*place) == "p"
            {
                let message = "`p` is a chance, and this panel is over numbers";
                let fault = Diagnostic::new(Code::UnknownKey, *place, message);
                self.fault(fault.write("value"));
                sound = false;
            }
        }
        sound.then_some(panel)
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
        self.panel(&section, path, &grounds, &OF_CHANCES, &mut |reader, member, path, grounds| {
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
        pools: &[Pool],
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
        let pool = self.pool(section, pools);
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
        let place = section.place;
        sound.then_some(Panel { members, pool, extremize, is_over_numbers: false, place })
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

    fn pool(&mut self, section: &Section<'_>, lawful: &[Pool]) -> Option<Pool> {
        let Some(entry) = section.get("pool") else { return Some(Pool::Log) };
        let word = self.string(entry, "\"log\"")?;
        let found = lawful.iter().find(|pool| pool.name() == word.value);
        if found.is_none() {
            let names: Vec<&str> = lawful.iter().map(|pool| pool.name()).collect();
            self.not_a_choice(&word, "pool", &names);
        }
        found.copied()
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
