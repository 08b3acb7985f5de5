//! The reader as a whole: the contents of a sound file, and the faults of others, to the column.

mod hostile;
mod set;
mod syntax;

use super::*;
use crate::diagnostic::{Code, Diagnostic, Place, Sources};

const SOUND: &str = r#"# every kind of table
[scenario]
title = "Will they meet?"
as_of = 2025-08-20
until = 2025-12-31
step = "day"
because = "Our judgement."

[source.report]
title = "A report"
date = 2025-08-20

[choice.our_push]
options = ["none", "sanction"]
default = "none"

[event.venue]
when = "talks == leaders"
otherwise = "none agreed"
outcomes = { geneva = 0.4, "Buda pest" = "1 in 4", other = "rest" }
case = [ { if = "our_push == \u0027none\u0027", outcomes = { geneva = "1/3", other = "rest" } } ]
adjust = [ { if = "our_push == sanction", odds = { geneva = 1.5 } }, { if = "x > 1", odds = "2*x" } ]
source = "report"

[event.strike]
each = "step"
p = 0.07

[event.mood]
given = ["our_push"]
table = [
  { our_push = "none", p = "3:1", because = "So they say." },
  { our_push = "sanction", p = "30%" },
]

[process.talks]
states = ["none", "experts", "leaders"]
start = { none = 0.5, experts = "rest" }
since = 2025-07-30
per = "month"
[process.talks.from.none]
experts = { p = 0.2, adjust = [ { if = "x > 0", odds = 2 } ], case = [ { if = "x > 1", p = 0.1 } ] }
[process.talks.from.experts]
leaders = { after = "3 to 12 weeks", if = "x > 0" }
none = "5%"

[series.x]
start = 0
next = "x + 1"
unit = "km"

[quantity.loss]
when = "end"
value = "20 + 1"

[question.they_meet]
ask = "by(talks == leaders, 2025-10-31)"
label = "They meet"
[question.both]
ask = ["venue", "mood"]
given = "ever(talks == leaders)"
[resolution.they_meet]
is = "no"
on = 2025-10-31
"#;

fn read_text(text: &str) -> (Scenario, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let file = sources.add("test.toml", text);
    read(&sources, file)
}

/// Code, line and column of every fault, with its message and label.
fn faults(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("test.toml", text);
    let (_, faults) = read(&sources, file);
    faults
        .iter()
        .map(|fault| {
            let place = fault.place.expect("faults of a file have a place");
            let (line, column) = sources.line_column(place);
            assert!(!sources.slice(place).contains('\n') || fault.code == Code::Sum, "{fault:?}");
            format!("{} {line}:{column} {} | {}", fault.code, fault.message, fault.label)
        })
        .collect()
}

/// The only fault of `text`.
fn fault(text: &str) -> String {
    let all = faults(text);
    assert_eq!(all.len(), 1, "{all:#?}\n{text}");
    all[0].clone()
}

#[test]
fn a_sound_file_is_read_whole() {
    let (scenario, faults) = read_text(SOUND);
    assert_eq!(faults, []);
    let paths: Vec<&str> = literals(&scenario).iter().map(|f| f.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "event.venue.outcomes.geneva",
            "event.venue.outcomes.\"Buda pest\"",
            "event.venue.outcomes.other",
            "event.venue.case.1.outcomes.geneva",
            "event.venue.case.1.outcomes.other",
            "event.venue.adjust.1.odds.geneva",
            "event.venue.adjust.2.odds",
            "event.strike.p",
            "event.mood.table.1.p",
            "event.mood.table.2.p",
            "process.talks.start.none",
            "process.talks.start.experts",
            "process.talks.from.none.experts.p",
            "process.talks.from.none.experts.adjust.1.odds",
            "process.talks.from.none.experts.case.1.p",
            "process.talks.from.experts.leaders.after",
            "process.talks.from.experts.none.p",
            "series.x.start",
            "series.x.next",
            "quantity.loss.value",
        ]
    );
    let venue = &scenario.events[0];
    let Base::Outcomes(outcomes) = &venue.rule.base else { panic!("outcomes") };
    assert_eq!(outcomes.shares[1].1.value, LiteralValue::Plain(0.25));
    assert_eq!(outcomes.shares[1].1.text, "1 in 4");
    assert_eq!(outcomes.shares[2].1.value, LiteralValue::Rest);
    assert_eq!(scenario.questions[0].name.value, "they_meet");
    assert_eq!(scenario.unread, []);
}

