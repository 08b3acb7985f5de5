//! Explains answers and models, in sentences or as a drawing.

use super::error::Error;
use super::model::Model as Case;
use super::options::Options;
use super::written::Found;
use crate::diagnostic::{Code, Diagnostic, Place, Sources, nearest};
use crate::engine::{self, Paths, Plan, Watch};
use crate::forecast::{self, Origin};
use crate::model::{self, Model};
use crate::report::explain::{Drawing, draw, explain, grounds_of};
use crate::report::sensitivity::rests_most_on;
use crate::report::terminal::{WIDTH, plain};
use crate::report::{self, Document};

impl Case {
    /// Explains the model in sentences, each number with its source; or, with a name, one variable of it, or the answer
    /// to a question: where it comes from and which numbers it rests on most.
    pub fn explain(&self, name: Option<&str>, options: &Options) -> Result<String, Error> {
        let page = name.map(|name| self.trace(name, options)).transpose()?.flatten();
        page.map_or_else(|| self.sentences(name, WIDTH), |page| Ok(plain(&page)))
    }

    /// Draws the model, or one process of it, for Graphviz.
    pub fn dot(&self, name: Option<&str>) -> Result<String, Error> {
        self.drawing(Drawing::Dot, name)
    }

    /// Draws the model, or one process of it, for Mermaid.
    pub fn mermaid(&self, name: Option<&str>) -> Result<String, Error> {
        self.drawing(Drawing::Mermaid, name)
    }

    /// Returns the model in sentences of at most `width` columns, or one variable of it, or all that a question
    /// depends on.
    pub(crate) fn sentences(&self, name: Option<&str>, width: usize) -> Result<String, Error> {
        self.bounded(&Options::default(), |sources| {
            let (scenario, model) = (&self.written().scenario, self.model());
            let order = model.at_start.iter().map(|id| model.variable(*id).name.clone());
            let order: Vec<String> = order.collect();
            let implied = model::implied(scenario, model);
            let text = explain(scenario, sources, &order, &implied, name, width);
            text.ok_or_else(|| vec![unknown(model, sources, name.unwrap_or_default())])
        })
    }

    /// Returns the model as a drawing, or one process of it.
    pub(crate) fn drawing(&self, format: Drawing, name: Option<&str>) -> Result<String, Error> {
        self.bounded(&Options::default(), |sources| {
            let drawn = draw(&self.written().scenario, sources, format, name);
            drawn.ok_or_else(|| vec![unknown(self.model(), sources, name.unwrap_or_default())])
        })
    }

    /// Returns the answer to a question and its origin; `None` unless the question stands in the file.
    pub(crate) fn trace(&self, name: &str, options: &Options) -> Result<Option<Document>, Error> {
        let mut written = self.written().scenario.questions.iter();
        let is_written = written.any(|question| question.name.value == name);
        let questions = &self.model().questions;
        let Some(index) = questions.iter().position(|q| is_written && q.name == name) else {
            return Ok(None);
        };
        self.bounded(options, |_| {
            // as many trials and readings as a run takes, so that the answer is the same
            let plan = Plan { timelines: false, ..self.plan(options, None)? };
            self.traced(index, plan, options).map(Some)
        })
    }

    fn traced(&self, index: usize, plan: Plan, options: &Options) -> Result<Document, Found> {
        let (model, supposition) = (self.model(), self.supposition());
        let question = &model.questions[index];
        let followed = model::followed(model, question);
        let causes = match model.timeline.clock {
            Some(_) => Vec::new(),
            None => model::causes(model, question),
        };
        let splits = causes.iter().map(|cause| model::split(model, question, *cause));
        let questions = std::iter::once(question.clone()).chain(splits).collect();
        let model = Model { questions, ..model.clone() };
        let paths = followed.as_ref().map(|followed| Paths {
            process: followed.process,
            ends: followed.ends.clone(),
            last: followed.last,
        });
        let foremost = self.foremost(index, &plan, options)?;
        let plan = Plan { paths, ..plan };
        let tallies = options.stage("drawing", plan.trials, |progress| {
            let watch = Watch { progress, spent: options.spent() };
            engine::run_watched(&model, supposition, &plan, watch).map_err(|fault| vec![fault])
        })?;
        let forecast = forecast::summarise(&model, supposition, &plan, &tallies);
        let tally = &tallies.pooled;
        let ways = followed.zip(tally.paths.as_ref());
        let ways =
            ways.and_then(|(followed, tally)| forecast::ways(&model, question, &followed, tally));
        let split = |(cause, tally)| forecast::split(&model, &question.asked, cause, tally);
        let origin = if let Some(ways) = ways {
            Origin::Ways(ways)
        } else {
            let tallies = tally.answers.iter().skip(1);
            Origin::Splits(causes.iter().copied().zip(tallies).map(split).collect())
        };
        let grounds = |name: &str| grounds_of(&self.written().scenario, name);
        let rests = foremost.map_or_else(Vec::new, |found| rests_most_on(&found, &grounds));
        Ok(report::trace(&forecast, &origin, rests))
    }
}

/// Returns the fault for a name that is neither a variable's nor a question's.
fn unknown(model: &Model, sources: &mut Sources, name: &str) -> Diagnostic {
    let file = sources.add("NAME", name);
    let variables = model.variables.iter().map(|v| v.name.as_str());
    let questions = model.questions.iter().map(|q| q.name.as_str());
    let what = format!("the scenario has no variable or question `{name}`");
    Diagnostic::new(Code::UnknownName, Place::new(file, 0..name.len()), what)
        .suggest(nearest(name, variables.chain(questions)))
}
