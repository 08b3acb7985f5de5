//! The ledger of work that is done in parts. An analysis runs through from beginning to end as it always does; each run
//! that it needs is looked up here by name. Known counts are joined; of others, a machine draws its part and the analysis
//! goes on as far as it can without them. The next round begins with all that is known then.

use super::super::bound::Side;
use super::super::execute::{Tallies, draw_part};
use super::super::paired::{Paired, Pairing};
use super::super::progress::Watch;
use super::super::shape::Shape;
use super::cut::Shard;
use super::paired_counts::PairedCounts;
use super::stored::{AllParts, Coming, Held, Pass, Stored};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::program::{Kept, Pilots, Plan, Settled};
use crate::model::{Model, Supposition, World};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The treatment of a run whose counts are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// A part of it is drawn.
    Part(Shard),
    /// Its counts are waited for.
    Wait,
    /// Its counts are drawn here, as if there were no parts.
    Whole,
}

/// The counts of all runs of a piece of work, by name.
#[derive(Debug)]
pub struct Ledger {
    way: Way,
    known: Mutex<BTreeMap<String, Held>>,
    /// The parts that are still to come.
    coming: Mutex<Option<Box<dyn Coming>>>,
    /// The number of runs of each name so far.
    count: Mutex<BTreeMap<String, u64>>,
    found: Mutex<BTreeMap<String, Pass>>,
    /// The fault of the first run, if it has one.
    fault: Mutex<Option<Diagnostic>>,
    /// The parts whose counts can't be those of their run, each with the reason.
    refused: Mutex<Vec<(Shard, &'static str)>>,
    waits: AtomicBool,
    pilots: Arc<Pilots>,
}

/// Whether the analysis of this plan goes on without counts that are not known yet, so that its results are void.
pub fn waits(plan: &Plan) -> bool {
    Ledger::of(plan).is_some_and(|(ledger, _)| ledger.is_waiting())
}

fn locked<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    fn new(way: Way, known: BTreeMap<String, Held>, pilots: Pilots) -> Self {
        Self {
            way,
            known: Mutex::new(known),
            coming: Mutex::default(),
            count: Mutex::default(),
            found: Mutex::default(),
            fault: Mutex::default(),
            refused: Mutex::default(),
            waits: AtomicBool::new(false),
            pilots: Arc::new(pilots),
        }
    }

    /// A ledger by which a part is drawn of all runs that are not known; other parts of the round may share what is settled.
    pub fn drawing(
        shard: Shard,
        known: BTreeMap<String, Pass>,
        settled: &Arc<Settled>,
    ) -> Arc<Self> {
        let whole = |pass| vec![(Shard::WHOLE, Box::new(pass) as Box<dyn Stored>)];
        let known = known.into_iter().map(|(name, pass)| (name, whole(pass)));
        Arc::new(Self::new(Way::Part(shard), known.collect(), Pilots::of(settled)))
    }

    /// A ledger in which the parts of runs are joined, in the order of shards. With `is_last`, runs that are not known are
    /// drawn; otherwise they are waited for.
    pub fn joining(known: BTreeMap<String, Held>, is_last: bool) -> Arc<Self> {
        let way = if is_last { Way::Whole } else { Way::Wait };
        Arc::new(Self::new(way, known, Pilots::default()))
    }

    /// A ledger in which the parts of runs are joined as they come, beside what is known from earlier rounds.
    pub fn awaiting(known: BTreeMap<String, Held>, coming: Box<dyn Coming>) -> Arc<Self> {
        let own = Self::new(Way::Wait, known, Pilots::default());
        Arc::new(Self { coming: Mutex::new(Some(coming)), ..own })
    }

    /// Returns the plan with its counts in this ledger, under a name.
    pub fn keep(self: &Arc<Self>, plan: Plan, name: &str) -> Plan {
        let ledger: Arc<dyn std::any::Any + Send + Sync> = Arc::clone(self) as _;
        let (name, pilots) = (name.to_owned(), Arc::clone(&self.pilots));
        Plan { kept: Some(Kept { name, ledger, pilots }), ..plan }
    }

    /// Returns the ledger of a plan, and the name of its runs.
    pub(crate) fn of(plan: &Plan) -> Option<(&Self, &str)> {
        let kept = plan.kept.as_ref()?;
        Some((kept.ledger.downcast_ref()?, &kept.name))
    }

    /// Whether counts were asked for that are not known.
    pub fn is_waiting(&self) -> bool {
        self.waits.load(Ordering::Relaxed)
    }

