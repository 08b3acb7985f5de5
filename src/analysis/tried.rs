//! Tries every option of every choice and every variant, as a run would use it, to find the faults they cause
//! although the scenario as it stands has none.

use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::engine::{self, Plan};
use crate::model::{
    Intervention, InterventionValue, Kind, Model, Supposition, certain_faults_supposing, compile,
    suppose_variant,
};
use crate::scenario::{Choice, Scenario, Variant, apply};

/// The most options and variants that are tried.
const MOST_TRIED: usize = 200;
/// The most combinations of options of which all are tried.
const MOST_COMBINED: usize = 64;
/// The most combinations that are listed.
const MOST_LISTED: usize = 10_000;
/// Number of trials of each, and of worlds.
const TRIALS: u64 = 2048;
const WORLDS: u64 = 4;
/// With more variables and steps, fewer trials are drawn, but at least this many.
const FEWEST_TRIALS: u64 = 64;
/// The limit of variables times steps times trials of each.
const WORK: u64 = 20_000_000;

/// The faults that options and variants cause.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// The faults, each with the options or variants that cause it.
    pub faults: Vec<Diagnostic>,
    /// Number of options and variants left out because there are too many.
    pub untried: usize,
}

/// Tries each option of each choice, with the other choices at their defaults; each variant; in each variant, each
/// option of the choices that it does not set; and options of several choices together: every combination if these
/// are few, else those of two choices. `model` is that of the scenario. Neither it nor
/// the variants may have faults that can be found without drawing.
pub fn try_each(scenario: &Scenario, model: &Model) -> Tried {
    let mut trying = Trying { scenario, model, tried: Tried::default(), left: MOST_TRIED };
    let known = broken(model, &Supposition::default());
    if !scenario.choices.is_empty() {
        trying.report(&known, &[], &[]); // with all choices at their defaults
    }
    trying.options(model, &Supposition::default(), None, &known);
    let mut sides = Vec::new();
    for variant in &scenario.variants {
        sides.extend(trying.variant(variant, &known));
    }
    // options within variants and options together come last, so they are the first to be left out
    for (variant, model, supposition, known) in &sides {
        let model = model.as_ref().unwrap_or(trying.model);
        trying.options(model, supposition, Some(variant), known);
    }
    trying.together(&known);
    trying.tried
}

/// A variant, its model if it sets numbers, its supposition, and the faults it causes.
type Side<'a> = (&'a Variant, Option<Model>, Supposition, Vec<Diagnostic>);

struct Trying<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    tried: Tried,
    left: usize,
}

impl<'a> Trying<'a> {
    /// Counts one attempt; returns whether it is allowed.
    fn take(&mut self) -> bool {
        let may = self.left > 0;
        self.left = self.left.saturating_sub(1);
        self.tried.untried += usize::from(!may);
        may
    }

