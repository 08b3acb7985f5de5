//! The house keeps its floors: a file imports from lower floors or its own folder, never upward,
//! never in a circle; and the habits that no lint holds.

use crate::support::{files_below, repository};
use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;
use std::collections::{BTreeMap, BTreeSet};

mod imports;
mod scrub;

use imports::Sources;

/// The layers of the source, from the lowest up; each may import those before it.
const FLOORS: [&str; 17] = [
    "diagnostic",
    "numerics",
    "distribution",
    "formula",
    "scenario",
    "interchange",
    "model",
    "inference",
    "engine",
    "exact",
    "forecast",
    "analysis",
    "result",
    "report",
    "api",
    "cli",
    "main",
];

/// The rooms of the engine, from the lowest up; each may import those before it.
const ROOMS: [&str; 13] = [
    "worlds",
    "evidence",
    "learning",
    "tables",
    "program",
    "block",
    "draw",
    "process",
    "count",
    "step",
    "incremental",
    "run",
    "trials",
];

/// The files that may hold `unsafe`: kernels by hand, and the choice among them.
const UNSAFE: [&str; 5] = [
    "numerics/kernel/dispatch.rs",
    "numerics/kernel/narrow/numbers.rs",
    "numerics/kernel/narrow/registers.rs",
    "numerics/kernel/wide/numbers.rs",
    "numerics/kernel/wide/registers.rs",
];

/// The files that may open files: all by names that the caller gives, except the system's report of the
/// program's memory. No scenario names one.
const FILES: [&str; 7] = [
    "api/files.rs",
    "api/shards/form.rs",
    "api/sweep/journal.rs",
    "api/sweep/later.rs",
    "cli/files/set.rs",
    "cli/files/whole.rs",
    "cli/terminal/guard.rs",
];

/// The layers from which the program imports: what it needs of others, the library hands out.
const OF_THE_PROGRAM: [&str; 4] = ["api", "cli", "report", "result"];

/// The most files in a folder, and the most lines of a file.
const MOST_FILES: usize = 15;
const MOST_LINES: usize = 400;

/// The texts by which a source opens files.
const OPENING: [&str; 3] = ["std::fs", "std::{fs", "tempfile::"];

/// The texts by which a source would start a program or reach a network; none is allowed.
const OUTSIDE: [&str; 4] = ["process::Command", "std::net", "::net::", "libc::"];

/// The clocks, which only the program reads: no result depends on the time, and browsers have no such clock.
const CLOCKS: [&str; 2] = ["Instant", "SystemTime"];

/// Returns every violation of a rule in these sources, a line each, `path: what`.
fn violations(sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources.texts() {
        found.extend(habits(path, text));
    }
    found.extend(upward(sources));
    found.extend(rooms(sources));
    found.extend(circles(sources));
    found.extend(crowded(sources));
    found
}

/// Returns the folders with too many files.
fn crowded(sources: &Sources) -> Vec<String> {
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, _) in sources.texts() {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *files.entry(folder).or_default() += 1;
    }
    let crowded = files.iter().filter(|(_, count)| **count > MOST_FILES);
    crowded.map(|(folder, count)| format!("{folder}: {count} files in one folder")).collect()
}

/// Returns the violations of rules that hold for every single file.
fn habits(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !text.starts_with("//!") {
        found.push(format!("{path}: its first line does not say what it is (`//!`)"));
    }
    let most = if path == "main.rs" { 40 } else { MOST_LINES };
    if text.lines().count() > most {
        found.push(format!("{path}: more than {most} lines"));
    }
    let code = scrub::code(text);
    if path.ends_with("mod.rs") {
        let made = ["struct", "enum", "union", "trait", "impl", "fn", "const", "static", "type"];
        for word in scrub::words(&code).filter(|w| made.contains(w) || *w == "macro_rules") {
            found.push(format!("{path}: `{word}` in a file that holds prose and re-exports only"));
        }
    }
    if !UNSAFE.contains(&path) {
        for word in scrub::words(&code).filter(|w| *w == "unsafe") {
            found.push(format!("{path}: `{word}`"));
        }
    }
    let product = scrub::without_tests(&code);
    for banned in ["todo!", "unimplemented!", "dbg!", ".unwrap()", "#[allow", "#![allow"] {
        if product.contains(banned) {
            found.push(format!("{path}: `{banned}`"));
        }
    }
    let is_program = imports::top(path) == "cli" || path.ends_with("/tests.rs");
    for word in scrub::words(&product).filter(|word| !is_program && CLOCKS.contains(word)) {
        found.push(format!("{path}: `{word}`: only the program reads a clock"));
    }
    let opens = FILES.contains(&path) || path.ends_with("/tests.rs");
    for banned in OPENING.iter().filter(|_| !opens).chain(&OUTSIDE) {
        if product.contains(banned) {
            found.push(format!("{path}: `{banned}`: it reaches outside"));
        }
    }
    found
}

