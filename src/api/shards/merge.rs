//! The parts of a whole: whether they belong together, and the files of the whole.

use super::identity::first_difference;
use super::part::Part;
use crate::api::error::Error;
use crate::engine::Shard;

/// The number of missing shards named in a message.
const MOST_NAMED: usize = 10;

/// Returns an error unless there is such a part of a whole.
pub(super) fn exists(shard: Shard) -> Result<(), Error> {
    let Shard { index, of } = shard;
    if index < of {
        return Ok(());
    }
    Err(Error::Usage(format!("there is no shard {} of {of}", u128::from(index) + 1)))
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
    if own.round != other.round {
        return Err(part.refused(format!("this shard is of another round than {}", first.name())));
    }
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
