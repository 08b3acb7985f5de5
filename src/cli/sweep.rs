//! `foretell sweep`: the same questions at many points, written as they are finished.

use super::draws::Draws;
use super::failure::{Failure, Status, Stop};
use super::guard;
use super::journal::{Found, Journal};
use super::load::{self, Loaded};
use super::out::Out;
use super::output::Output;
use super::progress::Progress;
use super::shards::{Identity, name_of};
use super::{findings, parse, run, varied};
use crate::analysis::sweep::{self, Design, Layout, Row, Sweep};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::engine::{Plan, Shard};
use crate::model::{Model, Supposition};
use crate::report;
use crate::report::number::count;
use crate::scenario::Scenario;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The most points that are kept in memory to be shown.
const MOST_SHOWN: u64 = 100_000;

/// What `sweep` can be told.
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
    design: Option<Design>,
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
    /// Rows as objects
    Json,
}

/// Prints what follows from a scenario at each point.
pub(super) fn sweep(arguments: &Arguments, output: &mut Output) -> Result<Status, Failure> {
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
    let base = arguments.draws.supposition(&loaded, &model, sources)?;
    let questions = run::questions(&model, sources, &arguments.question)?;
    for note in notes {
        output.remark(&format!("note: {note}"));
    }
    let laid_out = laid_out(arguments, &loaded, &model, sources, output)?;
    clashes(&laid_out, &base)?;
    // as many trials and readings at every point as `run` takes for the scenario as it is written
    let plan = arguments.draws.plan(questions, false, None);
    let plan = arguments.draws.with_worlds(&model, &base, plan, output);
    let plan = plan.map_err(|fault| vec![fault])?;
    let job = Job::new(arguments, &loaded, laid_out, base, plan);
    let done = match arguments.out.folder(&arguments.file) {
        Some(folder) => job.to_folder(&folder, arguments)?,
        None => job.in_memory()?,
    };
    print(&job, arguments, &done, output)?;
    output.finish()?;
    Ok(())
}

fn laid_out(
    arguments: &Arguments,
    loaded: &Loaded,
    model: &Model,
    sources: &mut Sources,
    output: &mut Output,
) -> Result<Sweep, Stop> {
    let scenario = &loaded.scenario;
    let (asked, zip) = if let Some(path) = &arguments.points {
        let (asked, note) = varied::of_table(path, sources)?;
        if let Some(note) = note {
            output.remark(&format!("note: {note}"));
        }
        (asked, true)
    } else {
        let name = arguments.name.as_deref();
        let is_design = arguments.design.is_some();
        varied::of_words(scenario, sources, name, &arguments.over, is_design)?
    };
    let layout = match arguments.design {
        Some(design) => Layout::Design(design),
        None if zip || arguments.zip => Layout::Rows,
        None => Layout::Grid,
    };
    let seed = arguments.draws.seed;
    Ok(sweep::prepare(scenario, model, sources, &asked, layout, seed)?)
}

/// The label of the scenario's sweep that is drawn, if it is one of these and has any.
fn label(arguments: &Arguments, scenario: &Scenario) -> Option<String> {
    let is_other = arguments.points.is_some() || !arguments.over.is_empty();
    let sweep = match &arguments.name {
        Some(name) => scenario.sweeps.iter().find(|sweep| sweep.name.value == *name),
        None if is_other || arguments.design.is_some() => None,
        None => scenario.sweeps.first(),
    };
    Some(sweep?.label.as_ref()?.value.clone())
}

