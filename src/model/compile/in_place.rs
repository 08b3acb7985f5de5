//! Uncertain numbers written in place: they are taken out of chances and factors, as parameters named by their paths.

use super::rules::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Access, Draw, Number, NumberKind, Setting, VariableId};
use crate::model::conditional::{SUM_TOLERANCE, Share, Value};
use crate::model::uncertain::{
    Redrawn, Remainder, Role, Sum, UncertainNumber, is_fixed_in_world, take_out,
};
use crate::scenario::{self, Literal};

impl Checker<'_> {
    /// Compiles a chance or factor; uncertain numbers in it become parameters named by its path.
    pub(crate) fn number(&mut self, literal: &Literal, what: &str) -> Value {
        let first_uncertain = self.uncertain_numbers.len();
        let number = self.as_written(literal, what);
        let number = self.varied(literal, number, first_uncertain);
        Value::new(number, literal.place)
    }

    /// Compiles a chance or factor without replacing it by an overridable parameter.
    pub(crate) fn as_written(&mut self, literal: &Literal, what: &str) -> Number {
        let setting = match what {
            "a chance" => Setting::Chance,
            "a value" => Setting::Worth,
            _ => Setting::UncertainNumber,
        };
        let number = self.literal(literal, setting, NumberKind::Number, what);
        let mut taken = Vec::new();
        let next = self.names.len() + self.uncertain_numbers.len();
        let number = take_out(number, &mut |draw| {
            taken.push(draw);
            VariableId((next + taken.len() - 1) as u32)
        });
        for (i, draw) in taken.into_iter().enumerate() {
            let number = Number::Draw(Box::new(Draw { ordinal: 0, ..*draw }));
            if !is_fixed_in_world(&number) {
                self.faults.push(
                    Diagnostic::new(
                        Code::NotHere,
                        literal.place,
                        "a distribution here is doubt, drawn once, and can't look at what happens",
                    )
                    .help("make it a formula over a `[parameter]`"),
                );
            }
            let name = match i {
                0 => literal.path.clone(),
                i => format!("{}#{}", literal.path, i + 1),
            };
            self.uncertain_numbers.push(UncertainNumber::written(
                Role::InPlace,
                VariableId((next + i) as u32),
                name,
                literal,
                number,
            ));
        }
        number
    }

    /// Handles uncertain shares: beside a `"rest"` they are redrawn until they leave a remainder; without one they
    /// are divided by their sum, and the result is true.
    pub(crate) fn uncertain_among(
        &mut self,
        written: &scenario::Outcomes,
        shares: &[Share],
        uncertain_before: usize,
        has_rest: bool,
    ) -> bool {
        let numbers = || {
            shares.iter().filter_map(|share| match share {
                Share::Given(value) => Some(&value.number),
                Share::Rest | Share::Nothing => None,
            })
        };
        let mut is_uncertain = false;
        for number in numbers() {
            number.for_each_read(&mut |read| is_uncertain |= read.access == Access::Parameter);
        }
        if !is_uncertain {
            return false;
        }
        if has_rest {
            let members: Vec<VariableId> = self.uncertain_numbers[uncertain_before..]
                .iter()
                .map(|uncertain| uncertain.id)
                .collect();
            let is_drawn = |uncertain: &UncertainNumber| uncertain.is_drawn();
            if self.uncertain_numbers[uncertain_before..].iter().any(is_drawn)
                && numbers().all(is_fixed_in_world)
            {
                let sums = vec![Sum { chances: numbers().cloned().collect(), when: Vec::new() }];
                let (place, remainder) = (written.place, Remainder::Rest);
                self.redrawn.push(Redrawn { members, sums, place, remainder });
            }
            return false;
        }
        let ends: Option<Vec<(f64, f64)>> = numbers()
            .map(|number| match number {
                Number::Constant(p) => Some((*p, *p)),
                Number::Parameter(id) => {
                    let uncertain =
                        self.uncertain_numbers.iter().find(|uncertain| uncertain.id == *id)?;
                    let law = uncertain.distribution.as_ref()?;
                    Some((law.quantile(0.05), law.quantile(0.95)))
                }
                _ => None,
            })
            .collect();
        if let Some(ends) = ends {
            let low: f64 = ends.iter().map(|(low, _)| low).sum();
            let high: f64 = ends.iter().map(|(_, high)| high).sum();
            if low > 1.0 + SUM_TOLERANCE || high < 1.0 - SUM_TOLERANCE {
                let what = format!("the ranges sum to {low:.3} at least and {high:.3} at most");
                self.faults.push(
                    Diagnostic::new(Code::Sum, written.place, what)
                        .help("the lows may sum to at most 1 and the highs to at least 1"),
                );
            }
        }
        true
    }
}
