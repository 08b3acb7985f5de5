//! `foretell track`: what would have been said on each day with what was known by then.

use super::record::{Drawn, Record, seconds};
use crate::api::{self, Case, Track};
use crate::cli::arguments::{Charts, Draws, Format, Out, Reading, charts, name, parse};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::terminal::{Output, Watch};
use crate::report::{self, track};
use crate::result;
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `track`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// Track only this question
    #[arg(long, value_name = "NAME", value_parser = parse::text())]
    question: Vec<String>,
    /// The days to forecast on, besides the first of the clock and today
    #[arg(long, value_enum, default_value_t = Every::News)]
    every: Every,
    /// Compute the chances instead of drawing histories, if all numbers are discrete
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    draws: Draws,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    charts: Charts,
}

/// The days of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Every {
    /// Every day that is a step
    Day,
    /// Every seventh day
    Week,
    /// The days on which news came
    News,
}

impl From<Every> for api::Every {
    fn from(every: Every) -> Self {
        match every {
            Every::Day => Self::Day,
            Every::Week => Self::Week,
            Every::News => Self::News,
        }
    }
}

/// Prints the track of a scenario's answers.
pub(crate) fn track(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let scenario = arguments.draws.load(&arguments.file, arguments.reading)?;
    let model = arguments.draws.case(&scenario)?.compile()?;
    let watch = Watch::new();
    let options = arguments.draws.options(&arguments.question).exact(arguments.exact);
    let options = options.timelines(false).shared_monitor(watch.clone());
    let notes = model.notes(&options)?;
    let folder = arguments.out.open(&arguments.file, "track.csv")?;
    let charts = arguments.charts.open()?;
    output.notes(&notes);
    let found = model.tracked(&options, arguments.every.into())?;
    if let (Some(folder), Some(data)) = (folder, result::track(&found)) {
        let record = record(arguments, model.case(), &found, watch.took(None));
        folder.replace(&report::csv::files(data.tables()), &record)?;
    }
    let document = track::page(&found);
    if let Some(folder) = charts {
        charts::write(&folder, &document, &name(&arguments.file), output)?;
    }
    print(arguments, &found, &document, output)?;
    output.finish()?;
    Ok(Status::Done)
}

fn print(
    arguments: &Arguments,
    found: &Track,
    document: &report::Document,
    output: &mut Output,
) -> Result<(), Failure> {
    let data = || result::track(found);
    match arguments.out.format {
        Format::Table => output.page(document),
        Format::Csv => {
            if track::is_partial(found) {
                output.remark("note: joint tables are not tracked");
            }
            // where numbers alone are asked, theirs is the table
            let text = data().map(|data| {
                let mut tables = data.tables();
                if tables.iter().any(|table| table.rows() > 0) {
                    tables.retain(|table| table.rows() > 0);
                }
                report::csv::first(&tables)
            });
            output.table(&text.unwrap_or_default())
        }
        Format::Json => {
            let text = data().map(|data| report::pretty::render(&data));
            output.bytes(text.unwrap_or_default().as_bytes())
        }
    }
}

fn record(arguments: &Arguments, case: &Case, found: &Track, took: Duration) -> Record {
    let Draws { set, made, given, today, variant, .. } = &arguments.draws;
    let last = found.points.last().map(|point| point.forecast.drawn);
    let drawn = last.map_or(Drawn { seed: 0, trials: 0, worlds: 0 }, |drawn| Drawn {
        seed: drawn.seed,
        trials: drawn.trials,
        worlds: drawn.worlds,
    });
    let dates = found.points.iter().map(|point| point.date.to_string());
    Record::new(Some("track"))
        .with("scenario", name(&arguments.file))
        .with("sha256", case.scenario().sha256())
        .with("dates", dates.collect::<Vec<_>>())
        .with("questions", &arguments.question)
        .drawn(&drawn, (set, made, given))
        .known(today.as_deref(), &case.files_of_news())
        .beside(&case.scenario().files_beside())
        .with_some("variant", variant.as_deref())
        .with_some("exact", arguments.exact.then_some(true))
        .took(seconds(took))
}
