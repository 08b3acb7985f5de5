//! Results as tables: CSV and JSON rows hold the same values, missing ones as such, and these are the numbers of the
//! result. `tests/stranger/` looks at Arrow data, which are a feature of their own.
//!
//! The kind: a cell in another column, a number that loses digits on its way, a missing value that is written as 0.

use crate::support::repository;
use foretell::result::{Cell, ColumnType, Comparison, Forecast, Sensitivity, Sweep, Table};
use foretell::{Design, Options, Scenario, Side, Subject, compare_why};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Uncertain numbers, a wait that may not end, a quantity, and a joint question.
const TALKS: &str = r#"
[scenario]
title = "Talks"
as_of = 2025-01-01
until = 2025-03-01
step  = "week"

[choice.push]
options = ["no", "yes"]
default = "no"

[event.deal]
p    = "20% to 40%"
case = [ { if = "push == yes", p = "30% to 60%" } ]

[process.talks]
states = ["none", "some"]
start  = "none"
from.none.some = { p = 0.03 }

[quantity.loss]
value = "normal(10, 2)"

[question]
deal  = { ask = "deal" }
talks = { ask = "talks" }
first = { ask = "first(talks == some)" }
some  = { ask = "by(talks == some, 2025-02-01)" }
none  = { ask = "deal", given = "loss > 1000" }
loss  = { ask = "loss" }
both  = { ask = ["deal", "talks"] }
"#;

struct Results {
    forecasts: Vec<Forecast>,
    comparison: Comparison,
    sensitivity: Sensitivity,
    sweep: Sweep,
}

/// Drawn once for all tests.
static RESULTS: LazyLock<Results> = LazyLock::new(Results::new);

impl Results {
    fn new() -> Self {
        let options = Options::default().trials(2000).worlds(200).seed(3);
        let scenario = Scenario::read("talks.toml", TALKS);
        let model = scenario.case().compile().expect("it has no fault");
        let pushed = scenario.case().intervene("push", "yes").compile().expect("it has no fault");
        let flagship = Scenario::load(repository().join("scenarios/leaders_summit.toml"));
        let flagship = flagship.expect("it is there").case().compile().expect("it has no fault");
        let sides = [Side::new("as it is", &model), Side::new("=pushed", &pushed)];
        let subject = Subject::default().question("deal").indices(true).boxes(true);
        let design = Design::default().over("process.talks.from.none.some.p", "0.01,0.1");
        Self {
            forecasts: [&model, &flagship].map(|m| m.run(&options).expect("it runs")).into(),
            comparison: compare_why(&sides, &options).expect("it runs"),
            sensitivity: model.sensitivity(&subject, &options).expect("it runs"),
            sweep: model.sweep(&design, &options).expect("it runs"),
        }
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let mut tables: Vec<Table> = self.forecasts.iter().flat_map(Forecast::tables).collect();
        tables.extend(self.comparison.tables());
        tables.extend(self.sensitivity.tables());
        tables.extend(self.sweep.tables());
        tables
    }
}

/// Reads CSV: the names of the columns, then the rows. Guards are taken off, as a caller would.
fn read(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let bare = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    let rows = reader.records().map(|row| row.expect("it is CSV").iter().map(bare).collect());
    rows.collect()
}

/// Whether a cell of CSV and one of JSON are the same value of a column's type.
fn agree(text: &str, json: &Value, kind: ColumnType) -> bool {
    let is_number = || json.as_f64().is_some_and(|number| text.parse() == Ok(number));
    let is_text = || json.as_str() == Some(text) && !text.is_empty();
    match json {
        Value::Null => text.is_empty(),
        _ if kind == ColumnType::Number => is_number() || (is_text() && text == "never"),
        _ if kind == ColumnType::Whole => json.is_u64() && is_number(),
        _ if kind == ColumnType::Mixed => is_number() || is_text(),
        _ => is_text(),
    }
}

/// The cells in which CSV and JSON rows differ, by table, row and column.
fn differences(table: &Table, csv: &str, json: &Value) -> Vec<String> {
    let (lines, records) = (read(csv), json.as_array().expect("it is a list"));
    let names: Vec<&str> = table.columns().iter().map(foretell::result::Column::name).collect();
    let mut found = Vec::new();
    if lines[0] != names || lines.len() != records.len() + 1 || records.len() != table.rows() {
        found.push(format!("{}: other columns or rows", table.name()));
    }
    for (row, (line, record)) in lines.iter().skip(1).zip(records).enumerate() {
        let cells = record.as_object().expect("it is a map");
        assert_eq!(cells.len(), names.len(), "{}: other keys", table.name());
        for (column, text) in table.columns().iter().zip(line) {
            if !agree(text, &record[column.name()], column.kind()) {
                found.push(format!("{} {row} {}: {text}", table.name(), column.name()));
            }
        }
    }
    found
}

