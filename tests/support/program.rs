//! Runs the program in an empty folder of its own and compares its output.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The longest time for a command of a test; one that takes longer hangs.
const LONGEST: Duration = Duration::from_mins(2);

/// The expected text of a stream.
enum Expected {
    /// Exactly this text; empty by default.
    Exactly(String),
    /// Any text that fulfils a condition, with the condition in words.
    Such(&'static str, Box<dyn Fn(&str) -> bool>),
}

impl Expected {
    /// Returns the objection to a text that is not as expected; `None` if it is.
    fn objection(&self, stream: &str, actual: &str) -> Option<String> {
        match self {
            Self::Exactly(text) if text == actual => None,
            Self::Exactly(text) => {
                Some(format!("{stream} should be exactly:\n{text}\nbut is:\n{actual}\n"))
            }
            Self::Such(_, condition) if condition(actual) => None,
            Self::Such(words, _) => Some(format!("{stream} should {words}, but is:\n{actual}\n")),
        }
    }
}

/// One call of the program and its expected result. By default it must end with status 0 and print nothing on
/// either stream.
pub(crate) struct Foretell {
    arguments: Vec<String>,
    files: Vec<(PathBuf, Vec<u8>)>,
    folder: Option<PathBuf>,
    environment: Vec<(&'static str, String)>,
    stdin: Vec<u8>,
    /// The exit status; `None` for any.
    status: Option<i32>,
    stdout: Expected,
    stderr: Expected,
}

/// The result of a call.
pub(crate) struct Outcome {
    /// The folder in which it ran, unless the test gave one; kept as long as this lives.
    own_folder: Option<TempDir>,
    /// All of stdout.
    pub(crate) stdout: String,
    /// All of stderr.
    pub(crate) stderr: String,
}

impl Outcome {
    /// Returns the text of a file that the program wrote.
    pub(crate) fn file(&self, path: &str) -> String {
        let folder = self.own_folder.as_ref().expect("ran in a folder of its own").path();
        std::fs::read_to_string(folder.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }
}

impl Foretell {
    /// Calls the program in the repository with the words of a line as arguments; it may print anything.
    pub(crate) fn line(words: &str) -> Self {
        Self::new().args(words.split(' ')).folder(super::repository()).any_output()
    }

    /// Calls the program without arguments.
    pub(crate) fn new() -> Self {
        Self {
            arguments: Vec::new(),
            files: Vec::new(),
            folder: None,
            environment: Vec::new(),
            stdin: Vec::new(),
            status: Some(0),
            stdout: Expected::Exactly(String::new()),
            stderr: Expected::Exactly(String::new()),
        }
    }

    /// Adds an argument.
    pub(crate) fn arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds arguments.
    pub(crate) fn args<S: Into<String>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Puts a file into the folder first.
    pub(crate) fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.push((path.into(), content.into()));
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn environment(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    /// Runs in this folder instead of an empty one of its own.
    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Sets the text on stdin; empty by default.
    pub(crate) fn stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.stdin = content.into();
        self
    }

    /// Expects this exit status.
    pub(crate) fn status(mut self, status: i32) -> Self {
        self.status = Some(status);
        self
    }

    /// Accepts any exit status and any output.
    pub(crate) fn any_end(mut self) -> Self {
        self.status = None;
        self.any_output()
    }

    /// Expects this text as all of stdout.
    pub(crate) fn stdout(mut self, text: impl Into<String>) -> Self {
        self.stdout = Expected::Exactly(text.into());
        self
    }

    /// Expects this text as all of stderr.
    pub(crate) fn stderr(mut self, text: impl Into<String>) -> Self {
        self.stderr = Expected::Exactly(text.into());
        self
    }

    /// Expects a condition on stdout, in words that follow "should".
    pub(crate) fn stdout_such(
        mut self,
        words: &'static str,
        condition: impl Fn(&str) -> bool + 'static,
    ) -> Self {
        self.stdout = Expected::Such(words, Box::new(condition));
        self
    }

    /// Expects a condition on stderr, in words that follow "should".
    pub(crate) fn stderr_such(
        mut self,
        words: &'static str,
        condition: impl Fn(&str) -> bool + 'static,
    ) -> Self {
        self.stderr = Expected::Such(words, Box::new(condition));
        self
    }

    /// Leaves both streams to the test that calls.
    pub(crate) fn any_output(self) -> Self {
        self.stdout_such("be anything", |_| true).stderr_such("be anything", |_| true)
    }

    /// Runs the program and compares; the panic lists all differences.
    pub(crate) fn run(self) -> Outcome {
        let own_folder = match self.folder {
            Some(_) => None,
            None => Some(tempfile::tempdir().expect("a temporary folder can be made")),
        };
        let folder = match (&self.folder, &own_folder) {
            (Some(folder), _) => folder.as_path(),
            (None, own) => own.as_ref().expect("made just above").path(),
        };
        for (path, content) in &self.files {
            let path = folder.join(path);
            let parent = path.parent().expect("a file stands in a folder");
            std::fs::create_dir_all(parent).expect("a folder can be made");
            std::fs::write(path, content).expect("a file can be written");
        }

        let (status, stdout, stderr) =
            finish((&self.arguments, &self.environment), folder, self.stdin);
        let mut objections = String::new();
        if let Some(expected) = self.status.filter(|expected| status.code() != Some(*expected)) {
            writeln!(objections, "it should end with status {expected}: {status}")
                .expect("a String takes all");
        }
        objections.extend(self.stdout.objection("stdout", &stdout));
        objections.extend(self.stderr.objection("stderr", &stderr));
        assert!(
            objections.is_empty(),
            "foretell {}\n{objections}\n--- stdout\n{stdout}\n--- stderr\n{stderr}",
            self.arguments.join(" ")
        );
        Outcome { own_folder, stdout, stderr }
    }
}

/// Starts the program, feeds it and waits, but not for ever.
fn finish(
    (arguments, environment): (&[String], &[(&'static str, String)]),
    folder: &Path,
    stdin: Vec<u8>,
) -> (ExitStatus, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_foretell"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS")
        .envs(environment.iter().map(|(name, value)| (*name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be started");

    let mut input = child.stdin.take().expect("stdin is piped");
    // A program that does not read all of its input is free to end first.
    let feeder = std::thread::spawn(move || drop(input.write_all(&stdin)));
    let stdout = reader(child.stdout.take().expect("stdout is piped"));
    let stderr = reader(child.stderr.take().expect("stderr is piped"));

    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            break status;
        }
        if begun.elapsed() > LONGEST {
            child.kill().expect("a hanging program can be ended");
            panic!("foretell {} did not end within {LONGEST:?}", arguments.join(" "));
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    feeder.join().expect("feeding never panics");
    let printed = |thread: std::thread::JoinHandle<Vec<u8>>| {
        let bytes = thread.join().expect("reading a pipe never panics");
        String::from_utf8(bytes).expect("the program says nothing but UTF-8")
    };
    (status, printed(stdout), printed(stderr))
}

/// Reads a pipe to its end beside everything else, so that it never fills up.
fn reader(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        bytes
    })
}

/// All that the program prints about a file `a.toml` with this text.
pub(crate) fn printed(arguments: &[&str], text: &str, status: i32) -> String {
    let outcome = Foretell::new()
        .args(arguments.iter().copied())
        .file("a.toml", text)
        .status(status)
        .any_output()
        .run();
    outcome.stdout + &outcome.stderr
}
