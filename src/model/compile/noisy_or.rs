//! Compiles events with causes: a noisy or.

use super::rules::{Checker, OutcomeList};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::fold::{binary, choose, compare, extreme};
use crate::formula::{Comparison, Condition, ExprKind, Function2, Interned, Number};
use crate::model::NoisyOr;
use crate::model::conditional::{Base, Rule, Share, Value, Weights};
use crate::scenario::{self, Cause, Literal, LiteralValue, path_piece};

impl Checker<'_> {
    /// Compiles a rule with causes: the chance of yes is 1 − (1 − p) ∏ (1 − cᵢ) over the causes that hold, if each
    /// acts independently of the others.
    pub(crate) fn noisy_or(
        &mut self,
        leak: &Literal,
        rule: &scenario::Rule,
        of: &OutcomeList,
    ) -> (Rule, Option<NoisyOr>) {
        let p = self.chance(leak);
        // by the texts of the causes, so that their order changes no number
        let mut written: Vec<&Cause> = rule.causes.iter().collect();
        written.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        let causes: Vec<(Interned<Condition>, Number)> = written
            .iter()
            .map(|cause| {
                let first = self.faults.len();
                let condition = self.condition(&cause.condition, "a cause");
                if cause.condition.place == cause.name.place {
                    quote(&mut self.faults[first..], cause.name.place);
                }
                (condition, self.chance(&cause.literal).number)
            })
            .collect();
        if of.outcomes != ["no", "yes"] {
            let message = format!("`causes` bring about yes, but `{}` has other outcomes", of.name);
            self.faults.push(
                Diagnostic::new(Code::KeysClash, rule.place, message)
                    .help("drop `otherwise`, or make the event with causes one of its own"),
            );
        }
        let mut spared = vec![without(p.number.clone())];
        spared.extend(causes.iter().map(|(condition, number)| {
            let holds = Condition::clone(condition);
            choose(holds, without(number.clone()), Number::Constant(1.0))
        }));
        let mut total = without(product(spared));
        // a chance that leaves 0 to 1 is not hidden by the others
        let unsure = written.iter().zip(&causes).filter(|(cause, _)| !is_within(&cause.literal));
        let acting: Vec<Number> = unsure
            .map(|(_, (condition, number))| {
                choose(Condition::clone(condition), number.clone(), Number::Constant(0.0))
            })
            .collect();
        let ends = [
            (Function2::Max, Comparison::Greater, Number::Constant(1.0)),
            (Function2::Min, Comparison::Less, Number::Constant(0.0)),
        ];
        for (function, beyond, end) in ends {
            if let Some(farthest) = extreme(function, acting.clone()) {
                let is_wrong = compare(beyond, farthest.clone(), end);
                total = choose(is_wrong, farthest, total);
            }
        }
        let value = Value::new(total, rule.place);
        let shares = vec![Share::Rest, Share::Given(value)];
        let base = Base::Plain(Weights { shares, place: leak.place, divided: false });
        let rule = Rule { base, cases: Vec::new(), adjusts: Vec::new() };
        (rule, Some(NoisyOr { leak: p, causes }))
    }
}

/// Quotes the repairs of a bare key that are conditions, as TOML wants it.
fn quote(faults: &mut [Diagnostic], key: Place) {
    for edit in faults.iter_mut().flat_map(|fault| &mut fault.repairs).flat_map(|r| &mut r.edits) {
        if edit.place == key {
            edit.text = path_piece(&edit.text);
        }
    }
}

/// 1 − x.
fn without(x: Number) -> Number {
    binary(Function2::Minus, Number::Constant(1.0), x)
}

/// The product of numbers as a balanced tree, so that it is never deep.
fn product(mut numbers: Vec<Number>) -> Number {
    if numbers.len() <= 1 {
        return numbers.pop().unwrap_or(Number::Constant(1.0));
    }
    let right = numbers.split_off(numbers.len() / 2);
    binary(Function2::Times, product(numbers), product(right))
}

/// Whether a chance lies between 0 and 1 by the way in which it is written.
fn is_within(literal: &Literal) -> bool {
    match &literal.value {
        LiteralValue::Plain(_) | LiteralValue::Word(..) | LiteralValue::Cases(..) => true,
        LiteralValue::Formula(expr) => {
            matches!(expr.kind, ExprKind::To(..) | ExprKind::PercentTo(..))
        }
        LiteralValue::Rest | LiteralValue::Panel(_) => false,
    }
}
