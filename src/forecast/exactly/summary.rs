//! Summarises exact answers as a forecast: no sampling error, and ranges across worlds as in any other.

use crate::exact::{Exact, Exactly, Extent, Masses, WorldAnswers};
use crate::forecast::answer::{
    Answer, Body, Computed, DateSummary, Drawn, Estimate, Figure, Forecast, NoMean, NumberSummary,
    ProcessTimeline, Range,
};
use crate::forecast::chance::among::is_carried;
use crate::forecast::chance::estimate::{QUANTILES, computed, ratio_error};
use crate::forecast::chance::spread::{ROUNDING, mean_reaches, ratio_skewness};
use crate::forecast::number::histogram::of_chances;
use crate::forecast::number::quantiles::{Side, Spread, share_error};
use crate::forecast::number::spans::{range_with_never, with_ends};
use crate::forecast::number::summary::FEW_VALUES;
use crate::forecast::range::{WorldValue, range_of_exact};
use crate::forecast::summarise::{assuming, joint, tells_when};
use crate::forecast::uncertain::parameters::parameters;
use crate::forecast::uncertain::widest;
use crate::formula::{Condition, Number};
use crate::model::{Affected, Asked, Kind, Model, Question, Supposition};
use crate::numerics::SetShare;
use crate::numerics::effects::Reading;
use crate::numerics::strata::REPLICATES;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Summarises answers computed in each world as a forecast.
pub fn exactly(model: &Model, supposition: &Supposition, exact: &Exact, seed: u64) -> Forecast {
    let asked: Vec<&Question> = exact.questions.iter().map(|i| &model.questions[*i]).collect();
    let most = exact.worlds.iter().map(|w| w.ln_kept).fold(f64::NEG_INFINITY, f64::max);
    let weight = |ln: f64| if ln > f64::NEG_INFINITY { libm::exp(ln - most) } else { 0.0 };
    let unsure = Affected::new(model, supposition);
    let answers = asked.iter().enumerate().map(|(i, question)| {
        let mut worlds: Vec<(&Exactly, f64)> = exact
            .worlds
            .iter()
            .map(|world| (&world.answers[i], weight(world.answers[i].ln_kept)))
            .collect();
        if !unsure.answer(question) {
            // all worlds have the same answer: one of them is enough
            let said = worlds.iter().position(|(_, weight)| *weight > 0.0).unwrap_or(0);
            worlds = vec![worlds[said]];
        }
        let weights = exact.worlds.iter().map(|world| weight(world.answers[i].ln_kept));
        let weighs = question.given.is_some() || !supposition.evidence.is_empty();
        let worth = worth(weights, &exact.values).filter(|_| weighs && unsure.answer(question));
        let worlds = Worlds { worlds, is_carried: is_carried(worth) };
        let told = answer(model, question, &worlds);
        Answer { tells_when: tells_when(&asked, i), worlds_worth: worth, ..told }
    });
    let answers: Vec<Answer> = answers.collect();
    let kept: Vec<f64> = exact.worlds.iter().map(|world| weight(world.ln_kept)).collect();
    let readings = |index: usize| -> Vec<Option<Reading>> {
        let worlds = exact.worlds.iter().map(|world| &world.answers[index]);
        worlds.map(|answer| reading(answer, weight(answer.ln_kept))).collect()
    };
    let worlds = widest::Worlds { values: &exact.values, numbers: &[], readings: &readings };
    let of_all = |index: usize, of: &dyn Fn(&Exactly) -> f64| {
        let pairs: Vec<(f64, f64)> = exact
            .worlds
            .iter()
            .map(|w| &w.answers[index])
            .map(|a| (of(a), weight(a.ln_kept)))
            .collect();
        computed(&pairs).probability
    };
    let asked_at_all = |index: usize| {
        let chances = exact.worlds.iter().map(|w| weight(w.answers[index].ln_kept));
        most + libm::log(chances.sum::<f64>() / exact.worlds.len() as f64)
    };
    Forecast {
        widest: widest::widest(model, supposition, &answers, &worlds),
        processes: processes(model, &exact.worlds, &kept),
        parameters: parameters(
            model,
            supposition,
            (&exact.values, if exact.before.is_empty() { &exact.values } else { &exact.before }),
            &|world| kept[world],
        ),
        drawn: Drawn {
            trials: 0,
            kept: 0,
            effective: None,
            worlds_worth: worth(kept.iter().copied(), &exact.values)
                .filter(|_| !supposition.evidence.is_empty()),
            worlds: exact.worlds.len() as u64,
            seed,
        },
        exact: Some(Computed {
            extent: exact.extent,
            ln_kept: most + libm::log(kept.iter().sum::<f64>() / kept.len() as f64),
            ln_asked: (0..answers.len()).map(asked_at_all).collect(),
            left_out: (0..answers.len()).map(|i| of_all(i, &|a| a.left_out)).collect(),
        }),
        answers,
        ..assuming(model, supposition)
    }
}

