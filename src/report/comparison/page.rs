//! A comparison as a document: a table for each pair of sides, what differs first, and what the
//! differences come of.

use super::super::document::{Block, Cell, Column, Document, Table};
use super::super::number;
use super::super::paths::short;
use crate::analysis::{Comparison, Row, Split, Splits};
use crate::forecast::{Difference, Estimate, Level, Verdict};

/// What is told beside the numbers, and how much.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// What the sides are, a sentence each.
    pub sentences: Vec<String>,
    /// Whether every outcome of every question is shown, also where no difference is seen.
    pub all: bool,
}

/// The comparison as one document; `splits` has one for each side but the first, or none.
pub fn page(comparison: &Comparison, splits: &[Splits], about: &About) -> Document {
    let mut blocks: Vec<Block> =
        about.sentences.iter().cloned().map(Block::Paragraph).collect();
    if !comparison.assumed.is_empty() {
        let assumed = comparison.assumed.iter().map(|(name, option)| format!("{name} = {option}"));
        let assumed = assumed.collect::<Vec<_>>().join(", ");
        blocks.push(Block::Paragraph(format!("Assuming {assumed}")));
    }
    if !comparison.learnt.is_empty() {
        let learnt = comparison.learnt.join(" and ");
        blocks.push(Block::Paragraph(format!("Supposing we learn that {learnt}")));
    }
    for side in 1..comparison.sides.len() {
        blocks.extend(pair(comparison, side, about.all));
        if let Some(splits) = splits.get(side - 1) {
            blocks.extend(why(comparison, splits, side));
        }
    }
    blocks.extend(closing(comparison, splits));
    Document { title: comparison.title.clone(), when: String::new(), blocks }
}

fn has_worlds(comparison: &Comparison) -> bool {
    comparison.drawn.worlds > 1
}

/// A side beside the first.
fn pair(comparison: &Comparison, side: usize, all: bool) -> Vec<Block> {
    let doubt = if has_worlds(comparison) { "across inputs" } else { "±" };
    let columns = vec![
        Column::left(""),
        Column::right(comparison.sides[0].clone()),
        Column::right(comparison.sides[side].clone()),
        Column::right("difference"),
        Column::right(doubt),
        Column::left(""),
    ];
    let shown: Vec<&Row> =
        comparison.rows.iter().filter(|row| all || is_told(comparison, row, side)).collect();
    let rows: Vec<Vec<Cell>> = shown.iter().map(|row| cells(row, side)).collect();
    let mut blocks = Vec::new();
    if rows.is_empty() {
        let (one, other) = (&comparison.sides[0], &comparison.sides[side]);
        blocks.push(Block::Paragraph(format!("{other} against {one}: no difference seen.")));
    } else {
        blocks.push(Block::Table(Table { columns, rows }));
    }
    blocks.extend(untold(comparison, &shown, side));
    blocks
}

/// Whether a row is told of its own accord: one with a difference, of a category that with the
/// widest.
fn is_told(comparison: &Comparison, row: &Row, side: usize) -> bool {
    let differs = |row: &Row| match row.differences[side - 1].verdict() {
        Verdict::Higher | Verdict::Lower | Verdict::SignUnsure => true,
        Verdict::NotSeen | Verdict::Missing => false,
    };
    let width = |row: &Row| row.differences[side - 1].value.abs();
    let mut alike = comparison.rows.iter().filter(|other| other.question == row.question);
    differs(row)
        && (!row.is_one_of_many || !alike.any(|other| differs(other) && width(other) > width(row)))
}

