//! One finding about a scenario: what is wrong, where, why, and the repair.

use super::{Code, Place, Repair, Severity};

/// A fault or a piece of advice. Low code states it; `render` words the frame around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The code of the fault or advice.
    pub code: Code,
    /// One line that names the thing and the reason.
    pub message: String,
    /// The place in a text; `None` only for a finding about no text.
    pub place: Option<Place>,
    /// The text under the caret: the repair, if it fits there.
    pub label: String,
    /// Other places that matter, each with its remark.
    pub related: Vec<(Place, String)>,
    /// The repair or further reasons, a sentence each.
    pub help: Vec<String>,
    /// Ways to repair it, the likeliest first: each one alone removes the fault.
    pub repairs: Vec<Repair>,
    /// The weight among advice of its kind; the heaviest comes first.
    pub weight: f64,
    /// The name that nothing has, if the finding is about one.
    pub unknown: Option<Box<str>>,
}

impl Diagnostic {
    /// Returns whether it says that no trial meets the evidence.
    pub(crate) fn is_unmet_evidence(&self) -> bool {
        matches!(self.code, Code::NoTrial | Code::Impossible)
    }

    /// Creates a finding at `place`.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: Some(place),
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
            repairs: Vec::new(),
            weight: 0.0,
            unknown: None,
        }
    }

    /// Creates a fault about a name that nothing has.
    pub fn unknown(name: &str, place: Place, message: impl Into<String>) -> Self {
        let unknown = Some(name.into());
        Self { unknown, ..Self::new(Code::UnknownName, place, message) }
    }

    /// Creates a finding that has no place in a text.
    pub fn placeless(code: Code, message: impl Into<String>) -> Self {
        Self { place: None, ..Self::new(code, Place::new(super::FileId(0), 0..0), message) }
    }

    /// Puts `label` under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// "did you mean", under the caret, if there is something near.
    #[must_use]
    pub fn suggest(mut self, near: Option<&str>) -> Self {
        if let Some(near) = near {
            self.ask(near);
        }
        self
    }

    /// Says to write `text` in its place, under the caret and as a repair.
    #[must_use]
    pub fn write(mut self, text: impl Into<String>) -> Self {
        self.propose(&[(text.into(), String::new())]);
        self
    }

    /// Says to write one of several texts in its place, each with what it would mean.
    #[must_use]
    pub fn write_either(mut self, texts: &[(String, String)]) -> Self {
        self.propose(texts);
        self
    }

    /// Says under the caret to write one of these texts in its place, and adds each as a repair.
    pub fn propose(&mut self, texts: &[(String, String)]) {
        let way = |(text, meaning): &(String, String)| {
            let space = if meaning.is_empty() { "" } else { " " };
            format!("`{text}`{space}{meaning}")
        };
        self.label = format!("write {}", texts.iter().map(way).collect::<Vec<_>>().join(", or "));
        let place = self.place;
        let repair = |(text, _): &(String, String)| place.map(|place| Repair::new(place, text));
        self.repairs.extend(texts.iter().filter_map(repair));
    }

    /// Asks whether `near` was meant, under the caret, and adds it as a repair.
    pub fn ask(&mut self, near: &str) {
        self.label = format!("did you mean `{near}`?");
        self.repairs.extend(self.place.map(|place| Repair::new(place, near)));
    }

    /// Adds a way to repair it.
    #[must_use]
    pub fn repair(mut self, repair: Repair) -> Self {
        self.repairs.push(repair);
        self
    }

    /// Sets the weight among advice of its kind.
    #[must_use]
    pub fn weigh(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }

    /// Shows another place with a remark.
    #[must_use]
    pub fn related(mut self, place: Place, remark: impl Into<String>) -> Self {
        self.related.push((place, remark.into()));
        self
    }

    /// Adds a sentence below the snippet.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Whether the scenario can't be used with this finding in it.
    pub fn is_fault(&self) -> bool {
        self.code.severity() == Severity::Fault
    }
}
