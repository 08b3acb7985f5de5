//! Variables with hundreds and thousands of outcomes as users meet them: in the terminal, in files, at the limit.

use crate::support::Foretell;
use foretell::internal::diagnostic::Sources;
use foretell::internal::model::{self, World, bind};
use foretell::internal::scenario;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// An event of `n` outcomes, of which one is likelier than all others, with an effect and a question about each.
fn event(n: usize) -> String {
    let rest = 0.6 / (n - 2) as f64;
    let mut shares = vec![format!("o0 = {rest:?}")];
    shares.extend((1..n - 1).map(|i| format!("o{i} = {:?}", if i == 1 { 0.4 } else { rest })));
    shares.push(format!("o{} = \"rest\"", n - 1));
    format!(
        "[event.x]\noutcomes = {{ {} }}\n[event.y]\np = 0.3\n\
         case = [ {{ if = \"x in {{ o1, o{} }}\", p = 0.8 }} ]\n\
         [question.x]\nask = \"x\"\n[question.y]\nask = \"y\"\n",
        shares.join(", "),
        n - 1
    )
}

/// A process that moves up or down by one of `states` states each day, with the chance `up` of the middle one.
fn walk(states: usize, up: &str) -> String {
    let listed = (0..states).map(|i| format!("\"s{i}\"")).collect::<Vec<_>>().join(", ");
    let middle = states / 2;
    let mut text = format!(
        "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-11\nstep = \"day\"\n\
         [process.x]\nstates = [{listed}]\nstart = \"s{middle}\"\n"
    );
    for state in 1..states - 1 {
        let up = if state == middle { up } else { "0.25" };
        writeln!(text, "from.s{state} = {{ s{} = {up}, s{} = 0.2 }}", state + 1, state - 1)
            .expect("a String takes all");
    }
    text + &format!("[question.x]\nask = \"x\"\n[question.up]\nask = \"x == s{}\"\n", middle + 1)
}

fn printed(text: &str, words: &str) -> String {
    let call = Foretell::new().args(words.split(' ')).file("a.toml", text);
    call.any_output().run().stdout
}

/// The chance of each outcome of `x` in a CSV.
fn chances(csv: &str) -> BTreeMap<String, f64> {
    let line = |line: &str| {
        let mut cells = line.strip_prefix("x,")?.split(',');
        Some((cells.next()?.to_owned(), cells.next()?.parse().ok()?))
    };
    csv.lines().filter_map(line).collect()
}

#[test]
fn as_many_as_the_limit_are_taken_and_no_more() {
    assert_eq!(chances(&printed(&event(4096), "run a.toml -n 2000 --format csv")).len(), 4096);
    let call = Foretell::new().args(["run", "a.toml"]).file("a.toml", event(4097)).status(3);
    let shown = call.any_output().run().stderr;
    assert!(
        shown.contains("E0208") && shown.contains("4097 outcomes; 4096 are the most"),
        "{shown}"
    );
    // the repair: a group first, and one within it by a second variable
    let share = |i: u32, n: u32| format!("a{i} = {}", 1.0 / f64::from(n));
    let outcomes = |n| (0..n).map(|i| share(i, n)).collect::<Vec<_>>().join(", ");
    let (group, within) = (outcomes(2), outcomes(4));
    let two = format!(
        "[event.group]\noutcomes = {{ {group} }}\n[event.x]\noutcomes = {{ {within} }}\n\
         case = [ {{ if = \"group == a1\", outcomes = {{ a0 = 0, a1 = 0, a2 = 0, a3 = 1 }} }} ]\n[question.x]\nask = \"x\"\n"
    );
    let found = chances(&printed(&two, "run a.toml --exact --format csv"));
    assert!((found["a3"] - (0.5 + 0.5 / 4.0)).abs() < 1e-12, "{found:?}");
    for (states, is_taken) in [(4096, true), (4097, false)] {
        let call = Foretell::new().args(["check", "a.toml"]).file("a.toml", walk(states, "0.25"));
        call.status(if is_taken { 0 } else { 3 }).any_output().run();
    }
}

#[test]
fn a_terminal_shows_the_likeliest_and_files_show_all() {
    let text = event(1000);
    let page = printed(&text, "run a.toml -n 20000");
    let lines = page.lines().count();
    assert!(lines < 20, "{lines} lines:\n{page}");
    let likeliest = page.lines().find(|line| line.starts_with("x ")).expect("the question");
    assert!(likeliest.starts_with("x  o1 4"), "{page}");
    assert!(
        page.contains("… and 975 more, at most 0.1 each: all with --format csv or json"),
        "{page}"
    );
    assert_eq!(chances(&printed(&text, "run a.toml -n 20000 --format csv")).len(), 1000);
    let json = printed(&text, "run a.toml -n 20000 --format json");
    assert!((0..1000).all(|i| json.contains(&format!("\"o{i}\""))), "a name is missing");
    let ways = printed(&walk(300, "0.25"), "explain a.toml up -n 2000");
    assert!(ways.lines().count() < 80, "{ways}");
    assert!(ways.contains("No trial reaches s0, s1, ") && ways.contains(" more states"), "{ways}");
}

