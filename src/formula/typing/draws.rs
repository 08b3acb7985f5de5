//! Where draws may stand, and ranges `a to b`. Knows no families but those of ranges.

use super::super::{Draw, Expr, ExprKind, Number, NumberKind, Setting, Shape};
use super::functions::is_distribution;
use super::months;
use super::{Checker, Meaning};
use crate::diagnostic::{Code, Place};
use crate::distribution::Recipe;

impl<'s> Checker<'s> {
    /// A draw: a call of a distribution, or `a to b`.
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

    /// Tells if nothing can be drawn where `expr` stands.
    fn may_draw(&mut self, expr: &Expr) -> Option<()> {
        let (what, place) = match &expr.kind {
            ExprKind::Call(call) => (format!("`{}`", call.function), call.function_place),
            _ => ("a range `a to b`".to_owned(), expr.place),
        };
        if !matches!(self.scope.setting, Setting::Draw | Setting::Doubt) {
            let message = format!("{what} can't be drawn from in this place");
            self.say(Code::NotHere, place, message)
                .help("doubt about a chance or factor comes as a range that stands alone, or as a [parameter]")
                .help("chance belongs in quantities, series and delays");
            return None;
        }
        if let Some(memory) = self.memory {
            let message = format!(
                "{what} can't be drawn from inside `{memory}`, which looks at one step after another"
            );
            self.say(Code::NotHere, place, message).label("make it a series or a quantity");
            return None;
        }
        if self.in_draw {
            self.say(Code::NotHere, place, format!("{what} stands inside another distribution")).help(
                "give the inner one a name: as a [parameter] it is doubt, as a [quantity] it is chance");
            return None;
        }
        Some(())
    }

    /// A distribution, with what it is a distribution of.
    pub(super) fn shape(&mut self, expr: &Expr) -> Option<(NumberKind, Shape)> {
        match &expr.kind {
            ExprKind::To(low, high) => self.range(low, high, expr.place),
            ExprKind::PercentTo(low, high) => {
                Some((NumberKind::Number, self.percent_range(low, high, expr.place)?))
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

    /// `20% to 40%`: between 0 and 1.
    fn percent_range(&mut self, low: &Expr, high: &Expr, place: Place) -> Option<Shape> {
        let mut ends = Vec::new();
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
            if share <= 0.0 || share >= 1.0 {
                let message =
                    "the ends of a range in per cent lie between 0 % and 100 %, without these";
                self.say(Code::Inequality, end.place, message).label(if share.abs() <= 0.0 {
                    "say 1 %, or use `pert`"
                } else if share.to_bits() == 1.0_f64.to_bits() {
                    "say 99 %, or use `pert`"
                } else {
                    "for a number that is no share, leave the per cent signs out"
                });
                return None;
            }
            ends.push(Number::Constant(share));
        }
        if let [low, high] = &ends[..] {
            self.upwards(low, high, place)?;
        }
        self.checked(Recipe::LOGITNORMAL_5_95, ends, place)
    }

    /// Tells if the ends of a range are certain not to go upwards.
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

    /// A family with its parameters, tried out if they are all known.
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
            self.say(Code::Inequality, place, inequality.message);
            return None;
        }
        Some(Shape::Plain(recipe, parameters))
    }
}
