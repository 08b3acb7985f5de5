//! The settings of the page that `report` writes, and how confident its author is in the analysis.

pub(super) mod yardstick;

use crate::diagnostic::Located;

/// The sections of the page that `[report] sections` can pick, in their usual order.
pub const SECTIONS: [&str; 15] = [
    "headline",
    "text",
    "changes",
    "surprises",
    "track",
    "chances",
    "when",
    "outcomes",
    "numbers",
    "origin",
    "options",
    "sensitivity",
    "experts",
    "inputs",
    "method",
];

/// `[report]`: the settings of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reporting {
    /// The questions of the first sentences; chosen by the page if empty.
    pub headline: Vec<Located<String>>,
    /// The sections to show, in this order; all if empty.
    pub sections: Vec<Located<String>>,
    /// The analyst's own words, in Markdown.
    pub text: Option<Located<String>>,
    /// The names of the sources that are withheld.
    pub hidden: Vec<Located<String>>,
}

/// `[confidence]`: how confident the author is in the analysis, apart from how likely its answers are.
#[derive(Clone, Debug, PartialEq)]
pub struct Confidence {
    /// The level.
    pub level: Level,
    /// The reason.
    pub because: Option<Located<String>>,
}

/// A level of analytic confidence, as in ICD-203 and PHIA's guidance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Little evidence, or sources of unknown quality.
    Low,
    /// Credible evidence that leaves room for other readings.
    Moderate,
    /// Good evidence from several sources.
    High,
}

impl Level {
    /// The words of the levels.
    pub const WORDS: [&str; 3] = ["low", "moderate", "high"];

    /// Returns the level that a word names.
    pub fn of(word: &str) -> Option<Self> {
        let at = Self::WORDS.iter().position(|known| *known == word)?;
        Some([Self::Low, Self::Moderate, Self::High][at])
    }

    /// Returns the word of the level.
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}
