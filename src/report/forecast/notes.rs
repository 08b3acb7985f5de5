//! Notes below a forecast: the meaning of marks, the size of errors, what was drawn.

pub(crate) mod confidence;

use super::heading::{condition, has_worlds, heading};
use super::{computed, ranges, readings, widest};
use crate::forecast::{Answer, Body, Drawn, Estimate, Forecast, LEAST_WORTH, ParameterSummary};
use crate::report::document::Block;
use crate::report::format::number;
use crate::scenario::{Conditions, Yardstick, label_of};

/// Notes on the meaning of marks, the size of errors, and the numbers of trials and worlds.
pub(crate) fn closing(forecast: &Forecast) -> Vec<Block> {
    let Drawn { trials, worlds, seed, .. } = forecast.drawn;
    let worst = worst(forecast.answers.iter().flat_map(Answer::estimates));
    let mut notes = Vec::new();
    if has_worlds(forecast) {
        let of =
            if forecast.exact.is_some() { "Error of having no more" } else { "Sampling error" };
        let error = worst.map(|e| format!(" {of}: at most {e} in 100."));
        let error = error.unwrap_or_default();
        notes.push(format!("Range: 9 in 10 readings of your inputs.{error}"));
        notes.extend(ranges::unresolved(forecast));
    } else if let Some(worst) = worst {
        notes.push(format!("±: one standard error from sampling, at most {worst} in 100."));
    }
    let wordless = |answer: &Answer| {
        let chance = match &answer.body {
            Body::Date(date) => Some(&date.happens),
            _ => condition(answer),
        };
        let counted = |c: &&Estimate| c.probability.is_finite() && c.settled.is_none();
        let chance = chance.filter(counted);
        chance.is_some_and(|chance| {
            answer.given.is_some() || number::word(chance, &forecast.yardstick).is_none()
        })
    };
    if forecast.answers.iter().any(wordless) {
        notes.push(wordless_note(&forecast.yardstick));
    }
    if let Some(missed) = &forecast.missed {
        notes.push(format!(
            "The standard error asked for, {}, is not reached: that of \"{}\" is {}.",
            number::exact(missed.target),
            missed.label,
            number::error(missed.std_error)
        ));
    }
    notes.extend(readings::without(forecast));
    notes.extend(readings::warnings(forecast));
    notes.extend(readings::few_histories(forecast));
    notes.extend(forecast.widest.iter().map(|found| widest::sentence(found, &forecast.conditions)));
    let is_carried = forecast.drawn.worlds_worth.is_some_and(|worth| worth >= LEAST_WORTH);
    if !forecast.evidence.is_empty() && forecast.known.is_none() && is_carried {
        notes.extend(
            forecast
                .parameters
                .iter()
                .filter_map(|parameter| taught(parameter, &forecast.conditions))
                .map(|(label, before, after)| {
                    format!("This teaches about {label}: from {before} to {after}.")
                }),
        );
    }
    let readings = readings::drawn(worlds);
    notes.push(match &forecast.exact {
        None => format!("{}{readings}, seed {seed}", trials_in_words(trials)),
        Some(exact) if worlds > 1 => format!("{}{readings}, seed {seed}", computed::how(exact)),
        Some(exact) => computed::how(exact),
    });
    notes.into_iter().map(Block::Note).collect()
}

/// A number with at most two decimals.
fn plain(x: f64) -> String {
    let text = format!("{x:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The note on probabilities without a word.
fn wordless_note(yardstick: &Yardstick) -> String {
    let (low, high) = yardstick.ends();
    let (below, above) = (plain(100.0 * low), plain(100.0 * high));
    let beyond = match (low > 0.0, high < 1.0) {
        (true, true) => {
            format!("chances below {below} or above {above} in 100, or with a condition,")
        }
        (true, false) => format!("chances below {below} in 100, or with a condition,"),
        (false, true) => format!("chances above {above} in 100, or with a condition,"),
        (false, false) => "chances with a condition".to_owned(),
    };
    format!("Words are those of {}; {beyond} have no word.", yardstick.title())
}

/// The name of a parameter with its 5–95 % range before and after the evidence; `None` if that did not move it.
pub(super) fn taught(
    parameter: &ParameterSummary,
    conditions: &Conditions,
) -> Option<(String, String, String)> {
    let ends = |quantiles: &[(f64, f64)]| Some((quantiles.first()?.1, quantiles.last()?.1));
    let ((a, b), (c, d)) = (ends(&parameter.before)?, ends(&parameter.after)?);
    let is_counted = [a, b, c, d].iter().all(|x| x.fract() == 0.0);
    let digits = |x: f64| {
        if is_counted { number::exact(x) } else { number::with_error(x, (b - a) / 100.0) }
    };
    let range = |from: f64, to: f64| format!("{}–{}", digits(from), digits(to));
    let label = label_of(&parameter.name, conditions);
    parameter.has_moved.then(|| (label, range(a, b), range(c, d)))
}

pub(crate) fn left_out(answer: &Answer) -> Option<Block> {
    (answer.left_out > 0).then(|| {
        let out = number::count(answer.left_out);
        let (kept, label) = (trials_in_words(answer.kept), heading(answer));
        let are = if answer.left_out == 1 { "is" } else { "are" };
        Block::Note(format!("{label}: undefined in {out} of {kept}, which {are} left out."))
    })
}

pub(crate) fn kept(answer: &Answer, drawn: Drawn) -> Option<Block> {
    (answer.kept < drawn.trials).then(|| {
        let (kept, label) = (trials_in_words(answer.kept), heading(answer));
        Block::Note(format!("{label}: asked of {kept}."))
    })
}

/// The largest standard error, in 100; `None` if there is none.
pub(crate) fn worst<'a>(estimates: impl Iterator<Item = &'a Estimate>) -> Option<String> {
    // a share of no or all trials is told as a bound
    let is_estimated = |e: &&Estimate| e.probability > 0.0 && e.probability < 1.0;
    let worst = estimates.filter(is_estimated).map(Estimate::error);
    let worst = worst.filter(|e| e.is_finite()).fold(0.0, f64::max);
    (worst > 0.0).then(|| number::one_digit_up(100.0 * worst))
}

/// Words such as `1 trial` and `20,000 trials`.
pub(crate) fn trials_in_words(trials: u64) -> String {
    number::several(trials, "trial")
}
