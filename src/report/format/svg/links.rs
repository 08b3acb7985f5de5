//! Which depends on which: names below each other, and an arc from each to those that depend on it.

use super::plot::{ACCENT, Picture, RULE, SIZE, WIDTH, label, px};
use super::words::Face;
use crate::report::document::Links;
use maud::html;

/// The height of a row.
const STEP: f64 = 21.0;
/// The most room for names.
const NAMES: f64 = 180.0;

/// Draws the names and arcs; `None` without any arc.
pub(super) fn draw(links: &Links) -> Option<Picture> {
    if links.links.is_empty() {
        return None;
    }
    let face = Face { size: SIZE, is_bold: false };
    let names: Vec<String> = links
        .names
        .iter()
        .map(|name| face.lines(name, NAMES, 1).into_iter().next().unwrap_or_default())
        .collect();
    let widest = names.iter().map(|name| face.width(name)).fold(40.0, f64::max);
    let (left, height) = (widest + 10.0, STEP * names.len() as f64);
    let farthest = links.links.iter().map(|(from, to)| from.abs_diff(*to)).max()?.max(1);
    let middle = |row: usize| STEP * (row as f64 + 0.5);
    // a curve reaches three quarters of the way to its control points
    let reach = (WIDTH - left - 24.0) / 0.75;
    let way = |from: usize, to: usize| {
        let bulge = left + 12.0 + reach * (from.abs_diff(to) as f64 / farthest as f64);
        let (start, end) = (middle(from) + 3.0, middle(to) - 3.0);
        let (bulge, start, end) = (px(bulge), px(start), px(end));
        format!("M{} {start}C{bulge} {start} {bulge} {end} {} {end}", px(left), px(left + 6.0))
    };
    let content = html! {
        @for (row, name) in names.iter().enumerate() { (label(name).at(0.0, middle(row) + 4.8)) }
        @for (from, to) in &links.links {
            @if from < to {
                path.line d=(way(*from, *to)) fill="none" stroke=(ACCENT) stroke-width="1.2" {}
            } @else {
                path.rule d=(way(*from, *to)) fill="none" stroke=(RULE) stroke-width="1.2"
                    stroke-dasharray="4 3" {}
            }
            path d=(format!("M{} {}l7 -3.5v7z", px(left), px(middle(*to) - 3.0))) fill="currentColor" {}
        }
    };
    let told = links.names.iter().enumerate().filter_map(|(row, name)| {
        let causes = links.links.iter().filter(|(_, to)| *to == row);
        let causes: Vec<&str> = causes.map(|(from, _)| links.names[*from].as_str()).collect();
        (!causes.is_empty()).then(|| format!("{name} depends on {}", causes.join(", ")))
    });
    let description = format!("{}.", told.collect::<Vec<_>>().join("; "));
    let note =
        "An arc leads from a cause to its effect; dashed: from one step to the next.".to_owned();
    Some(Picture { title: links.label.clone(), note, description, width: WIDTH, height, content })
}
