//! Yardsticks: tables of words for chances, which the file reads and output writes.

use crate::formula::slips::WORDS;

/// A table of words for chances.
#[derive(Clone, Debug, PartialEq)]
pub struct Yardstick {
    /// The name for readers.
    title: String,
    /// The rows in ascending order of their lower ends.
    rows: Vec<Row>,
}

/// A row of a yardstick: words for the chances of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The least chance.
    pub low: f64,
    /// The greatest chance.
    pub high: f64,
    /// The words; output uses the first.
    pub words: Vec<String>,
    /// The first word with the range in per cent.
    pub shown: String,
}

impl Row {
    fn new(low: f64, high: f64, words: Vec<String>) -> Self {
        let shown = words.first().map_or_else(String::new, |word| {
            format!("{word} ({}–{} %)", per_cent(low), per_cent(high))
        });
        Self { low, high, words, shown }
    }

    /// The word that output uses.
    pub fn word(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }
}

/// The words of the yardstick of the UK's Professional Head of Intelligence Assessment (2018), which leaves gaps.
const PHIA: &[(&str, f64, f64)] = &[
    ("remote chance", 0.00, 0.05),
    ("highly unlikely", 0.10, 0.20),
    ("unlikely", 0.25, 0.35),
    ("realistic possibility", 0.40, 0.50),
    ("likely", 0.55, 0.75),
    ("probable", 0.55, 0.75),
    ("probably", 0.55, 0.75),
    ("highly likely", 0.80, 0.90),
    ("almost certain", 0.95, 1.00),
];

/// The words of the Intergovernmental Panel on Climate Change (Mastrandrea et al. 2010), whose ranges overlap.
const IPCC: &[(&str, f64, f64)] = &[
    ("exceptionally unlikely", 0.00, 0.01),
    ("extremely unlikely", 0.00, 0.05),
    ("very unlikely", 0.00, 0.10),
    ("unlikely", 0.00, 0.33),
    ("about as likely as not", 0.33, 0.66),
    ("more likely than not", 0.50, 1.00),
    ("likely", 0.66, 1.00),
    ("very likely", 0.90, 1.00),
    ("extremely likely", 0.95, 1.00),
    ("virtually certain", 0.99, 1.00),
];

impl Default for Yardstick {
    /// US Intelligence Community Directive 203 (2015, section D.6.e.(2).(a)), with both of its rows of words.
    fn default() -> Self {
        Self::of_words("ICD-203", WORDS)
    }
}

impl Yardstick {
    /// The names of the known yardsticks in a scenario.
    pub const NAMES: [&str; 3] = ["icd203", "phia", "ipcc"];

