//! The reader of `[define.…]`.

use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::group::Definition;
use crate::scenario::literal::{Grounds, LiteralValue};
use crate::scenario::names::path_piece;
use crate::scenario::read::chance::Meaning;
use crate::scenario::read::walk::{Entry, Reader, found};
use toml::de::DeValue;

/// The example of a definition in messages.
const EXAMPLE: &str = "`is = \"talks == leaders and not strike\"`";

impl Reader<'_> {
    /// Reads `[define.…]`.
    pub(in super::super) fn definition(
        &mut self,
        entry: &Entry<'_>,
        outer: &Grounds,
    ) -> Option<Definition> {
        let section = self.named(entry, "define")?;
        self.allow(&section, &["is", "label", "source", "because", "fact"]);
        let grounds = self.grounds_of_numbers(&section, outer);
        let label = self.maybe_string(&section, "label", "\"A majority\"");
        let is = self.need(&section, "is", EXAMPLE)?;
        let path = format!("define.{}.is", path_piece(entry.key));
        if let DeValue::Table(_) | DeValue::Array(_) = is.value {
            let message = format!("`is` must be a formula or a number, not {}", found(is.value));
            let fault = Diagnostic::new(Code::WrongType, is.place, message);
            self.fault(fault.label(format!("write {EXAMPLE}")));
            return None;
        }
        let literal = self.literal(is, Meaning::Value, path, &grounds)?;
        if let LiteralValue::Word(..) | LiteralValue::Cases(..) = literal.value {
            let message =
                format!("`{}` is uncertain, and a definition draws nothing", literal.text);
            let fault = Diagnostic::new(Code::NotHere, is.place, message);
            let name = path_piece(entry.key);
            self.fault(
                fault.help(format!("make it a parameter: `[parameter.{name}]` with `value`")),
            );
            return None;
        }
        Some(Definition { name: entry.name(), is: literal, label })
    }
}
