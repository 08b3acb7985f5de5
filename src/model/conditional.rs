//! Conditional distributions of outcomes: a base with cases and adjustments, or the moves out of a state.

pub use super::chance_fault::ChanceFault;
use super::flat::Flat;
use super::keys::Form;
use crate::diagnostic::Place;
use crate::formula::bounds::may_be_bounded;
use crate::formula::{Access, Condition, FormulaId, Interned, Number, Read};
use crate::formula::{Reading, VariableId};
use crate::model::evaluate::{Facts, value};
use std::collections::BTreeSet;

/// A conditional distribution over outcomes.
#[derive(Clone, Debug)]
pub struct ConditionalDistribution {
    /// The number of outcomes to which it gives chances.
    pub width: usize,
    /// The rule for their chances.
    pub specification: Specification,
    /// The form in which the engine finds the chances of a trial.
    pub form: Form,
    /// The place at which it is described.
    pub place: Place,
}

/// The rule for the chances of outcomes.
#[derive(Clone, Debug)]
pub enum Specification {
    /// The rule of an event, or of the start of a process.
    Rule(Rule),
    /// The moves out of one state of a process.
    Moves(Moves),
}

/// A base, the cases that replace it, and adjustments of odds.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The chances if no case applies.
    pub base: Base,
    /// The cases; the first whose condition holds replaces the base.
    pub cases: Vec<(Interned<Condition>, Weights)>,
    /// The adjustments; all whose conditions hold multiply the weights.
    pub adjusts: Vec<Adjust>,
}

/// The base of a rule.
#[derive(Clone, Debug)]
pub enum Base {
    /// One set of chances.
    Plain(Weights),
    /// A set of chances for each combination of the parents' outcomes; the last parent varies fastest.
    Table {
        /// The parents, each with the number of its outcomes.
        given: Vec<(VariableId, usize)>,
        /// The chances of each row.
        rows: Vec<Weights>,
    },
    /// A table of plain numbers, stored flat.
    Flat(Flat),
}

/// A share for each outcome, in the order of the draw.
#[derive(Clone, Debug)]
pub struct Weights {
    /// The shares.
    pub shares: Vec<Share>,
    /// The place at which they are written.
    pub place: Place,
    /// Whether they are divided by their sum, because they are uncertain.
    pub divided: bool,
}

/// The chance of one outcome.
#[derive(Clone, Debug)]
pub enum Share {
    /// A given number.
    Given(Value),
    /// The remainder of the others.
    Rest,
    /// An outcome that is not possible here.
    Nothing,
}

/// A number with its place.
#[derive(Clone, Debug)]
pub struct Value {
    /// The number.
    pub number: Number,
    /// The identity of the number; `None` if it is a constant, which needs no computation.
    pub id: Option<FormulaId>,
    /// The place at which it is written.
    pub place: Place,
}

impl Value {
    /// Creates a number with an identity among those of a model.
    pub fn new(number: Number, place: Place) -> Self {
        let id = number.constant().is_none().then(|| FormulaId::of(&number));
        Self { number, id, place }
    }

    /// The value in a state of the world; NaN if it is undefined.
    pub(super) fn computed(&self, facts: &impl Facts) -> f64 {
        let known = self.id.and_then(|id| facts.computed_value(id));
        // defined parts may still bound an undefined number
        let known = known.filter(|x| !x.is_nan() || !may_be_bounded(&self.number));
        known.unwrap_or_else(|| value(&self.number, facts))
    }
}

/// An adjustment: factors on the weights of outcomes.
#[derive(Clone, Debug)]
pub struct Adjust {
    /// The condition under which it applies.
    pub condition: Interned<Condition>,
    /// The outcomes that it changes, each with its factor.
    pub factors: Vec<(u16, Value)>,
    /// The place at which it is written.
    pub place: Place,
}

/// The moves out of one state.
#[derive(Clone, Debug)]
pub struct Moves {
    /// The state that is left.
    pub from: u16,
    /// The moves by chance.
    pub moves: Vec<Move>,
    /// If chances are given only to the state that is left and those that can be entered: these states, in the order
    /// of the draw. `None` if all states have chances, in their own order.
    pub reached: Option<Vec<u16>>,
    /// The length of a step as a share of the chances' period.
    pub share_of_period: f64,
    /// The last step, if it is shorter than the others.
    pub short_step: Option<usize>,
    /// The length of the short step as a share of the period.
    pub short_share: f64,
    /// The decision at the end of a term, whose moves are among `moves`.
    pub deadline: Option<End>,
}

