//! Computation of the chances of outcomes in a state of the world. Tables, dynamic draws and the exact solver share
//! it.
//!
//! First the conditions select the parts that apply, then their numbers are combined. A table that is recomputed in
//! every world keeps the first step's result, because conditions seldom read parameters.

use super::facts::{Facts, Truth, truth_of};
use crate::diagnostic::{Code, Place};
use crate::formula::{Condition, Interned, Reading};
use crate::model::conditional::{
    Adjust, Base, ChanceFault, ConditionalDistribution, Moves, ROUNDING, Rule, SUM_TOLERANCE,
    Share, Specification, Value, Weights,
};
use crate::model::flat::Flat;

/// The parts of a conditional distribution that apply in a state of the world.
#[derive(Clone, Debug)]
pub(crate) enum Applied<'a> {
    /// For a rule: its chances, and the adjustments that apply.
    Rule(Chosen<'a>, Vec<(usize, &'a Adjust)>),
    /// For moves: those that are open, and the factors on their odds.
    Moves(&'a Moves, Vec<Written<'a>>, Vec<Written<'a>>),
}

/// The chances of a rule before its adjustments.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Chosen<'a> {
    /// A set of given chances, with its index: the cases, then the rows of the base.
    Written(usize, &'a Weights),
    /// A row of a flat table.
    Flat(&'a Flat, usize),
}

/// The outcome of a move, the indices of the move and of the number among its own, and the number.
pub(super) type Written<'a> = (u16, [usize; 2], &'a Value);

impl Applied<'_> {
    /// The parts by their indices: rows with the same parts have the same chances. `None` if some number may differ
    /// between rows.
    pub(crate) fn parts(&self, is_same: &impl Fn(&Value) -> bool) -> Option<Vec<[usize; 2]>> {
        let written = |(_, part, written): &Written| is_same(written).then_some(*part);
        match self {
            Self::Rule(chosen, adjusts) => {
                let chosen = match chosen {
                    Chosen::Written(at, weights) => {
                        let mut shares = weights.shares.iter().filter_map(|share| match share {
                            Share::Given(written) => Some(written),
                            Share::Rest | Share::Nothing => None,
                        });
                        shares.all(is_same).then_some([*at, 0])?
                    }
                    Chosen::Flat(_, row) => [*row, 1],
                };
                let mut factors = adjusts.iter().flat_map(|(_, adjust)| &adjust.factors);
                let all_same = factors.all(|(_, factor)| is_same(factor));
                let adjusts = adjusts.iter().map(|(at, _)| [*at, 0]);
                all_same.then(|| [chosen].into_iter().chain(adjusts).collect())
            }
            // separates the open moves from the factors
            Self::Moves(_, open, factors) => {
                let (open, factors) = (open.iter().map(written), factors.iter().map(written));
                open.chain([Some([usize::MAX; 2])]).chain(factors).collect()
            }
        }
    }
}

impl ConditionalDistribution {
    /// Computes the chance of each outcome in one state of the world; they sum to 1.
    /// [`ConditionalDistribution::outcome_at`] has the outcome of each.
    pub fn weigh(&self, facts: &impl Facts, out: &mut Vec<f64>) -> Result<(), ChanceFault> {
        out.clear();
        out.resize(self.width, 0.0);
        match &self.specification {
            Specification::Rule(rule) => {
                adjusted(rule.chosen(facts)?, rule.adjusting(facts), facts, out)
            }
            Specification::Moves(moves) => moves.put_together(
                moves.open(facts),
                moves.factors(facts),
                facts,
                (out, self.place),
            ),
        }
    }

    /// The parts that apply in one state of the world.
    pub(crate) fn applied(&self, facts: &impl Facts) -> Result<Applied<'_>, ChanceFault> {
        match &self.specification {
            Specification::Rule(rule) => Ok(Applied::Rule(
                rule.chosen(facts)?,
                rule.adjusting(facts).collect::<Result<_, _>>()?,
            )),
            Specification::Moves(moves) => Ok(Applied::Moves(
                moves,
                moves.open(facts).collect::<Result<_, _>>()?,
                moves.factors(facts).collect::<Result<_, _>>()?,
            )),
        }
    }

    /// Computes the chances as [`ConditionalDistribution::weigh`] does, given the parts that apply.
    pub(crate) fn weigh_applied(
        &self,
        applied: &Applied<'_>,
        facts: &impl Facts,
        out: &mut Vec<f64>,
    ) -> Result<(), ChanceFault> {
        out.clear();
        out.resize(self.width, 0.0);
        match applied {
            Applied::Rule(chosen, adjusts) => {
                adjusted(*chosen, adjusts.iter().copied().map(Ok), facts, out)
            }
            Applied::Moves(moves, open, factors) => {
                let (open, factors) =
                    (open.iter().copied().map(Ok), factors.iter().copied().map(Ok));
                moves.put_together(open, factors, facts, (out, self.place))
            }
        }
    }
}

