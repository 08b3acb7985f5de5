//! The clock of a scenario: `as_of`, `until` and `step`.

use super::walk::{Entry, Reader, Section, found};
use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::formula::Unit;
use crate::formula::slips::whole_date;
use crate::scenario::calendar::{Calendar, Per};
use crate::scenario::names::identifier_fault;
use crate::scenario::syntax::in_iso;
use crate::scenario::tree::Clock;
use jiff::civil::Date;
use toml::de::DeValue;

/// The most steps that can be computed.
pub const MOST_STEPS: i64 = 100_000;

impl Reader<'_> {
    /// The day that `entry` holds.
    pub(crate) fn date(&mut self, entry: &Entry<'_>) -> Option<Located<Date>> {
        let shape = "a date";
        match entry.value {
            DeValue::Datetime(written) if written.time.is_some() || written.date.is_none() => {
                let message = format!("`{}` must be a date: dates have no time of day", entry.key);
                let fault = Diagnostic::new(Code::BadDate, entry.place, message);
                self.fault(match written.date {
                    Some(date) => fault.write(date.to_string()),
                    None => fault.label("write 2025-10-31"),
                });
                None
            }
            DeValue::Datetime(written) => {
                let date = written.date.and_then(|d| {
                    Date::new(
                        i16::try_from(d.year).ok()?,
                        d.month.cast_signed(),
                        d.day.cast_signed(),
                    )
                    .ok()
                });
                if date.is_none() {
                    let message = format!("{} is not a day", self.slice(entry.place));
                    self.fault(Diagnostic::new(Code::BadDate, entry.place, message));
                }
                date.map(|date| Located::new(date, entry.place))
            }
            DeValue::String(text) if let Ok(day) = text.trim().parse::<Date>() => {
                let message = format!("`{}` must be a date, not a text", entry.key);
                let fault = Diagnostic::new(Code::WrongType, entry.place, message);
                self.fault(fault.write(day.to_string()).help("write dates without quotes"));
                None
            }
            DeValue::String(text) if let Some(days) = whole_date(text) => {
                let message = format!("\"{text}\" is not how dates are written: year, month, day");
                self.fault(in_iso(Diagnostic::new(Code::BadDate, entry.place, message), &days));
                None
            }
            _ => {
                let message =
                    format!("`{}` must be {shape}, not {}", entry.key, found(entry.value));
                let fault = Diagnostic::new(Code::WrongType, entry.place, message);
                // `2025` and `20251231`
                let digits = self.slice(entry.place);
                let is_date = matches!(entry.value, DeValue::Integer(_))
                    && matches!(digits.len(), 4 | 8)
                    && digits.starts_with(['1', '2']);
                let days = is_date.then(|| whole_date(digits)).flatten().unwrap_or_default();
                self.fault(if days.is_empty() {
                    fault.label("write the day itself, year-month-day, such as 2025-10-31")
                } else {
                    in_iso(fault, &days)
                });
                None
            }
        }
    }

    /// Reads a unit of time among `units`.
    pub(crate) fn unit(&mut self, entry: &Entry<'_>, units: &[Unit]) -> Option<Unit> {
        let word = self.string(entry, "\"week\"")?;
        let found = units.iter().copied().find(|unit| unit_word(*unit) == word.value);
        if found.is_none() {
            let words: Vec<&str> = units.iter().copied().map(unit_word).collect();
            self.not_a_choice(&word, entry.key, &words);
        }
        found
    }

    pub(crate) fn not_a_choice(&mut self, word: &Located<String>, key: &str, words: &[&str]) {
        let list: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let message = format!("`{key}` can't be \"{}\"", word.value);
        let near = nearest(&word.value, words.iter().copied());
        let mut fault = Diagnostic::new(Code::NotAChoice, word.place, message).suggest(near);
        if near.is_none() {
            fault = fault.label(format!("write {}", list.join(", ")));
        }
        self.fault(fault.help(format!("allowed here: {}", list.join(", "))));
    }

    /// Reads the clock that `[scenario]` sets; `None` without a clock, or if it is faulty.
    pub(crate) fn read_clock(&mut self, section: &Section<'_>) -> Option<Clock> {
        let step = section.get("step");
        let unit = match step {
            Some(entry) => self.unit(entry, &[Unit::Day, Unit::Week, Unit::Month]),
            None => Some(Unit::Day),
        };
        let (as_of, until) = match (section.get("as_of"), section.get("until")) {
            (Some(as_of), Some(until)) => (self.date(as_of), self.date(until)),
            (Some(only), None) | (None, Some(only)) => {
                self.date(only);
                let missing = if only.key == "as_of" { "until" } else { "as_of" };
                let message = format!("the clock has `{}` but no `{missing}`", only.key);
                let fault = Diagnostic::new(Code::MissingKey, only.key_place, message);
                self.fault(fault.label(format!("add `{missing} = 2025-12-31`")));
                return None;
            }
            (None, None) => {
                if let Some(step) = step {
                    let message = "`step` needs a clock, and the scenario has none";
                    let fault = Diagnostic::new(Code::NoClock, step.key_place, message);
                    self.fault(fault.label("add `as_of` and `until`, or drop it"));
                }
                return None;
            }
        };
        self.ordered(as_of?, until?, unit?)
    }

    fn ordered(&mut self, as_of: Located<Date>, until: Located<Date>, step: Unit) -> Option<Clock> {
        if until.value <= as_of.value {
            let message = format!("the clock ends on {}, not after {}", until.value, as_of.value);
            self.fault(
                Diagnostic::new(Code::ClockOrder, until.place, message)
                    .label("`until` must be later than `as_of`")
                    .related(as_of.place, "the clock begins here"),
            );
            return None;
        }
        let steps = whole_steps(as_of.value, until.value, step);
        if steps > MOST_STEPS {
            let message = format!("the clock has {steps} steps; {MOST_STEPS} are the most");
            let label = if step == Unit::Month {
                "end earlier"
            } else {
                "end earlier, or take longer steps"
            };
            self.fault(Diagnostic::new(Code::TooManySteps, until.place, message).label(label));
            return None;
        }
        Some(Clock { as_of, until, step })
    }
}

