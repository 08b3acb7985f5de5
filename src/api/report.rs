//! Reports: one self-contained page on a model.

use super::answers::{Subject, Trace};
use super::compare::{Side, compared};
use super::error::Error;
use super::model::Model;
use super::options::Options;
use crate::analysis::Every;
use crate::forecast::{Answer, Forecast};
use crate::model::{Asked, implied};
use crate::report::briefing::{self, Material, Sensitive, briefing};
use crate::report::comparison;
use crate::report::document::Block;
use crate::report::explain::{explain, links};
use crate::report::html::{TextSize, Theme, render};
use crate::report::{self, Document};
use crate::result;
use crate::scenario::{Scenario, Yardstick, withhold};
use std::path::Path;

/// The most bytes of a scenario that a page carries.
const MOST_CARRIED: usize = 256 << 10;
/// The most bytes of a forecast with its timelines that a page carries.
const MOST_DATA: usize = 384 << 10;
/// The most numbers that are moved for a page.
const MOST_NUMBERS: usize = 1000;
/// The days of a track have this fraction of the trials, but at least this many if the forecast has as many.
const TRACK_PART: u64 = 10;
const TRACK_TRIALS: u64 = 20_000;
/// The most variables that are described in sentences.
const MOST_DESCRIBED: usize = 500;

/// The contents and the looks of a report.
///
/// ```
/// use foretell::{Options, Report, Scenario};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let page = model.report(&Report::default(), &Options::default().trials(1_000))?;
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Report {
    theme: Theme,
    size: TextSize,
    command: Option<String>,
    since: Option<(String, Model)>,
}

impl Report {
    /// Shows this command as the one that makes the page again.
    #[must_use]
    pub fn command(self, command: impl Into<String>) -> Self {
        Self { command: Some(command.into()), ..self }
    }

    /// Shows what changed since an earlier model, which has this name.
    #[must_use]
    pub fn since(self, name: impl Into<String>, model: Model) -> Self {
        Self { since: Some((name.into(), model)), ..self }
    }

    /// Uses these colours.
    #[must_use]
    pub fn theme(self, theme: Theme) -> Self {
        Self { theme, ..self }
    }

    /// Uses text of this size.
    #[must_use]
    pub fn text_size(self, size: TextSize) -> Self {
        Self { size, ..self }
    }
}

impl Model {
    /// Returns a page that stands alone, in HTML: the forecast, where its first answer comes from, the options compared,
    /// the numbers that matter, and every number with its source.
    pub fn report(&self, report: &Report, options: &Options) -> Result<String, Error> {
        Ok(self.report_with_charts(report, options)?.0)
    }

    /// Returns a page as [`Self::report`] does, and its blocks as a document, from which charts can be drawn.
    pub(crate) fn report_with_charts(
        &self,
        report: &Report,
        options: &Options,
    ) -> Result<(String, Document), Error> {
        let open = withhold(&self.written().scenario);
        let wants = |section: &str| {
            let picked = &open.reporting.sections;
            picked.is_empty() || picked.iter().any(|name| name.value == section)
        };
        let (forecast, _) =
            self.forecast(&options.clone().timelines(true).surprises(wants("surprises")))?;
        let chosen: Vec<String> =
            open.reporting.headline.iter().map(|name| name.value.clone()).collect();
        let leading = briefing::leading(&forecast, &chosen);
        let first = leading.first().and_then(|answer| self.written_question(answer));
        let trace = match first.filter(|_| wants("origin") && !options.is_exact()) {
            Some(index) => Some(self.origin(index, options)?),
            None => None,
        };
        let sensitive = match leading.first().filter(|_| wants("sensitivity") && first.is_some()) {
            Some(answer) => self.sensitive(answer, &forecast.yardstick, options)?,
            None => None,
        };
        let file = self.file();
        let command = report.command.clone();
        let text = self.text();
        let is_carried = text.len() <= MOST_CARRIED && open.reporting.hidden.is_empty();
        let tracked: Vec<String> = leading.iter().map(|answer| answer.question.clone()).collect();
        let material = Material {
            scenario: &open,
            leading,
            origin: trace.as_ref().map(Trace::found),
            changes: match &report.since {
                _ if !wants("changes") => Vec::new(),
                Some((name, earlier)) => self.changes_since(name, earlier, options)?,
                None => self.changes_by_news(&forecast, options)?,
            },
            track: if wants("track") {
                self.track_of(&forecast, &tracked, options)?
            } else {
                Vec::new()
            },
            options: if wants("options") { self.options_compared(options)? } else { Vec::new() },
            sensitive,
            links: if wants("inputs") { links(self.model()) } else { None },
            model: if wants("inputs") { self.described(&open) } else { Document::default() },
            command: command.unwrap_or_else(|| format!("foretell report {file}")),
            text: is_carried.then(|| text.to_owned()),
            file: (file, self.case().scenario().sha256().to_owned()),
            json: data(&forecast),
            theme: report.theme,
            size: report.size,
            forecast: &forecast,
        };
        let page = briefing(&material);
        let drawn = briefing::closing(&forecast);
        let document = Document {
            title: page.title.clone(),
            when: page.when.clone(),
            blocks: page.blocks().cloned().chain(drawn).collect(),
        };
        Ok((render(&page), document))
    }

