//! `foretell sweep`: the same questions at many points, written as they are finished.

use crate::api::{
    Design, Error, Job, Journal, MOST_POINTS, Options, Point, Shard, Spread, SweepPlan, file_of,
};
use crate::cli::arguments::{Charts, Draws, Format, Out, Reading, charts, name, parse};
use crate::cli::failure::{Failure, Status, Stop};
use crate::cli::files::{self, Folder};
use crate::cli::terminal::{Output, Watch, guard};
use crate::report::number::count;
use crate::report::sweep::Shown;
use crate::report::{self, Document};
use crate::result;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `sweep`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// The sweep to run: [sweep.NAME]
    name: Option<String>,
    /// Vary a number, a choice, or an outcome that somebody sets: 0.1,0.2 or 0.05..0.60:12 or log(0.001..1:7)
    #[arg(long, value_name = "PATH=VALUES", value_parser = parse::text())]
    over: Vec<String>,
    /// Take the first values together, then the second, instead of every combination
    #[arg(long, conflicts_with_all = ["points", "design"])]
    zip: bool,
    /// Read points from a table: paths in the first line, then a point in each line
    #[arg(long, value_name = "CSV", conflicts_with_all = ["over", "name", "design"])]
    points: Option<PathBuf>,
    /// Choose points that fill the ranges evenly: sobol:N or lhs:N
    #[arg(long, value_name = "KIND:N", value_parser = parse::design)]
    design: Option<Spread>,
    #[command(flatten)]
    draws: Draws,
    /// Answer only this question
    #[arg(long, value_name = "NAME", value_parser = parse::text())]
    question: Vec<String>,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    charts: Charts,
    /// Continue a sweep that was interrupted
    #[arg(long, requires = "out")]
    resume: bool,
    /// Draw only a part of the points, such as 3/16; `foretell merge` joins the parts
    #[arg(long, value_name = "I/K", requires = "out", value_parser = parse::shard)]
    #[arg(conflicts_with = "charts")]
    shard: Option<Shard>,
}

/// Prints the answers at each point of a sweep.
pub(crate) fn sweep(arguments: &Arguments, output: &mut Output) -> Result<Status, Stop> {
    let scenario = arguments.draws.load(&arguments.file, arguments.reading)?;
    let model = arguments.draws.case(&scenario)?.compile()?;
    let options = arguments.draws.options(&arguments.question).shared_monitor(Watch::new());
    model.notes(&options)?;
    output.notes(model.changes());
    let sweep = model.lay_out(&arguments.laid_out()?, &options)?;
    let points = arguments.shard.unwrap_or(Shard::WHOLE).share(sweep.points());
    let folder = arguments.charts.open()?;
    let job = Task { sweep, options, points, shard: arguments.shard };
    if folder.is_some() && !job.is_shown() {
        let most = count(MOST_POINTS);
        return Err(Stop::Usage(format!(
            "--charts takes at most {most} points: drop it, or use fewer points"
        )));
    }
    let done = match arguments.out.folder(&arguments.file) {
        Some(folder) => job.to_folder(&folder, arguments)?,
        None => job.in_memory()?,
    };
    if let Some(folder) = folder {
        charts::write(&folder, &job.document(&done), &name(&arguments.file), output)?;
    }
    print(&job, arguments, &done, output)?;
    output.finish()?;
    Ok(Status::Done)
}

impl Arguments {
    /// Returns the sweep as work in parts.
    pub(crate) fn in_parts(&self) -> Result<crate::api::Task, Stop> {
        let scenario = self.draws.load(&self.file, self.reading)?;
        let model = self.draws.case(&scenario)?.compile()?;
        let options = self.draws.options(&self.question).shared_monitor(Watch::new());
        Ok(crate::api::Task::new(&model, &Job::Sweep(self.laid_out()?), &options))
    }