/// The most dates of a calendar.
const MOST_DATES: usize = 100_000;
/// Words that `per`, `each` and `when` take for something else.
const TAKEN: [&str; 6] = ["day", "week", "month", "year", "step", "end"];

impl Reader<'_> {
    /// Reads `[calendar.…]`.
    pub(crate) fn calendar(
        &mut self,
        entry: &Entry<'_>,
        clock: Option<&Clock>,
    ) -> Option<Calendar> {
        if let Some(fault) = identifier_fault(entry.key, "a calendar", entry.key_place) {
            self.fault(fault);
        } else if TAKEN.contains(&entry.key) {
            let message = format!("`{}` can't be the name of a calendar", entry.key);
            self.fault(
                Diagnostic::new(Code::ReservedName, entry.key_place, message)
                    .help("`per`, `each` and `when` take the word for something else"),
            );
        }
        let section = self.named(entry, "calendar")?;
        self.allow(&section, &["dates", "csv", "every", "from", "until", "source", "because"]);
        self.grounds(&section, &crate::scenario::literal::Grounds::default());
        self.needs_clock(&section.what, entry.key_place);
        let listed = section.get("dates").or_else(|| section.get("csv"));
        let (dates, every) = match (listed, section.get("every")) {
            (Some(listed), _) => {
                let others = ["csv", "every", "from", "until"].map(|key| section.get(key));
                let mut others: Vec<&Entry> = others.into_iter().flatten().collect();
                others.retain(|other| other.key != listed.key);
                for other in &others {
                    self.clash(&section.what, listed, other);
                }
                (self.dates(listed).filter(|_| others.is_empty())?, None)
            }
            (None, Some(every)) => (self.every(&section, every, clock)?, Some(every)),
            (None, None) => {
                let message = format!("{} has neither `dates` nor `every`", section.what);
                let fault = Diagnostic::new(Code::MissingKey, section.place, message);
                self.fault(fault.label("add `dates = [ 2025-09-12 ]` or `every = \"2 weeks\"`"));
                return None;
            }
        };
        let every = every.and_then(|every| self.string(every, "\"2 weeks\""));
        Some(Calendar { name: entry.name(), dates, every })
    }

    /// Reads `dates`, a list in any order, or `csv`, a file with one.
    fn dates(&mut self, entry: &Entry<'_>) -> Option<Vec<Located<Date>>> {
        let faults = self.faults.len();
        let mut dates =
            if entry.key == "csv" { self.dates_beside(entry)? } else { self.list_of_dates(entry)? };
        if faults == self.faults.len() && (dates.is_empty() || dates.len() > MOST_DATES) {
            let message = if dates.is_empty() {
                "a calendar without dates".to_owned()
            } else {
                format!("a calendar has at most {MOST_DATES} dates")
            };
            let fault = Diagnostic::new(Code::WrongCount, entry.place, message);
            self.fault(fault.label("name its dates: [ 2025-09-12, 2025-10-10 ]"));
            return None;
        }
        dates.sort_by_key(|date| (date.value, date.place));
        for pair in dates.windows(2).filter(|pair| pair[0].value == pair[1].value) {
            let (first, again) = if pair[0].place.start < pair[1].place.start {
                (pair[0].place, pair[1].place)
            } else {
                (pair[1].place, pair[0].place)
            };
            let message = format!("{} is in this calendar twice", pair[0].value);
            self.fault(
                Diagnostic::new(Code::NameTwice, again, message)
                    .label("leave one of them out")
                    .related(first, "the first is here"),
            );
        }
        dates.dedup_by_key(|date| date.value);
        (faults == self.faults.len()).then_some(dates)
    }

    fn list_of_dates(&mut self, entry: &Entry<'_>) -> Option<Vec<Located<Date>>> {
        let DeValue::Array(items) = entry.value else {
            self.wrong_type(entry, "a list of dates", "[ 2025-09-12, 2025-10-10 ]");
            return None;
        };
        let mut dates = Vec::new();
        for item in &**items {
            let place = self.place(item.span());
            let item = Entry { key: entry.key, key_place: place, value: item.get_ref(), place };
            dates.extend(self.date(&item));
        }
        Some(dates)
    }

    /// Reads `every` with `from` and `until`, which are those of the clock if they are not given.
    fn every(
        &mut self,
        section: &Section<'_>,
        every: &Entry<'_>,
        clock: Option<&Clock>,
    ) -> Option<Vec<Located<Date>>> {
        let text = self.string(every, "\"2 weeks\"")?;
        let length = length(&text.value).filter(|(count, _)| *count >= 1.0 && count.fract() == 0.0);
        if length.is_none() {
            let message = format!("`every` can't be \"{}\"", text.value);
            self.fault(
                Diagnostic::new(Code::NotAChoice, text.place, message)
                    .label("write a whole number of days, weeks, months or years: \"2 weeks\""),
            );
        }
        let mut end = |key: &str| section.get(key).map(|entry| self.date(entry));
        let (from, until) = (end("from"), end("until"));
        let as_of = clock.map(|clock| clock.as_of.value);
        let last = clock.map(|clock| clock.until.value);
        let from = from.map_or(as_of, |from| Some(from?.value))?;
        let until = until.map_or(last, |until| Some(until?.value))?;
        let (count, unit) = length?;
        if until < from {
            let place = section
                .get("until")
                .or_else(|| section.get("from"))
                .map_or(every.place, |e| e.place);
            let message = format!("the calendar ends on {until}, before it begins on {from}");
            self.fault(Diagnostic::new(Code::ClockOrder, place, message));
            return None;
        }
        let mut dates = Vec::new();
        for k in 0..=MOST_DATES as i64 {
            let steps = k.saturating_mul(count as i64);
            let span = match unit {
                Unit::Day => jiff::Span::new().try_days(steps),
                Unit::Week => jiff::Span::new().try_weeks(steps),
                Unit::Month => jiff::Span::new().try_months(steps),
                Unit::Year => jiff::Span::new().try_years(steps),
            };
            let Some(date) = span.ok().and_then(|span| from.checked_add(span).ok()) else { break };
            if date > until {
                break;
            }
            if k == MOST_DATES as i64 {
                let message = format!("a calendar has at most {MOST_DATES} dates");
                self.fault(Diagnostic::new(Code::WrongCount, every.place, message));
                return None;
            }
            dates.push(Located::new(date, every.place));
        }
        Some(dates)
    }

    /// Reads the time that chances refer to.
    pub(crate) fn per(
        &mut self,
        entry: &Entry<'_>,
        as_of: Option<&Located<Date>>,
    ) -> Option<Located<Per>> {
        if let DeValue::Datetime(_) = entry.value {
            let date = self.date(entry)?;
            if let Some(as_of) = as_of.filter(|as_of| as_of.value >= date.value) {
                let message = format!("`per` is {}, not after the scenario's `as_of`", date.value);
                self.fault(
                    Diagnostic::new(Code::ClockOrder, date.place, message)
                        .label("the chances are those from `as_of` to a later day")
                        .related(as_of.place, "`as_of` is here"),
                );
                return None;
            }
            return Some(Located::new(Per::Until(date.value), date.place));
        }
        if let DeValue::String(text) = entry.value
            && text.trim().parse::<Date>().is_ok()
        {
            self.date(entry);
            return None;
        }
        let word = self.string(entry, "\"month\"")?;
        let read = if let Some((count, unit)) = length(&word.value) {
            Per::Time(count, unit)
        } else if self.calendars.contains(&word.value) {
            Per::Dates(word.value)
        } else {
            let calendars = std::mem::take(&mut self.calendars);
            let mut words = vec!["day", "week", "month", "year", "10 months"];
            words.extend(calendars.iter().map(String::as_str));
            self.not_a_choice(&word, entry.key, &words);
            self.calendars = calendars;
            return None;
        };
        Some(Located::new(read, entry.place))
    }

    /// Reads the name of a calendar.
    pub(crate) fn calendar_name(
        &mut self,
        word: Located<String>,
        key: &str,
    ) -> Option<Located<String>> {
        if self.calendars.contains(&word.value) {
            return Some(word);
        }
        let calendars = std::mem::take(&mut self.calendars);
        let mut words = if key == "each" { vec!["step"] } else { Vec::new() };
        words.extend(calendars.iter().map(String::as_str));
        self.not_a_choice(&word, key, &words);
        self.calendars = calendars;
        None
    }
}

/// A number of units of time above 0: `month`, `10 months`.
pub(crate) fn length(text: &str) -> Option<(f64, Unit)> {
    let unit = |word: &str| Unit::of(word);
    let mut words = text.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(word), None, _) => Some((1.0, unit(word).filter(|u| unit_word(*u) == word)?)),
        (Some(count), Some(word), None) => {
            let is_plain = count.bytes().all(|c| c.is_ascii_digit() || c == b'.');
            let count: f64 = count.parse().ok().filter(|count| is_plain && *count > 0.0)?;
            Some((count, unit(word)?)).filter(|(count, _)| count.is_finite())
        }
        _ => None,
    }
}

/// The number of steps from one day to another; the last one may be shorter.
fn whole_steps(as_of: Date, until: Date, step: Unit) -> i64 {
    let days = i64::from((until - as_of).get_days());
    match step {
        Unit::Day => days,
        Unit::Week => (days + 6) / 7,
        Unit::Month | Unit::Year => {
            let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
            months(until) - months(as_of) + i64::from(until.day() > as_of.day())
        }
    }
}

/// The word for a unit in the file.
pub(crate) fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Year => "year",
    }
}
