//! Every option of every choice and every variant, tried as a run would take it: what each breaks, though the
//! scenario as it stands is sound.

use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::engine::{self, Plan};
use crate::model::{
    Kind, Made, MadeValue, Model, Supposition, certain_faults_supposing, compile, suppose_variant,
};
use crate::scenario::{Choice, Scenario, Variant, apply};

/// Options and variants that are tried, at most.
const MOST_TRIED: usize = 200;
/// Trials drawn of each, and readings of the inputs.
const TRIALS: u64 = 2048;
const WORLDS: u64 = 4;
/// With more variables and steps, fewer trials are drawn; these are drawn in any case.
const FEWEST_TRIALS: u64 = 64;
/// Variables times steps times trials of one that is tried.
const WORK: u64 = 20_000_000;

/// The faults that options and variants bring about.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// Every fault, each with what brings it about.
    pub faults: Vec<Diagnostic>,
    /// Options and variants that were left out, as there are too many.
    pub untried: usize,
}

/// Tries each option of each choice, the other choices at their defaults; each variant; and in each variant
/// each option of the choices that it leaves alone. `model` is the scenario's, which has no faults, nor have
/// its variants any that can be found without drawing.
pub fn try_each(scenario: &Scenario, model: &Model) -> Tried {
    let mut trying = Trying { scenario, model, tried: Tried::default(), left: MOST_TRIED };
    let known = broken(model, &Supposition::default());
    if !scenario.choices.is_empty() {
        trying.tell(&known, &[], &[]); // with all choices at their defaults
    }
    trying.options(model, &Supposition::default(), None, &known);
    let mut sides = Vec::new();
    for variant in &scenario.variants {
        sides.extend(trying.variant(variant, &known));
    }
    // options within variants come last, so that they are the first to be left out
    for (variant, model, supposition, known) in &sides {
        let model = model.as_ref().unwrap_or(trying.model);
        trying.options(model, supposition, Some(variant), known);
    }
    trying.tried
}

/// A variant with its model, if it sets numbers, what it supposes, and what is broken in it already.
type Side<'a> = (&'a Variant, Option<Model>, Supposition, Vec<Diagnostic>);

struct Trying<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    tried: Tried,
    left: usize,
}

impl<'a> Trying<'a> {
    /// Takes one from those that may be tried.
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
        let supposition = suppose_variant(model, variant).ok()?;
        let found = broken(model, &supposition);
        self.tell(&found, known, &[within(variant)]);
        Some((variant, own, supposition, found))
    }

    /// Tries the options of every choice that nothing is supposed about.
    fn options(
        &mut self,
        model: &Model,
        supposition: &Supposition,
        variant: Option<&Variant>,
        known: &[Diagnostic],
    ) {
        for choice in &self.scenario.choices {
            let Some(id) = model.find(&choice.name.value) else { continue };
            if supposition.made.iter().any(|made| made.variable == id) {
                continue;
            }
            let variable = model.variable(id);
            let Kind::Choice(default) = variable.kind else { continue };
            for option in &choice.options {
                let Some(outcome) = variable.outcome(&option.value).filter(|o| *o != default)
                else {
                    continue;
                };
                if !self.take() {
                    continue;
                }
                let mut supposed = supposition.clone();
                supposed.made.push(Made {
                    variable: id,
                    value: MadeValue::Outcome(outcome),
                    from_step: 0,
                    to_step: usize::MAX,
                    text: format!("{}={}", choice.name.value, option.value),
                    moved_dates: Vec::new(),
                });
                let mut remarks = vec![taken(choice, option)];
                remarks.extend(variant.map(within));
                self.tell(&broken(model, &supposed), known, &remarks);
            }
        }
    }

    /// Keeps the faults that are not known; one that several bring about is told once, with all of them.
    fn tell(&mut self, found: &[Diagnostic], known: &[Diagnostic], remarks: &[(Place, String)]) {
        for fault in found.iter().filter(|fault| !known.iter().any(|other| is_same(fault, other))) {
            let told = self.tried.faults.iter_mut().find(|other| is_same(fault, other));
            let Some(told) = told else {
                let mut fault = fault.clone();
                fault.place = fault.place.or(remarks.first().map(|(place, _)| *place));
                fault.related.extend_from_slice(remarks);
                self.tried.faults.push(fault);
                continue;
            };
            if !remarks.iter().any(|remark| told.related.contains(remark)) {
                told.related.extend_from_slice(remarks);
            }
        }
    }
}

fn within(variant: &Variant) -> (Place, String) {
    let name = &variant.name;
    (name.place, format!("in the variant `{}`", name.value))
}

fn taken(choice: &Choice, option: &Located<String>) -> (Place, String) {
    (option.place, format!("with the option `{}` of `{}`", option.value, choice.name.value))
}

/// Whether two faults are one that is found twice.
fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.code == other.code && one.place == other.place
}

/// The faults that all trials meet, and if there are none the first that some trial meets.
fn broken(model: &Model, supposition: &Supposition) -> Vec<Diagnostic> {
    let certain = certain_faults_supposing(model, supposition).unwrap_or_else(|fault| vec![fault]);
    if !certain.is_empty() {
        return certain;
    }
    let steps = model.timeline.last() as u64 + 1;
    let work = steps.saturating_mul(model.variables.len() as u64).max(1);
    let trials = (WORK / work).clamp(FEWEST_TRIALS, TRIALS);
    let plan = Plan {
        trials,
        seed: 0,
        worlds: WORLDS,
        threads: 1,
        questions: None,
        timelines: false,
        paths: None,
    };
    // a few trials say nothing about evidence that is seldom met, nor do those of a run that was ended
    let is_told = |fault: &Diagnostic| !matches!(fault.code, Code::NoTrial | Code::Cancelled);
    let drawn = engine::run(model, supposition, &plan, &|_| ());
    drawn.err().filter(is_told).into_iter().collect()
}
