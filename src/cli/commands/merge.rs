//! `foretell merge`: joins the shards of a sweep or a run into the files of one undivided sweep or run.

use super::run;
use crate::api::{Error, Part, Whole, digest_of, file_of, whole};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::files::{self, Folder, Growing};
use crate::cli::terminal::{Output, guard};
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
    let (mut parts, mut paths, mut refused) = (Vec::new(), BTreeMap::new(), Vec::new());
    for folder in &arguments.folders {
        for path in records_in(folder)? {
            match opened(&path) {
                Ok(part) => {
                    paths.insert(part.name().to_owned(), path.with_extension("csv"));
                    parts.push(part);
                }
                Err(Error::Mismatch { part: Some(name), why }) => refused.push((name, why)),
                Err(other) => return Err(other.into()),
            }
        }
    }
    let first = arguments.folders[0].display().to_string();
    let parts = whole(parts, refused).map_err(|error| match error {
        Error::Mismatch { part: None, why } => Error::Mismatch { part: Some(first), why },
        other => other,
    })?;
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
    let part = Part::open(path)?;
    if part.is_run() {
        return Ok(part);
    }
    let table = path.with_extension("csv");
    let name = table.display().to_string();
    let found = digest_of(&table).map_err(|error| Error::Io { path: table, error })?;
    match part.table_sha256() {
        Some(own) if found == own => Ok(part),
        Some(_) => Err(Error::Mismatch {
            part: Some(name),
            why: "this table was cut or changed since it was finished: draw it again".to_owned(),
        }),
        None => Err(Error::Mismatch {
            part: Some(part.name().to_owned()),
            why: "this record does not have the SHA-256 of its table: draw the shard again"
                .to_owned(),
        }),
    }
}

/// Returns the record of every shard in a folder.
fn records_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let is_record = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let ending = path.extension().unwrap_or_default();
        (ending == "json" || ending == "counts")
            && name.is_some_and(|name| name.starts_with("shard-"))
    };
    let mut paths = files::list(folder)?;
    paths.retain(is_record);
    if paths.is_empty() {
        let why = "no finished shard is there: they are written by `--shard I/K --out DIR`";
        return Err(Failure::Refused { path: folder.to_owned(), why: why.to_owned() });
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
