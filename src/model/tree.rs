//! What a scenario means: variables with their rules, in the order in which they are computed.
//! Immutable; no numbers are drawn here and no text is kept but for names and labels.

use super::doubt::{Copula, Doubt, Redrawn};
use super::lottery::{Law, Lottery, Moves};
use super::overrides::{Overrides, Proportions, Varied};
use super::timeline::Timeline;
use super::units::Units;
use crate::diagnostic::{Diagnostic, Place};
use crate::formula::{Category, Condition, Number, NumberKind, VariableId};
use crate::scenario::Conditions;
use std::sync::Arc;

/// A scenario with its names resolved.
#[derive(Clone, Debug)]
pub struct Model {
    /// The scenario's title; empty if it has none.
    pub title: String,
    /// The steps; a scenario of a single moment has step 0 alone.
    pub timeline: Timeline,
    /// Every variable, indexed by [`VariableId`], in the order of their names.
    pub variables: Vec<Variable>,
    /// Choices, in the order of the file.
    pub choices: Vec<VariableId>,
    /// The order in which variables are computed at step 0.
    pub at_start: Vec<VariableId>,
    /// The order in which variables are computed at every later step.
    pub at_step: Vec<VariableId>,
    /// What the analyst is unsure of, each after those that it is computed from.
    pub doubts: Vec<Doubt>,
    /// Chances that are drawn again together.
    pub redrawn: Vec<Redrawn>,
    /// Parameters that go together, world by world.
    pub parameters_together: Option<Copula>,
    /// Quantities that go together, trial by trial.
    pub quantities_together: Option<Copula>,
    /// Numbers that can be given anew, in the order in which they were named.
    pub varied: Vec<Varied>,
    /// Outcomes that share what those given anew leave.
    pub proportions: Vec<Proportions>,
    /// Conditions that rules look back on with `ever` and `count`.
    pub memories: Vec<Memory>,
    /// The units of variables, by their names.
    pub units: Units,
    /// The conditions of cases and adjustments as written, for output to call their numbers by.
    pub conditions: Arc<Conditions>,
    /// What is asked, in the order of the file; if nothing is, every event and process.
    pub questions: Vec<Question>,
}

impl Model {
    /// The variable.
    pub fn variable(&self, id: VariableId) -> &Variable {
        &self.variables[id.index()]
    }

    /// How many ids there are: variables, then doubts written in place.
    pub fn parameters(&self) -> usize {
        let in_place = self.doubts.iter().map(|doubt| doubt.id.index() + 1).max().unwrap_or(0);
        in_place.max(self.variables.len())
    }

    /// Whether worlds differ.
    pub fn is_uncertain(&self) -> bool {
        self.is_uncertain_with(&Overrides::default())
    }

    /// Whether worlds differ where some numbers are given.
    pub fn is_uncertain_with(&self, overrides: &Overrides) -> bool {
        self.doubts.iter().any(|doubt| doubt.is_drawn() && overrides.leaves(doubt.id))
    }

    /// Whether a parameter is drawn where some numbers are given.
    pub fn is_drawn_with(&self, id: VariableId, overrides: &Overrides) -> bool {
        let is_it = |doubt: &&Doubt| doubt.id == id;
        overrides.leaves(id) && self.doubts.iter().find(is_it).is_some_and(Doubt::is_drawn)
    }

    /// Gives each of these numbers a value. A fault where the values of outcomes leave less than
    /// nothing for the others, or nobody to take what is left.
    pub fn give(&self, given: &[(&Varied, f64)]) -> Result<Overrides, Diagnostic> {
        Overrides::new(given, &self.proportions)
    }

    /// The variable of that name.
    pub fn find(&self, name: &str) -> Option<VariableId> {
        let found = self.variables.binary_search_by(|v| v.name.as_str().cmp(name)).ok()?;
        Some(VariableId(found as u32))
    }
}

/// One variable.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Where it is described.
    pub place: Place,
    /// Its outcomes in the order of their names, which is the order of the draw: the order of the
    /// file changes no number. Empty for series and quantities.
    pub outcomes: Vec<String>,
    /// The outcomes' indices in the order of the file.
    pub shown: Vec<u16>,
    /// How it comes about.
    pub kind: Kind,
}

