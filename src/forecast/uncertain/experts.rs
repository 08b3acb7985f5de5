//! The forecast of each expert alone, and the share of uncertainty that is due to not knowing which is right.

use crate::engine::{AnswerTally, Counts, Tallies};
use crate::forecast::answer::{Answer, Body, Disagreement, Estimate, Voice, Voices};
use crate::forecast::chance::among::is_carried;
use crate::forecast::chance::estimate::variance_between;
use crate::forecast::chance::spread;
use crate::numerics::strata::REPLICATES;

/// An expert on a panel.
pub struct Speaker {
    /// The identifier.
    pub name: String,
    /// The label of the expert in output.
    pub label: String,
    /// The run of the expert alone; `None` if no trial of it satisfies the evidence.
    pub heard: Option<Heard>,
}

/// The run of one expert.
pub struct Heard {
    /// The weight of the expert.
    pub weight: f64,
    /// The counts of the run.
    pub tallies: Tallies,
    /// The answers of the run.
    pub answers: Vec<Answer>,
}

/// Combines the answers of all experts.
///
/// If one expert is right, each with a probability proportional to their weight w, the variance of a
/// probability between worlds is Σ w vₑ + Σ w (pₑ − p)², where pₑ and vₑ are the mean and variance of each
/// expert alone and p = Σ w pₑ (the law of total variance). The second term divided by the whole is their
/// disagreement. Experts under whom alone the evidence does not hold have no part in it.
pub fn voices(speakers: Vec<Speaker>) -> Voices {
    let heard: Vec<&Heard> = speakers.iter().filter_map(|speaker| speaker.heard.as_ref()).collect();
    let answers = heard.first().map_or(0, |first| first.answers.len());
    let disagreement = (0..answers).map(|index| disagreement(&heard, index)).collect();
    let experts = speakers
        .into_iter()
        .map(|Speaker { name, label, heard }| Voice {
            name,
            label,
            answers: heard.map(|heard| heard.answers),
        })
        .collect();
    Voices { experts, disagreement }
}

impl Voices {
    /// Puts the answers of the forecast itself in place of those that are the same whoever is right: these depend on no
    /// panel, and experts alone have fewer trials.
    #[must_use]
    pub fn beside(mut self, answers: &[Answer]) -> Self {
        for (index, answer) in answers.iter().enumerate() {
            let all: Vec<&Answer> = self.experts.iter().filter_map(|e| e.answer(index)).collect();
            let Some((first, others)) = all.split_first() else { continue };
            let is_counted = |e: &Estimate| e.probability > 0.0 && e.probability < 1.0;
            let counted =
                first.estimates().into_iter().all(is_counted) && first.question == answer.question;
            if others.is_empty() || !counted || others.iter().any(|other| other != first) {
                continue;
            }
            for own in self.experts.iter_mut().filter_map(|expert| expert.answers.as_mut()) {
                let own = &mut own[index];
                let timeline =
                    if own.timeline.is_empty() { Vec::new() } else { answer.timeline.clone() };
                *own = Answer { timeline, ..answer.clone() };
            }
        }
        self
    }
}

/// The share of disagreement in an answer, with its error from leaving out each set of worlds in turn, for
/// all experts at once (the jackknife: M. H. Quenouille, *Biometrika* 43, 1956; J. W. Tukey 1958). This also
/// removes the bias that sampling noise adds to the share. Clamped to 0 and 1.
fn disagreement(heard: &[&Heard], index: usize) -> Option<Disagreement> {
    let is_condition = |heard: &&Heard| match &heard.answers[index].body {
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
    let is_thin = |heard: &&Heard| !is_carried(heard.answers[index].worlds_worth);
    let is_shown = error.is_finite() && error > 0.0 && !heard.iter().any(is_thin);
    Some(Disagreement { share, std_error: is_shown.then_some(error) })
}

/// The share without its bias and its squared error, from leaving out each set of worlds in turn.
fn jackknife(experts: &[(f64, Vec<Counted>)], whole: f64) -> Option<(f64, f64)> {
    let sets = experts.iter().map(|(_, worlds)| worlds.len()).max()?.min(REPLICATES as usize);
    let without: Vec<f64> =
        (0..sets).map(|set| share(experts, Some(set))).collect::<Option<_>>()?;
    if without.len() < 2 {
        return None;
    }
    let n = without.len() as f64;
    let (mean, squares) = spread::jackknife(&without);
    Some(((n * whole - (n - 1.0) * mean).clamp(0.0, 1.0), squares))
}

/// The squared error added by the trials of experts with a single world: moves each probability by its
/// standard error.
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

/// The share of the variance between worlds that is between experts, without one set of worlds; `None` if
/// there is no variance.
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

/// The weights of a world's hits and trials, and the effective number of trials.
type Counted = (u64, u64, f64);

/// The weights of a condition's hits and trials, and the effective number of trials, by world.
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
