//! Checks of the what-ifs of a scenario: each is compiled as if it were the scenario.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::compile::compile;
use crate::model::suppose::{Supposition, learn, suppose_variant};
use crate::model::tree::Model;
use crate::scenario::{Scenario, Variant, apply};

/// All faults of the variants of a scenario that is otherwise without faults. Those that news alone causes are not among
/// them, because news grows while variants stay as they are: a variant that acts on a day that has passed is refused when
/// it is asked for.
pub fn check_variants(scenario: &Scenario, model: &Model) -> Vec<Diagnostic> {
    let unlearnt = Scenario {
        variants: Vec::new(),
        news: Vec::new(),
        today: None,
        watched: Vec::new(),
        ..scenario.clone()
    };
    let faults = |variant: &Variant| {
        let supposed = suppose_variant(model, Supposition::default(), variant);
        let mut faults = supposed.err().unwrap_or_default();
        let mut changed = unlearnt.clone();
        match apply(&mut changed, &variant.set) {
            Err(further) => faults.extend(further),
            Ok(_) if variant.set.is_empty() => {}
            Ok(_) if variant.interventions.is_empty() && is_same(scenario, &changed) => {
                faults.push(changes_nothing(variant));
            }
            Ok(_) => faults.extend(compile(&changed).err().unwrap_or_default()),
        }
        faults.into_iter().map(|fault| in_variant(fault, variant)).collect::<Vec<_>>()
    };
    scenario.variants.iter().flat_map(faults).collect()
}

/// The faults that news alone causes in variants, each with its variant.
pub(crate) fn passed_variants<'s>(
    scenario: &'s Scenario,
    model: &Model,
) -> Vec<(&'s Variant, Diagnostic)> {
    let mut known = Supposition::default();
    learn(model, &mut known, None, &|_| true);
    if !known.learns() {
        return Vec::new();
    }
    let faults = |variant: &'s Variant| {
        let supposed = suppose_variant(model, known.clone(), variant);
        let faults = supposed.err().unwrap_or_default().into_iter();
        faults.map(move |fault| (variant, fault))
    };
    scenario.variants.iter().flat_map(faults).collect()
}

/// Adds to a fault the variant in which it stands.
pub(crate) fn in_variant(fault: Diagnostic, variant: &Variant) -> Diagnostic {
    let name = &variant.name;
    match fault.place {
        Some(place) if place != name.place => {
            fault.related(name.place, format!("in the variant `{}`", name.value))
        }
        _ => fault,
    }
}

/// Whether two scenarios of one file have the same numbers.
fn is_same(one: &Scenario, other: &Scenario) -> bool {
    let texts = |scenario| {
        let literals = crate::scenario::literals(scenario).into_iter();
        let mut texts: Vec<_> = literals.map(|f| (f.path.clone(), f.text.clone())).collect();
        texts.sort();
        texts
    };
    texts(one) == texts(other)
}

fn changes_nothing(variant: &Variant) -> Diagnostic {
    let name = &variant.name;
    let what =
        format!("the variant `{}` changes nothing: its numbers are those of the file", name.value);
    Diagnostic::new(Code::ChangesNothing, name.place, what)
        .label("give it a number that differs, or drop it")
}
