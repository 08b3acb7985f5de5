//! Numbers and chances as the analyst wrote them, each with its place: literals, panels, outcomes, and rules.

use super::flat::Cells;
use crate::diagnostic::{Located, Place};
use crate::formula::Expr;
use jiff::civil::Date;

/// The grounds of a number; a table inherits from the tables around it what it does not give itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grounds {
    /// The identifier of a source.
    pub source: Option<Located<String>>,
    /// The reason, one sentence.
    pub because: Option<Located<String>>,
    /// `fact = true`: the number is known, not judged.
    pub is_fact: bool,
}

/// A number as the analyst wrote it (a literal).
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The parsed number.
    pub value: LiteralValue,
    /// The text in the file, without quotes: `30%`.
    pub text: String,
    /// The place of the value.
    pub place: Place,
    /// The path, as `--set` takes it: `event.venue.case.1.outcomes.geneva`.
    pub path: String,
    /// The grounds of the number.
    pub grounds: Grounds,
    /// The number of cases that it is worth: `observations = 10`.
    pub observations: Option<Box<Literal>>,
}

/// The forms of a number.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralValue {
    /// A plain number, also written as `1 in 4`, `3:1` or `30%`.
    Plain(f64),
    /// A formula.
    Formula(Expr),
    /// `"rest"`: the remainder of the other outcomes.
    Rest,
    /// A word of ICD-203: uniform between two chances.
    Word(f64, f64),
    /// `3 of 10 cases`: Beta(3.5, 7.5), by the prior of Jeffreys.
    Cases(u32, u32),
    /// The numbers of several experts.
    Panel(Box<Panel<Literal>>),
}

impl LiteralValue {
    /// The shapes of the Beta distribution of counted cases, by the prior of Jeffreys.
    pub fn shapes_of_cases(hits: u32, tries: u32) -> [f64; 2] {
        [f64::from(hits) + 0.5, f64::from(tries - hits) + 0.5]
    }
}

/// The judgements of several experts of one thing: `{ by = { merezhko = 0.1, ignatov = 0.3 }, pool = "log" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel<T> {
    /// The experts with their judgements, in the order of the file.
    pub members: Vec<(Located<String>, T)>,
    /// The method by which the judgements are pooled.
    pub pool: Pool,
    /// The power to which the pooled odds are raised; `None` if it is not given.
    pub extremize: Option<Literal>,
    /// Whether the judgements are numbers rather than chances.
    pub is_over_numbers: bool,
    /// The place of the panel.
    pub place: Place,
}

/// The methods of pooling experts' judgements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// The weighted geometric mean, normalised to sum to 1.
    Log,
    /// The weighted arithmetic mean.
    Linear,
    /// In each world one expert is right, drawn by weight.
    Mixture,
    /// The weighted mean of the quantiles of numbers.
    Quantile,
}

impl Pool {
    /// The word for it in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Linear => "linear",
            Self::Mixture => "mixture",
            Self::Quantile => "quantile",
        }
    }
}

/// The chances of outcomes: a base, the cases that replace it, and adjustments of odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The chances if no case applies.
    pub base: Base,
    /// The cases; the first whose condition holds replaces the base.
    pub cases: Vec<Case>,
    /// The adjustments; all whose conditions hold multiply the odds.
    pub adjusts: Vec<Adjust>,
    /// The causes, each of which may bring the event about beside `p`.
    pub causes: Vec<Cause>,
    /// The place at which the rule's table begins.
    pub place: Place,
}

/// Chances in one of five forms.
#[derive(Clone, Debug, PartialEq)]
pub enum Base {
    /// `p = …`: the chance of yes, or of a move.
    Chance(Literal),
    /// `outcomes = { … }`.
    Outcomes(Outcomes),
    /// `outcomes = { by = { … } }`.
    Panel(Panel<Outcomes>),
    /// A conditional table, a row for each combination of the parents' outcomes.
    Table(Table),
    /// A conditional table in plain numbers, stored flat.
    Cells(Cells),
}

/// `{ geneva = 0.4, budapest = 0.2, other = "rest" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    /// The outcomes with their chances, in the order of the file.
    pub shares: Vec<(Located<String>, Literal)>,
    /// The place of the table.
    pub place: Place,
    /// The number of cases that it is worth: `observations = 10`.
    pub observations: Option<Box<Literal>>,
}

impl Outcomes {
    /// The outcomes that the table names.
    pub fn names(&self) -> impl Iterator<Item = &Located<String>> {
        self.shares.iter().map(|(name, _)| name)
    }
}

impl Panel<Outcomes> {
    /// The outcomes that any expert names, in the order in which they are first named.
    pub fn names(&self) -> Vec<&Located<String>> {
        let mut all: Vec<&Located<String>> = Vec::new();
        for name in self.members.iter().flat_map(|(_, outcomes)| outcomes.names()) {
            if !all.iter().any(|known| known.value == name.value) {
                all.push(name);
            }
        }
        all
    }
}

/// A conditional table: `given = ["a", "b"]` and a row for each combination.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The parents.
    pub given: Vec<Located<String>>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// The place of the table.
    pub place: Place,
}

/// One row of a conditional table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// The parents with their outcomes, as written.
    pub matches: Vec<(Located<String>, Located<String>)>,
    /// The chances: `p` or `outcomes`.
    pub chances: Chances,
    /// The place of the row.
    pub place: Place,
}

/// Chances without a table: `p` or `outcomes`.
#[derive(Clone, Debug, PartialEq)]
pub enum Chances {
    /// `p = …`
    Chance(Literal),
    /// `outcomes = { … }`
    Outcomes(Outcomes),
    /// `outcomes = { by = { … } }`
    Panel(Panel<Outcomes>),
}

/// A case: `{ if = "…", outcomes = { … } }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The condition under which it applies.
    pub condition: Expr,
    /// The condition as written.
    pub text: String,
    /// The chances that replace the base.
    pub chances: Chances,
    /// The place of the case.
    pub place: Place,
}

/// An adjustment of odds: `{ if = "…", odds = 1.5 }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjust {
    /// The condition under which it applies.
    pub condition: Expr,
    /// The condition as written.
    pub text: String,
    /// The factors by which odds are multiplied.
    pub odds: Odds,
    /// The place of the adjustment.
    pub place: Place,
}

/// A cause of an event: `storm = "50%"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The cause as written: a condition, or the name of a yes/no event.
    pub name: Located<String>,
    /// The condition under which it acts.
    pub condition: Expr,
    /// The chance with which it brings the event about where it holds.
    pub literal: Literal,
}

/// The factors of an adjustment.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "almost all are bare")]
pub enum Odds {
    /// `odds = 1.5`, for yes or for the move.
    Bare(Literal),
    /// `odds = { trilateral = 1.5 }`.
    Named(Vec<(Located<String>, Literal)>, Place),
}

/// A source of numbers: `[source.not_friends]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The identifier.
    pub name: Located<String>,
    /// The title.
    pub title: Option<Located<String>>,
    /// The day on which it appeared.
    pub date: Option<Located<Date>>,
    /// The address at which it can be read.
    pub url: Option<Located<String>>,
    /// A remark for readers.
    pub note: Option<Located<String>>,
}

/// An expert: `[expert.merezhko]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expert {
    /// The identifier.
    pub name: Located<String>,
    /// The weight of the expert's judgement; `None` means 1.
    pub weight: Option<Literal>,
    /// The expert's name in output.
    pub label: Option<Located<String>>,
    /// A remark for readers.
    pub note: Option<Located<String>>,
}
