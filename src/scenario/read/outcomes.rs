//! Readers of literals and tables of outcomes: single numbers, and those that must sum to 1.

use super::chance::{Meaning, parse_literal, plain};
use super::grounds::is_grounds;
use super::walk::{Entry, Reader};
use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::scenario::literal::{Grounds, Literal, LiteralValue, Outcomes};
use crate::scenario::names::{outcome_fault, path_piece};
use toml::de::{DeInteger, DeValue};

/// The most outcomes, states or options that a variable can have.
pub const MOST_OUTCOMES: usize = 4096;
/// The tolerance for the sum of chances.
pub(crate) const SUM_TOLERANCE: f64 = 1e-9;

impl Reader<'_> {
    /// Reads the number that `entry` holds.
    pub(crate) fn literal(
        &mut self,
        entry: &Entry<'_>,
        meaning: Meaning,
        path: String,
        grounds: &Grounds,
    ) -> Option<Literal> {
        let raw = self.slice(entry.place);
        let (text, written) = match entry.value {
            DeValue::Integer(number) => (
                raw.to_string(),
                plain(integer(number), raw, meaning, entry.place).map_err(|f| vec![f]),
            ),
            DeValue::Float(number) => {
                let value = number.as_str().parse().unwrap_or(f64::NAN);
                (raw.to_string(), plain(value, raw, meaning, entry.place).map_err(|f| vec![f]))
            }
            DeValue::String(text) => {
                let map = self.text_map(entry.place);
                let places = |range| map.place(range);
                let words = &self.yardstick;
                let written = parse_literal(text, meaning, false, (entry.place, &places), words);
                (text.to_string(), written)
            }
            DeValue::Table(table) if table.contains_key("by") => {
                return self.panel_figure(entry, meaning, path, grounds);
            }
            _ => {
                let (expected, example) = match meaning {
                    Meaning::Chance | Meaning::Share => ("a chance", "0.3 or \"30%\""),
                    Meaning::Factor => ("a factor on odds", "1.5"),
                    Meaning::Weight => ("a weight", "2"),
                    Meaning::Delay => ("a delay", "\"3 to 12 weeks\""),
                    Meaning::Value => ("a number or a formula", "0.5 or \"normal(0, 1)\""),
                };
                self.wrong_type(entry, expected, example);
                return None;
            }
        };
        match written {
            Ok(written) => {
                let grounds = grounds.clone();
                let observations = None;
                Some(Literal {
                    value: written,
                    text,
                    place: entry.place,
                    path,
                    grounds,
                    observations,
                })
            }
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }

    /// Reads the table of outcomes that `entry` holds; `None` if any part is faulty.
    pub(crate) fn outcomes(
        &mut self,
        entry: &Entry<'_>,
        of: &str,
        path: &str,
        outer: &Grounds,
    ) -> Option<Outcomes> {
        self.some_outcomes(entry, of, (path, 2), outer)
    }

    /// Reads such a table of at least so many outcomes.
    pub(crate) fn some_outcomes(
        &mut self,
        entry: &Entry<'_>,
        of: &str,
        (path, least): (&str, usize),
        outer: &Grounds,
    ) -> Option<Outcomes> {
        let what = format!("`{}` of {of}", entry.key);
        let section = self.section(entry, &what, "{ geneva = 0.4, other = \"rest\" }")?;
        let grounds = self.grounds(&section, outer);
        let mut shares = Vec::new();
        let mut sound = true;
        for share in section.entries.iter().filter(|e| !is_grounds(e)) {
            if let Some(fault) = outcome_fault(share.key, "an outcome", share.key_place) {
                self.fault(fault);
                sound = false;
            }
            let path = format!("{path}.{}", path_piece(share.key));
            match self.literal(share, Meaning::Share, path, &grounds) {
                Some(literal) => shares.push((share.name(), literal)),
                None => sound = false,
            }
        }
        let outcomes = Outcomes { shares, place: section.place, observations: None };
        if sound {
            let count = outcomes.shares.len();
            sound = (count == least || self.count(count, &what, "outcomes", section.place))
                & self.one_rest(&outcomes, &what);
        }
        if sound && let Some(fault) = sum_fault(&outcomes, &what) {
            self.fault(fault);
        }
        sound.then_some(outcomes)
    }

    /// Whether a variable can have `number` outcomes; reports a fault if not.
    pub(crate) fn count(&mut self, number: usize, what: &str, of: &str, place: Place) -> bool {
        let message = match number {
            0 => format!("{what} has no {of}"),
            1 => format!("{what} has only one of its {of}: there is nothing to settle"),
            2..=MOST_OUTCOMES => return true,
            _ => format!("{what} has {number} {of}; {MOST_OUTCOMES} are the most"),
        };
        let fault = Diagnostic::new(Code::WrongCount, place, message);
        self.fault(if number < 2 {
            fault.label(format!("name at least two {of}"))
        } else {
            fault.help(format!(
                "settle a group of {of} first and one within it by a second variable, or use a `[quantity]` for numbers"
            ))
        });
        false
    }

    fn one_rest(&mut self, outcomes: &Outcomes, what: &str) -> bool {
        let mut rests =
            outcomes.shares.iter().filter(|(_, literal)| literal.value == LiteralValue::Rest);
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

    /// Whether no name is in the list twice; reports a fault if one is.
    pub(crate) fn distinct(&mut self, names: &[Located<String>], what: &str) -> bool {
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
}

/// The value of an integer.
fn integer(number: &DeInteger<'_>) -> f64 {
    if number.radix() == 10 {
        return number.as_str().parse().unwrap_or(f64::NAN);
    }
    i128::from_str_radix(number.as_str(), number.radix()).map_or(f64::INFINITY, |n| n as f64)
}

/// A sum as messages print it.
pub(crate) fn rounded(number: f64) -> f64 {
    let rounded = (number * 1e10).round() / 1e10;
    if rounded.is_finite() { rounded + 0.0 } else { number }
}

/// The fault of plain chances that don't sum to 1; formulas have no value yet.
pub(crate) fn sum_fault(outcomes: &Outcomes, what: &str) -> Option<Diagnostic> {
    let mut sum = 0.0;
    let mut rest = false;
    for (_, literal) in &outcomes.shares {
        match literal.value {
            LiteralValue::Plain(chance) => sum += chance,
            LiteralValue::Rest => rest = true,
            LiteralValue::Formula(_)
            | LiteralValue::Word(..)
            | LiteralValue::Cases(..)
            | LiteralValue::Panel(_) => {
                return None;
            }
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
