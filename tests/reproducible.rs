//! Numbers do not depend on what should not matter: threads, the order of the file, what else it holds, a later
//! end, more trials.

use crate::statistics::{Draw, mean_of};
use crate::support::{Foretell, repository};
use foretell::internal::forecast::{Answer, Body};
use std::process::Command;

const MOMENT: &str = r#"
[event.meet]
p = 0.3
[event.venue]
when = "meet"
outcomes = { geneva = 0.2, istanbul = 0.5, riyadh = "rest" }
[event.sanctions]
outcomes = { none = 0.6, threatened = 0.3, imposed = 0.1 }
adjust = [ { if = "meet", odds = { imposed = 0.4 } } ]
[question.venue]
ask = "venue"
[question.sanctions]
ask = "sanctions"
given = "meet"
[question.joint]
ask = ["meet", "sanctions"]
"#;

const CLOCK: &str = r#"
[scenario]
as_of = 2025-08-20
until = 2025-12-31
[process.talks]
states = ["none", "experts", "leaders"]
start = "none"
per = "month"
from.none = { experts = { p = 0.4, adjust = [ { if = "front > 10", odds = 2 } ] } }
from.experts = { leaders = { after = "3 to 12 weeks" }, none = 0.2 }
[series.front]
start = 0
next = "front + normal(0.1, 1.1)"
[event.strike]
each = "step"
p = "0.05 + 0.04*sin(step/10)"
[event.format]
when = "talks == leaders"
otherwise = "no meeting"
outcomes = { bilateral = 0.6, trilateral = "rest" }
[quantity.loss]
when = "talks == leaders"
value = "lognormal(mean=20, sd=8) + count(strike)"
[question.meet]
ask = "by(talks == leaders, 2025-10-31)"
[question.when]
ask = "first(talks == leaders)"
[question.format]
ask = "at(format, 2025-10-31)"
[question.front]
ask = "at(front, 2025-10-31)"
[question.strikes]
ask = "at(strike, 2025-09-30)"
given = "by(talks == experts, 2025-09-30)"
"#;

/// The table of `text` with this header, up to the next one.
fn tables(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if line.starts_with('[') {
            found.push(String::new());
        }
        let table = found.last_mut().expect("the text starts with a header");
        *table += line;
        *table += "\n";
    }
    found
}

/// Answers in the order of their names, the outcomes of variables likewise.
fn by_name(answers: &[Answer]) -> Vec<Answer> {
    let mut answers = answers.to_vec();
    answers.sort_by(|a, b| a.question.cmp(&b.question));
    for answer in &mut answers {
        if let Body::Category(outcomes) = &mut answer.body {
            outcomes.sort_by(|a, b| a.0.cmp(&b.0));
        }
    }
    answers
}

#[test]
fn threads_change_no_number() {
    for text in [MOMENT, CLOCK] {
        let draw = |threads| Draw::of(text).trials(40_000).threads(threads).run().forecast;
        let alone = draw(1);
        for threads in [2, 3, 7, 16, 64] {
            assert!(draw(threads) == alone, "{threads} threads");
        }
    }
}

#[test]
fn threads_change_no_byte() {
    for text in [MOMENT, CLOCK] {
        for format in ["table", "csv", "json"] {
            let printed = |threads: &str| {
                let command = ["run", "a.toml", "-n", "20000", "--format", format, "--threads"];
                let call = Foretell::new().args(command).arg(threads).file("a.toml", text);
                call.any_output().run().stdout
            };
            let alone = printed("1");
            for threads in ["2", "7"] {
                assert!(printed(threads) == alone, "{threads} threads, {format}");
            }
        }
    }
}

/// The output of the program when it is kept to a level of instructions: of the repository's files, or of [`ALL`] as
/// `all.toml`.
fn at_level(level: &str, words: &str) -> String {
    let words: Vec<&str> = words.split(' ').collect();
    let program =
        Foretell::new().args(words.iter().copied()).environment("FORETELL_KERNELS", level);
    let program = if words.contains(&"all.toml") {
        program.file("all.toml", ALL)
    } else {
        program.folder(repository())
    };
    program.any_output().run().stdout
}

/// Uncertain numbers, days and chances, evidence about outcomes and about a number.
const ALL: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-04-30
[parameter]
u = { value = "5% to 40%" }
m = { value = "normal(0, 1)" }
[event]
seen = { p = "u" }
heard = { p = "u^2" }
deal = { p = "u", adjust = [ { if = "m > 0.5", odds = 3 } ] }
[quantity]
y = { value = "m + normal(0, 1)" }
z = { value = "m + lognormal(mean=2, sd=1)" }
[process.talks]
states = ["none", "held"]
start = "none"
per = "week"
from.none.held = "0.2 * u"
[variant.sooner]
set = { process.talks.from.none.held = 0.1 }
given = "seen"
[question]
deal = { ask = "deal" }
z = { ask = "z" }
when = { ask = "first(talks == held)" }
both = { ask = ["deal", "talks"] }
rare = { ask = "deal", given = "z > 5" }
"#;

