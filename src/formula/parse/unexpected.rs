//! Messages for unexpected tokens: each likely slip has its own repair.

use super::super::Unit;
use super::super::token::{Keyword, Kind, Mark};
use super::Parser;
use crate::diagnostic::{Code, nearest};
use std::ops::Range;

impl Parser<'_, '_> {
    /// Reports that an operand is missing at the current token.
    pub(super) fn missing_operand(&mut self) {
        let range = self.range();
        if *self.kind() == Kind::End {
            let last = self.last_range();
            let sign = self.text[last.clone()].to_owned();
            let message = format!("the formula ends where a value should follow `{sign}`");
            self.say(Code::FormulaSyntax, last, message).label("what follows?");
            return;
        }
        let sign = &self.text[range.clone()];
        let message = match self.kind() {
            Kind::Mark(Mark::Plus) => "a leading `+` says nothing: drop it".to_owned(),
            Kind::Mark(Mark::OpenBrace) => {
                "a set is allowed only after `in`: write `x in { a, b }`".to_owned()
            }
            Kind::Mark(Mark::OpenSquare | Mark::CloseSquare) => square(sign),
            _ => format!("a value is missing before `{sign}`"),
        };
        self.say(Code::FormulaSyntax, range, message);
    }

    /// Reports that the formula can't go on with the current token.
    pub(super) fn unexpected_after(&mut self) {
        let range = self.range();
        if self.known_slip() {
            return;
        }
        let (message, label) = match self.kind() {
            Kind::End => {
                self.missing_operand();
                return;
            }
            Kind::Mark(mark) => self.unexpected_mark(*mark, &range),
            Kind::Keyword(Keyword::Then | Keyword::Else) => (
                format!("`{}` without an `if` before it", &self.text[range.clone()]),
                String::new(),
            ),
            Kind::Word(word) => self.unexpected_word(word, &range),
            _ => self.no_operator(&range),
        };
        self.say(Code::FormulaSyntax, range, message).label(label);
    }

    fn no_operator(&self, range: &Range<usize>) -> (String, String) {
        let sign = &self.text[range.clone()];
        (format!("an operator is missing before `{sign}`"), String::new())
    }

    fn unexpected_mark(&self, mark: Mark, range: &Range<usize>) -> (String, String) {
        let last = self.last_before();
        match mark {
            Mark::CloseRound => ("this `)` closes nothing".to_owned(), String::new()),
            Mark::CloseBrace => ("this `}` closes nothing".to_owned(), String::new()),
            Mark::Percent => (
                "`%` follows a number as written: write `30%`, or divide by 100".to_owned(),
                String::new(),
            ),
            Mark::Comma => (
                "a comma is allowed only between the arguments of a function and in sets"
                    .to_owned(),
                String::new(),
            ),
            Mark::Colon => (
                "`:` is allowed only after a weight in `mixture(10%: a, 90%: b)`".to_owned(),
                "odds such as `3:1` can't be part of a formula".to_owned(),
            ),
            Mark::OpenRound => (
                format!("an operator is missing between `{last}` and `(`"),
                "to multiply, write `*`".to_owned(),
            ),
            Mark::OpenBrace => (
                "a set is allowed only after `in`: write `x in { a, b }`".to_owned(),
                String::new(),
            ),
            Mark::OpenSquare | Mark::CloseSquare => {
                (square(&self.text[range.clone()]), "write `{ … }` or `( … )`".to_owned())
            }
            _ => self.no_operator(range),
        }
    }

    /// The text of the token before the current one.
    fn last_before(&self) -> &str {
        self.at.checked_sub(1).map_or("", |last| &self.text[self.tokens[last].range.clone()])
    }

    fn unexpected_word(&self, word: &str, range: &Range<usize>) -> (String, String) {
        let lower = word.to_lowercase();
        let last = self.last_before();
        let after_number = self
            .at
            .checked_sub(1)
            .is_some_and(|last| matches!(self.tokens[last].kind, Kind::Number(_)));
        let write = |repair: &str| format!("write `{repair}`");
        if Keyword::of(&lower).is_some() {
            return (format!("keywords are lower case: write `{lower}`"), write(&lower));
        }
        match lower.as_str() {
            "is" | "equals" | "eq" => {
                return (format!("`{word}` does not compare: write `==`"), write("=="));
            }
            "mod" | "xor" | "nor" | "nand" => {
                return (format!("formulas have no `{word}`"), String::new());
            }
            _ => {}
        }
        if Unit::WORDS.contains(&word) {
            let message = format!(
                "a unit follows a number as written: `{last}` is none, write `{last} * 1 {}`",
                word.trim_end_matches('s')
            );
            return (message, String::new());
        }
        if after_number {
            if matches!(
                lower.as_str(),
                "hour" | "hours" | "minute" | "minutes" | "second" | "seconds"
            ) {
                return (
                    format!(
                        "`{word}` is finer than a day: units are `days`, `weeks`, `months` and `years`"
                    ),
                    String::new(),
                );
            }
            if let Some(unit) = nearest(word, Unit::WORDS).filter(|_| word.len() > 2) {
                return (format!("`{word}` is no unit"), format!("did you mean `{unit}`?"));
            }
            return (
                format!("an operator is missing between `{last}` and `{word}`"),
                format!("to multiply, write `{last} * {word}`"),
            );
        }
        self.no_operator(range)
    }

    /// Reports that the `if` at `start` has no `then` or `else` at the current token, and skips the part.
    pub(super) fn missing_branch(&mut self, start: &Range<usize>, keyword: Keyword) {
        if *self.kind() != Kind::End
            && !matches!(
                self.kind(),
                Kind::Keyword(Keyword::Then | Keyword::Else)
                    | Kind::Mark(Mark::CloseRound | Mark::CloseBrace | Mark::Comma)
            )
        {
            self.unexpected_after();
            self.recover();
            return;
        }
        let message = if keyword == Keyword::Then {
            "this `if` has no `then`: write `if … then … else …`"
        } else {
            "this `if` has no `else`: say what holds otherwise"
        };
        self.say(Code::FormulaSyntax, start.clone(), message);
        self.recover();
    }
}

/// The message about a square bracket that names no member.
fn square(sign: &str) -> String {
    format!(
        "`{sign}` names a member of a group, as in `vote[de]`: a set is in braces, everything else in parentheses"
    )
}
