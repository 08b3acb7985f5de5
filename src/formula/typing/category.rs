//! Comparisons and sets of categories with their outcomes.

use super::super::letters::{begins_name, continues_name};
use super::super::{
    Binary, Comparison, Condition, Expr, ExprKind, Function2, Interned, NamedKind, Number,
    NumberKind, Reading,
};
use super::months;
use super::{CategoryRead, Checker, Meaning, Moment};
use crate::diagnostic::{Code, Place, nearest};
use crate::formula::typed::fold;

impl CategoryRead<'_> {
    /// The condition that the outcome is one of `outcomes`.
    pub(super) fn is(self, mut outcomes: Vec<u16>) -> Condition {
        outcomes.sort_unstable();
        outcomes.dedup();
        if outcomes.is_empty() || outcomes.len() == self.outcomes.len() {
            return Condition::Constant(!outcomes.is_empty());
        }
        let reading = if let Moment::Now = self.moment { Reading::Now } else { Reading::Usual };
        let is = Condition::Is { variable: self.variable, reading, outcomes };
        match self.moment {
            Moment::Usual | Moment::Now => is,
            Moment::At(day) => Condition::At(Interned::of(is), day),
            Moment::Before => Condition::Before(Interned::of(is)),
            Moment::BeforeAt(day) => {
                Condition::At(Interned::of(Condition::Before(Interned::of(is))), day)
            }
        }
    }

    /// The text of this reading in a repair.
    pub(super) fn written(&self) -> String {
        match &self.moment {
            Moment::Usual => self.name.to_owned(),
            Moment::Now => format!("now({})", self.name),
            Moment::At(_) => format!("at({}, …)", self.name),
            Moment::Before => format!("before({})", self.name),
            Moment::BeforeAt(_) => format!("at(before({}), …)", self.name),
        }
    }
}

/// One side of a comparison.
#[derive(Clone)]
struct Compared {
    number: (NumberKind, Number),
    /// The later and the earlier date, if the side is the time between two dates.
    dates: Option<(Number, Number)>,
}

