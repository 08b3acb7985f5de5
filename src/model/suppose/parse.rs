//! The parser of interventions and evidence, from arguments or from a what-if of the scenario.

use super::clash;
use super::supposition::{Clause, Intervention, InterventionValue, Supposition};
use crate::diagnostic::{Code, Diagnostic, FileId, Located, Place, Sources, nearest};
use crate::formula::{
    Binary, Condition, Expr, ExprKind, Named, NamedKind, NumberKind, Scope, Setting, VariableId,
    check_condition, days_of, parse,
};
use crate::model::check::units;
use crate::model::check::{off_steps, outside};
use crate::model::compile::outcome;
use crate::model::timeline::Clock;
use crate::model::tree::{Kind, Model, Settled, Variable};
use crate::scenario::{Language, Variant, written_out};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Range;

/// Parses the arguments of `--do` and `--given`; each is kept in `sources`, so that faults can show it.
pub fn suppose(
    model: &Model,
    sources: &mut Sources,
    interventions: &[String],
    evidence: &[String],
) -> Result<Supposition, Vec<Diagnostic>> {
    suppose_further(model, Supposition::default(), sources, interventions, evidence)
}

/// Parses arguments and adds them to an existing supposition.
pub fn suppose_further(
    model: &Model,
    before: Supposition,
    sources: &mut Sources,
    interventions: &[String],
    evidence: &[String],
) -> Result<Supposition, Vec<Diagnostic>> {
    let mut supposing = Supposing::new(model, before, |setting| format!("`--set {setting}`"));
    for text in interventions {
        let file = sources.add("--do", text.as_str());
        supposing.make(text, &|range| Place::new(file, range));
    }
    for text in evidence {
        let file = sources.add("--given", text.as_str());
        supposing.learn(text, "`--given`", &|range| Place::new(file, range));
    }
    supposing.finish()
}

/// Adds the interventions and the evidence of a variant to an existing supposition.
pub fn suppose_variant(
    model: &Model,
    before: Supposition,
    variant: &Variant,
) -> Result<Supposition, Vec<Diagnostic>> {
    let mut supposing = Supposing::new(model, before, |setting| {
        format!("`set = {{ {} }}`", setting.replacen('=', " = ", 1))
    });
    for (name, value) in &variant.interventions {
        let text = format!("{}={}", name.value, value.value);
        supposing.make(&text, &|range| {
            if range.start < name.value.len() { name.place } else { value.place }
        });
    }
    if let Some(given) = &variant.given {
        supposing.learn(&given.value, "`given`", &|_| given.place);
    }
    supposing.finish()
}

/// Maps byte ranges of a text to places.
type PlaceOf<'a> = &'a dyn Fn(Range<usize>) -> Place;

/// A supposition while it is being read.
struct Supposing<'a> {
    model: &'a Model,
    supposition: Supposition,
    faults: Vec<Diagnostic>,
    /// The way to set a number to a value here, for `NAME=VALUE`.
    set: fn(&str) -> String,
}

impl<'a> Supposing<'a> {
    fn new(model: &'a Model, supposition: Supposition, set: fn(&str) -> String) -> Self {
        Self { model, supposition, faults: Vec::new(), set }
    }

    fn make(&mut self, text: &str, at: PlaceOf<'_>) {
        match make(self.model, text, at, self.set) {
            Ok(intervention) => {
                let (before, whole) = (&self.supposition, at(0..text.len()));
                let made = &before.interventions;
                self.faults.extend(clash::doubled(self.model, made, &intervention, whole));
                self.faults.extend(clash::with_evidence(self.model, before, &intervention, whole));
                self.supposition.interventions.push(intervention);
            }
            Err(fault) => self.faults.push(fault),
        }
    }

    fn learn(&mut self, text: &str, what: &str, at: PlaceOf<'_>) {
        let names = names_of(self.model);
        let clock = self.model.timeline.clock;
        let questions = self.model.questions.iter();
        let asked = questions.map(|q| (q.name.clone(), q.text.clone())).collect();
        let scope = Scope {
            names: &names,
            setting: Setting::Question,
            clock: clock.is_some(),
            calendars: &self.model.calendars,
            questions: &asked,
        };
        let language = &self.model.language;
        let condition = parse(text, at).and_then(|expr| {
            let expr = written_out(language, &expr)?;
            let condition = check_condition(&expr, &scope, what)?;
            let mut wrong =
                clock.map_or_else(Vec::new, |c| outside(&expr, &scope, (c.as_of, c.until)));
            wrong.extend(units::faults_in(&expr, &self.model.units));
            wrong.extend(off_steps(&expr, &scope, &self.model.timeline));
            if wrong.is_empty() { Ok(condition) } else { Err(wrong) }
        });
        match condition {
            Ok(condition) => {
                let whole = at(0..text.len());
                let before = &self.supposition;
                let fault = clash::with_interventions(self.model, before, &condition, whole);
                self.faults.extend(fault);
                let part =
                    |condition, text, range| Clause { condition, text, place: Some(at(range)) };
                let parts = clauses(text, &scope, language).map(|parts| {
                    let of = |(condition, range): (Condition, Range<usize>)| {
                        part(condition, text[range.clone()].to_owned(), range)
                    };
                    parts.into_iter().map(of).collect()
                });
                let alone = || vec![part(condition.clone(), text.to_owned(), 0..text.len())];
                self.supposition.clauses.extend(parts.unwrap_or_else(alone));
                self.supposition.evidence.push((condition, text.to_owned()));
            }
            Err(wrong) => self.faults.extend(wrong),
        }
    }

