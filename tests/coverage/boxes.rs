//! The density and the coverage of the boxes that `sensitivity --boxes` finds, against those of the same box among all
//! readings there could be: integrals over the inputs. The kind: figures about a set that was picked by the data, and
//! shares near 0 or 1 of few readings.
//!
//! The wrong estimators are a count among the readings that were searched, and the plain error of a share, which is
//! too small near 1 and with few readings.

use super::Coverage;
use super::numbers::normal;
use foretell::internal::analysis::sensitivity::{Boxes, Subject, boxes};
use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::Plan;
use foretell::internal::model::Supposition;
use foretell::internal::scenario;

/// Readings of the inputs, and trials of each.
const READINGS: u64 = 300;
const TRIALS: f64 = 1024.0;

/// A chance that reads the first two of four inputs, uniform from 0 to 1.
struct Case {
    formula: &'static str,
    chance: fn(f64, f64) -> f64,
}

const PLANTED: Case = Case {
    formula: "if x1 > 0.6 and x2 < 0.5 then 0.6 else 0.2 + 0.1*x2",
    chance: |x, y| if x > 0.6 && y < 0.5 { 0.6 } else { 0.2 + 0.1 * y },
};
const SLOPE: Case =
    Case { formula: "0.2 + 0.3*x1 + 0.3*x2", chance: |x, y| 0.2 + 0.3 * x + 0.3 * y };
const NOTHING: Case = Case { formula: "0.3", chance: |_, _| 0.3 };

impl Case {
    fn subject(&self) -> Subject {
        let inputs = (1..=4).map(|i| format!("[parameter.x{i}]\nvalue = \"uniform(0, 1)\"\n"));
        let event = format!(
            "[event.e]\np = \"{} + 0*(x1+x2+x3+x4)\"\n[question.q]\nask = \"e\"\n",
            self.formula
        );
        let text = inputs.collect::<Vec<_>>().concat() + &event;
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        let (scenario, _) = scenario::read(&sources, file);
        Subject::new(&scenario, &Supposition::default(), 0, None).expect("it has one answer")
    }

    /// Density and coverage of the first box among all readings: sums over cells of the two inputs that matter; of the
    /// others a bound leaves its width.
    fn truth(&self, found: &Boxes) -> (f64, f64) {
        let ends = |name: &str| {
            let bound = found.boxes[0].bounds.iter().find(|bound| bound.name == name);
            bound.map_or((0.0, 1.0), |b| (b.low.unwrap_or(0.0), b.high.unwrap_or(1.0)))
        };
        let [first, second, third, fourth] = ["x1", "x2", "x3", "x4"].map(ends);
        let width = |(low, high): (f64, f64)| high - low;
        // an answer is high if more than so many of its trials have it
        let least = (found.threshold * TRIALS + 1e-9).floor() + 0.5;
        let high = |(x_ends, y_ends): ((f64, f64), (f64, f64))| {
            let cells = 100;
            let at = |(low, high): (f64, f64), k: i32| {
                low + (high - low) * (f64::from(k) + 0.5) / f64::from(cells)
            };
            let of = |i: i32, j: i32| {
                let p = (self.chance)(at(x_ends, i), at(y_ends, j));
                normal((TRIALS * p - least) / (TRIALS * p * (1.0 - p)).sqrt())
            };
            let sum: f64 = (0..cells * cells).map(|k| of(k / cells, k % cells)).sum();
            sum / f64::from(cells * cells)
        };
        let density = high((first, second));
        let share = width(first) * width(second) * width(third) * width(fourth);
        (density, density * share / high(((0.0, 1.0), (0.0, 1.0))))
    }
}

fn found(subject: &Subject, seed: u64) -> Boxes {
    let (trials, worlds) = (READINGS * 1024, READINGS);
    let plan = Plan { trials, seed, worlds, threads: 1, ..Plan::default() };
    boxes(subject, &plan, &|_| ()).expect("it can be drawn")
}

/// Asserts that coverage is right. Shares of few readings jump, and readings are spread evenly, so intervals
/// hold the truth up to 99 times in 100.
fn assert_right(coverage: Coverage, what: &str) {
    assert!(coverage.is_enough() && coverage.share() <= 0.99, "{what}: {coverage:?}");
}

#[test]
fn density_and_coverage_of_a_box() {
    for (name, case) in [("planted", PLANTED), ("slope", SLOPE)] {
        let subject = case.subject();
        let (mut density, mut coverage) = (Coverage::default(), Coverage::default());
        let mut plain = Coverage::default();
        for seed in Coverage::seeds() {
            let found = found(&subject, seed);
            let Some(first) = found.boxes.first() else {
                density.add(0.0, None);
                continue;
            };
            let truth = case.truth(&found);
            let around = |value: f64, error: Option<f64>| {
                error.map(|error| (value - 1.96 * error, value + 1.96 * error))
            };
            density.add(truth.0, around(first.density, first.density_std_error));
            coverage.add(truth.1, around(first.coverage, first.coverage_std_error));
            // about as many readings as are in the box and counted
            let inside = first.share * READINGS as f64 / 2.0;
            let error = (first.density * (1.0 - first.density) / inside).sqrt();
            plain.add(truth.0, around(first.density, Some(error)));
        }
        assert!(density.absent * 10 < density.found, "{name}: {density:?}");
        assert_right(density, name);
        assert_right(coverage, name);
        if name == "planted" {
            plain.assert_wrong("the plain error of a share");
        }
    }
}

/// Few readings carry few bounds: one of twelve inputs matters, and half of 200 readings are searched. Without a test
/// of
/// each bound a box had up to twelve of them.
#[test]
fn few_readings_carry_few_bounds() {
    let inputs: Vec<String> = (1..=12).map(|i| format!("x{i}")).collect();
    let parameters = inputs.iter().map(|x| format!("[parameter.{x}]\nvalue = \"uniform(0, 1)\"\n"));
    let text = parameters.collect::<Vec<_>>().concat()
        + &format!(
            "[event.e]\np = \"0.2 + 0.4*x1 + 0*({})\"\n[question.q]\nask = \"e\"\n",
            inputs.join("+")
        );
    let mut sources = Sources::default();
    let file = sources.add("a.toml", text);
    let (scenario, _) = scenario::read(&sources, file);
    let subject = Subject::new(&scenario, &Supposition::default(), 0, None).expect("one answer");
    let (mut found_first, mut with) = (0, 0);
    for seed in 0..40 {
        let (trials, worlds) = (200 * 1024, 200);
        let plan = Plan { trials, seed, worlds, threads: 1, ..Plan::default() };
        let found = boxes(&subject, &plan, &|_| ()).expect("it can be drawn");
        let Some(first) = found.boxes.first() else { continue };
        with += 1;
        assert!(first.bounds.len() <= 4, "seed {seed}: {:?}", first.bounds);
        found_first += usize::from(first.bounds.iter().any(|b| b.name == "x1" && b.low.is_some()));
    }
    assert!(with >= 30 && found_first == with, "{found_first} of {with}");
}

/// Boxes are rare if no input matters: one is found in at most 1 of 20 seeds, beyond what 200 or 1,000 seeds leave
/// open.
#[test]
fn where_nothing_matters_boxes_are_rare() {
    let subject = NOTHING.subject();
    let (mut with, mut seeds) = (0.0, 0.0);
    for seed in Coverage::seeds() {
        with += f64::from(u8::from(!found(&subject, seed).boxes.is_empty()));
        seeds += 1.0;
    }
    assert!(with / seeds < 0.05 + 3.0 * (0.05_f64 * 0.95 / seeds).sqrt(), "{with} of {seeds}");
}
