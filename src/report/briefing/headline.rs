//! The first sentences: the answers that matter most, in plain words.

use crate::forecast::{Answer, Body, Estimate, Forecast};
use crate::report::document::{Block, Share};
use crate::report::forecast::heading::{condition, heading};
use crate::report::forecast::present::by_until;
use crate::report::forecast::{known, numbers};
use crate::report::format::number;

/// The number of sentences.
const SENTENCES: usize = 3;

/// Returns the answers of the first sentences, the most important first: those that `chosen` names or, if it is empty,
/// the first unconditional chances, of several about one event by several dates the last; without chances, the first
/// other answers.
pub(crate) fn leading<'f>(forecast: &'f Forecast, chosen: &[String]) -> Vec<&'f Answer> {
    let named = |name: &String| forecast.answers.iter().find(|answer| answer.question == *name);
    let picked: Vec<&Answer> = chosen.iter().filter_map(named).collect();
    if !picked.is_empty() {
        return picked;
    }
    let mut found: Vec<&Answer> = Vec::new();
    for answer in forecast.answers.iter().filter(|answer| answer.given.is_none()) {
        if chance(answer).is_none_or(|chance| chance.probability.is_nan()) {
            continue;
        }
        match found.iter().position(|known| are_of_one_event(known, answer)) {
            Some(at) if found[at].timeline.len() < answer.timeline.len() => found[at] = answer,
            Some(_) => {}
            None => found.push(answer),
        }
    }
    if found.is_empty() {
        found.extend(forecast.answers.iter().filter(|answer| answer.given.is_none()));
    }
    found.truncate(SENTENCES);
    found
}

/// The chance of a condition, or that a date comes.
pub(crate) fn chance(answer: &Answer) -> Option<&Estimate> {
    match &answer.body {
        Body::Date(date) => Some(&date.happens),
        _ => condition(answer),
    }
}

/// Whether the chances of two answers are the same as long as both have dates.
fn are_of_one_event(one: &Answer, other: &Answer) -> bool {
    let mut both = one.timeline.iter().zip(&other.timeline).peekable();
    both.peek().is_some()
        && both.all(|((day, a), (date, b))| {
            day == date && a.probability.to_bits() == b.probability.to_bits()
        })
}

/// The label of an answer, with its last day for a date.
pub(super) fn label(forecast: &Forecast, answer: &Answer) -> String {
    format!("{}{}", heading(answer).trim(), by_until(forecast, answer))
}

/// Returns the sentences, and a hundred dots for the first if it is a chance.
pub(super) fn blocks(forecast: &Forecast, leading: &[&Answer]) -> Vec<Block> {
    let mut blocks: Vec<Block> =
        leading.iter().map(|answer| Block::Paragraph(sentence(forecast, answer))).collect();
    let first = leading.first().and_then(|answer| Some((answer, chance(answer)?)));
    let first = first.filter(|(_, chance)| chance.probability.is_finite());
    let share = first.map(|(answer, chance)| {
        let of_hundred = (100.0 * chance.probability).round() as usize;
        let number = number::in_100(chance);
        Block::Share(Share { label: label(forecast, answer), number, of_hundred })
    });
    let at = blocks.len().min(1);
    blocks.splice(at..at, share);
    blocks
}

/// A sentence such as *They meet by 31 Dec: 30 in 100; nine in ten readings of the inputs lie between 23 and 38.
/// Unlikely.*
fn sentence(forecast: &Forecast, answer: &Answer) -> String {
    let label = label(forecast, answer);
    let settled = known::settled(forecast, answer);
    let Some(chance) = chance(answer) else {
        let words = other(answer, &label);
        return settled.map_or(words.clone(), |how| format!("{words} {}.", capital(&how)));
    };
    let range = number::range(chance);
    let range = if let Some((low, high)) = range.split_once('–') {
        format!("; nine in ten readings of the inputs lie between {low} and {high}")
    } else if number::is_unresolved(chance) {
        "; its range between readings of the inputs needs more trials".to_owned()
    } else {
        String::new()
    };
    let words = format!("{label}: {} in 100{range}.", number::in_100(chance));
    if let Some(how) = settled {
        return format!("{words} {}.", capital(&how));
    }
    let word = number::word(chance, &forecast.yardstick).filter(|_| answer.given.is_none());
    match word {
        Some(word) => format!("{words} {}.", capital(bare(&word))),
        None => words,
    }
}

/// A sentence on an answer that is no chance: its likeliest outcomes, or its middle.
fn other(answer: &Answer, label: &str) -> String {
    match &answer.body {
        Body::Category(outcomes) => {
            let mut known: Vec<&(String, Estimate)> =
                outcomes.iter().filter(|(_, chance)| chance.probability.is_finite()).collect();
            known.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability));
            let likeliest = known.iter().take(2);
            let words: Vec<String> = likeliest
                .map(|(name, chance)| format!("{name} {} in 100", number::in_100(chance)))
                .collect();
            if words.is_empty() {
                return format!("{label}: no trial to ask.");
            }
            format!("{label}: {}.", words.join(", "))
        }
        Body::Number(summary) => {
            let parts = numbers::parts(answer, summary);
            format!("{label}: {}.", parts.iter().take(2).cloned().collect::<Vec<_>>().join(", "))
        }
        _ => format!("{label}: see below."),
    }
}

/// Returns a word of a yardstick without its range.
pub(super) fn bare(word: &str) -> &str {
    word.split(" (").next().unwrap_or(word)
}

/// Returns words that begin with a capital letter.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::forecast::sample;

    #[test]
    fn sentences_have_number_range_and_word() {
        let forecast = sample::leaders_summit();
        let leading = leading(&forecast, &[]);
        let blocks = blocks(&forecast, &leading);
        let Block::Paragraph(first) = &blocks[0] else { panic!("{blocks:?}") };
        assert_eq!(
            first,
            "They meet by 30 Sep: 4 in 100; nine in ten readings of the inputs lie between 2 and 7. \
             Almost no chance."
        );
        assert!(matches!(&blocks[1], Block::Share(share) if share.of_hundred == 4));
    }

    #[test]
    fn of_one_event_by_several_dates_the_last_leads() {
        let mut forecast = sample::leaders_summit();
        let days = |days: i8, scale: f64| -> Vec<_> {
            let chance = |day: i8| sample::chance(scale * f64::from(day));
            (1..=days).map(|day| (jiff::civil::date(2025, 9, day), chance(day))).collect()
        };
        forecast.answers[0].timeline = days(10, 0.01);
        forecast.answers[1].timeline = days(20, 0.01);
        forecast.answers[2].timeline = days(20, 0.02);
        let names: Vec<&str> =
            leading(&forecast, &[]).iter().map(|answer| answer.question.as_str()).collect();
        assert_eq!(names[..2], ["by_oct", "by_dec"]);
        let chosen = ["by_sep".to_owned()];
        assert_eq!(leading(&forecast, &chosen)[0].question, "by_sep");
    }
}
