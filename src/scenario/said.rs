//! Numbers and chances as the analyst said them, each with its place: figures, panels, outcomes, and
//! the rules that weigh them. Nothing is looked up or computed.

use super::flat::Cells;
use crate::diagnostic::{Located, Place};
use crate::formula::Expr;

/// Why a number is what it is; what a table does not say itself it inherits from those around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grounds {
    /// The identifier of a source.
    pub source: Option<Located<String>>,
    /// One sentence.
    pub because: Option<Located<String>>,
    /// `fact = true`: it is known, not judged.
    pub is_fact: bool,
}

/// A number that the analyst wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What was said.
    pub said: Said,
    /// As it stands in the file, without quotes: `30%`.
    pub text: String,
    /// Where the value stands.
    pub place: Place,
    /// Its path, as `--set` takes it: `event.venue.case.1.outcomes.geneva`.
    pub path: String,
    /// Why.
    pub grounds: Grounds,
    /// `observations = 10` beside it: how many it is worth.
    pub observations: Option<Box<Figure>>,
}

/// The ways of saying a number.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A number, also one said as `1 in 4`, `3:1` or `30%`.
    Plain(f64),
    /// A formula.
    Formula(Expr),
    /// `"rest"`: what the other outcomes leave.
    Rest,
    /// A word of ICD-203: anywhere between two chances, each as likely as the others.
    Word(f64, f64),
    /// What several experts say.
    Panel(Box<Panel<Figure>>),
}

/// What several experts say of one thing: `{ by = { merezhko = 0.1, ignatov = 0.3 }, pool = "log" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel<T> {
    /// Who says what, in the order of the file.
    pub members: Vec<(Located<String>, T)>,
    /// How it is put together.
    pub pool: Pool,
    /// The power that the odds of what is put together are raised to; none where nothing is said.
    pub extremize: Option<Figure>,
    /// Where the panel stands.
    pub place: Place,
}

/// How the chances of experts are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// The weighted geometric mean, made to sum to 1 again.
    Log,
    /// The weighted mean.
    Linear,
    /// Each world believes one expert, drawn by weight.
    Mixture,
}

/// How chance is weighed: a base, the cases that replace it, the adjustments of odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What holds unless a case does.
    pub base: Base,
    /// The first whose condition holds replaces the base.
    pub cases: Vec<Case>,
    /// All whose conditions hold multiply odds.
    pub adjusts: Vec<Adjust>,
    /// Where the rule's table begins.
    pub place: Place,
}

/// Chances, said in one of three ways.
#[derive(Clone, Debug, PartialEq)]
pub enum Base {
    /// `p = …`: the chance of yes, or of a move.
    Chance(Figure),
    /// `outcomes = { … }`.
    Outcomes(Outcomes),
    /// `outcomes = { by = { … } }`.
    Panel(Panel<Outcomes>),
    /// A row for each combination of the parents' outcomes.
    Table(Table),
    /// The same in plain numbers, held flat.
    Cells(Cells),
}

/// `{ geneva = 0.4, budapest = 0.2, other = "rest" }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    /// The outcomes in the order of the file.
    pub shares: Vec<(Located<String>, Figure)>,
    /// Where the table stands.
    pub place: Place,
    /// `observations = 10` beside it: how many it is worth.
    pub observations: Option<Box<Figure>>,
}

impl Outcomes {
    /// The outcomes that it names.
    pub fn names(&self) -> impl Iterator<Item = &Located<String>> {
        self.shares.iter().map(|(name, _)| name)
    }
}

impl Panel<Outcomes> {
    /// The outcomes that anybody names, each where it is named first.
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

/// `given = ["a", "b"]` and a row for each combination.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The parents.
    pub given: Vec<Located<String>>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// Where the table stands.
    pub place: Place,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// Parent and outcome, as written.
    pub matches: Vec<(Located<String>, Located<String>)>,
    /// The chances: `p` or `outcomes`.
    pub chances: Chances,
    /// Where the row stands.
    pub place: Place,
}

/// Chances without a table: `p` or `outcomes`.
#[derive(Clone, Debug, PartialEq)]
pub enum Chances {
    /// `p = …`
    Chance(Figure),
    /// `outcomes = { … }`
    Outcomes(Outcomes),
    /// `outcomes = { by = { … } }`
    Panel(Panel<Outcomes>),
}

/// `{ if = "…", outcomes = { … } }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// When it holds.
    pub condition: Expr,
    /// The condition as written.
    pub text: String,
    /// What replaces the base.
    pub chances: Chances,
    /// Where the case stands.
    pub place: Place,
}

/// `{ if = "…", odds = 1.5 }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjust {
    /// When it holds.
    pub condition: Expr,
    /// The condition as written.
    pub text: String,
    /// By how much odds are multiplied.
    pub odds: Odds,
    /// Where the adjustment stands.
    pub place: Place,
}

/// Factors on odds.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "almost all are bare")]
pub enum Odds {
    /// `odds = 1.5`: on yes, or on the move.
    Bare(Figure),
    /// `odds = { trilateral = 1.5 }`.
    Named(Vec<(Located<String>, Figure)>, Place),
}
