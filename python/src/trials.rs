//! Every trial of a run as record batches: drawn on a thread of their own, a few batches ahead of the reader.

use crate::arrow::ArrowArrayStream;
use crate::errors::raised;
use crate::frame::Frame;
use crate::rows::{Field, Kind, Rows, Source, Values};
use crate::work::{Watch, locked};
use foretell::{
    Error, Model, NO_CODE, TrialBlock, TrialColumn, TrialSink, TrialTable, TrialType, TrialValues,
};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

/// The fewest rows of a batch, except the last.
const ROWS: usize = 65_536;
/// The batches that wait for the reader.
const AHEAD: usize = 2;
/// The time between two looks at signals.
const LOOK: Duration = Duration::from_millis(50);
/// The stack of the thread that draws.
const STACK_BYTES: usize = 64 << 20;

/// The trials of a run, which are drawn when they are read, and again at each reading.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Trials {
    model: Model,
    options: foretell::Options,
    columns: Option<Vec<String>>,
    /// The reading that `next` goes on with.
    reading: Mutex<Option<Reading>>,
}

#[pymethods]
impl Trials {
    /// All rows as a stream in a capsule of the Arrow PyCapsule interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let mut reading = self.begin()?;
        // faults are better raised here than by the reader
        reading.head(py)?;
        let stream = Stream { reading, reader: thread::current().id() };
        PyCapsule::new_with_value(
            py,
            ArrowArrayStream::new(Box::new(stream)),
            c"arrow_array_stream",
        )
    }

    /// Begins to read from the first trial.
    fn rewind(&self) -> PyResult<()> {
        *locked(&self.reading) = Some(self.begin()?);
        Ok(())
    }

    /// The next batch; `None` at the end.
    fn next(&self, py: Python<'_>) -> PyResult<Option<Frame>> {
        let mut reading = py.detach(|| locked(&self.reading).take());
        let Some(own) = &mut reading else { return Ok(None) };
        let fields = own.head(py)?;
        let rows = own.waited(py, true)?;
        if rows.is_some() {
            *locked(&self.reading) = reading;
        }
        Ok(rows.map(|rows| Frame::of_trials(fields, rows)))
    }
}

impl Trials {
    pub(crate) fn new(
        model: Model,
        options: foretell::Options,
        columns: Option<Vec<String>>,
    ) -> Self {
        Self { model, options, columns, reading: Mutex::new(None) }
    }

    fn begin(&self) -> PyResult<Reading> {
        let (sender, receiver) = sync_channel(AHEAD);
        let watch = Arc::new(Watch::default());
        let options = self.options.clone().shared_monitor(Arc::clone(&watch) as _);
        let (model, wanted) = (self.model.clone(), self.columns.clone());
        let thread = thread::Builder::new().stack_size(STACK_BYTES).name("trials".to_owned());
        thread.spawn(move || {
            let mut sink =
                Sink { sender, wanted, kept: Vec::new(), kinds: Vec::new(), waiting: None };
            let done = model.trials(&options, &mut sink).and_then(|_| sink.flush());
            if let Err(error) = done {
                // nobody may be there to hear it
                let _ = sink.sender.send(Message::Failed(error));
            }
        })?;
        Ok(Reading { receiver: Mutex::new(receiver), watch, fields: None })
    }
}

/// A message from the thread that draws.
enum Message {
    Head(Arc<[Field]>),
    Rows(Rows),
    Failed(Error),
}

/// Trials that are being drawn and read.
struct Reading {
    receiver: Mutex<Receiver<Message>>,
    watch: Arc<Watch>,
    fields: Option<Arc<[Field]>>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.watch.end();
    }
}

impl Reading {
    /// Returns the columns.
    fn head(&mut self, py: Python<'_>) -> PyResult<Arc<[Field]>> {
        if self.fields.is_none() {
            self.waited(py, true)?;
        }
        let fields = self.fields.clone();
        fields.ok_or_else(|| PyRuntimeError::new_err("the computation broke down"))
    }

