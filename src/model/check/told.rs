//! Checks of news against the model: values that are not settled on its day, numbers that are never met exactly, and
//! two days on which the same happened for the first time.

use crate::diagnostic::{Code, Diagnostic, Place, Repair};
use crate::formula::{Comparison, Condition, Function1, Function2, Number, Shape};
use crate::model::check::early_reads::read_too_early;
use crate::model::suppose::{Learnt, News, Part};
use crate::model::tree::{Kind, Model};
use crate::scenario::{self, Scenario};
use std::collections::BTreeMap;

/// The faults of the news of a scenario whose model is otherwise sound.
pub(crate) fn faults(scenario: &Scenario, model: &Model) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let by_place: BTreeMap<Place, &scenario::News> =
        scenario.news.iter().map(|own| (own.place, own)).collect();
    let mut happened = BTreeMap::new();
    for news in &model.news {
        let Some(written) = by_place.get(&news.place) else { continue };
        let early = too_early(model, news, written);
        if early.is_none() {
            let parts = news.parts.iter().flatten();
            faults.extend(parts.filter_map(|part| never_met(model, news, part)));
        }
        faults.extend(early);
        faults.extend(happened_before(&mut happened, news, written));
    }
    faults
}

/// The fault of news about a number that is settled at the end.
fn too_early(model: &Model, news: &News, written: &scenario::News) -> Option<Diagnostic> {
    let last = model.timeline.last();
    let early = news.conditions().find_map(|said| read_too_early(model, said, news.step))?;
    let variable = model.variable(early);
    let message = format!(
        "`{}` is settled at the end, and on {} nothing is known of it",
        variable.name, news.on
    );
    let fault = Diagnostic::new(Code::SettledLater, news.said, message)
        .related(variable.place, format!("`{}` is settled at the end", variable.name));
    let fault =
        fault.help("date the news on the last day, or settle the number sooner: `when = \"…\"`");
    Some(match model.timeline.date(last) {
        Some(end) => fault.repair(Repair::new(written.on.place, end.to_string())),
        None => fault,
    })
}

/// The fault of a part that says that a number drawn from a continuous distribution is equal to another.
fn never_met(model: &Model, news: &News, part: &Part) -> Option<Diagnostic> {
    let Condition::Compare(compared) = &part.condition else { return None };
    let [left, right] = compared.sides();
    let at = |number: &Number| is_continuous(model, number, news.step, 0);
    let fixed = |number: &Number| matches!(number, Number::Constant(_));
    let is_it = at(left) && fixed(right) || fixed(left) && at(right);
    if compared.how != Comparison::Equal || !is_it {
        return None;
    }
    let message =
        format!("`{}` holds in no trial: the number is drawn from a continuous range", part.text);
    let fault = Diagnostic::new(Code::Impossible, part.place, message);
    let fault = fault.help("say between which numbers it is");
    Some(match near(&part.text) {
        Some(range) => fault.write(range),
        None => fault,
    })
}

/// The range of numbers that are rounded to the one in `x == 3.2`: `x >= 3.15 and x <= 3.25`.
fn near(text: &str) -> Option<String> {
    let (left, right) = text.split_once("==")?;
    let (left, right) = (left.trim(), right.trim());
    let decimal = |text: &str| {
        let plain = text.trim_start_matches('-').chars().all(|c| c.is_ascii_digit() || c == '.');
        plain.then(|| text.parse::<f64>().ok()).flatten()
    };
    let (name, number, value) = match (decimal(left), decimal(right)) {
        (None, Some(value)) => (left, right, value),
        (Some(value), None) => (right, left, value),
        _ => return None,
    };
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let half = 0.5 * 10_f64.powi(-i32::try_from(decimals).ok()?);
    let digits = decimals + 1;
    Some(format!("{name} >= {:.digits$} and {name} <= {:.digits$}", value - half, value + half))
}

/// Whether a number has no value of its own with a chance above 0 at a step.
fn is_continuous(model: &Model, number: &Number, step: usize, depth: usize) -> bool {
    /// Formulas that read formulas, at most.
    const MOST_DEEP: usize = 20;
    if depth > MOST_DEEP {
        return false;
    }
    let is = |number: &Number| is_continuous(model, number, step, depth + 1);
    let fixed = |number: &Number| matches!(number, Number::Constant(_) | Number::Parameter(_));
    match number {
        Number::Draw(draw) => is_dense(&draw.shape),
        Number::At(inner, day) => match &**day {
            Number::Constant(day) => {
                let step = model.timeline.step_at(*day).unwrap_or(0);
                is_continuous(model, inner, step, depth + 1)
            }
            _ => false,
        },
        Number::Unary(Function1::Minus | Function1::Exp | Function1::Ln | Function1::Sqrt, of) => {
            is(of)
        }
        Number::Binary(Function2::Plus | Function2::Minus, a, b) => {
            // a draw written in place is independent of all else
            let fresh = |n: &Number| matches!(n, Number::Draw(draw) if is_dense(&draw.shape));
            fresh(a) || fresh(b) || is(a) && fixed(b) || fixed(a) && is(b)
        }
        Number::Binary(Function2::Times | Function2::Over, a, b) => {
            let scale = |n: &Number| matches!(n, Number::Constant(x) if *x != 0.0);
            is(a) && scale(b) || scale(a) && is(b)
        }
        Number::Variable(id, _) => match &model.variable(*id).kind {
            Kind::Quantity(quantity) => is(&quantity.value),
            Kind::Series(series) if step == 0 => is(&series.start),
            Kind::Series(series) => is(&series.next),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a distribution gives no single number a chance above 0.
fn is_dense(shape: &Shape) -> bool {
    match shape {
        Shape::Plain(recipe, _) => !recipe.is_discrete(),
        Shape::Mixture(parts) => parts.iter().all(|(_, part)| is_dense(part)),
        Shape::Averaged(parts) => parts.iter().any(|(_, part)| is_dense(part)),
        Shape::Point(_) => false,
        Shape::Truncated(inner, ..) | Shape::Scaled(_, inner) => is_dense(inner),
    }
}

/// The fault of news that happened for the first time on an earlier day too.
fn happened_before<'n>(
    known: &mut BTreeMap<&'n str, (&'n News, Place)>,
    news: &'n News,
    written: &scenario::News,
) -> Option<Diagnostic> {
    if !matches!(news.learnt, Learnt::Happened(_)) {
        return None;
    }
    let (earlier, first) = *known.entry(&news.text).or_insert((news, written.key));
    if earlier.step == news.step {
        return None;
    }
    let message = format!(
        "`{}` can't happen for the first time on {} and on {}",
        news.text, earlier.on, news.on
    );
    Some(
        Diagnostic::new(Code::Impossible, written.key, message)
            .label("write `is` if it held again")
            .related(first, "it happened here")
            .help("`happened` says that it first held on this day")
            .repair(Repair::new(written.key, "is")),
    )
}
