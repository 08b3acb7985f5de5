//! The compilation of news, of the day on which it is read, and of watched processes.

use super::names::outcome;
use crate::diagnostic::{Code, Diagnostic, Located, Place, Repair, nearest};
use crate::formula::{
    Category, Condition, Expr, ExprKind, Interned, NamedKind, Number, NumberKind, Reading, Scope,
    Setting, Typed, VariableId, check, check_condition, check_number, days_of, quoted_if_needed,
};
use crate::model::check::{on_step, outside};
use crate::model::suppose::{Learnt, News, Part, clauses, parts_of};
use crate::model::timeline::{Clock, Timeline};
use crate::scenario::{self, Language, Likelier, Scenario, Written, path_piece};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The news of a scenario, and what goes with it.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The news, by day, then in the order of the file.
    pub(crate) news: Vec<News>,
    /// The watched processes, in the order of their names.
    pub(crate) watched: Vec<Located<VariableId>>,
    /// Every fault.
    pub(crate) faults: Vec<Diagnostic>,
}

/// Compiles the news of a scenario, and the processes that it watches.
pub(crate) fn compile(
    scenario: &Scenario,
    scope: &Scope,
    timeline: &Timeline,
    language: &Language,
) -> Told {
    let mut told = Told::default();
    if let Some(fault) = no_clock(scenario, scope) {
        told.faults.push(fault);
        return told;
    }
    let scope = Scope { setting: Setting::Question, ..scope.clone() };
    for written in &scenario.news {
        match news(written, &scope, timeline, language) {
            Ok(news) => told.news.push(news),
            Err(faults) => told.faults.extend(faults),
        }
    }
    told.faults.extend(scenario.partial_news.iter().flat_map(|own| partial(own, &scope, timeline)));
    told.news.sort_by_key(|news| news.step);
    watched(scenario, &scope, &mut told);
    if let (Some(today), Some(_)) = (&scenario.today, timeline.clock) {
        told.faults.extend(on_step(today, "today", timeline).err());
    }
    told
}

/// The fault of the first of the keys that need a clock, in a scenario of a single moment.
fn no_clock(scenario: &Scenario, scope: &Scope) -> Option<Diagnostic> {
    if scope.clock {
        return None;
    }
    let of_news = scenario.news.iter().map(|news| ("news", news.on.place));
    let of_today = scenario.today.iter().map(|today| ("`today`", today.place));
    let of_watched = scenario.watched.iter().map(|watched| ("`watched`", watched.name.place));
    let mut all: Vec<(&str, Place)> = of_news.chain(of_today).chain(of_watched).collect();
    all.sort_by_key(|(_, place)| *place);
    let (what, place) = all.first()?;
    let message = format!("{what} needs a clock, and the scenario is of a single moment");
    let fault = Diagnostic::new(Code::NoClock, *place, message);
    Some(
        fault
            .label("give the scenario a clock: `as_of` and `until`")
            .help("without a clock, a condition as `given` says what we learn"),
    )
}

fn news(
    written: &scenario::News,
    scope: &Scope,
    timeline: &Timeline,
    language: &Language,
) -> Result<News, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let step = timeline.clock.map(|_| on_step(&written.on, "the day of this news", timeline));
    let formula = written.learnt.written();
    let learnt = learnt(&written.learnt, written.key, scope).unwrap_or_else(|wrong| {
        faults.extend(wrong);
        None
    });
    if learnt.is_some()
        && let Some(clock) = timeline.clock
    {
        faults.extend(days(written, scope, &clock));
    }
    match (step, learnt) {
        (Some(Ok(step)), Some(learnt)) if faults.is_empty() => Ok(News {
            on: written.on.value,
            step,
            parts: parts(formula, scope, language),
            learnt,
            text: formula.text.clone(),
            source: written.source.as_ref().map(|source| source.value.clone()),
            because: written.because.as_ref().map(|because| because.value.clone()),
            place: written.place,
            said: formula.expr.place,
        }),
        (step, _) => {
            faults.extend(step.and_then(Result::err));
            faults.sort_by_key(|fault| fault.place);
            Err(faults)
        }
    }
}

/// The faults of the parts of a piece of news that can be read, if others can't.
fn partial(own: &scenario::Partial, scope: &Scope, timeline: &Timeline) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if let (Some(on), Some(_)) = (&own.on, timeline.clock) {
        faults.extend(on_step(on, "the day of this news", timeline).err());
    }
    match &own.learnt {
        // without its ratios, a condition and a category are both right
        Some((scenario::Learnt::Heard(said, Likelier::ByOutcome(ratios, _)), _))
            if ratios.is_empty() =>
        {
            faults.extend(check(&said.expr, scope).err().into_iter().flatten());
        }
        Some((said, key)) => faults.extend(learnt(said, *key, scope).err().into_iter().flatten()),
        None => {}
    }
    if let (Some((said, _)), Some(clock)) = (&own.learnt, timeline.clock)
        && faults.is_empty()
    {
        faults.extend(outside(&said.written().expr, scope, (clock.as_of, clock.until)));
    }
    faults
}

