//! `foretell new`: a scenario to start from, small and commented, or one of those that come with foretell.

use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::files;
use crate::cli::terminal::Output;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

/// The small scenario.
const SMALL: Example = Example { name: "small", text: include_str!("new.toml"), beside: None };

/// The scenarios that come with foretell.
const SHIPPED: [Example; 6] = [
    Example {
        name: "alaska_hindcast",
        text: include_str!("../../../scenarios/alaska_hindcast.toml"),
        beside: None,
    },
    Example {
        name: "council_vote",
        text: include_str!("../../../scenarios/council_vote.toml"),
        beside: Some((
            "council_vote_members.csv",
            include_str!("../../../scenarios/council_vote_members.csv"),
        )),
    },
    Example {
        name: "leaders_summit",
        text: include_str!("../../../scenarios/leaders_summit.toml"),
        beside: None,
    },
    Example { name: "merger", text: include_str!("../../../scenarios/merger.toml"), beside: None },
    Example {
        name: "strait_and_oil",
        text: include_str!("../../../scenarios/strait_and_oil.toml"),
        beside: None,
    },
    Example {
        name: "two_leaders",
        text: include_str!("../../../scenarios/two_leaders.toml"),
        beside: None,
    },
];

/// A scenario that can be started from.
#[derive(Clone, Copy)]
struct Example {
    name: &'static str,
    text: &'static str,
    /// The name and the text of a file that it reads from its folder.
    beside: Option<(&'static str, &'static str)>,
}

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file to write, which must not be there yet; - for standard output
    file: PathBuf,
    /// A scenario that comes with foretell, in place of a small one
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(SHIPPED.map(|one| one.name)))]
    from: Option<String>,
}

/// Writes the scenario, and the file that it reads.
pub(crate) fn new(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let path = &arguments.file;
    let asked = |one: &Example| Some(one.name) == arguments.from.as_deref();
    let example = SHIPPED.into_iter().find(asked).unwrap_or(SMALL);
    if path.as_os_str() == "-" {
        output.bytes(example.text.as_bytes())?;
        if let Some((name, _)) = example.beside {
            output.remark(&format!("it reads {name}, which `foretell new FILE` writes too"));
        }
        return Ok(Status::Done);
    }
    let mut written = path.display().to_string();
    if let Some((name, text)) = example.beside {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::Exists { path: path.clone() }.into());
        }
        let beside = path.with_file_name(name);
        files::create(&beside, text.as_bytes())?;
        written = format!("{written} and {}", beside.display());
    }
    files::create(path, example.text.as_bytes())?;
    let verb = if example.beside.is_some() { "are" } else { "is" };
    let next = path.display();
    output.remark(&format!("{written} {verb} written. Next: foretell run {next}"));
    Ok(Status::Done)
}
