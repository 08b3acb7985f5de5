//! Parts of a sweep: some of its points.

use super::job::Joined;
use super::merge::Gathered;
use super::part::Part;
use super::task::Task;
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::sweep::Design;
use crate::engine::Shard;
use crate::result;

impl Task {
    pub(super) fn part_of_sweep(
        &self,
        model: &Model,
        design: &Design,
        shard: Shard,
    ) -> Result<Part, Error> {
        let plan = self.memo.laid_out(|| model.lay_out(design, &self.options))?;
        let (mut all, mut asked) = (Vec::new(), Vec::new());
        plan.draw(&self.options, shard.share(plan.points()), &mut |point, rows| {
            asked.extend(rows.iter().map(|row| row.asked));
            all.extend(plan.as_data(point, &rows));
            Ok::<_, Error>(())
        })?;
        Ok(Part::of_points(plan.identity(), shard, &all, &asked))
    }

    pub(super) fn joined_points(
        &self,
        model: &Model,
        design: &Design,
        parts: &[Part],
    ) -> Result<Joined, Error> {
        let plan = model.lay_out(design, &self.as_in(Some(&parts[0].work.identity)))?;
        plan.fits_in_memory()?;
        let mut sweep = result::sweep(&plan.found(&[]));
        let mut asked = Vec::new();
        let read = |part: &Part| {
            let (rows, own) = (part.rows()?, part.asked()?);
            let is_own = plan.are_of(&rows, part.shard().share(plan.points()));
            if is_own && own.len() == rows.len() {
                Ok((rows, own))
            } else {
                Err(part.without_its_points())
            }
        };
        let mut faults = Gathered::default();
        for part in parts {
            match read(part) {
                Ok((rows, own)) => {
                    sweep.rows.extend(rows);
                    asked.extend(own);
                }
                Err(fault) => faults.lack(fault)?,
            }
        }
        faults.are_none()?;
        Ok(Joined::Sweep(Box::new((plan, sweep, asked))))
    }
}
