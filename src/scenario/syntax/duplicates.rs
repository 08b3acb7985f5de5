//! Search for the first of two equal keys or headers.

use super::sections::{Sections, is_header};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The place of the key or header that the one at `second` repeats, if it is found.
pub(super) fn first_of(
    text: &str,
    sections: &Sections,
    table: &DeTable<'_>,
    second: &Range<usize>,
) -> Option<Range<usize>> {
    if sections.in_header(second.start) {
        return first_header(text, &sections.line(second.start));
    }
    let mut search = Search {
        text,
        name: text[second.clone()].trim_matches(['"', '\'']),
        before: sections.section(second.start).start..second.start,
        best: None,
    };
    search.table(table, 0);
    search.best.map(|(_, key)| key)
}

/// The first header equal to the one on `line`.
fn first_header(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let bare = |line: &str| -> String {
        line.split('#').next().unwrap_or_default().split_whitespace().collect()
    };
    let expected = bare(&text[line.clone()]);
    let mut start = 0;
    for earlier in text[..line.start].split_inclusive('\n') {
        if is_header(earlier) && bare(earlier) == expected {
            return Some(
                start..start + earlier.split('#').next().unwrap_or_default().trim_end().len(),
            );
        }
        start += earlier.len();
    }
    None
}

struct Search<'a> {
    text: &'a str,
    name: &'a str,
    /// The range from the start of the section to the key that repeats.
    before: Range<usize>,
    /// The start of the enclosing inline table, and the key.
    best: Option<(usize, Range<usize>)>,
}

impl Search<'_> {
    fn table(&mut self, table: &DeTable<'_>, inline: usize) {
        for (key, value) in table {
            let place = key.span();
            if key.get_ref() == self.name && self.before.contains(&place.start) {
                let rank = (inline, place.start);
                if self.best.as_ref().is_none_or(|(start, key)| rank > (*start, key.start)) {
                    self.best = Some((inline, place));
                }
            }
            self.value(value.get_ref(), &value.span(), inline);
        }
    }

    fn value(&mut self, value: &DeValue<'_>, span: &Range<usize>, inline: usize) {
        match value {
            DeValue::Table(table) => {
                let braces = self.text.as_bytes().get(span.start) == Some(&b'{');
                if !braces {
                    self.table(table, inline);
                } else if span.contains(&self.before.end) {
                    self.table(table, span.start);
                }
            }
            DeValue::Array(items) => {
                for item in &**items {
                    self.value(item.get_ref(), &item.span(), inline);
                }
            }
            _ => {}
        }
    }
}
