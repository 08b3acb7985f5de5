//! The chances of moves out of a state: those that are open, adjusted and converted to the step, and the outcomes of a
//! deadline that is over.

use super::facts::Facts;
use super::weigh::{Written, chance_of, factor_of, holds, kept, normalise, shown};
use crate::diagnostic::{Code, Place};
use crate::model::conditional::{ChanceFault, Move, Moves, ROUNDING, SUM_TOLERANCE};

impl Moves {
    pub(super) fn open<'a, F: Facts>(
        &'a self,
        facts: &F,
    ) -> impl Iterator<Item = Result<Written<'a>, ChanceFault>> {
        self.moves.iter().enumerate().filter_map(|(at, chance)| {
            let condition = chance.condition.as_ref();
            let open = condition.map_or(Ok(true), |c| holds(c, facts, chance.chance.place));
            let open = kept(chance, open)?;
            Some(open.and_then(|chance| {
                for (case, (condition, replacement)) in chance.cases.iter().enumerate() {
                    if holds(condition, facts, replacement.place)? {
                        return Ok((chance.to, [at, case + 1], replacement));
                    }
                }
                Ok((chance.to, [at, 0], &chance.chance))
            }))
        })
    }

    pub(super) fn factors<'a, F: Facts>(
        &'a self,
        facts: &F,
    ) -> impl Iterator<Item = Result<Written<'a>, ChanceFault>> {
        let of_move = |(at, chance): (usize, &'a Move)| {
            let adjusts = chance.adjusts.iter().enumerate();
            adjusts.map(move |(adjust, written)| (chance.to, [at, adjust], written))
        };
        self.moves.iter().enumerate().flat_map(of_move).filter_map(
            |(to, part, (condition, factor))| {
                kept((to, part, factor), holds(condition, facts, factor.place))
            },
        )
    }

    pub(super) fn put_together<'a>(
        &self,
        open: impl Iterator<Item = Result<Written<'a>, ChanceFault>>,
        factors: impl Iterator<Item = Result<Written<'a>, ChanceFault>>,
        facts: &impl Facts,
        (out, place): (&mut [f64], Place),
    ) -> Result<(), ChanceFault> {
        let from = self.index_of(self.from);
        let mut stated = 0.0;
        // the outcomes of a deadline that is over, by the index of the move
        let mut ends: Vec<(usize, f64)> = Vec::new();
        for open in open {
            let (to, [at, _], written) = open?;
            let p = chance_of(written, facts)?;
            if self.moves[at].is_end {
                ends.push((at, p));
                continue;
            }
            stated += p;
            out[self.index_of(to)] = p;
        }
        if stated > 1.0 + SUM_TOLERANCE {
            return Err(self.overflow(stated, out, place));
        }
        out[from] = if stated > 1.0 - ROUNDING { 0.0 } else { 1.0 - stated };
        self.check_ends(&ends)?;
        let mut adjusted = None;
        for factor in factors {
            let (to, [at, _], factor) = factor?;
            if self.moves[at].is_end {
                if let Some((_, p)) = ends.iter_mut().find(|(end, _)| *end == at) {
                    *p *= factor_of(factor, facts)?;
                }
                continue;
            }
            adjusted = Some(factor.place);
            out[self.index_of(to)] *= factor_of(factor, facts)?;
        }
        if let Some(place) = adjusted {
            normalise(out, place)?;
        }
        Self::convert(from, self.share_in(facts.step()), out);
        self.decide(&ends, out)
    }

    /// Checks that the chances of a deadline sum to 1.
    fn check_ends(&self, ends: &[(usize, f64)]) -> Result<(), ChanceFault> {
        let sum: f64 = ends.iter().map(|(_, p)| p).sum();
        match self.deadline {
            Some(end) if !ends.is_empty() && !end.divided && (sum - 1.0).abs() > SUM_TOLERANCE => {
                let message =
                    format!("the chances at the deadline sum to {}, not to 1", shown(sum));
                Err(ChanceFault::new(Code::Sum, message, end.place))
            }
            _ => Ok(()),
        }
    }

    /// Splits the chance to stay among the outcomes of a deadline that is over.
    fn decide(&self, ends: &[(usize, f64)], out: &mut [f64]) -> Result<(), ChanceFault> {
        let Some(end) = self.deadline.filter(|_| !ends.is_empty()) else { return Ok(()) };
        let sum: f64 = ends.iter().map(|(_, p)| p).sum();
        if !(sum > 0.0 && sum.is_finite()) {
            let message = "the factors leave no outcome of the deadline possible";
            return Err(ChanceFault::new(Code::ZeroInTrial, message, end.place));
        }
        let left = std::mem::take(&mut out[self.index_of(self.from)]);
        for (at, p) in ends {
            out[self.index_of(self.moves[*at].to)] += left * p / sum;
        }
        Ok(())
    }

    fn overflow(&self, stated: f64, out: &[f64], place: Place) -> ChanceFault {
        let open = self.moves.iter().filter(|chance| out[self.index_of(chance.to)] > 0.0);
        let of = |m: &Move| format!("{} to `{}`", shown(out[self.index_of(m.to)]), m.name);
        let message = format!(
            "the chances out of this state sum to {}, above 1: {}",
            shown(stated),
            open.map(of).collect::<Vec<_>>().join(", ")
        );
        let place = self.moves.first().map_or(place, |m| m.chance.place);
        ChanceFault::new(Code::RowOverflow, message, place)
    }

    /// Converts chances from their period to one step, `r` of a period long: leave with 1 − (1 − Σp)^r, split as the
    /// p's.
    fn convert(from: usize, r: f64, out: &mut [f64]) {
        let stay = out[from];
        if (r - 1.0).abs() < f64::EPSILON || stay >= 1.0 {
            return;
        }
        let leave: f64 = 1.0 - stay;
        // 1 − stay^r without cancellation for the small rates of daily steps
        let leave_in_step = if stay > 0.0 { -libm::expm1(r * libm::log1p(-leave)) } else { 1.0 };
        for p in out.iter_mut() {
            *p *= leave_in_step / leave;
        }
        out[from] = 1.0 - leave_in_step;
    }
}
