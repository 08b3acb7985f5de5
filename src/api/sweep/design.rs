//! The points of a sweep, as a caller asks for them.

use crate::analysis::sweep;

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
    pub(super) name: Option<String>,
    /// The varied inputs, as `path=values`.
    pub(super) over: Vec<String>,
    /// The name and the text of a table of points.
    pub(super) table: Option<(String, String)>,
    pub(super) is_zipped: bool,
    pub(super) spread: Option<sweep::Design>,
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
