//! `track`, `compare --why` under news, and `run` with news: what would have been said on each day, and why it changed.
//!
//! The kind: a day that knows news from after it, a piece of news that is forgotten or taken twice, parts in another
//! order or that do not sum.

mod changes;
mod numbers;
mod run;
mod shown;
mod surprises;
mod why;

use crate::support::{Foretell, repository};
use foretell::result::{Track, TrackRow};
use foretell::{Every, Model, Options, Scenario};
use unicode_width::UnicodeWidthStr;

/// Talks that begin with a chance of 0.03 a day, and pieces of news.
const TALKS: &str = r#"
[scenario]
title = "Do talks begin?"
as_of = 2025-01-01
until = 2025-01-31

[process.talks]
states = ["none", "begun"]
start  = "none"
from.none.begun = 0.03

[question]
begun = { ask = "by(talks == begun, 2025-01-31)", label = "Talks begin by 31 January" }
state = { ask = "talks", label = "Talks on 31 January" }
"#;
/// News of silence on two days, by the number of the day.
const SILENT: [i32; 2] = [8, 15];
/// The last day, counted from the first.
const LAST: i32 = 30;

fn silent(days: &[i32]) -> String {
    let news =
        |day: &i32| format!("[[news]]\non = 2025-01-{:02}\nis = \"talks == none\"\n", day + 1);
    format!("{TALKS}{}", days.iter().map(news).collect::<String>())
}

fn model(text: &str) -> Model {
    Scenario::read("talks.toml", text).case().compile().unwrap_or_else(|e| panic!("{e}"))
}

fn chances(row: &TrackRow) -> Vec<f64> {
    row.chances.iter().map(|chance| chance.estimate.expect("it is asked")).collect()
}

/// The chance that talks begin by the last day, given that they have not on a day: closed form of a geometric time.
fn after(day: i32) -> f64 {
    1.0 - 0.97_f64.powi(LAST - day)
}

fn tracked(text: &str, options: &Options, every: Every) -> Track {
    model(text).track(options, every).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn each_day_of_a_track_is_that_of_the_chain() {
    let text = silent(&SILENT);
    let exact = tracked(&text, &Options::default().exact(true), Every::News);
    let days: Vec<&str> = exact.dates.iter().map(|day| day.date.as_str()).collect();
    assert_eq!(days, ["2025-01-01", "2025-01-09", "2025-01-16"]);
    let right = [after(0), after(8), after(15)];
    let row = exact.row("begun", "yes").expect("it is asked");
    for (found, right) in chances(row).iter().zip(right) {
        assert!((found - right).abs() < 1e-12, "{found} for {right}");
    }
    // the two outcomes of the process are the chance and the rest
    let none = chances(exact.row("state", "none").expect("it is asked"));
    assert!(none.iter().zip(right).all(|(none, right)| (none + right - 1.0).abs() < 1e-12));
    let sampled = tracked(&text, &Options::default().trials(200_000), Every::News);
    for (found, right) in
        sampled.row("begun", "yes").expect("it is asked").chances.iter().zip(right)
    {
        let (p, error) = (found.estimate.expect("asked"), found.std_error.expect("known"));
        assert!((p - right).abs() < 5.0 * error, "{p} ± {error} for {right}");
    }
}

#[test]
fn each_day_of_a_track_is_a_run_of_its_own() {
    let text = silent(&SILENT);
    let options = Options::default().trials(20_000).seed(3);
    let track = tracked(&text, &options, Every::News);
    let row = track.row("begun", "yes").expect("it is asked");
    for (day, chance) in track.dates.iter().zip(&row.chances) {
        let case = Scenario::read("talks.toml", text.as_str()).case().today(day.date.as_str());
        let alone = case.compile().expect("sound").run(&options).expect("it can be drawn");
        let alone = alone.answer("begun").expect("asked").probability().expect("a chance").clone();
        assert_eq!(alone, *chance, "{}", day.date);
    }
}

#[test]
fn days_and_weeks_have_the_news_since_the_day_before() {
    let text = silent(&SILENT);
    let exact = Options::default().exact(true);
    let days = tracked(&text, &exact, Every::Day);
    assert_eq!(days.dates.len(), 16);
    // a day between two pieces of news knows the first alone; nothing is said by silence without `watched`
    let row = chances(days.row("begun", "yes").expect("it is asked"));
    for (day, found) in row.iter().enumerate() {
        let known = SILENT.iter().rev().find(|on| **on <= day as i32).copied().unwrap_or(0);
        assert!((found - after(known)).abs() < 1e-12, "day {day}: {found}");
    }
    let weeks = tracked(&text, &exact, Every::Week);
    let dates: Vec<&str> = weeks.dates.iter().map(|day| day.date.as_str()).collect();
    assert_eq!(dates, ["2025-01-01", "2025-01-08", "2025-01-15", "2025-01-16"]);
    let news: Vec<usize> = weeks.dates.iter().map(|day| day.news.len()).collect();
    assert_eq!(news, [0, 0, 1, 1]);
}

#[test]
fn silence_about_what_is_watched_has_a_day_in_each_week() {
    let watched = |text: String| text.replace("until", "watched = [\"talks\"]\nuntil");
    let exact = Options::default().exact(true);
    let text = watched(format!("{TALKS}[[news]]\non = 2025-01-26\nis = \"talks == none\"\n"));
    let track = tracked(&text, &exact, Every::News);
    let dates: Vec<&str> = track.dates.iter().map(|day| day.date.as_str()).collect();
    assert_eq!(dates, ["2025-01-01", "2025-01-08", "2025-01-15", "2025-01-22", "2025-01-26"]);
    let row = chances(track.row("begun", "yes").expect("it is asked"));
    for (found, day) in row.iter().zip([0, 7, 14, 21, 25]) {
        assert!((found - after(day)).abs() < 1e-12, "day {day}: {found}");
    }
    // weeks are counted from the last news, and a week between two needs no day of its own
    let news = |day: u32| format!("[[news]]\non = 2025-01-{day:02}\nis = \"talks == none\"\n");
    let text = watched(format!("{TALKS}{}{}{}", news(4), news(11), news(20)));
    let track = tracked(&text, &exact, Every::News);
    let dates: Vec<&str> = track.dates.iter().map(|day| &day.date[8..]).collect();
    assert_eq!(dates, ["01", "04", "11", "18", "20"]);
    let page =
        program("track talks.toml --exact --question begun", &text).any_output().run().stdout;
    assert!(page.contains("Weekly where no news came"), "{page}");
    let plain = program("track talks.toml --exact", &silent(&SILENT)).any_output().run().stdout;
    assert!(!plain.contains("Weekly where"), "{plain}");
}

fn program(words: &str, text: &str) -> Foretell {
    Foretell::new().args(words.split(' ')).file("talks.toml", text)
}

#[test]
fn a_track_is_the_same_for_every_number_of_threads() {
    let text = silent(&SILENT).replace("= 0.03", "= \"2% to 5%\"");
    let of = |threads: u32| {
        let words =
            format!("track talks.toml -n 20000 --worlds 64 --threads {threads} --format json");
        program(&words, &text).any_output().run().stdout
    };
    let one = of(1);
    assert!(one.contains("2025-01-16") && one == of(2) && one == of(7));
}

#[test]
fn files_hold_what_is_printed_and_data_reads_back() {
    let words = "track talks.toml --exact --out o --charts c --format json";
    let done = program(words, &silent(&SILENT)).any_output().run();
    let csv = done.file("o/track.csv");
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("date,question,outcome,probability,std_error,low,high,news"));
    let second = lines.nth(1).expect("there are three days");
    assert!(
        second.starts_with("2025-01-09,begun,yes,0.4") && second.ends_with(",talks == none"),
        "{csv}"
    );
    let read: Track = serde_json::from_str(&done.stdout).expect("it reads");
    assert_eq!(foretell::internal::report::pretty::render(&read), done.stdout);
    assert_eq!(read.table("track").expect("it is there").to_csv(), csv);
    assert!(done.file("o/run.json").contains("\"command\": \"track\""));
    let chart = done.file("c/line-talks-begin-by-31-january.svg");
    assert!(
        chart.contains("Triangles: days with news.") && chart.contains("on 9 Jan: "),
        "{chart}"
    );
}

