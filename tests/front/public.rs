//! The public items: few, and each with an example or a link to where callers meet it.

use crate::support::{files_below, repository};
use std::fs;
use std::path::PathBuf;

/// Files of other layers from which the library hands items on.
const HANDED_ON: [&str; 13] = [
    "analysis/why/change.rs",
    "analysis/sensitivity/discovery.rs",
    "analysis/sensitivity/shares.rs",
    "analysis/track.rs",
    "diagnostic/code.rs",
    "engine/run/parts/cut.rs",
    "engine/trials/gather.rs",
    "engine/trials/keeping.rs",
    "engine/trials/layout.rs",
    "forecast/answer/values.rs",
    "forecast/paired/difference.rs",
    "report/charts/drawn.rs",
    "report/format/html/page.rs",
];

const KINDS: [&str; 8] =
    ["fn ", "struct ", "enum ", "trait ", "type ", "const ", "static ", "mod "];

/// An item that callers see.
struct Item {
    name: String,
    /// Whether it is a method.
    is_method: bool,
    doc: String,
}

impl Item {
    /// Whether its page has an example, or links to the items where callers meet it.
    fn is_introduced(&self) -> bool {
        self.doc.contains("```") || self.doc.contains("[`")
    }
}

/// Returns the files with public items.
fn sources() -> Vec<PathBuf> {
    let root = repository().join("src");
    let own = ["api", "result"].iter().flat_map(|folder| files_below(&root.join(folder), "rs"));
    // conversions and cells are hidden: they take what is behind the front door
    let is_hidden =
        |path: &PathBuf| path.ends_with("cells.rs") || path.iter().any(|part| part == "convert");
    own.filter(|path| !is_hidden(path)).collect()
}

/// Returns the public items of a source, as rustdoc lists them, and their public methods.
fn items(text: &str) -> Vec<Item> {
    let product = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let (mut found, mut doc, mut is_hidden) = (Vec::new(), String::new(), false);
    for line in product.lines() {
        let code = line.trim_start();
        let kind =
            |rest: &str| KINDS.iter().find_map(|kind| rest.strip_prefix(kind).map(str::to_owned));
        if let Some(more) = code.strip_prefix("///") {
            doc.push_str(more);
        } else if code.starts_with("#[doc(hidden)]") {
            is_hidden = true;
        } else if !code.starts_with("#[") {
            let rest = code.strip_prefix("pub ").and_then(kind);
            if let Some(rest) = rest.filter(|_| !is_hidden) {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let name = rest[..end.unwrap_or(rest.len())].to_owned();
                let (is_method, doc) = (code.len() < line.len(), doc.clone());
                found.push(Item { name, is_method, doc });
            }
            doc.clear();
            is_hidden = false;
        }
    }
    found
}

/// Returns the names that a source hands on from other layers.
fn handed_on(text: &str) -> Vec<String> {
    let names = |rest: &str| {
        let list = rest.split(';').next().unwrap_or_default();
        let list = list.rsplit(['{', ':']).next().unwrap_or_default().replace('}', "");
        let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    text.split("\npub use crate::").skip(1).flat_map(names).collect()
}

#[test]
fn items_are_found() {
    let sample = "/// Does it:\n/// [`E`].\n#[x]\npub fn a() {}\n    pub fn b() {}\npub(crate) fn c() {}\nfn d() {}\npub struct E;";
    let found = items(sample);
    let names: Vec<_> =
        found.iter().map(|item| (&*item.name, item.is_method, item.is_introduced())).collect();
    assert_eq!(names, [("a", false, true), ("b", true, false), ("E", false, false)]);
    let sample = "use a;\npub use crate::a::B;\npub use crate::c::{\n    D,\n    E,\n};\n";
    assert_eq!(handed_on(sample), ["B", "D", "E"]);
}

#[test]
fn fewer_than_150_items_are_public_and_each_is_introduced() {
    let texts: Vec<String> =
        sources().iter().map(|path| fs::read_to_string(path).expect("it can be read")).collect();
    let (methods, mut all): (Vec<Item>, Vec<Item>) =
        texts.iter().flat_map(|text| items(text)).partition(|item| item.is_method);
    let names: Vec<String> = texts.iter().flat_map(|text| handed_on(text)).collect();
    let elsewhere = HANDED_ON.iter().map(|path| {
        fs::read_to_string(repository().join("src").join(path)).expect("it can be read")
    });
    let elsewhere: Vec<Item> = elsewhere.flat_map(|text| items(&text)).collect();
    all.extend(elsewhere.into_iter().filter(|item| !item.is_method && names.contains(&item.name)));
    assert!(all.len() > 80, "{}: they are not found", all.len());
    let missing: Vec<&String> =
        names.iter().filter(|name| all.iter().all(|item| item.name != **name)).collect();
    assert!(missing.is_empty(), "in no file of `HANDED_ON`: {missing:?}");
    let bare: Vec<&str> =
        all.iter().filter(|item| !item.is_introduced()).map(|item| item.name.as_str()).collect();
    assert!(bare.is_empty(), "neither an example nor a link to where it is met: {bare:?}");
    assert!(
        all.len() < 130 && methods.len() < 160,
        "{} items, {} methods",
        all.len(),
        methods.len()
    );
}
