//! The distributions in a formula whose parameters are constants: known before the first trial.

use crate::distribution::{Distribution, Quick};
use crate::formula::shape::fixed;
use crate::formula::{Number, Part};
use crate::model::{Kind, Model, Variable};
use crate::numerics::stream::Key;

/// If the exact function of counts is asked more often, a table takes more time than it saves.
const MOSTLY: f64 = 0.5;

/// The draws of a formula.
#[derive(Clone, Debug, Default)]
pub(super) struct Laws {
    /// By the draw's place in the formula; none where a parameter is no constant.
    draws: Vec<Option<Law>>,
    /// Whether the formula is one draw and no more.
    is_one_draw: bool,
}

/// A distribution that is drawn from.
#[derive(Clone, Debug)]
pub(super) enum Law {
    /// By the exact quantile function.
    Exact(Distribution),
    /// By polynomials near it.
    Quick(Quick),
}

/// The draws of one variable.
#[derive(Clone, Debug, Default)]
pub(super) struct NumberLaws {
    /// Of a quantity, or of a series at its start.
    pub(super) start: Laws,
    /// Of a series at a later step.
    pub(super) next: Laws,
    /// Of delays, by state left and move.
    pub(super) delays: Vec<Vec<Laws>>,
}

impl Law {
    fn new(law: Distribution, trials: u64) -> Self {
        let is_discrete = law.is_discrete();
        let quick = Quick::new(law, trials);
        // polynomials of what is discrete have the exact bits, so that this choice is one of speed alone
        if is_discrete && quick.asked() >= MOSTLY {
            return Self::Exact(quick.into_law());
        }
        Self::Quick(quick)
    }

    /// The quantile at `u`.
    pub(super) fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Exact(law) => law.quantile(u),
            Self::Quick(quick) => quick.quantile(u),
        }
    }

    /// The quantiles at the uniform numbers of lanes.
    pub(super) fn draw(&self, key: Key, lanes: &mut [f64]) {
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

    /// The distribution itself.
    pub(super) fn exact(&self) -> &Distribution {
        match self {
            Self::Exact(law) => law,
            Self::Quick(quick) => quick.law(),
        }
    }
}

impl Laws {
    fn of(formula: &Number, trials: u64) -> Self {
        let mut draws = Vec::new();
        formula.walk(&mut |part, _| {
            if let Part::Number(Number::Draw(draw)) = part {
                let at = draw.ordinal as usize;
                draws.resize(draws.len().max(at + 1), None);
                draws[at] = fixed(&draw.shape).map(|law| Law::new(law, trials));
            }
        });
        Self { draws, is_one_draw: matches!(formula, Number::Draw(draw) if draw.ordinal == 0) }
    }

    /// The distribution of a draw, by its place in the formula.
    pub(super) fn of_draw(&self, ordinal: u32) -> Option<&Law> {
        self.draws.get(ordinal as usize)?.as_ref()
    }

    /// Whether every draw has constant parameters.
    pub(super) fn are_all_known(&self) -> bool {
        self.draws.iter().all(Option::is_some)
    }

    /// The distribution of the formula, if it is one draw with constant parameters.
    pub(super) fn whole(&self) -> Option<&Law> {
        self.of_draw(0).filter(|_| self.is_one_draw)
    }
}

impl NumberLaws {
    /// By variable, for so many trials.
    pub(super) fn of(model: &Model, trials: u64) -> Vec<Self> {
        model.variables.iter().map(|variable| Self::of_variable(variable, trials)).collect()
    }

    fn of_variable(variable: &Variable, trials: u64) -> Self {
        let laws = |formula| Laws::of(formula, trials);
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
