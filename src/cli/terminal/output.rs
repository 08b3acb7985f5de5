//! Standard output for data, standard error for everything else. Knows no scenario.
//!
//! All output passes here, and to a terminal nothing that steers it: controls, marks of direction and
//! characters that can't be seen become U+FFFD, except the colours that this file puts in. Text for people has
//! none of them anywhere; bytes for programs stay as they are where no terminal is.
//!
//! Colours are left out where the stream is no terminal or `NO_COLOR` is set. A pipe that was
//! closed is no failure: from then on nothing more is written, and the program ends with status 0.

use super::guard;
use crate::api::{coloured, on_lines, sentence, uncoloured};
use crate::cli::failure::Failure;
use crate::report::{Document, terminal};
use anstream::{AutoStream, ColorChoice};
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Stderr, StdoutLock, Write};

/// Standard output and standard error. Standard output is locked for as long as the program runs; standard
/// error is not, because the progress bar and a panic write there from other threads.
pub(crate) struct Output {
    data: BufWriter<StdoutLock<'static>>,
    is_coloured: bool,
    is_terminal: bool,
    /// The number of columns of text for people.
    width: usize,
    remarks: AutoStream<Stderr>,
    is_closed: bool,
}

/// Writes a sentence to standard error, on one line, while the library works.
pub(crate) fn remark(line: &str) {
    say(&mut AutoStream::auto(io::stderr()), &sentence(line));
}

/// Writes text that is fit to be shown. A failure is ignored, because there is nowhere to report it.
fn say(remarks: &mut AutoStream<Stderr>, text: &str) {
    if guard::is_over() {
        return; // the guard says why
    }
    guard::hides();
    let _ = writeln!(remarks, "{text}").and_then(|()| remarks.flush());
}

/// Returns the number of columns of a page: the value of `COLUMNS`, else the width of the terminal, if there is
/// one.
fn width() -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok());
    let of_terminal = || {
        let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
        Some(usize::from(width.0))
    };
    set.filter(|width| *width > 0).or_else(of_terminal).unwrap_or(terminal::WIDTH)
}

impl Output {
    pub(crate) fn new() -> Self {
        let stdout = io::stdout();
        Self {
            is_coloured: AutoStream::choice(&stdout) != ColorChoice::Never,
            is_terminal: stdout.is_terminal(),
            width: width(),
            data: BufWriter::new(stdout.lock()),
            remarks: AutoStream::auto(io::stderr()),
            is_closed: false,
        }
    }

    /// Writes a page to standard output.
    pub(crate) fn page(&mut self, document: &Document) -> Result<(), Failure> {
        // all of its words are fit to be shown
        let text = terminal::render(document, self.width);
        if self.is_coloured {
            return self.write(coloured(&text).as_bytes());
        }
        self.text(&uncoloured(&text))
    }

    /// Writes text for people to standard output.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.write(on_lines(text).as_bytes())
    }

    /// Writes text for programs to standard output; unchanged unless standard output is a terminal.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if !self.is_terminal {
            return self.write(bytes);
        }
        self.text(&String::from_utf8_lossy(bytes))
    }

    /// Writes a table in CSV to standard output; to a terminal, each row on one line.
    pub(crate) fn table(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if !self.is_terminal {
            return self.write(bytes);
        }
        let mut is_quoted = false;
        let rows: String = String::from_utf8_lossy(bytes)
            .chars()
            .map(|c| {
                is_quoted ^= c == '"';
                if is_quoted && c == '\n' { ' ' } else { c }
            })
            .collect();
        self.text(&rows)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        // what was computed since a signal may lack a part
        guard::end_by_signal();
        guard::hides();
        if self.is_closed {
            return Ok(());
        }
        let written = self.data.write_all(bytes);
        self.closed_or_failed(written)
    }

    /// Writes all that is still buffered.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
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

    /// Writes a sentence to standard error, on one line.
    pub(crate) fn remark(&mut self, line: &str) {
        self.say(&sentence(line));
    }

    /// Writes notes to standard error, a line each.
    pub(crate) fn notes(&mut self, notes: &[String]) {
        for note in notes {
            self.remark(&format!("note: {note}"));
        }
    }

    /// Writes findings to standard error, with an empty line after them.
    pub(crate) fn findings(&mut self, text: &str) {
        if !text.is_empty() {
            self.say(text.trim_end_matches('\n'));
            self.say("");
        }
    }

    /// Writes clap's objection to wrong `arguments` to standard error, or the help that was asked for to
    /// standard output: in colour unless it repeats text that is not fit to be shown.
    pub(crate) fn usage(
        &mut self,
        error: &clap::Error,
        arguments: &[OsString],
    ) -> Result<(), Failure> {
        let is_fit = |argument: &OsString| {
            let argument = argument.to_string_lossy();
            sentence(&argument) == argument
        };
        let styled = error.render();
        let plain = on_lines(&styled.to_string()).into_owned();
        let may_colour = arguments.iter().all(is_fit);
        if error.use_stderr() {
            let cut = || plain.lines().map(sentence).collect::<Vec<_>>().join("\n");
            let text = if may_colour { styled.ansi().to_string() } else { cut() };
            self.say(text.trim_end());
            return Ok(());
        }
        let is_coloured = may_colour && self.is_coloured;
        self.write((if is_coloured { styled.ansi().to_string() } else { plain }).as_bytes())
    }

    fn say(&mut self, text: &str) {
        say(&mut self.remarks, text);
    }

    /// Whether standard error is a terminal.
    pub(crate) fn is_watched() -> bool {
        io::stderr().is_terminal()
    }
}
