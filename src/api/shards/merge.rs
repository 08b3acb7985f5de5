//! The parts of a whole, as they are gathered: whether they belong together, and all that is wrong with them.

use super::identity::first_difference;
use super::part::{Part, refused};
use super::round::Round;
use crate::api::diagnostic::Diagnostics;
use crate::api::error::Error;
use crate::diagnostic::Code;
use crate::engine::{AllParts, Coming, Held, Shard, Stored};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The number of missing shards that are named in a message, and of kinds of work among which that of most is chosen.
const MOST_NAMED: usize = 10;

/// Returns an error unless there is such a part of a whole.
pub(super) fn exists(shard: Shard) -> Result<(), Error> {
    let Shard { index, of } = shard;
    if index < of {
        return Ok(());
    }
    Err(Error::Usage(format!("there is no shard {} of {of}", u128::from(index) + 1)))
}

/// Parts as they are gathered, and what is wrong with those that can't be used.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    parts: Vec<Part>,
    faults: Diagnostics,
    /// The indices of parts that can't be used, which are there all the same.
    present: BTreeSet<u64>,
    /// Whether parts may be somewhere else.
    is_open: bool,
    /// The name under which missing parts are reported.
    place: Option<String>,
}

impl Gathered {
    /// Gathers parts that were read, or could not be.
    pub(super) fn of(
        parts: impl IntoIterator<Item: Into<Result<Part, Error>>>,
    ) -> Result<Self, Error> {
        let mut gathered = Self::default();
        parts.into_iter().try_for_each(|part| gathered.add(part.into()))?;
        Ok(gathered)
    }

    /// Reports missing parts under the name of a folder.
    #[cfg(feature = "cli")]
    pub(crate) fn within(place: String) -> Self {
        Self { place: Some(place), ..Self::default() }
    }

    /// Adds a part, or what is wrong with it; returns errors that are of no part.
    pub(crate) fn add(&mut self, part: Result<Part, Error>) -> Result<(), Error> {
        match part {
            Ok(mut part) => {
                if let Some(first) = self.parts.first() {
                    part.share(first);
                }
                self.parts.push(part);
            }
            Err(Error::Parts(faults)) => {
                let names = faults.iter().filter_map(|fault| fault.span.as_ref());
                self.present.extend(names.filter_map(|span| index_in(&span.source)));
                self.faults.join(faults);
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Returns what is wrong with parts, if anything is.
    pub(super) fn are_none(self) -> Result<(), Error> {
        if self.faults.is_empty() { Ok(()) } else { Err(Error::Parts(self.faults)) }
    }

    /// Adds what is wrong with a folder, whose parts can't be known.
    pub(crate) fn lack(&mut self, fault: Error) -> Result<(), Error> {
        self.is_open = true;
        self.add(Err(fault))
    }

    /// Returns the parts in order, if all belong together and none is missing or there twice; or all that is wrong. Most of
    /// the parts are taken to be right.
    pub(crate) fn whole(self) -> Result<Vec<Part>, Error> {
        let Self { mut parts, mut faults, mut present, is_open, place } = self;
        let place = place.unwrap_or_else(|| "the parts".to_owned());
        parts.sort_by_key(|part| part.shard().index);
        let mut wrong = |fault: Error| match fault {
            Error::Parts(found) => faults.join(found),
            other => debug_assert!(false, "{other} is of no part"),
        };
        if let Some(model) = most_common(&parts) {
            let of = model.shard().of;
            let mut before: Option<&Part> = None;
            for part in &parts {
                let index = part.shard().index;
                let twice = before.filter(|before| before.shard().index == index);
                if let Err(why) = belong_together(model, part) {
                    wrong(part.refused(Code::PartOfOther, why));
                } else if index >= of {
                    let why = format!("there is no part {} of {of}", u128::from(index) + 1);
                    wrong(part.refused(Code::PartChanged, why));
                } else if let Some(other) = twice {
                    wrong(part.refused(Code::PartTwice, also_in(part, other)));
                } else {
                    before = Some(part);
                }
                present.insert(index);
            }
            if let Some((why, first)) = missing(of, &present).filter(|_| !is_open) {
                let help = format!(
                    "draw what is missing with the arguments of the others, such as `--shard {first}/{of}`, or name the \
                     folder that it is in as well"
                );
                wrong(Error::of_file(&place, Code::PartMissing, why, &help));
            }
        } else if faults.is_empty() {
            return Err(missing_folder(&place, "there is no part to join"));
        }
        if faults.is_empty() { Ok(parts) } else { Err(Error::Parts(faults)) }
    }
}

/// Parts that come while others are still drawn.
pub(super) struct Arrivals {
    parts: Box<dyn Iterator<Item = Result<Part, Error>> + Send>,
    gathered: Gathered,
    /// The error of no part, after which no more are waited for.
    broken: Option<Error>,
    /// The first, which the others should be like.
    first: Option<Part>,
    /// The parts that wait for their turn, by index, and the index whose turn it is.
    early: BTreeMap<u64, Part>,
    next: u64,
    /// Whether each can be used so far.
    is_sound: bool,
    /// The end, which is shared with those who wait for it.
    pub(super) end: Arc<End>,
}

/// The end of joining parts: the name of each, or all that is wrong with them.
#[derive(Debug, Default)]
pub(super) struct End(Mutex<Option<Result<Named, Error>>>);

/// The names of parts, with their places.
type Named = Vec<(String, Shard)>;

impl End {
    fn locked(&self) -> MutexGuard<'_, Option<Result<Named, Error>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the names, or the error.
    pub(super) fn take(&self) -> Result<Named, Error> {
        self.locked().take().unwrap_or_else(|| Ok(Vec::new()))
    }
}

impl std::fmt::Debug for Arrivals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Arrivals({} of {:?})", self.next, self.first.as_ref().map(Part::shard))
    }
}

impl Arrivals {
    /// Takes parts as they come.
    pub(super) fn new(parts: impl Iterator<Item = Result<Part, Error>> + Send + 'static) -> Self {
        Self {
            parts: Box::new(parts),
            gathered: Gathered::default(),
            broken: None,
            first: None,
            early: BTreeMap::new(),
            next: 0,
            is_sound: true,
            end: Arc::default(),
        }
    }

