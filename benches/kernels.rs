//! The kernels one by one: by themselves, at each level of instructions, and at work in small
//! scenarios: draws from tables of few and many rows and outcomes, rules, hazards and delays on a
//! clock, series and quantities, counting, and the binding of worlds. Rates are trials, or draws, a
//! second on one core.
//!
//! `cargo bench --bench kernels -- tables` times one group. Scenarios run at the best level of the
//! machine; `FORETELL_KERNELS=plain` or `avx2` lowers it.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use foretell::internal::numerics::kernel::{self, GROUP, Level, Part, RowBounds, Table};
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

/// Times kernels by themselves, a block of trials at a time, at each level.
fn by_level(criterion: &mut Criterion) {
    for level in Level::all() {
        let mut group = criterion.benchmark_group(format!("kernels, {}", level.name()));
        group.throughput(Throughput::Elements(LANES as u64));
        random_bits(&mut group, level);
        ranks(&mut group, level);
        columns(&mut group, level);
        numbers(&mut group, level);
        group.finish();
    }
}

fn random_bits(group: &mut BenchmarkGroup<WallTime>, level: Level) {
    let (mut bits, mut marks) = ([0_u16; LANES], [0_u64; LANES / GROUP]);
    let mut counter = 0_u64;
    group.bench_function("fill_u16", |b| {
        b.iter(|| {
            counter = counter.wrapping_add(0x1234_5678_9ABC_DEF1);
            kernel::fill_u16(level, counter, black_box(&mut bits));
        });
    });
    group.bench_function("at_or_above", |b| {
        b.iter(|| {
            counter = counter.wrapping_add(0x1234_5678_9ABC_DEF1);
            kernel::at_or_above(level, counter, black_box(0xFD00), &mut bits, &mut marks);
            marks[0]
        });
    });
    let states: [u8; LANES] = std::array::from_fn(|i| (i % 4) as u8);
    let mut rows = [0; LANES];
    group.bench_function("at_or_above_by_row", |b| {
        let bounds = RowBounds { by_row: &[0xFD00, 0xFE00, 0xFF00, 0xFF80], lowest: 0xFD00 };
        b.iter(|| {
            counter = counter.wrapping_add(0x1234_5678_9ABC_DEF1);
            let (bounds, parts) = (black_box(bounds), [Part::Outcomes(&states, 1)]);
            let kept = (&mut rows[..], &mut bits[..]);
            kernel::at_or_above_by_row(level, counter, bounds, &parts, kept, &mut marks);
            marks[0]
        });
    });
}

/// Draws from tables, whose rows come of two columns.
fn ranks(group: &mut BenchmarkGroup<WallTime>, level: Level) {
    let mut tied = [0_u64; LANES / GROUP];
    let mut drawn = [0_u8; LANES];
    let mut counter = 0_u64;
    for rows in [1, 3, 32, 100, 1_000] {
        for states in [2, 5, 20] {
            let (step, each) = (65_536 / states, states - 1);
            let mut thresholds = vec![0; kernel::size(rows, each)];
            for (row, j) in (0..rows).flat_map(|row| (0..each).map(move |j| (row, j))) {
                thresholds[kernel::place(rows, each, row, j)] = ((j + 1) * step + row % 7) as u16;
            }
            let table = Table { thresholds: &thresholds, rows, each };
            let inner = rows.div_ceil(2).min(7);
            let outer = (rows / inner).min(255);
            let slow: [u8; LANES] = std::array::from_fn(|i| (i * 37 % outer) as u8);
            let fast: [u8; LANES] = std::array::from_fn(|i| (i * 5 % inner) as u8);
            let name = format!("ranks, {rows} rows, {states} states");
            group.bench_function(name, |b| {
                b.iter(|| {
                    counter = counter.wrapping_add(0x1234_5678_9ABC_DEF1);
                    let parts = [
                        Part::Outcomes(black_box(&fast), 1),
                        Part::Outcomes(black_box(&slow), inner as u16),
                    ];
                    kernel::ranks(level, counter, table, &parts, &mut tied, &mut drawn, &mut []);
                    drawn[0]
                });
            });
        }
    }
}

/// Truths made of outcomes and numbers, outcomes counted and put in order, and numbers added.
fn columns(group: &mut BenchmarkGroup<WallTime>, level: Level) {
    let outcomes: [u8; LANES] = std::array::from_fn(|i| (i * 5 % 3) as u8);
    let mut marks = [0_u64; LANES / GROUP];
    group.bench_function("one_of", |b| {
        b.iter(|| {
            kernel::one_of(level, black_box(&outcomes), &[1], &mut marks);
            marks[0]
        });
    });
    let (some, mut of_each) = ([0xFFFF_0F0F_FFFF_FFFF; LANES / GROUP], [0_u64; 3]);
    for (name, among) in [("all", [u64::MAX; LANES / GROUP]), ("some", some)] {
        group.bench_function(format!("histogram of {name}"), |b| {
            b.iter(|| {
                kernel::histogram(level, black_box(&outcomes), &among, &mut of_each);
                of_each[0]
            });
        });
    }
    let ranks: [u8; LANES] = std::array::from_fn(|i| u8::from(i % 50 == 0));
    group.bench_function("own_first", |b| {
        b.iter(|| {
            let mut ranks = ranks;
            kernel::own_first(level, &mut ranks, black_box(&outcomes), &mut marks);
            ranks[0]
        });
    });
    let mut counts = [0_u32; LANES];
    group.bench_function("count_up", |b| {
        b.iter(|| {
            kernel::count_up(
                level,
                &mut counts,
                black_box(&[0x5555_5555_5555_5555; LANES / GROUP]),
            );
            counts[0]
        });
    });
    let (mut sums, numbers) = ([0.0_f64; LANES], [1.5_f64; LANES]);
    group.bench_function("plus", |b| {
        b.iter(|| {
            let numbers = kernel::Operand::Column(black_box(&numbers));
            kernel::plus(level, &mut sums, numbers);
            sums[0]
        });
    });
    group.bench_function("add_by_case", |b| {
        b.iter(|| {
            let cases: [kernel::Case; 2] = [(&some, 0.25), (&[1; LANES / GROUP], 1.0)];
            kernel::add_by_case(level, &mut sums, black_box(&numbers), &cases, 0.0);
            sums[0]
        });
    });
}

/// Numbers drawn and summed.
fn numbers(group: &mut BenchmarkGroup<WallTime>, level: Level) {
    let table = vec![kernel::Polynomial([1.0, 0.5, 0.25, 0.125]); 2 * kernel::HALF];
    let polynomials: &kernel::Polynomials = table[..].try_into().expect("as many");
    let function = kernel::Segments { polynomials, low: 0.0, high: 10.0 };
    let mut drawn = [0.0_f64; LANES];
    let mut counter = 0_u64;
    group.bench_function("draw_by_segments", |b| {
        b.iter(|| {
            counter = counter.wrapping_add(0x1234_5678_9ABC_DEF1);
            kernel::draw_by_segments(level, counter, black_box(function), &mut drawn)
        });
    });
    group.bench_function("draw_between", |b| {
        b.iter(|| {
            counter = counter.wrapping_add(0x1234_5678_9ABC_DEF1);
            kernel::draw_between(level, counter, black_box(0.8), 1.25, &mut drawn);
            drawn[0]
        });
    });
    group.bench_function("sums", |b| {
        b.iter(|| {
            let parts = black_box(&drawn).chunks(kernel::MOST_SUMMED);
            parts.filter_map(|part| kernel::sums(level, part)).map(|sums| sums.sum[0]).sum::<f64>()
        });
    });
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
    by_level(criterion);
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
