//! Trials as Parquet: names and repeated values in dictionaries, dates as dates, null for missing values.
//! Rows are collected into groups and written column by column.

use super::spill::Spill;
use crate::engine::{NO_CODE, TrialBlock, TrialSink, TrialTable, TrialType, TrialValues};
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType};
use parquet::data_type::{Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};
use std::io::{self, Read, Seek, Write};
use std::sync::Arc;

/// The most rows waiting in memory, and about the most bytes that they take there.
const MOST_ROWS: usize = 1 << 17;
const MOST_BYTES: usize = 8 << 20;
/// Fewer rows don't form a group except the last one, however wide they are.
const FEWEST_ROWS: usize = 1 << 12;
/// The most groups, because the metadata of each stay in memory until the end. If groups would be too large
/// to wait in memory, their rows wait on disk.
const MOST_GROUPS: u64 = 48;

/// Writes trials as Parquet.
pub struct ParquetTrials<W: Write + Send, S> {
    to: Option<W>,
    writer: Option<SerializedFileWriter<W>>,
    columns: Vec<Column>,
    /// Rows waiting for their group; earlier ones are on disk.
    spill: Spill<S>,
    waiting: Vec<TrialBlock>,
    /// Number of rows waiting in memory.
    rows: usize,
    most_rows: usize,
    /// Number of rows in a group.
    of_a_group: usize,
}

/// The format of a column.
struct Column {
    optional: bool,
    /// The names of codes; empty for truth values.
    names: Vec<ByteArray>,
}

impl<W: Write + Send, S: Read + Write + Seek> ParquetTrials<W, S> {
    /// Writes to `to`, which need not be buffered; rows may wait in `space`.
    pub fn new(to: W, space: S) -> Self {
        Self {
            to: Some(to),
            writer: None,
            columns: Vec::new(),
            spill: Spill::new(space),
            waiting: Vec::new(),
            rows: 0,
            most_rows: MOST_ROWS,
            of_a_group: MOST_ROWS,
        }
    }

    /// Completes the table.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_group()?;
        let writer = self.writer.take();
        let writer = writer.ok_or_else(|| io::Error::other("a table that was not begun"))?;
        writer.into_inner().map_err(failure)
    }

    /// Writes the waiting rows as a group.
    fn write_group(&mut self) -> io::Result<()> {
        let batches = std::mem::take(&mut self.waiting);
        let rows = self.rows + self.spill.rows;
        self.rows = 0;
        let Some(writer) = self.writer.as_mut().filter(|_| rows > 0) else {
            return Ok(());
        };
        let mut group = writer.next_row_group().map_err(failure)?;
        for (at, column) in self.columns.iter().enumerate() {
            let next = group.next_column().map_err(failure)?;
            let mut to = next.ok_or_else(|| io::Error::other("a column too many"))?;
            let mut write = |cells: &TrialValues, rows: usize| {
                column.write(cells, rows, &mut to).map_err(failure)
            };
            self.spill.each(at, &mut write)?;
            for batch in &batches {
                write(&batch.columns[at], batch.rows)?;
            }
            to.close().map_err(failure)?;
        }
        group.close().map_err(failure)?;
        self.spill.clear();
        Ok(())
    }
}

impl<W: Write + Send, S: Read + Write + Seek> TrialSink for ParquetTrials<W, S> {
    type Piece = TrialBlock;
    type Error = io::Error;

    fn begin(&mut self, layout: &TrialTable) -> io::Result<()> {
        let bytes: usize = layout.columns.iter().map(|field| bytes(&field.kind)).sum();
        self.most_rows = (MOST_BYTES / bytes.max(1)).clamp(FEWEST_ROWS, MOST_ROWS);
        let of_a_group = usize::try_from(layout.trials.div_ceil(MOST_GROUPS));
        self.of_a_group = of_a_group.unwrap_or(usize::MAX).max(self.most_rows);
        self.columns =
            layout.columns.iter().map(|field| Column::new(&field.kind, field.optional)).collect();
        let to = self.to.take().ok_or_else(|| io::Error::other("a table that was begun before"))?;
        let schema = schema(layout).map_err(failure)?;
        let writer = SerializedFileWriter::new(to, schema, Arc::new(properties()));
        self.writer = Some(writer.map_err(failure)?);
        Ok(())
    }

