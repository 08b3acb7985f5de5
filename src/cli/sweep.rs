//! `foretell sweep`: the same questions at many points, written as they are finished.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::guard;
use super::journal::{Found, Journal};
use super::out::Out;
use super::output::Output;
use super::shards::{Identity, name_of};
use super::watch::Watch;
use super::{files, findings, load, parse};
use crate::analysis::sweep::{Design as Spread, Row};
use crate::api::{Design, Error, Model, Options, SweepPlan};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::engine::Shard;
use crate::report;
use crate::report::number::count;
use crate::report::sweep::Shown;
use crate::result;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The most points that are kept in memory to be shown.
const MOST_SHOWN: u64 = 100_000;

/// Arguments of `sweep`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The scenario file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    reading: load::Reading,
    /// The sweep to run: [sweep.NAME]
    name: Option<String>,
    /// Vary a number, a choice, or an outcome that somebody sets: 0.1,0.2 or 0.05..0.60:12 or log(0.001..1:7)
    #[arg(long, value_name = "PATH=VALUES", value_parser = super::parse::text())]
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
    #[arg(long, value_name = "NAME", value_parser = super::parse::text())]
    question: Vec<String>,
    /// How the sweep is printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    out: Out,
    /// Continue a sweep that was interrupted
    #[arg(long, requires = "out")]
    resume: bool,
    /// Draw only a part of the points, such as 3/16; `foretell merge` joins the parts
    #[arg(long, value_name = "I/K", requires = "out", value_parser = parse::shard)]
    shard: Option<Shard>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// sweep.csv
    Csv,
    /// Everything
    Json,
}

/// Prints the answers at each point of a sweep.
pub(super) fn sweep(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
    match tell(arguments, output) {
        Ok(()) => Ok(Status::Done),
        Err(Stop::Outside(failure)) => Err(failure),
        Err(Stop::Findings(found)) => Ok(findings::tell(&found.faults(), output)),
    }
}

fn tell(arguments: &Arguments, output: &mut Output) -> Result<(), Stop> {
    let scenario = load::load(&arguments.file, arguments.reading)?;
    let model = arguments.draws.case(&scenario).compile()?;
    let options = arguments.draws.options(&arguments.question).shared_monitor(Watch::new());
    model.notes(&options)?;
    for note in model.changes() {
        output.remark(&format!("note: {note}"));
    }
    let sweep = model.lay_out(&arguments.laid_out()?, &options)?;
    let job = Job::new(arguments, &model, sweep, options);
    let done = match arguments.out.folder(&arguments.file) {
        Some(folder) => job.to_folder(&folder, arguments)?,
        None => job.in_memory()?,
    };
    print(&job, arguments, &done, output)?;
    output.finish()?;
    Ok(())
}

impl Arguments {
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

/// The values of a point and its rows.
type Point = (Vec<String>, Vec<Row>);

/// A sweep with its options and identity, for one shard or for all points.
struct Job {
    sweep: SweepPlan,
    options: Options,
    identity: Identity,
    /// The points of this shard.
    points: Range<u64>,
    shard: Option<Shard>,
    /// The rows of every point, without numbers.
    rows: Vec<Row>,
}

impl Job {
    fn new(arguments: &Arguments, model: &Model, sweep: SweepPlan, options: Options) -> Self {
        let laid_out = sweep.laid_out();
        let identity = Identity {
            axes: laid_out.axes.iter().map(Identity::axis).collect(),
            layout: if laid_out.is_grid { "grid" } else { "rows" }.to_owned(),
            ..Identity::of_run(model, &arguments.question, sweep.plan())
        };
        let shard = arguments.shard.unwrap_or(Shard::WHOLE);
        Self {
            identity,
            points: shard.share(sweep.points()),
            shard: arguments.shard,
            rows: laid_out.row_names(sweep.plan()),
            sweep,
            options,
        }
    }

    fn is_shown(&self) -> bool {
        self.points.end - self.points.start <= MOST_SHOWN
    }

    fn in_memory(&self) -> Result<Vec<Point>, Stop> {
        if !self.is_shown() {
            return Err(self.too_large().into());
        }
        let mut done = Vec::new();
        self.sweep.draw(&self.options, self.points.clone(), &mut |point, rows| {
            done.push((self.sweep.values(point), rows));
            Ok::<_, Error>(())
        })?;
        Ok(done)
    }

