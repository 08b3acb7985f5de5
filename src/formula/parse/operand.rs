//! The operands of operators: literals, names, calls, parentheses, sets, `if`, `to`.

use super::super::token::{Keyword, Kind, Mark};
use super::super::{Argument, Call, Expr, ExprKind, Unary, Unit};
use super::{Level, Parser, Part};
use crate::diagnostic::Code;
use std::ops::Range;

impl Parser<'_, '_> {
    /// Parses one operand, after which operators looser than `min` can't follow.
    pub(super) fn operand(&mut self, min: Level) -> Part {
        match self.kind().clone() {
            Kind::Number(value) => self.literal(value),
            Kind::Date(date) => {
                let range = self.advance();
                self.part(ExprKind::Date(date), range, 0)
            }
            Kind::Quoted(text) => {
                let range = self.advance();
                self.part(ExprKind::Quoted(text), range, 0)
            }
            Kind::Word(word) => self.named(word),
            Kind::Mark(Mark::Minus) => self.unary(Unary::Minus, Level::Minus),
            Kind::Keyword(Keyword::Not) => self.unary(Unary::Not, Level::Not),
            Kind::Keyword(Keyword::If) => self.conditional(min),
            Kind::Mark(Mark::OpenRound) => {
                let open = self.advance();
                let inner = self.operators(Level::If);
                let close = self.close(&open, Mark::CloseRound);
                let range = open.start..close;
                let place = self.faults.place(range.clone());
                Part { expr: Expr { place, ..inner.expr }, range, depth: inner.depth }
            }
            Kind::Unreadable => {
                self.advance();
                self.quiet_at = Some(self.at);
                self.hole()
            }
            Kind::Keyword(_) | Kind::Mark(_) | Kind::End => {
                self.missing_operand();
                if !self.skippable() {
                    self.recover();
                }
                self.hole()
            }
        }
    }

    /// Whether an operator follows with which the caller can go on after a missing operand.
    fn skippable(&mut self) -> bool {
        if self.infix().is_none() {
            return false;
        }
        self.quiet_at = Some(self.at);
        true
    }

    fn unary(&mut self, op: Unary, level: Level) -> Part {
        let sign = self.advance();
        let operand = self.operators(level);
        let range = sign.start..operand.range.end.max(sign.end);
        let below = operand.depth;
        self.part(ExprKind::Unary(op, Box::new(operand.expr)), range, below)
    }

    /// Parses a number with its `%` or unit.
    fn literal(&mut self, value: f64) -> Part {
        let range = self.advance();
        let kind = match self.kind() {
            Kind::Mark(Mark::Percent) => {
                self.advance();
                let share = percent(&self.text[range.clone()], value);
                ExprKind::Percent { written: value, share }
            }
            Kind::Word(word)
                if word == "working"
                    && matches!(self.next_kind(), Kind::Word(unit) if Unit::of(unit) == Some(Unit::Day)) =>
            {
                self.advance();
                self.advance();
                ExprKind::WorkingDays(value)
            }
            Kind::Word(word) if let Some(unit) = Unit::of(word) => {
                self.advance();
                ExprKind::Duration(value, unit)
            }
            _ => ExprKind::Number(value),
        };
        let range = range.start..self.end_of_last();
        self.part(kind, range, 0)
    }

    /// Parses a name or a call.
    fn named(&mut self, word: String) -> Part {
        let range = self.advance();
        if *self.kind() == Kind::Mark(Mark::OpenRound) {
            return self.call(word, range);
        }
        if *self.kind() == Kind::Mark(Mark::OpenSquare) {
            return self.member(word, range);
        }
        let kind = if word == "pi" {
            ExprKind::Number(std::f64::consts::PI)
        } else {
            ExprKind::Name(word)
        };
        self.part(kind, range, 0)
    }

    fn call(&mut self, function: String, name: Range<usize>) -> Part {
        let open = self.advance();
        let mut arguments = Vec::new();
        let mut below = 0;
        while !matches!(self.kind(), Kind::Mark(Mark::CloseRound) | Kind::End) {
            let argument = self.argument(&mut below);
            arguments.push(argument);
            if !self.takes(Mark::Comma) {
                break;
            }
        }
        let close = self.close(&open, Mark::CloseRound);
        let function_place = self.faults.place(name.clone());
        let call = Call { function, function_place, arguments };
        self.part(ExprKind::Call(call), name.start..close, below)
    }

