//! What pages and files show of news: steps of a track, known zeros, today in sensitivities and sweeps, and what can still
//! happen, by the closed form of a chain.

use super::{SILENT, TALKS, model, program, silent};
use foretell::result::{Explanation, Path, Track};
use foretell::{Every, Options};

/// Two stages with constant chances a day, and news of the first.
const STAGES: &str = r#"
[scenario]
title = "Do leaders meet?"
as_of = 2025-01-01
until = 2025-01-31

[process.talks]
states = ["none", "experts", "leaders"]
start  = "none"
from.none.experts    = 0.05
from.experts.leaders = 0.04
from.experts.none    = 0.02

[[news]]
on = 2025-01-11
is = "talks == experts"

[question]
meet = { ask = "ever(talks == leaders)", label = "They meet" }
"#;

fn explained(text: &str, question: &str) -> Explanation {
    let options = Options::default().trials(200_000);
    model(text).trace(question, &options).unwrap_or_else(|e| panic!("{e}"))
}

/// The chances of the states of the chain after some days in one: none, experts, leaders.
fn after_days(start: usize, days: u32) -> [f64; 3] {
    let mut chances = [0.0; 3];
    chances[start] = 1.0;
    for _ in 0..days {
        let [none, experts, leaders] = chances;
        chances =
            [0.95 * none + 0.02 * experts, 0.05 * none + 0.94 * experts, leaders + 0.04 * experts];
    }
    chances
}

/// Whether a share of 200,000 trials is near a chance.
fn near(found: f64, right: f64) -> bool {
    (found - right).abs() < 5.0 * (right * (1.0 - right) / 200_000.0).sqrt() + 1e-9
}

fn names(paths: &[Path]) -> Vec<&str> {
    paths.iter().map(|path| path.state.as_str()).collect()
}

#[test]
fn an_explanation_shows_what_can_still_happen_from_today() {
    let found = explained(STAGES, "meet");
    let paths = found.paths.as_ref().expect("a process decides");
    assert_eq!((paths.as_of.as_str(), names(&paths.starts)), ("2025-01-11", vec!["experts"]));
    let experts = &paths.starts[0];
    assert!(near(experts.share, 1.0));
    // first entries: leaders at once, or none first and perhaps leaders after it; sums over the days of each move
    let straight: f64 = (0..20).map(|day| 0.94_f64.powi(day) * 0.04).sum();
    let back: f64 = (0..20).map(|day| 0.94_f64.powi(day) * 0.02).sum();
    let later: f64 =
        (0..20).map(|day| 0.94_f64.powi(day) * 0.02 * after_days(0, 19 - day as u32)[2]).sum();
    let of = |state: &str| experts.next.iter().find(|path| path.state == state).expect("a way");
    assert!(near(of("leaders").share, straight), "{paths:?} for {straight}");
    assert!(near(of("none").share, back), "{paths:?} for {back}");
    assert!(near(of("none").next[0].share, later), "{paths:?} for {later}");
    // from the start it would be another tree
    assert!(!near(of("leaders").share, after_days(0, 30)[2]));
    let page = program("explain talks.toml meet -n 20000", STAGES).any_output().run().stdout;
    assert!(page.contains("Of 100 trials, by talks, from 11 Jan on:"), "{page}");
    assert!(page.contains("100 today in experts"), "{page}");
}

#[test]
fn without_news_of_the_state_every_state_of_today_begins_a_tree() {
    let text = STAGES.replace("is = \"talks == experts\"", "is = \"not ever(talks == leaders)\"");
    let found = explained(&text, "meet");
    let paths = found.paths.as_ref().expect("a process decides");
    let [none, experts, leaders] = after_days(0, 10);
    let left = 1.0 - leaders;
    let of = |state: &str| paths.starts.iter().find(|path| path.state == state).expect("a start");
    assert_eq!(paths.starts.len(), 2);
    assert!(near(of("none").share, none / left) && near(of("experts").share, experts / left));
    // what is over before today ends there
    let over = STAGES.replace("is = \"talks == experts\"", "happened = \"talks == leaders\"");
    let found = explained(&over, "meet");
    let paths = found.paths.as_ref().expect("a process decides");
    assert_eq!(names(&paths.starts), ["leaders"]);
    assert!(paths.starts[0].next.is_empty());
    // a question about the past is told from the start
    let past = STAGES.replace("ever(talks == leaders)", "by(talks == experts, 2025-01-06)");
    let found = explained(&past, "meet");
    let paths = found.paths.as_ref().expect("a process decides");
    assert_eq!((paths.as_of.as_str(), names(&paths.starts)), ("2025-01-01", vec!["none"]));
}

/// The corners of the line in a chart.
fn corners(svg: &str) -> Vec<(f64, f64)> {
    let line =
        svg.split("<path").find(|path| path.contains("stroke-width=\"2.5\"")).expect("a line");
    let (_, d) = line.split_once("d=\"M").expect("it has points");
    let (d, _) = d.split_once('"').expect("it ends");
    let point = |text: &str| {
        let (x, y) = text.split_once(' ')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    };
    d.split('L').map(|text| point(text).expect("a point")).collect()
}

