//! Bounds on how far a number can move an answer, found in one pass from the answer back to its causes. Most numbers
//! of a long scenario are far from the answer, and moving each by a run would cost the square of its length.
//!
//! Let c be the largest total variation distance between two rows of the table of an event. A change of one parent
//! changes the chances of the event by at most c (Dobrushin's coefficient of ergodicity), so a change of an event moves
//! an answer by at most the sum, over the events that read it, of their c times their own bound.

use super::subject::{Plain, Subject};
use crate::engine::Measure;
use crate::formula::{Number, VariableId};
use crate::model::bind::Table;
use crate::model::{Kind, Model, Settled, Variable, World, bind};
use std::collections::{BTreeSet, VecDeque};

/// Numbers that can't move a chance by more are not moved: no run of sensible length would see it.
pub const FAINT: f64 = 1e-6;
/// The most plain numbers that are moved unless all are asked for: those with the largest bounds, and of equal bounds
/// the nearest to the answer.
pub const MOST_MOVED: usize = 500;

/// Upper bounds on the effect of each number on an answer.
pub(super) struct Influence {
    /// By id.
    bounds: Vec<f64>,
    /// By id: steps from the question; `u32::MAX` if it is not read.
    distances: Vec<u32>,
}

/// The numbers that are moved, and how many are not.
pub(super) struct Chosen<'a> {
    pub(super) moved: Vec<&'a Plain>,
    /// The count of numbers that can't move the answer by more than [`FAINT`].
    pub(super) faint: usize,
    /// The count of numbers beyond [`MOST_MOVED`], which are not moved.
    pub(super) unmoved: usize,
}

/// Chooses the plain numbers that are moved.
pub(super) fn choose(subject: &Subject) -> Chosen<'_> {
    let all = subject.plain_numbers();
    if subject.moves_all || all.is_empty() {
        return Chosen { moved: all, faint: 0, unmoved: 0 };
    }
    let influence = Influence::of(subject);
    let key = |plain: &Plain| {
        let id = plain.varied.id.index();
        (influence.bounds[id], influence.distances[id])
    };
    let mut near: Vec<(usize, &Plain)> = all.iter().copied().enumerate().collect();
    near.retain(|(_, plain)| key(plain).0 > FAINT);
    let faint = all.len() - near.len();
    near.sort_by(|(_, a), (_, b)| {
        let (a, b) = (key(a), key(b));
        b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
    });
    let unmoved = near.len().saturating_sub(MOST_MOVED);
    near.truncate(MOST_MOVED);
    near.sort_by_key(|(at, _)| *at);
    Chosen { moved: near.into_iter().map(|(_, plain)| plain).collect(), faint, unmoved }
}

impl Influence {
    fn of(subject: &Subject) -> Self {
        let model = &subject.model;
        let is_chance = subject.measure() != Measure::Mean;
        let is_bounded = is_chance && model.timeline.clock.is_none() && !subject.is_conditioned();
        let numbers = &subject.supposition().numbers;
        let world = is_bounded.then(|| World::draw_with(model, 0, 0, numbers).ok()).flatten();
        let weights = world.map_or_else(|| vec![1.0; model.parameters()], |w| weights(model, &w));
        let graph = Graph::of(model, &subject.read);
        let mut asked = Vec::new();
        subject.question.for_each_read(&mut |read| asked.push(read.variable.index()));
        Self { bounds: graph.bounds(&asked, &weights), distances: graph.distances(&asked) }
    }
}

/// By id: the most by which a parent changes the chances of an event; 1 for all that is no event with a table of
/// numbers that are the same in every world.
fn weights(model: &Model, world: &World) -> Vec<f64> {
    let mut is_constant = vec![false; model.parameters()];
    for uncertain in &model.uncertain_numbers {
        is_constant[uncertain.id.index()] = matches!(uncertain.number, Number::Constant(_));
    }
    let binding = bind(model, world);
    let mut weights = vec![1.0; model.parameters()];
    for (id, variable) in model.variables.iter().enumerate() {
        let Kind::Event(event) = &variable.kind else { continue };
        let mut is_certain = event.settled == Settled::AtStart;
        let mut reads = model.dependencies.reads(VariableId(id as u32));
        is_certain &= reads.all(|read| read.is_in_trial() || is_constant[read.variable.index()]);
        if let Some(table) = binding.settle[id].as_ref().filter(|_| is_certain) {
            weights[id] = spread(table);
        }
    }
    weights
}

