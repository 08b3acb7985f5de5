//! `foretell compare`: sides beside each other on the same trials, why they differ, and whether by
//! more than is allowed.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::out::Out;
use super::output::Output;
use super::run::seconds;
use super::watch::Watch;
use super::{findings, load};
use crate::analysis::{self, Comparison, Limit, Splits};
use crate::api::{Error, Side, Sides, check_questions, compared};
use crate::diagnostic::Sources;
use crate::engine::GENERATOR;
use crate::report::{self, comparison};
use crate::result;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Scenario files: two or more, or one and an option that says what to compare
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: load::Reading,
    /// Compare these variants of the file with it [default: all]
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with_all = ["choice", "with"], value_parser = super::parse::text())]
    variants: Vec<String>,
    /// Compare the options of a choice, or the outcomes of an event or process, each set as by --do
    #[arg(long, value_name = "NAME", conflicts_with_all = ["with", "why"], value_parser = super::parse::text())]
    choice: Option<String>,
    /// Compare each expert alone with the pooled judgement
    #[arg(long, conflicts_with_all = ["variants", "choice", "with", "why"])]
    experts: bool,
    /// Replace numbers by the `path = value` lines of another file; with several, compare those
    #[arg(long, value_name = "OVERLAY")]
    with: Vec<PathBuf>,
    /// Split each difference among the numbers that differ
    #[arg(long)]
    why: bool,
    /// Compare only this question, with all its outcomes
    #[arg(long, value_name = "NAME", value_parser = super::parse::text())]
    question: Vec<String>,
    /// End with status 4 if this holds for a difference of chances: "abs(difference) > 0.02"
    #[arg(long, value_name = "COND", allow_hyphen_values = true, value_parser = super::parse::text())]
    fail_if: Option<String>,
    #[command(flatten)]
    draws: Draws,
    /// How the comparison is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    out: Out,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// comparison.csv
    Csv,
    /// Everything
    Json,
}

/// Prints how the sides differ.
pub(super) fn compare(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    if let Some(objection) = arguments.objection() {
        output.remark(&format!("error: {objection}"));
        return Ok(Status::Usage);
    }
    match tell(arguments, output) {
        Ok(status) => Ok(status),
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(found)) => Ok(findings::tell(&found.faults(), output)),
    }
}

impl Arguments {
    /// Returns the objection to arguments that contradict each other; `None` if they do not.
    fn objection(&self) -> Option<&'static str> {
        let further = !self.variants.is_empty()
            || self.choice.is_some()
            || self.experts
            || !self.with.is_empty();
        (self.files.len() > 1 && further).then_some(
            "--variants, --choice, --experts and --with compare within one file; give one, or files alone",
        )
    }

    /// Gathers the sides, and each file that was read, with its SHA-256.
    fn sides(&self) -> Result<Gathered, Stop> {
        if self.files.len() > 1 {
            return self.files_as_sides();
        }
        let first = load::load(&self.files[0], self.reading)?;
        let case = self.draws.case(&first);
        let mut files = vec![(first.name().to_owned(), first.sha256().to_owned())];
        let sides = if let Some(choice) = &self.choice {
            case.outcomes(choice)?
        } else if self.experts {
            case.experts()?
        } else if !self.with.is_empty() {
            let read = |path: &PathBuf| load::overlay(path);
            let overlays = self.with.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            let read = |overlay: &crate::api::Overlay| {
                (overlay.name().to_owned(), overlay.sha256().to_owned())
            };
            files.extend(overlays.iter().map(read));
            case.overlays(&overlays)?
        } else {
            case.variants(&self.variants)?
        };
        Ok(Gathered { sides, files })
    }

    fn files_as_sides(&self) -> Result<Gathered, Stop> {
        let stems: Vec<String> = self.files.iter().map(|path| load::stem(path)).collect();
        let (mut sides, mut files) = (Sides::default(), Vec::new());
        for (path, stem) in self.files.iter().zip(&stems) {
            let twice = stems.iter().filter(|other| *other == stem).count() > 1;
            let label = if twice { load::name(path) } else { stem.clone() };
            let scenario = load::load(path, self.reading)?;
            let model = self.draws.case(&scenario).compile()?;
            sides.notes.extend_from_slice(model.changes());
            sides.sides.push(Side::new(&label, &model));
            files.push((scenario.name().to_owned(), scenario.sha256().to_owned()));
        }
        Ok(Gathered { sides, files })
    }
}

/// The sides of a comparison, with the files that were read.
struct Gathered {
    sides: Sides,
    /// Each file that was read, with its SHA-256.
    files: Vec<(String, String)>,
}

