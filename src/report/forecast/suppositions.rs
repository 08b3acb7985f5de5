//! Words for assumptions, interventions and evidence.

use super::{known, readings};
use crate::forecast::{Drawn, Forecast, Supposed};
use crate::report::document::Block;
use crate::report::format::number;

/// Lists the assumptions, interventions and evidence of the forecast.
pub(crate) fn suppositions(forecast: &Forecast) -> Vec<Block> {
    let mut blocks: Vec<Block> = assuming(&forecast.choices).into_iter().collect();
    blocks.extend(making(&forecast.interventions));
    blocks.extend(known::head(forecast, || weight(forecast)));
    let is_alone = forecast.known.as_ref().is_none_or(|known| known.news.is_empty());
    let weight = || if is_alone { format!(" ({})", weight(forecast)) } else { String::new() };
    blocks.extend(learning(&forecast.evidence, weight));
    blocks
}

/// Words for the options that are assumed; `None` without choices.
pub(crate) fn assuming(choices: &[(String, String)]) -> Option<Block> {
    let choices: Vec<String> =
        choices.iter().map(|(name, option)| format!("{name} = {option}")).collect();
    (!choices.is_empty()).then(|| Block::Paragraph(format!("Assuming {}", choices.join(", "))))
}

/// Words for interventions; `None` without any.
pub(crate) fn making(interventions: &[Supposed]) -> Option<Block> {
    let made: Vec<String> = interventions.iter().map(supposed).collect();
    let words = || format!("Supposing somebody makes {}", made.join(", and "));
    (!made.is_empty()).then(|| Block::Paragraph(words()))
}

/// Words for evidence and its weight; `None` without evidence.
pub(crate) fn learning(evidence: &[String], weight: impl Fn() -> String) -> Option<Block> {
    let words = || format!("Supposing we learn that {}{}", evidence.join(" and "), weight());
    (!evidence.is_empty()).then(|| Block::Paragraph(words()))
}

/// Words for an intervention, such as `sanctions = imposed from 1 Oct 2025 on`.
fn supposed(made: &Supposed) -> String {
    let day = number::day_and_year;
    let when = match (made.from, made.until) {
        (None, _) => String::new(),
        (Some(from), None) => format!(" from {} on", day(from)),
        (Some(from), Some(until)) if from == until => format!(" on {} only", day(from)),
        (Some(from), Some(until)) => format!(" from {} to {}", day(from), day(until)),
    };
    format!("{} = {}{when}", made.variable, made.value)
}

/// Words for the share of trials, or the probability, that satisfies the evidence.
fn weight(forecast: &Forecast) -> String {
    if let Some(exact) = &forecast.exact {
        return format!("probability {}", number::likelihood(exact.ln_sure));
    }
    let Drawn { kept, trials, effective, .. } = forecast.drawn;
    let kept = format!("kept {} of {}", number::count(kept), number::several(trials, "trial"));
    let worth = effective.map(|worth| format!(", worth {}", number::count(worth.round() as u64)));
    kept + &worth.unwrap_or_default() + &readings::worth(forecast.drawn)
}
