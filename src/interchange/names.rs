//! Names that the language allows, for the names in other files.

use crate::formula::{begins_name, continues_name};
use crate::scenario::{is_identifier, is_reserved};
use std::collections::BTreeSet;

/// For each name one that formulas can use: the name itself if they can, else the nearest one that is free. The
/// result depends only on the names and their order.
pub(super) fn identifiers(names: &[&str]) -> Vec<String> {
    let usable = |name: &str| is_identifier(name) && !is_reserved(name);
    let mut taken: BTreeSet<String> =
        names.iter().filter(|name| usable(name)).map(|name| (*name).to_owned()).collect();
    let mut next = std::collections::BTreeMap::new();
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        if usable(name) {
            found.push((*name).to_owned());
            continue;
        }
        let plain = identifier(name);
        let count = next.entry(plain.clone()).or_insert(1_usize);
        let mut tried = plain.clone();
        while !taken.insert(tried.clone()) {
            *count += 1;
            tried = format!("{plain}_{count}");
        }
        found.push(tried);
    }
    found
}

/// The nearest identifier: `Asy_Patch` for `Asy/Patch`, `_5` for `<5`, `step_` for `step`.
fn identifier(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if continues_name(c) {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    let out = out.trim_end_matches('_');
    if !out.chars().any(char::is_alphanumeric) {
        return "variable".to_owned();
    }
    if is_reserved(out) {
        return format!("{out}_");
    }
    if out.starts_with(begins_name) { out.to_owned() } else { format!("_{out}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_readable_and_apart() {
        let names = ["Asy/Patch", "Asy_Patch", "<5", "step", "Größe", "Größe ", "…", "погода", "a"];
        let found = identifiers(&names);
        let expected = [
            "Asy_Patch_2",
            "Asy_Patch",
            "_5",
            "step_",
            "Größe",
            "Größe_2",
            "variable",
            "погода",
            "a",
        ];
        assert_eq!(found, expected);
    }
}
