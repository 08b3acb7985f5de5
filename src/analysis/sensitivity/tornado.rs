//! Each number from one end to the other with all else as it is: what the analyst is unsure of from
//! its 5th to its 95th percentile, plain numbers nudged alike.

use super::subject::{Plain, Subject};
use crate::diagnostic::Diagnostic;
use crate::engine::{LANES, Plan};
use crate::forecast::{Level, Parts};
use crate::model::{Overrides, faults_with};
use serde::Serialize;

/// By how much plain numbers are nudged: the odds of chances, other numbers themselves.
pub const NUDGE: f64 = 1.5;
/// Points drawn at one time.
const AT_ONCE: usize = 16;
/// The worlds, or blocks of trials, of a point at the least: as many as tell an error.
const FEWEST_PARTS: u64 = 8;
/// Those of a point that is drawn again, at least if there are trials for it.
const AGAIN_PARTS: u64 = 64;
/// The numbers of each kind that are drawn again with more trials.
const AGAIN: usize = 10;

/// What moves an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tornado {
    /// The answer as it stands.
    pub base: Level,
    /// What the analyst is unsure of, the one that moves the answer most first.
    pub doubts: Vec<Swing>,
    /// Plain numbers, likewise.
    pub plain: Vec<Swing>,
    /// Numbers that can't be moved alone, each with the reason.
    pub fixed: Vec<(String, String)>,
    /// Histories of each point.
    pub trials: u64,
    /// Readings of the inputs.
    pub worlds: u64,
    /// The seed.
    pub seed: u64,
}

/// A number taken from a low to a high value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Swing {
    /// The parameter's name, or the path of the number.
    pub name: String,
    /// As it is written.
    pub said: String,
    /// Its low and its high value.
    pub ends: (f64, f64),
    /// The answer at each of them.
    pub answers: (f64, f64),
    /// The second answer less the first.
    pub difference: f64,
    /// Its standard error, the trials of both being paired.
    pub std_error: f64,
}

impl Swing {
    /// Whether the answer is seen to move.
    pub fn is_seen(&self) -> bool {
        self.difference.abs() > 2.5 * self.std_error && self.difference != 0.0
    }
}

/// A number to be moved.
struct Move {
    name: String,
    said: String,
    ends: (f64, f64),
    numbers: [Overrides; 2],
}

