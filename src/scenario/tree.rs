//! The tree of a scenario as the analyst wrote it, each part with its place.

use super::calendar::{Calendar, Deadline, Per};
use super::group::{Definition, Group, Memberships};
use super::literal::{Expert, Literal, Outcomes, Panel, Rule, Source};
use super::news::{News, Partial, Watched};
use super::reporting::yardstick::Yardstick;
use super::reporting::{Confidence, Reporting};
use super::worth::Worth;
use super::written::Written;
use crate::diagnostic::{FileId, Located, Place};
use crate::formula::{Expr, Unit};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A scenario file: a field for each kind of table. Every list is in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The file that it was read from.
    pub file: FileId,
    /// `[scenario] title`.
    pub title: Option<Located<String>>,
    /// `[scenario] author`
    pub author: Option<Located<String>>,
    /// `[confidence]`
    pub confidence: Option<Confidence>,
    /// `[scenario] yardstick`: the words for chances.
    pub yardstick: Yardstick,
    /// `[report]`
    pub reporting: Reporting,
    /// `as_of`, `until` and `step`; `None` for a scenario of a single moment.
    pub clock: Option<Clock>,
    /// Whether the file has a clock that can't be read.
    pub clock_unread: bool,
    /// `[calendar.…]`
    pub calendars: Vec<Calendar>,
    /// `[source.…]`
    pub sources: Vec<Source>,
    /// `[expert.…]`
    pub experts: Vec<Expert>,
    /// `[parameter.…]`
    pub parameters: Vec<Parameter>,
    /// `[define.…]`
    pub definitions: Vec<Definition>,
    /// `[group.…]`
    pub groups: Vec<Group>,
    /// The variables, definitions and questions that each member of a group has.
    pub memberships: Memberships,
    /// `[choice.…]`
    pub choices: Vec<Choice>,
    /// `[event.…]`
    pub events: Vec<Event>,
    /// `[process.…]`
    pub processes: Vec<Process>,
    /// `[series.…]`
    pub series: Vec<Series>,
    /// `[quantity.…]`
    pub quantities: Vec<Quantity>,
    /// `[value.…]`
    pub values: Vec<Worth>,
    /// `[question.…]`
    pub questions: Vec<Question>,
    /// `[resolution.…]`
    pub resolutions: Vec<Resolution>,
    /// `[variant.…]`
    pub variants: Vec<Variant>,
    /// `[sweep.…]`
    pub sweeps: Vec<Sweep>,
    /// `[[news]]`
    pub news: Vec<News>,
    /// The news of which some part can't be read; every such part has a fault.
    pub partial_news: Vec<Partial>,
    /// `[scenario] watched`, the names of processes.
    pub watched: Vec<Watched>,
    /// `[scenario] today`
    pub today: Option<Located<Date>>,
    /// Variables of the file that could not be read: uses of their names are not faults.
    pub unread: Vec<Located<String>>,
    /// The sources that any table names, including tables without numbers.
    pub leaned_on: BTreeSet<String>,
    /// The paths of the numbers that [`set`](super::set) has replaced.
    pub given: BTreeSet<String>,
    /// The file's own names of variables that the language does not allow, by their names here.
    pub originals: BTreeMap<String, String>,
}

impl Scenario {
    /// An empty scenario.
    pub fn empty(file: FileId) -> Self {
        Self {
            file,
            title: None,
            author: None,
            confidence: None,
            yardstick: Yardstick::default(),
            reporting: Reporting::default(),
            clock: None,
            clock_unread: false,
            calendars: Vec::new(),
            sources: Vec::new(),
            experts: Vec::new(),
            parameters: Vec::new(),
            definitions: Vec::new(),
            groups: Vec::new(),
            memberships: Memberships::default(),
            choices: Vec::new(),
            events: Vec::new(),
            processes: Vec::new(),
            series: Vec::new(),
            quantities: Vec::new(),
            values: Vec::new(),
            questions: Vec::new(),
            resolutions: Vec::new(),
            variants: Vec::new(),
            sweeps: Vec::new(),
            news: Vec::new(),
            partial_news: Vec::new(),
            watched: Vec::new(),
            today: None,
            unread: Vec::new(),
            leaned_on: BTreeSet::new(),
            given: BTreeSet::new(),
            originals: BTreeMap::new(),
        }
    }
}

/// The clock: the beginning and the end of the scenario, and its step.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// The day of step 0.
    pub as_of: Located<Date>,
    /// The last day.
    pub until: Located<Date>,
    /// Day, week or month.
    pub step: Unit,
}

/// A number of which the analyst is uncertain: `[parameter.appetite]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name.
    pub name: Located<String>,
    /// The value, with its uncertainty.
    pub value: Literal,
    /// The unit.
    pub unit: Option<Located<String>>,
    /// Rank correlations with other parameters.
    pub correlated: Vec<(Located<String>, Located<f64>)>,
}

/// A decision: `[choice.our_push]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The name.
    pub name: Located<String>,
    /// The options.
    pub options: Vec<Located<String>>,
    /// The place at which the options are listed.
    pub options_place: Place,
    /// The option that is assumed unless an intervention (`--do`) sets another.
    pub default: Located<String>,
}

/// A random outcome that is drawn once, or at every step: `[event.venue]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The name.
    pub name: Located<String>,
    /// The time at which it is drawn.
    pub settled: Settled,
    /// The outcome until it is drawn.
    pub otherwise: Option<Located<String>>,
    /// The chances of its outcomes.
    pub rule: Rule,
}

