//! `foretell import`: a network as a readable scenario file.

use super::failure::{Failure, Status, Stop};
use super::output::Output;
use super::{files, findings, load};
use crate::diagnostic::work::Phase;
use crate::diagnostic::{Diagnostic, Sources};
use crate::interchange::scenario_text;
use std::path::{Path, PathBuf};

/// What `import` can be told.
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

/// Writes the scenario, and tells what of the network had to change.
pub(super) fn import(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut sources = Sources::default();
    let (text, notes) = match text(arguments, &mut sources) {
        Ok(read) => read,
        Err(Stop::Outside(failure)) => return Err(failure),
        Err(Stop::Findings(found)) => return Ok(findings::tell(&found, &sources, output)),
    };
    write(arguments.out.as_deref(), &text, output)?;
    output.finish()?;
    findings::show(&notes, &sources, output, Some(findings::ELSEWHERE));
    Ok(Status::Done)
}

fn text(arguments: &Arguments, sources: &mut Sources) -> Result<(String, Vec<Diagnostic>), Stop> {
    let path = arguments.file.as_path();
    // reading, compiling, writing
    let phase = Phase::begin("importing", 3);
    let loaded = load::load(path, arguments.reading, sources)?;
    phase.step()?;
    if loaded.network.is_none() {
        return Err(Failure::NotANetwork { path: path.to_owned() }.into());
    }
    load::compile(&loaded)?;
    phase.step()?;
    let name = path.file_name().map_or_else(|| load::name(path), |n| n.to_string_lossy().into());
    let text = scenario_text(&loaded.scenario, &name).map_err(|fault| vec![fault])?;
    Ok((text, loaded.findings))
}

/// Writes to a file that must not be there yet, or to standard output.
pub(super) fn write(out: Option<&Path>, text: &str, output: &mut Output) -> Result<(), Failure> {
    match out.filter(|path| path.as_os_str() != "-") {
        Some(path) => files::create(path, text.as_bytes()),
        None => output.bytes(text.as_bytes()),
    }
}