/// At least the largest total variation distance between two rows of a table: half the sum, over the outcomes, of how
/// far apart their chances are.
fn spread(table: &Table) -> f64 {
    let [phase] = &table.phases[..] else { return 1.0 };
    if !phase.faults.is_empty() {
        return 1.0;
    }
    let rows = table.rows;
    let upto = |j: usize, row: usize| phase.fine.get(j * rows + row).map_or(ALL, |t| *t as f64);
    let mut sum = 0.0;
    for j in 0..table.width {
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for row in 0..rows {
            let below = j.checked_sub(1).map_or(0.0, |j| upto(j, row));
            let chance = (upto(j, row) - below) / ALL;
            (least, most) = (least.min(chance), most.max(chance));
        }
        sum += most - least;
    }
    (sum / 2.0).min(1.0)
}

/// 2^64, the threshold below which everything lies.
const ALL: f64 = 18_446_744_073_709_551_616.0;

/// The dependency graph of the ancestors of an answer.
struct Graph {
    /// By id: the ids that it reads, each once.
    reads: Vec<Vec<usize>>,
    /// By id: how many read it.
    readers: Vec<usize>,
    /// By id: whether it is a parameter, which changes tables and not the row that is drawn from.
    is_parameter: Vec<bool>,
}

impl Graph {
    fn of(model: &Model, is_read: &[bool]) -> Self {
        let of = |(id, is_read): (usize, &bool)| {
            let parents = is_read.then(|| model.dependencies.parents(VariableId(id as u32)));
            let parents: BTreeSet<usize> =
                parents.into_iter().flatten().map(VariableId::index).collect();
            Vec::from_iter(parents)
        };
        let reads: Vec<Vec<usize>> = is_read.iter().enumerate().map(of).collect();
        let mut readers = vec![0; is_read.len()];
        reads.iter().flatten().for_each(|id| readers[*id] += 1);
        let is_parameter = |id: usize| model.variables.get(id).is_none_or(Variable::is_parameter);
        Self { readers, is_parameter: (0..reads.len()).map(is_parameter).collect(), reads }
    }

    /// By id: a bound on how far it moves the answer; 1 of what is in a cycle, which only a clock has.
    fn bounds(&self, asked: &[usize], weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0_f64; self.reads.len()];
        for id in asked {
            sums[*id] = 1.0;
        }
        let mut bounds = vec![1.0; self.reads.len()];
        let mut left = self.readers.clone();
        let mut open: Vec<usize> = (0..left.len()).filter(|id| left[*id] == 0).collect();
        while let Some(id) = open.pop() {
            // several tables at once, between which a change may pass on, are not bounded by their rows as they stand
            let is_shared = self.is_parameter[id] && self.readers[id] > 1;
            bounds[id] = if is_shared { 1.0 } else { sums[id].min(1.0) };
            for read in &self.reads[id] {
                let weight = if self.is_parameter[*read] { 1.0 } else { weights[id] };
                sums[*read] += bounds[id] * weight;
                left[*read] -= 1;
                if left[*read] == 0 {
                    open.push(*read);
                }
            }
        }
        bounds
    }

    /// By id: how many steps it is from the question.
    fn distances(&self, asked: &[usize]) -> Vec<u32> {
        let mut distances = vec![u32::MAX; self.reads.len()];
        for id in asked {
            distances[*id] = 0;
        }
        let mut open: VecDeque<usize> = asked.iter().copied().collect();
        while let Some(id) = open.pop_front() {
            for read in &self.reads[id] {
                if distances[*read] == u32::MAX {
                    distances[*read] = distances[id] + 1;
                    open.push_back(*read);
                }
            }
        }
        distances
    }
}
