//! `foretell check`: every fault of scenario files, then what is odd though legal.

use super::failure::{Failure, Status, Stop};
use super::output::Output;
use super::{findings, load};
use crate::diagnostic::{Diagnostic, Sources};
use crate::scenario;
use std::path::{Path, PathBuf};

/// What `check` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Scenario files; - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print the path of every number with its value, as --set takes it
    #[arg(long)]
    paths: bool,
}

/// Tells the findings of each file. Ends with the worst of their statuses; one that can't be read
/// keeps none of the others from being checked.
pub(super) fn check(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut worst = Status::Done;
    for path in &arguments.files {
        let status = match check_one(path, arguments.paths, output) {
            Err(failure @ Failure::Output(_)) => return Err(failure),
            Err(failure) => {
                output.remark(&format!("error: {failure}"));
                Status::Failed
            }
            Ok(status) => status,
        };
        worst = worst.and(status);
    }
    Ok(worst)
}

fn check_one(path: &Path, paths: bool, output: &mut Output) -> Result<Status, Failure> {
    let mut sources = Sources::default();
    let found = match found(path, paths, &mut sources, output) {
        Ok(found) | Err(Stop::Findings(found)) => found,
        Err(Stop::Outside(failure)) => return Err(failure),
    };
    findings::show(&found, &sources, output);
    output.remark(&format!("{}: {}", load::name(path), findings::count(&found)));
    Ok(findings::status(&found))
}

fn found(
    path: &Path,
    paths: bool,
    sources: &mut Sources,
    output: &mut Output,
) -> Result<Vec<Diagnostic>, Stop> {
    let loaded = load::load(path, sources)?;
    if paths {
        let mut scenario = loaded.scenario.clone();
        scenario::spell_out(&mut scenario, &|_| true);
        for figure in scenario::figures(&scenario) {
            // what stands on several lines in the file is one line here
            let text = figure.text.replace(char::is_control, " ");
            output.data(&format!("{} = {text}\n", figure.path))?;
        }
    }
    let model = load::compile(&loaded)?;
    Ok(load::advice(&loaded, &model))
}