#[test]
fn grounds_are_inherited_inward() {
    let (scenario, _) = read_text(SOUND);
    let of = |path: &str| {
        let all = literals(&scenario);
        let literal = all.into_iter().find(|f| f.path == path).expect("the path is there");
        let source = literal.grounds.source.as_ref().map(|s| s.value.clone());
        (source, literal.grounds.because.as_ref().map(|b| b.value.clone()))
    };
    let ours = Some("Our judgement.".to_string());
    assert_eq!(of("event.venue.case.1.outcomes.geneva"), (Some("report".into()), ours.clone()));
    assert_eq!(of("event.mood.table.1.p"), (None, Some("So they say.".into())));
    assert_eq!(of("event.strike.p"), (None, ours));
}

#[test]
fn both_forms_of_a_table() {
    let text = "[choice.c]\noptions = [\"a\", \"b\"]\ndefault = \"a\"\n[event.e.table]\ngiven = [\"c\"]\nrows = [ { c = \"a\", p = 0.1 }, { c = \"b\", p = 0.2 } ]\n";
    let (scenario, faults) = read_text(text);
    assert_eq!(faults, []);
    assert_eq!(literals(&scenario)[1].path, "event.e.table.2.p");
}

#[test]
fn chances_out_of_range_and_in_quotes() {
    for (value, expected) in [
        ("30", "E0501 2:5 30 is not a chance: chances go from 0 to 1 | did you mean \"30%\"?"),
        (
            "-0.1",
            "E0501 2:5 -0.1 is not a chance: chances go from 0 to 1 | a chance can't be negative",
        ),
        ("nan", "E0502 2:5 `nan` is not a finite number | "),
        ("1e999", "E0502 2:5 `1e999` is larger than the largest number, 1.8e308 | "),
        ("\"0.3\"", "E0504 2:5 \"0.3\" is a text, not a number | drop the quotes: 0.3"),
        ("true", "E0203 2:5 `p` must be a chance, not `true` | write 0.3 or \"30%\""),
        ("{ by = { a = 0.1 } }", "E0307 2:14 no expert is called `a` | "),
    ] {
        assert_eq!(fault(&format!("[event.e]\np = {value}\n")), expected);
    }
    assert_eq!(faults("[event.e]\np = -0.0\n"), Vec::<String>::new());
}

#[test]
fn sums_print_the_repair() {
    let of = |inside: &str| fault(&format!("[event.e]\noutcomes = {{ {inside} }}\n"));
    assert_eq!(
        of("a = 0.5, b = 0.45"),
        "E0503 2:12 the chances in `outcomes` of event `e` sum to 0.95, not 1 | add 0.05 to one, or make one of them \"rest\""
    );
    assert!(of("a = 0.7, b = 0.4, c = \"rest\"").starts_with("E0503 2:12"));
    assert!(of("a = \"rest\", b = \"rest\"").starts_with("E0505 2:30"));
    assert!(of("a = 1.0").starts_with("E0208 2:12"));
    assert!(of("a = 0.5, \"\" = 0.5").starts_with("E0205 2:23"));
    assert_eq!(
        faults("[event.e]\noutcomes = { a = 0.1, b = 0.2, c = 0.7 }\n"),
        Vec::<String>::new()
    );
}

#[test]
fn formula_faults_stand_at_their_column_in_any_string() {
    for (line, column) in [
        ("when = \"a \\\"b\\\" \\u00e9 = c\"", "2:11"),
        ("when = \"a = c\"", "2:11"),
        ("when = 'a = c'", "2:11"),
        ("when = \"\"\"\na = c\"\"\"", "3:3"),
        ("when = \"a \\u003d c\"", "2:11"),
    ] {
        let all = faults(&format!("[event.e]\n{line}\np = 0.5\n"));
        assert!(all.iter().any(|f| f.contains(column)), "{line}: {all:?}");
    }
}

