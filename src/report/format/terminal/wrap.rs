//! Text processing for a page: wrapping, and removing characters that control a terminal. Independent of
//! colours and columns.

use crate::diagnostic::on_one_line;
use crate::report::document::{Block, Cell, Document, Flow};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Returns the document without characters that control a terminal or are invisible.
pub(crate) fn harmless(document: &Document) -> Document {
    let mut document = document.clone();
    let clean = |text: &mut String| {
        if let Cow::Owned(fit) = on_one_line(text) {
            *text = fit;
        }
    };
    clean(&mut document.title);
    clean(&mut document.when);
    for block in &mut document.blocks {
        match block {
            Block::Heading(words) | Block::Paragraph(words) | Block::Note(words) => clean(words),
            Block::Outline(outline) => {
                clean(&mut outline.opening);
                outline.below.iter_mut().for_each(|(_, sentence)| clean(sentence));
            }
            Block::Table(table) => {
                table.columns.iter_mut().for_each(|column| clean(&mut column.heading));
                for cell in table.rows.iter_mut().flatten() {
                    if let Cell::Text(text) = cell {
                        clean(text);
                    }
                }
            }
            Block::Parts(parts) => {
                clean(&mut parts.label);
                parts.parts.iter_mut().for_each(clean);
                clean(&mut parts.remark);
            }
            Block::Bars(bars) => {
                clean(&mut bars.label);
                bars.bars.iter_mut().for_each(|(outcome, _)| clean(outcome));
                clean(&mut bars.remark);
            }
            Block::Curve(curve) => clean(&mut curve.label),
            Block::Line(line) => clean(&mut line.label),
            Block::Dots(dots) => clean(&mut dots.label),
            Block::Share(share) => clean(&mut share.label),
            Block::Grid(grid) => {
                clean(&mut grid.corner);
                grid.rows.iter_mut().chain(&mut grid.columns).for_each(clean);
                grid.cells.iter_mut().flatten().for_each(|cell| clean(&mut cell.text));
            }
            Block::Fan(fan) => {
                clean(&mut fan.label);
                clean(&mut fan.unit);
            }
            Block::Histogram(histogram) => {
                clean(&mut histogram.label);
                clean(&mut histogram.unit);
            }
            Block::Flow(flow) => every_branch(flow, &mut |branch| clean(&mut branch.words)),
            Block::Links(links) => {
                clean(&mut links.label);
                links.names.iter_mut().for_each(clean);
            }
        }
    }
    document
}

/// Calls `change` for a flow and all its descendants.
fn every_branch(flow: &mut Flow, change: &mut dyn FnMut(&mut Flow)) {
    change(flow);
    for branch in &mut flow.branches {
        every_branch(branch, change);
    }
}

/// Wraps words at spaces; a word wider than the line is broken. Text that begins with spaces continues with
/// two more columns of indentation. The result is never empty.
pub(crate) fn wrap(words: &str, width: usize) -> Vec<String> {
    let indent: String = words.chars().take_while(|&c| c == ' ').collect();
    let hanging = if indent.is_empty() || indent.len() + 8 > width {
        String::new()
    } else {
        format!("{indent}  ")
    };
    hung(words, &indent, &hanging, width)
}

/// Breaks a sentence of an outline into lines of at most `width` columns; those after the first hang by two columns.
pub(crate) fn wrap_outline(words: &str, indent: usize, width: usize) -> Vec<String> {
    hung(words, &" ".repeat(indent), &" ".repeat(indent + 2), width)
}

/// Breaks words into lines: the first begins with `indent`, the others with `hanging`.
fn hung(words: &str, indent: &str, hanging: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for (i, word) in words.split_whitespace().enumerate() {
        let space = if i == 0 { indent } else { " " };
        if used > 0 && used + 1 + word.width() > width {
            lines.push(hanging.to_owned());
            used = hanging.len();
        } else {
            lines.last_mut().expect("never empty").push_str(space);
            used += space.width();
        }
        for letter in word.chars() {
            let letter_width = letter.to_string().width();
            if used > hanging.len() && used + letter_width > width {
                lines.push(hanging.to_owned());
                used = hanging.len();
            }
            lines.last_mut().expect("never empty").push(letter);
            used += letter_width;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_at_spaces_if_they_can_be() {
        let wide = "x".repeat(300);
        assert!(wrap(&wide, 20).iter().all(|line| line.width() <= 20));
        assert_eq!(wrap("  indented words", 10), ["  indented", "    words"]);
        assert_eq!(wrap("", 10), [""]);
    }
}
