//! Pages for people have the width of the terminal, from 60 to 140 columns: no row is wider, and the numbers are those
//! of a page of any other width.
//!
//! The kind: a row that a terminal breaks, a chart whose scale and bars have come apart, a number lost for room.

use crate::support::Foretell;
use unicode_width::UnicodeWidthStr;

/// Commands that print every kind of chart.
const PAGES: [&str; 11] = [
    "run scenarios/two_leaders.toml -n 20000",
    "run scenarios/leaders_summit.toml -n 20000",
    "run scenarios/leaders_summit.toml -n 20000 -v",
    "run scenarios/alaska_hindcast.toml -n 20000",
    "compare scenarios/leaders_summit.toml --choice our_push -n 2000",
    "compare scenarios/leaders_summit.toml --variants us_gone --why -n 2000 --question meet_by_december",
    "sensitivity scenarios/leaders_summit.toml --question meet_by_december --indices --boxes -n 2000",
    "sweep scenarios/leaders_summit.toml experts_meet -n 2000",
    "sweep scenarios/two_leaders.toml --over event.meeting.p=0..1:12 --over event.sanctions.case.1.outcomes.threatened=0..0.3:12 -n 1000",
    "explain scenarios/leaders_summit.toml meet_by_december --model -n 2000",
    "explain scenarios/two_leaders.toml they_meet --model -n 20000",
];

/// The page that a command prints in a terminal of some columns.
fn page(command: &str, columns: Option<&str>) -> String {
    let call = Foretell::line(command);
    columns
        .into_iter()
        .fold(call, |call, columns| call.environment("COLUMNS", columns))
        .run()
        .stdout
}

/// The words of a page, sorted, each once.
fn words(page: &str) -> Vec<String> {
    let mut words: Vec<String> = page.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words.dedup();
    words
}

#[test]
fn no_row_is_wider_than_the_terminal() {
    for command in PAGES {
        // the pages of the flagship take seconds: the narrowest and the usual
        let is_slow = command.contains("leaders_summit");
        for width in if is_slow { &[60, 100][..] } else { &[60, 80, 100, 140] } {
            let width = *width;
            let page = page(command, Some(&width.to_string()));
            let widest = page.lines().max_by_key(|line| line.width()).unwrap_or_default();
            assert!(widest.width() <= width, "{command} at {width}:\n{widest}\n\n{page}");
        }
    }
}

#[test]
fn a_pipe_has_100_columns_and_odd_widths_are_bounded() {
    let command = PAGES[1];
    let piped = page(command, None);
    assert_eq!(piped, page(command, Some("100")));
    for odd in ["", "0", "wide", "-5"] {
        assert_eq!(piped, page(command, Some(odd)), "COLUMNS={odd}");
    }
    assert_eq!(page(command, Some("7")), page(command, Some("60")));
    assert_eq!(page(command, Some("9999")), page(command, Some("140")));
}

#[test]
fn a_wide_terminal_is_used_and_a_narrow_one_keeps_the_numbers() {
    let command = PAGES[1];
    let [narrow, usual, wide] = ["60", "100", "140"].map(|width| page(command, Some(width)));
    // the scale from 0 to 100 has twice the room
    let scale = |page: &str| page.lines().find(|line| line.contains("100")).map(str::to_owned);
    let room = |page: &str| scale(page).map(|line| line.split_once(" 0 ").map(|(_, s)| s.len()));
    assert!(room(&wide) > room(&usual), "{:?} {:?}", scale(&wide), scale(&usual));
    let missing: Vec<String> = {
        let kept = words(&narrow);
        let is_number = |word: &&String| word.chars().any(|c| c.is_ascii_digit());
        // dates of curves are fewer where there is little room
        let rows = usual.lines().filter(|line| line.contains("They") || line.contains("Sanctions"));
        let wanted = words(&rows.collect::<Vec<_>>().join("\n"));
        wanted.iter().filter(is_number).filter(|word| !kept.contains(word)).cloned().collect()
    };
    assert!(missing.is_empty(), "{missing:?}\n{narrow}");
}
