//! Today: which news counts.

use super::{TALKS, close, exactly, not_done, off, on_after, with};
use crate::support::{Foretell, repository};
use foretell::{Options, Scenario};

const NEWS: &str = "\
[[news]]
on = 2025-08-23
is = \"talks == off\"
[[news]]
on = 2025-08-25
is = \"talks == on\"
[[news]]
on = 2025-08-28
is = \"talks == on\"
";

/// The chance that talks are on at the end, by what is known on a day of August.
fn on_at_the_end(day: i32) -> f64 {
    match day {
        ..=22 => on_after(10),
        23..=24 => on_after(7),
        25..=27 => not_done(5),
        _ => not_done(2),
    }
}

#[test]
fn each_day_knows_its_news_and_none_later() {
    let case = with(TALKS, NEWS);
    for day in 20..=30 {
        let at = case.clone().today(format!("2025-08-{day}"));
        close(exactly(&at, "on", None), on_at_the_end(day), &format!("on {day} August"));
    }
    close(exactly(&case, "on", None), not_done(2), "the last news is today");
}

#[test]
fn the_file_and_the_argument_set_today() {
    let early = TALKS.replace("[scenario]\n", "[scenario]\ntoday = 2025-08-24\n");
    let case = with(&early, NEWS);
    close(exactly(&case, "on", None), on_after(7), "the file's today");
    close(exactly(&case.clone().today("2025-08-26"), "on", None), not_done(5), "the argument wins");
    let of_file = exactly(&with(TALKS, NEWS).today("2025-08-24"), "on", None);
    close(of_file, on_after(7), "the argument");
}

#[test]
fn silence_lasts_until_today() {
    let watched = TALKS.replace("[scenario]\n", "[scenario]\nwatched = [\"talks\"]\n");
    let case = with(&watched, NEWS);
    for (day, expected) in
        [(20, on_after(10)), (21, on_after(9)), (24, on_after(6)), (25, not_done(5)), (30, 1.0)]
    {
        let at = case.clone().today(format!("2025-08-{day}"));
        close(exactly(&at, "on", None), expected, &format!("on {day} August"));
    }
}

#[test]
fn a_day_of_today_alone_changes_nothing_without_watching() {
    let plain = exactly(&with(TALKS, ""), "first", None);
    close(plain, off(3) * 0.3, "without news");
    close(exactly(&with(TALKS, "").today("2025-08-25"), "first", None), plain, "with a day");
}

#[test]
fn the_order_of_the_file_changes_no_byte() {
    let pieces: Vec<String> = [
        "on = 2025-08-25\nis = \"talks == on\"\n",
        "on = 2025-08-23\nis = \"talks == off\"\n",
        "on = 2025-08-25\nis = \"count(raid) >= 1\"\n",
        "on = 2025-08-25\nis = \"washington != leave\"\n",
    ]
    .iter()
    .map(|piece| format!("[[news]]\n{piece}"))
    .collect();
    let run = |order: [usize; 4]| {
        let text = order.iter().fold(TALKS.to_owned(), |text, at| text + "\n" + &pieces[*at]);
        let model = Scenario::read("talks.toml", text).case().compile().expect("no faults");
        let options = Options::default().trials(20_000);
        let forecast = model.run(&options).expect("trials meet it");
        serde_json::to_string(&forecast.answers).expect("plain data")
    };
    let first = run([0, 1, 2, 3]);
    for order in [[3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]] {
        assert_eq!(run(order), first, "{order:?}");
    }
}

#[test]
fn every_command_takes_a_day() {
    let file = format!(
        "{TALKS}\n{NEWS}\n[variant.slow]\nset = {{ process.talks.from.on.done = 0.1 }}\n\
        [sweep.speed]\nover = {{ process.talks.from.on.done = [0.1, 0.2] }}\n"
    );
    for line in [
        "run a.toml -n 2000",
        "compare a.toml -n 2000",
        "sweep a.toml speed -n 2000",
        "sensitivity a.toml --question on -n 2000",
        "explain a.toml on -n 2000",
        "track a.toml --question on -n 2000",
    ] {
        let words = || line.split(' ').map(str::to_owned);
        let run = |day: &str| {
            let day = day.to_owned();
            let told = Foretell::new().args(words()).args(["--today".to_owned(), day]);
            told.file("a.toml", file.as_str()).any_output().run().stdout
        };
        assert_ne!(run("2025-08-20"), run("2025-08-28"), "{line}");
        Foretell::new()
            .args(words())
            .args(["--today", "2025-08-31"])
            .file("a.toml", file.as_str())
            .status(3)
            .stderr_such("names the day", |text| text.contains("today, 2025-08-31, is after"))
            .run();
    }
}

/// The hindcast as it stood on each day. Nothing but news moves its answers: the sampled chances before the summit are
/// those of `by` on one day, and what is known is certain.
#[test]
fn the_hindcast_is_replayed_day_by_day() {
    let folder = repository().join("scenarios");
    let scenario = Scenario::load(folder.join("alaska_hindcast.toml")).expect("it can be read");
    let news =
        std::fs::read_to_string(folder.join("alaska_hindcast_news.toml")).expect("it is there");
    let case = scenario.case().news("news.toml", &news);
    let mut earlier: Option<f64> = None;
    for day in 7..=26 {
        let model = case.clone().today(format!("2025-08-{day:02}")).compile().expect("no faults");
        let options = Options::default().trials(50_000).worlds(100).timelines(false);
        let forecast = model.run(&options).expect("trials meet it");
        let chance = |question: &str| {
            let answer = forecast.answer(question).expect("it is asked");
            answer.probability().expect("a chance").estimate.expect("trials meet it")
        };
        let by_14 = chance("summit_by_14_august");
        let by_20 = chance("summit_by_20_august");
        let by_26 = chance("summit_by_26_august");
        assert!(by_14 <= by_20 && by_20 <= by_26, "{day}: {by_14}, {by_20}, {by_26}");
        let certain = |found: f64, expected: f64, what: &str| {
            assert!((found - expected).abs() < 1e-12, "on {day} August {what}: {found}");
        };
        match day {
            ..=13 => {
                assert!(by_14 > 0.02 && by_26 < 0.9, "{day}: {by_14}, {by_26}");
                // silence of a ceasefire and a trilateral says little of the summit
                let before = earlier.replace(by_20).unwrap_or(by_20);
                assert!((by_20 - before).abs() < 0.05, "on {day} August: {by_20}, {before} before");
            }
            14 => {
                certain(by_14, 0.0, "no summit by then");
                let before = earlier.expect("there were days before");
                assert!(by_20 < before, "{by_20}: a week is lost, and it was {before}");
            }
            _ => {
                certain(by_14, 0.0, "no summit by then");
                certain(by_20, 1.0, "a summit");
                certain(by_26, 1.0, "a summit");
                let format = forecast.answer("format_if_held").expect("it is asked");
                let bilateral = format.outcome("bilateral").expect("it can be").estimate;
                certain(bilateral.expect("trials meet it"), 1.0, "two of them");
            }
        }
        if day >= 20 {
            certain(chance("trilateral"), 0.0, "no trilateral");
            certain(chance("ceasefire"), 0.0, "no ceasefire");
        }
    }
}
