//! `foretell run`: read, compile, suppose, run, summarise, present, render.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::load;
use super::out::Out;
use super::output::Output;
use super::shards::{Identity, RunShard, ShardFile, name_of};
use super::{draws, exactly, findings, parse, wanted};
use crate::analysis;
use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::{self, GENERATOR, Plan, Shard};
use crate::forecast::{self, Body, Forecast};
use crate::model::{Model, Supposition};
use crate::report::{self, Detail};
use serde::Serialize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What `run` can be told.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    draws: Draws,
    /// Compute the chances instead of drawing histories, where all is discrete
    #[arg(long)]
    exact: bool,
    /// Do both, and compare every number
    #[arg(long, conflicts_with_all = ["exact", "out", "format"])]
    cross_check: bool,
    /// Answer only this question
    #[arg(long, value_name = "NAME")]
    question: Vec<String>,
    /// Draw until the standard error of every chance asked for is within this; -n is then the most
    #[arg(long, value_name = "X", value_parser = parse::std_error)]
    #[arg(conflicts_with_all = ["exact", "cross_check"])]
    target_se: Option<f64>,
    /// Only a part of the trials, such as 3/16; `foretell merge` joins the parts
    #[arg(long, value_name = "I/K", requires = "out", value_parser = parse::shard)]
    #[arg(conflicts_with = "target_se")]
    shard: Option<Shard>,
    /// How the forecast is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    out: Out,
    /// Tell also what is odd in the scenario, and how long it took
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// summary.csv
    Csv,
    /// Everything
    Json,
}

/// Prints what follows from a scenario.
pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut sources = Sources::default();
    match tell_forecast(arguments, &mut sources, output) {
        Ok(status) => Ok(status),
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(mut found)) => {
            if !arguments.verbose {
                found.retain(Diagnostic::is_fault);
            }
            Ok(findings::tell(&found, &sources, output))
        }
    }
}

fn tell_forecast(
    arguments: &Arguments,
    sources: &mut Sources,
    output: &mut Output,
) -> Result<Status, Stop> {
    let mut loaded = load::load(&arguments.file, sources)?;
    let notes = arguments.draws.set(&mut loaded, sources)?;
    let model = load::compile(&loaded)?;
    let supposition = arguments.draws.supposition(&loaded, &model, sources)?;
    let questions = questions(&model, sources, &arguments.question)?;
    let folder =
        arguments.out.folder(&arguments.file).map(|path| Folder::open(&path)).transpose()?;
    if arguments.verbose {
        findings::show(&load::advice(&loaded, &model), sources, output);
    }
    for note in notes {
        output.remark(&format!("note: {note}"));
    }

    let timelines = folder.is_some() || arguments.format == Format::Json || arguments.cross_check;
    let plan = arguments.draws.plan(questions, timelines, None);
    if arguments.cross_check {
        return cross_check(arguments, &model, &supposition, &plan, output);
    }
    let began = Instant::now();
    if let (Some(shard), Some(folder)) = (arguments.shard, &folder) {
        let tallies = draws::with_progress(plan.trials / shard.of, |progress| {
            engine::run_shard(&model, &supposition, &plan, shard, progress)
        });
        let run = RunShard {
            name: load::name(&arguments.file),
            stem: load::stem(&arguments.file),
            text: sources.text(loaded.scenario.file).to_owned(),
            wall_time_s: seconds(began.elapsed()),
            tallies: tallies.map_err(|fault| vec![fault])?,
        };
        let identity = Identity::of_run(&loaded, &arguments.draws, &arguments.question, &plan);
        let file = ShardFile { identity, shard, run: Some(run) };
        let text = serde_json::to_vec(&file).expect("all keys are text");
        folder.write(&[(name_of(Some(shard), "run", "json"), text)])?;
        return Ok(Status::Done);
    }
    let (mut forecast, plan) = if arguments.exact {
        (exactly::forecast(&model, &supposition, &plan)?.0, plan)
    } else {
        let (mut forecast, plan) = drawn(arguments, &model, &supposition, plan)?;
        forecast.voices = draws::with_progress(plan.trials, |progress| {
            analysis::experts(&loaded.scenario, &supposition, &plan, progress)
        })?;
        (forecast, plan)
    };
    let took = began.elapsed();
    if forecast.title.is_empty() {
        forecast.title = load::stem(&arguments.file);
    }
    if let Some(variant) = &loaded.variant {
        let label = variant.label.as_ref().unwrap_or(&variant.name);
        forecast.title = format!("{} · {}", forecast.title, label.value);
    }

    if let Some(folder) = folder {
        let mut files = report::csv::files(&forecast);
        let identity = Identity::of_run(&loaded, &arguments.draws, &arguments.question, &plan);
        let name = load::name(&arguments.file);
        let record = record_of(&identity, &name, &forecast, seconds(took));
        files.push(("run.json".to_owned(), record));
        folder.write(&files)?;
    }
    print(arguments, &forecast, output)?;
    output.finish()?;
    if arguments.exact && arguments.verbose {
        output.remark(&format!("{:.1} s", took.as_secs_f64()));
    } else if arguments.verbose || Output::is_watched() && !arguments.exact {
        output.remark(&pace(forecast.drawn.trials, took));
    }
    Ok(Status::Done)
}