    fn variant(&mut self, variant: &'a Variant, known: &[Diagnostic]) -> Option<Side<'a>> {
        if !self.take() {
            return None;
        }
        let own = if variant.set.is_empty() {
            None
        } else {
            let mut changed = Scenario { variants: Vec::new(), ..self.scenario.clone() };
            apply(&mut changed, &variant.set).ok()?;
            Some(compile(&changed).ok()?)
        };
        let model = own.as_ref().unwrap_or(self.model);
        let supposition = suppose_variant(model, Supposition::default(), variant).ok()?;
        let found = broken(model, &supposition);
        self.report(&found, known, &[within(variant)]);
        Some((variant, own, supposition, found))
    }

    /// Tries the options of every choice that the supposition does not set.
    fn options(
        &mut self,
        model: &Model,
        supposition: &Supposition,
        variant: Option<&Variant>,
        known: &[Diagnostic],
    ) {
        for option in self.free(model, supposition).into_iter().flatten() {
            if !self.take() {
                continue;
            }
            let mut supposed = supposition.clone();
            supposed.interventions.push(option.made);
            let mut remarks = vec![option.remark];
            remarks.extend(variant.map(within));
            self.report(&broken(model, &supposed), known, &remarks);
        }
    }

    /// Tries options of several choices together, for faults that none of them causes alone.
    fn together(&mut self, known: &[Diagnostic]) {
        let free = self.free(self.model, &Supposition::default());
        let known: Vec<Diagnostic> = known.iter().chain(&self.tried.faults).cloned().collect();
        for options in combined(&free) {
            if !self.take() {
                continue;
            }
            let made = options.iter().map(|option| option.made.clone()).collect();
            let remarks: Vec<_> = options.iter().map(|option| option.remark.clone()).collect();
            let supposed = Supposition { interventions: made, ..Supposition::default() };
            self.report(&broken(self.model, &supposed), &known, &remarks);
        }
    }

    /// Returns the options, other than the default, of each choice that the supposition does not set.
    fn free(&self, model: &Model, supposition: &Supposition) -> Vec<Vec<Taken>> {
        let mut free = Vec::new();
        for choice in &self.scenario.choices {
            let Some(id) = model.find(&choice.name.value) else { continue };
            let variable = model.variable(id);
            let Kind::Choice(default) = variable.kind else { continue };
            if supposition.interventions.iter().any(|made| made.variable == id) {
                continue;
            }
            let taken = |option: &Located<String>| {
                let outcome = variable.outcome(&option.value).filter(|o| *o != default)?;
                let made = Intervention {
                    variable: id,
                    value: InterventionValue::Outcome(outcome),
                    from_step: 0,
                    to_step: usize::MAX,
                    text: format!("{}={}", choice.name.value, option.value),
                    moved_dates: Vec::new(),
                };
                Some(Taken { made, remark: taken(choice, option) })
            };
            free.push(choice.options.iter().filter_map(taken).collect());
        }
        free
    }

    /// Adds the faults that are not known; a fault with several causes is listed once, with all of them.
    fn report(&mut self, found: &[Diagnostic], known: &[Diagnostic], remarks: &[(Place, String)]) {
        for fault in found.iter().filter(|fault| !known.iter().any(|other| is_same(fault, other))) {
            let reported = self.tried.faults.iter_mut().find(|other| is_same(fault, other));
            let Some(reported) = reported else {
                let mut fault = fault.clone();
                fault.place = fault.place.or(remarks.first().map(|(place, _)| *place));
                fault.related.extend_from_slice(remarks);
                self.tried.faults.push(fault);
                continue;
            };
            if !remarks.iter().any(|remark| reported.related.contains(remark)) {
                reported.related.extend_from_slice(remarks);
            }
        }
    }
}

/// An option of a choice, and the remark on a fault that it causes.
struct Taken {
    made: Intervention,
    remark: (Place, String),
}

/// Returns the combinations of options of at least two choices: all if they are few, else those of two choices.
fn combined(free: &[Vec<Taken>]) -> Vec<Vec<&Taken>> {
    let all = free.iter().fold(1usize, |all, options| all.saturating_mul(options.len() + 1));
    let most = if all <= MOST_COMBINED { free.len() } else { 2 };
    let mut found: Vec<Vec<&Taken>> = vec![Vec::new()];
    for options in free {
        for at in 0..found.len() {
            let shorter = found[at].clone();
            if shorter.len() < most && found.len() < MOST_LISTED {
                let longer = |option| shorter.iter().copied().chain([option]).collect();
                found.extend(options.iter().map(longer).collect::<Vec<Vec<&Taken>>>());
            }
        }
    }
    found.retain(|combination| combination.len() > 1);
    // the fewest first
    found.sort_by_key(Vec::len);
    found
}

fn within(variant: &Variant) -> (Place, String) {
    let name = &variant.name;
    (name.place, format!("in the variant `{}`", name.value))
}

fn taken(choice: &Choice, option: &Located<String>) -> (Place, String) {
    (option.place, format!("with the option `{}` of `{}`", option.value, choice.name.value))
}

/// Whether two faults are the same one, found twice.
fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.code == other.code && one.place == other.place
}

/// The faults that all trials meet; if there are none, the first that any trial meets.
fn broken(model: &Model, supposition: &Supposition) -> Vec<Diagnostic> {
    let certain = certain_faults_supposing(model, supposition).unwrap_or_else(|fault| vec![fault]);
    if !certain.is_empty() {
        return certain;
    }
    let steps = model.timeline.last() as u64 + 1;
    let work = steps.saturating_mul(model.variables.len() as u64).max(1);
    let trials = (WORK / work).clamp(FEWEST_TRIALS, TRIALS);
    let plan = Plan { trials, seed: 0, worlds: WORLDS, threads: 1, ..Plan::default() };
    // a few trials say nothing about rare evidence, nor does a cancelled run
    let is_shown = |fault: &Diagnostic| !matches!(fault.code, Code::NoTrial | Code::Cancelled);
    let drawn = engine::run(model, supposition, &plan, &|_| ());
    drawn.err().filter(is_shown).into_iter().collect()
}
