//! A sensitivity analysis as tables for programs, with all digits.

use super::super::csv::{Rows, float};
use super::super::pretty;
use crate::analysis::sensitivity::{Boxes, Findings, Indices, Swing};
use crate::result;

/// Formats a number; empty if it is missing.
fn maybe(value: Option<f64>) -> String {
    value.map(float).unwrap_or_default()
}

/// Columns `question,outcome,kind,name,said,low_input,high_input,low_answer,high_answer,difference,std_error,
/// inner_input,inner_answer,inner_difference,inner_std_error,share,p_value,label`; a row for each number.
/// `kind` is `range` for uncertain inputs and `nudge` for plain numbers. `share` and `p_value` are those of
/// significant main effects; `label` is the name of the number on the page.
pub fn table(findings: &Findings) -> Vec<u8> {
    let Findings { question, outcome, tornado, .. } = findings;
    let head = [
        "question",
        "outcome",
        "kind",
        "name",
        "said",
        "low_input",
        "high_input",
        "low_answer",
        "high_answer",
        "difference",
        "std_error",
        "inner_input",
        "inner_answer",
        "inner_difference",
        "inner_std_error",
        "share",
        "p_value",
        "label",
    ];
    let mut table = Rows::new(&head);
    let doubts = tornado.doubts.iter().map(|swing| ("range", swing));
    let effects = tornado.effects.as_ref().map_or(&[][..], |effects| &effects.named);
    let main = |swing: &Swing| effects.iter().find(|effect| effect.name == swing.name);
    for (kind, swing) in doubts.chain(tornado.plain.iter().map(|swing| ("nudge", swing))) {
        let text = |text: &str| text.to_owned();
        table.add(&[
            text(question),
            text(outcome),
            text(kind),
            text(&swing.name),
            text(&swing.said),
            maybe(swing.ends.map(|ends| ends.0)),
            maybe(swing.ends.map(|ends| ends.1)),
            float(swing.answers.0),
            float(swing.answers.1),
            float(swing.difference),
            maybe(swing.std_error),
            maybe(swing.inner.map(|inner| inner.input)),
            maybe(swing.inner.map(|inner| inner.answer)),
            maybe(swing.inner.map(|inner| inner.difference)),
            maybe(swing.inner.and_then(|inner| inner.std_error)),
            maybe(main(swing).map(|effect| effect.share)),
            maybe(main(swing).map(|effect| effect.p)),
            findings.label_of(&swing.name),
        ]);
    }
    table.finish()
}

/// Columns `question,outcome,name,first,first_std_error,total,total_std_error`; a row for each input.
pub fn indices(question: &str, outcome: &str, indices: &Indices) -> Vec<u8> {
    let head =
        ["question", "outcome", "name", "first", "first_std_error", "total", "total_std_error"];
    let mut table = Rows::new(&head);
    for index in &indices.inputs {
        let mut row = vec![question.to_owned(), outcome.to_owned(), index.name.clone()];
        row.extend([index.first.0, index.first.1, index.total.0, index.total.1].map(float));
        table.add(&row);
    }
    table.finish()
}

/// Columns `question,outcome,box,name,low,high,coverage,density,density_std_error,share, coverage_std_error`;
/// a row for each bound of each box; an unbounded end is empty.
pub fn boxes(question: &str, outcome: &str, boxes: &Boxes) -> Vec<u8> {
    let head = [
        "question",
        "outcome",
        "box",
        "name",
        "low",
        "high",
        "coverage",
        "density",
        "density_std_error",
        "share",
        "coverage_std_error",
    ];
    let mut table = Rows::new(&head);
    for (i, found) in boxes.boxes.iter().enumerate() {
        for bound in &found.bounds {
            let mut row = vec![question.to_owned(), outcome.to_owned(), (i + 1).to_string()];
            row.extend([bound.name.clone(), maybe(bound.low), maybe(bound.high)]);
            row.extend([found.coverage, found.density].map(float));
            row.extend([maybe(found.density_std_error), float(found.share)]);
            row.push(maybe(found.coverage_std_error));
            table.add(&row);
        }
    }
    table.finish()
}

/// All findings as indented JSON, null for what is missing.
pub fn json(findings: &Findings) -> String {
    pretty::render(&result::sensitivity(findings))
}
