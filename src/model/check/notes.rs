//! Notes about dates that are not steps: how a run treats them.

use crate::formula::{Condition, Number, Part, date_of, days_of};
use crate::model::suppose::Supposition;
use crate::model::timeline::{Clock, Timeline};
use crate::model::tree::{Asked, Model, Question};
use jiff::civil::Date;

/// A sentence for the dates of `by`, `at` and `--do` for which the step before is taken, one for the dates of
/// `by` that are after the clock's end, and one for such dates beside `first`.
pub fn notes(model: &Model, supposition: &Supposition, asked: &[&Question]) -> Vec<String> {
    let Some(clock) = model.timeline.clock else { return Vec::new() };
    let mut found = Found {
        timeline: &model.timeline,
        clock,
        between: Vec::new(),
        beyond: Vec::new(),
        compared: Vec::new(),
    };
    for question in asked {
        found.asked(&question.asked);
        question.given.iter().for_each(|(given, _)| found.condition(given));
    }
    supposition.evidence.iter().for_each(|(condition, _)| found.condition(condition));
    for intervention in &supposition.interventions {
        intervention.moved_dates.iter().for_each(|moved| push(&mut found.between, *moved));
    }
    found.reported()
}

struct Found<'a> {
    timeline: &'a Timeline,
    clock: Clock,
    /// Dates between two steps, each with the day of the step before.
    between: Vec<(Date, Date)>,
    /// Days of `by` after the end of the clock.
    beyond: Vec<Date>,
    /// Days after the end of the clock with which a first day is compared.
    compared: Vec<Date>,
}

impl Found<'_> {
    fn asked(&mut self, asked: &Asked) {
        match asked {
            Asked::Condition(condition) => self.condition(condition),
            Asked::Category(category) => {
                category.at.iter().for_each(|day| self.day(day));
            }
            Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
                number.walk(&mut |part, _| self.part(part));
            }
            Asked::Joint(parts) => parts.iter().for_each(|(_, part)| self.asked(part)),
        }
    }

    fn condition(&mut self, condition: &Condition) {
        condition.walk(&mut |part, _| self.part(part));
    }

    fn part(&mut self, part: Part) {
        match part {
            Part::Condition(Condition::By(_, day) | Condition::At(_, day)) => self.day(day),
            Part::Number(Number::At(_, day)) => self.day(day),
            Part::Condition(Condition::Compare(compared)) => {
                match (&compared.left, &compared.right) {
                    (Number::First(_), Number::Constant(day))
                    | (Number::Constant(day), Number::First(_))
                        if *day > days_of(self.clock.until) =>
                    {
                        if let Some(date) = date_of(*day) {
                            push(&mut self.compared, date);
                        }
                    }
                    _ => {}
                }
            }
            Part::Condition(_) | Part::Number(_) => {}
        }
    }

    fn day(&mut self, day: &Number) {
        let Number::Constant(day) = day else { return };
        let Some(date) = date_of(*day) else { return };
        if *day > days_of(self.clock.until) {
            return push(&mut self.beyond, date);
        }
        let step = self.timeline.step_at(*day).and_then(|step| self.timeline.date(step));
        if let Some(step) = step.filter(|step| *step != date) {
            push(&mut self.between, (date, step));
        }
    }

    fn reported(&self) -> Vec<String> {
        let mut reported = Vec::new();
        if !self.between.is_empty() {
            let all: Vec<String> = self
                .between
                .iter()
                .map(|(date, step)| format!("{date} counts as {step}"))
                .collect();
            reported.push(format!("between two steps the one before is taken: {}", all.join(", ")));
        }
        if !self.beyond.is_empty() {
            let all: Vec<String> = self.beyond.iter().map(Date::to_string).collect();
            let until = self.clock.until;
            reported.push(format!(
                "the clock ends on {until}: by {} is by that day",
                all.join(", by ")
            ));
        }
        if !self.compared.is_empty() {
            let all: Vec<String> = self.compared.iter().map(Date::to_string).collect();
            let until = self.clock.until;
            reported.push(format!(
                "the clock ends on {until}: a first day is before {} if it comes by the end, and later if not",
                all.join(", before ")
            ));
        }
        reported
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
