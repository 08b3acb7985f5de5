//! Lexing of numbers and dates. Units and per cent signs are tokens of their own.

use super::super::Unit;
use super::super::letters::continues_name;
use super::super::slips::{
    WrittenRange, comma_readings, grouped, multiplier, ways_of, written_date, written_period,
    written_range,
};
use super::{Kind, Lexer};
use crate::diagnostic::Code;
use jiff::civil::Date;
use std::ops::Range;

impl Lexer<'_, '_, '_> {
    /// Reads a token that begins with a digit.
    pub(super) fn number_or_date(&mut self) -> Kind {
        if let Some(length) = date_length(self.rest()) {
            return self.date(length);
        }
        if written_date(self.rest()).is_some() {
            return self.foreign_date();
        }
        match written_range(self.rest(), false) {
            Some(range) => self.dashed_range(&range),
            None => self.number(),
        }
    }

    /// Reports a date in another form, and reads it as its likeliest day.
    pub(super) fn foreign_date(&mut self) -> Kind {
        let start = self.at;
        let Some(found) = written_date(self.rest()) else { return Kind::Unreadable };
        self.at += found.length;
        let written = &self.text[start..self.at];
        let range = start..self.at;
        let Some(first) = found.readings.first() else {
            self.faults.say(Code::BadDate, range, format!("`{written}` does not exist"));
            return Kind::Unreadable;
        };
        let message = format!("`{written}` is not how dates are written: year, month, day");
        self.faults.say(Code::BadDate, range, message).write(first.to_string());
        Kind::Date(*first)
    }

    /// Reports a month, a quarter or the end of a year, and reads it as its last day.
    pub(super) fn period(&mut self) -> Kind {
        let start = self.at;
        let Some((length, days)) = written_period(self.rest()) else { return Kind::Unreadable };
        self.at += length;
        let written = &self.text[start..self.at];
        let message = format!("`{written}` is not how dates are written: year, month, day");
        self.faults.say(Code::BadDate, start..self.at, message).write_either(&ways_of(&days));
        days.last().map_or(Kind::Unreadable, |day| Kind::Date(*day))
    }

    /// Reports two numbers with a dash between them.
    fn dashed_range(&mut self, found: &WrittenRange) -> Kind {
        let start = self.at;
        self.at += found.length;
        let written = &self.text[start..self.at];
        let message = format!("a range has `to` between its ends: `{written}` has another sign");
        let fault = self.faults.say(Code::FormulaSyntax, start..self.at, message);
        match &found.difference {
            None => fault.write(&found.range),
            Some(difference) => fault.write_either(&[
                (found.range.clone(), "for a range".to_owned()),
                (difference.clone(), "for a difference".to_owned()),
            ]),
        };
        Kind::Unreadable
    }

    /// Reports `.5`, and a stray `.`.
    pub(super) fn leading_point(&mut self) -> Kind {
        let start = self.at;
        self.at += 1;
        let digits = self.take(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
        let range = start..self.at;
        if digits.starts_with(|c: char| c.is_ascii_digit()) {
            self.fault(range, format!("a number begins with a digit: write `0.{digits}`"));
        } else if digits.starts_with('.') {
            self.fault(range, "formulas have no `..`: a range is written `a to b`".to_owned());
        } else {
            self.fault(range, "a `.` is allowed only inside numbers".to_owned());
        }
        Kind::Unreadable
    }

    /// Reads `0.3`, `1_000`, `1e-3`.
    fn number(&mut self) -> Kind {
        let start = self.at;
        if let Some((length, joined)) = grouped(self.rest()) {
            self.at += length;
            let message = "write the digits of a number without separators".to_owned();
            self.faults.say(Code::FormulaSyntax, start..self.at, message).write(&joined);
            return joined.parse().map_or(Kind::Unreadable, Kind::Number);
        }
        let literal = number_length(self.rest());
        self.at += literal;
        let written = &self.text[start..self.at];
        // `3weeks` is fine, `3x` and `0.3.4` are not
        let tail = self.take(|c| continues_name(c) || c == '.');
        if Unit::of(tail).is_some() {
            self.at -= tail.len();
        } else if !tail.is_empty() {
            let whole = start..self.at;
            self.bad_number(whole, written, tail);
            return Kind::Unreadable;
        }
        match written.replace('_', "").parse::<f64>() {
            Ok(value) if value.is_finite() => Kind::Number(value),
            _ => {
                let message = format!("`{written}` is too large for a number");
                self.faults.say(Code::NotFinite, start..self.at, message);
                Kind::Unreadable
            }
        }
    }

    /// Reports why `written` followed by `tail` is not a number.
    fn bad_number(&mut self, range: Range<usize>, written: &str, tail: &str) {
        let whole = format!("{written}{tail}");
        let letters_only = tail.chars().all(char::is_alphabetic);
        let near = crate::diagnostic::nearest(tail, Unit::WORDS);
        if let [(number, _)] = &comma_readings(&whole)[..] {
            let message =
                "write the digits of a number without separators, without points between them";
            self.faults.say(Code::FormulaSyntax, range, message).write(number);
            return;
        }
        if let Some(zeros) = multiplier(tail)
            && let Some(number) = times_ten(written, zeros)
        {
            let message = format!("`{whole}` is not a number");
            self.faults.say(Code::FormulaSyntax, range, message).write(number);
            return;
        }
        if ["pct", "percent"].contains(&tail.to_lowercase().as_str()) {
            let message = format!("per cent are written `{written}%`");
            self.faults.say(Code::FormulaSyntax, range, message).write(format!("{written}%"));
            return;
        }
        let message = if tail == "." {
            format!("a number has digits on both sides of its point: write `{written}.0`")
        } else if tail.starts_with('_') || whole.contains("__") || whole.ends_with('_') {
            format!("in `{whole}`, an underscore must be between two digits")
        } else if let Some(unit) = near.filter(|_| letters_only && tail.len() > 2) {
            let message = format!("`{whole}` is not a number: write `{written} {unit}`");
            self.faults.say(Code::FormulaSyntax, range, message).write(format!("{written} {unit}"));
            return;
        } else if matches!(tail, "d" | "w" | "m" | "y" | "mo" | "yr") {
            format!("`{whole}` is not a number: units are `days`, `weeks`, `months` and `years`")
        } else if letters_only && tail != "e" && tail != "E" {
            format!("`{whole}` is not a number: write `{written} * {tail}`")
        } else {
            format!("`{whole}` is not a number")
        };
        self.fault(range, message);
    }

    /// Reads `length` bytes that look like a date.
    fn date(&mut self, length: usize) -> Kind {
        let start = self.at;
        self.at += length;
        let written = &self.text[start..self.at];
        if let Some(time) = time_length(self.rest()) {
            self.at += time;
            let range = start..self.at;
            self.faults
                .say(
                    Code::BadDate,
                    range,
                    "dates have no time of day: the finest step is a day".to_owned(),
                )
                .label(format!("write `{written}`"));
            return Kind::Unreadable;
        }
        let tail = self.take(|c| continues_name(c) || c == '.');
        let range = start..self.at;
        if !tail.is_empty() {
            self.faults.say(
                Code::BadDate,
                range,
                format!("`{written}{tail}` is not a date: write it as in `2025-10-31`"),
            );
            return Kind::Unreadable;
        }
        match date_of(written) {
            Ok(date) => Kind::Date(date),
            Err(message) => {
                self.faults.say(Code::BadDate, range, message);
                Kind::Unreadable
            }
        }
    }

    fn fault(&mut self, range: Range<usize>, message: String) {
        self.faults.say(Code::FormulaSyntax, range, message);
    }
}

