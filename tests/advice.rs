//! Advice as tables, one for each kind, the weightiest first; and the names by which output calls numbers.

use crate::support::Foretell;
use std::fmt::Write as _;

/// Events without grounds, with more and more numbers each.
fn bare(events: usize) -> String {
    let mut text = String::new();
    for i in 1..=events {
        write!(text, "[event.e{i}]\np = 0.5\ncase = [").expect("a String takes all");
        for case in 0..i {
            write!(text, "{{ if = \"c{case}\", p = 0.4 }}, ").expect("a String takes all");
        }
        text += "]\n";
    }
    for case in 0..events {
        writeln!(text, "[event.c{case}]\np = 0.5\nbecause = \"A coin.\"")
            .expect("a String takes all");
    }
    let all: Vec<String> = (1..=events).map(|i| format!("e{i}")).collect();
    writeln!(text, "[question.all]\nask = \"{}\"", all.join(" or ")).expect("a String takes all");
    text
}

fn check(text: &str, arguments: &[&str]) -> String {
    let call = Foretell::new().args(["check", "a.toml"]).args(arguments.iter().copied());
    call.file("a.toml", text).any_output().run().stderr
}

#[test]
fn each_kind_is_one_table_of_five_rows_the_worst_first() {
    let text = bare(9);
    let printed = check(&text, &[]);
    assert_eq!(printed.matches("advice[A0105]").count(), 1, "{printed}");
    let rows: Vec<&str> = printed.lines().filter(|line| line.contains("numbers of `e")).collect();
    let counts: Vec<String> = rows
        .iter()
        .map(|row| {
            row.split("all ").nth(1).map_or_else(String::new, |rest| {
                rest.split(' ').next().unwrap_or_default().to_owned()
            })
        })
        .collect();
    assert_eq!(counts, ["10", "9", "8", "7", "6"], "{printed}");
    assert!(rows.iter().all(|row| row.trim_start().starts_with("a.toml:")), "{printed}");
    assert!(printed.contains("4 more (--all)"), "{printed}");
    assert_eq!(printed.matches("= help: add `source").count(), 1, "{printed}");
    assert!(printed.contains("no faults, 9 pieces of advice"), "{printed}");
    let all = check(&text, &["--all"]);
    assert_eq!(all.lines().filter(|line| line.contains("numbers of `e")).count(), 9, "{all}");
    assert!(!all.contains("more (--all)"), "{all}");
    // five are not cut
    assert!(!check(&bare(5), &[]).contains("more (--all)"));
}

#[test]
fn other_commands_say_where_all_advice_is() {
    let call = Foretell::new().args(["run", "a.toml", "-v", "-n", "1000"]).file("a.toml", bare(9));
    let printed = call.any_output().run().stderr;
    assert!(printed.contains("4 more (`foretell check FILE --all` shows them)"), "{printed}");
}

