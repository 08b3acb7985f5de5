//! The fans of questions that are asked over time: the quantiles of a number on each of several days.

use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::engine::{self, Plan, Watch};
use crate::forecast::{self, Body, FanDay, Forecast};
use crate::formula::{Interned, Number, days_of};
use crate::model::{Asked, Question};

/// The most days of a fan; of more steps, evenly spaced ones are taken, the first and the last included.
const MOST_DAYS: usize = 100;
/// The most trials of a fan, whose numbers are kept for each day.
const MOST_TRIALS: u64 = 1 << 17;

impl Model {
    /// Adds to answers that are asked over time the quantiles on each day, from trials drawn for that alone: the first of
    /// those of the forecast.
    pub(super) fn with_fans(
        &self,
        mut forecast: Forecast,
        options: &Options,
        plan: &Plan,
    ) -> Result<Forecast, Error> {
        let scenario = &self.written().scenario;
        let is_over_time = |name: &str| {
            let own = scenario.questions.iter().find(|question| question.name.value == name);
            own.is_some_and(|question| question.over_time.is_some())
        };
        if options.is_exact() {
            return Ok(forecast);
        }
        for answer in forecast.answers.iter_mut().filter(|own| is_over_time(&own.question)) {
            let asked = self.model().questions.iter().find(|own| own.name == answer.question);
            if let Some(question) = asked {
                answer.fan = self.fan(question, options, plan)?;
            }
        }
        Ok(forecast)
    }

    /// Draws the quantiles of a number on each day.
    fn fan(
        &self,
        question: &Question,
        options: &Options,
        plan: &Plan,
    ) -> Result<Vec<FanDay>, Error> {
        let Asked::Number(number, unit) = &question.asked else { return Ok(Vec::new()) };
        let number = Interned::of(number.clone());
        let mut model = self.model().clone();
        let days: Vec<_> = steps(model.timeline.last())
            .into_iter()
            .filter_map(|step| model.timeline.date(step))
            .collect();
        let on = |day: &jiff::civil::Date| {
            let day = Box::new(Number::Constant(days_of(*day)));
            let asked = Asked::Number(Number::At(number.clone(), day), unit.clone());
            Question { asked, ..question.clone() }
        };
        model.questions = days.iter().map(on).collect();
        let plan = Plan {
            trials: plan.trials.min(MOST_TRIALS),
            questions: None,
            timelines: false,
            paths: None,
            kept: None,
            ..plan.clone()
        };
        let supposition = self.supposition();
        let drawn = options.within(|| {
            options.stage("over time", plan.trials, |progress| {
                let watch = Watch { progress, spent: options.spent() };
                engine::run_watched(&model, supposition, &plan, watch)
            })
        });
        let tallies = drawn.map_err(|fault| self.errors(vec![fault]))?;
        let answers = forecast::answers(&model, supposition, &plan, &tallies, false);
        let of = |(date, answer): (_, forecast::Answer)| match answer.body {
            Body::Number(number) => Some(FanDay { date, quantiles: number.quantiles }),
            _ => None,
        };
        Ok(days.into_iter().zip(answers).filter_map(of).collect())
    }
}

/// The steps of a fan up to the last.
fn steps(last: usize) -> Vec<usize> {
    let intervals = last.clamp(1, MOST_DAYS - 1);
    let mut steps: Vec<usize> = (0..=intervals).map(|i| i * last / intervals).collect();
    steps.dedup();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_spread_from_first_to_last() {
        assert_eq!(steps(0), [0]);
        assert_eq!(steps(3), [0, 1, 2, 3]);
        assert_eq!(steps(99).len(), 100);
        let many = steps(1_000);
        assert_eq!((many.len(), many[0], many[99]), (100, 0, 1_000));
        assert!(many.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
