//! A hidden chain, watched and reported on, against forward and backward passes over its states; and conflicts of silence
//! with news, in words.

use super::learnt::{Learnt, near};
use crate::support::Foretell;
use std::fmt::Write;

const DAYS: usize = 20;
/// The last day that is known.
const TODAY: usize = 14;
/// The chances of the hidden states' moves.
const MOVES: [[f64; 3]; 3] = [[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.02, 0.08, 0.9]];
/// The chance of a raid in each hidden state.
const RAID: [f64; 3] = [0.05, 0.3, 0.7];
/// The chance that the border turns loud in a step, in each hidden state of the step before.
const LOUD: [f64; 3] = [0.01, 0.1, 0.4];
/// The days of a raid, and days without one.
const RAIDS: [(usize, bool); 6] =
    [(2, false), (5, true), (6, true), (9, false), (11, true), (14, false)];
/// A report on a day that the hidden state is the third, and how many times likelier it is to be heard then.
const REPORTS: [(usize, f64); 2] = [(4, 3.0), (12, 0.5)];

fn hidden() -> String {
    let mut text = format!(
        "[scenario]\nas_of = 2025-03-01\nuntil = 2025-03-{:02}\ntoday = 2025-03-{:02}\nwatched = [\"border\"]\n",
        DAYS + 1,
        TODAY + 1
    );
    text += "[process.mood]\nstates = [\"good\", \"fair\", \"bad\"]\nstart = { good = 0.5, fair = 0.3, bad = 0.2 }\n";
    let names = ["good", "fair", "bad"];
    for (from, row) in MOVES.iter().enumerate() {
        let others = (0..3).filter(|to| *to != from);
        let moves: Vec<String> = others.map(|to| format!("{} = {}", names[to], row[to])).collect();
        let _ = writeln!(text, "from.{} = {{ {} }}", names[from], moves.join(", "));
    }
    let cases = |chances: [f64; 3]| {
        format!(
            "p = {}, case = [ {{ if = \"mood == fair\", p = {} }}, {{ if = \"mood == bad\", p = {} }} ]",
            chances[0], chances[1], chances[2]
        )
    };
    let _ = write!(
        text,
        "[event.raid]\neach = \"step\"\n{}\n",
        cases(RAID).replace(", case", "\ncase")
    );
    text += "[process.border]\nstates = [\"quiet\", \"loud\"]\nstart = \"quiet\"\n";
    let _ = writeln!(text, "from.quiet.loud = {{ {} }}", cases(LOUD));
    for (day, raid) in RAIDS {
        let not = if raid { "" } else { "not " };
        let _ = writeln!(text, "[[news]]\non = 2025-03-{:02}\nis = \"{not}raid\"", day + 1);
    }
    for (day, ratio) in REPORTS {
        let _ = write!(
            text,
            "[[news]]\non = 2025-03-{:02}\nheard = \"mood == bad\"\nlikelier = {ratio}\n",
            day + 1
        );
    }
    text + "[question.mood]\nask = \"mood\"\n[question.loud]\nask = \"first(border == loud)\"\n"
}

/// The weight of what is known of a day in a hidden state: raids and reports.
fn seen(day: usize, state: usize) -> f64 {
    let raids = RAIDS.iter().filter(|(on, _)| *on == day);
    let raid = raids.map(|(_, raid)| if *raid { RAID[state] } else { 1.0 - RAID[state] });
    let reports = REPORTS.iter().filter(|(on, _)| *on == day && state == 2);
    raid.product::<f64>() * reports.map(|(_, ratio)| *ratio).product::<f64>()
}

/// The chance of the hidden state's move with the border quiet, as it is known to be up to today.
fn step(day: usize, from: usize, to: usize) -> f64 {
    let quiet = if day <= TODAY { 1.0 - LOUD[from] } else { 1.0 };
    quiet * MOVES[from][to] * seen(day, to)
}

/// The states of each day given all that is known: forward times backward.
fn smoothed() -> Vec<[f64; 3]> {
    let start = [0.5, 0.3, 0.2];
    let mut forward = vec![[0, 1, 2].map(|state: usize| start[state] * seen(0, state))];
    for day in 1..=DAYS {
        let before = forward[day - 1];
        forward
            .push([0, 1, 2].map(|to| (0..3).map(|from| before[from] * step(day, from, to)).sum()));
    }
    let mut backward = vec![[1.0; 3]];
    for day in (1..=DAYS).rev() {
        let after = backward[backward.len() - 1];
        backward.push([0, 1, 2].map(|from| (0..3).map(|to| after[to] * step(day, from, to)).sum()));
    }
    backward.reverse();
    let both = forward.iter().zip(&backward).map(|(f, b)| {
        let product = [0, 1, 2].map(|state| f[state] * b[state]);
        let total: f64 = product.iter().sum();
        product.map(|p| p / total)
    });
    both.collect()
}

