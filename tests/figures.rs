//! The table of `docs/methods.md` that says how the error of every printed figure is made, held to the program: each
//! number in a CSV file or in JSON has a row, each field named in a row exists, and so does each test.
//!
//! The kind: a figure without an account of its error, or an account that names a test which is no more.

use crate::support::{Foretell, files_below, repository};
use serde_json::Value;
use std::collections::BTreeSet;

/// Columns and fields that name, place or hold figures and are not figures themselves.
const OTHERS: [&str; 40] = [
    "answers",
    "axes",
    "bounds",
    "box",
    "boxes",
    "chances",
    "change",
    "changes",
    "choices",
    "columns",
    "date",
    "differences",
    "evidence",
    "fixed",
    "inputs",
    "interventions",
    "kind",
    "label",
    "main",
    "measure",
    "name",
    "names",
    "news",
    "not_compared",
    "outcome",
    "outcomes",
    "pairs",
    "parameters",
    "plain",
    "question",
    "rows",
    "seed",
    "side",
    "sides",
    "splits",
    "states",
    "steps",
    "uncertain",
    "why",
    "written",
];

fn page(name: &str) -> String {
    std::fs::read_to_string(repository().join("docs").join(name)).expect("the page is there")
}

/// The schemas of all results.
fn schemas() -> Vec<String> {
    let kinds = ["forecast", "comparison", "sensitivity", "sweep"];
    kinds.iter().map(|kind| page(&format!("{kind}.schema.json"))).collect()
}

/// The texts between backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The cells of each row of the table below its head.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let (_, rest) = text.split_once("## Every printed figure").expect("the section is there");
    let section = rest.split("\n## ").next().unwrap_or(rest);
    let lines = section.lines().filter(|line| line.starts_with('|'));
    lines.skip(2).map(|line| line.trim_matches('|').split('|').collect()).collect()
}

/// The names of all tests: of the functions after `#[test]` in the sources.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for folder in ["src", "tests"] {
        for file in files_below(&repository().join(folder), "rs") {
            let text = std::fs::read_to_string(file).expect("a source is text");
            for after in text.split("#[test]").skip(1) {
                let declared = after.lines().take(4).find_map(|l| l.trim().strip_prefix("fn "));
                names.extend(declared.and_then(|l| l.split('(').next()).map(str::to_owned));
            }
        }
    }
    names
}

/// The properties of the schema that are numbers or lists, wherever they stand in it.
fn properties(schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(own) = schema.get("properties").and_then(Value::as_object) {
        let is_figure = |value: &Value| {
            let kinds = value["type"].to_string();
            ["number", "integer", "array"].iter().any(|kind| kinds.contains(kind))
        };
        found.extend(own.iter().filter(|(_, v)| is_figure(v)).map(|(name, _)| name.clone()));
    }
    let inner: Vec<&Value> = match schema {
        Value::Object(all) => all.values().collect(),
        Value::Array(all) => all.iter().collect(),
        _ => Vec::new(),
    };
    for value in inner {
        properties(value, found);
    }
}

const SCENARIO: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-03-01
[parameter.u]
value = "uniform(0.2, 0.6)"
[event.x]
p = "u"
[quantity.n]
value = "normal(u, 1)"
[event.y]
p = 0.5
[process.talks]
states = ["none", "held"]
start = "none"
per = "month"
[process.talks.from.none]
held = 0.3
[question]
x = { ask = "x" }
n = { ask = "n" }
day = { ask = "first(talks == held)" }
both = { ask = ["x", "talks"] }
"#;

/// The columns of all CSV files that the commands write.
fn columns() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let lines: [(&str, &[&str]); 4] = [
        ("run a.toml -n 20000", &["summary", "quantiles", "timeline", "joint"]),
        ("compare a.toml b.toml --why -n 20000", &["comparison", "comparison-means", "why"]),
        (
            "sensitivity a.toml --question x --indices --boxes -n 300000",
            &["sensitivity", "indices", "boxes"],
        ),
        ("sweep a.toml --over event.y.p=0.1,0.2 -n 2000", &["sweep"]),
    ];
    for (words, files) in lines {
        let program = Foretell::new().args(words.split(' ')).args(["--out", "o"]);
        let other = SCENARIO.replace("p = \"u\"", "p = \"u + 0.1\"");
        let done = program.file("a.toml", SCENARIO).file("b.toml", other).any_output().run();
        for name in files {
            let text = done.file(&format!("o/{name}.csv"));
            found.extend(text.lines().next().expect("a head").split(',').map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_figure_has_a_row_and_every_row_its_tests() {
    let text = page("methods.md");
    let rows = rows(&text);
    assert!(rows.len() > 30, "{rows:?}");
    let tests = tests();
    let mut named = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in &rows {
        assert_eq!(row.len(), 5, "{row:?}");
        let (fields, held) = (quoted(row[1]), quoted(row[4]));
        // a heading has nothing but its first cell
        if held.is_empty() && row[2..].iter().any(|cell| !cell.trim().is_empty()) {
            wrong.push(format!("no test holds {}", row[0]));
        }
        wrong.extend(held.iter().filter(|t| !tests.contains(*t)).map(|t| format!("no test {t}")));
        named.extend(fields.into_iter().chain(quoted(row[3])));
    }
    let mut known = columns();
    assert!(known.contains("difference_low") && known.contains("density"), "{known:?}");
    let all = schemas();
    for schema in &all {
        properties(&serde_json::from_str(schema).expect("it is JSON"), &mut known);
    }
    let all = all.concat();
    assert!(OTHERS.iter().all(|name| known.contains(*name)), "some are no more: {known:?}");
    let is_figure = |name: &String| {
        // a swept path, and a variable of a joint table, are columns too
        !OTHERS.contains(&name.as_str())
            && !name.contains('.')
            && !["x", "talks"].contains(&&**name)
    };
    let missing = known.iter().filter(|name| is_figure(name) && !named.contains(*name));
    wrong.extend(missing.map(|name| format!("no row has `{name}`")));
    let unknown = named.iter().filter(|name| {
        let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        is_name && !known.contains(*name) && !all.contains(&format!("\"{name}\""))
    });
    wrong.extend(unknown.map(|name| format!("no file has `{name}`")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_test_that_a_page_names_exists() {
    let (tests, schema) = (tests(), schemas().concat());
    let mut named = 0;
    for name in ["methods.md", "evidence.md", "exact.md", "sensitivity.md", "comparing.md"] {
        for token in quoted(&page(name)) {
            // names of tests have three words and more
            let words = token.split('_').collect::<Vec<_>>();
            let is_test = words.len() > 2
                && words.iter().all(|word| word.chars().all(|c| c.is_ascii_alphanumeric()));
            let is_field =
                token.ends_with("_std_error") || schema.contains(&format!("\"{token}\""));
            if is_test && !is_field {
                assert!(tests.contains(&token), "{name} names `{token}`, which is no test");
                named += 1;
            }
        }
    }
    assert!(named > 60, "{named} tests are named");
    assert!(!tests.contains("a_test_that_there_is_not"));
}
