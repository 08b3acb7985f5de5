//! Draws parts of work, and joins them.

use super::identity::{Identity, first_difference};
use super::part::{Contents, Counts, Part};
use crate::api::error::Error;
use crate::api::model::Model;
use crate::api::options::Options;
use crate::api::scenario::Scenario;
use crate::api::sweep::Design;
use crate::engine::{self, Shape, Shard, Tallies, TrialSink};
use crate::forecast::{self, Forecast};
use crate::result;

/// The number of missing shards named in a message.
const MOST_NAMED: usize = 10;

/// A piece of work that can be split into parts.
///
/// ```
/// use foretell::{Design, Job};
///
/// let sweep = Job::Sweep(Design::default().over("event.meeting.p", "0.1..0.5:5"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Job {
    /// A forecast, split by trials.
    Run,
    /// A sweep, split by points.
    Sweep(Design),
}

/// The result of work whose parts were merged, equal to that of the undivided work.
///
/// ```
/// use foretell::{Job, Options, Outcome, Scenario, Shard};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let options = Options::default().trials(10_000);
/// let parts = [1, 0].map(|index| model.part(&Job::Run, Shard { index, of: 2 }, &options));
/// let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
/// let Outcome::Run(forecast) = model.merge(&Job::Run, parts)? else { unreachable!() };
/// assert_eq!(*forecast, model.run(&options)?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// The forecast of a run.
    Run(Box<result::Forecast>),
    /// The answers at all points of a sweep.
    Sweep(Box<result::Sweep>),
}

impl Model {
    /// Draws one part of some work: trials of a run, or points of a sweep. The parts can be drawn in any order and on
    /// any machine.
    pub fn part(&self, job: &Job, shard: Shard, options: &Options) -> Result<Part, Error> {
        match job {
            Job::Run => self.counted(options, shard, |job| {
                engine::run_shard(job.model, job.supposition, job.plan, job.shard, job.watch)
                    .map_err(|fault| self.errors(vec![fault]))
            }),
            Job::Sweep(design) => {
                exists(shard)?;
                let plan = self.lay_out(design, options)?;
                let mut all = Vec::new();
                plan.run(options, shard.share(plan.points()), &mut |_, rows| {
                    all.extend(rows);
                    Ok::<_, Error>(())
                })?;
                let (identity, rows) = (plan.identity(), Some(all));
                Ok(Part::sealed(Contents { identity, shard, run: None, rows, table: None }))
            }
        }
    }

    /// Draws a part of a run, and passes each of its trials to `sink`.
    pub(crate) fn part_of_trials<S: TrialSink<Error: From<Error>>>(
        &self,
        options: &Options,
        shard: Shard,
        sink: &mut S,
    ) -> Result<Part, S::Error> {
        self.counted(options, shard, |job| self.kept(job, sink))
    }

    fn counted<E: From<Error>>(
        &self,
        options: &Options,
        shard: Shard,
        draw: impl FnOnce(engine::Job) -> Result<Tallies, E>,
    ) -> Result<Part, E> {
        exists(shard)?;
        options.are_sampled()?;
        // the merged forecast has all that files have
        let options = options.clone().timelines(true);
        let (tallies, plan) = self.sampled(&options, self.requested(&options)?, shard, draw)?;
        let run = Counts {
            name: self.case().scenario().name().to_owned(),
            text: self.text().to_owned(),
            wall_time_s: 0.0,
            tallies,
        };
        let identity = Identity::of_run(self, options.questions(), &plan);
        Ok(Part::sealed(Contents { identity, shard, run: Some(run), rows: None, table: None }))
    }

    /// Joins all parts of some work, in any order. A part that is missing, there twice, of other work or with counts
    /// that it can't have is an [`Error::Mismatch`].
    pub fn merge(
        &self,
        job: &Job,
        parts: impl IntoIterator<Item = Part>,
    ) -> Result<Outcome, Error> {
        let parts = whole(parts.into_iter().collect())?;
        Ok(match job {
            Job::Run => {
                let (forecast, _) = self.merged(parts)?;
                Outcome::Run(Box::new(result::forecast(&forecast)))
            }
            Job::Sweep(design) => Outcome::Sweep(Box::new(self.merged_points(design, &parts)?)),
        })
    }

