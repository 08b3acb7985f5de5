//! Selection of the form of a conditional distribution: the keys of its table, or computation in each trial.

use crate::formula::{Condition, Interned, Number, Reading, VariableId};
use crate::model::conditional::{Move, Specification};
use crate::model::evaluate::{Facts, Truth, truth};
use crate::model::keys::{Form, Key, Keys};
use crate::model::timeline::Timeline;

/// The most rows of one phase of a table.
const MOST_ROWS: usize = 4096;
/// The most rows of a table of plain numbers, which is filled quickly; kernels count rows in sixteen bits.
const MOST_PLAIN_ROWS: usize = 1 << 16;
/// The most chances of a whole table, over all phases.
const MOST_CHANCES: usize = 1 << 20;
/// With more chances than this in a table by outcomes, one by whole conditions is used if it has fewer rows.
const FEW_CHANCES: usize = 1 << 16;
/// The most evaluations of cases and adjustments for filling a table, over all rows and phases.
const MOST_ARMS: usize = 1 << 22;

/// Whether a condition may be undefined.
type IsOpen<'a> = &'a dyn Fn(&Condition) -> bool;

/// Finds the form of a distribution. `size` returns the number of outcomes of a variable, `is_open` whether a
/// condition may be undefined. With such a condition, chances are computed in each trial, because no row can be
/// selected and the trial may not need the condition.
pub(crate) fn form(
    specification: &Specification,
    width: usize,
    (size, is_open): (&dyn Fn(VariableId) -> usize, IsOpen),
    timeline: &Timeline,
) -> Form {
    let mut best: Option<Keys> = None;
    for whole in [false, true] {
        let most_rows = if specification.flat().is_some() { MOST_PLAIN_ROWS } else { MOST_ROWS };
        let mut found = Found { most_rows, whole, ..Found::new(size, is_open) };
        found.specification(specification);
        found.short_step = match specification {
            Specification::Moves(moves) => moves.short_step,
            Specification::Rule(_) => None,
        };
        let keys = found.keys(width, timeline, arms(specification));
        best = match (best, keys) {
            (Some(best), Some(keys)) if best.rows > keys.rows => Some(keys),
            (best, keys) => best.or(keys),
        };
        if best.as_ref().is_some_and(|keys| keys.phases.len() * keys.rows * width <= FEW_CHANCES) {
            break;
        }
    }
    best.map_or(Form::Weighed, Form::Table)
}

/// The most cases and adjustments that computing the chances evaluates.
fn arms(specification: &Specification) -> usize {
    match specification {
        Specification::Rule(rule) => rule.cases.len() + rule.adjusts.len(),
        Specification::Moves(moves) => {
            let of_move = |m: &Move| m.cases.len() + m.adjusts.len();
            moves.moves.iter().map(of_move).sum()
        }
    }
}

/// The keys found so far.
struct Found<'a> {
    size: &'a dyn Fn(VariableId) -> usize,
    is_open: IsOpen<'a>,
    /// The most rows of one phase.
    most_rows: usize,
    /// The number of rows, the product of the sizes of `columns`.
    rows: usize,
    /// Whether conditions are columns as a whole, rather than the outcomes that they read.
    whole: bool,
    columns: Vec<Key>,
    /// Conditions that depend on the calendar alone.
    calendar: Vec<Condition>,
    /// Whether a chance itself depends on the step.
    each_step: bool,
    /// Whether a chance reads a number that differs between trials, or a condition may be undefined.
    dynamic: bool,
    /// The step that is shorter than the others, if that matters.
    short_step: Option<usize>,
}

impl<'a> Found<'a> {
    fn new(size: &'a dyn Fn(VariableId) -> usize, is_open: IsOpen<'a>) -> Self {
        Self {
            size,
            is_open,
            most_rows: MOST_ROWS,
            rows: 1,
            whole: false,
            columns: Vec::new(),
            calendar: Vec::new(),
            each_step: false,
            dynamic: false,
            short_step: None,
        }
    }

