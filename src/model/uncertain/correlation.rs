//! Correlations of parameters, and of quantities: rank correlations compiled to a Gaussian copula.

use super::completed::{Clash, Completed, Pair, completed};
use super::uncertainty::{Copula, Role, UncertainNumber};
use crate::diagnostic::{Code, Diagnostic, Located, Place, nearest};
use crate::formula::{Number, VariableId};
use crate::model::compile::Names;
use crate::model::tree::{Kind, Variable};
use crate::scenario::Scenario;
use std::collections::{BTreeMap, BTreeSet};

/// The most members of a copula.
const MOST: usize = 200;

/// The kinds of variables that can be correlated.
#[derive(Clone, Copy)]
pub(crate) enum Correlated<'a> {
    /// Parameters, which are drawn in each world.
    Parameters(&'a [UncertainNumber]),
    /// Quantities, which are drawn in each trial.
    Quantities(&'a [Variable]),
}

impl Correlated<'_> {
    fn word(self) -> &'static str {
        match self {
            Self::Parameters(_) => "parameter",
            Self::Quantities(_) => "quantity",
        }
    }

    /// The names of all, each with whether it can be correlated: if its value is a single draw, or if it is
    /// overridden by a number without draws.
    fn all(self, given: &BTreeSet<&str>) -> BTreeMap<String, bool> {
        let can_be = |name: &str, number: &Number| {
            let mut draws = false;
            number.for_each_draw(&mut |_| draws = true);
            matches!(number, Number::Draw(_)) || (given.contains(name) && !draws)
        };
        match self {
            Self::Parameters(uncertain_numbers) => uncertain_numbers
                .iter()
                .filter(|uncertain| uncertain.role == Role::Parameter)
                .map(|uncertain| {
                    (uncertain.name.clone(), can_be(&uncertain.name, &uncertain.number))
                })
                .collect(),
            Self::Quantities(variables) => variables
                .iter()
                .filter_map(|variable| match &variable.kind {
                    Kind::Quantity(quantity) => {
                        Some((variable.name.clone(), can_be(&variable.name, &quantity.value)))
                    }
                    _ => None,
                })
                .collect(),
        }
    }

    fn written(self, scenario: &Scenario) -> Vec<(&Located<String>, &Correlations)> {
        match self {
            Self::Parameters(_) => {
                scenario.parameters.iter().map(|p| (&p.name, &p.correlated)).collect()
            }
            Self::Quantities(_) => {
                scenario.quantities.iter().map(|q| (&q.name, &q.correlated)).collect()
            }
        }
    }
}

/// The rank correlations written for one member.
type Correlations = Vec<(Located<String>, Located<f64>)>;

/// The parameters and quantities whose values are overridden: those for whose paths `is_given` returns true.
pub(crate) fn given(scenario: &Scenario, is_given: impl Fn(&str) -> bool) -> BTreeSet<&str> {
    let parameters = scenario.parameters.iter().map(|p| (&p.name, &p.value));
    let quantities = scenario.quantities.iter().map(|q| (&q.name, &q.value));
    let all = parameters.chain(quantities);
    all.filter(|(_, value)| is_given(&value.path)).map(|(name, _)| name.value.as_str()).collect()
}

