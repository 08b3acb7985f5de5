//! The reader of news: `[[news]]`, and `today` and `watched` of `[scenario]`.

use super::walk::{Entry, Reader, Section, found};
use crate::diagnostic::{Code, Diagnostic, FileId, Located, Sources};
use crate::scenario::admit::top;
use crate::scenario::literal::Grounds;
use crate::scenario::news::{Learnt, Likelier, News};
use crate::scenario::syntax::mend;
use crate::scenario::tree::Scenario;
use toml::de::{DeTable, DeValue};

/// The keys that say what was learnt, of which a piece of news has one.
const SAID: [&str; 3] = ["is", "happened", "heard"];
/// All keys of a piece of news.
const KEYS: [&str; 7] = ["on", "is", "happened", "heard", "likelier", "source", "because"];
/// The example in messages about lists of news.
const HEADER: &str = "a table headed [[news]] for each piece of news";

/// The tables of a file of news.
const TABLES: [&str; 3] = ["scenario", "source", "news"];

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
            let before = std::mem::take(&mut scenario.watched);
            let today = scenario.today.take();
            self.days_into(scenario, &head);
            scenario.today = scenario.today.take().or(today);
            scenario.watched.splice(0..0, before);
        }
        for entry in &self.kind(root, "source") {
            let known = scenario.sources.iter().find(|known| known.name.value == entry.key);
            if let Some(known) = known {
                let message = format!("the source `{}` is described twice", entry.key);
                self.fault(
                    Diagnostic::new(Code::NameTwice, entry.key_place, message)
                        .label("drop this one, or give it another name")
                        .related(known.name.place, "the scenario describes it here"),
                );
            }
            self.sources.push(entry.key.to_owned());
            let read = self.source(entry);
            scenario.sources.extend(read);
        }
        self.news_into(scenario, root);
    }

    /// Reads the day and the watched processes that `[scenario]` gives.
    pub(super) fn days_into(&mut self, scenario: &mut Scenario, head: &Section<'_>) {
        scenario.today = head.get("today").and_then(|today| self.date(today));
        if let Some(watched) = head.get("watched") {
            scenario.watched = self.strings(watched, "[\"talks\"]").unwrap_or_default();
        }
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
        for section in &self.sections(entry, "this news", HEADER) {
            let read = self.news(section);
            scenario.news.extend(read);
        }
    }

    fn news(&mut self, section: &Section<'_>) -> Option<News> {
        self.allow(section, &KEYS);
        let grounds = self.grounds(section, &Grounds::default());
        let on = self.need(section, "on", "`on = 2025-08-28`");
        let on = on.and_then(|on| self.date(on));
        let learnt = self.learnt(section);
        Some(News {
            on: on?,
            learnt: learnt?,
            source: grounds.source,
            because: grounds.because,
            place: section.place,
        })
    }

    fn learnt(&mut self, section: &Section<'_>) -> Option<Learnt> {
        let said: Vec<&Entry<'_>> =
            section.entries.iter().filter(|entry| SAID.contains(&entry.key)).collect();
        let is_led = SAID.iter().any(|key| self.is_led(section, key));
        if said.is_empty() && !is_led {
            let message = "this news says nothing: it has no `is`, `happened` or `heard`";
            let fault = Diagnostic::new(Code::MissingKey, section.place, message);
            self.fault(fault.label("add `is = \"talks == ministers\"`"));
        }
        if let [first, second, ..] = said[..] {
            let message = format!("this news has both `{}` and `{}`", first.key, second.key);
            self.fault(
                Diagnostic::new(Code::KeysClash, second.key_place, message)
                    .label("keep one of them")
                    .related(first.key_place, "the other is here")
                    .help("write a `[[news]]` of its own for each"),
            );
        }
        let written: Vec<_> = said.iter().map(|entry| (entry.key, self.written(entry))).collect();
        let likelier = section.get("likelier");
        let read = likelier.map(|likelier| self.likelier(likelier));
        let [(key, ref written)] = written[..] else { return None };
        if key == "heard" {
            if likelier.is_none() && !self.is_led(section, "likelier") {
                let message = "this report has no `likelier`";
                let fault = Diagnostic::new(Code::MissingKey, section.place, message);
                self.fault(fault.label("add `likelier = 3`").help(
                    "how many times likelier the report is to be heard where it is true than where it is not",
                ));
            }
            return Some(Learnt::Heard(written.clone()?, read??));
        }
        if let Some(likelier) = likelier {
            let message = format!("`likelier` belongs to `heard`, and this news has `{key}`");
            self.fault(
                Diagnostic::new(Code::KeysClash, likelier.key_place, message)
                    .label("drop it, or write `heard`")
                    .help(format!("`{key}` is certain: nothing remains to be likelier")),
            );
        }
        let written = written.clone()?;
        Some(if key == "is" { Learnt::Is(written) } else { Learnt::Happened(written) })
    }

    /// Reads `likelier`: a ratio, or a table of ratios.
    fn likelier(&mut self, entry: &Entry<'_>) -> Option<Likelier> {
        if !matches!(entry.value, DeValue::Table(_)) {
            return self.ratio(entry).map(Likelier::Ratio);
        }
        let section = self.section(entry, "`likelier`", "3")?;
        let ratios: Vec<_> =
            section.entries.iter().map(|entry| (entry.name(), self.ratio(entry))).collect();
        if ratios.is_empty() {
            let fault =
                Diagnostic::new(Code::WrongCount, entry.place, "`likelier` names no outcome");
            self.fault(fault.label("name at least one: { press_moscow = 3 }"));
            return None;
        }
        let ratios = ratios.into_iter().map(|(name, ratio)| Some((name, ratio?)));
        Some(Likelier::ByOutcome(ratios.collect::<Option<_>>()?, entry.place))
    }

    /// Reads a ratio above 0.
    fn ratio(&mut self, entry: &Entry<'_>) -> Option<Located<f64>> {
        let number = match entry.value {
            DeValue::Integer(_) | DeValue::Float(_) => {
                self.slice(entry.place).replace('_', "").parse::<f64>().ok()
            }
            _ => {
                let message =
                    format!("`{}` must be a number, not {}", entry.key, found(entry.value));
                let fault = Diagnostic::new(Code::WrongType, entry.place, message);
                self.fault(fault.label("write 3, or 0.5 for a report that speaks against it"));
                return None;
            }
        };
        let ratio = number.filter(|ratio| ratio.is_finite() && *ratio > 0.0);
        if ratio.is_none() {
            let written = self.slice(entry.place);
            let message = format!("a report can't be {written} times likelier to be heard");
            self.fault(
                Diagnostic::new(Code::Likelier, entry.place, message)
                    .label("write a number above 0: 3, or 0.5 where it speaks against it")
                    .help("`is` says that something holds, `is = \"not …\"` that it does not"),
            );
        }
        ratio.map(|ratio| Located::new(ratio, entry.place))
    }
}
