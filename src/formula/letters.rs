//! What names are made of: letters of any script, normalised.

use std::borrow::Cow;
use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Whether a name may begin with this character: a letter of any script, or `_`.
pub fn begins_name(c: char) -> bool {
    c == '_' || is_xid_start(c)
}

/// Whether this character may stand within a name: also digits and marks.
pub fn continues_name(c: char) -> bool {
    is_xid_continue(c)
}

/// A text in Unicode's normal form C, in which a letter with an accent is one character if there is one.
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
        // a mark that joins no letter stays, and may stand in a name
        assert_eq!(nfc("q\u{308}"), "q\u{308}");
        assert!(continues_name('\u{308}') && !begins_name('\u{308}'));
        assert!("größe погода 天気 مطر _x".split(' ').all(|word| word.starts_with(begins_name)));
        assert!(!continues_name('-') && !continues_name('.') && !continues_name('\''));
        assert!(!begins_name('1') && !begins_name('€') && !begins_name(' '));
    }
}