/// The answer of a world as one number: the probability of yes or that the date occurs, or the mean. `None`
/// if the world has no answer or no finite mean.
fn reading(answer: &Exactly, weight: f64) -> Option<Reading> {
    let defined = 1.0 - answer.left_out;
    let weight = weight * defined;
    if weight.is_nan() || weight <= 0.0 {
        return None;
    }
    let value = match (&answer.masses, answer.passed.last()) {
        (_, Some(comes)) => *comes,
        (Masses::Outcomes(masses), None) => masses.get(1)? / defined,
        (Masses::Values(values), None) => {
            values.iter().map(|(x, p)| x * p).sum::<f64>() / values.iter().map(|v| v.1).sum::<f64>()
        }
    };
    value.is_finite().then_some(Reading { value, weight, noise: 0.0 })
}

/// A forecast with its assumptions and without answers; `ln_kept` is the log probability of the evidence.
pub fn unanswered(model: &Model, supposition: &Supposition, ln_kept: f64) -> Forecast {
    let exact =
        Computed { extent: Extent::States(1), ln_kept, ln_asked: Vec::new(), left_out: Vec::new() };
    Forecast { exact: Some(exact), ..assuming(model, supposition) }
}

/// The effective number of equally weighted worlds with these weights, merging copies of a world (Kish 1965);
/// `None` with a single world.
fn worth(weights: impl Iterator<Item = f64>, values: &[Vec<f64>]) -> Option<f64> {
    let mut by_world: BTreeMap<Vec<u64>, f64> = BTreeMap::new();
    for (values, weight) in values.iter().zip(weights) {
        *by_world.entry(values.iter().map(|x| x.to_bits()).collect()).or_default() += weight;
    }
    let (sum, squares) = by_world.values().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    (!by_world.is_empty()).then(|| if squares > 0.0 { sum * sum / squares } else { 0.0 })
}

/// The answers to one question in each world.
struct Worlds<'a> {
    /// The answers with the worlds' weights.
    worlds: Vec<(&'a Exactly, f64)>,
    /// Whether these worlds are enough for an error and a range.
    is_carried: bool,
}

