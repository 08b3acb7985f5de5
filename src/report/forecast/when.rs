//! When an event occurs, if it does: the dates by which half and 95 % of its probability are reached, and its
//! timeline. Independent of formats.

use super::heading::heading;
use crate::forecast::{Answer, Estimate};
use crate::report::document::{Block, Curve};
use crate::report::format::number;
use jiff::civil::Date;

/// First words that become lower case within a sentence. Any other first word may be a name.
const SMALL: [&str; 28] = [
    "a", "all", "an", "another", "any", "anyone", "at", "both", "each", "either", "every", "he",
    "his", "it", "its", "more", "no", "nobody", "one", "our", "she", "some", "somebody", "the",
    "their", "there", "they", "we",
];

/// The sentence and the timeline of a dated answer; empty if the event never occurs or its day is known. Dates have their year
/// unless it is `year`; `today` is the last known day.
pub(crate) fn blocks(answer: &Answer, year: i16, today: Option<Date>) -> Vec<Block> {
    let Some(sentence) = sentence(answer, year) else { return Vec::new() };
    let is_whole = is_whole(answer);
    let points = rising(&answer.timeline, is_whole);
    let (event, label) = (heading(answer), "chance so far".to_owned());
    let chance = Curve { event, label, points, is_whole, today, year };
    vec![Block::Paragraph(sentence), Block::Curve(chance)]
}

/// The sentence on the dates by which half and most of the probability is reached; `None` if the event never occurs or
/// its day is known.
pub(crate) fn sentence(answer: &Answer, year: i16) -> Option<String> {
    if is_past(answer) {
        return None;
    }
    let (half, most) = (reached(&answer.timeline, 0.5)?, reached(&answer.timeline, 0.95)?);
    let day = |day| number::day_since(day, year);
    let when = format!("half by {}, 95 in 100 by {}", day(half), day(most));
    Some(match within_sentence(answer) {
        Some(words) => format!("When: if {words}, {when}"),
        None => format!("{}: if it comes by then, {when}", answer.label.trim()),
    })
}

/// Whether the day of an answer is known: on each day it is certain that it has come or has not.
pub(crate) fn is_past(answer: &Answer) -> bool {
    let is_known = |estimate: &Estimate| estimate.settled.is_some();
    !answer.timeline.is_empty() && answer.timeline.iter().all(|(_, estimate)| is_known(estimate))
}

/// The points of a chance so far, with bounds that do not fall: by a later day it is at least as large. Points that are
/// shown as numbers stay as they are.
pub(crate) fn rising(timeline: &[(Date, Estimate)], is_whole: bool) -> Vec<(Date, Estimate)> {
    let text = if is_whole { number::whole_in_100 } else { number::in_100 };
    let mut points = timeline.to_vec();
    let mut least = 0.0_f64;
    for (_, estimate) in &mut points {
        let p = estimate.probability;
        if let (true, Some((low, high))) = (text(estimate).starts_with('>'), estimate.sampling) {
            let low = low.max(least.min(p));
            estimate.sampling = Some((low, high));
            least = least.max(low);
        } else if p.is_finite() {
            least = least.max(p);
        }
    }
    let mut most = 1.0_f64;
    for (_, estimate) in points.iter_mut().rev() {
        let p = estimate.probability;
        if let (true, Some((low, high))) = (text(estimate).starts_with('<'), estimate.sampling) {
            let high = high.min(most.max(p));
            estimate.sampling = Some((low, high));
            most = most.min(high);
        } else if p.is_finite() && !text(estimate).is_empty() && !text(estimate).starts_with('>') {
            most = most.min(p);
        }
    }
    points
}

/// Whether probabilities from 1 to 99 % are shown as whole numbers: if worlds differ in the answer.
pub(crate) fn is_whole(answer: &Answer) -> bool {
    answer.estimates().iter().any(|estimate| estimate.range.is_some())
}

