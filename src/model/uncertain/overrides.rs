//! Overrides: values given to numbers of a model in place of those written, and their consequences for other numbers.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::VariableId;
use crate::model::conditional::SUM_TOLERANCE;
use std::collections::{BTreeMap, BTreeSet};

/// A number that can be overridden.
#[derive(Clone, Debug, PartialEq)]
pub struct Varied {
    /// The path, as `--set` takes it.
    pub path: String,
    /// The parameter that replaces it.
    pub id: VariableId,
    /// The plain number that is written there; `None` if it is uncertain or a formula.
    pub written: Option<f64>,
    /// Whether it has a value if it is not overridden. A formula over events of a trial, or a draw in each trial,
    /// can't become a parameter: a model in which such a number is varied can be used only with a value for it.
    pub is_known: bool,
    /// The place at which it is written.
    pub place: Place,
    /// The uncertain numbers written in its place, which a value replaces.
    pub(crate) replaced: Vec<VariableId>,
}

/// Plain outcomes without `"rest"`: those that are not overridden share the remainder in proportion.
#[derive(Clone, Debug, PartialEq)]
pub struct Proportions {
    /// The parameter of each outcome with the number written there, in the order of the file.
    pub(crate) shares: Vec<(VariableId, f64)>,
    /// The place of the outcomes.
    pub(crate) place: Place,
}

/// Values given to some of a model's parameters; none by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// The parameters with their values, in the order of ids.
    values: Vec<(VariableId, f64)>,
    replaced: Vec<VariableId>,
}

impl Overrides {
    /// Gives each of these numbers a value. Fails if the values of outcomes sum to more than 1, or if the other
    /// outcomes can't take the remainder.
    pub(crate) fn new(
        given: &[(&Varied, f64)],
        proportions: &[Proportions],
    ) -> Result<Self, Diagnostic> {
        let mut overrides = Self::default();
        for (varied, value) in given {
            overrides.hold(varied.id, *value);
            overrides.replaced.extend(&varied.replaced);
        }
        for outcomes in proportions {
            outcomes.share(&mut overrides)?;
        }
        Ok(overrides)
    }

    /// Fixes any parameter at a value, also one that is drawn; the draws of others are unchanged.
    pub fn hold(&mut self, id: VariableId, value: f64) {
        match self.find(id) {
            Ok(at) => self.values[at].1 = value,
            Err(at) => self.values.insert(at, (id, value)),
        }
    }

    /// The value given to a parameter; `None` if it has none.
    pub fn value(&self, id: VariableId) -> Option<f64> {
        self.find(id).ok().map(|at| self.values[at].1)
    }

    fn find(&self, id: VariableId) -> Result<usize, usize> {
        self.values.binary_search_by_key(&id, |(held, _)| *held)
    }

    /// Whether a parameter keeps its own draw or formula.
    pub fn leaves(&self, id: VariableId) -> bool {
        self.value(id).is_none() && !self.replaced.contains(&id)
    }
}

impl Proportions {
    /// Shares the remainder by the same arithmetic as `--set`, so that the bits are the same.
    fn share(&self, overrides: &mut Overrides) -> Result<(), Diagnostic> {
        let given = |id: &VariableId| overrides.value(*id);
        if self.shares.iter().all(|(id, _)| given(id).is_none()) {
            return Ok(());
        }
        let left = 1.0 - self.shares.iter().filter_map(|(id, _)| given(id)).sum::<f64>();
        let others: Vec<(VariableId, f64)> =
            self.shares.iter().filter(|(id, _)| given(id).is_none()).copied().collect();
        let sum: f64 = others.iter().map(|(_, written)| written).sum();
        let fault = |what: String| Err(Diagnostic::new(Code::Sum, self.place, what));
        if left < -SUM_TOLERANCE {
            return fault(format!("the outcomes given sum to {}, above 1", 1.0 - left));
        }
        if sum <= 0.0 {
            let is_whole = left.abs() <= SUM_TOLERANCE;
            return if is_whole {
                Ok(())
            } else {
                fault(
                    "the other outcomes are all 0 and can't be scaled to the remainder".to_owned(),
                )
            };
        }
        for (id, written) in others {
            overrides.hold(id, written * left.max(0.0) / sum);
        }
        Ok(())
    }
}

/// The numbers to vary, and those found so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Varying {
    pub(crate) requested: BTreeSet<String>,
    paths: Vec<String>,
    pub(crate) found: Vec<Varied>,
    pub(crate) proportions: Vec<Proportions>,
}

impl Varying {
    pub(crate) fn new(paths: &[String]) -> Self {
        let requested = paths.iter().cloned().collect();
        Self { requested, paths: paths.to_vec(), ..Self::default() }
    }

    /// Whether any number is varied.
    pub(crate) fn is_any(&self) -> bool {
        !self.paths.is_empty()
    }

    /// The numbers found, in the order in which they were requested.
    pub(crate) fn finish(self) -> (Vec<Varied>, Vec<Proportions>) {
        let mut by_path = BTreeMap::new();
        for varied in &self.found {
            by_path.entry(varied.path.as_str()).or_insert(varied);
        }
        let found = |path: &String| by_path.get(path.as_str()).map(|varied| (*varied).clone());
        (self.paths.iter().filter_map(found).collect(), self.proportions)
    }
}
