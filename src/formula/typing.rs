//! The type checker: resolves names, checks types and folds constants.
//!
//! Every part is checked even if another is at fault, so that all faults of a formula are reported at once, each at
//! its own place. The names that exist come from the [`Scope`].

mod arithmetic;
mod category;
mod draws;
mod family;
mod functions;
mod history;
mod mixture;
mod months;
mod names;
mod quantiles;
#[cfg(test)]
mod tests;

use history::Moment;

pub use category::quoted_if_needed;
pub use months::check_delay;

use super::faults::Remark;
use super::slips::ways_of;
use super::{
    Binary, Category, Condition, Expr, ExprKind, Number, NumberKind, Scope, Typed, Unary,
    VariableId, days_of, faults,
};
use crate::diagnostic::{Code, Diagnostic, Place, Repair};
use crate::formula::typed::fold;

/// Types a formula in `scope`. Fails with all its faults, in the order of their places.
pub fn check(expr: &Expr, scope: &Scope) -> Result<Typed, Vec<Diagnostic>> {
    let mut checker = Checker::new(scope);
    let typed = checker.meaning(expr).and_then(|meaning| checker.typed(meaning, expr.place));
    checker.finish(typed, expr.place)
}

/// Types a formula that must be a condition; `what` names the key that needs it (`` `when` ``).
pub fn check_condition(
    expr: &Expr,
    scope: &Scope,
    what: &str,
) -> Result<Condition, Vec<Diagnostic>> {
    let mut checker = Checker::new(scope);
    let condition = checker.condition(expr, what);
    checker.finish(condition, expr.place)
}

/// Types a formula that must be a number, duration or date, as `want` says; `what` names the key that needs it (``
/// `after` ``).
pub fn check_number(
    expr: &Expr,
    scope: &Scope,
    want: NumberKind,
    what: &str,
) -> Result<Number, Vec<Diagnostic>> {
    let mut checker = Checker::new(scope);
    let number = checker.number(expr, want, what);
    checker.finish(number, expr.place)
}

/// The most outcomes of a category that are proposed.
const MOST_PROPOSED: usize = 3;

/// The type and value of a part of a formula.
enum Meaning<'s> {
    Condition(Condition),
    Number(NumberKind, Number),
    Category(CategoryRead<'s>),
}

/// A reading of a category in a formula.
struct CategoryRead<'s> {
    name: &'s str,
    variable: VariableId,
    moment: Moment,
    outcomes: &'s [String],
    outcomes_place: Place,
    yes: Option<u16>,
}

/// The state of the checker.
struct Checker<'s> {
    scope: &'s Scope<'s>,
    faults: Vec<Diagnostic>,
    /// The number of draws seen so far.
    draws: u32,
    /// The temporal function around the current part.
    within: Option<&'static str>,
    /// Whether the current part is inside a distribution.
    in_draw: bool,
}

impl Meaning<'_> {
    /// The kind with its article, for messages.
    fn described(&self) -> &'static str {
        match self {
            Self::Condition(_) => "a condition",
            Self::Number(kind, _) => kind.described(),
            Self::Category(_) => "a category",
        }
    }
}

impl<'s> Checker<'s> {
    fn new(scope: &'s Scope<'s>) -> Self {
        Self { scope, faults: Vec::new(), draws: 0, within: None, in_draw: false }
    }

    /// The result of the formula at `whole`, or the faults if there are any. Those of a definition in it say where it is
    /// used.
    fn finish<T>(mut self, result: Option<T>, whole: Place) -> Result<T, Vec<Diagnostic>> {
        self.faults.iter_mut().for_each(|fault| faults::used_in(fault, whole));
        self.faults.sort_by_key(|fault| fault.place);
        self.faults.truncate(faults::LIMIT);
        match result {
            Some(result) if self.faults.is_empty() => Ok(result),
            _ => Err(self.faults),
        }
    }