impl Variable {
    /// The index of an outcome by its name.
    pub fn outcome(&self, name: &str) -> Option<u16> {
        self.outcomes.binary_search_by(|o| o.as_str().cmp(name)).ok().map(|i| i as u16)
    }

    /// The index of `yes`, if its outcomes are `yes` and `no`.
    pub fn yes(&self) -> Option<u16> {
        (matches!(self.kind, Kind::Event(_)) && self.outcomes == ["no", "yes"]).then_some(1)
    }

    /// Whether it is a parameter.
    pub fn is_parameter(&self) -> bool {
        matches!(self.kind, Kind::Parameter(_))
    }

    /// Whether it is a series or quantity.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Series(_) | Kind::Quantity(_))
    }

    /// Whether it moves by itself from step to step, seeing the step before.
    pub fn moves(&self) -> bool {
        matches!(self.kind, Kind::Process(_) | Kind::Series(_))
    }
}

/// How a variable comes about.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A number that each world has one value of, counted in this unit.
    Parameter(String),
    /// Our decision, with the option assumed.
    Choice(u16),
    /// Chance settles it once, or at every step.
    Event(Box<Event>),
    /// A state that moves.
    Process(Box<Process>),
    /// A number that moves.
    Series(Box<Series>),
    /// A number that chance settles once.
    Quantity(Box<Quantity>),
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// When chance settles it.
    pub settled: Settled,
    /// Its outcome until then.
    pub otherwise: Option<u16>,
    /// The chances.
    pub lottery: Lottery,
}

/// When chance settles an event or a quantity.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// At step 0.
    AtStart,
    /// In the first step in which this holds.
    When(Condition),
    /// At the last step.
    AtEnd,
    /// Afresh at every step.
    EachStep,
}

/// A process.
#[derive(Clone, Debug)]
pub struct Process {
    /// The chance of each state at step 0.
    pub start: Lottery,
    /// How long before step 0 the starting state was entered, in days.
    pub since_days: f64,
    /// The chances out of each state; none out of those that are left by delays alone, or never.
    pub moves: Vec<Option<Lottery>>,
    /// Moves after a delay, by the state left, each list in the order of `states`.
    pub delays: Vec<Vec<Delay>>,
}

impl Process {
    /// The moves by chance out of a state; none if it is not left by chance.
    pub fn moves_from(&self, from: u16) -> Option<&Moves> {
        match &self.moves.get(usize::from(from))?.as_ref()?.law {
            Law::Moves(moves) => Some(moves),
            Law::Rule(_) => None,
        }
    }
}

/// A move after a delay.
#[derive(Clone, Debug)]
pub struct Delay {
    /// The state entered.
    pub to: u16,
    /// The delay, in days or calendar months.
    pub after: Number,
    /// Whether it counts calendar months.
    pub in_months: bool,
    /// It waits while this does not hold.
    pub condition: Option<Condition>,
    /// Where the delay stands.
    pub place: Place,
}

/// A series.
#[derive(Clone, Debug)]
pub struct Series {
    /// The value at step 0.
    pub start: Number,
    /// The value at every later step.
    pub next: Number,
    /// What it is counted in.
    pub unit: String,
    /// Where `next` stands.
    pub place: Place,
}

/// A quantity.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// When it is settled.
    pub settled: Settled,
    /// Its value.
    pub value: Number,
    /// Number, days or date.
    pub kind: NumberKind,
    /// What it is counted in.
    pub unit: String,
    /// Where `value` stands.
    pub place: Place,
}

/// A condition that rules look back on.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory {
    /// The condition.
    pub condition: Condition,
    /// Whether it is counted in how many steps it holds, beside whether it ever has.
    pub is_counted: bool,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name.
    pub name: String,
    /// How output calls it.
    pub label: String,
    /// What is asked.
    pub asked: Asked,
    /// Among which trials, with its text.
    pub given: Option<(Condition, String)>,
}

/// What a question asks.
#[derive(Clone, Debug)]
pub enum Asked {
    /// The chance that it holds.
    Condition(Condition),
    /// The chance of each outcome.
    Category(Category),
    /// The distribution of a number, in `unit`.
    Number(Number, String),
    /// The distribution of a duration, in days.
    Duration(Number),
    /// The distribution of a day.
    Date(Number),
    /// The joint distribution of conditions and categories, each with its text.
    Joint(Vec<(String, Asked)>),
}
