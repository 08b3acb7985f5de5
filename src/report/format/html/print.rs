//! The header and the page numbers of a printed page, as a style.

use crate::diagnostic::is_unfit;
use std::fmt::Write as _;

/// The most letters of a title in the header.
const MOST_LETTERS: usize = 60;

/// Returns the style that prints a title and a time span above each page, and its number below.
pub(super) fn page_header(title: &str, when: &str) -> String {
    let (title, when) = (text(&shortened(title)), text(when));
    let small = "font: 8pt Helvetica, Arial, sans-serif; color: #545a64;";
    format!(
        "@page {{\n  @top-left {{ content: {title}; {small} }}\n  @top-right {{ content: {when}; {small} }}\n  \
         @bottom-right {{ content: counter(page) \" / \" counter(pages); {small} }}\n}}\n"
    )
}

fn shortened(title: &str) -> String {
    if title.chars().count() <= MOST_LETTERS {
        return title.to_owned();
    }
    let kept: String = title.chars().take(MOST_LETTERS - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Returns text as a string of a style, in which it can't end the string or the style.
fn text(words: &str) -> String {
    let mut string = String::from("\"");
    for letter in words.chars().filter(|letter| !is_unfit(*letter)) {
        if letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '.' | '?') {
            string.push(letter);
        } else {
            let _ = write!(string, "\\{:x} ", u32::from(letter));
        }
    }
    string.push('"');
    string
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_can_not_end_the_style() {
        assert_eq!(text("Will they meet?"), "\"Will they meet?\"");
        assert_eq!(text("a\"}</style>"), "\"a\\22 \\7d \\3c \\2f style\\3e \"");
        assert_eq!(shortened(&"x".repeat(80)).chars().count(), 60);
    }
}
