//! A case: a scenario with changes, interventions and evidence.

use super::error::Error;
use super::scenario::{Scenario, admitted, digest};
use super::written::{self, Arguments, Found, Written};
use crate::diagnostic::{Code, Diagnostic, Place, Sources, nearest};
use crate::formula::nfc;
use crate::scenario;
use serde::{Deserialize, Serialize};

/// A scenario with changes, interventions and evidence. Each method returns the case with an addition;
/// [`compile`](Self::compile) finds every fault at once.
///
/// ```
/// use foretell::Scenario;
///
/// let text = "[choice.push]\noptions = [\"no\", \"yes\"]\ndefault = \"no\"\n[event.deal]\np = 0.3\n";
/// let case = Scenario::read("talks.toml", text).case();
/// let changed = case.clone().set("event.deal.p", 0.4).intervene("push", "yes");
/// assert!(changed.compile().is_ok());
/// let faults = case.set("event.meal.p", 0.4).observe("dael").compile().unwrap_err();
/// assert!(faults.to_string().contains("did you mean"));
/// ```
#[derive(Clone, Debug)]
pub struct Case {
    pub(super) scenario: Scenario,
    pub(super) changes: Vec<Change>,
    pub(super) made: Vec<String>,
    pub(super) given: Vec<String>,
    pub(super) today: Option<String>,
}

/// A change of the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Change {
    Variant(String),
    Overlay(String, String),
    News(String, String),
    /// Replaces a number: `path=value`.
    Set(String),
    Believe(String),
}

/// The value that a number is set to, as a scenario writes it: `0.3`, `20% to 50%`, `6 weeks`.
///
/// [`Case::set`] takes a number, a text, or a setting made of one:
///
/// ```
/// use foretell::{Scenario, Setting};
///
/// # let scenario = Scenario::read("talks.toml", "[event.deal]\np = 0.3\n");
/// let range = Setting::from("20% to 50%");
/// assert!(scenario.case().set("event.deal.p", range).compile().is_ok());
/// assert!(scenario.case().set("event.deal.p", 0.4).compile().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting(String);

impl From<&str> for Setting {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Setting {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<f64> for Setting {
    fn from(number: f64) -> Self {
        Self(number.to_string())
    }
}

/// The outcome that somebody brings about, or the number that somebody sets; from the start, or between two days.
///
/// ```
/// use foretell::Intervention;
///
/// let autumn = Intervention::to("imposed").from("2025-09-01").until("2025-11-30");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intervention {
    value: String,
    from: Option<String>,
    until: Option<String>,
}

impl Intervention {
    /// Holds the variable at this outcome or number.
    pub fn to(value: impl Into<String>) -> Self {
        Self { value: value.into(), from: None, until: None }
    }

    /// Holds from this day on, written as `2025-10-31`.
    #[must_use]
    pub fn from(self, date: impl Into<String>) -> Self {
        Self { from: Some(date.into()), ..self }
    }

    /// Holds until this day inclusive; needs a first day.
    #[must_use]
    pub fn until(self, date: impl Into<String>) -> Self {
        Self { until: Some(date.into()), ..self }
    }

    /// Returns the intervention on a name in the syntax of `--do`.
    fn text(&self, name: &str) -> String {
        let Self { value, from, until } = self;
        match (from, until) {
            (None, None) => format!("{name}={value}"),
            (Some(from), None) => format!("{name}={value}@{from}.."),
            (from, Some(until)) => {
                format!("{name}={value}@{}..{until}", from.as_deref().unwrap_or_default())
            }
        }
    }
}

impl From<&str> for Intervention {
    fn from(value: &str) -> Self {
        Self::to(value)
    }
}

impl From<f64> for Intervention {
    fn from(value: f64) -> Self {
        Self::to(value.to_string())
    }
}

impl Scenario {
    /// Returns the scenario as a case without additions.
    pub fn case(&self) -> Case {
        Case {
            scenario: self.clone(),
            changes: Vec::new(),
            made: Vec::new(),
            given: Vec::new(),
            today: None,
        }
    }
}

impl Case {
    /// Takes a what-if of the file: `[variant.NAME]`.
    #[must_use]
    pub fn variant(self, name: &str) -> Self {
        self.changed(Change::Variant(name.to_owned()))
    }