/// The decision at the end of a term.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// Whether its chances are divided by their sum.
    pub divided: bool,
    /// The place of its chances.
    pub place: Place,
}

/// A move by chance.
#[derive(Clone, Debug)]
pub struct Move {
    /// The state that is entered.
    pub to: u16,
    /// The name of that state, for messages.
    pub name: String,
    /// The chance of the move in a period, if no case applies.
    pub chance: Value,
    /// The cases; the first whose condition holds replaces the chance.
    pub cases: Vec<(Interned<Condition>, Value)>,
    /// The adjustments; all whose conditions hold multiply the weight.
    pub adjusts: Vec<(Interned<Condition>, Value)>,
    /// The condition without which the move can't happen.
    pub condition: Option<Interned<Condition>>,
    /// Whether it is an outcome of the deadline.
    pub is_end: bool,
}

/// The tolerance for rounding errors of chances outside 0 to 1, and of sums.
pub(super) const ROUNDING: f64 = 1e-12;
/// The tolerance for the sum of given chances.
pub const SUM_TOLERANCE: f64 = 1e-9;

impl Specification {
    /// The flat table, if there is nothing else.
    pub fn flat(&self) -> Option<&Flat> {
        match self {
            Self::Rule(rule) => rule.flat(),
            Self::Moves(_) => None,
        }
    }

    /// Whether the chances differ between worlds.
    pub fn reads_parameters(&self) -> bool {
        let mut found = false;
        self.for_each_read(&mut |read| found |= !read.is_in_trial());
        found
    }

    /// Visits every read: those of conditions, then those of numbers.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Read)) {
        self.for_each_condition(&mut |condition| condition.for_each_read(visit));
        self.for_each_number(&mut |number| number.for_each_read(visit));
    }

    /// Whether conditions may differ between worlds.
    pub(super) fn conditions_read_parameters(&self) -> bool {
        let mut found = false;
        let mut note = |read: Read| found |= read.access == Access::Parameter;
        self.for_each_condition(&mut |condition| condition.for_each_read(&mut note));
        found
    }

    /// Visits every number: chances and factors.
    pub fn for_each_number<'a>(&'a self, visit: &mut impl FnMut(&'a Number)) {
        self.for_each_value(&mut |value| visit(&value.number));
    }

    /// Visits the places of chances, of factors and of their tables.
    pub fn for_each_place(&self, visit: &mut impl FnMut(Place)) {
        self.for_each_value(&mut |value| visit(value.place));
        if let Self::Rule(rule) = self {
            rule.weights().for_each(|weights| visit(weights.place));
            rule.adjusts.iter().for_each(|adjust| visit(adjust.place));
        }
    }

    /// Visits every number with its place: chances, then factors.
    pub fn for_each_value<'a>(&'a self, visit: &mut impl FnMut(&'a Value)) {
        match self {
            Self::Rule(rule) => {
                for share in rule.weights().flat_map(|weights| &weights.shares) {
                    if let Share::Given(written) = share {
                        visit(written);
                    }
                }
                let factors = rule.adjusts.iter().flat_map(|adjust| &adjust.factors);
                factors.for_each(|(_, factor)| visit(factor));
            }
            Self::Moves(moves) => {
                for chance in &moves.moves {
                    visit(&chance.chance);
                    let others = chance.cases.iter().chain(&chance.adjusts);
                    others.for_each(|(_, written)| visit(written));
                }
            }
        }
    }

    /// Visits every condition, and for each parent of a table a condition that is always true.
    pub fn for_each_condition(&self, visit: &mut impl FnMut(&Condition)) {
        if let Self::Rule(rule) = self {
            for variable in rule.base.parents() {
                let reading = Reading::Usual;
                visit(&Condition::Is { variable, reading, outcomes: Vec::new() });
            }
        }
        self.for_each_guard(&mut |condition| visit(condition));
    }

    /// Visits the conditions of cases, adjustments and moves.
    pub fn for_each_guard<'a>(&'a self, visit: &mut impl FnMut(&'a Interned<Condition>)) {
        match self {
            Self::Rule(rule) => {
                rule.cases.iter().for_each(|(condition, _)| visit(condition));
                rule.adjusts.iter().for_each(|adjust| visit(&adjust.condition));
            }
            Self::Moves(moves) => {
                for chance in &moves.moves {
                    chance.condition.iter().for_each(&mut *visit);
                    chance.cases.iter().for_each(|(condition, _)| visit(condition));
                    chance.adjusts.iter().for_each(|(condition, _)| visit(condition));
                }
            }
        }
    }
}

