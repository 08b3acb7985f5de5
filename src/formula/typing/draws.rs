//! Distributions and ranges: what is drawn, from which family, in which unit.
//!
//! Which parameters a family has, and which values they allow, is the business of
//! [`crate::distribution`].

use super::super::{
    Call, Draw, Expr, ExprKind, Function1, Function2, Number, NumberKind, Setting, Shape, fold,
};
use super::functions::is_distribution;
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Place};
use crate::distribution::Recipe;

/// How far constant weights that are shares may sum from 1.
const SUM_TOLERANCE: f64 = 1e-9;

/// What a parameter does, which decides the unit that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It has the unit of what is drawn, and moves with it: a mean, a bound, a percentile.
    Place,
    /// It has the unit of what is drawn, but for dates is a duration: a standard deviation.
    Spread,
    /// It is a plain number.
    Shape,
}

impl<'s> Checker<'s> {
    /// A draw: a call of a distribution, or `a to b`.
    pub(super) fn draw(&mut self, expr: &Expr) -> Option<Meaning<'s>> {
        self.may_draw(expr)?;
        let ordinal = self.draws;
        self.draws += 1;
        let draw = |shape| Number::Draw(Box::new(Draw { ordinal, shape }));
        self.in_draw = true;
        let drawn = match &expr.kind {
            ExprKind::PercentTo(low, high) => self
                .percent_range(low, high, expr.place)
                .map(|shape| (NumberKind::Number, logistic(draw(shape)))),
            _ => self.shape(expr).map(|(kind, shape)| (kind, draw(shape))),
        };
        self.in_draw = false;
        drawn.map(|(kind, number)| Meaning::Number(kind, number))
    }

    /// Tells if nothing can be drawn where `expr` stands.
    fn may_draw(&mut self, expr: &Expr) -> Option<()> {
        let (what, place) = match &expr.kind {
            ExprKind::Call(call) => (format!("`{}`", call.function), call.function_place),
            _ => ("a range `a to b`".to_owned(), expr.place),
        };
        if self.scope.setting != Setting::Draw {
            let fault =
                self.say(Code::NotHere, place, format!("{what} can't be drawn from in this place"));
            fault.help = vec![
                "doubt about a chance or factor comes as a range that stands alone, or as a [parameter]".to_owned(),
                "chance belongs in quantities, series and delays".to_owned(),
            ];
            return None;
        }
        if let Some(memory) = self.memory {
            let message = format!(
                "{what} can't be drawn from inside `{memory}`, which looks at one step after another"
            );
            self.say(Code::NotHere, place, message).label =
                "make it a series or a quantity".to_owned();
            return None;
        }
        if self.in_draw {
            self.say(Code::NotHere, place, format!("{what} stands inside another distribution")).help.push(
                "give the inner one a name: as a [parameter] it is doubt, as a [quantity] it is chance".to_owned(),
            );
            return None;
        }
        Some(())
    }

    /// A distribution, with what it is a distribution of.
    fn shape(&mut self, expr: &Expr) -> Option<(NumberKind, Shape)> {
        match &expr.kind {
            ExprKind::To(low, high) => self.range(low, high, expr.place),
            ExprKind::PercentTo(..) => {
                self.say(
                    Code::NotHere,
                    expr.place,
                    "a range in per cent can't be part of another distribution",
                )
                .label = "write `beta(…)`, or the range without per cent signs".to_owned();
                None
            }
            ExprKind::Call(call) if call.function == "mixture" => self.mixture(call, expr.place),
            ExprKind::Call(call) if call.function == "truncate" => self.truncated(call, expr.place),
            ExprKind::Call(call) if is_distribution(&call.function) => self.plain(call, expr.place),
            _ => {
                self.say(
                    Code::FormulaType,
                    expr.place,
                    "`truncate` needs a distribution, as in `normal(0, 1)`",
                );
                None
            }
        }
    }

    /// `3 to 12 weeks`
    fn range(&mut self, low: &Expr, high: &Expr, place: Place) -> Option<(NumberKind, Shape)> {
        let ends =
            (self.any_number(low, "`to`", "a number"), self.any_number(high, "`to`", "a number"));
        let ((kind, low), (high_kind, high)) = (ends.0?, ends.1?);
        if kind != high_kind {
            let message = format!(
                "both ends of a range are of one kind: here {} and {}",
                kind.described(),
                high_kind.described()
            );
            self.say(Code::FormulaType, place, message);
            return None;
        }
        self.upwards(&low, &high, place)?;
        let reaches_zero =
            [&low, &high].into_iter().filter_map(Number::constant).any(|end| end <= 0.0);
        let recipe = if reaches_zero || kind == NumberKind::Date {
            Recipe::NORMAL_5_95
        } else {
            Recipe::LOGNORMAL_5_95
        };
        let shape = self.checked(recipe, vec![low, high], place)?;
        Some((kind, shape))
    }

    /// `20% to 40%`: the normal distribution of the log odds.
    fn percent_range(&mut self, low: &Expr, high: &Expr, place: Place) -> Option<Shape> {
        let mut ends = Vec::new();
        for end in [low, high] {
            let share = self.number(end, NumberKind::Number, "`to`")?;
            let Some(share) = share.constant() else {
                self.say(
                    Code::FormulaType,
                    end.place,
                    "the ends of a range in per cent are written as numbers",
                );
                return None;
            };
            if share <= 0.0 || share >= 1.0 {
                let message =
                    "the ends of a range in per cent lie between 0 % and 100 %, without these";
                let repair = "for a number that is no share, leave the per cent signs out";
                let fault = self.say(Code::Inequality, end.place, message);
                fault.label = match share {
                    0.0 => "say 1 %, or use `pert`".to_owned(),
                    1.0 => "say 99 %, or use `pert`".to_owned(),
                    _ => repair.to_owned(),
                };
                return None;
            }
            ends.push(Number::Constant(libm::log(share / (1.0 - share))));
        }
        if let [low, high] = &ends[..] {
            self.upwards(low, high, place)?;
        }
        self.checked(Recipe::NORMAL_5_95, ends, place)
    }

    /// Tells if the ends of a range are certain not to go upwards.
    fn upwards(&mut self, low: &Number, high: &Number, place: Place) -> Option<()> {
        match (low.constant(), high.constant()) {
            (Some(low), Some(high)) if low >= high => {
                self.say(
                    Code::Inequality,
                    place,
                    "the lower end comes first, and below the upper one",
                );
                None
            }
            _ => Some(()),
        }
    }

    /// `lognormal(mean=20, sd=8)`
    fn plain(&mut self, call: &Call, place: Place) -> Option<(NumberKind, Shape)> {
        let what = format!("`{}`", call.function);
        let mut kinds = Vec::new();
        let mut numbers = Vec::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            if let Some(weight) = &argument.weight {
                let message = format!("{what} takes no weights: only `mixture` does");
                self.say(Code::Arguments, weight.place, message);
            }
            let name = argument.name.as_ref().map(|(name, _)| name.as_str());
            let found = self.any_number(&argument.value, &what, "a number");
            let (kind, number) =
                found.map_or((None, None), |(kind, number)| (Some(kind), Some(number)));
            kinds.push((role(&call.function, index, name), kind, argument.value.place));
            numbers.push(number);
        }
        let names: Vec<Option<&str>> = call
            .arguments
            .iter()
            .map(|argument| argument.name.as_ref().map(|(name, _)| name.as_str()))
            .collect();
        let (recipe, order) = match Recipe::resolve(&call.function, &names) {
            Ok(resolved) => resolved,
            Err(fault) => {
                self.say(Code::Arguments, place, fault.message).help.push(fault.help);
                return None;
            }
        };
        let mut numbers = numbers.into_iter().collect::<Option<Vec<Number>>>()?;
        if call.arguments.iter().any(|argument| argument.weight.is_some()) {
            return None;
        }
        let kind = self.drawn_kind(&what, &kinds)?;
        let parameters = order
            .into_iter()
            .map(|index| {
                numbers.get_mut(index).map(|n| std::mem::replace(n, Number::Constant(f64::NAN)))
            })
            .collect::<Option<Vec<Number>>>()?;
        Some((kind, self.checked(recipe, parameters, place)?))
    }

    /// What a distribution with parameters of such kinds is a distribution of.
    fn drawn_kind(
        &mut self,
        what: &str,
        parameters: &[(Role, Option<NumberKind>, Place)],
    ) -> Option<NumberKind> {
        let first_of = |wanted| {
            parameters.iter().find(|(role, ..)| *role == wanted).and_then(|(_, kind, _)| *kind)
        };
        let drawn =
            first_of(Role::Place).or_else(|| first_of(Role::Spread)).unwrap_or(NumberKind::Number);
        let drawn = if first_of(Role::Place).is_none() && drawn == NumberKind::Date {
            NumberKind::Duration
        } else {
            drawn
        };
        for (role, found, place) in parameters {
            let needed = match (role, drawn) {
                (Role::Shape, _) => NumberKind::Number,
                (Role::Spread, NumberKind::Date) => NumberKind::Duration,
                _ => drawn,
            };
            let found = (*found)?;
            if found != needed {
                let message = format!(
                    "{what} needs {} here, this is {}",
                    needed.described(),
                    found.described()
                );
                let label = match (needed, found) {
                    (NumberKind::Duration, NumberKind::Number) => "give it a unit, as in `4 weeks`",
                    _ => "",
                };
                self.say(Code::FormulaType, *place, message).label = label.to_owned();
                return None;
            }
        }
        Some(drawn)
    }

    /// A family with its parameters, tried out if they are all known.
    fn checked(&mut self, recipe: Recipe, parameters: Vec<Number>, place: Place) -> Option<Shape> {
        let constants: Option<Vec<f64>> = parameters.iter().map(Number::constant).collect();
        if let Some(constants) = constants
            && let Err(inequality) = recipe.build(&constants)
        {
            self.say(Code::Inequality, place, inequality.message);
            return None;
        }
        Some(Shape::Plain(recipe, parameters))
    }

    /// `mixture(10%: 1, 90%: normal(0, 1))`
    fn mixture(&mut self, call: &Call, place: Place) -> Option<(NumberKind, Shape)> {
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
        let found = found.into_iter().collect::<Option<Vec<_>>>()?;
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

    /// One component of a mixture.
    fn component(
        &mut self,
        argument: &super::super::Argument,
    ) -> Option<(NumberKind, Number, Shape)> {
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
            .label = "write `10%: …`".to_owned();
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

    /// Tells if weights that read as shares don't sum to 1, or are all zero.
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
            // Rounded for the eye only.
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

    /// `truncate(normal(0, 1), -2, 2)`
    fn truncated(&mut self, call: &Call, place: Place) -> Option<(NumberKind, Shape)> {
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
        let wanted = inner.as_ref().map_or(NumberKind::Number, |(kind, _)| *kind);
        let Some((kind, shape)) = inner else {
            self.any_number(&low.value, "`truncate`", wanted.described());
            self.any_number(&high.value, "`truncate`", wanted.described());
            return None;
        };
        let bounds = (
            self.number(&low.value, kind, "`truncate`"),
            self.number(&high.value, kind, "`truncate`"),
        );
        let (low, high) = (bounds.0?, bounds.1?);
        self.upwards(&low, &high, place)?;
        Some((kind, Shape::Truncated(Box::new(shape), low, high)))
    }
}

/// Whether `expr` is a distribution, going by its look.
fn is_shape(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(call) => is_distribution(&call.function),
        ExprKind::To(..) | ExprKind::PercentTo(..) => true,
        _ => false,
    }
}

/// The chance that has `log_odds`.
fn logistic(log_odds: Number) -> Number {
    let one = || Number::Constant(1.0);
    let inverse_odds = fold::unary(Function1::Exp, fold::unary(Function1::Minus, log_odds));
    fold::binary(Function2::Over, one(), fold::binary(Function2::Plus, one(), inverse_odds))
}

/// What the parameter of `family` at `index` does that is called `name`, if it is.
fn role(family: &str, index: usize, name: Option<&str>) -> Role {
    match (family, name) {
        ("normal", Some("sd")) => Role::Spread,
        ("normal", None) if index == 1 => Role::Spread,
        ("normal", _) => Role::Place,
        ("uniform" | "triangular" | "pert", name) if !matches!(name, Some("shape" | "lambda")) => {
            Role::Place
        }
        ("lognormal", Some("mu" | "sigma")) => Role::Shape,
        ("gamma" | "weibull", name) if matches!(name, None | Some("shape" | "k" | "alpha")) => {
            Role::Shape
        }
        ("exponential", Some("rate")) => Role::Shape,
        ("lognormal" | "gamma" | "weibull" | "exponential", _) => Role::Spread,
        _ => Role::Shape,
    }
}
