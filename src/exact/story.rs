//! The most probable storyline: the combination of outcomes, or the path through the joint states, with the
//! highest probability.

use super::clock::{Carried, Layer, Layout, Pass, Register, likeliest as likeliest_path, ln_along};
use super::moment::{Network, Restricted};
use super::refusal::impossible;
use crate::diagnostic::Diagnostic;
use crate::formula::{Condition, VariableId};
use crate::model::{Kind, Model, Settled, Supposition, Variable, World};
use jiff::civil::Date;

/// The most probable storyline.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The natural log of its probability.
    pub ln_chance: f64,
    /// The natural log of its probability given what is learnt; `None` if nothing is.
    pub ln_given: Option<f64>,
    /// The natural log of the probability of what is learnt for sure, without reports.
    pub ln_sure: f64,
    /// The events, in chronological order.
    pub chapters: Vec<Chapter>,
}

/// The events of one day; all events in a single-moment scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Chapter {
    /// The day; `None` for a single moment.
    pub date: Option<Date>,
    /// Pairs of variable and outcome.
    pub happens: Vec<(String, String)>,
}

/// Finds the most probable storyline in one world.
pub fn likeliest(
    model: &Model,
    supposition: &Supposition,
    world: &World,
) -> Result<Story, Diagnostic> {
    let shown = match model.timeline.clock {
        None => moment(model, supposition, world)?,
        Some(_) => clock(model, supposition, world)?,
    };
    shown.ok_or_else(|| impossible(model, supposition))
}

fn is_shown(variable: &Variable) -> bool {
    match &variable.kind {
        Kind::Event(event) => event.settled != Settled::EachStep,
        Kind::Process(_) | Kind::Choice(_) => true,
        Kind::Parameter(_) | Kind::Series(_) | Kind::Quantity(_) => false,
    }
}

fn shown(model: &Model) -> Vec<VariableId> {
    let moment = model.timeline.clock.is_none();
    let all = model.at_start.iter().copied();
    let is_shown = |id: &VariableId| {
        let variable = model.variable(*id);
        is_shown(variable) || (moment && matches!(variable.kind, Kind::Event(_)))
    };
    all.filter(is_shown).collect()
}

fn moment(
    model: &Model,
    supposition: &Supposition,
    world: &World,
) -> Result<Option<Story>, Diagnostic> {
    let shown = shown(model);
    let mut network = Network::whole(model, supposition, world, &shown)?;
    for (condition, _) in &supposition.evidence {
        network.learn(condition)?;
    }
    let mut restricted = Restricted::given(&network);
    let Some(problem) = restricted.problem(&[]) else { return Ok(None) };
    let order = problem.order()?;
    let ln_kept = problem.clone().sum(&order)?.ln_total;
    let (values, ln_chance) = problem.likeliest(&order)?;
    if ln_chance == f64::NEG_INFINITY {
        return Ok(None);
    }
    let outcome = |id: &VariableId| {
        let node = network.of_variable[id.index()]?;
        let at = restricted.places[node].map_or(0, |place| values[place]);
        let variable = model.variable(*id);
        Some((variable.name.clone(), variable.outcomes[restricted.allowed[node][at]].clone()))
    };
    let chapters =
        vec![Chapter { date: None, happens: shown.iter().filter_map(outcome).collect() }];
    let ln_given = supposition.learns().then_some(ln_chance - ln_kept);
    Ok(Some(Story { ln_chance, ln_given, ln_sure: ln_kept, chapters }))
}

fn clock(
    model: &Model,
    supposition: &Supposition,
    world: &World,
) -> Result<Option<Story>, Diagnostic> {
    let shown = shown(model);
    let carried = Carried::new((model, world), supposition, &[], &shown, true);
    let layout = Layout::new(model, &carried)?;
    let mut pass = Pass::new(model, supposition, world, (&carried, &layout));
    let layers = pass.forward(true, &mut |_, _| ())?;
    let clauses: Vec<&Condition> = supposition.evidence.iter().map(|(c, _)| c).collect();
    let last = &layers[layers.len() - 1];
    let requested = pass.hold(last, &clauses);
    let ln_kept = pass.ln_of(total(last, &requested))?;
    let Some((path, ln)) = likeliest_path(&layers, &requested) else { return Ok(None) };
    let ln_weight = ln + pass.ln_scale;
    let (ln_chance, ln_sure) = if supposition.reports.is_empty() {
        (ln_weight, ln_kept)
    } else {
        // the same states without the factors of reports
        let sure = supposition.sure();
        let mut pass = Pass::new(model, &sure, world, (&carried, &layout));
        let plain = pass.forward(true, &mut |_, _| ())?;
        let ln_sure = pass.ln_of(total(&plain[plain.len() - 1], &requested))?;
        (ln_along(&plain, &path) + pass.ln_scale, ln_sure)
    };
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut before: Vec<Option<u64>> = vec![None; carried.registers.len()];
    for (step, (layer, state)) in layers.iter().zip(&path).enumerate() {
        let mut happens = Vec::new();
        for (at, register) in carried.registers.iter().enumerate() {
            let Register::Outcome(id) = register else { continue };
            let value = layout.value(&layer.keys[*state], at);
            let variable = model.variable(*id);
            if before[at].replace(value) != Some(value) && is_shown(variable) {
                happens.push((variable.name.clone(), variable.outcomes[value as usize].clone()));
            }
        }
        if !happens.is_empty() {
            chapters.push(Chapter { date: model.timeline.date(step), happens });
        }
    }
    let ln_given = supposition.learns().then_some(ln_weight - ln_kept);
    Ok(Some(Story { ln_chance, ln_given, ln_sure, chapters }))
}

/// The total of the wanted states of a layer.
fn total(layer: &Layer, requested: &[bool]) -> f64 {
    let states = layer.chances.iter().zip(requested).filter(|(_, wanted)| **wanted);
    states.map(|(p, _)| p).sum()
}
