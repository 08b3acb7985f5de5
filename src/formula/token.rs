//! The lexer: cuts a formula into tokens.
//!
//! An obvious slip (`&&`, `≥`, a smart quote) is reported and read as intended, so that the rest is still checked.
//! Unreadable text becomes [`Kind::Unreadable`], which is not reported again.

mod literal;
#[cfg(test)]
mod tests;

pub(super) use literal::times_ten;

use super::faults::Faults;
use super::letters::{begins_name, continues_name, nfc};
use super::slips::{CURRENCIES, fraction, month_of, written_date, written_period};
use crate::diagnostic::Code;
use jiff::civil::Date;
use std::ops::Range;

/// A token and its byte range in the formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// The kind of the token.
    pub(super) kind: Kind,
    /// The byte range in the formula.
    pub(super) range: Range<usize>,
}

/// The kinds of tokens.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// `0.3`
    Number(f64),
    /// `2025-10-31`
    Date(Date),
    /// A name, a function or a unit: any word that is not a keyword.
    Word(String),
    /// `'geneva or so'`
    Quoted(String),
    /// `if`, `and`, …
    Keyword(Keyword),
    /// `==`, `(`, …
    Mark(Mark),
    /// Unreadable text that was already reported.
    Unreadable,
    /// The end of the formula, after the last token.
    End,
}

/// Words that the grammar reserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    If,
    Then,
    Else,
    Or,
    And,
    Not,
    In,
    To,
}

impl Keyword {
    /// The keyword that `word` is, if any.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "if" => Self::If,
            "then" => Self::Then,
            "else" => Self::Else,
            "or" => Self::Or,
            "and" => Self::And,
            "not" => Self::Not,
            "in" => Self::In,
            "to" => Self::To,
            _ => return None,
        })
    }
}

/// Signs of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    EqualEqual,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    /// A single `=`.
    Equal,
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Percent,
    Comma,
    Colon,
    OpenRound,
    CloseRound,
    OpenBrace,
    CloseBrace,
    OpenSquare,
    CloseSquare,
}

/// The signs as they are written.
const MARKS: &[(&str, Mark)] = &[
    ("==", Mark::EqualEqual),
    ("!=", Mark::NotEqual),
    ("<=", Mark::LessEqual),
    (">=", Mark::GreaterEqual),
    ("<", Mark::Less),
    (">", Mark::Greater),
    ("=", Mark::Equal),
    ("+", Mark::Plus),
    ("-", Mark::Minus),
    ("*", Mark::Times),
    ("/", Mark::Over),
    ("^", Mark::Power),
    ("%", Mark::Percent),
    (",", Mark::Comma),
    (":", Mark::Colon),
    ("(", Mark::OpenRound),
    (")", Mark::CloseRound),
    ("{", Mark::OpenBrace),
    ("}", Mark::CloseBrace),
    ("[", Mark::OpenSquare),
    ("]", Mark::CloseSquare),
];

/// Signs of other notations, the tokens that they are read as, and how those are written.
const SLIPS: &[(&str, Kind, &str)] = &[
    ("===", Kind::Mark(Mark::EqualEqual), "=="),
    ("!==", Kind::Mark(Mark::NotEqual), "!="),
    ("=<", Kind::Mark(Mark::LessEqual), "<="),
    ("=>", Kind::Mark(Mark::GreaterEqual), ">="),
    ("<>", Kind::Mark(Mark::NotEqual), "!="),
    ("=!", Kind::Mark(Mark::NotEqual), "!="),
    ("**", Kind::Mark(Mark::Power), "^"),
    ("&&", Kind::Keyword(Keyword::And), "and"),
    ("||", Kind::Keyword(Keyword::Or), "or"),
    ("&", Kind::Keyword(Keyword::And), "and"),
    ("|", Kind::Keyword(Keyword::Or), "or"),
    ("∧", Kind::Keyword(Keyword::And), "and"),
    ("∨", Kind::Keyword(Keyword::Or), "or"),
    ("¬", Kind::Keyword(Keyword::Not), "not"),
    ("∈", Kind::Keyword(Keyword::In), "in"),
    ("≤", Kind::Mark(Mark::LessEqual), "<="),
    ("≥", Kind::Mark(Mark::GreaterEqual), ">="),
    ("⩽", Kind::Mark(Mark::LessEqual), "<="),
    ("⩾", Kind::Mark(Mark::GreaterEqual), ">="),
    ("≠", Kind::Mark(Mark::NotEqual), "!="),
    ("×", Kind::Mark(Mark::Times), "*"),
    ("·", Kind::Mark(Mark::Times), "*"),
    ("÷", Kind::Mark(Mark::Over), "/"),
    ("−", Kind::Mark(Mark::Minus), "-"),
    ("–", Kind::Mark(Mark::Minus), "-"),
    ("—", Kind::Mark(Mark::Minus), "-"),
];

