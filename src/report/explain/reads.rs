//! Finds the variables that a scenario's formulas read, by name. Ignores types: the other side of a
//! comparison with a category is an outcome, every other known name is a variable.

use crate::formula::{Binary, Expr, ExprKind};
use crate::scenario::{
    Ask, Base, Chances, Event, Figure, MoveBy, Odds, Outcomes, Panel, Process, Question, Rule,
    Said, Scenario, Settled, Start,
};
use std::collections::{BTreeMap, BTreeSet};

/// The outcomes of each variable; empty for numbers.
pub(super) type Variables<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Every variable of the scenario, with the outcomes that the file lists.
pub(super) fn variables(scenario: &Scenario) -> Variables<'_> {
    let mut all = Variables::new();
    for parameter in &scenario.parameters {
        all.insert(&parameter.name.value, Vec::new());
    }
    for choice in &scenario.choices {
        all.insert(&choice.name.value, choice.options.iter().map(|o| o.value.as_str()).collect());
    }
    for event in &scenario.events {
        all.insert(&event.name.value, outcomes_of(event));
    }
    for process in &scenario.processes {
        let states = process.states.iter().map(|state| state.value.as_str()).collect();
        all.insert(&process.name.value, states);
    }
    for series in &scenario.series {
        all.insert(&series.name.value, Vec::new());
    }
    for quantity in &scenario.quantities {
        all.insert(&quantity.name.value, Vec::new());
    }
    all
}

fn outcomes_of(event: &Event) -> Vec<&str> {
    let mut outcomes: Vec<&str> = match &event.rule.base {
        Base::Chance(_) => vec!["yes", "no"],
        Base::Outcomes(outcomes) => outcomes.names().map(|name| name.value.as_str()).collect(),
        Base::Panel(panel) => panel.names().into_iter().map(|name| name.value.as_str()).collect(),
        Base::Cells(cells) => cells.outcomes.iter().map(|name| name.value.as_str()).collect(),
        Base::Table(table) => match table.rows.first().map(|row| &row.chances) {
            Some(Chances::Outcomes(outcomes)) => {
                outcomes.names().map(|name| name.value.as_str()).collect()
            }
            Some(Chances::Panel(panel)) => {
                panel.names().into_iter().map(|name| name.value.as_str()).collect()
            }
            Some(Chances::Chance(_)) | None => vec!["yes", "no"],
        },
    };
    if let Some(otherwise) = &event.otherwise {
        outcomes.push(&otherwise.value);
    } else if !matches!(event.settled, Settled::AtStart) && !outcomes.contains(&"no") {
        outcomes.push("none");
    }
    outcomes
}

/// A variable that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Read<'a> {
    /// The variable read.
    pub(super) variable: &'a str,
    /// Whether it is read as of the end of the step before.
    pub(super) step_before: bool,
}

/// The variables that each variable reads, excluding itself.
pub(super) fn reads<'a>(
    scenario: &'a Scenario,
    variables: &Variables<'a>,
) -> BTreeMap<&'a str, BTreeSet<Read<'a>>> {
    let mut all: BTreeMap<&'a str, BTreeSet<Read<'a>>> = BTreeMap::new();
    let mut note = |name: &'a str, finder: Finder<'a, '_>| {
        let found = finder.found.into_iter().filter(|read| read.variable != name).collect();
        all.insert(name, found);
    };
    for parameter in &scenario.parameters {
        let mut finder = Finder::new(variables, false);
        finder.figure(&parameter.value);
        note(&parameter.name.value, finder);
    }
    for choice in &scenario.choices {
        note(&choice.name.value, Finder::new(variables, false));
    }
    for event in &scenario.events {
        let mut finder = Finder::new(variables, false);
        finder.settled(&event.settled);
        finder.rule(&event.rule);
        note(&event.name.value, finder);
    }
    for process in &scenario.processes {
        let mut finder = Finder::new(variables, true);
        finder.process(process);
        note(&process.name.value, finder);
    }
    for series in &scenario.series {
        let mut finder = Finder::new(variables, true);
        finder.figure(&series.next);
        finder.step_before = false;
        finder.figure(&series.start);
        note(&series.name.value, finder);
    }
    for quantity in &scenario.quantities {
        let mut finder = Finder::new(variables, false);
        finder.settled(&quantity.settled);
        finder.figure(&quantity.value);
        note(&quantity.name.value, finder);
    }
    all
}

/// The variables that a question reads.
pub(super) fn asked<'a>(question: &'a Question, variables: &Variables<'a>) -> BTreeSet<&'a str> {
    let mut finder = Finder::new(variables, false);
    match &question.ask {
        Ask::One(written) => finder.expr(&written.expr),
        Ask::Joint(several) => several.iter().for_each(|written| finder.expr(&written.expr)),
    }
    if let Some(given) = &question.given {
        finder.expr(&given.expr);
    }
    finder.found.into_iter().map(|read| read.variable).collect()
}

/// Returns `names` and all their ancestors.
pub(super) fn with_causes<'a>(
    names: BTreeSet<&'a str>,
    reads: &BTreeMap<&'a str, BTreeSet<Read<'a>>>,
) -> BTreeSet<&'a str> {
    let mut found = names.clone();
    let mut open: Vec<&str> = names.into_iter().collect();
    while let Some(name) = open.pop() {
        for read in reads.get(name).into_iter().flatten() {
            if found.insert(read.variable) {
                open.push(read.variable);
            }
        }
    }
    found
}

