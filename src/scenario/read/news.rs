//! The reader of news: `[[news]]`, and `today` and `watched` of `[scenario]`.

mod likelier;
mod twice;

use super::walk::{Entry, Reader, Section, found};
use crate::diagnostic::{Code, Diagnostic, FileId, Located, Place, Repair, Sources};
use crate::formula::nfc;
use crate::scenario::admit::top;
use crate::scenario::example::{Example, example, first_outcome};
use crate::scenario::literal::Grounds;
use crate::scenario::literal::Source;
use crate::scenario::news::{Learnt, Likelier, News, Partial, Watched};
use crate::scenario::syntax::mend;
use crate::scenario::tree::Scenario;
use crate::scenario::written::Written;
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

/// The keys that say what was learnt, of which a piece of news has one.
const SAID: [&str; 3] = ["is", "happened", "heard"];
/// All keys of a piece of news.
const KEYS: [&str; 7] = ["on", "is", "happened", "heard", "likelier", "source", "because"];
/// The example in messages about lists of news.
const HEADER: &str = "a table headed [[news]] for each piece of news";

/// The tables of a file of news.
const TABLES: [&str; 3] = ["scenario", "source", "news"];

/// The place of the first key in a file that holds news and what belongs to it alone.
pub(super) fn file_of_news(root: &Section<'_>) -> Option<Place> {
    let is_of_news = |entry: &&Entry<'_>| ["scenario", "source", "news"].contains(&entry.key);
    let head = root.get("scenario").and_then(|head| head.value.as_table());
    let is_head = |key: &str| ["today", "watched"].contains(&key);
    let has_news = root.has("news") || head.is_some_and(|head| !head.is_empty());
    let is_it = has_news
        && root.entries.iter().all(|entry| is_of_news(&entry))
        && head.is_none_or(|head| head.keys().all(|key| is_head(key.get_ref())));
    is_it.then(|| root.entries.first().map(|entry| entry.key_place)).flatten()
}

/// Adds the news in `file`, its sources, its day and what it watches to a scenario; returns every fault. Such a file
/// holds nothing else.
pub fn add_news(scenario: &mut Scenario, sources: &Sources, file: FileId) -> Vec<Diagnostic> {
    let text = sources.text(file);
    let mended = mend(text, file);
    let (document, _) = DeTable::parse_recoverable(&mended.text);
    let mut reader = Reader {
        sources: scenario.sources.iter().map(|source| source.name.value.clone()).collect(),
        clock: scenario.clock.is_some() || scenario.clock_unread,
        ..Reader::new(text, file)
    };
    let root = reader.entries(document.get_ref(), top(file), "a file of news");
    reader.file_of_news(scenario, &root);
    scenario.leaned_on.append(&mut reader.leaned_on);
    let mut faults = reader.faults;
    faults.extend(twice::faults(scenario, sources, file));
    faults.retain(|fault| mended.stands(fault));
    faults.extend(mended.faults);
    faults.sort_by_key(|fault| fault.place.map(|place| (place.start, place.end)));
    faults
}

