//! The points of a sweep: a grid, rows of values, or a space-filling design.

use super::axes::{Asked, Axis, Held, Target, Value, ends, gather, made, numbers, target};
use super::point::Sweep;
use crate::diagnostic::{Code, Diagnostic, Located, Place, Sources};
use crate::formula::shape::fixed;
use crate::model::{Model, UncertainNumber, compile_varying};
use crate::numerics::sobol::{LatinHypercube, MOST_DIMENSIONS, Sobol};
use crate::numerics::stream::Key;
use crate::scenario::{Given, Scenario, Spread, Values};

/// The most points of a design or of rows, because all their values are stored.
const MOST_ROWS: usize = 10_000_000;

/// The way in which values form points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// All combinations, the last axis varying fastest.
    Grid,
    /// The first values of all axes together, then the second ones, and so on.
    Rows,
    /// A design that fills the ranges.
    Design(Design),
}

/// A space-filling design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// A scrambled Sobol' sequence with this many points.
    Sobol(usize),
    /// A Latin hypercube with this many points.
    Latin(usize),
}

impl Design {
    /// The number of points.
    pub fn points(self) -> usize {
        match self {
            Self::Sobol(points) | Self::Latin(points) => points,
        }
    }
}

/// Prepares a sweep of a scenario that compiles to `model`.
///
/// # Errors
///
/// Every fault at once.
pub fn prepare(
    scenario: &Scenario,
    model: &Model,
    sources: &mut Sources,
    asked: &[Asked],
    layout: Layout,
    seed: u64,
) -> Result<Sweep, Vec<Diagnostic>> {
    let asked = match layout {
        Layout::Design(_) if asked.is_empty() => &of_uncertain(scenario, model)?,
        _ => asked,
    };
    let targets = gather(asked.iter().map(|asked| target(scenario, model, &asked.path)))?;
    twice(asked, &targets)?;
    if let Layout::Design(_) = layout {
        numbers_only(asked, &targets)?;
    }
    let paths: Vec<String> = targets
        .iter()
        .filter_map(|target| match target {
            Target::Number(path) => Some(path.clone()),
            Target::Made(_) | Target::Ratio(..) => None,
        })
        .collect();
    let varying = compile_varying(scenario, &paths)?;
    let is_found = |path: &String| varying.varied.iter().any(|varied| varied.path == *path);
    let formula = |(asked, target): (&Asked, &Target)| match target {
        Target::Number(path) if !is_found(path) => {
            let what = format!("`{path}` is not a number that can be varied");
            let fault = Diagnostic::new(Code::SweepValues, asked.path.place, what);
            Some(fault.help("a formula, or a number that decides which members count, is not: vary a number in it"))
        }
        _ => None,
    };
    let formulas: Vec<Diagnostic> = asked.iter().zip(&targets).filter_map(formula).collect();
    if !formulas.is_empty() {
        return Err(formulas);
    }
    let (mut axes, mut faults) = (Vec::new(), Vec::new());
    for (number, (asked, target)) in asked.iter().zip(&targets).enumerate() {
        let values = match (target, layout) {
            (Target::Number(path) | Target::Ratio(path, _), Layout::Design(design)) => {
                let hold = holding(target, &paths);
                let place = asked.path.place;
                let at = Column { path, hold: &hold, number, design, seed, place };
                at.values(scenario, &varying, asked.values.as_ref(), targets.len())
            }
            _ => listed(scenario, &varying, sources, (asked, target), &paths),
        };
        match values {
            Ok(values) => axes.push(Axis { name: asked.path.value.trim().to_owned(), values }),
            Err(further) => faults.extend(further),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let is_grid = layout == Layout::Grid;
    let points = count(&axes, asked, is_grid).map_err(|fault| vec![fault])?;
    Ok(Sweep { model: varying, axes, is_grid, points })
}

/// The effect of a value on a number or ratio; nothing is held so on another target.
fn holding(target: &Target, paths: &[String]) -> impl Fn(f64) -> Held {
    let (index, ratio) = match target {
        Target::Number(path) => (paths.iter().position(|known| known == path), None),
        Target::Ratio(_, ratio) => (None, Some(*ratio)),
        Target::Made(_) => (None, None),
    };
    move |x| match ratio {
        Some(ratio) => Held::Ratio(ratio, x),
        None => Held::Number(index.unwrap_or(0), x),
    }
}

/// The values of an axis as written; a design has no values for variables that are held.
fn listed(
    scenario: &Scenario,
    varying: &Model,
    sources: &mut Sources,
    (asked, target): (&Asked, &Target),
    paths: &[String],
) -> Result<Vec<Value>, Vec<Diagnostic>> {
    match (target, &asked.values) {
        (_, None) => Err(vec![without_values(&asked.path)]),
        (Target::Number(path) | Target::Ratio(path, _), Some(values)) => {
            numbers(scenario, path, &holding(target, paths), values)
        }
        (Target::Made(name), Some(values)) => {
            made(varying, sources, name, values, asked.path.place)
        }
    }
}

fn without_values(path: &Located<String>) -> Diagnostic {
    Diagnostic::new(Code::SweepValues, path.place, format!("`{}` is given no values", path.value))
        .help("write PATH=0.1,0.2 or PATH=0.1..0.5:9")
}

/// Returns an error if a number is on two axes.
fn twice(asked: &[Asked], targets: &[Target]) -> Result<(), Vec<Diagnostic>> {
    let word = |target: &Target| match target {
        Target::Number(path) | Target::Ratio(path, _) => path.clone(),
        Target::Made(name) => format!("={name}"),
    };
    let words: Vec<String> = targets.iter().map(word).collect();
    let mut faults = Vec::new();
    for (i, own) in words.iter().enumerate() {
        if words[..i].contains(own) {
            let path = &asked[i].path;
            let what = format!("`{}` is varied twice", path.value);
            faults.push(Diagnostic::new(Code::SweepShape, path.place, what));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Returns an error if a design has an axis that is not a number.
fn numbers_only(asked: &[Asked], targets: &[Target]) -> Result<(), Vec<Diagnostic>> {
    let made = asked.iter().zip(targets).filter_map(|(asked, target)| match target {
        Target::Made(name) => {
            let what = format!("a design fills ranges of numbers, and `{name}` is made");
            Some(Diagnostic::new(Code::SweepShape, asked.path.place, what))
        }
        Target::Number(_) | Target::Ratio(..) => None,
    });
    let faults: Vec<Diagnostic> = made.collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The number of points.
fn count(axes: &[Axis], asked: &[Asked], is_grid: bool) -> Result<u64, Diagnostic> {
    let lengths = || axes.iter().map(|axis| axis.values.len() as u64);
    if is_grid {
        let product = lengths().try_fold(1_u64, u64::checked_mul).filter(|n| *n < 1 << 52);
        return product.ok_or_else(|| {
            Diagnostic::placeless(Code::SweepSize, "the grid has more points than can be counted")
                .help("fewer values, fewer axes, or `--design sobol:1000` over the ranges")
        });
    }
    let first = lengths().next().unwrap_or(0);
    let Some(other) = axes.iter().position(|axis| axis.values.len() as u64 != first) else {
        return Ok(first);
    };
    let what = format!(
        "`{}` has {} values and `{}` has {first}: values that go together must be equally many",
        axes[other].name,
        axes[other].values.len(),
        axes[0].name
    );
    Err(Diagnostic::new(Code::SweepShape, asked[other].path.place, what)
        .related(asked[0].path.place, format!("{first} values here")))
}

/// The uncertain parameters that have a plain distribution, as axes.
fn of_uncertain(scenario: &Scenario, model: &Model) -> Result<Vec<Asked>, Vec<Diagnostic>> {
    let place = Place::new(scenario.file, 0..0);
    let mut uncertain_numbers: Vec<&UncertainNumber> =
        model.uncertain_numbers.iter().filter(|d| d.distribution.is_some()).collect();
    uncertain_numbers.sort_by_key(|uncertain| uncertain.place);
    let asked: Vec<Asked> = uncertain_numbers
        .into_iter()
        .filter(|uncertain| !uncertain.name.contains('#'))
        .map(|uncertain| Asked { path: Located::new(uncertain.name.clone(), place), values: None })
        .collect();
    if asked.is_empty() {
        let what = "the scenario has no range for a design to fill";
        return Err(vec![
            Diagnostic::placeless(Code::SweepShape, what).help("name one: --over PATH=0.1..0.5"),
        ]);
    }
    Ok(asked)
}

/// One axis of a design.
struct Column<'a> {
    path: &'a str,
    /// The effect of a value.
    hold: &'a dyn Fn(f64) -> Held,
    /// Its index among the axes.
    number: usize,
    design: Design,
    seed: u64,
    place: Place,
}

impl Column<'_> {
    fn values(
        &self,
        scenario: &Scenario,
        model: &Model,
        range: Option<&Values>,
        dimensions: usize,
    ) -> Result<Vec<Value>, Vec<Diagnostic>> {
        let fault = |what: String| Err(vec![Diagnostic::new(Code::SweepShape, self.place, what)]);
        if dimensions > MOST_DIMENSIONS {
            return fault(format!("a design has at most {MOST_DIMENSIONS} axes"));
        }
        let points = self.design.points();
        if points > MOST_ROWS {
            return fault(format!("a design has at most {MOST_ROWS} points"));
        }
        let key = Key::of(self.seed, "design");
        let at: Vec<f64> = match self.design {
            Design::Sobol(_) => {
                let sobol = Sobol::new(dimensions, key);
                (0..points as u64).map(|i| sobol.coordinate(i, self.number)).collect()
            }
            Design::Latin(_) => {
                let latin = LatinHypercube::new(points, dimensions, key);
                (0..points).map(|i| latin.coordinate(i, self.number)).collect()
            }
        };
        match range {
            Some(Values::Range(range)) => self.between(scenario, range, &at),
            Some(Values::List(_)) => {
                fault("a design fills a range: write PATH=0.1..0.5".to_owned())
            }
            None => {
                let varied = match (self.hold)(0.0) {
                    Held::Number(index, _) => Some(&model.varied[index]),
                    Held::Ratio(..) | Held::Made(_) => None,
                };
                let is_own = |own: &&UncertainNumber| varied.is_some_and(|v| v.id == own.id);
                let uncertain = model.uncertain_numbers.iter().find(is_own);
                let Some(law) = uncertain.and_then(UncertainNumber::shape).and_then(fixed) else {
                    return fault(format!("`{}` is not one distribution to fill", self.path));
                };
                Ok(at.iter().map(|u| self.value(law.quantile(*u), "")).collect())
            }
        }
    }

    fn between(
        &self,
        scenario: &Scenario,
        range: &Spread,
        at: &[f64],
    ) -> Result<Vec<Value>, Vec<Diagnostic>> {
        let ((_, low, _), (_, high, unit)) = ends(scenario, self.path, range)?;
        let two = Spread { count: Some(2), ..range.clone() };
        two.texts(low, high, &unit).map_err(|fault| vec![fault])?;
        let values = at.iter().map(|u| self.value(range.at(low, high, *u), &unit));
        gather(values.map(|value| {
            let given = Given { text: value.text, place: range.place };
            super::axes::number(scenario, self.path, self.hold, &given)
        }))
    }

    /// A value with nine significant digits, so that its text is exact.
    fn value(&self, x: f64, unit: &str) -> Value {
        let x: f64 = format!("{x:.8e}").parse().unwrap_or(x);
        Value { text: format!("{x}{unit}"), held: (self.hold)(x) }
    }
}
