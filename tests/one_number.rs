//! One question has one number, whichever command prints it.
//!
//! The kind: commands that split the same trials over other readings, or draw fewer, print another number for the
//! same question (`run` 31, `sensitivity` 30). Each prints what `run` prints, digit for digit, or says beside it why not.

use crate::support::{Foretell, repository};

/// What stands between two texts in the first line that has both.
fn between<'a>(said: &'a str, before: &str, after: &str) -> &'a str {
    let found = said.lines().find_map(|line| {
        let rest = &line[line.find(before)? + before.len()..];
        Some(rest[..rest.find(after)?].trim())
    });
    found.unwrap_or_else(|| panic!("no `{before} … {after}` in\n{said}"))
}

fn printed(words: &[&str]) -> String {
    Foretell::new().args(words.iter().copied()).folder(repository()).any_output().run().stdout
}

#[test]
fn a_question_has_the_number_that_run_prints() {
    for (scenario, question, label) in [
        ("scenarios/leaders_summit.toml", "meet_by_december", "They meet by 31 Dec"),
        ("scenarios/leaders_summit.toml", "guns_silent", "A ceasefire or a deal by 31 Dec"),
    ] {
        let draws = ["-n", "100000"];
        let of = |words: &[&str]| printed(&[words, &draws].concat());
        let whole = of(&["run", scenario]);
        let headline = |said: &str| {
            let line = said.lines().find(|line| line.starts_with(label));
            let words = line.map(|line| line[label.len()..].split_whitespace().next());
            words.flatten().unwrap_or_else(|| panic!("no `{label}` in\n{said}")).to_owned()
        };
        let wanted = headline(&whole);
        let alone = of(&["run", scenario, "--question", question]);
        assert_eq!(headline(&alone), wanted, "run --question {question}");
        let explained = of(&["explain", scenario, question]);
        assert_eq!(between(&explained, &format!("{label}: "), " in 100"), wanted, "explain");
        let moved = of(&["sensitivity", scenario, "--question", question]);
        assert_eq!(between(&moved, &format!("{label}: "), "."), wanted, "sensitivity");
        let compared = of(&["compare", scenario, "--choice", "our_push", "--question", question]);
        assert_eq!(headline(&compared), wanted, "compare");
    }
}