    /// Adds counts that were drawn elsewhere to the run of a name that comes next.
    pub fn put(&self, name: &str, tallies: Tallies) {
        self.waits.store(true, Ordering::Relaxed);
        let name = self.next(name);
        locked(&self.found).insert(name, Pass::Run(Box::new(tallies)));
    }

    /// Takes the counts that were drawn or joined.
    pub fn take(&self) -> BTreeMap<String, Pass> {
        std::mem::take(&mut locked(&self.found))
    }

    /// Takes the fault of the first run of this round.
    pub fn fault(&self) -> Option<Diagnostic> {
        locked(&self.fault).take()
    }

    /// Takes the parts that were refused, each with the reason; a shard is whole if it is of an earlier round.
    pub fn refused(&self) -> Vec<(Shard, &'static str)> {
        std::mem::take(&mut locked(&self.refused))
    }

    /// Returns the name of a run, which no other has.
    fn next(&self, name: &str) -> String {
        let mut count = locked(&self.count);
        let next = count.entry(name.to_owned()).or_default();
        *next += 1;
        format!("{name} {next}")
    }

    /// The pilots of the part.
    pub fn pilots(&self) -> &Pilots {
        &self.pilots
    }

    /// Returns the counts of a run of one model.
    pub(crate) fn run(
        &self,
        name: &str,
        (model, supposition, plan): (&Model, &Supposition, &Plan),
        outer: Shard,
        watch: Watch,
    ) -> Result<Tallies, Diagnostic> {
        let name = self.next(name);
        let draw = |inner| draw_part(model, supposition, plan, (outer, inner), watch);
        if self.may_know(&name) {
            let shape = Shape::of(model, supposition, plan)?;
            let read = |inner: Shard, stored: Box<dyn Stored>| {
                let Pass::Run(own) = stored.read()? else { return Err("other counts") };
                shape.admits_part(&own, (outer, inner))?;
                Ok(*own)
            };
            let join = |whole: &mut Tallies, own: Tallies| {
                let is_small = whole.pooled.kept.checked_add(own.pooled.kept).is_some();
                if !is_small || whole.drawn.is_some() != own.drawn.is_some() {
                    return Err("weights unlike those of the others");
                }
                whole.join(own);
                Ok(())
            };
            if let Some(mut whole) = self.joined(&name, read, join)? {
                whole.finish();
                self.note(name, || Pass::Run(Box::new(whole.clone())));
                return Ok(whole);
            }
        }
        if self.has_fault(&name) {
            return self.redrawn(name, &draw);
        }
        self.unknown(&name, draw, |tallies| Pass::Run(Box::new(tallies)))
    }

