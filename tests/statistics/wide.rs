//! Variables with more outcomes than a byte distinguishes: as causes and effects, moving, with evidence.
//!
//! The right values are chances as written, Bayes' rule over all outcomes, and powers of a birth-and-death chain. All
//! counts of a variable are compared at once by chi-square, whose mean and variance for k outcomes are k − 1 and
//! 2(k − 1). The wrong estimator keeps only the lower byte of an outcome, as a column of bytes would.

use super::Draw;
use super::run::Run;
use std::fmt::Write as _;

/// The most standard deviations of a chi-square that a right sampler is off by.
const MOST_OFF: f64 = 7.0;

/// Names whose alphabetical order is that of their numbers.
fn name(outcome: usize) -> String {
    format!("o{outcome:04}")
}

/// Uneven chances of `n` outcomes.
fn uneven(n: usize) -> Vec<f64> {
    let weights: Vec<f64> = (0..n).map(|i| (1 + i * 7 % 13) as f64).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// A literal of chances for all outcomes.
fn literal(chances: &[f64]) -> String {
    let shares = chances.iter().enumerate().map(|(i, p)| format!("{} = {p:?}", name(i)));
    format!("{{ {} }}", shares.collect::<Vec<_>>().join(", "))
}

/// The number of standard deviations by which the chi-square of counts is above its mean; outcomes that are expected
/// less than ten times are one class.
fn chi_square(counts: &[u64], chances: &[f64]) -> f64 {
    let n = counts.iter().sum::<u64>() as f64;
    let (mut sum, mut classes) = (0.0, 0.0);
    let mut rest = (0.0, 0.0);
    for (count, p) in counts.iter().zip(chances) {
        let expected = n * p;
        if expected < 10.0 {
            rest = (rest.0 + *count as f64, rest.1 + expected);
            continue;
        }
        sum += (*count as f64 - expected).powi(2) / expected;
        classes += 1.0;
    }
    if rest.1 >= 10.0 {
        sum += (rest.0 - rest.1).powi(2) / rest.1;
        classes += 1.0;
    } else {
        assert!(rest.0 <= 40.0, "{} trials where {} are expected", rest.0, rest.1);
    }
    assert!(classes > 1.0, "nothing to compare");
    (sum - (classes - 1.0)) / (2.0 * (classes - 1.0_f64)).sqrt()
}

fn agrees(run: &Run, question: &str, chances: &[f64]) {
    let off = chi_square(run.counts(question), chances);
    assert!(off < MOST_OFF, "{question}: {off} standard deviations");
}

#[test]
fn events_of_any_number_of_outcomes_follow_their_chances() {
    for n in [255, 256, 257, 1000, 4096] {
        let chances = uneven(n);
        let last = name(n - 1);
        let text = format!(
            "[event.x]\noutcomes = {}\n[question.x]\nask = \"x\"\n\
             [question.last]\nask = \"x == {last}\"\n[question.others]\nask = \"x != {last}\"\n\
             [question.some]\nask = \"x in {{ {}, {}, {last} }}\"\n",
            literal(&chances),
            name(0),
            name(200)
        );
        let run = Draw::of(text).run();
        agrees(&run, "x", &chances);
        let p = chances[n - 1];
        run.chance("last", p).chance("others", 1.0 - p);
        run.chance("some", p + chances[0] + chances[200]);
        let mut cut = vec![0; n];
        run.counts("x").iter().enumerate().for_each(|(i, count)| cut[i % 256] += count);
        assert_eq!(chi_square(&cut, &chances) > MOST_OFF, n > 256, "cut to bytes");
    }
}

/// A wide cause selects the rows of a table, the cases, the adjustments and the numbers of its effects; a wide effect
/// is drawn from as many rows as its cause has outcomes.
#[test]
fn wide_variables_are_causes_and_effects() {
    let n = 300;
    let x = uneven(n);
    let of_row = |i: usize| (1 + i % 4) as f64 / 8.0;
    let rows = (0..n).fold(String::new(), |rows, i| {
        rows + &format!("{{ x = \"{}\", p = {} }},\n", name(i), of_row(i))
    });
    let far: Vec<usize> = vec![3, 259, 299];
    let is_far = |i: usize| far.contains(&i);
    let listed = far.iter().map(|i| name(*i)).collect::<Vec<_>>().join(", ");
    let reversed: Vec<f64> = x.iter().rev().copied().collect();
    let text = format!(
        r#"
        [event.x]
        outcomes = {}
        [event.table]
        given = ["x"]
        table = [ {rows} ]
        [event.case]
        p = 0.2
        case = [ {{ if = "x in {{ {listed} }}", p = 0.9 }} ]
        [event.adjusted]
        p = 0.5
        adjust = [ {{ if = "x == {}", odds = 9 }}, {{ if = "x != {}", odds = 3 }} ]
        [event.effect]
        outcomes = {}
        case = [ {{ if = "x in {{ {listed} }} or table", outcomes = {} }} ]
        [quantity.number]
        value = "if x == {} then 5 else 0"
        [question.table]
        ask = "table"
        [question.case]
        ask = "case"
        [question.adjusted]
        ask = "adjusted"
        [question.effect]
        ask = "effect"
        [question.number]
        ask = "number"
        [question.x_given]
        ask = "x"
        given = "case and not table"
        "#,
        literal(&x),
        name(259),
        name(3),
        literal(&x),
        literal(&reversed),
        name(259),
    );
    let run = Draw::of(&text).run();
    let mean = |of: &dyn Fn(usize) -> f64| -> f64 { (0..n).map(|i| x[i] * of(i)).sum() };
    let table = mean(&of_row);
    let case = |i: usize| if is_far(i) { 0.9 } else { 0.2 };
    let adjusted = |i: usize| {
        let odds = if i == 259 { 9.0 } else { 1.0 } * if i == 3 { 1.0 } else { 3.0 };
        odds / (1.0 + odds)
    };
    run.chance("table", table).chance("case", mean(&case)).chance("adjusted", mean(&adjusted));
    let open = mean(&|i| if is_far(i) { 1.0 } else { of_row(i) });
    let effect: Vec<f64> = (0..n).map(|i| open * reversed[i] + (1.0 - open) * x[i]).collect();
    agrees(&run, "effect", &effect);
    let p = x[259];
    let (mean_of, sd) = (5.0 * p, 5.0 * (p * (1.0 - p)).sqrt());
    run.mean("number", mean_of, sd, (1.0 - 6.0 * p * (1.0 - p)) / (p * (1.0 - p)));
    let likely = |i: usize| case(i) * (1.0 - of_row(i));
    let all = mean(&likely);
    let given: Vec<f64> = (0..n).map(|i| x[i] * likely(i) / all).collect();
    agrees(&run, "x_given", &given);
    // the same evidence, absorbed before the first trial
    let learnt = Draw::of(text).learnt("case").learnt("not table").run();
    agrees(&learnt, "effect", &{
        let far: f64 = (0..n).filter(|i| is_far(*i)).map(|i| given[i]).sum();
        (0..n).map(|i| far * reversed[i] + (1.0 - far) * x[i]).collect::<Vec<f64>>()
    });
    learnt.chance("adjusted", (0..n).map(|i| given[i] * adjusted(i)).sum());
}

/// The chances of a birth-and-death chain to move up and down.
fn rates(state: usize, states: usize) -> (f64, f64) {
    let up = if state + 1 < states { 0.2 + 0.1 * (state % 3) as f64 } else { 0.0 };
    let down = if state > 0 { 0.3 - 0.05 * (state % 2) as f64 } else { 0.0 };
    (up, down)
}

/// A birth-and-death chain that starts in the middle.
fn birth_and_death(states: usize, more: &str) -> String {
    let listed = (0..states).map(|i| format!("\"{}\"", name(i))).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "[scenario]\nas_of = 2025-01-01\nuntil = 2025-01-31\nstep = \"day\"\n\
         [process.x]\nstates = [{listed}]\nstart = \"{}\"\n",
        name(states / 2)
    );
    for state in 0..states {
        let (up, down) = rates(state, states);
        writeln!(text, "[process.x.from.{}]", name(state)).expect("a String takes all");
        for (p, to) in [(up, state + 1), (down, state.wrapping_sub(1))] {
            if p > 0.0 {
                writeln!(text, "{} = {p}", name(to)).expect("a String takes all");
            }
        }
    }
    text + more
}

