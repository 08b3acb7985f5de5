//! The place of a sweep in a folder: the names of its files, and whether another sweep is there.

use crate::api::diagnostic::Diagnostics;
use crate::api::error::Error;
use crate::api::shards::{file_of, first_difference};
use crate::diagnostic::{Code, Diagnostic as Finding, Place, Sources};
use crate::engine::Shard;
use crate::report::pretty;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// The names of the files of a sweep in a folder.
pub(super) struct Names {
    /// The finished table, and the description of the work beside it.
    pub(super) table: PathBuf,
    pub(super) record: PathBuf,
    /// The unfinished table, and the description of the work.
    pub(super) part: PathBuf,
    pub(super) state: PathBuf,
    /// The points that wait for their turn.
    pub(super) later: PathBuf,
}

impl Names {
    /// Returns the names of a sweep, or of a shard of one.
    pub(super) fn of(folder: &Path, shard: Option<Shard>) -> Self {
        let name = file_of(shard, "sweep", "csv");
        Self {
            table: folder.join(&name),
            record: folder.join(file_of(shard, "sweep", "json")),
            part: folder.join(format!("{name}.part")),
            state: folder.join(format!("{name}.state")),
            later: folder.join(format!("{name}.later")),
        }
    }
}

/// Returns the error of a folder whose sweep is not the one that is asked for: a fault for each thing in which the
/// description that is there differs from `now`.
pub(super) fn differs(path: &Path, before: &str, now: &str) -> Error {
    let name = path.display().to_string();
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text);
    let (Ok(mine), Ok(asked)) = (read(before), read(now)) else {
        let why = "this description of a sweep was changed since it was written";
        return Error::of_file(&name, Code::PartChanged, why, ANEW);
    };
    let mut sources = Sources::default();
    let file = sources.add(&name, before);
    let mut found: Vec<Finding> = Vec::new();
    let others = asked.keys().filter(|key| !mine.contains_key(*key));
    for key in mine.keys().chain(others) {
        let (mine, asked) = (mine.get(key), asked.get(key));
        if mine == asked {
            continue;
        }
        let at = before.find(&format!("\"{key}\":"));
        let range = at.map_or(0..0, |at| at..at + key.len() + 2);
        let (code, why, help) = match (mine, asked) {
            (Some(mine), Some(asked)) if key == "table_sha256" => {
                let why = format!(
                    "its table was changed since it was finished: it has \"{key}\": {asked}, not \"{key}\": {mine}"
                );
                (Code::PartChanged, why, ANEW)
            }
            _ => (Code::FolderOfOther, not_asked_for(key, mine, asked), ELSEWHERE),
        };
        found.push(Finding::new(code, Place::new(file, range), why).help(help));
    }
    if found.is_empty() {
        let why = "this description of a sweep was changed since it was written";
        return Error::of_file(&name, Code::PartChanged, why, ANEW);
    }
    Error::Parts(Diagnostics::new(found, sources))
}

/// Returns a sentence on an entry of the description of another sweep.
fn not_asked_for(key: &str, mine: Option<&Value>, asked: Option<&Value>) -> String {
    let (Some(mine), Some(asked)) = (mine, asked) else {
        return format!("another sweep is there, with other `{key}`");
    };
    let short = |value: &Value| Some(value.to_string()).filter(|text| text.len() <= MOST_SHOWN);
    let (mine, asked) = match (short(mine), short(asked)) {
        (Some(mine), Some(asked)) => (format!("\"{key}\": {mine}"), format!("\"{key}\": {asked}")),
        _ => first_difference(&pretty::render(mine), &pretty::render(asked)).unwrap_or_default(),
    };
    format!("another sweep is there, with {mine}, not {asked}")
}

/// The most bytes of an entry that is shown whole.
const MOST_SHOWN: usize = 120;

/// The repairs of a folder with another sweep, and of one whose files were changed.
const ELSEWHERE: &str =
    "ask for the sweep that is there, name another folder, or remove its files to begin anew";
pub(super) const ANEW: &str = "remove the files of the sweep, and draw it again";