impl Rule {
    fn chosen(&self, facts: &impl Facts) -> Result<Chosen<'_>, ChanceFault> {
        for (at, (condition, weights)) in self.cases.iter().enumerate() {
            if holds(condition, facts, weights.place)? {
                return Ok(Chosen::Written(at, weights));
            }
        }
        let cases = self.cases.len();
        Ok(match &self.base {
            Base::Plain(weights) => Chosen::Written(cases, weights),
            Base::Table { given, rows } => {
                let row = given.iter().fold(0, |row, (parent, card)| {
                    row * card + usize::from(facts.outcome(*parent, Reading::Usual))
                });
                Chosen::Written(cases + row, &rows[row])
            }
            Base::Flat(flat) => {
                let carried = flat.given.iter().map(|(parent, carries)| {
                    carries[usize::from(facts.outcome(*parent, Reading::Usual))] as usize
                });
                Chosen::Flat(flat, carried.sum())
            }
        })
    }

    fn adjusting<'a, F: Facts>(
        &'a self,
        facts: &F,
    ) -> impl Iterator<Item = Result<(usize, &'a Adjust), ChanceFault>> {
        self.adjusts.iter().enumerate().filter_map(|(at, adjust)| {
            kept((at, adjust), holds(&adjust.condition, facts, adjust.place))
        })
    }
}

/// The chances of a rule, with the factors that multiply them.
fn adjusted<'a>(
    chosen: Chosen<'_>,
    adjusts: impl Iterator<Item = Result<(usize, &'a Adjust), ChanceFault>>,
    facts: &impl Facts,
    out: &mut [f64],
) -> Result<(), ChanceFault> {
    match chosen {
        Chosen::Written(_, weights) => weights.weigh(facts, out)?,
        Chosen::Flat(flat, row) => flat.row_into(row, out),
    }
    let mut adjusted = None;
    for adjust in adjusts {
        let (_, adjust) = adjust?;
        adjusted = Some(adjust.place);
        for (outcome, factor) in &adjust.factors {
            out[usize::from(*outcome)] *= factor_of(factor, facts)?;
        }
    }
    adjusted.map_or(Ok(()), |place| normalise(out, place))
}

/// A part if its condition holds; the fault if that is undefined.
pub(super) fn kept<T>(
    thing: T,
    holds: Result<bool, ChanceFault>,
) -> Option<Result<T, ChanceFault>> {
    match holds {
        Ok(true) => Some(Ok(thing)),
        Ok(false) => None,
        Err(fault) => Some(Err(fault)),
    }
}

impl Weights {
    /// Computes given chances and checks that each is within 0 to 1 and that they sum to 1.
    pub fn weigh(&self, facts: &impl Facts, out: &mut [f64]) -> Result<(), ChanceFault> {
        let mut sum = 0.0;
        let mut rest = None;
        for (i, share) in self.shares.iter().enumerate() {
            out[i] = match share {
                Share::Given(written) => chance_of(written, facts)?,
                Share::Rest => {
                    rest = Some(i);
                    0.0
                }
                Share::Nothing => 0.0,
            };
            sum += out[i];
        }
        if self.divided && sum > 0.0 {
            for p in out.iter_mut() {
                *p /= sum;
            }
        } else if let Some(rest) = rest {
            if sum > 1.0 + SUM_TOLERANCE {
                return Err(self.bad_sum(sum, "which leaves less than nothing for the rest"));
            }
            out[rest] = if sum > 1.0 - ROUNDING { 0.0 } else { 1.0 - sum };
        } else if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(self.bad_sum(sum, "not to 1"));
        }
        Ok(())
    }

    fn bad_sum(&self, sum: f64, why: &str) -> ChanceFault {
        ChanceFault::new(Code::Sum, format!("the chances sum to {}, {why}", shown(sum)), self.place)
    }
}

pub(super) fn holds(
    condition: &Interned<Condition>,
    facts: &impl Facts,
    place: Place,
) -> Result<bool, ChanceFault> {
    match truth_of(condition, facts) {
        Truth::True => Ok(true),
        Truth::False => Ok(false),
        Truth::Undefined => Err(ChanceFault::undefined_condition(place)),
    }
}

pub(super) fn chance_of(written: &Value, facts: &impl Facts) -> Result<f64, ChanceFault> {
    let p = written.computed(facts);
    if (-ROUNDING..=1.0 + ROUNDING).contains(&p) {
        // rounding errors in a formula such as 1 - 0.1*10 are not the analyst's fault
        return Ok(p.clamp(0.0, 1.0));
    }
    if p.is_nan() {
        return Err(ChanceFault::undefined("the chance", written.place));
    }
    let what = shown(p);
    let message = format!("the chance comes out as {what}, outside 0 to 1");
    Err(ChanceFault::new(Code::ChanceInTrial, message, written.place))
}

pub(super) fn factor_of(written: &Value, facts: &impl Facts) -> Result<f64, ChanceFault> {
    let factor = written.computed(facts);
    if factor.is_finite() && factor >= 0.0 {
        return Ok(factor);
    }
    if factor.is_nan() {
        return Err(ChanceFault::undefined("the factor on the odds", written.place));
    }
    let what = shown(factor);
    let message = format!("the factor on the odds comes out as {what}: it must be 0 or above");
    Err(ChanceFault::new(Code::Factor, message, written.place))
}

pub(super) fn normalise(out: &mut [f64], place: Place) -> Result<(), ChanceFault> {
    let sum: f64 = out.iter().sum();
    if !sum.is_finite() {
        return Err(ChanceFault::new(
            Code::Factor,
            "the factors on the odds multiply to something infinite",
            place,
        ));
    }
    if sum <= 0.0 {
        return Err(ChanceFault::new(
            Code::ZeroInTrial,
            "the factors leave no outcome possible",
            place,
        ));
    }
    for p in out.iter_mut() {
        *p /= sum;
    }
    Ok(())
}

/// A number as a message shows it: at most nine decimals, without trailing zeros.
pub(super) fn shown(x: f64) -> String {
    let text = format!("{x:.9}");
    if x.abs() >= 1e-6 && text.contains('.') {
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    format!("{x:e}")
}
