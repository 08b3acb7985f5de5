//! What each expert alone would have it, and how much of the doubt is who is right.

use super::answer::{Answer, Body, Voice, Voices};
use super::estimate::variance_between;
use crate::engine::{AnswerTally, Counts, Tallies};

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

fn disagreement(heard: &[Heard], index: usize) -> Option<f64> {
    let of = |heard: &Heard| match &heard.answers[index].body {
        Body::Condition(estimate) if estimate.probability.is_finite() => {
            let variance = match heard.tallies.worlds.len() {
                0 => 0.0,
                _ => variance_between(&counts(&heard.tallies, index)),
            };
            Some((heard.weight, estimate.probability, variance))
        }
        _ => None,
    };
    let each: Vec<(f64, f64, f64)> = heard.iter().map(of).collect::<Option<_>>()?;
    let total: f64 = each.iter().map(|(weight, ..)| weight).sum();
    let mean = each.iter().map(|(weight, p, _)| weight * p).sum::<f64>() / total;
    let within = each.iter().map(|(weight, _, v)| weight * v).sum::<f64>() / total;
    let between =
        each.iter().map(|(weight, p, _)| weight * (p - mean) * (p - mean)).sum::<f64>() / total;
    (heard.len() > 1 && between + within > 0.0).then(|| between / (between + within))
}

/// Hits and trials of a condition by weight, and how many trials that is worth, world by world.
fn counts(tallies: &Tallies, index: usize) -> Vec<(u64, u64, f64)> {
    let of = |tally: &AnswerTally| match &tally.counts {
        Counts::Outcomes(counts) => {
            let of = tally.kept - tally.left_out;
            (counts[1], of, tally.squares.as_ref().map_or(of as f64, |s| s.effective(of)))
        }
        Counts::Numbers(..) => (0, 0, 0.0),
    };
    tallies.worlds.iter().map(|tally| of(&tally.answers[index])).collect()
}
