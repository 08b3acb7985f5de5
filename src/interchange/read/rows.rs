//! Rows of tables: the cells of a list of numbers, and the check that each row sums to 1.

use super::faults::shortened;
use super::numbers::{NORMALIZE, Numbers, Printed, rounded};
use super::parts::Shape;
use crate::diagnostic::{Code, Diagnostic};
use std::ops::Range;

/// The tolerance for sums when another order of the numbers is tried.
const NEARLY: f64 = 1e-6;

/// The order of the numbers in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::internal::interchange) enum Order {
    /// Row after row: the child's states vary fastest.
    ByRow,
    /// State after state: the child's states vary slowest.
    ByState,
}

impl Order {
    /// The row and the column of the number at index `at`.
    pub(in crate::internal::interchange) fn cell(
        self,
        at: usize,
        rows: usize,
        width: usize,
    ) -> (usize, usize) {
        match self {
            Self::ByRow => (at / width, at % width),
            Self::ByState => (at % rows, at / rows),
        }
    }

    fn other(self) -> Self {
        if self == Self::ByRow { Self::ByState } else { Self::ByRow }
    }
}

/// Whether each row of a table given as a list sums to 1; reports the first that does not.
pub(in crate::internal::interchange) fn each_sums(
    shape: &Shape<'_, '_>,
    numbers: &mut Numbers<'_, '_>,
    chances: &mut [f64],
    printed: &[Printed],
    list: (Order, &Range<usize>),
) -> bool {
    let (order, span) = list;
    let width = shape.width();
    let mut wrong = None;
    let mut more = 0;
    for (index, printed) in printed.iter().copied().enumerate() {
        let row = &mut chances[index * width..(index + 1) * width];
        let sum: f64 = row.iter().sum();
        let off = (sum - 1.0).abs();
        if sum > 0.0 && sum.is_finite() && off <= numbers.allowed(printed) {
            numbers.sums_to_one(row, printed, span, "this row");
        } else if wrong.is_none() {
            wrong = Some((index, sum));
        } else {
            more += 1;
        }
    }
    let Some((index, sum)) = wrong else { return true };
    if shape.parents.is_empty() {
        let printed = printed.first().copied().unwrap_or_default();
        return numbers.sums_to_one(chances, printed, span, "this table");
    }
    let more = if more > 0 { format!(" (and {more} more combinations)") } else { String::new() };
    let message = format!(
        "the chances for {} sum to {}, not 1{more}",
        combination(shape, index),
        rounded(sum)
    );
    let mut fault = Diagnostic::new(Code::Sum, numbers.faults.place(span.clone()), message);
    if other_way_sums(chances, shape, order) {
        fault = fault.help(match order {
            Order::ByState => {
                "with the states of the child running fastest they would: BIF has them slowest, \
                 so write a row for each combination instead"
            }
            Order::ByRow => {
                "with the states of the child running slowest they would: here they run fastest, \
                 so put the numbers of each combination together"
            }
        });
    } else if !numbers.text.normalize {
        fault = fault.help(NORMALIZE);
    }
    numbers.faults.push(fault);
    false
}

/// Whether the rows would sum to 1 if the list were read in the other order.
fn other_way_sums(chances: &[f64], shape: &Shape<'_, '_>, order: Order) -> bool {
    let (rows, width) = (shape.rows, shape.width());
    let mut sums = vec![0.0; rows];
    for at in 0..rows * width {
        let (row, state) = order.cell(at, rows, width);
        sums[order.other().cell(at, rows, width).0] += chances[row * width + state];
    }
    sums.iter().all(|sum: &f64| (sum - 1.0).abs() <= NEARLY)
}

/// Describes a row: `a = yes, b = no`.
pub(in crate::internal::interchange) fn combination(shape: &Shape<'_, '_>, index: usize) -> String {
    let mut left = index;
    let mut parts: Vec<String> = Vec::new();
    for parent in shape.parents.iter().rev() {
        let state = &parent.states[left % parent.states.len()];
        parts.push(format!("{} = {}", shortened(&parent.name.text), shortened(&state.text)));
        left /= parent.states.len();
    }
    parts.reverse();
    parts.join(", ")
}
