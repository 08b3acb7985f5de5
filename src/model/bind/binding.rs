//! Binding of parameters: the chances of every conditional distribution as flat tables of thresholds.
//!
//! A threshold is a cumulative chance times 2^64. In a trial with the 64-bit uniform number `u`, the index of the
//! outcome is the number of thresholds that are at most `u`. Kernels compare the upper 16 bits first, and the rest
//! only on a tie.

use crate::formula::calendar::plus_months;
use crate::formula::{
    Condition, FormulaId, Function1, Function2, Interned, Number, Reading, Shape, VariableId,
};
use crate::model::conditional::{ChanceFault, ConditionalDistribution, Specification, Value};
use crate::model::evaluate::{Facts, Truth, value};
use crate::model::flat::Flat;
use crate::model::identity::Identity;
use crate::model::keys::{Form, Key, Keys};
use crate::model::tree::{Kind, Model, Variable};
use crate::model::uncertain::World;
use crate::numerics::kernel::{place, size};
use std::sync::Arc;

/// The numbers of a model in one world, kept apart from the model.
#[derive(Clone, Debug)]
pub struct Binding {
    /// For each variable the table of an event, or of the start of a process.
    pub settle: Vec<Option<Arc<Table>>>,
    /// For each variable the tables of the moves out of each state of a process.
    pub moves: Vec<Vec<Option<Arc<Table>>>>,
    /// The values of parameters, indexed by id.
    pub values: Vec<f64>,
}

/// The thresholds of a conditional distribution, for each phase of the calendar.
#[derive(Clone, Debug)]
pub struct Table {
    /// The identity among the tables of the program.
    pub id: Identity,
    /// The number of outcomes.
    pub width: usize,
    /// The number of rows of a phase.
    pub rows: usize,
    /// The phases, in the order of their first steps.
    pub phases: Vec<Phase>,
}

/// The thresholds of one phase.
#[derive(Clone, Debug)]
pub struct Phase {
    /// The upper 16 bits of the thresholds, in the order of kernels ([`place`]).
    pub coarse: Vec<u16>,
    /// All 64 bits of the thresholds; threshold `j` of row `r` is at `j · rows + r`.
    pub fine: Vec<u64>,
    /// The rejection bound: sixteen bits below this give the first outcome in the order of the draw, whatever the
    /// row.
    pub floor: u16,
    /// Rows whose chances are not valid, with the reason; no trial may select them.
    pub faults: Vec<(usize, ChanceFault)>,
}

/// Binds every conditional distribution that has a table to the numbers of a world.
pub fn bind(model: &Model, world: &World) -> Binding {
    let one =
        |conditional: &ConditionalDistribution| table(conditional, model, world).map(Arc::new);
    let (settle, moves) = of_each_conditional(model, one);
    Binding { settle, moves, values: world.values.clone() }
}

/// A value for each conditional distribution that has one: for events and the starts of processes by variable, for
/// moves by variable and state.
pub(crate) type OfEach<T> = (Vec<Option<T>>, Vec<Vec<Option<T>>>);

/// Maps the conditional distributions of a model.
pub(crate) fn of_each_conditional<'a, T>(
    model: &'a Model,
    one: impl Fn(&'a ConditionalDistribution) -> Option<T>,
) -> OfEach<T> {
    let of_variable = |variable: &'a Variable| match &variable.kind {
        Kind::Event(event) => (one(&event.conditional), Vec::new()),
        Kind::Process(process) => {
            let moves = process.moves.iter();
            (one(&process.start), moves.map(|conditional| one(conditional.as_ref()?)).collect())
        }
        Kind::Parameter(_) | Kind::Choice(_) | Kind::Series(_) | Kind::Quantity(_) => {
            (None, Vec::new())
        }
    };
    model.variables.iter().map(of_variable).unzip()
}