    /// Joins the parts of a run; returns its forecast, and the time that all parts took together.
    fn merged(&self, parts: Vec<Part>) -> Result<(Forecast, f64), Error> {
        let identity = &parts[0].contents.identity;
        let options = identity.options();
        let plan = options.plan(self.requested(&options)?);
        belongs(&parts[0], &Identity::of_run(self, options.questions(), &plan))?;
        let supposition = self.supposition();
        let (tallies, seconds) = self.bounded(&options, |_| {
            let shape = Shape::of(self.model(), supposition, &plan).map_err(|f| vec![f])?;
            Ok(joined(parts, &shape))
        })??;
        let forecast = self.bounded(&options, |_| {
            engine::evidence_holds(supposition, &tallies).map_err(|fault| vec![fault])?;
            let summarise = || forecast::summarise(self.model(), supposition, &plan, &tallies);
            self.with_experts(&options, &plan, summarise)
        })?;
        Ok((self.titled(forecast), seconds))
    }

    /// Joins the parts of a sweep.
    fn merged_points(&self, design: &Design, parts: &[Part]) -> Result<result::Sweep, Error> {
        let plan = self.lay_out(design, &parts[0].contents.identity.options())?;
        belongs(&parts[0], &plan.identity())?;
        plan.fits_in_memory()?;
        let mut sweep = result::sweep(&plan.found(&[]));
        for part in parts {
            let rows = part.contents.rows.as_deref().unwrap_or_default();
            if !plan.are_of(rows, part.shard().share(plan.points())) {
                return Err(part.refused("it does not hold the points of this part of the sweep"));
            }
            sweep.rows.extend_from_slice(rows);
        }
        Ok(sweep)
    }
}

impl Part {
    fn refused(&self, why: impl Into<String>) -> Error {
        Error::mismatch(self.name(), why)
    }
}

/// Returns an error unless there is such a part of a whole.
fn exists(shard: Shard) -> Result<(), Error> {
    let Shard { index, of } = shard;
    if index < of {
        return Ok(());
    }
    Err(Error::Usage(format!("there is no shard {} of {of}", u128::from(index) + 1)))
}

/// Returns an error unless a part is of the work with this identity.
fn belongs(part: &Part, own: &Identity) -> Result<(), Error> {
    let identity = &part.contents.identity;
    if identity == own {
        return Ok(());
    }
    let (theirs, own) = (identity.text(None), own.text(None));
    let (theirs, own) = first_difference(&theirs, &own).unwrap_or_default();
    Err(part.refused(format!("this shard is of other work: it has {theirs}, not {own}")))
}

/// Returns the parts in order, if all belong together and none is missing or there twice.
pub(crate) fn whole(mut parts: Vec<Part>) -> Result<Vec<Part>, Error> {
    parts.sort_by_key(|part| part.shard().index);
    let Some(first) = parts.first() else {
        return Err(Error::Mismatch { part: None, why: "there is no shard to join".to_owned() });
    };
    for part in &parts {
        belong_together(first, part)?;
    }
    for pair in parts.windows(2) {
        if pair[0].shard().index == pair[1].shard().index {
            let why = format!("this shard is there twice: also in {}", pair[0].name());
            return Err(pair[1].refused(why));
        }
    }
    let of = first.shard().of;
    if let Some(part) = parts.iter().find(|part| part.shard().index >= of) {
        let why = format!("there is no shard {} of {of}", u128::from(part.shard().index) + 1);
        return Err(part.refused(why));
    }
    let missing = of - parts.len() as u64;
    if missing == 0 {
        return Ok(parts);
    }
    let is_there = |index: &u64| parts.binary_search_by_key(index, |p| p.shard().index).is_ok();
    let named = (0..of).filter(|index| !is_there(index)).take(MOST_NAMED);
    let named: Vec<String> = named.map(|index| (index + 1).to_string()).collect();
    let why = match (&named[..], missing - named.len() as u64) {
        ([one], 0) => format!("shard {one} of {of} is missing"),
        (several, 0) => format!("shards {} of {of} are missing", several.join(", ")),
        (several, more) => {
            format!("shards {} and {more} more of {of} are missing", several.join(", "))
        }
    };
    Err(Error::Mismatch { part: None, why })
}

