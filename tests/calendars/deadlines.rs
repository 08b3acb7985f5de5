//! Decisions at the end of a term: working days against a count day by day, pauses, other moves beside them, outcomes
//! and their odds.

use super::both;
use crate::exact::Solve;
use crate::statistics::Draw;
use crate::support::printed;
use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};
use std::fmt::Write as _;

/// Easter Sunday (J.-M. Oudin 1940).
fn easter(year: i16) -> Date {
    let (whole, golden) = (i32::from(year), i32::from(year) % 19);
    let century = whole / 100;
    let moon = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    let full = moon - (moon / 28) * (1 - (29 / (moon + 1)) * ((21 - golden) / 11));
    let weekday = (whole + whole / 4 + full + 2 - century + century / 4) % 7;
    let days = full - weekday;
    let month = 3 + (days + 40) / 44;
    date(year, month as i8, (days + 28 - 31 * (month / 4)) as i8)
}

/// Holidays of twenty years: fixed ones, those around Easter, and some that fall on weekends.
fn holidays() -> Vec<Date> {
    let of = |year: i16| {
        let sunday = easter(year);
        let moved = [-2_i64, 1, 39, 50].map(|days| sunday.checked_add(days.days()).expect("a day"));
        let fixed = [(1, 1), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)];
        fixed.map(|(month, day)| date(year, month, day)).into_iter().chain(moved)
    };
    let mut all: Vec<Date> = (2005..2026).flat_map(of).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The working day that is the `n`-th after a day, found by going from day to day.
fn after(day: Date, n: u32, holidays: &[Date]) -> Date {
    let (mut at, mut left) = (day, n);
    while left > 0 {
        at = at.checked_add(1.days()).expect("a day");
        let is_weekend = matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday);
        if !is_weekend && !holidays.contains(&at) {
            left -= 1;
        }
    }
    at
}

#[test]
fn easter_is_that_of_the_almanac() {
    let known = [(2005, 3, 27), (2008, 3, 23), (2011, 4, 24), (2019, 4, 21), (2025, 4, 20)];
    for (year, month, day) in known {
        assert_eq!(easter(year), date(year, month, day));
    }
}

/// Terms of 1 to 90 working days that begin over twenty years, with and without holidays, sampled and exact.
#[test]
fn terms_in_working_days_end_where_a_count_day_by_day_does() {
    let free = holidays();
    let listed: Vec<String> = free.iter().map(Date::to_string).collect();
    for (at, start) in (0..40).map(|k| (k, date(2005, 1, 1).checked_add(Span::new().days(185 * k))))
    {
        let start: Date = start.expect("a day");
        let until = start.checked_add(200.days()).expect("a day");
        let n = 1 + (at as u32 * 37) % 90;
        let mut text = format!(
            "[scenario]\nas_of = {start}\nuntil = {until}\n[calendar.free]\ndates = [{}]\n",
            listed.join(", ")
        );
        for (name, holidays) in [("with", "holidays = \"free\"\n"), ("without", "")] {
            write!(
                text,
                "[process.{name}]\nstates = [\"open\", \"over\"]\nstart = \"open\"\n\
                 [process.{name}.from.open.deadline]\nafter = \"{n} working days\"\n{holidays}\
                 outcomes = {{ over = 1 }}\n"
            )
            .expect("a string");
        }
        let (with, without) = (after(start, n, &free), after(start, n, &[]));
        write!(
            text,
            "[question]\nq = {{ ask = \"first(with == over) == {with} and first(without == over) == {without}\" }}\n\
             counted = {{ ask = \"date - {start} >= {n} working days and not at(date - {start} >= {n} working days, {})\" }}\n",
            without.checked_sub(1.days()).expect("a day")
        )
        .expect("a string");
        let run = Draw::of(text.as_str()).trials(64).run();
        assert_eq!(run.counts("q"), [0, 64], "{start} and {n} working days: {with}, {without}");
        assert_eq!(run.counts("counted"), [0, 64], "{start} and {n} working days");
        Solve::of(text).run().chance("q", 1.0);
    }
}

