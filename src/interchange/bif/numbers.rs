//! Numbers in a network: each a chance, each row summing to 1 or so nearly that printing explains
//! it. Knows no parents.

use super::faults::{Faults, shortened};
use super::token::{Kind, Lexer, Token};
use crate::diagnostic::{Code, Place};
use std::ops::Range;

/// How far a sum may be from 1 by the rounding of floating-point numbers alone.
const ROUNDING: f64 = 1e-12;
/// How far a sum may be from 1 by the rounding of printed numbers: such rows are scaled.
pub(super) const PRINTING: f64 = 1e-6;

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
        take: &mut dyn FnMut(usize, f64),
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
                take(count, number);
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
            && (0.0..=1.0).contains(&number)
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

    /// Whether a row sums to 1, or so nearly that printing explains it: then it is scaled.
    pub(super) fn sums_to_one(&mut self, row: &mut [f64], span: &Range<usize>, what: &str) -> bool {
        let sum: f64 = row.iter().sum();
        let off = (sum - 1.0).abs();
        if off <= ROUNDING {
            return true;
        }
        if off > PRINTING {
            let repair = if sum > 1.0 { "take" } else { "add" };
            let repair = match repair {
                "take" => format!("take {} from one of them", rounded(off)),
                _ => format!("add {} to one of them", rounded(off)),
            };
            let message = format!("the chances in {what} sum to {}, not 1", rounded(sum));
            self.faults.tell(Code::Sum, span.clone(), message, &repair);
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
