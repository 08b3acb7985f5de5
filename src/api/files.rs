//! Files of scenarios.

use super::scenario::bounded;
use std::fs::File;
use std::io;
use std::path::Path;

/// The bytes of a file, and at most one more than it may have.
pub(crate) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata().map_or(0, |data| data.len());
    bounded(path, file, length)
}
