//! A digest of everything on which the numbers of a side depend, for machines to compare.

use super::sides::Side;
use crate::analysis::Contender;
use crate::api::scenario::hex;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};

/// A digest of text as it is written.
struct Digested(Sha256);

impl Write for Digested {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl Side {
    /// The SHA-256 of all that its numbers depend on: its scenario with all changes, and what is supposed.
    pub(crate) fn sha256(&self) -> String {
        let Contender { scenario, unlearnt, supposition, .. } = &self.contender;
        let mut digest = Digested(Sha256::new());
        let written = write!(digest, "{scenario:?}\n{unlearnt:?}\n{supposition:?}");
        written.expect("a digest takes all that is written");
        hex(digest.0.finalize())
    }
}
