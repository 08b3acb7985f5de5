//! The table of one `probability` block: rows, `default`, or a whole `table`. Knows the variables,
//! not what they mean.
//!
//! A `table` with parents is in the counting order of the declared variables, as the format has it:
//! the child's states run slowest, the last parent's fastest. Rows may stand in any order. Numbers go
//! straight to where they stay: networks have millions of them.

use super::blocks::{Name, ProbabilityBlock, VariableBlock};
use super::faults::shortened;
use super::numbers::{NORMALIZE, Numbers, Printed, counted, rounded};
use super::token::{Kind, Lexer, Token};
use crate::diagnostic::{Code, Diagnostic, nearest};
use std::ops::Range;

/// A table whose variables are known.
pub(super) struct Reader<'a, 'f> {
    /// What the table is about.
    pub(super) child: &'f VariableBlock<'a>,
    /// Its parents, the last running fastest.
    pub(super) parents: Vec<&'f VariableBlock<'a>>,
    /// Its numbers.
    pub(super) numbers: Numbers<'a, 'f>,
    /// How many numbers the table may have.
    pub(super) most: usize,
}

/// What has been read of a table.
struct Table {
    /// Row after row.
    chances: Vec<f64>,
    /// By row: one more than where it begins in the file; 0 where there is none yet.
    begins: Vec<u32>,
    /// The `default` row.
    default: Option<(Vec<f64>, Range<usize>)>,
    /// Where the whole `table` stands.
    whole: Option<Range<usize>>,
    /// Whether nothing is wrong so far.
    sound: bool,
}

impl Table {
    /// Puts the default where there is no row.
    fn fill(&mut self) {
        let Some((default, span)) = &self.default else { return };
        let width = default.len();
        let begin = span.start as u32 + 1;
        for (index, at) in self.begins.iter_mut().enumerate().filter(|(_, at)| **at == 0) {
            *at = begin;
            self.chances[index * width..(index + 1) * width].copy_from_slice(default);
        }
    }
}

impl Reader<'_, '_> {
    /// The numbers of the table, row after row; none if any part of it is faulty.
    pub(super) fn read(&mut self, block: &ProbabilityBlock<'_>) -> Option<Vec<f64>> {
        let width = self.child.states.len();
        let mut cards = self.parents.iter().map(|parent| parent.states.len());
        let rows = cards.try_fold(1_usize, usize::checked_mul);
        let count = rows.and_then(|rows| rows.checked_mul(width));
        let Some((rows, count)) = rows.zip(count).filter(|(_, count)| *count <= self.most) else {
            let message = format!(
                "the table of `{}` would have more numbers than the file can hold",
                shortened(self.child.name.text)
            );
            let repair = "its parents have too many combinations";
            self.numbers.faults.tell(Code::WrongCount, block.head.clone(), message, repair);
            return None;
        };
        let mut table = Table {
            chances: vec![0.0; count],
            begins: vec![0; rows],
            default: None,
            whole: None,
            sound: true,
        };
        let mut lexer = Lexer::new(self.numbers.text, block.body.clone());
        self.statements(&mut lexer, &mut table);
        table.fill();
        if table.sound {
            self.missing(&table, &block.head);
        }
        table.sound.then_some(table.chances)
    }

    fn statements(&mut self, lexer: &mut Lexer<'_>, table: &mut Table) {
        loop {
            let token = lexer.next();
            match (token.kind, token.word(self.numbers.text)) {
                (Kind::End, _) => return,
                (Kind::Sign(b';'), _) => {}
                (Kind::Sign(b'('), _) => self.row(lexer, token, table),
                (Kind::Word, "table") => self.whole(lexer, token, table),
                (Kind::Word, "default") => self.default(lexer, token, table),
                (Kind::Word, "property") => lexer.skip_statement(),
                _ => {
                    table.sound = false;
                    self.numbers.faults.expected(
                        "a row, `table`, `default` or `}`",
                        token,
                        self.numbers.text,
                    );
                    lexer.skip_statement();
                }
            }
        }
    }

