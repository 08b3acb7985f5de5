//! CSV cells that no spreadsheet executes. Independent of forecasts.

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

#[cfg(test)]
mod tests {
    use super::*;

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