#[test]
fn a_hidden_chain_is_filtered_and_smoothed() {
    let learnt = Learnt::new(&hidden());
    let solved = learnt.solve(1);
    let smoothed = smoothed();
    for (day, states) in solved.states("mood").iter().enumerate() {
        for state in 0..3 {
            near(&format!("day {day}, state {state}"), states[state], smoothed[day][state]);
        }
    }
    // the border, from the state of today on
    let mut quiet = smoothed[TODAY];
    let passed = solved.passed("loud");
    for (day, passed) in passed.iter().enumerate().take(DAYS + 1) {
        if day > TODAY {
            quiet = [0, 1, 2].map(|to: usize| {
                (0..3).map(|from: usize| quiet[from] * (1.0 - LOUD[from]) * MOVES[from][to]).sum()
            });
        }
        near(&format!("loud by day {day}"), *passed, 1.0 - quiet.iter().sum::<f64>());
    }
    let found = learnt.compared(None, 100_000, 1);
    assert!(found.holds(), "{:?}", found.deviations[0]);
    assert!(found.deviations.len() > 60, "{} numbers", found.deviations.len());
}

#[test]
fn a_storyline_of_what_is_learnt_is_the_likeliest_path() {
    // Viterbi over hidden states and the border, from the definition: every path's weight is a product
    let start = [0.5, 0.3, 0.2];
    let border = |day: usize, mood: usize, from: usize, to: usize| match (from, to) {
        (0, 0) => 1.0 - LOUD[mood],
        (0, 1) if day > TODAY => LOUD[mood],
        (1, 1) => 1.0,
        _ => 0.0,
    };
    let moved = |day: usize, from: [usize; 2], to: [usize; 2]| {
        MOVES[from[0]][to[0]] * border(day, from[0], from[1], to[1]) * seen(day, to[0])
    };
    let states = || (0..3).flat_map(|mood: usize| [[mood, 0], [mood, 1]]);
    let mut best: Vec<(f64, Vec<[usize; 2]>)> = states()
        .map(|state| {
            let quiet = if state[1] == 0 { 1.0 } else { 0.0 };
            (quiet * start[state[0]] * seen(0, state[0]), vec![state])
        })
        .collect();
    for day in 1..=DAYS {
        let reach = |to: [usize; 2]| {
            let from = best.iter().map(|(p, path)| (p * moved(day, path[day - 1], to), path));
            let (p, path) = from.max_by(|a, b| a.0.total_cmp(&b.0)).expect("six of them");
            (p, [path.as_slice(), &[to]].concat())
        };
        best = states().map(reach).collect();
    }
    // whether there is a raid on the last day is part of a storyline
    for (weight, path) in &mut best {
        let raid = RAID[path[DAYS][0]];
        *weight *= raid.max(1.0 - raid);
    }
    let (weight, path) = best.iter().max_by(|a, b| a.0.total_cmp(&b.0)).expect("six of them");
    let with = weight.ln();
    let unsure = |day: usize, mood: usize| -> f64 {
        let reports = REPORTS.iter().filter(|(on, _)| *on == day && mood == 2);
        reports.map(|(_, ratio)| ratio.ln()).sum()
    };
    let factors: f64 = path.iter().enumerate().map(|(day, state)| unsure(day, state[0])).sum();
    let learnt = Learnt::new(&hidden());
    let world = foretell::internal::model::World::draw(&learnt.model, 0, 0).expect("a world");
    let story = foretell::internal::exact::likeliest(&learnt.model, &learnt.supposition, &world);
    let story = story.expect("a storyline");
    near("its probability, without reports", story.ln_chance, with - factors);
    let solved = learnt.solve(1);
    near("of what is learnt for sure", story.ln_sure, solved.ln_sure());
    let total = solved.exact.worlds[0].ln_kept;
    near("given all that is learnt", story.ln_given.expect("something is learnt"), with - total);
}

const WATCHED: &str = r#"
[scenario]
as_of   = 2025-03-01
until   = 2025-03-31
today   = 2025-03-20
watched = ["talks"]
[process.talks]
states = ["none", "open", "shut"]
start  = "none"
from.none.open = 0.1
from.open.shut = 0.1
[question.shut]
ask = "ever(talks == shut)"
"#;

#[test]
fn silence_that_contradicts_news_is_named() {
    // shut on 10 March takes two moves, and silence leaves one
    let news = "[[news]]\non = 2025-03-10\nis = \"talks == shut\"\n";
    let is_named = |stderr: &str| {
        stderr.contains(
            "`talks` made no move from 2 March to 9 March 2025 and `talks == shut on 2025-03-10` can't hold together",
        )
    };
    Foretell::new()
        .args(["run", "-n", "1000", "s.toml"])
        .file("s.toml", format!("{WATCHED}{news}"))
        .status(3)
        .stderr_such("name both", is_named)
        .run();
    // and a process that can't stay is named alone
    let leaves = WATCHED.replace("from.none.open = 0.1", "from.none.open = 1");
    Foretell::new()
        .args(["run", "-n", "1000", "s.toml"])
        .file("s.toml", leaves)
        .status(3)
        .stderr_such("name the silence", |stderr| {
            stderr.contains(
                "impossible in this model that `talks` made no move from 2 March to 20 March 2025",
            )
        })
        .run();
}

#[test]
fn silence_alone_teaches() {
    // (1 − 0.1)^19 of none, and what is left
    let learnt = Learnt::new(WATCHED);
    let solved = learnt.solve(1);
    near("silence", solved.ln_sure(), 19.0 * 0.9_f64.ln());
    // from none on 20 March: shut within 11 days needs both moves
    let mut states = [1.0, 0.0, 0.0];
    for _ in 0..11 {
        states = [states[0] * 0.9, states[0] * 0.1 + states[1] * 0.9, states[1] * 0.1 + states[2]];
    }
    near("shut", solved.chance("shut"), states[2]);
    assert!(learnt.compared(None, 50_000, 1).holds());
}
