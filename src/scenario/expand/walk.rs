//! The walk through a formula that puts definitions and members in the place of their names.

use super::language::{Language, Value};
use super::part::{Part, computed, constant, depth};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Argument, Binary, Call, Expr, ExprKind, MAX_DEPTH, Unary, quoted_if_needed};
use crate::scenario::group::{MemberOf, member_variable};
use std::collections::BTreeSet;

/// The most parts that all formulas of a scenario may have once definitions and members are written out.
const MOST_PARTS: usize = 1_000_000;

/// A name in the place of a part with a fault.
pub const UNREADABLE: &str = "\0";

/// The member whose attributes and variables bare names mean.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) group: String,
    pub(super) member: String,
}

/// Expands formulas, and collects their faults.
pub(super) struct Expander<'l> {
    pub(super) language: &'l Language,
    pub(super) faults: Vec<Diagnostic>,
    /// The members whose names are bare, the innermost last; the first may be that of the variable itself.
    pub(super) contexts: Vec<Context>,
    /// Whether the first context is `this`.
    pub(super) has_this: bool,
    /// The definitions around the part, with the places at which they are used.
    stack: Vec<(String, Place)>,
    /// The definitions that were used.
    pub(super) used: BTreeSet<String>,
    /// The parts that may still be written.
    left: usize,
    depth: usize,
}

impl<'l> Expander<'l> {
    pub(super) fn new(language: &'l Language) -> Self {
        Self {
            language,
            faults: Vec::new(),
            contexts: Vec::new(),
            has_this: false,
            stack: Vec::new(),
            used: BTreeSet::new(),
            left: MOST_PARTS,
            depth: 0,
        }
    }

    /// Expands a formula of a member, or of no member.
    pub(super) fn formula(&mut self, expr: &Expr, member: Option<&MemberOf>) -> Part {
        self.contexts.clear();
        self.enter(member);
        let faults = self.faults.len();
        let part = self.part(expr);
        if faults == self.faults.len() && depth(&part.expr) > MAX_DEPTH {
            let message = format!(
                "with definitions and members written out, nested more than {MAX_DEPTH} levels deep"
            );
            self.say(Code::TooDeep, expr.place, message);
        }
        part
    }

    /// Makes a member that of bare names and `this`, alone.
    fn enter(&mut self, member: Option<&MemberOf>) {
        self.has_this = member.is_some();
        self.contexts.extend(
            member.map(|of| Context { group: of.group.clone(), member: of.member.clone() }),
        );
    }

    pub(super) fn say(&mut self, code: Code, place: Place, message: String) -> &mut Diagnostic {
        self.faults.push(Diagnostic::new(code, place, message));
        self.faults.last_mut().expect("one was pushed")
    }

