//! The rejection bound of a process: decides from sixteen random bits and a few columns which trials may move
//! in a step; all others stay, whatever their other columns are, and are not examined further.
//!
//! A cell is a state together with a few of the columns that its chances depend on. A trial whose bits are
//! below the bound of its cell stays.

use super::layout::Slot;
use super::row_sources::Sources;
use crate::formula::{Condition, Number};
use crate::model::bind::Table;
use crate::model::keys::{Form, Key as Column, Keys};
use crate::model::{Binding, Kind, Model, Process, Variable};
use crate::numerics::kernel::{LINE, MOST_IN_REGISTERS, RowBounds};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A column is added to the cells if it reduces the trials to examine by at least this factor.
const WORTH: f64 = 0.9;

/// The rejection bound of a process.
#[derive(Clone, Debug)]
pub(crate) struct Cells<'a> {
    /// The columns that define a cell after the state, the last varying fastest.
    pub(crate) columns: Vec<&'a Column>,
    /// The sources of `columns` in a block.
    pub(crate) sources: Sources<'a>,
    /// By cell of all states: its rows in the state's table.
    rows: Vec<Rows>,
    /// By cell: the lowest of its rows, to which all other columns add. Empty if there are more states than kernels
    /// have bounds for: then only the lowest bound of all counts.
    pub(crate) first_row: Vec<u32>,
    /// The phase of each step.
    phase_of_step: Vec<u32>,
    /// By phase: the phase of each state's own table.
    phases: Vec<Vec<u32>>,
}

/// The rows of a cell in its state's table.
#[derive(Clone, Debug, PartialEq)]
enum Rows {
    /// The state has no random moves.
    None,
    /// The state and its rows.
    Of(usize, Vec<u32>),
    /// The state's chances are weighed trial by trial.
    Unknown,
}

impl Rows {
    fn first(&self) -> u32 {
        match self {
            Self::Of(_, rows) => rows.iter().copied().min().unwrap_or(0),
            Self::None | Self::Unknown => 0,
        }
    }
}

/// The source of a state's chances.
enum Own<'a> {
    /// The state has no random moves.
    Stays,
    Table(&'a Keys),
    Weighed,
}

