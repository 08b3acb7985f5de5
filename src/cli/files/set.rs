//! The files of one command in a folder, and a record that names them (`run.json`; of charts `charts.json`): a whole
//! set, or no set that looks whole.
//!
//! Every file is complete under another name before anything in the folder changes. Then `run.json.part`, which
//! names the files of both sets, replaces the old `run.json`; the files get their names; files of the old set
//! that the new set lacks are removed if they are unchanged; `run.json` comes last. A folder without it holds
//! no whole set, and the next command clears up after the broken one.
//!
//! A file of one of these names that no earlier command wrote is left as it is, and nothing is written.

use super::whole::{Folder, unnamed};
use crate::api::{digest, digest_of, is_ours};
use crate::cli::failure::Failure;
use crate::cli::terminal::guard;
use crate::report::pretty;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path};
use tempfile::NamedTempFile;

/// The records by which sets are known; two sets of different kinds may share a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Tables.
    Tables,
    /// Charts.
    Charts,
}

impl Kind {
    /// The name of the record.
    fn record(self) -> &'static str {
        match self {
            Self::Tables => "run.json",
            Self::Charts => "charts.json",
        }
    }

    /// The name of the record while the set is incomplete.
    fn part(self) -> &'static str {
        match self {
            Self::Tables => "run.json.part",
            Self::Charts => "charts.json.part",
        }
    }

    /// The endings of files that a later set removes.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Tables => &["csv"],
            Self::Charts => &["svg", "png"],
        }
    }
}

/// Names of files with the SHA-256 of each.
type Listed = BTreeMap<String, String>;

/// A record, and the files that it lists.
#[derive(Serialize)]
struct Recorded<'a, R> {
    #[serde(flatten)]
    record: &'a R,
    written: &'a Listed,
}

/// The files of an old set and of an incomplete new set.
#[derive(Serialize)]
struct Unfinished<'a> {
    written: Vec<&'a Listed>,
}

impl Folder {
    /// Opens a folder for a set of tables whose first file has this name.
    pub(crate) fn for_set(path: &Path, first: &str) -> Result<Self, Failure> {
        let folder = Self::open(path)?;
        folder.claim(Kind::Tables, [first, Kind::Tables.record()])?;
        Ok(folder)
    }

    /// Opens a folder for a set of charts with a page of this name.
    pub(crate) fn for_charts(path: &Path, page: &str) -> Result<Self, Failure> {
        let folder = Self::open(path)?;
        folder.claim(Kind::Charts, [page, Kind::Charts.record()])?;
        Ok(folder)
    }

    /// Refuses to write if a file of one of these names is not from an earlier command, or is a folder.
    fn claim<'n>(
        &self,
        kind: Kind,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<(), Failure> {
        let old = earlier(self.path(), kind);
        // versions before this one listed no files
        let is_old = is_ours(&self.path().join(kind.record())) && old.is_empty();
        let is_listed = |name: &str| old.iter().any(|listed| listed.contains_key(name));
        for name in names {
            let path = self.path().join(name);
            let Ok(found) = path.symlink_metadata() else { continue };
            if found.is_dir() {
                let error = io::Error::from(io::ErrorKind::IsADirectory);
                return Err(Failure::Write { path, error });
            }
            if !(is_old || is_listed(name) || name == kind.record() && !old.is_empty()) {
                return Err(Failure::Foreign { path });
            }
        }
        Ok(())
    }

    /// Refuses to write a file that is there already, unless the record beside it is from an earlier command.
    pub(crate) fn claim_beside(&self, name: &str, record: &str) -> Result<(), Failure> {
        let path = self.path().join(name);
        if path.symlink_metadata().is_ok() && !is_ours(&self.path().join(record)) {
            return Err(Failure::Foreign { path });
        }
        Ok(())
    }

    /// Writes a set of tables: its files, each given by name and content, and its record. Files of the previous set
    /// that are not in this one are removed.
    pub(crate) fn replace(
        &self,
        files: &[(String, Vec<u8>)],
        record: &impl Serialize,
    ) -> Result<(), Failure> {
        self.put(Kind::Tables, files, record)
    }

    /// Writes a set of charts, as [`Self::replace`] does.
    pub(crate) fn replace_charts(
        &self,
        files: &[(String, Vec<u8>)],
        record: &impl Serialize,
    ) -> Result<(), Failure> {
        self.put(Kind::Charts, files, record)
    }

    fn put(
        &self,
        kind: Kind,
        files: &[(String, Vec<u8>)],
        record: &impl Serialize,
    ) -> Result<(), Failure> {
        let (final_name, part_name) = (kind.record(), kind.part());
        // what was computed since a signal may lack a part
        guard::end_by_signal();
        let at = |name: &str| self.path().join(name);
        let failed = |name: &str, error| Failure::Write { path: at(name), error };
        // two commands write one after the other; a file system without locks goes without
        let folder = File::open(self.path()).ok();
        let _ = folder.as_ref().map(File::lock);
        self.claim(kind, files.iter().map(|(name, _)| name.as_str()).chain([final_name]))?;
        let old = earlier(self.path(), kind);
        let written: Listed =
            files.iter().map(|(name, content)| (name.clone(), digest(content))).collect();
        let record = pretty::render(&Recorded { record, written: &written });
        let unfinished = Unfinished { written: old.iter().chain([&written]).collect() };
        let part = self.complete(part_name, pretty::render(&unfinished).as_bytes())?;
        let record = self.complete(final_name, record.as_bytes())?;
        let mut complete = Vec::with_capacity(files.len());
        for (name, content) in files {
            complete.push((name, self.complete(name, content)?));
        }
        let persist = |name: &str, file: NamedTempFile| {
            file.persist(at(name)).map(|_| ()).map_err(|error| failed(name, error.error))
        };
        persist(part_name, part)?;
        remove(&at(final_name)).map_err(|error| failed(final_name, error))?;
        for (name, file) in complete {
            persist(name, file)?;
        }
        for (name, sha256) in old.iter().flatten().filter(|(name, _)| !written.contains_key(*name))
        {
            if is_plain(name, kind) && digest_of(&at(name)).is_ok_and(|found| found == *sha256) {
                remove(&at(name)).map_err(|error| failed(name, error))?;
            }
        }
        persist(final_name, record)?;
        remove(&at(part_name)).map_err(|error| failed(part_name, error))
    }