/// Returns the imports from a layer that is not below.
fn upward(sources: &Sources) -> Vec<String> {
    let floor = |module: &str| FLOORS.iter().position(|f| *f == module);
    let mut found = Vec::new();
    for (path, _) in sources.texts().filter(|(path, _)| *path != "lib.rs") {
        let own = imports::top(path);
        let Some(own_floor) = floor(own) else {
            found.push(format!("{path}: stands on no floor of docs/architecture.md"));
            continue;
        };
        for module in sources.top_imports(path) {
            if module != own && floor(&module).is_some_and(|other| other >= own_floor) {
                found.push(format!("{path}: imports `{module}`, which stands above `{own}`"));
            }
            let is_layer = floor(&module).is_some();
            if own == "cli" && is_layer && !OF_THE_PROGRAM.contains(&module.as_str()) {
                found.push(format!("{path}: imports `{module}` past the library"));
            }
        }
    }
    found
}

/// Returns the imports within the engine from a room that is not below.
fn rooms(sources: &Sources) -> Vec<String> {
    let room = |path: &str| {
        let name = path.strip_prefix("engine/")?.split('/').next()?.to_owned();
        Some((ROOMS.iter().position(|room| *room == name), name))
    };
    let mut found = Vec::new();
    for (path, _) in sources.texts().filter(|(path, _)| *path != "engine/mod.rs") {
        let Some((own, name)) = room(path) else { continue };
        if own.is_none() {
            found.push(format!("{path}: stands in no room of the engine"));
        }
        for (other, target) in sources.imports(path).into_iter().filter_map(room) {
            if own.zip(other).is_some_and(|(own, other)| other > own) {
                found.push(format!("{path}: imports `{target}`, a room above `{name}`"));
            }
        }
    }
    found
}

/// Circles of imports: between the files of one folder, and between top-level modules.
/// A distribution can be a mixture or a part of others: one recursive type, a file for each kind of
/// combination.
const ONE_RECURSIVE_TYPE: [&str; 3] = [
    "distribution/combined/mixture.rs",
    "distribution/combined/truncated.rs",
    "distribution/kinds.rs",
];

fn circles(sources: &Sources) -> Vec<String> {
    let mut files: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut folders: BTreeSet<(&str, &str)> = BTreeSet::new();
    let edges: BTreeMap<&str, BTreeSet<&str>> =
        sources.texts().map(|(path, _)| (path, sources.imports(path))).collect();
    for (from, targets) in &edges {
        for to in targets.iter().filter(|to| *to != from) {
            files.insert((from, to));
            if imports::top(from) != imports::top(to) {
                folders.insert((imports::top(from), imports::top(to)));
            }
        }
    }
    let mut found = Vec::new();
    for edges in [files, folders] {
        let mut graph = DiGraph::<&str, ()>::new();
        let mut nodes = BTreeMap::new();
        for (from, to) in edges {
            let [from, to] =
                [from, to].map(|name| *nodes.entry(name).or_insert_with(|| graph.add_node(name)));
            graph.update_edge(from, to, ());
        }
        for circle in tarjan_scc(&graph).into_iter().filter(|c| c.len() > 1) {
            let mut circle: Vec<&str> = circle.into_iter().map(|node| graph[node]).collect();
            circle.sort_unstable();
            if circle == ONE_RECURSIVE_TYPE {
                continue;
            }
            found.push(format!("{}: import each other in a circle", circle.join(", ")));
        }
    }
    found
}

/// The program's own sources.
fn own_sources() -> Sources {
    let root = repository().join("src");
    let texts = files_below(&root, "rs").into_iter().map(|path| {
        let name = path.strip_prefix(&root).expect("found below src").to_str();
        let name = name.expect("a plain file name").replace('\\', "/");
        (name, std::fs::read_to_string(&path).expect("a source file can be read"))
    });
    Sources::new(texts)
}

