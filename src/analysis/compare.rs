//! Compares sides: for each question that all of them share, each side's answer and its difference from the
//! first, on the same trials.

use super::blame::blamed_among;
use super::medians::{may_have_no_mean, medians, unstable};
use super::sides::{Common, Contender, common, drawn, nothing_shared, unit};
use super::untouched::Untouched;
use crate::diagnostic::Diagnostic;
use crate::engine::{Measure, Own, Plan, run_paired, waits};
use crate::exact::{Exact, Masses};
use crate::forecast::{self, Difference, Known, Level, Nothing, Parts, range_of_exact};
use crate::model::{Affected, Asked};
use crate::scenario::Conditions;
use std::sync::Arc;

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The first side's title.
    pub title: String,
    /// The sides, by their names.
    pub sides: Vec<String>,
    /// The labels of the sides in output.
    pub labels: Vec<String>,
    /// The options assumed for the choices that no side sets.
    pub assumed: Vec<(String, String)>,
    /// The evidence of the first side, without news.
    pub evidence: Vec<String>,
    /// The rows: one for each outcome of each question.
    pub rows: Vec<Row>,
    /// Questions that not all sides ask in the same way.
    pub apart: Vec<String>,
    /// The numbers of trials and worlds drawn.
    pub drawn: Drawn,
    /// The conditions of cases and adjustments of the first side, from which output derives names for their
    /// numbers.
    pub conditions: Arc<Conditions>,
}

/// The numbers of trials and worlds drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Number of trials on each side.
    pub trials: u64,
    /// Number of worlds.
    pub worlds: u64,
    /// The seed.
    pub seed: u64,
}

/// One outcome of a question on all sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The question's name.
    pub question: String,
    /// The label of the question in output.
    pub label: String,
    /// `given` of the question, as written.
    pub given: Option<String>,
    /// The outcome: `yes` for a condition or the occurrence of a date; `mean` for a number, or `median` if a
    /// side has no stable mean.
    pub outcome: String,
    /// Whether it is one of several outcomes.
    pub is_one_of_many: bool,
    /// Whether it is a combination of a joint table.
    pub is_joint: bool,
    /// The unit of a mean; `None` for a probability.
    pub unit: Option<String>,
    /// The answer of each side.
    pub sides: Vec<Level>,
    /// The difference of each side from the first, from the second side on.
    pub differences: Vec<Difference>,
}

