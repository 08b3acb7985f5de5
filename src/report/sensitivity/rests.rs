//! The numbers on which an answer rests most, each with its grounds, below an explanation of the answer.

use super::page::{ends, more_move_it_less, way};
use crate::analysis::sensitivity::{Findings, NUDGE};
use crate::report::document::{Block, Cell, Column, Table};

/// The most numbers that are shown.
const SHOWN: usize = 4;

/// The numbers that move an answer most: those that are uncertain, else plain ones. `grounds` has the source and the
/// reason of a number.
pub fn rests_most_on(findings: &Findings, grounds: &dyn Fn(&str) -> Option<String>) -> Vec<Block> {
    let tornado = &findings.tornado;
    if tornado.base.is_thin() {
        return Vec::new();
    }
    let swings = findings.foremost();
    let is_uncertain = tornado.uncertain.iter().any(|swing| swing.is_seen);
    let written = match (is_uncertain, findings.is_conditioned) {
        // evidence shifts the ends of uncertain numbers
        (true, true) => "low to high end".to_owned(),
        (true, false) => "as written".to_owned(),
        (false, true) => format!("÷ and × {NUDGE}"),
        (false, false) => format!("as written, ÷ and × {NUDGE}"),
    };
    if swings.is_empty() {
        return vec![Block::Paragraph("No number is found to move it.".to_owned())];
    }
    let columns =
        vec![Column::left("Rests most on"), Column::left(written), Column::left("moves it")];
    let mut rows = Vec::new();
    for (i, swing) in swings.iter().take(SHOWN).enumerate() {
        rows.push(vec![
            Cell::Text(format!("{} {}", i + 1, findings.label_of(&swing.name))),
            Cell::Text(ends(findings, swing)),
            Cell::Text(way(findings, swing)),
        ]);
        rows.extend(grounds(&swing.name).map(|grounds| vec![Cell::Text(format!("    {grounds}"))]));
    }
    let more = match swings.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("{}. ", more_move_it_less(more)),
    };
    let all = format!(
        "`sensitivity --question {}` shows all numbers, from more trials.",
        findings.question
    );
    vec![Block::Table(Table { columns, rows }), Block::Note(more + &all)]
}
