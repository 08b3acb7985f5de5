//! Properties of any text: the reader, the compiler and the formula parser take it without panic; `explain`
//! names what the model has; tallies add up in any order; a number set to itself changes nothing. Cases are
//! drawn from a fixed seed, so that a failure comes back.

use crate::support::{files_below, repository};
use foretell::internal::diagnostic::{FileId, Place, Sources, render_plain};
use foretell::internal::engine::{self, Plan, Tally};
use foretell::internal::forecast::{self, Forecast};
use foretell::internal::model::{self, Implied, Model, Supposition};
use foretell::internal::report::explain::explain;
use foretell::internal::report::terminal;
use foretell::internal::scenario::{self, Attached, Beside, Scenario};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngSeed};
use std::sync::LazyLock;

/// Scenarios that ship, and those with faults: the seeds of mutation.
static TEXTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folders = ["scenarios", "tests/invalid"];
    let paths = folders.iter().flat_map(|folder| files_below(&repository().join(folder), "toml"));
    let texts = paths.map(|path| std::fs::read(&path).expect("a file of ours can be read"));
    // mutations of what is nested a thousand deep cost time and find nothing new
    texts.filter(|text| text.len() < 60_000).collect()
});

fn config(cases: u32) -> Config {
    Config {
        cases,
        rng_seed: RngSeed::Fixed(20_250_820),
        failure_persistence: None,
        ..Config::default()
    }
}

/// Runs all of `check` on a file, and renders all that it found.
fn check(bytes: &[u8]) -> Option<Model> {
    let text = scenario::admit(bytes).ok()?;
    let mut sources = Sources::default();
    let file = sources.add("any.toml", text);
    let (scenario, mut findings) = scenario::read(&sources, file);
    let _ = scenario::literals(&scenario);
    let compiled = model::compile(&scenario);
    let had_faults = findings.iter().any(foretell::internal::diagnostic::Diagnostic::is_fault);
    let model = match compiled {
        Ok(model) => (!had_faults).then_some(model),
        Err(faults) => {
            findings.extend(faults);
            None
        }
    };
    let _ = render_plain(&findings, &sources);
    if let Some(model) = &model {
        let of_model = (model, &Implied::new());
        assert!(explain(&scenario, of_model, &sources, None).is_some());
    }
    model
}

fn plan(trials: u64, seed: u64) -> Plan {
    Plan { trials, seed, worlds: 1, threads: 1, timelines: true, ..Plan::default() }
}

/// The forecast of counts.
fn summarised(model: &Model, trials: u64, tally: &Tally) -> forecast::Forecast {
    let tallies = engine::Tallies::of_one(tally.clone());
    forecast::summarise(model, &Supposition::default(), &plan(trials, 0), &tallies)
}

fn drawn(model: &Model, plan: &Plan) -> Option<Tally> {
    let tallies = engine::run(model, &Supposition::default(), plan, &|_| ());
    tallies.ok().map(|tallies| tallies.pooled)
}

/// One change to a text.
#[derive(Clone, Debug)]
enum Change {
    Flip(Index, u8),
    Delete(Index, usize),
    Double(Index, usize),
    Splice(Index, Index, Index, usize),
    Insert(Index, &'static str),
}

/// Pieces that mean something to some reader.
const PIECES: [&str; 24] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    "(",
    ")",
    "rest",
    "not ",
    "1e999",
    "nan",
    "%",
    "to",
    " or ",
    "now(",
    "ever(",
    "2025-02-30",
    "\u{202e}",
    "\\u001b",
    "\"\"\"",
    "[[",
];

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        (at(), 1..60_usize).prop_map(|(at, length)| Change::Delete(at, length)),
        (at(), 1..200_usize).prop_map(|(at, length)| Change::Double(at, length)),
        (at(), at(), at(), 1..200_usize).prop_map(|(a, t, b, n)| Change::Splice(a, t, b, n)),
        (at(), select(&PIECES[..])).prop_map(|(at, piece)| Change::Insert(at, piece)),
    ]
}

