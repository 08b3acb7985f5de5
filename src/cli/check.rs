//! `foretell check`: every fault of scenario files, then what is odd though legal.

use super::failure::{Failure, Status, Stop};
use super::output::Output;
use super::{findings, load, varied};
use crate::analysis::sweep::{Layout, prepare};
use crate::analysis::{self, Tried};
use crate::diagnostic::work::Phase;
use crate::diagnostic::{Diagnostic, Sources, on_one_line};
use crate::model::Model;
use crate::report::number::count;
use crate::scenario::{self, Scenario};
use std::path::{Path, PathBuf};

/// What `check` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Scenario files; - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: load::Reading,
    /// Print the path of every number with its value, as --set takes it
    #[arg(long)]
    paths: bool,
    /// Show all advice, not only the first five pieces of each kind
    #[arg(long)]
    all: bool,
}

/// Tells the findings of each file. Ends with the worst of their statuses; one that can't be read
/// keeps none of the others from being checked.
pub(super) fn check(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut worst = Status::Done;
    for path in &arguments.files {
        let status = match check_one(path, arguments, output) {
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

fn check_one(path: &Path, arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    // reading, compiling, advice, printing
    let phase = Phase::begin("checking", 4);
    let mut sources = Sources::default();
    let found = match found(&phase, path, arguments, &mut sources, output) {
        Ok(found) | Err(Stop::Findings(found)) => found,
        Err(Stop::Outside(failure)) => return Err(failure),
    };
    findings::show(&found, &sources, output, (!arguments.all).then_some("--all"));
    output.remark(&format!("{}: {}", load::name(path), findings::count(&found)));
    Ok(findings::status(&found))
}

fn found(
    phase: &Phase,
    path: &Path,
    arguments: &Arguments,
    sources: &mut Sources,
    output: &mut Output,
) -> Result<Vec<Diagnostic>, Stop> {
    let loaded = load::load(path, arguments.reading, sources)?;
    if arguments.paths {
        let mut scenario = loaded.scenario.clone();
        scenario::spell_out(&mut scenario, &|_| true);
        for figure in scenario::figures(&scenario) {
            // what stands on several lines in the file is one line here
            let text = on_one_line(&figure.text);
            let fact = if figure.grounds.is_fact { "  # a fact" } else { "" };
            output.text(&format!("{} = {text}{fact}\n", figure.path))?;
        }
    }
    phase.step()?;
    let model = load::compile(&loaded)?;
    sweeps(&loaded.scenario, &model, sources)?;
    let Tried { faults, untried } = analysis::try_each(&loaded.scenario, &model);
    if untried > 0 {
        let untried = count(untried as u64);
        output.remark(&format!("note: {untried} more options and variants are not tried"));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    phase.step()?;
    let advice = load::advice(&loaded, &model);
    phase.step()?;
    Ok(advice)
}

/// Lays out every `[sweep]`, and tells what is wrong with any.
fn sweeps(
    scenario: &Scenario,
    model: &Model,
    sources: &mut Sources,
) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Vec::new();
    for sweep in &scenario.sweeps {
        let layout = if sweep.zip { Layout::Rows } else { Layout::Grid };
        let laid_out = varied::of_table_of(sweep)
            .and_then(|asked| prepare(scenario, model, sources, &asked, layout, 0));
        faults.extend(laid_out.err().into_iter().flatten());
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}
