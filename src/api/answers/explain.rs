//! Explains answers and models, in sentences or as a drawing.

use crate::analysis::sensitivity::Findings;
use crate::api::error::Error;
use crate::api::model::Model as Case;
use crate::api::options::Options;
use crate::api::written::Found;
use crate::diagnostic::{Diagnostic, Place, Sources, nearest};
use crate::engine::{self, Paths, Plan, Watch};
use crate::forecast::{self, Forecast, Origin};
use crate::model::{self, Identity, Model};
use crate::report::explain::{Drawing, draw, explain, grounds_of};
use crate::report::sensitivity::rests_most_on;
use crate::report::terminal::plain;
use crate::report::{self, Document};
use crate::result::{self, Explanation};

impl Case {
    /// Explains the model in sentences, each number with its source; or, with a name, one variable of it, or the answer
    /// to a question: where it comes from and which numbers it rests on most.
    pub fn explain(&self, name: Option<&str>, options: &Options) -> Result<String, Error> {
        let trace = name.map(|name| self.traced(name, options)).transpose()?.flatten();
        let page = trace.map_or_else(|| self.sentences(name), |trace| Ok(trace.page()))?;
        Ok(plain(&page))
    }

    /// Draws the model, or one process of it, for Graphviz.
    pub fn dot(&self, name: Option<&str>) -> Result<String, Error> {
        self.drawing(Drawing::Dot, name)
    }

    /// Draws the model, or one process of it, for Mermaid.
    pub fn mermaid(&self, name: Option<&str>) -> Result<String, Error> {
        self.drawing(Drawing::Mermaid, name)
    }

    /// Returns the model in sentences, or one variable of it, or all that a question depends on.
    pub(crate) fn sentences(&self, name: Option<&str>) -> Result<Document, Error> {
        self.bounded(&Options::default(), |sources| {
            let (scenario, model) = (&self.written().scenario, self.model());
            let implied = model::implied(scenario, model);
            let text = explain(scenario, (model, &implied), sources, name);
            text.ok_or_else(|| vec![unknown(model, sources, name.unwrap_or_default())])
        })
    }

    /// Returns the model as a drawing, or one process of it.
    pub(crate) fn drawing(&self, format: Drawing, name: Option<&str>) -> Result<String, Error> {
        self.bounded(&Options::default(), |sources| {
            let drawn = draw(&self.written().scenario, self.model(), sources, format, name);
            drawn.ok_or_else(|| vec![unknown(self.model(), sources, name.unwrap_or_default())])
        })
    }

    /// Finds the origin of the answer to a question: the parts of its formula or its causes, the paths that lead to it,
    /// and the numbers that it rests on most.
    pub fn trace(&self, question: &str, options: &Options) -> Result<Explanation, Error> {
        let trace = self.traced(question, options)?;
        if let Some(trace) = &trace {
            options.show_document(|| trace.page());
        }
        match trace.and_then(|trace| trace.data()) {
            Some(explanation) => Ok(explanation),
            None => self.bounded(options, |sources| {
                Err(vec![no_question(self.model(), sources, question)])
            }),
        }
    }

    /// Returns the answer to a question and its origin; `None` unless the question stands in the file.
    pub(crate) fn traced(&self, name: &str, options: &Options) -> Result<Option<Trace>, Error> {
        let mut written = self.written().scenario.questions.iter();
        let is_written = written.any(|question| question.name.value == name);
        let questions = &self.model().questions;
        let Some(index) = questions.iter().position(|q| is_written && q.name == name) else {
            return Ok(None);
        };
        self.bounded(options, |_| {
            // as many trials and readings as a run takes, so that the answer is the same
            let plan = Plan { timelines: false, ..self.plan(options, None)? };
            self.find(index, plan, options, true).map(Some)
        })
    }

    /// Returns the answer to a question and its origin, without the numbers that it rests on.
    pub(crate) fn origin(&self, question: usize, options: &Options) -> Result<Trace, Error> {
        self.bounded(options, |_| {
            let plan = Plan { timelines: false, ..self.plan(options, None)? };
            self.find(question, plan, options, false)
        })
    }

