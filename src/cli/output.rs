//! Standard output for data, standard error for everything else. Knows no scenario.
//!
//! Colours are taken out where the stream is no terminal or `NO_COLOR` is set. A pipe that was
//! closed is no failure: from then on nothing more is written, and the program ends with status 0.

use super::failure::Failure;
use anstream::{AutoStream, StripStream};
use std::io::{self, BufWriter, IsTerminal, Stderr, StdoutLock, Write};

/// Both streams. Standard output is locked for as long as the program runs; standard error is not,
/// for the progress bar and a panic write there from other threads.
pub(super) struct Output {
    data: BufWriter<StdoutLock<'static>>,
    data_coloured: bool,
    remarks: AutoStream<Stderr>,
    is_closed: bool,
}

impl Output {
    pub(super) fn new() -> Self {
        let stdout = io::stdout();
        let choice = AutoStream::choice(&stdout);
        Self {
            data_coloured: choice != anstream::ColorChoice::Never,
            data: BufWriter::new(stdout.lock()),
            remarks: AutoStream::auto(io::stderr()),
            is_closed: false,
        }
    }

    /// Writes to standard output; colours are taken out where they are not wanted.
    pub(super) fn data(&mut self, text: &str) -> Result<(), Failure> {
        if self.data_coloured {
            return self.bytes(text.as_bytes());
        }
        let mut plain = StripStream::new(Vec::new());
        plain.write_all(text.as_bytes()).map_err(Failure::Output)?;
        let plain = plain.into_inner();
        self.bytes(&plain)
    }

    /// Writes bytes to standard output as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if self.is_closed {
            return Ok(());
        }
        let written = self.data.write_all(bytes);
        self.closed_or_failed(written)
    }

    /// Writes what is still held back.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        if self.is_closed {
            return Ok(());
        }
        let flushed = self.data.flush();
        self.closed_or_failed(flushed)
    }

    fn closed_or_failed(&mut self, written: io::Result<()>) -> Result<(), Failure> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            other => other.map_err(Failure::Output),
        }
    }

    /// Writes a line to standard error. That this fails can be told to nobody.
    pub(super) fn remark(&mut self, line: &str) {
        let _ = writeln!(self.remarks, "{line}").and_then(|()| self.remarks.flush());
    }

    /// Whether somebody watches standard error.
    pub(super) fn is_watched() -> bool {
        io::stderr().is_terminal()
    }
}
