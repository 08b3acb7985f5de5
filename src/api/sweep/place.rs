//! The place of a sweep in a folder: the names of its files, and whether another sweep is there.

use crate::api::shards::{file_of, first_difference};
use crate::engine::Shard;
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

/// Returns a message with the first line in which two descriptions of work differ.
pub(super) fn differs(before: &str, now: &str) -> String {
    match first_difference(before, now) {
        Some((before, now)) if before.starts_with("\"table_sha256\"") => {
            format!("its table was changed since it was finished: it has {now}, not {before}")
        }
        Some((before, now)) => format!("another sweep is there, with {before}, not {now}"),
        None => "another sweep is there".to_owned(),
    }
}
