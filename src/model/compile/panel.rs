//! Compilation of panels and observations to plain numbers: the pool of experts' judgements is a formula over their
//! numbers, and a number with observations is a draw around it. Later stages do not distinguish them.
//!
//! The pools are those of Genest and Zidek (1986), extremized as by Satopää et al. (2014). With weights w of a
//! panel's members that sum to 1, log: p ∝ Π pᵢ^wᵢ; linear: p = Σ wᵢ pᵢ; then, with a power a, p ∝ p^a over the
//! outcomes. Mixture: each world believes one expert. Every expert has an exponential time whose rate is the weight,
//! and of a panel's members the one with the least time is believed. So each is believed with the chance of the
//! weight, and a world believes the same expert in all panels with the same members.

mod numbers;

use super::rules::{Checker, OutcomeList, Standing};
use crate::diagnostic::{Code, Diagnostic};
use crate::distribution::Recipe;
use crate::formula::fold::{all, binary, choose, compare};
use crate::formula::{Comparison, Draw, Function2, Number, Shape, VariableId};
use crate::model::conditional::{SUM_TOLERANCE, Share, Value, Weights};
use crate::model::uncertain::{Role, UncertainNumber, distribution_of};
use crate::scenario::{Expert, Literal, Outcomes, Panel, Pool};

