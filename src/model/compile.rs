//! From a scenario to a model: names, rules, order, questions; every fault at once.

use super::bind;
use super::certain;
use super::competing::competing;
use super::keys::Form;
use super::later;
use super::lottery::{Base, Law, Lottery, Move, Moves, Rule, Share, Value, Weights};
use super::names::{self, Names, Outcomes, outcome};
use super::order;
use super::overrides::{Overrides, Varying};
use super::rules::{Checker, Weighed, own_move};
use super::selection::form;
use super::timeline::{Clock, Timeline};
use super::together::{self, Together};
use super::tree::{
    Delay, Event, Kind, Memory, Model, Process, Quantity, Series, Settled, Variable,
};
use super::world::World;
use super::{memories, parameters, questions, reads, resolutions};
use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::formula::{Condition, Number, NumberKind, Setting, VariableId, days_of};
use crate::scenario::{self, MoveBy, Scenario, Start};

/// Compiles a scenario, or tells everything that is wrong with it: nothing, where all of it comes
/// of what reading has told already.
pub fn compile(scenario: &Scenario) -> Result<Model, Vec<Diagnostic>> {
    compile_with(scenario, Varying::default())
}

/// The same with some numbers to be given anew.
pub(super) fn compile_with(
    scenario: &Scenario,
    varying: Varying,
) -> Result<Model, Vec<Diagnostic>> {
    // a number that is yet to be given can't be looked at
    let is_whole = !varying.is_any();
    let names = names::collect(scenario);
    let timeline = timeline(scenario);
    let clock = scenario.clock.is_some() || scenario.clock_unread;
    let checker = Checker {
        names: &names,
        clock,
        faults: Vec::new(),
        standings: Vec::new(),
        doubts: Vec::new(),
        redrawn: Vec::new(),
        varying,
    };
    let mut compiler = Compiler { scenario, names: &names, timeline, checker };
    compiler.checker.experts(&scenario.experts);
    let mut variables = compiler.variables();
    compiler.find_forms(&mut variables);
    let questions = questions::compile(scenario, &names, &mut compiler.checker.faults);
    let Compiler { timeline, mut checker, .. } = compiler;
    let doubts = parameters::doubts(scenario, &names, &mut checker);
    let Checker { mut faults, redrawn, varying, .. } = checker;
    let (varied, proportions) = varying.finish();
    let of = Together::Parameters(&doubts);
    let parameters_together = together::copula(scenario, &names, of, &mut faults);
    let of = Together::Quantities(&variables);
    let quantities_together = together::copula(scenario, &names, of, &mut faults);
    let clock = timeline.clock.is_some();
    for (variable, id) in variables.iter().zip(0..) {
        looks_at_moving(&variables, variable, VariableId(id), clock, &mut faults);
    }
    let resolved = &scenario.resolutions;
    faults.extend(resolutions::check(resolved, &questions, &variables, &timeline));
    faults.extend(later::in_rules(&variables, &timeline));
    faults.extend(later::in_questions(&scenario.questions, &questions, &variables, &timeline));
    let is_sound = faults.is_empty();
    forgive_unread(scenario, &mut faults);
    let start = order::at_start(&variables);
    let step = if clock { order::at_step(&variables) } else { Ok(Vec::new()) };
    match (start, step) {
        (Ok(at_start), Ok(at_step)) => {
            let memories = memories_of(&variables);
            let id = |name: &Located<String>| names.get(&name.value).map(|n| n.id);
            let choices = scenario.choices.iter().filter_map(|c| id(&c.name)).collect();
            let title = scenario.title.as_ref().map_or_else(String::new, |t| t.value.clone());
            let mut model = Model {
                title,
                timeline,
                variables,
                choices,
                at_start,
                at_step,
                doubts,
                redrawn,
                parameters_together,
                quantities_together,
                varied,
                proportions,
                memories,
                questions,
            };
            if model.questions.is_empty() {
                model.questions = questions::of_everything(&model);
                for question in &mut model.questions {
                    if let Some(original) = scenario.originals.get(&question.name) {
                        question.label.clone_from(original);
                    }
                }
            }
            // a forgiven fault leaves holes that nothing may look into
            if is_sound {
                model.redrawn.extend(competing(&model));
            }
            if is_sound && is_whole {
                faults.extend(certain(&model, &Overrides::default()));
            }
            if is_sound && faults.is_empty() { Ok(model) } else { Err(faults) }
        }
        (start, step) => {
            let start = start.err();
            let again = |fault: &Diagnostic| start.as_ref().map(|s| s.place) == Some(fault.place);
            faults.extend(step.err().filter(|fault| !again(fault)));
            faults.extend(start);
            Err(faults)
        }
    }
}

