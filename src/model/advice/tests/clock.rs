//! Advice on scenarios with a clock: rates, states, dates.

use super::*;

#[test]
fn rates_by_day_week_month_and_case() {
    let text = "[scenario]\nas_of = 2025-12-01\nuntil = 2026-03-01\nstep = \"month\"\n\
                [process.talks]\nstates = [\"none\", \"leaders\"]\nstart = \"none\"\nper = \"month\"\n\
                [process.talks.from.none]\n\
                leaders = { p = 0.5, case = [ { if = \"e\", p = 0.001 } ] }\n[event.e]\np = 0.5\n";
    assert_eq!(
        rates(text),
        [
            "none → leaders: 50 % a month is 88 % in all",
            "none → leaders, in case e: 0.1 % a month is 0.3 % in all"
        ]
    );
    // the calendar replaces the chance, so neither applies to the whole clock
    assert_eq!(rates(&text.replace("\"e\"", "\"step > 1\"")), Vec::<String>::new());
    let daily = "[scenario]\nas_of = 2025-08-20\nuntil = 2025-12-31\n[process.talks]\n\
                 states = [\"none\", \"leaders\"]\nstart = \"none\"\nfrom.none.leaders = 0.1\n";
    assert_eq!(rates(daily), ["none → leaders: 10 % a day is over 99 % in all"]);
}

/// A move that is open for a while, or whose chance is replaced for a while, has no chance over the whole clock.

#[test]
fn rates_that_time_switches_off_are_not_reported() {
    let text = |moves: &str| {
        format!(
            "[scenario]\nas_of = 2025-01-01\nuntil = 2025-03-05\nstep = \"week\"\n[process.a]\nstates = [\"x\", \
             \"y\"]\nstart = \"x\"\nper = \"week\"\nfrom.x.y = {moves}\n[question]\nq = {{ ask = \"a == y\" }}\n"
        )
    };
    assert_eq!(rates(&text("{ p = 0.3 }")).len(), 1);
    for moves in [
        "{ p = 0.3, if = \"date == 2025-02-05\" }",
        "{ p = 0.3, if = \"step in { 2, 4 }\" }",
        "{ p = 0.3, if = \"elapsed(a) == 3 weeks\" }",
        "{ p = 0.02, case = [ { if = \"date == 2025-02-05\", p = 0.3 } ] }",
        "{ p = 0.02, adjust = [ { if = \"date < 2025-02-05\", odds = 0 } ] }",
        "{ p = \"20% to 40%\", if = \"date == 2025-02-05\" }",
    ] {
        assert_eq!(rates(&text(moves)), Vec::<String>::new(), "{moves}");
    }
}

#[test]
fn states_out_of_reach() {
    let text = |moves: &str| {
        format!(
            "[scenario]\nas_of = 2025-08-20\nuntil = 2025-12-31\n[process.talks]\n\
             states = [\"none\", \"experts\", \"leaders\"]\nstart = \"none\"\n{moves}\n"
        )
    };
    for (moves, expected) in [
        ("from.none.experts = \"5%\"", vec!["A0202 5:30"]),
        (
            "from.none.experts = { after = \"2 to 3 years\" }\nfrom.experts.leaders = 0.1",
            vec!["A0202 5:19", "A0203 7:6"],
        ),
        (
            "from.none.experts = { p = 0.1, if = \"step > 500\" }\nfrom.none.leaders = 0.1",
            vec!["A0109 7:38", "A0202 5:19"],
        ),
        (
            "from.none.experts = { after = \"100 days\" }\nfrom.experts.leaders = { after = \"100 days\" }",
            vec!["A0202 5:30", "A0203 8:6"],
        ),
        (
            "since = 2025-01-20\nfrom.none.experts = { after = \"200 days\" }\nfrom.experts.leaders = { after = \"100 days\" }",
            vec![],
        ),
        (
            "from.none.experts = { after = \"3 to 12 months\" }\nfrom.experts.leaders = 0.1",
            vec!["A0207 7:31"],
        ),
        ("from.none.experts = { after = \"3 to 12 weeks\" }\nfrom.experts.leaders = 0.1", vec![]),
        (
            "from.none.experts = { after = \"2 to 3 years\" }\nfrom.none.leaders = 0.1\nfrom.experts.leaders = 0.1",
            vec!["A0202 5:19", "A0207 7:31"],
        ),
    ] {
        let mut found = places(&text(moves), QUIET);
        found.sort();
        assert_eq!(found, expected, "{moves}");
    }
}

#[test]
fn dates_outside_the_clock_and_between_steps() {
    let weekly = TALKS.replace("until = 2025-12-31", "until = 2025-12-31\nstep = \"week\"");
    let asked = |ask: &str| format!("{weekly}[question.q]\nask = \"{ask}\"\n");
    for (ask, expected) in [
        ("by(talks == leaders, 2025-11-12)", vec![]),
        ("by(talks == leaders, 2025-10-31)", vec!["A0205 12:29"]),
        ("at(talks == leaders, 2025-12-31)", vec![]),
        ("by(talks == leaders, 2026-03-31)", vec!["A0204 12:29"]),
        ("first(talks == leaders) <= 2025-08-19", vec!["A0204 12:35"]),
        ("first(talks == leaders) - 2022-02-24", vec![]),
    ] {
        let found = places(&asked(ask), QUIET);
        assert_eq!(found, expected, "{ask}");
    }
    let when = format!("{weekly}[event.a]\nwhen = \"date >= 2025-10-31\"\np = 0.3\n");
    assert_eq!(places(&when, QUIET), ["A0205 12:17"]);
    let (_, found) = reported(&asked("by(talks == leaders, 2025-10-31)"));
    let between = found.iter().find(|advice| advice.code.id() == "A0205").expect("told");
    assert_eq!(between.message, "31 October lies between two steps");
    assert_eq!(between.help, ["what is counted is the step before it, 29 October"]);
}

#[test]
fn events_of_the_first_day() {
    let text = with_talks("[event.a]\np = 0.3\n[event.b]\nwhen = \"end\"\np = 0.3\n");
    assert_eq!(places(&text, &["A0105", "A0107", "A0201"]), ["A0206 10:8"]);
}

#[test]
fn rows_at_the_edge() {
    let text = |p: &str, odds: &str| {
        format!(
            "[scenario]\nas_of = 2025-08-20\nuntil = 2025-12-31\n[process.talks]\n\
             states = [\"none\", \"leaders\"]\nstart = \"none\"\nper = \"month\"\n\
             from.none.leaders = {{ p = {p}, adjust = [ {{ if = \"step > 30\", odds = {odds} }} ] }}\n"
        )
    };
    assert_eq!(places(&text("0.9", "20"), QUIET), ["A0208 8:70"]);
    assert_eq!(
        messages(&text("0.4", "40"), "A0208"),
        ["adjustments drive the chance to leave `none` from 40 % to 96 % a month"]
    );
    assert_eq!(places(&text("0.3", "2"), QUIET), Vec::<String>::new());
    assert_eq!(places(&text("0.97", "2"), QUIET), Vec::<String>::new());
}
