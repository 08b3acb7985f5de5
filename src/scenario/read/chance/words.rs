//! Words for chances of another yardstick than that of ICD-203.

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::formula::slips::{WORDS, word_list};
use crate::scenario::literal::LiteralValue;
use crate::scenario::reporting::yardstick::Yardstick;

/// Holds what was read by the words of ICD-203 to those of the scenario's yardstick.
pub(super) fn other_yardstick(
    parsed: Result<LiteralValue, Vec<Diagnostic>>,
    text: &str,
    whole: Place,
    words: &Yardstick,
) -> Result<LiteralValue, Vec<Diagnostic>> {
    if *words == Yardstick::default() {
        return parsed;
    }
    let no_word = || {
        let text = text.trim();
        let message = format!("\"{text}\" is not among the words of {}", words.title());
        let fault = Diagnostic::new(Code::NotAChance, whole, message).help(words.word_list());
        match nearest(text, words.words()) {
            Some(near) => fault.write(format!("\"{near}\"")),
            None => fault,
        }
    };
    let is_word = |text: &str| WORDS.iter().any(|(word, ..)| *word == text.trim_matches('"'));
    match parsed {
        Ok(LiteralValue::Word(..)) => Err(vec![no_word()]),
        Ok(other) => Ok(other),
        Err(mut faults) => {
            for fault in &mut faults {
                let edits = || fault.repairs.iter().flat_map(|repair| &repair.edits);
                if edits().any(|edit| is_word(&edit.text)) {
                    *fault = no_word();
                }
                let usual = word_list();
                for help in fault.help.iter_mut().filter(|help| **help == usual) {
                    *help = words.word_list();
                }
            }
            Err(faults)
        }
    }
}
