//! How surprising news was, by closed forms: on its day, by its day, so late, after other news of its day; and in files.

use super::{TALKS, model, program};
use foretell::Options;
use foretell::result::{Forecast, Surprise};

fn forecast(text: &str, options: &Options) -> Forecast {
    model(text).run(options).unwrap_or_else(|e| panic!("{e}"))
}

fn exactly(text: &str) -> Vec<Surprise> {
    forecast(text, &Options::default().exact(true).surprises(true)).surprises
}

/// The chances of a piece of news: on its day, by its day, and the one by which it is judged.
fn chances(found: &Surprise) -> [f64; 3] {
    let of = |own: &Option<foretell::result::Estimate>| own.as_ref().and_then(|own| own.estimate);
    [found.estimate.estimate, of(&found.by_then), of(&found.tail)].map(|own| own.expect("asked"))
}

fn near(found: [f64; 3], right: [f64; 3]) -> bool {
    found.iter().zip(right).all(|(found, right)| (found - right).abs() < 1e-12)
}

fn news(day: u32, how: &str, text: &str) -> String {
    format!("[[news]]\non = 2025-01-{day:02}\n{how} = \"{text}\"\n")
}

/// A geometric time with this chance a day: on a day, and by it.
fn on(p: f64, day: i32) -> f64 {
    (1.0 - p).powi(day - 1) * p
}

fn by(p: f64, day: i32) -> f64 {
    1.0 - (1.0 - p).powi(day)
}

#[test]
fn what_happens_on_a_day_is_judged_by_the_chance_that_it_comes_by_then() {
    let text = format!("{TALKS}{}", news(10, "happened", "talks == begun"));
    let found = exactly(&text);
    assert!(near(chances(&found[0]), [on(0.03, 9), by(0.03, 9), by(0.03, 9)]), "{found:?}");
    assert_eq!(found[0].judged, "early");
    // silence up to the day before is no news that resets the clock
    let watched = text.replace("until", "watched = [\"talks\"]\nuntil");
    let found = exactly(&watched);
    assert!(near(chances(&found[0]), [0.03, by(0.03, 9), by(0.03, 9)]), "{found:?}");
    let page = program("run talks.toml -n 100000 --surprises", &watched).any_output().run().stdout;
    assert!(page.contains("No news had a chance under 5 in 100 beforehand."), "{page}");
    // nor is news that it has not come yet
    let text = format!(
        "{TALKS}{}{}",
        news(9, "is", "talks == none"),
        news(10, "happened", "talks == begun")
    );
    let found = exactly(&text);
    let none = 0.97_f64.powi(8);
    assert!(near(chances(&found[0]), [none; 3]), "{found:?}");
    assert!(near(chances(&found[1]), [0.03, by(0.03, 9), by(0.03, 9)]), "{found:?}");
    let options = Options::default().trials(100_000).surprises(true);
    for (sampled, exact) in forecast(&text, &options).surprises.iter().zip(&found) {
        let (p, error) = (sampled.estimate.estimate, sampled.estimate.std_error);
        let apart = p.expect("asked") - exact.estimate.estimate.expect("asked");
        assert!(apart.abs() < 5.0 * error.expect("known"), "{sampled:?}");
    }
}

#[test]
fn what_comes_too_soon_or_too_late_surprises() {
    let soon = format!("{TALKS}{}", news(2, "happened", "talks == begun"));
    let page = program("run talks.toml -n 100000 --surprises", &soon).any_output().run().stdout;
    assert!(
        page.contains("Under 5 in 100 by then, so look at the model there: talks == begun."),
        "{page}"
    );
    // with 0.3 a day it would have come: (1 - 0.3)^14 that it comes on the fifteenth day or later
    let late = format!("{TALKS}{}", news(16, "happened", "talks == begun")).replace("0.03", "0.3");
    let found = exactly(&late);
    assert!(near(chances(&found[0]), [on(0.3, 15), by(0.3, 15), 0.7_f64.powi(14)]), "{found:?}");
    assert_eq!(found[0].judged, "late");
    let page = program("run talks.toml -n 100000 --surprises", &late).any_output().run().stdout;
    assert!(page.contains("Under 5 in 100 that it comes so late"), "{page}");
    // not asked for, not computed
    assert!(forecast(&late, &Options::default().trials(1000)).surprises.is_empty());
}

#[test]
fn the_chances_of_news_of_a_day_multiply_to_that_of_all_of_it() {
    let weather = "[event.weather]\np = 0.5\n";
    let one = format!("{TALKS}{weather}{}", news(9, "is", "talks == begun and weather"));
    let both = format!(
        "{TALKS}{weather}{}{}",
        news(9, "is", "talks == begun and weather"),
        news(9, "is", "talks == begun")
    );
    let (one, both) = (exactly(&one), exactly(&both));
    let joint = by(0.03, 8) * 0.5;
    assert!(near(chances(&one[0]), [joint; 3]), "{one:?}");
    // in the order of their texts, whatever the order of the file
    let texts: Vec<&str> = both.iter().map(|found| found.text.as_str()).collect();
    assert_eq!(texts, ["talks == begun", "talks == begun and weather"]);
    let [first, second] = [0, 1].map(|at: usize| chances(&both[at])[0]);
    assert!((first - by(0.03, 8)).abs() < 1e-12 && (second - 0.5).abs() < 1e-12, "{both:?}");
    assert!((first * second - joint).abs() < 1e-12);
}

