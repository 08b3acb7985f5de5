//! A scenario as the analyst wrote it, each part with its place. Nothing is looked up or computed.

use super::said::{Figure, Outcomes, Panel, Rule};
use crate::diagnostic::{FileId, Located, Place};
use crate::formula::{Expr, Unit};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One scenario file. Every list is in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The file that it was read from.
    pub file: FileId,
    /// `[scenario] title`.
    pub title: Option<Located<String>>,
    /// `as_of`, `until` and `step`; none for a scenario of a single moment.
    pub clock: Option<Clock>,
    /// Whether the file says that there is a clock, but one that can't be read.
    pub clock_unread: bool,
    /// `[source.…]`
    pub sources: Vec<Source>,
    /// `[expert.…]`
    pub experts: Vec<Expert>,
    /// `[parameter.…]`
    pub parameters: Vec<Parameter>,
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
    /// `[question.…]`
    pub questions: Vec<Question>,
    /// `[resolution.…]`
    pub resolutions: Vec<Resolution>,
    /// `[variant.…]`
    pub variants: Vec<Variant>,
    /// `[sweep.…]`
    pub sweeps: Vec<Sweep>,
    /// Variables that stand in the file but could not be read: uses of their names are no faults.
    pub unread: Vec<Located<String>>,
    /// The sources that some table names, also one that holds no number.
    pub leaned_on: BTreeSet<String>,
    /// The paths of the numbers that others have replaced, in [`set`](super::set).
    pub given: BTreeSet<String>,
    /// What the file itself calls variables whose names the language can't take, by the names that
    /// they have here.
    pub originals: BTreeMap<String, String>,
}

impl Scenario {
    /// One that says nothing yet.
    pub fn empty(file: FileId) -> Self {
        Self {
            file,
            title: None,
            clock: None,
            clock_unread: false,
            sources: Vec::new(),
            experts: Vec::new(),
            parameters: Vec::new(),
            choices: Vec::new(),
            events: Vec::new(),
            processes: Vec::new(),
            series: Vec::new(),
            quantities: Vec::new(),
            questions: Vec::new(),
            resolutions: Vec::new(),
            variants: Vec::new(),
            sweeps: Vec::new(),
            unread: Vec::new(),
            leaned_on: BTreeSet::new(),
            given: BTreeSet::new(),
            originals: BTreeMap::new(),
        }
    }
}

/// When the scenario begins and ends, and how finely it is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Step 0.
    pub as_of: Located<Date>,
    /// The last day.
    pub until: Located<Date>,
    /// Day, week or month.
    pub step: Unit,
}

/// What numbers lean on: `[source.not_friends]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its identifier.
    pub name: Located<String>,
    /// What it is.
    pub title: Option<Located<String>>,
    /// When it appeared.
    pub date: Option<Located<Date>>,
    /// Where it can be read.
    pub url: Option<Located<String>>,
    /// Anything that a reader should know of it.
    pub note: Option<Located<String>>,
}

/// Whose judgement: `[expert.merezhko]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expert {
    /// The identifier.
    pub name: Located<String>,
    /// How much the judgement counts beside that of others; 1 where nothing is said.
    pub weight: Option<Figure>,
    /// How output calls the expert.
    pub label: Option<Located<String>>,
    /// Anything that a reader should know.
    pub note: Option<Located<String>>,
}

/// A number that the analyst is unsure of: `[parameter.appetite]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Located<String>,
    /// Its value, with the doubt about it.
    pub value: Figure,
    /// What it is counted in.
    pub unit: Option<Located<String>>,
    /// Rank correlations with other parameters.
    pub correlated: Vec<(Located<String>, Located<f64>)>,
}

/// A decision of our own: `[choice.our_push]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its name.
    pub name: Located<String>,
    /// What can be decided.
    pub options: Vec<Located<String>>,
    /// Where the options are listed.
    pub options_place: Place,
    /// What is assumed unless `--do` says otherwise.
    pub default: Located<String>,
}

/// Something that chance settles once, or at every step: `[event.venue]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name.
    pub name: Located<String>,
    /// When chance settles it.
    pub settled: Settled,
    /// Its outcome until it is settled.
    pub otherwise: Option<Located<String>>,
    /// How chance settles it.
    pub rule: Rule,
}

/// When chance settles an event or a quantity.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// At the start.
    AtStart,
    /// In the first step in which this holds.
    When(Expr),
    /// At the horizon; the place is that of `"end"`.
    AtEnd(Place),
    /// Afresh at every step; the place is that of `"step"`.
    EachStep(Place),
}

