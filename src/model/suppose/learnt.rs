//! News as data: what was learnt on a day.

use crate::diagnostic::Place;
use crate::formula::Condition;
use jiff::civil::Date;

/// A piece of news: `[[news]]`.
#[derive(Clone, Debug)]
pub struct News {
    /// The day.
    pub on: Date,
    /// The step of the day.
    pub step: usize,
    /// The content.
    pub learnt: Learnt,
    /// The content as written in the file.
    pub text: String,
    /// The parts of the content between top-level `and`s; `None` if it can't be split.
    pub parts: Option<Vec<Part>>,
    /// The name of its source.
    pub source: Option<String>,
    /// The remark.
    pub because: Option<String>,
    /// Its place in the file.
    pub place: Place,
    /// The place of the content.
    pub said: Place,
}

/// A part of the content between top-level `and`s.
#[derive(Clone, Debug)]
pub struct Part {
    /// The condition.
    pub condition: Condition,
    /// The part as written.
    pub text: String,
    /// Its place in the file.
    pub place: Place,
}

/// The content of a piece of news.
#[derive(Clone, Debug)]
pub enum Learnt {
    /// The condition holds on the day, whenever it began to.
    Is(Condition),
    /// The condition holds for the first time on the day.
    Happened(Condition),
    /// An unsure report: where one of the conditions holds on the day, the report is so many times likelier.
    Heard(Vec<(Condition, f64)>),
}

impl News {
    /// The conditions in it, unwrapped.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let (one, many): (Option<&Condition>, &[(Condition, f64)]) = match &self.learnt {
            Learnt::Is(condition) | Learnt::Happened(condition) => (Some(condition), &[]),
            Learnt::Heard(cases) => (None, cases),
        };
        one.into_iter().chain(many.iter().map(|(condition, _)| condition))
    }
}
