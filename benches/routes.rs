//! The time of each work without one of the ways of drawing, as a multiple of its time with all, on one thread:
//! `cargo bench --bench routes`. `FORETELL_KERNELS` sets the level of instructions.

#![expect(clippy::print_stdout, reason = "the table is its output")]

use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::{self, Plan, Route, Routes};
use foretell::internal::model::{self, Model, Supposition};
use foretell::internal::{interchange, scenario};
use std::time::Instant;

/// Rounds of each measurement, all ways in turn in each; the shortest times are compared.
const ROUNDS: usize = 9;

/// The works: a file and its trials.
const WORKS: [(&str, u64); 6] = [
    ("benches/alarm.bif", 20_000_000),
    ("benches/summit_static.toml", 40_000_000),
    ("benches/talks_weekly.toml", 4_000_000),
    ("benches/five_inputs.toml", 2_000_000),
    ("benches/talks_daily.toml", 1_000_000),
    ("scenarios/leaders_summit.toml", 200_000),
];

fn compiled(name: &str) -> Model {
    let text = std::fs::read_to_string(name).expect("the file is in the repository");
    let mut sources = Sources::default();
    let file = sources.add(name, &text);
    let is_network = std::path::Path::new(name).extension().is_some_and(|kind| kind == "bif");
    let (written, findings) = if is_network {
        interchange::read(&sources, file, interchange::Format::Bif, false)
    } else {
        scenario::read(&sources, file)
    };
    assert!(findings.iter().all(|finding| !finding.is_fault()), "{findings:?}");
    model::compile(&written).expect("the scenario has no faults")
}

/// Returns the seconds of a run.
fn seconds(model: &Model, trials: u64, routes: Routes) -> f64 {
    let plan = Plan { trials, worlds: trials / 1_000, threads: 1, routes, ..Plan::default() };
    let start = Instant::now();
    engine::run(model, &Supposition::default(), &plan, &|_| ()).expect("no trial goes wrong");
    start.elapsed().as_secs_f64()
}

fn main() {
    // incremental drawing needs several points or sides
    let routes = || Route::ALL.into_iter().filter(|route| *route != Route::Incremental);
    let sets: Vec<Routes> =
        std::iter::once(Routes::ALL).chain(routes().map(|r| Routes::ALL.without(r))).collect();
    let names: Vec<String> = routes().map(|route| format!("{:>8}", format!("{route:?}"))).collect();
    println!("{:30} {}", "", names.concat());
    for (name, trials) in WORKS {
        let model = compiled(name);
        let mut times = vec![Vec::new(); sets.len()];
        for _ in 0..ROUNDS {
            for (routes, times) in sets.iter().zip(&mut times) {
                times.push(seconds(&model, trials / 10, *routes));
            }
        }
        let shortest = |times: &Vec<f64>| times.iter().copied().fold(f64::INFINITY, f64::min);
        let shortest: Vec<f64> = times.iter().map(shortest).collect();
        let ratios = shortest[1..].iter().map(|time| format!("{:8.2}", time / shortest[0]));
        println!("{name:30} {}", ratios.collect::<String>());
    }
}