#[test]
fn the_sources_keep_the_floors_and_the_habits() {
    let found = violations(&own_sources());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_file_that_breaks_a_rule_is_caught() {
    // A house in order, into which each case below puts one file.
    let order = [
        ("lib.rs", "//! Tour.\npub mod formula;\npub mod model;"),
        (
            "formula/mod.rs",
            "//! Page.\nmod tree;\nmod parse;\npub use tree::*;\npub use parse::parse;",
        ),
        ("formula/tree.rs", "//! Tree.\npub struct Expr;\npub enum Kind { A }"),
        ("formula/parse.rs", "//! Parse.\nuse super::Expr;\npub fn parse() {}"),
        ("model.rs", "//! Model.\nuse crate::formula::{Expr, parse};\npub struct Model;"),
        ("engine/mod.rs", "//! Engine.\nmod run;"),
        ("engine/run/mod.rs", "//! Run.\nmod b;\npub use b::B;"),
        ("engine/run/b.rs", "//! B.\npub struct B;"),
    ];
    let with = |path: &str, text: &str| {
        let kept = order.iter().filter(|(p, _)| *p != path);
        let texts = kept.map(|(p, t)| ((*p).to_owned(), (*t).to_owned()));
        violations(&Sources::new(texts.chain([(path.to_owned(), text.to_owned())])))
    };
    assert_eq!(with("formula/tree.rs", order[2].1), Vec::<String>::new());

    let caught = [
        ("formula/tree.rs", "//! Up.\nuse crate::model::Model;\npub struct Expr;", "stands above"),
        ("formula/tree.rs", "//! Up.\npub struct Expr(crate::model::Model);", "stands above"),
        ("formula/tree.rs", "//! Up.\nuse super::super::model::Model;", "stands above"),
        ("formula/tree.rs", "//! Up.\nuse crate::{model::Model};", "stands above"),
        ("formula/tree.rs", "//! Round.\nuse super::parse;\npub struct Expr;", "circle"),
        ("formula/tree.rs", "//! Round.\nuse crate::formula::parse;\npub struct Expr;", "circle"),
        ("formula/tree.rs", "pub struct Expr;", "first line"),
        ("formula/mod.rs", "//! Page.\nmod tree;\npub struct Here;", "re-exports only"),
        ("formula/mod.rs", "//! Page.\nmod tree;\nfn here() {}", "re-exports only"),
        ("model.rs", "//! M.\nfn f() { todo!() }", "`todo!`"),
        ("model.rs", "//! M.\nfn f() { g().unwrap(); }", "`.unwrap()`"),
        ("model.rs", "//! M.\nfn f() { unsafe { g() } }", "`unsafe`"),
        ("model.rs", "//! M.\n#[allow(dead_code)]\nfn f() {}", "`#[allow`"),
        ("model.rs", "//! M.\nuse std::fs::File;", "reaches outside"),
        ("model.rs", "//! M.\nfn f() { std::process::Command::new(g()); }", "reaches outside"),
        ("model.rs", "//! M.\nuse std::net::TcpStream;", "reaches outside"),
        ("model.rs", "//! M.\nuse std::time::Instant;", "reads a clock"),
        ("attic.rs", "//! Attic.", "no floor"),
        ("engine/attic.rs", "//! Attic.", "no room"),
        ("engine/draw/a.rs", "//! A.\nuse crate::engine::run::B;", "a room above `draw`"),
        ("cli/run.rs", "//! Run.\nuse crate::model::Model;", "past the library"),
        ("main.rs", &format!("//! Main.{}", "\n".repeat(41)), "40 lines"),
        ("model.rs", &format!("//! M.{}", "\n".repeat(401)), "400 lines"),
    ];
    for (path, text, words) in caught {
        let found = with(path, text);
        assert!(found.iter().any(|line| line.contains(words)), "{text}\n{found:?}");
    }
    let many = (0..16).map(|i| (format!("cli/{i}.rs"), "//! A.".to_owned()));
    assert_eq!(violations(&Sources::new(many)), ["cli: 16 files in one folder"]);

    let innocent = [
        "//! Says `unsafe`, `todo!` and crate::cli in words.\n/* .unwrap() */ pub struct Expr;",
        "//! T.\npub const S: &str = \"unsafe crate::model::Model .unwrap()\";\npub struct Expr;",
        "//! T.\npub struct Expr;\n#[cfg(test)]\nmod tests { use super::*; fn f() { g().unwrap() } }",
        "//! T.\npub struct Expr;\npub fn f<'a>(c: &'a char) -> bool { *c == '\"' || *c == '\\'' }",
    ];
    for text in innocent {
        assert_eq!(with("formula/tree.rs", text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_architecture_page_names_only_what_exists() {
    let page = std::fs::read_to_string(repository().join("docs/architecture.md"))
        .expect("docs/architecture.md can be read");
    assert!(page.lines().count() <= 200, "docs/architecture.md is longer than 200 lines");
    let roots = ["src/", "tests/", "benches/", "docs/", "scenarios/", "results/", ".ci/"];
    let separators = |c: char| c.is_whitespace() || "`()[]<>,;\"'".contains(c);
    let named: BTreeSet<&str> = page
        .split(separators)
        .map(|word| word.trim_end_matches(['.', ':']))
        .filter(|word| roots.iter().any(|root| word.starts_with(root)))
        .collect();
    assert!(named.len() > 10, "it should name the files that it is about");
    let missing: Vec<_> = named.iter().filter(|path| !repository().join(path).exists()).collect();
    assert!(missing.is_empty(), "docs/architecture.md names what does not exist: {missing:?}");
}
