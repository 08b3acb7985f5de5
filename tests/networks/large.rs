//! Large and hostile networks: read within bounds, or refused in words.

use crate::support::{Foretell, files_below, repository};
use foretell::internal::diagnostic::{Diagnostic, Sources, render_plain};
use foretell::internal::interchange::{self, Format, scenario_text};
use foretell::internal::model;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed};
use std::fmt::Write as _;
use std::sync::LazyLock;

fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a String takes all");
}

/// A variable of two states for each index.
fn variables(count: usize) -> String {
    (0..count).fold(String::from("network large {}\n"), |mut text, i| {
        put(&mut text, format_args!("variable v{i} {{ type discrete [ 2 ] {{ yes, no }}; }}\n"));
        text
    })
}

/// The chance that `run` prints for `name` to be yes.
fn chance(text: String, name: &str, trials: &str) -> f64 {
    let call = Foretell::new().args(["run", "a.bif", "-n", trials, "--format", "csv"]);
    let csv = call.file("a.bif", text).any_output().run().stdout;
    let start = format!("{name},yes,");
    let cell = csv.lines().find_map(|line| line.strip_prefix(&start)?.split(',').next());
    cell.and_then(|cell| cell.parse().ok()).unwrap_or_else(|| panic!("no {start} in the output"))
}

#[test]
fn a_chain_of_twenty_thousand_runs() {
    let mut text = variables(20_000);
    text.push_str("probability ( v0 ) { table 1, 0; }\n");
    for i in 1..20_000 {
        let before = i - 1;
        put(
            &mut text,
            format_args!("probability ( v{i} | v{before} ) {{ (yes) 0.9, 0.1; (no) 0.2, 0.8; }}\n"),
        );
    }
    // the chain forgets where it began: 0.2 / (0.1 + 0.2)
    let p = chance(text, "v19999", "20000");
    assert!((p - 2.0 / 3.0).abs() < 5.0 * (2.0_f64 / 9.0 / 20_000.0).sqrt(), "{p}");
}

#[test]
fn a_circle_of_twenty_thousand_is_reported_in_few_words() {
    let mut text = variables(20_000);
    for i in 0..20_000 {
        let before = (i + 19_999) % 20_000;
        put(&mut text, format_args!("probability ( v{i} | v{before} ) {{ default 0.9, 0.1; }}\n"));
    }
    Foretell::new()
        .args(["check", "a.bif"])
        .file("a.bif", text)
        .status(3)
        .stderr_such("name the circle", |text| text.contains("20000 variables wait for each other"))
        .run();
}

#[test]
fn tables_beyond_the_engines_rows_are_weighed_to_the_same_chances() {
    // the parity of so many coins, with 2^17 rows; and of 2^15, which fit
    for parents in [15, 17] {
        let mut text = variables(parents + 1);
        for i in 0..parents {
            put(&mut text, format_args!("probability ( v{i} ) {{ table 0.1, 0.9; }}\n"));
        }
        let names: Vec<String> = (0..parents).map(|i| format!("v{i}")).collect();
        put(&mut text, format_args!("probability ( v{parents} | {} ) {{ table ", names.join(", ")));
        for yes in [true, false] {
            for row in 0..1_u32 << parents {
                // a bit of 0 is `yes`, the first state
                let odd = (parents as u32 - row.count_ones()) % 2 == 1;
                text.push_str(if odd == yes { "1 " } else { "0 " });
            }
        }
        text.push_str("; }\n");
        let exact = 0.5 * (1.0 - 0.8_f64.powi(i32::try_from(parents).expect("few")));
        let p = chance(text, &format!("v{parents}"), "100000");
        let error = (exact * (1.0 - exact) / 100_000.0).sqrt();
        assert!((p - exact).abs() < 5.0 * error, "{parents} parents: {p}, not {exact}");
    }
}

#[test]
fn depth_and_repetition_end_in_a_fault() {
    let head = "network x {}\nvariable a { type discrete [ 2 ] { yes, no }; }\n";
    let many = |piece: &str| piece.repeat(100_000);
    let texts = [
        many("{"),
        many("}"),
        many("("),
        many("\""),
        many("/*"),
        many("network x {"),
        many("variable a {"),
        many("probability ( a ) {"),
        format!("{head}probability ( a ) {{ {}", many("property x; ")),
        format!("{head}probability ( a ) {{ {}", many("{ ")),
        format!("{head}probability ( a ) {{ {}", many("( ")),
        format!("{head}probability ( a | {} ) {{ }}", many("b ")),
        format!("{head}probability ( a ) {{ table {}; }}", many("0.5 ")),
        format!("{head}probability ( a ) {{ table {}; }}", many("x ")),
        format!("{head}probability ( a ) {{ {} }}", many("table 0.5 0.5; ")),
        format!("{head}probability ( a ) {{ property {} table 0.5 0.5; }}", many("{ ")),
        format!("network x {{}}\nvariable a {{ type discrete [ 2 ] {{ {} }}; }}", many("s ")),
        format!("network x {{}}\nvariable {} {{ }}", many("s")),
    ];
    for text in texts {
        Foretell::new()
            .args(["check", "a.bif"])
            .file("a.bif", text)
            .status(3)
            .stderr_such("tell a fault", |text| text.contains("error[E"))
            .run();
    }
}

/// Networks of all kinds, the seeds of mutation.
static TEXTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = repository().join("tests/bif");
    let paths = Format::ENDINGS.iter().flat_map(|ending| files_below(&folder, ending));
    let texts = paths.map(|path| std::fs::read(path).expect("a file of ours"));
    texts.filter(|text| text.len() < 10_000).collect()
});

/// Reads a network, and converts it as far as it can be read.
fn try_all(bytes: Vec<u8>) {
    let format = Format::of("bif", &bytes).expect("a format by its ending");
    let Ok(text) = interchange::admit(bytes, format) else { return };
    let mut sources = Sources::default();
    let file = sources.add("any", text);
    let (scenario, mut findings) = interchange::read(&sources, file, format, false);
    let is_broken = findings.iter().any(Diagnostic::is_fault);
    match model::compile(&scenario) {
        Ok(model) if !is_broken => {
            findings.extend(model::advice::advice(&scenario, &model));
            scenario_text(&scenario, "any.bif").expect("it is short");
        }
        Ok(_) => {}
        Err(faults) => findings.extend(faults),
    }
    let _ = render_plain(&findings, &sources);
}

proptest! {
    #![proptest_config(Config {
        cases: 4000,
        rng_seed: RngSeed::Fixed(20_250_820),
        failure_persistence: None,
        ..Config::default()
    })]

    /// A piece of one file put in place of a piece of another.
    #[test]
    fn no_text_makes_the_reader_panic(
        (one, other) in any::<(Index, Index)>(),
        cuts in any::<[Index; 4]>(),
    ) {
        let (one, other) = (one.get(&TEXTS), other.get(&TEXTS));
        let at = |cut: &Index, text: &[u8]| cut.index(text.len() + 1);
        let (a, b) = (at(&cuts[0], one), at(&cuts[1], one));
        let (c, d) = (at(&cuts[2], other), at(&cuts[3], other));
        let mut text = one[..a.min(b)].to_vec();
        text.extend(&other[c.min(d)..c.max(d)]);
        text.extend(&one[a.max(b)..]);
        try_all(text);
    }
}
