//! Reachability: the possible outcomes and their first steps, found without drawing. The set of possible outcomes
//! grows from the starts until nothing new is found. What can't be decided counts as possible.

use super::delay::{RARE, quantile};
use super::possible::{Possible, digits};
use crate::diagnostic::work;
use crate::formula::VariableId;
use crate::model::bind::{Binding, Table, own_state};
use crate::model::conditional::{Base, ConditionalDistribution, Share, Specification, Weights};
use crate::model::evaluate::{has_chance, is_open};
use crate::model::keys::{Form, Key, Keys};
use crate::model::{Delay, Event, Kind, Length, Model, NO_STEP, Process, Settled};

/// Finds the possible outcomes of a model.
pub(crate) fn reach<'a>(model: &'a Model, binding: &Binding) -> Possible<'a> {
    let widths = model.variables.iter().map(|variable| variable.outcomes.len());
    let mut possible = Possible::nothing(&model.timeline, widths);
    let draws: Vec<Draws> = model
        .variables
        .iter()
        .zip(binding.settle.iter().zip(&binding.moves))
        .map(|(variable, (settle, moves))| Draws::of(&variable.kind, settle.as_deref(), moves))
        .collect();
    loop {
        let mut grown = false;
        for i in model.at_start.iter().map(|id| id.index()) {
            if work::is_cancelled() {
                return possible;
            }
            let variable = &model.variables[i];
            let search = Search { possible: &possible };
            let found = match &variable.kind {
                Kind::Choice(_) => (0..variable.outcomes.len()).map(|o| (o, 0)).collect(),
                Kind::Event(event) => search.event(event, &draws[i]),
                Kind::Process(process) => search.process(VariableId(i as u32), process, &draws[i]),
                Kind::Parameter(_) | Kind::Series(_) | Kind::Quantity(_) => Vec::new(),
            };
            for (outcome, step) in found {
                grown |= possible.note(i, outcome, step);
            }
        }
        if !grown {
            return possible;
        }
    }
}

/// The rows of a table that trials can select, each with the values of its keys.
pub(crate) fn rows(possible: &Possible, keys: &Keys) -> Vec<(usize, Vec<usize>)> {
    let allowed: Vec<Vec<bool>> = keys
        .columns
        .iter()
        .map(|key| match key {
            Key::Outcome(id, _, size) => {
                (0..*size).map(|o| possible.earliest(*id, o as u16).is_some()).collect()
            }
            Key::Holds(condition) => {
                vec![possible.can_hold(&[], &[condition]), possible.can(condition)]
            }
        })
        .collect();
    let sizes: Vec<usize> = keys.columns.iter().map(Key::size).collect();
    (0..keys.rows)
        .map(|row| (row, digits(row, &sizes)))
        .filter(|(_, values)| values.iter().zip(&allowed).all(|(value, list)| list[*value]))
        .collect()
}

/// One round of the search: outcomes that follow from those found before.
struct Search<'a> {
    possible: &'a Possible<'a>,
}

impl Search<'_> {
    fn event(&self, event: &Event, draws: &Draws) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> =
            event.otherwise.iter().map(|outcome| (usize::from(*outcome), 0)).collect();
        let settled = match &event.settled {
            Settled::When(condition) => self.possible.can(condition),
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => true,
        };
        if settled {
            let outcomes = self.drawn(&event.conditional, draws.settle.as_ref());
            found.extend(outcomes.into_iter().map(|outcome| (outcome, 0)));
        }
        found
    }

    fn process(&self, id: VariableId, process: &Process, draws: &Draws) -> Vec<(usize, usize)> {
        let start = self.drawn(&process.start, draws.settle.as_ref());
        let mut found: Vec<(usize, usize)> = start.into_iter().map(|state| (state, 0)).collect();
        for from in 0..process.delays.len() {
            let Some(entered) = self.possible.earliest(id, from as u16) else { continue };
            if let Some(conditional) = &process.moves[from] {
                let to = self.drawn(conditional, draws.moves[from].as_ref());
                found.extend(to.into_iter().filter(|to| *to != from).map(|to| (to, entered + 1)));
            }
            for delay in &process.delays[from] {
                let can = delay.condition.as_ref().is_none_or(|c| self.possible.can(c));
                if can {
                    let due = least_step(process, delay, entered, (RARE, self.possible));
                    found.push((usize::from(delay.to), due));
                }
            }
        }
        found
    }

    /// The outcomes that a conditional distribution can give.
    fn drawn(&self, conditional: &ConditionalDistribution, table: Option<&Rows>) -> Vec<usize> {
        let mut found = vec![false; conditional.width];
        if let (Form::Table(keys), Some(table)) = (&conditional.form, table) {
            for (row, _) in rows(self.possible, keys) {
                for (found, possible) in found.iter_mut().zip(&table.possible[row]) {
                    *found |= possible;
                }
            }
        } else {
            self.weighed(&conditional.specification, &mut found);
        }
        (0..found.len()).filter(|i| found[*i]).map(|i| conditional.outcome_at(i)).collect()
    }

    /// Marks the outcomes that a distribution without a table can give.
    fn weighed(&self, specification: &Specification, found: &mut [bool]) {
        match specification {
            Specification::Rule(rule) => {
                let mut left = self.possible.worlds(&[]);
                for (condition, weights) in &rule.cases {
                    if left.admit(condition) {
                        mark(weights, found);
                    }
                    left.without(condition);
                }
                if left.is_open() {
                    match &rule.base {
                        Base::Plain(weights) => mark(weights, found),
                        Base::Flat(flat) => flat.mark(found),
                        Base::Table { rows, .. } => rows.iter().for_each(|row| mark(row, found)),
                    }
                }
            }
            Specification::Moves(moves) => {
                for chance in &moves.moves {
                    let open = chance.condition.as_ref().is_none_or(|c| self.possible.can(c));
                    found[moves.index_of(chance.to)] |= open && has_chance(chance);
                }
            }
        }
    }
}

