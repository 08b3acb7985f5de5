//! The trials of a group that stay in a guided draw.

use super::state::{Block, FAR};
use super::tilted::TiltedRows;
use crate::numerics::kernel::{self, GROUP, Level};

impl Block {
    /// Multiplies the weights of those among the `trials` of a group that stay by rows that are made; returns these.
    pub(crate) fn stay(&mut self, rows: &TiltedRows, group: usize, trials: u64) -> u64 {
        let of_group = group * GROUP..(group + 1) * GROUP;
        let factors = self.factors[of_group.clone()].first_chunk_mut::<GROUP>();
        let of_trial = rows.of_trial[of_group.clone()].first_chunk::<GROUP>();
        let uniforms = rows.uniforms[of_group].first_chunk::<GROUP>();
        let (Some(factors), Some(of_trial), Some(uniforms)) = (factors, of_trial, uniforms) else {
            return 0;
        };
        let (before, by_row) = (*factors, (&rows.shares, &rows.factors));
        let (stay, farthest) =
            kernel::multiply_below(Level::best(), of_trial, uniforms, by_row, trials, factors);
        if farthest >= FAR {
            // one by one, with logs
            *factors = before;
            return 0;
        }
        stay
    }
}
