//! Bytes of a file → text, or why they can't be a network. Knows nothing of BIF but its comments.

use super::token::{Kind, Lexer};
use crate::diagnostic::Code;
use crate::formula::nfc;
use crate::scenario::{Refusal, utf8};
use std::borrow::Cow;

/// The longest network file, in bytes.
pub const MOST_BYTES: usize = 512 * 1024 * 1024;

/// How far into a file its first word is looked for.
const MOST_PREAMBLE: usize = 64 * 1024;

/// The text in `bytes`, without a byte-order mark and in Unicode's normal form C.
///
/// Refused are files over [`MOST_BYTES`], bytes that are not UTF-8, and files of blanks and
/// comments only.
pub fn admit(mut bytes: Vec<u8>) -> Result<String, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(Refusal {
            code: Code::TooLarge,
            message: "the file has more than 512 MB, the most that a network may have".into(),
            help: "is it another file than you meant?".into(),
        });
    }
    let text = utf8(&bytes)?;
    if Lexer::new(text, 0..text.len()).next().kind == Kind::End {
        return Err(Refusal {
            code: Code::Empty,
            message: "the file says nothing: it holds no block of a network".into(),
            help: "a network is made of `network`, `variable` and `probability` blocks".into(),
        });
    }
    let mark = bytes.len() - text.len();
    bytes.drain(..mark);
    let text = String::from_utf8(bytes).map_err(|_| Refusal {
        code: Code::NotUtf8,
        message: "the file is not UTF-8 text".into(),
        help: "save it as UTF-8".into(),
    })?;
    Ok(match nfc(&text) {
        Cow::Owned(normal) => normal,
        Cow::Borrowed(_) => text,
    })
}

/// Whether bytes begin as a network does: with the word of a block.
pub fn begins(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(MOST_PREAMBLE)];
    let text = String::from_utf8_lossy(start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start));
    let mut lexer = Lexer::new(&text, 0..text.len());
    let first = lexer.next();
    let second = lexer.next();
    let word = first.kind == Kind::Word
        && matches!(first.word(&text), "network" | "variable" | "probability");
    word && (second.is_word() && !second.word(&text).starts_with(['=', '.'])
        || second.is(b'(')
        || second.is(b'{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_skipped_and_emptiness_is_told() {
        assert_eq!(admit(b"\xEF\xBB\xBFnetwork x {}".to_vec()), Ok("network x {}".to_owned()));
        for empty in [&b""[..], b" \r\n", b"// only words\n/* and more */", b"\xEF\xBB\xBF"] {
            assert_eq!(admit(empty.to_vec()).expect_err("empty").code, Code::Empty);
        }
        let refusal = admit(b"network \xFF {}".to_vec()).expect_err("not UTF-8");
        assert!(refusal.message.ends_with("line 1, column 9"), "{}", refusal.message);
    }
}