    /// Lays the `path = value` lines of a text over the scenario; `name` is the name that messages show.
    #[must_use]
    pub fn overlay(self, name: &str, text: &str) -> Self {
        self.changed(Change::Overlay(name.to_owned(), text.to_owned()))
    }

    /// Adds the news of a text that holds `[[news]]`, `[source]`, and `today` and `watched` of `[scenario]`; `name` is
    /// the name that messages show.
    ///
    /// ```
    /// use foretell::Scenario;
    ///
    /// let text = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-08-22\n[process.talks]\nstates = [\"off\", \"on\"]\n\
    ///             start = \"off\"\nfrom.off.on = 0.5\n";
    /// let news = "[[news]]\non = 2025-08-21\nis = \"talks == on\"\n";
    /// assert!(Scenario::read("talks.toml", text).case().news("news.toml", news).compile().is_ok());
    /// ```
    #[must_use]
    pub fn news(self, name: &str, text: &str) -> Self {
        self.changed(Change::News(name.to_owned(), text.to_owned()))
    }

    /// Adds the news of a file as it was read; fails if its bytes can't be a text, with every other fault of the case.
    pub(crate) fn news_read(self, name: &str, bytes: Vec<u8>) -> Result<Self, Error> {
        match news_text(name, bytes) {
            Ok(text) => Ok(self.news(name, &text)),
            Err(mut refused) => {
                let mut sources = self.scenario.texts().clone();
                let found =
                    self.written(&mut sources).and_then(|(written, _)| self.model(&written));
                refused.extend(found.err().unwrap_or_default());
                Err(Error::of(refused, sources))
            }
        }
    }

    /// Returns the files of news, each with its SHA-256.
    pub(crate) fn files_of_news(&self) -> Vec<(String, String)> {
        files_of_news(&self.changes)
    }

    /// Replaces the number at a path, such as `event.venue.outcomes.geneva`; [`Scenario::paths`] lists them.
    #[must_use]
    pub fn set(self, path: &str, value: impl Into<Setting>) -> Self {
        let Setting(value) = value.into();
        self.setting(&format!("{path}={value}"))
    }

    /// Replaces a number: `path=value`.
    fn setting(self, text: &str) -> Self {
        self.changed(Change::Set(nfc(text).into_owned()))
    }

    /// Supposes that somebody makes it so: an action, which says nothing about its causes.
    #[must_use]
    pub fn intervene(self, name: &str, to: impl Into<Intervention>) -> Self {
        let text = to.into().text(name);
        self.make(&text)
    }

    /// Supposes that somebody makes it so: `name=outcome`, with `@date`, `@date..` or `@date..date` after it.
    fn make(mut self, text: &str) -> Self {
        self.made.push(nfc(text).into_owned());
        self
    }

    /// Supposes that a condition is observed to hold: evidence, which says something about its causes.
    #[must_use]
    pub fn observe(mut self, condition: &str) -> Self {
        self.given.push(nfc(condition).into_owned());
        self
    }

    /// Reads the news up to this day, written as `2025-08-28`; later news is left out. Without it, the day is the
    /// scenario's `today`, else that of its last news.
    ///
    /// ```
    /// use foretell::{Options, Scenario};
    ///
    /// let text = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-08-22\n[process.talks]\nstates = [\"off\", \"on\"]\n\
    ///             start = \"off\"\nfrom.off.on = 0.5\n[[news]]\non = 2025-08-21\nis = \"talks == on\"\n\
    ///             [question]\non = { ask = \"talks == on\" }\n";
    /// let case = Scenario::read("talks.toml", text).case();
    /// let chance = |case: foretell::Case| -> Result<Option<f64>, Box<dyn std::error::Error>> {
    ///     let forecast = case.compile()?.run(&Options::default().exact(true))?;
    ///     Ok(forecast.answer("on")?.probability()?.estimate)
    /// };
    /// assert_eq!(chance(case.clone().today("2025-08-20"))?, Some(0.75));
    /// assert_eq!(chance(case)?, Some(1.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn today(mut self, date: impl Into<String>) -> Self {
        self.today = Some(date.into());
        self
    }

