//! News: what was learnt on a day, and the evidence that follows from it up to a day.

use super::learnt::{Learnt, News, Part};
use super::supposition::{Clause, Report, Still, Supposition};
use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::formula::{
    Compared, Condition, Interned, Number, Part as FormulaPart, VariableId, days_of,
};
use crate::model::check::on_step;
use crate::model::dependency::reads;
use crate::model::tree::Model;
use jiff::civil::Date;

/// Puts before a supposition the news that `keep` admits among those up to a day, and the silence of watched processes.
/// Without a day, it is the file's `today`, else the day of the last news. Does nothing for a scenario without news
/// and without a day.
pub fn learn(
    model: &Model,
    supposition: &mut Supposition,
    today: Option<Date>,
    keep: &dyn Fn(&News) -> bool,
) {
    let last = model.news.iter().map(|news| news.on).max();
    let Some(today) = today.or(model.today).or(last) else { return };
    let Some(step) = model.timeline.step_at(days_of(today)) else { return };
    supposition.today = Some(step);
    let mut known = in_order(model);
    known.retain(|news| news.step <= step && keep(news));
    learn_these(model, supposition, &known, step);
}

/// The news of a model by day; the order of the file changes no number.
pub fn in_order(model: &Model) -> Vec<&News> {
    let mut news: Vec<&News> = model.news.iter().collect();
    news.sort_by_key(|news| (news.step, &news.text, &news.source));
    news
}

/// Puts before a supposition these pieces of news, and the silence of watched processes up to a step.
pub fn learn_these(model: &Model, supposition: &mut Supposition, known: &[&News], silent: usize) {
    let further = std::mem::take(&mut supposition.evidence);
    let clauses = std::mem::take(&mut supposition.clauses);
    for news in known {
        news.add_to(model, supposition);
    }
    supposition.evidence.extend(further);
    supposition.clauses.extend(clauses);
    for &Located { value: variable, place } in &model.watched {
        let moved: Vec<usize> =
            known.iter().filter(|news| news.mentions(variable)).map(|news| news.step).collect();
        let steps: Vec<usize> = (1..=silent).filter(|step| !moved.contains(step)).collect();
        supposition.still.push(Still { variable, steps, place: Some(place) });
    }
}

impl News {
    /// Whether it is about a move or state of a variable that is then known; a report is not.
    fn mentions(&self, variable: VariableId) -> bool {
        let is_sure = !matches!(self.learnt, Learnt::Heard(_));
        is_sure && self.conditions().any(|condition| reads::mentions(condition, variable))
    }

    /// The texts of the evidence that follows from it.
    pub(super) fn texts(&self) -> [String; 2] {
        let Self { text, on, .. } = self;
        let is_one =
            !text.starts_with("not ") && ![" and ", " or "].iter().any(|w| text.contains(w));
        let not = if is_one { format!("not {text}") } else { format!("not ({text})") };
        [format!("{text} on {on}"), format!("{not} before {on}")]
    }

    fn add_to(&self, model: &Model, supposition: &mut Supposition) {
        let day = model.timeline.days[self.step];
        let at = |condition: &Condition| as_known(condition, day);
        let [whole, not_before] = self.texts();
        let evidence = |condition: &Condition| (at(condition), whole.clone());
        let clause = |condition, text, place| Clause { condition, text, place: Some(place) };
        let clauses = |condition: &Condition| match &self.parts {
            Some(parts) => {
                let text = |part: &Part| format!("{} on {}", part.text, self.on);
                let of = |part: &Part| clause(at(&part.condition), text(part), part.place);
                parts.iter().map(of).collect()
            }
            None => vec![clause(at(condition), whole.clone(), self.said)],
        };
        match &self.learnt {
            Learnt::Is(condition) => {
                supposition.evidence.push(evidence(condition));
                supposition.clauses.extend(clauses(condition));
            }
            Learnt::Happened(condition) => {
                supposition.evidence.push(evidence(condition));
                supposition.clauses.extend(clauses(condition));
                let Some(before) = self.step.checked_sub(1) else { return };
                let before = Number::Constant(model.timeline.days[before]);
                let by = Condition::By(Interned::of(condition.clone()), before);
                let not_by = Condition::Not(Box::new(by));
                supposition.evidence.push((not_by.clone(), not_before.clone()));
                supposition.clauses.push(clause(not_by, not_before, self.said));
            }
            Learnt::Heard(cases) => {
                let cases = cases.iter().map(|(condition, ratio)| (at(condition), *ratio));
                supposition.reports.push(Report {
                    step: self.step,
                    cases: cases.collect(),
                    text: whole,
                    place: Some(self.said),
                });
            }
        }
    }
}