/// The distribution after one more step.
fn stepped(before: &[f64]) -> Vec<f64> {
    let states = before.len();
    let mut after = vec![0.0; states];
    for (state, p) in before.iter().enumerate() {
        let (up, down) = rates(state, states);
        after[state] += p * (1.0 - up - down);
        if up > 0.0 {
            after[state + 1] += p * up;
        }
        if down > 0.0 {
            after[state - 1] += p * down;
        }
    }
    after
}

#[test]
fn a_process_of_many_states_follows_the_powers_of_its_matrix() {
    let states = 600;
    let questions = "[question.x]\nask = \"x\"\n[question.half]\nask = \"at(x, 2025-01-16)\"\n\
                     [question.both]\nask = \"x == o0303\"\ngiven = \"at(x, 2025-01-16) == o0301\"\n";
    let text = birth_and_death(states, questions);
    let run = Draw::of(&text).run();
    let mut at: Vec<Vec<f64>> = vec![vec![0.0; states]];
    at[0][states / 2] = 1.0;
    for step in 0..30 {
        at.push(stepped(&at[step]));
    }
    agrees(&run, "x", &at[30]);
    agrees(&run, "half", &at[15]);
    for (step, chances) in at.iter().enumerate() {
        let off = if step == 0 { 0.0 } else { chi_square(run.state_counts("x", step), chances) };
        assert!(off < MOST_OFF, "step {step}: {off}");
    }
    let mut from = vec![0.0; states];
    from[301] = 1.0;
    let later = (0..15).fold(from, |now, _| stepped(&now));
    run.chance("both", later[303]);
    let learnt = Draw::of(text).learnt("at(x, 2025-01-16) == o0301").run();
    // trials are weighed, so their counts are compared one by one, within eight errors of as many equal trials
    let (kept, trials) = (learnt.tally.kept as f64, learnt.tally.accepted() as f64);
    for (count, p) in learnt.counts("x").iter().zip(&later) {
        let error = (p * (1.0 - p) / trials).sqrt();
        assert!((*count as f64 / kept - p).abs() < 8.0 * error + 10.0 / trials, "{count} for {p}");
    }
}