/// The questions of which nothing is shown, and whether there is more of others.
fn untold(comparison: &Comparison, shown: &[&Row], side: usize) -> Vec<Block> {
    let is_shown = |question: &str| shown.iter().any(|row| row.question == question);
    let mut labels: Vec<String> = Vec::new();
    for row in &comparison.rows {
        let label = plain_label(row);
        if !is_shown(&row.question) && !labels.contains(&label) {
            labels.push(label);
        }
    }
    let mut notes = Vec::new();
    if !labels.is_empty() && !shown.is_empty() {
        notes.push(Block::Note(format!("No difference seen: {}.", labels.join(", "))));
    }
    let more = |row: &&Row| {
        row.is_one_of_many
            && is_shown(&row.question)
            && !shown.iter().any(|s| s.question == row.question && s.outcome == row.outcome)
            && row.differences[side - 1].verdict() != Verdict::NotSeen
    };
    if comparison.rows.iter().any(|row| more(&row)) {
        notes.push(Block::Note(
            "Of several outcomes that with the widest difference; --question NAME shows all.".into(),
        ));
    }
    notes
}

/// How a question is called, without the indent of its label.
fn plain_label(row: &Row) -> String {
    match &row.given {
        Some(given) if row.label == row.question => format!("{}, given {given}", row.label),
        Some(given) if row.label.starts_with(' ') => format!("{}, given {given}", row.question),
        _ => row.label.trim().to_owned(),
    }
}

fn cells(row: &Row, side: usize) -> Vec<Cell> {
    let label = match &row.unit {
        None if row.is_one_of_many => format!("{}: {}", plain_label(row), row.outcome),
        None => plain_label(row),
        Some(unit) if unit.is_empty() => format!("{}, mean", plain_label(row)),
        Some(unit) => format!("{}, mean, {unit}", plain_label(row)),
    };
    let difference = &row.differences[side - 1];
    let is_mean = row.unit.is_some();
    let text = Cell::Text;
    vec![
        text(label),
        text(level(&row.sides[0], is_mean)),
        text(level(&row.sides[side], is_mean)),
        text(worth(difference, is_mean)),
        text(doubt(difference, is_mean)),
        text(verdict(difference.verdict()).to_owned()),
    ]
}

/// What stands in the column of a side.
fn level(level: &Level, is_mean: bool) -> String {
    if is_mean { number::with_error(level.value, level.std_error) } else { number::in_100(&chance(level)) }
}

fn chance(level: &Level) -> Estimate {
    let Level { value, std_error, sampling, range } = *level;
    Estimate { probability: value, std_error, sampling, range }
}

fn worth(difference: &Difference, is_mean: bool) -> String {
    let Difference { value, std_error, .. } = *difference;
    if is_mean {
        number::signed_with_error(value, std_error)
    } else {
        number::signed_in_100(value, std_error)
    }
}

/// The range across readings of the inputs; the error of sampling where there is none.
fn doubt(difference: &Difference, is_mean: bool) -> String {
    let Difference { value, std_error, range } = *difference;
    if !value.is_finite() || !std_error.is_finite() {
        return String::new();
    }
    match (range, is_mean) {
        (Some((low, high)), true) => {
            let width = (high - low).abs() / 20.0;
            let end = |x: f64| number::signed_with_error(x, width.max(std_error));
            format!("{}…{}", end(low), end(high))
        }
        (Some(_), false) => number::signed_range(range),
        (None, true) => number::error(std_error),
        (None, false) => number::one_digit_up(100.0 * std_error),
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Higher => "higher",
        Verdict::Lower => "lower",
        Verdict::SignUnsure => "sign unsure",
        Verdict::NotSeen => "no difference seen",
        Verdict::Missing => "no trial to ask",
    }
}

/// What the differences of a side come of.
fn why(comparison: &Comparison, splits: &Splits, side: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for split in &splits.splits {
        let found = comparison
            .rows
            .iter()
            .find(|row| row.question == split.question && row.outcome == split.outcome);
        blocks.extend(found.map(|row| split_table(comparison, splits, split, row, side)));
    }
    let one = |n: usize| if n == 1 { "" } else { "s" };
    let same = splits.same;
    let mut notes = vec![format!("Same in both: {same} other number{}.", one(same))];
    if splits.splits.is_empty() {
        let what = if splits.changes.is_empty() {
            "The sides differ in no number and no rule: there is nothing to share out."
        } else {
            "The sides differ in too much to share out: no number can be changed alone."
        };
        notes.insert(0, what.to_owned());
    }
    if splits.grouped && !splits.splits.is_empty() {
        notes.push("Numbers that make no scenario alone are changed together.".to_owned());
    }
    notes.push(match splits.orders {
        Some(orders) => format!("Each part is what its change adds, the mean of {orders} orders of change."),
        None => "Each part is what its change adds, the mean of all orders of change.".to_owned(),
    });
    blocks.extend(notes.into_iter().map(Block::Note));
    blocks
}

