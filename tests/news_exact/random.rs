//! Random scenarios with up to twelve news: exact answers against the sum over all histories, sampled answers against
//! exact ones, and wrong ways, which are caught.

use super::histories::{Way, answers};
use super::learnt::{Learnt, Solved};
use super::scenarios::{LAST, OUTCOMES, Scenario};

const WORLDS: u64 = 5;
const SEEDS: u64 = 60;

/// The answers as one list of named numbers, in the order of the enumerator.
fn found(solved: &Solved) -> Vec<(String, f64)> {
    let mut all = Vec::new();
    let mut name = |name: String, value: f64| all.push((name, value));
    let (talks, past) = (solved.cells("talks"), solved.cells("past"));
    for state in 0..3 {
        name(format!("talks {state}"), talks[state]);
        name(format!("past {state}"), past[state]);
    }
    name("ever".to_owned(), solved.chance("ever"));
    name("by".to_owned(), solved.chance("by"));
    name("raids".to_owned(), solved.mean("raids"));
    let passed = solved.passed("first");
    assert_eq!(passed.len(), LAST + 1, "a chance for each day");
    passed.iter().enumerate().for_each(|(step, p)| name(format!("first {step}"), *p));
    for (cause, yes) in OUTCOMES[0].iter().enumerate() {
        for (border, state) in OUTCOMES[2].iter().enumerate() {
            name(format!("both {cause}{border}"), solved.cell("both", [*yes, *state]));
        }
    }
    name("given".to_owned(), solved.chance("given"));
    for (variable, process) in [(1, "talks"), (2, "border")] {
        for (step, states) in solved.states(process).iter().enumerate() {
            for (state, p) in states.iter().enumerate() {
                name(format!("state {variable} {step} {state}"), *p);
            }
        }
    }
    name("ln sure".to_owned(), solved.ln_sure());
    all
}

/// The largest difference between two lists of numbers, with its name. Numbers that are undefined in both are equal.
fn furthest(found: &[(String, f64)], wanted: &[(String, f64)]) -> (String, f64) {
    assert_eq!(found.len(), wanted.len());
    let apart = found.iter().zip(wanted).map(|((name, x), (other, y))| {
        assert_eq!(name, other);
        let both_undefined = x.is_nan() && y.is_nan();
        (name.clone(), if both_undefined { 0.0 } else { (x - y).abs() })
    });
    // one that is undefined in one alone is furthest
    let rank = |x: f64| if x.is_nan() { f64::INFINITY } else { x };
    apart.max_by(|a, b| rank(a.1).total_cmp(&rank(b.1))).expect("there are numbers")
}

fn worlds(learnt: &Learnt, solved: &Solved) -> Vec<f64> {
    match learnt.model.find("u") {
        Some(u) => solved.exact.values.iter().map(|values| values[u.index()]).collect(),
        None => vec![0.0],
    }
}

#[test]
fn exact_answers_are_sums_over_all_histories() {
    let mut caught = [0; 3];
    let mut priors: Vec<f64> = Vec::new();
    for seed in 0..SEEDS {
        let scenario = Scenario::new(seed, false);
        let text = scenario.text();
        let learnt = Learnt::new(&text);
        let solved = learnt.solve(WORLDS);
        let worlds = worlds(&learnt, &solved);
        let found = found(&solved);
        let (name, apart) = furthest(&found, &answers(&scenario, &worlds, Way::Right));
        assert!(apart < 1e-10, "seed {seed}: {name} is {apart} off\n{text}");
        priors.push(solved.ln_sure());
        let wrong = [Way::ReportsTwice, Way::StillButTheLast, Way::HappenedBefore];
        for (caught, way) in caught.iter_mut().zip(wrong) {
            let (_, apart) = furthest(&found, &answers(&scenario, &worlds, way));
            *caught += u32::from(apart.is_nan() || apart > 1e-6);
        }
    }
    // a wrong way shows in every scenario in which it makes a difference; most have reports, half are watched
    assert!(caught.iter().all(|caught| *caught > 8), "{caught:?}");
    let least = priors.iter().copied().fold(0.0, f64::min);
    assert!(least < 1e-6_f64.ln(), "news are unlikely enough: e^{least}");
}

#[test]
fn sampled_answers_agree_with_exact_ones() {
    let mut compared = 0;
    for seed in 1000..1000 + SEEDS / 2 {
        let scenario = Scenario::new(seed, true);
        let learnt = Learnt::new(&scenario.text());
        let found = learnt.compared(None, 20_000, 100);
        assert!(
            found.holds(),
            "seed {seed}: {:?}\n{}",
            &found.deviations[..found.deviations.len().min(3)],
            scenario.text()
        );
        compared += found.deviations.len();
    }
    assert!(compared > 30 * SEEDS as usize / 2, "{compared} numbers compared");
}

/// Trials drawn by the right supposition are compared with exact answers of wrong ones.
#[test]
fn wrong_ways_are_caught_by_the_comparison() {
    let mut caught = [0; 3];
    for seed in 1000..1012 {
        let learnt = Learnt::new(&Scenario::new(seed, true).text());
        let wrong = |change: &dyn Fn(&mut Learnt)| {
            let mut other = Learnt::new(&Scenario::new(seed, true).text());
            change(&mut other);
            !learnt.compared(Some(&other), 20_000, 100).holds()
        };
        caught[0] += u32::from(wrong(&|other| {
            let again = other.supposition.reports.clone();
            other.supposition.reports.extend(again);
        }));
        caught[1] += u32::from(wrong(&|other| {
            other.supposition.still.iter_mut().for_each(|still| {
                still.steps.pop();
            });
        }));
        caught[2] += u32::from(wrong(&|other| {
            let is_before = |text: &str| text.starts_with("not ") && text.contains(" before ");
            other.supposition.evidence.retain(|(_, text)| !is_before(text));
            other.supposition.clauses.retain(|clause| !is_before(&clause.text));
        }));
    }
    assert!(caught.iter().all(|caught| *caught > 0), "{caught:?}");
}
