//! Rows of one kind of operator, of any length: trees that are deeper than a formula may be are balanced.

use super::{Infix, Level, MAX_DEPTH, Parser, Part};
use crate::formula::Binary;
use crate::formula::token::{Keyword, Kind};
use std::ops::Range;

impl Parser<'_, '_> {
    /// Parses `a and b and c …` to a balanced tree, for any number of operands.
    pub(super) fn row(&mut self, first: Part, op: Binary, level: Level) -> Part {
        let (keyword, tighter) =
            if level == Level::Or { (Keyword::Or, Level::And) } else { (Keyword::And, Level::Not) };
        let mut parts = vec![first];
        let mut joints = Vec::new();
        while *self.kind() == Kind::Keyword(keyword) {
            joints.push(self.advance());
            parts.push(self.operators(tighter));
        }
        self.balanced(op, &joints, parts)
    }

    /// Joins `parts` (one more than `joints`) to a balanced tree.
    fn balanced(&mut self, op: Binary, joints: &[Range<usize>], mut parts: Vec<Part>) -> Part {
        if parts.len() < 2 {
            return parts.pop().unwrap_or_else(|| self.hole());
        }
        let half = parts.len() / 2;
        let right = parts.split_off(half);
        let left = self.balanced(op, &joints[..half - 1], parts);
        let right = self.balanced(op, &joints[half..], right);
        self.binary(op, joints[half - 1].clone(), left, right)
    }

    /// Parses `a + b − c …` or `a * b / c …`, from left to right; a row that would be too deep so to a balanced tree.
    pub(super) fn terms(&mut self, first: Part, level: Level) -> Part {
        let tighter = if level == Level::Sum { Level::Product } else { Level::Minus };
        let (mut terms, mut joints) = (vec![first], Vec::new());
        while let Some((found, Infix::Left(op))) = self.infix()
            && found == level
        {
            joints.push((op, self.advance()));
            terms.push(self.operators(tighter));
        }
        let deepest = terms.iter().map(|term| term.depth).max().unwrap_or(0);
        if deepest + joints.len() > MAX_DEPTH {
            return self.balanced_terms(&joints, terms, false);
        }
        let mut terms = terms.into_iter();
        let first = terms.next().unwrap_or_else(|| self.hole());
        terms.zip(joints).fold(first, |left, (right, (op, at))| self.binary(op, at, left, right))
    }

    /// Joins `terms` (one more than `joints`) to a balanced tree; with `inverted`, those that would be added are
    /// subtracted and those that would be subtracted are added, as they stand after a minus, and likewise for products.
    fn balanced_terms(
        &mut self,
        joints: &[(Binary, Range<usize>)],
        mut terms: Vec<Part>,
        inverted: bool,
    ) -> Part {
        if terms.len() < 2 {
            return terms.pop().unwrap_or_else(|| self.hole());
        }
        let half = terms.len() / 2;
        let right = terms.split_off(half);
        let (op, at) = joints[half - 1].clone();
        let left = self.balanced_terms(&joints[..half - 1], terms, inverted);
        // a − b + c … is a − (b − c …)
        let is_inverse = matches!(op, Binary::Minus | Binary::Over);
        let right = self.balanced_terms(&joints[half..], right, is_inverse);
        let op = if inverted { inverse(op) } else { op };
        self.binary(op, at, left, right)
    }
}

/// The operation that undoes one of a sum or a product.
fn inverse(op: Binary) -> Binary {
    match op {
        Binary::Plus => Binary::Minus,
        Binary::Minus => Binary::Plus,
        Binary::Times => Binary::Over,
        Binary::Over => Binary::Times,
        other => other,
    }
}
