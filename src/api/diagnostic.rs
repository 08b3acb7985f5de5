//! Faults and advice as callers get them: owned, with the names and columns of their places.

use crate::diagnostic::{
    Code, Diagnostic as Finding, Place, Severity, Sources, entry, render, render_advice,
    render_entry, render_plain,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// One fault or piece of advice: what is wrong, where, why, and how to repair it.
///
/// ```
/// use foretell::Scenario;
///
/// let found = Scenario::read("talks.toml", "[event.deal]\np = 1.3\n").check();
/// let place = found[0].span.as_ref().unwrap();
/// assert_eq!((found[0].code, place.line, place.column), ("E0501", 2, 5));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The code, such as `E0302`; `foretell explain E0302` says more.
    pub code: &'static str,
    /// Whether the scenario can be used with it.
    pub severity: Severity,
    /// One line that names the thing and the reason.
    pub message: String,
    /// The place of the finding; `None` if it is about no text.
    pub span: Option<Span>,
    /// A few words that belong under its place.
    pub label: String,
    /// Other places that matter, each with a remark.
    pub related: Vec<(Span, String)>,
    /// Further reasons and repairs, a sentence each.
    pub help: Vec<String>,
    /// Ways to repair it, the likeliest first; all edits of one are made together.
    pub repairs: Vec<Vec<Edit>>,
}

/// A range of bytes in a text.
///
/// ```
/// use foretell::Scenario;
///
/// let text = "[event.deal]\np = 1.3\n";
/// let found = Scenario::read("talks.toml", text).check();
/// let span = found[0].span.as_ref().unwrap();
/// assert_eq!((&*span.source, span.line, span.column), ("talks.toml", 2, 5));
/// assert_eq!(&text[span.start..span.end], "1.3");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The name of the text: a file, or an argument such as `--given`.
    pub source: String,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The line of the first byte, from 1.
    pub line: usize,
    /// The column of the first byte, from 1, in characters.
    pub column: usize,
}

/// A text that takes the place of another.
///
/// All edits of one repair are made together, from the last to the first so that their places stay right:
///
/// ```
/// use foretell::Scenario;
///
/// let mut text = "[event.deal]\np = 0.3\n[question]\ndeal = { ask = \"dael\" }\n".to_owned();
/// let found = Scenario::read("talks.toml", text.as_str()).check();
/// let mut edits: Vec<_> = found[0].repairs[0].iter().collect();
/// edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
/// for edit in edits {
///     text.replace_range(edit.span.start..edit.span.end, &edit.text);
/// }
/// assert!(text.ends_with("ask = \"deal\" }\n"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The text that is replaced; an empty span inserts.
    pub span: Span,
    /// The text that stands there afterwards.
    pub text: String,
}

/// Faults and advice with the texts that they are about: a slice of [`Diagnostic`]s, printed as the program
/// prints them.
///
/// ```
/// use foretell::Scenario;
///
/// let found = Scenario::read("talks.toml", "[event.deal]\np = 1.3\n[event.talks]\np = 2\n").check();
/// assert!(found.has_faults());
/// for diagnostic in found.iter() {
///     println!("{}: {}", diagnostic.code, diagnostic.message);
/// }
/// println!("{found}"); // with frames and carets
/// ```
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Finding>,
    sources: Sources,
    owned: OnceLock<Box<[Diagnostic]>>,
}

impl Diagnostics {
    /// Returns diagnostics for findings whose places point into these texts.
    pub(crate) fn new(found: Vec<Finding>, sources: Sources) -> Self {
        Self { found, sources, owned: OnceLock::new() }
    }

    /// Adds others. What is wrong with an argument of the command line is said once, whatever number of files it is for.
    pub(crate) fn join(&mut self, others: Self) {
        let argument = |sources: &Sources, finding: &Finding| {
            let file = finding.place.map(|place| place.file);
            let name =
                file.map(|file| (sources.name(file).to_owned(), sources.text(file).to_owned()));
            name.filter(|(name, _)| name.starts_with("--"))
        };
        for finding in others.found {
            let own = argument(&others.sources, &finding);
            let is_known = own.is_some()
                && self.found.iter().any(|known| {
                    (known.code, &known.message) == (finding.code, &finding.message)
                        && argument(&self.sources, known) == own
                });
            if !is_known {
                self.found.push(finding);
            }
        }
        self.sources.join(&others.sources);
        self.owned = OnceLock::new();
    }