#[test]
fn every_level_and_every_number_of_threads_gives_the_same_bytes() {
    for text in [event(257), event(4096), walk(200, "0.25"), walk(300, "\"0.1 to 0.6\"")] {
        let output = |level: &str, threads: &str| {
            let words = "run a.toml -n 30000 --worlds 20 --format csv --given x!=o7 --threads";
            let words = words.replace("o7", if text.contains("[process") { "s7" } else { "o7" });
            let call = Foretell::new().args(words.split(' ')).arg(threads).file("a.toml", &*text);
            call.environment("FORETELL_KERNELS", level).any_output().run().stdout
        };
        let plain = output("plain", "1");
        assert!(chances(&plain).len() >= 200);
        for (level, threads) in [("avx2", "1"), ("avx512", "2")] {
            assert!(output(level, threads) == plain, "{level}, {threads}");
        }
    }
}

#[test]
fn saved_trials_are_those_counted() {
    for (text, column) in [(event(1000), "event.x"), (walk(300, "0.25"), "process.x")] {
        let words = "run a.toml -n 5000 --format csv --save-trials t.csv";
        let outcome =
            Foretell::new().args(words.split(' ')).file("a.toml", &*text).any_output().run();
        let table = outcome.file("t.csv");
        let header: Vec<&str> = table.lines().next().expect("a header").split(',').collect();
        for column in [column, "question.x"] {
            let at = header.iter().position(|name| *name == column).expect("the column");
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            for row in table.lines().skip(1) {
                let cell = row.split(',').nth(at).expect("a cell");
                *counts.entry(cell.to_owned()).or_default() += 1;
            }
            for (outcome, p) in chances(&outcome.stdout) {
                let count = counts.get(&outcome).copied().unwrap_or(0);
                assert!((p * 5000.0 - f64::from(count)).abs() < 1e-6, "{column} {outcome}: {p}");
            }
        }
    }
}

/// Points of a sweep and sides of a comparison, which are drawn from a base, equal runs of their own.
#[test]
fn points_and_sides_equal_runs_of_their_own() {
    let text = walk(300, "\"k\"") + "[parameter.k]\nvalue = 0.25\n";
    let alone = |k: &str| printed(&text, &format!("run a.toml -n 4000 --format csv --set k={k}"));
    let sweep = printed(&text, "sweep a.toml -n 4000 --format csv --over k=0.05,0.25,0.5");
    for k in ["0.05", "0.25", "0.5"] {
        // its rows end with the label of the question
        let row = |line: &str| {
            let (row, _) = line.strip_prefix(&format!("{k},"))?.rsplit_once(',')?;
            Some(row.to_owned())
        };
        let point: Vec<String> = sweep.lines().filter_map(row).collect();
        let run = alone(k);
        assert_eq!(point, run.lines().skip(1).collect::<Vec<_>>(), "{k}");
        assert!(chances(&run)["s151"] > 0.0);
    }
}

#[test]
fn shards_of_a_run_merge_to_the_whole() {
    let place = tempfile::tempdir().expect("a folder can be made");
    let run = |words: &str| {
        let text = walk(300, "0.25");
        let call = Foretell::new().file("a.toml", text).folder(place.path()).any_output();
        call.args(words.split(' ')).run();
    };
    run("run a.toml -n 5000 --out whole");
    run("run a.toml -n 5000 --out parts --shard 1/2");
    run("run a.toml -n 5000 --out parts --shard 2/2");
    run("merge parts --out merged");
    let read = |path: &Path| std::fs::read(place.path().join(path)).expect("it is written");
    for name in ["summary.csv", "timeline.csv"] {
        assert!(read(&Path::new("whole").join(name)) == read(&Path::new("merged").join(name)));
    }
}

/// The thresholds of all tables of a walk: each state has those of its own moves, not of all states.
#[test]
fn tables_grow_with_the_number_of_states() {
    let thresholds = |states: usize| -> usize {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", walk(states, "0.25"));
        let (scenario, faults) = scenario::read(&sources, file);
        assert_eq!(faults, Vec::new());
        let model = model::compile(&scenario).expect("no faults");
        let binding = bind(&model, &World::draw(&model, 0, 0).expect("a world"));
        let tables = binding.moves.iter().flatten().chain(&binding.settle).flatten();
        tables.flat_map(|table| &table.phases).map(|phase| phase.fine.len()).sum()
    };
    let (few, many) = (thresholds(1000), thresholds(4000));
    assert!(few >= 2000 && many <= 4 * few + 100, "{few}, then {many}");
}
