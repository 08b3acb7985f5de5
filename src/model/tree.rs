//! The model: variables with their rules, in the order in which they are computed. It is immutable; no numbers are
//! drawn here, and the only texts are names, labels and units.

use super::conditional::{ConditionalDistribution, Moves, Specification, Value};
use super::identity::Identity;
use super::timeline::{Counting, Timeline};
use crate::diagnostic::{Diagnostic, Located, Place};
use crate::distribution::Prepared;
use crate::formula::{
    Calendars, Category, Condition, Interned, Number, NumberKind, Read, Summary, VariableId,
};
use crate::model::check::Units;
use crate::model::dependency::Dependencies;
use crate::model::suppose::News;
use crate::model::uncertain::{Copula, Redrawn, UncertainNumber};
use crate::model::uncertain::{Overrides, Proportions, Varied};
use crate::scenario::{Conditions, Language, MemberOf, member_variable};
use jiff::civil::Date;
use std::sync::Arc;

/// A scenario with its names resolved. It has as many fields as a scenario has kinds of content.
#[derive(Clone, Debug)]
pub struct Model {
    /// The identity among the models of the program.
    pub id: Identity,
    /// The title; empty if the scenario has none.
    pub title: String,
    /// The steps; a scenario of a single moment has step 0 alone.
    pub timeline: Timeline,
    /// The dates of each calendar.
    pub calendars: Arc<Calendars>,
    /// Every variable, indexed by [`VariableId`], in the order of their names.
    pub variables: Vec<Variable>,
    /// The choices, in the order of the file.
    pub choices: Vec<VariableId>,
    /// The dependency graph: which variable reads which.
    pub dependencies: Dependencies,
    /// The order in which variables are computed at step 0.
    pub at_start: Vec<VariableId>,
    /// The order in which variables are computed at every later step.
    pub at_step: Vec<VariableId>,
    /// The uncertain numbers, each after those from which it is computed.
    pub uncertain_numbers: Vec<UncertainNumber>,
    /// Groups of chances that are redrawn together.
    pub redrawn: Vec<Redrawn>,
    /// The correlation of parameters, world by world.
    pub parameter_correlation: Option<Copula>,
    /// The correlation of quantities, trial by trial.
    pub quantity_correlation: Option<Copula>,
    /// The numbers that can be overridden, in the order in which they were requested.
    pub varied: Vec<Varied>,
    /// Outcomes that share the remainder of overridden ones.
    pub proportions: Vec<Proportions>,
    /// The conditions that rules monitor with `ever`, `count` and `before`.
    pub monitored: Vec<MonitoredCondition>,
    /// The numbers that rules follow from step to step.
    pub summaries: Vec<(Summary, Interned<Number>)>,
    /// The units of variables, by name.
    pub units: Units,
    /// The definitions and groups, for formulas that are still to be read.
    pub language: Arc<Language>,
    /// The conditions of cases and adjustments as written, for output to name their numbers by.
    pub conditions: Arc<Conditions>,
    /// The questions, in the order of the file; if there are none, one for every event and process.
    pub questions: Vec<Question>,
    /// The news, by day, then in the order of the file.
    pub news: Vec<News>,
    /// The processes that made no move up to today but those in the news.
    pub watched: Vec<Located<VariableId>>,
    /// `[scenario] today`
    pub today: Option<Date>,
    /// The distributions that have been prepared for draws.
    pub prepared: Prepared,
}

impl Model {
    /// The variable with an id.
    pub fn variable(&self, id: VariableId) -> &Variable {
        &self.variables[id.index()]
    }

    /// The number of ids: variables, then uncertain numbers written in place.
    pub fn parameters(&self) -> usize {
        let in_place = self
            .uncertain_numbers
            .iter()
            .map(|uncertain| uncertain.id.index() + 1)
            .max()
            .unwrap_or(0);
        in_place.max(self.variables.len())
    }

    /// Whether worlds differ.
    pub fn is_uncertain(&self) -> bool {
        self.is_uncertain_with(&Overrides::default())
    }

    /// Whether worlds differ if some numbers are overridden.
    pub fn is_uncertain_with(&self, overrides: &Overrides) -> bool {
        self.uncertain_numbers
            .iter()
            .any(|uncertain| uncertain.is_drawn() && overrides.leaves(uncertain.id))
    }

