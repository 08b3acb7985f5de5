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

#[test]
fn curves_are_a_line_up_to_today_and_have_a_band_after_it() {
    let page = known();
    let charts: Vec<&str> =
        page.split("<svg").filter(|svg| svg.contains(">today</text>")).collect();
    // the day of experts is known, so only leaders have a curve
    let [chart] = charts[..] else { panic!("{} charts mark today", charts.len()) };
    assert!(chart.contains("<title>Leaders meet: the chance so far</title>"), "{chart}");
    let first = |start: &str| -> f64 {
        let (_, after) = chart.split_once(start).unwrap_or_else(|| panic!("{start}: {chart}"));
        let number = after.split([' ', '"']).next().expect("it has a number");
        number.parse().unwrap_or_else(|_| panic!("{number}"))
    };
    let (before, _) = chart.split_once(">today</text>").expect("it marks today");
    let (_, rule) = before.rsplit_once("x1=\"").expect("a rule marks it");
    let today: f64 = rule.split('"').next().and_then(|x| x.parse().ok()).expect("a number");
    let band = first("<path class=\"accent\" d=\"M");
    assert!((band - today).abs() < 0.2, "the band begins at {band}, today is at {today}");
    let is_thick = |path: &&str| path.contains("stroke-width=\"2.5\"");
    let line = chart.split("<path").find(is_thick).expect("it has a line");
    let (_, start) = line.split_once("d=\"M").expect("it begins");
    let start: f64 = start.split(' ').next().and_then(|x| x.parse().ok()).expect("a number");
    assert!(start < today - 50.0, "the line begins at {start}, on the first day");
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