#[test]
fn unknown_keys_are_led_to_the_right_ones() {
    assert_eq!(
        fault("[event.e]\nprobability = 0.3\n"),
        "E0201 2:1 `probability` means nothing in event `e` | did you mean `p`?"
    );
    assert!(fault("[event]\np = 0.3\n").starts_with("E0203 2:1"));
    assert!(fault("[[event.e]]\np = 0.3\n").ends_with("write [event.e]"));
    assert!(fault("[quantity.e]\nvalue = 1\neach = \"step\"\n").starts_with("E0201 3:1"));
    assert_eq!(
        fault("[evnt.e]\np = 1\n"),
        "E0201 1:2 there are no `[evnt]` tables | did you mean `event`?"
    );
    assert_eq!(
        fault("[event.e]\np = 1\n[news]\nis = 1\n"),
        "E0203 3:1 `news` is a list of tables, one for each piece of news | write [[news]], without a name"
    );
    assert_eq!(
        fault("title = \"x\"\n"),
        "E0201 1:1 `title` is above every table | it belongs under `[scenario]`"
    );
}

#[test]
fn names_are_checked() {
    assert_eq!(
        fault("[event.no-deal]\np = 0.1\n"),
        "E0205 1:8 `no-deal` can't be the name of an event | did you mean `no_deal`?"
    );
    assert!(fault("[event.never]\np = 0.1\n").starts_with("E0206 1:8"));
    assert_eq!(
        fault("[event.a]\np = 0.1\n[quantity.a]\nvalue = 1\n"),
        "E0207 3:11 `a` is both an event and a quantity | choose another name"
    );
    assert!(fault("[event.a]\np = 0.1\nsource = \"x\"\n").starts_with("E0303 3:10"));
    assert!(fault("[resolution.a]\nis = \"no\"\n").starts_with("E0304 1:13"));
}

#[test]
fn keys_that_exclude_each_other() {
    assert!(
        fault("[event.a]\np = 0.1\noutcomes = { x = 0.5, y = 0.5 }\n").starts_with("E0204 3:1")
    );
    assert!(fault("[event.a]\np = 0.1\notherwise = \"no\"\n").starts_with("E0204 3:1"));
    assert!(fault("[event.a]\np = 0.1\ngiven = [\"b\"]\n").starts_with("E0202 3:1"));
    assert!(
        fault("[event.a]\ngiven = [\"b\"]\ntable = [ { c = \"x\", p = 0.1 } ]\n")
            .starts_with("E0604 3:13")
    );
    assert!(
        fault("[event.a]\ngiven = [\"b\"]\ntable = [ { p = 0.1 } ]\n").starts_with("E0604 3:11")
    );
}

#[test]
fn the_clock_is_checked() {
    let clock = |rest: &str| faults(&format!("[scenario]\n{rest}\n"));
    assert_eq!(
        clock("as_of = \"2025-08-20\"\nuntil = 2025-12-31"),
        ["E0203 2:9 `as_of` must be a date, not a text | write `2025-08-20`"]
    );
    assert_eq!(
        clock("as_of = 2025-08-20T10:00:00\nuntil = 2025-12-31"),
        ["E0903 2:9 `as_of` must be a date: dates have no time of day | write `2025-08-20`"]
    );
    assert_eq!(
        clock("as_of = 2025-02-30\nuntil = 2025-12-31"),
        ["E0903 2:9 `2025-02-30` is not a date | this needs day between 01 and 28"]
    );
    assert!(clock("as_of = 2025-08-20")[0].starts_with("E0202 2:1"));
    assert!(clock("as_of = 2025-08-20\nuntil = 2025-08-20")[0].starts_with("E0901 3:9"));
    assert!(clock("as_of = 0001-01-01\nuntil = 9999-12-31")[0].starts_with("E0902 3:9"));
    assert!(
        clock("as_of = 0001-01-01\nuntil = 9999-12-31\nstep = \"week\"")[0]
            .starts_with("E0902 3:9")
    );
    assert!(clock("step = \"day\"")[0].starts_with("E0904 2:1"));
    assert!(
        clock("as_of = 2025-08-20\nuntil = 2025-12-31\nstep = \"days\"")[0]
            .starts_with("E0209 4:8")
    );
    assert!(fault("[event.a]\np = 0.1\neach = \"step\"\n").starts_with("E0904 3:1"));
    assert!(fault("[quantity.a]\nvalue = 1\nwhen = \"end\"\n").starts_with("E0904 3:8"));
    assert!(fault("[series.a]\nstart = 1\nnext = 1\n").starts_with("E0904 1:9"));
}

#[test]
fn delays_need_a_unit() {
    let text = SOUND.replace("\"3 to 12 weeks\"", "3");
    assert_eq!(fault(&text), "E0203 44:21 a delay of 3 needs a unit | write \"3 weeks\"");
}
