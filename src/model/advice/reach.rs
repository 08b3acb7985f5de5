//! Which outcomes can come about, and from which step on, found without drawing: what is possible
//! grows from the starts until nothing new is found. What can't be decided counts as possible.

use super::delay::{RARE, quantile};
use super::hold::{Horizon, can_hold, digits};
use crate::formula::{Condition, Number, VariableId};
use crate::model::bind::{Binding, Table};
use crate::model::keys::{Form, Key, Keys};
use crate::model::lottery::{Base, Law, Lottery, Move, Share, Weights};
use crate::model::{Delay, Event, Kind, Model, Process, Settled};

/// Which outcomes are possible.
pub(super) struct Reach {
    /// By variable and outcome: the first step at which it can be so.
    earliest: Vec<Vec<Option<usize>>>,
}

impl Reach {
    pub(super) fn of(model: &Model, binding: &Binding, horizon: &Horizon) -> Self {
        let none = |variable: &crate::model::Variable| vec![None; variable.outcomes.len()];
        let mut reach = Self { earliest: model.variables.iter().map(none).collect() };
        let draws: Vec<Draws> = model
            .variables
            .iter()
            .zip(binding.settle.iter().zip(&binding.moves))
            .map(|(variable, tables)| {
                Draws::of(&variable.kind, tables.0.as_ref(), tables.1.as_ref())
            })
            .collect();
        loop {
            let mut grown = false;
            for (i, variable) in model.variables.iter().enumerate() {
                let found = match &variable.kind {
                    Kind::Choice(_) => (0..variable.outcomes.len()).map(|o| (o, 0)).collect(),
                    Kind::Event(event) => reach.event(event, &draws[i], horizon),
                    Kind::Process(process) => reach.process(i, process, &draws[i], horizon),
                    Kind::Series(_) | Kind::Quantity(_) => Vec::new(),
                };
                for (outcome, step) in found {
                    let known = &mut reach.earliest[i][outcome];
                    if step <= horizon.last() && known.is_none_or(|before| step < before) {
                        *known = Some(step);
                        grown = true;
                    }
                }
            }
            if !grown {
                return reach;
            }
        }
    }

    /// The first step at which a variable can have an outcome; none if it never can.
    pub(super) fn earliest(&self, variable: VariableId, outcome: u16) -> Option<usize> {
        self.earliest[variable.index()].get(usize::from(outcome)).copied().flatten()
    }

    /// The outcomes that a variable can have.
    pub(super) fn possible_outcomes(&self, variable: VariableId) -> Vec<u16> {
        let all = self.earliest[variable.index()].iter().enumerate();
        all.filter(|(_, step)| step.is_some()).map(|(i, _)| i as u16).collect()
    }

    /// The rows of a table in which a trial can come, each with the values of its keys.
    pub(super) fn rows(&self, keys: &Keys, horizon: &Horizon) -> Vec<(usize, Vec<usize>)> {
        let allowed: Vec<Vec<bool>> = keys
            .columns
            .iter()
            .map(|key| match key {
                Key::Outcome(id, _, size) => {
                    (0..*size).map(|o| self.earliest(*id, o as u16).is_some()).collect()
                }
                Key::Holds(condition) => vec![
                    can_hold(self, horizon, &[], &[condition]),
                    can_hold(self, horizon, &[condition], &[]),
                ],
            })
            .collect();
        let sizes: Vec<usize> = keys.columns.iter().map(Key::size).collect();
        (0..keys.rows)
            .map(|row| (row, digits(row, &sizes)))
            .filter(|(_, values)| values.iter().zip(&allowed).all(|(value, list)| list[*value]))
            .collect()
    }

