//! Files that are written whole or not at all. Knows nothing of what is in them.
//!
//! Each is written under another name beside its place (`.foretell-…`), and moved there when it is
//! complete; all of a run are complete before the first is moved. Those names vanish by themselves
//! unless the program is killed in the moment of writing.

use crate::cli::failure::Failure;
use crate::cli::terminal::guard;
use std::fs;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// A folder that is known to be writable.
pub(crate) struct Folder {
    path: PathBuf,
    /// The folders that were made for it, the outermost first; those that stay empty are removed.
    made: Vec<PathBuf>,
}

impl Drop for Folder {
    fn drop(&mut self) {
        for path in self.made.iter().rev() {
            // a folder with files in it stays
            let _ = fs::remove_dir(path);
        }
    }
}

impl Folder {
    /// Makes the folder if need be, and tries to write in it, so that a long run can't fail at the end for a
    /// reason that was known at the start.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |error| Failure::Write { path: path.to_owned(), error };
        let missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let mut made: Vec<PathBuf> =
            path.ancestors().take_while(missing).map(Path::to_owned).collect();
        made.reverse();
        fs::create_dir_all(path).map_err(failed)?;
        for path in &made {
            guard::removes(path);
        }
        let folder = Self { path: path.to_owned(), made };
        let mut trial = unnamed(path).map_err(failed)?;
        trial.write_all(b"foretell").and_then(|()| trial.flush()).map_err(failed)?;
        trial.close().map_err(failed)?;
        Ok(folder)
    }

    /// Returns the path of the folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes a file, if it is there.
    pub(crate) fn remove(&self, name: &str) -> Result<(), Failure> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Failure::Write { path, error })
            }
            _ => Ok(()),
        }
    }

    /// Writes every file, given by name and content.
    pub(crate) fn write(&self, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
        // what was computed since a signal may lack a part
        guard::end_by_signal();
        let mut complete = Vec::with_capacity(files.len());
        for (name, content) in files {
            let path = self.path.join(name);
            let failed = |error| Failure::Write { path: path.clone(), error };
            let mut file = unnamed(&self.path).map_err(failed)?;
            file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
            complete.push((file, path));
        }
        guard::undivided(|| {
            for (file, path) in complete {
                file.persist(&path).map_err(|error| Failure::Write { path, error: error.error })?;
            }
            Ok(())
        })
    }
}

/// A file that is written piece by piece, and has its name only when it is complete. A device, a pipe or a socket is
/// written to directly, for another file must never take its place.
pub(crate) struct Growing {
    /// The path as it was given, for messages.
    path: PathBuf,
    to: Target,
}

enum Target {
    /// The file, and the place where it gets its name.
    File(BufWriter<NamedTempFile>, PathBuf),
    Device(BufWriter<fs::File>),
}

impl Growing {
    /// Begins a file in an existing folder. It replaces a file of that name when it is complete.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |error| Failure::Write { path: path.to_owned(), error };
        if path.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        // a link stays, and the file that it leads to is replaced
        let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let to = if place.exists() && !place.is_file() {
            let device = fs::OpenOptions::new().write(true).open(&place).map_err(failed)?;
            Target::Device(BufWriter::with_capacity(PIECE, device))
        } else {
            let file = unnamed(folder_of(&place)).map_err(failed)?;
            Target::File(BufWriter::with_capacity(PIECE, file), place)
        };
        Ok(Self { path: path.to_owned(), to })
    }

    /// Returns an unnamed file in the same folder, which vanishes with the program, however that ends.
    pub(crate) fn space(&self) -> Result<Space, Failure> {
        let failed = |error| Failure::Write { path: self.path.clone(), error };
        match &self.to {
            Target::File(_, place) => tempfile::tempfile_in(folder_of(place)).map_err(failed),
            Target::Device(_) => tempfile::tempfile().map_err(failed),
        }
    }

    /// Appends a table, whose first line only the first has.
    pub(crate) fn append(&mut self, table: &Path, is_first: bool) -> Result<(), Failure> {
        let unread = |error| Failure::Read { path: table.to_owned(), error };
        let mut lines = BufReader::new(fs::File::open(table).map_err(unread)?);
        if !is_first {
            lines.read_line(&mut String::new()).map_err(unread)?;
        }
        let path = self.path.clone();
        let copied = io::copy(&mut lines, self);
        copied.map(|_| ()).map_err(|error| Failure::Write { path, error })
    }

    /// Gives the complete file its name.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let path = self.path;
        let failed = |error| Failure::Write { path: path.clone(), error };
        match self.to {
            Target::Device(mut device) => device.flush().map_err(failed),
            Target::File(file, place) => {
                let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
                file.as_file().sync_all().map_err(failed)?;
                file.persist(&place).map(|_| ()).map_err(|error| failed(error.error))
            }
        }
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            Target::File(file, _) => file.write(bytes),
            Target::Device(device) => device.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Target::File(file, _) => file.flush(),
            Target::Device(device) => device.flush(),
        }
    }
}

