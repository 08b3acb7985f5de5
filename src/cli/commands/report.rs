//! `foretell report`: one self-contained page.

use crate::api::{Report, TextSize, Theme};
use crate::cli::arguments::{Charts, Draws, Reading, charts, name, stem};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::files::Growing;
use crate::cli::terminal::{Output, Watch};
use clap::ValueEnum;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Arguments of `report`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    draws: Draws,
    /// The page to write; - for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    #[command(flatten)]
    charts: Charts,
    /// Show what changed since an earlier version of the scenario, and why
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// The colours
    #[arg(long, value_enum, default_value_t)]
    theme: Theme,
    /// The size of the text
    #[arg(long, value_enum, default_value_t)]
    text_size: TextSize,
}

/// Writes the page.
pub(crate) fn report(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let scenario = arguments.draws.load(&arguments.file, arguments.reading)?;
    let model = arguments.draws.case(&scenario)?.compile()?;
    let report = arguments.report()?;
    let is_printed = arguments.output.as_os_str() == "-";
    let file = (!is_printed).then(|| Growing::open(&arguments.output)).transpose()?;
    let folder = arguments.charts.open()?;
    let options = arguments.draws.options(&[]).shared_monitor(Watch::new());
    output.notes(&model.notes(&options)?);
    let (page, document) = model.report_with_charts(&report, &options)?;
    if let Some(folder) = folder {
        charts::write(&folder, &document, &name(&arguments.file), output)?;
    }
    match file {
        None => {
            output.bytes(page.as_bytes())?;
            output.finish()?;
        }
        Some(mut file) => {
            let path = arguments.output.clone();
            let written = file.write_all(page.as_bytes());
            written.map_err(|error| Failure::Write { path, error })?;
            file.finish()?;
        }
    }
    Ok(Status::Done)
}

impl Arguments {
    /// Returns the contents and the looks of the page.
    fn report(&self) -> Result<Report, Stop> {
        let report = Report::default().command(self.command());
        let report = report.theme(self.theme).text_size(self.text_size);
        let Some(since) = &self.since else { return Ok(report) };
        let earlier = self.draws.load(since, self.reading)?.case().compile()?;
        Ok(report.since(stem(since), earlier))
    }

    /// Returns the command that makes the page again.
    fn command(&self) -> String {
        let file = |path: &Path| if path.as_os_str() == "-" { "-".to_owned() } else { name(path) };
        let mut words = vec!["foretell report".to_owned(), quoted(&file(&self.file))];
        words.extend(self.reading.word().map(str::to_owned));
        words.extend(self.draws.words().iter().map(|word| quoted(word)));
        if let Some(since) = &self.since {
            words.extend(["--since".to_owned(), quoted(&file(since))]);
        }
        words.extend(unusual("--theme", &self.theme).into_iter().flatten());
        words.extend(unusual("--text-size", &self.text_size).into_iter().flatten());
        if self.output.as_os_str() != "-" {
            words.extend(["-o".to_owned(), quoted(&self.output.display().to_string())]);
        }
        words.join(" ")
    }
}

/// Returns an argument and its value, unless it is the default.
fn unusual<T: ValueEnum + Default + PartialEq>(argument: &str, value: &T) -> Option<[String; 2]> {
    let name = value.to_possible_value().filter(|_| *value != T::default())?;
    Some([argument.to_owned(), name.get_name().to_owned()])
}

/// Returns a word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=@:,+%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
