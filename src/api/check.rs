//! Every fault of a scenario, and what is odd in it though legal.

use super::case::Case;
use super::diagnostic::Diagnostics;
use super::scenario::Scenario;
use super::sweep::axes_of;
use super::written::{self, Found, Written};
use crate::analysis::sweep::{Layout, prepare};
use crate::analysis::{self, Tried, try_each};
use crate::diagnostic::{Located, Sources, on_one_line, work::Phase};
use crate::model::{self, Model, Supposition};
use crate::report::number::count;
use crate::scenario;
use std::collections::BTreeSet;

/// A number of a scenario.
///
/// ```
/// use foretell::Scenario;
///
/// let paths = Scenario::read("talks.toml", "[event.deal]\np = 0.3\n").paths();
/// assert_eq!((&*paths[0].path, &*paths[0].text), ("event.deal.p", "0.3"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Path {
    /// The path by which it can be set.
    pub path: String,
    /// The number as it is written.
    pub text: String,
    /// Whether it is a fact, which nobody argues about.
    pub is_fact: bool,
}

impl Scenario {
    /// Finds every fault: of the text, of its meaning, of its variants, options and sweeps. If there is no
    /// fault, finds what is odd though legal.
    pub fn check(&self) -> Diagnostics {
        self.case().checked(|_| ())
    }

    /// Returns every number with its path, also those of a network's tables.
    pub fn paths(&self) -> Vec<Path> {
        let Ok(written) = self.written() else { return Vec::new() };
        let mut spelt_out = scenario::Scenario::clone(&written.scenario);
        scenario::spell_out(&mut spelt_out, &|_| true);
        let path = |figure: &scenario::Literal| Path {
            path: figure.path.clone(),
            // what stands on several lines in the file is one line here
            text: on_one_line(&figure.text).into_owned(),
            is_fact: figure.grounds.is_fact,
        };
        let ratio = |(path, ratio): (String, Located<f64>)| Path {
            path,
            text: ratio.value.to_string(),
            is_fact: false,
        };
        let ratios = scenario::ratios(&spelt_out).into_iter().map(ratio);
        // a number that several members share is one
        let shared = spelt_out.memberships.shared_paths();
        let mut seen = BTreeSet::new();
        let mut own = Vec::new();
        for literal in scenario::literals(&spelt_out) {
            let own_path = path(literal);
            match shared.get(own_path.path.as_str()) {
                Some(shared) if !seen.insert(*shared) => {}
                Some(shared) => own.push(Path { path: (*shared).to_owned(), ..own_path }),
                None => own.push(own_path),
            }
        }
        own.into_iter().chain(ratios).collect()
    }
}

impl Case {
    /// Checks as [`Scenario::check`] does, with the changes of the case; calls `note` with each option or variant that
    /// was left out.
    pub(crate) fn checked(&self, mut note: impl FnMut(String)) -> Diagnostics {
        // reading, compiling, advice, printing
        let phase = Phase::begin("checking", 4);
        let mut sources = self.scenario().texts().clone();
        let found = self.found(&phase, &mut sources, &mut note);
        let found = found.unwrap_or_else(|faults| faults);
        Diagnostics::new(found, sources)
    }

    fn found(
        &self,
        phase: &Phase,
        sources: &mut Sources,
        note: &mut dyn FnMut(String),
    ) -> Result<Found, Found> {
        let (written, _) = self.written(sources)?;
        phase.step().map_err(|fault| vec![fault])?;
        let model = self.model(&written)?;
        sweeps(&written, &model, sources)?;
        let Tried { faults, untried } = try_each(&written.scenario, &model);
        if untried > 0 {
            note(match untried {
                1 => "1 more option or variant is not tried".to_owned(),
                _ => format!("{} more options and variants are not tried", count(untried as u64)),
            });
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        news(&model)?;
        phase.step().map_err(|fault| vec![fault])?;
        let advice = written::advice(&written, &model);
        phase.step().map_err(|fault| vec![fault])?;
        Ok(advice)
    }
}

/// Returns the fault of news that can't hold together, as far as that shows before any trial.
fn news(model: &Model) -> Result<(), Found> {
    let mut known = Supposition::default();
    model::learn(model, &mut known, None, &|_| true);
    analysis::contradiction(model, &known).map_or(Ok(()), |fault| Err(vec![fault]))
}

/// Lays out every `[sweep]`, and returns the faults of all of them.
fn sweeps(written: &Written, model: &Model, sources: &mut Sources) -> Result<(), Found> {
    let mut faults = Vec::new();
    for sweep in &written.scenario.sweeps {
        let layout = if sweep.zip { Layout::Rows } else { Layout::Grid };
        let laid_out = axes_of(sweep)
            .and_then(|asked| prepare(&written.scenario, model, sources, &asked, layout, 0));
        faults.extend(laid_out.err().into_iter().flatten());
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}
