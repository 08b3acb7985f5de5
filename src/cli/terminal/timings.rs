//! Timings of a run, for `-v`: a few lines on standard error. Changes no byte of a forecast.

use crate::api::{DrawPhase as Phase, Spent};
use crate::report::number::count;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// The activities of a command, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
    /// Reads the scenario.
    Reading,
    /// Compiles the scenario.
    Compiling,
    /// Looks for advice.
    Advising,
    /// Computes chances without drawing.
    Computing,
    /// Draws and counts.
    Running,
    /// Computes the answer of each expert alone.
    Experts,
    /// Writes files and prints.
    Writing,
}

const ACTIVITIES: usize = 7;

/// A clock of a command's activities, and the counters of its runs.
pub(crate) struct Timings {
    since: Instant,
    took: [Duration; ACTIVITIES],
    /// The time that its runs, except those of experts, spent.
    pub(crate) spent: Arc<Spent>,
}

/// Returns the time since this clock was first read.
fn clock() -> Duration {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    BEGAN.get_or_init(Instant::now).elapsed()
}

impl Timings {
    /// Starts the clock.
    pub(crate) fn new() -> Self {
        let took = [Duration::ZERO; ACTIVITIES];
        Self { since: Instant::now(), took, spent: Arc::new(Spent::new(clock)) }
    }

    /// Counts the time since the last call for this activity.
    pub(crate) fn lap(&mut self, activity: Activity) {
        let now = Instant::now();
        self.took[activity as usize] += now - self.since;
        self.since = now;
    }

    /// Moves time that was counted for one activity to another.
    pub(crate) fn shift(&mut self, from: Activity, to: Activity, took: Duration) {
        let took = took.min(self.took[from as usize]);
        self.took[from as usize] -= took;
        self.took[to as usize] += took;
    }

    /// Counts the time since the last call for this activity, except the part that runs took, which counts as
    /// `Running`.
    pub(crate) fn lap_with_runs(&mut self, activity: Activity) {
        self.lap(activity);
        let runs = self.spent.in_all().min(self.took[activity as usize]);
        self.took[activity as usize] -= runs;
        self.took[Activity::Running as usize] += runs;
    }

    /// Returns the timings, a line each, then the numbers of draws and trials.
    pub(crate) fn lines(&self) -> Vec<String> {
        let whole: Duration = self.took.iter().sum();
        let of = |activity: Activity| self.took[activity as usize];
        let run = |phase| self.spent.took(phase);
        // estimates are made of counts after the run
        let after = of(Activity::Running).saturating_sub(self.spent.in_all());
        let shares = [
            ("reading", of(Activity::Reading)),
            ("compiling", of(Activity::Compiling)),
            ("advice", of(Activity::Advising)),
            ("computing", of(Activity::Computing)),
            ("binding", run(Phase::Binding)),
            ("drawing", run(Phase::Drawing)),
            ("tallying", run(Phase::Tallying) + after),
            ("experts", of(Activity::Experts)),
            ("writing", of(Activity::Writing) + run(Phase::Saving)),
        ];
        let mut lines = vec!["time        seconds  in 100".to_owned()];
        for (what, took) in shares.into_iter().filter(|(_, took)| !took.is_zero()) {
            let share = 100.0 * took.as_secs_f64() / whole.as_secs_f64().max(1e-9);
            lines.push(format!("{what:<10}{:>9.3}{share:>8.0}", took.as_secs_f64()));
        }
        lines.push(format!("{:<10}{:>9.3}", "in all", whole.as_secs_f64()));
        lines.extend(self.rates());
        lines
    }

    /// Returns the numbers of trials and draws with their rates; empty if there were no trials.
    fn rates(&self) -> Vec<String> {
        let (trials, draws, threads) =
            (self.spent.trials(), self.spent.draws(), self.spent.threads());
        if trials == 0 {
            return Vec::new();
        }
        let on = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
        let mut lines = vec![format!(
            "trials    {}, {} a second on {on}",
            count(trials),
            rate(trials, self.spent.in_all())
        )];
        let all = draws.all();
        if all > 0 {
            let share = |part: u64| share(part, all);
            lines.push(format!(
                "draws     {}, {} a second while drawing; in 100: {} from tables, {} weighed trial \
                 by trial, {} numbers and delays",
                count(all),
                rate(all, self.spent.took(Phase::Drawing)),
                share(draws.tables),
                share(draws.weighed),
                share(draws.numbers),
            ));
        }
        if threads > 1 {
            lines.push(format!(
                "All times are wall-clock times. Work that {threads} threads did at once is divided \
                by the thread time of each kind."
            ));
        }
        lines
    }
}

/// Returns a short timing: `0.8 s, 1,250,000 trials a second`.
pub(crate) fn brief(trials: u64, took: Duration) -> String {
    format!("{:.1} s, {} trials a second", took.as_secs_f64(), rate(trials, took))
}

fn rate(things: u64, took: Duration) -> String {
    count((things as f64 / took.as_secs_f64().max(1e-9)) as u64)
}

/// Returns a part in 100 of all; 0 and 100 only if they are exact.
fn share(part: u64, all: u64) -> String {
    let share = 100.0 * part as f64 / all as f64;
    if part > 0 && share < 0.5 {
        "under 1".to_owned()
    } else if part < all && share >= 99.5 {
        "over 99".to_owned()
    } else {
        format!("{share:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_reported_as_they_are() {
        let shares =
            [(0, 5), (1, 1000), (1, 3), (999, 1000), (5, 5)].map(|(part, all)| share(part, all));
        assert_eq!(shares, ["0", "under 1", "33", "over 99", "100"]);
    }

    #[test]
    fn what_was_not_done_is_not_reported() {
        let mut timings = Timings::new();
        timings.lap(Activity::Reading);
        timings.took[Activity::Reading as usize] = Duration::from_millis(250);
        timings.took[Activity::Computing as usize] = Duration::from_millis(750);
        assert_eq!(
            timings.lines(),
            [
                "time        seconds  in 100",
                "reading       0.250      25",
                "computing     0.750      75",
                "in all        1.000",
            ]
        );
    }
}
