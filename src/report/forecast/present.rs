//! A forecast as a document: decides which answer becomes which table, chart or sentence. Independent of
//! formats.

use super::heading::{condition, has_worlds, heading};
use super::notes::{closing, confidence, kept, left_out, trials_in_words, worst};
use super::suppositions::suppositions;
use super::{computed, experts, joint, known, numbers, ranges, readings, when};
use crate::forecast::{Answer, Body, DateSummary, Estimate, Forecast, Settled};
use crate::formula::Unit;
use crate::report::document::{Bars, Block, Cell, Column, Curve, Document, Parts, Table};
use crate::report::format::number;

/// Number of dated conditions with a sentence on when they occur, by default.
const MOST_DATED: usize = 2;

/// The level of detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The main results.
    Brief,
    /// Also the timeline of each dated condition, and the number of trials behind each answer.
    Full,
}

/// Shows the forecast as a document.
pub fn present(forecast: &Forecast, detail: Detail) -> Document {
    let mut blocks = suppositions(forecast);
    blocks.extend(answer_blocks(&forecast.answers, forecast, detail));
    blocks.extend(forecast.answers.iter().filter_map(left_out));
    blocks.extend(computed::undefined(forecast, heading));
    if detail == Detail::Full {
        blocks.extend(forecast.answers.iter().filter_map(|a| kept(a, forecast.drawn)));
        blocks.extend(computed::asked(forecast, heading));
    }
    blocks.extend(experts::blocks(forecast, detail == Detail::Full));
    blocks.extend(known::parameters(forecast));
    blocks.extend(known::surprises(forecast));
    blocks.extend(confidence::blocks(forecast));
    blocks.extend(closing(forecast));
    Document { title: forecast.title.clone(), when: clock(forecast), blocks }
}

/// Shows answers of the forecast, each as a table, a chart or a sentence.
pub(crate) fn answer_blocks(
    mut answers: &[Answer],
    forecast: &Forecast,
    detail: Detail,
) -> Vec<Block> {
    let dated = with_dates(forecast);
    let mut blocks = Vec::new();
    while let Some(first) = answers.first() {
        let conditions = answers.iter().take_while(|a| condition(a).is_some()).count();
        blocks.extend(match &first.body {
            Body::Condition(_) => {
                conditions_block(&answers[..conditions], forecast, detail, &dated)
            }
            Body::Category(outcomes) => vec![category(first, outcomes, forecast, detail)],
            Body::Number(number) => numbers::blocks(first, number, year(forecast)),
            Body::Date(date) => date_blocks(first, date, forecast),
            Body::Joint(table) => joint::blocks(&heading(first), table),
        });
        answers = &answers[conditions.max(1)..];
    }
    blocks
}

/// The conditions with a sentence on when they occur: the first few whose timeline no other one extends.
fn with_dates(forecast: &Forecast) -> Vec<&str> {
    let dated = forecast.answers.iter().filter(|a| a.tells_when && condition(a).is_some());
    dated.map(|answer| answer.question.as_str()).take(MOST_DATED).collect()
}

/// Formats a date, with its year unless that is the year in which the clock begins.
pub(crate) fn day(forecast: &Forecast, day: jiff::civil::Date) -> String {
    number::day_since(day, year(forecast))
}

/// The year in which the clock begins; 0 without a clock.
pub(crate) fn year(forecast: &Forecast) -> i16 {
    forecast.clock.as_ref().map_or(0, |clock| clock.as_of.year())
}

/// Words for the clock, such as `as of 20 Aug 2025, until 31 Dec, daily`.
pub(crate) fn clock(forecast: &Forecast) -> String {
    let Some(clock) = &forecast.clock else { return String::new() };
    let until = day(forecast, clock.until);
    let step = match clock.step {
        Unit::Day => "daily",
        Unit::Week => "weekly",
        Unit::Month => "monthly",
        Unit::Year => "yearly",
    };
    format!("as of {}, until {until}, {step}", number::day_and_year(clock.as_of))
}

/// The columns of probabilities: equal in all such tables, so that these are aligned.
fn chance_columns(forecast: &Forecast) -> Vec<Column> {
    let uncertainty =
        if has_worlds(forecast) { Column::left("range") } else { Column::right("±") };
    vec![Column::left(""), Column::right("in 100"), uncertainty, Column::chart(), Column::left("")]
}

