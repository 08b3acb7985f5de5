//! The reader of `[scenario]`, and of `[report]` and `[confidence]`, which are about the page.

mod yardstick;

use super::walk::{Reader, Section};
use crate::diagnostic::{Code, Diagnostic, Located, Place, nearest};
use crate::scenario::literal::Grounds;
use crate::scenario::reporting::{Confidence, Level, Reporting, SECTIONS};
use crate::scenario::tree::Scenario;
use toml::de::DeValue;

/// Words that people write for levels of confidence, with those levels.
const LEVEL_ALIASES: [(&str, &str); 3] =
    [("medium", "moderate"), ("middle", "moderate"), ("strong", "high")];

impl Reader<'_> {
    /// Reads `[scenario]`; returns the grounds that it gives to all numbers.
    pub(super) fn head_into(&mut self, scenario: &mut Scenario, root: &Section<'_>) -> Grounds {
        let mut outer = Grounds::default();
        if let Some(head) = root.get("scenario")
            && let Some(head) = self.section(head, "`[scenario]`", "a table headed [scenario]")
        {
            const KEYS: [&str; 10] = [
                "title",
                "author",
                "yardstick",
                "as_of",
                "until",
                "step",
                "today",
                "watched",
                "source",
                "because",
            ];
            self.allow(&head, &KEYS);
            outer = self.grounds(&head, &outer);
            scenario.title = self.maybe_string(&head, "title", "\"Will they meet?\"");
            scenario.author = self.maybe_string(&head, "author", "\"A. Analyst\"");
            if let Some(yardstick) = head.get("yardstick") {
                self.yardstick = self.yardstick(yardstick).unwrap_or_default();
                scenario.yardstick = self.yardstick.clone();
            }
            scenario.clock = self.read_clock(&head);
            scenario.clock_unread = self.clock && scenario.clock.is_none();
            self.days_into(scenario, &head);
        }
        outer
    }

    /// Reads the tables that are about the page and its author.
    pub(super) fn page_into(&mut self, scenario: &mut Scenario, root: &Section<'_>) {
        if let Some(entry) = root.get("confidence")
            && let Some(own) = self.section(entry, "`[confidence]`", "a table headed [confidence]")
        {
            scenario.confidence = self.confidence(&own);
        }
        if let Some(entry) = root.get("report")
            && let Some(own) = self.section(entry, "`[report]`", "a table headed [report]")
        {
            scenario.reporting = self.reporting(&own);
        }
    }

    /// Reads `over_time = true`.
    pub(super) fn over_time(&mut self, section: &Section<'_>) -> Option<Place> {
        let entry = section.get("over_time")?;
        let DeValue::Boolean(is_wanted) = entry.value else {
            self.wrong_type(entry, "true or false", "over_time = true");
            return None;
        };
        if *is_wanted && !self.clock {
            let message = "`over_time` needs a clock, and the scenario has none";
            let fault = Diagnostic::new(Code::NoClock, entry.key_place, message);
            self.fault(
                fault.help(
                    "a clock is `as_of = 2025-08-20` and `until = 2025-12-31` in `[scenario]`",
                ),
            );
        }
        is_wanted.then_some(entry.key_place)
    }

    /// Reads the confidence in the answer to a question.
    pub(super) fn confidence_of(&mut self, section: &Section<'_>) -> Option<Confidence> {
        let entry = section.get("confidence")?;
        let what = format!("the confidence of {}", section.what);
        let own = self.section(entry, what, "{ level = \"moderate\" }")?;
        self.confidence(&own)
    }

    fn confidence(&mut self, section: &Section<'_>) -> Option<Confidence> {
        self.allow(section, &["level", "because"]);
        let because = self.maybe_string(section, "because", "one sentence");
        let level = self.need(section, "level", "`level = \"moderate\"`")?;
        let word = self.string(level, "\"moderate\"")?;
        let Some(level) = Level::of(&word.value) else {
            let alias = LEVEL_ALIASES.iter().find(|(alias, _)| *alias == word.value);
            match alias {
                Some((_, meant)) => {
                    let message = format!("`level` can't be \"{}\"", word.value);
                    let fault = Diagnostic::new(Code::NotAChoice, word.place, message);
                    self.fault(fault.suggest(Some(meant)));
                }
                None => self.not_a_choice(&word, "level", &Level::WORDS),
            }
            return None;
        };
        Some(Confidence { level, because })
    }

    fn reporting(&mut self, section: &Section<'_>) -> Reporting {
        self.allow(section, &["headline", "sections", "text", "hide"]);
        let text = self.maybe_string(section, "text", "\"In one paragraph: …\"");
        Reporting {
            headline: self.headline(section),
            sections: self.sections_picked(section),
            text,
            hidden: self.hidden(section),
        }
    }

    fn headline(&mut self, section: &Section<'_>) -> Vec<Located<String>> {
        let Some(entry) = section.get("headline") else { return Vec::new() };
        let names = self.strings(entry, "[\"meet_by_december\"]").unwrap_or_default();
        for name in &names {
            if !self.questions.contains(&name.value) {
                let near = nearest(&name.value, self.questions.iter().map(String::as_str));
                let message = format!("no question is called `{}`", name.value);
                let fault = Diagnostic::new(Code::UnknownQuestion, name.place, message);
                self.fault(fault.suggest(near));
            }
        }
        names
    }

    fn sections_picked(&mut self, section: &Section<'_>) -> Vec<Located<String>> {
        let Some(entry) = section.get("sections") else { return Vec::new() };
        let example = "[\"headline\", \"when\", \"method\"]";
        let names = self.strings(entry, example).unwrap_or_default();
        let mut picked: Vec<Located<String>> = Vec::new();
        for name in names {
            if !SECTIONS.contains(&name.value.as_str()) {
                self.not_a_choice(&name, "sections", &SECTIONS);
            } else if let Some(first) = picked.iter().find(|known| known.value == name.value) {
                let message = format!("the section `{}` is picked twice", name.value);
                let fault = Diagnostic::new(Code::NameTwice, name.place, message);
                self.fault(fault.label("drop one").related(first.place, "it is picked here"));
            } else {
                picked.push(name);
            }
        }
        picked
    }

    /// Reads the sources that are withheld: `hide = ["source.not_friends"]`.
    fn hidden(&mut self, section: &Section<'_>) -> Vec<Located<String>> {
        let Some(entry) = section.get("hide") else { return Vec::new() };
        let names = self.strings(entry, "[\"source.not_friends\"]").unwrap_or_default();
        let mut hidden = Vec::new();
        for name in names {
            let Some(source) = name.value.strip_prefix("source.") else {
                let known: Vec<String> =
                    self.sources.iter().map(|source| format!("source.{source}")).collect();
                let near = known.iter().find(|known| known.ends_with(&format!(".{}", name.value)));
                let message = format!("`hide` withholds sources, and `{}` is none", name.value);
                let fault = Diagnostic::new(Code::NotAChoice, name.place, message);
                let fault = fault.suggest(near.map(String::as_str));
                self.fault(
                    fault.help("a source is named as in its header: \"source.not_friends\""),
                );
                continue;
            };
            if self.sources.iter().any(|known| known == source) {
                hidden.push(Located::new(source.to_owned(), name.place));
                continue;
            }
            let near = nearest(source, self.sources.iter().map(String::as_str));
            let near = near.map(|near| format!("source.{near}"));
            let message = format!("no source is called `{source}`");
            let fault = Diagnostic::new(Code::UnknownSource, name.place, message);
            self.fault(fault.suggest(near.as_deref()));
        }
        hidden
    }
}
