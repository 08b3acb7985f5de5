//! The parser: tokens to a tree, by precedence climbing, without names and types.
//!
//! Loosest first: `if`, `to`, `or`, `and`, `not`, comparisons (no chaining), `in`, `+ -`, `* /`, unary minus, `^`.
//! After a fault the parser skips the part that it could not read and reports nothing until then, so that it finds
//! several faults.

mod members;
mod operand;
mod rows;
mod slips;
#[cfg(test)]
mod tests;
mod unexpected;

use super::faults::{Faults, Remark};
use super::token::{Keyword, Kind, Mark, Token, tokens};
use super::{Binary, Expr, ExprKind};
use crate::diagnostic::{Code, Diagnostic, Place};
use std::ops::Range;

/// The greatest depth of a formula. An operand of an operator is a level below it, and so is the content of
/// parentheses.
///
/// The tree is never deeper than this (rows of `and`, `or`, sums and products are balanced, so thousands of terms stay
/// flat), so code that walks it can recurse.
pub const MAX_DEPTH: usize = 128;

/// Parses a formula. `place_of` maps byte ranges of `text` to places in the file.
///
/// The tree is at most [`MAX_DEPTH`] levels deep. Fails with all faults that could be found, in the order of their
/// places.
pub fn parse(
    text: &str,
    place_of: &dyn Fn(Range<usize>) -> Place,
) -> Result<Expr, Vec<Diagnostic>> {
    let mut faults = Faults::new(place_of);
    let tokens = tokens(text, &mut faults);
    let mut parser = Parser { text, tokens, at: 0, depth: 0, quiet_at: None, faults };
    let part = parser.whole();
    if parser.faults.any() { Err(parser.faults.into_sorted()) } else { Ok(part.expr) }
}

/// The precedence of operators, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    If,
    To,
    Or,
    And,
    Not,
    Comparison,
    In,
    Sum,
    Product,
    Minus,
    Power,
}

/// The operators that can follow an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Infix {
    To,
    In,
    Row(Binary),
    Left(Binary),
    Compare(Binary),
    Power,
}

/// A subtree with its byte range in the formula.
struct Part {
    expr: Expr,
    range: Range<usize>,
    /// The depth of the subtree, 1 for a leaf.
    depth: usize,
}

/// The state of a parse.
struct Parser<'t, 'p> {
    text: &'t str,
    /// The tokens; never empty, because the last is [`Kind::End`].
    tokens: Vec<Token>,
    at: usize,
    /// The levels of the formula around the part being read.
    depth: usize,
    /// The token at which the last fault was reported, so that no second one is.
    quiet_at: Option<usize>,
    faults: Faults<'p>,
}

impl Parser<'_, '_> {
    fn kind(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    fn range(&self) -> Range<usize> {
        self.tokens[self.at].range.clone()
    }

    /// The kind of the token after the current one, or of the last.
    fn next_kind(&self) -> &Kind {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].kind
    }

    /// Steps over the current token, except the last, and returns its range.
    fn advance(&mut self) -> Range<usize> {
        let range = self.range();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        range
    }

    /// Steps over `mark` if it is next.
    fn takes(&mut self, mark: Mark) -> bool {
        let found = *self.kind() == Kind::Mark(mark);
        if found {
            self.advance();
        }
        found
    }

    /// Steps over `keyword` if it is next.
    fn takes_keyword(&mut self, keyword: Keyword) -> bool {
        let found = *self.kind() == Kind::Keyword(keyword);
        if found {
            self.advance();
        }
        found
    }

    /// The end of the token before the current one.
    fn end_of_last(&self) -> usize {
        self.at.checked_sub(1).map_or(0, |last| self.tokens[last].range.end)
    }

