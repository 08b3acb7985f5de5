//! Chances that are invalid in every trial that uses them: faults that can be found without a run.

use crate::diagnostic::{Code, Diagnostic};
use crate::formula::VariableId;
use crate::model::bind::behind;
use crate::model::bind::{Binding, Phase, Table, table};
use crate::model::conditional::{ChanceFault, ConditionalDistribution, Specification};
use crate::model::keys::{Form, Key, Keys};
use crate::model::suppose::{InterventionValue, Supposition};
use crate::model::tree::{Kind, Model, Settled, Variable};
use crate::model::uncertain::World;

/// The outcomes at which variables are held at every step, by id; `None` for the others.
type Held = Vec<Option<u16>>;

/// The faults of every trial: in some step all rows of a table are invalid.
pub(crate) fn certain_faults(model: &Model, world: &World) -> Vec<Diagnostic> {
    faults_among(model, world, &vec![None; model.variables.len()])
}

/// The faults of every trial under a supposition, with choices that it does not set at their defaults: in some step
/// all rows of a table that trials can select are invalid.
pub fn certain_faults_supposing(
    model: &Model,
    supposition: &Supposition,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let world = World::draw_with(model, 0, 0, &supposition.numbers)?;
    let held = |(id, variable): (usize, &Variable)| {
        let id = VariableId(id as u32);
        let default = match &variable.kind {
            Kind::Choice(default) => Some(*default),
            _ => None,
        };
        if supposition.is_always_held(id) {
            let value = supposition.held(id, 0).map(|intervention| intervention.value);
            return value.and_then(|value| match value {
                InterventionValue::Outcome(outcome) => Some(outcome),
                InterventionValue::Number(_) => None,
            });
        }
        default.filter(|_| {
            supposition.interventions.iter().all(|intervention| intervention.variable != id)
        })
    };
    Ok(faults_among(model, &world, &model.variables.iter().enumerate().map(held).collect()))
}

fn faults_among(model: &Model, world: &World, held: &Held) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    // a variable that is held is not drawn
    let drawn = model.variables.iter().zip(held).filter(|(_, held)| held.is_none());
    for (variable, _) in drawn {
        // plain numbers were checked one by one when they were read
        for conditional in variable.conditionals().filter(|c| c.specification.flat().is_none()) {
            let Some(table) = table(conditional, model, world) else { continue };
            for (fault, step) in of_table(variable, conditional, &table, (model, held)) {
                let fault = if conditional.specification.reads_parameters() {
                    in_world(&fault, model, world)
                } else {
                    reported(&fault, step, model)
                };
                if !found.iter().any(|f| f.code == fault.code && f.place == fault.place) {
                    found.push(fault);
                }
            }
        }
    }
    found
}

/// Whether every trial fails with these tables.
pub fn is_certain_to_fail(model: &Model, binding: &Binding) -> bool {
    let held = vec![None; model.variables.len()];
    model.variables.iter().enumerate().any(|(id, variable)| {
        let settle = settling(variable).into_iter().zip(binding.settle[id].as_deref());
        let moves = moves(variable).iter().zip(&binding.moves[id]);
        let moves = moves
            .filter_map(|(conditional, table)| Some((conditional.as_ref()?, table.as_deref()?)));
        let is_faulty = |table: &Table| table.phases.iter().any(|phase| !phase.faults.is_empty());
        let mut faulty = settle.chain(moves).filter(|(_, table)| is_faulty(table));
        faulty.any(|(conditional, table)| {
            !of_table(variable, conditional, table, (model, &held)).is_empty()
        })
    })
}

/// The distribution of an event, or of the start of a process.
fn settling(variable: &Variable) -> Option<&ConditionalDistribution> {
    match &variable.kind {
        Kind::Event(event) => Some(&event.conditional),
        Kind::Process(process) => Some(&process.start),
        Kind::Parameter(_) | Kind::Choice(_) | Kind::Series(_) | Kind::Quantity(_) => None,
    }
}

/// The distributions of the moves of a process, by the state that is left.
fn moves(variable: &Variable) -> &[Option<ConditionalDistribution>] {
    match &variable.kind {
        Kind::Process(process) => &process.moves,
        _ => &[],
    }
}

/// The diagnostic of a fault in world 0 that other worlds need not have, as a run reports it.
fn in_world(fault: &ChanceFault, model: &Model, world: &World) -> Diagnostic {
    let reported = Diagnostic::new(fault.code, fault.place, fault.message.clone());
    reported.help(behind::in_words("this is so in world 0", model, fault.place, &world.values))
}

