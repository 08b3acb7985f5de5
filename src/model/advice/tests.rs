//! Each kind of advice, where it applies and where it does not.

mod clock;

use super::advice;
use crate::diagnostic::{Code, Diagnostic, Severity, Sources, entry};
use crate::{model, scenario};

/// The advice on a scenario without faults.
fn reported(text: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, faults) = scenario::read(&sources, file);
    assert_eq!(faults, Vec::new());
    let model = model::compile(&scenario).expect("a scenario without faults");
    let found = advice(&scenario, &model);
    (sources, found)
}

/// Code and place of all advice, except the codes in `besides`.
fn places(text: &str, besides: &[&str]) -> Vec<String> {
    let (sources, found) = reported(text);
    found
        .iter()
        .filter(|advice| !besides.contains(&advice.code.id()))
        .map(|advice| {
            let (line, column) = sources.line_column(advice.place.expect("advice has a place"));
            format!("{} {line}:{column}", advice.code)
        })
        .collect()
}

/// The messages with a code.
fn messages(text: &str, code: &str) -> Vec<String> {
    let (_, found) = reported(text);
    found
        .into_iter()
        .filter(|advice| advice.code.id() == code)
        .map(|advice| advice.message)
        .collect()
}

/// The lines that report rates.
fn rates(text: &str) -> Vec<String> {
    let (_, found) = reported(text);
    let echoes = found.into_iter().filter(|advice| advice.code == Code::RateOverPeriod);
    let written = |echo: Diagnostic| {
        assert!(echo.help[0].starts_with("over the whole clock, by "), "{echo:?}");
        echo.message.split_once("`: ").expect("the process comes first").1.to_owned()
    };
    echoes.map(written).collect()
}

#[test]
fn the_catalogue_shows_what_is_reported() {
    for &code in Code::ALL.iter().filter(|code| code.severity() == Severity::Advice) {
        let entry = entry(code.id()).expect("every code has its entry");
        if ["bif", "net"].contains(&entry.wrong.language) {
            continue; // advice of the reader: tests/catalogue.rs tries it
        }
        assert!(
            !messages(entry.wrong.text, code.id()).is_empty(),
            "{code} is not told of its example"
        );
        let echo = code == Code::RateOverPeriod;
        assert!(
            echo || messages(entry.right.text, code.id()).is_empty(),
            "{code} is told of the repair"
        );
    }
}

/// The codes that are ignored in tests of others.
const QUIET: &[&str] = &["A0105", "A0107", "A0201", "A0206"];

/// A clock and a process, to be continued by a test.
const TALKS: &str = r#"[scenario]
as_of = 2025-08-20
until = 2025-12-31
[process.talks]
states = ["none", "experts", "leaders"]
start = "none"
per = "month"
from.none.experts = "20%"
from.experts.leaders = "5%"
"#;

fn with_talks(more: &str) -> String {
    format!("{TALKS}{more}")
}

#[test]
fn a_scenario_with_grounds_is_only_echoed() {
    let text = r#"[scenario]
title = "Will they meet?"
as_of = 2025-08-20
until = 2025-12-31
[source.report]
title = "A report"
[choice.our_push]
options = ["none", "sanction"]
default = "none"
[event.venue]
when = "talks == leaders"
outcomes = { geneva = 0.4, budapest = 0.2, other = "rest" }
case = [ { if = "our_push == sanction", outcomes = { geneva = 0.7, budapest = 0.1, other = "rest" } } ]
adjust = [ { if = "date >= 2025-10-01", odds = { geneva = 1.5 } } ]
source = "report"
[process.talks]
states = ["none", "experts", "leaders", "collapsed"]
start = "none"
per = "month"
because = "Three rounds brought nothing."
[process.talks.from.none]
experts = { p = 0.2, adjust = [ { if = "our_push == sanction", odds = 1.5 } ] }
[process.talks.from.experts]
leaders = { after = "3 to 12 weeks" }
collapsed = "5%"
[question.they_meet]
ask = "by(talks == leaders, 2025-10-31)"
[question.where]
ask = "venue"
given = "ever(talks == leaders)"
"#;
    assert_eq!(places(text, &[]), ["A0201 22:17", "A0201 25:13"]);
    let first = "`talks`: none → experts: 20 % a month is 62 % in all";
    assert_eq!(messages(text, "A0201")[0], first);
    assert_eq!(
        rates(text),
        [
            "none → experts: 20 % a month is 62 % in all",
            "experts → collapsed: 5 % a month is 20 % in all",
        ]
    );
}

