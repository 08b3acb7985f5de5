//! A comparison as a document: a table for each pair of sides with the differences first, and the parts of
//! each difference.

use super::rows::{is_seen, level, plain_label, unseen, widest};
use super::why::why;
use crate::analysis::{Comparison, Row, Splits};
use crate::forecast::{Difference, Level, Range, Verdict};
use crate::report::document::{Block, Cell, Column, Document, Table};
use crate::report::forecast::suppositions::{assuming, learning};
use crate::report::forecast::{ranges, readings};
use crate::report::format::number;

/// The most rows shown by default, with two sides and with more.
const MOST_OF_TWO: usize = 16;
const MOST_OF_MANY: usize = 8;

/// Text and options of the page besides the numbers.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// A sentence describing each side.
    pub sentences: Vec<String>,
    /// Whether to show every outcome of every question, even without a significant difference.
    pub all: bool,
}

/// Renders the comparison; `splits` has one entry for each side except the first, or is empty.
pub fn page(comparison: &Comparison, splits: &[Splits], about: &About) -> Document {
    let mut blocks: Vec<Block> = about.sentences.iter().cloned().map(Block::Paragraph).collect();
    blocks.extend(assuming(&comparison.assumed));
    blocks.extend(learning(&comparison.evidence, String::new));
    for side in 1..comparison.sides.len() {
        blocks.extend(pair(comparison, side, about.all));
        if let Some(splits) = splits.get(side - 1) {
            blocks.extend(why(comparison, splits, side));
        }
    }
    blocks.extend(closing(comparison, splits));
    Document { title: comparison.title.clone(), when: String::new(), blocks }
}

pub(super) fn has_worlds(comparison: &Comparison) -> bool {
    comparison.drawn.worlds > 1
}

/// The table of one side and the first.
fn pair(comparison: &Comparison, side: usize, all: bool) -> Vec<Block> {
    let most = if comparison.sides.len() > 2 { MOST_OF_MANY } else { MOST_OF_TWO };
    let (shown, left_out) =
        if all { (comparison.rows.iter().collect(), 0) } else { widest(comparison, side, most) };
    let mut blocks = vec![table(comparison, side, &shown)];
    if left_out > 0 {
        let s = if left_out == 1 { "" } else { "s" };
        blocks.push(Block::Note(format!(
            "{left_out} smaller difference{s} not shown: --question NAME shows all of a question."
        )));
    }
    if !shown.is_empty() && !all {
        blocks.extend(not_seen(comparison, side));
    }
    blocks
}

/// The table of these rows; a sentence if there is none.
pub(super) fn table(comparison: &Comparison, side: usize, shown: &[&Row]) -> Block {
    let uncertainty = if has_worlds(comparison) { "across inputs" } else { "±" };
    let (one, other) = (&comparison.labels[0], &comparison.labels[side]);
    if shown.is_empty() {
        return Block::Paragraph(format!("{other} against {one}: no difference seen."));
    }
    let columns = vec![
        Column::left(""),
        Column::right(one.clone()),
        Column::right(other.clone()),
        Column::right("difference"),
        Column::right(uncertainty),
        Column::sides(),
        Column::left(""),
    ];
    let rows = shown.iter().map(|row| cells(comparison, row, side)).collect();
    Block::Table(Table { columns, rows })
}

/// A note on the questions without a significant difference.
pub(super) fn not_seen(comparison: &Comparison, side: usize) -> Option<Block> {
    let unseen = unseen(comparison, side);
    let words = || format!("No difference seen: {}.", unseen.join(", "));
    (!unseen.is_empty()).then(|| Block::Note(words()))
}

fn cells(comparison: &Comparison, row: &Row, side: usize) -> Vec<Cell> {
    let label = plain_label(comparison, row);
    let label = match &row.unit {
        None if row.is_one_of_many => format!("{label}: {}", row.outcome),
        None => label,
        Some(unit) if unit.is_empty() => format!("{label}, {}", row.outcome),
        Some(unit) => format!("{label}, {}, {unit}", row.outcome),
    };
    let difference = &row.differences[side - 1];
    let is_mean = row.unit.is_some();
    let text = Cell::Text;
    let levels = [0, side].map(|side| level(&row.sides[side], is_mean));
    // where trials tell nothing of a side, they tell no difference
    let is_shown = levels.iter().all(|level| !level.is_empty());
    let apart = if is_shown { worth(difference, &row.sides[side], is_mean) } else { String::new() };
    let [first, other] = levels;
    vec![
        text(label),
        text(first),
        text(other),
        text(apart),
        text(uncertainty(difference, is_mean)),
        sides(row, side),
        text(verdict(row, difference.verdict()).to_owned()),
    ]
}

/// The chances of both sides, for a picture; empty for numbers, which have scales of their own.
fn sides(row: &Row, side: usize) -> Cell {
    let (first, other) = (row.sides[0].value, row.sides[side].value);
    if row.unit.is_some() || !(first.is_finite() && other.is_finite()) {
        return Cell::Empty;
    }
    Cell::Sides { first, other }
}

