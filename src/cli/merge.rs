//! `foretell merge`: the shards of a sweep or a run, joined to what one piece of work would give.

use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::journal::differs;
use super::output::Output;
use super::shards::{Identity, RunShard, ShardFile, name_of};
use super::{findings, run};
use crate::api::{Options, Scenario};
use crate::report;
use crate::report::number::count;
use std::fs;
use std::path::{Path, PathBuf};

/// What `merge` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folders with the files of shards
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The folder for the joined files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// A shard with the file that says so.
struct Part {
    path: PathBuf,
    file: ShardFile,
}

/// Joins shards.
pub(super) fn merge(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut parts = Vec::new();
    for folder in &arguments.folders {
        parts.extend(parts_in(folder)?);
    }
    parts.sort_by_key(|part| part.file.shard.index);
    let first = whole(&parts, &arguments.folders[0])?;
    if first.file.run.is_some() {
        return match join_run(parts, &arguments.out) {
            Ok(shards) => {
                output.remark(&format!("{shards} shards joined in {}", arguments.out.display()));
                Ok(Status::Done)
            }
            Err(Stop::Outside(failure)) => Err(failure),
            Err(Stop::Findings(found)) => Ok(findings::tell(&found, output)),
        };
    }
    join_sweep(&parts, &first.file.identity, &arguments.out)?;
    let shards = count(parts.len() as u64);
    output.remark(&format!("{shards} shards joined in {}", arguments.out.display()));
    Ok(Status::Done)
}

/// Every shard in a folder.
fn parts_in(folder: &Path) -> Result<Vec<Part>, Failure> {
    let failed = |error| Failure::Read { path: folder.to_owned(), error };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_record = path.extension().is_some_and(|ending| ending == "json");
        if is_record && name.is_some_and(|name| name.starts_with("shard-")) {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        let why = "no finished shard is there: they are written by `--shard I/K --out DIR`";
        return Err(Failure::Refused { path: folder.to_owned(), why: why.to_owned() });
    }
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path)
            .map_err(|error| Failure::Read { path: path.clone(), error })?;
        match ShardFile::opened(&text) {
            Ok(file) => Ok(Part { path, file }),
            Err(error) => Err(Failure::Refused { path, why: format!("this is no shard: {error}") }),
        }
    };
    paths.into_iter().map(read).collect()
}

/// The first shard, if all belong together and none is missing or there twice.
fn whole<'a>(parts: &'a [Part], folder: &Path) -> Result<&'a Part, Failure> {
    let refused = |path: &Path, why: String| Failure::Refused { path: path.to_owned(), why };
    let first = &parts[0];
    for part in parts {
        let (own, other) = (&part.file, &first.file);
        if own.identity != other.identity || own.run.is_some() != other.run.is_some() {
            let (before, now) = (other.identity.text(None), own.identity.text(None));
            let why = format!(
                "this shard does not belong to {}: {}",
                first.path.display(),
                differs(&now, &before).replace("another sweep is there, with", "it has")
            );
            return Err(refused(&part.path, why));
        }
        if own.shard.of != other.shard.of {
            let why = format!(
                "this is a shard of {}, and {} one of {}",
                own.shard.of,
                first.path.display(),
                other.shard.of
            );
            return Err(refused(&part.path, why));
        }
    }
    for pair in parts.windows(2) {
        if pair[0].file.shard.index == pair[1].file.shard.index {
            let why = format!("this shard is there twice: also in {}", pair[0].path.display());
            return Err(refused(&pair[1].path, why));
        }
    }
    let of = first.file.shard.of;
    let has = |index: &u64| parts.iter().any(|part| part.file.shard.index == *index);
    let missing = (0..of).filter(|index| !has(index));
    let missing: Vec<String> = missing.map(|index| (index + 1).to_string()).collect();
    if missing.is_empty() {
        return Ok(first);
    }
    let why = match &missing[..] {
        [one] => format!("shard {one} of {of} is missing"),
        several => format!("shards {} of {of} are missing", several.join(", ")),
    };
    Err(refused(folder, why))
}

/// Puts tables one after the other.
fn join_sweep(parts: &[Part], identity: &Identity, out: &Path) -> Result<(), Failure> {
    let mut whole = String::new();
    for part in parts {
        let path = part.path.with_extension("csv");
        let text = fs::read_to_string(&path)
            .map_err(|error| Failure::Read { path: path.clone(), error })?;
        let Some((head, lines)) = text.split_once('\n') else {
            return Err(Failure::Refused { path, why: "this table has no head".to_owned() });
        };
        if whole.is_empty() {
            whole = format!("{head}\n");
        } else if !whole.starts_with(&format!("{head}\n")) {
            let why = "this table has other columns than the first".to_owned();
            return Err(Failure::Refused { path, why });
        }
        whole += lines;
    }
    Folder::open(out)?.write(&[
        (name_of(None, "sweep", "csv"), whole.into_bytes()),
        (name_of(None, "sweep", "json"), identity.text(None).into_bytes()),
    ])
}

/// Adds counts up, and writes what the whole run would have.
fn join_run(parts: Vec<Part>, out: &Path) -> Result<usize, Stop> {
    let shards = parts.len();
    let mut joined: Option<(Identity, RunShard)> = None;
    for part in parts {
        let Some(next) = part.file.run else { continue };
        match &mut joined {
            None => joined = Some((part.file.identity, next)),
            Some((_, whole)) => {
                whole.wall_time_s += next.wall_time_s;
                whole.tallies.join(next.tallies);
            }
        }
    }
    let (identity, whole) = joined.expect("there is at least one shard");
    let scenario = Scenario::again(&whole.name, whole.text, identity.sha256.clone());
    let mut case = scenario.case();
    if let Some(variant) = &identity.variant {
        case = case.variant(variant);
    }
    case = identity.set.iter().fold(case, |case, text| case.setting(text));
    case = identity.made.iter().fold(case, |case, text| case.make(text));
    case = identity.given.iter().fold(case, |case, condition| case.observe(condition));
    let options = Options::default().trials(identity.trials).worlds(identity.worlds);
    let options = identity.questions.iter().fold(options, |options, name| options.question(name));
    let options = options.seed(identity.seed);
    let forecast = case.compile()?.joined(&options, &whole.tallies)?;
    let record = run::record_of(&identity, &whole.name, &forecast, whole.wall_time_s);
    Folder::open(out)?.replace(&report::csv::files(&forecast), &record)?;
    Ok(shards)
}
