//! Sobol' indices where only some trials are asked, and where something is learnt that has nothing to do with the
//! inputs: index ± 2.04 errors. True values are shares of squares. (Without evidence, with indices near 0 and 1:
//! `indices_are_covered_as_often_as_written`.) Evidence about the inputs themselves ties them together, and then there are
//! no indices.

use super::Coverage;
use foretell::internal::analysis::sensitivity::{Absent, Subject, indices};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::{model, scenario};

/// 0.3 + 0.4 x + 0.2 y, asked where `seen` holds, which has a chance of its own.
const TEXT: &str = r#"
[parameter]
x = { value = "uniform(0, 1)" }
y = { value = "uniform(0, 1)" }
[event.seen]
p = 0.4
[event.told]
p = 0.1
[event.e]
p = "0.3 + 0.4*x + 0.2*y"
[question.q]
ask = "e"
given = "seen"
"#;

fn subject(evidence: &[&str]) -> Subject {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", TEXT);
    let (scenario, _) = scenario::read(&sources, file);
    let model = model::compile(&scenario).expect("no faults");
    let evidence: Vec<String> = evidence.iter().map(|text| (*text).to_owned()).collect();
    let supposition = model::suppose(&model, &mut sources, &[], &evidence).expect("no faults");
    Subject::new(&scenario, &supposition, 0, None).expect("it has one answer")
}

fn plan(seed: u64) -> Plan {
    let (worlds, threads) = (1000, 1);
    // 64 points of each matrix
    Plan { trials: 128 * 1024, seed, worlds, threads, ..Plan::default() }
}

#[test]
fn indices_under_evidence_that_leaves_the_inputs_alone() {
    for evidence in [&[][..], &["told"][..]] {
        let subject = subject(evidence);
        let truths = [("x", 0.8), ("y", 0.2)];
        let mut found = [Coverage::default(); 4];
        let mut halves = Coverage::default();
        for seed in Coverage::seeds() {
            let indices = indices(&subject, &plan(seed), &|_| ()).expect("it can be drawn");
            for (i, (name, truth)) in truths.into_iter().enumerate() {
                let index = indices.inputs.iter().find(|x| x.name == name).expect("an input");
                let around = |(value, error): (f64, f64), times: f64| {
                    Some((value - times * error, value + times * error))
                };
                found[2 * i].add(truth, around(index.first, 2.04));
                found[2 * i + 1].add(truth, around(index.total, 2.04));
                halves.add(truth, around(index.total, 1.02));
            }
        }
        for coverage in found {
            coverage.assert_right((evidence, found));
        }
        halves.assert_wrong("half of each error");
    }
}

#[test]
fn evidence_about_the_inputs_leaves_no_indices() {
    let found = indices(&subject(&["e"]), &plan(0), &|_| ()).expect("it can be told");
    assert_eq!((found.absent, found.inputs.len()), (Some(Absent::Evidence), 0));
}