#[test]
fn readings_that_expected_news_are_those_with_a_high_chance() {
    // half of the readings have a chance of 0.02 a day, half of 0.08: a mixture of two
    let text = TALKS.replace("[process.talks]", "[parameter.c]\nvalue = \"if uniform(0, 1) < 0.5 then 0.02 else 0.08\"\n[process.talks]")
        .replace("from.none.begun = 0.03", "from.none.begun = \"c\"")
        + &news(2, "happened", "talks == begun");
    let of = |trials: u64, worlds: u64| {
        let options = Options::default().trials(trials).worlds(worlds).surprises(true);
        let found = forecast(&text, &options).surprises.remove(0);
        (found.expected.expect("there are readings"), found.expected_std_error.expect("known"))
    };
    let (share, error) = of(200_000, 256);
    assert!((share - 0.5).abs() < 3.0 * error && error < 0.1, "{share} ± {error}");
    // with a few trials a reading, none is known to be on one side of 0.05
    let (_, error) = of(1000, 100);
    assert!(error > 0.1, "{error}");
    let words = "run talks.toml --surprises -n 1000 --worlds 100";
    let page = program(words, &text).any_output().run().stdout;
    assert!(!page.contains("% of readings") && page.contains("? readings: not known"), "{page}");
    // trials that were drawn anew are no readings
    let plain = format!("{TALKS}{}", news(2, "happened", "talks == begun"));
    let page = program(words, &plain).any_output().run().stdout;
    assert!(!page.contains("reading"), "{page}");
}

#[test]
fn surprises_are_in_every_format() {
    let text = format!("{TALKS}{}", news(16, "happened", "talks == begun")).replace("0.03", "0.3");
    let words = "run talks.toml --exact --surprises --out o --format csv";
    let done = program(words, &text).any_output().run();
    assert!(
        done.stderr.contains("note: surprises are not in this table: add --out"),
        "{}",
        done.stderr
    );
    let csv = done.file("o/surprises.csv");
    let mut lines = csv.lines();
    let head = "date,news,probability,std_error,low,high,by_then,by_then_std_error,tail,tail_std_error,judged,expected,\
                expected_std_error";
    assert_eq!(lines.next(), Some(head));
    let row = lines.next().expect("a row");
    assert!(
        row.starts_with("2025-01-16,talks == begun,0.00203") && row.contains(",late,"),
        "{csv}"
    );
    let json =
        program("run talks.toml --exact --surprises --format json", &text).any_output().run();
    let read: Forecast = serde_json::from_str(&json.stdout).expect("it reads");
    assert_eq!(read.table("surprises").expect("it is there").to_csv(), csv);
    assert!(json.stdout.contains("\"judged\": \"late\""), "{}", json.stdout);
    // none were asked for
    let done = program("run talks.toml --exact --out o --format csv", &text).any_output().run();
    assert!(!done.stderr.contains("surprises"), "{}", done.stderr);
    assert!(forecast(&text, &Options::default().trials(1000)).table("surprises").is_err());
}

#[test]
fn on_a_day_what_happened_is_judged_before_what_is_so_because_of_it() {
    let first = news(16, "happened", "talks == begun");
    // by its text it would come first, and take the surprise
    let so = news(16, "is", "not (talks == none)");
    for text in [format!("{TALKS}{first}{so}"), format!("{TALKS}{so}{first}")] {
        let found = exactly(&text);
        assert_eq!((found[0].text.as_str(), found.len()), ("talks == begun", 2));
        assert!(near(chances(&found[0]), [on(0.03, 15), by(0.03, 15), by(0.03, 15)]), "{found:?}");
        assert!(chances(&found[1])[0] > 1.0 - 1e-12, "{found:?}");
    }
}

/// Daily reports that talks have not begun, over so many days.
fn much(days: u32) -> String {
    let text = TALKS.replace("2025-01-31", "2026-01-31").replace("= 0.03", "= \"1% to 2%\"");
    let day = |day: u32| {
        let month = ["01", "02", "03", "04", "05", "06", "07", "08", "09"][day as usize / 28];
        format!("[[news]]\non = 2025-{month}-{:02}\nis = \"talks == none\"\n", day % 28 + 1)
    };
    text + &(1..=days).map(day).collect::<String>()
}

#[test]
fn much_news_is_judged_with_fewer_trials_and_its_errors_say_so() {
    let error = |text: &str, at: usize| {
        let found = forecast(text, &Options::default().trials(200_000).surprises(true)).surprises;
        found[at].estimate.std_error.expect("known")
    };
    let (few, many) = (error(&much(10), 5), error(&much(120), 5));
    // a fifth of the trials
    assert!(many > 1.6 * few, "{many} for {few}");
    let page = |days| {
        let call = program("run talks.toml -n 200000 --surprises", &much(days));
        call.any_output().run().stdout
    };
    assert!(
        page(120).contains("Much news: 20,480 trials and 64 readings for each piece"),
        "{}",
        page(120)
    );
    let whole = page(24);
    assert!(!whole.contains("Much news") && !whole.contains("not judged"), "{whole}");
}

#[test]
fn of_very_much_news_the_last_is_judged() {
    let text = much(250).replace("\"1% to 2%\"", "0.015");
    let found = forecast(&text, &Options::default().trials(2_000).surprises(true)).surprises;
    assert_eq!(found.len(), 240);
    assert_eq!(found[239].date, "2025-09-27");
    let call = program("run talks.toml -n 2000 --surprises", &text).any_output().run();
    assert!(
        call.stdout.contains("The 10 earliest pieces of news are not judged"),
        "{}",
        call.stdout
    );
}
