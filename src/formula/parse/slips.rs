//! Slips with a known repair: commas in numbers, words and units after them.

use super::super::slips::{comma_readings, month_of, multiplier};
use super::super::token::{Keyword, Kind, Mark, times_ten};
use super::Parser;
use crate::diagnostic::{Code, Repair};
use std::ops::Range;

/// The words for days without weekends.
const WORKING: [&str; 5] = ["working", "business", "trading", "work", "banking"];

impl Parser<'_, '_> {
    /// Reports a slip with a known repair at the current token; false if there is none.
    pub(super) fn known_slip(&mut self) -> bool {
        match self.kind().clone() {
            Kind::Mark(Mark::Comma) => self.comma_in_number(),
            Kind::Word(word) if self.is_number(1) => {
                self.dated(&word) || self.working_days(&word) || self.behind_number(&word)
            }
            _ => false,
        }
    }

    /// Whether the token `before` places before the current one is a number.
    fn is_number(&self, before: usize) -> bool {
        let at = self.at.checked_sub(before);
        at.is_some_and(|at| matches!(self.tokens[at].kind, Kind::Number(_)))
    }

    /// Reports `30,000` and `0,25`, at the comma.
    fn comma_in_number(&mut self) -> bool {
        if !self.is_number(1) {
            return false;
        }
        let start = self.tokens[self.at - 1].range.start;
        if self.text[..start].ends_with(',') && self.at > 2 && self.is_number(3) {
            // a later comma of a number already reported
            return true;
        }
        let length = super::super::slips::commas(&self.text[start..]).unwrap_or(0);
        let readings = comma_readings(&self.text[start..start + length]);
        let written = self.text[start..start + length].to_owned();
        let message = match &readings[..] {
            [] => return false,
            [_] => format!("a number has a point, not a comma: `{written}` can't be read"),
            _ => format!("`{written}` can be read in two ways"),
        };
        let fault = self.say(Code::FormulaSyntax, start..start + length, message);
        match &readings[..] {
            [(number, _)] => fault.write(number),
            _ => fault.write_either(&readings),
        };
        true
    }

    /// Reports a day and a month without a year.
    fn dated(&mut self, word: &str) -> bool {
        if month_of(word).is_none() {
            return false;
        }
        let range = self.tokens[self.at - 1].range.start..self.range().end;
        let message = format!("the date `{}` has no year", &self.text[range.clone()]);
        self.say(Code::BadDate, range, message).label("dates are written 2025-10-31");
        true
    }

    /// Reports `25 working days`, which formulas don't have; proposes seven days for five.
    fn working_days(&mut self, word: &str) -> bool {
        let next = self.tokens.get(self.at + 1).cloned();
        let days = next.filter(|next| matches!(&next.kind, Kind::Word(w) if w.starts_with("day")));
        let known = word == "workdays" || word == "weekdays";
        let end = match days {
            Some(days) if WORKING.contains(&word) => days.range.end,
            _ if known => self.range().end,
            _ => return false,
        };
        let number = |at: usize| match self.tokens[at].kind {
            Kind::Number(value) => Some(rounded(value * 7.0 / 5.0)),
            _ => None,
        };
        let last = self.at - 1;
        let low = last.checked_sub(2).filter(|at| {
            self.tokens[at + 1].kind == Kind::Keyword(Keyword::To) && number(*at).is_some()
        });
        let Some(high) = number(last) else { return false };
        let (first, right) = match low.and_then(|at| number(at).map(|low| (at, low))) {
            Some((at, low)) => (at, format!("{low} to {high} days")),
            None => (last, format!("{high} days")),
        };
        let range = self.tokens[first].range.start..end;
        let message = "formulas count all days, not working days";
        self.say(Code::FormulaSyntax, range, message)
            .write(right)
            .help("five working days take seven days; holidays come on top");
        self.skip_to(end);
        true
    }

