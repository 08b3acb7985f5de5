//! `foretell run`: read, compile, suppose, run, summarise, present, render.

use super::record::{Drawn, Record, seconds};
use crate::api::{Body, Forecast, Identity, Job, Model, Options, Part, Plan, Shard, file_of};
use crate::cli::arguments::{
    Charts, Draws, Format, Out, Reading, Saving, TrialsFile, charts, name, parse,
};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::files::Folder;
use crate::cli::terminal::timings::{self, Activity, Timings};
use crate::cli::terminal::{Output, Watch, findings};
use crate::report::{self, Detail, Document};
use crate::result;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    draws: Draws,
    /// Compute the chances instead of drawing histories, if all numbers are discrete
    #[arg(long)]
    exact: bool,
    /// Do both, and compare every number
    #[arg(long, conflicts_with_all = ["exact", "out", "charts", "format"])]
    cross_check: bool,
    /// Answer only this question
    #[arg(long, value_name = "NAME", value_parser = parse::text())]
    question: Vec<String>,
    /// Also show the chance of each piece of news the day before, given the news up to then
    #[arg(long, conflicts_with_all = ["cross_check", "shard"])]
    surprises: bool,
    /// Draw until the standard error of every chance asked for is within this; -n is the maximum
    #[arg(long, value_name = "X", value_parser = parse::std_error)]
    #[arg(conflicts_with_all = ["exact", "cross_check"])]
    target_se: Option<f64>,
    /// Draw only a part of the trials, such as 3/16; `foretell merge` joins the parts
    #[arg(long, value_name = "I/K", requires = "out", value_parser = parse::shard)]
    #[arg(conflicts_with_all = ["target_se", "exact", "cross_check", "charts"])]
    shard: Option<Shard>,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    charts: Charts,
    /// Write every trial to a table, as it is drawn: FILE.csv or FILE.parquet
    #[arg(long, value_name = "FILE", value_parser = TrialsFile::parse)]
    #[arg(conflicts_with_all = ["exact", "cross_check", "target_se"])]
    save_trials: Option<TrialsFile>,
    /// Also print advice on the scenario, and timings
    #[arg(short, long)]
    verbose: bool,
}

/// Prints the forecast of a scenario.
pub(crate) fn run(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let mut timings = Timings::new();
    let done = tell_forecast(arguments, output, &mut timings);
    if !arguments.verbose {
        return done;
    }
    let status = done.map_err(Stop::with_advice)?;
    timings.lines().iter().for_each(|line| output.remark(line));
    Ok(status)
}

/// A model to run, with its options and the places for its output.
struct Task<'a> {
    arguments: &'a Arguments,
    model: &'a Model,
    options: Options,
    watch: Arc<Watch>,
    folder: Option<Folder>,
    charts: Option<Folder>,
    saving: Option<Saving>,
}

fn tell_forecast(
    arguments: &Arguments,
    output: &mut Output,
    timings: &mut Timings,
) -> Result<Status, Stop> {
    let scenario = arguments.draws.load(&arguments.file, arguments.reading)?;
    timings.lap(Activity::Reading);
    let model = &arguments.draws.case(&scenario)?.compile()?;
    let watch = Watch::new();
    let options = arguments.options(timings).shared_monitor(watch.clone());
    let notes = model.notes(&options)?;
    timings.lap(Activity::Compiling);
    let open = |path: PathBuf| match arguments.shard {
        None => Folder::for_set(&path, "summary.csv"),
        Some(_) => Folder::open(&path),
    };
    let folder = arguments.out.folder(&arguments.file).map(open).transpose()?;
    let charts = arguments.charts.open()?;
    let saving = arguments.save_trials.as_ref().map(TrialsFile::open).transpose()?;
    timings.lap(Activity::Writing);
    if arguments.verbose {
        findings::show(&model.advice(), output, Some(findings::ELSEWHERE));
        timings.lap(Activity::Advising);
    }
    output.notes(&notes);
    let options = options.timelines(folder.is_some() || arguments.out.format == Format::Json);
    let task = Task { arguments, model, options, watch, folder, charts, saving };
    if arguments.cross_check {
        return task.cross_check(output, timings);
    }
    match arguments.shard {
        Some(shard) => task.draw_shard(shard, timings),
        None => task.forecast(output, timings),
    }
}

impl Arguments {
    fn detail(&self) -> Detail {
        if self.verbose { Detail::Full } else { Detail::Brief }
    }

    fn options(&self, timings: &Timings) -> Options {
        let mut options = self.draws.options(&self.question).exact(self.exact);
        options = options.surprises(self.surprises);
        if let Some(target) = self.target_se {
            options = options.target_std_error(target);
        }
        if self.verbose { options.count_in(Arc::clone(&timings.spent)) } else { options }
    }
}

impl Arguments {
    /// Returns the run as work in parts.
    pub(crate) fn in_parts(&self) -> Result<crate::api::Task, Stop> {
        let scenario = self.draws.load(&self.file, self.reading)?;
        let model = self.draws.case(&scenario)?.compile()?;
        let options = self.draws.options(&self.question).exact(self.exact);
        Ok(crate::api::Task::new(&model, &Job::Run, &options.shared_monitor(Watch::new())))
    }
}

