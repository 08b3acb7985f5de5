//! Values by two variables: cells whose shade grows with the value.

use super::plot::{ACCENT, Anchor, LINE, WIDTH, picture, px, shortened, text, width_of};
use crate::report::document::{Grid, GridKind};
use maud::{Markup, html};

/// The height of a cell.
const CELL: f64 = 30.0;
/// The most room for the names of rows.
const NAMES: f64 = 170.0;
/// The darkest shade, so that text on it stays readable.
const DARKEST: f64 = 0.45;

/// Draws the grid; `None` without cells.
pub(super) fn draw(grid: &Grid) -> Option<Markup> {
    let columns = grid.columns.len();
    if columns == 0 || grid.rows.is_empty() {
        return None;
    }
    let values = || grid.cells.iter().flatten().filter_map(|cell| cell.value);
    let low = match grid.kind {
        GridKind::Numbers => values().fold(f64::INFINITY, f64::min),
        GridKind::Joint | GridKind::Probabilities => 0.0,
    };
    let high = values().fold(low, f64::max);
    let shade = |value: f64| if high > low { DARKEST * (value - low) / (high - low) } else { 0.0 };
    let widest = grid.rows.iter().map(|name| width_of(name)).fold(40.0, f64::max);
    let left = widest.min(NAMES) + 10.0;
    let wide = (WIDTH - left) / columns as f64;
    let top = 2.0 * LINE + 2.0;
    let content = html! {
        (text(0.0, LINE - 4.0, Anchor::Start, &shortened(&grid.corner, WIDTH)))
        @for (column, name) in grid.columns.iter().enumerate() {
            @let middle = left + wide * (column as f64 + 0.5);
            (text(middle, top - 6.0, Anchor::Middle, &shortened(name, wide - 4.0)))
        }
        @for (row, (name, cells)) in grid.rows.iter().zip(&grid.cells).enumerate() {
            @let above = top + CELL * row as f64;
            (text(left - 8.0, above + CELL / 2.0 + 4.5, Anchor::End, &shortened(name, NAMES)))
            @for (column, cell) in cells.iter().enumerate() {
                @let from = left + wide * column as f64;
                rect.accent x=(px(from + 1.0)) y=(px(above + 1.0)) width=(px(wide - 2.0)) height=(px(CELL - 2.0))
                    fill=(ACCENT) fill-opacity=(format!("{:.3}", cell.value.map_or(0.0, &shade)));
                (text(from + wide / 2.0, above + CELL / 2.0 + 4.5, Anchor::Middle, &cell.text))
            }
        }
    };
    let height = top + CELL * grid.rows.len() as f64 + 2.0;
    Some(picture(height, &grid.corner, "", &content))
}
