//! The disagreement of experts: its share of the variance between readings, and its error. Anna's chance is uniform
//! from 0.1 to 0.5, Ben's from 0.3 to 0.7: 0.2²/4 between them, 0.4²/12 within.
//!
//! The kind: a ratio of variances told without an error. The wrong estimator counts trials for readings: it has the
//! noise
//! of the experts' chances alone, and none of the spread of their readings.

use super::Coverage;
use foretell::internal::analysis;
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::forecast::{Body, Voices};
use foretell::internal::model::Supposition;
use foretell::internal::scenario::{self, Scenario};

const TEXT: &str = r#"
[expert.anna]
[expert.ben]
[event.a]
p = { by = { anna = "uniform(0.1, 0.5)", ben = "uniform(0.3, 0.7)" }, pool = "mixture" }
[question.q]
ask = "a"
"#;
const BETWEEN: f64 = 0.2 * 0.2 / 4.0;
const WITHIN: f64 = 0.4 * 0.4 / 12.0;

fn voices(scenario: &Scenario, seed: u64) -> Voices {
    let (trials, worlds) = (10_000, 100);
    let plan = Plan { trials, seed, worlds, threads: 1, ..Plan::default() };
    let found = analysis::experts(scenario, &Supposition::default(), &plan, &|_| (), || ());
    found.expect("no fault").0.expect("somebody speaks")
}

#[test]
fn the_share_of_disagreement_is_covered() {
    let mut sources = Sources::default();
    let file = sources.add("a.toml", TEXT);
    let (scenario, findings) = scenario::read(&sources, file);
    assert!(findings.iter().all(|f| !f.is_fault()), "{findings:?}");
    let truth = BETWEEN / (BETWEEN + WITHIN);
    let (mut right, mut wrong) = (Coverage::default(), Coverage::default());
    for seed in Coverage::seeds() {
        let found = voices(&scenario, seed);
        let shown = found.disagreement[0].expect("they disagree");
        let interval = |half: f64| (shown.share - half, shown.share + half);
        right.add(truth, shown.std_error.map(|error| interval(2.04 * error)));
        let noise: f64 = found
            .experts
            .iter()
            .map(|expert| match &expert.answer(0).expect("it is heard").body {
                Body::Condition(estimate) => {
                    estimate.probability * (1.0 - estimate.probability) / 10_000.0
                }
                other => panic!("{other:?}"),
            })
            .sum();
        let slope = 0.1 * WITHIN / (BETWEEN + WITHIN).powi(2);
        wrong.add(truth, Some(interval(1.96 * slope * noise.sqrt())));
    }
    right.assert_right("disagreement");
    wrong.assert_wrong("trials counted for readings");
}