    fn find(
        &self,
        index: usize,
        plan: Plan,
        options: &Options,
        has_numbers: bool,
    ) -> Result<Trace, Found> {
        let (model, supposition) = (self.model(), self.supposition());
        let question = &model.questions[index];
        let traced = model::traced(model, question);
        let causes = model::causes(model, question);
        let splits = causes.iter().flat_map(|cause| model::split(question, cause));
        let questions = std::iter::once(question.clone()).chain(splits).collect();
        let model = Model { id: Identity::unique(), questions, ..model.clone() };
        // what can still happen, unless it is asked about the past
        let first = |last: usize| self.today().filter(|today| *today < last).unwrap_or(0);
        let paths = traced.as_ref().map(|traced| Paths {
            process: traced.process,
            ends: traced.ends.clone(),
            first: first(traced.last),
            last: traced.last,
        });
        let foremost = if has_numbers { self.foremost(index, &plan, options)? } else { None };
        let plan = Plan { paths, ..plan };
        let tallies = options.stage("drawing", plan.trials, |progress| {
            let watch = Watch { progress, spent: options.spent() };
            engine::run_watched(&model, supposition, &plan, watch).map_err(|fault| vec![fault])
        })?;
        let forecast = forecast::summarise(&model, supposition, &plan, &tallies);
        let yardstick = self.written().scenario.yardstick.clone();
        let forecast = self.with_knowledge(Forecast { yardstick, ..forecast });
        let paths = traced.as_ref().zip(tallies.pooled.paths.as_ref());
        let ways = paths.and_then(|(process, tally)| {
            forecast::ways(&model, question, (process, first(process.last)), tally)
        });
        let mut answers = forecast.answers.as_slice();
        answers = answers.get(1..).unwrap_or_default();
        let mut splits = Vec::new();
        for cause in &causes {
            let (own, others) = answers.split_at(2 * cause.cases.len());
            splits.push(forecast::split(cause, own));
            answers = others;
        }
        let origin = Origin { ways, splits };
        Ok(Trace { case: self.clone(), forecast, origin, foremost })
    }
}

/// The answer to a question and its origin.
pub(crate) struct Trace {
    case: Case,
    forecast: Forecast,
    origin: Origin,
    foremost: Option<Findings>,
}

impl Trace {
    /// Returns it as a page.
    pub(crate) fn page(&self) -> Document {
        let grounds = |name: &str| grounds_of(&self.case.written().scenario, name);
        let rests = self.foremost.as_ref().map(|found| rests_most_on(found, &grounds));
        report::trace(&self.forecast, &self.origin, rests.unwrap_or_default())
    }

    /// Returns the answer and its origin.
    pub(crate) fn found(&self) -> (&Forecast, &Origin) {
        (&self.forecast, &self.origin)
    }

    /// Returns it as data.
    pub(crate) fn data(&self) -> Option<Explanation> {
        result::explanation(&self.forecast, &self.origin, self.foremost.as_ref())
    }
}

/// Returns the fault for a name that is neither a variable's nor a question's.
fn unknown(model: &Model, sources: &mut Sources, name: &str) -> Diagnostic {
    let variables = model.variables.iter().map(|v| v.name.as_str());
    missing("variable or question", name, variables.chain(questions(model)), sources)
}

/// Returns the fault for a name that is no question's.
fn no_question(model: &Model, sources: &mut Sources, name: &str) -> Diagnostic {
    missing("question", name, questions(model), sources)
}

fn questions(model: &Model) -> impl Iterator<Item = &str> {
    model.questions.iter().map(|question| question.name.as_str())
}

fn missing<'a>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
    sources: &mut Sources,
) -> Diagnostic {
    let file = sources.add("NAME", name);
    let what = format!("the scenario has no {what} `{name}`");
    Diagnostic::unknown(name, Place::new(file, 0..name.len()), what).suggest(nearest(name, known))
}