/// Prints how far the two ways are apart.
fn cross_check(
    arguments: &Arguments,
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    output: &mut Output,
) -> Result<Status, Stop> {
    let sample = |plan: &Plan| draws::draw(model, supposition, plan).map(|(tallies, _)| tallies);
    let both = (model, supposition);
    let checked = exactly::cross_check(both, plan, &arguments.file, &sample)?;
    for note in &checked.notes {
        output.remark(&format!("note: {note}"));
    }
    output.data(&checked.text)?;
    Ok(if checked.agreement.holds() { Status::Done } else { Status::Unmet })
}

/// What a plan has drawn; with `--target-se`, as much as that takes, and the plan that this comes to.
fn drawn(
    arguments: &Arguments,
    model: &Model,
    supposition: &Supposition,
    plan: Plan,
) -> Result<(Forecast, Plan), Vec<Diagnostic>> {
    let Some(target) = arguments.target_se else {
        let (tallies, _) = draws::draw(model, supposition, &plan)?;
        return Ok((forecast::summarise(model, supposition, &plan, &tallies), plan));
    };
    let (plan, worlds_are_free) = arguments.draws.plan_for_target(&plan);
    let draw = |plan: &Plan| {
        draws::with_progress(plan.trials, |progress| {
            engine::run(model, supposition, plan, progress)
        })
    };
    let target = (target, worlds_are_free && model.is_uncertain());
    analysis::sharpen(model, supposition, &plan, target, &draw).map_err(|fault| vec![fault])
}

impl Arguments {}

/// The questions named by `--question`, as indices into the model's; none for all.
pub(super) fn questions(
    model: &Model,
    sources: &mut Sources,
    names: &[String],
) -> Result<Option<Vec<usize>>, Stop> {
    let names = wanted::questions(&[model], sources, names)?;
    let index = |name: &String| model.questions.iter().position(|q| q.name == *name);
    let mut indices: Vec<usize> = names.iter().filter_map(index).collect();
    indices.sort_unstable();
    indices.dedup();
    Ok((!indices.is_empty()).then_some(indices))
}

fn print(arguments: &Arguments, forecast: &Forecast, output: &mut Output) -> Result<(), Failure> {
    match arguments.format {
        Format::Table => {
            let detail = if arguments.verbose { Detail::Full } else { Detail::Brief };
            output.data(&report::terminal::render(&report::present(forecast, detail)))
        }
        Format::Json => output.bytes(report::json::render(forecast).as_bytes()),
        Format::Csv => {
            let elsewhere = |body: &Body| matches!(body, Body::Number(_) | Body::Joint(_));
            if forecast.answers.iter().any(|answer| elsewhere(&answer.body)) {
                output.remark("note: joint tables and numbers are not in this table: add --out");
            }
            output.bytes(&report::csv::summary(forecast))
        }
    }
}

/// `0.8 s, 1,250,000 trials a second`.
fn pace(trials: u64, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    let rate = report::number::count((trials as f64 / seconds.max(1e-9)) as u64);
    format!("{seconds:.1} s, {rate} trials a second")
}

/// `run.json`: enough to run it again to the same bits.
#[derive(Serialize)]
struct Record<'a> {
    program: &'static str,
    version: &'static str,
    scenario: String,
    sha256: &'a str,
    seed: u64,
    trials: u64,
    worlds: u64,
    set: &'a [String],
    #[serde(rename = "do")]
    made: &'a [String],
    given: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'a str>,
    questions: &'a [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    exact: bool,
    generator: &'static str,
    wall_time_s: f64,
}

/// `run.json` of a run that `identity` describes, of the scenario called `name` in messages.
pub(super) fn record_of(
    identity: &Identity,
    name: &str,
    forecast: &Forecast,
    wall_time_s: f64,
) -> Vec<u8> {
    let record = Record {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        scenario: name.to_owned(),
        sha256: &identity.sha256,
        seed: identity.seed,
        trials: forecast.drawn.trials,
        worlds: forecast.drawn.worlds,
        set: &identity.set,
        made: &identity.made,
        given: &identity.given,
        questions: &identity.questions,
        variant: identity.variant.as_deref(),
        exact: forecast.exact.is_some(),
        generator: GENERATOR,
        wall_time_s,
    };
    let text = serde_json::to_string_pretty(&record).expect("all keys are text");
    (text + "\n").into_bytes()
}

/// In thousandths.
fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1000.0).round() / 1000.0
}
