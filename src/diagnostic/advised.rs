//! Advice as text that people read: one table for each kind, the weightiest first. Knows no kind.

use super::shown::sentence;
use super::{Code, Diagnostic, FileId, Place, Sources};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The number of rows of a kind, unless all are requested.
const MOST_ROWS: usize = 5;
/// The number of related places that a row names, at most.
const MOST_RELATED: usize = 3;

/// Returns advice as a table for each kind: its places, each with what is odd there, and the repair below. Of
/// more than five rows the others are counted, with `more`, which says how to see them; all are shown if `more`
/// is `None`.
pub fn render_advice(advice: &[Diagnostic], sources: &Sources, more: Option<&str>) -> String {
    let mut kinds: BTreeMap<Code, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in advice {
        kinds.entry(finding.code).or_default().push(finding);
    }
    let mut text = String::new();
    for (code, mut findings) in kinds {
        let place = |finding: &Diagnostic| finding.place.map(|p| (p.file, p.start, p.end));
        findings.sort_by(|a, b| {
            let by_place = place(a).cmp(&place(b)).then_with(|| a.message.cmp(&b.message));
            b.weight.total_cmp(&a.weight).then(by_place)
        });
        findings.dedup();
        let (bold, plain) = ("\u{1b}[1m\u{1b}[33m", "\u{1b}[0m");
        let _ = writeln!(text, "{bold}advice[{}]{plain}: {}", code.id(), code.title());
        let most = if more.is_some() { MOST_ROWS } else { usize::MAX };
        let shown = &findings[..findings.len().min(most)];
        rows(shown, sources, &mut text);
        if let Some(more) = more.filter(|_| findings.len() > most) {
            let _ = writeln!(text, "  {} more ({more})", findings.len() - most);
        }
        text.push('\n');
    }
    text
}

/// The first byte of each line of a text.
fn lines(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// The rows of one kind, and the sentences that all of them share.
fn rows(findings: &[&Diagnostic], sources: &Sources, text: &mut String) {
    let mut starts: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    let mut place = |place: Place| {
        let whole = sources.text(place.file);
        let starts = starts.entry(place.file).or_insert_with(|| lines(whole));
        let mut at = (place.start as usize).min(whole.len());
        while !whole.is_char_boundary(at) {
            at -= 1;
        }
        let line = starts.partition_point(|start| *start <= at);
        let column = whole[starts[line - 1]..at].chars().count() + 1;
        format!("{}:{line}:{column}", sentence(sources.name(place.file)))
    };
    let heads: Vec<String> =
        findings.iter().map(|finding| finding.place.map(&mut place).unwrap_or_default()).collect();
    let width = heads.iter().map(|head| head.chars().count()).max().unwrap_or(0);
    let in_all = |help: &&String| findings.iter().all(|other| other.help.contains(help));
    let shared: Vec<&String> =
        findings.first().map_or_else(Vec::new, |first| first.help.iter().filter(in_all).collect());
    for (finding, head) in findings.iter().zip(&heads) {
        let mut line = sentence(&finding.message);
        if !finding.label.is_empty() {
            let _ = write!(line, " ({})", sentence(&finding.label));
        }
        for (other, remark) in finding.related.iter().take(MOST_RELATED) {
            let _ = write!(line, "; {}: {}", sentence(remark), place(*other));
        }
        let _ = writeln!(text, "  {head:width$}  {line}");
        for help in finding.help.iter().filter(|help| !shared.contains(help)) {
            for line in help.lines() {
                let _ = writeln!(text, "  {:width$}    {}", "", sentence(line));
            }
        }
    }
    for help in shared {
        for line in help.lines() {
            let _ = writeln!(text, "  = help: {}", sentence(line));
        }
    }
}
