//! The page of a scenario with news: its head says today and the news, what is settled says so, curves are solid up to today,
//! and surprises are a section.

use super::{data_of, page, text_of};

const NEWS: &str = r#"
[scenario]
title = "Do they meet?"
as_of = 2025-08-20
until = 2025-11-19
today = 2025-09-17
watched = ["talks"]

[process.talks]
states = ["none", "experts", "leaders"]
start = "none"
per = "month"
because = "Step by step."
from.none.experts = "5% to 20%"
from.experts.leaders = "5% to 40%"

[question]
experts = { ask = "ever(talks == experts)", label = "Experts meet" }
meet    = { ask = "first(talks == leaders)", label = "Leaders meet" }
early   = { ask = "by(talks == leaders, 2025-09-10)", label = "Leaders meet by 10 September" }

[[news]]
on = 2025-08-22
happened = "talks == experts"
because = "Pictures were shown."
[[news]]
on = 2025-09-10
heard = "talks == leaders"
likelier = 0.5

[report]
sections = ["surprises", "track", "chances", "when"]
"#;

fn known() -> String {
    page(NEWS, &["-n", "20000", "--worlds", "100"])
}

#[test]
fn the_head_says_today_and_how_much_news() {
    let text = text_of(&known());
    assert!(text.contains("Today 17 Sep · 2 pieces of news"), "{text}");
    let earlier = text_of(&page(NEWS, &["-n", "2000", "--today", "2025-08-25"]));
    assert!(earlier.contains("Today 25 Aug · 1 piece of news"), "{earlier}");
    let none = NEWS.split("[[news]]").next().expect("it begins");
    let none = none.replace("today = 2025-09-17\nwatched = [\"talks\"]\n", "");
    let none = text_of(&page(&none, &["-n", "2000"]));
    assert!(!none.contains("Today"), "{none}");
}

#[test]
fn settled_answers_say_so_and_have_no_error() {
    let page = known();
    let text = text_of(&page);
    assert!(text.contains("happened on 22 Aug"), "{text}");
    assert!(text.contains("settled"), "{text}");
    let data: serde_json::Value = serde_json::from_str(data_of(&page)).expect("it is JSON");
    assert_eq!(data["news"].as_array().map(Vec::len), Some(2), "{data}");
}

/// Talks between experts of which only a report is known, so that the curve has a range on each day.
const OPEN: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-11-19
today = 2025-09-17

[process.talks]
states = ["experts", "leaders"]
start = "experts"
per = "month"
from.experts.leaders = "10% to 95%"

[question]
meet = { ask = "first(talks == leaders)", label = "Leaders meet" }

[report]
sections = ["when"]
"#;
const REPORT: &str = "[[news]]\non = 2025-09-10\nheard = \"talks == leaders\"\nlikelier = 0.5\n";

/// The horizontal place at which the path that contains these words begins.
fn beginning(chart: &str, words: &str) -> f64 {
    let path = chart.split("<path").find(|path| path.contains(words)).expect("it is there");
    let (_, start) = path.split_once("d=\"M").expect("it begins");
    start.split(' ').next().and_then(|x| x.parse().ok()).expect("a number")
}

#[test]
fn curves_are_a_line_up_to_today_and_have_a_band_from_then_on() {
    let of = |text: &str| {
        let page = page(text, &["-n", "20000", "--worlds", "100"]);
        let title = "<title>Leaders meet: the chance so far</title>";
        let chart = page.split("<svg").find(|svg| svg.contains(title));
        chart.unwrap_or_else(|| panic!("{page}")).to_owned()
    };
    let chart = of(&format!("{OPEN}{REPORT}"));
    let (before, _) = chart.split_once(">today</text>").expect("it marks today");
    let (_, rule) = before.rsplit_once("x1=\"").expect("a rule marks it");
    let today: f64 = rule.split('"').next().and_then(|x| x.parse().ok()).expect("a number");
    let (band, line) = ("fill-opacity=\"0.16\"", "stroke-width=\"2.5\"");
    assert!((beginning(&chart, band) - today).abs() < 0.2, "{chart}");
    assert!(beginning(&chart, line) < today - 50.0, "{chart}");
    // without news the band begins before that day, and no day is marked
    let plain = of(&OPEN.replace("today = 2025-09-17\n", ""));
    assert!(!plain.contains(">today</text>"), "{plain}");
    assert!(beginning(&plain, band) < today - 50.0, "{plain}");
}

#[test]
fn an_answer_whose_day_is_known_has_no_curve() {
    let page = known();
    assert!(page.contains("<title>Leaders meet: the chance so far</title>"));
    assert!(!page.contains("Experts meet: the chance so far"));
    assert!(!text_of(&page).contains("Experts meet: if it comes by then"));
}

#[test]
fn surprises_are_a_section_with_the_chance_of_each_fact() {
    let text = text_of(&known());
    let (_, after) = text.split_once("What surprised us").expect("it has the section");
    assert!(after.contains("talks == experts"), "{after}");
    // experts had 5 to 20 in 100 a month, and came on the second day
    assert!(after.contains("Under 5 in 100 by then"), "{after}");
    // a report has a ratio and no chance
    assert!(!after.contains("talks == leaders 10 Sep"), "{after}");
}
