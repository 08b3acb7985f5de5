//! The lines and top-level sections of a text; a section reaches from one `[header]` to the next.

use std::ops::Range;

/// The starts of the sections of a text and of its lines.
#[derive(Clone, Debug)]
pub(super) struct Sections {
    lines: Vec<usize>,
    headers: Vec<usize>,
    length: usize,
}

impl Sections {
    /// Finds the sections and lines of `text`.
    pub(super) fn new(text: &str) -> Self {
        let mut lines = vec![0];
        lines.extend(text.match_indices('\n').map(|(i, _)| i + 1).filter(|i| *i < text.len()));
        let headers = lines
            .iter()
            .copied()
            .filter(|start| is_header(text[*start..].lines().next().unwrap_or_default()))
            .collect();
        Self { lines, headers, length: text.len() }
    }

    /// The line that contains byte `at`, its end included.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        around(&self.lines, at, self.length)
    }

    /// The section that contains byte `at`, its header included.
    pub(super) fn section(&self, at: usize) -> Range<usize> {
        around(&self.headers, at, self.length)
    }

    /// Whether the line that contains `at` is a header.
    pub(super) fn in_header(&self, at: usize) -> bool {
        self.headers.binary_search(&self.line(at).start).is_ok()
    }
}

fn around(starts: &[usize], at: usize, length: usize) -> Range<usize> {
    let next = starts.partition_point(|start| *start <= at);
    let start = if next == 0 { 0 } else { starts[next - 1] };
    start..starts.get(next).copied().unwrap_or(length)
}

/// Whether a line looks like `[event.venue]` or `[[event.venue.case]]`, closed or not, rather than a line of a list.
pub(super) fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim();
    let Some(name) = line.strip_prefix('[') else { return false };
    let name = name.strip_prefix('[').unwrap_or(name).trim_start();
    name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ']' | '.'))
        && !name.contains([',', '=', '{', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_reach_from_header_to_header() {
        let text = "a = 1\n[b]\nc = [\n  [\"x\"],\n]\n[[d]]\n";
        let sections = Sections::new(text);
        assert_eq!(&text[sections.section(0)], "a = 1\n");
        assert_eq!(&text[sections.section(12)], "[b]\nc = [\n  [\"x\"],\n]\n");
        assert_eq!(&text[sections.line(12)], "c = [\n");
        assert_eq!(sections.section(text.len()), 27..text.len());
        assert!(sections.in_header(7) && !sections.in_header(12));
    }
}