/// The step in which a delay ends, except for the share `below` of its draws that are shorter, for a state that is
/// entered at step `entered`: up to a step earlier if a delay leads there.
pub(crate) fn least_step(
    process: &Process,
    delay: &Delay,
    entered: usize,
    (below, possible): (f64, &Possible),
) -> usize {
    let timeline = possible.timeline;
    let began = if entered == 0 { -process.since_days } else { timeline.moment_of(entered - 1) };
    let length = Length { amount: quantile(&delay.after, below), counts: delay.counts };
    let step = timeline.step_from(timeline.end_of(length, began, entered));
    if step == NO_STEP { usize::MAX } else { (step as usize).max(entered).max(1) }
}

fn mark(weights: &Weights, found: &mut [bool]) {
    for (found, share) in found.iter_mut().zip(&weights.shares) {
        *found |= match share {
            Share::Given(written) => is_open(&written.number),
            Share::Rest => true,
            Share::Nothing => false,
        };
    }
}

/// The rows of the bound tables of a variable.
struct Draws {
    settle: Option<Rows>,
    /// The rows of the moves, by the state that is left.
    moves: Vec<Option<Rows>>,
}

impl Draws {
    fn of(kind: &Kind, settle: Option<&Table>, moves: &[Option<std::sync::Arc<Table>>]) -> Self {
        let settle = settle.map(|table| Rows::of(table, None));
        let Kind::Process(process) = kind else { return Self { settle, moves: Vec::new() } };
        let of_state = |(conditional, table): (
            &Option<ConditionalDistribution>,
            &Option<std::sync::Arc<Table>>,
        )| {
            Some(Rows::of(table.as_ref()?, own_state(&conditional.as_ref()?.specification)))
        };
        Self { settle, moves: process.moves.iter().zip(moves).map(of_state).collect() }
    }
}

/// The outcomes that each row of a table can give, in any phase.
struct Rows {
    possible: Vec<Vec<bool>>,
}

impl Rows {
    fn of(table: &Table, own: Option<usize>) -> Self {
        let mut possible = vec![vec![false; table.width]; table.rows];
        for phase in &table.phases {
            for (row, possible) in possible.iter_mut().enumerate() {
                if phase.faults.iter().any(|(faulty, _)| *faulty == row) {
                    continue;
                }
                for (outcome, possible) in possible.iter_mut().enumerate() {
                    let rank = rank_of(outcome, own);
                    *possible |= share(table, &phase.fine, row, rank) > 0;
                }
            }
        }
        Self { possible }
    }
}

/// The rank of the chance at an index in the order of the draw.
fn rank_of(outcome: usize, own: Option<usize>) -> usize {
    match own {
        Some(own) if outcome == own => 0,
        Some(own) if outcome < own => outcome + 1,
        _ => outcome,
    }
}

/// The chance of the outcome with a rank, in a row, times 2^64.
pub(crate) fn share(table: &Table, fine: &[u64], row: usize, rank: usize) -> u64 {
    let threshold = |j: usize| fine[j * table.rows + row];
    let below = if rank == 0 { 0 } else { threshold(rank - 1) };
    let upto = if rank + 1 < table.width { threshold(rank) } else { u64::MAX };
    upto.saturating_sub(below)
}
