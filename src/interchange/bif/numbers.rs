//! Numbers in a network: each a chance, each row summing to 1 within what its printed digits allow.
//! Knows no parents.

use super::faults::{Faults, shortened};
use super::token::{Kind, Lexer, Token};
use crate::diagnostic::{Code, Diagnostic, Place};
use std::ops::Range;

/// How far a sum may be from 1 by the rounding of floating-point numbers alone.
const ROUNDING: f64 = 1e-12;
/// How far rounding to single precision takes a number from 0.5 to 1: half its last bit.
const SINGLE: f64 = 1.0 / (1 << 25) as f64;
/// Decimals that only programs print, which may have computed in single precision.
const LONG: i32 = 8;

/// How finely the numbers of a row are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Printed {
    /// Numbers without an exponent.
    plain: u32,
    /// The most decimals that one of them has.
    decimals: i32,
    /// Half the last digit of each number with an exponent, added up.
    rest: f64,
}

impl Printed {
    /// Takes in a number as it is written.
    pub(super) fn add(&mut self, word: &str) {
        let (digits, exponent) = word.split_once(['e', 'E']).unwrap_or((word, ""));
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
        if exponent.is_empty() {
            self.plain += 1;
            self.decimals = self.decimals.max(decimals);
        } else {
            let exponent = exponent.parse::<i32>().unwrap_or(0);
            self.rest += half_a_digit(decimals.saturating_sub(exponent));
        }
    }

    /// How far the sum of the row may miss 1: by half a last digit for each number. Whole numbers are
    /// exact, and of two numbers that add up to 1 rounding takes as much away as it adds.
    pub(super) fn allowance(&self) -> f64 {
        let most = f64::from(self.plain) * half_a_digit(self.decimals) + self.rest;
        if self.plain == 2 && self.rest == 0.0 { most * (1.0 - 1e-6) } else { most }
    }
}

/// Half of the last digit of a number with so many decimals.
fn half_a_digit(decimals: i32) -> f64 {
    match decimals {
        ..=0 => 0.0,
        1..LONG => 0.5 * 0.1_f64.powi(decimals),
        _ => SINGLE,
    }
}

/// What helps against rows that are far from 1.
pub(super) const NORMALIZE: &str = "`--normalize` divides each row by its sum";

/// The rows that were scaled so far, over all tables of a file.
#[derive(Default)]
pub(super) struct Scaled {
    /// How many.
    pub(super) rows: usize,
    /// The furthest that one missed 1.
    pub(super) most: f64,
    /// Where the first stands.
    pub(super) first: Option<Place>,
}

/// Reads the numbers of one table.
pub(super) struct Numbers<'a, 'f> {
    /// The whole file.
    pub(super) text: &'a str,
    /// The variable that they are about, for messages.
    pub(super) of: &'a str,
    /// Where faults go.
    pub(super) faults: &'f mut Faults,
    /// Where scaled rows are counted.
    pub(super) scaled: &'f mut Scaled,
    /// Whether rows are scaled however far they are from 1.
    pub(super) normalize: bool,
}

impl Numbers<'_, '_> {
    /// Keeps the fault of too few or too many numbers.
    pub(super) fn wrong_count(&mut self, count: usize, wanted: usize, span: Range<usize>) {
        let message =
            format!("{} where `{}` needs {wanted}", counted(count, "number"), shortened(self.of));
        let repair = format!("{} are wanted", counted(wanted, "number"));
        let repair = if wanted == 1 { repair.replace(" are ", " is ") } else { repair };
        self.faults.tell(Code::WrongCount, span, message, &repair);
    }

    /// Reads numbers up to the `;`: how many, where, and whether each can be a chance.
    pub(super) fn read(
        &mut self,
        lexer: &mut Lexer<'_>,
        head: &Range<usize>,
        take: &mut dyn FnMut(usize, f64, &str),
    ) -> (usize, Range<usize>, bool) {
        let mut count = 0;
        let mut sound = true;
        let mut end = head.end;
        let mut begin = None;
        loop {
            let token = lexer.next();
            let word = token.word(self.text);
            let begins = token.kind == Kind::Word
                && matches!(word, "table" | "default" | "property" | "probability" | "variable");
            if token.is(b';') {
                break;
            }
            if !token.is_word() || begins {
                self.faults.tell(
                    Code::NetworkSyntax,
                    end.saturating_sub(1)..end,
                    "a `;` is missing",
                    "add `;` after it",
                );
                sound = false;
                lexer.at = token.start;
                if !(token.is(b'(') || begins || token.kind == Kind::End) {
                    lexer.skip_statement();
                }
                break;
            }
            begin.get_or_insert(token.start);
            end = token.end;
            if let Some(number) = self.number(word, token) {
                take(count, number, word.trim());
            } else {
                sound = false;
            }
            count += 1;
        }
        (count, begin.unwrap_or(head.start)..end, sound)
    }

    /// A chance, or the fault that it is none.
    fn number(&mut self, word: &str, token: Token) -> Option<f64> {
        let word = if token.kind == Kind::Quoted { word.trim() } else { word };
        let begins = word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
        let read: Option<f64> = word.parse().ok().filter(|_| begins);
        if let Some(number) = read
            && (0.0..=if self.normalize { f64::MAX } else { 1.0 }).contains(&number)
        {
            return Some(number + 0.0); // −0 is 0
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

    /// How far a row may miss 1 before it is a fault.
    pub(super) fn allowed(&self, printed: Printed) -> f64 {
        if self.normalize { f64::MAX } else { printed.allowance() + ROUNDING }
    }

    /// Whether a row sums to 1 within what its digits allow; what is off then is scaled.
    pub(super) fn sums_to_one(
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
            self.faults.push(if self.normalize { fault } else { fault.help(NORMALIZE) });
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

/// `2 states`.
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A sum as messages print it.
pub(super) fn rounded(number: f64) -> f64 {
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
        let near = |row: &str, wanted: f64| {
            let found = allowance(row);
            assert!((found - wanted).abs() < 1e-15, "{row}: {found}, not {wanted}");
        };
        near("0.333333 0.333333 0.333333", 3.0 * 0.5e-6);
        near("0.3 0.33 0.36", 3.0 * 0.5e-2); // the short one may have lost a 0
        near("0.5 0.5 0 0.01", 4.0 * 0.5e-2);
        near("0.5 0.4", 0.1 * (1.0 - 1e-6)); // both rounded down by half a digit: no
        near("1 0", 0.0); // whole numbers are certain
        near("0.99 1.5e-3", 0.5e-2 + 0.5e-4);
        near("3.333e-1 6.667e-1", 2.0 * 0.5e-4);
        near("1e-2147483648 1e99999999999 0.5", 0.05 + SINGLE);
    }
}