impl Task<'_> {
    /// Prints and writes the forecast.
    fn forecast(mut self, output: &mut Output, timings: &mut Timings) -> Result<Status, Stop> {
        let began = Instant::now();
        let (forecast, plan) = self.drawn()?;
        let took = began.elapsed();
        let Task { arguments, model, watch, folder, charts, saving, .. } = self;
        timings.lap(if arguments.exact { Activity::Computing } else { Activity::Running });
        timings.shift(Activity::Running, Activity::Experts, watch.took(Some("experts")));
        saving.map(Saving::finish).transpose()?;
        if let Some(folder) = folder {
            let identity = Identity::of_run(model, &arguments.question, &plan);
            let record = record(&identity, &name(&arguments.file), &forecast, seconds(took));
            folder.replace(&report::csv::files(result::forecast(&forecast).tables()), &record)?;
        }
        let document = report::present(&forecast, arguments.detail());
        if let Some(folder) = charts {
            charts::write(&folder, &document, &name(&arguments.file), output)?;
        }
        print(arguments, &forecast, &document, output)?;
        output.finish()?;
        timings.lap(Activity::Writing);
        if Output::is_watched() && !arguments.exact && !arguments.verbose {
            output.remark(&timings::brief(forecast.drawn.trials, took));
        }
        Ok(Status::Done)
    }

    /// Draws the forecast; and saves the trials, if they are asked for.
    fn drawn(&mut self) -> Result<(Forecast, Plan), Stop> {
        let Self { model, options, saving, .. } = self;
        match saving {
            None => Ok(model.forecast(options)?),
            Some(Saving::Csv(sink)) => model.forecast_of_trials(options, sink),
            #[cfg(feature = "parquet")]
            Some(Saving::Parquet(sink)) => model.forecast_of_trials(options, &mut **sink),
        }
    }

    /// Draws a part of the trials and writes its counts.
    fn draw_shard(mut self, shard: Shard, timings: &mut Timings) -> Result<Status, Stop> {
        let began = Instant::now();
        let part = self.part(shard)?;
        let part = part.timed(seconds(began.elapsed()));
        timings.lap(Activity::Running);
        self.saving.map(Saving::finish).transpose()?;
        if let Some(folder) = self.folder {
            let name = file_of(Some(shard), "run", "counts");
            folder.claim_beside(&name, &name)?;
            folder.write(&[(name, part.to_bytes())])?;
        }
        timings.lap(Activity::Writing);
        Ok(Status::Done)
    }

    fn part(&mut self, shard: Shard) -> Result<Part, Stop> {
        let Self { model, options, saving, .. } = self;
        match saving {
            None => Ok(model.part(&Job::Run, shard, options)?),
            Some(Saving::Csv(sink)) => model.part_of_trials(options, shard, sink),
            #[cfg(feature = "parquet")]
            Some(Saving::Parquet(sink)) => model.part_of_trials(options, shard, &mut **sink),
        }
    }

    /// Prints the differences between the sampled and the exact answers.
    fn cross_check(self, output: &mut Output, timings: &mut Timings) -> Result<Status, Stop> {
        let checked = self.model.cross_check(&self.options)?;
        timings.lap_with_runs(Activity::Computing);
        output.notes(checked.notes());
        output.page(checked.page())?;
        output.finish()?;
        timings.lap(Activity::Writing);
        Ok(if checked.holds() { Status::Done } else { Status::Unmet })
    }
}

fn print(
    arguments: &Arguments,
    forecast: &Forecast,
    document: &Document,
    output: &mut Output,
) -> Result<(), Failure> {
    match arguments.out.format {
        Format::Table => output.page(document),
        Format::Json => {
            output.bytes(report::pretty::render(&result::forecast(forecast)).as_bytes())
        }
        Format::Csv => {
            let elsewhere = |body: &Body| matches!(body, Body::Number(_) | Body::Joint(_));
            if forecast.answers.iter().any(|answer| elsewhere(&answer.body)) {
                output.remark("note: joint tables and numbers are not in this table: add --out");
            }
            if forecast.known.as_ref().is_some_and(|known| !known.surprises.is_empty()) {
                output.remark("note: surprises are not in this table: add --out");
            }
            output.table(result::forecast(forecast).summary().to_csv().as_bytes())
        }
    }
}

/// Returns the contents of `run.json` for a run that `identity` describes, of the scenario called `name` in
/// messages.
pub(crate) fn record(
    identity: &Identity,
    name: &str,
    forecast: &Forecast,
    wall_time_s: f64,
) -> Record {
    let drawn =
        Drawn { seed: identity.seed, trials: forecast.drawn.trials, worlds: forecast.drawn.worlds };
    Record::new(None)
        .with("scenario", name)
        .with("sha256", &identity.sha256)
        .drawn(&drawn, (&identity.set, &identity.made, &identity.given))
        .known(identity.today.as_deref(), &identity.files_of_news())
        .beside(&identity.files)
        .with_some("variant", identity.variant.as_deref())
        .with("questions", &identity.questions)
        .with_some("exact", forecast.exact.is_some().then_some(true))
        .took(wall_time_s)
}