#[test]
fn outcomes_that_no_draw_yields() {
    let text = "[event.venue]\noutcomes = { geneva = 0.4, moscow = 0, other = 0.6 }\n";
    assert_eq!(places(text, QUIET), ["A0101 2:28", "A0103 2:37"]);
    let text = "[event.venue]\noutcomes = { geneva = 0.4, moscow = 0, other = 0.6 }\n\
                case = [ { if = \"meeting\", outcomes = { geneva = 0.4, moscow = 0.1, other = \"rest\" } } ]\n\
                [event.meeting]\np = 0.3\n";
    assert_eq!(places(text, QUIET), ["A0103 2:37"]);
    // the case that gives it a chance can't hold, because a factor of 0 excludes its condition
    let text = "[event.venue]\noutcomes = { geneva = 0.4, moscow = 0, other = 0.6 }\n\
                case = [ { if = \"mood == good\", outcomes = { geneva = 0.4, moscow = 0.1, other = \"rest\" } } ]\n\
                [event.mood]\noutcomes = { good = 0.3, bad = 0.3, ugly = 0.4 }\n\
                adjust = [ { if = \"x in { a, b }\", odds = { good = 0 } } ]\n\
                [event.x]\noutcomes = { a = 0.5, b = 0.5 }\n";
    assert_eq!(places(text, QUIET), ["A0101 2:28", "A0103 2:37", "A0109 3:18", "A0101 5:14"]);
    let otherwise = with_talks(
        "[event.venue]\nwhen = \"talks == leaders\"\notherwise = \"nowhere\"\n\
         outcomes = { geneva = 0.4, other = 0.6 }\n",
    );
    assert_eq!(places(&otherwise, QUIET), Vec::<String>::new());
}

#[test]
fn what_no_question_needs() {
    let text = "[event.meeting]\np = \"if mood == good then 0.4 else 0.3\"\n\
                [event.mood]\noutcomes = { good = 0.4, bad = 0.6 }\n\
                [event.venue]\noutcomes = { geneva = 0.4, other = 0.6 }\n\
                [choice.push]\noptions = [\"none\", \"full\"]\ndefault = \"none\"\n";
    let asked = format!("{text}[question.meet]\nask = \"meeting\"\n");
    assert_eq!(places(&asked, QUIET), ["A0102 5:8", "A0102 7:9"]);
    assert_eq!(places(text, &["A0105"]), ["A0107 1:1"]);
}

#[test]
fn certain_chances_once_a_variable() {
    assert_eq!(places("[event.meeting]\np = 1\n", QUIET), ["A0103 2:5"]);
    let text = "[event.meeting]\np = 0.3\n[event.venue]\ntable = { given = [\"meeting\"], rows = [\n\
                { meeting = \"yes\", outcomes = { none = 0, geneva = 1 } },\n\
                { meeting = \"no\", outcomes = { none = 1, geneva = 0 } } ] }\n";
    assert_eq!(places(text, QUIET), ["A0103 5:40"]);
    assert_eq!(
        messages(text, "A0103"),
        ["`venue` has a chance of exactly 0 (and 3 more): nothing ever moves it"]
    );
    assert_eq!(
        places(
            "[event.a]\np = 0.5\nadjust = [ { if = \"b\", odds = 1 } ]\n[event.b]\np = 0.5\n",
            QUIET
        ),
        Vec::<String>::new()
    );
}

#[test]
fn conditions_that_never_hold() {
    let text = |when: &str| with_talks(&format!("[event.meeting]\nwhen = \"{when}\"\np = 0.3\n"));
    for when in [
        "talks == leaders and not talks == leaders",
        "talks == leaders and talks == experts",
        "date > 2025-10-01 and date < 2025-09-01",
        "step > 500",
        "how_many(talks == none, talks == leaders) >= 2",
        "ever(step > 500) and talks == leaders",
        "1 > 2",
    ] {
        assert_eq!(places(&text(when), QUIET), ["A0104 11:9"], "{when}");
    }
    for when in ["talks == leaders and step > 30", "elapsed(talks) > 500 weeks", "ever(step > 5)"] {
        assert_eq!(places(&text(when), QUIET), Vec::<String>::new(), "{when}");
    }
    let quantity = with_talks("[quantity.loss]\nwhen = \"step > 500\"\nvalue = 1\n");
    assert_eq!(places(&quantity, QUIET), ["A0104 11:9"]);
}

#[test]
fn numbers_without_grounds_are_counted_by_variable() {
    let text = "[event.meeting]\np = 0.3\n[event.venue]\n\
                outcomes = { geneva = 0.4, budapest = 0.1, other = \"rest\" }\n\
                case = [ { if = \"meeting\", because = \"So.\", outcomes = { geneva = 0.7, budapest = 0.1, other = \"rest\" } } ]\n\
                [question.v]\nask = \"venue\"\n";
    assert_eq!(places(text, &[]), ["A0105 2:5", "A0105 4:23"]);
    assert_eq!(
        messages(text, "A0105"),
        [
            "the number of `meeting` has neither source nor reason",
            "2 of the 4 numbers of `venue` have neither source nor reason"
        ]
    );
}

