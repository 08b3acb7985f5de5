//! Advice on rates: their effect over the whole period, and rows with hardly any chance to stay after adjustments.

use super::wording::{day, each, percent, percent_as_written};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Condition, Interned, Number};
use crate::model::advice::reach::Calendar;
use crate::model::advice::reach::Possible;
use crate::model::advice::reach::{rows, share};
use crate::model::bind::{Binding, Table};
use crate::model::conditional::{ConditionalDistribution, Move, Moves, Specification, Value};
use crate::model::keys::Form;
use crate::model::{Implied, Kind, Model, Supposition, Variable};
use crate::scenario::{self, Base, MoveBy, Per, Scenario};

/// The least chance to stay in a state for a period before its row is reported.
const EDGE: f64 = 0.05;

/// The inputs of the advice.
pub(super) struct Known<'a> {
    /// The possible outcomes.
    pub(super) possible: &'a Possible<'a>,
    /// The chances of one world.
    pub(super) binding: &'a Binding,
    /// The ranges of uncertain chances.
    pub(super) implied: &'a Implied,
}

pub(super) fn advise(
    scenario: &Scenario,
    model: &Model,
    known: &Known,
    found: &mut Vec<Diagnostic>,
) {
    let Some(clock) = &model.timeline.clock else { return };
    let nothing = Supposition::default();
    let calendar = Calendar::new(model, &nothing);
    for process in &scenario.processes {
        let Some(id) = model.find(&process.name.value) else { continue };
        let variable = model.variable(id);
        let Kind::Process(compiled) = &variable.kind else { continue };
        for row in &process.rows {
            let Some(from) = variable.outcome(&row.from.value) else { continue };
            let Some(moves) = compiled.moves_from(from) else { continue };
            let step = Per::Time(1.0, clock.step);
            let per = row.per.as_ref().or(process.per.as_ref());
            let period = per.map_or(&step, |per| &per.value);
            let periods = model.timeline.whole_steps(model.timeline.last()) * moves.share_of_period;
            let (each, implied) = (each(period), known.implied);
            let echo = Echo { periods, each, implied, calendar: &calendar };
            let last_day = day(clock.until, clock.as_of.year());
            let by = format!("over the whole clock, by {last_day}");
            let rates = echo.row(&process.name.value, row, moves).into_iter();
            found.extend(rates.map(|rate| rate.help(by.clone())));
            let conditional = compiled.moves[usize::from(from)].as_ref();
            let table = known.binding.moves[id.index()][usize::from(from)].as_deref();
            if let (Some(conditional), Some(table), None) = (conditional, table, moves.deadline) {
                at_the_edge(variable, conditional, table, known.possible, period, found);
            }
        }
    }
}

/// The data for reporting the rates of a row, one line each.
struct Echo<'a> {
    /// The number of periods in the clock.
    periods: f64,
    /// The words for the period, such as `a month`.
    each: String,
    /// The ranges of uncertain rates.
    implied: &'a Implied,
    /// The conditions that the calendar decides.
    calendar: &'a Calendar<'a>,
}