/// A state that moves from step to step: `[process.talks]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Its name.
    pub name: Located<String>,
    /// The states.
    pub states: Vec<Located<String>>,
    /// Where they are listed.
    pub states_place: Place,
    /// Where it starts.
    pub start: Start,
    /// When the starting state was entered, if before `as_of`.
    pub since: Option<Located<Date>>,
    /// The period of its chances; the step's if not said.
    pub per: Option<Located<Unit>>,
    /// The moves out of each state.
    pub rows: Vec<Row>,
}

/// Where a process starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// In a state.
    State(Located<String>),
    /// In one of several, by chance.
    Outcomes(Outcomes),
    /// The same, as several experts have it.
    Panel(Box<Panel<Outcomes>>),
}

/// `[process.talks.from.experts]`: the moves out of one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The state left.
    pub from: Located<String>,
    /// The moves, in the order of the file.
    pub moves: Vec<Move>,
    /// Where the row begins.
    pub place: Place,
}

/// A move to another state.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The state entered.
    pub to: Located<String>,
    /// How it comes about.
    pub by: MoveBy,
    /// It can't happen while this does not hold.
    pub condition: Option<Expr>,
    /// Where the move stands.
    pub place: Place,
}

/// How a move comes about.
#[derive(Clone, Debug, PartialEq)]
pub enum MoveBy {
    /// By a chance each period; the base is always [`super::said::Base::Chance`].
    Chance(Rule),
    /// After a delay drawn on entering the state left.
    After(Figure),
}

/// A number that moves from step to step: `[series.front_km]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: Located<String>,
    /// Its value at step 0.
    pub start: Figure,
    /// Its next value.
    pub next: Figure,
    /// What it is counted in.
    pub unit: Option<Located<String>>,
}

/// A number that chance settles once: `[quantity.oil_revenue_loss]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its name.
    pub name: Located<String>,
    /// When it is settled; never [`Settled::EachStep`].
    pub settled: Settled,
    /// Its value.
    pub value: Figure,
    /// What it is counted in.
    pub unit: Option<Located<String>>,
    /// Rank correlations with other quantities.
    pub correlated: Vec<(Located<String>, Located<f64>)>,
}

/// What is asked: `[question.they_meet]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its name.
    pub name: Located<String>,
    /// What is asked.
    pub ask: Ask,
    /// Among which trials.
    pub given: Option<Written>,
    /// How it is called in output.
    pub label: Option<Located<String>>,
}

/// What a question asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// One thing.
    One(Written),
    /// Several, as a joint table.
    Joint(Vec<Written>),
}

/// A formula together with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The formula.
    pub expr: Expr,
    /// As it stands in the file, without quotes.
    pub text: String,
}

/// How a question turned out: `[resolution.they_meet]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The question.
    pub question: Located<String>,
    /// The outcome: a word, or a number or date as it stands in the file.
    pub is: Located<String>,
    /// When that was known.
    pub on: Option<Located<Date>>,
}

/// A named what-if: `[variant.no_pressure]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its name.
    pub name: Located<String>,
    /// How it is called in output.
    pub label: Option<Located<String>>,
    /// Numbers that it replaces.
    pub set: Vec<Setting>,
    /// What it makes: a variable, and its outcome or value, either with `@` and a date.
    pub made: Vec<(Located<String>, Located<String>)>,
    /// What it learns, a condition.
    pub given: Option<Located<String>>,
}

/// One number replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The number's path.
    pub path: Located<String>,
    /// What it becomes, in the syntax of the file, without quotes.
    pub value: Located<String>,
}

/// What another file lays over a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// How it is called in output.
    pub label: Option<Located<String>>,
    /// Numbers that it replaces.
    pub settings: Vec<Setting>,
}

/// Numbers to be varied: `[sweep.appetite]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// Its name.
    pub name: Located<String>,
    /// How it is called in output.
    pub label: Option<Located<String>>,
    /// What is varied, in the order of the file.
    pub over: Vec<Over>,
    /// Whether values go together, the first with the first, rather than each with each.
    pub zip: bool,
}

/// One path of a sweep with its values: `appetite = "0.1..0.5:9"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    /// The path of a number, or the name of a choice or another variable that can be made.
    pub path: Located<String>,
    /// The values, as they are said.
    pub values: Located<String>,
}
