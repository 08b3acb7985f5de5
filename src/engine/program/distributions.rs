//! The distributions in a formula that have constant parameters, built before the run.

use crate::distribution::{Distribution, Prepared, Quick};
use crate::formula::shape::fixed;
use crate::formula::{Number, Part};
use crate::model::{Kind, Model, Variable};
use crate::numerics::stream::Key;

/// If a larger share of draws falls back on the exact function, a table costs more than it saves.
const MOSTLY: f64 = 0.5;

/// The distributions of a formula's draws.
#[derive(Clone, Debug, Default)]
pub(crate) struct Laws {
    /// By the ordinal of the draw; `None` if a parameter is not constant.
    draws: Vec<Option<Law>>,
    /// Whether the formula is a single draw.
    is_one_draw: bool,
}

/// A distribution to draw from.
#[derive(Clone, Debug)]
pub(crate) enum Law {
    /// By its exact quantile function.
    Exact(Distribution),
    /// By polynomials that approximate it.
    Quick(Quick),
}

/// The distributions of one variable.
#[derive(Clone, Debug, Default)]
pub(crate) struct NumberLaws {
    /// For a quantity, or the start of a series.
    pub(crate) start: Laws,
    /// For the later steps of a series.
    pub(crate) next: Laws,
    /// For delays, by state left and move.
    pub(crate) delays: Vec<Vec<Laws>>,
}

impl Law {
    fn new(law: Distribution, (prepared, trials): (&Prepared, u64)) -> Self {
        let is_discrete = law.is_discrete();
        let quick = prepared.quick(law, trials);
        // for discrete distributions, polynomials give the same bits, so the choice affects only speed
        if is_discrete && quick.asked() >= MOSTLY {
            return Self::Exact(quick.into_law());
        }
        Self::Quick(quick)
    }

    /// The quantile at `u`.
    pub(crate) fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Exact(law) => law.quantile(u),
            Self::Quick(quick) => quick.quantile(u),
        }
    }

    /// Replaces `lanes` with the quantiles of their uniforms.
    pub(crate) fn draw(&self, key: Key, lanes: &mut [f64]) {
        match self {
            Self::Exact(law) => {
                key.uniforms(lanes);
                for u in lanes {
                    *u = law.quantile(*u);
                }
            }
            Self::Quick(quick) => quick.draw(key, lanes),
        }
    }

    /// The exact distribution.
    pub(crate) fn exact(&self) -> &Distribution {
        match self {
            Self::Exact(law) => law,
            Self::Quick(quick) => quick.distribution(),
        }
    }
}

impl Laws {
    fn of(formula: &Number, drawn: (&Prepared, u64)) -> Self {
        let mut draws = Vec::new();
        formula.walk(&mut |part, _| {
            if let Part::Number(Number::Draw(draw)) = part {
                let at = draw.ordinal as usize;
                draws.resize(draws.len().max(at + 1), None);
                draws[at] = fixed(&draw.shape).map(|law| Law::new(law, drawn));
            }
        });
        Self { draws, is_one_draw: matches!(formula, Number::Draw(draw) if draw.ordinal == 0) }
    }

    /// The distribution of a draw, by its ordinal in the formula.
    pub(crate) fn of_draw(&self, ordinal: u32) -> Option<&Law> {
        self.draws.get(ordinal as usize)?.as_ref()
    }

    /// Whether every draw has constant parameters.
    pub(crate) fn are_all_known(&self) -> bool {
        self.draws.iter().all(Option::is_some)
    }

    /// The distribution of the formula, if it is one draw with constant parameters.
    pub(crate) fn whole(&self) -> Option<&Law> {
        self.of_draw(0).filter(|_| self.is_one_draw)
    }
}

impl NumberLaws {
    /// Builds the distributions by variable, for a run of `trials` trials.
    pub(crate) fn of(model: &Model, trials: u64) -> Vec<Self> {
        let drawn = (&model.prepared, trials);
        model.variables.iter().map(|variable| Self::of_variable(variable, drawn)).collect()
    }

    fn of_variable(variable: &Variable, drawn: (&Prepared, u64)) -> Self {
        let laws = |formula| Laws::of(formula, drawn);
        match &variable.kind {
            Kind::Quantity(quantity) => Self { start: laws(&quantity.value), ..Self::default() },
            Kind::Series(series) => {
                Self { start: laws(&series.start), next: laws(&series.next), delays: Vec::new() }
            }
            Kind::Process(process) => {
                let of_state = process.delays.iter().map(|delays| delays.iter());
                let delays =
                    of_state.map(|d| d.map(|delay| laws(&delay.after)).collect()).collect();
                Self { delays, ..Self::default() }
            }
            Kind::Event(_) | Kind::Parameter(_) | Kind::Choice(_) => Self::default(),
        }
    }
}
