//! `foretell sensitivity`: which numbers move an answer, and which of them to argue about.

use super::record::{Drawn, Record, seconds};
use crate::api::{Case, Findings, Plan, Subject};
use crate::cli::arguments::{Charts, Draws, Format, Out, Reading, charts, name, parse};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::terminal::{Output, Watch};
use crate::report::{self, sensitivity};
use crate::result;
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `sensitivity`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// The question to analyse [default: the only one]
    #[arg(long, value_name = "NAME", value_parser = parse::text())]
    question: Option<String>,
    /// The outcome to analyse, if the question has several
    #[arg(long, value_name = "OUTCOME", value_parser = parse::text())]
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
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    charts: Charts,
}

/// Prints the numbers that move an answer.
pub(crate) fn sensitivity(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let scenario = arguments.draws.load(&arguments.file, arguments.reading)?;
    let model = arguments.draws.case(&scenario)?.compile()?;
    let subject = arguments.subject();
    let sensitivity = model.subject(&subject)?;
    let folder = arguments.out.open(&arguments.file, "sensitivity.csv")?;
    let charts = arguments.charts.open()?;
    output.notes(model.changes());
    let watch = Watch::new();
    let options = arguments.draws.options(&[]).shared_monitor(watch.clone());
    let (found, plan) = sensitivity.find(&options)?;
    let found = Findings { all: arguments.all, ..found };
    if let Some(folder) = folder {
        let record = record(arguments, model.case(), &plan, &found, watch.took(None));
        folder.replace(&report::csv::files(result::sensitivity(&found).tables()), &record)?;
    }
    if let Some(folder) = charts {
        charts::write(&folder, &sensitivity::page(&found), &name(&arguments.file), output)?;
    }
    print(arguments, &found, output)?;
    output.finish()?;
    Ok(Status::Done)
}

impl Arguments {
    fn subject(&self) -> Subject {
        let subject = Subject::default().indices(self.indices).boxes(self.boxes).all(self.all);
        let subject = self.question.iter().fold(subject, Subject::question);
        self.outcome.iter().fold(subject, Subject::outcome)
    }
}

fn print(arguments: &Arguments, found: &Findings, output: &mut Output) -> Result<(), Failure> {
    match arguments.out.format {
        Format::Table => output.page(&sensitivity::page(found)),
        Format::Csv => output.table(&report::csv::first(&result::sensitivity(found).tables())),
        Format::Json => {
            output.bytes(report::pretty::render(&result::sensitivity(found)).as_bytes())
        }
    }
}

fn record(
    arguments: &Arguments,
    case: &Case,
    plan: &Plan,
    found: &Findings,
    took: Duration,
) -> Record {
    let Draws { set, made, given, today, variant, .. } = &arguments.draws;
    let drawn = Drawn { seed: plan.seed, trials: plan.trials, worlds: plan.worlds };
    Record::new(Some("sensitivity"))
        .with("scenario", name(&arguments.file))
        .with("sha256", case.scenario().sha256())
        .with("question", &found.question)
        .with("outcome", &found.outcome)
        .drawn(&drawn, (set, made, given))
        .known(today.as_deref(), &case.files_of_news())
        .beside(&case.scenario().files_beside())
        .with_some("variant", variant.as_deref())
        .with("indices", arguments.indices)
        .with("boxes", arguments.boxes)
        .took(seconds(took))
}
