//! The imports of each file: `crate::`, `super::` and `self::` paths, followed through the re-exports of
//! `mod.rs` files to the file that defines the item.

use super::scrub;
use std::collections::{BTreeMap, BTreeSet};

/// Source files by their path below `src/`.
pub(super) struct Sources {
    texts: BTreeMap<String, String>,
    /// The code of each file, scrubbed and without its tests.
    code: BTreeMap<String, String>,
}

/// Returns the top-level module that a file belongs to: `formula` for `formula/tree.rs`.
pub(super) fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

impl Sources {
    pub(super) fn new(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let texts: BTreeMap<String, String> = texts.into_iter().collect();
        let code = texts
            .iter()
            .map(|(path, text)| (path.clone(), scrub::without_tests(&scrub::code(text))))
            .collect();
        Self { texts, code }
    }

    /// Path and text of every file, in alphabetical order.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The top-level modules that a file imports from, its tests included.
    pub(super) fn top_imports(&self, path: &str) -> BTreeSet<String> {
        let whole = scrub::code(&self.texts[path]);
        let own = module_of(path);
        let named = paths(&whole).into_iter().filter(|p| p[0] == "crate" || p[0] == "foretell");
        let relative = paths(&self.code[path]).into_iter().filter_map(|p| absolute(&own, &p));
        named.map(|p| p[1..].to_vec()).chain(relative).filter_map(|p| p.first().cloned()).collect()
    }

    /// The files that a file imports from, its tests left out. A `mod.rs` or `lib.rs` imports
    /// nothing: it only passes on.
    pub(super) fn imports(&self, path: &str) -> BTreeSet<&str> {
        if path.ends_with("mod.rs") || path == "lib.rs" {
            return BTreeSet::new();
        }
        let own = module_of(path);
        paths(&self.code[path])
            .into_iter()
            .filter_map(|p| absolute(&own, &p))
            .filter_map(|p| self.holder(&p))
            .collect()
    }

    /// Returns the file that defines the item of an absolute path (without `crate`).
    fn holder(&self, path: &[String]) -> Option<&str> {
        let mut module: Vec<String> = Vec::new();
        let mut file = None;
        for (depth, name) in path.iter().enumerate() {
            module.push(name.clone());
            if let Some(found) = self.file_of(&module) {
                file = Some(found);
                continue;
            }
            let Some(here) = file else { break };
            if !here.ends_with("mod.rs") {
                break;
            }
            // Not a module: something that this page re-exports from a file beside it.
            let folder = &path[..depth];
            let child = self.reexported_from(here, folder, name);
            return child.or(Some(here));
        }
        file
    }

    fn file_of(&self, module: &[String]) -> Option<&str> {
        let stem = module.join("/");
        let names = [format!("{stem}.rs"), format!("{stem}/mod.rs")];
        let found = names.iter().find_map(|name| self.texts.get_key_value(name));
        found.map(|(path, _)| path.as_str())
    }

    fn reexported_from(&self, page: &str, folder: &[String], name: &str) -> Option<&str> {
        let mut globs = Vec::new();
        for path in uses(&self.code[page]) {
            let start = usize::from(path.first().is_some_and(|first| first == "self"));
            let Some((last, modules)) = path[start..].split_last() else { continue };
            let whole: Vec<String> = folder.iter().chain(modules).cloned().collect();
            if modules.is_empty() {
                continue;
            }
            if last == name {
                return self.file_of(&whole);
            }
            if last == "*" {
                globs.extend(self.file_of(&whole));
            }
        }
        globs.into_iter().find(|file| defines(&self.code[*file], name))
    }
}

/// Whether a file defines something of this name.
fn defines(code: &str, name: &str) -> bool {
    let kinds = ["struct", "enum", "union", "trait", "fn", "const", "static", "type"];
    let words: Vec<&str> = scrub::words(code).collect();
    words.windows(2).any(|pair| kinds.contains(&pair[0]) && pair[1] == name)
}

/// The module of a file: `formula::tree` for `formula/tree.rs`, `formula` for `formula/mod.rs`.
fn module_of(path: &str) -> Vec<String> {
    let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
    if stem == "lib" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
}

/// Returns a path counted from the crate's root; `None` if it does not begin there or in a module.
fn absolute(own: &[String], path: &[String]) -> Option<Vec<String>> {
    let mut base = own.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" | "foretell" => return Some(path[1..].to_vec()),
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|word| word == "super") {
                base.pop()?;
                rest = &rest[1..];
            }
        }
        _ => return None,
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// Every path that begins with `crate`, `super`, `self` or `foretell`, groups taken apart.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for root in ["crate::", "super::", "self::", "foretell::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            let inside = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
            if !before.is_some_and(inside) {
                expand(&code[at..], &[], &mut found);
            }
        }
    }
    // modules stand at the root for each other, and behind `internal` for tests
    for path in &mut found {
        if path.len() > 2 && path[1] == "internal" {
            path.remove(1);
        }
    }
    found
}

/// Every path that a `use` names, groups taken apart.
fn uses(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            expand(&code[at + 4..], &[], &mut found);
        }
    }
    found
}

/// Reads one path, or a group in braces, and returns the text behind it.
fn expand<'a>(text: &'a str, prefix: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let mut path = prefix.to_vec();
    let mut rest = text.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            rest = group;
            loop {
                rest = rest.trim_start().trim_start_matches(',').trim_start();
                if let Some(behind) = rest.strip_prefix('}') {
                    return behind;
                }
                let before = rest.len();
                rest = expand(rest, &path, found);
                if rest.len() == before {
                    return rest;
                }
            }
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if end == 0 {
            if let Some(behind) = rest.strip_prefix('*') {
                path.push("*".to_owned());
                rest = behind;
            }
            break;
        }
        path.push(rest[..end].to_owned());
        let Some(behind) = rest[end..].strip_prefix("::") else {
            rest = &rest[end..];
            break;
        };
        rest = behind;
    }
    if path.len() > prefix.len() {
        found.push(path);
    }
    // `as other` names it anew and imports nothing more.
    match rest.trim_start().strip_prefix("as ") {
        Some(renamed) => {
            renamed.trim_start().trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
        }
        None => rest,
    }
}
