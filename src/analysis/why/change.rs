//! A change between two sides: its kind, and its names in files and for readers.

use crate::formula::{Condition, VariableId};
use crate::model::{Learnt, Model, News};
use crate::scenario::{Conditions, Restructured, Setting, label_of};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A difference between two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path of a number, or another description.
    pub name: String,
    /// The value on the first side.
    pub from: String,
    /// The value on the other side.
    pub to: String,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Numbers, by their paths.
    Numbers(Vec<String>),
    /// The interventions of each side on one variable.
    Made(Vec<String>, Vec<String>),
    /// The evidence of each side.
    Evidence(Vec<String>, Vec<String>),
    /// A key of `[scenario]`.
    Setting(Setting),
    /// A table that differs in structure.
    Structure(Restructured),
    /// Any other difference.
    Rules,
    /// Time that passes with nothing happening.
    Time(Time),
    /// News that one side has and the other has not.
    News(Told),
    /// Several changes that can't be made separately.
    Together(Vec<Kind>),
}

/// Time between the days of two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    /// Whether anything is watched.
    pub(super) is_watched: bool,
    /// Whether the second side is the earlier one.
    pub(super) is_back: bool,
}

/// The pieces of news of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// The days of the first and the last piece.
    days: (Date, Date),
    /// The number of pieces that the second side has and the first has not.
    added: usize,
    /// The number of pieces that the second side has no more.
    removed: usize,
    /// The content, if it is one piece.
    text: Option<String>,
}

/// The kinds of changes, as a [`Comparison`](crate::result::Comparison) lists them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Time passed with nothing happening.
    Time,
    /// Something was learnt.
    News,
    /// A number, a rule, an intervention or evidence is another.
    #[default]
    Edit,
}

impl Told {
    fn one(model: &Model, news: &News, is_new: bool) -> Self {
        let text = match &news.learnt {
            Learnt::Is(_) => news.text.clone(),
            Learnt::Happened(_) => format!("happened {}", news.text),
            Learnt::Heard(cases) => {
                let ratio = |(condition, ratio): &(Condition, f64)| {
                    // a case of its own for each outcome is named
                    let own =
                        if let Condition::At(inner, _) = condition { inner } else { condition };
                    match own {
                        Condition::Is { variable, outcomes, .. } if is_name(&news.text) => {
                            let named = &model.variable(*variable).outcomes;
                            let names =
                                outcomes.iter().map(|own| named[usize::from(*own)].as_str());
                            match names.collect::<Vec<_>>()[..] {
                                ["yes"] => ratio.to_string(),
                                ref names => format!("{} {ratio}", names.join(" ")),
                            }
                        }
                        _ => ratio.to_string(),
                    }
                };
                let ratios: Vec<String> = cases.iter().map(ratio).collect();
                format!("heard {}, likelier {}", news.text, ratios.join(", "))
            }
        };
        let (added, removed) = if is_new { (1, 0) } else { (0, 1) };
        Self { days: (news.on, news.on), added, removed, text: Some(text) }
    }

    fn and(&self, other: &Self) -> Self {
        let (one, two) = (self.days, other.days);
        Self {
            days: (one.0.min(two.0), one.1.max(two.1)),
            added: self.added + other.added,
            removed: self.removed + other.removed,
            text: None,
        }
    }

    /// Its name: the day, or the first and the last, as `day` writes them, and the content or the number of pieces.
    fn name(&self, day: &dyn Fn(Date) -> String) -> String {
        let (first, last) = self.days;
        let days =
            if first == last { day(first) } else { format!("{} to {}", day(first), day(last)) };
        let lead = if self.added == 0 { "news removed" } else { "news" };
        let content = match (&self.text, self.added, self.removed) {
            (Some(text), ..) => text.clone(),
            (None, 0, pieces) | (None, pieces, 0) => format!("{pieces} pieces"),
            (None, added, removed) => format!("{added} added, {removed} removed"),
        };
        format!("{lead} {days}: {content}")
    }
}

impl Change {
    /// Time that passes with nothing happening, from one day to another.
    pub(super) fn time(from: Option<Date>, to: Option<Date>) -> Self {
        let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let name = "time".to_owned();
        let time = Time { is_watched: false, is_back: false };
        Self { name, from: text(from), to: text(to), kind: Kind::Time(time) }
    }

    /// A piece of news that the second side has, or that it has no more.
    pub(super) fn news(model: &Model, news: &News, is_new: bool) -> Self {
        let source = news.source.clone().unwrap_or_default();
        let (from, to) = if is_new { (String::new(), source) } else { (source, String::new()) };
        let told = Told::one(model, news, is_new);
        Self { name: told.name(&iso), from, to, kind: Kind::News(told) }
    }

    /// The change from the second side to the first.
    pub(super) fn reversed(self) -> Self {
        let Self { name, from, to, kind } = self;
        let (from, to) = (to, from);
        match kind {
            Kind::Time(time) => {
                let time = Time { is_back: !time.is_back, ..time };
                Self { name, from, to, kind: Kind::Time(time) }
            }
            Kind::News(told) => {
                let told = Told { added: told.removed, removed: told.added, ..told };
                Self { name: told.name(&iso), from, to, kind: Kind::News(told) }
            }
            kind => Self { name, from, to, kind },
        }
    }

