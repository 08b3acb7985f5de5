//! Takes a required name or sign from plain text, or reports that it is missing.

use super::faults::Faults;
use super::parts::Name;
use super::token::{Lexer, Token};

/// Takes the next token, a name; reports a fault if it is something else than `needed`.
pub(in crate::internal::interchange) fn name<'a>(
    lexer: &mut Lexer<'a>,
    faults: &mut Faults,
    needed: &str,
) -> Option<Name<'a>> {
    let token = lexer.peek();
    if !token.is_word() {
        faults.expected(needed, token, lexer.text());
        return None;
    }
    lexer.next();
    Some(Name::new(token.word(lexer.text()), token.span()))
}

/// Takes the next token, a sign; reports a fault if it is something else than `needed`.
pub(in crate::internal::interchange) fn sign(
    lexer: &mut Lexer<'_>,
    faults: &mut Faults,
    sign: u8,
    needed: &str,
) -> Option<Token> {
    let token = lexer.peek();
    if !token.is(sign) {
        faults.expected(needed, token, lexer.text());
        return None;
    }
    Some(lexer.next())
}
