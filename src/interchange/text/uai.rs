//! The format of the UAI inference competitions, which has numbers and no names.
//!
//! A file has `BAYES`, the number of variables, the number of states of each, the number of tables, for each table
//! the number of its variables and their indices, and then each table with the count of its numbers. The last
//! variable of a table is the child, whose states vary fastest. Variables are named `x0`, `x1` …, states `0`, `1` …

use super::super::read::assemble::assemble;
use super::super::read::faults::{Faults, shortened};
use super::super::read::list::List;
use super::super::read::numbers::Text;
use super::super::read::parts::{Name, Parts, Table, Variable};
use super::super::read::token::{Kind, Lexer, PLAIN, Token};
use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::Scenario;
use std::ops::Range;

/// Reads a network: everything that can be read, and every fault, in the order of the file.
pub(in crate::internal::interchange) fn read(
    text: Text<'_>,
    mut faults: Faults,
) -> (Scenario, Vec<Diagnostic>) {
    let lexer = Lexer::new(text.text, 0..text.text.len(), &PLAIN);
    let mut reader = Reader { text: text.text, lexer, faults: &mut faults, parts: Parts::empty() };
    let whole = reader.all().is_some();
    let mut parts = reader.parts;
    parts.is_broken = !whole;
    assemble(text, &parts, faults)
}

struct Reader<'a, 'f> {
    text: &'a str,
    lexer: Lexer<'a>,
    faults: &'f mut Faults,
    parts: Parts<'a, List>,
}

impl Reader<'_, '_> {
    /// Reads the file; `None` if it had to stop before the end.
    fn all(&mut self) -> Option<()> {
        let kind = self.lexer.next();
        if kind.word(self.text) != "BAYES" {
            let message = format!("`{}` is no Bayesian network", shortened(kind.word(self.text)));
            let repair = "only files that begin with BAYES hold chances";
            self.faults.tell(Code::NotTaken, kind.span(), message, repair);
            return None;
        }
        let (variables, _) = self.count("the number of variables")?;
        let mut room = self.text.len();
        for index in 0..variables {
            let (states, token) = self.count("a number of states")?;
            let span = token.span();
            if states > room {
                let message = "more states than the file can hold chances";
                self.faults.tell(Code::WrongCount, span, message, "is a blank missing?");
                return None;
            }
            room -= states;
            let named = |state: usize| Name::new(state.to_string(), span.clone());
            self.parts.variables.push(Variable {
                name: Name::new(format!("x{index}"), span.clone()),
                states: (0..states).map(named).collect(),
                states_at: span.start..span.end,
                is_choice: false,
            });
        }
        let (tables, _) = self.count("the number of tables")?;
        let mut scopes = Vec::new();
        for _ in 0..tables {
            scopes.push(self.scope(variables)?);
        }
        for scope in scopes {
            self.table(scope)?;
        }
        let end = self.lexer.next();
        if end.kind != Kind::End {
            let message = "there is more after the last table";
            self.faults.tell(Code::WrongCount, end.span(), message, "is a count too small?");
        }
        Some(())
    }

    fn count(&mut self, needed: &str) -> Option<(usize, Token)> {
        let token = self.lexer.next();
        let number = token.word(self.text).parse().ok();
        if number.is_none() {
            self.faults.expected(needed, token, self.text);
        }
        number.map(|number: usize| (number, token))
    }

    /// Reads the variables of a table, the child last.
    fn scope(&mut self, variables: usize) -> Option<(Vec<Name<'static>>, Range<usize>)> {
        let (size, begin) = self.count("how many variables a table is over")?;
        if size == 0 {
            let message = "a table over no variable";
            self.faults.tell(Code::NotTaken, begin.span(), message, "it is no table of chances");
            return None;
        }
        let mut names = Vec::new();
        for _ in 0..size {
            let (index, token) = self.count("the number of a variable, from 0")?;
            if index >= variables {
                let message = format!("there is no variable {index}");
                let repair = format!("write 0 to {}", variables.saturating_sub(1));
                self.faults.tell(Code::UnknownName, token.span(), message, &repair);
                return None;
            }
            names.push(Name::new(format!("x{index}"), token.span()));
        }
        let end = names.last().map_or(begin.end, |name| name.span.end);
        Some((names, begin.start..end))
    }

    fn table(&mut self, scope: (Vec<Name<'static>>, Range<usize>)) -> Option<()> {
        let (mut parents, head) = scope;
        let child = parents.pop()?;
        let (count, begin) = self.count("how many numbers a table has")?;
        let start = self.lexer.peek().start;
        let mut end = start;
        for _ in 0..count {
            let token = self.lexer.next();
            if token.kind == Kind::End {
                self.faults.expected("a number", token, self.text);
                return None;
            }
            end = token.end;
        }
        let place = begin.start..end;
        let body = List::new(start..end, &PLAIN);
        self.parts.tables.push(Table { child, parents, head, place, body });
        Some(())
    }
}