#[test]
fn a_level_of_instructions_that_there_is_not_is_wrong_usage() {
    let run = Command::new(env!("CARGO_BIN_EXE_foretell"))
        .args(["check", "scenarios/two_leaders.toml"])
        .current_dir(repository())
        .env("FORETELL_KERNELS", "sse9")
        .output()
        .expect("it starts");
    assert_eq!(run.status.code(), Some(2));
    let shown = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(
        shown.contains("FORETELL_KERNELS is `sse9`: it takes plain, avx2 or avx512"),
        "{shown}"
    );
}

#[test]
fn instructions_change_no_byte() {
    // where the processor has not got them, a higher level is the plain one once more
    for words in [
        "run scenarios/two_leaders.toml -n 3000 --format json",
        "run scenarios/two_leaders.toml --exact --format json",
        "run scenarios/two_leaders.toml -n 20000 --cross-check",
        "run scenarios/alaska_hindcast.toml -n 20000 --format json",
        "run scenarios/leaders_summit.toml -n 4000 --format json",
        "run scenarios/leaders_summit.toml -n 4000 --given sanctions==imposed --format json",
        "sweep scenarios/leaders_summit.toml --over our_push=none,push -n 2000 --format csv",
        "run benches/summit_static.toml -n 70000 --format json",
        "run benches/alarm.bif -n 70000 --format json",
        "run benches/talks_daily.toml -n 3000 --format json",
        "run benches/talks_weekly.toml -n 70000 --format json",
        "run benches/five_inputs.toml -n 70000 --format json",
        "run all.toml -n 100000 --format json",
        "run all.toml -n 100000",
        "run all.toml -n 40000 --given seen --given heard --format json",
        "run all.toml -n 40000 --given y>2 --format json",
        "run all.toml --exact --question deal --format json",
        "sweep all.toml --over process.talks.from.none.held=0.1,0.2 -n 5000 --format csv",
        "compare all.toml -n 20000 --format json",
        "sensitivity all.toml --question deal --indices --boxes -n 20000 --format json",
        "explain all.toml when -n 20000",
    ] {
        let plain = at_level("plain", words);
        assert!(plain.len() > 100, "{words}: {plain}");
        for level in ["avx2", "avx512"] {
            assert!(at_level(level, words) == plain, "{level}: {words}");
        }
    }
}

#[test]
fn seeds_change_every_number() {
    let draw = |seed| Draw::of(CLOCK).trials(5_000).seed(seed).run().forecast;
    assert!(draw(0) == draw(0));
    let (zero, one) = (draw(0), draw(1));
    for (a, b) in zero.answers.iter().zip(&one.answers) {
        assert!(a.body != b.body, "{}", a.question);
    }
}

#[test]
fn the_order_of_the_file_changes_no_number() {
    for text in [MOMENT, CLOCK] {
        let draw = |text: &str| Draw::of(text).trials(20_000).run().forecast;
        let expected = draw(text);
        let mut reversed = tables(text);
        reversed.reverse();
        let found = draw(&reversed.concat());
        assert!(by_name(&found.answers) == by_name(&expected.answers));
        let swapped = text
            .replace(
                "geneva = 0.2, istanbul = 0.5, riyadh = \"rest\"",
                "riyadh = \"rest\", istanbul = 0.5, geneva = 0.2",
            )
            .replace(
                "none = 0.6, threatened = 0.3, imposed = 0.1",
                "imposed = 0.1, none = 0.6, threatened = 0.3",
            )
            .replace(
                "bilateral = 0.6, trilateral = \"rest\"",
                "trilateral = \"rest\", bilateral = 0.6",
            )
            .replace(
                "[\"none\", \"experts\", \"leaders\"]",
                "[\"leaders\", \"none\", \"experts\"]",
            );
        assert_ne!(swapped, text);
        let found = by_name(&draw(&swapped).answers);
        for (found, expected) in found.iter().zip(by_name(&expected.answers)) {
            // the cells of a joint table follow the order of the outcomes
            if found.question != "joint" {
                assert!(*found == expected, "{}", found.question);
            }
        }
    }
}

