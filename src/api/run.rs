//! Forecasts: what follows from a model.

use super::error::Error;
use super::exactly;
use super::model::Model;
use super::options::Options;
use crate::engine::{self, Job, Plan, Shard, Watch};
use crate::forecast::Forecast;
use crate::{analysis, forecast, result, scenario};

/// A function that makes the forecast from the trials drawn, and the plan that was drawn.
type Drawn<'a> = (Box<dyn FnOnce(&Plan) -> Forecast + Send + 'a>, Plan);

impl Model {
    /// Forecasts: the answer to each question, by sampling or, with [`Options::exact`], by computing.
    pub fn run(&self, options: &Options) -> Result<result::Forecast, Error> {
        Ok(result::forecast(&self.forecast(options)?.0))
    }

    /// Returns the forecast, and the plan by which it was drawn.
    pub(crate) fn forecast(&self, options: &Options) -> Result<(Forecast, Plan), Error> {
        self.forecast_drawn_by(options, |job| {
            engine::run_watched(job.model, job.supposition, job.plan, job.watch)
                .map_err(|fault| self.error(fault))
        })
    }

    /// Forecasts as [`forecast`](Self::forecast) does, from trials drawn by the caller, which may keep each.
    pub(crate) fn forecast_drawn_by<E: From<Error> + Send>(
        &self,
        options: &Options,
        draw: impl FnOnce(Job) -> Result<engine::Tallies, E>,
    ) -> Result<(Forecast, Plan), E> {
        let questions = self.requested(options)?;
        let (forecast, plan) = options.within(|| {
            if options.is_exact() {
                let plan = options.plan(questions);
                let computed = options.stage("computing", 1, |_| {
                    exactly::forecast(self.model(), self.supposition(), &plan)
                });
                return Ok((computed.map_err(|found| self.errors(found))?, plan));
            }
            let (summarise, plan) = self.draw(options, questions, draw)?;
            let spoken = scenario::speakers(&self.written().scenario).len();
            let experts = |progress: &(dyn Fn(u64) + Sync)| {
                let scenario = &self.written().scenario;
                let summarise = || summarise(&plan);
                analysis::experts(scenario, self.supposition(), &plan, progress, summarise)
            };
            let heard = match spoken {
                0 => experts(&|_| ()),
                _ => options.stage("experts", plan.trials, experts),
            };
            let (voices, forecast) = heard.map_err(|found| self.errors(found))?;
            let voices = voices.map(|voices| voices.beside(&forecast.answers));
            Ok::<_, E>((Forecast { voices, ..forecast }, plan))
        })?;
        Ok((self.titled(forecast), plan))
    }

    /// Returns the forecast under the title of the scenario and its variant.
    fn titled(&self, mut forecast: Forecast) -> Forecast {
        if forecast.title.is_empty() {
            self.stem().clone_into(&mut forecast.title);
        }
        if let Some(variant) = &self.written().variant {
            let label = variant.label.as_ref().unwrap_or(&variant.name);
            forecast.title = format!("{} · {}", forecast.title, label.value);
        }
        forecast
    }

    /// Draws a plan: all trials, or as many as a target takes.
    fn draw<'a, E: From<Error>>(
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
        let plan = self.plan(options, questions).map_err(|found| self.errors(found))?;
        let tallies = options.stage("drawing", plan.trials, |progress| {
            draw(self.job(&plan, Shard::WHOLE, Watch { progress, spent: options.spent() }))
        })?;
        let summarise = move |plan: &Plan| forecast::summarise(model, supposition, plan, &tallies);
        Ok((Box::new(summarise), plan))
    }

    /// Counts a part of the trials, drawn by the caller; returns the counts and the plan of all trials.
    pub(crate) fn count<E: From<Error>>(
        &self,
        options: &Options,
        shard: Shard,
        draw: impl FnOnce(Job) -> Result<engine::Tallies, E>,
    ) -> Result<(engine::Tallies, Plan), E> {
        let questions = self.requested(options)?;
        options.within(|| {
            let plan = self.plan(options, questions).map_err(|found| self.errors(found))?;
            let tallies = options.stage("drawing", plan.trials / shard.of, |progress| {
                draw(self.job(&plan, shard, Watch { progress, spent: options.spent() }))
            })?;
            Ok((tallies, plan))
        })
    }

    /// Counts a part of the trials; returns the counts and the plan of all trials.
    pub(crate) fn count_shard(
        &self,
        options: &Options,
        shard: Shard,
    ) -> Result<(engine::Tallies, Plan), Error> {
        self.count(options, shard, |job| {
            engine::run_shard(job.model, job.supposition, job.plan, job.shard, job.watch)
                .map_err(|fault| self.error(fault))
        })
    }

    /// Finds the first of some shards with counts that it can't have: its index, and what is wrong.
    pub(crate) fn misfit<'a>(
        &self,
        options: &Options,
        shards: impl IntoIterator<Item = (&'a engine::Tallies, Shard)>,
    ) -> Result<Option<(usize, &'static str)>, Error> {
        let plan = options.plan(self.requested(options)?);
        let shape = engine::Shape::of(self.model(), self.supposition(), &plan);
        let shape = shape.map_err(|fault| self.error(fault))?;
        let wrong = |(tallies, shard)| shape.admits(tallies, shard).err();
        let mut found = shards.into_iter().map(wrong).enumerate();
        Ok(found.find_map(|(index, wrong)| Some((index, wrong?))))
    }

    /// Returns the forecast from counts whose parts were added up.
    pub(crate) fn joined(
        &self,
        options: &Options,
        tallies: &engine::Tallies,
    ) -> Result<Forecast, Error> {
        let plan = options.plan(self.requested(options)?);
        let (scenario, supposition) = (&self.written().scenario, self.supposition());
        let forecast = self.bounded(options, |_| {
            engine::was_met(supposition, tallies).map_err(|fault| vec![fault])?;
            let summarise = || forecast::summarise(self.model(), supposition, &plan, tallies);
            let (voices, forecast) =
                analysis::experts(scenario, supposition, &plan, &|_| (), summarise)?;
            let voices = voices.map(|voices| voices.beside(&forecast.answers));
            Ok(Forecast { voices, ..forecast })
        })?;
        Ok(self.titled(forecast))
    }

    /// Returns the job of a part of a plan.
    pub(crate) fn job<'a>(&'a self, plan: &'a Plan, shard: Shard, watch: Watch<'a>) -> Job<'a> {
        let answers = !self.written().scenario.questions.is_empty();
        let (model, supposition) = (self.model(), self.supposition());
        Job { model, supposition, plan, shard, watch, answers }
    }

    fn error(&self, fault: crate::diagnostic::Diagnostic) -> Error {
        self.errors(vec![fault])
    }

    pub(crate) fn errors(&self, found: Vec<crate::diagnostic::Diagnostic>) -> Error {
        Error::of(found, self.parts().sources.clone())
    }
}