/// A decimal number times 10 to the power `zeros`, in digits; `None` if it is not a whole number.
pub(in crate::internal::formula) fn times_ten(written: &str, zeros: usize) -> Option<String> {
    let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > zeros {
        return None;
    }
    let zeros = "0".repeat(zeros - fraction.len());
    let number = format!("{whole}{fraction}{zeros}");
    let bare = number.trim_start_matches('0');
    Some(if bare.is_empty() { "0".to_owned() } else { bare.to_owned() })
}

/// The length of the digits at the start of `text`, with single underscores between them.
fn digits_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut length = 0;
    while digit(length)
        || (length > 0
            && bytes.get(length) == Some(&b'_')
            && digit(length - 1)
            && digit(length + 1))
    {
        length += 1;
    }
    length
}

/// The length of the number at the start of `text`: digits, a fraction, an exponent.
fn number_length(text: &str) -> usize {
    let mut length = digits_length(text);
    if text[length..].starts_with('.') {
        let fraction = digits_length(&text[length + 1..]);
        if fraction > 0 {
            length += 1 + fraction;
        }
    }
    let rest = &text[length..];
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let digits = digits_length(&exponent[sign..]);
        if digits > 0 {
            length += 1 + sign + digits;
        }
    }
    length
}

/// The length of a date-like text: four digits, a dash, one or two digits, and more.
fn date_length(text: &str) -> Option<usize> {
    let run =
        |from: usize| text.as_bytes()[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
    let year = run(0);
    if year != 4 || !dash(year) {
        return None;
    }
    let month = run(year + 1);
    let day_at = year + 1 + month + 1;
    if !(1..=2).contains(&month) || !dash(day_at - 1) {
        return None;
    }
    let day = run(day_at);
    (day > 0).then_some(day_at + day)
}

/// The length of a time of day after a date: `T12:00`, ` 12:00:30Z`.
fn time_length(text: &str) -> Option<usize> {
    let after = text.strip_prefix(['T', 't', ' '])?;
    let hours = after.bytes().take_while(u8::is_ascii_digit).count();
    let is_time = (1..=2).contains(&hours)
        && after[hours..].starts_with(':')
        && after[hours + 1..].starts_with(|c: char| c.is_ascii_digit());
    let end = |c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | 'z'));
    is_time.then(|| 1 + after.find(end).unwrap_or(after.len()))
}

/// The date that `written` is (digits and two dashes), or the reason why it is not a date.
fn date_of(written: &str) -> Result<Date, String> {
    let parts: Vec<&str> = written.split('-').collect();
    let [year, month, day] = parts[..] else {
        return Err(format!("`{written}` is not a date"));
    };
    if month.len() != 2 || day.len() != 2 {
        return Err(if day.len() > 2 {
            format!("`{written}` is not a date: write it as in `2025-10-31`")
        } else {
            format!("month and day have two digits each: write `{year}-{month:0>2}-{day:0>2}`")
        });
    }
    let number = |text: &str| text.parse::<i8>().unwrap_or(0);
    let (month, day) = (number(month), number(day));
    let year = year.parse::<i16>().unwrap_or(0);
    Date::new(year, month, day).map_err(|_| {
        let last = Date::new(year, month, 1).map(Date::days_in_month);
        match last {
            Ok(last) => format!("`{written}` does not exist: that month has {last} days"),
            Err(_) => format!("`{written}` does not exist: months go from 01 to 12"),
        }
    })
}
