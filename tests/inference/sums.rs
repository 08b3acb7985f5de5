//! Totals, joint distributions, most probable combinations and counts against enumeration, to twelve digits.

use super::oracle::Enumerated;
use super::tables;
use foretell::internal::inference::{Eliminated, Order, Problem};

/// The number of random products.
const PRODUCTS: u64 = 400;

/// A fault that the comparison has to find.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    /// A table is forgotten, as evidence that is not multiplied.
    TableLost,
    /// The nodes of a table change places, as a stride that is wrong.
    AxesSwapped,
    /// A cell is off by a millionth.
    CellOff,
    /// Maxima instead of sums.
    MaximumForSum,
    /// The product of marginals for the joint distribution.
    MarginalsForJoint,
    /// Values are counted by the weights of the first one.
    WeightsLost,
}

fn sum(problem: &Problem) -> Eliminated {
    let order = problem.order().expect("it is small");
    problem.clone().sum(&order).expect("nobody ends it")
}

/// The problem as an elimination with the fault would see it.
fn changed(problem: &Problem, fault: Fault) -> Problem {
    let mut wrong = problem.clone();
    match fault {
        Fault::TableLost => drop(wrong.factors.pop()),
        Fault::AxesSwapped => {
            wrong.factors.iter_mut().for_each(|factor| factor.scope.rotate_left(1));
        }
        Fault::CellOff => {
            for p in wrong.factors[0].cells.iter_mut().step_by(2) {
                *p *= 1.000_001;
            }
        }
        _ => {}
    }
    wrong
}

fn near(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() <= 1e-12 * wanted.abs().max(1e-3)
}

/// Whether every result agrees with enumeration.
fn agrees(problem: &Problem, fault: Fault) -> bool {
    let truth = Enumerated::new(problem);
    let wrong = changed(problem, fault);
    let order = wrong.order().expect("it is small");
    let sums = sum(&wrong);
    let (most, ln_most) = wrong.clone().likeliest(&order).expect("nobody ends it");
    let weight =
        |node: usize, v: usize| if fault == Fault::WeightsLost { 0 } else { (node + v) % 3 };
    let weights: Vec<Vec<usize>> = (0..problem.sizes.len())
        .map(|node| (0..problem.sizes[node]).map(|v| weight(node, v)).collect())
        .collect();
    let counts = wrong.clone().count(&weights, &order).expect("nobody ends it");
    if truth.all.is_empty() {
        return [sums.ln_total, ln_most, counts.ln_total].iter().all(|ln| *ln == f64::NEG_INFINITY);
    }
    let ln_total = if fault == Fault::MaximumForSum { ln_most } else { sums.ln_total };
    let highest = truth.all.iter().fold(0.0, |most: f64, (_, p)| most.max(*p));
    let mut right = near(ln_total, truth.total().ln())
        && near(counts.ln_total, truth.total().ln())
        && near(ln_most, highest.ln())
        && truth.all.iter().any(|(values, p)| *values == most && *p >= highest * (1.0 - 1e-12));
    let right_weights: Vec<Vec<usize>> = (0..problem.sizes.len())
        .map(|node| (0..problem.sizes[node]).map(|v| (node + v) % 3).collect())
        .collect();
    let by_count = truth.counts(&right_weights);
    let found = counts.chances.iter().enumerate().filter(|(_, p)| **p > 0.0);
    right &= found.clone().count() == by_count.len()
        && found.zip(&by_count).all(|((k, p), (count, wanted))| k == *count && near(*p, *wanted));
    let joint = sums.joint();
    for nodes in &problem.joined {
        let mut found = joint.of(nodes);
        if fault == Fault::MarginalsForJoint {
            let marginals = nodes.iter().map(|node| joint.of(&[*node]));
            found = marginals.fold(vec![1.0], |all, own| {
                all.iter().flat_map(|p| own.iter().map(move |q| p * q)).collect()
            });
        }
        right &= found.iter().zip(truth.joint(nodes)).all(|(p, wanted)| near(*p, wanted));
    }
    right
}

#[test]
fn eliminations_equal_enumerations() {
    for seed in 0..PRODUCTS {
        assert!(agrees(&tables(seed), Fault::None), "seed {seed}: {:?}", tables(seed));
    }
}

#[test]
fn wrong_eliminations_are_caught() {
    for fault in [
        Fault::TableLost,
        Fault::AxesSwapped,
        Fault::CellOff,
        Fault::MaximumForSum,
        Fault::MarginalsForJoint,
        Fault::WeightsLost,
    ] {
        let caught = (0..PRODUCTS).filter(|seed| !agrees(&tables(*seed), fault)).count();
        assert!(caught > 50, "{fault:?} is caught {caught} times of {PRODUCTS}");
    }
}

/// Any order gives the same sums: here that of the smallest tables, and the best of several.
#[test]
fn every_order_gives_the_same_sums() {
    for seed in 0..PRODUCTS {
        let problem = tables(seed);
        let scopes = problem.factors.iter().chain(&[]).map(|factor| factor.scope.as_slice());
        let scopes: Vec<&[usize]> =
            scopes.chain(problem.joined.iter().map(Vec::as_slice)).collect();
        let order = Order::by_weight(&problem.sizes, &scopes, u64::MAX >> 12).expect("no bound");
        let (one, other) = (sum(&problem), problem.clone().sum(&order).expect("nobody ends it"));
        assert_eq!(one.ln_total.is_finite(), other.ln_total.is_finite());
        if one.ln_total.is_finite() {
            assert!(near(one.ln_total, other.ln_total));
            let (one, other) = (one.joint(), other.joint());
            for nodes in &problem.joined {
                assert!(one.of(nodes).iter().zip(other.of(nodes)).all(|(a, b)| near(*a, b)));
            }
        }
        let cells = order.effort.cells as u64;
        assert!(Order::by_weight(&problem.sizes, &scopes, cells - 1).is_none());
        assert!(Order::by_weight(&problem.sizes, &scopes, cells).is_some());
    }
}
