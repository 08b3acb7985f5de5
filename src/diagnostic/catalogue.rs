//! The catalogue of codes: for every code its meaning, a wrong example and the right one.
//!
//! Its pages are the Markdown files in `catalogue/`, one for each code, which the program holds. This module reads
//! them for `foretell explain E0302`; it finds no fault.

use super::code::Code;

/// The columns that a line of text takes at most.
const WIDTH: usize = 80;

/// The page of one code, in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// The explanation of the code: paragraphs of Markdown.
    pub explanation: &'static str,
    /// An excerpt or a command that has the fault.
    pub wrong: Example,
    /// A repaired version of it.
    pub right: Example,
}

/// A fenced block of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The info string of the fence: `toml`; `bif` or `net` for a network; `sh` for a command; `toml abbreviated` for
    /// an excerpt that can't be read as it stands.
    pub language: &'static str,
    /// The lines of the block.
    pub text: &'static str,
}

/// Returns the entry of a code as people type it (`E0302`, `e0302`); `None` if there is no such code.
///
/// # Panics
/// Never: a test reads the page of every code.
pub fn entry(code_text: &str) -> Option<Entry> {
    let expected = code_text.trim();
    let code = *Code::ALL.iter().find(|code| code.id().eq_ignore_ascii_case(expected))?;
    Some(parts(code).expect("every page has its parts"))
}

/// Returns the parts of a page: a title, paragraphs, `## Wrong` and `## Right` with a fenced block each.
fn parts(code: Code) -> Option<Entry> {
    let (_, body) = code.page().split_once('\n')?;
    let (explanation, examples) = body.split_once("\n## Wrong\n")?;
    let (wrong, right) = examples.split_once("\n## Right\n")?;
    Some(Entry {
        code,
        explanation: explanation.trim(),
        wrong: fenced(wrong)?,
        right: fenced(right)?,
    })
}

fn fenced(section: &'static str) -> Option<Example> {
    let (language, rest) = section.trim_start().strip_prefix("```")?.split_once('\n')?;
    let (text, _) = rest.split_once("\n```")?;
    Some(Example { language, text })
}

/// Returns the entry as text: title, explanation, the wrong example, the right one.
pub fn render_entry(entry: &Entry) -> String {
    let paragraphs: Vec<String> = entry.explanation.split("\n\n").map(wrapped).collect();
    let explanation = paragraphs.join("\n");
    let (wrong, right) = (indented(entry.wrong.text), indented(entry.right.text));
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
    use super::*;

    #[test]
    fn every_code_has_its_page() {
        for &code in Code::ALL {
            let found = parts(code).unwrap_or_else(|| panic!("{code}: its page lacks a part"));
            let title = format!("# {code}: {}\n\n", code.title());
            assert!(code.page().starts_with(&title) && !code.title().is_empty(), "{code}");
            assert!(found.explanation.len() > 60, "{code} is hardly explained");
            assert_ne!(found.wrong.text, found.right.text, "{code}");
        }
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/catalogue");
        let pages = std::fs::read_dir(folder).expect("the catalogue is a folder").count();
        assert_eq!(pages, Code::ALL.len(), "a page for each code and no other");
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
            match right.language {
                "toml" => {
                    let parsed = right.text.parse::<toml::Table>();
                    assert!(parsed.is_ok(), "{code}: {parsed:?}");
                }
                language => assert!(["bif", "net", "sh"].contains(&language), "{code}: {language}"),
            }
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