/// Moves every number that the answer reads, those that move it most once more with more trials. The
/// plan's trials are the work: all points together have about four times as many, if that gives each
/// a few thousand.
pub fn tornado(
    subject: &Subject,
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Tornado, Vec<Diagnostic>> {
    let mut fixed = Vec::new();
    let doubts = doubts(subject, plan.seed).map_err(|fault| vec![fault])?;
    let plain = plain(subject, &mut fixed);
    let points = 2 * (doubts.len() + plain.len()) as u64;
    let first = each(plan, subject, 2 * plan.trials / points.max(1), FEWEST_PARTS);
    let again_points = 2 * (doubts.len().min(AGAIN) + plain.len().min(AGAIN)) as u64 + 1;
    let again = each(plan, subject, 2 * plan.trials / again_points, AGAIN_PARTS);
    let here = subject.with(Overrides::default());
    let base = subject.draw(&[subject.side(&here, Vec::new())], &again, progress);
    let base = base.map_err(|fault| vec![fault])?;
    let parts = Parts {
        items: base.parts.iter().map(|items| &items[0]).collect(),
        worlds: base.worlds > 1,
        measure: subject.measure(),
        uncertain: vec![false],
    };
    let mut swung = |moves: &[&Move], plan: &Plan| {
        let mut swings = Vec::new();
        for some in moves.chunks(AT_ONCE / 2) {
            swings.extend(swing(subject, some, plan, progress, &mut fixed));
        }
        swings
    };
    let mut ranked = |moves: &[Move]| {
        let mut swings = swung(&moves.iter().collect::<Vec<_>>(), &first);
        sort(&mut swings);
        if again.trials > first.trials {
            let few = swings.len().min(AGAIN);
            let named = |swing: &Swing| moves.iter().find(|m| m.name == swing.name);
            let wanted: Vec<&Move> = swings[..few].iter().filter_map(named).collect();
            let sharper = swung(&wanted, &again);
            swings.retain(|swing| !sharper.iter().any(|s| s.name == swing.name));
            swings.extend(sharper);
            sort(&mut swings);
        }
        swings
    };
    let (doubts, plain) = (ranked(&doubts), ranked(&plain));
    Ok(Tornado {
        base: parts.level(0),
        doubts,
        plain,
        fixed,
        trials: base.trials,
        worlds: base.worlds,
        seed: plan.seed,
    })
}

/// What moves the answer most first.
fn sort(swings: &mut [Swing]) {
    swings.sort_by(|a, b| {
        b.difference.abs().total_cmp(&a.difference.abs()).then_with(|| a.name.cmp(&b.name))
    });
}

/// The plan of a point of so many trials, in at least so many parts if the whole plan has as many:
/// with doubt, worlds of a block each.
fn each(plan: &Plan, subject: &Subject, trials: u64, parts: u64) -> Plan {
    let lanes = LANES as u64;
    let trials = trials.max(parts * lanes).min(plan.trials);
    let worlds =
        if subject.is_uncertain() { (trials / lanes).max(parts).min(plan.worlds) } else { 1 };
    Plan { trials, worlds, ..plan.clone() }
}

fn doubts(subject: &Subject, seed: u64) -> Result<Vec<Move>, Diagnostic> {
    let doubts = subject.doubts();
    let ends = subject.ends(&doubts, seed)?;
    let of = |(doubt, ends): (&&crate::model::Doubt, (f64, f64))| {
        let held = |value: f64| {
            let mut numbers = Overrides::default();
            numbers.hold(doubt.id, value);
            numbers
        };
        let numbers = [held(ends.0), held(ends.1)];
        Move { name: doubt.name.clone(), said: doubt.text.clone(), ends, numbers }
    };
    Ok(doubts.iter().zip(ends).map(of).collect())
}

fn plain(subject: &Subject, fixed: &mut Vec<(String, String)>) -> Vec<Move> {
    let mut moves = Vec::new();
    for number in subject.plain_numbers() {
        let Some(ends) = nudged(number) else { continue };
        let given = |value: f64| subject.model.give(&[(&number.varied, value)]);
        let name = number.varied.path.clone();
        match (given(ends.0), given(ends.1)) {
            (Ok(low), Ok(high)) => {
                let faults = |numbers| faults_with(&subject.model, numbers);
                if let Some(fault) = faults(&low).into_iter().chain(faults(&high)).next() {
                    fixed.push((name, fault.message));
                    continue;
                }
                moves.push(Move { name, said: number.text.clone(), ends, numbers: [low, high] });
            }
            (Err(fault), _) | (_, Err(fault)) => fixed.push((name, fault.message)),
        }
    }
    moves
}

/// A plain number nudged down and up; none of what such a nudge does not move.
fn nudged(number: &Plain) -> Option<(f64, f64)> {
    let x = number.said;
    if !number.is_chance {
        return (x != 0.0).then_some((x / NUDGE, x * NUDGE));
    }
    let odds = |factor: f64| factor * x / (1.0 - x + factor * x);
    (x > 0.0 && x < 1.0).then(|| (odds(1.0 / NUDGE), odds(NUDGE)))
}

/// Draws both ends of some numbers on the same trials. If that can't be done, each is tried alone,
/// and those for which it can't be done are noted.
fn swing(
    subject: &Subject,
    moves: &[&Move],
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
    fixed: &mut Vec<(String, String)>,
) -> Vec<Swing> {
    let numbers = || moves.iter().flat_map(|m| m.numbers.clone());
    // all are drawn beside the answer as it stands, with which most have most in common; not where that
    // alone would take many worlds
    let is_unsure = numbers().any(|numbers| subject.is_uncertain_with(&numbers));
    let here = (is_unsure || !subject.is_uncertain()).then(Overrides::default);
    let added = usize::from(here.is_some());
    let points = here.into_iter().chain(numbers());
    let points: Vec<_> = points.map(|numbers| subject.with(numbers)).collect();
    let sides: Vec<_> = points.iter().map(|point| subject.side(point, Vec::new())).collect();
    let mut drawn = match subject.draw(&sides, plan, progress) {
        Ok(drawn) => drawn,
        Err(fault) => {
            if let [alone] = moves {
                fixed.push((alone.name.clone(), fault.message));
                return Vec::new();
            }
            let alone = moves.chunks(1);
            return alone.flat_map(|m| swing(subject, m, plan, progress, fixed)).collect();
        }
    };
    for item in drawn.parts.iter_mut().flatten() {
        item.own.drain(..added);
    }
    let parts = Parts {
        items: drawn.parts.iter().map(|items| &items[0]).collect(),
        worlds: drawn.worlds > 1,
        measure: subject.measure(),
        uncertain: vec![false; sides.len()],
    };
    let of = |(i, one): (usize, &&Move)| {
        let mut weights = vec![0.0; sides.len() - added];
        let (low, high) = (2 * i, 2 * i + 1);
        weights[low] = -1.0;
        weights[high] = 1.0;
        let (difference, std_error) = parts.combined(&weights);
        Swing {
            name: one.name.clone(),
            said: one.said.clone(),
            ends: one.ends,
            answers: (parts.level(low).value, parts.level(high).value),
            difference,
            std_error: if std_error.is_finite() { std_error } else { difference.abs() },
        }
    };
    moves.iter().enumerate().map(of).collect()
}
