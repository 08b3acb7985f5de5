//! Findings as the text that people read. Knows frames, carets and colours, not what a fault means.

use super::shown::{coloured, sentence};
use super::{Diagnostic, FileId, Place, Severity, Sources};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::ops::Range;

/// Widest line of text shown, in columns.
const WIDTH: usize = 100;
/// Lines of more bytes than this are cut around the caret before they are laid out.
const LONG_LINE: usize = 400;
/// The number of characters of a long line that are kept before and after the caret.
const KEPT: (usize, usize) = (30, 60);
/// Related places further apart than this many lines get snippets of their own.
const NEAR_LINES: usize = 100;
/// The number of related places shown for one finding; the others are only counted.
const RELATED_SHOWN: usize = 8;

/// Returns all findings with their frames and in colour, ordered by text, place and code, exact duplicates
/// dropped. Each ends in an empty line.
pub fn render(findings: &[Diagnostic], sources: &Sources) -> String {
    render_with(&Renderer::styled(), findings, sources)
}

/// Returns all findings like [`render`], without colour.
pub fn render_plain(findings: &[Diagnostic], sources: &Sources) -> String {
    render_with(&Renderer::plain(), findings, sources)
}

fn render_with(renderer: &Renderer, findings: &[Diagnostic], sources: &Sources) -> String {
    let renderer = renderer.clone().term_width(WIDTH);
    let mut lines = Lines { sources, starts: BTreeMap::new() };
    let mut text = String::new();
    for finding in in_order(findings) {
        // of the lines of the file, `annotate_snippets` shows no escapes
        text.push_str(&coloured(&renderer.render(&frame(&fit(finding), &mut lines))));
        text.push_str("\n\n");
    }
    text
}

/// Returns the finding with its sentences fit to be shown; a help may have several lines.
fn fit(finding: &Diagnostic) -> Diagnostic {
    let lines = |help: &str| help.lines().map(sentence).collect::<Vec<_>>().join("\n");
    let related = finding.related.iter().map(|(place, remark)| (*place, sentence(remark)));
    Diagnostic {
        message: sentence(&finding.message),
        label: sentence(&finding.label),
        related: related.collect(),
        help: finding.help.iter().map(|help| lines(help)).collect(),
        ..finding.clone()
    }
}

/// Returns the findings in the order in which they are shown: faults before advice, then by text, place and
/// code.
fn in_order(findings: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = findings.iter().collect();
    ordered.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    ordered.dedup();
    ordered
}

/// Returns a key of all parts of a finding, so that equal findings become neighbours.
fn sort_key(finding: &Diagnostic) -> impl Ord + '_ {
    let place = finding.place.map(|p| (p.file, p.start, p.end));
    let rest = (&finding.message, &finding.label, &finding.related, &finding.help);
    (finding.code.severity(), place, finding.code, rest)
}

/// Returns one finding with its snippets and its sentences.
///
/// A snippet counts columns in the text that it is given, so a line cut on the left would show the wrong
/// column: such a snippet gets its place from an [`Origin`], and therefore a group of its own.
///
/// A snippet counts columns in what it is given, so that a line cut on the left would be told at
/// the wrong one: such a snippet gets its place from an [`Origin`], and for that a group of its own.
fn frame<'a>(finding: &'a Diagnostic, lines: &mut Lines<'_>) -> Vec<Group<'a>> {
    let level = match finding.code.severity() {
        Severity::Fault => Level::ERROR,
        Severity::Advice => Level::WARNING.with_name("advice"),
    };
    let title = level.clone().primary_title(&finding.message).id(finding.code.id());
    let mut group = Group::with_title(title);
    let mut groups = Vec::new();
    for cluster in clusters(finding, lines) {
        let (path, first) = (sentence(lines.sources.name(cluster.file)), &cluster.marks[0]);
        if !lines.sources.is_shown(cluster.file) {
            group = group.element(Origin::path(path));
            continue;
        }
        let snippet = snippet(&cluster, lines);
        if lines.is_long(cluster.file, first.line) {
            let origin = Origin::path(path).line(first.line + 1).char_column(first.column + 1);
            groups.push(group.element(origin));
            group = Group::with_level(level.clone()).element(snippet);
        } else {
            group = group.element(snippet.path(path));
        }
    }
    let untold = finding.related.len().saturating_sub(RELATED_SHOWN);
    if untold > 0 {
        group = group.element(Level::NOTE.message(format!("and {untold} more such places")));
    }
    let help = finding.help.iter().map(|h| Level::HELP.message(h.as_str()));
    groups.push(group.elements(help));
    groups
}

