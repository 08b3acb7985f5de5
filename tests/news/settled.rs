//! Answers that news settles: 0 or 100, with the day or the word, and without error.

use crate::support::Foretell;

const SETTLED: &str = "\
[scenario]
as_of = 2025-08-20
until = 2025-10-29
today = 2025-09-10
watched = [\"talks\", \"war\"]

[process.talks]
states = [\"off\", \"on\", \"done\"]
start = \"off\"
per = \"month\"
from.off.on = 0.5
from.on.done = { after = \"2 weeks to 9 weeks\" }

[process.war]
states = [\"no\", \"yes\"]
start = \"no\"
from.no.yes = { after = \"1 week to 40 weeks\" }

[process.peace]
states = [\"no\", \"yes\"]
start = \"no\"
from.no.yes = { after = \"1 week to 40 weeks\" }

[event.washington]
outcomes = { press = 0.2, wait = 0.5, leave = 0.3 }

[series.front]
start = 100
next = \"front + normal(0, 1)\"

[question]
on      = { ask = \"ever(talks == on)\" }
day     = { ask = \"first(talks == on)\" }
at      = { ask = \"at(talks == on, 2025-09-03)\" }
early   = { ask = \"by(talks == on, 2025-08-25)\" }
war     = { ask = \"by(war == yes, 2025-09-10)\" }
done    = { ask = \"by(talks == done, 2025-09-10)\" }
peace   = { ask = \"by(peace == yes, 2025-09-05)\" }
press   = { ask = \"washington == press\" }
leave   = { ask = \"washington == leave\" }
all     = { ask = \"washington\" }
front   = { ask = \"at(front > 100, 2025-09-01)\" }
passed  = { ask = \"ever(front > 100)\" }
both    = { ask = \"ever(talks == on) and washington == press\" }
open    = { ask = \"by(war == yes, 2025-10-01)\" }

[[news]]
on = 2025-08-28
happened = \"talks == on\"
[[news]]
on = 2025-09-01
is = \"washington == press and front > 100\"
[[news]]
on = 2025-09-06
is = \"peace == no\"
[[news]]
on = 2025-09-07
heard = \"talks == on\"
likelier = 3
";

/// The questions that news settles, with their chances.
const KNOWN: [(&str, &str); 12] = [
    ("on", "1"),
    ("day", "1"),
    ("at", "1"),
    ("early", "0"),
    ("war", "0"),
    ("done", "0"),
    ("peace", "0"),
    ("press", "1"),
    ("leave", "0"),
    ("front", "1"),
    ("passed", "1"),
    ("both", "1"),
];

fn run(arguments: &[&str]) -> String {
    let all = ["a.toml", "-n", "4000"];
    let call = Foretell::new().args([arguments[0]]).args(all).args(arguments[1..].to_vec());
    call.file("a.toml", SETTLED).any_output().run().stdout
}

#[test]
fn what_news_settles_is_certain() {
    let csv = run(&["run", "--format", "csv"]);
    for (question, chance) in KNOWN {
        let row = format!("{question},yes,{chance},0,");
        assert!(csv.lines().any(|line| line.starts_with(&row)), "{row}\n{csv}");
    }
    for (outcome, chance) in [("press", 1), ("wait", 0), ("leave", 0)] {
        assert!(csv.contains(&format!("all,{outcome},{chance},0,")), "{csv}");
    }
    let open = csv.lines().find(|line| line.starts_with("open,")).expect("it is asked");
    assert!(!open.starts_with("open,yes,0,") && !open.starts_with("open,yes,1,"), "{open}");
}

#[test]
fn pages_say_how_it_is_settled() {
    let page = run(&["run"]);
    let line = |name: &str| {
        let is_it = |line: &&str| line.starts_with(&format!("{name} ")) && line.contains('→');
        page.lines().find(is_it).unwrap_or_else(|| panic!("{name}\n{page}")).to_owned()
    };
    for (question, chance) in KNOWN {
        let line = if question == "day" { line("day, by 29 Oct") } else { line(question) };
        let number = if chance == "1" { "→ 100 " } else { "→ 0 " };
        assert!(line.contains(number), "{line}");
        let how = match question {
            "on" | "day" => "happened on 28 Aug",
            _ => "settled",
        };
        assert!(line.contains(how), "{line}");
    }
    assert!(!page.contains("supposed"), "{page}");
    let all = page.lines().find(|line| line.starts_with("all ")).expect("a row");
    assert!(all.contains("press 100") && all.contains("settled"), "{all}");
}

#[test]
fn the_report_says_when_it_happened() {
    let outcome = Foretell::new()
        .args(["report", "a.toml", "-n", "4000", "-o", "r.html"])
        .file("a.toml", SETTLED)
        .any_output()
        .run();
    let page = outcome.file("r.html");
    assert!(page.contains("on: 100 in 100. Happened on 28 Aug."), "headline");
}

#[test]
fn the_origin_of_an_answer_is_that_given_the_news() {
    let page = |question: &str| {
        let call = Foretell::new().args(["explain", "a.toml", question, "-n", "4000"]);
        call.file("a.toml", SETTLED).any_output().run().stdout
    };
    for (question, words) in [
        ("on", "on: 100 in 100, happened on 28 Aug"),
        ("war", "war: 0 in 100, settled"),
        ("press", "press: 100 in 100, settled"),
    ] {
        assert!(page(question).contains(words), "{}", page(question));
    }
    let on = page("on");
    assert!(
        on.contains("Today 10 Sep · 4 pieces of news") && on.contains("100 today in on"),
        "{on}"
    );
    let open = page("open");
    assert!(!open.contains("settled") && open.contains("100 today in no"), "{open}");
}

#[test]
fn an_unsure_report_is_no_fact_in_the_table_of_a_track() {
    let csv = run(&["track", "--question", "on", "--format", "csv"]);
    assert!(csv.contains(",heard: talks == on"), "{csv}");
    assert!(csv.contains(",talks == on\n"), "{csv}");
}

#[test]
fn evidence_that_somebody_supposes_is_supposed() {
    let without = SETTLED.split("[[news]]").next().expect("a beginning");
    let without = without.replace("today = 2025-09-10\nwatched = [\"talks\", \"war\"]\n", "");
    let page = Foretell::new()
        .args(["run", "a.toml", "-n", "4000", "--given", "washington == press"])
        .file("a.toml", without)
        .any_output()
        .run()
        .stdout;
    let press = page.lines().find(|line| line.starts_with("press ")).expect("a row");
    assert!(press.contains("supposed"), "{press}");
}

/// The kind: chances that are known, and shown as bounds because somebody acts later on.
#[test]
fn days_before_an_action_are_as_well_known_as_without_it() {
    let text =
        SETTLED.replace("from.on.done = { after = \"2 weeks to 9 weeks\" }", "from.on.done = 0.3");
    let text = text.split_once("[[news]]").expect("news").0.to_owned()
        + "[[news]]\non = 2025-08-28\nhappened = \"talks == on\"\n";
    let text =
        text.replace("on      = {", "end     = { ask = \"ever(talks == done)\" }\non      = {");
    for act in [&[][..], &["--do", "talks=done@2025-09-12"]] {
        let call = Foretell::new().args(["run", "a.toml", "-n", "3000", "--question", "end"]);
        let page =
            call.args(act.iter().copied()).file("a.toml", text.as_str()).any_output().run().stdout;
        let line = page.lines().find(|line| line.starts_with("chance so far"));
        let line = line.unwrap_or_else(|| panic!("{page}"));
        assert!(!line.contains('<') && line.contains(" 0 "), "{page}");
    }
}

/// The kind: `settled` where an answer is sampled, and nothing where it is computed.
#[test]
fn computed_answers_are_settled_as_sampled_ones_are() {
    let text = SETTLED
        .replace("{ after = \"2 weeks to 9 weeks\" }", "0.3")
        .replace("{ after = \"1 week to 40 weeks\" }", "0.1");
    let text = text.replace(" and front > 100\"", "\"");
    for way in [&["--exact"][..], &["-n", "3000"]] {
        let call = Foretell::new()
            .args(["run", "a.toml", "--question", "leave"])
            .args(way.iter().copied());
        let page = call.file("a.toml", text.as_str()).any_output().run().stdout;
        assert!(page.contains("settled"), "{page}");
    }
}