/// Cuts `text` into tokens; [`Kind::End`] is always the last.
pub(super) fn tokens(text: &str, faults: &mut Faults) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, faults };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_spaces();
        let start = lexer.at;
        let Some(first) = lexer.rest().chars().next() else {
            tokens.push(Token { kind: Kind::End, range: start..start });
            return tokens;
        };
        let kind = lexer.token(first);
        debug_assert!(lexer.at > start, "every token has a character");
        tokens.push(Token { kind, range: start..lexer.at });
    }
}

/// The state of the lexer.
struct Lexer<'t, 'f, 'p> {
    text: &'t str,
    at: usize,
    faults: &'f mut Faults<'p>,
}

impl<'t> Lexer<'t, '_, '_> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes characters while `accept` holds, and returns them.
    fn take(&mut self, accept: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Reads the token that begins with `first`.
    fn token(&mut self, first: char) -> Kind {
        match first {
            '0'..='9' => self.number_or_date(),
            _ if month_of(self.word_ahead()).is_some() && self.is_date() => self.foreign_date(),
            _ if first.is_alphabetic() && written_period(self.rest()).is_some() => self.period(),
            '.' => self.leading_point(),
            '\'' => self.quoted('\'', &['\'']),
            '"' | '`' => self.badly_quoted(first, &[first]),
            '‘' | '’' | '‚' | '‛' => self.badly_quoted(first, &['‘', '’', '\'']),
            '“' | '”' | '„' | '«' => self.badly_quoted(first, &['“', '”', '"', '»']),
            _ if begins_name(first) => self.word(),
            _ => self.mark(first),
        }
    }

    /// The letters that follow.
    fn word_ahead(&self) -> &'t str {
        let rest = self.rest();
        &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
    }

    /// Whether a date in another form follows.
    fn is_date(&self) -> bool {
        written_date(self.rest()).is_some()
    }

    fn word(&mut self) -> Kind {
        let word = self.take(continues_name);
        Keyword::of(word).map_or_else(|| Kind::Word(nfc(word).into_owned()), Kind::Keyword)
    }

    fn mark(&mut self, first: char) -> Kind {
        let start = self.at;
        if let Some((sign, kind, right)) =
            SLIPS.iter().find(|(sign, ..)| self.rest().starts_with(sign))
        {
            self.at += sign.len();
            self.faults
                .say(
                    Code::FormulaSyntax,
                    start..self.at,
                    format!("formulas have no `{sign}`: write `{right}`"),
                )
                .write(*right);
            return kind.clone();
        }
        if let Some((sign, mark)) = MARKS.iter().find(|(sign, _)| self.rest().starts_with(sign)) {
            self.at += sign.len();
            return Kind::Mark(*mark);
        }
        if let Some((meant, length)) = fraction(self.rest()) {
            return self.fraction(meant, length);
        }
        self.at += first.len_utf8();
        if CURRENCIES.contains(&first) {
            return self.currency(first, start);
        }
        if is_invisible(first) {
            self.take(is_invisible);
            let message = format!("an invisible character is here, U+{:04X}", first as u32);
            self.faults.say(Code::FormulaSyntax, start..self.at, message).delete();
            return Kind::Unreadable;
        }
        if first == '!' {
            return self.bang(start);
        }
        // a run of the same sign is one slip
        self.take(|c| c == first);
        let (message, label) = stray(first);
        self.faults.say(Code::FormulaSyntax, start..self.at, message).label(label);
        Kind::Unreadable
    }

    /// Reports `½`, and `2½` if digits stand before it.
    fn fraction(&mut self, meant: &str, length: usize) -> Kind {
        let before = self.text[..self.at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let whole = &self.text[before..self.at];
        let right =
            if whole.is_empty() { meant.to_owned() } else { format!("({whole} + {meant})") };
        self.at += length;
        let message = format!("formulas have no `{}`", &self.text[before..self.at]);
        self.faults.say(Code::FormulaSyntax, before..self.at, message).write(right);
        Kind::Unreadable
    }

    /// Reports a currency sign, before or after a number; it is then ignored.
    fn currency(&mut self, sign: char, start: usize) -> Kind {
        self.take(|c| c == sign);
        let message = format!("`{sign}` is no unit that formulas compute with");
        let label = format!("leave it out, and write `unit = \"{sign}\"` as a key beside");
        self.faults.say(Code::FormulaSyntax, start..self.at, message).delete().label(label);
        self.skip_spaces();
        match self.rest().chars().next() {
            Some(next) => self.token(next),
            None => Kind::End,
        }
    }

    /// Reads `!x`, after the `!`.
    fn bang(&mut self, start: usize) -> Kind {
        let operand = self.rest().trim_start();
        let length = operand.find(|c: char| !continues_name(c)).unwrap_or(operand.len());
        let repair = if length == 0 || length > 60 {
            "not …".to_owned()
        } else {
            format!("not {}", &operand[..length])
        };
        self.faults
            .say(
                Code::FormulaSyntax,
                start..self.at,
                format!("formulas have no `!`: write `{repair}`"),
            )
            .label(format!("write `{repair}`"));
        Kind::Keyword(Keyword::Not)
    }

    /// Reads `'…'` up to the first of the `closing` characters.
    fn quoted(&mut self, opening: char, closing: &[char]) -> Kind {
        let start = self.at;
        self.at += opening.len_utf8();
        let inside = self.rest();
        let Some(length) = inside.find(closing) else {
            self.at = self.text.len();
            self.faults
                .say(
                    Code::FormulaSyntax,
                    start..start + opening.len_utf8(),
                    format!("this `{opening}` is never closed"),
                )
                .label("the closing quote is missing");
            return Kind::Unreadable;
        };
        self.at += length + inside[length..].chars().next().map_or(0, char::len_utf8);
        Kind::Quoted(nfc(&inside[..length]).into_owned())
    }

    /// Reports quotes that formulas don't have, and reads them as single quotes.
    fn badly_quoted(&mut self, opening: char, closing: &[char]) -> Kind {
        let start = self.at;
        let kind = self.quoted(opening, closing);
        if let Kind::Quoted(inside) = &kind {
            self.faults
                .say(
                    Code::FormulaSyntax,
                    start..self.at,
                    format!("`{opening}` does not quote in formulas: write `'{inside}'`, with plain single quotes"),
                )
                .write(format!("'{inside}'"));
        }
        kind
    }
}

/// Whether a character has no width, so that it can't be seen in a text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The message and the label for a character that begins no token.
fn stray(c: char) -> (String, String) {
    match c {
        '?' => ("formulas have no `?`: write `if … then … else …`".to_owned(), String::new()),
        ';' => ("a formula is one expression: it has no `;`".to_owned(), String::new()),
        '#' => ("a formula has no comments: put `#` outside the quotes".to_owned(), String::new()),
        _ if c.is_control() || !c.is_ascii() => (
            format!(
                "the character U+{:04X} (`{}`) means nothing in a formula",
                c as u32,
                c.escape_default()
            ),
            String::new(),
        ),
        _ => (format!("`{c}` means nothing in a formula"), String::new()),
    }
}
