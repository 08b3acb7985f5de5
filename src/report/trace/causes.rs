//! The parts of a question and the causes of its answer as a document: the answer in each case. Independent of formats.

use crate::forecast::{Body, Case, Estimate, Split};
use crate::report::document::{Block, Cell, Column, Parts, Table};
use crate::report::forecast::heading::condition;
use crate::report::format::number;

/// Parts of a formula are shown up to this number.
const MOST_PARTS: usize = 12;

/// The parts of a question's formula: how often each holds, and the answer if it does and if it does not. Those on
/// which the answer depends most come first.
pub(crate) fn parts_blocks(splits: &[Split]) -> Vec<Block> {
    let case = |split: &Split, name: &str| split.cases.iter().find(|c| c.name == name).cloned();
    let chance =
        |case: &Option<Case>| case.as_ref().and_then(|case| condition(&case.answer)).copied();
    let mut rows: Vec<(f64, Vec<Cell>)> = Vec::new();
    for split in splits.iter().filter(|split| split.is_part) {
        let (yes, no) = (case(split, "yes"), case(split, "no"));
        let holds = match (&yes, &no) {
            (Some(yes), _) => number::in_100(&yes.holds),
            (None, Some(_)) => "0".to_owned(),
            (None, None) => continue,
        };
        let (if_so, if_not) = (chance(&yes), chance(&no));
        let gap = if_so.as_ref().zip(if_not.as_ref());
        let gap = gap.map_or(0.0, |(a, b)| (a.probability - b.probability).abs());
        let text = |chance: Option<Estimate>| match chance {
            Some(chance) => Cell::Text(number::in_100(&chance)),
            None => Cell::Empty,
        };
        let cells = [Cell::Text(split.cause.clone()), Cell::Text(holds), text(if_so), text(if_not)];
        rows.push((gap, cells.into()));
    }
    if rows.is_empty() {
        return Vec::new();
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let more = rows.len().saturating_sub(MOST_PARTS);
    let columns = vec![
        Column::left("Its parts"),
        Column::right("in 100"),
        Column::right("if so"),
        Column::right("if not"),
    ];
    let rows = rows.into_iter().take(MOST_PARTS).map(|(_, cells)| cells).collect();
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    if more > 0 {
        let change = if more == 1 { "part changes" } else { "parts change" };
        blocks.push(Block::Note(format!("{more} more {change} it less.")));
    }
    blocks
}

/// The answer for each outcome of each cause that has several.
pub(crate) fn causes_blocks(splits: &[Split], is_condition: bool) -> Vec<Block> {
    let causes = splits.iter().filter(|split| !split.is_part && split.cases.len() > 1);
    causes.flat_map(|split| split_blocks(split, is_condition)).collect()
}

/// The answer for each outcome of a cause; for a condition, all in one line.
fn split_blocks(split: &Split, is_condition: bool) -> Vec<Block> {
    let cause = &split.cause;
    let names: Vec<&str> = split.cases.iter().map(|case| case.name.as_str()).collect();
    let is_yes_no = names.iter().all(|name| matches!(*name, "yes" | "no"));
    let when = |outcome: &str| match outcome {
        "yes" if is_yes_no => format!("if {cause}"),
        "no" if is_yes_no => format!("if not {cause}"),
        other => format!("if {cause} is {other}"),
    };
    let block = |label: String, parts| Block::Parts(Parts { label, parts, remark: String::new() });
    if is_condition {
        let part = |case: &Case| {
            let chance = condition(&case.answer).map(number::in_100).unwrap_or_default();
            match case.name.as_str() {
                "no" if is_yes_no && names.len() > 1 => format!("if not {chance}"),
                "yes" | "no" if is_yes_no => format!("{} {chance}", when(&case.name)),
                other => format!("if {other} {chance}"),
            }
        };
        return vec![block(format!("  by {cause}"), split.cases.iter().map(part).collect())];
    }
    let row = |case: &Case| {
        let Body::Category(outcomes) = &case.answer.body else { return None };
        let shown = outcomes.iter().filter(|(_, e)| e.probability > 0.0);
        let parts = shown.map(|(name, e)| format!("{name} {}", number::in_100(e))).collect();
        Some(block(format!("  {}", when(&case.name)), parts))
    };
    split.cases.iter().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::Answer;
    use crate::report::document::Document;
    use crate::report::forecast::sample;
    use crate::report::format::terminal;

    #[test]
    fn a_cause_splits_a_chance_in_one_line() {
        let answer = sample::two_leaders().answers[0].clone();
        let case = |name: &str, p| Case {
            name: name.to_owned(),
            holds: sample::chance(0.4),
            answer: Answer { body: Body::Condition(sample::chance(p)), ..answer.clone() },
        };
        let split = |cause: &str, is_part, cases| Split { cause: cause.into(), is_part, cases };
        let splits = vec![
            split("meeting", false, vec![case("yes", 0.58), case("no", 0.12)]),
            split("sanctions", false, vec![case("none", 0.17), case("imposed", 0.0)]),
            split("alone", false, vec![case("yes", 0.3)]),
            split("weak", true, vec![case("yes", 0.31), case("no", 0.29)]),
            split("strong", true, vec![case("yes", 0.75)]),
            split("talks == on", true, vec![case("yes", 0.6), case("no", 0.1)]),
        ];
        let blocks = [parts_blocks(&splits), causes_blocks(&splits, true)].concat();
        let text = terminal::plain(&Document { blocks, ..Document::default() });
        assert!(text.contains("  by meeting    if meeting 58.0 · if not 12.0\n"), "{text}");
        assert!(text.contains("  by sanctions  if none 17.0 · if imposed <0.0004\n"), "{text}");
        assert!(!text.contains("alone"), "{text}");
        let lines: Vec<Vec<&str>> = text.lines().map(|l| l.split_whitespace().collect()).collect();
        let at = |words: &[&str]| lines.iter().position(|line| line == words);
        let parts = [
            at(&["talks", "==", "on", "40.0", "60.0", "10.0"]),
            at(&["weak", "40.0", "31.0", "29.0"]),
            at(&["strong", "40.0", "75.0"]),
        ];
        assert!(parts.iter().all(Option::is_some) && parts.is_sorted(), "{parts:?} {text}");
    }
}