impl<'a> Cells<'a> {
    /// Returns the bounds by variable; `None` unless it is a process. The columns of the cells are chosen by
    /// the numbers of one world; the choice affects only speed.
    pub(crate) fn of(
        model: &'a Model,
        slots: &[Slot],
        binding: &Binding,
    ) -> Vec<Option<Box<Self>>> {
        let of_variable = |((variable, slot), tables): ((&'a Variable, &Slot), &Vec<_>)| {
            let Kind::Process(process) = &variable.kind else { return None };
            let mut cells = Self::new(model, process, tables);
            let sources = Sources::new(cells.columns.iter().copied(), true, slots);
            cells.sources = sources.by_state(slot.outcome, cells_of(1, &cells.columns));
            Some(Box::new(cells))
        };
        model.variables.iter().zip(slots).zip(&binding.moves).map(of_variable).collect()
    }

    fn new(model: &Model, process: &'a Process, tables: &[Option<Arc<Table>>]) -> Self {
        let own: Vec<Own> = process
            .moves
            .iter()
            .map(|conditional| match conditional.as_ref().map(|conditional| &conditional.form) {
                None => Own::Stays,
                Some(Form::Table(keys)) => Own::Table(keys),
                Some(Form::Weighed) => Own::Weighed,
            })
            .collect();
        let (phase_of_step, phases) = phases(process, model.timeline.last());
        let mut cells = Self {
            columns: Vec::new(),
            sources: Sources::default(),
            rows: Vec::new(),
            first_row: Vec::new(),
            phase_of_step,
            phases,
        };
        cells.split(&own, Vec::new());
        if own.len() > MOST_IN_REGISTERS {
            return cells;
        }
        let mut examined = cells.examined(tables);
        loop {
            let candidates = own.iter().filter_map(|own| match own {
                Own::Table(keys) if keys.rows > MOST_ROWS => None,
                Own::Table(keys) => {
                    Some(keys.columns.iter().filter(|column| reads_outcomes_alone(column)))
                }
                Own::Stays | Own::Weighed => None,
            });
            let mut columns: Vec<&Column> = Vec::new();
            for column in candidates.flatten() {
                if !cells.columns.contains(&column) && !columns.contains(&column) {
                    columns.push(column);
                }
            }
            let split = columns.into_iter().filter_map(|column| {
                let mut split = cells.clone();
                let columns: Vec<&Column> = cells.columns.iter().copied().chain([column]).collect();
                if cells_of(own.len(), &columns) > MOST_IN_REGISTERS {
                    return None;
                }
                split.split(&own, columns);
                Some((split.examined(tables), split))
            });
            // the first of equally good columns
            let best = split.min_by(|a, b| a.0.total_cmp(&b.0));
            let Some((fewer, split)) = best.filter(|best| best.0 < WORTH * examined) else {
                cells.first_row = cells.rows.iter().map(Rows::first).collect();
                return cells;
            };
            (cells, examined) = (split, fewer);
        }
    }

    /// Builds the cells from the states and these columns.
    fn split(&mut self, own: &[Own], columns: Vec<&'a Column>) {
        let each = cells_of(1, &columns);
        self.rows.clear();
        for (state, own) in own.iter().enumerate() {
            let of_cell = match own {
                Own::Stays => Rows::None,
                Own::Weighed => Rows::Unknown,
                Own::Table(_) => Rows::Of(state, Vec::new()),
            };
            self.rows.resize(self.rows.len() + each, of_cell);
            let Own::Table(keys) = own else { continue };
            // the cell offset of each column value; a column that the table does not read may have any value
            let mut carry = each;
            let mut known = Vec::new();
            let mut others = vec![0];
            for column in &columns {
                carry /= column.size();
                if let Some(digit) = Digit::of(column, keys) {
                    known.push((digit, carry));
                } else {
                    let any = (0..column.size()).map(|value| value * carry);
                    others = any.flat_map(|more| others.iter().map(move |o| o + more)).collect();
                }
            }
            for row in 0..keys.rows {
                let own: usize = known.iter().map(|(digit, carry)| digit.value(row) * carry).sum();
                for other in &others {
                    if let Rows::Of(_, rows) = &mut self.rows[state * each + own + other] {
                        rows.push(row as u32);
                    }
                }
            }
        }
        self.columns = columns;
    }

    /// The share of trials that have to be examined if all cells and phases are equally frequent.
    fn examined(&self, tables: &[Option<Arc<Table>>]) -> f64 {
        let phases = self.phases.len().min(MOST_PHASES_EXAMINED);
        let above = |bounds: CellBounds| {
            bounds.by_cell.iter().map(|floor| f64::from(u16::MAX - floor)).sum::<f64>()
        };
        let all: f64 = (0..phases).map(|phase| above(self.bounds(phase, tables))).sum();
        all / (phases * self.rows.len()).max(1) as f64 / f64::from(u16::MAX)
    }

    /// The number of phases.
    pub(crate) fn phases(&self) -> usize {
        self.phases.len()
    }

    /// The phase of a step.
    pub(crate) fn phase(&self, step: usize) -> usize {
        self.phase_of_step[step] as usize
    }

    /// The phase of a state's own table in a phase of the cells.
    pub(crate) fn phase_of(&self, phase: usize, state: usize) -> usize {
        self.phases[phase][state] as usize
    }

    /// Whether a state has random moves.
    pub(crate) fn is_left(&self, state: usize) -> bool {
        let each = cells_of(1, &self.columns);
        self.rows.get(state * each).is_some_and(|rows| *rows != Rows::None)
    }

    /// Computes the bounds of a phase from these tables.
    pub(crate) fn bounds(&self, phase: usize, tables: &[Option<Arc<Table>>]) -> CellBounds {
        let of_cell = |rows: &Rows| {
            let Rows::Of(state, rows) = rows else {
                return if *rows == Rows::None { u16::MAX } else { 0 };
            };
            let Some(Some(table)) = tables.get(*state) else { return 0 };
            let own = &table.phases[self.phases[phase][*state] as usize];
            let faulty = own.faults.iter().any(|(row, _)| rows.contains(&(*row as u32)));
            if faulty {
                return 0;
            }
            let first = rows.iter().filter_map(|row| own.first(table.rows, *row as usize));
            first.min().unwrap_or(u16::MAX)
        };
        let mut by_cell: Vec<u16> = self.rows.iter().map(of_cell).collect();
        let lowest = by_cell.iter().copied().min().unwrap_or(u16::MAX);
        by_cell.resize(by_cell.len().next_multiple_of(LINE), u16::MAX);
        CellBounds { by_cell, lowest }
    }
}

/// Tables with more rows are not divided into cells.
const MOST_ROWS: usize = 1024;
/// The number of phases from which cells are chosen.
const MOST_PHASES_EXAMINED: usize = 8;

/// The bounds of one phase.
#[derive(Clone, Debug)]
pub(crate) struct CellBounds {
    /// Padded to a whole cache line.
    by_cell: Vec<u16>,
    lowest: u16,
}

impl CellBounds {
    /// The lowest of the bounds.
    pub(crate) fn lowest(&self) -> u16 {
        self.lowest
    }

