//! The list of commands, and the function that runs each. Knows no command's arguments.

use super::commands::convert::{export, import};
use super::commands::{
    check, compare, completions, explain, man, merge, new, report, run, sensitivity, shards, sweep,
    track,
};
use super::failure::{Failure, Status, Stop};
use super::terminal::{Output, findings, guard};
use crate::api::Level;
use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Computes what follows from an analyst's beliefs about a negotiation.
#[derive(Debug, Parser)]
#[command(name = "foretell", version, about, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit status: 0 done, 1 could not read, write or finish, 2 wrong usage, \
    3 faults in the scenario, 4 a check that was asked for failed.")]
struct Arguments {
    /// The most memory that the command may take, such as 512MiB [default: 1GiB]
    #[arg(long, global = true, value_name = "SIZE", value_parser = guard::memory)]
    #[arg(default_value = "1GiB", hide_default_value = true)]
    memory: u64,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draw histories and print the forecast
    Run(run::Arguments),
    /// Ask the same questions at many values of some numbers
    Sweep(sweep::Arguments),
    /// Join the shards of a sweep or a run
    Merge(merge::Arguments),
    /// Print a script by which Slurm or Kubernetes draws a run or a sweep in shards
    Shards(shards::Arguments),
    /// List every fault of scenario files, then advice
    Check(check::Arguments),
    /// Explain a model in sentences, each number with its source; or a code such as E0302
    Explain(explain::Arguments),
    /// Set sides beside each other on the same trials: files, variants, options, overlays
    Compare(compare::Arguments),
    /// Show what would have been said on each day with what was known by then
    Track(track::Arguments),
    /// Show which numbers move an answer, and which of them to argue about
    Sensitivity(sensitivity::Arguments),
    /// Write a page that stands alone: the forecast, where it comes from, what moves it
    Report(report::Arguments),
    /// Turn a Bayesian network (BIF, XDSL, XMLBIF, .net, .dsc, UAI) into a readable scenario
    Import(import::Arguments),
    /// Write a scenario as a network in BIF, or its model as JSON
    Export(export::Arguments),
    /// Write a scenario to start from, small or one of those that come along
    New(new::Arguments),
    /// Print completions for a shell
    Completions(completions::Arguments),
    /// Print the manual page
    Man,
}

/// Runs the whole program with the arguments of this process.
pub fn main() -> ExitCode {
    start(std::env::args_os()).into()
}

/// Returns the commands with all their arguments, as completions and the manual page need them.
pub fn command() -> clap::Command {
    Arguments::command()
}

fn start(arguments: impl IntoIterator<Item = OsString>) -> Status {
    let mut output = Output::new();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(wrong) = Level::misnamed() {
        output.remark(&format!("error: {wrong}"));
        return Status::Usage;
    }
    let done = match Arguments::try_parse_from(&arguments) {
        Ok(arguments) => {
            guard::watched(arguments.memory, || perform(arguments.command, &mut output))
        }
        // help and version are an answer, the rest is wrong usage
        Err(error) => output
            .usage(&error, &arguments)
            .map(|()| if error.use_stderr() { Status::Usage } else { Status::Done }),
    };
    let done = done.and_then(|status| output.finish().map(|()| status));
    done.unwrap_or_else(|failure| {
        output.remark(&format!("error: {failure}"));
        if let Some(kept) = guard::kept() {
            output.remark(&format!("note: {kept}"));
        }
        Status::Failed
    })
}

fn perform(chosen: Command, output: &mut Output) -> Result<Status, Failure> {
    let ended = match chosen {
        Command::Run(arguments) => run::run(&arguments, output),
        Command::Sweep(arguments) => sweep::sweep(&arguments, output),
        Command::Merge(arguments) => merge::merge(&arguments, output),
        Command::Shards(arguments) => shards::shards(&arguments, output),
        Command::Check(arguments) => check::check(&arguments, output),
        Command::Explain(arguments) => explain::explain(&arguments, output),
        Command::Compare(arguments) => compare::compare(&arguments, output),
        Command::Track(arguments) => track::track(&arguments, output),
        Command::Sensitivity(arguments) => sensitivity::sensitivity(&arguments, output),
        Command::Report(arguments) => report::report(&arguments, output),
        Command::Import(arguments) => import::import(&arguments, output),
        Command::Export(arguments) => export::export(&arguments, output),
        Command::New(arguments) => new::new(&arguments, output),
        Command::Completions(arguments) => completions::completions(&arguments, command(), output),
        Command::Man => man::man(command(), output),
    };
    ended.or_else(|stop| match stop {
        Stop::Outside(failure) => Err(failure),
        Stop::Both(failure, found) => {
            if found.counts().0 > 0 {
                findings::tell(&found.faults(), output);
            }
            Err(failure)
        }
        Stop::Usage(why) => {
            output.remark(&format!("error: {why}"));
            Ok(Status::Usage)
        }
        Stop::Faults(found) => Ok(findings::tell(&found.faults(), output)),
        Stop::Findings(found) => Ok(findings::tell(&found, output)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        command().debug_assert();
    }

    #[test]
    fn help_is_done_and_nonsense_is_usage() {
        let status = |words: &[&str]| start(words.iter().map(OsString::from));
        assert_eq!(status(&["foretell", "run", "x.toml", "-n", "0"]), Status::Usage);
        assert_eq!(status(&["foretell", "fly"]), Status::Usage);
    }
}
