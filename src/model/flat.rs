//! Tables of plain numbers, held flat. Knows no facts: which row counts is found by who reads it.

use crate::formula::VariableId;
use std::sync::Arc;

/// A table of plain numbers. They stay in the order of the file, shared with the scenario: large
/// networks are all numbers, and there is room for them once.
#[derive(Clone, Debug)]
pub struct Flat {
    /// The parents, each with how far its outcomes carry into the numbers.
    pub given: Vec<(VariableId, Vec<u32>)>,
    /// The column of each outcome, in the order of the draw.
    pub columns: Vec<u16>,
    /// Row after row.
    pub chances: Arc<Vec<f64>>,
}

impl Flat {
    /// The chances of a row that begins at `start`, in the order of the draw.
    pub(super) fn row_into(&self, start: usize, out: &mut [f64]) {
        let row = &self.chances[start..start + self.columns.len()];
        for (chance, column) in out.iter_mut().zip(&self.columns) {
            *chance = row[usize::from(*column)];
        }
    }

    /// Visits each row in the order of the parents' outcomes, the last parent running fastest.
    pub fn for_each_row(&self, visit: &mut dyn FnMut(usize, &mut Vec<f64>)) {
        let mut outcomes = vec![0_usize; self.given.len()];
        let mut chances = vec![0.0; self.columns.len()];
        for row in 0.. {
            let parents = self.given.iter().zip(&outcomes);
            let start: usize = parents.map(|((_, carries), at)| carries[*at] as usize).sum();
            chances.resize(self.columns.len(), 0.0);
            self.row_into(start, &mut chances);
            visit(row, &mut chances);
            let mut turning = outcomes.iter_mut().zip(&self.given).rev();
            let turned = turning.find_map(|(at, (_, carries))| {
                *at = (*at + 1) % carries.len();
                (*at > 0).then_some(())
            });
            if turned.is_none() {
                return;
            }
        }
    }

    /// Marks the outcomes that have a chance in some row.
    pub fn mark(&self, found: &mut [bool]) {
        for row in self.chances.chunks(self.columns.len()) {
            for (found, column) in found.iter_mut().zip(&self.columns) {
                *found |= row[usize::from(*column)] > 0.0;
            }
        }
    }
}