/// A range within one line that is underlined.
struct Mark<'a> {
    /// Line, from 0.
    line: usize,
    /// Characters before the range in its line.
    column: usize,
    /// Bytes within the line.
    range: Range<usize>,
    label: &'a str,
    primary: bool,
}

/// Marks that are shown in one snippet.
struct Cluster<'a> {
    file: FileId,
    /// The mark that names the place comes first.
    marks: Vec<Mark<'a>>,
}

/// Returns clusters of marks: the finding's own place first, the related ones with it if they are near, else
/// after it.
fn clusters<'a>(finding: &'a Diagnostic, lines: &mut Lines<'_>) -> Vec<Cluster<'a>> {
    let own = finding.place.map(|place| (place, finding.label.as_str(), true));
    let related = finding.related.iter().take(RELATED_SHOWN);
    let related = related.map(|(place, remark)| (*place, remark.as_str(), false));
    let mut clusters: Vec<Cluster<'a>> = Vec::new();
    for (place, label, primary) in own.into_iter().chain(related) {
        let mark = lines.mark(place, label, primary);
        let near = clusters.iter_mut().find(|c| {
            c.file == place.file && c.marks.iter().all(|m| lines.near(place.file, m, &mark))
        });
        match near {
            Some(cluster) => cluster.marks.push(mark),
            None => clusters.push(Cluster { file: place.file, marks: vec![mark] }),
        }
    }
    clusters
}

/// Returns the lines from the first to the last mark, long ones cut.
fn snippet<'a>(
    cluster: &Cluster<'a>,
    lines: &mut Lines<'_>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let marked = cluster.marks.iter().map(|m| m.line);
    let first = marked.clone().min().unwrap_or(0);
    let last = marked.max().unwrap_or(0);
    let mut source = String::new();
    let mut annotations = Vec::new();
    for line in first..=last {
        let text = lines.line(cluster.file, line);
        let here = || cluster.marks.iter().filter(|m| m.line == line);
        let window = window(text, here().next().map_or(0..0, |m| m.range.clone()));
        let begin = source.len() + if window.start > 0 { '…'.len_utf8() } else { 0 };
        for mark in here() {
            let inside = |byte: usize| begin + byte.clamp(window.start, window.end) - window.start;
            let range = inside(mark.range.start)..inside(mark.range.end);
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let label = Some(mark.label).filter(|l| !l.is_empty());
            annotations.push(kind.span(range).label(label));
        }
        source.push_str(if window.start > 0 { "…" } else { "" });
        source.push_str(&text[window.clone()]);
        source.push_str(if window.end < text.len() { "…\n" } else { "\n" });
    }
    Snippet::source(source).line_start(first + 1).annotations(annotations)
}

/// Returns the bytes of a line that are shown: all, or those around `caret` if the line is long.
fn window(line: &str, caret: Range<usize>) -> Range<usize> {
    if line.len() <= LONG_LINE {
        return 0..line.len();
    }
    let before = line[..caret.start].char_indices().rev().take(KEPT.0).last();
    let after = line[caret.start..].char_indices().nth(KEPT.1);
    before.map_or(caret.start, |(i, _)| i)..after.map_or(line.len(), |(i, _)| caret.start + i)
}

/// The texts, cut into lines once each.
struct Lines<'s> {
    sources: &'s Sources,
    /// First byte of each line.
    starts: BTreeMap<FileId, Vec<usize>>,
}

impl<'s> Lines<'s> {
    fn starts(&mut self, file: FileId) -> &[usize] {
        let text = self.sources.text(file);
        self.starts.entry(file).or_insert_with(|| {
            std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect()
        })
    }

