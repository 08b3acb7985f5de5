//! Collects the faults of one formula, up to a limit.

use crate::diagnostic::{Code, Diagnostic, Place, Repair};
use std::ops::Range;

/// The most faults reported for one formula.
pub(super) const LIMIT: usize = 20;

/// The faults found so far in one text.
pub(super) struct Faults<'p> {
    place_of: &'p dyn Fn(Range<usize>) -> Place,
    found: Vec<(usize, Diagnostic)>,
    /// The last suppressed fault, to which remarks are added without effect.
    unsaid: Option<Diagnostic>,
}

impl<'p> Faults<'p> {
    /// An empty collection; `place_of` maps byte ranges of the formula to the file.
    pub(super) fn new(place_of: &'p dyn Fn(Range<usize>) -> Place) -> Self {
        Self { place_of, found: Vec::new(), unsaid: None }
    }

    /// The place of a range of bytes in the file.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        (self.place_of)(range)
    }

    /// Records a fault; suppresses it if there are already [`LIMIT`].
    pub(super) fn say(
        &mut self,
        code: Code,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> Remark<'_> {
        if self.found.len() >= LIMIT {
            return self.keep_quiet(code, range, message);
        }
        let start = range.start;
        let diagnostic = Diagnostic::new(code, self.place(range), message);
        self.found.push((start, diagnostic));
        let last = self.found.len() - 1;
        Remark::on(&mut self.found[last].1)
    }

    /// Suppresses a fault that follows from one already recorded.
    pub(super) fn keep_quiet(
        &mut self,
        code: Code,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> Remark<'_> {
        let diagnostic = Diagnostic::new(code, self.place(range), message);
        Remark::on(self.unsaid.insert(diagnostic))
    }

    /// Whether any fault was recorded.
    pub(super) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// All faults in the order of their places in the formula.
    pub(super) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|(start, _)| *start);
        self.found.into_iter().map(|(_, diagnostic)| diagnostic).collect()
    }
}

/// A fault just recorded, to which remarks can be added.
pub(super) struct Remark<'f>(&'f mut Diagnostic);

impl<'f> Remark<'f> {
    /// Wraps a fault, so that remarks can be added.
    pub(super) fn on(diagnostic: &'f mut Diagnostic) -> Self {
        Self(diagnostic)
    }

    /// Says that it is about a name that nothing has.
    pub(super) fn unknown(self, name: &str) -> Self {
        self.0.unknown = Some(name.into());
        self
    }

    /// Puts `label` under the caret.
    pub(super) fn label(self, label: impl Into<String>) -> Self {
        self.0.label = label.into();
        self
    }

    /// Adds "did you mean" under the caret, if there is a near name.
    pub(super) fn suggest(self, near: Option<&str>) -> Self {
        if let Some(near) = near {
            self.0.ask(near);
        }
        self
    }

    /// Proposes `text` instead, under the caret and as a repair.
    pub(super) fn write(self, text: impl Into<String>) -> Self {
        self.write_either(&[(text.into(), String::new())])
    }

    /// Proposes one of several texts instead, each with its meaning.
    pub(super) fn write_either(self, texts: &[(String, String)]) -> Self {
        self.0.propose(texts);
        self
    }

    /// Proposes to delete the text at the fault's place.
    pub(super) fn delete(self) -> Self {
        self.0.label = String::from("delete it");
        self.0.repairs.extend(self.0.place.map(|place| Repair::new(place, "")));
        self
    }

    /// Adds a repair.
    pub(super) fn repair(self, repair: Repair) -> Self {
        self.0.repairs.push(repair);
        self
    }

    /// Shows another place with a remark.
    pub(super) fn related(self, place: Place, remark: impl Into<String>) -> Self {
        self.0.related.push((place, remark.into()));
        self
    }

    /// Adds a sentence below the snippet, if there is one.
    pub(super) fn helps(self, help: Option<String>) -> Self {
        self.0.help.extend(help);
        self
    }

    /// Adds a sentence below the snippet.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        self.0.help.push(help.into());
        self
    }
}

/// Adds to a fault of a definition the formula at `whole`, which uses it.
pub(super) fn used_in(fault: &mut Diagnostic, whole: Place) {
    let is_outside = |place: Place| {
        place.file != whole.file || place.start < whole.start || place.end > whole.end
    };
    if fault.place.is_some_and(is_outside) {
        fault.related.push((whole, "it is used in this formula".to_owned()));
    }
}