#[test]
fn csv_and_json_rows_hold_the_same_values() {
    let results = &*RESULTS;
    let (mut nulls, mut nevers, mut cells) = (0, 0, 0);
    let mut names: Vec<String> = Vec::new();
    for table in results.tables() {
        let (csv, json) = (table.to_csv(), serde_json::to_value(&table).expect("it is JSON"));
        let found = differences(&table, &csv, &json);
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert!(table.rows() > 0 && !table.columns().iter().any(|c| c.description().is_empty()));
        names.push(table.name().to_owned());
        for column in table.columns() {
            cells += column.cells().len();
            nulls += column.cells().iter().filter(|cell| **cell == Cell::Empty).count();
            let never = |cell: &&Cell| **cell == Cell::Never || **cell == Cell::from("never");
            nevers += column.cells().iter().filter(never).count();
        }
        // a cell too far, a digit too few, a missing number as 0
        for wrong in [csv.replace(",,", ",0,"), csv.replacen(",0.", ",0.1", 1)] {
            assert!(wrong == csv || !differences(&table, &wrong, &json).is_empty(), "{wrong}");
        }
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(
        names.join(" "),
        "boxes comparison comparison-means experts indices joint quantiles sensitivity summary sweep timeline why"
    );
    assert!(nulls > 50 && nevers > 3 && cells > 2000, "{nulls} {nevers} {cells}");
    assert!(
        results.comparison.table("comparison").expect("it is there").to_csv().contains("'=pushed")
    );
    let missing = results.sweep.table("summary").expect_err("it has none").to_string();
    assert_eq!(missing, "there is no table `summary`, but sweep");
}

/// The rows of a table whose columns have these texts.
fn rows<'a>(json: &'a Value, at: &[(&str, &str)]) -> Vec<&'a Value> {
    let all = json.as_array().expect("it is a list").iter();
    all.filter(|row| at.iter().all(|(column, text)| row[*column] == *text)).collect()
}

/// Holds a row to a chance or a number of the result's own JSON.
fn same(row: &Value, nested: &Value, value: &str) {
    let range = |end: usize| nested["range"].get(end).cloned().unwrap_or(Value::Null);
    assert_eq!(row["std_error"], nested["std_error"], "{row} {nested}");
    assert_eq!((&row["low"], &row["high"]), (&range(0), &range(1)), "{row} {nested}");
    assert_eq!(row[value], nested["probability"], "{row} {nested}");
}

/// The table of a name as JSON.
fn records(table: Result<Table, foretell::result::NotFound>) -> Value {
    let table = table.unwrap_or_else(|error| panic!("{error}"));
    serde_json::to_value(&table).expect("it is JSON")
}

fn list(nested: &Value) -> &[Value] {
    nested.as_array().map_or(&[], Vec::as_slice)
}

/// Holds the rows of an answer in three tables to its own JSON.
fn holds(answer: &Value, summary: &Value, timeline: &Value, quantiles: &Value) {
    let question = answer["question"].as_str().expect("it is a name");
    let own = rows(summary, &[("question", question)]);
    let chances: Vec<&Value> = match answer["kind"].as_str().expect("it is a name") {
        "condition" => vec![answer],
        "date" => vec![&answer["happens"]],
        "category" => list(&answer["outcomes"]).iter().collect(),
        _ => Vec::new(),
    };
    assert_eq!(own.len(), chances.len());
    for (row, chance) in own.into_iter().zip(chances) {
        assert_eq!(row["outcome"], *chance.get("outcome").unwrap_or(&json!("yes")));
        same(row, chance, "probability");
    }
    let days = rows(timeline, &[("question", question)]);
    assert_eq!(days.len(), list(&answer["timeline"]).len());
    for (row, step) in days.into_iter().zip(list(&answer["timeline"])) {
        assert_eq!(row["date"], step["date"]);
        same(row, step, "probability");
    }
    let own = rows(quantiles, &[("question", question), ("kind", "question")]);
    let found = |at: &Value| *own.iter().find(|row| row["quantile"] == *at).expect("it is there");
    for quantile in list(&answer["quantiles"]) {
        let row = found(&quantile["quantile"]);
        assert_eq!(row["value"], quantile["value"]);
        assert_eq!(row["std_error"], quantile["std_error"]);
    }
    if answer["kind"] == "number" {
        assert_eq!(found(&json!("mean"))["value"], answer["mean"]);
    }
}

#[test]
fn rows_are_the_numbers_of_the_forecast() {
    for forecast in &RESULTS.forecasts {
        let nested = serde_json::to_value(forecast).expect("it is JSON");
        let table = |name: &str| records(forecast.table(name));
        let tables = ["summary", "timeline", "quantiles"].map(table);
        let answers = list(&nested["answers"]);
        assert!(answers.len() > 5);
        for answer in answers {
            holds(answer, &tables[0], &tables[1], &tables[2]);
        }
    }
}

