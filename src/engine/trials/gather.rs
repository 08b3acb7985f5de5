//! Turns a finished block into rows of a table: the values of each column in the accepted trials.

use super::layout::{Source, TrialTable, TrialType};
use super::units::Unit;
use crate::engine::block::{Block, Look, Marks, View};
use crate::engine::count::{among, outcomes, satisfied};
use crate::engine::evidence::UNIT;
use crate::engine::program::Program;
use crate::formula::{VariableId, date_of};
use crate::model::Asked;
use crate::numerics::kernel::Lined;

/// The code of a missing value: [`TrialValues::Codes`].
pub const NO_CODE: u16 = u16::MAX;

/// Some of the rows of a table of trials, by column: [`TrialSink::prepare`](crate::TrialSink::prepare).
#[derive(Clone, Debug, PartialEq)]
pub struct TrialBlock {
    /// The number of rows.
    pub rows: usize,
    /// The columns, in the order of the table.
    pub columns: Vec<TrialValues>,
}

/// The values of a column in a block of rows: [`TrialBlock::columns`].
#[derive(Clone, Debug, PartialEq)]
pub enum TrialValues {
    /// Integers.
    Wholes(Vec<u64>),
    /// An integer shared by all rows.
    Whole(u64),
    /// Numbers; NaN if missing.
    Reals(Vec<f64>),
    /// A number shared by all rows; NaN if missing.
    Real(f64),
    /// Indices of names, or 0 for no and 1 for yes; [`NO_CODE`] if missing.
    Codes(Vec<u16>),
    /// Days since 1970-01-01; `None` if missing.
    Days(Vec<Option<i32>>),
}

/// The rows of a block. A world in which the evidence is impossible has none, and its block is not drawn.
pub(super) fn gather(
    table: &TrialTable,
    program: &Program,
    block: &Block,
    unit: Unit,
) -> TrialBlock {
    let step = program.last();
    let look = Look { program, block, step, view: View::Now, current: None, draws: None };
    let kept = satisfied(&look);
    let lanes: Vec<usize> =
        if program.absorbed.is_impossible() { Vec::new() } else { kept.lanes().collect() };
    let rows = Rows { table, look, lanes, unit };
    let columns =
        table.columns.iter().map(|field| rows.cells(&field.kind, &field.source)).collect();
    TrialBlock { rows: rows.lanes.len(), columns }
}

struct Rows<'a> {
    table: &'a TrialTable,
    look: Look<'a>,
    /// The trials that become rows.
    lanes: Vec<usize>,
    unit: Unit,
}

impl Rows<'_> {
    fn cells(&self, kind: &TrialType, source: &Source) -> TrialValues {
        let Look { program, block, .. } = self.look;
        match source {
            Source::Trial => TrialValues::Wholes(
                self.lanes.iter().map(|lane| self.unit.first + *lane as u64).collect(),
            ),
            Source::World => TrialValues::Whole(self.unit.world),
            Source::Weight => TrialValues::Reals(self.each(|lane| {
                block.weights.as_ref().map_or(1.0, |weights| weights[lane] as f64 / UNIT)
            })),
            Source::Parameter(id) => TrialValues::Real(known(program.binding.values[id.index()])),
            Source::Standing(id) => TrialValues::Whole(self.standing(*id)),
            Source::Outcome(id) => {
                let column = &block.outcomes[program.slots[id.index()].outcome];
                TrialValues::Codes(self.lanes.iter().map(|lane| column.of(*lane)).collect())
            }
            Source::Number(id) => {
                let column = &block.numbers[program.slots[id.index()].number];
                TrialValues::Reals(self.each(|lane| known(column[lane])))
            }
            Source::Given(question) => self.given(*question),
            Source::Answer(question) => {
                self.answer(*question, &program.asked[*question].asked, kind)
            }
            Source::Part(question, part) => match &program.asked[*question].asked {
                Asked::Joint(parts) => self.answer(*question, &parts[*part].1, kind),
                other => self.answer(*question, other, kind),
            },
        }
    }

    fn each(&self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        self.lanes.iter().map(|lane| value(*lane)).collect()
    }

    /// The rank of an expert among all, from 1.
    fn standing(&self, expert: VariableId) -> u64 {
        let values = &self.look.program.binding.values;
        let before = |other: &&VariableId| {
            (values[other.index()], **other) < (values[expert.index()], expert)
        };
        1 + self.table.experts.iter().filter(before).count() as u64
    }

    fn given(&self, question: usize) -> TrialValues {
        let asked = among(&self.look, self.look.program.asked[question], &Marks::ALL);
        TrialValues::Codes(self.lanes.iter().map(|lane| u16::from(asked.has(*lane))).collect())
    }

    /// The answers to a question; missing if it is not asked or has no answer.
    fn answer(&self, question: usize, asked: &Asked, kind: &TrialType) -> TrialValues {
        let valid = among(&self.look, self.look.program.asked[question], &Marks::ALL);
        if let Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) = asked {
            let mut values = Lined::of(0.0);
            self.look.number(number, &mut values);
            let value = |lane: usize| if valid.has(lane) { known(values[lane]) } else { f64::NAN };
            return match kind {
                TrialType::Date => {
                    TrialValues::Days(self.lanes.iter().map(|lane| day(value(*lane))).collect())
                }
                _ => TrialValues::Reals(self.each(value)),
            };
        }
        let mut index = Lined::of(0);
        let valid = valid.and(&outcomes(&self.look, asked, &mut index));
        let code = |lane: &usize| {
            let code = valid.has(*lane).then(|| u16::try_from(index[*lane]));
            code.map_or(NO_CODE, |code| code.expect("a part of an answer has few outcomes"))
        };
        TrialValues::Codes(self.lanes.iter().map(code).collect())
    }
}

/// A number as stored: NaN if undefined or infinite, and without negative zero.
fn known(value: f64) -> f64 {
    if value.is_finite() { value + 0.0 } else { f64::NAN }
}

/// The date of a moment, if it has one.
fn day(moment: f64) -> Option<i32> {
    date_of(moment).map(|_| moment.floor() as i32)
}
