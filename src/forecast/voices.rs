//! What each expert alone would have it, and how much of the doubt is who is right.

use super::among::is_carried;
use super::answer::{Answer, Body, Disagreement, Voice, Voices};
use super::estimate::variance_between;
use crate::engine::{AnswerTally, Counts, Tallies};
use crate::numerics::strata::REPLICATES;

/// One expert's run: identifier, label, weight, and what was counted and made of it.
pub struct Heard {
    /// The identifier.
    pub name: String,
    /// How output calls the expert.
    pub label: String,
    /// How much the judgement counts.
    pub weight: f64,
    /// What was counted.
    pub tallies: Tallies,
    /// The answers made of it.
    pub answers: Vec<Answer>,
}

/// The answers of all experts side by side.
///
/// Were one of them right, each with the chance of their weight w, the variance of a chance between
/// readings would be Σ w vₑ + Σ w (pₑ − p)², with pₑ and vₑ what each alone has and p = Σ w pₑ (the law of
/// total variance): the second part over the whole is their disagreement.
pub fn voices(heard: Vec<Heard>) -> Voices {
    let answers = heard.first().map_or(0, |first| first.answers.len());
    let disagreement = (0..answers).map(|index| disagreement(&heard, index)).collect();
    let experts = heard
        .into_iter()
        .map(|Heard { name, label, answers, .. }| Voice { name, label, answers })
        .collect();
    Voices { experts, disagreement }
}

/// The share of disagreement in an answer, with its error from the sets of worlds: each is left out in turn with all
/// experts (the jackknife: M. H. Quenouille, *Biometrika* 43, 1956; J. W. Tukey 1958), which takes the noise of the
/// experts' chances out of the share as well. Beyond 0 and 1, where that noise is all there is, it is 0 or 1.
fn disagreement(heard: &[Heard], index: usize) -> Option<Disagreement> {
    let is_condition = |heard: &Heard| match &heard.answers[index].body {
        Body::Condition(estimate) => estimate.probability.is_finite(),
        _ => false,
    };
    if heard.len() < 2 || !heard.iter().all(is_condition) {
        return None;
    }
    let counted: Vec<(f64, Vec<Counted>)> =
        heard.iter().map(|heard| (heard.weight, counts(&heard.tallies, index))).collect();
    let whole = share(&counted, None)?;
    let (share, squares) = jackknife(&counted, whole).unwrap_or((whole, 0.0));
    let error = (squares + trials_alone(&counted, whole)).sqrt();
    let is_thin = |heard: &Heard| !is_carried(heard.answers[index].worlds_worth);
    let is_told = error.is_finite() && error > 0.0 && !heard.iter().any(is_thin);
    Some(Disagreement { share, std_error: is_told.then_some(error) })
}

/// The share without its bias and its squared error, from leaving each set of worlds out in turn.
fn jackknife(experts: &[(f64, Vec<Counted>)], whole: f64) -> Option<(f64, f64)> {
    let sets = experts.iter().map(|(_, worlds)| worlds.len()).max()?.min(REPLICATES as usize);
    let without: Vec<f64> =
        (0..sets).map(|set| share(experts, Some(set))).collect::<Option<_>>()?;
    if without.len() < 2 {
        return None;
    }
    let n = without.len() as f64;
    let mean = without.iter().sum::<f64>() / n;
    let squares: f64 = without.iter().map(|x| (x - mean) * (x - mean)).sum();
    Some(((n * whole - (n - 1.0) * mean).clamp(0.0, 1.0), squares * (n - 1.0) / n))
}

/// The squared error that the trials of experts without worlds add: each chance moved by its standard error.
fn trials_alone(experts: &[(f64, Vec<Counted>)], whole: f64) -> f64 {
    let moved = |at: usize| {
        let [(hits, of, effective)] = experts[at].1[..] else { return 0.0 };
        let p = hits as f64 / of as f64;
        let by = (p * (1.0 - p) / effective).sqrt() * of as f64;
        let mut other = experts.to_vec();
        other[at].1[0].0 = if p < 0.5 { hits + by as u64 } else { hits - by as u64 };
        share(&other, None).map_or(0.0, |other| (other - whole) * (other - whole))
    };
    (0..experts.len()).map(moved).sum()
}

/// The share of the variance between readings that is between experts, without one set of worlds; `None` if there is no
/// variance.
fn share(experts: &[(f64, Vec<Counted>)], without: Option<usize>) -> Option<f64> {
    let each = experts.iter().map(|(weight, worlds)| {
        let kept = worlds
            .iter()
            .enumerate()
            .filter(|(world, _)| worlds.len() < 2 || without != Some(world % REPLICATES as usize));
        let kept: Vec<Counted> = kept.map(|(_, counted)| *counted).collect();
        let (hits, of) = kept.iter().fold((0, 0), |(h, n), (hits, of, _)| (h + hits, n + of));
        let variance = if kept.len() < 2 { 0.0 } else { variance_between(&kept) };
        (*weight, hits as f64 / of as f64, variance)
    });
    let each: Vec<(f64, f64, f64)> = each.collect();
    let total: f64 = each.iter().map(|(weight, ..)| weight).sum();
    let mean = each.iter().map(|(weight, p, _)| weight * p).sum::<f64>() / total;
    let within = each.iter().map(|(weight, _, v)| weight * v).sum::<f64>() / total;
    let between =
        each.iter().map(|(weight, p, _)| weight * (p - mean) * (p - mean)).sum::<f64>() / total;
    (between + within > 0.0).then(|| between / (between + within))
}

/// Hits and trials of a world by weight, and how many trials that is worth.
type Counted = (u64, u64, f64);

/// Hits and trials of a condition by weight, and how many trials that is worth, world by world.
fn counts(tallies: &Tallies, index: usize) -> Vec<Counted> {
    let of = |tally: &AnswerTally| match &tally.counts {
        Counts::Outcomes(counts) => {
            let of = tally.kept - tally.left_out;
            (counts[1], of, tally.squares.as_ref().map_or(of as f64, |s| s.effective(of)))
        }
        Counts::Numbers(..) => (0, 0, 0.0),
    };
    if tallies.worlds.is_empty() {
        return vec![of(&tallies.pooled.answers[index])];
    }
    tallies.worlds.iter().map(|tally| of(&tally.answers[index])).collect()
}
