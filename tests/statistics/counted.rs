//! Counts made while trials are drawn, or step by step, agree with the trials themselves: the same is asked
//! again in a joint table, for which each trial is read when all is drawn.

use super::Draw;
use foretell::internal::engine::{Counts, Tally};
use std::fmt::Write as _;

/// Trials, of which blocks hold 1,024: none is full, all are, the last is not.
const TRIALS: [u64; 4] = [700, 1024, 4096, 5000];

fn counts(tally: &Tally, question: usize) -> &[u64] {
    match &tally.answers[question].counts {
        Counts::Outcomes(counts) => counts,
        Counts::Numbers(..) => panic!("question {question} has outcomes"),
    }
}

/// Returns the counts of the outcomes of the first part of a joint table, over the trials in which it was
/// asked.
fn of_first_part(tally: &Tally, joint: usize, outcomes: usize) -> Vec<u64> {
    let all = counts(tally, joint);
    all.chunks_exact(all.len() / outcomes).map(|of_outcome| of_outcome.iter().sum()).collect()
}

#[test]
fn outcomes_counted_as_they_are_drawn_are_those_of_the_trials() {
    // by so many outcomes, and so many columns that rows are made of; some rare, some certain
    let widths = [2, 3, 4, 6, 7, 9, 33];
    let mut text =
        "[event.coin]\np = 0.5\n[event.rare]\np = 0.0005\n[event.sure]\np = 1\n".to_owned();
    let mut names = vec![("coin".to_owned(), 2), ("rare".to_owned(), 2), ("sure".to_owned(), 2)];
    let mut put = |name: String, width: usize, rule: &str| {
        let shares = |first: usize| {
            let share = |i: usize| {
                let all = width * (width + 1) / 2;
                let own = (i + first) % width + 1;
                format!("o{i:02} = \"{own}/{all}\"")
            };
            (0..width).map(share).collect::<Vec<_>>().join(", ")
        };
        let cases = rule.replace("SHARES", &shares(1));
        write!(text, "[event.{name}]\noutcomes = {{ {} }}\n{cases}\n", shares(0))
            .expect("a String");
        names.push((name, width));
    };
    for width in widths {
        put(format!("alone{width}"), width, "");
        put(format!("one{width}"), width, "case = [ { if = \"coin\", outcomes = { SHARES } } ]");
        let three =
            "case = [ { if = \"coin and rare and alone3 == o01\", outcomes = { SHARES } } ]";
        put(format!("three{width}"), width, three);
        let five = "case = [ { if = \"coin and sure and alone2 == o01 or alone3 == o02 or one3 == o01\", \
                    outcomes = { SHARES } } ]";
        put(format!("five{width}"), width, five);
    }
    for (i, (name, _)) in names.iter().enumerate() {
        let both = format!("[question.q{i:03}_both]\nask = [\"{name}\", \"coin\"]\n");
        write!(text, "[question.q{i:03}_alone]\nask = \"{name}\"\n{both}").expect("a String");
    }
    for trials in TRIALS {
        let run = Draw::of(text.as_str()).trials(trials).run();
        for (i, (name, width)) in names.iter().enumerate() {
            let (alone, both) =
                (counts(&run.tally, 2 * i), of_first_part(&run.tally, 2 * i + 1, *width));
            assert_eq!(alone, both, "{name}, {trials} trials");
            assert_eq!(alone.iter().sum::<u64>(), trials, "{name}");
        }
    }
}

#[test]
fn first_passages_counted_by_step_are_those_of_the_trials() {
    let text = r#"
        [scenario]
        as_of = 2025-01-01
        until = 2025-03-01
        step = "day"
        [event.coin]
        p = 0.5
        [process.talks]
        states = ["none", "experts", "leaders"]
        start = "none"
        [process.talks.from.none]
        experts = 0.05
        [process.talks.from.experts]
        leaders = 0.04
        none = 0.1
        [question.a_by]
        ask = "by(talks == leaders, 2025-02-01)"
        [question.b_by_joint]
        ask = ["a_by", "coin"]
        [question.c_ever]
        ask = "ever(talks == experts)"
        [question.d_ever_joint]
        ask = ["c_ever", "coin"]
        [question.e_ever_of_some]
        ask = "ever(talks == leaders)"
        given = "coin"
        [question.f_ever_of_some_joint]
        ask = ["e_ever", "coin"]
        [question.g_on_the_first_day]
        ask = "by(talks == experts, 2025-01-01)"
    "#;
    let text = text.replace("\"a_by\", ", "\"by(talks == leaders, 2025-02-01)\", ");
    let text = text.replace("\"c_ever\", ", "\"ever(talks == experts)\", ");
    let text = text.replace("\"e_ever\", ", "\"ever(talks == leaders)\", ");
    for trials in TRIALS {
        let run = Draw::of(text.as_str()).trials(trials).run();
        for (alone, joint) in [(0, 1), (2, 3)] {
            let both = of_first_part(&run.tally, joint, 2);
            assert_eq!(counts(&run.tally, alone), both, "question {alone}, {trials} trials");
            let steps = &run.tally.answers[alone].first_steps;
            // by 1 February, or at all
            let until = if alone == 0 { 32 } else { steps.len() };
            assert_eq!(steps[..until].iter().sum::<u64>(), both[1], "question {alone}");
        }
        // of the trials in which the coin is yes
        let all = counts(&run.tally, 5);
        assert_eq!(counts(&run.tally, 4), [all[1], all[3]], "{trials} trials");
        assert_eq!(run.tally.answers[4].first_steps.iter().sum::<u64>(), all[3]);
        assert_eq!(counts(&run.tally, 6), [trials, 0]);
    }
}