    /// Whether a parameter is drawn if some numbers are overridden.
    pub fn is_drawn_with(&self, id: VariableId, overrides: &Overrides) -> bool {
        let is_it = |uncertain: &&UncertainNumber| uncertain.id == id;
        self.uncertain_numbers
            .iter()
            .find(is_it)
            .is_some_and(|uncertain| uncertain.is_drawn_with(overrides))
    }

    /// Gives each of these numbers a value. Fails if the values of outcomes sum to more than 1, or if the other
    /// outcomes can't take the remainder.
    pub fn give(&self, given: &[(&Varied, f64)]) -> Result<Overrides, Diagnostic> {
        Overrides::new(given, &self.proportions)
    }

    /// The id of the variable with a name; that of a member is `vote[de]` or, as in paths, `vote.de`.
    pub fn find(&self, name: &str) -> Option<VariableId> {
        let find = |name: &str| self.variables.binary_search_by(|v| v.name.as_str().cmp(name)).ok();
        let found = find(name).or_else(|| {
            let (base, member) = name.split_once('.').or_else(|| {
                let (base, member) = name.split_once('[')?;
                Some((base, member.strip_suffix(']')?))
            })?;
            find(&member_variable(base, member.trim_matches(['"', '\''])))
        })?;
        Some(VariableId(found as u32))
    }
}

/// A variable of the model.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name.
    pub name: String,
    /// The place at which it is described.
    pub place: Place,
    /// The outcomes in the order of their names, which is the order of the draw, so that the order of the file
    /// changes no number. Empty for series and quantities.
    pub outcomes: Vec<String>,
    /// The indices of the outcomes in the order of the file.
    pub shown: Vec<u16>,
    /// The kind of the variable, with its rules.
    pub kind: Kind,
}

impl Variable {
    /// The index of an outcome by its name.
    pub fn outcome(&self, name: &str) -> Option<u16> {
        self.outcomes.binary_search_by(|o| o.as_str().cmp(name)).ok().map(|i| i as u16)
    }

    /// The index of `yes`, if this is an event or a process with the outcomes `yes` and `no`.
    pub fn yes(&self) -> Option<u16> {
        let is_one = matches!(self.kind, Kind::Event(_) | Kind::Process(_));
        (is_one && self.outcomes == ["no", "yes"]).then_some(1)
    }

    /// The conditional distribution of an event, or those of the start and the moves of a process.
    pub fn conditionals(&self) -> impl Iterator<Item = &ConditionalDistribution> {
        let (first, moves) = match &self.kind {
            Kind::Event(event) => (Some(&event.conditional), &[][..]),
            Kind::Process(process) => (Some(&process.start), process.moves.as_slice()),
            _ => (None, &[][..]),
        };
        first.into_iter().chain(moves.iter().flatten())
    }

    /// Whether it is a parameter.
    pub fn is_parameter(&self) -> bool {
        matches!(self.kind, Kind::Parameter(_))
    }

    /// Whether it is a series or quantity.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Series(_) | Kind::Quantity(_))
    }

    /// The value of `before` at step 0, before which there is no step.
    pub fn before_start(&self) -> BeforeStart {
        let none = self.yes().map(|_| 0);
        match &self.kind {
            Kind::Event(event) if event.settled != Settled::AtStart => {
                event.otherwise.or(none).map_or(BeforeStart::Nothing, BeforeStart::Outcome)
            }
            Kind::Quantity(quantity) if quantity.settled != Settled::AtStart => {
                BeforeStart::Nothing
            }
            _ => BeforeStart::Itself,
        }
    }

    /// Whether it is a process or series, which sees the step before.
    pub fn moves(&self) -> bool {
        matches!(self.kind, Kind::Process(_) | Kind::Series(_))
    }
}

/// The value of `before` of a variable at step 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeforeStart {
    /// The variable as it stands at step 0, where it begins.
    Itself,
    /// The outcome that it has until it is drawn.
    Outcome(u16),
    /// Nothing: a comparison with an outcome does not hold, and a number is undefined.
    Nothing,
}

