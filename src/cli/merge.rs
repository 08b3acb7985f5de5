//! `foretell merge`: joins the shards of a sweep or a run into the files of one undivided sweep or run.

use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::journal::differs;
use super::output::Output;
use super::shards::{Identity, RunShard, ShardFile, name_of};
use super::{findings, run};
use crate::api::{Model, Options, Scenario};
use crate::engine::{Shard, Tallies};
use crate::report;
use crate::report::number::count;
use crate::result;
use std::fs;
use std::path::{Path, PathBuf};

/// The number of missing shards named in a message.
const MOST_NAMED: usize = 10;

/// Arguments of `merge`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folders with the files of shards
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The folder for the joined files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// The file of one shard, with its path.
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
        let identity = first.file.identity.clone();
        return match join_run(parts, &identity, &arguments.out) {
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

/// Returns every shard in a folder.
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

/// Returns the first shard, if all belong together and none is missing or duplicated.
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
    let Shard { of, .. } = first.file.shard;
    if let Some(part) = parts.iter().find(|part| part.file.shard.index >= of) {
        let why = format!("there is no shard {} of {of}", u128::from(part.file.shard.index) + 1);
        return Err(refused(&part.path, why));
    }
    // by number, and none is there twice
    let place = |index: u64| parts.get(index as usize).map(|part| part.file.shard.index);
    let is_there = |index: &u64| parts.binary_search_by_key(index, |p| p.file.shard.index).is_ok();
    if (0..parts.len() as u64).all(|index| place(index) == Some(index)) && of == parts.len() as u64
    {
        return Ok(first);
    }
    let missing = of - parts.len() as u64;
    let named = (0..of).filter(|index| !is_there(index)).take(MOST_NAMED);
    let named: Vec<String> = named.map(|index| (index + 1).to_string()).collect();
    let more = missing - named.len() as u64;
    let why = match (&named[..], more) {
        ([one], 0) => format!("shard {one} of {of} is missing"),
        (several, 0) => format!("shards {} of {of} are missing", several.join(", ")),
        (several, more) => {
            format!("shards {} and {more} more of {of} are missing", several.join(", "))
        }
    };
    Err(refused(folder, why))
}

/// Joins the tables of the parts in order.
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
    let (table, record) = (name_of(None, "sweep", "csv"), name_of(None, "sweep", "json"));
    let folder = Folder::open(out)?;
    folder.claim_beside(&table, &record)?;
    folder.claim_beside(&record, &record)?;
    folder.write(&[(table, whole.into_bytes()), (record, identity.text(None).into_bytes())])
}

/// Adds up the counts, and writes the files of the whole run.
fn join_run(parts: Vec<Part>, identity: &Identity, out: &Path) -> Result<usize, Stop> {
    let shards = parts.len();
    let runs: Vec<(PathBuf, Shard, RunShard)> = parts
        .into_iter()
        .filter_map(|part| Some((part.path, part.file.shard, part.file.run?)))
        .collect();
    let (name, text) = of_one_scenario(&runs)?;
    let scenario = Scenario::again(&name, text, identity.sha256.clone());
    let mut case = scenario.case();
    if let Some(variant) = &identity.variant {
        case = case.variant(variant);
    }
    case = identity.set.iter().fold(case, |case, text| case.setting(text));
    case = identity.made.iter().fold(case, |case, text| case.make(text));
    case = identity.given.iter().fold(case, |case, condition| case.observe(condition));
    let options = Options::default().trials(identity.trials).worlds(identity.worlds);
    let options = identity.questions.iter().fold(options, Options::question);
    let options = options.seed(identity.seed);
    let model = case.compile()?;
    let (tallies, wall_time_s) = joined(runs, &model, &options)?;
    let forecast = model.joined(&options, &tallies)?;
    let record = run::record_of(identity, &name, &forecast, wall_time_s);
    Folder::open(out)?
        .replace(&report::csv::files(result::forecast(&forecast).tables()), &record)?;
    Ok(shards)
}

/// Returns the name and the text of the scenario that all shards share.
fn of_one_scenario(runs: &[(PathBuf, Shard, RunShard)]) -> Result<(String, String), Failure> {
    let (first, _, own) = &runs[0];
    let is_other = |run: &RunShard| (&run.name, &run.text) != (&own.name, &own.text);
    match runs.iter().find(|(_, _, run)| is_other(run)) {
        None => Ok((own.name.clone(), own.text.clone())),
        Some((path, ..)) => {
            let why = format!("it is of another scenario than {}", first.display());
            Err(Failure::Refused { path: path.clone(), why })
        }
    }
}

/// Adds up the counts and the times of all shards; each must have counts that its part of the run can have.
fn joined(
    runs: Vec<(PathBuf, Shard, RunShard)>,
    model: &Model,
    options: &Options,
) -> Result<(Tallies, f64), Stop> {
    let refused = |path: &Path, shard: Shard, what: &str| {
        let (index, of) = (shard.index + 1, shard.of);
        let why = format!("it does not hold the counts of shard {index} of {of}: {what}");
        Failure::Refused { path: path.to_owned(), why }
    };
    let counts = runs.iter().map(|(_, shard, run)| (&run.tallies, *shard));
    if let Some((index, what)) = model.misfit(options, counts)? {
        let (path, shard, _) = &runs[index];
        return Err(refused(path, *shard, what).into());
    }
    let mut whole: Option<(Tallies, f64)> = None;
    for (path, shard, run) in runs {
        let Some((tallies, took)) = &mut whole else {
            whole = Some((run.tallies, run.wall_time_s));
            continue;
        };
        let is_small = tallies.pooled.kept.checked_add(run.tallies.pooled.kept).is_some();
        if !is_small || tallies.drawn.is_some() != run.tallies.drawn.is_some() {
            return Err(refused(&path, shard, "weights unlike those of the others").into());
        }
        *took += run.wall_time_s;
        tallies.join(run.tallies);
    }
    Ok(whole.expect("there is at least one shard"))
}
