//! Forecasts: what follows from a model.

use super::exact;
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::api::written::Found;
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Job, Plan, Shard, Watch};
use crate::forecast::Forecast;
use crate::report::{self, Detail, terminal::plain};
use crate::{analysis, forecast, result, scenario};

/// A function that makes the forecast from the trials drawn, and the plan that was drawn.
pub(super) type Drawn<'a> = (Box<dyn FnOnce(&Plan) -> Forecast + Send + 'a>, Plan);

impl Model {
    /// Forecasts: the answer to each question, by sampling or, with [`Options::exact`], by computing.
    ///
    /// ```
    /// use foretell::{Options, Scenario};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
    /// let forecast = model.run(&Options::default().trials(10_000))?;
    /// let heads = forecast.answer("heads")?.probability()?;
    /// assert!((heads.estimate.unwrap() - 0.5).abs() < 5.0 * heads.std_error.unwrap());
    /// # Ok(())
    /// # }
    /// ```
    pub fn run(&self, options: &Options) -> Result<result::Forecast, Error> {
        let (forecast, _) = self.forecast(options)?;
        options.show_forecast(&forecast);
        Ok(result::forecast(&forecast))
    }

    /// Forecasts, and returns the text that `foretell run` prints: answers with their charts and words.
    ///
    /// ```
    /// use foretell::{Options, Scenario};
    ///
    /// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
    /// let page = model.printed(&Options::default().trials(10_000))?;
    /// assert!(page.contains("heads") && page.ends_with("10,000 trials, seed 0\n"), "{page}");
    /// # Ok::<(), foretell::Error>(())
    /// ```
    pub fn printed(&self, options: &Options) -> Result<String, Error> {
        let (forecast, _) = self.forecast(&options.clone().timelines(false))?;
        Ok(plain(&report::present(&forecast, Detail::Brief)))
    }

    /// Returns the forecast, and the plan by which it was drawn.
    pub(crate) fn forecast(&self, options: &Options) -> Result<(Forecast, Plan), Error> {
        let (forecast, plan) = self.forecast_drawn_by(options, |job| {
            engine::run_watched(job.model, job.supposition, job.plan, job.watch)
                .map_err(|fault| self.error(fault))
        })?;
        let forecast = self.standing(forecast, options, &plan)?;
        Ok((self.with_fans(forecast, options, &plan)?, plan))
    }

    /// Forecasts as [`forecast`](Self::forecast) does, from trials drawn by the caller, which may keep each.
    pub(super) fn forecast_drawn_by<E: From<Error>>(
        &self,
        options: &Options,
        draw: impl FnOnce(Job) -> Result<engine::Tallies, E>,
    ) -> Result<(Forecast, Plan), E> {
        let questions = self.requested(options)?;
        let (forecast, plan) = options.within(|| {
            if options.is_exact() {
                let plan = options.plan(questions);
                let computed = options.stage("computing", 1, |_| {
                    exact::forecast(self.model(), self.supposition(), &plan)
                });
                return Ok((computed.map_err(|found| self.errors(found))?, plan));
            }
            let (summarise, plan) = self.draw(options, questions, draw)?;
            let forecast = self.with_experts(options, &plan, || summarise(&plan));
            Ok::<_, E>((forecast.map_err(|found| self.errors(found))?, plan))
        })?;
        Ok((self.titled(forecast), plan))
    }

    /// Returns a forecast with the answers of each expert alone.
    pub(crate) fn with_experts(
        &self,
        options: &Options,
        plan: &Plan,
        summarise: impl FnOnce() -> Forecast + Send,
    ) -> Result<Forecast, Found> {
        let scenario = &self.written().scenario;
        let experts = |progress: &(dyn Fn(u64) + Sync)| {
            analysis::experts(scenario, self.supposition(), plan, progress, summarise)
        };
        let (voices, forecast) = match scenario::speakers(scenario).len() {
            0 => experts(&|_| ()),
            _ => options.stage("experts", plan.trials, experts),
        }?;
        let voices = voices.map(|voices| voices.beside(&forecast.answers));
        Ok(Forecast { voices, ..forecast })
    }

    /// Returns the forecast under the title of the scenario and its variant, with what is known.
    pub(crate) fn titled(&self, forecast: Forecast) -> Forecast {
        let mut forecast = self.with_knowledge(forecast);
        if forecast.title.is_empty() {
            self.stem().clone_into(&mut forecast.title);
        }
        if let Some(variant) = &self.written().variant {
            let label = variant.label.as_ref().unwrap_or(&variant.name);
            forecast.title = format!("{} · {}", forecast.title, label.value);
        }
        let scenario = &self.written().scenario;
        forecast.yardstick = scenario.yardstick.clone();
        forecast.authorship = forecast::Authorship::of(scenario);
        forecast
    }

    /// Draws a plan: all trials, or as many as a target takes.
    pub(super) fn draw<'a, E: From<Error>>(
        &'a self,
        options: &Options,
        questions: Option<Vec<usize>>,
        draw: impl FnOnce(Job) -> Result<engine::Tallies, E>,
    ) -> Result<Drawn<'a>, E> {
        let (model, supposition) = (self.model(), self.supposition());
        if let Some(target) = options.target() {
            let plan = Plan { trials: options.most_trials(), ..options.plan(questions) };
            let more_worlds = options.worlds_are_free() && model.is_uncertain();
            let sampled = |plan: &Plan| {
                options.stage("drawing", plan.trials, |progress| {
                    let watch = Watch { progress, spent: options.spent() };
                    engine::run_watched(model, supposition, plan, watch)
                })
            };
            let target = (target, more_worlds);
            let sharp = analysis::sharpen(model, supposition, &plan, target, &sampled);
            let (forecast, plan) = sharp.map_err(|fault| self.error(fault))?;
            return Ok((Box::new(|_| forecast), plan));
        }
        let (tallies, plan) = self.sampled(options, questions, Shard::WHOLE, draw)?;
        let summarise = move |plan: &Plan| forecast::summarise(model, supposition, plan, &tallies);
        Ok((Box::new(summarise), plan))
    }

    /// Draws a part of the trials by `draw`; returns its counts and the plan of all trials.
    pub(crate) fn sampled<E: From<Error>>(
        &self,
        options: &Options,
        questions: Option<Vec<usize>>,
        shard: Shard,
        draw: impl FnOnce(Job) -> Result<engine::Tallies, E>,
    ) -> Result<(engine::Tallies, Plan), E> {
        let plan = self.plan(options, questions).map_err(|found| self.errors(found))?;
        let answers = !self.written().scenario.questions.is_empty();
        let (model, supposition) = (self.model(), self.supposition());
        let tallies = options.stage("drawing", plan.trials / shard.of, |progress| {
            let watch = Watch { progress, spent: options.spent() };
            draw(Job { model, supposition, plan: &plan, shard, watch, answers })
        })?;
        Ok((tallies, plan))
    }

    fn error(&self, fault: Diagnostic) -> Error {
        self.errors(vec![fault])
    }

    pub(crate) fn errors(&self, found: Found) -> Error {
        Error::of(self.blamed(found), self.parts().sources.clone())
    }
}
