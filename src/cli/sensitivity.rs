//! `foretell sensitivity`: which numbers move an answer, and which of them to argue about.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::out::Out;
use super::output::Output;
use super::progress::Progress;
use super::{findings, load, wanted};
use crate::analysis::sensitivity::{Objection, Subject, boxes, indices, tornado};
use crate::diagnostic::{Code, Diagnostic, Place, Sources, nearest};
use crate::engine::{GENERATOR, Plan};
use crate::model::Asked;
use crate::report::sensitivity;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What `sensitivity` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: load::Reading,
    /// The question to analyse [default: the only one]
    #[arg(long, value_name = "NAME", value_parser = super::parse::text())]
    question: Option<String>,
    /// The outcome to analyse, if the question has several
    #[arg(long, value_name = "OUTCOME", value_parser = super::parse::text())]
    outcome: Option<String>,
    /// Split the variance of the answer across readings among the inputs: Sobol' indices
    #[arg(long)]
    indices: bool,
    /// Find the ranges of inputs in which the answer is high
    #[arg(long)]
    boxes: bool,
    /// Show every number that is seen to move the answer
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    draws: Draws,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    out: Out,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// sensitivity.csv
    Csv,
    /// Everything
    Json,
}

/// Prints what moves an answer.
pub(super) fn sensitivity(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut sources = Sources::default();
    match tell(arguments, &mut sources, output) {
        Ok(()) => Ok(Status::Done),
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(mut found)) => {
            found.retain(Diagnostic::is_fault);
            Ok(findings::tell(&found, &sources, output))
        }
    }
}

fn tell(arguments: &Arguments, sources: &mut Sources, output: &mut Output) -> Result<(), Stop> {
    let mut loaded = load::load(&arguments.file, arguments.reading, sources)?;
    let notes = arguments.draws.set(&mut loaded, sources)?;
    let model = load::compile(&loaded)?;
    let supposition = arguments.draws.supposition(&loaded, &model, sources)?;
    let question = question(arguments, &model, sources)?;
    let subject =
        Subject::new(&loaded.scenario, &supposition, question, arguments.outcome.as_deref())
            .map_err(|objection| objected(arguments, sources, objection))?;
    let folder =
        arguments.out.folder(&arguments.file).map(|path| Folder::open(&path)).transpose()?;
    for note in notes {
        output.remark(&format!("note: {note}"));
    }
    // as many readings as `run` takes, so that the answer is the same
    let plan = arguments.draws.plan(None, false, None);
    let plan = arguments
        .draws
        .with_worlds(&model, &supposition, plan, output)
        .map_err(|fault| vec![fault])?;
    let mut took = Duration::ZERO;
    let tornado = watched(&plan, &mut took, |progress| tornado(&subject, &plan, progress))?;
    // both are of readings' means
    let is_of_means = !tornado.is_median;
    let indices = (arguments.indices && is_of_means)
        .then(|| watched(&plan, &mut took, |progress| indices(&subject, &plan, progress)))
        .transpose()?;
    let boxes = (arguments.boxes && subject.is_uncertain() && is_of_means)
        .then(|| watched(&plan, &mut took, |progress| boxes(&subject, &plan, progress)))
        .transpose()?;
    let conditions = Arc::clone(&model.conditions);
    let title = if model.title.is_empty() { load::stem(&arguments.file) } else { model.title };
    let found = sensitivity::Findings {
        title,
        question: subject.question.name.clone(),
        label: subject.question.label.clone(),
        outcome: if tornado.is_median { "median".to_owned() } else { subject.outcome.clone() },
        unit: subject.unit.clone(),
        is_conditioned: subject.is_conditioned(),
        tornado,
        indices,
        boxes,
        all: arguments.all,
        conditions,
    };
    if let Some(folder) = folder {
        let record = record(arguments, &loaded.sha256, &plan, &found, took);
        folder.replace(&files(&found), &record)?;
    }
    print(arguments, &found, output)?;
    output.finish()?;
    Ok(())
}

