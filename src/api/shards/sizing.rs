//! The number of parts of a piece of work, found by drawing a little of it.

use super::job::Job;
use super::round::Round;
use super::task::{Kind, Task};
use crate::api::error::Error;
use crate::engine::Shard;

/// The most parts that are suggested.
const MOST_PARTS: u64 = 1_000_000;
/// The number of parts of which the first pilot draws one.
const PILOT: u64 = 1 << 24;
/// The time in which a pilot says enough about the rest, and that from which the next one follows.
const ENOUGH: f64 = 0.25;
const A_HINT: f64 = 0.02;

impl Task {
    /// Suggests a number of parts that take about so many seconds each on this machine, beside what each takes to begin.
    ///
    /// A pilot draws parts of the first round for about a second, and `clock` tells the time in seconds: the library has
    /// no clock. No number depends on the time, because the outcome is the same for every number of parts.
    ///
    /// ```
    /// use foretell::{Job, Options, Scenario, Task};
    /// use std::time::Instant;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
    /// let task = Task::new(&model, &Job::Run, &Options::default().trials(10_000));
    /// let began = Instant::now();
    /// assert_eq!(task.parts_of(10.0, &|| began.elapsed().as_secs_f64())?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn parts_of(&self, seconds: f64, clock: &dyn Fn() -> f64) -> Result<u64, Error> {
        let points = match &self.kind {
            Kind::Of(model, Job::Sweep(design)) => {
                Some(model.lay_out(design, &self.options)?.points())
            }
            _ => None,
        };
        let timed = |of: u64| {
            let began = clock();
            self.part(&Round::default(), Shard { index: 0, of })?;
            Ok::<f64, Error>(clock() - began)
        };
        // a part of nothing: on a machine that draws no other, and on one that has drawn another
        let (alone, to_begin) = (timed(u64::MAX)?, timed(u64::MAX)?);
        let mut of = points.unwrap_or(PILOT).clamp(1, PILOT);
        let drawing = loop {
            let took = (timed(of)? - to_begin).max(0.0);
            if took >= ENOUGH || of == 1 {
                break took * of as f64;
            }
            of = if took > A_HINT { (of as f64 * took / (1.2 * ENOUGH)) as u64 } else { of / 64 }
                .max(1);
        };
        let each = (seconds - alone).max(seconds / 2.0);
        Ok(((drawing / each).ceil() as u64)
            .clamp(1, points.unwrap_or(MOST_PARTS).clamp(1, MOST_PARTS)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Options, Scenario};
    use std::cell::Cell;

    /// A clock that goes on by what a part would take: it is read before and after each.
    fn suggested(trials: u64, a_trial: f64, to_begin: f64, seconds: f64) -> u64 {
        let model = Scenario::read("a.toml", "[event.a]\np = 0.5\n").case().compile();
        let model = model.expect("it has no faults");
        let task = Task::new(&model, &Job::Run, &Options::default().trials(1000));
        let (reads, now) = (Cell::new(0_u64), Cell::new(0.0));
        // the parts that the pilot draws, as it chooses them
        let of = Cell::new(u64::MAX);
        let clock = || {
            reads.set(reads.get() + 1);
            if reads.get().is_multiple_of(2) {
                let own = to_begin + trials as f64 / of.get() as f64 * a_trial;
                now.set(now.get() + own);
                let took = own - to_begin;
                of.set(if of.get() == u64::MAX {
                    // the first part of nothing is followed by another
                    if reads.get() > 2 { PILOT } else { u64::MAX }
                } else if took > A_HINT {
                    ((of.get() as f64 * took / (1.2 * ENOUGH)) as u64).max(1)
                } else {
                    (of.get() / 64).max(1)
                });
            }
            now.get()
        };
        task.parts_of(seconds, &clock).expect("it can be drawn")
    }

    #[test]
    fn parts_take_as_long_as_they_should() {
        for (trials, a_trial, to_begin) in [(1e9, 1e-7, 0.1), (1e13, 1e-8, 0.5), (1e6, 1e-4, 1.0)] {
            let parts = suggested(trials as u64, a_trial, to_begin, 10.0);
            let each = to_begin + trials * a_trial / parts as f64;
            assert!((5.0..=11.0).contains(&each), "{parts} parts of {each} s");
        }
        assert_eq!(suggested(1_000_000, 1e-7, 0.1, 10.0), 1);
    }
}
