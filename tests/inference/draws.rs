//! Backward draws against enumeration and rejection, in standard errors.

use super::oracle::{Enumerated, rejected};
use super::{Dice, network};
use foretell::internal::inference::{Conditional, Factor, Problem};

/// The number of draws from each network.
const DRAWS: u64 = 20_000;
/// The most standard errors by which a share may be off: exceeded once in 10^11 draws of a normal number.
const MOST_ERRORS: f64 = 6.6;

/// A fault of a sampler.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    /// Every node is drawn from its first row.
    ParentsIgnored,
    /// One uniform number for all nodes of a draw.
    SharedUniform,
    /// Nodes are drawn given the evidence about themselves only.
    EvidenceLost,
}

/// The network with evidence about its last node and a sum of two others.
fn with_evidence(network: &Problem) -> Problem {
    let mut given = network.clone();
    let last = network.sizes.len() - 1;
    let mut cells = vec![1.0; network.sizes[last]];
    cells[0] = 0.0;
    given.factors.push(Factor { scope: vec![last], cells });
    let of = |cell: usize| {
        f64::from(u8::from(!(cell % network.sizes[1] + cell / network.sizes[1]).is_multiple_of(2)))
    };
    let cells = (0..network.sizes[0] * network.sizes[1]).map(of).collect();
    given.factors.push(Factor { scope: vec![0, 1], cells });
    given
}

fn holds(values: &[usize]) -> bool {
    values[values.len() - 1] != 0 && (values[0] + values[1]) % 2 == 1
}

/// The shares of the combinations of all nodes, drawn backward.
fn drawn(problem: &Problem, fault: Fault) -> Vec<f64> {
    let order = problem.order().expect("it is small");
    let conditionals: Vec<Conditional> =
        problem.clone().sum(&order).expect("nobody ends it").conditionals();
    assert_eq!(conditionals.len(), problem.sizes.len());
    let mut dice = Dice::new(7);
    let mut shares = vec![0.0; problem.sizes.iter().product()];
    for _ in 0..DRAWS {
        let mut values = vec![0; problem.sizes.len()];
        let mut uniform = dice.uniform();
        for conditional in &conditionals {
            let given = conditional.given.iter();
            let row = given.fold(0, |row, (node, size)| row * size + values[*node]);
            let row = if fault == Fault::ParentsIgnored { 0 } else { row };
            values[conditional.node] = conditional.value(row, uniform);
            if fault != Fault::SharedUniform {
                uniform = dice.uniform();
            }
        }
        let at = values.iter().zip(&problem.sizes).fold(0, |at, (v, size)| at * size + v);
        shares[at] += 1.0 / DRAWS as f64;
    }
    shares
}

/// Whether shares of some draws agree with probabilities.
fn agree(shares: &[f64], draws: u64, chances: &[f64]) -> bool {
    shares.iter().zip(chances).all(|(share, p)| {
        let error = (p * (1.0 - p) / draws as f64).sqrt() + 1.0 / draws as f64;
        (share - p).abs() <= MOST_ERRORS * error && (*p > 0.0 || *share <= 0.0)
    })
}

fn all(problem: &Problem) -> Vec<usize> {
    (0..problem.sizes.len()).collect()
}

#[test]
fn draws_have_the_joint_distribution() {
    for seed in 0..12 {
        let given = with_evidence(&network(seed));
        let truth = Enumerated::new(&given).joint(&all(&given));
        assert!(agree(&drawn(&given, Fault::None), DRAWS, &truth), "seed {seed}");
    }
}

#[test]
fn rejection_accepts_what_elimination_computes() {
    for seed in 0..12 {
        let network = network(seed);
        let given = with_evidence(&network);
        let order = given.order().expect("it is small");
        let sums = given.clone().sum(&order).expect("nobody ends it");
        let chance = sums.ln_total.exp();
        let (accepted, shares) = rejected(&network, DRAWS, &holds);
        assert!(agree(&[accepted as f64 / DRAWS as f64], DRAWS, &[chance]), "seed {seed}");
        assert!(agree(&shares, accepted, &sums.joint().of(&all(&given))), "seed {seed}");
        // what does not reject is caught
        let (_, unconditional) = rejected(&network, DRAWS, &|_| true);
        let joint = given.clone().sum(&order).expect("nobody ends it").joint();
        assert!(!agree(&unconditional, accepted, &joint.of(&all(&given))), "seed {seed}");
    }
}

#[test]
fn wrong_draws_are_caught() {
    for seed in 0..12 {
        let network = network(seed);
        let given = with_evidence(&network);
        let truth = Enumerated::new(&given).joint(&all(&given));
        for fault in [Fault::ParentsIgnored, Fault::SharedUniform] {
            assert!(!agree(&drawn(&given, fault), DRAWS, &truth), "{fault:?} at seed {seed}");
        }
        let lost = drawn(&network, Fault::EvidenceLost);
        assert!(!agree(&lost, DRAWS, &truth), "evidence lost at seed {seed}");
    }
}
