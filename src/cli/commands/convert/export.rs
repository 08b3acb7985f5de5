//! `foretell export`: a scenario as a network in BIF, or its model as JSON.

use super::import;
use crate::api::Phase;
use crate::cli::arguments::{Reading, load, parse};
use crate::cli::failure::{Status, Stop};
use crate::cli::terminal::Output;
use std::path::PathBuf;

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The scenario or network; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// The format to write
    #[arg(long, value_enum)]
    to: Format,
    /// The file to write, which must not be there yet [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a number: event.venue.outcomes.geneva=0.5
    #[arg(long, value_name = "PATH=VALUE", value_parser = parse::text())]
    set: Vec<String>,
    /// Suppose that somebody acts: sanctions=imposed
    #[arg(long = "do", value_name = "NAME=OUTCOME", value_parser = parse::text())]
    made: Vec<String>,
    /// The reading of uncertain inputs to write, counted from 0
    #[arg(long, value_name = "K")]
    world: Option<u64>,
    /// The seed from which readings of uncertain inputs are drawn
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A network for other programs
    Bif,
    /// The model's structure
    Json,
}

/// Writes the network or the model.
pub(crate) fn export(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let (text, notes) = text(arguments)?;
    import::write(arguments.out.as_deref(), &text, output)?;
    output.finish()?;
    output.notes(&notes);
    Ok(Status::Done)
}

fn text(arguments: &Arguments) -> Result<(String, Vec<String>), Stop> {
    // reading, compiling, writing
    let phase = Phase::begin("exporting", 3);
    let scenario = load(&arguments.file, arguments.reading)?;
    let _ = phase.step();
    let case = scenario.case().with_arguments(None, &arguments.set, &arguments.made, &[]);
    let model = case.compile()?;
    let _ = phase.step();
    let text = match arguments.to {
        Format::Bif => model.to_bif(arguments.world, arguments.seed)?,
        Format::Json => model.to_json(arguments.world, arguments.seed)?,
    };
    Ok((text, model.changes().to_vec()))
}
