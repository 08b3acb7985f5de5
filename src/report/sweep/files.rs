//! A sweep as rows of `sweep.csv` with all digits.

use crate::analysis::Told;
use crate::analysis::sweep::{Axis, Row, Value};
use crate::result;
use crate::result::cells::lines;
use std::borrow::Cow;

/// The header of `sweep.csv`: a column for each axis, then those of [`result::Sweep`]'s table. An axis named like one of
/// these gets a column such as `over.low`.
pub fn header(axes: &[Axis], told: Option<&Told>) -> String {
    let names = axes.iter().map(|axis| axis.name.as_str());
    result::sweep_table(names, told.map(Told::counted), std::iter::empty()).to_csv()
}

/// The rows of a point: value, standard error and ends of the range, as in `summary.csv` and `quantiles.csv`.
pub fn rows(axes: &[Axis], told: Option<&Told>, values: &[String], rows: &[Row]) -> String {
    let names = axes.iter().map(|axis| axis.name.as_str());
    let rows: Vec<_> = rows.iter().map(|row| result::sweep_row(&[], values, row)).collect();
    let at = || values.iter().map(String::as_str).collect();
    result::sweep_table(names, told.map(Told::counted), rows.iter().map(|row| (at(), row)))
        .csv_rows()
}

/// Reads the row of a point at the start of a text, and returns it with the text after it; fields that are not in
/// `sweep.csv` stay unknown. `None` if another row is there, or none that is whole.
pub fn read_back<'a>(
    told: Option<&Told>,
    values: &[String],
    row: &Row,
    text: &'a str,
) -> Option<(Row, &'a str)> {
    let head = values.iter().map(String::as_str).chain([&*row.question, &*row.outcome]);
    let mut left = text.strip_prefix(line(head).trim_end_matches('\n'))?.strip_prefix(',')?;
    let mut number = || {
        let (cell, more) = left.split_once(',')?;
        left = more;
        match cell {
            "" => Some(f64::NAN),
            "never" => Some(f64::INFINITY),
            cell => cell.parse::<f64>().ok(),
        }
    };
    let (x, std_error, low, high) = (number()?, number()?, number()?, number()?);
    // the label as the last of several cells: alone, an empty one would be quoted
    let known = told.map(Told::counted).map(|(today, news)| [today, news.to_string()]);
    let known = known.iter().flatten().map(String::as_str);
    let label = line(["", &*row.label].into_iter().chain(known));
    let beyond = left.strip_prefix(label.strip_prefix(',')?)?;
    let std_error = Some(std_error).filter(|error| !error.is_nan());
    let ends = (!low.is_nan()).then_some((low, high));
    let value = match &row.value {
        Value::Chance(_) => Value::chance(x, std_error, ends),
        Value::NoMean(why) if x.is_nan() => Value::NoMean(*why),
        Value::Number(_) | Value::NoMean(_) => Value::number(x, std_error, ends),
    };
    Some((Row { value, asked: 0, worth: None, ..row.clone() }, beyond))
}

/// Returns texts as a line of CSV.
fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    lines([cells.map(Cow::Borrowed)].into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_back_as_they_were() {
        let row = |value| Row {
            question: "they, meet".to_owned(),
            label: "They,\n\"meet\"".to_owned(),
            outcome: "yes".to_owned(),
            value,
            worth: None,
            asked: 0,
        };
        let values = ["0.1".to_owned(), "4 weeks".to_owned()];
        let axes = ["p", "after"].map(|name| Axis { name: name.to_owned(), values: Vec::new() });
        let told = Told { today: jiff::civil::date(2025, 9, 20), news: Vec::new() };
        let unnamed = Row { label: String::new(), ..row(Value::chance(0.5, None, None)) };
        for row in [
            unnamed,
            row(Value::chance(0.1 + 0.2, Some(1e-7), Some((0.0, 1.0 / 3.0)))),
            row(Value::number(f64::INFINITY, None, None)),
            row(Value::number(2.5, Some(0.1), Some((1.0, 4.0)))),
            row(Value::chance(f64::NAN, None, None)),
        ] {
            for told in [None, Some(&told)] {
                let text = rows(&axes, told, &values, std::slice::from_ref(&row));
                let more = text.clone() + "more";
                let (back, beyond) = read_back(told, &values, &row, &more).expect("it can be read");
                assert_eq!((format!("{back:?}"), beyond), (format!("{row:?}"), "more"));
                for end in 0..text.len() {
                    assert_eq!(read_back(told, &values, &row, &text[..end]), None, "{end}");
                }
            }
        }
    }
}