/// A condition as it stands on a day: what is read then is read as of that day, and nothing later counts. The days of
/// `by` and `at` in it are not after the day.
fn as_known(condition: &Condition, day: f64) -> Condition {
    let on_day = Number::Constant(day);
    let known = |condition: &Condition| as_known(condition, day);
    let all = |conditions: &[Condition]| conditions.iter().map(known).collect();
    match condition {
        Condition::Constant(_) | Condition::By(..) | Condition::At(..) => condition.clone(),
        Condition::Not(inner) => Condition::Not(Box::new(known(inner))),
        Condition::And(conditions) => Condition::And(all(conditions)),
        Condition::Or(conditions) => Condition::Or(all(conditions)),
        Condition::If(condition, yes, no) => {
            Condition::If(Box::new(known(condition)), Box::new(known(yes)), Box::new(known(no)))
        }
        Condition::Compare(compared) if has_own_days(FormulaPart::Condition(condition)) => {
            let [left, right] = compared.sides().map(|side| number_as_known(side, day));
            Condition::Compare(Interned::of(Compared { how: compared.how, left, right }))
        }
        Condition::Is { .. }
        | Condition::Compare(_)
        | Condition::Ever(_)
        | Condition::Before(_) => Condition::At(Interned::of(condition.clone()), on_day),
    }
}

/// A number as it stands on a day: a day that was first reached later is `never`.
fn number_as_known(number: &Number, day: f64) -> Number {
    let known = |number: &Number| Box::new(number_as_known(number, day));
    match number {
        Number::First(condition) => {
            let has_held = Condition::By(condition.clone(), Number::Constant(day));
            let never = Number::Constant(f64::INFINITY);
            Number::If(Box::new(has_held), Box::new(number.clone()), Box::new(never))
        }
        Number::At(..) | Number::Constant(_) | Number::Parameter(_) => number.clone(),
        _ if !has_own_days(FormulaPart::Number(number)) => {
            Number::At(Interned::of(number.clone()), Box::new(Number::Constant(day)))
        }
        Number::Unary(function, of) => Number::Unary(*function, known(of)),
        Number::WorkingDays(dates, holidays) => {
            let dates = [&dates[0], &dates[1]].map(|date| number_as_known(date, day));
            Number::WorkingDays(Box::new(dates), holidays.clone())
        }
        Number::Binary(function, left, right) => {
            Number::Binary(*function, known(left), known(right))
        }
        Number::If(condition, yes, no) => {
            Number::If(Box::new(as_known(condition, day)), known(yes), known(no))
        }
        Number::HowMany(conditions) => {
            Number::HowMany(conditions.iter().map(|condition| as_known(condition, day)).collect())
        }
        Number::Variable(..)
        | Number::Step
        | Number::Today
        | Number::Elapsed(_)
        | Number::Count(_)
        | Number::SoFar(..)
        | Number::Draw(_) => number.clone(),
    }
}

/// Whether a formula reads days of its own, by `by`, `at` or `first`.
fn has_own_days(part: FormulaPart) -> bool {
    let mut found = false;
    let mut visit = |part: FormulaPart, _: bool| {
        found |= matches!(
            part,
            FormulaPart::Condition(Condition::By(..) | Condition::At(..))
                | FormulaPart::Number(Number::First(_) | Number::At(..))
        );
    };
    match part {
        FormulaPart::Condition(condition) => condition.walk(&mut visit),
        FormulaPart::Number(number) => number.walk(&mut visit),
    }
    found
}

/// Reads the day of today, as an argument writes it; a fault is at `place`.
pub fn today(model: &Model, text: &str, place: Place) -> Result<Date, Diagnostic> {
    if model.timeline.clock.is_none() {
        let what = "the scenario is of a single moment and has no dates";
        return Err(Diagnostic::new(Code::NoClock, place, what).help("drop `--today`"));
    }
    let date: Date = text.trim().parse().map_err(|_| {
        Diagnostic::new(Code::BadDate, place, format!("`{text}` is not a date"))
            .help("write it as 2025-10-31")
    })?;
    on_step(&Located::new(date, place), "today", &model.timeline)?;
    Ok(date)
}

/// Reads an earlier day with which `today` is compared, as an argument writes it; a fault is at `place`.
pub fn since(
    model: &Model,
    today: Option<usize>,
    text: &str,
    place: Place,
) -> Result<Date, Diagnostic> {
    if model.timeline.clock.is_none() {
        let what = "the scenario is of a single moment and has no dates";
        return Err(Diagnostic::new(Code::NoClock, place, what).help("drop `--since`"));
    }
    let date: Date = text.trim().parse().map_err(|_| {
        Diagnostic::new(Code::BadDate, place, format!("`{text}` is not a date"))
            .help("write it as 2025-10-31")
    })?;
    let step = on_step(&Located::new(date, place), "the earlier day", &model.timeline)?;
    let Some(today) = today.and_then(|today| model.timeline.date(today)) else {
        let what = "the scenario has no `[[news]]` and no `today`, so nothing is known since";
        let help = "write `[[news]]` with `on` and `is`, `today` into `[scenario]`, or give `--today DATE`";
        return Err(Diagnostic::new(Code::BadDate, place, what).help(help));
    };
    if model.timeline.date(step).is_some_and(|then| then >= today) {
        let what = format!("{date} is not before today, {today}");
        return Err(Diagnostic::new(Code::BadDate, place, what).help("name an earlier day"));
    }
    Ok(date)
}
