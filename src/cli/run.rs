//! `foretell run`: read, compile, suppose, run, summarise, present, render.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::load::{self, Loaded};
use super::out::Out;
use super::output::Output;
use super::pace::{Activity, Pace};
use super::shards::{Identity, RunShard, ShardFile, name_of};
use super::trials::{Saving, TrialsFile};
use super::{draws, exactly, findings, pace, parse, wanted};
use crate::analysis;
use crate::diagnostic::{Diagnostic, Sources};
use crate::engine::{self, GENERATOR, Job, Plan, Shard, Watch};
use crate::forecast::{self, Body, Forecast};
use crate::model::{self, Model, Question, Supposition};
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
    reading: load::Reading,
    #[command(flatten)]
    draws: Draws,
    /// Compute the chances instead of drawing histories, if all numbers are discrete
    #[arg(long)]
    exact: bool,
    /// Do both, and compare every number
    #[arg(long, conflicts_with_all = ["exact", "out", "format"])]
    cross_check: bool,
    /// Answer only this question
    #[arg(long, value_name = "NAME", value_parser = super::parse::text())]
    question: Vec<String>,
    /// Draw until the standard error of every chance asked for is within this; -n is the maximum
    #[arg(long, value_name = "X", value_parser = parse::std_error)]
    #[arg(conflicts_with_all = ["exact", "cross_check"])]
    target_se: Option<f64>,
    /// Draw only a part of the trials, such as 3/16; `foretell merge` joins the parts
    #[arg(long, value_name = "I/K", requires = "out", value_parser = parse::shard)]
    #[arg(conflicts_with = "target_se")]
    shard: Option<Shard>,
    /// How the forecast is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    out: Out,
    /// Write every trial to a table, as it is drawn: FILE.csv or FILE.parquet
    #[arg(long, value_name = "FILE", value_parser = TrialsFile::parse)]
    #[arg(conflicts_with_all = ["exact", "cross_check", "target_se"])]
    save_trials: Option<TrialsFile>,
    /// Also print advice on the scenario, and timings
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
    let mut pace = Pace::new();
    match tell_forecast(arguments, &mut sources, output, &mut pace) {
        Ok(status) => {
            if arguments.verbose {
                pace.lines().iter().for_each(|line| output.remark(line));
            }
            Ok(status)
        }
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(mut found)) => {
            if !arguments.verbose {
                found.retain(Diagnostic::is_fault);
            }
            Ok(findings::tell(&found, &sources, output))
        }
    }
}

/// What is to be run, and where it goes.
struct Task<'a> {
    arguments: &'a Arguments,
    loaded: &'a Loaded,
    model: &'a Model,
    supposition: &'a Supposition,
    folder: Option<Folder>,
    saving: Option<Saving>,
}

fn tell_forecast(
    arguments: &Arguments,
    sources: &mut Sources,
    output: &mut Output,
    pace: &mut Pace,
) -> Result<Status, Stop> {
    let mut loaded = load::load(&arguments.file, arguments.reading, sources)?;
    let notes = arguments.draws.set(&mut loaded, sources)?;
    pace.lap(Activity::Reading);
    let model = load::compile(&loaded)?;
    let supposition = arguments.draws.supposition(&loaded, &model, sources)?;
    let questions = questions(&model, sources, &arguments.question)?;
    pace.lap(Activity::Compiling);
    let folder =
        arguments.out.folder(&arguments.file).map(|path| Folder::open(&path)).transpose()?;
    let saving = arguments.save_trials.as_ref().map(TrialsFile::open).transpose()?;
    pace.lap(Activity::Writing);
    if arguments.verbose {
        let advice = load::advice(&loaded, &model);
        findings::show(&advice, sources, output, Some(findings::ELSEWHERE));
        pace.lap(Activity::Advising);
    }
    let mut asked: Vec<&Question> = model.questions.iter().collect();
    if let Some(chosen) = &questions {
        asked = chosen.iter().map(|at| &model.questions[*at]).collect();
    }
    for note in notes.into_iter().chain(model::notes(&model, &supposition, &asked)) {
        output.remark(&format!("note: {note}"));
    }

    let timelines = folder.is_some() || arguments.format == Format::Json || arguments.cross_check;
    let plan = arguments.draws.plan(questions, timelines, None);
    let is_counted = !arguments.exact && !arguments.cross_check && arguments.target_se.is_none();
    let plan = if is_counted {
        let plan = arguments.draws.with_worlds(&model, &supposition, plan, output);
        plan.map_err(|fault| vec![fault])?
    } else {
        plan
    };
    let (loaded, model, supposition) = (&loaded, &model, &supposition);
    let task = Task { arguments, loaded, model, supposition, folder, saving };
    if arguments.cross_check {
        return task.cross_check(&plan, output, pace);
    }
    match arguments.shard {
        Some(shard) => task.draw_shard(shard, &plan, sources, pace),
        None => task.forecast(plan, output, pace),
    }
}

