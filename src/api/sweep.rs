//! Sweeps: the same questions at many points.

use super::error::Error;
use super::model::Model;
use super::options::Options;
use super::varied;
use super::written::Found;
use crate::analysis::sweep::{self, Layout, Row};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::engine::Plan;
use crate::model::reads;
use crate::report::number::count;
use crate::result::{self, SweepRow, SweepRun};
use crate::scenario;
use std::ops::Range;

/// The most points that are kept in memory.
const MOST_POINTS: u64 = 100_000;

/// The points of a sweep: numbers, choices or interventions with the values that each takes.
///
/// ```
/// use foretell::Design;
///
/// let grid = Design::default().over("appetite", "0.05..0.60:12").over("our_push", "none,push");
/// let spread = Design::sobol(256).over("appetite", "0.05..0.60");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Design {
    name: Option<String>,
    over: Vec<String>,
    table: Option<(String, String)>,
    is_zipped: bool,
    spread: Option<sweep::Design>,
}

impl Design {
    /// Takes a `[sweep]` of the scenario.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Takes the points of a table in CSV, with paths at the head and a point in each line; `name` is the name
    /// that messages show.
    pub fn table(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { table: Some((name.into(), text.into())), ..Self::default() }
    }

    /// Takes this many points of a Sobol' sequence that fill the ranges evenly; of all uncertain inputs unless
    /// some are named.
    pub fn sobol(points: usize) -> Self {
        Self { spread: Some(sweep::Design::Sobol(points)), ..Self::default() }
    }

    /// Takes this many points of a Latin hypercube that fill the ranges evenly; of all uncertain inputs unless
    /// some are named.
    pub fn latin(points: usize) -> Self {
        Self { spread: Some(sweep::Design::Latin(points)), ..Self::default() }
    }

    /// Varies a number, a choice or an intervention over values: `0.1,0.2`, `0.05..0.60:12`, `log(0.001..1:7)`.
    #[must_use]
    pub fn over(self, path: &str, values: &str) -> Self {
        self.varying(&format!("{path}={values}"))
    }

    /// Varies an input in the syntax `path=values`.
    pub(crate) fn varying(mut self, text: &str) -> Self {
        self.over.push(text.to_owned());
        self
    }

    /// Takes the first values together, then the second and so on, rather than each with each.
    #[must_use]
    pub fn zip(self) -> Self {
        Self { is_zipped: true, ..self }
    }

    /// Fills the ranges with the points of `spread`.
    pub(crate) fn spread(self, spread: Option<sweep::Design>) -> Self {
        Self { spread, ..self }
    }

    /// Takes a `[sweep]` of the scenario.
    pub(crate) fn of(self, name: Option<String>) -> Self {
        Self { name, ..self }
    }
}

/// A sweep that is laid out: its points are known, and can be drawn.
#[derive(Clone, Debug)]
pub struct SweepPlan {
    sweep: sweep::Sweep,
    plan: Plan,
    /// The label of the scenario's sweep, if this is one of these and has a label.
    label: Option<String>,
    model: Model,
}

impl Model {
    /// Answers the same questions at every point of a design.
    pub fn sweep(&self, design: &Design, options: &Options) -> Result<result::Sweep, Error> {
        let plan = self.lay_out(design, options)?;
        if plan.points() > MOST_POINTS {
            let what = format!("{} points are too many to keep in memory", count(plan.points()));
            let fault = Diagnostic::placeless(Code::SweepSize, what);
            return Err(self.errors(vec![fault.help("take them one by one from `lay_out`")]));
        }
        let mut points = Vec::new();
        plan.draw(options, 0..plan.points(), &mut |point, rows| {
            points.push((plan.values(point), rows));
            Ok::<_, Error>(())
        })?;
        Ok(result::sweep(&plan.found(&points)))
    }

