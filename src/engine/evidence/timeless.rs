//! Finds nodes whose conditional tables are equal in every world, because they differ in nothing but their step: each table
//! is then computed once.

use super::graph::{Key, Scene};
use crate::formula::{Condition, Number, Part};
use crate::model::conditional::Specification;
use crate::model::{Kind, Settled, settles_at_start};
use std::collections::BTreeMap;

/// All that a table depends on, apart from parameters: the node and its parents by their distance in steps, with the values
/// of each. The distance of a variable that is settled at the start is 0.
type Shape<'d> = Vec<(Key, usize, &'d [u16])>;

/// By node: an earlier one with an equal table.
pub(super) fn equal_tables(
    scene: &Scene,
    keys: &[Key],
    parents: &[Vec<Key>],
    domains: &[Vec<u16>],
) -> Vec<Option<usize>> {
    let mut known: BTreeMap<Shape, usize> = BTreeMap::new();
    let mut find = |(node, key): (usize, &Key)| {
        let step = step_of(*key);
        if step == 0 || !is_timeless(scene, *key) {
            return None;
        }
        let part = |of: &Key| {
            let domain = keys.binary_search(of).map_or(&[][..], |at| &domains[at]);
            match *of {
                Key::Outcome(id, _) if settles_at_start(scene.model.variable(id)) => {
                    (*of, 0, domain)
                }
                Key::Outcome(id, at) => (Key::Outcome(id, 1), step - at, domain),
                Key::Memory(memory, at) => (Key::Memory(memory, 1), step - at, domain),
            }
        };
        let shape: Shape = parents[node].iter().chain([key]).map(part).collect();
        let first = *known.entry(shape).or_insert(node);
        (first != node).then_some(first)
    };
    keys.iter().enumerate().map(&mut find).collect()
}

fn step_of(key: Key) -> usize {
    let (Key::Outcome(_, step) | Key::Memory(_, step)) = key;
    step
}

/// Whether the distribution of a node reads neither its step nor its day, and nothing is held for a while.
fn is_timeless(scene: &Scene, key: Key) -> bool {
    if !scene.supposition.interventions.is_empty() {
        return false;
    }
    let id = match key {
        Key::Memory(at, _) => return is_dateless(&scene.memories[at]),
        Key::Outcome(id, _) => id,
    };
    match &scene.model.variable(id).kind {
        Kind::Event(event) => {
            let waits = match &event.settled {
                Settled::When(condition) => is_dateless(condition),
                _ => true,
            };
            waits && is_plain(&event.conditional.specification)
        }
        Kind::Process(process) => {
            let mut moves = process.moves.iter().flatten();
            moves.all(|conditional| is_plain(&conditional.specification))
        }
        _ => false,
    }
}

fn is_plain(specification: &Specification) -> bool {
    if let Specification::Moves(moves) = specification
        && moves.short_step.is_some()
    {
        return false;
    }
    let mut plain = true;
    specification.for_each_condition(&mut |condition| plain &= is_dateless(condition));
    specification.for_each_number(&mut |number| {
        number.walk(&mut |part, _| plain &= !tells_time(&part));
    });
    plain
}

fn is_dateless(condition: &Condition) -> bool {
    let mut dateless = true;
    condition.walk(&mut |part, _| dateless &= !tells_time(&part));
    dateless
}

/// Whether a part of a formula has another value on another day.
fn tells_time(part: &Part) -> bool {
    matches!(
        part,
        Part::Number(
            Number::Step
                | Number::Today
                | Number::Elapsed(_)
                | Number::Count(_)
                | Number::SoFar(..)
                | Number::First(_)
        ) | Part::Condition(Condition::By(..) | Condition::At(..) | Condition::Before(_))
    )
}