/// Delays in working days, drawn and constant: they are over where a count day by day says, and the next one counts from
/// there.
#[test]
fn delays_count_working_days() {
    let free = [date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 3)];
    let start = date(2025, 4, 2);
    let listed: Vec<String> = free.iter().map(Date::to_string).collect();
    let head = format!(
        "[scenario]\nas_of = {start}\nuntil = 2025-06-30\n[calendar.free]\ndates = [{}]\n\
         [process.x]\nstates = [\"a\", \"b\", \"c\"]\nstart = \"a\"\n",
        listed.join(", ")
    );
    let first = after(start, 15, &free);
    let second = after(first, 7, &[]);
    let text = format!(
        "{head}from.a.b = {{ after = \"15 working days\", holidays = \"free\" }}\n\
         from.b.c = {{ after = \"7 working days\" }}\n[question]\n\
         q = {{ ask = \"first(x == b) == {first} and first(x == c) == {second}\" }}\n"
    );
    both(&text, "q", 1.0);
    // uniform over whole working days and their parts: at the n-th one, (n − 5) / 20 of them are over
    let drawn = |day: Date| {
        format!(
            "{head}from.a.b = {{ after = \"uniform(5 working days, 25 working days)\", holidays = \"free\" }}\n\
             [question]\nq = {{ ask = \"by(x == b, {day})\" }}\n"
        )
    };
    for n in [5, 8, 12, 13, 20, 24] {
        both(&drawn(after(start, n, &free)), "q", f64::from(n - 5) / 20.0);
    }
    // the Saturday between the second and the third working day
    let saturday = date(2025, 4, 12);
    let before = after(start, 7, &free);
    assert_eq!(before, date(2025, 4, 11));
    both(&drawn(saturday), "q", (7.0 + 1.0 / 3.0 - 5.0) / 20.0);
}

const HEAD: &str = "[scenario]\nas_of = 2025-01-31\nuntil = 2025-04-30\n";

fn review(deadline: &str, more: &str) -> String {
    format!(
        "{HEAD}{more}[process.ec]\nstates = [\"open\", \"cleared\", \"remedies\", \"blocked\", \"withdrawn\"]\n\
         start = \"open\"\n[process.ec.from.open.deadline]\n{deadline}\n[question]\n\
         cleared = {{ ask = \"ec == cleared\" }}\nremedies = {{ ask = \"ec == remedies\" }}\n\
         withdrawn = {{ ask = \"ec == withdrawn\" }}\nopen = {{ ask = \"ec == open\" }}\n"
    )
}

const OUTCOMES: &str = "outcomes = { cleared = 0.4, remedies = 0.35, blocked = \"rest\" }";

/// The outcomes have their chances and odds, at the end of the term and not before.
#[test]
fn the_decision_has_the_chances_of_its_outcomes() {
    let term = format!("after = \"20 days\"\n{OUTCOMES}");
    both(&review(&term, ""), "cleared", 0.4);
    both(&review(&term, ""), "remedies", 0.35);
    let early = |text: &str, day: &str| {
        text.replace("ask = \"ec == cleared\"", &format!("ask = \"at(ec == cleared, {day})\""))
    };
    both(&early(&review(&term, ""), "2025-02-19"), "cleared", 0.0);
    both(&early(&review(&term, ""), "2025-02-20"), "cleared", 0.4);
    let adjusted = format!(
        "{term}\nadjust = [ {{ if = \"offer == divest\", odds = {{ blocked = 0.6, cleared = 2 }} }} ]"
    );
    let offer = "[choice.offer]\noptions = [\"none\", \"divest\"]\ndefault = \"divest\"\n";
    both(&review(&adjusted, offer), "cleared", 0.8 / (0.8 + 0.35 + 0.15));
    // a term of calendar months is cut to the month's end
    let month = format!("after = \"1 months\"\n{OUTCOMES}");
    both(&early(&review(&month, ""), "2025-02-27"), "cleared", 0.0);
    both(&early(&review(&month, ""), "2025-02-28"), "cleared", 0.4);
}

