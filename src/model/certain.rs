//! Chances that go wrong in every trial that comes to them: faults that need no run to be found.

use super::bind::{Phase, Table, bind};
use super::keys::{Form, Key, Keys};
use super::lottery::{LawFault, Lottery};
use super::tree::{Kind, Model, Settled, Variable};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::VariableId;

/// Faults that every trial would meet: in some step all rows of a table are wrong, or all rows of
/// one state of a process.
pub(super) fn certain_faults(model: &Model) -> Vec<Diagnostic> {
    let binding = bind(model);
    let mut found: Vec<Diagnostic> = Vec::new();
    let tables = binding.settle.iter().zip(&binding.moves);
    for ((variable, id), (settle, moves)) in model.variables.iter().zip(0..).zip(tables) {
        let (first, second) = match &variable.kind {
            Kind::Event(event) => (Some(&event.lottery), None),
            Kind::Process(process) => (Some(&process.start), process.lottery.as_ref()),
            Kind::Choice(_) | Kind::Series(_) | Kind::Quantity(_) => (None, None),
        };
        for (lottery, table, own) in [(first, settle, None), (second, moves, Some(VariableId(id)))]
        {
            let (Some(lottery), Some(table)) = (lottery, table) else { continue };
            for (fault, step) in of_table(variable, lottery, table, own, model) {
                let fault = told(&fault, step, model);
                if !found.iter().any(|f| f.code == fault.code && f.place == fault.place) {
                    found.push(fault);
                }
            }
        }
    }
    found
}

fn told(fault: &LawFault, step: usize, model: &Model) -> Diagnostic {
    let code = match fault.code {
        Code::ChanceInTrial => Code::ChanceRange,
        Code::ZeroInTrial => Code::AllZero,
        code => code,
    };
    let told = Diagnostic::new(code, fault.place, fault.message.clone());
    match model.timeline.date(step) {
        Some(date) if step > 1 => told.help(format!("first so on {date}, in step {step}")),
        _ => told,
    }
}

/// The faults of a table, each with the first step that has it. `own` is the process of a table of
/// moves.
fn of_table(
    variable: &Variable,
    lottery: &Lottery,
    table: &Table,
    own: Option<VariableId>,
    model: &Model,
) -> Vec<(LawFault, usize)> {
    let Form::Table(keys) = &lottery.form else { return Vec::new() };
    let last = model.timeline.last();
    let settled = match &variable.kind {
        Kind::Event(event) => Some(&event.settled),
        _ => None,
    };
    let steps = match settled {
        None if own.is_some() => 1..=last,
        None | Some(Settled::AtStart) => 0..=0,
        Some(Settled::AtEnd) => last..=last,
        Some(Settled::EachStep | Settled::When(_)) => 0..=last,
    };
    let groups = groups(keys, own);
    let wrong = |step: usize| -> Vec<LawFault> {
        let phase = &table.phases[keys.phase_of_step[step] as usize];
        wrong_groups(phase, &groups)
    };
    if let Some(Settled::When(_)) = settled {
        // nobody knows in which step it is settled: certain only if all of them are wrong
        let whole = table.phases.iter().all(|phase| !wrong_groups(phase, &groups).is_empty());
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

/// The group of each row: its own state in a table of moves, else one for all.
fn groups(keys: &Keys, own: Option<VariableId>) -> Vec<usize> {
    let column = own.and_then(|own| {
        keys.columns.iter().position(|key| matches!(key, Key::Outcome(id, ..) if *id == own))
    });
    let Some(column) = column else { return vec![0; keys.rows] };
    let stride: usize = keys.columns[column + 1..].iter().map(Key::size).product();
    (0..keys.rows).map(|row| row / stride % keys.columns[column].size()).collect()
}

/// The first fault of each group all of whose rows are wrong.
fn wrong_groups(phase: &Phase, groups: &[usize]) -> Vec<LawFault> {
    let count = groups.iter().max().map_or(0, |most| most + 1);
    let mut right = vec![0_usize; count];
    for group in groups {
        right[*group] += 1;
    }
    let mut first: Vec<Option<&LawFault>> = vec![None; count];
    for (row, fault) in &phase.faults {
        right[groups[*row]] -= 1;
        first[groups[*row]].get_or_insert(fault);
    }
    let wrong = first.into_iter().zip(right).filter(|(_, right)| *right == 0);
    wrong.filter_map(|(fault, _)| fault.cloned()).collect()
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
        let told = vec!["first so on 2025-11-29, in step 101".to_owned()];
        assert_eq!(each, [("E0501".to_owned(), told)], "told once");
    }
}