    /// Reports a word after a number: per cent, millions, a unit that formulas don't compute with.
    fn behind_number(&mut self, word: &str) -> bool {
        let last = self.tokens[self.at - 1].range.clone();
        let number = self.text[last.clone()].to_owned();
        let lower = word.to_lowercase();
        let known = ["is", "equals", "eq", "mod", "xor", "nor", "nand"];
        let time = ["hour", "hours", "minute", "minutes", "second", "seconds"];
        let is_time = crate::diagnostic::nearest(word, super::super::Unit::WORDS)
            .is_some_and(|_| word.len() > 2);
        if Keyword::of(&lower).is_some()
            || known.contains(&lower.as_str())
            || time.contains(&lower.as_str())
            || is_time
            // a single letter is more likely the name of a variable
            || (word.chars().count() == 1 && lower != "k")
        {
            return false;
        }
        let mut end = self.range().end;
        let cent = self.tokens.get(self.at + 1);
        let cent = cent.filter(|next| matches!(&next.kind, Kind::Word(w) if w == "cent"));
        if matches!(lower.as_str(), "percent" | "pct") || (lower == "per" && cent.is_some()) {
            end = cent.map_or(end, |next| next.range.end);
            let message = format!("per cent are written `{number}%`");
            self.say(Code::FormulaSyntax, last.start..end, message).write(format!("{number}%"));
        } else if let Some((zeros, right)) =
            multiplier(word).and_then(|zeros| Some((zeros, times_ten(&number, zeros)?)))
        {
            self.in_digits(word, zeros, &right);
        } else {
            end = self.unit_end();
            self.foreign_unit(&number, word, last.end..end);
        }
        self.skip_to(end);
        true
    }

    /// Proposes `2 million` in digits. After the upper end of a range the word probably applies to both ends.
    fn in_digits(&mut self, word: &str, zeros: usize, high: &str) {
        let end = self.range().end;
        let message = format!("formulas have no `{word}`: a number is written in digits");
        let last = self.at - 1;
        let low = last.checked_sub(2).filter(|at| {
            self.tokens[at + 1].kind == Kind::Keyword(Keyword::To)
                && matches!(self.tokens[*at].kind, Kind::Number(_))
        });
        let low = low.map(|at| self.tokens[at].range.clone());
        let both = low.and_then(|low| {
            let text = &self.text[low.clone()];
            Some((low.start, text.to_owned(), times_ten(text, zeros)?))
        });
        if let Some((start, written, low)) = both {
            let ways = [
                (format!("{low} to {high}"), format!("if both ends are in {word}")),
                (format!("{written} to {high}"), "if only the upper one is".to_owned()),
            ];
            self.say(Code::FormulaSyntax, start..end, message).write_either(&ways);
        } else {
            let start = self.tokens[last].range.start;
            self.say(Code::FormulaSyntax, start..end, message).write(high);
        }
    }

    /// The end of a unit such as `USD/bbl` that begins with the current word.
    fn unit_end(&self) -> usize {
        let mut at = self.at;
        let joins = |kind: &Kind| match kind {
            Kind::Mark(Mark::Over) => true,
            Kind::Word(word) => word == "per",
            _ => false,
        };
        while self.tokens.get(at + 1).is_some_and(|t| joins(&t.kind))
            && self.tokens.get(at + 2).is_some_and(|t| matches!(t.kind, Kind::Word(_)))
        {
            at += 2;
        }
        self.tokens[at].range.end
    }

    fn foreign_unit(&mut self, number: &str, word: &str, range: Range<usize>) {
        let unit = self.text[range.clone()].trim().to_owned();
        let message = format!("`{unit}` is no unit that formulas compute with");
        let number_start = self.tokens[self.at - 1].range.start;
        let whole = self.faults.place(number_start..range.end);
        let fault = self.say(Code::FormulaSyntax, range, message);
        let fault = fault
            .label(format!("write `{number}`, and `unit = \"{unit}\"` as a key beside it"))
            .repair(Repair::new(whole, number));
        if unit == word {
            fault.help(format!(
                "to multiply by something named `{word}`, write `{number} * {word}`"
            ));
        }
    }

    /// Steps to the last token before byte `end`, from which the recovery goes on.
    fn skip_to(&mut self, end: usize) {
        while self.tokens.get(self.at + 1).is_some_and(|next| next.range.end <= end)
            && self.tokens[self.at + 1].kind != Kind::End
        {
            self.at += 1;
        }
    }
}

/// A number of days without needless decimals.
fn rounded(days: f64) -> String {
    let text = format!("{days:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}