/// Collects the variables in formulas.
struct Finder<'a, 'v> {
    variables: &'v Variables<'a>,
    step_before: bool,
    found: BTreeSet<Read<'a>>,
}

impl<'a, 'v> Finder<'a, 'v> {
    fn new(variables: &'v Variables<'a>, step_before: bool) -> Self {
        Self { variables, step_before, found: BTreeSet::new() }
    }

    fn name(&mut self, name: &str) {
        if let Some((variable, _)) = self.variables.get_key_value(name) {
            self.found.insert(Read { variable, step_before: self.step_before });
        }
    }

    fn settled(&mut self, settled: &Settled) {
        if let Settled::When(expr) = settled {
            self.expr(expr);
        }
    }

    fn figure(&mut self, figure: &Figure) {
        match &figure.said {
            Said::Formula(expr) => self.expr(expr),
            Said::Panel(panel) => panel.members.iter().for_each(|(_, said)| self.figure(said)),
            Said::Plain(_) | Said::Rest | Said::Word(..) => {}
        }
    }

    fn outcomes(&mut self, outcomes: &Outcomes) {
        outcomes.shares.iter().for_each(|(_, figure)| self.figure(figure));
    }

    fn panel(&mut self, panel: &Panel<Outcomes>) {
        panel.members.iter().for_each(|(_, outcomes)| self.outcomes(outcomes));
    }

    fn chances(&mut self, chances: &Chances) {
        match chances {
            Chances::Chance(figure) => self.figure(figure),
            Chances::Outcomes(outcomes) => self.outcomes(outcomes),
            Chances::Panel(panel) => self.panel(panel),
        }
    }

    fn rule(&mut self, rule: &Rule) {
        match &rule.base {
            Base::Chance(figure) => self.figure(figure),
            Base::Outcomes(outcomes) => self.outcomes(outcomes),
            Base::Panel(panel) => self.panel(panel),
            Base::Cells(cells) => {
                cells.given.iter().for_each(|(parent, _)| self.name(&parent.value));
            }
            Base::Table(table) => {
                table.given.iter().for_each(|parent| self.name(&parent.value));
                table.rows.iter().for_each(|row| self.chances(&row.chances));
            }
        }
        for case in &rule.cases {
            self.expr(&case.condition);
            self.chances(&case.chances);
        }
        for adjust in &rule.adjusts {
            self.expr(&adjust.condition);
            match &adjust.odds {
                Odds::Bare(figure) => self.figure(figure),
                Odds::Named(named, _) => named.iter().for_each(|(_, figure)| self.figure(figure)),
            }
        }
    }

    fn process(&mut self, process: &Process) {
        self.step_before = false;
        match &process.start {
            Start::State(_) => {}
            Start::Outcomes(outcomes) => self.outcomes(outcomes),
            Start::Panel(panel) => self.panel(panel),
        }
        self.step_before = true;
        for step in process.rows.iter().flat_map(|row| &row.moves) {
            if let Some(condition) = &step.condition {
                self.expr(condition);
            }
            match &step.by {
                MoveBy::Chance(rule) => self.rule(rule),
                MoveBy::After(figure) => self.figure(figure),
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Number(_)
            | ExprKind::Percent { .. }
            | ExprKind::Duration(..)
            | ExprKind::Date(_)
            | ExprKind::Quoted(_) => {}
            ExprKind::Name(name) => self.name(name),
            ExprKind::Call(call) => {
                let before = self.step_before;
                self.step_before &= call.function != "now";
                for argument in &call.arguments {
                    argument.weight.iter().for_each(|weight| self.expr(weight));
                    self.expr(&argument.value);
                }
                self.step_before = before;
            }
            ExprKind::Unary(_, operand) => self.expr(operand),
            ExprKind::Binary(Binary::Equal | Binary::NotEqual, _, left, right) => {
                let right_is_outcome = self.outcome_of(left, right);
                if !right_is_outcome {
                    self.expr(right);
                }
                if right_is_outcome || !self.outcome_of(right, left) {
                    self.expr(left);
                }
            }
            ExprKind::Binary(_, _, left, right)
            | ExprKind::To(left, right)
            | ExprKind::PercentTo(left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::In(left, members) => {
                self.expr(left);
                for member in members {
                    if !self.outcome_of(left, member) {
                        self.expr(member);
                    }
                }
            }
            ExprKind::If(condition, then, otherwise) => {
                self.expr(condition);
                self.expr(then);
                self.expr(otherwise);
            }
        }
    }

    /// Whether `other` is an outcome of the category that `category` is.
    fn outcome_of(&self, category: &Expr, other: &Expr) -> bool {
        let ExprKind::Name(outcome) = &other.kind else { return false };
        let variable = match &category.kind {
            ExprKind::Name(name) => Some(name),
            ExprKind::Call(call) if matches!(call.function.as_str(), "now" | "at") => {
                match call.arguments.first().map(|argument| &argument.value.kind) {
                    Some(ExprKind::Name(name)) => Some(name),
                    _ => None,
                }
            }
            _ => None,
        };
        variable
            .and_then(|name| self.variables.get(name.as_str()))
            .is_some_and(|outcomes| outcomes.contains(&outcome.as_str()))
    }
}