    /// Returns the suppositions beside the variant.
    pub(super) fn arguments(&self) -> Arguments<'_> {
        Arguments { made: &self.made, given: &self.given, today: self.today.as_deref() }
    }

    /// Believes one expert alone: wherever that one speaks on a panel, the others are silent.
    #[must_use]
    pub fn believe(self, expert: &str) -> Self {
        self.changed(Change::Believe(expert.to_owned()))
    }

    /// Returns the scenario with its changes, and a sentence for each further change that these made.
    pub(crate) fn written(&self, sources: &mut Sources) -> Result<(Written, Vec<String>), Found> {
        let mut written = self.scenario.written()?.clone();
        let (mut notes, mut of_variants, mut faults) =
            (written::scaled(&written), Vec::new(), Vec::new());
        let is_sound = !written.has_faults();
        for change in &self.changes {
            if let Change::News(name, text) = change {
                match news_text(name, text.clone().into_bytes()) {
                    Ok(text) => {
                        let file = sources.add(name, text);
                        written::add_news(&mut written, sources, file);
                    }
                    Err(refused) => written.findings.extend(refused),
                }
                continue;
            }
            if !is_sound {
                continue;
            }
            let changed = match change {
                Change::Variant(name) => {
                    written::choose(&mut written, sources, name).map(|notes| {
                        of_variants.extend(notes);
                        Vec::new()
                    })
                }
                Change::Overlay(name, text) => admitted(name, text.clone().into_bytes(), None)
                    .and_then(|text| {
                        let file = sources.add(name, text);
                        written::overlay(&mut written, sources, file).map(|(_, notes)| notes)
                    }),
                Change::News(..) => Ok(Vec::new()),
                Change::Set(text) => written::set(&mut written, sources, text),
                Change::Believe(name) => believe(&mut written, sources, name).map(|()| Vec::new()),
            };
            match changed {
                Ok(further) => notes.extend(further),
                Err(further) => faults.extend(further),
            }
        }
        of_variants.extend(notes);
        if faults.is_empty() { Ok((written, of_variants)) } else { Err(faults) }
    }

    /// Returns the case with changes and suppositions in the syntax of the program's arguments.
    pub(crate) fn with_arguments(
        self,
        variant: Option<&str>,
        set: &[String],
        made: &[String],
        given: &[String],
    ) -> Self {
        let case = variant.into_iter().fold(self, Self::variant);
        let case = set.iter().fold(case, |case, text| case.setting(text));
        let case = made.iter().fold(case, |case, text| case.make(text));
        given.iter().fold(case, |case, condition| case.observe(condition))
    }

    fn changed(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Returns the numbers that are set, as `path=value`.
    pub(crate) fn settings(&self) -> Vec<String> {
        let setting = |change: &Change| match change {
            Change::Set(text) => Some(text.clone()),
            _ => None,
        };
        self.changes.iter().filter_map(setting).collect()
    }

    /// Returns the scenario without the changes.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Returns the name of the chosen variant, if any.
    pub(crate) fn chosen(&self) -> Option<&str> {
        self.changes.iter().rev().find_map(|change| match change {
            Change::Variant(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

/// Decodes a file of news.
fn news_text(name: &str, bytes: Vec<u8>) -> Result<String, Found> {
    let mut text = admitted(name, bytes, None);
    if let Err(faults) = &mut text {
        for fault in faults.iter_mut().filter(|fault| fault.code == Code::Empty) {
            fault.message = format!("{name}: the file of news says nothing");
            fault.help = vec![
                "it holds `[[news]]`, each with `on` and `is`, `happened` or `heard`: leave it away while there is none"
                    .to_owned(),
            ];
        }
    }
    text
}

/// Returns the files of news among changes, each with its SHA-256.
pub(super) fn files_of_news(changes: &[Change]) -> Vec<(String, String)> {
    let of = |change: &Change| match change {
        Change::News(name, text) => Some((name.clone(), digest(text.as_bytes()))),
        _ => None,
    };
    changes.iter().filter_map(of).collect()
}

/// Makes all experts but one silent on each panel where that one speaks.
fn believe(written: &mut Written, sources: &mut Sources, name: &str) -> Result<(), Found> {
    let speakers = scenario::speakers(&written.scenario);
    if speakers.iter().any(|speaker| speaker.value == name) {
        written.scenario = scenario::believing(&written.scenario, name).into();
        return Ok(());
    }
    let place = Place::new(sources.add("expert", name), 0..name.len());
    let what = format!("no expert `{name}` sits on a panel of this scenario");
    let near = nearest(name, speakers.iter().map(|speaker| speaker.value.as_str()));
    Err(vec![Diagnostic::new(Code::UnknownExpert, place, what).suggest(near)])
}
