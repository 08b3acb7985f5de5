//! The evidence network: the part of a model that evidence depends on, as a product of tables, and the
//! distributions given the evidence in a world.

use super::conflict::conflict;
use super::graph::{Key, NotDiscrete, Scene, Seen};
use super::tables::Tables;
use crate::formula::{Condition, Interned, Number, Part, Reading, VariableId};
use crate::inference::{Conditional, Eliminated, Factor, Order, Problem};
use crate::model::conditional::ChanceFault;
use crate::model::{Kind, Model, Settled, Still, Supposition};
use std::collections::{BTreeMap, BTreeSet};

/// The most nodes that evidence may depend on.
const MOST_KEYS: usize = 20_000;
/// The most cells in one conditional table.
const MOST_CELLS_OF_ONE: usize = 1 << 18;
/// The most cells in all tables of one world.
const MOST_CELLS: u64 = 1 << 22;
/// The most cells in all tables of all worlds.
const MOST_CELLS_OF_ALL: u64 = 1 << 29;
/// The cost of computing one cell of a conditional table, in cells summed.
const CELLS_TO_MAKE_ONE: u64 = 16;
/// If all clauses together exceed the limits, this many are tried one after another.
const MOST_TRIED: usize = 32;

/// A clause about an event drawn by itself, satisfied by drawing only allowed outcomes.
#[derive(Clone, Debug)]
pub(crate) struct Restriction {
    /// The event.
    pub(crate) variable: VariableId,
    /// The step at which the draw counts; `None` if the event is drawn once.
    pub(crate) step: Option<usize>,
    /// The allowed outcomes, ascending.
    pub(crate) outcomes: Vec<u16>,
}

/// Evidence that can be absorbed.
#[derive(Debug)]
pub(crate) struct Evidence {
    /// The monitored conditions.
    pub(crate) memories: Vec<Interned<Condition>>,
    /// The nodes that the evidence depends on, sorted.
    pub(crate) keys: Vec<Key>,
    sizes: Vec<usize>,
    /// By node: its parents.
    parents: Vec<Vec<Key>>,
    scopes: Vec<Vec<usize>>,
    /// The clauses that are absorbed exactly.
    clauses: Vec<Clause>,
    order: Order,
    /// Events that are drawn from their allowed outcomes only.
    pub(crate) restrictions: Vec<Restriction>,
}

#[derive(Clone, Debug)]
struct Clause {
    condition: Condition,
    text: String,
    keys: Vec<Key>,
    scope: Vec<usize>,
    /// Whether it is absorbed exactly.
    exact: bool,
}

/// The distributions given the evidence, in one world.
#[derive(Clone, Debug)]
pub(crate) struct Posterior {
    /// The natural log of the probability of the exactly absorbed evidence.
    pub(crate) ln: f64,
    /// The conditional distributions in the order of drawing; variables are indices of nodes.
    pub(crate) draws: Vec<Conditional>,
}

/// The pieces of a supposition that are not absorbed exactly.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Unabsorbed {
    /// Indices of clauses.
    pub(crate) clauses: Vec<usize>,
    /// Indices of reports.
    pub(crate) reports: Vec<usize>,
    /// Processes, each with the steps at which it is known to have made no move.
    pub(crate) still: Vec<Still>,
}

impl Unabsorbed {
    /// All that is learnt.
    pub(crate) fn all(supposition: &Supposition) -> Self {
        let still = supposition.still.iter().filter(|still| !still.steps.is_empty());
        Self {
            clauses: (0..supposition.clauses.len()).collect(),
            reports: (0..supposition.reports.len()).collect(),
            still: still.cloned().collect(),
        }
    }
}

impl Evidence {
    pub(crate) fn unabsorbed(&self, supposition: &Supposition) -> Unabsorbed {
        let all = Unabsorbed::all(supposition);
        let is_open = |i: &usize| !self.clauses.iter().any(|c| c.text == supposition.clauses[*i].1);
        Unabsorbed { clauses: all.clauses.into_iter().filter(is_open).collect(), ..all }
    }

