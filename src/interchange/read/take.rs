//! Takes from plain text the name or the sign that has to be next, or tells that it is missing.

use super::faults::Faults;
use super::parts::Name;
use super::token::{Lexer, Token};

/// The name that is next; the fault that another thing stands where `wanted` should be, if it is none.
pub(in crate::interchange) fn name<'a>(
    lexer: &mut Lexer<'a>,
    faults: &mut Faults,
    wanted: &str,
) -> Option<Name<'a>> {
    let token = lexer.peek();
    if !token.is_word() {
        faults.expected(wanted, token, lexer.text());
        return None;
    }
    lexer.next();
    Some(Name::new(token.word(lexer.text()), token.span()))
}

/// The sign that is next, likewise.
pub(in crate::interchange) fn sign(
    lexer: &mut Lexer<'_>,
    faults: &mut Faults,
    sign: u8,
    wanted: &str,
) -> Option<Token> {
    let token = lexer.peek();
    if !token.is(sign) {
        faults.expected(wanted, token, lexer.text());
        return None;
    }
    Some(lexer.next())
}