/// The parts of what a piece of news says, each with its place in the file.
fn parts(formula: &Written, scope: &Scope, language: &Language) -> Option<Vec<Part>> {
    let within = clauses(&formula.text, scope, language)?;
    let written = parts_of(&formula.expr);
    // definitions that are written out may have more parts
    let is_as_written = written.len() == within.len();
    let place = |at: usize| if is_as_written { written[at].place } else { formula.expr.place };
    let part = |(at, (condition, range)): (usize, (Condition, Range<usize>))| Part {
        condition,
        text: formula.text[range].to_owned(),
        place: place(at),
    };
    Some(within.into_iter().enumerate().map(part).collect())
}

/// Types what a piece of news says.
fn learnt(
    written: &scenario::Learnt,
    key: Place,
    scope: &Scope,
) -> Result<Option<Learnt>, Vec<Diagnostic>> {
    Ok(Some(match written {
        scenario::Learnt::Is(said) => Learnt::Is(check_condition(&said.expr, scope, "`is`")?),
        scenario::Learnt::Happened(said) => {
            let condition = check_condition(&said.expr, scope, "`happened`")?;
            if let Some((function, place)) = ahead(&said.expr) {
                let message = format!("`{function}` can't stand in `happened`");
                return Err(vec![
                    Diagnostic::new(Code::NotHere, place, message)
                        .label("write the condition that began to hold on this day")
                        .help("a condition on other days is `is`")
                        .repair(Repair::new(key, "is")),
                ]);
            }
            Learnt::Happened(condition)
        }
        scenario::Learnt::Heard(said, Likelier::Ratio(ratio)) => {
            match check(&said.expr, scope)? {
                Typed::Category(category) if yes_of(&category, scope).is_none() => {
                    return Err(vec![bare(said, &category, scope)]);
                }
                _ => {}
            }
            let condition = check_condition(&said.expr, scope, "`heard`")?;
            Learnt::Heard(vec![(condition, ratio.value)])
        }
        scenario::Learnt::Heard(said, Likelier::ByOutcome(ratios, place)) => {
            let Typed::Category(category) = check(&said.expr, scope)? else {
                // one ratio needs a condition too
                check_condition(&said.expr, scope, "`heard`")?;
                let message = "`likelier` has a ratio for each outcome, and `heard` is not the name of a category";
                let ratio = ratios.first().map_or(3.0, |(_, ratio)| ratio.value);
                return Err(vec![
                    Diagnostic::new(Code::FormulaType, *place, message)
                        .label(format!("write one ratio: {ratio}"))
                        .related(said.expr.place, "this is heard")
                        .help(
                            "or let `heard` name a variable alone, whose outcomes `likelier` names",
                        )
                        .repair(Repair::new(*place, ratio.to_string())),
                ]);
            };
            Learnt::Heard(by_outcome(&category, ratios, scope)?)
        }
    }))
}

/// A case for each outcome that has a ratio.
fn by_outcome(
    category: &Category,
    ratios: &[(Located<String>, Located<f64>)],
    scope: &Scope,
) -> Result<Vec<(Condition, f64)>, Vec<Diagnostic>> {
    let (mut cases, mut faults) = (Vec::new(), Vec::new());
    for (name, ratio) in ratios {
        let Some((variable, outcomes, place)) = named(category.variable, scope) else { continue };
        match outcome(variable, outcomes, place, name) {
            Ok(outcome) => {
                let variable = category.variable;
                let is =
                    Condition::Is { variable, reading: Reading::Usual, outcomes: vec![outcome] };
                let is = match &category.at {
                    Some(day) => Condition::At(Interned::of(is), (**day).clone()),
                    None => is,
                };
                cases.push((outcome, is, ratio.value));
            }
            Err(fault) => faults.push(fault),
        }
    }
    // in the order of outcomes, so that the order of the file changes no number
    cases.sort_by_key(|(outcome, ..)| *outcome);
    let cases = cases.into_iter().map(|(_, is, ratio)| (is, ratio)).collect();
    if faults.is_empty() { Ok(cases) } else { Err(faults) }
}

/// The name, the outcomes and their place of a category.
fn named<'a>(id: VariableId, scope: &Scope<'a>) -> Option<(&'a str, &'a [String], Place)> {
    scope.names.iter().find(|(_, named)| named.id == id).and_then(|(name, named)| {
        let NamedKind::Category { outcomes, outcomes_place, .. } = &named.kind else { return None };
        Some((name.as_str(), &outcomes[..], *outcomes_place))
    })
}

fn yes_of(category: &Category, scope: &Scope) -> Option<u16> {
    scope.names.values().find(|named| named.id == category.variable).and_then(|named| {
        let NamedKind::Category { yes, .. } = named.kind else { return None };
        yes
    })
}