    fn argument(&mut self, below: &mut usize) -> Argument {
        let mut name = None;
        if let Kind::Word(word) = self.kind().clone()
            && *self.next_kind() == Kind::Mark(Mark::Equal)
        {
            let range = self.advance();
            name = Some((word, self.faults.place(range)));
            self.advance();
        }
        let first = self.operators(Level::If);
        *below = first.depth.max(*below);
        if !self.takes(Mark::Colon) {
            let each = self.each(below);
            return Argument { name, weight: None, value: first.expr, each };
        }
        let value = self.operators(Level::If);
        *below = value.depth.max(*below);
        Argument { name, weight: Some(first.expr), value: value.expr, each: None }
    }

    /// Steps over the bracket that closes `open`, and returns the end of the bracketed part.
    fn close(&mut self, open: &Range<usize>, mark: Mark) -> usize {
        if self.takes(mark) {
            return self.end_of_last();
        }
        let divides = matches!(
            self.kind(),
            Kind::End
                | Kind::Keyword(Keyword::Then | Keyword::Else)
                | Kind::Mark(Mark::CloseRound | Mark::CloseBrace)
        );
        if divides {
            self.unclosed(open, mark);
            return self.end_of_last();
        }
        self.unexpected_after();
        self.recover();
        while !self.takes(mark) {
            if *self.kind() == Kind::End {
                return self.end_of_last();
            }
            self.advance();
            self.recover();
        }
        self.end_of_last()
    }

    /// Reports that `open` has no closing `mark` before the current token.
    fn unclosed(&mut self, open: &Range<usize>, mark: Mark) {
        let message = format!("this `{}` is never closed", &self.text[open.clone()]);
        let last = self.last_range();
        let missing = self.faults.place(last);
        let closing = if mark == Mark::CloseRound { ")" } else { "}" };
        self.say(Code::FormulaSyntax, open.clone(), message)
            .related(missing, format!("`{closing}` is missing after this"));
        // brackets around it are not closed either: one report is enough
        self.quiet_at = Some(self.at);
    }

    /// The range of the token before the current one, for a caret under something.
    pub(super) fn last_range(&self) -> Range<usize> {
        self.at.checked_sub(1).map_or(0..self.text.len(), |last| self.tokens[last].range.clone())
    }

    /// Parses `if c then a else b`.
    fn conditional(&mut self, min: Level) -> Part {
        let start = self.advance();
        if min > Level::If {
            let message = "`if … then … else …` inside a larger formula needs parentheses";
            self.say(Code::FormulaSyntax, start.clone(), message)
                .label("write `(if … then … else …)`");
        }
        let condition = self.operators(Level::If);
        if !self.branch(&start, Keyword::Then) {
            return self.hole();
        }
        let yes = self.operators(Level::If);
        if !self.branch(&start, Keyword::Else) {
            return self.hole();
        }
        let no = self.operators(Level::If);
        let range = start.start..no.range.end.max(start.end);
        let below = condition.depth.max(yes.depth).max(no.depth);
        let parts = (Box::new(condition.expr), Box::new(yes.expr), Box::new(no.expr));
        self.part(ExprKind::If(parts.0, parts.1, parts.2), range, below)
    }

    /// Steps over `then` or `else`; reports a fault and returns false if it is missing.
    fn branch(&mut self, start: &Range<usize>, keyword: Keyword) -> bool {
        if self.takes_keyword(keyword) {
            return true;
        }
        self.missing_branch(start, keyword);
        self.takes_keyword(keyword)
    }

