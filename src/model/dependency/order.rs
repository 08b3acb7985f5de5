//! The order in which variables are computed: each after those that it reads in the same step. Ties are broken by
//! name, so the order of the file changes nothing.

use super::graph::Dependencies;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Read, Reading, VariableId};
use crate::model::tree::{Kind, Settled, Variable};
use std::collections::BTreeSet;

/// The most variables of a cycle that its message names.
const MOST_NAMED: usize = 12;

/// The order at step 0, or the cycle that prevents it.
pub(crate) fn at_start(
    variables: &[Variable],
    dependencies: &Dependencies,
) -> Result<Vec<VariableId>, Diagnostic> {
    let waits = |(variable, id): (&Variable, VariableId)| {
        let mut found = waits(variable, id, dependencies.at_start(id));
        let own = dependencies.at_start(id);
        // there is no step before: what begins at the start is read there, by moves only if they read it at the start
        super::monitors::of_variable(variable, &mut |followed| {
            if followed.is_before() {
                followed.for_each_read(&mut |read| {
                    let begins = &variables[read.index()];
                    let is_read = !variable.moves() || own.iter().any(|own| own.variable == read);
                    if is_read && (begins.moves() || settles_at_start(begins)) {
                        found.insert(read.index());
                    }
                });
            }
        });
        found
    };
    let waits: Vec<_> = variables.iter().zip((0..).map(VariableId)).map(waits).collect();
    sorted(variables, &waits, Code::Cycle)
}

/// The order at every later step, or the cycle that prevents it. Processes and series see the step before, so they
/// wait only for variables that they read through `now`.
pub(crate) fn at_step(
    variables: &[Variable],
    dependencies: &Dependencies,
) -> Result<Vec<VariableId>, Diagnostic> {
    let is_now = |read: &&Read| read.is_in_trial() && read.reading == Reading::Now;
    let mut code = Code::Cycle;
    let waits = |(variable, id): (&Variable, VariableId)| {
        let reads = dependencies.later(id);
        if settles_at_start(variable) {
            return BTreeSet::new();
        }
        if !variable.moves() {
            return waits(variable, id, reads);
        }
        let now: BTreeSet<usize> =
            reads.iter().filter(is_now).map(|read| read.variable.index()).collect();
        if !now.is_empty() {
            code = Code::NowCircle;
        }
        now
    };
    let waits: Vec<_> = variables.iter().zip((0..).map(VariableId)).map(waits).collect();
    sorted(variables, &waits, code)
}

/// Whether a variable has its final value from step 0 on.
pub fn settles_at_start(variable: &Variable) -> bool {
    match &variable.kind {
        Kind::Parameter(_) | Kind::Choice(_) => true,
        Kind::Event(event) => event.settled == Settled::AtStart,
        Kind::Quantity(quantity) => quantity.settled == Settled::AtStart,
        Kind::Process(_) | Kind::Series(_) => false,
    }
}

/// The variables that must be computed before one with these reads. An `ever` or `count` that mentions its own
/// variable reads earlier steps, so it waits for nothing in this one, and `before` never does.
fn waits(variable: &Variable, id: VariableId, reads: &[Read]) -> BTreeSet<usize> {
    let mut remembered = BTreeSet::new();
    if reads.iter().any(|read| read.remembered) {
        super::monitors::of_variable(variable, &mut |followed| {
            let mut read = BTreeSet::new();
            followed.for_each_read(&mut |id| {
                read.insert(id);
            });
            if !followed.is_before() && !read.contains(&id) {
                remembered.extend(read);
            }
        });
    }
    let is_waited_for = |read: &&Read| {
        read.is_in_trial() && (!read.remembered || remembered.contains(&read.variable))
    };
    reads.iter().filter(is_waited_for).map(|read| read.variable.index()).collect()
}

/// Kahn's algorithm, smallest index first; a cycle is reported as its path.
fn sorted(
    variables: &[Variable],
    waits: &[BTreeSet<usize>],
    code: Code,
) -> Result<Vec<VariableId>, Diagnostic> {
    let mut open: Vec<usize> = waits.iter().map(BTreeSet::len).collect();
    let mut readers = vec![Vec::new(); variables.len()];
    for (id, reads) in waits.iter().enumerate() {
        for read in reads {
            readers[*read].push(id);
        }
    }
    let mut ready: BTreeSet<usize> = (0..open.len()).filter(|id| open[*id] == 0).collect();
    let mut order = Vec::with_capacity(variables.len());
    while let Some(id) = ready.pop_first() {
        order.push(VariableId(id as u32));
        for reader in &readers[id] {
            open[*reader] -= 1;
            if open[*reader] == 0 {
                ready.insert(*reader);
            }
        }
    }
    if order.len() == variables.len() {
        Ok(order)
    } else {
        Err(circle(variables, waits, &open, code))
    }
}

fn circle(
    variables: &[Variable],
    waits: &[BTreeSet<usize>],
    open: &[usize],
    code: Code,
) -> Diagnostic {
    let stuck = |id: &usize| open[*id] > 0;
    let mut path: Vec<usize> = Vec::new();
    let mut seen = vec![false; open.len()];
    let mut at = (0..open.len()).find(|id| open[*id] > 0).unwrap_or(0);
    while !std::mem::replace(&mut seen[at], true) {
        path.push(at);
        at = waits[at].iter().copied().find(|id| stuck(id)).unwrap_or(at);
    }
    let start = path.iter().position(|id| *id == at).unwrap_or(0);
    let mut round = path.split_off(start);
    let smallest = (0..round.len()).min_by_key(|i| round[*i]).unwrap_or(0);
    round.rotate_left(smallest);
    let name = |id: usize| format!("`{}`", variables[id].name);
    let message = if let [only] = round[..] {
        format!("{} waits for itself", name(only))
    } else if round.len() > MOST_NAMED {
        let steps: Vec<String> = round[..MOST_NAMED].iter().map(|id| name(*id)).collect();
        let more = round.len() - MOST_NAMED;
        format!(
            "{} variables wait for each other: {} → … ({more} more) → {}",
            round.len(),
            steps.join(" → "),
            steps[0]
        )
    } else {
        let steps: Vec<String> = round.iter().map(|id| name(*id)).collect();
        format!("{} wait for each other: {} → {}", list(&steps), steps.join(" → "), steps[0])
    };
    let mut fault = Diagnostic::new(code, variables[round[0]].place, message)
        .label(format!("reads {}", name(round[1 % round.len()])));
    for (i, id) in round.iter().enumerate().skip(1).take(MOST_NAMED) {
        let next = round[(i + 1) % round.len()];
        fault = fault.related(variables[*id].place, format!("reads {}", name(next)));
    }
    fault.help(match code {
        Code::NowCircle => "remove one `now(…)`: without it a move sees the step before",
        _ => {
            "one of them must come first: remove one of these reads, or make one a process, \
              which sees the step before"
        }
    })
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
