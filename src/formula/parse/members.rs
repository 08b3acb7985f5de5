//! Members of groups: `vote[de]`, and `for council except this where large` in functions.

use super::super::token::{Kind, Mark};
use super::super::{Each, ExprKind};
use super::{Level, Parser, Part};
use crate::diagnostic::{Code, Located};
use std::ops::Range;

impl Parser<'_, '_> {
    /// Parses `[de]` after the name of a variable or an attribute. Any word may name a member, also a reserved one.
    pub(super) fn member(&mut self, variable: String, name: Range<usize>) -> Part {
        let open = self.advance();
        let Some(member) = self.member_name() else {
            let message = "a member is named in square brackets, as in `vote[de]`";
            self.say(Code::FormulaSyntax, open.clone(), message)
                .label("write the member, in quotes unless it is one word");
            while !matches!(self.kind(), Kind::End | Kind::Mark(Mark::CloseSquare)) {
                self.advance();
            }
            self.takes(Mark::CloseSquare);
            self.quiet_at = Some(self.at);
            return self.hole();
        };
        if !self.takes(Mark::CloseSquare) {
            self.say(Code::FormulaSyntax, open, "this `[` is never closed")
                .label("write one member, in quotes unless it is one word");
            self.recover();
        }
        let range = name.start..self.end_of_last();
        self.part(ExprKind::Member(variable, member), range, 0)
    }

    /// Steps over the name of a member, if there is one.
    fn member_name(&mut self) -> Option<Located<String>> {
        let name = match self.kind() {
            Kind::Word(word) | Kind::Quoted(word) => word.clone(),
            Kind::Keyword(_) => self.text[self.range()].to_owned(),
            _ => return None,
        };
        let range = self.advance();
        Some(Located::new(name, self.faults.place(range)))
    }

    /// Steps over `word` if it is next.
    fn takes_word(&mut self, word: &str) -> bool {
        let found = matches!(self.kind(), Kind::Word(next) if next == word);
        if found {
            self.advance();
        }
        found
    }

    /// Parses `for GROUP [except MEMBER] [where CONDITION]` after an argument, if it follows.
    pub(super) fn each(&mut self, below: &mut usize) -> Option<Each> {
        let start = self.range();
        if !self.takes_word("for") {
            return None;
        }
        let Kind::Word(group) = self.kind().clone() else {
            let message = "`for` needs the name of a group: write `how_many(x for group)`";
            self.say(Code::FormulaSyntax, start, message);
            return None;
        };
        let at = self.advance();
        let group = Located::new(group, self.faults.place(at));
        let mut except = None;
        let start = self.range();
        if self.takes_word("except") {
            except = self.member_name();
            if except.is_none() {
                let message = "`except` needs a member: write `except this`";
                self.say(Code::FormulaSyntax, start, message);
            }
        }
        let condition = self.takes_word("where").then(|| {
            let condition = self.operators(Level::If);
            *below = condition.depth.max(*below);
            condition.expr
        });
        Some(Each { group, except, condition })
    }
}
