//! How confident the author is, in sentences that are apart from chances.

use crate::forecast::Forecast;
use crate::report::document::Block;
use crate::report::forecast::heading::heading;
use crate::scenario::Confidence;

/// Notes on the confidence in the whole analysis, then in single answers.
pub(crate) fn blocks(forecast: &Forecast) -> Vec<Block> {
    let of_all = forecast.authorship.confidence.as_ref().map(|own| {
        let by = forecast.authorship.author.as_ref();
        let by = by.map_or_else(String::new, |author| format!(" of {author}"));
        format!("Confidence{by} in the analysis, apart from the chances: {}", words(own))
    });
    of_all.into_iter().chain(of_answers(forecast)).map(Block::Note).collect()
}

/// Sentences on the confidence in single answers.
pub(crate) fn of_answers(forecast: &Forecast) -> Vec<String> {
    let own = forecast.answers.iter().filter_map(|answer| {
        let own = forecast.authorship.of_questions.get(&answer.question)?;
        Some(format!("Confidence in *{}*: {}", heading(answer), words(own)))
    });
    own.collect()
}

/// Words such as `moderate. Five reports.`
pub(crate) fn words(confidence: &Confidence) -> String {
    let level = confidence.level.word();
    match &confidence.because {
        Some(why) => {
            let why = why.value.split_whitespace().collect::<Vec<_>>().join(" ");
            let end = if why.ends_with(['.', '!', '?']) { "" } else { "." };
            format!("{level}. {why}{end}")
        }
        None => format!("{level}."),
    }
}
