//! The values that evidence nodes can have: those that the model's zeros leave and, if wanted, those that agree with
//! pieces of the evidence. Values are removed only if no combination with them is possible, so sums stay the same.

use super::facts::Given;
use super::graph::{Key, Scene, Seen, Stand};
use super::pieces::{Piece, Says};
use crate::formula::{Condition, VariableId};
use crate::inference::advance;
use crate::model::conditional::{Base, ConditionalDistribution, Share, Specification, Weights};
use crate::model::facts::{Truth, truth};
use crate::model::{Kind, Process};

/// The most combinations of a clause over which values without support are sought.
const MOST_COMBINATIONS: usize = 1 << 12;
/// The most rounds of removals; what is left after them is larger than need be, and as right.
const MOST_ROUNDS: usize = 8;

/// The values that a node can have, ascending.
pub(super) type Domain = Vec<u16>;

/// The relation between a node's values at two consecutive steps.
#[derive(Clone, Copy, Debug)]
enum Link {
    /// A process moves.
    Moves(VariableId),
    /// A process makes no move.
    Stays,
    /// A value is kept for good, unless it is the one that means *not yet*.
    Settles(u16),
}

/// Two nodes of consecutive steps.
struct Pair {
    before: usize,
    after: usize,
    link: Link,
}

/// The network of which the values are sought.
pub(super) struct Network<'a> {
    /// The model.
    pub(super) scene: Scene<'a>,
    /// The nodes, sorted.
    pub(super) keys: &'a [Key],
}

impl Network<'_> {
    /// The values of each node that agree with these pieces; `None` if a node has no value left.
    pub(super) fn domains(&self, pieces: &[&Piece]) -> Option<Vec<Domain>> {
        let mut domains: Vec<Domain> = self.keys.iter().map(|key| self.possible(*key)).collect();
        let mut pairs = self.pairs();
        let says = || pieces.iter().flat_map(|piece| &piece.clauses);
        pairs.extend(says().filter_map(|clause| match (&clause.says, &clause.keys[..]) {
            (Says::Stays(..), [before, after]) => {
                Some(Pair { before: self.at(*before)?, after: self.at(*after)?, link: Link::Stays })
            }
            _ => None,
        }));
        pairs.sort_by_key(|pair| step_of(self.keys[pair.after]));
        for _ in 0..MOST_ROUNDS {
            let left = |domains: &[Domain]| domains.iter().map(Vec::len).sum::<usize>();
            let were = left(&domains);
            for clause in says() {
                match &clause.says {
                    Says::Holds(condition) => self.support(condition, &clause.keys, &mut domains),
                    Says::Stays(process, step) => self.held(*process, *step, &mut domains),
                    Says::Weighs(_) => {}
                }
            }
            for pair in pairs.iter().chain(pairs.iter().rev()) {
                self.agree(pair, &mut domains);
            }
            if domains.iter().any(Vec::is_empty) {
                return None;
            }
            if left(&domains) == were {
                break;
            }
        }
        Some(domains)
    }

    /// All values of each node.
    pub(super) fn all(&self) -> Vec<Domain> {
        self.keys.iter().map(|key| (0..self.scene.size(*key) as u16).collect()).collect()
    }

    fn at(&self, key: Key) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }

    /// The values that a node can have by its own distribution.
    fn possible(&self, key: Key) -> Domain {
        let all = || (0..self.scene.size(key) as u16).collect();
        let Key::Outcome(id, step) = key else { return all() };
        let Kind::Process(process) = &self.scene.model.variable(id).kind else { return all() };
        if step == 0 {
            return started(&process.start).unwrap_or_else(all);
        }
        match self.scene.seen(id, step - 1) {
            Seen::Fixed(from) => reached(process, from),
            Seen::Open(_) => all(),
        }
    }

    /// Each node with the one of the same variable, or of the same monitor, at the step before.
    fn pairs(&self) -> Vec<Pair> {
        let pair = |(after, key): (usize, &Key)| {
            let (before, link) = match *key {
                Key::Memory(at, step) => (Key::Memory(at, step.checked_sub(1)?), Link::Settles(0)),
                Key::Outcome(id, step) => {
                    let Seen::Open(before) = self.scene.seen(id, step.checked_sub(1)?) else {
                        return None;
                    };
                    let variable = self.scene.model.variable(id);
                    match &variable.kind {
                        Kind::Process(_) => (before, Link::Moves(id)),
                        _ if self.scene.waits(id) => {
                            (before, Link::Settles(variable.outcomes.len() as u16))
                        }
                        _ => return None,
                    }
                }
            };
            Some(Pair { before: self.at(before)?, after, link })
        };
        self.keys.iter().enumerate().filter_map(pair).collect()
    }

    /// Removes values of two nodes to which no value of the other belongs.
    fn agree(&self, pair: &Pair, domains: &mut [Domain]) {
        let of = |from: u16| match pair.link {
            Link::Settles(open) if from == open => domains[pair.after].clone(),
            Link::Settles(_) | Link::Stays => vec![from],
            Link::Moves(id) => match &self.scene.model.variable(id).kind {
                Kind::Process(process) => reached(process, from),
                _ => Domain::new(),
            },
        };
        let (mut before, mut after) = (Domain::new(), Domain::new());
        for from in &domains[pair.before] {
            let mut to = of(*from);
            to.retain(|value| domains[pair.after].contains(value));
            before.extend((!to.is_empty()).then_some(*from));
            after.extend(to);
        }
        after.sort_unstable();
        after.dedup();
        (domains[pair.before], domains[pair.after]) = (before, after);
    }

    /// Removes the states that a process can't have because it made no move from, or to, a state that is held.
    fn held(&self, process: VariableId, step: usize, domains: &mut [Domain]) {
        let Some(before) = step.checked_sub(1) else { return };
        let (from, to) = (self.scene.seen(process, before), self.scene.seen(process, step));
        let ((Seen::Fixed(state), Seen::Open(key)) | (Seen::Open(key), Seen::Fixed(state))) =
            (from, to)
        else {
            return;
        };
        if let Some(at) = self.at(key) {
            domains[at].retain(|value| *value == state);
        }
    }

    /// Removes values with which a condition holds in no combination.
    fn support(&self, condition: &Condition, keys: &[Key], domains: &mut [Domain]) {
        let Some(nodes) = keys.iter().map(|key| self.at(*key)).collect::<Option<Vec<_>>>() else {
            return;
        };
        let combinations =
            nodes.iter().try_fold(1_usize, |n, at| n.checked_mul(domains[*at].len()));
        let mut depends_on_world = false;
        condition.for_each_read(&mut |read| depends_on_world |= !read.is_in_trial());
        if depends_on_world || combinations.is_none_or(|n| n > MOST_COMBINATIONS) {
            return;
        }
        let mut found: Vec<Domain> = vec![Domain::new(); nodes.len()];
        let stand = Stand::end_of(self.scene.model.timeline.last());
        each(&nodes, domains, &mut |values| {
            let given = Given { scene: self.scene, stand, keys, values, parameters: &[] };
            if truth(condition, &given) == Truth::True {
                found.iter_mut().zip(values).for_each(|(found, value)| found.push(*value as u16));
            }
        });
        for (at, mut values) in nodes.into_iter().zip(found) {
            values.sort_unstable();
            values.dedup();
            domains[at] = values;
        }
    }
}