/// The first date by which this share of the final probability is reached.
fn reached(timeline: &[(Date, Estimate)], share: f64) -> Option<Date> {
    let (_, last) = timeline.last()?;
    let requested = share * last.probability;
    let mut days = timeline.iter().filter(|(_, so_far)| so_far.probability >= requested);
    (last.probability > 0.0).then(|| days.next().map(|(day, _)| *day)).flatten()
}

/// The label as it reads after "if", if possible: a sentence that begins with a lower-case word.
fn within_sentence(answer: &Answer) -> Option<String> {
    let label = answer.label.trim();
    let first = label.split_whitespace().next()?;
    let small = first.to_lowercase();
    let is_sentence = label != answer.question && !label.ends_with(['?', '.', '!']);
    (is_sentence && SMALL.contains(&small.as_str()))
        .then(|| format!("{small}{}", &label[first.len()..]))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::forecast::Body;
    use jiff::civil::date;

    fn dated(label: &str, chances: &[f64]) -> Answer {
        let first = date(2025, 12, 1);
        let points = chances.iter().zip(first.series(jiff::ToSpan::days(1)));
        let timeline = points.map(|(p, day)| (day, sample::chance(*p))).collect();
        let body = Body::Condition(sample::chance(*chances.last().unwrap_or(&0.0)));
        Answer { timeline, tells_when: true, ..sample::answer("meet", label, None, body) }
    }

    fn sentence(label: &str, chances: &[f64]) -> Option<String> {
        blocks(&dated(label, chances), 2025, None).into_iter().find_map(|block| match block {
            Block::Paragraph(words) => Some(words),
            _ => None,
        })
    }

    #[test]
    fn a_label_that_is_a_sentence_goes_on_after_if() {
        let chances = [0.0, 0.1, 0.2, 0.38, 0.4];
        let tail = "half by 3 Dec, 95 in 100 by 4 Dec";
        for (label, head) in [
            ("They meet by 5 Dec", "When: if they meet by 5 Dec"),
            ("  the two meet", "When: if the two meet"),
            ("Sanctions by 5 Dec", "Sanctions by 5 Dec: if it comes by then"),
            ("meet", "meet: if it comes by then"),
            ("They meet?", "They meet?: if it comes by then"),
        ] {
            assert_eq!(sentence(label, &chances), Some(format!("{head}, {tail}")));
        }
    }

    #[test]
    fn what_never_comes_has_no_day() {
        assert_eq!(sentence("They meet", &[0.0, 0.0]), None);
        assert_eq!(sentence("They meet", &[]), None);
        let at_once = "When: if they meet, half by 1 Dec, 95 in 100 by 1 Dec";
        assert_eq!(sentence("They meet", &[0.3, 0.3]), Some(at_once.to_owned()));
    }

    /// The kind: a chance so far whose bound is below what was printed before.
    #[test]
    fn bounds_of_a_chance_so_far_do_not_fall() {
        let first = date(2025, 12, 1);
        let of = |(p, low, high): &(f64, f64, f64)| Estimate::new(*p, 0.0, (*low, *high));
        let all = [
            (0.0, 0.0, 0.12),
            (0.0, 0.0, 0.02),
            (0.04, 0.03, 0.05),
            (0.95, 0.94, 0.96),
            (1.0, 0.87, 1.0),
            (1.0, 0.99, 1.0),
            (1.0, 0.97, 1.0),
        ];
        let days = first.series(jiff::ToSpan::days(1));
        let points: Vec<(Date, Estimate)> = days.zip(all.iter().map(of)).collect();
        let shown = |points: &[(Date, Estimate)]| {
            points.iter().map(|(_, point)| number::whole_in_100(point)).collect::<Vec<_>>()
        };
        let before = shown(&points);
        assert_eq!(
            (before[0].as_str(), before[4].as_str(), before[6].as_str()),
            ("<12", ">87", ">97")
        );
        let after = shown(&rising(&points, true));
        assert_eq!((after[0].as_str(), after[4].as_str(), after[6].as_str()), ("<2", ">95", ">99"));
        assert_eq!(before[2..4], after[2..4], "numbers stay as they are");
    }
}