    /// Records a fault at the current token, unless one was reported there already.
    fn say(&mut self, code: Code, range: Range<usize>, message: impl Into<String>) -> Remark<'_> {
        if self.quiet_at == Some(self.at) || *self.kind() == Kind::Unreadable {
            return self.faults.keep_quiet(code, range, message);
        }
        self.faults.say(code, range, message)
    }

    /// A subtree with one node at the top, above parts of depth at most `below`.
    fn part(&mut self, kind: ExprKind, range: Range<usize>, below: usize) -> Part {
        let place = self.faults.place(range.clone());
        let depth = below + 1;
        if depth > MAX_DEPTH {
            self.too_deep(range.clone());
            return Part { expr: Expr { kind: ExprKind::Number(0.0), place }, range, depth: 1 };
        }
        Part { expr: Expr { kind, place }, range, depth }
    }

    /// A placeholder for a part that could not be read; the tree is discarded in the end.
    fn hole(&mut self) -> Part {
        let end = self.end_of_last();
        self.part(ExprKind::Number(0.0), end..end, 0)
    }

    /// Gives up on the whole formula, which is too deep at `range`.
    fn too_deep(&mut self, range: Range<usize>) {
        let message = format!("nested more than {MAX_DEPTH} levels deep");
        self.say(Code::TooDeep, range, message).help(
            "give parts of it names: an event for a condition, a quantity or a parameter for a number",
        );
        self.at = self.tokens.len() - 1;
        self.quiet_at = Some(self.at);
    }

    /// Parses the whole formula, up to its end.
    fn whole(&mut self) -> Part {
        if *self.kind() == Kind::End && !self.faults.any() {
            self.faults.say(Code::FormulaSyntax, 0..self.text.len(), "the formula is empty");
            return self.hole();
        }
        let part = self.operators(Level::If);
        while *self.kind() != Kind::End {
            self.unexpected_after();
            self.recover();
            // the token that stopped the recovery separates nothing here: skip it
            self.advance();
            while self.infix().is_some() {
                self.advance();
            }
            self.quiet_at = Some(self.at);
            if *self.kind() != Kind::End {
                self.operators(Level::If);
            }
        }
        part
    }

    /// Skips to a token at which an outer part can go on: a comma, a closing bracket of an outer pair, a separating
    /// keyword or the end.
    fn recover(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.kind() {
                Kind::End => break,
                Kind::Mark(Mark::OpenRound | Mark::OpenBrace) => open += 1,
                Kind::Mark(Mark::CloseRound | Mark::CloseBrace) if open > 0 => open -= 1,
                Kind::Mark(Mark::CloseRound | Mark::CloseBrace | Mark::Comma) if open == 0 => break,
                Kind::Keyword(Keyword::And | Keyword::Or | Keyword::Then | Keyword::Else)
                    if open == 0 =>
                {
                    break;
                }
                _ => {}
            }
            self.advance();
        }
        self.quiet_at = Some(self.at);
    }

    /// Parses an operand and all operators after it that bind at least as tightly as `min`.
    fn operators(&mut self, min: Level) -> Part {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.too_deep(self.range());
        }
        let mut left = self.operand(min);
        while let Some((level, infix)) = self.infix() {
            if level < min {
                break;
            }
            left = match infix {
                Infix::To => self.to(left),
                Infix::In => self.set(left),
                Infix::Row(op) => self.row(left, op, level),
                Infix::Left(_) => self.terms(left, level),
                Infix::Compare(op) => self.comparison(left, op),
                Infix::Power => {
                    let at = self.advance();
                    let right = self.operators(Level::Power);
                    self.binary(Binary::Power, at, left, right)
                }
            };
        }
        self.depth -= 1;
        left
    }

    /// The next operator with its precedence.
    fn infix(&self) -> Option<(Level, Infix)> {
        Some(match self.kind() {
            Kind::Keyword(Keyword::To) => (Level::To, Infix::To),
            Kind::Keyword(Keyword::Or) => (Level::Or, Infix::Row(Binary::Or)),
            Kind::Keyword(Keyword::And) => (Level::And, Infix::Row(Binary::And)),
            Kind::Keyword(Keyword::In) => (Level::In, Infix::In),
            Kind::Keyword(Keyword::Not) if *self.next_kind() == Kind::Keyword(Keyword::In) => {
                (Level::In, Infix::In)
            }
            Kind::Mark(mark) => match mark {
                Mark::EqualEqual | Mark::Equal => {
                    (Level::Comparison, Infix::Compare(Binary::Equal))
                }
                Mark::NotEqual => (Level::Comparison, Infix::Compare(Binary::NotEqual)),
                Mark::Less => (Level::Comparison, Infix::Compare(Binary::Less)),
                Mark::LessEqual => (Level::Comparison, Infix::Compare(Binary::LessEqual)),
                Mark::Greater => (Level::Comparison, Infix::Compare(Binary::Greater)),
                Mark::GreaterEqual => (Level::Comparison, Infix::Compare(Binary::GreaterEqual)),
                Mark::Plus => (Level::Sum, Infix::Left(Binary::Plus)),
                Mark::Minus => (Level::Sum, Infix::Left(Binary::Minus)),
                Mark::Times => (Level::Product, Infix::Left(Binary::Times)),
                Mark::Over => (Level::Product, Infix::Left(Binary::Over)),
                Mark::Power => (Level::Power, Infix::Power),
                _ => return None,
            },
            _ => return None,
        })
    }

    fn binary(&mut self, op: Binary, at: Range<usize>, left: Part, right: Part) -> Part {
        let range = left.range.start..right.range.end.max(left.range.end);
        let depth = left.depth.max(right.depth);
        let at = self.faults.place(at);
        self.part(ExprKind::Binary(op, at, Box::new(left.expr), Box::new(right.expr)), range, depth)
    }

    fn comparison(&mut self, left: Part, op: Binary) -> Part {
        if *self.kind() == Kind::Mark(Mark::Equal) {
            let message = "a single `=` does not compare: write `==`";
            self.say(Code::FormulaSyntax, self.range(), message).label("write `==`");
        }
        let at = self.advance();
        let right = self.operators(Level::In);
        let middle = right.range.clone();
        let compared = self.binary(op, at.clone(), left, right);
        let Some((Level::Comparison, Infix::Compare(_))) = self.infix() else {
            return compared;
        };
        let (second, quiet) = (self.at, self.quiet_at == Some(self.at));
        self.advance();
        let last = self.operators(Level::In);
        while let Some((Level::Comparison, _)) = self.infix() {
            self.advance();
            self.operators(Level::In);
        }
        if !quiet {
            let slice = |range: Range<usize>| self.text[range].trim();
            let [a, first, b, next, c] = [
                compared.range.start..at.start,
                at,
                middle,
                self.tokens[second].range.clone(),
                last.range,
            ]
            .map(slice);
            let message = if a.len() + b.len() + c.len() > 60 {
                format!("comparisons do not chain: join `… {first} …` and `… {next} …` with `and`")
            } else {
                format!(
                    "`{a} {first} {b} {next} {c}` does not chain: write `{a} {first} {b} and {b} {next} {c}`"
                )
            };
            self.faults.say(Code::FormulaSyntax, self.tokens[second].range.clone(), message);
        }
        compared
    }
}