    /// Records a fault.
    fn say(&mut self, code: Code, place: Place, message: impl Into<String>) -> Remark<'_> {
        self.faults.push(Diagnostic::new(code, place, message));
        let last = self.faults.len() - 1;
        Remark::on(&mut self.faults[last])
    }

    /// Converts the meaning of a whole formula; reports `now(category)`, which can't be a result.
    fn typed(&mut self, meaning: Meaning<'s>, place: Place) -> Option<Typed> {
        Some(match meaning {
            Meaning::Condition(condition) => Typed::Condition(condition),
            Meaning::Number(NumberKind::Number, number) => Typed::Number(number),
            Meaning::Number(NumberKind::Duration, number) => Typed::Duration(number),
            Meaning::Number(NumberKind::Months, number) => Typed::Duration(months::in_days(number)),
            Meaning::Number(NumberKind::Date, number) => Typed::Date(number),
            Meaning::Number(NumberKind::WorkingDays, _) => {
                self.say(Code::FormulaType, place, "working days are counted from a date")
                    .label("compare them with `elapsed(…)`, or with a date less a date");
                return None;
            }
            Meaning::Category(read) => {
                let variable = read.variable;
                let at = match read.moment {
                    Moment::Usual => None,
                    Moment::At(day) => Some(Box::new(day)),
                    Moment::Now | Moment::Before | Moment::BeforeAt(_) => {
                        let written = read.written();
                        let message =
                            format!("`{written}` is a category: compare it with an outcome");
                        self.say(Code::FormulaType, place, message)
                            .label(format!("write `{written} == …`"));
                        return None;
                    }
                };
                Typed::Category(Category { variable, at })
            }
        })
    }

    /// Types `expr`; `None` if it is at fault.
    fn meaning(&mut self, expr: &Expr) -> Option<Meaning<'s>> {
        let constant = |kind, value| Some(Meaning::Number(kind, Number::Constant(value)));
        match &expr.kind {
            ExprKind::Number(value) => constant(NumberKind::Number, *value),
            ExprKind::Percent { share, .. } => constant(NumberKind::Number, *share),
            ExprKind::Duration(value, unit) => {
                let (kind, length) = match unit.months() {
                    Some(months) => (NumberKind::Months, months),
                    None => (NumberKind::Duration, unit.days()),
                };
                let number = self.finite(Number::Constant(value * length), expr.place)?;
                Some(Meaning::Number(kind, number))
            }
            ExprKind::WorkingDays(days) => constant(NumberKind::WorkingDays, *days),
            ExprKind::Date(date) => constant(NumberKind::Date, days_of(*date)),
            ExprKind::Name(name) => self.name(name, expr.place),
            ExprKind::Member(name, member) => self.no_member(name, &member.value, expr.place),
            ExprKind::Quoted(text) => {
                self.lone_outcome(text, expr.place);
                None
            }
            ExprKind::Call(call) => self.call(expr, call),
            ExprKind::Unary(Unary::Minus, operand) => self.minus(operand),
            ExprKind::Unary(Unary::Not, operand) => {
                let operand = self.condition(operand, "`not`")?;
                Some(Meaning::Condition(fold::not(operand)))
            }
            ExprKind::Binary(op, op_place, left, right) => {
                self.binary(*op, *op_place, left, right, expr.place)
            }
            ExprKind::In(subject, elements) => self.set(subject, elements),
            ExprKind::If(condition, yes, no) => self.conditional(condition, yes, no, expr.place),
            ExprKind::To(..) | ExprKind::PercentTo(..) => self.draw(expr),
        }
    }

    fn binary(
        &mut self,
        op: Binary,
        op_place: Place,
        left: &Expr,
        right: &Expr,
        place: Place,
    ) -> Option<Meaning<'s>> {
        match op {
            Binary::And | Binary::Or => {
                let what = if op == Binary::And { "`and`" } else { "`or`" };
                let (left, right) = (self.condition(left, what), self.condition(right, what));
                let parts = vec![left?, right?];
                let row = if op == Binary::And { fold::all(parts) } else { fold::any(parts) };
                Some(Meaning::Condition(row))
            }
            Binary::Equal
            | Binary::NotEqual
            | Binary::Less
            | Binary::LessEqual
            | Binary::Greater
            | Binary::GreaterEqual => {
                self.comparison(op, op_place, left, right, place).map(Meaning::Condition)
            }
            Binary::Plus | Binary::Minus | Binary::Times | Binary::Over | Binary::Power => {
                self.arithmetic(op, left, right, place)
            }
        }
    }

    /// Types `expr` as a condition, which `what` needs.
    fn condition(&mut self, expr: &Expr, what: &str) -> Option<Condition> {
        match self.meaning(expr)? {
            Meaning::Condition(condition) => Some(condition),
            Meaning::Category(read) if let Some(yes) = read.yes => Some(read.is(vec![yes])),
            Meaning::Category(read) => {
                let written = read.written();
                let is = |outcome: &String| {
                    (format!("{written} == {}", quoted_if_needed(outcome)), String::new())
                };
                let ways: Vec<_> = read.outcomes.iter().take(MOST_PROPOSED).map(is).collect();
                let message = format!("{what} needs a condition, `{}` is a category", read.name);
                self.say(Code::FormulaType, expr.place, message).write_either(&ways);
                None
            }
            Meaning::Number(kind, _) => {
                let message = format!("{what} needs a condition, this is {}", kind.described());
                let end = Place { start: expr.place.end, ..expr.place };
                let zero = kind.compared();
                self.say(Code::FormulaType, expr.place, message)
                    .label(format!("compare it with something: `…{zero}`"))
                    .repair(Repair::new(end, zero));
                None
            }
        }
    }

    /// Types `expr` as a number of the kind `want`, which `what` needs.
    fn number(&mut self, expr: &Expr, want: NumberKind, what: &str) -> Option<Number> {
        let meaning = self.meaning(expr)?;
        self.number_of(meaning, expr, want, what)
    }

    /// Converts a meaning to a number of the kind `want`, which `what` needs.
    fn number_of(
        &mut self,
        meaning: Meaning<'s>,
        expr: &Expr,
        want: NumberKind,
        what: &str,
    ) -> Option<Number> {
        let (found, number) = self.any_number_of(meaning, expr, what, want.described())?;
        let (found, number) = months::fitting(want, (found, number));
        if found == want {
            return Some(number);
        }
        let label = match (want, found) {
            (NumberKind::Duration, NumberKind::Number) => "give it a unit, as in `4 weeks`",
            (NumberKind::Number, NumberKind::Duration | NumberKind::Months) => {
                "divide it by a unit, as in `… / 1 day`"
            }
            (NumberKind::Date, NumberKind::Number) => "a date is written as in `2025-10-31`",
            _ => "",
        };
        let message = format!("{what} needs {}, this is {}", want.described(), found.described());
        let fault = self.say(Code::FormulaType, expr.place, message).label(label);
        let days = arithmetic::days_in(expr);
        if want == NumberKind::Date && !days.is_empty() {
            fault.write_either(&ways_of(&days));
        }
        None
    }

    /// Types `expr` as any kind of number, which `what` needs (`expected`, with its article).
    fn any_number(
        &mut self,
        expr: &Expr,
        what: &str,
        expected: &str,
    ) -> Option<(NumberKind, Number)> {
        let meaning = self.meaning(expr)?;
        self.any_number_of(meaning, expr, what, expected)
    }

    /// Converts a meaning to any kind of number, which `what` needs.
    fn any_number_of(
        &mut self,
        meaning: Meaning<'s>,
        expr: &Expr,
        what: &str,
        expected: &str,
    ) -> Option<(NumberKind, Number)> {
        match meaning {
            Meaning::Number(kind, number) => Some((kind, number)),
            Meaning::Condition(_) => {
                let message = format!("{what} needs {expected}, this is a condition");
                self.say(Code::FormulaType, expr.place, message)
                    .label("write `if … then 1 else 0`");
                None
            }
            Meaning::Category(read) => {
                let (name, written) = (read.name, read.written());
                let message = format!("{what} needs {expected}, `{name}` is a category");
                self.say(Code::FormulaType, expr.place, message)
                    .label(format!("write `if {written} == … then 1 else 0`"));
                None
            }
        }
    }

    /// Types `if c then a else b`, whose branches must have one kind.
    fn conditional(
        &mut self,
        condition: &Expr,
        yes: &Expr,
        no: &Expr,
        place: Place,
    ) -> Option<Meaning<'s>> {
        let condition = self.condition(condition, "`if`");
        let branches = (self.branch(yes), self.branch(no));
        let (condition, (yes, no)) = (condition?, (branches.0?, branches.1?));
        match (yes, no) {
            (Meaning::Condition(yes), Meaning::Condition(no)) => {
                Some(Meaning::Condition(fold::choose_condition(condition, yes, no)))
            }
            (Meaning::Number(kind, yes), Meaning::Number(other, no)) if kind == other => {
                Some(Meaning::Number(kind, fold::choose(condition, yes, no)))
            }
            (Meaning::Number(kind, yes), Meaning::Number(other, no))
                if months::is_duration(kind) && months::is_duration(other) =>
            {
                let (yes, no) = (months::fitting_days(kind, yes), months::fitting_days(other, no));
                let number = fold::choose(condition, yes, no);
                Some(Meaning::Number(NumberKind::Duration, number))
            }
            (yes, no) => {
                let message = format!(
                    "`then` gives {}, `else` gives {}: both must be of one kind",
                    yes.described(),
                    no.described()
                );
                let durations = [&yes, &no]
                    .map(|m| matches!(m, Meaning::Number(kind, _) if months::is_duration(*kind)));
                let numbers =
                    [&yes, &no].map(|m| matches!(m, Meaning::Number(NumberKind::Number, _)));
                let missing = match (durations, numbers) {
                    ([true, false], [false, true]) => "write the unit after `else` too",
                    ([false, true], [true, false]) => {
                        "write the unit after `then` too: `then 2 to 8 weeks else 3 to 14 weeks`"
                    }
                    _ => "",
                };
                let fault = self.say(Code::FormulaType, place, message);
                if !missing.is_empty() {
                    fault.help(missing);
                }
                None
            }
        }
    }

    /// Types one branch of an `if`; a category must be a condition by itself.
    fn branch(&mut self, expr: &Expr) -> Option<Meaning<'s>> {
        match self.meaning(expr)? {
            Meaning::Category(read) if let Some(yes) = read.yes => {
                Some(Meaning::Condition(read.is(vec![yes])))
            }
            Meaning::Category(read) => {
                let written = read.written();
                let message =
                    format!("`if` can't choose between categories, and `{}` is one", read.name);
                self.say(Code::FormulaType, expr.place, message)
                    .label(format!("compare each: write `{written} == …`"));
                None
            }
            meaning => Some(meaning),
        }
    }
}
