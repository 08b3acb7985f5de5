//! Checks of dates in formulas that no step has (days of `by` and `at` outside the clock, equality with a day between
//! two steps), and of a last step that is shorter than the others.

use crate::diagnostic::{Code, Diagnostic, Located, Place, Repair};
use crate::formula::{
    Binary, Calendars, Comparison, Condition, Expr, ExprKind, Number, NumberKind, Part, Scope,
    Setting, Unit, check_condition, check_number, date_of, days_of,
};
use crate::model::compile::{CalendarFacts, calendar_only};
use crate::model::evaluate::facts::bounds;
use crate::model::timeline::{Clock, Timeline};
use crate::scenario::{Calendar, Per, Scenario, Settled, formulas};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The faults of a sound formula that asks about days before `as_of`, or about the state on a day after `until`.
pub(crate) fn outside(expr: &Expr, scope: &Scope, (as_of, until): (Date, Date)) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut parts = vec![expr];
    while let Some(part) = parts.pop() {
        if let ExprKind::Call(call) = &part.kind
            && matches!(call.function.as_str(), "by" | "at")
            && let [_, day] = &call.arguments[..]
            && let Ok(Number::Constant(at)) =
                check_number(&day.value, scope, NumberKind::Date, "the day")
        {
            let what = match (&day.value.kind, date_of(at)) {
                (ExprKind::Date(date), _) => date.to_string(),
                (_, Some(date)) => format!("this day, {date},"),
                (_, None) => "this day".to_owned(),
            };
            let fault = |text: String| Diagnostic::new(Code::BadDate, day.value.place, text);
            if at < days_of(as_of) {
                let text =
                    format!("{what} is before the scenario's clock, which begins on {as_of}");
                faults.push(
                    fault(text)
                        .help("nothing is known of days before `as_of`: ask about a later one"),
                );
            } else if at > days_of(until) && call.function == "at" {
                let text = format!("{what} is after the scenario's clock, which ends on {until}");
                faults.push(fault(text).help(format!(
                    "nothing is computed there: ask about {until} or an earlier day, or move `until`"
                )));
            }
        }
        parts.extend(part.parts().into_iter().rev());
    }
    faults
}

/// The faults of a formula in which a comparison holds only on a date between two steps.
pub(crate) fn off_steps(expr: &Expr, scope: &Scope, timeline: &Timeline) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let Some(clock) = timeline.clock.filter(|clock| clock.step != Unit::Day) else { return faults };
    let mut parts = vec![expr];
    while let Some(part) = parts.pop() {
        let equals = matches!(
            &part.kind,
            ExprKind::Binary(Binary::Equal | Binary::NotEqual, ..) | ExprKind::In(..)
        );
        if equals && mentions_date(part) {
            let scope = Scope { setting: Setting::Model, ..scope.clone() };
            let meaning = check_condition(part, &scope, "a date").ok();
            let day = meaning.and_then(|condition| missed(&condition, timeline));
            faults.extend(day.map(|day| off_step(part.place, day, timeline, &clock)));
        }
        parts.extend(part.parts().into_iter().rev());
    }
    faults
}

/// Whether an expression mentions the date of the step.
fn mentions_date(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if name == "date")
        || expr.parts().into_iter().any(mentions_date)
}