    fn specification(&mut self, specification: &Specification) {
        match specification {
            Specification::Rule(rule) => {
                for parent in rule.base.parents() {
                    self.outcome(parent, Reading::Usual);
                }
                for (condition, _) in &rule.cases {
                    self.guard(condition);
                }
                for adjust in &rule.adjusts {
                    self.guard(&adjust.condition);
                }
            }
            Specification::Moves(moves) => {
                for row in &moves.moves {
                    row.condition.iter().for_each(|c| self.guard(c));
                    row.cases.iter().for_each(|(c, _)| self.guard(c));
                    row.adjusts.iter().for_each(|(c, _)| self.guard(c));
                }
            }
        }
        specification.for_each_number(&mut |number| self.number(number));
    }

    fn push(&mut self, key: Key) {
        if !self.dynamic && !self.columns.contains(&key) {
            self.rows = self.rows.saturating_mul(key.size());
            self.dynamic |= self.rows > self.most_rows;
            self.columns.push(key);
        }
    }

    fn outcome(&mut self, variable: VariableId, reading: Reading) {
        let size = (self.size)(variable);
        self.push(Key::Outcome(variable, reading, size));
    }

    /// Adds the condition of a case, an adjustment or a move: as a whole, or by its parts.
    fn guard(&mut self, condition: &Interned<Condition>) {
        let is_fixed = matches!(**condition, Condition::Constant(_)) || calendar_only(condition);
        if self.whole && !is_fixed {
            self.holds(condition.clone());
        } else {
            self.condition(condition);
        }
    }

    /// Adds the parts of a condition.
    fn condition(&mut self, condition: &Condition) {
        if let Condition::Constant(_) = condition {
            return;
        }
        if calendar_only(condition) {
            self.calendar.push(condition.clone());
            return;
        }
        match condition {
            Condition::Is { variable, reading, .. } if !self.whole => {
                self.outcome(*variable, *reading);
            }
            Condition::Not(a) => self.condition(a),
            Condition::And(all) | Condition::Or(all) => {
                for c in all {
                    self.condition(c);
                }
            }
            Condition::If(c, a, b) => {
                for part in [c, a, b] {
                    self.condition(part);
                }
            }
            Condition::Compare(compared) if compared.sides().into_iter().all(discrete) => {
                compared.sides().into_iter().for_each(|side| self.number(side));
            }
            _ => self.holds(Interned::of(condition.clone())),
        }
    }

    fn holds(&mut self, condition: Interned<Condition>) {
        self.dynamic |= (self.is_open)(&condition);
        self.push(Key::Holds(condition));
    }

    fn number(&mut self, number: &Number) {
        match number {
            Number::Constant(_) | Number::Parameter(_) => {}
            Number::Step | Number::Today => self.each_step = true,
            Number::HowMany(conditions) => conditions.iter().for_each(|c| self.condition(c)),
            Number::Unary(_, a) => self.number(a),
            Number::Binary(_, a, b) => {
                self.number(a);
                self.number(b);
            }
            Number::WorkingDays(dates, _) => dates.iter().for_each(|date| self.number(date)),
            Number::If(c, a, b) => {
                self.condition(c);
                self.number(a);
                self.number(b);
            }
            Number::Variable(..)
            | Number::Elapsed(_)
            | Number::Count(_)
            | Number::First(_)
            | Number::At(..)
            | Number::SoFar(..)
            | Number::Draw(_) => self.dynamic = true,
        }
    }

    fn keys(mut self, width: usize, timeline: &Timeline, arms: usize) -> Option<Keys> {
        if self.dynamic {
            return None;
        }
        let rows = self.rows;
        let own_steps = OwnSteps { each: self.each_step, short_step: self.short_step };
        let (phase_of_step, phases) = phases(&self.calendar, &own_steps, timeline);
        let whole = phases.len() * rows;
        if whole * width > MOST_CHANCES || whole.saturating_mul(arms) > MOST_ARMS {
            return None;
        }
        self.columns.shrink_to_fit();
        Some(Keys { columns: self.columns, rows, phase_of_step, phases })
    }
}