/// The difference in the answer of a side; without an error, in whole points or to the precision of a trial.
fn worth(difference: &Difference, side: &Level, is_mean: bool) -> String {
    let Difference { value, std_error, .. } = *difference;
    let error = |otherwise: f64| if std_error.is_finite() { std_error } else { otherwise };
    match (difference.verdict(), is_mean) {
        (Verdict::Same, _) => "0".to_owned(),
        (_, true) => number::signed_with_error(value, error(side.digits())),
        (_, false) => number::signed_in_100(value, error(0.01)),
    }
}

/// The range across worlds, or the sampling error if there is none.
fn uncertainty(difference: &Difference, is_mean: bool) -> String {
    let Difference { value, std_error, range, .. } = *difference;
    if !value.is_finite() || !std_error.is_finite() {
        return String::new();
    }
    match (range, is_mean) {
        (Some(Range::Unresolved { .. }), _) => ranges::MARK.to_owned(),
        (Some(Range::Resolved { low, high, low_error, high_error }), _) => {
            let signed = if is_mean { number::signed_with_error } else { number::signed_in_100 };
            let end = |x: f64, error: f64| signed(x, 0.5 * error);
            format!("{}…{}", end(low, low_error), end(high, high_error))
        }
        (None, true) => number::error(std_error),
        (None, false) => number::one_digit_up(100.0 * std_error),
    }
}

fn verdict(row: &Row, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Higher => "higher",
        Verdict::Lower => "lower",
        Verdict::HigherOverall => "higher overall",
        Verdict::LowerOverall => "lower overall",
        Verdict::SignUnsure => "sign unsure",
        Verdict::Same => "no difference",
        Verdict::NotSeen => "no difference seen",
        Verdict::TooFew => "too few to tell",
        Verdict::Missing if row.outcome == "median" => "never in half or more",
        Verdict::Missing => "no trial to ask",
    }
}

/// The words for readings that carry the evidence of all answers.
const ALL: &str = "The evidence leaves";

/// Warnings if few worlds carry the evidence, or a question's `given`, on a side.
fn thin(comparison: &Comparison) -> Vec<String> {
    let worth = |row: &Row| row.sides.iter().filter_map(|level| level.worth).reduce(f64::min);
    let mut found: Vec<(String, f64)> = Vec::new();
    for row in comparison.rows.iter().filter(|row| !row.is_joint) {
        let Some(worth) = worth(row) else { continue };
        let label = if row.given.is_some() && comparison.evidence.is_empty() {
            format!("\"{}\" is asked of", plain_label(comparison, row))
        } else {
            ALL.to_owned()
        };
        match found.iter_mut().find(|(known, _)| *known == label) {
            Some((_, least)) => *least = least.min(worth),
            None => found.push((label, worth)),
        }
    }
    let drawn = (comparison.drawn.worlds, comparison.drawn.trials);
    let of = |(what, worth): &(String, f64)| readings::warning(what, *worth, drawn);
    // what the evidence leaves to all answers is not said again of each
    let of_all = found.iter().find(|(what, _)| what == ALL).and_then(of);
    of_all.map_or_else(|| found.iter().filter_map(of).collect(), |warning| vec![warning])
}

fn closing(comparison: &Comparison, splits: &[Splits]) -> Vec<Block> {
    let mut notes = Vec::new();
    if !comparison.apart.is_empty() {
        let apart = comparison.apart.join(", ");
        notes.push(format!("Not compared, as sides ask it differently: {apart}."));
    }
    let chances = comparison.rows.iter().filter(|row| row.unit.is_none());
    let errors = chances.flat_map(|row| row.differences.iter().map(|d| d.std_error));
    let worst = errors.filter(|e| e.is_finite()).fold(0.0, f64::max);
    let both = if comparison.sides.len() > 2 { "all" } else { "both" };
    let mut sentence = format!("Same trials on {both} sides");
    if worst > 0.0 {
        let worst = number::one_digit_up(100.0 * worst);
        sentence.push_str("; differences of chances are off by ±");
        sentence.push_str(&worst);
        sentence.push_str(" in 100 at most from sampling");
    }
    notes.push(sentence + ".");
    if has_worlds(comparison) {
        notes.push("Across inputs: 9 in 10 readings of your inputs.".to_owned());
        let shown = comparison.rows.iter().filter(|row| !row.is_joint);
        let clear = shown.flat_map(|row| &row.differences).filter(|own| is_seen(own.verdict()));
        let drawn =
            ranges::Drawn { trials: comparison.drawn.trials, readings: comparison.drawn.worlds };
        notes.extend(ranges::resolving(clear.filter_map(|difference| difference.range), &drawn));
    }
    if comparison.rows.iter().any(|row| row.outcome == "median" && row.unit.is_some()) {
        notes.push("Median: a side has no stable mean.".to_owned());
    }
    notes.extend(thin(comparison));
    let drawn = &comparison.drawn;
    let readings = readings::drawn(drawn.worlds);
    let fewest = splits.iter().map(|splits| splits.trials).min();
    let each = match fewest {
        None => "each side".to_owned(),
        Some(trials) if trials == drawn.trials => "each side and mixture".to_owned(),
        Some(trials) => format!("each side, at least {} of each mixture", number::count(trials)),
    };
    let trials = number::several(drawn.trials, "trial");
    notes.push(format!("{trials} of {each}{readings}, seed {}", drawn.seed));
    notes.into_iter().map(Block::Note).collect()
}