/// The table of a conditional distribution; `None` if its chances are computed in each trial.
pub(crate) fn table(
    conditional: &ConditionalDistribution,
    model: &Model,
    world: &World,
) -> Option<Table> {
    let Form::Table(keys) = &conditional.form else { return None };
    let phases = keys.phases.iter().map(|step| {
        if let Some(flat) = conditional.specification.flat() {
            return plain(flat, keys.rows);
        }
        let weigh =
            |_: usize, facts: &RowFacts, chances: &mut Vec<f64>| conditional.weigh(facts, chances);
        phase(conditional, keys, (model, world, *step), (&[], |row| row), weigh)
    });
    Some(Table {
        id: Identity::unique(),
        width: conditional.width,
        rows: keys.rows,
        phases: phases.collect(),
    })
}

/// The phase of a table of plain numbers, which need no evaluation.
fn plain(flat: &Flat, rows: usize) -> Phase {
    let mut phase = Phase::new(flat.columns.len() - 1, rows);
    flat.for_each_row(&mut |row, chances| phase.set(rows, row, thresholds_of(chances)));
    phase.floor = phase.least(rows);
    phase
}

impl Phase {
    /// A phase of `rows` rows of `thresholds` thresholds, all 0.
    pub fn new(thresholds: usize, rows: usize) -> Self {
        Self {
            coarse: vec![0; size(rows, thresholds)],
            fine: vec![0; thresholds * rows],
            floor: 0,
            faults: Vec::new(),
        }
    }

    /// Sets the thresholds of a row.
    pub fn set(&mut self, rows: usize, row: usize, thresholds: impl Iterator<Item = u64>) {
        let each = self.fine.len() / rows;
        for (j, threshold) in thresholds.enumerate() {
            self.coarse[place(rows, each, row, j)] = (threshold >> 48) as u16;
            self.fine[j * rows + row] = threshold;
        }
    }

    /// Copies the thresholds and the fault of row `known` to another row.
    fn repeat(&mut self, rows: usize, known: usize, row: usize) {
        let each = self.fine.len() / rows;
        for j in 0..each {
            self.coarse[place(rows, each, row, j)] = self.coarse[place(rows, each, known, j)];
            self.fine[j * rows + row] = self.fine[j * rows + known];
        }
        if let Some((_, fault)) = self.faults.iter().find(|(faulty, _)| *faulty == known) {
            self.faults.push((row, fault.clone()));
        }
    }

    /// The least first threshold of all rows; the greatest possible if there is only one outcome.
    fn least(&self, rows: usize) -> u16 {
        (0..rows).filter_map(|row| self.first(rows, row)).min().unwrap_or(u16::MAX)
    }

    /// The upper 16 bits of the first threshold of a row; `None` if there is only one outcome.
    #[inline]
    pub fn first(&self, rows: usize, row: usize) -> Option<u16> {
        self.coarse.get(place(rows, self.fine.len() / rows, row, 0)).copied()
    }
}

/// The thresholds of one phase. `same` lists numbers of the distribution that are equal in every row, which are
/// evaluated once; `like` gives for each row the first one with the same chances, which is computed for all of them.
pub(crate) fn phase(
    conditional: &ConditionalDistribution,
    keys: &Keys,
    (model, world, step): (&Model, &World, usize),
    (same, like): (&[&Value], impl Fn(usize) -> usize),
    weigh: impl Fn(usize, &RowFacts, &mut Vec<f64>) -> Result<(), ChanceFault>,
) -> Phase {
    let mut phase = Phase::new(conditional.width - 1, keys.rows);
    let mut chances = Vec::new();
    let own = own_state(&conditional.specification);
    let mut facts = RowFacts::new(keys, &world.values, model, step);
    let known = |same: &&Value| Some((same.id?, value(&same.number, &facts)));
    facts.computed = same.iter().filter_map(known).collect();
    for row in 0..keys.rows {
        let first = like(row);
        if first < row {
            phase.repeat(keys.rows, first, row);
            continue;
        }
        facts.row = row;
        match weigh(row, &facts, &mut chances) {
            Ok(()) => phase.set(keys.rows, row, thresholds_in_order(&mut chances, own)),
            Err(fault) => phase.faults.push((row, fault)),
        }
    }
    phase.floor = phase.least(keys.rows);
    phase
}