/// The time at which an event or a quantity is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// At the start.
    AtStart,
    /// In the first step in which the condition holds.
    When(Expr),
    /// At the horizon; the place is that of `"end"`.
    AtEnd(Place),
    /// On a date.
    On(Located<Date>),
    /// In every step; the place is that of `"step"`.
    EachStep(Place),
    /// At each date of a calendar, which is named.
    EachDate(Located<String>),
}

/// A state that changes from step to step: `[process.talks]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// The name.
    pub name: Located<String>,
    /// The states.
    pub states: Vec<Located<String>>,
    /// The place at which the states are listed.
    pub states_place: Place,
    /// The state in which it starts.
    pub start: Start,
    /// The day on which the starting state was entered, if before `as_of`.
    pub since: Option<Located<Date>>,
    /// The time that its chances refer to; `None` means the step.
    pub per: Option<Located<Per>>,
    /// The moves out of each state.
    pub rows: Vec<Row>,
}

/// The start of a process.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// A given state.
    State(Located<String>),
    /// One of several states, drawn by chance.
    Outcomes(Outcomes),
    /// One of several states, with chances from several experts.
    Panel(Box<Panel<Outcomes>>),
}

/// `[process.talks.from.experts]`: the moves out of one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The state that is left.
    pub from: Located<String>,
    /// The time that its chances refer to; `None` means that of the process.
    pub per: Option<Located<Per>>,
    /// The decision at the end of a term.
    pub deadline: Option<Box<Deadline>>,
    /// The moves, in the order of the file.
    pub moves: Vec<Move>,
    /// The place at which the row begins.
    pub place: Place,
}

/// A move to another state.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The state that is entered.
    pub to: Located<String>,
    /// The way in which the move happens.
    pub by: MoveBy,
    /// The condition without which it can't happen.
    pub condition: Option<Expr>,
    /// The calendar of days that are no working days, for a delay.
    pub holidays: Option<Located<String>>,
    /// The place of the move.
    pub place: Place,
}

/// The way in which a move happens.
#[derive(Clone, Debug, PartialEq)]
pub enum MoveBy {
    /// With a chance in each period; the base is always [`super::literal::Base::Chance`].
    Chance(Rule),
    /// After a delay that is drawn on entering the state that is left.
    After(Literal),
}

/// A number that changes from step to step: `[series.front_km]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The name.
    pub name: Located<String>,
    /// The value at step 0.
    pub start: Literal,
    /// The next value.
    pub next: Literal,
    /// The unit.
    pub unit: Option<Located<String>>,
}

/// A random number that is drawn once: `[quantity.oil_revenue_loss]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The name.
    pub name: Located<String>,
    /// The time at which it is drawn; never [`Settled::EachStep`].
    pub settled: Settled,
    /// The value.
    pub value: Literal,
    /// The unit.
    pub unit: Option<Located<String>>,
    /// Rank correlations with other quantities.
    pub correlated: Vec<(Located<String>, Located<f64>)>,
}

/// A question: `[question.they_meet]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The name.
    pub name: Located<String>,
    /// The formulas that are asked.
    pub ask: Ask,
    /// The condition that restricts the trials.
    pub given: Option<Written>,
    /// The question's name in output.
    pub label: Option<Located<String>>,
    /// How confident the author is in the answer.
    pub confidence: Option<Confidence>,
    /// The place of `over_time = true`, which asks for the number on each day.
    pub over_time: Option<Place>,
}

/// The formulas that a question asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// A single formula.
    One(Written),
    /// Several formulas, answered by a joint table.
    Joint(Vec<Written>),
}

/// The resolution of a question, for scoring: `[resolution.they_meet]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The name of the question.
    pub question: Located<String>,
    /// The outcome: a word, or a number or date as written in the file.
    pub is: Located<String>,
    /// The day on which it was known.
    pub on: Option<Located<Date>>,
}

/// A named what-if: `[variant.no_pressure]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The name.
    pub name: Located<String>,
    /// The variant's name in output.
    pub label: Option<Located<String>>,
    /// The numbers that it replaces.
    pub set: Vec<Setting>,
    /// The interventions: a variable with an outcome or value, either with `@` and a date.
    pub interventions: Vec<(Located<String>, Located<String>)>,
    /// The evidence, a condition.
    pub given: Option<Located<String>>,
}

/// The replacement of one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The path of the number.
    pub path: Located<String>,
    /// The new value, in the syntax of the file, without quotes.
    pub value: Located<String>,
}

/// A file that replaces numbers of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// The overlay's name in output.
    pub label: Option<Located<String>>,
    /// The numbers that it replaces.
    pub settings: Vec<Setting>,
}

/// A sweep over numbers: `[sweep.appetite]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The name.
    pub name: Located<String>,
    /// The sweep's name in output.
    pub label: Option<Located<String>>,
    /// The axes of the sweep, in the order of the file.
    pub over: Vec<Over>,
    /// Whether values are paired, the first with the first, rather than combined in all ways.
    pub zip: bool,
}

/// One axis of a sweep, a path with its values: `appetite = "0.1..0.5:9"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    /// The path of a number, or the name of a choice or another variable for an intervention.
    pub path: Located<String>,
    /// The values as written.
    pub values: Located<String>,
}
