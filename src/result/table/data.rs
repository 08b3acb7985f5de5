//! Tables, their columns and their cells.

use super::super::estimate::{Estimate, Figure, Value};
use super::super::not_found::NotFound;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A table of a result: rows of cells under typed columns.
///
/// [`Table::to_csv`] writes it as CSV, serde as a list of records, and `record_batch` (feature `arrow`) as Arrow data.
/// `docs/tables.md` lists the columns of every table.
///
/// ```
/// use foretell::{Options, Scenario};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let forecast = model.run(&Options::default().exact(true))?;
/// let table = forecast.table("summary")?;
/// assert_eq!(table.column("probability")?.cells(), [foretell::result::Cell::Number(0.5)]);
/// assert!(table.to_csv().ends_with("\nheads,yes,0.5,0,,\n"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table<'a> {
    pub(super) name: &'static str,
    pub(super) question: Option<&'a str>,
    pub(super) columns: Vec<Column<'a>>,
    pub(super) rows: usize,
}

/// A column of a table.
///
/// ```
/// # let model = foretell::Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// # let forecast = model.run(&foretell::Options::default().exact(true))?;
/// for column in forecast.summary().columns() {
///     println!("{} ({:?}): {}", column.name(), column.kind(), column.description());
/// }
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Column<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) kind: ColumnType,
    pub(super) description: &'static str,
    pub(super) cells: Vec<Cell<'a>>,
}

/// The type of a column, any cell of which may be empty: [`Column::kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnType {
    /// Names, labels and other texts.
    Text,
    /// Numbers; *never* for the value of a day or a wait that does not come within the horizon.
    Number,
    /// Whole numbers.
    Whole,
    /// Days.
    Date,
    /// Numbers and texts.
    Mixed,
}

/// A cell of a table: [`Column::cells`].
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// A name, a label or a day (an ISO date).
    Text(Cow<'a, str>),
    /// A finite number.
    Number(f64),
    /// A whole number.
    Whole(u64),
    /// A value that is never reached.
    Never,
    /// A value that can't be had, or an empty text.
    Empty,
}

impl<'a> Table<'a> {
    /// Creates a table with columns that are named by the scenario, then `ours`.
    pub(crate) fn new(
        name: &'static str,
        theirs: Vec<Column<'a>>,
        ours: &[Spec],
        rows: impl Iterator<Item = Vec<Cell<'a>>>,
    ) -> Self {
        let ours = ours.iter().map(|spec| Column::new(spec.name, spec.kind, spec.description));
        let mut columns: Vec<Column> = theirs.into_iter().chain(ours).collect();
        let mut count = 0;
        for row in rows {
            // a result that was read may lack names or cells
            let mut row = row.into_iter();
            for column in &mut columns {
                column.cells.push(row.next().into());
            }
            count += 1;
        }
        Self { name, question: None, columns, rows: count }
    }

    /// Notes the question that the table belongs to.
    pub(crate) fn of(self, question: &'a str) -> Self {
        Self { question: Some(question), ..self }
    }

    /// The name of the table, such as `summary`.
    pub fn name(&self) -> &str {
        self.name
    }

    /// The question that the table belongs to, if it belongs to one alone.
    pub fn question(&self) -> Option<&str> {
        self.question
    }

    /// The columns, all with different names.
    pub fn columns(&self) -> &[Column<'a>] {
        &self.columns
    }

    /// The column of a name.
    pub fn column(&self, name: &str) -> Result<&Column<'a>, NotFound> {
        let names = || self.columns.iter().map(|column| &*column.name);
        let found = self.columns.iter().find(|column| column.name == name);
        found.ok_or_else(|| NotFound::named("column", name, names()))
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Returns the table of a name among these.
    pub(crate) fn named(name: &str, tables: Vec<Self>) -> Result<Self, NotFound> {
        let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
        let missing = NotFound::named("table", name, names);
        tables.into_iter().find(|table| table.name == name).ok_or(missing)
    }
}

impl<'a> Column<'a> {
    /// Creates a column without cells.
    pub(crate) fn new(
        name: impl Into<Cow<'a, str>>,
        kind: ColumnType,
        description: &'static str,
    ) -> Self {
        Self { name: name.into(), kind, description, cells: Vec::new() }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type of its cells.
    pub fn kind(&self) -> ColumnType {
        self.kind
    }

    /// The meaning of its cells, with their unit.
    pub fn description(&self) -> &str {
        self.description
    }

    /// A cell for each row.
    pub fn cells(&self) -> &[Cell<'a>] {
        &self.cells
    }
}

/// The name, the type and the meaning of a column that a table always has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    pub(crate) kind: ColumnType,
    pub(crate) description: &'static str,
}

impl Spec {
    pub(crate) const fn text(name: &'static str, description: &'static str) -> Self {
        Self { name, kind: ColumnType::Text, description }
    }

    pub(crate) const fn number(name: &'static str, description: &'static str) -> Self {
        Self { name, kind: ColumnType::Number, description }
    }

    /// Another type.
    pub(crate) const fn of(self, kind: ColumnType) -> Self {
        Self { kind, ..self }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Borrowed(text)) }
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Empty }
    }
}

impl From<Value> for Cell<'_> {
    fn from(value: Value) -> Self {
        value.finite().map_or(Self::Never, Self::Number)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

/// Probability, standard error, and the ends of the range.
pub(crate) fn estimate<'a>(of: &Estimate) -> [Cell<'a>; 4] {
    let (low, high) = of.range.unzip();
    [of.estimate, of.std_error, low, high].map(Cell::from)
}

/// Value, standard error, and the ends of the range; all empty without a value.
pub(crate) fn figure<'a>(of: &Figure) -> [Cell<'a>; 4] {
    let Some(value) = of.value else { return [const { Cell::Empty }; 4] };
    let (low, high) = of.range.unzip();
    [value.into(), of.std_error.into(), low.into(), high.into()]
}

/// Makes column names from a file distinct from each other and from `ours`, by prefixing those that are taken
/// with `kind` and a dot.
pub(crate) fn distinct<'a>(
    theirs: impl IntoIterator<Item = &'a str>,
    kind: &str,
    ours: &[Spec],
) -> Vec<String> {
    let mut taken: BTreeSet<String> = ours.iter().map(|own| own.name.to_owned()).collect();
    let name = |name: &str| {
        let mut name = name.to_owned();
        while !taken.insert(name.clone()) {
            name = format!("{kind}.{name}");
        }
        name
    };
    theirs.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let names = ["a", "low", "over.low", "a", "over.a"];
        let found = distinct(names, "over", &["low", "high"].map(|name| Spec::number(name, "")));
        assert_eq!(found, ["a", "over.low", "over.over.low", "over.a", "over.over.a"]);
    }
}
