//! Processes that are known from the textbooks: ruin, epidemics, hidden states, coupled moves.

use super::Draw;
use super::chain::{distributions, moments, power};
use std::fmt::Write as _;

fn clock(days: u16) -> String {
    let start = jiff::civil::date(2025, 1, 1);
    let until = start.saturating_add(jiff::Span::new().days(i64::from(days)));
    format!("[scenario]\nas_of = 2025-01-01\nuntil = {until}\n")
}

/// Feller (1968), chapter XIV: from 2 towards 0 or 5, up with chance 0.4.
#[test]
fn the_gamblers_ruin_and_how_long_it_takes() {
    const STEPS: usize = 200;
    let text = r#"
        [process.stake]
        states = ["broke", "one", "two", "three", "four", "rich"]
        start = "two"
        from.one = { broke = 0.6, two = 0.4 }
        from.two = { one = 0.6, three = 0.4 }
        from.three = { two = 0.6, four = 0.4 }
        from.four = { three = 0.6, rich = 0.4 }
        [question.ruin]
        ask = "ever(stake == broke)"
        [question.rich]
        ask = "stake == rich"
        [question.plays]
        ask = "count(stake not in { broke, rich })"
        [question.ruin_seen_from_four]
        ask = "stake == broke"
        given = "ever(stake == four)"
    "#;
    let text = text.replace("stake not in { broke, rich }", "not (stake in { broke, rich })");
    let mut rows = [[0.0; 6]; 6];
    (rows[0][0], rows[5][5]) = (1.0, 1.0);
    for from in 1..5 {
        (rows[from][from - 1], rows[from][from + 1]) = (0.6, 0.4);
    }
    let at = distributions([0.0, 0.0, 1.0, 0.0, 0.0, 0.0], &rows, STEPS);
    let ratio: f64 = 0.6 / 0.4;
    let ruin_from = |k: i32| (ratio.powi(k) - ratio.powi(5)) / (1.0 - ratio.powi(5));
    assert!((at[STEPS][0] - ruin_from(2)).abs() < 1e-9, "the horizon is long enough");
    // the expected duration, k/(q − p) − (N/(q − p))·(1 − r^k)/(1 − r^N); the last play is not
    // counted as one after which the game goes on
    let (k, n) = (2.0, 5.0);
    let duration = k / 0.2 - n / 0.2 * (1.0 - ratio.powi(2)) / (1.0 - ratio.powi(5));
    let goes_on: Vec<f64> = at.iter().map(|p| p[1..5].iter().sum()).collect();
    let ends: Vec<f64> = (1..STEPS).map(|t| goes_on[t - 1] - goes_on[t]).collect();
    let (mean, sd, kurtosis) = moments(&ends);
    assert!((mean + 1.0 - duration).abs() < 1e-9);
    let run = Draw::of(clock(200) + &text).run();
    run.chance("ruin", ruin_from(2)).chance("rich", 1.0 - ruin_from(2));
    run.mean("plays", mean, sd, kurtosis).chance("ruin_seen_from_four", ruin_from(4));
    for step in [1, 2, 3, 4, 5, 10, 30] {
        run.by_step("ruin", step, at[step][0]).state("stake", step, "three", at[step][3]);
    }
}