const CALENDAR: &str = "\
[scenario]
as_of = 2025-01-01
until = 2025-12-31
[process.talks]
states = [\"none\", \"experts\", \"ministers\", \"leaders\", \"failed\"]
start = \"none\"
per = \"month\"
because = \"A guess.\"
[process.talks.from.none]
experts = { p = \"11%\", if = \"date < 2025-03-01\" }
failed = \"2%\"
[process.talks.from.experts]
ministers = { p = \"12%\", case = [ { if = \"date >= 2025-06-01\", p = 0.5 } ] }
failed = { p = \"3%\", adjust = [ { if = \"date >= 2025-06-01\", odds = 0 } ] }
[process.talks.from.ministers]
leaders = { p = \"13%\", if = \"failed_before\" }
failed = { p = \"4%\", adjust = [ { if = \"date >= 2025-06-01\", odds = 2 } ] }
[event.failed_before]
p = 0.5
because = \"A guess.\"
[question.meet]
ask = \"talks == leaders\"
";

#[test]
fn rates_that_the_calendar_switches_off_are_left_out() {
    let printed = check(CALENDAR, &[]);
    for rate in ["none → failed: 2 %", "ministers → leaders: 13 %", "ministers → failed: 4 %"]
    {
        assert!(printed.contains(rate), "{rate}: {printed}");
    }
    for rate in ["none → experts", "experts → ministers", "experts → failed"] {
        assert!(!printed.contains(rate), "{rate}: {printed}");
    }
}

/// A process whose move, case or adjustment depends on the date through other variables: a day that an event holds on, by a
/// formula, a case or a `when`, an event behind an event, and a process that a date starts. Then no rate is shown,
/// and without dates the same rates are.
#[test]
fn rates_that_the_calendar_switches_off_through_others_are_left_out() {
    let text = |others: &str, moves: &str| {
        format!(
            "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-05\nstep = \"week\"\n{others}\n[process.a]\n\
             states = [\"x\", \"y\"]\nstart = \"x\"\nper = \"week\"\nfrom.x.y = {moves}\n[question]\n\
             q = {{ ask = \"a == y\" }}\n"
        )
    };
    let by = [
        "[event.e]\neach = \"step\"\np = \"if WHEN then 1 else 0\"",
        "[event.e]\neach = \"step\"\np = 0\ncase = [ { if = \"WHEN\", p = 0.7 } ]",
        "[event.e]\nwhen = \"WHEN\"\notherwise = \"no\"\np = 0.7",
        "[event.d]\neach = \"step\"\np = \"if WHEN then 0.5 else 0\"\n[event.e]\neach = \"step\"\np = 0\n\
         case = [ { if = \"d\", p = 0.7 } ]",
        "[process.b]\nstates = [\"u\", \"v\"]\nstart = \"u\"\nfrom.u.v = { p = 0.5, if = \"WHEN\" }\n\
         [event.e]\neach = \"step\"\np = 0\ncase = [ { if = \"b == v\", p = 0.7 } ]",
        "[series.s]\nstart = 0\nnext = \"if WHEN then 1 else 0\"\n[event.e]\neach = \"step\"\np = 0\n\
         case = [ { if = \"s > 0.5\", p = 0.7 } ]",
    ];
    for others in by {
        for moves in [
            "{ p = 0.3, if = \"e\" }",
            "{ p = \"20% to 40%\", if = \"not (not e)\" }",
            "{ p = 0.02, case = [ { if = \"e\", p = 0.3 } ] }",
        ] {
            for (when, is_shown) in
                [("date == 2025-02-05", false), ("step == 3", false), ("other", true)]
            {
                let others = others.replace("WHEN", when);
                let others = format!("[event.other]\neach = \"step\"\np = 0.5\n{others}");
                let printed = check(&text(&others, moves), &["--all"]);
                assert_eq!(printed.contains("a week"), is_shown, "{others}\n{moves}\n{printed}");
            }
        }
    }
    // what grows with time is a clock; what grows by chance is none
    let after = |number: &str| {
        format!("[event.e]\neach = \"step\"\np = 0\ncase = [ {{ if = \"{number}\", p = 0.7 }} ]")
    };
    let series = |next: &str| {
        let chance = "[event.other]\neach = \"step\"\np = 0.5";
        format!("{chance}\n[series.s]\nstart = 0\nnext = \"{next}\"\n{}", after("s >= 3"))
    };
    let process = "[process.b]\nstates = [\"u\", \"v\"]\nstart = \"u\"\nfrom.u.v = 0.5";
    for (others, is_shown) in [
        (series("s + 1"), false),
        (series("max(s, step)"), false),
        (series("if other then s + 1 else s"), true),
        (series("s + normal(1, 1)"), true),
        (format!("{process}\n{}", after("elapsed(b) >= 3 weeks")), false),
        (format!("{process}\n{}", after("b == v")), true),
    ] {
        let printed = check(&text(&others, "{ p = 0.3, if = \"e\" }"), &["--all"]);
        assert_eq!(printed.contains("`a`: x → y"), is_shown, "{others}\n{printed}");
    }
    // excluded on one day, for sure and perhaps
    let day = |p: &str| {
        format!("[event.e]\neach = \"step\"\np = \"if date == 2025-02-05 then {p} else 0\"")
    };
    let moves = "{ p = 0.3, adjust = [ { if = \"e\", odds = 0 } ] }";
    assert!(!check(&text(&day("1"), moves), &["--all"]).contains("a week"), "excluded");
    assert!(check(&text(&day("0.5"), moves), &["--all"]).contains("a week"), "perhaps");
}

const NAMED: &str = "\
[scenario]
title = \"Will they meet?\"
as_of = 2025-01-01
until = 2025-12-31
step = \"week\"
[choice.push]
options = [\"none\", \"hard\"]
default = \"none\"
[parameter.appetite]
value = \"5% to 30%\"
[event.moscow]
outcomes = { open = 0.5, demands = 0.5 }
[process.talks]
states = [\"ministers\", \"leaders\"]
start = \"ministers\"
per = \"month\"
[process.talks.from.ministers]
leaders = { p = \"appetite\", adjust = [ { if = \"moscow == demands\", odds = \"0.1 to 0.6\" }, { if = \"push == hard\", odds = 2 } ] }
[event.deal]
when = \"talks == leaders\"
p = 0.3
case = [ { if = \"moscow  ==  demands\", p = 0.1 } ]
[question.deal]
ask = \"deal\"
[sweep.keen]
label = \"How keen they are\"
over = { appetite = \"0.1,0.2\", process.talks.from.ministers.leaders.adjust.1.odds = \"0.2,0.5\" }
[variant.pressed]
label = \"Washington presses\"
do = { push = \"hard\" }
set = { process.talks.from.ministers.leaders.adjust.1.odds = 0.9, event.deal.case.1.p = 0.3 }
";

fn named(arguments: &[&str]) -> String {
    let call = Foretell::new().file("a.toml", NAMED).args(arguments.iter().copied());
    call.args(["-n", "20000"]).any_output().run().stdout
}

#[test]
fn numbers_are_called_by_their_conditions() {
    let odds = "talks: ministers→leaders, if moscow == demands";
    let flat = |page: String| page.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = flat(named(&["sensitivity", "a.toml", "--all"]));
    assert!(page.contains(odds) && !page.contains("odds 1"), "{page}");
    let csv = named(&["sensitivity", "a.toml", "--format", "csv"]);
    let row = csv.lines().find(|line| line.contains(".adjust.1.odds")).expect("a row of it");
    assert!(row.trim_end_matches('"').ends_with(odds), "{row}");
    let json = named(&["sensitivity", "a.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let swings = json["uncertain"].as_array().expect("the uncertain numbers");
    let path = "process.talks.from.ministers.leaders.adjust.1.odds";
    let swing = swings.iter().find(|swing| swing["name"] == path).expect("the factor");
    assert_eq!(swing["label"], odds);
    let why = named(&["compare", "a.toml", "--why"]);
    // in a narrow column it is broken
    assert!(why.contains("talks: ministers→leaders, if moscow =="), "{why}");
    assert!(why.contains("deal, in case moscow == demands"), "{why}");
    let swept = flat(named(&["sweep", "a.toml"]));
    assert!(swept.contains(&format!("Varying appetite and {odds}")), "{swept}");
    assert!(swept.contains("How keen they are"), "{swept}");
    let csv = named(&["sweep", "a.toml", "--format", "csv"]);
    let head = "appetite,process.talks.from.ministers.leaders.adjust.1.odds,question";
    assert!(csv.starts_with(head), "{csv}");
}

#[test]
fn sides_are_headed_by_labels_and_files_by_names() {
    let page = named(&["compare", "a.toml"]);
    let head = page.lines().find(|line| line.contains("as written")).expect("a head");
    assert!(head.contains("Washington presses"), "{page}");
    let csv = named(&["compare", "a.toml", "--format", "csv"]);
    assert!(csv.contains(",pressed,") && !csv.contains("Washington"), "{csv}");
    let json = named(&["compare", "a.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let sides = serde_json::json!([
        { "name": "as written", "label": "as written" },
        { "name": "pressed", "label": "Washington presses" },
    ]);
    assert_eq!(json["sides"], sides);
}