/// The fault of one ratio for a whole category.
fn bare(said: &Written, category: &Category, scope: &Scope) -> Diagnostic {
    let (name, first) = named(category.variable, scope)
        .map_or(("x", "y"), |(name, outcomes, _)| (name, outcomes.first().map_or("y", |o| o)));
    let message = format!("`{name}` is a category, and one ratio is for a condition");
    let is = format!("{} == {}", said.text.trim(), quoted_if_needed(first));
    Diagnostic::new(Code::FormulaType, said.expr.place, message)
        .label(format!("say what was heard of it: `{is}`"))
        .help(format!(
            "or give a ratio for each outcome: `likelier = {{ {} = 3 }}`",
            path_piece(first)
        ))
        .repair(Repair::new(said.expr.place, is))
}

/// The faults of days in a formula: outside the clock, or after the day of the news.
fn days(written: &scenario::News, scope: &Scope, clock: &Clock) -> Vec<Diagnostic> {
    let expr = &written.learnt.written().expr;
    let mut faults = outside(expr, scope, (clock.as_of, clock.until));
    if !faults.is_empty() {
        return faults;
    }
    let on = written.on.value;
    let mut parts = vec![expr];
    while let Some(part) = parts.pop() {
        if let ExprKind::Call(call) = &part.kind
            && matches!(call.function.as_str(), "by" | "at")
            && let [_, day] = &call.arguments[..]
            && let Ok(number) = check_number(&day.value, scope, NumberKind::Date, "the day")
        {
            let fault = |message: String| {
                Diagnostic::new(Code::BadDate, day.value.place, message)
                    .related(written.on.place, "the day of this news")
            };
            match number {
                Number::Constant(at) if at <= days_of(on) => {}
                Number::Constant(_) => faults.push(
                    fault(format!("this day is after {on}, the day of this news"))
                        .label(format!("nothing is known of it on {on}"))
                        .repair(Repair::new(day.value.place, on.to_string()))
                        .help(
                            "ask about the day of the news or an earlier one, or date the news later",
                        ),
                ),
                _ => faults.push(
                    fault(format!("the day in `{}` must be a date in news", call.function))
                        .label(format!("write a date, {on} or earlier"))
                        .repair(Repair::new(day.value.place, on.to_string())),
                ),
            }
        }
        parts.extend(part.parts().into_iter().rev());
    }
    faults
}

/// The first function of a formula that reads more than one step: `by`, `at` or `first`.
fn ahead(expr: &Expr) -> Option<(&str, Place)> {
    if let ExprKind::Call(call) = &expr.kind
        && matches!(call.function.as_str(), "by" | "at" | "first")
    {
        return Some((call.function.as_str(), call.function_place));
    }
    expr.parts().into_iter().find_map(ahead)
}

/// Finds the processes that are watched.
fn watched(scenario: &Scenario, scope: &Scope, told: &mut Told) {
    let all: BTreeSet<&str> = scenario.watched.iter().map(|own| own.name.value.as_str()).collect();
    let mut known: BTreeMap<&str, &Located<String>> = BTreeMap::new();
    for scenario::Watched { name, whole } in &scenario.watched {
        let drop = || Repair::new(*whole, "");
        let Some(named) = scope.names.get(&name.value) else {
            let is_process =
                |kind: &NamedKind| matches!(kind, NamedKind::Category { process: true, .. });
            let processes = scope
                .names
                .iter()
                .filter(|(name, named)| is_process(&named.kind) && !all.contains(name.as_str()));
            let near = nearest(&name.value, processes.map(|(name, _)| name.as_str()));
            let message = format!("there is no process `{}`", name.value);
            let near = near.map(|near| format!("\"{near}\""));
            let fault = Diagnostic::unknown(&name.value, name.place, message);
            told.faults.push(fault.suggest(near.as_deref()).repair(drop()));
            continue;
        };
        let first = known.get(name.value.as_str()).copied();
        known.entry(&name.value).or_insert(name);
        // the scenario and each file of news may watch it
        if first.is_some_and(|first| first.place.file != name.place.file) {
            continue;
        }
        if let Some(first) = first {
            let message = format!("`{}` is watched twice", name.value);
            told.faults.push(
                Diagnostic::new(Code::NameTwice, name.place, message)
                    .label("drop it")
                    .repair(drop())
                    .related(first.place, "it is watched here"),
            );
        } else if let NamedKind::Category { process: true, .. } = named.kind {
            told.watched.push(Located::new(named.id, name.place));
        } else {
            let message = format!("`{}` is not a process, and only processes move", name.value);
            told.faults.push(
                Diagnostic::new(Code::NotWatchable, name.place, message)
                    .label("drop it")
                    .repair(drop())
                    .related(named.place, format!("`{}` is described here", name.value))
                    .help(format!(
                        "news says what is known of it: `is = \"{}\"`",
                        said_of(&name.value, &named.kind)
                    )),
            );
        }
    }
    told.watched.sort_by_key(|watched| watched.value);
}

/// An example of what news can say of a variable.
fn said_of(name: &str, kind: &NamedKind) -> String {
    match kind {
        NamedKind::Category { yes: Some(_), .. } => format!("not ever({name})"),
        NamedKind::Category { outcomes, .. } => {
            format!(
                "{name} == {}",
                outcomes.first().map_or("…".to_owned(), |o| quoted_if_needed(o))
            )
        }
        NamedKind::Number(_) | NamedKind::Parameter(_) => format!("{name} > 10"),
    }
}
