//! Scenarios from files.

use super::error::Error;
use super::scenario::{Scenario, bounded, hex};
use crate::interchange::Format;
use crate::scenario::MOST_BYTES;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

impl Scenario {
    /// Reads a scenario file, or a network in BIF, XDSL, XMLBIF, Hugin's formats or UAI.
    ///
    /// Faults in what the file says are kept in it: see [`Scenario::diagnostics`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = bytes(path).map_err(|error| Error::Io { path: path.to_owned(), error })?;
        Ok(Self::read_in_folder(&path.display().to_string(), bytes, false, path))
    }

    /// Reads a scenario whose file is at `path`: files that it names are read from its folder.
    pub(crate) fn read_in_folder(name: &str, bytes: Vec<u8>, normalize: bool, path: &Path) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        let fetch = |name: &str| beside(folder, name);
        Self::read_with(name, bytes, normalize, Some(&fetch))
    }
}

/// The bytes of a file in a folder, or below it, also once links are followed.
fn beside(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let read = || -> io::Result<Option<Vec<u8>>> {
        let path = folder.join(name).canonicalize()?;
        if !path.starts_with(folder.canonicalize()?) {
            return Ok(None);
        }
        if !path.metadata()?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        let mut bytes = Vec::new();
        File::open(path)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    };
    match read() {
        Ok(Some(bytes)) if bytes.len() > MOST_BYTES => Err("it is larger than 4 MB".to_owned()),
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err("it leads out of the folder of the scenario".to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err("there is no such file".to_owned())
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Reads the bytes of a file, and at most one more than it may have.
pub(crate) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata().map_or(0, |data| data.len());
    bounded(path, file, length)
}

/// Scenario files named when a folder is given instead of one.
const FILES_NAMED: usize = 5;

/// Returns the first few scenarios and networks in a folder, by name.
pub(crate) fn scenarios_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_one = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ending == "toml" || Format::ENDINGS.contains(&ending.as_ref())
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_one).collect();
    files.sort();
    files.truncate(FILES_NAMED);
    files
}

/// Whether a file is a record that an earlier command wrote.
pub(crate) fn is_ours(path: &Path) -> bool {
    let is_file = path.symlink_metadata().is_ok_and(|data| data.is_file());
    let mut start = Vec::new();
    let read = is_file.then(|| File::open(path)).map(|file| file?.take(64).read_to_end(&mut start));
    if matches!(read, Some(Ok(_))) && super::shards::is_part(&start) {
        return true;
    }
    let text = is_file.then(|| fs::read_to_string(path).ok()).flatten().unwrap_or_default();
    let record: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    record.get("program").and_then(|name| name.as_str()) == Some(env!("CARGO_PKG_NAME"))
}

/// Returns the SHA-256 of a regular file; an error for a link or a device.
pub(crate) fn digest_of(path: &Path) -> io::Result<String> {
    if !path.symlink_metadata()?.is_file() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    }
    let (mut file, mut digest) = (File::open(path)?, Sha256::new());
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(digest.finalize())),
            length => digest.update(&piece[..length]),
        }
    }
}

/// The error of a file.
pub(crate) fn failed(path: &Path, error: io::Error) -> Error {
    Error::Io { path: path.to_owned(), error }
}

/// Returns an error if a file is there, unless the record beside it is from an earlier sweep.
pub(crate) fn unclaimed(path: &Path, record: &Path) -> Result<(), Error> {
    if path.symlink_metadata().is_ok() && !is_ours(record) {
        let why = format!(
            "{} is not from an earlier run: it is left as it is, and nothing is written; name another folder, or move \
             the file",
            path.display()
        );
        return Err(Error::Mismatch(why));
    }
    Ok(())
}

/// Writes a file that is whole or not there.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".foretell-{name}.tmp"));
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&beside);
        failed(path, error)
    })
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path, error)),
        _ => Ok(()),
    }
}

/// The text of a file, if it is there.
pub(crate) fn text_of(path: &Path) -> Result<Option<String>, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(path, error)),
    }
}
