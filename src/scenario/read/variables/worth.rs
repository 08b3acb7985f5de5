//! The reader of `[value.…]`: what an outcome is worth.

use crate::scenario::literal::Grounds;
use crate::scenario::names::path_piece;
use crate::scenario::read::chance::Meaning;
use crate::scenario::read::walk::{Entry, Reader};
use crate::scenario::worth::Worth;

impl Reader<'_> {
    /// Reads `[value.…]`.
    pub(crate) fn worth(&mut self, entry: &Entry<'_>, outer: &Grounds) -> Option<Worth> {
        let section = self.named(entry, "value")?;
        self.allow(&section, &["is", "unit", "label", "source", "because", "fact"]);
        let grounds = self.grounds_of_numbers(&section, outer);
        let is = self.need(&section, "is", "`is = \"if meeting then 10 else 0\"`");
        let path = format!("value.{}.is", path_piece(entry.key));
        let is = is.and_then(|is| self.literal(is, Meaning::Value, path, &grounds));
        let unit = self.maybe_string(&section, "unit", "\"USD bn\"");
        let label = self.maybe_string(&section, "label", "\"What it is worth to us\"");
        Some(Worth { name: entry.name(), is: is?, unit, label })
    }
}