/// Other moves go first, in the last step too: the decision gets what they leave.
#[test]
fn other_moves_stand_beside_the_deadline() {
    let term = format!(
        "after = \"20 days\"\n{OUTCOMES}\n[process.ec.from.open]\nwithdrawn = 0.02\ncleared = 0.01"
    );
    let stays = 0.97_f64.powi(20);
    both(&review(&term, ""), "withdrawn", (1.0 - stays) * 2.0 / 3.0);
    both(&review(&term, ""), "cleared", (1.0 - stays) / 3.0 + stays * 0.4);
    both(&review(&term, ""), "remedies", stays * 0.35);
    both(&review(&term, ""), "open", 0.0);
    // chances by the month, and a delay that is over on the same day, which goes first
    let mixed = format!(
        "after = \"20 days\"\n{OUTCOMES}\n[process.ec.from.open]\nwithdrawn = {{ after = \"20 days\", if = \"date >= 2025-03-01\" }}\nper = \"40 days\"\ncleared = 0.19"
    );
    both(&review(&mixed, ""), "remedies", 0.9 * 0.35);
    let same = format!(
        "after = \"20 days\"\n{OUTCOMES}\n[process.ec.from.open]\nwithdrawn = {{ after = \"20 days\" }}"
    );
    both(&review(&same, ""), "withdrawn", 1.0);
}

/// The chance of at least `k` successes in `n` tries.
fn at_least(k: i32, n: i32, p: f64) -> f64 {
    let of = |j: i32| {
        let ways: f64 = (1..=j).map(|i| f64::from(n - j + i) / f64::from(i)).product();
        ways * p.powi(j) * (1.0 - p).powi(n - j)
    };
    (k..=n).map(of).sum()
}

/// Steps at whose start the pause holds don't count: by step t, the term of n steps is over if at least n of t were not
/// paused.
#[test]
fn a_paused_term_is_longer() {
    let halt = "[event.halt]\neach = \"step\"\np = 0.3\n";
    let term = format!("after = \"20 days\"\npause = \"halt\"\n{OUTCOMES}");
    let text = |day: &str| {
        review(&term, halt)
            .replace("ask = \"ec == open\"", &format!("ask = \"at(ec == open, {day})\""))
    };
    for (day, steps) in [("2025-02-20", 20), ("2025-02-28", 28), ("2025-03-05", 33)] {
        let over = at_least(20, steps, 0.7);
        Draw::of(text(day)).run().chance("open", 1.0 - over).chance("cleared", 0.4);
    }
    // known days: 10 to 16 February, of which five are working days
    let known = "pause = \"date >= 2025-02-09 and date < 2025-02-16\"\n";
    for (after, before, on) in [
        ("20 days", "2025-02-26", "2025-02-27"),
        ("10 working days", "2025-02-20", "2025-02-21"),
        ("1 months", "2025-03-06", "2025-03-07"),
        ("2 weeks", "2025-02-20", "2025-02-21"),
    ] {
        let term = format!("after = \"{after}\"\n{known}{OUTCOMES}");
        let text = review(&term, "").replace(
            "ask = \"ec == open\"",
            &format!("ask = \"at(ec == open, {before}) and not at(ec == open, {on})\""),
        );
        Draw::of(text).run().chance("open", 1.0).chance("remedies", 0.35);
    }
    let refused =
        Solve::of(review(&format!("after = \"20 days\"\npause = \"halt\"\n{OUTCOMES}"), halt))
            .try_run();
    assert!(refused.err().is_some_and(|why| why.contains("E0810") && why.contains("pauses")));
}