    /// Returns the design: the varied inputs and how their values form points.
    fn laid_out(&self) -> Result<Design, Failure> {
        if let Some(path) = &self.points {
            return Ok(Design::table(path.display().to_string(), files::table(path)?));
        }
        let design = Design::default().of(self.name.clone()).spread(self.design);
        let design = self.over.iter().fold(design, |design, text| design.varying(text));
        Ok(if self.zip { design.zip() } else { design })
    }
}

/// A sweep with its options, for one shard or for all points.
struct Task {
    sweep: SweepPlan,
    options: Options,
    /// The points of this shard.
    points: Range<u64>,
    shard: Option<Shard>,
}

impl Task {
    /// Returns the points as a document.
    fn document(&self, points: &[Point]) -> Document {
        let (run, label) = (self.sweep.found(points), self.sweep.label());
        report::sweep::present(&Shown { run, label })
    }

    fn is_shown(&self) -> bool {
        self.points.end - self.points.start <= MOST_POINTS
    }

    fn in_memory(&self) -> Result<Vec<Point>, Stop> {
        if self.is_shown() {
            return Ok(self.sweep.collect(&self.options, self.points.clone())?);
        }
        // the time of all points is estimated from the first
        let began = Instant::now();
        let first = self.points.start;
        self.sweep.collect(&self.options, first..first + 1)?;
        let seconds = began.elapsed().as_secs_f64() * self.sweep.points() as f64;
        Err(self.sweep.too_long(&duration(seconds)).into())
    }

    /// Draws into a file, from the point at which it was interrupted.
    fn to_folder(&self, path: &Path, arguments: &Arguments) -> Result<Vec<Point>, Stop> {
        // what was made for it is removed if it stays empty
        let _folder = Folder::open(path)?;
        let (sweep, keep) = (&self.sweep, self.is_shown());
        let mut journal = Journal::of_shard(sweep, self.shard, path, arguments.resume, keep)
            .map_err(unwritten)?;
        if journal.missing().is_some() {
            let path = path.display();
            guard::keeps(format!("finished points are kept in {path}: go on with --resume"));
        }
        while let Some(missing) = journal.missing() {
            self.sweep.draw(&self.options, missing, &mut |point, rows| {
                // what was computed since a signal may lack a part
                guard::end_by_signal();
                journal.add_drawn(point, rows).map_err(unwritten)
            })?;
        }
        let done = journal.kept();
        guard::end_by_signal();
        guard::undivided(|| journal.finish()).map_err(unwritten)?;
        guard::keeps(format!("all points are in {}", path.display()));
        Ok(done)
    }
}

/// The end of a command that can't write its journal.
fn unwritten(error: Error) -> Stop {
    match error {
        Error::Io { path, error } => Failure::Write { path, error }.into(),
        other => other.into(),
    }
}

fn print(
    job: &Task,
    arguments: &Arguments,
    points: &[Point],
    output: &mut Output,
) -> Result<(), Failure> {
    if let Some(folder) = arguments.out.folder(&arguments.file) {
        let path = folder.join(file_of(job.shard, "sweep", "csv"));
        let number = count(job.points.end - job.points.start);
        output.remark(&format!("{number} points are in {}", path.display()));
        if job.shard.is_some() {
            return Ok(());
        }
    }
    if !job.is_shown() {
        return Ok(());
    }
    match arguments.out.format {
        Format::Table => output.page(&job.document(points)),
        Format::Csv => {
            output.table(job.sweep.head().as_bytes())?;
            points.iter().try_for_each(|(values, rows)| {
                output.table(job.sweep.lines(values, rows).as_bytes())
            })
        }
        Format::Json => {
            let found = result::sweep(&job.sweep.found(points));
            output.bytes(report::pretty::render(&found).as_bytes())
        }
    }
}

/// Returns a duration for people: `3 hours`.
fn duration(seconds: f64) -> String {
    let units = [(86_400.0, "days"), (3600.0, "hours"), (60.0, "minutes"), (1.0, "seconds")];
    let (length, unit) =
        units.into_iter().find(|(length, _)| seconds >= 2.0 * length).unwrap_or(units[3]);
    format!("{} {unit}", count((seconds / length).ceil() as u64))
}