#[test]
fn names_that_look_alike() {
    let text = "[event.deal]\np = 0.3\n[event.Deal]\np = 0.3\n";
    assert_eq!(places(text, QUIET), ["A0106 3:8"]);
    // with a Cyrillic а
    let text = "[event.v]\noutcomes = { \"gаmma\" = 0.3, gamma = 0.7 }\n";
    assert_eq!(places(text, QUIET), ["A0106 2:14", "A0106 2:29"]);
    let text = "[choice.c]\noptions = [\"Yes\", \"yes\"]\ndefault = \"yes\"\n[event.v]\noutcomes = { \"мир\" = 0.3, other = 0.7 }\n";
    assert_eq!(places(text, QUIET), ["A0106 2:19"]);
}

#[test]
fn an_otherwise_that_nearly_is_an_outcome() {
    let text = |otherwise: &str| {
        format!(
            "[event.meeting]\np = 0.3\n[event.venue]\nwhen = \"meeting\"\notherwise = \"{otherwise}\"\n\
             outcomes = {{ geneva = 0.4, nowhere = 0.1, bern = 0.5 }}\n"
        )
    };
    assert_eq!(places(&text("nowhre"), QUIET), ["A0106 5:13"]);
    assert_eq!(
        messages(&text("nowhre"), "A0106"),
        ["`otherwise` adds the outcome `nowhre` to `venue`, which has `nowhere`"]
    );
    for other in ["nowhere", "none agreed", "no"] {
        assert_eq!(places(&text(other), QUIET), Vec::<String>::new(), "{other}");
    }
}

#[test]
fn sources_that_nothing_leans_on() {
    let text = "[source.a]\ntitle = \"A\"\n[source.b]\ntitle = \"B\"\n[source.c]\ntitle = \"C\"\n\
                [event.meeting]\np = 0.3\nsource = \"b\"\n[question.q]\nask = \"meeting\"\n\
                [resolution.q]\nis = \"no\"\nsource = \"c\"\n";
    assert_eq!(places(text, &[]), ["A0108 1:9"]);
}

#[test]
fn cases_that_are_never_reached() {
    let text = |cases: &str| {
        format!(
            "[event.meeting]\np = 0.3\ncase = [\n{cases}\n]\n\
             [event.venue]\noutcomes = {{ geneva = 0.4, other = \"rest\" }}\n"
        )
    };
    for (cases, expected) in [
        (
            "{ if = \"venue in { geneva, other }\", p = 0.4 },\n{ if = \"venue == geneva\", p = 0.6 }",
            vec!["A0109 5:9"],
        ),
        (
            "{ if = \"venue == geneva\", p = 0.4 },\n{ if = \"venue == geneva\", p = 0.6 }",
            vec!["A0109 5:9"],
        ),
        (
            "{ if = \"venue == geneva\", p = 0.4 },\n{ if = \"venue == other\", p = 0.6 },\n{ if = \"1 < 2\", p = 0.6 }",
            vec!["A0109 6:9"],
        ),
        ("{ if = \"venue == geneva and venue == other\", p = 0.4 }", vec!["A0109 4:9"]),
        ("{ if = \"venue == geneva\", p = 0.4 },\n{ if = \"venue == other\", p = 0.6 }", vec![]),
    ] {
        assert_eq!(places(&text(cases), QUIET), expected, "{cases}");
    }
    // drawn when they meet, so no other state of the talks matters
    let when = with_talks(
        "[event.venue]\nwhen = \"talks == leaders\"\noutcomes = { geneva = 0.4, other = 0.6 }\n\
         adjust = [ { if = \"talks == experts\", odds = { geneva = 2 } } ]\n",
    );
    assert_eq!(places(&when, QUIET), ["A0109 13:20"]);
    let moves = with_talks(
        "from.leaders.none = { p = 0.1, case = [ { if = \"talks == none\", p = 0.2 } ] }\n\
         from.leaders.experts = { p = 0.1, if = \"talks == none\" }\n",
    );
    assert_eq!(places(&moves, QUIET), ["A0109 10:49", "A0109 11:41"]);
}

#[test]
fn parameters_want_grounds_and_a_use() {
    let text = r#"
[parameter.unused]
value = "beta(2, 3)"
[parameter.shared]
value = "5% to 30%"
because = "Nobody knows."
[parameter.twice]
value = "2 * shared"
because = "Twice as willing."
[parameter.factor]
value = "1.2 to 2.5"
because = "Nobody knows."
[event.a]
p = "twice"
adjust = [ { if = "b", odds = "factor" } ]
because = "x"
[event.b]
p = "shared * (0.2 to 0.3)"
because = "x"
[question.q]
ask = "a"
"#;
    assert_eq!(places(text, &[]), ["A0102 2:12", "A0105 3:9", "A0304 13:8", "A0304 17:8"]);
    assert_eq!(messages(text, "A0102"), ["no question needs `unused`"]);
}
