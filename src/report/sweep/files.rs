//! A sweep as rows of `sweep.csv` and of JSON, with all digits.

use crate::analysis::sweep::{Axis, Row, Value};
use crate::report::format::{csv, pretty};
use crate::result::{self, SweepRun};

/// The header of `sweep.csv`: a column for each axis, then those of every summary. An axis named like one of
/// these gets a column such as `over.low`.
pub fn header(axes: &[Axis]) -> String {
    let columns = result::sweep_columns(axes.iter().map(|axis| axis.name.as_str()));
    csv::line(columns.iter().map(String::as_str))
}

/// The first cells of a point's row: its values, question and outcome.
pub fn prefix(values: &[String], row: &Row) -> String {
    let cells = values.iter().map(String::as_str).chain([&*row.question, &*row.outcome]);
    let mut text = csv::line(cells);
    text.pop();
    text + ","
}

/// The rows of a point: value, standard error and ends of the range, as in `summary.csv` and `quantiles.csv`.
pub fn lines(values: &[String], rows: &[Row]) -> String {
    let line = |row: &Row| {
        let at = values.iter().map(String::as_str);
        let row = result::sweep_row(&[], values, row);
        csv::cells(&result::sweep_cells(at, &row))
    };
    rows.iter().map(line).collect()
}

/// Parses the numbers of a row from the text after its prefix; fields that are not in `sweep.csv` stay
/// unknown.
pub fn read_back(row: &Row, rest: &str) -> Option<Row> {
    let mut cells = rest.trim_end_matches('\n').split(',');
    let mut number = || {
        let cell = cells.next()?;
        match cell {
            "" => Some(f64::NAN),
            "never" => Some(f64::INFINITY),
            cell => cell.parse::<f64>().ok(),
        }
    };
    let (x, std_error, low, high) = (number()?, number()?, number()?, number()?);
    let std_error = Some(std_error).filter(|error| !error.is_nan());
    let ends = (!low.is_nan()).then_some((low, high));
    let value = match &row.value {
        Value::Chance(_) => Value::chance(x, std_error, ends),
        Value::NoMean(why) if x.is_nan() => Value::NoMean(*why),
        Value::Number(_) | Value::NoMean(_) => Value::number(x, std_error, ends),
    };
    cells.next().is_none().then(|| Row { value, asked: 0, worth: None, ..row.clone() })
}

/// The sweep as indented JSON, null for what is missing.
pub fn json(run: &SweepRun) -> String {
    pretty::render(&result::sweep(run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_as_they_were() {
        let row = |value| Row {
            question: "they, meet".to_owned(),
            outcome: "yes".to_owned(),
            value,
            worth: None,
            asked: 0,
        };
        let values = ["0.1".to_owned(), "4 weeks".to_owned()];
        for row in [
            row(Value::chance(0.1 + 0.2, Some(1e-7), Some((0.0, 1.0 / 3.0)))),
            row(Value::number(f64::INFINITY, None, None)),
            row(Value::number(2.5, Some(0.1), Some((1.0, 4.0)))),
            row(Value::chance(f64::NAN, None, None)),
        ] {
            let text = lines(&values, std::slice::from_ref(&row));
            let rest = text.strip_prefix(&prefix(&values, &row)).expect("it begins so");
            let back = read_back(&row, rest).expect("it can be read");
            assert_eq!(format!("{back:?}"), format!("{row:?}"));
        }
    }
}