fn split_table(
    comparison: &Comparison,
    splits: &Splits,
    split: &Split,
    row: &Row,
    side: usize,
) -> Block {
    let is_mean = row.unit.is_some();
    let values: Vec<f64> = split.parts.iter().map(|part| part.value).collect();
    let errors = split.parts.iter().map(|part| part.std_error);
    let worst = errors.clone().filter(|e| e.is_finite()).fold(0.0, f64::max);
    let (parts, gap) = if is_mean {
        let gap = number::signed_with_error(split.ends.1 - split.ends.0, worst);
        (values.iter().map(|x| number::signed_with_error(*x, worst)).collect(), gap)
    } else {
        number::parts_in_100(&values, worst)
    };
    let head = |side: usize| {
        format!("{} {}", comparison.sides[side], level(&row.sides[side], is_mean))
    };
    let mut label = plain_label(row);
    if row.is_one_of_many {
        label = format!("{label}: {}", row.outcome);
    }
    let columns = vec![
        Column::left(label),
        Column::left(head(0)),
        Column::left(head(side)),
        Column::right(format!("gap {gap}")),
        Column::right("±"),
    ];
    let error = |error: f64| match (error.is_finite(), is_mean) {
        (false, _) => String::new(),
        (true, true) => number::error(error),
        (true, false) => number::one_digit_up(100.0 * error),
    };
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].abs().total_cmp(&values[*a].abs()).then(a.cmp(b)));
    let text = Cell::text;
    let rows = order.into_iter().map(|i| {
        let change = &splits.changes[i];
        let said = |words: &str| if words.is_empty() { "–".to_owned() } else { words.to_owned() };
        vec![
            text(format!("  {}", short(&change.name))),
            text(said(&change.from)),
            text(said(&change.to)),
            text(parts[i].clone()),
            text(error(split.parts[i].std_error)),
        ]
    });
    Block::Table(Table { rows: rows.collect(), columns })
}

fn closing(comparison: &Comparison, splits: &[Splits]) -> Vec<Block> {
    let mut notes = Vec::new();
    if !comparison.apart.is_empty() {
        let apart = comparison.apart.join(", ");
        notes.push(format!("Not compared, for not all sides ask it alike: {apart}."));
    }
    let chances = comparison.rows.iter().filter(|row| row.unit.is_none());
    let errors = chances.flat_map(|row| row.differences.iter().map(|d| d.std_error));
    let worst = errors.filter(|e| e.is_finite()).fold(0.0, f64::max);
    let both = if comparison.sides.len() > 2 { "all" } else { "both" };
    let mut said = format!("Same trials on {both} sides");
    if worst > 0.0 {
        let worst = number::one_digit_up(100.0 * worst);
        said += &format!("; differences of chances are off by ±{worst} in 100 at most from sampling");
    }
    notes.push(said + ".");
    if has_worlds(comparison) {
        notes.push("Across inputs: 9 in 10 readings of your inputs.".to_owned());
    }
    let drawn = &comparison.drawn;
    let readings = match drawn.worlds {
        0 | 1 => String::new(),
        many => format!(", {} readings", number::count(many)),
    };
    let each = if splits.is_empty() { "each side" } else { "each side and mixture" };
    let trials = number::count(drawn.trials);
    notes.push(format!("{trials} trials of {each}{readings}, seed {}", drawn.seed));
    notes.into_iter().map(Block::Note).collect()
}