impl Echo<'_> {
    fn row(&self, process: &str, row: &scenario::Row, moves: &Moves) -> Vec<Diagnostic> {
        let mut rates = Vec::new();
        let chances = row.moves.iter().filter_map(|written| match &written.by {
            MoveBy::Chance(rule) => Some((written, rule)),
            MoveBy::After(_) => None,
        });
        for ((written, rule), compiled) in chances.zip(&moves.moves) {
            if is_fact(rule) || self.is_switched_off(compiled) {
                continue;
            }
            let name = format!("`{process}`: {} → {}", row.from.value, written.to.value);
            rates.extend(self.rate(&name, &compiled.chance));
            for (case, (_, chance)) in rule.cases.iter().zip(&compiled.cases) {
                rates.extend(self.rate(&format!("{name}, in case {}", case.text), chance));
            }
        }
        rates
    }

    /// Whether the calendar alone closes a move for a part of the clock, or replaces its chance, so that the rate does
    /// not apply to the whole clock.
    fn is_switched_off(&self, compiled: &Move) -> bool {
        let calendar = self.calendar;
        let excludes = |(condition, factor): &(Interned<Condition>, Value)| {
            factor.number.constant().is_some_and(|factor| factor <= 0.0)
                && calendar.opens(condition)
        };
        compiled.condition.as_ref().is_some_and(|condition| calendar.closes(condition))
            || compiled.cases.iter().any(|(condition, _)| calendar.decides(condition))
            || compiled.adjusts.iter().any(excludes)
    }

    /// Reports `experts → collapsed: 5 % a month is 20 % in all`, with both ends for an uncertain rate. `None` if the
    /// rate depends on a trial or is 0 or 1.
    fn rate(&self, name: &str, chance: &Value) -> Option<Diagnostic> {
        let whole = |p: f64| -libm::expm1(self.periods * libm::log1p(-p));
        let reported = |rate: String, over_all: String, most: f64| {
            let what = format!("{name}: {rate} {} is {over_all} in all", self.each);
            Some(Diagnostic::new(Code::RateOverPeriod, chance.place, what).weigh(most))
        };
        if let Some((low, high)) = self.implied.get(&chance.place) {
            let rates = format!("{} to {}", percent(*low), percent(*high));
            let (least, most) = (whole(*low), whole(*high));
            return reported(rates, format!("{} to {}", percent(least), percent(most)), most);
        }
        let Number::Constant(p) = chance.number else { return None };
        if !(p > 0.0 && p < 1.0) {
            return None;
        }
        reported(percent_as_written(p), percent(whole(p)), whole(p))
    }
}

/// Whether the chance of a move is declared a fact.
fn is_fact(rule: &scenario::Rule) -> bool {
    matches!(&rule.base, Base::Chance(literal) if literal.grounds.is_fact)
}

/// Reports a row whose given chances leave a chance to stay, but whose adjusted ones leave hardly any in some state
/// of the world.
fn at_the_edge(
    variable: &Variable,
    conditional: &ConditionalDistribution,
    table: &Table,
    possible: &Possible,
    period: &Per,
    found: &mut Vec<Diagnostic>,
) {
    let (Specification::Moves(moves), Form::Table(keys)) =
        (&conditional.specification, &conditional.form)
    else {
        return;
    };
    let mut least_stay = 1.0_f64;
    for (row, _) in rows(possible, keys) {
        for (phase, first) in table.phases.iter().zip(&keys.phases) {
            // the chance to stay is greater in a shorter step
            let is_short = moves.short_step == Some(*first) && table.phases.len() > 1;
            if !is_short && phase.faults.iter().all(|(faulty, _)| *faulty != row) {
                // staying is first in the order of the draw
                let stay = share(table, &phase.fine, row, 0) as f64 / 18_446_744_073_709_551_616.0;
                least_stay = least_stay.min(stay);
            }
        }
    }
    let stay = of_period(least_stay, moves);
    let adjust = moves.moves.iter().flat_map(|m| &m.adjusts).find(|(_, factor)| raises(factor));
    let (Some((_, factor)), Some(stated)) = (adjust, most_stated(&moves.moves)) else { return };
    if stay < EDGE && 1.0 - stated >= EDGE {
        let what = format!(
            "adjustments drive the chance to leave `{}` from {} to {} {}",
            variable.outcomes[usize::from(moves.from)],
            percent(stated),
            percent(1.0 - stay),
            each(period)
        );
        found.push(
            Diagnostic::new(Code::EdgeOfRow, factor.place, what)
                .weigh(1.0 - stay)
                .help("say a smaller chance, smaller factors, or a shorter `per`"),
        );
    }
}

/// Converts the chance to stay for a step to that for a period.
fn of_period(stay: f64, moves: &Moves) -> f64 {
    let is_alone = moves.short_step == Some(1);
    libm::pow(stay, 1.0 / if is_alone { moves.short_share } else { moves.share_of_period })
}

fn raises(factor: &Value) -> bool {
    factor.number.constant().is_none_or(|x| x > 1.0)
}

/// The greatest sum of the given chances of a row, base or cases; `None` if they are formulas.
fn most_stated(row: &[Move]) -> Option<f64> {
    row.iter().try_fold(0.0, |sum, chance| {
        let cases = chance.cases.iter().map(|(_, value)| value);
        let most = std::iter::once(&chance.chance)
            .chain(cases)
            .try_fold(0.0_f64, |most, value| value.number.constant().map(|p| most.max(p)))?;
        Some(sum + most)
    })
}
