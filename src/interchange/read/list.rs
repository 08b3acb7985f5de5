//! Tables given as one list of numbers, row after row, with the child's states varying fastest.

use super::numbers::{Numbers, Printed};
use super::parts::{Body, Shape};
use super::rows::{Order, each_sums};
use super::token::{Dialect, Kind, Lexer};
use std::ops::Range;

/// The ranges of the text that hold the numbers, in order. Signs are ignored.
pub(in crate::internal::interchange) struct List {
    /// The ranges.
    pub(in crate::internal::interchange) parts: Vec<Range<usize>>,
    /// The dialect in which they are cut into words.
    pub(in crate::internal::interchange) dialect: &'static Dialect,
}

impl List {
    /// A list in a single range.
    pub(in crate::internal::interchange) fn new(
        part: Range<usize>,
        dialect: &'static Dialect,
    ) -> Self {
        Self { parts: std::iter::once(part).collect(), dialect }
    }

    /// The range from the first byte to the last; `head` if there are no numbers.
    pub(in crate::internal::interchange) fn span(&self, head: &Range<usize>) -> Range<usize> {
        match (self.parts.first(), self.parts.last()) {
            (Some(first), Some(last)) if first.start < last.end => first.start..last.end,
            _ => head.clone(),
        }
    }

    /// Reads the numbers and passes each to `take` with its index and its text. Returns their count, and whether each
    /// can be a chance.
    pub(in crate::internal::interchange) fn each(
        &self,
        numbers: &mut Numbers<'_, '_>,
        take: &mut dyn FnMut(usize, f64, &str),
    ) -> (usize, bool) {
        let (mut count, mut sound) = (0, true);
        for part in &self.parts {
            let mut lexer = Lexer::new(numbers.text.text, part.clone(), self.dialect);
            loop {
                let token = lexer.next();
                match token.kind {
                    Kind::End => break,
                    Kind::Sign(_) => {}
                    Kind::Word | Kind::Quoted => {
                        let word = token.word(numbers.text.text);
                        match numbers.number(word, token) {
                            Some(number) => take(count, number, word),
                            None => sound = false,
                        }
                        count += 1;
                    }
                }
            }
        }
        (count, sound)
    }
}

impl Body for List {
    fn chances(&self, shape: &Shape<'_, '_>, numbers: &mut Numbers<'_, '_>) -> Option<Vec<f64>> {
        let (rows, width) = (shape.rows, shape.width());
        let mut chances = Vec::with_capacity(rows * width);
        let mut printed = vec![Printed::default(); rows];
        let (count, sound) = self.each(numbers, &mut |at, number, word| {
            if at < rows * width {
                chances.push(number);
                printed[at / width].add(word);
            }
        });
        let span = self.span(&shape.head);
        if count != rows * width {
            numbers.wrong_count(count, rows * width, span);
            return None;
        }
        let sums =
            sound && each_sums(shape, numbers, &mut chances, &printed, (Order::ByRow, &span));
        sums.then_some(chances)
    }
}

/// The table of a node: a list of numbers, or that of a decision, which needs none.
pub(in crate::internal::interchange) enum Listed {
    /// The chances.
    Numbers(List),
    /// A decision, which takes its first state unless an intervention sets another.
    Decision,
}

impl Body for Listed {
    fn chances(&self, shape: &Shape<'_, '_>, numbers: &mut Numbers<'_, '_>) -> Option<Vec<f64>> {
        match self {
            Self::Numbers(list) => list.chances(shape, numbers),
            Self::Decision => {
                let mut chances = vec![0.0; shape.width()];
                *chances.first_mut()? = 1.0;
                Some(chances)
            }
        }
    }
}
