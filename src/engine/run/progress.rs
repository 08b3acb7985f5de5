//! Observes a run: counts the trials finished and, on request, the time spent and the draws made. Changes no
//! number.

use crate::engine::count::Draws;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The observer of a run.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Called with the number of trials as they finish, on any thread.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// The counters of time and draws, if requested.
    pub spent: Option<&'a Spent>,
}

impl<'a> Watch<'a> {
    /// Creates an observer of trials only.
    pub fn progress(progress: &'a (dyn Fn(u64) + Sync)) -> Self {
        Self { progress, spent: None }
    }

    /// Runs work outside the parallel part and counts its time.
    pub fn alone<T>(self, phase: Phase, work: impl FnOnce() -> T) -> T {
        let Some(spent) = self.spent else { return work() };
        let began = (spent.clock)();
        let done = work();
        spent.alone[phase as usize]
            .fetch_add(nanoseconds((spent.clock)().saturating_sub(began)), Ordering::Relaxed);
        done
    }

    /// Runs the parallel part on `threads` threads and counts its time.
    pub(crate) fn together<T>(self, threads: usize, work: impl FnOnce() -> T) -> T {
        let Some(spent) = self.spent else { return work() };
        spent.threads.fetch_max(threads as u64, Ordering::Relaxed);
        let began = (spent.clock)();
        let done = work();
        spent
            .together
            .fetch_add(nanoseconds((spent.clock)().saturating_sub(began)), Ordering::Relaxed);
        done
    }
}

/// The activity of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Drawing the numbers of worlds, binding tables to them and absorbing evidence.
    Binding,
    /// Drawing trials.
    Drawing,
    /// Counting answers and merging tallies.
    Tallying,
    /// Handing over trials to be saved, and waiting for room.
    Saving,
}

/// Number of phases.
const PHASES: usize = 4;

/// The time that runs spent and the draws they made; shared by all threads.
#[derive(Debug)]
pub struct Spent {
    /// Reads a clock: the library has none of its own.
    clock: fn() -> Duration,
    /// By phase: nanoseconds outside the parallel part.
    alone: [AtomicU64; PHASES],
    /// By phase: nanoseconds summed over all threads.
    of_threads: [AtomicU64; PHASES],
    /// Nanoseconds of the parallel part.
    together: AtomicU64,
    threads: AtomicU64,
    trials: AtomicU64,
    tables: AtomicU64,
    weighed: AtomicU64,
    numbers: AtomicU64,
}

impl Spent {
    /// Counts nothing yet; `clock` returns the time since a fixed moment.
    pub fn new(clock: fn() -> Duration) -> Self {
        let [tables, weighed, numbers, threads, trials, together] = Default::default();
        let (alone, of_threads) = Default::default();
        Self { clock, alone, of_threads, together, threads, trials, tables, weighed, numbers }
    }

    /// The wall-clock time of a phase: its time outside the parallel part, plus its share of the parallel
    /// part.
    pub fn took(&self, phase: Phase) -> Duration {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let all: u64 = self.of_threads.iter().map(read).sum();
        let own = read(&self.of_threads[phase as usize]);
        let shared = u128::from(read(&self.together)) * u128::from(own) / u128::from(all.max(1));
        Duration::from_nanos(read(&self.alone[phase as usize]) + shared as u64)
    }

    /// The wall-clock time of all phases.
    pub fn in_all(&self) -> Duration {
        let phases = [Phase::Binding, Phase::Drawing, Phase::Tallying, Phase::Saving];
        phases.into_iter().map(|phase| self.took(phase)).sum()
    }

    /// The most threads that worked at once.
    pub fn threads(&self) -> u64 {
        self.threads.load(Ordering::Relaxed)
    }

    /// Number of trials drawn.
    pub fn trials(&self) -> u64 {
        self.trials.load(Ordering::Relaxed)
    }

    /// Number of draws made.
    pub fn draws(&self) -> Draws {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Draws {
            tables: read(&self.tables),
            weighed: read(&self.weighed),
            numbers: read(&self.numbers),
        }
    }

    /// Adds the draws of a block of trials.
    pub(crate) fn add(&self, trials: u64, draws: Draws) {
        self.trials.fetch_add(trials, Ordering::Relaxed);
        self.tables.fetch_add(draws.tables, Ordering::Relaxed);
        self.weighed.fetch_add(draws.weighed, Ordering::Relaxed);
        self.numbers.fetch_add(draws.numbers, Ordering::Relaxed);
    }
}

/// The clock of a thread; adds its times up when dropped.
pub(crate) struct Laps<'a> {
    spent: Option<&'a Spent>,
    since: Option<Duration>,
    measured: [u64; PHASES],
}

impl<'a> Laps<'a> {
    /// Starts the clock, if `spent` is given.
    pub(crate) fn begin(spent: Option<&'a Spent>) -> Self {
        Self { spent, since: spent.map(|spent| (spent.clock)()), measured: [0; PHASES] }
    }

    /// Attributes the time since the last lap to a phase.
    pub(crate) fn lap(&mut self, phase: Phase) {
        if let (Some(since), Some(spent)) = (&mut self.since, self.spent) {
            let now = (spent.clock)();
            self.measured[phase as usize] += nanoseconds(now.saturating_sub(*since));
            *since = now;
        }
    }
}

impl Drop for Laps<'_> {
    fn drop(&mut self) {
        let Some(spent) = self.spent else { return };
        for (total, measured) in spent.of_threads.iter().zip(self.measured) {
            total.fetch_add(measured, Ordering::Relaxed);
        }
    }
}

fn nanoseconds(took: Duration) -> u64 {
    u64::try_from(took.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_share_the_time_on_the_clock() {
        let spent = Spent::new(|| Duration::ZERO);
        spent.together.store(1_000, Ordering::Relaxed);
        spent.alone[Phase::Binding as usize].store(50, Ordering::Relaxed);
        for (phase, of_threads) in [(Phase::Binding, 500), (Phase::Drawing, 1_400)] {
            spent.of_threads[phase as usize].store(of_threads, Ordering::Relaxed);
        }
        spent.of_threads[Phase::Tallying as usize].store(100, Ordering::Relaxed);
        let took = |phase| spent.took(phase).as_nanos();
        assert_eq!(
            [took(Phase::Binding), took(Phase::Drawing), took(Phase::Tallying)],
            [300, 700, 50]
        );
        assert_eq!(spent.in_all().as_nanos(), 1_050);
        assert_eq!(Spent::new(|| Duration::ZERO).in_all().as_nanos(), 0);
    }
}
