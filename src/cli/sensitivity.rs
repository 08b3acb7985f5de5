//! `foretell sensitivity`: which numbers move an answer, and which of them to argue about.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::out::Out;
use super::output::Output;
use super::run::seconds;
use super::watch::Watch;
use super::{findings, load};
use crate::analysis::sensitivity::Findings;
use crate::api::Subject;
use crate::engine::{GENERATOR, Plan};
use crate::report::{self, sensitivity};
use crate::result;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `sensitivity`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: load::Reading,
    /// The question to analyse [default: the only one]
    #[arg(long, value_name = "NAME", value_parser = super::parse::text())]
    question: Option<String>,
    /// The outcome to analyse, if the question has several
    #[arg(long, value_name = "OUTCOME", value_parser = super::parse::text())]
    outcome: Option<String>,
    /// Split the variance of the answer across readings among the inputs: Sobol' indices
    #[arg(long)]
    indices: bool,
    /// Find the ranges of inputs in which the answer is high
    #[arg(long)]
    boxes: bool,
    /// Move every plain number, and show every one that is seen to move the answer
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    draws: Draws,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    out: Out,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// sensitivity.csv
    Csv,
    /// Everything
    Json,
}

/// Prints the numbers that move an answer.
pub(super) fn sensitivity(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    match tell(arguments, output) {
        Ok(()) => Ok(Status::Done),
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(found)) => Ok(findings::tell(&found.faults(), output)),
    }
}

fn tell(arguments: &Arguments, output: &mut Output) -> Result<(), Stop> {
    let scenario = load::load(&arguments.file, arguments.reading)?;
    let model = arguments.draws.case(&scenario).compile()?;
    let subject = arguments.subject();
    let sensitivity = model.subject(&subject)?;
    let folder = arguments
        .out
        .folder(&arguments.file)
        .map(|path| Folder::for_set(&path, "sensitivity.csv"))
        .transpose()?;
    for note in model.changes() {
        output.remark(&format!("note: {note}"));
    }
    let watch = Watch::new();
    let options = arguments.draws.options(&[]).shared_monitor(watch.clone());
    let (found, plan) = sensitivity.find(&options)?;
    let found = Findings { all: arguments.all, ..found };
    if let Some(folder) = folder {
        let record = record(arguments, scenario.sha256(), &plan, &found, watch.took(None));
        folder.replace(&report::csv::files(result::sensitivity(&found).tables()), &record)?;
    }
    print(arguments, &found, output)?;
    output.finish()?;
    Ok(())
}

impl Arguments {
    fn subject(&self) -> Subject {
        let mut subject = Subject::default().indices(self.indices).boxes(self.boxes);
        subject = subject.all(self.all);
        if let Some(question) = &self.question {
            subject = subject.question(question);
        }
        if let Some(outcome) = &self.outcome {
            subject = subject.outcome(outcome);
        }
        subject
    }
}

fn print(arguments: &Arguments, found: &Findings, output: &mut Output) -> Result<(), Failure> {
    match arguments.format {
        Format::Table => output.page(&sensitivity::page(found)),
        Format::Csv => output.table(&report::csv::first(&result::sensitivity(found).tables())),
        Format::Json => {
            output.bytes(report::pretty::render(&result::sensitivity(found)).as_bytes())
        }
    }
}

fn record<'a>(
    arguments: &'a Arguments,
    sha256: &'a str,
    plan: &Plan,
    found: &'a Findings,
    took: Duration,
) -> Record<'a> {
    Record {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        command: "sensitivity",
        scenario: load::name(&arguments.file),
        sha256,
        question: &found.question,
        outcome: &found.outcome,
        seed: plan.seed,
        trials: plan.trials,
        worlds: plan.worlds,
        set: &arguments.draws.set,
        made: &arguments.draws.made,
        given: &arguments.draws.given,
        variant: arguments.draws.variant.as_deref(),
        indices: arguments.indices,
        boxes: arguments.boxes,
        generator: GENERATOR,
        wall_time_s: seconds(took),
    }
}

/// The contents of `run.json`: enough to repeat the analysis to the same bits.
#[derive(Serialize)]
struct Record<'a> {
    program: &'static str,
    version: &'static str,
    command: &'static str,
    scenario: String,
    sha256: &'a str,
    question: &'a str,
    outcome: &'a str,
    seed: u64,
    trials: u64,
    worlds: u64,
    set: &'a [String],
    #[serde(rename = "do")]
    made: &'a [String],
    given: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'a str>,
    indices: bool,
    boxes: bool,
    generator: &'static str,
    wall_time_s: f64,
}
