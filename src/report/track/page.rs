//! A track as a document: each answer as it stood on each day, as a line and as a table.

use crate::analysis::{Every, Point, Track};
use crate::forecast::{Answer, Body, Estimate};
use crate::report::document::{Block, Cell, Column, Document, Line, Table};
use crate::report::forecast::heading::heading;
use crate::report::forecast::suppositions::{assuming, learning, making};
use crate::report::forecast::{numbers, ranges, readings};
use crate::report::format::number;
use jiff::civil::Date;

/// The most outcomes of a question that have a column each.
const MOST_OUTCOMES: usize = 6;
/// The news of a day that are listed; more are counted.
const MOST_NEWS: usize = 3;

/// Renders the track.
pub fn page(track: &Track) -> Document {
    let Some(last) = track.points.last() else { return Document::default() };
    let forecast = &last.forecast;
    let mut blocks: Vec<Block> = assuming(&forecast.choices).into_iter().collect();
    blocks.extend(making(&forecast.interventions));
    blocks.extend(learning(&track.evidence, String::new));
    blocks.extend(answers(track));
    blocks.extend(closing(track, last));
    Document { title: forecast.title.clone(), when: when(track, last), blocks }
}

/// The track as part of a page: lines and tables, and how they were drawn.
pub fn section(track: &Track) -> Vec<Block> {
    let notes = track.points.last().map(|last| closing(track, last)).unwrap_or_default();
    answers(track).into_iter().chain(notes).collect()
}

/// The line and the table of each answer that has chances, and the table of each number.
fn answers(track: &Track) -> Vec<Block> {
    let Some(last) = track.points.last() else { return Vec::new() };
    let mut blocks = Vec::new();
    for (index, answer) in last.forecast.answers.iter().enumerate() {
        let on = |point: &'_ Point| point.forecast.answers.get(index).cloned();
        let own: Vec<Answer> = track.points.iter().filter_map(on).collect();
        if own.len() != track.points.len() {
            continue;
        }
        match &answer.body {
            Body::Condition(_) | Body::Date(_) => blocks.extend(of_chance(track, answer, &own)),
            Body::Category(outcomes) => blocks.extend(of_category(track, answer, outcomes, &own)),
            Body::Number(_) => blocks.extend(of_number(track, answer, &own)),
            Body::Joint(_) => {}
        }
    }
    blocks
}

/// Whether some answers are not tracked: joint tables.
pub fn is_partial(track: &Track) -> bool {
    let answers = track.points.last().map(|point| &point.forecast.answers);
    let has_none = |answer: &Answer| matches!(answer.body, Body::Joint(_));
    answers.is_some_and(|answers| answers.iter().any(has_none))
}

/// The time span, and the number of news.
fn when(track: &Track, last: &Point) -> String {
    let Some(clock) = &last.forecast.clock else { return String::new() };
    let year = clock.as_of.year();
    let day = |day: Date| number::day_since(day, year);
    let news: usize = track.points.iter().map(|point| point.news.len()).sum();
    let s = if news == 1 { "" } else { "s" };
    let news = number::count(news as u64);
    format!(
        "as of {}, today {}, until {}; {news} piece{s} of news",
        number::day_and_year(clock.as_of),
        day(last.date),
        day(clock.until)
    )
}

/// The chance of a condition, or that a day comes.
fn chance(answer: &Answer) -> Option<&Estimate> {
    match &answer.body {
        Body::Condition(estimate) => Some(estimate),
        Body::Date(date) => Some(&date.happens),
        _ => None,
    }
}

fn of_chance(track: &Track, answer: &Answer, own: &[Answer]) -> Vec<Block> {
    let chances: Vec<&Estimate> = own.iter().filter_map(chance).collect();
    let has_ranges = chances.iter().any(|estimate| estimate.range.is_some());
    let points = track.points.iter().map(|point| point.date);
    let is_marked = |point: &&Point| !point.news.is_empty();
    let line = Line {
        label: heading(answer),
        points: points.zip(chances.iter().map(|estimate| **estimate)).collect(),
        marks: track.points.iter().filter(is_marked).map(|point| point.date).collect(),
        is_whole: has_ranges,
        year: year(track),
    };
    let uncertainty = if has_ranges { Column::left("range") } else { Column::right("±") };
    let columns =
        vec![Column::left(""), Column::right("in 100"), uncertainty, Column::left("news")];
    let text = if has_ranges { number::whole_in_100 } else { number::in_100 };
    let rows = track.points.iter().zip(&chances).map(|(point, estimate)| {
        let uncertainty = match estimate.range {
            Some(_) if number::is_unresolved(estimate) => ranges::MARK.to_owned(),
            Some(_) => number::range(estimate),
            None if estimate.settled.is_some() => if has_ranges { "" } else { "0" }.to_owned(),
            None if has_ranges => ranges::error(estimate),
            None => number::plus_minus(estimate),
        };
        let number =
            if estimate.settled.is_some() { number::in_100(estimate) } else { text(estimate) };
        let number = or_mark(number, estimate);
        let texts = [day(track, point.date), number, uncertainty, news_in_words(point)];
        texts.into_iter().map(Cell::Text).collect()
    });
    let table = Table { columns, rows: rows.collect() };
    vec![Block::Heading(heading(answer)), Block::Line(line), Block::Table(table)]
}

