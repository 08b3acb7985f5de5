//! The reader: the text of a file to a [`Scenario`], with every fault at once. Only sources, experts and questions
//! are looked up.

mod questions;

use super::chance::Meaning;
use super::groups::{Around, Beside, Each};
use super::news::file_of_news;
use super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, FileId, Located, Place, Sources, nearest};
use crate::scenario::admit::top;
use crate::scenario::foreign::by_shape;
use crate::scenario::literal::{Expert, Grounds, Source};
use crate::scenario::names::{identifier_fault, path_piece, variable_fault};
use crate::scenario::syntax::{KINDS, mend};
use crate::scenario::tree::Scenario;
use std::collections::{BTreeMap, BTreeSet};
use toml::de::{DeTable, DeValue};

/// Keys of `[scenario]` that people write above every table.
const SCENARIO_KEYS: &[&str] = &["title", "author", "as_of", "until", "step", "today", "watched"];
/// Words that people write for kinds, with those kinds.
const KIND_ALIASES: &[(&str, &str)] = &[
    ("decision", "choice"),
    ("variable", "event"),
    ("number", "quantity"),
    ("reference", "source"),
    ("ask", "question"),
    ("answer", "resolution"),
    ("clock", "scenario"),
    ("meta", "scenario"),
];

/// The kinds of tables that describe variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Definition,
    Parameter,
    Choice,
    Event,
    Process,
    Series,
    Quantity,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Definition,
        Self::Parameter,
        Self::Choice,
        Self::Event,
        Self::Process,
        Self::Series,
        Self::Quantity,
    ];

    /// The key of its tables.
    fn key(self) -> &'static str {
        if self == Self::Definition { "define" } else { self.word() }
    }

    fn word(self) -> &'static str {
        ["definition", "parameter", "choice", "event", "process", "series", "quantity"]
            [self as usize]
    }

    fn with_article(self) -> String {
        format!("{} {}", if self == Self::Event { "an" } else { "a" }, self.word())
    }
}

/// Reads the scenario in `file`: everything that can be read, and every fault, in the order of the file. The scenario
/// is usable only if there are no faults.
pub fn read(sources: &Sources, file: FileId) -> (Scenario, Vec<Diagnostic>) {
    read_beside(sources, file, &Beside::default())
}

/// Reads the scenario in `file`, which may name files that lie beside it.
pub fn read_beside(
    sources: &Sources,
    file: FileId,
    beside: &Beside,
) -> (Scenario, Vec<Diagnostic>) {
    let text = sources.text(file);
    let mended = mend(text, file);
    let (document, _) = DeTable::parse_recoverable(&mended.text);
    let mut reader = Reader {
        sources: names_of(document.get_ref(), "source"),
        experts: names_of(document.get_ref(), "expert"),
        questions: names_of(document.get_ref(), "question"),
        calendars: names_of(document.get_ref(), "calendar"),
        clock: has_clock(document.get_ref()),
        around: Around::of(document.get_ref(), beside, sources, file),
        ..Reader::new(text, file)
    };
    let root = reader.entries(document.get_ref(), top(file), "a scenario file");
    if let Some(first) = file_of_news(&root) {
        let message = "this is a file of news, and not a scenario";
        let help = "give it beside its scenario: `foretell check SCENARIO --news FILE`";
        let fault = Diagnostic::new(Code::Foreign, first, message).help(help);
        return (Scenario::empty(file), vec![fault]);
    }
    let mut scenario = reader.scenario(&root);
    scenario.unread.extend(misnamed(document.get_ref(), file));
    let mut faults = reader.faults;
    faults.retain(|fault| mended.stands(fault));
    faults.extend(mended.faults);
    faults.sort_by_key(|fault| fault.place.map(|place| (place.start, place.end)));
    faults.dedup();
    if faults.iter().any(|fault| fault.code == Code::Syntax)
        && let Some((message, help)) = by_shape(text)
    {
        let start = text.len() - text.trim_start().len();
        let first = text[start..].chars().next().map_or(0, char::len_utf8);
        let place = Place::new(file, start..start + first);
        faults = vec![Diagnostic::new(Code::Foreign, place, message).help(help)];
    }
    (scenario, faults)
}

/// The names in tables of unknown kinds, such as `[events.a]`.
fn misnamed(document: &DeTable<'_>, file: FileId) -> Vec<Located<String>> {
    let unknown = document.iter().filter(|(key, _)| !KINDS.contains(&&**key.get_ref()));
    let tables = unknown.filter_map(|(_, value)| value.get_ref().as_table());
    let name = |key: &toml::Spanned<std::borrow::Cow<'_, str>>| {
        Located::new(key.get_ref().to_string(), Place::new(file, key.span()))
    };
    tables.flat_map(|table| table.keys().map(name)).collect()
}

fn names_of(document: &DeTable<'_>, kind: &str) -> Vec<String> {
    let tables = document.get(kind).and_then(|value| value.get_ref().as_table());
    tables.map_or_else(Vec::new, |t| t.keys().map(|key| key.get_ref().to_string()).collect())
}