fn chance_row(
    label: String,
    (forecast, answer): (&Forecast, &Answer),
    estimate: &Estimate,
    remark: &str,
) -> Vec<Cell> {
    let uncertainty = if number::is_unresolved(estimate) {
        ranges::MARK.to_owned()
    } else if estimate.range.is_some() {
        number::range(estimate)
    } else if has_worlds(forecast) {
        ranges::error(estimate)
    } else {
        number::plus_minus(estimate)
    };
    let (sampled_low, sampled_high) = estimate.interval();
    let (low, high) = estimate.ends().unwrap_or((sampled_low, sampled_high));
    let chart = if estimate.probability.is_finite() && low.is_finite() {
        Cell::Interval { low, value: estimate.probability, high }
    } else {
        Cell::Empty
    };
    let asked = match &forecast.exact {
        Some(_) => number::several(forecast.drawn.worlds, "reading"),
        None => trials_in_words(answer.kept.saturating_sub(answer.left_out)),
    };
    let is_few = readings::is_few(answer.worlds_worth);
    let few = is_few.then(|| readings::too_few(forecast.drawn.worlds));
    let why = known::settled(forecast, answer).or_else(|| self::remark(estimate, few, &asked));
    let remark = why.unwrap_or_else(|| remark.to_owned());
    let number = known::moved(forecast, answer, number::in_100(estimate));
    let text = Cell::Text;
    vec![text(label), text(number), text(uncertainty), chart, text(remark)]
}

/// A remark on a probability: nothing asked, too little for an error, a bound, or determined by the model.
pub(crate) fn remark(estimate: &Estimate, few: Option<String>, asked: &str) -> Option<String> {
    let (low, high) = estimate.interval();
    let p = estimate.probability;
    if p.is_nan() {
        return Some("no trial to ask".to_owned());
    }
    if few.is_some() && estimate.settled.is_none() {
        return few;
    }
    if p <= 0.0 && high > 0.0 {
        return Some(format!("none of {asked}"));
    }
    if p >= 1.0 && low < 1.0 {
        return Some(format!("all {asked}"));
    }
    estimate.settled.map(|settled| match settled {
        Settled::Supposed => "supposed".to_owned(),
        Settled::Certain | Settled::Impossible => "by the model".to_owned(),
    })
}

/// Conditions as one table; then sentences on when those in `dated` occur and, in full detail, the timelines
/// of the others.
fn conditions_block(
    answers: &[Answer],
    forecast: &Forecast,
    detail: Detail,
    dated: &[&str],
) -> Vec<Block> {
    let row = |label: String, answer: &Answer| {
        let estimate = condition(answer)?;
        // words are for headlines: after a condition, one would be taken for the whole
        let word = number::word(estimate, &forecast.yardstick)
            .filter(|_| answer.given.is_none())
            .unwrap_or_default();
        Some(chance_row(label, (forecast, answer), estimate, &word))
    };
    let mut rows = Vec::new();
    let is_of_one = |a: &Answer, b: &Answer| of_member(a).is_some() && shared(a) == shared(b);
    for answers in answers.chunk_by(is_of_one) {
        let shared = shared(&answers[0]).filter(|_| answers.len() > 1);
        if let Some(shared) = shared {
            let empty = || Cell::Text(String::new());
            let label = Cell::Text(shared.to_owned());
            rows.push(vec![label, empty(), empty(), Cell::Empty, empty()]);
        }
        rows.extend(answers.iter().filter_map(|answer| {
            let member = of_member(answer).filter(|_| shared.is_some());
            row(member.map_or_else(|| heading(answer), |(_, own)| format!("  {own}")), answer)
        }));
    }
    let mut blocks = vec![Block::Table(Table { columns: chance_columns(forecast), rows })];
    let is_dated = |answer: &&Answer| dated.contains(&answer.question.as_str());
    let year = year(forecast);
    blocks.extend(
        answers.iter().filter(is_dated).flat_map(|a| when::blocks(a, year, forecast.today())),
    );
    if detail == Detail::Full {
        blocks
            .extend(answers.iter().filter(|a| !is_dated(a)).filter_map(|a| timeline(a, forecast)));
    }
    blocks
}

/// Of a question that is asked of each member of a group: the label that all share, and that of the member.
fn of_member(answer: &Answer) -> Option<(&str, &str)> {
    answer.member.as_ref().and_then(|_| answer.label.rsplit_once(": "))
}

fn shared(answer: &Answer) -> Option<&str> {
    of_member(answer).map(|(shared, _)| shared)
}

fn timeline(answer: &Answer, forecast: &Forecast) -> Option<Block> {
    let (year, today) = (year(forecast), forecast.today());
    let points = answer.timeline.clone();
    let label = heading(answer);
    let is_whole = when::is_whole(answer);
    (!points.is_empty()).then_some(Block::Curve(Curve {
        event: label.clone(),
        label,
        points,
        is_whole,
        today,
        year,
    }))
}

/// With more outcomes than this, only the likeliest are listed.
const MOST_LISTED: usize = 100;

/// The number of likeliest outcomes that are listed if there are too many.
const LIKELIEST: usize = 25;

