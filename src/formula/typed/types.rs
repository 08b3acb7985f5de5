//! The typed tree of a formula: names resolved, types checked, every node of one kind.
//!
//! Numbers, durations and dates are all computed as numbers: durations in days, dates as days
//! since 1970-01-01, *never* as plus infinity.

use crate::distribution::Recipe;
use crate::formula::Interned;

/// The index of a variable in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableId(pub u32);

impl VariableId {
    /// The index as a `usize`.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The state of a variable that a formula reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// The usual state: in a process's or series' move, that at the end of the previous step; elsewhere, that of the
    /// current step.
    Usual,
    /// `now(x)`: the state in the current step.
    Now,
}

/// A typed formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// True or false.
    Condition(Condition),
    /// A plain number.
    Number(Number),
    /// A span of time, in days.
    Duration(Number),
    /// A day, in days since 1970-01-01.
    Date(Number),
    /// The outcome of one variable.
    Category(Category),
}

/// The outcome of a variable, now or on a given day.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// The variable.
    pub variable: VariableId,
    /// `at(venue, 2025-10-31)`: the day; `None` for the usual reading.
    pub at: Option<Box<Number>>,
}

/// A condition, true or false.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A constant condition.
    Constant(bool),
    /// The variable's outcome is one of `outcomes` (sorted indices into its outcomes).
    Is {
        /// The variable.
        variable: VariableId,
        /// The state of the variable that is read.
        reading: Reading,
        /// The outcomes for which the condition holds, ascending.
        outcomes: Vec<u16>,
    },
    /// Two numbers, durations or dates compared.
    Compare(Interned<Compared>),
    /// `not a`
    Not(Box<Condition>),
    /// All of the conditions hold.
    And(Vec<Condition>),
    /// At least one of the conditions holds.
    Or(Vec<Condition>),
    /// `if c then a else b` over conditions.
    If(Box<Condition>, Box<Condition>, Box<Condition>),
    /// `ever(c)`: whether it has held so far, at t = 0 or later.
    Ever(Interned<Condition>),
    /// `by(c, date)`: whether it has held at or before the day. Only in questions.
    By(Interned<Condition>, Number),
    /// `at(c, date)`: whether it held on the day. Only in questions.
    At(Interned<Condition>, Number),
    /// `before(x) == a`: whether it held at the end of the step before; it is about a single variable.
    Before(Interned<Condition>),
}

/// Two numbers, durations or dates and their comparison; `Comparison::Equal` of two *nevers* is false.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The comparison.
    pub how: Comparison,
    /// The number on its left.
    pub left: Number,
    /// The number on its right.
    pub right: Number,
}

impl Compared {
    /// Both numbers.
    pub fn sides(&self) -> [&Number; 2] {
        [&self.left, &self.right]
    }
}

/// The comparisons of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
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
}

impl Comparison {
    /// The comparison with its sides exchanged.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
            same @ (Self::Equal | Self::NotEqual) => same,
        }
    }
}

/// A numeric expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// A constant.
    Constant(f64),
    /// The value of a parameter in the current world.
    Parameter(VariableId),
    /// The value of a series or quantity.
    Variable(VariableId, Reading),
    /// The step being computed, 0 at `as_of`.
    Step,
    /// The day of the step being computed.
    Today,
    /// `elapsed(process)`: the days since it entered its state.
    Elapsed(VariableId),
    /// `count(c)`: the number of steps from 1 up to now in which it held.
    Count(Interned<Condition>),
    /// `first(c)`: the day on which it first held, infinity if never. Only in questions.
    First(Interned<Condition>),
    /// `at(x, date)`. Only in questions.
    At(Interned<Number>, Box<Number>),
    /// The working days after the second of two dates, up to the first: Monday to Friday less holidays.
    WorkingDays(Box<[Number; 2]>, Holidays),
    /// `before(x)`, `highest(x)`, `lowest(x)` or `average(x)`.
    SoFar(Summary, Interned<Number>),
    /// `how_many(c1, c2, …)`
    HowMany(Vec<Condition>),
    /// A function of one operand.
    Unary(Function1, Box<Number>),
    /// A function of two operands.
    Binary(Function2, Box<Number>, Box<Number>),
    /// `if c then a else b`
    If(Box<Condition>, Box<Number>, Box<Number>),
    /// A draw from a distribution.
    Draw(Box<Draw>),
}

/// Days that are no working days, ascending, in days since 1970-01-01.
pub type Holidays = Interned<Vec<f64>>;

/// Summaries of the values of a number in the steps so far.
#[derive(Clone, Debug, PartialEq)]
pub enum Summary {
    /// The value at the end of the step before.
    Before,
    /// The highest value, step 0 included. Steps in which the number is undefined are left out.
    Highest,
    /// The lowest value.
    Lowest,
    /// The mean of the values.
    Average,
    /// The time since a state was entered in which a pause held, where the number is 1 in a pause, else 0, and
    /// `if state then … else …`; in days, or in working days.
    Paused(Option<Holidays>),
}

/// A draw from a distribution whose parameters are formulas.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// The index of the draw in its formula, from 0: part of the name of its random stream.
    pub ordinal: u32,
    /// The distribution that is drawn from.
    pub shape: Shape,
}

/// A distribution whose parameters are formulas.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A family with its parameters, in the recipe's order.
    Plain(Recipe, Vec<Number>),
    /// Components with their weights (any positive scale).
    Mixture(Vec<(Number, Shape)>),
    /// Parts with their weights (any positive scale): the mean of their quantile functions.
    Averaged(Vec<(Number, Shape)>),
    /// A point mass, as a component of a mixture.
    Point(Number),
    /// A distribution truncated to two bounds.
    Truncated(Box<Shape>, Number, Number),
    /// A distribution times a constant: `3 to 12 weeks` is one in weeks, scaled to days.
    Scaled(f64, Box<Shape>),
}

/// Functions and operators of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function1 {
    /// `-a`
    Minus,
    /// `abs`
    Abs,
    /// `exp`
    Exp,
    /// `ln`
    Ln,
    /// `sqrt`
    Sqrt,
    /// `sin`
    Sin,
    /// `cos`
    Cos,
    /// `round`: halves away from zero.
    Round,
    /// `floor`
    Floor,
}

/// Functions and operators of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function2 {
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
    /// `min`
    Min,
    /// `max`
    Max,
    /// A date and a number of calendar months: `date + 2 months`.
    PlusMonths,
}