    fn finish(self) -> Result<Supposition, Vec<Diagnostic>> {
        if self.faults.is_empty() { Ok(self.supposition) } else { Err(self.faults) }
    }
}

/// Splits evidence that is without faults at its top-level `and`s, each part with its bytes in the text; `None` if that
/// fails.
pub(crate) fn clauses(
    text: &str,
    scope: &Scope,
    language: &Language,
) -> Option<Vec<(Condition, Range<usize>)>> {
    let within = |range| Place::new(FileId(0), range);
    let expr = parse(text, &within).ok()?;
    let of = |part: &Expr| {
        let meant = written_out(language, part).ok()?;
        let condition = check_condition(&meant, scope, "a clause").ok()?;
        Some((condition, part.place.start as usize..part.place.end as usize))
    };
    parts_of(&expr).into_iter().map(of).collect()
}

/// The parts of a formula between its top-level `and`s, in order.
pub(crate) fn parts_of(expr: &Expr) -> Vec<&Expr> {
    let (mut parts, mut open) = (Vec::new(), vec![expr]);
    while let Some(part) = open.pop() {
        match &part.kind {
            ExprKind::Binary(Binary::And, _, a, b) => open.extend([&**b, &**a]),
            _ => parts.push(part),
        }
    }
    parts
}

/// Parses `NAME=OUTCOME` or `NAME=NUMBER`, either with `@DATE`.
fn make(
    model: &Model,
    text: &str,
    at: PlaceOf<'_>,
    set: fn(&str) -> String,
) -> Result<Intervention, Diagnostic> {
    let Some(equals) = text.find('=') else {
        return Err(Diagnostic::new(Code::FormulaSyntax, at(0..text.len()), "no `=` in it")
            .help("write `--do NAME=OUTCOME` or `--do NAME=OUTCOME@DATE`"));
    };
    let (name_at, name) = trimmed(text, 0..equals);
    let Some(id) = model.find(name) else {
        let near = nearest(name, model.variables.iter().map(|v| v.name.as_str()));
        let what = format!("there is no variable `{name}`");
        return Err(Diagnostic::unknown(name, at(name_at), what).suggest(near));
    };
    let variable = model.variable(id);
    if let Kind::Parameter(_) = variable.kind {
        let what = format!("`{name}` is a parameter, which nobody can cause");
        let value = text[equals + 1..].trim_start_matches('=').trim();
        let help = format!("give it a value with {}", set(&format!("{name}={value}")));
        return Err(Diagnostic::new(Code::NotDoable, at(name_at), what).help(help));
    }
    // `==` is read as `=`, unless the outcome is called `=…`
    let is_known = |written: &str| variable.outcome(written).is_some();
    let is_double = text[equals + 1..].starts_with('=') && !is_known(text[equals + 1..].trim());
    let value_start = equals + 1 + usize::from(is_double);
    let (value_range, date_range) = match text[value_start..].rfind('@') {
        Some(i) if !is_known(&text[value_start..]) => {
            (value_start..value_start + i, Some(value_start + i + 1..text.len()))
        }
        _ => (value_start..text.len(), None),
    };
    let (value_at, written) = trimmed(text, value_range);
    let value = if variable.is_number() {
        let number = written.parse().ok().filter(|x: &f64| x.is_finite());
        number.map(InterventionValue::Number).ok_or_else(|| {
            let what = format!("`{name}` is a number, and `{written}` is not one");
            Diagnostic::new(Code::NotDoable, at(value_at), what)
        })?
    } else {
        let bare = if is_known(written) { written } else { written.trim_matches('\'') };
        let located = Located::new(bare.to_owned(), at(value_at));
        let found = outcome(name, &variable.outcomes, variable.place, &located);
        InterventionValue::Outcome(found?)
    };
    let mut intervention = Intervention {
        variable: id,
        value,
        from_step: 0,
        to_step: usize::MAX,
        text: text.to_owned(),
        moved_dates: Vec::new(),
    };
    if let Some(range) = date_range {
        when(model, text, range, at, &mut intervention)?;
    }
    Ok(intervention)
}