    /// Returns line `line`, from 0, without its end.
    fn line(&mut self, file: FileId, line: usize) -> &'s str {
        let starts = self.starts(file);
        let (start, next) = (starts[line], starts.get(line + 1).copied());
        let text = self.sources.text(file);
        let line = &text[start..next.unwrap_or(text.len())];
        line.strip_suffix('\n').map_or(line, |l| l.strip_suffix('\r').unwrap_or(l))
    }

    /// Returns the part of `place` in its first line; ends are moved into the text and between characters.
    fn mark<'a>(&mut self, place: Place, label: &'a str, primary: bool) -> Mark<'a> {
        let text = self.sources.text(place.file);
        let start = text.floor_char_boundary((place.start as usize).min(text.len()));
        let line = self.starts(place.file).partition_point(|&s| s <= start) - 1;
        let line_start = self.starts(place.file)[line];
        let shown = self.line(place.file, line);
        let start = (start - line_start).min(shown.len());
        let end = shown.floor_char_boundary((place.end as usize).saturating_sub(line_start));
        let range = start..end.clamp(start, shown.len());
        Mark { line, column: shown[..start].chars().count(), range, label, primary }
    }

    /// Whether two marks of one text fit into one snippet.
    fn near(&mut self, file: FileId, a: &Mark<'_>, b: &Mark<'_>) -> bool {
        let long = self.is_long(file, a.line) || self.is_long(file, b.line);
        !long && a.line.abs_diff(b.line) <= NEAR_LINES
    }

    /// Whether a line is cut before it is shown.
    fn is_long(&mut self, file: FileId, line: usize) -> bool {
        self.line(file, line).len() > LONG_LINE
    }
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;

    fn place(sources: &Sources, file: FileId, what: &str) -> Place {
        let start = sources.text(file).find(what).expect("the text holds it");
        Place::new(file, start..start + what.len())
    }

    fn two_leaders() -> (Sources, FileId) {
        let mut sources = Sources::default();
        let text = "[event.sanctions]\r\nstates = [\"none\", \"threatened\"]\n\n\n\n\n\nä = \"sanctions == secondry\"\n";
        let file = sources.add("two.toml", text);
        (sources, file)
    }

    #[test]
    fn shows_the_line_the_caret_and_the_related_line() {
        let (sources, file) = two_leaders();
        let at = place(&sources, file, "secondry");
        let fault = Diagnostic::new(Code::UnknownOutcome, at, "`sanctions` has no such outcome")
            .suggest(Some("secondary"))
            .related(place(&sources, file, "[\"none\", \"threatened\"]"), "its states")
            .help("Outcomes are written as in the list.");
        assert_eq!(
            render_plain(&[fault.clone(), fault], &sources),
            "\
error[E0302]: `sanctions` has no such outcome
 --> two.toml:8:19
  |
2 | states = [\"none\", \"threatened\"]
  |          ---------------------- its states
...
8 | ä = \"sanctions == secondry\"
  |                   ^^^^^^^^ did you mean `secondary`?
  |
  = help: Outcomes are written as in the list.

"
        );
    }

    #[test]
    fn faults_come_first_and_need_no_place() {
        let (sources, file) = two_leaders();
        let advice = Diagnostic::new(Code::Unasked, place(&sources, file, "ä"), "not asked");
        let fault = Diagnostic::placeless(Code::Empty, "the file says nothing").help("Begin.");
        assert_eq!(
            render_plain(&[advice, fault], &sources),
            "\
error[E0103]: the file says nothing
 |
 = help: Begin.

advice[A0102]: not asked
 --> two.toml:8:1
  |
8 | ä = \"sanctions == secondry\"
  | ^

"
        );
    }

    #[test]
    fn other_texts_get_their_own_snippet() {
        let (mut sources, file) = two_leaders();
        let given = sources.add("--given", "sanctions == x");
        let fault = Diagnostic::new(Code::UnknownName, place(&sources, given, "x"), "no `x`")
            .related(place(&sources, file, "states"), "here");
        let text = render_plain(&[fault], &sources);
        assert!(text.contains(" --> --given:1:14\n"), "{text}");
        assert!(text.contains(" ::: two.toml:2:1\n"), "{text}");
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let mut sources = Sources::default();
        let line = format!("{}CARET{}", "é".repeat(50_000), "z".repeat(50_000));
        let file = sources.add("long.toml", line);
        let fault =
            Diagnostic::new(Code::Syntax, place(&sources, file, "CARET"), "odd").label("here");
        let text = render_plain(&[fault], &sources);
        assert!(text.contains("long.toml:1:50001\n"), "{text}");
        assert!(text.lines().all(|l| l.chars().count() <= WIDTH), "{text}");
        assert!(text.contains("CARET") && text.contains("^^^^^ here"), "{text}");
    }

    #[test]
    fn places_beyond_the_text_do_no_harm() {
        let mut sources = Sources::default();
        let file = sources.add("short.toml", "é\n");
        for (start, end) in [(0, 99), (1, 1), (3, 3), (50, 60), (2, 3)] {
            let fault = Diagnostic::new(Code::Syntax, Place::new(file, start..end), "odd");
            assert!(render_plain(&[fault], &sources).contains("short.toml:"));
        }
        let empty = sources.add("empty.toml", "");
        let fault = Diagnostic::new(Code::Empty, Place::new(empty, 0..0), "nothing");
        assert!(render(&[fault], &sources).contains("empty.toml:1:1"));
    }
}
