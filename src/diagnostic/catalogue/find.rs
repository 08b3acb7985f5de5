//! Finds the entry of a code and writes it out for people. Knows no scenario.

use super::{
    Entry, advice, clock, computing, distributions, networks, numbers, reading, saying, sweeping,
};

/// The columns that a line of text takes at most.
const WIDTH: usize = 80;

/// The entry of a code as people type it (`E0302`, `e0302`); none if there is no such code.
pub fn entry(code_text: &str) -> Option<Entry> {
    let wanted = code_text.trim();
    [
        reading::ENTRIES,
        saying::ENTRIES,
        computing::ENTRIES,
        clock::ENTRIES,
        distributions::ENTRIES,
        networks::FAULTS,
        sweeping::ENTRIES,
        advice::ENTRIES,
        numbers::ENTRIES,
        networks::ADVICE,
    ]
    .into_iter()
    .flatten()
    .find(|entry| entry.code.id().eq_ignore_ascii_case(wanted))
    .copied()
}

/// The entry as text: title, explanation, the wrong example, the right one.
pub fn render_entry(entry: &Entry) -> String {
    let explanation = wrapped(entry.explanation);
    let (wrong, right) = (indented(entry.wrong), indented(entry.right));
    let (id, title) = (entry.code.id(), entry.code.title());
    format!("{id}: {title}\n\n{explanation}\nWrong:\n\n{wrong}\nRight:\n\n{right}")
}

fn indented(example: &str) -> String {
    example
        .lines()
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") })
        .collect()
}

fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::super::super::Code;
    use super::*;

    #[test]
    fn every_code_has_its_entry() {
        for &code in Code::ALL {
            let found = entry(code.id()).unwrap_or_else(|| panic!("{code} has no entry"));
            assert_eq!(found.code, code);
            assert!(found.explanation.len() > 60, "{code} is hardly explained");
            assert_ne!(found.wrong, found.right, "{code}");
        }
        let lists = [
            reading::ENTRIES,
            saying::ENTRIES,
            computing::ENTRIES,
            clock::ENTRIES,
            distributions::ENTRIES,
            networks::FAULTS,
            sweeping::ENTRIES,
            advice::ENTRIES,
            numbers::ENTRIES,
            networks::ADVICE,
        ];
        let codes: Vec<Code> = lists.into_iter().flatten().map(|entry| entry.code).collect();
        assert_eq!(codes, Code::ALL, "each once, in the order of the codes");
    }

    #[test]
    fn codes_are_found_in_either_case_and_nothing_else_is() {
        assert_eq!(entry("e0302"), entry("E0302"));
        assert_eq!(entry(" A0101 ").map(|e| e.code), Some(Code::NeverOutcome));
        assert_eq!(entry("E9999"), None);
        assert_eq!(entry(""), None);
    }

    #[test]
    fn right_examples_are_toml_networks_or_commands() {
        for &code in Code::ALL {
            let right = entry(code.id()).expect("held by the test above").right;
            let command = right.starts_with("foretell ") || right.starts_with("iconv ");
            let parsed = right.parse::<toml::Table>();
            let network = right.starts_with("network ") || right.starts_with("net {");
            assert!(command || network || parsed.is_ok(), "{code}: {parsed:?}");
        }
    }

    #[test]
    fn an_entry_fits_a_terminal() {
        for &code in Code::ALL {
            let text = render_entry(&entry(code.id()).expect("held by the test above"));
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(100), "{code} is {widest:?} columns wide");
            assert!(text.starts_with(code.id()) && text.ends_with('\n'));
        }
    }
}
