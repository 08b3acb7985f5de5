//! Tracks: what would have been said on each day, with what was known by then.

use super::exact;
use crate::analysis::{self, Every, Point, Track};
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::engine;
use crate::forecast::Forecast;
use crate::result;
use jiff::civil::Date;

impl Model {
    /// Forecasts again for each day from the first of the clock to today, each from the news up to that day: what would
    /// have been said then. Every day is a run with these options, so the last equals [`run`](Self::run).
    ///
    /// ```
    /// use foretell::{Every, Options, Scenario};
    ///
    /// # let text = "[scenario]\nas_of = 2025-08-01\nuntil = 2025-08-05\n\
    /// #     [process.talks]\nstates = [\"none\", \"begun\"]\nstart = \"none\"\n\
    /// #     [process.talks.from.none]\nbegun = 0.5\n[[news]]\non = 2025-08-02\nis = \"talks == none\"\n\
    /// #     [question]\nbegun = { ask = \"talks == begun\" }\n";
    /// let model = Scenario::read("talks.toml", text).case().compile()?;
    /// let track = model.track(&Options::default().exact(true), Every::News)?;
    /// let begun: Vec<_> = track.row("begun", "yes")?.chances.iter().map(|on| on.estimate).collect();
    /// println!("{begun:?} on {} days", track.dates.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn track(&self, options: &Options, every: Every) -> Result<result::Track, Error> {
        let track = self.tracked(options, every)?;
        options.show_track(&track);
        result::track(&track).ok_or_else(|| Error::Usage("the track has no day".to_owned()))
    }

    /// Returns the forecasts of a track.
    pub(crate) fn tracked(&self, options: &Options, every: Every) -> Result<Track, Error> {
        if options.target().is_some() {
            let why = "a track is drawn with a number of trials, not until an error is reached";
            return Err(Error::Usage(why.to_owned()));
        }
        self.requested(options)?;
        let today = self.last_of_track()?;
        let steps = analysis::steps(self.model(), today, every);
        let news = analysis::news_by_step(self.model(), &steps);
        let mut points = Vec::new();
        for (step, news) in steps.into_iter().zip(news) {
            let Some(date) = self.model().timeline.date(step) else { continue };
            let forecast = self.known_on(date, &|_| true).forecast_alone(options);
            let forecast = forecast.map_err(|error| error.with_help(&unmet(date)))?;
            points.push(Point { date, news, forecast });
        }
        let evidence =
            self.parts().unlearnt.evidence.iter().map(|(_, text)| text.clone()).collect();
        Ok(Track { points, every, evidence })
    }

    /// Returns the step of today; a fault if the scenario has no clock or neither news nor a day of its own.
    fn last_of_track(&self) -> Result<usize, Error> {
        let place = Place::new(self.written().scenario.file, 0..0);
        if self.model().timeline.clock.is_none() {
            let what = "a track needs a clock, and the scenario is of a single moment";
            let fault = Diagnostic::new(Code::NoClock, place, what)
                .help("write `[scenario]` with `as_of` and `until`");
            return Err(self.errors(vec![fault]));
        }
        self.today().ok_or_else(|| {
            let what = "the scenario has no `[[news]]` and no `today`, so there is one day to say anything about";
            let help = "write `[[news]]` with `on` and `is`, `today` into `[scenario]`, or give `--today DATE`";
            self.errors(vec![Diagnostic::new(Code::BadDate, place, what).help(help)])
        })
    }

    /// Forecasts without the answers of each expert alone.
    pub(super) fn forecast_alone(&self, options: &Options) -> Result<Forecast, Error> {
        let questions = self.requested(options)?;
        let forecast = options.within(|| {
            if options.is_exact() {
                let plan = options.plan(questions);
                let computed = options.stage("computing", 1, |_| {
                    exact::forecast(self.model(), self.supposition(), &plan)
                });
                return computed.map_err(|found| self.errors(found));
            }
            let (summarise, plan) = self.draw(options, questions, |job| {
                engine::run_watched(job.model, job.supposition, job.plan, job.watch)
                    .map_err(|fault| self.errors(vec![fault]))
            })?;
            Ok(summarise(&plan))
        })?;
        Ok(self.titled(forecast))
    }
}

/// The remark on a fault of one day of a track.
fn unmet(date: Date) -> String {
    format!("this is what was known on {}", date.strftime("%-d %B %Y"))
}
