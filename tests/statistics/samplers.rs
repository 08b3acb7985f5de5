//! The engine beside its slow twin, trial for trial; and wrong twins, which the same comparisons
//! must catch.

use super::network::{bits, pick};
use super::run::share_agrees;
use super::{Bug, Draw, Network, Node};
use foretell::internal::numerics::stream::Key;

/// The number of trials: enough for every bug below, and not a whole number of blocks.
const TRIALS: u64 = 50_001;

/// Talks that depend on two causes with different numbers of outcomes, and a node that depends on them.
fn talks() -> Network {
    let rows = |rows: &[&[f64]]| rows.iter().map(|row| row.to_vec()).collect();
    Network(vec![
        Node {
            name: "pressure",
            outcomes: &["high", "low", "mild"],
            parents: &[],
            rows: rows(&[&[0.2, 0.5, 0.3]]),
        },
        Node { name: "mood", outcomes: &["bad", "good"], parents: &[], rows: rows(&[&[0.6, 0.4]]) },
        Node {
            name: "talks",
            outcomes: &["broken", "deal", "stalled"],
            parents: &[0, 1],
            rows: rows(&[
                &[0.5, 0.1, 0.4],
                &[0.2, 0.6, 0.2],
                &[0.7, 0.0, 0.3],
                &[0.1, 0.3, 0.6],
                &[0.0, 0.0, 1.0],
                &[0.05, 0.8, 0.15],
            ]),
        },
        Node {
            name: "visit",
            outcomes: &["no", "yes"],
            parents: &[2, 1],
            rows: rows(&[
                &[0.99, 0.01],
                &[0.95, 0.05],
                &[0.3, 0.7],
                &[0.1, 0.9],
                &[0.8, 0.2],
                &[0.6, 0.4],
            ]),
        },
    ])
}

/// Two coins, and a third that copies the first.
fn coins() -> Network {
    let coin = |name, parents, rows| Node { name, outcomes: &["heads", "tails"], parents, rows };
    let fair = || vec![vec![0.5, 0.5]];
    let copy = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
    Network(vec![coin("one", &[], fair()), coin("other", &[], fair()), coin("copy", &[0], copy)])
}

/// Whether counts of worlds agree with the exact joint distribution.
fn faithful(network: &Network, counts: &[u64], learnt: &[(usize, usize)]) -> bool {
    let kept: u64 = counts.iter().sum();
    let joint = network.joint();
    let possible = |cell: &usize| {
        let world = network.world(*cell);
        learnt.iter().all(|(node, outcome)| world[*node] == *outcome)
    };
    let evidence: f64 = (0..joint.len()).filter(possible).map(|cell| joint[cell]).sum();
    (0..joint.len())
        .filter(possible)
        .all(|cell| share_agrees(counts[cell] as f64 / kept as f64, kept, joint[cell] / evidence))
}

#[test]
fn the_engine_is_faithful_and_equals_its_slow_twin_to_the_trial() {
    for network in [talks(), coins()] {
        for seed in [0, 1, 77] {
            let engine = Draw::of(network.text()).trials(TRIALS).seed(seed).run();
            let twin = network.draw(TRIALS, seed, &[], Bug::None);
            assert_eq!(engine.counts("all"), twin);
            assert!(faithful(&network, &twin, &[]));
        }
    }
}

#[test]
fn the_first_trials_of_a_longer_run_are_those_of_the_shorter_one() {
    let network = talks();
    for trials in [1, 1000, 1023, 1024, 1025, 2000, 16 * 1024, 16 * 1024 + 1] {
        let engine = Draw::of(network.text()).trials(trials).run();
        assert_eq!(engine.counts("all"), network.draw(trials, 0, &[], Bug::None), "{trials}");
    }
}

#[test]
fn learning_spares_the_trials_that_the_twin_waits_for() {
    let network = talks();
    let learnt = [(3, 1)];
    let engine = Draw::of(network.text()).trials(TRIALS).learnt("visit").run();
    let twin = network.draw(TRIALS, 0, &learnt, Bug::None);
    assert!(faithful(&network, &twin, &learnt));
    assert!(faithful(&network, engine.counts("all"), &learnt));
    assert_eq!(engine.counts("all").iter().sum::<u64>(), TRIALS);
    assert!(twin.iter().sum::<u64>() < TRIALS / 2);
}

#[test]
fn wrong_samplers_are_caught() {
    let network = talks();
    for bug in
        [Bug::ParentsTransposed, Bug::RowsByPosition, Bug::SharedUniform, Bug::LastOutcomeLost]
    {
        let wrong = network.draw(TRIALS, 0, &[], bug);
        assert!(!faithful(&network, &wrong, &[]), "{bug:?} passes");
    }
    let wrong = network.draw(TRIALS, 0, &[(3, 1)], Bug::DoForGiven);
    assert!(!faithful(&network, &wrong, &[(3, 1)]), "making passes for learning");
    let wrong = coins().draw(TRIALS, 0, &[], Bug::SharedUniform);
    assert!(!faithful(&coins(), &wrong, &[]), "coins that share their chance pass");
}

/// A chain whose chances are a table of the state alone.
const WALK: [[f64; 3]; 3] = [[0.7, 0.2, 0.1], [0.15, 0.8, 0.05], [0.0, 0.25, 0.75]];
const WALK_TEXT: &str = r#"
    [scenario]
    as_of = 2025-01-01
    until = 2025-01-31
    [process.walk]
    states = ["c", "a", "b"]
    start = { a = 0.25, b = "rest" }
    [process.walk.from.a]
    b = 0.2
    c = 0.1
    [process.walk.from.b]
    c = 0.05
    a = 0.15
    [process.walk.from.c]
    b = 0.25
    [question.end]
    ask = "walk"
"#;

#[test]
fn a_process_equals_its_slow_twin_at_every_step() {
    let key = Key::of(3, "walk");
    let mut counts = [[0_u64; 3]; 31];
    for trial in 0..TRIALS {
        let mut state = pick(&[0.25, 0.75, 0.0], bits(key, 0, trial));
        counts[0][state] += 1;
        for (step, counts) in counts.iter_mut().enumerate().skip(1) {
            // in the order of a move's draw the state left comes first
            let order: Vec<usize> =
                std::iter::once(state).chain((0..3).filter(|to| *to != state)).collect();
            let chances: Vec<f64> = order.iter().map(|to| WALK[state][*to]).collect();
            state = order[pick(&chances, bits(key, step as u64, trial))];
            counts[state] += 1;
        }
    }
    let engine = Draw::of(WALK_TEXT).trials(TRIALS).seed(3).run();
    for (step, counts) in counts.iter().enumerate() {
        assert_eq!(engine.state_counts("walk", step), counts, "step {step}");
    }
}
