//! The characters of names: letters of any script, in Unicode's normal form C.

use std::borrow::Cow;
use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Whether a name may begin with this character: a letter of any script, or `_`.
pub fn begins_name(c: char) -> bool {
    c == '_' || is_xid_start(c)
}

/// Whether this character may follow in a name: letters, digits and combining marks.
pub fn continues_name(c: char) -> bool {
    is_xid_continue(c)
}

/// Converts a text to Unicode's normal form C, in which an accented letter is one character if such a character
/// exists.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_one() {
        assert_eq!(nfc("gro\u{308}ße"), "größe");
        assert!(matches!(nfc("größe"), Cow::Borrowed(_)));
        assert!(matches!(nfc("plain"), Cow::Borrowed(_)));
        // a mark that combines with no letter stays, and may be part of a name
        assert_eq!(nfc("q\u{308}"), "q\u{308}");
        assert!(continues_name('\u{308}') && !begins_name('\u{308}'));
        assert!("größe погода 天気 مطر _x".split(' ').all(|word| word.starts_with(begins_name)));
        assert!(!continues_name('-') && !continues_name('.') && !continues_name('\''));
        assert!(!begins_name('1') && !begins_name('€') && !begins_name(' '));
    }
}