/// Few of many states are left, some by delays, and what a move reads is itself wide.
#[test]
fn states_left_by_delays_and_by_conditions_on_wide_variables() {
    let n = 300;
    let listed = (0..n).map(|i| format!("\"{}\"", name(i))).collect::<Vec<_>>().join(", ");
    let x = uneven(n);
    let text = format!(
        r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-01-05
        step = "day"
        [event.x]
        outcomes = {}
        [process.walk]
        states = [{listed}]
        start = "o0280"
        from.o0280 = {{ o0001 = {{ p = 0.5, if = "x in {{ o0003, o0259 }}" }}, o0299 = 0.25 }}
        from.o0001 = {{ o0257 = {{ after = "2 days" }} }}
        [question.walk]
        ask = "walk"
        [question.passed]
        ask = "ever(walk == o0001)"
        "#,
        literal(&x)
    );
    let run = Draw::of(text).run();
    let open = x[3] + x[259];
    let stay = |p: f64, days: i32| p.powi(days);
    // with the door open, a quarter stays each day, half goes to o0001 and a quarter to o0299
    let first = 0.5 * (1.0 - stay(0.25, 4)) / 0.75;
    let left = 0.5 * (1.0 - stay(0.25, 2)) / 0.75;
    let mut expected = vec![0.0; n];
    expected[280] = open * stay(0.25, 4) + (1.0 - open) * stay(0.75, 4);
    expected[299] = open * first / 2.0 + (1.0 - open) * (1.0 - stay(0.75, 4));
    expected[257] = open * left;
    expected[1] = open * (first - left);
    let named = [280, 299, 257, 1].map(|i| (name(i), expected[i]));
    let named: Vec<(&str, f64)> = named.iter().map(|(name, p)| (name.as_str(), *p)).collect();
    run.shares("walk", &named);
    run.chance("passed", open * first);
}