    /// Lays a sweep out, to be drawn point by point; every fault at once. The monitor gets a note of how a table was
    /// read.
    pub fn lay_out(&self, design: &Design, options: &Options) -> Result<SweepPlan, Error> {
        let questions = self.requested(options)?;
        self.bounded(options, |sources| {
            let laid_out = self.laid_out(design, options, sources)?;
            self.clashes(&laid_out)?;
            // as many trials and readings at every point as a run of the scenario has
            let plan = Plan { timelines: false, ..self.plan(options, questions)? };
            let label = self.label(design);
            Ok(SweepPlan { sweep: laid_out, plan, label, model: self.clone() })
        })
    }

    fn laid_out(
        &self,
        design: &Design,
        options: &Options,
        sources: &mut Sources,
    ) -> Result<sweep::Sweep, Found> {
        let scenario = &self.written().scenario;
        let (asked, zip) = if let Some((name, text)) = &design.table {
            let (asked, note) = varied::of_table(name, text, sources)?;
            if let Some(note) = &note {
                options.note(note);
            }
            (asked, true)
        } else {
            let (name, is_spread) = (design.name.as_deref(), design.spread.is_some());
            varied::of_words(scenario, sources, name, &design.over, is_spread)?
        };
        let layout = match design.spread {
            Some(spread) => Layout::Design(spread),
            None if zip || design.is_zipped => Layout::Rows,
            None => Layout::Grid,
        };
        let seed = options.plan(None).seed;
        sweep::prepare(scenario, self.model(), sources, &asked, layout, seed)
    }

    /// Refuses to vary a variable that `--do` or `--given` names at all points.
    fn clashes(&self, sweep: &sweep::Sweep) -> Result<(), Found> {
        let base = self.supposition();
        let mut faults = Vec::new();
        for axis in &sweep.axes {
            let Some(sweep::Held::Made(made)) = axis.values.first().map(|value| &value.held) else {
                continue;
            };
            let mut learnt = false;
            for (condition, _) in &base.evidence {
                reads::of_condition(condition, &mut |id| learnt |= id == made.variable);
            }
            let how = match base.interventions.iter().any(|other| other.variable == made.variable) {
                true => "made by `--do`",
                false if learnt => "learnt by `--given`",
                false => continue,
            };
            let what = format!("`{}` is varied and also {how}", axis.name);
            let fault = Diagnostic::placeless(Code::GivenAndDo, what);
            faults.push(fault.help("drop one of the two"));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Returns the label of the scenario's sweep that is laid out, if it is one of these and has a label.
    fn label(&self, design: &Design) -> Option<String> {
        let is_other = design.table.is_some() || !design.over.is_empty();
        let sweeps: &[scenario::Sweep] = &self.written().scenario.sweeps;
        let sweep = match &design.name {
            Some(name) => sweeps.iter().find(|sweep| sweep.name.value == *name),
            None if is_other || design.spread.is_some() => None,
            None => sweeps.first(),
        };
        Some(sweep?.label.as_ref()?.value.clone())
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

    /// Returns the plan of every point.
    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Returns the sweep with the rows drawn at its points.
    pub(crate) fn found<'a>(&'a self, points: &'a [(Vec<String>, Vec<Row>)]) -> SweepRun<'a> {
        let (laid_out, plan) = (&self.sweep, &self.plan);
        SweepRun {
            title: self.model.title(),
            axes: &laid_out.axes,
            conditions: &laid_out.model.conditions,
            is_grid: laid_out.is_grid,
            points,
            trials: plan.trials,
            worlds: if laid_out.model.is_uncertain() { plan.worlds_drawn() } else { 1 },
            seed: plan.seed,
        }
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
        let axes = &self.sweep.axes;
        self.draw(options, points, &mut |point, rows| {
            let values = self.values(point);
            sink(point, rows.iter().map(|row| result::sweep_row(axes, &values, row)).collect())
        })
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

    /// Draws one point.
    pub(crate) fn draw_point(&self, options: &Options, point: u64) -> Result<Vec<Row>, Error> {
        let base = self.model.supposition();
        let drawn = options.within(|| self.sweep.run_point(base, &self.plan, point));
        drawn.map_err(|fault| self.model.errors(vec![fault]))
    }
}
