//! The contents of a table of trials: the very trials that were counted.

use super::{CLOCK, MOMENT, Saved, Table, WEIGHED};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::collections::BTreeMap;

/// The weights of rows, 1 where they have none.
fn weights(table: &Table) -> Vec<f64> {
    if !table.header.iter().any(|name| name == "weight") {
        return vec![1.0; table.rows.len()];
    }
    table.numbers("weight").into_iter().map(|weight| weight.expect("each has one")).collect()
}

/// The share of each answer to a question among the trials that have one, and of `yes` of a day
/// among all in which it is asked.
fn shares(table: &Table, question: &str) -> BTreeMap<String, f64> {
    let given = format!("question.{question}.given");
    let has_given = table.header.contains(&given);
    let answers = table.column(&format!("question.{question}"));
    let is_date = answers.iter().any(|a| a.len() == 10 && a.as_bytes()[4] == b'-');
    let (mut all, mut found) = (0.0, BTreeMap::new());
    let asked: Vec<bool> = if has_given {
        table.column(&given).into_iter().map(|given| given == "true").collect()
    } else {
        vec![true; answers.len()]
    };
    for ((answer, weight), asked) in answers.iter().zip(weights(table)).zip(asked) {
        if !asked || answer.is_empty() && !is_date {
            assert!(asked || answer.is_empty(), "{question} is answered where it is not asked");
            continue;
        }
        all += weight;
        let name = match *answer {
            "true" => "yes",
            "" | "false" => "no",
            _ if is_date => "yes",
            other => other,
        };
        *found.entry(name.to_owned()).or_insert(0.0) += weight;
    }
    found.into_iter().map(|(name, sum)| (name, sum / all)).collect()
}

/// Compares a table with the summary of the same run: every chance, to the last bit.
fn is_what_was_counted(saved: &Saved, name: &str) {
    let table = saved.table(name);
    let summary = saved.table("out/summary.csv");
    assert!(!summary.rows.is_empty());
    for row in &summary.rows {
        let shown: f64 = row[2].parse().expect("a probability");
        let counted = shares(&table, &row[0]).get(&row[1]).copied().unwrap_or(0.0);
        assert!(
            (shown - counted).abs() <= shown * f64::EPSILON,
            "{} {}: told {shown}, counted {counted}",
            row[0],
            row[1]
        );
    }
}

#[test]
fn the_columns_are_called_as_in_the_file() {
    let moment = Saved::new(MOMENT, "-n 3000 --save-trials t.csv").table("t.csv");
    assert_eq!(
        moment.header,
        [
            "trial",
            "event.meet",
            "event.venue",
            "event.sanctions",
            "quantity.loss",
            "question.meet",
            "question.venue.given",
            "question.venue",
            "question.sanctions",
            "question.large",
            "question.loss",
            "question.joint.meet",
            "question.joint.sanctions == imposed",
        ]
    );
    assert_eq!(moment.rows.len(), 3000);
    let numbers: Vec<String> = (0..3000).map(|trial| trial.to_string()).collect();
    assert_eq!(moment.column("trial"), numbers);
    for row in &moment.rows {
        let met = row[1] == "yes";
        assert_eq!(row[2] == "nowhere, yet", !met);
        assert_eq!(row[4].is_empty(), !met, "a quantity that is not settled has no number");
        assert_eq!((row[5] == "true", row[6] == "true", row[7].is_empty()), (met, met, !met));
        assert_eq!(row[7] == row[2], met);
        assert_eq!((&row[8], &row[10]), (&row[3], &row[4]));
        // what is undefined has no answer
        let large = row[4].parse::<f64>().map(|loss| (loss > 25.0).to_string());
        assert_eq!(row[9], large.unwrap_or_default());
        assert_eq!((&row[11], row[12] == "true"), (&row[5], row[3] == "imposed"));
    }
    let clock = Saved::new(CLOCK, "-n 40 --worlds 4 --save-trials t.csv").table("t.csv");
    assert_eq!(
        clock.header,
        [
            "trial",
            "world",
            "parameter.pace.value",
            "process.talks.from.none.experts.adjust.1.odds",
            "event.strike",
            "process.talks",
            "series.front",
            "question.meet",
            "question.when.given",
            "question.when",
            "question.wait",
            "question.strikes",
        ]
    );
    let worlds: Vec<String> = (0..40).map(|trial| (trial / 10).to_string()).collect();
    assert_eq!(clock.column("world"), worlds);
    let pace = clock.column("parameter.pace.value");
    assert!(pace.chunks(10).all(|world| world.iter().all(|value| *value == world[0])));
    assert_ne!(pace[0], pace[10]);
}