/// The index of the state that moves leave, which is first in the order of the draw. With the chance to stay below
/// all others, most trials need not read their row, and a chance that changes a little changes few trials.
pub fn own_state(specification: &Specification) -> Option<usize> {
    match specification {
        Specification::Rule(_) => None,
        Specification::Moves(moves) => Some(moves.index_of(moves.from)),
    }
}

/// The thresholds of chances in the order of the draw: that of the outcomes, except that `own` is first.
pub fn thresholds_in_order(
    chances: &mut [f64],
    own: Option<usize>,
) -> impl Iterator<Item = u64> + '_ {
    if let Some(own) = own {
        chances[..=own].rotate_right(1);
    }
    thresholds_of(chances)
}

/// Cumulative chances times 2^64, except the last. Outcomes after the last possible one are never drawn, because
/// their thresholds are the greatest possible.
pub fn thresholds_of(chances: &[f64]) -> impl Iterator<Item = u64> + '_ {
    let sum: f64 = chances.iter().sum();
    let last = chances.iter().rposition(|p| *p > 0.0).unwrap_or(0);
    let mut below = 0.0;
    chances[..chances.len() - 1].iter().enumerate().map(move |(i, p)| {
        below += p;
        // 2^64 as a float; the conversion saturates at the greatest threshold
        if i >= last { u64::MAX } else { (below / sum * 18_446_744_073_709_551_616.0) as u64 }
    })
}

/// The state of the world that a row of a table represents.
pub(crate) struct RowFacts<'a> {
    keys: &'a Keys,
    /// For each column the distance in rows between neighbouring values.
    strides: Vec<usize>,
    parameters: &'a [f64],
    step: f64,
    today: f64,
    /// The current row.
    pub(crate) row: usize,
    /// Numbers computed before.
    computed: Vec<(FormulaId, f64)>,
}

impl<'a> RowFacts<'a> {
    /// Starts at the first row, in a step of a world with these parameters.
    pub(crate) fn new(keys: &'a Keys, parameters: &'a [f64], model: &Model, step: usize) -> Self {
        let mut stride = 1;
        let mut strides: Vec<usize> = Vec::with_capacity(keys.columns.len());
        for key in keys.columns.iter().rev() {
            strides.push(stride);
            stride *= key.size();
        }
        strides.reverse();
        let today = model.timeline.days[step];
        Self { keys, strides, parameters, step: step as f64, today, row: 0, computed: Vec::new() }
    }

    /// The truth of a condition that is a column.
    fn held(&self, is_it: impl Fn(&Interned<Condition>) -> bool) -> Option<Truth> {
        let is_column = |key: &Key| matches!(key, Key::Holds(condition) if is_it(condition));
        let column = self.keys.columns.iter().position(is_column)?;
        Some(Truth::of(self.value(column) == 1))
    }

    /// The value of a column in the current row.
    pub(crate) fn value(&self, column: usize) -> u16 {
        (self.row / self.strides[column] % self.keys.columns[column].size()) as u16
    }
}

impl Facts for RowFacts<'_> {
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        let found = self.keys.columns.iter().position(
            |key| matches!(key, Key::Outcome(id, r, _) if *id == variable && *r == reading),
        );
        found.map_or(0, |i| self.value(i))
    }
    fn number(&self, _: VariableId, _: Reading) -> f64 {
        f64::NAN
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.parameters[id.index()]
    }
    fn computed_truth(&self, id: FormulaId) -> Option<Truth> {
        self.held(|known| known.id() == id)
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        // conditions with parts are known by their ids alone
        let has_parts = matches!(
            condition,
            Condition::Not(_) | Condition::And(_) | Condition::Or(_) | Condition::If(..)
        );
        if has_parts { None } else { self.held(|known| **known == *condition) }
    }
    fn computed_value(&self, id: FormulaId) -> Option<f64> {
        self.computed.iter().find(|(known, _)| *known == id).map(|(_, value)| *value)
    }
    fn step(&self) -> f64 {
        self.step
    }
    fn today(&self) -> f64 {
        self.today
    }
}

