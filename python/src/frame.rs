//! A table, which Arrow libraries read without a copy of ours.

use crate::arrow::{ArrowArray, ArrowArrayStream, ArrowSchema};
use crate::rows::{Field, Kind, Rows, Source, Values};
use foretell::result::{Cell, ColumnType, Table};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};
use std::sync::Arc;

/// The days from 1 March of year 0 to 1 January 1970.
const TO_1970: i64 = 719_468;

/// A table: rows under typed columns.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Frame {
    name: String,
    question: Option<String>,
    fields: Arc<[Field]>,
    rows: Arc<Rows>,
    csv: Option<String>,
}

#[pymethods]
impl Frame {
    /// The name, such as `summary`.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// The question that it belongs to, if it belongs to one alone.
    #[getter]
    fn question(&self) -> Option<&str> {
        self.question.as_deref()
    }

    /// The number of rows.
    #[getter]
    fn rows(&self) -> usize {
        self.rows.count
    }

    /// The columns: name, type and meaning of each.
    fn fields(&self) -> Vec<(&str, &'static str, &str)> {
        let of = |field: &'_ Field| match field.kind {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Whole => "whole",
            Kind::Date => "date",
            Kind::Truth => "truth",
            Kind::Name(_) => "name",
        };
        self.fields
            .iter()
            .map(|own| (own.name.as_str(), of(own), own.description.as_str()))
            .collect()
    }

    /// The values of a column; a day is the number of days since 1 January 1970.
    fn values<'py>(&self, py: Python<'py>, column: usize) -> PyResult<Bound<'py, PyList>> {
        let field = self.fields.get(column).zip(self.rows.columns.get(column));
        let (field, values) = field.ok_or_else(|| PyIndexError::new_err("no such column"))?;
        match values {
            Values::Text(cells) => PyList::new(py, cells),
            Values::Number(cells) => PyList::new(py, cells),
            Values::Whole(cells) => PyList::new(py, cells),
            Values::Date(cells) => PyList::new(py, cells),
            Values::Truth(cells) => PyList::new(py, cells),
            Values::Code(cells) => {
                let Kind::Name(names) = &field.kind else { return PyList::new(py, cells) };
                let name = |cell: &Option<u16>| cell.and_then(|code| names.get(usize::from(code)));
                PyList::new(py, cells.iter().map(name).collect::<Vec<_>>())
            }
        }
    }

    /// The table as CSV, byte for byte as the program writes it; `None` for trials.
    fn csv(&self) -> Option<&str> {
        self.csv.as_deref()
    }

    /// The schema in a capsule of the Arrow PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        PyCapsule::new_with_value(py, ArrowSchema::of_rows(&self.fields), c"arrow_schema")
    }

    /// The table as one array of structs in capsules of the Arrow PyCapsule interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        let _ = requested_schema;
        let array = ArrowArray::of_rows(&self.fields, Rows::clone(&self.rows));
        let array = PyCapsule::new_with_value(py, array, c"arrow_array")?;
        Ok((self.__arrow_c_schema__(py)?, array))
    }

    /// The table as a stream of one array in a capsule of the Arrow PyCapsule interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let once = Once { fields: Arc::clone(&self.fields), rows: Some(Arc::clone(&self.rows)) };
        PyCapsule::new_with_value(py, ArrowArrayStream::new(Box::new(once)), c"arrow_array_stream")
    }
}

/// A source of one batch.
struct Once {
    fields: Arc<[Field]>,
    rows: Option<Arc<Rows>>,
}

impl Source for Once {
    fn fields(&mut self) -> Result<Arc<[Field]>, String> {
        Ok(Arc::clone(&self.fields))
    }

    fn next(&mut self) -> Result<Option<Rows>, String> {
        Ok(self.rows.take().map(|rows| Rows::clone(&rows)))
    }
}

impl Frame {
    /// Returns a batch of trials.
    pub(crate) fn of_trials(fields: Arc<[Field]>, rows: Rows) -> Self {
        let name = "trials".to_owned();
        Self { name, question: None, fields, rows: Arc::new(rows), csv: None }
    }

    /// Returns a table of a result.
    pub(crate) fn of(table: &Table) -> Self {
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        for column in table.columns() {
            let cells = column.cells();
            let (kind, values) = match column.kind() {
                ColumnType::Number => {
                    (Kind::Number, Values::Number(cells.iter().map(number).collect()))
                }
                ColumnType::Whole => {
                    (Kind::Whole, Values::Whole(cells.iter().map(whole).collect()))
                }
                ColumnType::Date => (Kind::Date, Values::Date(cells.iter().map(day).collect())),
                _ => (Kind::Text, Values::Text(cells.iter().map(text).collect())),
            };
            let (name, description) = (column.name().to_owned(), column.description().to_owned());
            fields.push(Field { name, kind, description });
            columns.push(values);
        }
        Self {
            name: table.name().to_owned(),
            question: table.question().map(str::to_owned),
            fields: fields.into(),
            rows: Arc::new(Rows { columns, count: table.rows() }),
            csv: Some(table.to_csv()),
        }
    }
}

fn text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.to_string()),
        Cell::Number(number) => Some(number.to_string()),
        Cell::Whole(number) => Some(number.to_string()),
        Cell::Never => Some("never".to_owned()),
        Cell::Empty => None,
    }
}

/// The number; infinity for *never*.
fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Never => Some(f64::INFINITY),
        _ => None,
    }
}

fn whole(cell: &Cell) -> Option<u64> {
    match cell {
        Cell::Whole(number) => Some(*number),
        _ => None,
    }
}

/// The days from 1 January 1970 to a date such as `2025-10-31`.
fn day(cell: &Cell) -> Option<i32> {
    let Cell::Text(text) = cell else { return None };
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // the year begins in March, so that the day that leap years add is its last
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    i32::try_from(days + of_year - TO_1970).ok()
}
