//! `foretell explain`: a model in sentences or as a drawing, where an answer comes from, or what a
//! code means.

use super::draws::{self, Draws};
use super::failure::{Failure, Status, Stop};
use super::load::{self, Loaded};
use super::output::Output;
use super::{exactly, findings};
use crate::diagnostic::work::Phase;
use crate::diagnostic::{Code, Diagnostic, Place, Sources, entry, nearest, render_entry};
use crate::engine::{Paths, Plan};
use crate::forecast::{self, Origin};
use crate::model::{self, Model, Question, Supposition};
use crate::report::explain::{Drawing, draw, explain};
use crate::report::{self, Document};
use std::path::PathBuf;

/// What `explain` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The scenario file, - for standard input; or a code such as E0302
    #[arg(value_name = "FILE|CODE")]
    file: PathBuf,
    #[command(flatten)]
    reading: load::Reading,
    /// Explain only this variable; or this question, with its answer and where it comes from
    #[arg(value_parser = super::parse::text())]
    name: Option<String>,
    #[command(flatten)]
    draws: Draws,
    /// Show the most probable storyline instead, if all numbers are discrete
    #[arg(long, conflicts_with_all = ["name", "format"])]
    likeliest: bool,
    /// Draw the model instead
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For Graphviz
    Dot,
    /// For Mermaid
    Mermaid,
}

/// Prints the explanation.
pub(super) fn tell(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    if let Some(code) = code(arguments) {
        return tell_code(&code, output);
    }
    let mut sources = Sources::default();
    match told(arguments, &mut sources, output) {
        Ok(told) => told.print(output).map(|()| Status::Done),
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(found)) => Ok(findings::tell(&found, &sources, output)),
    }
}

/// What looks like a code, unless there is a file of that name.
fn code(arguments: &Arguments) -> Option<String> {
    let text = arguments.file.to_str()?;
    let digits = text.strip_prefix(['A', 'E', 'a', 'e'])?;
    let is_code = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    (is_code && !arguments.file.exists()).then(|| text.to_ascii_uppercase())
}

fn tell_code(code: &str, output: &mut Output) -> Result<Status, Failure> {
    let Some(entry) = entry(code) else {
        output.remark(&format!("error: there is no code {code}"));
        return Ok(Status::Usage);
    };
    output.text(&render_entry(&entry))?;
    Ok(Status::Done)
}

/// The output: a page, then text.
#[derive(Default)]
struct Told {
    page: Option<Document>,
    text: Option<String>,
}

impl Told {
    fn print(&self, output: &mut Output) -> Result<(), Failure> {
        if let Some(page) = &self.page {
            output.page(page)?;
        }
        if self.page.is_some() && self.text.is_some() {
            output.text("\n")?;
        }
        self.text.as_ref().map_or(Ok(()), |text| output.text(text))
    }
}

fn told(arguments: &Arguments, sources: &mut Sources, output: &mut Output) -> Result<Told, Stop> {
    // reading, compiling, telling
    let phase = Phase::begin("explaining", 3);
    let mut loaded = load::load(&arguments.file, arguments.reading, sources)?;
    phase.step()?;
    let notes = arguments.draws.set(&mut loaded, sources)?;
    let model = load::compile(&loaded)?;
    phase.step()?;
    let supposition = arguments.draws.supposition(&loaded, &model, sources)?;
    for note in notes {
        output.remark(&format!("note: {note}"));
    }
    if arguments.likeliest {
        drop(phase);
        let page = exactly::likeliest(&arguments.draws, &model, &supposition)?;
        return Ok(Told { page: Some(page), text: None });
    }
    let scenario = &loaded.scenario;
    let name = arguments.name.as_deref();
    let told = match arguments.format {
        Some(Format::Dot) => draw(scenario, sources, Drawing::Dot, name),
        Some(Format::Mermaid) => draw(scenario, sources, Drawing::Mermaid, name),
        None => {
            let order = model.at_start.iter().map(|id| model.variable(*id).name.clone());
            let implied = model::implied(scenario, &model);
            explain(scenario, sources, &order.collect::<Vec<_>>(), &implied, name)
        }
    };
    let told = told.ok_or_else(|| vec![unknown(&model, sources, name.unwrap_or_default())])?;
    let page = match question(arguments, &loaded, &model) {
        Some(question) => {
            // as many trials and readings as `run` takes, so that the answer is the same
            let plan = arguments.draws.plan(None, false, None);
            let plan = arguments.draws.with_worlds(&model, &supposition, plan, output);
            let plan = plan.map_err(|fault| vec![fault])?;
            Some(traced(&model, &supposition, question, plan)?)
        }
        None => None,
    };
    Ok(Told { page, text: Some(told) })
}

/// The question that is to be told with its answer: one that stands in the file.
fn question<'m>(arguments: &Arguments, loaded: &Loaded, model: &'m Model) -> Option<&'m Question> {
    let name = arguments.name.as_deref().filter(|_| arguments.format.is_none())?;
    let is_written = loaded.scenario.questions.iter().any(|q| q.name.value == name);
    model.questions.iter().find(|q| is_written && q.name == name)
}

/// The answer to a question and where it comes from.
fn traced(
    model: &Model,
    supposition: &Supposition,
    question: &Question,
    plan: Plan,
) -> Result<Document, Vec<Diagnostic>> {
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
    let plan = Plan { paths, ..plan };
    let tallies = draws::draw(&model, supposition, &plan, None).map_err(|fault| vec![fault])?;
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
    Ok(report::trace(&forecast, &origin))
}

/// Neither a variable nor a question has that name.
fn unknown(model: &Model, sources: &mut Sources, name: &str) -> Diagnostic {
    let file = sources.add("NAME", name);
    let variables = model.variables.iter().map(|v| v.name.as_str());
    let questions = model.questions.iter().map(|q| q.name.as_str());
    let what = format!("the scenario has no variable or question `{name}`");
    Diagnostic::new(Code::UnknownName, Place::new(file, 0..name.len()), what)
        .suggest(nearest(name, variables.chain(questions)))
}