#[test]
fn a_track_is_drawn_in_steps() {
    let of = |text: &str| {
        let done = program("track talks.toml --question begun --exact --charts c", text)
            .any_output()
            .run();
        (corners(&done.file("c/line-talks-begin-by-31-january.svg")), done.stdout)
    };
    let (line, page) = of(&silent(&SILENT));
    assert_eq!(line.len(), 5, "{line:?}");
    let is_same = |a: f64, b: f64| (a - b).abs() < 1e-9;
    let is_step =
        |pair: &[(f64, f64)]| is_same(pair[0].0, pair[1].0) || is_same(pair[0].1, pair[1].1);
    assert!(line.windows(2).all(is_step), "{line:?}");
    // each level of the page is that of its dot until the next one
    let levels: Vec<&str> = page.lines().filter(|row| row.contains('●')).collect();
    assert!(levels.iter().all(|row| row.contains("●·") || row.ends_with('●')), "{page}");
}

#[test]
fn known_chances_of_a_track_have_no_error_and_no_row_is_blank() {
    let text = TALKS
        .replace("= 0.03", "= \"2% to 5%\"")
        .replace("state = {", "leaders = { ask = \"by(talks == begun, 2025-01-01)\" }\nstate = {")
        + "[[news]]\non = 2025-01-09\nheard = \"talks == begun\"\nlikelier = 5\n";
    let options = Options::default().trials(2000).worlds(20);
    let track: Track = model(&text).track(&options, Every::Day).unwrap_or_else(|e| panic!("{e}"));
    let csv = track.table("track").expect("there").to_csv();
    let known: Vec<&str> = csv.lines().filter(|line| line.contains(",leaders,yes,")).collect();
    assert!(known.len() == 9 && known.iter().all(|line| line.contains(",yes,0,0,,,")), "{csv}");
    let page = program("track talks.toml --every day -n 2000 --worlds 20", &text)
        .any_output()
        .run()
        .stdout;
    let is_day =
        |line: &&str| line.trim_end().ends_with("Jan") && line.split_whitespace().count() == 2;
    assert_eq!(page.lines().find(is_day), None, "{page}");
}

#[test]
fn sensitivities_and_sweeps_show_today_and_the_news() {
    let head = "Today 16 Jan 2025 · 2 pieces of news";
    let text = silent(&SILENT);
    for (words, file) in [
        ("sensitivity talks.toml --question begun -n 4000", "sensitivity.csv"),
        (
            "sweep talks.toml --over process.talks.from.none.begun.p=0.01,0.05 --question begun -n 4000",
            "sweep.csv",
        ),
    ] {
        let page = program(words, &text).any_output().run().stdout;
        assert!(page.contains(head), "{page}");
        let done = program(&format!("{words} --out o --format json"), &text).any_output().run();
        let csv = done.file(&format!("o/{file}"));
        assert!(
            csv.lines().next().is_some_and(|head| head.ends_with(",label,today,news")),
            "{csv}"
        );
        assert!(csv.lines().skip(1).all(|line| line.ends_with(",2025-01-16,2")), "{csv}");
        let data: serde_json::Value = serde_json::from_str(&done.stdout).expect("it is JSON");
        assert_eq!(data["today"], "2025-01-16");
        assert_eq!(data["news"].as_array().map(Vec::len), Some(2));
        // without news there is neither
        let page = program(words, TALKS).any_output().run().stdout;
        assert!(!page.contains("Today"), "{page}");
        let csv = program(&format!("{words} --format csv"), TALKS).any_output().run().stdout;
        assert!(csv.lines().next().is_some_and(|head| head.ends_with(",label")), "{csv}");
    }
}

#[test]
fn groups_of_trials_are_no_readings() {
    // a count that few trials have weighs them unevenly
    let text = format!(
        "{TALKS}[quantity.noise]\nvalue = \"normal(0, 1)\"\n[[news]]\non = 2025-01-09\nis = \"noise > 2.5\"\n"
    );
    for words in
        ["run talks.toml -n 4000", "track talks.toml -n 4000", "run talks.toml -n 4000 --surprises"]
    {
        let page = program(words, &text).any_output().run();
        let all = page.stdout.clone() + &page.stderr;
        assert!(!all.contains("reading") && !all.contains("--worlds"), "{all}");
    }
}

#[test]
fn exact_answers_are_refused_before_readings_are_weighed() {
    // no reading meets the news: weighing them would end with another fault
    let text = format!("{TALKS}[series.oil]\nstart = 80\nnext = \"oil + normal(0, 1)\"\n[[news]]\non = 2025-01-09\nis = \"oil > 1000\"\n")
        .replace("= 0.03", "= \"2% to 5%\"");
    for words in ["run talks.toml --exact", "run talks.toml --cross-check"] {
        let done = program(words, &text).status(3).any_output().run();
        assert!(done.stderr.contains("E0810") && !done.stderr.contains("E0801"), "{}", done.stderr);
    }
}
