//! Recovery from syntax faults: blanks out unreadable text in several passes, and reports each fault once.

use super::brackets::unclosed;
use super::duplicates::first_of;
use super::flaw::Flaw;
use super::sections::Sections;
use super::wording::word;
use crate::diagnostic::{Code, Diagnostic, FileId, Place};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::DeTable;

/// The most passes before the rest of the file is given up.
const PASSES: usize = 8;
/// The most syntax faults that are reported one by one.
const MOST_LISTED: usize = 50;

/// A text that is TOML after recovery, with the faults.
#[derive(Debug)]
pub(in crate::internal::scenario) struct Mended<'a> {
    /// The text, as long as the original, with every byte in its old place.
    pub(in crate::internal::scenario) text: Cow<'a, str>,
    /// The faults of the text that could not be read.
    pub(in crate::internal::scenario) faults: Vec<Diagnostic>,
    /// The start and end of each section in which a further fault may be a consequence.
    touched: BTreeMap<usize, usize>,
    /// The start and end of each section that lost a day alone, so that only keys may seem to be missing.
    dayless: BTreeMap<usize, usize>,
    /// Whether anything except a repeated key was lost.
    lost: bool,
}

impl Mended<'_> {
    /// Whether `finding` is a fault of its own, rather than perhaps a consequence of blanked text.
    pub(in crate::internal::scenario) fn stands(&self, finding: &Diagnostic) -> bool {
        if self.faults.is_empty() {
            return true;
        }
        let consequence = matches!(
            finding.code,
            Code::MissingKey
                | Code::Sum
                | Code::UnknownName
                | Code::UnknownOutcome
                | Code::UnknownSource
                | Code::UnknownQuestion
                | Code::NoClock
                | Code::WrongCount
        );
        let is_in = |sections: &BTreeMap<usize, usize>| {
            finding.place.is_some_and(|place| {
                let at = place.start as usize;
                sections.range(..=at).next_back().is_some_and(|(_, end)| at < *end)
            })
        };
        let is_left_out = finding.code == Code::MissingKey && is_in(&self.dayless);
        !(is_in(&self.touched) || is_left_out || self.lost && consequence)
    }
}

/// Turns `text` into TOML by blanking out its faults.
pub(in crate::internal::scenario) fn mend(text: &str, file: FileId) -> Mended<'_> {
    let mut mending = Mending {
        sections: Sections::new(text),
        text,
        work: Vec::new(),
        file,
        faults: Vec::new(),
        touched: BTreeMap::new(),
        dayless: BTreeMap::new(),
        lost: false,
        untold: 0,
    };
    if DeTable::parse(text).is_err() {
        mending.work = text.as_bytes().to_vec();
        mending.brackets();
        for pass in 0..=PASSES {
            if !mending.pass(pass) {
                break;
            }
        }
    }
    mending.finish()
}

struct Mending<'a> {
    text: &'a str,
    sections: Sections,
    /// The text with blanks; empty until the first fault.
    work: Vec<u8>,
    file: FileId,
    faults: Vec<Diagnostic>,
    touched: BTreeMap<usize, usize>,
    dayless: BTreeMap<usize, usize>,
    lost: bool,
    untold: usize,
}

impl<'a> Mending<'a> {
    fn brackets(&mut self) {
        for found in unclosed(self.text) {
            let opened = &self.text[found.open.clone()];
            let (what, close) = match opened {
                "[" => ("a list", "`]`"),
                "{" => ("a table in braces", "`}`"),
                _ => ("a text in long quotes", opened),
            };
            let place = Place::new(self.file, found.open.clone());
            let message = format!("{what} is opened here and never closed");
            self.tell(
                Diagnostic::new(Code::Syntax, place, message)
                    .label(format!("close it with {close}")),
            );
            self.touch(found.open.start);
            self.lost = true;
            self.blank(found.lost);
        }
    }