impl Task<'_> {
    /// What follows, printed and written.
    fn forecast(self, plan: Plan, output: &mut Output, pace: &mut Pace) -> Result<Status, Stop> {
        let Task { arguments, loaded, model, supposition, folder, saving } = self;
        let began = Instant::now();
        let (mut forecast, plan) = if arguments.exact {
            let computed = exactly::forecast(model, supposition, &plan)?.0;
            pace.lap(Activity::Computing);
            (computed, plan)
        } else {
            let run = (loaded, model, supposition);
            let (summarise, plan) = drawn(arguments, run, plan, (saving, pace))?;
            pace.lap(Activity::Running);
            let (voices, mut forecast) = draws::with_progress(plan.trials, |progress| {
                let summarise = || summarise(&plan);
                analysis::experts(&loaded.scenario, supposition, &plan, progress, summarise)
            })?;
            forecast.voices = voices;
            if forecast.voices.is_some() {
                pace.lap(Activity::Experts);
            }
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
            let identity = Identity::of_run(loaded, &arguments.draws, &arguments.question, &plan);
            let name = load::name(&arguments.file);
            let record = record_of(&identity, &name, &forecast, seconds(took));
            folder.replace(&report::csv::files(&forecast), &record)?;
        }
        print(arguments, &forecast, output)?;
        output.finish()?;
        pace.lap(Activity::Writing);
        if Output::is_watched() && !arguments.exact && !arguments.verbose {
            output.remark(&pace::brief(forecast.drawn.trials, took));
        }
        Ok(Status::Done)
    }

    /// Draws a part of the trials and writes what was counted.
    fn draw_shard(
        self,
        shard: Shard,
        plan: &Plan,
        sources: &Sources,
        pace: &mut Pace,
    ) -> Result<Status, Stop> {
        let Task { arguments, loaded, model, supposition, folder, saving } = self;
        let began = Instant::now();
        let spent = arguments.verbose.then_some(&pace.spent);
        let tallies = draws::with_progress(plan.trials / shard.of, |progress| {
            let watch = Watch { progress, spent };
            let answers = asks(loaded);
            let job = Job { model, supposition, plan, shard, watch, answers };
            match saving {
                Some(saving) => saving.draw(job),
                None => engine::run_shard(model, supposition, plan, shard, watch)
                    .map_err(|fault| Stop::Findings(vec![fault])),
            }
        })?;
        let run = RunShard {
            name: load::name(&arguments.file),
            stem: load::stem(&arguments.file),
            text: sources.text(loaded.scenario.file).to_owned(),
            wall_time_s: seconds(began.elapsed()),
            tallies,
        };
        pace.lap(Activity::Running);
        let identity = Identity::of_run(loaded, &arguments.draws, &arguments.question, plan);
        let file = ShardFile { identity, shard, run: Some(run) };
        if let Some(folder) = folder {
            folder.write(&[(name_of(Some(shard), "run", "json"), file.sealed())])?;
        }
        pace.lap(Activity::Writing);
        Ok(Status::Done)
    }

    /// Prints how far the two ways are apart.
    fn cross_check(
        self,
        plan: &Plan,
        output: &mut Output,
        pace: &mut Pace,
    ) -> Result<Status, Stop> {
        let (model, supposition) = (self.model, self.supposition);
        let spent = self.arguments.verbose.then_some(&pace.spent);
        let sample =
            |plan: &Plan| draws::draw(model, supposition, plan, spent).map_err(|fault| vec![fault]);
        let both = (model, supposition);
        let checked = exactly::cross_check(both, plan, &self.arguments.file, &sample)?;
        pace.lap_with_runs(Activity::Computing);
        for note in &checked.notes {
            output.remark(&format!("note: {note}"));
        }
        output.page(&checked.page)?;
        output.finish()?;
        pace.lap(Activity::Writing);
        Ok(if checked.agreement.holds() { Status::Done } else { Status::Unmet })
    }
}