/// Outcomes in a line, the likeliest alone if they are many; in full detail, with the range of each, if there is one.
pub(crate) fn category(
    answer: &Answer,
    outcomes: &[(String, Estimate)],
    forecast: &Forecast,
    detail: Detail,
) -> Block {
    let label = heading(answer);
    let nothing_drawn = forecast.exact.is_none() && answer.kept <= answer.left_out;
    if nothing_drawn || outcomes.iter().all(|(_, estimate)| estimate.probability.is_nan()) {
        let parts = vec!["no trial to ask".to_owned()];
        return Block::Parts(Parts { label, parts, remark: String::new() });
    }
    // among the trials of a `given`, an outcome with no trials is mostly the one before the event is settled
    let is_shown = |(_, estimate): &&(String, Estimate)| {
        let can_be = estimate.settled.is_none() || estimate.probability > 0.0;
        detail == Detail::Full || can_be && (answer.given.is_none() || estimate.probability > 0.0)
    };
    let mut bars: Vec<(String, Estimate)> = outcomes.iter().filter(is_shown).cloned().collect();
    let error = worst(outcomes.iter().map(|(_, e)| e)).filter(|_| !has_worlds(forecast));
    let mut remarks = Vec::new();
    if bars.len() > MOST_LISTED {
        bars.sort_by(|(_, a), (_, b)| b.probability.total_cmp(&a.probability));
        let most = number::in_100(&bars[LIKELIEST].1);
        let more = number::count((bars.len() - LIKELIEST) as u64);
        bars.truncate(LIKELIEST);
        let format = "all with --format csv or json";
        remarks.push(format!("… and {more} more, at most {most} each: {format}"));
    }
    remarks.extend(error.map(|e| format!("(±{e})")));
    match known::settled(forecast, answer) {
        Some(settled) => remarks.push(settled),
        None if readings::is_few(answer.worlds_worth) => {
            remarks.push(readings::too_few(forecast.drawn.worlds));
        }
        None => {}
    }
    let remark = remarks.join("  ");
    Block::Bars(Bars { label, bars, has_ranges: detail == Detail::Full, remark })
}

/// Words such as `, by 31 Dec` for a first passage; a date computed from one may lie beyond the horizon.
pub(crate) fn by_until(forecast: &Forecast, answer: &Answer) -> String {
    match (&answer.body, &forecast.clock) {
        (Body::Date(_), _) if answer.timeline.is_empty() => ", ever".to_owned(),
        (Body::Date(_), Some(clock)) => format!(", by {}", day(forecast, clock.until)),
        _ => String::new(),
    }
}

/// A first passage: its probability, its date if it occurs, and its timeline.
fn date_blocks(answer: &Answer, summary: &DateSummary, forecast: &Forecast) -> Vec<Block> {
    let label = format!("{}{}", heading(answer), by_until(forecast, answer));
    let word =
        number::word(&summary.happens, &forecast.yardstick).filter(|_| answer.given.is_none());
    let row = chance_row(label, (forecast, answer), &summary.happens, &word.unwrap_or_default());
    let mut blocks =
        vec![Block::Table(Table { columns: chance_columns(forecast), rows: vec![row] })];
    if when::is_past(answer) {
        return blocks;
    }
    let at = |requested: f64| {
        let found = summary.quantiles_if_happens.iter().find(|(q, _)| (q - requested).abs() < 1e-9);
        found.map(|(_, date)| day(forecast, *date))
    };
    let by_then = if answer.timeline.is_empty() { "" } else { " by then" };
    if let (Some(half), Some(most)) = (at(0.5), at(0.95)) {
        blocks.push(Block::Paragraph(format!(
            "When: if it comes{by_then}, half by {half}, 95 in 100 by {most}"
        )));
    }
    blocks.extend(timeline(answer, forecast).map(|block| match block {
        Block::Curve(t) => Block::Curve(Curve { label: "chance so far".into(), ..t }),
        other => other,
    }));
    blocks
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn conditions_that_stand_together_share_a_table() {
        let document = present(&sample::two_leaders(), Detail::Brief);
        let rows: Vec<usize> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => Some(table.rows.len()),
                Block::Grid(grid) => Some(grid.cells.len()),
                _ => None,
            })
            .collect();
        assert_eq!(rows, [4, 2]);
    }

    #[test]
    fn a_question_without_trials_says_so() {
        let mut forecast = sample::two_leaders();
        forecast.answers.truncate(5);
        forecast.answers.drain(1..4);
        for answer in &mut forecast.answers {
            answer.kept = 0;
        }
        forecast.answers[0].body = Body::Condition(sample::chance(f64::NAN));
        let text = format!("{:?}", present(&forecast, Detail::Brief).blocks);
        assert_eq!(text.matches("no trial to ask").count(), 2);
        assert!(!text.contains("NaN"));
    }

    #[test]
    fn what_was_left_out_is_reported() {
        let mut forecast = sample::two_leaders();
        forecast.answers[0].left_out = 1234;
        let note = "They meet: undefined in 1,234 of 1,000,000 trials, which are left out.";
        let blocks = present(&forecast, Detail::Brief).blocks;
        assert!(blocks.contains(&Block::Note(note.to_owned())));
    }
}
