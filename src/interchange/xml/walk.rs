//! A reader of XML documents, element by element, with the place of each.

use super::super::read::faults::{Faults, shortened};
use super::super::read::list::List;
use super::super::read::parts::Name;
use super::super::read::token::PLAIN;
use crate::diagnostic::Code;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// A step through a document.
pub(super) enum Step<'a> {
    /// The start of an element.
    Open(Element<'a>),
    /// Text within an element, without entities, by its range.
    Text(Range<usize>),
    /// A character that is written as an entity.
    Char(char, Range<usize>),
    /// The end of the element of this name.
    Close(&'a str),
}

/// The start tag of an element.
pub(super) struct Element<'a> {
    /// The name of the element.
    pub(super) name: &'a str,
    /// The range from `<` to `>`.
    pub(super) span: Range<usize>,
    start: BytesStart<'a>,
}

/// A position in a document.
pub(super) struct Walker<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// The names of the elements that are open.
    pub(super) open: Vec<&'a str>,
    is_done: bool,
}

impl<'a> Walker<'a> {
    /// Starts at the beginning of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { text, reader, open: Vec::new(), is_done: false }
    }

    /// The name of the open element at `depth`, the root being at 0.
    pub(super) fn at(&self, depth: usize) -> &'a str {
        self.open.get(depth).copied().unwrap_or_default()
    }

    /// The name of the innermost open element.
    pub(super) fn inside(&self) -> &'a str {
        self.open.last().copied().unwrap_or_default()
    }

    /// The next step; `None` at the end, and if the document is not well-formed, which is reported.
    pub(super) fn next(&mut self, faults: &mut Faults) -> Option<Step<'a>> {
        while !self.is_done {
            let before = self.position();
            match self.reader.read_event() {
                Ok(event) => {
                    if let Some(step) = self.step(event, before, faults) {
                        return Some(step);
                    }
                }
                Err(error) => {
                    self.is_done = true;
                    let at = self.reader.error_position() as usize;
                    let at = self.text.floor_char_boundary(at.min(self.text.len()));
                    let message = format!("the XML is not well-formed: {error}");
                    faults.tell(Code::NetworkSyntax, at..at, message, "");
                }
            }
        }
        None
    }

    fn position(&self) -> usize {
        (self.reader.buffer_position() as usize).min(self.text.len())
    }

    fn step(&mut self, event: Event<'a>, before: usize, faults: &mut Faults) -> Option<Step<'a>> {
        let span = before..self.position().max(before);
        match event {
            Event::Start(start) => {
                let length = start.name().as_ref().len();
                let name = self.text.get(before + 1..before + 1 + length)?;
                self.open.push(name);
                return Some(Step::Open(Element { name, span, start }));
            }
            Event::End(_) => return self.open.pop().map(Step::Close),
            Event::Text(_) if !self.open.is_empty() => return Some(Step::Text(span)),
            Event::Text(text) if !text.trim().is_empty() => {
                faults.tell(Code::NetworkSyntax, span, "text outside of all elements", "drop it");
                self.is_done = true;
            }
            Event::CData(_) => {
                // between `<![CDATA[` and `]]>`
                return Some(Step::Text(span.start + 9..span.end.saturating_sub(3)));
            }
            Event::GeneralRef(reference) => {
                let known = resolve_predefined_entity(&reference).and_then(|c| c.chars().next());
                let found = reference.resolve_char_ref().ok().flatten().or(known);
                if let Some(character) = found {
                    return Some(Step::Char(character, span));
                }
                let message =
                    format!("the entity `{}` is not known", shortened(&self.text[span.clone()]));
                faults.tell(Code::NetworkSyntax, span, message, "write what it stands for");
            }
            Event::DocType(doctype) if doctype.contains("<!ENTITY") => {
                let message = "the file declares entities of its own";
                let repair = "they are not read: write what they stand for";
                faults.tell(Code::NotTaken, span.start..span.start + 9, message, repair);
                self.is_done = true;
            }
            Event::Eof => {
                self.is_done = true;
                if let Some(name) = self.open.last() {
                    let message = format!("`<{}>` is never closed", shortened(name));
                    let end = self.text.len();
                    faults.tell(Code::NetworkSyntax, end..end, message, "the file ends too early");
                }
            }
            _ => {}
        }
        None
    }

    /// The value of an attribute, with its range between the quotes.
    pub(super) fn attribute(&self, element: &Element<'a>, name: &str) -> Option<Name<'a>> {
        let attributes =
            element.start.attributes().with_checks(false).flatten().collect::<Vec<_>>();
        let found = attributes.iter().find(|attribute| attribute.key.as_ref() == name)?;
        // the value is a part of the text, so its range follows from the addresses
        let offset = (found.value.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let span = offset..offset + found.value.len();
        let raw = self.text.get(span.clone())?;
        if !raw.contains(['&', '\n', '\t', '\r']) {
            return Some(Name::new(raw, span));
        }
        let value = found.normalized_value(XmlVersion::Explicit1_0).ok()?;
        Some(Name::new(value.into_owned(), span))
    }
}

/// The text of an element, collected piece by piece.
#[derive(Clone, Default)]
pub(super) struct Collected {
    parts: Vec<Range<usize>>,
    /// The whole text, if it is not one part of the file.
    joined: Option<String>,
}

impl Collected {
    /// Adds a piece of text.
    pub(super) fn text(&mut self, text: &str, span: Range<usize>) {
        if let Some(joined) = &mut self.joined {
            joined.push_str(&text[span.clone()]);
        } else if let Some(last) = self.parts.last_mut().filter(|last| last.end == span.start) {
            last.end = span.end;
            return;
        }
        self.parts.push(span);
    }

    /// Adds a character that is written as an entity.
    pub(super) fn char(&mut self, text: &str, character: char, span: Range<usize>) {
        let before = || self.parts.iter().map(|part| &text[part.clone()]).collect::<String>();
        let mut joined = self.joined.take().unwrap_or_else(before);
        joined.push(character);
        self.joined = Some(joined);
        self.parts.push(span);
    }

    /// The text as one name, without surrounding blanks.
    pub(super) fn name<'a>(&self, text: &'a str) -> Name<'a> {
        let span = match (self.parts.first(), self.parts.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        };
        if let Some(joined) = &self.joined {
            return Name::new(joined.trim().to_owned(), span);
        }
        if let [part] = self.parts.as_slice() {
            let whole = &text[part.clone()];
            let start = part.start + (whole.len() - whole.trim_start().len());
            return Name::new(whole.trim(), start..start + whole.trim().len());
        }
        let joined: String = self.parts.iter().map(|part| &text[part.clone()]).collect();
        Name::new(joined.trim().to_owned(), span)
    }

    /// The words of the text, each with its range.
    pub(super) fn words<'a>(&self, text: &'a str) -> Vec<Name<'a>> {
        let mut found = Vec::new();
        for part in &self.parts {
            let mut at = part.start;
            for word in text[part.clone()].split_inclusive(char::is_whitespace) {
                let trimmed = word.trim_end();
                if !trimmed.is_empty() {
                    found.push(Name::new(trimmed, at..at + trimmed.len()));
                }
                at += word.len();
            }
        }
        found
    }

    /// The text as a list of numbers.
    pub(super) fn numbers(self) -> List {
        List { parts: self.parts, dialect: &PLAIN }
    }
}

/// The name of a document's root element; `None` if the document does not begin with one.
pub(in crate::internal::interchange) fn root(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                return Some(start.name().as_ref().to_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}
