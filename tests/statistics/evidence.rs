//! Evidence that is absorbed exactly: rare, explained away, on a clock, a thousand clauses, none
//! possible. `Draw` compares every number with the exact solver too, which shares nothing of this.

use super::Draw;
use std::fmt::Write;
use std::time::Instant;

/// A cause of chance `rare`, and two effects in a row.
fn chain(rare: f64) -> String {
    format!(
        "[event.a]\np = {rare}\n[event.b]\np = 0\ncase = [{{ if = \"a\", p = 0.9 }}]\n\
         [event.c]\np = 0\ncase = [{{ if = \"b\", p = 0.5 }}]\n\
         [event.d]\np = 0.2\ncase = [{{ if = \"a\", p = 0.7 }}]\n\
         [event.e]\np = 0.1\ncase = [{{ if = \"c and d\", p = 0.8 }}]\n\
         [question.a]\nask = \"a\"\n[question.d]\nask = \"d\"\n[question.e]\nask = \"e\"\n"
    )
}

#[test]
fn what_is_rare_is_not_waited_for() {
    for rare in [1e-4, 1e-9, 1e-15] {
        let began = Instant::now();
        let run = Draw::of(chain(rare)).learnt("c").run();
        assert!(began.elapsed().as_secs() < 30, "it hangs");
        run.chance("a", 1.0).chance("d", 0.7).chance("e", 0.7 * 0.8 + 0.3 * 0.1);
        assert_eq!(run.tally.trials, run.tally.kept, "every trial meets it");
    }
}

const ALARM: &str = r#"
[event.burglary]
p = 0.001
[event.earthquake]
p = 0.002
[event.alarm]
table = { given = ["burglary", "earthquake"], rows = [
  { burglary = "yes", earthquake = "yes", p = 0.95 },
  { burglary = "yes", earthquake = "no", p = 0.94 },
  { burglary = "no", earthquake = "yes", p = 0.29 },
  { burglary = "no", earthquake = "no", p = 0.001 } ] }
[event.john]
p = 0.05
case = [{ if = "alarm", p = 0.9 }]
[event.mary]
p = 0.01
case = [{ if = "alarm", p = 0.7 }]
[question.burglary]
ask = "burglary"
"#;

#[test]
fn causes_are_explained_away() {
    // Russell and Norvig, Artificial Intelligence, chapter 13
    Draw::of(ALARM).learnt("john and mary").run().chance("burglary", 0.284_171_835_364_393);
    let alarm = 0.001 * 0.94 / (0.001 * 0.94 + 0.999 * 0.001);
    Draw::of(ALARM).learnt("alarm").learnt("not earthquake").run().chance("burglary", alarm);
    let shaken = 0.001 * 0.95 / (0.001 * 0.95 + 0.999 * 0.29);
    let run = Draw::of(ALARM).learnt("alarm and (john or not john)").made("earthquake=yes").run();
    run.chance("burglary", shaken);
}

const WALK: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-01-31
[process.walk]
states = ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]
start = "s3"
from.s1 = { s0 = 0.3, s2 = 0.2 }
from.s2 = { s1 = 0.3, s3 = 0.2 }
from.s3 = { s2 = 0.3, s4 = 0.2 }
from.s4 = { s3 = 0.3, s5 = 0.2 }
from.s5 = { s4 = 0.3, s6 = 0.2 }
[event.prize]
when = "walk == s6"
otherwise = "none"
outcomes = { gold = 0.001, silver = 0.999 }
[question.middle]
ask = "at(walk, 2025-01-16)"
[question.low]
ask = "ever(walk == s2)"
[question.moved]
ask = "ever(walk != s3)"
"#;
const STEPS: usize = 30;

fn step(before: &[f64; 7]) -> [f64; 7] {
    let mut after = [0.0; 7];
    for (state, p) in before.iter().enumerate() {
        if state == 0 || state == 6 {
            after[state] += p;
        } else {
            after[state - 1] += 0.3 * p;
            after[state + 1] += 0.2 * p;
            after[state] += 0.5 * p;
        }
    }
    after
}

/// The chance of each state after so many steps.
fn after(start: usize, steps: usize) -> [f64; 7] {
    let mut now = [0.0; 7];
    now[start] = 1.0;
    (0..steps).for_each(|_| now = step(&now));
    now
}

/// The chance of each state at step 15 where the walk has come to the top by a step.
fn bridge(by: usize) -> Vec<f64> {
    let forward = after(3, 15);
    let weighed = (0..7).map(|s| forward[s] * after(s, by - 15)[6]);
    let weighed: Vec<f64> = weighed.collect();
    let total: f64 = weighed.iter().sum();
    weighed.into_iter().map(|w| w / total).collect()
}

