//! A formula as it is meant: names looked up, types checked, every part of one kind.
//!
//! Numbers, durations and dates are all computed as numbers: durations in days, dates as days
//! since 1970-01-01, *never* as plus infinity.

use crate::distribution::Recipe;

/// A variable of the model, counted there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableId(pub u32);

impl VariableId {
    /// As an index.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which state of a variable a formula reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// As the place of the formula has it: in a process's or series' move the world at the end
    /// of the step before, elsewhere this step's.
    Usual,
    /// `now(x)`: as it stands in this very step.
    Now,
}

/// What a formula yields.
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

/// The outcome of a variable, now or on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// The variable.
    pub variable: VariableId,
    /// `at(venue, 2025-10-31)`: the day; none for the usual reading.
    pub at: Option<Box<Number>>,
}

/// True or false.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Always so.
    Constant(bool),
    /// The variable's outcome is one of `outcomes` (sorted indices into its outcomes).
    Is {
        /// The variable.
        variable: VariableId,
        /// Which state of it.
        reading: Reading,
        /// Outcomes for which this holds, ascending.
        outcomes: Vec<u16>,
    },
    /// Two numbers, durations or dates compared; `Comparison::Equal` of two *nevers* is false.
    Compare(Comparison, Number, Number),
    /// `not a`
    Not(Box<Condition>),
    /// All of them.
    And(Vec<Condition>),
    /// Any of them.
    Or(Vec<Condition>),
    /// `if c then a else b` over conditions.
    If(Box<Condition>, Box<Condition>, Box<Condition>),
    /// `ever(c)`: has it held so far, t = 0 included.
    Ever(Box<Condition>),
    /// `by(c, date)`: has it held at or before the day. Questions only.
    By(Box<Condition>, Number),
    /// `at(c, date)`: did it hold on the day. Questions only.
    At(Box<Condition>, Number),
}

/// How two numbers are compared.
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

/// A number.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// Always the same.
    Constant(f64),
    /// A parameter's value in this world.
    Parameter(VariableId),
    /// A series or a quantity.
    Variable(VariableId, Reading),
    /// The step being computed, 0 at `as_of`.
    Step,
    /// The day of the step being computed.
    Today,
    /// `elapsed(process)`: days since it entered its state.
    Elapsed(VariableId),
    /// `count(c)`: steps 1 … so far in which it held.
    Count(Box<Condition>),
    /// `first(c)`: the day on which it first held, infinity for never. Questions only.
    First(Box<Condition>),
    /// `at(x, date)`. Questions only.
    At(Box<Number>, Box<Number>),
    /// `how_many(c1, c2, …)`
    HowMany(Vec<Condition>),
    /// One operand.
    Unary(Function1, Box<Number>),
    /// Two operands.
    Binary(Function2, Box<Number>, Box<Number>),
    /// `if c then a else b`
    If(Box<Condition>, Box<Number>, Box<Number>),
    /// A draw from a distribution.
    Draw(Box<Draw>),
}

/// A draw from a distribution whose parameters are formulas.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// The how-manieth draw of its formula, from 0: part of the name of its stream.
    pub ordinal: u32,
    /// What is drawn.
    pub shape: Shape,
}

/// A distribution whose parameters are formulas.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A family with its parameters, in the recipe's order.
    Plain(Recipe, Vec<Number>),
    /// Components with their weights (any positive scale).
    Mixture(Vec<(Number, Shape)>),
    /// A point mass, as a component of a mixture.
    Point(Number),
    /// A distribution between two bounds.
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
