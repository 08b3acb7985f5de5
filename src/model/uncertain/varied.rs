//! Overriding of numbers without reading or compiling again, for sweeps and comparisons.
//!
//! [`compile_varying`] compiles a scenario with a parameter in place of each number that is named by its path. If it
//! is not overridden, it has the written value, and every result of the model is the same to the bit. [`Model::give`]
//! overrides some of them, with the consequences that `--set` would have: uncertain numbers in their place are no
//! longer drawn, the outcomes of a table without `"rest"` share the remainder in proportion, and all other draws are
//! unchanged.

use super::overrides::{Overrides, Proportions, Varied, Varying};
use super::uncertainty::{Role, UncertainNumber, is_fixed_in_world};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Number, VariableId};
use crate::model::compile::Checker;
use crate::model::compile::{certain, compile_with};
use crate::model::tree::Model;
use crate::scenario::{self, Literal, LiteralValue};

/// Compiles a scenario in which the numbers at `paths` can be overridden; [`Model::varied`] has them in this order.
/// The paths are those of literals (`--set`), and the scenario must compile as it is.
pub fn compile_varying(
    scenario: &scenario::Scenario,
    paths: &[String],
) -> Result<Model, Vec<Diagnostic>> {
    compile_with(scenario, Varying::new(paths))
}

/// The faults that every trial would have with these values, as `check` reports them for a file.
pub fn faults_with(model: &Model, overrides: &Overrides) -> Vec<Diagnostic> {
    certain(model, overrides)
}

impl Checker<'_> {
    /// Replaces a number with a parameter if it is varied; `first_uncertain` is the number of uncertain numbers before it
    /// was read.
    pub(crate) fn varied(
        &mut self,
        literal: &Literal,
        number: Number,
        first_uncertain: usize,
    ) -> Number {
        if !self.varying.requested.contains(&literal.path) {
            return number;
        }
        // the choice of the expert whom a world believes also matters elsewhere
        let own = self.uncertain_numbers[first_uncertain..]
            .iter()
            .filter(|uncertain| uncertain.role != Role::Belief);
        let replaced: Vec<VariableId> = own.map(|uncertain| uncertain.id).collect();
        let written = if let Number::Constant(x) = number { Some(x) } else { None };
        let mut is_known = is_fixed_in_world(&number);
        number.for_each_draw(&mut |_| is_known = false);
        let id = match (&number, &replaced[..]) {
            (Number::Parameter(own), [only]) if own == only => *own,
            _ => self.put(literal, if is_known { number } else { Number::Constant(f64::NAN) }),
        };
        let (path, place) = (literal.path.clone(), literal.place);
        self.varying.found.push(Varied { path, id, written, is_known, place, replaced });
        Number::Parameter(id)
    }

    /// Adds a parameter with this value.
    fn put(&mut self, literal: &Literal, number: Number) -> VariableId {
        let id = VariableId((self.names.len() + self.uncertain_numbers.len()) as u32);
        self.uncertain_numbers.push(UncertainNumber::written(
            Role::InPlace,
            id,
            literal.path.clone(),
            literal,
            number,
        ));
        id
    }

    /// Records a named parameter if it is varied.
    pub(crate) fn varied_parameter(&mut self, literal: &Literal, id: VariableId, number: &Number) {
        if self.varying.requested.contains(&literal.path) {
            let written = if let Number::Constant(x) = number { Some(*x) } else { None };
            let (path, place) = (literal.path.clone(), literal.place);
            let replaced = Vec::new();
            self.varying.found.push(Varied { path, id, written, is_known: true, place, replaced });
        }
    }

    /// Whether one of these outcomes is varied and no other is a `"rest"` to take the difference. If so, all of them
    /// become varied.
    pub(crate) fn vary_all(&mut self, written: &scenario::Outcomes) -> bool {
        let requested = |literal: &Literal| self.varying.requested.contains(&literal.path);
        let gives_way =
            |literal: &Literal| literal.value == LiteralValue::Rest && !requested(literal);
        let has_rest = written.shares.iter().any(|(_, literal)| gives_way(literal));
        if has_rest || !written.shares.iter().any(|(_, literal)| requested(literal)) {
            return false;
        }
        for (_, literal) in &written.shares {
            if !matches!(literal.value, LiteralValue::Plain(_) | LiteralValue::Rest)
                && !requested(literal)
            {
                let what = format!(
                    "`{}` is no plain number, and can't be scaled to the remainder",
                    literal.path
                );
                self.faults.push(
                    Diagnostic::new(Code::Sum, literal.place, what)
                        .help("make one of the outcomes \"rest\""),
                );
            }
        }
        let nothing =
            |literal: &Literal| matches!(literal.value, LiteralValue::Plain(x) if x <= 0.0);
        let some = written.shares.iter().filter(|(_, literal)| !nothing(literal));
        let paths: Vec<String> = some.map(|(_, literal)| literal.path.clone()).collect();
        self.varying.requested.extend(paths);
        true
    }

    /// The remainder of outcomes for their rest, summed in the order of the draw, which is that of names.
    pub(crate) fn left_for_rest(written: &scenario::Outcomes) -> Number {
        let mut given: Vec<(&str, f64)> = Vec::new();
        for (name, literal) in &written.shares {
            if let LiteralValue::Plain(chance) = literal.value {
                given.push((&name.value, chance));
            }
        }
        given.sort_by(|a, b| a.0.cmp(b.0));
        let sum = given.iter().fold(0.0, |sum, (_, chance)| sum + chance);
        Number::Constant(if sum > 1.0 - crate::model::conditional::ROUNDING {
            0.0
        } else {
            1.0 - sum
        })
    }

    /// Records how the outcomes of [`Self::vary_all`] share the remainder.
    pub(crate) fn keep_proportions(&mut self, written: &scenario::Outcomes) {
        let share = |literal: &Literal| {
            let varied = self.varying.found.iter().find(|varied| varied.path == literal.path)?;
            Some((varied.id, varied.written.unwrap_or(0.0)))
        };
        let shares = written.shares.iter().filter_map(|(_, literal)| share(literal)).collect();
        self.varying.proportions.push(Proportions { shares, place: written.place });
    }
}
