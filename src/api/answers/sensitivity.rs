//! Sensitivity: the numbers that move an answer.

use crate::analysis::sensitivity::{
    self as analysis, Boxes, Findings, Flip, Indices, Objection, Tornado, boxes, flip, indices,
    tornado,
};
use crate::analysis::told;
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::api::requested;
use crate::api::written::Found;
use crate::diagnostic::{Code, Diagnostic, Place, Sources, nearest};
use crate::engine::{Plan, waits};
use crate::model::Asked;
use crate::result;
use std::sync::Arc;

/// The most numbers that an explanation moves.
const MOST_NUMBERS: usize = 1000;

/// The answer that a sensitivity analysis is about, and the analyses to make.
///
/// ```
/// use foretell::Subject;
///
/// let subject = Subject::default().question("deal").indices(true);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Subject {
    question: Option<String>,
    outcome: Option<String>,
    indices: bool,
    boxes: bool,
    all: bool,
}

impl Subject {
    /// Analyses the answer to this question; default: the only one.
    #[must_use]
    pub fn question(self, name: impl Into<String>) -> Self {
        Self { question: Some(name.into()), ..self }
    }

    /// Analyses this outcome of a question with several.
    #[must_use]
    pub fn outcome(self, outcome: impl Into<String>) -> Self {
        Self { outcome: Some(outcome.into()), ..self }
    }

    /// Whether to split the variance of the answer across readings among the inputs: Sobol' indices.
    #[must_use]
    pub fn indices(self, are_requested: bool) -> Self {
        Self { indices: are_requested, ..self }
    }

    /// Whether to find the ranges of inputs in which the answer is high.
    #[must_use]
    pub fn boxes(self, are_requested: bool) -> Self {
        Self { boxes: are_requested, ..self }
    }

    /// Whether to move every plain number, also those that can hardly move the answer.
    #[must_use]
    pub fn all(self, are_requested: bool) -> Self {
        Self { all: are_requested, ..self }
    }
}

impl Subject {
    /// Whether every plain number is moved, and shown.
    pub(crate) fn shows_all(&self) -> bool {
        self.all
    }

    /// Returns the subject in words: what its numbers depend on.
    pub(crate) fn words(&self) -> Vec<String> {
        let Self { question, outcome, indices, boxes, all } = self;
        let named = |name: &str, value: &Option<String>| {
            value.iter().map(|value| format!("{name} {value}")).collect::<Vec<_>>()
        };
        let flags = [(*indices, "indices"), (*boxes, "boxes"), (*all, "all")];
        let flags = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, name)| (*name).to_owned());
        [named("question", question), named("outcome", outcome), flags.collect()].concat()
    }
}

/// A sensitivity analysis that can be made: its subject has one answer.
pub(crate) struct Sensitivity<'a> {
    model: &'a Model,
    requested: &'a Subject,
    subject: analysis::Subject,
}

impl Model {
    /// Finds the numbers that move an answer: moves each from one end to the other and, if the subject says so, splits
    /// the variance across readings and looks for ranges in which the answer is high.
    pub fn sensitivity(
        &self,
        subject: &Subject,
        options: &Options,
    ) -> Result<result::Sensitivity, Error> {
        let (found, _) = self.subject(subject)?.find(options)?;
        let found = Findings { all: subject.all, ..found };
        options.show_sensitivity(&found);
        Ok(result::sensitivity(&found))
    }

    /// Finds the subject of an analysis in the model.
    pub(crate) fn subject<'a>(&'a self, requested: &'a Subject) -> Result<Sensitivity<'a>, Error> {
        self.bounded(&Options::default(), |sources| {
            let question = self.question(requested, sources)?;
            let (scenario, outcome) = (&self.written().scenario, requested.outcome.as_deref());
            let mut subject =
                analysis::Subject::new(scenario, self.supposition(), question, outcome)
                    .map_err(|objection| objected(requested, sources, objection))?;
            subject.moves_all = requested.all;
            Ok(Sensitivity { model: self, requested, subject })
        })
    }

    /// Returns the index of the question that is named; of the only one if none is named.
    fn question(&self, requested: &Subject, sources: &mut Sources) -> Result<usize, Found> {
        let model = self.model();
        let Some(name) = &requested.question else {
            if model.questions.len() == 1 {
                return Ok(0);
            }
            let simple = |asked: &Asked| !matches!(asked, Asked::Joint(_));
            let names: Vec<&str> = model
                .questions
                .iter()
                .filter(|question| simple(&question.asked))
                .map(|question| question.name.as_str())
                .collect();
            let what = "sensitivity is of one question: name it with `--question`";
            let fault = Diagnostic::placeless(Code::UnknownQuestion, what);
            return Err(vec![fault.help(format!("the scenario asks {}", names.join(", ")))]);
        };
        requested::questions(&[model], sources, std::slice::from_ref(name))?;
        Ok(model.questions.iter().position(|q| q.name == *name).expect("it was found just now"))
    }
}

