//! The swing of an answer that `sensitivity` shows for an input, with the error of that difference: over an
//! input whose effect is small beside that of another. The chance is 0.2 + 0.2 x + 0.6 y, so that from the 5th
//! to the 95th percentile of x it moves by 0.18. The estimator that was wrong compares the tenths of the worlds
//! in which x is lowest and highest, with the error of their trials alone: y scatters them by more.

use super::Coverage;
use foretell::internal::analysis::sensitivity::{Subject, tornado};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::{self, Counts, Plan};
use foretell::internal::model::{self, Supposition};
use foretell::internal::scenario;

const TEXT: &str = r#"
[parameter.x]
value = "uniform(0, 1)"
[parameter.y]
value = "uniform(0, 1)"
[event.e]
p = "0.2 + 0.2*x + 0.6*y"
[question.q]
ask = "e"
"#;
const TRUTH: f64 = 0.18;

fn plan(seed: u64) -> Plan {
    let (trials, worlds, threads) = (32 * 1024, 32, 1);
    Plan { trials, seed, worlds, threads, ..Plan::default() }
}

#[test]
fn swings_are_covered_and_tenths_of_worlds_are_not() {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", TEXT);
    let (scenario, _) = scenario::read(&sources, file);
    let model = model::compile(&scenario).expect("no faults");
    let supposition = Supposition::default();
    let subject = Subject::new(&scenario, &supposition, 0, None).expect("it has one answer");
    let swing = |seed: u64| {
        let found = tornado(&subject, &plan(seed), &|_| ()).expect("it can be drawn");
        let x = found.uncertain.iter().find(|swing| swing.name == "x").expect("it is one");
        let reach = 2.04 * x.std_error?;
        Some((x.difference - reach, x.difference + reach))
    };
    Coverage::of(TRUTH, swing).assert_right("the swing of x");
    let id = model.uncertain_numbers.iter().find(|doubt| doubt.name == "x").expect("it is one").id;
    let tenths = |seed: u64| {
        let plan = Plan { worlds: 100, ..plan(seed) };
        let tallies = engine::run(&model, &supposition, &plan, &|_| ()).expect("it can be drawn");
        let mut worlds: Vec<usize> = (0..100).collect();
        let value = |world: usize| tallies.values[world][id.index()];
        worlds.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
        let share = |some: &[usize]| {
            let (mut hits, mut kept) = (0, 0);
            for world in some {
                let answer = &tallies.worlds[*world].answers[0];
                let Counts::Outcomes(counts) = &answer.counts else { panic!("a condition") };
                (hits, kept) = (hits + counts[1], kept + answer.kept);
            }
            let q = hits as f64 / kept as f64;
            (q, q * (1.0 - q) / kept as f64)
        };
        let ((low, a), (high, b)) = (share(&worlds[..10]), share(&worlds[90..]));
        let reach = 1.96 * (a + b).sqrt();
        Some((high - low - reach, high - low + reach))
    };
    Coverage::of(TRUTH, tenths).assert_wrong("tenths of worlds");
}