/// Draws all sides and compares each with the first. `questions` names the questions to compare; empty for
/// all. Calls `progress` with the number of trials as they finish on any side.
pub fn compare(
    sides: &[Contender],
    questions: &[String],
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Comparison, Vec<Diagnostic>> {
    let (common, apart) = common(sides, questions);
    if common.is_empty() {
        return Err(vec![nothing_shared(sides)]);
    }
    let drawn = drawn(sides, &common);
    let measures: Vec<Measure> = common.iter().map(|c| c.measure).collect();
    let paired = run_paired(&drawn, &measures, plan, true, progress);
    let paired = paired.map_err(|fault| {
        let sides = sides.iter().map(|side| (&*side.model, &side.supposition));
        vec![blamed_among(sides, fault)]
    })?;
    let first = &sides[0];
    // groups of trials that are drawn anew are no readings
    let is_uncertain =
        sides.iter().any(|side| side.model.is_uncertain_with(&side.supposition.numbers));
    let readings = if is_uncertain { paired.worlds } else { 1 };
    let computed = computed(sides, &common, plan, readings);
    let nothing = Nothing::default();
    let known = sides.iter().map(|side| Known::new(&side.model, &side.supposition, &nothing));
    let known: Vec<Option<Known>> = known.collect();
    let untouched = Untouched::new(sides);
    let (mut rows, mut suspects) = (Vec::new(), Vec::new());
    let mut at = 0;
    for asked in &common {
        let question = &first.model.questions[asked.indices[0]];
        let uncertain = uncertain(sides, asked);
        for (i, outcome) in asked.outcomes.iter().enumerate() {
            let parts = Parts {
                items: paired.parts.iter().map(|items| &items[at + i]).collect(),
                worlds: paired.worlds > 1,
                measure: asked.measure,
                worth: worth(sides, asked, &uncertain, |side| paired.worth(at + i, side)),
                uncertain: uncertain.clone(),
            };
            rows.push(Row {
                question: question.name.clone(),
                label: question.label.clone(),
                given: question.given.as_ref().map(|(_, text)| text.clone()),
                outcome: outcome.clone(),
                is_one_of_many: asked.outcomes.len() > 1,
                is_joint: matches!(question.asked, Asked::Joint(_)),
                unit: unit(&question.asked),
                sides: (0..sides.len()).map(|side| parts.level(side)).collect(),
                differences: (1..sides.len()).map(|side| parts.difference(side)).collect(),
            });
            if let Some(row) = rows.last_mut() {
                put_ranges(row, asked, i, &computed);
                settle(row, sides, asked, &known);
                untouched.settle(&row.sides, &mut row.differences, asked);
                let is_suspect = |side: usize| {
                    let own = parts.items.iter().map(|item| item.own[side]);
                    may_have_no_mean(&question.asked, &own.collect::<Vec<Own>>())
                };
                if asked.measure == Measure::Mean && (0..sides.len()).any(is_suspect) {
                    suspects.push((rows.len() - 1, asked));
                }
            }
        }
        at += asked.measure.items();
    }
    let numbers: Vec<&[usize]> = suspects.iter().map(|(_, asked)| &asked.indices[..]).collect();
    let are_unstable = unstable(sides, &numbers, plan).map_err(|fault| vec![fault])?;
    let mut missing = None;
    for ((row, asked), _) in suspects.into_iter().zip(are_unstable).filter(|(_, is)| *is) {
        let plan = plan.named(&format!("{} {}", rows[row].question, rows[row].outcome));
        if let Err(fault) = put_medians(&mut rows[row], sides, asked, &plan) {
            // the other medians are drawn in the same round
            if !waits(&plan) {
                return Err(vec![fault]);
            }
            missing = Some(vec![fault]);
            continue;
        }
        let Row { sides, differences, .. } = &mut rows[row];
        untouched.settle(sides, differences, asked);
    }
    if let Some(missing) = missing {
        return Err(missing);
    }
    Ok(Comparison {
        title: first.model.title.clone(),
        sides: sides.iter().map(|side| side.name.clone()).collect(),
        labels: sides.iter().map(|side| side.label.clone()).collect(),
        assumed: assumed(sides),
        evidence: first.unlearnt.evidence.iter().map(|(_, text)| text.clone()).collect(),
        rows,
        apart,
        drawn: Drawn { trials: paired.trials, worlds: readings, seed: plan.seed },
        conditions: Arc::clone(&first.model.conditions),
    })
}

/// By side: the exact probabilities in each world, if they are quickly computed.
fn computed(
    sides: &[Contender],
    common: &[Common],
    plan: &Plan,
    worlds: u64,
) -> Vec<Option<Exact>> {
    let of = |(i, side): (usize, &Contender)| {
        let questions = Some(common.iter().map(|asked| asked.indices[i]).collect());
        let plan = Plan { questions, ..plan.clone() };
        forecast::solved(&side.model, &side.supposition, &plan, worlds)
    };
    sides.iter().enumerate().map(of).collect()
}

/// Replaces the answers of sides that the model or the suppositions determine.
fn settle(row: &mut Row, sides: &[Contender], asked: &Common, known: &[Option<Known>]) {
    for (i, side) in sides.iter().enumerate() {
        let question = &side.model.questions[asked.indices[i]];
        let found = known[i].as_ref().and_then(|known| known.determined(question, &row.outcome));
        if let Some((value, settled)) = found {
            row.sides[i].settle(value, settled, asked.measure);
        }
    }
}

/// Replaces ranges of sampled probabilities by those of exact ones, if both sides have them.
fn put_ranges(row: &mut Row, asked: &Common, item: usize, computed: &[Option<Exact>]) {
    let of = |(side, exact): (usize, &Option<Exact>)| {
        let exact = exact.as_ref()?;
        let at = exact.questions.iter().position(|index| *index == asked.indices[side])?;
        let answers = exact.worlds.iter().map(|world| &world.answers[at]);
        let most = answers.clone().map(|answer| answer.ln_kept).fold(f64::NEG_INFINITY, f64::max);
        let chances = answers.map(|answer| {
            let Masses::Outcomes(masses) = &answer.masses else { return (f64::NAN, 0.0) };
            let own = masses.iter().zip(&asked.items[side]);
            let hits: f64 = own.filter(|(_, i)| **i == Some(item as u32)).map(|(p, _)| p).sum();
            let is_possible = answer.ln_kept > f64::NEG_INFINITY;
            let weight = if is_possible { libm::exp(answer.ln_kept - most) } else { 0.0 };
            (hits / (1.0 - answer.left_out), weight)
        });
        Some(chances.collect::<Vec<(f64, f64)>>())
    };
    let sides: Vec<Option<Vec<(f64, f64)>>> = computed.iter().enumerate().map(of).collect();
    for (level, worlds) in row.sides.iter_mut().zip(&sides) {
        if let (Some(_), Some(worlds)) = (level.range, worlds) {
            level.range = range_of_exact(worlds);
        }
    }
    let total = |worlds: &[(f64, f64)]| worlds.iter().map(|(_, weight)| weight).sum::<f64>();
    for (difference, other) in row.differences.iter_mut().zip(&sides[1..]) {
        let (Some(_), Some(first), Some(other)) = (difference.range, &sides[0], other) else {
            continue;
        };
        let (all, all_other) = (total(first), total(other));
        let worlds = first.iter().zip(other).map(|(a, b)| {
            let is_asked = a.1 > 0.0 && b.1 > 0.0;
            (
                exact_difference(a.0, b.0),
                if is_asked { 0.5 * (a.1 / all + b.1 / all_other) } else { 0.0 },
            )
        });
        difference.range = range_of_exact(&worlds.collect::<Vec<_>>());
    }
}

/// The difference of two exact probabilities; 0 if they differ only by rounding.
fn exact_difference(first: f64, other: f64) -> f64 {
    let difference = other - first;
    if difference.abs() <= 1e-14 * first.max(other) { 0.0 } else { difference }
}

/// Replaces means by medians; of a side that is *never* in half of its trials or more there is neither.
fn put_medians(
    row: &mut Row,
    sides: &[Contender],
    asked: &Common,
    plan: &Plan,
) -> Result<(), Diagnostic> {
    let found = medians(sides, &asked.indices, plan)?;
    "median".clone_into(&mut row.outcome);
    let Some(found) = found else {
        let nothing = (f64::NAN, f64::NAN);
        for side in &mut row.sides {
            *side = Level { range: None, sampling: nothing, ..*side };
            (side.value, side.std_error) = nothing;
        }
        let (value, std_error, sampling) = (f64::NAN, f64::NAN, nothing);
        let missing = Difference { value, std_error, sampling, range: None, is_overall: false };
        row.differences.fill(missing);
        return Ok(());
    };
    row.sides = found.iter().map(|median| median.level).collect();
    row.differences = found[1..].iter().map(|other| found[0].to(other)).collect();
    Ok(())
}

/// By side: whether its answer depends on uncertain inputs.
pub(super) fn uncertain(sides: &[Contender], asked: &Common) -> Vec<bool> {
    let of = |(i, side): (usize, &Contender)| {
        let question = &side.model.questions[asked.indices[i]];
        Affected::new(&side.model, &side.supposition).answer(question)
    };
    sides.iter().enumerate().map(of).collect()
}

/// By side: the effective number `of` equally weighted worlds, if its answer depends on uncertain inputs and
/// worlds may have different weights.
pub(super) fn worth(
    sides: &[Contender],
    asked: &Common,
    uncertain: &[bool],
    of: impl Fn(usize) -> Option<f64>,
) -> Vec<Option<f64>> {
    let of = |(i, side): (usize, &Contender)| {
        let is_asked_of_some = side.model.questions[asked.indices[i]].given.is_some();
        let is_conditional = is_asked_of_some || side.supposition.learns();
        of(i).filter(|_| is_conditional && uncertain[i])
    };
    sides.iter().enumerate().map(of).collect()
}

/// The choices that no side sets, if all sides assume the same options.
fn assumed(sides: &[Contender]) -> Vec<(String, String)> {
    let of = |side: &Contender| {
        let interventions = &side.supposition.interventions;
        forecast::choices(&side.model, &|id| interventions.iter().any(|made| made.variable == id))
    };
    let all: Vec<_> = sides.iter().map(of).collect();
    let shared = |choice: &&(String, String)| all.iter().all(|side| side.contains(choice));
    all[0].iter().filter(shared).cloned().collect()
}
