//! A file's text → [`Scenario`], with every fault at once. Nothing is looked up but sources and
//! questions; nothing is computed.

use super::admit::top;
use super::chance::Meaning;
use super::names::{identifier_fault, variable_fault};
use super::syntax::mend;
use super::tree::{Ask, Grounds, Question, Resolution, Scenario, Source, Written};
use super::walk::{Entry, Reader, Section};
use crate::diagnostic::{Code, Diagnostic, FileId, Located, Place, Sources, nearest};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// The kinds of top-level tables.
const KINDS: &[&str] = &[
    "scenario",
    "source",
    "choice",
    "event",
    "process",
    "series",
    "quantity",
    "question",
    "resolution",
];
/// Kinds whose tables are variables.
const VARIABLES: &[&str] = &["choice", "event", "process", "series", "quantity"];
/// Kinds of the language that this version does not read.
const LATER: &[&str] = &["parameter", "expert", "variant", "sweep", "news"];
/// Words that people write for a kind, and the kind.
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

/// Reads the scenario in `file`: what could be read of it, and every fault, in the order of the
/// file. The scenario can be used if there are no faults.
pub fn read(sources: &Sources, file: FileId) -> (Scenario, Vec<Diagnostic>) {
    let text = sources.text(file);
    let mended = mend(text, file);
    let (document, _) = DeTable::parse_recoverable(&mended.text);
    let mut reader = Reader {
        text,
        file,
        faults: Vec::new(),
        sources: names_of(document.get_ref(), "source"),
        questions: names_of(document.get_ref(), "question"),
        clock: has_clock(document.get_ref()),
    };
    let root = reader.entries(document.get_ref(), top(file), "a scenario file");
    let scenario = reader.scenario(&root);
    let mut faults = reader.faults;
    faults.retain(|fault| mended.stands(fault));
    faults.extend(mended.faults);
    faults.sort_by_key(|fault| fault.place.map(|place| (place.start, place.end)));
    faults.dedup();
    (scenario, faults)
}

fn names_of(document: &DeTable<'_>, kind: &str) -> Vec<String> {
    let tables = document.get(kind).and_then(|value| value.get_ref().as_table());
    tables.map_or_else(Vec::new, |t| t.keys().map(|key| key.get_ref().to_string()).collect())
}

fn has_clock(document: &DeTable<'_>) -> bool {
    let scenario = document.get("scenario").and_then(|value| value.get_ref().as_table());
    scenario.is_some_and(|table| table.contains_key("as_of") || table.contains_key("until"))
}