#[test]
fn moves_see_the_step_before_and_now_sees_this_one() {
    let text = r#"
        [process.leader]
        states = ["calm", "angry"]
        start = "calm"
        from.calm = { angry = 0.3 }
        from.angry = { calm = 0.4 }
        [process.late]
        states = ["calm", "angry"]
        start = "calm"
        from.calm = { angry = { p = 1, if = "leader == angry" } }
        from.angry = { calm = { p = 1, if = "leader == calm" } }
        [process.prompt]
        states = ["calm", "angry"]
        start = "calm"
        from.calm = { angry = { p = 1, if = "now(leader) == angry" } }
        from.angry = { calm = { p = 1, if = "now(leader) == calm" } }
        [process.torn]
        states = ["calm", "angry"]
        start = "calm"
        [process.torn.from.calm]
        angry = { p = 0.1, case = [ { if = "now(leader) == angry and prompt == calm", p = 0.6 } ] }
        [event.mirror]
        each = "step"
        p = "if leader == angry then 1 else 0"
        [question.today]
        ask = ["leader", "prompt"]
        [question.yesterday]
        ask = "late == angry and at(leader == angry, 2025-01-10) or late == calm and at(leader == calm, 2025-01-10)"
        [question.mirror]
        ask = "mirror and leader == angry or not mirror and leader == calm"
    "#;
    let run = Draw::of(clock(10) + text).run();
    run.chance("yesterday", 1.0).chance("mirror", 1.0);
    // (leader, torn) as one chain: calm-calm, calm-angry, angry-calm, angry-angry. What `torn`
    // sees in `prompt` is the leader of the step before.
    let mut rows = [[0.0; 4]; 4];
    for leader in 0..2 {
        for torn in 0..2 {
            for next in 0..2 {
                let of_leader: f64 = [[0.7, 0.3], [0.4, 0.6]][leader][next];
                let angry: f64 = match (torn, next, leader) {
                    (1, ..) => 1.0,
                    (0, 1, 0) => 0.6,
                    _ => 0.1,
                };
                rows[leader * 2 + torn][next * 2] += of_leader * (1.0 - angry);
                rows[leader * 2 + torn][next * 2 + 1] += of_leader * angry;
            }
        }
    }
    let at = distributions([1.0, 0.0, 0.0, 0.0], &rows, 10);
    for (step, p) in at.iter().enumerate() {
        run.state("torn", step, "angry", p[1] + p[3]).state("leader", step, "angry", p[2] + p[3]);
    }
    let angry = at[10][2] + at[10][3];
    run.tallied("today", &[angry, 0.0, 0.0, 1.0 - angry]);
}

#[test]
fn two_processes_that_drive_each_other() {
    let text = r#"
        [process.kyiv]
        states = ["firm", "soft"]
        start = "firm"
        from.firm = { soft = { p = 0.1, adjust = [ { if = "moscow == soft", odds = 5 } ] } }
        from.soft = { firm = { p = 0.2, case = [ { if = "moscow == firm", p = 0.5 } ] } }
        [process.moscow]
        states = ["firm", "soft"]
        start = { firm = 0.5, soft = 0.5 }
        from.firm = { soft = { p = 0.05, adjust = [ { if = "kyiv == soft", odds = 3 } ] } }
        from.soft = { firm = 0.3 }
        [question.both]
        ask = ["kyiv", "moscow"]
    "#;
    let odds = |p: f64, factor: f64| p * factor / (1.0 - p + p * factor);
    let soft_next = |kyiv: usize, moscow: usize| {
        let k = match (kyiv, moscow) {
            (0, 0) => 0.1,
            (0, _) => odds(0.1, 5.0),
            (_, 0) => 0.5,
            _ => 0.8,
        };
        let m = match (moscow, kyiv) {
            (0, 0) => 0.05,
            (0, _) => odds(0.05, 3.0),
            _ => 0.7,
        };
        (k, m)
    };
    let mut rows = [[0.0; 4]; 4];
    for (at, row) in rows.iter_mut().enumerate() {
        let (k, m) = soft_next(at / 2, at % 2);
        *row = [(1.0 - k) * (1.0 - m), (1.0 - k) * m, k * (1.0 - m), k * m];
    }
    let at = distributions([0.5, 0.5, 0.0, 0.0], &rows, 25);
    Draw::of(clock(25) + text).run().tallied("both", &at[25]);
}

