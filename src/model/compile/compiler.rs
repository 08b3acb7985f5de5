//! The compiler from a scenario to a model: names, rules, order, questions; with every fault at once.

use super::definitions;
use super::names;
use super::news::{self, Told};
use super::questions;
use super::rules::Checker;
use super::variables::Compiler;
use crate::diagnostic::{Code, Diagnostic, Located};
use crate::distribution::Prepared;
use crate::formula::{Interned, Number, Scope, Setting, Summary, VariableId};
use crate::model::check::certain;
use crate::model::check::dates;
use crate::model::check::declared_facts;
use crate::model::check::early_reads;
use crate::model::check::{resolutions, told, units};
use crate::model::dependency::Dependencies;
use crate::model::dependency::monitors::{self, Followed};
use crate::model::dependency::order;
use crate::model::dependency::reads;
use crate::model::identity::Identity;
use crate::model::timeline::{Clock, Timeline};
use crate::model::tree::{Model, MonitoredCondition, Variable};
use crate::model::uncertain::World;
use crate::model::uncertain::competing;
use crate::model::uncertain::parameters;
use crate::model::uncertain::{Correlated, correlation};
use crate::model::uncertain::{Overrides, Varying};
use crate::scenario::{Conditions, Expanded, Scenario, UNREADABLE, expanded, formulas};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Compiles a scenario. Fails with all its faults; with none if all of them follow from faults that the reader has
/// reported.
pub fn compile(scenario: &Scenario) -> Result<Model, Vec<Diagnostic>> {
    compile_with(scenario, Varying::default())
}

/// Compiles a scenario in which some numbers can be overridden.
pub(crate) fn compile_with(
    scenario: &Scenario,
    varying: Varying,
) -> Result<Model, Vec<Diagnostic>> {
    let Expanded { scenario, language, faults: unwritten, .. } =
        expanded(scenario, &varying.requested);
    let scenario = &*scenario;
    // numbers that are still to be given can't be checked
    let is_whole = !varying.is_any();
    let names = names::collect(scenario);
    let timeline = timeline(scenario);
    let clock = scenario.clock.is_some() || scenario.clock_unread;
    let asked = questions::asked(scenario);
    let setting = Setting::Model;
    let calendars = dates::calendars(scenario);
    let scope = Scope { names: &names, setting, clock, calendars: &calendars, questions: &asked };
    let checker = Checker {
        names: &names,
        calendars: &calendars,
        questions: &asked,
        clock,
        faults: Vec::new(),
        standings: Vec::new(),
        uncertain_numbers: Vec::new(),
        redrawn: Vec::new(),
        varying,
    };
    let mut compiler = Compiler { scenario, names: &names, timeline, checker };
    compiler.checker.faults.extend(unwritten);
    compiler.checker.faults.extend(definitions::faults(scenario, &scope));
    compiler.checker.experts(&scenario.experts);
    let mut variables = compiler.variables();
    compiler.find_forms(&mut variables);
    let questions = questions::compile(scenario, &scope, &mut compiler.checker.faults);
    let values = compiler.checker.worths(scenario);
    let Told { news, watched, faults } =
        news::compile(scenario, &scope, &compiler.timeline, &language);
    compiler.checker.faults.extend(faults);
    let Compiler { timeline, mut checker, .. } = compiler;
    let uncertain_numbers = parameters::uncertain_numbers(scenario, &names, &mut checker);
    let Checker { mut faults, redrawn, varying, .. } = checker;
    let is_given = |path: &str| scenario.given.contains(path) || varying.requested.contains(path);
    let given = correlation::given(scenario, is_given);
    let mut copula = |of| correlation::copula(scenario, &names, of, &given, &mut faults);
    let parameter_correlation = copula(Correlated::Parameters(&uncertain_numbers));
    let quantity_correlation = copula(Correlated::Quantities(&variables));
    let (varied, proportions) = varying.finish();
    let id = |name: &Located<String>| names.get(&name.value).map(|n| n.id);
    let mut model = Model {
        id: Identity::unique(),
        title: scenario.title.as_ref().map_or_else(String::new, |t| t.value.clone()),
        choices: scenario.choices.iter().filter_map(|c| id(&c.name)).collect(),
        dependencies: reads::dependencies(&variables, &uncertain_numbers),
        monitored: monitored(&variables),
        summaries: summaries(&variables),
        at_start: Vec::new(),
        at_step: Vec::new(),
        units: units::units_of(scenario),
        language: Arc::new(language),
        conditions: Arc::new(Conditions::of(scenario)),
        timeline,
        calendars: Arc::new(calendars.clone()),
        variables,
        uncertain_numbers,
        redrawn,
        parameter_correlation,
        quantity_correlation,
        varied,
        proportions,
        questions,
        news,
        watched,
        today: scenario.today.as_ref().map(|today| today.value),
        prepared: Prepared::default(),
    };
    faults.extend(checked(scenario, &model, &scope));
    definitions::once(scenario, &mut faults);
    let is_sound = faults.is_empty();
    forgive_unread(scenario, &mut faults);
    let cycles = put_in_order(&mut model);
    if !cycles.is_empty() {
        faults.extend(cycles);
        return Err(faults);
    }
    if model.questions.is_empty() {
        model.questions = questions::of_everything(&model, &scenario.originals);
    }
    model.questions.extend(values);
    // a suppressed fault leaves a model that may not be evaluated
    if is_sound {
        model.redrawn.extend(competing(&model));
    }
    if is_sound && is_whole {
        faults.extend(certain(&model, &Overrides::default()));
    }
    if is_sound && faults.is_empty() { Ok(model) } else { Err(faults) }
}

