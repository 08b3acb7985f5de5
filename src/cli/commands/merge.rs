//! `foretell merge`: joins the shards of a sweep or a run into the files of one undivided sweep or run.

use super::run;
use crate::api::{Error, Part, Whole, file_of, joined_tables, whole};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::files::{self, Folder};
use crate::cli::terminal::Output;
use crate::report;
use crate::report::number::count;
use crate::result;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Arguments of `merge`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folders with the files of shards
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The folder for the joined files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Joins shards.
pub(crate) fn merge(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let (mut parts, mut paths) = (Vec::new(), BTreeMap::new());
    for folder in &arguments.folders {
        for path in records_in(folder)? {
            let name = path.display().to_string();
            parts.push(Part::read(&name, files::text(&path)?)?);
            paths.insert(name, path);
        }
    }
    let first = arguments.folders[0].display().to_string();
    let parts = whole(parts).map_err(|error| match error {
        Error::Mismatch { part: None, why } => Error::Mismatch { part: Some(first), why },
        other => other,
    })?;
    let shards = parts.len();
    if parts[0].is_run() {
        join_run(parts, &arguments.out).map_err(Stop::with_advice)?;
    } else {
        join_sweep(parts, &paths, &arguments.out)?;
    }
    let shards = count(shards as u64);
    output.remark(&format!("{shards} shards joined in {}", arguments.out.display()));
    Ok(Status::Done)
}

/// Returns the record of every shard in a folder.
fn records_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let is_record = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_json = path.extension().is_some_and(|ending| ending == "json");
        is_json && name.is_some_and(|name| name.starts_with("shard-"))
    };
    let mut paths = files::list(folder)?;
    paths.retain(is_record);
    if paths.is_empty() {
        let why = "no finished shard is there: they are written by `--shard I/K --out DIR`";
        return Err(Failure::Refused { path: folder.to_owned(), why: why.to_owned() });
    }
    Ok(paths)
}

/// Joins the tables of the parts in order; `paths` has the record of each by its name.
fn join_sweep(
    mut parts: Vec<Part>,
    paths: &BTreeMap<String, PathBuf>,
    out: &Path,
) -> Result<(), Stop> {
    for part in &mut parts {
        let path = paths[part.name()].with_extension("csv");
        let text = files::text(&path)?;
        part.set_table(&path.display().to_string(), text);
    }
    let (table, record) = joined_tables(&parts)?;
    let (csv, json) = (file_of(None, "sweep", "csv"), file_of(None, "sweep", "json"));
    let folder = Folder::open(out)?;
    folder.claim_beside(&csv, &json)?;
    folder.claim_beside(&json, &json)?;
    Ok(folder.write(&[(csv, table.into_bytes()), (json, record.into_bytes())])?)
}

/// Adds up the counts, and writes the files of the whole run.
fn join_run(parts: Vec<Part>, out: &Path) -> Result<(), Stop> {
    let Whole { identity, name, forecast, wall_time_s } = Whole::of(parts)?;
    let record = run::record(&identity, &name, &forecast, wall_time_s);
    Ok(Folder::open(out)?
        .replace(&report::csv::files(result::forecast(&forecast).tables()), &record)?)
}
