//! A finished block as rows of a table: the values of each column in the trials that met the evidence.

use super::layout::{Layout, Sort, Source};
use super::units::Unit;
use crate::engine::absorbed::UNIT;
use crate::engine::ask::{among, learnt, outcomes};
use crate::engine::block::Block;
use crate::engine::columns::{Look, View};
use crate::engine::marks::Marks;
use crate::engine::program::Program;
use crate::formula::{VariableId, date_of};
use crate::model::Asked;
use crate::numerics::kernel::Lined;

/// In a column of codes: no value.
pub const NO_CODE: u8 = u8::MAX;

/// Some of the rows of a table, column by column.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// How many rows.
    pub rows: usize,
    /// The columns, as the layout has them.
    pub columns: Vec<Cells>,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Whole numbers.
    Wholes(Vec<u64>),
    /// A whole number that is the same in every row.
    Whole(u64),
    /// Numbers; NaN where there is none.
    Reals(Vec<f64>),
    /// A number that is the same in every row; NaN if there is none.
    Real(f64),
    /// Which of the names, or 0 for no and 1 for yes; [`NO_CODE`] where there is none.
    Codes(Vec<u8>),
    /// Days since 1970-01-01; none where there is none.
    Days(Vec<Option<i32>>),
}

/// The rows of a block. A world that can't meet the evidence has none, and no block was drawn.
pub(super) fn gather(layout: &Layout, program: &Program, block: &Block, unit: Unit) -> Batch {
    let step = program.last();
    let look = Look { program, block, step, view: View::Now, current: None, draws: None };
    let kept = learnt(&look);
    let lanes: Vec<usize> =
        if program.absorbed.is_impossible() { Vec::new() } else { kept.lanes().collect() };
    let rows = Rows { layout, look, lanes, unit };
    let columns =
        layout.fields.iter().map(|field| rows.cells(&field.sort, &field.source)).collect();
    Batch { rows: rows.lanes.len(), columns }
}

struct Rows<'a> {
    layout: &'a Layout,
    look: Look<'a>,
    /// The trials that are rows.
    lanes: Vec<usize>,
    unit: Unit,
}

impl Rows<'_> {
    fn cells(&self, sort: &Sort, source: &Source) -> Cells {
        let Look { program, block, .. } = self.look;
        match source {
            Source::Trial => Cells::Wholes(
                self.lanes.iter().map(|lane| self.unit.first + *lane as u64).collect(),
            ),
            Source::World => Cells::Whole(self.unit.world),
            Source::Weight => Cells::Reals(self.each(|lane| {
                block.weights.as_ref().map_or(1.0, |weights| weights[lane] as f64 / UNIT)
            })),
            Source::Parameter(id) => Cells::Real(known(program.binding.values[id.index()])),
            Source::Standing(id) => Cells::Whole(self.standing(*id)),
            Source::Outcome(id) => {
                let column = &block.outcomes[program.slots[id.index()].outcome];
                Cells::Codes(self.lanes.iter().map(|lane| column[*lane]).collect())
            }
            Source::Number(id) => {
                let column = &block.numbers[program.slots[id.index()].number];
                Cells::Reals(self.each(|lane| known(column[lane])))
            }
            Source::Given(question) => self.given(*question),
            Source::Answer(question) => {
                self.answer(*question, &program.asked[*question].asked, sort)
            }
            Source::Part(question, part) => match &program.asked[*question].asked {
                Asked::Joint(parts) => self.answer(*question, &parts[*part].1, sort),
                other => self.answer(*question, other, sort),
            },
        }
    }

    fn each(&self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        self.lanes.iter().map(|lane| value(*lane)).collect()
    }

    /// The place of an expert among all: from 1, the first to come in.
    fn standing(&self, expert: VariableId) -> u64 {
        let values = &self.look.program.binding.values;
        let before = |other: &&VariableId| {
            (values[other.index()], **other) < (values[expert.index()], expert)
        };
        1 + self.layout.experts.iter().filter(before).count() as u64
    }

    fn given(&self, question: usize) -> Cells {
        let asked = among(&self.look, self.look.program.asked[question], &Marks::ALL);
        Cells::Codes(self.lanes.iter().map(|lane| u8::from(asked.has(*lane))).collect())
    }

    /// The answers to a question, none where it is not asked or has none.
    fn answer(&self, question: usize, asked: &Asked, sort: &Sort) -> Cells {
        let valid = among(&self.look, self.look.program.asked[question], &Marks::ALL);
        if let Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) = asked {
            let mut values = Lined::of(0.0);
            self.look.number(number, &mut values);
            let value = |lane: usize| if valid.has(lane) { known(values[lane]) } else { f64::NAN };
            return match sort {
                Sort::Date => {
                    Cells::Days(self.lanes.iter().map(|lane| day(value(*lane))).collect())
                }
                _ => Cells::Reals(self.each(value)),
            };
        }
        let mut index = Lined::of(0);
        let valid = valid.and(&outcomes(&self.look, asked, &mut index));
        let code = |lane: &usize| if valid.has(*lane) { index[*lane] as u8 } else { NO_CODE };
        Cells::Codes(self.lanes.iter().map(code).collect())
    }
}

/// A number; what is undefined or endless is none, and 0 has no sign.
fn known(value: f64) -> f64 {
    if value.is_finite() { value + 0.0 } else { f64::NAN }
}

/// The day that a moment lies in, if it has a date.
fn day(moment: f64) -> Option<i32> {
    date_of(moment).map(|_| moment.floor() as i32)
}