#[test]
fn rows_are_the_numbers_of_other_results() {
    let results = &*RESULTS;
    let nested = serde_json::to_value(&results.comparison).expect("it is JSON");
    let compared = records(results.comparison.table("comparison"));
    for row in list(&nested["rows"]).iter().filter(|row| row["unit"].is_null()) {
        let (question, outcome) = (row["question"].as_str(), row["outcome"].as_str());
        let key = [("question", question.expect("text")), ("outcome", outcome.expect("text"))];
        let own = rows(&compared, &key);
        assert_eq!(own[0]["probability"], row["sides"][0]["value"]);
        assert_eq!(own[1]["probability"], row["sides"][1]["value"]);
        assert_eq!(own[1]["difference"], row["differences"][0]["value"]);
        assert_eq!(own[0]["difference"], Value::Null);
    }
    let nested = serde_json::to_value(&results.sweep).expect("it is JSON");
    let swept = records(results.sweep.table("sweep"));
    assert_eq!(list(&nested["rows"]).len(), list(&swept).len());
    for (row, own) in list(&nested["rows"]).iter().zip(list(&swept)) {
        for name in ["question", "outcome", "label", "std_error"] {
            assert_eq!(row[name], own[name]);
        }
        assert_eq!(row["value"], own["probability"]);
        let path = "process.talks.from.none.some.p";
        assert_eq!(row["at"][path], own[path]);
    }
    let swing = results.sensitivity.swing("event.deal.p").expect("it is uncertain");
    let table = records(results.sensitivity.table("sensitivity"));
    let own = rows(&table, &[("name", "event.deal.p"), ("kind", "range")])[0];
    assert_eq!(own["written"], swing.written);
    assert_eq!(own["difference"].as_f64(), swing.difference);
}

#[test]
fn a_look_up_that_finds_nothing_says_what_there_is() {
    let results = &*RESULTS;
    let (compared, sensitivity) = (&results.comparison, &results.sensitivity);
    assert!(compared.why("=pushed").is_ok() && sensitivity.index("event.deal.p").is_ok());
    let unsplit = Comparison { why: Vec::new(), ..compared.clone() };
    let bare = Sensitivity { indices: None, effects: None, ..sensitivity.clone() };
    let number = results.forecasts[0].answer("loss").expect("it is asked");
    let errors = [
        compared.why("other").map(|_| ()),
        compared.why("as it is").map(|_| ()),
        unsplit.why("=pushed").map(|_| ()),
        bare.index("event.deal.p").map(|_| ()),
        bare.main_effect("event.deal.p").map(|_| ()),
        number.number().expect("it is one").quantile(0.3).map(|_| ()),
    ];
    let errors = errors.map(|error| error.expect_err("there is none").to_string());
    assert_eq!(
        errors,
        [
            "there is no side `other`, but as it is, =pushed",
            "there is no split of side `as it is`, but =pushed",
            "there is no split of side `=pushed`: `compare_why` splits differences",
            "there is no index `event.deal.p`: `Subject::indices` asks for them",
            "there is no main effect `event.deal.p`: no uncertain input is seen to have one",
            "there is no quantile `0.3`, but 0.05, 0.25, 0.5, 0.75, 0.95",
        ]
    );
    let error = sensitivity.swing("nothing").expect_err("there is none").to_string();
    assert!(error.starts_with("there is no swing `nothing`, but event.deal.p"), "{error}");
}

/// A result that was read can lack what a run always has: its tables then have empty cells, in the same columns.
#[test]
fn tables_of_an_odd_result_have_their_columns() {
    let results = &*RESULTS;
    let mut nested = serde_json::to_value(&results.forecasts[0]).expect("it is JSON");
    let answers = nested["answers"].as_array_mut().expect("it is a list");
    let joint = answers.iter_mut().find(|answer| answer["kind"] == "joint").expect("it is asked");
    for outcomes in [json!([]), json!([[], []]), json!([["a"], ["b"], ["c"]])] {
        joint["outcomes"] = outcomes;
        let text = json!({ "schema": 1, "title": "", "clock": null, "choices": [], "interventions": [],
            "evidence": [], "trials": 1, "kept": 1, "worlds": 1, "seed": 0, "answers": [joint], "processes": [],
            "parameters": [], "experts": [], "disagreement": [] });
        let read: Forecast = serde_json::from_value(text).expect("it reads");
        let table = read.table("joint").expect("it is there");
        assert_eq!(table.columns().len(), 4);
        assert!(table.columns().iter().all(|column| column.cells().len() == table.rows()));
        assert_ne!(table.column("probability").expect("it is there").cells()[0], Cell::Empty);
    }
    let mut comparison = results.comparison.clone();
    comparison.sides.clear();
    comparison.rows.iter_mut().for_each(|row| row.differences.clear());
    let table = comparison.table("comparison").expect("it is there");
    let is_empty = |name: &str| {
        let cells = table.column(name).expect("it is there").cells();
        cells.iter().all(|cell| *cell == Cell::Empty)
    };
    assert!(is_empty("side") && is_empty("difference") && !is_empty("probability"));
}
