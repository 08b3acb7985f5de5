//! Words and places for pieces of evidence that no trial satisfies.

use super::supposition::Supposition;
use crate::diagnostic::{Code, Diagnostic, Place, count};
use crate::model::tree::Model;
use jiff::civil::Date;

/// The most pieces that a message names.
const MOST_NAMED: usize = 8;

/// A piece of evidence that a trial satisfies or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A clause of the supposition, by its index.
    Clause(usize),
    /// A report of the supposition, by its index.
    Report(usize),
    /// The silence of a process, by its index in the supposition, between two steps.
    Silence(usize, (usize, usize)),
}

impl Piece {
    /// Words for a message, such as `` `talks == on on 2025-08-23` ``.
    pub fn words(self, model: &Model, supposition: &Supposition) -> String {
        match self {
            Self::Clause(at) => format!("`{}`", supposition.clauses[at].text),
            Self::Report(at) => format!("`{}`", supposition.reports[at].text),
            Self::Silence(at, (first, last)) => {
                let name = &model.variable(supposition.still[at].variable).name;
                let day = |step: usize| model.timeline.date(step);
                format!("`{name}` made no move{}", stretch(day(first), day(last)))
            }
        }
    }

    /// The place of the text that says it; `None` if no text does.
    fn place(self, supposition: &Supposition) -> Option<Place> {
        match self {
            Self::Clause(at) => supposition.clauses[at].place,
            Self::Report(at) => supposition.reports[at].place,
            Self::Silence(at, _) => supposition.still[at].place,
        }
    }
}

/// The fault of pieces of evidence that can't hold together, or of one that can't hold at all.
pub fn impossible(model: &Model, supposition: &Supposition, pieces: &[Piece]) -> Diagnostic {
    let what = match pieces {
        [one @ Piece::Silence(..)] => {
            format!("it is impossible in this model that {}", one.words(model, supposition))
        }
        [one] => format!("{} is impossible in this model", one.words(model, supposition)),
        _ => format!("{} can't hold together", joined(model, supposition, pieces)),
    };
    let help = match pieces {
        [_] => "no trial can satisfy it, however many are drawn: drop it, or change the model",
        _ => {
            "no trial can satisfy all of it, however many are drawn: drop a part of it, or change the model"
        }
    };
    placed(Diagnostic::placeless(Code::Impossible, what), supposition, pieces).help(help)
}

/// The fault of pieces of evidence that none of so many trials satisfied together. `trials` is a number in words.
pub fn unsatisfied(
    model: &Model,
    supposition: &Supposition,
    pieces: &[Piece],
    trials: &str,
) -> Diagnostic {
    let all = joined(model, supposition, pieces);
    let what = format!("none of {trials} trials satisfied {all}");
    placed(Diagnostic::placeless(Code::NoTrial, what), supposition, pieces)
}

/// Every piece of a supposition that a trial satisfies or not: each silent stretch of a process, then every clause.
pub fn pieces(supposition: &Supposition) -> Vec<Piece> {
    let mut found = Vec::new();
    for (at, still) in supposition.still.iter().enumerate() {
        for steps in still.steps.chunk_by(|a, b| *b == *a + 1) {
            found.push(Piece::Silence(at, (steps[0], steps[steps.len() - 1])));
        }
    }
    found.extend((0..supposition.clauses.len()).map(Piece::Clause));
    found
}

impl Supposition {
    /// A copy whose evidence is these pieces alone, without reports.
    #[must_use]
    pub fn only(&self, pieces: &[Piece]) -> Self {
        let mut only = Self {
            evidence: Vec::new(),
            clauses: Vec::new(),
            reports: Vec::new(),
            still: Vec::new(),
            ..self.clone()
        };
        for piece in pieces {
            match *piece {
                Piece::Clause(at) => {
                    let clause = &self.clauses[at];
                    only.evidence.push((clause.condition.clone(), clause.text.clone()));
                    only.clauses.push(clause.clone());
                }
                Piece::Report(at) => only.reports.push(self.reports[at].clone()),
                Piece::Silence(at, (first, last)) => {
                    let mut still = self.still[at].clone();
                    still.steps.retain(|step| (first..=last).contains(step));
                    only.still.push(still);
                }
            }
        }
        only
    }
}

/// Names pieces in words, some of many.
pub fn joined(model: &Model, supposition: &Supposition, pieces: &[Piece]) -> String {
    let named = &pieces[..pieces.len().min(MOST_NAMED)];
    let words: Vec<String> = named.iter().map(|piece| piece.words(model, supposition)).collect();
    let words = words.join(" and ");
    match pieces.len() - named.len() {
        0 => words,
        more => format!("{words} and {} more", count(more as u64)),
    }
}

/// Places a fault at the first of its pieces in the text, and shows the others.
fn placed(mut fault: Diagnostic, supposition: &Supposition, pieces: &[Piece]) -> Diagnostic {
    let mut places: Vec<Place> =
        pieces.iter().filter_map(|piece| piece.place(supposition)).collect();
    places.sort_unstable();
    places.dedup();
    let Some((first, others)) = places.split_first() else { return fault };
    fault.place = Some(*first);
    others.iter().fold(fault, |fault, place| fault.related(*place, "and this"))
}

/// Words for a stretch of days, such as ` from 21 August to 12 September 2025`.
fn stretch(first: Option<Date>, last: Option<Date>) -> String {
    let (Some(first), Some(last)) = (first, last) else { return String::new() };
    let whole = |date: Date| date.strftime("%-d %B %Y");
    if first == last {
        return format!(" on {}", whole(first));
    }
    if first.year() == last.year() {
        return format!(" from {} to {}", first.strftime("%-d %B"), whole(last));
    }
    format!(" from {} to {}", whole(first), whole(last))
}

#[cfg(test)]
mod tests {
    use super::stretch;
    use jiff::civil::date;

    #[test]
    fn a_stretch_of_days_is_named_by_its_first_and_last() {
        let words = |a, b| stretch(Some(a), Some(b));
        let (august, september) = (date(2025, 8, 21), date(2025, 9, 12));
        assert_eq!(words(august, september), " from 21 August to 12 September 2025");
        assert_eq!(words(august, august), " on 21 August 2025");
        assert_eq!(words(august, date(2026, 1, 2)), " from 21 August 2025 to 2 January 2026");
    }
}