/// The forward algorithm (Rabiner 1989) against evidence on a noisy signal.
#[test]
fn a_hidden_state_seen_through_noise() {
    let text = r#"
        [process.intent]
        states = ["peace", "war"]
        start = { peace = 0.8, war = 0.2 }
        from.peace = { war = 0.15 }
        from.war = { peace = 0.05 }
        [event.signal]
        each = "step"
        p = 0.1
        case = [ { if = "intent == war", p = 0.7 } ]
        [question.war]
        ask = "intent == war"
        given = "at(not signal, 2025-01-02) and at(signal, 2025-01-04) and at(signal, 2025-01-05)"
        [question.smoothed]
        ask = "at(intent == war, 2025-01-03)"
        given = "at(not signal, 2025-01-02) and at(signal, 2025-01-04) and at(signal, 2025-01-05)"
    "#;
    // what is seen at steps 0 to 5
    let seen = [None, Some(false), None, Some(true), Some(true), None];
    let likelihood = |step: usize, war: usize| match seen[step] {
        None => 1.0,
        Some(true) => [0.1, 0.7][war],
        Some(false) => [0.9, 0.3][war],
    };
    // by whether there is war now, and whether there was at step 2
    let mut forward = [[0.8, 0.0], [0.2, 0.0]];
    for step in 1..=5 {
        let mut next = [[0.0; 2]; 2];
        for (from, row) in [[0.85, 0.15], [0.05, 0.95]].iter().enumerate() {
            for then in 0..2 {
                for to in 0..2 {
                    let then = if step == 2 { to } else { then };
                    let from_here = if step == 2 {
                        forward[from][0] + forward[from][1]
                    } else {
                        forward[from][then]
                    };
                    let halved = if step == 2 { 0.5 } else { 1.0 };
                    next[to][then] += halved * from_here * row[to] * likelihood(step, to);
                }
            }
        }
        forward = next;
    }
    let evidence: f64 = forward.iter().flatten().sum();
    let war = forward[1].iter().sum::<f64>() / evidence;
    let smoothed = (forward[0][1] + forward[1][1]) / evidence;
    Draw::of(clock(5) + text).run().chance("war", war).chance("smoothed", smoothed);
}

/// Reed and Frost, after Abbey (1952): who is infected at one step meets each susceptible at the
/// next, and is then removed.
#[test]
fn an_epidemic_among_four() {
    const MEETS: f64 = 0.35;
    let mut text = clock(5);
    let people = ["ann", "ben", "cat", "dan"];
    for (at, person) in people.iter().enumerate() {
        let others = people.iter().filter(|p| *p != person).map(|p| format!("{p} == ill"));
        let others = others.collect::<Vec<_>>().join(", ");
        let start = if at == 0 { "ill" } else { "well" };
        write!(
            text,
            "[process.{person}]\nstates = [\"well\", \"ill\", \"removed\"]\nstart = \"{start}\"\n\
             from.well = {{ ill = \"1 - (1 - {MEETS})^how_many({others})\" }}\n\
             from.ill = {{ removed = 1 }}\n"
        )
        .expect("a String takes all");
    }
    let spared = people.map(|p| format!("{p} == well")).join(", ");
    for size in 1..=4 {
        let spared_in_all = 4 - size;
        write!(text, "[question.q{size}]\nask = \"how_many({spared}) == {spared_in_all}\"\n")
            .expect("a String takes all");
    }
    let run = Draw::of(text).run();
    for (size, p) in (1..=4).zip(final_sizes(3, 1, MEETS)) {
        run.chance(&format!("q{size}"), p);
    }
}

/// The chance that 1, 2, … of all are ever infected.
fn final_sizes(well: usize, ill: usize, meets: f64) -> Vec<f64> {
    if ill == 0 {
        return vec![1.0];
    }
    let caught = 1.0 - power(1.0 - meets, ill);
    let mut sizes = vec![0.0; well + 1];
    let mut choose = 1.0;
    for new in 0..=well {
        let p = choose * power(caught, new) * power(1.0 - caught, well - new);
        for (more, q) in final_sizes(well - new, new, meets).iter().enumerate() {
            sizes[new + more] += p * q;
        }
        choose *= (well - new) as f64 / (new + 1) as f64;
    }
    sizes
}
