//! Tests of blocks as islands of trials that are guided, weighed and drawn anew: the right engine gives what a sum over
//! all paths gives, and wrong ones are caught.

use super::built::template;
use super::progress::Watch;
use crate::diagnostic::Sources;
use crate::engine::block::{Block, Look, View};
use crate::engine::program::{Plan, Program};
use crate::engine::step::learn::{Learnt, learn};
use crate::engine::step::{advance, conditional_draw};
use crate::model::{self, Asked, Supposition, World, bind};
use crate::scenario;

/// `talks` opens after an exponential delay with a mean of 8 days, on a clock of days a chance of 1 − e^(−1/8); `mood`
/// rises while they are open.
const TEXT: &str = r#"
[scenario]
as_of = 2025-01-01
until = 2025-01-15
[process.talks]
states = ["none", "open", "over"]
start = "none"
from.none.open.after = "exponential(mean = 8 days)"
from.open.over = 0.1
[process.mood]
states = ["low", "high"]
start = "low"
from.low.high = { p = 0.02, case = [ { if = "talks == open", p = 0.3 } ] }
from.high.low = 0.1
[question.open]
ask = "at(talks == open, 2025-01-09)"
[[news]]
on = 2025-01-06
happened = "mood == high"
[[news]]
on = 2025-01-10
is = "mood == high"
[[news]]
on = 2025-01-13
is = "talks != none and mood == low"
"#;

/// The chance that talks are open on 9 January given the news, by a sum over the states of both at each step, kept apart
/// by whether talks were open on that day.
fn truth() -> f64 {
    let due = 1.0 - libm::exp(-1.0 / 8.0);
    let mut now = vec![((0, 0, false), 1.0)];
    for step in 1..=14 {
        let mut next = Vec::new();
        for ((talks, mood, was_open), mass) in now {
            let rise = if talks == 1 { 0.3 } else { 0.02 };
            let moods = if mood == 0 { [1.0 - rise, rise] } else { [0.1, 0.9] };
            let all = [[1.0 - due, due, 0.0], [0.0, 0.9, 0.1], [0.0, 0.0, 1.0]][talks];
            for (to, chance) in all.into_iter().enumerate() {
                for (after, mood_chance) in moods.into_iter().enumerate() {
                    let is_possible = match step {
                        1..=4 => after == 0,
                        5 | 9 => after == 1,
                        12 => to != 0 && after == 0,
                        _ => true,
                    };
                    let was_open = if step == 8 { to == 1 } else { was_open };
                    let mass = mass * chance * mood_chance;
                    if is_possible && mass > 0.0 {
                        next.push(((to, after, was_open), mass));
                    }
                }
            }
        }
        // paths that meet are added up
        next.sort_by_key(|(state, _)| *state);
        next.dedup_by(|b, a| {
            let is_same = a.0 == b.0;
            if is_same {
                a.1 += b.1;
            }
            is_same
        });
        now = next;
    }
    let all: f64 = now.iter().map(|(_, mass)| mass).sum();
    now.iter().filter(|((_, _, was_open), _)| *was_open).map(|(_, mass)| mass).sum::<f64>() / all
}

/// A wrong engine: its changes to a block before a step, after it is drawn, and after it has been learnt from.
struct Wrong<S> {
    before: fn(&mut Block) -> S,
    drawn: fn(&mut Block, &S),
    learnt: fn(&mut Block, &S, &Learnt),
    end: fn(&mut Block),
}

/// Draws blocks of `lanes` trials; returns the share of weight in which the question holds, and its standard error from
/// the differences between blocks (W. Cochran, *Sampling Techniques*, 1977, eq. 2.46).
fn estimate<S>(wrong: &Wrong<S>, (blocks, lanes): (u64, usize)) -> (f64, f64) {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", TEXT);
    let (scenario, findings) = scenario::read(&sources, file);
    assert!(findings.iter().all(|finding| !finding.is_fault()), "{findings:?}");
    let model = model::compile(&scenario).expect("no faults");
    let mut supposition = Supposition::default();
    model::learn(&model, &mut supposition, None, &|_| true);
    let plan = Plan { trials: blocks * lanes as u64, worlds: blocks, ..Plan::default() };
    let world = World::draw_with(&model, 0, 0, &supposition.numbers).expect("no faults");
    let binding = bind(&model, &world);
    let nobody = Watch { progress: &|_| (), spent: None };
    let program = template(&model, &supposition, &plan, (&binding, nobody));
    assert!(program.is_in_worlds(), "nothing is absorbed, so that trials are drawn anew");
    let mut block = Box::new(Block::new(&program));
    let sums: Vec<(f64, f64)> =
        (0..blocks).map(|index| whole_block(&program, &mut block, (index, lanes), wrong)).collect();
    let (hits, all) = sums.iter().fold((0.0, 0.0), |(h, w), (hits, all)| (h + hits, w + all));
    let share = hits / all;
    let squares: f64 = sums.iter().map(|(hits, all)| (hits - share * all).powi(2)).sum();
    (share, squares.sqrt() / all)
}

