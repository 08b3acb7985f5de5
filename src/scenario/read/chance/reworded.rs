//! Proposals for a whole text that should be a number. Each of them can be read, because the caller tried it.

use crate::diagnostic::{Code, Diagnostic, Place, Repair};
use crate::formula::slips::{Expected, Reworded, reworded, word_list};

/// A text that may be written otherwise than ours.
pub(crate) struct Slip<'t> {
    /// The text without blanks at its ends.
    pub(crate) written: &'t str,
    /// Its place.
    pub(crate) place: Place,
    /// Its place with the quotes, if it has quotes.
    pub(crate) quoted: Option<Place>,
}

/// Returns the fault of a text that is written otherwise, with what it can mean and `accepts` takes; `None` if that
/// is not recognised.
pub(crate) fn reworded_fault(
    slip: &Slip<'_>,
    expected: Expected,
    accepts: &dyn Fn(&str) -> bool,
) -> Option<Diagnostic> {
    let Slip { written, place, quoted } = *slip;
    let (code, what) = match expected {
        Expected::Chance => (Code::NotAChance, "a chance"),
        Expected::Number => (Code::FormulaSyntax, "a number"),
        Expected::Delay => (Code::FormulaSyntax, "a time"),
    };
    match reworded(written, expected)? {
        Reworded::Ask(message, hint) => Some(Diagnostic::new(code, place, message).label(hint)),
        Reworded::Swap(range) => accepts(&range).then(|| {
            let message = "the lower end comes first, and below the upper one";
            Diagnostic::new(Code::Inequality, place, message).write(range)
        }),
        Reworded::Write(mut ways) => {
            ways.retain(|(way, _)| accepts(way));
            let message = format!("\"{written}\" is not how {what} is written");
            if ways.is_empty() {
                return None;
            }
            let is_number = |way: &str| way.parse::<f64>().is_ok();
            // a number loses its quotes
            let unquoted = |way: &str| quoted.filter(|_| is_number(way));
            for (way, meaning) in &mut ways {
                if unquoted(way).is_some() {
                    let without = format!("without quotes {meaning}");
                    without.trim_end().clone_into(meaning);
                }
            }
            let mut fault = Diagnostic::new(code, place, message).write_either(&ways);
            for (repair, (way, _)) in fault.repairs.iter_mut().zip(&ways) {
                if let Some(whole) = unquoted(way) {
                    *repair = Repair::new(whole, way);
                }
            }
            let has_digits = written.contains(|c: char| c.is_ascii_digit());
            let is_in_words = expected == Expected::Chance && !has_digits;
            Some(if is_in_words { fault.help(word_list()) } else { fault })
        }
    }
}

/// The fault of a number with a currency sign.
pub(crate) fn amount(text: &str, number: &str, sign: char, whole: Place) -> Diagnostic {
    let message = format!("`{text}` is a number with a unit: units have a key of their own");
    Diagnostic::new(Code::WrongType, whole, message)
        .label(format!("write {number}, and `unit = \"{sign}\"` as a key beside it"))
        .repair(Repair::new(whole, number))
}

/// The faults of a text; a repair that turns the whole of it into a plain number also removes the quotes.
pub(super) fn without_quotes(
    mut faults: Vec<Diagnostic>,
    trimmed: &str,
    bare: bool,
    whole: Place,
) -> Vec<Diagnostic> {
    if let ([fault], false) = (&mut faults[..], bare) {
        let edits = fault.repairs.iter_mut().flat_map(|repair| &mut repair.edits);
        for edit in edits {
            let sign = if trimmed.starts_with('-') { "-" } else { "" };
            let covered = (edit.place.end - edit.place.start) as usize;
            let is_number = edit.text.starts_with(|c: char| c.is_ascii_digit())
                && edit.text.ends_with(|c: char| c.is_ascii_digit())
                && edit.text.parse::<f64>().is_ok();
            if is_number && (covered == trimmed.len() || covered + sign.len() == trimmed.len()) {
                if covered < trimmed.len() {
                    edit.text.insert_str(0, sign);
                }
                edit.place = whole;
                fault.label =
                    format!("{}, without quotes", fault.label.trim_end_matches(", without quotes"));
            }
        }
    }
    faults
}
