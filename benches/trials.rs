//! Trials a second on one core, beside loops over the same models as somebody would write them by
//! hand: a generator of the `rand` crate, a uniform `f64` a draw, a comparison with each cumulative
//! chance. `docs/methods.md` has the ratios.
//!
//! The loops answer the same questions, so that before anything is timed their answers are held
//! against the program's.

use answers::Answers;
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use foretell::internal::engine::{AnswerTally, Counts};
use ready::Ready;
use std::hint::black_box;
use std::time::Duration;

#[path = "by_hand/answers.rs"]
mod answers;
#[path = "by_hand/leaders_count.rs"]
mod leaders_count;
#[path = "by_hand/leaders_rules.rs"]
mod leaders_rules;
#[path = "by_hand/leaders_summit.rs"]
#[expect(dead_code, reason = "the program `by_hand` uses the rest")]
mod leaders_summit;
mod ready;
#[path = "by_hand/summit_static.rs"]
#[expect(dead_code, reason = "the program `by_hand` uses the rest")]
mod summit_static;
#[path = "by_hand/talks_daily.rs"]
mod talks_daily;
#[path = "by_hand/two_leaders.rs"]
mod two_leaders;

/// Trials of a scenario without a clock; with one an eighth of them.
const TRIALS: u64 = 1 << 19;
/// The most by which two shares may differ: five standard errors of their difference, if all of the trials were
/// kept and the chance were one half; at least a fifth of the trials is kept, and therefore it is doubled. No
/// false alarm in a million runs.
const APART: f64 = 2.0 * 5.0 * 0.5 * 1.415 / 724.0;

/// Trials in each world, where numbers are in doubt.
const TRIALS_A_WORLD: u64 = 1_000;
/// The most by which two shares of the flagship may differ: five times the difference of shares between as many
/// worlds, of which the widest has a standard deviation of a tenth.
const WORLDS_APART: f64 = 5.0 * 1.415 * 0.1 / 22.9;

/// Returns the first share of each question: of *yes* for a condition, else of the first outcome by name;
/// `None` if a number is asked for.
fn shares(ready: &Ready, trials: u64) -> Vec<Option<f64>> {
    let first = |counts: &Counts| match counts {
        Counts::Outcomes(counts) if counts.len() == 2 => Some(counts[1]),
        Counts::Outcomes(counts) => Some(counts[0]),
        Counts::Numbers(..) => None,
    };
    let answers = ready.draw(trials, trials.div_ceil(TRIALS_A_WORLD)).answers;
    let share =
        |answer: &AnswerTally| first(&answer.counts).map(|count| count as f64 / answer.kept as f64);
    answers.iter().map(share).collect()
}

/// Returns the shares that [`shares`] has, found among answers by name.
fn first_shares(ready: &Ready, answers: &Answers) -> Vec<f64> {
    let named = |name: &str| answers.iter().find(|answer| answer.0 == name).map(|a| a.1);
    let first = |question: &str| {
        let outcomes = answers.iter().filter(|answer| {
            answer.0.strip_prefix(question).is_some_and(|rest| rest.starts_with('='))
        });
        outcomes.min_by(|a, b| a.0.cmp(&b.0)).map_or(0.0, |answer| answer.1)
    };
    let questions = ready.model.questions.iter().map(|question| question.name.as_str());
    let yes = |question: &str| named(question).or_else(|| named(&format!("{question}=yes")));
    questions.map(|question| yes(question).unwrap_or_else(|| first(question))).collect()
}

/// Times a scenario and its twin; `draws_a_trial` is 1, or the number of steps on a clock.
fn pair(
    criterion: &mut Criterion,
    name: &str,
    text: &str,
    draws_a_trial: u64,
    by_hand: &dyn Fn(u64) -> Vec<f64>,
) {
    let ready = Ready::new(text);
    agree(name, &shares(&ready, TRIALS), &by_hand(TRIALS), APART);
    let trials = if draws_a_trial == 1 { TRIALS } else { TRIALS / 8 };
    let mut group = criterion.benchmark_group(name);
    settle(&mut group, trials * draws_a_trial);
    group.bench_function("foretell", |b| b.iter(|| shares(&ready, black_box(trials))));
    group.bench_function("by hand", |b| b.iter(|| by_hand(black_box(trials))));
    group.finish();
}

/// Holds shares of the program against those by hand.
fn agree(name: &str, ours: &[Option<f64>], theirs: &[f64], apart: f64) {
    assert_eq!(ours.len(), theirs.len(), "{name}");
    for (i, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        let Some(ours) = ours else { continue };
        assert!((ours - theirs).abs() < apart, "{name}, question {i}: {ours} is not {theirs}");
    }
}

/// Times the flagship and its twin in trial-steps: worlds, each with a thousand trials.
fn flagship(criterion: &mut Criterion) {
    let ready = Ready::new(include_str!("../scenarios/leaders_summit.toml"));
    let by_hand = |trials| leaders_summit::answers(trials, trials.div_ceil(TRIALS_A_WORLD));
    let theirs = first_shares(&ready, &by_hand(TRIALS));
    agree("leaders_summit", &shares(&ready, TRIALS), &theirs, WORLDS_APART);
    let (trials, steps) = (TRIALS / 16, talks_daily::STEPS);
    let mut group = criterion.benchmark_group("leaders_summit");
    settle(&mut group, trials * steps);
    group.bench_function("foretell", |b| b.iter(|| shares(&ready, black_box(trials))));
    group.bench_function("by hand", |b| b.iter(|| by_hand(black_box(trials))));
    group.finish();
}

fn settle(group: &mut BenchmarkGroup<WallTime>, elements: u64) {
    group.throughput(Throughput::Elements(elements));
    group.sample_size(20);
    group.warm_up_time(Duration::from_secs(1));
    group.measurement_time(Duration::from_secs(5));
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let two_leaders = include_str!("../scenarios/two_leaders.toml");
    pair(&mut criterion, "two_leaders", two_leaders, 1, &two_leaders::shares);
    let text = include_str!("summit_static.toml");
    let tables = summit_static::Tables::new(text);
    let ready = Ready::new(text);
    pair(&mut criterion, "summit_static", text, 1, &|trials| {
        first_shares(&ready, &summit_static::answers(&tables, trials, 1))
    });
    let text = include_str!("talks_daily.toml");
    pair(&mut criterion, "talks_daily", text, talks_daily::STEPS, &talks_daily::shares);
    flagship(&mut criterion);
    criterion.final_summary();
}
