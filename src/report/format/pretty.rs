//! JSON for people and programs: indented, without negative zero, and with escapes for characters that
//! control a terminal or are invisible.

use crate::diagnostic::is_unfit;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io::{Result, Write};

/// Renders a value as indented JSON with a final newline.
///
/// # Panics
/// Never for values with string keys: writing to memory does not fail.
pub fn render(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Plain(PrettyFormatter::new()));
    value.serialize(&mut serializer).expect("all keys are text and memory takes it");
    String::from_utf8(bytes).expect("JSON is text") + "\n"
}

/// Renders a value as JSON on one line.
///
/// # Panics
/// Never for values with string keys: writing to memory does not fail.
pub fn compact(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Plain(CompactFormatter));
    value.serialize(&mut serializer).expect("all keys are text and memory takes it");
    String::from_utf8(bytes).expect("JSON is text")
}

/// A formatter of `serde_json`, with 0 for −0.
struct Plain<F>(F);

impl<F: Formatter> Formatter for Plain<F> {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> Result<()> {
        self.0.write_f64(writer, value + 0.0)
    }
    fn write_string_fragment<W: ?Sized + Write>(&mut self, to: &mut W, text: &str) -> Result<()> {
        for part in text.split_inclusive(is_unfit) {
            let last = part.chars().next_back().filter(|c| is_unfit(*c));
            let length = part.len() - last.map_or(0, char::len_utf8);
            to.write_all(&part.as_bytes()[..length])?;
            for unit in last.map(|c| c.encode_utf16(&mut [0; 2]).to_vec()).unwrap_or_default() {
                write!(to, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_array(writer)
    }
    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_array(writer)
    }
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.0.begin_array_value(writer, first)
    }
    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_array_value(writer)
    }
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_object(writer)
    }
    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_object(writer)
    }
    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.0.begin_object_key(writer, first)
    }
    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.begin_object_value(writer)
    }
    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn what_steers_a_terminal_is_escaped_and_reads_back() {
        let text = "a\u{7f}\u{9b}b\u{202E}\u{E0041}\u{1b}\n\"é";
        let written = render(&text);
        assert_eq!(written, "\"a\\u007f\\u009bb\\u202e\\udb40\\udc41\\u001b\\n\\\"é\"\n");
        assert_eq!(serde_json::from_str::<String>(&written).expect("it is JSON"), text);
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(render(&[-0.0, 0.5]), "[\n  0.0,\n  0.5\n]\n");
        let value = serde_json::json!({ "a": [1, -2.5, null], "b": {} });
        assert_eq!(
            render(&value),
            serde_json::to_string_pretty(&value).expect("it is JSON") + "\n"
        );
    }
}