impl Checker<'_> {
    /// Compiles the weights of experts.
    pub(crate) fn experts(&mut self, experts: &[Expert]) {
        for expert in experts {
            let weight = match &expert.weight {
                Some(literal) => self.factor(literal).number,
                None => Number::Constant(1.0),
            };
            let (name, place) = (expert.name.value.clone(), expert.name.place);
            self.standings.push(Standing { name, place, weight, race: None });
        }
    }

    /// The pooled chance of a panel.
    pub(crate) fn pooled_chance(&mut self, panel: &Panel<Literal>) -> Number {
        let voices: Vec<Number> =
            panel.members.iter().map(|(_, literal)| self.chance(literal).number).collect();
        let power = self.power(panel.extremize.as_ref());
        let weights = self.weights_of(panel);
        let one = || Number::Constant(1.0);
        match panel.pool {
            Pool::Mixture => self.believed(panel, voices),
            // numbers are pooled by quantiles, chances never
            Pool::Linear | Pool::Quantile => {
                let mean = mean(&weights, &voices);
                if power == one() {
                    return mean;
                }
                let against = minus(one(), mean.clone());
                share_of(raised(mean, power.clone()), raised(against, power))
            }
            Pool::Log => {
                let against = voices.iter().map(|p| minus(one(), p.clone())).collect::<Vec<_>>();
                let of = |voices: &[Number]| geometric(&weights, voices, &power);
                share_of(of(&voices), of(&against))
            }
        }
    }

    /// The pooled table of outcomes of a panel.
    pub(crate) fn pooled_weights(&mut self, panel: &Panel<Outcomes>, of: &OutcomeList) -> Weights {
        let tables: Vec<Vec<Number>> =
            panel.members.iter().map(|(_, outcomes)| self.spoken(outcomes, of)).collect();
        let power = self.power(panel.extremize.as_ref());
        let weights = self.weights_of(panel);
        let place = panel.place;
        let share = |checker: &mut Self, outcome: usize| {
            let voices: Vec<Number> = tables.iter().map(|table| table[outcome].clone()).collect();
            let number = match panel.pool {
                Pool::Mixture => checker.believed(panel, voices),
                Pool::Linear | Pool::Quantile => raised(mean(&weights, &voices), power.clone()),
                Pool::Log => geometric(&weights, &voices, &power),
            };
            Share::Given(Value::new(number, place))
        };
        let shares = (0..of.outcomes.len()).map(|outcome| share(self, outcome)).collect();
        Weights { shares, place, divided: true }
    }

    /// The chance of each outcome in one expert's table; undefined if they don't sum to 1.
    fn spoken(&mut self, outcomes: &Outcomes, of: &OutcomeList) -> Vec<Number> {
        let weights = self.weights(outcomes, of);
        let given: Vec<Option<Number>> = weights
            .shares
            .iter()
            .map(|share| match share {
                Share::Given(value) => Some(value.number.clone()),
                Share::Nothing => Some(Number::Constant(0.0)),
                Share::Rest => None,
            })
            .collect();
        let sum = total(given.iter().flatten().cloned());
        let has_rest = given.iter().any(Option::is_none);
        let sound = |number: Number| {
            if let Number::Constant(_) = sum {
                // a sum that is wrong in every world has its own fault
                return number;
            }
            let off = minus(sum.clone(), Number::Constant(1.0));
            let above =
                compare(Comparison::LessEqual, off.clone(), Number::Constant(SUM_TOLERANCE));
            let below = compare(Comparison::GreaterEqual, off, Number::Constant(-SUM_TOLERANCE));
            let holds = if has_rest { above } else { all(vec![above, below]) };
            choose(holds, number, Number::Constant(f64::NAN))
        };
        given
            .into_iter()
            .map(|number| match number {
                Some(number) if weights.divided => binary(Function2::Over, number, sum.clone()),
                Some(number) => sound(number),
                None => {
                    let left = minus(Number::Constant(1.0), sum.clone());
                    sound(binary(Function2::Max, left, Number::Constant(0.0)))
                }
            })
            .collect()
    }

    fn power(&mut self, extremize: Option<&Literal>) -> Number {
        extremize.map_or(Number::Constant(1.0), |literal| self.factor(literal).number)
    }

    /// The weights of a panel's members, normalised to sum to 1.
    fn weights_of<T>(&mut self, panel: &Panel<T>) -> Vec<Number> {
        let of = |name: &str| {
            let known = self.standings.iter().find(|standing| standing.name == name);
            known.map_or(Number::Constant(1.0), |standing| standing.weight.clone())
        };
        let weights: Vec<Number> = panel.members.iter().map(|(name, _)| of(&name.value)).collect();
        let sum = total(weights.iter().cloned());
        if let Number::Constant(sum) = sum
            && sum <= 0.0
        {
            let what = "every expert of this panel has the weight 0";
            let fault = Diagnostic::new(Code::NoWeight, panel.place, what);
            let named = panel.members.iter().map(|(name, _)| &name.value);
            let heard = named.filter_map(|name| self.standings.iter().find(|s| s.name == *name));
            let first = heard.map(|standing| standing.place).next();
            self.faults.push(match first {
                Some(place) => fault.related(place, "the first of them is here"),
                None => fault,
            });
        }
        weights.into_iter().map(|weight| binary(Function2::Over, weight, sum.clone())).collect()
    }

    /// The judgement of the expert whom a world believes.
    fn believed<T>(&mut self, panel: &Panel<T>, voices: Vec<Number>) -> Number {
        let times: Vec<Number> =
            panel.members.iter().map(|(name, _)| self.race(&name.value)).collect();
        let mut given: Vec<(usize, Number)> = voices.into_iter().enumerate().collect();
        let Some((_, mut number)) = given.pop() else { return Number::Constant(f64::NAN) };
        while let Some((own, voice)) = given.pop() {
            let before =
                |time: &Number| compare(Comparison::Less, times[own].clone(), time.clone());
            let first = all(times[own + 1..].iter().map(before).collect());
            number = choose(first, voice, number);
        }
        number
    }

    /// The exponential time of an expert, infinite if the weight is 0.
    fn race(&mut self, name: &str) -> Number {
        let next = VariableId((self.names.len() + self.uncertain_numbers.len()) as u32);
        let Some(standing) = self.standings.iter_mut().find(|standing| standing.name == name)
        else {
            return Number::Constant(f64::NAN);
        };
        let weight = standing.weight.clone();
        let race = *standing.race.get_or_insert(next);
        if race == next {
            let shape = Shape::Plain(Recipe::Exponential, vec![Number::Constant(1.0)]);
            let draw = Number::Draw(Box::new(Draw { ordinal: 0, shape }));
            let has_weight = compare(Comparison::Greater, weight.clone(), Number::Constant(0.0));
            let time = binary(Function2::Over, draw, weight);
            let number = match &time {
                Number::Binary(_, draw, weight) if **weight == Number::Constant(1.0) => {
                    (**draw).clone()
                }
                _ => choose(has_weight, time, Number::Constant(f64::MAX)),
            };
            self.uncertain_numbers.push(UncertainNumber {
                id: next,
                name: format!("expert.{name}"),
                text: format!("whether {name} is right"),
                distribution: distribution_of(&number),
                number,
                place: standing.place,
                role: Role::Belief,
            });
        }
        Number::Parameter(race)
    }

    /// A chance with observations: a Beta distribution around it (Gelman et al. 2013, section 2.4).
    pub(crate) fn observed_chance(&mut self, literal: &Literal, observations: &Literal) -> Number {
        let n = self.number(observations, "`observations`").number;
        let p = self.as_written(literal, "a chance");
        let against = minus(Number::Constant(1.0), p.clone());
        let (hits, misses) = (times(p, n.clone()), times(against, n));
        self.around(literal, literal.path.clone(), hits, misses)
    }

    /// Chances with observations: a Dirichlet distribution around them, by stick-breaking in the order of the draw
    /// (Gelman et al. 2013, section 3.4 and appendix A).
    pub(crate) fn observed_shares(
        &mut self,
        written: &Outcomes,
        observations: &Literal,
        shares: &[Share],
    ) -> Vec<Share> {
        let n = self.number(observations, "`observations`").number;
        let given = |share: &Share| match share {
            Share::Given(value) => value.number.clone(),
            Share::Nothing | Share::Rest => Number::Constant(0.0),
        };
        let sum = total(shares.iter().map(given));
        let means: Vec<Number> = shares
            .iter()
            .map(|share| match share {
                Share::Rest => {
                    let left = minus(Number::Constant(1.0), sum.clone());
                    binary(Function2::Max, left, Number::Constant(0.0))
                }
                share => given(share),
            })
            .collect();
        let mut left = Number::Constant(1.0);
        let mut drawn = Vec::with_capacity(means.len());
        for (outcome, mean) in means.iter().enumerate() {
            let beyond = total(means[outcome + 1..].iter().cloned());
            let name = format!("{}#{}", observations.path, outcome + 1);
            let part = self.around(
                observations,
                name,
                times(mean.clone(), n.clone()),
                times(beyond, n.clone()),
            );
            let number = times(left.clone(), part.clone());
            left = times(left, minus(Number::Constant(1.0), part));
            drawn.push(Share::Given(Value::new(number, written.place)));
        }
        drawn
    }

    /// A Beta draw; constant if one side has no observations.
    fn around(&mut self, literal: &Literal, name: String, a: Number, b: Number) -> Number {
        let none = |x: &Number| matches!(x, Number::Constant(x) if *x <= 0.0);
        if none(&a) || none(&b) {
            return Number::Constant(if none(&a) { 0.0 } else { 1.0 });
        }
        let id = VariableId((self.names.len() + self.uncertain_numbers.len()) as u32);
        let shape = Shape::Plain(Recipe::Beta, vec![a.clone(), b.clone()]);
        let draw = Number::Draw(Box::new(Draw { ordinal: 0, shape }));
        // an overridden number may be 0, which leaves nothing to draw
        let number = if self.varying.is_any() {
            let nothing = |x| compare(Comparison::LessEqual, x, Number::Constant(0.0));
            let certain = choose(nothing(b), Number::Constant(1.0), draw);
            choose(nothing(a), Number::Constant(0.0), certain)
        } else {
            draw
        };
        self.uncertain_numbers.push(UncertainNumber::written(
            Role::InPlace,
            id,
            name,
            literal,
            number,
        ));
        Number::Parameter(id)
    }
}

