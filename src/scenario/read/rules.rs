//! Readers of rules: chances with cases, adjustments and tables by parents.

mod causes;
mod deadline;
mod moves;

use super::chance::Meaning;
use super::grounds::is_grounds;
use super::panel::Shares;
use super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::scenario::literal::{
    Adjust, Base, Case, Chances, Grounds, Literal, Odds, Rule, Table, TableRow,
};
use crate::scenario::names::path_piece;
use toml::de::DeValue;

/// The owner of a rule, which decides the keys of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// An event: `p`, `outcomes` or `table`.
    Event,
    /// A move of a process: `p` only.
    Move,
}

/// The keys of a table row besides its parents.
const BESIDE_PARENTS: [&str; 5] = ["p", "outcomes", "observations", "source", "because"];

impl Owner {
    fn chance_keys(self) -> &'static [&'static str] {
        match self {
            Self::Event => &["p", "outcomes"],
            Self::Move => &["p"],
        }
    }
}

impl Reader<'_> {
    /// Reads `p` or `outcomes` of a case or a row.
    fn chances(
        &mut self,
        section: &Section<'_>,
        owner: Owner,
        path: &str,
        grounds: &Grounds,
    ) -> Option<Chances> {
        let outcomes = section.get("outcomes").filter(|_| owner == Owner::Event);
        let observations = self.observations(section, path, grounds)?;
        match (section.get("p"), outcomes) {
            (Some(p), Some(outcomes)) => {
                self.clash(&section.what, p, outcomes);
                None
            }
            (Some(p), None) => {
                let mut literal = self.literal(p, Meaning::Chance, format!("{path}.p"), grounds)?;
                self.plain_beside(observations.as_deref(), &[&literal])?;
                literal.observations = observations;
                Some(Chances::Chance(literal))
            }
            (None, Some(outcomes)) => {
                let path = format!("{path}.outcomes");
                Some(match self.shares(outcomes, &section.what, &path, grounds)? {
                    Shares::Plain(mut outcomes) => {
                        let shares: Vec<&Literal> =
                            outcomes.shares.iter().map(|(_, f)| f).collect();
                        self.plain_beside(observations.as_deref(), &shares)?;
                        outcomes.observations = observations;
                        Chances::Outcomes(outcomes)
                    }
                    Shares::Panel(panel) => {
                        self.no_panel_beside(observations.as_deref(), panel.place)?;
                        Chances::Panel(*panel)
                    }
                })
            }
            (None, None) if self.is_led(section, "p") || self.is_led(section, "outcomes") => None,
            (None, None) => {
                let key = if owner == Owner::Event { "`p` and no `outcomes`" } else { "`p`" };
                let message = format!("{} has no {key}", section.what);
                let fault = Diagnostic::new(Code::MissingKey, section.place, message);
                self.fault(fault.label("add `p = 0.3`"));
                None
            }
        }
    }

    /// Reports two keys that exclude each other.
    pub(crate) fn clash(&mut self, what: &str, first: &Entry<'_>, second: &Entry<'_>) {
        let message = format!("{what} has both `{}` and `{}`", first.key, second.key);
        self.fault(
            Diagnostic::new(Code::KeysClash, second.key_place, message)
                .label("keep one of the two")
                .related(first.key_place, format!("`{}` is here", first.key)),
        );
    }

    /// Reads the rule in `section`; `None` if it has no base that can be read.
    pub(crate) fn rule(
        &mut self,
        section: &Section<'_>,
        owner: Owner,
        path: &str,
        grounds: &Grounds,
    ) -> Option<Rule> {
        let cases = self.cases(section, owner, path, grounds);
        let adjusts = self.adjusts(section, owner, path, grounds);
        let causes = self.causes(section, path, grounds);
        let base = match section.get("table").filter(|_| owner == Owner::Event) {
            Some(table) => {
                if let Some(other) = section.get("p").or_else(|| section.get("outcomes")) {
                    self.clash(&section.what, other, table);
                }
                self.table(section, table, path, grounds).map(Base::Table)
            }
            None => self.chances(section, owner, path, grounds).map(|chances| match chances {
                Chances::Chance(literal) => Base::Chance(literal),
                Chances::Outcomes(outcomes) => Base::Outcomes(outcomes),
                Chances::Panel(panel) => Base::Panel(panel),
            }),
        };
        Some(Rule { base: base?, cases, adjusts, causes: causes?, place: section.place })
    }

    fn cases(
        &mut self,
        section: &Section<'_>,
        owner: Owner,
        path: &str,
        grounds: &Grounds,
    ) -> Vec<Case> {
        let Some(entry) = section.get("case") else { return Vec::new() };
        let what = format!("a case of {}", section.what);
        let arms = self.sections(entry, &what, "[ { if = \"…\", p = 0.3 } ]");
        let mut cases = Vec::new();
        for (at, arm) in arms.iter().enumerate() {
            let mut allowed = vec!["if"];
            allowed.extend(owner.chance_keys());
            allowed.extend(["observations", "source", "because", "fact"]);
            self.allow(arm, &allowed);
            let grounds = self.grounds_of_numbers(arm, grounds);
            let condition = self.condition(arm);
            let chances = self.chances(arm, owner, &format!("{path}.case.{}", at + 1), &grounds);
            if let (Some((condition, text)), Some(chances)) = (condition, chances) {
                cases.push(Case { condition, text, chances, place: arm.place });
            }
        }
        cases
    }

    fn adjusts(
        &mut self,
        section: &Section<'_>,
        owner: Owner,
        path: &str,
        grounds: &Grounds,
    ) -> Vec<Adjust> {
        let Some(entry) = section.get("adjust") else { return Vec::new() };
        let what = format!("an adjustment of {}", section.what);
        let arms = self.sections(entry, &what, "[ { if = \"…\", odds = 1.5 } ]");
        let mut adjusts = Vec::new();
        for (at, arm) in arms.iter().enumerate() {
            self.allow(arm, &["if", "odds", "source", "because", "fact"]);
            let grounds = self.grounds_of_numbers(arm, grounds);
            let condition = self.condition(arm);
            let path = format!("{path}.adjust.{}.odds", at + 1);
            let odds = self.need(arm, "odds", "`odds = 1.5`");
            let odds = odds.and_then(|entry| self.odds(entry, owner, &path, &grounds));
            if let (Some((condition, text)), Some(odds)) = (condition, odds) {
                adjusts.push(Adjust { condition, text, odds, place: arm.place });
            }
        }
        adjusts
    }

    /// Reads the condition of a case or an adjustment, and its text on one line.
    fn condition(&mut self, arm: &Section<'_>) -> Option<(crate::formula::Expr, String)> {
        let entry = self.need(arm, "if", "`if = \"sanctions == imposed\"`")?;
        let condition = self.formula(entry, "\"sanctions == imposed\"")?;
        let DeValue::String(text) = entry.value else { return None };
        Some((condition, text.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    fn odds(
        &mut self,
        entry: &Entry<'_>,
        owner: Owner,
        path: &str,
        outer: &Grounds,
    ) -> Option<Odds> {
        let named = match entry.value {
            DeValue::Table(table) => !table.contains_key("by"),
            _ => false,
        };
        if !named {
            let literal = self.literal(entry, Meaning::Factor, path.to_string(), outer)?;
            return Some(Odds::Bare(literal));
        }
        if owner == Owner::Move {
            let message = "the `odds` of a move are one number: there are no outcomes to name";
            let fault = Diagnostic::new(Code::WrongType, entry.place, message);
            self.fault(fault.label("write `odds = 1.5`"));
            return None;
        }
        let section = self.section(entry, "`odds`", "{ geneva = 1.5 }")?;
        let grounds = self.grounds(&section, outer);
        let mut factors = Vec::new();
        let mut sound = true;
        for factor in section.entries.iter().filter(|e| !is_grounds(e)) {
            let path = format!("{path}.{}", path_piece(factor.key));
            match self.literal(factor, Meaning::Factor, path, &grounds) {
                Some(literal) => factors.push((factor.name(), literal)),
                None => sound = false,
            }
        }
        if factors.is_empty() && sound {
            let fault = Diagnostic::new(Code::WrongCount, section.place, "`odds` names no outcome");
            self.fault(fault.label("name one: { geneva = 1.5 }"));
            return None;
        }
        sound.then_some(Odds::Named(factors, section.place))
    }

    /// Reads `table` in either of its two forms.
    fn table(
        &mut self,
        section: &Section<'_>,
        entry: &Entry<'_>,
        path: &str,
        outer: &Grounds,
    ) -> Option<Table> {
        const EXAMPLE: &str = "[ { venue = \"geneva\", p = 0.3 } ]";
        let inner = match entry.value {
            DeValue::Table(_) => {
                let inner =
                    self.section(entry, format!("the table of {}", section.what), EXAMPLE)?;
                self.allow(&inner, &["given", "rows", "source", "because", "fact"]);
                Some(inner)
            }
            _ => None,
        };
        let holder = inner.as_ref().unwrap_or(section);
        let grounds = match &inner {
            Some(inner) => self.grounds_of_numbers(inner, outer),
            None => outer.clone(),
        };
        let given = self.need(holder, "given", "`given = [\"venue\"]`");
        let given = given.and_then(|entry| self.parents(entry));
        let rows = match &inner {
            Some(inner) => self.need(inner, "rows", &format!("`rows = {EXAMPLE}`")),
            None => Some(entry),
        };
        let what = format!("a row of {}", section.what);
        let rows = rows.map(|rows| self.sections(rows, &what, EXAMPLE));
        let (given, rows) = (given?, rows?);
        let mut read = Vec::new();
        let mut sound = true;
        for (at, row) in rows.iter().enumerate() {
            match self.row(row, &given, &format!("{path}.table.{}", at + 1), &grounds) {
                Some(row) => read.push(row),
                None => sound = false,
            }
        }
        if rows.is_empty() {
            let fault = Diagnostic::new(Code::WrongCount, entry.place, "the table has no rows");
            self.fault(fault.label("add a row for each combination"));
            return None;
        }
        sound.then_some(Table { given, rows: read, place: entry.place })
    }

    fn parents(&mut self, entry: &Entry<'_>) -> Option<Vec<Located<String>>> {
        let given = self.strings(entry, "[\"venue\"]")?;
        if given.is_empty() {
            let fault = Diagnostic::new(Code::WrongCount, entry.place, "`given` names no parent");
            self.fault(fault.label("name at least one: [\"venue\"]"));
            return None;
        }
        self.distinct(&given, "parent").then_some(given)
    }

    fn row(
        &mut self,
        row: &Section<'_>,
        given: &[Located<String>],
        path: &str,
        outer: &Grounds,
    ) -> Option<TableRow> {
        let grounds = self.grounds(row, outer);
        let chances = self.chances(row, Owner::Event, path, &grounds);
        let mut matches = Vec::new();
        let mut sound = true;
        for entry in &row.entries {
            if BESIDE_PARENTS.contains(&entry.key) || is_grounds(entry) {
                continue;
            }
            if !given.iter().any(|parent| parent.value == entry.key) {
                let message =
                    format!("`{}` is not among the parents that `given` names", entry.key);
                let names = given.iter().map(|parent| parent.value.as_str());
                let near = nearest(entry.key, names.chain(BESIDE_PARENTS));
                self.fault(
                    Diagnostic::new(Code::ImpossibleRow, entry.key_place, message).suggest(near),
                );
                sound = false;
            } else if let Some(outcome) = self.string(entry, "\"geneva\"") {
                matches.push((entry.name(), outcome));
            } else {
                sound = false;
            }
        }
        for parent in given.iter().filter(|parent| sound && !row.has(&parent.value)) {
            let message = format!("this row does not say for which outcome of `{}`", parent.value);
            self.fault(
                Diagnostic::new(Code::ImpossibleRow, row.place, message)
                    .label(format!("add `{} = \"…\"`", path_piece(&parent.value))),
            );
        }
        sound &= matches.len() == given.len();
        let chances = chances?;
        sound.then_some(TableRow { matches, chances, place: row.place })
    }
}
