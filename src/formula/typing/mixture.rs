//! Distributions made of other distributions: mixtures and truncated ones.

use super::super::{Argument, Call, Expr, ExprKind, Number, NumberKind, Shape};
use super::functions::is_distribution;
use super::{Checker, months};
use crate::diagnostic::{Code, Place};
use crate::formula::shape::tried;

/// The tolerance for the sum of constant weights that are shares.
const SUM_TOLERANCE: f64 = 1e-9;

impl Checker<'_> {
    /// Types `mixture(10%: 1, 90%: normal(0, 1))`.
    pub(super) fn mixture(&mut self, call: &Call, place: Place) -> Option<(NumberKind, Shape)> {
        if call.arguments.is_empty() {
            self.say(
                Code::Arguments,
                place,
                "`mixture` takes components with weights: `mixture(10%: 1, 90%: normal(0, 1))`",
            );
            return None;
        }
        let found: Vec<_> =
            call.arguments.iter().map(|argument| self.component(argument)).collect();
        let mut found = found.into_iter().collect::<Option<Vec<_>>>()?;
        if found.iter().any(|(kind, ..)| *kind == NumberKind::Duration) {
            for part in &mut found {
                if part.0 == NumberKind::Months {
                    part.0 = NumberKind::Duration;
                    part.2 = months::shape_in_days(part.2.clone());
                }
            }
        }
        let kind = found.first()?.0;
        let mut components = Vec::new();
        for ((other, weight, shape), argument) in found.into_iter().zip(&call.arguments) {
            if other != kind {
                let message = format!(
                    "a mixture is of one kind: the first is {}, this is {}",
                    kind.described(),
                    other.described()
                );
                self.say(Code::FormulaType, argument.value.place, message);
                return None;
            }
            components.push((weight, shape));
        }
        self.weights(&components, place)?;
        Some((kind, Shape::Mixture(components)))
    }

    /// Types one component of a mixture.
    fn component(&mut self, argument: &Argument) -> Option<(NumberKind, Number, Shape)> {
        if let Some((_, name_place)) = &argument.name {
            self.say(
                Code::Arguments,
                *name_place,
                "the components of a `mixture` have weights, not names",
            );
        }
        let weight = if let Some(weight) = &argument.weight {
            let number = self.number(weight, NumberKind::Number, "a weight");
            match number.as_ref().and_then(Number::constant) {
                Some(value) if value < 0.0 => {
                    self.say(
                        Code::Inequality,
                        weight.place,
                        format!("a weight is at least 0, this is {value}"),
                    );
                    None
                }
                _ => number,
            }
        } else {
            self.say(
                Code::Arguments,
                argument.value.place,
                "a component of a `mixture` needs its weight",
            )
            .label("write `10%: …`");
            None
        };
        let (kind, shape) = if is_shape(&argument.value) {
            self.shape(&argument.value)?
        } else {
            let (kind, number) =
                self.any_number(&argument.value, "`mixture`", "a number or a distribution")?;
            (kind, Shape::Point(number))
        };
        let weight = weight.filter(|_| argument.name.is_none())?;
        Some((kind, weight, shape))
    }

    /// Reports weights that look like shares and don't sum to 1, or that are all 0.
    fn weights(&mut self, components: &[(Number, Shape)], place: Place) -> Option<()> {
        let constants: Option<Vec<f64>> =
            components.iter().map(|(weight, _)| weight.constant()).collect();
        let Some(weights) = constants else {
            return Some(());
        };
        let sum: f64 = weights.iter().sum();
        if sum <= 0.0 {
            self.say(Code::Inequality, place, "the weights of this mixture are all 0");
            return None;
        }
        let shares = weights.iter().any(|weight| *weight > 0.0 && *weight < 1.0);
        if shares && (sum - 1.0).abs() > SUM_TOLERANCE {
            // rounded for display only
            let shown = (sum * 1e9).round() / 1e9;
            self.say(
                Code::Sum,
                place,
                format!("the weights of this mixture sum to {shown}, not to 1"),
            );
            return None;
        }
        Some(())
    }

    /// Types `truncate(normal(0, 1), -2, 2)`.
    pub(super) fn truncated(&mut self, call: &Call, place: Place) -> Option<(NumberKind, Shape)> {
        let odd = call
            .arguments
            .iter()
            .any(|argument| argument.name.is_some() || argument.weight.is_some());
        let [inner, low, high] = &call.arguments[..] else {
            self.say(
                Code::Arguments,
                place,
                "`truncate` takes a distribution and two bounds: `truncate(d, low, high)`",
            );
            return None;
        };
        if odd {
            self.say(
                Code::Arguments,
                place,
                "`truncate` takes its arguments without names and weights",
            );
            return None;
        }
        let inner = self.shape(&inner.value);
        let expected = inner.as_ref().map_or(NumberKind::Number, |(kind, _)| *kind);
        let Some((kind, shape)) = inner else {
            self.any_number(&low.value, "`truncate`", expected.described());
            self.any_number(&high.value, "`truncate`", expected.described());
            return None;
        };
        if kind == NumberKind::Months {
            return self.truncated_months(shape, low, high, place);
        }
        let bounds = (
            self.number(&low.value, kind, "`truncate`"),
            self.number(&high.value, kind, "`truncate`"),
        );
        let (low, high) = (bounds.0?, bounds.1?);
        self.upwards(&low, &high, place)?;
        let whole = Shape::Truncated(Box::new(shape), low, high);
        if let Some(Err(inequality)) = tried(&whole) {
            let help = inequality.help.clone();
            self.say(Code::Inequality, place, inequality.message).helps(help);
            return None;
        }
        Some((kind, whole))
    }
}

impl Checker<'_> {
    /// Types the truncation of a distribution of months; if a bound is in days, the whole is.
    fn truncated_months(
        &mut self,
        shape: Shape,
        low: &Argument,
        high: &Argument,
        place: Place,
    ) -> Option<(NumberKind, Shape)> {
        let what = "`truncate`";
        let expected = NumberKind::Duration.described();
        let low_end = self.any_number(&low.value, what, expected);
        let high_end = self.any_number(&high.value, what, expected);
        let (low_end, high_end) = months::beside(low_end?, high_end?);
        for ((kind, _), end) in [(&low_end, low), (&high_end, high)] {
            if !months::is_duration(*kind) {
                let message = format!("{what} needs {expected}, this is {}", kind.described());
                self.say(Code::FormulaType, end.value.place, message)
                    .label("give it a unit, as in `4 weeks`");
                return None;
            }
        }
        self.upwards(&low_end.1, &high_end.1, place)?;
        let (kind, shape) = if low_end.0 == NumberKind::Months {
            (NumberKind::Months, shape)
        } else {
            (NumberKind::Duration, months::shape_in_days(shape))
        };
        Some((kind, Shape::Truncated(Box::new(shape), low_end.1, high_end.1)))
    }
}

/// Whether `expr` is a distribution, judged by its form.
fn is_shape(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(call) => is_distribution(&call.function),
        ExprKind::To(..) | ExprKind::PercentTo(..) => true,
        _ => false,
    }
}