    fn prepare(_: &TrialTable, batch: TrialBlock) -> TrialBlock {
        batch
    }

    fn take(&mut self, batch: TrialBlock) -> io::Result<()> {
        if batch.rows == 0 {
            return Ok(());
        }
        if self.spill.rows + self.rows + batch.rows > self.of_a_group {
            self.write_group()?;
        } else if self.rows + batch.rows > self.most_rows {
            self.spill.put(&self.waiting)?;
            self.waiting.clear();
            self.rows = 0;
        }
        self.rows += batch.rows;
        self.waiting.push(batch);
        Ok(())
    }
}

/// The most memory that a value of a column takes, in bytes.
fn bytes(kind: &TrialType) -> usize {
    match kind {
        TrialType::Whole | TrialType::Real | TrialType::Date => 8,
        TrialType::Truth | TrialType::Name(_) => 1,
    }
}

fn schema(layout: &TrialTable) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::with_capacity(layout.columns.len());
    for field in &layout.columns {
        let (physical, logical) = match &field.kind {
            TrialType::Whole => (Physical::INT64, None),
            TrialType::Real => (Physical::DOUBLE, None),
            TrialType::Truth => (Physical::BOOLEAN, None),
            TrialType::Name(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            TrialType::Date => (Physical::INT32, Some(LogicalType::Date)),
        };
        let repetition = if field.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let built = Type::primitive_type_builder(&field.name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(built));
    }
    Ok(Arc::new(Type::group_type_builder("trials").with_fields(fields).build()?))
}