/// A file without a name.
pub(crate) type Space = fs::File;

/// The most bytes of a table.
const MOST_TABLE_BYTES: u64 = 256 << 20;

/// Returns the paths in a folder, in order.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|error| Failure::Read { path: folder.to_owned(), error })?;
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    Ok(paths)
}

/// Reads the text of a table.
pub(crate) fn table(path: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::Read { path: path.to_owned(), error };
    let mut text = String::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(MOST_TABLE_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > MOST_TABLE_BYTES {
        let why = format!("a table has at most {} MB", MOST_TABLE_BYTES >> 20);
        return Err(failed(io::Error::new(io::ErrorKind::FileTooLarge, why)));
    }
    Ok(text)
}

/// The number of bytes that are written at once.
const PIECE: usize = 1 << 16;

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Writes a file that must not be there yet.
pub(crate) fn create(path: &Path, content: &[u8]) -> Result<(), Failure> {
    guard::end_by_signal();
    let failed = |error| Failure::Write { path: path.to_owned(), error };
    if path.symlink_metadata().is_ok() {
        return Err(Failure::Exists { path: path.to_owned() });
    }
    let mut file = unnamed(folder_of(path)).map_err(failed)?;
    file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::Exists { path: path.to_owned() })
        }
        Err(error) => Err(failed(error.error)),
    }
}

/// Creates a file that vanishes unless it is given a name; readable as any other file would be.
pub(crate) fn unnamed(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".foretell-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    guard::removes(file.path());
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder is there").flatten();
        let mut names: Vec<String> =
            entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn writes_all_and_leaves_nothing_else() -> io::Result<()> {
        let place = tempfile::tempdir()?;
        let deep = place.path().join("a/b");
        let folder = Folder::open(&deep).expect("it can be made");
        let file = |name: &str, text: &[u8]| (name.to_owned(), text.to_vec());
        folder.write(&[file("x.csv", b"1"), file("y.csv", b"2")]).expect("it can be written");
        folder.write(&[file("x.csv", b"3")]).expect("it can be overwritten");
        assert_eq!(names(&deep), ["x.csv", "y.csv"]);
        assert_eq!(fs::read(deep.join("x.csv"))?, b"3");
        Ok(())
    }

    #[test]
    fn a_file_in_the_way_is_reported_and_left() -> io::Result<()> {
        let place = tempfile::tempdir()?;
        let path = place.path().join("mine.toml");
        create(&path, b"first").expect("nothing is in the way");
        assert!(matches!(create(&path, b"second"), Err(Failure::Exists { .. })));
        assert_eq!(fs::read(&path)?, b"first");
        assert!(matches!(Folder::open(&path), Err(Failure::Write { .. })));
        assert_eq!(names(place.path()), ["mine.toml"]);
        Ok(())
    }
}
