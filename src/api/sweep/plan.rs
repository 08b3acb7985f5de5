//! A sweep that is laid out, and the drawing of its points.

use super::design::Design;
use super::varied::{self, Varied};
use crate::analysis::sweep::{self, Row};
use crate::analysis::{Told, told};
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::api::shards::Identity;
use crate::api::written::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::Plan;
use crate::model::{Supposition, reads};
use crate::report::number::count;
use crate::result::{self, SweepRow, SweepRun};
use std::ops::Range;

/// The most points that are kept in memory.
pub(crate) const MOST_POINTS: u64 = 100_000;

/// The values of a point and its rows.
pub(crate) type Point = (Vec<String>, Vec<Row>);

/// A sweep that is laid out: its points are known, and can be drawn.
///
/// ```
/// use foretell::{Design, Error, Options, Scenario};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let options = Options::default().trials(1_000);
/// let plan = model.lay_out(&Design::default().over("event.heads.p", "0.1..0.9:5"), &options)?;
/// assert_eq!(plan.values(4), ["0.9"]);
/// let mut rows = 0;
/// plan.run(&options, 2..5, &mut |_point, answers| {
///     rows += answers.len();
///     Ok::<_, Error>(())
/// })?;
/// assert_eq!(rows, 3);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SweepPlan {
    sweep: sweep::Sweep,
    plan: Plan,
    /// The names of the questions that are asked for; empty for all.
    questions: Vec<String>,
    /// The label of the scenario's sweep, if this is one of these and has a label.
    label: Option<String>,
    model: Model,
}

impl Model {
    /// Answers the same questions at every point of a design.
    pub fn sweep(&self, design: &Design, options: &Options) -> Result<result::Sweep, Error> {
        let plan = self.lay_out(design, options)?;
        plan.fits_in_memory()?;
        let points = plan.collect(options, 0..plan.points())?;
        options.show_sweep(plan.found(&points), plan.label());
        Ok(result::sweep(&plan.found(&points)))
    }

    /// Lays a sweep out, to be drawn point by point; every fault at once. The monitor gets a note of how a table was
    /// read.
    pub fn lay_out(&self, design: &Design, options: &Options) -> Result<SweepPlan, Error> {
        let requested = self.requested(options)?;
        self.bounded(options, |sources| {
            let scenario = &self.written().scenario;
            let Varied { asked, layout, label, note } = varied::of(scenario, sources, design)?;
            if let Some(note) = &note {
                options.note(note);
            }
            let seed = options.plan(None).seed;
            let sweep = sweep::prepare(scenario, self.model(), sources, &asked, layout, seed)?;
            self.clashes(&sweep)?;
            // as many trials and readings at every point as a run of the scenario has
            let plan = Plan { timelines: false, ..self.plan(options, requested)? };
            let questions = options.questions().to_vec();
            Ok(SweepPlan { sweep, plan, questions, label, model: self.clone() })
        })
    }