    /// `(yes, no) 0.2, 0.8;`
    fn row(&mut self, lexer: &mut Lexer<'_>, open: Token, table: &mut Table) {
        let mut index = 0;
        let mut named = 0;
        let mut known = true;
        let close = loop {
            let token = lexer.next();
            if token.is_word() {
                if let Some(parent) = self.parents.get(named).copied() {
                    match self.state(parent, token) {
                        Some(state) => index = index * parent.states.len() + state,
                        None => known = false,
                    }
                }
                named += 1;
            } else if token.is(b')') {
                break token;
            } else {
                table.sound = false;
                self.numbers.faults.expected(
                    "`)` or a state of a parent",
                    token,
                    self.numbers.text,
                );
                lexer.at = token.start;
                return lexer.skip_statement();
            }
        };
        let span = open.start..close.end;
        if named != self.parents.len() {
            let message = format!(
                "this row names {}, and `{}` has {}",
                counted(named, "state"),
                shortened(self.child.name.text),
                counted(self.parents.len(), "parent")
            );
            self.numbers.faults.tell(
                Code::WrongCount,
                span.clone(),
                message,
                "name one for each parent",
            );
            known = false;
        }
        let mut row = Vec::with_capacity(self.child.states.len());
        let sound = self.numbers_of_row(lexer, &span, &mut row);
        if !known || !sound {
            table.sound = false;
            return;
        }
        let first = table.begins[index];
        if first != 0 {
            table.sound = false;
            let first = first as usize - 1;
            let fault = Diagnostic::new(
                Code::DoubleRow,
                self.numbers.faults.place(span),
                "a second row for the same combination",
            );
            let first = self.numbers.faults.place(first..first + 1);
            return self.numbers.faults.push(fault.related(first, "the first is here"));
        }
        table.begins[index] = open.start as u32 + 1;
        let width = row.len();
        table.chances[index * width..(index + 1) * width].copy_from_slice(&row);
    }

    /// The index of a parent's state; a fault if it has none of that name.
    fn state(&mut self, parent: &VariableBlock<'_>, token: Token) -> Option<usize> {
        let word = token.word(self.numbers.text);
        let found = parent.states.iter().position(|state| state.text == word);
        if found.is_none() {
            let names = || parent.states.iter().map(|state| state.text);
            let message =
                format!("`{}` has no state `{}`", shortened(parent.name.text), shortened(word));
            let near = if self.numbers.faults.are_few() { nearest(word, names()) } else { None };
            let place = self.numbers.faults.place(token.span());
            let listed = self.numbers.faults.place(parent.states_at.clone());
            self.numbers.faults.push(
                Diagnostic::new(Code::UnknownOutcome, place, message)
                    .suggest(near)
                    .related(listed, "its states"),
            );
        }
        found
    }

    /// The numbers of a row up to its `;`, one for each state, checked and summing to 1.
    fn numbers_of_row(
        &mut self,
        lexer: &mut Lexer<'_>,
        head: &Range<usize>,
        row: &mut Vec<f64>,
    ) -> bool {
        let width = self.child.states.len();
        let mut printed = Printed::default();
        let (count, span, mut sound) = self.numbers.read(lexer, head, &mut |at, number, word| {
            if at < width {
                row.push(number);
                printed.add(word);
            }
        });
        if count != width {
            self.numbers.wrong_count(count, width, head.clone());
            return false;
        }
        sound &= sound && self.numbers.sums_to_one(row, printed, &span, "this row");
        sound
    }

    /// `default 0.2, 0.8;`
    fn default(&mut self, lexer: &mut Lexer<'_>, keyword: Token, table: &mut Table) {
        let mut row = Vec::new();
        let sound = self.numbers_of_row(lexer, &keyword.span(), &mut row);
        if let Some((_, first)) = &table.default {
            let message = "a second `default` row";
            let fault = Diagnostic::new(
                Code::DoubleRow,
                self.numbers.faults.place(keyword.span()),
                message,
            );
            let first = self.numbers.faults.place(first.clone());
            self.numbers.faults.push(fault.related(first, "the first is here"));
            table.sound = false;
        } else if sound {
            table.default = Some((row, keyword.span()));
        }
        table.sound &= sound;
    }

