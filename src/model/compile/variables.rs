//! The compilation of the variables of a scenario: their outcomes, times and moves.

use super::form::form;
use super::moves::own_move;
use super::names;
use super::names::{Names, Outcomes, in_both_orders, outcome};
use super::rules::{Checker, OutcomeList};
use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::formula::{Condition, Interned, Number, NumberKind, Setting, VariableId, days_of, fold};
use crate::model::bind::bounds;
use crate::model::check::Definedness;
use crate::model::conditional::{
    Base, ConditionalDistribution, End, Move, Moves, Rule, Share, Specification, Value, Weights,
};
use crate::model::keys::Form;
use crate::model::timeline::{Counting, Timeline};
use crate::model::tree::{Delay, Event, Kind, Process, Quantity, Series, Settled, Variable};
use crate::scenario::{self, MoveBy, Per, Scenario, Start};

/// The inputs of the compilation, and the faults found so far.
pub(crate) struct Compiler<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) names: &'a Names,
    pub(crate) timeline: Timeline,
    pub(crate) checker: Checker<'a>,
}

impl Compiler<'_> {
    /// All variables, in the order of their ids.
    pub(crate) fn variables(&mut self) -> Vec<Variable> {
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
        let mut variables = Vec::with_capacity(found.len());
        variables.extend(found.into_iter().flatten());
        variables
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
            !matches!(event.settled, scenario::Settled::AtStart | scenario::Settled::EachStep(_));
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
        let of = OutcomeList { name, outcomes: &sorted, place, optional: otherwise };
        let (mut rule, mut noisy_or) = match &event.rule.base {
            scenario::Base::Chance(leak) if !event.rule.causes.is_empty() => {
                self.checker.noisy_or(leak, &event.rule, &of)
            }
            _ => (self.checker.rule(&event.rule, &of), None),
        };
        let settled = self.settled(&event.settled);
        if let scenario::Settled::EachDate(calendar) = &event.settled {
            self.only_on(calendar, &mut rule, (sorted.len(), otherwise.unwrap_or(0)));
            noisy_or = None;
        }
        let conditional = conditional(sorted.len(), Specification::Rule(rule), event.rule.place);
        let kind = Kind::Event(Box::new(Event { settled, otherwise, conditional, noisy_or }));
        variable(&event.name, sorted, shown, kind)
    }

    /// Makes an event have its `otherwise` at every step that is no date of a calendar.
    fn only_on(
        &self,
        calendar: &Located<String>,
        rule: &mut Rule,
        (outcomes, otherwise): (usize, u16),
    ) {
        let is_date = self.checker.is_date(&calendar.value);
        let mut shares = vec![Share::Nothing; outcomes];
        let certain = Value::new(Number::Constant(1.0), calendar.place);
        if let Some(share) = shares.get_mut(usize::from(otherwise)) {
            *share = Share::Given(certain);
        }
        let weights = Weights { shares, place: calendar.place, divided: false };
        rule.cases.insert(0, (Interned::of(fold::not(is_date)), weights));
    }

    fn settled(&mut self, settled: &scenario::Settled) -> Settled {
        match settled {
            scenario::Settled::AtStart => Settled::AtStart,
            scenario::Settled::When(expr) => Settled::When(self.checker.condition(expr, "`when`")),
            scenario::Settled::AtEnd(_) => Settled::AtEnd,
            scenario::Settled::On(date) => {
                Settled::When(Interned::of(fold::is_today(&[days_of(date.value)])))
            }
            scenario::Settled::EachStep(_) | scenario::Settled::EachDate(_) => Settled::EachStep,
        }
    }

    fn process(&mut self, process: &scenario::Process) -> Variable {
        let listed: Vec<String> = process.states.iter().map(|s| s.value.clone()).collect();
        let (states, shown) = in_both_orders(&listed);
        let place = process.states_place;
        let name = &process.name.value;
        let of = OutcomeList { name, outcomes: &states, place, optional: None };
        let start = self.start(process, &of);
        let mut rows = vec![Vec::new(); states.len()];
        let mut delays = vec![Vec::new(); states.len()];
        let mut deadlines: Vec<Option<End>> = vec![None; states.len()];
        let mut seen: Vec<Option<Place>> = vec![None; states.len()];
        let mut rank = vec![0; states.len()];
        shown.iter().enumerate().for_each(|(at, state)| rank[usize::from(*state)] = at);
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
            if let Some(deadline) = &row.deadline {
                let id = self.id(&process.name);
                let (ends, end) = self.deadline(deadline, &of, (id, from));
                rows[usize::from(from)].extend(ends);
                deadlines[usize::from(from)] = Some(end);
            }
            let mut after = self.delays(row, &of, from);
            after.sort_by_key(|delay| rank[usize::from(delay.to)]);
            delays[usize::from(from)] = after;
        }
        let moves = rows.into_iter().zip(0..).map(|(mut moves, from): (Vec<Move>, u16)| {
            let place = moves.first()?.chance.place;
            let short_step = self.timeline.short_step();
            let row = process.rows.iter().find(|row| row.from.value == states[usize::from(from)]);
            let per = row.and_then(|row| row.per.as_ref()).or(process.per.as_ref());
            let per = per.map(|per| &per.value);
            let share_of_period = per.map_or(1.0, |per| self.timeline.share_of_per(per));
            let short_share = match per {
                Some(Per::Dates(calendar)) => {
                    let is_date = self.checker.is_date(calendar);
                    for one in moves.iter_mut().filter(|one| !one.is_end) {
                        one.opens_if(&is_date);
                    }
                    1.0
                }
                _ => share_of_period * self.timeline.last_share,
            };
            let reached = Moves::reached(from, &moves, states.len());
            let width = reached.as_ref().map_or(states.len(), Vec::len);
            let deadline = deadlines[usize::from(from)];
            let specification =
                Moves { from, moves, reached, share_of_period, short_step, short_share, deadline };
            Some(conditional(width, Specification::Moves(specification), place))
        });
        let moves = moves.collect();
        let since_days = self.since_days(process);
        let kind = Kind::Process(Box::new(Process { start, since_days, moves, delays }));
        variable(&process.name, states, shown, kind)
    }

    fn since_days(&self, process: &scenario::Process) -> f64 {
        let (Some(since), Some(clock)) = (&process.since, &self.timeline.clock) else { return 0.0 };
        (days_of(clock.as_of) - days_of(since.value)).max(0.0)
    }

    fn start(&mut self, process: &scenario::Process, of: &OutcomeList) -> ConditionalDistribution {
        let weights = match &process.start {
            Start::Outcomes(outcomes) => {
                self.not_everywhere(|checker| checker.weights(outcomes, of))
            }
            Start::Panel(panel) => self.not_everywhere(|checker| checker.pooled_weights(panel, of)),
            Start::State(state) => {
                let mut shares = vec![Share::Nothing; of.outcomes.len()];
                let found = outcome(of.name, of.outcomes, of.place, state);
                let certain = Value::new(Number::Constant(1.0), state.place);
                let at = self.or_zero(found);
                if let Some(share) = shares.get_mut(usize::from(at)) {
                    *share = Share::Given(certain);
                }
                Weights { shares, place: state.place, divided: false }
            }
        };
        let place = weights.place;
        let rule = Rule { base: Base::Plain(weights), cases: Vec::new(), adjusts: Vec::new() };
        conditional(of.outcomes.len(), Specification::Rule(rule), place)
    }

    /// Reads chances of starting states, in which states may be omitted.
    pub(super) fn not_everywhere(&mut self, read: impl FnOnce(&mut Checker) -> Weights) -> Weights {
        let mut faults = std::mem::take(&mut self.checker.faults);
        let weights = read(&mut self.checker);
        let new = std::mem::take(&mut self.checker.faults);
        faults.extend(new.into_iter().filter(|f| f.code != Code::MissingOutcome));
        self.checker.faults = faults;
        weights
    }

    fn delays(&mut self, row: &scenario::Row, of: &OutcomeList, from: u16) -> Vec<Delay> {
        let mut delays = Vec::new();
        for written in &row.moves {
            let MoveBy::After(literal) = &written.by else { continue };
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
            let (after, kind) = self.delay(literal);
            let holidays = self.holidays(written.holidays.as_ref(), kind, literal.place);
            let counts = match kind {
                NumberKind::Months => Counting::Months,
                NumberKind::WorkingDays => {
                    Counting::WorkingDays(self.timeline.add_holidays(holidays.to_vec()))
                }
                _ => Counting::Days,
            };
            if let Number::Constant(length) = after
                && length == 0.0
            {
                self.checker.faults.push(
                    Diagnostic::new(Code::Delay, literal.place, "a delay of nothing is no delay")
                        .label("say how long it takes")
                        .help("a move in every step is the chance `1`"),
                );
            }
            if let Some((low, _)) = bounds(&after)
                && low < 0.0
            {
                self.checker.faults.push(
                    Diagnostic::new(Code::Delay, literal.place, "this delay can be negative").help(
                        "say a range above 0, such as \"3 to 12 weeks\", or a distribution \
                               that starts at 0, or `truncate(…, 0 days, 1 year)`",
                    ),
                );
            }
            let condition = written.condition.as_ref().map(|c| self.checker.condition(c, "`if`"));
            delays.push(Delay { to, after, counts, condition, place: literal.place });
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

    /// Compiles a delay, which may be drawn or overridden, with its kind.
    fn delay(&mut self, literal: &scenario::Literal) -> (Number, NumberKind) {
        let (number, kind) = self.checker.delay(literal);
        let uncertain_numbers = self.checker.uncertain_numbers.len();
        (self.checker.varied(literal, number, uncertain_numbers), kind)
    }

    /// Compiles a number, which may be drawn or overridden.
    fn drawn(&mut self, literal: &scenario::Literal, kind: NumberKind, what: &str) -> Number {
        let number = self.checker.literal(literal, Setting::Draw, kind, what);
        let uncertain_numbers = self.checker.uncertain_numbers.len();
        self.checker.varied(literal, number, uncertain_numbers)
    }

    /// Finds the form of each conditional distribution, once the outcomes of all variables are known.
    pub(crate) fn find_forms(&self, variables: &mut [Variable]) {
        let sizes: Vec<usize> = variables.iter().map(|v| v.outcomes.len()).collect();
        let size = |id: VariableId| sizes[id.index()];
        let definedness = Definedness::of(variables);
        let is_open = |condition: &Condition| definedness.condition(condition);
        for variable in variables {
            let find = |conditional: &mut ConditionalDistribution| {
                conditional.form = form(
                    &conditional.specification,
                    conditional.width,
                    (&size, &is_open),
                    &self.timeline,
                );
            };
            match &mut variable.kind {
                Kind::Event(event) => find(&mut event.conditional),
                Kind::Process(process) => {
                    find(&mut process.start);
                    process.moves.iter_mut().flatten().for_each(find);
                }
                Kind::Parameter(_) | Kind::Choice(_) | Kind::Series(_) | Kind::Quantity(_) => {}
            }
        }
    }
}

fn conditional(
    width: usize,
    specification: Specification,
    place: Place,
) -> ConditionalDistribution {
    ConditionalDistribution { width, specification, form: Form::Weighed, place }
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