impl Worlds<'_> {
    /// The weighted mean of probabilities, without its error if too few worlds carry it.
    fn told(&self, worlds: &[(f64, f64)]) -> Estimate {
        let found = computed(worlds);
        if self.is_carried { found } else { found.without_error() }
    }

    /// The probability of an outcome, given that the answer is defined.
    fn share(&self, outcome: usize) -> Estimate {
        let of = |(answer, weight): &(&Exactly, f64)| match &answer.masses {
            Masses::Outcomes(masses) => {
                let defined: f64 = masses.iter().sum();
                let p = if defined > 0.0 { masses[outcome] / defined } else { 0.0 };
                (p.min(1.0), weight * defined)
            }
            Masses::Values(_) => unreachable!("a number has no outcomes"),
        };
        self.told(&self.worlds.iter().map(of).collect::<Vec<_>>())
    }

    /// The probability that a first passage has occurred by a step.
    fn passed(&self, step: usize) -> Estimate {
        let of = |(answer, weight): &(&Exactly, f64)| (answer.passed[step], *weight);
        self.told(&self.worlds.iter().map(of).collect::<Vec<_>>())
    }

    /// Every value with its probability over all worlds, ascending.
    fn values(&self) -> Vec<(f64, f64)> {
        let mut all: Vec<(f64, f64)> = Vec::new();
        for (answer, weight) in &self.worlds {
            if let Masses::Values(values) = &answer.masses {
                all.extend(values.iter().map(|(x, p)| (*x, p * weight)));
            }
        }
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = all.iter().map(|(_, p)| p).sum();
        for (_, p) in &mut all {
            *p /= total;
        }
        all
    }

    /// The mean of a function of the values, as an estimate over worlds.
    fn mean_of(&self, of: &dyn Fn(f64) -> f64) -> Estimate {
        self.told(&self.means(of))
    }

    /// The mean of a function of the values in each world, with the world's weight.
    fn means(&self, of: &dyn Fn(f64) -> f64) -> Vec<(f64, f64)> {
        let of = |(answer, weight): &(&Exactly, f64)| match &answer.masses {
            Masses::Values(values) => {
                let defined: f64 = values.iter().map(|(_, p)| p).sum();
                let sum: f64 = values.iter().map(|(x, p)| of(*x) * p).sum();
                (if defined > 0.0 { sum / defined } else { 0.0 }, weight * defined)
            }
            Masses::Outcomes(_) => (0.0, 0.0),
        };
        self.worlds.iter().map(of).collect()
    }

    /// The mean of the values, with its range across worlds.
    fn mean(&self) -> Figure {
        let means = self.means(&|x| x);
        let total: f64 = means.iter().map(|(_, weight)| weight).sum();
        let value = means.iter().map(|(x, weight)| x * weight).sum::<f64>() / total;
        if means.len() < 2 {
            return Figure::exact(value);
        }
        if !self.is_carried {
            return Figure { std_error: None, sampling: None, ..Figure::exact(value) };
        }
        let sums = || means.iter().map(|(x, weight)| (x * weight, *weight));
        let (error, degrees) = ratio_error(sums(), value, total);
        let error = if error <= ROUNDING * value.abs() { 0.0 } else { error };
        let (below, above) = mean_reaches(ratio_skewness(sums(), value), degrees);
        Figure {
            value,
            std_error: Some(error).filter(|error| error.is_finite()),
            sampling: error.is_finite().then_some((value - below * error, value + above * error)),
            range: range_of_exact(&means),
        }
    }

    /// The ranges of the quantiles across worlds, in the order of [`QUANTILES`]; empty with a single world.
    fn ranges(&self) -> Vec<Option<Range>> {
        if self.worlds.len() < 2 || !self.is_carried {
            return Vec::new();
        }
        let of = |p: &f64| {
            let value = |(answer, weight): &(&Exactly, f64)| {
                let Masses::Values(values) = &answer.masses else { return WorldValue::NOTHING };
                let defined: f64 = values.iter().map(|(_, chance)| chance).sum();
                let value = if defined > 0.0 { quantile(values, p * defined) } else { None };
                value.map_or(WorldValue::NOTHING, |value| WorldValue {
                    value,
                    noise: 0.0,
                    weight: weight * defined,
                })
            };
            range_with_never(self.worlds.iter().map(value).collect(), f64::INFINITY)
        };
        QUANTILES.iter().map(of).collect()
    }

    /// The share of each set of worlds with one of the selected values, without noise within a world.
    fn sets(&self, is_hit: impl Fn(f64) -> bool) -> Vec<SetShare> {
        let mut sets = vec![SetShare::default(); self.worlds.len().min(REPLICATES as usize)];
        for (index, (answer, weight)) in self.worlds.iter().enumerate() {
            let Masses::Values(values) = &answer.masses else { continue };
            let set = &mut sets[index % REPLICATES as usize];
            for (x, p) in values {
                set.of += weight * p;
                set.hits += if is_hit(*x) { weight * p } else { 0.0 };
            }
        }
        sets
    }
}

fn answer(model: &Model, question: &Question, worlds: &Worlds) -> Answer {
    let timeline = timeline(model, &question.asked, worlds);
    let body = match &question.asked {
        Asked::Condition(_) => Body::Condition(worlds.share(1)),
        Asked::Category(category) => {
            let variable = model.variable(category.variable);
            let of = |i: &u16| {
                let i = usize::from(*i);
                (variable.outcomes[i].clone(), worlds.share(i))
            };
            Body::Category(variable.shown.iter().map(of).collect())
        }
        Asked::Joint(parts) => Body::Joint(joint(model, parts, &|i| worlds.share(i))),
        Asked::Date(_) => Body::Date(days(worlds, timeline.last().map(|(_, happens)| *happens))),
        Asked::Number(_, unit) => Body::Number(number(unit.clone(), worlds)),
        Asked::Duration(_) => Body::Number(number("days".to_owned(), worlds)),
    };
    Answer {
        question: question.name.clone(),
        label: question.label.clone(),
        given: question.given.as_ref().map(|(_, text)| text.clone()),
        kept: 0,
        effective: None,
        worlds_worth: None,
        left_out: 0,
        body,
        timeline,
        tells_when: false,
    }
}

/// The probability that a first passage has occurred by each step, up to the date that is asked for.
fn timeline(model: &Model, asked: &Asked, worlds: &Worlds) -> Vec<(Date, Estimate)> {
    let last = match asked {
        Asked::Condition(Condition::By(_, Number::Constant(day))) => model.timeline.step_at(*day),
        _ => Some(model.timeline.last()),
    };
    let known = worlds.worlds.iter().map(|(answer, _)| answer.passed.len()).min().unwrap_or(0);
    let steps = last.map_or(0, |last| last + 1).min(known);
    (0..steps).filter_map(|step| Some((model.timeline.date(step)?, worlds.passed(step)))).collect()
}

/// The smallest value with at least the share `p` at or below it.
fn quantile(values: &[(f64, f64)], p: f64) -> Option<f64> {
    let mut below = 0.0;
    for (x, chance) in values {
        below += chance;
        if below >= p - ROUNDING {
            return Some(*x);
        }
    }
    values.last().map(|(x, _)| *x)
}