    /// Says of time whether anything is watched in it.
    pub(super) fn watched(&mut self, is_watched: bool) {
        if let Kind::Time(time) = &mut self.kind {
            time.is_watched = is_watched;
        }
    }

    /// Joins a change with the one that follows it.
    pub(super) fn and(self, other: Self) -> Self {
        if let (Kind::News(one), Kind::News(two)) = (&self.kind, &other.kind) {
            let told = one.and(two);
            let (from, to) = (String::new(), String::new());
            return Self { name: told.name(&iso), from, to, kind: Kind::News(told) };
        }
        let kinds = match self.kind {
            Kind::Together(kinds) => kinds,
            kind => vec![kind],
        };
        Self {
            name: format!("{}, {}", self.name, other.name),
            from: String::new(),
            to: String::new(),
            kind: Kind::Together(kinds.into_iter().chain([other.kind]).collect()),
        }
    }

    /// Its kind; time and news that can't be told apart are news.
    pub fn kind(&self) -> ChangeKind {
        let is_told = |kind: &Kind| matches!(kind, Kind::Time(_) | Kind::News(_));
        match &self.kind {
            Kind::Time(_) => ChangeKind::Time,
            Kind::News(_) => ChangeKind::News,
            Kind::Together(kinds) if kinds.iter().all(is_told) => ChangeKind::News,
            _ => ChangeKind::Edit,
        }
    }

    /// Whether it leads from a later day to an earlier one.
    pub fn is_back(&self) -> bool {
        let is_back = |kind: &Kind| matches!(kind, Kind::Time(time) if time.is_back);
        match &self.kind {
            Kind::Together(kinds) => kinds.iter().any(is_back),
            kind => is_back(kind),
        }
    }

    /// The number of pieces of news in it.
    pub fn pieces(&self) -> usize {
        let pieces = |kind: &Kind| match kind {
            Kind::News(told) => told.added + told.removed,
            _ => 0,
        };
        match &self.kind {
            Kind::Together(kinds) => kinds.iter().map(pieces).sum(),
            kind => pieces(kind),
        }
    }

    /// The days of the news in it.
    pub fn days(&self) -> Vec<Date> {
        let of = |kind: &Kind| match kind {
            Kind::News(told) => vec![told.days.0, told.days.1],
            _ => Vec::new(),
        };
        match &self.kind {
            Kind::Together(kinds) => kinds.iter().flat_map(of).collect(),
            kind => of(kind),
        }
    }

    /// Its name for readers, with days as `day` writes them.
    pub fn label(&self, conditions: &Conditions, day: &dyn Fn(Date) -> String) -> String {
        match &self.kind {
            Kind::Time(_) | Kind::News(_) => self.kind.told(day).unwrap_or_default(),
            Kind::Together(kinds) => {
                let told: Option<Vec<String>> = kinds.iter().map(|kind| kind.told(day)).collect();
                told.map_or_else(|| label_of(&self.name, conditions), |told| told.join("; "))
            }
            Kind::Setting(Setting::Watched) => "watched, so that silence is news".to_owned(),
            _ => label_of(&self.name, conditions),
        }
    }

    /// Whether it is one of interventions alone.
    pub(crate) fn is_made(&self) -> bool {
        matches!(self.kind, Kind::Made(..))
    }

    /// The variables at which it is made; `None` if it changes the evidence or rules, or can't be traced to variables.
    pub(crate) fn variables(&self, model: &Model) -> Option<Vec<VariableId>> {
        match &self.kind {
            Kind::Made(..) => Some(vec![model.find(self.name.strip_prefix("do ")?)?]),
            kind => kind.variables(model),
        }
    }
}

impl Kind {
    /// The name of time and of news for readers; `None` for others.
    fn told(&self, day: &dyn Fn(Date) -> String) -> Option<String> {
        Some(match self {
            Self::Time(Time { is_back: true, .. }) => "time taken back".to_owned(),
            Self::Time(Time { is_watched: true, .. }) => {
                "time passed with nothing happening".to_owned()
            }
            Self::Time(_) => "time passed (nothing is watched)".to_owned(),
            Self::News(told) => told.name(day),
            _ => return None,
        })
    }

    fn variables(&self, model: &Model) -> Option<Vec<VariableId>> {
        match self {
            Self::Numbers(paths) => {
                let of = |path: &String| owners(model, path);
                Some(paths.iter().map(of).collect::<Option<Vec<_>>>()?.concat())
            }
            Self::Together(kinds) => {
                let of = |kind: &Self| kind.variables(model);
                Some(kinds.iter().map(of).collect::<Option<Vec<_>>>()?.concat())
            }
            Self::Made(..)
            | Self::Evidence(..)
            | Self::Setting(_)
            | Self::Structure(_)
            | Self::Rules
            | Self::Time(_)
            | Self::News(_) => None,
        }
    }
}

/// Whether a text is a name alone.
fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A day as files have it.
fn iso(day: Date) -> String {
    day.to_string()
}

/// The variables in whose tables a path can lie: names may contain dots. `None` if there are none.
fn owners(model: &Model, path: &str) -> Option<Vec<VariableId>> {
    let (_, within) = path.split_once('.')?;
    let ends = within.match_indices('.').map(|(end, _)| end).chain([within.len()]);
    let found: Vec<VariableId> = ends.filter_map(|end| model.find(&within[..end])).collect();
    (!found.is_empty()).then_some(found)
}
