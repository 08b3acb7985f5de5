//! The compiled model of a case, which is run.

use super::case::Case;
use super::diagnostic::Diagnostics;
use super::error::Error;
use super::options::Options;
use super::requested;
use super::written::{self, Found, Written};
use crate::analysis;
use crate::diagnostic::Sources;
use crate::diagnostic::work::Phase;
use crate::engine::Plan;
use crate::model::{self, News, Question, Supposition};
use jiff::civil::Date;
use std::sync::Arc;

/// A case that was compiled: it has no faults, and can be run. Cheap to clone.
///
/// ```
/// use foretell::{Options, Scenario};
///
/// let text = "[event.deal]\np = 0.3\n[question]\ndeal = { ask = \"deal\" }\n";
/// let model = Scenario::read("talks.toml", text).case().compile()?;
/// assert_eq!((model.title(), model.questions()), ("talks", vec!["deal"]));
/// let forecast = model.run(&Options::default().trials(10_000))?;
/// assert_eq!(forecast.trials, 10_000);
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Model(Arc<Parts>);

/// The parts of a model: its scenario, its compiled form and its supposition.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) case: Case,
    pub(super) written: Written,
    pub(super) model: Arc<model::Model>,
    /// The interventions and the evidence without news.
    pub(super) unlearnt: Supposition,
    /// The interventions and the evidence with the news up to today.
    pub(super) supposition: Supposition,
    /// The step of today, if there is news or the scenario has a day of its own.
    pub(super) today: Option<usize>,
    pub(super) sources: Sources,
    /// A sentence on each further number that a change of the case changed.
    pub(super) notes: Vec<String>,
}

impl Case {
    /// Compiles the case; finds every fault at once.
    pub fn compile(&self) -> Result<Model, Error> {
        let _phase = Phase::begin("compiling", 1);
        let mut sources = self.scenario.texts().clone();
        match self.parts(&mut sources) {
            Ok(parts) => Ok(Model::new(Parts { sources, ..parts })),
            Err(found) => Err(Error::of(found, sources)),
        }
    }

    /// Returns the compiled model of the scenario as it was changed.
    pub(super) fn model(&self, written: &Written) -> Result<Arc<model::Model>, Found> {
        // interventions and evidence change no table
        if self.changes.is_empty() {
            return self.scenario.model();
        }
        written::compile(written).map(Arc::new)
    }

    fn parts(&self, sources: &mut Sources) -> Result<Parts, Found> {
        let (written, notes) = self.written(sources)?;
        let model = self.model(&written)?;
        let (unlearnt, supposition) = written.supposed(&model, sources, self.arguments())?;
        let today = supposition.today;
        Ok(Parts {
            case: self.clone(),
            written,
            model,
            unlearnt,
            supposition,
            today,
            sources: Sources::default(),
            notes,
        })
    }
}

impl Model {
    fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.0
    }

    /// Returns the title of the scenario; the name of its file without folders and ending if it has none.
    pub fn title(&self) -> &str {
        let title = self.0.model.title.as_str();
        if title.is_empty() { self.stem() } else { title }
    }

    /// Returns the names of the questions, in the order in which they are answered.
    pub fn questions(&self) -> Vec<&str> {
        self.0.model.questions.iter().map(|question| question.name.as_str()).collect()
    }

    /// Returns a sentence on each further number that a change of the case changed.
    pub fn changes(&self) -> &[String] {
        &self.0.notes
    }

    /// Returns remarks on a run, a sentence each: further numbers that were changed, and dates that are moved to a
    /// step.
    pub fn notes(&self, options: &Options) -> Result<Vec<String>, Error> {
        let chosen = self.requested(options)?;
        let Parts { model, supposition, notes, .. } = self.parts();
        let asked: Vec<&Question> = match &chosen {
            Some(chosen) => chosen.iter().map(|at| &model.questions[*at]).collect(),
            None => model.questions.iter().collect(),
        };
        Ok(notes.iter().cloned().chain(model::notes(model, supposition, &asked)).collect())
    }

    /// Returns the advice on the scenario.
    pub fn advice(&self) -> Diagnostics {
        let advice = written::advice(&self.0.written, &self.0.model);
        Diagnostics::new(advice, self.0.sources.clone())
    }

    /// Returns the indices of the questions that are asked for; `None` for all.
    pub(crate) fn requested(&self, options: &Options) -> Result<Option<Vec<usize>>, Error> {
        self.bounded(options, |sources| {
            requested::indices(&self.0.model, sources, options.questions())
        })
    }

    /// Returns the text of the scenario.
    pub(crate) fn text(&self) -> &str {
        self.0.sources.text(self.0.written.scenario.file)
    }

    pub(crate) fn stem(&self) -> &str {
        self.0.case.scenario.stem()
    }

    pub(crate) fn case(&self) -> &Case {
        &self.0.case
    }

    pub(crate) fn written(&self) -> &Written {
        &self.0.written
    }

    pub(crate) fn model(&self) -> &model::Model {
        &self.0.model
    }

    pub(crate) fn supposition(&self) -> &Supposition {
        &self.0.supposition
    }

    /// The step of today; `None` without news and without a day of the scenario's own.
    pub(crate) fn today(&self) -> Option<usize> {
        self.0.today
    }

    /// Returns the model without any news.
    pub(crate) fn unlearnt(&self) -> Self {
        self.supposing(self.0.unlearnt.clone())
    }

    /// Returns the model as it would have been known on a day, with the news up to it that `keep` admits.
    pub(crate) fn known_on(&self, date: Date, keep: &dyn Fn(&News) -> bool) -> Self {
        let mut supposition = self.0.unlearnt.clone();
        model::learn(&self.0.model, &mut supposition, Some(date), keep);
        self.supposing(supposition)
    }

    fn supposing(&self, supposition: Supposition) -> Self {
        let Parts { case, written, model, unlearnt, sources, notes, .. } = self.parts();
        Self::new(Parts {
            case: case.clone(),
            written: written.clone(),
            model: Arc::clone(model),
            unlearnt: unlearnt.clone(),
            today: supposition.today,
            supposition,
            sources: sources.clone(),
            notes: notes.clone(),
        })
    }

    /// Runs work that the options' monitor may end; adds to faults the texts that they are about.
    pub(crate) fn bounded<T>(
        &self,
        options: &Options,
        work: impl FnOnce(&mut Sources) -> Result<T, Found>,
    ) -> Result<T, Error> {
        let mut sources = self.0.sources.clone();
        let done = options.within(|| work(&mut sources).map_err(|found| self.blamed(found)));
        done.map_err(|found| Error::of(found, sources))
    }

    /// Returns faults, those of evidence with the part of it that is to blame.
    pub(crate) fn blamed(&self, found: Found) -> Found {
        let (model, supposition) = (self.model(), self.supposition());
        found.into_iter().map(|fault| analysis::blamed(model, supposition, fault)).collect()
    }

    /// Returns the plan of a run for these questions, with as many readings as suit them and as many trials as
    /// resolve their ranges, unless the options set these numbers. The monitor gets a note if there are more
    /// trials.
    pub(crate) fn plan(
        &self,
        options: &Options,
        questions: Option<Vec<usize>>,
    ) -> Result<Plan, Found> {
        let plan = options.plan(questions);
        let plan = options.with_worlds(&self.0.model, &self.0.supposition, plan);
        let plan = plan.map_err(|fault| vec![fault])?;
        options.note_growth(&plan);
        Ok(options.kept(plan))
    }
}
