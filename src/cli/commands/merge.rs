//! `foretell merge`: joins the shards of a sweep or a run into the files of one undivided sweep or run.

use super::run;
use crate::api::{
    Error, Gathered, Part, Whole, changed_part, digest_of, double_folder, file_of, missing_folder,
};
use crate::cli::failure::{Failure, Status, Stop, reason, unread as unlisted};
use crate::cli::files::{self, Folder, Growing};
use crate::cli::terminal::{Output, guard};
use crate::report;
use crate::report::number::count;
use crate::result;
use std::collections::BTreeMap;
use std::io;
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
    let mut gathered = Gathered::within(arguments.folders[0].display().to_string());
    let mut paths = BTreeMap::new();
    let mut named: Vec<(PathBuf, &Path)> = Vec::new();
    for folder in &arguments.folders {
        let own = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        if let Some((_, first)) = named.iter().find(|(other, _)| *other == own) {
            gathered.add(Err(named_twice(folder, first)))?;
            continue;
        }
        named.push((own, folder));
        match records_in(folder) {
            Err(fault) => gathered.lack(fault)?,
            Ok(records) => {
                for path in records {
                    let part = opened(&path);
                    if let Ok(part) = &part {
                        paths.insert(part.name().to_owned(), path.with_extension("csv"));
                    }
                    gathered.add(part)?;
                }
            }
        }
    }
    let parts = gathered.whole()?;
    let shards = parts.len();
    if parts[0].is_run() {
        join_run(parts, &arguments.out).map_err(Stop::with_advice)?;
    } else {
        let tables: Vec<&PathBuf> = parts.iter().map(|part| &paths[part.name()]).collect();
        join_sweep(&parts[0], &tables, &arguments.out)?;
    }
    let shards = count(shards as u64);
    output.remark(&format!("{shards} shards joined in {}", arguments.out.display()));
    Ok(Status::Done)
}

/// Opens the record of a shard; that of a sweep only with a table that is as it was finished.
fn opened(path: &Path) -> Result<Part, Error> {
    let part = match Part::open(path) {
        Err(Error::Io { path, error }) => Err(unread(&path, &error)),
        other => other,
    }?;
    if part.is_run() {
        return Ok(part);
    }
    let Some(own) = part.table_sha256() else {
        let why = "this record does not have the SHA-256 of its table";
        return Err(changed_part(path, why));
    };
    let table = path.with_extension("csv");
    match digest_of(&table) {
        Ok(found) if found == own => Ok(part),
        Ok(_) => Err(changed_part(&table, "this table was cut or changed since it was finished")),
        Err(error) => Err(unread(&table, &error)),
    }
}

fn unread(path: &Path, error: &io::Error) -> Error {
    changed_part(path, &format!("this file can't be read: {}", reason(error)))
}

/// Returns the fault of a folder that is named again.
fn named_twice(folder: &Path, first: &Path) -> Error {
    let (name, first) = (folder.display().to_string(), first.display());
    double_folder(&name, &format!("this folder is named twice: also as {first}"))
}

/// Returns the record of every shard in a folder.
fn records_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let is_record = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let ending = path.extension().unwrap_or_default();
        (ending == "json" || ending == "counts")
            && name.is_some_and(|name| name.starts_with("shard-"))
    };
    let name = folder.display().to_string();
    let mut paths = files::list(folder).map_err(|failure| match failure {
        Failure::Read { error, .. } => missing_folder(&name, &unlisted(&error)),
        other => missing_folder(&name, &other.to_string()),
    })?;
    paths.retain(is_record);
    if paths.is_empty() {
        return Err(missing_folder(&name, "no finished part of a run or a sweep is there"));
    }
    Ok(paths)
}

/// Joins the tables of the parts, which are in order, one after the other; `first` is any of the parts.
fn join_sweep(first: &Part, tables: &[&PathBuf], out: &Path) -> Result<(), Stop> {
    let (csv, json) = (file_of(None, "sweep", "csv"), file_of(None, "sweep", "json"));
    let folder = Folder::open(out)?;
    folder.claim_beside(&csv, &json)?;
    folder.claim_beside(&json, &json)?;
    let mut whole = Growing::open(&out.join(&csv))?;
    tables.iter().enumerate().try_for_each(|(at, path)| whole.append(path, at == 0))?;
    guard::end_by_signal();
    let record = first.whole_record();
    // an older record never stands beside this table
    folder.remove(&json)?;
    whole.finish()?;
    Ok(folder.write(&[(json, record.into_bytes())])?)
}

/// Adds up the counts, and writes the files of the whole run.
fn join_run(parts: Vec<Part>, out: &Path) -> Result<(), Stop> {
    let Whole { identity, name, forecast, wall_time_s } = Whole::of(parts)?;
    let record = run::record(&identity, &name, &forecast, wall_time_s);
    Ok(Folder::open(out)?
        .replace(&report::csv::files(result::forecast(&forecast).tables()), &record)?)
}
