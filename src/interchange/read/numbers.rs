//! Numbers in a network: each must be a chance, and each row must sum to 1 within the precision of its printed
//! digits.

use super::faults::{Faults, shortened};
use super::token::{Kind, Token};
use crate::diagnostic::{Code, Diagnostic, Place};
use std::ops::Range;

/// The deviation of a sum from 1 by floating-point rounding alone.
const ROUNDING: f64 = 1e-12;
/// The greatest rounding error of single precision for numbers from 0.5 to 1: half the last bit.
const SINGLE: f64 = 1.0 / (1 << 25) as f64;
/// With at least this many decimals, a number was printed by a program, perhaps computed in single precision.
const LONG: i32 = 8;

/// The fewest decimals that a long number counts as having, however many zeros end it.
const FILLED: i32 = 6;

/// The precision with which the numbers of a row are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::internal::interchange) struct Printed {
    /// The number of values without an exponent.
    plain: u32,
    /// The most decimals of one of them.
    decimals: i32,
    /// The sum of half the last digit of each number with an exponent.
    rest: f64,
}

impl Printed {
    /// Adds a number as written.
    pub(in crate::internal::interchange) fn add(&mut self, word: &str) {
        let (digits, exponent) = word.split_once(['e', 'E']).unwrap_or((word, ""));
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| reported(decimals));
        if exponent.is_empty() {
            self.plain += 1;
            self.decimals = self.decimals.max(decimals);
        } else {
            let exponent = exponent.parse::<i32>().unwrap_or(0);
            self.rest += half_a_digit(decimals.saturating_sub(exponent));
        }
    }

    /// The most by which the sum of the row may differ from 1: half a last digit for each number. Whole numbers are
    /// exact, and in a pair that sums to 1, rounding subtracts as much as it adds.
    pub(in crate::internal::interchange) fn allowance(&self) -> f64 {
        let most = f64::from(self.plain) * half_a_digit(self.decimals) + self.rest;
        if self.plain == 2 && self.rest == 0.0 { most * (1.0 - 1e-6) } else { most }
    }
}

/// The number of significant decimals. Trailing zeros of long numbers do not count, because programs pad numbers that
/// they have read with fewer digits.
fn reported(decimals: &str) -> i32 {
    let all = decimals.len() as i32;
    if all < LONG { all } else { (decimals.trim_end_matches('0').len() as i32).max(FILLED) }
}

/// Half of the last digit of a number with this many decimals.
fn half_a_digit(decimals: i32) -> f64 {
    match decimals {
        ..=0 => 0.0,
        1..LONG => 0.5 * 0.1_f64.powi(decimals),
        _ => SINGLE,
    }
}

/// The help for rows that are far from 1.
pub(in crate::internal::interchange) const NORMALIZE: &str =
    "`--normalize` divides each row by its sum";

/// The rows that were scaled so far, over all tables of a file.
#[derive(Default)]
pub(in crate::internal::interchange) struct Scaled {
    /// The number of scaled rows.
    pub(in crate::internal::interchange) rows: usize,
    /// The greatest deviation of a sum from 1.
    pub(in crate::internal::interchange) most: f64,
    /// The place of the first scaled row.
    pub(in crate::internal::interchange) first: Option<Place>,
}

/// The text of a network, and whether its rows are normalised.
#[derive(Clone, Copy)]
pub(in crate::internal::interchange) struct Text<'a> {
    /// The whole file.
    pub(in crate::internal::interchange) text: &'a str,
    /// Whether rows are scaled however far their sums are from 1.
    pub(in crate::internal::interchange) normalize: bool,
}

/// The state of reading the numbers of one table.
pub(in crate::internal::interchange) struct Numbers<'a, 'f> {
    /// The whole file.
    pub(in crate::internal::interchange) text: Text<'a>,
    /// The table's variable, for messages.
    pub(in crate::internal::interchange) of: &'a str,
    /// The collection of faults.
    pub(in crate::internal::interchange) faults: &'f mut Faults,
    /// The count of scaled rows.
    pub(in crate::internal::interchange) scaled: &'f mut Scaled,
}

impl Numbers<'_, '_> {
    /// Adds the fault of too few or too many numbers.
    pub(in crate::internal::interchange) fn wrong_count(
        &mut self,
        count: usize,
        expected: usize,
        span: Range<usize>,
    ) {
        let message =
            format!("{} where `{}` needs {expected}", counted(count, "number"), shortened(self.of));
        let repair = format!("{} are wanted", counted(expected, "number"));
        let repair = if expected == 1 { repair.replace(" are ", " is ") } else { repair };
        self.faults.tell(Code::WrongCount, span, message, &repair);
    }