/// What is made at all points can't be varied too.
fn clashes(sweep: &Sweep, base: &Supposition) -> Result<(), Stop> {
    let mut faults = Vec::new();
    for axis in &sweep.axes {
        let Some(sweep::Held::Made(made)) = axis.values.first().map(|value| &value.held) else {
            continue;
        };
        let mut learnt = false;
        for (condition, _) in &base.learnt {
            crate::model::reads::of_condition(condition, &mut |id, _| {
                learnt |= id == made.variable;
            });
        }
        let how = match base.made.iter().any(|other| other.variable == made.variable) {
            true => "made by `--do`",
            false if learnt => "learnt by `--given`",
            false => continue,
        };
        let what = format!("`{}` is varied and also {how}", axis.name);
        faults
            .push(Diagnostic::placeless(Code::GivenAndDo, what).help("leave one of the two away"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// The values of a point and what it says.
type Point = (Vec<String>, Vec<Row>);

/// A sweep with all that it takes.
struct Job {
    sweep: Sweep,
    base: Supposition,
    plan: Plan,
    title: String,
    /// The label of the scenario's sweep.
    label: Option<String>,
    identity: Identity,
    /// Those of this shard.
    points: Range<u64>,
    shard: Option<Shard>,
    /// The rows of every point, without numbers.
    rows: Vec<Row>,
    /// Whether readings of the inputs can differ.
    is_uncertain: bool,
}

impl Job {
    fn new(
        arguments: &Arguments,
        loaded: &Loaded,
        sweep: Sweep,
        base: Supposition,
        plan: Plan,
    ) -> Self {
        let title = Some(sweep.model.title.clone()).filter(|title| !title.is_empty());
        let identity = Identity {
            axes: sweep.axes.iter().map(Identity::axis).collect(),
            layout: if sweep.is_grid { "grid" } else { "rows" }.to_owned(),
            ..Identity::of_run(loaded, &arguments.draws, &arguments.question, &plan)
        };
        let shard = arguments.shard.unwrap_or(Shard::WHOLE);
        Self {
            title: title.unwrap_or_else(|| load::stem(&arguments.file)),
            label: label(arguments, &loaded.scenario),
            identity,
            points: shard.share(sweep.points),
            shard: arguments.shard,
            rows: sweep.row_names(&plan),
            is_uncertain: sweep.model.is_uncertain(),
            sweep,
            base,
            plan,
        }
    }

    fn texts(&self, point: u64) -> Vec<String> {
        self.sweep.values(point).iter().map(|value| value.text.clone()).collect()
    }

    fn is_shown(&self) -> bool {
        self.points.end - self.points.start <= MOST_SHOWN
    }

    /// Draws points, and tells each in its turn.
    fn draw(
        &self,
        points: Range<u64>,
        tell: &mut dyn FnMut(u64, Vec<Row>) -> Result<(), Failure>,
    ) -> Result<(), Stop> {
        let progress = Progress::of(points.end - points.start, "points");
        let done = sweep::run(&self.sweep, &self.base, &self.plan, points, &mut |point, rows| {
            progress.add(1);
            tell(point, rows)
        });
        progress.finish();
        done.map_err(|stop| match stop {
            sweep::Stop::Fault(fault) => Stop::Findings(vec![fault]),
            sweep::Stop::Told(failure) => Stop::Outside(failure),
        })
    }

    fn in_memory(&self) -> Result<Vec<Point>, Stop> {
        if !self.is_shown() {
            return Err(self.too_large().into());
        }
        let mut done = Vec::new();
        self.draw(self.points.clone(), &mut |point, rows| {
            done.push((self.texts(point), rows));
            Ok(())
        })?;
        Ok(done)
    }

    /// The fault of a sweep that no memory should hold, with the time that it would take.
    fn too_large(&self) -> Vec<Diagnostic> {
        let began = Instant::now();
        if let Err(fault) = self.sweep.run_point(&self.base, &self.plan, self.points.start) {
            return vec![fault];
        }
        let points = self.sweep.points;
        let seconds = began.elapsed().as_secs_f64() * points as f64;
        let what = format!("{} points would take about {}", count(points), duration(seconds));
        vec![
            Diagnostic::placeless(Code::SweepSize, what)
                .help("add `--out`: points are then written to a file as they are finished")
                .help("fewer trials at each point (`-n 10000`) or `--design sobol:1000` take less"),
        ]
    }

    /// Draws into a file, from where it was broken off.
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
        let header = report::sweep::header(&self.sweep.axes);
        let (kept, first) = self.read(&text, &mut done);
        journal.keep(kept)?;
        if kept == 0 {
            journal.add(&header)?;
        }
        guard::keeps(format!(
            "finished points are kept in {}: go on with --resume",
            folder.display()
        ));
        self.draw(first..self.points.end, &mut |point, rows| {
            let texts = self.texts(point);
            journal.add(&report::sweep::lines(&texts, &rows))?;
            if self.is_shown() {
                done.push((texts, rows));
            }
            Ok(())
        })?;
        journal.finish((record, identity.into_bytes()))?;
        Ok(done)
    }

    /// Reads the whole points of a text; how many bytes they take, and which is the next.
    fn read(&self, text: &str, done: &mut Vec<Point>) -> (usize, u64) {
        let header = report::sweep::header(&self.sweep.axes);
        let Some(mut left) = text.strip_prefix(&header) else { return (0, self.points.start) };
        for point in self.points.clone() {
            let values = self.texts(point);
            let mut rows = Vec::with_capacity(self.rows.len());
            let mut after = left;
            for row in &self.rows {
                let prefix = report::sweep::prefix(&values, row);
                let Some((line, beyond)) = after.split_once('\n') else { break };
                let Some(rest) = line.strip_prefix(&prefix) else { break };
                let Some(row) = report::sweep::read_back(row, rest) else { break };
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
            let asked = job.sweep.model.questions.iter();
            let labels: Vec<(String, String)> =
                asked.map(|question| (question.name.clone(), question.label.clone())).collect();
            let shown = report::sweep::Shown {
                title: &job.title,
                label: job.label.as_deref(),
                conditions: &job.sweep.model.conditions,
                axes: &job.sweep.axes,
                is_grid: job.sweep.is_grid,
                labels: &labels,
                points,
                trials: job.plan.trials,
                readings: if job.is_uncertain { job.plan.worlds_drawn() } else { 1 },
                seed: job.plan.seed,
            };
            output.page(&report::sweep::present(&shown))
        }
        Format::Csv => {
            output.table(report::sweep::header(&job.sweep.axes).as_bytes())?;
            points.iter().try_for_each(|(values, rows)| {
                output.table(report::sweep::lines(values, rows).as_bytes())
            })
        }
        Format::Json => {
            let rows = points.iter().flat_map(|(values, rows)| {
                let axes = &job.sweep.axes;
                rows.iter().map(|row| report::sweep::object(axes, values, row)).collect::<Vec<_>>()
            });
            output.bytes(report::pretty::render(&rows.collect::<Vec<_>>()).as_bytes())
        }
    }
}

/// `3 hours`, for people.
fn duration(seconds: f64) -> String {
    let units = [(86_400.0, "days"), (3600.0, "hours"), (60.0, "minutes"), (1.0, "seconds")];
    let (length, unit) =
        units.into_iter().find(|(length, _)| seconds >= 2.0 * length).unwrap_or(units[3]);
    format!("{} {unit}", count((seconds / length).ceil() as u64))
}