/// What every trial would meet.
pub(super) fn certain(model: &Model, overrides: &Overrides) -> Vec<Diagnostic> {
    let hopeless = parameters::hopeless(model, overrides);
    if !hopeless.is_empty() {
        return hopeless;
    }
    match World::draw_with(model, 0, 0, overrides) {
        Ok(world) => certain::certain_faults(model, &world),
        Err(fault) => vec![fault],
    }
}

/// Names that stand in the file but could not be read are told there, not where they are used.
fn forgive_unread(scenario: &Scenario, faults: &mut Vec<Diagnostic>) {
    let quoted: Vec<String> =
        scenario.unread.iter().map(|name| format!("`{}`", name.value)).collect();
    faults.retain(|fault| {
        fault.code != Code::UnknownName || !quoted.iter().any(|name| fault.message.contains(name))
    });
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

struct Compiler<'a> {
    scenario: &'a Scenario,
    names: &'a Names,
    timeline: Timeline,
    checker: Checker<'a>,
}

impl Compiler<'_> {
    fn variables(&mut self) -> Vec<Variable> {
        let scenario = self.scenario;
        let mut found: Vec<Option<Variable>> = vec![None; self.names.len()];
        let mut put = |id: VariableId, variable: Variable| {
            let slot = &mut found[id.index()];
            if slot.is_none() {
                *slot = Some(variable);
            }
        };
        for parameter in &scenario.parameters {
            let kind = Kind::Parameter(text(parameter.unit.as_ref()));
            let id = self.id(&parameter.name);
            put(id, variable(&parameter.name, Vec::new(), Vec::new(), kind));
        }
        for choice in &scenario.choices {
            put(self.id(&choice.name), self.choice(choice));
        }
        for event in &scenario.events {
            put(self.id(&event.name), self.event(event));
        }
        for process in &scenario.processes {
            put(self.id(&process.name), self.process(process));
        }
        for series in &scenario.series {
            put(self.id(&series.name), self.series(series));
        }
        for quantity in &scenario.quantities {
            put(self.id(&quantity.name), self.quantity(quantity));
        }
        found.into_iter().flatten().collect()
    }

    fn id(&self, name: &Located<String>) -> VariableId {
        self.names.get(&name.value).map_or(VariableId(0), |named| named.id)
    }

    fn choice(&mut self, choice: &scenario::Choice) -> Variable {
        let listed: Vec<String> = choice.options.iter().map(|o| o.value.clone()).collect();
        let (outcomes, shown) = in_both_orders(&listed);
        let name = &choice.name;
        let default = outcome(&name.value, &outcomes, choice.options_place, &choice.default);
        let default = self.or_zero(default);
        variable(name, outcomes, shown, Kind::Choice(default))
    }

    fn or_zero(&mut self, found: Result<u16, Diagnostic>) -> u16 {
        found.unwrap_or_else(|fault| {
            self.checker.faults.push(fault);
            0
        })
    }

    fn event(&mut self, event: &scenario::Event) -> Variable {
        let Outcomes { sorted, shown, place } = names::outcomes_of_event(event);
        let waits =
            matches!(event.settled, scenario::Settled::When(_) | scenario::Settled::AtEnd(_));
        let yes_no = sorted == ["no", "yes"];
        let default = if yes_no { "no" } else { "none" };
        let otherwise = event.otherwise.as_ref().map_or(default, |o| o.value.as_str());
        if let Some(written) = event.otherwise.as_ref().filter(|_| waits)
            && let Err(fault) = outcome(&event.name.value, &sorted, place, written)
        {
            let help = "`p` makes it a yes/no event: for a third outcome, give `outcomes`";
            self.checker.faults.push(fault.help(help));
        }
        let otherwise = sorted.binary_search_by(|o| o.as_str().cmp(otherwise)).ok();
        let otherwise = otherwise.map(|i| i as u16).filter(|_| waits);
        let name = &event.name.value;
        let of = Weighed { name, outcomes: &sorted, place, optional: otherwise };
        let rule = self.checker.rule(&event.rule, &of);
        let settled = self.settled(&event.settled);
        let lottery = lottery(sorted.len(), Law::Rule(rule), event.rule.place);
        let kind = Kind::Event(Box::new(Event { settled, otherwise, lottery }));
        variable(&event.name, sorted, shown, kind)
    }

    fn settled(&mut self, settled: &scenario::Settled) -> Settled {
        match settled {
            scenario::Settled::AtStart => Settled::AtStart,
            scenario::Settled::When(expr) => Settled::When(self.checker.condition(expr, "`when`")),
            scenario::Settled::AtEnd(_) => Settled::AtEnd,
            scenario::Settled::EachStep(_) => Settled::EachStep,
        }
    }

    fn process(&mut self, process: &scenario::Process) -> Variable {
        let listed: Vec<String> = process.states.iter().map(|s| s.value.clone()).collect();
        let (states, shown) = in_both_orders(&listed);
        let place = process.states_place;
        let name = &process.name.value;
        let of = Weighed { name, outcomes: &states, place, optional: None };
        let start = self.start(process, &of);
        let mut rows = vec![Vec::new(); states.len()];
        let mut delays = vec![Vec::new(); states.len()];
        let mut seen: Vec<Option<Place>> = vec![None; states.len()];
        for row in &process.rows {
            let from = match outcome(name, &states, place, &row.from) {
                Ok(from) => from,
                Err(fault) => {
                    self.checker.faults.push(fault);
                    continue;
                }
            };
            if seen[usize::from(from)].replace(row.place).is_some() {
                continue; // the same key twice, which TOML refuses
            }
            rows[usize::from(from)] = self.checker.moves(row, &of, from);
            let mut after = self.delays(row, &of, from);
            let rank = |d: &Delay| shown.iter().position(|s| *s == d.to);
            after.sort_by_key(rank);
            delays[usize::from(from)] = after;
        }
        let period = process.per.as_ref().map(|per| per.value);
        let share_of_period = period.map_or(1.0, |period| self.timeline.share_of(period));
        let moves = rows.into_iter().zip(0..).map(|(moves, from): (Vec<Move>, u16)| {
            let place = moves.first()?.chance.place;
            let law = Law::Moves(Moves { from, moves, share_of_period });
            Some(lottery(states.len(), law, place))
        });
        let moves = moves.collect();
        let since_steps = self.since_steps(process);
        let kind = Kind::Process(Box::new(Process { start, since_steps, moves, delays }));
        variable(&process.name, states, shown, kind)
    }

    fn since_steps(&self, process: &scenario::Process) -> f64 {
        let (Some(since), Some(clock)) = (&process.since, &self.timeline.clock) else { return 0.0 };
        (days_of(clock.as_of) - days_of(since.value)).max(0.0) / self.timeline.step_days()
    }

    fn start(&mut self, process: &scenario::Process, of: &Weighed) -> Lottery {
        let weights = match &process.start {
            Start::Outcomes(outcomes) => {
                self.not_everywhere(|checker| checker.weights(outcomes, of))
            }
            Start::Panel(panel) => self.not_everywhere(|checker| checker.pooled_weights(panel, of)),
            Start::State(state) => {
                let mut shares = vec![Share::Nothing; of.outcomes.len()];
                let found = outcome(of.name, of.outcomes, of.place, state);
                let certain = Value { number: Number::Constant(1.0), place: state.place };
                let at = self.or_zero(found);
                if let Some(share) = shares.get_mut(usize::from(at)) {
                    *share = Share::Said(certain);
                }
                Weights { shares, place: state.place, divided: false }
            }
        };
        let place = weights.place;
        let rule = Rule { base: Base::Plain(weights), cases: Vec::new(), adjusts: Vec::new() };
        lottery(of.outcomes.len(), Law::Rule(rule), place)
    }

    /// Chances of starts: states that are not named are where it does not start.
    fn not_everywhere(&mut self, read: impl FnOnce(&mut Checker) -> Weights) -> Weights {
        let mut faults = std::mem::take(&mut self.checker.faults);
        let weights = read(&mut self.checker);
        let new = std::mem::take(&mut self.checker.faults);
        faults.extend(new.into_iter().filter(|f| f.code != Code::MissingOutcome));
        self.checker.faults = faults;
        weights
    }

    fn delays(&mut self, row: &scenario::Row, of: &Weighed, from: u16) -> Vec<Delay> {
        let mut delays = Vec::new();
        for written in &row.moves {
            let MoveBy::After(figure) = &written.by else { continue };
            let to = match outcome(of.name, of.outcomes, of.place, &written.to) {
                Ok(to) if to != from => to,
                Ok(_) => {
                    self.checker.faults.push(own_move(&written.to));
                    continue;
                }
                Err(fault) => {
                    self.checker.faults.push(fault);
                    continue;
                }
            };
            let kind = NumberKind::Duration;
            let after = self.drawn(figure, kind, "`after`");
            if let Some((low, _)) = bind::bounds(&after)
                && low < 0.0
            {
                self.checker.faults.push(
                    Diagnostic::new(Code::Delay, figure.place, "this delay can be negative").help(
                        "say a range above 0, such as \"3 to 12 weeks\", or a distribution \
                               that starts at 0, or `truncate(…, 0 days, 1 year)`",
                    ),
                );
            }
            let condition = written.condition.as_ref().map(|c| self.checker.condition(c, "`if`"));
            delays.push(Delay { to, after, condition, place: figure.place });
        }
        delays
    }

    fn series(&mut self, series: &scenario::Series) -> Variable {
        let kind = NumberKind::Number;
        let start = self.drawn(&series.start, kind, "`start`");
        let next = self.drawn(&series.next, kind, "`next`");
        let unit = text(series.unit.as_ref());
        let kind = Kind::Series(Box::new(Series { start, next, unit, place: series.next.place }));
        variable(&series.name, Vec::new(), Vec::new(), kind)
    }

    fn quantity(&mut self, quantity: &scenario::Quantity) -> Variable {
        let kind = NumberKind::Number;
        let value = self.drawn(&quantity.value, kind, "`value`");
        let settled = self.settled(&quantity.settled);
        let unit = text(quantity.unit.as_ref());
        let place = quantity.value.place;
        let kind = Kind::Quantity(Box::new(Quantity { settled, value, kind, unit, place }));
        variable(&quantity.name, Vec::new(), Vec::new(), kind)
    }

    /// A number that chance may draw, or one that is given anew.
    fn drawn(&mut self, figure: &scenario::Figure, kind: NumberKind, what: &str) -> Number {
        let number = self.checker.figure(figure, Setting::Draw, kind, what);
        let doubts = self.checker.doubts.len();
        self.checker.varied(figure, number, doubts)
    }

    fn find_forms(&self, variables: &mut [Variable]) {
        let sizes: Vec<usize> = variables.iter().map(|v| v.outcomes.len()).collect();
        let size = |id: VariableId| sizes[id.index()];
        for variable in variables {
            let find = |lottery: &mut Lottery| {
                lottery.form = form(&lottery.law, lottery.width, &size, &self.timeline);
            };
            match &mut variable.kind {
                Kind::Event(event) => find(&mut event.lottery),
                Kind::Process(process) => {
                    find(&mut process.start);
                    process.moves.iter_mut().flatten().for_each(find);
                }
                Kind::Parameter(_) | Kind::Choice(_) | Kind::Series(_) | Kind::Quantity(_) => {}
            }
        }
    }
}