    /// Returns the known yardstick of this name.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "icd203" => Some(Self::default()),
            "phia" => Some(Self::of_words("PHIA", PHIA)),
            "ipcc" => Some(Self::of_words("IPCC", IPCC)),
            _ => None,
        }
    }

    fn of_words(title: &str, words: &[(&str, f64, f64)]) -> Self {
        let words = words.iter().map(|(word, low, high)| ((*word).to_owned(), *low, *high));
        Self::new(title, words.collect())
    }

    /// A yardstick of words with their ranges, in any order; words of the same range share a row.
    pub fn new(title: &str, words: Vec<(String, f64, f64)>) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for (word, low, high) in words {
            let same =
                |row: &&mut Row| (row.low - low).abs() < 1e-12 && (row.high - high).abs() < 1e-12;
            match rows.iter_mut().find(same) {
                Some(row) => row.words.push(word),
                None => rows.push(Row::new(low, high, vec![word])),
            }
        }
        rows.sort_by(|a, b| a.low.total_cmp(&b.low).then(a.high.total_cmp(&b.high)));
        Self { title: title.to_owned(), rows }
    }

    /// Returns the name for readers.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the rows in ascending order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns the range of a word, in upper or lower case.
    pub fn range_of(&self, text: &str) -> Option<(f64, f64)> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let holds = |row: &&Row| row.words.iter().any(|word| word.to_lowercase() == text);
        self.rows.iter().find(holds).map(|row| (row.low, row.high))
    }

    /// Returns every word.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().flat_map(|row| row.words.iter().map(String::as_str))
    }

    /// A sentence that lists every word with its range.
    pub fn word_list(&self) -> String {
        let one = |row: &Row| {
            let words: Vec<String> = row.words.iter().map(|word| format!("`{word}`")).collect();
            let range = format!("{}–{} %", per_cent(row.low), per_cent(row.high));
            format!("{} ({range})", words.join(" or "))
        };
        let rows: Vec<String> = self.rows.iter().map(one).collect();
        format!("the words for chances are those of {}: {}", self.title, rows.join(", "))
    }

    /// Returns the nearest ends of rows below and above a probability, at which its word changes.
    pub fn bounds(&self, p: f64) -> (Option<f64>, Option<f64>) {
        let inner = |end: &f64| *end > 0.0 && *end < 1.0;
        let ends = || self.rows.iter().flat_map(|row| [row.low, row.high]).filter(inner);
        let below = ends().filter(|end| *end <= p).reduce(f64::max);
        let above = ends().filter(|end| *end > p).reduce(f64::min);
        (below, above)
    }

    /// Returns the narrowest row that holds a probability; where two meet, the upper one.
    pub fn row(&self, p: f64) -> Option<&Row> {
        let held = self.rows.iter().rev().filter(|row| row.low <= p && p <= row.high);
        // widths within rounding are equal
        held.reduce(|best, row| {
            let is_narrower = row.high - row.low < best.high - best.low - 1e-9;
            let they_meet = row.high <= p && p <= best.low;
            if is_narrower && !they_meet { row } else { best }
        })
    }

    /// Returns the rows of the probabilities between two, in ascending order.
    pub fn rows_between(&self, low: f64, high: f64) -> Vec<&Row> {
        let mut ends: Vec<f64> = self.rows.iter().flat_map(|row| [row.low, row.high]).collect();
        ends.retain(|end| low < *end && *end < high);
        ends.extend([low, high]);
        ends.sort_by(f64::total_cmp);
        let mut found: Vec<&Row> = Vec::new();
        for pair in ends.windows(2).filter(|pair| pair[0] < pair[1]) {
            if let Some(row) = self.row(f64::midpoint(pair[0], pair[1]))
                && !found.contains(&row)
            {
                found.push(row);
            }
        }
        found
    }

    /// Returns the word of a probability that is known exactly, without its range; two words if it lies in a gap
    /// between them. `None` beyond the ends.
    pub fn word(&self, p: f64) -> Option<String> {
        if let Some(row) = self.row(p) {
            return Some(row.word().to_owned());
        }
        let below = self.rows.iter().rfind(|row| row.high < p)?;
        let above = self.rows.iter().find(|row| row.low > p)?;
        Some(format!("{} to {}", below.word(), above.word()))
    }

    /// Returns the least and the greatest probability that have a word.
    pub fn ends(&self) -> (f64, f64) {
        let high = self.rows.iter().map(|row| row.high).fold(0.0, f64::max);
        (self.rows.first().map_or(1.0, |row| row.low), high)
    }
}

/// Formats a share in per cent with at most two decimals.
pub(super) fn per_cent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_rows_give_the_narrowest_word() {
        let ipcc = Yardstick::of("ipcc").expect("known");
        for (p, word) in [
            (0.995, "virtually certain"),
            (0.97, "extremely likely"),
            (0.92, "very likely"),
            (0.7, "likely"),
            (0.5, "about as likely as not"),
            (0.2, "unlikely"),
            (0.07, "very unlikely"),
            (0.03, "extremely unlikely"),
            (0.004, "exceptionally unlikely"),
        ] {
            assert_eq!(ipcc.word(p).as_deref(), Some(word), "{p}");
        }
        let between: Vec<&str> =
            ipcc.rows_between(0.6, 0.93).iter().map(|row| row.word()).collect();
        assert_eq!(between, ["about as likely as not", "likely", "very likely"]);
    }

    #[test]
    fn both_rows_of_icd_203_are_words() {
        let icd = Yardstick::default();
        for (one, other) in [
            ("almost no chance", "remote"),
            ("very unlikely", "highly improbable"),
            ("unlikely", "improbable"),
            ("roughly even", "roughly even odds"),
            ("likely", "probable"),
            ("very likely", "highly probable"),
            ("almost certain", "nearly certain"),
        ] {
            assert_eq!(icd.range_of(one), icd.range_of(other));
            assert!(icd.range_of(one).is_some(), "{one}");
        }
        assert_eq!(icd.word_list(), crate::formula::slips::word_list());
        assert_eq!(icd.rows().len(), 7);
        assert_eq!(icd.word(0.2).as_deref(), Some("unlikely"));
    }
}