    /// Waits for the first part that can be read.
    pub(super) fn first(&mut self) -> Option<Part> {
        while self.first.is_none() && self.wait() {}
        self.first.clone()
    }

    /// Waits for a part; returns whether one came.
    fn wait(&mut self) -> bool {
        if self.broken.is_some() {
            return false;
        }
        let Some(part) = self.parts.next() else { return false };
        let is_sound = part.is_ok();
        if let Err(error) = self.gathered.add(part) {
            self.broken = Some(error);
        }
        self.is_sound &= is_sound;
        if let Some(part) = self.gathered.parts.last().filter(|_| is_sound) {
            let first = self.first.get_or_insert_with(|| part.clone());
            let fits =
                belong_together(first, part).is_ok() && part.shard().index < first.shard().of;
            let before = self.early.insert(part.shard().index, part.clone());
            self.is_sound &= fits && before.is_none() && part.shard().index >= self.next;
        }
        true
    }

    /// Waits for all parts, and returns them in order or all that is wrong with them.
    pub(super) fn whole(mut self) -> Result<Vec<Part>, Error> {
        while self.wait() {}
        self.broken.map_or_else(|| self.gathered.whole(), Err)
    }
}

impl Coming for Arrivals {
    fn has(&self, name: &str) -> bool {
        self.first.as_ref().is_some_and(|first| first.sections.get(name).is_some())
    }

    fn next(&mut self, name: &str) -> Option<(Shard, Box<dyn Stored>)> {
        while self.is_sound {
            if let Some(part) = self.early.remove(&self.next) {
                self.next += 1;
                let section = part.sections.get(name)?.clone();
                return Some((part.shard(), Box::new(section)));
            }
            if self.first.as_ref().is_some_and(|first| first.shard().of == self.next)
                || !self.wait()
            {
                break;
            }
        }
        None
    }