    /// Returns the fault of a sweep that is too large to hold in memory, with an estimate of its time.
    fn too_large(&self) -> Error {
        let began = Instant::now();
        if let Err(error) = self.sweep.draw_point(&self.options, self.points.start) {
            return error;
        }
        let points = self.sweep.points();
        let seconds = began.elapsed().as_secs_f64() * points as f64;
        let what = format!("{} points would take about {}", count(points), duration(seconds));
        let fault = Diagnostic::placeless(Code::SweepSize, what)
            .help("add `--out`: points are then written to a file as they are finished")
            .help("fewer trials at each point (`-n 10000`) or `--design sobol:1000` take less");
        Error::of(vec![fault], Sources::default())
    }

    /// Draws into a file, from the point at which it was interrupted.
    fn to_folder(&self, folder: &Path, arguments: &Arguments) -> Result<Vec<Point>, Stop> {
        let name = name_of(self.shard, "sweep", "csv");
        let record = name_of(self.shard, "sweep", "json");
        let identity = self.identity.text(self.shard);
        let mut done = Vec::new();
        let found = Journal::open(folder, &name, &record, &identity, arguments.resume)?;
        let (mut journal, text) = match found {
            Found::Finished(text) => {
                self.read(&text, &mut done);
                return Ok(done);
            }
            Found::Open(journal, text) => (journal, text),
        };
        let header = report::sweep::header(&self.sweep.laid_out().axes);
        let (kept, first) = self.read(&text, &mut done);
        journal.keep(kept)?;
        if kept == 0 {
            journal.add(&header)?;
        }
        guard::keeps(format!(
            "finished points are kept in {}: go on with --resume",
            folder.display()
        ));
        self.sweep.draw(&self.options, first..self.points.end, &mut |point, rows| {
            let texts = self.sweep.values(point);
            journal.add(&report::sweep::rows(&self.sweep.laid_out().axes, &texts, &rows))?;
            if self.is_shown() {
                done.push((texts, rows));
            }
            Ok::<_, Stop>(())
        })?;
        journal.finish((record, identity.into_bytes()))?;
        guard::keeps(format!("all points are in {}", folder.display()));
        Ok(done)
    }

    /// Reads the whole points of a text; returns the number of bytes that they take, and the next point.
    fn read(&self, text: &str, done: &mut Vec<Point>) -> (usize, u64) {
        let header = report::sweep::header(&self.sweep.laid_out().axes);
        let Some(mut left) = text.strip_prefix(&header) else { return (0, self.points.start) };
        for point in self.points.clone() {
            let values = self.sweep.values(point);
            let mut rows = Vec::with_capacity(self.rows.len());
            let mut after = left;
            for row in &self.rows {
                let found = report::sweep::read_back(&values, row, after);
                let Some((row, beyond)) = found else { break };
                rows.push(row);
                after = beyond;
            }
            if rows.len() < self.rows.len() {
                return (text.len() - left.len(), point);
            }
            left = after;
            if self.is_shown() {
                done.push((values, rows));
            }
        }
        (text.len() - left.len(), self.points.end)
    }
}

fn print(
    job: &Job,
    arguments: &Arguments,
    points: &[Point],
    output: &mut Output,
) -> Result<(), Failure> {
    if let Some(folder) = arguments.out.folder(&arguments.file) {
        let path = folder.join(name_of(job.shard, "sweep", "csv"));
        let number = count(job.points.end - job.points.start);
        output.remark(&format!("{number} points are in {}", path.display()));
        if job.shard.is_some() {
            return Ok(());
        }
    }
    if !job.is_shown() {
        return Ok(());
    }
    match arguments.format {
        Format::Table => {
            let (run, label) = (job.sweep.found(points), job.sweep.label());
            output.page(&report::sweep::present(&Shown { run, label }))
        }
        Format::Csv => {
            let axes = &job.sweep.laid_out().axes;
            output.table(report::sweep::header(axes).as_bytes())?;
            points.iter().try_for_each(|(values, rows)| {
                output.table(report::sweep::rows(axes, values, rows).as_bytes())
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