/// The kinds of variables.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A number that has one value in each world, with its unit.
    Parameter(String),
    /// A decision, with the option that is assumed.
    Choice(u16),
    /// A random outcome that is drawn once, or at every step.
    Event(Box<Event>),
    /// A state that changes from step to step.
    Process(Box<Process>),
    /// A number that changes from step to step.
    Series(Box<Series>),
    /// A random number that is drawn once.
    Quantity(Box<Quantity>),
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// The time at which it is drawn.
    pub settled: Settled,
    /// The outcome until then.
    pub otherwise: Option<u16>,
    /// The chances of its outcomes.
    pub conditional: ConditionalDistribution,
    /// The causes, if the chance of yes is made of them.
    pub noisy_or: Option<NoisyOr>,
}

/// The causes of an event, each of which brings it about independently of the others. The chances of the event have
/// all of this as one number.
#[derive(Clone, Debug)]
pub struct NoisyOr {
    /// The chance without any cause.
    pub leak: Value,
    /// The causes, and the chance with which each brings the event about where it holds.
    pub causes: Vec<(Interned<Condition>, Number)>,
}

/// The time at which an event or a quantity is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// At step 0.
    AtStart,
    /// In the first step in which the condition holds.
    When(Interned<Condition>),
    /// At the last step.
    AtEnd,
    /// At every step.
    EachStep,
}

/// A process.
#[derive(Clone, Debug)]
pub struct Process {
    /// The chance of each state at step 0.
    pub start: ConditionalDistribution,
    /// The time before step 0 at which the starting state was entered, in days.
    pub since_days: f64,
    /// The chances of moves out of each state; `None` if it is left by delays alone, or never.
    pub moves: Vec<Option<ConditionalDistribution>>,
    /// The moves after a delay, by the state that is left, each list in the order of `states`.
    pub delays: Vec<Vec<Delay>>,
}

impl Process {
    /// The moves by chance out of a state; `None` if there are none.
    pub fn moves_from(&self, from: u16) -> Option<&Moves> {
        match &self.moves.get(usize::from(from))?.as_ref()?.specification {
            Specification::Moves(moves) => Some(moves),
            Specification::Rule(_) => None,
        }
    }
}

/// A move after a delay.
#[derive(Clone, Debug)]
pub struct Delay {
    /// The state that is entered.
    pub to: u16,
    /// The delay, in days, calendar months or working days.
    pub after: Number,
    /// The unit: days, months or working days.
    pub counts: Counting,
    /// The condition for which the move waits.
    pub condition: Option<Interned<Condition>>,
    /// The place of the delay.
    pub place: Place,
}

impl Delay {
    /// Visits every read: those of the delay, then those of the condition.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Read)) {
        self.after.for_each_read(visit);
        self.condition.iter().for_each(|condition| condition.for_each_read(visit));
    }
}

/// A series.
#[derive(Clone, Debug)]
pub struct Series {
    /// The value at step 0.
    pub start: Number,
    /// The value at every later step.
    pub next: Number,
    /// The unit.
    pub unit: String,
    /// The place of `next`.
    pub place: Place,
}

/// A quantity.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The time at which it is drawn.
    pub settled: Settled,
    /// The value.
    pub value: Number,
    /// The kind of the value: a number, days or a date.
    pub kind: NumberKind,
    /// The unit.
    pub unit: String,
    /// The place of `value`.
    pub place: Place,
}

/// A condition that rules monitor.
#[derive(Clone, Debug, PartialEq)]
pub struct MonitoredCondition {
    /// The monitored condition.
    pub condition: Interned<Condition>,
    /// Whether the steps in which it holds are counted, in addition to whether it ever held.
    pub is_counted: bool,
}

/// A compiled question.
#[derive(Clone, Debug)]
pub struct Question {
    /// The name.
    pub name: String,
    /// The question's name in output.
    pub label: String,
    /// The text of the formula that is asked; empty if there are several.
    pub text: String,
    /// The formulas that are asked.
    pub asked: Asked,
    /// The condition that restricts the trials, with its text.
    pub given: Option<(Condition, String)>,
    /// The member of a group whose question it is.
    pub member: Option<MemberOf>,
}

/// The formulas that a question asks, and so the kind of its answer.
#[derive(Clone, Debug)]
pub enum Asked {
    /// The chance that a condition holds.
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
