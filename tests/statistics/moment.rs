//! Scenarios of a single moment: forms of chances, cases, adjustments, conditions, waiting.

use super::Draw;
use std::fmt::Write as _;

#[test]
fn a_chance_can_be_written_in_many_ways() {
    let printed = [
        ("0.25", 0.25),
        ("\"1 in 4\"", 0.25),
        ("\"3:1\"", 0.75),
        ("\"30%\"", 0.3),
        ("\"1/3\"", 1.0 / 3.0),
        ("\"1 - 2*0.45\"", 0.1),
        ("\"min(0.2, 0.9)^2\"", 0.04),
        ("\"exp(-1)\"", (-1.0_f64).exp()),
        ("\"if other then 0.9 else 0.2\"", 0.5 * 0.9 + 0.5 * 0.2),
        ("0", 0.0),
        ("1", 1.0),
        ("1e-5", 1e-5),
        ("0.99999", 0.99999),
    ];
    let mut text = "[event.other]\np = 0.5\n".to_owned();
    for (at, (written, _)) in printed.iter().enumerate() {
        write!(text, "[event.e{at}]\np = {written}\n[question.q{at}]\nask = \"e{at}\"\n")
            .expect("a String takes all");
    }
    let run = Draw::of(text).run();
    for (at, (_, p)) in printed.iter().enumerate() {
        run.chance(&format!("q{at}"), *p);
    }
}

#[test]
fn a_chain_a_fork_and_a_collider() {
    let text = r#"
        [event.a]
        p = 0.3
        [event.b]
        p = 0.2
        case = [ { if = "a", p = 0.9 } ]
        [event.c]
        p = 0.4
        case = [ { if = "b", p = 0.1 } ]
        [event.d]
        p = "if a then 0.7 else 0.5"
        [event.e]
        p = 0.1
        case = [ { if = "b and d", p = 0.8 }, { if = "b or d", p = 0.6 } ]
        [question.chain]
        ask = ["a", "b", "c"]
        [question.fork]
        ask = ["b", "d"]
        [question.collider]
        ask = ["b", "d"]
        given = "e"
    "#;
    let both = |p: f64, yes: bool| if yes { p } else { 1.0 - p };
    let b_of = |a| if a { 0.9 } else { 0.2 };
    let d_of = |a| if a { 0.7 } else { 0.5 };
    let e_of = |b, d| match (b, d) {
        (true, true) => 0.8,
        (false, false) => 0.1,
        _ => 0.6,
    };
    let order = [true, false];
    let mut chain = Vec::new();
    let (mut fork, mut collider) = (Vec::new(), Vec::new());
    for x in order {
        for y in order {
            for c in order {
                let c = both(if y { 0.1 } else { 0.4 }, c);
                chain.push(both(0.3, x) * both(b_of(x), y) * c);
            }
            let joint: f64 =
                order.iter().map(|a| both(0.3, *a) * both(b_of(*a), x) * both(d_of(*a), y)).sum();
            fork.push(joint);
            collider.push(joint * e_of(x, y));
        }
    }
    let e: f64 = collider.iter().sum();
    let collider: Vec<f64> = collider.iter().map(|p| p / e).collect();
    Draw::of(text).run().cells("chain", &chain).cells("fork", &fork).cells("collider", &collider);
}

#[test]
fn the_first_case_that_holds_wins() {
    let text = |first: &str, second: &str| {
        format!(
            r#"
            [event.a]
            p = 0.5
            [event.b]
            p = 0.5
            [event.c]
            outcomes = {{ x = 0.2, y = 0.3, z = "rest" }}
            case = [
              {{ if = "{first}", outcomes = {{ x = 1, y = 0, z = 0 }} }},
              {{ if = "{second}", outcomes = {{ x = 0, y = "rest" , z = 0 }} }},
            ]
            [question.c]
            ask = "c"
            [question.both]
            ask = "c"
            given = "a and b"
            "#
        )
    };
    let outcomes = [("x", 0.5 + 0.25 * 0.2), ("y", 0.25 + 0.25 * 0.3), ("z", 0.25 * 0.5)];
    let run = Draw::of(text("a", "b")).run();
    run.outcomes("c", &outcomes).outcomes("both", &[("x", 1.0), ("y", 0.0), ("z", 0.0)]);
    let run = Draw::of(text("b", "a")).run();
    run.outcomes("c", &outcomes).outcomes("both", &[("x", 1.0), ("y", 0.0), ("z", 0.0)]);
    let run = Draw::of(text("not a", "true == 1").replace("true == 1", "b or not b")).run();
    run.outcomes("both", &[("x", 0.0), ("y", 1.0), ("z", 0.0)]);
}