/// The least and the greatest value of a number, if they follow from its parts; else `None`.
pub fn bounds(number: &Number) -> Option<(f64, f64)> {
    match number {
        Number::Constant(x) => Some((*x, *x)),
        Number::Draw(draw) => shape_bounds(&draw.shape),
        Number::Unary(Function1::Minus, a) => bounds(a).map(|(low, high)| (-high, -low)),
        Number::Unary(Function1::Abs | Function1::Exp, _) => Some((0.0, f64::INFINITY)),
        Number::Binary(function, a, b) => {
            let ((a_low, a_high), (b_low, b_high)) = (bounds(a)?, bounds(b)?);
            match function {
                Function2::Plus => Some((a_low + b_low, a_high + b_high)),
                Function2::Minus => Some((a_low - b_high, a_high - b_low)),
                Function2::Min => Some((a_low.min(b_low), a_high.min(b_high))),
                Function2::Max => Some((a_low.max(b_low), a_high.max(b_high))),
                Function2::Times => {
                    // at a bound that is never reached, 0 times infinity counts as 0
                    let corner = |x: f64, y: f64| if x == 0.0 || y == 0.0 { 0.0 } else { x * y };
                    let corners = [
                        corner(a_low, b_low),
                        corner(a_low, b_high),
                        corner(a_high, b_low),
                        corner(a_high, b_high),
                    ];
                    let low = corners.into_iter().fold(f64::INFINITY, f64::min);
                    Some((low, corners.into_iter().fold(f64::NEG_INFINITY, f64::max)))
                }
                Function2::Over if a_low >= 0.0 && b_low > 0.0 => {
                    Some((a_low / b_high, a_high / b_low))
                        .filter(|(l, h)| !l.is_nan() && !h.is_nan())
                }
                Function2::PlusMonths => {
                    Some((plus_months(a_low, b_low), plus_months(a_high, b_high)))
                }
                Function2::Over | Function2::Power => None,
            }
        }
        Number::If(_, a, b) => {
            let ((a_low, a_high), (b_low, b_high)) = (bounds(a)?, bounds(b)?);
            Some((a_low.min(b_low), a_high.max(b_high)))
        }
        _ => None,
    }
}

fn shape_bounds(shape: &Shape) -> Option<(f64, f64)> {
    match shape {
        Shape::Plain(recipe, parameters) => {
            let constants: Option<Vec<f64>> = parameters
                .iter()
                .map(|p| if let Number::Constant(x) = p { Some(*x) } else { None })
                .collect();
            recipe.build(&constants?).ok().map(|d| d.support())
        }
        Shape::Mixture(parts) => {
            parts.iter().try_fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, part)| {
                let (l, h) = shape_bounds(part)?;
                Some((low.min(l), high.max(h)))
            })
        }
        Shape::Averaged(parts) => {
            // the mean of the parts lies within the bounds of all of them
            shape_bounds(&Shape::Mixture(parts.clone()))
        }
        Shape::Point(x) => bounds(x),
        Shape::Truncated(inner, low, high) => {
            let (l, h) = shape_bounds(inner)?;
            let ((low, _), (_, high)) = (bounds(low)?, bounds(high)?);
            Some((l.max(low), h.min(high)))
        }
        Shape::Scaled(by, inner) => {
            let (low, high) = shape_bounds(inner)?;
            Some(if *by < 0.0 { (high * by, low * by) } else { (low * by, high * by) })
        }
    }
}
