//! `foretell run`: read, compile, suppose, run, summarise, present, render.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::files::Folder;
use super::load;
use super::out::Out;
use super::output::Output;
use super::pace::{Activity, Pace};
use super::shards::{Identity, RunShard, ShardFile, name_of};
use super::trials::{Saving, TrialsFile};
use super::watch::Watch;
use super::{findings, pace, parse};
use crate::api::{Model, Options};
use crate::engine::{GENERATOR, Shard};
use crate::forecast::{Body, Forecast};
use crate::report::{self, Detail};
use crate::result;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Arguments of `run`.
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

/// Prints the forecast of a scenario.
pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    let mut pace = Pace::new();
    match tell_forecast(arguments, output, &mut pace) {
        Ok(status) => {
            if arguments.verbose {
                pace.lines().iter().for_each(|line| output.remark(line));
            }
            Ok(status)
        }
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(found)) if arguments.verbose => Ok(findings::tell(&found, output)),
        Err(Stop::Findings(found)) => Ok(findings::tell(&found.faults(), output)),
    }
}

/// A model to run, with its options and the places for its output.
struct Task<'a> {
    arguments: &'a Arguments,
    model: &'a Model,
    options: Options,
    watch: Arc<Watch>,
    folder: Option<Folder>,
    saving: Option<Saving>,
}

fn tell_forecast(
    arguments: &Arguments,
    output: &mut Output,
    pace: &mut Pace,
) -> Result<Status, Stop> {
    let scenario = load::load(&arguments.file, arguments.reading)?;
    pace.lap(Activity::Reading);
    let model = &arguments.draws.case(&scenario).compile()?;
    let watch = Watch::new();
    let options = arguments.options(pace).shared_monitor(watch.clone());
    let notes = model.notes(&options)?;
    pace.lap(Activity::Compiling);
    let open = |path: std::path::PathBuf| match arguments.shard {
        None => Folder::for_set(&path, "summary.csv"),
        Some(_) => Folder::open(&path),
    };
    let folder = arguments.out.folder(&arguments.file).map(open).transpose()?;
    let saving = arguments.save_trials.as_ref().map(TrialsFile::open).transpose()?;
    pace.lap(Activity::Writing);
    if arguments.verbose {
        findings::show(&model.advice(), output, Some(findings::ELSEWHERE));
        pace.lap(Activity::Advising);
    }
    for note in notes {
        output.remark(&format!("note: {note}"));
    }
    let options = options.timelines(folder.is_some() || arguments.format == Format::Json);
    let task = Task { arguments, model, options, watch, folder, saving };
    if arguments.cross_check {
        return task.cross_check(output, pace);
    }
    match arguments.shard {
        Some(shard) => task.draw_shard(shard, pace),
        None => task.forecast(output, pace),
    }
}

impl Arguments {
    fn options(&self, pace: &Pace) -> Options {
        let mut options = self.draws.options(&self.question).exact(self.exact);
        if let Some(target) = self.target_se {
            options = options.target_std_error(target);
        }
        if self.verbose { options.count_in(Arc::clone(&pace.spent)) } else { options }
    }
}

impl Task<'_> {
    /// Prints and writes the forecast.
    fn forecast(self, output: &mut Output, pace: &mut Pace) -> Result<Status, Stop> {
        let Task { arguments, model, options, watch, folder, saving } = self;
        let began = Instant::now();
        let (forecast, plan) = match saving {
            Some(saving) => model.forecast_drawn_by(&options, |job| {
                saving.draw(job, &|fault| model.errors(fault))
            })?,
            None => model.forecast(&options)?,
        };
        let took = began.elapsed();
        pace.lap(if arguments.exact { Activity::Computing } else { Activity::Running });
        pace.shift(Activity::Running, Activity::Experts, watch.took(Some("experts")));
        if let Some(folder) = folder {
            let identity = Identity::of_run(model, &arguments.question, &plan);
            let name = load::name(&arguments.file);
            let record = record_of(&identity, &name, &forecast, seconds(took));
            folder.replace(&report::csv::files(result::forecast(&forecast).tables()), &record)?;
        }
        print(arguments, &forecast, output)?;
        output.finish()?;
        pace.lap(Activity::Writing);
        if Output::is_watched() && !arguments.exact && !arguments.verbose {
            output.remark(&pace::brief(forecast.drawn.trials, took));
        }
        Ok(Status::Done)
    }

    /// Draws a part of the trials and writes its counts.
    fn draw_shard(self, shard: Shard, pace: &mut Pace) -> Result<Status, Stop> {
        let Task { arguments, model, options, folder, saving, .. } = self;
        let began = Instant::now();
        // whoever joins the parts wants all that files have
        let options = options.timelines(true);
        let (tallies, plan) = match saving {
            Some(saving) => model
                .count(&options, shard, |job| saving.draw(job, &|fault| model.errors(fault)))?,
            None => model.count_shard(&options, shard)?,
        };
        let run = RunShard {
            name: load::name(&arguments.file),
            text: model.text().to_owned(),
            wall_time_s: seconds(began.elapsed()),
            tallies,
        };
        pace.lap(Activity::Running);
        let identity = Identity::of_run(model, &arguments.question, &plan);
        let file = ShardFile { identity, shard, run: Some(run) };
        if let Some(folder) = folder {
            let name = name_of(Some(shard), "run", "json");
            folder.claim_beside(&name, &name)?;
            folder.write(&[(name, file.sealed())])?;
        }
        pace.lap(Activity::Writing);
        Ok(Status::Done)
    }

    /// Prints the differences between the sampled and the exact answers.
    fn cross_check(self, output: &mut Output, pace: &mut Pace) -> Result<Status, Stop> {
        let checked = self.model.cross_check(&self.options)?;
        pace.lap_with_runs(Activity::Computing);
        for note in checked.notes() {
            output.remark(&format!("note: {note}"));
        }
        output.page(checked.page())?;
        output.finish()?;
        pace.lap(Activity::Writing);
        Ok(if checked.holds() { Status::Done } else { Status::Unmet })
    }
}

fn print(arguments: &Arguments, forecast: &Forecast, output: &mut Output) -> Result<(), Failure> {
    match arguments.format {
        Format::Table => {
            let detail = if arguments.verbose { Detail::Full } else { Detail::Brief };
            output.page(&report::present(forecast, detail))
        }
        Format::Json => {
            output.bytes(report::pretty::render(&result::forecast(forecast)).as_bytes())
        }
        Format::Csv => {
            let elsewhere = |body: &Body| matches!(body, Body::Number(_) | Body::Joint(_));
            if forecast.answers.iter().any(|answer| elsewhere(&answer.body)) {
                output.remark("note: joint tables and numbers are not in this table: add --out");
            }
            output.table(result::forecast(forecast).summary().to_csv().as_bytes())
        }
    }
}

/// The contents of `run.json`: enough to run it again to the same bits.
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

/// Returns the contents of `run.json` for a run that `identity` describes, of the scenario called `name` in
/// messages.
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

/// Seconds, to a thousandth.
pub(super) fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1000.0).round() / 1000.0
}