impl Change {
    fn apply(&self, text: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        match self {
            Self::Flip(at, byte) => {
                let at = at.index(text.len());
                text[at] = *byte;
            }
            Self::Delete(at, length) => {
                let at = at.index(text.len());
                text.drain(at..(at + length).min(text.len()));
            }
            Self::Double(at, length) => {
                let at = at.index(text.len());
                let piece = text[at..(at + length).min(text.len())].to_vec();
                text.splice(at..at, piece);
            }
            Self::Splice(at, other, from, length) => {
                let other = other.get(&TEXTS);
                let from = from.index(other.len().max(1));
                let piece = other[from..(from + length).min(other.len())].to_vec();
                let at = at.index(text.len());
                text.splice(at..at, piece);
            }
            Self::Insert(at, piece) => {
                let at = at.index(text.len());
                text.splice(at..at, piece.bytes());
            }
        }
    }
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn any_text_is_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "\\PC{0,200}") {
        check(&bytes);
        check(text.as_bytes());
    }

    #[test]
    fn any_formula_is_read_without_panic(
        text in "[a-z0-9_ ().,%'=<>+*/^{}-]{0,60}|\\PC{0,40}",
        words in prop::collection::vec(select(&FORMULA_WORDS[..]), 0..25),
    ) {
        for formula in [text, words.join(" ")] {
            let _ = foretell::internal::formula::parse(&formula, &|range| Place::new(FileId(0), range));
            let printed = toml_quoted(&formula);
            check(format!("[event.a]\noutcomes = {{ x = 0.5, y = \"rest\" }}\n[event.b]\np = {printed}\n\
                           [question.q]\nask = {printed}\ngiven = {printed}\n").as_bytes());
            check(format!("[scenario]\nas_of = 2025-01-01\nuntil = 2025-02-01\n\
                           [process.a]\nstates = [\"x\", \"y\"]\nstart = \"x\"\n\
                           [process.a.from.x]\ny = {{ p = 0.5, if = {printed} }}\n\
                           [series.b]\nstart = 0\nnext = {printed}\n\
                           [question.q]\nask = {printed}\n").as_bytes());
        }
    }

    #[test]
    fn mutations_of_scenarios_are_read_and_drawn_without_panic(
        base in any::<Index>(),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let mut text = base.get(&TEXTS).clone();
        for change in &changes {
            change.apply(&mut text);
        }
        if let Some(model) = check(&text)
            && model.timeline.last() < 400
            && let Some(tally) = drawn(&model, &plan(100, 0))
        {
            let _ = summarised(&model, 100, &tally);
        }
    }
}

const FORMULA_WORDS: [&str; 48] = [
    "a",
    "b",
    "x",
    "y",
    "nothing",
    "==",
    "!=",
    "<=",
    "=",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "in",
    "{",
    "}",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "^",
    "0.5",
    "30%",
    "20% to 40%",
    "3 weeks",
    "2025-01-15",
    "ever(",
    "count(",
    "elapsed(",
    "now(",
    "by(",
    "first(",
    "at(",
    "normal(",
    "mean =",
    "poisson(",
    "mixture(10%:",
    "truncate(",
    "how_many(",
    "step",
    "date",
    "never",
    "'x y'",
];

