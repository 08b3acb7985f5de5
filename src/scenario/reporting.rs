//! The settings of the page that `report` writes, and how confident its author is in the analysis.

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
    /// The table of words for probabilities.
    pub yardstick: Yardstick,
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

/// A table of words for probabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Yardstick {
    /// US Intelligence Community Directive 203 (2015, section D.6.e.(2).(a)).
    #[default]
    Icd203,
    /// The probability yardstick of the UK's Professional Head of Intelligence Assessment (2018). It leaves gaps
    /// between its words.
    Phia,
}

/// A row of a yardstick: the least and the greatest probability, and the word with its range.
type Row = (f64, f64, &'static str);

impl Yardstick {
    /// The names of the yardsticks in a scenario.
    pub const NAMES: [&str; 2] = ["icd203", "phia"];

    /// Returns the yardstick of this name.
    pub fn of(name: &str) -> Option<Self> {
        let at = Self::NAMES.iter().position(|known| *known == name)?;
        Some([Self::Icd203, Self::Phia][at])
    }

    /// Returns the name for readers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Icd203 => "ICD-203",
            Self::Phia => "PHIA",
        }
    }

    /// Returns the rows in ascending order.
    pub fn rows(self) -> &'static [Row] {
        match self {
            Self::Icd203 => &[
                (0.01, 0.05, "almost no chance (1–5 %)"),
                (0.05, 0.20, "very unlikely (5–20 %)"),
                (0.20, 0.45, "unlikely (20–45 %)"),
                (0.45, 0.55, "roughly even (45–55 %)"),
                (0.55, 0.80, "likely (55–80 %)"),
                (0.80, 0.95, "very likely (80–95 %)"),
                (0.95, 0.99, "almost certain (95–99 %)"),
            ],
            Self::Phia => &[
                (0.00, 0.05, "remote chance (0–5 %)"),
                (0.10, 0.20, "highly unlikely (10–20 %)"),
                (0.25, 0.35, "unlikely (25–35 %)"),
                (0.40, 0.50, "realistic possibility (40–50 %)"),
                (0.55, 0.75, "likely (55–75 %)"),
                (0.80, 0.90, "highly likely (80–90 %)"),
                (0.95, 1.00, "almost certain (95–100 %)"),
            ],
        }
    }

    /// Returns the nearest ends of rows below and above a probability, at which its word changes.
    pub fn bounds(self, p: f64) -> (Option<f64>, Option<f64>) {
        let inner = |end: &f64| *end > 0.0 && *end < 1.0;
        let ends = || self.rows().iter().flat_map(|(low, high, _)| [*low, *high]).filter(inner);
        let below = ends().filter(|end| *end <= p).reduce(f64::max);
        let above = ends().filter(|end| *end > p).reduce(f64::min);
        (below, above)
    }

    /// Returns the word of a probability that is known exactly, without its range; two words if it lies in a gap
    /// between them. `None` beyond the ends.
    pub fn word(self, p: f64) -> Option<String> {
        let rows = self.rows();
        if let Some((.., word)) = rows.iter().rfind(|(low, high, _)| *low <= p && p <= *high) {
            return Some(bare(word).to_owned());
        }
        let below = rows.iter().rfind(|(_, high, _)| *high < p)?;
        let above = rows.iter().find(|(low, ..)| *low > p)?;
        Some(format!("{} to {}", bare(below.2), bare(above.2)))
    }
}

/// Returns the word of a row without its range.
pub fn bare(word: &str) -> &str {
    word.split(" (").next().unwrap_or(word)
}
