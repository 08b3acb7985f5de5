//! `foretell import`: a network as a readable scenario file.

use crate::api::{Diagnostics, Phase};
use crate::cli::arguments::{Reading, load, name};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::files;
use crate::cli::terminal::Output;
use crate::cli::terminal::findings;
use std::path::{Path, PathBuf};

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The network: BIF, XDSL, XMLBIF, Hugin's .net, .dsc or UAI; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// The scenario file to write, which must not be there yet [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the scenario, and prints each change that the network needed.
pub(crate) fn import(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let (text, notes) = text(arguments).map_err(Stop::with_advice)?;
    write(arguments.out.as_deref(), &text, output)?;
    output.finish()?;
    findings::show(&notes, output, Some(findings::ELSEWHERE));
    Ok(Status::Done)
}

fn text(arguments: &Arguments) -> Result<(String, Diagnostics), Stop> {
    let path = arguments.file.as_path();
    // reading, compiling, writing
    let phase = Phase::begin("importing", 3);
    let scenario = load(path, arguments.reading)?;
    let _ = phase.step();
    if scenario.is_readable() && !scenario.is_network() {
        return Err(Failure::NotANetwork { path: path.to_owned() }.into());
    }
    let model = scenario.case().compile()?;
    let _ = phase.step();
    let called = path.file_name().map_or_else(|| name(path), |n| n.to_string_lossy().into());
    let text = model.to_scenario(&called)?;
    let text = text.ok_or_else(|| Failure::NotANetwork { path: path.to_owned() })?;
    Ok((text, scenario.diagnostics()))
}

/// Writes to a file that must not be there yet, or to standard output.
pub(crate) fn write(out: Option<&Path>, text: &str, output: &mut Output) -> Result<(), Failure> {
    match out.filter(|path| path.as_os_str() != "-") {
        Some(path) => files::create(path, text.as_bytes()),
        None => output.bytes(text.as_bytes()),
    }
}
