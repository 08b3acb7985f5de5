//! Every single trial of a run, as it is drawn.

use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::engine::{Job, Plan, Stopped, Tallies, TrialSink, run_keeping};
use crate::forecast::Forecast;
use crate::result;

impl Model {
    /// Forecasts as [`run`](Self::run) does, and passes every trial to `sink`: blocks of rows in the order of the trials,
    /// by column. Memory does not grow with the trials.
    ///
    /// ```
    /// use foretell::{Error, Options, Scenario, TrialBlock, TrialSink, TrialTable, TrialValues};
    ///
    /// /// Counts the trials with heads.
    /// #[derive(Default)]
    /// struct Heads {
    ///     column: usize,
    ///     count: usize,
    /// }
    ///
    /// impl TrialSink for Heads {
    ///     type Piece = TrialBlock;
    ///     type Error = Error;
    ///
    ///     fn begin(&mut self, table: &TrialTable) -> Result<(), Error> {
    ///         let is_heads = |name: &str| name == "event.heads";
    ///         self.column = table.columns.iter().position(|column| is_heads(&column.name)).unwrap();
    ///         Ok(())
    ///     }
    ///
    ///     fn prepare(_: &TrialTable, block: TrialBlock) -> TrialBlock {
    ///         block
    ///     }
    ///
    ///     fn take(&mut self, block: TrialBlock) -> Result<(), Error> {
    ///         if let TrialValues::Codes(outcomes) = &block.columns[self.column] {
    ///             // the outcomes of an event are `no` and `yes` unless it names its own
    ///             self.count += outcomes.iter().filter(|outcome| **outcome == 1).count();
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
    /// let mut heads = Heads::default();
    /// let forecast = model.trials(&Options::default().trials(10_000), &mut heads)?;
    /// let share = forecast.answer("heads")?.probability()?.estimate.unwrap();
    /// assert_eq!(share, heads.count as f64 / 10_000.0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn trials<S: TrialSink<Error: From<Error>>>(
        &self,
        options: &Options,
        sink: &mut S,
    ) -> Result<result::Forecast, S::Error> {
        Ok(result::forecast(&self.forecast_of_trials(options, sink)?.0))
    }

    /// Returns the forecast, and the plan by which it was drawn; passes every trial to `sink`.
    pub(crate) fn forecast_of_trials<S: TrialSink<Error: From<Error>>>(
        &self,
        options: &Options,
        sink: &mut S,
    ) -> Result<(Forecast, Plan), S::Error> {
        options.are_sampled()?;
        self.forecast_drawn_by(options, |job| self.kept(job, sink))
    }

    /// Draws the trials of a job, and passes each to `sink`.
    pub(crate) fn kept<S: TrialSink<Error: From<Error>>>(
        &self,
        job: Job,
        sink: &mut S,
    ) -> Result<Tallies, S::Error> {
        run_keeping(job, sink).map_err(|stopped| match stopped {
            Stopped::Fault(fault) => self.errors(vec![fault]).into(),
            Stopped::Sink(error) => error,
        })
    }
}