/// A day within the clock, and between two steps, on which alone two dates are equal.
fn missed(condition: &Condition, timeline: &Timeline) -> Option<f64> {
    let is_step = |day: f64| timeline.days.binary_search_by(|d| d.total_cmp(&day)).is_ok();
    let (first, last) = (timeline.days[0], timeline.days[timeline.last()]);
    match condition {
        Condition::Or(all) => all.iter().find_map(|one| missed(one, timeline)),
        Condition::Compare(compared)
            if matches!(compared.how, Comparison::Equal | Comparison::NotEqual) =>
        {
            let [a, b] = compared.sides();
            if let (Number::Today, Number::Constant(day)) | (Number::Constant(day), Number::Today) =
                (a, b)
            {
                return (*day > first && *day < last && !is_step(*day)).then_some(*day);
            }
            let mut reads_step = false;
            condition.walk(&mut |part, _| {
                reads_step |= matches!(part, Part::Number(Number::Step));
            });
            if reads_step || !calendar_only(condition) {
                return None;
            }
            let days = (0..).map(|k| first + f64::from(k)).take_while(|day| *day <= last);
            days.filter(|day| !is_step(*day)).find(|day| {
                let facts = CalendarFacts { step: f64::NAN, today: *day };
                bounds(a, &facts).compare(Comparison::Equal, bounds(b, &facts)) == Some(true)
            })
        }
        _ => None,
    }
}

/// The step of a day that must be one; `what` names the day in messages.
pub(crate) fn on_step(
    day: &Located<Date>,
    what: &str,
    timeline: &Timeline,
) -> Result<usize, Diagnostic> {
    let (date, place) = (day.value, day.place);
    let Some(clock) = timeline.clock else { return Ok(0) };
    let fault =
        |when: String| Diagnostic::new(Code::BadDate, place, format!("{what}, {date}, is {when}"));
    if date < clock.as_of {
        let as_of = clock.as_of;
        return Err(fault(format!("before the scenario's clock, which begins on {as_of}"))
            .label(format!("write {as_of} or a later day"))
            .repair(Repair::new(place, as_of.to_string()))
            .help(if what.contains("news") {
                "what was known on `as_of` belongs in the numbers: starts, chances and `since`"
            } else {
                "nothing is computed before it: name a later day, or let the scenario begin earlier"
            }));
    }
    if date > clock.until {
        let until = clock.until;
        return Err(fault(format!("after the scenario's clock, which ends on {until}"))
            .label(format!("write {until} or an earlier day"))
            .repair(Repair::new(place, until.to_string()))
            .help("or let the scenario end later: move `until`"));
    }
    let at = timeline.step_at(days_of(date)).unwrap_or(0);
    if timeline.date(at) == Some(date) {
        return Ok(at);
    }
    let mut fault = off_step(place, days_of(date), timeline, &clock);
    let around = [timeline.date(at), timeline.date(at + 1)].into_iter().flatten();
    let ways: Vec<_> = around.map(|day| (day.to_string(), String::new())).collect();
    fault.propose(&ways);
    Err(fault)
}

/// The dates of each calendar of a scenario.
pub(crate) fn calendars(scenario: &Scenario) -> Calendars {
    let days = |dates: &[Located<Date>]| dates.iter().map(|date| days_of(date.value)).collect();
    let of = |calendar: &Calendar| (calendar.name.value.clone(), days(&calendar.dates));
    scenario.calendars.iter().map(of).collect()
}

/// The most faults of one calendar.
const MOST_OFF_STEPS: usize = 8;

