//! `largest(seats for parties) == left` and `largest(a, b, c) == a`: which of several numbers is the largest. Of equal ones the
//! first counts: by name in a group, else as they are written.

use super::part::{Part, constant, joined};
use super::walk::{Expander, hole};
use crate::diagnostic::{Code, Place, nearest};
use crate::formula::{Binary, Call, Expr, ExprKind};

impl Expander<'_> {
    /// The call of `largest` that a part is, if it is one.
    pub(super) fn is_largest(expr: &Expr) -> Option<&Call> {
        match &expr.kind {
            ExprKind::Call(call) if call.function == "largest" => Some(call),
            _ => None,
        }
    }

    /// The condition that the largest is one of these.
    pub(super) fn largest(&mut self, call: &Call, others: &[Expr], place: Place) -> Part {
        let Some(candidates) = self.candidates(call, place) else { return hole(place) };
        let mut ways = Vec::new();
        for other in others {
            let (ExprKind::Name(word) | ExprKind::Quoted(word)) = &other.kind else {
                let message = "`largest` is compared with the name of one of them".to_owned();
                self.say(Code::FormulaType, other.place, message);
                return hole(place);
            };
            let this = self.contexts.first().filter(|_| self.has_this && word == "this");
            let word = this.map_or(word, |context| &context.member).clone();
            let Some(own) = candidates.iter().position(|(name, _)| *name == word) else {
                let near = nearest(&word, candidates.iter().map(|(name, _)| name.as_str()));
                let near = near.map(str::to_owned);
                let message = format!("`{word}` is none of those of which the largest is asked");
                let fault = self.say(Code::UnknownOutcome, other.place, message);
                if let Some(near) = near {
                    fault.ask(&near);
                }
                return hole(place);
            };
            let against = |(at, (_, value)): (usize, &(String, Expr))| {
                let op = if at < own { Binary::Greater } else { Binary::GreaterEqual };
                let (left, right) = (candidates[own].1.clone(), value.clone());
                let kind = ExprKind::Binary(op, place, Box::new(left), Box::new(right));
                Expr { kind, place }
            };
            let rivals = candidates.iter().enumerate().filter(|(at, _)| *at != own);
            let all = joined(Binary::And, place, rivals.map(against).collect());
            ways.push(all.unwrap_or(Expr { kind: constant(true, place), place }));
        }
        let any = joined(Binary::Or, place, ways);
        Part::open(any.unwrap_or(Expr { kind: constant(false, place), place }))
    }

    /// The names and the values of which the largest is asked; `None` after a fault.
    fn candidates(&mut self, call: &Call, place: Place) -> Option<Vec<(String, Expr)>> {
        if let [argument] = &call.arguments[..]
            && let Some(each) = &argument.each
        {
            let counted = self.counted(&argument.value, each)?;
            if counted.iter().any(|one| one.condition.is_some()) {
                let message =
                    "which members are compared can't change from trial to trial".to_owned();
                self.say(Code::FormulaType, place, message).help.push(
                    "put the condition into the number, as in `largest(if c then x else 0 for group)`".into(),
                );
                return None;
            }
            return Some(counted.into_iter().map(|one| (one.member, one.value.expr)).collect());
        }
        let mut candidates = Vec::new();
        for argument in &call.arguments {
            let (ExprKind::Name(name), None) = (&argument.value.kind, &argument.each) else {
                let message =
                    "`largest` takes the names of numbers, or goes over a group".to_owned();
                self.say(Code::Arguments, argument.value.place, message)
                    .help
                    .push("such as `largest(a, b, c) == a` or `largest(x for group) == de`".into());
                return None;
            };
            let value = self.part(&argument.value).expr;
            candidates.push((name.clone(), value));
        }
        Some(candidates)
    }
}