/// The names of the variables that could be read.
fn names_read(scenario: &Scenario) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = scenario.memberships.groups.keys().cloned().collect();
    names.extend(scenario.definitions.iter().map(|definition| definition.name.value.clone()));
    names.extend(scenario.parameters.iter().map(|parameter| parameter.name.value.clone()));
    names.extend(scenario.choices.iter().map(|choice| choice.name.value.clone()));
    names.extend(scenario.events.iter().map(|event| event.name.value.clone()));
    names.extend(scenario.processes.iter().map(|process| process.name.value.clone()));
    names.extend(scenario.series.iter().map(|series| series.name.value.clone()));
    names.extend(scenario.quantities.iter().map(|quantity| quantity.name.value.clone()));
    names
}

fn has_clock(document: &DeTable<'_>) -> bool {
    let scenario = document.get("scenario").and_then(|value| value.get_ref().as_table());
    scenario.is_some_and(|table| table.contains_key("as_of") || table.contains_key("until"))
}

impl Reader<'_> {
    fn scenario(&mut self, root: &Section<'_>) -> Scenario {
        let mut scenario = Scenario::empty(self.file);
        self.kinds(root);
        let outer = self.head_into(&mut scenario, root);
        self.page_into(&mut scenario, root);
        for entry in &self.kind(root, "calendar") {
            let read = self.calendar(entry, scenario.clock.as_ref());
            scenario.calendars.extend(read);
        }
        for entry in &self.kind(root, "source") {
            scenario.sources.extend(self.source(entry));
        }
        for entry in &self.kind(root, "expert") {
            scenario.experts.extend(self.expert(entry, &outer));
        }
        for entry in &self.kind(root, "group") {
            let group = self.group(entry, &outer);
            scenario.memberships.is_partial |= group.is_none();
            scenario.groups.extend(group);
        }
        let mut variables = Vec::new();
        for kind in Kind::ALL {
            variables.extend(self.kind(root, kind.key()).into_iter().map(|entry| (kind, entry)));
        }
        let twice = self.variable_names(&variables);
        for (kind, entry) in &variables {
            let first = !twice.contains(&entry.key_place);
            let each = if *kind == Kind::Choice {
                Each::Alone
            } else {
                self.template(entry, &scenario.groups)
            };
            match each {
                Each::Alone => self.variable_into(&mut scenario, *kind, entry, &outer, first),
                Each::Members(each) if first => {
                    let table = (entry, &each);
                    self.members_into(&mut scenario, kind.key(), table, &mut |own, one, entry| {
                        own.variable_into(one, *kind, entry, &outer, true);
                    });
                }
                Each::Members(_) | Each::Unread => {}
            }
        }
        let read = names_read(&scenario);
        let unread = variables.iter().filter(|(_, entry)| !read.contains(entry.key));
        scenario.unread.extend(unread.map(|(_, entry)| entry.name()));
        for entry in &self.kind(root, "value") {
            scenario.values.extend(self.worth(entry, &outer));
        }
        for entry in &self.kind(root, "question") {
            match self.template(entry, &scenario.groups) {
                Each::Alone => scenario.questions.extend(self.question(entry)),
                Each::Members(each) => {
                    let table = (entry, &each);
                    self.members_into(&mut scenario, "question", table, &mut |own, one, entry| {
                        one.questions.extend(own.question(entry));
                    });
                }
                Each::Unread => {}
            }
        }
        for entry in &self.kind(root, "resolution") {
            scenario.resolutions.extend(self.resolution(entry));
        }
        for entry in &self.kind(root, "variant") {
            scenario.variants.extend(self.variant(entry));
        }
        for entry in &self.kind(root, "sweep") {
            scenario.sweeps.extend(self.sweep(entry));
        }
        self.news_into(&mut scenario, root);
        scenario.leaned_on = std::mem::take(&mut self.leaned_on);
        scenario
    }

    /// Reads one variable into the scenario, unless its name is taken.
    fn variable_into(
        &mut self,
        scenario: &mut Scenario,
        kind: Kind,
        entry: &Entry<'_>,
        outer: &Grounds,
        first: bool,
    ) {
        match kind {
            Kind::Definition => {
                let read = self.definition(entry, outer);
                scenario.definitions.extend(read.filter(|_| first));
            }
            Kind::Parameter => {
                let read = self.parameter(entry, outer);
                scenario.parameters.extend(read.filter(|_| first));
            }
            Kind::Choice => {
                let read = self.choice(entry);
                scenario.choices.extend(read.filter(|_| first));
            }
            Kind::Event => {
                let read = self.event(entry, outer);
                scenario.events.extend(read.filter(|_| first));
            }
            Kind::Process => {
                let as_of = scenario.clock.as_ref().map(|clock| &clock.as_of);
                let read = self.process(entry, outer, as_of);
                scenario.processes.extend(read.filter(|_| first));
            }
            Kind::Series => {
                let read = self.series(entry, outer);
                scenario.series.extend(read.filter(|_| first));
            }
            Kind::Quantity => {
                let read = self.quantity(entry, outer);
                scenario.quantities.extend(read.filter(|_| first));
            }
        }
    }

    /// Reports top-level keys that are not kinds of tables.
    fn kinds(&mut self, root: &Section<'_>) {
        for entry in &root.entries {
            if KINDS.contains(&entry.key) {
                continue;
            }
            if SCENARIO_KEYS.contains(&entry.key) {
                let message = format!("`{}` is above every table", entry.key);
                let fault = Diagnostic::new(Code::UnknownKey, entry.key_place, message);
                self.fault(fault.label("it belongs under `[scenario]`"));
                continue;
            }
            let alias =
                KIND_ALIASES.iter().find(|(word, _)| *word == entry.key).map(|(_, kind)| *kind);
            let near = alias.or_else(|| nearest(entry.key, KINDS.iter().copied()));
            let table = matches!(entry.value, DeValue::Table(_) | DeValue::Array(_));
            let message = if table {
                format!("there are no `[{}]` tables", entry.key)
            } else {
                format!("`{}` is above every table, where it means nothing", entry.key)
            };
            let header = |kind: &&str| {
                if *kind == "news" { "`[[news]]`".to_owned() } else { format!("`[{kind}]`") }
            };
            let list: Vec<String> = KINDS.iter().map(header).collect();
            self.fault(
                Diagnostic::new(Code::UnknownKey, entry.key_place, message)
                    .suggest(near)
                    .help(format!("a scenario is made of {}", list.join(", "))),
            );
        }
    }

    /// The tables of one kind.
    pub(super) fn kind<'t>(&mut self, root: &Section<'t>, kind: &str) -> Vec<Entry<'t>> {
        let Some(entry) = root.get(kind) else { return Vec::new() };
        if let DeValue::Table(table) = entry.value {
            return self.entries(table, entry.place, kind).entries;
        }
        self.wrong_type(entry, "a table of tables", &format!("[{kind}.some_name]"));
        Vec::new()
    }

    /// Checks the names of all variables, and returns the places of those that repeat another.
    fn variable_names(&mut self, variables: &[(Kind, Entry<'_>)]) -> Vec<Place> {
        let mut names: Vec<(Place, Kind, &str)> = variables
            .iter()
            .filter(|(_, entry)| matches!(entry.value, DeValue::Table(_)))
            .map(|(kind, entry)| (entry.key_place, *kind, entry.key))
            .collect();
        names.sort_unstable();
        let mut first: BTreeMap<&str, (Place, Kind)> = BTreeMap::new();
        let mut twice = Vec::new();
        for (place, kind, name) in names {
            if let Some(fault) = variable_fault(name, &kind.with_article(), place) {
                self.fault(fault);
            }
            if let Some((earlier, other)) = first.get(name) {
                let (other_kind, this_kind) = (other.with_article(), kind.with_article());
                let message = format!("`{name}` is both {other_kind} and {this_kind}");
                self.fault(
                    Diagnostic::new(Code::NameTwice, place, message)
                        .label("choose another name")
                        .related(*earlier, format!("the {} is here", other.word()))
                        .help("all variables share one space of names"),
                );
                twice.push(place);
            } else {
                first.insert(name, (place, kind));
            }
        }
        twice
    }

    /// Reads `[source.…]`.
    pub(super) fn source(&mut self, entry: &Entry<'_>) -> Option<Source> {
        if let Some(fault) = identifier_fault(entry.key, "a source", entry.key_place) {
            self.fault(fault);
        }
        let section = self.named(entry, "source")?;
        self.allow(&section, &["title", "date", "url", "note"]);
        Some(Source {
            name: entry.name(),
            title: self.maybe_string(&section, "title", "\"Report on the talks\""),
            date: section.get("date").and_then(|date| self.date(date)),
            url: self.maybe_string(&section, "url", "\"https://…\""),
            note: self.maybe_string(&section, "note", "\"…\""),
        })
    }

    /// Reads `[expert.…]`.
    fn expert(&mut self, entry: &Entry<'_>, outer: &Grounds) -> Option<Expert> {
        if let Some(fault) = identifier_fault(entry.key, "an expert", entry.key_place) {
            self.fault(fault);
        }
        let section = self.named(entry, "expert")?;
        self.allow(&section, &["weight", "label", "note", "source", "because"]);
        let grounds = self.grounds(&section, outer);
        let path = format!("expert.{}.weight", path_piece(entry.key));
        let weight = section.get("weight");
        let read = weight.map(|w| self.literal(w, Meaning::Weight, path, &grounds));
        let weight = match read {
            Some(None) => return None,
            Some(read) => read,
            None => None,
        };
        let label = self.maybe_string(&section, "label", "\"O. Merezhko\"");
        let note = self.maybe_string(&section, "note", "\"…\"");
        Some(Expert { name: entry.name(), weight, label, note })
    }
}