    /// Finds the evidence of a supposition that can be absorbed in each of `worlds` worlds; `None` if there
    /// is none.
    pub(crate) fn new(model: &Model, supposition: &Supposition, worlds: u64) -> Option<Self> {
        if supposition.clauses.is_empty() {
            return None;
        }
        let memories = memories(model, supposition);
        let scene = Scene { model, supposition, memories: &memories };
        let mut finder = Finder { scene, parents: BTreeMap::new(), sound: BTreeSet::new() };
        let mut clauses: Vec<Clause> =
            supposition.clauses.iter().map(|c| finder.clause(c)).collect();
        let most = MOST_CELLS.min(MOST_CELLS_OF_ALL / worlds.max(1));
        let mut evidence = match finder.net(&clauses, most) {
            Some(found) => found,
            None => finder.some_of(&mut clauses, most),
        };
        evidence.restrictions = restrictions(&scene, &clauses, &evidence.keys);
        evidence.memories = memories;
        (!evidence.clauses.is_empty() || !evidence.restrictions.is_empty()).then_some(evidence)
    }

    /// Whether all of a supposition's evidence is absorbed exactly.
    pub(crate) fn is_all(&self, supposition: &Supposition) -> bool {
        self.restrictions.is_empty() && self.clauses.len() == supposition.clauses.len()
    }

    /// The number of cells in the tables of one world, including the cost of computing conditional tables.
    pub(crate) fn cells(&self) -> u64 {
        let of =
            |scope: &Vec<usize>| scope.iter().map(|at| self.sizes[*at] as u64).product::<u64>();
        let made: u64 = self.scopes.iter().map(of).sum();
        (self.order.effort.cells as u64).saturating_add(made.saturating_mul(CELLS_TO_MAKE_ONE))
    }

    /// Whether no clause is absorbed exactly.
    pub(crate) fn is_all_weighed(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Computes the distributions given the evidence in the world with these parameters; `None` if a distribution is
    /// invalid for some combination of parents, even one that no trial has, or if the work is cancelled.
    pub(crate) fn solve(
        &self,
        model: &Model,
        supposition: &Supposition,
        parameters: &[f64],
    ) -> Option<Posterior> {
        let (mut factors, clauses) = self.factors(model, supposition, parameters).ok()?;
        factors.extend(clauses);
        let sums = self.sum(factors)?;
        Some(Posterior { ln: sums.ln_total, draws: sums.conditionals() })
    }

    /// Returns the texts of a small set of clauses that can't hold together; empty if all can.
    pub(crate) fn conflict(
        &self,
        model: &Model,
        supposition: &Supposition,
        parameters: &[f64],
    ) -> Vec<&str> {
        let Ok((tables, clauses)) = self.factors(model, supposition, parameters) else {
            return Vec::new();
        };
        let possible = |some: &[usize]| {
            let some = some.iter().map(|i| clauses[*i].clone());
            let sums = self.sum(tables.iter().cloned().chain(some).collect());
            sums.is_none_or(|sums| sums.ln_total > f64::NEG_INFINITY)
        };
        let all: Vec<usize> = (0..clauses.len()).collect();
        if possible(&all) {
            return Vec::new();
        }
        let found = conflict(all.len(), &possible);
        found.into_iter().map(|i| self.clauses[i].text.as_str()).collect()
    }

    fn sum(&self, factors: Vec<Factor>) -> Option<Eliminated> {
        let problem = Problem { sizes: self.sizes.clone(), factors, joined: Vec::new() };
        problem.sum(&self.order).ok()
    }

    /// The conditional tables of all nodes, and those of the clauses.
    fn factors(
        &self,
        model: &Model,
        supposition: &Supposition,
        parameters: &[f64],
    ) -> Result<(Vec<Factor>, Vec<Factor>), ChanceFault> {
        let scene = Scene { model, supposition, memories: &self.memories };
        let tables = Tables { scene, parameters };
        let conditional = |((key, parents), scope): ((&Key, &Vec<Key>), &Vec<usize>)| {
            Ok(Factor { cells: tables.chances(*key, parents)?, scope: scope.clone() })
        };
        let nodes = self.keys.iter().zip(&self.parents).zip(&self.scopes);
        let of_clause = |clause: &Clause| {
            let cells = tables.holds(&clause.condition, &clause.keys);
            Factor { cells, scope: clause.scope.clone() }
        };
        let clauses = self.clauses.iter().map(of_clause).collect();
        Ok((nodes.map(conditional).collect::<Result<_, _>>()?, clauses))
    }
}

/// The conditions that rules or the evidence need a monitor of.
fn memories(model: &Model, supposition: &Supposition) -> Vec<Interned<Condition>> {
    let mut found: Vec<Interned<Condition>> =
        model.monitored.iter().map(|memory| memory.condition.clone()).collect();
    for (condition, _) in &supposition.clauses {
        condition.walk(&mut |part, _| {
            if let Part::Condition(
                Condition::Ever(inner) | Condition::By(inner, Number::Constant(_)),
            ) = part
                && !found.contains(inner)
            {
                found.push(inner.clone());
            }
        });
    }
    found
}

/// Collects the part of a model that evidence depends on.
struct Finder<'a> {
    scene: Scene<'a>,
    /// The parents of each node; `None` if it depends on more than discrete outcomes.
    parents: BTreeMap<Key, Option<Vec<Key>>>,
    /// Nodes whose ancestors are all discrete and few.
    sound: BTreeSet<Key>,
}