    /// Writes a file that is complete and has no name yet.
    fn complete(&self, name: &str, content: &[u8]) -> Result<NamedTempFile, Failure> {
        let failed = |error| Failure::Write { path: self.path().join(name), error };
        let mut file = unnamed(self.path()).map_err(failed)?;
        file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        Ok(file)
    }
}

/// Returns the files of earlier sets in a folder, according to their records. Another program may have written
/// a record, so a file counts only if it agrees.
fn earlier(folder: &Path, kind: Kind) -> Vec<Listed> {
    let read = |name: &str| -> Option<serde_json::Value> {
        let path = folder.join(name);
        let is_file = path.symlink_metadata().is_ok_and(|data| data.is_file());
        let text = is_file.then(|| fs::read_to_string(path).ok()).flatten()?;
        let mut record: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(record.get_mut("written")?.take())
    };
    let whole = read(kind.record()).and_then(|listed| serde_json::from_value(listed).ok());
    let broken: Option<Vec<Listed>> =
        read(kind.part()).and_then(|listed| serde_json::from_value(listed).ok());
    whole.into_iter().chain(broken.into_iter().flatten()).collect()
}

/// Whether a name is that of a table or chart in the folder itself.
fn is_plain(name: &str, kind: Kind) -> bool {
    let path = Path::new(name);
    let mut parts = path.components();
    let is_one = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    let is_known = |ending: &str| kind.endings().contains(&ending);
    let is_known = path.extension().and_then(|ending| ending.to_str()).is_some_and(is_known);
    is_one && is_known && !name.contains(['/', '\\', ':'])
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn write(folder: &Path, files: &[(&str, &str)]) {
        let files: Vec<(String, Vec<u8>)> = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect();
        let folder = Folder::open(folder).expect("it is there");
        folder.replace(&files, &json!({ "seed": 0 })).expect("it can be written");
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder is there").flatten();
        let mut names: Vec<String> =
            entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_set_takes_the_place_of_the_one_before() {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = place.path();
        fs::write(folder.join("mine.csv"), "mine").expect("written");
        write(folder, &[("a.csv", "1"), ("b.csv", "2"), ("c.csv", "3")]);
        fs::write(folder.join("c.csv"), "edited by hand").expect("written");
        write(folder, &[("a.csv", "4")]);
        assert_eq!(names(folder), ["a.csv", "c.csv", "mine.csv", "run.json"]);
        let record = fs::read_to_string(folder.join("run.json")).expect("it is there");
        let record: serde_json::Value = serde_json::from_str(&record).expect("it is JSON");
        assert_eq!(record["written"], json!({ "a.csv": digest("4".as_bytes()) }));
    }

    #[test]
    fn a_set_that_was_broken_off_is_cleared_up() {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = place.path();
        // as a kill leaves it: the files of one set, some of another, and the record of both
        write(folder, &[("a.csv", "1"), ("old.csv", "2")]);
        fs::write(folder.join("new.csv"), "3").expect("written");
        let listed = json!({ "written": [
            { "a.csv": digest("1".as_bytes()), "old.csv": digest("2".as_bytes()) },
            { "new.csv": digest("3".as_bytes()) },
        ]});
        fs::write(folder.join("run.json.part"), listed.to_string()).expect("written");
        fs::remove_file(folder.join("run.json")).expect("it was there");
        write(folder, &[("a.csv", "4")]);
        assert_eq!(names(folder), ["a.csv", "run.json"]);
    }

    #[test]
    fn a_record_from_a_stranger_removes_nothing_else() {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = place.path().join("out");
        fs::create_dir(&folder).expect("it can be made");
        let mine = digest("mine".as_bytes());
        let outside = place.path().join("mine.csv");
        for path in [&outside, &folder.join("mine.toml"), &folder.join("kept.csv")] {
            fs::write(path, "mine").expect("written");
        }
        let listed = json!({ "written": {
            "../mine.csv": mine, (outside.to_str().expect("it is text")): mine, "mine.toml": mine, "..": mine,
            "kept.csv": "another", "gone.csv": mine, "./kept.csv": mine,
        }});
        fs::write(folder.join("run.json"), listed.to_string()).expect("written");
        write(&folder, &[("a.csv", "1")]);
        assert_eq!(names(&folder), ["a.csv", "kept.csv", "mine.toml", "run.json"]);
        assert!(outside.exists());
        // a record of something else stays
        for text in ["{", r#"{"written": 3}"#] {
            fs::write(folder.join("run.json"), text).expect("written");
            let files = [("b.csv".to_owned(), b"1".to_vec())];
            let refused = Folder::open(&folder).and_then(|to| to.replace(&files, &json!({})));
            assert!(matches!(refused, Err(Failure::Foreign { .. })), "{text}");
            assert_eq!(fs::read_to_string(folder.join("run.json")).expect("it is there"), text);
            assert_eq!(names(&folder), ["a.csv", "kept.csv", "mine.toml", "run.json"]);
        }
    }
}