fn lottery(width: usize, law: Law, place: Place) -> Lottery {
    Lottery { width, law, form: Form::Weighed, place }
}

fn variable(
    name: &Located<String>,
    outcomes: Vec<String>,
    shown: Vec<u16>,
    kind: Kind,
) -> Variable {
    Variable { name: name.value.clone(), place: name.place, outcomes, shown, kind }
}

fn text(unit: Option<&Located<String>>) -> String {
    unit.map_or_else(String::new, |u| u.value.clone())
}

fn in_both_orders(listed: &[String]) -> (Vec<String>, Vec<u16>) {
    let mut sorted = listed.to_vec();
    sorted.sort();
    sorted.dedup();
    let mut shown = Vec::new();
    for name in listed {
        if let Ok(i) = sorted.binary_search(name)
            && !shown.contains(&(i as u16))
        {
            shown.push(i as u16);
        }
    }
    (sorted, shown)
}

fn memories_of(variables: &[Variable]) -> Vec<Memory> {
    let mut found: Vec<Memory> = Vec::new();
    for variable in variables {
        memories::of_variable(variable, &mut |condition: &Condition, is_counted| match found
            .iter_mut()
            .find(|memory| memory.condition == *condition)
        {
            Some(memory) => memory.is_counted |= is_counted,
            None => found.push(Memory { condition: condition.clone(), is_counted }),
        });
    }
    found
}

/// An event or quantity settled at the start may not look at what moves.
fn looks_at_moving(
    variables: &[Variable],
    variable: &Variable,
    id: VariableId,
    clock: bool,
    faults: &mut Vec<Diagnostic>,
) {
    let plain = matches!(variable.kind, Kind::Event(_) | Kind::Quantity(_));
    if !clock || !plain || !order::settles_at_start(variable) {
        return;
    }
    let mut moving = None;
    reads::at_start(variable, &mut |read, _| {
        if read != id && variables[read.index()].moves() {
            moving.get_or_insert(read);
        }
    });
    if let Some(moving) = moving.map(|read| &variables[read.index()]) {
        faults.push(
            Diagnostic::new(
                Code::LooksAtMoving,
                variable.place,
                format!(
                    "`{}` is settled at the start, but looks at `{}`, which moves",
                    variable.name, moving.name
                ),
            )
            .related(moving.place, format!("`{}` moves from step to step", moving.name))
            .help("say when it is settled: `when = \"…\"`, `when = \"end\"` or `each = \"step\"`"),
        );
    }
}