    fn all(self: Box<Self>) -> Option<AllParts> {
        let mut own = *self;
        while own.wait() {}
        let of = own.first.as_ref().map(|first| first.shard().of);
        let (are_over, end) = (own.is_sound && of == Some(own.next), Arc::clone(&own.end));
        let (known, names) = match own.whole() {
            Ok(parts) => {
                let names = parts.iter().map(|part| (part.name().to_owned(), part.shard()));
                let names = names.collect();
                (Some(held(parts)), Ok(names))
            }
            Err(error) => (None, Err(error)),
        };
        *end.locked() = Some(names);
        Some(AllParts { known: known?, are_over })
    }
}

/// Returns the counts of each run of parts that are in order.
pub(super) fn held(parts: Vec<Part>) -> BTreeMap<String, Held> {
    let Some(first) = parts.first() else { return BTreeMap::new() };
    let names = Arc::clone(first.sections.names());
    let mut held: Vec<Held> = names.iter().map(|_| Vec::with_capacity(parts.len())).collect();
    for part in parts {
        let shard = part.shard();
        for (held, section) in held.iter_mut().zip(part.sections.into_own()) {
            held.push((shard, Box::new(section)));
        }
    }
    names.iter().cloned().zip(held).collect()
}

/// Returns the error of a folder without parts.
pub(crate) fn missing_folder(folder: &str, why: &str) -> Error {
    let help = "name the folders to which `--shard I/K --out DIR` has written";
    Error::of_file(folder, Code::PartMissing, why, help)
}

/// Returns the error of a file of a part that was changed, or can't be read.
#[cfg(feature = "cli")]
pub(crate) fn changed_part(path: &std::path::Path, why: &str) -> Error {
    refused(&path.display().to_string(), Code::PartChanged, why)
}

/// Returns the error of a folder that is named again.
#[cfg(feature = "cli")]
pub(crate) fn double_folder(folder: &str, why: &str) -> Error {
    Error::of_file(folder, Code::PartTwice, why, "name it once")
}

/// Returns a sentence on a part that is there twice.
fn also_in(part: &Part, other: &Part) -> String {
    if part.name() == other.name() {
        return "this part is there twice".to_owned();
    }
    format!("this part is there twice: also in {}", other.name())
}

/// Returns the first of the parts whose work most of them share.
fn most_common(parts: &[Part]) -> Option<&Part> {
    let mut groups: Vec<(&Part, usize)> = Vec::new();
    for part in parts {
        let own = groups.iter().position(|(first, _)| belong_together(first, part).is_ok());
        match own {
            Some(own) => groups[own].1 += 1,
            // of many kinds none is right
            None if groups.len() < MOST_NAMED => groups.push((part, 1)),
            None => {}
        }
    }
    // the first of those with the most
    groups.into_iter().rev().max_by_key(|(_, count)| *count).map(|(first, _)| first)
}

/// Returns the index of a shard in the name of its file.
fn index_in(name: &str) -> Option<u64> {
    let (number, _) = name.rsplit_once("shard-")?.1.split_once("-of-")?;
    number.parse::<u64>().ok()?.checked_sub(1)
}

/// Returns a sentence on the shards that are missing, and the number of the first.
fn missing(of: u64, present: &BTreeSet<u64>) -> Option<(String, u64)> {
    let missing = of - present.range(..of).count() as u64;
    let numbers = (0..of).filter(|index| !present.contains(index)).map(|index| index + 1);
    let numbers: Vec<u64> = numbers.take(MOST_NAMED.min(missing as usize)).collect();
    let named: Vec<String> = numbers.iter().map(u64::to_string).collect();
    let why = match (&named[..], missing - named.len() as u64) {
        ([], _) => return None,
        ([one], 0) => format!("part {one} of {of} is missing"),
        (several, 0) => format!("parts {} of {of} are missing", several.join(", ")),
        (several, more) => {
            format!("parts {} and {more} more of {of} are missing", several.join(", "))
        }
    };
    Some((why, numbers[0]))
}

/// Returns an error unless two parts are of the same work, split into as many parts.
fn belong_together(first: &Part, part: &Part) -> Result<(), String> {
    let (own, other) = (&part.work, &first.work);
    if !Arc::ptr_eq(own, other) {
        if own.round != other.round {
            return Err(format!("this part is of another round than {}", first.name()));
        }
        if own.identity != other.identity || part.is_run() != first.is_run() {
            let (own, other) = (own.identity.text(None), other.identity.text(None));
            let why = match first_difference(&own, &other) {
                Some((own, other)) => format!("it has {own}, not {other}"),
                None => "one has counts, the other has points".to_owned(),
            };
            return Err(format!("this part does not belong to {}: {why}", first.name()));
        }
        let text =
            |part: &Part| part.work.run.as_ref().map(|run| (run.name.clone(), run.text.clone()));
        if text(part) != text(first) {
            return Err(format!("this part is of another scenario than {}", first.name()));
        }
    }
    let (own, other) = (part.shard().of, first.shard().of);
    if own != other {
        return Err(format!("this is a part of {own}, and {} one of {other}", first.name()));
    }
    if part.sections.names() != first.sections.names() {
        return Err(format!("this part does not hold the same counts as {}", first.name()));
    }
    Ok(())
}

/// Returns the error of parts, or of a round, whose counts can't be theirs; `places` has the names of the parts.
pub(super) fn unfit(places: &[(String, Shard)], wrong: &[(Shard, &str)]) -> Error {
    let mut all = Gathered::default();
    for (shard, why) in wrong {
        let Shard { index, of } = shard;
        let why = format!("this does not hold the counts of part {} of {of}: {why}", index + 1);
        let part = places.iter().find(|(_, own)| own == shard);
        let fault = match part {
            Some((name, _)) => refused(name, Code::PartChanged, why),
            None => Round::refused(Code::PartChanged, why),
        };
        all.faults.join(match fault {
            Error::Parts(found) => found,
            other => return other,
        });
    }
    Error::Parts(all.faults)
}

impl From<Part> for Result<Part, Error> {
    fn from(part: Part) -> Self {
        Ok(part)
    }
}
