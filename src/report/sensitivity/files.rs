//! What moves an answer as tables for programs, every digit that was computed.

use super::super::csv::{Rows, float};
use super::Findings;
use crate::analysis::sensitivity::{Boxes, Indices, Tornado};
use serde::Serialize;

/// `question,outcome,kind,name,said,low_input,high_input,low_answer,high_answer,difference,
/// std_error`: a row for each number; `kind` is `range` for what the analyst is unsure of and `nudge`
/// for a plain number.
pub fn table(question: &str, outcome: &str, tornado: &Tornado) -> Vec<u8> {
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
    ];
    let mut table = Rows::new(&head);
    let doubts = tornado.doubts.iter().map(|swing| ("range", swing));
    for (kind, swing) in doubts.chain(tornado.plain.iter().map(|swing| ("nudge", swing))) {
        let text = |text: &str| text.to_owned();
        table.add(&[
            text(question),
            text(outcome),
            text(kind),
            text(&swing.name),
            text(&swing.said),
            float(swing.ends.0),
            float(swing.ends.1),
            float(swing.answers.0),
            float(swing.answers.1),
            float(swing.difference),
            float(swing.std_error),
        ]);
    }
    table.finish()
}

/// `question,outcome,name,first,first_std_error,total,total_std_error`: a row for each input.
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

/// `question,outcome,box,name,low,high,coverage,density,density_std_error,share`: a row for each bound
/// of each box; an end that is not bounded is empty.
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
    ];
    let mut table = Rows::new(&head);
    for (i, found) in boxes.boxes.iter().enumerate() {
        for bound in &found.bounds {
            let end = |end: Option<f64>| end.map(float).unwrap_or_default();
            let mut row = vec![question.to_owned(), outcome.to_owned(), (i + 1).to_string()];
            row.extend([bound.name.clone(), end(bound.low), end(bound.high)]);
            let numbers = [found.coverage, found.density, found.density_std_error, found.share];
            row.extend(numbers.map(float));
            table.add(&row);
        }
    }
    table.finish()
}

/// Everything as indented JSON, null for what is missing.
///
/// # Panics
/// Never: all keys are text, and memory takes whatever is written.
pub fn json(findings: &Findings) -> String {
    #[derive(Serialize)]
    struct Shown<'a> {
        question: &'a str,
        outcome: &'a str,
        #[serde(flatten)]
        tornado: &'a Tornado,
        #[serde(skip_serializing_if = "Option::is_none")]
        indices: Option<&'a Indices>,
        #[serde(skip_serializing_if = "Option::is_none")]
        boxes: Option<&'a Boxes>,
    }
    let shown = Shown {
        question: &findings.question,
        outcome: &findings.outcome,
        tornado: &findings.tornado,
        indices: findings.indices.as_ref(),
        boxes: findings.boxes.as_ref(),
    };
    serde_json::to_string_pretty(&shown).expect("all keys are text and memory takes it") + "\n"
}