/// The steps that have chances of their own, whatever the date.
struct OwnSteps {
    /// Every step.
    each: bool,
    /// One step that is shorter than the others.
    short_step: Option<usize>,
}

/// Groups the steps in which the same conditions of the calendar hold.
fn phases(
    calendar: &[Condition],
    own_steps: &OwnSteps,
    timeline: &Timeline,
) -> (Vec<u32>, Vec<usize>) {
    let mut patterns = std::collections::BTreeMap::new();
    let mut firsts = Vec::new();
    let of_step = (0..timeline.days.len()).map(|step| {
        let facts = CalendarFacts { step: step as f64, today: timeline.days[step] };
        let truths: Vec<Truth> = calendar.iter().map(|c| truth(c, &facts)).collect();
        let is_short = own_steps.short_step == Some(step);
        let pattern = (if own_steps.each { step } else { 0 }, is_short, truths);
        *patterns.entry(pattern).or_insert_with(|| {
            firsts.push(step);
            firsts.len() as u32 - 1
        })
    });
    let of_step = of_step.collect();
    (of_step, firsts)
}

/// Whether a condition depends on the date alone.
pub(crate) fn calendar_only(condition: &Condition) -> bool {
    match condition {
        Condition::Constant(_) => true,
        Condition::Compare(compared) => compared.sides().into_iter().all(calendar_number),
        Condition::Not(a) => calendar_only(a),
        Condition::And(all) | Condition::Or(all) => all.iter().all(calendar_only),
        Condition::If(c, a, b) => [c, a, b].into_iter().all(|c| calendar_only(c)),
        Condition::Is { .. }
        | Condition::Ever(_)
        | Condition::Before(_)
        | Condition::By(..)
        | Condition::At(..) => false,
    }
}

fn calendar_number(number: &Number) -> bool {
    match number {
        Number::Constant(_) | Number::Step | Number::Today => true,
        Number::Unary(_, a) => calendar_number(a),
        Number::Binary(_, a, b) => calendar_number(a) && calendar_number(b),
        Number::WorkingDays(dates, _) => dates.iter().all(calendar_number),
        Number::If(c, a, b) => calendar_only(c) && calendar_number(a) && calendar_number(b),
        Number::HowMany(all) => all.iter().all(calendar_only),
        _ => false,
    }
}

/// Whether a number depends on outcomes alone.
fn discrete(number: &Number) -> bool {
    match number {
        Number::Constant(_) => true,
        Number::HowMany(all) => all.iter().all(discrete_condition),
        Number::Unary(_, a) => discrete(a),
        Number::Binary(_, a, b) => discrete(a) && discrete(b),
        Number::If(c, a, b) => discrete_condition(c) && discrete(a) && discrete(b),
        _ => false,
    }
}

fn discrete_condition(condition: &Condition) -> bool {
    match condition {
        Condition::Constant(_)
        | Condition::Is { .. }
        | Condition::Ever(_)
        | Condition::Before(_) => true,
        Condition::Compare(compared) => compared.sides().into_iter().all(discrete),
        Condition::Not(a) => discrete_condition(a),
        Condition::And(all) | Condition::Or(all) => all.iter().all(discrete_condition),
        Condition::If(c, a, b) => [c, a, b].into_iter().all(|c| discrete_condition(c)),
        Condition::By(..) | Condition::At(..) => false,
    }
}

/// A state of the world of which only the date is known.
pub(crate) struct CalendarFacts {
    /// The index of the step.
    pub step: f64,
    /// The day of the step.
    pub today: f64,
}

impl Facts for CalendarFacts {
    fn outcome(&self, _: VariableId, _: Reading) -> u16 {
        0
    }
    fn number(&self, _: VariableId, _: Reading) -> f64 {
        f64::NAN
    }
    fn parameter(&self, _: VariableId) -> f64 {
        f64::NAN
    }
    fn step(&self) -> f64 {
        self.step
    }
    fn today(&self) -> f64 {
        self.today
    }
}