    /// `table 0.2, 0.8;`
    fn whole(&mut self, lexer: &mut Lexer<'_>, keyword: Token, table: &mut Table) {
        let rows = table.begins.len();
        let width = self.child.states.len();
        let other = table.whole.clone();
        let other = other.or_else(|| {
            let first = table.begins.iter().copied().filter(|begin| *begin > 0).min()?;
            Some(first as usize - 1..first as usize)
        });
        let chances = &mut table.chances;
        let mut printed = vec![Printed::default(); rows];
        let mut take = |at: usize, number: f64, word: &str| {
            if at < rows * width {
                // the child's states run slowest
                chances[at % rows * width + at / rows] = number;
                printed[at % rows].add(word);
            }
        };
        let (count, span, sound) = self.numbers.read(lexer, &keyword.span(), &mut take);
        if let Some(other) = other {
            let message = "a `table` besides other numbers for the same combinations";
            let place = self.numbers.faults.place(keyword.span());
            let fault = Diagnostic::new(Code::DoubleRow, place, message);
            let other = self.numbers.faults.place(other);
            self.numbers.faults.push(fault.related(other, "the others are here"));
            table.sound = false;
            return;
        }
        table.whole = Some(keyword.span());
        table.begins.fill(keyword.start as u32 + 1);
        if count != rows * width {
            self.numbers.wrong_count(count, rows * width, keyword.span());
            table.sound = false;
        } else if !sound || !self.whole_sums(table, &printed, &span) {
            table.sound = false;
        }
    }

    /// Whether each row of a whole table sums to 1; of those that don't the first is told.
    fn whole_sums(&mut self, table: &mut Table, printed: &[Printed], span: &Range<usize>) -> bool {
        let width = self.child.states.len();
        let of = self.parents.clone();
        let mut wrong = None;
        let mut more = 0;
        for (index, printed) in printed.iter().copied().enumerate() {
            let row = &mut table.chances[index * width..(index + 1) * width];
            let sum: f64 = row.iter().sum();
            let off = (sum - 1.0).abs();
            if sum > 0.0 && sum.is_finite() && off <= self.numbers.allowed(printed) {
                self.numbers.sums_to_one(row, printed, span, "this row");
            } else if wrong.is_none() {
                wrong = Some((index, sum));
            } else {
                more += 1;
            }
        }
        let Some((index, sum)) = wrong else { return true };
        if of.is_empty() {
            let printed = printed.first().copied().unwrap_or_default();
            return self.numbers.sums_to_one(&mut table.chances, printed, span, "this table");
        }
        let more =
            if more > 0 { format!(" (and {more} more combinations)") } else { String::new() };
        let message = format!(
            "the chances for {} sum to {}, not 1{more}",
            combination(&of, index),
            rounded(sum)
        );
        let place = self.numbers.faults.place(span.clone());
        let mut fault = Diagnostic::new(Code::Sum, place, message);
        if other_way_sums(&table.chances, table.begins.len(), width) {
            fault = fault.help(
                "with the states of the child running fastest they would: BIF has them slowest, \
                 so write a row for each combination instead",
            );
        } else if !self.numbers.normalize {
            fault = fault.help(NORMALIZE);
        }
        self.numbers.faults.push(fault);
        false
    }

    fn missing(&mut self, table: &Table, head: &Range<usize>) {
        let mut missing = table.begins.iter().enumerate().filter(|(_, at)| **at == 0);
        let Some((first, _)) = missing.next() else { return };
        let more = match missing.count() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let (code, message) = if self.parents.is_empty() {
            let name = shortened(self.child.name.text);
            (Code::NoProbabilities, format!("no numbers for `{name}`"))
        } else {
            (Code::MissingRow, format!("no row for {}{more}", combination(&self.parents, first)))
        };
        let place = self.numbers.faults.place(head.clone());
        self.numbers.faults.push(
            Diagnostic::new(code, place, message)
                .help("each combination of the parents' states needs one row, or `default`"),
        );
    }
}

/// How near to 1 sums are if the other order was meant.
const NEARLY: f64 = 1e-6;

/// Whether the numbers, put back into the order of the file, sum to 1 with the child's states
/// running fastest.
fn other_way_sums(chances: &[f64], rows: usize, width: usize) -> bool {
    let in_file = |at: usize| chances[at % rows * width + at / rows];
    (0..rows).all(|row| {
        let sum: f64 = (0..width).map(|state| in_file(row * width + state)).sum();
        (sum - 1.0).abs() <= NEARLY
    })
}

/// `a = yes, b = no`.
fn combination(parents: &[&VariableBlock<'_>], index: usize) -> String {
    let mut left = index;
    let mut parts: Vec<String> = Vec::new();
    for parent in parents.iter().rev() {
        let state: &Name<'_> = &parent.states[left % parent.states.len()];
        parts.push(format!("{} = {}", shortened(parent.name.text), shortened(state.text)));
        left /= parent.states.len();
    }
    parts.reverse();
    parts.join(", ")
}