fn tell(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let limit = arguments.fail_if.as_ref().map(|text| limit(text)).transpose()?;
    let Gathered { sides, files } = arguments.sides()?;
    if sides.sides.len() < 2 {
        output.remark(
            "error: there is nothing to compare with: give another file, --with OVERLAY, \
             --choice NAME, --experts, or write [variant] tables into the file",
        );
        return Ok(Status::Usage);
    }
    let watch = Watch::new();
    let options = arguments.draws.options(&arguments.question).shared_monitor(watch.clone());
    check_questions(&sides.sides, &options)?;
    let folder = arguments
        .out
        .folder(&arguments.files[0])
        .map(|path| Folder::for_set(&path, "comparison.csv"))
        .transpose()?;
    for note in &sides.notes {
        output.remark(&format!("note: {note}"));
    }
    let (compared, splits) = compared(&sides.sides, &options, arguments.why)?;
    if let Some(folder) = folder {
        let record = record(arguments, &files, &compared, watch.took(None));
        folder.replace(
            &report::csv::files(result::comparison(&compared, &splits).tables()),
            &record,
        )?;
    }
    print(arguments, sides.sentences, &compared, &splits, output)?;
    output.finish()?;
    Ok(held(limit.as_ref(), &compared, !arguments.question.is_empty(), output))
}

/// Reads the condition of `--fail-if`.
fn limit(text: &str) -> Result<Limit, Error> {
    let mut sources = Sources::default();
    let limit = Limit::read(text, "--fail-if", &mut sources);
    limit.map_err(|found| Error::of(found, sources))
}

fn print(
    arguments: &Arguments,
    sentences: Vec<String>,
    compared: &Comparison,
    splits: &[Splits],
    output: &mut Output,
) -> Result<(), Failure> {
    match arguments.format {
        Format::Table => {
            let all = !arguments.question.is_empty();
            let about = comparison::About { sentences, all };
            output.page(&comparison::page(compared, splits, &about))
        }
        Format::Csv => {
            if compared.rows.iter().any(|row| row.unit.is_some()) {
                output.remark("note: means of numbers are not in this table: add --out");
            }
            output.table(&report::csv::first(&result::comparison(compared, &[]).tables()))
        }
        Format::Json => {
            let found = result::comparison(compared, splits);
            output.bytes(report::pretty::render(&found).as_bytes())
        }
    }
}

/// Prints the differences for which the limit holds, and returns the status of the command. Means of numbers,
/// which have scales of their own, count only if questions are asked for by name.
fn held(
    limit: Option<&Limit>,
    compared: &Comparison,
    by_name: bool,
    output: &mut Output,
) -> Status {
    let Some(limit) = limit else { return Status::Done };
    let mut status = Status::Done;
    let is_meant = |row: &&analysis::Row| row.unit.is_none() || by_name;
    for row in compared.rows.iter().filter(is_meant) {
        for (i, difference) in row.differences.iter().enumerate() {
            if !limit.holds(&row.sides[0], &row.sides[i + 1], difference) {
                continue;
            }
            status = Status::Unmet;
            output.remark(&format!(
                "`{}` holds: {}, {}, {} against {}: {} ± {}",
                limit.text,
                row.question,
                row.outcome,
                compared.sides[i + 1],
                compared.sides[0],
                // a digit beyond the error, or what holds could read as nothing
                report::number::with_error(difference.value, difference.std_error / 10.0),
                report::number::error(difference.std_error),
            ));
        }
    }
    status
}

/// The contents of `run.json`: enough to compare again to the same bits.
#[derive(Serialize)]
struct Record<'a> {
    program: &'static str,
    version: &'static str,
    command: &'static str,
    files: Vec<Read<'a>>,
    sides: &'a [String],
    seed: u64,
    trials: u64,
    worlds: u64,
    set: &'a [String],
    #[serde(rename = "do")]
    made: &'a [String],
    given: &'a [String],
    questions: &'a [String],
    choice: Option<&'a str>,
    variants: &'a [String],
    why: bool,
    generator: &'static str,
    wall_time_s: f64,
}

#[derive(Serialize)]
struct Read<'a> {
    file: &'a str,
    sha256: &'a str,
}

fn record<'a>(
    arguments: &'a Arguments,
    files: &'a [(String, String)],
    compared: &'a Comparison,
    took: Duration,
) -> Record<'a> {
    let read = files.iter().map(|(file, sha256)| Read { file, sha256 });
    Record {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        command: "compare",
        files: read.collect(),
        sides: &compared.sides,
        seed: compared.drawn.seed,
        trials: compared.drawn.trials,
        worlds: compared.drawn.worlds,
        set: &arguments.draws.set,
        made: &arguments.draws.made,
        given: &arguments.draws.given,
        questions: &arguments.question,
        choice: arguments.choice.as_deref(),
        variants: &arguments.variants,
        why: arguments.why,
        generator: GENERATOR,
        wall_time_s: seconds(took),
    }
}
