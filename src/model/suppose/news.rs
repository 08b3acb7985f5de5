//! News: what was learnt on a day, and the evidence that follows from it up to a day.

use super::supposition::{Report, Still, Supposition};
use crate::diagnostic::Place;
use crate::formula::{Condition, Number, VariableId, days_of};
use crate::model::dependency::reads;
use crate::model::tree::Model;
use jiff::civil::Date;

/// A piece of news: `[[news]]`.
#[derive(Clone, Debug)]
pub struct News {
    /// The day.
    pub on: Date,
    /// The step of the day.
    pub step: usize,
    /// What was learnt.
    pub learnt: Learnt,
    /// What was learnt, as written in the file.
    pub text: String,
    /// The name of its source.
    pub source: Option<String>,
    /// The remark.
    pub because: Option<String>,
    /// Its place in the file.
    pub place: Place,
}

/// What a piece of news says.
#[derive(Clone, Debug)]
pub enum Learnt {
    /// The condition holds on the day, whenever it began to.
    Is(Condition),
    /// The condition holds for the first time on the day.
    Happened(Condition),
    /// An unsure report: where one of the conditions holds on the day, the report is so many times likelier.
    Heard(Vec<(Condition, f64)>),
}

impl News {
    /// The conditions in it, unwrapped.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let (one, many): (Option<&Condition>, &[(Condition, f64)]) = match &self.learnt {
            Learnt::Is(condition) | Learnt::Happened(condition) => (Some(condition), &[]),
            Learnt::Heard(cases) => (None, cases),
        };
        one.into_iter().chain(many.iter().map(|(condition, _)| condition))
    }

    /// Whether it is about a move or state of a variable that is then known; a report is not.
    fn mentions(&self, variable: VariableId) -> bool {
        let is_sure = !matches!(self.learnt, Learnt::Heard(_));
        is_sure && self.conditions().any(|condition| reads::mentions(condition, variable))
    }
}

/// Adds to a supposition the news that `keep` admits among those up to a day, and the silence of watched processes.
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
    let known: Vec<&News> =
        model.news.iter().filter(|news| news.step <= step && keep(news)).collect();
    for news in &known {
        news.add_to(model, supposition);
    }
    for variable in &model.watched {
        let moved: Vec<usize> =
            known.iter().filter(|news| news.mentions(*variable)).map(|news| news.step).collect();
        let steps: Vec<usize> = (1..=step).filter(|step| !moved.contains(step)).collect();
        supposition.still.push(Still { variable: *variable, steps });
    }
}

impl News {
    fn add_to(&self, model: &Model, supposition: &mut Supposition) {
        let day = || Number::Constant(model.timeline.days[self.step]);
        let at =
            |condition: &Condition| Condition::At(model.interner.intern(condition.clone()), day());
        let text = |text: &str| format!("{text} on {}", self.on);
        match &self.learnt {
            Learnt::Is(condition) => {
                let clause = (at(condition), text(&self.text));
                supposition.evidence.push(clause.clone());
                supposition.clauses.push(clause);
            }
            Learnt::Happened(condition) => {
                let clause = (at(condition), text(&self.text));
                supposition.evidence.push(clause.clone());
                supposition.clauses.push(clause);
                let Some(before) = self.step.checked_sub(1) else { return };
                let before = Number::Constant(model.timeline.days[before]);
                let by = Condition::By(model.interner.intern(condition.clone()), before);
                let clause =
                    (Condition::Not(Box::new(by)), format!("not {} before {}", self.text, self.on));
                supposition.evidence.push(clause.clone());
                supposition.clauses.push(clause);
            }
            Learnt::Heard(cases) => {
                let cases = cases.iter().map(|(condition, ratio)| (at(condition), *ratio));
                supposition.reports.push(Report {
                    step: self.step,
                    cases: cases.collect(),
                    text: text(&self.text),
                });
            }
        }
    }
}