#[test]
fn walks_are_bridges() {
    let names = ["s0", "s1", "s2", "s3", "s4", "s5", "s6"];
    let of = |chances: Vec<f64>| -> Vec<(&str, f64)> { names.into_iter().zip(chances).collect() };
    for (given, by) in [
        ("walk == s6", STEPS),
        ("ever(walk == s6)", STEPS),
        ("by(walk == s6, 2025-01-21)", 20),
        ("at(walk, 2025-01-21) == s6", 20),
        // the least likely prize comes only to who gets there
        ("prize == gold", STEPS),
    ] {
        let run = Draw::of(WALK).learnt(given).run();
        run.outcomes("middle", &of(bridge(by)));
        assert_eq!(run.tally.trials, run.tally.kept, "{given}");
    }
    // 0.5 to the power of 30
    let run = Draw::of(WALK).learnt("not ever(walk != s3)").run();
    run.chance("moved", 0.0).chance("low", 0.0).state("walk", STEPS, "s3", 1.0);
    let run = Draw::of(WALK).made("walk=s5@2025-01-11").learnt("prize == none").run();
    run.state("walk", 10, "s5", 1.0);
}

#[test]
fn evidence_that_differs_by_world_teaches() {
    let mut text = String::from("[parameter.q]\nvalue = \"beta(2, 3)\"\n");
    for i in 0..11 {
        let _ = writeln!(text, "[event.e{i:02}]\np = \"q\"");
    }
    text += "[question.next]\nask = \"e10\"\n";
    let yes: Vec<String> = (0..8).map(|i| format!("e{i:02}")).collect();
    let given = format!("{} and not e08 and not e09", yes.join(" and "));
    // Beta(2, 3) after eight of ten is Beta(10, 5)
    let run = Draw::of(text).learnt(given).run();
    let found = run.forecast.answers[0].estimates()[0];
    assert!((found.probability - 10.0 / 15.0).abs() < 6.0 * found.error(), "{found:?}");
    assert!(found.error() < 0.01);
    let after = &run.forecast.parameters[0].after;
    let median = after.iter().find(|(rank, _)| (rank - 0.5).abs() < 1e-9).expect("it is told").1;
    // scipy 1.17: beta(10, 5).median()
    assert!((median - 0.674_233).abs() < 0.02, "{median}");
    let worth = run.forecast.drawn.effective.expect("worlds weigh");
    assert!(worth > 1_000.0 && worth < run.tally.trials as f64, "{worth}");
    let worth = run.forecast.drawn.worlds_worth.expect("worlds weigh");
    assert!(worth > 200.0 && worth < 1000.0, "{worth}");
}

#[test]
fn a_thousand_clauses_do_not_underflow() {
    let mut text = String::from("[parameter.q]\nvalue = \"uniform(0, 1)\"\n");
    for i in 0..1000 {
        let _ = writeln!(text, "[event.e{i}]\np = \"q\"");
    }
    text += "[event.next]\np = \"q\"\n[question.next]\nask = \"next\"\n";
    let mut run = Draw::of(text).trials(20_000);
    for i in 0..1000 {
        run = run.learnt(if i % 4 == 0 { format!("e{i}") } else { format!("not e{i}") });
    }
    let run = run.run();
    let found = run.forecast.answers[0].estimates()[0];
    assert!((found.probability - 251.0 / 1002.0).abs() < 6.0 * found.error(), "{found:?}");
    assert!(found.error() > 0.0 && found.error() < 0.02);

    let mut text = String::new();
    for i in 0..1000 {
        let _ = writeln!(text, "[event.e{i}]\np = 0.001");
    }
    text += "[event.next]\np = 0.3\ncase = [{ if = \"e7\", p = 0.6 }]\n[question.next]\nask = \"next\"\n";
    let all: Vec<String> = (0..1000).map(|i| format!("e{i}")).collect();
    Draw::of(&text).trials(20_000).learnt(all.join(" and ")).run().chance("next", 0.6);
    let began = Instant::now();
    let wrong =
        Draw::of(&text).learnt(all.join(" and ")).learnt("not e7 or not next").learnt("next");
    let shown = wrong.try_run().err().expect("it can't be");
    assert!(began.elapsed().as_secs() < 30, "it hangs");
    assert!(shown.contains("`e7` and `not e7 or not next` and `next`"), "{shown}");
}

#[test]
fn impossible_evidence_names_the_fewest_clauses() {
    let shown = |given: &[&str]| {
        let draw = given.iter().fold(Draw::of(chain(0.1)), |draw, given| draw.learnt(*given));
        draw.try_run().err().expect("it can't be")
    };
    assert!(shown(&["d and c", "e", "not b"]).contains("`c` and `not b` can't hold together"));
    assert!(shown(&["d and (a and not a)"]).contains("`a` and `not a` can't hold together"));
    let run = Draw::of(WALK).learnt("walk == s1").learnt("at(walk, 2025-01-03) == s6").try_run();
    assert!(run.err().expect("too far").contains("`at(walk, 2025-01-03) == s6` is impossible"));
}

#[test]
fn what_rests_on_delays_is_drawn_so_that_it_holds() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-31
        [process.talks]
        states = ["none", "leaders"]
        start = "none"
        from.none = { leaders = { after = "1 day * uniform(0, 60)" } }
        [event.mood]
        p = 0.00001
        [event.news]
        p = 0.1
        case = [{ if = "mood", p = 0.6 }]
        [question.news]
        ask = "news"
    "#;
    let run = Draw::of(text).learnt("mood and talks == leaders").run();
    run.chance("news", 0.6);
    // half of all delays are over by the thirtieth day, and nearly all trials have such a one
    let kept = run.tally.accepted() as f64 / run.tally.trials as f64;
    assert!(kept > 0.95, "{kept}");
}