    /// Parses a chance, or adds the fault that it is not a chance.
    pub(in crate::internal::interchange) fn number(
        &mut self,
        word: &str,
        token: Token,
    ) -> Option<f64> {
        let word = if token.kind == Kind::Quoted { word.trim() } else { word };
        let begins = word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
        let read: Option<f64> = word.parse().ok().filter(|_| begins);
        if let Some(number) = read
            && (0.0..=if self.text.normalize { f64::MAX } else { 1.0 }).contains(&number)
        {
            return Some(number + 0.0); // turns −0 into 0
        }
        let shown = shortened(word);
        let (code, message) = match read {
            Some(number) if number.is_finite() => {
                (Code::ChanceRange, format!("the chance `{shown}` is outside 0 to 1"))
            }
            Some(_) => (Code::NotFinite, format!("`{shown}` is not finite")),
            None if word.parse::<f64>().is_ok() => {
                (Code::NotFinite, format!("`{shown}` is not a finite number"))
            }
            None => (Code::NotAChance, format!("`{shown}` is not a number")),
        };
        self.faults.tell(code, token.span(), message, "write a number from 0 to 1");
        None
    }

    /// The most by which a row may differ from 1.
    pub(in crate::internal::interchange) fn allowed(&self, printed: Printed) -> f64 {
        if self.text.normalize { f64::MAX } else { printed.allowance() + ROUNDING }
    }

    /// Whether a row sums to 1 within the precision of its digits. If so, the deviation is scaled away; else a fault is
    /// added.
    pub(in crate::internal::interchange) fn sums_to_one(
        &mut self,
        row: &mut [f64],
        printed: Printed,
        span: &Range<usize>,
        what: &str,
    ) -> bool {
        let sum: f64 = row.iter().sum();
        let off = (sum - 1.0).abs();
        if off <= ROUNDING {
            return true;
        }
        if sum == 0.0 || !sum.is_finite() || off > self.allowed(printed) {
            let repair = if sum > 1.0 {
                format!("take {} from one of them", rounded(off))
            } else {
                format!("add {} to one of them", rounded(off))
            };
            let message = format!("the chances in {what} sum to {}, not 1", rounded(sum));
            let fault = Diagnostic::new(Code::Sum, self.faults.place(span.clone()), message);
            let fault = fault.label(repair);
            self.faults.push(if self.text.normalize { fault } else { fault.help(NORMALIZE) });
            return false;
        }
        for chance in row.iter_mut() {
            *chance /= sum;
        }
        self.scaled.rows += 1;
        self.scaled.most = self.scaled.most.max(off);
        let place = self.faults.place(span.clone());
        self.scaled.first.get_or_insert(place);
        true
    }
}

/// A count with its noun, such as `2 states`.
pub(in crate::internal::interchange) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A sum as messages print it.
pub(in crate::internal::interchange) fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance(row: &str) -> f64 {
        let mut printed = Printed::default();
        row.split(' ').for_each(|word| printed.add(word));
        printed.allowance()
    }

    #[test]
    fn rows_may_miss_one_by_half_a_last_digit_for_each_number() {
        let near = |row: &str, expected: f64| {
            let found = allowance(row);
            assert!((found - expected).abs() < 1e-15, "{row}: {found}, not {expected}");
        };
        near("0.333333 0.333333 0.333333", 3.0 * 0.5e-6);
        near("0.3 0.33 0.36", 3.0 * 0.5e-2); // the short one may have lost a 0
        near("0.5 0.5 0 0.01", 4.0 * 0.5e-2);
        near("0.5 0.4", 0.1 * (1.0 - 1e-6)); // both rounded down by half a digit: not possible
        near("1 0", 0.0); // whole numbers are exact
        near("0.99 1.5e-3", 0.5e-2 + 0.5e-4);
        near("3.333e-1 6.667e-1", 2.0 * 0.5e-4);
        near("0.3333333000000000 0.3333333000000000 0.3333333000000000", 3.0 * 0.5e-7);
        near("0.50000000 0.30000000 0.10000000", 3.0 * 0.5e-6);
        near("1e-2147483648 1e99999999999 0.5", 0.05 + SINGLE);
    }
}
