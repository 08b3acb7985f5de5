//! `foretell import`: a network as a readable scenario file.

use super::failure::{Failure, Status, Stop};
use super::output::Output;
use super::{files, findings, load};
use crate::api::Diagnostics;
use crate::diagnostic::work::Phase;
use std::path::{Path, PathBuf};

/// Arguments of `import`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The network: BIF, XDSL, XMLBIF, Hugin's .net, .dsc or UAI; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: load::Reading,
    /// The scenario file to write, which must not be there yet [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the scenario, and prints each change that the network needed.
pub(super) fn import(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let (text, notes) = match text(arguments) {
        Ok(read) => read,
        Err(Stop::Outside(failure)) => return Err(failure),
        Err(Stop::Findings(found)) => return Ok(findings::tell(&found, output)),
    };
    write(arguments.out.as_deref(), &text, output)?;
    output.finish()?;
    findings::show(&notes, output, Some(findings::ELSEWHERE));
    Ok(Status::Done)
}

fn text(arguments: &Arguments) -> Result<(String, Diagnostics), Stop> {
    let path = arguments.file.as_path();
    // reading, compiling, writing
    let phase = Phase::begin("importing", 3);
    let scenario = load::load(path, arguments.reading)?;
    let _ = phase.step();
    if scenario.is_readable() && !scenario.is_network() {
        return Err(Failure::NotANetwork { path: path.to_owned() }.into());
    }
    let model = scenario.case().compile()?;
    let _ = phase.step();
    let name = path.file_name().map_or_else(|| load::name(path), |n| n.to_string_lossy().into());
    let text = model.to_scenario(&name)?;
    let text = text.ok_or_else(|| Failure::NotANetwork { path: path.to_owned() })?;
    Ok((text, scenario.diagnostics()))
}

/// Writes to a file that must not be there yet, or to standard output.
pub(super) fn write(out: Option<&Path>, text: &str, output: &mut Output) -> Result<(), Failure> {
    match out.filter(|path| path.as_os_str() != "-") {
        Some(path) => files::create(path, text.as_bytes()),
        None => output.bytes(text.as_bytes()),
    }
}