    fn event(&self, event: &Event, draws: &Draws, horizon: &Horizon) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> =
            event.otherwise.iter().map(|outcome| (usize::from(*outcome), 0)).collect();
        let settled = match &event.settled {
            Settled::When(condition) => can_hold(self, horizon, &[condition], &[]),
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => true,
        };
        if settled {
            let outcomes = self.drawn(&event.lottery, draws.settle.as_ref(), None, horizon);
            found.extend(outcomes.into_iter().map(|outcome| (outcome, 0)));
        }
        found
    }

    fn process(
        &self,
        id: usize,
        process: &Process,
        draws: &Draws,
        horizon: &Horizon,
    ) -> Vec<(usize, usize)> {
        let start = self.drawn(&process.start, draws.settle.as_ref(), None, horizon);
        let mut found: Vec<(usize, usize)> = start.into_iter().map(|state| (state, 0)).collect();
        for from in 0..self.earliest[id].len() {
            let Some(entered) = self.earliest[id][from] else { continue };
            if let Some(lottery) = &process.lottery {
                let to = self.drawn(lottery, draws.moves.as_ref(), Some(from), horizon);
                found.extend(to.into_iter().filter(|to| *to != from).map(|to| (to, entered + 1)));
            }
            for delay in &process.delays[from] {
                let can =
                    delay.condition.as_ref().is_none_or(|c| can_hold(self, horizon, &[c], &[]));
                if can {
                    let due = entered + least_steps(process, delay, entered, horizon);
                    found.push((usize::from(delay.to), due));
                }
            }
        }
        found
    }

    /// The outcomes that a lottery can yield, of a process out of the state `from`.
    fn drawn(
        &self,
        lottery: &Lottery,
        rows: Option<&Rows>,
        from: Option<usize>,
        horizon: &Horizon,
    ) -> Vec<usize> {
        let mut found = vec![false; lottery.width];
        if let (Form::Table(keys), Some(rows)) = (&lottery.form, rows) {
            let own = own_column(&lottery.law, keys);
            for (row, values) in self.rows(keys, horizon) {
                if from.is_none() || own.is_none_or(|column| Some(values[column]) == from) {
                    for (found, possible) in found.iter_mut().zip(&rows.possible[row]) {
                        *found |= possible;
                    }
                }
            }
        } else {
            self.weighed(&lottery.law, from, horizon, &mut found);
        }
        (0..found.len()).filter(|i| found[*i]).collect()
    }

    /// As `drawn`, of a lottery without a table.
    fn weighed(&self, law: &Law, from: Option<usize>, horizon: &Horizon, found: &mut [bool]) {
        match law {
            Law::Rule(rule) => {
                let before: Vec<&Condition> = rule.cases.iter().map(|(c, _)| c).collect();
                for (i, (condition, weights)) in rule.cases.iter().enumerate() {
                    if can_hold(self, horizon, &[condition], &before[..i]) {
                        mark(weights, found);
                    }
                }
                if can_hold(self, horizon, &[], &before) {
                    match &rule.base {
                        Base::Plain(weights) => mark(weights, found),
                        Base::Table { rows, .. } => rows.iter().for_each(|row| mark(row, found)),
                    }
                }
            }
            Law::Moves(moves) => {
                for chance in from.iter().flat_map(|from| &moves.rows[*from]) {
                    let open = chance
                        .condition
                        .as_ref()
                        .is_none_or(|c| can_hold(self, horizon, &[c], &[]));
                    found[usize::from(chance.to)] |= open && has_chance(chance);
                }
            }
        }
    }
}

/// The least number of steps that a delay takes but for one draw in a million.
pub(super) fn least_steps(
    process: &Process,
    delay: &Delay,
    entered: usize,
    horizon: &Horizon,
) -> usize {
    let lasted = if entered == 0 { process.since_steps } else { 0.0 };
    let steps = quantile(&delay.after, RARE) / horizon.step_days() - lasted;
    // the conversion saturates
    steps.round().max(1.0) as usize
}

/// The column of a process's own state in the table of its moves.
pub(super) fn own_column(law: &Law, keys: &Keys) -> Option<usize> {
    let Law::Moves(moves) = law else { return None };
    keys.columns.iter().position(|key| matches!(key, Key::Outcome(id, ..) if *id == moves.own))
}

fn mark(weights: &Weights, found: &mut [bool]) {
    for (found, share) in found.iter_mut().zip(&weights.shares) {
        *found |= match share {
            Share::Said(said) => is_open(&said.number),
            Share::Rest => true,
            Share::Nothing => false,
        };
    }
}

fn has_chance(chance: &Move) -> bool {
    is_open(&chance.chance.number) || chance.cases.iter().any(|(_, said)| is_open(&said.number))
}

/// Whether a chance is not certainly 0.
fn is_open(chance: &Number) -> bool {
    chance.constant().is_none_or(|p| p > 0.0)
}

/// The rows of the bound tables of a variable.
struct Draws {
    settle: Option<Rows>,
    moves: Option<Rows>,
}

impl Draws {
    fn of(kind: &Kind, settle: Option<&Table>, moves: Option<&Table>) -> Self {
        match kind {
            Kind::Event(_) | Kind::Process(_) => {
                Self { settle: settle.map(Rows::of), moves: moves.map(Rows::of) }
            }
            Kind::Choice(_) | Kind::Series(_) | Kind::Quantity(_) => {
                Self { settle: None, moves: None }
            }
        }
    }
}

/// Which outcomes each row of a table can yield, in some phase.
struct Rows {
    possible: Vec<Vec<bool>>,
}

impl Rows {
    fn of(table: &Table) -> Self {
        let mut possible = vec![vec![false; table.width]; table.rows];
        for phase in &table.phases {
            for (row, possible) in possible.iter_mut().enumerate() {
                if phase.faults.iter().any(|(faulty, _)| *faulty == row) {
                    continue;
                }
                for (outcome, possible) in possible.iter_mut().enumerate() {
                    *possible |= share(table, &phase.fine, row, outcome) > 0;
                }
            }
        }
        Self { possible }
    }
}

/// The chance of an outcome in a row, times 2^64.
pub(super) fn share(table: &Table, fine: &[u64], row: usize, outcome: usize) -> u64 {
    let threshold = |j: usize| fine[j * table.rows + row];
    let below = if outcome == 0 { 0 } else { threshold(outcome - 1) };
    let upto = if outcome + 1 < table.width { threshold(outcome) } else { u64::MAX };
    upto.saturating_sub(below)
}