#[test]
fn adjust_multiplies_odds_and_they_add_up() {
    let text = r#"
        [event.a]
        p = 0.5
        [event.b]
        p = 0.5
        [event.e]
        p = 0.2
        adjust = [ { if = "a", odds = 3 }, { if = "b", odds = "1/2" } ]
        [event.sure]
        p = 1
        adjust = [ { if = "a", odds = 0.001 } ]
        [event.nought]
        p = 0
        adjust = [ { if = "a", odds = 1000 } ]
        [event.barred]
        p = 0.9
        adjust = [ { if = "a", odds = 0 } ]
        [event.venue]
        outcomes = { geneva = 0.5, istanbul = 0.3, riyadh = 0.2 }
        case = [ { if = "a and b", outcomes = { geneva = 0.1, istanbul = 0.1, riyadh = "rest" } } ]
        adjust = [
          { if = "a", odds = { istanbul = 4, riyadh = 0.5 } },
          { if = "b", odds = { geneva = 0, istanbul = 2 } },
        ]
        [question.e]
        ask = ["a", "b", "e"]
        [question.sure]
        ask = "sure"
        [question.never]
        ask = "nought"
        [question.barred]
        ask = "barred"
        [question.venue]
        ask = ["a", "b", "venue"]
    "#;
    let odds = |factor: f64| 0.25 * factor / (1.0 + 0.25 * factor);
    let e = [odds(1.5), odds(3.0), odds(0.5), odds(1.0)];
    let e: Vec<f64> = e.iter().flat_map(|p| [0.25 * p, 0.25 * (1.0 - p)]).collect();
    let venue = [
        [0.0, 0.1 * 8.0, 0.8 * 0.5],
        [0.5, 0.3 * 4.0, 0.2 * 0.5],
        [0.0, 0.3 * 2.0, 0.2],
        [0.5, 0.3, 0.2],
    ];
    let venue: Vec<f64> = venue
        .iter()
        .flat_map(|row| row.map(|weight| 0.25 * weight / row.iter().sum::<f64>()))
        .collect();
    Draw::of(text)
        .run()
        .cells("e", &e)
        .chance("sure", 1.0)
        .chance("never", 0.0)
        .chance("barred", 0.45)
        .cells("venue", &venue);
}

#[test]
fn an_event_that_waits_has_its_otherwise_outcome() {
    let text = r#"
        [event.meet]
        p = 0.4
        [event.format]
        when = "meet"
        otherwise = "no meeting"
        outcomes = { bilateral = 0.6, trilateral = "rest" }
        [event.signed]
        when = "format == trilateral"
        p = 0.5
        [event.venue]
        when = "meet"
        outcomes = { geneva = 0.25, other = "rest" }
        [question.format]
        ask = "format"
        [question.signed]
        ask = "signed"
        [question.venue]
        ask = "venue"
        [question.venue_if_they_meet]
        ask = "venue == geneva"
        given = "meet"
    "#;
    let run = Draw::of(text).run();
    run.chance("signed", 0.08).chance("venue_if_they_meet", 0.25);
    for (question, expected) in [
        ("format", vec![("bilateral", 0.24), ("trilateral", 0.16), ("no meeting", 0.6)]),
        ("venue", vec![("geneva", 0.1), ("other", 0.3), ("none", 0.6)]),
    ] {
        run.shares(question, &expected);
    }
}

#[test]
fn tables_name_their_parents() {
    let text = r#"
        [event.a]
        outcomes = { x = 0.1, y = 0.6, z = 0.3 }
        [event.b]
        p = 0.7
        [event.c]
        adjust = [ { if = "a == x", odds = 9 } ]
        [event.c.table]
        given = ["b", "a"]
        rows = [
          { a = "x", b = "no", p = 0.5 },
          { b = "yes", a = "z", p = 0.3 },
          { a = "y", b = "no", p = 0.9 },
          { a = "x", b = "yes", p = 0.1 },
          { a = "z", b = "no", p = 0 },
          { a = "y", b = "yes", p = "2/3" },
        ]
        [question.all]
        ask = ["a", "b", "c"]
    "#;
    let rows = [(0.1, [0.5, 0.9]), (0.6, [2.0 / 3.0, 0.9]), (0.3, [0.3, 0.0])];
    let mut cells = Vec::new();
    for (a, [if_b, if_not]) in rows {
        for (b, c) in [(0.7, if_b), (0.3, if_not)] {
            cells.extend([a * b * c, a * b * (1.0 - c)]);
        }
    }
    Draw::of(text).run().cells("all", &cells);
}

#[test]
fn conditions_and_how_many() {
    let text = r#"
        [event.a]
        p = 0.5
        [event.b]
        p = 0.4
        [event.c]
        p = 0.3
        [event.d]
        p = "how_many(a, b, c) / 4"
        [question.d]
        ask = "d"
        [question.two]
        ask = "how_many(a, b, c) == 2"
        [question.mix]
        ask = "not a and (b or c) or (if a then b else c)"
        [question.number]
        ask = "how_many(a, b, c)"
    "#;
    let two = 0.5 * 0.4 * 0.7 + 0.5 * 0.6 * 0.3 + 0.5 * 0.4 * 0.3;
    let variance: f64 = 0.25 + 0.24 + 0.21;
    Draw::of(text)
        .run()
        .chance("d", 1.2 / 4.0)
        .chance("two", two)
        .chance("mix", 0.5 * 0.58 + 0.5 * 0.4)
        .mean("number", 1.2, variance.sqrt(), 0.0);
}
