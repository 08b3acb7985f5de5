//! The kernels one by one, through whole small scenarios and public streams: random bits, draws from
//! tables of few and many rows and outcomes, hazards and delays on a clock, series and quantities,
//! counting, and the binding of worlds. Rates are draws a second on one core.
//!
//! `cargo bench --bench kernels -- tables` times one group.

use criterion::{BenchmarkId, Criterion, Throughput};
use foretell::numerics::stream::Key;
use kernel_scenarios::{counting, delays, hazards, quantity, rules, series, table, worlds};
use ready::Ready;
use std::hint::black_box;
use std::time::Duration;

mod kernel_scenarios;
mod ready;

const TRIALS: u64 = 1 << 16;
/// Trials on a clock.
const HISTORIES: u64 = 1 << 13;
const LANES: usize = 1_024;

/// Times scenarios of a group, each with its name and the draws of a trial.
fn time(
    criterion: &mut Criterion,
    group: &str,
    trials: u64,
    scenarios: impl IntoIterator<Item = (String, u64, String)>,
) {
    let mut group = criterion.benchmark_group(group);
    for (name, draws, text) in scenarios {
        let ready = Ready::new(&text);
        group.throughput(Throughput::Elements(trials * draws));
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| ready.draw(black_box(trials), 1));
        });
    }
    group.finish();
}

fn random_bits(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("random bits");
    group.throughput(Throughput::Elements(LANES as u64));
    let key = Key::of(0, "bits");
    let mut lanes = [0_u16; LANES];
    let mut block = 0;
    group.bench_function("fill_u16", |b| {
        b.iter(|| {
            block += 1;
            key.at(block).fill_u16(black_box(&mut lanes));
        });
    });
    for floor in [0x8000, 0xF000, 0xFF00] {
        group.bench_function(BenchmarkId::new("visit_at_or_above", floor), |b| {
            b.iter(|| {
                block += 1;
                let mut sum = 0_u64;
                key.at(block).visit_at_or_above(black_box(floor), LANES, |lane, bits| {
                    sum += lane as u64 ^ u64::from(bits);
                });
                sum
            });
        });
    }
    group.bench_function("uniform", |b| {
        b.iter(|| {
            block += 1;
            let key = key.at(block);
            (0..LANES as u64).map(|i| key.uniform(i)).sum::<f64>()
        });
    });
    group.finish();
}

fn tables(criterion: &mut Criterion) {
    let parents: [&[usize]; 5] = [&[], &[3], &[2, 4, 4], &[10, 10], &[10, 10, 10]];
    for parents in parents {
        let rows: usize = parents.iter().product();
        let widths = [2, 3, 5, 20, 100].into_iter();
        let of_width = widths.map(|states| {
            // as many alike as make their parents a small part, where they are not huge
            let children = (200_000 / (rows * states)).clamp(1, 16);
            let draws = (children + parents.len()) as u64;
            (format!("{states} states"), draws, table(parents, states, children))
        });
        time(criterion, &format!("tables of {rows} rows"), TRIALS, of_width);
    }
}

/// Times bindings: worlds of two trials, which cost little beside it.
fn binding(criterion: &mut Criterion) {
    const WORLDS: u64 = 500;
    let mut group = criterion.benchmark_group("worlds of two trials");
    group.throughput(Throughput::Elements(WORLDS));
    let flagship = include_str!("../scenarios/leaders_summit.toml");
    for (name, text) in [("12 doubts", worlds(12)), ("leaders_summit", flagship.to_owned())] {
        let ready = Ready::new(&text);
        group.bench_function(name, |b| b.iter(|| ready.draw(black_box(2 * WORLDS), WORLDS)));
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let criterion = &mut criterion;
    random_bits(criterion);
    tables(criterion);
    time(criterion, "rules", TRIALS, rules());
    time(criterion, "hazards", HISTORIES, hazards());
    time(criterion, "delays", HISTORIES, delays());
    time(criterion, "series", HISTORIES, series());
    time(criterion, "quantities", TRIALS, quantity());
    time(criterion, "counting", TRIALS, counting());
    binding(criterion);
    criterion.final_summary();
}
