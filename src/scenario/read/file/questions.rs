//! The reader of `[question.…]`.

use super::super::walk::{Entry, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::literal::Grounds;
use crate::scenario::names::identifier_fault;
use crate::scenario::tree::{Ask, Question};
use crate::scenario::written::Written;
use toml::de::DeValue;

/// The example of a condition in messages.
const SAID: &str = "\"talks == leaders\"";

impl Reader<'_> {
    /// Reads `[question.…]`.
    pub(super) fn question(&mut self, entry: &Entry<'_>) -> Option<Question> {
        if let Some(fault) = identifier_fault(entry.key, "a question", entry.key_place) {
            self.fault(fault);
        }
        let section = self.named(entry, "question")?;
        self.allow(
            &section,
            &["ask", "given", "label", "over_time", "confidence", "source", "because"],
        );
        self.grounds(&section, &Grounds::default());
        let ask = self.need(&section, "ask", "`ask = \"meeting\"`");
        let ask = ask.and_then(|ask| self.ask(ask));
        let given = section.get("given").map(|given| self.written(given, SAID));
        let label = self.maybe_string(&section, "label", "\"They meet\"");
        let confidence = self.confidence_of(&section);
        let over_time = self.over_time(&section);
        let given = match given {
            Some(None) => return None,
            Some(read) => read,
            None => None,
        };
        Some(Question { name: entry.name(), ask: ask?, given, label, confidence, over_time })
    }

    fn ask(&mut self, entry: &Entry<'_>) -> Option<Ask> {
        let DeValue::Array(items) = entry.value else {
            return self.written(entry, SAID).map(Ask::One);
        };
        if items.is_empty() {
            let fault = Diagnostic::new(Code::WrongCount, entry.place, "`ask` asks nothing");
            self.fault(fault.label("name at least one: [\"meeting\", \"venue\"]"));
            return None;
        }
        let mut asked = Vec::new();
        for item in &**items {
            let place = self.place(item.span());
            let item = Entry { key: entry.key, key_place: place, value: item.get_ref(), place };
            asked.push(self.written(&item, SAID));
        }
        asked.into_iter().collect::<Option<Vec<Written>>>().map(Ask::Joint)
    }

    pub(in super::super) fn written(
        &mut self,
        entry: &Entry<'_>,
        example: &str,
    ) -> Option<Written> {
        let expr = self.formula(entry, example)?;
        let DeValue::String(text) = entry.value else { return None };
        Some(Written { expr, text: text.to_string() })
    }
}