#[test]
fn what_nobody_asks_has_no_second_column() {
    let scenario = "[event.a]\np = 0.5\n[event.b]\np = 0.1\n";
    let table = Saved::new(scenario, "-n 10 --save-trials t.csv").table("t.csv");
    assert_eq!(table.header, ["trial", "event.a", "event.b"]);
    let table = Saved::new(MOMENT, "-n 10 --question loss --save-trials t.csv").table("t.csv");
    assert_eq!(table.header.iter().filter(|name| name.starts_with("question")).count(), 1);
}

#[test]
fn trials_are_those_that_were_counted() {
    let common = "--out out --save-trials t.csv";
    is_what_was_counted(&Saved::new(MOMENT, &format!("-n 20000 {common}")), "t.csv");
    let given = format!("-n 20000 --given meet {common}");
    is_what_was_counted(&Saved::new(MOMENT, &given), "t.csv");
    let given = Saved::new(MOMENT, &format!("-n 20000 {common} --given loss>25"));
    let rows = given.table("t.csv").rows.len();
    assert!((300..3000).contains(&rows), "only those that met the evidence are rows: {rows}");
    is_what_was_counted(&given, "t.csv");
    let doubt = Saved::new(CLOCK, &format!("-n 9000 --worlds 7 {common}"));
    is_what_was_counted(&doubt, "t.csv");
    let made = format!("-n 3000 --worlds 3 --do talks=experts@2025-10-01 {common}");
    is_what_was_counted(&Saved::new(CLOCK, &made), "t.csv");
}

#[test]
fn weighed_trials_have_their_weights() {
    let common = "-n 20000 --out out --given e --save-trials t.csv";
    let saved = Saved::new(WEIGHED, common);
    is_what_was_counted(&saved, "t.csv");
    let table = saved.table("t.csv");
    assert_eq!(table.header[..2], ["trial", "weight"]);
    assert!(table.column("event.e").iter().all(|outcome| *outcome == "yes"));
    let weights = weights(&table);
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    assert!(weights.iter().any(|w| *w > 3.0 * mean) && weights.iter().any(|w| *w < mean / 3.0));
    // the same where worlds differ and weigh for it
    let doubt =
        WEIGHED.replace("normal(0, 1)", "normal(m, 1)") + "[parameter.m]\nvalue = \"-1 to 1\"";
    is_what_was_counted(&Saved::new(&doubt, &format!("{common} --worlds 20")), "t.csv");
}

#[test]
fn numbers_and_days_are_those_of_the_forecast() {
    let saved = Saved::new(CLOCK, "-n 8000 --worlds 5 --out out --save-trials t.csv");
    let table = saved.table("t.csv");
    let quantiles = saved.table("out/quantiles.csv");
    let shown = |question: &str, what: &str| {
        let row = quantiles.rows.iter().find(|row| row[0] == question && row[1] == what);
        row.unwrap_or_else(|| panic!("{question} {what}"))[2].clone()
    };
    let strikes: Vec<f64> = table.numbers("question.strikes").into_iter().flatten().collect();
    let mean = strikes.iter().sum::<f64>() / strikes.len() as f64;
    let told_mean: f64 = shown("strikes", "mean").parse().expect("a number");
    assert!((mean / told_mean - 1.0).abs() < 1e-12, "{mean} {told_mean}");
    let mut days: Vec<&str> = table
        .column("question.when")
        .into_iter()
        .zip(table.column("question.when.given"))
        .filter_map(|(day, given)| (given == "true").then_some(day))
        .collect();
    // never is after every day
    days.sort_by_key(|day| if day.is_empty() { "9999" } else { day });
    let at = |rank: f64| days[(rank * days.len() as f64) as usize];
    for (rank, near) in [("0.05", [0.045, 0.055]), ("0.25", [0.245, 0.255])] {
        let [before, after] = near.map(at);
        assert!((before..=after).contains(&shown("when", rank).as_str()), "{rank}");
    }
    assert_eq!(shown("when", "0.95"), "never");
    assert_eq!(at(0.95), "");
    let waits = table.numbers("question.wait");
    assert!(waits.iter().flatten().all(|days| (1.0..133.0).contains(days)));
    assert!(waits.iter().any(Option::is_none));
}