    /// Waits for the next rows; also looks at signals, if this is the thread that would be interrupted.
    fn waited(&mut self, py: Python<'_>, looks: bool) -> PyResult<Option<Rows>> {
        loop {
            match py.detach(|| locked(&self.receiver).recv_timeout(LOOK)) {
                Ok(message) => return self.taken(message).map_err(|error| raised(py, &error)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) if looks => py.check_signals()?,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn taken(&mut self, message: Message) -> Result<Option<Rows>, Error> {
        match message {
            Message::Head(fields) => {
                self.fields = Some(fields);
                Ok(None)
            }
            Message::Rows(rows) => Ok(Some(rows)),
            Message::Failed(error) => Err(error),
        }
    }
}

/// A reading for a reader that is not Python.
struct Stream {
    reading: Reading,
    /// The thread that asked for the stream.
    reader: ThreadId,
}

impl Source for Stream {
    fn fields(&mut self) -> Result<Arc<[Field]>, String> {
        self.reading.fields.clone().ok_or_else(|| "the computation broke down".to_owned())
    }

    fn next(&mut self) -> Result<Option<Rows>, String> {
        loop {
            let message = locked(&self.reading.receiver).recv_timeout(LOOK);
            match message {
                Ok(message) => {
                    return self.reading.taken(message).map_err(|error| error.to_string());
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => self.look()?,
            }
        }
    }
}

impl Stream {
    /// Ends the reading if Ctrl-C was pressed. Other threads than the first must not wait for the interpreter, which
    /// the first may hold while it waits for them.
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method by its name is of a single lifetime"
    )]
    fn look(&self) -> Result<(), String> {
        if thread::current().id() != self.reader {
            return Ok(());
        }
        if Python::attach(|py| py.check_signals()).is_ok() {
            return Ok(());
        }
        self.reading.watch.end();
        // the reader makes an error of its own of this
        Err("interrupted by Ctrl-C".to_owned())
    }
}

/// Gathers blocks into batches and sends them.
struct Sink {
    sender: SyncSender<Message>,
    wanted: Option<Vec<String>>,
    /// The indices of the columns that are kept, in their order.
    kept: Vec<usize>,
    kinds: Vec<TrialType>,
    waiting: Option<Rows>,
}

impl TrialSink for Sink {
    type Piece = TrialBlock;
    type Error = Error;

    fn begin(&mut self, table: &TrialTable) -> Result<(), Error> {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        self.kept = match &self.wanted {
            None => (0..names.len()).collect(),
            Some(wanted) => {
                wanted.iter().map(|name| found(&names, name)).collect::<Result<_, _>>()?
            }
        };
        let columns: Vec<&TrialColumn> = self.kept.iter().map(|at| &table.columns[*at]).collect();
        self.kinds = columns.iter().map(|column| column.kind.clone()).collect();
        let fields: Vec<Field> = columns.iter().map(|column| field(column)).collect();
        self.send(Message::Head(fields.into()))
    }

    fn prepare(_: &TrialTable, block: TrialBlock) -> TrialBlock {
        block
    }

    fn take(&mut self, block: TrialBlock) -> Result<(), Error> {
        let kept = self.kept.iter().zip(&self.kinds);
        let columns =
            kept.map(|(at, kind)| values(kind, &block.columns[*at], block.rows)).collect();
        let more = Rows { columns, count: block.rows };
        let rows = match self.waiting.take() {
            None => more,
            Some(rows) => joined(rows, more),
        };
        if rows.count < ROWS {
            self.waiting = Some(rows);
            return Ok(());
        }
        self.send(Message::Rows(rows))
    }
}

impl Sink {
    /// Sends what is left.
    fn flush(&mut self) -> Result<(), Error> {
        match self.waiting.take().filter(|rows| rows.count > 0) {
            Some(rows) => self.send(Message::Rows(rows)),
            None => Ok(()),
        }
    }

    fn send(&self, message: Message) -> Result<(), Error> {
        // a reader that went away wants no more
        self.sender.send(message).map_err(|_| Error::Cancelled)
    }
}

fn found(names: &[&str], name: &str) -> Result<usize, Error> {
    names.iter().position(|own| *own == name).ok_or_else(|| {
        Error::Usage(format!("trials have no column `{name}`: they have {}", names.join(", ")))
    })
}

fn field(column: &TrialColumn) -> Field {
    let kind = match &column.kind {
        TrialType::Whole => Kind::Whole,
        TrialType::Real => Kind::Number,
        TrialType::Truth => Kind::Truth,
        TrialType::Name(names) => Kind::Name(Arc::new(names.clone())),
        TrialType::Date => Kind::Date,
    };
    Field { name: column.name.clone(), kind, description: String::new() }
}

fn values(kind: &TrialType, values: &TrialValues, rows: usize) -> Values {
    let real = |number: f64| (!number.is_nan()).then_some(number);
    match values {
        TrialValues::Wholes(all) => Values::Whole(all.iter().copied().map(Some).collect()),
        TrialValues::Whole(one) => Values::Whole(vec![Some(*one); rows]),
        TrialValues::Reals(all) => Values::Number(all.iter().copied().map(real).collect()),
        TrialValues::Real(one) => Values::Number(vec![real(*one); rows]),
        TrialValues::Days(all) => Values::Date(all.clone()),
        TrialValues::Codes(all) => {
            let code = |code: u16| (code != NO_CODE).then_some(code);
            if *kind == TrialType::Truth {
                Values::Truth(all.iter().map(|own| code(*own).map(|code| code == 1)).collect())
            } else {
                Values::Code(all.iter().copied().map(code).collect())
            }
        }
    }
}

/// Appends rows to others of the same columns.
fn joined(mut rows: Rows, more: Rows) -> Rows {
    rows.count += more.count;
    for (own, more) in rows.columns.iter_mut().zip(more.columns) {
        match (own, more) {
            (Values::Text(own), Values::Text(more)) => own.extend(more),
            (Values::Number(own), Values::Number(more)) => own.extend(more),
            (Values::Whole(own), Values::Whole(more)) => own.extend(more),
            (Values::Date(own), Values::Date(more)) => own.extend(more),
            (Values::Truth(own), Values::Truth(more)) => own.extend(more),
            (Values::Code(own), Values::Code(more)) => own.extend(more),
            // a column keeps its type from block to block
            (own, more) => *own = more,
        }
    }
    rows
}