#[test]
fn what_is_unrelated_changes_no_number() {
    let events = "[event.aardvark]\np = 0.4\n[event.zebra]\noutcomes = { x = 0.1, y = 0.9 }\n\
                  [question.zebra]\nask = \"zebra\"\n";
    let moving = "[process.bees]\nstates = [\"in\", \"out\"]\nstart = \"in\"\nfrom.in = { out = \
                  0.3 }\nfrom.out = { in = { after = \"1 to 5 days\" } }\n[series.wind]\nstart = \
                  0\nnext = \"0.9*wind + normal(0, 1)\"\n[quantity.rain]\nwhen = \
                  \"end\"\nvalue = \"gamma(shape=2, scale=wind^2 + 1)\"\n";
    let moving = moving
        .replace("\"in\"", "\"home\"")
        .replace("from.in ", "from.home ")
        .replace("{ in =", "{ home =");
    for (text, more) in [(MOMENT, events.to_owned()), (CLOCK, events.to_owned()), (CLOCK, moving)] {
        let draw = |text: &str| Draw::of(text).trials(20_000).run().forecast;
        let expected = draw(text);
        let found = draw(&format!("{text}{more}"));
        for (found, expected) in found.answers.iter().zip(&expected.answers) {
            assert!(found == expected, "{}", found.question);
        }
        let talks = |f: &foretell::internal::forecast::Forecast| {
            f.processes.iter().find(|line| line.process == "talks").cloned()
        };
        assert!(talks(&found) == talks(&expected));
    }
}

#[test]
fn a_later_end_leaves_the_earlier_days_as_they_were() {
    let draw = |text: &str| Draw::of(text).trials(20_000).run().forecast;
    let short = draw(CLOCK);
    let long = draw(&CLOCK.replace("2025-12-31", "2026-06-30"));
    for (short, long) in short.answers.iter().zip(&long.answers) {
        if short.question != "when" {
            assert!(short.body == long.body, "{}", short.question);
        }
        assert!(short.timeline[..] == long.timeline[..short.timeline.len()], "{}", short.question);
    }
    for (short, long) in short.processes.iter().zip(&long.processes) {
        assert!(short.steps[..] == long.steps[..short.steps.len()], "{}", short.process);
    }
}

#[test]
fn a_longer_run_begins_with_the_shorter_one() {
    for n in [1, 999, 1023, 1024, 16_384, 20_000] {
        let short = Draw::of(CLOCK).trials(n).run();
        let long = Draw::of(CLOCK).trials(n + 1).run();
        for step in [1, 30, 60, 100, 133] {
            let counts = short.state_counts("talks", step).iter();
            let more = counts.zip(long.state_counts("talks", step)).map(|(a, b)| b - a);
            assert_eq!(more.sum::<u64>(), 1, "one trial more, and those before unchanged");
        }
        let (a, b) = (mean_of(short.number("front")), mean_of(long.number("front")));
        let last = b * (n + 1) as f64 - a * n as f64;
        assert!(last.abs() < 100.0, "the sums differ by one trial's front");
    }
}

#[test]
fn a_chance_draws_the_same_outcome_however_it_is_written() {
    // zero times a series is zero in every trial, but no table can know it
    let plain = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-03-01
        [series.x]
        start = 0
        next = "x + normal(0, 1)"
        [event.often]
        when = "step >= 1"
        p = "0.3 ZERO"
        [event.seldom]
        each = "step"
        outcomes = { a = "0.001 ZERO", b = "0.2 ZERO", c = "rest" }
        [process.talks]
        states = ["c", "b", "a"]
        start = { a = 0.5, b = 0.5 }
        from.a.b = "0.001 ZERO"
        from.a.c = 0.01
        from.b.c = { p = "0.02 ZERO", adjust = [ { if = "often", odds = "2 ZERO" } ] }
        [question.often]
        ask = "often"
        [question.seldom]
        ask = ["seldom", "talks"]
        [question.last]
        ask = "count(seldom == b)"
    "#;
    let draw = |zero: &str| Draw::of(plain.replace(" ZERO", zero)).trials(20_001).run().forecast;
    let (table, weighed) = (draw(" + 0"), draw(" + 0*x"));
    assert!(table.answers == weighed.answers);
    assert!(table.processes == weighed.processes);
}

#[test]
fn a_trial_draws_the_same_outcome_however_many_others_draw_with_it() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-02-01
        [event.rare]
        p = 0.03
        [event.even]
        when = "step == 1 and WHO"
        outcomes = { a = 0.5, b = "rest" }
        [event.seldom]
        when = "step == 1 and WHO"
        p = 0.05
        case = [ { if = "even == b", p = 0.2 } ]
        [question.q]
        ask = ["even", "seldom"]
        given = "rare"
    "#;
    let draw = |who: &str| {
        let run = Draw::of(text.replace("WHO", who)).trials(50_000).run();
        run.counts("q").to_vec()
    };
    let (few, many) = (draw("rare"), draw("(rare or not rare)"));
    assert!(few.iter().sum::<u64>() > 1000);
    assert_eq!(few, many);
}
