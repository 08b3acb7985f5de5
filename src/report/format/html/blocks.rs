//! The blocks of a document as HTML: sentences, tables, and charts with their numbers folded below.

use crate::forecast::Estimate;
use crate::report::document::{
    Align, Axis, Bars, Block, Cell, Curve, Dots, Fan, Flow, Grid, Histogram, Line, Links, Outline,
    Parts, Table, picked,
};
use crate::report::format::{number, svg};
use maud::{Markup, html};

/// The most rows of the table of numbers below a chart.
const ROWS: usize = 24;
/// Shades of a grid's cells, as classes `shade-0` to `shade-9`.
const SHADES: f64 = 9.0;

/// Returns the blocks one after the other; `caption` describes tables that have no heading of their own.
pub(super) fn blocks(blocks: &[Block], caption: &str) -> Markup {
    let mut heading = caption;
    let mut parts = Vec::with_capacity(blocks.len());
    let are_bars = |block: &Block| matches!(block, Block::Bars(_));
    // outcomes of several variables are small tables beside each other
    for some in blocks.chunk_by(|one, next| are_bars(one) && are_bars(next)) {
        if are_bars(&some[0]) {
            parts.push(html! { div.multiples { @for block in some { (one(block, heading)) } } });
            continue;
        }
        for block in some {
            if let Block::Heading(words) = block {
                heading = words;
            }
            parts.push(one(block, heading));
        }
    }
    html! { @for part in parts { (part) } }
}

fn one(block: &Block, caption: &str) -> Markup {
    match block {
        Block::Heading(words) => html! { h3 { (words) } },
        Block::Paragraph(words) => html! { p { (words) } },
        Block::Note(words) => html! { p.note { (words) } },
        Block::Outline(outline) => outlined(outline),
        Block::Table(table) => tabulated(&table.without_sides(), caption),
        Block::Parts(parts) => listed(parts),
        Block::Bars(bars) => outcomes(bars),
        Block::Curve(curve) => figure(block, &curve.label, "Numbers", &curve_numbers(curve)),
        Block::Line(line) => figure(block, &line.label, "Numbers", &line_numbers(line)),
        Block::Fan(fan) => figure(block, &fan.label, "Numbers", &fan_numbers(fan)),
        Block::Histogram(bins) => figure(block, &bins.label, "Numbers", &bin_numbers(bins)),
        Block::Dots(dots) => figure(block, &dots.label, "Numbers", &dot_numbers(dots)),
        Block::Share(_) => html! { @if let Some(chart) = svg::chart(block) { figure { (chart) } } },
        Block::Grid(grid) => gridded(grid, caption),
        Block::Links(links) => figure(block, &links.label, "In words", &link_words(links)),
        Block::Flow(flow) => figure(block, "", "Numbers", &html! { ul.flow { (branch(flow)) } }),
    }
}

/// A chart with its name, and all that it shows folded below under a heading.
fn figure(block: &Block, label: &str, heading: &str, shown: &Markup) -> Markup {
    html! {
        figure {
            @if !label.is_empty() { figcaption { (label) } }
            @if let Some(chart) = svg::chart(block) { (chart) }
            details { summary { (heading) } (shown) }
        }
    }
}

/// A sentence and those below it as nested lists.
fn outlined(outline: &Outline) -> Markup {
    html! {
        div.outline {
            p { (marked(&outline.opening)) }
            @if !outline.below.is_empty() { (nested(&outline.below, 0)) }
        }
    }
}

fn nested(lines: &[(usize, String)], depth: usize) -> Markup {
    let mut items = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let deeper = lines[at + 1..].iter().take_while(|(below, _)| *below > depth).count();
        let below = &lines[at + 1..at + 1 + deeper];
        items.push((&lines[at].1, below));
        at += 1 + deeper;
    }
    html! {
        ul {
            @for (words, below) in items {
                li { (marked(words)) @if !below.is_empty() { (nested(below, depth + 1)) } }
            }
        }
    }
}

/// Returns text in which `code` stands between backquotes and *emphasis* between asterisks.
fn marked(words: &str) -> Markup {
    let code = words.split('`').enumerate();
    html! {
        @for (index, part) in code {
            @if index % 2 == 1 { code { (part) } } @else { (emphasised(part)) }
        }
    }
}

