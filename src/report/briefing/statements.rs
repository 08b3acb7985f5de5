//! How likely and how confident: two statements that are kept apart, as ICD-203 and PHIA ask.

use super::headline::{bare, capital, chance, label};
use crate::forecast::{Answer, Forecast};
use crate::report::forecast::known;
use crate::report::format::html::Statement;
use crate::report::format::number;
use crate::scenario::Scenario;

/// Returns the statement on the likelihood of the first answer, if it is a chance, and on the author's confidence.
pub(super) fn statements(
    forecast: &Forecast,
    scenario: &Scenario,
    leading: &[&Answer],
) -> Vec<Statement> {
    // without questions the first answer is no more important than others
    let first = leading.first().filter(|_| !scenario.questions.is_empty());
    let first = first.and_then(|answer| likely(forecast, answer));
    let stated = leading.first().filter(|_| !scenario.questions.is_empty());
    let own = stated.and_then(|answer| forecast.authorship.of_questions.get(&answer.question));
    let confident = own.or(scenario.confidence.as_ref()).map(|confidence| Statement {
        heading: "How confident".to_owned(),
        main: format!("{} confidence", capital(confidence.level.word())),
        words: confidence.because.as_ref().map_or_else(String::new, |why| why.value.clone()),
    });
    let missing = || {
        Statement {
        heading: "How confident".to_owned(),
        main: "Not stated".to_owned(),
        words: "The author gives no level of confidence in the evidence and the model; the range shows only \
            what the stated uncertainty of the numbers does."
            .to_owned(),
    }
    };
    match first {
        None => confident.into_iter().collect(),
        Some(likely) => vec![likely, confident.unwrap_or_else(missing)],
    }
}

fn likely(forecast: &Forecast, answer: &Answer) -> Option<Statement> {
    let chance = chance(answer).filter(|chance| chance.probability.is_finite())?;
    let range = number::range(chance);
    let range = if range.is_empty() { range } else { format!(" ({range})") };
    let word = number::word(chance, &forecast.yardstick).filter(|_| answer.given.is_none());
    let main = match &word {
        Some(word) => format!("{}: {} in 100{range}", capital(bare(word)), number::in_100(chance)),
        None => format!("{} in 100{range}", number::in_100(chance)),
    };
    let label = label(forecast, answer);
    let scale = match &word {
        Some(word) => format!(" In the words of {}: {word}.", forecast.yardstick.title()),
        None => known::settled(forecast, answer)
            .map_or_else(String::new, |how| format!(" {}.", capital(&how))),
    };
    Some(Statement { heading: "How likely".to_owned(), main, words: format!("{label}.{scale}") })
}