    /// Parses `in { a, b }` after an operand (and `not in`, after a report).
    pub(super) fn set(&mut self, left: Part) -> Part {
        if *self.kind() == Kind::Keyword(Keyword::Not) {
            let range = self.range().start..self.tokens[self.at + 1].range.end;
            let message = "put `not` before the whole: write `not x in { … }`";
            self.say(Code::FormulaSyntax, range, message).label("not `x not in { … }`");
            self.advance();
        }
        let keyword = self.advance();
        let open = self.range();
        if !self.takes(Mark::OpenBrace) {
            self.say(
                Code::FormulaSyntax,
                keyword,
                "`in` needs a set in braces: write `in { a, b }`",
            );
            self.recover();
            return left;
        }
        let mut elements = Vec::new();
        let mut below = left.depth;
        while !matches!(self.kind(), Kind::Mark(Mark::CloseBrace) | Kind::End) {
            let element = self.operators(Level::If);
            below = element.depth.max(below);
            elements.push(element.expr);
            if !self.takes(Mark::Comma) {
                break;
            }
        }
        let none = elements.is_empty() && *self.kind() == Kind::Mark(Mark::CloseBrace);
        let close = self.close(&open, Mark::CloseBrace);
        if none {
            self.faults.say(
                Code::FormulaSyntax,
                open.start..close,
                "nothing is in an empty set: name what may be",
            );
        }
        let range = left.range.start..close;
        self.part(ExprKind::In(Box::new(left.expr), elements), range, below)
    }

    /// Parses `to b` after an operand. A unit or per cent sign after `b` applies to both ends.
    pub(super) fn to(&mut self, mut low: Part) -> Part {
        let keyword = self.advance();
        let high = self.operators(Level::Or);
        if *self.kind() == Kind::Keyword(Keyword::To) {
            let message = "a range has two ends: write `a to b`";
            self.say(Code::FormulaSyntax, self.range(), message);
            self.recover();
        }
        let marked = |part: &Part| {
            plain(&part.expr).is_some() && self.text[part.range.clone()].ends_with('%')
        };
        let percents = (marked(&low), marked(&high));
        if let (Some(value), &ExprKind::Duration(_, unit)) = (plain(&low.expr), &high.expr.kind) {
            low.expr.kind = ExprKind::Duration(value, unit);
        }
        if let (Some(value), &ExprKind::WorkingDays(_)) = (plain(&low.expr), &high.expr.kind) {
            low.expr.kind = ExprKind::WorkingDays(value);
        }
        let range = low.range.start..high.range.end.max(keyword.end);
        if let (Some(least), Some(most)) = (plain(&low.expr), plain(&high.expr))
            && percents.0 != percents.1
        {
            // `20% to 0.4` can only be `20% to 40%`
            let of = |value: f64, signed: bool| if signed { value } else { value / 100.0 };
            let is_share = of(least, percents.0) >= of(most, percents.1) && least < most;
            let end = |part: &Part, signed: bool| {
                let text = &self.text[part.range.clone()];
                match plain(&part.expr) {
                    Some(share) if is_share && !signed => format!("{}%", tidy(100.0 * share)),
                    _ if signed => text.to_owned(),
                    _ => format!("{text}%"),
                }
            };
            let right = format!("{} to {}", end(&low, percents.0), end(&high, percents.1));
            let message = "both ends of a range in per cent have their sign";
            self.say(Code::FormulaSyntax, range.clone(), message).write(right);
        } else if percents.0 != percents.1 {
            let message = "both ends of a range in per cent have their sign: write `20% to 40%`";
            self.say(Code::FormulaSyntax, range.clone(), message);
        }
        let below = low.depth.max(high.depth);
        let ends = (Box::new(low.expr), Box::new(high.expr));
        let kind = if percents.0 {
            ExprKind::PercentTo(ends.0, ends.1)
        } else {
            ExprKind::To(ends.0, ends.1)
        };
        self.part(kind, range, below)
    }
}

/// A number without what rounding left behind its twelfth decimal.
fn tidy(value: f64) -> f64 {
    (value * 1e12).round() / 1e12
}

/// The value of a number literal without a unit, perhaps with a minus sign; `None` for other expressions.
fn plain(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(*value),
        ExprKind::Percent { share, .. } => Some(*share),
        ExprKind::Unary(Unary::Minus, inner) => plain(inner).map(|value| -value),
        _ => None,
    }
}

/// `written` per cent, rounded once: `0.7%` is exactly the number `0.007`.
fn percent(written: &str, value: f64) -> f64 {
    let shifted = format!("{}e-2", written.replace('_', ""));
    shifted.parse().unwrap_or(value / 100.0)
}