fn emphasised(words: &str) -> Markup {
    let parts: Vec<&str> = words.split('*').collect();
    if parts.len().is_multiple_of(2) {
        return html! { (words) };
    }
    html! {
        @for (index, part) in parts.iter().enumerate() {
            @if index % 2 == 1 { em { (part) } } @else { (part) }
        }
    }
}

/// Tables with more columns can be moved sideways where there is little room.
const NARROW: usize = 4;

fn tabulated(table: &Table, caption: &str) -> Markup {
    let is_wide = table.columns.len() > NARROW
        && !table.columns.iter().any(|column| matches!(column.align, Align::Chart));
    let content = table_of(table, caption);
    html! {
        @if is_wide {
            div.scroll role="group" tabindex="0" aria-label=(caption) { (content) }
        } @else {
            (content)
        }
    }
}

fn table_of(table: &Table, caption: &str) -> Markup {
    let has_heads = table.columns.iter().any(|column| {
        !column.heading.is_empty() || matches!(column.align, Align::Chart | Align::Bars(_))
    });
    html! {
        table {
            caption.hidden { (caption) }
            @if has_heads {
                thead { tr { @for column in &table.columns { (head(&column.heading, &column.align)) } } }
            }
            tbody {
                @for row in &table.rows {
                    tr {
                        @if let [only] = row.as_slice() {
                            th.spanning scope="rowgroup" colspan=(table.columns.len().max(1)) { (marked(text_of(only))) }
                        } @else {
                            @for (index, (column, cell)) in table.columns.iter().zip(row).enumerate() {
                                (cell_of(index, &column.align, cell))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn head(heading: &str, align: &Align) -> Markup {
    match align {
        Align::Left if heading.is_empty() => html! { td {} },
        Align::Left => html! { th scope="col" { (heading) } },
        Align::Right => html! { th.number scope="col" { (heading) } },
        Align::Chart | Align::Sides => html! { th.chart scope="col" { "0 to 100" } },
        Align::Bars(axis) => html! { th.chart scope="col" { (axis.ends.0) " to " (axis.ends.1) } },
    }
}

fn cell_of(index: usize, align: &Align, cell: &Cell) -> Markup {
    let content = match (cell, align) {
        (Cell::Text(words), _) => html! { (words.trim()) },
        (Cell::Interval { low, value, high }, _) => svg::interval(*low, *value, *high),
        (Cell::Bar { from, to }, Align::Bars(axis)) => svg::bar(axis, *from, *to),
        (Cell::Bar { .. } | Cell::Sides { .. } | Cell::Empty, _) => html! {},
    };
    let is_indented = matches!(cell, Cell::Text(words) if words.starts_with(' '));
    match align {
        Align::Left if index == 0 && is_indented => html! { th.under scope="row" { (content) } },
        Align::Left if index == 0 => html! { th scope="row" { (content) } },
        Align::Right => html! { td.number { (content) } },
        Align::Left => html! { td { (content) } },
        Align::Chart | Align::Bars(_) | Align::Sides => html! { td.chart { (content) } },
    }
}

fn text_of(cell: &Cell) -> &str {
    if let Cell::Text(words) = cell { words.trim() } else { "" }
}

fn listed(parts: &Parts) -> Markup {
    html! {
        p.parts {
            strong { (parts.label.trim()) } ": " (parts.parts.join("; "))
            @if !parts.remark.is_empty() { " " span.note { (parts.remark) } }
        }
    }
}

fn gridded(grid: &Grid, caption: &str) -> Markup {
    let values = || grid.cells.iter().flatten().filter_map(|cell| cell.value);
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let shade = |value: Option<f64>| {
        let part = value.map(|x| (x - low) / (high - low)).filter(|part| part.is_finite());
        format!("number shade-{}", (part.unwrap_or(0.0) * SHADES).round())
    };
    let content = html! {
        table.grid {
            caption { span.hidden { (caption) } @if !grid.corner.is_empty() { (grid.corner) } }
            thead {
                tr { td {} @for name in &grid.columns { th.number scope="col" { (name) } } }
            }
            tbody {
                @for (name, cells) in grid.rows.iter().zip(&grid.cells) {
                    tr {
                        th scope="row" { (name) }
                        @for cell in cells { td class=(shade(cell.value)) { (cell.text) } }
                    }
                }
            }
        }
    };
    if grid.columns.len() < NARROW {
        return content;
    }
    html! { div.scroll role="group" tabindex="0" aria-label=(caption) { (content) } }
}

/// A table of rows of text, the first of which names the columns.
fn numbers(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Markup {
    html! {
        table.small {
            caption.hidden { "The numbers of the chart" }
            thead { tr { @for head in heads { th scope="col" { (head) } } } }
            tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
        }
    }
}

fn chance_cells(name: String, number: String, estimate: &Estimate) -> Vec<String> {
    vec![name, number, number::range(estimate)]
}

/// The chances of outcomes as a small table with bars.
fn outcomes(bars: &Bars) -> Markup {
    let ends = ("0".to_owned(), "100".to_owned());
    let axis = Axis { low: 0.0, high: 1.0, mark: 0.0, ends };
    html! {
        table.outcomes {
            caption { (bars.label.trim()) @if !bars.remark.is_empty() { " " span.note { (bars.remark) } } }
            thead.hidden {
                tr {
                    th scope="col" { "outcome" }
                    th scope="col" { "0 to 100" }
                    th scope="col" { "in 100" }
                    th scope="col" { "range" }
                }
            }
            tbody {
                @for (name, estimate) in &bars.bars {
                    tr {
                        th scope="row" { (name.replace('_', " ")) }
                        td.chart { @if estimate.probability.is_finite() { (svg::bar(&axis, 0.0, estimate.probability)) } }
                        td.number { (number::in_100(estimate)) }
                        td.range { (number::range(estimate)) }
                    }
                }
            }
        }
    }
}

fn curve_numbers(curve: &Curve) -> Markup {
    let text = if curve.is_whole { number::whole_in_100 } else { number::in_100 };
    let rows = picked(curve.points.len(), ROWS).into_iter().map(|at| {
        let (day, estimate) = &curve.points[at];
        chance_cells(number::day_since(*day, curve.year), text(estimate), estimate)
    });
    numbers(&["by", "in 100", "range"], rows)
}

fn fan_numbers(fan: &Fan) -> Markup {
    let rows =
        picked(fan.rows.len(), ROWS).into_iter().map(|at| fan.rows[at].texts(fan.year).to_vec());
    numbers(&["on", "half below", "a half", "9 in 10"], rows)
}

fn line_numbers(line: &Line) -> Markup {
    let text = if line.is_whole { number::whole_in_100 } else { number::in_100 };
    let rows = line.points.iter().map(|(day, estimate)| {
        chance_cells(number::day_since(*day, line.year), text(estimate), estimate)
    });
    numbers(&["on", "in 100", "range"], rows)
}

fn bin_numbers(histogram: &Histogram) -> Markup {
    let rows = histogram.bins.iter().map(|(low, high, share)| {
        let edge = |x| number::to_bin(x, high - low);
        vec![edge(*low), edge(*high), format!("{:.1}", 100.0 * share)]
    });
    numbers(&["from", "to", "in 100"], rows)
}

fn link_words(links: &Links) -> Markup {
    let causes = |to: usize| {
        let from = links.links.iter().filter(|link| link.1 == to);
        from.map(|link| links.names[link.0].as_str()).collect::<Vec<_>>().join(", ")
    };
    html! {
        ul {
            @for (row, name) in links.names.iter().enumerate() {
                @let causes = causes(row);
                @if !causes.is_empty() { li { (name) " depends on " (causes) } }
            }
        }
    }
}

fn dot_numbers(dots: &Dots) -> Markup {
    let words: Vec<String> = dots.values.iter().map(|value| dots.word(*value)).collect();
    html! { p { (words.join("; ")) } }
}

fn branch(flow: &Flow) -> Markup {
    html! {
        li {
            @if flow.is_asked { strong { (flow.number) " " (flow.words) } } @else { (flow.number) " " (flow.words) }
            @if !flow.branches.is_empty() { ul { @for part in &flow.branches { (branch(part)) } } }
        }
    }
}
