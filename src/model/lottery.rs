//! What the chances of outcomes are made of: base, cases, adjustments; and the moves out of a state.

use super::flat::Flat;
use super::keys::Form;
use crate::diagnostic::{Code, Place};
use crate::formula::{Access, Condition, Number, Read, Reading, VariableId};

/// A draw among outcomes, with its chances.
#[derive(Clone, Debug)]
pub struct Lottery {
    /// How many outcomes there are.
    pub width: usize,
    /// How they are weighed.
    pub law: Law,
    /// How the engine finds the chances of a trial.
    pub form: Form,
    /// Where it is described.
    pub place: Place,
}

/// How outcomes are weighed.
#[derive(Clone, Debug)]
pub enum Law {
    /// An event's rule, or the start of a process.
    Rule(Rule),
    /// The moves out of one state of a process.
    Moves(Moves),
}

/// A base, the cases that replace it, the adjustments of odds.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What holds unless a case does.
    pub base: Base,
    /// The first that holds replaces the base.
    pub cases: Vec<(Condition, Weights)>,
    /// All that hold multiply weights.
    pub adjusts: Vec<Adjust>,
}

/// The base of a rule.
#[derive(Clone, Debug)]
pub enum Base {
    /// One set of chances.
    Plain(Weights),
    /// A set for each combination of the parents' outcomes, the last parent running fastest.
    Table {
        /// The parents and how many outcomes each has.
        given: Vec<(VariableId, usize)>,
        /// The rows.
        rows: Vec<Weights>,
    },
    /// The same in plain numbers.
    Flat(Flat),
}

/// A share for each outcome, in the order of the draw.
#[derive(Clone, Debug)]
pub struct Weights {
    /// The shares.
    pub shares: Vec<Share>,
    /// Where they stand.
    pub place: Place,
    /// Whether they are divided by their sum, because the analyst is unsure of them.
    pub divided: bool,
}

/// The chance of one outcome.
#[derive(Clone, Debug)]
pub enum Share {
    /// As said.
    Said(Value),
    /// What the others leave.
    Rest,
    /// It can't come about here.
    Nothing,
}

/// A number and where it stands.
#[derive(Clone, Debug)]
pub struct Value {
    /// The number.
    pub number: Number,
    /// Where it stands.
    pub place: Place,
}

/// A factor on the weight of each outcome.
#[derive(Clone, Debug)]
pub struct Adjust {
    /// When it holds.
    pub condition: Condition,
    /// The outcomes weighed, each with its factor.
    pub factors: Vec<(u16, Value)>,
    /// Where it stands.
    pub place: Place,
}

/// The moves out of one state.
#[derive(Clone, Debug)]
pub struct Moves {
    /// The state left.
    pub from: u16,
    /// The moves by chance.
    pub moves: Vec<Move>,
    /// What part of the chances' period one step is.
    pub share_of_period: f64,
    /// The last step, if it is shorter than the others.
    pub short_step: Option<usize>,
    /// What part of the period that one is.
    pub short_share: f64,
}

/// A move by chance.
#[derive(Clone, Debug)]
pub struct Move {
    /// The state entered.
    pub to: u16,
    /// Its name, for messages.
    pub name: String,
    /// Its chance in a period, unless a case holds.
    pub chance: Value,
    /// The first that holds replaces the chance.
    pub cases: Vec<(Condition, Value)>,
    /// All that hold multiply its weight.
    pub adjusts: Vec<(Condition, Value)>,
    /// It can't happen while this does not hold.
    pub condition: Option<Condition>,
}

/// Why chances can't be weighed in some state of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct LawFault {
    /// Which fault.
    pub code: Code,
    /// What is wrong, with the number.
    pub message: String,
    /// Where the number or rule stands.
    pub place: Place,
}

impl LawFault {
    /// A condition that is neither true nor false where it has to decide.
    pub fn undefined_condition(place: Place) -> Self {
        Self::undefined("a condition here", place)
    }

    /// Something that has no value where one is needed.
    pub fn undefined(what: &str, place: Place) -> Self {
        let message = format!("{what} is undefined: {UNDEFINED}");
        Self { code: Code::UndefinedInTrial, message, place }
    }