/// Compiles the rank correlations between parameters, or between quantities. A member that is overridden keeps its
/// place, so that the draws of all others are unchanged.
pub(crate) fn copula(
    scenario: &Scenario,
    names: &Names,
    of: Correlated,
    given: &BTreeSet<&str>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Copula> {
    let all = of.all(given);
    let mut ranks: BTreeMap<(String, String), Located<f64>> = BTreeMap::new();
    let mut members: BTreeSet<String> = BTreeSet::new();
    for (name, correlated) in of.written(scenario) {
        for (other, rank) in correlated {
            let (a, b) = (name.value.clone(), other.value.clone());
            if let Some(fault) = not_correlated(&a, other, of.word(), &all) {
                faults.push(fault);
                continue;
            }
            members.extend([a.clone(), b.clone()]);
            let pair = if a < b { (a, b) } else { (b, a) };
            let before = ranks.insert(pair, rank.clone());
            if let Some(before) =
                before.filter(|before| before.value.to_bits() != rank.value.to_bits())
            {
                faults.push(
                    Diagnostic::new(
                        Code::NameTwice,
                        rank.place,
                        "a second correlation of this pair",
                    )
                    .related(before.place, "the first is here"),
                );
            }
        }
    }
    if members.is_empty() {
        return None;
    }
    let members: Vec<String> = members.into_iter().collect();
    if members.len() > MOST {
        let place = ranks.values().next().map(|rank| rank.place);
        let what = format!("{} are correlated, and at most {MOST} can be", members.len());
        faults.extend(place.map(|place| Diagnostic::new(Code::WrongCount, place, what)));
        return None;
    }
    let index = |name: &String| members.binary_search(name).unwrap_or(0);
    let pairs: Vec<Pair> = ranks
        .iter()
        .map(|((a, b), rank)| Pair { a: index(a), b: index(b), rank: rank.value })
        .collect();
    let places: Vec<Place> = ranks.values().map(|rank| rank.place).collect();
    match completed(members.len(), &pairs) {
        Ok(Completed { root, implied }) => {
            let id = |name: &String| names.get(name).map_or(VariableId(0), |named| named.id);
            let named = members.iter().map(|name| (id(name), name.clone())).collect();
            let place = places[0];
            Some(Copula { members: named, root, implied, place })
        }
        Err(clashes) => {
            let of = |clash: &Clash| clashing(clash, &pairs, (&members, places[clash.pair]));
            faults.extend(clashes.iter().map(of));
            None
        }
    }
}

/// The fault of a correlation that the others exclude.
fn clashing(clash: &Clash, pairs: &[Pair], (members, place): (&[String], Place)) -> Diagnostic {
    let named = |pair: usize| (&members[pairs[pair].a], &members[pairs[pair].b]);
    let (a, b) = named(clash.pair);
    let what =
        format!("these correlations can't hold together: `{a}` with `{b}` clashes with the others");
    let at = |(pair, rank): &(usize, f64)| {
        let (a, b) = named(*pair);
        format!("`{a}` with `{b}` at {rank}")
    };
    let beside: Vec<String> = clash.beside.iter().map(at).collect();
    let beside = match beside.as_slice() {
        [] => String::new(),
        some => format!(" and {}", some.join(", ")),
    };
    let help = match clash.inwards() {
        Some((low, high)) => {
            format!("beside the others{beside} it can be anything from {low} to {high}")
        }
        None => format!("beside the others{beside} it can only be {}", clash.allowed.0),
    };
    Diagnostic::new(Code::Inequality, place, what).help(help)
}

fn not_correlated(
    own: &str,
    other: &Located<String>,
    what: &str,
    all: &BTreeMap<String, bool>,
) -> Option<Diagnostic> {
    if other.value == own {
        let message = format!("`{own}` is always correlated with itself");
        return Some(Diagnostic::unknown(&other.value, other.place, message));
    }
    if !all.contains_key(&other.value) {
        let message = format!("there is no {what} `{}`", other.value);
        let near = nearest(&other.value, all.keys().map(String::as_str));
        return Some(Diagnostic::unknown(&other.value, other.place, message).suggest(near));
    }
    let is_drawn = |name: &str| all.get(name).copied().unwrap_or(true);
    let plain = [own, other.value.as_str()].into_iter().find(|name| !is_drawn(name))?;
    let message = format!("`{plain}` is not one distribution, and can't be correlated");
    let help = format!("correlate each {what} that it is made of");
    Some(Diagnostic::new(Code::FormulaType, other.place, message).help(help))
}