#[test]
fn experts_stand_in_an_order() {
    let scenario = r#"
[expert.anna]
[expert.ben]
[expert.cleo]
[event.a]
p = { by = { anna = 0.0, ben = 0.5, cleo = 1.0 }, pool = "mixture" }
[question.a]
ask = "a"
"#;
    let table = Saved::new(scenario, "-n 6000 --worlds 300 --save-trials t.csv").table("t.csv");
    let names = ["expert.anna", "expert.ben", "expert.cleo"];
    let [anna, ben, cleo] = names.map(|name| table.numbers(name));
    let mut first = [0; 3];
    for (row, outcome) in table.column("event.a").into_iter().enumerate() {
        let standing = [anna[row], ben[row], cleo[row]].map(|s| s.expect("each has one") as usize);
        let mut sorted = standing;
        sorted.sort_unstable();
        assert_eq!(sorted, [1, 2, 3]);
        let believed = standing.iter().position(|s| *s == 1).expect("one is first");
        first[believed] += 1;
        assert!(believed != 0 || outcome == "no", "who is first is believed");
        assert!(believed != 2 || outcome == "yes", "who is first is believed");
    }
    assert!(first.iter().all(|trials| (1000..3000).contains(trials)), "{first:?}");
}

#[test]
fn threads_and_formats_change_nothing() {
    for (scenario, arguments) in [
        (MOMENT, "-n 30000"),
        (MOMENT, "-n 5000 --given loss>25"),
        (CLOCK, "-n 5000 --worlds 3"),
        (CLOCK, "-n 300 --worlds 100 --given front>5"),
        (WEIGHED, "-n 5000 --given e"),
    ] {
        let alone = Saved::new(scenario, arguments);
        let one = Saved::new(scenario, &format!("{arguments} --threads 1 --save-trials t.csv"));
        assert_eq!(one.stdout, alone.stdout, "saving changes no number");
        for threads in [2, 5] {
            let with = format!("{arguments} --threads {threads} --save-trials");
            let several = Saved::new(scenario, &format!("{with} t.csv"));
            assert_eq!(several.stdout, one.stdout);
            assert!(several.bytes("t.csv") == one.bytes("t.csv"), "{arguments}");
        }
        let columns = |threads: u8| {
            let with = format!("{arguments} --threads {threads} --save-trials t.parquet");
            Saved::new(scenario, &with)
        };
        let parquet = columns(1);
        assert!(parquet.bytes("t.parquet") == columns(2).bytes("t.parquet"), "{arguments}");
        assert!(read(&parquet) == one.table("t.csv"), "{arguments}");
    }
}

/// A table in Parquet, as texts.
fn read(saved: &Saved) -> Table {
    let reader = SerializedFileReader::new(saved.open("t.parquet")).expect("it is Parquet");
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let header = schema.columns().iter().map(|column| column.name().to_owned()).collect();
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None).expect("it has rows") {
        let row = row.expect("it can be read").into_columns();
        rows.push(row.into_iter().map(|(_, field)| text(&field)).collect());
    }
    Table { header, rows }
}

fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Bool(truth) => truth.to_string(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => foretell::result::cells::float(*number),
        Field::Str(text) => text.clone(),
        Field::Date(days) => {
            let date = foretell::internal::formula::date_of(f64::from(*days));
            date.expect("a day that there is").to_string()
        }
        other => panic!("no such column is written: {other:?}"),
    }
}

#[test]
fn many_rows_come_in_groups() {
    let saved = Saved::new(MOMENT, "-n 300000 --save-trials t.parquet");
    let reader = SerializedFileReader::new(saved.open("t.parquet")).expect("it is Parquet");
    let groups = reader.metadata().row_groups();
    let rows: Vec<i64> = groups.iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(rows, [131_072, 131_072, 300_000 - 262_144]);
    let per_row =
        groups.iter().map(RowGroupMetaData::compressed_size).sum::<i64>() as f64 / 300_000.0;
    assert!(per_row < 24.0, "{per_row} bytes a row, of which 16 are numbers told twice");
}