/// Whether the scenario asks anything; else all of it is told.
fn asks(loaded: &Loaded) -> bool {
    !loaded.scenario.questions.is_empty()
}

/// Makes a forecast of what a plan has drawn.
type Summarise<'a> = Box<dyn FnOnce(&Plan) -> Forecast + Send + 'a>;

/// What a plan has drawn; with `--target-se`, as much as that takes, and the plan that this comes to.
fn drawn<'a>(
    arguments: &Arguments,
    (loaded, model, supposition): (&Loaded, &'a Model, &'a Supposition),
    plan: Plan,
    (saving, pace): (Option<Saving>, &Pace),
) -> Result<(Summarise<'a>, Plan), Stop> {
    let spent = arguments.verbose.then_some(&pace.spent);
    let Some(target) = arguments.target_se else {
        let tallies = match saving {
            Some(saving) => draws::with_progress(plan.trials, |progress| {
                let (shard, watch) = (Shard::WHOLE, Watch { progress, spent });
                let (plan, answers) = (&plan, asks(loaded));
                saving.draw(Job { model, supposition, plan, shard, watch, answers })
            })?,
            None => draws::draw(model, supposition, &plan, spent).map_err(|fault| vec![fault])?,
        };
        let summarise = move |plan: &Plan| forecast::summarise(model, supposition, plan, &tallies);
        return Ok((Box::new(summarise), plan));
    };
    let (plan, worlds_are_free) = arguments.draws.plan_for_target(&plan);
    let draw = |plan: &Plan| draws::draw(model, supposition, plan, spent);
    let target = (target, worlds_are_free && model.is_uncertain());
    let sharp = analysis::sharpen(model, supposition, &plan, target, &draw);
    let (forecast, plan) = sharp.map_err(|fault| vec![fault])?;
    Ok((Box::new(|_| forecast), plan))
}

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
            output.page(&report::present(forecast, detail))
        }
        Format::Json => output.bytes(report::json::render(forecast).as_bytes()),
        Format::Csv => {
            let elsewhere = |body: &Body| matches!(body, Body::Number(_) | Body::Joint(_));
            if forecast.answers.iter().any(|answer| elsewhere(&answer.body)) {
                output.remark("note: joint tables and numbers are not in this table: add --out");
            }
            output.table(&report::csv::summary(forecast))
        }
    }
}

/// `run.json`: enough to run it again to the same bits.
#[derive(Serialize)]
pub(super) struct Record<'a> {
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
pub(super) fn record_of<'a>(
    identity: &'a Identity,
    name: &str,
    forecast: &Forecast,
    wall_time_s: f64,
) -> Record<'a> {
    Record {
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
    }
}

/// In thousandths.
fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1000.0).round() / 1000.0
}
