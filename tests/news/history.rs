//! Answers that a count, a first day or a past by some day settles: what follows from them is certain, and no more.

use crate::support::Foretell;

/// Daily steps to 21 January; a raid can be on any day but the first, and `brief` can be left on the day it is entered.
const SCENARIO: &str = "\
[scenario]
as_of = 2025-01-01
until = 2025-01-21

[event.raid]
each = \"step\"
p = 0.4

[process.talks]
states = [\"none\", \"experts\", \"leaders\"]
start = \"none\"
from.none.experts = 0.15
from.experts.leaders = 0.15

[process.quick]
states = [\"none\", \"brief\", \"over\"]
start = \"none\"
from.none.brief = { after = \"0.2 days to 9 days\" }
from.brief.over = { after = \"0.1 days to 0.4 days\" }

[question]
";

/// Questions that are settled, with their chances, or left open.
type Answers = &'static [(&'static str, Option<u8>)];

/// News, and the questions that it settles or leaves open.
const CASES: [(&str, Answers); 9] = [
    (
        "on = 2025-01-10\nis = \"count(raid) >= 2\"",
        &[
            ("ever(raid)", Some(1)),
            ("by(raid, 2025-01-10)", Some(1)),
            // of two days, one is before the last
            ("by(raid, 2025-01-09)", Some(1)),
            ("by(raid, 2025-01-08)", None),
            ("first(raid) <= 2025-01-12", Some(1)),
            ("first(raid)", Some(1)),
            ("count(raid) >= 1", Some(1)),
            ("count(raid) >= 2", Some(1)),
            ("count(raid) >= 3", None),
            ("not by(raid, 2025-01-15)", Some(0)),
            ("ever(raid) and talks != none", None),
            ("how_many(ever(raid), 2 > 1) == 2", Some(1)),
        ],
    ),
    (
        "on = 2025-01-10\nis = \"count(talks == leaders) == 0\"",
        &[
            ("by(talks == leaders, 2025-01-10)", Some(0)),
            ("at(talks == leaders, 2025-01-04)", Some(0)),
            ("first(talks == leaders) > 2025-01-10", Some(1)),
            ("by(talks == leaders, 2025-01-11)", None),
            ("ever(talks == leaders)", None),
            ("count(talks == leaders) <= 11", Some(1)),
            ("count(talks == leaders) <= 10", None),
        ],
    ),
    (
        // a state that can be left within a step may have been passed
        "on = 2025-01-10\nis = \"count(quick == brief) == 0\"",
        &[("by(quick == brief, 2025-01-10)", None), ("at(quick == brief, 2025-01-10)", Some(0))],
    ),
    (
        "on = 2025-01-10\nis = \"first(talks == experts) <= 2025-01-06\"",
        &[
            ("by(talks == experts, 2025-01-06)", Some(1)),
            ("ever(talks in {experts, leaders})", Some(1)),
            ("by(talks == experts, 2025-01-05)", None),
            ("ever(talks == leaders)", None),
        ],
    ),
    (
        "on = 2025-01-10\nis = \"first(talks == experts) > 2025-01-06\"",
        &[
            ("by(talks == experts, 2025-01-06)", Some(0)),
            ("by(talks == experts, 2025-01-07)", None),
            ("first(talks == experts) >= 2025-01-07", Some(1)),
        ],
    ),
    (
        "on = 2025-01-10\nis = \"by(talks == experts, 2025-01-06) and not by(raid, 2025-01-03)\"",
        &[
            ("ever(talks == experts)", Some(1)),
            ("by(raid, 2025-01-02)", Some(0)),
            ("by(talks == experts, 2025-01-06) or by(raid, 2025-01-05)", Some(1)),
            ("by(raid, 2025-01-04)", None),
        ],
    ),
    (
        "on = 2025-01-10\nis = \"ever(raid and talks == none)\"",
        &[("by(raid, 2025-01-10)", Some(1)), ("by(raid, 2025-01-09)", None)],
    ),
    (
        "on = 2025-01-10\nis = \"not (count(raid) < 1)\"",
        &[("ever(raid)", Some(1)), ("at(raid, 2025-01-10)", None)],
    ),
    (
        // two raids by the tenth may both be on the days before
        "on = 2025-01-10\nis = \"count(raid) == 2\"",
        &[
            ("count(raid) >= 2", Some(1)),
            ("count(raid) <= 13", Some(1)),
            ("count(raid) <= 12", None),
            ("at(raid, 2025-01-10)", None),
        ],
    ),
];

#[test]
fn what_a_history_settles_is_settled_and_nothing_else() {
    for (news, questions) in CASES {
        let asked = questions.iter().enumerate();
        let asked = asked.map(|(at, (ask, _))| format!("q{at} = {{ ask = \"{ask}\" }}\n"));
        let text = format!("{SCENARIO}{}[[news]]\n{news}\n", asked.collect::<String>());
        let call = Foretell::new().args(["run", "a.toml", "-n", "2000", "--format", "csv"]);
        let csv = call.file("a.toml", text.as_str()).any_output().run().stdout;
        for (at, (ask, chance)) in questions.iter().enumerate() {
            let start = format!("q{at},yes,");
            let line = csv.lines().find(|line| line.starts_with(&start));
            let line = line.unwrap_or_else(|| panic!("{ask}\n{csv}"));
            let fields: Vec<&str> = line.split(',').collect();
            let is_sure = fields[3] == "0";
            assert_eq!(is_sure, chance.is_some(), "{news}: {ask}\n{line}");
            if let Some(chance) = chance {
                assert_eq!(fields[2], chance.to_string(), "{news}: {ask}\n{line}");
            }
        }
    }
}

#[test]
fn a_given_of_a_question_settles_as_news_does() {
    let text = format!(
        "{SCENARIO}two = {{ ask = \"by(raid, 2025-01-20)\", given = \"count(raid) >= 2\" }}\n\
         none = {{ ask = \"by(talks == leaders, 2025-01-21)\", given = \"count(talks == leaders) == 0\" }}\n"
    );
    let call = Foretell::new().args(["run", "a.toml", "-n", "2000", "--format", "csv"]);
    let csv = call.file("a.toml", text.as_str()).any_output().run().stdout;
    assert!(csv.contains("two,yes,1,0,") && csv.contains("none,yes,0,0,"), "{csv}");
}

#[test]
fn pages_say_that_a_count_settles_an_answer() {
    let text = format!(
        "{SCENARIO}raid = {{ ask = \"ever(raid)\" }}\n[[news]]\non = 2025-01-10\nis = \"count(raid) >= 2\"\n"
    );
    let call = Foretell::new().args(["run", "a.toml", "-n", "2000"]).file("a.toml", text.as_str());
    let page = call.any_output().run().stdout;
    let line = page.lines().find(|line| line.contains("→ 100")).unwrap_or_else(|| panic!("{page}"));
    assert!(line.contains("settled"), "{line}");
}

/// A meeting of one of two kinds, which is settled when they meet.
const MEETING: &str = "\
[scenario]
as_of = 2025-01-01
until = 2025-01-21
today = 2025-01-12
watched = [\"third\"]

[process.meeting]
states = [\"none\", \"held\"]
start = \"none\"
from.none.held = 0.1

[event.format]
when = \"meeting == held\"
otherwise = \"no meeting\"
outcomes = { two = 0.7, three = 0.3 }

[process.third]
states = [\"no\", \"yes\"]
start = \"no\"
from.no.yes = 0.02

[question]
format = { ask = \"format\" }
three  = { ask = \"by(third == yes or format == three, 2025-01-12)\" }
ever   = { ask = \"ever(format == three)\" }
later  = { ask = \"ever(third == yes or format == three)\" }

[[news]]
on = 2025-01-08
is = \"format == two\"
";

#[test]
fn an_event_that_is_settled_once_stays_as_news_says_it_is() {
    let call = Foretell::new().args(["run", "a.toml", "-n", "2000", "--format", "csv"]);
    let csv = call.file("a.toml", MEETING).any_output().run().stdout;
    for row in ["format,two,1,0,", "format,three,0,0,", "three,yes,0,0,", "ever,yes,0,0,"] {
        assert!(csv.contains(row), "{row}\n{csv}");
    }
    // the third can come after today
    assert!(!csv.contains("later,yes,0,") && !csv.contains("later,yes,1,"), "{csv}");
    // before it is settled anything is open
    let open = MEETING.replace("format == two", "format != three");
    let call = Foretell::new().args(["run", "a.toml", "-n", "2000", "--format", "csv"]);
    let csv = call.file("a.toml", open).any_output().run().stdout;
    assert!(!csv.contains("ever,yes,0,") && !csv.contains("format,two,1,"), "{csv}");
}
