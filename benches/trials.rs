//! Trials a second on one core, beside loops over the same models as somebody would write them by
//! hand: a generator of the `rand` crate, a uniform `f64` a draw, a comparison with each cumulative
//! chance. `docs/methods.md` has the ratios.
//!
//! The loops answer the same questions, so that before anything is timed their answers are held
//! against the program's.

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use foretell::diagnostic::Sources;
use foretell::engine::{self, Counts, Plan};
use foretell::model::{self, Model, Supposition};
use foretell::scenario;
use std::hint::black_box;
use std::time::Duration;

#[path = "by_hand/summit_static.rs"]
mod summit_static;
#[path = "by_hand/talks_daily.rs"]
mod talks_daily;
#[path = "by_hand/two_leaders.rs"]
mod two_leaders;

/// Trials of a scenario without a clock; with one an eighth of them.
const TRIALS: u64 = 1 << 19;
/// How far two shares may lie apart: five standard errors of their difference, were all of the
/// trials kept and the chance one half; a fifth of the trials is kept at the least, and so it is
/// doubled. No false alarm in a million runs.
const APART: f64 = 2.0 * 5.0 * 0.5 * 1.415 / 724.0;

/// A scenario ready to be drawn.
struct Ready {
    model: Model,
}

impl Ready {
    fn new(text: &str) -> Self {
        let mut sources = Sources::default();
        let file = sources.add("scenario", text);
        let (written, findings) = scenario::read(&sources, file);
        assert!(findings.iter().all(|finding| !finding.is_fault()), "{findings:?}");
        let model = model::compile(&written).expect("the scenario has no faults");
        Self { model }
    }

    /// The first share of each question: of a condition that of *yes*, else that of the first
    /// outcome by name.
    fn shares(&self, trials: u64) -> Vec<f64> {
        let plan = Plan {
            trials,
            seed: 0,
            worlds: 1,
            threads: 1,
            questions: None,
            timelines: false,
            paths: None,
        };
        let tally = engine::run(&self.model, &Supposition::default(), &plan, &|_| ())
            .expect("no trial goes wrong");
        let share = |counts: &Counts| match counts {
            Counts::Outcomes(counts) if counts.len() == 2 => counts[1],
            Counts::Outcomes(counts) => counts[0],
            Counts::Numbers(..) => 0,
        };
        let answers = &tally.pooled.answers;
        answers.iter().map(|answer| share(&answer.counts) as f64 / answer.kept as f64).collect()
    }
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
    for (ours, theirs) in ready.shares(TRIALS).iter().zip(by_hand(TRIALS)) {
        assert!((ours - theirs).abs() < APART, "{name}: {ours} is not {theirs}");
    }
    let trials = if draws_a_trial == 1 { TRIALS } else { TRIALS / 8 };
    let mut group = criterion.benchmark_group(name);
    settle(&mut group, trials * draws_a_trial);
    group.bench_function("foretell", |b| b.iter(|| ready.shares(black_box(trials))));
    group.bench_function("by hand", |b| b.iter(|| by_hand(black_box(trials))));
    group.finish();
}

/// Times the flagship, which has no twin, in trial-steps.
fn flagship(criterion: &mut Criterion) {
    let ready = Ready::new(include_str!("../scenarios/leaders_summit.toml"));
    let (trials, steps) = (TRIALS / 32, talks_daily::STEPS);
    let mut group = criterion.benchmark_group("leaders_summit");
    settle(&mut group, trials * steps);
    group.bench_function("foretell", |b| b.iter(|| ready.shares(black_box(trials))));
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
    pair(&mut criterion, "summit_static", text, 1, &|trials| {
        summit_static::shares(&tables, trials)
    });
    let text = include_str!("talks_daily.toml");
    pair(&mut criterion, "talks_daily", text, talks_daily::STEPS, &talks_daily::shares);
    flagship(&mut criterion);
    criterion.final_summary();
}
