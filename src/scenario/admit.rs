//! Decoding of files: bytes to text, or the reason why they can't be a scenario.

use super::foreign::by_magic;
use crate::diagnostic::{Code, Diagnostic, FileId, Place};
use crate::formula::nfc;
use std::borrow::Cow;

/// The longest scenario file, in bytes.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The reason why bytes are not the text of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// [`Code::NotUtf8`], [`Code::TooLarge`], [`Code::Empty`] or [`Code::Foreign`].
    pub code: Code,
    /// One line that gives the reason, without the file's name.
    pub message: String,
    /// The repair.
    pub help: String,
}

impl Refusal {
    /// The refusal as a diagnostic for a file called `name`.
    pub fn diagnostic(&self, name: &str) -> Diagnostic {
        Diagnostic::placeless(self.code, format!("{name}: {}", self.message)).help(&self.help)
    }
}

/// Decodes `bytes` to text, without a byte-order mark and in Unicode's normal form C, so that names that look the
/// same are the same.
///
/// Refuses files over [`MOST_BYTES`], bytes that are not UTF-8, and files that hold only blanks and comments.
pub fn admit(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large());
    }
    let text = utf8(bytes)?;
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Err(Refusal {
            code: Code::Empty,
            message: "the file says nothing: it holds no table and no key".into(),
            help: "`foretell new` writes a small scenario to start from".into(),
        });
    }
    Ok(nfc(text))
}

/// Decodes `bytes` as UTF-8, without a byte-order mark; refuses other bytes with the place of the first fault.
pub fn utf8(bytes: &[u8]) -> Result<&str, Refusal> {
    if let Some((what, help)) = by_magic(bytes) {
        let message = format!("the file is {what}, not text");
        return Err(Refusal { code: Code::Foreign, message, help: help.into() });
    }
    if let Some(encoding) = wide(bytes) {
        return Err(Refusal {
            code: Code::NotUtf8,
            message: format!("the file is {encoding}, not UTF-8 text"),
            help: "save it as UTF-8".into(),
        });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|e| not_utf8(bytes, e.valid_up_to()))
}

/// The encoding of a text in units of two or four bytes, by its mark or by the zero bytes of its letters.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(64)];
    if head.starts_with(&[0xFF, 0xFE, 0, 0]) || head.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Some("UTF-32");
    }
    let has_mark = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let every_other =
        |from: usize| head.len() >= 8 && head.iter().skip(from).step_by(2).all(|byte| *byte == 0);
    let is_wide = has_mark || every_other(0) || every_other(1);
    is_wide.then_some("UTF-16")
}

/// The refusal of a file that is too long. Reading stops at the limit, so the length is not known.
fn too_large() -> Refusal {
    Refusal {
        code: Code::TooLarge,
        message: "the file has more than 4 MB, the most that a scenario may have".into(),
        help: "is it another file than you meant?".into(),
    }
}

fn not_utf8(bytes: &[u8], at: usize) -> Refusal {
    let before = &bytes[..at];
    let line = before.split(|b| *b == b'\n').count();
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    Refusal {
        code: Code::NotUtf8,
        message: format!(
            "the file is not UTF-8 text: byte 0x{byte:02X} at line {line}, column {column}"
        ),
        help: "save it as UTF-8".into(),
    }
}

/// The empty place at the start of `file`, for faults of the whole file.
pub(super) fn top(file: FileId) -> Place {
    Place::new(file, 0..0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_skipped_and_ends_of_lines_kept() {
        assert_eq!(admit(b"\xEF\xBB\xBFa = 1\r\n"), Ok("a = 1\r\n".into()));
    }

    #[test]
    fn the_first_bad_byte_is_reported() {
        let refusal = admit(b"a = 1\nb = \"\xC3\xA9\xFF\"\n").expect_err("not UTF-8");
        assert_eq!(refusal.code, Code::NotUtf8);
        assert!(refusal.message.ends_with("byte 0xFF at line 2, column 7"), "{}", refusal.message);
        assert_eq!(admit(b"\xFF\xFEa\0").expect_err("UTF-16").help, "save it as UTF-8");
        for (bytes, encoding) in [
            (&b"a\0 \0=\0 \x001\0\n\0"[..], "UTF-16"),
            (b"\0a\0 \0=\0 \x001\0\n", "UTF-16"),
            (b"\xFF\xFE\0\0a\0\0\0", "UTF-32"),
        ] {
            let message = admit(bytes).expect_err("not UTF-8").message;
            assert!(message.contains(encoding), "{message}");
        }
    }

    #[test]
    fn empty_and_huge_files_are_refused() {
        for bytes in [&b""[..], b"\xEF\xBB\xBF", b"\n  \n# only words\n"] {
            assert_eq!(admit(bytes).expect_err("empty").code, Code::Empty);
        }
        assert_eq!(admit(&vec![b'a'; MOST_BYTES + 1]).expect_err("large").code, Code::TooLarge);
    }
}
