//! Results as tables in CSV, with every digit that was computed and nothing for what is missing.
//!
//! Numbers are the shortest text that reads back to the same bits. Dates are ISO dates. Cells that a spreadsheet
//! would execute are guarded.

use super::cells::guarded;
use super::file_name::{file_name, marked};
use crate::forecast::Forecast;
use crate::result::{self, Cell, Table};
use csv::Writer;
use std::collections::BTreeSet;

/// The files of a forecast, each with its name: always `summary.csv`; the others only if they have
/// rows. The first joint question is in `joint.csv`, any further one in `joint-<question>.csv`.
pub fn files(forecast: &Forecast) -> Vec<(String, Vec<u8>)> {
    named(result::forecast(forecast).tables())
}

/// The first file of a forecast, `summary.csv`.
pub fn summary(forecast: &Forecast) -> Vec<u8> {
    first(result::forecast(forecast).tables())
}

/// Tables as files, each with its name.
pub(crate) fn named(tables: Vec<Table>) -> Vec<(String, Vec<u8>)> {
    let mut taken = BTreeSet::new();
    let mut name = |own: &Table| {
        let Some(question) = own.question else { return format!("{}.csv", own.name) };
        let is_first = taken.is_empty();
        let mut name = file_name(question);
        // some file systems take capitals for small letters
        if !taken.insert(name.to_lowercase()) {
            name = marked(&name, question);
        }
        if is_first { format!("{}.csv", own.name) } else { format!("{}-{name}.csv", own.name) }
    };
    tables.into_iter().map(|own| (name(&own), written(own))).collect()
}

/// The first of some tables.
pub(crate) fn first(tables: Vec<Table>) -> Vec<u8> {
    tables.into_iter().next().map(written).unwrap_or_default()
}

fn written(table: Table) -> Vec<u8> {
    let mut writer = Writer::from_writer(Vec::new());
    let header = table.columns.iter().map(|name| guarded(name).into_owned());
    writer.write_record(header).expect("memory takes every row");
    for row in table.rows {
        let cells = row.iter().map(|cell| guarded(&text(cell)).into_owned());
        writer.write_record(cells).expect("memory takes every row");
    }
    writer.into_inner().expect("memory is never full before the program is")
}

/// The cells of a row, as a line.
pub(crate) fn cells(row: &[Cell]) -> String {
    let texts: Vec<String> = row.iter().map(text).collect();
    line(texts.iter().map(String::as_str))
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => float(*number),
        Cell::Whole(number) => number.to_string(),
        Cell::Never => "never".to_owned(),
        Cell::Empty => String::new(),
    }
}

/// Texts as a line of CSV.
pub(crate) fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    let guarded = cells.map(|cell| guarded(cell).into_owned());
    writer.write_record(guarded).expect("memory takes every row");
    let bytes = writer.into_inner().expect("memory is never full before the program is");
    String::from_utf8(bytes).expect("cells are text")
}

/// Formats a number as the shortest text that reads back to the same bits; empty if it is not finite.
pub fn float(value: f64) -> String {
    if !value.is_finite() {
        String::new()
    } else if value == 0.0 {
        "0".to_owned()
    } else if (1e-5..1e16).contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::forecast::sample;

    fn file(forecast: &Forecast, name: &str) -> String {
        let file = files(forecast).into_iter().find(|(found, _)| found == name);
        String::from_utf8(file.expect("the file is written").1).expect("it is text")
    }

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        for value in [0.1 + 0.2, 1.0 / 3.0, 5e-324, 1e300, -2.5, 1e-7, 123_456_789.0] {
            assert_eq!(float(value).parse::<f64>().map(f64::to_bits), Ok(value.to_bits()));
        }
        assert_eq!([float(-0.0), float(1.0), float(f64::NAN)], ["0", "1", ""]);
        assert_eq!(float(1e300), "1e300");
    }

    #[test]
    fn one_world_has_no_range() {
        let forecast = sample::two_leaders();
        let names: Vec<String> = files(&forecast).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["summary.csv", "joint.csv"]);
        let summary = file(&forecast, "summary.csv");
        assert!(summary.starts_with(
            "question,outcome,probability,std_error,low,high\nmeeting,yes,0.3,0.000458257569495584,,\n"
        ));
        assert!(file(&forecast, "joint.csv").starts_with(
            "meeting,sanctions,probability,std_error\nyes,none,0.05,0.0002179449471770337\n\
             yes,threatened,0.17,"
        ));
    }

    #[test]
    fn a_clock_adds_quantiles_and_timelines() {
        let forecast = sample::leaders_summit();
        assert_eq!(
            file(&forecast, "quantiles.csv"),
            "question,quantile,value,std_error,low,high,kind\nfirst,0.05,2025-10-03,1,,,question\n\
             first,0.5,never,,,,question\nloss,0.05,8.2,0.02,,,question\n\
             loss,0.5,20.13,0.03,,,question\nloss,0.95,36.4,0.2,,,question\n\
             loss,mean,21.312,0.02,9,35,question\nloss,std_dev,8.1,,,,question\n"
        );
        let timeline = file(&forecast, "timeline.csv");
        assert!(timeline.contains("\nfirst,2025-08-20,0,0,0.1,0.4\n"));
        assert!(timeline.ends_with("talks.leaders,2025-08-20,0.25,0.00043301270189221935,,\n"));
        assert!(file(&forecast, "summary.csv").contains("\nby_sep,yes,0.04,"));
    }

    #[test]
    fn further_joint_questions_are_named() {
        let mut forecast = sample::two_leaders();
        let mut second = forecast.answers[5].clone();
        second.question = "again".into();
        forecast.answers.push(second);
        let names: Vec<String> = files(&forecast).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["summary.csv", "joint.csv", "joint-again.csv"]);
    }
}
