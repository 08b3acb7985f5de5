//! A whole that divides repeatedly: a column for each step, in which each part has the height of its share.

use super::plot::{ACCENT, Anchor, WIDTH, picture, px, shortened, text};
use crate::report::document::Flow;
use maud::{Markup, html};

/// The height of the whole.
const HEIGHT: f64 = 320.0;
/// The gap between columns.
const GAP: f64 = 8.0;
/// The least height of a part that has a label.
const LABELLED: f64 = 14.0;

/// Draws the parts; `None` if the whole does not divide.
pub(super) fn draw(flow: &Flow) -> Option<Markup> {
    if flow.branches.is_empty() || flow.share.is_nan() || flow.share <= 0.0 {
        return None;
    }
    let columns = depth(flow).min(8);
    let wide = (WIDTH + GAP) / columns as f64 - GAP;
    let mut parts = Vec::new();
    lay_out(flow, (0, 0.0), HEIGHT / flow.share, &mut parts);
    let content = html! {
        @for part in parts.iter().filter(|part| part.column < columns) {
            @let left = (wide + GAP) * part.column as f64;
            @let height = part.height.max(1.0);
            rect.accent x=(px(left)) y=(px(part.top + 0.5)) width=(px(wide)) height=(px((height - 1.0).max(0.5)))
                fill=(ACCENT) fill-opacity=(if part.flow.is_asked { "0.75" } else { "0.22" });
            @if height >= LABELLED {
                @let words = format!("{} {}", part.flow.number, part.flow.words);
                (text(left + 6.0, part.top + height / 2.0 + 4.5, Anchor::Start, &shortened(&words, wide - 10.0)))
            }
        }
    };
    let title = format!("{} {}", flow.number, flow.words);
    Some(picture(HEIGHT + 2.0, &title, &described(flow), &content))
}

/// A part with its place.
struct Part<'a> {
    flow: &'a Flow,
    column: usize,
    top: f64,
    height: f64,
}

fn lay_out<'a>(flow: &'a Flow, (column, top): (usize, f64), scale: f64, parts: &mut Vec<Part<'a>>) {
    let height = (flow.share * scale).max(0.0);
    parts.push(Part { flow, column, top, height });
    let mut below = top;
    for branch in &flow.branches {
        lay_out(branch, (column + 1, below), scale, parts);
        below += (branch.share * scale).max(0.0);
    }
}

/// The number of columns.
fn depth(flow: &Flow) -> usize {
    1 + flow.branches.iter().map(depth).max().unwrap_or(0)
}

/// The whole and its parts in words, as far as four levels.
fn described(flow: &Flow) -> String {
    fn tell(flow: &Flow, levels: usize) -> String {
        let here = format!("{} {}", flow.number, flow.words);
        if levels == 0 || flow.branches.is_empty() {
            return here;
        }
        let parts: Vec<String> = flow.branches.iter().map(|b| tell(b, levels - 1)).collect();
        format!("{here} ({})", parts.join("; "))
    }
    tell(flow, 4)
}
