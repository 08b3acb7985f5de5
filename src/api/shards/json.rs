//! Parts as JSON, with the SHA-256 of everything in them: records of a sweep's shards, and parts as serde writes them.

use super::form::changed;
use super::part::{ASKED, Head, PART, Part, ROWS, is_of_this_program};
use crate::api::error::Error;
use crate::api::scenario::digest;
use crate::diagnostic::Code;
use crate::engine::{Pass, Stored};
use crate::result::SweepRow;
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// The key of the SHA-256 of everything else in a part.
const SEAL: &str = "content_sha256";

/// A part as JSON.
#[derive(Serialize, Deserialize)]
struct Contents {
    #[serde(flatten)]
    head: Head,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<String, Pass>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<SweepRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    asked: Vec<u64>,
}

impl Part {
    /// Reads all counts.
    fn contents(&self) -> Result<Contents, Error> {
        let mut counts = BTreeMap::new();
        for (name, section) in
            self.sections.iter().filter(|(name, _)| ![ROWS, ASKED].contains(&name.as_str()))
        {
            let pass = section.read().map_err(|why| self.refused(Code::PartChanged, why))?;
            counts.insert(name.clone(), pass);
        }
        let rows = self.sections.get(ROWS).map(|_| self.rows()).transpose()?;
        let asked = if rows.is_some() { self.asked()? } else { Vec::new() };
        Ok(Contents { head: self.head(), counts, rows, asked })
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut value = value(&self.contents().map_err(S::Error::custom)?);
        let seal = seal(&value);
        if let Some(parts) = value.as_object_mut() {
            parts.insert(SEAL.to_owned(), seal.into());
        }
        value.serialize(to)
    }
}

impl TryFrom<Value> for Part {
    type Error = String;

    /// Refuses contents that were changed since they were written, because nothing later could notice.
    fn try_from(mut value: Value) -> Result<Self, String> {
        let written = value.as_object_mut().and_then(|content| content.remove(SEAL));
        let own = seal(&value);
        if ["run", "rows", "counts"].iter().any(|key| value.get(key).is_some()) {
            is_of_this_program(&value).map_err(|(_, why)| why)?;
        }
        let Contents { head, counts, rows, asked } =
            serde_json::from_value(value).map_err(|error| error.to_string())?;
        let is_alone = head.run.is_none() && rows.is_none() && counts.is_empty();
        if !is_alone && written.is_none_or(|written| written != own) {
            return Err(changed(PART).1);
        }
        let Head { identity, shard, round, run, table_sha256 } = head;
        if let Some(rows) = rows {
            return Ok(Self::of_points(identity, shard, &rows, &asked));
        }
        let own = Self::counted((identity, shard), round, run, &counts);
        Ok(own.with_table(table_sha256))
    }
}

/// Returns the contents as a value, by way of their text, in which numbers are as they are read.
fn value(contents: &impl Serialize) -> Value {
    serde_json::from_str(&text(contents)).expect("it was just written")
}

/// Returns the SHA-256 of a value, which does not depend on the layout of its text.
fn seal(content: &Value) -> String {
    digest(content.to_string().as_bytes())
}

/// Returns something as JSON.
fn text(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("all keys are text")
}