    /// Returns the counts of a paired run.
    pub(crate) fn paired(
        &self,
        name: &str,
        pairing: &Pairing,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Paired, Diagnostic> {
        let name = self.next(name);
        let draw = |shard| pairing.draw(shard, progress);
        if self.may_know(&name) {
            let (chunks, nothing) = (pairing.chunks(), pairing.nothing());
            let seed = pairing.plan.seed;
            let values = |side: &Side| {
                World::draw_with(side.model, seed, 0, side.given(0)).map(|world| world.values.len())
            };
            let sides = pairing.sides.iter().map(values).collect::<Result<Vec<usize>, _>>()?;
            let read = |shard: Shard, stored: Box<dyn Stored>| {
                let Pass::Paired(own) = stored.read()? else { return Err("other counts") };
                own.admits((&chunks, shard), &nothing, &sides)?;
                Ok(own)
            };
            let join = |whole: &mut PairedCounts, own| {
                whole.join(own);
                Ok(())
            };
            if let Some(mut whole) = self.joined(&name, read, join)? {
                whole.fold();
                self.note(name, || Pass::Paired(whole.clone()));
                return pairing.finished(whole);
            }
        }
        if self.has_fault(&name) {
            return pairing.finished(self.redrawn(name, &draw)?);
        }
        pairing.finished(self.unknown(&name, draw, Pass::Paired)?)
    }

    /// Joins the parts of a run as they come, if it is the first that is asked for; `None` if all are known now, so that it
    /// is joined like others.
    fn joined_early<T>(
        &self,
        name: &str,
        read: &impl Fn(Shard, Box<dyn Stored>) -> Result<T, &'static str>,
        join: &impl Fn(&mut T, T) -> Result<(), &'static str>,
    ) -> Result<Option<T>, Diagnostic> {
        // others wait here until all is known
        let mut place = locked(&self.coming);
        let Some(mut coming) = place.take_if(|coming| coming.has(name)) else { return Ok(None) };
        let mut whole: Option<T> = None;
        let mut is_sound = true;
        while let Some((shard, stored)) = coming.next(name).filter(|_| is_sound) {
            let is_faulty = stored.is_faulty();
            let added = read(shard, stored).and_then(|own| {
                if let Some(whole) = &mut whole {
                    return join(whole, own);
                }
                whole = Some(own);
                Ok(())
            });
            is_sound = added.is_ok() && !is_faulty;
        }
        let Some(AllParts { mut known, are_over }) = coming.all() else {
            self.waits.store(true, Ordering::Relaxed);
            return Err(waiting());
        };
        // what can't be so is found again, with all else that can't be
        let found = whole.filter(|_| is_sound && are_over);
        if found.is_some() {
            known.remove(name);
        }
        locked(&self.known).append(&mut known);
        Ok(found)
    }

    /// Waits for the parts that no run has asked for; returns whether all belong together.
    pub fn has_all(&self) -> bool {
        locked(&self.coming).take().is_none_or(|coming| coming.all().is_some())
    }

    /// Joins the parts of a run, of which one at a time is read; all that can't be theirs are refused.
    fn joined<T>(
        &self,
        name: &str,
        read: impl Fn(Shard, Box<dyn Stored>) -> Result<T, &'static str>,
        join: impl Fn(&mut T, T) -> Result<(), &'static str>,
    ) -> Result<Option<T>, Diagnostic> {
        if let Some(whole) = self.joined_early(name, &read, &join)? {
            return Ok(Some(whole));
        }
        if self.has_fault(name) {
            return Ok(None);
        }
        let Some(parts) = locked(&self.known).remove(name) else { return Ok(None) };
        let mut whole: Option<T> = None;
        let mut is_refused = false;
        for (shard, stored) in parts {
            let added = read(shard, stored).and_then(|own| match &mut whole {
                // what follows a part that is refused is only checked
                Some(_) if is_refused => Ok(()),
                Some(whole) => join(whole, own),
                None => {
                    whole = Some(own);
                    Ok(())
                }
            });
            if let Err(why) = added {
                is_refused = true;
                locked(&self.refused).push((shard, why));
            }
        }
        if is_refused {
            self.waits.store(true, Ordering::Relaxed);
            return Err(waiting());
        }
        Ok(whole)
    }

    /// Keeps joined counts for the next round.
    fn note(&self, name: String, pass: impl FnOnce() -> Pass) {
        if self.way == Way::Wait {
            locked(&self.found).insert(name, pass());
        }
    }

    /// Whether a part of a run is known to have a fault.
    fn has_fault(&self, name: &str) -> bool {
        let is_faulty = |parts: &Held| parts.iter().any(|(_, stored)| stored.is_faulty());
        locked(&self.known).get(name).is_some_and(is_faulty)
    }

    /// Whether the counts of a run may be known, or be those of parts that are to come.
    fn may_know(&self, name: &str) -> bool {
        // in this order: what has come is known before it is not to come
        let is_to_come = locked(&self.coming).as_ref().is_some_and(|coming| coming.has(name));
        (is_to_come || locked(&self.known).contains_key(name)) && !self.has_fault(name)
    }

    /// Draws a run that has a fault in some part, up to the fault.
    fn redrawn<T>(
        &self,
        name: String,
        draw: &impl Fn(Shard) -> Result<T, Diagnostic>,
    ) -> Result<T, Diagnostic> {
        self.note(name, || Pass::Faulty);
        draw(Shard::WHOLE)
    }

    /// Draws a run whose counts are not known, or a part of it.
    fn unknown<T>(
        &self,
        name: &str,
        draw: impl Fn(Shard) -> Result<T, Diagnostic>,
        pass: impl Fn(T) -> Pass,
    ) -> Result<T, Diagnostic> {
        match self.way {
            Way::Whole => return draw(Shard::WHOLE),
            Way::Wait => {}
            Way::Part(shard) => {
                let found = match draw(shard) {
                    Ok(drawn) => pass(drawn),
                    Err(cancelled) if cancelled.code == Code::Cancelled => return Err(cancelled),
                    Err(fault) => {
                        if locked(&self.found).is_empty() {
                            *locked(&self.fault) = Some(fault);
                        }
                        Pass::Faulty
                    }
                };
                locked(&self.found).insert(name.to_owned(), found);
            }
        }
        self.waits.store(true, Ordering::Relaxed);
        Err(waiting())
    }
}

/// The fault of an analysis that can't go on before counts are known.
fn waiting() -> Diagnostic {
    Diagnostic::placeless(Code::Cancelled, "the counts of other parts are waited for")
}