    /// Returns the bounds as kernels take them.
    pub(crate) fn bounds(&self) -> RowBounds<'_> {
        RowBounds { by_row: &self.by_cell, lowest: self.lowest }
    }
}

/// The number of cells of `states` states.
fn cells_of(states: usize, columns: &[&Column]) -> usize {
    columns.iter().fold(states, |cells, column| cells * column.size())
}

/// Extracts the value of a column from a row.
struct Digit {
    carry: usize,
    size: usize,
}

impl Digit {
    /// `None` if the table does not read the column.
    fn of(column: &Column, keys: &Keys) -> Option<Self> {
        let at = keys.columns.iter().position(|known| known == column)?;
        let carry = keys.columns[at + 1..].iter().map(Column::size).product();
        Some(Self { carry, size: column.size() })
    }

    fn value(&self, row: usize) -> usize {
        row / self.carry % self.size
    }
}

/// Whether a column depends on outcomes alone.
fn reads_outcomes_alone(column: &Column) -> bool {
    fn is_plain(condition: &Condition) -> bool {
        let everywhere =
            |n: &Number| matches!(n, Number::Constant(_) | Number::Step | Number::Today);
        match condition {
            Condition::Constant(_) | Condition::Is { .. } => true,
            Condition::Compare(compared) => compared.sides().into_iter().all(everywhere),
            Condition::Not(a) => is_plain(a),
            Condition::And(parts) | Condition::Or(parts) => parts.iter().all(is_plain),
            _ => false,
        }
    }
    match column {
        Column::Outcome(..) => true,
        Column::Holds(condition) => is_plain(condition),
    }
}

/// Returns the phase of each step, and for each phase the phase of each state's own table.
pub(crate) fn phases(process: &Process, last: usize) -> (Vec<u32>, Vec<Vec<u32>>) {
    let own: Vec<Option<&Keys>> = process
        .moves
        .iter()
        .map(|conditional| match conditional.as_ref().map(|conditional| &conditional.form) {
            Some(Form::Table(keys)) => Some(keys),
            _ => None,
        })
        .collect();
    let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut phases = Vec::new();
    let of_step = |step: usize| {
        let phase = |keys: Option<&Keys>| keys.map_or(0, |keys| keys.phase_of_step[step]);
        let together: Vec<u32> = own.iter().copied().map(phase).collect();
        *known.entry(together.clone()).or_insert_with(|| {
            phases.push(together);
            phases.len() as u32 - 1
        })
    };
    let phase_of_step = (0..=last).map(of_step).collect();
    (phase_of_step, phases)
}