/// The faults of dates on which something happens and that are no steps: those of `on`, and of calendars that tell
/// when something happens.
pub(crate) fn of_calendars(scenario: &Scenario, timeline: &Timeline) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let Some(clock) = timeline.clock else { return faults };
    let settled = || {
        let of_events = scenario.events.iter().map(|event| (&event.name, &event.settled));
        let of_quantities = scenario.quantities.iter().map(|one| (&one.name, &one.settled));
        of_events.chain(of_quantities)
    };
    for (name, settled) in settled() {
        if let Settled::On(date) = settled {
            let what = format!("the day of `{}`", name.value);
            faults.extend(on_step(date, &what, timeline).err());
        }
    }
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (_, settled) in settled() {
        if let Settled::EachDate(calendar) = settled {
            used.insert(&calendar.value);
        }
    }
    for process in &scenario.processes {
        let rows = process.rows.iter().filter_map(|row| row.per.as_ref());
        for per in rows.chain(&process.per) {
            if let Per::Dates(calendar) = &per.value {
                used.insert(calendar);
            }
        }
    }
    let mut parts = formulas(scenario);
    while let Some(part) = parts.pop() {
        if let ExprKind::Call(call) = &part.kind
            && call.function == "on"
            && let [argument] = &call.arguments[..]
            && let ExprKind::Name(name) = &argument.value.kind
        {
            used.insert(name);
        }
        parts.extend(part.parts());
    }
    for calendar in scenario.calendars.iter().filter(|c| used.contains(c.name.value.as_str())) {
        let within = |date: &&Located<Date>| date.value >= clock.as_of && date.value <= clock.until;
        let mut dates = calendar.dates.iter().filter(within).peekable();
        if dates.peek().is_none() {
            let message = format!(
                "no date of the calendar `{}` lies within the clock, {} to {}",
                calendar.name.value, clock.as_of, clock.until
            );
            faults.push(Diagnostic::new(Code::BadDate, calendar.name.place, message));
        }
        let off = dates.filter_map(|date| {
            let at = timeline.step_at(days_of(date.value))?;
            (timeline.date(at) != Some(date.value)).then_some(date)
        });
        let most = if calendar.every.is_some() { 1 } else { MOST_OFF_STEPS };
        faults.extend(
            off.take(most).map(|date| off_step(date.place, days_of(date.value), timeline, &clock)),
        );
    }
    faults
}

fn off_step(place: Place, day: f64, timeline: &Timeline, clock: &Clock) -> Diagnostic {
    let before = timeline.step_at(day).unwrap_or(0);
    let shown = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    let (day, earlier) = (shown(date_of(day)), shown(timeline.date(before)));
    let later = shown(timeline.date(before + 1));
    let length = if clock.step == Unit::Week { "week" } else { "month" };
    Diagnostic::new(Code::OffStep, place, format!("{day} lies between two steps, and no step is that day"))
        .label(format!("the steps around it are {earlier} and {later}"))
        .help(format!(
            "write {earlier} or {later}, or compute each day: `step = \"day\"` for `step = \"{length}\"`"
        ))
}

/// The fault of a clock that ends between two steps if something is drawn at every step.
pub(crate) fn short_step(scenario: &Scenario, timeline: &Timeline) -> Option<Diagnostic> {
    timeline.short_step()?;
    let (written, clock) = (scenario.clock.as_ref()?, timeline.clock?);
    let each = |settled: &Settled| matches!(settled, Settled::EachStep(_));
    let named = |name: &crate::diagnostic::Located<String>| (name.value.clone(), name.place);
    let series = scenario.series.iter().map(|series| named(&series.name));
    let events = scenario.events.iter().filter(|event| each(&event.settled));
    let quantities = scenario.quantities.iter().filter(|quantity| each(&quantity.settled));
    let mut all: Vec<(String, Place)> = series
        .chain(events.map(|event| named(&event.name)))
        .chain(quantities.map(|quantity| named(&quantity.name)))
        .collect();
    all.sort_by_key(|(_, place)| (place.file, place.start));
    let (name, place) = all.first()?;
    let others = if all.len() > 1 { format!(" and {} more", all.len() - 1) } else { String::new() };
    let until = clock.until;
    let last = timeline.last();
    let (before, after) = (clock.date(last - 1), clock.date(last));
    let what = format!(
        "the clock ends on {until}, between two steps, and `{name}`{others} is drawn at whole steps"
    );
    let earlier = if last > 1 { format!("`until = {before}` or ") } else { String::new() };
    Some(
        Diagnostic::new(Code::ShortStep, written.until.place, what)
            .label(format!("end on a step: {earlier}`until = {after}`"))
            .related(*place, format!("`{name}` is drawn at each step"))
            .help(format!(
                "or take steps that end there: `step = \"day\"`, with the numbers of `{name}` by the day"
            )),
    )
}
