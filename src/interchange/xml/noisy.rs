//! Conditional tables of noisy-max nodes. The parameters are those that GeNIe stores (F. J. Díez, *Parameter
//! adjustment in Bayes networks: the generalized noisy OR-gate*, UAI 1993): for each state of each parent the chances
//! of the child if only that parent acts, and at the end those if none does (the leak).

use super::super::read::list::List;
use super::super::read::numbers::{Numbers, Printed};
use super::super::read::parts::Shape;
use crate::diagnostic::Code;
use std::ops::Range;

/// The strengths and parameters of a noisy-max node, as its file gives them.
pub(super) struct NoisyMax {
    /// The states of each parent, by number, in the order of the columns.
    pub(super) strengths: Vec<(usize, Range<usize>)>,
    /// Whether the file gives that order.
    pub(super) has_strengths: bool,
    /// The parameters, column after column: those of the first parent, of the next …, the leak.
    pub(super) parameters: List,
}

impl NoisyMax {
    /// The conditional table: the child is in state `k` or a weaker one if every cause by itself leaves it so. Its
    /// first state is the strongest.
    pub(super) fn chances(
        &self,
        shape: &Shape<'_, '_>,
        numbers: &mut Numbers<'_, '_>,
    ) -> Option<Vec<f64>> {
        let width = shape.width();
        let cards: Vec<usize> = shape.parents.iter().map(|parent| parent.states.len()).collect();
        let columns = cards.iter().sum::<usize>() + 1;
        let order = self.order(shape, &cards, numbers)?;
        let mut weakest = self.columns(shape, columns, numbers)?;
        for column in weakest.chunks_mut(width) {
            for state in (1..width).rev() {
                column[state - 1] += column[state];
            }
        }
        let leak = &weakest[(columns - 1) * width..];
        let mut chances = Vec::with_capacity(shape.rows * width);
        let mut states = vec![0; cards.len()];
        for _ in 0..shape.rows {
            let mut product = leak.to_vec();
            let mut begin = 0;
            for (parent, state) in states.iter().enumerate() {
                let column = order[begin + state] * width;
                let factors = &weakest[column..column + width];
                product.iter_mut().zip(factors).for_each(|(left, right)| *left *= right);
                begin += cards[parent];
            }
            let below = |state: usize| product.get(state + 1).copied().unwrap_or(0.0);
            // rounding may make a chance of 0 slightly negative
            let row: Vec<f64> = (0..width).map(|k| (product[k] - below(k)).max(0.0)).collect();
            let sum: f64 = row.iter().sum();
            chances.extend(row.iter().map(|chance| chance / sum));
            advance(&mut states, &cards);
        }
        Some(chances)
    }

    /// The column of each state of each parent, in their order.
    fn order(
        &self,
        shape: &Shape<'_, '_>,
        cards: &[usize],
        numbers: &mut Numbers<'_, '_>,
    ) -> Option<Vec<usize>> {
        let count: usize = cards.iter().sum();
        if !self.has_strengths {
            return Some((0..count).collect());
        }
        if self.strengths.len() != count {
            numbers.wrong_count(self.strengths.len(), count, shape.head.clone());
            return None;
        }
        let mut order = vec![usize::MAX; count];
        let mut begin = 0;
        for card in cards {
            for (column, (state, span)) in self.strengths[begin..begin + card].iter().enumerate() {
                if *state >= *card || order[begin + state] != usize::MAX {
                    let message = "these strengths are no order of the parent's states";
                    let repair = format!("name each of 0 to {} once", card - 1);
                    numbers.faults.tell(Code::UnknownOutcome, span.clone(), message, &repair);
                    return None;
                }
                order[begin + state] = begin + column;
            }
            begin += card;
        }
        Some(order)
    }

    /// Reads the parameters, and checks that each column sums to 1.
    fn columns(
        &self,
        shape: &Shape<'_, '_>,
        columns: usize,
        numbers: &mut Numbers<'_, '_>,
    ) -> Option<Vec<f64>> {
        let width = shape.width();
        let mut found = Vec::with_capacity(columns * width);
        let mut printed = vec![Printed::default(); columns];
        let (count, mut sound) = self.parameters.each(numbers, &mut |at, number, word| {
            if at < columns * width {
                found.push(number);
                printed[at / width].add(word);
            }
        });
        let span = self.parameters.span(&shape.head);
        if count != columns * width {
            numbers.wrong_count(count, columns * width, span);
            return None;
        }
        if !sound {
            return None;
        }
        for (column, printed) in found.chunks_mut(width).zip(printed) {
            sound &= numbers.sums_to_one(column, printed, &span, "one column of these");
        }
        sound.then_some(found)
    }
}

/// Advances to the next combination; the last parent's states vary fastest.
fn advance(states: &mut [usize], cards: &[usize]) {
    for (state, card) in states.iter_mut().zip(cards).rev() {
        *state += 1;
        if *state < *card {
            return;
        }
        *state = 0;
    }
}