impl Finder<'_> {
    /// A clause with the nodes it reads, and whether it can be absorbed exactly.
    fn clause(&mut self, (condition, text): &(Condition, String)) -> Clause {
        let stand = super::graph::Stand::end_of(self.scene.model.timeline.last());
        let mut keys = Vec::new();
        let read = self.scene.condition(condition, stand, &mut keys);
        keys.sort_unstable();
        keys.dedup();
        let exact = read.is_ok() && self.fits(&keys, 1) && self.are_sound(&keys);
        Clause { condition: condition.clone(), text: text.clone(), keys, scope: Vec::new(), exact }
    }

    fn fits(&self, keys: &[Key], own: usize) -> bool {
        let cells = keys.iter().try_fold(own, |n, key| n.checked_mul(self.scene.size(*key)));
        cells.is_some_and(|cells| cells <= MOST_CELLS_OF_ONE)
    }

    /// Whether all ancestors of these nodes are discrete and few.
    fn are_sound(&mut self, keys: &[Key]) -> bool {
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        let mut open: Vec<Key> = keys.to_vec();
        while let Some(key) = open.pop() {
            if self.sound.contains(&key) || !seen.insert(key) {
                continue;
            }
            if self.sound.len() + seen.len() > MOST_KEYS {
                return false;
            }
            if !self.parents.contains_key(&key) {
                let found: Result<Vec<Key>, NotDiscrete> = self.scene.parents(key);
                let found = found.ok().filter(|keys| self.fits(keys, self.scene.size(key)));
                self.parents.insert(key, found);
            }
            match &self.parents[&key] {
                Some(parents) => open.extend(parents),
                None => return false,
            }
        }
        self.sound.extend(seen);
        true
    }

    /// The evidence network of these clauses; `None` if its tables are too large.
    fn net(&self, clauses: &[Clause], most: u64) -> Option<Evidence> {
        let exact = clauses.iter().filter(|clause| clause.exact);
        let mut open: Vec<Key> = exact.clone().flat_map(|clause| clause.keys.clone()).collect();
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        while let Some(key) = open.pop() {
            if seen.insert(key) {
                open.extend(self.parents[&key].iter().flatten());
            }
        }
        let keys: Vec<Key> = seen.into_iter().collect();
        let at = |key: &Key| keys.binary_search(key).unwrap_or(0);
        let parents: Vec<Vec<Key>> =
            keys.iter().map(|key| self.parents[key].clone().unwrap_or_default()).collect();
        let scope =
            |(key, parents): (&Key, &Vec<Key>)| parents.iter().chain([key]).map(at).collect();
        let scopes: Vec<Vec<usize>> = keys.iter().zip(&parents).map(scope).collect();
        let laid_out = |clause: &Clause| Clause {
            scope: clause.keys.iter().map(at).collect(),
            ..clause.clone()
        };
        let clauses: Vec<Clause> = exact.map(laid_out).collect();
        let sizes: Vec<usize> = keys.iter().map(|key| self.scene.size(*key)).collect();
        let of_clauses = clauses.iter().map(|clause| clause.scope.as_slice());
        let tables: Vec<&[usize]> = scopes.iter().map(Vec::as_slice).chain(of_clauses).collect();
        let order = Order::by_weight(&sizes, &tables, most)?;
        let (memories, restrictions) = (Vec::new(), Vec::new());
        Some(Evidence { memories, keys, sizes, parents, scopes, clauses, order, restrictions })
    }

    /// The network of as many clauses, in order, as fit together; sets `exact` of each clause.
    fn some_of(&self, clauses: &mut [Clause], most: u64) -> Evidence {
        let requested: Vec<usize> = (0..clauses.len()).filter(|i| clauses[*i].exact).collect();
        for i in &requested {
            clauses[*i].exact = false;
        }
        for i in requested.into_iter().take(MOST_TRIED) {
            clauses[i].exact = true;
            clauses[i].exact = self.net(clauses, most).is_some();
        }
        self.net(clauses, most).expect("nothing at all fits, and so does what was found to")
    }
}

