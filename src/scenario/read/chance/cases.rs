//! Chances from counted cases: `3 of 10 cases`.

use super::Meaning;
use crate::diagnostic::{Code, Diagnostic, Place, Repair};
use crate::scenario::literal::LiteralValue;

/// The most cases that can be counted.
const MOST: f64 = 1e9;

/// The number that `3 of 10 cases` stands for, or its fault; `None` for other texts. `whole` is the place of the text.
pub(super) fn counted(
    text: &str,
    meaning: Meaning,
    whole: Place,
    is_bare: bool,
) -> Option<Result<LiteralValue, Diagnostic>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [hits, of, tries, cases] = words[..] else { return None };
    if !of.eq_ignore_ascii_case("of")
        || !["case", "cases"].iter().any(|word| cases.eq_ignore_ascii_case(word))
    {
        return None;
    }
    let (k, n) = (number(hits)?, number(tries)?);
    let what = match meaning {
        Meaning::Chance | Meaning::Share | Meaning::Value => None,
        Meaning::Factor => Some("a factor on odds"),
        Meaning::Weight => Some("a weight"),
        Meaning::Delay => Some("a time"),
    };
    if let Some(what) = what {
        let message = format!("\"{}\" is a chance, and {what} is needed here", text.trim());
        let fault = Diagnostic::new(Code::WrongType, whole, message);
        return Some(Err(match meaning {
            Meaning::Delay => fault.label("write a number with a unit: \"3 to 12 weeks\""),
            _ => fault.label("write a number such as 1.5, or a range of numbers"),
        }));
    }
    let fault = |message: String| Diagnostic::new(Code::ChanceRange, whole, message);
    if let Some(odd) = [(hits, k), (tries, n)].iter().find(|(_, x)| x.fract() != 0.0 || *x < 0.0) {
        let message = format!("cases are counted: {} is no number of cases", odd.0);
        return Some(Err(fault(message).label("write whole numbers: \"3 of 10 cases\"")));
    }
    if n < 1.0 {
        let message = "without a case, nothing is known of the chance".to_owned();
        let repair = if is_bare { "uniform(0, 1)" } else { "\"uniform(0, 1)\"" };
        return Some(Err(fault(message)
            .label("write \"uniform(0, 1)\" if nothing is known")
            .repair(Repair::new(whole, repair))));
    }
    if k > n {
        let right = format!("{tries} of {hits} cases");
        let message = format!("{hits} of {tries} cases are more than there were");
        let right_text = if is_bare { right.clone() } else { format!("\"{right}\"") };
        return Some(Err(fault(message)
            .label(format!("did you mean \"{right}\"?"))
            .repair(Repair::new(whole, right_text))));
    }
    if n > MOST {
        let message = format!("{tries} cases are too many: at most 1,000,000,000 are counted");
        return Some(Err(fault(message).label("write the share as a number")));
    }
    Some(Ok(LiteralValue::Cases(k as u32, n as u32)))
}

/// A finite number, with a sign or a decimal point; `None` for other texts.
fn number(text: &str) -> Option<f64> {
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || "+-.".contains(c));
    text.parse().ok().filter(|x: &f64| is_plain && x.is_finite())
}