/// Returns an error unless two parts are of the same work, split into as many parts.
fn belong_together(first: &Part, part: &Part) -> Result<(), Error> {
    let (own, other) = (&part.contents, &first.contents);
    if own.identity != other.identity || part.is_run() != first.is_run() {
        let (own, other) = (own.identity.text(None), other.identity.text(None));
        let why = match first_difference(&own, &other) {
            Some((own, other)) => format!("it has {own}, not {other}"),
            None => "one has counts, the other has points".to_owned(),
        };
        return Err(part.refused(format!("this shard does not belong to {}: {why}", first.name())));
    }
    if own.shard.of != other.shard.of {
        let why = format!(
            "this is a shard of {}, and {} one of {}",
            own.shard.of,
            first.name(),
            other.shard.of
        );
        return Err(part.refused(why));
    }
    Ok(())
}

/// Adds up the counts and the times of all parts; each must have counts that its part of the run can have.
fn joined(parts: Vec<Part>, shape: &Shape) -> Result<(Tallies, f64), Error> {
    let refused = |name: &str, shard: Shard, what: &str| {
        let (index, of) = (shard.index + 1, shard.of);
        let why = format!("it does not hold the counts of shard {index} of {of}: {what}");
        Err(Error::mismatch(name, why))
    };
    for part in &parts {
        let wrong = match &part.contents.run {
            Some(run) => shape.admits(&run.tallies, part.shard()).err(),
            None => Some("it has none"),
        };
        if let Some(what) = wrong {
            return refused(part.name(), part.shard(), what);
        }
    }
    let mut whole: Option<(Tallies, f64)> = None;
    for Part { name, contents, .. } in parts {
        let Some(run) = contents.run else { continue };
        let Some((tallies, took)) = &mut whole else {
            whole = Some((run.tallies, run.wall_time_s));
            continue;
        };
        let is_small = tallies.pooled.kept.checked_add(run.tallies.pooled.kept).is_some();
        if !is_small || tallies.drawn.is_some() != run.tallies.drawn.is_some() {
            return refused(&name, contents.shard, "weights unlike those of the others");
        }
        *took += run.wall_time_s;
        tallies.join(run.tallies);
    }
    Ok(whole.expect("there is at least one part, and each has counts"))
}

/// A run that was joined from its parts alone, with the scenario that they hold.
pub(crate) struct Whole {
    pub(crate) identity: Identity,
    /// The scenario's name in messages.
    pub(crate) name: String,
    pub(crate) forecast: Forecast,
    pub(crate) wall_time_s: f64,
}

impl Whole {
    /// Joins the parts of a run, which [`whole`] has put in order.
    pub(crate) fn of(parts: Vec<Part>) -> Result<Self, Error> {
        let scenario_of = |part: &Part| {
            part.contents.run.as_ref().map(|run| (run.name.clone(), run.text.clone()))
        };
        let own = scenario_of(&parts[0]);
        if let Some(other) = parts.iter().find(|part| scenario_of(part) != own) {
            return Err(
                other.refused(format!("it is of another scenario than {}", parts[0].name()))
            );
        }
        let identity = parts[0].contents.identity.clone();
        let (name, text) = own.unwrap_or_default();
        let scenario = Scenario::again(&name, text, identity.sha256.clone());
        let model = identity.case(&scenario).compile()?;
        let (forecast, wall_time_s) = model.merged(parts)?;
        Ok(Self { identity, name, forecast, wall_time_s })
    }
}

/// Returns the tables of the parts of a sweep as one, and the record of the whole.
pub(crate) fn joined_tables(parts: &[Part]) -> Result<(String, String), Error> {
    let mut whole = String::new();
    for part in parts {
        let text = part.contents.table.as_deref().unwrap_or_default();
        let Some((head, lines)) = text.split_once('\n') else {
            return Err(part.refused("this table has no head"));
        };
        if whole.is_empty() {
            whole = format!("{head}\n");
        } else if !whole.starts_with(&format!("{head}\n")) {
            return Err(part.refused("this table has other columns than the first"));
        }
        whole += lines;
    }
    Ok((whole, parts[0].contents.identity.text(None)))
}