impl Reader<'_> {
    fn scenario(&mut self, root: &Section<'_>) -> Scenario {
        let mut scenario = Scenario {
            file: self.file,
            title: None,
            clock: None,
            sources: Vec::new(),
            choices: Vec::new(),
            events: Vec::new(),
            processes: Vec::new(),
            series: Vec::new(),
            quantities: Vec::new(),
            questions: Vec::new(),
            resolutions: Vec::new(),
            unread: Vec::new(),
        };
        self.kinds(root);
        let mut outer = Grounds::default();
        if let Some(head) = root.get("scenario")
            && let Some(head) = self.section(head, "`[scenario]`", "a table headed [scenario]")
        {
            self.allow(&head, &["title", "as_of", "until", "step", "source", "because"]);
            outer = self.grounds(&head, &outer);
            scenario.title = self.maybe_string(&head, "title", "\"Will they meet?\"");
            scenario.clock = self.read_clock(&head);
        }
        for entry in &self.kind(root, "source") {
            scenario.sources.extend(self.source(entry));
        }
        let variables: Vec<Section<'_>> = VARIABLES
            .iter()
            .map(|kind| Section {
                entries: self.kind(root, kind),
                place: root.place,
                what: (*kind).into(),
            })
            .collect();
        let twice = self.variable_names(&variables);
        for section in &variables {
            for entry in &section.entries {
                let read = self.a_variable(&section.what, entry, &outer, &mut scenario, &twice);
                if !read {
                    scenario.unread.push(entry.name());
                }
            }
        }
        scenario.unread.sort_by_key(|name| name.place);
        for entry in &self.kind(root, "question") {
            scenario.questions.extend(self.question(entry));
        }
        for entry in &self.kind(root, "resolution") {
            scenario.resolutions.extend(self.resolution(entry));
        }
        scenario
    }

    /// Reads one variable into the scenario; whether it could be read.
    fn a_variable(
        &mut self,
        kind: &str,
        entry: &Entry<'_>,
        outer: &Grounds,
        scenario: &mut Scenario,
        twice: &[Place],
    ) -> bool {
        let first = !twice.contains(&entry.key_place);
        macro_rules! push {
            ($read:expr, $list:ident) => {{
                let read = $read;
                let sound = read.is_some();
                scenario.$list.extend(read.filter(|_| first));
                sound
            }};
        }
        match kind {
            "choice" => push!(self.choice(entry), choices),
            "event" => push!(self.event(entry, outer), events),
            "process" => {
                let read = self.process(entry, outer);
                if let Some(process) = &read {
                    self.since_before(process, scenario.clock.as_ref().map(|clock| &clock.as_of));
                }
                push!(read, processes)
            }
            "series" => push!(self.series(entry, outer), series),
            _ => push!(self.quantity(entry, outer), quantities),
        }
    }

    /// Faults for top-level keys that are no kind of table.
    fn kinds(&mut self, root: &Section<'_>) {
        for entry in &root.entries {
            if KINDS.contains(&entry.key) {
                continue;
            }
            if LATER.contains(&entry.key) {
                let header =
                    if entry.key == "news" { "[[news]]" } else { &format!("[{}]", entry.key) };
                let message = format!("this version of foretell has no `{header}` tables");
                self.fault(Diagnostic::new(Code::UnknownKey, entry.key_place, message));
                continue;
            }
            let scenario_key = ["title", "as_of", "until", "step"].contains(&entry.key);
            if scenario_key {
                let message = format!("`{}` stands above every table", entry.key);
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
                format!("`{}` stands above every table, where it means nothing", entry.key)
            };
            let list: Vec<String> = KINDS.iter().map(|kind| format!("`[{kind}]`")).collect();
            self.fault(
                Diagnostic::new(Code::UnknownKey, entry.key_place, message)
                    .suggest(near)
                    .help(format!("a scenario is made of {}", list.join(", "))),
            );
        }
    }

    /// The tables of one kind.
    fn kind<'t>(&mut self, root: &Section<'t>, kind: &str) -> Vec<Entry<'t>> {
        let Some(entry) = root.get(kind) else { return Vec::new() };
        match entry.value {
            DeValue::Table(table) => self.entries(table, entry.place, kind).entries,
            _ => {
                self.wrong_type(entry, "a table of tables", &format!("[{kind}.some_name]"));
                Vec::new()
            }
        }
    }

    /// Checks the names of all variables; the places of those that repeat another.
    fn variable_names(&mut self, kinds: &[Section<'_>]) -> Vec<Place> {
        let mut names: Vec<(Place, &str, &str)> = kinds
            .iter()
            .flat_map(|kind| kind.entries.iter().map(|e| (e.key_place, e.key, kind.what.as_str())))
            .collect();
        names.sort_unstable();
        let mut first: BTreeMap<&str, (Place, &str)> = BTreeMap::new();
        let mut twice = Vec::new();
        for (place, name, kind) in names {
            let article = if kind == "event" { "an" } else { "a" };
            if let Some(fault) = variable_fault(name, &format!("{article} {kind}"), place) {
                self.fault(fault);
            }
            if let Some((earlier, other)) = first.get(name) {
                let message = format!("`{name}` is both a {other} and a {kind}")
                    .replace("a event", "an event");
                self.fault(
                    Diagnostic::new(Code::NameTwice, place, message)
                        .label("choose another name")
                        .related(*earlier, format!("the {other} is here"))
                        .help("all variables share one space of names"),
                );
                twice.push(place);
            } else {
                first.insert(name, (place, kind));
            }
        }
        twice
    }

    /// `[source.…]`
    fn source(&mut self, entry: &Entry<'_>) -> Option<Source> {
        if let Some(fault) = identifier_fault(entry.key, "a source", entry.key_place) {
            self.fault(fault);
        }
        let section =
            self.section(entry, format!("source `{}`", entry.key), "a table headed [source.name]")?;
        self.allow(&section, &["title", "date", "url", "note"]);
        Some(Source {
            name: entry.name(),
            title: self.maybe_string(&section, "title", "\"Report on the talks\""),
            date: section.get("date").and_then(|date| self.date(date)),
            url: self.maybe_string(&section, "url", "\"https://…\""),
            note: self.maybe_string(&section, "note", "\"…\""),
        })
    }

    /// `[question.…]`
    fn question(&mut self, entry: &Entry<'_>) -> Option<Question> {
        if let Some(fault) = identifier_fault(entry.key, "a question", entry.key_place) {
            self.fault(fault);
        }
        let section = self.section(
            entry,
            format!("question `{}`", entry.key),
            "a table headed [question.name]",
        )?;
        self.allow(&section, &["ask", "given", "label", "source", "because"]);
        self.grounds(&section, &Grounds::default());
        let ask = self.need(&section, "ask", "`ask = \"meeting\"`");
        let ask = ask.and_then(|ask| self.ask(ask));
        let given = section.get("given").map(|given| self.written(given));
        let label = self.maybe_string(&section, "label", "\"They meet\"");
        let given = match given {
            Some(None) => return None,
            Some(read) => read,
            None => None,
        };
        Some(Question { name: entry.name(), ask: ask?, given, label })
    }

    fn ask(&mut self, entry: &Entry<'_>) -> Option<Ask> {
        let DeValue::Array(items) = entry.value else {
            return self.written(entry).map(Ask::One);
        };
        if items.is_empty() {
            let fault = Diagnostic::new(Code::WrongCount, entry.place, "`ask` asks nothing");
            self.fault(fault.label("name at least one: [\"meeting\", \"venue\"]"));
            return None;
        }
        let mut asked = Vec::new();
        for item in items.iter() {
            let place = self.place(item.span());
            let item = Entry { key: entry.key, key_place: place, value: item.get_ref(), place };
            asked.push(self.written(&item));
        }
        asked.into_iter().collect::<Option<Vec<Written>>>().map(Ask::Joint)
    }

    fn written(&mut self, entry: &Entry<'_>) -> Option<Written> {
        let expr = self.formula(entry, "\"talks == leaders\"")?;
        let DeValue::String(text) = entry.value else { return None };
        Some(Written { expr, text: text.to_string() })
    }

    /// `[resolution.…]`
    fn resolution(&mut self, entry: &Entry<'_>) -> Option<Resolution> {
        let known = self.questions.iter().any(|question| question == entry.key);
        if !known {
            let near = nearest(entry.key, self.questions.iter().map(String::as_str));
            let message = format!("no question is called `{}`", entry.key);
            let fault =
                Diagnostic::new(Code::UnknownQuestion, entry.key_place, message).suggest(near);
            self.fault(fault);
        }
        let what = format!("resolution `{}`", entry.key);
        let section = self.section(entry, what, "a table headed [resolution.name]")?;
        self.allow(&section, &["is", "on", "source", "because"]);
        self.grounds(&section, &Grounds::default());
        let is = self.need(&section, "is", "`is = \"yes\"`");
        let is = is.and_then(|is| self.outcome_known(is));
        let on = section.get("on").and_then(|on| self.date(on));
        Some(Resolution { question: entry.name(), is: is?, on })
    }

    fn outcome_known(&mut self, entry: &Entry<'_>) -> Option<Located<String>> {
        match entry.value {
            DeValue::Integer(_) | DeValue::Float(_) => {
                let figure =
                    self.figure(entry, Meaning::Value, String::new(), &Grounds::default())?;
                Some(Located::new(figure.text, entry.place))
            }
            DeValue::Datetime(_) => {
                self.date(entry).map(|date| Located::new(date.value.to_string(), entry.place))
            }
            _ => self.string(entry, "\"yes\""),
        }
    }
}