    /// A repair that any fault of this kind takes; none for other kinds.
    pub fn repair(&self) -> Option<&'static str> {
        (self.code == Code::UndefinedInTrial).then_some(
            "say what holds there, as in `if x != 0 then 1 / x else 0`, or let another condition \
             decide first, as in `x != 0 and 1 / x > 2`",
        )
    }
}

/// Where nothing is defined.
const UNDEFINED: &str = "a division by 0, a logarithm or root outside its range, a distribution \
                         outside its parameters' ranges, or a quantity that is not settled yet";

/// How far rounding may carry a chance beyond 0 or 1, and a sum from 1, before it is a fault.
pub(super) const ROUNDING: f64 = 1e-12;
/// How far stated chances may miss 1.
pub const SUM_TOLERANCE: f64 = 1e-9;

impl Law {
    /// Its table of plain numbers, if that is all of it.
    pub fn flat(&self) -> Option<&Flat> {
        match self {
            Self::Rule(rule) => rule.flat(),
            Self::Moves(_) => None,
        }
    }

    /// Whether it is weighed otherwise in other worlds.
    pub fn reads_parameters(&self) -> bool {
        let mut found = false;
        let mut note = |read: Read| found |= read.access == Access::Parameter;
        self.for_each_number(&mut |number| number.for_each_read(&mut note));
        self.for_each_condition(&mut |condition| condition.for_each_read(&mut note));
        found
    }

    /// Whether its conditions hold otherwise in other worlds.
    pub(super) fn conditions_read_parameters(&self) -> bool {
        let mut found = false;
        let mut note = |read: Read| found |= read.access == Access::Parameter;
        self.for_each_condition(&mut |condition| condition.for_each_read(&mut note));
        found
    }

    /// Every number in it: chances and factors.
    pub fn for_each_number<'a>(&'a self, visit: &mut impl FnMut(&'a Number)) {
        self.for_each_value(&mut |value| visit(&value.number));
    }

    /// Where its chances, its factors and what they stand in are written.
    pub fn for_each_place(&self, visit: &mut impl FnMut(Place)) {
        self.for_each_value(&mut |value| visit(value.place));
        if let Self::Rule(rule) = self {
            rule.weights().for_each(|weights| visit(weights.place));
            rule.adjusts.iter().for_each(|adjust| visit(adjust.place));
        }
    }

    fn for_each_value<'a>(&'a self, visit: &mut impl FnMut(&'a Value)) {
        match self {
            Self::Rule(rule) => {
                for share in rule.weights().flat_map(|weights| &weights.shares) {
                    if let Share::Said(said) = share {
                        visit(said);
                    }
                }
                let factors = rule.adjusts.iter().flat_map(|adjust| &adjust.factors);
                factors.for_each(|(_, factor)| visit(factor));
            }
            Self::Moves(moves) => {
                for chance in &moves.moves {
                    visit(&chance.chance);
                    let others = chance.cases.iter().chain(&chance.adjusts);
                    others.for_each(|(_, said)| visit(said));
                }
            }
        }
    }

    /// Every condition in it, and every parent of a table as one that is always true.
    pub fn for_each_condition(&self, visit: &mut impl FnMut(&Condition)) {
        match self {
            Self::Rule(rule) => {
                for variable in rule.base.parents() {
                    let reading = Reading::Usual;
                    visit(&Condition::Is { variable, reading, outcomes: Vec::new() });
                }
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

impl Moves {
    /// What part of the chances' period a step is.
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
    /// The chances of the base, unless they are a flat table, and of the cases.
    pub fn weights(&self) -> impl Iterator<Item = &Weights> {
        let base: &[Weights] = match &self.base {
            Base::Plain(weights) => std::slice::from_ref(weights),
            Base::Table { rows, .. } => rows,
            Base::Flat(_) => &[],
        };
        base.iter().chain(self.cases.iter().map(|(_, weights)| weights))
    }

    /// Its table of plain numbers, where nothing is laid over it.
    pub fn flat(&self) -> Option<&Flat> {
        match &self.base {
            Base::Flat(flat) if self.cases.is_empty() && self.adjusts.is_empty() => Some(flat),
            _ => None,
        }
    }
}