fn days(worlds: &Worlds, happens: Option<Estimate>) -> DateSummary {
    let values = worlds.values();
    let comes: f64 = values.iter().filter(|(x, _)| x.is_finite()).map(|(_, p)| p).sum();
    let share = |x: f64| f64::from(u8::from(x.is_finite()));
    let happens = happens.unwrap_or_else(|| worlds.mean_of(&share));
    // an end between two days becomes the later one
    let comes_on = |x: f64| {
        let day = values.iter().map(|(day, _)| *day).find(|day| *day >= x);
        day.unwrap_or(f64::INFINITY)
    };
    let ranges = worlds.ranges().into_iter().map(|range| Some(with_ends(range?, &comes_on)));
    let ranges: Vec<Option<Range>> = ranges.collect();
    let spread = Spread {
        quantile: &|p| quantile(&values, p),
        sets: &|x, side| worlds.sets(|value| is_counted(value, x, side)),
        is_carried: worlds.is_carried,
        // no trial is drawn: equal shares are exact
        worlds: Some(f64::INFINITY),
        ranges: &ranges,
    };
    crate::forecast::number::dates::days(&spread, happens, comes)
}

/// Whether a value counts on this side of `x`.
fn is_counted(value: f64, x: f64, side: Side) -> bool {
    match side {
        Side::AtMost => value <= x,
        Side::Below => value < x,
    }
}

fn number(unit: String, worlds: &Worlds) -> NumberSummary {
    let values = worlds.values();
    let endless = values.iter().filter(|(x, _)| x.is_infinite()).map(|(_, p)| p).sum();
    let sets = worlds.sets(f64::is_infinite);
    let never = Figure { std_error: Some(share_error(&sets).std_error), ..Figure::exact(endless) };
    let pooled: f64 = values.iter().map(|(x, p)| x * p).sum();
    let variance: f64 = values.iter().map(|(x, p)| (x - pooled) * (x - pooled) * p).sum();
    let mean = if values.is_empty() || !values.iter().any(|(_, p)| *p > 0.0) {
        Err(NoMean::NoTrials)
    } else if never.value > 0.0 {
        Err(NoMean::Never)
    } else {
        Ok(worlds.mean())
    };
    let ranges = worlds.ranges();
    let spread = Spread {
        quantile: &|p| quantile(&values, p),
        sets: &|x, side| worlds.sets(|value| is_counted(value, x, side)),
        is_carried: worlds.is_carried,
        // no trial is drawn: equal shares are exact
        worlds: Some(f64::INFINITY),
        ranges: &ranges,
    };
    let quantiles = QUANTILES.iter().enumerate();
    let mut distinct = values.clone();
    distinct.dedup_by(|next, kept| {
        let is_one = next.0.to_bits() == kept.0.to_bits();
        kept.1 += if is_one { next.1 } else { 0.0 };
        is_one
    });
    distinct.retain(|(_, p)| *p > 0.0);
    let shares = distinct.iter().map(|(x, p)| {
        let sets = worlds.sets(|value| value.to_bits() == x.to_bits());
        let error = share_error(&sets).std_error;
        (*x, Figure { std_error: Some(error), ..Figure::exact(*p) })
    });
    NumberSummary {
        unit,
        std_dev: mean.ok().map(|_| variance.sqrt()),
        mean,
        quantiles: quantiles.filter_map(|(i, p)| Some((*p, spread.figure(i, *p)?))).collect(),
        values: if distinct.len() > FEW_VALUES { Vec::new() } else { shares.collect() },
        histogram: of_chances(&distinct),
        never,
    }
}

fn processes(model: &Model, worlds: &[WorldAnswers], kept: &[f64]) -> Vec<ProcessTimeline> {
    let found = model.variables.iter().filter(|v| matches!(v.kind, Kind::Process(_)));
    let of = |(index, variable): (usize, &crate::model::Variable)| {
        let known = worlds.iter().all(|w| w.processes.get(index).is_some_and(|p| !p.is_empty()));
        if !known {
            return None;
        }
        let width = variable.outcomes.len();
        let share = |step: usize, state: &u16| {
            let at = step * width + usize::from(*state);
            let pairs: Vec<(f64, f64)> =
                worlds.iter().zip(kept).map(|(w, k)| (w.processes[index][at], *k)).collect();
            computed(&pairs)
        };
        let steps = (0..=model.timeline.last()).filter_map(|step| {
            let shares = variable.shown.iter().map(|state| share(step, state)).collect();
            Some((model.timeline.date(step)?, shares))
        });
        let states = variable.shown.iter().map(|i| variable.outcomes[usize::from(*i)].clone());
        Some(ProcessTimeline {
            process: variable.name.clone(),
            states: states.collect(),
            steps: steps.collect(),
        })
    };
    found.enumerate().filter_map(of).collect()
}