/// The chances of several outcomes: a column for each, or for the likeliest.
fn of_category(
    track: &Track,
    answer: &Answer,
    outcomes: &[(String, Estimate)],
    own: &[Answer],
) -> Vec<Block> {
    // what is possible on no day has no column
    let is_possible = |at: &usize| {
        own.iter().any(|answer| {
            let estimates = answer.estimates();
            estimates.get(*at).is_none_or(|e| e.probability.is_nan() || e.probability > 0.0)
        })
    };
    let mut shown: Vec<usize> = (0..outcomes.len()).filter(is_possible).collect();
    if outcomes.len() > MOST_OUTCOMES {
        shown.sort_by(|a, b| outcomes[*b].1.probability.total_cmp(&outcomes[*a].1.probability));
        shown.truncate(MOST_OUTCOMES);
        shown.sort_unstable();
    }
    let named = shown.iter().map(|at| Column::right(outcomes[*at].0.clone()));
    let columns = [Column::left("")].into_iter().chain(named).chain([Column::left("news")]);
    let rows = track.points.iter().zip(own).map(|(point, answer)| {
        let estimates = answer.estimates();
        let of = |at: &usize| {
            estimates.get(*at).map_or_else(String::new, |e| or_mark(number::in_100(e), e))
        };
        let chances = shown.iter().map(of);
        let texts =
            [day(track, point.date)].into_iter().chain(chances).chain([news_in_words(point)]);
        texts.map(Cell::Text).collect()
    });
    let table = Table { columns: columns.collect(), rows: rows.collect() };
    vec![Block::Heading(heading(answer)), Block::Table(table)]
}

/// A number in words on each day.
fn of_number(track: &Track, answer: &Answer, own: &[Answer]) -> Vec<Block> {
    let rows = track.points.iter().zip(own).map(|(point, answer)| {
        let words = match &answer.body {
            Body::Number(summary) => numbers::parts(answer, summary).join(" · "),
            _ => String::new(),
        };
        [day(track, point.date), words, news_in_words(point)].map(Cell::Text).into()
    });
    let columns = vec![Column::left(""), Column::left("forecast"), Column::left("news")];
    let table = Table { columns, rows: rows.collect() };
    vec![Block::Heading(heading(answer)), Block::Table(table)]
}

/// A number, or a mark where there is none: no trial was asked, or too few readings carry the evidence.
fn or_mark(number: String, estimate: &Estimate) -> String {
    match number.is_empty() {
        false => number,
        true if estimate.probability.is_nan() => "–".to_owned(),
        true => ranges::MARK.to_owned(),
    }
}

fn year(track: &Track) -> i16 {
    let clock = track.points.first().and_then(|point| point.forecast.clock.as_ref());
    clock.map_or(0, |clock| clock.as_of.year())
}

fn day(track: &Track, day: Date) -> String {
    number::day_since(day, year(track))
}

/// The news of a day in words.
fn news_in_words(point: &Point) -> String {
    let mut texts: Vec<String> = Vec::new();
    for news in point.news.iter().take(MOST_NEWS) {
        texts.push(if news.is_report {
            format!("heard: {}", news.text)
        } else {
            news.text.clone()
        });
    }
    let more = point.news.len().saturating_sub(MOST_NEWS);
    texts.extend((more > 0).then(|| format!("and {more} more")));
    texts.join("; ")
}

/// Notes on errors, and on what was drawn.
fn closing(track: &Track, last: &Point) -> Vec<Block> {
    let mut notes = Vec::new();
    let answers = track.points.iter().flat_map(|point| &point.forecast.answers);
    let estimates = || answers.clone().flat_map(Answer::estimates);
    let errors = estimates().filter(|e| e.probability > 0.0 && e.probability < 1.0);
    let worst = errors.map(Estimate::error).filter(|e| e.is_finite()).fold(0.0, f64::max);
    let off = format!(
        "Sampling error on any day: at most {} in 100.",
        number::one_digit_up(100.0 * worst)
    );
    let has_worlds = track.points.iter().any(|point| point.forecast.drawn.worlds > 1);
    if has_worlds {
        let off = if worst > 0.0 { format!(" {off}") } else { String::new() };
        notes.push(format!("Range: 9 in 10 readings of your inputs.{off}"));
    } else if worst > 0.0 {
        notes.push(off);
    }
    let is_unknown = |e: &Estimate| e.probability.is_finite() && number::in_100(e).is_empty();
    if estimates().any(is_unknown) {
        let few = readings::too_few(last.forecast.drawn.worlds);
        notes.push(format!("{} in 100: {few} to tell.", ranges::MARK));
    }
    if estimates().any(|e| e.probability.is_nan()) {
        notes.push("–: no trial to ask.".to_owned());
    }
    let open = estimates().any(number::is_unresolved);
    notes.extend(
        open.then(|| format!("{}: range not resolved; take more trials (`-n`).", ranges::MARK)),
    );
    for point in &track.points {
        let few = readings::warnings(&point.forecast);
        notes.extend(
            few.into_iter().map(|warning| format!("{}: {warning}", day(track, point.date))),
        );
    }
    if is_partial(track) {
        notes.push("Joint tables are not tracked.".to_owned());
    }
    let inner = track.points.get(1..track.points.len().saturating_sub(1)).unwrap_or_default();
    if track.every == Every::News && inner.iter().any(|point| point.news.is_empty()) {
        let words = "Weekly where no news came, as silence is news of what is watched; `--every day` shows each day.";
        notes.push(words.to_owned());
    }
    let drawn = &last.forecast.drawn;
    let days = match track.points.len() as u64 {
        1 => "one day".to_owned(),
        days => format!("each of {} days", number::count(days)),
    };
    notes.push(match &last.forecast.exact {
        Some(_) => format!("Computed, not sampled, for {days}."),
        None => format!(
            "{}{} for {days}, seed {}",
            number::several(drawn.trials, "trial"),
            readings::drawn(drawn.worlds),
            drawn.seed
        ),
    });
    notes.into_iter().map(Block::Note).collect()
}
