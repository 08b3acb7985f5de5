//! `foretell check`: every fault of scenario files, then what is odd though legal.

use crate::cli::arguments::{Reading, load, name, with_news};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::terminal::Output;
use crate::cli::terminal::findings;
use std::path::{Path, PathBuf};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Scenario files; - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Check it with the news of this file
    #[arg(long, value_name = "FILE")]
    news: Vec<PathBuf>,
    /// Print the path of every number with its value, as --set takes it
    #[arg(long)]
    paths: bool,
    /// Show all advice, not only the first five pieces of each kind
    #[arg(long)]
    all: bool,
}

/// Prints the findings of each file. Returns the worst of their statuses; a file that can't be read does not
/// keep the others from being checked.
pub(crate) fn check(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let mut worst = Status::Done;
    for path in &arguments.files {
        let status = match check_one(path, arguments, output) {
            Err(Stop::Outside(failure)) if !matches!(failure, Failure::Output(_)) => {
                output.remark(&format!("error: {failure}"));
                Status::Failed
            }
            Err(stop) => return Err(stop),
            Ok(status) => status,
        };
        worst = worst.and(status);
    }
    Ok(worst)
}

fn check_one(path: &Path, arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let scenario = load(path, arguments.reading)?;
    if arguments.paths {
        for path in scenario.paths() {
            let fact = if path.is_fact { "  # a fact" } else { "" };
            output.text(&format!("{} = {}{fact}\n", path.path, path.text))?;
        }
    }
    // news that can't be read keeps nothing else from being checked
    let (mut case, mut worst) = (scenario.case(), Status::Done);
    for news in &arguments.news {
        match with_news(case.clone(), std::slice::from_ref(news), |case, _| case) {
            Ok(with) => case = with,
            Err(Stop::Outside(failure) | Stop::Both(failure, _)) => {
                output.remark(&format!("error: {failure}"));
                worst = Status::Failed;
            }
            Err(stop) => return Err(stop),
        }
    }
    let found = case.checked(|note| output.remark(&format!("note: {note}")));
    findings::show(&found, output, (!arguments.all).then_some("--all"));
    output.remark(&format!("{}: {}", name(path), findings::count(&found)));
    Ok(worst.and(findings::status(&found)))
}