fn properties() -> WriterProperties {
    let trial = || ColumnPath::new(vec!["trial".to_owned()]);
    WriterProperties::builder()
        .set_created_by(concat!("foretell version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        // an index of every page would grow in memory until the end
        .set_statistics_enabled(EnabledStatistics::None)
        .set_column_statistics_enabled(trial(), EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        // each number is one more than the last
        .set_column_dictionary_enabled(trial(), false)
        .set_column_encoding(trial(), Encoding::DELTA_BINARY_PACKED)
        .build()
}

impl Column {
    fn new(kind: &TrialType, optional: bool) -> Self {
        let names = match kind {
            TrialType::Name(names) => {
                names.iter().map(|name| ByteArray::from(name.as_bytes().to_vec())).collect()
            }
            _ => Vec::new(),
        };
        Self { optional, names }
    }

    fn write(
        &self,
        cells: &TrialValues,
        rows: usize,
        to: &mut SerializedColumnWriter,
    ) -> Result<(), ParquetError> {
        let real = |x: &f64| (!x.is_nan()).then_some(*x);
        match cells {
            TrialValues::Wholes(all) => {
                self.put::<Int64Type>(all.iter().map(|x| Some(whole(*x))), to)
            }
            TrialValues::Whole(x) => {
                self.put::<Int64Type>(std::iter::repeat_n(Some(whole(*x)), rows), to)
            }
            TrialValues::Reals(all) => self.put::<DoubleType>(all.iter().map(real), to),
            TrialValues::Real(x) => self.put::<DoubleType>(std::iter::repeat_n(real(x), rows), to),
            TrialValues::Days(all) => self.put::<Int32Type>(all.iter().copied(), to),
            TrialValues::Codes(all) if self.names.is_empty() => {
                let truth = |code: &u16| (*code != NO_CODE).then_some(*code != 0);
                self.put::<BoolType>(all.iter().map(truth), to)
            }
            TrialValues::Codes(all) => {
                let name = |code: &u16| self.names.get(usize::from(*code)).cloned();
                self.put::<ByteArrayType>(all.iter().map(name), to)
            }
        }
    }

    /// Writes values; none may be null unless the column is optional.
    fn put<T: DataType>(
        &self,
        cells: impl Iterator<Item = Option<T::T>>,
        to: &mut SerializedColumnWriter,
    ) -> Result<(), ParquetError> {
        let mut values = Vec::new();
        let mut levels = Vec::new();
        for cell in cells {
            levels.push(i16::from(cell.is_some()));
            values.extend(cell);
        }
        let levels = self.optional.then_some(levels.as_slice());
        to.typed::<T>().write_batch(&values, levels, None)?;
        Ok(())
    }
}

/// Converts a count; trials and worlds are far fewer than the maximum.
fn whole(x: u64) -> i64 {
    i64::try_from(x).unwrap_or(i64::MAX)
}

/// Converts an error, unwrapping an I/O error if it is one.
fn failure(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(outside) => match outside.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;
    use crate::engine::{Job, Plan, Shard, Watch, run_keeping};
    use crate::model::Supposition;
    use crate::{model, scenario};
    use parquet::file::metadata::RowGroupMetaData;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use std::fs::File;

    /// A table with room for few rows in memory.
    struct Small {
        table: ParquetTrials<File, File>,
        rows: (usize, usize),
    }

    impl TrialSink for Small {
        type Piece = TrialBlock;
        type Error = io::Error;

        fn begin(&mut self, layout: &TrialTable) -> io::Result<()> {
            self.table.begin(layout)?;
            (self.table.most_rows, self.table.of_a_group) = self.rows;
            Ok(())
        }

        fn prepare(_: &TrialTable, batch: TrialBlock) -> TrialBlock {
            batch
        }

        fn take(&mut self, batch: TrialBlock) -> io::Result<()> {
            self.table.take(batch)
        }
    }

    /// The rows of the groups, and all rows as text.
    fn written(rows: (usize, usize)) -> io::Result<(Vec<i64>, Vec<String>)> {
        let mut sources = Sources::default();
        let text = "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-09\n[parameter.p]\nvalue = \"0.1 to 0.4\"\n\
            [event.e]\neach = \"step\"\np = \"p\"\n[series.s]\nstart = 0\nnext = \"s + normal(0, 1)\"\n\
            [question.when]\nask = \"first(e)\"\n[question.up]\nask = \"s > 0\"\ngiven = \"e\"\n";
        let file = sources.add("test.toml", text);
        let (scenario, _) = scenario::read(&sources, file);
        let model = model::compile(&scenario).expect("it is sound");
        let plan = Plan { trials: 30_000, seed: 0, worlds: 4, threads: 1, ..Plan::default() };
        let job = Job {
            model: &model,
            supposition: &Supposition::default(),
            plan: &plan,
            shard: Shard::WHOLE,
            watch: Watch::progress(&|_| ()),
            answers: true,
        };
        let table = ParquetTrials::new(tempfile::tempfile()?, tempfile::tempfile()?);
        let mut small = Small { table, rows };
        run_keeping(job, &mut small).expect("it can be drawn and kept");
        let reader = SerializedFileReader::new(small.table.finish()?).expect("it can be read");
        let groups =
            reader.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).collect();
        let rows = reader.get_row_iter(None).expect("it has rows");
        Ok((groups, rows.map(|row| row.expect("it can be read").to_string()).collect()))
    }

    #[test]
    fn rows_that_waited_on_the_disk_are_the_same() -> io::Result<()> {
        let (one, all) = written((MOST_ROWS, MOST_ROWS))?;
        assert_eq!((one, all.len()), (vec![30_000], 30_000));
        let (groups, same) = written((2_500, 13_000))?;
        assert!(groups.len() == 3 && groups[0] > 12_000, "{groups:?}");
        assert!(same == all);
        let (groups, same) = written((2_500, 2_500))?;
        assert!(groups.len() > 12, "{groups:?}");
        assert!(same == all);
        Ok(())
    }
}