impl ConditionalDistribution {
    /// Returns the outcome with a rank in the order of the draw, in which the state that moves leave comes first.
    #[inline]
    pub fn drawn(&self, rank: u16) -> u16 {
        match &self.specification {
            Specification::Rule(_) => rank,
            Specification::Moves(Moves { reached: Some(reached), .. }) => {
                reached[usize::from(rank)]
            }
            Specification::Moves(moves) => in_own_order(rank, moves.from),
        }
    }

    /// Returns the outcome whose chance [`ConditionalDistribution::weigh`] puts at an index.
    pub fn outcome_at(&self, index: usize) -> usize {
        match &self.specification {
            Specification::Moves(Moves { reached: Some(reached), .. }) => {
                usize::from(reached[index])
            }
            Specification::Rule(_) | Specification::Moves(_) => index,
        }
    }
}

/// Returns the state with a rank in the order that puts the state `own` first.
#[inline]
pub fn in_own_order(rank: u16, own: u16) -> u16 {
    if rank == 0 {
        own
    } else if rank <= own {
        rank - 1
    } else {
        rank
    }
}

/// Processes with more states give chances only to the states that can be reached, because the tables of all states
/// would grow with the square of their number.
const MOST_DENSE: usize = 256;

impl Moves {
    /// The states that get chances, if they are not all of `states`.
    pub(super) fn reached(from: u16, moves: &[Move], states: usize) -> Option<Vec<u16>> {
        if states <= MOST_DENSE {
            return None;
        }
        let entered: BTreeSet<u16> = moves.iter().map(|m| m.to).filter(|to| *to != from).collect();
        Some([from].into_iter().chain(entered).collect())
    }

    /// The index of a state's chance.
    pub(super) fn index_of(&self, state: u16) -> usize {
        match &self.reached {
            Some(reached) if state != self.from => {
                1 + reached[1..].binary_search(&state).expect("every move's state is listed")
            }
            Some(_) => 0,
            None => usize::from(state),
        }
    }

    /// The length of a step as a share of the chances' period.
    pub fn share_in(&self, step: f64) -> f64 {
        match self.short_step {
            Some(short) if step.total_cmp(&(short as f64)).is_eq() => self.short_share,
            _ => self.share_of_period,
        }
    }
}

impl Base {
    /// The parents of a table.
    pub fn parents(&self) -> impl Iterator<Item = VariableId> + '_ {
        let named = match self {
            Self::Table { given, .. } => given.as_slice(),
            Self::Plain(_) | Self::Flat(_) => &[],
        };
        let flat = match self {
            Self::Flat(flat) => flat.given.as_slice(),
            Self::Plain(_) | Self::Table { .. } => &[],
        };
        named.iter().map(|(id, _)| *id).chain(flat.iter().map(|(id, _)| *id))
    }
}

impl Rule {
    /// The chances of the base, unless it is a flat table, and of the cases.
    pub fn weights(&self) -> impl Iterator<Item = &Weights> {
        let base: &[Weights] = match &self.base {
            Base::Plain(weights) => std::slice::from_ref(weights),
            Base::Table { rows, .. } => rows,
            Base::Flat(_) => &[],
        };
        base.iter().chain(self.cases.iter().map(|(_, weights)| weights))
    }

    /// The flat table, if there are no cases and adjustments.
    pub fn flat(&self) -> Option<&Flat> {
        match &self.base {
            Base::Flat(flat) if self.cases.is_empty() && self.adjusts.is_empty() => Some(flat),
            _ => None,
        }
    }
}
