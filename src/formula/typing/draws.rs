//! Draws and the places where they are allowed, and ranges `a to b`.

use super::super::{Draw, Expr, ExprKind, Number, NumberKind, Setting, Shape, Unary};
use super::functions::is_distribution;
use super::months;
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Place};
use crate::distribution::Recipe;

impl<'s> Checker<'s> {
    /// Types a draw: a call of a distribution, or `a to b`.
    pub(super) fn draw(&mut self, expr: &Expr) -> Option<Meaning<'s>> {
        self.may_draw(expr)?;
        let ordinal = self.draws;
        self.draws += 1;
        self.in_draw = true;
        let drawn = self.shape(expr);
        self.in_draw = false;
        let (kind, shape) = drawn?;
        Some(Meaning::Number(kind, Number::Draw(Box::new(Draw { ordinal, shape }))))
    }

    /// Reports a draw in a place where none is allowed.
    fn may_draw(&mut self, expr: &Expr) -> Option<()> {
        let (what, place) = match &expr.kind {
            ExprKind::Call(call) => (format!("`{}`", call.function), call.function_place),
            _ => ("a range `a to b`".to_owned(), expr.place),
        };
        let may = [Setting::Draw, Setting::UncertainNumber, Setting::Chance, Setting::Worth];
        if !may.contains(&self.scope.setting) {
            if self.scope.setting == Setting::Definition {
                let message =
                    format!("{what} is uncertain or drawn, and a definition draws nothing");
                self.say(Code::NotHere, place, message).help(
                    "give the draw a name: uncertainty is a [parameter], chance a [quantity]",
                );
                return None;
            }
            let message = format!("{what} can't be drawn from in this place");
            self.say(Code::NotHere, place, message)
                .help("doubt about a chance or factor comes as a range that stands alone, or as a [parameter]")
                .help("chance belongs in quantities, series and delays");
            return None;
        }
        if let Some(within) = self.within {
            let message = format!(
                "{what} can't be drawn from inside `{within}`, which reads one step after another"
            );
            self.say(Code::NotHere, place, message).label("make it a series or a quantity");
            return None;
        }
        if self.in_draw {
            self.say(Code::NotHere, place, format!("{what} is inside another distribution")).help(
                "give the inner one a name: as a [parameter] it is doubt, as a [quantity] it is chance");
            return None;
        }
        Some(())
    }

    /// Types a distribution, with the kind of its values.
    pub(super) fn shape(&mut self, expr: &Expr) -> Option<(NumberKind, Shape)> {
        match &expr.kind {
            ExprKind::To(low, high) => self.range(low, high, expr.place),
            ExprKind::PercentTo(low, high) => {
                Some((NumberKind::Number, self.percent_range(low, high, expr.place)?))
            }
            ExprKind::Call(call) if call.function == "mixture" => self.mixture(call, expr.place),
            ExprKind::Call(call) if call.function == "truncate" => self.truncated(call, expr.place),
            ExprKind::Call(call) if call.function == "quantiles" => {
                self.quantiles(call, expr.place)
            }
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

    /// Types `3 to 12 weeks`.
    fn range(
        &mut self,
        low_end: &Expr,
        high_end: &Expr,
        place: Place,
    ) -> Option<(NumberKind, Shape)> {
        let ends = (
            self.any_number(low_end, "`to`", "a number"),
            self.any_number(high_end, "`to`", "a number"),
        );
        let ((kind, low), (high_kind, high)) = months::beside(ends.0?, ends.1?);
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
        let shape = self.sided((kind, low, high), (low_end, high_end), place)?;
        Some((kind, shape))
    }

    /// The distribution of a range, which depends on its side of 0; for dates it is normal.
    fn sided(
        &mut self,
        (kind, low, high): (NumberKind, Number, Number),
        ends: (&Expr, &Expr),
        place: Place,
    ) -> Option<Shape> {
        let recipe = match (low.constant(), high.constant()) {
            _ if kind == NumberKind::Date => Recipe::NORMAL_5_95,
            (Some(from), Some(to)) => {
                let Ok(recipe) = Recipe::of_range(from, to) else {
                    self.ends_at_zero(ends, (from, to), place);
                    return None;
                };
                recipe
            }
            (Some(end), None) | (None, Some(end)) if end == 0.0 => {
                self.ends_at_zero(ends, (f64::NAN, f64::NAN), place);
                return None;
            }
            _ => Recipe::Range,
        };
        self.checked(recipe, vec![low, high], place)
    }

    /// Reports that a range ends at 0, and proposes the ranges that may be intended.
    fn ends_at_zero(&mut self, ends: (&Expr, &Expr), (from, to): (f64, f64), place: Place) {
        let fault = self.say(
            Code::Inequality,
            place,
            "a range can't have an end at 0: the side of 0 on which it lies decides its shape",
        );
        let far = if from == 0.0 { ends.1 } else { ends.0 };
        let Some((end, sign, unit)) = written(far).filter(|_| from.is_finite() && to.is_finite())
        else {
            fault.help("for a number from 0 on, write `uniform(0, …)` or `pert(0, …, …)`");
            return;
        };
        // rounded, because 4.1/40 has no short decimal form
        let part = |share: f64| format!("{}{sign}{unit}", two_digits(end / share));
        let (end, near, middle) = (format!("{end}{sign}{unit}"), part(40.0), part(4.0));
        let zero = format!("0{sign}{unit}");
        fault.help(if from == 0.0 {
            let range = if sign.is_empty() { near.trim_end_matches(unit) } else { &near };
            format!(
                "for a number that stays above 0 write `{range} to {end}`; for one that may be 0, \
                 `uniform({zero}, {end})` or `pert({zero}, {middle}, {end})`"
            )
        } else {
            let range = if sign.is_empty() { end.trim_end_matches(unit) } else { &end };
            format!(
                "for a number that stays below 0 write `{range} to {near}`; for one that may be 0, \
                 `uniform({end}, {zero})` or `pert({end}, {middle}, {zero})`"
            )
        });
    }

    /// Types `20% to 40%`, whose ends must lie between 0 and 1; `-3% to 5%` is any other range if it is not for a
    /// chance.
    fn percent_range(&mut self, low: &Expr, high: &Expr, place: Place) -> Option<Shape> {
        let mut shares = Vec::new();
        for end in [low, high] {
            let share = self.number(end, NumberKind::Number, "a chance")?;
            let Some(share) = share.constant() else {
                self.say(
                    Code::FormulaType,
                    end.place,
                    "the ends of a range in per cent are written as numbers",
                );
                return None;
            };
            shares.push(share);
        }
        let is_beyond = |share: &f64| *share < 0.0 || *share > 1.0;
        if self.scope.setting != Setting::Chance && shares.iter().any(is_beyond) {
            let (low_share, high_share) =
                (Number::Constant(shares[0]), Number::Constant(shares[1]));
            self.upwards(&low_share, &high_share, place)?;
            return self.sided((NumberKind::Number, low_share, high_share), (low, high), place);
        }
        for (end, share) in [low, high].into_iter().zip(&shares) {
            if *share <= 0.0 || *share >= 1.0 {
                let message =
                    "the ends of a range in per cent lie between 0 % and 100 %, without these";
                let is_percent = matches!(end.kind, ExprKind::Percent { .. });
                let is_one = share.to_bits() == 1.0_f64.to_bits();
                self.say(Code::Inequality, end.place, message).label(match share.abs() <= 0.0 {
                    true if is_percent => "write 1 %, or use `pert`",
                    true => "write 0.01, or use `pert`",
                    false if is_one && is_percent => "write 99 %, or use `pert`",
                    false if is_one => "write 0.99, or use `pert`",
                    false => "no chance lies there",
                });
                return None;
            }
        }
        let ends: Vec<Number> = shares.into_iter().map(Number::Constant).collect();
        if let [low, high] = &ends[..] {
            self.upwards(low, high, place)?;
        }
        self.checked(Recipe::LOGITNORMAL_5_95, ends, place)
    }

    /// Reports constant ends of a range that do not rise.
    pub(super) fn upwards(&mut self, low: &Number, high: &Number, place: Place) -> Option<()> {
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

    /// A family with its parameters, which are checked if they are constant.
    pub(super) fn checked(
        &mut self,
        recipe: Recipe,
        parameters: Vec<Number>,
        place: Place,
    ) -> Option<Shape> {
        let constants: Option<Vec<f64>> = parameters.iter().map(Number::constant).collect();
        if let Some(constants) = constants
            && let Err(inequality) = recipe.build(&constants)
        {
            let fault = self.say(Code::Inequality, place, inequality.message);
            if let Some(help) = inequality.help {
                fault.help(help);
            }
            return None;
        }
        Some(Shape::Plain(recipe, parameters))
    }
}

/// A literal end of a range: its number, its per cent sign, and its unit with a space before it.
fn written(end: &Expr) -> Option<(f64, &'static str, &'static str)> {
    match &end.kind {
        ExprKind::Number(value) => Some((*value, "", "")),
        ExprKind::Percent { written, .. } => Some((*written, "%", "")),
        ExprKind::Duration(value, unit) => Some((*value, "", unit.behind())),
        ExprKind::WorkingDays(value) => Some((*value, "", " working days")),
        ExprKind::Unary(Unary::Minus, inner) => {
            written(inner).map(|(value, sign, unit)| (-value, sign, unit))
        }
        _ => None,
    }
}

/// Rounds a number to two digits.
fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}
