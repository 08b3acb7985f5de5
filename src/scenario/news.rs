//! News as the analyst wrote it, each part with its place.

use super::written::Written;
use crate::diagnostic::{Located, Place};
use jiff::civil::Date;

/// A piece of news: `[[news]]`.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// The day.
    pub on: Located<Date>,
    /// The content.
    pub learnt: Learnt,
    /// The source.
    pub source: Option<Located<String>>,
    /// The reason, a sentence.
    pub because: Option<Located<String>>,
    /// The place of the table.
    pub place: Place,
    /// The place of the key of the content.
    pub key: Place,
    /// The place of all of it, for taking it out.
    pub whole: Place,
}

/// A piece of news of which some part can't be read: the rest of it is checked all the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    /// The day, if it can be read.
    pub on: Option<Located<Date>>,
    /// The content and the place of its key, if they can be read.
    pub learnt: Option<(Learnt, Place)>,
}

/// A process that is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// Its name.
    pub name: Located<String>,
    /// The place of the name in the list with the comma after it, for taking it out.
    pub whole: Place,
}

/// The content of a piece of news.
#[derive(Clone, Debug, PartialEq)]
pub enum Learnt {
    /// `is`: a condition that holds on the day.
    Is(Written),
    /// `happened`: a condition that holds for the first time on the day.
    Happened(Written),
    /// `heard`, with `likelier`: an unsure report.
    Heard(Written, Likelier),
}

impl Learnt {
    /// The formula.
    pub fn written(&self) -> &Written {
        match self {
            Self::Is(written) | Self::Happened(written) | Self::Heard(written, _) => written,
        }
    }
}

/// How many times likelier a report is to be heard: `likelier`.
#[derive(Clone, Debug, PartialEq)]
pub enum Likelier {
    /// Where its condition holds, compared with where it does not.
    Ratio(Located<f64>),
    /// For each outcome of a category that is named, compared with those that are not.
    ByOutcome(Vec<(Located<String>, Located<f64>)>, Place),
}