impl Sensitivity<'_> {
    /// The number of numbers that may move the answer.
    pub(crate) fn numbers(&self) -> usize {
        self.subject.numbers()
    }

    /// Finds the smallest change of one uncertain number, within its range, that takes a chance beyond these bounds;
    /// `None` if no single one does, or if evidence moves the ranges.
    pub(crate) fn flip(
        &self,
        found: &Findings,
        bounds: (Option<f64>, Option<f64>),
        options: &Options,
    ) -> Result<Option<Flip>, Error> {
        if found.is_conditioned {
            return Ok(None);
        }
        self.model.bounded(options, |_| {
            let plan = Plan { timelines: false, ..self.model.plan(options, None)? };
            options
                .stage("flipping", plan.trials, |progress| {
                    flip(&self.subject, found, bounds, &plan, progress)
                })
                .map_err(|fault| vec![fault])
        })
    }

    /// Returns the findings, and the plan by which they were drawn.
    pub(crate) fn find(&self, options: &Options) -> Result<(Findings, Plan), Error> {
        self.model.bounded(options, |_| {
            let Self { model, requested, subject } = self;
            // as many readings as a run takes, so that the answer is the same
            let plan = Plan { timelines: false, ..model.plan(options, None)? };
            // about as many trials as all points together have
            let trials = 4 * plan.trials;
            let tornado =
                options.stage("moving", trials, |progress| tornado(subject, &plan, progress));
            // both are of readings' means; in a round of parts, they are drawn beside the moves
            let is_of_means = match &tornado {
                Ok(tornado) => !tornado.is_median,
                Err(_) if waits(&plan) => true,
                Err(faults) => return Err(faults.clone()),
            };
            let indices = (requested.indices && is_of_means)
                .then(|| {
                    let plan = plan.named("indices");
                    options.stage("indices", trials, |p| indices(subject, &plan, p))
                })
                .transpose();
            let boxes = (requested.boxes && subject.is_uncertain() && is_of_means)
                .then(|| {
                    let plan = plan.named("boxes");
                    options.stage("boxes", trials, |p| boxes(subject, &plan, p))
                })
                .transpose();
            Ok((findings(model, subject, tornado?, indices?, boxes?), plan))
        })
    }
}

impl Model {
    /// The numbers that move the answer to a question, found with a quarter of the trials of `plan`; none of several answers, of
    /// a joint table, and where so many numbers could move it that it would take long.
    pub(crate) fn foremost(
        &self,
        question: usize,
        plan: &Plan,
        options: &Options,
    ) -> Result<Option<Findings>, Found> {
        let scenario = &self.written().scenario;
        let mut subject = match analysis::Subject::new(scenario, self.supposition(), question, None)
        {
            Ok(subject) => subject,
            Err(Objection::Faults(faults)) => return Err(faults),
            Err(Objection::Joint | Objection::Outcome(_)) => return Ok(None),
        };
        if subject.numbers() > MOST_NUMBERS {
            return Ok(None);
        }
        subject.is_brief = true;
        let plan = Plan { trials: plan.trials.div_ceil(4), ..plan.clone() };
        let tornado = options
            .stage("moving", 4 * plan.trials, |progress| tornado(&subject, &plan, progress))?;
        Ok(Some(findings(self, &subject, tornado, None, None)))
    }
}

fn findings(
    model: &Model,
    subject: &analysis::Subject,
    tornado: Tornado,
    indices: Option<Indices>,
    boxes: Option<Boxes>,
) -> Findings {
    let is_median = tornado.is_median;
    Findings {
        title: model.title().to_owned(),
        question: subject.question.name.clone(),
        label: subject.question.label.clone(),
        outcome: if is_median { "median".to_owned() } else { subject.outcome.clone() },
        unit: subject.unit.clone(),
        is_conditioned: subject.is_conditioned(),
        told: told(model.model(), model.supposition()),
        tornado,
        indices,
        boxes,
        all: false,
        conditions: Arc::clone(&model.model().conditions),
    }
}

/// Returns the fault of a subject that is not a single answer.
fn objected(requested: &Subject, sources: &mut Sources, objection: Objection) -> Found {
    let asked = requested.question.clone().unwrap_or_default();
    match objection {
        Objection::Faults(faults) => faults,
        Objection::Joint => {
            let place = Place::new(sources.add("--question", asked.as_str()), 0..asked.len());
            let what = format!("`{asked}` asks several things at once");
            vec![
                Diagnostic::new(Code::UnknownQuestion, place, what)
                    .help("ask one thing: the condition whose chance is to be looked at"),
            ]
        }
        Objection::Outcome(names) => {
            let outcome = requested.outcome.clone().unwrap_or_default();
            let list = format!("its outcomes are {}", names.join(", "));
            if requested.outcome.is_none() {
                let place = Place::new(sources.add("--question", asked.as_str()), 0..asked.len());
                let what = format!("`{asked}` has several outcomes: name one with `--outcome`");
                return vec![Diagnostic::new(Code::UnknownOutcome, place, what).help(list)];
            }
            let place = Place::new(sources.add("--outcome", outcome.as_str()), 0..outcome.len());
            let what = format!("`{asked}` has no outcome `{outcome}`");
            let near = nearest(&outcome, names.iter().map(String::as_str));
            vec![Diagnostic::new(Code::UnknownOutcome, place, what).suggest(near).help(list)]
        }
    }
}