/// The faults that appear only once everything is compiled.
fn checked(scenario: &Scenario, model: &Model, scope: &Scope) -> Vec<Diagnostic> {
    let Model { variables, dependencies, timeline, questions, .. } = model;
    let mut faults = Vec::new();
    if timeline.clock.is_some() {
        faults.extend(looking_at_moving(variables, dependencies));
    }
    for formula in formulas(scenario) {
        faults.extend(dates::off_steps(formula, scope, timeline));
    }
    faults.extend(dates::short_step(scenario, timeline));
    faults.extend(dates::of_calendars(scenario, timeline));
    faults.extend(units::faults(scenario, &model.units));
    faults.extend(declared_facts::faults(scenario, &model.uncertain_numbers));
    faults.extend(resolutions::check(&scenario.resolutions, questions, variables, timeline));
    faults.extend(early_reads::in_rules(variables, dependencies, timeline));
    let written = &scenario.questions;
    faults.extend(early_reads::in_questions(written, questions, variables, timeline));
    faults.extend(told::faults(scenario, model));
    faults
}

/// Finds the order in which variables are computed; returns the faults of those that wait for each other.
fn put_in_order(model: &mut Model) -> Vec<Diagnostic> {
    let Model { variables, dependencies, timeline, .. } = &*model;
    let start = order::at_start(variables, dependencies);
    let step = match timeline.clock {
        Some(_) => order::at_step(variables, dependencies),
        None => Ok(Vec::new()),
    };
    match (start, step) {
        (Ok(at_start), Ok(at_step)) => {
            (model.at_start, model.at_step) = (at_start, at_step);
            Vec::new()
        }
        (start, step) => {
            let start = start.err();
            let again = |fault: &Diagnostic| start.as_ref().map(|s| s.place) == Some(fault.place);
            step.err().filter(|fault| !again(fault)).into_iter().chain(start).collect()
        }
    }
}

/// The faults that every trial would have.
pub(crate) fn certain(model: &Model, overrides: &Overrides) -> Vec<Diagnostic> {
    let hopeless = parameters::hopeless(model, overrides);
    if !hopeless.is_empty() {
        return hopeless;
    }
    match World::draw_with(model, 0, 0, overrides) {
        Ok(world) => certain::certain_faults(model, &world),
        Err(fault) => vec![fault],
    }
}

/// Drops faults of names that are in the file but could not be read, which are already reported.
fn forgive_unread(scenario: &Scenario, faults: &mut Vec<Diagnostic>) {
    let unread = scenario.unread.iter().map(|name| name.value.as_str());
    let unread: BTreeSet<&str> = unread.chain([UNREADABLE]).collect();
    faults.retain(|fault| !fault.unknown.as_deref().is_some_and(|name| unread.contains(name)));
}

fn timeline(scenario: &Scenario) -> Timeline {
    match &scenario.clock {
        Some(clock) if clock.as_of.value < clock.until.value => Timeline::of(Clock {
            as_of: clock.as_of.value,
            until: clock.until.value,
            step: clock.step,
        }),
        _ => Timeline::moment(),
    }
}

/// The conditions that rules monitor.
fn monitored(variables: &[Variable]) -> Vec<MonitoredCondition> {
    let mut found: Vec<MonitoredCondition> = Vec::new();
    for variable in variables {
        monitors::of_variable(variable, &mut |followed| {
            let Some((condition, is_counted)) = followed.condition() else { return };
            match found.iter_mut().find(|known| known.condition == *condition) {
                Some(known) => known.is_counted |= is_counted,
                None => found.push(MonitoredCondition { condition: condition.clone(), is_counted }),
            }
        });
    }
    found
}

/// The numbers that rules follow from step to step.
fn summaries(variables: &[Variable]) -> Vec<(Summary, Interned<Number>)> {
    let mut found: Vec<(Summary, Interned<Number>)> = Vec::new();
    for variable in variables {
        monitors::of_variable(variable, &mut |followed| {
            if let Followed::Number(summary, number) = followed
                && !found.iter().any(|(how, known)| how == summary && known == number)
            {
                found.push((summary.clone(), number.clone()));
            }
        });
    }
    found
}

/// The events and quantities that are drawn at the start and read a process or series.
fn looking_at_moving<'a>(
    variables: &'a [Variable],
    dependencies: &'a Dependencies,
) -> impl Iterator<Item = Diagnostic> + 'a {
    variables.iter().zip((0..).map(VariableId)).filter_map(|(variable, id)| {
        if !order::settles_at_start(variable) {
            return None;
        }
        let reads = dependencies.at_start(id).iter().filter(|read| read.is_in_trial());
        let mut read = reads.map(|read| &variables[read.variable.index()]);
        let moving = read.find(|read| read.moves())?;
        let message = format!(
            "`{}` is settled at the start, but reads `{}`, which moves",
            variable.name, moving.name
        );
        let help = "say when it is settled: `when = \"…\"`, `when = \"end\"` or `each = \"step\"`";
        let fault = Diagnostic::new(Code::LooksAtMoving, variable.place, message);
        let remark = format!("`{}` moves from step to step", moving.name);
        Some(fault.related(moving.place, remark).help(help))
    })
}
