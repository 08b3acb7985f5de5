//! The syntax tree of a formula: names not yet resolved, types not yet checked.

use super::calendar::MEAN_MONTH;
use crate::diagnostic::{Located, Place};
use jiff::civil::Date;

/// A node of the tree with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// The kind of the node.
    pub kind: ExprKind,
    /// The place of the node in the file.
    pub place: Place,
}

impl Expr {
    /// The child nodes, in the order in which they are written.
    pub fn parts(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Number(_)
            | ExprKind::Percent { .. }
            | ExprKind::Duration(..)
            | ExprKind::WorkingDays(_)
            | ExprKind::Date(_)
            | ExprKind::Name(_)
            | ExprKind::Member(..)
            | ExprKind::Quoted(_) => Vec::new(),
            ExprKind::Call(call) => call.arguments.iter().flat_map(Argument::parts).collect(),
            ExprKind::Unary(_, a) => vec![a],
            ExprKind::Binary(_, _, a, b) | ExprKind::To(a, b) | ExprKind::PercentTo(a, b) => {
                vec![a, b]
            }
            ExprKind::In(a, list) => std::iter::once(&**a).chain(list).collect(),
            ExprKind::If(a, b, c) => vec![a, b, c],
        }
    }
}

/// The kinds of nodes.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `0.3`, `pi`.
    Number(f64),
    /// `30%`, which is 0.3.
    Percent {
        /// The number as written, 30.
        written: f64,
        /// The value, 0.3.
        share: f64,
    },
    /// `4 weeks`.
    Duration(f64, Unit),
    /// `35 working days`.
    WorkingDays(f64),
    /// `2025-10-31`.
    Date(Date),
    /// A bare name: a variable, an outcome, `yes`, `date`, `step`.
    Name(String),
    /// `vote[de]`: the variable or attribute of a member of a group.
    Member(String, Located<String>),
    /// `'an outcome quoted like this'`.
    Quoted(String),
    /// `max(a, b)`, `lognormal(mean=20, sd=8)`.
    Call(Call),
    /// `-a`, `not a`.
    Unary(Unary, Box<Expr>),
    /// `a + b`, `a == b`, `a and b`; the place is the operator's.
    Binary(Binary, Place, Box<Expr>, Box<Expr>),
    /// `venue in { geneva, budapest }`.
    In(Box<Expr>, Vec<Expr>),
    /// `if c then a else b`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `3 to 12 weeks`: the 5th and the 95th percentile.
    To(Box<Expr>, Box<Expr>),
    /// `20% to 40%`, a range between 0 and 1; the ends are numbers, 0.2 and 0.4.
    PercentTo(Box<Expr>, Box<Expr>),
}

/// A function call with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name of the function.
    pub function: String,
    /// The place of the name.
    pub function_place: Place,
    /// The arguments between the parentheses.
    pub arguments: Vec<Argument>,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// `mean` in `mean=20`.
    pub name: Option<(String, Place)>,
    /// `10%` in `10%: 1`, as `mixture` takes them.
    pub weight: Option<Expr>,
    /// The value of the argument.
    pub value: Expr,
    /// `for council where large`: the members over which a function of a group counts.
    pub each: Option<Each>,
}

impl Argument {
    /// The formulas of the argument, in the order in which they are written.
    fn parts(&self) -> impl Iterator<Item = &Expr> {
        let condition = self.each.iter().filter_map(|each| each.condition.as_ref());
        self.weight.iter().chain([&self.value]).chain(condition)
    }
}

/// The members over which a function counts: `for council except this where large`.
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// The group.
    pub group: Located<String>,
    /// The member that is left out.
    pub except: Option<Located<String>>,
    /// The condition on the members that count.
    pub condition: Option<Expr>,
}

/// Units of time. Months and years are those of the calendar; if it is not known which, a month is 30.436875 days and
/// a year 365.2425.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// One day.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// Twelve months.
    Year,
}

impl Unit {
    /// All words for units.
    pub const WORDS: [&str; 8] =
        ["day", "days", "week", "weeks", "month", "months", "year", "years"];

    /// The unit that `word` names, in the singular or plural; `None` for other words.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "day" | "days" => Self::Day,
            "week" | "weeks" => Self::Week,
            "month" | "months" => Self::Month,
            "year" | "years" => Self::Year,
            _ => return None,
        })
    }

    /// The plural with a space before it, to follow a number.
    pub fn behind(self) -> &'static str {
        match self {
            Self::Day => " days",
            Self::Week => " weeks",
            Self::Month => " months",
            Self::Year => " years",
        }
    }

    /// The length in calendar months; `None` for days and weeks.
    pub fn months(self) -> Option<f64> {
        match self {
            Self::Day | Self::Week => None,
            Self::Month => Some(1.0),
            Self::Year => Some(12.0),
        }
    }

    /// The length in days; for months and years the mean length.
    pub fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => MEAN_MONTH,
            Self::Year => 12.0 * MEAN_MONTH,
        }
    }
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-a`
    Minus,
    /// `not a`
    Not,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
    /// `^`
    Power,
}
