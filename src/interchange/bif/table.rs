//! Reader of the table in a `probability` block: rows, `default`, or a whole `table`.
//!
//! A `table` with parents is in the counting order of the declared variables, as the format requires: the child's
//! states vary slowest, the last parent's fastest. Rows may be in any order. Numbers are stored where they stay:
//! networks have millions of them.

use super::super::read::faults::shortened;
use super::super::read::numbers::{Numbers, Printed, counted};
use super::super::read::parts::{Body, Shape, Variable};
use super::super::read::rows::{Order, combination, each_sums};
use super::super::read::token::{Kind, Lexer, Token};
use super::flavour::Flavour;
use crate::diagnostic::{Code, Diagnostic, nearest};
use std::ops::Range;

/// The unread rows between the braces of a `probability` block.
pub(in crate::internal::interchange) struct Rows {
    /// Their range in the file.
    pub(super) body: Range<usize>,
    /// The flavour in which they are written.
    pub(super) flavour: &'static Flavour,
}

/// The parts of a table read so far.
struct Table {
    /// The chances, row after row.
    chances: Vec<f64>,
    /// For each row one more than its first byte in the file; 0 if it was not read yet.
    begins: Vec<u32>,
    /// The `default` row and its range.
    default: Option<(Vec<f64>, Range<usize>)>,
    /// The range of the whole `table`.
    whole: Option<Range<usize>>,
    /// Whether no fault was found so far.
    sound: bool,
}

impl Table {
    /// Copies the default to missing rows.
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

impl Body for Rows {
    fn chances(&self, shape: &Shape<'_, '_>, numbers: &mut Numbers<'_, '_>) -> Option<Vec<f64>> {
        Reader { shape, numbers, flavour: self.flavour }.read(&self.body)
    }
}

struct Reader<'r, 's, 'n, 'f> {
    shape: &'r Shape<'s, 's>,
    numbers: &'r mut Numbers<'n, 'f>,
    flavour: &'static Flavour,
}

impl Reader<'_, '_, '_, '_> {
    /// Reads the chances, row after row; `None` if any part is faulty.
    fn read(&mut self, body: &Range<usize>) -> Option<Vec<f64>> {
        let rows = self.shape.rows;
        let mut table = Table {
            chances: vec![0.0; rows * self.shape.width()],
            begins: vec![0; rows],
            default: None,
            whole: None,
            sound: true,
        };
        let mut lexer = Lexer::new(self.numbers.text.text, body.clone(), self.flavour.dialect);
        self.statements(&mut lexer, &mut table);
        table.fill();
        if table.sound {
            self.missing(&table);
        }
        table.sound.then_some(table.chances)
    }

    fn statements(&mut self, lexer: &mut Lexer<'_>, table: &mut Table) {
        loop {
            let token = lexer.next();
            match (token.kind, token.word(self.numbers.text.text)) {
                (Kind::End, _) => return,
                (Kind::Sign(b';'), _) => {}
                (Kind::Sign(b'('), _) => self.row(lexer, token, table),
                (Kind::Word, "table") => self.whole(lexer, token, table),
                (Kind::Word, "default") => self.default(lexer, token, table),
                (Kind::Word, "property") => lexer.skip_statement(),
                (Kind::Word, word) if self.flavour.is_numbered && begins_number(word) => {
                    lexer.at = token.start;
                    self.whole(lexer, token, table);
                }
                _ => {
                    table.sound = false;
                    self.numbers.faults.expected(
                        "a row, `table`, `default` or `}`",
                        token,
                        self.numbers.text.text,
                    );
                    lexer.skip_statement();
                }
            }
        }
    }

