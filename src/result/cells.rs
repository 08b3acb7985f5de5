//! Cells of CSV: numbers without loss, and texts that no spreadsheet executes. Independent of forecasts.

use std::borrow::Cow;

/// First characters of cells that a spreadsheet takes for a formula, including full-width ones.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];
/// First characters that hide the following one from a check for formulas.
const HIDING: [char; 3] = ['\t', '\r', '\n'];

/// Returns the cell with an apostrophe in front if a spreadsheet would execute it; numbers are unchanged.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_run(cell) && !is_number(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Returns the cell that was passed to [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_run(rest)).unwrap_or(cell)
}

/// Whether a spreadsheet would execute a cell, ignoring leading apostrophes: so a cell that had one before it
/// was guarded has two, and reads back with one.
fn is_run(cell: &str) -> bool {
    let bare = cell.trim_start_matches('\'');
    bare.starts_with(HIDING)
        || bare.trim_start_matches(|c: char| c == '\'' || c.is_whitespace()).starts_with(FORMULA)
}

fn is_number(cell: &str) -> bool {
    let is_plain = cell.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    is_plain && cell.parse::<f64>().is_ok()
}

/// Formats a number as the shortest text that reads back to the same bits; empty if it is not finite.
pub fn float(value: f64) -> String {
    if !value.is_finite() {
        String::new()
    } else if value == 0.0 {
        "0".to_owned()
    } else if (1e-5..1e16).contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// Returns texts as lines of CSV.
pub(crate) fn lines<'a, R: Iterator<Item = Cow<'a, str>>>(rows: impl Iterator<Item = R>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        for cell in row {
            writer.write_field(&*guarded(&cell)).expect("memory takes every cell");
        }
        writer.write_record(None::<&[u8]>).expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory is never full before the program is");
    String::from_utf8(bytes).expect("cells are text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        for value in [0.1 + 0.2, 1.0 / 3.0, 5e-324, 1e300, -2.5, 1e-7, 123_456_789.0] {
            assert_eq!(float(value).parse::<f64>().map(f64::to_bits), Ok(value.to_bits()));
        }
        assert_eq!([float(-0.0), float(1.0), float(f64::NAN)], ["0", "1", ""]);
        assert_eq!(float(1e300), "1e300");
    }

    #[test]
    fn what_a_spreadsheet_runs_is_guarded_and_reads_back() {
        let run = [
            "=1+1",
            "+x",
            "-x",
            "@sum(a1)",
            "\t=1",
            "\rx",
            "\n=1",
            " =1",
            "\u{FF1D}1",
            "-",
            "--5",
            "-5%",
            "+inf",
            "-5-5",
            "=",
            "'=1",
            "''-x",
            "'\t",
            "' =1",
            "'-5",
            "-1,5",
            "\u{a0}@x",
        ];
        for cell in run {
            let written = guarded(cell);
            assert_eq!(written, format!("'{cell}"), "{cell:?}");
            assert_eq!(unguarded(&written), cell);
        }
        for cell in
            ["", "x", "-5", "+0.5", "-1e-7", "2025-01-01", "'", "'x", "it's =1", "a-b", "'5"]
        {
            assert_eq!(guarded(cell), cell);
            assert_eq!(unguarded(cell), cell);
        }
    }
}
