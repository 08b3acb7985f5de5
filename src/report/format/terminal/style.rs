//! Styles of text, and lines put together.

use anstyle::{AnsiColor, Style};

pub(super) const TITLE: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();
pub(super) const CHART: Style = AnsiColor::Cyan.on_default();

pub(super) fn paint(style: Style, text: &str) -> String {
    if text.is_empty() || style.is_plain() {
        text.to_owned()
    } else {
        format!("{style}{text}{style:#}")
    }
}

/// Each line with its end.
pub(super) fn stacked(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}
