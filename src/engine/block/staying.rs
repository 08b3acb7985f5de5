//! The trials of a group that stay in a guided draw.

use super::state::{Block, FAR};
use super::tilted::TiltedRows;
use crate::numerics::kernel::{self, GROUP, Level, Waiting};

impl Block {
    /// Multiplies the weights of those among the `trials` of a group that stay by rows that are made; returns these.
    /// `waits` has the process and the last step of its table if they wait for a delay.
    pub(crate) fn stay(
        &mut self,
        rows: &TiltedRows,
        waits: Option<(usize, u32)>,
        (group, trials): (usize, u64),
    ) -> u64 {
        let of_group = group * GROUP..(group + 1) * GROUP;
        let factors = self.factors[of_group.clone()].first_chunk_mut::<GROUP>();
        let of_trial = rows.of_trial[of_group.clone()].first_chunk::<GROUP>();
        let uniforms = rows.uniforms[of_group.clone()].first_chunk::<GROUP>();
        let (Some(factors), Some(of_trial), Some(uniforms)) = (factors, of_trial, uniforms) else {
            return 0;
        };
        let (before, level) = (*factors, Level::best());
        let (stay, farthest) = if let Some((process, last_due)) = waits {
            let Some(dues) = self.due[process][of_group].first_chunk::<GROUP>() else { return 0 };
            let own = &rows.waiting;
            let waiting = Waiting {
                stays: &own.stays,
                leaving: &own.leaving,
                least: &own.least,
                first_cell: &own.first_cell,
                by_due: &own.by_due,
                last_due,
            };
            kernel::multiply_waiting(level, of_trial, dues, uniforms, &waiting, trials, factors)
        } else {
            let by_row = (&rows.shares, &rows.factors);
            kernel::multiply_below(level, of_trial, uniforms, by_row, trials, factors)
        };
        if farthest >= FAR {
            // one by one, with logs
            *factors = before;
            return 0;
        }
        stay
    }
}