impl Reader<'_> {
    /// Reads a file of news into a scenario.
    fn file_of_news(&mut self, scenario: &mut Scenario, root: &Section<'_>) {
        for entry in root.entries.iter().filter(|entry| !TABLES.contains(&entry.key)) {
            let message = format!("`{}` does not belong in a file of news", entry.key);
            self.fault(
                Diagnostic::new(Code::UnknownKey, entry.key_place, message)
                    .label("it belongs in the scenario")
                    .help("a file of news holds `[[news]]`, `[source]`, and `today` and `watched` of `[scenario]`"),
            );
        }
        if let Some(head) = root.get("scenario")
            && let Some(head) = self.section(head, "`[scenario]`", "a table headed [scenario]")
        {
            self.allow(&head, &["today", "watched"]);
            let before = scenario.today.take();
            self.days_into(scenario, &head);
            if let (Some(before), Some(today)) = (&before, &scenario.today)
                && before.place.file != scenario.file
                && before.value != today.value
            {
                let message = format!(
                    "two files of news say what today is: {} and {}",
                    before.value, today.value
                );
                self.fault(
                    Diagnostic::new(Code::KeysClash, today.place, message)
                        .write(before.value.to_string())
                        .related(before.place, "the other is here")
                        .help("or drop one of them, or give `--today DATE`"),
                );
            }
            scenario.today = scenario.today.take().or(before);
        }
        for entry in &self.kind(root, "source") {
            self.sources.push(entry.key.to_owned());
            let Some(read) = self.source(entry) else { continue };
            let known = scenario.sources.iter().find(|known| known.name.value == read.name.value);
            match known {
                None => scenario.sources.push(read),
                // files of several days describe it alike
                Some(known) if is_same(known, &read) => {}
                Some(known) => {
                    let message = format!("the source `{}` is described twice", entry.key);
                    let fault = Diagnostic::new(Code::NameTwice, entry.key_place, message)
                        .label("describe it alike, drop this one, or give it another name")
                        .related(known.name.place, "it is described here");
                    self.fault(fault);
                }
            }
        }
        self.news_into(scenario, root);
    }

    /// Reads the day and the watched processes that `[scenario]` gives.
    pub(super) fn days_into(&mut self, scenario: &mut Scenario, head: &Section<'_>) {
        scenario.today = head.get("today").and_then(|today| self.date(today));
        if let Some(watched) = head.get("watched") {
            self.watched_into(scenario, watched);
        }
    }

    /// Reads the list of processes that are watched; those that can be read count.
    fn watched_into(&mut self, scenario: &mut Scenario, entry: &Entry<'_>) {
        let process = example(scenario).process;
        let DeValue::Array(items) = entry.value else {
            let message =
                format!("`watched` must be a list of processes, not {}", found(entry.value));
            let fault = Diagnostic::new(Code::WrongType, entry.place, message);
            self.fault(match (entry.value, process) {
                (DeValue::String(_), _) => fault.write(format!("[{}]", self.slice(entry.place))),
                (_, Some(process)) => fault.write(format!("[\"{process}\"]")),
                (_, None) => fault.write("[]"),
            });
            return;
        };
        for item in &**items {
            let place = self.place(item.span());
            let whole = self.with_comma(place);
            if let DeValue::String(name) = item.get_ref() {
                let name = Located::new(nfc(name).into_owned(), place);
                scenario.watched.push(Watched { name, whole });
                continue;
            }
            let message =
                format!("`watched` lists names of processes, not {}", found(item.get_ref()));
            let fault = Diagnostic::new(Code::WrongType, place, message).label("drop it");
            let fault = match &process {
                Some(name) => fault.help(format!("a name is a text: `[\"{name}\"]`")),
                None => fault,
            };
            self.fault(fault.repair(Repair::new(whole, "")));
        }
    }

    /// The place of an item of a list with the comma after it.
    fn with_comma(&self, place: Place) -> Place {
        let after = &self.text[place.end as usize..];
        let gap = after.len() - after.trim_start().len();
        let end = place.end as usize + if after[gap..].starts_with(',') { gap + 1 } else { 0 };
        self.place(place.start as usize..end)
    }

    /// Reads every `[[news]]`.
    pub(super) fn news_into(&mut self, scenario: &mut Scenario, root: &Section<'_>) {
        let Some(entry) = root.get("news") else { return };
        if let DeValue::Table(_) = entry.value {
            let message = "`news` is a list of tables, one for each piece of news";
            let fault = Diagnostic::new(Code::WrongType, entry.place, message);
            self.fault(fault.label("write [[news]], without a name"));
            return;
        }
        let example = example(scenario);
        for section in &self.sections(entry, "this news", HEADER) {
            match self.news(section, scenario, &example) {
                Ok(news) => scenario.news.push(news),
                Err(partial) => scenario.partial_news.push(partial),
            }
        }
    }

    fn news(
        &mut self,
        section: &Section<'_>,
        scenario: &Scenario,
        example: &Example,
    ) -> Result<News, Partial> {
        self.allow(section, &KEYS);
        let grounds = self.grounds(section, &Grounds::default());
        let on = if let Some(on) = section.get("on") {
            self.day(on, example)
        } else {
            self.lacks(section, "on", "this news has no `on`", &format!("on = {}", example.day));
            None
        };
        let before = self.faults.len();
        let learnt = self.learnt(section, scenario, example);
        let is_whole = self.faults.len() == before;
        let ((learnt, key), on) = match (learnt, on) {
            (Some(learnt), Some(on)) if is_whole => (learnt, on),
            (learnt, on) => return Err(Partial { on, learnt }),
        };
        Ok(News {
            on,
            learnt,
            source: grounds.source,
            because: grounds.because,
            place: section.place,
            key,
            whole: self.whole(section),
        })
    }

    /// The place of a piece of news from its header to its last value, or of its braces with the comma after them.
    fn whole(&self, section: &Section<'_>) -> Place {
        if self.is_inline(section) {
            return self.with_comma(section.place);
        }
        section.entries.iter().fold(section.place, |whole, entry| whole.to(entry.place))
    }

    fn is_inline(&self, section: &Section<'_>) -> bool {
        self.slice(section.place).starts_with('{')
    }

    /// Reports a key that is missing, which is repaired by `line`.
    fn lacks(&mut self, section: &Section<'_>, key: &str, message: &str, line: &str) {
        if self.is_led(section, key) {
            return;
        }
        let place = section.place;
        let repair = if self.is_inline(section) {
            let comma = if section.entries.is_empty() { "" } else { "," };
            let inside = place.start as usize + 1;
            Repair::new(self.place(inside..inside), format!(" {line}{comma}"))
        } else {
            let end = place.end as usize;
            Repair::new(self.place(end..end), format!("\n{line}"))
        };
        let fault = Diagnostic::new(Code::MissingKey, place, message);
        let fault = fault.label(format!("add `{line}`")).repair(repair);
        self.fault(match key {
            "likelier" => fault.help(
                "how many times likelier the report is to be heard where it is true than where it is not",
            ),
            _ => fault,
        });
    }

    /// Reads the day of a piece of news.
    fn day(&mut self, entry: &Entry<'_>, example: &Example) -> Option<Located<Date>> {
        let before = self.faults.len();
        let day = self.date(entry);
        // what is no day at all is told by a day of this scenario
        for fault in self.faults[before..].iter_mut().filter(|fault| fault.repairs.is_empty()) {
            fault.propose(&[(example.day.clone(), String::new())]);
        }
        day
    }

    /// Reads what a piece of news says, with the place of its key.
    fn learnt(
        &mut self,
        section: &Section<'_>,
        scenario: &Scenario,
        example: &Example,
    ) -> Option<(Learnt, Place)> {
        let said: Vec<&Entry<'_>> =
            section.entries.iter().filter(|entry| SAID.contains(&entry.key)).collect();
        let is_led = SAID.iter().any(|key| self.is_led(section, key));
        if said.is_empty() && !is_led {
            let message = "this news says nothing: it has no `is`, `happened` or `heard`";
            // a likelihood belongs to a report
            let key = if section.has("likelier") { "heard" } else { "is" };
            self.lacks(section, key, message, &format!("{key} = \"{}\"", example.said));
        }
        if let [first, second, ..] = said[..] {
            let message = format!("this news has both `{}` and `{}`", first.key, second.key);
            let fault = Diagnostic::new(Code::KeysClash, second.key_place, message)
                .label("keep one of them")
                .related(first.key_place, "the other is here")
                .help("write a `[[news]]` of its own for each");
            // a ratio needs its report
            let is_kept = |entry: &Entry<'_>| entry.key == "heard" && section.has("likelier");
            let dropped = if is_kept(second) { first } else { second };
            let line = dropped.key_place.to(dropped.place);
            let is_inline = self.is_inline(section);
            let repairs = (!is_inline).then(|| Repair::new(line, ""));
            self.fault(repairs.into_iter().fold(fault, Diagnostic::repair));
        }
        let mut read = Vec::new();
        for entry in &said {
            let before = self.faults.len();
            let written = self.written(entry, &format!("\"{}\"", example.said));
            // an empty text is told by a condition of this scenario
            if entry.value.as_str().is_some_and(|text| text.trim().is_empty()) {
                for fault in self.faults[before..].iter_mut().filter(|own| own.repairs.is_empty()) {
                    fault.propose(&[(example.said.clone(), String::new())]);
                }
            }
            read.push((entry.key, entry.key_place, written));
        }
        let likelier = section.get("likelier");
        let ratios = likelier.map(|likelier| {
            let name = said.first().and_then(|entry| entry.value.as_str()).unwrap_or_default();
            self.likelier(likelier, first_outcome(scenario, name.trim()))
        });
        let [(key, key_place, ref written)] = read[..] else { return None };
        if key == "heard" {
            if likelier.is_none() {
                self.lacks(section, "likelier", "this report has no `likelier`", "likelier = 3");
            }
            let written = written.clone()?;
            let likelier = ratios.flatten().unwrap_or_else(|| unread(&written, likelier));
            return Some((Learnt::Heard(written, likelier), key_place));
        }
        if let Some(likelier) = likelier {
            let message = format!("`likelier` belongs to `heard`, and this news has `{key}`");
            self.fault(
                Diagnostic::new(Code::KeysClash, likelier.key_place, message)
                    .label("drop it, or write `heard`")
                    .help(format!("`{key}` is certain: nothing remains to be likelier"))
                    .repair(Repair::new(key_place, "heard")),
            );
        }
        let written = written.clone()?;
        let learnt = if key == "is" { Learnt::Is(written) } else { Learnt::Happened(written) };
        Some((learnt, key_place))
    }
}

/// Ratios in place of those that can't be read, with which the formula is checked as far as it can be.
fn unread(written: &Written, likelier: Option<&Entry<'_>>) -> Likelier {
    match likelier {
        Some(entry) if matches!(entry.value, DeValue::Integer(_) | DeValue::Float(_)) => {
            Likelier::Ratio(Located::new(1.0, entry.place))
        }
        _ => Likelier::ByOutcome(Vec::new(), written.expr.place),
    }
}

/// Whether two sources are described alike.
fn is_same(one: &Source, other: &Source) -> bool {
    let text = |text: &Option<Located<String>>| text.as_ref().map(|text| text.value.clone());
    let texts = |source: &Source| [text(&source.title), text(&source.url), text(&source.note)];
    let date = |source: &Source| source.date.as_ref().map(|date| date.value);
    texts(one) == texts(other) && date(one) == date(other)
}
