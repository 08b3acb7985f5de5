//! The parts of a whole: whether they belong together, and the files of the whole.

use super::identity::first_difference;
use super::part::Part;
use crate::api::error::Error;
use crate::engine::Shard;
use std::collections::BTreeSet;

/// The number of faults, and of missing shards, that are named in a message.
const MOST_NAMED: usize = 10;

/// Returns an error unless there is such a part of a whole.
pub(super) fn exists(shard: Shard) -> Result<(), Error> {
    let Shard { index, of } = shard;
    if index < of {
        return Ok(());
    }
    Err(Error::Usage(format!("there is no shard {} of {of}", u128::from(index) + 1)))
}

/// A part, or none for what is missing, and what is wrong.
type Fault = (Option<String>, String);

/// Returns the parts in order, if all belong together and none is missing or there twice; or all that is wrong, with the
/// parts that were `refused` before. Most of the parts are taken to be right.
pub(crate) fn whole(
    mut parts: Vec<Part>,
    refused: Vec<(String, String)>,
) -> Result<Vec<Part>, Error> {
    parts.sort_by_key(|part| part.shard().index);
    let mut present: BTreeSet<u64> =
        refused.iter().filter_map(|(name, _)| index_in(name)).collect();
    let mut faults: Vec<Fault> = refused.into_iter().map(|(name, why)| (Some(name), why)).collect();
    let Some(model) = most_common(&parts) else {
        if faults.is_empty() {
            faults.push((None, "there is no shard to join".to_owned()));
        }
        return Err(together(faults));
    };
    let of = model.shard().of;
    let mut before: Option<&Part> = None;
    for part in &parts {
        let index = part.shard().index;
        let twice = before.filter(|before| before.shard().index == index);
        let why = if let Err(why) = belong_together(model, part) {
            Some(why)
        } else if index >= of {
            Some(format!("there is no shard {} of {of}", u128::from(index) + 1))
        } else {
            let twice =
                twice.map(|other| format!("this shard is there twice: also in {}", other.name()));
            before = Some(part);
            twice
        };
        faults.extend(why.map(|why| (Some(part.name().to_owned()), why)));
        present.insert(index);
    }
    faults.extend(missing(of, &present).map(|why| (None, why)));
    if faults.is_empty() { Ok(parts) } else { Err(together(faults)) }
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

/// Returns a sentence on the shards that are missing.
fn missing(of: u64, present: &BTreeSet<u64>) -> Option<String> {
    let missing = of - present.range(..of).count() as u64;
    let named =
        (0..of).filter(|index| !present.contains(index)).take(MOST_NAMED.min(missing as usize));
    let named: Vec<String> = named.map(|index| (index + 1).to_string()).collect();
    match (&named[..], missing - named.len() as u64) {
        ([], _) => None,
        ([one], 0) => Some(format!("shard {one} of {of} is missing")),
        (several, 0) => Some(format!("shards {} of {of} are missing", several.join(", "))),
        (several, more) => {
            Some(format!("shards {} and {more} more of {of} are missing", several.join(", ")))
        }
    }
}

/// Returns the error of all faults at once.
fn together(mut faults: Vec<Fault>) -> Error {
    if let [_] = &faults[..] {
        let (part, why) = faults.swap_remove(0);
        return Error::Mismatch { part, why };
    }
    let count = faults.len();
    let line = |(part, why): &Fault| match part {
        Some(name) => format!("\n  {name}: {why}"),
        None => format!("\n  {why}"),
    };
    let named: String = faults.iter().take(MOST_NAMED).map(line).collect();
    let more = match count.saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    Error::Mismatch { part: None, why: format!("{count} faults:{named}{more}") }
}

/// Returns an error unless two parts are of the same work, split into as many parts.
fn belong_together(first: &Part, part: &Part) -> Result<(), String> {
    let (own, other) = (&part.head, &first.head);
    if own.round != other.round {
        return Err(format!("this shard is of another round than {}", first.name()));
    }
    if own.identity != other.identity || part.is_run() != first.is_run() {
        let (own, other) = (own.identity.text(None), other.identity.text(None));
        let why = match first_difference(&own, &other) {
            Some((own, other)) => format!("it has {own}, not {other}"),
            None => "one has counts, the other has points".to_owned(),
        };
        return Err(format!("this shard does not belong to {}: {why}", first.name()));
    }
    let (own, other) = (own.shard.of, other.shard.of);
    if own != other {
        return Err(format!("this is a shard of {own}, and {} one of {other}", first.name()));
    }
    Ok(())
}
