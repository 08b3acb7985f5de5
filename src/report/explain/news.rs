//! News in sentences: what is known, since when, from where, and what is watched.

use super::grounds::Writer;
use super::words;
use crate::report::document::Outline;
use crate::scenario::{Learnt, Likelier, News, Scenario};

/// Describes the news of a scenario, by day, and the processes that it watches; `None` if it has neither.
pub(super) fn describe<'a>(scenario: &'a Scenario, writer: &mut Writer<'a>) -> Option<Outline> {
    let Scenario { news, watched, today, .. } = scenario;
    if news.is_empty() && watched.is_empty() && today.is_none() {
        return None;
    }
    writer.begin();
    let last = news.iter().map(|news| news.on.value).max();
    let day = today.as_ref().map(|today| today.value).or(last).map(words::day);
    let opening = match day {
        Some(day) => format!("News up to {day}, today unless --today says otherwise:"),
        None => "No news yet, so nothing is known to have happened:".to_owned(),
    };
    let mut by_day: Vec<&News> = news.iter().collect();
    by_day.sort_by_key(|news| news.on.value);
    let mut below: Vec<(usize, String)> =
        by_day.into_iter().map(|news| (0, sentence(news, writer))).collect();
    let names: Vec<&str> = watched.iter().map(|watched| watched.name.value.as_str()).collect();
    if let Some((verb, those)) = match names[..] {
        [] => None,
        [_] => Some(("is", "it")),
        _ => Some(("are", "they")),
    } {
        below.push((
            0,
            format!(
                "{} {verb} watched: up to today {those} made no move except those in the news.",
                words::list(&names)
            ),
        ));
    }
    Some(Outline { opening, below })
}

fn sentence<'a>(news: &'a News, writer: &mut Writer<'a>) -> String {
    let on = words::day(news.on.value);
    let said = format!("`{}`", words::on_one_line(&news.learnt.written().text));
    let said = match &news.learnt {
        Learnt::Is(_) => format!("On {on} {said} holds"),
        Learnt::Happened(_) => format!("On {on} {said} holds for the first time"),
        Learnt::Heard(_, Likelier::Ratio(ratio)) => format!(
            "On {on} it was heard that {said}, {} times likelier to be heard where it is true",
            words::number(ratio.value)
        ),
        Learnt::Heard(_, Likelier::ByOutcome(ratios, _)) => {
            let ratio = |(name, ratio): &(
                crate::diagnostic::Located<String>,
                crate::diagnostic::Located<f64>,
            )| {
                format!(
                    "{} times likelier where it is *{}*",
                    words::number(ratio.value),
                    name.value
                )
            };
            let ratios: Vec<String> = ratios.iter().map(ratio).collect();
            format!("On {on} a report was heard of {said}: {}", words::list(&ratios))
        }
    };
    let source = news.source.as_ref().map(|source| source.value.as_str());
    let because = news.because.as_ref().map(|because| because.value.as_str());
    said + &writer.of_news(source, because)
}
