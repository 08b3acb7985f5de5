//! Joins parts, in order or as they come.

use super::identity::Identity;
use super::job::{Job, Joined, Step};
use super::merge::{self, Arrivals, held};
use super::part::Part;
use super::round::Round;
use super::task::{Kind, RUN, Task};
use crate::api::error::Error;
use crate::diagnostic::Code;
use crate::engine::{Held, Ledger, Shard, Stored};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Task {
    /// Joins the parts of a round as they come, while others are still drawn: those of a run whose turn it is, one after the
    /// other. Waits for the next until `parts` ends; otherwise it does what [`join`](Self::join) does.
    ///
    /// ```
    /// use foretell::{Job, Options, Outcome, Round, Scenario, Shard, Step, Task};
    /// use std::sync::mpsc;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
    /// let options = Options::default().trials(10_000);
    /// let task = Task::new(&model, &Job::Run, &options);
    /// let (send, come) = mpsc::channel();
    /// let joining = std::thread::spawn({
    ///     let task = task.clone();
    ///     move || task.join_arriving(&Round::default(), come.into_iter())
    /// });
    /// for index in [2, 0, 1] {
    ///     send.send(task.part(&Round::default(), Shard { index, of: 3 }))?;
    /// }
    /// drop(send); // these are all
    /// let Ok(Step::Done(Outcome::Run(found))) = joining.join().expect("it ends") else { unreachable!() };
    /// assert_eq!(*found, model.run(&options)?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn join_arriving(
        &self,
        round: &Round,
        parts: impl Iterator<Item = Result<Part, Error>> + Send + 'static,
    ) -> Result<Step, Error> {
        let mut parts = Arrivals::new(parts);
        let first = parts.first();
        let identity = match &first {
            Some(first) if !self.is_sweep() => self.own(round, first).ok(),
            _ => None,
        };
        let Some(identity) = identity else {
            return Ok(self.joined(round, parts.whole()?, false)?.step(&self.options));
        };
        let end = Arc::clone(&parts.end);
        let ledger = Ledger::awaiting(known_in(round), Box::new(parts));
        let found = self.drawn_from(&ledger);
        // an analysis with a fault may end before it asks for any
        ledger.has_all();
        let places = end.take()?;
        Ok(self.found(found, &ledger, (&places, &identity))?.step(&self.options))
    }

    fn is_sweep(&self) -> bool {
        matches!(&self.kind, Kind::Of(_, Job::Sweep(_)))
    }

    /// Returns the identity of the work, if a part is of this round of it.
    fn own(&self, round: &Round, part: &Part) -> Result<Identity, Error> {
        self.knows(round)?;
        let identity = self.identity(Some(&part.work.identity));
        part.belongs(&identity)?;
        if part.work.round.as_deref() != (!round.is_first()).then(|| round.name()) {
            return Err(part.refused(Code::PartOfOther, "this part is of another round"));
        }
        Ok(identity)
    }

    /// Joins parts that are in order; `is_last` draws here what a further round would.
    pub(super) fn joined(
        &self,
        round: &Round,
        parts: Vec<Part>,
        is_last: bool,
    ) -> Result<Joined, Error> {
        let identity = self.own(round, &parts[0])?;
        if let Kind::Of(model, Job::Sweep(design)) = &self.kind {
            return self.joined_points(model, design, &parts);
        }
        let places: Vec<(String, Shard)> =
            parts.iter().map(|part| (part.name().to_owned(), part.shard())).collect();
        let mut known = known_in(round);
        known.extend(held(parts));
        let ledger = Ledger::joining(known, is_last);
        let found = self.drawn_from(&ledger);
        self.found(found, &ledger, (&places, &identity))
    }

    /// Does the work with the counts in a ledger.
    fn drawn_from(&self, ledger: &Arc<Ledger>) -> Result<Joined, Error> {
        let options = self.options.clone();
        let options = match &self.kind {
            Kind::Of(_, Job::Run) => options.timelines(true),
            _ => options,
        };
        self.drawn(&options.keep_in(ledger, RUN))
    }

    /// Returns what was found with the counts in a ledger, or the next round; `places` has the names of the parts.
    fn found(
        &self,
        found: Result<Joined, Error>,
        ledger: &Ledger,
        (places, identity): (&[(String, Shard)], &Identity),
    ) -> Result<Joined, Error> {
        let unfit = ledger.refused();
        if !unfit.is_empty() {
            return Err(merge::unfit(places, &unfit));
        }
        if self.options.is_cancelled() {
            return Err(Error::Cancelled);
        }
        match found {
            Err(Error::Cancelled) if ledger.is_waiting() => {
                Ok(Joined::Again(Round::new(identity.digest(), ledger.take())))
            }
            found => found,
        }
    }
}

/// Returns the counts that earlier rounds have found.
fn known_in(round: &Round) -> BTreeMap<String, Held> {
    let whole = |pass| -> Held { vec![(Shard::WHOLE, Box::new(pass) as Box<dyn Stored>)] };
    round.known.iter().map(|(name, pass)| (name.clone(), whole(pass.clone()))).collect()
}