impl<'s> Checker<'s> {
    /// The outcomes of the category that `expr` denotes, judged by its form.
    fn outcomes_of(&self, expr: &Expr) -> Option<&'s [String]> {
        match &expr.kind {
            ExprKind::Name(name) => match &self.scope.names.get(name)?.kind {
                NamedKind::Category { outcomes, .. } => Some(outcomes),
                _ => None,
            },
            ExprKind::Call(call) if matches!(call.function.as_str(), "now" | "at" | "before") => {
                self.outcomes_of(&call.arguments.first()?.value)
            }
            _ => None,
        }
    }

    /// Types `left op right`.
    pub(super) fn comparison(
        &mut self,
        op: Binary,
        op_place: Place,
        left: &Expr,
        right: &Expr,
        place: Place,
    ) -> Option<Condition> {
        let has = |outcomes: &[String], expr: &Expr| {
            word_of(expr).is_some_and(|word| outcomes.iter().any(|outcome| outcome == word))
        };
        match (self.outcomes_of(left), self.outcomes_of(right)) {
            (Some(_), None) => self.is_outcome(op, op_place, left, right),
            (None, Some(_)) => self.is_outcome(op, op_place, right, left),
            (Some(of_left), Some(of_right)) => match (has(of_left, right), has(of_right, left)) {
                (true, false) => self.is_outcome(op, op_place, left, right),
                (false, true) => self.is_outcome(op, op_place, right, left),
                (true, true) => {
                    let message = "either side could be the variable and either the outcome";
                    self.say(Code::FormulaType, place, message)
                        .label("put the outcome in single quotes");
                    None
                }
                (false, false) => {
                    self.say(Code::FormulaType, place, "two categories do not compare")
                        .label("compare each with one of its outcomes");
                    None
                }
            },
            (None, None) if self.is_unresolved(left) && self.is_unresolved(right) => {
                // one side should be a variable: not the side that is an outcome of some variable
                let variable = if self.is_some_outcome(left) && !self.is_some_outcome(right) {
                    right
                } else {
                    left
                };
                self.meaning(variable);
                None
            }
            (None, None) => self.number_comparison(op, left, right, place),
        }
    }

    /// Types `category op outcome`.
    fn is_outcome(
        &mut self,
        op: Binary,
        op_place: Place,
        category: &Expr,
        outcome: &Expr,
    ) -> Option<Condition> {
        let ordered = !matches!(op, Binary::Equal | Binary::NotEqual);
        if ordered {
            self.say(
                Code::FormulaType,
                op_place,
                "outcomes have no order: compare them with `==` or `!=`",
            )
            .label("for several, write `in { a, b }`");
        }
        let Some(Meaning::Category(read)) = self.meaning(category) else {
            return None;
        };
        let index = self.outcome(&read, outcome);
        let index = index.filter(|_| !ordered)?;
        let expected = if op == Binary::Equal {
            vec![index]
        } else {
            (0..read.outcomes.len() as u16).filter(|other| *other != index).collect()
        };
        Some(read.is(expected))
    }

    /// The index of the outcome of `read` that `expr` names.
    fn outcome(&mut self, read: &CategoryRead, expr: &Expr) -> Option<u16> {
        let Some(word) = word_of(expr) else {
            let example = read.outcomes.first().map_or("…", String::as_str);
            let message = format!("`{}` is compared with one of its outcomes", read.name);
            self.say(Code::FormulaType, expr.place, message)
                .label(format!("such as `{}`", quoted_if_needed(example)))
                .related(read.outcomes_place, format!("outcomes of `{}`", read.name));
            return None;
        };
        let index = read.outcomes.iter().position(|outcome| outcome == word);
        if index.is_none() {
            let near = nearest(word, read.outcomes.iter().map(String::as_str));
            let message = format!("`{}` has no outcome `{word}`", read.name);
            self.say(Code::UnknownOutcome, expr.place, message)
                .suggest(near)
                .related(read.outcomes_place, format!("outcomes of `{}`", read.name));
        }
        index.map(|index| index as u16)
    }

    fn number_comparison(
        &mut self,
        op: Binary,
        left: &Expr,
        right: &Expr,
        place: Place,
    ) -> Option<Condition> {
        for (side, other) in [(left, right), (right, left)] {
            if self.lone_yes(side) {
                self.meaning(other);
                return None;
            }
        }
        let beside = (self.compared(left), self.compared(right));
        self.related(comparison_of(op), (beside.0?, beside.1?), place)
    }

    /// Compares two sides; the time between two dates is compared with months by the calendar.
    fn related(
        &mut self,
        how: Comparison,
        sides: (Compared, Compared),
        place: Place,
    ) -> Option<Condition> {
        match sides {
            (
                Compared { dates: Some(dates), .. },
                Compared { number: (NumberKind::Months, m), .. },
            ) => Some(months::compare(how, dates, m)),
            (
                Compared { number: (NumberKind::Months, m), .. },
                Compared { dates: Some(dates), .. },
            ) => Some(months::compare(how.flipped(), dates, m)),
            (
                Compared { dates: Some(dates), .. },
                Compared { number: (NumberKind::WorkingDays, days), .. },
            ) => Some(months::compare_working(how, dates, days)),
            (
                Compared { number: (NumberKind::WorkingDays, days), .. },
                Compared { dates: Some(dates), .. },
            ) => Some(months::compare_working(how.flipped(), dates, days)),
            (left, right) => self.compared_numbers(how, (left.number, right.number), place),
        }
    }

    /// Compares two numbers, which must have one kind.
    fn compared_numbers(
        &mut self,
        how: Comparison,
        (left, right): ((NumberKind, Number), (NumberKind, Number)),
        place: Place,
    ) -> Option<Condition> {
        let ((left_kind, left), (right_kind, right)) = months::beside(left, right);
        if left_kind != right_kind {
            let message = format!(
                "{} does not compare with {}",
                left_kind.described(),
                right_kind.described()
            );
            let label = match (left_kind, right_kind) {
                (NumberKind::Number, NumberKind::Duration | NumberKind::Months)
                | (NumberKind::Duration | NumberKind::Months, NumberKind::Number) => {
                    "give both a unit, as in `4 weeks`"
                }
                (NumberKind::WorkingDays, _) | (_, NumberKind::WorkingDays) => {
                    "working days compare with `elapsed(…)`, or with a date less a date"
                }
                _ => "",
            };
            self.say(Code::FormulaType, place, message).label(label);
            return None;
        }
        Some(fold::compare(how, left, right))
    }

    /// Reports `expr` if it is a `yes` or `no` without its event.
    fn lone_yes(&mut self, expr: &Expr) -> bool {
        let Some(word @ ("yes" | "no")) = word_of(expr) else {
            return false;
        };
        let repair = if word == "yes" { "leave the comparison out" } else { "write `not …`" };
        self.say(Code::FormulaType, expr.place, format!("`{word}` is only for a yes/no event"))
            .label(repair);
        true
    }

    /// Whether `expr` is a word that is not a known name.
    fn is_unresolved(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Quoted(_) => true,
            ExprKind::Name(name) => {
                !self.scope.names.contains_key(name) && !matches!(name.as_str(), "date" | "step")
            }
            _ => false,
        }
    }

    /// Whether `expr` is quoted, or a word that is an outcome of some category.
    fn is_some_outcome(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Quoted(_) => true,
            ExprKind::Name(word) => {
                matches!(word.as_str(), "yes" | "no")
                    || self.scope.names.values().any(|named| {
                        matches!(&named.kind, NamedKind::Category { outcomes, .. } if outcomes.contains(word))
                    })
            }
            _ => false,
        }
    }

    /// Types one side of a comparison without categories.
    fn compared(&mut self, side: &Expr) -> Option<Compared> {
        if let ExprKind::Binary(Binary::Minus, _, a, b) = &side.kind {
            let sides =
                (self.any_number(a, "`-`", "a number"), self.any_number(b, "`-`", "a number"));
            let (a, b) = (sides.0?, sides.1?);
            let are_dates = a.0 == NumberKind::Date && b.0 == NumberKind::Date;
            let dates = are_dates.then(|| (a.1.clone(), b.1.clone()));
            let number = self.combined(Binary::Minus, a, b, side.place)?;
            return Some(Compared { number, dates });
        }
        match self.meaning(side)? {
            Meaning::Number(kind, elapsed @ Number::Elapsed(_)) => {
                let today = Number::Today;
                let entered = fold::binary(Function2::Minus, today.clone(), elapsed.clone());
                Some(Compared { number: (kind, elapsed), dates: Some((today, entered)) })
            }
            Meaning::Number(kind, number) => Some(Compared { number: (kind, number), dates: None }),
            Meaning::Condition(_) => {
                self.say(
                    Code::FormulaType,
                    side.place,
                    "a condition is not a number and does not compare",
                )
                .label("join conditions with `and`, `or` and `not`");
                None
            }
            Meaning::Category(read) => {
                let message =
                    format!("`{}` is a category and compares only with its outcomes", read.name);
                self.say(Code::FormulaType, side.place, message);
                None
            }
        }
    }

    /// Types `subject in { a, b }`.
    pub(super) fn set(&mut self, subject: &Expr, elements: &[Expr]) -> Option<Meaning<'s>> {
        if self.outcomes_of(subject).is_none() {
            return self.number_set(subject, elements);
        }
        let Some(Meaning::Category(read)) = self.meaning(subject) else {
            return None;
        };
        let found: Vec<Option<u16>> =
            elements.iter().map(|element| self.outcome(&read, element)).collect();
        let outcomes = found.into_iter().collect::<Option<Vec<u16>>>()?;
        Some(Meaning::Condition(read.is(outcomes)))
    }

    /// Types `number in { 1, 2 }` as a disjunction of equalities, so only for numbers that are cheap to repeat.
    fn number_set(&mut self, subject: &Expr, elements: &[Expr]) -> Option<Meaning<'s>> {
        let subject_place = subject.place;
        let subject = self.compared(subject);
        let found: Vec<_> =
            elements.iter().map(|element| (element.place, self.compared(element))).collect();
        let subject = subject?;
        let repeatable = matches!(
            subject.number.1,
            Number::Constant(_)
                | Number::Parameter(_)
                | Number::Variable(..)
                | Number::Step
                | Number::Today
                | Number::Elapsed(_)
                | Number::SoFar(..)
        );
        if !repeatable {
            let message = "`in { … }` needs a variable before it, not something computed";
            self.say(Code::FormulaType, subject_place, message).label("write `… == a or … == b`");
            return None;
        }
        let mut equalities = Vec::new();
        for (element_place, element) in found {
            let element = element?;
            let (kind, other) = (subject.number.0, element.number.0);
            if other != kind && !(months::is_duration(kind) && months::is_duration(other)) {
                let message = format!("{} is never {}", kind.described(), other.described());
                self.say(Code::FormulaType, element_place, message);
                return None;
            }
            let sides = (subject.clone(), element);
            equalities.push(self.related(Comparison::Equal, sides, element_place)?);
        }
        Some(Meaning::Condition(fold::any(equalities)))
    }
}

/// The word, bare or quoted, that may name an outcome.
fn word_of(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(word) | ExprKind::Quoted(word) => Some(word),
        _ => None,
    }
}

/// An outcome as it is written in a formula: bare if possible.
pub fn quoted_if_needed(outcome: &str) -> String {
    let bare = outcome.starts_with(begins_name) && outcome.chars().all(continues_name);
    if bare { outcome.to_owned() } else { format!("'{outcome}'") }
}

/// The comparison of an operator; `==` for other operators.
fn comparison_of(op: Binary) -> Comparison {
    match op {
        Binary::NotEqual => Comparison::NotEqual,
        Binary::Less => Comparison::Less,
        Binary::LessEqual => Comparison::LessEqual,
        Binary::Greater => Comparison::Greater,
        Binary::GreaterEqual => Comparison::GreaterEqual,
        _ => Comparison::Equal,
    }
}