/// Restrictions for the clauses that are not absorbed exactly.
fn restrictions(scene: &Scene, clauses: &[Clause], keys: &[Key]) -> Vec<Restriction> {
    let mut found: Vec<Restriction> = Vec::new();
    for clause in clauses.iter().filter(|clause| !clause.exact) {
        let Some(new) = restriction(scene, &clause.condition, keys) else { continue };
        let same =
            |known: &&mut Restriction| known.variable == new.variable && known.step == new.step;
        match found.iter_mut().find(same) {
            Some(known) => known.outcomes.retain(|outcome| new.outcomes.contains(outcome)),
            None => found.push(new),
        }
    }
    // clauses that contradict each other allow nothing: no trial will be accepted
    found.retain(|restriction| !restriction.outcomes.is_empty());
    found
}

fn restriction(scene: &Scene, condition: &Condition, keys: &[Key]) -> Option<Restriction> {
    let model = scene.model;
    let (condition, step) = match condition {
        Condition::At(inner, Number::Constant(day)) => (&**inner, model.timeline.step_at(*day)?),
        _ => (condition, model.timeline.last()),
    };
    let (is, holds) = match condition {
        Condition::Not(inner) => (&**inner, false),
        _ => (condition, true),
    };
    let Condition::Is { variable, reading: Reading::Usual, outcomes } = is else { return None };
    let Kind::Event(event) = &model.variable(*variable).kind else { return None };
    let step = match &event.settled {
        Settled::AtStart => None,
        Settled::EachStep => Some(step),
        Settled::AtEnd | Settled::When(_) if step == model.timeline.last() => None,
        Settled::AtEnd | Settled::When(_) => return None,
    };
    let of_it = |key: &Key| matches!(key, Key::Outcome(id, _) if id == variable);
    let is_free = matches!(scene.seen(*variable, model.timeline.last()), Seen::Open(_));
    if keys.iter().any(of_it) || !is_free {
        return None;
    }
    let all = 0..model.variable(*variable).outcomes.len() as u16;
    let outcomes = all.filter(|outcome| outcomes.contains(outcome) == holds).collect();
    Some(Restriction { variable: *variable, step, outcomes })
}