    /// Whether any of them is a fault.
    pub fn has_faults(&self) -> bool {
        self.found.iter().any(Finding::is_fault)
    }

    /// Returns the faults alone.
    #[must_use]
    pub fn faults(&self) -> Self {
        let faults = self.found.iter().filter(|finding| finding.is_fault()).cloned();
        Self::new(faults.collect(), self.sources.clone())
    }

    /// Adds a way out to the first fault.
    pub(super) fn with_help(mut self, help: &str) -> Self {
        if let Some(first) = self.found.iter_mut().find(|finding| finding.is_fault()) {
            first.help.push(help.to_owned());
        }
        Self::new(self.found, self.sources)
    }

    /// Returns the text with frames and carets, in colour.
    pub fn coloured(&self) -> String {
        render(&self.found, &self.sources)
    }

    /// Returns the number of faults and the number of pieces of advice.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let faults = self.found.iter().filter(|finding| finding.is_fault()).count();
        (faults, self.found.len() - faults)
    }

    /// Returns the text of the first `most` faults, in colour.
    pub(crate) fn first_faults(&self, most: usize) -> String {
        let faults = self.found.iter().filter(|finding| finding.is_fault()).take(most);
        render(&faults.cloned().collect::<Vec<_>>(), &self.sources)
    }

    /// Returns the advice as tables, one for each kind; `more` says how to see the rows that are left out.
    pub(crate) fn advice_tables(&self, more: Option<&str>) -> String {
        let advice = self.found.iter().filter(|finding| !finding.is_fault());
        render_advice(&advice.cloned().collect::<Vec<_>>(), &self.sources, more)
    }

    /// Whether one of them says that the work was ended early.
    pub(crate) fn are_of_cancelling(&self) -> bool {
        self.found.iter().any(|finding| finding.code == Code::Cancelled)
    }
}

impl Deref for Diagnostics {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        self.owned.get_or_init(|| {
            let mut places = Places { sources: &self.sources, starts: BTreeMap::new() };
            self.found.iter().map(|finding| places.owned(finding)).collect()
        })
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(render_plain(&self.found, &self.sources).trim_end())
    }
}

/// Returns the page on a code, as `foretell explain E0302` prints it: what it means, an example and its repair. `None`
/// if there is no such code.
///
/// ```
/// assert!(foretell::explain_code("E0302").is_some_and(|page| page.contains("E0302")));
/// ```
pub fn explain_code(code: &str) -> Option<String> {
    entry(code).map(|entry| render_entry(&entry))
}

/// Finds lines and columns; keeps where the lines of each text begin.
struct Places<'a> {
    sources: &'a Sources,
    starts: BTreeMap<crate::diagnostic::FileId, Vec<usize>>,
}

impl Places<'_> {
    fn owned(&mut self, finding: &Finding) -> Diagnostic {
        let related = finding.related.iter();
        let related = related.map(|(place, remark)| (self.span(*place), remark.clone())).collect();
        let mut repairs = Vec::with_capacity(finding.repairs.len());
        for repair in &finding.repairs {
            let edits = repair.edits.iter();
            let edits =
                edits.map(|edit| Edit { span: self.span(edit.place), text: edit.text.clone() });
            repairs.push(edits.collect());
        }
        Diagnostic {
            code: finding.code.id(),
            severity: finding.code.severity(),
            message: finding.message.clone(),
            span: finding.place.map(|place| self.span(place)),
            label: finding.label.clone(),
            related,
            help: finding.help.clone(),
            repairs,
        }
    }

    fn span(&mut self, place: Place) -> Span {
        let text = self.sources.text(place.file);
        let starts = self.starts.entry(place.file).or_insert_with(|| {
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
        });
        let mut start = (place.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line = starts.partition_point(|first| *first <= start);
        let column = text[starts[line - 1]..start].chars().count() + 1;
        let source = self.sources.name(place.file).to_owned();
        Span { source, start: place.start as usize, end: place.end as usize, line, column }
    }
}
