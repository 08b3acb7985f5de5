//! The published list of tables is that of the code.

use super::super::table::{ColumnType, Spec};
use super::{comparison, forecast, sensitivity, surprises, sweep, track};
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "# Tables

Every result can be had as tables: `tables()` and `table(name)` of `Forecast`, `Comparison`, `Sensitivity`, `Sweep` and
`Track`
([library.md](library.md)), or the files of `--out` and `--format csv`. CSV, JSON and Arrow have the same rows:

| type | CSV | JSON | Arrow |
| --- | --- | --- | --- |
| text | text; guarded from spreadsheets ([safety.md](safety.md)) | string | `Utf8` |
| number | shortest text that reads back to the same bits, or `never` | number, or `\"never\"` | `Float64`; *never* is +∞ |
| whole | digits | number | `UInt64` |
| date | `2025-12-31` | string | `Date32` |
| mixed | number or text | number or string | `Utf8` |
| a value that can't be had | empty | `null` | null |

Each field of an Arrow schema has the meaning of its column as `description` in its metadata.
";

fn kind(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Text => "text",
        ColumnType::Number => "number",
        ColumnType::Whole => "whole",
        ColumnType::Date => "date",
        ColumnType::Mixed => "mixed",
    }
}

#[test]
fn the_published_columns_are_those_of_the_tables() {
    let tables: [(&str, &str, &[Spec]); 15] = [
        ("summary", "", &forecast::SUMMARY),
        ("quantiles", "", &forecast::QUANTILES),
        ("timeline", "", &forecast::TIMELINE),
        ("fans", "", &forecast::FANS),
        ("experts", "", &forecast::EXPERTS),
        ("surprises", "", &surprises::SURPRISES),
        ("joint", forecast::OF_JOINT, &forecast::JOINT),
        ("comparison", "", &comparison::CHANCES),
        ("comparison-means", "", &comparison::MEANS),
        ("why", "", &comparison::WHY),
        ("sweep", sweep::OF_AXIS, &sweep::SWEEP),
        ("track", "", &track::TRACK),
        ("numbers", "", &track::NUMBERS),
        ("sensitivity", "", &sensitivity::SWINGS),
        ("indices", "", &sensitivity::INDICES),
    ];
    let mut text = HEAD.to_owned();
    for (name, theirs, columns) in
        tables.into_iter().chain([("boxes", "", &sensitivity::BOXES[..])])
    {
        let _ = writeln!(text, "\n## `{name}`\n\n| column | type | meaning |\n| --- | --- | --- |");
        if !theirs.is_empty() {
            let _ = writeln!(text, "| one for each | text | {theirs} |");
        }
        for column in columns {
            let about = column.description;
            let _ = writeln!(text, "| `{}` | {} | {about} |", column.name, kind(column.kind));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
    if std::env::var_os("FORETELL_BLESS").is_some() {
        std::fs::write(&path, &text).expect("it can be written");
    }
    let published = std::fs::read_to_string(&path).expect("docs/ has it");
    assert!(published == text, "docs/tables.md: renew it with FORETELL_BLESS=1");
}