/// Calls `visit` with each combination of the values of some nodes, the last varying fastest.
pub(super) fn each(nodes: &[usize], domains: &[Domain], visit: &mut dyn FnMut(&[usize])) {
    if nodes.iter().any(|at| domains[*at].is_empty()) {
        return;
    }
    let sizes: Vec<usize> = nodes.iter().map(|at| domains[*at].len()).collect();
    let mut places = vec![0; nodes.len()];
    let mut values = vec![0; nodes.len()];
    loop {
        for ((value, place), at) in values.iter_mut().zip(&places).zip(nodes) {
            *value = usize::from(domains[*at][*place]);
        }
        visit(&values);
        if !advance(&mut places, &sizes) {
            return;
        }
    }
}

fn step_of(key: Key) -> usize {
    let (Key::Outcome(_, step) | Key::Memory(_, step)) = key;
    step
}

/// The states in which a process can start; `None` if they are not in its file as such.
fn started(start: &ConditionalDistribution) -> Option<Domain> {
    let Specification::Rule(rule) = &start.specification else { return None };
    let Base::Plain(base) = &rule.base else { return None };
    let weights: Vec<&Weights> =
        rule.cases.iter().map(|(_, weights)| weights).chain([base]).collect();
    let is_possible = |state: &u16| {
        let share = |weights: &&Weights| match weights.shares.get(usize::from(*state)) {
            Some(Share::Nothing) => false,
            Some(Share::Given(value)) => value.number.constant() != Some(0.0),
            Some(Share::Rest) | None => true,
        };
        weights.iter().any(share)
    };
    Some((0..start.width as u16).filter(is_possible).collect())
}

/// The states in which a process can be a step after a state, ascending.
fn reached(process: &Process, from: u16) -> Domain {
    let moves = process.moves.get(usize::from(from)).and_then(Option::as_ref);
    let mut found = vec![from];
    if let Some(conditional) = moves {
        match &conditional.specification {
            Specification::Moves(moves) => found.extend(moves.moves.iter().map(|chance| chance.to)),
            Specification::Rule(_) => found.extend(0..conditional.width as u16),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