/// A state that is entered again begins a new term, without the pauses of the one before.
#[test]
fn a_new_term_begins_with_the_state() {
    let text = format!(
        "{HEAD}[process.turn]\nstates = [\"ours\", \"theirs\"]\nstart = \"ours\"\n\
         [process.turn.from.ours.deadline]\nafter = \"5 days\"\npause = \"date == 2025-02-02 or date == 2025-02-16\"\noutcomes = {{ theirs = 1 }}\n\
         [process.turn.from.theirs.deadline]\nafter = \"3 days\"\noutcomes = {{ ours = 1 }}\n\
         [question]\nfirst = {{ ask = \"first(turn == theirs) == 2025-02-06\" }}\n\
         again = {{ ask = \"at(turn == ours, 2025-02-09) and at(turn == ours, 2025-02-13) and at(turn == theirs, 2025-02-14)\" }}\n\
         third = {{ ask = \"at(turn == ours, 2025-02-17) and at(turn == ours, 2025-02-21) and at(turn == theirs, 2025-02-22)\" }}\n"
    );
    Draw::of(text).run().chance("first", 1.0).chance("again", 1.0).chance("third", 1.0);
}

/// A term that has begun before the clock, steps of a week, and evidence of an outcome.
#[test]
fn a_running_term_and_evidence() {
    let text = "[scenario]\nas_of = 2025-01-31\nuntil = 2025-03-28\nstep = \"week\"\n\
         [process.ec]\nstates = [\"open\", \"cleared\", \"blocked\"]\nstart = \"open\"\nsince = 2025-01-20\n\
         [process.ec.from.open]\ncleared = 0.05\n[process.ec.from.open.deadline]\nafter = \"30 days\"\n\
         outcomes = { cleared = 0.25, blocked = \"rest\" }\n\
         [question]\nblocked = { ask = \"ec == blocked\" }\nopen = { ask = \"at(ec == open, 2025-02-14)\" }\n";
    // 30 days after 20 January is 19 February, and so the step of 21 February, the third
    let stays = 0.95_f64.powi(3);
    both(text, "blocked", stays * 0.75);
    both(text, "open", 0.95_f64.powi(2));
    let cleared = 1.0 - stays * 0.75;
    let open = 0.95_f64.powi(2) * (0.05 + 0.95 * 0.25) / cleared;
    Draw::of(text).learnt("ec == cleared").run().chance("open", open);
    Solve::of(text).learnt("ec == cleared").run().chance("open", open);
}

#[test]
fn numbers_of_a_deadline_have_paths_and_words() {
    let text = review(
        "after = \"35 working days\"\nholidays = \"free\"\npause = \"halt\"\noutcomes = { cleared = 0.4, remedies = 0.35, blocked = \"rest\" }\nadjust = [ { if = \"halt\", odds = { blocked = 0.6 } } ]",
        "[event.halt]\neach = \"step\"\np = 0.3\n[calendar.free]\ndates = [2025-04-18, 2025-04-21]\n",
    );
    let paths = printed(&["check", "a.toml", "--paths"], &text, 0);
    for path in ["after", "outcomes.cleared", "outcomes.remedies", "adjust.1.odds.blocked"] {
        let path = format!("process.ec.from.open.deadline.{path}");
        assert!(paths.contains(&path), "{path}: {paths}");
    }
    let shown = printed(&["explain", "a.toml"], &text, 0);
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = "If ec is in *open* for 35 working days (less `free`), not counting steps that begin while `halt`, it then \
                moves to cleared 40 in 100, remedies 35, blocked the rest";
    assert!(shown.contains(line), "{shown}");
    let set = [
        "run",
        "a.toml",
        "-n",
        "2000",
        "--set",
        "process.ec.from.open.deadline.after=5 days",
        "--set",
        "process.ec.from.open.deadline.outcomes.cleared=1",
    ];
    let text = text.replace("remedies = 0.35, ", "").replace("holidays = \"free\"\n", "");
    let run = printed(&set, &text, 0);
    assert!(run.contains("cleared"), "{run}");
}