    /// The name of the scenario's file, without folders.
    fn file(&self) -> String {
        let name = self.case().scenario().name();
        match Path::new(name).file_name().map(|name| name.to_string_lossy().into_owned()) {
            Some(name) if name.contains('.') => name,
            _ => format!("{}.toml", self.stem()),
        }
    }

    /// The index of the question of an answer, if it stands in the file and asks for a chance.
    fn written_question(&self, answer: &Answer) -> Option<usize> {
        briefing::chance(answer).filter(|chance| chance.probability.is_finite())?;
        let mut written = self.written().scenario.questions.iter();
        let is_written = written.any(|question| question.name.value == answer.question);
        let mut questions = self.model().questions.iter();
        questions.position(|question| {
            is_written
                && question.name == answer.question
                && matches!(question.asked, Asked::Condition(_) | Asked::Date(_))
        })
    }

    /// The numbers that move an answer, and its flip distance; `None` if there are too many numbers to move.
    fn sensitive(
        &self,
        answer: &Answer,
        yardstick: &Yardstick,
        options: &Options,
    ) -> Result<Option<Sensitive>, Error> {
        let subject = Subject::default().question(&answer.question);
        let sensitivity = self.subject(&subject)?;
        if sensitivity.numbers() > MOST_NUMBERS {
            return Ok(None);
        }
        let (found, _) = sensitivity.find(options)?;
        let base = &found.tornado.base;
        let is_clear = |bound: &f64| !(base.sampling.0 <= *bound && *bound <= base.sampling.1);
        let bounds = yardstick.bounds(base.value);
        let bounds = (bounds.0.filter(is_clear), bounds.1.filter(is_clear));
        let flip = sensitivity.flip(&found, bounds, options)?;
        Ok(Some(Sensitive { found, flip }))
    }

    /// The changes that news made since the first day of the clock; empty without news.
    fn changes_by_news(&self, forecast: &Forecast, options: &Options) -> Result<Vec<Block>, Error> {
        let clock = forecast.clock.as_ref();
        let has_news = forecast.known.as_ref().is_some_and(|known| !known.news.is_empty());
        match clock.filter(|_| has_news && !options.is_exact()) {
            Some(clock) => {
                let name = clock.as_of.strftime("%-d %b %Y").to_string();
                self.changes_since(&name, &self.unlearnt(), options)
            }
            None => Ok(Vec::new()),
        }
    }

    /// The first answers as they stood on each day with news, from a tenth of the trials; empty without news.
    fn track_of(
        &self,
        forecast: &Forecast,
        questions: &[String],
        options: &Options,
    ) -> Result<Vec<Block>, Error> {
        let has_news = forecast.known.as_ref().is_some_and(|known| !known.news.is_empty());
        if !has_news || questions.is_empty() {
            return Ok(Vec::new());
        }
        let drawn = forecast.drawn.trials;
        let trials = (drawn / TRACK_PART).max(TRACK_TRIALS).min(drawn.max(1));
        let options = options.clone().without_target().trials(trials);
        let options = questions.iter().fold(options, Options::question);
        let track = self.tracked(&options, Every::News)?;
        Ok(report::track::section(&track))
    }

    /// A comparison with an earlier model, and why it differs.
    fn changes_since(
        &self,
        name: &str,
        earlier: &Model,
        options: &Options,
    ) -> Result<Vec<Block>, Error> {
        let sides = [Side::new(name, earlier), Side::new("now", self)];
        let (found, splits) = compared(&sides, options, true)?;
        Ok(comparison::changes(&found, &splits))
    }

    /// A comparison of the options of each choice.
    fn options_compared(&self, options: &Options) -> Result<Vec<Block>, Error> {
        if options.is_exact() {
            return Ok(Vec::new());
        }
        let choices =
            self.written().scenario.choices.iter().map(|choice| choice.name.value.clone());
        let mut blocks = Vec::new();
        for choice in choices.collect::<Vec<_>>() {
            let sides = self.case().outcomes(&choice)?;
            let (found, _) = compared(&sides.sides, options, false)?;
            blocks.extend(comparison::options(&found, &sides.sentences));
        }
        Ok(blocks)
    }

    /// The model in sentences, without what is withheld; empty if it is too large to be read.
    fn described(&self, open: &Scenario) -> Document {
        let model = self.model();
        if model.variables.len() > MOST_DESCRIBED {
            return Document::default();
        }
        let implied = implied(&self.written().scenario, model);
        let sources = &self.parts().sources;
        explain(open, (model, &implied), sources, None).unwrap_or_default()
    }
}

/// The forecast as JSON; without the chances by date if these make it too large, first those of processes and experts.
fn data(forecast: &Forecast) -> String {
    let written = |forecast: &Forecast| report::pretty::compact(&result::forecast(forecast));
    let whole = written(forecast);
    if whole.len() <= MOST_DATA {
        return whole;
    }
    let mut brief = Forecast { processes: Vec::new(), ..forecast.clone() };
    let experts = brief.voices.iter_mut().flat_map(|voices| &mut voices.experts);
    for answer in experts.filter_map(|own| own.answers.as_mut()).flatten() {
        answer.timeline.clear();
    }
    let whole = written(&brief);
    if whole.len() <= MOST_DATA {
        return whole;
    }
    brief.answers.iter_mut().for_each(|answer| answer.timeline.clear());
    written(&brief)
}
