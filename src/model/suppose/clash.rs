//! Interventions on variables that evidence or news is about: acting is not observing.

use super::supposition::{Intervention, Supposition};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Condition, Number, VariableId};
use crate::model::dependency::reads;
use crate::model::timeline::Timeline;
use crate::model::tree::Model;

/// The fault of two interventions on one variable from the same step on.
pub(super) fn doubled(
    model: &Model,
    before: &[Intervention],
    intervention: &Intervention,
    place: Place,
) -> Option<Diagnostic> {
    let same = |m: &Intervention| {
        m.variable == intervention.variable && m.from_step == intervention.from_step
    };
    before.iter().any(same).then(|| {
        let name = &model.variable(intervention.variable).name;
        Diagnostic::new(
            Code::NameTwice,
            place,
            format!("`{name}` is set twice from the same step on"),
        )
    })
}

/// The fault of evidence on a variable that an intervention sets at or before the last day that the evidence reads.
pub(super) fn with_interventions(
    model: &Model,
    supposition: &Supposition,
    condition: &Condition,
    place: Place,
) -> Option<Diagnostic> {
    let is_read = |made: &&Intervention| {
        let last = reads_until(condition, made.variable, &model.timeline);
        last.is_some_and(|last| made.from_step <= last)
    };
    let made = supposition.interventions.iter().find(is_read)?;
    Some(both(model, made.variable, place))
}

fn both(model: &Model, variable: VariableId, place: Place) -> Diagnostic {
    let name = &model.variable(variable).name;
    Diagnostic::new(Code::GivenAndDo, place, format!("`{name}` is both set and observed"))
        .help("an outcome that `--do` sets says nothing about its causes: use one of the two")
}

/// The fault of an intervention that begins at or before the last day that news or evidence reads of its variable.
pub(super) fn with_evidence(
    model: &Model,
    supposition: &Supposition,
    made: &Intervention,
    place: Place,
) -> Option<Diagnostic> {
    let until = |condition: &Condition| reads_until(condition, made.variable, &model.timeline);
    let mut last: Option<Known> = None;
    let mut keep = |known: Known| {
        if last.as_ref().is_none_or(|last| last.step < known.step) {
            last = Some(known);
        }
    };
    for (condition, text) in &supposition.evidence {
        let step = until(condition);
        if let Some(step) = step {
            keep(Known::new(step, text, model.news_place(text)));
        }
    }
    for report in &supposition.reports {
        let step = report.cases.iter().filter_map(|(condition, _)| until(condition)).max();
        let (text, place) = (&report.text, model.news_place(&report.text));
        if let Some(step) = step {
            keep(Known::new(step, text, place));
        }
    }
    for still in &supposition.still {
        let step = still.steps.last().filter(|_| still.variable == made.variable);
        if let Some(step) = step {
            keep(Known { step: *step, said: None, news: None });
        }
    }
    let known = last.filter(|known| made.from_step <= known.step)?;
    if known.said.is_some() && known.news.is_none() {
        return Some(both(model, made.variable, place));
    }
    Some(known.fault(model, made, place))
}

/// Knowledge of a variable up to a step.
struct Known {
    step: usize,
    /// The news, with its day; `None` for the silence of a watched process.
    said: Option<String>,
    /// The place of the news; `None` for other evidence.
    news: Option<Place>,
}

impl Known {
    fn new(step: usize, said: &str, news: Option<Place>) -> Self {
        Self { step, said: Some(said.to_owned()), news }
    }

    fn fault(self, model: &Model, made: &Intervention, place: Place) -> Diagnostic {
        let name = &model.variable(made.variable).name;
        let last = model.timeline.date(self.step);
        let last = last.map_or_else(String::new, |date| date.to_string());
        let message = match &self.said {
            Some(said) => format!("`{name}` is set, and news says what it did: `{said}`"),
            None => format!("`{name}` is set, and it is watched up to {last}"),
        };
        let fault = Diagnostic::new(Code::GivenAndDo, place, message);
        let fault = match self.news {
            Some(news) => fault.related(news, "this is the news"),
            None => fault,
        };
        let fault = match model.timeline.date(self.step + 1) {
            Some(next) if self.step < model.timeline.last() => {
                fault.label(format!("set it from a later day on: `@{next}..` behind its value"))
            }
            _ => fault.label("it is known to the last day"),
        };
        fault.help(format!(
            "an outcome that is set says nothing about its causes; or let today be before {last}"
        ))
    }
}

impl Model {
    /// The place of the news from which evidence of this text follows; `None` if it follows from none.
    fn news_place(&self, text: &str) -> Option<Place> {
        self.news
            .iter()
            .find(|news| news.texts().iter().any(|own| own == text))
            .map(|news| news.place)
    }
}

/// The last step at which a condition reads a variable; `None` if it never does.
fn reads_until(condition: &Condition, variable: VariableId, timeline: &Timeline) -> Option<usize> {
    let until = |condition: &Condition| reads_until(condition, variable, timeline);
    match condition {
        Condition::At(inner, day) | Condition::By(inner, day) => {
            reads::mentions(inner, variable).then(|| step_of(day, timeline))
        }
        Condition::Not(inner) => until(inner),
        Condition::And(all) | Condition::Or(all) => all.iter().filter_map(until).max(),
        Condition::If(condition, yes, no) => {
            [condition, yes, no].into_iter().filter_map(|part| until(part)).max()
        }
        Condition::Compare(compared) => {
            let sides = compared.sides().into_iter();
            sides.filter_map(|side| number_reads_until(side, variable, timeline)).max()
        }
        Condition::Constant(_)
        | Condition::Is { .. }
        | Condition::Ever(_)
        | Condition::Before(_) => reads::mentions(condition, variable).then(|| timeline.last()),
    }
}

fn number_reads_until(number: &Number, variable: VariableId, timeline: &Timeline) -> Option<usize> {
    let until = |number: &Number| number_reads_until(number, variable, timeline);
    let of_condition = |condition: &Condition| reads_until(condition, variable, timeline);
    match number {
        Number::At(inner, day) => reads_of_number(inner, variable).then(|| step_of(day, timeline)),
        Number::Unary(_, of) => until(of),
        Number::Binary(_, left, right) => until(left).max(until(right)),
        Number::HowMany(conditions) => conditions.iter().filter_map(of_condition).max(),
        // a first day that is known only if it has come
        Number::If(condition, yes, no)
            if matches!((&**condition, &**yes), (Condition::By(held, _), Number::First(first))
                if held == first) =>
        {
            of_condition(condition).max(until(no))
        }
        Number::If(condition, yes, no) => of_condition(condition).max(until(yes)).max(until(no)),
        _ => reads_of_number(number, variable).then(|| timeline.last()),
    }
}

fn reads_of_number(number: &Number, variable: VariableId) -> bool {
    let mut found = false;
    reads::of_number(number, &mut |id| found |= id == variable);
    found
}

/// The step of a day of `at` or `by`; the last one if it is not a date.
fn step_of(day: &Number, timeline: &Timeline) -> usize {
    let day = if let Number::Constant(day) = day { timeline.step_at(*day) } else { None };
    day.unwrap_or_else(|| timeline.last())
}
