//! Conditional tables of plain numbers, stored flat.

use crate::formula::VariableId;
use std::sync::Arc;

/// A conditional table of plain numbers, in the order of the file. The numbers are shared with the scenario, because
/// in large networks they fill most of the memory.
#[derive(Clone, Debug)]
pub struct Flat {
    /// The parents, each with the offset that each of its outcomes adds to the index of the row.
    pub given: Vec<(VariableId, Vec<u32>)>,
    /// The column of each outcome, in the order of the draw.
    pub columns: Vec<u16>,
    /// The chances, row after row.
    pub chances: Arc<Vec<f64>>,
}

impl Flat {
    /// Copies the chances of the row that begins at `start`, in the order of the draw.
    pub(super) fn row_into(&self, start: usize, out: &mut [f64]) {
        let row = &self.chances[start..start + self.columns.len()];
        for (chance, column) in out.iter_mut().zip(&self.columns) {
            *chance = row[usize::from(*column)];
        }
    }

    /// Visits each row in the order of the parents' outcomes; the last parent varies fastest.
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

    /// Marks the outcomes that have a positive chance in some row.
    pub fn mark(&self, found: &mut [bool]) {
        for row in self.chances.chunks(self.columns.len()) {
            for (found, column) in found.iter_mut().zip(&self.columns) {
                *found |= row[usize::from(*column)] > 0.0;
            }
        }
    }
}