fn times(a: Number, b: Number) -> Number {
    let is_zero = |x: &Number| matches!(x, Number::Constant(x) if x.abs() <= 0.0);
    if is_zero(&a) || is_zero(&b) {
        return Number::Constant(0.0);
    }
    binary(Function2::Times, a, b)
}

fn minus(a: Number, b: Number) -> Number {
    binary(Function2::Minus, a, b)
}

/// `x` to a power, which is often 1.
fn raised(x: Number, power: Number) -> Number {
    if power == Number::Constant(1.0) { x } else { binary(Function2::Power, x, power) }
}

fn total(numbers: impl Iterator<Item = Number>) -> Number {
    numbers.fold(Number::Constant(0.0), |sum, x| match sum {
        Number::Constant(0.0) => x,
        sum => binary(Function2::Plus, sum, x),
    })
}

fn mean(weights: &[Number], voices: &[Number]) -> Number {
    total(weights.iter().zip(voices).map(|(weight, voice)| times(weight.clone(), voice.clone())))
}

/// Π pᵢ^(a wᵢ). An expert of weight 0 has no influence, even where 0 to the power of 0 would be 1.
fn geometric(weights: &[Number], voices: &[Number], power: &Number) -> Number {
    let factors = weights
        .iter()
        .zip(voices)
        .map(|(weight, voice)| raised(voice.clone(), times(weight.clone(), power.clone())));
    factors.reduce(times).unwrap_or(Number::Constant(f64::NAN))
}

/// a ÷ (a + b).
fn share_of(a: Number, b: Number) -> Number {
    let sum = binary(Function2::Plus, a.clone(), b);
    binary(Function2::Over, a, sum)
}
