//! The standing of answers before news, and the answers that news settles.

use crate::analysis::piece;
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::engine::Plan;
use crate::forecast::{
    self, Body, Estimate, Forecast, Judging, Known, Settled, SettledBy, Standing,
};
use crate::formula::{Condition, Number, days_of};
use crate::model::{self, Asked, Learnt, News, Question, Supposition};

/// The run without news has this fraction of the trials, because whole numbers of it are shown.
const PART: u64 = 10;
/// But at least this many, if the forecast has as many.
const FEWEST: u64 = 100_000;

impl Model {
    /// Adds what is known to a forecast: today, the news, and which answers it settles. Evidence then is that beyond news.
    pub(super) fn with_knowledge(&self, mut forecast: Forecast) -> Forecast {
        let given = self.parts().unlearnt.evidence.iter();
        forecast.evidence = given.map(|(_, text)| text.clone()).collect();
        let Some(step) = self.today() else { return forecast };
        let Some(today) = self.model().timeline.date(step) else { return forecast };
        let known: Vec<&News> = self.model().news.iter().filter(|news| news.step <= step).collect();
        let mut told = Supposition::default();
        model::learn(self.model(), &mut told, Some(today), &|_| true);
        let nothing = forecast::Nothing::default();
        let told = told.learns().then(|| Known::new(self.model(), &told, &nothing)).flatten();
        let settled = forecast.answers.iter_mut().map(|answer| {
            let question = self.model().questions.iter().find(|q| q.name == answer.question)?;
            settled_by(question, &known)
                .filter(|_| is_put(&mut answer.body))
                .or_else(|| settled_by_all(told.as_ref()?, question, &answer.body))
        });
        let settled = settled.collect();
        let news = known.iter().map(|news| piece(news)).collect();
        let (before, surprises, judged) = (Vec::new(), Vec::new(), Judging::default());
        forecast.known = Some(Standing { today, news, before, settled, surprises, judged });
        forecast
    }

    /// Adds to a forecast where its answers stood before any news, and how surprising the news was if that is asked for.
    pub(super) fn standing(
        &self,
        mut forecast: Forecast,
        options: &Options,
        plan: &Plan,
    ) -> Result<Forecast, Error> {
        let has_news = |known: &&mut Standing| !known.news.is_empty();
        let Some(known) = forecast.known.as_mut().filter(has_news) else { return Ok(forecast) };
        let options = before(options, plan);
        known.before = self.unlearnt().forecast_alone(&options)?.answers;
        if options.are_surprises_wanted() {
            let today = self.today().unwrap_or(0);
            (known.surprises, known.judged) =
                self.bounded(&options, |_| self.surprises(today, &options, plan))?;
        }
        Ok(forecast)
    }

    /// Draws what [`standing`](Self::standing) needs, for its counts alone.
    pub(crate) fn draw_standing(&self, options: &Options, plan: &Plan) -> Result<(), Error> {
        let has_news = self.today().is_some_and(|today| {
            self.model().timeline.date(today).is_some()
                && self.model().news.iter().any(|news| news.step <= today)
        });
        if has_news {
            self.unlearnt().forecast_alone(&before(options, plan))?;
        }
        Ok(())
    }
}

/// The options of the run without news.
fn before(options: &Options, plan: &Plan) -> Options {
    let trials = (plan.trials / PART).max(FEWEST).min(plan.trials);
    options.clone().without_target().trials(trials).timelines(false).keep_as("before")
}

/// Puts the chance of a condition that news says has held, if what was counted agrees; returns whether it does.
fn is_put(body: &mut Body) -> bool {
    let estimate = match body {
        Body::Condition(estimate) => estimate,
        Body::Date(date) => &mut date.happens,
        _ => return false,
    };
    let agrees = estimate.probability >= 1.0;
    if agrees {
        let certain = Estimate::new(1.0, 0.0, (1.0, 1.0));
        *estimate = Estimate { settled: Some(Settled::Supposed), ..certain };
    }
    agrees
}

/// The way in which all news and silence together settle an answer; `None` if they do not.
fn settled_by_all(told: &Known, question: &Question, body: &Body) -> Option<SettledBy> {
    let is = |outcome: &str, estimate: &Estimate| {
        let (value, how) = told.determined(question, outcome)?;
        let agrees = (estimate.probability - value).abs() <= f64::EPSILON;
        (agrees && estimate.settled.is_some()).then_some(how == Some(Settled::Supposed))
    };
    if question.given.is_some() {
        return None;
    }
    let is_learnt = match body {
        Body::Condition(estimate) => is("yes", estimate)?,
        Body::Date(date) => is("yes", &date.happens)?,
        Body::Category(outcomes) => {
            let each = outcomes.iter().map(|(outcome, estimate)| is(outcome, estimate));
            each.collect::<Option<Vec<bool>>>()?.contains(&true)
        }
        Body::Number(_) | Body::Joint(_) => return None,
    };
    let has_held = match body {
        Body::Condition(estimate) => estimate.probability > 0.0,
        Body::Date(date) => date.happens.probability > 0.0,
        _ => false,
    };
    let day = if has_held { told.happened(question) } else { None };
    is_learnt.then(|| day.map_or(SettledBy::Known, SettledBy::Happened))
}

/// The way in which news settles a question whose condition held by its day; `None` if it does not.
fn settled_by(question: &Question, known: &[&News]) -> Option<SettledBy> {
    let (inner, by): (&Condition, f64) = match &question.asked {
        Asked::Condition(Condition::Ever(inner)) | Asked::Date(Number::First(inner)) => {
            (inner, f64::INFINITY)
        }
        Asked::Condition(Condition::By(inner, Number::Constant(day))) => (inner, *day),
        _ => return None,
    };
    let in_time = |news: &&&News| days_of(news.on) <= by;
    let mut settled = None;
    for news in known.iter().filter(in_time) {
        match &news.learnt {
            Learnt::Happened(condition) if condition == inner => {
                return Some(SettledBy::Happened(news.on));
            }
            Learnt::Is(condition) if condition == inner => settled = Some(SettledBy::Known),
            _ => {}
        }
    }
    settled
}