    /// Refuses to vary a variable that `--do` or `--given` names at all points.
    fn clashes(&self, sweep: &sweep::Sweep) -> Result<(), Found> {
        let base = self.supposition();
        let mut faults = Vec::new();
        for axis in &sweep.axes {
            let Some(sweep::Held::Made(made)) = axis.values.first().map(|value| &value.held) else {
                continue;
            };
            let mentions = |beside: &Supposition| {
                beside.evidence.iter().any(|(said, _)| reads::mentions(said, made.variable))
            };
            let is_made = base.interventions.iter().any(|other| other.variable == made.variable);
            let how = if is_made {
                "made by `--do`"
            } else if mentions(&self.parts().unlearnt) {
                "learnt by `--given`"
            } else if mentions(base) || base.still.iter().any(|s| s.variable == made.variable) {
                "known from news"
            } else {
                continue;
            };
            let what = format!("`{}` is varied and also {how}", axis.name);
            let fault = Diagnostic::placeless(Code::GivenAndDo, what);
            faults.push(fault.help("drop one of the two"));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

impl SweepPlan {
    /// Returns the number of points.
    pub fn points(&self) -> u64 {
        self.sweep.points
    }

    /// Returns the model that is compiled once for all points, with its varied inputs.
    pub(crate) fn laid_out(&self) -> &sweep::Sweep {
        &self.sweep
    }

    /// Returns the rows of a point, without numbers.
    pub(super) fn row_names(&self) -> Vec<Row> {
        self.sweep.row_names(&self.plan)
    }

    /// Returns the identity that its parts share.
    pub(crate) fn identity(&self) -> Identity {
        Identity::of_sweep(&self.model, &self.questions, &self.plan, &self.sweep)
    }

    /// Returns a fault if there are too many points to keep in memory.
    pub(crate) fn fits_in_memory(&self) -> Result<(), Error> {
        if self.points() <= MOST_POINTS {
            return Ok(());
        }
        let what = format!("{} points are too many to keep in memory", count(self.points()));
        let fault = Diagnostic::placeless(Code::SweepSize, what);
        Err(self.model.errors(vec![fault.help("take them one by one from `lay_out`")]))
    }

    /// Draws some of the points, and keeps them.
    pub(crate) fn collect(
        &self,
        options: &Options,
        points: Range<u64>,
    ) -> Result<Vec<Point>, Error> {
        let mut found = Vec::new();
        self.draw(options, points, &mut |point, rows| {
            found.push((self.values(point), rows));
            Ok::<_, Error>(())
        })?;
        Ok(found)
    }

    /// Returns the sweep with the rows drawn at its points.
    pub(crate) fn found<'a>(&'a self, points: &'a [Point]) -> SweepRun<'a> {
        let (laid_out, plan) = (&self.sweep, &self.plan);
        SweepRun {
            title: self.model.title(),
            axes: &laid_out.axes,
            conditions: &laid_out.model.conditions,
            is_grid: laid_out.is_grid,
            points,
            told: self.told(),
            trials: plan.trials,
            worlds: if laid_out.model.is_uncertain() { plan.worlds_drawn() } else { 1 },
            seed: plan.seed,
        }
    }

    /// Returns what is known from news at every point.
    pub(super) fn told(&self) -> Option<Told> {
        told(self.model.model(), self.model.supposition())
    }

    /// Returns the label of the scenario's sweep.
    pub(crate) fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// Returns the paths of the varied inputs.
    pub fn axes(&self) -> Vec<&str> {
        self.sweep.axes.iter().map(|axis| axis.name.as_str()).collect()
    }

    /// Returns the values at a point, one of each axis, as they are written.
    pub fn values(&self, point: u64) -> Vec<String> {
        self.sweep.values(point).iter().map(|value| value.text.clone()).collect()
    }

    /// Answers the questions at some of the points, and passes the rows of each to `sink` in their order: a row
    /// for each outcome. An error that `sink` returns ends the sweep.
    pub fn run<E: From<Error>>(
        &self,
        options: &Options,
        points: Range<u64>,
        sink: &mut dyn FnMut(u64, Vec<SweepRow>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.draw(options, points, &mut |point, rows| sink(point, self.as_data(point, &rows)))
    }

    /// Draws some of the points, and passes the rows of each on in their order.
    pub(crate) fn draw<E: From<Error>>(
        &self,
        options: &Options,
        points: Range<u64>,
        sink: &mut dyn FnMut(u64, Vec<Row>) -> Result<(), E>,
    ) -> Result<(), E> {
        let all = points.end.saturating_sub(points.start);
        options.within(|| {
            let base = self.model.supposition();
            let done = options.stage("points", all, |progress| {
                sweep::run(&self.sweep, base, &self.plan, points, &mut |point, rows| {
                    progress(1);
                    sink(point, rows)
                })
            });
            done.map_err(|stop| match stop {
                sweep::Stop::Fault(fault) => self.model.errors(vec![fault]).into(),
                sweep::Stop::Sink(error) => error,
            })
        })
    }

    /// Returns the fault of a sweep with more points than are shown, which would take so long.
    pub(crate) fn too_long(&self, duration: &str) -> Error {
        let what = format!("{} points would take about {duration}", count(self.points()));
        let fault = Diagnostic::placeless(Code::SweepSize, what)
            .help("add `--out`: points are then written to a file as they are finished")
            .help("fewer trials at each point (`-n 10000`) or `--design sobol:1000` take less");
        self.model.errors(vec![fault])
    }
}