#[test]
fn no_line_of_a_track_is_wider_than_the_page() {
    let long = "not ever(talks == begun) and (talks == none or talks == none or talks == none)";
    let text = silent(&SILENT).replace("is = \"talks == none\"", &format!("is = \"{long}\""));
    for width in [60, 80, 100, 140] {
        let program =
            program("track talks.toml --exact", &text).environment("COLUMNS", &width.to_string());
        let page = program.any_output().run().stdout;
        assert!(page.lines().all(|line| line.width() <= width), "{width}:\n{page}");
        assert_eq!(page.matches('●').count(), 3, "{page}");
        assert_eq!(page.matches('▲').count(), 2, "{page}");
    }
}

#[test]
fn what_can_not_be_tracked_says_why() {
    for (words, text, says) in [
        ("track talks.toml", TALKS.to_owned(), "no `[[news]]` and no `today`"),
        ("track talks.toml --question x", silent(&SILENT), "asks no question `x`"),
        ("track talks.toml", "[event.a]\np = 0.5\n".to_owned(), "needs a clock"),
        ("track talks.toml --today 2024-01-01", silent(&SILENT), "2024-01-01"),
        ("compare talks.toml --since 2026-01-01", silent(&SILENT), "2026-01-01"),
        ("compare talks.toml --since soon", silent(&SILENT), "`soon` is not a date"),
        ("compare talks.toml --since 2025-01-16", silent(&SILENT), "is not before today"),
        ("compare talks.toml --since 2025-01-02", TALKS.to_owned(), "nothing is known since"),
    ] {
        let done = program(words, &text).status(3).any_output().run();
        assert!(done.stderr.contains(says) && done.stdout.is_empty(), "{words}: {}", done.stderr);
    }
    let twice = program("compare talks.toml talks.toml --since 2025-01-02", &silent(&SILENT));
    assert!(twice.status(2).any_output().run().stderr.contains("--since"));
}

#[test]
fn a_day_of_its_own_is_enough() {
    let text = TALKS.replace("until", "today = 2025-01-10\nuntil");
    let track = tracked(&text, &Options::default().exact(true), Every::News);
    let row = chances(track.row("begun", "yes").expect("it is asked"));
    assert_eq!(row.len(), 2);
    // nothing is watched, so that time alone says nothing
    assert!(row.iter().all(|found| (found - after(0)).abs() < 1e-12), "{row:?}");
}

#[test]
fn a_track_is_valid_by_its_schema() {
    let path = repository().join("docs/track.schema.json");
    let schema = std::fs::read_to_string(path).expect("it is published");
    let schema = serde_json::from_str(&schema).expect("it is JSON");
    let text = program("track talks.toml -n 2000 --format json", &silent(&SILENT))
        .any_output()
        .run()
        .stdout;
    let mut track: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(crate::support::schema::departures(&schema, &track), Vec::<String>::new());
    track.as_object_mut().expect("an object").remove("today");
    assert!(!crate::support::schema::departures(&schema, &track).is_empty());
}
