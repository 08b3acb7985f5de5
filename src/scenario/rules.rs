//! How chance is weighed: figures, outcome tables, cases, adjustments, tables by parents.
//! Knows nothing of who owns a rule; names of outcomes are not looked up.

use super::chance::{Meaning, plain, say};
use super::names::{outcome_fault, path_piece};
use super::tree::{
    Adjust, Base, Case, Chances, Figure, Grounds, Odds, Outcomes, Rule, Said, Table, TableRow,
};
use super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, Located, Place, nearest};
use toml::de::{DeInteger, DeValue};

/// The most outcomes, states or options that a variable can have.
pub(super) const MOST_OUTCOMES: usize = 255;
/// How far chances may sum from 1.
pub(super) const SUM_TOLERANCE: f64 = 1e-9;

/// Who may own a rule, which decides what can stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// An event: `p`, `outcomes` or `table`.
    Event,
    /// A move of a process: `p` only.
    Move,
}

impl Owner {
    fn chance_keys(self) -> &'static [&'static str] {
        match self {
            Self::Event => &["p", "outcomes"],
            Self::Move => &["p"],
        }
    }
}

impl Reader<'_> {
    /// The number that `entry` holds.
    pub(super) fn figure(
        &mut self,
        entry: &Entry<'_>,
        meaning: Meaning,
        path: String,
        grounds: &Grounds,
    ) -> Option<Figure> {
        let raw = self.slice(entry.place);
        let (text, said) = match entry.value {
            DeValue::Integer(number) => (
                raw.to_string(),
                plain(integer(number), raw, meaning, entry.place).map_err(|f| vec![f]),
            ),
            DeValue::Float(number) => {
                let value = number.as_str().parse().unwrap_or(f64::NAN);
                (raw.to_string(), plain(value, raw, meaning, entry.place).map_err(|f| vec![f]))
            }
            DeValue::String(text) => {
                let map = self.text_map(entry);
                let said = say(text, meaning, false, entry.place, &|range| map.place(range));
                (text.to_string(), said)
            }
            DeValue::Table(table) if table.contains_key("by") => {
                let message = "this version of foretell has no panels of experts";
                let fault = Diagnostic::new(Code::NotAChance, entry.place, message);
                self.fault(fault.label("say one chance, such as 0.3"));
                return None;
            }
            _ => {
                let (expected, example) = match meaning {
                    Meaning::Chance | Meaning::Share => ("a chance", "0.3 or \"30%\""),
                    Meaning::Factor => ("a factor on odds", "1.5"),
                    Meaning::Delay => ("a delay", "\"3 to 12 weeks\""),
                    Meaning::Value => ("a number or a formula", "0.5 or \"normal(0, 1)\""),
                };
                self.wrong_type(entry, expected, example);
                return None;
            }
        };
        match said {
            Ok(said) => {
                Some(Figure { said, text, place: entry.place, path, grounds: grounds.clone() })
            }
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }

    /// The outcome table that `entry` holds; none if any part of it is faulty.
    pub(super) fn outcomes(
        &mut self,
        entry: &Entry<'_>,
        of: &str,
        path: &str,
        outer: &Grounds,
    ) -> Option<Outcomes> {
        let what = format!("`{}` of {of}", entry.key);
        let section = self.section(entry, &what, "{ geneva = 0.4, other = \"rest\" }")?;
        let grounds = self.grounds(&section, outer);
        let mut shares = Vec::new();
        let mut sound = true;
        for share in section.entries.iter().filter(|e| !matches!(e.key, "source" | "because")) {
            if let Some(fault) = outcome_fault(share.key, "an outcome", share.key_place) {
                self.fault(fault);
                sound = false;
            }
            let path = format!("{path}.{}", path_piece(share.key));
            match self.figure(share, Meaning::Share, path, &grounds) {
                Some(figure) => shares.push((share.name(), figure)),
                None => sound = false,
            }
        }
        let outcomes = Outcomes { shares, place: section.place };
        if sound {
            sound = self.count(outcomes.shares.len(), &what, "outcomes", section.place)
                & self.one_rest(&outcomes, &what);
        }
        if sound && let Some(fault) = sum_fault(&outcomes, &what) {
            self.fault(fault);
        }
        sound.then_some(outcomes)
    }

    /// Whether a variable can have `number` outcomes.
    pub(super) fn count(&mut self, number: usize, what: &str, of: &str, place: Place) -> bool {
        let message = match number {
            0 => format!("{what} has no {of}"),
            1 => format!("{what} has only one of its {of}: there is nothing to settle"),
            2..=MOST_OUTCOMES => return true,
            _ => format!("{what} has {number} {of}; {MOST_OUTCOMES} are the most"),
        };
        let fault = Diagnostic::new(Code::WrongCount, place, message);
        self.fault(if number < 2 { fault.label(format!("name at least two {of}")) } else { fault });
        false
    }

    fn one_rest(&mut self, outcomes: &Outcomes, what: &str) -> bool {
        let mut rests = outcomes.shares.iter().filter(|(_, figure)| figure.said == Said::Rest);
        let (Some((_, first)), Some((_, second))) = (rests.next(), rests.next()) else {
            return true;
        };
        let message = format!("{what} has more than one `rest`");
        self.fault(
            Diagnostic::new(Code::TwoRests, second.place, message)
                .label("say a chance here")
                .related(first.place, "the first is here"),
        );
        false
    }

    /// `p` or `outcomes` of a case or a row.
    fn chances(
        &mut self,
        section: &Section<'_>,
        owner: Owner,
        path: &str,
        grounds: &Grounds,
    ) -> Option<Chances> {
        let outcomes = section.get("outcomes").filter(|_| owner == Owner::Event);
        match (section.get("p"), outcomes) {
            (Some(p), Some(outcomes)) => {
                self.clash(&section.what, p, outcomes);
                None
            }
            (Some(p), None) => {
                let figure = self.figure(p, Meaning::Chance, format!("{path}.p"), grounds)?;
                Some(Chances::Chance(figure))
            }
            (None, Some(outcomes)) => self
                .outcomes(outcomes, &section.what, &format!("{path}.outcomes"), grounds)
                .map(Chances::Outcomes),
            (None, None) => {
                let key = if owner == Owner::Event { "`p` and no `outcomes`" } else { "`p`" };
                let message = format!("{} has no {key}", section.what);
                let fault = Diagnostic::new(Code::MissingKey, section.place, message);
                self.fault(fault.label("add `p = 0.3`"));
                None
            }
        }
    }

    /// The fault of two keys that exclude each other.
    pub(super) fn clash(&mut self, what: &str, first: &Entry<'_>, second: &Entry<'_>) {
        let message = format!("{what} has both `{}` and `{}`", first.key, second.key);
        self.fault(
            Diagnostic::new(Code::KeysClash, second.key_place, message)
                .label("keep one of the two")
                .related(first.key_place, format!("`{}` is here", first.key)),
        );
    }

    /// The rule that stands in `section`; none if it has no base that can be read.
    pub(super) fn rule(
        &mut self,
        section: &Section<'_>,
        owner: Owner,
        path: &str,
        grounds: &Grounds,
    ) -> Option<Rule> {
        let cases = self.cases(section, owner, path, grounds);
        let adjusts = self.adjusts(section, owner, path, grounds);
        let base = match section.get("table").filter(|_| owner == Owner::Event) {
            Some(table) => {
                if let Some(other) = section.get("p").or_else(|| section.get("outcomes")) {
                    self.clash(&section.what, other, table);
                }
                self.table(section, table, path, grounds).map(Base::Table)
            }
            None => self.chances(section, owner, path, grounds).map(|chances| match chances {
                Chances::Chance(figure) => Base::Chance(figure),
                Chances::Outcomes(outcomes) => Base::Outcomes(outcomes),
            }),
        };
        Some(Rule { base: base?, cases, adjusts, place: section.place })
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
            allowed.extend(["source", "because"]);
            self.allow(arm, &allowed);
            let grounds = self.grounds(arm, grounds);
            let condition = self.condition(arm);
            let chances = self.chances(arm, owner, &format!("{path}.case.{}", at + 1), &grounds);
            if let (Some(condition), Some(chances)) = (condition, chances) {
                cases.push(Case { condition, chances, place: arm.place });
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
            self.allow(arm, &["if", "odds", "source", "because"]);
            let grounds = self.grounds(arm, grounds);
            let condition = self.condition(arm);
            let path = format!("{path}.adjust.{}.odds", at + 1);
            let odds = self.need(arm, "odds", "`odds = 1.5`");
            let odds = odds.and_then(|entry| self.odds(entry, owner, &path, &grounds));
            if let (Some(condition), Some(odds)) = (condition, odds) {
                adjusts.push(Adjust { condition, odds, place: arm.place });
            }
        }
        adjusts
    }

    fn condition(&mut self, arm: &Section<'_>) -> Option<crate::formula::Expr> {
        let entry = self.need(arm, "if", "`if = \"sanctions == imposed\"`")?;
        self.formula(entry, "\"sanctions == imposed\"")
    }

    fn odds(
        &mut self,
        entry: &Entry<'_>,
        owner: Owner,
        path: &str,
        outer: &Grounds,
    ) -> Option<Odds> {
        if !matches!(entry.value, DeValue::Table(_)) {
            let figure = self.figure(entry, Meaning::Factor, path.to_string(), outer)?;
            return Some(Odds::Bare(figure));
        }
        if owner == Owner::Move {
            self.wrong_type(entry, "one factor: a move has no outcomes", "1.5");
            return None;
        }
        let section = self.section(entry, "`odds`", "{ geneva = 1.5 }")?;
        let grounds = self.grounds(&section, outer);
        let mut factors = Vec::new();
        let mut sound = true;
        for factor in section.entries.iter().filter(|e| !matches!(e.key, "source" | "because")) {
            let path = format!("{path}.{}", path_piece(factor.key));
            match self.figure(factor, Meaning::Factor, path, &grounds) {
                Some(figure) => factors.push((factor.name(), figure)),
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

    /// `table` in either of its two forms.
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
                self.allow(&inner, &["given", "rows", "source", "because"]);
                Some(inner)
            }
            _ => None,
        };
        let holder = inner.as_ref().unwrap_or(section);
        let grounds = match &inner {
            Some(inner) => self.grounds(inner, outer),
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

    /// Whether no name is in the list twice.
    pub(super) fn distinct(&mut self, names: &[Located<String>], what: &str) -> bool {
        let mut seen = std::collections::BTreeMap::new();
        let mut sound = true;
        for name in names {
            if let Some(first) = seen.insert(&name.value, name.place) {
                let message = format!("the {what} `{}` is there twice", name.value);
                self.fault(
                    Diagnostic::new(Code::NameTwice, name.place, message)
                        .label("drop or rename one of the two")
                        .related(first, "the first is here"),
                );
                sound = false;
            }
        }
        sound
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
            if matches!(entry.key, "p" | "outcomes" | "source" | "because") {
                continue;
            }
            if !given.iter().any(|parent| parent.value == entry.key) {
                let message =
                    format!("`{}` is not among the parents that `given` names", entry.key);
                let names = given.iter().map(|parent| parent.value.as_str());
                let near = nearest(entry.key, names.chain(["p", "outcomes", "source", "because"]));
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

/// An integer as a number.
fn integer(number: &DeInteger<'_>) -> f64 {
    if number.radix() == 10 {
        return number.as_str().parse().unwrap_or(f64::NAN);
    }
    i128::from_str_radix(number.as_str(), number.radix()).map_or(f64::INFINITY, |n| n as f64)
}

/// A sum as messages print it.
pub(super) fn rounded(number: f64) -> f64 {
    let rounded = (number * 1e10).round() / 1e10;
    if rounded.is_finite() { rounded + 0.0 } else { number }
}

/// The fault of plain chances that don't sum to 1. What formulas come to is not known here.
pub(super) fn sum_fault(outcomes: &Outcomes, what: &str) -> Option<Diagnostic> {
    let mut sum = 0.0;
    let mut rest = false;
    for (_, figure) in &outcomes.shares {
        match figure.said {
            Said::Plain(chance) => sum += chance,
            Said::Rest => rest = true,
            Said::Formula(_) => return None,
        }
    }
    let off = sum - 1.0;
    if off.abs() <= SUM_TOLERANCE || (rest && off < 0.0) {
        return None;
    }
    // a sum just outside the tolerance must not print as 1
    let sum = if (rounded(sum) - 1.0).abs() < SUM_TOLERANCE / 2.0 { sum } else { rounded(sum) };
    let short = rounded(off.abs());
    let fault = |message: String| Diagnostic::new(Code::Sum, outcomes.place, message);
    Some(match (rest, off < 0.0) {
        (true, _) => fault(format!(
            "the chances in {what} sum to {sum}, which leaves less than nothing to `rest`"
        ))
        .label(format!("take {short} from one of them")),
        (false, true) => fault(format!("the chances in {what} sum to {sum}, not 1"))
            .label(format!("add {short} to one, or make one of them \"rest\"")),
        (false, false) => fault(format!("the chances in {what} sum to {sum}, not 1"))
            .label(format!("take {short} from one, or make one of them \"rest\"")),
    })
}