/// Does some of the work with a bar for who watches, and adds up how long it took.
fn watched<T>(
    plan: &Plan,
    took: &mut Duration,
    work: impl FnOnce(&(dyn Fn(u64) + Sync)) -> Result<T, Vec<Diagnostic>>,
) -> Result<T, Vec<Diagnostic>> {
    // about as many trials as all points together have
    let progress = Progress::new(4 * plan.trials);
    let done = work(&|trials| progress.add(trials));
    *took += progress.finish();
    done
}

/// The index of the question that is named; of the only one where none is.
fn question(
    arguments: &Arguments,
    model: &crate::model::Model,
    sources: &mut Sources,
) -> Result<usize, Vec<Diagnostic>> {
    let Some(name) = &arguments.question else {
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
    wanted::questions(&[model], sources, std::slice::from_ref(name))?;
    Ok(model.questions.iter().position(|q| q.name == *name).expect("it was found just now"))
}

/// Why there is no one answer to look at.
fn objected(arguments: &Arguments, sources: &mut Sources, objection: Objection) -> Vec<Diagnostic> {
    let asked = arguments.question.clone().unwrap_or_default();
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
            let said = arguments.outcome.clone().unwrap_or_default();
            let list = format!("its outcomes are {}", names.join(", "));
            if arguments.outcome.is_none() {
                let place = Place::new(sources.add("--question", asked.as_str()), 0..asked.len());
                let what = format!("`{asked}` has several outcomes: name one with `--outcome`");
                return vec![Diagnostic::new(Code::UnknownOutcome, place, what).help(list)];
            }
            let place = Place::new(sources.add("--outcome", said.as_str()), 0..said.len());
            let what = format!("`{asked}` has no outcome `{said}`");
            let near = nearest(&said, names.iter().map(String::as_str));
            vec![Diagnostic::new(Code::UnknownOutcome, place, what).suggest(near).help(list)]
        }
    }
}

fn print(
    arguments: &Arguments,
    found: &sensitivity::Findings,
    output: &mut Output,
) -> Result<(), Failure> {
    match arguments.format {
        Format::Table => output.page(&sensitivity::page(found)),
        Format::Csv => output.table(&sensitivity::table(found)),
        Format::Json => output.bytes(sensitivity::json(found).as_bytes()),
    }
}

fn files(found: &sensitivity::Findings) -> Vec<(String, Vec<u8>)> {
    let (question, outcome) = (&found.question, &found.outcome);
    let table = sensitivity::table(found);
    let mut files = vec![("sensitivity.csv".to_owned(), table)];
    if let Some(indices) = &found.indices {
        let table = sensitivity::indices(question, outcome, indices);
        files.push(("indices.csv".to_owned(), table));
    }
    if let Some(boxes) = &found.boxes {
        files.push(("boxes.csv".to_owned(), sensitivity::boxes(question, outcome, boxes)));
    }
    files
}

fn record<'a>(
    arguments: &'a Arguments,
    sha256: &'a str,
    plan: &Plan,
    found: &'a sensitivity::Findings,
    took: Duration,
) -> Record<'a> {
    Record {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        command: "sensitivity",
        scenario: load::name(&arguments.file),
        sha256,
        question: &found.question,
        outcome: &found.outcome,
        seed: plan.seed,
        trials: plan.trials,
        worlds: plan.worlds,
        set: &arguments.draws.set,
        made: &arguments.draws.made,
        given: &arguments.draws.given,
        variant: arguments.draws.variant.as_deref(),
        indices: arguments.indices,
        boxes: arguments.boxes,
        generator: GENERATOR,
        wall_time_s: (took.as_secs_f64() * 1000.0).round() / 1000.0,
    }
}

/// `run.json`: enough to find the same to the bit.
#[derive(Serialize)]
struct Record<'a> {
    program: &'static str,
    version: &'static str,
    command: &'static str,
    scenario: String,
    sha256: &'a str,
    question: &'a str,
    outcome: &'a str,
    seed: u64,
    trials: u64,
    worlds: u64,
    set: &'a [String],
    #[serde(rename = "do")]
    made: &'a [String],
    given: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'a str>,
    indices: bool,
    boxes: bool,
    generator: &'static str,
    wall_time_s: f64,
}