/// Sets the steps that `@DATE`, `@DATE..DATE` or `@DATE..` give: a single date is that step for an event that is
/// drawn at every step, and every step from then on for anything else.
fn when(
    model: &Model,
    text: &str,
    range: Range<usize>,
    at: PlaceOf<'_>,
    intervention: &mut Intervention,
) -> Result<(), Diagnostic> {
    let dots = text[range.clone()].find("..").map(|i| range.start + i);
    let first = range.start..dots.unwrap_or(range.end);
    intervention.from_step = step_of(model, text, &first, at, &mut intervention.moved_dates)?;
    match dots {
        None if is_drawn_each_step(model.variable(intervention.variable)) => {
            intervention.to_step = intervention.from_step;
        }
        Some(dots) if !text[dots + 2..range.end].trim().is_empty() => {
            let last = dots + 2..range.end;
            intervention.to_step = step_of(model, text, &last, at, &mut intervention.moved_dates)?;
            if intervention.to_step < intervention.from_step {
                let what = "the second date is before the first";
                return Err(Diagnostic::new(Code::BadDate, at(range), what)
                    .help("write them in order: `@2025-10-01..2025-10-31`"));
            }
        }
        _ => {}
    }
    // an end at or after the last step is no end
    if intervention.to_step >= model.timeline.last()
        && (dots.is_some() || intervention.from_step < intervention.to_step)
    {
        intervention.to_step = usize::MAX;
    }
    Ok(())
}

/// Whether the variable is drawn again at every step.
pub fn is_drawn_each_step(variable: &Variable) -> bool {
    match &variable.kind {
        Kind::Event(event) => event.settled == Settled::EachStep,
        Kind::Quantity(quantity) => quantity.settled == Settled::EachStep,
        Kind::Parameter(_) | Kind::Choice(_) | Kind::Process(_) | Kind::Series(_) => false,
    }
}

fn step_of(
    model: &Model,
    text: &str,
    range: &Range<usize>,
    at: PlaceOf<'_>,
    moved: &mut Vec<(Date, Date)>,
) -> Result<usize, Diagnostic> {
    let (place, written) = trimmed(text, range.clone());
    let place = at(place);
    if model.timeline.clock.is_none() {
        return Err(Diagnostic::new(
            Code::NoClock,
            place,
            "the scenario is of a single moment and has no dates",
        )
        .help("drop `@DATE`"));
    }
    if written.is_empty() {
        return Err(Diagnostic::new(Code::BadDate, place, "a date is missing").help(
            "write when it begins: `@2025-10-01`, `@2025-10-01..` or `@2025-10-01..2025-10-31`",
        ));
    }
    let date: Date = written.parse().map_err(|_| {
        Diagnostic::new(Code::BadDate, place, format!("`{written}` is not a date"))
            .help("write it as 2025-10-31")
    })?;
    let outside = |when: String| {
        let what = format!("{date} is {when}");
        Diagnostic::new(Code::BadDate, place, what).help(
            "write a day within the clock, or leave out `@DATE` to hold it from beginning to end",
        )
    };
    let Some(Clock { as_of, until, .. }) = model.timeline.clock else { return Ok(0) };
    if date > until {
        return Err(outside(format!("after the scenario's clock, which ends on {until}")));
    }
    let step = model.timeline.step_at(days_of(date));
    let before = || outside(format!("before the scenario's clock, which begins on {as_of}"));
    let step = step.ok_or_else(before)?;
    moved.extend(model.timeline.date(step).filter(|day| *day != date).map(|day| (date, day)));
    Ok(step)
}

fn trimmed(text: &str, range: Range<usize>) -> (Range<usize>, &str) {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let inner = slice.trim();
    (start..start + inner.len(), inner)
}

/// The names of a compiled model, as formulas see them.
pub fn names_of(model: &Model) -> BTreeMap<String, Named> {
    let named = |(i, variable): (usize, &Variable)| {
        let kind = if let Kind::Parameter(_) = variable.kind {
            NamedKind::Parameter(NumberKind::Number)
        } else if variable.is_number() {
            NamedKind::Number(NumberKind::Number)
        } else {
            NamedKind::Category {
                outcomes: variable.outcomes.clone(),
                outcomes_place: variable.place,
                yes: variable.yes(),
                process: matches!(variable.kind, Kind::Process(_)),
            }
        };
        let id = VariableId(i as u32);
        (variable.name.clone(), Named { id, kind, place: variable.place })
    };
    model.variables.iter().enumerate().map(named).collect()
}