/// A basic string of TOML.
fn toml_quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// The scenarios that ship, each with its model and texts.
fn shipped() -> Vec<(String, Scenario, Sources, Model)> {
    let mut found = Vec::new();
    for path in files_below(&repository().join("scenarios"), "toml") {
        // news beside a scenario is none of its own
        if path.to_string_lossy().ends_with("_news.toml") {
            continue;
        }
        let mut sources = Sources::default();
        let text = std::fs::read_to_string(&path).expect("a scenario is text");
        let file = sources.add("scenario", text);
        let mut beside = Beside { has_folder: true, ..Beside::default() };
        for name in scenario::files_named(sources.text(file), file) {
            let text = std::fs::read_to_string(path.with_file_name(&name)).expect("it is there");
            let text = Attached::Text(sources.add(name.clone(), text));
            beside.files.insert(name, text);
        }
        let (scenario, findings) = scenario::read_beside(&sources, file, &beside);
        assert!(findings.iter().all(|f| !f.is_fault()), "{}", path.display());
        let model = model::compile(&scenario).expect("it has no faults");
        found.push((path.display().to_string(), scenario, sources, model));
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn explain_names_what_the_model_has() {
    for (path, scenario, sources, model) in shipped() {
        // what all members of a group have is told once
        if !scenario.groups.is_empty() {
            continue;
        }
        let of_model = (&model, &Implied::new());
        let shown =
            explain(&scenario, of_model, &sources, None).expect("there is something to tell");
        let shown = terminal::plain(&shown);
        // a paragraph opens with the name of what it tells: `meeting (event)`, `noes (question)`
        let headings: Vec<&str> = shown
            .lines()
            .filter(|line| !line.starts_with(' '))
            .filter_map(|line| line.split_once(" ("))
            .filter(|(name, _)| !name.contains(' '))
            .map(|(name, _)| name)
            .collect();
        for variable in &model.variables {
            assert!(headings.contains(&variable.name.as_str()), "{path}: {}", variable.name);
        }
        for name in headings {
            let question = model.questions.iter().any(|question| question.name == name);
            let defined = scenario.definitions.iter().any(|own| own.name.value == name);
            assert!(question || defined || model.find(name).is_some(), "{path}: {name}");
        }
        for name in model.variables.iter().map(|v| &v.name) {
            assert!(explain(&scenario, of_model, &sources, Some(name)).is_some(), "{path}: {name}");
        }
        for name in model.questions.iter().map(|q| &q.name) {
            assert!(explain(&scenario, of_model, &sources, Some(name)).is_some(), "{path}: {name}");
        }
    }
}

#[test]
fn tallies_merge_in_any_order() {
    for (path, _, _, model) in shipped() {
        let parts: Vec<Tally> = (0..3)
            .map(|seed| drawn(&model, &plan(700, seed)).expect("no trial goes wrong"))
            .collect();
        let merged = |order: [usize; 3]| {
            let mut sum = parts[order[0]].clone();
            sum.merge(&parts[order[1]]);
            sum.merge(&parts[order[2]]);
            summarised(&model, 2100, &sum)
        };
        // a + (b + c), too
        let mut right = parts[1].clone();
        right.merge(&parts[2]);
        let mut sum = parts[0].clone();
        sum.merge(&right);
        let expected = summarised(&model, 2100, &sum);
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            assert_eq!(bits(&merged(order)), bits(&expected), "{path}: {order:?}");
        }
    }
}

/// Returns everything in a forecast; NaN too equals itself.
fn bits(forecast: &Forecast) -> String {
    format!("{forecast:?}")
}

#[test]
fn numbers_set_to_themselves_change_nothing() {
    for (path, scenario, _, model) in shipped() {
        let before = drawn(&model, &plan(500, 0)).expect("no trial goes wrong");
        let before = summarised(&model, 500, &before);
        for figure in scenario::literals(&scenario) {
            // "rest" takes what is left; it can't be set without saying how much that is
            // and a panel is no number: its members are
            let is_panel = matches!(figure.value, scenario::LiteralValue::Panel(_));
            if is_panel || figure.text.trim().trim_matches('"') == "rest" {
                continue;
            }
            let mut changed = scenario.clone();
            let place = |range| Place::new(FileId(1), range);
            let notes = scenario::set(&mut changed, &figure.path, &figure.text, &place)
                .unwrap_or_else(|faults| panic!("{path}: {}: {faults:?}", figure.path));
            assert!(notes.is_empty(), "{path}: {}: {notes:?}", figure.path);
            let model = model::compile(&changed).expect("nothing was changed");
            let after = drawn(&model, &plan(500, 0)).expect("no trial goes wrong");
            let after = summarised(&model, 500, &after);
            assert_eq!(bits(&after), bits(&before), "{path}: {}", figure.path);
        }
    }
}