    /// Parses the remaining text and blanks out unreadable parts. Returns whether there were any.
    fn pass(&mut self, pass: usize) -> bool {
        let work = String::from_utf8(std::mem::take(&mut self.work))
            .expect("whole lines of a text were replaced by blanks");
        let (table, errors) = DeTable::parse_recoverable(&work);
        let mut flaws: Vec<(Range<usize>, String)> = errors
            .iter()
            .map(|e| (self.bounded(e.span().unwrap_or(0..0)), e.message().to_string()))
            .collect();
        flaws.sort_by_key(|(span, _)| span.start);
        let known_sections = self.touched.clone();
        let mut lost = Vec::new();
        let mut line = usize::MAX..usize::MAX;
        let mut merged = usize::MAX..usize::MAX;
        for (span, message) in flaws {
            let at_end = span.start == self.text.len() && line.end == span.start;
            if at_end || line.contains(&span.start) {
                continue;
            }
            line = self.sections.line(span.start);
            let section = self.sections.section(span.start);
            let known = known_sections.contains_key(&section.start);
            let repeated = message == "duplicate key";
            // keys below a repeated header clash with those below the first
            if repeated && merged.contains(&span.start) {
                continue;
            }
            if repeated && self.sections.in_header(span.start) {
                merged = section.clone();
            }
            if !known && self.faults.len() >= MOST_LISTED {
                self.untold += 1;
            } else if !known {
                let flaw = Flaw {
                    text: self.text,
                    line: line.clone(),
                    span: span.clone(),
                    message: &message,
                };
                let mut fault = word(&flaw, self.file);
                if repeated
                    && let Some(first) = first_of(&work, &self.sections, table.get_ref(), &span)
                {
                    self.touch(first.start);
                    fault = fault.related(Place::new(self.file, first), "the first is here");
                }
                self.tell(fault);
            }
            let flaw =
                Flaw { text: self.text, line: line.clone(), span: span.clone(), message: &message };
            // news without its day hides nothing else
            if flaw.is_day_of_news() {
                self.dayless.insert(section.start, section.end);
            } else {
                self.lost |= !repeated;
                self.touch(span.start);
            }
            lost.push(match (known, self.sections.in_header(span.start)) {
                (false, false) => line.clone(),
                _ => section,
            });
        }
        drop(table);
        self.work = work.into_bytes();
        let any = !lost.is_empty();
        for range in lost {
            self.blank(range);
        }
        if any && pass == PASSES {
            self.blank(0..self.text.len());
        }
        any
    }

    /// A span limited to the text and to boundaries of characters.
    fn bounded(&self, span: Range<usize>) -> Range<usize> {
        let floor = |at: usize| {
            let mut at = at.min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = floor(span.start);
        start..floor(span.end).max(start)
    }

    fn tell(&mut self, fault: Diagnostic) {
        if self.faults.len() < MOST_LISTED {
            self.faults.push(fault);
        } else {
            self.untold += 1;
        }
    }

    fn touch(&mut self, at: usize) {
        let section = self.sections.section(at);
        self.touched.insert(section.start, section.end);
    }

    fn blank(&mut self, range: Range<usize>) {
        for byte in &mut self.work[range] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    fn finish(mut self) -> Mended<'a> {
        if self.untold > 0
            && let Some(last) = self.faults.last_mut()
        {
            let s = if self.untold == 1 { "" } else { "s" };
            last.help.push(format!("{} more line{s} can't be read", self.untold));
        }
        let text = if self.faults.is_empty() {
            Cow::Borrowed(self.text)
        } else {
            let text = String::from_utf8(self.work).expect("whole lines were replaced by blanks");
            Cow::Owned(text)
        };
        self.faults.sort_by_key(|fault| fault.place);
        Mended {
            text,
            faults: self.faults,
            touched: self.touched,
            dayless: self.dayless,
            lost: self.lost,
        }
    }
}
