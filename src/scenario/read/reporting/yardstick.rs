//! The reader of `[scenario] yardstick`: a known table of words, or one of the analyst's own.

use crate::diagnostic::{Code, Diagnostic};
use crate::scenario::read::walk::{Entry, Reader};
use crate::scenario::reporting::yardstick::Yardstick;
use toml::de::DeValue;

/// An example of a yardstick.
const EXAMPLE: &str = "{ unlikely = \"0% to 40%\", likely = \"60% to 100%\" }";
/// Words that mean something else where a chance is written.
const TAKEN: [&str; 3] = ["rest", "yes", "no"];

impl Reader<'_> {
    /// Reads the words for chances; `None` if they are faulty.
    pub(super) fn yardstick(&mut self, entry: &Entry<'_>) -> Option<Yardstick> {
        if let DeValue::String(name) = entry.value {
            let found = Yardstick::of(name);
            if found.is_none() {
                let name = self.string(entry, "\"icd203\"")?;
                self.not_a_choice(&name, "yardstick", &Yardstick::NAMES);
            }
            return found;
        }
        let section = self.section(entry, "`yardstick`", EXAMPLE)?;
        let mut sound = true;
        let mut words: Vec<(String, f64, f64)> = Vec::new();
        for word in &section.entries {
            let text = word.key.split_whitespace().collect::<Vec<_>>().join(" ");
            let is_word = text.chars().all(|c| c.is_alphabetic() || " -'’".contains(c))
                && text.chars().any(char::is_alphabetic)
                && !TAKEN.contains(&text.as_str());
            if !is_word {
                let message = format!("\"{}\" can't be a word for a chance", word.key);
                let fault = Diagnostic::new(Code::NotAChance, word.key_place, message);
                self.fault(fault.label("use letters, blanks and hyphens"));
                sound = false;
            }
            if words.iter().any(|(known, ..)| known.to_lowercase() == text.to_lowercase()) {
                let message = format!("the word \"{text}\" stands for two ranges");
                self.fault(Diagnostic::new(Code::NameTwice, word.key_place, message));
                sound = false;
            }
            match self.range_of_word(word) {
                Some((low, high)) => words.push((text, low, high)),
                None => sound = false,
            }
        }
        if section.entries.is_empty() {
            let fault =
                Diagnostic::new(Code::WrongCount, entry.place, "the yardstick has no words");
            self.fault(fault.label(format!("name at least one: {EXAMPLE}")));
            return None;
        }
        sound.then(|| Yardstick::new("the scenario", words))
    }

    /// Reads the range of a word, such as `20% to 45%`.
    fn range_of_word(&mut self, word: &Entry<'_>) -> Option<(f64, f64)> {
        let text = self.string(word, "\"20% to 45%\"")?;
        let end = |text: &str| {
            let number = text.trim().strip_suffix('%')?.trim().parse::<f64>().ok()?;
            (0.0..=100.0).contains(&number).then_some(number / 100.0)
        };
        let ends =
            text.value.split_once(" to ").and_then(|(low, high)| Some((end(low)?, end(high)?)));
        match ends {
            Some((low, high)) if low < high => Some((low, high)),
            Some((low, high)) if low > high => {
                let message = "the lower end comes first, and below the upper one";
                let swapped = text.value.split_once(" to ").unwrap_or_default();
                let right = format!("\"{} to {}\"", swapped.1.trim(), swapped.0.trim());
                self.fault(Diagnostic::new(Code::Inequality, word.place, message).write(right));
                None
            }
            _ => {
                let message = format!("\"{}\" is not a range of chances", text.value);
                let fault = Diagnostic::new(Code::NotAChance, word.place, message);
                self.fault(fault.label("write \"20% to 45%\", with ends from 0% to 100%"));
                None
            }
        }
    }
}