    /// Counts a part; reports once that there are too many, or that they are too deep.
    fn may_go_on(&mut self, place: Place) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let place = self.stack.last().map_or(place, |(_, place)| *place);
        if self.left == 0 {
            let message = format!(
                "with definitions and members written out, formulas have more than {MOST_PARTS} parts"
            );
            self.say(Code::TooLong, place, message).help.push(
                "make an event or a quantity of a part that is used often: it is computed once"
                    .into(),
            );
            return false;
        }
        if self.depth > MAX_DEPTH {
            let message =
                format!("with definitions written out, nested more than {MAX_DEPTH} levels deep");
            self.say(Code::TooDeep, place, message);
            self.left = 0;
            return false;
        }
        true
    }

    pub(super) fn part(&mut self, expr: &Expr) -> Part {
        if !self.may_go_on(expr.place) {
            return hole(expr.place);
        }
        self.depth += 1;
        let part = self.of_kind(expr);
        self.depth -= 1;
        part
    }

    fn of_kind(&mut self, expr: &Expr) -> Part {
        let place = expr.place;
        match &expr.kind {
            ExprKind::Number(_)
            | ExprKind::Percent { .. }
            | ExprKind::Duration(..)
            | ExprKind::WorkingDays(_)
            | ExprKind::Date(_)
            | ExprKind::PercentTo(..)
            | ExprKind::Quoted(_) => Part::open(expr.clone()),
            ExprKind::Name(name) => self.name(name, place),
            ExprKind::Member(name, member) => self.member(name, member, place),
            ExprKind::Call(call) => self.call(call, place),
            ExprKind::Unary(op, inner) => {
                let inner = self.part(inner);
                if let (Unary::Not, Some(truth)) = (op, inner.truth()) {
                    return Part::settled(constant(!truth, place), place);
                }
                let is_settled = inner.is_settled && *op == Unary::Minus;
                let kind = ExprKind::Unary(*op, Box::new(inner.expr));
                Part { expr: Expr { kind, place }, is_settled }
            }
            ExprKind::Binary(op, at, left, right) => self.binary(*op, *at, left, right, place),
            ExprKind::In(subject, list) => self.set(subject, list, place),
            ExprKind::If(condition, yes, no) => {
                let condition = self.part(condition);
                match condition.truth() {
                    Some(true) => self.part(yes),
                    Some(false) => self.part(no),
                    None => {
                        let (yes, no) = (self.part(yes), self.part(no));
                        let of = |part: Part| Box::new(part.expr);
                        let kind = ExprKind::If(of(condition), of(yes), of(no));
                        Part::open(Expr { kind, place })
                    }
                }
            }
            ExprKind::To(low, high) => {
                let (low, high) = (self.part(low), self.part(high));
                let kind = ExprKind::To(Box::new(low.expr), Box::new(high.expr));
                Part::open(Expr { kind, place })
            }
        }
    }

    fn binary(&mut self, op: Binary, at: Place, left: &Expr, right: &Expr, place: Place) -> Part {
        match op {
            Binary::And | Binary::Or => {
                let stops = op == Binary::Or;
                let left = self.part(left);
                if left.truth() == Some(stops) {
                    return Part { expr: Expr { place, ..left.expr }, ..left };
                }
                let right = self.part(right);
                match (left.truth(), right.truth()) {
                    (Some(_), _) => Part { expr: Expr { place, ..right.expr }, ..right },
                    (None, Some(truth)) if truth == stops => {
                        Part { expr: Expr { place, ..right.expr }, ..right }
                    }
                    (None, Some(_)) => Part { expr: Expr { place, ..left.expr }, ..left },
                    (None, None) => join(op, at, place, left, right),
                }
            }
            Binary::Equal | Binary::NotEqual => {
                let sides = [(left, right), (right, left)];
                let largest = sides.into_iter().find_map(|(a, b)| Some((Self::is_largest(a)?, b)));
                if let Some((call, other)) = largest {
                    let part = self.largest(call, std::slice::from_ref(other), place);
                    if op == Binary::Equal {
                        return part;
                    }
                    let kind = ExprKind::Unary(Unary::Not, Box::new(part.expr));
                    return Part::open(Expr { kind, place });
                }
                if let Some(settled) = self.compared(op, left, std::slice::from_ref(right), place) {
                    return settled;
                }
                if self.is_category(left) {
                    let left = self.part(left);
                    return join(op, at, place, left, self.outcome(right));
                }
                if self.is_category(right) {
                    let right = self.part(right);
                    return join(op, at, place, self.outcome(left), right);
                }
                self.operation(op, at, left, right, place)
            }
            _ => self.operation(op, at, left, right, place),
        }
    }

    fn operation(
        &mut self,
        op: Binary,
        at: Place,
        left: &Expr,
        right: &Expr,
        place: Place,
    ) -> Part {
        let (left, right) = (self.part(left), self.part(right));
        if (left.is_settled || right.is_settled)
            && let Some(kind) = computed(op, at, &left.expr, &right.expr)
        {
            return Part::settled(kind, place);
        }
        join(op, at, place, left, right)
    }

    fn set(&mut self, subject: &Expr, list: &[Expr], place: Place) -> Part {
        if let Some(settled) = self.compared(Binary::Equal, subject, list, place) {
            return settled;
        }
        if let Some(call) = Self::is_largest(subject) {
            return self.largest(call, list, place);
        }
        let is_category = self.is_category(subject);
        let subject = self.part(subject);
        let list = list
            .iter()
            .map(|one| if is_category { self.outcome(one).expr } else { self.part(one).expr });
        let kind = ExprKind::In(Box::new(subject.expr), list.collect());
        Part::open(Expr { kind, place })
    }

    /// The other side of a category: a bare word is an outcome.
    fn outcome(&mut self, expr: &Expr) -> Part {
        match &expr.kind {
            ExprKind::Name(_) | ExprKind::Quoted(_) => Part::open(expr.clone()),
            _ => self.part(expr),
        }
    }

    /// Whether a part has outcomes, judged by its form.
    fn is_category(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) | ExprKind::Member(name, _) => {
                self.language.categories.contains(name) && self.attribute(name).is_none()
            }
            ExprKind::Call(call) if matches!(call.function.as_str(), "now" | "at" | "before") => {
                call.arguments.first().is_some_and(|first| self.is_category(&first.value))
            }
            _ => false,
        }
    }

    fn name(&mut self, name: &str, place: Place) -> Part {
        if let Some(value) = self.attribute(name) {
            return self.value(&value, name, place);
        }
        if let Some(group) = self.language.bases.get(name) {
            let inner = self.contexts.iter().rev().find(|context| context.group == *group);
            let Some(member) = inner.map(|context| context.member.clone()) else {
                return self.bare(name, &group.clone(), place);
            };
            return self.variable(member_variable(name, &member), place);
        }
        self.variable(name.to_owned(), place)
    }

    /// A variable or a definition by its full name.
    pub(super) fn variable(&mut self, name: String, place: Place) -> Part {
        let Some(defined) = self.language.definitions.get(&name) else {
            return Part::open(Expr { kind: ExprKind::Name(name), place });
        };
        if self.stack.iter().any(|(around, _)| *around == name) {
            self.circle(&name);
            return hole(place);
        }
        self.used.insert(name.clone());
        self.stack.push((name, place));
        let contexts = std::mem::take(&mut self.contexts);
        let has_this = self.has_this;
        self.enter(defined.member.as_ref());
        let mut part = self.part(&defined.is);
        (self.contexts, self.has_this) = (contexts, has_this);
        self.stack.pop();
        // what does not fit there is a fault of the place where it is used
        part.expr.place = place;
        part
    }

    /// Reports that a definition leads back to itself.
    fn circle(&mut self, name: &str) {
        let from = self.stack.iter().position(|(around, _)| around == name).unwrap_or(0);
        let mut names: Vec<&str> =
            self.stack[from..].iter().map(|(name, _)| name.as_str()).collect();
        // the same circle is found from each of its definitions
        let first = (0..names.len()).min_by_key(|at| names[*at]).unwrap_or(0);
        names.rotate_left(first);
        let place = self.language.definitions.get(names[0]).map(|defined| defined.is.place);
        let all: Vec<String> = names.iter().chain(&names[..1]).map(|n| format!("`{n}`")).collect();
        let message = match &names[..] {
            [one] => format!("`{one}` is defined by itself"),
            _ => format!("definitions wait for each other: {}", all.join(" → ")),
        };
        let Some(place) = place else { return };
        let fault = Diagnostic::new(Code::Cycle, place, message)
            .help("a definition is written in the place of its name, so it can't contain itself");
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// The attribute that a bare name is, of the innermost member whose group has it.
    pub(super) fn attribute(&self, name: &str) -> Option<Value> {
        self.contexts.iter().rev().find_map(|context| {
            let members = self.language.groups.get(&context.group)?;
            members.members.get(&context.member)?.get(name).cloned()
        })
    }

    /// The value of an attribute in a formula.
    pub(super) fn value(&mut self, value: &Value, name: &str, place: Place) -> Part {
        match value {
            Value::Number(number) => Part::settled(ExprKind::Number(*number), place),
            Value::Date(date) => Part::settled(ExprKind::Date(*date), place),
            Value::Truth(truth) => Part::settled(constant(*truth, place), place),
            Value::Parameter(name) => {
                Part::open(Expr { kind: ExprKind::Name(name.clone()), place })
            }
            Value::Text(text) => {
                let message = format!("`{name}` is a text, and texts can only be compared");
                let label = format!("write `{name} == {}`", quoted_if_needed(text));
                self.say(Code::FormulaType, place, message).label = label;
                hole(place)
            }
        }
    }

    fn call(&mut self, call: &Call, place: Place) -> Part {
        if call.arguments.iter().any(|argument| argument.each.is_some()) {
            return self.aggregate(call, place);
        }
        let arguments = call.arguments.iter().map(|argument| Argument {
            name: argument.name.clone(),
            weight: argument.weight.as_ref().map(|weight| self.part(weight).expr),
            value: self.part(&argument.value).expr,
            each: None,
        });
        let arguments = arguments.collect();
        let call = Call { arguments, ..call.clone() };
        Part::open(Expr { kind: ExprKind::Call(call), place })
    }
}

/// A part in the place of one with a fault: a name that no variable has, and that is not reported again.
pub(super) fn hole(place: Place) -> Part {
    Part::open(Expr { kind: ExprKind::Name(UNREADABLE.to_owned()), place })
}

fn join(op: Binary, at: Place, place: Place, left: Part, right: Part) -> Part {
    let kind = ExprKind::Binary(op, at, Box::new(left.expr), Box::new(right.expr));
    Part::open(Expr { kind, place })
}