/// The weight of the trials of a block in which the question holds, and of all.
fn whole_block<S>(
    program: &Program,
    block: &mut Block,
    (index, lanes): (u64, usize),
    wrong: &Wrong<S>,
) -> (f64, f64) {
    block.begin(program, index, lanes);
    conditional_draw::draw(program, block);
    for step in 0..=program.last() {
        let kept = (wrong.before)(block);
        advance::one_step(program, block, step);
        (wrong.drawn)(block, &kept);
        let kept = (wrong.before)(block);
        let learnt = learn(program, block, step);
        (wrong.learnt)(block, &kept, &learnt);
        if let Learnt::Nothing = learnt {
            return (0.0, 0.0);
        }
    }
    (wrong.end)(block);
    let step = program.last();
    let look = Look { program, block, step, view: View::Now, current: None, draws: None };
    let Asked::Condition(asked) = &program.asked[0].asked else { panic!("it is a condition") };
    let holds = look.truth(asked).holds;
    let weight = |lane: usize| libm::exp(block.ln_weights[lane]);
    let all: f64 = (0..lanes).map(weight).sum();
    (holds.and(&block.in_use).lanes().map(weight).sum(), all)
}

/// Changes nothing.
const RIGHT: Wrong<()> =
    Wrong { before: |_| (), drawn: |_, ()| (), learnt: |_, (), _| (), end: |_| () };

fn ln_weights(block: &mut Block) -> Vec<f64> {
    block.take_logs();
    block.ln_weights.clone()
}

/// The distance from the truth in standard errors.
fn errors<S>(wrong: &Wrong<S>, size: (u64, usize)) -> f64 {
    let (found, error) = estimate(wrong, size);
    (found - truth()) / error
}

#[test]
fn islands_of_any_size_give_the_sum_over_all_paths() {
    for size in [(400, 1024), (4_000, 64), (20_000, 12)] {
        let distance = errors(&RIGHT, size);
        assert!(distance.abs() < 4.5, "{size:?}: {distance} standard errors");
    }
}

#[test]
fn guides_that_are_not_paid_back_are_caught() {
    let unpaid = Wrong {
        before: ln_weights,
        drawn: |block, kept| {
            block.take_logs();
            block.ln_weights.clone_from(kept);
        },
        learnt: |_, _, _| (),
        end: |_| (),
    };
    let distance = errors(&unpaid, (400, 1024));
    assert!(distance.abs() > 8.0, "{distance} standard errors");
}

#[test]
fn a_column_that_is_forgotten_when_trials_are_drawn_anew_is_caught() {
    let forgetful = Wrong {
        before: |block| block.outcomes[1].clone(),
        drawn: |_, _| (),
        learnt: |block, kept, _| block.outcomes[1].clone_from(kept),
        end: |_| (),
    };
    let distance = errors(&forgetful, (400, 1024));
    assert!(distance.abs() > 8.0, "{distance} standard errors");
}

#[test]
fn a_fact_that_weighs_twice_is_caught() {
    // the weights of the second fact of three are squared: those whose chance to rise was less lose more
    let twice = Wrong {
        before: ln_weights,
        drawn: |block, kept| {
            block.take_logs();
            block.ln_weights.iter_mut().zip(kept).for_each(|(ln, before)| *ln += *ln - before);
        },
        learnt: |_, _, _| (),
        end: |_| (),
    };
    let distance = errors(&twice, (400, 1024));
    assert!(distance.abs() > 8.0, "{distance} standard errors");
}

#[test]
fn islands_that_count_alike_are_caught() {
    // the chance of the evidence in a small block is far from that in others
    let alike = Wrong {
        end: |block| {
            let lanes = block.lanes;
            let sum: f64 = block.ln_weights[..lanes].iter().map(|ln| libm::exp(*ln)).sum();
            block.ln_weights.iter_mut().for_each(|ln| *ln -= libm::log(sum));
        },
        ..RIGHT
    };
    let distance = errors(&alike, (40_000, 3));
    assert!(distance.abs() > 8.0, "{distance} standard errors");
}