fn reported(fault: &ChanceFault, step: usize, model: &Model) -> Diagnostic {
    let code = match fault.code {
        Code::ChanceInTrial => Code::ChanceRange,
        Code::ZeroInTrial => Code::AllZero,
        code => code,
    };
    let reported = Diagnostic::new(code, fault.place, fault.message.clone());
    let reported = fault.repair().into_iter().fold(reported, Diagnostic::help);
    match model.timeline.date(step) {
        Some(date) if step > 1 => reported.help(format!("first so on {date}, in step {step}")),
        _ => reported,
    }
}

/// The faults of a table, each with the first step that has it.
fn of_table(
    variable: &Variable,
    conditional: &ConditionalDistribution,
    table: &Table,
    (model, held): (&Model, &Held),
) -> Vec<(ChanceFault, usize)> {
    let Form::Table(keys) = &conditional.form else { return Vec::new() };
    let last = model.timeline.last();
    let settled = match &variable.kind {
        Kind::Event(event) => Some(&event.settled),
        _ => None,
    };
    let steps = match settled {
        None if matches!(conditional.specification, Specification::Moves(_)) => 1..=last,
        None | Some(Settled::AtStart) => 0..=0,
        Some(Settled::AtEnd) => last..=last,
        Some(Settled::EachStep | Settled::When(_)) => 0..=last,
    };
    let selectable = selectable(keys, held);
    let phase_wrong = |phase: &Phase| all_wrong(table, phase, selectable.as_deref());
    let wrong = |step: usize| phase_wrong(&table.phases[keys.phase_of_step[step] as usize]);
    if let Some(Settled::When(_)) = settled {
        // the step in which it is drawn is not known: the fault is certain only if all steps have it
        let whole = table.phases.iter().all(|phase| phase_wrong(phase).is_some());
        return if whole {
            wrong(0).into_iter().map(|fault| (fault, 0)).collect()
        } else {
            Vec::new()
        };
    }
    let mut seen = vec![false; table.phases.len()];
    let mut found = Vec::new();
    for step in steps {
        if !std::mem::replace(&mut seen[keys.phase_of_step[step] as usize], true) {
            found.extend(wrong(step).into_iter().map(|fault| (fault, step)));
        }
    }
    found
}

/// For each row of a table, whether trials can select it while variables are held; `None` if all can.
fn selectable(keys: &Keys, held: &Held) -> Option<Vec<bool>> {
    let value = |key: &Key| match key {
        Key::Outcome(id, ..) => held[id.index()],
        Key::Holds(_) => None,
    };
    let values: Vec<Option<u16>> = keys.columns.iter().map(value).collect();
    values.iter().any(Option::is_some).then(|| {
        let is_selectable = |row: usize| {
            let mut left = row;
            keys.columns.iter().zip(&values).rev().all(|(key, value)| {
                let own = left % key.size();
                left /= key.size();
                value.is_none_or(|value| usize::from(value) == own)
            })
        };
        (0..keys.rows).map(is_selectable).collect()
    })
}

/// The first fault of a phase in which all rows that trials can select are invalid.
fn all_wrong(table: &Table, phase: &Phase, selectable: Option<&[bool]>) -> Option<ChanceFault> {
    let is_selectable = |row: usize| selectable.is_none_or(|selectable| selectable[row]);
    let mut faults = phase.faults.iter().filter(|(row, _)| is_selectable(*row));
    let (_, first) = faults.next()?;
    let rows = selectable.map_or(table.rows, |rows| rows.iter().filter(|row| **row).count());
    (faults.count() + 1 == rows).then(|| first.clone())
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Sources;
    use crate::{model, scenario};

    fn faults(events: &str) -> Vec<(String, Vec<String>)> {
        let mut sources = Sources::default();
        let clock = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-12-31\n";
        let file = sources.add("a.toml", format!("{clock}{events}"));
        let (scenario, read) = scenario::read(&sources, file);
        assert_eq!(read, Vec::new());
        let found = model::compile(&scenario).err().unwrap_or_default();
        found.into_iter().map(|fault| (fault.code.id().to_owned(), fault.help)).collect()
    }

    #[test]
    fn only_steps_that_draw_count() {
        let never = Vec::new();
        assert_eq!(faults("[event.a]\np = \"step / 100\"\n"), never, "drawn in step 0 alone");
        assert_eq!(faults("[event.a]\nwhen = \"step > 5\"\np = \"step / 100\"\n"), never);
        assert_eq!(faults("[event.a]\nwhen = \"end\"\np = \"step / 100\"\n").len(), 1);
        let each = faults("[event.a]\neach = \"step\"\np = \"step / 100\"\n");
        let reported = vec!["first so on 2025-11-29, in step 101".to_owned()];
        assert_eq!(each, [("E0501".to_owned(), reported)], "told once");
    }
}