    /// Reads `(yes, no) 0.2, 0.8;`.
    fn row(&mut self, lexer: &mut Lexer<'_>, open: Token, table: &mut Table) {
        let mut index = 0;
        let mut named = 0;
        let mut known = true;
        let close = loop {
            let token = lexer.next();
            if token.is_word() {
                if let Some(parent) = self.shape.parents.get(named).copied() {
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
                    self.numbers.text.text,
                );
                lexer.at = token.start;
                return lexer.skip_statement();
            }
        };
        let span = open.start..close.end;
        if named != self.shape.parents.len() {
            let message = format!(
                "this row names {}, and `{}` has {}",
                counted(named, "state"),
                shortened(&self.shape.child.name.text),
                counted(self.shape.parents.len(), "parent")
            );
            self.numbers.faults.tell(
                Code::WrongCount,
                span.clone(),
                message,
                "name one for each parent",
            );
            known = false;
        }
        let mut row = Vec::with_capacity(self.shape.child.states.len());
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

    /// The index of a parent's state; reports a fault if there is no such state.
    fn state(&mut self, parent: &Variable<'_>, token: Token) -> Option<usize> {
        let word = token.word(self.numbers.text.text);
        let states = &parent.states;
        let found = if self.flavour.is_numbered {
            word.parse().ok().filter(|number: &usize| *number < states.len())
        } else {
            states.iter().position(|state| state.text == word)
        };
        if found.is_none() && self.flavour.is_numbered {
            let name = shortened(&parent.name.text);
            let message = format!("`{name}` has no state of the number `{}`", shortened(word));
            let repair = format!("write 0 to {}", states.len().saturating_sub(1));
            self.numbers.faults.tell(Code::UnknownOutcome, token.span(), message, &repair);
        } else if found.is_none() {
            let names = || states.iter().map(|state| state.text.as_ref());
            let message =
                format!("`{}` has no state `{}`", shortened(&parent.name.text), shortened(word));
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

    /// Reads the numbers of a row up to its `;`, one for each state, and checks them and their sum.
    fn numbers_of_row(
        &mut self,
        lexer: &mut Lexer<'_>,
        head: &Range<usize>,
        row: &mut Vec<f64>,
    ) -> bool {
        let width = self.shape.child.states.len();
        let mut printed = Printed::default();
        let (count, span, mut sound) = self.numbers(lexer, head, &mut |at, number, word| {
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

    /// Reads `default 0.2, 0.8;`.
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

    /// Reads `table 0.2, 0.8;`.
    fn whole(&mut self, lexer: &mut Lexer<'_>, keyword: Token, table: &mut Table) {
        let rows = self.shape.rows;
        let width = self.shape.width();
        // in BIF the child's states vary slowest
        let order = if self.flavour.is_numbered { Order::ByRow } else { Order::ByState };
        let other = table.whole.clone();
        let other = other.or_else(|| {
            let first = table.begins.iter().copied().filter(|begin| *begin > 0).min()?;
            Some(first as usize - 1..first as usize)
        });
        let chances = &mut table.chances;
        let mut printed = vec![Printed::default(); rows];
        let mut take = |at: usize, number: f64, word: &str| {
            if at < rows * width {
                let (row, state) = order.cell(at, rows, width);
                chances[row * width + state] = number;
                printed[row].add(word);
            }
        };
        let (count, span, sound) = self.numbers(lexer, &keyword.span(), &mut take);
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
        if count == rows * width {
            let list = (order, &span);
            let chances = &mut table.chances;
            table.sound &= sound && each_sums(self.shape, self.numbers, chances, &printed, list);
        } else {
            self.numbers.wrong_count(count, rows * width, keyword.span());
            table.sound = false;
        }
    }

    /// Reads numbers up to the `;`. Returns their count, their range, and whether each can be a chance.
    fn numbers(
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
            let word = token.word(self.numbers.text.text);
            let begins = token.kind == Kind::Word
                && (matches!(word, "table" | "default" | "property")
                    || self.flavour.keywords[1..].contains(&word));
            if token.is(b';') {
                break;
            }
            if !token.is_word() || begins {
                self.numbers.faults.tell(
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
            if let Some(number) = self.numbers.number(word, token) {
                take(count, number, word.trim());
            } else {
                sound = false;
            }
            count += 1;
        }
        (count, begin.unwrap_or(head.start)..end, sound)
    }

    fn missing(&mut self, table: &Table) {
        let mut missing = table.begins.iter().enumerate().filter(|(_, at)| **at == 0);
        let Some((first, _)) = missing.next() else { return };
        let more = match missing.count() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let (code, message) = if self.shape.parents.is_empty() {
            let name = shortened(&self.shape.child.name.text);
            (Code::NoProbabilities, format!("no numbers for `{name}`"))
        } else {
            (Code::MissingRow, format!("no row for {}{more}", combination(self.shape, first)))
        };
        let place = self.numbers.faults.place(self.shape.head.clone());
        self.numbers.faults.push(
            Diagnostic::new(code, place, message)
                .help("each combination of the parents' states needs one row, or `default`"),
        );
    }
}

/// Whether a word begins like a number.
fn begins_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))
}
