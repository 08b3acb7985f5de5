//! Recognition of files that are not scenarios, by their first bytes or the shape of their lines.

use serde::de::IgnoredAny;

/// The first bytes of files that are not text, the kind of such a file, and the repair.
const MAGIC: &[(&[u8], &str, &str)] = &[
    (b"PK\x03\x04", "a zip archive, such as a workbook or a document", SAVE_AS_TEXT),
    (b"\xD0\xCF\x11\xE0", "a workbook or a document of an office program", SAVE_AS_TEXT),
    (b"%PDF-", "a PDF document", SAVE_AS_TEXT),
    (b"{\\rtf", "a document in RTF", SAVE_AS_TEXT),
    (b"\x89PNG", "a picture", ANOTHER),
    (b"\xFF\xD8\xFF", "a picture", ANOTHER),
    (b"GIF8", "a picture", ANOTHER),
    (b"\x1F\x8B", "compressed with gzip", "unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive", "unpack it first"),
    (b"PAR1", "a table in Parquet", ANOTHER),
    (b"SQLite format 3\0", "a database", ANOTHER),
    (b"\x7FELF", "a program", ANOTHER),
    (b"MZ\x90", "a program", ANOTHER),
];
const SAVE_AS_TEXT: &str = "save its text as plain text, in UTF-8";
const ANOTHER: &str = "is it another file than you meant?";

/// The kind of a file that is not text, if its first bytes show it, and the repair.
pub(super) fn by_magic(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let (_, what, help) = MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic))?;
    Some((what, help))
}

/// The kind of a text that seems not to be TOML, and the repair; `None` if it is not recognised.
pub(super) fn by_shape(text: &str) -> Option<(&'static str, &'static str)> {
    if text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
    {
        return Some(if text.contains("\"answers\"") && text.contains("\"schema\"") {
            (
                "this is a forecast in JSON, not a scenario",
                "give the scenario that it was made from",
            )
        } else {
            ("this is JSON, not a scenario", "a scenario is TOML: `[event.NAME]`, `key = value`")
        });
    }
    if text.trim_start().starts_with('{') {
        return Some(("this looks like JSON", "a scenario is TOML: `[event.NAME]`, `key = value`"));
    }
    let comment = |line: &str| line.is_empty() || line.starts_with('#');
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !comment(line)).collect();
    let says_toml = |line: &&str| line.contains('=') || line.starts_with('[');
    if lines.iter().any(says_toml) {
        return None;
    }
    let yaml = |line: &&&str| {
        let key = line.split_once(':').filter(|(key, _)| !key.contains(char::is_whitespace));
        key.is_some() || line.starts_with("- ") || **line == "---"
    };
    if lines.iter().filter(yaml).count() * 2 > lines.len() {
        let help = "in TOML a table is `[event.NAME]`, and a value follows `=`";
        return Some(("this looks like YAML, not TOML", help));
    }
    let cells = |sign| move |line: &&str| line.matches(sign).count();
    let is_table = |sign: char| {
        let first = lines.first().map_or(0, cells(sign));
        lines.len() > 1 && first > 0 && lines.iter().map(cells(sign)).all(|count| count == first)
    };
    if [',', ';', '\t'].into_iter().any(is_table) {
        return Some(("this looks like a table in CSV, not a scenario", ANOTHER));
    }
    let help = "a scenario is made of tables, `[event.NAME]`, and keys, `p = 0.3`";
    Some(("this is plain text without a table or a key", help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_other_kinds_are_reported_by_their_shape() {
        let cases = [
            ("{\"a\": [1, 2]}", "this is JSON"),
            ("[1, 2]", "this is JSON"),
            ("{\"schema\": 1, \"answers\": []}", "a forecast in JSON"),
            ("{\n  \"a\": 1,\n", "looks like JSON"),
            ("scenario:\n  title: x\n  events:\n    - a\n", "YAML"),
            ("---\n- one\n- two\n", "YAML"),
            ("name,chance\nx,0.3\ny,0.4\n", "CSV"),
            ("name;chance;why\nx;0,3;a\n", "CSV"),
            ("# Talks\n\nThe talks may begin in May, or not at all.\n", "plain text"),
        ];
        for (text, piece) in cases {
            let reported = by_shape(text).expect(text).0;
            assert!(reported.contains(piece), "{text}: {reported}");
        }
        for toml in ["[event.a]\np: 0.3\n", "p = \n", "title = \"x\"\na,b\nc,d", "[event.a\n"] {
            assert_eq!(by_shape(toml), None, "{toml}");
        }
    }
}
