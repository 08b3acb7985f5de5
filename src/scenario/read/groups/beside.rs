//! The files beside a scenario that it names.

use crate::diagnostic::{FileId, Place, Sources};
use crate::scenario::syntax::mend;
use std::collections::BTreeMap;
use std::path::{Component, Path};
use toml::de::{DeTable, DeValue};

/// A file that a scenario names.
#[derive(Clone, Debug)]
pub enum Attached {
    /// Its text.
    Text(FileId),
    /// The reason why it could not be read.
    Unread(String),
}

/// The files that a scenario names, by their names there.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Whether the scenario is in a folder; one that is read from a text is not.
    pub has_folder: bool,
    /// The files.
    pub files: BTreeMap<String, Attached>,
}

/// The rest of the scenario, as far as the reader of groups must know it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around<'s> {
    /// The names of the groups.
    pub(super) groups: Vec<String>,
    /// The places of the names of variables.
    pub(super) variables: BTreeMap<String, Place>,
    pub(super) beside: Beside,
    /// The texts of the files beside the scenario.
    pub(super) texts: BTreeMap<FileId, &'s str>,
}

impl<'s> Around<'s> {
    /// Collects the names in a document, and the files beside it.
    pub(in super::super) fn of(
        document: &DeTable<'_>,
        beside: &Beside,
        sources: &'s Sources,
        file: FileId,
    ) -> Self {
        let names = |kind: &str| {
            let table = document.get(kind).and_then(|value| value.get_ref().as_table());
            let names = table.into_iter().flat_map(|table| table.keys());
            names.map(|key| (key.get_ref().to_string(), Place::new(file, key.span())))
        };
        let kinds = ["define", "parameter", "choice", "event", "process", "series", "quantity"];
        let texts = beside.files.values().filter_map(|attached| match attached {
            Attached::Text(file) => Some((*file, sources.text(*file))),
            Attached::Unread(_) => None,
        });
        Self {
            groups: names("group").map(|(name, _)| name).collect(),
            variables: kinds.into_iter().flat_map(names).collect(),
            beside: beside.clone(),
            texts: texts.collect(),
        }
    }
}

/// The files that a scenario names, if they can only lie in its folder.
pub fn files_named(text: &str, file: FileId) -> Vec<String> {
    if !text.contains("csv") {
        return Vec::new();
    }
    let mended = mend(text, file);
    let (document, _) = DeTable::parse_recoverable(&mended.text);
    let kinds = ["group", "calendar"].into_iter().filter_map(|kind| document.get_ref().get(kind));
    let tables = kinds.filter_map(|kind| kind.get_ref().as_table());
    let mut named: Vec<String> = tables
        .flat_map(|tables| tables.values())
        .filter_map(|table| match table.get_ref().get("csv")?.get_ref() {
            DeValue::String(name) => Some(name.to_string()),
            _ => None,
        })
        .filter(|name| is_beside(name))
        .collect();
    named.sort();
    named.dedup();
    named
}

/// Whether a name leads to a file in the folder of the scenario or below it.
pub(super) fn is_beside(name: &str) -> bool {
    !name.is_empty()
        && !name.contains('\\')
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}
